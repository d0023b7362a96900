//! A clock that ran ahead: what it dated is marked, and its day put right.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::EntryId;
use candor_core::journal::AuthorError;
use candor_desktop::engine::lines::{Line, Which};
use candor_desktop::engine::{Command, Entry, Reply, Trouble};
use candor_tests::couple::{Couple, LOOPBACK, Open, open, typed};

fn write(side: &Open, text: &str) -> EntryId {
    let write = Command::Write {
        kind: "note".to_owned(),
        thread: None,
        contents: vec![ContentBuilder {
            text: text.to_owned(),
            ..ContentBuilder::default()
        }],
        hold: std::time::Duration::ZERO,
    };
    match side.handle.call(write) {
        Ok(Reply::Ids(ids)) => ids[0],
        other => panic!("{other:?}"),
    }
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

fn listed(side: &Open) -> Vec<Entry> {
    match side.handle.call(Command::List) {
        Ok(Reply::Entries(entries)) => entries,
        other => panic!("{other:?}"),
    }
}

fn line(side: &Open) -> Line {
    match side.handle.call(Command::Lines(Which::All)) {
        Ok(Reply::Lines(mut lines)) => lines.remove(0),
        other => panic!("{other:?}"),
    }
}

fn put_right(side: &Open, id: &str) -> Result<Reply, Trouble> {
    side.handle.call(Command::PutDayRight { id: id.to_owned() })
}

#[test]
fn what_was_dated_ahead_is_marked_until_its_writer_puts_its_day_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let today = Day::parse("2026-11-22").expect("a date");
    let couple = Couple::pair(folder.path(), today);
    // Her clock is a month ahead.
    let ada = open(&couple.ada, today.plus(30));
    let ben = open(&couple.ben, today);
    write(&ada, "The garden gate is mended.");
    meet(&ada, &ben);
    ada.handle.close();
    let ada = open(&couple.ada, today);
    for side in [&ada, &ben] {
        let entry = &listed(side)[0];
        assert!(entry.dated_ahead);
        assert_eq!(entry.written, today.plus(30).to_string());
    }
    let id = listed(&ada)[0].id.clone();

    // It is not his to change, and nothing else of it can be corrected.
    let his = put_right(&ben, &id);
    assert!(matches!(his, Err(Trouble::Author(AuthorError::NotYours))));
    put_right(&ada, &id).expect("it is hers");
    assert!(line(&ada).correction_waits && !line(&ada).content.is_ahead_of(today));
    meet(&ada, &ben);
    for side in [&ada, &ben] {
        let entry = &listed(side)[0];
        assert!(!entry.dated_ahead);
        assert_eq!(entry.written, today.to_string());
        assert_eq!(entry.text, "The garden gate is mended.");
    }
    let again = put_right(&ada, &id);
    assert!(matches!(again, Err(Trouble::Author(AuthorError::NotAhead))));
}
