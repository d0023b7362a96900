//! What waits, by its number: what is to go out of it, what goes before what, and what
//! it has become.

use std::collections::BTreeMap;

use super::Rows;
use super::waiting::{self, Waiting, WaitingWhat};
use crate::entry::Content;
use crate::entry::content::THREAD;
use crate::entry::template::template;
use crate::id::EntryId;
use crate::search::Search;

/// What waits to go along.
#[derive(Debug, Default)]
pub(in crate::journal) struct Outbox {
    waits: BTreeMap<u64, Waiting>,
    /// What waited under which id since this was opened, and what it became.
    became: BTreeMap<EntryId, EntryId>,
    /// What was held until this second goes along, in Unix seconds.
    released: u64,
    /// The texts that waited at the last search.
    searched: Searched,
}

/// The texts that waited at the last search.
#[derive(Debug, Default)]
struct Searched {
    of: Vec<(EntryId, Content)>,
    search: Search,
}

/// What is to change in the outbox: made durable first, then [`Outbox::take`]n in.
#[derive(Debug, Default)]
pub(in crate::journal) struct Turn {
    put: Vec<(u64, Waiting)>,
    gone: Vec<u64>,
}

impl Turn {
    /// Puts one thing in its place.
    pub(in crate::journal) fn put(number: u64, waiting: Waiting) -> Self {
        Self {
            put: vec![(number, waiting)],
            gone: Vec::new(),
        }
    }

    /// The rows that are written and that go.
    pub(in crate::journal) fn rows(&self) -> Rows {
        let put = self.put.iter().map(|(number, it)| it.rows(*number));
        let put = put.reduce(Rows::and).unwrap_or_default();
        put.without(self.gone.iter().copied().map(waiting::key))
    }
}

/// The entry that what waited under this id became.
fn entry_of(became: &[(EntryId, EntryId)], waited: EntryId) -> Option<EntryId> {
    let known = became.iter().find(|(of, _)| *of == waited);
    known.map(|(_, entry)| *entry)
}

/// What waits for an entry that became a record, under that entry's id now.
fn moved_along(item: &Waiting, became: &[(EntryId, EntryId)]) -> Option<Waiting> {
    let thread = item.content.thread()?;
    let entry = entry_of(became, thread)?;
    let mut content = item.content.to_builder();
    content.fields.insert(THREAD.to_owned(), entry.to_string());
    // The id of a half contains its pair.
    let half =
        (item.what == WaitingWhat::Seal).then(|| EntryId::half(item.owner, item.nonce, entry));
    Some(Waiting {
        content: content.build(),
        entry: half.unwrap_or(item.entry),
        ..item.clone()
    })
}

impl Outbox {
    /// Takes in a row. One that does not read counts for nothing.
    pub(super) fn take_row(&mut self, key: Vec<u8>, plain: &[u8]) {
        let number = key.try_into().map(u64::from_be_bytes);
        if let (Ok(number), Some(waiting)) = (number, Waiting::parse(plain)) {
            self.waits.insert(number, waiting);
        }
    }

    /// What waits, in the order it was finished.
    pub(in crate::journal) fn all(&self) -> impl Iterator<Item = &Waiting> {
        self.waits.values()
    }

    /// How much waits.
    pub(in crate::journal) fn len(&self) -> usize {
        self.waits.len()
    }

    /// Says what time it is, in Unix seconds.
    pub(in crate::journal) fn release(&mut self, seconds: u64) {
        self.released = seconds;
    }

    /// Whether something is held until later than it is now.
    pub(in crate::journal) fn is_held(&self, waiting: &Waiting) -> bool {
        waiting.until > self.released
    }

    /// When the next hold ends after `seconds`, if any does.
    pub(in crate::journal) fn next_release(&self, seconds: u64) -> Option<u64> {
        let held = self.waits.values().map(|waiting| waiting.until);
        held.filter(|until| *until > seconds).min()
    }

    /// The entry that what waited under this id has become; the same id for anything
    /// else.
    pub(in crate::journal) fn became(&self, id: EntryId) -> EntryId {
        self.became.get(&id).copied().unwrap_or(id)
    }

    /// The entries of which the id they waited under begins with this.
    pub(in crate::journal) fn became_by_prefix(&self, prefix: &str) -> Vec<EntryId> {
        let became = self.became.iter();
        let found = became.filter(|(waited, _)| waited.to_string().starts_with(prefix));
        found.map(|(_, entry)| *entry).collect()
    }

    /// The first that fits, with its number.
    pub(in crate::journal) fn find(
        &self,
        fits: impl Fn(&Waiting) -> bool,
    ) -> Option<(u64, &Waiting)> {
        let mut all = self.waits.iter();
        let found = all.find(|(_, waiting)| fits(waiting));
        found.map(|(number, waiting)| (*number, waiting))
    }

    /// What waits as a new entry under this id.
    pub(in crate::journal) fn new_entry(&self, entry: EntryId) -> Option<&Waiting> {
        let found = self.find(|it| it.entry == entry && it.what == WaitingWhat::New);
        found.map(|(_, waiting)| waiting)
    }

    /// One's own half of a pair, with its number.
    pub(in crate::journal) fn half(&self, pair: EntryId) -> Option<(u64, &Waiting)> {
        self.find(|it| it.what == WaitingWhat::Seal && it.content.thread() == Some(pair))
    }

    /// Whether a wish about an entry waits that it goes or stays.
    pub(in crate::journal) fn has_wish(&self, entry: EntryId) -> bool {
        self.find(|it| matches!(it.what, WaitingWhat::Forget(_)) && it.entry == entry)
            .is_some()
    }

    /// Where something of an entry waits. With a pair goes the half that waits for it.
    pub(in crate::journal) fn numbers_of(&self, entry: EntryId) -> Vec<u64> {
        self.numbers(|it| {
            let half = it.what == WaitingWhat::Seal;
            it.entry == entry || (half && it.content.thread() == Some(entry))
        })
    }

    /// Where wishes wait that an entry goes.
    pub(in crate::journal) fn numbers_of_wishes(&self, entry: EntryId) -> Vec<u64> {
        self.numbers(|it| it.entry == entry && it.lets_go())
    }

    fn numbers(&self, fits: impl Fn(&Waiting) -> bool) -> Vec<u64> {
        let all = self.waits.iter().filter(|(_, waiting)| fits(waiting));
        all.map(|(number, _)| *number).collect()
    }

    /// Whether what this one answers waits itself: then that goes first.
    pub(in crate::journal) fn answers_what_waits(
        &self,
        waiting: &Waiting,
        is_here: impl Fn(EntryId) -> bool,
    ) -> bool {
        let parent = waiting.content.thread();
        parent.is_some_and(|parent| {
            waiting.what == WaitingWhat::New && !is_here(parent) && self.new_entry(parent).is_some()
        })
    }

    /// What may go along now, in its order, with its numbers.
    pub(in crate::journal) fn ready(
        &self,
        is_here: impl Fn(EntryId) -> bool,
    ) -> impl Iterator<Item = (u64, &Waiting)> {
        let all = self.waits.iter();
        all.filter(move |(_, it)| !self.is_held(it) && !self.answers_what_waits(it, &is_here))
            .map(|(number, it)| (*number, it))
    }

    /// Puts `items` at the end, and takes out what stands at `gone`.
    pub(in crate::journal) fn plan(&self, items: Vec<Waiting>, gone: &[u64]) -> Turn {
        let first = self.waits.keys().next_back().map_or(0, |last| last + 1);
        Turn {
            put: (first..).zip(items).collect(),
            gone: gone.to_vec(),
        }
    }

    /// Lets what is held of an entry go along at once: a turn for each.
    pub(in crate::journal) fn plan_send(&self, entry: EntryId) -> Vec<Turn> {
        let all = self.waits.iter();
        let held = all.filter(|(_, it)| it.entry == entry && it.until > 0);
        held.map(|(number, it)| {
            let until = 0;
            Turn::put(
                *number,
                Waiting {
                    until,
                    ..it.clone()
                },
            )
        })
        .collect()
    }

    /// Takes back what waits of an entry; `None` if nothing does. What answers it and
    /// waits too goes on by itself, or along with it where it can only be an answer; and
    /// so on below that.
    pub(in crate::journal) fn plan_cancel(&self, entry: EntryId) -> Option<Turn> {
        let mut turn = Turn {
            put: Vec::new(),
            gone: self.numbers_of(entry),
        };
        if turn.gone.is_empty() {
            return None;
        }
        let mut open: Vec<EntryId> = self
            .new_entry(entry)
            .map(|it| it.entry)
            .into_iter()
            .collect();
        while let Some(gone) = open.pop() {
            for (number, waiting) in &self.waits {
                let is_answer = waiting.what == WaitingWhat::New;
                if !is_answer || waiting.content.thread() != Some(gone) {
                    continue;
                }
                if template(waiting.content.kind()).is_none_or(|of| of.reply_only) {
                    turn.gone.push(*number);
                    open.push(waiting.entry);
                    continue;
                }
                let mut content = waiting.content.to_builder();
                content.fields.remove(THREAD);
                let content = content.build();
                turn.put.push((
                    *number,
                    Waiting {
                        content,
                        ..waiting.clone()
                    },
                ));
            }
        }
        Some(turn)
    }

    /// What follows once what stands at `taken` became records: it goes, and what waits
    /// for those entries moves along.
    pub(in crate::journal) fn plan_became(
        &self,
        taken: &[u64],
        became: &[(EntryId, EntryId)],
    ) -> Turn {
        let left = self.waits.iter().filter(|(at, _)| !taken.contains(at));
        let moved = left.filter_map(|(at, item)| Some((*at, moved_along(item, became)?)));
        Turn {
            put: moved.collect(),
            gone: taken.to_vec(),
        }
    }

    /// What follows where some of what waits as new came back as entries: what is said
    /// already goes, and the rest becomes what `meet` makes of it, after it moved along.
    pub(in crate::journal) fn plan_meet<E>(
        &self,
        came_back: &[(EntryId, EntryId)],
        meet: impl Fn(EntryId, &Waiting) -> Result<Met, E>,
    ) -> Result<Turn, E> {
        let mut turn = Turn::default();
        for (number, item) in &self.waits {
            // First, since what was said of it names the entry and not what waited.
            let moved = moved_along(item, came_back);
            let item = moved.as_ref().unwrap_or(item);
            let entry = match item.what {
                WaitingWhat::New => entry_of(came_back, item.entry),
                _ => Some(item.entry),
            };
            match entry.map_or(Ok(Met::Waits), |entry| meet(entry, item))? {
                Met::Said => turn.gone.push(*number),
                Met::Version(version) => turn.put.push((*number, version)),
                Met::Waits => turn.put.extend(moved.map(|moved| (*number, moved))),
            }
        }
        Ok(turn)
    }

    /// Takes in a turn, once it is durable, and notes what `became` of what waited.
    /// Gives the ids of which something is different now.
    pub(in crate::journal) fn take(
        &mut self,
        turn: Turn,
        became: &[(EntryId, EntryId)],
    ) -> Vec<EntryId> {
        let mut changed = Vec::new();
        self.waits.retain(|number, _| !turn.gone.contains(number));
        for (number, item) in turn.put {
            let entry = item.entry;
            // The id of a half contains its pair.
            if let Some(before) = self.waits.insert(number, item)
                && before.entry != entry
            {
                changed.push(before.entry);
                self.became.insert(before.entry, entry);
            }
        }
        changed.extend(became.iter().map(|(waited, _)| *waited));
        self.became.extend(became.iter().copied());
        changed
    }

    /// The new entries that hold every word of `query` and are not here yet, newest
    /// first. What waits is compared by its bytes, which is far cheaper than folding it.
    pub(in crate::journal) fn search(
        &mut self,
        query: &str,
        is_here: impl Fn(EntryId) -> bool,
    ) -> Vec<EntryId> {
        let waits = self.waits.values();
        let new = waits.filter(|it| it.what == WaitingWhat::New && !is_here(it.entry));
        let of: Vec<_> = new.map(|it| (it.entry, it.content.clone())).collect();
        if self.searched.of != of {
            let search = Search::of_contents(&of);
            self.searched = Searched { of, search };
        }
        self.searched.search.find(query)
    }
}

/// What becomes of something that waits for an entry that came back.
pub(in crate::journal) enum Met {
    /// The entry says it already.
    Said,
    /// It waits as a version of the entry.
    Version(Waiting),
    /// It waits on as it is.
    Waits,
}
