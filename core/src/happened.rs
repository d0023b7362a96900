//! When something took place, as people say it.
//!
//! An entry keeps one of a few forms; what a person types becomes the nearest of
//! them, and what names no day stays in their own words.

use jiff::civil::Date;

use crate::date::Day;

/// The longest words that say about when, in characters.
const WORDS_MAX: usize = 60;
/// Years that are taken for one.
const YEARS: std::ops::RangeInclusive<i16> = 1000..=2999;
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

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
    fn of(date: Date) -> Self {
        Self {
            year: date.year(),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }

    /// The civil day, if it was said and is one that entries can have.
    pub fn civil_day(self) -> Option<Day> {
        Day::parse(&self.to_string())
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
    if let Some(words) = text.strip_prefix("around ") {
        let words = words.trim();
        return !words.is_empty() && words.chars().count() <= WORDS_MAX;
    }
    range(text).is_some()
}

/// When something took place that says so in one of the forms that are kept: of two
/// days the first. `None` where no year can be told.
pub fn when(value: &str) -> Option<When> {
    if let Some((from, _)) = range(value) {
        return Some(When::of(from));
    }
    match value.strip_prefix("around ") {
        Some(words) => written(words),
        None => kept(value),
    }
}

/// What a person typed, in the form that is kept: days and months as they are written
/// in words or numbers, today and yesterday, and anything else as `around …`. `None`
/// for more than 60 characters of it.
pub fn typed(text: &str, today: Day) -> Option<String> {
    let text = text.trim();
    if is_happened(text) {
        return Some(text.to_owned());
    }
    let lower = text.to_lowercase();
    let ago = |days: u32| Day::from_number(today.number().saturating_sub(days));
    match lower.as_str() {
        "today" => return Some(today.to_string()),
        "yesterday" => return ago(1).map(|day| day.to_string()),
        "long ago" => return Some("long-ago".to_owned()),
        _ => {}
    }
    if let Some(when) = written(text) {
        return Some(when.to_string());
    }
    let dashes = [" to ", " - ", " – ", "–", ".."];
    let two = dashes.iter().find_map(|dash| text.split_once(dash));
    if let Some((from, to)) = two
        && let (Some(from), Some(to)) = (written(from), written(to))
        && let form = format!("{from}..{to}")
        && is_happened(&form)
    {
        return Some(form);
    }
    let words = match lower.strip_prefix("around ") {
        Some(_) => &text["around ".len()..],
        None => text,
    };
    let form = format!("around {}", words.trim());
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

/// A day, a month or a year as people write it: `3 May 2026`, `May 3rd, 2026`,
/// `March 2026`, `3.5.2026`, `2026/5/3`, `1987`. Where only numbers stand and the year
/// is last, the day is first if dots divide them; with slashes it could be either, and
/// is left to words unless one of the two is no month.
fn written(text: &str) -> Option<When> {
    let text = text.trim().to_lowercase();
    if let Some(when) = kept(&text) {
        return Some(when);
    }
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || [',', '.', '/', '-'].contains(&letter))
        .filter(|word| !word.is_empty() && !["of", "the", "in", "on"].contains(word))
        .collect();
    let month_named = |word: &str| {
        let letters = word.chars().count() >= 3;
        let at = MONTHS.iter().position(|month| month.starts_with(word));
        at.filter(|_| letters).map(|at| at as i16 + 1)
    };
    let number = |word: &str| {
        let end = word.trim_end_matches(|letter: char| letter.is_alphabetic());
        let tail = &word[end.len()..];
        let fits = tail.is_empty() || ["st", "nd", "rd", "th"].contains(&tail);
        fits.then(|| end.parse::<i16>().ok()).flatten()
    };
    match words[..] {
        [first, second, year] if number(year).is_some_and(|year| year >= 1000) => {
            let year = number(year)?;
            if let Some(month) = month_named(second) {
                return checked(year, Some(month), Some(number(first)?));
            }
            if let Some(month) = month_named(first) {
                return checked(year, Some(month), Some(number(second)?));
            }
            let (first, second) = (number(first)?, number(second)?);
            match (text.contains('.'), first > 12, second > 12) {
                (true, ..) | (_, true, false) => checked(year, Some(second), Some(first)),
                (_, false, true) => checked(year, Some(first), Some(second)),
                _ => None,
            }
        }
        [year, month, day] if number(year).is_some_and(|year| year >= 1000) => {
            let month = month_named(month).or_else(|| number(month))?;
            checked(number(year)?, Some(month), Some(number(day)?))
        }
        [month, year] => {
            let month = month_named(month).or_else(|| number(month))?;
            checked(number(year)?, Some(month), None)
        }
        _ => None,
    }
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

    #[test]
    fn what_people_write_becomes_the_nearest_form() {
        let today = Day::parse("2026-11-29").expect("a date");
        for (typed_in, kept) in [
            ("3 May 2026", "2026-05-03"),
            ("May 3rd, 2026", "2026-05-03"),
            ("the 3rd of May 2026", "2026-05-03"),
            ("3.5.2026", "2026-05-03"),
            ("03.05.2026", "2026-05-03"),
            ("2026/5/3", "2026-05-03"),
            ("25/12/2025", "2025-12-25"),
            ("12/25/2025", "2025-12-25"),
            ("March 2026", "2026-03"),
            ("in Sept 1999", "1999-09"),
            ("2019", "2019"),
            ("yesterday", "2026-11-28"),
            ("Today", "2026-11-29"),
            ("Long ago", "long-ago"),
            ("3 May 2026 to 9 May 2026", "2026-05-03..2026-05-09"),
            // It could be either.
            ("3/5/2026", "around 3/5/2026"),
            ("last summer", "around last summer"),
            ("around Easter", "around Easter"),
            ("31 February 2026", "around 31 February 2026"),
        ] {
            assert_eq!(typed(typed_in, today).as_deref(), Some(kept), "{typed_in}");
        }
        assert_eq!(typed(&"a".repeat(61), today), None);
        assert_eq!(typed("", today), None);
    }

    #[test]
    fn when_it_was_is_known_as_exactly_as_it_was_said() {
        let says = |value: &str| when(value).map(|when| when.to_string());
        assert_eq!(says("2026-05-03").as_deref(), Some("2026-05-03"));
        assert_eq!(
            says("2026-05-03..2026-06-01").as_deref(),
            Some("2026-05-03")
        );
        assert_eq!(says("around March 2026").as_deref(), Some("2026-03"));
        assert_eq!(says("1987").as_deref(), Some("1987"));
        assert_eq!(says("around last summer"), None);
        assert_eq!(says("long-ago"), None);
    }
}
