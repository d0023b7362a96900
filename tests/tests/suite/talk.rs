//! What is pressed in a talk goes from one engine to the other while they meet, and
//! leaves no trace in either.

use std::time::{Duration, Instant};

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::{EntryId, TalkId};
use candor_desktop::engine::{Command, Reply, Update};
use candor_sync::talk::{Side, Step, TalkWord, Turn};
use candor_tests::couple::{Couple, LOOPBACK, Open, open, typed};

fn word(number: u32, topics: Vec<EntryId>) -> TalkWord {
    TalkWord {
        talk: TalkId::from_bytes([3; 16]),
        number,
        step: Step::GoesOn,
        first: Side::Mine,
        turn: Turn::Mine,
        minutes: 15,
        elapsed_seconds: 40,
        turn_seconds: 40,
        topics,
    }
}

/// Presses until the other's window is told: what is pressed while the devices do not
/// meet is told to nobody.
fn press(from: &Open, to: &Open, word: &TalkWord) -> (TalkWord, Side) {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(60) {
        let told = from.handle.call(Command::Talk(word.clone()));
        assert_eq!(told.expect("is taken"), Reply::Done);
        let wait = Instant::now();
        while wait.elapsed() < Duration::from_secs(2) {
            let heard = to.heard.recv_timeout(Duration::from_millis(100));
            if let Ok(Update::Talk { word, tie }) = heard {
                return (word, tie);
            }
        }
    }
    panic!("the other window is never told");
}

/// All that is there to be read, and how much is stored.
fn kept(side: &Open) -> (Reply, Reply) {
    let ask = |command| side.handle.call(command).expect("reads");
    (ask(Command::List), ask(Command::Check))
}

#[test]
fn what_is_pressed_in_a_talk_reaches_the_other_window_and_nothing_stays_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let day = Day::parse("2026-11-22").expect("a date");
    let couple = Couple::pair(folder.path(), day);
    let (ada, ben) = (open(&couple.ada, day), open(&couple.ben, day));
    let live = || Command::Sync {
        passphrase: Some(typed()),
        networking: LOOPBACK,
        once: false,
    };
    // Alone it is told to nobody.
    let nobody = ada.handle.call(Command::Talk(word(1, Vec::new())));
    assert_eq!(nobody.expect("is taken"), Reply::Done);
    drop(ben.handle.asker().ask(live()));
    drop(ada.handle.asker().ask(live()));
    let write = Command::Write {
        kind: "topic".to_owned(),
        thread: None,
        contents: vec![ContentBuilder {
            text: "The evening plans".to_owned(),
            ..ContentBuilder::default()
        }],
        hold: Duration::ZERO,
    };
    ada.handle.call(write).expect("is taken");
    let came = |update: &Update| match update {
        Update::Entry(entry) => Some(*entry),
        _ => None,
    };
    let topic = ben.wait_for(came);
    let before = (kept(&ada), kept(&ben));

    let nowhere = EntryId::from_bytes([9; 16]);
    let (told, his) = press(&ada, &ben, &word(2, vec![topic, nowhere]));

    assert_eq!((told.first, told.turn), (Side::Theirs, Turn::Theirs));
    assert_eq!((told.number, told.elapsed_seconds), (2, 40));
    assert_eq!(told.topics, [topic], "what is not there is left out");
    let (_, hers) = press(&ben, &ada, &word(3, vec![topic]));
    assert_ne!(
        his, hers,
        "of two words at once the same one stands at both"
    );
    assert!((kept(&ada), kept(&ben)) == before, "nothing stays of it");
}
