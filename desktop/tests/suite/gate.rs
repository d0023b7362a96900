//! The gate before a question on the command line: at a terminal, and in a pipe.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use candor_core::entry::ContentBuilder;
use candor_core::seal::Passphrase;
use candor_desktop::engine::{self, Clock, Engine, Handle, Reply};
use candor_desktop::text::{help, window as words};

use crate::program::*;

/// The end of the input, as it is typed.
const END: &str = "\u{4}";

/// Runs a command at a terminal of its own, where `typed` is typed, and gives what
/// stands there.
fn at_terminal(person: &Person, args: &[&str], typed: &str) -> String {
    let quoted = |word: &std::ffi::OsStr| format!("'{}'", word.to_string_lossy());
    let command = person.command(args);
    let words: Vec<String> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(quoted)
        .collect();
    let mut script = Command::new("script");
    script.args(["-qec", &words.join(" "), "/dev/null"]);
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    script.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = script.spawn().expect("a terminal");
    // It stays open, so that nothing but what is typed ends the input.
    let mut keys = child.stdin.take().expect("it is piped");
    keys.write_all(typed.as_bytes()).expect("types");
    let mut shown = Vec::new();
    let mut screen = child.stdout.take().expect("it is piped");
    screen.read_to_end(&mut shown).expect("reads");
    let shown = String::from_utf8_lossy(&shown).into_owned();
    assert!(child.wait().expect("it ends").success(), "{shown}");
    shown
}

/// What is kept for later, by its slots.
fn kept(person: &Person) -> Vec<(String, ContentBuilder)> {
    let passphrase = Passphrase::typed(PASSPHRASE);
    let engine = Engine::open(&person.folder, &passphrase, Clock::of_command_line());
    let handle = Handle::spawn(engine.expect("opens"), |_| {});
    let reply = handle.call(engine::Command::Drafts);
    handle.close();
    match reply {
        Ok(Reply::Drafts(drafts)) => drafts,
        other => panic!("{other:?}"),
    }
}

fn field<'a>(draft: &'a ContentBuilder, name: &str) -> Option<&'a str> {
    draft.fields.get(name).map(String::as_str)
}

#[test]
fn a_question_at_a_terminal_stands_before_the_gate_and_goes_the_way_that_is_typed() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, _) = paired(base.path());
    ada.on("2026-11-29");
    let ask = ["write", "question"];

    let shown = at_terminal(&ada, &ask, &format!("How was it?\n{END}what\n1\n"));
    for sentence in words::GATE.iter().chain([&words::GATE_TITLE]) {
        assert!(shown.contains(sentence), "{shown}");
    }
    assert!(shown.matches(help::ASK_WAY).count() == 2, "{shown}");
    assert!(ada.list().contains("How was it?"));
    assert!(!ada.list().contains("aloud"));

    at_terminal(&ada, &ask, &format!("And the drive home?\n{END}2\n"));
    let list = ada.list();
    assert!(list.contains("And the drive home?") && list.contains("aloud"));
    at_terminal(&ada, &ask, &format!("What do you fear?\n{END}3\n"));
    assert!(ada.list().contains("therapist"));
    assert_eq!(kept(&ada), []);

    // The end of the input is no way on: nothing goes, nothing is lost.
    for (number, end) in [("1", "4\n"), ("2", END)] {
        let words = format!("Who was there? {number}");
        let shown = at_terminal(&ada, &ask, &format!("{words}\n{END}{end}"));
        let day = candor_core::date::Day::parse("2026-12-02").expect("a day");
        assert!(shown.contains(&words::kept_until(day)), "{shown}");
        assert!(!ada.list().contains("Who was there?"));
        let drafts = kept(&ada);
        let slot = format!("parked {number} question");
        let (_, draft) = drafts.iter().find(|it| it.0 == slot).expect("it is kept");
        assert_eq!(draft.text, words);
        assert_eq!(field(draft, "kept until"), Some("2026-12-02"));
    }

    // What answers something is kept as an answer to it.
    let told = ada.write("note", "We were late.");
    at_terminal(
        &ada,
        &["reply", &told[..8], "question"],
        &format!("Why?\n{END}4\n"),
    );
    let slot = format!("parked 3 question {told}");
    assert!(kept(&ada).iter().any(|(name, _)| *name == slot), "{slot}");
}

#[test]
fn in_a_pipe_with_yes_and_for_another_kind_nothing_stands_before_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, _) = paired(base.path());
    let piped = ada.run(&["write", "question"], "How was it?");
    assert_ok(&piped);
    assert_eq!(said(&piped), "");
    let yes = ["write", "question", "--yes"];
    let note = ["write", "note"];
    for (args, text) in [(&yes[..], "And then?"), (&note[..], "It rained.")] {
        let shown = at_terminal(&ada, args, &format!("{text}\n{END}"));
        assert!(!shown.contains(words::GATE_TITLE), "{shown}");
        assert!(ada.list().contains(text));
    }
    assert_eq!(kept(&ada), []);
}
