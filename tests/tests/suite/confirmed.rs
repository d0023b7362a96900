//! What the other device confirmed is known while a meeting goes on, also
//! where nothing had to go along.

use candor_core::date::Day;
use candor_desktop::engine::{Command, Reply, Update};
use candor_tests::couple::{Couple, LOOPBACK, Open, open, typed};
use candor_tests::decade::{Said, Who};

fn unconfirmed(side: &Open) -> u64 {
    match side.handle.call(Command::Status) {
        Ok(Reply::Status(status)) => status.unconfirmed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_other_already_had_is_confirmed_as_soon_as_they_meet() {
    let folder = tempfile::tempdir().expect("a folder");
    let day = Day::parse("2026-11-22").expect("a date");
    let couple = Couple::pair(folder.path(), day);
    // It came to Ben on a way of which Ada's device knows nothing.
    couple.fill(
        [Said {
            day: day.number(),
            who: Who::Ada,
            kind: "note",
            fields: Vec::new(),
            text: "The light was on.".to_owned(),
            reply_to: None,
        }]
        .into_iter(),
    );
    let (ada, ben) = (open(&couple.ada, day), open(&couple.ben, day));
    assert_eq!(unconfirmed(&ada), 1, "Ada's device cannot know");

    let live = || Command::Sync {
        passphrase: Some(typed()),
        networking: LOOPBACK,
        once: false,
    };
    drop(ben.handle.asker().ask(live()));
    drop(ada.handle.asker().ask(live()));
    // The day of the meeting is told the same way, maybe before it.
    let told = |update: &Update| matches!(update, Update::Confirmed).then_some(());
    ada.wait_for(told);
    while unconfirmed(&ada) > 0 {
        ada.wait_for(told);
    }
}
