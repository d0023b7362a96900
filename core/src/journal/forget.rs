//! Forgetting: the text of an entry goes from both copies, a marker stays.
//!
//! ```text
//! withdrawn   its writer, while it is new: the other's device joins in by itself
//! removed     both: either says so first, the other follows, or does not
//! kept        who said so first takes it back, as long as the other has not followed
//! ```
//!
//! Words are hidden, and their payload erased, once `forget` records of both
//! persons name the entry. The reader's device writes its own by itself for what
//! was new there when it was withdrawn, by the days that it counted itself; no
//! counter and no day that the other names widens that. What one person alone
//! says hides nothing: it is a proposal. The rules: `docs/envelope-format.md`,
//! "Forgetting".

use std::collections::BTreeSet;

use super::Journal;
use super::device::LackingRows;
use super::fold::Fact;
use super::fold::wishes::{counting, is_keep, listed, persons, told};
use crate::date::Day;
use crate::entry::content::{Content, ContentBuilder, FORGOTTEN, KIND, THREAD, WRITTEN};
use crate::entry::template::template;
use crate::envelope::{HALF, Wish};
use crate::id::{Beginning, EntryId, LogId, Owner, PersonId, RecordHash};
use crate::order::Place;
use crate::space::Space;
use crate::store::{Batch, LocalKind, StoreError};
use crate::view::rules::KEEP_IT;
use crate::view::{ChangeRef, Part, Row};

/// How many days after its day an entry can be withdrawn, unless the two chose
/// otherwise.
pub const WITHDRAW_DAYS: u32 = 2;

/// The most days that two people can choose.
const WISHED_DAYS_MAX: u32 = 3;

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

impl<S: Space> Journal<S> {
    /// The wishes that count of an entry or of a half, which stays taken back.
    pub(super) fn wishes<'a>(&self, entry: EntryId, facts: &'a [Fact]) -> Vec<&'a Fact> {
        match self.fold.pairs.is_half(entry) {
            true => facts.iter().filter(|fact| !is_keep(fact)).collect(),
            false => counting(&self.ledger, facts).wishes,
        }
    }

    /// How an entry was forgotten, if it was.
    pub(super) fn forgotten_how(&self, entry: EntryId, row: Option<&Row>) -> Option<Forgotten> {
        let facts = self.fold.forgetting.facts(entry);
        let first = told(&self.ledger, facts)?;
        if self.fold.pairs.is_half(entry) {
            // What is bound stays; what is not was taken back.
            let own = facts
                .iter()
                .any(|fact| Owner::person(fact.by) == fact.owner && !is_keep(fact));
            return (own && !self.fold.pairs.is_bound(entry)).then_some(Forgotten::Withdrawn);
        }
        let kind = row
            .map(|row| row.content.kind())
            .filter(|kind| !kind.is_empty())
            .unwrap_or(&first.forget.kind);
        if template(kind).is_some_and(|template| template.lasting) {
            return None;
        }
        let counting = counting(&self.ledger, facts);
        if !counting.both {
            return None;
        }
        let mut wishes = counting.wishes.iter();
        let withdrawn = wishes.all(|fact| fact.forget.wish == Wish::Withdraw);
        Some(if withdrawn {
            Forgotten::Withdrawn
        } else {
            Forgotten::Removed
        })
    }

    /// How many days an entry can be withdrawn: the shorter of the wishes that
    /// both opened when they began, else [`WITHDRAW_DAYS`].
    pub fn withdraw_days(&self) -> u32 {
        let wish = |half: &EntryId| {
            let row = self.view().row(*half).filter(|row| row.versions > 0)?;
            let days = row.content.field("window")?.parse::<u32>().ok()?;
            Some(days.min(WISHED_DAYS_MAX))
        };
        let wishes = self.charter_halves().into_iter().flatten();
        let wishes: Vec<u32> = wishes.filter_map(|half| wish(&half)).collect();
        wishes.into_iter().min().unwrap_or(WITHDRAW_DAYS)
    }

    /// What a row becomes where its entry is forgotten: a marker without words.
    pub(super) fn without_words(&self, mut row: Row) -> Row {
        let Some(how) = self.forgotten_how(row.id, Some(&row)) else {
            return row;
        };
        let facts = self.fold.forgetting.facts(row.id);
        let Some(first) = told(&self.ledger, facts) else {
            return row;
        };
        // What the row itself says of it goes before what a record claims.
        let content = &row.content;
        let (kind, day, thread) = if content.kind().is_empty() {
            let forget = &first.forget;
            (forget.kind.clone(), Some(forget.day), forget.thread)
        } else {
            (
                content.kind().to_owned(),
                content.written(),
                content.thread(),
            )
        };
        row.versions = 0;
        row.content = marker(kind, day, thread, how);
        row.writer = self.ledger.roster().marked(row.owner).unwrap_or(row.writer);
        row
    }

    /// Takes in a `forget` record of the shared space.
    pub(super) fn adopt_forget(&mut self, entry: EntryId, fact: Fact) {
        if self.fold.forgetting.take(entry, fact) {
            self.note_stale();
            self.fold.entries.note_changed([entry]);
        }
    }

    /// Shows an entry as it stands, where it was hidden and is not any more, or
    /// the other way round.
    fn show_again(&mut self, entry: EntryId) -> Result<(), StoreError> {
        let Some(row) = self.view().row(entry).cloned() else {
            return Ok(());
        };
        match (self.forgotten_how(entry, Some(&row)), row.is_marker()) {
            (None, true) => self.refold(entry),
            (Some(_), _) => {
                self.put_row(row);
                Ok(())
            }
            (None, false) => Ok(()),
        }
    }

    /// Puts a marker for an entry whose words never came: its records were
    /// given without them.
    fn put_marker(&mut self, entry: EntryId) -> Result<(), StoreError> {
        if self.forgotten_how(entry, None).is_none() {
            return Ok(());
        }
        let facts = self.fold.forgetting.facts(entry);
        let Some(first) = told(&self.ledger, facts).cloned() else {
            return Ok(());
        };
        let hashes: BTreeSet<RecordHash> = facts
            .iter()
            .flat_map(|fact| fact.forget.records.iter().copied())
            .collect();
        let mut changes = Vec::new();
        for arrival in self.store.by_hashes(&hashes)? {
            let Some(row) = self.store.row(arrival)? else {
                continue;
            };
            let place = self.place(row.log, row.seq, row.hash, first.forget.counter);
            // What has words is shown by them, or is another entry's; what is
            // not its owner's cannot be of this entry.
            let person = self.ledger.person(row.log);
            let roster = self.ledger.roster();
            let is_owners = person.is_some_and(|person| roster.may_write(person, first.owner));
            let is_free = self.view().at(place).is_none_or(|other| other == entry);
            if row.payload.is_none() && is_owners && is_free {
                let begins = Beginning::of(row.hash) == first.forget.beginning;
                changes.push(ChangeRef {
                    part: if begins { Part::Beginning } else { Part::Later },
                    place,
                    hash: row.hash,
                });
            }
        }
        changes.sort_unstable();
        for ChangeRef { place, hash, .. } in &changes {
            self.ledger.note_bare(*place, *hash);
        }
        if first.forget.kind == HALF {
            // What was sealed and taken back leaves no marker.
            return Ok(());
        }
        let writer = changes
            .first()
            .and_then(|change| self.ledger.person(change.place.log));
        let Some(writer) = writer else {
            return Ok(());
        };
        self.put_row(Row {
            id: entry,
            owner: first.owner,
            nonce: first.nonce,
            beginning: first.forget.beginning,
            writer,
            changes,
            versions: 0,
            content: Content::empty(),
        });
        Ok(())
    }

    /// The records of an entry that `forget`s of both list: of those that were
    /// opened here as its own, or came without words.
    fn gone_of(&self, entry: EntryId) -> BTreeSet<RecordHash> {
        let facts = self.fold.forgetting.facts(entry);
        let row = self.view().row(entry);
        if self.forgotten_how(entry, row).is_none() {
            return BTreeSet::new();
        }
        let known: BTreeSet<RecordHash> = match row {
            Some(row) => row.changes.iter().map(|change| change.hash).collect(),
            None => self.half_records(entry),
        };
        let wishes = self.wishes(entry, facts);
        let mut lists = persons(facts)
            .into_iter()
            .map(|person| listed(&wishes, person));
        match (lists.next(), lists.next()) {
            (Some(one), Some(other)) => one
                .intersection(&other)
                .filter(|hash| known.contains(hash))
                .copied()
                .collect(),
            _ => BTreeSet::new(),
        }
    }

    /// Erases what both forgot of these entries, and every row on this disk
    /// that held their words, in one transaction.
    pub(super) fn erase_gone(&mut self, entries: &[EntryId]) -> Result<(), StoreError> {
        let mut gone = BTreeSet::new();
        let mut places: Vec<Place> = Vec::new();
        for entry in entries {
            let of_it = self.gone_of(*entry);
            let mut all = of_it.iter();
            let new = all.any(|hash| !self.fold.forgetting.is_gone(*hash));
            if new && !self.holds_back(*entry) {
                let row = self.view().row(*entry);
                let changes = row.into_iter().flat_map(|row| &row.changes);
                places.extend(changes.map(|change| change.place));
                gone.extend(of_it);
            }
        }
        if gone.is_empty() {
            return Ok(());
        }
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
            self.ledger.note_gone(*hash);
            if self.device.lacking.clear(*hash) {
                batch.delete.push(LackingRows::key(*hash));
            }
        }
        self.fold.joint.forget(&gone);
        for entry in entries {
            self.fold.entries.forget_folded(*entry);
        }
        self.fold.forgetting.note_gone(gone);
        let erased = !batch.erase.is_empty();
        if erased {
            // A page of the index that held the words goes with them, and so
            // does the root that names it: both are written anew.
            batch.delete.extend(self.pages_holding(&places)?);
        }
        if batch.is_empty() {
            return Ok(());
        }
        self.store.commit(&batch)?;
        if erased {
            self.store.settle()?;
        }
        Ok(())
    }

    /// Whether what a wish was written upon is not all here: it may have been taken
    /// back before. The words are hidden meanwhile, and looked at again once it came.
    fn holds_back(&mut self, entry: EntryId) -> bool {
        let facts = self.fold.forgetting.facts(entry);
        let wishes = counting(&self.ledger, facts).wishes;
        let mut logs = wishes.iter().filter(|it| self.ledger.lacks_behind(it.at));
        let Some(log) = logs.next().map(|it| it.at.log) else {
            return false;
        };
        self.fold.forgetting.hold_back(entry, log);
        true
    }

    /// What these logs were written upon came in: what waited for it is looked at again.
    pub(super) fn note_came_behind(&mut self, logs: &[LogId]) {
        for log in logs.iter().filter(|log| !self.ledger.is_waiting(**log)) {
            self.fold.forgetting.came_behind(*log);
        }
    }

    /// What follows from `forget`s, once everything that came in was judged:
    /// what is hidden and what is shown again, and markers for what came without
    /// words. Gives the entries whose words may be erased now.
    pub(super) fn finish_forgetting(&mut self) -> Result<Vec<EntryId>, StoreError> {
        let view = self.fold.entries.view();
        let is_shown = |entry| view.row(entry).is_some();
        let entries = self.fold.forgetting.take_due(is_shown);
        for entry in &entries {
            self.fold.pairs.judge_again(*entry);
            self.show_again(*entry)?;
            if self.view().row(*entry).is_none() && !self.fold.pairs.is_half(*entry) {
                self.put_marker(*entry)?;
            }
        }
        Ok(entries)
    }

    /// The sealed payloads of an entry that are on this disk, for tests.
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub fn sealed_payloads(&self, entry: EntryId) -> Result<Vec<Vec<u8>>, StoreError> {
        let row = self.view().row(entry);
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

    /// The records of one half of a pair.
    pub(super) fn half_records(&self, entry: EntryId) -> BTreeSet<RecordHash> {
        let half = self.fold.pairs.half(entry);
        let seals = half.into_iter().flat_map(|(_, seals)| seals);
        seals.map(|seal| seal.record).collect()
    }

    /// Who has proposed to remove an entry that can still be read, unless they took it
    /// back or the other said since that they want to keep it.
    pub fn proposed_removal(&self, entry: EntryId) -> Option<PersonId> {
        let facts = self.fold.forgetting.facts(entry);
        let row = self.view().row(entry).filter(|row| row.versions > 0)?;
        if self.forgotten_how(entry, Some(row)).is_some() {
            return None;
        }
        let wishes = counting(&self.ledger, facts).wishes;
        let by = wishes.first()?.by;
        let last = wishes.iter().rev().find(|fact| fact.by == by)?.at;
        let mut replies = self.view().replies(entry);
        let kept = replies.any(|it| {
            let answers = it.content.kind() == KEEP_IT && it.writer != by;
            answers && it.place().is_some_and(|at| at > last)
        });
        (!kept).then_some(by)
    }
}

/// What stays of a forgotten entry: kind, day and thread, and no word of it.
fn marker(kind: String, day: Option<Day>, thread: Option<EntryId>, how: Forgotten) -> Content {
    let mut content = ContentBuilder::default();
    let fields = &mut content.fields;
    fields.insert(KIND.to_owned(), kind);
    fields.insert(FORGOTTEN.to_owned(), how.word().to_owned());
    if let Some(day) = day {
        fields.insert(WRITTEN.to_owned(), day.to_string());
    }
    if let Some(thread) = thread {
        fields.insert(THREAD.to_owned(), thread.to_string());
    }
    content.build()
}
