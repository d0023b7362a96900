//! The entries that were folded last, kept at hand: what is written in comes in
//! change by change, and a further one is to cost what it holds itself.

use std::collections::VecDeque;

use crate::entry::document::{Folded, FoldedJoint, Folding, JointFolding, Source};
use crate::id::{EntryId, RecordHash};

/// How many entries are kept: one that each of the two writes in.
const KEPT: usize = 2;

/// The entries that were folded last, the latest at the end.
#[derive(Default)]
pub(in crate::journal) struct Recent {
    kept: VecDeque<(EntryId, Kept)>,
}

enum Kept {
    /// An entry of one person, and the records that were taken in.
    One(Vec<RecordHash>, Box<Folding>),
    /// A draft of both.
    Both(Box<JointFolding>),
}

impl Recent {
    /// What the changes of an entry of one person come to, given in the order of the
    /// view. Where they go on from those of the last time, only the new ones are read.
    pub(in crate::journal) fn fold(&mut self, entry: EntryId, sources: &[Source<'_>]) -> Folded {
        let (mut records, mut folding) = match self.take(entry) {
            Some(Kept::One(records, folding)) if goes_on(&records, sources) => (records, folding),
            _ => Default::default(),
        };
        for source in &sources[records.len()..] {
            folding.take(source);
            records.push(source.record);
        }
        let folded = folding.folded().clone();
        self.keep(entry, Kept::One(records, folding));
        folded
    }

    /// What the changes of a draft of both come to, given in the order of the view.
    pub(in crate::journal) fn fold_joint(
        &mut self,
        entry: EntryId,
        sources: &[Source<'_>],
    ) -> FoldedJoint {
        let mut folding = match self.take(entry) {
            Some(Kept::Both(folding)) => folding,
            _ => Box::default(),
        };
        let folded = folding.fold(sources);
        self.keep(entry, Kept::Both(folding));
        folded
    }

    /// Keeps nothing of an entry: its words are gone.
    pub(in crate::journal) fn forget(&mut self, entry: EntryId) {
        self.take(entry);
    }

    fn take(&mut self, entry: EntryId) -> Option<Kept> {
        let at = self.kept.iter().position(|(kept, _)| *kept == entry)?;
        self.kept.remove(at).map(|(_, kept)| kept)
    }

    fn keep(&mut self, entry: EntryId, kept: Kept) {
        while self.kept.len() >= KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((entry, kept));
    }
}

fn goes_on(records: &[RecordHash], sources: &[Source<'_>]) -> bool {
    records.len() <= sources.len()
        && records
            .iter()
            .zip(sources)
            .all(|(record, source)| *record == source.record)
}
