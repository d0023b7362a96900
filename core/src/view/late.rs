//! What came in later: a mark that order alone decides.
//!
//! An entry *came in later* when the other person's records dated two or more
//! days after it, and sorted after it, do not yet have it behind them. For each
//! log this needs two things: the counter at each position, and from which
//! position on it has which part of another log behind it: its ancestry, from the
//! causal parents that each record names.

mod firsts;

pub use firsts::Knowing;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;

use self::firsts::{Firsts, covering};
use super::Row;
use crate::date::Day;
use crate::id::{LogId, PersonId, RecordHash, Seq, ShortHash};
use crate::log::{LogRun, Logs};
use crate::order::{Counter, Place};

/// Counters and causes of all records that were opened.
#[derive(Debug, Clone, Default)]
pub struct Chains {
    chains: BTreeMap<LogId, Chain>,
    by_hash: HashMap<ShortHash, (LogId, Seq, Counter), RandomState>,
    /// Heads that were named before the record itself was opened, and where. A
    /// partner's program can name any number, so each takes little.
    waiting: BTreeSet<(ShortHash, LogId, Seq)>,
    /// How many of them each log names.
    waiting_in: BTreeMap<LogId, BTreeMap<Seq, usize>>,
    /// The highest counter in each day, of the records that stand.
    highest: BTreeMap<Day, Counter>,
    follows: Follows,
}

/// Which logs follow which: of what a first record names, the highest position in
/// each other log, since what stands before that is behind it too.
#[derive(Debug, Clone, Default)]
struct Follows {
    /// For each log, the runs it follows, and up to where.
    earlier: BTreeMap<LogId, BTreeMap<LogRun, Seq>>,
    /// For each log, those that follow it.
    later: BTreeMap<LogId, BTreeSet<LogId>>,
    /// Heads that were named before the record itself was opened.
    waiting: HashMap<ShortHash, Vec<LogId>>,
    /// The logs whose first record was taken in.
    known: BTreeSet<LogId>,
}

impl Follows {
    fn note(&mut self, log: LogId, (earlier, end): (LogRun, Seq)) {
        let known = self.earlier.entry(log).or_default().entry(earlier);
        let known = known.or_insert(end);
        *known = end.max(*known);
        self.later.entry(earlier.0).or_default().insert(log);
    }

    /// The logs that one follows, each with the position up to which.
    fn earlier(&self, log: LogId) -> impl Iterator<Item = (LogId, Seq)> {
        let all = self.earlier.get(&log).into_iter().flatten();
        all.map(|((log, _), end)| (*log, *end))
    }
}

#[derive(Debug, Clone, Default)]
struct Chain {
    /// The counter at each position; zero where it is not known. Branches of a
    /// fork share positions: the highest counter stands.
    counters: Vec<Counter>,
    /// For each run of another log: from position `.0` on it is behind this one up
    /// to `.1`. Both rise from step to step.
    behind: BTreeMap<LogRun, Vec<(Seq, Seq)>>,
    /// Positions whose payload both have forgotten, and with it what stood
    /// behind them.
    gone: BTreeSet<Seq>,
}

impl Chain {
    /// Up to where it is known that something is not behind this log, which is behind
    /// it from `end` on: what was forgotten just before that may have named it.
    fn known_until(&self, end: usize) -> usize {
        let mut end = end.min(self.counters.len());
        while end > 0 && self.gone.contains(&(end as Seq - 1)) {
            end -= 1;
        }
        end
    }
}

/// A part of another log that stands behind a position: `(from, run, up to)`.
pub type Behind = (Seq, LogRun, Seq);

impl Chains {
    /// The counter of a record that is made now and says `day`: above all that
    /// binds it.
    pub fn next(&self, day: Day) -> Counter {
        let tomorrow = day.plus(1);
        let seen = self.highest.range(..=tomorrow).next_back();
        Counter::next(seen.map_or(Counter::ZERO, |(_, counter)| *counter), day)
    }

    /// The highest counter in each day, to be kept in an index.
    pub fn highest(&self) -> impl Iterator<Item = Counter> {
        self.highest.values().copied()
    }

    /// Raises the highest counter of a day: a record was judged to stand, or an
    /// index names what is not loaded yet.
    pub fn raise(&mut self, counter: Counter) {
        let highest = self.highest.entry(counter.day()).or_default();
        *highest = counter.max(*highest);
    }

    /// The counter of a record that was opened.
    pub fn counter(&self, hash: ShortHash) -> Option<Counter> {
        self.by_hash.get(&hash).map(|(_, _, counter)| *counter)
    }

    /// Whether a record was opened and its counter is of its day.
    pub fn is_read(&self, hash: ShortHash) -> bool {
        self.counter(hash)
            .is_some_and(|counter| counter > Counter::ZERO)
    }

    /// What stands behind the positions of a log, to be kept in an index.
    pub fn behind(&self, log: LogId) -> Vec<Behind> {
        let Some(chain) = self.chains.get(&log) else {
            return Vec::new();
        };
        chain
            .behind
            .iter()
            .flat_map(|(other, steps)| steps.iter().map(|(from, up_to)| (*from, *other, *up_to)))
            .collect()
    }

    /// Takes in where a record stands, which its log has taken in. Gives the logs that
    /// named it before: what is behind them is known only now.
    pub fn note(
        &mut self,
        logs: &Logs,
        (log, seq, hash): (LogId, Seq, RecordHash),
        counter: Counter,
    ) -> Vec<LogId> {
        let chain = self.chains.entry(log).or_default();
        let at = usize::try_from(seq).unwrap_or(usize::MAX);
        if at >= chain.counters.len() {
            chain.counters.resize(at + 1, Counter::ZERO);
        }
        chain.counters[at] = chain.counters[at].max(counter);
        self.by_hash.insert(hash.short(), (log, seq, counter));
        let run = || logs.run(log, seq, hash.short());
        let waited = self.take_waiting(hash.short());
        for (of, from) in &waited {
            self.add_behind(*of, (*from, run(), seq));
        }
        let followers = self.follows.waiting.remove(&hash.short());
        for later in followers.unwrap_or_default() {
            self.follows.note(later, (run(), seq));
        }
        waited.into_iter().map(|(of, _)| of).collect()
    }

    /// Takes in which ends of earlier logs the first record of `log` names.
    pub fn note_follows(&mut self, logs: &Logs, log: LogId, heads: &[RecordHash]) {
        if !self.follows.known.insert(log) {
            return;
        }
        for head in heads {
            match self.by_hash.get(&head.short()) {
                Some((earlier, end, _)) => {
                    let run = logs.run(*earlier, *end, head.short());
                    self.follows.note(log, (run, *end));
                }
                None => {
                    let waiting = self.follows.waiting.entry(head.short());
                    waiting.or_default().push(log);
                }
            }
        }
    }

    /// Takes in that `log` names `head` at position `seq`.
    pub fn note_after(&mut self, logs: &Logs, log: LogId, seq: Seq, head: ShortHash) {
        match self.by_hash.get(&head) {
            Some((other, up_to, _)) => {
                let behind = (seq, logs.run(*other, *up_to, head), *up_to);
                self.add_behind(log, behind);
            }
            None => {
                if self.waiting.insert((head, log, seq)) {
                    let at = self.waiting_in.entry(log).or_default();
                    *at.entry(seq).or_default() += 1;
                }
            }
        }
    }

    /// Whether a log names heads that are not here: what is behind it is not all known.
    pub fn is_waiting(&self, log: LogId) -> bool {
        self.waiting_in.contains_key(&log)
    }

    /// Whether a head that is not here is named by the record at `at`, or by one of
    /// its log before it.
    pub fn lacks_behind(&self, at: Place) -> bool {
        let first = self
            .waiting_in
            .get(&at.log)
            .and_then(BTreeMap::first_key_value);
        first.is_some_and(|(seq, _)| *seq <= at.seq)
    }

    /// Who waits for a head.
    fn take_waiting(&mut self, head: ShortHash) -> Vec<(LogId, Seq)> {
        let first = (head, LogId::from_bytes([0; 16]), 0);
        let last = (head, LogId::from_bytes([0xff; 16]), Seq::MAX);
        let waiting = self.waiting.range(first..=last).copied();
        let waiting: Vec<_> = waiting.collect();
        for one in &waiting {
            self.waiting.remove(one);
            let Some(at) = self.waiting_in.get_mut(&one.1) else {
                continue;
            };
            if let Some(count) = at.get_mut(&one.2) {
                *count -= 1;
                if *count == 0 {
                    at.remove(&one.2);
                }
            }
            if at.is_empty() {
                self.waiting_in.remove(&one.1);
            }
        }
        waiting
            .into_iter()
            .map(|(_, log, seq)| (log, seq))
            .collect()
    }

    /// The records that name heads which are not here, each with those, to be kept
    /// in an index.
    pub fn waiting(&self) -> Vec<(LogId, Seq, Vec<ShortHash>)> {
        let mut all: BTreeMap<(LogId, Seq), Vec<ShortHash>> = BTreeMap::new();
        for (head, log, seq) in &self.waiting {
            all.entry((*log, *seq)).or_default().push(*head);
        }
        let all = all.into_iter();
        all.map(|((log, seq), heads)| (log, seq, heads)).collect()
    }

    /// Whether the record at `later` has the one at `earlier` behind it, by its
    /// own log or by the heads it names.
    pub fn has_behind(&self, logs: &Logs, later: Place, earlier: Place) -> bool {
        let covering = covering(logs, earlier);
        if later.log == earlier.log {
            let least = covering.get(&logs.run(later.log, later.seq, later.hash));
            return least.is_some_and(|least| *least <= later.seq);
        }
        let Some(chain) = self.chains.get(&later.log) else {
            return false;
        };
        covering.iter().any(|(run, least)| {
            chain.behind.get(run).is_some_and(|steps| {
                let at = steps.partition_point(|(from, _)| *from <= later.seq);
                at > 0 && steps[at - 1].1 >= *least
            })
        })
    }

    /// The same, also where a later log of the device goes on from an end that has it.
    pub fn is_behind(&self, logs: &Logs, later: Place, earlier: Place) -> bool {
        let mut firsts = Firsts::of(self, logs, earlier);
        let goes_on = |firsts: &mut Firsts<'_>| {
            let first = firsts.first(later.log);
            later.log != earlier.log && first.is_some_and(|first| first <= later.seq)
        };
        self.has_behind(logs, later, earlier) || goes_on(&mut firsts)
    }

    /// Who knew of a record, from when on.
    pub fn knowing(&self, logs: &Logs, of: Place) -> Knowing {
        let mut firsts = Firsts::of(self, logs, of);
        let mut from: BTreeMap<PersonId, Counter> = BTreeMap::new();
        let mut in_log = BTreeMap::new();
        for (log, chain) in &self.chains {
            let (Some(first), Some(person)) = (firsts.first(*log), logs.person(*log)) else {
                continue;
            };
            in_log.insert(*log, first);
            let at = usize::try_from(first).ok();
            let counter = at.and_then(|at| chain.counters.get(at)).copied();
            if let Some(counter) = counter.filter(|counter| *counter > Counter::ZERO) {
                let known = from.entry(person).or_insert(counter);
                *known = counter.min(*known);
            }
        }
        Knowing { from, in_log }
    }

    /// Takes in what an index keeps of a log.
    pub fn add_behind(&mut self, log: LogId, (from, other, up_to): Behind) {
        let chain = self.chains.entry(log).or_default();
        // What was forgotten says nothing any more; the next record says it
        // again.
        let mut from = from;
        while chain.gone.contains(&from) {
            from += 1;
        }
        let steps = chain.behind.entry(other).or_default();
        let at = steps.partition_point(|(known, _)| *known <= from);
        if at > 0 && steps[at - 1].1 >= up_to {
            return;
        }
        let first = if at > 0 && steps[at - 1].0 == from {
            at - 1
        } else {
            at
        };
        let last = steps
            .partition_point(|(_, known)| *known <= up_to)
            .max(first);
        steps.splice(first..last, [(from, up_to)]);
    }

    /// Takes in that both have forgotten a record. Everyone then knows the same
    /// of it, whether they ever read it: its place in its log and nothing else.
    pub fn forget(&mut self, log: LogId, seq: Seq) {
        let chain = self.chains.entry(log).or_default();
        if !chain.gone.insert(seq) {
            return;
        }
        let mut again = Vec::new();
        for (other, steps) in &mut chain.behind {
            let moved = steps.extract_if(.., |(from, _)| *from == seq);
            again.extend(moved.map(|(_, up_to)| (seq, *other, up_to)));
        }
        for step in again {
            self.add_behind(log, step);
        }
    }

    /// Where a record stands, if it was opened or is known by its `forget`.
    pub fn position(&self, hash: ShortHash) -> Option<(LogId, Seq)> {
        self.by_hash.get(&hash).map(|(log, seq, _)| (*log, *seq))
    }

    /// The positions whose records both have forgotten, to be kept in an index.
    pub fn gone(&self) -> impl Iterator<Item = (LogId, Seq)> {
        self.chains
            .iter()
            .flat_map(|(log, chain)| chain.gone.iter().map(|seq| (*log, *seq)))
    }

    /// Whether an entry came in later.
    pub fn came_in_later(&self, logs: &Logs, row: &Row) -> bool {
        self.lacked_until(logs, row).is_some()
    }

    /// The last day on which the other person wrote without an entry that came in
    /// later; `None` if it did not.
    pub fn lacked_until(&self, logs: &Logs, row: &Row) -> Option<Day> {
        let place = row.place()?;
        let later = row.content.written()?.plus(2);
        let mut firsts = Firsts::of(self, logs, place);
        let others = || {
            let others = self.chains.iter();
            others.filter(|(log, _)| logs.person(**log).is_some_and(|it| it != row.writer))
        };
        let known = firsts.day_known(others());
        others()
            .filter_map(|(log, chain)| {
                let first_with = firsts.with(*log).unwrap_or(chain.counters.len());
                // The first record of a log says nothing, so it is not later
                // than anything.
                let without = chain.known_until(first_with);
                (1..without)
                    .rev()
                    .map(|at| chain.counters[at])
                    .filter(|counter| *counter > Counter::ZERO)
                    .find(|last| known.is_none_or(|known| last.day() <= known))
                    .filter(|last| *last > place.counter && last.day() >= later)
                    .map(Counter::day)
            })
            .max()
    }

    /// Over how many days a person has written on, by their own calendar, with
    /// `earlier` behind them and without `lacking`: 0 if they did so on one day,
    /// or not at all.
    pub fn held_days(&self, logs: &Logs, person: PersonId, earlier: Place, lacking: Place) -> u32 {
        let mut with = Firsts::of(self, logs, earlier);
        let mut without = Firsts::of(self, logs, lacking);
        let theirs = || {
            let theirs = self.chains.iter();
            theirs.filter(|(log, _)| logs.person(**log) == Some(person))
        };
        let known = without.day_known(theirs());
        // Nobody held it before they got it, whatever a further log of theirs says.
        let got = with.day_got(theirs());
        let counts = |counter: &&Counter| {
            **counter > Counter::ZERO
                && known.is_none_or(|known| counter.day() <= known)
                && got.is_none_or(|got| counter.day() >= got)
        };
        let mut days: Option<(Day, Day)> = None;
        for (log, chain) in theirs() {
            let Some(from) = with.with(*log) else {
                continue;
            };
            let end = without.with(*log).unwrap_or(chain.counters.len());
            let end = chain.known_until(end);
            // The first record of a log names no heads.
            let held = chain.counters.get(from.max(1)..end).unwrap_or_default();
            let mut held = held.iter().filter(counts);
            let (first, last) = (held.next(), held.next_back());
            for counter in first.into_iter().chain(last) {
                let day = counter.day();
                let (low, high) = days.unwrap_or((day, day));
                days = Some((low.min(day), high.max(day)));
            }
        }
        days.map_or(0, |(low, high)| high.number() - low.number())
    }

    /// Whether the ends of a person's logs that nothing follows have a record
    /// behind them, and all is known that these logs name.
    pub fn ends_have(&self, logs: &Logs, person: PersonId, earlier: Place) -> bool {
        let mut firsts = Firsts::of(self, logs, earlier);
        let followed = logs.followed();
        let mut theirs = logs.0.iter().filter(|(_, state)| state.person == person);
        if theirs.any(|(log, _)| self.is_waiting(*log)) {
            return false;
        }
        logs.0
            .iter()
            .filter(|(_, state)| state.person == person)
            .filter(|(_, state)| !state.branches.iter().any(|(_, end)| followed.contains(end)))
            .all(|(log, state)| {
                let first = firsts.with(*log);
                let end = state.branches.iter().map(|(seq, _)| *seq).min();
                first.is_some_and(|first| end.is_some_and(|end| first as Seq <= end))
            })
    }
}
