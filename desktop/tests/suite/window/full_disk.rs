//! The disk is full while something is written at the window.

use super::flows::paired;
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
    ada.look("full-disk");
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
