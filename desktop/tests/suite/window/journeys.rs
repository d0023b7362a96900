//! What two people live from week to week, by the words on the screen: a talk,
//! a meeting, a second version, and taking something back on a later day.

use egui::{Key, Modifiers};

use super::flows::{ADA, ADA_OWN, paired};

#[test]
fn j75_a_daily_talk_from_the_parked_topic_to_a_line_after_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    ben.press("Today");
    ben.press("Tell");
    ben.fill("What I want you to know", "The evening plans change.");
    ben.press("Share with Ada");
    ben.see("You told Ada something");

    ada.see("Ben told you something");
    ada.press_card("Ben told you something");
    ada.see("The evening plans change.");
    ada.press("More to do");
    ada.press("For the talk");
    ada.look("parking");
    ada.press("Share with Ben");
    ada.press("Talk");
    ada.see("Ben told you something");
    ada.fill("A word from each of you to open with", "tired, hopeful");
    ada.press("Talk about it now");
    ada.look("before-the-talk");
    ada.press("Talk for 15 minutes");
    ada.see("Ada speaks, Ben listens");
    ada.see("The evening plans change.");
    ada.look("talking");
    ada.press("Next turn");
    ada.see("Ben speaks, Ada listens");
    ada.press("Next turn");
    ada.see("You both speak");
    assert!(!ada.sees("Next turn"), "after a turn each it is open");
    ada.look("both-speak");
    // A pause is there at any moment, and asks when one is back.
    ada.press("A pause");
    ada.see("When are you back?");
    ada.press("Put away");
    ada.press("Closing line");
    ada.see("The evening plans change.");
    ada.fill("What we take with us", "Calm enough for today.");
    ada.look("closing-line");
    ada.press("Share with Ben");
    ada.press("Talk");
    ada.see("Topics for a talk stand here");
    assert!(!ada.sees("Ben told you something"), "it was talked about");

    ben.press_first("Timeline");
    ben.press_card("A talk");
    ben.see("Calm enough for today.");
    ben.see("tired, hopeful");
    ben.look("talk-of-both");
    ben.press("A line after the talk");
    ben.fill("My line", "I was glad we stopped in time.");
    ben.press("Share with Ada");
    ada.press_first("Timeline");
    ada.press_card("A talk");
    ada.press("Open");
    ada.see("I was glad we stopped in time.");
    ada.press("A line in Mine alone");
    ada.see("Passphrase for Mine alone");
}

#[test]
fn j76_a_weekly_meeting_item_by_item_to_what_follows_from_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());

    // Ada prepares alone, and keeps one line to herself.
    ada.press("Mine alone");
    ada.fill("Passphrase for Mine alone", ADA_OWN);
    ada.keys(Modifiers::NONE, Key::Enter);
    ada.see("A place of your own");
    ada.press("Other pages");
    ada.press("Before the weekly meeting");
    ada.fill(
        "What I want to thank you for",
        "For the calls when it got late.",
    );
    ada.fill("What I wish for", "An evening without screens.");
    ada.press("More");
    ada.fill("What I keep to myself", "I am not sure yet.");
    ada.press("Keep");
    ada.see("Write a page");
    ada.press_card("Before the weekly meeting, ");
    ada.look("prepared");
    ada.press("Bring it to the meeting");

    // One item a screen, thanks first.
    ada.see("1 of 14");
    ada.see("For the calls when it got late.");
    ada.look("thanks");
    ada.press("Next");
    ada.see("What went well between us?");
    ada.press("Next");
    ada.see("What was hard");
    ada.fill("Notes", "I felt alone on Thursday.");
    ada.press("Where it goes");
    ada.press("To a talk");
    ada.look("was-hard");
    for _ in 0..5 {
        ada.press("Next");
    }
    ada.see("Money");
    ada.fill("Notes", "We look at the account on Sundays.");
    ada.look("money");
    // A decision becomes a promise at once, and the meeting goes on.
    ada.press("A promise");
    ada.see("We look at the account on Sundays.");
    ada.press("More");
    ada.press("To whom");
    ada.press("To us");
    ada.press("Share with Ben");
    ada.see("8 of 14");
    for _ in 0..2 {
        ada.press("Next");
    }
    ada.see("10 of 14");
    ada.press("Next");
    ada.see("An evening without screens.");
    ada.press("Next");
    ada.see("How often we talk");
    ada.press("Say it, sealed");
    ada.press("Our talks");
    ada.press("Less");
    ada.press("Seal");
    ada.see("12 of 14");
    ada.until("it is said once", |ada| !ada.sees("Say it, sealed"));
    ada.see("It opens when both have sealed. Until then");
    ada.press("Next");
    ada.fill("Notes", "Each of us plans one walk.");
    ada.press("Next");
    ada.fill("Day", "2026-11-29");
    ada.look("last-item");
    ada.press("Share with Ben");

    ben.press_first("Timeline");
    ben.press_card("Weekly meeting, written by Ada");
    ben.see("I felt alone on Thursday.");
    ben.see("To a talk");
    assert!(!ben.sees("I am not sure yet."), "that stayed hers");
    ben.look("meeting-read");
    // His notes stand beside, and both close.
    ben.press("My notes beside");
    ben.fill("My notes", "I remember it as Wednesday.");
    ben.press("Share with Ada");
    ben.see("I remember it as Wednesday.");
    ben.press_first("Closing the meeting");
    ben.press("Share with Ada");
    ben.see("closed");

    // The vote opens once both have sealed.
    ben.press_first("Timeline");
    ben.press_card("How often we talk");
    ben.press("Write your half");
    ben.press("Our talks");
    ben.press("Less");
    ben.press("Seal");
    ben.press("Talk");
    ben.see("From 23 November 2026 on: fewer talks.");
    ben.look("cadence");
    ada.press("Promises");
    ada.see("We look at the account on Sundays.");
    ben.press("Promises");
    ben.see("We look at the account on Sundays.");
}

#[test]
fn j77_a_firm_agreement_is_amended_slowly_and_an_assent_is_taken_back() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    ada.press("Agreements");
    ada.press("New agreement");
    ada.press("Begin with an empty page");
    ada.fill(
        "What we agree",
        "We tell each other before ten where we are.",
    );
    // What asks for a password is named to its writer alone.
    ada.fill("Why", "so that evenings are quiet");
    ada.press("Whom it binds");
    ada.press("Ada and Ben");
    ada.fill("We look at it again", "2026-12-20");
    ada.press("More");
    ada.press("Firm");
    ada.press("Firm");
    ada.look("firm");
    ada.press("Share with Ben");
    ben.press("Agreements");
    ben.see("proposed");
    ben.press("Open");
    ben.press("Propose another version");
    ben.type_in("What we agree", " A message is enough.");
    ben.press("Share with Ada");
    ada.press("Agreements");
    ada.see("A message is enough.");
    ada.press("Open");
    ada.see("Versions");
    ada.look("differences");
    ada.press("I assent");
    ada.see("Could you say no to this?");
    ada.press("Share with Ben");
    ada.press("Agreements");
    ada.see("In force");

    // Loosening it takes a day and a night.
    ada.press("Open");
    ada.press("Propose another version");
    ada.type_in("What we agree", " Not on Fridays.");
    ada.press("Share with Ben");
    ben.press("Agreements");
    ben.see("Not on Fridays.");
    ben.press("Open");
    ben.see("Not on Fridays.");
    ben.press("I assent");
    ben.press("Share with Ada");
    ben.press("Agreements");
    ben.see("holds from 24 November 2026 on");
    ben.look("holds-from");
    for person in [&mut ada, &mut ben] {
        person.next_days(2);
        person.press("Today");
        person.press("Agreements");
    }
    ada.until("the new version holds", |ada| {
        ada.sees("Not on Fridays.") && !ada.sees("holds from")
    });

    ada.press("Open");
    ada.press("I take my assent back");
    ada.press("Share with Ben");
    ada.press("Agreements");
    ada.see("On hold");
    ben.press("Agreements");
    ben.see("On hold");
    ben.look("on-hold");
}

#[test]
fn j78_a_question_is_opened_up_kept_for_a_day_and_asked() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    ben.press("Ask");
    ben.fill("My question", "Did you think of me, back then?");
    ben.see("This can be answered with yes or no.");
    ben.look("closed");
    ben.press("What was going on in you when …");
    ben.see("What was going on in you when ");
    ben.fill("My question", "");
    ben.keys(Modifiers::COMMAND, Key::A);
    ben.harness.event(egui::Event::Text(
        "What was going on in you when you wrote to her?".to_owned(),
    ));
    ben.until("the hint goes", |ben| {
        !ben.sees("This can be answered with yes or no.")
    });
    ben.press("Words for it");
    ben.look("words");
    ben.press("Hide the words");
    ben.press("Share with Ada");
    ben.see("Before you ask");
    ben.look("gate-day");
    ben.press("Keep it for later");
    ben.see("Today shows its words from 25 November 2026 on.");
    ben.see("comes back on 25 November 2026");
    ben.look("kept");
    assert!(!ben.sees("you wrote to her"), "the words rest until then");

    ben.next_days(3);
    ben.press_first("Timeline");
    ben.press("Today");
    ben.see("What was going on in you when you wrote to her?");
    ben.press("A question");
    ben.press("Share with Ada");
    ben.press("Ask");
    ada.see("Question from Ben");
    ben.until("nothing is kept any more", |ben| !ben.sees("Drafts"));
}

#[test]
fn j79_an_entry_is_taken_back_at_once_in_time_and_later() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    // Not delivered: gone without a trace, and a draft again.
    ada.press("Settings");
    ada.press("Off");
    ada.press("Today");
    ada.press("Tell");
    ada.fill("What I want you to know", "Too soon to say.");
    ada.press("Share with Ben");
    ada.press_card("You told Ben something");
    ada.see("Take back");
    ada.look("take-back");
    ada.press("Take back");
    ada.see("Taken back.");
    ada.press("Settings");
    ada.press("This computer");
    ada.proves(ADA);

    ada.press("Today");
    ada.press("Thank");
    ada.fill("What you did", "You called.");
    ada.press("Share with Ben");
    ben.press_first("Timeline");
    ben.see("Thank you from Ada");
    assert!(!ben.sees("told you something"), "it never went");
    // The days are over: it can be stepped back from, or removed by both.
    for person in [&mut ada, &mut ben] {
        person.next_days(5);
        person.press("Today");
    }
    ada.press_first("Timeline");
    ada.press_card("Your thanks to Ben");
    ada.press("More to do");
    ada.see("I no longer stand by this");
    ada.until("the window is over", |ada| !ada.can_press("Withdraw"));
    ada.look("days-later");
    ada.press("Remove together");
    ada.press("Remove together");
    ben.press_first("Timeline");
    ben.press_card("Thank you from Ada");
    ben.see("Ada proposes to remove this");
    ben.look("removal-proposed");
    ben.press("Agree to remove it");
    ben.press("Remove together");
    for person in [&mut ada, &mut ben] {
        person.press_first("Timeline");
        person.see("removed");
        assert!(!person.sees("You called."));
    }
}
