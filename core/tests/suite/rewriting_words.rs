//! A changed program of the partner's, and what was said before: no word that
//! the other has changes by a later record of its writer.

use candor_core::date::Day;
use candor_core::envelope::Wish;
use candor_core::forge::Draft;
use candor_core::journal::AsideReason;
use candor_core::view::Row;

use crate::forger::*;
use crate::histories::forget_draft;
use crate::kit::*;
use crate::scene::*;

/// A note of Ben's that he corrected on a day, and behind which both wrote on.
fn corrected_on(day: Day, scene: &mut Scene) -> Row {
    let row = scene.told("note", &[], "I was at hme.");
    let edit = scene.ben.keep_edit(day, row.id, words("I was at home."));
    edit.expect("in time");
    scene.meet(day);
    both_write_on(scene);
    row
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
    let began = began_with(&scene.ada, &scene.ben_keys, &row);
    let (edit, chunk) = began.expect("it can be read");
    let counter = row.place().expect("one").counter.number();
    let draft = Draft::begin(counter, row.owner, row.nonce, edit, &chunk);
    let again = fork_at(&scene, &row).write(&draft);

    take(&mut scene.ada, vec![again]);

    // It is another entry: nothing of the first can be made of it.
    assert_eq!(scene.ada.view().row(row.id).expect("here").changes.len(), 1);
    assert_eq!(stands(&scene.ada, &row), before);
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
    let row = corrected_on(today(), &mut scene);
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
fn a49_no_number_of_late_changes_pushes_out_a_correction_that_the_other_has() {
    let mut scene = scene(318);
    let row = corrected_on(today().plus(1), &mut scene);
    let before = stands(&scene.ada, &row);

    for late in late_changes(&scene, &row) {
        take(&mut scene.ada, vec![late]);
        assert_eq!(stands(&scene.ada, &row), before);
    }
}

#[test]
fn a50_what_is_old_is_not_made_new_and_taken_back() {
    let mut scene = scene(321);
    let row = scene.told("note", &[], "as it was");
    both_write_on(&mut scene);
    // The very record once more, in a fork below all that Ada has named.
    let began = began_with(&scene.ada, &scene.ben_keys, &row);
    let (edit, chunk) = began.expect("it can be read");
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
fn a49_late_changes_push_nothing_out_however_all_is_read() {
    let mut scene = scene(328);
    let row = corrected_on(today().plus(1), &mut scene);
    let before = stands(&scene.ada, &row);
    let late = late_changes(&scene, &row);
    take(&mut scene.ada, late);
    assert_eq!(stands(&scene.ada, &row), before);

    let mut fresh = open(&scene.ben_keys, candor_core::store::MemoryStore::new());
    let all = missing(&mut scene.ada, BEN, &candor_core::journal::Have::default());
    take(&mut fresh, all);
    assert_eq!(stands(&fresh, &row), before);
}
