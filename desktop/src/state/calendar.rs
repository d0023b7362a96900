//! The calendar: which month is shown, which day is chosen, and what was begun
//! on it.
//!
//! What was begun stands where it happened, as exactly as its writer says: on a day,
//! below a month, or below the months of a year. What says nothing of it stands on the
//! day it was written on. So there are months long before the first entry.

use std::collections::BTreeSet;

use candor_core::date::Day;
use candor_core::happened::When;
use jiff::civil::Date;

use super::timeline::Timeline;
use crate::engine::lines::Line;

/// The first month in which an entry can be written. Months before it are there where
/// something happened in them.
const FIRST: (i16, i8) = (2020, 1);
/// The last day of the longest month.
const LAST_DAY: i8 = 31;

/// The month that is shown, and the day that is chosen in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: i8,
    /// The day, if one is chosen.
    pub day: Option<Date>,
}

/// What is done in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// To the month before.
    Earlier,
    /// To the month after.
    Later,
    /// To a month: its year and its number.
    Month(i16, i8),
    /// A day is chosen.
    Day(Date),
}

/// The months that can be shown: from the first in which something happened, and from
/// January 2020 at the latest, to that of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Months {
    first: (i16, i8),
    last: (i16, i8),
}

impl Months {
    /// Those of what is known today.
    pub fn of(timeline: &Timeline, today: Day) -> Self {
        let first = timeline.first_begun();
        let first = first.map(|when| (when.year, when.month.unwrap_or(1)));
        Self {
            first: first.map_or(FIRST, |first| first.min(FIRST)),
            last: month_of(today.civil()),
        }
    }

    /// Whether a month, by its year and its number, is one of them.
    pub fn hold(self, month: (i16, i8)) -> bool {
        self.first <= month && month <= self.last
    }
}

impl Default for Calendar {
    /// The first month there is, until it is known which day it is.
    fn default() -> Self {
        Self::at(FIRST)
    }
}

impl Calendar {
    /// The month of `today`; no day is chosen yet.
    pub fn of(today: Day) -> Self {
        Self::at(month_of(today.civil()))
    }

    fn at((year, month): (i16, i8)) -> Self {
        Self {
            year,
            month,
            day: None,
        }
    }

    /// Does what a person wants, as far as it leads to one of these months.
    pub fn turn(&mut self, turn: Turn, months: Months) {
        let to = match turn {
            Turn::Earlier => match self.shown() {
                (year, 1) => (year - 1, 12),
                (year, month) => (year, month - 1),
            },
            Turn::Later => match self.shown() {
                (year, 12) => (year + 1, 1),
                (year, month) => (year, month + 1),
            },
            Turn::Month(year, month) => (year, month),
            Turn::Day(day) => return self.choose(day),
        };
        if months.hold(to) {
            *self = Self::at(to);
        }
    }

    /// Whether this leads to another month.
    pub fn leads_on(mut self, turn: Turn, months: Months) -> bool {
        let before = self.shown();
        self.turn(turn, months);
        self.shown() != before
    }

    /// Chooses a day, and shows its month.
    pub fn choose(&mut self, day: Date) {
        *self = Self {
            day: Some(day),
            ..Self::at(month_of(day))
        };
    }

    /// The year and the number of the month that is shown.
    pub fn shown(&self) -> (i16, i8) {
        (self.year, self.month)
    }

    /// The days of the month on which a thread was begun.
    pub fn days(&self, timeline: &Timeline) -> BTreeSet<Date> {
        let month = self.all_of_it();
        let last = When {
            day: Some(LAST_DAY),
            ..month
        };
        let begun = timeline.begun(month, last);
        begun.filter_map(|(when, _)| when.date()).collect()
    }

    /// What was begun on the chosen day, oldest first.
    pub fn lines<'a>(&self, timeline: &'a Timeline) -> Vec<&'a Line> {
        self.day
            .map_or_else(Vec::new, |day| lines(timeline, When::on(day)))
    }

    /// What was begun in the month that is shown on a day that nobody says, oldest first.
    pub fn in_month<'a>(&self, timeline: &'a Timeline) -> Vec<&'a Line> {
        lines(timeline, self.all_of_it())
    }

    /// What was begun in its year in a month that nobody says, oldest first.
    pub fn in_year<'a>(&self, timeline: &'a Timeline) -> Vec<&'a Line> {
        let year = When {
            month: None,
            ..self.all_of_it()
        };
        lines(timeline, year)
    }

    /// The other months in which something stands, newest first.
    pub fn others(&self, timeline: &Timeline, months: Months) -> Vec<(i16, i8)> {
        let mut others = timeline.begun_months();
        others.retain(|month| *month != self.shown() && months.hold(*month));
        others
    }

    fn all_of_it(&self) -> When {
        When {
            year: self.year,
            month: Some(self.month),
            day: None,
        }
    }
}

/// What was begun then, as exactly as it is said here, in the order in which it was told.
fn lines(timeline: &Timeline, when: When) -> Vec<&Line> {
    let begun = timeline.begun(when, when);
    let mut lines: Vec<&Line> = begun.map(|(_, line)| line).collect();
    lines.sort_by_key(|line| (line.standing, line.id));
    lines
}

fn month_of(date: Date) -> (i16, i8) {
    (date.year(), date.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_core::entry::ContentBuilder;
    use candor_core::id::EntryId;
    use candor_core::order::{Counter, Place};

    use crate::engine::lines::Standing;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    fn line(number: u64, written: &str, thread: Option<EntryId>) -> Line {
        let mut content = ContentBuilder::default();
        let mut set = |name: &str, value: String| content.fields.insert(name.to_owned(), value);
        set("kind", "note".to_owned());
        set("written", written.to_owned());
        if let Some(thread) = thread {
            set("thread", thread.to_string());
        }
        let mut id = [0; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        Line::waiting(EntryId::from_bytes(id), number, content.build())
    }

    /// The same in the log, at the first place of a day.
    fn said(number: u64, written: &str, placed: &str) -> Line {
        let counter = Counter::next(Counter::ZERO, day(placed));
        Line {
            standing: Standing::Said(Place {
                counter,
                ..Place::lowest()
            }),
            ..line(number, written, None)
        }
    }

    #[test]
    fn months_go_back_to_the_first_and_never_past_today_and_keep_no_chosen_day() {
        let today = day("2026-11-22");
        let months = Months::of(&Timeline::default(), today);
        let mut calendar = Calendar::of(today);

        calendar.turn(Turn::Day(today.civil()), months);
        calendar.turn(Turn::Later, months);
        let chosen = Some(today.civil());
        assert_eq!((calendar.shown(), calendar.day), ((2026, 11), chosen));
        assert!(!calendar.leads_on(Turn::Later, months));
        for _ in 0..11 {
            calendar.turn(Turn::Earlier, months);
        }
        assert_eq!((calendar.shown(), calendar.day), ((2025, 12), None));
        calendar.turn(Turn::Later, months);
        assert_eq!(calendar.shown(), (2026, 1));
        assert!(calendar.leads_on(Turn::Later, months));
        for _ in 0..100 {
            calendar.turn(Turn::Earlier, months);
        }
        assert_eq!(calendar, Calendar::default());
        assert!(!calendar.leads_on(Turn::Earlier, months));
    }

    #[test]
    fn what_happened_long_ago_stands_in_its_day_its_month_or_its_year() {
        let told = |number: u64, happened: &str| {
            let mut content = line(number, "2026-11-12", None).content.to_builder();
            content
                .fields
                .insert("happened".to_owned(), happened.to_owned());
            Line {
                content: content.build(),
                ..line(number, "2026-11-12", None)
            }
        };
        let ids = |lines: Vec<&Line>| -> Vec<EntryId> { lines.iter().map(|it| it.id).collect() };
        let (on_a_day, in_june) = (told(1, "1987-06-14"), told(2, "1987-06"));
        let (summer, nineties) = (
            told(3, "around summer 1987"),
            told(4, "around in the nineties"),
        );
        let [first, second, third, fourth] =
            [&on_a_day, &in_june, &summer, &nineties].map(|line| line.id);
        let mut timeline = Timeline::default();
        timeline.put(vec![on_a_day, in_june, summer, nineties]);

        // November has what names no year alone: it was told then.
        let months = Months::of(&timeline, day("2026-11-22"));
        let mut calendar = Calendar::of(day("2026-11-22"));
        calendar.turn(Turn::Day(day("2026-11-12").civil()), months);
        assert_eq!(ids(calendar.lines(&timeline)), [fourth]);
        assert_eq!(calendar.others(&timeline, months), [(1987, 6), (1987, 1)]);

        // June 1987 has a day, and beside it what names the month or the year.
        calendar.turn(Turn::Month(1987, 6), months);
        let days = calendar.days(&timeline);
        let the_day = Date::constant(1987, 6, 14);
        assert_eq!(days, BTreeSet::from([the_day]));
        assert_eq!(ids(calendar.in_month(&timeline)), [second]);
        assert_eq!(ids(calendar.in_year(&timeline)), [third]);
        calendar.turn(Turn::Day(the_day), months);
        assert_eq!(ids(calendar.lines(&timeline)), [first]);

        // It goes back to the first of that year, and on through the years between.
        calendar.turn(Turn::Earlier, months);
        assert_eq!(calendar.shown(), (1987, 5));
        assert!(calendar.in_month(&timeline).is_empty());
        assert_eq!(ids(calendar.in_year(&timeline)), [third]);
        for _ in 0..100 {
            calendar.turn(Turn::Earlier, months);
        }
        assert_eq!(calendar.shown(), (1987, 1));
        for _ in 0..1_000 {
            calendar.turn(Turn::Later, months);
        }
        assert_eq!(calendar.shown(), (2026, 11));
        calendar.turn(Turn::Month(1986, 12), months);
        calendar.turn(Turn::Month(2026, 12), months);
        assert_eq!(calendar.shown(), (2026, 11), "there is nothing");

        // What was taken out stands there no more.
        timeline.remove(first);
        calendar.turn(Turn::Month(1987, 6), months);
        assert!(calendar.days(&timeline).is_empty());
    }

    #[test]
    fn a_month_has_the_days_on_which_threads_began() {
        let mut timeline = Timeline::default();
        let first = line(4, "2026-11-12", None);
        let reply = line(5, "2026-11-13", Some(first.id));
        timeline.put(vec![
            said(1, "2026-10-31", "2026-10-31"),
            said(2, "2026-11-01", "2026-11-01"),
            said(3, "2026-11-02", "2027-03-01"),
            first,
            reply,
            line(6, "2026-11-12", None),
            line(7, "2026-11-3x", None),
            line(8, "2026-12-01", None),
        ]);

        let months = Months::of(&timeline, day("2026-11-22"));
        let mut calendar = Calendar::of(day("2026-11-22"));
        let days: Vec<String> = calendar
            .days(&timeline)
            .iter()
            .map(Date::to_string)
            .collect();
        assert_eq!(days, ["2026-11-01", "2026-11-02", "2026-11-12"]);
        calendar.turn(Turn::Earlier, months);
        assert_eq!(
            calendar.days(&timeline),
            BTreeSet::from([day("2026-10-31").civil()])
        );
        calendar.turn(Turn::Earlier, months);
        assert!(calendar.days(&timeline).is_empty());
    }

    #[test]
    fn a_day_has_what_happened_on_it_and_not_what_was_only_written_then() {
        let happened = |number, written: &str, when: &str| {
            let told = said(number, written, written);
            let mut content = told.content.to_builder();
            content
                .fields
                .insert("happened".to_owned(), when.to_owned());
            Line {
                content: content.build(),
                ..told
            }
        };
        let mut timeline = Timeline::default();
        let long_after = happened(2, "2026-11-20", "2026-11-12");
        let around = happened(3, "2026-11-13", "around the first snow");
        timeline.put(vec![
            said(1, "2026-11-12", "2026-11-12"),
            long_after.clone(),
            around.clone(),
            happened(4, "2026-11-21", "2026-10-31"),
        ]);

        let mut calendar = Calendar::of(day("2026-11-22"));
        let days: Vec<Date> = calendar.days(&timeline).into_iter().collect();
        assert_eq!(days, ["2026-11-12", "2026-11-13"].map(|on| day(on).civil()));
        let on = |calendar: &mut Calendar, text: &str| {
            calendar.choose(day(text).civil());
            let lines = calendar.lines(&timeline);
            lines.iter().map(|line| line.id).collect::<Vec<_>>()
        };
        assert!(on(&mut calendar, "2026-11-12").contains(&long_after.id));
        assert_eq!(on(&mut calendar, "2026-11-12").len(), 2);
        assert!(on(&mut calendar, "2026-11-20").is_empty());
        // Without a day of its own it stands where it was written.
        assert_eq!(on(&mut calendar, "2026-11-13"), [around.id]);
        assert_eq!(on(&mut calendar, "2026-10-31").len(), 1);
    }

    #[test]
    fn a_chosen_day_has_what_was_begun_on_it_oldest_first() {
        let mut timeline = Timeline::default();
        let first = line(3, "2026-11-12", None);
        let later = line(5, "2026-11-12", None);
        let (one, other) = (first.id, later.id);
        timeline.put(vec![
            later,
            line(4, "2026-11-12", Some(one)),
            first,
            line(6, "2026-11-13", None),
        ]);

        let mut calendar = Calendar::of(day("2026-11-22"));
        assert!(calendar.lines(&timeline).is_empty());
        calendar.choose(day("2026-11-12").civil());
        let ids: Vec<EntryId> = calendar
            .lines(&timeline)
            .iter()
            .map(|line| line.id)
            .collect();
        assert_eq!(ids, [one, other]);
    }
}
