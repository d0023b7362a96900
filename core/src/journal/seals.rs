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

use std::collections::BTreeSet;

use bytes::Bytes;

use super::index::{place, put_place};
use super::outbox::{Waiting, WaitingWhat, set_facts};
use super::{AuthorError, Journal};
use crate::codec::{CodecError, Put, Reader};
use crate::date::Day;
use crate::entry::content::{COVER, Content, ContentBuilder, HAPPENED, TITLE, WISH};
use crate::entry::mechanism::{Mechanism, SealedPairState};
use crate::entry::template::{Template, template};
use crate::envelope::{Bind, Draft, Key, Opened, Operation, Seal};
use crate::id::{Entropy, EntryId, Nonce, Owner, PersonId, RecordHash};
use crate::order::{Counter, Place};
use crate::seal::{Identity, seal};
use crate::secret::Secret;
use crate::space::{Shared, Space};
use crate::store::{Arrival, StoreError};
use crate::view::{ChangeRef, Row};

/// The longest sealed words, in clear.
const SEALED_BYTES_MAX: usize = 1024 * 1024;
/// The nonce of the one pair that two people seal when they begin: how they
/// share.
const CHARTER: Nonce = Nonce::from_bytes(*b"candor charter 1");
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
}

/// One `open` record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyFact {
    pub(super) by: PersonId,
    pub(super) at: Place,
    pub(super) record: RecordHash,
    pub(super) seal: RecordHash,
    pub(super) key: [u8; 32],
}

/// What is known of one pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) seals: Vec<SealFact>,
    pub(super) binds: Vec<BindFact>,
    pub(super) keys: Vec<KeyFact>,
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
    /// The two seals that count: those of the first bind that names one of
    /// each person.
    fn chosen(&self) -> Option<[&SealFact; 2]> {
        self.binds
            .iter()
            .filter_map(|bind| {
                let find = |hash: RecordHash| self.seals.iter().find(|seal| seal.record == hash);
                let pair = [find(bind.seals[0])?, find(bind.seals[1])?];
                (pair[0].by != pair[1].by).then_some((bind.at, pair))
            })
            .min_by_key(|(at, _)| *at)
            .map(|(_, pair)| pair)
    }

    fn has_bound(&self, person: PersonId, seals: [RecordHash; 2]) -> bool {
        self.binds
            .iter()
            .any(|bind| bind.by == person && bind.seals == seals)
    }

    /// Where the later of both keys stands, once both are given.
    pub(super) fn opened_at(&self) -> Option<Place> {
        let key_of = |seal: &SealFact| {
            let given = self.keys.iter().filter(|key| key.seal == seal.record);
            given.map(|key| key.at).min()
        };
        let [one, other] = self.bound()?;
        Some(key_of(one)?.max(key_of(other)?))
    }

    /// The two seals, once both have bound them.
    fn bound(&self) -> Option<[&SealFact; 2]> {
        let chosen = self.chosen()?;
        let seals = hashes(chosen);
        chosen
            .iter()
            .all(|seal| self.has_bound(seal.by, seals))
            .then_some(chosen)
    }
}

impl Pair {
    /// Appends the bytes that [`Pair::parse`] reads: the form of the index.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        out.put_count(self.seals.len());
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
        out.put_count(self.binds.len());
        for fact in &self.binds {
            out.put(fact.by.as_bytes());
            put_place(out, fact.at);
            out.put(fact.record.as_bytes());
            fact.seals.iter().for_each(|seal| out.put(seal.as_bytes()));
        }
        out.put_count(self.keys.len());
        for fact in &self.keys {
            out.put(fact.by.as_bytes());
            put_place(out, fact.at);
            out.put(fact.record.as_bytes());
            out.put(fact.seal.as_bytes());
            out.put(&fact.key);
        }
    }

    /// Reads what [`Pair::encode`] wrote.
    pub(super) fn parse(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let mut pair = Self::default();
        for _ in 0..reader.u16()? {
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
        for _ in 0..reader.u16()? {
            pair.binds.push(BindFact {
                by: PersonId::from_bytes(reader.array()?),
                at: place(reader)?,
                record: RecordHash::from_bytes(reader.array()?),
                seals: [
                    RecordHash::from_bytes(reader.array()?),
                    RecordHash::from_bytes(reader.array()?),
                ],
            });
        }
        for _ in 0..reader.u16()? {
            pair.keys.push(KeyFact {
                by: PersonId::from_bytes(reader.array()?),
                at: place(reader)?,
                record: RecordHash::from_bytes(reader.array()?),
                seal: RecordHash::from_bytes(reader.array()?),
                key: reader.array()?,
            });
        }
        Ok(pair)
    }
}

/// The pair of two persons that says how they share.
pub(super) fn charter_of(one: PersonId, other: PersonId) -> EntryId {
    EntryId::of(Owner::both(one, other), CHARTER)
}

fn hashes(pair: [&SealFact; 2]) -> [RecordHash; 2] {
    let mut seals = [pair[0].record, pair[1].record];
    seals.sort_unstable();
    seals
}

impl<S: Space> Journal<S> {
    /// Takes in a record of a sealed pair.
    pub(super) fn adopt_pair(&mut self, opened: &Opened, by: PersonId) -> Result<(), StoreError> {
        let at = self.place(opened.log, opened.seq, opened.hash, opened.counter);
        let pair_id = match &opened.operation {
            Operation::Seal(seal) => {
                let pair = self.pairs.entry(seal.pair).or_default();
                if !pair.seals.iter().any(|known| known.record == opened.hash) {
                    pair.seals.push(SealFact {
                        entry: opened.entry,
                        owner: opened.owner,
                        nonce: opened.nonce,
                        by,
                        at,
                        record: opened.hash,
                        kind: seal.kind.clone(),
                        day: seal.day,
                    });
                    pair.seals.sort_by_key(|fact| fact.at);
                }
                self.sealed.insert(opened.entry, seal.pair);
                // Whatever else claims to be of this entry counts for nothing.
                self.view.remove(opened.entry);
                seal.pair
            }
            Operation::Bind(bind) => {
                let pair = self.pairs.entry(bind.pair).or_default();
                if !pair.binds.iter().any(|known| known.record == opened.hash) {
                    pair.binds.push(BindFact {
                        by,
                        at,
                        record: opened.hash,
                        seals: bind.seals,
                    });
                }
                bind.pair
            }
            Operation::Open(key) => {
                let pair = self.pairs.entry(key.pair).or_default();
                if !pair.keys.iter().any(|known| known.record == opened.hash) {
                    pair.keys.push(KeyFact {
                        by,
                        at,
                        record: opened.hash,
                        seal: key.seal,
                        key: key.key,
                    });
                }
                key.pair
            }
            _ => return Ok(()),
        };
        self.note_stale();
        self.open_pair(pair_id)
    }

    /// Whether an entry is one half of a sealed pair.
    pub(super) fn is_sealed(&self, entry: EntryId) -> bool {
        self.sealed.contains_key(&entry)
    }

    /// Whether an entry is half of a pair that was bound: it stays.
    pub(super) fn is_bound(&self, entry: EntryId) -> bool {
        self.sealed
            .get(&entry)
            .and_then(|pair| self.pairs.get(pair)?.chosen())
            .is_some_and(|chosen| chosen.iter().any(|seal| seal.entry == entry))
    }

    /// Reads both halves of a pair, once both keys are here.
    fn open_pair(&mut self, pair_id: EntryId) -> Result<(), StoreError> {
        self.changed.insert(pair_id);
        let Some(pair) = self.pairs.get(&pair_id).cloned() else {
            return Ok(());
        };
        let state = match pair.bound() {
            None => SealedPairState::Sealed,
            Some(bound) => {
                let mut rows = Vec::with_capacity(2);
                for seal in bound {
                    rows.extend(self.read_half(pair_id, &pair, seal)?);
                }
                if rows.len() == 2 {
                    for row in rows {
                        self.put_row(row);
                    }
                    SealedPairState::Opened
                } else {
                    SealedPairState::Bound
                }
            }
        };
        self.view.set_pair(pair_id, state);
        Ok(())
    }

    /// One half, if its key is here and fits.
    fn read_half(
        &self,
        pair_id: EntryId,
        pair: &Pair,
        seal: &SealFact,
    ) -> Result<Option<Row>, StoreError> {
        let keys = pair
            .keys
            .iter()
            .filter(|key| key.seal == seal.record && key.by == seal.by);
        for key in keys {
            let identity = Identity::from_secret(Secret::from_bytes(key.key));
            if let Some(content) = self.unseal(pair_id, seal, &identity)? {
                let change = ChangeRef {
                    place: seal.at,
                    hash: seal.record,
                };
                return Ok(Some(Row {
                    id: seal.entry,
                    owner: seal.owner,
                    nonce: seal.nonce,
                    writer: seal.by,
                    changes: vec![change],
                    versions: 1,
                    content,
                }));
            }
        }
        // What both forgot since cannot be read any more, and stays a marker.
        Ok(self
            .view
            .row(seal.entry)
            .filter(|row| row.is_marker())
            .cloned())
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
    fn record_at(&self, at: Place, hash: RecordHash) -> Result<Option<Opened>, StoreError> {
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

    /// Shows again what an index says of pairs.
    pub(super) fn show_pairs(&mut self) {
        let states: Vec<_> = self
            .pairs
            .iter()
            .map(|(id, pair)| {
                let opened = pair.bound().is_some_and(|bound| {
                    bound
                        .iter()
                        .all(|seal| pair.keys.iter().any(|key| key.seal == seal.record))
                });
                let state = match (pair.bound(), opened) {
                    (None, _) => SealedPairState::Sealed,
                    (Some(_), false) => SealedPairState::Bound,
                    (Some(_), true) => SealedPairState::Opened,
                };
                (*id, state)
            })
            .collect();
        for (id, state) in states {
            self.view.set_pair(id, state);
        }
    }
}

impl Journal<Shared> {
    /// The pair that two people seal when they begin: how they share.
    pub fn charter(&self) -> Option<EntryId> {
        let partner = self.partner?.person;
        Some(charter_of(self.me.person, partner))
    }

    /// Puts a new pair of `kind` into the outbox: it says what it is about, and
    /// nothing of what either will write.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn keep_pair(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        kind: &str,
        mut content: ContentBuilder,
    ) -> Result<EntryId, AuthorError> {
        let to = self.partner.ok_or(AuthorError::Alone)?.person;
        sealed_template(kind)?;
        let about = [TITLE, HAPPENED, COVER, WISH];
        content
            .fields
            .retain(|name, _| about.contains(&name.as_str()));
        content.text.clear();
        set_facts(&mut content, kind, today, None);
        let owner = Owner::person(self.me.person);
        let nonce = Nonce::draw(entropy);
        let ids = self.keep(vec![Waiting {
            to,
            what: WaitingWhat::New,
            entry: EntryId::of(owner, nonce),
            owner,
            nonce,
            day: today,
            until: 0,
            content: content.build(),
        }])?;
        Ok(ids[0])
    }

    /// Puts one's own half of a pair into the outbox. Until both have sealed it
    /// can be taken back.
    ///
    /// # Errors
    /// [`AuthorError`]; [`AuthorError::Sealed`] if one's own half is there.
    pub fn keep_seal(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        pair: EntryId,
        mut content: ContentBuilder,
    ) -> Result<EntryId, AuthorError> {
        let to = self.partner.ok_or(AuthorError::Alone)?.person;
        let kind = self.kind_of_pair(pair)?;
        sealed_template(&kind)?.judge(&content)?;
        if self.waiting_seal(pair).is_some() || self.standing_seal(pair, self.me.person).is_some() {
            return Err(AuthorError::Sealed);
        }
        set_facts(&mut content, &kind, today, Some(pair));
        let owner = Owner::person(self.me.person);
        let nonce = Nonce::draw(entropy);
        let ids = self.keep(vec![Waiting {
            to,
            what: WaitingWhat::Seal,
            entry: EntryId::of(owner, nonce),
            owner,
            nonce,
            day: today,
            until: 0,
            content: content.build(),
        }])?;
        Ok(ids[0])
    }

    /// Takes one's own half of a pair back, as long as both have not sealed.
    ///
    /// # Errors
    /// [`AuthorError::Bound`] once this device has bound both halves;
    /// [`AuthorError::NoSuchEntry`] if there is nothing to take back.
    pub fn keep_unseal(&mut self, today: Day, pair: EntryId) -> Result<(), AuthorError> {
        if let Some(waiting) = self.waiting_seal(pair).map(|waiting| waiting.entry) {
            self.cancel(waiting)?;
            return Ok(());
        }
        let to = self.partner.ok_or(AuthorError::Alone)?.person;
        let seal = self
            .standing_seal(pair, self.me.person)
            .cloned()
            .ok_or(AuthorError::NoSuchEntry)?;
        if self.is_bound(seal.entry) {
            return Err(AuthorError::Bound);
        }
        self.keep(vec![Waiting {
            to,
            what: WaitingWhat::Forget,
            entry: seal.entry,
            owner: seal.owner,
            nonce: seal.nonce,
            day: today,
            until: 0,
            content: Content::empty(),
        }])?;
        Ok(())
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
        let Some(seal) = self.standing_seal(pair, self.me.person) else {
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
        let waiting = self.outbox.values().find(|waiting| waiting.entry == pair);
        let content = row
            .map(|row| &row.content)
            .or(waiting.map(|waiting| &waiting.content));
        content
            .map(|content| content.kind().to_owned())
            .ok_or(AuthorError::NoSuchEntry)
    }

    fn waiting_seal(&self, pair: EntryId) -> Option<&Waiting> {
        self.outbox
            .values()
            .find(|it| it.what == WaitingWhat::Seal && it.content.thread() == Some(pair))
    }

    /// The half of a person that stands: the one that is bound, else the last
    /// that was not taken back.
    fn standing_seal(&self, pair: EntryId, person: PersonId) -> Option<&SealFact> {
        let facts = self.pairs.get(&pair)?;
        if let Some(chosen) = facts.chosen() {
            return chosen.into_iter().find(|seal| seal.by == person);
        }
        let taken_back: BTreeSet<EntryId> = self.forgets.keys().copied().collect();
        let waits_to_go = |entry: EntryId| {
            self.outbox
                .values()
                .any(|it| it.what == WaitingWhat::Forget && it.entry == entry)
        };
        facts.seals.iter().rev().find(|seal| {
            let stands = !taken_back.contains(&seal.entry) && !waits_to_go(seal.entry);
            seal.by == person && stands
        })
    }

    /// The record that seals what waits.
    pub(super) fn seal_draft(&self, item: &Waiting, counter: Counter) -> Option<Draft> {
        let identity = self.keys.seal_identity(item.entry, item.nonce);
        Some(Draft {
            counter,
            after: Vec::new(),
            owner: item.owner,
            nonce: item.nonce,
            operation: Operation::Seal(Seal {
                pair: item.content.thread()?,
                kind: item.content.kind().to_owned(),
                day: item.day,
                sealed: seal(&[identity.recipient()], item.content.as_bytes()),
            }),
        })
    }

    /// The next record a pair asks of this device: a bind, or its key.
    fn next_of_pair(&self, pair_id: EntryId, pair: &Pair) -> Option<(SealFact, Operation)> {
        let me = self.me.person;
        let other = self.partner?.person;
        let halves = match pair.chosen() {
            Some(chosen) => chosen,
            None => [
                self.standing_seal(pair_id, me)?,
                self.standing_seal(pair_id, other)?,
            ],
        };
        let mine = *halves.iter().find(|seal| seal.by == me)?;
        let seals = hashes(halves);
        if !pair.has_bound(me, seals) {
            let bind = Bind {
                pair: pair_id,
                seals,
            };
            return Some((mine.clone(), Operation::Bind(bind)));
        }
        let given = pair
            .keys
            .iter()
            .any(|key| key.by == me && key.seal == mine.record);
        if pair.bound().is_none() || given {
            return None;
        }
        let identity = self.keys.seal_key(mine.entry, mine.nonce);
        let key = Key {
            pair: pair_id,
            seal: mine.record,
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
