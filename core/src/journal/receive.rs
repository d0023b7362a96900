//! What comes in: verified, stored, and only then read.

use std::collections::{BTreeMap, BTreeSet};

use super::device::{LackingRows, Rows};
use super::{Journal, Lacking};
use crate::envelope::{Envelope, Operation, PayloadError, Start, Verified, VerifyError};
use crate::id::{LogId, RecordHash, Seq};
use crate::log::{ChainError, Fit, LogState, Logs};
use crate::space::{Shared, Space};
use crate::store::{Arrival, Batch, LocalKey, LocalKind, StoreError};

/// Why a record is refused, as it is said to the other device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Header, lengths, tags or payload hash fail.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// Its place in the chain cannot be.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The first record of a log does not open.
    #[error("its first record does not open")]
    Start,
}

impl Reason {
    /// The number that travels in `Refused`.
    pub const fn code(self) -> u8 {
        match self {
            Self::Verify(VerifyError::Version) => 1,
            Self::Verify(VerifyError::Space) => 2,
            Self::Verify(VerifyError::Epoch) => 3,
            Self::Verify(VerifyError::BondTag) => 4,
            Self::Verify(VerifyError::AuthorTag) => 5,
            Self::Verify(VerifyError::Payload) => 6,
            Self::Verify(VerifyError::TooLong) => 7,
            Self::Chain(ChainError::Position) => 8,
            Self::Chain(ChainError::Start) => 9,
            Self::Chain(ChainError::Stranger) => 10,
            Self::Chain(ChainError::TooManyBranches) => 11,
            Self::Chain(ChainError::TooManyLogs) => 12,
            Self::Start => 13,
        }
    }
}

/// A record that was refused and not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The log it claims.
    pub log: LogId,
    /// The position it claims.
    pub seq: Seq,
    /// What it hashes to.
    pub hash: RecordHash,
    /// Why.
    pub reason: Reason,
}

/// What came of a batch.
#[derive(Debug, Default)]
pub struct Received {
    /// New records, durable now.
    pub appended: Vec<Arrival>,
    /// Records that were lacking or broken, and are whole again.
    pub healed: Vec<Arrival>,
    /// Records that were refused.
    pub refused: Vec<Refusal>,
    /// Records whose predecessor is not here, with the hash of that one.
    pub gaps: Vec<(RecordHash, Envelope)>,
    /// Records of one's own person's device that this device had lost: it was
    /// restored or copied.
    pub took_back: bool,
    /// Logs that turned out to be forked.
    pub forked: Vec<LogId>,
}

/// How many records that a log follows are looked for among all, where they are not
/// the end of another: each is one pass over what is stored.
const LOOKED_FOR_MAX: usize = 4;

/// The local row that says: go on in a new log.
pub(super) fn renew_key() -> LocalKey {
    (LocalKind::Peer, b"renew".to_vec())
}

/// A record to append, and what becomes of its log.
struct Accepted {
    record: Verified,
    fit: Fit,
}

impl Journal<Shared> {
    /// Takes in records another device gave, in their order. What is in
    /// [`Received::appended`] is durable when this returns; opening it is
    /// [`Journal::open_pending`]'s work.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing of the batch was taken in.
    pub fn receive(&mut self, envelopes: Vec<Envelope>) -> Result<Received, StoreError> {
        let mut received = Received::default();
        let mut logs = self.ledger.logs().clone();
        let mut fresh: BTreeMap<(LogId, Seq), Vec<RecordHash>> = BTreeMap::new();
        let mut accepted: Vec<Accepted> = Vec::new();
        let mut healed: Vec<(Arrival, Verified)> = Vec::new();
        for envelope in envelopes {
            let (log, seq, hash) = (
                envelope.header().log,
                envelope.header().seq,
                envelope.hash(),
            );
            let outcome = self.judge(envelope.clone(), &mut logs, &fresh)?;
            match outcome {
                Err(reason) => received.refused.push(Refusal {
                    log,
                    seq,
                    hash,
                    reason,
                }),
                Ok((_, Fit::Gap(prev))) => received.gaps.push((prev, envelope)),
                Ok((record, Fit::Here)) => {
                    if let Some(arrival) = self.device.lacking.arrival(hash)
                        && record.payload().is_some()
                    {
                        healed.push((arrival, record));
                    }
                }
                Ok((record, fit)) => {
                    fresh.entry((log, seq)).or_default().push(hash);
                    if fit == Fit::Forks && !received.forked.contains(&log) {
                        received.forked.push(log);
                    }
                    received.took_back |= self.ledger.is_own_in(&logs, log);
                    accepted.push(Accepted { record, fit });
                }
            }
        }
        if accepted.is_empty() && healed.is_empty() {
            return Ok(received);
        }
        self.persist(&mut received, accepted, healed, logs)?;
        Ok(received)
    }

    /// Verifies one record and finds its place; the place is taken in `logs`.
    fn judge(
        &self,
        envelope: Envelope,
        logs: &mut Logs,
        fresh: &BTreeMap<(LogId, Seq), Vec<RecordHash>>,
    ) -> Result<Result<(Verified, Fit), Reason>, StoreError> {
        let log = envelope.header().log;
        let whose = self.ledger.whose(logs, log);
        let record = match envelope.verify(&self.keys, whose) {
            Ok(record) => record,
            Err(error) => return Ok(Err(error.into())),
        };
        let at = |log, seq| -> Result<Vec<RecordHash>, StoreError> {
            let mut hashes: Vec<_> = self
                .store
                .at(log, seq)?
                .iter()
                .map(|position| position.hash)
                .collect();
            if let Some(more) = fresh.get(&(log, seq)) {
                hashes.extend_from_slice(more);
            }
            Ok(hashes)
        };
        let fit = match logs.fit(&record, at)? {
            Ok(fit) => fit,
            Err(error) => return Ok(Err(error.into())),
        };
        let placed = match fit {
            Fit::Here | Fit::Gap(_) => Ok(()),
            _ if record.seq() == 0 => self.judge_start(&record, logs, fresh)?,
            _ => {
                logs.advance(log, record.seq(), record.header().prev, record.hash());
                Ok(())
            }
        };
        Ok(placed.map(|()| (record, fit)))
    }

    fn persist(
        &mut self,
        received: &mut Received,
        accepted: Vec<Accepted>,
        healed: Vec<(Arrival, Verified)>,
        logs: Logs,
    ) -> Result<(), StoreError> {
        let last = self.store.last_arrival()?;
        let mut batch = Batch {
            records: accepted.iter().map(|accepted| &accepted.record).collect(),
            heal: healed
                .iter()
                .map(|(arrival, record)| (*arrival, record))
                .collect(),
            ..Batch::default()
        };
        let mut lacking = Vec::new();
        for (arrival, accepted) in (last + 1..).zip(&accepted) {
            let bare = accepted.record.payload().is_none();
            if bare && !self.fold.forgetting.is_gone(accepted.record.hash()) {
                let row = Lacking {
                    arrival,
                    log: accepted.record.log(),
                    seq: accepted.record.seq(),
                };
                self.seal_into(row.rows(accepted.record.hash()), &mut batch);
                lacking.push((accepted.record.hash(), row));
            }
        }
        for (_, record) in &healed {
            batch.delete.push(LackingRows::key(record.hash()));
        }
        if received.took_back {
            self.seal_into(Rows::of(renew_key(), b"1".to_vec()), &mut batch);
        }
        let arrivals = self.store.commit(&batch)?;
        debug_assert_eq!(arrivals.first().copied().unwrap_or(last + 1), last + 1);

        self.ledger.adopt_logs(logs);
        for (hash, row) in lacking {
            self.device.lacking.note(hash, row);
        }
        received.healed = healed.iter().map(|(arrival, _)| *arrival).collect();
        for (_, record) in &healed {
            self.device.lacking.clear(record.hash());
            self.ledger.asides_mut().heal(record.hash());
        }
        if received.took_back {
            self.ledger.renew();
        }
        let stored = arrivals.iter().chain(&received.healed);
        self.ledger.wait(stored.copied());
        received.appended = arrivals;
        let unknown = |record: &Verified| self.ledger.person(record.log()).is_none();
        if healed.iter().any(|(_, record)| unknown(record)) {
            // The first record of a log was broken: what follows it in the
            // store could not be placed until now.
            self.rebuild()?;
        }
        debug_assert!(accepted.iter().all(|accepted| accepted.fit != Fit::Here));
        Ok(())
    }
}

impl<S: Space> Journal<S> {
    /// What a first record says, proven: the log must be that of its words,
    /// the writer one of the two, and one's own log needs one's own tag. It
    /// alone is opened before it is stored.
    pub(super) fn proven_start(&self, record: &Verified) -> Result<Start, Reason> {
        let opened = record.open(&self.keys).map_err(|_| Reason::Start)?;
        let Operation::Start(start) = opened.operation else {
            return Err(Reason::Start);
        };
        Logs::may_start(record.log(), &start, |person, device| {
            self.ledger.roster().is_known(person, device)
        })?;
        if start.person == self.ledger.me() && !record.is_mine(&self.keys) {
            return Err(VerifyError::AuthorTag.into());
        }
        Ok(start)
    }

    /// Takes in the first record of a log.
    fn judge_start(
        &self,
        record: &Verified,
        logs: &mut Logs,
        fresh: &BTreeMap<(LogId, Seq), Vec<RecordHash>>,
    ) -> Result<Result<(), Reason>, StoreError> {
        let start = match self.proven_start(record) {
            Ok(start) => start,
            Err(reason) => return Ok(Err(reason)),
        };
        if let Err(error) = logs.has_room(&start) {
            return Ok(Err(error.into()));
        }
        let is_here = |head: &RecordHash| {
            let mut fresh = fresh.iter();
            let came_now = fresh.find(|(_, hashes)| hashes.contains(head));
            let opened = || self.ledger.log_of(*head);
            came_now.map(|((log, _), _)| *log).or_else(opened)
        };
        let start = self.following(start, logs, Arrival::MAX, is_here)?;
        logs.start(record, &start);
        Ok(Ok(()))
    }

    /// The first record of a log with what it follows, as far as that is of the same
    /// device and arrived before it: a log must not turn out later to hold what its
    /// writer kept back.
    pub(super) fn following(
        &self,
        start: Start,
        logs: &Logs,
        before: Arrival,
        is_here: impl Fn(&RecordHash) -> Option<LogId>,
    ) -> Result<Start, StoreError> {
        let mut follows = Vec::with_capacity(start.follows.len());
        let mut looked_for = 0;
        for head in &start.follows {
            let end_of = |(_, state): &(&LogId, &LogState)| {
                state.branches.iter().any(|(_, end)| end == head)
            };
            let end = logs.0.iter().find(end_of).map(|(log, _)| *log);
            let mut log = end.or_else(|| is_here(head));
            if log.is_none() && looked_for < LOOKED_FOR_MAX {
                looked_for += 1;
                let arrivals = self.store.by_hashes(&BTreeSet::from([*head]))?;
                let earlier = arrivals.into_iter().find(|arrival| *arrival < before);
                let row = earlier.map(|arrival| self.store.row(arrival));
                log = row.transpose()?.flatten().map(|row| row.log);
            }
            let of = log.and_then(|log| logs.get(log));
            if of.is_some_and(|it| it.person == start.person && it.device == start.device) {
                follows.push(*head);
            }
        }
        Ok(Start { follows, ..start })
    }

    /// Notes that a stored record is broken, so that every meeting asks for it.
    pub(super) fn note_lacking(
        &mut self,
        hash: RecordHash,
        row: Lacking,
    ) -> Result<(), StoreError> {
        if self.device.lacking.holds(hash) || self.fold.forgetting.is_gone(hash) {
            return Ok(());
        }
        self.commit_rows(row.rows(hash))?;
        self.device.lacking.note(hash, row);
        Ok(())
    }
}

/// Whether a payload that does not open is a matter of this device's disk, and
/// not of what its writer made.
pub(super) fn is_lacking(error: PayloadError) -> bool {
    matches!(error, PayloadError::Lacking)
}
