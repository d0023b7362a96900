//! Folders with odd names, folders that cannot be used, and who may look into them.

#![cfg(target_os = "linux")]

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::full_disk::in_shell;
use crate::program::*;

const INIT: [&str; 5] = ["init", "--name", "Ada", "--work-factor", "10"];
/// Somebody who may write nowhere.
const NOBODY: u32 = 65_534;

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("sets");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("reads").permissions().mode() & 0o7777
}

/// Runs the program as somebody for whom permissions hold: whoever runs the tests, or
/// nobody, if that is root.
fn run_where_rights_hold(base: &Path, args: &[&str], home: &Path) -> Output {
    let is_root = fs::metadata(base).expect("reads").uid() == 0;
    let program = PathBuf::from(env!("CARGO_BIN_EXE_candor"));
    let mut command = if is_root {
        // Where the program stands may be closed to nobody.
        set(base, 0o755);
        let reachable = base.join("program");
        if !reachable.exists() && fs::hard_link(&program, &reachable).is_err() {
            fs::copy(&program, &reachable).expect("copies");
        }
        let mut command = Command::new(reachable);
        command.uid(NOBODY).gid(NOBODY);
        command
    } else {
        Command::new(program)
    };
    command
        .args(args)
        .current_dir(base)
        .env_clear()
        .env("HOME", home)
        .stdin(Stdio::null())
        .output()
        .expect("it runs")
}

#[test]
fn f06_a_home_that_cannot_be_written_is_named() {
    let base = tempfile::tempdir().expect("a folder");
    let home = base.path().join("home");
    fs::create_dir(&home).expect("makes it");
    set(&home, 0o555);
    let pass = base.path().join("pass");
    write_file(&pass, "seven quiet lanterns");
    set(&pass, 0o644);
    let pass = pass.to_string_lossy().into_owned();
    let args: Vec<&str> = [&["--passphrase-file", &pass][..], &INIT].concat();

    let refused = run_where_rights_hold(base.path(), &args, &home);

    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    let named = format!("This account may not use {}.", home.display());
    assert!(said(&refused).contains(&named), "{}", said(&refused));
}

#[test]
fn f06_a_folder_that_cannot_be_looked_into_is_not_called_empty() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    set(&ada.passphrase, 0o644);
    let is_root = fs::metadata(base.path()).expect("reads").uid() == 0;
    // Root's folder is closed to nobody as it is.
    set(&ada.folder, if is_root { 0o700 } else { 0 });
    let (folder, pass) = (
        ada.folder.to_string_lossy().into_owned(),
        ada.passphrase.to_string_lossy().into_owned(),
    );
    let args = ["--data", &folder, "--passphrase-file", &pass, "list"];

    let refused = run_where_rights_hold(base.path(), &args, base.path());
    set(&ada.folder, 0o700);

    assert_eq!(refused.status.code(), Some(1));
    let named = format!("This account may not use {folder}.");
    assert!(said(&refused).contains(&named), "{}", said(&refused));
    assert_eq!(ada.list(), "[]\n");
}

#[test]
fn a_name_that_is_too_long_and_a_file_in_the_way_are_named() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = Person::without_journal(base.path(), "Ada");
    let file = base.path().join("letter.txt");
    write_file(&file, "mine");
    let cases = [
        (
            base.path().join("a".repeat(300)),
            "longer than the disk takes",
        ),
        (file.clone(), "letter.txt is not a folder"),
        (file.join("journal"), "letter.txt is not a folder"),
    ];
    for (folder, words) in cases {
        ada.folder = folder;
        for args in [&INIT[..], &["list"]] {
            let refused = ada.run(args, "");
            assert_eq!(refused.status.code(), Some(1), "{args:?}");
            assert!(said(&refused).contains(words), "{}", said(&refused));
        }
    }
    assert_eq!(fs::read(&file).expect("reads"), b"mine");
}

#[test]
fn a_home_mark_within_quotes_makes_no_folder_of_that_name() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::without_journal(base.path(), "Ada");
    let pass = ada.passphrase.to_string_lossy().into_owned();
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_candor"))
            .args(["--passphrase-file", &pass])
            .args(args)
            .current_dir(base.path())
            .env_remove("CANDOR_DATA")
            .stdin(Stdio::null())
            .output()
            .expect("it runs")
    };
    let before = fs::read_dir(base.path()).expect("reads").count();

    let quoted: [&[&str]; 4] = [
        &["--data", "~/journal", "init", "--name", "Ada"],
        &["--data", "~", "list"],
        &["--data", "journal", "export", "~/copy"],
        &["--data", "journal", "invite", "--out", "~/invitation"],
    ];
    for args in quoted {
        let refused = run(args);
        assert_eq!(refused.status.code(), Some(2), "{args:?}");
        assert!(said(&refused).contains("within quotes"), "{args:?}");
    }

    assert_eq!(fs::read_dir(base.path()).expect("reads").count(), before);
}

#[test]
fn a_path_that_is_not_utf8_is_taken_as_it_is_and_the_window_says_that_it_cannot() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = Person::without_journal(base.path(), "Ada");
    ada.folder = base.path().join(OsString::from_vec(b"d\xedario".to_vec()));
    assert_ok(&ada.run(&INIT, ""));
    assert_eq!(ada.list(), "[]\n");
    let before = fs::read_dir(base.path()).expect("reads").count();

    let mut window = ada.command(&[]);
    let refused = window.env("DISPLAY", ":none").output().expect("it runs");

    assert_eq!(refused.status.code(), Some(2));
    assert!(
        said(&refused).contains("is not UTF-8"),
        "{}",
        said(&refused)
    );
    assert_eq!(fs::read_dir(base.path()).expect("reads").count(), before);
}

#[test]
fn folders_and_files_are_for_their_person_alone_whatever_the_umask() {
    for umask in ["0000", "0022", "0277", "0777"] {
        let base = tempfile::tempdir().expect("a folder");
        let mut ada = Person::without_journal(base.path(), "Ada");
        ada.folder = base.path().join("deep").join("journal");
        let first = format!("umask {umask}");
        let copy = base.path().join("new").join("copy");
        let copied = copy.to_string_lossy().into_owned();

        assert_ok(&in_shell(&ada, &first, &INIT));
        assert_ok(&in_shell(&ada, &first, &["export", &copied]));

        let mut folders = vec![base.path().join("deep"), base.path().join("new")];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            assert_eq!(mode(&folder), 0o700, "{umask}: {}", folder.display());
            for entry in fs::read_dir(&folder).expect("reads") {
                let path = entry.expect("reads").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    assert_eq!(mode(&path), 0o600, "{umask}: {}", path.display());
                    files += 1;
                }
            }
        }
        assert_eq!(files, 9, "eight of the journal and one of the copy");
        assert_eq!(ada.list(), "[]\n");
    }
}

#[test]
fn a_copy_into_an_empty_folder_takes_the_rights_of_others() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let dir = base.path().join("copy");
    fs::create_dir(&dir).expect("makes it");
    set(&dir, 0o755);

    ada.done(&["export", &dir.to_string_lossy()], "");

    assert_eq!(mode(&dir), 0o700);
    assert_eq!(mode(&dir.join("shared.json")), 0o600);
}

#[test]
fn an_invitation_is_written_into_a_file_and_nothing_else() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let pipe = base.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo is there").success());
    let pipe = pipe.to_string_lossy().into_owned();

    let refused = ada.run(&["invite", "--out", &pipe, "--level", "computer"], "");

    assert_eq!(refused.status.code(), Some(1));
    assert!(
        said(&refused).contains("not a plain file"),
        "{}",
        said(&refused)
    );
}

#[test]
fn the_other_persons_database_or_another_couples_is_read_without_harm() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    ada.write("note", "From Ada.");
    ben.write("note", "From Ben.");
    meet(&ada, &ben);
    let elsewhere = base.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("makes it");
    let stranger = Person::new(&elsewhere, "Ben");
    let mine = fs::read(ada.folder.join("shared.db")).expect("reads");

    fs::copy(ben.folder.join("shared.db"), ada.folder.join("shared.db")).expect("copies");
    let list = ada.list();
    assert!(list.contains("From Ada.") && list.contains("From Ben."));
    ada.write("note", "And on.");
    fs::copy(
        stranger.folder.join("shared.db"),
        ada.folder.join("shared.db"),
    )
    .expect("copies");
    assert_eq!(ada.list(), "[]\n");

    fs::write(ada.folder.join("shared.db"), mine).expect("writes");
    assert!(ada.list().contains("From Ben."));
}
