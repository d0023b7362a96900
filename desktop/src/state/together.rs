//! What the two have, as the pages show it, and a talk while it goes on.

use candor_core::date::Day;

use super::open::Page;
use super::{Effect, Ticket};
use crate::engine::overview::{Agreement, DayLines, Month, Promise};
use crate::engine::{Command, Reply};

/// How far a look back goes, in days: six months.
const BACK_DAYS: u32 = 183;

/// Lists for the pages, as the engine put them together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Together {
    /// Joint texts.
    pub agreements: Vec<Agreement>,
    /// The day as typed on which the joint texts are to be shown; empty for
    /// now.
    pub on: String,
    /// Promises of both.
    pub promises: Vec<Promise>,
    /// What this day holds.
    pub day: DayLines,
    /// The last six months.
    pub months: Vec<Month>,
    /// The talk that goes on.
    pub talk: Option<Talk>,
}

/// A talk with its timer: in memory alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Talk {
    /// How long it lasts, in minutes.
    pub minutes: u32,
    /// Whose turn it is: one's own or the other's.
    pub mine: bool,
    began: f64,
    turn_began: f64,
}

impl Talk {
    /// A talk that begins now, with one's own turn.
    pub fn begin(minutes: u32, now: f64) -> Self {
        Self {
            minutes,
            mine: true,
            began: now,
            turn_began: now,
        }
    }

    /// The other's turn.
    pub fn turn(&mut self, now: f64) {
        self.mine = !self.mine;
        self.turn_began = now;
    }

    /// Whole minutes that are left, and that this turn has taken.
    pub fn at(&self, now: f64) -> (u32, u32) {
        let whole = |seconds: f64| (seconds.max(0.0) / 60.0) as u32;
        let left = f64::from(self.minutes) * 60.0 - (now - self.began);
        // A minute that has begun is still left.
        let left = if left > 0.0 {
            whole(left - 1e-6) + 1
        } else {
            0
        };
        (left.min(self.minutes), whole(now - self.turn_began))
    }

    /// When the words on the screen change next.
    pub fn wakes_at(&self, now: f64) -> f64 {
        let next = |since: f64| since + (((now - since) / 60.0).floor() + 1.0) * 60.0;
        next(self.began).min(next(self.turn_began))
    }
}

impl Together {
    /// The day on which the joint texts are shown, if one was typed.
    pub fn day_on(&self) -> Option<Day> {
        Day::parse(self.on.trim())
    }

    /// What a page asks of the engine when it is shown.
    pub fn ask(&self, page: &Page, today: Option<Day>) -> Option<Effect> {
        let command = match page {
            // What is half typed is no day yet.
            Page::Agreements if !self.on.trim().is_empty() && self.day_on().is_none() => {
                return None;
            }
            Page::Agreements => Command::Agreements { on: self.day_on() },
            Page::Promises => Command::Promises,
            Page::Today | Page::Talk => Command::Today,
            Page::LookBack => {
                let to = today?;
                Command::LookBack {
                    from: Day::from_number(to.number().saturating_sub(BACK_DAYS))?,
                    to,
                }
            }
            _ => return None,
        };
        Some(Effect::Ask(Ticket::Together, command))
    }

    /// Takes in what the engine answered.
    pub fn take(&mut self, reply: Reply) {
        match reply {
            Reply::Agreements(agreements) => self.agreements = agreements,
            Reply::Promises(promises) => self.promises = promises,
            Reply::Today(day) => self.day = *day,
            Reply::Months(months) => self.months = months,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_talk_counts_in_whole_minutes_and_wakes_when_they_change() {
        let mut talk = Talk::begin(15, 100.0);
        assert_eq!(talk.at(100.0), (15, 0));
        assert_eq!(talk.at(100.0 + 61.0), (14, 1));
        assert_eq!(talk.wakes_at(130.0), 160.0);
        talk.turn(130.0);
        assert!(!talk.mine);
        assert_eq!(talk.at(190.0), (14, 1));
        assert_eq!(talk.wakes_at(131.0), 160.0);
        assert_eq!(talk.at(100.0 + 20.0 * 60.0).0, 0, "it ends softly");
    }
}
