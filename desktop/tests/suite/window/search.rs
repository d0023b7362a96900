//! What was found stands on its card where it is, and nothing of what is not open.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::flows::{ADA_OWN, paired};
use super::person::Person;

/// Whether a card tells this of what was found.
fn tells(person: &Person, words: &str) -> bool {
    let mut all = person.harness.query_all_by(|node| {
        let told = node.description();
        told.is_some_and(|told| told.contains(words))
    });
    all.next().is_some()
}

#[test]
fn a_card_that_was_found_tells_the_passage_once_it_is_open() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    let around = "We spoke of the garden. ".repeat(40);
    let told = format!("{around}Then Müller came by. {around}");
    ada.press("Tell");
    ada.fill("What I want you to know", &told);
    ada.press("More");
    ada.fill("Cover", "about work, calm");
    ada.press("Share with Ben");
    ada.see("You told Ben something");

    ben.see("about work, calm");
    ben.press("Search");
    ben.fill("Search in what you share", "mueller");
    ben.see("1 entry");
    assert!(!tells(&ben, "came by"), "it is under its cover");
    ben.press_card("Ada told you something");
    ben.see("This stands under a cover");
    ben.press("Open");
    ben.see("Then Müller came by.");
    ben.keys(Modifiers::NONE, Key::Escape);
    ben.until("the passage", |ben| tells(ben, "Then Müller came by."));
    assert!(tells(&ben, "… "), "it is a part of the text");
    ben.look("found");

    ben.fill_anew("Search in what you share", "lighthouse");
    ben.see("Nothing holds these words");
    assert!(!tells(&ben, "came by"));
    ada.press("Search");
    ada.fill("Search in what you share", "MULLER");
    ada.until("the passage", |ada| tells(ada, "Then Müller came by."));
}

#[test]
fn a_page_of_ones_own_that_was_found_tells_the_passage() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, _ben) = paired(base.path());
    ada.press("Mine alone");
    ada.fill("Passphrase for Mine alone", ADA_OWN);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("A place of your own");
    ada.press("Write a page");
    ada.fill("What I write", "It wasn’t the café.");
    ada.press("Keep");
    ada.see("Search in your own pages");
    assert!(!tells(&ada, "café"));
    ada.fill("Search in your own pages", "wasn't cafe");
    ada.until("the passage", |ada| tells(ada, "It wasn’t the café."));
}
