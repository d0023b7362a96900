//! What `search` prints: the passage that was looked for, and nothing that is closed.

use crate::practices::said;
use crate::program::*;

#[test]
fn search_prints_the_passage_with_what_was_looked_for() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let around = "We spoke of the garden. ".repeat(40);
    let told = format!("{around}\n\nThen Mu\u{308}ller came by, at ‘half’ past. {around}");
    said(
        &ada,
        &[
            "write",
            "disclosure",
            "--field",
            "title=In der Wagnerstraße",
            "--field",
            "feeling=Relieved, and a little foolish.",
        ],
        &told,
    );
    meet(&ada, &ben);

    for side in [&ada, &ben] {
        let found = |words: &str| side.done(&["search", words], "");
        for words in ["mueller", "MULLER", "müller"] {
            let printed = found(words);
            assert!(
                printed.contains("Then *Mu\u{308}ller* came by"),
                "{printed}"
            );
            assert!(printed.contains("          … "), "{printed}");
            assert!(printed.contains(" …\n"), "{printed}");
            assert!(printed.lines().all(|line| line.chars().count() < 240));
        }
        let printed = found("wagnerstrasse");
        assert!(printed.contains("In der *Wagnerstraße*"), "{printed}");
        let printed = found("foolish");
        let field = "How I feel: Relieved, and a little *foolish*.";
        assert!(printed.contains(field), "{printed}");
        assert_eq!(found("dosage"), "");
        // A program gets the entries as they are.
        let json = side.done(&["search", "mueller", "--json"], "");
        assert!(json.contains("Then Mu\u{308}ller came by") && !json.contains('*'));
    }
}

#[test]
fn search_quotes_nothing_that_is_closed_to_its_reader() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let cover = "cover=about work, calm";
    said(
        &ada,
        &["write", "disclosure", "--field", cover],
        "I met someone from my old job at the station.",
    );
    let asked = said(&ben, &["write", "question"], "What did you do then?");
    meet(&ada, &ben);
    said(
        &ada,
        &[
            "reply",
            &asked,
            "answer",
            "--field",
            "detail=We had tea in the waiting room.",
        ],
        "I came home.",
    );
    meet(&ada, &ben);

    let printed = ben.done(&["search", "station"], "");
    assert!(printed.contains("[about work, calm]"), "{printed}");
    assert!(!printed.contains("station") && !printed.contains("old job"));
    let opened = ben.done(&["search", "station", "--open"], "");
    assert!(opened.contains("my old job at the *station*."), "{opened}");

    let printed = ben.done(&["search", "waiting room"], "");
    assert!(printed.contains("--open"), "{printed}");
    assert!(!printed.contains("tea") && !printed.contains("waiting room"));
    let opened = ben.done(&["search", "tea", "--open"], "");
    assert!(opened.contains("Detail: We had *tea* in"), "{opened}");
    // To the one who wrote them both are open.
    let hers = ada.done(&["search", "station"], "");
    assert!(hers.contains("my old job at the *station*."), "{hers}");
    let hers = ada.done(&["search", "tea"], "");
    assert!(hers.contains("Detail: We had *tea* in"), "{hers}");
}

#[test]
fn what_waits_is_found_as_what_it_says_and_once_whatever_becomes_of_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let lines = |side: &Person, words: &str| {
        let printed = side.done(&["search", words], "");
        printed.matches(&format!("*{words}*")).count()
    };
    let gone = ada.write("note", "The heron was there.");
    let stays = ada.write("note", "The heron came back.");
    assert_eq!(lines(&ada, "heron"), 2);
    let printed = ada.done(&["search", "heron"], "");
    assert!(
        printed.contains("goes when your devices meet"),
        "as a list says: {printed}"
    );
    ada.done(&["cancel", &gone], "");
    assert_eq!(lines(&ada, "heron"), 1);
    ada.done(&["edit", &stays], "The stork came back.");
    assert_eq!((lines(&ada, "heron"), lines(&ada, "stork")), (0, 1));
    assert_eq!(lines(&ben, "stork"), 0);
    meet(&ada, &ben);
    assert_eq!((lines(&ada, "stork"), lines(&ben, "stork")), (1, 1));
}

#[test]
fn own_pages_are_found_with_their_passage() {
    let base = tempfile::tempdir().expect("a folder");
    let ada = Person::new(base.path(), "Ada");
    let own = ada.own.to_string_lossy().into_owned();
    ada.done(&["passphrase", "--own", "--new-passphrase-file", &own], "");
    assert_ok(&ada.run_own(&["own", "write"], "Under the anger there’s fear.\nNo more."));

    let found = ada.run_own(&["own", "search", "there's FEAR"], "");
    assert_ok(&found);
    let printed = String::from_utf8_lossy(&found.stdout).into_owned();
    let line = "Under the anger *there’s* *fear*. No more.";
    assert!(printed.contains(line), "{printed}");
}
