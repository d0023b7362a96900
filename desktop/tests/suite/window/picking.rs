//! Days and times are picked, and a pause takes one press.

use egui::{Key, Modifiers};

use super::flows::paired;

#[test]
fn a_pause_takes_one_press_and_another_time_is_picked() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, mut ben) = paired(base.path());
    // It is six minutes past eleven in these stories.
    ada.press("Pause");
    ada.see("When are you back?");
    ada.see("Tonight at 20:00");
    ada.see("Tomorrow morning at 09:00");
    ada.look("pause-offers");
    assert!(!ada.sees("Back at"), "there is nothing to fill in");
    assert!(!ada.sees("Share with Ben"), "one press shares it");
    ada.press("In 20 minutes");
    ada.see("You are pausing until 11:2");
    ben.press("Today");
    ben.see("Ada is pausing until 11:2");
    ada.press("I'm back");
    ada.until("it is over", |ada| !ada.sees("You are pausing until"));

    // The next morning says its day.
    ada.press("Pause");
    ada.press("Tomorrow morning at 09:00");
    ada.see("You are pausing until 09:00 tomorrow");
    ben.see("Ada is pausing until 09:00 tomorrow");
    ada.press("I'm back");
    ada.until("it is over", |ada| !ada.sees("You are pausing until"));

    // Another time is picked out of a list.
    ada.press("Pause");
    ada.press("Another time");
    ada.look("pause-times");
    ada.press("12:30");
    ada.until("it can be shared", |ada| ada.can_press("Share with Ben"));
    ada.press("Share with Ben");
    ada.see("You are pausing until 12:30");
}

#[test]
fn a_day_is_picked_out_of_a_month() {
    let base = tempfile::tempdir().expect("a folder");
    let (mut ada, _ben) = paired(base.path());
    ada.press("Promises");
    ada.press("New promise");
    ada.fill("What I promise", "I call when it gets late.");
    ada.press("By when: choose a day");
    ada.see("Month after");
    ada.look("month");
    ada.press("Monday, 30 November 2026");
    ada.see("2026-11-30");
    // Esc closes the month and nothing else.
    ada.press("By when: choose a day");
    ada.see("Month after");
    ada.keys(Modifiers::NONE, Key::Escape);
    ada.until("the month is closed", |ada| !ada.sees("Month after"));
    ada.see("I call when it gets late.");
}
