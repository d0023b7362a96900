//! A changed program of the partner's, and when things were said: no clock and no date
//! moves what was, and what the other had by then is not unsaid.

use candor_core::date::Day;
use candor_core::entry::document;
use candor_core::envelope::{Envelope, HEADER_BYTES, TAGS_BYTES, Whose, Wish};
use candor_core::forge::Draft;
use candor_core::id::Owner;

use crate::forger::*;
use crate::histories::forget_draft;
use crate::kit::*;
use crate::scene::*;

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

/// A record without its payload.
fn bare(envelope: &Envelope) -> Envelope {
    let mut bytes = envelope.encode();
    bytes.truncate(HEADER_BYTES + TAGS_BYTES);
    bytes.push(0);
    Envelope::parse(&bytes).expect("it is one")
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
