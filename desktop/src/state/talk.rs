//! A talk while it goes on, with its timer: in memory alone. Both windows can show it,
//! and each counts for itself.
//!
//! ```text
//! pressed here ──► Talk, one word more ──► TalkWord ──► the other window
//! TalkWord of the other ──► of the talk that is shown: the higher word stands
//!                      └──► of another one: `Elsewhere`, until it is shown here
//! ```
//!
//! What comes from the other window changes nothing here but a talk that this person
//! began or chose to show, and says nothing back.

use candor_core::id::{EntryId, TalkId};
use candor_sync::talk::{MINUTES_MAX, Side, Step, TalkWord};
pub use candor_sync::talk::{TOPICS_MAX, Turn};

/// How long the first turn of each is, in minutes; nothing ends it.
pub const TURN_MINUTES: u32 = 5;

/// From how many minutes before the end on there is time for a closing line.
const CLOSING_MINUTES: u32 = 2;

/// A talk with its timer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Talk {
    /// Which one.
    pub id: TalkId,
    /// How long it lasts, in minutes.
    pub minutes: u32,
    /// Whose turn it is.
    pub turn: Turn,
    first: Side,
    /// How many words were said of it.
    number: u32,
    began: f64,
    turn_began: f64,
    /// Since when its clock stands still.
    stopped: Option<f64>,
}

impl Talk {
    /// A talk that begins now, with one's own turn.
    pub fn begin(id: TalkId, minutes: u32, now: f64) -> Self {
        Self {
            id,
            minutes,
            turn: Turn::Mine,
            first: Side::Mine,
            number: 1,
            began: now,
            turn_began: now,
            stopped: None,
        }
    }

    /// As a word of the other's tells it.
    pub(super) fn told(word: &TalkWord, now: f64) -> Self {
        Self {
            id: word.talk,
            minutes: u32::from(word.minutes),
            turn: word.turn,
            first: word.first,
            number: word.number,
            began: now - f64::from(word.elapsed_seconds),
            turn_began: now - f64::from(word.turn_seconds),
            stopped: (word.step == Step::Stopped).then_some(now),
        }
    }

    /// The turn of whoever did not begin, then both.
    pub fn next(&mut self, now: f64) {
        self.turn = match self.first {
            Side::Mine if self.turn == Turn::Mine => Turn::Theirs,
            Side::Theirs if self.turn == Turn::Theirs => Turn::Mine,
            _ => Turn::Both,
        };
        self.turn_began = self.time(now);
        self.says();
    }

    /// Its clock stands still.
    pub fn stop(&mut self, now: f64) {
        self.stands_still(now);
        self.says();
    }

    /// The same, where both know it without a word.
    pub fn stands_still(&mut self, now: f64) {
        self.stopped.get_or_insert(now);
    }

    /// Its clock goes on where it was.
    pub fn go_on(&mut self, now: f64) {
        if let Some(since) = self.stopped.take() {
            self.began += now - since;
            self.turn_began += now - since;
        }
        self.says();
    }

    fn says(&mut self) {
        self.number = self.number.saturating_add(1);
    }

    /// Whether its clock stands still.
    pub fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    /// Whether it has just begun at the other window.
    pub fn is_begun_there(&self) -> bool {
        self.first == Side::Theirs && self.number <= 1
    }

    /// What the other window is told of it after a press.
    pub fn word(&self, topics: &[EntryId], now: f64) -> TalkWord {
        let step = match self.stopped {
            None => Step::GoesOn,
            Some(_) => Step::Stopped,
        };
        let now = self.time(now);
        // What does not fit counts as the most that does.
        let elapsed_seconds = (now - self.began) as u16;
        let turn_seconds = (now - self.turn_began) as u16;
        TalkWord {
            talk: self.id,
            number: self.number,
            step,
            first: self.first,
            turn: self.turn,
            minutes: self.minutes.clamp(1, u32::from(MINUTES_MAX)) as u8,
            elapsed_seconds,
            turn_seconds: turn_seconds.min(elapsed_seconds),
            topics: topics.to_vec(),
        }
    }

    /// What it is told when the talk ends here.
    pub fn last_word(mut self, now: f64) -> TalkWord {
        self.says();
        TalkWord {
            step: Step::Ended,
            ..self.word(&[], now)
        }
    }

    /// Takes in a word of the other's about this talk, if it stands above what is known
    /// here; `tie` says whose does where both have the same number. Gives whether it did.
    pub fn hears(&mut self, word: &TalkWord, tie: Side, now: f64) -> bool {
        let is_higher = word.number > self.number;
        let stands = is_higher || (word.number == self.number && tie == Side::Theirs);
        if stands {
            *self = Self::told(word, now);
        }
        stands
    }

    /// Whether it is time for a closing line.
    pub fn is_closing(&self, now: f64) -> bool {
        self.at(now).0 <= CLOSING_MINUTES
    }

    /// Whether the time that was set is over.
    pub fn is_over(&self, now: f64) -> bool {
        self.at(now).0 == 0
    }

    /// Whole minutes that are left, and that this turn has taken.
    pub fn at(&self, now: f64) -> (u32, u32) {
        let whole = |seconds: f64| (seconds.max(0.0) / 60.0) as u32;
        let now = self.time(now);
        let left = self.ends() - now;
        // A minute that has begun is still left.
        let left = if left > 0.0 {
            whole(left - 1e-6) + 1
        } else {
            0
        };
        (left.min(self.minutes), whole(now - self.turn_began))
    }

    /// When the words on the screen change next; never while its clock stands still.
    pub fn wakes_at(&self, now: f64) -> Option<f64> {
        let next = |since: f64| since + (((now - since) / 60.0).floor() + 1.0) * 60.0;
        let at = next(self.began).min(next(self.turn_began));
        (!self.is_stopped()).then_some(at)
    }

    /// The time on its clock.
    fn time(&self, now: f64) -> f64 {
        self.stopped.unwrap_or(now)
    }

    /// When its time is over, while its clock runs.
    pub(super) fn ends(&self) -> f64 {
        self.began + f64::from(self.minutes) * 60.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::elsewhere::Elsewhere;

    const ID: TalkId = TalkId::from_bytes([1; 16]);

    #[test]
    fn a_talk_counts_in_whole_minutes_and_wakes_when_they_change() {
        let mut talk = Talk::begin(ID, 15, 100.0);
        assert_eq!(talk.at(100.0), (15, 0));
        assert_eq!(talk.at(100.0 + 61.0), (14, 1));
        assert_eq!(talk.wakes_at(130.0), Some(160.0));
        talk.next(130.0);
        assert_eq!(talk.turn, Turn::Theirs);
        assert_eq!(talk.at(190.0), (14, 1));
        assert_eq!(talk.wakes_at(131.0), Some(160.0));
        talk.next(191.0);
        talk.next(192.0);
        assert_eq!(talk.turn, Turn::Both);
        assert!(!talk.is_closing(100.0 + 12.0 * 60.0));
        assert!(talk.is_closing(100.0 + 13.0 * 60.0) && !talk.is_over(100.0 + 14.5 * 60.0));
        assert!(talk.is_over(100.0 + 20.0 * 60.0), "it ends softly");
    }

    #[test]
    fn while_the_clock_stands_still_no_time_goes_by() {
        let mut talk = Talk::begin(ID, 15, 0.0);
        talk.next(60.0);
        talk.stop(130.0);
        assert_eq!(talk.at(130.0), (13, 1));
        assert_eq!(talk.at(9_000.0), (13, 1));
        assert_eq!(talk.wakes_at(9_000.0), None);
        talk.stop(500.0);
        talk.go_on(9_000.0);
        assert_eq!(talk.at(9_000.0), (13, 1));
        assert_eq!(talk.at(9_000.0 + 51.0), (12, 2));
        talk.go_on(9_060.0);
        assert_eq!(talk.at(9_060.0), (12, 2), "once");

        // A turn that begins meanwhile has taken no time.
        talk.stop(9_060.0);
        talk.next(9_600.0);
        talk.go_on(9_900.0);
        assert_eq!(talk.at(9_900.0), (12, 0));
    }

    /// Two windows, and what goes between them.
    struct Windows {
        ada: Talk,
        ben: Talk,
    }

    impl Windows {
        /// Ada's talk, shown at both.
        fn begun() -> Self {
            let ada = Talk::begin(ID, 15, 1_000.0);
            let mut there = Elsewhere::default();
            let word = ada.word(&[], 1_000.0).turned();
            there.hears(&word, Side::Theirs, 0.0);
            let (ben, _) = there.take().expect("it is offered");
            Self { ada, ben }
        }

        /// What Ada said comes to Ben; his word stands above hers.
        fn ben_hears(&mut self, word: TalkWord, now: f64) -> bool {
            self.ben.hears(&word.turned(), Side::Mine, now)
        }

        fn ada_hears(&mut self, word: TalkWord, now: f64) -> bool {
            self.ada.hears(&word.turned(), Side::Theirs, now)
        }

        /// Who speaks at Ada's window, and at Ben's by Ada's names.
        fn turns(&self) -> (Turn, Turn) {
            let as_ada = match self.ben.turn {
                Turn::Mine => Turn::Theirs,
                Turn::Theirs => Turn::Mine,
                Turn::Both => Turn::Both,
            };
            (self.ada.turn, as_ada)
        }
    }

    #[test]
    fn either_takes_the_talk_on_and_both_show_the_same_turn_and_time() {
        let mut both = Windows::begun();
        assert_eq!(both.turns(), (Turn::Mine, Turn::Mine));

        // The windows began at different moments.
        both.ben.next(90.0);
        let word = both.ben.word(&[], 90.0);
        assert!(both.ada_hears(word, 1_090.0));
        assert_eq!(both.turns(), (Turn::Theirs, Turn::Theirs));
        both.ada.stop(1_200.0);
        let word = both.ada.word(&[], 1_200.0);
        assert!(both.ben_hears(word, 200.0));
        assert!(both.ben.is_stopped());
        assert_eq!(both.ben.at(5_000.0), both.ada.at(9_000.0));
        both.ben.go_on(5_000.0);
        let word = both.ben.word(&[], 5_000.0);
        assert!(both.ada_hears(word, 6_000.0));
        assert_eq!(both.ben.at(5_060.0), both.ada.at(6_060.0));
        both.ada.next(6_061.0);
        let word = both.ada.word(&[], 6_061.0);
        assert!(both.ben_hears(word.clone(), 5_061.0));
        assert_eq!(both.turns(), (Turn::Both, Turn::Both));
        assert!(!both.ben_hears(word, 5_062.0), "once");
    }

    #[test]
    fn of_two_words_at_once_the_same_one_stands_at_both_windows() {
        let mut both = Windows::begun();
        both.ada.next(1_010.0);
        both.ben.stop(10.0);
        let (hers, his) = (both.ada.word(&[], 1_010.0), both.ben.word(&[], 10.0));

        assert!(both.ada_hears(his, 1_010.1));
        assert!(!both.ben_hears(hers, 10.1));

        assert!(both.ada.is_stopped() && both.ben.is_stopped());
        assert_eq!(both.turns(), (Turn::Mine, Turn::Mine));
    }

    #[test]
    fn a_word_that_is_older_than_what_is_shown_changes_nothing() {
        let mut both = Windows::begun();
        let early = both.ada.word(&[], 1_000.0);
        both.ada.next(1_010.0);
        let word = both.ada.word(&[], 1_010.0);
        assert!(both.ben_hears(word, 10.0));
        let before = both.ben;

        assert!(!both.ben_hears(early, 11.0));

        assert_eq!(both.ben, before);
    }

    #[test]
    fn numbers_and_seconds_that_cannot_grow_stay_where_they_are() {
        let mut talk = Talk::begin(ID, 15, 0.0);
        let word = TalkWord {
            number: u32::MAX,
            elapsed_seconds: u16::MAX,
            turn_seconds: u16::MAX,
            ..talk.word(&[], 0.0)
        };
        assert!(talk.hears(&word, Side::Mine, 1.0));
        talk.next(2.0);
        assert_eq!(talk.word(&[], 100_000.0).number, u32::MAX);
        assert_eq!(talk.word(&[], 100_000.0).elapsed_seconds, u16::MAX);
        assert!(talk.is_over(2.0));
    }
}
