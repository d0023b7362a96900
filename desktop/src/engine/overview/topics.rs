//! What waits for the talk: what was parked for it, and what somebody would rather say
//! aloud.

use std::collections::BTreeSet;

use candor_core::date::Day;
use candor_core::view::Row;

use super::super::entries::Entry;
use super::Reading;

/// What an entry puts on the list for the talk.
enum Topic {
    /// What it says itself.
    Itself,
    /// What it answers.
    Above,
}

/// Whether an entry says that something is for a talk.
fn talk_of(row: &Row) -> Option<Topic> {
    let says = |name: &str, value: &str| row.content.field(name) == Some(value);
    match row.content.kind() {
        "parked" => Some(Topic::Above),
        "need-time" if says("word", "aloud") => Some(Topic::Above),
        "need-word" if says("word", "talk") => Some(Topic::Above),
        "acknowledgement" if says("word", "lets-talk") => Some(Topic::Above),
        "disclosure" | "question" if says("form", "aloud") => Some(Topic::Itself),
        "topic" => Some(Topic::Itself),
        "meeting" if says("hard-goes", "park") => Some(Topic::Itself),
        _ => None,
    }
}

impl Reading<'_> {
    /// What waits for the talk, in the order it came to: what was parked for it, what
    /// somebody would rather say aloud, and where somebody answered with a talk. Until
    /// its day it is not in the list, and once it was talked about it is not any more.
    pub(super) fn parked(&self) -> Vec<Entry> {
        let view = self.journal.view();
        let mut seen = BTreeSet::new();
        let topic = |row: &Row| -> Option<Entry> {
            let about = match talk_of(row)? {
                Topic::Itself => row,
                Topic::Above => view.row(row.content.thread()?)?,
            };
            let day = (row.content.kind() == "parked").then(|| row.content.field("until"));
            let until = day.flatten().and_then(Day::parse);
            let is_now = until.is_none_or(|day| day <= self.today);
            let mut talked = view
                .replies(about.id)
                .filter(|reply| reply.content.kind() == "talked");
            let is_over = talked.any(|reply| reply.place() > row.place());
            let is_over = is_over || self.said_meanwhile(about.id, |kind| kind == "talked");
            let waits = is_now && !is_over && seen.insert(about.id);
            waits.then(|| self.entry(about))?
        };
        let mut topics: Vec<Entry> = view.timeline().filter_map(topic).collect();
        topics.extend(self.waiting_of("topic"));
        topics
    }
}
