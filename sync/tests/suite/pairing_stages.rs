//! What a pairing does with each message and each word of a person, at both sides.

use candor_core::id::TalkId;
use candor_core::keyring::Bond;
use candor_sync::pairing::stage::{Context, Failure, Stage, Step};
use candor_sync::pairing::{INVITATION_SECONDS, PairingError};
use candor_sync::talk::{Side as TalkSide, Step as TalkStep, TalkWord, Turn};
use candor_sync::wire::{Hello, Message, Purpose};

use crate::kit::{ADA, BEN};
use crate::pairing::{NOW, Side, ada, ben, invite, join, read};

/// The connection that Ben answers on.
const CONN: u64 = 7;
const OTHER_CONN: u64 = 8;

struct Two {
    ada: Side,
    ben: Side,
    hers: Stage,
    his: Stage,
}

fn two() -> Two {
    let (mut ada, mut ben) = (ada(1), ben(1));
    let inviter = invite(&mut ada);
    let joiner = join(&mut ben, read(&inviter));
    Two {
        ada,
        ben,
        hers: Stage::inviting(inviter),
        his: Stage::joining(joiner),
    }
}

impl Two {
    fn ada_hears(&mut self, conn: u64, message: Message, now_seconds: u64) -> Step {
        let context = Context {
            conn,
            remote: &BEN.0,
            device: &self.ada.keys.device_identity(),
            now_seconds,
        };
        self.hers.heard(message, &context)
    }

    fn ben_hears(&mut self, message: Message) -> Step {
        let context = Context {
            conn: CONN,
            remote: &ADA.0,
            device: &self.ben.keys.device_identity(),
            now_seconds: NOW,
        };
        self.his.heard(message, &context)
    }

    /// Ada hears all that Ben says first; the last step.
    fn ada_is_answered(&mut self, now_seconds: u64) -> Step {
        let mut last = Step::Wait;
        for message in self.his.greeting() {
            last = self.ada_hears(CONN, message, now_seconds);
        }
        last
    }

    /// Both have the words before them.
    fn compare(&mut self) {
        let Step::Compare(Some(opening)) = self.ada_is_answered(NOW) else {
            panic!("Ada opens");
        };
        let step = self.ben_hears(opening);
        assert!(matches!(step, Step::Compare(None)));
    }
}

fn kept(step: Option<Step>) -> Box<Bond> {
    match step {
        Some(Step::Keep(bond)) => bond,
        _ => panic!("the bond is to be kept"),
    }
}

fn hello(purpose: Purpose) -> Message {
    Message::Hello(Hello::of(purpose, Vec::new()))
}

#[test]
fn both_keep_one_bond_once_both_have_said_that_the_words_are_the_same() {
    let mut two = two();
    two.compare();
    let words = [&two.hers, &two.his].map(|stage| stage.matched().map(|m| m.words().clone()));
    assert!(words[0].is_some());
    assert_eq!(words[0], words[1]);

    let ada_said = two.hers.said(true);
    assert!(matches!(
        ada_said[..],
        [Step::Say(Message::SameWords), Step::Wait]
    ));
    assert!(matches!(two.ben_hears(Message::SameWords), Step::Wait));
    let his = kept(two.his.said(true).pop());
    let hers = kept(Some(two.ada_hears(CONN, Message::SameWords, NOW)));

    assert_eq!(hers.id, his.id);
    assert_eq!(hers.secret.expose(), his.secret.expose());
    assert!(matches!((&two.hers, &two.his), (Stage::Kept, Stage::Kept)));
}

#[test]
fn the_same_person_saying_it_twice_is_not_both() {
    let mut two = two();
    two.compare();

    for _ in 0..2 {
        assert!(matches!(two.hers.said(true).pop(), Some(Step::Wait)));
        assert!(matches!(two.ben_hears(Message::SameWords), Step::Wait));
    }

    assert!(two.hers.matched().is_some() && two.his.matched().is_some());
}

#[test]
fn words_that_differ_end_it_at_both_sides() {
    let mut two = two();
    two.compare();

    let said = two.hers.said(false);

    assert!(matches!(
        said[..],
        [
            Step::Say(Message::WordsDiffer),
            Step::Fail(Failure::WordsDiffer)
        ]
    ));
    assert!(matches!(
        two.ben_hears(Message::WordsDiffer),
        Step::Fail(Failure::WordsDiffer)
    ));
}

#[test]
fn nobody_says_anything_of_words_that_nobody_has() {
    let mut two = two();

    assert!(two.hers.said(true).is_empty());
    assert!(two.his.said(false).is_empty());
    let early = two.ada_hears(CONN, Message::SameWords, NOW);

    assert!(matches!(early, Step::Drop));
    assert!(matches!(two.hers, Stage::Inviting { .. }));
}

#[test]
fn an_answer_counts_only_on_a_connection_that_has_greeted_for_a_pairing() {
    let mut two = two();
    let answer = two.his.greeting().pop().expect("the answer comes last");

    let meeting = two.ada_hears(OTHER_CONN, hello(Purpose::Meeting), NOW);
    let unasked = two.ada_hears(OTHER_CONN, answer.clone(), NOW);

    assert!(matches!((meeting, unasked), (Step::Drop, Step::Drop)));
    assert!(matches!(
        two.ada_hears(OTHER_CONN, hello(Purpose::Pairing), NOW),
        Step::Wait
    ));
    assert!(matches!(
        two.ada_hears(OTHER_CONN, answer, NOW),
        Step::Compare(Some(Message::Opening(_)))
    ));
    assert_eq!(two.hers.conn(), Some(OTHER_CONN));
}

#[test]
fn an_answer_that_comes_after_the_time_is_dropped() {
    let mut late = two();
    let mut in_time = two();

    let step = late.ada_is_answered(NOW + INVITATION_SECONDS + 1);

    assert!(matches!(step, Step::Drop));
    assert!(matches!(late.hers, Stage::Inviting { .. }));
    assert!(matches!(
        in_time.ada_is_answered(NOW + INVITATION_SECONDS),
        Step::Compare(Some(_))
    ));
}

#[test]
fn a_wrong_answer_is_dropped_and_the_invitation_waits_on() {
    let mut two = two();
    two.ada_hears(OTHER_CONN, hello(Purpose::Pairing), NOW);

    let wrong = two.ada_hears(OTHER_CONN, Message::Answer(vec![1; 200]), NOW);

    assert!(matches!(wrong, Step::Drop));
    assert!(matches!(two.ada_is_answered(NOW), Step::Compare(Some(_))));
}

#[test]
fn an_opening_that_was_not_promised_ends_it_for_whoever_answered() {
    let mut two = two();

    let step = two.ben_hears(Message::Opening(vec![9; 16]));

    let Step::Fail(failure) = step else {
        panic!("it ends");
    };
    assert_eq!(failure, Failure::Refused(PairingError::OtherNonce));
}

#[test]
fn another_connection_says_nothing_of_the_words_that_are_compared() {
    let mut two = two();
    two.compare();

    for message in [
        Message::SameWords,
        Message::WordsDiffer,
        hello(Purpose::Pairing),
    ] {
        assert!(matches!(
            two.ada_hears(OTHER_CONN, message, NOW),
            Step::Drop
        ));
    }

    assert!(matches!(two.hers.said(true).pop(), Some(Step::Wait)));
    assert!(two.hers.has_answered(CONN) && !two.hers.has_answered(OTHER_CONN));
}

#[test]
fn what_is_pressed_in_a_talk_has_no_place_before_the_two_are_paired() {
    let mut two = two();
    two.ada_hears(CONN, hello(Purpose::Pairing), NOW);
    let word = TalkWord {
        talk: TalkId::from_bytes([1; 16]),
        number: 1,
        step: TalkStep::GoesOn,
        first: TalkSide::Mine,
        turn: Turn::Mine,
        minutes: 15,
        elapsed_seconds: 0,
        turn_seconds: 0,
        topics: Vec::new(),
    };

    let step = two.ada_hears(CONN, Message::Talk(word), NOW);

    assert!(matches!(step, Step::Drop));
    assert!(matches!(two.hers, Stage::Inviting { .. }), "it waits on");
}
