//! Which day it is where a time zone is set for the program.

use std::io::Write;
use std::path::Path;

use crate::program::{Person, assert_ok, paired};

/// The day that a note says which is written now, in this time zone.
fn day_in(person: &Person, zone: &str) -> String {
    let mut writing = person
        .command(&["write", "note"])
        .env("TZ", zone)
        .spawn()
        .expect("starts");
    let mut words = writing.stdin.take().expect("it is piped");
    words.write_all(b"A walk.").expect("it reads");
    drop(words);
    let output = writing.wait_with_output().expect("ends");
    assert_ok(&output);

    let id = String::from_utf8(output.stdout).expect("it prints UTF-8");
    let list: serde_json::Value = serde_json::from_str(&person.list()).expect("JSON");
    let mut entries = list.as_array().expect("a list").iter();
    let note = entries.find(|entry| entry["id"] == id.trim());
    let day = note.expect("it is there")["written"].as_str();
    day.expect("a day").to_owned()
}

/// Between the two of these there are 25 hours: they never have the same day.
#[test]
fn the_day_is_that_of_the_time_zone_that_is_set_by_rule_or_by_name() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, _ben) = paired(base.path());

    assert!(day_in(&ada, "<+14>-14") > day_in(&ada, "<-11>11"));

    let named = "Pacific/Kiritimati";
    let known = Path::new("/usr/share/zoneinfo").join(named).exists();
    if !known && std::env::var_os("CI").is_none() {
        eprintln!("skipped: this system has no names of time zones");
        return;
    }
    assert!(day_in(&ada, named) > day_in(&ada, "Pacific/Pago_Pago"));
}
