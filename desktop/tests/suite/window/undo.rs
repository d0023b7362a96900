//! Undo belongs to one field of one text. What is typed in a private field comes
//! up in no other one, by no key, and nowhere in what a screen reader is told.

use candor_desktop::text::window as words;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::flows::{ADA, ADA_OWN, paired};
use super::person::Person;

/// What is typed in private, and stands nowhere else in these tests.
const MARK: &str = "quincemark";

/// Types the mark into a field, and rests, so that it can be undone by itself.
fn types(person: &mut Person, field: &str) {
    person.fill(field, MARK);
    for _ in 0..8 {
        person.harness.step();
    }
}

/// The names of the fields on the screen, from above.
fn fields(person: &Person) -> Vec<String> {
    person
        .harness
        .query_all_by(|node| {
            matches!(
                node.role(),
                Role::TextInput
                    | Role::MultilineTextInput
                    | Role::PasswordInput
                    | Role::SearchInput
            )
        })
        .filter_map(|node| node.accesskit_node().label())
        .collect()
}

/// All that takes back, brings back, or brings in what nobody copied.
fn undo_redo_and_paste(person: &mut Person) {
    let both = Modifiers::COMMAND | Modifiers::SHIFT;
    for (modifiers, key) in [
        (Modifiers::COMMAND, Key::Z),
        (Modifiers::COMMAND, Key::Z),
        (both, Key::Z),
        (Modifiers::COMMAND, Key::Y),
        (Modifiers::COMMAND, Key::V),
        (Modifiers::COMMAND, Key::Z),
    ] {
        person.keys(modifiers, key);
        assert!(!person.sees(MARK), "after {key:?} there is {MARK:?}");
    }
}

/// Tries every field of the page that is shown.
fn tries_all(person: &mut Person) {
    person.settled();
    assert!(!person.sees(MARK));
    for field in fields(person) {
        person.fill(&field, "");
        undo_redo_and_paste(person);
    }
}

/// Goes to every page with a field that is shared, or of the window.
fn walks(person: &mut Person) {
    for begin in ["Tell", "Thank", "Ask"] {
        person.press("Today");
        person.press(begin);
        if person.can_press(words::MORE) {
            person.press(words::MORE);
        }
        tries_all(person);
        person.press(words::PUT_AWAY);
    }
    for page in ["Search", "Talk", "Agreements", "Settings"] {
        person.press(page);
        tries_all(person);
    }
}

fn opens_mine(ada: &mut Person) {
    ada.press("Mine alone");
    ada.fill("Passphrase for Mine alone", ADA_OWN);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("Write a page");
}

#[test]
fn nothing_typed_in_mine_alone_comes_up_in_a_shared_field() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, _ben) = paired(base.path());
    opens_mine(&mut ada);

    // A page, with all that stands beside its text; left as a draft.
    ada.press("Write a page");
    types(&mut ada, "What I write");
    ada.press(words::MORE);
    for field in ["Title", "Mood", "Tags"] {
        types(&mut ada, field);
    }
    walks(&mut ada);

    // It is kept; what is looked for in one's own pages, and what is let out.
    ada.press("Mine alone");
    ada.press("Write a page");
    ada.see(MARK);
    ada.press("Keep");
    ada.see("Search in your own pages");
    types(&mut ada, "Search in your own pages");
    walks(&mut ada);
    ada.press("Mine alone");
    ada.press("Let it out");
    types(&mut ada, "Whatever it is");
    walks(&mut ada);

    // A page that was changed, after Mine alone was closed.
    ada.press("Mine alone");
    ada.press_card(MARK);
    ada.press("Edit");
    types(&mut ada, "What I write");
    ada.press(words::PUT_AWAY);
    ada.press("Mine alone");
    ada.press(words::MINE_CLOSE);
    walks(&mut ada);
}

#[test]
fn nothing_can_be_undone_in_a_passphrase() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = Person::at(&base.path().join("ada"), "ada");
    ada.begin("Ada", ADA, Some(ADA_OWN));
    ada.press("Settings");
    let passphrases = [
        "Passphrase until now",
        "New passphrase",
        "Passphrase for Mine alone until now",
        "New passphrase for Mine alone",
        "Passphrase of Candor",
    ];
    // Shown, so that whatever came back could be read.
    shows_all(&mut ada);
    for field in passphrases {
        types(&mut ada, field);
        assert!(ada.sees(MARK), "it is shown");
        ada.empty(field);
        undo_redo_and_paste(&mut ada);
    }

    // The doors: that of Mine alone, and the lock.
    ada.press("Mine alone");
    types(&mut ada, "Passphrase for Mine alone");
    ada.press("Settings");
    ada.press("Mine alone");
    shows_all(&mut ada);
    ada.fill("Passphrase for Mine alone", "");
    undo_redo_and_paste(&mut ada);
    ada.keys(Modifiers::COMMAND, Key::L);
    ada.see("Locked");
    ada.until("the journal is closed", |ada| !ada.sees("Closing"));
    shows_all(&mut ada);
    types(&mut ada, "Passphrase");
    ada.empty("Passphrase");
    undo_redo_and_paste(&mut ada);
}

/// Shows what is typed in every passphrase field.
fn shows_all(person: &mut Person) {
    while person.sees(words::SHOW_TYPED) {
        person.press_first(words::SHOW_TYPED);
    }
}

#[test]
fn in_one_text_undo_works_as_a_person_expects_and_ends_with_its_page() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, _ben) = paired(base.path());
    ada.press("Tell");
    ada.fill("What I want you to know", "A walk by the river.");
    ada.press(words::MORE);
    ada.fill("Title", "The river");
    ada.keys(Modifiers::COMMAND, Key::Z);
    assert!(!ada.sees("The river"), "what was typed last goes");
    assert!(ada.sees("A walk by the river."), "of this field alone");
    ada.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert!(ada.sees("The river"), "and comes again");

    // Another page, and back: the draft stands, and is all there is.
    ada.press("Search");
    ada.press("Today");
    ada.press("Tell");
    ada.see("A walk by the river.");
    ada.fill("What I want you to know", "");
    ada.keys(Modifiers::COMMAND, Key::Z);
    assert!(ada.sees("A walk by the river."));

    // Across the lock too.
    ada.keys(Modifiers::COMMAND, Key::A);
    ada.harness.event(Event::Text("Another word.".to_owned()));
    ada.harness.step();
    ada.keys(Modifiers::COMMAND, Key::L);
    ada.see("Locked");
    ada.until("the journal is closed", |ada| !ada.sees("Closing"));
    ada.fill("Passphrase", ADA);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.press("Tell");
    ada.see("Another word.");
    ada.fill("What I want you to know", "");
    ada.keys(Modifiers::COMMAND, Key::Z);
    assert!(ada.sees("Another word."));
}
