//! What a person wrote: entries, their kinds, and how Automerge holds them.
//!
//! ```text
//! Content ──document──► Automerge change ──► payload of a record
//! records of one entry ──document──► versions, oldest first
//! ```

pub mod agreement;
pub mod content;
pub mod diff;
pub mod document;
pub mod limits;
pub mod mechanism;
pub mod plain;
pub mod template;

pub use content::{Content, ContentBuilder};
pub use mechanism::Mechanism;
pub use template::{Template, Writers, template, templates};
