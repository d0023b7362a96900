//! Pages of one's own beside what is shared: the ways to them and out of them.

use candor_core::date::Day;

use super::window;

/// From what is shared to the page beside it, which stays here. `None` where a kind has
/// none.
pub fn keep(kind: &str) -> Option<&'static str> {
    match kind {
        "tender-spot" => Some("Keep the older story for me alone"),
        "support-circle" => Some("Write it for me alone first"),
        _ => None,
    }
}

/// Begins a shared card out of a page.
pub const SHARE_CARD: &str = "Share this card";
/// What goes along.
pub const SHARE_CARD_HELP: &str = "The card begins as a draft. What you keep to yourself stays \
here.";

/// An own page for a moment of alarm, from Today.
pub const ALARM: &str = "Something alarms me";

/// To the page of the same kind that was written before this one.
pub fn page_of(day: Day) -> String {
    format!("Your page of {}", window::date(day))
}
