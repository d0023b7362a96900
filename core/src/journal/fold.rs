//! What is read: stored records become rows of the view.
//!
//! Opening is the dear part (some 55 µs a record), so a large number is opened
//! on all cores, newest first; the fold itself is one thread's work.

mod corrections;
mod entries;
mod forgetting;
mod joint_words;
mod pairs;
mod recent;
mod section;
pub(super) mod wishes;

pub(super) use corrections::{Again, Corrections};
pub(super) use entries::Entries;
pub(super) use forgetting::{Fact, Forgetting};
pub(super) use joint_words::JointWords;
pub(super) use pairs::{BindFact, Halves, Pair, Pairs, SealFact};
pub(super) use section::Section;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::receive::is_lacking;
use super::{Aside, AsideReason, Journal, Lacking};
use crate::date::Day;
use crate::entry::Content;
use crate::entry::content::{EDITED, WRITTEN};
use crate::entry::document::{self, DocumentError, FoldedJoint, Source, fold};
use crate::entry::template::{Template, Writers, template};
use crate::envelope::{
    Envelope, Opened, Operation, PayloadError, SpaceKeys, Verified, VerifyError, Whose,
};
use crate::id::{Beginning, EntryId, LogId, Nonce, Owner, PersonId, RecordHash, Seq};
use crate::log::Logs;
use crate::space::{Space, SpaceName};
use crate::store::{Arrival, Row as StoredRow, StoreError};
use crate::view::{ChangeRef, Part, Row};

/// The parts of what is read.
#[derive(Default)]
pub(super) struct Fold {
    /// What can be read.
    pub(super) entries: Entries,
    /// Corrections that may turn out to be late.
    pub(super) corrections: Corrections,
    /// The words of texts that both write in.
    pub(super) joint: JointWords,
    /// What both let go of.
    pub(super) forgetting: Forgetting,
    /// Sealed pairs.
    pub(super) pairs: Pairs,
}

impl Fold {
    /// Every part that the index knows, in the order of their sections: a new one does
    /// not compile before it stands here. What is at hand of texts of both is what the
    /// store gives back, and no part of the index.
    pub(super) fn sections(&self) -> [&dyn Section; 4] {
        let Self {
            entries,
            corrections,
            joint: _,
            forgetting,
            pairs,
        } = self;
        [entries, corrections, forgetting, pairs]
    }

    /// As [`Fold::sections`], to be cleared or loaded.
    pub(super) fn sections_mut(&mut self) -> [&mut dyn Section; 4] {
        let Self {
            entries,
            corrections,
            joint: _,
            forgetting,
            pairs,
        } = self;
        [entries, corrections, forgetting, pairs]
    }
}

/// One version of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The record that made it.
    pub record: RecordHash,
    /// What the entry said then.
    pub content: Content,
    /// Whether it came when its entry was not to be corrected any more: it can be
    /// read, and stands for nothing.
    pub is_late: bool,
}

impl Version {
    fn of(record: RecordHash, content: Content) -> Self {
        Self {
            record,
            content,
            is_late: false,
        }
    }
}

/// What a change says which entry it is of.
#[derive(Clone, Copy)]
struct Of {
    entry: EntryId,
    owner: Owner,
    nonce: Nonce,
    beginning: Beginning,
}

/// A stored change of an entry, with what is needed to fold it.
#[derive(Clone)]
pub(super) struct Stored {
    record: RecordHash,
    day: Day,
    actor: [u8; 16],
    chunk: Vec<u8>,
}

impl Stored {
    /// What a record holds of a change, if it is one.
    fn of(opened: Opened) -> Option<Self> {
        let (edit, chunk) = match opened.operation {
            Operation::Begin { edit, chunk } | Operation::Change { edit, chunk, .. } => {
                (edit, chunk)
            }
            _ => return None,
        };
        Some(Self {
            record: opened.hash,
            day: opened.day,
            actor: document::actor(opened.log, opened.owner, opened.nonce, edit),
            chunk,
        })
    }

    pub(super) fn record(&self) -> RecordHash {
        self.record
    }

    pub(super) fn day(&self) -> Day {
        self.day
    }

    pub(super) fn source(&self) -> Source<'_> {
        Source {
            record: self.record,
            actor: self.actor,
            chunk: &self.chunk,
        }
    }
}

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
pub(super) struct Proof<'a> {
    pub(super) keys: &'a SpaceKeys,
    logs: &'a Logs,
    me: PersonId,
}

impl Proof<'_> {
    /// The record of a row, if the row is still what was stored under its key.
    pub(super) fn of_row(&self, row: StoredRow) -> Result<Verified, VerifyError> {
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

/// The versions that count, of all that the changes of an entry came to. What is
/// assented to stays as it was first written. No change makes an entry one of
/// another kind or another thread; its day stays too, but one that was ahead of
/// the calendar can be corrected, and then nothing else. Days are those of the
/// records, whatever the words say.
fn standing<S: Space>(
    row: &Row,
    versions: Vec<(RecordHash, Content)>,
    days: &BTreeMap<RecordHash, Day>,
) -> Vec<(RecordHash, Content)> {
    let mut standing: Vec<(RecordHash, Content)> = Vec::with_capacity(versions.len());
    for (record, content) in versions {
        let Some(day) = days.get(&record).copied() else {
            continue;
        };
        let next = match (standing.first(), standing.last()) {
            (Some((_, begun)), Some((_, before))) => match S::NAME {
                SpaceName::Shared => follows(begun, before, content, day),
                // Pages of one's own are changed at any time.
                SpaceName::Own => Some(content),
            },
            // The entry begins with its first change or not at all.
            _ if row.begins(record) => begun(row.owner, row.writer, content, day),
            _ => None,
        };
        standing.extend(next.map(|content| (record, content)));
    }
    standing
}

/// What an entry says that begins with these words in a record of `day`; `None`
/// if nobody can begin one so.
fn begun(owner: Owner, first: PersonId, content: Content, day: Day) -> Option<Content> {
    let can_be = is_of(owner, first, content.kind());
    can_be.then(|| dated(content, day, None))
}

/// What an entry that was `begun` so, and said this `before`, says after a change
/// in a record of `day`; `None` if the change counts for nothing.
fn follows(begun: &Content, before: &Content, next: Content, day: Day) -> Option<Content> {
    let written = begun.written()?;
    if next.kind() != begun.kind() || next.thread() != begun.thread() {
        return None;
    }
    if written <= day.plus(1) {
        let fixed = template(begun.kind()).is_some_and(Template::never_changes);
        return (!fixed).then(|| dated(next, before.written().unwrap_or(written), Some(day)));
    }
    // It was dated ahead, by what its writer's own calendar said later.
    let corrected = next.written().filter(|corrected| *corrected <= day)?;
    says_the_same(before, &next).then(|| dated(next, corrected, Some(day)))
}

/// These words with the days of their records.
fn dated(content: Content, written: Day, edited: Option<Day>) -> Content {
    if content.written() == Some(written) && content.edited() == edited {
        return content;
    }
    let mut content = content.to_builder();
    let mut set = |name: &str, day: Day| content.fields.insert(name.to_owned(), day.to_string());
    set(WRITTEN, written);
    match edited {
        Some(day) => set(EDITED, day),
        None => content.fields.remove(EDITED),
    };
    content.build()
}

/// Whether two versions differ in nothing but their days.
fn says_the_same(one: &Content, other: &Content) -> bool {
    let words = |content: &Content| {
        let mut words = content.to_builder();
        words.fields.remove(WRITTEN);
        words.fields.remove(EDITED);
        words
    };
    words(one) == words(other)
}

/// The days that the records of changes say.
fn days_of(stored: &[Stored]) -> BTreeMap<RecordHash, Day> {
    stored.iter().map(|one| (one.record, one.day)).collect()
}

/// Whether an entry of `kind` belongs to whom its id says, begun by `first`:
/// what both may change is a draft of both and nothing else, so that nobody
/// writes into what the other stands by.
fn is_of(owner: Owner, first: PersonId, kind: &str) -> bool {
    let by_both = owner != Owner::person(first);
    template(kind).is_none_or(|of| (of.writers == Writers::Both) == by_both)
}

/// What a change says if it is all there is of its entry.
fn first_reading(opened: &Opened) -> Option<Content> {
    let Operation::Begin { edit, chunk } = &opened.operation else {
        return None;
    };
    let folded = fold(&[Source {
        record: opened.hash,
        actor: document::actor(opened.log, opened.owner, opened.nonce, *edit),
        chunk,
    }]);
    folded
        .versions
        .into_iter()
        .next()
        .map(|(_, content)| content)
}

/// The most changes of an entry of one person. It can be corrected for two days,
/// and each change costs folding all of them again.
const ENTRY_CHANGES_MAX: usize = 64;
/// How many rows one round of opening reads at a time.
const ROUND: usize = 1024;
/// From this many rows on, opening is spread over the cores.
const SPREAD: usize = 64;
/// How many rows a core opens before it hands them on, and how many such
/// handfuls may wait to be folded.
const AT_A_TIME: usize = 16;
const PREPARED_WAITING: usize = 32;

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

    /// What follows from all that came in.
    fn finish(&mut self) -> Result<(), StoreError> {
        self.finish_backs();
        self.finish_corrections()?;
        self.finish_pairs()?;
        let forgotten = self.finish_forgetting()?;
        // Whether a half was taken back decides which bind counts.
        self.finish_pairs()?;
        self.erase_gone(&forgotten)
    }

    /// The entries whose row changed since this was asked last.
    pub fn take_changed(&mut self) -> Vec<EntryId> {
        self.fold.entries.take_changed()
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

    pub(super) fn proof(&self) -> Proof<'_> {
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
                self.set_aside(hash, log, seq, None, error.into());
                Ok(())
            }
        }
    }

    fn set_aside(
        &mut self,
        hash: RecordHash,
        log: LogId,
        seq: Seq,
        entry: Option<EntryId>,
        reason: AsideReason,
    ) {
        let aside = Aside {
            log,
            seq,
            entry,
            reason,
        };
        self.ledger.asides_mut().set(hash, aside);
    }

    /// Takes records that were written here just now into the view: what they
    /// say is at hand, and is what the store would give back.
    pub(super) fn adopt_said(&mut self, said: Vec<Opened>) -> Result<(), StoreError> {
        for opened in said {
            let content = first_reading(&opened);
            self.adopt_opened(opened, content)?;
        }
        self.refold_due()?;
        self.finish()
    }

    /// What is behind these logs is to be looked at again.
    fn note_wrote(&mut self, logs: impl Iterator<Item = LogId>) {
        for log in logs {
            if let Some(person) = self.ledger.person(log) {
                self.fold.corrections.note_wrote(person);
            }
        }
    }

    fn adopt_opened(&mut self, opened: Opened, content: Option<Content>) -> Result<(), StoreError> {
        let Opened {
            hash,
            log,
            seq,
            prev,
            counter,
            day,
            after,
            owner,
            nonce,
            entry,
            operation,
        } = opened;
        let at = (log, seq, hash);
        let waited = self.ledger.note_opened(at, (counter, day), &after);
        self.note_came_behind(&waited);
        self.note_wrote(waited.into_iter().chain([log]));
        // In a draft of both nothing rests on its place, and the other's words may be
        // written upon it.
        let of_both = operation.is_change() && self.ledger.roster().is_joint(owner);
        if !counter.fits(day) && !of_both && !matches!(operation, Operation::Start(_)) {
            let about = operation.is_change().then_some(entry);
            self.set_aside(hash, log, seq, about, AsideReason::Counter);
            return Ok(());
        }
        match operation {
            Operation::Start(_) => {
                if !self.ledger.note_start(log, seq) {
                    self.set_aside(hash, log, seq, None, AsideReason::Start);
                }
                Ok(())
            }
            Operation::Begin { edit, chunk } => {
                let beginning = Beginning::of(hash);
                let place = self.place(log, seq, hash, counter);
                let part = Part::Beginning;
                let change = ChangeRef { part, place, hash };
                let of = Of {
                    entry,
                    owner,
                    nonce,
                    beginning,
                };
                self.take_change(of, change, day, (edit, chunk), content)
            }
            Operation::Change {
                beginning,
                edit,
                chunk,
            } => {
                let place = self.place(log, seq, hash, counter);
                let part = Part::Later;
                let change = ChangeRef { part, place, hash };
                let of = Of {
                    entry,
                    owner,
                    nonce,
                    beginning,
                };
                self.take_change(of, change, day, (edit, chunk), None)
            }
            Operation::Forget(_) if S::NAME == SpaceName::Own => {
                self.fold.forgetting.delete(entry);
                self.fold.entries.remove(entry);
                Ok(())
            }
            Operation::Forget(forget) => {
                let Some(by) = self.ledger.person(log) else {
                    self.set_aside(hash, log, seq, Some(entry), AsideReason::NoLog);
                    return Ok(());
                };
                if !self.ledger.roster().is_ours(owner) {
                    self.set_aside(hash, log, seq, Some(entry), AsideReason::Owner);
                    return Ok(());
                }
                let fact = Fact {
                    by,
                    at: self.place(log, seq, hash, counter),
                    record: hash,
                    owner,
                    nonce,
                    forget,
                };
                self.adopt_forget(entry, fact);
                Ok(())
            }
            Operation::Seal(_) | Operation::Bind(_) | Operation::Open(_)
                if S::NAME == SpaceName::Shared =>
            {
                let Some(by) = self.ledger.person(log) else {
                    self.set_aside(hash, log, seq, Some(entry), AsideReason::NoLog);
                    return Ok(());
                };
                if owner != Owner::person(by) {
                    self.set_aside(hash, log, seq, Some(entry), AsideReason::Owner);
                    return Ok(());
                }
                let opened = Opened {
                    hash,
                    log,
                    seq,
                    prev,
                    counter,
                    day,
                    after: Vec::new(),
                    owner,
                    nonce,
                    entry,
                    operation,
                };
                self.adopt_pair(&opened, by);
                Ok(())
            }
            Operation::Seal(_)
            | Operation::Bind(_)
            | Operation::Open(_)
            | Operation::Newer { .. } => {
                self.ledger.asides_mut().note_newer(hash, log, seq);
                Ok(())
            }
        }
    }

    /// Takes in a change of an entry of its writer, or of both.
    fn take_change(
        &mut self,
        of: Of,
        change: ChangeRef,
        day: Day,
        (edit, chunk): (Nonce, Vec<u8>),
        content: Option<Content>,
    ) -> Result<(), StoreError> {
        let (log, seq) = (change.place.log, change.place.seq);
        let Some(writer) = self.ledger.person(log) else {
            self.set_aside(change.hash, log, seq, Some(of.entry), AsideReason::NoLog);
            return Ok(());
        };
        if !self.ledger.roster().may_write(writer, of.owner) {
            self.set_aside(change.hash, log, seq, Some(of.entry), AsideReason::Owner);
            return Ok(());
        }
        if self.ledger.roster().is_joint(of.owner) {
            let stored = Stored {
                record: change.hash,
                day,
                actor: document::actor(log, of.owner, of.nonce, edit),
                chunk,
            };
            self.fold.joint.keep(stored);
        }
        let content = content.and_then(|content| begun(of.owner, writer, content, day));
        self.adopt_change(of, writer, change, content)
    }

    fn adopt_change(
        &mut self,
        of: Of,
        writer: PersonId,
        change: ChangeRef,
        content: Option<Content>,
    ) -> Result<(), StoreError> {
        let entry = of.entry;
        if self.fold.forgetting.is_deleted(entry) {
            return Ok(());
        }
        let known = self.view().row(entry);
        let Some(row) = known else {
            let alone = content.is_some();
            self.put_row(Row {
                id: entry,
                owner: of.owner,
                nonce: of.nonce,
                beginning: of.beginning,
                writer,
                changes: vec![change],
                versions: u32::from(alone),
                content: content.unwrap_or_else(Content::empty),
            });
            return if alone { Ok(()) } else { self.refold(entry) };
        };
        if row.changes.contains(&change) {
            // Healed: while it was broken, later changes may have been folded without
            // it.
            let stands = row.versions as usize == row.changes.len();
            return if stands { Ok(()) } else { self.refold(entry) };
        }
        // Many changes of one entry come in together.
        self.fold.entries.came(entry, change);
        Ok(())
    }

    /// Takes in the changes that came, and computes each entry again.
    fn refold_due(&mut self) -> Result<(), StoreError> {
        for (entry, came) in self.fold.entries.take_due() {
            let Some(mut row) = self.view().row(entry).cloned() else {
                continue;
            };
            // Where its words never came, the place of a change was that of its marker.
            let new: BTreeSet<RecordHash> = came.iter().map(|change| change.hash).collect();
            let before = row.changes.clone();
            row.changes.retain(|known| !new.contains(&known.hash));
            row.changes.extend(came);
            row.changes.sort_unstable();
            row.changes.dedup();
            self.leave_out(&mut row);
            if row.changes == before {
                continue;
            }
            self.put_row(row);
            self.refold(entry)?;
        }
        Ok(())
    }

    /// Leaves out the changes of an entry of one person that are too many: those that
    /// came late first, since they count for nothing, and then the last ones.
    fn leave_out(&mut self, row: &mut Row) {
        let bounded = S::NAME == SpaceName::Shared && !self.ledger.roster().is_joint(row.owner);
        if !bounded || row.changes.len() <= ENTRY_CHANGES_MAX {
            return;
        }
        let late = self.outlived(row);
        let (in_time, late): (Vec<_>, Vec<_>) = row
            .changes
            .iter()
            .copied()
            .partition(|change| !late.contains(&change.hash));
        let mut all = in_time.into_iter().chain(late);
        row.changes = all.by_ref().take(ENTRY_CHANGES_MAX).collect();
        row.changes.sort_unstable();
        for beyond in all {
            let reason = DocumentError::TooManyOperations.into();
            let (log, seq) = (beyond.place.log, beyond.place.seq);
            self.set_aside(beyond.hash, log, seq, None, reason);
        }
    }

    /// Takes a row out of the view, the search and the index.
    pub(super) fn take_out(&mut self, entry: EntryId) {
        if let Some(place) = self.fold.entries.remove(entry) {
            self.index.touch(place);
        }
        self.fold.entries.note_changed([entry]);
    }

    pub(super) fn put_row(&mut self, row: Row) {
        let row = self.without_words(row);
        for place in self.fold.entries.put(row) {
            self.index.touch(place);
        }
    }

    /// Computes an entry again from all its changes.
    pub(super) fn refold(&mut self, entry: EntryId) -> Result<(), StoreError> {
        if self.fold.pairs.is_half(entry) {
            return Ok(());
        }
        let Some(mut row) = self.view().row(entry).cloned() else {
            return Ok(());
        };
        if self.ledger.roster().is_joint(row.owner) {
            return self.refold_joint(row);
        }
        let stored = self.stored_changes(&row)?;
        let late = self.late_of(&row, &stored);
        let in_time: Vec<_> = stored
            .iter()
            .filter(|one| !late.contains(&one.record))
            .collect();
        let sources: Vec<_> = in_time.iter().map(|one| one.source()).collect();
        let folded = self.fold.entries.fold(entry, &sources);
        let asides = self.ledger.asides_mut();
        asides.drop_words(&row);
        let not_folded = folded.aside.into_iter();
        asides.set_changes(&row, not_folded.map(|(hash, error)| (hash, error.into())));
        asides.set_changes(&row, late.into_iter().map(|hash| (hash, AsideReason::Late)));
        let accepted: Vec<RecordHash> = folded.versions.iter().map(|(record, _)| *record).collect();
        let versions = standing::<S>(&row, folded.versions, &days_of(&stored));
        if versions.is_empty() && row.is_marker() {
            // Its words are erased; what is known of it stays.
            return Ok(());
        }
        let stands = |record: &RecordHash| versions.iter().any(|(it, _)| it == record);
        let not = accepted.into_iter().filter(|record| !stands(record));
        let not = not.map(|record| (record, AsideReason::Rule));
        self.ledger.asides_mut().set_changes(&row, not);
        row.versions = u32::try_from(versions.len()).unwrap_or(u32::MAX);
        row.content = versions
            .into_iter()
            .next_back()
            .map_or_else(Content::empty, |(_, content)| content);
        self.put_row(row);
        Ok(())
    }

    /// Computes a draft of both again: what was read of its changes is at hand.
    fn refold_joint(&mut self, row: Row) -> Result<(), StoreError> {
        for change in &row.changes {
            if self.fold.joint.get(change.hash).is_none()
                && let Some(stored) = self.stored_change(change)?
            {
                self.fold.joint.keep(stored);
            }
        }
        let changes = row.changes.iter();
        let known = changes.filter_map(|change| self.fold.joint.get(change.hash));
        let sources: Vec<_> = known.map(Stored::source).collect();
        let folded = self.fold.entries.fold_joint(row.id, &sources);
        self.adopt_joint(row, folded);
        Ok(())
    }

    /// Takes in what a draft of both comes to.
    fn adopt_joint(&mut self, mut row: Row, folded: FoldedJoint) {
        let newly: BTreeSet<RecordHash> = folded
            .aside
            .iter()
            .map(|(hash, _)| *hash)
            .filter(|hash| !self.ledger.asides().holds(*hash))
            .collect();
        let lost = row
            .changes
            .iter()
            .filter(|change| newly.contains(&change.hash) && self.ledger.is_own(change.place.log));
        let lost: Vec<RecordHash> = lost.map(|change| change.hash).collect();
        // Something the other wrote took away what one's own words were written upon.
        // They begin a draft of their own.
        let said = (row.versions > 0).then(|| (row.owner, row.content.clone()));
        self.fold.joint.lose(lost, said);
        let asides = self.ledger.asides_mut();
        asides.drop_words(&row);
        let not_folded = folded.aside.into_iter();
        asides.set_changes(&row, not_folded.map(|(hash, error)| (hash, error.into())));
        row.writer = self.writer_of(&row);
        if row.is_marker() && folded.content.is_none() {
            return;
        }
        row.versions = folded.content.as_ref().map_or(0, |_| folded.versions);
        row.content = folded.content.unwrap_or_else(Content::empty);
        self.put_row(row);
    }

    fn writer_of(&self, row: &Row) -> PersonId {
        row.place()
            .and_then(|place| self.ledger.person(place.log))
            .unwrap_or(row.writer)
    }

    /// The changes of an entry that are here and read, in their order.
    fn stored_changes(&self, row: &Row) -> Result<Vec<Stored>, StoreError> {
        let mut stored = Vec::with_capacity(row.changes.len());
        for change in &row.changes {
            if let Some(known) = self.fold.joint.get(change.hash) {
                stored.push(known.clone());
                continue;
            }
            stored.extend(self.stored_change(change)?);
        }
        Ok(stored)
    }

    /// One change, if it is here and reads.
    fn stored_change(&self, change: &ChangeRef) -> Result<Option<Stored>, StoreError> {
        let positions = self.store.at(change.place.log, change.place.seq)?;
        let Some(position) = positions.iter().find(|at| at.hash == change.hash) else {
            return Ok(None);
        };
        let Some(found) = self.store.row(position.arrival)? else {
            return Ok(None);
        };
        let record = self.proof().of_row(found).ok();
        let opened = record.and_then(|record| record.open(&self.keys).ok());
        Ok(opened.and_then(Stored::of))
    }

    /// The changes of an entry that stand: what a new version builds on.
    pub(super) fn standing_changes(&self, entry: EntryId) -> Result<Vec<Stored>, StoreError> {
        let Some(row) = self.view().row(entry) else {
            return Ok(Vec::new());
        };
        let mut stored = self.stored_changes(row)?;
        stored.retain(|change| !self.ledger.asides().holds(change.record));
        Ok(stored)
    }

    /// Every stored record as it travels, for tests.
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub fn stored_envelopes(&self) -> Result<Vec<Envelope>, StoreError> {
        let rows = self.store.rows_after(0, usize::MAX, usize::MAX)?;
        Ok(rows
            .into_iter()
            .filter_map(|row| row.into_envelope().ok())
            .collect())
    }

    /// The changes of an entry, for tests.
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub fn change_chunks(&self, entry: EntryId) -> Result<Vec<Vec<u8>>, StoreError> {
        let standing = self.standing_changes(entry)?;
        Ok(standing.into_iter().map(|change| change.chunk).collect())
    }

    /// Every version of an entry, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn versions(&self, entry: EntryId) -> Result<Vec<Version>, StoreError> {
        let Some(row) = self.view().row(entry) else {
            return Ok(Vec::new());
        };
        if self.fold.pairs.is_half(row.id) {
            // What was sealed has one version, and no change made it.
            let content = row.content.clone();
            return Ok(row
                .changes
                .first()
                .map(|change| Version::of(change.hash, content))
                .into_iter()
                .collect());
        }
        let stored = self.stored_changes(row)?;
        let stands = |one: &&Stored| !self.ledger.asides().holds(one.record);
        let sources: Vec<_> = stored.iter().filter(stands).map(Stored::source).collect();
        let mut versions: Vec<Version> = match self.ledger.roster().is_joint(row.owner) {
            true => document::versions_of_joint(&sources),
            false => standing::<S>(row, fold(&sources).versions, &days_of(&stored)),
        }
        .into_iter()
        .map(|(record, content)| Version::of(record, content))
        .collect();
        let is_late = |record: &RecordHash| self.ledger.asides().is_late(*record);
        if stored.iter().any(|one| is_late(&one.record)) {
            let all: Vec<_> = stored.iter().map(Stored::source).collect();
            let late = fold(&all).versions.into_iter();
            versions.extend(
                late.filter(|(record, _)| is_late(record))
                    .map(|(record, content)| Version {
                        is_late: true,
                        ..Version::of(record, content)
                    }),
            );
        }
        Ok(versions)
    }
}
