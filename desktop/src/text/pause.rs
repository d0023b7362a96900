//! Words of a pause.

use candor_core::date::Day;

use super::window::date;
use crate::engine::moment::Moment;
use crate::state::pause::Offer;

/// Above the times that take one press.
pub const BACK: &str = "When are you back?";
/// What one press does.
pub fn at_once(partner: &str) -> String {
    format!("One press shares it with {partner}. A note can be written first.")
}
/// A time that is not among those.
pub const ANOTHER: &str = "Another time";

/// A time that takes one press, as the button says it.
pub fn offer(offer: Offer, at: Moment, today: Day) -> String {
    match offer {
        Offer::Minutes(minutes) => format!("In {minutes} minutes"),
        Offer::Evening => format!("Tonight at {}", at.time()),
        Offer::Morning if at.day == today => format!("This morning at {}", at.time()),
        Offer::Morning => format!("Tomorrow morning at {}", at.time()),
    }
}

/// The day of a time to be back, behind it; nothing for today.
pub fn on_day(day: Option<Day>, today: Day) -> String {
    match day {
        Some(day) if day == today.plus(1) => " tomorrow".to_owned(),
        Some(day) if day != today => format!(" on {}", date(day)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    #[test]
    fn the_buttons_say_when() {
        let today = day("2026-11-22");
        let at = |on: &str, minute| Moment {
            day: day(on),
            minute,
        };
        let minutes = offer(Offer::Minutes(20), at("2026-11-22", 686), today);
        assert_eq!(minutes, "In 20 minutes");
        let evening = offer(Offer::Evening, at("2026-11-22", 1_200), today);
        assert_eq!(evening, "Tonight at 20:00");
        let morning = |on| offer(Offer::Morning, at(on, 540), today);
        assert_eq!(morning("2026-11-22"), "This morning at 09:00");
        assert_eq!(morning("2026-11-23"), "Tomorrow morning at 09:00");
    }

    #[test]
    fn a_day_is_said_where_it_is_not_today() {
        let today = day("2026-11-22");
        assert_eq!(on_day(None, today), "");
        assert_eq!(on_day(Some(today), today), "");
        assert_eq!(on_day(Some(day("2026-11-23")), today), " tomorrow");
        assert_eq!(
            on_day(Some(day("2026-12-03")), today),
            " on 3 December 2026"
        );
    }
}
