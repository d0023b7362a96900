//! A pause: when its writer is back, and how long it goes on.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;

use super::moment::{Moment, minute_of};

/// The kind's word.
pub const PAUSE_KIND: &str = "pause";
/// The field with the time at which its writer is back.
pub const BACK: &str = "back";
/// The field with the day of it; without one, the day on which it was written.
pub const BACK_ON: &str = "back-on";

/// The kind by which its writer says that they are back, or moves it.
pub const PAUSE_END: &str = "pause-end";
/// The field with the time to which a pause was moved.
pub const UNTIL: &str = "until";
/// The field with the day of it.
pub const UNTIL_ON: &str = "until-on";

/// The fields of a kind that say when somebody is back: the time, and the day of it.
pub fn time_and_day(kind: &str) -> Option<(&'static str, &'static str)> {
    match kind {
        PAUSE_KIND => Some((BACK, BACK_ON)),
        PAUSE_END => Some((UNTIL, UNTIL_ON)),
        _ => None,
    }
}

/// Says the day beside a time that comes after midnight, where its writer has said
/// none: read on the day of writing it would have gone by already.
pub fn say_day(content: &mut ContentBuilder, (time, day): (&str, &str), now: Moment) {
    if content.fields.contains_key(day) {
        return;
    }
    let minute = content.fields.get(time).and_then(|time| minute_of(time));
    if let Some(back) = minute.map(|minute| now.next(minute))
        && back.day != now.day
    {
        content.fields.insert(day.to_owned(), back.day.to_string());
    }
}

/// Whether a pause that was written on a day, and names a day to be back, goes on
/// today.
pub fn goes_on(written: Option<Day>, back_on: Option<&str>, today: Day) -> bool {
    let last = back_on.and_then(Day::parse).max(written);
    written.is_some_and(|day| day <= today) && last.is_some_and(|day| day >= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    fn pause(fields: &[(&str, &str)], now: &str) -> Option<String> {
        let mut content = ContentBuilder::default();
        for (name, value) in fields {
            content
                .fields
                .insert((*name).to_owned(), (*value).to_owned());
        }
        let now = Moment {
            day: day("2026-11-22"),
            minute: minute_of(now).expect("a time"),
        };
        say_day(&mut content, (BACK, BACK_ON), now);
        content.fields.remove(BACK_ON)
    }

    #[test]
    fn a_time_after_midnight_has_its_day_and_one_of_today_needs_none() {
        let next = Some("2026-11-23".to_owned());
        assert_eq!(pause(&[("back", "00:15")], "23:30"), next);
        assert_eq!(pause(&[("back", "23:45")], "23:30"), None);
        let said = [("back", "00:15"), ("back-on", "2026-11-30")];
        assert_eq!(pause(&said, "23:30").as_deref(), Some("2026-11-30"));
        assert_eq!(pause(&[("back", "soon")], "23:30"), None);
        assert_eq!(pause(&[], "23:30"), None);
    }

    #[test]
    fn a_pause_goes_on_until_its_day_is_over() {
        let goes_on = |back_on, today| goes_on(Some(day("2026-11-22")), back_on, day(today));
        assert!(goes_on(None, "2026-11-22") && !goes_on(None, "2026-11-23"));
        let next = Some("2026-11-23");
        assert!(goes_on(next, "2026-11-22") && goes_on(next, "2026-11-23"));
        assert!(!goes_on(next, "2026-11-24"));
        assert!(!goes_on(next, "2026-11-21"), "dated ahead");
        assert!(goes_on(Some("2020-01-01"), "2026-11-22"), "on its day");
    }
}
