//! The entries as the window holds them, and which of them the timeline shows. Where
//! on the screen each stands: `state/column.rs`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use candor_core::date::Day;
use candor_core::entry::content::HAPPENED;
use candor_core::entry::template::{Shown, template};
use candor_core::happened::{self, When};
use candor_core::id::EntryId;
use candor_core::view::{Told, reading_order};

use super::face::Face;
use crate::engine::lines::{Line, Standing};
use crate::text::group::Group;

/// One thing in the column of the timeline, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// A month begins (as one scrolls into the past): year and month.
    Month(i16, i8),
    /// The entry with this index into the lines.
    Entry(u32),
}

/// The column of the timeline as it was arranged. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Stack {
    /// What stands in it, newest first.
    pub items: Arc<[Item]>,
    /// The entries that an [`Item::Entry`] counts.
    pub order: Arc<[EntryId]>,
    /// What the card of each of them holds.
    pub faces: Arc<[Face]>,
}

impl Stack {
    /// The entry at an index into the items; `None` for the line of a month.
    pub fn entry(&self, index: usize) -> Option<EntryId> {
        match self.items.get(index)? {
            Item::Month(..) => None,
            Item::Entry(at) => self.order.get(*at as usize).copied(),
        }
    }

    /// Whether both are the same, and not only alike.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.items, &other.items)
    }
}

/// All entries of a space, in order.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    lines: BTreeMap<(Standing, EntryId), Kept>,
    places: HashMap<EntryId, Standing>,
    replies: HashMap<EntryId, Vec<(Standing, EntryId)>>,
    /// What began a thread, by when it happened.
    begun: BTreeSet<(When, EntryId)>,
    stack: Stack,
    months: Arc<[(i16, i8)]>,
    /// What was read last of what answers an entry.
    read: Option<(EntryId, Arc<[Told]>)>,
    /// What it is narrowed to.
    shown: Show,
    stale: bool,
}

/// A line with what the column asks of each, so that one that changes is all that is
/// looked into.
#[derive(Debug, Clone)]
struct Kept {
    line: Line,
    stands_alone: bool,
    month: Option<(i16, i8)>,
    face: Face,
}

impl Kept {
    fn of(line: Line) -> Self {
        Self {
            stands_alone: stands_alone(&line),
            month: line.content.written().map(month_of),
            face: Face::of(&line),
            line,
        }
    }
}

/// What a timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// Everything.
    #[default]
    All,
    /// What began a thread; its answers stand in it.
    Threads,
    /// One group of kinds, and what answers them.
    Group(Group),
}

/// The lowest and the highest id there can be.
const IDS: (EntryId, EntryId) = (
    EntryId::from_bytes([0; 16]),
    EntryId::from_bytes([0xff; 16]),
);

/// When something happened that begins a thread, as exactly as its writer says: else
/// the day of writing.
fn begun(line: &Line) -> Option<When> {
    if line.content.thread().is_some() {
        return None;
    }
    let happened = line.content.field(HAPPENED).and_then(happened::when);
    happened.or_else(|| Some(When::on(line.content.written()?.civil())))
}

/// How far up a thread is looked for one that rests.
const THREAD_DEPTH: usize = 32;

/// Whether the timeline shows a line for itself: words that answer stand with
/// what they answer.
fn stands_alone(line: &Line) -> bool {
    let kind = line.content.kind();
    let nested = template(kind).is_some_and(|template| template.shown == Shown::Nested);
    !nested && (kind != "note" || line.content.thread().is_none())
}

impl Timeline {
    /// Puts these lines in the place of all that was known.
    pub fn replace(&mut self, lines: Vec<Line>) {
        *self = Self {
            shown: self.shown,
            ..Self::default()
        };
        self.put(lines);
    }

    /// Narrows the column, or shows everything. What is known stays known.
    pub fn show(&mut self, shown: Show) {
        self.stale |= self.shown != shown;
        self.shown = shown;
    }

    /// What the column is narrowed to.
    pub fn shown(&self) -> Show {
        self.shown
    }

    /// Whether a line is shown, by itself or by what it answers.
    fn is_shown(&self, line: &Line) -> bool {
        let answered = || line.content.thread().and_then(|id| self.line(id));
        match self.shown {
            Show::All => true,
            Show::Threads => line.content.thread().is_none(),
            Show::Group(group) => {
                group.holds(line.content.kind())
                    || answered().is_some_and(|line| group.holds(line.content.kind()))
            }
        }
    }

    /// Takes in lines that are new, or changed.
    pub fn put(&mut self, lines: Vec<Line>) {
        for line in lines {
            self.remove(line.id);
            self.places.insert(line.id, line.standing);
            if let Some(parent) = line.content.thread() {
                let replies = self.replies.entry(parent).or_default();
                let key = (line.standing, line.id);
                let at = replies.partition_point(|known| *known < key);
                replies.insert(at, key);
            }
            if let Some(when) = begun(&line) {
                self.begun.insert((when, line.id));
            }
            self.lines.insert((line.standing, line.id), Kept::of(line));
        }
        self.stale = true;
        self.read = None;
    }

    /// Takes a line out.
    pub fn remove(&mut self, id: EntryId) {
        let Some(standing) = self.places.remove(&id) else {
            return;
        };
        if let Some(Kept { line, .. }) = self.lines.remove(&(standing, id)) {
            if let Some(when) = begun(&line) {
                self.begun.remove(&(when, id));
            }
            let parent = line.content.thread();
            if let Some(replies) = parent.and_then(|parent| self.replies.get_mut(&parent)) {
                replies.retain(|(_, reply)| *reply != id);
            }
        }
        self.stale = true;
        self.read = None;
    }

    /// What began a thread between these two, the later one included, by when it
    /// happened: a day, a month without a day, or a year without a month.
    pub fn begun(&self, from: When, to: When) -> impl Iterator<Item = (When, &Line)> {
        let (lowest, highest) = IDS;
        let here = self.begun.range((from, lowest)..=(to, highest));
        here.filter_map(|(when, id)| Some((*when, self.line(*id)?)))
    }

    /// The first that the calendar has.
    pub fn first_begun(&self) -> Option<When> {
        self.begun.first().map(|(when, _)| *when)
    }

    /// The months in which something stands in the calendar, newest first; January for
    /// a year without a month.
    pub fn begun_months(&self) -> Vec<(i16, i8)> {
        let (lowest, _) = IDS;
        let mut months = Vec::new();
        let mut next = self.begun.last();
        while let Some((when, _)) = next {
            months.push((when.year, when.month.unwrap_or(1)));
            let first = When { day: None, ..*when };
            next = self.begun.range(..(first, lowest)).next_back();
        }
        months.dedup();
        months
    }

    /// The line of an entry.
    pub fn line(&self, id: EntryId) -> Option<&Line> {
        let standing = self.places.get(&id)?;
        Some(&self.lines.get(&(*standing, id))?.line)
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// All lines, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Line> {
        self.lines.values().rev().map(|kept| &kept.line)
    }

    /// What answers an entry, oldest first.
    pub fn replies(&self, id: EntryId) -> impl Iterator<Item = &Line> {
        self.replies
            .get(&id)
            .into_iter()
            .flatten()
            .filter_map(|key| Some(&self.lines.get(key)?.line))
    }

    /// All that answers an entry, and what answers that, in the order in which it is
    /// read. Found once, until something changes.
    pub fn conversation(&mut self, id: EntryId) -> Arc<[Told]> {
        if let Some((of, told)) = &self.read
            && *of == id
        {
            return Arc::clone(told);
        }
        let replies = |above| self.replies(above).map(|line| line.id);
        let told: Arc<[Told]> = reading_order(id, replies).into();
        self.read = Some((id, Arc::clone(&told)));
        told
    }

    /// Whether an entry, or what it answers, was set to rest by both.
    pub fn rests(&self, line: &Line) -> bool {
        let mut next = Some(line);
        // Answers that stand in a circle, which a changed program may make, end.
        for _ in 0..THREAD_DEPTH {
            let Some(line) = next else { return false };
            if line.rests {
                return true;
            }
            next = line.content.thread().and_then(|id| self.line(id));
        }
        false
    }

    /// What stands in the column of the timeline. Computed again when something
    /// changed.
    pub fn items(&mut self) -> Arc<[Item]> {
        self.stack().items
    }

    /// The same with what decides how high each thing is.
    pub fn stack(&mut self) -> Stack {
        if self.stale {
            self.arrange();
        }
        self.stack.clone()
    }

    /// The entry of an [`Item::Entry`].
    pub fn at(&self, index: u32) -> Option<&Line> {
        self.line(*self.stack.order.get(index as usize)?)
    }

    /// The entry that the column shows `step` after (or, below zero, before)
    /// this one.
    pub fn beside(&mut self, id: EntryId, step: i32) -> Option<EntryId> {
        let order = self.stack().order;
        let at = order.iter().position(|other| *other == id)?;
        let next = at.checked_add_signed(step as isize)?;
        order.get(next).copied()
    }

    fn arrange(&mut self) {
        self.stale = false;
        let mut order = Vec::with_capacity(self.lines.len());
        let mut faces = Vec::with_capacity(self.lines.len());
        let mut items = Vec::with_capacity(self.lines.len());
        let mut months = Vec::new();
        let mut month = None;
        let shown = |kept: &&Kept| kept.stands_alone && self.is_shown(&kept.line);
        for kept in self.lines.values().rev().filter(shown) {
            if let Some((year, number)) = kept.month
                && month != kept.month
            {
                month = kept.month;
                items.push(Item::Month(year, number));
                months.push((year, number));
            }
            items.push(Item::Entry(order.len() as u32));
            order.push(kept.line.id);
            let replies = self.replies.get(&kept.line.id);
            let is_answered = replies.is_some_and(|replies| !replies.is_empty());
            faces.push(Face {
                has_notes: is_answered || kept.face.has_notes,
                ..kept.face
            });
        }
        months.sort_unstable();
        months.dedup();
        months.reverse();
        self.months = months.into();
        self.stack = Stack {
            items: items.into(),
            order: order.into(),
            faces: faces.into(),
        };
    }

    /// The months that have entries, newest first, each once.
    pub fn months(&mut self) -> Arc<[(i16, i8)]> {
        self.items();
        Arc::clone(&self.months)
    }
}

fn month_of(day: Day) -> (i16, i8) {
    let date = day.civil();
    (date.year(), date.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_core::entry::ContentBuilder;
    use candor_core::order::Place;

    fn line(number: u64, kind: &str, written: &str, thread: Option<EntryId>) -> Line {
        let mut content = ContentBuilder::default();
        let mut set = |name: &str, value: String| content.fields.insert(name.to_owned(), value);
        set("kind", kind.to_owned());
        set("written", written.to_owned());
        if let Some(thread) = thread {
            set("thread", thread.to_string());
        }
        let mut id = [0; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        Line::waiting(EntryId::from_bytes(id), number, content.build())
    }

    #[test]
    fn the_newest_stand_first_under_their_months_and_answering_words_stand_inside() {
        let mut timeline = Timeline::default();
        let asked = line(1, "question", "2026-09-30", None);
        let id = asked.id;
        timeline.put(vec![
            line(3, "acknowledgement", "2026-10-02", Some(id)),
            asked,
            line(4, "answer", "2026-10-03", Some(id)),
            line(2, "note", "2026-10-01", None),
            line(5, "note", "2026-10-03", Some(id)),
        ]);
        let items = timeline.items().to_vec();
        assert_eq!(
            items,
            [
                Item::Month(2026, 10),
                Item::Entry(0),
                Item::Entry(1),
                Item::Month(2026, 9),
                Item::Entry(2),
            ]
        );
        let kinds: Vec<_> = (0..3)
            .filter_map(|at| timeline.at(at))
            .map(|line| line.content.kind().to_owned())
            .collect();
        assert_eq!(kinds, ["answer", "note", "question"]);
        assert_eq!(timeline.replies(id).count(), 3);
        assert_eq!(*timeline.months(), [(2026, 10), (2026, 9)]);
    }

    #[test]
    fn narrowed_to_a_group_it_shows_its_kinds_and_what_answers_them() {
        let mut timeline = Timeline::default();
        let asked = line(1, "question", "2026-09-30", None);
        let id = asked.id;
        timeline.show(Show::Group(Group::Open));
        timeline.put(vec![
            asked,
            line(2, "agreement", "2026-10-01", None),
            line(3, "promise", "2026-10-02", None),
            line(4, "answer", "2026-10-03", Some(id)),
        ]);
        let kinds = |timeline: &mut Timeline| -> Vec<String> {
            timeline.items();
            (0..4)
                .filter_map(|at| timeline.at(at))
                .map(|line| line.content.kind().to_owned())
                .collect()
        };
        assert_eq!(kinds(&mut timeline), ["answer", "question"]);
        assert_eq!(timeline.len(), 4, "nothing is forgotten");
        timeline.show(Show::Group(Group::Agree));
        assert_eq!(kinds(&mut timeline), ["promise", "agreement"]);
        timeline.show(Show::Group(Group::Sealed));
        assert!(timeline.items().is_empty());
        timeline.show(Show::Threads);
        assert_eq!(kinds(&mut timeline), ["promise", "agreement", "question"]);
        timeline.show(Show::All);
        assert_eq!(kinds(&mut timeline).len(), 4);
    }

    #[test]
    fn a_conversation_is_read_to_any_depth_and_anew_once_something_came() {
        let mut timeline = Timeline::default();
        let first = line(0, "note", "2026-10-01", None);
        let id = first.id;
        let mut above = id;
        let mut lines = vec![first];
        for number in 1..3_000 {
            let next = line(number, "note", "2026-10-01", Some(above));
            above = next.id;
            lines.push(next);
        }
        timeline.put(lines);
        let told = timeline.conversation(id);
        assert_eq!(told.len(), 2_999);
        assert_eq!(
            told.last().map(|one| (one.id, one.depth)),
            Some((above, 2_998))
        );
        assert!(Arc::ptr_eq(&told, &timeline.conversation(id)), "found once");
        assert_eq!(timeline.conversation(above).len(), 0);

        timeline.put(vec![line(9_000, "note", "2026-10-02", Some(id))]);

        let depths: Vec<usize> = timeline
            .conversation(id)
            .iter()
            .map(|one| one.depth)
            .collect();
        assert_eq!((depths.len(), depths.last()), (3_000, Some(&0)));
    }

    #[test]
    fn what_answers_something_at_rest_rests_with_it() {
        let mut timeline = Timeline::default();
        let mut told = line(1, "disclosure", "2026-10-01", None);
        let asked = line(2, "question", "2026-10-02", Some(told.id));
        let answer = line(3, "answer", "2026-10-03", Some(asked.id));
        let other = line(4, "note", "2026-10-03", None);
        timeline.put(vec![told.clone(), asked, answer.clone(), other.clone()]);
        assert!(!timeline.rests(&answer));
        told.rests = true;
        timeline.put(vec![told]);
        assert!(timeline.rests(&answer));
        assert!(!timeline.rests(&other));
        let round = line(5, "note", "2026-10-03", Some(other.id));
        let mut round_to = other;
        round_to.content = line(4, "note", "2026-10-03", Some(round.id)).content;
        timeline.put(vec![round.clone(), round_to]);
        assert!(!timeline.rests(&round), "a circle ends");
    }

    #[test]
    fn a_line_that_changes_its_place_stands_once() {
        let mut timeline = Timeline::default();
        let mut one = line(1, "note", "2026-10-01", None);
        timeline.put(vec![one.clone()]);
        one.standing = Standing::Waits(9);
        timeline.put(vec![one.clone()]);
        assert_eq!(timeline.len(), 1);
        timeline.remove(one.id);
        assert!(timeline.is_empty() && timeline.items().is_empty());
    }

    #[test]
    fn the_column_is_another_one_only_after_a_change() {
        let mut timeline = Timeline::default();
        let mut asked = line(1, "question", "2026-09-30", None);
        asked.standing = Standing::Said(Place::lowest());
        let id = asked.id;
        timeline.put(vec![asked, line(2, "note", "2026-10-01", None)]);
        let first = timeline.stack();
        assert!(!first.faces[1].has_notes);
        assert!(first.is(&timeline.stack()));
        assert_eq!(first.entry(0), None, "a month");
        assert_eq!(first.entry(3), Some(id));
        assert_eq!(first.entry(4), None);

        timeline.put(vec![line(3, "acknowledgement", "2026-10-02", Some(id))]);
        let next = timeline.stack();

        assert!(!next.is(&first));
        assert_eq!(next.items, first.items, "a word that answers has no card");
        assert_eq!(next.faces.len(), 2);
        assert!(next.faces[1].has_notes, "but is noted on one");
    }
}
