//! Whatever stands in a title, a text, a field, a name, a path or an argument: on a
//! terminal it is words and nothing else.

use crate::practices::{json, said};
use crate::program::*;

/// Escapes of a terminal, ends of lines of every kind, and what turns words around,
/// also unpaired. Behind each end of a line stands [`FORGED`].
pub const HOSTILE: &str = "seen\u{1b}[2J\u{1b}]0;forged\u{7}\u{9b}31m\u{202e}\u{2067}\u{2069}\u{2069}\
\u{202b}\u{8}\nforged\r\nforged\rforged\u{85}forged\u{b}forged\u{c}forged\u{2028}forged\u{2029}\
forged\u{7f}\u{206a}\u{fff9}\u{2066}";
/// As much of it as a cover can hold.
const COVER: &str = "about\u{1b}[2J\u{9b}31m\u{202e}\u{2067}\nforged\u{2028}forged";
/// With this no line begins that Candor prints.
const FORGED: &str = "forged";

/// The first character that acts on the terminal it is printed on, or on words beside
/// it on its line.
pub fn acts(printed: &str) -> Option<char> {
    printed.split('\n').find_map(|line| {
        let mut isolates = 0;
        for letter in line.chars() {
            match letter {
                '\u{2066}'..='\u{2068}' => isolates += 1,
                '\u{2069}' if isolates > 0 => isolates -= 1,
                '\u{2028}'..='\u{202e}' | '\u{2069}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' => {
                    return Some(letter);
                }
                '\t' => {}
                letter if letter.is_control() => return Some(letter),
                _ => {}
            }
        }
        (isolates > 0).then_some('\u{2067}')
    })
}

/// What was printed, which has to be harmless.
fn harmless(bytes: &[u8], what: &dyn std::fmt::Debug) -> String {
    let printed = String::from_utf8(bytes.to_vec()).expect("it prints UTF-8");
    assert_eq!(acts(&printed), None, "{what:?}: {printed:?}");
    printed
}

/// Both streams of a command, neither of which may act, and of which the first forges no
/// line.
fn prints(person: &Person, args: &[&str]) -> String {
    let output = person.run(args, "");
    assert_ok(&output);
    harmless(&output.stderr, &args);
    let printed = harmless(&output.stdout, &args);
    let is_forged = printed.lines().any(|line| line.starts_with(FORGED));
    assert!(!is_forged, "{args:?}: {printed:?}");
    printed
}

fn field(name: &str, value: &str) -> String {
    format!("{name}={value}")
}

#[test]
fn the_search_for_what_acts_finds_it() {
    for letter in ["\u{1b}[m", "\u{9b}", "\r", "\u{7f}", "\u{202e}", "\u{2028}"] {
        assert!(acts(letter).is_some(), "{letter:?}");
    }
    assert_eq!(acts("\u{2068}a\n\u{2069}"), Some('\u{2067}'));
    assert_eq!(acts("\u{2069}"), Some('\u{2069}'));
    assert_eq!(acts("a\t\u{2068}b\u{2069}\n\u{200f}\u{200d}"), None);
}

#[test]
fn a33_nothing_that_the_other_wrote_acts_on_the_terminal_it_is_read_on() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    ada.on("2026-06-01");
    ben.on("2026-06-01");
    let title = field("title", HOSTILE);
    let cover = field("cover", COVER);
    let write = |kind: &str, fields: &[&str]| {
        let mut args = vec!["write", kind, "--field", &title];
        for field in fields {
            args.extend(["--field", field]);
        }
        said(&ben, &args, HOSTILE)
    };
    let mut ids = vec![
        write("note", &[]),
        write("disclosure", &[&cover, &field("feeling", HOSTILE)]),
        write("question", &[&cover]),
        write("appreciation", &[&field("meant", HOSTILE)]),
        write("memory", &[]),
        write("topic", &[]),
        write("this-week", &[&field("first-step", HOSTILE)]),
        write("pause", &["back=21:30"]),
    ];
    let promise = write("promise", &["to=you", "due=2026-06-01", &cover]);
    let not_allowed = field("not-allowed", HOSTILE);
    let propose = [
        "propose",
        "--field",
        "review=2026-07-01",
        "--field",
        "binds=both",
        "--field",
        &title,
        "--field",
        &not_allowed,
    ];
    let agreement = said(&ben, &propose, HOSTILE);
    meet(&ada, &ben);
    let occasion = field("occasion", HOSTILE);
    let report = [
        "report",
        &promise,
        "--field",
        "word=late",
        "--field",
        &occasion,
    ];
    said(&ben, &report, HOSTILE);
    said(&ben, &["edit", &ids[0]], &format!("{HOSTILE} again"));
    meet(&ada, &ben);
    ids.extend([promise, agreement]);

    let mut commands: Vec<Vec<&str>> = [
        &["list"][..],
        &["search", "seen"],
        &["today"],
        &["questions"],
        &["between"],
        &["agreements"],
        &["promises"],
        &["look-back", "--from", "2026-05-01", "--to", "2026-07-01"],
        &["devices"],
        &["check"],
    ]
    .map(<[&str]>::to_vec)
    .to_vec();
    commands.extend(ids.iter().map(|id| vec!["show", id]));
    for command in commands {
        for more in ["--open", "--json"] {
            let mut args = command.clone();
            args.push(more);
            for args in [&command, &args] {
                let printed = prints(&ada, args);
                assert!(!printed.is_empty() || args.len() == 1, "{args:?}");
            }
        }
        // His own words are printed to him as well.
        prints(&ben, &command);
    }

    let told = ada.done(&["list", "--open"], "");
    assert!(told.contains("seen\u{fffd}[2J"), "it can be read: {told}");
    let note = json(&ada, &["show", &ids[0]]);
    assert_eq!(note["title"], HOSTILE, "JSON holds it as it was written");
    let copy = base.path().join("copy");
    ada.done(&["export", &copy.to_string_lossy()], "");
    let copy = std::fs::read(copy.join("shared.json")).expect("it is there");
    harmless(&copy, &"the copy");

    // What is shown to be answered is shown alike.
    let answer = ada.run(&["reply", &ids[0], "note", "--open"], "words");
    assert_eq!(answer.status.code(), Some(2), "there are two texts");
    let shown = harmless(&answer.stderr, &"a text to answer");
    assert!(shown.contains("seen"), "{shown}");
    assert!(!shown.lines().any(|line| line.starts_with(FORGED)));
}

#[test]
fn a33_own_pages_act_on_nothing_either() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let own = ada.own.to_string_lossy().into_owned();
    ada.done(&["passphrase", "--own", "--new-passphrase-file", &own], "");
    let title = field("title", HOSTILE);
    let written = ada.run_own(&["own", "write", "--field", &title], HOSTILE);
    assert_ok(&written);
    for args in [
        &["own", "list"][..],
        &["own", "list", "--json"],
        &["own", "search", "seen"],
    ] {
        let listed = ada.run_own(args, "");
        assert_ok(&listed);
        let printed = harmless(&listed.stdout, &args);
        assert!(printed.contains("seen"), "{args:?}");
        assert!(!printed.lines().any(|line| line.starts_with(FORGED)));
    }
}

/// Each of these is refused with words, none of which act.
fn refuses_each(person: &Person, table: &[&[&str]]) {
    for args in table {
        let output = person.run(args, "words");
        assert!(!output.status.success(), "{args:?} was done");
        let told = harmless(&output.stderr, args);
        assert!(!told.trim().is_empty(), "{args:?} says nothing");
        harmless(&output.stdout, args);
    }
}

#[test]
fn a33_no_error_repeats_an_argument_that_acts() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let note = said(&ben, &["write", "note"], "words");
    meet(&ada, &ben);
    let [verb, long, short] = ["dance", "--", "-"].map(|begin| format!("{begin}{HOSTILE}"));
    let [mood, wish] = ["mood", "wish"].map(|name| field(name, HOSTILE));
    let named = field(HOSTILE, "fine");
    let copy = base.path().join("copy").to_string_lossy().into_owned();

    refuses_each(
        &ada,
        &[
            &[&verb],
            &[&long],
            &[&short],
            &["help", HOSTILE],
            &["list", HOSTILE],
            &["show", HOSTILE],
            &["write", HOSTILE],
            &["write", "note", "--field", HOSTILE],
            &["write", "note", "--field", &mood],
            &["write", "note", "--field", &wish],
            &["write", "note", "--field", &named],
            &["write", "note", "--hold", HOSTILE],
            &["reply", &note, HOSTILE],
            &["reply", &note, "note", "--version", HOSTILE],
            &["propose", "--pattern", HOSTILE],
            &["agreements", "--on", HOSTILE],
            &["look-back", "--from", HOSTILE, "--to", HOSTILE],
            &["later", HOSTILE, "--until", HOSTILE],
            &["later", &note, "--until", HOSTILE, "--word", HOSTILE],
            &["sync", "--level", HOSTILE],
            &["sync", "--timeout", HOSTILE],
            &["export", &copy, "--format", HOSTILE],
            &["own", HOSTILE],
            &["init", "--name", HOSTILE],
            &["name-partner", HOSTILE],
        ],
    );
}

#[test]
fn a33_no_error_and_no_help_repeats_a_path_that_acts() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let missing = base.path().join(format!("{HOSTILE}/file"));
    let missing = missing.to_string_lossy().into_owned();
    let below_a_file = ada.passphrase.join(HOSTILE);
    let below_a_file = below_a_file.to_string_lossy().into_owned();
    let level = ["--level", "computer", "--timeout", "1"];

    refuses_each(
        &ada,
        &[
            &["join", &missing],
            &["export", &below_a_file],
            &["passphrase", "--new-passphrase-file", &missing],
            &["--own-passphrase-file", &missing, "own", "list"],
            &[&["invite", "--out", &missing][..], &level].concat(),
        ],
    );

    let program = || std::process::Command::new(env!("CARGO_BIN_EXE_candor"));
    let read = program()
        .args(["--passphrase-file", &missing, "list"])
        .output()
        .expect("it runs");
    assert_eq!(read.status.code(), Some(1));
    let told = harmless(&read.stderr, &"a passphrase file");
    assert!(told.contains("cannot be read"), "{told}");
    assert!(!told.lines().any(|line| line.starts_with(FORGED)), "{told}");

    let help = program()
        .env("CANDOR_DATA", base.path().join(HOSTILE))
        .arg("--help")
        .output()
        .expect("it runs");
    assert_eq!(help.status.code(), Some(0));
    let told = harmless(&help.stdout, &"the help, which names the environment");
    assert!(told.contains("--open") && told.contains("seen"), "{told}");
}

#[test]
fn what_people_write_in_any_script_stays_and_turns_no_word_beside_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let text = "שלום\u{200f}, 42.\nمی\u{200c}نا\n\u{1f469}\u{200d}\u{1f467} क\u{94d}\u{200d}ष";
    said(&ben, &["write", "note", "--field", "title=ערב"], text);
    ada.write("note", "Plain.");
    meet(&ada, &ben);
    ada.done(&["name-partner", "נור"], "");

    let listed = prints(&ada, &["list"]);

    for line in text.lines() {
        assert!(listed.contains(line), "{line:?} in {listed:?}");
    }
    assert!(listed.contains("\u{2068}נור\u{2069} wrote"), "{listed:?}");
    assert!(listed.contains("\u{2068}ערב\u{2069}"), "{listed:?}");
    let plain = listed.lines().filter(|line| line.contains("Plain."));
    assert!(plain.clone().all(|line| line.is_ascii()) && plain.count() == 1);
}
