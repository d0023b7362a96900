//! Quiet hours: what is finished in them waits until they end.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::EntryId;
use candor_desktop::engine::lines::{Standing, Which};
use candor_desktop::engine::{Command, Quiet, Reply};
use candor_tests::couple::{Couple, LOOPBACK, Open, open, typed};

fn write(side: &Open, kind: &str, fields: &[(&str, &str)]) -> EntryId {
    let mut content = ContentBuilder {
        text: "words".to_owned(),
        ..ContentBuilder::default()
    };
    for (name, value) in fields {
        content
            .fields
            .insert((*name).to_owned(), (*value).to_owned());
    }
    let write = Command::Write {
        kind: kind.to_owned(),
        thread: None,
        contents: vec![content],
        hold: std::time::Duration::ZERO,
    };
    match side.handle.call(write) {
        Ok(Reply::Ids(ids)) => ids[0],
        other => panic!("{other:?}"),
    }
}

fn waits_until(side: &Open, entry: EntryId) -> Option<u64> {
    let Ok(Reply::Lines(lines)) = side.handle.call(Command::Lines(Which::Of(vec![entry]))) else {
        panic!("it is there");
    };
    matches!(lines[0].standing, Standing::Waits(_)).then_some(lines[0].until)
}

fn meet(ada: &Open, ben: &Open) {
    let sync = || Command::Sync {
        passphrase: Some(typed()),
        networking: LOOPBACK,
        once: true,
    };
    let his = ben.handle.asker().ask(sync());
    ada.handle.call(sync()).expect("they meet");
    his.blocking_recv().expect("runs").expect("they meet");
}

/// The clock of these stories stands at midnight.
#[test]
fn s64_what_is_finished_in_quiet_hours_waits_until_they_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let day = Day::parse("2026-11-22").expect("a date");
    let couple = Couple::pair(folder.path(), day);
    let (ada, ben) = (open(&couple.ada, day), open(&couple.ben, day));
    let quiet = Quiet::parse("22:00 07:00");
    ada.handle.call(Command::Quiet(quiet)).expect("is taken");

    let note = write(&ada, "note", &[]);
    let pause = write(&ada, "pause", &[("back", "20:30")]);
    let midnight = u64::from(day.number()) * 86_400;
    assert_eq!(waits_until(&ada, note), Some(midnight + 7 * 3_600));
    assert_eq!(waits_until(&ada, pause), Some(0), "a pause is never held");
    meet(&ada, &ben);
    assert_eq!(waits_until(&ada, note), Some(midnight + 7 * 3_600));
    assert_eq!(waits_until(&ada, pause), None, "it went along");

    // Without them it goes at once.
    ada.handle.call(Command::Quiet(None)).expect("is taken");
    let other = write(&ada, "note", &[]);
    meet(&ada, &ben);
    assert_eq!(waits_until(&ada, other), None);
}
