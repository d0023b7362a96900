//! When something took place, as people say it.
//!
//! An entry keeps one of a few forms; what a person types becomes the nearest of
//! them, and what names no day stays in their own words.
//!
//! ```text
//! typed ─► kept: a day, a month, a year, two days │ around: their own words
//!                        │                                   │
//!                        └────────────► when ◄───────────────┘ the month or year in them
//! ```

mod written;

use jiff::civil::Date;

use crate::date::Day;
use written::{in_their_words, near, two_days, written};

/// The longest words that say about when, in characters.
const WORDS_MAX: usize = 60;
/// Years that are taken for one.
const YEARS: std::ops::RangeInclusive<i16> = 1000..=2999;
/// What says about when, as people write it and as it is kept.
const AROUND: &str = "around ";
/// Other words for it.
const ABOUT: [&str; 4] = [AROUND, "about ", "circa ", "roughly "];

/// When something took place, as exactly as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12, if it was said.
    pub month: Option<i8>,
    /// The day of the month, if it was said.
    pub day: Option<i8>,
}

impl When {
    /// On a day.
    pub fn on(date: Date) -> Self {
        Self {
            year: date.year(),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }

    /// The civil day, if it was said. It may be long gone: entries begin in 2020, what
    /// they tell of does not.
    pub fn date(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }
}

/// As it is kept: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        match self.day {
            Some(day) => write!(f, "-{day:02}"),
            None => Ok(()),
        }
    }
}

/// Whether `text` is one of the forms that are kept: `YYYY-MM-DD`, `YYYY-MM`,
/// `YYYY`, two days `A..B` in order, `around …` (at most 60 characters), `long-ago`
/// or `none`.
pub fn is_happened(text: &str) -> bool {
    if text == "long-ago" || text == "none" || kept(text).is_some() {
        return true;
    }
    if let Some(words) = text.strip_prefix(AROUND) {
        let words = words.trim();
        return !words.is_empty() && words.chars().count() <= WORDS_MAX;
    }
    range(text).is_some()
}

/// When something took place that says so in one of the forms that are kept: of two
/// days the first, and of `around …` the day, the month or the year that the words name.
/// `None` where no year can be told.
pub fn when(value: &str) -> Option<When> {
    if let Some((from, _)) = range(value) {
        return Some(When::on(from));
    }
    match value.strip_prefix(AROUND) {
        Some(words) => written(words).or_else(|| in_their_words(words)),
        None => kept(value),
    }
}

/// What a person typed, in the form that is kept: days, months and years as they are
/// written in words or numbers, what is told from `today` (yesterday, three days ago, a
/// day or a month without its year: the last one there was), two days, and anything else
/// as `around …`. `None` for nothing, and for more than 60 characters of it.
pub fn typed(text: &str, today: Day) -> Option<String> {
    let text = text.trim();
    if is_happened(text) {
        return Some(text.to_owned());
    }
    let today = today.civil();
    if text.to_lowercase() == "long ago" {
        return Some("long-ago".to_owned());
    }
    if let Some(when) = written(text).or_else(|| near(text, today)) {
        return Some(when.to_string());
    }
    let two = two_days(text, today).map(|(from, to)| format!("{from}..{to}"));
    if let Some(form) = two.filter(|form| is_happened(form)) {
        return Some(form);
    }
    let about = ABOUT.iter().find(|word| {
        let begins = text.get(..word.len());
        begins.is_some_and(|it| it.eq_ignore_ascii_case(word))
    });
    let words = match about {
        Some(word) => &text[word.len()..],
        None => text,
    };
    let form = format!("{AROUND}{}", words.trim());
    is_happened(&form).then_some(form)
}

fn civil(text: &str) -> Option<Date> {
    match kept(text)? {
        When {
            year,
            month: Some(month),
            day: Some(day),
        } => Date::new(year, month, day).ok(),
        _ => None,
    }
}

fn range(text: &str) -> Option<(Date, Date)> {
    let (from, to) = text.split_once("..")?;
    let (from, to) = (civil(from)?, civil(to)?);
    (from <= to).then_some((from, to))
}

/// A year, a month or a day in numbers, as they are kept.
fn kept(text: &str) -> Option<When> {
    let digits = |part: &str, len: usize| {
        let all = part.len() == len && part.bytes().all(|it| it.is_ascii_digit());
        all.then(|| part.parse::<i16>().ok()).flatten()
    };
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map(|part| digits(part, 2));
    let day = parts.next().map(|part| digits(part, 2));
    if parts.next().is_some() {
        return None;
    }
    match (month, day) {
        (None, _) => checked(year, None, None),
        (Some(month), None) => checked(year, Some(month?), None),
        (Some(month), Some(day)) => checked(year, Some(month?), Some(day?)),
    }
}

fn checked(year: i16, month: Option<i16>, day: Option<i16>) -> Option<When> {
    let small = |number: i16| i8::try_from(number).ok();
    let (month, day) = match (month, day) {
        (None, _) => (None, None),
        (Some(month), None) => (Some(small(month)?), None),
        (Some(month), Some(day)) => (Some(small(month)?), Some(small(day)?)),
    };
    let exists = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).is_ok();
    (exists && YEARS.contains(&year)).then_some(When { year, month, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_that_are_kept_are_taken_and_nothing_else() {
        for good in [
            "2026-05-03",
            "2026-05",
            "1987",
            "1987-12-31",
            "around May",
            "2026-05-01..2026-05-09",
            "long-ago",
            "none",
        ] {
            assert!(is_happened(good), "{good}");
        }
        for bad in [
            "",
            "yesterday",
            "2026-13-01",
            "2026-13",
            "0000",
            "around ",
            "2026-05-09..2026-05-01",
            "2026-05-01..",
            "2026-05-01-",
        ] {
            assert!(!is_happened(bad), "{bad}");
        }
    }

    /// A Sunday.
    const TODAY: &str = "2026-11-29";

    fn is_kept_as(cases: &[(&str, &str)]) {
        let today = Day::parse(TODAY).expect("a date");
        for (typed_in, kept) in cases {
            assert_eq!(typed(typed_in, today).as_deref(), Some(*kept), "{typed_in}");
        }
    }

    #[test]
    fn what_people_write_becomes_the_nearest_form() {
        is_kept_as(&[
            ("3 May 2026", "2026-05-03"),
            ("May 3rd, 2026", "2026-05-03"),
            ("the 3rd of May 2026", "2026-05-03"),
            ("Sunday, 3 May 2026", "2026-05-03"),
            ("3.5.2026", "2026-05-03"),
            ("03.05.2026", "2026-05-03"),
            ("2026/5/3", "2026-05-03"),
            ("25/12/2025", "2025-12-25"),
            ("12/25/2025", "2025-12-25"),
            ("March 2026", "2026-03"),
            ("2026 March", "2026-03"),
            ("in Sept 1999", "1999-09"),
            ("2019", "2019"),
            ("Long ago", "long-ago"),
        ]);
        let today = Day::parse(TODAY).expect("a date");
        assert_eq!(typed(&"a".repeat(61), today), None);
        assert_eq!(typed("", today), None);
    }

    #[test]
    fn years_long_gone_are_years() {
        is_kept_as(&[
            ("31 December 1987", "1987-12-31"),
            ("24.12.1962", "1962-12-24"),
            ("June 1987", "1987-06"),
            ("in 1987", "1987"),
            ("the year 1815", "1815"),
            ("3.5.87", "1987-05-03"),
            ("3.5.26", "2026-05-03"),
            ("3 May '87", "1987-05-03"),
            ("May ’87", "1987-05"),
            // They stay as they were said.
            ("summer 2015", "around summer 2015"),
            ("in the nineties", "around in the nineties"),
            ("the 1990s", "around the 1990s"),
            ("2012 to 2015", "around 2012 to 2015"),
            ("999", "around 999"),
        ]);
    }

    #[test]
    fn what_is_told_from_today_has_its_day() {
        is_kept_as(&[
            ("Today", "2026-11-29"),
            ("this morning", "2026-11-29"),
            ("yesterday", "2026-11-28"),
            ("last night", "2026-11-28"),
            ("the day before yesterday", "2026-11-27"),
            ("three days ago", "2026-11-26"),
            ("400 days ago", "2025-10-25"),
            ("on Monday", "2026-11-23"),
            ("Sat", "2026-11-28"),
            ("3 May", "2026-05-03"),
            ("Dec 24th", "2025-12-24"),
            ("29 November", "2026-11-29"),
            ("30 November", "2025-11-30"),
            ("29 February", "2024-02-29"),
            ("in March", "2026-03"),
            ("November", "2026-11"),
            ("December", "2025-12"),
            ("last month", "2026-10"),
            ("this year", "2026"),
            ("last year", "2025"),
        ]);
    }

    #[test]
    fn two_days_are_told_by_what_they_share() {
        is_kept_as(&[
            ("3 May 2026 to 9 May 2026", "2026-05-03..2026-05-09"),
            ("3–9 May 2026", "2026-05-03..2026-05-09"),
            ("3-9 May", "2026-05-03..2026-05-09"),
            (
                "from 28 December to 3 January 1999",
                "1998-12-28..1999-01-03",
            ),
            ("between 3 May and 9 June", "2026-05-03..2026-06-09"),
            ("Monday to Wednesday", "2026-11-23..2026-11-25"),
            ("3.5.1987 - 9.5.1987", "1987-05-03..1987-05-09"),
            // Turned round.
            ("9–3 May 2026", "around 9–3 May 2026"),
        ]);
    }

    #[test]
    fn what_could_be_read_in_two_ways_or_is_no_day_stays_in_its_own_words() {
        is_kept_as(&[
            ("3/5/2026", "around 3/5/2026"),
            ("3/5/26", "around 3/5/26"),
            ("Sunday", "around Sunday"),
            ("last Monday", "around last Monday"),
            ("Monday, 3 May 2026", "around Monday, 3 May 2026"),
            ("31 February 2026", "around 31 February 2026"),
            ("last summer", "around last summer"),
            ("around Easter", "around Easter"),
            ("About Easter", "around Easter"),
            ("Around 3 May", "around 3 May"),
        ]);
    }

    #[test]
    fn when_it_was_is_known_as_exactly_as_it_was_said() {
        let says = |value: &str| when(value).map(|when| when.to_string());
        for (value, known) in [
            ("2026-05-03", "2026-05-03"),
            ("2026-05-03..2026-06-01", "2026-05-03"),
            ("around March 2026", "2026-03"),
            ("1987", "1987"),
            ("around summer 2015", "2015"),
            ("around the end of June 2015", "2015-06"),
            ("around 2012 to 2015", "2012"),
            ("around it may have been 2015", "2015"),
        ] {
            assert_eq!(says(value).as_deref(), Some(known), "{value}");
        }
        for value in [
            "around last summer",
            "around in the nineties",
            "around before 2015",
            "around room 1408",
            "around 2015, 2012",
            "long-ago",
            "none",
        ] {
            assert_eq!(says(value), None, "{value}");
        }
        let when = when("1987-12-31").expect("a day");
        assert_eq!(when.date(), Date::new(1987, 12, 31).ok());
    }
}
