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

use super::{Journal, WaitingWhat};
use crate::entry::Content;
use crate::id::EntryId;
use crate::search::Search;
use crate::space::Shared;

/// The texts that waited at the last search.
#[derive(Debug, Default)]
pub(super) struct Searched {
    of: Vec<(EntryId, Content)>,
    search: Search,
}

impl Journal<Shared> {
    /// The entries that hold every word of `query`, newest first: what waits to become
    /// a record stands before all that is one, as it stands last in a list.
    pub fn search_all(&mut self, query: &str) -> Vec<EntryId> {
        let waits: Vec<(EntryId, Content)> = self
            .outbox
            .values()
            .filter(|waiting| waiting.what == WaitingWhat::New)
            .filter(|waiting| self.content(waiting.entry).is_none())
            .map(|waiting| (waiting.entry, waiting.content.clone()))
            .collect();
        if self.searched.of != waits {
            let search = Search::of_contents(&waits);
            self.searched = Searched { of: waits, search };
        }
        let mut found = self.searched.search.find(query);
        found.extend(self.search(query));
        found
    }
}
