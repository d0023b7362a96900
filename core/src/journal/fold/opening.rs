//! Opening what is stored.
//!
//! It is the dear part (some 55 µs a record), so a large number is opened on all
//! cores, newest first; what follows is one thread's work.

use std::sync::{Arc, Mutex};

use super::taking::first_reading;
use crate::entry::Content;
use crate::envelope::{Opened, PayloadError, SpaceKeys, Verified, VerifyError, Whose};
use crate::id::{LogId, PersonId, RecordHash, Seq};
use crate::journal::receive::is_lacking;
use crate::journal::{Journal, Lacking};
use crate::log::Logs;
use crate::space::Space;
use crate::store::{Arrival, Row as StoredRow, StoreError};

/// How many rows one round of opening reads at a time.
const ROUND: usize = 1024;
/// From this many rows on, opening is spread over the cores.
const SPREAD: usize = 64;
/// How many rows a core opens before it hands them on, and how many such
/// handfuls may wait to be folded.
const AT_A_TIME: usize = 16;
const PREPARED_WAITING: usize = 32;

/// A stored row, verified again and opened: work that needs no journal.
struct Prepared {
    arrival: Arrival,
    log: LogId,
    seq: Seq,
    hash: RecordHash,
    outcome: Result<(Opened, Option<Content>), Trouble>,
}

enum Trouble {
    /// The row no longer verifies: the disk changed it.
    Broken,
    /// It verifies and does not read.
    Unreadable(PayloadError),
}

fn prepare(proof: &Proof<'_>, row: StoredRow) -> Prepared {
    let (arrival, log, seq, hash) = (row.arrival, row.log, row.seq, row.hash);
    let outcome = proof
        .of_row(row)
        .map_err(|_| Trouble::Broken)
        .and_then(|record| {
            let opened = record.open(proof.keys).map_err(Trouble::Unreadable)?;
            let content = first_reading(&opened);
            Ok((opened, content))
        });
    Prepared {
        arrival,
        log,
        seq,
        hash,
        outcome,
    }
}

/// What a stored row is verified against again: in one's own logs the writer's
/// tag too, so that nobody at a closed computer can put words into them.
pub(in crate::journal) struct Proof<'a> {
    pub(in crate::journal) keys: &'a SpaceKeys,
    logs: &'a Logs,
    me: PersonId,
}

impl Proof<'_> {
    /// The record of a row, if the row is still what was stored under its key.
    pub(in crate::journal) fn of_row(&self, row: StoredRow) -> Result<Verified, VerifyError> {
        let (log, seq, hash) = (row.log, row.seq, row.hash);
        let whose = match self.logs.person(log) {
            Some(person) if person == self.me => Whose::Mine,
            _ => Whose::Theirs,
        };
        let record = row
            .into_envelope()
            .map_err(|_| VerifyError::Payload)?
            .verify(self.keys, whose)?;
        if record.log() == log && record.seq() == seq && record.hash() == hash {
            Ok(record)
        } else {
            Err(VerifyError::BondTag)
        }
    }
}

impl<S: Space> Journal<S> {
    /// Opens up to `limit` of the stored records that wait, newest first, and
    /// takes them into the view. Gives how many are left.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_pending(&mut self, limit: usize) -> Result<usize, StoreError> {
        if self.ledger.is_all_read() {
            return Ok(0);
        }
        self.load_all()?;
        self.note_stale();
        self.ledger.sort_pending();
        let mut left = limit.min(self.ledger.pending());
        while left > 0 {
            let take = left.min(ROUND);
            left -= take;
            let arrivals = self.ledger.take_pending(take);
            let rows = self.read_rows(&arrivals)?;
            self.adopt_rows(rows)?;
        }
        self.refold_due()?;
        if self.ledger.is_all_read() {
            self.finish()?;
        }
        Ok(self.ledger.pending())
    }

    fn read_rows(&self, arrivals: &[Arrival]) -> Result<Vec<StoredRow>, StoreError> {
        let contiguous = match (arrivals.first(), arrivals.last()) {
            (Some(first), Some(last)) => *last - *first + 1 == arrivals.len() as u64,
            _ => return Ok(Vec::new()),
        };
        if contiguous {
            return self
                .store
                .rows_after(arrivals[0] - 1, arrivals.len(), usize::MAX);
        }
        let mut rows = Vec::with_capacity(arrivals.len());
        for arrival in arrivals {
            rows.extend(self.store.row(*arrival)?);
        }
        Ok(rows)
    }

    /// What stored rows are verified against again.
    pub(in crate::journal) fn proof(&self) -> Proof<'_> {
        Proof {
            keys: &self.keys,
            logs: self.ledger.logs(),
            me: self.ledger.me(),
        }
    }

    /// Opens rows and takes them into the view. Many are opened on all cores
    /// while this thread folds: no order matters to the view.
    fn adopt_rows(&mut self, mut rows: Vec<StoredRow>) -> Result<(), StoreError> {
        let (keys, logs) = (Arc::clone(&self.keys), self.ledger.logs().clone());
        let proof = &Proof {
            keys: &keys,
            logs: &logs,
            me: self.ledger.me(),
        };
        rows.reverse();
        if rows.len() < SPREAD {
            return rows
                .into_iter()
                .try_for_each(|row| self.adopt(prepare(proof, row)));
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let waiting = &Mutex::new(rows.into_iter());
        std::thread::scope(|scope| {
            let (send, opened) = std::sync::mpsc::sync_channel(PREPARED_WAITING);
            for _ in 0..cores.min(8) {
                let send = send.clone();
                scope.spawn(move || {
                    loop {
                        let some: Vec<_> = waiting
                            .lock()
                            .expect("nothing panics while it is held")
                            .by_ref()
                            .take(AT_A_TIME)
                            .collect();
                        if some.is_empty() {
                            return;
                        }
                        let prepared: Vec<_> =
                            some.into_iter().map(|row| prepare(proof, row)).collect();
                        // A receiver that is gone has met a failing disk.
                        if send.send(prepared).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(send);
            opened
                .into_iter()
                .flatten()
                .try_for_each(|prepared| self.adopt(prepared))
        })
    }

    fn adopt(&mut self, prepared: Prepared) -> Result<(), StoreError> {
        let Prepared {
            arrival,
            log,
            seq,
            hash,
            outcome,
        } = prepared;
        if outcome.is_err()
            && let Some(waited) = self.ledger.note_unread((log, seq, hash))
        {
            self.note_came_behind(&waited);
            self.note_wrote(waited.into_iter().chain([log]));
        }
        match outcome {
            Ok((opened, content)) => self.adopt_opened(opened, content),
            Err(Trouble::Broken) => self.note_lacking(hash, Lacking { arrival, log, seq }),
            Err(Trouble::Unreadable(PayloadError::NewerSuite)) => {
                self.ledger.asides_mut().note_newer(hash, log, seq);
                Ok(())
            }
            Err(Trouble::Unreadable(error)) if is_lacking(error) => {
                self.fold.forgetting.note_bare();
                Ok(())
            }
            Err(Trouble::Unreadable(error)) => {
                self.set_aside((log, seq, hash), None, error.into());
                Ok(())
            }
        }
    }
}
