//! Two programs on one computer, from nothing to an equal history.

use crate::program::*;

#[test]
fn s42_two_programs_pair_write_apart_meet_and_list_the_same_bytes() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());

    ada.write("note", "The garden gate is mended.");
    let asked = ben
        .done(
            &["write", "question", "--field", "detail=understand"],
            "What were you hoping for?",
        )
        .trim()
        .to_owned();
    let waiting = ada.list();
    assert!(waiting.contains("\"state\": \"waiting\""));
    assert_eq!(ben.list().matches("waiting").count(), 1);
    meet(&ada, &ben);
    assert_eq!(ada.list(), ben.list());

    let prefix = &asked[..10];
    ada.done(
        &[
            "reply",
            prefix,
            "answer",
            "--field",
            "certainty=sure",
            "--field",
            "context=It was late.",
        ],
        "That you would laugh.",
    );
    ben.done(
        &["reply", prefix, "note", "--field", "title=More"],
        "I ask because I wondered.",
    );
    let told = ada.write("disclosure", "I met someone from my old job.");
    ada.done(
        &["edit", &told],
        "I met someone from my old job, at the station.",
    );
    meet(&ada, &ben);

    assert_eq!(ada.list(), ben.list());
    let list = ada.list();
    assert!(list.contains("\"state\": \"answered\""));
    assert!(!list.contains("waiting"));
    let shown = ben.done(&["show", &told[..12], "--json"], "");
    assert_eq!(shown, ada.done(&["show", &told, "--json"], ""));
    assert!(shown.contains("\"versions\""));
    for side in [&ada, &ben] {
        assert_eq!(side.done(&["check"], "").trim(), "Every record holds.");
        assert_eq!(
            side.done(&["search", "STATION"], "")
                .matches("station")
                .count(),
            1
        );
        assert!(
            side.done(&["devices", "--json"], "")
                .contains("\"mine\": false")
        );
    }
    export_is_the_same_on_both_sides(base.path(), &ada, &ben);
}

fn export_is_the_same_on_both_sides(base: &std::path::Path, ada: &Person, ben: &Person) {
    let copy = |person: &Person, name: &str| {
        let dir = base.join(name);
        let path = dir.to_string_lossy().into_owned();
        person.done(&["export", &path, "--format", "json"], "");
        let again = person.run(&["export", &path], "");
        assert_eq!(
            again.status.code(),
            Some(1),
            "a folder that is not empty is refused"
        );
        assert!(!dir.join("own.json").exists());
        std::fs::read(dir.join("shared.json")).expect("it is there")
    };
    assert_eq!(copy(ada, "copy-a"), copy(ben, "copy-b"));
}

#[test]
fn words_that_differ_stop_the_pairing_on_both_sides() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = (
        Person::new(base.path(), "Ada"),
        Person::new(base.path(), "Ben"),
    );
    let invitation = base
        .path()
        .join("invitation")
        .to_string_lossy()
        .into_owned();
    let mut inviting = ada
        .command(&[
            "invite",
            "--out",
            &invitation,
            "--level",
            "computer",
            "--words-match",
        ])
        .spawn()
        .expect("starts");
    wait_for_words(&mut inviting, "The invitation is written");

    let joined = ben.run(&["join", &invitation, "--level", "computer"], "no\n");

    assert_eq!(joined.status.code(), Some(4));
    assert_eq!(inviting.wait().expect("ends").code(), Some(4));
    for side in [&ada, &ben] {
        let refused = side.run(&["write", "note"], "words");
        assert_eq!(refused.status.code(), Some(1));
        assert!(said(&refused).contains("nobody to share with yet"));
    }
    // Nothing was stored, so the next pairing begins afresh.
    pair(base.path(), &ada, &ben);
}

#[test]
fn a20_an_invitation_with_a_wrong_character_is_refused_by_the_one_who_types_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = (
        Person::new(base.path(), "Ada"),
        Person::new(base.path(), "Ben"),
    );
    let invitation = base.path().join("invitation");
    let path = invitation.to_string_lossy().into_owned();
    let mut inviting = ada
        .command(&["invite", "--out", &path, "--level", "computer"])
        .spawn()
        .expect("starts");
    wait_for_words(&mut inviting, "The invitation is written");
    let mut text = std::fs::read_to_string(&invitation).expect("reads");
    let at = text.len() / 2;
    let other = if text.as_bytes()[at] == b'a' {
        "b"
    } else {
        "a"
    };
    text.replace_range(at..=at, other);
    write_file(&invitation, &text);

    let joined = ben.run(&["join", &path, "--level", "computer"], "");

    assert_eq!(joined.status.code(), Some(1));
    assert!(said(&joined).contains("wrong or missing"));
    // While an invitation waits, the folder is held.
    let busy = ada.run(&["list"], "");
    assert_eq!(busy.status.code(), Some(1));
    assert!(said(&busy).contains("open in another Candor"));
    inviting.kill().expect("ends");
    inviting.wait().expect("ends");
    let own = base.path().join("own-device");
    write_file(&own, "candor-own-device-1-aaaa\n");
    let refused = ben.run(&["join", &own.to_string_lossy()], "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("links a device"));
}

#[test]
fn an_invitation_that_nobody_answers_ends_when_the_time_is_up() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let path = base
        .path()
        .join("invitation")
        .to_string_lossy()
        .into_owned();

    let ended = ada.run(
        &[
            "invite",
            "--out",
            &path,
            "--level",
            "computer",
            "--timeout",
            "1",
        ],
        "",
    );

    assert_eq!(ended.status.code(), Some(3));
    assert!(said(&ended).contains("time is up"));
}

#[test]
fn f32_a_cancelled_entry_never_reaches_the_other_side() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let kept = ada.write("note", "This stays.");
    let gone = ada.write("note", "This goes.");
    ada.done(&["cancel", &gone], "");
    assert_eq!(ada.run(&["cancel", &gone], "").status.code(), Some(1));

    meet(&ada, &ben);

    assert!(ben.list().contains("This stays."));
    assert!(!ben.list().contains("This goes."));
    assert_eq!(ada.list(), ben.list());
    assert_eq!(ada.run(&["cancel", &kept], "").status.code(), Some(1));
}
