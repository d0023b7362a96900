//! What answers an entry, as it is read: the end of it, each answer with how far it is
//! set in and, where that says nothing any more, what it answers.
//!
//! Which order it is read in: [`candor_core::view::reading_order`]. The window and the
//! command line show the same.

use std::collections::{BTreeMap, BTreeSet};

use candor_core::date::Day;
use candor_core::id::EntryId;
use candor_core::journal::{Journal, WaitingWhat};
use candor_core::space::Shared;
use candor_core::view::{Told, reading_order};

use super::entries::{Entry, Source, entry_of};
use super::names;

/// How many steps an answer is set in at most.
pub const STEPS: usize = 3;
/// How many answers the engine tells of at once, the last ones: a partner's changed
/// program makes a conversation as long as it likes.
pub const LATEST: usize = 200;

/// One answer, as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The entry.
    pub id: EntryId,
    /// How many steps it is set in: at most [`STEPS`].
    pub step: usize,
    /// What it answers, where its place does not say it.
    pub answers: Option<EntryId>,
}

/// The end of a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// How many answers stand before it.
    pub earlier: usize,
    /// In the order in which they are read.
    pub shown: Vec<Shown>,
}

/// The last `count` answers of a conversation in its reading order.
pub fn part(told: &[Told], count: usize) -> Part {
    let earlier = told.len().saturating_sub(count);
    let mut here = BTreeSet::new();
    let shown = told[earlier..].iter().map(|one| {
        let is_clear = one.depth == 0 || (one.depth <= STEPS && here.contains(&one.answers));
        here.insert(one.id);
        Shown {
            id: one.id,
            step: one.depth.min(STEPS),
            answers: (!is_clear).then_some(one.answers),
        }
    });
    Part {
        shown: shown.collect(),
        earlier,
    }
}

/// An answer with what is shown beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The answer; what stays of it, where it was forgotten.
    pub entry: Entry,
    /// How many steps it is set in: at most [`STEPS`].
    pub step: usize,
    /// The name of who wrote what it answers and the kind of that, where its place does
    /// not say it.
    pub answers: Option<(String, String)>,
}

/// The end of a conversation, as entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conversation {
    /// How many answers stand before it.
    pub earlier: usize,
    /// At most [`LATEST`], in the order in which they are read.
    pub said: Vec<Said>,
}

/// All that answers an entry and can be read, what waits and what stays of forgotten
/// answers too.
pub(super) fn told(journal: &Journal<Shared>, id: EntryId) -> Vec<Told> {
    let mut waiting: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
    let new = |what: WaitingWhat| what == WaitingWhat::New;
    for waits in journal.waiting().filter(|waits| new(waits.what)) {
        if let Some(above) = waits.content.thread() {
            let of = waiting.entry(journal.became(above)).or_default();
            of.push(waits.entry);
        }
    }
    reading_order(id, |above| {
        let said = journal.view().replies_and_markers(above);
        said.chain(waiting.get(&above).into_iter().flatten().copied())
    })
}

/// The end of what [`told`] gave, as entries.
pub(super) fn of(journal: &Journal<Shared>, told: &[Told], today: Day) -> Conversation {
    let Part { earlier, shown } = part(told, LATEST);
    let said = shown.into_iter().filter_map(|one| {
        let above = one.answers.and_then(|id| source(journal, id));
        Some(Said {
            entry: entry_of(journal, source(journal, one.id)?, today)?,
            step: one.step,
            answers: above
                .map(|above| match above {
                    Source::Row(row) => (row.writer, &row.content),
                    Source::Waiting(waits, me) => (me, &waits.content),
                })
                .map(|(writer, content)| (names::of(journal, writer), content.kind().to_owned())),
        })
    });
    Conversation {
        said: said.collect(),
        earlier,
    }
}

/// Where an entry is read from, what stays of a forgotten one too.
fn source(journal: &Journal<Shared>, id: EntryId) -> Option<Source<'_>> {
    let marker = journal.view().row(id).filter(|row| row.is_marker());
    marker
        .map(Source::Row)
        .or_else(|| Source::find(journal, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> EntryId {
        EntryId::from_bytes([number; 16])
    }

    fn told(number: u8, answers: u8, depth: usize) -> Told {
        Told {
            id: id(number),
            answers: id(answers),
            depth,
        }
    }

    #[test]
    fn beyond_three_steps_an_answer_names_what_it_answers() {
        let chain: Vec<Told> = (1..8).map(|at| told(at, at - 1, at as usize - 1)).collect();
        let Part { earlier, shown } = part(&chain, 100);
        assert_eq!(earlier, 0);
        let steps: Vec<usize> = shown.iter().map(|one| one.step).collect();
        assert_eq!(steps, [0, 1, 2, 3, 3, 3, 3]);
        let named: Vec<_> = shown.iter().map(|one| one.answers).collect();
        let none = None;
        let wanted = [
            none,
            none,
            none,
            none,
            Some(id(4)),
            Some(id(5)),
            Some(id(6)),
        ];
        assert_eq!(named, wanted);
    }

    #[test]
    fn the_end_says_how_much_is_before_it_and_what_its_first_answers() {
        let all = [told(1, 0, 0), told(2, 1, 1), told(3, 1, 1), told(4, 0, 0)];
        let Part { earlier, shown } = part(&all, 2);
        assert_eq!(earlier, 2);
        let named: Vec<_> = shown.iter().map(|one| (one.id, one.answers)).collect();
        assert_eq!(named, [(id(3), Some(id(1))), (id(4), None)]);
        assert_eq!(part(&all, 0).earlier, 4);
        assert_eq!(part(&[], 2), Part::default());
    }
}
