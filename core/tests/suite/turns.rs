//! Whatever a template says leads to a state leads to it, on both devices.

use candor_core::entry::ContentBuilder;
use candor_core::entry::template::{By, Template, Turn, Writers, template, templates};
use candor_core::id::EntryId;
use candor_core::journal::Journal;
use candor_core::space::Shared;

use crate::asked::least;
use crate::kit::*;

/// Two that met, and what was written last by whom.
struct Story {
    ada: Journal<Shared>,
    ben: Journal<Shared>,
    bytes: Seeded,
}

impl Story {
    /// Writes an entry on a day, and lets it go over.
    fn writes(
        &mut self,
        is_ada: bool,
        kind: &str,
        about: Option<EntryId>,
        content: ContentBuilder,
        days: u32,
    ) -> EntryId {
        let journal = if is_ada { &mut self.ada } else { &mut self.ben };
        let day = today().plus(days);
        let ids = journal.keep_new(&mut self.bytes, day, kind, about, vec![content]);
        let id = ids.unwrap_or_else(|error| panic!("{kind}: {error}"))[0];
        journal.flush(&mut self.bytes, day).expect("writes");
        let id = journal.became(id);
        exchange(&mut self.ada, &mut self.ben);
        id
    }
}

/// Whether Ada writes an answer of a kind to something of hers (`true`) or of Ben's.
fn ada_answers(kind: &Template, to_ada: bool, otherwise: bool) -> bool {
    match kind.writers {
        Writers::Same => to_ada,
        Writers::Other | Writers::Asked => !to_ada,
        Writers::Either | Writers::Both => otherwise,
    }
}

/// What Ada writes, and what leads it to a state.
fn turned(kind: &Template, turn: &Turn) {
    let (ada, ben, bytes) = met(1);
    let mut story = Story { ada, ben, bytes };
    let of = template(&turn.kind).expect("a template names only what exists");
    // What only answers needs something to answer.
    let above = kind.reply_only.then(|| {
        let named = |it: &&Template| it.replies.contains(&kind.kind);
        let above = templates()
            .iter()
            .find(named)
            .expect("it answers something");
        let by_ada = ada_answers(kind, true, true);
        story.writes(by_ada, &above.kind, None, least(above, "It began so."), 0)
    });
    let entry = story.writes(true, &kind.kind, above, least(kind, "What Ada says."), 0);
    // A word on an answer stands below the answer.
    let direct =
        kind.replies.contains(&turn.kind) || ["decline", "need-time"].contains(&&*turn.kind);
    let (parent, of_ada) = if direct {
        (entry, true)
    } else {
        let between =
            |it: &&Template| kind.replies.contains(&it.kind) && it.replies.contains(&turn.kind);
        let between = templates().iter().find(between).expect("there is a way");
        let by_ada = ada_answers(between, true, false);
        let content = least(between, "In between.");
        let id = story.writes(by_ada, &between.kind, Some(entry), content, 0);
        (id, by_ada)
    };
    let mut content = least(of, "What leads to it.");
    content.fields.extend(turn.field.clone());
    let by_ada = ada_answers(of, of_ada, turn.by == Some(By::Same));
    assert!(
        turn.by.is_none_or(|by| (by == By::Same) == by_ada),
        "{}",
        kind.kind
    );
    let waits = !kind.first_day.is_empty() && !kind.first_day.contains(&turn.kind);
    let days = if waits { 2 } else { 0 };
    story.writes(by_ada, &turn.kind, Some(parent), content, days);
    for journal in [&story.ada, &story.ben] {
        let row = journal.view().row(entry).expect("it is here");
        let state = journal.view().state(row).word();
        assert_eq!(
            state, turn.state,
            "{}: {} {:?}",
            kind.kind, turn.kind, turn.field
        );
    }
}

#[test]
fn every_answer_that_a_template_turns_by_turns_it() {
    let mut turns = 0;
    for kind in templates() {
        for turn in &kind.turns {
            turned(kind, turn);
            turns += 1;
        }
    }
    assert!(turns > 30, "they were looked at: {turns}");
}
