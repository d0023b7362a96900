//! Sealed pairs: nobody reads first, and what is bound is not taken back.

use candor_core::date::Day;
use candor_core::entry::mechanism::SealedPairState;
use candor_core::id::EntryId;
use candor_core::journal::{AuthorError, Journal};
use candor_core::space::Shared;

use crate::disk::Disk;
use crate::faults::open_all;
use crate::kit::*;

const HERS: &str = "what Ada wrote, for his eyes";
const HIS: &str = "what Ben wrote, for hers";

/// One meeting: each flushes, and gives what the other lacks.
fn meet(ada: &mut Journal<Shared>, ben: &mut Journal<Shared>, bytes: &mut Seeded, day: Day) {
    for _ in 0..3 {
        for journal in [&mut *ada, &mut *ben] {
            journal.flush(bytes, day).expect("writes");
        }
        exchange(ada, ben);
    }
    assert_eq!(ada.digest(), ben.digest());
    assert_eq!(ada.have_digest(), ben.have_digest());
}

fn begin(seed: u64) -> (Journal<Shared>, Journal<Shared>, Seeded, EntryId) {
    let (mut ada, mut ben, mut bytes) = met(seed);
    let pair = ada
        .keep_pair(&mut bytes, today(), "letter", &words(HERS))
        .expect("fits");
    meet(&mut ada, &mut ben, &mut bytes, today());
    let pair = ada.became(pair);
    (ada, ben, bytes, pair)
}

fn seal(journal: &mut Journal<Shared>, bytes: &mut Seeded, pair: EntryId, text: &str) -> EntryId {
    let sealed = journal.keep_seal(bytes, today(), pair, words(text));
    sealed.expect("fits")
}

fn halves(journal: &Journal<Shared>, pair: EntryId) -> Vec<String> {
    let mut texts: Vec<String> = journal
        .view()
        .replies(pair)
        .map(|row| row.content.text().to_owned())
        .collect();
    texts.sort();
    texts
}

fn state(journal: &Journal<Shared>, pair: EntryId) -> SealedPairState {
    journal.pair(pair).expect("reads").state
}

#[test]
fn a45_both_halves_open_together_and_not_before() {
    let (mut ada, mut ben, mut bytes, pair) = begin(1);
    let half = seal(&mut ada, &mut bytes, pair, HERS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    assert_eq!(state(&ben, pair), SealedPairState::Sealed);
    assert!(halves(&ben, pair).is_empty());
    assert!(ben.view().row(half).is_none(), "no row tells of it");
    assert!(ben.pair(pair).expect("reads").mine.is_none());
    let mine = ada.pair(pair).expect("reads");
    assert_eq!(mine.mine.expect("her own").text(), HERS);
    assert!(mine.can_take_back);

    seal(&mut ben, &mut bytes, pair, HIS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    for journal in [&mut ada, &mut ben] {
        assert_eq!(state(journal, pair), SealedPairState::Opened);
        assert_eq!(halves(journal, pair), [HERS, HIS]);
        assert_eq!(journal.content(half).expect("a row").kind(), "letter");
        assert_eq!(journal.versions(half).expect("reads").len(), 1);
        assert_eq!(journal.search("eyes"), [half]);
        assert!(journal.check().expect("reads").broken.is_empty());
    }
}

#[test]
fn a45_before_the_other_has_sealed_it_can_be_taken_back_and_written_anew() {
    let (mut ada, mut ben, mut bytes, pair) = begin(2);
    seal(&mut ada, &mut bytes, pair, "too sharp");
    let again = ada.keep_seal(&mut bytes, today(), pair, words("a second"));
    assert!(matches!(again, Err(AuthorError::Sealed)));
    meet(&mut ada, &mut ben, &mut bytes, today());
    ada.keep_unseal(today(), pair).expect("nobody has bound it");
    assert!(ada.pair(pair).expect("reads").mine.is_none());
    seal(&mut ada, &mut bytes, pair, HERS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    seal(&mut ben, &mut bytes, pair, HIS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    for journal in [&ada, &ben] {
        assert_eq!(halves(journal, pair), [HERS, HIS]);
        assert_eq!(journal.view().markers().count(), 0, "no trace of the first");
    }
}

#[test]
fn a_pair_that_waits_is_taken_back_with_its_half() {
    let (mut ada, mut ben, mut bytes) = met(9);
    let pair = ada
        .keep_pair(&mut bytes, today(), "letter", &words(HERS))
        .expect("fits");
    seal(&mut ada, &mut bytes, pair, HERS);
    assert!(ada.cancel(pair).expect("writes"));
    assert_eq!(ada.waiting().count(), 0);
    meet(&mut ada, &mut ben, &mut bytes, today());
    assert!(ben.view().is_empty());
}

#[test]
fn a45_what_is_bound_is_not_taken_back_and_of_both_at_once_the_bind_holds() {
    let (mut ada, mut ben, mut bytes, pair) = begin(3);
    seal(&mut ada, &mut bytes, pair, HERS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    // Ben seals and binds on his device; at the same time Ada takes hers back.
    seal(&mut ben, &mut bytes, pair, HIS);
    ben.flush(&mut bytes, today()).expect("writes");
    ada.keep_unseal(today(), pair)
        .expect("she knows of nothing");
    ada.flush(&mut bytes, today()).expect("writes");
    meet(&mut ada, &mut ben, &mut bytes, today());
    for journal in [&mut ada, &mut ben] {
        assert_eq!(state(journal, pair), SealedPairState::Opened);
        assert_eq!(halves(journal, pair), [HERS, HIS]);
        let late = journal.keep_unseal(today(), pair);
        assert!(matches!(late, Err(AuthorError::Bound)));
    }
}

#[test]
fn s45_the_charter_is_a_pair_that_both_know_from_the_start() {
    let (mut ada, mut ben, mut bytes) = met(4);
    let charter = ada.charter().expect("a bond");
    assert_eq!(ben.charter(), Some(charter));
    let wish = |window: &str| {
        let mut content = words("");
        content
            .fields
            .insert("window".to_owned(), window.to_owned());
        content.fields.insert("talk".to_owned(), "15".to_owned());
        content
    };
    ada.keep_seal(&mut bytes, today(), charter, wish("3"))
        .expect("fits");
    ben.keep_seal(&mut bytes, today(), charter, wish("1"))
        .expect("fits");
    assert_eq!(ada.withdraw_days(), 2);
    meet(&mut ada, &mut ben, &mut bytes, today());
    for journal in [&ada, &ben] {
        assert_eq!(state(journal, charter), SealedPairState::Opened);
        assert_eq!(journal.withdraw_days(), 1, "the shorter wish counts");
    }
}

#[test]
fn a_pair_is_the_same_after_every_kind_of_opening() {
    let (of_ada, of_ben) = couple(5);
    let mut bytes = Seeded::new(6);
    let disk = Disk::default();
    let mut ada = open(&of_ada, candor_core::store::MemoryStore::new());
    let mut ben = open(&of_ben, disk.store());
    ada.ensure_log(&mut bytes, today()).expect("writes");
    ben.ensure_log(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    let pair = ada
        .keep_pair(&mut bytes, today(), "letter", &words(HERS))
        .expect("fits");
    seal(&mut ada, &mut bytes, pair, HERS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    let pair = ada.became(pair);
    ada.keep_unseal(today(), pair).expect("nobody has bound it");
    meet(&mut ada, &mut ben, &mut bytes, today());
    seal(&mut ada, &mut bytes, pair, HERS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    let half_way = |ben: Journal<Shared>| {
        drop(ben);
        disk.delete_index();
        open_all(&of_ben, &disk)
    };
    let mut ben = half_way(ben);
    ben.save_index().expect("writes");
    drop(ben);
    let mut ben = open_all(&of_ben, &disk);
    seal(&mut ben, &mut bytes, pair, HIS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    let digest = ada.digest();
    ben.save_index().expect("writes");
    drop(ben);
    let indexed = open_all(&of_ben, &disk);
    assert_eq!(indexed.digest(), digest);
    assert_eq!(state(&indexed, pair), SealedPairState::Opened);
    drop(indexed);
    disk.delete_index();
    let rebuilt = open_all(&of_ben, &disk);
    assert_eq!(rebuilt.digest(), digest);
    assert_eq!(halves(&rebuilt, pair), [HERS, HIS]);
}
