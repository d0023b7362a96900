//! A week of repair, by two programs on the command line.

use serde_json::Value;

use crate::program::*;

pub fn json(person: &Person, args: &[&str]) -> Value {
    let mut args = args.to_vec();
    args.push("--json");
    serde_json::from_str(&person.done(&args, "")).expect("it is JSON")
}

pub fn said(person: &Person, args: &[&str], input: &str) -> String {
    person.done(args, input).trim().to_owned()
}

/// What a text of the other is called that stands now.
pub fn version(person: &Person, id: &str) -> String {
    let version = json(person, &["show", id])["version"].clone();
    version.as_str().expect("it has a name").to_owned()
}

/// Does something to an entry whose text was read.
pub fn naming(person: &Person, verb: &str, id: &str) -> String {
    said(person, &[verb, id, "--version", &version(person, id)], "")
}

fn day(plus: u32) -> String {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970")
        .as_secs();
    let days = i32::try_from(seconds / 86_400).expect("a day") + i32::try_from(plus).expect("few");
    let date = jiff::civil::date(1970, 1, 1)
        .checked_add(jiff::Span::new().days(days))
        .expect("a date");
    date.to_string()
}

#[test]
fn an_agreement_is_proposed_countered_assented_put_on_hold_and_ended() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let review = format!("review={}", day(30));

    let far = format!("review={}", day(200));
    let refused = ada.run(
        &["propose", "--field", &far, "--field", "binds=both"],
        "We talk each evening.",
    );
    assert_eq!(
        refused.status.code(),
        Some(1),
        "a review is within six months"
    );
    let no_end = ada.run(
        &[
            "propose",
            "--field",
            &review,
            "--field",
            "binds=both",
            "--field",
            "contact=yes",
        ],
        "We pause contact.",
    );
    assert_eq!(no_end.status.code(), Some(1), "what limits contact ends");

    let first = said(
        &ada,
        &["propose", "--field", &review, "--field", "binds=both"],
        "We talk each evening.",
    );
    meet(&ada, &ben);
    assert_eq!(json(&ben, &["agreements"])[0]["state"], "proposed");
    let hers = ada.run(&["assent", &first], "");
    assert_eq!(hers.status.code(), Some(1), "who proposes has assented");
    let counter = said(&ben, &["counter", &first], "We talk on three evenings.");
    meet(&ada, &ben);
    assert_eq!(json(&ada, &["agreements"])[0]["proposed"]["number"], 2);
    naming(&ada, "assent", &counter);
    meet(&ada, &ben);
    for side in [&ada, &ben] {
        let agreement = &json(side, &["agreements"])[0];
        assert_eq!(agreement["state"], "in-force");
        assert_eq!(agreement["agreed"]["text"], "We talk on three evenings.");
        assert_eq!(agreement["agreed"]["by"].as_array().map(Vec::len), Some(2));
        assert_eq!(
            json(side, &["agreements", "--on", "2020-01-01"])
                .as_array()
                .map(Vec::len),
            Some(0)
        );
    }
    let edited = ben.run(&["edit", &counter], "Something else.");
    assert_eq!(
        edited.status.code(),
        Some(1),
        "what is proposed never changes"
    );
    let gone = ben.run(&["withdraw", &counter], "");
    assert_eq!(gone.status.code(), Some(1), "and is not withdrawn");

    said(&ben, &["unassent", &counter], "");
    meet(&ada, &ben);
    assert_eq!(json(&ada, &["agreements"])[0]["state"], "on-hold");
    naming(&ben, "assent", &counter);
    meet(&ada, &ben);
    // Assenting again to one's own version is not needed to stand by it.
    said(&ada, &["end", &counter], "");
    said(&ben, &["end", &counter], "");
    meet(&ada, &ben);
    for side in [&ada, &ben] {
        assert_eq!(json(side, &["agreements"])[0]["state"], "ended");
    }
    assert_eq!(ada.list(), ben.list());
}

#[test]
fn a_promise_is_made_welcomed_and_told_by_both() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let due = format!("due={}", day(0));
    let promise = said(
        &ben,
        &["write", "promise", "--field", "to=you", "--field", &due],
        "I call when it gets late.",
    );
    meet(&ada, &ben);
    let his = &json(&ben, &["today"])["promises"];
    let shown = json(&ben, &["show", &promise]);
    assert_eq!(
        his[0]["id"], shown["id"],
        "the id it waited under finds it too"
    );
    let hers = &json(&ada, &["today"])["promises"];
    assert_eq!(hers.as_array().map(Vec::len), Some(0));
    let not_hers = ada.run(&["reply", &promise, "report", "--field", "word=kept"], "");
    assert_eq!(not_hers.status.code(), Some(1), "its maker reports first");
    let too_early = ada.run(&["reply", &promise, "view", "--field", "word=saw-so"], "");
    assert_eq!(too_early.status.code(), Some(1));
    said(
        &ada,
        &["reply", &promise, "promise-word", "--field", "word=welcome"],
        "",
    );
    meet(&ada, &ben);
    assert_eq!(json(&ada, &["promises"])[0]["state"], "standing");
    let report = said(
        &ben,
        &["report", &promise, "--field", "word=late"],
        "Ten minutes.",
    );
    meet(&ada, &ben);
    said(&ada, &["report", &report, "--field", "word=saw-so"], "");
    meet(&ada, &ben);
    for side in [&ada, &ben] {
        let told = &json(side, &["promises"])[0]["reports"][0];
        assert_eq!(told["maker"][0], "late");
        assert_eq!(told["other"][0], "saw-so");
        let words = side.done(&["promises"], "");
        assert!(!words.contains('%') && words.contains("I call when it gets late."));
    }
}

#[test]
fn what_landed_is_heard_and_a_letter_opens_for_both_at_once() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let impact = said(
        &ada,
        &["write", "impact", "--field", "felt=alone"],
        "When you were silent.",
    );
    meet(&ada, &ben);
    let too_soon = ben.run(&["reply", &impact, "note"], "But I was tired.");
    assert_eq!(
        too_soon.status.code(),
        Some(1),
        "what was heard comes first"
    );
    let heard = said(&ben, &["reply", &impact, "mirror"], "You felt alone.");
    meet(&ada, &ben);
    said(
        &ada,
        &["reply", &heard, "mirror-word", "--field", "word=thats-it"],
        "",
    );
    meet(&ada, &ben);
    said(
        &ben,
        &["reply", &impact, "note"],
        "I was tired, and I see it.",
    );
    let shown = json(&ada, &["show", &impact]);
    assert_eq!(shown["state"], "heard");

    let letter = said(&ada, &["seal", "letter"], "What I never wrote.");
    meet(&ada, &ben);
    let before = json(&ben, &["open", &letter]);
    assert_eq!(before["state"], "sealed");
    assert!(before["mine"].is_null() && before["halves"].as_array().is_some_and(Vec::is_empty));
    assert!(!ben.list().contains("never wrote"));
    said(
        &ben,
        &["seal", "letter", "--pair", &letter],
        "What I hoped you would.",
    );
    meet(&ada, &ben);
    for side in [&ada, &ben] {
        let open = json(side, &["open", &letter]);
        assert_eq!(open["state"], "opened");
        assert_eq!(open["halves"].as_array().map(Vec::len), Some(2));
    }
    let late = ben.run(&["unseal", &letter], "");
    assert_eq!(late.status.code(), Some(1));
    assert_eq!(ada.list(), ben.list());
}

#[test]
fn s41_s64_what_is_held_stays_and_what_is_withdrawn_goes_from_every_copy() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let held = said(&ada, &["write", "note", "--hold", "10"], "held back");
    let hurt = said(&ada, &["write", "note"], "words that hurt");
    meet(&ada, &ben);
    assert!(!ben.list().contains("held back"));
    assert!(ben.list().contains("words that hurt"));
    said(&ada, &["send-now", &held], "");
    said(&ada, &["withdraw", &hurt], "");
    meet(&ada, &ben);
    meet(&ada, &ben);
    assert!(ben.list().contains("held back"));
    for (name, side) in [("ada", &ada), ("ben", &ben)] {
        assert!(!side.list().contains("words that hurt"));
        let dir = base.path().join(format!("copy-{name}"));
        side.done(&["export", &dir.to_string_lossy()], "");
        let copy = std::fs::read_to_string(dir.join("shared.json")).expect("it is there");
        assert!(!copy.contains("words that hurt"), "nor any later copy");
        assert_eq!(side.done(&["check"], "").trim(), "Every record holds.");
    }
    let told = said(
        &ben,
        &["write", "disclosure"],
        "I nearly kept this to myself.",
    );
    meet(&ada, &ben);
    naming(&ada, "remove", &told);
    meet(&ada, &ben);
    assert!(
        ada.list().contains("nearly kept"),
        "one alone removes nothing"
    );
    said(&ben, &["remove", &told], "");
    meet(&ada, &ben);
    meet(&ada, &ben);
    for side in [&ada, &ben] {
        assert!(!side.list().contains("nearly kept"));
    }
    let angry = said(&ben, &["write", "note"], "I was angry.");
    meet(&ada, &ben);
    said(&ben, &["step-back", &angry], "");
    said(&ben, &["add", &angry], "I am calmer now.");
    let hers = ada.run(&["step-back", &angry], "");
    assert_eq!(hers.status.code(), Some(1), "it is for its writer to say");
    meet(&ada, &ben);
    assert_eq!(ada.list(), ben.list());
}

#[test]
fn a_thread_rests_when_both_say_so_and_either_takes_it_up_again() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let thread = said(&ada, &["write", "disclosure"], "The evening in March.");
    meet(&ada, &ben);
    let rest = said(&ben, &["rest", &thread], "It stays out of new quarrels.");
    meet(&ada, &ben);
    let early = ada.run(&["reopen", &thread], "");
    assert_eq!(early.status.code(), Some(1), "it does not rest yet");
    naming(&ada, "assent", &rest);
    meet(&ada, &ben);
    said(&ada, &["reopen", &thread], "");
    meet(&ada, &ben);
    assert_eq!(ada.list(), ben.list());
    let back = json(&ada, &["look-back", "--from", &day(0), "--to", &day(1)]);
    let began = &back["months"][0]["threads"][0];
    assert_eq!(began["text"], "The evening in March.");
}

#[test]
fn s25_an_own_page_is_shared_as_a_fresh_draft_without_a_link() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let own = ada.own.to_string_lossy().into_owned();
    ada.done(&["passphrase", "--own", "--new-passphrase-file", &own], "");
    let written = ada.run_own(&["own", "write"], "Under the anger I am afraid.");
    assert_ok(&written);
    let page = crate::program::said(&written);
    let page = page.trim();
    let before = ada.list();
    assert_ok(&ada.run_own(&["own", "share", page, "--part", "I am afraid."], ""));
    assert_ok(&ada.run_own(&["own", "share", page, "--part", "Under the anger"], ""));
    assert_eq!(ada.list(), before, "nothing is shared by it");
    meet(&ada, &ben);
    assert!(!ben.list().contains("afraid"));
}

#[test]
fn what_is_parked_waits_for_its_day_and_leaves_the_list_once_it_was_talked_about() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let topics = |person: &Person| -> Vec<String> {
        let day = json(person, &["today"]);
        let parked = day["parked"].as_array().expect("a list").clone();
        parked
            .iter()
            .map(|entry| entry["text"].as_str().expect("words").to_owned())
            .collect()
    };
    let now = said(&ada, &["write", "note"], "The evening plans.");
    let later = said(&ada, &["write", "note"], "The summer.");
    meet(&ada, &ben);
    ben.done(&["reply", &now, "parked"], "");
    ada.done(&["reply", &now, "parked"], "");
    let until = format!("until={}", day(400));
    ben.done(&["reply", &later, "parked", "--field", &until], "");
    meet(&ada, &ben);
    for person in [&ada, &ben] {
        assert_eq!(topics(person), ["The evening plans."], "once, and not yet");
    }
    ada.done(&["reply", &now, "talked"], "");
    meet(&ada, &ben);
    for person in [&ada, &ben] {
        assert!(topics(person).is_empty());
    }
    // It can be parked again.
    ben.done(&["reply", &now, "parked"], "");
    meet(&ada, &ben);
    assert_eq!(topics(&ben), ["The evening plans."]);
}

#[test]
fn a_review_is_done_once_both_have_said_a_word_and_a_firm_version_goes_slowly() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let review = format!("review={}", day(0));
    let firm = ["--field", "binds=both", "--field", "firm=yes", "--field"];
    let propose = |text: &str, over: Option<&str>| {
        let mut args = match over {
            Some(version) => vec!["counter", version],
            None => vec!["propose"],
        };
        args.extend(firm);
        args.push(&review);
        said(&ada, &args, text)
    };
    let first = propose("We tell each other before ten.", None);
    meet(&ada, &ben);
    naming(&ben, "assent", &first);
    meet(&ada, &ben);
    let agreed = |person: &Person| json(person, &["agreements"])[0].clone();
    assert_eq!(agreed(&ada)["agreed"]["review_due"], true);

    ada.done(
        &["reply", &first, "review-word", "--field", "word=keep"],
        "",
    );
    meet(&ada, &ben);
    assert_eq!(
        agreed(&ben)["agreed"]["review_due"],
        true,
        "one word is one"
    );
    ben.done(
        &["reply", &first, "review-word", "--field", "word=change"],
        "",
    );
    meet(&ada, &ben);
    for person in [&ada, &ben] {
        let version = &agreed(person)["agreed"];
        assert_eq!(version["review_due"], false);
        assert_eq!(version["reviewed"].as_array().map(Vec::len), Some(2));
    }

    let second = propose("We tell each other before eleven.", Some(&first));
    meet(&ada, &ben);
    naming(&ben, "assent", &second);
    meet(&ada, &ben);
    let now = |id: &str| json(&ada, &["show", id])["id"].clone();
    let (first, second) = (now(&first), now(&second));
    for person in [&ada, &ben] {
        let agreement = agreed(person);
        assert_eq!(agreement["agreed"]["id"], first, "the first holds");
        assert_eq!(agreement["coming"][0]["id"], second);
        assert_eq!(agreement["coming"][1], day(2).as_str());
    }
    let later = json(&ada, &["agreements", "--on", &day(2)]);
    assert_eq!(later[0]["agreed"]["id"], second);

    // A firm version that one of the two does not stand by any more holds
    // nothing up.
    ben.done(&["unassent", first.as_str().expect("an id")], "");
    meet(&ada, &ben);
    assert_eq!(agreed(&ada)["agreed"]["id"], second);
}

#[test]
fn a51_an_answer_names_the_text_that_was_read() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let promise = said(
        &ben,
        &["write", "promise", "--field", "to=you"],
        "I call when it gets late.",
    );
    meet(&ada, &ben);
    let read = version(&ada, &promise);
    let shown = said(&ada, &["show", &promise], "");
    assert!(
        shown.contains(&format!("version {}", &read[..32])),
        "{shown}"
    );

    // Between reading and answering a correction comes.
    said(&ben, &["edit", &promise], "I call now and then.");
    meet(&ada, &ben);
    let welcome = ["reply", &promise, "promise-word", "--field", "word=welcome"];
    let refused = |args: &[&str], code: i32, id: &str, now: &str| {
        let before = ada.list();
        let output = ada.run(args, "");
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        let says = crate::program::said(&output);
        assert!(says.contains(now), "the text that stands is shown: {says}");
        assert!(says.contains(&version(&ada, id)[..32]), "{says}");
        assert_eq!(ada.list(), before, "and nothing was written");
    };
    let with = |version: &str| {
        let mut args = welcome.to_vec();
        args.extend(["--version", version]);
        args.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let stale = with(&read[..32]);
    let stale: Vec<&str> = stale.iter().map(String::as_str).collect();
    refused(&stale, 1, &promise, "I call now and then.");
    refused(&welcome, 2, &promise, "I call now and then.");
    refused(&["remove", &promise], 2, &promise, "I call now and then.");
    let short = ada.run(
        &["reply", &promise, "promise-word", "--version", &read[..8]],
        "",
    );
    assert_eq!(short.status.code(), Some(2), "eight digits are no name");
    let now = with(&version(&ada, &promise)[..32]);
    let now: Vec<&str> = now.iter().map(String::as_str).collect();
    said(&ada, &now, "");

    let review = format!("review={}", day(30));
    let fields = ["propose", "--field", &review, "--field", "binds=both"];
    let agreement = said(&ben, &fields, "We talk on three evenings.");
    meet(&ada, &ben);
    refused(
        &["assent", &agreement],
        2,
        &agreement,
        "We talk on three evenings.",
    );
    let other = version(&ada, &promise);
    let wrong = ["assent", agreement.as_str(), "--version", &other];
    refused(&wrong, 1, &agreement, "We talk on three evenings.");
    naming(&ada, "assent", &agreement);
    meet(&ada, &ben);
    assert_eq!(json(&ben, &["agreements"])[0]["state"], "in-force");
}
