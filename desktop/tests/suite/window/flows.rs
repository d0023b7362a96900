//! What two people do in their first days, by the words on the screen.

use super::person::Person;
use egui::{Key, Modifiers};

pub const ADA: &str = "garden olympic noise velvet harbor";
pub const ADA_OWN: &str = "copper lantern drift eleven moss";
pub const BEN: &str = "saddle winter orbit plum ninety";

/// Two windows, paired with each other, that show all that can be written.
pub fn paired(base: &std::path::Path) -> (Person, Person) {
    let (mut ada, mut ben) = just_paired(base);
    for person in [&mut ada, &mut ben] {
        person.press("Nothing tonight");
    }
    (ada, ben)
}

/// Two windows on their first evening.
pub fn just_paired(base: &std::path::Path) -> (Person, Person) {
    let mut ada = Person::at(&base.join("ada"), "ada");
    let mut ben = Person::at(&base.join("ben"), "ben");
    ada.begin("Ada", ADA, Some(ADA_OWN));
    ben.begin("Ben", BEN, None);
    for person in [&mut ada, &mut ben] {
        person.press("Pair with my partner");
        person.look("charter");
        person.press("This fits");
        person.see("Where are the two of you?");
        assert!(
            !person.can_press("Invite your partner"),
            "it is asked first"
        );
        assert!(!person.can_press("Answer an invitation"));
        person.press("Both at this one computer");
        person.look("choose");
    }
    ada.press("Invite your partner");
    ada.proves(ADA);
    ada.see("The invitation can be answered now");
    ada.look("invitation");
    ada.press("Show as a code");
    ada.look("code");
    ada.press("Show as text");
    let invitation = ada
        .labels()
        .into_iter()
        .find(|label| label.starts_with("candor"))
        .expect("the invitation is on the screen");
    ben.press("Answer an invitation");
    ben.fill("Invitation", &invitation);
    ben.look("joining");
    ben.press("Answer");
    ben.proves(BEN);
    for person in [&mut ada, &mut ben] {
        person.see("Same words");
        person.look("words");
    }
    ada.press("Same words");
    ada.look("words-said");
    ben.press("Same words");
    for person in [&mut ada, &mut ben] {
        person.see("You are paired");
        person.look("paired");
        // How the devices meet is told, and not asked a second time.
        person.see("From now on your two journals meet on this computer");
        assert!(!person.can_press("Both at this one computer"));
        assert!(!person.can_press("Direct") && !person.can_press("This computer"));
        person.press("Go to Today");
    }
    ada.see("Ben");
    ben.see("Ada");
    (ada, ben)
}

#[test]
fn two_people_begin_pair_tell_ask_answer_write_for_themselves_search_and_lock() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    ada.look("today-empty");

    ada.press("Tell");
    ada.fill(
        "What I want you to know",
        "I met someone from my old job by chance at the station. We said two sentences about work.",
    );
    ada.press("More");
    ada.look("tell-more");
    ada.fill("Cover", "about work, calm");
    ada.press("Share with Ben");
    ada.see("You told Ben something");
    ada.look("told");

    ben.see("about work, calm");
    ben.look("arrived");
    ben.press_card("Ada told you something");
    ben.see("This stands under a cover");
    ben.look("covered");
    assert!(!ben.sees("old job"), "the words are under the cover");
    ben.press("Open");
    ben.see("I met someone from my old job");
    ben.look("uncovered");
    ben.press("Thank you for telling me");
    ben.see("You: Thank you for telling me");
    ben.press("Ask about it");
    ben.fill("My question", "How was it for you to see her again?");
    ben.press("Share with Ada");
    ben.see("Before you ask");
    ben.look("gate");
    ben.see("Do I need to know this?");
    ben.press("Ask");
    ben.see("How was it for you");
    ben.look("asked");

    ada.see("Question from Ben");
    ada.look("question-arrived");
    ada.press_card("Question from Ben");
    ada.look("question");
    ada.press("Answer");
    ada.fill(
        "The plain answer",
        "It was fine. A little strange at first.",
    );
    ada.fill(
        "What may help to understand it",
        "We had not met for three years.",
    );
    ada.look("answering");
    ada.press("Share with Ben");
    ada.see("It was fine.");
    ada.look("answered");

    ben.see("Not opened yet");
    assert!(
        !ben.sees("It was fine."),
        "what came in opens when he likes"
    );
    ben.press("Open");
    ben.see("It was fine.");
    assert!(!ben.sees("three years"), "the further layer is folded");
    ben.press("Open what may help to understand it");
    ben.see("We had not met for three years.");
    ben.look("answer-opened");
    // After an answer there is room for oneself.
    ben.press("A break");
    ben.see("20 minutes left");
    ben.look("break");
    ben.press("Back");
    ben.see("We had not met for three years.");

    ada.press("Mine alone");
    ada.look("mine-door");
    ada.fill("Passphrase for Mine alone", ADA_OWN);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("A place of your own");
    ada.look("mine-empty");
    ada.press("Write a page");
    ada.fill(
        "What I write",
        "Under the anger there is something quieter.",
    );
    ada.look("mine-writing");
    ada.press("Keep");
    ada.see("A page of my own");
    ada.look("mine");

    ada.press_first("Timeline");
    ada.see("November 2026");
    ada.look("timeline");
    assert!(!ada.sees("something quieter"));
    ada.press("Search");
    ada.fill("Search in what you share", "station");
    ada.see("1 entry");
    ada.look("search");
    ada.press("Settings");
    ada.look("settings");
    ada.press("Support");
    ada.look("support");
    ada.press("Shortcuts");
    ada.look("shortcuts");

    ada.keys(Modifiers::COMMAND, Key::L);
    ada.see("Locked");
    ada.until("the journal is closed", |ada| !ada.sees("Closing"));
    ada.look("locked");
    assert!(
        !ada.sees("Ben"),
        "the lock screen shows nothing of the journal"
    );
    ada.fill("Passphrase", "wrong wrong wrong");
    ada.press("Open");
    ada.see("does not open");
    ada.look("wrong");
    // What was wrong does not stand before the next try.
    ada.fill("Passphrase", ADA);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("You told Ben something");

    a_correction_that_waits_is_what_its_writer_sees(&mut ada);
}

/// The network is off, so it stays on her device.
fn a_correction_that_waits_is_what_its_writer_sees(ada: &mut Person) {
    ada.press("Settings");
    ada.press("Off");
    ada.see("The network is off.");
    ada.press("Today");
    ada.press_card("You told Ben something");
    ada.press_first("Correct");
    ada.fill("What I want you to know", " And then I walked on.");
    ada.press("Share with Ben");
    ada.see("the correction goes when your devices meet");
    ada.see("And then I walked on.");
    ada.look("correction-waits");
    ada.press_first("Correct");
    ada.see("And then I walked on.");
    ada.fill("What I want you to know", " I was glad of it.");
    ada.press("Share with Ben");
    ada.until("the second correction stands on the first", |ada| {
        ada.sees("And then I walked on.") && ada.sees("I was glad of it.")
    });
}
