//! The gate before a question, on the terminal: the sentences and the ways on of the
//! window's gate. In a pipe nobody is asked.
//!
//! ```text
//! words ─► four questions ─► 1 asked · 2 for a talk · 3 for a therapist ─► outbox
//!                        └─► 4, or the end of the input ─► a draft, kept for later
//! ```
//!
//! Nothing of an answer is kept but what it does.

use std::io::{BufRead, IsTerminal};

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::EntryId;

use super::args::AskArgs;
use super::{Failure, detail_of, terminal};
use crate::engine::{Clock, Command, Handle, Reply};
use crate::state::composer::{Slot, next_parked, set_until};
use crate::state::question::Gate;
use crate::text::{help, window as words};

/// The kind that stands before the gate.
const KIND: &str = "question";

/// What a person does with a question at the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Asks it as it is.
    Ask,
    /// Asks for an answer in this form.
    As(&'static str),
    /// Keeps it on this device.
    Later,
}

/// The ways on, in the order in which they are shown and numbered from 1.
const WAYS: [(Way, &str); 4] = [
    (Way::Ask, words::GATE_ASK),
    (Way::As("aloud"), words::GATE_ALOUD),
    (Way::As("therapist"), words::GATE_THERAPIST),
    (Way::Later, words::GATE_LATER),
];

/// The way that is typed, by its number or by its words; `None` for anything else.
fn way_of(line: &str) -> Option<Way> {
    let typed = line.trim().trim_end_matches(['.', ')']).to_lowercase();
    (1..)
        .zip(WAYS)
        .find(|(number, (_, label))| typed == number.to_string() || typed == label.to_lowercase())
        .map(|(_, (way, _))| way)
}

/// Whether something stands before the gate: a question, by a person at a terminal who
/// has not said beforehand that it is to be asked.
fn stands_before(kind: &str, at_terminal: bool, passes: bool) -> bool {
    kind == KIND && at_terminal && !passes
}

/// What goes on to the outbox by this way; `Err` with what stays as drafts.
fn decide(
    way: Way,
    mut contents: Vec<ContentBuilder>,
    until: Option<Day>,
) -> Result<Vec<ContentBuilder>, Vec<ContentBuilder>> {
    match way {
        Way::Ask => Ok(contents),
        Way::As(form) => {
            for content in &mut contents {
                content.fields.insert("form".to_owned(), form.to_owned());
            }
            Ok(contents)
        }
        Way::Later => {
            if let Some(day) = until {
                for content in &mut contents {
                    set_until(content, day);
                }
            }
            Err(contents)
        }
    }
}

/// Leads what was written past the gate. `None` where it was kept for later: then
/// nothing is to be written, and that was said.
///
/// # Errors
/// [`Failure`] if it cannot be kept.
pub fn pass(
    handle: &Handle,
    kind: &str,
    parent: Option<&str>,
    contents: Vec<ContentBuilder>,
    asks: AskArgs,
) -> Result<Option<Vec<ContentBuilder>>, Failure> {
    let at_terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if contents.is_empty() || !stands_before(kind, at_terminal, asks.yes) {
        return Ok(Some(contents));
    }
    let today = Clock::of_command_line().today();
    let until = Gate::open(Some(today), None).until().flatten();
    match decide(asked(until), contents, until) {
        Ok(contents) => Ok(Some(contents)),
        Err(drafts) => {
            keep(handle, parent, drafts)?;
            terminal::say(&until.map_or(words::KEPT_FOR_LATER.to_owned(), words::kept_until));
            Ok(None)
        }
    }
}

/// Shows the gate and reads the way. Where the input ends without one, nothing goes and
/// nothing that was typed is lost.
fn asked(until: Option<Day>) -> Way {
    terminal::say(&help::gate(&WAYS.map(|(_, label)| label), until));
    loop {
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(read) if read > 0 => {}
            _ => return Way::Later,
        }
        if let Some(way) = way_of(&line) {
            return way;
        }
        terminal::say(help::ASK_WAY);
    }
}

/// Keeps questions for later, each as a draft of its own, as the window does.
fn keep(handle: &Handle, parent: Option<&str>, drafts: Vec<ContentBuilder>) -> Result<(), Failure> {
    let parent = match parent {
        Some(id) => EntryId::from_hex(&detail_of(handle, id)?.entry.id),
        None => None,
    };
    let kept = match handle.call(Command::Drafts)? {
        Reply::Drafts(kept) => kept,
        _ => Vec::new(),
    };
    let slots = kept.iter().filter_map(|(slot, _)| Slot::parse(slot));
    for (number, draft) in (next_parked(slots)..).zip(drafts) {
        let slot = Slot::Parked(number, KIND.to_owned(), parent);
        handle.call(Command::KeepDraft {
            slot: slot.name(),
            content: Some(draft),
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::composer::UNTIL;

    fn question() -> ContentBuilder {
        ContentBuilder {
            text: "How was it for you?".to_owned(),
            ..ContentBuilder::default()
        }
    }

    #[test]
    fn a_way_is_typed_by_its_number_or_its_words_and_nothing_else_is_one() {
        assert_eq!(way_of("1\n"), Some(Way::Ask));
        assert_eq!(way_of(" 2. "), Some(Way::As("aloud")));
        assert_eq!(
            way_of("ask it, for a THERAPIST"),
            Some(Way::As("therapist"))
        );
        assert_eq!(way_of("4)"), Some(Way::Later));
        for neither in ["", "0", "5", "12", "yes", "y", "no", "as"] {
            assert_eq!(way_of(neither), None, "{neither}");
        }
    }

    #[test]
    fn only_a_question_at_a_terminal_stands_before_the_gate() {
        assert!(stands_before("question", true, false));
        assert!(!stands_before("question", false, false), "a pipe");
        assert!(!stands_before("question", true, true), "--yes");
        assert!(!stands_before("note", true, false));
    }

    #[test]
    fn a_way_changes_nothing_but_the_form_and_later_sends_nothing() {
        let day = Day::parse("2026-11-25");
        assert_eq!(
            decide(Way::Ask, vec![question()], day),
            Ok(vec![question()])
        );
        for form in ["aloud", "therapist"] {
            let mut formed = question();
            formed.fields.insert("form".to_owned(), form.to_owned());
            let gone = decide(Way::As(form), vec![question()], day);
            assert_eq!(gone, Ok(vec![formed]));
        }
        let kept = decide(Way::Later, vec![question()], day).expect_err("it stays");
        let until = kept.first().and_then(|draft| draft.fields.get(UNTIL));
        assert_eq!(until.map(String::as_str), Some("2026-11-25"));
        let kept = decide(Way::Later, vec![question()], None);
        assert_eq!(kept, Err(vec![question()]));
    }
}
