//! Logs: whose they are, how far they go, and whether a record fits.
//!
//! A log is a chain: each record names the hash of the one before. Two records
//! with the same predecessor are a fork, which a copied data folder makes; both
//! branches stay. Everything here is a decision over values; nothing is stored.

use std::collections::{BTreeMap, BTreeSet};

use crate::envelope::{Start, Verified};
use crate::id::{DeviceId, LogId, PersonId, RecordHash, Seq, ShortHash};

/// The most branches one log may have.
pub const BRANCHES_MAX: usize = 8;
/// The most logs one device may have in a space.
pub const LOGS_MAX: usize = 64;
/// Positions at and above this are refused: no honest log gets there.
pub const SEQ_MAX: Seq = 1 << 48;

/// Whose a log is, and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogState {
    /// The person who writes it.
    pub person: PersonId,
    /// The device that writes it.
    pub device: DeviceId,
    /// The person's name as this log's first record gives it.
    pub name: String,
    /// The heads of earlier logs of the device that it follows.
    pub follows: Vec<RecordHash>,
    /// The end of each branch, by position and hash; one unless it is forked.
    pub branches: Vec<(Seq, RecordHash)>,
    /// The lowest position that two records share, if it is forked.
    pub fork_at: Option<Seq>,
    /// The runs of records that left another one, in the order in which they came
    /// here: run 1, run 2 and so on. All other records are of run 0.
    pub runs: Vec<Run>,
}

/// Records of a log that follow each other, from where they left another run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The run that it left.
    pub left: u8,
    /// The position of its first record.
    pub from: Seq,
    /// Its records, from that position on.
    pub records: Vec<ShortHash>,
}

/// A run of a log, by its number: what stands in it at a position stands behind what
/// stands in it further on, and behind nothing of a run that left it before.
pub type LogRun = (LogId, u8);

impl LogState {
    /// The number of the run that a record stands in.
    fn run(&self, seq: Seq, hash: ShortHash) -> u8 {
        let holds = |run: &Run| {
            let at = seq
                .checked_sub(run.from)
                .and_then(|at| usize::try_from(at).ok());
            at.and_then(|at| run.records.get(at)) == Some(&hash)
        };
        let at = self.runs.iter().position(holds);
        at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0)
    }

    /// Takes in which run a record stands in: that of the one before it, or a new one.
    fn run_on(&mut self, seq: Seq, prev: RecordHash, hash: RecordHash, forks: bool) {
        let before = seq
            .checked_sub(1)
            .map_or(0, |at| self.run(at, prev.short()));
        if forks {
            self.runs.push(Run {
                left: before,
                from: seq,
                records: vec![hash.short()],
            });
        } else if let Some(run) = usize::from(before).checked_sub(1) {
            self.runs[run].records.push(hash.short());
        }
    }
}

/// All logs of a space.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Logs(pub BTreeMap<LogId, LogState>);

/// How a verified record fits its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It is here already.
    Here,
    /// It is the first of a log that is not known yet.
    Starts,
    /// It follows the end of a branch.
    Extends,
    /// It shares its predecessor with a record that is here: a fork.
    Forks,
    /// The record before it, with this hash, is not here.
    Gap(RecordHash),
}

/// Why a record is refused for its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// A first record that names a predecessor, or a position out of range.
    #[error("its place in the log cannot be")]
    Position,
    /// Its first record does not make the log it stands in, is another one than that
    /// which is here, or follows a log of another device.
    #[error("the log is not that of its first record")]
    Start,
    /// The person or device is not one of the two.
    #[error("the log belongs to an unknown device")]
    Stranger,
    /// The log has too many branches already.
    #[error("the log has too many branches")]
    TooManyBranches,
    /// The device has too many logs already.
    #[error("the device has too many logs")]
    TooManyLogs,
}

const ZEROS: RecordHash = RecordHash::from_bytes([0; 32]);

impl Logs {
    /// The log, if its first record is here.
    pub fn get(&self, log: LogId) -> Option<&LogState> {
        self.0.get(&log)
    }

    /// The ends of earlier logs that a later log of their device follows.
    pub fn followed(&self) -> BTreeSet<RecordHash> {
        self.0
            .values()
            .flat_map(|state| state.follows.iter().copied())
            .collect()
    }

    /// Who writes a log.
    pub fn person(&self, log: LogId) -> Option<PersonId> {
        self.get(log).map(|state| state.person)
    }

    /// The run of its log that the record at a place stands in.
    pub fn run(&self, log: LogId, seq: Seq, hash: ShortHash) -> LogRun {
        (log, self.get(log).map_or(0, |state| state.run(seq, hash)))
    }

    /// The runs that left this one above a position, each with its first.
    pub fn left_above(&self, (log, run): LogRun, seq: Seq) -> impl Iterator<Item = (LogRun, Seq)> {
        let runs = self.get(log).map_or(&[][..], |state| &state.runs);
        let above = (1..).zip(runs);
        above
            .filter(move |(_, one)| one.left == run && one.from > seq)
            .map(move |(number, one)| ((log, number), one.from))
    }

    /// How `record` fits. `at` gives the hashes of the records that are here
    /// at a position of a log.
    ///
    /// # Errors
    /// [`ChainError`]: the record is to be refused.
    pub fn fit<E>(
        &self,
        record: &Verified,
        at: impl Fn(LogId, Seq) -> Result<Vec<RecordHash>, E>,
    ) -> Result<Result<Fit, ChainError>, E> {
        let (log, seq, prev) = (record.log(), record.seq(), record.header().prev);
        if seq >= SEQ_MAX || (seq == 0) != (prev == ZEROS) {
            return Ok(Err(ChainError::Position));
        }
        let Some(state) = self.get(log) else {
            // A log whose first record the disk has broken is not known, but
            // its records are here.
            return Ok(Ok(if at(log, seq)?.contains(&record.hash()) {
                Fit::Here
            } else if seq == 0 {
                Fit::Starts
            } else {
                Fit::Gap(prev)
            }));
        };
        let extends = seq > 0
            && state
                .branches
                .iter()
                .any(|(end, hash)| *end == seq - 1 && *hash == prev);
        if extends {
            return Ok(Ok(Fit::Extends));
        }
        let here = at(log, seq)?;
        if here.contains(&record.hash()) {
            return Ok(Ok(Fit::Here));
        }
        if seq == 0 {
            // A log begins once: what it follows is said there.
            return Ok(Err(ChainError::Start));
        }
        let before_is_here = at(log, seq - 1)?.contains(&prev);
        if !before_is_here {
            return Ok(Ok(Fit::Gap(prev)));
        }
        if state.branches.len() >= BRANCHES_MAX {
            return Ok(Err(ChainError::TooManyBranches));
        }
        Ok(Ok(Fit::Forks))
    }

    /// Whether a log with this first record may begin. `known` says whether a
    /// person and device are one of the two.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn may_start(
        log: LogId,
        start: &Start,
        known: impl Fn(PersonId, DeviceId) -> bool,
    ) -> Result<(), ChainError> {
        if start.log() != log {
            return Err(ChainError::Start);
        }
        if !known(start.person, start.device) {
            return Err(ChainError::Stranger);
        }
        Ok(())
    }

    /// Whether the device of this first record may begin one more log.
    ///
    /// # Errors
    /// [`ChainError::TooManyLogs`].
    pub fn has_room(&self, start: &Start) -> Result<(), ChainError> {
        let of_device = self
            .0
            .values()
            .filter(|state| state.device == start.device && state.person == start.person)
            .count();
        if of_device >= LOGS_MAX {
            return Err(ChainError::TooManyLogs);
        }
        Ok(())
    }

    /// Takes in the first record of a log.
    pub fn start(&mut self, record: &Verified, start: &Start) {
        self.0.entry(record.log()).or_insert_with(|| LogState {
            person: start.person,
            device: start.device,
            name: start.name.clone(),
            follows: start.follows.clone(),
            branches: vec![(0, record.hash())],
            fork_at: None,
            runs: Vec::new(),
        });
    }

    /// Takes in a record that [`Fit::Extends`] or [`Fit::Forks`].
    pub fn advance(&mut self, log: LogId, seq: Seq, prev: RecordHash, hash: RecordHash) {
        let Some(state) = self.0.get_mut(&log) else {
            return;
        };
        let end = state
            .branches
            .iter_mut()
            .find(|(end, at)| seq > 0 && *end == seq - 1 && *at == prev);
        let forks = end.is_none();
        match end {
            Some(end) => *end = (seq, hash),
            None => {
                state.branches.push((seq, hash));
                state.fork_at = Some(state.fork_at.map_or(seq, |at| at.min(seq)));
            }
        }
        state.branches.sort_unstable();
        state.run_on(seq, prev, hash, forks);
    }
}
