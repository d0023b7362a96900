//! Disks that fail, break and are copied; what was acknowledged is there.

use candor_core::journal::{AuthorError, Have, Journal};
use candor_core::keyring::Keyring;
use candor_core::space::Shared;
use candor_core::store::{LocalKind, MemoryStore, SqliteStore, StoreError};

use crate::disk::*;
use crate::kit::*;

/// Ada on a disk of her own, and Ben, after they met.
pub struct Scene {
    pub disk: Disk,
    pub keys: Keyring,
    pub ada: Journal<Shared>,
    pub ben: Journal<Shared>,
    pub bytes: Seeded,
}

pub fn scene(seed: u64) -> Scene {
    let (keys, of_ben) = couple(seed);
    let mut bytes = Seeded::new(seed + 1);
    let disk = Disk::default();
    let mut ada = open(&keys, disk.store());
    let mut ben = open(&of_ben, MemoryStore::new());
    ada.ensure_log(&mut bytes, today()).expect("writes");
    ben.ensure_log(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    Scene {
        disk,
        keys,
        ada,
        ben,
        bytes,
    }
}

/// The journal on this disk, opened and read to its end.
pub fn open_all(keys: &Keyring, disk: &Disk) -> Journal<Shared> {
    let mut journal = open(keys, disk.store());
    journal.load_all().expect("reads");
    journal.open_pending(usize::MAX).expect("reads");
    journal
}

/// Every text that is in the view or waits.
fn all_texts(journal: &Journal<Shared>) -> Vec<String> {
    let waiting = journal.waiting().map(|one| one.content.text().to_owned());
    let mut all: Vec<_> = texts(journal).into_iter().chain(waiting).collect();
    all.sort();
    all
}

#[derive(Clone, Copy)]
enum Step {
    Keep(&'static str),
    Flush,
    Say(&'static str),
    Edit,
    FromBen,
    SaveIndex,
}

const STORY: [Step; 10] = [
    Step::Keep("one"),
    Step::Keep("two"),
    Step::Flush,
    Step::SaveIndex,
    Step::FromBen,
    Step::Say("three"),
    Step::Edit,
    Step::Flush,
    Step::Keep("four"),
    Step::SaveIndex,
];

fn go(scene: &mut Scene, step: Step) -> Result<Vec<&'static str>, AuthorError> {
    let Scene {
        ada, ben, bytes, ..
    } = scene;
    let day = today();
    match step {
        Step::Keep(text) => {
            ada.keep_new(bytes, day, "note", None, vec![words(text)])?;
            Ok(vec![text])
        }
        Step::Flush => ada.flush(bytes, day).map(|_| Vec::new()),
        Step::Say(text) => {
            ada.say_new(bytes, day, "note", None, vec![words(text)])?;
            Ok(vec![text])
        }
        Step::Edit => {
            let one = ada
                .view()
                .timeline()
                .find(|row| row.content.text() == "one")
                .map(|row| row.id);
            ada.keep_edit(day, one.expect("it is here"), words("one, edited"))?;
            Ok(vec!["one, edited"])
        }
        Step::FromBen => {
            let given = missing(ben, ADA, &ada.have()?);
            ada.receive(given)?;
            ada.open_pending(usize::MAX)?;
            Ok(vec!["from Ben"])
        }
        Step::SaveIndex => Ok(ada.save_index().map(|()| Vec::new())?),
    }
}

#[test]
fn f01_a_commit_that_fails_loses_nothing_that_was_acknowledged() {
    let mut failures = 0;
    for failing in [Failing::Lost, Failing::Landed] {
        for number in 0..20 {
            let mut scene = scene(100);
            say(&mut scene.ben, &mut scene.bytes, today(), "from Ben");
            scene.disk.fail_after(number, failing);
            let mut acknowledged = Vec::new();
            let mut before = scene.disk.rows();
            let mut outcome = Ok(());
            for step in STORY {
                before = scene.disk.rows();
                match go(&mut scene, step) {
                    Ok(texts) => acknowledged.extend(texts),
                    Err(error) => {
                        outcome = Err(error);
                        break;
                    }
                }
            }
            if scene.disk.will_fail() {
                continue;
            }
            failures += 1;

            assert!(matches!(outcome, Err(AuthorError::Store(StoreError::Full))));
            assert!(matches!(scene.ada.check(), Err(StoreError::Stopped)));
            let after = scene.disk.rows();
            assert_eq!(after[..before.len()], before, "each log is a prefix");
            let mut ada = open_all(&scene.keys, &scene.disk);
            assert_eq!(ada.check().expect("reads").broken, []);
            let all = all_texts(&ada);
            let mut once = all.clone();
            once.dedup();
            assert_eq!(all, once, "nothing is there twice");
            if acknowledged.contains(&"one, edited") {
                acknowledged.retain(|text| *text != "one");
            }
            for text in &acknowledged {
                assert!(all.iter().any(|here| here == text), "{text} at {number}");
            }
            // And it goes on.
            ada.flush(&mut scene.bytes, today()).expect("writes");
            exchange(&mut ada, &mut scene.ben);
            exchange(&mut ada, &mut scene.ben);
            assert_eq!(ada.digest(), scene.ben.digest());
            assert_eq!(asides_of(&ada), 0);
        }
    }
    assert!(failures >= 16, "{failures} commits failed");
}

fn asides_of(journal: &Journal<Shared>) -> usize {
    journal.aside().count()
}

#[test]
fn f05_after_a_full_disk_everything_answers_stopped_until_reopened() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(113);
    say(&mut ada, &mut bytes, today(), "before");
    say(&mut ben, &mut bytes, today(), "from Ben");
    let rows = disk.rows();
    disk.fail_after(0, Failing::Lost);
    let fresh = vec![words("kept by its writer")];

    let full = ada.keep_new(&mut bytes, today(), "note", None, fresh.clone());
    let again = ada.keep_new(&mut bytes, today(), "note", None, fresh);
    let given = missing(&mut ben, ADA, &Have::default());
    let received = ada.receive(given);
    let index = ada.save_index();

    assert!(matches!(full, Err(AuthorError::Store(StoreError::Full))));
    assert!(matches!(
        again,
        Err(AuthorError::Store(StoreError::Stopped))
    ));
    assert!(matches!(received, Err(StoreError::Stopped)));
    assert!(matches!(index, Err(StoreError::Stopped)));
    assert_eq!(ada.waiting().count(), 0);
    assert_eq!(disk.rows(), rows);
    let mut ada = open_all(&keys, &disk);
    exchange(&mut ada, &mut ben);
    assert_eq!(all_texts(&ada), ["before", "from Ben"]);
}

#[test]
fn f07_a_second_program_finds_the_file_busy() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shared.db");
    let first = SqliteStore::create(&path).expect("makes it");

    assert!(matches!(SqliteStore::open(&path), Err(StoreError::Busy)));

    drop(first);
    assert!(SqliteStore::open(&path).is_ok());
}

#[test]
fn f32_an_entry_taken_back_leaves_no_trace() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(114);
    say(&mut ada, &mut bytes, today(), "before");
    let before = (disk.rows(), ada.digest(), ada.have_digest());

    let kept = ada
        .keep_new(
            &mut bytes,
            today(),
            "note",
            None,
            vec![words("said in anger")],
        )
        .expect("fits");
    assert_eq!(ada.waiting().count(), 1);
    exchange(&mut ada, &mut ben);
    assert!(ada.cancel(kept[0]).expect("writes"));

    assert!(!ada.cancel(kept[0]).expect("writes"), "it is gone");
    assert_eq!((disk.rows(), ada.digest(), ada.have_digest()), before);
    assert_eq!(disk.locals(LocalKind::Outbox), []);
    ada.flush(&mut bytes, today()).expect("writes");
    assert_eq!(disk.rows(), before.0);
    let reopened = open_all(&keys, &disk);
    assert_eq!(reopened.waiting().count(), 0);
    assert_eq!(texts(&reopened), ["before"]);
}
