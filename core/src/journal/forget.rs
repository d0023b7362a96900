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

use std::collections::{BTreeMap, BTreeSet};

use super::device::LackingRows;
use super::{AuthorError, Journal, Waiting, WaitingWhat};
use crate::date::Day;
use crate::entry::content::{Content, ContentBuilder, FORGOTTEN, KIND, THREAD, WRITTEN};
use crate::entry::template::template;
use crate::envelope::{FORGET_MAX, Forget, HALF, Operation, Wish};
use crate::id::{Beginning, Entropy, EntryId, LogId, Nonce, Owner, PersonId, RecordHash};
use crate::order::Place;
use crate::space::Shared;
use crate::space::Space;
use crate::store::{Arrival, Batch, LocalKind, StoreError};
use crate::view::rules::{KEEP_IT, ReplyError};
use crate::view::{ChangeRef, Part, Row, version_name};

/// How many days after its day an entry can be withdrawn, unless the two chose
/// otherwise.
pub const WITHDRAW_DAYS: u32 = 2;

/// The most days that two people can choose.
const WISHED_DAYS_MAX: u32 = 3;

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

fn persons(facts: &[Fact]) -> BTreeSet<PersonId> {
    facts.iter().map(|fact| fact.by).collect()
}

/// What the owner says of an entry goes before what the other does.
fn owners<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> Option<&'a Fact> {
    let mut first = None;
    for fact in facts {
        if Owner::person(fact.by) == fact.owner {
            return Some(fact);
        }
        first = first.or(Some(fact));
    }
    first
}

fn listed(facts: &[&Fact], by: PersonId) -> BTreeSet<RecordHash> {
    facts
        .iter()
        .filter(|fact| fact.by == by)
        .flat_map(|fact| fact.forget.records.iter().copied())
        .collect()
}

fn is_keep(fact: &Fact) -> bool {
    fact.forget.wish == Wish::Keep
}

/// What of the facts about an entry counts.
struct Counting<'a> {
    /// Whether both have let it go.
    both: bool,
    /// The wishes by which they did; else those that nobody has taken back. In the
    /// order of the facts.
    wishes: Vec<&'a Fact>,
}

/// So many wishes of each person and so many takings back, the last ones, are looked at:
/// people write a few, and each is compared with each.
const LOOKED_AT: usize = 16;

/// A wish, and what is known of takings back. Each of these has a bit.
struct Judged<'a> {
    fact: &'a Fact,
    /// Those of the same person that were written upon it.
    back: u32,
    /// Those of the other's that its writer knew.
    known: u32,
}

impl Judged<'_> {
    /// Whether two wishes let an entry go together: neither knew the other taken back.
    fn goes_with(&self, other: &Self) -> bool {
        let apart = self.fact.by != other.fact.by;
        apart && self.back & other.known == 0 && other.back & self.known == 0
    }
}

/// The last facts of each person, in their order.
fn last_ones(facts: &[Fact], of: impl Fn(&Fact) -> bool) -> Vec<&Fact> {
    let mut taken: BTreeMap<PersonId, usize> = BTreeMap::new();
    let mut last: Vec<&Fact> = facts
        .iter()
        .rev()
        .filter(|fact| of(fact))
        .filter(|fact| {
            let count = taken.entry(fact.by).or_default();
            *count += 1;
            *count <= LOOKED_AT
        })
        .collect();
    last.reverse();
    last
}

impl<S: Space> Journal<S> {
    /// What counts of the facts about an entry. Two wishes, one of each person, let it
    /// go together unless the writer of either knew that the other had taken theirs
    /// back. So a taking back that crosses the other's wish comes too late, on both
    /// devices, and nothing that is written after both let go changes that.
    fn counting<'a>(&self, facts: &'a [Fact]) -> Counting<'a> {
        if !facts.iter().any(is_keep) {
            return Counting {
                both: persons(facts).len() > 1,
                wishes: facts.iter().collect(),
            };
        }
        let judged = self.judged(facts);
        let mut together = BTreeSet::new();
        for one in &judged {
            if judged.iter().any(|other| one.goes_with(other)) {
                together.insert(one.fact.record);
            }
        }
        let both = !together.is_empty();
        let counts = |it: &Judged<'_>| match both {
            true => together.contains(&it.fact.record),
            false => it.back == 0,
        };
        let counting = judged.into_iter().filter(counts);
        Counting {
            both,
            wishes: counting.map(|it| it.fact).collect(),
        }
    }

    /// The last wishes of each person, with what is known of takings back.
    fn judged<'a>(&self, facts: &'a [Fact]) -> Vec<Judged<'a>> {
        let wishes = last_ones(facts, |fact| !is_keep(fact));
        let mut judged: Vec<Judged<'a>> = wishes
            .into_iter()
            .map(|fact| Judged {
                fact,
                back: 0,
                known: 0,
            })
            .collect();
        // Two people: at most as many as a word has bits.
        let keeps = last_ones(facts, is_keep).into_iter();
        for (number, keep) in keeps.take(2 * LOOKED_AT).enumerate() {
            let knows = self.ledger.knowing(keep.at);
            for wish in &mut judged {
                let (at, bit) = (wish.fact.at, 1 << number);
                if wish.fact.by == keep.by {
                    // By what it was written upon: a clock that was put right since
                    // says nothing of which came first.
                    if self.ledger.is_behind(keep.at, at) {
                        wish.back |= bit;
                    }
                } else if knows.has(wish.fact.by, at) {
                    wish.known |= bit;
                }
            }
        }
        judged
    }

    /// The wishes that count of an entry or of a half, which stays taken back.
    fn wishes<'a>(&self, entry: EntryId, facts: &'a [Fact]) -> Vec<&'a Fact> {
        match self.is_sealed(entry) {
            true => facts.iter().filter(|fact| !is_keep(fact)).collect(),
            false => self.counting(facts).wishes,
        }
    }

    /// The fact that says what a forgotten entry was. What this person's own device
    /// wrote of it, when its words were here, goes before what the owner claims: what
    /// stays of it is the same before its words are erased and after.
    fn told<'a>(&self, facts: &'a [Fact]) -> Option<&'a Fact> {
        let mine = facts.iter().find(|fact| fact.by == self.ledger.me());
        mine.or_else(|| owners(facts))
    }

    /// How an entry was forgotten, if it was.
    fn forgotten_how(&self, entry: EntryId, row: Option<&Row>) -> Option<Forgotten> {
        let facts = self.forgets.get(&entry)?;
        let first = self.told(facts)?;
        if self.is_sealed(entry) {
            // What is bound stays; what is not was taken back.
            let own = facts
                .iter()
                .any(|fact| Owner::person(fact.by) == fact.owner && !is_keep(fact));
            return (own && !self.is_bound(entry)).then_some(Forgotten::Withdrawn);
        }
        let kind = row
            .map(|row| row.content.kind())
            .filter(|kind| !kind.is_empty())
            .unwrap_or(&first.forget.kind);
        if template(kind).is_some_and(|template| template.lasting) {
            return None;
        }
        let counting = self.counting(facts);
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
            let row = self.view.row(*half).filter(|row| row.versions > 0)?;
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
        let Some(first) = self.forgets.get(&row.id).and_then(|facts| self.told(facts)) else {
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
    pub(super) fn adopt_forget(&mut self, entry: EntryId, fact: Fact) -> Result<(), StoreError> {
        let facts = self.forgets.entry(entry).or_default();
        if facts.iter().any(|known| known.record == fact.record) {
            return Ok(());
        }
        facts.push(fact);
        facts.sort_by_key(|fact| fact.at);
        self.note_stale();
        self.changed.insert(entry);
        // What follows waits until all that came in was read.
        self.to_finish.insert(entry);
        Ok(())
    }

    /// Records came without their words: they may be of entries that both have
    /// forgotten, which have no marker yet.
    fn look_for_markers(&mut self) {
        if !std::mem::take(&mut self.came_bare) {
            return;
        }
        let entries = self.forgets.keys();
        let unmarked = entries.filter(|entry| self.view.row(**entry).is_none());
        self.to_finish.extend(unmarked.copied());
    }

    /// Shows an entry as it stands, where it was hidden and is not any more, or
    /// the other way round.
    fn show_again(&mut self, entry: EntryId) -> Result<(), StoreError> {
        let Some(row) = self.view.row(entry).cloned() else {
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
        let Some(facts) = self.forgets.get(&entry).cloned() else {
            return Ok(());
        };
        let Some(first) = self.told(&facts).cloned() else {
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
            let is_free = self.view.at(place).is_none_or(|other| other == entry);
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
        let Some(facts) = self.forgets.get(&entry) else {
            return BTreeSet::new();
        };
        let row = self.view.row(entry);
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
            let new = of_it.difference(&self.gone).count() > 0;
            if new && !self.holds_back(*entry) {
                let row = self.view.row(*entry);
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
        self.joint_changes.retain(|hash, _| !gone.contains(hash));
        for entry in entries {
            self.recent.forget(*entry);
        }
        self.gone.extend(gone);
        let erased = !batch.erase.is_empty();
        if erased {
            // A page of the index that held the words goes with them, and so
            // does the root that names it: both are written anew.
            batch.delete.extend(self.pages_holding(&places));
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
        let facts = self.forgets.get(&entry).map_or(&[][..], Vec::as_slice);
        let wishes = self.counting(facts).wishes;
        let mut logs = wishes.iter().filter(|it| self.ledger.lacks_behind(it.at));
        let Some(log) = logs.next().map(|it| it.at.log) else {
            return false;
        };
        self.held_back.entry(log).or_default().insert(entry);
        true
    }

    /// What these logs were written upon came in: what waited for it is looked at again.
    pub(super) fn note_came_behind(&mut self, logs: &[LogId]) {
        for log in logs.iter().filter(|log| !self.ledger.is_waiting(**log)) {
            if let Some(entries) = self.held_back.remove(log) {
                self.to_finish.extend(entries);
            }
        }
    }

    /// What follows from `forget`s, once everything that came in was judged:
    /// what is hidden and what is shown again, and markers for what came without
    /// words. Gives the entries whose words may be erased now.
    pub(super) fn finish_forgetting(&mut self) -> Result<Vec<EntryId>, StoreError> {
        self.look_for_markers();
        let entries: Vec<EntryId> = std::mem::take(&mut self.to_finish).into_iter().collect();
        for entry in &entries {
            if let Some(pair) = self.sealed.get(entry) {
                self.to_open.insert(*pair);
            }
            self.show_again(*entry)?;
            if self.view.row(*entry).is_none() && !self.is_sealed(*entry) {
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

    /// The records of one half of a pair.
    fn half_records(&self, entry: EntryId) -> BTreeSet<RecordHash> {
        let pair = self
            .sealed
            .get(&entry)
            .and_then(|pair| self.pairs.get(pair));
        let seals = pair.into_iter().flat_map(|pair| &pair.seals);
        seals
            .filter(|seal| seal.entry == entry)
            .map(|seal| seal.record)
            .collect()
    }

    /// Whether a record's payload is gone for good, so that nobody asks for it.
    pub(super) fn is_gone(&self, hash: RecordHash) -> bool {
        self.gone.contains(&hash)
    }

    /// Who has proposed to remove an entry that can still be read, unless they took it
    /// back or the other said since that they want to keep it.
    pub fn proposed_removal(&self, entry: EntryId) -> Option<PersonId> {
        let facts = self.forgets.get(&entry)?;
        let row = self.view.row(entry).filter(|row| row.versions > 0)?;
        if self.forgotten_how(entry, Some(row)).is_some() {
            return None;
        }
        let wishes = self.counting(facts).wishes;
        let by = wishes.first()?.by;
        let last = wishes.iter().rev().find(|fact| fact.by == by)?.at;
        let mut replies = self.view.replies(entry);
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

impl Journal<Shared> {
    pub(super) fn load_marks(&mut self) -> Result<(), StoreError> {
        for (key, plain) in self.local_rows(LocalKind::Day, 64)? {
            if let Some(plain) = plain {
                self.device.days.take_row(key, &plain);
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
        if self.device.days.has(today) {
            return Ok(());
        }
        let last = self.store.last_arrival()?;
        if self.commit_rows(self.device.days.plan(today, last))? {
            self.device.days.mark(today, last);
        }
        Ok(())
    }

    /// Where a record stands among all that arrived.
    fn arrival_of(&self, at: Place, record: RecordHash) -> Result<Option<Arrival>, StoreError> {
        let positions = self.store.at(at.log, at.seq)?.into_iter();
        Ok(positions
            .filter(|position| position.hash == record)
            .map(|position| position.arrival)
            .next())
    }

    /// The day on which a record reached this device, as far as it was noted.
    fn reached(&self, at: Place, record: RecordHash) -> Result<Option<Day>, StoreError> {
        let arrival = self.arrival_of(at, record)?;
        Ok(arrival.and_then(|arrival| self.device.days.reached(arrival)))
    }

    /// The last day on which a record can have reached this device, by its own
    /// calendar: the first that was noted after it.
    fn reached_by(&self, at: Place, record: RecordHash) -> Result<Option<Day>, StoreError> {
        let arrival = self.arrival_of(at, record)?;
        Ok(arrival.and_then(|arrival| self.device.days.reached_by(arrival)))
    }

    /// The entries of which this device has a `forget` to write: what the other
    /// withdrew while it was new here, and records of forgotten entries that no
    /// `forget` of this person lists yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn to_forget(&self) -> Result<Vec<EntryId>, StoreError> {
        let mut due = Vec::new();
        for (entry, facts) in &self.forgets {
            let wishes = self.wishes(*entry, facts);
            let mine = listed(&wishes, self.ledger.me());
            let Some(row) = self.view.row(*entry) else {
                let half = self.half_records(*entry);
                let taken_back = self.forgotten_how(*entry, None).is_some();
                if taken_back && half.iter().any(|record| !mine.contains(record)) {
                    due.push(*entry);
                }
                continue;
            };
            let changes = row.changes.iter();
            let unlisted = changes.filter(|change| !mine.contains(&change.hash));
            if unlisted.count() == 0 {
                continue;
            }
            let by_me = wishes.iter().find(|fact| fact.by == self.ledger.me());
            let goes_on = by_me.is_some_and(|fact| {
                // What was taken back while a correction was on its way.
                let own = Owner::person(fact.by) == fact.owner;
                let withdrawn = own && fact.forget.wish == Wish::Withdraw;
                withdrawn || self.forgotten_how(*entry, Some(row)).is_some()
            });
            if goes_on || (by_me.is_none() && self.may_join(&wishes, row)?) {
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
    pub fn is_asked(&self) -> Result<bool, StoreError> {
        Ok(self.has_to_bind() || !self.to_forget()?.is_empty())
    }

    /// Whether this device joins in by itself: its own copy says that the entry is
    /// of a kind that can be withdrawn, every record the other lists was opened
    /// here as a change of it, and it was new here when it was withdrawn, by the
    /// days that this device counted itself.
    fn may_join(&self, wishes: &[&Fact], row: &Row) -> Result<bool, StoreError> {
        let Some(fact) = wishes
            .iter()
            .find(|fact| Owner::person(fact.by) == row.owner && fact.forget.wish == Wish::Withdraw)
        else {
            return Ok(false);
        };
        let stays = template(row.content.kind()).is_none_or(|template| template.lasting);
        if row.versions == 0 || stays {
            return Ok(false);
        }
        let known: BTreeSet<RecordHash> = row.changes.iter().map(|change| change.hash).collect();
        let all_known = wishes
            .iter()
            .flat_map(|fact| &fact.forget.records)
            .all(|record| known.contains(record));
        // Opened now, each is a change of this entry and of nothing else.
        for change in &row.changes {
            let opened = self.record_at(change.place, change.hash)?;
            let is_of_it =
                opened.is_some_and(|opened| opened.entry == row.id && opened.operation.is_change());
            if !is_of_it {
                return Ok(false);
            }
        }
        Ok(all_known && self.was_new(row, fact)?)
    }

    /// Whether an entry was new on this device when its `forget` came.
    fn was_new(&self, row: &Row, fact: &Fact) -> Result<bool, StoreError> {
        let days = self.withdraw_days();
        let Some(begun) = row.changes.first() else {
            return Ok(false);
        };
        let came = self.reached(begun.place, begun.hash)?;
        let (Some(came), Some(withdrawn)) = (came, self.reached(fact.at, fact.record)?) else {
            return Ok(false);
        };
        // What this person had before this device got it was not new with it: a
        // copy that was put back gets all of the past in one day.
        let held = self
            .ledger
            .held_days(self.ledger.me(), begun.place, fact.at);
        Ok(withdrawn <= came.plus(days) && held <= days)
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
        if self.device.outbox.new_entry(entry).is_some() {
            self.cancel(entry)?;
            return Ok(Withdrawal::TakenBack);
        }
        let row = self.readable(entry)?;
        // What both write in is neither's alone.
        if row.owner != Owner::person(self.ledger.me()) {
            return Err(AuthorError::NotYours);
        }
        if self.is_bound(entry) {
            return Err(AuthorError::Bound);
        }
        if today > self.new_since(row, today)?.plus(self.withdraw_days()) {
            return Err(AuthorError::TooLateToWithdraw);
        }
        self.keep_forget(today, entry, Wish::Withdraw)
    }

    /// Since when an own entry counts as new: the day it says; where that is
    /// ahead of this device's own days, the day on which it became a record.
    fn new_since(&self, row: &Row, today: Day) -> Result<Day, StoreError> {
        let written = row.content.written().unwrap_or(today);
        let Some(begun) = row.changes.first() else {
            return Ok(written);
        };
        let by = self.reached_by(begun.place, begun.hash)?;
        Ok(by.map_or(written, |by| by.min(written)))
    }

    /// Puts the wish to remove an entry together into the outbox: a proposal,
    /// or the answer to the other's. `seen` names what it said to the one who asks
    /// (see [`version_name`]), if they had its words before them.
    ///
    /// # Errors
    /// [`AuthorError`]; [`AuthorError::Changed`] if it says something else by now, and
    /// [`AuthorError::Asked`] if this person's proposal waits for the other's word.
    pub fn keep_removal(
        &mut self,
        today: Day,
        entry: EntryId,
        seen: Option<&str>,
    ) -> Result<Withdrawal, AuthorError> {
        if self.device.outbox.new_entry(entry).is_some() {
            self.cancel(entry)?;
            return Ok(Withdrawal::TakenBack);
        }
        if self.is_sealed(entry) {
            return Err(AuthorError::Bound);
        }
        if self.proposed_removal(entry) == Some(self.ledger.me()) {
            return Err(AuthorError::Asked);
        }
        // What the other withdrew too late for this device to join in by itself
        // can be let go by hand.
        let marked = self.view.row(entry).is_some_and(Row::is_marker);
        if !marked {
            let row = self.readable(entry)?;
            let changed = seen.is_some_and(|seen| seen != version_name(row));
            // What both write in changes all the time.
            if changed && !self.ledger.roster().is_joint(row.owner) {
                return Err(AuthorError::Changed);
            }
        }
        self.keep_forget(today, entry, Wish::Remove)
    }

    /// Takes back one's own wish that an entry goes from both copies. What has not gone
    /// anywhere is gone at once; else the taking back waits for the next meeting. Where
    /// the other lets the entry go before that reaches them, it is gone.
    ///
    /// # Errors
    /// [`AuthorError::NoSuchEntry`] if the entry is not there or is gone,
    /// [`ReplyError::NotAsked`] if this person wishes nothing of the kind, and
    /// [`AuthorError::Store`].
    pub fn keep_after_all(&mut self, today: Day, entry: EntryId) -> Result<(), AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        let numbers = self.device.outbox.numbers_of_wishes(entry);
        if !numbers.is_empty() {
            self.keep_instead(Vec::new(), &numbers)?;
            return Ok(());
        }
        let row = self.view.row(entry).filter(|row| row.versions > 0);
        let row = row.ok_or(AuthorError::NoSuchEntry)?;
        let seed = (entry, row.owner, row.nonce);
        let facts = self.forgets.get(&entry).map_or(&[][..], Vec::as_slice);
        let mut standing = self.judged(facts).into_iter().filter(|it| it.back == 0);
        let is_mine = standing.any(|it| it.fact.by == self.ledger.me());
        if self.is_sealed(entry) || !is_mine {
            return Err(ReplyError::NotAsked.into());
        }
        let kept = Waiting::of(to, WaitingWhat::Forget(Wish::Keep), seed, today);
        self.keep_instead(vec![kept], &[])?;
        Ok(())
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

    fn keep_forget(
        &mut self,
        today: Day,
        entry: EntryId,
        wish: Wish,
    ) -> Result<Withdrawal, AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        // The draft of a correction holds all its words, and so does that of what
        // is proposed from a text of both.
        let row = self.view.row(entry).ok_or(AuthorError::NoSuchEntry)?;
        let (owner, nonce) = (row.owner, row.nonce);
        let is_joint = self.ledger.roster().is_joint(owner);
        for slot in self.device.drafts.words_of(entry, is_joint) {
            self.drop_draft(&slot)?;
        }
        // A correction of it that waits would say its words again: it goes in
        // the same transaction.
        let corrections = self.device.outbox.numbers_of(entry);
        let forget = Waiting::of(to, WaitingWhat::Forget(wish), (entry, owner, nonce), today);
        self.keep_instead(vec![forget], &corrections)?;
        Ok(Withdrawal::Waits)
    }

    /// The `forget` of an entry, as it stands here now; `None` if all that is
    /// known of it is listed.
    pub(super) fn forget_of(&self, entry: EntryId, wish: Wish) -> Option<Operation> {
        if let Some(forget) = self.unseal_of(entry) {
            return Some(Operation::Forget(forget));
        }
        let row = self.view.row(entry)?;
        let facts = self.forgets.get(&entry).map_or(&[][..], Vec::as_slice);
        let known = self.told(facts);
        let Counting { both, wishes } = self.counting(facts);
        if wish == Wish::Keep && (both || row.versions == 0) {
            return None;
        }
        let mine = listed(&wishes, self.ledger.me());
        let all = || row.changes.iter().map(|change| change.hash);
        // What is listed already need not be listed again, unless it is asked again.
        let rest = all().filter(|hash| !mine.contains(hash)).take(FORGET_MAX);
        let mut records: Vec<RecordHash> = rest.collect();
        let again = wish == Wish::Remove && !both && row.versions > 0;
        if wish == Wish::Keep {
            records.clear();
        } else if records.is_empty() && again {
            records = all().take(FORGET_MAX).collect();
        } else if records.is_empty() {
            return None;
        }
        Some(Operation::Forget(match known {
            Some(fact) if row.content.kind().is_empty() => Forget {
                records,
                wish,
                ..fact.forget.clone()
            },
            _ => Forget {
                beginning: row.beginning,
                wish,
                kind: row.content.kind().to_owned(),
                day: row.content.written()?,
                thread: row.content.thread(),
                counter: row.changes.first()?.place.counter,
                records,
            },
        }))
    }

    /// The `forget` of one's own half of a pair, which no row shows.
    fn unseal_of(&self, entry: EntryId) -> Option<Forget> {
        if self.view.row(entry).is_some() {
            return None;
        }
        let pair = *self.sealed.get(&entry)?;
        let facts = self.pairs.get(&pair)?;
        let seal = facts.seals.iter().find(|seal| seal.entry == entry)?;
        // A bind that came in meanwhile holds.
        let facts = self.forgets.get(&entry).into_iter().flatten();
        let mine = listed(&facts.collect::<Vec<_>>(), self.ledger.me());
        if self.is_bound(entry) || mine.contains(&seal.record) {
            return None;
        }
        Some(Forget {
            beginning: Beginning::NONE,
            wish: Wish::Withdraw,
            kind: HALF.to_owned(),
            day: seal.day,
            thread: Some(pair),
            counter: seal.at.counter,
            records: vec![seal.record],
        })
    }

    /// Whose entry this is about, as it is known here: a row's, or a half's.
    fn seed_of(&self, entry: EntryId) -> Option<(Owner, Nonce)> {
        if let Some(row) = self.view.row(entry) {
            return Some((row.owner, row.nonce));
        }
        let pair = self.pairs.get(self.sealed.get(&entry)?)?;
        let seal = pair.seals.iter().find(|seal| seal.entry == entry)?;
        Some((seal.owner, seal.nonce))
    }

    /// Writes the `forget`s that [`Journal::to_forget`] names.
    pub(super) fn write_forgets(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
    ) -> Result<Vec<Arrival>, AuthorError> {
        if self.forgets.is_empty() {
            return Ok(Vec::new());
        }
        // The window is read from the view.
        self.load_all()?;
        let due = self.to_forget()?;
        let mut arrivals = Vec::new();
        for entry in due {
            // To join in is to wish the same.
            let facts = self.forgets.get(&entry).map_or(&[][..], Vec::as_slice);
            let wishes = self.counting(facts).wishes;
            let wish = owners(wishes).map_or(Wish::Withdraw, |fact| fact.forget.wish);
            let forget = self.forget_of(entry, wish);
            if let (Some((owner, nonce)), Some(forget)) = (self.seed_of(entry), forget) {
                arrivals.extend(self.ensure_log(entropy, today)?);
                arrivals.extend(self.write_operation(today, owner, nonce, forget)?);
            }
        }
        Ok(arrivals)
    }
}
