//! What is read: stored records become rows of the view.
//!
//! Opening is the dear part (some 55 µs a record), so a large number is opened
//! on all cores, newest first; the fold itself is one thread's work. Counters
//! are judged when everything that stands before is here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::forget::Fact;
use super::receive::is_lacking;
use super::{Journal, Lacking, Unjudged};
use crate::entry::Content;
use crate::entry::document::{self, DocumentError, FoldedJoint, Source, fold, fold_joint};
use crate::entry::template::{Template, Writers, template};
use crate::envelope::{Opened, Operation, PayloadError, SpaceKeys, Verified, VerifyError, Whose};
use crate::id::{EntryId, LogId, Nonce, Owner, PersonId, RecordHash, Seq};
use crate::log::Logs;
use crate::space::{Space, SpaceName};
use crate::store::{Arrival, Row as StoredRow, StoreError};
use crate::view::{ChangeRef, Row};

/// A record that is kept but not folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Its log.
    pub log: LogId,
    /// Its position.
    pub seq: Seq,
    /// The entry it is about, if that could be read.
    pub entry: Option<EntryId>,
    /// Why.
    pub reason: AsideReason,
}

/// Why a record is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AsideReason {
    /// Its payload does not read.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// Its change is refused.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// It is about an entry of the other person.
    #[error("it is about an entry that is not its writer's")]
    Owner,
    /// Its counter is not above what stands before it.
    #[error("its counter is not above what stands before it")]
    Counter,
    /// It opens a log in the middle of one, or a log that is not proven.
    #[error("it opens a log in the middle of one, or one that is not proven")]
    Start,
    /// The first record of its log is not here, or does not prove it.
    #[error("the first record of its log is not here or does not prove it")]
    NoLog,
}

/// One version of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The record that made it.
    pub record: RecordHash,
    /// What the entry said then.
    pub content: Content,
}

/// A stored change of an entry, with what is needed to fold it.
#[derive(Clone)]
pub(super) struct Stored {
    record: RecordHash,
    actor: [u8; 16],
    chunk: Vec<u8>,
}

impl Stored {
    pub(super) fn record(&self) -> RecordHash {
        self.record
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

/// What is assented to stays as it was first written: later changes of it count
/// for nothing. No change makes an entry one of another kind.
fn standing(
    owner: Owner,
    first: PersonId,
    mut versions: Vec<(RecordHash, Content)>,
) -> Vec<(RecordHash, Content)> {
    versions.retain(|(_, content)| is_of(owner, first, content.kind()));
    let fixed = versions
        .first()
        .and_then(|(_, content)| template(content.kind()))
        .is_some_and(Template::never_changes);
    if fixed {
        versions.truncate(1);
    }
    if let Some(kind) = versions
        .first()
        .map(|(_, content)| content.kind().to_owned())
    {
        versions.retain(|(_, content)| content.kind() == kind);
    }
    versions
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
    let Operation::Change { edit, chunk } = &opened.operation else {
        return None;
    };
    let folded = fold(&[Source {
        record: opened.hash,
        actor: document::actor(opened.log, opened.entry, *edit),
        chunk,
    }]);
    folded
        .versions
        .into_iter()
        .next()
        .map(|(_, content)| content)
}

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
        if self.pending.is_empty() {
            return Ok(0);
        }
        self.load_all()?;
        self.pending.sort_unstable();
        self.pending.dedup();
        let mut left = limit.min(self.pending.len());
        while left > 0 {
            let take = left.min(ROUND);
            left -= take;
            let from = self.pending.len() - take;
            let arrivals = self.pending.split_off(from);
            let rows = self.read_rows(&arrivals)?;
            self.adopt_rows(rows)?;
        }
        self.refold_due()?;
        if self.pending.is_empty() {
            self.judge_counters()?;
            self.finish()?;
        }
        Ok(self.pending.len())
    }

    /// What follows from all that came in, once its counters are judged.
    fn finish(&mut self) -> Result<(), StoreError> {
        self.finish_pairs()?;
        let forgotten = self.finish_forgetting()?;
        // Whether a half was taken back decides which bind counts.
        self.finish_pairs()?;
        self.erase_gone(&forgotten)
    }

    /// The entries whose row changed since this was asked last.
    pub fn take_changed(&mut self) -> Vec<EntryId> {
        std::mem::take(&mut self.changed).into_iter().collect()
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
            logs: &self.logs,
            me: self.me.person,
        }
    }

    /// Opens rows and takes them into the view. Many are opened on all cores
    /// while this thread folds: no order matters to the view.
    fn adopt_rows(&mut self, mut rows: Vec<StoredRow>) -> Result<(), StoreError> {
        let (keys, logs) = (Arc::clone(&self.keys), self.logs.clone());
        let proof = &Proof {
            keys: &keys,
            logs: &logs,
            me: self.me.person,
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
        match outcome {
            Ok((opened, content)) => self.adopt_opened(opened, content),
            Err(Trouble::Broken) => self.note_lacking(hash, Lacking { arrival, log, seq }),
            Err(Trouble::Unreadable(PayloadError::NewerSuite)) => {
                self.newer.insert(hash, (log, seq));
                Ok(())
            }
            Err(Trouble::Unreadable(error)) if is_lacking(error) => Ok(()),
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
        self.aside.insert(hash, aside);
    }

    /// Takes records that were written here just now into the view: what they
    /// say is at hand, and is what the store would give back.
    pub(super) fn adopt_said(&mut self, said: Vec<Opened>) -> Result<(), StoreError> {
        for opened in said {
            let content = first_reading(&opened);
            self.adopt_opened(opened, content)?;
        }
        self.refold_due()?;
        self.judge_counters()?;
        self.finish()
    }

    fn adopt_opened(&mut self, opened: Opened, content: Option<Content>) -> Result<(), StoreError> {
        let Opened {
            hash,
            log,
            seq,
            prev,
            counter,
            after,
            owner,
            nonce,
            entry,
            operation,
        } = opened;
        self.chains.note(log, seq, hash, counter);
        for head in &after {
            self.chains.note_after(log, seq, *head);
        }
        let about = matches!(operation, Operation::Change { .. }).then_some(entry);
        self.unjudged.push(Unjudged {
            log,
            seq,
            hash,
            prev,
            counter,
            after,
            entry: about,
        });
        match operation {
            Operation::Start(_) => {
                if seq != 0 || self.logs.person(log).is_none() {
                    self.set_aside(hash, log, seq, None, AsideReason::Start);
                }
                Ok(())
            }
            Operation::Change { edit, chunk } => {
                let change = ChangeRef {
                    place: self.place(log, seq, hash, counter),
                    hash,
                };
                let Some(writer) = self.logs.person(log) else {
                    self.set_aside(hash, log, seq, Some(entry), AsideReason::NoLog);
                    return Ok(());
                };
                if !self.owners(writer).contains(&owner) {
                    self.set_aside(hash, log, seq, Some(entry), AsideReason::Owner);
                    return Ok(());
                }
                if self.is_joint(owner) {
                    let stored = Stored {
                        record: hash,
                        actor: document::actor(log, entry, edit),
                        chunk,
                    };
                    self.joint_changes.insert(hash, stored);
                }
                self.adopt_change(entry, owner, nonce, change, content)
            }
            Operation::Forget(_) if S::NAME == SpaceName::Own => {
                self.forgotten.insert(entry);
                self.view.remove(entry);
                self.search.forget(entry);
                Ok(())
            }
            Operation::Forget(forget) => {
                let Some(by) = self.logs.person(log) else {
                    self.set_aside(hash, log, seq, Some(entry), AsideReason::NoLog);
                    return Ok(());
                };
                let ours = |person: PersonId| self.owners(person).contains(&owner);
                if !ours(self.me.person) && !self.partner.is_some_and(|it| ours(it.person)) {
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
                self.adopt_forget(entry, fact)
            }
            Operation::Seal(_) | Operation::Bind(_) | Operation::Open(_)
                if S::NAME == SpaceName::Shared =>
            {
                let Some(by) = self.logs.person(log) else {
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
                self.newer.insert(hash, (log, seq));
                Ok(())
            }
        }
    }

    fn adopt_change(
        &mut self,
        entry: EntryId,
        owner: Owner,
        nonce: Nonce,
        change: ChangeRef,
        content: Option<Content>,
    ) -> Result<(), StoreError> {
        if self.forgotten.contains(&entry) {
            return Ok(());
        }
        match self.view.row(entry).cloned() {
            None => {
                let writer = self.logs.person(change.place.log).unwrap_or(self.me.person);
                let content = content.filter(|content| is_of(owner, writer, content.kind()));
                let alone = content.is_some();
                self.put_row(Row {
                    id: entry,
                    owner,
                    nonce,
                    writer,
                    changes: vec![change],
                    versions: u32::from(alone),
                    content: content.unwrap_or_else(Content::empty),
                });
                if alone { Ok(()) } else { self.refold(entry) }
            }
            Some(row) if row.changes.contains(&change) => {
                // Healed: while it was broken, later changes may have been
                // folded without it.
                let stands = row.versions as usize == row.changes.len();
                if stands { Ok(()) } else { self.refold(entry) }
            }
            Some(mut row) => {
                // Where its words never came, its place was that of its marker.
                row.changes.retain(|known| known.hash != change.hash);
                row.changes.push(change);
                row.changes.sort_unstable();
                self.put_row(row);
                // Many changes of one entry come in together.
                self.to_refold.insert(entry);
                Ok(())
            }
        }
    }

    /// Computes again what came in changed.
    fn refold_due(&mut self) -> Result<(), StoreError> {
        for entry in std::mem::take(&mut self.to_refold) {
            self.refold(entry)?;
        }
        Ok(())
    }

    /// Takes a row out of the view, the search and the index.
    pub(super) fn take_out(&mut self, entry: EntryId) {
        if let Some(place) = self.view.row(entry).and_then(Row::place) {
            self.index.touch(place);
        }
        self.view.remove(entry);
        self.search.forget(entry);
        self.changed.insert(entry);
    }

    pub(super) fn put_row(&mut self, row: Row) {
        let row = self.without_words(row);
        if let Some(place) = row.place() {
            self.index.touch(place);
        }
        if let Some(place) = self.view.row(row.id).and_then(Row::place) {
            self.index.touch(place);
        }
        self.search.forget(row.id);
        self.changed.insert(row.id);
        self.view.put(row);
    }

    /// Computes an entry again from all its changes.
    pub(super) fn refold(&mut self, entry: EntryId) -> Result<(), StoreError> {
        if self.is_sealed(entry) {
            return Ok(());
        }
        let Some(mut row) = self.view.row(entry).cloned() else {
            return Ok(());
        };
        let stored = self.stored_changes(&row)?;
        let sources: Vec<_> = stored.iter().map(Stored::source).collect();
        if self.is_joint(row.owner) {
            let folded = fold_joint(&sources);
            for one in stored {
                self.joint_changes.insert(one.record, one);
            }
            self.adopt_joint(row, folded);
            return Ok(());
        }
        let folded = fold(&sources);
        self.drop_asides(entry);
        self.set_all_aside(&row, folded.aside);
        row.writer = self.writer_of(&row);
        let versions = standing(row.owner, row.writer, folded.versions);
        if versions.is_empty() && row.is_marker() {
            // Its words are erased; what is known of it stays.
            return Ok(());
        }
        row.versions = u32::try_from(versions.len()).unwrap_or(u32::MAX);
        row.content = versions
            .into_iter()
            .next_back()
            .map_or_else(Content::empty, |(_, content)| content);
        self.put_row(row);
        Ok(())
    }

    /// Takes in what a draft of both comes to.
    fn adopt_joint(&mut self, mut row: Row, folded: FoldedJoint) {
        let owns = |change: &&ChangeRef| self.is_own_log(change.place.log);
        let newly = |change: &&ChangeRef| {
            let aside = folded.aside.iter().any(|(hash, _)| *hash == change.hash);
            aside && !self.aside.contains_key(&change.hash)
        };
        let lost = row.changes.iter().filter(owns).any(|change| newly(&change));
        if lost && row.versions > 0 {
            // Something the other wrote took away what one's own words were
            // written upon. They begin a draft of their own.
            self.rescued.push((row.owner, row.content.clone()));
        }
        self.drop_asides(row.id);
        self.set_all_aside(&row, folded.aside);
        row.writer = self.writer_of(&row);
        if row.is_marker() && folded.content.is_none() {
            return;
        }
        row.versions = folded.content.as_ref().map_or(0, |_| folded.versions);
        row.content = folded.content.unwrap_or_else(Content::empty);
        self.put_row(row);
    }

    fn is_own_log(&self, log: LogId) -> bool {
        self.logs
            .get(log)
            .is_some_and(|log| log.person == self.me.person && log.device == self.me.device)
    }

    fn set_all_aside(&mut self, row: &Row, aside: Vec<(RecordHash, DocumentError)>) {
        for (hash, error) in aside {
            if let Some(change) = row.changes.iter().find(|change| change.hash == hash) {
                let (log, seq) = (change.place.log, change.place.seq);
                self.set_aside(hash, log, seq, Some(row.id), error.into());
            }
        }
    }

    fn writer_of(&self, row: &Row) -> PersonId {
        row.place()
            .and_then(|place| self.logs.person(place.log))
            .unwrap_or(row.writer)
    }

    /// Whatever was set aside of an entry because of what its changes say.
    fn drop_asides(&mut self, entry: EntryId) {
        self.aside.retain(|_, aside| {
            aside.entry != Some(entry) || !matches!(aside.reason, AsideReason::Document(_))
        });
    }

    /// The changes of an entry that are here and read, in their order.
    fn stored_changes(&self, row: &Row) -> Result<Vec<Stored>, StoreError> {
        let mut stored = Vec::with_capacity(row.changes.len());
        for change in &row.changes {
            if let Some(known) = self.joint_changes.get(&change.hash) {
                stored.push(known.clone());
                continue;
            }
            let positions = self.store.at(change.place.log, change.place.seq)?;
            let Some(position) = positions.iter().find(|at| at.hash == change.hash) else {
                continue;
            };
            let Some(found) = self.store.row(position.arrival)? else {
                continue;
            };
            let opened = self
                .proof()
                .of_row(found)
                .ok()
                .and_then(|record| record.open(&self.keys).ok());
            if let Some(Opened {
                log,
                entry,
                operation: Operation::Change { edit, chunk },
                ..
            }) = opened
            {
                stored.push(Stored {
                    record: change.hash,
                    actor: document::actor(log, entry, edit),
                    chunk,
                });
            }
        }
        Ok(stored)
    }

    /// The changes of an entry that stand: what a new version builds on.
    pub(super) fn standing_changes(&self, entry: EntryId) -> Result<Vec<Stored>, StoreError> {
        let Some(row) = self.view.row(entry) else {
            return Ok(Vec::new());
        };
        let mut stored = self.stored_changes(row)?;
        stored.retain(|change| !self.aside.contains_key(&change.record));
        Ok(stored)
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
        if let Some(row) = self.view.row(entry).filter(|row| self.is_sealed(row.id)) {
            // What was sealed has one version, and no change made it.
            let record = row.changes.first().map(|change| change.hash);
            let content = row.content.clone();
            return Ok(record
                .map(|record| Version { record, content })
                .into_iter()
                .collect());
        }
        let stored = self.standing_changes(entry)?;
        let sources: Vec<_> = stored.iter().map(Stored::source).collect();
        let row = self.view.row(entry);
        let versions = row.map_or_else(Vec::new, |row| {
            standing(row.owner, row.writer, fold(&sources).versions)
        });
        Ok(versions
            .into_iter()
            .map(|(record, content)| Version { record, content })
            .collect())
    }

    /// Judges the counters of what was opened: each must be above that of the
    /// record before it and of the heads it names. The record before is the one
    /// whose hash it names: branches of a fork are judged apart, so that their
    /// order of arrival decides nothing.
    fn judge_counters(&mut self) -> Result<(), StoreError> {
        let mut items = std::mem::take(&mut self.unjudged);
        items.sort_unstable();
        let mut again = Vec::new();
        for item in &items {
            again.extend(
                self.unresolved
                    .remove(&item.hash.short())
                    .unwrap_or_default(),
            );
        }
        items.extend(again);
        items.sort_unstable();
        items.dedup();
        let mut failed: BTreeMap<RecordHash, Unjudged> = BTreeMap::new();
        for item in items {
            let prev = (item.seq > 0).then(|| item.prev.short());
            let mut above = true;
            for head in prev.iter().chain(&item.after) {
                match self.chains.counter(*head) {
                    Some(counter) => above &= item.counter > counter,
                    None => {
                        let waiting = self.unresolved.entry(*head).or_default();
                        if !waiting.contains(&item) {
                            waiting.push(item.clone());
                        }
                    }
                }
            }
            if above {
                self.chains.raise(item.counter);
            } else {
                // What follows it is not let through by its low counter.
                let floor = prev.and_then(|prev| self.chains.counter(prev));
                let counter = floor.map_or(item.counter, |floor| floor.max(item.counter));
                self.chains.note(item.log, item.seq, item.hash, counter);
                failed.insert(item.hash, item);
            }
        }
        for (hash, item) in failed {
            let row = item.entry.and_then(|entry| self.view.row(entry)).cloned();
            if row.as_ref().is_some_and(|row| self.is_joint(row.owner)) {
                // In a draft of both nothing rests on its place, and the other's
                // words may be written upon it.
                continue;
            }
            self.set_aside(hash, item.log, item.seq, item.entry, AsideReason::Counter);
            self.drop_forget(hash)?;
            self.drop_of_pairs(hash);
            let (Some(entry), Some(mut row)) = (item.entry, row) else {
                continue;
            };
            row.changes.retain(|change| change.hash != hash);
            if row.changes.is_empty() {
                self.take_out(entry);
            } else {
                self.put_row(row);
                self.refold(entry)?;
            }
        }
        Ok(())
    }
}
