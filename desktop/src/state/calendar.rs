//! The calendar: which month is shown, which day is chosen, and what was begun
//! on it.

use std::collections::BTreeSet;

use candor_core::date::Day;
use candor_core::entry::content::WRITTEN;

use super::timeline::Timeline;
use crate::engine::lines::{Line, Standing};

/// The first month that has days.
const FIRST: (i16, i8) = (2020, 1);

/// The month that is shown, and the day that is chosen in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: i8,
    /// The day, if one is chosen.
    pub day: Option<Day>,
}

/// What is done in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// To the month before.
    Earlier,
    /// To the month after.
    Later,
    /// A day is chosen.
    Day(Day),
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
        Self::at(month_of(today))
    }

    fn at((year, month): (i16, i8)) -> Self {
        Self {
            year,
            month,
            day: None,
        }
    }

    /// Does what a person wants.
    pub fn turn(&mut self, turn: Turn, today: Day) {
        match turn {
            Turn::Earlier => self.earlier(),
            Turn::Later => self.later(today),
            Turn::Day(day) => self.choose(day),
        }
    }

    /// Whether this leads to another month.
    pub fn leads_on(mut self, turn: Turn, today: Day) -> bool {
        let before = self.shown();
        self.turn(turn, today);
        self.shown() != before
    }

    /// To the month before, as long as it has days.
    pub fn earlier(&mut self) {
        if self.shown() > FIRST {
            *self = Self::at(match self.shown() {
                (year, 1) => (year - 1, 12),
                (year, month) => (year, month - 1),
            });
        }
    }

    /// To the month after, never past that of `today`.
    pub fn later(&mut self, today: Day) {
        if self.shown() < month_of(today) {
            *self = Self::at(match self.shown() {
                (year, 12) => (year + 1, 1),
                (year, month) => (year, month + 1),
            });
        }
    }

    /// Chooses a day, and shows its month.
    pub fn choose(&mut self, day: Day) {
        *self = Self {
            day: Some(day),
            ..Self::of(day)
        };
    }

    fn shown(&self) -> (i16, i8) {
        (self.year, self.month)
    }

    /// The days of the month on which a thread was begun.
    pub fn days(&self, timeline: &Timeline) -> BTreeSet<Day> {
        let month = format!("{:04}-{:02}", self.year, self.month);
        match Day::parse(&format!("{month}-01")) {
            Some(first) => begun(timeline, first, month).map(|(day, _)| day).collect(),
            None => BTreeSet::new(),
        }
    }

    /// What was begun on the chosen day, oldest first.
    pub fn lines<'a>(&self, timeline: &'a Timeline) -> Vec<&'a Line> {
        let Some(day) = self.day else {
            return Vec::new();
        };
        let mut lines: Vec<_> = begun(timeline, day, day.to_string())
            .map(|(_, line)| line)
            .collect();
        lines.reverse();
        lines
    }
}

/// The entries that begin a thread and stand on a day whose date begins with `when`:
/// the day on which it happened, where one is said, else the day of writing. Newest
/// first. None of those days is before `from`.
fn begun(timeline: &Timeline, from: Day, when: String) -> impl Iterator<Item = (Day, &Line)> {
    let told: Vec<_> = timeline
        .happened_from(from)
        .take_while(|(day, _)| day.to_string().starts_with(&when))
        .filter(|(_, line)| line.content.thread().is_none())
        .collect();
    let written = timeline
        .newest_first()
        // The place of an entry is never before the day it was written on; it
        // is after it where a clock ran ahead.
        .take_while(move |line| match line.standing {
            Standing::Said(place) => place.counter.day() >= from,
            Standing::Waits(_) => true,
        })
        // Many lines are looked at for every frame: to compare the letters of
        // a date takes less time than to read it.
        .filter(move |line| {
            let written = line.content.field(WRITTEN);
            written.is_some_and(|day| day.starts_with(&when))
                && line.content.thread().is_none()
                && !timeline.happened_on_a_day(line)
        })
        .filter_map(|line| Some((line.content.written()?, line)));
    written.chain(told.into_iter().rev())
}

fn month_of(day: Day) -> (i16, i8) {
    let date = day.civil();
    (date.year(), date.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_core::entry::ContentBuilder;
    use candor_core::id::EntryId;
    use candor_core::order::{Counter, Place};

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
        let mut calendar = Calendar::of(today);

        calendar.turn(Turn::Day(today), today);
        calendar.later(today);
        assert_eq!((calendar.shown(), calendar.day), ((2026, 11), Some(today)));
        assert!(!calendar.leads_on(Turn::Later, today));
        for _ in 0..11 {
            calendar.earlier();
        }
        assert_eq!((calendar.shown(), calendar.day), ((2025, 12), None));
        calendar.later(today);
        assert_eq!(calendar.shown(), (2026, 1));
        assert!(calendar.leads_on(Turn::Later, today));
        for _ in 0..100 {
            calendar.turn(Turn::Earlier, today);
        }
        assert_eq!(calendar, Calendar::default());
        assert!(!calendar.leads_on(Turn::Earlier, today));
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

        let mut calendar = Calendar::of(day("2026-11-22"));
        let days: Vec<Day> = calendar.days(&timeline).into_iter().collect();
        let began = ["2026-11-01", "2026-11-02", "2026-11-12"].map(day);
        assert_eq!(days, began);
        calendar.earlier();
        assert_eq!(
            calendar.days(&timeline),
            BTreeSet::from([day("2026-10-31")])
        );
        calendar.earlier();
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
        let days: Vec<Day> = calendar.days(&timeline).into_iter().collect();
        assert_eq!(days, ["2026-11-12", "2026-11-13"].map(day));
        let on = |calendar: &mut Calendar, text: &str| {
            calendar.choose(day(text));
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
        calendar.choose(day("2026-11-12"));
        let ids: Vec<EntryId> = calendar
            .lines(&timeline)
            .iter()
            .map(|line| line.id)
            .collect();
        assert_eq!(ids, [one, other]);
    }
}
