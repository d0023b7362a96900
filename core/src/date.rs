//! Civil dates. The core reads no clock: today comes in as an argument.

use jiff::civil::Date;

/// A civil day, counted from 2020-01-01 (day 0) to 2200-12-31.
///
/// The writer's own calendar decides which day it is; no hour is ever kept on
/// the shared side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

const EPOCH: Date = Date::constant(2020, 1, 1);

impl Day {
    /// The last day a record may claim: 2200-12-31.
    pub const LAST: Self = Self(66_108);

    /// The day with this number, if it is not past [`Day::LAST`].
    pub const fn from_number(number: u32) -> Option<Self> {
        if number <= Self::LAST.0 {
            Some(Self(number))
        } else {
            None
        }
    }

    /// Days since 2020-01-01.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The day of a civil date; earlier dates become day 0, later ones
    /// [`Day::LAST`], so that a wrong clock stops nobody from writing.
    pub fn from_civil(date: Date) -> Self {
        let days = EPOCH
            .until(date)
            .map(|span| i64::from(span.get_days()))
            .unwrap_or(0);
        Self(u32::try_from(days.clamp(0, i64::from(Self::LAST.0))).unwrap_or(0))
    }

    /// The day that `YYYY-MM-DD` names, within the range of this type.
    pub fn parse(text: &str) -> Option<Self> {
        let date = civil(text)?;
        (EPOCH..=Self::LAST.civil())
            .contains(&date)
            .then(|| Self::from_civil(date))
    }

    /// The civil date.
    pub fn civil(self) -> Date {
        let span = jiff::Span::new().days(i64::from(self.0.min(Self::LAST.0)));
        EPOCH.checked_add(span).unwrap_or(EPOCH)
    }

    /// The day `days` later.
    pub const fn plus(self, days: u32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        day.civil()
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.civil())
    }
}

impl std::fmt::Debug for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Day({self})")
    }
}

/// The date that exactly `YYYY-MM-DD` names, of whatever year: also one before the
/// first [`Day`].
pub fn civil(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    text.parse().ok()
}

/// Whether `text` is a time of the day, `HH:MM`.
pub fn is_time(text: &str) -> bool {
    let two = |text: &str, below: u8| {
        text.len() == 2
            && text.bytes().all(|digit| digit.is_ascii_digit())
            && text.parse::<u8>().is_ok_and(|number| number < below)
    };
    text.split_once(':')
        .is_some_and(|(hours, minutes)| two(hours, 24) && two(minutes, 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_2020() {
        assert_eq!(Day::parse("2020-01-01").map(Day::number), Some(0));
        assert_eq!(Day::parse("2026-11-21").map(Day::number), Some(2516));
        assert_eq!(Day::parse("2200-12-31"), Some(Day::LAST));
        assert_eq!(Day::LAST.to_string(), "2200-12-31");
        assert_eq!(Day::parse("2201-01-01"), None);
        assert_eq!(Day::parse("2026-1-1"), None);
        assert_eq!(Day::parse("1987-12-31"), None);
        assert_eq!(civil("1987-12-31"), Some(Date::constant(1987, 12, 31)));
        assert_eq!(civil("1987-12-32"), None);
        assert_eq!(Day::from_civil(Date::constant(1970, 1, 1)).number(), 0);
    }
}
