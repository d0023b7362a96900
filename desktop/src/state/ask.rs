//! The passphrase, asked for before what changes who is paired or how far the
//! network reaches.
//!
//! ```text
//! Invite, Join, more reach ─► the question is shown ─► Prove ─► engine
//!                                   ▲                             │
//!                  wrong: a sentence, an empty field ◄────────────┤
//!                                        right: it is done ◄──────┘
//! ```
//!
//! Nothing is done before the engine has opened the unlock file with what was
//! typed. No passphrase is kept to compare with.

use candor_core::journal::AuthorError;
use candor_core::keyring::KeyringError;
use candor_core::profile::ProfileError;

use super::secret::Typed;
use super::settings::Reach;
use crate::engine::Trouble;

/// What asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// An invitation is made.
    Invite,
    /// An invitation is answered.
    Join,
    /// The network reaches further than until now.
    Reach(Reach),
}

/// The question, while it is on the screen.
#[derive(Debug)]
pub struct Asked {
    /// What it is asked for.
    pub matter: Matter,
    /// What is typed.
    pub passphrase: Typed,
    /// It is being tried.
    pub busy: bool,
    /// What went wrong, in words.
    pub error: Option<String>,
}

impl Asked {
    /// The question before `matter`.
    pub fn before(matter: Matter) -> Self {
        Self {
            matter,
            passphrase: Typed::default(),
            busy: false,
            error: None,
        }
    }

    /// It was not done, in words; another try begins with an empty field.
    pub fn refused(&mut self, words: String) {
        self.passphrase.clear();
        self.busy = false;
        self.error = Some(words);
    }
}

/// Whether it was the passphrase of Candor that was wrong.
pub(super) fn is_not_proven(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Profile(ProfileError::NotProven))
}

/// Whether it was the disk that did not do what was asked.
pub(super) fn is_of_disk(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Profile(ProfileError::Store(_)) | Trouble::Author(AuthorError::Store(_))
    )
}

/// Whether it was the passphrase that a folder, or the own side of it, is opened with that
/// was wrong.
pub(super) fn is_wrong(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Profile(ProfileError::Keyring(KeyringError::WrongPassphrase))
    )
}
