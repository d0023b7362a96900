//! Words of the weekly meeting.

/// To the next item.
pub const NEXT: &str = "Next";
/// To the item before.
pub const BEFORE: &str = "Before";
/// What is noted.
pub const NOTES: &str = "Notes";
/// The day of the next one.
pub const DAY: &str = "Day";
/// Above what can be made of a note.
pub const MAKE_OF_IT: &str = "Make it";
/// What the one sealed word is for.
pub const CADENCE: &str = "How often you talk is said by each alone, and opens for both at once. \
There are fewer talks if both say so, and more if either does.";
/// Says it.
pub const SAY_IT: &str = "Say it, sealed";
/// Nothing is listed.
pub const NOTHING_LISTED: &str = "Nothing stands here at the moment.";
/// Brings what one wrote for oneself.
pub const BRING: &str = "Bring it to the meeting";
/// What is brought.
pub const BRING_HELP: &str = "All but what you keep to yourself goes into the meeting you write. It \
is shared when you share the meeting.";
/// The label of the last item's text.
pub const ONE_THING: &str = "One thing each for next week";

/// Which item of how many.
pub fn item_of(at: usize, all: usize) -> String {
    format!("{at} of {all}")
}
