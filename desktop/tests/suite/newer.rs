//! A journal that a newer Candor has used is called so, and no damaged one.

use crate::program::*;

/// Where SQLite keeps the number of the schema, big-endian, in the head of the file.
const VERSION_AT: usize = 60;

#[test]
fn a_journal_of_a_newer_candor_is_named_so_and_left_as_it_is() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let path = ada.folder.join("shared.db");
    let mut database = std::fs::read(&path).expect("reads");
    let version = &mut database[VERSION_AT..VERSION_AT + 4];
    assert_eq!(version, [0, 0, 0, 1]);
    version[3] = 2;
    std::fs::write(&path, &database).expect("writes");

    for args in [&["list"][..], &["check"], &["write", "note"]] {
        let output = ada.run(args, "words");
        assert!(!output.status.success(), "{args:?}");
        let said = said(&output);
        assert!(said.contains("newer Candor"), "{args:?}: {said}");
        assert!(!said.contains("damaged"), "{args:?}: {said}");
    }
    assert!(std::fs::read(&path).expect("reads") == database);
}
