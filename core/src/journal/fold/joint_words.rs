//! The words of texts that both write in: their changes as they were opened, and own
//! words that the other's took the ground from.

use std::collections::{BTreeSet, HashMap};

use super::Stored;
use crate::entry::Content;
use crate::id::{Owner, RecordHash};

/// What is at hand of texts that both write in.
#[derive(Default)]
pub(in crate::journal) struct JointWords {
    /// Such a text has a change at every pause, and is folded again with each.
    changes: HashMap<RecordHash, Stored, foldhash::fast::RandomState>,
    /// The own changes for which words were rescued.
    lost: BTreeSet<RecordHash>,
    /// Own words that are to begin a draft of their own.
    rescued: Vec<(Owner, Content)>,
}

impl JointWords {
    /// A change as it was opened.
    pub(in crate::journal) fn get(&self, hash: RecordHash) -> Option<&Stored> {
        self.changes.get(&hash)
    }

    /// Keeps a change at hand.
    pub(in crate::journal) fn keep(&mut self, change: Stored) {
        self.changes.insert(change.record(), change);
    }

    /// Keeps nothing of these records: both have forgotten them.
    pub(in crate::journal) fn forget(&mut self, gone: &BTreeSet<RecordHash>) {
        self.changes.retain(|hash, _| !gone.contains(hash));
    }

    /// Own changes of a text lost what they were written upon: what it said before, if
    /// anything, begins a draft of its own. Once, however often that comes and goes.
    pub(in crate::journal) fn lose(
        &mut self,
        lost: impl IntoIterator<Item = RecordHash>,
        said: Option<(Owner, Content)>,
    ) {
        let before = self.lost.len();
        self.lost.extend(lost);
        if self.lost.len() > before {
            self.rescued.extend(said);
        }
    }

    /// Words that are to begin a draft of their own.
    pub(in crate::journal) fn rescued(&self) -> Option<(Owner, Content)> {
        self.rescued.last().cloned()
    }

    /// Those words have begun a draft.
    pub(in crate::journal) fn note_begun(&mut self) {
        self.rescued.pop();
    }
}
