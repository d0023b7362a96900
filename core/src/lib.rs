//! What a journal of two people is, and how an edit becomes an envelope.
//!
//! There is no runtime here, no network, no window, no clock and no randomness
//! of its own: time, random bytes and the folder come in as arguments. A caller
//! goes these steps:
//!
//! 1. [`profile::Profile`] makes or opens a data folder and its keys.
//! 2. [`journal::Journal::open_shared`] opens the shared history,
//!    [`journal::Journal::open_own`] the own pages.
//! 3. [`journal::Journal::keep_new`] puts what was written into the outbox;
//!    [`journal::Journal::flush`] turns it into records when a meeting begins.
//! 4. [`journal::Journal::receive`] takes in what another device gave,
//!    [`journal::Journal::open_pending`] reads it into the [`view::View`].
//! 5. [`search`] finds it again.
//!
//! What people type is read by [`happened`] (when something took place), [`names`] (what
//! somebody is called) and [`unseen`] (signs that nobody sees).
//!
//! ```text
//! words ─► outbox ─► Automerge change ─► age payload ─► header + tags ─► store
//!                                                                          │
//! view ◄── rows ◄── change applied ◄── payload opened ◄── tags verified ◄──┘
//! ```

pub mod codec;
pub mod date;
pub mod entry;
pub mod envelope;
#[cfg(feature = "forge")]
pub mod forge;
pub mod happened;
pub mod id;
pub mod journal;
pub mod keyring;
pub mod local;
pub mod log;
pub mod names;
pub mod order;
pub mod profile;
pub mod seal;
pub mod search;
pub mod secret;
pub mod space;
pub mod store;
pub mod unseen;
pub mod view;
