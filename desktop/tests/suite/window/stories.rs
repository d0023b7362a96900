//! Evenings that are hard: a demand, an argument, and a limit that comes to its end.

use super::flows::paired;

#[test]
fn a_demand_is_answered_with_no_and_stands_nowhere_any_more() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    let demand = "You give me the passcode of your phone each night.";
    ada.press("Agreements");
    ada.press("New agreement");
    ada.press("Begin with an empty page");
    ada.fill("What we agree", demand);
    ada.fill("Why", "so that I can sleep");
    ada.press("Whom it binds");
    ada.press("Ben");
    ada.fill("We look at it again", "2026-12-20");
    // Its writer alone sees that a smaller step is possible.
    ada.see("You can write this.");
    ada.look("demand");
    ada.press("Share with Ben");

    ben.press("Today");
    ben.see("Ada proposes an agreement");
    ben.look("demand-today");
    ben.press("Agreements");
    ben.see(demand);
    ben.look("demand-card");
    ben.press("Open");
    ben.look("demand-page");
    // Yes and no are asked for alike, and both can be put off.
    ben.see("I assent");
    ben.see("No to this");
    assert!(ben.can_press("I assent") && ben.can_press("No to this"));
    ben.press("No to this");
    ben.look("saying-no");
    ben.press("Share with Ada");
    for person in [&mut ada, &mut ben] {
        person.press("Agreements");
        person.until("it stands nowhere", |person| !person.sees(demand));
        person.look("after-no");
        person.press("Today");
        person.settled();
        assert!(!person.sees(demand));
    }
    // What was said stays readable.
    ada.press_first("Timeline");
    ada.look("no-on-the-timeline");
    ada.press_card("You propose an agreement");
    ada.see("Ben says no to this");
    ada.look("no-on-its-page");
}

#[test]
fn the_evening_after_an_argument_from_a_pause_to_both_sides_of_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    ada.press("Today");
    ada.press("Pause");
    ada.look("pausing");
    ada.press("In 45 minutes");
    ben.see("Ada is pausing until");
    ben.look("pause-of-the-other");
    ada.look("pause-on-today");
    ada.press("I'm back");
    ben.until("the pause is over", |ben| !ben.sees("Ada is pausing until"));

    // Both begin the same page; the second is offered as the other half.
    ada.press("Everything you can write");
    ada.press("Show everything");
    ada.press("After a clash");
    ada.fill("What I felt", "Cornered, and then ashamed.");
    ada.look("after-a-clash");
    ada.press("Seal");
    ada.see("It opens when both have sealed");
    ben.press("Today");
    ben.look("half-waits");
    ben.press("Everything you can write");
    ben.press("Show everything");
    ben.press("After a clash");
    ben.look("other-half-offered");
    ben.press("Write your half");
    ben.fill("What I felt", "Tired, and afraid to lose you.");
    ben.press("Seal");
    ben.see("After a clash");
    ben.look("both-sides-arrived");
    ben.press_card("After a clash");
    ben.see("Cornered, and then ashamed.");
    ben.look("both-sides");
    ada.press("Today");
    ada.see("After a clash");
    ada.look("both-sides-today");
}

#[test]
fn a_limit_on_contact_says_that_it_ends_a_week_before_and_on_its_day() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    ada.press("Agreements");
    ada.press("New agreement");
    ada.press("Contact agreement");
    ada.look("contact");
    ada.fill_anew(
        "What we agree",
        "Private contact between Ben and R. rests while this agreement runs.",
    );
    ada.fill_anew("Why", "because both of us want quiet");
    ada.fill_anew(
        "What it covers, and exceptions",
        "Emergencies are an exception.",
    );
    ada.press("Whom it binds");
    ada.press("Ada and Ben");
    ada.fill_anew("It ends on", "2026-12-22");
    ada.fill_anew("We look at it again", "2026-12-15");
    ada.fill_anew(
        "What this does not allow",
        "It does not allow checking devices, or limits on contact with anybody else.",
    );
    // The last blank stands behind "More"; one press leads there.
    ada.see("Still to fill in where … stands: Title");
    ada.press("Go to the next blank");
    ada.fill_anew("Title", "Contact with R.");
    ada.look("contact-filled");
    ada.press("Share with Ben");
    ben.press("Agreements");
    ben.see("Private contact between Ben and R.");
    // Its card says whom it binds, and what it does not allow.
    ben.see("It binds Ada and Ben.");
    ben.see("It does not allow checking devices, or limits on contact with anybody else.");
    ben.look("contact-card");
    ben.press("Open");
    ben.press("I assent");
    ben.press("Share with Ada");
    ada.press("Agreements");
    ada.see("In force");
    let ends = "This limit on contact ends on 22 December 2026";
    for person in [&mut ada, &mut ben] {
        person.press("Today");
        person.settled();
        assert!(!person.sees(ends));
        // A week before.
        person.next_days(23);
        person.press_first("Timeline");
        person.press("Today");
        person.see(ends);
        person.look("a-week-before");
    }
    for person in [&mut ada, &mut ben] {
        person.next_days(7);
        person.press_first("Timeline");
        person.press("Today");
        person.see(ends);
        person.look("on-the-day");
        person.next_days(1);
        person.press_first("Timeline");
        person.press("Today");
        person.see("This limit on contact ended on 22 December 2026");
        person.look("the-day-after");
    }
    ben.press("Let it end");
    ben.until("it asks no more", |ben| !ben.sees("This limit on contact"));
    ben.press("Agreements");
    ben.look("ended");
    assert!(!ben.sees("In force"));
}
