//! Two windows live some of the practices, by the words on the screen.

use egui::{Key, Modifiers};

use super::flows::{ADA_OWN, paired};

#[test]
fn an_agreement_a_promise_a_letter_and_a_withdrawal() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());

    // An agreement, from a ready text to both assents.
    ada.press("Agreements");
    ada.see("What you both agree on");
    ada.press("New agreement");
    ada.look("patterns");
    ada.press("Pause rules");
    ada.look("proposing");
    // Nobody is asked to assent to a sentence with a hole in it.
    ada.see("Still to fill in where … stands");
    assert!(!ada.can_press("Share with Ben"));
    ada.fill_anew("What we agree", "Either of us may say: I am pausing.");
    ada.fill_anew("Why", "because some moments are too much");
    ada.press("Share with Ben");
    ada.see("Agreements");
    ben.press("Agreements");
    ben.see("proposed");
    ben.press("Open");
    ben.look("proposal");
    ben.press("I assent");
    ben.see("Could you say no to this?");
    ben.look("before-assent");
    ben.press("Share with Ada");
    ben.see("in force");
    ben.look("in-force");
    ada.press("Agreements");
    ada.see("In force");
    ada.look("agreements");
    ada.fill("As they stood on", "2020-01-01");
    ada.see("Nothing was proposed by then.");

    // A promise, welcomed, and told by both.
    ben.press("Promises");
    ben.press("New promise");
    ben.fill("What I promise", "I call when it gets late.");
    ben.look("promising");
    ben.press("Share with Ada");
    ada.press("Promises");
    ada.see("I call when it gets late.");
    ada.look("promises");
    ada.press("Open");
    ada.press("Welcome");
    ben.press("Promises");
    ben.see("standing");

    // A letter that opens for both at once.
    ada.press("Today");
    ada.press("Everything you can write");
    ada.look("few-kinds");
    ada.press("Show everything");
    ada.look("kinds");
    ada.press("Letters opened together");
    ada.fill("My letter", "What I never wrote.");
    ada.press("Seal");
    ada.see("It opens when both have sealed");
    ben.press_first("Timeline");
    ben.press_card("Letters opened together");
    ben.see("Write your half");
    ben.look("pair");
    assert!(!ben.sees("never wrote"));
    ben.press("Write your half");
    ben.fill("My letter", "What I hoped you would.");
    ben.press("Seal");
    ben.see("Replies");
    ben.look("pair-open");

    // A thread is set to rest by both, and folded for both.
    ada.press("Today");
    ada.press("Tell");
    ada.fill("What I want you to know", "An old quarrel.");
    ada.press("Share with Ben");
    ada.see("You told Ben something");
    ben.press_first("Timeline");
    ben.press_card("Ada told you something");
    ben.see("An old quarrel.");
    ben.look("to-rest");
    ben.press("More to do");
    ben.press("Set to rest");
    ben.fill("What we agree about it", "We leave it be.");
    ben.press("Share with Ada");
    ben.see("We leave it be.");
    ada.see("Ben proposes to set this to rest");
    ada.press_card("You told Ben something");
    ada.see("Replies");
    ada.see("We leave it be.");
    ada.look("rest-proposed");
    ada.press("I assent");
    ada.press("Share with Ben");
    for person in [&mut ada, &mut ben] {
        person.press_first("Timeline");
        person.see("Set to rest");
    }
    ada.look("at-rest");
    assert!(!ada.sees("An old quarrel."), "it is folded");

    // What was told is withdrawn, and goes from both.
    ada.press("Today");
    ada.press("Tell");
    ada.fill("What I want you to know", "Words that hurt.");
    ada.press("Share with Ben");
    ada.see("You told Ben something");
    ben.press_first("Timeline");
    ben.see("Ada told you something");
    ada.press_card("You told Ben something");
    ada.press("More to do");
    ada.press("Withdraw");
    ada.see("Withdraw this entry?");
    ada.look("withdraw");
    ada.press("Withdraw");
    ada.see("You withdrew this entry");
    ben.see("Ada withdrew this entry");
    ben.look("withdrawn");
    assert!(!ben.sees("Words that hurt."));
}

#[test]
fn a_page_that_names_a_next_step_leads_to_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    // One press on Today; the door of Mine alone stands before it.
    ada.press("Something alarms me");
    ada.fill("Passphrase for Mine alone", ADA_OWN);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.fill("What I saw", "The door was locked when I came home.");
    ada.press("The next step");
    ada.press("Bring to the talk");
    ada.press("Keep");
    ada.see("Write a page");
    ada.press_card("Other readings, ");
    ada.see("You noted this as the next step:");
    ada.look("next-step");
    ada.press_first("A topic for the talk");
    ada.see("The topic, in a line");
    assert!(!ada.sees("The door was locked"), "what she saw stays hers");
    ada.fill("The topic, in a line", "Coming home.");
    ada.press("Share with Ben");
    ben.press("Talk");
    ben.see("Ada has a topic for the talk");
}

#[test]
fn a_page_of_ones_own_names_the_one_before_and_its_card_leaves_out_the_rest() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    ada.press("Mine alone");
    ada.fill("Passphrase for Mine alone", ADA_OWN);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("A place of your own");
    ada.press("Other pages");
    for words in ["We talk.", "We laugh."] {
        ada.press("Weighing it up");
        ada.fill("Strengths", words);
        ada.press("Keep");
        ada.see("Search in your own pages");
    }
    ada.press_card("Weighing it up, ");
    ada.see("We laugh.");
    ada.look("page-before");
    ada.press("Your page of 22 November 2026");
    ada.see("We talk.");
    assert!(!ada.sees("Your page of"), "there is none before it");

    ada.press("Mine alone");
    ada.press("My circle");
    ada.fill("Whom I can talk to", "My sister.");
    ada.fill("What I keep to myself about it", "Not the money.");
    ada.press("Keep");
    ada.press_card("My circle, ");
    ada.see("Not the money.");
    ada.press("Share this card");
    ada.see("My sister.");
    ada.look("share-card");
    assert!(!ada.sees("Not the money."));
    ada.press("Share with Ben");
    ben.see("People Ada talks to");
    assert!(!ben.sees("Not the money."));
}

#[test]
fn why_something_is_first_said_back_stands_there_until_it_was() {
    const WHY: &str = "Said back first, it shows what arrived";
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    ada.press("Everything you can write");
    ada.press("How it landed");
    ada.see(WHY);
    ada.fill("What I'd like you to know", "I sat there alone.");
    ada.press("Share with Ben");
    ben.press_first("Timeline");
    ben.press_card("How it landed for Ada");
    ben.see(WHY);
    ben.look("heard-first");
    ben.press("What I heard");
    ben.see("Saying it back shows what arrived.");
    ben.fill("What I hear", "You sat there alone.");
    ben.press("Share with Ada");
    ben.see("Replies");
    ben.until("it may be answered otherwise", |ben| !ben.sees(WHY));
}
