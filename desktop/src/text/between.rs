//! What is open between the two, in words: what each is, and what can be done now.

use super::window;
use crate::engine::between::{Between, Why};

/// The page.
pub const BETWEEN: &str = "Open between you";
/// What it is.
pub const HELP: &str = "What one of you asked or offered, and is still open. Nothing here has to \
be done today.";
/// The page, when nothing is open.
pub const EMPTY: &str = "Nothing is open between you";
/// What would stand here.
pub const EMPTY_HELP: &str = "Questions, requests, needs and proposals stand here until they are \
answered or taken back.";
/// Above what waits for one's own word.
pub const MINE: &str = "For you to say";
/// Above what one waits for oneself.
pub const THEIRS: &str = "What you asked and offered";
/// Above what one wanted to come back to on a later day.
pub const LATER: &str = "Later, as you said";
/// On Today: what one wanted to come back to.
pub const BACK: &str = "You wanted to come back to this";
/// Says no to what is asked.
pub const DECLINE: &str = "No to this";
/// Keeps what the other proposed to remove.
pub const KEEP_IT: &str = "Keep it";

/// The day on which one comes back to something.
pub fn later(day: &str) -> String {
    format!("You come back to it on {}.", window::said_date(day))
}

/// What is open, by whose word it waits for: one's own first, what one wanted to come
/// back to last. None of them is empty.
pub fn groups(open: &[Between]) -> Vec<(&'static str, Vec<&Between>)> {
    let group = |title, fits: fn(&Between) -> bool| {
        let items: Vec<&Between> = open.iter().filter(|it| fits(it)).collect();
        (title, items)
    };
    let mut groups = vec![
        group(MINE, |it| it.mine && it.later.is_none()),
        group(THEIRS, |it| !it.mine),
        group(LATER, |it| it.mine && it.later.is_some()),
    ];
    groups.retain(|(_, items)| !items.is_empty());
    groups
}

/// What can be done about it now.
pub fn next_step(open: &Between) -> &'static str {
    match (open.why, open.mine) {
        (Why::Assent, true) => "Assent, propose another version, take time, or say no.",
        (Why::Assent, false) => "You stand by it. You can take your assent back.",
        (Why::Half, _) if open.entry.mine => "Write your half, or take it back.",
        (Why::Half, _) => "Write your half, take time, or say no.",
        (Why::OwnHalf, _) => {
            "Your half is sealed. It opens when both have sealed. You can take it back."
        }
        (Why::Removal, true) => "Agree to remove it, or keep it.",
        (Why::Removal, false) => "You proposed to remove it. You can take that back.",
        (Why::Word, mine) => word(&open.entry.kind, &open.entry.state, mine),
    }
}

fn word(kind: &str, state: &str, mine: bool) -> &'static str {
    match (kind, state, mine) {
        ("question", _, true) => "Answer it, take time, or say no.",
        ("request", "changes" | "not-now", true) => "It was answered. You can take it back.",
        ("request", "changes" | "not-now", false) => "You answered it, and can answer anew.",
        ("request", _, true) => "Answer it, take time, or say no.",
        ("need", "heard", true) => "It was heard. You can say how it is with it now.",
        ("need", "heard", false) => "You said that you hear it.",
        ("need", _, true) => "Say that you hear it, or take time.",
        ("need", _, false) => "You can say how it is with it now.",
        ("impact", "mirrored", true) => "Say whether that is it.",
        ("impact", "mirrored", false) => "You said what you heard.",
        ("impact", "mirrored-in-part", true) => {
            "Say once more what you hear, take time, or say no."
        }
        ("impact", "mirrored-in-part", false) => "You said what is missing.",
        ("impact", _, true) => "Say what you hear, take time, or say no.",
        ("amends", "more", true) => "There is more to it for the other. You can add to it.",
        ("amends", "more", false) => "You said that there is more to it.",
        ("amends", _, false) => "You offered this. You can take it back.",
        ("amends", _, true) => "Say that you heard it, take time, or say no.",
        ("promise", "change", true) => "A change is asked for. You can promise anew, or end it.",
        ("promise", _, true) => "Welcome it, ask for a change, or say no.",
        ("promise", _, false) => "You offered it. You can end it.",
        ("reaching-out", "not-yet" | "other-way", true) => {
            "It was seen. You can offer it in another way, or let it go."
        }
        ("reaching-out", "not-yet" | "other-way", false) => "You answered it, and can answer anew.",
        ("reaching-out", _, true) => "Take the hand, say what would reach you, or say no.",
        ("reaching-out", _, false) => "It is offered. You can let it go.",
        (_, _, true) => "Answer it, take time, or say no.",
        (_, _, false) => "You asked this. You can take it back.",
    }
}
