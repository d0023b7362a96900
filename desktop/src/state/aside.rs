//! Time a person set aside: one line of their own on Today, on the weekdays
//! they chose. It is kept on this device and nobody else learns of it.

use candor_core::date::Day;

/// The longest line, in characters.
pub const ASIDE_CHARS_MAX: usize = 80;

/// A line of one's own, and when it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aside {
    /// What the time is for, in the person's own words.
    pub what: String,
    /// The weekdays, from Monday on; none, and nothing is shown.
    pub days: [bool; 7],
    /// The day it was put off to.
    put_off: Option<Day>,
}

impl Aside {
    /// What [`Aside::row`] gave. What cannot be read is off.
    pub fn parse(row: &str) -> Self {
        let mut parts = row.splitn(3, ' ');
        let mut days = [false; 7];
        for (day, letter) in days.iter_mut().zip(parts.next().unwrap_or("").chars()) {
            *day = letter == '1';
        }
        let put_off = parts.next().and_then(Day::parse);
        let what = parts.next().unwrap_or("");
        Self {
            what: what.chars().take(ASIDE_CHARS_MAX).collect(),
            days,
            put_off,
        }
    }

    /// The row it is kept in: seven letters for the days, `-` or the day it was
    /// put off to, and the words, with a space between each.
    pub fn row(&self) -> String {
        let days: String = self
            .days
            .iter()
            .map(|on| if *on { '1' } else { '0' })
            .collect();
        let put_off = self.put_off.map_or("-".to_owned(), |day| day.to_string());
        format!("{days} {put_off} {}", self.what)
    }

    /// Whether it is shown on this day.
    pub fn is_on(&self, today: Day) -> bool {
        match self.put_off {
            Some(day) if day >= today => day == today && self.days.contains(&true),
            _ => {
                let weekday = today.civil().weekday().to_monday_zero_offset();
                usize::try_from(weekday).is_ok_and(|at| self.days.get(at) == Some(&true))
            }
        }
    }

    /// Shows it on the next day, as often as one likes.
    pub fn put_off(&mut self, today: Day) {
        self.put_off = Some(today.plus(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shown_on_its_weekdays_and_put_off_from_day_to_day() {
        let sunday = Day::parse("2026-11-22").expect("a day");
        let mut aside = Aside::default();
        assert!((0..7).all(|days| !aside.is_on(sunday.plus(days))), "off");
        aside.what = "our weekly meeting".to_owned();
        aside.days[6] = true;
        assert!(aside.is_on(sunday) && !aside.is_on(sunday.plus(1)));
        aside.put_off(sunday);
        assert!(!aside.is_on(sunday) && aside.is_on(sunday.plus(1)));
        aside.put_off(sunday.plus(1));
        assert!(!aside.is_on(sunday.plus(1)) && aside.is_on(sunday.plus(2)));
        assert!(!aside.is_on(sunday.plus(3)) && aside.is_on(sunday.plus(7)));
        assert_eq!(Aside::parse(&aside.row()), aside);
        aside.days[6] = false;
        assert!(!aside.is_on(sunday.plus(2)), "off is off");
    }

    #[test]
    fn a_row_that_cannot_be_read_is_off() {
        for row in ["", "x", "9 9 9", "\u{202e}"] {
            assert_eq!(Aside::parse(row).days, [false; 7], "{row}");
        }
    }
}
