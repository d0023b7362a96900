//! What lies under a cover, in a deeper layer or at rest is closed on the command line
//! until `--open` is given, whatever command comes to speak of it.

use crate::practices::{json, naming, said, version};
use crate::program::*;

/// Stands in all words that are closed, and in no others.
const WORD: &str = "quince";
/// What stands in their place.
const CLOSED: &str = "(--open shows it)";
const DAY: &str = "2026-06-01";

/// A command says that something is closed, and its words with `--open` alone.
fn is_closed_until_opened(person: &Person, args: &[&str]) {
    let closed = person.done(args, "");
    assert!(!closed.contains(WORD), "{args:?}: {closed}");
    assert!(closed.contains(CLOSED), "{args:?}: {closed}");
    let mut args = args.to_vec();
    args.push("--open");
    let opened = person.done(&args, "");
    assert!(opened.contains(WORD), "{args:?}: {opened}");
    assert!(!opened.contains(CLOSED), "{args:?}: {opened}");
}

/// What a command that was refused said.
fn refused(person: &Person, args: &[&str]) -> String {
    let output = person.run(args, "words");
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    crate::program::said(&output)
}

#[test]
fn every_command_keeps_the_covers_of_the_other() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    ada.on(DAY);
    ben.on(DAY);
    let title = format!("title=The {WORD}");
    let write = |verb: &[&str], fields: &[&str]| {
        let mut args = verb.to_vec();
        for field in ["cover=about the garden", title.as_str()]
            .iter()
            .chain(fields)
        {
            args.extend(["--field", field]);
        }
        said(&ben, &args, &format!("The {WORD} under the window."))
    };
    let told = write(&["write", "disclosure"], &["feeling=Like a quince."]);
    let asked = write(&["write", "question"], &[]);
    let promise = write(&["write", "promise"], &["to=you", "due=2026-06-01"]);
    let fields = ["review=2026-06-02", "binds=both"];
    let agreement = write(&["propose"], &fields);
    let talk = write(&["write", "topic"], &[]);
    meet(&ada, &ben);

    let look_back = ["look-back", "--from", DAY, "--to", DAY];
    for args in [
        &["list"][..],
        &["search", WORD],
        &["today"],
        &["questions"],
        &["between"],
        &["agreements"],
        &["promises"],
        &look_back,
        &["show", &told],
        &["show", &asked],
        &["show", &promise],
        &["show", &agreement],
        &["show", &talk],
    ] {
        is_closed_until_opened(&ada, args);
        let closed = ada.done(args, "");
        assert!(closed.contains("[about the garden]"), "{args:?}: {closed}");
        // To its writer it is open.
        let own = ben.run(args, "");
        let own = String::from_utf8_lossy(&own.stdout).into_owned();
        assert!(!own.contains(CLOSED), "{args:?}: {own}");
        // Programs get the whole history, with the covers in it.
        let mut whole = args.to_vec();
        whole.push("--json");
        let whole = ada.done(&whole, "");
        assert!(whole.contains(WORD), "{args:?}");
        assert!(whole.contains("about the garden"), "{args:?}");
    }
    assert!(ben.done(&["promises"], "").contains(WORD));
    assert_eq!(ada.list(), ben.list());
    let promised = &json(&ada, &["promises"])[0];
    assert_eq!(promised["cover"], "about the garden");
    assert_eq!(promised["rests"], false);
    let proposed = &json(&ada, &["agreements"])[0]["proposed"];
    assert_eq!(proposed["cover"], "about the garden");

    // Both assented, and its review has come: it stands on Today under its cover.
    naming(&ada, "assent", &agreement);
    meet(&ada, &ben);
    ada.on("2026-06-02");
    ada.done(&["decline", &asked], "");
    is_closed_until_opened(&ada, &["today"]);
    is_closed_until_opened(&ada, &["agreements"]);
}

#[test]
fn a_text_that_is_answered_is_shown_under_its_cover_until_it_is_opened() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    ada.on(DAY);
    ben.on(DAY);
    let cover = ["--field", "cover=about the garden"];
    let text = format!("Who took the {WORD}?");
    let asked = said(&ben, &[&["write", "question"][..], &cover].concat(), &text);
    let fields = [
        "propose",
        "--field",
        "review=2026-06-30",
        "--field",
        "binds=both",
    ];
    let agreement = said(&ben, &[&fields[..], &cover].concat(), &text);
    meet(&ada, &ben);
    said(&ben, &["edit", &asked], &format!("{text} And when?"));
    meet(&ada, &ben);

    let answer = ["reply", asked.as_str(), "answer"];
    for (args, id) in [
        (&answer[..], &asked),
        (&["assent", agreement.as_str()][..], &agreement),
        (&["remove", agreement.as_str()][..], &agreement),
    ] {
        let closed = refused(&ada, args);
        assert!(!closed.contains(WORD), "{args:?}: {closed}");
        assert!(closed.contains(CLOSED), "{args:?}: {closed}");
        assert!(closed.contains("Read them first"), "{args:?}: {closed}");
        let name = version(&ada, id)[..32].to_owned();
        assert!(!closed.contains(&name), "nobody has read it: {closed}");
        let opened = refused(&ada, &[args, &["--open"]].concat());
        assert!(opened.contains(WORD), "{args:?}: {opened}");
        assert!(opened.contains(&name), "{args:?}: {opened}");
    }
    let another = "0".repeat(32);
    let changed = ada.run(&["assent", &agreement, "--version", &another], "");
    assert_eq!(changed.status.code(), Some(1));
    assert!(!crate::program::said(&changed).contains(WORD));
    naming(&ada, "assent", &agreement);
}

#[test]
fn deeper_layers_of_the_other_stay_closed_until_they_are_opened() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let asked = said(&ada, &["write", "question"], "How was the market?");
    meet(&ada, &ben);
    let layer = format!("detail=They had one {WORD}.");
    let answer = ["reply", asked.as_str(), "answer", "--field", &layer];
    let answer = said(&ben, &answer, "It was full.");
    meet(&ada, &ben);

    for id in [&asked, &answer] {
        is_closed_until_opened(&ada, &["show", id]);
        let shown = ada.done(&["show", id], "");
        assert!(shown.contains("It was full."), "{shown}");
        assert!(ben.done(&["show", id], "").contains(WORD), "his own");
    }
}

#[test]
fn a_deeper_layer_holds_many_lines() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let asked = said(&ada, &["write", "question"], "How was the market?");
    meet(&ada, &ben);
    let lines = "We went early.\nThen we stayed.\nIt rained.";
    let layers: Vec<String> = ["context", "detail"]
        .map(|layer| format!("{layer}={lines}"))
        .into();
    let mut answer = vec!["reply", asked.as_str(), "answer"];
    answer.extend(layers.iter().flat_map(|layer| ["--field", layer.as_str()]));
    let answer = said(&ben, &answer, "It was full.");
    meet(&ada, &ben);
    let fields = json(&ada, &["show", &answer])["fields"].clone();
    assert_eq!(
        (&fields["context"], &fields["detail"]),
        (&lines.into(), &lines.into())
    );
    let shown = ada.done(&["show", &answer, "--open"], "");
    for line in lines.lines() {
        let own = shown.lines().filter(|shown| shown.ends_with(line)).count();
        assert_eq!(own, 2, "each on a line of its own: {shown}");
    }
}

#[test]
fn what_rests_is_closed_with_all_that_answers_it_for_both() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    ada.on(DAY);
    ben.on(DAY);
    let text = format!("I sold the {WORD}.");
    let owned = said(&ben, &["write", "amends"], &text);
    let promise = [
        "reply",
        &owned,
        "promise",
        "--field",
        "to=you",
        "--field",
        "due=2026-06-01",
    ];
    let promise = said(&ben, &promise, &format!("I plant another {WORD}."));
    meet(&ada, &ben);
    said(
        &ada,
        &["reply", &promise, "note"],
        &format!("I liked that {WORD}."),
    );
    let rest = said(&ben, &["rest", &owned], &format!("Of the {WORD} no more."));
    meet(&ada, &ben);
    for side in [&ada, &ben] {
        assert!(side.done(&["list"], "").contains(WORD), "not yet");
    }
    naming(&ada, "assent", &rest);
    meet(&ada, &ben);

    for side in [&ada, &ben] {
        for args in [
            &["list"][..],
            &["search", WORD],
            &["promises"],
            &["look-back", "--from", DAY, "--to", DAY],
            &["show", &owned],
            &["show", &promise],
        ] {
            is_closed_until_opened(side, args);
        }
        assert!(side.list().contains(WORD), "programs get all of it");
        assert_eq!(json(side, &["promises"])[0]["rests"], true);
    }
    is_closed_until_opened(&ben, &["today"]);
    assert_eq!(ada.list(), ben.list());

    // Taken up again it is as it was.
    said(&ada, &["reopen", &owned], "");
    meet(&ada, &ben);
    assert!(ben.done(&["list"], "").contains(WORD));
}
