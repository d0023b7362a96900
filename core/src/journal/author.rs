//! What is written: words become records.

use super::device::{Met, Rows};
use super::ledger::End;
use super::outbox::{self, OUTBOX_BATCH};
use super::{Journal, Waiting, WaitingWhat};
use crate::date::Day;
use crate::entry::content::ContentBuilder;
use crate::entry::document::{self, DocumentError};
use crate::entry::template::ContentError;
use crate::envelope::{Draft, Opened, Operation, PayloadError, Start, Verified, author};
use crate::id::{Entropy, EntryId, Nonce, Owner, RecordHash, ShortHash};
use crate::order::Counter;
use crate::space::{Shared, Space};
use crate::store::{Arrival, Batch, StoreError};
use crate::view::Row;
use crate::view::rules::ReplyError;

/// Why something cannot be written. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum AuthorError {
    /// There is nobody to share with yet.
    #[error("there is nobody to share with yet")]
    Alone,
    /// There is no such kind in this space.
    #[error("there is no kind {0:?} here")]
    UnknownKind(String),
    /// Fields or text do not fit the kind.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// What is answered says something else now than its reader had before them.
    #[error("it says something else now")]
    Changed,
    /// Its day is ahead of the calendar: its words stay, the day can be corrected.
    #[error("its day is ahead of the calendar")]
    DatedAhead,
    /// Its day is not ahead of the calendar.
    #[error("its day is not ahead of the calendar")]
    NotAhead,
    /// There is no such entry.
    #[error("there is no such entry")]
    NoSuchEntry,
    /// The entry is the other person's.
    #[error("the entry is not yours")]
    NotYours,
    /// The next day has ended.
    #[error("the time to correct it is over")]
    TooLateToEdit,
    /// The kind cannot answer that entry, or not now, or not by this person.
    #[error(transparent)]
    Reply(#[from] ReplyError),
    /// The version is not there, was replaced, or that word was said already.
    #[error("there is no such version to say this of")]
    NoSuchVersion,
    /// One's own half is sealed already.
    #[error("your half is sealed already")]
    Sealed,
    /// Both have sealed: nothing is taken back any more.
    #[error("both have sealed")]
    Bound,
    /// It is proposed already, and the other has not answered.
    #[error("you have asked for this already")]
    Asked,
    /// It cannot be withdrawn or removed: it is ended, or answered.
    #[error("this kind stays")]
    Lasting,
    /// The days in which it could be withdrawn are over.
    #[error("the days in which it could be withdrawn are over")]
    TooLateToWithdraw,
    /// What is proposed stays as it is.
    #[error("what was proposed does not change")]
    Fixed,
    /// The kind can only be an answer.
    #[error("this kind can only be a reply")]
    OnlyAsReply,
    /// It is too long, or was edited too much.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// It is too long to become a record.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// The disk does not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A record that was made here, and what it says.
pub(super) struct Said {
    pub(super) record: Verified,
    pub(super) opened: Opened,
}

/// Records that are made in one round.
struct Making {
    end: End,
    after: Vec<ShortHash>,
    said: Vec<Said>,
}

/// What becomes durable together with records of one's own.
#[derive(Default)]
pub(super) struct Along {
    pub(super) erase: Vec<Arrival>,
    pub(super) rows: Rows,
}

/// What came of a round of writing.
pub(super) struct Written {
    /// Where their records stand.
    pub(super) arrivals: Vec<Arrival>,
    /// What waited under which id, and which entry it became.
    pub(super) became: Vec<(EntryId, EntryId)>,
}

impl<S: Space> Journal<S> {
    /// The next record of a log, and what it says.
    pub(super) fn record(&self, end: &mut End, draft: Draft) -> Result<Said, PayloadError> {
        let (seq, prev) = match end.last {
            Some((seq, hash)) => (seq + 1, hash),
            None => (0, RecordHash::from_bytes([0; 32])),
        };
        let record = author(&self.keys, end.log, seq, prev, &draft)?;
        end.last = Some((seq, record.hash()));
        let opened = Opened::of_draft(&record, draft);
        debug_assert_eq!(record.open(&self.keys).as_ref(), Ok(&opened));
        Ok(Said { record, opened })
    }

    /// The first record of a new log of this device.
    fn start_record(
        &self,
        entropy: &mut dyn Entropy,
        today: Day,
    ) -> Result<(End, Verified, Start), AuthorError> {
        let start = self.ledger.next_start(Nonce::draw(entropy));
        let mut end = End {
            log: start.log(),
            last: None,
        };
        let draft = Draft {
            counter: self.ledger.next_counter(today),
            day: today,
            after: Vec::new(),
            owner: Owner::from_bytes([0; 16]),
            nonce: Nonce::from_bytes([0; 16]),
            operation: Operation::Start(start.clone()),
        };
        let Said { record, .. } = self.record(&mut end, draft)?;
        Ok((end, record, start))
    }

    /// Begins this device's log if there is none to go on in. Gives the
    /// arrival of its first record, if one was written.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn ensure_log(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
    ) -> Result<Option<Arrival>, AuthorError> {
        if self.ledger.can_go_on() {
            return Ok(None);
        }
        let (end, record, start) = self.start_record(entropy, today)?;
        let arrivals = self.store.commit(&Batch {
            records: vec![&record],
            delete: vec![super::receive::renew_key()],
            ..Batch::default()
        })?;
        self.ledger.start(&record, &start);
        self.ledger.go_on_in(end.log);
        let arrival = arrivals.first().copied();
        self.adopt_now(&arrivals)?;
        Ok(arrival)
    }

    /// Makes records durable, with what goes along with them, and takes them
    /// into the view.
    pub(super) fn append_own(
        &mut self,
        said: Vec<Said>,
        along: Along,
    ) -> Result<Vec<Arrival>, StoreError> {
        let mut batch = Batch {
            records: said.iter().map(|said| &said.record).collect(),
            erase: along.erase,
            ..Batch::default()
        };
        self.seal_into(along.rows, &mut batch);
        let arrivals = self.store.commit(&batch)?;
        for Said { record, .. } in &said {
            self.ledger.advance(record);
        }
        if self.ledger.is_all_read() {
            self.adopt_said(said.into_iter().map(|said| said.opened).collect())?;
        } else {
            self.adopt_now(&arrivals)?;
        }
        Ok(arrivals)
    }

    fn adopt_now(&mut self, arrivals: &[Arrival]) -> Result<(), StoreError> {
        self.ledger.wait(arrivals.iter().copied());
        while !self.ledger.is_all_read() {
            self.open_pending(usize::MAX)?;
        }
        Ok(())
    }
}

impl Journal<Shared> {
    /// Whether what waits may become records now: the partner's first record
    /// is here, and everything stored has been opened.
    pub fn can_flush(&self) -> bool {
        self.partner_is_here() && self.ledger.is_all_read()
    }

    /// Turns what waits into records, in the order it was finished, and gives
    /// their arrivals. Does nothing while [`Journal::can_flush`] is false.
    ///
    /// # Errors
    /// [`AuthorError`]; what was not made durable still waits.
    pub fn flush(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
    ) -> Result<Vec<Arrival>, AuthorError> {
        if !self.can_flush() {
            return Ok(Vec::new());
        }
        if self.ledger.renews() {
            self.meet_said()?;
        }
        let mut all = Vec::new();
        if self.has_ready() || self.ledger.renews() {
            all.extend(self.ensure_log(entropy, today)?);
        }
        loop {
            let ready = self.next_ready(OUTBOX_BATCH).into_iter();
            let (numbers, next): (Vec<u64>, Vec<Waiting>) = ready.unzip();
            if next.is_empty() {
                all.extend(self.write_forgets(entropy, today)?);
                all.extend(self.write_pairs(entropy, today)?);
                return Ok(all);
            }
            all.extend(self.write_records(entropy, &next, &numbers)?.arrivals);
        }
    }

    /// Writes one record into the log.
    pub(super) fn write_operation(
        &mut self,
        today: Day,
        owner: Owner,
        nonce: Nonce,
        operation: Operation,
    ) -> Result<Vec<Arrival>, AuthorError> {
        let mut end = self.ledger.end().ok_or(AuthorError::Alone)?;
        let draft = Draft {
            counter: self.ledger.next_counter(today),
            day: today,
            after: self.ledger.after(),
            owner,
            nonce,
            operation,
        };
        let said = self.record(&mut end, draft)?;
        Ok(self.append_own(vec![said], Along::default())?)
    }

    /// What waited in a backup as a new entry, was said after the backup was made
    /// and came back: it is taken out of the outbox where a version says exactly
    /// this, and else becomes a version of what came back. What answers it waits on,
    /// under the id of the entry.
    fn meet_said(&mut self) -> Result<(), AuthorError> {
        self.load_all()?;
        let new = self.waiting();
        let new = new.filter(|item| item.what == WaitingWhat::New);
        let came_back: Vec<(EntryId, EntryId)> = new
            .filter_map(|item| {
                let row = self.view().with_seed(item.owner, item.nonce)?;
                Some((item.entry, row.id))
            })
            .collect();
        let meet = |entry, item: &Waiting| self.meet(entry, item);
        let turn = self.device.outbox.plan_meet(&came_back, meet)?;
        let mut batch = Batch::default();
        self.seal_into(turn.rows(), &mut batch);
        self.store.commit(&batch)?;
        let changed = self.device.outbox.take(turn, &came_back);
        self.fold.entries.note_changed(changed);
        Ok(())
    }

    /// What becomes of something that waits for an entry that came back.
    fn meet(&self, entry: EntryId, item: &Waiting) -> Result<Met, AuthorError> {
        let Some(row) = self.view().row(entry) else {
            return Ok(Met::Waits);
        };
        let versions = self.versions(entry)?;
        if versions.iter().any(|known| known.content == item.content) {
            return Ok(Met::Said);
        }
        match item.what {
            WaitingWhat::New => Ok(Met::Version(self.as_version(row, item)?)),
            _ => Ok(Met::Waits),
        }
    }

    /// What waited as a new entry, as the next version of the entry it became.
    fn as_version(&self, row: &Row, item: &Waiting) -> Result<Waiting, AuthorError> {
        let item = Waiting {
            entry: row.id,
            ..item.clone()
        };
        if self.ledger.roster().is_joint(row.owner) {
            return Ok(Waiting {
                what: WaitingWhat::Joint,
                from: self.begun_at(row.id)?,
                ..item
            });
        }
        let mut content = item.content.to_builder();
        let (kind, thread) = (row.content.kind(), row.content.thread());
        let first = row.content.written().unwrap_or(item.day);
        outbox::set_edited(&mut content, kind, first, item.day, thread);
        Ok(Waiting {
            what: WaitingWhat::Edit,
            content: content.build(),
            ..item
        })
    }

    /// Makes records of the first of `waiting`, and takes them out of the
    /// outbox where `numbers` says they stand.
    pub(super) fn write_records(
        &mut self,
        entropy: &mut dyn Entropy,
        waiting: &[Waiting],
        numbers: &[u64],
    ) -> Result<Written, AuthorError> {
        // An index that did not check was thrown away just now: counters and
        // versions are known again only once everything was read.
        self.load_all()?;
        self.adopt_now(&[])?;
        let mut making = Making {
            end: self.ledger.end().ok_or(AuthorError::Alone)?,
            after: self.ledger.after(),
            said: Vec::with_capacity(waiting.len()),
        };
        let mut taken = 0;
        let mut became = Vec::new();
        for item in waiting {
            let is_first = making.said.is_empty();
            if item.what != WaitingWhat::New {
                // It builds on all that is in the log, so what was made in this
                // round goes in first.
                if is_first {
                    taken = 1;
                    if let Some((nonce, operation)) = self.operation_of(entropy, &making, item)? {
                        self.make(&mut making, item.day, (item.owner, nonce), operation)?;
                    }
                }
                break;
            }
            taken += 1;
            let edit = Nonce::draw(entropy);
            let actor = document::actor(making.end.log, item.owner, item.nonce, edit);
            let chunk = document::begin(actor, &item.content.to_builder())?;
            let operation = Operation::Begin { edit, chunk };
            let of = (item.owner, item.nonce);
            let entry = self.make(&mut making, item.day, of, operation)?;
            became.push((item.entry, entry));
        }
        let numbers = &numbers[..taken.min(numbers.len())];
        let turn = self.device.outbox.plan_became(numbers, &became);
        let along = Along {
            rows: turn.rows(),
            ..Along::default()
        };
        let arrivals = self.append_own(making.said, along)?;
        let changed = self.device.outbox.take(turn, &became);
        self.fold.entries.note_changed(changed);
        Ok(Written { arrivals, became })
    }

    /// What an item of the outbox that is no new entry does, and the nonce of
    /// what it is about; `None` if there is nothing to do any more.
    fn operation_of(
        &self,
        entropy: &mut dyn Entropy,
        making: &Making,
        item: &Waiting,
    ) -> Result<Option<(Nonce, Operation)>, AuthorError> {
        match item.what {
            WaitingWhat::Forget(wish) => {
                let forget = self.forget_of(item.entry, wish);
                return Ok(forget.map(|forget| (item.nonce, forget)));
            }
            WaitingWhat::Seal => {
                return Ok(self.sealing_of(item).map(|seal| (item.nonce, seal)));
            }
            WaitingWhat::New | WaitingWhat::Edit | WaitingWhat::Joint => {}
        }
        let Some(row) = self.view().row(item.entry).filter(|row| !row.is_marker()) else {
            // Its words are forgotten: there is nothing to correct.
            return Ok(None);
        };
        let edit = Nonce::draw(entropy);
        let actor = document::actor(making.end.log, item.owner, item.nonce, edit);
        let content = item.content.to_builder();
        let chunk = match item.what {
            WaitingWhat::Joint => match self.joint_revision(item, actor, &content) {
                // Nothing can be written upon it any more: these words begin a
                // draft of their own, and hold up nothing else.
                Err(AuthorError::Document(_)) => {
                    let nonce = Nonce::draw(entropy);
                    let actor = document::actor(making.end.log, item.owner, nonce, edit);
                    let chunk = document::begin(actor, &content)?;
                    return Ok(Some((nonce, Operation::Begin { edit, chunk })));
                }
                chunk => chunk?,
            },
            _ => self.revision(item.entry, actor, &content)?,
        };
        let beginning = row.beginning;
        let change = |chunk| Operation::Change {
            beginning,
            edit,
            chunk,
        };
        Ok(chunk.map(|chunk| (item.nonce, change(chunk))))
    }

    /// Makes the next record of a round, and gives what it is about.
    fn make(
        &self,
        making: &mut Making,
        day: Day,
        (owner, nonce): (Owner, Nonce),
        operation: Operation,
    ) -> Result<EntryId, AuthorError> {
        let made = making.said.iter().map(|said| said.opened.counter);
        let seen = made.filter(|counter| counter.binds(day)).max();
        let next = self.ledger.next_counter(day);
        let draft = Draft {
            counter: seen.map_or(next, |seen| next.max(Counter::next(seen, day))),
            day,
            after: making.after.clone(),
            owner,
            nonce,
            operation,
        };
        let said = self.record(&mut making.end, draft)?;
        let entry = said.opened.entry;
        making.said.push(said);
        Ok(entry)
    }
}

impl<S: Space> Journal<S> {
    /// The change that makes `content` of an entry; `None` if nothing differs.
    pub(super) fn revision(
        &self,
        entry: EntryId,
        actor: [u8; 16],
        content: &ContentBuilder,
    ) -> Result<Option<Vec<u8>>, AuthorError> {
        let standing = self.standing_changes(entry)?;
        let sources: Vec<_> = standing.iter().map(super::fold::Stored::source).collect();
        Ok(document::revise(&sources, actor, content)?)
    }

    /// Whether `content` could become the next version of an entry.
    pub(super) fn try_revision(
        &self,
        entry: EntryId,
        content: &ContentBuilder,
    ) -> Result<(), AuthorError> {
        self.revision(entry, [0; 16], content).map(drop)
    }
}
