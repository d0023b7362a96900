//! From which position on each log has one record behind it, and who knew of it so.

use std::collections::{BTreeMap, BTreeSet};

use super::{Chain, Chains};
use crate::date::Day;
use crate::id::{LogId, PersonId, Seq};
use crate::log::{LogRun, Logs};
use crate::order::{Counter, Place};

/// All runs of a log but the first, each with its first position.
fn runs_of(logs: &Logs, log: LogId) -> impl Iterator<Item = (LogRun, Seq)> {
    let runs = logs.get(log).map_or(&[][..], |state| &state.runs);
    let runs = (1..).zip(runs);
    runs.map(move |(number, run)| ((log, number), run.from))
}

/// The runs of its own log that have a record behind them, each from which position
/// on: its own, and those that left it further on.
pub(super) fn covering(logs: &Logs, place: Place) -> BTreeMap<LogRun, Seq> {
    let first = logs.run(place.log, place.seq, place.hash);
    let mut covering = BTreeMap::from([(first, place.seq)]);
    let mut next = vec![(first, place.seq)];
    while let Some((run, least)) = next.pop() {
        for (left, from) in logs.left_above(run, least) {
            covering.insert(left, from);
            next.push((left, from));
        }
    }
    covering
}

/// Who knew of a record, from when on.
pub struct Knowing {
    /// By the lowest counter of theirs that has it behind it.
    pub(super) from: BTreeMap<PersonId, Counter>,
    /// From which position on each log has it behind it.
    pub(super) in_log: BTreeMap<LogId, Seq>,
}

impl Knowing {
    /// Whether a person knew of it when they wrote a record: the record has it behind
    /// it, or another one of theirs has that was written before, whatever log they
    /// leave it out of.
    pub fn has(&self, person: PersonId, at: Place) -> bool {
        let in_log = self
            .in_log
            .get(&at.log)
            .is_some_and(|first| *first <= at.seq);
        let before = self.from.get(&person);
        in_log || before.is_some_and(|known| *known < at.counter)
    }
}

/// From which position on each log has one record behind it. Each log is looked at
/// once, however many follow each other.
pub(super) struct Firsts<'a> {
    chains: &'a Chains,
    /// The runs that have the record, each from this position on: those of its own
    /// log, and of later ones of the device that follow it.
    covering: BTreeMap<LogRun, Seq>,
    /// What was found.
    found: BTreeMap<LogId, Option<Seq>>,
}

impl<'a> Firsts<'a> {
    pub(super) fn of(chains: &'a Chains, logs: &Logs, place: Place) -> Self {
        let mut covering = covering(logs, place);
        let mut next: Vec<(LogRun, Seq)> = covering.iter().map(|(of, at)| (*of, *at)).collect();
        while let Some((of, least)) = next.pop() {
            for later in chains.follows.later.get(&of.0).into_iter().flatten() {
                let ends = chains.follows.earlier.get(later);
                let end = ends.and_then(|ends| ends.get(&of));
                if end.is_some_and(|end| *end >= least) && !covering.contains_key(&(*later, 0)) {
                    let first = ((*later, 0), 0);
                    let all = std::iter::once(first).chain(runs_of(logs, *later));
                    for (run, from) in all {
                        covering.insert(run, from);
                        next.push((run, from));
                    }
                }
            }
        }
        Self {
            chains,
            covering,
            found: BTreeMap::new(),
        }
    }

    /// The earliest day on which one of these logs has the record behind it. Whoever
    /// knew of it then knew of it later too, whatever another log of theirs leaves out.
    pub(super) fn day_known<'b>(
        &mut self,
        logs: impl Iterator<Item = (&'b LogId, &'b Chain)>,
    ) -> Option<Day> {
        let days = logs.filter_map(|(log, chain)| {
            let at = self.with(*log)?;
            let known = chain
                .counters
                .get(at)
                .filter(|counter| **counter > Counter::ZERO);
            known.map(|counter| counter.day())
        });
        days.min()
    }

    /// The latest of the days on which these logs had the record behind them first,
    /// but for logs that follow another one that has it.
    pub(super) fn day_got<'b>(
        &mut self,
        logs: impl Iterator<Item = (&'b LogId, &'b Chain)>,
    ) -> Option<Day> {
        let days = logs.filter_map(|(log, chain)| {
            let at = self.with(*log).filter(|at| *at > 0)?;
            let got = chain
                .counters
                .get(at)
                .filter(|counter| **counter > Counter::ZERO);
            got.map(|counter| counter.day())
        });
        days.max()
    }

    /// The first position of a log that has the record behind it; 0 if an earlier
    /// log of the device, which it follows, has.
    pub(super) fn with(&mut self, log: LogId) -> Option<usize> {
        let first = self.first(log);
        first.and_then(|first| usize::try_from(first).ok())
    }

    pub(super) fn first(&mut self, log: LogId) -> Option<Seq> {
        let mut open = vec![log];
        let mut entered = BTreeSet::new();
        while let Some(at) = open.last().copied() {
            if self.found.contains_key(&at) {
                open.pop();
                continue;
            }
            entered.insert(at);
            // What it follows comes first. A first record names hashes, so no log
            // follows itself; where it seems to, it is not waited for.
            let earlier = self.chains.follows.earlier(at).map(|(earlier, _)| earlier);
            let ahead: Vec<LogId> = earlier
                .filter(|earlier| !self.found.contains_key(earlier) && !entered.contains(earlier))
                .collect();
            if ahead.is_empty() {
                let first = self.judge(at);
                self.found.insert(at, first);
                open.pop();
            } else {
                open.extend(ahead);
            }
        }
        self.found.get(&log).copied().flatten()
    }

    fn judge(&self, log: LogId) -> Option<Seq> {
        let mut earlier = self.chains.follows.earlier(log);
        let has = |(before, end): (LogId, Seq)| {
            let first = self.found.get(&before).copied().flatten();
            first.is_some_and(|first| first <= end)
        };
        if earlier.any(has) {
            return Some(0);
        }
        let behind = &self.chains.chains.get(&log)?.behind;
        let steps = behind.iter().filter_map(|(of, steps)| {
            let least = self.covering.get(of)?;
            let at = steps.partition_point(|(_, up_to)| up_to < least);
            steps.get(at).map(|(from, _)| *from)
        });
        steps.min()
    }
}
