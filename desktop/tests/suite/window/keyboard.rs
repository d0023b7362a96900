//! The main flows with the keyboard alone. What has it is never lost, and
//! nothing keeps it.

use egui::accesskit::Role;
use egui::{Event, Id, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::flows::{ADA, ADA_OWN, BEN, paired};
use super::person::{ASKED, Person};

/// More stops than any page has.
const STOPS: usize = 80;

/// What has the keyboard.
fn focus(person: &Person) -> Option<Id> {
    person.harness.ctx.memory(|memory| memory.focused())
}

/// Its name.
fn focused_label(person: &Person) -> Option<String> {
    focus(person)?;
    let node = person
        .harness
        .query_all_by(|node| node.is_focused())
        .next()?;
    node.accesskit_node().label()
}

/// Tab, until what is named so has the keyboard.
fn reach(person: &mut Person, begins: &str) {
    person.settled();
    person.see(begins);
    let mut passed = Vec::new();
    // Where one thing is named just so, no other is meant.
    let exact = person.can_press(begins);
    for _ in 0..STOPS {
        let is_it = |label: String| match exact {
            true => label == begins,
            false => label.starts_with(begins),
        };
        if focused_label(person).is_some_and(is_it) {
            return;
        }
        person.keys(Modifiers::NONE, Key::Tab);
        // Where the page has just changed, the last stop may be gone.
        if focus(person).is_none() {
            person.keys(Modifiers::NONE, Key::Tab);
        }
        assert!(focus(person).is_some(), "after {passed:?} nothing has it");
        passed.push(focused_label(person));
    }
    panic!("{begins:?} is not reached by Tab; there is {passed:?}");
}

fn press(person: &mut Person, begins: &str, key: Key) {
    reach(person, begins);
    person.keys(Modifiers::NONE, key);
}

fn write(person: &mut Person, field: &str, text: &str) {
    reach(person, field);
    person.harness.event(Event::Text(text.to_owned()));
    person.harness.step();
    person.harness.step();
}

/// Tab leads round the whole page and comes back, and so does Shift+Tab.
fn goes_round(person: &mut Person, page: &str) {
    person.settled();
    // A message that goes by itself would take its stop with it half way.
    person.until("no message", |person| !person.sees("Close this message"));
    for modifiers in [Modifiers::NONE, Modifiers::SHIFT] {
        let mut stops = Vec::new();
        for _ in 0..STOPS {
            person.keys(modifiers, Key::Tab);
            if focus(person).is_none() {
                continue;
            }
            let at = (focus(person), focused_label(person));
            if stops.first() == Some(&at) {
                break;
            }
            assert!(
                !stops.contains(&at),
                "{page}: {at:?} comes twice in {stops:?}"
            );
            stops.push(at);
        }
        let came = stops.len();
        assert!(came > 4 && came < STOPS, "{page}: {came} stops: {stops:?}");
        let unnamed = stops.iter().find(|(_, label)| label.is_none());
        assert!(unnamed.is_none(), "{page}: a stop without a name");
    }
}

#[test]
fn a_journal_is_made_locked_and_opened_by_keyboard() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = Person::at(&base.path().join("ada"), "ada");

    press(&mut ada, "Begin", Key::Enter);
    press(&mut ada, "Next", Key::Space);
    write(&mut ada, "Your name, as your partner sees it", "Ada");
    press(&mut ada, "Next", Key::Enter);
    write(&mut ada, "Passphrase", ADA);
    write(&mut ada, "The same once more", ADA);
    press(&mut ada, "Next", Key::Space);
    reach(&mut ada, "Later");
    ada.keys(Modifiers::NONE, Key::ArrowUp);
    assert_eq!(focused_label(&ada).as_deref(), Some("Set it now"));
    write(&mut ada, "Passphrase for Mine alone", ADA_OWN);
    write(&mut ada, "The same once more", ADA_OWN);
    press(&mut ada, "Next", Key::Enter);
    press(&mut ada, "Make the journal", Key::Enter);
    ada.see("Your journal is made");
    press(&mut ada, "Look around", Key::Space);
    ada.see("Nobody to share with yet");
    ada.keys(Modifiers::COMMAND, Key::Comma);
    ada.see("Size of everything");
    goes_round(&mut ada, "Settings");

    ada.keys(Modifiers::COMMAND, Key::L);
    ada.see("Locked");
    ada.until("the journal is closed", |ada| {
        !ada.sees("Opening") && !ada.sees("Closing the journal")
    });
    ada.until("the field has the keyboard", |ada| {
        focused_label(ada).as_deref() == Some("Passphrase")
    });
    write(&mut ada, "Passphrase", ADA);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("Nobody to share with yet");
}

/// To one of several choices: Tab to the one that stands, arrows to the wanted.
fn choose(person: &mut Person, stands: &str, key: Key, wanted: &str) {
    reach(person, stands);
    for _ in 0..4 {
        if focused_label(person).is_some_and(|label| label.starts_with(wanted)) {
            return;
        }
        person.keys(Modifiers::NONE, key);
    }
    panic!("{wanted:?} is not chosen");
}

#[test]
fn two_pair_by_keyboard() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = Person::at(&base.path().join("ada"), "ada");
    let mut ben = Person::at(&base.path().join("ben"), "ben");
    ada.begin("Ada", ADA, None);
    ben.begin("Ben", BEN, None);
    for person in [&mut ada, &mut ben] {
        press(person, "Pair with my partner", Key::Enter);
        press(person, "This fits", Key::Space);
        let (first, wanted) = (
            "In one room, or in one home network",
            "Both at this one computer",
        );
        choose(person, first, Key::ArrowUp, wanted);
    }
    press(&mut ada, "Invite your partner", Key::Enter);
    ada.see(ASKED);
    ada.until("the field has the keyboard", |ada| {
        focused_label(ada).as_deref() == Some("Passphrase")
    });
    write(&mut ada, "Passphrase", ADA);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("The invitation can be answered now");
    let invitation = ada
        .labels()
        .into_iter()
        .find(|label| label.starts_with("candor"))
        .expect("the invitation is on the screen");
    press(&mut ben, "Answer an invitation", Key::Enter);
    write(&mut ben, "Invitation", &invitation);
    press(&mut ben, "Answer", Key::Enter);
    write(&mut ben, "Passphrase", BEN);
    press(&mut ben, "Go on", Key::Enter);
    for person in [&mut ada, &mut ben] {
        press(person, "Same words", Key::Space);
    }
    for person in [&mut ada, &mut ben] {
        person.see("You are paired");
        press(person, "Go to Today", Key::Enter);
        person.see("What is it tonight?");
        press(person, "Something hurts", Key::Enter);
        person.see("Three ways to say it");
    }
    ada.see("Ben");
}

#[test]
fn page_keys_move_a_page_while_nobody_types() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = Person::sized(&base.path().join("ada"), "ada", [480.0, 520.0]);
    ada.begin("Ada", ADA, None);
    ada.press("Pair with my partner");
    let top = |ada: &Person| {
        let node = ada
            .harness
            .get_by_role_and_label(Role::Heading, "Before you pair");
        node.rect().top()
    };
    let begin = top(&ada);
    let mut last = begin;
    for (key, moves) in [
        (Key::PageDown, -1.0),
        (Key::End, -1.0),
        (Key::PageUp, 1.0),
        (Key::Home, 1.0),
    ] {
        ada.keys(Modifiers::NONE, key);
        ada.until("the page rests", |ada| {
            let now = top(ada);
            (now - last) * moves > 0.0
        });
        for _ in 0..60 {
            ada.harness.step();
        }
        last = top(&ada);
    }
    assert!((last - begin).abs() < 1.0, "Home leads to where it began");
}

#[test]
fn two_tell_ask_answer_write_for_themselves_and_search_by_keyboard() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());

    ada.keys(Modifiers::COMMAND, Key::N);
    let told = "I met someone from my old job by chance at the station.";
    write(&mut ada, "What I want you to know", told);
    goes_round(&mut ada, "The composer");
    press(&mut ada, "More", Key::Enter);
    write(&mut ada, "Cover", "about work, calm");
    ada.keys(Modifiers::COMMAND, Key::Enter);
    ada.see("You told Ben something");

    ben.see("about work, calm");
    press(&mut ben, "Ada told you something", Key::Enter);
    ben.see("This stands under a cover");
    press(&mut ben, "Open", Key::Enter);
    ben.see("my old job");
    press(&mut ben, "Ask about it", Key::Space);
    let asked = "How was it for you to see her again?";
    write(&mut ben, "My question", asked);
    ben.keys(Modifiers::COMMAND, Key::Enter);
    ben.see("Before you ask");
    ben.keys(Modifiers::COMMAND, Key::Enter);
    ben.see(asked);

    ada.see("Question from Ben");
    press(&mut ada, "Question from Ben", Key::Enter);
    press(&mut ada, "Answer", Key::Enter);
    write(&mut ada, "The plain answer", "It was fine.");
    ada.keys(Modifiers::COMMAND, Key::Enter);
    ada.see("You answered");
    press(&mut ben, "Open", Key::Enter);
    ben.see("It was fine.");
    goes_round(&mut ada, "An entry");

    ada.keys(Modifiers::COMMAND, Key::Num8);
    write(&mut ada, "Passphrase for Mine alone", ADA_OWN);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("A place of your own");
    press(&mut ada, "Write a page", Key::Space);
    write(&mut ada, "What I write", "Something quieter.");
    ada.keys(Modifiers::COMMAND, Key::Enter);
    ada.see("It stays on this device");

    ada.keys(Modifiers::COMMAND, Key::F);
    write(&mut ada, "Search in what you share", "station");
    ada.see("1 entry");
    press(&mut ada, "You told Ben something", Key::Enter);
    ada.see(told);
    ada.keys(Modifiers::NONE, Key::Escape);
    ada.see("1 entry");
}
