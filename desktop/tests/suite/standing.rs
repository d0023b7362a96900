//! How things stand with Ada, where there is no engine that could say it.

use candor_core::date::Day;
use candor_desktop::engine::{Names, Status};

/// What Ada's engine says at two in the afternoon of a day: she is paired with Ben, whom
/// she has not met yet.
pub fn status_on(today: &str) -> Status {
    Status {
        me: "Ada".to_owned(),
        partner: Some("Ben".to_owned()),
        names: Names {
            seen: "Ben".to_owned(),
            ..Names::default()
        },
        unconfirmed: 0,
        met: None,
        own: true,
        today: Day::parse(today).expect("a date"),
        minute: 14 * 60,
        day_ends: 36_000,
        seconds: 1_795_000_000,
        withdraw_days: 2,
    }
}
