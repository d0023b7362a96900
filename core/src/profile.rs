//! One person's data folder: making it, opening it, changing its passphrases.
//!
//! ```text
//! lock · unlock.age · keyring.age · shared.db
//! own-unlock.age · own-keyring.age · own.000 … · own.draft     (all from the start)
//! ```
//!
//! Every change of a key file is written aside, synced and renamed, in an order
//! that leaves a pair of files which one of the two passphrases opens.

use crate::id::Entropy;
use crate::keyring::{Keyring, KeyringError, OwnKeyring, Unlock};
use crate::names::{NameError, PersonName};
use crate::seal::{Passphrase, Recipient, WORK_FACTOR_MAX, WORK_FACTOR_MIN, work_factor_of};
use crate::store::{FileError, Folder, FolderLock, OwnFiles, SqliteStore, StoreError};

const UNLOCK: &str = "unlock.age";
const KEYRING: &str = "keyring.age";
const OWN_UNLOCK: &str = "own-unlock.age";
const OWN_KEYRING: &str = "own-keyring.age";
/// The file of the shared space.
pub const SHARED: &str = "shared.db";

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
    /// The keys of this device.
    pub keyring: Keyring,
    _lock: FolderLock,
}

/// Shows that whoever asks knows the passphrase: it opened `unlock.age` just
/// now. Only [`Profile::prove`] makes one, and it is worth nothing once the
/// passphrase was changed. Source: `docs/decisions/0010`.
#[derive(Debug)]
pub struct Proven<'a> {
    passphrase: &'a Passphrase,
    /// What the unlock file held.
    recipient: Recipient,
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
        folder.create()?;
        let lock = folder.lock()?;
        for left in [SHARED, "shared.db-wal"] {
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
        Ok(Self {
            folder: folder.clone(),
            unlock,
            keyring,
            _lock: lock,
        })
    }

    /// Opens the journal in `folder`. Takes about a second, for scrypt.
    ///
    /// # Errors
    /// [`ProfileError`]; nothing was changed.
    pub fn open(folder: &Folder, passphrase: &Passphrase) -> Result<Self, ProfileError> {
        if !folder.has(UNLOCK) || !folder.has(KEYRING) {
            return Err(ProfileError::NoJournal);
        }
        let lock = folder.lock()?;
        let unlock = Unlock::open(&folder.read(UNLOCK)?, passphrase)?;
        let keyring = Keyring::open(&folder.read(KEYRING)?, &unlock)?;
        Ok(Self {
            folder: folder.clone(),
            unlock,
            keyring,
            _lock: lock,
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The store of the shared space.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn shared_store(&self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open(&self.folder.file(SHARED))
    }

    /// Writes the keyring as it stands now.
    ///
    /// # Errors
    /// [`StoreError`]; the old keyring then still stands.
    pub fn save_keyring(&self) -> Result<(), StoreError> {
        let file = self.keyring.seal(&[self.unlock.recipient()]);
        self.folder.write(KEYRING, &file)
    }

    /// The proof that `passphrase` is that of this journal: the unlock file is
    /// opened with it once more, which takes about a second.
    ///
    /// # Errors
    /// [`ProfileError::NotProven`] if it is another one, and whatever else is
    /// wrong with the file.
    pub fn prove<'a>(&self, passphrase: &'a Passphrase) -> Result<Proven<'a>, ProfileError> {
        let opened = Unlock::open(&self.folder.read(UNLOCK)?, passphrase);
        let recipient = match opened {
            Ok(unlock) => unlock.recipient(),
            Err(KeyringError::WrongPassphrase) => return Err(ProfileError::NotProven),
            Err(error) => return Err(error.into()),
        };
        let proven = Proven {
            passphrase,
            recipient,
        };
        self.holds(&proven)?;
        Ok(proven)
    }

    /// A proof is of one journal, and of the passphrase it has now.
    fn holds(&self, proven: &Proven<'_>) -> Result<(), ProfileError> {
        if proven.recipient == self.unlock.recipient() {
            Ok(())
        } else {
            Err(ProfileError::NotProven)
        }
    }

    /// Changes the passphrase, in three steps of which each leaves a folder
    /// that the old or the new passphrase opens.
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
        self.holds(proven)?;
        judge_passphrase(new)?;
        let own_unlock = self.folder.read(OWN_UNLOCK)?;
        if Unlock::open(&own_unlock, new).is_ok() {
            return Err(ProfileError::SamePassphrase);
        }
        let work_factor = self.work_factor()?;
        let (unlock, file) = Unlock::create(entropy, new, work_factor);
        let both = [self.unlock.recipient(), unlock.recipient()];
        self.folder.write(KEYRING, &self.keyring.seal(&both))?;
        self.folder.write(UNLOCK, &file)?;
        self.unlock = unlock;
        self.save_keyring()?;
        Ok(())
    }

    /// Opens the own space's keys.
    ///
    /// # Errors
    /// [`KeyringError::WrongPassphrase`], also while no own passphrase is set.
    pub fn open_own(&mut self, own: &Passphrase) -> Result<OwnKeyring, ProfileError> {
        let unlock = Unlock::open(&self.folder.read(OWN_UNLOCK)?, own)?;
        let keyring = OwnKeyring::open(&self.folder.read(OWN_KEYRING)?, &unlock)?;
        if !self.keyring.own_is_set {
            // A crash right after the first own passphrase was set.
            self.keyring.own_is_set = true;
            self.save_keyring()?;
        }
        Ok(keyring)
    }

    /// Sets the first own passphrase, and begins the own space.
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
        self.holds(proven)?;
        if self.keyring.own_is_set {
            return Err(ProfileError::OwnIsSet);
        }
        judge_passphrase(own)?;
        if own.same_as(proven.passphrase) {
            return Err(ProfileError::SamePassphrase);
        }
        create_own(&self.folder, entropy, own, self.work_factor()?)?;
        self.keyring.own_is_set = true;
        self.save_keyring()?;
        Ok(())
    }

    /// Changes the own passphrase, in the same three steps. `old` is proven by
    /// opening the own unlock file with it.
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
        self.holds(proven)?;
        judge_passphrase(new)?;
        if new.same_as(proven.passphrase) {
            return Err(ProfileError::SamePassphrase);
        }
        let old_unlock = Unlock::open(&self.folder.read(OWN_UNLOCK)?, old)?;
        let keyring = OwnKeyring::open(&self.folder.read(OWN_KEYRING)?, &old_unlock)?;
        let (unlock, file) = Unlock::create(entropy, new, self.work_factor()?);
        let both = [old_unlock.recipient(), unlock.recipient()];
        self.folder.write(OWN_KEYRING, &keyring.seal(&both))?;
        self.folder.write(OWN_UNLOCK, &file)?;
        self.folder
            .write(OWN_KEYRING, &keyring.seal(&[unlock.recipient()]))?;
        Ok(())
    }

    /// Gives all own files the time of the shared file, used or not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn level_times(&self) -> Result<(), StoreError> {
        let mut names = OwnFiles::names(&self.folder);
        names.push(OWN_UNLOCK.to_owned());
        names.push(OWN_KEYRING.to_owned());
        self.folder.same_time(SHARED, &names)
    }

    fn work_factor(&self) -> Result<u8, ProfileError> {
        let file = self.folder.read(UNLOCK)?;
        work_factor_of(&file).ok_or(ProfileError::Keyring(KeyringError::Damaged))
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

/// Whether an interrupted beginning is all there is in the folder.
fn is_unfinished(folder: &Folder) -> Result<bool, StoreError> {
    let known = [
        "lock",
        KEYRING,
        OWN_UNLOCK,
        OWN_KEYRING,
        "own.000",
        "own.draft",
        UNLOCK,
        SHARED,
    ];
    let ours = |name: &String| {
        let name = name.trim_end_matches(".new").trim_end_matches("-wal");
        known.contains(&name)
    };
    Ok(!folder.has(UNLOCK) && folder.names()?.iter().all(ours))
}
