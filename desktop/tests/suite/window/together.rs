//! Two windows write one text, and go the way from it to what holds.

use super::flows::paired;

#[test]
fn both_write_one_text_at_their_own_screens_and_propose_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());

    ada.press("Agreements");
    ada.press("New agreement");
    ada.press("Pause rules");
    ada.press("Write it together");
    ada.see("What you type goes along at a pause.");
    ada.look("writing-together");

    ben.press("Agreements");
    ben.see("Being written together");
    ben.look("being-written");
    ben.press_card("Ada began a text for both of you");
    ben.see("What you type goes along at a pause.");

    // Each at their own screen; nothing has to be pressed.
    ada.type_in("What we write", " And we say when we are back.");
    ada.until("a pause", |ada| !ada.sees("Saved at a pause"));
    ben.see("And we say when we are back.");
    ben.type_in("What we write", " We keep it short.");
    ben.until("a pause", |ben| !ben.sees("Saved at a pause"));
    ada.see("We keep it short.");
    ada.look("words-of-both");
    assert!(ada.sees("And we say when we are back."), "one's own stay");

    // Words for what is hard to name stand here too.
    ada.press("Words for it");
    ada.look("words-for-both");
    ada.press("it was decided alone");
    ada.press("Hide the words");
    ada.until("a pause", |ada| !ada.sees("Saved at a pause"));
    ben.see("We keep it short. it was decided alone");

    ben.press("Propose this");
    ben.see("Share with Ada");
    ben.look("proposing-it");
    assert!(!ben.can_press("Share with Ada"), "there is a blank");
    ben.fill_anew(
        "What we agree",
        "Either of us can say \"pause\" at any moment. We keep it short.",
    );
    if ben.sees("We look at it again") && !ben.can_press("Share with Ada") {
        ben.fill("We look at it again", "2026-12-20");
    }
    ben.press("Share with Ada");
    ada.see("Something was proposed from this text");
    ada.look("proposed-from");
    ada.press("Agreements");
    ada.see("We keep it short.");
    ada.press("Open");
    ada.press("I assent");
    ada.press("Share with Ben");
    ada.see("in force");
    ben.press("Agreements");
    ben.see("In force");
    assert!(!ben.sees("Being written together"));
}
