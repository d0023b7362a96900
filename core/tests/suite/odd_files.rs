//! What somebody can put in the place of a file of the data folder.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use candor_core::keyring::KeyringError;
use candor_core::profile::{Profile, ProfileError};
use candor_core::store::{FileError, Folder, NoPlace, OwnDraft, OwnFiles, StoreError};

use crate::opens::{MINE, OPENS, create, place, typed};

/// All files that are read, in the order in which they are.
const FILES: [&str; 8] = [
    "lock",
    "unlock.age",
    "keyring.age",
    "shared.db",
    "own-unlock.age",
    "own-keyring.age",
    "own.000",
    "own.draft",
];

#[derive(Debug, Clone, Copy)]
enum Odd {
    Link,
    LinkToNothing,
    Pipe,
    Folder,
}

/// Puts something odd in the place of `path`; what stood there goes to `aside`.
fn put(odd: Odd, path: &Path, aside: &Path) {
    fs::rename(path, aside).expect("moves");
    match odd {
        Odd::Link => symlink(aside, path).expect("links"),
        Odd::LinkToNothing => symlink(aside.with_extension("nothing"), path).expect("links"),
        Odd::Pipe => make_pipe(path),
        Odd::Folder => fs::create_dir(path).expect("makes it"),
    }
}

fn make_pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo is there").success());
}

fn put_back(path: &Path, aside: &Path) {
    if fs::remove_file(path).is_err() {
        fs::remove_dir(path).expect("removes");
    }
    fs::rename(aside, path).expect("moves");
}

/// Opens and reads all there is.
fn open_all(folder: &Folder) -> Result<(), ProfileError> {
    let mut profile = Profile::open(folder, &typed(OPENS))?;
    drop(profile.shared_store()?);
    let identity = profile.open_own(&typed(MINE))?.segment_identity();
    OwnFiles::open(folder, &identity)?;
    OwnDraft::of(folder, identity).read()?;
    profile.level_times()?;
    Ok(())
}

#[test]
fn what_is_no_plain_file_is_named_and_neither_followed_nor_waited_for() {
    let (around, folder) = place();
    drop(create(&folder, Some(MINE)).expect("makes it"));
    let aside = around.path().join("aside");

    for name in FILES {
        let path = folder.file(name);
        for odd in [Odd::Link, Odd::LinkToNothing, Odd::Pipe, Odd::Folder] {
            put(odd, &path, &aside);

            let outcome = open_all(&folder);

            let named = match &outcome {
                Err(ProfileError::Store(StoreError::NotAFile(named))) => named == name,
                _ => false,
            };
            assert!(named, "{odd:?} for {name}: {outcome:?}");
            put_back(&path, &aside);
        }
    }
    let wal = folder.file("shared.db-wal");
    make_pipe(&wal);
    let beside = open_all(&folder);
    assert!(matches!(
        beside,
        Err(ProfileError::Store(StoreError::NotAFile(_)))
    ));
    fs::remove_file(&wal).expect("removes");
    open_all(&folder).expect("opens again");
}

#[test]
fn what_is_written_aside_follows_no_link() {
    let (around, folder) = place();
    let profile = create(&folder, Some(MINE)).expect("makes it");
    let letter = around.path().join("letter");
    fs::write(&letter, "mine").expect("writes");
    symlink(&letter, folder.file("keyring.age.new")).expect("links");

    profile.save_keyring().expect("writes");

    assert_eq!(fs::read(&letter).expect("reads"), b"mine");
    drop(profile);
    open_all(&folder).expect("opens");
}

#[test]
fn the_folder_itself_may_be_a_link_to_another_disk() {
    let (around, folder) = place();
    drop(create(&folder, Some(MINE)).expect("makes it"));
    let link = around.path().join("link");
    symlink(folder.path(), &link).expect("links");

    open_all(&Folder::at(&link)).expect("opens");
}

#[test]
fn a_huge_file_is_named_and_not_read() {
    let (around, folder) = place();
    drop(create(&folder, Some(MINE)).expect("makes it"));
    let aside = around.path().join("aside");
    let read_whole = FILES.iter().filter(|name| **name != "lock");

    for name in read_whole {
        let path = folder.file(name);
        fs::rename(&path, &aside).expect("moves");
        let huge = fs::File::create(&path).expect("makes it");
        // No byte of it is on the disk.
        huge.set_len(8 << 30).expect("grows");

        let outcome = open_all(&folder);

        let fits = match &outcome {
            Err(ProfileError::File(FileError::TooLarge(named))) => named == name,
            Err(ProfileError::Store(StoreError::Damaged)) => *name == "shared.db",
            _ => false,
        };
        assert!(fits, "{name}: {outcome:?}");
        put_back(&path, &aside);
    }
    open_all(&folder).expect("opens again");
}

#[test]
fn f38_a_file_that_is_missing_or_of_another_journal_is_said() {
    let (around, folder) = place();
    drop(create(&folder, Some(MINE)).expect("makes it"));
    let (_elsewhere, other) = place();
    // Another person who chose the same words.
    let mut bytes = crate::kit::Seeded::new(77);
    let (opens, mine) = (typed(OPENS), typed(MINE));
    let beginning = candor_core::profile::Beginning {
        name: "Ben",
        passphrase: &opens,
        own_passphrase: Some(&mine),
        work_factor: 10,
        port: 40_002,
    };
    drop(Profile::create(&other, &mut bytes, &beginning).expect("makes it"));
    let aside = around.path().join("aside");

    for name in FILES.iter().skip(2) {
        let path = folder.file(name);
        fs::rename(&path, &aside).expect("moves");
        let missing = open_all(&folder);
        let named = match &missing {
            Err(ProfileError::File(FileError::Missing(named))) => named == name,
            _ => false,
        };
        assert!(named, "{name}: {missing:?}");

        fs::copy(other.file(name), &path).expect("copies");
        let strange = open_all(&folder);
        match *name {
            // It holds records and rows, each with its own seal and tags: none of
            // them is believed here, and the file itself is a journal's.
            "shared.db" => assert!(strange.is_ok(), "{strange:?}"),
            "own.000" | "own.draft" => assert!(
                matches!(strange, Err(ProfileError::Store(StoreError::Damaged))),
                "{name}: {strange:?}"
            ),
            _ => assert!(
                matches!(strange, Err(ProfileError::Keyring(KeyringError::Damaged))),
                "{name}: {strange:?}"
            ),
        }
        put_back(&path, &aside);
    }
    open_all(&folder).expect("opens again");
}

#[test]
fn rights_that_others_had_are_taken_when_the_journal_is_opened() {
    let (_around, folder) = place();
    drop(create(&folder, Some(MINE)).expect("makes it"));
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("sets");
    };
    let mode = |path: &Path| fs::metadata(path).expect("reads").permissions().mode() & 0o777;
    for name in FILES {
        set(&folder.file(name), 0o664);
    }
    fs::write(folder.file("letter.txt"), "mine").expect("writes");
    set(&folder.file("letter.txt"), 0o644);
    set(folder.path(), 0o755);

    open_all(&folder).expect("opens");

    assert_eq!(mode(folder.path()), 0o700);
    for name in FILES {
        assert_eq!(mode(&folder.file(name)), 0o600, "{name}");
    }
    let letter = mode(&folder.file("letter.txt"));
    assert_eq!(letter, 0o644, "what is not Candor's stays as it is");
}

#[test]
fn f05_a_beginning_that_fails_leaves_the_folder_as_it_was() {
    let (around, folder) = place();
    let way = folder.file("own-keyring.age.new");
    fs::create_dir_all(&way).expect("makes it");

    let failed = create(&folder, None).map(drop);

    assert!(matches!(
        failed,
        Err(ProfileError::Store(StoreError::NotAFile(_)))
    ));
    assert_eq!(folder.names().expect("reads"), ["own-keyring.age.new"]);
    fs::remove_dir(&way).expect("removes");
    drop(create(&folder, Some(MINE)).expect("makes it"));
    open_all(&folder).expect("opens");

    let file = around.path().join("file");
    fs::write(&file, "mine").expect("writes");
    let below = Folder::at(file.join("a/b"));
    let failed = create(&below, None).map(drop);
    assert!(
        matches!(
            &failed,
            Err(ProfileError::Store(StoreError::NoPlace(path, NoPlace::NotAFolder))) if *path == file
        ),
        "{failed:?}"
    );
    let long = "a".repeat(300);
    let deep = Folder::at(around.path().join("new").join(&long));
    let flat = Folder::at(around.path().join(&long));
    for outcome in [
        create(&deep, None).map(drop),
        create(&flat, None).map(drop),
        Profile::open(&flat, &typed(OPENS)).map(drop),
    ] {
        assert!(
            matches!(
                outcome,
                Err(ProfileError::Store(StoreError::NoPlace(
                    _,
                    NoPlace::TooLong
                )))
            ),
            "{outcome:?}"
        );
    }
    assert!(!around.path().join("new").exists(), "nothing was made");
}
