//! Corrections that may turn out to be late.

use std::collections::{BTreeMap, BTreeSet};

use super::Section;
use crate::codec::{CodecError, Reader};
use crate::id::{EntryId, PersonId, RecordHash};
use crate::journal::ledger::At;

/// The corrections of an entry that were outlived when it was looked at last; `None` if
/// that was before the journal was opened.
pub(in crate::journal) type Outlived = Option<BTreeSet<RecordHash>>;

/// Entries with corrections that later records of the other may yet outlive.
#[derive(Debug, Default)]
pub(in crate::journal) struct Corrections {
    open: BTreeMap<EntryId, Outlived>,
    /// Who has written since they were looked at.
    wrote: BTreeSet<PersonId>,
}

/// What is to be looked at again.
pub(in crate::journal) struct Again {
    /// Who has written since.
    pub(in crate::journal) wrote: BTreeSet<PersonId>,
    /// The entries.
    pub(in crate::journal) open: BTreeMap<EntryId, Outlived>,
}

impl Corrections {
    /// Notes that a record of this person came.
    pub(in crate::journal) fn note_wrote(&mut self, person: PersonId) {
        self.wrote.insert(person);
    }

    /// Whether nobody has written since they were looked at.
    pub(in crate::journal) fn nobody_wrote(&self) -> bool {
        self.wrote.is_empty()
    }

    /// Notes an entry that has a correction and was not looked at.
    pub(in crate::journal) fn note(&mut self, entry: EntryId) {
        self.open.entry(entry).or_default();
    }

    /// Keeps an entry for later, with what was outlived of it.
    pub(in crate::journal) fn keep(&mut self, entry: EntryId, outlived: Outlived) {
        self.open.insert(entry, outlived);
    }

    /// Nothing of an entry can be outlived any more.
    pub(in crate::journal) fn settle(&mut self, entry: EntryId) {
        self.open.remove(&entry);
    }

    /// Takes out all that is to be looked at again; `None` if nobody has written.
    pub(in crate::journal) fn take_again(&mut self) -> Option<Again> {
        let wrote = std::mem::take(&mut self.wrote);
        (!wrote.is_empty()).then(|| Again {
            wrote,
            open: std::mem::take(&mut self.open),
        })
    }
}

/// Nothing of it stands in the index: its rows say which have corrections.
impl Section for Corrections {
    fn clear(&mut self) {
        *self = Self::default();
    }

    fn loose(&self) -> Vec<At> {
        Vec::new()
    }

    fn save(&self, _: &mut Vec<u8>) {}

    fn load(&mut self, _: &mut Reader<'_>) -> Result<(), CodecError> {
        Ok(())
    }
}
