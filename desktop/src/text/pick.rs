//! Words of what is picked instead of typed: a day out of a month, a time out of a
//! list.

use candor_core::date::Day;

use super::window;

/// The button in a field for a day.
pub fn choose_day(label: &str) -> String {
    format!("{label}: choose a day")
}

/// The button in a field for a time.
pub fn choose_time(label: &str) -> String {
    format!("{label}: choose a time")
}

/// To the month before.
pub const EARLIER: &str = "Month before";
/// To the month after.
pub const LATER: &str = "Month after";
/// One press: the day it is.
pub const TODAY: &str = "Today";
/// The day after.
pub const TOMORROW: &str = "Tomorrow";
/// Seven days on.
pub const IN_A_WEEK: &str = "In a week";
/// The day before.
pub const YESTERDAY: &str = "Yesterday";
/// Seven days back.
pub const A_WEEK_AGO: &str = "A week ago";

/// Below a field for a day, so that its weekday can be seen.
pub fn chosen(day: Day) -> String {
    format!("{}.", window::long_date(day))
}

/// A time that has a name of its own, with it.
pub fn named_time(name: &str, time: &str) -> String {
    format!("{name}, {time}")
}

/// A time that is past midnight.
pub fn tomorrow(time: &str) -> String {
    format!("{time} tomorrow")
}
