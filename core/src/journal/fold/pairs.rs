//! Sealed pairs: their records, and which two halves count.

use std::collections::{BTreeMap, BTreeSet};

use super::Section;
use crate::codec::{CodecError, Put, Reader};
use crate::date::Day;
use crate::entry::mechanism::SealedPairState;
use crate::envelope::{Opened, Operation};
use crate::id::{EntryId, Nonce, Owner, PersonId, RecordHash};
use crate::journal::index::{place, put_place};
use crate::journal::ledger::At;
use crate::order::Place;

/// One `seal` record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::journal) struct SealFact {
    pub(in crate::journal) entry: EntryId,
    pub(in crate::journal) owner: Owner,
    pub(in crate::journal) nonce: Nonce,
    pub(in crate::journal) by: PersonId,
    pub(in crate::journal) at: Place,
    pub(in crate::journal) record: RecordHash,
    pub(in crate::journal) kind: String,
    pub(in crate::journal) day: Day,
}

/// One `bind` record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::journal) struct BindFact {
    pub(in crate::journal) by: PersonId,
    pub(in crate::journal) at: Place,
    pub(in crate::journal) record: RecordHash,
    pub(in crate::journal) seals: [RecordHash; 2],
    /// It names a half of which its own log already holds the taking back.
    pub(in crate::journal) knew_better: bool,
}

/// One `open` record.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::journal) struct KeyFact {
    pub(in crate::journal) by: PersonId,
    pub(in crate::journal) at: Place,
    pub(in crate::journal) record: RecordHash,
    pub(in crate::journal) seal: RecordHash,
    /// The other half, with which it opens.
    pub(in crate::journal) other: RecordHash,
    pub(in crate::journal) key: [u8; 32],
}

impl std::fmt::Debug for KeyFact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyFact([redacted])")
    }
}

/// What is known of one pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::journal) struct Pair {
    seals: Vec<SealFact>,
    binds: Vec<BindFact>,
    keys: Vec<KeyFact>,
    /// Whether both halves were read here.
    is_opened: bool,
}

/// One record of a pair.
enum PairFact {
    Seal(SealFact),
    Bind(BindFact),
    Key(KeyFact),
}

impl PairFact {
    /// What a record says, and of which pair.
    fn of(opened: &Opened, by: PersonId, at: Place) -> Option<(EntryId, Self)> {
        let record = opened.hash;
        Some(match &opened.operation {
            Operation::Seal(seal) => {
                let fact = SealFact {
                    entry: opened.entry,
                    owner: opened.owner,
                    nonce: opened.nonce,
                    by,
                    at,
                    record,
                    kind: seal.kind.clone(),
                    day: opened.day,
                };
                (seal.pair, Self::Seal(fact))
            }
            Operation::Bind(bind) => {
                let fact = BindFact {
                    by,
                    at,
                    record,
                    seals: bind.seals,
                    knew_better: false,
                };
                (bind.pair, Self::Bind(fact))
            }
            Operation::Open(key) => {
                let fact = KeyFact {
                    by,
                    at,
                    record,
                    seal: key.seal,
                    other: key.other,
                    key: key.key,
                };
                (key.pair, Self::Key(fact))
            }
            _ => return None,
        })
    }
}

/// Puts a fact in its place, unless its record is known.
fn put_in<T>(facts: &mut Vec<T>, fact: T, of: impl Fn(&T) -> (Place, RecordHash)) {
    let record = of(&fact).1;
    if facts.iter().all(|known| of(known).1 != record) {
        facts.push(fact);
        facts.sort_by_key(|fact| of(fact).0);
    }
}

impl Pair {
    /// The halves, in their order.
    pub(in crate::journal) fn seals(&self) -> &[SealFact] {
        &self.seals
    }

    /// The binds, in their order.
    pub(in crate::journal) fn binds(&self) -> &[BindFact] {
        &self.binds
    }

    /// Whether a person gave their key.
    pub(in crate::journal) fn has_key_of(&self, person: PersonId) -> bool {
        self.keys.iter().any(|key| key.by == person)
    }

    /// The keys that open the first of two halves together with the other.
    pub(in crate::journal) fn keys_for(&self, [seal, other]: Halves<'_>) -> Vec<&KeyFact> {
        let keys = self.keys.iter();
        let fits = |key: &&KeyFact| {
            key.seal == seal.record && key.other == other.record && key.by == seal.by
        };
        keys.filter(fits).collect()
    }

    /// Takes in a fact. One that is known counts once.
    fn take(&mut self, fact: PairFact) {
        match fact {
            PairFact::Seal(fact) => put_in(&mut self.seals, fact, |it| (it.at, it.record)),
            PairFact::Bind(fact) => put_in(&mut self.binds, fact, |it| (it.at, it.record)),
            PairFact::Key(fact) => put_in(&mut self.keys, fact, |it| (it.at, it.record)),
        }
    }

    /// How it stands, as far as records say.
    fn state(&self) -> SealedPairState {
        match (self.chosen(), self.is_opened) {
            (Some((_, true)), true) => SealedPairState::Opened,
            (Some((_, true)), false) => SealedPairState::Bound,
            _ => SealedPairState::Sealed,
        }
    }

    /// Whether a person has bound these two.
    pub(in crate::journal) fn has_bound(&self, person: PersonId, seals: [RecordHash; 2]) -> bool {
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
pub(in crate::journal) type Halves<'a> = [&'a SealFact; 2];

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
    fn encode(&self, out: &mut Vec<u8>) {
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
    fn parse(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
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

/// The sealed pairs of a space.
#[derive(Debug, Default)]
pub(in crate::journal) struct Pairs {
    known: BTreeMap<EntryId, Pair>,
    /// Whose half an entry is.
    of_half: BTreeMap<EntryId, EntryId>,
    /// Pairs that are to be judged once all that came in was read.
    due: BTreeSet<EntryId>,
}

impl Pairs {
    /// Takes in a record of a pair, which is to be judged then. Gives the pair.
    pub(in crate::journal) fn take(
        &mut self,
        opened: &Opened,
        by: PersonId,
        at: Place,
    ) -> Option<EntryId> {
        let (id, fact) = PairFact::of(opened, by, at)?;
        if let PairFact::Seal(seal) = &fact {
            self.of_half.insert(seal.entry, id);
        }
        self.known.entry(id).or_default().take(fact);
        self.due.insert(id);
        Some(id)
    }

    /// A half may be taken back, or not any more: its pair is to be judged.
    pub(in crate::journal) fn judge_again(&mut self, half: EntryId) {
        self.due.extend(self.of_half.get(&half));
    }

    /// The pairs that are to be judged.
    pub(in crate::journal) fn take_due(&mut self) -> BTreeSet<EntryId> {
        std::mem::take(&mut self.due)
    }

    /// What is known of a pair.
    pub(in crate::journal) fn get(&self, id: EntryId) -> Option<&Pair> {
        self.known.get(&id)
    }

    /// All pairs.
    pub(in crate::journal) fn all(&self) -> impl Iterator<Item = (EntryId, &Pair)> {
        self.known.iter().map(|(id, pair)| (*id, pair))
    }

    /// How each of them stands.
    pub(in crate::journal) fn states(&self) -> impl Iterator<Item = (EntryId, SealedPairState)> {
        self.all().map(|(id, pair)| (id, pair.state()))
    }

    /// Whether an entry is one half of a pair.
    pub(in crate::journal) fn is_half(&self, entry: EntryId) -> bool {
        self.of_half.contains_key(&entry)
    }

    /// The pair of a half, and all records of that half: the first one stands.
    pub(in crate::journal) fn half(&self, entry: EntryId) -> Option<(EntryId, Vec<&SealFact>)> {
        let id = *self.of_half.get(&entry)?;
        let seals = self.known.get(&id)?.seals.iter();
        Some((id, seals.filter(|seal| seal.entry == entry).collect()))
    }

    /// Whether a half is named by the bind that counts: it stays.
    pub(in crate::journal) fn is_bound(&self, entry: EntryId) -> bool {
        let pair = self.of_half.get(&entry);
        let chosen = pair.and_then(|pair| self.chosen(*pair));
        chosen.is_some_and(|chosen| chosen.iter().any(|seal| seal.entry == entry))
    }

    /// The two halves that count.
    pub(in crate::journal) fn chosen(&self, id: EntryId) -> Option<Halves<'_>> {
        let (halves, _) = self.known.get(&id)?.chosen()?;
        Some(halves)
    }

    /// The two halves, once both have bound them.
    pub(in crate::journal) fn bound(&self, id: EntryId) -> Option<Halves<'_>> {
        let (halves, by_both) = self.known.get(&id)?.chosen()?;
        by_both.then_some(halves)
    }

    /// The two halves, once both were read here.
    pub(in crate::journal) fn opened(&self, id: EntryId) -> Option<[EntryId; 2]> {
        self.known.get(&id).filter(|pair| pair.is_opened)?;
        Some(self.bound(id)?.map(|half| half.entry))
    }

    /// Notes which binds of a pair know better, in their order.
    pub(in crate::journal) fn note_knowing(&mut self, id: EntryId, knew: Vec<bool>) {
        let binds = self.known.get_mut(&id).map(|pair| &mut pair.binds);
        for (bind, knew) in binds.into_iter().flatten().zip(knew) {
            bind.knew_better = knew;
        }
    }

    /// Notes whether both halves of a pair were read here. Gives how it stands.
    pub(in crate::journal) fn note_opened(
        &mut self,
        id: EntryId,
        is_opened: bool,
    ) -> SealedPairState {
        let Some(pair) = self.known.get_mut(&id) else {
            return SealedPairState::Sealed;
        };
        pair.is_opened = is_opened;
        pair.state()
    }
}

impl Section for Pairs {
    fn clear(&mut self) {
        *self = Self::default();
    }

    fn loose(&self) -> Vec<At> {
        let mut loose = Vec::new();
        for pair in self.known.values() {
            let seals = pair.seals.iter().map(|fact| (fact.at, fact.record));
            let binds = pair.binds.iter().map(|fact| (fact.at, fact.record));
            let keys = pair.keys.iter().map(|fact| (fact.at, fact.record));
            let all = seals.chain(binds).chain(keys);
            loose.extend(all.map(|(at, record)| (at.log, at.seq, record)));
        }
        loose
    }

    fn save(&self, out: &mut Vec<u8>) {
        out.put_u32(self.known.len() as u32);
        for (id, pair) in &self.known {
            out.put(id.as_bytes());
            pair.encode(out);
        }
    }

    fn load(&mut self, reader: &mut Reader<'_>) -> Result<(), CodecError> {
        for _ in 0..reader.u32()? {
            let id = EntryId::from_bytes(reader.array()?);
            let pair = Pair::parse(reader)?;
            let halves = pair.seals.iter().map(|seal| (seal.entry, id));
            self.of_half.extend(halves);
            self.known.insert(id, pair);
        }
        Ok(())
    }
}
