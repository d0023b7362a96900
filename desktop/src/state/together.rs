//! What the two have, as the pages show it.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::EntryId;

use super::elsewhere::Elsewhere;
use super::look_back::Back;
use super::open::Page;
use super::talk::{TOPICS_MAX, Talk};
use super::{Effect, Ticket};
use crate::engine::between::Between;
use crate::engine::overview::{Agreement, DayLines, Promise};
use crate::engine::{Command, Entry, Reply};
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
    /// Talks at the other window.
    pub elsewhere: Elsewhere,
    /// Whether a talk ended, and its page is being written.
    pub is_closing: bool,
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

    /// What is to be talked about and stands in the list for it, whoever chose it.
    pub fn chosen(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        let parked = self.day.parked.iter();
        let named = parked.filter_map(|entry| Some((EntryId::from_hex(&entry.id)?, entry)));
        named.filter(move |(id, _)| self.topics.contains(id))
    }

    /// What the page of a talk that ended begins with. What `is_closed` is not named.
    pub fn closing(&self, minutes: u32, is_closed: impl Fn(EntryId) -> bool) -> ContentBuilder {
        let mut content = ContentBuilder::default();
        let mut set = |name: &str, value: String| {
            if !value.is_empty() {
                content.fields.insert(name.to_owned(), value);
            }
        };
        let topics: Vec<String> = self
            .chosen()
            .filter(|(id, _)| !is_closed(*id))
            .map(|(_, entry)| text::topic(entry.title.as_deref(), &entry.text))
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
