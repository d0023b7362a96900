//! What the calendar says.

use jiff::civil::Date;

use super::window;

/// The name of the page.
pub const CALENDAR: &str = "Calendar";
/// To the month before.
pub const EARLIER: &str = "Earlier month";
/// To the month after.
pub const LATER: &str = "Later month";
/// Above the days, Monday first.
pub const WEEKDAYS: [&str; 7] = ["M", "T", "W", "T", "F", "S", "S"];
/// Below a month with entries.
pub const CHOOSE_A_DAY: &str =
    "A dot stands under each day with entries. Choose a day to read what began on it.";
/// Below a month, when it is empty: what it is for.
pub const EMPTY_MONTH: &str =
    "What the two of you tell, ask and thank each other for stands here under its days.";

/// Above what happened in a month, on a day that nobody says.
pub fn in_month(year: i16, month: i8) -> String {
    format!("Some time in {}", window::month(year, month))
}

/// Above what happened in a year, in a month that nobody says.
pub fn in_year(year: i16) -> String {
    format!("Some time in {year}")
}

/// The accessible name of a day, and of one with entries (`true`).
pub fn day_name(day: Date, entries: bool) -> String {
    let date = window::date(day);
    if entries {
        format!("{date}, entries")
    } else {
        date
    }
}
