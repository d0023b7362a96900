//! What is written: words become records.

use std::collections::BTreeSet;

use super::outbox::{self, OUTBOX_BATCH, WaitingWhat};
use super::{Journal, Waiting};
use crate::date::Day;
use crate::entry::content::ContentBuilder;
use crate::entry::document::{self, DocumentError};
use crate::entry::template::{ContentError, template};
use crate::envelope::{
    AFTER_MAX, Draft, Forget, Opened, Operation, PayloadError, Start, Verified, author,
};
use crate::id::{Entropy, EntryId, LogId, Nonce, Owner, RecordHash, Seq, ShortHash};
use crate::order::Counter;
use crate::space::{Own, Shared, Space, SpaceName};
use crate::store::{Arrival, Batch, LocalKey, StoreError};
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
    /// The clock is past the year 2200.
    #[error("the calendar is out of range")]
    Calendar,
    /// The disk does not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The end of the log that is written into, while records are being made.
struct End {
    log: LogId,
    /// Position and hash of the last record, if there is one.
    last: Option<(Seq, RecordHash)>,
}

/// A record that was made here, and what it says.
struct Said {
    record: Verified,
    opened: Opened,
}

impl<S: Space> Journal<S> {
    fn end(&self) -> Option<End> {
        let log = self.writing?;
        let state = self.logs.get(log)?;
        let last = state.branches.first().copied();
        Some(End { log, last })
    }

    fn record(&self, end: &mut End, draft: Draft) -> Result<Said, PayloadError> {
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
        let start = Start {
            person: self.me.person,
            device: self.me.device,
            nonce: Nonce::draw(entropy),
            follows: self
                .logs
                .0
                .values()
                .filter(|state| state.device == self.me.device)
                .filter(|state| state.person == self.me.person)
                .flat_map(|state| state.branches.iter().map(|(_, head)| *head))
                .collect(),
            name: self.me.name.clone(),
        };
        let mut end = End {
            log: start.log(),
            last: None,
        };
        let draft = Draft {
            counter: Counter::next(self.chains.highest(), today).ok_or(AuthorError::Calendar)?,
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
        let goes_on = self.writing.is_some_and(|log| self.end_is_read(log));
        if goes_on && !self.renew {
            return Ok(None);
        }
        let (end, record, start) = self.start_record(entropy, today)?;
        let arrivals = self.store.commit(&Batch {
            records: vec![&record],
            delete: vec![super::receive::renew_key()],
            ..Batch::default()
        })?;
        self.logs.start(&record, &start);
        self.writing = Some(end.log);
        self.renew = false;
        let arrival = arrivals.first().copied();
        self.adopt_now(&arrivals)?;
        Ok(arrival)
    }

    /// Whether the ends of a log could be read, or are still to be. What
    /// follows an end the disk has broken might reach nobody, and what stands
    /// above a counter nobody knows here would be set aside there.
    fn end_is_read(&self, log: LogId) -> bool {
        !self.pending.is_empty()
            || self.logs.get(log).is_some_and(|state| {
                let mut ends = state.branches.iter();
                ends.all(|(_, head)| self.chains.counter(head.short()).is_some())
            })
    }

    /// The heads of the logs of other devices that nothing follows yet, as far
    /// as they could be read. Every record names them, so that one that is
    /// forgotten takes nothing with it that the next does not say.
    fn after(&self) -> Vec<ShortHash> {
        let followed: BTreeSet<RecordHash> = self
            .logs
            .0
            .values()
            .flat_map(|state| state.follows.iter().copied())
            .collect();
        self.logs
            .0
            .values()
            .filter(|state| state.person != self.me.person || state.device != self.me.device)
            .flat_map(|state| state.branches.iter().map(|(_, head)| *head))
            .filter(|head| !followed.contains(head))
            .map(|head| head.short())
            .filter(|head| self.chains.counter(*head).is_some())
            .take(AFTER_MAX)
            .collect()
    }

    /// Makes records durable, with what goes along with them, and takes them
    /// into the view.
    fn append_own(
        &mut self,
        said: Vec<Said>,
        erase: Vec<Arrival>,
        delete: Vec<LocalKey>,
    ) -> Result<Vec<Arrival>, StoreError> {
        let arrivals = self.store.commit(&Batch {
            records: said.iter().map(|said| &said.record).collect(),
            erase,
            delete,
            ..Batch::default()
        })?;
        for Said { record, .. } in &said {
            self.logs.advance(
                record.log(),
                record.seq(),
                record.header().prev,
                record.hash(),
            );
        }
        if self.pending.is_empty() {
            self.adopt_said(said.into_iter().map(|said| said.opened).collect())?;
        } else {
            self.adopt_now(&arrivals)?;
        }
        Ok(arrivals)
    }

    fn adopt_now(&mut self, arrivals: &[Arrival]) -> Result<(), StoreError> {
        self.pending.extend_from_slice(arrivals);
        while !self.pending.is_empty() {
            self.open_pending(usize::MAX)?;
        }
        Ok(())
    }
}

impl Journal<Shared> {
    /// Whether what waits may become records now: the partner's first record
    /// is here, and everything stored has been opened.
    pub fn can_flush(&self) -> bool {
        self.partner_is_here() && self.pending.is_empty()
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
        if self.renew {
            self.drop_said()?;
        }
        let mut all = Vec::new();
        if self.has_ready() || self.renew {
            all.extend(self.ensure_log(entropy, today)?);
        }
        loop {
            let (numbers, next): (Vec<u64>, Vec<Waiting>) = self
                .outbox
                .iter()
                .filter(|(_, waiting)| self.is_ready(waiting))
                .take(OUTBOX_BATCH)
                .map(|(number, waiting)| (*number, waiting.clone()))
                .unzip();
            if next.is_empty() {
                all.extend(self.write_forgets(entropy, today)?);
                all.extend(self.write_pairs(entropy, today)?);
                return Ok(all);
            }
            let (taken, arrivals) = self.write_records(entropy, &next, &numbers)?;
            for number in &numbers[..taken] {
                self.outbox.remove(number);
            }
            all.extend(arrivals);
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
        let mut end = self.end().ok_or(AuthorError::Alone)?;
        let counter = Counter::next(self.chains.highest(), today).ok_or(AuthorError::Calendar)?;
        let draft = Draft {
            counter,
            after: self.after(),
            owner,
            nonce,
            operation,
        };
        let said = self.record(&mut end, draft)?;
        Ok(self.append_own(vec![said], Vec::new(), Vec::new())?)
    }

    /// Writes the `forget` of an entry into the log.
    pub(super) fn write_forget(
        &mut self,
        today: Day,
        entry: EntryId,
    ) -> Result<Vec<Arrival>, AuthorError> {
        let mut end = self.end().ok_or(AuthorError::Alone)?;
        let counter = Counter::next(self.chains.highest(), today).ok_or(AuthorError::Calendar)?;
        let Some(draft) = self.forget_draft(entry, counter, self.after()) else {
            return Ok(Vec::new());
        };
        let said = self.record(&mut end, draft)?;
        Ok(self.append_own(vec![said], Vec::new(), Vec::new())?)
    }

    /// Takes out of the outbox what waited in a backup, was said after the
    /// backup was made, and came back: a version says exactly this.
    fn drop_said(&mut self) -> Result<(), StoreError> {
        self.load_all()?;
        let mut said = Vec::new();
        for (number, item) in &self.outbox {
            let versions = self.versions(item.entry)?;
            if versions
                .iter()
                .any(|version| version.content == item.content)
            {
                said.push(*number);
            }
        }
        self.store.commit(&Batch {
            delete: said.iter().copied().map(outbox::key).collect(),
            ..Batch::default()
        })?;
        self.outbox.retain(|number, _| !said.contains(number));
        Ok(())
    }

    /// Makes records of the first of `waiting`, and takes them out of the
    /// outbox where `numbers` says they stand. Gives how many were taken.
    pub(super) fn write_records(
        &mut self,
        entropy: &mut dyn Entropy,
        waiting: &[Waiting],
        numbers: &[u64],
    ) -> Result<(usize, Vec<Arrival>), AuthorError> {
        // An index that did not check was thrown away just now: counters and
        // versions are known again only once everything was read.
        self.load_all()?;
        self.adopt_now(&[])?;
        let mut end = self.end().ok_or(AuthorError::Alone)?;
        let after = self.after();
        let mut highest = self.chains.highest();
        let mut records = Vec::with_capacity(waiting.len());
        let mut taken = 0;
        for item in waiting {
            // A version builds on all that is in the log, so what was made in
            // this round goes in first. So does what waited in a backup as a
            // new entry and came back since.
            if item.what == WaitingWhat::Forget {
                if !records.is_empty() {
                    break;
                }
                taken += 1;
                let counter = Counter::next(highest, item.day).ok_or(AuthorError::Calendar)?;
                let draft = self.forget_draft(item.entry, counter, after.clone());
                if let Some(draft) = draft {
                    records.push(self.record(&mut end, draft)?);
                }
                break;
            }
            if item.what == WaitingWhat::Seal {
                if !records.is_empty() {
                    break;
                }
                taken += 1;
                let counter = Counter::next(highest, item.day).ok_or(AuthorError::Calendar)?;
                if let Some(draft) = self.seal_draft(item, counter, after.clone()) {
                    records.push(self.record(&mut end, draft)?);
                }
                break;
            }
            let gone = self.view.row(item.entry).is_some_and(Row::is_marker);
            if gone {
                // Its words are forgotten: there is nothing to correct.
                taken += 1;
                continue;
            }
            let is_here = self.view.row(item.entry).is_some();
            let began = is_here && item.what == WaitingWhat::New && self.is_joint(item.owner);
            let edit = item.what != WaitingWhat::New || is_here;
            if edit && !records.is_empty() {
                break;
            }
            taken += 1;
            let nonce = Nonce::draw(entropy);
            let actor = document::actor(end.log, item.entry, nonce);
            let content = item.content.to_builder();
            let mut of_entry = item.nonce;
            let upon = match item.what {
                // What both went on with came back to a restored copy.
                _ if began => Some(self.joint_began(item, actor, &content)),
                WaitingWhat::Joint => Some(self.joint_revision(item, actor, &content)),
                _ => None,
            };
            let chunk = match upon {
                Some(upon) => match upon {
                    Ok(chunk) => chunk,
                    // Nothing can be written upon it any more: these words
                    // begin a draft of their own, and hold up nothing else.
                    Err(AuthorError::Document(_)) => {
                        of_entry = nonce;
                        let entry = EntryId::of(item.owner, nonce);
                        let actor = document::actor(end.log, entry, nonce);
                        Some(document::begin(actor, &content)?)
                    }
                    Err(error) => return Err(error),
                },
                None if edit => self.revision(item.entry, actor, &content)?,
                None => Some(document::begin(actor, &content)?),
            };
            let Some(chunk) = chunk else { break };
            let counter = Counter::next(highest, item.day).ok_or(AuthorError::Calendar)?;
            highest = counter;
            let draft = Draft {
                counter,
                after: after.clone(),
                owner: item.owner,
                nonce: of_entry,
                operation: Operation::Change { edit: nonce, chunk },
            };
            records.push(self.record(&mut end, draft)?);
            if edit {
                break;
            }
        }
        let delete = numbers
            .iter()
            .take(taken)
            .copied()
            .map(outbox::key)
            .collect();
        let arrivals = self.append_own(records, Vec::new(), delete)?;
        Ok((taken, arrivals))
    }
}

impl Journal<Own> {
    /// Writes a page of one's own. Durable when it returns.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn write_own(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        kind: &str,
        mut content: ContentBuilder,
    ) -> Result<EntryId, AuthorError> {
        let template = template(kind)
            .filter(|template| template.space == SpaceName::Own)
            .ok_or_else(|| AuthorError::UnknownKind(kind.to_owned()))?;
        template.judge(&content)?;
        outbox::set_facts(&mut content, kind, today, None);
        self.ensure_log(entropy, today)?;
        let owner = Owner::person(self.me.person);
        let nonce = Nonce::draw(entropy);
        let entry = EntryId::of(owner, nonce);
        self.append_change(entropy, today, entry, owner, nonce, &content)?;
        Ok(entry)
    }

    /// Writes a new version of an own page.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn edit_own(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        entry: EntryId,
        mut content: ContentBuilder,
    ) -> Result<(), AuthorError> {
        let row = self
            .view
            .row(entry)
            .filter(|row| row.versions > 0)
            .ok_or(AuthorError::NoSuchEntry)?;
        let (owner, nonce) = (row.owner, row.nonce);
        let kind = row.content.kind().to_owned();
        let first = row.content.written().unwrap_or(today);
        outbox::judge_content(&kind, &content)?;
        outbox::set_edited(&mut content, &kind, first, today, None);
        self.ensure_log(entropy, today)?;
        self.append_change(entropy, today, entry, owner, nonce, &content)
    }

    /// Deletes an own page: its payloads are erased from the segments that
    /// hold them, and a marker without words stays inside.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn delete_own(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        entry: EntryId,
    ) -> Result<(), AuthorError> {
        let row = self.view.row(entry).ok_or(AuthorError::NoSuchEntry)?;
        let place = row.place().ok_or(AuthorError::NoSuchEntry)?;
        let records: Vec<RecordHash> = row.changes.iter().map(|change| change.hash).collect();
        let mut erase = Vec::with_capacity(records.len());
        for change in &row.changes {
            erase.extend(
                self.store
                    .at(change.place.log, change.place.seq)?
                    .iter()
                    .filter(|position| position.hash == change.hash)
                    .map(|position| position.arrival),
            );
        }
        let draft = Draft {
            counter: Counter::next(self.chains.highest(), today).ok_or(AuthorError::Calendar)?,
            after: Vec::new(),
            owner: row.owner,
            nonce: row.nonce,
            operation: Operation::Forget(Forget {
                kind: row.content.kind().to_owned(),
                day: row.content.written().unwrap_or(today),
                thread: None,
                counter: place.counter,
                records,
            }),
        };
        self.ensure_log(entropy, today)?;
        let mut end = self.end().ok_or(AuthorError::Alone)?;
        let said = self.record(&mut end, draft)?;
        self.append_own(vec![said], erase, Vec::new())?;
        Ok(())
    }

    fn append_change(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        entry: EntryId,
        owner: Owner,
        nonce: Nonce,
        content: &ContentBuilder,
    ) -> Result<(), AuthorError> {
        let mut end = self.end().ok_or(AuthorError::Alone)?;
        let edit = Nonce::draw(entropy);
        let actor = document::actor(end.log, entry, edit);
        let chunk = if self.view.row(entry).is_some() {
            self.revision(entry, actor, content)?
        } else {
            Some(document::begin(actor, content)?)
        };
        let Some(chunk) = chunk else { return Ok(()) };
        let draft = Draft {
            counter: Counter::next(self.chains.highest(), today).ok_or(AuthorError::Calendar)?,
            after: Vec::new(),
            owner,
            nonce,
            operation: Operation::Change { edit, chunk },
        };
        let said = self.record(&mut end, draft)?;
        self.append_own(vec![said], Vec::new(), Vec::new())?;
        Ok(())
    }
}

impl<S: Space> Journal<S> {
    /// The change that makes `content` of an entry; `None` if nothing differs.
    fn revision(
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
