//! Every field that is chosen, dated or numbered, and what follows from it.
//!
//! A field that says a day or a choice and does nothing with it promises something that
//! does not come. So each one stands here: with the test that shows what follows, or as
//! one that people read and nothing more. `docs/templates.md` says the same in words.

use std::collections::BTreeSet;
use std::path::Path;

use candor_core::entry::template::FieldShape;
use candor_core::entry::{template, templates};

use crate::practices::{json, naming, said};
use crate::program::*;

/// What a field is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Something follows from it, as this test shows.
    Follows(&'static str),
    /// It leads what it answers to a state, as a template says.
    Turns,
    /// It is read on the page of its entry, and nothing follows.
    ShownOnly,
}

use Use::{Follows, ShownOnly, Turns};

const HALF_YEAR: Use =
    Follows("two_people_live_half_a_year_and_the_right_thing_stands_where_they_look");
const FOR_THE_TALK: Use = Follows("what_is_for_a_talk_is_in_the_list_for_it");
const REVIEW: Use =
    Follows("a_review_is_done_once_both_have_said_a_word_and_a_firm_version_goes_slowly");
const BOTH_VIEWS: Use = Follows("a_promise_is_made_welcomed_and_told_by_both");
const CARRIED: Use = Follows("a_text_for_both_holds_every_word_that_one_has_written");
const MOVED: Use = Follows("a_pause_that_is_moved_goes_on_until_then");
const EACH_DAY: Use = Follows("a_time_of_each_day_stands_on_today_while_it_is_in_force");
const PINNED: Use = Follows("what_both_keep_in_sight_stands_on_today_until_either_takes_it_down");
const ON_ITS_DAY: Use = Follows("a_time_together_is_named_on_its_day_alone");
const LINE: Use = Follows("pages_with_the_chosen_number_stand_oldest_first");
const AGAIN: Use = Follows("what_one_wanted_to_look_at_again_stands_first_from_its_day_on");
/// What shows of every turn that it leads to its state.
const TURNS: &str = "every_answer_that_a_template_turns_by_turns_it";

/// The fields that are the same in every kind.
const EVERYWHERE: [(&str, Use); 3] = [
    (
        "cover",
        Follows("a_cover_is_lifted_by_its_reader_until_the_journal_is_closed"),
    ),
    ("happened", HALF_YEAR),
    ("wish", ShownOnly),
];

/// All others, by their kinds.
const FIELDS: &[(&str, &[(&str, Use)])] = &[
    (
        "account",
        &[("category", ShownOnly), ("told-with", ShownOnly)],
    ),
    ("acknowledgement", &[("word", FOR_THE_TALK)]),
    (
        "agreement",
        &[
            ("binds", HALF_YEAR),
            ("firm", REVIEW),
            ("review", REVIEW),
            ("end", HALF_YEAR),
            ("contact", HALF_YEAR),
            ("each-day", EACH_DAY),
        ],
    ),
    ("amends-word", &[("word", Turns)]),
    ("answer", &[("certainty", ShownOnly)]),
    ("answer-word", &[("word", Turns)]),
    (
        "cadence",
        &[(
            "word",
            Follows("j76_a_weekly_meeting_item_by_item_to_what_follows_from_it"),
        )],
    ),
    (
        "charter",
        &[
            (
                "window",
                Follows("s45_the_charter_is_a_pair_that_both_know_from_the_start"),
            ),
            (
                "talk",
                Follows("a_talk_is_offered_at_the_shorter_of_both_wishes"),
            ),
        ],
    ),
    ("clash", &[("with-you", ShownOnly)]),
    (
        "conditions",
        &[
            ("informed", ShownOnly),
            ("chosen", ShownOnly),
            ("no-spiral", ShownOnly),
            ("simple-questions", ShownOnly),
            ("both-want", ShownOnly),
            ("safety", ShownOnly),
            ("contacts", ShownOnly),
        ],
    ),
    ("decision", &[("review", REVIEW), ("pin", PINNED)]),
    (
        "disclosure",
        &[
            ("planned", ShownOnly),
            ("level", ShownOnly),
            ("questions", ShownOnly),
            ("category", ShownOnly),
            ("form", FOR_THE_TALK),
        ],
    ),
    (
        "forgiveness",
        &[("towards", ShownOnly), ("state", ShownOnly)],
    ),
    (
        "goal",
        &[(
            "review",
            Follows("a_goal_of_both_comes_up_on_its_day_and_a_step_ends_by_its_writer"),
        )],
    ),
    ("goal-step-end", &[("word", Turns)]),
    (
        "joint-draft",
        &[
            (
                "becomes",
                Follows("what_is_refused_names_the_draft_it_goes_to"),
            ),
            ("review", CARRIED),
            ("end", CARRIED),
            ("firm", CARRIED),
            ("contact", CARRIED),
        ],
    ),
    (
        "meeting",
        &[("hard-goes", FOR_THE_TALK), ("next", HALF_YEAR)],
    ),
    ("mirror-word", &[("word", Turns)]),
    (
        "my-pulse",
        &[
            ("open", LINE),
            ("genuine", LINE),
            ("reliable", LINE),
            ("armour", LINE),
            ("safe", LINE),
            ("overall", LINE),
            (
                "sure",
                Follows("the_less_sure_the_wider_the_band_and_without_a_word_there_is_none"),
            ),
        ],
    ),
    ("naming", &[("category", ShownOnly)]),
    ("need-end", &[("word", Turns)]),
    ("need-time", &[("word", FOR_THE_TALK), ("until", HALF_YEAR)]),
    ("need-word", &[("word", FOR_THE_TALK)]),
    (
        "other-readings",
        &[("next", Follows("a_page_that_names_a_next_step_leads_to_it"))],
    ),
    (
        "parked",
        &[(
            "until",
            Follows(
                "what_is_parked_waits_for_its_day_and_leaves_the_list_once_it_was_talked_about",
            ),
        )],
    ),
    (
        "pause",
        &[
            ("back", MOVED),
            (
                "back-on",
                Follows("a_pause_past_midnight_stands_on_today_until_its_day_is_over"),
            ),
        ],
    ),
    (
        "pause-end",
        &[("word", Turns), ("until", MOVED), ("until-on", MOVED)],
    ),
    ("pause-word", &[("word", ShownOnly)]),
    (
        "plan",
        &[
            ("area", ShownOnly),
            (
                "review",
                Follows("a_plan_is_named_from_the_day_to_look_at_it_again"),
            ),
        ],
    ),
    ("promise", &[("to", ShownOnly), ("due", HALF_YEAR)]),
    ("promise-end", &[("word", Turns)]),
    ("promise-word", &[("word", Turns)]),
    (
        "pulse",
        &[
            ("open", ShownOnly),
            ("genuine", ShownOnly),
            ("reliable", ShownOnly),
            ("armour", ShownOnly),
            ("safe", ShownOnly),
            ("overall", ShownOnly),
            ("sure", ShownOnly),
        ],
    ),
    (
        "question",
        &[
            ("detail", ShownOnly),
            ("form", FOR_THE_TALK),
            ("no-hurry", ShownOnly),
        ],
    ),
    ("question-draft", &[("until", AGAIN)]),
    ("reach-end", &[("word", Turns)]),
    ("reach-word", &[("word", Turns)]),
    ("reaching-out", &[("offer", ShownOnly), ("size", ShownOnly)]),
    ("report", &[("word", BOTH_VIEWS)]),
    ("request", &[("by", HALF_YEAR), ("firmness", ShownOnly)]),
    ("request-answer", &[("word", Turns)]),
    ("review-word", &[("word", REVIEW)]),
    ("talk", &[("length", ShownOnly), ("again", ShownOnly)]),
    ("tender-word", &[("word", Turns)]),
    ("view", &[("word", BOTH_VIEWS)]),
    ("vision-text", &[("review", REVIEW)]),
    ("time-together", &[("day", ON_ITS_DAY), ("at", ON_ITS_DAY)]),
    ("unpin", &[("word", PINNED)]),
    ("week-end", &[("word", Turns)]),
    (
        "where-i-stand",
        &[("leaning", ShownOnly), ("revisit", AGAIN)],
    ),
];

/// Every field of [`FIELDS`]: kind, name, use.
fn listed() -> impl Iterator<Item = (&'static str, &'static str, Use)> {
    FIELDS
        .iter()
        .flat_map(|(kind, fields)| fields.iter().map(move |(name, of)| (*kind, *name, *of)))
}

#[test]
fn every_field_that_says_a_day_a_choice_or_a_number_says_what_it_is_for() {
    let everywhere = |name: &str| EVERYWHERE.iter().any(|(known, _)| *known == name);
    let mut there = BTreeSet::new();
    for kind in templates() {
        for field in &kind.fields {
            match field.shape {
                FieldShape::Text | FieldShape::Long => {}
                FieldShape::Cover | FieldShape::Happened | FieldShape::Wish => {
                    assert!(everywhere(&field.name), "{}: {}", kind.kind, field.name);
                }
                _ => {
                    there.insert((kind.kind.as_str(), field.name.as_str()));
                }
            }
        }
    }
    let known: BTreeSet<(&str, &str)> = listed().map(|(kind, name, _)| (kind, name)).collect();
    let missing: Vec<_> = there.difference(&known).collect();
    assert!(missing.is_empty(), "nothing says what they do: {missing:?}");
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(gone.is_empty(), "no kind has them: {gone:?}");
    assert_eq!(listed().count(), known.len(), "one stands twice");
}

#[test]
fn what_is_said_to_follow_is_shown_by_a_test_that_is_there() {
    let tests = tests();
    let everywhere = EVERYWHERE
        .iter()
        .map(|(name, of)| ("every kind", *name, *of));
    for (kind, name, of) in listed().chain(everywhere) {
        let test = match of {
            Follows(test) => test,
            Turns => TURNS,
            ShownOnly => continue,
        };
        assert!(tests.contains(test), "{kind}, {name}: no test {test}");
    }
}

#[test]
fn what_is_said_to_turn_a_state_does_by_some_template() {
    let turning: BTreeSet<(&str, &str)> = templates()
        .iter()
        .flat_map(|kind| &kind.turns)
        .filter_map(|turn| Some((turn.kind.as_str(), turn.field.as_ref()?.0.as_str())))
        .collect();
    let said: BTreeSet<(&str, &str)> = listed()
        .filter(|(_, _, of)| *of == Turns)
        .map(|(kind, name, _)| (kind, name))
        .collect();
    assert_eq!(turning, said);
}

/// The rows of the table in `docs/templates.md`: the kinds and the fields of each.
fn rows() -> Vec<(String, String)> {
    let docs = read(&root().join("docs/templates.md"));
    let begin = docs.find("## Fields that something follows from");
    let section = &docs[begin.expect("the section is there")..];
    let section = &section[2..section[2..]
        .find("\n## ")
        .map_or(section.len(), |at| at + 2)];
    let rows = section.lines().filter(|line| line.starts_with("| "));
    rows.skip(1)
        .map(|row| {
            let mut cells = row.split('|').skip(1);
            let mut cell = || cells.next().unwrap_or("").trim().to_owned();
            (cell(), cell())
        })
        .collect()
}

#[test]
fn what_follows_from_a_field_is_said_in_the_documents() {
    let rows = rows();
    assert!(rows.len() > 20, "the table was found: {rows:?}");
    let named = |cell: &str, word: &str| cell.contains(&format!("`{word}`"));
    let follows = |of: Use| matches!(of, Follows(_));
    for (kind, name, of) in listed() {
        let says = rows
            .iter()
            .any(|(kinds, fields)| named(kinds, kind) && named(fields, name));
        assert_eq!(says, follows(of), "{kind}: {name}");
    }
    for (name, of) in EVERYWHERE {
        let says = rows
            .iter()
            .any(|(kinds, fields)| kinds == "every kind" && named(fields, name));
        assert_eq!(says, follows(of), "every kind: {name}");
    }
    for (kinds, _) in rows.iter().filter(|(kinds, _)| kinds != "every kind") {
        for kind in kinds.split(',').map(|kind| kind.trim().trim_matches('`')) {
            assert!(template(kind).is_some(), "no kind is called {kind:?}");
        }
    }
}

#[test]
fn every_test_that_a_practice_names_is_there() {
    let tests = tests();
    let docs = read(&root().join("docs/practices.md"));
    let mut named = 0;
    for row in docs.lines().filter(|line| line.starts_with("| ")) {
        let Some(cell) = row.trim_end_matches('|').rsplit('|').next() else {
            continue;
        };
        for test in cell.split('`').skip(1).step_by(2) {
            named += 1;
            assert!(tests.contains(test), "{row}: no test {test}");
        }
    }
    assert!(named > 30, "they were looked at: {named}");
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of all tests of the workspace.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders: Vec<_> = ["core", "sync", "desktop", "tests"]
        .map(|folder| root().join(folder))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).expect("a folder") {
            let path = file.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let source = read(&path);
                for after in source.split("#[test]\n").skip(1) {
                    let name = after.trim_start().strip_prefix("fn ");
                    let name = name.and_then(|name| name.split('(').next());
                    found.extend(name.map(str::to_owned));
                }
            }
        }
    }
    found
}

/// Two that are paired on this day.
fn paired_on(base: &Path, day: &str) -> (Person, Person) {
    let (ada, ben) = (Person::new(base, "Ada"), Person::new(base, "Ben"));
    on(&[&ada, &ben], day);
    pair(base, &ada, &ben);
    (ada, ben)
}

fn on(both: &[&Person], day: &str) {
    for person in both {
        person.on(day);
    }
}

#[test]
fn what_is_for_a_talk_is_in_the_list_for_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let write = |kind: &str, field: Option<&str>, text: &str| {
        let mut args = vec!["write", kind];
        args.extend(field.into_iter().flat_map(|field| ["--field", field]));
        said(&ada, &args, text)
    };
    // What says it itself.
    write("question", Some("form=aloud"), "What was it like?");
    write("disclosure", Some("form=aloud"), "What I would rather say.");
    write("meeting", Some("hard-goes=park"), "The hard week.");
    write("question", Some("form=writing"), "This one in writing.");
    // What is answered with it.
    let asked = write("question", None, "Where were you?");
    let need = write("need", None, "An evening for us.");
    let page = write("note", None, "The holidays.");
    let quiet = write("note", None, "The garden.");
    meet(&ada, &ben);
    for (entry, kind, word) in [
        (&asked, "need-time", "word=aloud"),
        (&need, "need-word", "word=talk"),
        (&page, "acknowledgement", "word=lets-talk"),
        (&quiet, "acknowledgement", "word=taken-in"),
    ] {
        said(&ben, &["reply", entry, kind, "--field", word], "");
    }
    meet(&ada, &ben);
    for person in [&ada, &ben] {
        let day = json(person, &["today"]);
        let texts: BTreeSet<&str> = day["parked"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|entry| entry["text"].as_str())
            .collect();
        let all = [
            "What was it like?",
            "What I would rather say.",
            "The hard week.",
            "Where were you?",
            "An evening for us.",
            "The holidays.",
        ];
        assert_eq!(texts, BTreeSet::from(all));
    }
}

#[test]
fn a_plan_is_named_from_the_day_to_look_at_it_again() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired_on(base.path(), "2026-06-01");
    let plan = ["write", "plan", "--field", "review=2026-06-20"];
    said(&ada, &plan, "The trade fair in autumn.");
    meet(&ada, &ben);
    for (day, named) in [("2026-06-19", 0), ("2026-06-20", 1), ("2026-06-28", 0)] {
        on(&[&ada, &ben], day);
        for person in [&ada, &ben] {
            let today = json(person, &["today"]);
            let here = today["named"].as_array().map(Vec::len);
            assert_eq!(here, Some(named), "{day}");
        }
    }
}

#[test]
fn a_pause_that_is_moved_goes_on_until_then() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired_on(base.path(), "2026-06-01");
    let until = |person: &Person| {
        let pause = json(person, &["today"])["pause"].clone();
        pause["fields"]["back"].as_str().map(str::to_owned)
    };
    let half_past = Some("20:30".to_owned());
    let later = Some("21:15".to_owned());
    let pause = said(&ben, &["write", "pause", "--field", "back=20:30"], "");
    assert_eq!(until(&ben), half_past);
    meet(&ada, &ben);
    assert_eq!(until(&ada), half_past);
    let end = |fields: &[&str]| {
        let mut args = vec!["reply", &pause, "pause-end"];
        args.extend(fields.iter().flat_map(|field| ["--field", *field]));
        said(&ben, &args, "");
    };
    end(&["word=later", "until=21:15"]);
    assert_eq!(until(&ben), later, "at once, for the one who says it");
    meet(&ada, &ben);
    for person in [&ada, &ben] {
        assert_eq!(until(person), later);
    }
    // To another day: it is still on in the morning, also for who paused, and over with
    // that day.
    end(&["word=later", "until=10:00", "until-on=2026-06-03"]);
    meet(&ada, &ben);
    for (day, on_then) in [("2026-06-02", true), ("2026-06-03", true)] {
        on(&[&ada, &ben], day);
        for person in [&ada, &ben] {
            assert_eq!(until(person), on_then.then(|| "10:00".to_owned()), "{day}");
        }
    }
    on(&[&ada, &ben], "2026-06-04");
    assert_eq!((until(&ada), until(&ben)), (None, None));
    // A time that comes after midnight has its day without being asked for it.
    on(&[&ada, &ben], "2026-06-03");
    end(&["word=later", "until=00:00"]);
    meet(&ada, &ben);
    on(&[&ada, &ben], "2026-06-04");
    assert_eq!(until(&ada), Some("00:00".to_owned()));
    end(&["word=back"]);
    meet(&ada, &ben);
    for person in [&ada, &ben] {
        assert_eq!(until(person), None);
    }
}

#[test]
fn a_goal_of_both_comes_up_on_its_day_and_a_step_ends_by_its_writer() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired_on(base.path(), "2026-06-01");
    let propose = ["propose", "goal", "--field", "review=2026-06-20"];
    let goal = said(&ada, &propose, "An evening a week that is ours.");
    meet(&ada, &ben);
    naming(&ben, "assent", &goal);
    meet(&ada, &ben);
    let step = said(&ben, &["reply", &goal, "goal-step"], "We ask for a sitter.");
    meet(&ada, &ben);
    let of_step = |person: &Person| json(person, &["show", &step])["state"].clone();
    for person in [&ada, &ben] {
        assert_eq!(of_step(person), "chosen");
    }
    let done = ["reply", &step, "goal-step-end", "--field", "word=done"];
    ada.refused(&done, "");
    said(&ben, &done, "");
    meet(&ada, &ben);
    for person in [&ada, &ben] {
        assert_eq!(of_step(person), "done");
    }
    for (day, due) in [("2026-06-19", 0), ("2026-06-20", 1)] {
        on(&[&ada, &ben], day);
        for person in [&ada, &ben] {
            let today = json(person, &["today"]);
            assert_eq!(
                today["reviews"].as_array().map(Vec::len),
                Some(due),
                "{day}"
            );
        }
    }
}

/// How many of one kind of line stand on somebody's Today.
fn lines(person: &Person, name: &str) -> usize {
    json(person, &["today"])[name]
        .as_array()
        .map_or(0, Vec::len)
}

#[test]
fn a_time_together_is_named_on_its_day_alone() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired_on(base.path(), "2026-06-01");
    let idea = [
        "write",
        "time-together",
        "--field",
        "day=2026-06-20",
        "--field",
        "at=19:00",
    ];
    said(&ada, &idea, "We walk by the river.");
    meet(&ada, &ben);
    for (day, named) in [("2026-06-19", 0), ("2026-06-20", 1), ("2026-06-21", 0)] {
        on(&[&ada, &ben], day);
        for person in [&ada, &ben] {
            assert_eq!(lines(person, "named"), named, "{day}");
            let said = said(person, &["today"], "");
            assert_eq!(
                said.contains("Today is the day for this, at 19:00"),
                named > 0
            );
        }
    }
}

#[test]
fn a_time_of_each_day_stands_on_today_while_it_is_in_force() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired_on(base.path(), "2026-06-01");
    let talk = [
        "propose",
        "agreement",
        "--field",
        "binds=both",
        "--field",
        "review=2026-07-01",
        "--field",
        "each-day=20:30",
    ];
    let talk = said(&ada, &talk, "We talk for twenty minutes.");
    meet(&ada, &ben);
    assert_eq!(lines(&ben, "each_day"), 0, "it is proposed, and no more");
    naming(&ben, "assent", &talk);
    meet(&ada, &ben);
    for day in ["2026-06-02", "2026-06-09"] {
        on(&[&ada, &ben], day);
        for person in [&ada, &ben] {
            assert_eq!(lines(person, "each_day"), 1);
            let shown = json(person, &["today"])["each_day"][0]["agreed"]["each_day"].clone();
            assert_eq!(shown, "20:30");
        }
    }
    said(&ben, &["unassent", &talk], "");
    assert_eq!(lines(&ada, "each_day"), 1, "she does not know yet");
    meet(&ada, &ben);
    assert_eq!((lines(&ada, "each_day"), lines(&ben, "each_day")), (0, 0));
}

#[test]
fn what_both_keep_in_sight_stands_on_today_until_either_takes_it_down() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired_on(base.path(), "2026-06-01");
    let decide = [
        "propose",
        "decision",
        "--field",
        "review=2026-09-01",
        "--field",
        "pin=yes",
    ];
    let decision = said(&ada, &decide, "We go on together.");
    let down = ["reply", &decision, "unpin", "--field", "word=down"];
    meet(&ada, &ben);
    assert_eq!((lines(&ada, "pinned"), lines(&ben, "pinned")), (0, 0));
    ben.refused(&down, "");
    naming(&ben, "assent", &decision);
    meet(&ada, &ben);
    assert_eq!((lines(&ada, "pinned"), lines(&ben, "pinned")), (1, 1));
    // The one who asked for nothing can take it down, alone and at once.
    said(&ben, &down, "");
    assert_eq!(lines(&ben, "pinned"), 0, "at once");
    meet(&ada, &ben);
    assert_eq!(lines(&ada, "pinned"), 0);
    let state = json(&ada, &["show", &decision])["state"].clone();
    assert_eq!(state, "in-force", "what was decided stands");
    // A decision that was never to be kept in sight is not taken down either.
    let other = ["propose", "decision", "--field", "review=2026-09-01"];
    let other = said(&ada, &other, "We see a counsellor.");
    meet(&ada, &ben);
    naming(&ben, "assent", &other);
    meet(&ada, &ben);
    assert_eq!(lines(&ben, "pinned"), 0);
    ben.refused(&["reply", &other, "unpin", "--field", "word=down"], "");
}

#[test]
fn what_one_owned_comes_up_after_three_weeks_for_its_writer_alone() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired_on(base.path(), "2026-06-01");
    let owned = said(
        &ben,
        &["write", "amends"],
        "I did not come when you waited.",
    );
    said(&ben, &["write", "amends"], "I shouted on Sunday.");
    meet(&ada, &ben);
    said(&ben, &["reply", &owned, "take-back"], "");
    meet(&ada, &ben);
    for (day, stands) in [
        ("2026-06-21", 0),
        ("2026-06-22", 1),
        ("2026-06-28", 1),
        ("2026-06-29", 0),
    ] {
        on(&[&ada, &ben], day);
        assert_eq!(lines(&ben, "weeks_after"), stands, "{day}");
        assert_eq!(lines(&ada, "weeks_after"), 0, "{day}: nobody else's");
    }
    on(&[&ben], "2026-06-22");
    let shown = said(&ben, &["today"], "");
    assert!(
        shown.contains("Something you wrote on 1 June 2026"),
        "{shown}"
    );
    assert!(!shown.contains("shouted"), "{shown}");
}
