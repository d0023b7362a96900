//! What another device of the bond gets: of the shared space alone.
//!
//! Every byte that leaves comes out of [`Journal::give`], which exists for
//! `Journal<Shared>` and reads stored records at the moment of giving.

use std::collections::{BTreeMap, BTreeSet};

use super::{Journal, Lacking, PeerId, PeerState};
use crate::codec::{CodecError, Put, Reader};
use crate::envelope::Envelope;
use crate::id::{LogId, RecordHash, Seq};
use crate::log::{BRANCHES_MAX, LOGS_MAX};
use crate::space::Shared;
use crate::store::{Arrival, StoreError};

/// The most logs a [`Have`] may name: of two devices now, more later.
pub const HAVE_LOGS_MAX: usize = 16 * LOGS_MAX;
/// The most records that are asked for by hash at once.
pub const LACKING_MAX: usize = 4_096;
/// The most marks behind one head: 2⁴⁸ positions need 48.
const MARKS_MAX: usize = 50;

/// How many of the marks of one [`Have`] are looked for: an honest one is found at
/// once, or at the second or third mark of a log. What stands below further ones is
/// given again.
const LOOKUPS_MAX: usize = 4_096;

/// A record on its way to another device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbound(Envelope);

impl Outbound {
    /// The bytes that travel.
    pub fn encode(&self) -> Vec<u8> {
        self.0.encode()
    }

    /// The length of [`Outbound::encode`].
    pub fn encoded_len(&self) -> usize {
        self.0.encoded_len()
    }

    /// The record as a claim, as the other side will see it.
    pub fn into_envelope(self) -> Envelope {
        self.0
    }
}

/// The end of one branch, with marks of what stands before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaveHead {
    /// The log.
    pub log: LogId,
    /// The position of the last record.
    pub seq: Seq,
    /// Its hash.
    pub hash: RecordHash,
    /// Earlier records of the branch, 1, 2, 4 … positions before the end: with
    /// them the other side finds where a fork began without asking again.
    pub marks: Vec<(Seq, RecordHash)>,
}

/// What a device has and what it lacks: a claim until records show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Have {
    /// The end of every branch of every log, sorted.
    pub heads: Vec<HaveHead>,
    /// Records that are chained but whose payload is broken or did not come.
    pub lacking: Vec<RecordHash>,
}

impl Have {
    /// One hash over all heads and all lacking records: equal for equal
    /// copies. Marks do not count.
    pub fn digest(&self) -> [u8; 32] {
        have_digest(&self.ends(), &self.lacking)
    }

    /// The heads alone.
    pub fn ends(&self) -> Vec<(LogId, Seq, RecordHash)> {
        self.heads
            .iter()
            .map(|head| (head.log, head.seq, head.hash))
            .collect()
    }

    /// Appends the bytes of this list.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.put_count(self.heads.len());
        for head in &self.heads {
            out.put(head.log.as_bytes());
            out.put_u64(head.seq);
            out.put(head.hash.as_bytes());
            out.put_u8(head.marks.len() as u8);
            for (seq, hash) in &head.marks {
                out.put_u64(*seq);
                out.put(hash.as_bytes());
            }
        }
        out.put_count(self.lacking.len());
        for hash in &self.lacking {
            out.put(hash.as_bytes());
        }
    }

    /// Reads what [`Have::encode`] wrote.
    ///
    /// # Errors
    /// [`CodecError`] above [`HAVE_LOGS_MAX`] logs, 8 heads a log, 50 marks a head,
    /// or [`LACKING_MAX`] hashes.
    pub fn parse(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let count = reader.count(HAVE_LOGS_MAX * BRANCHES_MAX, 57)?;
        let mut heads = Vec::with_capacity(count);
        let mut branches: BTreeMap<LogId, usize> = BTreeMap::new();
        for _ in 0..count {
            let log = LogId::from_bytes(reader.array()?);
            let of_log = branches.entry(log).or_default();
            *of_log += 1;
            if *of_log > BRANCHES_MAX || branches.len() > HAVE_LOGS_MAX {
                return Err(CodecError::TooLong);
            }
            let seq = reader.u64()?;
            let hash = RecordHash::from_bytes(reader.array()?);
            let marks = usize::from(reader.u8()?);
            if marks > MARKS_MAX {
                return Err(CodecError::TooLong);
            }
            let marks = (0..marks)
                .map(|_| Ok((reader.u64()?, RecordHash::from_bytes(reader.array()?))))
                .collect::<Result<_, CodecError>>()?;
            heads.push(HaveHead {
                log,
                seq,
                hash,
                marks,
            });
        }
        let count = reader.count(LACKING_MAX, 32)?;
        let lacking = (0..count)
            .map(|_| Ok(RecordHash::from_bytes(reader.array()?)))
            .collect::<Result<_, CodecError>>()?;
        Ok(Self { heads, lacking })
    }
}

/// The digest of heads and lacking records, in whatever order they come.
pub fn have_digest(ends: &[(LogId, Seq, RecordHash)], lacking: &[RecordHash]) -> [u8; 32] {
    let heads: BTreeSet<_> = ends.iter().copied().collect();
    let lacking: BTreeSet<_> = lacking.iter().copied().collect();
    let mut hasher = blake3::Hasher::new_derive_key("candor 1 have digest");
    for (log, seq, hash) in heads {
        hasher.update(log.as_bytes());
        hasher.update(&seq.to_le_bytes());
        hasher.update(hash.as_bytes());
    }
    hasher.update(b"lacking");
    for hash in lacking {
        hasher.update(hash.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// What another device needs, in the order it is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// Records of that device's own logs: it was restored or copied.
    pub theirs: Vec<Arrival>,
    /// All others, in the order they arrived here.
    pub others: Vec<Arrival>,
}

impl Journal<Shared> {
    /// The digest of what this device has.
    pub fn have_digest(&self) -> [u8; 32] {
        have_digest(&self.ends(), &self.lacking_hashes())
    }

    /// The records whose payload is broken or did not come, as many as are
    /// said in one message.
    pub fn lacking_hashes(&self) -> Vec<RecordHash> {
        self.device.lacking.hashes().take(LACKING_MAX).collect()
    }

    /// The end of every branch.
    pub fn ends(&self) -> Vec<(LogId, Seq, RecordHash)> {
        self.ledger
            .logs()
            .0
            .iter()
            .flat_map(|(log, state)| state.branches.iter().map(|(seq, hash)| (*log, *seq, *hash)))
            .collect()
    }

    /// What this device has, with marks.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn have(&self) -> Result<Have, StoreError> {
        let mut heads = Vec::new();
        for (log, seq, hash) in self.ends() {
            heads.push(HaveHead {
                log,
                seq,
                hash,
                marks: self.marks(log, seq)?,
            });
        }
        Ok(Have {
            heads,
            lacking: self.lacking_hashes(),
        })
    }

    fn marks(&self, log: LogId, seq: Seq) -> Result<Vec<(Seq, RecordHash)>, StoreError> {
        let mut marks = Vec::new();
        let mut back = 1;
        while back <= seq && marks.len() < MARKS_MAX {
            for position in self.store.at(log, seq - back)? {
                if marks.len() < MARKS_MAX {
                    marks.push((position.seq, position.hash));
                }
            }
            back *= 2;
        }
        Ok(marks)
    }

    /// What a device that says it has `theirs` needs from here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn missing(&self, peer: PeerId, theirs: &Have) -> Result<Missing, StoreError> {
        let mut known: BTreeMap<LogId, BTreeSet<(Seq, RecordHash)>> = BTreeMap::new();
        for head in &theirs.heads {
            let of_log = known.entry(head.log).or_default();
            of_log.insert((head.seq, head.hash));
            of_log.extend(head.marks.iter().copied());
        }
        let none = BTreeSet::new();
        let mut lookups = 0;
        let mut missing = Missing::default();
        for (log, state) in &self.ledger.logs().0 {
            let known = known.get(log).unwrap_or(&none);
            let nothing_new = state.branches.iter().all(|branch| known.contains(branch));
            if nothing_new {
                continue;
            }
            // Below a fork both branches are one, so a common record there
            // proves all before it to be common: the highest one says it all.
            let end = state.branches.iter().map(|(seq, _)| seq + 1).max();
            let below = state.fork_at.or(end).unwrap_or(0);
            let mut from = 0;
            for (seq, hash) in known.iter().rev().filter(|(seq, _)| *seq < below) {
                lookups += 1;
                if lookups > LOOKUPS_MAX {
                    break;
                }
                let here = self.store.at(*log, *seq)?;
                if here.iter().any(|position| position.hash == *hash) {
                    from = seq + 1;
                    break;
                }
            }
            let arrivals = self
                .store
                .positions(*log, from)?
                .into_iter()
                .filter(|position| !known.contains(&(position.seq, position.hash)))
                .map(|position| position.arrival);
            let is_theirs = self.is_log_of(peer, state.device);
            if is_theirs {
                missing.theirs.extend(arrivals);
            } else {
                missing.others.extend(arrivals);
            }
        }
        missing.others.extend(self.wanted(&theirs.lacking)?);
        missing.theirs.sort_unstable();
        missing.others.sort_unstable();
        missing.others.dedup();
        Ok(missing)
    }

    /// With one device a person, every peer is the partner's device.
    fn is_log_of(&self, _peer: PeerId, device: crate::id::DeviceId) -> bool {
        self.ledger
            .partner()
            .is_some_and(|partner| partner.device == device)
    }

    /// The records with these hashes that are whole here, by arrival.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn wanted(&self, hashes: &[RecordHash]) -> Result<Vec<Arrival>, StoreError> {
        let hashes: BTreeSet<RecordHash> = hashes
            .iter()
            .take(LACKING_MAX)
            .filter(|hash| !self.device.lacking.holds(**hash))
            .copied()
            .collect();
        let mut arrivals = self.store.by_hashes(&hashes)?;
        arrivals.sort_unstable();
        Ok(arrivals)
    }

    /// Whether a record of another device's own log, given by `arrival`.
    pub fn is_of_partner(&self, log: LogId) -> bool {
        self.ledger
            .logs()
            .person(log)
            .is_some_and(|person| person != self.ledger.me())
    }

    /// The first of the records that arrived at these places, each checked
    /// once more, and how many of `arrivals` they stand for. Their payloads
    /// come to about `bytes`. A row the disk has changed is noted as lacking
    /// and given without its payload, or not at all.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn give(
        &mut self,
        arrivals: &[Arrival],
        bytes: usize,
    ) -> Result<(Vec<Outbound>, usize), StoreError> {
        let (rows, taken) = self.rows_at(arrivals, bytes)?;
        let mut given = Vec::with_capacity(rows.len());
        for row in rows {
            let (arrival, log, seq, hash) = (row.arrival, row.log, row.seq, row.hash);
            let bare = crate::store::Row {
                payload: None,
                ..row.clone()
            };
            match self.proof().of_row(row) {
                Ok(record) => given.push(Outbound(record.envelope().clone())),
                Err(_) => {
                    self.note_lacking(hash, Lacking { arrival, log, seq })?;
                    // Header and tags may still be whole: then the chain goes
                    // on, and the other side learns what is lacking.
                    if let Ok(record) = self.proof().of_row(bare) {
                        given.push(Outbound(record.envelope().clone()));
                    }
                }
            }
        }
        Ok((given, taken))
    }

    fn rows_at(
        &self,
        arrivals: &[Arrival],
        bytes: usize,
    ) -> Result<(Vec<crate::store::Row>, usize), StoreError> {
        let Some(first) = arrivals.first() else {
            return Ok((Vec::new(), 0));
        };
        let run = arrivals
            .iter()
            .zip(*first..)
            .take_while(|(arrival, expected)| *arrival == expected)
            .count();
        if run > 1 {
            let rows = self.store.rows_after(first - 1, run, bytes)?;
            let taken = rows.len().max(1);
            return Ok((rows, taken));
        }
        let mut rows = Vec::new();
        let mut size = 0;
        let mut taken = 0;
        for arrival in arrivals {
            if size >= bytes.max(1) {
                break;
            }
            taken += 1;
            if let Some(row) = self.store.row(*arrival)? {
                size += row.payload.as_ref().map_or(0, Vec::len);
                rows.push(row);
            }
        }
        Ok((rows, taken))
    }

    /// Whether the own record at this place is as it was written.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn own_record_is_good(
        &self,
        log: LogId,
        seq: Seq,
        hash: RecordHash,
    ) -> Result<bool, StoreError> {
        for position in self.store.at(log, seq)? {
            if position.hash == hash
                && let Some(row) = self.store.row(position.arrival)?
            {
                return Ok(self
                    .proof()
                    .of_row(row)
                    .is_ok_and(|record| record.is_mine(&self.keys) && record.payload().is_some()));
            }
        }
        Ok(false)
    }

    /// What is known of another device.
    pub fn peer(&self, peer: PeerId) -> Option<&PeerState> {
        self.device.peers.get(peer)
    }

    /// Keeps what is known of another device.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep_peer(&mut self, peer: PeerId, state: PeerState) -> Result<(), StoreError> {
        if let Some(rows) = self.device.peers.plan(peer, &state) {
            self.commit_rows(rows)?;
            self.device.peers.keep(peer, state);
        }
        Ok(())
    }

    /// How many of one's own entries a device has not confirmed yet that said
    /// to hold `durable`: what waits, and records above those heads.
    pub fn unconfirmed(&self, durable: &[(LogId, Seq, RecordHash)]) -> u64 {
        let records: u64 = self
            .ledger
            .logs()
            .0
            .iter()
            .filter(|(_, state)| state.person == self.ledger.me())
            .map(|(log, state)| {
                let end = state
                    .branches
                    .iter()
                    .map(|(seq, _)| *seq)
                    .max()
                    .unwrap_or(0);
                let there = durable
                    .iter()
                    .filter(|(of, _, _)| of == log)
                    .map(|(_, seq, _)| *seq)
                    .max();
                there.map_or(end, |there| end.saturating_sub(there))
            })
            .sum();
        records + self.device.outbox.len() as u64
    }
}
