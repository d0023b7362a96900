//! The root: a list of sections, one of each part, and the pages.

use std::collections::BTreeMap;

use super::Index;
use super::page::Page;
use super::places::put_place;
use crate::codec::{CodecError, Put, Reader};
use crate::id::{LogId, RecordHash, Seq};
use crate::journal::Journal;
use crate::journal::ledger::At;
use crate::order::Place;
use crate::space::Space;
use crate::store::Arrival;

const ROOT_VERSION: u8 = 7;

impl<S: Space> Journal<S> {
    /// Forgets all that the index and the records say.
    pub(super) fn clear_parts(&mut self) {
        self.ledger.clear();
        for section in self.fold.sections_mut() {
            section.clear();
        }
        self.index = Index::default();
    }

    /// The root of an index of the first `covered` records.
    pub(super) fn encode_root(&self, covered: Arrival, pages: &BTreeMap<Place, Page>) -> Vec<u8> {
        let mut out = Vec::new();
        out.put_u8(ROOT_VERSION);
        out.put_u64(covered);
        self.ledger.save(&self.loose(), &mut out);
        for section in self.fold.sections() {
            section.save(&mut out);
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
        for section in self.fold.sections_mut() {
            section.load(reader)?;
        }
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
        for section in self.fold.sections() {
            loose.extend(section.loose());
        }
        loose
    }
}
