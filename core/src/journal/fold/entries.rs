//! What can be read: rows, the search in them, and which of them changed.

use std::collections::{BTreeMap, BTreeSet};

use super::Section;
use super::recent::Recent;
use crate::codec::{CodecError, Put, Reader};
use crate::entry::document::{Folded, FoldedJoint, Source};
use crate::entry::mechanism::SealedPairState;
use crate::id::EntryId;
use crate::journal::ledger::At;
use crate::order::Place;
use crate::search::Search;
use crate::view::{ChangeRef, Row, View};

/// The entries of a space.
#[derive(Default)]
pub(in crate::journal) struct Entries {
    view: View,
    search: Search,
    /// The entries that were folded last.
    recent: Recent,
    /// Entries of which further changes came in.
    due: BTreeMap<EntryId, Vec<ChangeRef>>,
    /// Entries whose row changed since somebody asked.
    changed: BTreeSet<EntryId>,
}

impl Entries {
    /// What can be read.
    pub(in crate::journal) fn view(&self) -> &View {
        &self.view
    }

    /// The entries that hold every word of `query`, newest first.
    pub(in crate::journal) fn search(&mut self, query: &str) -> Vec<EntryId> {
        self.search.refresh(&self.view);
        self.search.find(query)
    }

    /// Room for so many rows more.
    pub(in crate::journal) fn reserve(&mut self, rows: usize) {
        self.view.reserve(rows);
    }

    /// Takes in a row of the index: nothing changes by it.
    pub(in crate::journal) fn load_row(&mut self, row: Row) {
        self.view.put(row);
    }

    /// Puts a row in the place of what stood there. Gives the places where the index
    /// is not current any more.
    pub(in crate::journal) fn put(&mut self, row: Row) -> impl Iterator<Item = Place> + use<> {
        let id = row.id;
        let now = row.place();
        let before = self.view.row(id).and_then(Row::place);
        self.search.forget(id);
        self.changed.insert(id);
        self.view.put(row);
        now.into_iter().chain(before)
    }

    /// Takes a row out. Gives the place where the index is not current any more.
    pub(in crate::journal) fn remove(&mut self, entry: EntryId) -> Option<Place> {
        let place = self.view.row(entry).and_then(Row::place);
        self.view.remove(entry);
        self.search.forget(entry);
        self.recent.forget(entry);
        place
    }

    /// Keeps nothing at hand of an entry: its words are gone.
    pub(in crate::journal) fn forget_folded(&mut self, entry: EntryId) {
        self.recent.forget(entry);
    }

    /// A further change of an entry came in: it is computed again once all did.
    pub(in crate::journal) fn came(&mut self, entry: EntryId, change: ChangeRef) {
        self.due.entry(entry).or_default().push(change);
    }

    /// The entries that are to be computed again, with the changes that came.
    pub(in crate::journal) fn take_due(&mut self) -> BTreeMap<EntryId, Vec<ChangeRef>> {
        std::mem::take(&mut self.due)
    }

    /// What the changes of an entry of one person come to.
    pub(in crate::journal) fn fold(&mut self, entry: EntryId, sources: &[Source<'_>]) -> Folded {
        self.recent.fold(entry, sources)
    }

    /// What the changes of a draft of both come to.
    pub(in crate::journal) fn fold_joint(
        &mut self,
        entry: EntryId,
        sources: &[Source<'_>],
    ) -> FoldedJoint {
        self.recent.fold_joint(entry, sources)
    }

    /// Says how a sealed pair stands.
    pub(in crate::journal) fn set_pair(&mut self, pair: EntryId, state: SealedPairState) {
        self.view.set_pair(pair, state);
    }

    /// Says whether the taking back of an assent to `of` counts from when it came.
    pub(in crate::journal) fn turn_back(&mut self, back: EntryId, of: EntryId, is_late: bool) {
        self.view.set_late_back(back, is_late);
        self.changed.insert(of);
    }

    /// Something about these entries is different now.
    pub(in crate::journal) fn note_changed(&mut self, entries: impl IntoIterator<Item = EntryId>) {
        self.changed.extend(entries);
    }

    /// The entries that changed since this was asked last.
    pub(in crate::journal) fn take_changed(&mut self) -> Vec<EntryId> {
        std::mem::take(&mut self.changed).into_iter().collect()
    }
}

impl Section for Entries {
    fn clear(&mut self) {
        // What changed is still to be told.
        *self = Self {
            changed: std::mem::take(&mut self.changed),
            ..Self::default()
        };
    }

    fn loose(&self) -> Vec<At> {
        Vec::new()
    }

    fn save(&self, out: &mut Vec<u8>) {
        let late_backs = self.view.late_backs();
        out.put_u32(late_backs.len() as u32);
        for back in late_backs {
            out.put(back.as_bytes());
        }
    }

    fn load(&mut self, reader: &mut Reader<'_>) -> Result<(), CodecError> {
        for _ in 0..reader.u32()? {
            let back = EntryId::from_bytes(reader.array()?);
            self.view.set_late_back(back, true);
        }
        Ok(())
    }
}
