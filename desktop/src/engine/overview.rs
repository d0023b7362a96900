//! What the two have, put together for reading: agreements, promises, open
//! questions, and today. Facts of the view and nothing counted.
//!
//! ```text
//! the view, a day ─► Reading ─┬─► agreements, promises, questions
//!                             └─► today: what of these is due, a pause, topics, cadence
//! ```

mod agreements;
mod cadence;
mod paused;
mod promises;
mod today;
mod topics;

use candor_core::date::Day;
use candor_core::id::PersonId;
use candor_core::journal::{Journal, WaitingWhat};
use candor_core::space::Shared;
use candor_core::view::Row;

use super::entries::{Entry, Source, entry_of};
pub use agreements::{Agreement, Version};
pub use cadence::Cadence;
pub use promises::{Promise, Told};
pub use today::DayLines;

/// The journal, and the day it is read on.
pub(super) struct Reading<'a> {
    pub(super) journal: &'a Journal<Shared>,
    pub(super) today: Day,
}

impl Reading<'_> {
    fn name(&self, person: PersonId) -> String {
        super::names::of(self.journal, person)
    }

    pub(super) fn entry(&self, row: &Row) -> Option<Entry> {
        entry_of(self.journal, Source::Row(row), self.today)
    }

    /// Questions that wait for an answer or for more of one, oldest first.
    pub(super) fn questions(&self) -> Vec<Entry> {
        let view = self.journal.view();
        view.timeline()
            .filter(|row| row.content.kind() == "question" && self.asks(row))
            .filter_map(|row| self.entry(row))
            .collect()
    }

    /// What of a kind waits for the next meeting.
    fn waiting_of(&self, kind: &str) -> impl Iterator<Item = Entry> {
        let me = self.journal.me().person;
        let new = self
            .journal
            .waiting()
            .filter(move |it| it.what == WaitingWhat::New && it.content.kind() == kind);
        new.filter_map(move |it| entry_of(self.journal, Source::Waiting(it, me), self.today))
    }
}
