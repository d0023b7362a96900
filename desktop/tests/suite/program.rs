//! How the tests run the program: files for passphrases, text on standard
//! input, and every wait ends on an event.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

pub const PASSPHRASE: &str = "seven quiet lanterns";
pub const OWN: &str = "my own four walls";

/// One person's program and folder.
pub struct Person {
    pub folder: PathBuf,
    pub passphrase: PathBuf,
    pub own: PathBuf,
    /// The day it is for the programs that are started; that of this computer if there
    /// is none.
    pub day: std::cell::RefCell<Option<String>>,
}

pub fn write_file(path: &Path, text: &str) {
    std::fs::write(path, text).expect("writes");
}

impl Person {
    /// A person without a journal yet.
    pub fn without_journal(base: &Path, name: &str) -> Self {
        let person = Self {
            folder: base.join(name),
            passphrase: base.join(format!("{name}.pass")),
            own: base.join(format!("{name}.own")),
            day: std::cell::RefCell::default(),
        };
        write_file(&person.passphrase, &format!("{PASSPHRASE}\n"));
        write_file(&person.own, &format!("{OWN}\n"));
        person
    }

    /// A person with a new journal.
    pub fn new(base: &Path, name: &str) -> Self {
        let person = Self::without_journal(base, name);
        let made = person.run(&["init", "--name", name, "--work-factor", "10"], "");
        assert_ok(&made);
        person
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command
            .arg("--data")
            .arg(&self.folder)
            .arg("--passphrase-file")
            .arg(&self.passphrase)
            .args(args)
            .env_remove("CANDOR_DATA")
            .envs(
                self.day
                    .borrow()
                    .as_ref()
                    .map(|day| ("CANDOR_TEST_DAY", day)),
            )
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// From now on it is this day for the programs that are started.
    pub fn on(&self, day: &str) {
        *self.day.borrow_mut() = Some(day.to_owned());
    }

    /// Runs a command to its end with `input` on standard input.
    pub fn run(&self, args: &[&str], input: &str) -> Output {
        let mut child = self.command(args).spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("it is piped");
        let input = input.to_owned();
        let writer = std::thread::spawn(move || {
            // A program that refuses early closes its end.
            drop(stdin.write_all(input.as_bytes()));
        });
        let output = child.wait_with_output().expect("the program ends");
        writer.join().expect("the writer ends");
        output
    }

    /// As [`Person::run`], with the own passphrase at hand.
    pub fn run_own(&self, args: &[&str], input: &str) -> Output {
        let own = self.own.to_string_lossy().into_owned();
        let mut all = vec!["--own-passphrase-file", &own];
        all.extend_from_slice(args);
        self.run(&all, input)
    }

    /// Runs a command that must be done, and gives what it printed.
    pub fn done(&self, args: &[&str], input: &str) -> String {
        let output = self.run(args, input);
        assert_ok(&output);
        String::from_utf8(output.stdout).expect("it prints UTF-8")
    }

    /// Runs a command that must be refused, with a sentence that says so.
    pub fn refused(&self, args: &[&str], input: &str) {
        let output = self.run(args, input);
        assert!(!output.status.success(), "{args:?} was done");
        assert!(!output.stderr.is_empty(), "{args:?} says nothing");
    }

    /// Writes an entry and gives its id.
    pub fn write(&self, kind: &str, text: &str) -> String {
        self.done(&["write", kind], text).trim().to_owned()
    }

    /// Everything shared, as JSON bytes.
    pub fn list(&self) -> String {
        self.done(&["list", "--json"], "")
    }
}

pub fn assert_ok(output: &Output) {
    assert!(
        output.status.success(),
        "exit {:?}: {}",
        output.status.code(),
        String::from_utf8_lossy(&output.stderr)
    );
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Waits for a line of standard output that begins with `head`.
pub fn line_of(child: &mut Child, head: &str) -> String {
    let out = child.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(out).lines();
    let line = lines
        .by_ref()
        .map_while(Result::ok)
        .find(|line| line.starts_with(head))
        .expect("the line comes before the end");
    // What follows is read to its end, so that the program is not held up.
    std::thread::spawn(move || lines.count());
    line
}

/// Waits until a line of standard error holds `part`, and goes on reading.
pub fn wait_for_words(child: &mut Child, part: &str) {
    let err = child.stderr.take().expect("it is piped");
    let mut lines = BufReader::new(err).lines();
    let mut seen = Vec::new();
    for line in lines.by_ref() {
        let line = line.expect("reads");
        if line.contains(part) {
            std::thread::spawn(move || lines.count());
            return;
        }
        seen.push(line);
    }
    panic!("{part:?} was not said, but {seen:?}");
}

/// Two persons whose journals are paired.
pub fn paired(base: &Path) -> (Person, Person) {
    let (ada, ben) = (Person::new(base, "Ada"), Person::new(base, "Ben"));
    pair(base, &ada, &ben);
    (ada, ben)
}

/// Pairs two journals; both scripts say that the words are the same.
pub fn pair(base: &Path, ada: &Person, ben: &Person) {
    let invitation = base.join("invitation");
    let path = invitation.to_string_lossy().into_owned();
    let mut inviting = ada
        .command(&[
            "invite",
            "--out",
            &path,
            "--level",
            "computer",
            "--words-match",
        ])
        .spawn()
        .expect("starts");
    wait_for_words(&mut inviting, "The invitation is written");
    let joined = ben.run(&["join", &path, "--level", "computer", "--words-match"], "");
    let words = line_of(&mut inviting, "words: ");
    assert_ok(&joined);
    assert!(inviting.wait().expect("ends").success());
    assert_eq!(
        String::from_utf8_lossy(&joined.stdout).trim(),
        words.trim(),
        "both print the same words"
    );
}

/// One meeting of both programs, to its end.
pub fn meet(ada: &Person, ben: &Person) {
    let args = ["sync", "--once", "--level", "computer"];
    let hers = ada.command(&args).spawn().expect("starts");
    let his = ben.run(&args, "");
    let hers = hers.wait_with_output().expect("ends");
    assert_ok(&his);
    assert_ok(&hers);
}
