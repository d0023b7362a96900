//! What the two have, as the pages show it, and a talk while it goes on.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::EntryId;

use super::look_back::Back;
use super::open::Page;
use super::{Effect, Ticket};
use crate::engine::between::Between;
use crate::engine::overview::{Agreement, DayLines, Promise};
use crate::engine::{Command, Reply};
use crate::text::overview as text;

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
    /// What is open between the two.
    pub between: Vec<Between>,
    /// What this day holds.
    pub day: DayLines,
    /// A look back.
    pub back: Back,
    /// What is to be talked about, of what is parked.
    pub topics: Vec<EntryId>,
    /// The opening words, one from each.
    pub opening: String,
    /// The talk that goes on.
    pub talk: Option<Talk>,
    /// Whether a talk ended, and its page is being written.
    pub is_closing: bool,
}

/// How long the first turn of each is, in minutes; nothing ends it.
pub const TURN_MINUTES: u32 = 5;
/// How many topics are enough for one talk.
pub const TOPICS_MAX: usize = 2;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The person at this window.
    Mine,
    /// The other.
    Theirs,
    /// Both, once each had a turn.
    Both,
}

/// A talk with its timer: in memory alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Talk {
    /// How long it lasts, in minutes.
    pub minutes: u32,
    /// Whose turn it is.
    pub turn: Turn,
    began: f64,
    turn_began: f64,
}

/// From how many minutes before the end on there is time for a closing line.
const CLOSING_MINUTES: u32 = 2;

impl Talk {
    /// A talk that begins now, with one's own turn.
    pub fn begin(minutes: u32, now: f64) -> Self {
        Self {
            minutes,
            turn: Turn::Mine,
            began: now,
            turn_began: now,
        }
    }

    /// The other's turn, then both.
    pub fn next(&mut self, now: f64) {
        self.turn = match self.turn {
            Turn::Mine => Turn::Theirs,
            Turn::Theirs | Turn::Both => Turn::Both,
        };
        self.turn_began = now;
    }

    /// Whether it is time for a closing line.
    pub fn is_closing(&self, now: f64) -> bool {
        self.at(now).0 <= CLOSING_MINUTES
    }

    /// Whether the time that was set is over.
    pub fn is_over(&self, now: f64) -> bool {
        self.at(now).0 == 0
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

    /// Puts a topic among those of the talk, or takes it out again. More than
    /// [`TOPICS_MAX`] are not taken.
    pub fn turn_topic(&mut self, topic: EntryId) {
        if self.topics.contains(&topic) {
            self.topics.retain(|other| *other != topic);
        } else if self.topics.len() < TOPICS_MAX {
            self.topics.push(topic);
        }
    }

    /// What the page of a talk that ended begins with.
    pub fn closing(&self, minutes: u32) -> ContentBuilder {
        let mut content = ContentBuilder::default();
        let mut set = |name: &str, value: String| {
            if !value.is_empty() {
                content.fields.insert(name.to_owned(), value);
            }
        };
        let topics: Vec<String> = self
            .day
            .parked
            .iter()
            .filter(|entry| {
                EntryId::from_hex(&entry.id).is_some_and(|id| self.topics.contains(&id))
            })
            .map(|entry| text::topic(entry.title.as_deref(), &entry.text))
            .collect();
        set("length", minutes.to_string());
        set("topics", topics.join("\n"));
        set("opening", self.opening.trim().to_owned());
        content
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
            Page::Between => Command::Between,
            Page::Us => Command::Agreements { on: None },
            Page::Today | Page::Talk => Command::Today,
            Page::LookBack => self.back.command(today?)?,
            _ => return None,
        };
        Some(Effect::Ask(Ticket::Together, command))
    }

    /// Takes in what the engine answered.
    pub fn take(&mut self, reply: Reply) {
        match reply {
            Reply::Agreements(agreements) => self.agreements = agreements,
            Reply::Between(between) => self.between = between,
            Reply::Promises(promises) => self.promises = promises,
            Reply::Today(day) => self.day = *day,
            Reply::LookBack(found) => self.back.found = *found,
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
        talk.next(130.0);
        assert_eq!(talk.turn, Turn::Theirs);
        assert_eq!(talk.at(190.0), (14, 1));
        assert_eq!(talk.wakes_at(131.0), 160.0);
        talk.next(191.0);
        talk.next(192.0);
        assert_eq!(talk.turn, Turn::Both);
        assert!(!talk.is_closing(100.0 + 12.0 * 60.0));
        assert!(talk.is_closing(100.0 + 13.0 * 60.0) && !talk.is_over(100.0 + 14.5 * 60.0));
        assert!(talk.is_over(100.0 + 20.0 * 60.0), "it ends softly");
    }
}
