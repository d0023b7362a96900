//! A second look at one's own words: when a line appears, and how it goes.

use candor_desktop::engine::lines::Writer;
use candor_desktop::engine::{Command, Reply};
use candor_desktop::state::composer::Slot;
use candor_desktop::state::settings::{Reach, Settings};
use candor_desktop::state::{Effect, Intent, State, Ticket};

use crate::state::{id, line, open, opened, reply, status};

fn writing(slot: Slot) -> State {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    state.act(Intent::Write(slot), 0.0);
    state
}

fn type_into(state: &mut State, field: &str, text: &str, now: f64) {
    let composer = open(state).composer.as_mut().expect("something is written");
    match field {
        "text" => composer.content.text = text.to_owned(),
        name => composer.set(name, text),
    }
    state.act(Intent::Typed, now);
}

/// The field and the words of the line, if there is one.
fn said(state: &mut State) -> Option<(String, Vec<String>)> {
    let composer = open(state).composer.as_ref().expect("something is written");
    let found = composer.look.found()?;
    Some((found.field.clone(), found.words.clone()))
}

fn names(field: &str, words: &[&str]) -> Option<(String, Vec<String>)> {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    Some((field.to_owned(), words))
}

#[test]
fn a_line_names_words_of_ones_own_draft_at_a_pause_and_goes_with_them() {
    let mut state = writing(Slot::New("impact".into()));
    type_into(&mut state, "text", "You never call.", 10.0);
    state.tick(10.5);
    assert_eq!(said(&mut state), None, "somebody types");
    let effects = state.tick(11.0);
    assert_eq!(said(&mut state), names("text", &["You never"]));
    for effect in &effects {
        let Effect::Ask(_, Command::KeepDraft { content, .. }) = effect else {
            continue;
        };
        let content = content.as_ref().expect("a draft");
        assert_eq!(content.text, "You never call.");
        let mut names = content.fields.keys();
        assert!(
            names.all(|name| name == "happened"),
            "nothing of it is kept"
        );
    }
    let composer = open(&mut state).composer.as_ref().expect("it is written");
    assert!(composer.is_ready(), "nothing is blocked");
    type_into(&mut state, "text", "I wait for a call.", 20.0);
    state.tick(21.0);
    assert_eq!(said(&mut state), None);
    type_into(&mut state, "felt", "That it is because of you", 30.0);
    state.tick(31.0);
    assert_eq!(said(&mut state), names("felt", &["because of you"]));
}

#[test]
fn a_second_look_that_was_closed_stays_closed_for_this_draft_alone() {
    let slot = Slot::New("amends".into());
    let mut state = writing(slot.clone());
    type_into(&mut state, "text", "Sorry if you felt alone.", 10.0);
    state.tick(11.0);
    assert_eq!(said(&mut state), names("text", &["if you felt"]));
    state.act(Intent::KeepWords, 12.0);
    assert_eq!(said(&mut state), None);
    type_into(&mut state, "text", "Sorry if you felt lost.", 13.0);
    state.tick(14.0);
    assert_eq!(said(&mut state), None);
    state.act(Intent::PutAway, 15.0);
    state.act(Intent::Write(slot), 16.0);
    state.tick(17.0);
    assert_eq!(said(&mut state), None, "the same draft");
    state.act(Intent::Write(Slot::New("need".into())), 18.0);
    type_into(&mut state, "text", "You never ask.", 19.0);
    state.tick(20.0);
    assert_eq!(said(&mut state), names("text", &["You never"]));
}

#[test]
fn a_second_look_can_be_switched_off_and_on_again() {
    let mut state = writing(Slot::New("note".into()));
    type_into(&mut state, "text", "You always leave.", 10.0);
    state.tick(11.0);
    assert!(said(&mut state).is_some());
    let effects = state.act(Intent::SetSecondLook(false), 12.0);
    assert!(matches!(effects[..], [Effect::SaveSettings]));
    state.tick(13.0);
    assert_eq!(said(&mut state), None);
    let kept = Settings::parse(&state.settings.encode());
    assert!(!kept.second_look && Settings::default().second_look);
    state.act(Intent::SetSecondLook(true), 14.0);
    state.tick(15.0);
    assert!(said(&mut state).is_some());
}

#[test]
fn no_second_look_is_taken_at_words_of_the_other() {
    let slot = Slot::Reply(id(7), "answer".into());
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let theirs = line(7, Writer::Them, "question", "How could you? Naked?");
    open(&mut state).timeline.replace(vec![theirs]);
    state.act(Intent::Write(slot), 0.0);
    state.tick(1.0);
    assert_eq!(said(&mut state), None);
    type_into(&mut state, "text", "You asked: “Naked?” No.", 2.0);
    state.tick(3.0);
    assert_eq!(said(&mut state), None, "a quotation");
    type_into(&mut state, "text", "We were naked.", 4.0);
    state.tick(5.0);
    assert_eq!(said(&mut state), names("text", &["naked"]));
}
