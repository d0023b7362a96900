//! Programs that are killed in the middle, and started again.

use std::io::{BufRead, BufReader};
use std::process::Child;

use crate::program::*;

/// How many entries are on their way. `CANDOR_KILL_ENTRIES` sets another
/// number; a release is tried with 20,000 and more.
fn entries() -> usize {
    std::env::var("CANDOR_KILL_ENTRIES")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(3_000)
}

/// Waits until some records have become durable in this run of the program.
fn wait_for_progress(child: &mut Child) {
    let err = child.stderr.take().expect("it is piped");
    let mut lines = BufReader::new(err).lines();
    let _progress = lines
        .by_ref()
        .map_while(Result::ok)
        .find(|line| line.contains(" of "));
    std::thread::spawn(move || lines.count());
}

#[test]
fn f01_killed_ten_times_in_the_middle_nothing_is_lost_and_both_end_equal() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let many = entries();
    let lines = |who: &str| {
        (0..many / 2)
            .map(|number| format!("{who} wrote line {number}, and some words about the day.\n"))
            .collect::<String>()
    };
    let hers = ada.done(&["write", "note", "--lines"], &lines("Ada"));
    let his = ben.done(&["write", "note", "--lines"], &lines("Ben"));
    let args = ["sync", "--once", "--level", "computer"];

    for round in 0..10 {
        let mut one = ada.command(&args).spawn().expect("starts");
        let mut other = ben.command(&args).spawn().expect("starts");
        let (victim, survivor) = if round % 2 == 0 {
            (&mut one, &mut other)
        } else {
            (&mut other, &mut one)
        };
        wait_for_progress(victim);
        victim.kill().expect("is killed");
        victim.wait().expect("is gone");
        survivor.kill().expect("is killed too");
        survivor.wait().expect("is gone");
    }
    meet(&ada, &ben);

    let list = ada.list();
    assert_eq!(list, ben.list());
    let ids = hers.lines().chain(his.lines()).count();
    assert_eq!(ids, many / 2 * 2);
    let said = list.matches(" wrote line ").count();
    assert_eq!(said, ids, "nothing is said twice");
    let lost = ["Ada", "Ben"]
        .into_iter()
        .flat_map(|who| (0..many / 2).map(move |number| format!("{who} wrote line {number},")));
    let lost = lost.filter(|text| !list.contains(text)).count();
    assert_eq!(lost, 0, "entries are lost");
    for side in [&ada, &ben] {
        assert_eq!(side.done(&["check"], "").trim(), "Every record holds.");
    }
}

#[test]
fn f21_killed_while_the_words_are_compared_leaves_nothing_that_hinders() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = (
        Person::new(base.path(), "Ada"),
        Person::new(base.path(), "Ben"),
    );
    let path = base
        .path()
        .join("invitation")
        .to_string_lossy()
        .into_owned();
    let mut inviting = ada
        .command(&["invite", "--out", &path, "--level", "computer"])
        .spawn()
        .expect("starts");
    wait_for_words(&mut inviting, "The invitation is written");
    let mut joining = ben
        .command(&["join", &path, "--level", "computer", "--words-match"])
        .spawn()
        .expect("starts");
    line_of(&mut inviting, "words: ");
    line_of(&mut joining, "words: ");

    inviting.kill().expect("is killed");
    inviting.wait().expect("is gone");
    let ended = joining.wait().expect("ends by itself");

    assert!(!ended.success());
    pair(base.path(), &ada, &ben);
    ada.write("note", "It stands now.");
    meet(&ada, &ben);
    assert_eq!(ada.list(), ben.list());
}
