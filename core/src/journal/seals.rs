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

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use super::index::{place, put_place};
use super::outbox::set_facts;
use super::{AuthorError, Journal, Waiting, WaitingWhat};
use crate::codec::{CodecError, Put, Reader};
use crate::date::Day;
use crate::entry::content::{COVER, Content, ContentBuilder, HAPPENED, TITLE, VERSION, WISH};
use crate::entry::mechanism::{Mechanism, SealedPairState, State};
use crate::entry::template::{Template, template};
use crate::envelope::{Bind, Key, Opened, Operation, Seal, Wish};
use crate::id::{Beginning, Entropy, EntryId, Nonce, Owner, PersonId, RecordHash};
use crate::order::Place;
use crate::seal::{Identity, seal};
use crate::secret::Secret;
use crate::space::{Shared, Space};
use crate::store::{Arrival, StoreError};
use crate::view::rules::ReplyError;
use crate::view::{ChangeRef, Part, Row, version_name};

/// The longest sealed words, in clear.
const SEALED_BYTES_MAX: usize = 1024 * 1024;
/// The kind of that pair.
pub const CHARTER_KIND: &str = "charter";

/// One `seal` record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SealFact {
    pub(super) entry: EntryId,
    pub(super) owner: Owner,
    pub(super) nonce: Nonce,
    pub(super) by: PersonId,
    pub(super) at: Place,
    pub(super) record: RecordHash,
    pub(super) kind: String,
    pub(super) day: Day,
}

/// One `bind` record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BindFact {
    pub(super) by: PersonId,
    pub(super) at: Place,
    pub(super) record: RecordHash,
    pub(super) seals: [RecordHash; 2],
    /// It names a half of which its own log already holds the taking back.
    pub(super) knew_better: bool,
}

/// One `open` record.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct KeyFact {
    pub(super) by: PersonId,
    pub(super) at: Place,
    pub(super) record: RecordHash,
    pub(super) seal: RecordHash,
    /// The other half, with which it opens.
    pub(super) other: RecordHash,
    pub(super) key: [u8; 32],
}

impl std::fmt::Debug for KeyFact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyFact([redacted])")
    }
}

/// What is known of one pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) seals: Vec<SealFact>,
    pub(super) binds: Vec<BindFact>,
    pub(super) keys: Vec<KeyFact>,
    /// Whether both halves were read here.
    pub(super) is_opened: bool,
}

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

impl Pair {
    fn has_bound(&self, person: PersonId, seals: [RecordHash; 2]) -> bool {
        self.binds
            .iter()
            .any(|bind| bind.by == person && bind.seals == seals)
    }

    /// Two halves that count, and whether both have bound them: those for which both
    /// gave their key, else those that both have bound, else those of a bind that does
    /// not know that one was taken back. Of several, one for which somebody gave their
    /// key, and else those that were bound first.
    ///
    /// A key is given once and names both halves. So whoever has read the other's
    /// cannot choose another one of their own, however it is dated.
    fn chosen(&self) -> Option<(Halves<'_>, bool)> {
        let seals: BTreeMap<RecordHash, &SealFact> =
            self.seals.iter().map(|seal| (seal.record, seal)).collect();
        let mut all: BTreeMap<[RecordHash; 2], Tally<'_>> = BTreeMap::new();
        for bind in &self.binds {
            let halves = bind.seals.map(|seal| seals.get(&seal).copied());
            let [Some(one), Some(other)] = halves else {
                continue;
            };
            if one.by == other.by {
                continue;
            }
            let tally = all.entry(bind.seals).or_insert_with(|| Tally {
                halves: [one, other],
                bound: BTreeSet::new(),
                keys: BTreeSet::new(),
                first: bind.at,
                unknowing: None,
            });
            tally.bound.insert(bind.by);
            if !bind.knew_better {
                tally.unknowing.get_or_insert(bind.at);
            }
        }
        for key in &self.keys {
            let mut of = [key.seal, key.other];
            of.sort_unstable();
            if let Some(tally) = all.get_mut(&of)
                && seals.get(&key.seal).is_some_and(|seal| seal.by == key.by)
            {
                tally.keys.insert(key.by);
            }
        }
        let both = all.values().filter(|tally| tally.bound.len() > 1);
        let both = both.min_by_key(|tally| (std::cmp::Reverse(tally.keys.len()), tally.first));
        if let Some(both) = both {
            return Some((both.halves, true));
        }
        let one = all.values().filter(|tally| tally.unknowing.is_some());
        let one = one.min_by_key(|tally| tally.unknowing)?;
        Some((one.halves, false))
    }
}

/// One half of each person.
type Halves<'a> = [&'a SealFact; 2];

/// What was said of two halves.
struct Tally<'a> {
    halves: Halves<'a>,
    bound: BTreeSet<PersonId>,
    keys: BTreeSet<PersonId>,
    /// Where the first bind stands, and the first that does not know better. Binds
    /// come in their order.
    first: Place,
    unknowing: Option<Place>,
}

impl Pair {
    /// Appends the bytes that [`Pair::parse`] reads: the form of the index.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        out.put_u8(u8::from(self.is_opened));
        out.put_u32(self.seals.len() as u32);
        for fact in &self.seals {
            out.put(fact.entry.as_bytes());
            out.put(fact.owner.as_bytes());
            out.put(fact.nonce.as_bytes());
            out.put(fact.by.as_bytes());
            put_place(out, fact.at);
            out.put(fact.record.as_bytes());
            out.put_long(fact.kind.as_bytes());
            out.put_u32(fact.day.number());
        }
        out.put_u32(self.binds.len() as u32);
        for fact in &self.binds {
            out.put(fact.by.as_bytes());
            put_place(out, fact.at);
            out.put(fact.record.as_bytes());
            fact.seals.iter().for_each(|seal| out.put(seal.as_bytes()));
            out.put_u8(u8::from(fact.knew_better));
        }
        out.put_u32(self.keys.len() as u32);
        for fact in &self.keys {
            out.put(fact.by.as_bytes());
            put_place(out, fact.at);
            out.put(fact.record.as_bytes());
            out.put(fact.seal.as_bytes());
            out.put(fact.other.as_bytes());
            out.put(&fact.key);
        }
    }

    /// Reads what [`Pair::encode`] wrote.
    pub(super) fn parse(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let mut pair = Self {
            is_opened: reader.u8()? != 0,
            ..Self::default()
        };
        for _ in 0..reader.u32()? {
            pair.seals.push(SealFact {
                entry: EntryId::from_bytes(reader.array()?),
                owner: Owner::from_bytes(reader.array()?),
                nonce: Nonce::from_bytes(reader.array()?),
                by: PersonId::from_bytes(reader.array()?),
                at: place(reader)?,
                record: RecordHash::from_bytes(reader.array()?),
                kind: reader.text(64)?.to_owned(),
                day: Day::from_number(reader.u32()?).ok_or(CodecError::Unknown)?,
            });
        }
        for _ in 0..reader.u32()? {
            pair.binds.push(BindFact {
                by: PersonId::from_bytes(reader.array()?),
                at: place(reader)?,
                record: RecordHash::from_bytes(reader.array()?),
                seals: [
                    RecordHash::from_bytes(reader.array()?),
                    RecordHash::from_bytes(reader.array()?),
                ],
                knew_better: reader.u8()? != 0,
            });
        }
        for _ in 0..reader.u32()? {
            pair.keys.push(KeyFact {
                by: PersonId::from_bytes(reader.array()?),
                at: place(reader)?,
                record: RecordHash::from_bytes(reader.array()?),
                seal: RecordHash::from_bytes(reader.array()?),
                other: RecordHash::from_bytes(reader.array()?),
                key: reader.array()?,
            });
        }
        Ok(pair)
    }
}

fn hashes(pair: [&SealFact; 2]) -> [RecordHash; 2] {
    let mut seals = [pair[0].record, pair[1].record];
    seals.sort_unstable();
    seals
}

impl<S: Space> Journal<S> {
    /// Takes in a record of a sealed pair. What follows from it waits until all
    /// that came in was read: [`Journal::finish_pairs`].
    pub(super) fn adopt_pair(&mut self, opened: &Opened, by: PersonId) {
        let at = self.place(opened.log, opened.seq, opened.hash, opened.counter);
        let record = opened.hash;
        let pair_id = match &opened.operation {
            Operation::Seal(seal) => {
                let pair = self.pairs.entry(seal.pair).or_default();
                if !pair.seals.iter().any(|known| known.record == record) {
                    pair.seals.push(SealFact {
                        entry: opened.entry,
                        owner: opened.owner,
                        nonce: opened.nonce,
                        by,
                        at,
                        record,
                        kind: seal.kind.clone(),
                        day: opened.day,
                    });
                    pair.seals.sort_by_key(|fact| fact.at);
                    self.sealed.insert(opened.entry, seal.pair);
                }
                seal.pair
            }
            Operation::Bind(bind) => {
                let pair = self.pairs.entry(bind.pair).or_default();
                if !pair.binds.iter().any(|known| known.record == record) {
                    pair.binds.push(BindFact {
                        by,
                        at,
                        record,
                        seals: bind.seals,
                        knew_better: false,
                    });
                    pair.binds.sort_by_key(|fact| fact.at);
                }
                bind.pair
            }
            Operation::Open(key) => {
                let pair = self.pairs.entry(key.pair).or_default();
                if !pair.keys.iter().any(|known| known.record == record) {
                    pair.keys.push(KeyFact {
                        by,
                        at,
                        record,
                        seal: key.seal,
                        other: key.other,
                        key: key.key,
                    });
                    pair.keys.sort_by_key(|fact| fact.at);
                }
                key.pair
            }
            _ => return,
        };
        self.note_stale();
        self.changed.insert(pair_id);
        self.to_open.insert(pair_id);
    }

    /// Shows pairs as they stand, once everything that came in was judged. Done
    /// again for every pair whose records, or whose takings back, changed.
    pub(super) fn finish_pairs(&mut self) -> Result<(), StoreError> {
        if self.to_open.is_empty() {
            return Ok(());
        }
        for pair in std::mem::take(&mut self.to_open) {
            self.judge_binds(pair);
            self.open_pair(pair)?;
        }
        Ok(())
    }

    /// Whether an entry is one half of a sealed pair.
    pub(super) fn is_sealed(&self, entry: EntryId) -> bool {
        self.sealed.contains_key(&entry)
    }

    /// Whether a half is named by the bind that counts: it stays.
    pub(super) fn is_bound(&self, entry: EntryId) -> bool {
        self.sealed
            .get(&entry)
            .and_then(|pair| self.chosen(*pair))
            .is_some_and(|chosen| chosen.iter().any(|seal| seal.entry == entry))
    }

    /// The two halves that count.
    fn chosen(&self, pair_id: EntryId) -> Option<Halves<'_>> {
        let (halves, _) = self.pairs.get(&pair_id)?.chosen()?;
        Some(halves)
    }

    /// The two halves, once both have bound them.
    fn bound(&self, pair_id: EntryId) -> Option<Halves<'_>> {
        let (halves, by_both) = self.pairs.get(&pair_id)?.chosen()?;
        by_both.then_some(halves)
    }

    /// Reads both halves of a pair, once both keys are here.
    fn open_pair(&mut self, pair_id: EntryId) -> Result<(), StoreError> {
        let Some(pair) = self.pairs.get(&pair_id) else {
            return Ok(());
        };
        let mut rows = Vec::with_capacity(2);
        let bound = self.bound(pair_id);
        if let Some([one, other]) = bound {
            rows.extend(self.read_half(pair_id, pair, [one, other])?);
            rows.extend(self.read_half(pair_id, pair, [other, one])?);
        }
        let state = match (bound.is_some(), rows.len()) {
            (false, _) => SealedPairState::Sealed,
            (true, 2) => SealedPairState::Opened,
            (true, _) => SealedPairState::Bound,
        };
        let shown: Vec<EntryId> = self
            .view
            .replies(pair_id)
            .map(|row| row.id)
            .filter(|id| self.is_sealed(*id) && !rows.iter().any(|row| row.id == *id))
            .collect();
        for half in shown {
            self.take_out(half);
        }
        let is_opened = state == SealedPairState::Opened;
        if is_opened {
            rows.into_iter().for_each(|row| self.put_row(row));
        }
        if let Some(pair) = self.pairs.get_mut(&pair_id) {
            pair.is_opened = is_opened;
        }
        self.view.set_pair(pair_id, state);
        Ok(())
    }

    /// Notes which binds stand above the taking back of a half they name.
    fn judge_binds(&mut self, pair_id: EntryId) {
        let Some(pair) = self.pairs.get(&pair_id) else {
            return;
        };
        let back: BTreeMap<RecordHash, Place> = pair
            .seals
            .iter()
            .filter_map(|seal| Some((seal.record, self.taken_back(seal)?)))
            .collect();
        let knows = |bind: &BindFact| {
            let mut back = bind.seals.iter().filter_map(|seal| back.get(seal));
            back.any(|back| self.ledger.has_behind(bind.at, *back))
        };
        let knew: Vec<bool> = pair.binds.iter().map(knows).collect();
        if let Some(pair) = self.pairs.get_mut(&pair_id) {
            for (bind, knew) in pair.binds.iter_mut().zip(knew) {
                bind.knew_better = knew;
            }
        }
    }

    /// Where the writer of a half took it back, if they did.
    fn taken_back(&self, seal: &SealFact) -> Option<Place> {
        let facts = self.forgets.get(&seal.entry)?;
        let own = facts.iter().filter(|fact| fact.by == seal.by);
        let own = own.filter(|fact| fact.forget.wish != Wish::Keep);
        own.map(|fact| fact.at).min()
    }

    /// The halves of the pair that says how two people share, once both are
    /// read.
    pub(super) fn charter_halves(&self) -> Option<[EntryId; 2]> {
        let id = self.ledger.roster().charter()?;
        self.pairs.get(&id).filter(|pair| pair.is_opened)?;
        Some(self.bound(id)?.map(|half| half.entry))
    }

    /// The first of two halves, if its key is here, was given for both and fits.
    fn read_half(
        &self,
        pair_id: EntryId,
        pair: &Pair,
        [seal, other]: Halves<'_>,
    ) -> Result<Option<Row>, StoreError> {
        let keys = pair.keys.iter().filter(|key| {
            key.seal == seal.record && key.other == other.record && key.by == seal.by
        });
        for key in keys {
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

    fn unseal(
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
        for (id, pair) in &self.pairs {
            let halves = pair.seals.iter().map(|seal| (seal.entry, *id));
            self.sealed.extend(halves);
        }
        let ids: Vec<EntryId> = self.pairs.keys().copied().collect();
        for id in ids {
            let opened = self.pairs.get(&id).is_some_and(|pair| pair.is_opened);
            let state = match (self.bound(id).is_some(), opened) {
                (false, _) => SealedPairState::Sealed,
                (true, false) => SealedPairState::Bound,
                (true, true) => SealedPairState::Opened,
            };
            self.view.set_pair(id, state);
        }
    }
}

/// What takes one's own half back: a wish that goes along, or a number of the outbox
/// that goes out of it, where it had not gone anywhere.
pub(super) struct TakenBack {
    pub(super) wish: Option<Waiting>,
    pub(super) number: Option<u64>,
}

impl Journal<Shared> {
    /// The pair that two people seal when they begin: how they share.
    pub fn charter(&self) -> Option<EntryId> {
        self.ledger.roster().charter()
    }

    /// Puts a new pair of `kind` into the outbox, for this `half` of it: it says
    /// what it is about, and nothing of what either will write.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn keep_pair(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        kind: &str,
        half: &ContentBuilder,
    ) -> Result<EntryId, AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        if kind == CHARTER_KIND {
            // There is one, which both know.
            return Err(AuthorError::UnknownKind(kind.to_owned()));
        }
        sealed_template(kind)?.judge(half)?;
        let about = [TITLE, HAPPENED, COVER, WISH];
        let mut content = ContentBuilder {
            fields: half.fields.clone(),
            text: String::new(),
        };
        content
            .fields
            .retain(|name, _| about.contains(&name.as_str()));
        set_facts(&mut content, kind, today, None);
        let owner = Owner::person(self.ledger.me());
        let nonce = Nonce::draw(entropy);
        let id = (EntryId::waiting(owner, nonce), owner, nonce);
        let ids = self.keep(vec![Waiting {
            content: content.build(),
            ..Waiting::of(to, WaitingWhat::New, id, today)
        }])?;
        Ok(ids[0])
    }

    /// Puts one's own half of a pair into the outbox. Until both have sealed it
    /// can be taken back.
    ///
    /// If `content` names in `version` what the entry of the pair said to its writer,
    /// that is compared and not kept.
    ///
    /// # Errors
    /// [`AuthorError`]; [`AuthorError::Sealed`] if one's own half is there,
    /// [`AuthorError::Changed`] if the pair is about something else by now.
    pub fn keep_seal(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        pair: EntryId,
        content: ContentBuilder,
    ) -> Result<EntryId, AuthorError> {
        let half = self.half_to_seal(entropy, today, pair, content)?;
        let ids = self.keep(vec![half])?;
        Ok(ids[0])
    }

    /// One's own half of a pair as it goes into the outbox, judged as
    /// [`Journal::keep_seal`] says.
    pub(super) fn half_to_seal(
        &self,
        entropy: &mut dyn Entropy,
        today: Day,
        pair: EntryId,
        mut content: ContentBuilder,
    ) -> Result<Waiting, AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        let kind = self.kind_of_pair(pair)?;
        let seen = content.fields.remove(VERSION);
        let row = self.view.row(pair).filter(|row| row.versions > 0);
        let theirs = row.filter(|row| row.writer != self.ledger.me());
        if theirs.is_some_and(|row| seen.is_some_and(|seen| seen != version_name(row))) {
            return Err(AuthorError::Changed);
        }
        sealed_template(&kind)?.judge(&content)?;
        if !self.asks_for_halves(pair) {
            return Err(ReplyError::NotAsked.into());
        }
        if self.waiting_seal(pair).is_some() || self.standing_seal(pair, self.ledger.me()).is_some()
        {
            return Err(AuthorError::Sealed);
        }
        set_facts(&mut content, &kind, today, Some(pair));
        let owner = Owner::person(self.ledger.me());
        let nonce = Nonce::draw(entropy);
        let id = (EntryId::half(owner, nonce, pair), owner, nonce);
        Ok(Waiting {
            content: content.build(),
            ..Waiting::of(to, WaitingWhat::Seal, id, today)
        })
    }

    /// Takes one's own half of a pair back, as long as both have not sealed.
    ///
    /// # Errors
    /// [`AuthorError::Bound`] once this device has bound both halves;
    /// [`AuthorError::NoSuchEntry`] if there is nothing to take back.
    pub fn keep_unseal(&mut self, today: Day, pair: EntryId) -> Result<(), AuthorError> {
        let TakenBack { wish, number } = self.half_to_take_back(today, pair)?;
        let gone: Vec<u64> = number.into_iter().collect();
        self.keep_instead(wish.into_iter().collect(), &gone)?;
        Ok(())
    }

    /// What goes into the outbox and out of it to take one's own half of a pair back,
    /// judged as [`Journal::keep_unseal`] says.
    pub(super) fn half_to_take_back(
        &self,
        today: Day,
        pair: EntryId,
    ) -> Result<TakenBack, AuthorError> {
        if let Some((number, _)) = self.device.outbox.half(pair) {
            return Ok(TakenBack {
                wish: None,
                number: Some(number),
            });
        }
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        let seal = self
            .standing_seal(pair, self.ledger.me())
            .cloned()
            .ok_or(AuthorError::NoSuchEntry)?;
        if self.is_bound(seal.entry) {
            return Err(AuthorError::Bound);
        }
        let id = (seal.entry, seal.owner, seal.nonce);
        let what = WaitingWhat::Forget(Wish::Withdraw);
        Ok(TakenBack {
            wish: Some(Waiting::of(to, what, id, today)),
            number: None,
        })
    }

    /// How a pair stands, from one's own side. Nothing in it tells whether the
    /// other has sealed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn pair(&self, pair: EntryId) -> Result<PairStanding, StoreError> {
        let state = self.view.pair(pair);
        if let Some(waiting) = self.waiting_seal(pair) {
            return Ok(PairStanding {
                state,
                mine: Some(waiting.content.clone()),
                can_take_back: true,
            });
        }
        let Some(seal) = self.standing_seal(pair, self.ledger.me()) else {
            return Ok(PairStanding {
                state,
                mine: None,
                can_take_back: false,
            });
        };
        let identity = self.keys.seal_identity(seal.entry, seal.nonce);
        Ok(PairStanding {
            state,
            mine: self.unseal(pair, seal, &identity)?,
            can_take_back: !self.is_bound(seal.entry),
        })
    }

    /// Which kind a pair is of: the charter, an entry, or one that waits.
    fn kind_of_pair(&self, pair: EntryId) -> Result<String, AuthorError> {
        if self.charter() == Some(pair) {
            return Ok(CHARTER_KIND.to_owned());
        }
        let row = self.view.row(pair).filter(|row| row.versions > 0);
        let waiting = self.device.outbox.find(|waiting| waiting.entry == pair);
        let content = row
            .map(|row| &row.content)
            .or(waiting.map(|(_, waiting)| &waiting.content));
        content
            .map(|content| content.kind().to_owned())
            .ok_or(AuthorError::NoSuchEntry)
    }

    /// Whether one's own half of a pair is sealed, here or on both devices.
    pub fn has_sealed(&self, pair: EntryId) -> bool {
        self.waiting_seal(pair).is_some() || self.standing_seal(pair, self.ledger.me()).is_some()
    }

    fn waiting_seal(&self, pair: EntryId) -> Option<&Waiting> {
        self.device.outbox.half(pair).map(|(_, waiting)| waiting)
    }

    /// The half of a person that stands: the one that is bound, else the last
    /// that was not taken back.
    fn standing_seal(&self, pair: EntryId, person: PersonId) -> Option<&SealFact> {
        let facts = self.pairs.get(&pair)?;
        if let Some(chosen) = self.chosen(pair) {
            return chosen.into_iter().find(|seal| seal.by == person);
        }
        let waits_to_go = |entry: EntryId| self.device.outbox.has_wish(entry);
        facts.seals.iter().rev().find(|seal| {
            let stands = self.taken_back(seal).is_none() && !waits_to_go(seal.entry);
            seal.by == person && stands
        })
    }

    /// What seals the words that wait.
    pub(super) fn sealing_of(&self, item: &Waiting) -> Option<Operation> {
        let identity = self.keys.seal_identity(item.entry, item.nonce);
        Some(Operation::Seal(Seal {
            pair: item.content.thread()?,
            kind: item.content.kind().to_owned(),
            sealed: seal(&[identity.recipient()], item.content.as_bytes()),
        }))
    }

    /// Whether a pair still asks for halves: the other has not said no to it, and who
    /// began it has not taken it back. The charter always does.
    fn asks_for_halves(&self, pair: EntryId) -> bool {
        let Some(row) = self.view.row(pair).filter(|_| self.charter() != Some(pair)) else {
            return true;
        };
        let state = self.view.state(row);
        let closed = [SealedPairState::Declined, SealedPairState::TakenBack];
        !closed.iter().any(|it| state == State::Sealed(*it))
    }

    /// The next record a pair asks of this device: a bind, or its key.
    fn next_of_pair(&self, pair_id: EntryId, pair: &Pair) -> Option<(SealFact, Operation)> {
        let me = self.ledger.me();
        let other = self.ledger.partner()?.person;
        // One key is given in a pair, and no second one.
        if pair.keys.iter().any(|key| key.by == me) {
            return None;
        }
        let halves = match self.chosen(pair_id) {
            Some(chosen) => chosen,
            // What was refused or taken back opens nobody's half.
            None if !self.asks_for_halves(pair_id) => return None,
            None => [
                self.standing_seal(pair_id, me)?,
                self.standing_seal(pair_id, other)?,
            ],
        };
        let mine = *halves.iter().find(|seal| seal.by == me)?;
        let seals = hashes(halves);
        if !pair.has_bound(me, seals) {
            // A device that has confirmed that the half was taken back knew it
            // when its bind came.
            let back = self.taken_back(mine);
            if back.is_some_and(|back| self.device.peers.has_confirmed(back)) {
                return None;
            }
            let bind = Bind {
                pair: pair_id,
                seals,
            };
            return Some((mine.clone(), Operation::Bind(bind)));
        }
        self.bound(pair_id)?;
        let identity = self.keys.seal_key(mine.entry, mine.nonce);
        let other = seals.into_iter().find(|seal| *seal != mine.record)?;
        let key = Key {
            pair: pair_id,
            seal: mine.record,
            other,
            key: *identity.expose(),
        };
        Some((mine.clone(), Operation::Open(key)))
    }

    /// Whether a pair asks something of this device.
    pub fn has_to_bind(&self) -> bool {
        self.pairs
            .iter()
            .any(|(id, pair)| self.next_of_pair(*id, pair).is_some())
    }

    /// Writes what pairs ask of this device.
    pub(super) fn write_pairs(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
    ) -> Result<Vec<Arrival>, AuthorError> {
        let mut arrivals = Vec::new();
        loop {
            let next = self
                .pairs
                .iter()
                .find_map(|(id, pair)| self.next_of_pair(*id, pair));
            let Some((mine, operation)) = next else {
                return Ok(arrivals);
            };
            arrivals.extend(self.ensure_log(entropy, today)?);
            arrivals.extend(self.write_operation(today, mine.owner, mine.nonce, operation)?);
        }
    }
}

fn sealed_template(kind: &str) -> Result<&'static Template, AuthorError> {
    template(kind)
        .filter(|template| template.mechanism == Mechanism::SealedPair)
        .ok_or_else(|| AuthorError::UnknownKind(kind.to_owned()))
}
