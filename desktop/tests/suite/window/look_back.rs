//! A look back over more than half a year, by the words on the screen.

use egui::{Key, Modifiers};

use super::flows::{ADA_OWN, paired};

#[test]
fn a_look_back_reaches_the_first_day_and_holds_nothing_of_ones_own_pages() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());

    // 22 November 2026. A page of Ada's own, where she is, and a question.
    ada.press("Mine alone");
    ada.fill("Passphrase for Mine alone", ADA_OWN);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("A place of your own");
    ada.press("Write a page");
    ada.fill("What I write", "Alone I doubt it.");
    ada.press("Keep");
    ada.see("A page of my own");
    ada.press("Today");
    ada.press("Everything you can write");
    ada.press("Show everything");
    ada.press("Where I am with trust");
    ada.fill("What my gut says", "I listen for the door.");
    ada.press("Share with Ben");
    ada.press_first("Timeline");
    ada.see("Where you are with trust");
    ada.press("Today");
    ada.press("Ask");
    ada.fill("My question", "How was the evening for you?");
    ada.press("Share with Ben");
    ada.see("Before you ask");
    ada.press("Ask");
    ben.see("Question from Ada");
    ben.press_card("Question from Ada");
    ben.press("Answer");
    ben.fill("The plain answer", "Long, and quiet.");
    ben.press("Share with Ada");
    ada.see("Ben answered");

    // 10 June 2027. Where she is now.
    for person in [&mut ada, &mut ben] {
        person.next_days(200);
        person.press_first("Timeline");
        person.press("Today");
    }
    ada.press("Everything you can write");
    ada.press("Where I am with trust");
    ada.fill("What my gut says", "I sleep.");
    ada.press("Share with Ben");
    ada.press_first("Timeline");
    ada.see("Where you are with trust, today");

    // Half a year holds one month; the first day is before it.
    ada.press("Look back");
    ada.see("June 2027");
    assert!(!ada.sees("What was asked"), "that was before");
    assert!(!ada.sees("Then · "), "there is no then");
    ada.look("half-a-year");
    ada.press("From the beginning");
    ada.see("Then · 22 November 2026");
    ada.see("I listen for the door.");
    ada.see("Now · 10 June 2027");
    ada.see("I sleep.");
    ada.see("What was asked");
    ada.see("How was the evening for you?");
    ada.see("22 November 2026  ·  answered");
    ada.look("from-the-beginning");
    assert!(!ada.sees("Alone I doubt it."), "that is hers alone");
    assert!(!ada.sees("A page of my own"));
    assert!(!ada.sees("What was heard"), "what there is not has no name");

    // Days of her own, from a day on; half a day asks for nothing.
    ada.press("Days I choose");
    ada.fill("First day", "2027-06");
    ada.settled();
    assert!(ada.sees("I listen for the door."));
    ada.fill_anew("First day", "2027-06-01");
    ada.until("what was before goes", |ada| {
        !ada.sees("I listen for the door.") && ada.sees("June 2027")
    });
    ada.fill("Last day", "2027-05-01");
    ada.see("The first day is after the last one.");

    // Ben's line is not hers, and hers stands on the timeline for him alone.
    ben.press("Look back");
    ben.press("From the beginning");
    ben.see("What was asked");
    assert!(!ben.sees("Then · 22 November 2026"));
    assert!(!ben.sees("I listen for the door."));
}
