//! Sealed pairs: nobody reads first, and what is bound is not taken back.

use candor_core::codec::Put;
use candor_core::date::Day;
use candor_core::entry::mechanism::SealedPairState;
use candor_core::envelope::{Envelope, Opened, Operation, Whose, operation_code};
use candor_core::forge::Draft;
use candor_core::id::{EntryId, Nonce, Owner, RecordHash};
use candor_core::journal::{AuthorError, Journal};
use candor_core::seal::Identity;
use candor_core::secret::Secret;
use candor_core::space::Shared;
use candor_core::store::MemoryStore;
use candor_core::view::version_name;

use crate::disk::Disk;
use crate::faults::open_all;
use crate::forger::*;
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

/// A half that Ben's changed program seals under any nonce, and its key.
struct Forged {
    nonce: Nonce,
    record: Envelope,
    key: [u8; 32],
}

fn forged_half(forger: &mut Forger, at: u64, pair: EntryId, number: u8, text: &str) -> Forged {
    let key = [number; 32];
    let identity = Identity::from_secret(Secret::from_bytes(key));
    let content = note(text).build();
    let mut body = pair.as_bytes().to_vec();
    body.put_long(b"letter");
    body.put(&candor_core::seal::seal(
        &[identity.recipient()],
        content.as_bytes(),
    ));
    let nonce = nonce_of(number);
    let record = about(forger, at, nonce, operation_code::SEAL, body);
    Forged { nonce, record, key }
}

fn about(forger: &mut Forger, at: u64, nonce: Nonce, code: u8, body: Vec<u8>) -> Envelope {
    let draft = Draft {
        owner: Owner::person(forger.person),
        nonce,
        ..Draft::other(at, code, body)
    };
    forger.write(&draft)
}

/// How a body begins that is about two halves of a pair.
fn of_halves(pair: EntryId, halves: [RecordHash; 2]) -> Vec<u8> {
    let mut body = pair.as_bytes().to_vec();
    halves.iter().for_each(|half| body.put(half.as_bytes()));
    body
}

fn forged_bind(
    forger: &mut Forger,
    at: u64,
    pair: EntryId,
    half: &Forged,
    hers: RecordHash,
) -> Envelope {
    let mut seals = [half.record.hash(), hers];
    seals.sort_unstable();
    let body = of_halves(pair, seals);
    about(forger, at, half.nonce, operation_code::BIND, body)
}

fn forged_key(
    forger: &mut Forger,
    at: u64,
    pair: EntryId,
    half: &Forged,
    hers: RecordHash,
) -> Envelope {
    let mut body = of_halves(pair, [half.record.hash(), hers]);
    body.put(&half.key);
    about(forger, at, half.nonce, operation_code::OPEN, body)
}

#[test]
fn a45_what_is_opened_stays_whatever_is_dated_back() {
    let (mut ada, mut ben, mut bytes, pair) = begin(30);
    let (_, ben_keys) = couple(30);
    seal(&mut ada, &mut bytes, pair, HERS);
    let his = seal(&mut ben, &mut bytes, pair, HIS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    let both = [HERS.to_owned(), HIS.to_owned()];
    assert_eq!(halves(&ada, pair), both);
    let hers = ada.ends()[0].2;

    // Any number of halves, binds and keys of long ago; the same half in another
    // pair; and the wish to forget it.
    let long_ago = counter(Day::parse("2020-02-01").expect("a date"), 1);
    let (mut forger, first) = Forger::fresh(&ben_keys, 0x33, long_ago);
    take(&mut ada, vec![first]);
    for number in 0..80u8 {
        let at = long_ago + u64::from(number);
        let half = forged_half(&mut forger, at, pair, number, "junk");
        let bind = forged_bind(&mut forger, at, pair, &half, hers);
        let key = forged_key(&mut forger, at, pair, &half, hers);
        take(&mut ada, vec![half.record, bind, key]);
    }
    let row = ada.view().row(his).cloned().expect("it is read");
    let other = EntryId::from_bytes([7; 16]);
    let mut body = other.as_bytes().to_vec();
    body.put_long(b"letter");
    body.put(b"sealed");
    let elsewhere = about(&mut forger, long_ago, row.nonce, operation_code::SEAL, body);
    let mut wish = vec![0; 16];
    wish.put_u8(1);
    wish.put_long(b"half");
    wish.put_u32(today().number());
    wish.put_u8(1);
    wish.put(pair.as_bytes());
    wish.put_u64(long_ago);
    wish.put_count(1);
    wish.put(row.changes[0].hash.as_bytes());
    let back = about(
        &mut forger,
        long_ago,
        row.nonce,
        operation_code::FORGET,
        wish,
    );
    take(&mut ada, vec![elsewhere, back]);
    ada.flush(&mut bytes, today()).expect("writes");

    assert_eq!(halves(&ada, pair), both);
    assert_eq!(state(&ada, pair), SealedPairState::Opened);
    assert_eq!(ada.to_forget().expect("reads"), []);
}

#[test]
fn a45_nobody_chooses_a_half_after_reading_the_others() {
    let (mut ada, ben, mut bytes, pair) = begin(31);
    let (_, ben_keys) = couple(31);
    let half = seal(&mut ada, &mut bytes, pair, HERS);
    ada.flush(&mut bytes, today()).expect("writes");
    let keys = ben_keys.shared_keys().expect("there is a bond");
    let opened = |ada: &Journal<Shared>| -> Vec<Opened> {
        let all = ada.stored_envelopes().expect("reads").into_iter();
        all.filter_map(|one| one.verify(&keys, Whose::Theirs).ok()?.open(&keys).ok())
            .collect()
    };
    let hers = opened(&ada).into_iter().find(|one| one.entry == half);
    let hers = hers.expect("it is sealed").hash;
    let gave_key = |ada: &Journal<Shared>| {
        let mine = opened(ada).into_iter().filter(|one| one.entry == half);
        mine.filter(|one| matches!(one.operation, Operation::Open(_)))
            .count()
    };

    let at = |number| counter(today(), number);
    let mut forger = Forger::of(&ben_keys, &ben);
    let kind = forged_half(&mut forger, at(700), pair, 0x41, "kind words");
    let cold = forged_half(&mut forger, at(701), pair, 0x42, "cold words");
    take(&mut ada, vec![kind.record.clone(), cold.record.clone()]);
    ada.flush(&mut bytes, today()).expect("writes");
    // Ada has bound the last one. Ben binds the other, as if before.
    let bind = forged_bind(&mut forger, at(3), pair, &kind, hers);
    take(&mut ada, vec![bind]);
    ada.flush(&mut bytes, today()).expect("writes");
    assert_eq!(gave_key(&ada), 1, "now he can read hers");

    // He would rather have said something else.
    let bind = forged_bind(&mut forger, at(1), pair, &cold, hers);
    let key = forged_key(&mut forger, at(2), pair, &cold, hers);
    take(&mut ada, vec![bind, key]);
    ada.flush(&mut bytes, today()).expect("writes");
    assert!(halves(&ada, pair).iter().all(|text| !text.contains("cold")));
    let key = forged_key(&mut forger, at(710), pair, &kind, hers);
    take(&mut ada, vec![key]);
    ada.flush(&mut bytes, today()).expect("writes");
    assert_eq!(halves(&ada, pair), ["kind words", HERS]);
    assert_eq!(gave_key(&ada), 1);
}

/// A bind can name a head that comes only later, and with it that a half was taken back
/// before: then it is judged anew, and not at the next start alone.
#[test]
fn what_a_bind_knew_is_judged_again_once_the_head_that_it_names_is_here() {
    let (of_ada, of_ben) = couple(32);
    let (mut ada, ben, mut bytes, pair) = begin(32);
    let half = seal(&mut ada, &mut bytes, pair, HERS);
    ada.flush(&mut bytes, today()).expect("writes");
    let keys = of_ben.shared_keys().expect("there is a bond");
    let stored = ada.stored_envelopes().expect("reads");
    let sealed = stored.iter().find_map(|one| {
        let opened = one.clone().verify(&keys, Whose::Theirs).ok()?;
        let opened = opened.open(&keys).ok()?;
        (opened.entry == half).then_some(opened.hash)
    });
    let sealed = sealed.expect("it is sealed");
    ada.keep_unseal(today(), pair).expect("nobody has bound it");
    ada.flush(&mut bytes, today()).expect("writes");
    say(&mut ada, &mut bytes, today(), "and a note");
    let mut later = ada.stored_envelopes().expect("reads");
    later.drain(..stored.len());
    let [taken_back, note] = <[Envelope; 2]>::try_from(later).expect("two records");

    // Ben's program knows of both, and binds her half all the same.
    let mut forger = Forger::of(&of_ben, &ben);
    let at = |number| counter(today(), number);
    let his = forged_half(&mut forger, at(600), pair, 0x53, "his half");
    let mut seals = [his.record.hash(), sealed];
    seals.sort_unstable();
    let bind = forger.write(&Draft {
        owner: Owner::person(forger.person),
        nonce: his.nonce,
        after: vec![note.hash().short()],
        ..Draft::other(at(601), operation_code::BIND, of_halves(pair, seals))
    });

    // A copy of hers from before gets it all, and the head that he names last.
    let mut copy = open(&of_ada, MemoryStore::new());
    take(&mut copy, stored);
    take(&mut copy, vec![his.record, bind]);
    take(&mut copy, vec![taken_back]);
    assert!(copy.has_to_bind(), "it seems that he did not know");
    take(&mut copy, vec![note]);
    assert!(!copy.has_to_bind(), "her half was taken back before");
}

#[test]
fn a_pair_opens_whose_half_waited_with_it() {
    let (mut ada, mut ben, mut bytes) = met(32);
    let pair = ada
        .keep_pair(&mut bytes, today(), "letter", &words(HERS))
        .expect("fits");
    let waiting = seal(&mut ada, &mut bytes, pair, HERS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    let pair = ada.became(pair);
    seal(&mut ben, &mut bytes, pair, HIS);
    meet(&mut ada, &mut ben, &mut bytes, today());
    for journal in [&ada, &ben] {
        assert_eq!(halves(journal, pair), [HERS, HIS]);
        assert_eq!(state(journal, pair), SealedPairState::Opened);
    }
    let half = ada.became(waiting);
    assert_eq!(ada.content(half).expect("it is read").text(), HERS);
}

#[test]
fn a51_a_half_is_sealed_for_the_pair_as_it_was_read() {
    let (_, mut ben, mut bytes, pair) = begin(33);
    let mut half = words(HIS);
    half.fields.insert("version".into(), "0".repeat(64));
    let refused = ben.keep_seal(&mut bytes, today(), pair, half.clone());
    assert!(matches!(refused, Err(AuthorError::Changed)));
    let now = version_name(ben.view().row(pair).expect("it is here"));
    half.fields.insert("version".into(), now);
    ben.keep_seal(&mut bytes, today(), pair, half)
        .expect("it is what it says");
}

/// Both begin a pair after a quarrel, apart, and each seals a half.
fn crossing(seed: u64) -> (Journal<Shared>, Journal<Shared>, Seeded, EntryId, EntryId) {
    let (mut ada, mut ben, mut bytes) = met(seed);
    let mut pairs = Vec::new();
    for (journal, text) in [(&mut ada, HERS), (&mut ben, HIS)] {
        let pair = journal.keep_pair(&mut bytes, today(), "clash", &words(text));
        let pair = pair.expect("fits");
        seal(journal, &mut bytes, pair, text);
        pairs.push(pair);
    }
    meet(&mut ada, &mut ben, &mut bytes, today());
    let (hers, his) = (ada.became(pairs[0]), ben.became(pairs[1]));
    (ada, ben, bytes, hers, his)
}

#[test]
fn two_that_begin_a_pair_apart_meet_in_one_with_the_words_as_they_were_sealed() {
    for joins_ada in [true, false] {
        let (mut ada, mut ben, mut bytes, hers, his) = crossing(31);
        assert_eq!(ada.crossed(hers), Some(his));
        assert_eq!(ben.crossed(his), Some(hers));
        assert_eq!(ada.crossed(his), None, "it is not hers to move");
        let (mover, from, into) = match joins_ada {
            true => (&mut ada, hers, his),
            false => (&mut ben, his, hers),
        };
        let elsewhere = mover.keep_crossed(&mut bytes, today(), from, from, None);
        assert!(matches!(elsewhere, Err(AuthorError::NoSuchEntry)));
        let other = mover.keep_crossed(&mut bytes, today(), from, into, Some("another"));
        assert!(matches!(other, Err(AuthorError::Changed)));
        assert_eq!(mover.waiting().count(), 0, "all of it or nothing");
        let seen = version_name(mover.view().row(into).expect("it is here"));
        let moved = mover.keep_crossed(&mut bytes, today(), from, into, Some(&seen));
        moved.expect("fits");
        meet(&mut ada, &mut ben, &mut bytes, today());
        for journal in [&mut ada, &mut ben] {
            assert_eq!(halves(journal, into), [HERS, HIS]);
            let view = journal.view();
            let is_end = |row: &candor_core::view::Row| row.content.kind() == "take-back";
            assert!(view.replies(from).all(is_end));
            let row = journal.view().row(from).expect("it is here");
            assert_eq!(journal.view().state(row).word(), "taken-back");
            assert_eq!(journal.crossed(from), None);
            assert!(journal.check().expect("reads").broken.is_empty());
        }
    }
}

#[test]
fn both_joining_at_once_open_both_pairs_and_lose_nothing() {
    let (mut ada, mut ben, mut bytes, hers, his) = crossing(32);
    let moved = ada.keep_crossed(&mut bytes, today(), hers, his, None);
    moved.expect("fits");
    let moved = ben.keep_crossed(&mut bytes, today(), his, hers, None);
    moved.expect("fits");
    meet(&mut ada, &mut ben, &mut bytes, today());
    for (journal, pair) in [(&ada, hers), (&ada, his), (&ben, hers), (&ben, his)] {
        let mut opened = halves(journal, pair);
        opened.retain(|text| !text.is_empty());
        assert_eq!(opened, [HERS, HIS]);
    }
}

#[test]
fn a60_a_pair_that_was_refused_opens_nobodys_half_to_who_seals_all_the_same() {
    let (ada_keys, ben_keys) = couple(33);
    let mut bytes = Seeded::new(34);
    let mut ada = open(&ada_keys, MemoryStore::new());
    let mut ben = open(&ben_keys, MemoryStore::new());
    for journal in [&mut ada, &mut ben] {
        journal.ensure_log(&mut bytes, today()).expect("writes");
    }
    let pair = ada.keep_pair(&mut bytes, today(), "letter", &words(HERS));
    let pair = pair.expect("fits");
    meet(&mut ada, &mut ben, &mut bytes, today());
    let pair = ada.became(pair);
    seal(&mut ada, &mut bytes, pair, HERS);
    let no = vec![words("")];
    let said = ben.keep_new(&mut bytes, today(), "decline", Some(pair), no.clone());
    said.expect("fits");
    meet(&mut ada, &mut ben, &mut bytes, today());
    let late = ben.keep_seal(&mut bytes, today(), pair, words("x"));
    assert!(matches!(late, Err(AuthorError::Reply(_))), "{late:?}");

    let mut forger = Forger::of(&ben_keys, &ben);
    let forged = forged_half(&mut forger, counter(today(), 700), pair, 0x41, "x");
    take(&mut ada, vec![forged.record]);
    ada.flush(&mut bytes, today()).expect("writes");
    assert_eq!(state(&ada, pair), SealedPairState::Sealed);
    assert!(!halves(&ada, pair).contains(&HERS.to_owned()));

    // Who has a half in it takes that back first, and says no then.
    let begun = ben.keep_pair(&mut bytes, today(), "letter", &words(HIS));
    let begun = begun.expect("fits");
    ben.flush(&mut bytes, today()).expect("writes");
    let begun = ben.became(begun);
    seal(&mut ben, &mut bytes, begun, HIS);
    let back = ben.keep_new(&mut bytes, today(), "take-back", Some(begun), no);
    assert!(matches!(back, Err(AuthorError::Sealed)), "{back:?}");
}
