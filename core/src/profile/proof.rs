//! Proof that whoever asks knows the passphrase of this journal.
//!
//! ```text
//! passphrase ──► unlock.age opens now ──► Proven ── proof() ──► Proof
//!                                         with the passphrase   to another thread
//! ```
//!
//! What changes who can open something, or leaves the device, asks for one.
//! Source: `docs/decisions/0010`.

use super::{ProfileError, UNLOCK};
use crate::keyring::{KeyringError, Unlock};
use crate::seal::{Passphrase, Recipient};
use crate::store::Folder;

/// Shows that whoever asks knows the passphrase: it opened `unlock.age` just
/// now. It is worth nothing once the passphrase was changed.
#[derive(Debug)]
pub struct Proven<'a> {
    passphrase: &'a Passphrase,
    proof: Proof,
}

/// The same without the passphrase, for an act that ends on another thread.
/// Only a [`Proven`] gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof(Recipient);

impl Proven<'_> {
    /// What to hand on.
    pub fn proof(&self) -> Proof {
        self.proof
    }

    pub(super) fn passphrase(&self) -> &Passphrase {
        self.passphrase
    }
}

impl Proof {
    /// A proof is of one journal, and of the passphrase it has now: of the one
    /// that unlocks for `recipient`.
    pub(super) fn is_of(self, recipient: Recipient) -> Result<(), ProfileError> {
        if self.0 == recipient {
            Ok(())
        } else {
            Err(ProfileError::NotProven)
        }
    }
}

/// Opens the unlock file of `folder` once more, which takes about a second. A
/// file that was put in its place unlocks for another recipient.
pub(super) fn prove<'a>(
    folder: &Folder,
    recipient: Recipient,
    passphrase: &'a Passphrase,
) -> Result<Proven<'a>, ProfileError> {
    let unlock = match Unlock::open(&folder.read(UNLOCK)?, passphrase) {
        Ok(unlock) => unlock,
        Err(KeyringError::WrongPassphrase) => return Err(ProfileError::NotProven),
        Err(error) => return Err(error.into()),
    };
    let proof = Proof(unlock.recipient());
    proof.is_of(recipient)?;
    Ok(Proven { passphrase, proof })
}
