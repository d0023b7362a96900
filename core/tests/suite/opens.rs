//! The data folder: made, opened, its passphrases changed.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use candor_core::keyring::{Keyring, KeyringError, Unlock};
use candor_core::profile::{Beginning, Profile, ProfileError};
use candor_core::seal::{Passphrase, SealError, seal_with_passphrase};
use candor_core::store::{Folder, StoreError};

use crate::kit::*;

pub fn typed(text: &str) -> Passphrase {
    Passphrase::typed(text)
}

pub const OPENS: &str = "opens Candor";
pub const MINE: &str = "opens Mine alone";

pub fn create(folder: &Folder, own: Option<&str>) -> Result<Profile, ProfileError> {
    let own = own.map(typed);
    let beginning = Beginning {
        name: "Ada",
        passphrase: &typed(OPENS),
        own_passphrase: own.as_ref(),
        work_factor: 10,
        port: 40_001,
    };
    Profile::create(folder, &mut Seeded::new(1), &beginning)
}

/// A folder for a journal, in a folder that goes with the test.
pub fn place() -> (tempfile::TempDir, Folder) {
    let around = tempfile::tempdir().expect("a folder");
    let folder = Folder::at(around.path().join("candor"));
    (around, folder)
}

fn copy(from: &Folder, to: &Path) -> Folder {
    fs::create_dir(to).expect("makes it");
    for name in from.names().expect("reads") {
        fs::copy(from.file(&name), to.join(&name)).expect("copies");
    }
    Folder::at(to)
}

fn opens(folder: &Folder, passphrase: &str) -> bool {
    match Profile::open(folder, &typed(passphrase)) {
        Ok(profile) => profile.keyring.name == "Ada",
        Err(ProfileError::Keyring(KeyringError::WrongPassphrase)) => false,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_journal_opens_with_its_passphrase_alone() {
    let (_around, folder) = place();
    let made = create(&folder, None).expect("makes it");
    let (person, device) = (made.keyring.person, made.keyring.device);
    drop(made);

    assert!(!opens(&folder, "another"));
    assert!(!opens(&folder, ""));
    let profile = Profile::open(&folder, &typed(OPENS)).expect("opens");

    assert_eq!(
        (profile.keyring.person, profile.keyring.device),
        (person, device)
    );
    assert_eq!(profile.keyring.port, 40_001);
    assert!(profile.shared_store().is_ok());
    let mut names = folder.names().expect("reads");
    names.sort();
    let all = [
        "keyring.age",
        "lock",
        "own-keyring.age",
        "own-unlock.age",
        "own.000",
        "own.draft",
        "shared.db",
        "unlock.age",
    ];
    assert_eq!(names, all, "all files are there from the start");
}

#[test]
fn two_ways_to_type_one_letter_open_the_same_journal() {
    let (_around, folder) = place();
    let beginning = Beginning {
        name: "Ada",
        passphrase: &typed("Kä\u{fb01}g"),
        own_passphrase: None,
        work_factor: 10,
        port: 1,
    };
    drop(Profile::create(&folder, &mut Seeded::new(1), &beginning).expect("makes it"));

    assert!(opens(&folder, "Ka\u{308}fig"));
    assert!(!opens(&folder, "Kafig"));
}

#[test]
fn f07_a_second_candor_on_one_folder_is_refused() {
    let (_around, folder) = place();
    let first = create(&folder, None).expect("makes it");

    let second = Profile::open(&folder, &typed(OPENS));

    assert!(matches!(second, Err(ProfileError::Store(StoreError::Busy))));
    drop(first);
    assert!(opens(&folder, OPENS));
}

#[test]
fn what_cannot_begin_is_refused_and_leaves_nothing() {
    let (around, folder) = place();
    let begin = |name: &str, passphrase: &str, own: Option<&str>, work_factor| {
        let own = own.map(typed);
        let beginning = Beginning {
            name,
            passphrase: &typed(passphrase),
            own_passphrase: own.as_ref(),
            work_factor,
            port: 1,
        };
        Profile::create(&folder, &mut Seeded::new(1), &beginning).map(drop)
    };
    let long = "a".repeat(41);

    for name in ["", "  ", "A\nda", &long] {
        assert!(matches!(
            begin(name, "p", None, 10),
            Err(ProfileError::Name(_))
        ));
    }
    for work_factor in [0, 9, 23, 64] {
        let outcome = begin("Ada", "p", None, work_factor);
        assert!(matches!(outcome, Err(ProfileError::WorkFactor)));
    }
    let empty = begin("Ada", "", None, 10);
    assert!(matches!(empty, Err(ProfileError::EmptyPassphrase)));
    let same = begin("Ada", "Kä\u{fb01}g", Some("Ka\u{308}fig"), 10);
    assert!(matches!(same, Err(ProfileError::SamePassphrase)));
    assert_eq!(fs::read_dir(around.path()).expect("reads").count(), 0);
    folder.create().expect("makes it");
    fs::write(folder.file("letter.txt"), "mine").expect("writes");
    assert!(matches!(
        begin("Ada", "p", None, 10),
        Err(ProfileError::NotFree)
    ));
    assert_eq!(folder.names().expect("reads"), ["letter.txt"]);
    let none = Profile::open(&folder, &typed(OPENS)).map(drop);
    assert!(matches!(none, Err(ProfileError::NoJournal)));
}

#[test]
fn f01_a_beginning_that_was_interrupted_begins_again() {
    let order = [
        "lock",
        "shared.db",
        "own.000",
        "own.draft",
        "own-keyring.age",
        "own-unlock.age",
        "keyring.age",
    ];
    let (around, folder) = place();
    drop(create(&folder, Some(MINE)).expect("makes it"));
    for kept in 0..=order.len() {
        let cut = copy(&folder, &around.path().join(format!("cut{kept}")));
        cut.remove("unlock.age").expect("removes");
        for name in &order[kept..] {
            cut.remove(name).expect("removes");
        }
        let none = Profile::open(&cut, &typed(OPENS)).map(drop);
        assert!(matches!(none, Err(ProfileError::NoJournal)));

        drop(create(&cut, None).expect("begins again"));

        assert!(opens(&cut, OPENS));
    }
}

#[test]
fn f01_a_crash_between_the_steps_of_a_new_passphrase_leaves_one_that_opens() {
    let (around, folder) = place();
    let mut bytes = Seeded::new(5);
    let mut profile = create(&folder, None).expect("makes it");
    // A folder in the way of the second file stops it after the first.
    let way = folder.file("unlock.age.new");
    fs::create_dir(&way).expect("makes it");
    let old = typed(OPENS);
    let proven = profile.prove(&old).expect("it is the passphrase");
    let changed = profile.change_passphrase(&mut bytes, &proven, &typed("new"));
    assert!(changed.is_err());
    drop(profile);
    fs::remove_dir(&way).expect("removes");
    assert!(opens(&folder, OPENS) && !opens(&folder, "new"));

    // Each step of a change that is made whole.
    let old = Unlock::open(&folder.read("unlock.age").expect("reads"), &typed(OPENS));
    let old = old.expect("opens");
    let keyring = Keyring::open(&folder.read("keyring.age").expect("reads"), &old);
    let keyring = keyring.expect("opens");
    let (new, unlock_file) = Unlock::create(&mut bytes, &typed("new"), 10);
    let steps: [(&str, Vec<u8>); 3] = [
        (
            "keyring.age",
            keyring.seal(&[old.recipient(), new.recipient()]),
        ),
        ("unlock.age", unlock_file),
        ("keyring.age", keyring.seal(&[new.recipient()])),
    ];
    for done in 0..=steps.len() {
        let state = copy(&folder, &around.path().join(format!("done{done}")));
        for (name, file) in &steps[..done] {
            state.write(name, file).expect("writes");
        }
        let expected = if done < 2 { OPENS } else { "new" };
        for passphrase in [OPENS, "new"] {
            assert_eq!(opens(&state, passphrase), passphrase == expected);
        }
        // And from there it can be changed.
        let mut profile = Profile::open(&state, &typed(expected)).expect("opens");
        let old = typed(expected);
        let proven = profile.prove(&old).expect("it is the passphrase");
        profile
            .change_passphrase(&mut bytes, &proven, &typed("newest"))
            .expect("writes");
        drop(profile);
        assert!(opens(&state, "newest") && !opens(&state, expected));
        let unlock = Unlock::open(&steps[1].1, &typed("new")).expect("opens");
        let file = state.read("keyring.age").expect("reads");
        assert!(Keyring::open(&file, &unlock).is_err(), "the old key is out");
    }
}

#[test]
fn the_two_passphrases_differ_whichever_is_changed() {
    let (_around, folder) = place();
    let mut bytes = Seeded::new(6);
    let mut profile = create(&folder, None).expect("makes it");
    let nobody = profile.open_own(&typed(MINE)).map(drop);
    assert!(matches!(
        nobody,
        Err(ProfileError::Keyring(KeyringError::WrongPassphrase))
    ));

    let known = typed(OPENS);
    let proven = profile.prove(&known).expect("it is the passphrase");
    let same = profile.set_own_passphrase(&mut bytes, &proven, &typed(OPENS));
    assert!(matches!(same, Err(ProfileError::SamePassphrase)));
    profile
        .set_own_passphrase(&mut bytes, &proven, &typed(MINE))
        .expect("writes");
    let again = profile.set_own_passphrase(&mut bytes, &proven, &typed("x"));
    assert!(matches!(again, Err(ProfileError::OwnIsSet)));
    let same = profile.change_passphrase(&mut bytes, &proven, &typed(MINE));
    assert!(matches!(same, Err(ProfileError::SamePassphrase)));
    let same = profile.change_own_passphrase(&mut bytes, &proven, &typed(MINE), &typed(OPENS));
    assert!(matches!(same, Err(ProfileError::SamePassphrase)));
    let wrong = profile.change_own_passphrase(&mut bytes, &proven, &typed("x"), &typed("mine"));
    assert!(matches!(
        wrong,
        Err(ProfileError::Keyring(KeyringError::WrongPassphrase))
    ));
    profile
        .change_own_passphrase(&mut bytes, &proven, &typed(MINE), &typed("mine"))
        .expect("writes");

    assert!(profile.open_own(&typed("mine")).is_ok());
    assert!(profile.open_own(&typed(MINE)).is_err());
    drop(profile);
    assert!(opens(&folder, OPENS) && !opens(&folder, "mine"));
}

#[test]
fn a_proof_is_of_one_journal_and_of_the_passphrase_it_has_now() {
    let (_around, folder) = place();
    let (_elsewhere, other) = place();
    let mut bytes = Seeded::new(9);
    let (old, new) = (typed(OPENS), typed("new"));
    let mut profile = create(&folder, Some(MINE)).expect("makes it");
    let beginning = Beginning {
        name: "Ben",
        passphrase: &old,
        own_passphrase: None,
        work_factor: 10,
        port: 40_002,
    };
    let another = Profile::create(&other, &mut Seeded::new(2), &beginning).expect("makes it");

    for wrong in ["", "new", MINE] {
        let wrong = typed(wrong);
        let outcome = profile.prove(&wrong);
        assert!(matches!(outcome, Err(ProfileError::NotProven)));
    }
    let proven = profile.prove(&old).expect("it is the passphrase");
    let of_another = another.prove(&old).expect("it is theirs too");
    let refused = profile.change_passphrase(&mut bytes, &of_another, &new);
    assert!(matches!(refused, Err(ProfileError::NotProven)));
    profile
        .change_passphrase(&mut bytes, &proven, &new)
        .expect("writes");

    let stale = profile.change_passphrase(&mut bytes, &proven, &typed("newest"));
    assert!(matches!(stale, Err(ProfileError::NotProven)));
    let stale = profile.change_own_passphrase(&mut bytes, &proven, &typed(MINE), &typed("x"));
    assert!(matches!(stale, Err(ProfileError::NotProven)));
    assert!(profile.open_own(&typed(MINE)).is_ok());
    drop(profile);
    assert!(opens(&folder, "new") && !opens(&folder, OPENS));
}

#[test]
fn f01_a_crash_right_after_the_first_own_passphrase_keeps_it() {
    let (_around, folder) = place();
    let mut bytes = Seeded::new(7);
    let mut profile = create(&folder, None).expect("makes it");
    let before = folder.read("keyring.age").expect("reads");
    let known = typed(OPENS);
    let proven = profile.prove(&known).expect("it is the passphrase");
    profile
        .set_own_passphrase(&mut bytes, &proven, &typed(MINE))
        .expect("writes");
    drop(profile);
    folder.write("keyring.age", &before).expect("writes");

    let mut profile = Profile::open(&folder, &typed(OPENS)).expect("opens");
    assert!(!profile.keyring.own_is_set);
    assert!(profile.open_own(&typed(MINE)).is_ok());

    assert!(profile.keyring.own_is_set, "it was set after all");
}

#[test]
fn a25_an_unlock_file_that_asks_for_too_much_work_is_refused_at_once() {
    let (_around, folder) = place();
    drop(create(&folder, None).expect("makes it"));
    let good = folder.read("unlock.age").expect("reads");
    let asks = |work: &str| {
        let text = String::from_utf8_lossy(&good[..120]).into_owned();
        let line = text.lines().nth(1).expect("a stanza").to_owned();
        let other = format!("{} {work}", line.rsplit_once(' ').expect("a number").0);
        let head = text.find(&line).expect("is there");
        [&good[..head], other.as_bytes(), &good[head + line.len()..]].concat()
    };

    let began = Instant::now();
    for work in ["23", "30", "63"] {
        let outcome = Unlock::open(&asks(work), &typed(OPENS)).map(drop);
        assert!(
            matches!(outcome, Err(KeyringError::Work(SealError::TooMuchWork))),
            "{work}: {outcome:?}"
        );
    }
    assert!(began.elapsed() < Duration::from_secs(2));
    for work in ["64", "999", "-1", "ten", ""] {
        assert!(Unlock::open(&asks(work), &typed(OPENS)).is_err(), "{work}");
    }
    folder.write("unlock.age", &asks("23")).expect("writes");
    let opened = Profile::open(&folder, &typed(OPENS)).map(drop);
    assert!(matches!(
        opened,
        Err(ProfileError::Keyring(KeyringError::Work(
            SealError::TooMuchWork
        )))
    ));
}

#[test]
fn a25_damaged_key_files_are_named_and_nothing_panics() {
    let passphrase = typed("short");
    let good = seal_with_passphrase(&passphrase, 10, b"no identity at all\n");
    let damaged = |file: &[u8]| {
        let outcome = Unlock::open(file, &passphrase).map(drop);
        assert!(matches!(outcome, Err(KeyringError::Damaged)), "{outcome:?}");
    };

    damaged(&good);
    damaged(b"");
    damaged(b"age-encryption.org/v1\n");
    damaged(&[0; 300]);
    let (unlock, file) = Unlock::create(&mut Seeded::new(3), &passphrase, 10);
    damaged(&file[..file.len() - 1]);
    damaged(&[&file[..], b"x"].concat());
    let keyring = Keyring::create(&mut Seeded::new(4), "Ada", 1).seal(&[unlock.recipient()]);
    for cut in [0, 10, keyring.len() / 2, keyring.len() - 1] {
        let outcome = Keyring::open(&keyring[..cut], &unlock).map(drop);
        assert!(matches!(outcome, Err(KeyringError::Damaged)));
    }
    let (stranger, _) = Unlock::create(&mut Seeded::new(9), &passphrase, 10);
    assert!(Keyring::open(&keyring, &stranger).is_err());
}
