//! Files that a later program has written: each reader says so, none of them calls it
//! damage, and nothing is changed.

use std::fs;

use candor_core::envelope::{Envelope, HEADER_BYTES, TAGS_BYTES, VERSION};
use candor_core::keyring::{KeyringError, Unlock};
use candor_core::profile::{Profile, ProfileError};
use candor_core::seal::{seal, seal_with_passphrase};
use candor_core::store::{FileError, Folder, OwnFiles, OwnStore, StoreError};
use rusqlite::Connection;

use crate::opens::{MINE, OPENS, create, place, typed};

type Files = Vec<(String, Vec<u8>)>;

/// All files of a folder, with what they hold.
fn files(folder: &Folder) -> Files {
    let names = folder.names().expect("reads");
    let read = |name: String| {
        let bytes = fs::read(folder.file(&name)).expect("reads");
        (name, bytes)
    };
    names.into_iter().map(read).collect()
}

fn is_unchanged(folder: &Folder, before: &Files) {
    for (name, bytes) in before {
        let now = fs::read(folder.file(name)).expect("reads");
        assert!(now == *bytes, "{name} was changed");
    }
}

/// Puts a keyring of these lines in the place of the one that was there.
fn put(folder: &Folder, [name, unlock]: [&str; 2], passphrase: &str, lines: &str) {
    let unlock = fs::read(folder.file(unlock)).expect("reads");
    let unlock = Unlock::open(&unlock, &typed(passphrase)).expect("opens");
    let file = seal(&[unlock.recipient()], lines.as_bytes());
    fs::write(folder.file(name), file).expect("writes");
}

#[test]
fn a_database_of_a_later_program_is_no_damaged_one() {
    let (_around, folder) = place();
    drop(create(&folder, None).expect("makes it"));
    let connection = Connection::open(folder.file("shared.db")).expect("opens");
    connection
        .execute_batch("PRAGMA user_version = 2; CREATE TABLE letters (words TEXT);")
        .expect("takes it");
    drop(connection);
    let before = files(&folder);

    let profile = Profile::open(&folder, &typed(OPENS)).expect("opens");
    let store = profile.shared_store().map(drop);
    drop(profile);

    assert!(
        matches!(store, Err(ProfileError::Store(StoreError::Newer))),
        "{store:?}"
    );
    is_unchanged(&folder, &before);
}

#[test]
fn a_keyring_of_a_later_program_is_no_damaged_one() {
    let (_around, folder) = place();
    drop(create(&folder, Some(MINE)).expect("makes it"));
    let shared = ["keyring.age", "unlock.age"];
    let own = ["own-keyring.age", "own-unlock.age"];

    put(&folder, own, MINE, "# Candor own keyring 2\n# other 7\n");
    let before = files(&folder);
    let mut profile = Profile::open(&folder, &typed(OPENS)).expect("opens");
    let opened = profile.open_own(&typed(MINE)).map(drop);
    drop(profile);
    assert!(
        matches!(opened, Err(ProfileError::Keyring(KeyringError::Newer))),
        "{opened:?}"
    );
    is_unchanged(&folder, &before);

    put(&folder, shared, OPENS, "# Candor keyring 12\n# other 7\n");
    let before = files(&folder);
    let opened = Profile::open(&folder, &typed(OPENS)).map(drop);
    assert!(
        matches!(opened, Err(ProfileError::Keyring(KeyringError::Newer))),
        "{opened:?}"
    );
    is_unchanged(&folder, &before);

    for head in [
        "# Candor keyring 0",
        "# Candor keyring 1x",
        "# Candor keyring",
        "# Other keyring 2",
    ] {
        put(&folder, shared, OPENS, &format!("{head}\n# other 7\n"));
        let opened = Profile::open(&folder, &typed(OPENS)).map(drop);
        assert!(
            matches!(opened, Err(ProfileError::Keyring(KeyringError::Damaged))),
            "{head}: {opened:?}"
        );
    }
}

#[test]
fn an_unlock_file_with_another_kind_of_key_is_no_damaged_one() {
    let passphrase = typed("short");
    let opened = |line: &str| {
        let file = seal_with_passphrase(&passphrase, 10, line.as_bytes());
        Unlock::open(&file, &passphrase).map(drop)
    };

    let later = opened("AGE-SECRET-KEY-PQ-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGP\n");
    assert!(matches!(later, Err(KeyringError::Newer)), "{later:?}");
    let ours = opened("AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGP\n");
    assert!(matches!(ours, Err(KeyringError::Damaged)), "{ours:?}");
}

#[test]
fn a_segment_with_a_record_of_a_later_program_is_no_damaged_one() {
    let (_around, folder) = place();
    let mut profile = create(&folder, Some(MINE)).expect("makes it");
    let keyring = profile.open_own(&typed(MINE)).expect("opens");
    let identity = keyring.segment_identity();
    let open = || OwnStore::open(&folder, &identity, |_| None).map(drop);
    let with_version = |version: u8| {
        let mut record = vec![0; HEADER_BYTES + TAGS_BYTES + 1];
        record[0] = version;
        let record = Envelope::parse(&record).expect("is laid out so");
        let (mut files, _) = OwnFiles::open(&folder, &identity).expect("opens");
        files
            .write(&identity.recipient(), 0, &[&record])
            .expect("writes");
    };

    assert!(open().is_ok());
    with_version(VERSION);
    let damaged = open();
    assert!(
        matches!(damaged, Err(FileError::Store(StoreError::Damaged))),
        "{damaged:?}"
    );

    with_version(VERSION + 1);
    let before = files(&folder);
    let later = open();
    assert!(
        matches!(later, Err(FileError::Store(StoreError::Newer))),
        "{later:?}"
    );
    is_unchanged(&folder, &before);
}
