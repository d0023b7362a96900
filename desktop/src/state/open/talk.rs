//! A talk at both windows: what follows from a press at this one, and from one at the
//! other.

use candor_core::id::TalkId;
use candor_sync::talk::{Side, Step, TalkWord};

use super::*;

/// Tells the other window, if the devices meet.
fn says(word: TalkWord) -> Effect {
    Effect::Ask(Ticket::Nothing, Command::Talk(word))
}

impl Open {
    /// A talk begins here.
    pub fn talk_begins(&mut self, minutes: u32, id: TalkId, now: f64) -> Vec<Effect> {
        let talk = Talk::begin(id, minutes, now);
        self.together.talk = Some(talk);
        vec![says(talk.word(&self.together.topics, now))]
    }

    /// Something is pressed in the talk that is shown here.
    pub(super) fn in_talk(&mut self, now: f64, press: impl FnOnce(&mut Talk)) -> Vec<Effect> {
        let Some(talk) = &mut self.together.talk else {
            return Vec::new();
        };
        press(talk);
        vec![says(talk.word(&self.together.topics, now))]
    }

    /// A pause or a break: the clock stands still at both windows.
    pub(super) fn stop_talk(&mut self, now: f64) -> Vec<Effect> {
        let runs = |talk: Talk| !talk.is_stopped();
        if !self.together.talk.is_some_and(runs) {
            return Vec::new();
        }
        self.in_talk(now, |talk| talk.stop(now))
    }

    /// A pause of the other's has come: it stops the talk wherever it was written.
    pub(super) fn talk_stands_still(&mut self, now: f64) {
        if let Some(talk) = &mut self.together.talk {
            talk.stands_still(now);
        }
    }

    /// The talk ends, at both windows. Gives how long it was to last, too.
    pub(super) fn talk_ends(&mut self, now: f64) -> (u32, Vec<Effect>) {
        let Some(talk) = self.together.talk.take() else {
            return (0, Vec::new());
        };
        self.together.elsewhere.leave(talk.id);
        (talk.minutes, vec![says(talk.last_word(now))])
    }

    /// The talk at the other window is shown here. Nobody is told.
    pub(super) fn talk_here(&mut self) {
        if let Some((talk, topics)) = self.together.elsewhere.take() {
            self.together.talk = Some(talk);
            self.together.topics = topics;
        }
    }

    /// What the other pressed in a talk. Nothing is said back.
    pub(super) fn heard_in_talk(&mut self, word: &TalkWord, tie: Side, now: f64) {
        let together = &mut self.together;
        let shown = together.talk.as_mut().filter(|talk| talk.id == word.talk);
        let Some(talk) = shown else {
            return together.elsewhere.hears(word, tie, now);
        };
        if !talk.hears(word, tie, now) || word.step != Step::Ended {
            return;
        }
        together.talk = None;
        together.topics.clear();
        together.elsewhere.leave(word.talk);
        if self.page == Page::Talk {
            self.say(text::talk::ENDED.to_owned(), None, now);
        }
    }

    /// The talk at the other window that this one can show, where it is in nobody's way:
    /// not over what is written, in Mine alone, or in a break.
    pub fn offered_talk(&self) -> Option<&Talk> {
        let is_elsewhere = matches!(
            self.page,
            Page::Compose | Page::Joint(_) | Page::Calm | Page::Pairing
        );
        if is_elsewhere || self.page.is_own() {
            return None;
        }
        self.together.elsewhere.offered()
    }

    /// The line of a topic whose words are opened on purpose: under a cover, or at rest.
    pub fn closed_topic(&self, id: EntryId) -> Option<&Line> {
        let line = self.timeline.line(id);
        line.filter(|line| self.is_covered(line) || self.timeline.rests(line))
    }
}
