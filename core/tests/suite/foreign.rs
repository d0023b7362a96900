//! A `shared.db` that holds something else than a journal.

use std::path::Path;

use candor_core::profile::{Profile, ProfileError};
use candor_core::store::{Batch, LocalKind, SqliteStore, Store, StoreError};
use rusqlite::Connection;

use crate::opens::{OPENS, create, place, typed};

/// A journal file into which somebody wrote this.
fn journal_with(path: &Path, sql: &str) {
    let mut store = SqliteStore::create(path).expect("makes it");
    let batch = Batch {
        put: vec![((LocalKind::Peer, b"key".to_vec()), b"value".to_vec())],
        ..Batch::default()
    };
    store.commit(&batch).expect("writes");
    drop(store);
    let connection = Connection::open(path).expect("opens");
    connection.execute_batch(sql).expect("takes it");
}

#[test]
fn a_database_with_anything_that_is_not_candors_is_not_opened_or_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = [
        ("table", "CREATE TABLE letters (words TEXT);"),
        ("view", "CREATE VIEW letters AS SELECT key FROM local;"),
        ("index", "CREATE INDEX of_value ON local (value);"),
        (
            "trigger",
            "CREATE TRIGGER copies AFTER INSERT ON local
             BEGIN DELETE FROM record; DELETE FROM local; END;",
        ),
    ];
    for (what, sql) in cases {
        let path = folder.path().join(format!("{what}.db"));
        journal_with(&path, sql);
        let before = std::fs::read(&path).expect("reads");

        let opened = SqliteStore::open(&path).map(drop);

        assert!(
            matches!(opened, Err(StoreError::Foreign(named)) if named == what),
            "{what}: {opened:?}"
        );
        assert_eq!(std::fs::read(&path).expect("reads"), before, "{what}");
    }
}

#[test]
fn tables_that_are_not_as_candor_makes_them_are_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = [
        "DROP INDEX local_key;",
        "DROP TABLE local;",
        "DROP TABLE local; CREATE TABLE local (
            id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key BLOB NOT NULL,
            value BLOB NOT NULL DEFAULT (randomblob(9)));
         CREATE UNIQUE INDEX local_key ON local (kind, key);",
        "PRAGMA user_version = 0;",
        "PRAGMA application_id = 7;",
    ];
    for (number, sql) in cases.into_iter().enumerate() {
        let path = folder.path().join(format!("{number}.db"));
        journal_with(&path, sql);

        let opened = SqliteStore::open(&path).map(drop);

        assert!(
            matches!(opened, Err(StoreError::Damaged)),
            "{sql}: {opened:?}"
        );
    }
}

#[test]
fn a_value_of_another_type_is_damage_and_no_fault_of_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shared.db");
    journal_with(&path, "UPDATE local SET value = 'words';");

    let store = SqliteStore::open(&path).expect("the tables are right");
    let read = store.local(LocalKind::Peer, b"key");

    assert!(matches!(read, Err(StoreError::Damaged)), "{read:?}");
}

#[test]
fn spaces_in_a_schema_that_was_written_out_and_in_again_do_not_matter() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shared.db");
    journal_with(
        &path,
        "DROP INDEX local_key; CREATE UNIQUE INDEX local_key  ON local
             (kind,  key);",
    );
    assert!(SqliteStore::open(&path).is_ok());
}

#[test]
fn a_journal_that_lost_its_unlock_file_is_not_taken_for_a_beginning() {
    let (_around, folder) = place();
    let profile = create(&folder, None).expect("makes it");
    let mut store = profile.shared_store().expect("opens");
    let batch = Batch {
        put: vec![((LocalKind::Outbox, b"key".to_vec()), b"value".to_vec())],
        ..Batch::default()
    };
    store.commit(&batch).expect("writes");
    drop((store, profile));
    folder.remove("unlock.age").expect("removes");

    let again = create(&folder, None).map(drop);

    assert!(
        matches!(again, Err(ProfileError::NotFree)),
        "{again:?}: it holds somebody's words"
    );
    let opened = Profile::open(&folder, &typed(OPENS)).map(drop);
    assert!(matches!(opened, Err(ProfileError::NoJournal)));
}
