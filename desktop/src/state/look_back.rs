//! A look back: which days it reaches over, and how much of it is shown.
//!
//! What is found comes from the engine, once for each choice of days. What a frame
//! draws of it has a bound that its reader moves, however long the history is.

use std::collections::BTreeMap;

use candor_core::date::{Day, civil};
use jiff::civil::Date;

use crate::engine::Command;
use crate::engine::look_back::LookBack;

/// Half a year, in days.
const HALF_YEAR_DAYS: u32 = 183;
/// With up to so many months all of them are shown: those that half a year touches.
pub const MONTHS_MAX: usize = 7;
/// How many lines of a list are shown at first, and more with each press.
const LINES: usize = 12;
/// The same for each part of a month.
const MONTH_LINES: usize = 60;

/// Which days a look back reaches over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Period {
    /// The last half a year.
    #[default]
    HalfYear,
    /// This year, from its first day on.
    ThisYear,
    /// Everything there is.
    Beginning,
    /// From one day that is typed to another.
    Days,
}

impl Period {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::HalfYear, Self::ThisYear, Self::Beginning, Self::Days];
}

/// A list that shows more of itself on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// What was heard.
    Heard,
    /// What was asked.
    Questions,
    /// Promises.
    Promises,
    /// Each part of a month.
    Month,
}

/// What is done on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Other days.
    Period(Period),
    /// A day was typed.
    Typed,
    /// Another month, by its place among those that hold something.
    Month(usize),
    /// More of a list.
    More(List),
}

/// A look back, as the page has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Back {
    /// Which days.
    pub period: Period,
    /// The first day as typed; empty from the beginning.
    pub from: String,
    /// The last day as typed; empty until today.
    pub to: String,
    /// What the engine found for the days that were asked for last.
    pub found: LookBack,
    /// The month that is shown, where there are more than [`MONTHS_MAX`].
    pub month: usize,
    more: BTreeMap<List, usize>,
}

impl Back {
    /// Does what a person wants. Gives whether the engine is to be asked anew.
    pub fn turn(&mut self, turn: Turn) -> bool {
        match turn {
            Turn::Month(month) => self.month = month,
            Turn::More(list) => *self.more.entry(list).or_default() += 1,
            Turn::Period(_) | Turn::Typed => {
                if let Turn::Period(period) = turn {
                    self.period = period;
                }
                self.month = 0;
                self.more.clear();
                return true;
            }
        }
        false
    }

    /// How many lines of a list are shown.
    pub fn lines(&self, list: List) -> usize {
        let few = match list {
            List::Heard | List::Questions | List::Promises => LINES,
            List::Month => MONTH_LINES,
        };
        few * (1 + self.more.get(&list).copied().unwrap_or(0))
    }

    /// What the engine is asked. `None` while a day is half typed, or the first is
    /// after the last.
    pub fn command(&self, today: Day) -> Option<Command> {
        let (from, to) = match self.period {
            Period::HalfYear => {
                let first = today.number().saturating_sub(HALF_YEAR_DAYS);
                (Some(Day::from_number(first)?.civil()), None)
            }
            Period::ThisYear => (Some(today.civil().first_of_year()), None),
            Period::Beginning => (None, None),
            Period::Days => {
                if self.is_turned_round(today) {
                    return None;
                }
                (typed(&self.from)?, typed(&self.to)?)
            }
        };
        Some(Command::LookBack { from, to })
    }

    /// Whether two days are typed of which the first is after the last.
    pub fn is_turned_round(&self, today: Day) -> bool {
        let (Some(Some(from)), Some(to)) = (typed(&self.from), typed(&self.to)) else {
            return false;
        };
        from > to.unwrap_or(today.civil())
    }
}

/// The day that is typed, of whatever year, or that there is none. `None` for what is no
/// day.
fn typed(text: &str) -> Option<Option<Date>> {
    match text.trim() {
        "" => Some(None),
        text => civil(text).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    fn date(text: &str) -> Date {
        civil(text).expect("a date")
    }

    /// The days that are asked for on one day in November.
    fn asked(back: &Back) -> Option<(Option<Date>, Option<Date>)> {
        match back.command(day("2026-11-22"))? {
            Command::LookBack { from, to } => Some((from, to)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_choice_asks_for_its_days_and_what_is_half_typed_for_none() {
        let mut back = Back::default();
        assert_eq!(asked(&back), Some((Some(date("2026-05-23")), None)));
        assert!(back.turn(Turn::Period(Period::ThisYear)));
        assert_eq!(asked(&back), Some((Some(date("2026-01-01")), None)));
        assert!(back.turn(Turn::Period(Period::Beginning)));
        assert_eq!(asked(&back), Some((None, None)));

        assert!(back.turn(Turn::Period(Period::Days)));
        assert_eq!(asked(&back), Some((None, None)), "both can stay empty");
        back.from = "2026-03".to_owned();
        assert!(back.turn(Turn::Typed));
        assert_eq!(asked(&back), None);
        back.from = "2026-03-01".to_owned();
        back.to = " 2026-03-31 ".to_owned();
        let march = (Some(date("2026-03-01")), Some(date("2026-03-31")));
        assert_eq!(asked(&back), Some(march));
        back.from = "2026-04-01".to_owned();
        assert_eq!(asked(&back), None, "they are turned round");
        back.to.clear();
        back.from = "2026-11-23".to_owned();
        assert!(back.is_turned_round(day("2026-11-22")), "until today");
        back.from = "1987-06-01".to_owned();
        let long_gone = (Some(date("1987-06-01")), None);
        assert_eq!(asked(&back), Some(long_gone));
    }

    #[test]
    fn a_list_shows_a_few_lines_and_more_with_each_press_until_other_days_are_chosen() {
        let mut back = Back::default();
        let few = back.lines(List::Questions);
        assert!(!back.turn(Turn::More(List::Questions)));
        assert!(!back.turn(Turn::Month(3)));
        assert_eq!(back.lines(List::Questions), 2 * few);
        assert_eq!(back.lines(List::Heard), few);
        back.turn(Turn::Period(Period::Beginning));
        assert_eq!((back.lines(List::Questions), back.month), (few, 0));
    }
}
