//! What is open between two people, as both see it at their windows.

use super::flows::paired;

#[test]
fn what_is_open_between_two_stands_on_a_page_for_both_until_it_was_answered() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    ada.press("Open between you");
    ada.see("Nothing is open between you");

    ben.press("Ask");
    ben.fill("My question", "How was it for you?");
    ben.press("Share with Ada");
    ben.see("Before you ask");
    ben.press("Ask");
    ben.press("Open between you");
    ben.see("What you asked and offered");
    ben.see("You asked this. You can take it back.");
    ben.look("asked-and-open");

    ada.see("For you to say");
    ada.see("Answer it, take time, or say no.");
    ada.look("open-between");
    ada.press_card("Question from Ben");
    ada.see("How was it for you?");
    if !ada.can_press("No to this") {
        ada.press("More to do");
    }
    ada.press("No to this");
    ada.press("Share with Ben");
    for person in [&mut ada, &mut ben] {
        person.press("Open between you");
        person.see("Nothing is open between you");
    }
}
