//! How often the two talk, as both said.

use candor_core::entry::mechanism::SealedPairState;
use candor_core::view::Row;
use serde::Serialize;

use super::Reading;

/// How often the two talk, as both said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cadence {
    /// more, same or less.
    pub word: String,
    /// The day from which that holds.
    pub from: String,
}

impl Reading<'_> {
    /// How often the two talk, as both said when it was opened last: less if both
    /// said so, more if either did. With the day from which that holds.
    pub(super) fn cadence(&self) -> Option<Cadence> {
        let view = self.journal.view();
        let opened = |row: &&Row| {
            let pair = row.content.kind() == "cadence" && row.content.thread().is_none();
            pair && view.pair(row.id) == SealedPairState::Opened
        };
        let halves_of = |pair: &Row| -> Vec<&Row> {
            view.replies(pair.id)
                .filter(|row| row.content.kind() == "cadence")
                .collect()
        };
        let halves = view
            .timeline()
            .filter(opened)
            .map(halves_of)
            .max_by_key(|halves| halves.iter().filter_map(|row| row.place()).max())?;
        let words: Vec<&str> = halves
            .iter()
            .filter_map(|row| row.content.field("word"))
            .collect();
        let word = if words.contains(&"more") {
            "more"
        } else if words.len() > 1 && words.iter().all(|word| *word == "less") {
            "less"
        } else {
            "same"
        };
        let opened = halves
            .iter()
            .filter_map(|row| row.content.written())
            .max()?;
        Some(Cadence {
            word: word.to_owned(),
            from: opened.plus(1).to_string(),
        })
    }
}
