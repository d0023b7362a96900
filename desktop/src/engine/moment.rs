//! A moment by the calendar and the clock on the wall: which day, and which minute
//! of it. Where clocks are set forward or back, what is counted over that night is an
//! hour off.

use candor_core::date::{Day, is_time};

/// The minutes of a day.
pub const DAY_MINUTES: u32 = 24 * 60;

/// A minute of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The civil day.
    pub day: Day,
    /// The minute of it, below [`DAY_MINUTES`].
    pub minute: u32,
}

impl Moment {
    /// So many minutes later, past midnight on the next day.
    pub const fn after(self, minutes: u32) -> Self {
        let all = self.minute.saturating_add(minutes);
        Self {
            day: self.day.plus(all / DAY_MINUTES),
            minute: all % DAY_MINUTES,
        }
    }

    /// The next time the clock shows this minute: still today, also where it is now,
    /// else tomorrow.
    pub const fn next(self, minute: u32) -> Self {
        let day = if minute >= self.minute {
            self.day
        } else {
            self.day.plus(1)
        };
        Self { day, minute }
    }

    /// The time, as it is kept: `HH:MM`.
    pub fn time(self) -> String {
        time_of(self.minute)
    }
}

/// A minute of the day as it is kept: `HH:MM`.
pub fn time_of(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The minute of the day that `HH:MM` names, if it does.
pub fn minute_of(time: &str) -> Option<u32> {
    let (hours, minutes) = time.split_once(':').filter(|_| is_time(time))?;
    Some(hours.parse::<u32>().ok()? * 60 + minutes.parse::<u32>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Moment {
        Moment {
            day: Day::parse("2026-11-22").expect("a date"),
            minute: minute_of(time).expect("a time"),
        }
    }

    fn said(moment: Moment) -> String {
        format!("{} {}", moment.day, moment.time())
    }

    #[test]
    fn minutes_go_on_past_midnight() {
        assert_eq!(said(at("11:06").after(20)), "2026-11-22 11:26");
        assert_eq!(said(at("23:30").after(45)), "2026-11-23 00:15");
        assert_eq!(said(at("23:15").after(45)), "2026-11-23 00:00");
        assert_eq!(said(at("00:00").after(DAY_MINUTES)), "2026-11-23 00:00");
    }

    #[test]
    fn a_time_is_the_next_one_that_comes() {
        let next = |now, time| said(at(now).next(minute_of(time).expect("a time")));
        assert_eq!(next("23:30", "00:15"), "2026-11-23 00:15");
        assert_eq!(next("23:30", "23:45"), "2026-11-22 23:45");
        assert_eq!(next("20:30", "20:30"), "2026-11-22 20:30");
        assert_eq!(next("20:30", "20:29"), "2026-11-23 20:29");
    }

    #[test]
    fn what_is_no_time_names_no_minute() {
        assert_eq!(minute_of("00:00"), Some(0));
        assert_eq!(minute_of("23:59"), Some(DAY_MINUTES - 1));
        for wrong in ["24:00", "9:00", "0900", "09:60", "", "09:0a"] {
            assert_eq!(minute_of(wrong), None, "{wrong}");
        }
    }
}
