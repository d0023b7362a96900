//! The one place that reads the calendar, and hours in which nothing goes along.
//!
//! ```text
//! the clock and the time zone of this computer ─► Reading ─┬─► today, the minute of it
//!                                                          ├─► when the next day begins
//!                                                          └─► when quiet hours end
//! ```
//!
//! What day it is, is what this computer shows: where it travels, or its clock is set,
//! the day follows, also back. No day is remembered here, since a clock that ran ahead
//! would be believed for as long as Candor is open. What was written keeps its day, and
//! the order of the journal never goes back (`core/src/order.rs`).

use std::sync::Arc;
use std::time::Duration;

use candor_core::date::Day;
use jiff::ZonedDateTime;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::moment::{DAY_MINUTES, Moment, minute_of, time_of};

/// What the engine reads the time from: the civil day, Unix seconds for the
/// expiry of an invitation and for holds, and the minute of the day for the
/// hours in which nothing goes along.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Reading + Send + Sync>);

/// What a clock says.
#[derive(Debug, Clone)]
struct Reading {
    /// Unix seconds.
    seconds: u64,
    /// The clock on the wall, with the rules by which it is set forward and back.
    here: ZonedDateTime,
}

impl Reading {
    fn of(here: ZonedDateTime) -> Self {
        Self {
            seconds: u64::try_from(here.timestamp().as_second()).unwrap_or(0),
            here,
        }
    }

    fn moment(&self) -> Moment {
        let (hour, minute) = (self.here.hour(), self.here.minute());
        Moment {
            day: Day::from_civil(self.here.date()),
            minute: u32::from(hour.unsigned_abs()) * 60 + u32::from(minute.unsigned_abs()),
        }
    }

    /// How long until the next civil day begins, also where clocks are set forward or
    /// back before it does: begun seconds count, and it is one at the least.
    fn day_ends(&self) -> u32 {
        let next = self.here.date().tomorrow().ok();
        let left = next.and_then(|next| self.until(next, 0));
        // The end of all days, which is not reached.
        let left = left.unwrap_or(Duration::from_secs(1));
        let begun = u64::from(left.subsec_nanos() > 0);
        u32::try_from(left.as_secs() + begun).map_or(u32::MAX, |left| left.max(1))
    }

    /// How much of quiet hours is left, by the clock on the wall.
    fn left_of(&self, quiet: Quiet) -> Duration {
        let now = self.moment();
        let minutes = quiet.left(now.minute);
        if minutes == 0 {
            return Duration::ZERO;
        }
        let end = now.after(minutes);
        self.until(end.day.civil(), end.minute)
            .unwrap_or(Duration::from_secs(60 * u64::from(minutes)))
    }

    /// How long until a minute of a day. Where the clock on the wall leaves it out it is
    /// when it goes on, where it has it twice the first.
    fn until(&self, date: Date, minute: u32) -> Option<Duration> {
        let then = on_wall(date, u64::from(minute) * 60);
        let then = then.to_zoned_datetime(self.here.time_zone().clone()).ok()?;
        Duration::try_from(self.here.duration_until(&then)).ok()
    }
}

/// A day, and the time of it that these seconds are beyond whole days.
fn on_wall(date: Date, seconds: u64) -> DateTime {
    let part = |of: u64, below: u64| (seconds / of % below) as i8;
    date.at(part(3_600, 24), part(60, 60), part(1, 60), 0)
}

impl Clock {
    /// The clock of this computer, in its time zone.
    pub fn system() -> Self {
        Self(Arc::new(|| Reading::of(ZonedDateTime::now())))
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

    /// A clock that a test or the demo sets, where it is as late as in UTC: which day
    /// it is, and Unix seconds, of which what is over whole days is the time of that day.
    pub fn from(read: impl Fn() -> (Day, u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || {
            let (day, seconds) = read();
            let here = on_wall(day.civil(), seconds).to_zoned_datetime(TimeZone::UTC);
            let here = here.expect("UTC has every day that entries can have");
            Reading { seconds, here }
        }))
    }

    /// The civil day.
    pub fn today(&self) -> Day {
        self.moment().day
    }

    /// The day and the minute of it.
    pub fn moment(&self) -> Moment {
        (self.0)().moment()
    }

    /// The day and the minute of it, and in how many seconds the next day begins.
    pub fn wall(&self) -> (Moment, u32) {
        let reading = (self.0)();
        (reading.moment(), reading.day_ends())
    }

    /// How much of quiet hours is left; nothing outside of them.
    pub fn left_of(&self, quiet: Quiet) -> Duration {
        (self.0)().left_of(quiet)
    }

    /// Unix seconds.
    pub fn seconds(&self) -> u64 {
        (self.0)().seconds
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

    /// The zones of these tests, as rules, so that they need no files of the system.
    const BERLIN: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
    const CAIRO: &str = "EET-2EEST,M4.5.5/0,M10.5.4/24";
    const AUCKLAND: &str = "NZST-12NZDT,M9.5.0,M4.1.0/3";
    const LOS_ANGELES: &str = "PST8PDT,M3.2.0,M11.1.0";

    fn zone(rules: &str) -> TimeZone {
        TimeZone::posix(rules).expect("a zone")
    }

    /// What a clock on the wall of a zone says; of a time that it has twice, the first.
    fn reading(rules: &str, wall: &str) -> Reading {
        let wall: DateTime = wall.parse().expect("a time");
        Reading::of(wall.to_zoned_datetime(zone(rules)).expect("there"))
    }

    /// The same so many seconds later.
    fn later(reading: &Reading, seconds: u32) -> Reading {
        let then = Duration::from_secs(u64::from(seconds));
        Reading::of(reading.here.checked_add(then).expect("there"))
    }

    /// The same moment elsewhere.
    fn elsewhere(reading: &Reading, rules: &str) -> Reading {
        Reading::of(reading.here.with_time_zone(zone(rules)))
    }

    fn day_of(reading: &Reading) -> String {
        reading.moment().day.to_string()
    }

    #[test]
    fn a_day_ends_at_midnight_also_when_it_has_23_or_25_hours() {
        const HOUR: u32 = 3_600;
        for (rules, midnight, day, hours) in [
            (BERLIN, "2026-03-28T00:00", "2026-03-28", 24),
            (BERLIN, "2026-03-29T00:00", "2026-03-29", 23),
            (BERLIN, "2026-10-25T00:00", "2026-10-25", 25),
            (AUCKLAND, "2026-04-05T00:00", "2026-04-05", 25),
            (AUCKLAND, "2026-09-27T00:00", "2026-09-27", 23),
            // It has no midnight: its clocks go from 23:59 to 01:00.
            (CAIRO, "2026-04-24T00:00", "2026-04-24", 23),
            // It has the hour before midnight twice.
            (CAIRO, "2026-10-29T00:00", "2026-10-29", 25),
        ] {
            let begins = reading(rules, midnight);
            assert_eq!(day_of(&begins), day, "{rules}");
            assert_eq!(begins.day_ends(), hours * HOUR, "{rules} {midnight}");
            // It changes there, and nowhere before.
            let mut days: Vec<String> = (0..=hours * 4)
                .map(|quarter| day_of(&later(&begins, quarter * HOUR / 4)))
                .collect();
            let next = days.pop().expect("the first of the next day");
            assert!(days.iter().all(|it| it == day), "{rules} {midnight}");
            assert!(next.as_str() > day, "{rules} {midnight}");
        }
    }

    #[test]
    fn begun_seconds_count_so_that_no_day_is_asked_for_too_early() {
        let late = reading(BERLIN, "2026-11-22T23:59:59.25");
        assert_eq!(late.day_ends(), 1);
        assert_eq!(day_of(&later(&late, 1)), "2026-11-23");
        assert_eq!(reading(BERLIN, "2026-11-22T23:59:58.25").day_ends(), 2);
    }

    #[test]
    fn the_day_is_that_of_the_place_also_where_it_is_the_one_before() {
        // From Auckland to Los Angeles: it is the evening before.
        let leaves = reading(AUCKLAND, "2026-11-22T19:30");
        let lands = elsewhere(&leaves, LOS_ANGELES);
        assert_eq!(day_of(&leaves), "2026-11-22");
        assert_eq!(day_of(&lands), "2026-11-21");
        assert_eq!(lands.moment().time(), "22:30");
        assert_eq!(lands.day_ends(), 90 * 60);
        assert_eq!(lands.seconds, leaves.seconds, "no hold is longer by it");
    }

    #[test]
    fn quiet_hours_end_when_the_clock_on_the_wall_says_so() {
        let quiet = Quiet::parse("22:00 07:00").expect("two times");
        let left = |wall| reading(BERLIN, wall).left_of(quiet).as_secs() / 60;
        assert_eq!(left("2026-11-22T22:00"), 9 * 60);
        assert_eq!(left("2026-03-28T22:00"), 8 * 60, "an hour is left out");
        assert_eq!(left("2026-10-24T22:00"), 10 * 60, "an hour comes twice");
        assert_eq!(left("2026-10-25T06:59"), 1);
        assert_eq!(left("2026-10-25T07:00"), 0);
        assert_eq!(left("2026-11-22T12:00"), 0);
    }

    #[test]
    fn a_clock_that_is_set_says_its_day_and_as_much_of_it_as_in_utc() {
        let day = Day::parse("2026-11-22").expect("a date");
        let clock = Clock::from(move || (day, 86_400 * 3 + 61));
        let (now, day_ends) = clock.wall();
        assert_eq!((now.day, now.minute), (day, 1));
        assert_eq!(day_ends, 86_400 - 61);
        assert_eq!(clock.seconds(), 86_400 * 3 + 61);
        let last = Clock::from(|| (Day::LAST, 0));
        assert_eq!(last.wall().0.day, Day::LAST);
    }

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
