//! A changed program of the partner's, and what both stand by: what was promised,
//! agreed and answered stays in force as it was assented to.

use candor_core::entry::ContentBuilder;
use candor_core::envelope::{Envelope, Wish};
use candor_core::forge::Draft;
use candor_core::id::{EntryId, Owner};
use candor_core::journal::{AuthorError, Journal};
use candor_core::space::Shared;
use candor_core::view::Row;

use crate::forger::*;
use crate::histories::forget_draft;
use crate::kit::*;
use crate::scene::*;

/// Beginnings of "the same" entry with other words: in a fork of the log at a
/// lower place, in a new log, at earlier and later counters, of another kind.
fn begun_again(scene: &Scene, row: &Row, content: &ContentBuilder) -> Vec<Envelope> {
    let at = row.place().expect("it has one");
    let mut all = Vec::new();
    let counter = at.counter.number();
    for (number, counter) in (0x60..).zip([counter - 5, counter, counter + 5]) {
        let mut fork = fork_at(scene, row);
        all.push(fork.change_of(counter, row.owner, row.nonce, content));
        let (mut fresh, start) = Forger::fresh(&scene.ben_keys, number, counter - 6);
        all.push(start);
        all.push(fresh.change_of(counter, row.owner, row.nonce, content));
    }
    all
}

#[test]
fn a49_a_promise_that_was_welcomed_is_begun_again_in_vain() {
    let mut scene = scene(300);
    let row = scene.told("promise", &[("to", "you")], "I call when it gets late");
    scene.answers(today(), row.id, "promise-word", &[("word", "welcome")]);
    assert_eq!(scene.state(row.id), "standing");
    let before = stands(&scene.ada, &row);

    for (kind, text) in [("promise", "I call now and then"), ("note", "a note")] {
        let mut content = note(text);
        content.fields.insert("kind".into(), kind.into());
        for envelope in begun_again(&scene, &row, &content) {
            take(&mut scene.ada, vec![envelope]);
            assert_eq!(stands(&scene.ada, &row), before);
        }
    }

    let versions = scene.ada.versions(row.id).expect("reads");
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[0].content.text(), "I call when it gets late");
}

#[test]
fn a49_an_agreement_in_force_stays_in_force_and_says_what_was_assented_to() {
    let mut scene = scene(301);
    let fields = [("binds", "both"), ("review", "2026-06-10")];
    let row = scene.told("agreement", &fields, "We talk on three evenings.");
    scene.answers(today(), row.id, "assent", &[]);
    assert_eq!(scene.state(row.id), "in-force");
    let before = stands(&scene.ada, &row);

    let mut content = note("We talk when Ben likes.");
    for (name, value) in [("kind", "agreement"), fields[0], fields[1]] {
        content.fields.insert(name.into(), value.into());
    }
    for envelope in begun_again(&scene, &row, &content) {
        take(&mut scene.ada, vec![envelope]);
        assert_eq!(stands(&scene.ada, &row), before);
    }
    let on_the_day = scene.ada.joint_text(row.id, Some(today()));
    assert_eq!(on_the_day.expect("it was").agreed, Some(row.id));
}

#[test]
fn a50_a_promise_is_not_erased_by_calling_it_a_note() {
    let mut scene = scene(306);
    let row = scene.told("promise", &[("to", "you")], "I call when it gets late");
    let mut content = row.content.to_builder();
    content.fields.insert("kind".into(), "note".into());

    let mut forger = Forger::of(&scene.ben_keys, &scene.ada);
    let as_note = reworded(&scene, &mut forger, &row, counter(today(), 900), &content);
    let listed = [row.changes[0].hash, as_note.hash()];
    let back = forget_draft(&row, Wish::Withdraw, "note", counter(today(), 901), &listed);
    let back = forger.write(&back);
    take(&mut scene.ada, vec![as_note, back]);
    scene.meet(today());

    assert_eq!(scene.ada.to_forget().expect("reads"), []);
    let now = scene.ada.view().row(row.id).expect("it is here");
    assert_eq!((now.content.kind(), now.versions), ("promise", 1));
    assert!(!scene.ada.sealed_payloads(row.id).expect("reads").is_empty());
    let removal = scene.ada.keep_removal(today(), row.id, None);
    assert!(removal.is_err(), "nor can Ada be talked into it");
}

#[test]
fn a51_what_changed_between_reading_and_answering_is_refused_and_shown_anew() {
    let mut scene = scene(312);
    let row = scene.told("promise", &[("to", "you")], "I call when it gets late");
    let seen = candor_core::view::version_name(&row);
    let corrected = words("I call now and then");
    let edit = scene.ben.content(row.id).expect("here").to_builder();
    let edit = ContentBuilder {
        text: corrected.text,
        ..edit
    };
    scene.ben.keep_edit(today(), row.id, edit).expect("in time");
    scene.meet(today());

    let mut welcome = words("");
    welcome.fields.insert("word".into(), "welcome".into());
    welcome.fields.insert("version".into(), seen);
    let say = |scene: &mut Scene, welcome: ContentBuilder| {
        let ada = &mut scene.ada;
        let kind = "promise-word";
        ada.keep_new(&mut scene.bytes, today(), kind, Some(row.id), vec![welcome])
    };
    let refused = say(&mut scene, welcome.clone());
    assert!(matches!(refused, Err(AuthorError::Changed)));

    let now = scene.ada.view().row(row.id).cloned().expect("it is here");
    let name = candor_core::view::version_name(&now);
    welcome.fields.insert("version".into(), name);
    say(&mut scene, welcome).expect("it names what it says now");
    scene.meet(today());
    assert_eq!(scene.state(row.id), "standing");

    // What was welcomed is not welcomed any more once it says something else.
    let mut other = scene.ben.content(row.id).expect("here").to_builder();
    other.text = "I never call".into();
    scene
        .ben
        .keep_edit(today(), row.id, other)
        .expect("in time");
    scene.meet(today());
    assert_eq!(scene.state(row.id), "proposed");
}

#[test]
fn a49_the_same_beginning_of_another_day_is_another_entry() {
    let mut scene = scene(316);
    let fields = [("binds", "both"), ("review", "2026-06-10")];
    let row = scene.told("agreement", &fields, "We talk on three evenings.");
    scene.answers(today(), row.id, "assent", &[]);
    let before = stands(&scene.ada, &row);
    let began = began_with(&scene.ada, &scene.ben_keys, &row);
    let (edit, chunk) = began.expect("it can be read");

    let number = row.place().expect("one").counter.number();
    for seed in 0..8 {
        // Any of them may sort before the first: the heads it names make its hash.
        let mut draft = Draft::begin(number, row.owner, row.nonce, edit, &chunk);
        draft.day = today().number() - 1;
        draft.after = vec![candor_core::id::ShortHash::from_bytes([seed; 16])];
        let again = fork_at(&scene, &row).write(&draft);
        if scene.ada.receive(vec![again]).is_ok() {
            scene.ada.open_pending(usize::MAX).expect("reads");
        }
    }

    assert_eq!(stands(&scene.ada, &row), before);
    assert_eq!(scene.state(row.id), "in-force");
}

#[test]
fn a50_an_assent_that_was_given_stays_given() {
    let mut scene = scene(317);
    let agreement = proposed(&mut scene);
    let assent = scene
        .ben
        .keep_new(
            &mut scene.bytes,
            today(),
            "assent",
            Some(agreement),
            vec![words("")],
        )
        .expect("fits")[0];
    scene.meet(today());
    let assent = scene.ben.became(assent);
    assert_eq!(scene.state(agreement), "in-force");

    let back = scene.ben.keep_withdrawal(today(), assent);
    assert!(matches!(back, Err(AuthorError::Lasting)));
    // A changed program says it all the same, as what it is and as a note.
    let row = scene.ada.view().row(assent).cloned().expect("it is here");
    let mut forger = Forger::of(&scene.ben_keys, &scene.ada);
    for (number, kind) in [(900, "assent"), (901, "note")] {
        let listed = [row.changes[0].hash];
        let at = counter(today(), number);
        let back = forger.write(&forget_draft(&row, Wish::Withdraw, kind, at, &listed));
        take(&mut scene.ada, vec![back]);
        scene.ada.flush(&mut scene.bytes, today()).expect("writes");
    }

    assert_eq!(scene.state(agreement), "in-force");
    let on_the_day = scene.ada.joint_text(agreement, Some(today()));
    assert_eq!(on_the_day.expect("it was").agreed, Some(agreement));
}

#[test]
fn a51_a_word_on_an_answer_turns_a_question_that_was_corrected() {
    let mut scene = scene(319);
    let row = scene.told("question", &[], "Where wre you?");
    let mut edit = row.content.to_builder();
    edit.text = "Where were you?".into();
    scene.ben.keep_edit(today(), row.id, edit).expect("in time");
    scene.meet(today());

    let mut answer = words("At home.");
    let now = scene.ada.view().row(row.id).cloned().expect("it is here");
    answer
        .fields
        .insert("version".into(), candor_core::view::version_name(&now));
    let answer = scene
        .ada
        .keep_new(
            &mut scene.bytes,
            today(),
            "answer",
            Some(row.id),
            vec![answer],
        )
        .expect("fits")[0];
    scene.meet(today());
    let answer = scene.ada.became(answer);
    assert_eq!(scene.state(row.id), "answered");

    let answered = scene.ben.view().row(answer).cloned().expect("it is here");
    let mut word = words("");
    word.fields.insert("word".into(), "enough".into());
    word.fields
        .insert("version".into(), candor_core::view::version_name(&answered));
    scene
        .ben
        .keep_new(
            &mut scene.bytes,
            today(),
            "answer-word",
            Some(answer),
            vec![word],
        )
        .expect("fits");
    scene.meet(today());
    assert_eq!(scene.state(row.id), "enough");
}

/// An agreement that binds both, in these words.
fn agreement_of(text: &str) -> ContentBuilder {
    let mut content = words(text);
    for (name, value) in [("binds", "both"), ("review", "2026-06-10")] {
        content.fields.insert(name.into(), value.into());
    }
    content
}

/// What Ada proposes, on both devices.
fn proposed(scene: &mut Scene) -> EntryId {
    let content = agreement_of("We talk on three evenings.");
    let kept = scene
        .ada
        .keep_new(&mut scene.bytes, today(), "agreement", None, vec![content]);
    let kept = kept.expect("fits")[0];
    scene.meet(today());
    scene.ada.became(kept)
}

/// Ben's assent to Ada's agreement, which both then stand by; and what Ada wrote on.
fn agreed_for_days(scene: &mut Scene) -> (EntryId, EntryId) {
    let agreement = proposed(scene);
    let counter = agreement_of("We talk on two evenings.");
    let counters = scene.ben.keep_new(
        &mut scene.bytes,
        today(),
        "agreement",
        Some(agreement),
        vec![counter],
    );
    let second = counters.expect("fits")[0];
    scene.meet(today());
    let second = scene.ben.became(second);
    scene.answers(today(), second, "assent", &[]);
    both_write_on(scene);
    (agreement, second)
}

/// What is in force for Ada, and what was on each of the days before.
fn in_force(ada: &Journal<Shared>, entry: EntryId) -> Vec<(Option<EntryId>, String)> {
    let days = (0..5).map(|days| Some(today().plus(days)));
    days.map(|on| {
        let joint = ada.joint_text(entry, on).expect("it was proposed");
        let row = joint.agreed.and_then(|id| ada.view().row(id));
        let text = row.map_or("", |row| row.content.text()).to_owned();
        (joint.agreed, format!("{:?} {text}", joint.state))
    })
    .collect()
}

#[test]
fn a49_what_was_in_force_on_a_day_stays_so_whatever_is_dated_back() {
    let mut scene = scene(320);
    let (first, second) = agreed_for_days(&mut scene);
    let before = in_force(&scene.ada, first);
    assert!(before.iter().all(|(agreed, _)| *agreed == Some(second)));

    let start = scene
        .ada
        .view()
        .row(first)
        .expect("here")
        .place()
        .expect("one");
    let start = start.counter.number();
    for (number, (kind, of)) in [
        ("unassent", second),
        ("agreement-end", second),
        ("assent", first),
        ("unassent", first),
    ]
    .into_iter()
    .enumerate()
    {
        let row = scene.ada.view().row(of).cloned().expect("it is here");
        for (at, counter) in [start, start + 2, start + 40].into_iter().enumerate() {
            let nonce = (0x70 + number * 8 + at) as u8;
            let (mut forger, begins) = Forger::fresh(&scene.ben_keys, nonce, counter);
            let mut content = note("");
            content.fields.insert("kind".into(), kind.into());
            content.fields.insert("thread".into(), of.to_string());
            content
                .fields
                .insert("version".into(), candor_core::view::version_name(&row));
            let owner = Owner::person(forger.person);
            let said = forger.change_of(counter + 1, owner, nonce_of(nonce), &content);
            take(&mut scene.ada, vec![begins, said]);
            assert_eq!(in_force(&scene.ada, first), before, "{kind} {at}");
            let now = scene.ada.joint_text(first, None).expect("it is here");
            assert_eq!(
                now.agreed,
                Some(second),
                "{kind}: what was agreed stays readable"
            );
        }
    }
}

#[test]
fn a49_a_proposal_that_was_taken_back_takes_no_place_of_what_is_in_force() {
    let mut scene = scene(324);
    let (first, second) = agreed_for_days(&mut scene);
    let day = today().plus(6);
    let content = agreement_of("We talk once.");
    let kept = scene.ada.keep_new(
        &mut scene.bytes,
        day,
        "agreement",
        Some(second),
        vec![content],
    );
    let kept = kept.expect("fits")[0];
    scene.meet(day);
    let third = scene.ada.became(kept);
    scene.answers(day, third, "unassent", &[]);
    scene.meet(day.plus(1));

    // Ben's program assents all the same, in a log that knows of nothing.
    let row = scene.ada.view().row(third).cloned().expect("it is here");
    let at = counter(day.plus(1), 40);
    let (mut forger, begins) = Forger::fresh(&scene.ben_keys, 0x77, at);
    let mut content = note("");
    for (name, value) in [
        ("kind", "assent".to_owned()),
        ("thread", third.to_string()),
        ("version", candor_core::view::version_name(&row)),
    ] {
        content.fields.insert(name.into(), value);
    }
    let owner = Owner::person(forger.person);
    let assent = forger.change_of(at + 1, owner, nonce_of(0x77), &content);
    take(&mut scene.ada, vec![begins, assent]);

    let now = scene.ada.joint_text(first, None).expect("it is here");
    assert_eq!(now.agreed, Some(second));
    assert_eq!(scene.state(second), "in-force");
}

/// Fields without end, of names that sort before that of the day.
fn filled(content: &mut ContentBuilder) {
    for number in 0..70 {
        let name = format!("w{number:02}");
        content.fields.insert(name, "x".to_owned());
    }
}

#[test]
fn a49_no_number_of_fields_takes_the_day_of_an_entry() {
    let mut scene = scene(325);
    let (first, second) = agreed_for_days(&mut scene);
    let before = in_force(&scene.ada, first);
    let row = scene.ada.view().row(second).cloned().expect("it is here");
    let at = scene
        .ada
        .view()
        .row(first)
        .expect("here")
        .place()
        .expect("one");
    let at = at.counter.number() + 2;

    let (mut forger, begins) = Forger::fresh(&scene.ben_keys, 0x71, at);
    let owner = Owner::person(forger.person);
    let mut back = note("");
    back.fields.insert("kind".into(), "unassent".into());
    back.fields.insert("thread".into(), second.to_string());
    let name = candor_core::view::version_name(&row);
    back.fields.insert("version".into(), name);
    filled(&mut back);
    let back = forger.change_of(at, owner, nonce_of(0x71), &back);
    let mut put_in = note("put in");
    filled(&mut put_in);
    let put_in = forger.change_of(at, owner, nonce_of(0x72), &put_in);
    take(&mut scene.ada, vec![begins, back, put_in]);

    assert_eq!(in_force(&scene.ada, first), before);
    let now = scene.ada.joint_text(first, None).expect("it is here");
    assert_eq!(now.agreed, Some(second));
    let mut rows = scene.ada.view().timeline();
    let put_in = rows.find(|row| row.content.text() == "put in");
    let put_in = put_in.expect("it is here");
    assert_eq!(put_in.content.written(), Some(today()));
    assert!(scene.ada.came_in_later(put_in));
}
