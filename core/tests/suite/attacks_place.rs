//! Places in logs and in the order: repeated, doubled, skipped, claimed.

use candor_core::codec::Reader;
use candor_core::date::Day;
use candor_core::entry::document;
use candor_core::envelope::PayloadError;
use candor_core::forge::Draft;
use candor_core::id::{LogId, Owner, RecordHash};
use candor_core::journal::{AsideReason, Have, HaveHead, Reason};
use candor_core::log::ChainError;
use candor_core::store::MemoryStore;

use crate::forger::*;
use crate::kit::*;

#[test]
fn a07_a_replayed_exchange_leaves_no_new_state() {
    let (mut ada, mut ben, mut bytes) = met(70);
    for number in 0..4 {
        say(&mut ada, &mut bytes, today(), &format!("a{number}"));
        say(&mut ben, &mut bytes, today(), &format!("b{number}"));
    }
    let to_ben = missing(&mut ada, BEN, &Have::default());
    let to_ada = missing(&mut ben, ADA, &Have::default());
    exchange(&mut ada, &mut ben);
    let before = (ada.ends(), ada.digest(), ben.ends(), ben.digest());

    for _ in 0..2 {
        let doubled = to_ben.iter().flat_map(|one| [one.clone(), one.clone()]);
        let received = take(&mut ben, doubled.collect());
        assert_eq!((received.appended.len(), received.healed.len()), (0, 0));
        let received = take(&mut ada, to_ada.iter().rev().cloned().collect());
        assert_eq!((received.appended.len(), received.refused.len()), (0, 0));
        assert!(!received.took_back && received.forked.is_empty());
    }

    assert_eq!((ada.ends(), ada.digest(), ben.ends(), ben.digest()), before);
}

#[test]
fn a08_two_records_at_one_place_are_both_kept_and_the_fork_is_named() {
    let (ada_keys, ben_keys) = couple(71);
    let (mut ada, mut ben, _) = met(71);
    let mut second = open(&ada_keys, MemoryStore::new());
    let have = second.have().expect("reads");
    take(&mut second, missing(&mut ben, ADA, &have));
    let mut one = Forger::of(&ben_keys, &ben);
    let mut other = Forger::of(&ben_keys, &ben);
    let (log, seq) = (one.log, one.seq);
    let said = one.note(counter(today(), 100), 1, "said to one device");
    let denied = other.note(counter(today(), 200), 2, "said to the other");

    take(&mut ada, vec![said]);
    take(&mut second, vec![denied]);
    let (of_ada, of_second) = (ada.have().expect("reads"), second.have().expect("reads"));
    let to_second = missing(&mut ada, ADA, &of_second);
    let to_ada = missing(&mut second, ADA, &of_ada);
    let received = take(&mut ada, to_ada);
    take(&mut second, to_second);

    assert_eq!(received.forked, [log]);
    for journal in [&mut ada, &mut second] {
        let state = journal.logs().get(log).expect("it is here");
        assert_eq!((state.branches.len(), state.fork_at), (2, Some(seq)));
        assert_eq!(texts(journal), ["said to one device", "said to the other"]);
        assert_eq!(journal.check().expect("reads").forked, [log]);
        assert_eq!(asides(journal), []);
    }
    assert_eq!(ada.digest(), second.digest());
    // Both branches go on.
    let more = [
        one.note(counter(today(), 300), 3, "more to one"),
        other.note(counter(today(), 301), 4, "more to the other"),
    ];
    assert_eq!(take(&mut ada, more.to_vec()).appended.len(), 2);
    assert_eq!(texts(&ada).len(), 4);
}

#[test]
fn a08_a_log_has_at_most_eight_branches() {
    let (_, ben_keys) = couple(72);
    let (mut ada, ben, _) = met(72);
    let branches: Vec<_> = (0..9)
        .map(|number| {
            let mut forger = Forger::of(&ben_keys, &ben);
            forger.note(counter(today(), 100), number, "a branch")
        })
        .collect();

    let received = take(&mut ada, branches);

    assert_eq!(received.appended.len(), 8);
    let reasons: Vec<_> = received.refused.iter().map(|at| at.reason).collect();
    assert_eq!(reasons, [Reason::Chain(ChainError::TooManyBranches)]);
}

pub fn lie(log: LogId, seq: u64, hash: u8) -> HaveHead {
    let hash = RecordHash::from_bytes([hash; 32]);
    HaveHead {
        log,
        seq,
        hash,
        marks: vec![(seq.wrapping_sub(1), hash), (0, hash), (u64::MAX, hash)],
    }
}

#[test]
fn a09_impossible_heads_in_a_have_change_nothing() {
    let (mut ada, mut ben, mut bytes) = met(73);
    say(&mut ada, &mut bytes, today(), "one");
    say(&mut ada, &mut bytes, today(), "two");
    let honest = missing(&mut ada, BEN, &ben.have().expect("reads"));
    let (log, seq, _) = ada.ends()[0];
    let unknown = LogId::from_bytes([0xee; 16]);
    let before = (ada.ends(), ada.have().expect("reads"), ada.digest());

    for at in [0, 1, seq, seq + 1, 1 << 48, 1 << 63, u64::MAX] {
        let claim = Have {
            heads: vec![lie(log, at, 1), lie(unknown, at, 2)],
            lacking: vec![RecordHash::from_bytes([5; 32])],
        };
        let mut bytes = Vec::new();
        claim.encode(&mut bytes);
        let read = Have::parse(&mut Reader::new(&bytes)).expect("is laid out so");
        assert_eq!(read, claim);
        let given = missing(&mut ada, BEN, &read);
        assert!(honest.iter().all(|one| given.contains(one)), "at {at}");
        assert_eq!(
            (ada.ends(), ada.have().expect("reads"), ada.digest()),
            before
        );
    }

    let far = {
        let (_, ben_keys) = couple(73);
        let mut forger = Forger::of(&ben_keys, &ben);
        forger.seq = 1 << 63;
        forger.note(counter(today(), 1), 1, "far ahead")
    };
    let received = take(&mut ada, vec![far]);
    assert_eq!(
        received.refused[0].reason,
        Reason::Chain(ChainError::Position)
    );
    exchange(&mut ada, &mut ben);
    assert_eq!(ada.digest(), ben.digest());
}

#[test]
fn a10_a_peer_that_claims_less_than_before_is_given_all_again() {
    let (mut ada, mut ben, mut bytes) = met(74);
    let early = ben.have().expect("reads");
    say(&mut ada, &mut bytes, today(), "one");
    exchange(&mut ada, &mut ben);
    let before = (ada.ends(), ada.digest());

    let again = missing(&mut ada, BEN, &early);
    let all = missing(&mut ada, BEN, &Have::default());

    assert_eq!(again.len(), 1);
    assert_eq!(all.len(), 3);
    assert_eq!((ada.ends(), ada.digest()), before);
    assert_eq!(take(&mut ben, all).appended, []);
}

#[test]
fn a11_a_gap_is_named_and_nothing_of_it_is_stored() {
    let (mut ada, mut ben, mut bytes) = met(75);
    for number in 0..4 {
        say(&mut ada, &mut bytes, today(), &format!("a{number}"));
    }
    let mut given = missing(&mut ada, BEN, &ben.have().expect("reads"));
    let late = given.remove(1);
    let before = ben.ends();
    let rest: Vec<_> = given.split_off(1);

    let received = take(&mut ben, rest.clone());

    assert_eq!(received.appended, []);
    assert_eq!(received.refused.len(), 0);
    let before_them: Vec<_> = received.gaps.iter().map(|(prev, _)| *prev).collect();
    assert_eq!(before_them, [late.hash(), rest[0].hash()]);
    assert_eq!(ben.ends(), before);
    take(&mut ben, vec![given.remove(0), late]);
    take(&mut ben, rest);
    assert_eq!(ben.digest(), ada.digest());
}

#[test]
fn a37_dates_long_ago_and_far_ahead_stay_in_the_order_of_days() {
    let (mut ada, mut ben, mut bytes) = met(76);
    let ahead = Day::parse("2190-01-01").expect("a date");
    let long_ago = Day::from_number(0).expect("2020-01-01");
    say(&mut ada, &mut bytes, ahead, "a clock far ahead");
    exchange(&mut ada, &mut ben);
    say(&mut ben, &mut bytes, long_ago, "a clock in 2020");
    say(&mut ben, &mut bytes, today(), "a right clock");
    exchange(&mut ada, &mut ben);

    let order = ["a clock in 2020", "a right clock", "a clock far ahead"];
    assert_eq!(texts(&ada), order);
    assert_eq!(texts(&ben), order);
    let written: Vec<_> = ada
        .view()
        .timeline()
        .map(|row| row.content.written())
        .collect();
    assert_eq!(written, [Some(long_ago), Some(today()), Some(ahead)]);
    assert_eq!(ada.digest(), ben.digest());
    assert_eq!(ada.have_digest(), ben.have_digest());
}

#[test]
fn a37_a_record_that_says_1970_is_kept() {
    let (_, ben_keys) = couple(77);
    let (mut ada, ben, _) = met(77);
    let mut forger = Forger::of(&ben_keys, &ben);
    let owner = Owner::person(forger.person);
    let old = forger.change_of(
        counter(today(), 1),
        owner,
        nonce_of(1),
        &note_of("1970-01-01", "from 1970"),
    );

    take(&mut ada, vec![old]);

    assert_eq!(texts(&ada), ["from 1970"]);
    assert_eq!(asides(&ada), []);
}

#[test]
fn a43_s43_a_low_counter_with_an_old_date_came_in_later() {
    let (_, ben_keys) = couple(78);
    let (mut ada, mut ben, mut bytes) = met(78);
    let day = today();
    say(&mut ada, &mut bytes, day, "on the day");
    say(&mut ada, &mut bytes, day.plus(5), "five days later");
    exchange(&mut ada, &mut ben);
    let (mut forger, first) = Forger::fresh(&ben_keys, 9, counter(day, 0));
    let old = forger.note(counter(day, 1), 1, "as if on the day");

    let given = vec![first, old];
    take(&mut ada, given.clone());
    take(&mut ben, given);

    for journal in [&ada, &ben] {
        let late: Vec<_> = journal
            .view()
            .timeline()
            .filter(|row| journal.came_in_later(row))
            .map(|row| row.content.text())
            .collect();
        assert_eq!(late, ["as if on the day"]);
        assert_eq!(asides(journal), []);
    }
    assert_eq!(ada.digest(), ben.digest());
}

#[test]
fn a43_a_counter_out_of_range_is_set_aside_and_one_out_of_order_stands_where_it_says() {
    let (_, ben_keys) = couple(79);
    let (mut ada, mut ben, mut bytes) = met(79);
    let mut forger = Forger::of(&ben_keys, &ben);
    let past_2200 = (u64::from(Day::LAST.number()) + 1) << 20;
    let mut of_another_day = Draft::begin(
        counter(today(), 450),
        Owner::person(forger.person),
        nonce_of(9),
        EDIT,
        &document::begin(forger.actor(9), &note("of another day")).expect("fits"),
    );
    of_another_day.day = today().number() - 3;
    let hostile = [
        forger.note(u64::MAX, 1, "near the end of numbers"),
        forger.note(past_2200, 2, "past the year 2200"),
        forger.note(counter(today(), 500), 3, "in order"),
        forger.note(counter(today(), 400), 4, "further back"),
        forger.note(counter(today(), 500), 5, "the same again"),
        forger.write(&of_another_day),
        forger.note(counter(today(), 501), 6, "in order again"),
    ];

    let received = take(&mut ada, hostile.to_vec());

    assert_eq!(received.appended.len(), 7);
    assert_eq!(
        asides(&ada),
        [
            AsideReason::Payload(PayloadError::Counter),
            AsideReason::Payload(PayloadError::Counter),
            AsideReason::Counter,
        ]
    );
    // Position orders what shares a counter.
    let order = [
        "further back",
        "in order",
        "the same again",
        "in order again",
    ];
    assert_eq!(texts(&ada), order);
    take(&mut ben, hostile.to_vec());
    assert_eq!(ada.digest(), ben.digest());
    say(&mut ada, &mut bytes, today(), "Ada can still write");
    assert_eq!(texts(&ada).len(), 5);
}

#[test]
fn a43_no_record_of_one_takes_out_what_the_other_writes() {
    let (_, ben_keys) = couple(80);
    let (mut ada, ben, mut bytes) = met(80);
    let mut forger = Forger::of(&ben_keys, &ben);
    let at_its_end = ((u64::from(today().number()) + 2) << 20) - 1;
    for (number, day) in [today().number() - 3, today().number() + 1, today().number()]
        .into_iter()
        .enumerate()
    {
        let number = number as u8;
        let mut draft = Draft::begin(
            at_its_end,
            Owner::person(forger.person),
            nonce_of(number),
            EDIT,
            &document::begin(forger.actor(number), &note("by Ben")).expect("fits"),
        );
        draft.day = day;
        let record = forger.write(&draft);
        take(&mut ada, vec![record]);
        say(&mut ada, &mut bytes, today(), &format!("Ada {number}"));
        let mine = texts(&ada);
        let mine = mine.iter().filter(|text| text.starts_with("Ada"));
        assert_eq!(mine.count(), usize::from(number) + 1);
    }
}

#[test]
fn a43_what_is_named_and_kept_back_takes_nothing_out_when_it_comes() {
    let (_, ben_keys) = couple(81);
    let (mut ada, ben, mut bytes) = met(81);
    let mut forger = Forger::of(&ben_keys, &ben);
    // A first record of another log, which names no head and can wait.
    let last = ((u64::from(today().number()) + 2) << 20) - 1;
    let start = candor_core::envelope::Start {
        person: forger.person,
        device: ben_keys.device,
        nonce: nonce_of(40),
        follows: Vec::new(),
        name: "Ben".to_owned(),
    };
    let mut kept_back = Forger {
        log: start.log(),
        seq: 0,
        prev: RecordHash::from_bytes([0; 32]),
        ..Forger::of(&ben_keys, &ben)
    };
    let mut first = Draft::start(last, &start);
    first.day = today().number();
    let kept_back = kept_back.write(&first);

    let owner = Owner::person(forger.person);
    let actor = forger.actor(41);
    let chunk = document::begin(actor, &note("received")).expect("fits");
    let mut draft = Draft::begin(counter(today(), 7), owner, nonce_of(41), EDIT, &chunk);
    draft.after = vec![kept_back.hash().short()];
    let received = forger.write(&draft);
    take(&mut ada, vec![received]);
    say(&mut ada, &mut bytes, today(), "Ada builds on it");
    let before = texts(&ada);
    assert!(before.contains(&"received".to_owned()));

    take(&mut ada, vec![kept_back]);

    assert_eq!(texts(&ada), before);
    assert_eq!(asides(&ada), []);
}

#[test]
fn a43_a_log_begins_once_and_holds_nothing_that_was_kept_back() {
    let (_, ben_keys) = couple(82);
    let (mut ada, ben, _) = met(82);
    let at = counter(today(), 3);
    let start = |follows: Vec<RecordHash>| candor_core::envelope::Start {
        person: ben_keys.person,
        device: ben_keys.device,
        nonce: nonce_of(50),
        follows,
        name: "Ben".to_owned(),
    };
    let begins = |follows| {
        let start = start(follows);
        let mut forger = Forger {
            log: start.log(),
            seq: 0,
            prev: RecordHash::from_bytes([0; 32]),
            ..Forger::of(&ben_keys, &ben)
        };
        forger.write(&Draft::start(at, &start))
    };
    let kept_back = Forger::of(&ben_keys, &ben).note(at, 51, "kept back");
    let me = ada.me().person;
    let mut ends = ada.ends().into_iter();
    let of_ada = ends.find(|(log, ..)| ada.logs().person(*log) == Some(me));
    let of_ada = of_ada.expect("she has a log").2;
    let first = begins(vec![kept_back.hash(), of_ada]);
    take(&mut ada, vec![first.clone()]);
    let state = ada.logs().get(first.header().log).expect("it began");
    assert_eq!(state.follows, [], "what is not here, or not of the device");

    take(&mut ada, vec![kept_back]);
    let state = ada.logs().get(first.header().log).expect("it began");
    assert_eq!(state.follows, [], "nor later");
    let again = ada.receive(vec![begins(Vec::new())]).expect("stores");
    assert_eq!(again.refused.len(), 1, "and it begins once");
}
