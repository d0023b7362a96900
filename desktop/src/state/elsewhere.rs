//! Talks at the other window, of which one can be shown here.
//!
//! A talk that was heard of is offered once, wherever a person is. After "Not now" it
//! stands on the page of the talk alone. Nobody is told what becomes of an offer.

use candor_core::id::{EntryId, TalkId};
use candor_sync::talk::{Side, Step, TalkWord};

use super::talk::Talk;

/// After "Not now" no talk is offered for so many seconds; it stands on the page of the
/// talk alone.
const NOT_NOW_SECONDS: f64 = 600.0;
/// How many talks are remembered that were left here, the last ones.
const LEFT_MAX: usize = 16;

/// Talks at the other window.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Elsewhere {
    offer: Option<Offer>,
    /// Those that ended, the last ones.
    left: Vec<TalkId>,
    /// Until when nothing is offered.
    not_before: f64,
}

/// A talk at the other window that this one can show.
#[derive(Debug, Clone, PartialEq)]
struct Offer {
    talk: Talk,
    topics: Vec<EntryId>,
    /// When it was heard of first.
    came: f64,
}

impl Elsewhere {
    /// Takes in a word about a talk that is not shown here.
    pub fn hears(&mut self, word: &TalkWord, tie: Side, now: f64) {
        if self.left.contains(&word.talk) {
            return;
        }
        if word.step == Step::Ended {
            return self.leave(word.talk);
        }
        match self.offer.as_mut().filter(|it| it.talk.id == word.talk) {
            Some(offer) => {
                if offer.talk.hears(word, tie, now) {
                    offer.topics.clone_from(&word.topics);
                }
            }
            None => {
                self.offer = Some(Offer {
                    talk: Talk::told(word, now),
                    topics: word.topics.clone(),
                    came: now,
                });
            }
        }
    }

    /// The talk that this window can show, once, wherever a person is.
    pub fn offered(&self) -> Option<&Talk> {
        let offer = self.offer.as_ref();
        let offer = offer.filter(|offer| offer.came >= self.not_before);
        offer.map(|offer| &offer.talk)
    }

    /// The one that it can show, and that was put off.
    pub fn put_off(&self) -> Option<&Talk> {
        let offer = self.offer.as_ref();
        let offer = offer.filter(|offer| offer.came < self.not_before);
        offer.map(|offer| &offer.talk)
    }

    /// It is shown here from now on, with what it is about.
    pub fn take(&mut self) -> Option<(Talk, Vec<EntryId>)> {
        self.offer.take().map(|offer| (offer.talk, offer.topics))
    }

    /// For some minutes nothing is offered.
    pub fn not_now(&mut self, now: f64) {
        self.not_before = now + NOT_NOW_SECONDS;
    }

    /// A talk has ended: no word about it counts any more.
    pub fn leave(&mut self, talk: TalkId) {
        if self.left.len() >= LEFT_MAX {
            self.left.remove(0);
        }
        self.left.push(talk);
        self.offer = self.offer.take().filter(|offer| offer.talk.id != talk);
    }

    /// What is over by the clock is offered no longer: its end may not have been told.
    pub fn let_go(&mut self, now: f64) {
        self.offer = self.offer.take().filter(|offer| !offer.talk.is_over(now));
    }

    /// When [`Elsewhere::let_go`] has something to do.
    pub fn ends_at(&self) -> Option<f64> {
        let talk = &self.offer.as_ref()?.talk;
        (!talk.is_stopped()).then(|| talk.ends())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::talk::Turn;

    const ID: TalkId = TalkId::from_bytes([1; 16]);

    fn topic(number: u8) -> EntryId {
        EntryId::from_bytes([number; 16])
    }

    #[test]
    fn a_talk_elsewhere_is_offered_until_it_ends_is_over_or_was_shown() {
        let talk = Talk::begin(ID, 15, 0.0);
        let word = talk.word(&[topic(1), topic(2)], 0.0).turned();
        let heard = || {
            let mut there = Elsewhere::default();
            there.hears(&word, Side::Mine, 50.0);
            assert!(there.offered().is_some_and(Talk::is_begun_there));
            there
        };

        let (taken, topics) = heard().take().expect("it is there");
        assert_eq!(
            (taken.turn, topics),
            (Turn::Theirs, vec![topic(1), topic(2)])
        );

        let mut ended = heard();
        ended.hears(&talk.last_word(60.0).turned(), Side::Mine, 60.0);
        assert_eq!(ended.offered(), None);
        ended.hears(&word, Side::Mine, 61.0);
        assert_eq!(ended.offered(), None, "it does not come again");

        let mut over = heard();
        assert_eq!(over.ends_at(), Some(50.0 + 900.0));
        over.let_go(949.0);
        assert!(over.offered().is_some());
        over.let_go(950.0);
        assert_eq!((over.offered(), over.ends_at()), (None, None));
    }

    #[test]
    fn after_not_now_no_talk_is_offered_for_ten_minutes_and_the_page_has_it() {
        let mut there = Elsewhere::default();
        let word = |id: u8, number| TalkWord {
            number,
            ..Talk::begin(TalkId::from_bytes([id; 16]), 15, 0.0)
                .word(&[], 0.0)
                .turned()
        };
        there.hears(&word(1, 1), Side::Mine, 10.0);
        there.not_now(20.0);
        assert_eq!(there.offered(), None);
        assert!(there.put_off().is_some());
        // A changed program begins one after the other.
        for id in 2..200 {
            there.hears(&word(id, 1), Side::Mine, 30.0 + f64::from(id));
            assert_eq!(there.offered(), None);
        }
        there.hears(&word(199, 2), Side::Mine, 700.0);
        assert_eq!(there.offered(), None, "it was put off");
        there.hears(&word(200, 1), Side::Mine, 701.0);
        assert!(there.offered().is_some());
        assert!(there.put_off().is_none());
    }

    #[test]
    fn talks_without_end_take_no_more_room() {
        let mut there = Elsewhere::default();
        for id in 0..200 {
            let ended = Talk::begin(TalkId::from_bytes([id; 16]), 15, 0.0).last_word(0.0);
            there.hears(&ended, Side::Mine, 0.0);
        }
        assert_eq!(there.left.len(), LEFT_MAX);
    }
}
