//! The pause that is on, if there is one.

use candor_core::date::Day;
use candor_core::entry::Content;
use candor_core::journal::WaitingWhat;
use candor_core::view::Row;

use super::super::entries::Entry;
use super::super::pause::{self, BACK_ON, PAUSE_KIND};
use super::Reading;

impl Reading<'_> {
    /// The last pause whose day is not over and that nobody has come back from. One that
    /// was moved to another time goes on until then.
    pub(super) fn pause(&self) -> Option<Entry> {
        let view = self.journal.view();
        let goes_on = |row: &&Row| {
            let back_on = row.content.field(BACK_ON);
            let is_pause = row.content.kind() == PAUSE_KIND;
            is_pause && pause::goes_on(row.content.written(), back_on, self.today)
        };
        if let Some(waiting) = self.waiting_of(PAUSE_KIND).last() {
            let written = Day::parse(&waiting.written);
            let back_on = waiting.fields.get(BACK_ON).map(String::as_str);
            return pause::goes_on(written, back_on, self.today).then_some(waiting);
        }
        let mut pauses = view.timeline().rev().filter(goes_on);
        let last = pauses.next()?;
        let Some(end) = self.pause_end(last) else {
            return self.entry(last);
        };
        let is_later = end.field("word") == Some("later");
        let until = end.field("until").filter(|_| is_later)?;
        let mut pause = self.entry(last)?;
        pause.fields.insert("back".to_owned(), until.to_owned());
        Some(pause)
    }

    /// What the one who paused has said last of how it is now, if they have.
    fn pause_end(&self, pause: &Row) -> Option<&Content> {
        let waits = self.journal.waiting().filter(|it| {
            let is_end = it.content.kind() == "pause-end" && it.what == WaitingWhat::New;
            is_end && it.content.thread() == Some(pause.id)
        });
        if let Some(last) = waits.last() {
            return Some(&last.content);
        }
        let said = self.journal.view().replies(pause.id).filter(|row| {
            let is_end = row.content.kind() == "pause-end";
            is_end && row.writer == pause.writer
        });
        said.last().map(|row| &row.content)
    }
}
