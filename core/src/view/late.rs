//! What came in later: a mark that order alone decides.
//!
//! An entry *came in later* when the other person's records dated two or more
//! days after it, and sorted after it, do not yet have it behind them. For each
//! log this needs two things: the counter at each position, and from which
//! position on it has which part of another log behind it.

use std::collections::{BTreeMap, HashMap};

use super::Row;
use crate::id::{LogId, RecordHash, Seq, ShortHash};
use crate::log::Logs;
use crate::order::Counter;

/// Counters and causes of all records that were opened.
#[derive(Debug, Clone, Default)]
pub struct Chains {
    chains: BTreeMap<LogId, Chain>,
    by_hash: HashMap<ShortHash, (LogId, Seq, Counter)>,
    /// Heads that were named before the record itself was opened.
    waiting: HashMap<ShortHash, Vec<(LogId, Seq)>>,
    highest: Counter,
}

#[derive(Debug, Clone, Default)]
struct Chain {
    /// The counter at each position; zero where it is not known. Branches of a
    /// fork share positions: the highest counter stands.
    counters: Vec<Counter>,
    /// From position `.0` on, log `.1` is behind this one up to `.2`.
    behind: Vec<(Seq, LogId, Seq)>,
}

/// A part of another log that stands behind a position: `(from, log, up to)`.
pub type Behind = (Seq, LogId, Seq);

impl Chains {
    /// The highest counter of any record that stands.
    pub fn highest(&self) -> Counter {
        self.highest
    }

    /// Raises the highest counter: a record was judged to stand, or an index
    /// names what is not loaded yet.
    pub fn raise(&mut self, counter: Counter) {
        self.highest = self.highest.max(counter);
    }

    /// The counter of a record that was opened.
    pub fn counter(&self, hash: ShortHash) -> Option<Counter> {
        self.by_hash.get(&hash).map(|(_, _, counter)| *counter)
    }

    /// What stands behind the positions of a log, to be kept in an index.
    pub fn behind(&self, log: LogId) -> &[Behind] {
        self.chains.get(&log).map_or(&[], |chain| &chain.behind)
    }

    /// Takes in where a record stands.
    pub fn note(&mut self, log: LogId, seq: Seq, hash: RecordHash, counter: Counter) {
        let chain = self.chains.entry(log).or_default();
        let at = usize::try_from(seq).unwrap_or(usize::MAX);
        if at >= chain.counters.len() {
            chain.counters.resize(at + 1, Counter::ZERO);
        }
        chain.counters[at] = chain.counters[at].max(counter);
        self.by_hash.insert(hash.short(), (log, seq, counter));
        for (of, from) in self.waiting.remove(&hash.short()).unwrap_or_default() {
            self.add_behind(of, (from, log, seq));
        }
    }

    /// Takes in that `log` names `head` at position `seq`.
    pub fn note_after(&mut self, log: LogId, seq: Seq, head: ShortHash) {
        match self.by_hash.get(&head) {
            Some((other, up_to, _)) => {
                let behind = (seq, *other, *up_to);
                self.add_behind(log, behind);
            }
            None => self.waiting.entry(head).or_default().push((log, seq)),
        }
    }

    /// Takes in what an index keeps of a log.
    pub fn add_behind(&mut self, log: LogId, behind: Behind) {
        let chain = self.chains.entry(log).or_default();
        if let Err(at) = chain.behind.binary_search(&behind) {
            chain.behind.insert(at, behind);
        }
    }

    /// Whether an entry came in later.
    pub fn came_in_later(&self, logs: &Logs, row: &Row) -> bool {
        let Some(place) = row.place() else {
            return false;
        };
        let Some(day) = row.content.written() else {
            return false;
        };
        let later = day.plus(2);
        self.chains
            .iter()
            .filter(|(log, _)| {
                logs.person(**log)
                    .is_some_and(|person| person != row.writer)
            })
            .any(|(_, chain)| {
                let first_with = chain
                    .behind
                    .iter()
                    .filter(|(_, log, up_to)| self.covers(logs, *log, *up_to, place.log, place.seq))
                    .map(|(from, _, _)| *from)
                    .min()
                    .and_then(|from| usize::try_from(from).ok())
                    .unwrap_or(chain.counters.len());
                let without = first_with.min(chain.counters.len());
                chain.counters[..without]
                    .last()
                    .is_some_and(|last| *last > place.counter && last.day() >= later)
            })
    }

    /// Whether having `log` up to `up_to` behind one means to have position
    /// `seq` of `wanted` behind one: the same log, or one that a later log of
    /// the device follows.
    fn covers(&self, logs: &Logs, log: LogId, up_to: Seq, wanted: LogId, seq: Seq) -> bool {
        let mut next = vec![(log, up_to)];
        let mut seen = 0;
        while let Some((log, up_to)) = next.pop() {
            if log == wanted && up_to >= seq {
                return true;
            }
            seen += 1;
            if seen > crate::log::LOGS_MAX {
                return false;
            }
            let follows = logs.get(log).map_or(&[][..], |state| &state.follows);
            next.extend(
                follows
                    .iter()
                    .filter_map(|head| self.by_hash.get(&head.short()))
                    .map(|(log, seq, _)| (*log, *seq)),
            );
        }
        false
    }
}
