//! What the other is called: never as oneself, and only here.

use candor_core::journal::NamingError;
use candor_desktop::engine::{Command, Names, Reply, Status, Trouble};
use candor_desktop::state::open::{Open, Page};
use candor_desktop::state::settings::Settings;
use candor_desktop::state::{Effect, Event, Intent, Stage, State, Ticket};

use crate::program::*;
use crate::standing::status_on;

fn writers(person: &Person) -> Vec<String> {
    let list: serde_json::Value = serde_json::from_str(&person.list()).expect("it is JSON");
    let entries = list.as_array().expect("a list");
    let writer = |entry: &serde_json::Value| entry["writer"].as_str().map(str::to_owned);
    entries.iter().filter_map(writer).collect()
}

#[test]
fn a52_what_a_namesake_wrote_reads_as_the_others_wherever_it_stands() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let ben = Person::without_journal(base.path(), "Ben");
    assert_ok(&ben.run(&["init", "--name", "ADA", "--work-factor", "10"], ""));
    pair(base.path(), &ada, &ben);
    ben.write("note", "by the other");
    meet(&ada, &ben);

    assert_eq!(writers(&ada), ["ADA (the other)"]);
    assert!(ada.done(&["list"], "").contains("ADA (the other)"));
    assert!(ada.done(&["devices"], "").contains("ADA (the other)"));
    let copy = base.path().join("copy");
    ada.done(&["export", &copy.to_string_lossy()], "");
    let text = std::fs::read_to_string(copy.join("shared.json")).expect("reads");
    assert!(text.contains("ADA (the other)"));
    // For him it is she who has his name.
    assert_eq!(writers(&ben), ["ADA"]);

    // She calls him by another one; he does not learn of it.
    ada.done(&["name-partner", "Bear"], "");
    assert_eq!(writers(&ada), ["Bear"]);
    meet(&ada, &ben);
    assert_eq!(writers(&ben), ["ADA"]);
    for name in ["Ada", "\u{391}da", "A\u{200b}da", "", "a\nb"] {
        ada.refused(&["name-partner", name], "");
    }
    ada.done(&["name-partner"], "");
    assert_eq!(writers(&ada), ["ADA (the other)"]);
}

#[test]
fn a_name_that_cannot_be_shown_begins_no_journal() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::without_journal(base.path(), "Ada");
    for name in ["", "\u{200b}", "A\u{202e}da"] {
        ada.refused(&["init", "--name", name, "--work-factor", "10"], "");
    }
    assert!(!ada.folder.exists());
}

/// Ada's window, with a name of Ben's that waits for her choice.
fn window() -> State {
    let mut state = State::begin("/journal", true, Settings::default());
    state.stage = Stage::Open(Box::new(Open::new(&Settings::default())));
    let status = Status {
        names: Names {
            seen: "Ben".to_owned(),
            given: None,
            offered: Some("Benjamin".to_owned()),
        },
        ..status_on("2026-11-22")
    };
    state.hear(Event::Reply(Ticket::Status, Ok(Reply::Status(status))), 0.0);
    state
}

#[test]
fn a52_a_name_is_chosen_in_the_window_and_a_refusal_is_said_where_it_was_typed() {
    let mut state = window();
    let effects = state.act(Intent::NamePartner(Some("Benjamin".to_owned())), 0.0);
    assert!(matches!(
        effects.as_slice(),
        [Effect::Ask(Ticket::Named, Command::NamePartner { name: Some(name) })]
            if name == "Benjamin"
    ));
    let effects = state.hear(Event::Reply(Ticket::Named, Ok(Reply::Done)), 0.0);
    let asks_again = |effect: &Effect| matches!(effect, Effect::Ask(Ticket::Status, _));
    assert!(effects.iter().any(asks_again));

    state.act(Intent::Go(Page::Settings), 0.0);
    let open = state.open().expect("it is open");
    open.settings_page.name = Some("ADA".to_owned());
    let refused = Trouble::Naming(NamingError::LikeMine);
    state.hear(Event::Reply(Ticket::Named, Err(refused)), 0.0);
    let page = &state.open().expect("it is open").settings_page;
    assert_eq!(page.name.as_deref(), Some("ADA"), "it can be changed");
    let error = page.name_error.as_deref().expect("it is said");
    assert!(error.contains("your own name"), "{error}");
}
