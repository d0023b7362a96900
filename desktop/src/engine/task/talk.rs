//! A talk at two windows: what is pressed at one of them goes along beside the records.

use candor_sync::talk::{Side, TalkWord};

use super::*;

impl Task {
    /// Tells the other's window what was pressed at this one. Where the devices do not
    /// meet, nobody is told, and nothing waits: the next word says the whole.
    pub(super) async fn say_in_talk(&mut self, mut word: TalkWord) {
        let (Some(journal), Some((number, _))) = (&self.engine.shared, &self.meeting) else {
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
