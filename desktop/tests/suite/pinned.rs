//! What the command line answers in JSON, kept: a week of two people, and every answer
//! that a program may build on. What changes here changes for those programs.
//!
//! Names that chance gives (entries, versions, devices, logs) are numbered in the order
//! in which they come. `UPDATE_PINNED=1` writes the answers as they are now.

use std::collections::HashMap;
use std::path::Path;

use crate::practices::{naming, said};
use crate::program::*;

/// The shortest name that chance gives, in hexadecimal digits.
const NAME_DIGITS: usize = 8;

/// Numbers what chance has named.
#[derive(Default)]
struct Names(HashMap<String, usize>);

impl Names {
    fn plain(&mut self, json: &str) -> String {
        let mut out = String::with_capacity(json.len());
        let mut word = String::new();
        for letter in json.chars().chain(['\n']) {
            if letter.is_alphanumeric() {
                word.push(letter);
                continue;
            }
            out.push_str(&self.word(&word));
            word.clear();
            out.push(letter);
        }
        out.pop();
        out
    }

    fn word(&mut self, word: &str) -> String {
        let hex = |letter: char| letter.is_ascii_digit() || ('a'..='f').contains(&letter);
        let is_name = word.len() >= NAME_DIGITS && word.chars().all(hex);
        if !is_name {
            return word.to_owned();
        }
        let next = self.0.len() + 1;
        format!("<{}>", self.0.entry(word.to_owned()).or_insert(next))
    }
}

/// Everything that is answered in a week.
struct Week<'a> {
    ada: &'a Person,
    ben: &'a Person,
    names: Names,
    answers: String,
}

impl Week<'_> {
    fn answer(&mut self, person: &Person, who: &str, args: &[&str], own: bool) {
        let args = [args, &["--json"]].concat();
        let said = match own {
            true => {
                let output = person.run_own(&args, "");
                assert_ok(&output);
                String::from_utf8(output.stdout).expect("text")
            }
            false => person.done(&args, ""),
        };
        let value: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let lines = serde_json::to_string_pretty(&value).expect("JSON");
        let asked = self.names.plain(&args.join(" "));
        let answer = self.names.plain(&lines);
        self.answers
            .push_str(&format!("\n{who}$ candor {asked}\n{answer}\n"));
    }

    /// What both are told on a day, of what there is and of these entries.
    fn day(&mut self, day: &str, entries: &[&str]) {
        for _ in 0..2 {
            meet(self.ada, self.ben);
        }
        self.answers.push_str(&format!("\n== {day} ==\n"));
        for (person, who) in [(self.ada, "Ada"), (self.ben, "Ben")] {
            for list in [
                &["list"][..],
                &["today"],
                &["between"],
                &["questions"],
                &["agreements"],
                &["promises"],
            ] {
                self.answer(person, who, list, false);
            }
            for entry in entries {
                self.answer(person, who, &["show", entry], false);
            }
        }
    }
}

#[test]
fn every_answer_in_json_of_a_week_is_as_it_was() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = (
        &Person::new(base.path(), "Ada"),
        &Person::new(base.path(), "Ben"),
    );
    let on = |day: &str| {
        ada.on(day);
        ben.on(day);
    };
    on("2026-06-01");
    pair(base.path(), ada, ben);
    let mut week = Week {
        ada,
        ben,
        names: Names::default(),
        answers: String::new(),
    };
    let told = said(
        ben,
        &["write", "disclosure", "--field", "cover=about money"],
        "In March I lied about the money.",
    );
    meet(ada, ben);
    let question = said(ada, &["reply", &told, "question"], "How much is left?");
    week.day("2026-06-01", &[&told, &question]);

    on("2026-06-02");
    let layer = ["--field", "context=Two thousand went to my brother."];
    let answer = [&["reply", &question, "answer"][..], &layer].concat();
    let answer = said(ben, &answer, "Nothing.");
    meet(ada, ben);
    let landed = said(ada, &["write", "impact"], "The first thing in me was fear.");
    let later = [
        "later",
        &landed,
        "--word",
        "not-ready",
        "--until",
        "2026-06-04",
    ];
    meet(ada, ben);
    said(ben, &later, "");
    week.day("2026-06-02", &[&question, &answer, &landed]);

    on("2026-06-03");
    let letter = ["seal", "letter"];
    let hers = said(ada, &letter, "What I could not say.");
    meet(ada, ben);
    week.day("2026-06-03", &[&hers]);
    let his = ["seal", "letter", "--pair", &hers];
    said(ben, &his, "What I should have said.");
    meet(ada, ben);
    said(
        ben,
        &["reply", &landed, "mirror"],
        "You were afraid at once.",
    );
    week.day("2026-06-03, in the evening", &[&hers, &landed]);

    on("2026-06-05");
    let propose = [
        "propose",
        "agreement",
        "--field",
        "binds=both",
        "--field",
        "review=2026-06-07",
        "--field",
        "title=Money",
    ];
    let money = said(
        ada,
        &propose,
        "Whoever spends more than fifty says so first.",
    );
    meet(ada, ben);
    let other = "Whoever spends more than a hundred says so first.";
    let other = said(ben, &["counter", &money], other);
    meet(ada, ben);
    naming(ada, "assent", &other);
    let promise = [
        "write",
        "promise",
        "--field",
        "to=you",
        "--field",
        "due=2026-06-06",
    ];
    meet(ada, ben);
    let promise = said(ben, &promise, "I call my brother.");
    week.day("2026-06-05", &[&money, &other, &promise]);

    on("2026-06-07");
    let report = ["report", &promise, "--field", "word=kept"];
    said(ben, &report, "He will pay it back.");
    meet(ada, ben);
    let thanks = said(ada, &["write", "appreciation"], "You called him.");
    said(
        ada,
        &["edit", &thanks],
        "You called him, although it was hard.",
    );
    meet(ada, ben);
    let note = said(ben, &["write", "note"], "A line too much.");
    meet(ada, ben);
    said(ben, &["withdraw", &note], "");
    meet(ada, ben);
    said(ben, &["remove", &told], "");
    week.day("2026-06-07", &[&promise, &thanks, &told]);
    let span = ["look-back", "--from", "2026-06-01", "--to", "2026-06-07"];
    let own = ada.own.to_string_lossy().into_owned();
    let set = ["passphrase", "--own", "--new-passphrase-file", &own];
    ada.done(&set, "");
    let page = ada.run_own(&["own", "write"], "Under the anger there is fear.");
    assert_ok(&page);
    for (person, who) in [(ada, "Ada"), (ben, "Ben")] {
        week.answer(person, who, &span, false);
        week.answer(person, who, &["search", "brother"], false);
        week.answer(person, who, &["devices"], false);
        week.answer(person, who, &["check"], false);
    }
    week.answer(ada, "Ada", &["own", "list"], true);

    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/pinned/week.txt");
    if std::env::var_os("UPDATE_PINNED").is_some() {
        std::fs::create_dir_all(kept.parent().expect("a folder")).expect("is made");
        std::fs::write(&kept, &week.answers).expect("is kept");
    }
    let before = std::fs::read_to_string(&kept).expect("what was answered before is kept");
    let mut lines = before.lines().zip(week.answers.lines()).enumerate();
    let differs = lines.find(|(_, (before, now))| before != now);
    if let Some((number, (before, now))) = differs {
        panic!("line {}: {before:?} became {now:?}", number + 1);
    }
    assert_eq!(before.lines().count(), week.answers.lines().count());
}
