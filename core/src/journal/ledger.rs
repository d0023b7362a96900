//! What stands where: the logs of a space, what is behind what, and which log this
//! device goes on in.
//!
//! ```text
//! stored ─► waits to be opened ─► its place and its counter ─► folded, or set aside
//! ```
//!
//! The ledger knows no words: what records say of entries is the fold's.

mod asides;
mod roster;
mod section;

pub(super) use asides::Asides;
pub use asides::{Aside, AsideReason};
pub(super) use roster::Roster;
pub use roster::{Me, Partner};

use std::collections::BTreeSet;

use crate::date::Day;
use crate::envelope::{AFTER_MAX, Start, Verified, Whose};
use crate::id::{LogId, Nonce, PersonId, RecordHash, Seq, ShortHash};
use crate::log::{LogState, Logs};
use crate::order::{Counter, Place};
use crate::store::Arrival;
use crate::view::{Chains, Knowing, Row, View};

/// The logs of a space and what is known of their records.
pub(super) struct Ledger {
    roster: Roster,
    logs: Logs,
    chains: Chains,
    /// The log this device writes into; `None` until one begins.
    writing: Option<LogId>,
    /// Own records were taken back: the next record begins a new log.
    renew: bool,
    /// Stored, not opened yet.
    pending: Vec<Arrival>,
    asides: Asides,
}

/// The end of the log that is written into, while records are being made.
pub(super) struct End {
    pub(super) log: LogId,
    /// Position and hash of the last record, if there is one.
    pub(super) last: Option<(Seq, RecordHash)>,
}

impl Ledger {
    /// A space of which nothing is known but who writes in it.
    pub(super) fn of(roster: Roster) -> Self {
        Self {
            roster,
            logs: Logs::default(),
            chains: Chains::default(),
            writing: None,
            renew: false,
            pending: Vec::new(),
            asides: Asides::default(),
        }
    }

    /// Forgets all that the index and the stored records say.
    pub(super) fn clear(&mut self) {
        let Self {
            roster: _,
            logs,
            chains,
            // What was taken back is a row of this device, and where it goes on is
            // found again in what is stored.
            writing: _,
            renew: _,
            pending,
            asides,
        } = self;
        *logs = Logs::default();
        *chains = Chains::default();
        *asides = Asides::default();
        pending.clear();
    }

    /// Who writes in this space.
    pub(super) fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The person whose device this is.
    pub(super) fn me(&self) -> PersonId {
        self.roster.me().person
    }

    /// With whom this space is shared.
    pub(super) fn partner(&self) -> Option<Partner> {
        self.roster.partner()
    }

    /// What is kept and not folded.
    pub(super) fn asides(&self) -> &Asides {
        &self.asides
    }

    /// What is kept and not folded, to be judged.
    pub(super) fn asides_mut(&mut self) -> &mut Asides {
        &mut self.asides
    }
}

/// The logs.
impl Ledger {
    /// All logs.
    pub(super) fn logs(&self) -> &Logs {
        &self.logs
    }

    /// Who writes a log.
    pub(super) fn person(&self, log: LogId) -> Option<PersonId> {
        self.logs.person(log)
    }

    /// Whether a log is one of this device.
    pub(super) fn is_own(&self, log: LogId) -> bool {
        is_own(&self.roster, &self.logs, log)
    }

    /// Whether a log in `logs`, which are about to be taken in, is one of this device.
    pub(super) fn is_own_in(&self, logs: &Logs, log: LogId) -> bool {
        is_own(&self.roster, logs, log)
    }

    /// By whose tag a record of a log in `logs` is verified.
    pub(super) fn whose(&self, logs: &Logs, log: LogId) -> Whose {
        match logs.person(log) {
            Some(person) if person == self.me() => Whose::Mine,
            _ => Whose::Theirs,
        }
    }

    /// Whether the partner's first record is here.
    pub(super) fn partner_is_here(&self) -> bool {
        let partner = self.partner().map(|partner| partner.person);
        let mut persons = self.logs.0.values().map(|state| Some(state.person));
        persons.any(|person| person == partner)
    }

    /// How many first records there are, if there is nothing else.
    pub(super) fn only_firsts(&self) -> Option<u64> {
        let ends = || self.logs.0.values().flat_map(|state| &state.branches);
        let only = ends().all(|(seq, _)| *seq == 0);
        only.then(|| ends().count() as u64)
    }

    /// Takes in the logs as they stand after a batch.
    pub(super) fn adopt_logs(&mut self, logs: Logs) {
        self.logs = logs;
    }

    /// Takes in a first record that was proven.
    pub(super) fn start(&mut self, record: &Verified, start: &Start) {
        self.logs.start(record, start);
    }

    /// Takes in a record that follows another.
    pub(super) fn advance(&mut self, record: &Verified) {
        let (log, prev) = (record.log(), record.header().prev);
        self.logs.advance(log, record.seq(), prev, record.hash());
    }

    /// Takes in the place of a record that the disk has changed: its key still says
    /// where it stood.
    pub(super) fn advance_broken(&mut self, log: LogId, seq: Seq, hash: RecordHash) {
        let before = self.logs.get(log).and_then(|state| {
            let mut ends = state.branches.iter();
            ends.find(|(end, _)| *end + 1 == seq).map(|(_, hash)| *hash)
        });
        if let Some(prev) = before {
            self.logs.advance(log, seq, prev, hash);
        }
    }
}

fn is_own(roster: &Roster, logs: &Logs, log: LogId) -> bool {
    let state = logs.get(log);
    state.is_some_and(|state| roster.is_this_device(state.person, state.device))
}

/// Writing.
impl Ledger {
    /// The log this device writes into.
    pub(super) fn writing(&self) -> Option<LogId> {
        self.writing
    }

    /// Whether the next record begins a new log.
    pub(super) fn renews(&self) -> bool {
        self.renew
    }

    /// Own records were taken back: the next record begins a new log.
    pub(super) fn renew(&mut self) {
        self.renew = true;
        self.writing = None;
    }

    /// Goes on in a log that this device began just now.
    pub(super) fn go_on_in(&mut self, log: LogId) {
        self.writing = Some(log);
        self.renew = false;
    }

    /// Finds the log this device goes on in, in what is stored: its newest log
    /// that is not forked and that no later log of the device follows.
    pub(super) fn resume(&mut self) {
        self.writing = match self.renew {
            true => None,
            false => self.newest_own(),
        };
    }

    fn newest_own(&self) -> Option<LogId> {
        let followed: BTreeSet<RecordHash> = self
            .own()
            .flat_map(|(_, state)| state.follows.iter().copied())
            .collect();
        let is_followed = |state: &LogState| {
            let mut ends = state.branches.iter();
            ends.any(|(_, head)| followed.contains(head))
        };
        self.own()
            .filter(|(_, state)| state.fork_at.is_none() && !is_followed(state))
            .max_by_key(|(_, state)| state.branches.first().copied())
            .map(|(log, _)| log)
    }

    fn own(&self) -> impl Iterator<Item = (LogId, &LogState)> {
        let all = self.logs.0.iter().map(|(log, state)| (*log, state));
        all.filter(|(_, state)| self.roster.is_this_device(state.person, state.device))
    }

    /// The end of the log that is written into.
    pub(super) fn end(&self) -> Option<End> {
        let log = self.writing?;
        let state = self.logs.get(log)?;
        let last = state.branches.first().copied();
        Some(End { log, last })
    }

    /// What the first record of a new log of this device says.
    pub(super) fn next_start(&self, nonce: Nonce) -> Start {
        let me = self.roster.me();
        let ends = self.own().flat_map(|(_, state)| &state.branches);
        Start {
            person: me.person,
            device: me.device,
            nonce,
            follows: ends.map(|(_, head)| *head).collect(),
            name: me.name.clone(),
        }
    }

    /// Whether this device can go on in its log: its ends could be read, or are still to
    /// be. What follows an end the disk has broken might reach nobody, and what stands
    /// above a counter nobody knows here would be set aside there.
    pub(super) fn can_go_on(&self) -> bool {
        let Some(log) = self.writing.filter(|_| !self.renew) else {
            return false;
        };
        !self.is_all_read()
            || self.logs.get(log).is_some_and(|state| {
                let mut ends = state.branches.iter();
                ends.all(|(_, head)| self.chains.is_read(head.short()))
            })
    }

    /// The counter of a record that is made now and says `day`.
    pub(super) fn next_counter(&self, day: Day) -> Counter {
        self.chains.next(day)
    }

    /// The heads of the logs of other devices that nothing follows yet, whether they
    /// could be read or not: what stands before them is held too. Every record names
    /// them, so that one that is forgotten takes nothing with it that the next does
    /// not say.
    ///
    /// Where there are more than a record can name, each record names the next ones:
    /// no number of logs and branches keeps the others from being named.
    pub(super) fn after(&self) -> Vec<ShortHash> {
        let followed = self.logs.followed();
        let others = self.logs.0.values();
        let others = others.filter(|it| !self.roster.is_this_device(it.person, it.device));
        let mut heads: Vec<ShortHash> = others
            .flat_map(|state| state.branches.iter().map(|(_, head)| *head))
            .filter(|head| !followed.contains(head))
            .map(|head| head.short())
            .filter(|head| self.chains.counter(*head).is_some())
            .collect();
        if heads.len() > AFTER_MAX {
            let last = self.end().and_then(|end| end.last);
            let turn = last.map_or(0, |(seq, _)| seq as usize);
            // A prime above any number of heads: no number of records in one round
            // names the same ones again and again.
            let first = turn.wrapping_mul(523) % heads.len();
            heads.rotate_left(first);
            heads.truncate(AFTER_MAX);
        }
        heads
    }
}

/// What waits to be opened.
impl Ledger {
    /// These records are stored and wait to be opened.
    pub(super) fn wait(&mut self, arrivals: impl IntoIterator<Item = Arrival>) {
        self.pending.extend(arrivals);
    }

    /// How many records wait to be opened.
    pub(super) fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Whether everything stored has been opened.
    pub(super) fn is_all_read(&self) -> bool {
        self.pending.is_empty()
    }

    /// Puts what waits in its order, each once.
    pub(super) fn sort_pending(&mut self) {
        self.pending.sort_unstable();
        self.pending.dedup();
    }

    /// Takes out the newest of what waits.
    pub(super) fn take_pending(&mut self, count: usize) -> Vec<Arrival> {
        let from = self.pending.len().saturating_sub(count);
        self.pending.split_off(from)
    }
}

/// A record, by where it stands.
pub(super) type At = (LogId, Seq, RecordHash);

/// What is behind what.
impl Ledger {
    /// Takes in the place of a record that was opened, what it says is behind it, and
    /// its counter: one that is not of its day says nothing, neither here nor of others.
    /// Gives the logs that waited for it.
    pub(super) fn note_opened(
        &mut self,
        (log, seq, hash): At,
        (counter, day): (Counter, Day),
        after: &[ShortHash],
    ) -> Vec<LogId> {
        let fits = counter.fits(day);
        let counts = if fits { counter } else { Counter::ZERO };
        let waited = self.chains.note(&self.logs, (log, seq, hash), counts);
        if fits {
            self.chains.raise(counter);
        }
        for head in after {
            self.chains.note_after(&self.logs, log, seq, *head);
        }
        waited
    }

    /// Takes in the place of a record that does not read: it is held all the same, and
    /// so is what stands before it. Gives the logs that waited for it; `None` if it was
    /// known.
    pub(super) fn note_unread(&mut self, at: At) -> Option<Vec<LogId>> {
        let is_known = self.chains.counter(at.2.short()).is_some();
        (!is_known).then(|| self.chains.note(&self.logs, at, Counter::ZERO))
    }

    /// Takes in that a first record was opened: its log follows what it says. `false` if
    /// it begins no log.
    pub(super) fn note_start(&mut self, log: LogId, seq: Seq) -> bool {
        let Some(state) = self.logs.get(log).filter(|_| seq == 0) else {
            return false;
        };
        self.chains.note_follows(&self.logs, log, &state.follows);
        true
    }

    /// Takes in the changes of a row of the index.
    pub(super) fn note_row(&mut self, row: &Row) {
        for change in &row.changes {
            let place = change.place;
            let at = (place.log, place.seq, change.hash);
            self.chains.note(&self.logs, at, place.counter);
        }
    }

    /// A record came without its words, which both have forgotten: the counter of its
    /// entry stands for its own, which went with them.
    pub(super) fn note_bare(&mut self, place: Place, hash: RecordHash) {
        if !self.chains.is_read(hash.short()) {
            let at = (place.log, place.seq, hash);
            self.chains.note(&self.logs, at, place.counter);
        }
        self.chains.forget(place.log, place.seq);
    }

    /// Both have forgotten what a record says.
    pub(super) fn note_gone(&mut self, hash: RecordHash) {
        if let Some((log, seq)) = self.chains.position(hash.short()) {
            self.chains.forget(log, seq);
        }
    }

    /// The log in which a record that was opened stands.
    pub(super) fn log_of(&self, hash: RecordHash) -> Option<LogId> {
        self.chains.position(hash.short()).map(|(log, _)| log)
    }

    /// The counter of a record that was opened.
    pub(super) fn counter(&self, hash: RecordHash) -> Option<Counter> {
        self.chains.counter(hash.short())
    }

    /// See [`Chains::has_behind`].
    pub(super) fn has_behind(&self, later: Place, earlier: Place) -> bool {
        self.chains.has_behind(&self.logs, later, earlier)
    }

    /// See [`Chains::is_behind`].
    pub(super) fn is_behind(&self, later: Place, earlier: Place) -> bool {
        self.chains.is_behind(&self.logs, later, earlier)
    }

    /// See [`Chains::knowing`].
    pub(super) fn knowing(&self, of: Place) -> Knowing {
        self.chains.knowing(&self.logs, of)
    }

    /// See [`Chains::lacks_behind`].
    pub(super) fn lacks_behind(&self, at: Place) -> bool {
        self.chains.lacks_behind(at)
    }

    /// See [`Chains::is_waiting`].
    pub(super) fn is_waiting(&self, log: LogId) -> bool {
        self.chains.is_waiting(log)
    }

    /// See [`Chains::came_in_later`].
    pub(super) fn came_in_later(&self, row: &Row) -> bool {
        self.chains.came_in_later(&self.logs, row)
    }

    /// See [`Chains::lacked_until`].
    pub(super) fn lacked_until(&self, row: &Row) -> Option<Day> {
        self.chains.lacked_until(&self.logs, row)
    }

    /// See [`Chains::held_days`].
    pub(super) fn held_days(&self, person: PersonId, earlier: Place, lacking: Place) -> u32 {
        self.chains.held_days(&self.logs, person, earlier, lacking)
    }

    /// See [`Chains::ends_have`].
    pub(super) fn ends_have(&self, person: PersonId, earlier: Place) -> bool {
        self.chains.ends_have(&self.logs, person, earlier)
    }

    /// A hash over all that can be read, with where it stands.
    pub(super) fn digest(&self, view: &View) -> [u8; 32] {
        view.digest(&self.logs, &self.chains)
    }
}
