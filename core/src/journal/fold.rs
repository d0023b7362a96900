//! What is read: stored records become rows of the view.
//!
//! ```text
//! opening ─► taking ─► refold ─► entries        one thread, but for opening
//!               │         └─ standing, versions
//!               └─► forgetting, pairs, corrections
//! ```

mod corrections;
mod entries;
mod forgetting;
mod joint_words;
mod opening;
mod pairs;
mod recent;
mod refold;
mod section;
mod standing;
mod taking;
mod versions;
pub(super) mod wishes;

pub(super) use corrections::{Again, Corrections};
pub(super) use entries::Entries;
pub(super) use forgetting::{Fact, Forgetting};
pub(super) use joint_words::JointWords;
pub(super) use pairs::{BindFact, Halves, Pair, Pairs, SealFact};
pub(super) use section::Section;
pub(super) use versions::Stored;
pub use versions::Version;

use super::Journal;
use crate::id::EntryId;
use crate::space::Space;
use crate::store::StoreError;
use crate::view::Row;

/// The parts of what is read.
#[derive(Default)]
pub(super) struct Fold {
    /// What can be read.
    pub(super) entries: Entries,
    /// Corrections that may turn out to be late.
    pub(super) corrections: Corrections,
    /// The words of texts that both write in.
    pub(super) joint: JointWords,
    /// What both let go of.
    pub(super) forgetting: Forgetting,
    /// Sealed pairs.
    pub(super) pairs: Pairs,
}

impl Fold {
    /// Every part that the index knows, in the order of their sections: a new one does
    /// not compile before it stands here. What is at hand of texts of both is what the
    /// store gives back, and no part of the index.
    pub(super) fn sections(&self) -> [&dyn Section; 4] {
        let Self {
            entries,
            corrections,
            joint: _,
            forgetting,
            pairs,
        } = self;
        [entries, corrections, forgetting, pairs]
    }

    /// As [`Fold::sections`], to be cleared or loaded.
    pub(super) fn sections_mut(&mut self) -> [&mut dyn Section; 4] {
        let Self {
            entries,
            corrections,
            joint: _,
            forgetting,
            pairs,
        } = self;
        [entries, corrections, forgetting, pairs]
    }
}

impl<S: Space> Journal<S> {
    /// What follows from all that came in.
    pub(super) fn finish(&mut self) -> Result<(), StoreError> {
        self.finish_backs();
        self.finish_corrections()?;
        self.finish_pairs()?;
        let forgotten = self.finish_forgetting()?;
        // Whether a half was taken back decides which bind counts.
        self.finish_pairs()?;
        self.erase_gone(&forgotten)
    }

    /// The entries whose row changed since this was asked last.
    pub fn take_changed(&mut self) -> Vec<EntryId> {
        self.fold.entries.take_changed()
    }

    /// Takes a row out of the view, the search and the index.
    pub(super) fn take_out(&mut self, entry: EntryId) {
        if let Some(place) = self.fold.entries.remove(entry) {
            self.index.touch(place);
        }
        self.fold.entries.note_changed([entry]);
    }

    pub(super) fn put_row(&mut self, row: Row) {
        let row = self.without_words(row);
        for place in self.fold.entries.put(row) {
            self.index.touch(place);
        }
    }
}
