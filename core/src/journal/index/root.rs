//! The root: a list of sections, one of each part, and the pages.

use std::collections::BTreeMap;

use super::Index;
use super::page::{PAGE_BYTES_MAX, Page};
use super::places::{place, put_place};
use crate::codec::{CodecError, Put, Reader};
use crate::envelope::Forget;
use crate::id::{EntryId, LogId, Nonce, Owner, PersonId, RecordHash, Seq};
use crate::journal::Journal;
use crate::journal::forget::Fact;
use crate::journal::ledger::At;
use crate::journal::seals::Pair;
use crate::order::Place;
use crate::space::Space;
use crate::store::Arrival;

const ROOT_VERSION: u8 = 7;

impl<S: Space> Journal<S> {
    /// Forgets all that the index and the records say.
    pub(super) fn clear_parts(&mut self) {
        self.ledger.clear();
        self.view = crate::view::View::default();
        self.search = crate::search::Search::default();
        self.forgets.clear();
        self.gone.clear();
        self.to_finish.clear();
        self.held_back.clear();
        self.pairs.clear();
        self.sealed.clear();
        self.to_open.clear();
        self.to_refold.clear();
        self.corrections = crate::journal::corrections::Corrections::default();
        self.recent = crate::journal::recent::Recent::default();
        self.index = Index::default();
    }

    /// The root of an index of the first `covered` records.
    pub(super) fn encode_root(&self, covered: Arrival, pages: &BTreeMap<Place, Page>) -> Vec<u8> {
        let mut out = Vec::new();
        out.put_u8(ROOT_VERSION);
        out.put_u64(covered);
        self.ledger.save(&self.loose(), &mut out);
        let late_backs = self.view.late_backs();
        out.put_u32(late_backs.len() as u32);
        for back in late_backs {
            out.put(back.as_bytes());
        }
        let forgets = || {
            self.forgets
                .iter()
                .flat_map(|(entry, facts)| facts.iter().map(|fact| (*entry, fact)))
        };
        out.put_u32(forgets().count() as u32);
        for (entry, fact) in forgets() {
            out.put(entry.as_bytes());
            out.put(fact.by.as_bytes());
            put_place(&mut out, fact.at);
            out.put(fact.record.as_bytes());
            out.put(fact.owner.as_bytes());
            out.put(fact.nonce.as_bytes());
            let mut forget = Vec::new();
            fact.forget.encode(&mut forget);
            out.put_long(&forget);
        }
        out.put_u32(self.pairs.len() as u32);
        for (id, pair) in &self.pairs {
            out.put(id.as_bytes());
            pair.encode(&mut out);
        }
        out.put_u32(pages.len() as u32);
        for (low, page) in pages {
            put_place(&mut out, *low);
            out.put_u32(page.number);
            out.put(&page.hash);
            out.put_u32(page.rows);
        }
        out
    }

    /// Reads what [`Journal::encode_root`] wrote, where that covers no more than what
    /// is stored. What does not read is in part taken in: then all is to be cleared.
    pub(super) fn parse_root(&mut self, bytes: &[u8], last: Arrival) -> Result<(), CodecError> {
        let mut reader = Reader::new(bytes);
        let reader = &mut reader;
        if reader.u8()? != ROOT_VERSION {
            return Err(CodecError::Unknown);
        }
        let covered = reader.u64()?;
        if covered > last {
            return Err(CodecError::Unknown);
        }
        self.ledger.load(reader, covered)?;
        for _ in 0..reader.u32()? {
            self.view
                .set_late_back(EntryId::from_bytes(reader.array()?), true);
        }
        for _ in 0..reader.u32()? {
            let entry = EntryId::from_bytes(reader.array()?);
            let fact = Fact {
                by: PersonId::from_bytes(reader.array()?),
                at: place(reader)?,
                record: RecordHash::from_bytes(reader.array()?),
                owner: Owner::from_bytes(reader.array()?),
                nonce: Nonce::from_bytes(reader.array()?),
                forget: Forget::parse(&mut Reader::new(reader.long(PAGE_BYTES_MAX)?))?,
            };
            self.forgets.entry(entry).or_default().push(fact);
        }
        for _ in 0..reader.u32()? {
            let id = EntryId::from_bytes(reader.array()?);
            self.pairs.insert(id, Pair::parse(reader)?);
        }
        // A crash may have left something half done.
        self.to_finish.extend(self.forgets.keys().copied());
        self.show_pairs();
        self.index = Index::load(reader, covered)?;
        match reader.left() {
            0 => Ok(()),
            _ => Err(CodecError::Trailing),
        }
    }

    /// Records that were opened and stand in no row: their counters are needed.
    fn loose(&self) -> Vec<At> {
        let mut loose = Vec::new();
        let mut note = |log: LogId, seq: Seq, hash: RecordHash| loose.push((log, seq, hash));
        for (log, state) in &self.ledger.logs().0 {
            // First records are known by the predecessor of nothing: they are
            // found among the positions at 0.
            if let Ok(firsts) = self.store.at(*log, 0) {
                firsts.iter().for_each(|first| note(*log, 0, first.hash));
            }
            for (seq, hash) in &state.branches {
                note(*log, *seq, *hash);
            }
        }
        for (log, seq, hash) in self.ledger.asides().places() {
            note(log, seq, hash);
        }
        for fact in self.forgets.values().flatten() {
            note(fact.at.log, fact.at.seq, fact.record);
        }
        for pair in self.pairs.values() {
            let seals = pair.seals.iter().map(|fact| (fact.at, fact.record));
            let binds = pair.binds.iter().map(|fact| (fact.at, fact.record));
            let keys = pair.keys.iter().map(|fact| (fact.at, fact.record));
            for (at, record) in seals.chain(binds).chain(keys) {
                note(at.log, at.seq, record);
            }
        }
        loose
    }
}
