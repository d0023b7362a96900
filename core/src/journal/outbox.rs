//! What is finished and waits: durable, and not yet a record.
//!
//! The outbox holds what was written (text, fields, day), not a change. Taking
//! it back leaves no trace in any log.

use super::device::Turn;
use super::{AuthorError, CORRECT_DAYS, Journal, Waiting, WaitingWhat};
use crate::date::Day;
use crate::entry::content::{ContentBuilder, EDITED, KIND, THREAD, VERSION, WRITTEN};
use crate::entry::document;
use crate::entry::mechanism::Mechanism;
use crate::entry::template::{Template, Writers, template};
use crate::id::{Entropy, EntryId, Nonce, Owner};
use crate::space::{Shared, SpaceName};
use crate::store::{Arrival, Batch, StoreError};
use crate::view::rules::{KEEP_IT, ReplyError};
use crate::view::{Joint, rules, version_name};

/// Fields and text below this always fit into a change.
const LONG_BYTES: usize = 48 * 1024;
/// The most entries that one transaction takes into the outbox or out of it.
pub(super) const OUTBOX_BATCH: usize = 512;

impl Journal<Shared> {
    /// What waits, in the order it was finished.
    pub fn waiting(&self) -> impl Iterator<Item = &Waiting> {
        self.device.outbox.all()
    }

    /// Says what time it is, in Unix seconds: what is held until later stays.
    pub fn release(&mut self, seconds: u64) {
        self.device.outbox.release(seconds);
    }

    /// Whether something that waits is held until later than it is now, as far as
    /// [`Journal::release`] was told.
    pub fn is_held(&self, waiting: &Waiting) -> bool {
        self.device.outbox.is_held(waiting)
    }

    /// When the next hold ends after `seconds`, if any does.
    pub fn next_release(&self, seconds: u64) -> Option<u64> {
        self.device.outbox.next_release(seconds)
    }

    /// Whether something of the outbox may go along now.
    pub fn has_ready(&self) -> bool {
        let is_here = |entry| self.view().row(entry).is_some();
        self.device.outbox.ready(is_here).next().is_some()
    }

    /// The first of what may go along now, with their numbers.
    pub(super) fn next_ready(&self, limit: usize) -> Vec<(u64, Waiting)> {
        let is_here = |entry| self.view().row(entry).is_some();
        let ready = self.device.outbox.ready(is_here);
        let ready = ready.take(limit);
        ready.map(|(number, it)| (number, it.clone())).collect()
    }

    /// Like [`Journal::keep_new`], held until `until` (Unix seconds): until
    /// then nothing of it goes along. Kinds without a hold are not held.
    ///
    /// # Errors
    /// [`AuthorError`]: the first that does not fit; then none is kept.
    pub fn keep_held(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        kind: &str,
        thread: Option<EntryId>,
        contents: Vec<ContentBuilder>,
        until: u64,
    ) -> Result<Vec<EntryId>, AuthorError> {
        let mut items = self.compose(entropy, today, kind, thread, contents)?;
        if template(kind).is_some_and(|template| template.hold) {
            items.iter_mut().for_each(|item| item.until = until);
        }
        self.keep(items)
    }

    /// Lets an entry that is held go along at once. Gives whether one was held.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn send_now(&mut self, entry: EntryId) -> Result<bool, StoreError> {
        let turns = self.device.outbox.plan_send(entry);
        let any = !turns.is_empty();
        for turn in turns {
            self.turn_outbox(turn)?;
        }
        Ok(any)
    }

    /// Puts new entries of `kind` into the outbox, durably, and gives their
    /// ids in order. `thread` is the entry they answer.
    ///
    /// # Errors
    /// [`AuthorError`]: the first that does not fit; then none is kept.
    pub fn keep_new(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        kind: &str,
        thread: Option<EntryId>,
        contents: Vec<ContentBuilder>,
    ) -> Result<Vec<EntryId>, AuthorError> {
        let items = self.compose(entropy, today, kind, thread, contents)?;
        self.keep(items)
    }

    /// Writes new entries straight into the log, where a session is open to
    /// take them: one transaction. Where the outbox must come first, it does.
    /// Gives their ids and the arrivals of all records written.
    ///
    /// # Errors
    /// [`AuthorError`]: the first that does not fit; then none is written.
    pub fn say_new(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        kind: &str,
        thread: Option<EntryId>,
        contents: Vec<ContentBuilder>,
    ) -> Result<(Vec<EntryId>, Vec<Arrival>), AuthorError> {
        let items = self.compose(entropy, today, kind, thread, contents)?;
        let waiting: Vec<EntryId> = items.iter().map(|item| item.entry).collect();
        let direct = self.can_flush()
            && !self.has_ready()
            && items.len() <= OUTBOX_BATCH
            && !items.iter().any(|item| self.answers_what_waits(item));
        if !direct {
            self.keep(items)?;
            let arrivals = self.flush(entropy, today)?;
            let ids = waiting.into_iter().map(|id| self.became(id)).collect();
            return Ok((ids, arrivals));
        }
        let mut arrivals: Vec<Arrival> = self.ensure_log(entropy, today)?.into_iter().collect();
        let written = self.write_records(entropy, &items, &[])?;
        arrivals.extend(written.arrivals);
        let ids = written.became.into_iter().map(|(_, entry)| entry).collect();
        Ok((ids, arrivals))
    }

    /// What a person wrote, judged and made ready to wait or to be written.
    fn compose(
        &self,
        entropy: &mut dyn Entropy,
        today: Day,
        kind: &str,
        thread: Option<EntryId>,
        contents: Vec<ContentBuilder>,
    ) -> Result<Vec<Waiting>, AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        let template = template(kind)
            .filter(|template| template.space == SpaceName::Shared)
            // Its words are sealed, see `keep_seal`.
            .filter(|template| template.mechanism != Mechanism::SealedPair)
            .ok_or_else(|| AuthorError::UnknownKind(kind.to_owned()))?;
        match thread {
            None if template.reply_only => return Err(AuthorError::OnlyAsReply),
            None => {}
            // Its own half first: a pair that is closed must not hold words.
            Some(pair) if ["take-back", "decline"].contains(&kind) && self.has_sealed(pair) => {
                return Err(AuthorError::Sealed);
            }
            Some(entry) if kind == KEEP_IT && !self.may_say_of_version(entry, kind) => {
                return Err(ReplyError::NotAsked.into());
            }
            Some(parent) => self.judge_reply(parent, kind, today)?,
        }
        let record = match (thread, kind) {
            (Some(version), "assent" | "unassent") => Some(self.judge_version(version, kind)?),
            _ => None,
        };
        let named = thread
            .and_then(|parent| self.view().row(parent))
            .filter(|row| {
                row.writer != self.ledger.me() && !self.ledger.roster().is_joint(row.owner)
            })
            .map(version_name);
        let owner = match template.writers {
            Writers::Both => Owner::both(self.ledger.me(), to),
            _ => Owner::person(self.ledger.me()),
        };
        let mut items = Vec::with_capacity(contents.len());
        for mut content in contents {
            // What was before its writer, if they say so, is what is answered.
            let seen = content.fields.remove(VERSION);
            if named.is_some() && seen.is_some() && seen != named {
                return Err(AuthorError::Changed);
            }
            template.judge(&content)?;
            template.judge_days(&content, today)?;
            if let Some(name) = record.as_ref().or(named.as_ref()) {
                content.fields.insert(VERSION.to_owned(), name.clone());
            }
            set_facts(&mut content, kind, today, thread);
            let nonce = Nonce::draw(entropy);
            // What is long is made once now, so that what cannot become a
            // change is refused while its writer is still there.
            let size: usize = content.fields.values().map(String::len).sum();
            if size + content.text.len() > LONG_BYTES {
                document::begin([0; 16], &content)?;
            }
            let id = (EntryId::waiting(owner, nonce), owner, nonce);
            items.push(Waiting {
                content: content.build(),
                ..Waiting::of(to, WaitingWhat::New, id, today)
            });
        }
        Ok(items)
    }

    /// Puts a new version of an own entry into the outbox. An entry that still
    /// waits is changed where it stands.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn keep_edit(
        &mut self,
        today: Day,
        entry: EntryId,
        mut content: ContentBuilder,
    ) -> Result<(), AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        let of_it = |it: &Waiting| it.entry == entry && !it.keeps();
        if let Some((number, waiting)) = self.device.outbox.find(of_it) {
            let waiting = waiting.clone();
            let kind = waiting.content.kind().to_owned();
            judge_content(&kind, &content)?;
            let thread = waiting.content.thread();
            match waiting.what {
                WaitingWhat::New => set_facts(&mut content, &kind, today, thread),
                WaitingWhat::Seal | WaitingWhat::Forget(_) => return Err(AuthorError::NoSuchEntry),
                WaitingWhat::Joint => return Err(AuthorError::NotYours),
                WaitingWhat::Edit => {
                    let first = waiting.content.written().unwrap_or(today);
                    if today > first.plus(CORRECT_DAYS) {
                        return Err(AuthorError::TooLateToEdit);
                    }
                    if first > today.plus(1) {
                        return Err(AuthorError::DatedAhead);
                    }
                    set_edited(&mut content, &kind, first, today, thread);
                }
            }
            let content = content.build();
            let changed = Waiting {
                content,
                day: today,
                ..waiting
            };
            return Ok(self.turn_outbox(Turn::put(number, changed))?);
        }
        let row = self
            .view()
            .row(entry)
            .filter(|row| row.versions > 0)
            .ok_or(AuthorError::NoSuchEntry)?;
        if row.owner != Owner::person(self.ledger.me()) {
            return Err(AuthorError::NotYours);
        }
        let kind = row.content.kind().to_owned();
        let (owner, nonce, thread) = (row.owner, row.nonce, row.content.thread());
        let first = row
            .content
            .written()
            .filter(|day| today <= day.plus(CORRECT_DAYS))
            .ok_or(AuthorError::TooLateToEdit)?;
        if self.is_dated_ahead(row, today) {
            return Err(AuthorError::DatedAhead);
        }
        if template(&kind).is_some_and(Template::never_changes) {
            return Err(AuthorError::Fixed);
        }
        judge_content(&kind, &content)?;
        set_edited(&mut content, &kind, first, today, thread);
        self.try_revision(entry, &content)?;
        self.keep(vec![Waiting {
            content: content.build(),
            ..Waiting::of(to, WaitingWhat::Edit, (entry, owner, nonce), today)
        }])?;
        Ok(())
    }

    /// Puts the right day of an own entry that was dated ahead into the outbox: it
    /// becomes today. No word of it changes.
    ///
    /// # Errors
    /// [`AuthorError`]; [`AuthorError::NotAhead`] if its day is not ahead.
    pub fn keep_day(&mut self, today: Day, entry: EntryId) -> Result<(), AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        let row = self.view().row(entry).filter(|row| row.versions > 0);
        let row = row.ok_or(AuthorError::NoSuchEntry)?;
        if row.owner != Owner::person(self.ledger.me()) || self.fold.pairs.is_half(entry) {
            return Err(AuthorError::NotYours);
        }
        if !self.is_dated_ahead(row, today) {
            return Err(AuthorError::NotAhead);
        }
        let id = (entry, row.owner, row.nonce);
        let mut content = row.content.to_builder();
        let (kind, thread) = (row.content.kind(), row.content.thread());
        set_edited(&mut content, kind, today, today, thread);
        self.keep(vec![Waiting {
            content: content.build(),
            ..Waiting::of(to, WaitingWhat::Edit, id, today)
        }])?;
        Ok(())
    }

    /// Takes back what waits of an entry. Gives whether anything did: then it
    /// is gone, and no log ever knew of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn cancel(&mut self, entry: EntryId) -> Result<bool, StoreError> {
        let Some(turn) = self.device.outbox.plan_cancel(entry) else {
            return Ok(false);
        };
        self.turn_outbox(turn)?;
        Ok(true)
    }

    /// Whether what this one answers waits itself: then that goes first.
    pub(super) fn answers_what_waits(&self, waiting: &Waiting) -> bool {
        let is_here = |entry| self.view().row(entry).is_some();
        self.device.outbox.answers_what_waits(waiting, is_here)
    }

    fn judge_reply(&self, parent: EntryId, kind: &str, today: Day) -> Result<(), AuthorError> {
        if let Some(waiting) = self.device.outbox.new_entry(parent) {
            let own = self.ledger.me();
            return Ok(rules::judge_waiting(waiting.content.kind(), kind, own)?);
        }
        let row = self
            .view()
            .row(parent)
            .filter(|row| row.versions > 0)
            .ok_or(AuthorError::NoSuchEntry)?;
        Ok(rules::judge(
            self.view(),
            row,
            kind,
            self.ledger.me(),
            today,
        )?)
    }

    /// Whether this person may say an act of `kind` of an entry now: assents
    /// and their taking back depend on how a joint text stands, a pair is taken back
    /// without an own half in it, and what the other proposed to remove can be kept.
    /// True for all other kinds.
    pub fn may_say_of_version(&self, entry: EntryId, kind: &str) -> bool {
        match kind {
            "assent" | "unassent" => self.judge_version(entry, kind).is_ok(),
            "take-back" | "decline" => !self.has_sealed(entry),
            KEEP_IT => self
                .proposed_removal(entry)
                .is_some_and(|by| by != self.ledger.me()),
            _ => true,
        }
    }

    /// The record of a version that can be assented to now, or an assent taken
    /// back, in hex.
    fn judge_version(&self, version: EntryId, kind: &str) -> Result<String, AuthorError> {
        let joint = Joint::of(self.view(), version).ok_or(AuthorError::NoSuchVersion)?;
        let known = joint.version(version).ok_or(AuthorError::NoSuchVersion)?;
        let stands = known.by.contains(&self.ledger.me());
        let fits = match kind {
            "assent" => {
                // A no can turn into a yes, as long as it is still offered.
                let is_last = joint.versions.last().is_some_and(|last| last.id == version);
                let offered = known.declined && is_last && known.by.contains(&known.writer);
                let open = joint.proposed == Some(version) || joint.agreed == Some(version);
                !stands && (open || offered)
            }
            _ => stands,
        };
        match (fits, self.view().row(version)) {
            (true, Some(row)) => Ok(version_name(row)),
            _ => Err(AuthorError::NoSuchVersion),
        }
    }

    pub(super) fn keep(&mut self, items: Vec<Waiting>) -> Result<Vec<EntryId>, AuthorError> {
        self.keep_instead(items, &[])
    }

    /// Puts `items` into the outbox, and takes out what stands at `gone`, in one
    /// transaction: either all lines of a person's input wait, or none.
    pub(super) fn keep_instead(
        &mut self,
        items: Vec<Waiting>,
        gone: &[u64],
    ) -> Result<Vec<EntryId>, AuthorError> {
        let ids = items.iter().map(|item| item.entry).collect();
        if self.local.is_none() {
            return Err(AuthorError::Alone);
        }
        self.commit_outbox(self.device.outbox.plan(items, gone), !gone.is_empty())?;
        Ok(ids)
    }

    /// Changes something in the outbox: nothing of what stood there stays on the disk.
    pub(super) fn turn_outbox(&mut self, turn: Turn) -> Result<(), StoreError> {
        self.commit_outbox(turn, true)
    }

    fn commit_outbox(&mut self, turn: Turn, settle: bool) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        self.seal_into(turn.rows(), &mut batch);
        self.store.commit(&batch)?;
        if settle {
            self.store.settle()?;
        }
        let changed = self.device.outbox.take(turn, &[]);
        self.fold.entries.note_changed(changed);
        Ok(())
    }
}

pub(super) fn judge_content(kind: &str, content: &ContentBuilder) -> Result<(), AuthorError> {
    let template = template(kind).ok_or_else(|| AuthorError::UnknownKind(kind.to_owned()))?;
    template.judge(content)?;
    Ok(())
}

/// Sets what Candor itself says of an entry.
pub(super) fn set_facts(
    content: &mut ContentBuilder,
    kind: &str,
    today: Day,
    thread: Option<EntryId>,
) {
    let fields = &mut content.fields;
    fields.insert(KIND.to_owned(), kind.to_owned());
    fields.insert(WRITTEN.to_owned(), today.to_string());
    fields.remove(EDITED);
    match thread {
        Some(parent) => fields.insert(THREAD.to_owned(), parent.to_string()),
        None => fields.remove(THREAD),
    };
}

/// Sets what Candor itself says of a later version: the day of the entry
/// stays, the day of the version stands beside it.
pub(super) fn set_edited(
    content: &mut ContentBuilder,
    kind: &str,
    first: Day,
    today: Day,
    thread: Option<EntryId>,
) {
    set_facts(content, kind, first, thread);
    content.fields.insert(EDITED.to_owned(), today.to_string());
}
