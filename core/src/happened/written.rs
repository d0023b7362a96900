//! Days, months and years as people write them, in numbers and in English words.
//!
//! ```text
//! written          the year is there: 3 May 2026, 3.5.2026, March 2026, in 1987
//! near             told from today: yesterday, on Monday, 3 May, last year
//! two_days         from one day to another: 3–9 May 2026
//! in_their_words   a month or a year among other words: summer 2015
//! ```
//!
//! What could be read in two ways is not read: it stays as it was typed.

use std::ops::RangeInclusive;

use jiff::Span;
use jiff::civil::Date;

use super::{When, checked, kept};

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
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const COUNTS: [&str; 10] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];
/// What stands around a day and says no more about it.
const FILLERS: [&str; 4] = ["of", "the", "in", "on"];
/// What divides two days.
const UNTIL: [&str; 9] = [
    " to ", " until ", " till ", " - ", " – ", "–", "—", "..", "-",
];
/// Among other words a number is taken for a year only if it is one of these: there are
/// sums and rooms as well.
const NAMED: RangeInclusive<i16> = 1900..=2099;
/// Words beside which a year is not the one that is meant.
const OTHERWISE: [&str; 6] = ["before", "after", "until", "till", "by", "not"];

/// A day, a month or a year that is written with its year: `3 May 2026`,
/// `Sunday, May 3rd, 2026`, `March 2026`, `3.5.2026`, `2026/5/3`, `in 1987`. Where only
/// numbers stand and the year is last, the day is first if dots divide them; with
/// slashes it could be either, and is left to words unless one of the two is no month.
pub(super) fn written(text: &str) -> Option<When> {
    let lower = text.trim().to_lowercase();
    kept(&lower).or_else(|| on_its_weekday(&lower, |words| with_year(words, lower.contains('.'))))
}

/// What is told from today: `yesterday`, `three days ago`, `last year`; a weekday, a
/// month, or a day of one, which is the last there was; and a year by two digits, where
/// it is plain that they are one: `3.5.87`, `May '87`.
pub(super) fn near(text: &str, today: Date) -> Option<When> {
    let lower = text.trim().to_lowercase();
    let dots = lower.matches('.').count() == 2;
    on_its_weekday(&lower, |words| told_from(today, words, dots))
}

/// Two days in their order, of which the first may leave out what the second says.
pub(super) fn two_days(text: &str, today: Date) -> Option<(When, When)> {
    let lower = text.trim().to_lowercase();
    let (text, dividers) = match lower.strip_prefix("between ") {
        Some(text) => (text, &[" and "][..]),
        None => (lower.strip_prefix("from ").unwrap_or(&lower), &UNTIL[..]),
    };
    dividers.iter().find_map(|divider| {
        let (from, to) = text.split_once(*divider)?;
        let to = written(to).or_else(|| near(to, today))?;
        let from = written(from)
            .or_else(|| beside(from, to))
            .or_else(|| near(from, today))?;
        (from.date()? <= to.date()?).then_some((from, to))
    })
}

/// The year that stands among other words, and its month where that stands before it:
/// `summer 2015`, `the end of June 2015`; of several in their order the first. `None`
/// where it is said that it was before or after.
pub(super) fn in_their_words(text: &str) -> Option<When> {
    let lower = text.to_lowercase();
    let words = words(&lower);
    if words.iter().any(|word| OTHERWISE.contains(word)) {
        return None;
    }
    let year = |word: &str| {
        let all = word.len() == 4 && word.bytes().all(|it| it.is_ascii_digit());
        let year = word.parse::<i16>().ok().filter(|year| NAMED.contains(year));
        year.filter(|_| all)
    };
    let places = words.iter().copied().enumerate();
    let years: Vec<(usize, i16)> = places
        .filter_map(|(at, word)| Some((at, year(word)?)))
        .collect();
    let (at, first) = *years.first()?;
    if !years.is_sorted_by_key(|(_, year)| *year) {
        return None;
    }
    let month = at.checked_sub(1).and_then(|before| month(words[before]));
    checked(first, month, None)
}

/// The words and numbers of a text in small letters, without those that say nothing.
fn words(lower: &str) -> Vec<&str> {
    lower
        .split(|letter: char| letter.is_whitespace() || [',', '.', '/', '-'].contains(&letter))
        .filter(|word| !word.is_empty() && !FILLERS.contains(word))
        .collect()
}

/// Reads words without the weekday that stands beside others. If that is not the one of
/// the day that was read, nobody can tell which of the two is meant.
fn on_its_weekday(lower: &str, read: impl Fn(&[&str]) -> Option<When>) -> Option<When> {
    let mut words = words(lower);
    let at = words.iter().position(|word| weekday(word).is_some());
    let said = match at {
        Some(at) if words.len() > 1 => weekday(words.remove(at)),
        _ => None,
    };
    let when = read(&words)?;
    let fits = said.is_none_or(|said| when.date().is_some_and(|date| weekday_of(date) == said));
    fits.then_some(when)
}

fn with_year(words: &[&str], dots: bool) -> Option<When> {
    match *words {
        [year] | ["year", year] => checked(number(year)?, None, None),
        [first, second, year] if is_year(year) => day_of(first, second, number(year)?, dots),
        [year, month_word, day] if is_year(year) => {
            let month = month(month_word).or_else(|| number(month_word))?;
            checked(number(year)?, Some(month), Some(number(day)?))
        }
        [one, other] => {
            let (year, month_word) = if is_year(one) {
                (one, other)
            } else {
                (other, one)
            };
            let month = month(month_word).or_else(|| number(month_word))?;
            checked(number(year)?, Some(month), None)
        }
        _ => None,
    }
}

/// The day of a year that two words name: one of them is a month, or both are numbers.
fn day_of(first: &str, second: &str, year: i16, dots: bool) -> Option<When> {
    if let Some((day, month)) = day_and_month(first, second) {
        return checked(year, Some(month), Some(day));
    }
    let (first, second) = (number(first)?, number(second)?);
    match (dots, first > 12, second > 12) {
        (true, ..) | (_, true, false) => checked(year, Some(second), Some(first)),
        (_, false, true) => checked(year, Some(first), Some(second)),
        _ => None,
    }
}

fn told_from(today: Date, words: &[&str], dots: bool) -> Option<When> {
    let ago = |days: i64| {
        let day = today.checked_sub(Span::new().days(days)).ok();
        day.map(When::on)
    };
    let month_before = |months: i64| {
        let day = today.checked_sub(Span::new().months(months)).ok()?;
        checked(day.year(), Some(i16::from(day.month())), None)
    };
    match *words {
        ["today" | "tonight" | "now"]
        | ["just", "now"]
        | ["this", "morning" | "afternoon" | "evening"] => ago(0),
        ["yesterday"]
        | ["yesterday", "morning" | "afternoon" | "evening" | "night"]
        | ["last", "night"] => ago(1),
        ["day", "before", "yesterday"] => ago(2),
        [days, "day" | "days", "ago"] => ago(count(days)?),
        ["this", "month"] => month_before(0),
        ["last", "month"] => month_before(1),
        ["this", "year"] => checked(today.year(), None, None),
        ["last", "year"] => checked(today.year() - 1, None, None),
        [word] => match weekday(word) {
            // On a Monday, Monday could be today or a week ago.
            Some(said) if said == weekday_of(today) => None,
            Some(said) => ago((weekday_of(today) + 7 - said) as i64 % 7),
            None => {
                let month = month(word)?;
                latest(today, |year| checked(year, Some(month), None))
            }
        },
        [one, other] => match (month(one), short_year(other, today)) {
            (Some(month), Some(year)) => checked(year, Some(month), None),
            _ => {
                let (day, month) = day_and_month(one, other)?;
                latest(today, |year| checked(year, Some(month), Some(day)))
            }
        },
        [first, second, year] => {
            let plain = short_year(year, today);
            let year = plain.or_else(|| last_year_ending(year, today).filter(|_| dots))?;
            day_of(first, second, year, dots)
        }
        _ => None,
    }
}

/// The first of two days, which has its year, or its month and its year, from the second.
fn beside(text: &str, to: When) -> Option<When> {
    let lower = text.trim().to_lowercase();
    match words(&lower)[..] {
        [day] => checked(to.year, to.month.map(i16::from), Some(number(day)?)),
        [one, other] => {
            let (day, month) = day_and_month(one, other)?;
            latest(to.date()?, |year| checked(year, Some(month), Some(day)))
        }
        _ => None,
    }
}

/// The last there was, by this day, of what comes with the years; 29 February comes with
/// every eighth at the least.
fn latest(until: Date, of: impl Fn(i16) -> Option<When>) -> Option<When> {
    (0..=8)
        .filter_map(|back| of(until.year() - back))
        .find(|when| *when <= When::on(until))
}

/// The day and the month that two words are, in either order.
fn day_and_month(one: &str, other: &str) -> Option<(i16, i16)> {
    match (month(one), month(other)) {
        (Some(month), None) => Some((number(other)?, month)),
        (None, Some(month)) => Some((number(one)?, month)),
        _ => None,
    }
}

/// Which of these a word is, or begins with three letters or more.
fn named(names: &[&str], word: &str) -> Option<usize> {
    let at = names.iter().position(|name| name.starts_with(word));
    at.filter(|_| word.chars().count() >= 3)
}

/// A month by its name, 1 to 12.
fn month(word: &str) -> Option<i16> {
    named(&MONTHS, word).map(|at| at as i16 + 1)
}

/// A weekday by its name, Monday 0.
fn weekday(word: &str) -> Option<usize> {
    named(&WEEKDAYS, word)
}

fn weekday_of(date: Date) -> usize {
    date.weekday().to_monday_zero_offset() as usize
}

/// A number, also one that counts days: `3`, `3rd`.
fn number(word: &str) -> Option<i16> {
    let end = word.trim_end_matches(|letter: char| letter.is_alphabetic());
    let tail = &word[end.len()..];
    let fits = tail.is_empty() || ["st", "nd", "rd", "th"].contains(&tail);
    fits.then(|| end.parse::<i16>().ok()).flatten()
}

fn is_year(word: &str) -> bool {
    number(word).is_some_and(|year| year >= 1000)
}

/// How many: `a`, `three`, `12`.
fn count(word: &str) -> Option<i64> {
    if word == "a" {
        return Some(1);
    }
    match COUNTS.iter().position(|name| *name == word) {
        Some(at) => Some(at as i64 + 1),
        None => word.parse::<u16>().ok().map(i64::from),
    }
}

/// A year that an apostrophe says is one: `'87`.
fn short_year(word: &str, today: Date) -> Option<i16> {
    last_year_ending(word.strip_prefix(['\'', '’'])?, today)
}

/// The last year there was that ends with these two digits.
fn last_year_ending(digits: &str, today: Date) -> Option<i16> {
    if digits.len() != 2 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let this = today.year();
    let year = this - this % 100 + digits.parse::<i16>().ok()?;
    Some(if year > this { year - 100 } else { year })
}
