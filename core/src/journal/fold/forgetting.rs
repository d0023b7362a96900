//! What both let go of: the wishes, by entry, and what follows from them.

use std::collections::{BTreeMap, BTreeSet};

use super::Section;
use crate::codec::{CodecError, Put, Reader};
use crate::envelope::Forget;
use crate::id::{EntryId, LogId, Nonce, Owner, PersonId, RecordHash};
use crate::journal::index::{place, put_place};
use crate::journal::ledger::At;
use crate::order::Place;

/// The longest `forget`, as the index holds it.
const FORGET_BYTES_MAX: usize = 256 * 1024 * 1024;

/// One `forget` record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::journal) struct Fact {
    /// Who wrote it.
    pub(in crate::journal) by: PersonId,
    /// Where it stands.
    pub(in crate::journal) at: Place,
    /// The record.
    pub(in crate::journal) record: RecordHash,
    /// Whose entry it is about.
    pub(in crate::journal) owner: Owner,
    /// What the entry's id is computed from, beside the owner.
    pub(in crate::journal) nonce: Nonce,
    /// What it says.
    pub(in crate::journal) forget: Forget,
}

/// What is forgotten, and what is about to be.
#[derive(Debug, Default)]
pub(in crate::journal) struct Forgetting {
    /// `forget` records of the shared space, by entry.
    facts: BTreeMap<EntryId, Vec<Fact>>,
    /// Own pages that were deleted.
    deleted: BTreeSet<EntryId>,
    /// Records whose payload both have forgotten.
    gone: BTreeSet<RecordHash>,
    /// Entries whose forgetting is to be finished once all that came in was read.
    due: BTreeSet<EntryId>,
    /// Entries whose words are not erased before all is here that a wish was written
    /// upon, by the log that says it.
    held_back: BTreeMap<LogId, BTreeSet<EntryId>>,
    /// Records came without their words.
    came_bare: bool,
}

impl Forgetting {
    /// Takes in a `forget` record; what follows waits until all that came in was read.
    /// `false` if it is known.
    pub(in crate::journal) fn take(&mut self, entry: EntryId, fact: Fact) -> bool {
        let facts = self.facts.entry(entry).or_default();
        if facts.iter().any(|known| known.record == fact.record) {
            return false;
        }
        facts.push(fact);
        facts.sort_by_key(|fact| fact.at);
        self.due.insert(entry);
        true
    }

    /// The facts about an entry, in their order.
    pub(in crate::journal) fn facts(&self, entry: EntryId) -> &[Fact] {
        self.facts.get(&entry).map_or(&[][..], Vec::as_slice)
    }

    /// All entries that somebody wants gone, with the facts.
    pub(in crate::journal) fn all(&self) -> impl Iterator<Item = (EntryId, &[Fact])> {
        let all = self.facts.iter();
        all.map(|(entry, facts)| (*entry, facts.as_slice()))
    }

    /// Whether nobody wants anything gone.
    pub(in crate::journal) fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Notes that an own page was deleted.
    pub(in crate::journal) fn delete(&mut self, entry: EntryId) {
        self.deleted.insert(entry);
    }

    /// Whether an own page was deleted.
    pub(in crate::journal) fn is_deleted(&self, entry: EntryId) -> bool {
        self.deleted.contains(&entry)
    }

    /// Whether a record's payload is gone for good, so that nobody asks for it.
    pub(in crate::journal) fn is_gone(&self, hash: RecordHash) -> bool {
        self.gone.contains(&hash)
    }

    /// Notes records whose payload is gone for good.
    pub(in crate::journal) fn note_gone(&mut self, gone: impl IntoIterator<Item = RecordHash>) {
        self.gone.extend(gone);
    }

    /// A record came without its words: it may be of an entry that both have forgotten.
    pub(in crate::journal) fn note_bare(&mut self) {
        self.came_bare = true;
    }

    /// The entries whose forgetting is to be finished. Where records came without their
    /// words, those too that are not shown: they may have no marker yet.
    pub(in crate::journal) fn take_due(
        &mut self,
        is_shown: impl Fn(EntryId) -> bool,
    ) -> Vec<EntryId> {
        if std::mem::take(&mut self.came_bare) {
            let entries = self.facts.keys().copied();
            self.due.extend(entries.filter(|entry| !is_shown(*entry)));
        }
        std::mem::take(&mut self.due).into_iter().collect()
    }

    /// Holds the words of an entry back until all came that a log was written upon.
    pub(in crate::journal) fn hold_back(&mut self, entry: EntryId, log: LogId) {
        self.held_back.entry(log).or_default().insert(entry);
    }

    /// What a log was written upon came in: what waited for it is looked at again.
    pub(in crate::journal) fn came_behind(&mut self, log: LogId) {
        if let Some(entries) = self.held_back.remove(&log) {
            self.due.extend(entries);
        }
    }
}

impl Section for Forgetting {
    fn clear(&mut self) {
        // Own pages have no index to throw away, and say again what was deleted.
        *self = Self {
            deleted: std::mem::take(&mut self.deleted),
            came_bare: self.came_bare,
            ..Self::default()
        };
    }

    fn loose(&self) -> Vec<At> {
        let facts = self.facts.values().flatten();
        facts
            .map(|fact| (fact.at.log, fact.at.seq, fact.record))
            .collect()
    }

    fn save(&self, out: &mut Vec<u8>) {
        let all = || {
            self.all()
                .flat_map(|(entry, facts)| facts.iter().map(move |fact| (entry, fact)))
        };
        out.put_u32(all().count() as u32);
        for (entry, fact) in all() {
            out.put(entry.as_bytes());
            out.put(fact.by.as_bytes());
            put_place(out, fact.at);
            out.put(fact.record.as_bytes());
            out.put(fact.owner.as_bytes());
            out.put(fact.nonce.as_bytes());
            let mut forget = Vec::new();
            fact.forget.encode(&mut forget);
            out.put_long(&forget);
        }
    }

    fn load(&mut self, reader: &mut Reader<'_>) -> Result<(), CodecError> {
        for _ in 0..reader.u32()? {
            let entry = EntryId::from_bytes(reader.array()?);
            let fact = Fact {
                by: PersonId::from_bytes(reader.array()?),
                at: place(reader)?,
                record: RecordHash::from_bytes(reader.array()?),
                owner: Owner::from_bytes(reader.array()?),
                nonce: Nonce::from_bytes(reader.array()?),
                forget: Forget::parse(&mut Reader::new(reader.long(FORGET_BYTES_MAX)?))?,
            };
            self.facts.entry(entry).or_default().push(fact);
        }
        // A crash may have left something half done.
        self.due.extend(self.facts.keys().copied());
        Ok(())
    }
}
