//! The first evening of two people who have just paired, and how they share.

use candor_desktop::text::support::BEFORE_TOGETHER;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::flows::{ADA, just_paired, paired};
use super::person::Person;

/// Each answer, and the three things it leads to.
const ANSWERS: [(&str, [&str; 3]); 3] = [
    (
        "There is something I want to tell",
        ["Owning it", "Something to tell you", "Tell it aloud"],
    ),
    ("Something hurts", ["How it landed", "A need", "Pause"]),
    (
        "I want to keep what we have",
        [
            "Thank you",
            "One-minute check-in",
            "Our picture, each alone",
        ],
    ),
];

/// The buttons of Today that stand there on any other day.
const VERBS: [&str; 4] = ["Tell", "Ask", "Thank", "A page for us"];

fn shows_verbs(person: &Person) -> bool {
    VERBS.iter().any(|verb| person.can_press(verb))
}

#[test]
fn the_first_evening_leads_to_three_things_and_the_rest_is_one_step_away() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = just_paired(base.path());
    ada.see("What is it tonight?");
    ada.look("tonight");
    assert!(!shows_verbs(&ada));
    for (at, (answer, three)) in ANSWERS.into_iter().enumerate() {
        ada.press(answer);
        ada.see("One is enough");
        ada.look("three");
        let all = ANSWERS.iter().flat_map(|(_, things)| things);
        let there: Vec<&&str> = all.filter(|thing| ada.can_press(thing)).collect();
        assert_eq!(there, three.iter().collect::<Vec<_>>(), "{answer}");
        assert!(!shows_verbs(&ada), "{answer}");
        if at == 0 {
            ben.settled();
            assert!(ben.sees("What is it tonight?"), "each is asked alone");
        }
        ada.press("Something else");
        ada.see("What is it tonight?");
    }
    ada.press("Everything you can write");
    ada.see("To begin with");
    ada.press("Back");
    ada.see("What is it tonight?");

    // What two who begin could talk about is one step away too, and stands at the top.
    ada.press(BEFORE_TOGETHER);
    ada.see("Five things you could talk about first");
    ada.until("the part is shown", |ada| {
        let mut parts = ada.harness.query_all_by(|node| {
            let is_it = |text: Option<String>| text.as_deref() == Some(BEFORE_TOGETHER);
            is_it(node.label()) || is_it(node.value())
        });
        let part = parts.next();
        part.is_some_and(|part| (0.0..250.0).contains(&part.rect().top()))
    });
    ada.look("before-together");
    ada.press("Back");
    ada.see("What is it tonight?");
}

#[test]
fn what_was_answered_is_there_again_after_the_lock_until_it_is_put_away() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, _ben) = just_paired(base.path());
    ada.press("There is something I want to tell");
    ada.press("Tell it aloud");
    ada.see("There is something I'd like to tell you aloud");
    ada.press("Put away");
    ada.see("Three ways to tell it");

    ada.keys(Modifiers::COMMAND, Key::L);
    ada.see("Locked");
    ada.until("the journal is closed", |ada| !ada.sees("Closing"));
    ada.fill("Passphrase", ADA);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("Three ways to tell it");
    ada.press("Put this away");
    ada.see("A page for us");
    assert!(shows_verbs(&ada));
    assert!(!ada.sees("What is it tonight?"));
}

#[test]
fn how_the_two_share_is_said_on_its_cards_and_in_the_settings() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, _ben) = paired(base.path());
    ada.press_first("Timeline");
    ada.see("How we share, as Ben would");
    ada.see("How we share, as you would");
    ada.see("Can be withdrawn for 2 days · talks of 15 minutes");
    ada.look("how-we-share");
    ada.press("Settings");
    ada.see("Ben: Can be withdrawn for 2 days");
    ada.look("settings-sharing");
    ada.press("Write about changing it");
    ada.see("What we agree");
}

#[test]
fn a_file_that_cannot_be_read_is_named_at_its_own_field() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ben = Person::at(&base.path().join("ben"), "ben");
    ben.begin("Ben", ADA, None);
    ben.press("Pair with my partner");
    ben.press("This fits");
    ben.press("In one room, or in one home network");
    ben.press("Answer an invitation");
    let nowhere = base.path().join("nowhere.txt");
    ben.fill("File", &nowhere.to_string_lossy());
    ben.press("Open a file");
    ben.see("There is no file at this path.");
    ben.look("no-file");
    assert!(!ben.sees("os error"));
    ben.fill_anew("File", &base.path().to_string_lossy());
    ben.until("the words go once one types", |ben| {
        !ben.sees("There is no file at this path.")
    });
    ben.press("Open a file");
    ben.see("This is a folder.");
}
