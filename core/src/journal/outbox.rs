//! What is finished and waits: durable, and not yet a record.
//!
//! The outbox holds what was written (text, fields, day), not a change. Taking
//! it back leaves no trace in any log. Row, sealed to this device:
//!
//! ```text
//! key    number u64, big-endian, so that rows come in order
//! value  for whom [16] · what u8 (0 new, 1 edit, 2 remove, 3 seal, 4 words in a joint draft, 5 withdraw)
//!        · entry [16] · owner [16] · nonce [16] · day u32 · held until u64 (Unix seconds, 0 not)
//!        · heads: count u8 · count × [32] · content (the rest)
//! ```

use bytes::Bytes;

use super::{AuthorError, CORRECT_DAYS, Journal};
use crate::codec::{Put, Reader};
use crate::date::Day;
use crate::entry::content::{Content, ContentBuilder, EDITED, KIND, THREAD, VERSION, WRITTEN};
use crate::entry::document::{self, Heads};
use crate::entry::mechanism::Mechanism;
use crate::entry::template::{Template, Writers, template};
use crate::envelope::Wish;
use crate::id::{Entropy, EntryId, Nonce, Owner, PersonId};
use crate::local::LocalKeys;
use crate::space::{Shared, SpaceName};
use crate::store::{Arrival, Batch, LocalKey, LocalKind, StoreError};
use crate::view::rules::{KEEP_IT, ReplyError};
use crate::view::{Joint, rules, version_name};

/// Fields and text below this always fit into a change.
const LONG_BYTES: usize = 48 * 1024;
const WAITING_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The most entries that one transaction takes into the outbox or out of it.
pub(super) const OUTBOX_BATCH: usize = 512;

/// Whether a waiting entry is a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitingWhat {
    /// A new entry.
    New,
    /// A new version of an entry that is shared.
    Edit,
    /// A shared entry is to be forgotten.
    Forget(Wish),
    /// One's own half of a sealed pair.
    Seal,
    /// One's own words in a draft that both write in.
    Joint,
}

/// An entry, or a new version of one, that waits for the next meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The person it was written for.
    pub to: PersonId,
    /// New, or a version.
    pub what: WaitingWhat,
    /// The entry it will be.
    pub entry: EntryId,
    /// Whose entry.
    pub owner: Owner,
    /// What its id is computed from.
    pub nonce: Nonce,
    /// The day it was finished.
    pub day: Day,
    /// Until when it is held, in Unix seconds; 0 when it is not.
    pub until: u64,
    /// Of words in a joint draft: what they were written upon.
    pub from: Heads,
    /// What it says.
    pub content: Content,
}

impl Waiting {
    /// What is not held and says nothing yet.
    pub(super) fn of(
        to: PersonId,
        what: WaitingWhat,
        (entry, owner, nonce): (EntryId, Owner, Nonce),
        day: Day,
    ) -> Self {
        Self {
            to,
            what,
            entry,
            owner,
            nonce,
            day,
            until: 0,
            from: Heads::default(),
            content: Content::empty(),
        }
    }

    /// Whether it asks that an entry goes.
    pub fn lets_go(&self) -> bool {
        matches!(
            self.what,
            WaitingWhat::Forget(Wish::Remove | Wish::Withdraw)
        )
    }

    /// Whether it takes back a wish that an entry goes.
    pub fn keeps(&self) -> bool {
        self.what == WaitingWhat::Forget(Wish::Keep)
    }

    /// The local row that keeps it.
    pub(super) fn row(&self, number: u64, local: &LocalKeys) -> (LocalKey, Vec<u8>) {
        let key = key(number);
        let sealed = local.seal(&key, &self.encode());
        (key, sealed)
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128 + self.content.as_bytes().len());
        out.put(self.to.as_bytes());
        out.put_u8(match self.what {
            WaitingWhat::New => 0,
            WaitingWhat::Edit => 1,
            WaitingWhat::Forget(Wish::Remove) => 2,
            WaitingWhat::Forget(Wish::Withdraw) => 5,
            WaitingWhat::Forget(Wish::Keep) => 6,
            WaitingWhat::Seal => 3,
            WaitingWhat::Joint => 4,
        });
        out.put(self.entry.as_bytes());
        out.put(self.owner.as_bytes());
        out.put(self.nonce.as_bytes());
        out.put_u32(self.day.number());
        out.put_u64(self.until);
        out.put_u8(self.from.hashes().len() as u8);
        for hash in self.from.hashes() {
            out.put(hash);
        }
        out.put(self.content.as_bytes());
        out
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        Some(Self {
            to: PersonId::from_bytes(reader.array().ok()?),
            what: match reader.u8().ok()? {
                0 => WaitingWhat::New,
                1 => WaitingWhat::Edit,
                2 => WaitingWhat::Forget(Wish::Remove),
                3 => WaitingWhat::Seal,
                4 => WaitingWhat::Joint,
                5 => WaitingWhat::Forget(Wish::Withdraw),
                6 => WaitingWhat::Forget(Wish::Keep),
                _ => return None,
            },
            entry: EntryId::from_bytes(reader.array().ok()?),
            owner: Owner::from_bytes(reader.array().ok()?),
            nonce: Nonce::from_bytes(reader.array().ok()?),
            day: Day::from_number(reader.u32().ok()?)?,
            until: reader.u64().ok()?,
            from: {
                let count = reader.u8().ok()?;
                let hashes = (0..count).map(|_| reader.array().ok());
                Heads::from_hashes(hashes.collect::<Option<Vec<_>>>()?)?
            },
            content: Content::parse(Bytes::copy_from_slice(reader.rest())).ok()?,
        })
    }
}

pub(super) fn key(number: u64) -> LocalKey {
    (LocalKind::Outbox, number.to_be_bytes().to_vec())
}

impl Journal<Shared> {
    pub(super) fn load_outbox(&mut self) -> Result<(), StoreError> {
        for (key, plain) in self.local_rows(LocalKind::Outbox, WAITING_BYTES_MAX)? {
            let number = key.try_into().map(u64::from_be_bytes);
            let waiting = plain.and_then(|plain| Waiting::parse(&plain));
            if let (Ok(number), Some(waiting)) = (number, waiting) {
                self.outbox.insert(number, waiting);
            }
        }
        Ok(())
    }

    /// What waits, in the order it was finished.
    pub fn waiting(&self) -> impl Iterator<Item = &Waiting> {
        self.outbox.values()
    }

    /// Says what time it is, in Unix seconds: what is held until later stays.
    pub fn release(&mut self, seconds: u64) {
        self.released = seconds;
    }

    /// Whether something that waits is held until later than it is now, as far as
    /// [`Journal::release`] was told.
    pub fn is_held(&self, waiting: &Waiting) -> bool {
        waiting.until > self.released
    }

    /// When the next hold ends after `seconds`, if any does.
    pub fn next_release(&self, seconds: u64) -> Option<u64> {
        let held = self.outbox.values().map(|waiting| waiting.until);
        held.filter(|until| *until > seconds).min()
    }

    /// Whether something of the outbox may go along now.
    pub fn has_ready(&self) -> bool {
        self.outbox.values().any(|waiting| self.is_ready(waiting))
    }

    pub(super) fn is_ready(&self, waiting: &Waiting) -> bool {
        waiting.until <= self.released && !self.answers_what_waits(waiting)
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
        let held: Vec<(u64, Waiting)> = self
            .outbox
            .iter()
            .filter(|(_, waiting)| waiting.entry == entry && waiting.until > 0)
            .map(|(number, waiting)| (*number, waiting.clone()))
            .collect();
        for (number, waiting) in &held {
            let now = Waiting {
                until: 0,
                ..waiting.clone()
            };
            self.put_waiting(*number, now)?;
        }
        Ok(!held.is_empty())
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
        let to = self.partner.ok_or(AuthorError::Alone)?.person;
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
            .and_then(|parent| self.view.row(parent))
            .filter(|row| row.writer != self.me.person && !self.is_joint(row.owner))
            .map(version_name);
        let owner = match template.writers {
            Writers::Both => Owner::both(self.me.person, to),
            _ => Owner::person(self.me.person),
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
        let to = self.partner.ok_or(AuthorError::Alone)?.person;
        if let Some((number, waiting)) = self
            .outbox
            .iter()
            .find(|(_, waiting)| waiting.entry == entry && !waiting.keeps())
            .map(|(number, waiting)| (*number, waiting.clone()))
        {
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
            return Ok(self.put_waiting(number, changed)?);
        }
        let row = self
            .view
            .row(entry)
            .filter(|row| row.versions > 0)
            .ok_or(AuthorError::NoSuchEntry)?;
        if row.owner != Owner::person(self.me.person) {
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
        let to = self.partner.ok_or(AuthorError::Alone)?.person;
        let row = self.view.row(entry).filter(|row| row.versions > 0);
        let row = row.ok_or(AuthorError::NoSuchEntry)?;
        if row.owner != Owner::person(self.me.person) || self.is_sealed(entry) {
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
        let mut numbers = self.waiting_numbers(entry);
        if numbers.is_empty() {
            return Ok(false);
        }
        // What answers it and waits too goes on by itself, or along with it where it
        // can only be an answer; and so on below that.
        let mut alone = Vec::new();
        let mut open: Vec<EntryId> = self
            .waiting_as_new(entry)
            .map(|waiting| waiting.entry)
            .into_iter()
            .collect();
        while let Some(gone) = open.pop() {
            for (number, waiting) in &self.outbox {
                let is_answer = waiting.what == WaitingWhat::New;
                if !is_answer || waiting.content.thread() != Some(gone) {
                    continue;
                }
                if template(waiting.content.kind()).is_none_or(|of| of.reply_only) {
                    numbers.push(*number);
                    open.push(waiting.entry);
                    continue;
                }
                let mut content = waiting.content.to_builder();
                content.fields.remove(THREAD);
                let content = content.build();
                alone.push((
                    *number,
                    Waiting {
                        content,
                        ..waiting.clone()
                    },
                ));
            }
        }
        let local = self.local.as_ref();
        let put = alone.iter();
        let put = put.filter_map(|(number, it)| Some(it.row(*number, local?)));
        self.store.commit(&Batch {
            put: put.collect(),
            delete: numbers.iter().copied().map(key).collect(),
            ..Batch::default()
        })?;
        self.store.settle()?;
        for number in numbers {
            self.outbox.remove(&number);
        }
        self.outbox.extend(alone);
        Ok(true)
    }

    /// What waits as a new entry under this id.
    fn waiting_as_new(&self, entry: EntryId) -> Option<&Waiting> {
        let mut waiting = self.outbox.values();
        waiting.find(|it| it.entry == entry && it.what == WaitingWhat::New)
    }

    /// Whether what this one answers waits itself: then that goes first.
    pub(super) fn answers_what_waits(&self, waiting: &Waiting) -> bool {
        let parent = waiting.content.thread();
        parent.is_some_and(|parent| {
            waiting.what == WaitingWhat::New
                && self.view.row(parent).is_none()
                && self.waiting_as_new(parent).is_some()
        })
    }

    fn judge_reply(&self, parent: EntryId, kind: &str, today: Day) -> Result<(), AuthorError> {
        if let Some(waiting) = self.waiting_as_new(parent) {
            let own = self.me.person;
            return Ok(rules::judge_waiting(waiting.content.kind(), kind, own)?);
        }
        let row = self
            .view
            .row(parent)
            .filter(|row| row.versions > 0)
            .ok_or(AuthorError::NoSuchEntry)?;
        Ok(rules::judge(&self.view, row, kind, self.me.person, today)?)
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
                .is_some_and(|by| by != self.me.person),
            _ => true,
        }
    }

    /// The record of a version that can be assented to now, or an assent taken
    /// back, in hex.
    fn judge_version(&self, version: EntryId, kind: &str) -> Result<String, AuthorError> {
        let joint = Joint::of(&self.view, version).ok_or(AuthorError::NoSuchVersion)?;
        let known = joint.version(version).ok_or(AuthorError::NoSuchVersion)?;
        let stands = known.by.contains(&self.me.person);
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
        match (fits, self.view.row(version)) {
            (true, Some(row)) => Ok(version_name(row)),
            _ => Err(AuthorError::NoSuchVersion),
        }
    }

    pub(super) fn keep(&mut self, items: Vec<Waiting>) -> Result<Vec<EntryId>, AuthorError> {
        self.keep_instead(items, &[])
    }

    /// Where in the outbox something of an entry waits.
    pub(super) fn waiting_numbers(&self, entry: EntryId) -> Vec<u64> {
        self.outbox
            .iter()
            .filter(|(_, waiting)| {
                // With a pair goes the half that waits for it.
                let half = waiting.what == WaitingWhat::Seal;
                waiting.entry == entry || (half && waiting.content.thread() == Some(entry))
            })
            .map(|(number, _)| *number)
            .collect()
    }

    /// Puts `items` into the outbox, and takes out what stands at `gone`, in one
    /// transaction.
    pub(super) fn keep_instead(
        &mut self,
        items: Vec<Waiting>,
        gone: &[u64],
    ) -> Result<Vec<EntryId>, AuthorError> {
        let ids = items.iter().map(|item| item.entry).collect();
        let first = self.outbox.keys().next_back().map_or(0, |last| last + 1);
        let local = self.local.as_ref().ok_or(AuthorError::Alone)?;
        // One transaction: either all lines of a person's input wait, or none.
        let mut put = Vec::with_capacity(items.len());
        let mut kept = Vec::with_capacity(items.len());
        for (next, item) in (first..).zip(items) {
            let key = key(next);
            put.push((key.clone(), local.seal(&key, &item.encode())));
            kept.push((next, item));
        }
        self.store.commit(&Batch {
            put,
            delete: gone.iter().copied().map(key).collect(),
            ..Batch::default()
        })?;
        if !gone.is_empty() {
            self.store.settle()?;
        }
        self.outbox.retain(|number, _| !gone.contains(number));
        self.outbox.extend(kept);
        Ok(ids)
    }

    pub(super) fn put_waiting(&mut self, number: u64, waiting: Waiting) -> Result<(), StoreError> {
        let key = key(number);
        let Some(local) = &self.local else {
            return Ok(());
        };
        self.store.commit(&Batch {
            put: vec![(key.clone(), local.seal(&key, &waiting.encode()))],
            ..Batch::default()
        })?;
        self.store.settle()?;
        self.outbox.insert(number, waiting);
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
