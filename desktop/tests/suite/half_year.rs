//! Half a year of two people, day by day on the command line: what stands where they
//! look on each of these days.

use serde_json::Value;

use crate::practices::{json, naming, said};
use crate::program::*;

struct Couple {
    ada: Person,
    ben: Person,
}

impl Couple {
    fn on(&self, day: &str) {
        self.ada.on(day);
        self.ben.on(day);
    }

    fn meet(&self) {
        meet(&self.ada, &self.ben);
    }

    fn both(&self) -> [&Person; 2] {
        [&self.ada, &self.ben]
    }
}

/// What is open between the two for a person: kind, why, and whether it is theirs to
/// say now.
fn between(person: &Person) -> Vec<(String, String, bool)> {
    let open = json(person, &["between"]);
    let word = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let items = open.as_array().expect("a list").iter();
    items
        .map(|item| {
            let now = item["mine"] == true && item["later"].is_null();
            (word(&item["entry"]["kind"]), word(&item["why"]), now)
        })
        .collect()
}

/// The kinds of what is open, with whether it is this person's to say now.
fn open(person: &Person) -> Vec<(String, bool)> {
    let all = between(person).into_iter();
    let mut kinds: Vec<_> = all.map(|(kind, _, mine)| (kind, mine)).collect();
    kinds.sort();
    kinds
}

/// How many there are of something on Today.
fn today(person: &Person, name: &str) -> usize {
    let day = json(person, &["today"]);
    day[name].as_array().map_or(0, Vec::len)
}

/// The states of all joint texts in the list, with their kinds.
fn agreements(person: &Person) -> Vec<(String, String)> {
    let all = json(person, &["agreements"]);
    let word = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let all = all.as_array().expect("a list").iter();
    all.map(|it| (word(&it["kind"]), word(&it["state"])))
        .collect()
}

/// Answers an entry with a word of a kind that has such words.
fn word(person: &Person, id: &str, (kind, word): (&str, &str)) -> String {
    let word = format!("word={word}");
    said(person, &["reply", id, kind, "--field", &word], "")
}

/// Both seal a half of a pair, one after the other, and it opens.
fn sealed(two: &Couple, kind: &str, hers: &[&str], his: &[&str]) {
    let begin = [&["seal", kind][..], hers].concat();
    let pair = said(&two.ada, &begin, "");
    two.meet();
    let end = [&["seal", kind, "--pair", &pair][..], his].concat();
    said(&two.ben, &end, "");
    two.meet();
    assert_eq!(json(&two.ben, &["open", &pair])["state"], "opened");
}

/// What was then and is now of a kind, in a look back.
fn then_and_now<'a>(back: &'a Value, kind: &str) -> &'a Value {
    let all = back["then_and_now"].as_array().expect("a list");
    let found = all.iter().find(|it| it["of"] == kind);
    found.unwrap_or_else(|| panic!("no {kind} in {all:?}"))
}

fn pair(kind: &str, state: &str) -> (String, String) {
    (kind.to_owned(), state.to_owned())
}

#[test]
fn two_people_live_half_a_year_and_the_right_thing_stands_where_they_look() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = (
        Person::new(base.path(), "Ada"),
        Person::new(base.path(), "Ben"),
    );
    let two = Couple { ada, ben };
    two.on("2026-06-01");
    crate::program::pair(base.path(), &two.ada, &two.ben);
    let (ada, ben) = (&two.ada, &two.ben);

    // 1 June. The first evening: something is told, it landed, something is asked.
    let told = said(
        ben,
        &["write", "disclosure"],
        "In March I lied about the money.",
    );
    two.meet();
    let question = said(ada, &["reply", &told, "question"], "How much is left?");
    let impact = said(ada, &["write", "impact"], "The first thing in me was fear.");
    two.meet();
    let asked = |mine| vec![("impact".to_owned(), mine), ("question".to_owned(), mine)];
    assert_eq!(open(ben), asked(true));
    assert_eq!(open(ada), asked(false));
    assert_eq!(today(ben, "questions"), 1);

    // 2 June. Ben is not ready; it stays open, and is his again on the 5th.
    two.on("2026-06-02");
    let later = [
        "later",
        &question,
        "--until",
        "2026-06-05",
        "--word",
        "not-ready",
    ];
    said(ben, &later, "");
    two.meet();
    assert_eq!(
        open(ben),
        [("impact".into(), true), ("question".into(), false)]
    );
    assert_eq!(today(ben, "back"), 0);
    assert_eq!(open(ada).len(), 2, "it stays open for her too");

    // 5 June.
    two.on("2026-06-05");
    assert_eq!(today(ben, "back"), 1);
    said(
        ben,
        &["reply", &question, "answer"],
        "Nothing is left of it.",
    );
    let mirror = said(
        ben,
        &["reply", &impact, "mirror"],
        "You were afraid at once.",
    );
    two.meet();
    assert_eq!(
        open(ada),
        [("impact".into(), true)],
        "hers to say whether that is it"
    );
    word(ada, &mirror, ("mirror-word", "thats-it"));
    two.meet();
    for side in two.both() {
        assert!(between(side).is_empty());
    }

    // 8 June. A demand is refused, with no word of a reason. It leaves every list.
    two.on("2026-06-08");
    let demand = said(
        ada,
        &[
            "propose",
            "--field",
            "review=2026-07-10",
            "--field",
            "binds=you",
        ],
        "You give me the PIN of your phone each night.",
    );
    two.meet();
    let binds = json(ben, &["agreements"])[0]["proposed"]["binds"].clone();
    assert_eq!(binds, serde_json::json!(["Ben"]));
    assert_eq!(open(ben), [("agreement".into(), true)]);
    ben.refused(&["end", &demand], "");
    said(ben, &["decline", &demand], "");
    two.meet();
    for side in two.both() {
        assert!(agreements(side).is_empty() && between(side).is_empty());
        assert!(side.list().contains("PIN of your phone"), "it can be read");
        assert_eq!(today(side, "reviews"), 0);
    }
    ada.refused(&["end", &demand], "");

    // 10 June. What he did, and a promise linked to it before they met.
    two.on("2026-06-10");
    let owned = said(ben, &["write", "amends"], "I spent what was ours.");
    let promise = [
        "reply",
        &owned,
        "promise",
        "--field",
        "to=you",
        "--field",
        "due=2026-06-20",
    ];
    let promise = said(ben, &promise, "I show the account on Saturday.");
    two.meet();
    word(ada, &promise, ("promise-word", "welcome"));
    word(ada, &owned, ("amends-word", "heard"));
    two.meet();
    for side in two.both() {
        assert!(between(side).is_empty());
    }

    // 11 June. Where each stands, for both to read; and what Ada keeps to herself.
    two.on("2026-06-11");
    said(ada, &["write", "pulse", "--field", "open=2"], "");
    said(ben, &["write", "pulse", "--field", "open=9"], "");
    sealed(
        &two,
        "conditions",
        &["--field", "simple-questions=not-yet"],
        &["--field", "simple-questions=on-the-way"],
    );
    let own = ada.own.to_string_lossy().into_owned();
    ada.done(&["passphrase", "--own", "--new-passphrase-file", &own], "");
    let gut = ["own", "write", "my-pulse", "--field", "open=1"];
    assert_ok(&ada.run_own(&gut, "Alone I doubt it."));

    // 19 to 25 June. It stands in sight from its day on until it is told of.
    for (day, due) in [("2026-06-19", 0), ("2026-06-20", 1), ("2026-06-23", 1)] {
        two.on(day);
        assert_eq!(today(ben, "promises"), due, "{day}");
        assert_eq!(today(ada, "promises"), 0, "it is his to tell of");
    }
    let report = said(
        ben,
        &["report", &promise, "--field", "word=late"],
        "On Monday.",
    );
    assert_eq!(today(ben, "promises"), 0);
    two.meet();
    said(
        ada,
        &["report", &report, "--field", "word=differently"],
        "I saw it on Tuesday.",
    );
    two.meet();

    // 25 June. A limit on contact, with its end.
    two.on("2026-06-25");
    let limit = [
        "propose",
        "--field",
        "review=2026-07-10",
        "--field",
        "end=2026-07-30",
        "--field",
        "contact=yes",
        "--field",
        "binds=me",
        "--field",
        "not-allowed=Checking devices.",
    ];
    let limit = said(ben, &limit, "Private contact with them rests.");
    two.meet();
    naming(ada, "assent", &limit);
    two.meet();
    for side in two.both() {
        assert_eq!(agreements(side), [pair("agreement", "in-force")]);
        let agreed = &json(side, &["agreements"])[0]["agreed"];
        assert_eq!(agreed["binds"], serde_json::json!(["Ben"]), "never turned");
        assert_eq!(agreed["not_allowed"], "Checking devices.");
    }

    // 10 July. The review is here, until both have said a word.
    two.on("2026-07-09");
    assert_eq!(today(ada, "reviews"), 0);
    two.on("2026-07-10");
    for side in two.both() {
        assert_eq!(today(side, "reviews"), 1);
        word(side, &limit, ("review-word", "keep"));
    }
    two.meet();
    assert_eq!(today(ada, "reviews") + today(ben, "reviews"), 0);

    // 22 July to 1 August. It says that it ends, on its day, and after it.
    for (day, ending) in [
        ("2026-07-22", 0),
        ("2026-07-23", 1),
        ("2026-07-30", 1),
        ("2026-07-31", 1),
    ] {
        two.on(day);
        for side in two.both() {
            assert_eq!(today(side, "ending"), ending, "{day}");
        }
    }
    assert_eq!(agreements(ada), [pair("agreement", "ended")]);
    let renew = [
        "counter",
        &limit,
        "--field",
        "end=2026-10-30",
        "--field",
        "review=2026-09-10",
    ];
    let renewed = said(ada, &renew, "Private contact with them rests.");
    two.meet();
    let proposed = &json(ben, &["agreements"])[0]["proposed"];
    assert_eq!(
        proposed["binds"],
        serde_json::json!(["Ben"]),
        "never turned"
    );
    naming(ben, "assent", &renewed);
    two.meet();
    for side in two.both() {
        assert_eq!(agreements(side), [pair("agreement", "in-force")]);
        assert_eq!(today(side, "ending"), 0);
    }

    // 5 August. After a quarrel both begin, apart.
    two.on("2026-08-05");
    let hers = said(ada, &["seal", "clash"], "I felt alone.");
    let his = said(ben, &["seal", "clash"], "I felt watched.");
    two.meet();
    let halves = |state: bool| ("clash".to_owned(), state);
    assert_eq!(open(ada), [halves(false), halves(true)]);
    said(ada, &["cross", &hers], "");
    two.meet();
    two.meet();
    for side in two.both() {
        let opened = json(side, &["open", &his]);
        assert_eq!(opened["state"], "opened");
        assert_eq!(opened["halves"].as_array().map(Vec::len), Some(2));
        assert!(between(side).is_empty(), "{:?}", between(side));
    }

    // 10 August. "Not now" leaves no list, and its writer can ask no more.
    two.on("2026-08-10");
    let request = [
        "write",
        "request",
        "--field",
        "by=2026-08-20",
        "--field",
        "firmness=wish",
    ];
    let request = said(ada, &request, "A week at the sea.");
    two.meet();
    said(
        ben,
        &[
            "reply",
            &request,
            "request-answer",
            "--field",
            "word=not-now",
        ],
        "",
    );
    two.meet();
    two.on("2026-08-20");
    for side in two.both() {
        assert_eq!(open(side).len(), 1);
        assert_eq!(today(side, "named"), 1);
    }
    said(ada, &["take-back", &request], "");
    two.meet();
    for side in two.both() {
        assert!(between(side).is_empty());
        assert_eq!(today(side, "named"), 0);
    }

    // 1 September. What happened, in their words; later it rests, and can end.
    two.on("2026-09-01");
    let naming_id = said(
        ada,
        &["write", "naming"],
        "The money was spent in secret, over a year.",
    );
    two.meet();
    naming(ben, "assent", &naming_id);
    two.meet();
    let picture = said(
        ada,
        &["propose", "vision-text", "--field", "review=2026-12-01"],
        "We tell each other things on the day.",
    );
    two.meet();
    naming(ben, "assent", &picture);
    two.meet();
    two.on("2026-10-01");
    let rest = said(ben, &["rest", &naming_id], "We leave it be.");
    two.meet();
    naming(ada, "assent", &rest);
    two.meet();
    for side in two.both() {
        let all = json(side, &["agreements"]);
        let all = all.as_array().expect("a list");
        let ours = all.iter().find(|it| it["kind"] == "naming");
        assert_eq!(ours.expect("it is there")["rests"], true);
        let listed = side.done(&["list"], "");
        assert!(!listed.contains("spent in secret"), "it is folded");
        let opened = side.done(&["list", "--open"], "");
        assert!(opened.contains("spent in secret"));
    }

    // 8 October. The next meeting is today's; removal is asked and refused.
    two.on("2026-10-02");
    said(
        ada,
        &["write", "meeting", "--field", "next=2026-10-08"],
        "Thanks.",
    );
    let page = said(ada, &["write", "note"], "Words I regret.");
    two.meet();
    two.on("2026-10-08");
    assert_eq!(today(ben, "named"), 1);
    naming(ben, "remove", &page);
    two.meet();
    assert_eq!(open(ada), [("note".into(), true)]);
    said(ada, &["decline", &page], "");
    two.meet();
    for side in two.both() {
        assert!(between(side).is_empty());
        assert!(side.list().contains("Words I regret."));
    }
    // A week later he asks once more, and takes that back himself.
    two.on("2026-10-15");
    naming(ben, "remove", &page);
    two.meet();
    assert_eq!(open(ada), [("note".into(), true)]);
    assert_eq!(open(ben), [("note".into(), false)]);
    ben.done(&["take-back", &page], "");
    assert!(between(ben).is_empty());
    two.meet();
    for side in two.both() {
        assert!(between(side).is_empty());
        assert!(side.list().contains("Words I regret."));
    }
    // What she agrees to now is a proposal of hers.
    naming(ada, "remove", &page);
    two.meet();
    assert_eq!(open(ben), [("note".into(), true)]);
    assert!(ben.list().contains("Words I regret."));
    ben.done(&["decline", &page], "");
    two.meet();

    said(
        ben,
        &["write", "disclosure", "--field", "happened=March 2026"],
        "It began in March.",
    );
    said(
        ada,
        &["write", "note", "--field", "happened=in the summer of 1987"],
        "That was when my father left.",
    );
    two.meet();

    // 10 November. Where each stands now, and three questions that end in three ways.
    two.on("2026-11-10");
    said(ada, &["write", "pulse", "--field", "open=6"], "");
    sealed(
        &two,
        "conditions",
        &["--field", "simple-questions=there"],
        &["--field", "simple-questions=there"],
    );
    let changed = ["counter", &picture, "--field", "review=2027-02-01"];
    let changed = said(
        ben,
        &changed,
        "We tell each other things before they happen.",
    );
    let no = said(ada, &["write", "question"], "What was her address?");
    let talk = said(ada, &["write", "question"], "How do we spend Christmas?");
    let heavy = ["write", "question", "--field", "cover=heavy, not urgent"];
    said(ben, &heavy, "Did you think of leaving?");
    two.meet();
    naming(ada, "assent", &changed);
    said(ben, &["decline", &no], "");
    said(ben, &["reply", &talk, "parked"], "");
    two.meet();
    let page = "We are calmer. I look forward to the winter.";
    said(ben, &["write", "note"], page);
    two.meet();

    // 30 November. The look back reaches the first day, and what was told of March
    // stands in March, what was told of 1987 in 1987.
    two.on("2026-11-30");
    let back = json(ada, &["look-back"]);
    let months: Vec<&str> = back["months"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|month| month["month"].as_str())
        .collect();
    assert_eq!(months[..3], ["1987", "2026-03", "2026-06"]);
    let long_gone = ["look-back", "--from", "1987-01-01", "--to", "1987-12-31"];
    let long_gone = json(ben, &long_gone);
    let told = &long_gone["months"][0]["threads"][0];
    assert_eq!(told["text"], "That was when my father left.");
    assert_eq!(told["happened"], "around in the summer of 1987");
    assert_eq!(long_gone["months"].as_array().map(Vec::len), Some(1));
    assert_eq!(ada.list(), ben.list());

    // Then and now: each one's own line, the picture and the conditions of both.
    let line = then_and_now(&back, "pulse");
    assert_eq!(line["then"]["entries"][0]["fields"]["open"], "2");
    assert_eq!(line["now"]["entries"][0]["fields"]["open"], "6");
    let his = json(ben, &["look-back"]);
    let his_line = his["then_and_now"].as_array().expect("a list").iter();
    assert_eq!(his_line.filter(|it| it["of"] == "pulse").count(), 0, "once");
    for side in [&back, &his] {
        let ours = then_and_now(side, "vision-text");
        assert_eq!(ours["then"]["on"], "2026-09-01");
        let text = |at: &str| ours[at]["entries"][0]["text"].clone();
        assert_eq!(text("then"), "We tell each other things on the day.");
        assert_eq!(text("now"), "We tell each other things before they happen.");
        let conditions = then_and_now(side, "conditions");
        let said = |at: &str| -> Vec<String> {
            let halves = conditions[at]["entries"].as_array().expect("both halves");
            let words = halves.iter().map(|half| {
                let word = half["fields"]["simple-questions"].as_str();
                word.expect("a word").to_owned()
            });
            let mut words: Vec<String> = words.collect();
            words.sort();
            words
        };
        assert_eq!(said("then"), ["not-yet", "on-the-way"]);
        assert_eq!(said("now"), ["there", "there"]);
    }
    let first = &his["my_words"]["first"]["sentence"];
    assert_eq!(first, "In March I lied about the money.");
    let last = &his["my_words"]["last"]["sentence"];
    assert_eq!(last, "I look forward to the winter.");

    // What was heard, how questions ended, a promise in the words of both.
    for side in [&back, &his] {
        let heard = side["heard"].as_array().expect("a list");
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0]["told"]["text"], "The first thing in me was fear.");
        assert_eq!(heard[0]["said"]["text"], "You were afraid at once.");
        assert_eq!(heard[0]["on"], "2026-06-05");
        let asked = side["questions"].as_array().expect("a list").iter();
        let ends: Vec<(&str, &str)> = asked
            .map(|it| {
                let text = it["question"]["text"].as_str().expect("words");
                (text, it["end"].as_str().expect("an end"))
            })
            .collect();
        for asked in [
            ("How much is left?", "answered"),
            ("What was her address?", "declined"),
            ("How do we spend Christmas?", "parked"),
            ("Did you think of leaving?", "open"),
        ] {
            assert!(ends.contains(&asked), "{asked:?} in {ends:?}");
        }
        let promise = &side["promises"][0];
        assert_eq!(promise["text"], "I show the account on Saturday.");
        let told = &promise["reports"][0];
        assert_eq!(told["maker"], serde_json::json!(["late", "On Monday."]));
        let other = serde_json::json!(["differently", "I saw it on Tuesday."]);
        assert_eq!(told["other"], other);
    }

    // In words, and no cover is lifted by it.
    let words = ada.done(&["look-back"], "");
    for part in [
        "Then · 11 June 2026",
        "Now · 10 November 2026",
        "Found to be it · 5 June 2026",
        "answered with no",
        "kept for the talk",
        "[heavy, not urgent]",
        "I show the account on Saturday.",
    ] {
        assert!(words.contains(part), "{part:?} in {words}");
    }
    assert!(
        !words.contains("Did you think of leaving?"),
        "it is covered"
    );
    let opened = ada.done(&["look-back", "--open"], "");
    assert!(opened.contains("Did you think of leaving?"));

    // Any days: June holds what was in June, and what stood then.
    let june = ["look-back", "--from", "2026-06-01", "--to", "2026-06-30"];
    let june = json(ada, &june);
    assert_eq!(june["months"].as_array().map(Vec::len), Some(1));
    assert_eq!(june["then_and_now"], serde_json::json!([]));
    assert_eq!(june["questions"].as_array().map(Vec::len), Some(1));
    let autumn = json(ada, &["look-back", "--from", "2026-10-15"]);
    let ours = then_and_now(&autumn, "vision-text");
    assert_eq!(ours["then"]["on"], "2026-09-01", "it stood already");

    // Nothing of what is one's own alone is in it, nor in the other's.
    let mut all = vec![opened, back.to_string(), his.to_string()];
    all.push(ada.done(&["look-back", "--json", "--open"], ""));
    for all in all {
        assert!(!all.contains("Alone I doubt it") && !all.contains("my-pulse"));
    }
}

#[test]
fn a_pause_past_midnight_stands_on_today_until_its_day_is_over() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = (
        Person::new(base.path(), "Ada"),
        Person::new(base.path(), "Ben"),
    );
    let two = Couple { ada, ben };
    two.on("2026-06-01");
    crate::program::pair(base.path(), &two.ada, &two.ben);

    // On these days it is noon: nine o'clock is that of the next morning.
    let back = ["write", "pause", "--field", "back=09:00"];
    two.ada.done(&back, "");
    two.meet();

    for (day, stands) in [
        ("2026-06-01", true),
        ("2026-06-02", true),
        ("2026-06-03", false),
    ] {
        two.on(day);
        for person in two.both() {
            let pause = &json(person, &["today"])["pause"];
            assert_eq!(pause.is_object(), stands, "{day}: {pause}");
            if stands {
                assert_eq!(pause["fields"]["back-on"], "2026-06-02");
            }
        }
    }
}
