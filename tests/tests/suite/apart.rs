//! The own pages have a thread of their own: what the partner's device can time
//! is the same with them and without, and what both sides have a part in comes
//! to its end.

use std::path::Path;
use std::time::Duration;

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::profile::ProfileError;
use candor_core::seal::{Passphrase, WORK_FACTOR};
use candor_desktop::engine::{Clock, Command, Engine, Entry, Handle, Reply, Trouble};
use candor_tests::apart::{Apart, OWN, Waits, set_cost, set_own};
use candor_tests::couple::{Couple, PASSPHRASE, init, open, typed};

const WAITS: usize = 200;
/// A machine with other work is slow at times. A wait for own pages would be
/// there every time.
const GOES: usize = 3;

fn today() -> Day {
    Day::parse("2026-11-22").expect("a date")
}

fn words(text: &str) -> ContentBuilder {
    ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    }
}

/// Whether two rows of waits could be one, by the middle of each.
fn alike(one: &Waits, other: &Waits) -> bool {
    let bound = |waits: &Waits| 3 * waits.median() + Duration::from_millis(2);
    one.median() <= bound(other) && other.median() <= bound(one)
}

#[test]
fn a54_opening_and_writing_own_pages_takes_no_time_from_the_partner() {
    let folder = tempfile::tempdir().expect("a folder");
    let couple = Couple::pair(folder.path(), today());
    set_own(&couple.ada, WORK_FACTOR);
    let pair = Apart::meet(&couple, today());
    let ada = &pair.sides().0.handle;

    // Answers come all through the one long opening.
    let (took, waits) = pair.waits_during(Apart::opening());
    assert!(took > Duration::from_millis(100), "scrypt has its cost");
    assert!(waits.count() >= 20, "{took:?}: {waits:?}");
    assert!(waits.slowest() < took / 2, "{took:?}: {waits:?}");

    // Side by side, both ways: while she writes, and while she opens.
    let mut unlike = Vec::new();
    for go in 1.. {
        let alone = pair.waits(WAITS);
        let (writing, pages) = pair.waits_while_writing(WAITS);
        ada.call(Command::CloseOwn).expect("closes");
        let (took, opening) = pair.waits_during(Apart::opening());
        assert!(pages.count() > 0, "she wrote meanwhile");
        if alike(&alone, &writing) && alike(&alone, &opening) && opening.slowest() < took / 2 {
            break;
        }
        unlike.push([alone, writing, opening].map(|waits| (waits.median(), waits.slowest())));
        assert!(go < GOES, "median and slowest: {unlike:?}");
    }
}

#[test]
fn a54_proving_and_changing_a_passphrase_takes_no_time_from_the_partner() {
    let folder = tempfile::tempdir().expect("a folder");
    let couple = Couple::pair(folder.path(), today());
    set_cost(&couple.ada, WORK_FACTOR);
    let pair = Apart::meet(&couple, today());

    let new = || Passphrase::typed("another for my own pages");
    for command in [
        set_first(),
        Command::ChangeOwnPassphrase {
            passphrase: typed(),
            old: Passphrase::typed(OWN),
            new: new(),
        },
        Command::Export {
            passphrase: typed(),
            own: false,
        },
        Command::ChangePassphrase {
            old: typed(),
            new: Passphrase::typed("another that opens it"),
        },
    ] {
        let (took, waits) = pair.waits_during(command);
        assert!(took > Duration::from_millis(100), "scrypt has its cost");
        assert!(waits.slowest() < took / 2, "{took:?}: {waits:?}");
    }
}

/// Ada's engine on a new folder, without own pages.
fn alone(folder: &Path) -> Handle {
    init(folder, "Ada");
    reopened(folder, PASSPHRASE).expect("opens")
}

fn reopened(folder: &Path, passphrase: &str) -> Result<Handle, Trouble> {
    let day = today();
    let clock = Clock::from(move || (day, u64::from(day.number()) * 86_400));
    let engine = Engine::open(folder, &Passphrase::typed(passphrase), clock)?;
    Ok(Handle::spawn(engine, |_| {}))
}

fn set_first() -> Command {
    Command::SetOwnPassphrase {
        passphrase: typed(),
        new: Passphrase::typed(OWN),
    }
}

fn write(text: &str) -> Command {
    Command::OwnWrite {
        kind: "reflection".to_owned(),
        content: words(text),
    }
}

fn own_texts(handle: &Handle) -> Vec<String> {
    match handle.call(Command::OwnList) {
        Ok(Reply::Entries(pages)) => pages.into_iter().map(|page: Entry| page.text).collect(),
        other => panic!("{other:?}"),
    }
}

fn own_is_set(handle: &Handle) -> bool {
    match handle.call(Command::Status) {
        Ok(Reply::Status(status)) => status.own,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a54_what_was_asked_of_the_own_side_is_done_before_the_folder_closes() {
    let folder = tempfile::tempdir().expect("a folder");
    let handle = alone(folder.path());
    assert!(!own_is_set(&handle));

    // Nobody waits for an answer, not even for the line in the keyring of the
    // shared side.
    drop(handle.asker().ask(set_first()));
    drop(handle.asker().ask(Apart::opening()));
    drop(handle.asker().ask(write("asked a moment before")));
    handle.close();

    let handle = reopened(folder.path(), PASSPHRASE).expect("opens");
    assert!(own_is_set(&handle));
    let again = handle.call(set_first());
    assert!(matches!(
        again,
        Err(Trouble::Profile(ProfileError::OwnIsSet))
    ));
    handle.call(Apart::opening()).expect("opens");
    assert_eq!(own_texts(&handle), ["asked a moment before"]);
    handle.close();
    let time = |name: &str| {
        let file = std::fs::metadata(folder.path().join(name));
        file.and_then(|file| file.modified()).expect("is there")
    };
    for name in ["own.000", "own.draft", "own-unlock.age", "own-keyring.age"] {
        assert_eq!(time(name), time("shared.db"), "{name}");
    }
}

#[test]
fn a54_what_both_sides_have_a_part_in_comes_to_its_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let couple = Couple::pair(folder.path(), today());
    let ada = open(&couple.ada, today()).handle;
    let done = |command| ada.call(command).expect("it is done");
    let checked = || match done(Command::Check) {
        Reply::Checked(report) => report.records,
        other => panic!("{other:?}"),
    };
    assert!(matches!(
        ada.call(Command::OwnList),
        Err(Trouble::OwnClosed)
    ));
    done(set_first());
    done(Apart::opening());

    // A check counts both sides where both are open.
    let before = checked();
    let Reply::Ids(ids) = done(write("for later, and more")) else {
        panic!("it is written");
    };
    assert!(checked() > before);

    // Words of a page begin a shared draft, and others go below them.
    for (part, text) in [
        (Some("for later"), "for later"),
        (Some("and more"), "for later\n\nand more"),
    ] {
        done(Command::OwnShare {
            id: ids[0].to_string(),
            kind: "note".to_owned(),
            part: part.map(str::to_owned),
        });
        let Reply::Drafts(drafts) = done(Command::Drafts) else {
            panic!("they are told");
        };
        let draft = drafts.iter().find(|(slot, _)| slot == "new note");
        assert_eq!(draft.expect("it is kept").1.text, text);
    }

    // A new passphrase is made ready at one side and written at the other.
    let change = |new: &str| Command::ChangePassphrase {
        old: typed(),
        new: Passphrase::typed(new),
    };
    let copy = |passphrase: &str| Command::Export {
        passphrase: Passphrase::typed(passphrase),
        own: true,
    };
    let same = ada.call(change(OWN));
    assert!(matches!(
        same,
        Err(Trouble::Profile(ProfileError::SamePassphrase))
    ));
    let not_proven = |command| {
        let outcome = ada.call(command);
        matches!(outcome, Err(Trouble::Profile(ProfileError::NotProven)))
    };
    assert!(not_proven(copy("another that opens it")));
    // Nobody waits for the answer, and what comes next knows it all the same.
    drop(ada.asker().ask(change("another that opens it")));
    assert!(not_proven(copy(PASSPHRASE)));
    assert!(not_proven(change("a third one")));
    // Own pages for a copy are taken at one side, and what is shared at the other.
    let Reply::Export { shared, own } = done(copy("another that opens it")) else {
        panic!("it is a copy");
    };
    assert!(shared.is_empty());
    assert_eq!(own.expect("they are open").len(), 1);
    ada.close();
    assert!(reopened(&couple.ada, PASSPHRASE).is_err());
    let ada = reopened(&couple.ada, "another that opens it").expect("opens");
    assert!(own_is_set(&ada));
    ada.call(Apart::opening()).expect("opens");
    assert_eq!(own_texts(&ada), ["for later, and more"]);
}
