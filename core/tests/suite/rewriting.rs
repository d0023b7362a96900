//! A changed program of the partner's, and what was said before: no word that
//! the other has changes by a later record of its writer.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::entry::document::{self, Source};
use candor_core::envelope::{Envelope, HEADER_BYTES, Operation, TAGS_BYTES, Whose, Wish};
use candor_core::forge::Draft;
use candor_core::id::{EntryId, Owner, RecordHash};
use candor_core::journal::{AsideReason, AuthorError, Journal};
use candor_core::keyring::Keyring;
use candor_core::space::Shared;
use candor_core::view::Row;

use crate::forger::*;
use crate::histories::forget_draft;
use crate::kit::*;

/// Ada, and Ben's keys in the hands of a changed program.
struct Scene {
    ada: Journal<Shared>,
    ben: Journal<Shared>,
    bytes: Seeded,
    ben_keys: Keyring,
}

fn scene(seed: u64) -> Scene {
    let (_, ben_keys) = couple(seed);
    let (ada, ben, bytes) = met(seed);
    Scene {
        ada,
        ben,
        bytes,
        ben_keys,
    }
}

impl Scene {
    /// What Ben says by his honest program, on both devices.
    fn told(&mut self, kind: &str, fields: &[(&str, &str)], text: &str) -> Row {
        let mut content = words(text);
        for (name, value) in fields {
            content.fields.insert((*name).into(), (*value).into());
        }
        let kept = self
            .ben
            .keep_new(&mut self.bytes, today(), kind, None, vec![content]);
        let kept = kept.expect("fits")[0];
        self.meet(today());
        let entry = self.ben.became(kept);
        self.ada.view().row(entry).cloned().expect("it is here")
    }

    /// What Ada answers, on both devices.
    fn answers(&mut self, day: Day, entry: EntryId, kind: &str, fields: &[(&str, &str)]) {
        let mut content = words("");
        for (name, value) in fields {
            content.fields.insert((*name).into(), (*value).into());
        }
        let answer = self
            .ada
            .keep_new(&mut self.bytes, day, kind, Some(entry), vec![content]);
        answer.expect("fits");
        self.meet(day);
    }

    fn meet(&mut self, day: Day) {
        for journal in [&mut self.ada, &mut self.ben] {
            journal.mark_day(day).expect("writes");
        }
        for _ in 0..2 {
            for journal in [&mut self.ada, &mut self.ben] {
                journal.flush(&mut self.bytes, day).expect("writes");
            }
            exchange(&mut self.ada, &mut self.ben);
        }
        assert_eq!(self.ada.digest(), self.ben.digest());
    }

    fn state(&self, entry: EntryId) -> String {
        let row = self.ada.view().row(entry).expect("it is here");
        self.ada.view().state(row).word().to_owned()
    }
}

/// What an entry says and how it stands, for Ada.
fn stands(ada: &Journal<Shared>, row: &Row) -> (Vec<u8>, String, u32) {
    let row = ada.view().row(row.id).expect("it is here");
    let state = ada.view().state(row).word().to_owned();
    (row.content.as_bytes().to_vec(), state, row.versions)
}

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

/// A changed program that begins a branch where `row` began.
fn fork_at(scene: &Scene, row: &Row) -> Forger {
    let at = row.place().expect("it has one");
    let all = scene.ada.stored_envelopes().expect("reads");
    let before = all.iter().find(|envelope| {
        let header = envelope.header();
        header.log == at.log && header.seq + 1 == at.seq
    });
    Forger {
        seq: at.seq,
        prev: before.expect("it is here").hash(),
        ..Forger::of(&scene.ben_keys, &scene.ada)
    }
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
fn a49_a_beginning_of_equal_words_at_another_place_is_another_entry() {
    let mut scene = scene(302);
    let row = scene.told("note", &[], "as it was");
    let content = row.content.to_builder();
    let before = scene.ada.view().row(row.id).cloned();

    let mut forger = Forger::of(&scene.ben_keys, &scene.ada);
    let again = forger.change_of(counter(today(), 0), row.owner, row.nonce, &content);
    take(&mut scene.ada, vec![again]);

    assert_eq!(scene.ada.view().row(row.id).cloned(), before);
}

#[test]
fn a49_the_same_beginning_in_a_fork_is_another_entry() {
    let mut scene = scene(311);
    let row = scene.told("note", &[], "as it was");
    let before = stands(&scene.ada, &row);
    let stored = scene.ada.stored_envelopes().expect("reads");
    let record = stored.iter().find(|one| one.hash() == row.changes[0].hash);
    let keys = scene.ben_keys.shared_keys().expect("there is a bond");
    let verified = record.cloned().expect("it is here");
    let verified = verified.verify(&keys, Whose::Theirs).expect("holds");
    let Operation::Begin { edit, chunk } = verified.open(&keys).expect("opens").operation else {
        panic!("it begins the entry");
    };
    let counter = row.place().expect("one").counter.number();
    let draft = Draft::begin(counter, row.owner, row.nonce, edit, &chunk);
    let again = fork_at(&scene, &row).write(&draft);

    take(&mut scene.ada, vec![again]);

    // It is another entry: nothing of the first can be made of it.
    assert_eq!(scene.ada.view().row(row.id).expect("here").changes.len(), 1);
    assert_eq!(stands(&scene.ada, &row), before);
}

/// A later change of `row` by Ben's program that makes `content` of it.
fn reworded(
    scene: &Scene,
    forger: &mut Forger,
    row: &Row,
    counter: u64,
    content: &ContentBuilder,
) -> Envelope {
    let chunks = scene.ada.change_chunks(row.id).expect("reads");
    let sources: Vec<Source<'_>> = chunks
        .iter()
        .map(|chunk| {
            let change = candor_core::entry::limits::bound(chunk).expect("it was taken in");
            Source {
                record: RecordHash::from_bytes([1; 32]),
                actor: change.actor().try_into().expect("16 bytes"),
                chunk,
            }
        })
        .collect();
    let actor = forger.actor_of(row.owner, row.nonce);
    let chunk = document::revise(&sources, actor, content).expect("fits");
    forger.later(counter, row, &chunk.expect("it differs"))
}

#[test]
fn a49_a_correction_months_later_stands_for_nothing_and_can_be_read() {
    let mut scene = scene(303);
    let row = scene.told("note", &[], "I was at home.");
    let mut content = row.content.to_builder();
    content.text = "I was out.".into();
    content.fields.insert("edited".into(), "2026-05-05".into());

    // It says so: months later.
    let mut forger = Forger::of(&scene.ben_keys, &scene.ada);
    let late = reworded(
        &scene,
        &mut forger,
        &row,
        counter(today().plus(90), 1),
        &content,
    );
    take(&mut scene.ada, vec![late]);

    assert_eq!(
        scene.ada.content(row.id).expect("here").text(),
        "I was at home."
    );
    assert_eq!(asides(&scene.ada), [AsideReason::Late]);
    let versions = scene.ada.versions(row.id).expect("reads");
    let read: Vec<_> = versions
        .iter()
        .map(|version| (version.content.text(), version.is_late))
        .collect();
    assert_eq!(read, [("I was at home.", false), ("I was out.", true)]);
}

#[test]
fn a49_a_correction_dated_back_is_late_once_the_other_has_written_on_without_it() {
    let mut scene = scene(304);
    let row = scene.told("note", &[], "I was at home.");
    for days in [1, 5] {
        let day = today().plus(days);
        say(&mut scene.ada, &mut scene.bytes, day, "Ada writes on");
    }
    let mut content = row.content.to_builder();
    content.text = "I was out.".into();

    // It claims the next day.
    let mut forger = Forger::of(&scene.ben_keys, &scene.ada);
    let back = reworded(
        &scene,
        &mut forger,
        &row,
        counter(today().plus(1), 9),
        &content,
    );
    take(&mut scene.ada, vec![back.clone()]);
    assert_eq!(
        scene.ada.content(row.id).expect("here").text(),
        "I was at home."
    );
    assert_eq!(asides(&scene.ada), [AsideReason::Late]);

    // Whoever gets it in another order comes to the same.
    take(&mut scene.ben, vec![back]);
    let have = scene.ben.have().expect("reads");
    let rest = missing(&mut scene.ada, BEN, &have);
    take(&mut scene.ben, rest);
    assert_eq!(scene.ada.digest(), scene.ben.digest());
}

#[test]
fn a_correction_of_the_next_day_counts_also_after_an_answer() {
    let mut scene = scene(305);
    let row = scene.told("note", &[], "I was at hme.");
    scene.answers(today(), row.id, "acknowledgement", &[("word", "thank-you")]);
    let day = today().plus(1);
    let edit = scene.ben.keep_edit(day, row.id, words("I was at home."));
    edit.expect("in time");
    scene.meet(day);
    assert_eq!(
        scene.ada.content(row.id).expect("here").text(),
        "I was at home."
    );
    assert_eq!(scene.ada.versions(row.id).expect("reads").len(), 2);
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
fn a53_one_wrong_clock_gives_nobody_longer_to_take_back() {
    for ahead in [30, 5 * 365] {
        let mut scene = scene(307);
        scene.meet(today());
        let early = scene.told("note", &[], "before the clock ran ahead");
        // One entry on a device whose clock is ahead.
        say(
            &mut scene.ben,
            &mut scene.bytes,
            today().plus(ahead),
            "ahead",
        );
        exchange(&mut scene.ada, &mut scene.ben);
        scene.meet(today().plus(1));
        let of_ada = say(&mut scene.ada, &mut scene.bytes, today().plus(1), "by Ada");
        scene.meet(today().plus(1));

        let later = today().plus(15);
        for (journal, entry) in [(&mut scene.ben, early.id), (&mut scene.ada, of_ada)] {
            let late = journal.keep_withdrawal(later, entry);
            assert!(late.is_err(), "two weeks are no two days");
        }
        // Nor by a changed program, whatever day it claims.
        let mut forger = Forger::of(&scene.ben_keys, &scene.ada);
        for at in [today().plus(1), later, today().plus(ahead)] {
            let listed = [early.changes[0].hash];
            let back = forget_draft(&early, Wish::Withdraw, "note", counter(at, 900), &listed);
            let back = forger.write(&back);
            scene.ada.mark_day(later).expect("writes");
            take(&mut scene.ada, vec![back]);
            scene.ada.flush(&mut scene.bytes, later).expect("writes");
            let content = scene.ada.content(early.id).expect("it is here");
            assert_eq!(content.text(), "before the clock ran ahead");
        }
    }
}

#[test]
fn a53_what_was_dated_ahead_drags_no_day_and_can_be_corrected() {
    let mut scene = scene(308);
    let ahead = today().plus(5 * 365);
    let dated = say(&mut scene.ben, &mut scene.bytes, ahead, "in five years");
    exchange(&mut scene.ada, &mut scene.ben);
    let of_ada = say(&mut scene.ada, &mut scene.bytes, today(), "today, by Ada");
    let of_ben = say(&mut scene.ben, &mut scene.bytes, today(), "today, by Ben");
    scene.meet(today());

    for entry in [of_ada, of_ben] {
        let row = scene.ada.view().row(entry).expect("it is here");
        assert_eq!(row.place().expect("one").counter.day(), today());
        assert!(!scene.ada.is_dated_ahead(row, today()));
    }
    let row = scene.ada.view().row(dated).expect("it is here");
    assert!(scene.ada.is_dated_ahead(row, today()));
    assert_eq!(
        texts(&scene.ada).last().map(String::as_str),
        Some("in five years")
    );

    // Its words stay; its day is put right, by its writer alone.
    let words_too = scene.ben.keep_edit(today(), dated, words("other words"));
    assert!(words_too.is_err());
    assert!(scene.ada.keep_day(today(), dated).is_err());
    scene.ben.keep_day(today(), dated).expect("it is ahead");
    scene.meet(today());
    let row = scene.ada.view().row(dated).expect("it is here");
    assert_eq!(row.content.written(), Some(today()));
    assert_eq!(row.content.text(), "in five years");
    assert!(!scene.ada.is_dated_ahead(row, today()));
    assert_eq!(row.place().expect("one").counter.day(), today());
    assert!(
        scene.ben.keep_day(today(), of_ben).is_err(),
        "no other day moves"
    );
}

#[test]
fn a53_a_day_is_not_moved_by_one_who_did_not_date_ahead() {
    let mut scene = scene(309);
    let row = scene.told("note", &[], "as it was");
    let mut content = row.content.to_builder();
    content.fields.insert("written".into(), "2025-01-01".into());
    let mut forger = Forger::of(&scene.ben_keys, &scene.ada);
    let moved = reworded(&scene, &mut forger, &row, counter(today(), 900), &content);
    take(&mut scene.ada, vec![moved]);
    let now = scene.ada.content(row.id).expect("it is here");
    assert_eq!(now.written(), Some(today()));
}

#[test]
fn a43_a_counter_used_up_stops_nobody_from_writing() {
    let mut scene = scene(310);
    let mut forger = Forger::of(&scene.ben_keys, &scene.ada);
    let last = (u64::from(today().number()) + 2) * (1 << 20) - 1;
    for (number, counter) in [
        last,
        last,
        u64::from(Day::LAST.number() + 1) * (1 << 20) - 1,
    ]
    .into_iter()
    .enumerate()
    {
        let mut draft = Draft::begin(
            counter,
            Owner::person(forger.person),
            nonce_of(number as u8),
            EDIT,
            &document::begin(forger.actor(number as u8), &note("used up")).expect("fits"),
        );
        if counter == last {
            draft.day = today().number();
        }
        let record = forger.write(&draft);
        take(&mut scene.ada, vec![record]);
    }
    for number in 0..3 {
        let text = format!("Ada {number}");
        say(&mut scene.ada, &mut scene.bytes, today(), &text);
    }
    assert_eq!(asides(&scene.ada), []);
    let mine: Vec<String> = texts(&scene.ada)
        .into_iter()
        .filter(|text| text.starts_with("Ada"))
        .collect();
    assert_eq!(mine, ["Ada 0", "Ada 1", "Ada 2"]);
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

/// A changed program that begins a branch behind the record that began `row`.
fn fork_behind(scene: &Scene, row: &Row) -> Forger {
    Forger {
        seq: row.place().expect("it has one").seq + 1,
        prev: row.changes[0].hash,
        ..Forger::of(&scene.ben_keys, &scene.ada)
    }
}

/// Ben goes on in his log, and Ada over days, with all that he wrote behind her.
fn both_write_on(scene: &mut Scene) {
    for days in [0, 1, 5] {
        let day = today().plus(days);
        say(&mut scene.ben, &mut scene.bytes, day, "Ben writes on");
        exchange(&mut scene.ada, &mut scene.ben);
        say(&mut scene.ada, &mut scene.bytes, day, "Ada writes on");
        exchange(&mut scene.ada, &mut scene.ben);
    }
}

#[test]
fn a49_a_correction_in_a_fork_below_what_the_other_named_is_late() {
    let mut scene = scene(313);
    let row = scene.told("note", &[], "I was at home.");
    both_write_on(&mut scene);
    let mut content = row.content.to_builder();
    content.text = "I was out.".into();

    let mut forger = fork_behind(&scene, &row);
    let at = counter(today().plus(1), 9);
    let back = reworded(&scene, &mut forger, &row, at, &content);
    take(&mut scene.ada, vec![back.clone()]);

    assert_eq!(
        scene.ada.content(row.id).expect("here").text(),
        "I was at home."
    );
    assert_eq!(asides(&scene.ada), [AsideReason::Late]);
    // The other order, and what an index keeps of it, come to the same.
    take(&mut scene.ben, vec![back]);
    assert_eq!(scene.ada.digest(), scene.ben.digest());
}

#[test]
fn a49_an_entry_in_a_fork_below_what_the_other_named_came_in_later() {
    let mut scene = scene(314);
    let row = scene.told("note", &[], "as it was");
    both_write_on(&mut scene);

    let mut forger = fork_behind(&scene, &row);
    let put_in = forger.note(row.place().expect("one").counter.number() + 1, 9, "put in");
    take(&mut scene.ada, vec![put_in]);

    let later: Vec<&str> = scene
        .ada
        .view()
        .timeline()
        .filter(|row| scene.ada.came_in_later(row))
        .map(|row| row.content.text())
        .collect();
    assert_eq!(later, ["put in"]);
}

#[test]
fn a49_a_fork_takes_back_no_correction_that_the_other_has() {
    let mut scene = scene(315);
    let row = scene.told("note", &[], "I was at hme.");
    let edit = scene
        .ben
        .keep_edit(today(), row.id, words("I was at home."));
    edit.expect("in time");
    scene.meet(today());
    both_write_on(&mut scene);
    let before = stands(&scene.ada, &row);

    let mut forger = fork_behind(&scene, &row);
    for (number, days) in [(1, 0), (2, 6)] {
        let beside = forger.note(counter(today().plus(days), 5), number, "beside");
        take(&mut scene.ada, vec![beside]);
        assert_eq!(stands(&scene.ada, &row), before);
    }
    assert_eq!(asides(&scene.ada), []);
}

#[test]
fn a49_the_same_beginning_of_another_day_is_another_entry() {
    let mut scene = scene(316);
    let fields = [("binds", "both"), ("review", "2026-06-10")];
    let row = scene.told("agreement", &fields, "We talk on three evenings.");
    scene.answers(today(), row.id, "assent", &[]);
    let before = stands(&scene.ada, &row);
    let keys = scene.ben_keys.shared_keys().expect("there is a bond");
    let stored = scene.ada.stored_envelopes().expect("reads");
    let record = stored.iter().find(|one| one.hash() == row.changes[0].hash);
    let verified = record.cloned().expect("it is here");
    let verified = verified.verify(&keys, Whose::Theirs).expect("holds");
    let Operation::Begin { edit, chunk } = verified.open(&keys).expect("opens").operation else {
        panic!("it begins the entry");
    };

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
    let fields = [("binds", "both"), ("review", "2026-06-10")];
    let content = words("We talk on three evenings.");
    let mut content = ContentBuilder { ..content };
    for (name, value) in fields {
        content.fields.insert(name.into(), value.into());
    }
    let kept = scene
        .ada
        .keep_new(&mut scene.bytes, today(), "agreement", None, vec![content]);
    let kept = kept.expect("fits")[0];
    scene.meet(today());
    let agreement = scene.ada.became(kept);
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
fn a49_no_number_of_late_changes_pushes_out_a_correction_that_the_other_has() {
    let mut scene = scene(318);
    let row = scene.told("note", &[], "I was at hme.");
    let next = today().plus(1);
    let edit = scene.ben.keep_edit(next, row.id, words("I was at home."));
    edit.expect("in time");
    scene.meet(next);
    both_write_on(&mut scene);
    let before = stands(&scene.ada, &row);

    let mut forger = fork_behind(&scene, &row);
    let number = row.place().expect("one").counter.number();
    let begun = scene.ada.change_chunks(row.id).expect("reads").remove(0);
    let bounded = candor_core::entry::limits::bound(&begun).expect("it was taken in");
    let source = Source {
        record: RecordHash::from_bytes([1; 32]),
        actor: bounded.actor().try_into().expect("16 bytes"),
        chunk: &begun,
    };
    for at in 1..=70 {
        let edit = nonce_of(at);
        let actor = document::actor(forger.log, row.owner, row.nonce, edit);
        let mut content = row.content.to_builder();
        content.text = format!("I was out {at}.");
        let chunk = document::revise(&[source], actor, &content).expect("fits");
        let of = (row.owner, row.nonce, row.beginning);
        let chunk = chunk.expect("it differs");
        let draft = Draft::change(number + u64::from(at), of, edit, &chunk);
        let record = forger.write(&draft);
        take(&mut scene.ada, vec![record]);
        assert_eq!(stands(&scene.ada, &row), before);
    }
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

/// Ben's assent to Ada's agreement, which both then stand by; and what Ada wrote on.
fn agreed_for_days(scene: &mut Scene) -> (EntryId, EntryId) {
    let mut content = words("We talk on three evenings.");
    for (name, value) in [("binds", "both"), ("review", "2026-06-10")] {
        content.fields.insert(name.into(), value.into());
    }
    let kept = scene
        .ada
        .keep_new(&mut scene.bytes, today(), "agreement", None, vec![content]);
    let kept = kept.expect("fits")[0];
    scene.meet(today());
    let agreement = scene.ada.became(kept);
    let mut counter = words("We talk on two evenings.");
    for (name, value) in [("binds", "both"), ("review", "2026-06-10")] {
        counter.fields.insert(name.into(), value.into());
    }
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
fn a50_what_is_old_is_not_made_new_and_taken_back() {
    let mut scene = scene(321);
    let row = scene.told("note", &[], "as it was");
    both_write_on(&mut scene);
    // The very record once more, in a fork below all that Ada has named.
    let keys = scene.ben_keys.shared_keys().expect("there is a bond");
    let stored = scene.ada.stored_envelopes().expect("reads");
    let record = stored.iter().find(|one| one.hash() == row.changes[0].hash);
    let verified = record.cloned().expect("it is here");
    let verified = verified.verify(&keys, Whose::Theirs).expect("holds");
    let Operation::Begin { edit, chunk } = verified.open(&keys).expect("opens").operation else {
        panic!("it begins the entry");
    };
    let number = row.place().expect("one").counter.number();
    for seed in 0..8 {
        let mut draft = Draft::begin(number, row.owner, row.nonce, edit, &chunk);
        draft.after = vec![candor_core::id::ShortHash::from_bytes([seed; 16])];
        let twin = fork_at(&scene, &row).write(&draft);
        drop(scene.ada.receive(vec![twin]));
        scene.ada.open_pending(usize::MAX).expect("reads");
    }
    let mut forger = Forger::of(&scene.ben_keys, &scene.ada);
    let listed = [row.changes[0].hash];
    let later = today().plus(6);
    let back = forget_draft(&row, Wish::Withdraw, "note", counter(later, 900), &listed);
    let back = forger.write(&back);
    scene.ada.mark_day(later).expect("writes");
    take(&mut scene.ada, vec![back]);
    scene.ada.flush(&mut scene.bytes, later).expect("writes");

    let content = scene.ada.content(row.id).expect("it is here");
    assert_eq!(content.text(), "as it was");
    assert!(!scene.ada.sealed_payloads(row.id).expect("reads").is_empty());
}

#[test]
fn a49_what_the_other_knew_is_not_unknown_to_another_log_of_theirs() {
    let mut scene = scene(322);
    let entry = say(&mut scene.ada, &mut scene.bytes, today(), "I was at hme.");
    scene.meet(today());
    let next = today().plus(1);
    let edit = scene.ada.keep_edit(next, entry, words("I was at home."));
    edit.expect("in time");
    scene.meet(next);
    both_write_on(&mut scene);
    let row = scene.ada.view().row(entry).cloned().expect("it is here");
    let before = stands(&scene.ada, &row);
    assert_eq!(row.content.text(), "I was at home.");

    // A further log says that Ben wrote on for days with the entry and without its
    // correction; another one knows nothing at all.
    for (nonce, knows) in [(0x61, true), (0x62, false)] {
        let at = counter(today(), 30);
        let (mut forger, first) = Forger::fresh(&scene.ben_keys, nonce, at);
        let mut records = vec![first];
        for (number, days) in [(1, 0), (2, 3), (3, 40)] {
            let chunk = document::begin(forger.actor(nonce + number), &note("on and on"));
            let mut draft = Draft::begin(
                counter(today().plus(days), 40),
                Owner::person(forger.person),
                nonce_of(nonce + number),
                EDIT,
                &chunk.expect("fits"),
            );
            draft.after = match knows {
                true => vec![row.changes[0].hash.short()],
                false => Vec::new(),
            };
            records.push(forger.write(&draft));
        }
        take(&mut scene.ada, records);
        assert_eq!(stands(&scene.ada, &row), before);
        let row = scene.ada.view().row(entry).expect("it is here");
        assert!(!scene.ada.came_in_later(row));
    }
}

#[test]
fn a49_no_number_of_branches_keeps_a_log_from_being_named() {
    let mut scene = scene(323);
    let end = Forger::of(&scene.ben_keys, &scene.ada);
    let (main, at) = (end.log, counter(today(), 50));
    let mut given = 0;
    for log in 0..20 {
        let (forger, first) = Forger::fresh(&scene.ben_keys, 0x80 + log, at);
        let (id, prev) = (forger.log, forger.prev);
        take(&mut scene.ada, vec![first]);
        for branch in 0..7u8 {
            let mut forger = Forger {
                log: id,
                seq: 1,
                prev,
                ..Forger::of(&scene.ben_keys, &scene.ada)
            };
            let record = forger.note(at + u64::from(branch), log * 8 + branch, "beside");
            given += scene
                .ada
                .receive(vec![record])
                .expect("stores")
                .appended
                .len();
        }
    }
    scene.ada.open_pending(usize::MAX).expect("reads");
    assert_eq!(given, 140);

    // Ben goes on in his log, and Ada names that with one of her next records.
    let told = say(&mut scene.ben, &mut scene.bytes, today(), "in the one log");
    exchange(&mut scene.ada, &mut scene.ben);
    for number in 0..4 {
        say(
            &mut scene.ada,
            &mut scene.bytes,
            today(),
            &format!("Ada {number}"),
        );
    }
    let row = scene.ada.view().row(told).expect("it is here");
    assert_eq!(row.place().expect("one").log, main);
    let keys = scene.ben_keys.shared_keys().expect("there is a bond");
    let named = scene
        .ada
        .stored_envelopes()
        .expect("reads")
        .into_iter()
        .filter_map(|one| one.verify(&keys, Whose::Theirs).ok()?.open(&keys).ok())
        .any(|opened| opened.after.contains(&row.changes[0].hash.short()));
    assert!(named);
}

#[test]
fn a49_a_proposal_that_was_taken_back_takes_no_place_of_what_is_in_force() {
    let mut scene = scene(324);
    let (first, second) = agreed_for_days(&mut scene);
    let day = today().plus(6);
    let mut content = words("We talk once.");
    for (name, value) in [("binds", "both"), ("review", "2026-06-10")] {
        content.fields.insert(name.into(), value.into());
    }
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

/// A record without its payload.
fn bare(envelope: &Envelope) -> Envelope {
    let mut bytes = envelope.encode();
    bytes.truncate(HEADER_BYTES + TAGS_BYTES);
    bytes.push(0);
    Envelope::parse(&bytes).expect("it is one")
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

#[test]
fn a49_an_end_that_cannot_be_read_keeps_no_log_from_being_named() {
    for how in 0..3 {
        let mut scene = scene(326);
        let row = scene.told("note", &[], "I was at home.");
        let mut forger = Forger::of(&scene.ben_keys, &scene.ada);
        let at = counter(today(), 20);
        let end = match how {
            0 => forger.write(&Draft {
                suite: 2,
                ..Draft::other(at, 99, Vec::new())
            }),
            1 => forger.note(u64::MAX, 1, "out of range"),
            _ => bare(&forger.note(at, 1, "kept back")),
        };
        take(&mut scene.ada, vec![end]);
        for days in [0, 1, 5] {
            let day = today().plus(days);
            say(&mut scene.ada, &mut scene.bytes, day, "Ada writes on");
        }
        let mut content = row.content.to_builder();
        content.text = "I was out.".into();
        let at = counter(today().plus(1), 9);
        let back = reworded(&scene, &mut forger, &row, at, &content);
        take(&mut scene.ada, vec![back]);
        let now = scene.ada.content(row.id).expect("it is here");
        assert_eq!(now.text(), "I was at home.", "{how}");
        let row = scene.ada.view().row(row.id).expect("it is here");
        assert!(!scene.ada.came_in_later(row), "{how}");
    }
}

#[test]
fn a49_nobody_held_an_entry_before_they_got_it() {
    let mut scene = scene(327);
    let entry = say(&mut scene.ada, &mut scene.bytes, today(), "I was at hme.");
    scene.meet(today());
    say(&mut scene.ben, &mut scene.bytes, today(), "Ben has it");
    let next = today().plus(1);
    let edit = scene.ada.keep_edit(next, entry, words("I was at home."));
    edit.expect("in time");
    scene.meet(next);
    both_write_on(&mut scene);
    let row = scene.ada.view().row(entry).cloned().expect("it is here");
    let before = stands(&scene.ada, &row);

    let long_ago = today().number() - 10;
    let at = u64::from(long_ago) << 20;
    let (mut forger, first) = Forger::fresh(&scene.ben_keys, 0x63, at);
    let mut records = vec![first];
    for (number, day) in [(1, long_ago), (2, today().number())] {
        let chunk = document::begin(forger.actor(0x63 + number), &note("on and on"));
        let mut draft = Draft::begin(
            (u64::from(day) << 20) + 40,
            Owner::person(forger.person),
            nonce_of(0x63 + number),
            EDIT,
            &chunk.expect("fits"),
        );
        if number == 1 {
            draft.after = vec![row.changes[0].hash.short()];
        }
        records.push(forger.write(&draft));
    }
    take(&mut scene.ada, records);
    assert_eq!(stands(&scene.ada, &row), before);
    // And whoever reads it all anew comes to the same.
    let mut fresh = open(&scene.ben_keys, candor_core::store::MemoryStore::new());
    let all = missing(&mut scene.ada, BEN, &candor_core::journal::Have::default());
    take(&mut fresh, all);
    assert_eq!(stands(&fresh, &row), before);
}

#[test]
fn a49_late_changes_push_nothing_out_however_all_is_read() {
    let mut scene = scene(328);
    let row = scene.told("note", &[], "I was at hme.");
    let next = today().plus(1);
    let edit = scene.ben.keep_edit(next, row.id, words("I was at home."));
    edit.expect("in time");
    scene.meet(next);
    both_write_on(&mut scene);
    let before = stands(&scene.ada, &row);
    let mut forger = fork_behind(&scene, &row);
    let number = row.place().expect("one").counter.number();
    let begun = scene.ada.change_chunks(row.id).expect("reads").remove(0);
    let bounded = candor_core::entry::limits::bound(&begun).expect("it was taken in");
    let source = Source {
        record: RecordHash::from_bytes([1; 32]),
        actor: bounded.actor().try_into().expect("16 bytes"),
        chunk: &begun,
    };
    let late = (1..=70).map(|at| {
        let edit = nonce_of(at);
        let actor = document::actor(forger.log, row.owner, row.nonce, edit);
        let mut content = row.content.to_builder();
        content.text = format!("I was out {at}.");
        let chunk = document::revise(&[source], actor, &content).expect("fits");
        let of = (row.owner, row.nonce, row.beginning);
        let draft = Draft::change(number + u64::from(at), of, edit, &chunk.expect("differs"));
        forger.write(&draft)
    });
    let late: Vec<Envelope> = late.collect();
    take(&mut scene.ada, late);
    assert_eq!(stands(&scene.ada, &row), before);

    let mut fresh = open(&scene.ben_keys, candor_core::store::MemoryStore::new());
    let all = missing(&mut scene.ada, BEN, &candor_core::journal::Have::default());
    take(&mut fresh, all);
    assert_eq!(stands(&fresh, &row), before);
}
