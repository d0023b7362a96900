//! A talk at two windows: what is pressed at one of them goes along beside the records.

use candor_sync::talk::Side;

use super::*;

/// How long what was pressed may wait until the other's window can be told.
const SAID_WITHIN: Duration = Duration::from_secs(10);

impl Task {
    /// Tells the other's window what was pressed at this one. While the devices meet a
    /// word may wait for a moment, as where something is being written or a connection
    /// takes the place of another; the next word says the whole. Where they do not meet,
    /// nobody is told.
    pub(super) async fn say_in_talk(&mut self, word: TalkWord) {
        self.saying = self
            .meeting
            .is_some()
            .then(|| (word, Instant::now() + SAID_WITHIN));
        self.say_what_waits().await;
    }

    /// Tells what was pressed, once the meeting takes it.
    pub(super) async fn say_what_waits(&mut self) {
        if self
            .saying
            .as_ref()
            .is_some_and(|(_, until)| *until < Instant::now())
        {
            self.saying = None;
        }
        let (Some(journal), Some((number, meeting))) = (&self.engine.shared, &self.meeting) else {
            return;
        };
        if !meeting.is_live() {
            return;
        }
        let Some((mut word, _)) = self.saying.take() else {
            return;
        };
        let number = *number;
        // What waits here is nothing that the other has.
        word.topics = word
            .topics
            .into_iter()
            .map(|topic| journal.became(topic))
            .filter(|topic| journal.view().row(*topic).is_some())
            .collect();
        self.with_meeting(number, |meeting, journal, now| {
            meeting.on(journal, Event::Talk(word), now)
        })
        .await;
    }

    /// Tells the window what was pressed at the other's. Topics that are not here are
    /// left out.
    pub(super) fn heard_in_talk(&self, word: TalkWord) {
        let Some(journal) = &self.engine.shared else {
            return;
        };
        let mut word = word.turned();
        word.topics
            .retain(|topic| journal.view().row(*topic).is_some());
        let Some(partner) = journal.partner() else {
            return;
        };
        let tie = if partner.person > journal.me().person {
            Side::Theirs
        } else {
            Side::Mine
        };
        self.tell(Update::Talk { word, tie });
    }
}
