//! Whether all that is stored still holds.

use super::{Aside, Journal, Lacking};
use crate::id::{LogId, RecordHash, Seq};
use crate::log::Logs;
use crate::space::Space;
use crate::store::StoreError;

/// A record that does not hold, and why in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// Its log.
    pub log: LogId,
    /// Its position.
    pub seq: Seq,
    /// Its hash.
    pub hash: RecordHash,
    /// What is wrong, in words.
    pub reason: String,
}

/// What a check found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// How many records were looked at.
    pub records: u64,
    /// Records that do not hold, or are set aside.
    pub broken: Vec<Broken>,
    /// Logs that are forked: both branches are kept and read.
    pub forked: Vec<LogId>,
}

const ROUND: usize = 512;

impl<S: Space> Journal<S> {
    /// Reads every stored record, verifies tags, payload and chain, and names
    /// what fails. What the disk has changed is noted, so that the next
    /// meeting asks for it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn check(&mut self) -> Result<CheckReport, StoreError> {
        let mut report = CheckReport::default();
        self.load_all()?;
        self.open_pending(usize::MAX)?;
        let mut last = 0;
        loop {
            let rows = self.store.rows_after(last, ROUND, usize::MAX)?;
            let Some(end) = rows.last().map(|row| row.arrival) else {
                break;
            };
            last = end;
            for row in rows {
                report.records += 1;
                let (arrival, log, seq, hash) = (row.arrival, row.log, row.seq, row.hash);
                let has_payload = row.payload.is_some();
                let broken = match self.proof().of_row(row) {
                    Ok(record) if !self.chained(&record)? => {
                        Some("the record before it is not here".to_owned())
                    }
                    Ok(_) => None,
                    Err(error) => {
                        self.note_lacking(hash, Lacking { arrival, log, seq })?;
                        Some(error.to_string())
                    }
                };
                let lacking = (broken.is_none() && !has_payload && self.device.lacking.holds(hash))
                    .then(|| "its payload is not here".to_owned());
                if let Some(reason) = broken.or(lacking) {
                    report.broken.push(Broken {
                        log,
                        seq,
                        hash,
                        reason,
                    });
                }
            }
        }
        report.broken.extend(
            self.ledger
                .asides()
                .all()
                .map(|(hash, aside)| broken(*hash, aside)),
        );
        report.broken.sort();
        report.broken.dedup();
        report.forked = forked(self.ledger.logs());
        Ok(report)
    }

    fn chained(&self, record: &crate::envelope::Verified) -> Result<bool, StoreError> {
        if record.seq() == 0 {
            return Ok(true);
        }
        let before = self.store.at(record.log(), record.seq() - 1)?;
        Ok(before
            .iter()
            .any(|position| position.hash == record.header().prev))
    }

    /// Records that are set aside.
    pub fn aside(&self) -> impl Iterator<Item = (&RecordHash, &Aside)> {
        self.ledger.asides().all()
    }

    /// Records whose payload is broken or did not come.
    pub fn lacking(&self) -> impl Iterator<Item = (&RecordHash, &Lacking)> {
        self.device.lacking.all()
    }
}

fn broken(hash: RecordHash, aside: &Aside) -> Broken {
    Broken {
        log: aside.log,
        seq: aside.seq,
        hash,
        reason: aside.reason.to_string(),
    }
}

fn forked(logs: &Logs) -> Vec<LogId> {
    logs.0
        .iter()
        .filter(|(_, state)| state.fork_at.is_some())
        .map(|(log, _)| *log)
        .collect()
}
