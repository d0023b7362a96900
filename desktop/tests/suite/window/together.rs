//! Two windows write one text, and go the way from it to what holds; and show one talk.

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

#[test]
fn a_talk_that_ada_begins_is_shown_at_both_windows_and_a_pause_stops_both_clocks() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    ben.press("Talk");
    ben.press("Add a topic");
    ben.fill("The topic, in a line", "Who fetches the children.");
    ben.press("Share with Ada");
    ada.press("Talk");
    ada.see("Ben has a topic for the talk");
    ada.press("Talk about it now");
    ada.press("Talk for 15 minutes");
    ada.see("Ada speaks, Ben listens");
    // It comes over nothing that he is at, and he says when.
    ben.see("Ada has begun a talk of 15 minutes.");
    ben.look("talk-offered");
    assert!(!ben.sees("Ada speaks"), "nothing opens by itself");
    ben.press("Not now");
    assert!(!ben.can_press("Not now"));
    ben.press("Talk");
    ben.see("Ada has begun a talk of 15 minutes.");
    ben.press("Show it here");
    ben.see("Ada speaks, Ben listens");
    ben.see("Who fetches the children.");
    ben.look("talk-of-ada");

    // Either goes on to the next turn, and both show it by the same names.
    ben.press("Next turn");
    ben.see("Ben speaks, Ada listens");
    ada.see("Ben speaks, Ada listens");
    ada.press("Next turn");
    ada.see("You both speak");
    ben.see("You both speak");

    // A pause at one stops the clock at both, until one of them goes on.
    ada.press("A pause");
    ada.see("When are you back?");
    ben.see("The clock stands still.");
    ben.look("talk-stopped");
    ada.press("Put away");
    ada.see("The clock stands still.");
    ben.press("Go on");
    for person in [&mut ada, &mut ben] {
        person.until("the clock goes on", |person| {
            !person.sees("The clock stands still.") && person.sees("minutes are left.")
        });
    }
    ada.press("A break");
    ben.see("The clock stands still.");
    ada.press("Back");
    ada.press("Go on");
    ben.until("the clock goes on", |ben| {
        !ben.sees("The clock stands still.")
    });

    // One of them ends it, for both.
    ben.press("Closing line");
    ben.fill("What we take with us", "Enough for today.");
    ada.see("The talk has ended.");
    ada.see("Talk for 15 minutes");
    ben.press("Share with Ada");
    ada.press_first("Timeline");
    ada.see("A talk");
}
