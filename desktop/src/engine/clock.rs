//! The one place that reads the calendar, and hours in which nothing goes along.

use std::sync::Arc;

use candor_core::date::Day;

use super::moment::{DAY_MINUTES, Moment, minute_of, time_of};

/// What the engine reads the time from: the civil day, Unix seconds for the
/// expiry of an invitation and for holds, and the minute of the day for the
/// hours in which nothing goes along.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> (Day, u64, u32) + Send + Sync>);

impl Clock {
    /// The clock of this computer, in its time zone.
    pub fn system() -> Self {
        Self(Arc::new(|| {
            let now = jiff::Zoned::now();
            let seconds = u64::try_from(now.timestamp().as_second()).unwrap_or(0);
            let minute =
                u32::from(now.hour().unsigned_abs()) * 60 + u32::from(now.minute().unsigned_abs());
            (Day::from_civil(now.date()), seconds, minute)
        }))
    }

    /// The clock of the command line: that of this computer. In a build with debug
    /// assertions, which nobody is given, a test can say which day it is.
    pub fn of_command_line() -> Self {
        #[cfg(debug_assertions)]
        if let Some(day) = std::env::var(TEST_DAY)
            .ok()
            .and_then(|day| Day::parse(&day))
        {
            const NOON: u64 = 12 * 60 * 60;
            return Self::from(move || (day, u64::from(day.number()) * 86_400 + NOON));
        }
        Self::system()
    }

    /// A clock that a test or the demo sets, where it is as late as in UTC.
    pub fn from(read: impl Fn() -> (Day, u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || {
            let (day, seconds) = read();
            (day, seconds, (seconds / 60 % u64::from(DAY_MINUTES)) as u32)
        }))
    }

    /// The minute of the day, here.
    pub fn minute(&self) -> u32 {
        (self.0)().2
    }

    /// The civil day.
    pub fn today(&self) -> Day {
        (self.0)().0
    }

    /// The day and the minute of it.
    pub fn moment(&self) -> Moment {
        let (day, _, minute) = (self.0)();
        Moment { day, minute }
    }

    /// In how many minutes at most this day ends, by the clock on the wall: at least
    /// one. Where clocks are set forward or back it may come sooner or later.
    pub fn day_ends(&self) -> u32 {
        DAY_MINUTES.saturating_sub(self.minute()).max(1)
    }

    /// Unix seconds.
    pub fn seconds(&self) -> u64 {
        (self.0)().1
    }
}

/// What a test names the day with.
#[cfg(debug_assertions)]
const TEST_DAY: &str = "CANDOR_TEST_DAY";

/// Hours of the day in which what this person finishes waits, as far as it can be
/// held, in minutes of the day: from the first on, until the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// When they begin.
    pub from: u32,
    /// When they end.
    pub until: u32,
}

impl Quiet {
    /// The hours that `HH:MM HH:MM` names.
    pub fn parse(words: &str) -> Option<Self> {
        let (from, until) = words.split_once(' ')?;
        Some(Self {
            from: minute_of(from)?,
            until: minute_of(until)?,
        })
    }

    /// How many minutes of them are left at a minute of the day; 0 outside.
    pub fn left(self, now: u32) -> u32 {
        let length = (self.until + DAY_MINUTES - self.from) % DAY_MINUTES;
        let since = (now + DAY_MINUTES - self.from) % DAY_MINUTES;
        length.saturating_sub(since)
    }
}

impl std::fmt::Display for Quiet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", time_of(self.from), time_of(self.until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_may_go_over_midnight() {
        let quiet = Quiet::parse("22:00 07:00").expect("two times");
        assert_eq!(quiet.left(21 * 60 + 59), 0);
        assert_eq!(quiet.left(22 * 60), 9 * 60);
        assert_eq!(quiet.left(60), 6 * 60);
        assert_eq!(quiet.left(7 * 60), 0);
        assert_eq!(quiet.to_string(), "22:00 07:00");
        assert_eq!(Quiet::parse("22:00"), None);
        assert_eq!(Quiet::parse("25:00 07:00"), None);
    }
}
