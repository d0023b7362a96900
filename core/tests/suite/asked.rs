//! Nobody is cornered: whoever is asked can say no, or later, and whoever asks
//! can end it alone. For every kind there is.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::entry::mechanism::Mechanism;
use candor_core::entry::template::{By, FieldShape, Template, TextRule, templates};
use candor_core::id::EntryId;
use candor_core::journal::{AuthorError, Journal};
use candor_core::space::{Shared, SpaceName};
use candor_core::view::Joint;
use candor_core::view::rules::ReplyError;

use crate::kit::*;

/// The kinds that ask something of the other.
fn asking() -> impl Iterator<Item = &'static Template> {
    let shared = |kind: &&Template| kind.space == SpaceName::Shared;
    templates()
        .iter()
        .filter(shared)
        .filter(|kind| kind.asks_something())
}

/// The least that an entry of a kind says.
pub fn least(kind: &Template, text: &str) -> ContentBuilder {
    let is_text = kind.text == TextRule::Required;
    let mut content = words(if is_text { text } else { "" });
    for field in kind.fields.iter().filter(|field| field.shape.is_needed()) {
        let value = match &field.shape {
            FieldShape::NeededDay => today().plus(30).to_string(),
            FieldShape::NeededTime => "20:30".to_owned(),
            shape => shape.values()[0].clone(),
        };
        content.fields.insert(field.name.clone(), value);
    }
    content
}

struct Asked {
    ada: Journal<Shared>,
    ben: Journal<Shared>,
    bytes: Seeded,
    kind: &'static Template,
    /// What Ada asks with, on both devices.
    entry: EntryId,
}

impl Asked {
    fn with(kind: &'static Template) -> Self {
        let (mut ada, mut ben, mut bytes) = met(1);
        // What sets something to rest answers it.
        let about = kind
            .reply_only
            .then(|| say(&mut ada, &mut bytes, today(), "a page"));
        let begin = least(kind, "What Ada asks.");
        let entry = if kind.mechanism == Mechanism::SealedPair {
            let pair = ada.keep_pair(&mut bytes, today(), &kind.kind, &begin);
            pair.expect("fits")
        } else {
            let ids = ada.keep_new(&mut bytes, today(), &kind.kind, about, vec![begin]);
            ids.unwrap_or_else(|error| panic!("{}: {error}", kind.kind))[0]
        };
        ada.flush(&mut bytes, today()).expect("writes");
        let entry = ada.became(entry);
        exchange(&mut ada, &mut ben);
        Self {
            ada,
            ben,
            bytes,
            kind,
            entry,
        }
    }

    fn says(
        &mut self,
        is_ada: bool,
        day: Day,
        kind: &str,
        content: ContentBuilder,
    ) -> Result<(), AuthorError> {
        let journal = if is_ada { &mut self.ada } else { &mut self.ben };
        journal.keep_new(&mut self.bytes, day, kind, Some(self.entry), vec![content])?;
        journal.flush(&mut self.bytes, day).expect("writes");
        exchange(&mut self.ada, &mut self.ben);
        assert_eq!(self.ada.digest(), self.ben.digest(), "{}", self.kind.kind);
        Ok(())
    }

    fn ben_says(&mut self, day: Day, kind: &str) -> Result<(), AuthorError> {
        self.says(false, day, kind, words(""))
    }

    fn state(&self) -> &'static str {
        let row = self.ada.view().row(self.entry).expect("it is here");
        self.ada.view().state(row).word()
    }

    /// Whether it still asks: by its template, and for joint texts and pairs by what
    /// waits.
    fn still_asks(&self) -> bool {
        match self.kind.mechanism {
            Mechanism::JointText => Joint::of(self.ben.view(), self.entry)
                .is_some_and(|joint| joint.proposed == Some(self.entry)),
            Mechanism::SealedPair => self.state() == "sealed",
            _ => self.kind.asks.iter().any(|state| state == self.state()),
        }
    }
}

#[test]
fn whoever_is_asked_can_say_no_without_a_word_and_it_asks_no_more() {
    for kind in asking() {
        let mut asked = Asked::with(kind);
        assert!(asked.still_asks(), "{}", kind.kind);
        // A need is heard on its first day, and nothing else is said to it then.
        let day = if kind.first_day.is_empty() { 0 } else { 2 };
        let day = today().plus(day);
        asked
            .ben_says(day, "decline")
            .unwrap_or_else(|error| panic!("{}: {error}", kind.kind));
        assert!(!asked.still_asks(), "{}: {}", kind.kind, asked.state());
        let again = asked.ben_says(day, "decline");
        assert!(
            matches!(again, Err(AuthorError::Reply(ReplyError::NotAsked))),
            "{}: {again:?}",
            kind.kind
        );
        let row = asked.ben.view().row(asked.entry).expect("it is here");
        assert!(row.versions > 0, "{}: it stays readable", kind.kind);
    }
}

#[test]
fn whoever_is_asked_can_take_time_at_once_without_a_word_and_it_stays_open() {
    for kind in asking() {
        let mut asked = Asked::with(kind);
        let mut later = words("");
        let until = today().plus(5).to_string();
        later.fields.insert("until".to_owned(), until);
        asked
            .says(false, today(), "need-time", later)
            .unwrap_or_else(|error| panic!("{}: {error}", kind.kind));
        assert!(asked.still_asks(), "{}: {}", kind.kind, asked.state());
        let day = today().plus(6);
        asked.ben_says(day, "decline").expect("it can still be no");
        assert!(!asked.still_asks(), "{}", kind.kind);
    }
}

#[test]
fn whoever_asks_can_end_it_alone() {
    for kind in asking() {
        let mut asked = Asked::with(kind);
        let (by, content) = match kind.mechanism {
            Mechanism::JointText => ("unassent", words("")),
            Mechanism::SealedPair => ("take-back", words("")),
            _ => {
                let ends = |turn: &&candor_core::entry::template::Turn| {
                    turn.by == Some(By::Same) && !kind.asks.contains(&turn.state)
                };
                // What answers an answer is for a thread that goes on.
                let named =
                    |turn: &&candor_core::entry::template::Turn| kind.replies.contains(&turn.kind);
                let mut turns = kind.turns.iter().filter(ends).filter(named);
                let turn = turns.next();
                let turn = turn.unwrap_or_else(|| panic!("{} has no end", kind.kind));
                let mut content = words("");
                content.fields.extend(turn.field.clone());
                (turn.kind.as_str(), content)
            }
        };
        asked
            .says(true, today(), by, content)
            .unwrap_or_else(|error| panic!("{}: {error}", kind.kind));
        assert!(!asked.still_asks(), "{}: {}", kind.kind, asked.state());
        let late = asked.ben_says(today().plus(2), "decline");
        assert!(
            matches!(late, Err(AuthorError::Reply(ReplyError::NotAsked))),
            "{}: {late:?}",
            kind.kind
        );
    }
}

#[test]
fn an_agreement_is_ended_by_either_alone_and_a_proposal_by_a_no() {
    let of_kind = |word: &str| asking().find(|kind| kind.kind == word).expect("there");
    for kind in asking().filter(|kind| kind.replies.iter().any(|reply| reply == "agreement-end")) {
        let mut asked = Asked::with(kind);
        let never = asked.ben_says(today(), "agreement-end");
        assert!(
            matches!(never, Err(AuthorError::Reply(ReplyError::NeverAgreed))),
            "{}",
            kind.kind
        );
        asked.ben_says(today(), "assent").expect("fits");
        assert_eq!(asked.state(), "in-force", "{}", kind.kind);
        asked.ben_says(today(), "unassent").expect("fits");
        assert_eq!(asked.state(), "on-hold", "{}", kind.kind);
        asked.ben_says(today(), "agreement-end").expect("fits");
        assert_eq!(asked.state(), "ended", "{}", kind.kind);
    }
    // A no can turn into a yes; nobody has to propose it anew.
    let mut asked = Asked::with(of_kind("agreement"));
    asked.ben_says(today(), "decline").expect("fits");
    assert_eq!(asked.state(), "declined");
    asked.ben_says(today(), "assent").expect("fits");
    assert_eq!(asked.state(), "in-force");
}

#[test]
fn a_no_to_one_question_is_no_answer_to_the_one_above_it() {
    let question = asking().find(|kind| kind.kind == "question");
    let mut asked = Asked::with(question.expect("there"));
    asked
        .says(false, today(), "answer", words("Yes."))
        .expect("fits");
    let answer = asked.ada.view().replies(asked.entry).next();
    let answer = answer.expect("an answer").id;
    let further = vec![words("And when?")];
    let ids = asked
        .ada
        .keep_new(&mut asked.bytes, today(), "question", Some(answer), further);
    asked.ada.flush(&mut asked.bytes, today()).expect("writes");
    let further = asked.ada.became(ids.expect("fits")[0]);
    exchange(&mut asked.ada, &mut asked.ben);
    let first = std::mem::replace(&mut asked.entry, further);
    asked.ben_says(today(), "decline").expect("fits");
    assert_eq!(asked.state(), "declined");
    asked.entry = first;
    assert_eq!(asked.state(), "answered");
}

#[test]
fn what_waits_can_be_answered_by_its_writer_and_goes_before_the_answer() {
    let (mut ada, mut ben, mut bytes) = met(3);
    let keep = |ada: &mut Journal<Shared>, bytes: &mut Seeded, kind: &str, about, until| {
        let of = templates()
            .iter()
            .find(|it| it.kind == kind)
            .expect("there");
        let ids = ada.keep_held(bytes, today(), kind, about, vec![least(of, "words")], until);
        ids.expect("fits")[0]
    };
    // The answer is not held, and waits for what it answers all the same.
    let owned = keep(&mut ada, &mut bytes, "amends", None, 100);
    let promise = keep(&mut ada, &mut bytes, "promise", Some(owned), 0);
    let theirs = vec![words("")];
    let theirs = ada.keep_new(&mut bytes, today(), "amends-word", Some(owned), theirs);
    assert!(theirs.is_err(), "that is for the other to say");
    ada.flush(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    assert!(ben.view().is_empty());
    ada.send_now(owned).expect("writes");
    ada.flush(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    let (owned, promise) = (ada.became(owned), ada.became(promise));
    for journal in [&ada, &ben] {
        let row = journal.view().row(promise).expect("it is here");
        assert_eq!(row.content.thread(), Some(owned));
    }

    // Taken back, what it carried goes on by itself.
    let owned = keep(&mut ada, &mut bytes, "amends", None, 0);
    let promise = keep(&mut ada, &mut bytes, "promise", Some(owned), 0);
    assert!(ada.cancel(owned).expect("writes"));
    ada.flush(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    let row = ben.view().row(ada.became(promise)).expect("it is here");
    assert_eq!(row.content.thread(), None);
}

#[test]
fn what_comes_too_early_is_told_what_comes_first() {
    let kind = |word: &str| templates().iter().find(|of| of.kind == word);
    let mut hurt = Asked::with(kind("impact").expect("a kind"));
    let early = hurt.says(false, today(), "note", words("I see it differently."));
    assert!(
        matches!(early, Err(AuthorError::Reply(ReplyError::NotYet("mirror")))),
        "{early:?}"
    );
    hurt.says(
        false,
        today(),
        "mirror",
        words("You waited, and I did not call."),
    )
    .expect("what was heard comes first");
    hurt.says(false, today(), "note", words("I see it differently."))
        .expect("then the rest");

    let mut need = Asked::with(kind("need").expect("a kind"));
    let early = need.says(false, today(), "note", words("About that."));
    let Err(AuthorError::Reply(ReplyError::FirstDay(only))) = early else {
        panic!("{early:?}");
    };
    assert_eq!(only, ["need-word", "need-time"]);
}
