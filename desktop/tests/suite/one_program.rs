//! One program alone: folders, passphrases, own pages, exit codes.

use crate::program::*;

#[test]
fn without_a_journal_a_passphrase_or_a_verb_it_says_what_to_do() {
    let base = tempfile::tempdir().expect("a folder");
    let nobody = Person::without_journal(base.path(), "Ada");

    let listed = nobody.run(&["list"], "");
    assert_eq!(listed.status.code(), Some(1));
    assert!(said(&listed).contains("holds no journal"));

    let odd = nobody.run(&["dance"], "");
    assert_eq!(odd.status.code(), Some(2));
    let help = nobody.run(&["--help"], "");
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&help.stdout).contains("sync"));

    write_file(&nobody.folder, "a file where a folder should be");
    let refused = nobody.run(&["init", "--name", "Ada", "--work-factor", "10"], "");
    assert_eq!(refused.status.code(), Some(1));
}

#[test]
fn a_folder_with_other_things_in_it_is_left_alone() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::without_journal(base.path(), "Ada");
    std::fs::create_dir(&ada.folder).expect("makes");
    write_file(&ada.folder.join("letters.txt"), "mine");

    let refused = ada.run(&["init", "--name", "Ada", "--work-factor", "10"], "");

    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("not empty"));
    let left: Vec<_> = std::fs::read_dir(&ada.folder).expect("reads").collect();
    assert_eq!(left.len(), 1);
}

#[test]
fn a_wrong_passphrase_changes_nothing() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    write_file(&ada.passphrase, "another one\n");

    let refused = ada.run(&["list"], "");

    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("does not open this"));
    write_file(&ada.passphrase, PASSPHRASE);
    assert_eq!(ada.list(), "[]\n");
}

#[test]
fn the_passphrase_can_be_changed_and_must_differ_from_the_own_one() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let own = ada.own.to_string_lossy().into_owned();
    let first = ada.passphrase.to_string_lossy().into_owned();
    ada.done(&["passphrase", "--own", "--new-passphrase-file", &own], "");

    let again = ada.run(&["passphrase", "--own", "--new-passphrase-file", &own], "");
    assert!(said(&again).contains("set already"));
    let same = ada.run(&["passphrase", "--new-passphrase-file", &own], "");
    assert!(said(&same).contains("are the same"));
    let same = ada.run_own(
        &["passphrase", "--own", "--new-passphrase-file", &first],
        "",
    );
    assert!(said(&same).contains("are the same"));

    let new = base.path().join("new.pass");
    write_file(&new, "a new one for the door\n");
    ada.done(
        &[
            "passphrase",
            "--new-passphrase-file",
            &new.to_string_lossy(),
        ],
        "",
    );
    assert_eq!(ada.run(&["list"], "").status.code(), Some(1));
    write_file(&ada.passphrase, "a new one for the door\n");
    assert_eq!(ada.list(), "[]\n");
}

#[test]
fn own_pages_are_written_changed_found_and_deleted_behind_their_own_passphrase() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let own = ada.own.to_string_lossy().into_owned();
    assert_eq!(ada.run_own(&["own", "list"], "").status.code(), Some(1));
    ada.done(&["passphrase", "--own", "--new-passphrase-file", &own], "");

    let page = ada.run_own(&["own", "write"], "Under the anger there is fear.");
    assert_ok(&page);
    let id = String::from_utf8_lossy(&page.stdout).trim().to_owned();
    let other = ada.run_own(&["own", "write"], "A page about elderflower.");
    assert_ok(&other);
    assert_ok(&ada.run_own(&["own", "edit", &id], "Under the anger there is sadness."));

    let listed = ada.run_own(&["own", "list"], "");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.contains("sadness") && listed.contains("elderflower"));
    let found = ada.run_own(&["own", "search", "ANGER", "--json"], "");
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(found.contains(&id) && !found.contains("elderflower"));
    assert_eq!(ada.list(), "[]\n", "own pages show nowhere else");

    assert_ok(&ada.run_own(&["own", "delete", &id], ""));
    let left = ada.run_own(&["own", "list", "--json"], "");
    let left = String::from_utf8_lossy(&left.stdout).into_owned();
    assert!(!left.contains("sadness") && left.contains("elderflower"));
    let segment = std::fs::metadata(ada.folder.join("own.000")).expect("is there");
    assert_eq!(segment.len(), 8 * 1024 * 1024);

    let copy = base.path().join("copy").to_string_lossy().into_owned();
    assert_ok(&ada.run_own(&["export", &copy, "--own"], ""));
    let own = std::fs::read_to_string(base.path().join("copy/own.json")).expect("reads");
    assert!(own.contains("elderflower"));
}

#[test]
fn s21_a_used_and_an_unused_folder_have_the_same_own_files_and_times() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = (
        Person::new(base.path(), "Ada"),
        Person::new(base.path(), "Ben"),
    );
    let own = ada.own.to_string_lossy().into_owned();
    ada.done(&["passphrase", "--own", "--new-passphrase-file", &own], "");
    assert_ok(&ada.run_own(&["own", "write"], "Only for me."));
    ben.list();

    let files = |person: &Person| {
        let mut files: Vec<_> = std::fs::read_dir(&person.folder)
            .expect("reads")
            .map(|entry| {
                let entry = entry.expect("reads");
                let name = entry.file_name().into_string().expect("plain");
                let length = entry.metadata().expect("reads").len();
                // age's header varies in length by chance, in key files too.
                let fixed = name.starts_with("own.");
                (name, fixed.then_some(length))
            })
            .collect();
        files.sort();
        files
    };
    assert_eq!(files(&ada), files(&ben));
    for person in [&ada, &ben] {
        let time = |name: &str| {
            std::fs::metadata(person.folder.join(name))
                .and_then(|file| file.modified())
                .expect("reads")
        };
        for name in ["own.000", "own.draft", "own-keyring.age", "own-unlock.age"] {
            assert_eq!(time(name), time("shared.db"), "{name}");
        }
    }
}

#[test]
fn kinds_and_fields_that_do_not_fit_are_named() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, _ben) = paired(base.path());
    let refused = |args: &[&str], text: &str, part: &str| {
        let output = ada.run(args, text);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(said(&output).contains(part), "{args:?}: {}", said(&output));
    };
    refused(&["write", "poem"], "words", "no kind of entry");
    refused(&["write", "answer"], "words", "only answer");
    refused(
        &["write", "note", "--field", "mood=fine"],
        "words",
        "no field",
    );
    refused(
        &["write", "note", "--field", "wish=gold"],
        "words",
        "does not take this value",
    );
    refused(&["write", "note"], "  \n", "no text");
    refused(
        &["write", "note"],
        &"x".repeat(200 * 1024 + 1),
        "longer than 200 KiB",
    );
    refused(&["show", "ffff"], "", "no entry with this id");
    let odd = ada.run(&["write", "note", "--field", "wish"], "words");
    assert_eq!(odd.status.code(), Some(2));
    assert_eq!(ada.list(), "[]\n");
    let ids = ada.done(&["write", "note", "--lines"], "one\n\ntwo\nthree\n");
    assert_eq!(ids.lines().count(), 3);
    assert!(
        ada.done(&["templates", "--json"], "")
            .contains("\"disclosure\"")
    );
}

#[cfg(unix)]
#[test]
fn f06_a_folder_that_cannot_be_written_is_said_and_not_damaged() {
    use std::os::unix::fs::PermissionsExt as _;
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let gone = Person {
        folder: base.path().join("not there"),
        passphrase: ada.passphrase.clone(),
        own: ada.own.clone(),
        day: std::cell::RefCell::default(),
    };
    assert!(said(&gone.run(&["list"], "")).contains("holds no journal"));

    let before = std::fs::read(ada.folder.join("keyring.age")).expect("reads");
    std::fs::set_permissions(&ada.folder, std::fs::Permissions::from_mode(0o500)).expect("sets");
    let probe = std::fs::write(ada.folder.join("probe"), b"x");
    if probe.is_ok() {
        eprintln!("skipped: this user may write everywhere");
        std::fs::remove_file(ada.folder.join("probe")).expect("removes");
    } else {
        let refused = ada.run(&["passphrase", "--new-passphrase-file", "own"], "");
        assert_eq!(refused.status.code(), Some(1));
    }
    std::fs::set_permissions(&ada.folder, std::fs::Permissions::from_mode(0o700)).expect("sets");
    assert_eq!(
        std::fs::read(ada.folder.join("keyring.age")).expect("reads"),
        before
    );
    assert_eq!(ada.list(), "[]\n");
}
