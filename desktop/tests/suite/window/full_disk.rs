//! The disk is full while something is written at the window.

use egui::{Key, Modifiers, ViewportCommand, ViewportEvent, ViewportId};

use super::flows::{ADA, ADA_OWN, paired};
use super::guard::{locks, opens};
use super::person::Person;
use crate::full_disk::{disk_is_full, is_alone};

#[test]
fn f05_at_the_window_it_is_said_at_once_and_goes_on_once_there_is_space() {
    if !is_alone(
        "window::full_disk::f05_at_the_window_it_is_said_at_once_and_goes_on_once_there_is_space",
    ) {
        return;
    }
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, _ben) = paired(base.path());
    let words = "I met someone from my old job by chance.";
    ada.press("Tell");

    disk_is_full(true);
    ada.fill("What I want you to know", words);
    ada.see("stays on this page");
    assert!(ada.sees(words));
    ada.press("Share with Ben");
    ada.settled();
    ada.see("this was not saved");
    assert!(ada.sees(words), "the text stays");
    assert!(!ada.sees("You told Ben something"));

    disk_is_full(false);
    ada.see("Draft saved");
    ada.press("Share with Ben");
    ada.see("You told Ben something");
}

const SAID: &str = "What you typed last is not saved";

#[test]
fn f05_what_the_disk_refused_outlives_the_lock_and_is_kept_once_there_is_space() {
    if !is_alone(
        "window::full_disk::f05_what_the_disk_refused_outlives_the_lock_and_is_kept_once_there_is_space",
    ) {
        return;
    }
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, _ben) = paired(base.path());
    let words = "I met someone from my old job by chance.";
    ada.press("Tell");
    disk_is_full(true);
    ada.fill("What I want you to know", words);
    ada.see("stays on this page");
    locks(&mut ada);
    ada.see(SAID);
    assert!(!ada.sees(words));

    // The disk is as full as before: it waits through another lock.
    opens(&mut ada, ADA);
    ada.press("Tell");
    ada.see(words);
    locks(&mut ada);
    ada.see(SAID);

    disk_is_full(false);
    ada.look("locked-unkept");
    opens(&mut ada, ADA);
    ada.press("Tell");
    ada.see(words);
    // It is on the disk now: nothing is said, and it is there again.
    locks(&mut ada);
    assert!(!ada.sees(SAID));
    opens(&mut ada, ADA);
    ada.press("Tell");
    ada.see(words);
}

#[test]
fn f05_an_own_page_that_the_disk_refused_outlives_the_lock_too() {
    if !is_alone("window::full_disk::f05_an_own_page_that_the_disk_refused_outlives_the_lock_too") {
        return;
    }
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, _ben) = paired(base.path());
    let words = "Under the anger there is something quieter.";
    let to_the_page = |ada: &mut Person| {
        ada.press("Mine alone");
        ada.fill("Passphrase for Mine alone", ADA_OWN);
        ada.keys(Modifiers::NONE, Key::Enter);
        ada.see("A place of your own");
        ada.press("Write a page");
    };
    to_the_page(&mut ada);
    disk_is_full(true);
    ada.fill("What I write", words);
    ada.see("stays on this page");
    locks(&mut ada);
    ada.see(SAID);

    // Where Mine alone stays closed, it waits on.
    opens(&mut ada, ADA);
    ada.press("Today");
    assert!(!ada.sees(words));
    locks(&mut ada);
    ada.see(SAID);

    disk_is_full(false);
    opens(&mut ada, ADA);
    to_the_page(&mut ada);
    ada.see(words);
    locks(&mut ada);
    assert!(!ada.sees(SAID));
    opens(&mut ada, ADA);
    to_the_page(&mut ada);
    ada.see(words);
}

/// Asks the window to close, and answers whether it stays.
fn stays(person: &mut Person) -> bool {
    let viewports = &mut person.harness.input_mut().viewports;
    let root = viewports.entry(ViewportId::ROOT).or_default();
    root.events.push(ViewportEvent::Close);
    person.harness.step();
    let output = &person.harness.output().viewport_output;
    let stays = output.get(&ViewportId::ROOT).is_some_and(|it| {
        let cancels = |command: &ViewportCommand| *command == ViewportCommand::CancelClose;
        it.commands.iter().any(cancels)
    });
    let viewports = &mut person.harness.input_mut().viewports;
    viewports
        .entry(ViewportId::ROOT)
        .or_default()
        .events
        .clear();
    stays
}

#[test]
fn f05_the_window_stays_once_where_closing_would_lose_what_was_typed() {
    if !is_alone(
        "window::full_disk::f05_the_window_stays_once_where_closing_would_lose_what_was_typed",
    ) {
        return;
    }
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    let words = "I met someone from my old job by chance.";
    ada.press("Tell");
    ben.press("Tell");
    ben.fill("What I want you to know", words);
    disk_is_full(true);
    ada.fill("What I want you to know", words);
    assert!(stays(&mut ada));
    ada.see("The window stayed open");
    disk_is_full(false);
    ada.look("stayed-open");
    opens(&mut ada, ADA);
    ada.press("Tell");
    ada.see(words);
    assert!(!stays(&mut ada), "it is on the disk now");
    assert!(!stays(&mut ben), "so is this");

    let mut ada = Person::at(&base.path().join("ada"), "ada");
    opens(&mut ada, ADA);
    ada.press("Tell");
    ada.see(words);
    disk_is_full(true);
    ada.fill("What I want you to know", "And another");
    assert!(stays(&mut ada));
    assert!(!stays(&mut ada), "its person may want to lose it");
}
