//! Search in what waits: it is no part of the view until it is a record.
//!
//! ```text
//! outbox ─► new entries that the view lacks ─► the same as last time? ─► found
//!                                              else folded again ──────────▲
//! ```
//!
//! What waits is compared by its bytes, which is far cheaper than folding it. So what
//! was taken back, corrected or became a record leaves nothing behind, and nothing has
//! to be told.

use super::Journal;
use crate::id::EntryId;
use crate::space::Shared;

impl Journal<Shared> {
    /// The entries that hold every word of `query`, newest first: what waits to become
    /// a record stands before all that is one, as it stands last in a list.
    pub fn search_all(&mut self, query: &str) -> Vec<EntryId> {
        let view = self.fold.entries.view();
        let is_here = |entry| view.row(entry).is_some_and(|row| row.versions > 0);
        let mut found = self.device.outbox.search(query, is_here);
        found.extend(self.search(query));
        found
    }
}
