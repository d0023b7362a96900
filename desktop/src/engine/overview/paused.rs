//! The pause that is on, if there is one.

use candor_core::date::Day;
use candor_core::entry::Content;
use candor_core::journal::WaitingWhat;
use candor_core::view::Row;

use super::super::entries::Entry;
use super::super::pause::{self, BACK, BACK_ON, PAUSE_END, PAUSE_KIND, UNTIL, UNTIL_ON};
use super::Reading;

/// The time to which a word after a pause moves it, if it does.
fn moved_to(end: &Content) -> Option<&str> {
    let is_later = end.field("word") == Some("later");
    end.field(UNTIL).filter(|_| is_later)
}

/// How many of the newest pauses may be on.
const PAUSES: usize = 8;

impl Reading<'_> {
    /// The last pause whose day is not over and that nobody has come back from. One that
    /// was moved to another time goes on until then.
    pub(super) fn pause(&self) -> Option<Entry> {
        let view = self.journal.view();
        let is_pause = |row: &&Row| row.content.kind() == PAUSE_KIND;
        if let Some(waiting) = self.waiting_of(PAUSE_KIND).last() {
            let written = Day::parse(&waiting.written);
            let back_on = waiting.fields.get(BACK_ON).map(String::as_str);
            return pause::goes_on(written, back_on, self.today).then_some(waiting);
        }
        let pauses = view.timeline().rev().filter(is_pause).take(PAUSES);
        // Who is back is back from what they said before, too.
        let mut are_back = Vec::new();
        for row in pauses {
            let end = self.pause_end(row);
            let is_over = end.is_some_and(|end| moved_to(end).is_none());
            if is_over {
                are_back.push(row.writer);
            }
            let on = (!is_over && !are_back.contains(&row.writer))
                .then(|| self.goes_on(row, end))
                .flatten();
            if on.is_some() {
                return on;
            }
        }
        None
    }

    /// A pause as it stands today, if it goes on.
    fn goes_on(&self, row: &Row, end: Option<&Content>) -> Option<Entry> {
        let Some((end, until)) = end.and_then(|end| Some((end, moved_to(end)?))) else {
            let back_on = row.content.field(BACK_ON);
            let on = pause::goes_on(row.content.written(), back_on, self.today);
            return on.then(|| self.entry(row)).flatten();
        };
        let (moved, until_on) = (end.written(), end.field(UNTIL_ON));
        if !pause::goes_on(moved, until_on, self.today) {
            return None;
        }
        let mut pause = self.entry(row)?;
        pause.fields.insert(BACK.to_owned(), until.to_owned());
        let day = until_on.and_then(Day::parse).max(moved)?;
        pause.fields.insert(BACK_ON.to_owned(), day.to_string());
        Some(pause)
    }

    /// What the one who paused has said last of how it is now, if they have.
    fn pause_end(&self, pause: &Row) -> Option<&Content> {
        let waits = self.journal.waiting().filter(|it| {
            let is_end = it.content.kind() == PAUSE_END && it.what == WaitingWhat::New;
            is_end && it.content.thread() == Some(pause.id)
        });
        if let Some(last) = waits.last() {
            return Some(&last.content);
        }
        let said = self.journal.view().replies(pause.id).filter(|row| {
            let is_end = row.content.kind() == PAUSE_END;
            is_end && row.writer == pause.writer
        });
        said.last().map(|row| &row.content)
    }
}
