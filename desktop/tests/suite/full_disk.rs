//! A disk on which nothing can be written any more, and then can be.
//!
//! What a process may write into files is limited to nothing: every write fails, and
//! what is there can be read, as on a full disk. The limit is of a whole process, so
//! these tests run in one of their own.

#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};
use std::time::Duration;

use candor_core::entry::ContentBuilder;
use candor_core::seal::Passphrase;
use candor_desktop::engine::{Clock, Command as Asked, Engine, Handle, Reply};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::program::*;

const ALONE: &str = "CANDOR_TEST_ALONE";

/// Whether this process is there for one test alone. If it is not, runs the test
/// of this name in one that is.
pub fn is_alone(name: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let program = std::env::current_exe().expect("it has a path");
    // A write beyond the limit is to be an error, and no signal that ends it.
    let ran = Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(program)
        .args(["--exact", name, "--nocapture"])
        .env(ALONE, "1")
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success() && out.contains("1 passed"),
        "{out}\n{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    false
}

/// From now on nothing can be written into a file, or everything again.
pub fn disk_is_full(full: bool) {
    let maximum = getrlimit(Resource::Fsize).maximum;
    let current = if full { Some(0) } else { maximum };
    setrlimit(Resource::Fsize, Rlimit { current, maximum }).expect("it can be set");
}

fn content(text: &str) -> ContentBuilder {
    ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    }
}

#[test]
fn f05_space_that_was_freed_is_used_without_a_restart() {
    if !is_alone("full_disk::f05_space_that_was_freed_is_used_without_a_restart") {
        return;
    }
    let base = tempfile::tempdir().expect("a folder");
    let (ada, _ben) = paired(base.path());
    let own = ada.own.to_string_lossy().into_owned();
    ada.done(&["passphrase", "--own", "--new-passphrase-file", &own], "");
    let opens = Passphrase::typed(PASSPHRASE);
    let engine = Engine::open(&ada.folder, &opens, Clock::system()).expect("opens");
    let handle = Handle::spawn(engine, |_| {});
    let passphrase = Passphrase::typed(OWN);
    handle.call(Asked::OpenOwn { passphrase }).expect("opens");
    let write = |text: &str| {
        handle.call(Asked::Write {
            kind: "note".to_owned(),
            thread: None,
            contents: vec![content(text)],
            hold: Duration::ZERO,
        })
    };
    let page = |text: &str| {
        handle.call(Asked::OwnWrite {
            kind: "reflection".to_owned(),
            content: content(text),
        })
    };
    let draft = |text: &str| {
        handle.call(Asked::KeepDraft {
            slot: "new note".to_owned(),
            content: Some(content(text)),
        })
    };
    let list = |command| match handle.call(command) {
        Ok(Reply::Entries(entries)) => entries.into_iter().map(|entry| entry.text).collect(),
        other => vec![format!("{other:?}")],
    };
    write("before").expect("writes");
    page("before, for me").expect("writes");

    disk_is_full(true);
    for _ in 0..3 {
        assert!(write("lost").is_err());
        assert!(page("lost, for me").is_err());
        assert!(draft("lost").is_err());
    }
    assert_eq!(list(Asked::List), ["before"], "what is here is read");
    assert_eq!(list(Asked::OwnList), ["before, for me"]);

    disk_is_full(false);
    write("after").expect("the space is used");
    page("after, for me").expect("the space is used");
    draft("begun").expect("the space is used");
    assert_eq!(list(Asked::List), ["before", "after"]);
    handle.close();

    let listed = ada.list();
    assert!(listed.contains("before") && listed.contains("after"));
    assert!(!listed.contains("lost"));
    let mine = ada.run_own(&["own", "list"], "");
    let mine = String::from_utf8_lossy(&mine.stdout).into_owned();
    assert!(mine.contains("before, for me") && mine.contains("after, for me"));
    assert!(!mine.contains("lost"));
    assert_eq!(ada.done(&["check"], "").trim(), "Every record holds.");
}

/// A program that may write files of so many blocks of 512 bytes.
fn limited(person: &Person, blocks: u32, args: &[&str]) -> std::process::Output {
    in_shell(person, &format!("trap '' XFSZ; ulimit -f {blocks}"), args)
}

/// A program that a shell starts after it did this.
pub fn in_shell(person: &Person, first: &str, args: &[&str]) -> std::process::Output {
    let command = person.command(args);
    Command::new("sh")
        .args(["-c", &format!("{first}; exec \"$0\" \"$@\"")])
        .arg(command.get_program())
        .args(command.get_args())
        .env_remove("CANDOR_DATA")
        .stdin(Stdio::null())
        .output()
        .expect("it runs")
}

#[test]
fn f05_a_full_disk_leaves_no_half_journal() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = Person::without_journal(base.path(), "Ada");
    let init = ["init", "--name", "Ada", "--work-factor", "10"];
    let count = || std::fs::read_dir(base.path()).expect("reads").count();
    let before = count();

    for blocks in [0, 50, 500, 2_000, 16_000] {
        ada.folder = base.path().join("new").join("journal");
        let failed = limited(&ada, blocks, &init);
        assert_eq!(failed.status.code(), Some(1), "{blocks}");
        assert!(said(&failed).contains("this was not saved"), "{blocks}");
        assert_eq!(count(), before, "nothing is left at {blocks}");

        ada.folder = base.path().join("empty");
        std::fs::create_dir(&ada.folder).expect("makes it");
        let failed = limited(&ada, blocks, &init);
        assert_eq!(failed.status.code(), Some(1), "{blocks}");
        std::fs::remove_dir(&ada.folder).expect("there is nothing in it");
    }
    assert_ok(&ada.run(&init, ""));
    assert_eq!(ada.list(), "[]\n");
}

#[test]
fn f05_a_full_disk_leaves_no_half_copy() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let own = ada.own.to_string_lossy().into_owned();
    ada.done(&["passphrase", "--own", "--new-passphrase-file", &own], "");
    let long = "Under the anger there is fear. ".repeat(1_000);
    assert_ok(&ada.run_own(&["own", "write"], &long));
    let dir = base.path().join("copy");
    let copy = dir.to_string_lossy().into_owned();
    let args = ["--own-passphrase-file", &own, "export", &copy, "--own"];
    let names = |path: &std::path::Path| {
        let entries = std::fs::read_dir(path).expect("reads");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("reads").file_name())
            .collect();
        names.sort();
        names
    };
    let before = names(base.path());

    // The first file fits, the second does not.
    for blocks in [0, 20] {
        let failed = limited(&ada, blocks, &args);
        assert_eq!(failed.status.code(), Some(1), "{}", said(&failed));
        assert!(!failed.stderr.is_empty());
        assert_eq!(names(base.path()), before, "{blocks}");
    }
    std::fs::create_dir(&dir).expect("makes it");
    let failed = limited(&ada, 20, &args);
    assert_eq!(failed.status.code(), Some(1), "{}", said(&failed));
    assert_eq!(names(&dir), [""; 0], "a folder that was empty stays so");

    // What a copy has left that was killed goes with the next one.
    let left = dir.join(".candor-part");
    std::fs::create_dir(&left).expect("makes it");
    write_file(&left.join("own.json"), "half of it");
    assert_ok(&ada.run_own(&["export", &copy, "--own"], ""));
    assert_eq!(names(&dir), ["own.json", "shared.json"]);
    let mine = std::fs::read_to_string(dir.join("own.json")).expect("reads");
    assert!(mine.contains("there is fear"));
    let again = ada.run_own(&["export", &copy], "");
    assert!(said(&again).contains("is not empty"));
    assert_eq!(
        std::fs::read_to_string(dir.join("own.json")).expect("reads"),
        mine
    );
}

#[test]
fn f05_a_message_that_cannot_be_written_is_no_panic() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::without_journal(base.path(), "Ada");

    let failed = in_shell(&ada, "exec 2>/dev/full", &["list"]);

    assert_eq!(failed.status.code(), Some(1));
}
