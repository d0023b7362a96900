//! Sealed pairs: both write, and neither can read before both have sealed.
//!
//! ```text
//! seal   the words, as an age file to an identity that nobody else has
//! bind   a device that holds both seals names them; after it nothing is taken back
//! open   once both have bound the same two, each gives its key
//! ```
//!
//! Without a server this is as far as it goes: the other can refuse to open,
//! and a changed program sees that something is sealed. It cannot read first,
//! nor change what was sealed. The rules: `docs/envelope-format.md`, "Sealed
//! pairs".

use std::collections::BTreeMap;

use bytes::Bytes;

use super::Journal;
use super::fold::{BindFact, Halves, Pair, SealFact};
use super::outbox::set_facts;
use crate::entry::content::Content;
use crate::entry::mechanism::SealedPairState;
use crate::envelope::{Opened, Operation, Seal, Wish};
use crate::id::{Beginning, EntryId, LogId, PersonId, RecordHash};
use crate::order::Place;
use crate::seal::Identity;
use crate::secret::Secret;
use crate::space::Space;
use crate::store::StoreError;
use crate::view::{ChangeRef, Part, Row};

/// The longest sealed words, in clear.
const SEALED_BYTES_MAX: usize = 1024 * 1024;
/// The kind of that pair.
pub const CHARTER_KIND: &str = "charter";

/// How a sealed pair stands, from one's own side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairStanding {
    /// The state.
    pub state: SealedPairState,
    /// What this person sealed, or has ready to be sealed, in their own words.
    pub mine: Option<Content>,
    /// Whether it can still be taken back.
    pub can_take_back: bool,
}

impl<S: Space> Journal<S> {
    /// Takes in a record of a sealed pair. What follows from it waits until all
    /// that came in was read: [`Journal::finish_pairs`].
    pub(super) fn adopt_pair(&mut self, opened: &Opened, by: PersonId) {
        let at = self.place(opened.log, opened.seq, opened.hash, opened.counter);
        if let Some(pair) = self.fold.pairs.take(opened, by, at) {
            self.note_stale();
            self.fold.entries.note_changed([pair]);
        }
    }

    /// Shows pairs as they stand, once everything that came in was judged. Done
    /// again for every pair whose records, or whose takings back, changed.
    pub(super) fn finish_pairs(&mut self) -> Result<(), StoreError> {
        for pair in self.fold.pairs.take_due() {
            self.judge_binds(pair);
            self.open_pair(pair)?;
        }
        Ok(())
    }

    /// Reads both halves of a pair, once both keys are here.
    fn open_pair(&mut self, pair_id: EntryId) -> Result<(), StoreError> {
        let Some(pair) = self.fold.pairs.get(pair_id) else {
            return Ok(());
        };
        let mut rows = Vec::with_capacity(2);
        let bound = self.fold.pairs.bound(pair_id);
        if let Some([one, other]) = bound {
            rows.extend(self.read_half(pair_id, pair, [one, other])?);
            rows.extend(self.read_half(pair_id, pair, [other, one])?);
        }
        let is_opened = rows.len() == 2;
        let shown: Vec<EntryId> = self
            .view()
            .replies(pair_id)
            .map(|row| row.id)
            .filter(|id| self.fold.pairs.is_half(*id) && !rows.iter().any(|row| row.id == *id))
            .collect();
        for half in shown {
            self.take_out(half);
        }
        if is_opened {
            rows.into_iter().for_each(|row| self.put_row(row));
        }
        let state = self.fold.pairs.note_opened(pair_id, is_opened);
        self.fold.entries.set_pair(pair_id, state);
        Ok(())
    }

    /// Notes which binds stand above the taking back of a half they name.
    fn judge_binds(&mut self, pair_id: EntryId) {
        let Some(pair) = self.fold.pairs.get(pair_id) else {
            return;
        };
        let back: BTreeMap<RecordHash, (EntryId, Place)> = pair
            .seals()
            .iter()
            .filter_map(|seal| Some((seal.record, (seal.entry, self.taken_back(seal)?))))
            .collect();
        let knows = |bind: &BindFact| {
            let mut back = bind.seals.iter().filter_map(|seal| back.get(seal));
            back.any(|(_, back)| self.ledger.has_behind(bind.at, *back))
        };
        let knew: Vec<bool> = pair.binds().iter().map(knows).collect();
        // What a bind was written upon may be on its way: then it is judged once more.
        let waits = |bind: &&BindFact| self.ledger.lacks_behind(bind.at);
        let held: Vec<(EntryId, LogId)> = pair
            .binds()
            .iter()
            .filter(waits)
            .flat_map(|bind| {
                let taken = bind.seals.iter().filter_map(|seal| back.get(seal));
                taken.map(|(half, _)| (*half, bind.at.log))
            })
            .collect();
        self.fold.pairs.note_knowing(pair_id, knew);
        for (half, log) in held {
            self.fold.forgetting.hold_back(half, log);
        }
    }

    /// Where the writer of a half took it back, if they did.
    pub(super) fn taken_back(&self, seal: &SealFact) -> Option<Place> {
        let facts = self.fold.forgetting.facts(seal.entry);
        let own = facts.iter().filter(|fact| fact.by == seal.by);
        let own = own.filter(|fact| fact.forget.wish != Wish::Keep);
        own.map(|fact| fact.at).min()
    }

    /// The halves of the pair that says how two people share, once both are
    /// read.
    pub(super) fn charter_halves(&self) -> Option<[EntryId; 2]> {
        self.fold.pairs.opened(self.ledger.roster().charter()?)
    }

    /// The first of two halves, if its key is here, was given for both and fits.
    fn read_half(
        &self,
        pair_id: EntryId,
        pair: &Pair,
        [seal, other]: Halves<'_>,
    ) -> Result<Option<Row>, StoreError> {
        for key in pair.keys_for([seal, other]) {
            let identity = Identity::from_secret(Secret::from_bytes(key.key));
            if let Some(content) = self.unseal(pair_id, seal, &identity)? {
                let change = ChangeRef {
                    part: Part::Beginning,
                    place: seal.at,
                    hash: seal.record,
                };
                return Ok(Some(Row {
                    id: seal.entry,
                    owner: seal.owner,
                    nonce: seal.nonce,
                    beginning: Beginning::NONE,
                    writer: seal.by,
                    changes: vec![change],
                    versions: 1,
                    content,
                }));
            }
        }
        Ok(None)
    }

    pub(super) fn unseal(
        &self,
        pair_id: EntryId,
        seal: &SealFact,
        identity: &Identity,
    ) -> Result<Option<Content>, StoreError> {
        let Some(record) = self.record_at(seal.at, seal.record)? else {
            return Ok(None);
        };
        let Operation::Seal(Seal { sealed, .. }) = record.operation else {
            return Ok(None);
        };
        let content = identity
            .open(&sealed, SEALED_BYTES_MAX)
            .ok()
            .and_then(|plain| Content::parse(Bytes::copy_from_slice(&plain)).ok());
        Ok(content.map(|content| {
            // What Candor says of it is what stood outside of the seal.
            let mut content = content.to_builder();
            set_facts(&mut content, &seal.kind, seal.day, Some(pair_id));
            content.build()
        }))
    }

    /// A stored record, opened.
    pub(super) fn record_at(
        &self,
        at: Place,
        hash: RecordHash,
    ) -> Result<Option<Opened>, StoreError> {
        let positions = self.store.at(at.log, at.seq)?;
        let Some(position) = positions.iter().find(|position| position.hash == hash) else {
            return Ok(None);
        };
        let row = self.store.row(position.arrival)?;
        Ok(row.and_then(|row| {
            let record = self.proof().of_row(row).ok()?;
            record.open(&self.keys).ok()
        }))
    }

    /// Shows what an index says of pairs; its rows are those of the view.
    pub(super) fn show_pairs(&mut self) {
        for (id, state) in self.fold.pairs.states() {
            self.fold.entries.set_pair(id, state);
        }
    }
}
