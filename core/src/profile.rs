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
            work_factor: beginning.work_factor,
            keyring,
            lock: Arc::new(lock),
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
        let unlock_file = folder.read(UNLOCK)?;
        let unlock = Unlock::open(&unlock_file, passphrase)?;
        let work_factor = work_factor_of(&unlock_file).ok_or(KeyringError::Damaged)?;
        let keyring = Keyring::open(&folder.read(KEYRING)?, &unlock)?;
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
