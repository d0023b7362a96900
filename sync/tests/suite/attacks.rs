//! The other side does not keep to the rules.

use candor_core::envelope::Envelope;
use candor_core::forge;
use candor_core::id::{LogId, RecordHash};
use candor_core::journal::{Have, HaveHead};
use candor_sync::session::{Ending, GAP_BYTES_MAX, GAP_RECORDS_MAX, Notice, Stay};
use candor_sync::wire::{Durable, Hello, Message, Purpose, WANT_MAX};

use crate::device::Device;
use crate::kit::*;
use crate::world::*;

fn hello() -> Message {
    Message::Hello(Hello::of(Purpose::Meeting, Vec::new()))
}

/// What a device says until it has nothing to say, every frame written.
fn says(device: &mut Device) -> Vec<Message> {
    let mut said = Vec::new();
    while let Some(parcel) = device.out.pop_front() {
        let message = Message::parse(parcel.encoded.kind, &parcel.encoded.body);
        said.push(message.expect("parses").expect("known"));
        if parcel.tell {
            device.room();
        }
        assert!(said.len() < 1000, "it goes on and on");
    }
    said
}

/// A meeting in which the other side says these, whatever it is answered.
fn hears(device: &mut Device, messages: Vec<Message>) -> Vec<Message> {
    let mut said = says(device);
    for message in messages {
        device.hear(message);
        said.extend(says(device));
    }
    said
}

/// A meeting that has come to the point where records are given.
fn giving(device: &mut Device, have: Have) -> Vec<Message> {
    let equal = have.digest() == device.journal.have_digest();
    device.begin(Stay::Open);
    let mut messages = vec![hello(), Message::Digest(have.digest())];
    if !equal {
        messages.extend([Message::Have(have), Message::Yours]);
    }
    let said = hears(device, messages);
    assert!(device.is_live());
    said
}

fn written(seed: u64) -> World {
    let mut world = World::new(seed);
    for _ in 0..6 {
        world.write(Who::Ada);
        world.write(Who::Ben);
        world.edit(Who::Ben);
    }
    world
}

#[test]
fn a07_a_session_that_is_played_again_changes_nothing() {
    each_seed(60, |seed| {
        let mut world = written(seed);
        world.meet();
        let heard = world.heard.iter().filter(|(to, _)| *to == Who::Ben);
        let old: Vec<_> = heard
            .map(|(_, frame)| {
                let message = Message::parse(frame.kind, &frame.body);
                message.expect("parses").expect("known")
            })
            .collect();
        if world.dice.chance(2) {
            world.write(Who::Ada);
            world.write(Who::Ben);
            world.meet();
        }
        let (rows, view) = (world.ben.disk.rows(), world.ben.journal.digest());
        let told = world.ben.warnings();

        world.ben.begin(Stay::Open);
        hears(&mut world.ben, old);
        world.ben.lost();

        assert!(world.ben.disk.rows() == rows, "nothing is added");
        assert_eq!(world.ben.journal.digest(), view);
        let tells: Vec<_> = world.ben.warnings().split_off(told.len());
        // The old list is shorter than what Ada confirmed later.
        assert!(
            tells.iter().all(|notice| *notice == Notice::Rollback),
            "{tells:?}"
        );
        world.meet();
        world.assert_equal();
        assert_eq!(world.ben.own_logs().len(), 1);
    });
}

/// A list of what a device has, with lies about one log.
fn lies_about(log: LogId, honest: &Have, dice: &mut Seeded) -> Have {
    let mut have = honest.clone();
    have.heads.retain(|head| head.log != log);
    let seq = match dice.below(4) {
        0 => 1 << 63,
        1 => u64::MAX,
        2 => dice.below(4),
        _ => dice.below(1 << 20),
    };
    let marks = (0..dice.below(50))
        .map(|_| (dice.below(u64::MAX), RecordHash::draw(dice)))
        .collect();
    have.heads.push(HaveHead {
        log,
        seq,
        hash: RecordHash::draw(dice),
        marks,
    });
    if dice.chance(2) {
        have.lacking.push(RecordHash::draw(dice));
    }
    have
}

#[test]
fn a09_a_list_of_heads_that_cannot_be_changes_nothing_and_ends() {
    each_seed(100, |seed| {
        let mut world = written(seed);
        world.meet();
        let honest = world.ada.journal.have().expect("reads");
        let logs: Vec<_> = honest.heads.iter().map(|head| head.log).collect();
        let log = match world.dice.below(3) {
            0 => logs[0],
            1 => logs[1],
            _ => LogId::draw(&mut world.dice),
        };
        let have = lies_about(log, &honest, &mut world.dice);
        let (rows, view) = (world.ada.disk.rows(), world.ada.journal.digest());

        let said = giving(&mut world.ada, have.clone());
        let more = hears(
            &mut world.ada,
            vec![Message::Durable(Durable {
                ends: have.ends(),
                lacking: have.lacking,
            })],
        );
        world.ada.lost();

        assert!(said.len() + more.len() < 12, "{said:?} {more:?}");
        assert!(world.ada.disk.rows() == rows, "nothing is added");
        assert_eq!(world.ada.journal.digest(), view);
        assert_eq!(world.ada.own_logs().len(), 1);
        // At most what is behind the lie is given again.
        world.write(Who::Ada);
        world.meet();
        world.assert_equal();
        assert_eq!(world.ada.own_logs().len(), 1);
    });
}

#[test]
fn a44_a_list_that_lies_at_every_meeting_never_closes_a_log() {
    each_seed(40, |seed| {
        let mut world = written(seed);
        world.meet();
        let mine = world.ada.own_logs();
        for round in 0..12 {
            let honest = world.ada.journal.have().expect("reads");
            let mut have = lies_about(mine[0], &honest, &mut world.dice);
            if let Some(head) = have.heads.last_mut() {
                head.seq = head.seq.saturating_add(1 << 21);
            }
            giving(&mut world.ada, have);
            if world.dice.chance(2) {
                world.write(Who::Ada);
                says(&mut world.ada);
            }
            world.ada.lost();
            if round % 3 == 0 {
                world.write(Who::Ada);
                world.meet();
                world.assert_equal();
            }
        }
        world.meet();

        world.assert_equal();
        world.assert_calm();
        assert_eq!(world.ada.own_logs(), mine);
    });
}

#[test]
fn a11_a_record_without_the_one_before_waits_and_that_one_is_asked_for() {
    each_seed(50, |seed| {
        let mut world = World::new(seed);
        world.meet();
        for _ in 0..9 {
            world.write(Who::Ben);
        }
        world.ben.flush();
        let log = world.ben.own_logs()[0];
        let of_ben: Vec<_> = envelopes(&world.ben.disk)
            .into_iter()
            .filter(|envelope| envelope.header().log == log)
            .collect();
        let missing = 1 + usize::try_from(world.dice.below(8)).expect("fits");
        let after: Vec<_> = of_ben[missing + 1..].to_vec();
        let had = world.ada.disk.len();
        let have = world.ben.journal.have().expect("reads");
        giving(&mut world.ada, have);

        let said = hears(&mut world.ada, vec![Message::Give(after.clone())]);

        let wanted = Message::Want(vec![of_ben[missing].hash()]);
        assert_eq!(said.contains(&wanted), !after.is_empty(), "{said:?}");
        assert_eq!(world.ada.disk.len(), had, "nothing skips");
        let before = of_ben[1..=missing].to_vec();
        hears(&mut world.ada, vec![Message::Give(before)]);
        assert_eq!(world.ada.disk.len(), had + 9);
        assert_prefix(&world.ada.disk, &world.ben.disk);
        world.ada.lost();
        assert_eq!(world.ada.warnings(), []);
    });
}

#[test]
fn a11_a_gap_that_is_not_filled_is_told_at_the_end() {
    let mut world = World::new(11);
    world.meet();
    for _ in 0..4 {
        world.write(Who::Ben);
    }
    world.ben.flush();
    let last = envelopes(&world.ben.disk).pop().expect("a record");
    let have = world.ben.journal.have().expect("reads");
    giving(&mut world.ada, have);

    hears(&mut world.ada, vec![Message::Give(vec![last])]);
    assert_eq!(world.ada.warnings(), []);
    world.ada.lost();

    assert_eq!(world.ada.warnings(), [Notice::Gap]);
    world.meet();
    world.assert_equal();
}

/// A record of Ben's log far behind its end, with any payload.
fn far_record(world: &mut World, seq: u64, payload: Vec<u8>) -> Envelope {
    let keys = world.ben.keys.shared_keys().expect("a bond");
    let log = world.ben.own_logs()[0];
    let prev = RecordHash::draw(&mut world.dice);
    let header = forge::header(&keys, log, seq, prev, &payload);
    forge::tagged(&keys, header, payload)
}

#[test]
fn a11_what_waits_for_a_gap_is_bounded() {
    for payload_bytes in [16, 500 * 1024] {
        let mut world = World::new(111);
        world.meet();
        let had = world.ada.disk.len();
        let have = world.ada.journal.have().expect("reads");
        giving(&mut world.ada, have);
        let most = if payload_bytes == 16 {
            GAP_RECORDS_MAX
        } else {
            GAP_BYTES_MAX / payload_bytes
        };
        let mut far = 0;
        let mut flood = |world: &mut World, count: usize| {
            let mut records = Vec::with_capacity(count);
            for _ in 0..count {
                far += 1;
                let payload = vec![7; payload_bytes];
                records.push(far_record(world, 1000 + far, payload));
            }
            let messages = records
                .into_iter()
                .map(|record| Message::Give(vec![record]));
            hears(&mut world.ada, messages.collect())
        };

        let said = flood(&mut world, most);

        for message in &said {
            if let Message::Want(hashes) = message {
                assert!((1..=WANT_MAX).contains(&hashes.len()));
            }
        }
        assert_eq!(world.ada.warnings(), []);
        flood(&mut world, 1);
        assert_eq!(world.ada.warnings(), [Notice::Gap], "{payload_bytes}");
        assert_eq!(world.ada.disk.len(), had);
        world.ada.lost();
        assert_eq!(world.ada.warnings(), [Notice::Gap]);
    }
}

#[test]
fn a34_without_a_common_version_or_suite_it_ends_and_says_so() {
    let base = Hello::of(Purpose::Meeting, Vec::new());
    for (versions, suites, fits) in [
        ((1, 1), 1, true),
        ((0, 9), u32::MAX, true),
        ((2, 3), 1, false),
        ((0, 0), 1, false),
        ((9, 1), 1, false),
        ((1, 1), 0, false),
        ((1, 1), 2, false),
    ] {
        let mut world = written(34);
        world.ada.begin(Stay::Open);
        says(&mut world.ada);
        let hello = Hello {
            versions,
            suites,
            ..base.clone()
        };

        let said = hears(&mut world.ada, vec![Message::Hello(hello)]);
        let later = hears(&mut world.ada, vec![Message::Digest([9; 32])]);

        assert_eq!(said, []);
        if fits {
            assert_eq!(world.ada.endings, []);
            assert!(matches!(later[..], [Message::Have(_)]));
        } else {
            assert_eq!(world.ada.endings, [Ending::NoCommonVersion]);
            assert_eq!(later, []);
        }
    }
}

#[test]
fn a_meeting_is_no_pairing_and_begins_with_hello_once() {
    let pairing = Message::Hello(Hello::of(Purpose::Pairing, Vec::new()));
    let digest = || Message::Digest([9; 32]);
    for broken in [
        vec![pairing],
        vec![digest()],
        vec![Message::Give(Vec::new())],
        vec![Message::Bye],
        vec![hello(), hello()],
        vec![hello(), digest(), digest()],
        vec![hello(), Message::Answer(vec![1])],
        vec![hello(), Message::Opening(vec![1])],
        vec![hello(), Message::SameWords],
        vec![hello(), Message::WordsDiffer],
    ] {
        let mut world = written(35);
        let rows = world.ada.disk.rows();
        world.ada.begin(Stay::Open);

        hears(&mut world.ada, broken);

        assert_eq!(world.ada.endings, [Ending::Broken]);
        assert!(world.ada.disk.rows() == rows, "nothing is added");
        assert_eq!(world.ada.journal.waiting().count(), 6, "it still waits");
    }
}
