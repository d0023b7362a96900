//! One person's data folder: making it, opening it, changing its passphrases.
//!
//! ```text
//! lock · unlock.age · keyring.age · shared.db
//! own-unlock.age · own-keyring.age · own.000 … · own.draft     (all from the start)
//! ```
//!
//! Every change of a key file is written aside, synced and renamed, in an order
//! that leaves a pair of files which one of the two passphrases opens. What
//! belongs to the own pages is in [`own`], and can go to another thread.

pub mod own;
pub mod proof;

use std::sync::Arc;

use crate::id::Entropy;
use crate::keyring::{Keyring, KeyringError, OwnKeyring, Unlock};
use crate::names::{NameError, PersonName};
use crate::seal::{Passphrase, WORK_FACTOR_MAX, WORK_FACTOR_MIN, work_factor_of};
use crate::store::{FileError, Folder, FolderLock, OwnFiles, SqliteStore, StoreError};
use own::NewPassphrase;
pub use proof::{Proof, Proven};

const UNLOCK: &str = "unlock.age";
const KEYRING: &str = "keyring.age";
const OWN_UNLOCK: &str = "own-unlock.age";
const OWN_KEYRING: &str = "own-keyring.age";
/// The file of the shared space.
pub const SHARED: &str = "shared.db";
/// What SQLite has not moved into it yet.
const SHARED_WAL: &str = "shared.db-wal";
/// What SQLite undoes a beginning with.
const SHARED_JOURNAL: &str = "shared.db-journal";
/// What the folder is held by.
const LOCK: &str = "lock";
/// What a person chose about the window. It is the window's, and private to it.
const SETTINGS: &str = "settings.json";

/// Why a data folder cannot be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// There is something in the folder already.
    #[error("the folder is not empty")]
    NotFree,
    /// The folder holds no journal of Candor.
    #[error("the folder holds no journal")]
    NoJournal,
    /// The name is none.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The work factor is out of range.
    #[error("the work factor does not fit")]
    WorkFactor,
    /// The passphrase is empty.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The two passphrases are the same.
    #[error("the two passphrases are the same")]
    SamePassphrase,
    /// What was to be done asks for the passphrase, and this is another one.
    #[error("it is not the passphrase of this journal")]
    NotProven,
    /// An own passphrase is set, and was not given.
    #[error("an own passphrase is set already")]
    OwnIsSet,
    /// The keys do not open.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The disk does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file of the folder does not read.
    #[error(transparent)]
    File(FileError),
}

impl From<FileError> for ProfileError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Store(error) => Self::Store(error),
            other => Self::File(other),
        }
    }
}

/// A data folder that is open: its keys, and the lock that keeps others out.
pub struct Profile {
    folder: Folder,
    unlock: Unlock,
    /// scrypt's cost, which a change of a passphrase keeps.
    work_factor: u8,
    /// The keys of this device.
    pub keyring: Keyring,
    lock: Arc<FolderLock>,
}

/// What a new journal begins with.
#[derive(Debug)]
pub struct Beginning<'a> {
    /// The name as shown: 1 to 40 characters on one line.
    pub name: &'a str,
    /// The passphrase that opens Candor.
    pub passphrase: &'a Passphrase,
    /// The own passphrase, now or later.
    pub own_passphrase: Option<&'a Passphrase>,
    /// scrypt's cost, 10 to 22.
    pub work_factor: u8,
    /// The UDP port this device keeps.
    pub port: u16,
}

impl Profile {
    /// Makes a journal in `folder`, which must be absent or empty (or hold what
    /// an interrupted beginning left). The unlock file is written last: until
    /// it is there, nothing counts.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn create(
        folder: &Folder,
        entropy: &mut dyn Entropy,
        beginning: &Beginning<'_>,
    ) -> Result<Self, ProfileError> {
        let name = PersonName::parse(beginning.name)?;
        if !(WORK_FACTOR_MIN..=WORK_FACTOR_MAX).contains(&beginning.work_factor) {
            return Err(ProfileError::WorkFactor);
        }
        judge_passphrase(beginning.passphrase)?;
        if let Some(own) = beginning.own_passphrase {
            judge_passphrase(own)?;
            if own.same_as(beginning.passphrase) {
                return Err(ProfileError::SamePassphrase);
            }
        }
        if !is_unfinished(folder)? {
            return Err(ProfileError::NotFree);
        }
        let made = folder.create()?;
        let outcome = Self::begin(folder, entropy, beginning, &name);
        if outcome.is_err() {
            made.undo();
        }
        outcome
    }

    /// All files of a new journal, or none.
    fn begin(
        folder: &Folder,
        entropy: &mut dyn Entropy,
        beginning: &Beginning<'_>,
        name: &PersonName,
    ) -> Result<Self, ProfileError> {
        let lock = folder.lock()?;
        match write_all(folder, entropy, beginning, name) {
            Ok((unlock, keyring)) => Ok(Self {
                folder: folder.clone(),
                unlock,
                work_factor: beginning.work_factor,
                keyring,
                lock: Arc::new(lock),
            }),
            Err(error) => {
                leave_nothing(folder);
                Err(error)
            }
        }
    }

    /// Opens the journal in `folder`. Takes about a second, for scrypt. What
    /// rights others had to its files are taken from them.
    ///
    /// # Errors
    /// [`ProfileError`]; nothing was changed.
    pub fn open(folder: &Folder, passphrase: &Passphrase) -> Result<Self, ProfileError> {
        if !folder.holds(UNLOCK)? {
            return Err(ProfileError::NoJournal);
        }
        let lock = folder.lock()?;
        let unlock_file = folder.read(UNLOCK)?;
        let unlock = Unlock::open(&unlock_file, passphrase)?;
        let work_factor = work_factor_of(&unlock_file).ok_or(KeyringError::Damaged)?;
        let keyring = Keyring::open(&folder.read(KEYRING)?, &unlock)?;
        folder.tighten(is_ours)?;
        Ok(Self {
            folder: folder.clone(),
            unlock,
            work_factor,
            keyring,
            lock: Arc::new(lock),
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The store of the shared space.
    ///
    /// # Errors
    /// [`FileError::Missing`] inside it if the file is gone, others as
    /// [`SqliteStore::open`].
    pub fn shared_store(&self) -> Result<SqliteStore, ProfileError> {
        if !self.folder.holds(SHARED)? {
            return Err(FileError::Missing(SHARED.to_owned()).into());
        }
        Ok(SqliteStore::open(&self.folder.file(SHARED))?)
    }

    /// Writes the keyring as it stands now.
    ///
    /// # Errors
    /// [`StoreError`]; the old keyring then still stands.
    pub fn save_keyring(&self) -> Result<(), StoreError> {
        let file = self.keyring.seal(&[self.unlock.recipient()]);
        self.folder.write(KEYRING, &file)
    }

    /// The proof that `passphrase` is that of this journal. Takes about a second,
    /// for scrypt: where something else must not wait, [`own::OwnSide::prove`]
    /// does it.
    ///
    /// # Errors
    /// [`ProfileError::NotProven`] if it is another one, and whatever else is
    /// wrong with the file.
    pub fn prove<'a>(&self, passphrase: &'a Passphrase) -> Result<Proven<'a>, ProfileError> {
        proof::prove(&self.folder, self.unlock.recipient(), passphrase)
    }

    /// Whether a proof made elsewhere is of this journal, and of the passphrase
    /// it has now.
    ///
    /// # Errors
    /// [`ProfileError::NotProven`] if it is not.
    pub fn holds(&self, proof: Proof) -> Result<(), ProfileError> {
        proof.is_of(self.unlock.recipient())
    }

    /// Changes the passphrase. Takes two times scrypt: where something else must
    /// not wait, [`own::OwnSide::ready`] does that part, and [`Profile::take`]
    /// the rest.
    ///
    /// # Errors
    /// [`ProfileError::NotProven`] if the proof is of another journal or out of
    /// date, [`ProfileError::SamePassphrase`] if `new` is the own passphrase.
    pub fn change_passphrase(
        &mut self,
        entropy: &mut dyn Entropy,
        proven: &Proven<'_>,
        new: &Passphrase,
    ) -> Result<(), ProfileError> {
        let ready = self.own_side().ready(entropy, proven, new)?;
        self.take(ready)
    }

    /// Writes a passphrase that is ready, in three steps of which each leaves a
    /// folder that the old or the new passphrase opens.
    ///
    /// # Errors
    /// [`ProfileError::NotProven`] if it was made ready upon another passphrase
    /// than the one until now.
    pub fn take(&mut self, ready: NewPassphrase) -> Result<(), ProfileError> {
        let NewPassphrase {
            proof,
            unlock,
            file,
        } = ready;
        self.holds(proof)?;
        let both = [self.unlock.recipient(), unlock.recipient()];
        self.folder.write(KEYRING, &self.keyring.seal(&both))?;
        self.folder.write(UNLOCK, &file)?;
        self.unlock = unlock;
        self.save_keyring()?;
        Ok(())
    }

    /// Keeps that an own passphrase was set, if that is not kept yet.
    ///
    /// # Errors
    /// [`StoreError`]; the next start that opens the own space keeps it then.
    pub fn note_own(&mut self) -> Result<(), StoreError> {
        if self.keyring.own_is_set {
            return Ok(());
        }
        self.keyring.own_is_set = true;
        self.save_keyring()
    }

    /// Opens the own space's keys, and keeps that they are used.
    ///
    /// # Errors
    /// [`KeyringError::WrongPassphrase`], also while no own passphrase is set.
    pub fn open_own(&mut self, own: &Passphrase) -> Result<OwnKeyring, ProfileError> {
        let keyring = self.own_side().open(own)?;
        // A crash right after the first own passphrase was set.
        self.note_own()?;
        Ok(keyring)
    }

    /// Sets the first own passphrase, begins the own space, and keeps that it
    /// is used.
    ///
    /// # Errors
    /// [`ProfileError::OwnIsSet`] if there is one: it would make what was
    /// written unreadable. [`ProfileError::NotProven`] as above.
    pub fn set_own_passphrase(
        &mut self,
        entropy: &mut dyn Entropy,
        proven: &Proven<'_>,
        own: &Passphrase,
    ) -> Result<(), ProfileError> {
        self.own_side().set_passphrase(entropy, proven, own)?;
        self.note_own()?;
        Ok(())
    }

    /// Changes the own passphrase. `old` is proven by opening the own unlock file
    /// with it.
    ///
    /// # Errors
    /// [`KeyringError::WrongPassphrase`] if `old` is not the own passphrase;
    /// [`ProfileError::NotProven`] as above.
    pub fn change_own_passphrase(
        &mut self,
        entropy: &mut dyn Entropy,
        proven: &Proven<'_>,
        old: &Passphrase,
        new: &Passphrase,
    ) -> Result<(), ProfileError> {
        self.own_side().change_passphrase(entropy, proven, old, new)
    }

    /// Gives all own files the time of the shared file, used or not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn level_times(&self) -> Result<(), StoreError> {
        self.own_side().level_times()
    }
}

fn judge_passphrase(passphrase: &Passphrase) -> Result<(), ProfileError> {
    if passphrase.is_empty() {
        Err(ProfileError::EmptyPassphrase)
    } else {
        Ok(())
    }
}

/// The own space from nothing; its unlock file is written last.
fn create_own(
    folder: &Folder,
    entropy: &mut dyn Entropy,
    own: &Passphrase,
    work_factor: u8,
) -> Result<(), ProfileError> {
    let keyring = OwnKeyring::create(entropy);
    OwnFiles::create(folder, &keyring.segment_identity().recipient())?;
    let (unlock, file) = Unlock::create(entropy, own, work_factor);
    folder.write(OWN_KEYRING, &keyring.seal(&[unlock.recipient()]))?;
    folder.write(OWN_UNLOCK, &file)?;
    Ok(())
}

/// Writes the files of a new journal; the unlock file is the last.
fn write_all(
    folder: &Folder,
    entropy: &mut dyn Entropy,
    beginning: &Beginning<'_>,
    name: &PersonName,
) -> Result<(Unlock, Keyring), ProfileError> {
    for left in [SHARED, SHARED_WAL, SHARED_JOURNAL] {
        // What an interrupted beginning left holds nobody's words.
        folder.remove(left)?;
    }
    let (unlock, unlock_file) =
        Unlock::create(entropy, beginning.passphrase, beginning.work_factor);
    let mut keyring = Keyring::create(entropy, name.as_str(), beginning.port);
    keyring.own_is_set = beginning.own_passphrase.is_some();
    drop(SqliteStore::create(&folder.file(SHARED))?);
    let unknown = Passphrase::unknown(entropy);
    let own = beginning.own_passphrase.unwrap_or(&unknown);
    create_own(folder, entropy, own, beginning.work_factor)?;
    folder.write(KEYRING, &keyring.seal(&[unlock.recipient()]))?;
    folder.write(UNLOCK, &unlock_file)?;
    Ok((unlock, keyring))
}

/// The files of a beginning, in the order they are written, but for the one that
/// is written last.
const BEGUN: [&str; 9] = [
    LOCK,
    SHARED,
    SHARED_WAL,
    SHARED_JOURNAL,
    "own.000",
    "own.draft",
    OWN_KEYRING,
    OWN_UNLOCK,
    KEYRING,
];

/// Removes what a beginning has written that did not come to its end. There was
/// nothing else in the folder.
fn leave_nothing(folder: &Folder) {
    for name in [UNLOCK].iter().chain(BEGUN.iter().rev()) {
        // What cannot be removed begins again, as after a crash.
        drop(folder.remove(name));
        drop(folder.remove(&format!("{name}.new")));
    }
}

/// Whether an interrupted beginning is all there is in the folder.
fn is_unfinished(folder: &Folder) -> Result<bool, StoreError> {
    let begun = |name: &String| {
        let name = name.trim_end_matches(".new");
        name == UNLOCK || BEGUN.contains(&name)
    };
    Ok(!folder.has(UNLOCK) && folder.names()?.iter().all(begun) && !holds_words(folder)?)
}

/// Whether the database in the folder holds anything: then it is of a journal that
/// has lost its unlock file, and no beginning.
fn holds_words(folder: &Folder) -> Result<bool, StoreError> {
    if !folder.has(SHARED) {
        return Ok(false);
    }
    match SqliteStore::open(&folder.file(SHARED)) {
        Ok(store) => Ok(!store.is_empty()?),
        // It was begun, and not made whole.
        Err(StoreError::Damaged) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a file of this name in a data folder is one of Candor's.
fn is_ours(name: &str) -> bool {
    let plain = name.trim_end_matches(".new");
    let is_segment = plain.strip_prefix("own.").is_some_and(|number| {
        number.len() == 3 && number.bytes().all(|digit| digit.is_ascii_digit())
    });
    plain == UNLOCK || plain == SETTINGS || is_segment || BEGUN.contains(&plain)
}
