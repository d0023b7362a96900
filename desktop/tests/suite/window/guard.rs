//! Somebody sits down at an open window: what asks for the passphrase first.

use candor_desktop::desk::{Delay, Said};
use egui::{Key, Modifiers};

use super::flows::{ADA, ADA_OWN, paired};
use super::person::{ASKED, Person};

const WRONG: &str = "willow engine paper marble otter";
const NEW: &str = "harvest copper nine lanterns asleep";
const REFUSED: &str = "This is not the passphrase of Candor";

/// Ada's window, open, without a pairing.
fn ada_at(base: &std::path::Path) -> Person {
    let mut ada = Person::at(&base.join("ada"), "ada");
    ada.begin("Ada", ADA, Some(ADA_OWN));
    ada
}

fn unlocks(ada: &mut Person, passphrase: &str) {
    locks(ada);
    opens(ada, passphrase);
}

/// Locks the window, and waits until the journal is closed.
pub fn locks(ada: &mut Person) {
    ada.keys(Modifiers::COMMAND, Key::L);
    ada.see("Locked");
    ada.until("the journal is closed", |ada| !ada.sees("Closing"));
}

/// Opens the journal at a locked window.
pub fn opens(ada: &mut Person, passphrase: &str) {
    ada.fill("Passphrase", passphrase);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("Today");
}

#[test]
fn the_passphrase_changes_only_for_who_knows_it() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = ada_at(base.path());
    ada.press("Settings");
    ada.fill("New passphrase", NEW);
    ada.fill("The same once more", NEW);
    ada.look("new-passphrase");
    assert!(!ada.can_press("Change the passphrase"), "the old one lacks");
    ada.fill("Passphrase until now", WRONG);
    ada.press("Change the passphrase");
    ada.see(REFUSED);
    ada.look("not-the-passphrase");
    ada.until("an empty field", |ada| {
        !ada.can_press("Change the passphrase")
    });
    ada.press("Today");
    unlocks(&mut ada, ADA);

    ada.press("Settings");
    ada.fill("Passphrase until now", ADA);
    ada.fill("New passphrase", NEW);
    ada.fill("The same once more", NEW);
    ada.press("Change the passphrase");
    ada.see("The passphrase is changed.");
    unlocks(&mut ada, NEW);
}

#[test]
fn no_invitation_is_made_and_none_answered_without_the_passphrase() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = ada_at(base.path());
    ada.press("Pair with my partner");
    ada.press("This fits");
    ada.press("Both at this one computer");
    ada.press("Invite your partner");
    ada.prove(WRONG);
    ada.see(REFUSED);
    ada.look("pairing-refused");
    assert!(!ada.can_press("Go on"), "the field is empty again");
    ada.press("Not now");
    ada.until("the question is gone", |ada| !ada.sees(ASKED));
    assert!(ada.can_press("Invite your partner"));

    ada.press("Answer an invitation");
    ada.fill("Invitation", "candor-partner-1-x");
    ada.press("Answer");
    ada.prove(WRONG);
    ada.see(REFUSED);
    ada.keys(Modifiers::NONE, Key::Escape);
    ada.until("the question is gone", |ada| !ada.sees(ASKED));
    assert!(ada.can_press("Answer"), "nothing began");
}

#[test]
fn the_network_reaches_further_only_for_who_knows_the_passphrase() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, _ben) = paired(base.path());
    ada.press("Settings");
    ada.press("Off");
    ada.see("The network is off.");
    ada.press("Direct");
    ada.see(ASKED);
    ada.press("Not now");
    ada.until("the question is gone", |ada| !ada.sees(ASKED));
    ada.press("This computer");
    ada.prove(WRONG);
    ada.see(REFUSED);
    assert!(ada.sees("The network is off."));
    ada.fill("Passphrase", ADA);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.until("the network is on", |ada| {
        !ada.sees(ASKED) && !ada.sees("The network is off.")
    });
}

#[test]
fn it_locks_when_the_screen_is_locked_and_before_the_computer_sleeps() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = ada_at(base.path());
    ada.harness.state().desktop_says(Said::Locked);
    ada.see("Locked");
    ada.until("the journal is closed", |ada| !ada.sees("Closing"));
    ada.fill("Passphrase", ADA);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("Today");
    ada.harness
        .state()
        .desktop_says(Said::Sleeps(Delay::default()));
    ada.see("Locked");
    // What the desktop says to a locked window changes nothing.
    ada.harness
        .state()
        .desktop_says(Said::Sleeps(Delay::default()));
    ada.until("the journal is closed", |ada| !ada.sees("Closing"));
    ada.fill("Passphrase", ADA);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("Today");
}
