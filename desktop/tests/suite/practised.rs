//! What the rows of `docs/practices.md` say of single pages: by two programs on the
//! command line, and by what the pages say themselves.

use candor_core::entry::template;
use candor_desktop::text::support::SUPPORT;

use crate::practices::{json, said};
use crate::program::*;

/// How something stands, as this person is told.
fn state(person: &Person, id: &str) -> String {
    let state = json(person, &["show", id])["state"].clone();
    state.as_str().expect("it stands somehow").to_owned()
}

/// How many things for this week stand on somebody's Today.
fn this_week(person: &Person) -> usize {
    let day = json(person, &["today"]);
    day["this_week"].as_array().map_or(0, Vec::len)
}

#[test]
fn what_was_chosen_for_a_week_stands_on_today_for_seven_days_or_until_it_is_over() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = (
        Person::new(base.path(), "Ada"),
        Person::new(base.path(), "Ben"),
    );
    let on = |day: &str| {
        ada.on(day);
        ben.on(day);
    };
    on("2026-06-01");
    pair(base.path(), &ada, &ben);
    let chosen = [
        "write",
        "this-week",
        "--field",
        "first-step=Ask for Sunday.",
    ];
    let walk = said(&ada, &chosen, "We walk by the river.");
    meet(&ada, &ben);
    for (day, stands) in [("2026-06-01", 1), ("2026-06-07", 1), ("2026-06-08", 0)] {
        on(day);
        for side in [&ada, &ben] {
            assert_eq!(this_week(side), stands, "{day}");
        }
    }

    let meal = said(&ada, &["write", "this-week"], "We cook on Friday.");
    meet(&ada, &ben);
    let done = |id: &str| {
        let args = ["reply", id, "week-end", "--field", "word=done"];
        args.map(str::to_owned)
    };
    let his = done(&meal);
    ben.refused(&his.each_ref().map(String::as_str), "");
    assert_eq!((this_week(&ada), this_week(&ben)), (1, 1));
    said(&ada, &done(&meal).each_ref().map(String::as_str), "");
    meet(&ada, &ben);
    assert_eq!((this_week(&ada), this_week(&ben)), (0, 0));
    for side in [&ada, &ben] {
        assert_eq!(state(side, &meal), "done");
        assert_eq!(
            state(side, &walk),
            "chosen",
            "nobody is asked what became of it"
        );
    }
}

#[test]
fn an_account_is_told_in_chapters_until_its_teller_says_that_this_is_all() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let begin = ["write", "account", "--field", "category=contact money"];
    let account = said(&ada, &begin, "It began in March.");
    meet(&ada, &ben);
    let chapter = [
        "reply",
        &account,
        "chapter",
        "--field",
        "context=We had just moved.",
    ];
    ben.refused(&chapter, "What I think it was.");
    said(&ada, &chapter, "In April I paid for it.");
    meet(&ada, &ben);
    for side in [&ada, &ben] {
        assert_eq!(state(side, &account), "being-told");
        let category = json(side, &["show", &account])["fields"]["category"].clone();
        assert_eq!(category, "contact money", "it is filed under both");
    }
    ben.refused(&["reply", &account, "account-end"], "");
    said(&ada, &["reply", &account, "account-end"], "");
    meet(&ada, &ben);
    for side in [&ada, &ben] {
        assert_eq!(state(side, &account), "told");
    }
}

#[test]
fn a_question_is_open_again_with_a_need_and_goes_on_for_as_many_rounds() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let question = said(&ada, &["write", "question"], "How did it begin?");
    for (text, word, then) in [
        ("With a letter.", "word=need", "open"),
        ("I wrote it in March.", "word=need", "open"),
        ("I was lonely, and did not say so.", "word=enough", "enough"),
    ] {
        meet(&ada, &ben);
        let answer = said(&ben, &["reply", &question, "answer"], text);
        meet(&ada, &ben);
        assert_eq!(state(&ada, &question), "answered");
        said(
            &ada,
            &["reply", &answer, "answer-word", "--field", word],
            "",
        );
        meet(&ada, &ben);
        assert_eq!(state(&ben, &question), then, "after {text}");
    }
}

#[test]
fn among_the_beginnings_stands_what_a_practice_counts_on() {
    for (kind, says) in [
        ("amends", "nobody made me"),
        ("appreciation", "although it was hard"),
        ("appreciation", "proud of us"),
        ("care-card", "When we met"),
        ("disclosure", "I nearly kept this to myself"),
        ("forgiveness", "say to myself"),
        ("my-side", "One step that is mine"),
        ("need", "Something small"),
        ("need", "Something large"),
        ("question", "What was going on in you"),
        ("time-together", "A walk"),
    ] {
        let of = template(kind).expect("the kind is there");
        let there = of.prompts.iter().any(|prompt| prompt.contains(says));
        assert!(there, "{kind}: {says}");
    }
}

#[test]
fn the_support_page_tells_three_kinds_of_counsellor_apart_and_leans_to_no_decision() {
    let part = SUPPORT
        .iter()
        .find(|part| part.title == "Finding a counsellor");
    let words = part.expect("it stands there").paragraphs.join(" ");
    for says in [
        "A couple counsellor",
        "An individual counsellor",
        "A discernment counsellor",
        "Staying and parting are both open",
    ] {
        assert!(words.contains(says), "{says}");
    }
}

#[test]
fn a_list_says_the_word_with_which_somebody_answered() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let asked = said(&ada, &["write", "question"], "Where were you on Sunday?");
    meet(&ada, &ben);
    let answer = said(&ben, &["reply", &asked, "answer"], "At the river.");
    let time = said(&ben, &["write", "request"], "An hour for me on Sunday.");
    meet(&ada, &ben);
    for (entry, kind, word) in [
        (&answer, "answer-word", "enough"),
        (&time, "request-answer", "no"),
    ] {
        let word = format!("word={word}");
        said(&ada, &["reply", entry, kind, "--field", &word], "");
    }
    meet(&ada, &ben);
    for (kind, word) in [("answer-word", "enough"), ("request-answer", "no")] {
        let label = template(kind).and_then(|of| {
            let field = of.fields.iter().find(|field| field.name == "word");
            field.map(|field| field.say(word).to_owned())
        });
        let label = label.expect("the kind has that word");
        for side in [&ada, &ben] {
            let list = side.done(&["list"], "");
            assert!(list.contains(&label), "{label}: {list}");
        }
    }
}
