//! Lies at every meeting, and records of a newer program.

use candor_core::envelope::{SUITE, Start, Whose};
use candor_core::forge::Draft;
use candor_core::journal::{AsideReason, Have};

use crate::attacks_place::lie;
use crate::forger::*;
use crate::kit::*;

#[test]
fn a44_lies_about_my_own_log_at_every_meeting_have_no_effect() {
    let (mut ada, mut ben, mut bytes) = met(81);
    say(&mut ada, &mut bytes, today(), "first");
    exchange(&mut ada, &mut ben);
    let person = ada.me().person;
    let (log, _) = ada
        .logs()
        .0
        .iter()
        .find(|(_, state)| state.person == person)
        .expect("it began");
    let log = *log;

    for number in 0..5u8 {
        let claim = Have {
            heads: vec![lie(log, 1 + u64::from(number) * 3, number)],
            lacking: Vec::new(),
        };
        let given = missing(&mut ada, BEN, &claim);
        take(&mut ben, given);
        say(&mut ada, &mut bytes, today(), "goes on in the same log");
    }

    let state = ada.logs().get(log).expect("it began");
    assert_eq!(state.branches.len(), 1);
    assert_eq!(state.branches[0].0, 6);
    assert_eq!(state.fork_at, None);
    assert_eq!(ada.logs().0.len(), 2);
}

#[test]
fn a48_an_unknown_suite_or_operation_never_stops_a_log() {
    let (_, ben_keys) = couple(82);
    let (mut ada, mut ben, _) = met(82);
    let mut forger = Forger::of(&ben_keys, &ben);
    let newer_suite = Draft {
        suite: SUITE + 1,
        ..Draft::other(counter(today(), 2), 1, Vec::new())
    };
    let records = [
        forger.note(counter(today(), 1), 1, "before"),
        forger.write(&newer_suite),
        forger.note(counter(today(), 3), 2, "between"),
        forger.write(&Draft::other(
            counter(today(), 4),
            77,
            b"who knows".to_vec(),
        )),
        forger.note(counter(today(), 5), 3, "after"),
    ];

    take(&mut ada, records.to_vec());

    assert_eq!(texts(&ada), ["before", "between", "after"]);
    assert_eq!(asides(&ada), []);
    let newer: Vec<_> = ada.newer().map(|(hash, _)| *hash).collect();
    assert_eq!(newer.len(), 2);
    assert!(newer.contains(&records[1].hash()) && newer.contains(&records[3].hash()));
    assert_eq!(ada.check().expect("reads").broken, []);
    // Given on, byte for byte.
    let given = missing(&mut ada, BEN, &ben.have().expect("reads"));
    assert_eq!(given, records);
    take(&mut ben, given);
    assert_eq!(ben.digest(), ada.digest());
    assert_eq!(ben.newer().count(), 2);
    assert!(
        records[1]
            .clone()
            .verify(&forger.keys, Whose::Theirs)
            .is_ok()
    );
}

#[test]
fn i15_a_start_in_the_middle_of_a_log_is_set_aside() {
    let (_, ben_keys) = couple(83);
    let (mut ada, ben, _) = met(83);
    let mut forger = Forger::of(&ben_keys, &ben);
    let start = Start {
        person: forger.person,
        device: ben_keys.device,
        nonce: nonce_of(1),
        follows: Vec::new(),
        name: "somebody else".to_owned(),
    };

    let middle = forger.write(&Draft::start(counter(today(), 1), &start));
    take(&mut ada, vec![middle]);

    assert_eq!(asides(&ada), [AsideReason::Start]);
    assert_eq!(ada.partner_name(), Some("Ben"));
}
