//! Forgetting: the text of an entry goes from both copies, a marker stays.
//!
//! ```text
//! withdrawn   its writer alone, within the window: hidden at once on both
//! removed     both: either says so first, the other follows, or does not
//! ```
//!
//! A payload is erased here once `forget` records of both persons list it. The
//! reader's device writes its own by itself for what is withdrawn while the
//! window is open, both by the counter and by its own calendar since the entry
//! reached it. What one person alone says outside the window hides nothing: it
//! is a proposal. The rules: `docs/envelope-format.md`, "Forgetting".

use std::collections::{BTreeMap, BTreeSet};

use super::outbox::{Waiting, WaitingWhat};
use super::{AuthorError, Journal};
use crate::codec::{Put, Reader};
use crate::date::Day;
use crate::entry::content::{Content, ContentBuilder, FORGOTTEN, KIND, THREAD, WRITTEN};
use crate::entry::template::template;
use crate::envelope::{Draft, Forget, Operation};
use crate::id::{Entropy, EntryId, Nonce, Owner, PersonId, RecordHash};
use crate::order::{Counter, Place};
use crate::space::Shared;
use crate::space::Space;
use crate::store::{Arrival, Batch, LocalKey, LocalKind, StoreError};
use crate::view::{ChangeRef, Row};

/// How many days after its day an entry can be withdrawn, unless the two chose
/// otherwise.
pub const WITHDRAW_DAYS: u32 = 2;

/// One `forget` record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    /// Who wrote it.
    pub(super) by: PersonId,
    /// Where it stands.
    pub(super) at: Place,
    /// The record.
    pub(super) record: RecordHash,
    /// Whose entry it is about.
    pub(super) owner: Owner,
    /// What the entry's id is computed from, beside the owner.
    pub(super) nonce: Nonce,
    /// What it says.
    pub(super) forget: Forget,
}

/// How an entry was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten {
    /// Its writer withdrew it.
    Withdrawn,
    /// Both removed it.
    Removed,
}

impl Forgotten {
    /// The word that a marker holds.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Removed => "removed",
        }
    }
}

/// What becomes of a wish to withdraw an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    /// It had not gone anywhere: it is gone without a trace.
    TakenBack,
    /// It goes along at the next meeting; until then it can be taken back.
    Waits,
}

/// Which arrivals came before which day was marked.
pub(super) type Marks = BTreeMap<Day, Arrival>;

fn mark_key(day: Day) -> LocalKey {
    (LocalKind::Day, day.number().to_be_bytes().to_vec())
}

fn persons(facts: &[Fact]) -> BTreeSet<PersonId> {
    facts.iter().map(|fact| fact.by).collect()
}

fn listed(facts: &[Fact], by: PersonId) -> BTreeSet<RecordHash> {
    facts
        .iter()
        .filter(|fact| fact.by == by)
        .flat_map(|fact| fact.forget.records.iter().copied())
        .collect()
}

impl<S: Space> Journal<S> {
    /// How an entry was forgotten, if it was.
    fn forgotten_how(&self, entry: EntryId, row: Option<&Row>) -> Option<Forgotten> {
        let facts = self.forgets.get(&entry)?;
        let first = facts.first()?;
        if self.is_sealed(entry) {
            // What is bound stays unless both remove it; what is not was taken
            // back.
            return match (self.is_bound(entry), persons(facts).len() > 1) {
                (true, true) => Some(Forgotten::Removed),
                (true, false) => None,
                (false, _) => Some(Forgotten::Withdrawn),
            };
        }
        let kind = row
            .map(|row| row.content.kind())
            .filter(|kind| !kind.is_empty())
            .unwrap_or(&first.forget.kind);
        if template(kind).is_some_and(|template| template.lasting) {
            return None;
        }
        if persons(facts).len() > 1 {
            return Some(if self.is_withdrawn(facts, row) {
                Forgotten::Withdrawn
            } else {
                Forgotten::Removed
            });
        }
        self.is_withdrawn(facts, row)
            .then_some(Forgotten::Withdrawn)
    }

    /// Whether its writer withdrew it within the window, by the counters.
    fn is_withdrawn(&self, facts: &[Fact], row: Option<&Row>) -> bool {
        facts.iter().any(|fact| {
            let counter = row
                .and_then(Row::place)
                .map_or(fact.forget.counter, |place| place.counter);
            Owner::person(fact.by) == fact.owner
                && fact.at.counter.day() <= counter.day().plus(self.days_at(fact.at))
        })
    }

    /// How many days an entry can be withdrawn: the shorter of the wishes that
    /// both opened when they began, else [`WITHDRAW_DAYS`].
    pub fn withdraw_days(&self) -> u32 {
        self.chosen_days().map_or(WITHDRAW_DAYS, |(_, days)| days)
    }

    /// The days that both chose, and since when that holds.
    fn chosen_days(&self) -> Option<(Place, u32)> {
        let partner = self.partner?.person;
        let charter = super::seals::charter_of(self.me.person, partner);
        let since = self.pairs.get(&charter)?.opened_at()?;
        let wishes = self.view.replies(charter);
        let days = wishes.filter_map(|wish| wish.content.field("window")?.parse::<u32>().ok());
        Some((since, days.min()?))
    }

    /// The days that counted when a `forget` was written.
    fn days_at(&self, at: Place) -> u32 {
        match self.chosen_days() {
            Some((since, days)) if since < at => days,
            _ => WITHDRAW_DAYS,
        }
    }

    /// What a row becomes where its entry is forgotten: a marker without words.
    pub(super) fn without_words(&self, mut row: Row) -> Row {
        let Some(how) = self.forgotten_how(row.id, Some(&row)) else {
            return row;
        };
        let Some(first) = self.forgets.get(&row.id).and_then(|facts| facts.first()) else {
            return row;
        };
        row.versions = 0;
        row.content = marker(&first.forget, how);
        row
    }

    /// Takes in a `forget` record of the shared space.
    pub(super) fn adopt_forget(&mut self, entry: EntryId, fact: Fact) -> Result<(), StoreError> {
        let facts = self.forgets.entry(entry).or_default();
        if facts.iter().any(|known| known.record == fact.record) {
            return Ok(());
        }
        facts.push(fact);
        facts.sort_by_key(|fact| fact.at);
        self.note_stale();
        match self.view.row(entry).cloned() {
            Some(row) => self.put_row(row),
            None if self.is_sealed(entry) => {}
            None => self.put_marker(entry)?,
        }
        self.changed.insert(entry);
        self.erase_gone(entry)
    }

    /// Puts a marker for an entry whose words never came: its records were
    /// given without them.
    fn put_marker(&mut self, entry: EntryId) -> Result<(), StoreError> {
        let (Some(_), Some(facts)) = (
            self.forgotten_how(entry, None),
            self.forgets.get(&entry).cloned(),
        ) else {
            return Ok(());
        };
        let Some(first) = facts.first() else {
            return Ok(());
        };
        let hashes: BTreeSet<RecordHash> = facts
            .iter()
            .flat_map(|fact| fact.forget.records.iter().copied())
            .collect();
        let mut changes = Vec::new();
        for arrival in self.store.by_hashes(&hashes)? {
            if let Some(row) = self.store.row(arrival)? {
                let place = self.place(row.log, row.seq, row.hash, first.forget.counter);
                changes.push(ChangeRef {
                    place,
                    hash: row.hash,
                });
            }
        }
        changes.sort_unstable();
        for ChangeRef { place, hash } in &changes {
            // Its own counter went with its words; that of the entry is kept.
            self.chains.note(place.log, place.seq, *hash, place.counter);
        }
        let writer = changes
            .first()
            .and_then(|change| self.logs.person(change.place.log));
        let Some(writer) = writer else {
            return Ok(());
        };
        self.put_row(Row {
            id: entry,
            owner: first.owner,
            nonce: first.nonce,
            writer,
            changes,
            versions: 0,
            content: Content::empty(),
        });
        Ok(())
    }

    /// Erases what `forget`s of both list of an entry, and every row on this
    /// disk that held its words, in one transaction.
    fn erase_gone(&mut self, entry: EntryId) -> Result<(), StoreError> {
        let Some(facts) = self.forgets.get(&entry) else {
            return Ok(());
        };
        if self.forgotten_how(entry, self.view.row(entry)).is_none() {
            return Ok(());
        }
        let mut lists = persons(facts)
            .into_iter()
            .map(|person| listed(facts, person));
        let (Some(one), Some(other)) = (lists.next(), lists.next()) else {
            return Ok(());
        };
        let gone: BTreeSet<RecordHash> = one.intersection(&other).copied().collect();
        let mut batch = Batch::default();
        for arrival in self.store.by_hashes(&gone)? {
            if self
                .store
                .row(arrival)?
                .is_some_and(|row| row.payload.is_some())
            {
                batch.erase.push(arrival);
            }
        }
        for hash in &gone {
            if self.lacking.remove(hash).is_some() {
                batch.delete.push(super::receive::lacking_key(*hash));
            }
        }
        self.gone.extend(gone);
        if !batch.erase.is_empty() {
            // A page of the index that held the words goes with them, and so
            // does the root that names it: both are written anew.
            let places: Vec<Place> = self
                .view
                .row(entry)
                .into_iter()
                .flat_map(|row| row.changes.iter().map(|change| change.place))
                .collect();
            batch.delete.extend(self.pages_holding(&places));
        }
        if batch.is_empty() {
            return Ok(());
        }
        let erased = !batch.erase.is_empty();
        self.store.commit(&batch)?;
        if erased {
            self.store.settle()?;
        }
        Ok(())
    }

    /// Finishes what a crash may have left half done, and puts markers for what
    /// came without words.
    pub(super) fn finish_forgetting(&mut self) -> Result<(), StoreError> {
        let entries: Vec<EntryId> = self.forgets.keys().copied().collect();
        for entry in entries {
            if self.view.row(entry).is_none() && !self.is_sealed(entry) {
                self.put_marker(entry)?;
            }
            self.erase_gone(entry)?;
        }
        Ok(())
    }

    /// The sealed payloads of an entry that are on this disk, for tests.
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub fn sealed_payloads(&self, entry: EntryId) -> Result<Vec<Vec<u8>>, StoreError> {
        let row = self.view.row(entry);
        let hashes = row.into_iter().flat_map(|row| &row.changes);
        let hashes = hashes.map(|change| change.hash).collect();
        let mut sealed = Vec::new();
        for arrival in self.store.by_hashes(&hashes)? {
            sealed.extend(self.store.row(arrival)?.and_then(|row| row.payload));
        }
        Ok(sealed)
    }

    /// The pages of the index as they are on this disk, for tests.
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub fn sealed_pages(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let pages = self.store.locals(LocalKind::Page)?;
        Ok(pages.into_iter().map(|(_, page)| page).collect())
    }

    /// Whether a record's payload is gone for good, so that nobody asks for it.
    pub(super) fn is_gone(&self, hash: RecordHash) -> bool {
        self.gone.contains(&hash)
    }

    /// Who has proposed to remove an entry that can still be read.
    pub fn proposed_removal(&self, entry: EntryId) -> Option<PersonId> {
        let facts = self.forgets.get(&entry)?;
        let row = self.view.row(entry).filter(|row| row.versions > 0)?;
        if self.forgotten_how(entry, Some(row)).is_some() {
            return None;
        }
        facts.first().map(|fact| fact.by)
    }
}

/// What stays of a forgotten entry: kind, day and thread, and no word of it.
fn marker(forget: &Forget, how: Forgotten) -> Content {
    let mut content = ContentBuilder::default();
    let fields = &mut content.fields;
    fields.insert(KIND.to_owned(), forget.kind.clone());
    fields.insert(WRITTEN.to_owned(), forget.day.to_string());
    fields.insert(FORGOTTEN.to_owned(), how.word().to_owned());
    if let Some(thread) = forget.thread {
        fields.insert(THREAD.to_owned(), thread.to_string());
    }
    content.build()
}

impl Journal<Shared> {
    pub(super) fn load_marks(&mut self) -> Result<(), StoreError> {
        for (key, plain) in self.local_rows(LocalKind::Day, 64)? {
            let day = key.try_into().map(u32::from_be_bytes).ok();
            let arrival = plain.and_then(|plain| Reader::new(&plain).u64().ok());
            if let (Some(day), Some(arrival)) = (day.and_then(Day::from_number), arrival) {
                self.marks.insert(day, arrival);
            }
        }
        Ok(())
    }

    /// Notes that what arrives from now on reaches this device on `today`. Kept
    /// on this device alone; asked when something is withdrawn.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn mark_day(&mut self, today: Day) -> Result<(), StoreError> {
        let known = self.marks.keys().next_back();
        if known.is_some_and(|last| *last >= today) {
            return Ok(());
        }
        let arrival = self.store.last_arrival()?;
        let mut value = Vec::with_capacity(8);
        value.put_u64(arrival);
        let key = mark_key(today);
        let Some(local) = &self.local else {
            return Ok(());
        };
        self.store.commit(&Batch {
            put: vec![(key.clone(), local.seal(&key, &value))],
            ..Batch::default()
        })?;
        self.marks.insert(today, arrival);
        Ok(())
    }

    /// The day on which a row reached this device, as far as it was noted.
    fn reached(&self, row: &Row) -> Result<Option<Day>, StoreError> {
        let Some(first) = row.changes.first() else {
            return Ok(None);
        };
        let arrival = self
            .store
            .at(first.place.log, first.place.seq)?
            .into_iter()
            .find(|position| position.hash == first.hash)
            .map(|position| position.arrival);
        let Some(arrival) = arrival else {
            return Ok(None);
        };
        Ok(self
            .marks
            .iter()
            .rev()
            .find(|(_, before)| **before < arrival)
            .map(|(day, _)| *day))
    }

    /// The entries of which this device has a `forget` to write: what the other
    /// withdrew while the window is open, and records of forgotten entries that
    /// no `forget` of this person lists yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn to_forget(&self, today: Day) -> Result<Vec<EntryId>, StoreError> {
        let mut due = Vec::new();
        for (entry, facts) in &self.forgets {
            let Some(row) = self.view.row(*entry) else {
                continue;
            };
            if self.forgotten_how(*entry, Some(row)).is_none() {
                continue;
            }
            let mine = listed(facts, self.me.person);
            let unlisted = row
                .changes
                .iter()
                .any(|change| !mine.contains(&change.hash));
            if !unlisted {
                continue;
            }
            let joined = facts.iter().any(|fact| fact.by == self.me.person);
            if joined || self.may_join(facts, row, today)? {
                due.push(*entry);
            }
        }
        Ok(due)
    }

    /// Whether this device has something to write that the other's records ask
    /// for: to join in forgetting, or to bind and open a sealed pair.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn is_asked(&self, today: Day) -> Result<bool, StoreError> {
        Ok(self.has_to_bind() || !self.to_forget(today)?.is_empty())
    }

    /// Whether this device joins in by itself: every record the other lists was
    /// opened here as a change of this entry, and the window is open by this
    /// device's own calendar too.
    fn may_join(&self, facts: &[Fact], row: &Row, today: Day) -> Result<bool, StoreError> {
        let known: BTreeSet<RecordHash> = row.changes.iter().map(|change| change.hash).collect();
        let all_known = facts
            .iter()
            .flat_map(|fact| &fact.forget.records)
            .all(|record| known.contains(record));
        let days = self.withdraw_days();
        let (Some(place), Some(reached)) = (row.place(), self.reached(row)?) else {
            return Ok(false);
        };
        Ok(all_known && reached <= place.counter.day().plus(days) && today <= reached.plus(days))
    }

    /// Puts the wish to withdraw an own entry into the outbox. What has not
    /// gone anywhere is gone at once, without a trace.
    ///
    /// # Errors
    /// [`AuthorError`]; [`AuthorError::Lasting`] and
    /// [`AuthorError::TooLateToWithdraw`] say what can be done instead.
    pub fn keep_withdrawal(
        &mut self,
        today: Day,
        entry: EntryId,
    ) -> Result<Withdrawal, AuthorError> {
        if self.waits_as_new(entry) {
            self.cancel(entry)?;
            return Ok(Withdrawal::TakenBack);
        }
        let row = self.readable(entry)?;
        if row.writer != self.me.person {
            return Err(AuthorError::NotYours);
        }
        let day = row.place().map_or(today, |place| place.counter.day());
        if today > day.plus(self.withdraw_days()) {
            return Err(AuthorError::TooLateToWithdraw);
        }
        self.keep_forget(today, entry)
    }

    /// Puts the wish to remove an entry together into the outbox: a proposal,
    /// or the answer to the other's.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn keep_removal(&mut self, today: Day, entry: EntryId) -> Result<Withdrawal, AuthorError> {
        if self.waits_as_new(entry) {
            self.cancel(entry)?;
            return Ok(Withdrawal::TakenBack);
        }
        self.readable(entry)?;
        self.keep_forget(today, entry)
    }

    fn waits_as_new(&self, entry: EntryId) -> bool {
        self.waiting()
            .any(|waiting| waiting.entry == entry && waiting.what == WaitingWhat::New)
    }

    fn readable(&self, entry: EntryId) -> Result<&Row, AuthorError> {
        let row = self
            .view
            .row(entry)
            .filter(|row| row.versions > 0)
            .ok_or(AuthorError::NoSuchEntry)?;
        let lasting = template(row.content.kind()).is_some_and(|template| template.lasting);
        if lasting {
            return Err(AuthorError::Lasting);
        }
        Ok(row)
    }

    fn keep_forget(&mut self, today: Day, entry: EntryId) -> Result<Withdrawal, AuthorError> {
        let to = self.partner.ok_or(AuthorError::Alone)?.person;
        // A correction of it that waits would say its words again.
        self.cancel(entry)?;
        let row = self.view.row(entry).ok_or(AuthorError::NoSuchEntry)?;
        let (owner, nonce) = (row.owner, row.nonce);
        self.keep(vec![Waiting {
            to,
            what: WaitingWhat::Forget,
            entry,
            owner,
            nonce,
            day: today,
            until: 0,
            content: Content::empty(),
        }])?;
        Ok(Withdrawal::Waits)
    }

    /// The `forget` of an entry, as it stands here now.
    pub(super) fn forget_draft(
        &self,
        entry: EntryId,
        counter: Counter,
        after: Vec<crate::id::ShortHash>,
    ) -> Option<Draft> {
        if let Some(draft) = self.unseal_draft(entry, counter, &after) {
            return Some(draft);
        }
        let row = self.view.row(entry)?;
        let known = self.forgets.get(&entry).and_then(|facts| facts.first());
        let records = row.changes.iter().map(|change| change.hash).collect();
        let forget = match known {
            Some(fact) => Forget {
                records,
                ..fact.forget.clone()
            },
            None => Forget {
                kind: row.content.kind().to_owned(),
                day: row.content.written()?,
                thread: row.content.thread(),
                counter: row.place()?.counter,
                records,
            },
        };
        Some(Draft {
            counter,
            after,
            owner: row.owner,
            nonce: row.nonce,
            operation: Operation::Forget(forget),
        })
    }

    /// The `forget` of one's own half of a pair, which no row shows.
    fn unseal_draft(
        &self,
        entry: EntryId,
        counter: Counter,
        after: &[crate::id::ShortHash],
    ) -> Option<Draft> {
        if self.view.row(entry).is_some() {
            return None;
        }
        let pair = *self.sealed.get(&entry)?;
        let facts = self.pairs.get(&pair)?;
        let seal = facts.seals.iter().find(|seal| seal.entry == entry)?;
        // A bind that came in meanwhile holds.
        if self.is_bound(entry) {
            return None;
        }
        Some(Draft {
            counter,
            after: after.to_vec(),
            owner: seal.owner,
            nonce: seal.nonce,
            operation: Operation::Forget(Forget {
                kind: seal.kind.clone(),
                day: seal.day,
                thread: Some(pair),
                counter: seal.at.counter,
                records: vec![seal.record],
            }),
        })
    }

    /// Writes the `forget`s that [`Journal::to_forget`] names.
    pub(super) fn write_forgets(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
    ) -> Result<Vec<Arrival>, AuthorError> {
        let due = self.to_forget(today)?;
        let mut arrivals = Vec::new();
        for entry in due {
            arrivals.extend(self.ensure_log(entropy, today)?);
            arrivals.extend(self.write_forget(today, entry)?);
        }
        Ok(arrivals)
    }
}
