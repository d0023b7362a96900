//! What can go wrong for a person, as values. The words for each are in
//! [`crate::text`].

use std::path::Path;

use candor_core::journal::{AuthorError, NamingError};
use candor_core::profile::ProfileError;
use candor_core::store::{FileError, StoreError};
use candor_sync::invitation::InvitationError;
use candor_sync::net::NetError;
use candor_sync::pairing::PairingError;
use candor_sync::pairing::stage::Failure;

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The folder or its keys.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// What was written does not fit.
    #[error(transparent)]
    Author(#[from] AuthorError),
    /// The other cannot be called that.
    #[error(transparent)]
    Naming(#[from] NamingError),
    /// There is no bond yet.
    #[error("there is nobody to share with yet")]
    NotPaired,
    /// There is a bond with entries in it.
    #[error("there is a bond already")]
    AlreadyPaired,
    /// Entries wait for another person than the one who is being paired.
    #[error("entries wait for another person")]
    WaitingForAnother,
    /// No entry has this id.
    #[error("there is no such entry")]
    NoSuchEntry,
    /// Several entries begin with this id.
    #[error("several entries begin with this id")]
    Ambiguous,
    /// Nothing of this entry waits.
    #[error("nothing of this entry waits")]
    NotWaiting,
    /// The own pages were not opened.
    #[error("the own pages are closed")]
    OwnClosed,
    /// The text is not an invitation for a partner.
    #[error(transparent)]
    Invitation(#[from] InvitationError),
    /// The pairing cannot go on.
    #[error(transparent)]
    Pairing(#[from] PairingError),
    /// The words differ, or one of the two stopped.
    #[error("the words differ")]
    WordsDiffer,
    /// The connection ended in the middle of a pairing.
    #[error("the connection ended in the middle of the pairing")]
    LostInPairing,
    /// The other device turns this answer away.
    #[error("the invitation was refused")]
    InvitationRefused,
    /// The time is up.
    #[error("the time is up")]
    TimeUp,
    /// The network does not open.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The two programs have no version in common.
    #[error("the two programs have no version in common")]
    NoCommonVersion,
    /// A file that is not the journal's cannot be read or written.
    #[error("{0} cannot be read or written: {1}")]
    OtherFile(String, String),
    /// The folder for an export is not empty.
    #[error("the folder is not empty")]
    ExportNotEmpty,
    /// The engine has ended.
    #[error("Candor has stopped")]
    Stopped,
}

impl Trouble {
    /// Why a file that is not the journal's could not be written at `path`.
    pub fn of_file(path: &Path, error: StoreError) -> Self {
        match error {
            StoreError::Full | StoreError::NoPlace(..) => error.into(),
            other => Self::OtherFile(path.display().to_string(), other.to_string()),
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::WordsDiffer => Self::WordsDiffer,
            Failure::Refused(error) => error.into(),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Profile(error.into())
    }
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        Self::Profile(error.into())
    }
}
