//! The own side of a data folder: its key files, and the passphrases.
//!
//! ```text
//! Profile ── own_side() ──► OwnSide     the folder, its lock, two plain values
//! keys of the shared side               no key of the shared side
//! ```
//!
//! It goes to a thread of its own. It reads and writes the own files alone, so
//! that nothing which serves the partner ever waits for it; scrypt, which takes
//! a second, is done here for both passphrases. What then concerns the keyring
//! of the shared side is left to [`Profile`].

use std::sync::Arc;

use super::proof::{self, Proof, Proven};
use super::{OWN_KEYRING, OWN_UNLOCK, Profile, ProfileError, SHARED};
use super::{create_own, judge_passphrase};
use crate::id::Entropy;
use crate::keyring::{OwnKeyring, Unlock};
use crate::seal::{Passphrase, Recipient};
use crate::store::{Folder, FolderLock, OwnFiles, StoreError};

/// What of a data folder belongs to the own pages. While one is there, the
/// folder stays locked.
pub struct OwnSide {
    folder: Folder,
    work_factor: u8,
    is_set: bool,
    /// What the unlock file of Candor opens for, as far as is known here.
    recipient: Recipient,
    _lock: Arc<FolderLock>,
}

/// A passphrase of Candor that was judged and is ready: [`Profile::take`]
/// writes it.
pub struct NewPassphrase {
    /// That the passphrase until then was known.
    pub(super) proof: Proof,
    pub(super) unlock: Unlock,
    pub(super) file: Vec<u8>,
}

impl std::fmt::Debug for NewPassphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl NewPassphrase {
    /// What the unlock file opens for once this is written, for
    /// [`OwnSide::taken`].
    pub fn recipient(&self) -> Recipient {
        self.unlock.recipient()
    }
}

impl Profile {
    /// The own side of this folder. Only one may write: where it stays, it is
    /// the only one that is asked for.
    pub fn own_side(&self) -> OwnSide {
        OwnSide {
            folder: self.folder.clone(),
            work_factor: self.work_factor,
            is_set: self.keyring.own_is_set,
            recipient: self.unlock.recipient(),
            _lock: Arc::clone(&self.lock),
        }
    }
}

impl OwnSide {
    /// The folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Whether an own passphrase was ever set, as far as is known here.
    pub fn is_set(&self) -> bool {
        self.is_set
    }

    /// The proof that `passphrase` is that of Candor. Takes about a second.
    ///
    /// # Errors
    /// [`ProfileError::NotProven`] if it is another one.
    pub fn prove<'a>(&self, passphrase: &'a Passphrase) -> Result<Proven<'a>, ProfileError> {
        proof::prove(&self.folder, self.recipient, passphrase)
    }

    /// Learns that a passphrase which was ready here is written: from now on it
    /// is the one to prove.
    pub fn taken(&mut self, recipient: Recipient) {
        self.recipient = recipient;
    }

    /// Opens the own space's keys. Takes about a second, for scrypt.
    ///
    /// # Errors
    /// [`crate::keyring::KeyringError::WrongPassphrase`], also while no own
    /// passphrase is set.
    pub fn open(&mut self, own: &Passphrase) -> Result<OwnKeyring, ProfileError> {
        let (_, keyring) = self.unlocked(own)?;
        // It was set, also where a crash kept that from the keyring.
        self.is_set = true;
        Ok(keyring)
    }

    /// Sets the first own passphrase, and begins the own space. That it is set
    /// is then to be kept: [`Profile::note_own`].
    ///
    /// # Errors
    /// [`ProfileError::OwnIsSet`] if there is one: it would make what was
    /// written unreadable. [`ProfileError::NotProven`] as in [`OwnSide::ready`].
    pub fn set_passphrase(
        &mut self,
        entropy: &mut dyn Entropy,
        proven: &Proven<'_>,
        own: &Passphrase,
    ) -> Result<(), ProfileError> {
        self.holds(proven)?;
        if self.is_set {
            return Err(ProfileError::OwnIsSet);
        }
        judge_passphrase(own)?;
        if own.same_as(proven.passphrase()) {
            return Err(ProfileError::SamePassphrase);
        }
        create_own(&self.folder, entropy, own, self.work_factor)?;
        self.is_set = true;
        Ok(())
    }

    /// Changes the own passphrase, in three steps of which each leaves files
    /// that the old or the new one opens. `old` is proven by opening the own
    /// unlock file with it.
    ///
    /// # Errors
    /// [`ProfileError::NotProven`] as in [`OwnSide::ready`].
    pub fn change_passphrase(
        &self,
        entropy: &mut dyn Entropy,
        proven: &Proven<'_>,
        old: &Passphrase,
        new: &Passphrase,
    ) -> Result<(), ProfileError> {
        self.holds(proven)?;
        judge_passphrase(new)?;
        if new.same_as(proven.passphrase()) {
            return Err(ProfileError::SamePassphrase);
        }
        let (old_unlock, keyring) = self.unlocked(old)?;
        let (unlock, file) = Unlock::create(entropy, new, self.work_factor);
        let both = [old_unlock.recipient(), unlock.recipient()];
        self.folder.write(OWN_KEYRING, &keyring.seal(&both))?;
        self.folder.write(OWN_UNLOCK, &file)?;
        self.folder
            .write(OWN_KEYRING, &keyring.seal(&[unlock.recipient()]))?;
        Ok(())
    }

    /// A new passphrase of Candor, made ready: all that takes long is done, and
    /// nothing is written. It is compared with the own passphrase by trying
    /// whether it opens the own space.
    ///
    /// # Errors
    /// [`ProfileError::NotProven`] if the proof is of another journal or out of
    /// date, [`ProfileError::SamePassphrase`] if `new` is the own passphrase.
    pub fn ready(
        &self,
        entropy: &mut dyn Entropy,
        proven: &Proven<'_>,
        new: &Passphrase,
    ) -> Result<NewPassphrase, ProfileError> {
        self.holds(proven)?;
        judge_passphrase(new)?;
        if Unlock::open(&self.folder.read(OWN_UNLOCK)?, new).is_ok() {
            return Err(ProfileError::SamePassphrase);
        }
        let (unlock, file) = Unlock::create(entropy, new, self.work_factor);
        Ok(NewPassphrase {
            proof: proven.proof(),
            unlock,
            file,
        })
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

    fn holds(&self, proven: &Proven<'_>) -> Result<(), ProfileError> {
        proven.proof().is_of(self.recipient)
    }

    fn unlocked(&self, own: &Passphrase) -> Result<(Unlock, OwnKeyring), ProfileError> {
        let unlock = Unlock::open(&self.folder.read(OWN_UNLOCK)?, own)?;
        let keyring = OwnKeyring::open(&self.folder.read(OWN_KEYRING)?, &unlock)?;
        Ok((unlock, keyring))
    }
}
