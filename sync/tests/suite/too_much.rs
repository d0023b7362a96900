//! The other device gives more than two people write.

use candor_core::envelope::Envelope;
use candor_core::forge;
use candor_core::id::{LogId, RecordHash, Seq};
use candor_sync::session::{Allowance, Amount, FIRST_MOST, Here, Notice, RESERVE_BYTES, Stay};
use candor_sync::wire::{Hello, Message, Purpose};

use crate::device::Device;
use crate::kit::*;
use crate::world::*;

const MIB: u64 = 1024 * 1024;
/// Nearly the longest record there is: eight of them are just below 4 MiB.
const PAYLOAD_BYTES: usize = 500 * 1024;

/// Of what a day may bring, all but this came already.
fn leave(device: &mut Device, left: Amount) {
    let came = Amount {
        records: FIRST_MOST.records - left.records,
        bytes: FIRST_MOST.bytes - left.bytes,
    };
    let here = Here {
        today: device.day,
        records: 0,
        free_bytes: None,
    };
    // The meeting before was on another day.
    device.allowance = Allowance::default();
    device.allowance.take(came, here).expect("it fits");
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
    }
    said
}

fn hears(device: &mut Device, messages: Vec<Message>) -> Vec<Message> {
    let mut said = says(device);
    for message in messages {
        device.hear(message);
        said.extend(says(device));
    }
    said
}

/// Ben's device, changed: its log goes on and on.
struct Endless {
    log: LogId,
    seq: Seq,
    prev: RecordHash,
}

impl Endless {
    fn after(world: &World) -> Self {
        let log = world.ben.own_logs()[0];
        let rows = by_log(&world.ben.disk).remove(&log).expect("it has begun");
        let last = rows.last().expect("a record");
        Self {
            log,
            seq: last.seq,
            prev: last.hash,
        }
    }

    fn next(&mut self, world: &World) -> Envelope {
        let keys = world.ben.keys.shared_keys().expect("a bond");
        self.seq += 1;
        let payload = vec![7; PAYLOAD_BYTES];
        let header = forge::header(&keys, self.log, self.seq, self.prev, &payload);
        let record = forge::tagged(&keys, header, payload);
        self.prev = record.hash();
        record
    }
}

/// A meeting of equal copies: what is written is given at once.
fn live(world: &mut World) {
    let digest = world.ada.journal.have_digest();
    world.ada.begin(Stay::Open);
    let hello = Message::Hello(Hello::of(Purpose::Meeting, Vec::new()));
    hears(&mut world.ada, vec![hello, Message::Digest(digest)]);
    assert!(world.ada.is_live());
}

/// Gives record after record. Gives how many were taken.
fn flood(world: &mut World, endless: &mut Endless, count: usize) -> usize {
    let had = world.ada.disk.len();
    for _ in 0..count {
        let record = endless.next(world);
        hears(&mut world.ada, vec![Message::Give(vec![record])]);
    }
    world.ada.disk.len() - had
}

#[test]
fn a58_a_partner_who_gives_without_end_is_taken_from_until_the_person_is_asked() {
    let mut world = World::new(58);
    world.meet();
    leave(
        &mut world.ada,
        Amount {
            records: 1_000,
            bytes: 4 * MIB,
        },
    );
    live(&mut world);
    let mut endless = Endless::after(&world);

    let taken = flood(&mut world, &mut endless, 40);

    assert_eq!(taken, 8);
    let told = world.ada.warnings();
    assert!(
        matches!(told[..], [Notice::TooMuch { left: 0, today }]
            if today.records == FIRST_MOST.records - 1_000 + 8),
        "{told:?}"
    );
}

#[test]
fn a58_while_nothing_is_taken_what_is_written_here_goes_along() {
    let mut world = World::new(158);
    world.meet();
    leave(&mut world.ada, Amount::default());
    live(&mut world);
    let mut endless = Endless::after(&world);
    assert_eq!(flood(&mut world, &mut endless, 3), 0);
    let had = world.ada.disk.len();

    let entry = world.ada.write("It still goes.");

    let said = says(&mut world.ada);
    let given = |message: &Message| matches!(message, Message::Give(records) if records.len() == 1);
    assert!(said.iter().any(given), "{said:?}");
    assert_eq!(world.ada.disk.len(), had + 1);
    assert!(world.ada.journal.content(entry).is_some());
}

#[test]
fn a58_the_reserve_of_the_disk_is_for_own_writing() {
    let mut world = World::new(258);
    world.meet();
    world.ada.free_bytes = Some(RESERVE_BYTES);
    world.ada.allowance.take_more();
    live(&mut world);
    let mut endless = Endless::after(&world);

    assert_eq!(flood(&mut world, &mut endless, 5), 0);
    world.write(Who::Ada);

    assert_eq!(world.ada.warnings(), [Notice::NoRoom]);
    let said = says(&mut world.ada);
    assert!(said.iter().any(|said| matches!(said, Message::Give(_))));
}

#[test]
fn a58_what_was_not_taken_comes_once_the_person_says_so() {
    each_seed(20, |seed| {
        let mut world = World::new(seed);
        world.meet();
        for _ in 0..30 {
            world.write(Who::Ben);
        }
        world.ben.flush();
        leave(
            &mut world.ada,
            Amount {
                records: 10,
                bytes: 64 * MIB,
            },
        );
        world.begin(Stay::Open);
        world.run();
        let told = world.ada.warnings();
        assert!(
            matches!(told[..], [Notice::TooMuch { left: 30, .. }]),
            "{told:?}"
        );
        // The other way nothing is held up.
        world.write(Who::Ada);
        world.run();
        assert_eq!(world.ben.disk.len(), world.ada.disk.len() + 30);

        world.ada.allowance.take_more();
        world.lose();
        world.meet();

        world.assert_equal();
        assert_eq!(world.ada.own_logs().len(), 1);
    });
}

#[test]
fn a58_nothing_is_written_before_lost_records_could_come_back() {
    let mut world = World::new(358);
    world.meet();
    world.write(Who::Ben);
    world.ben.flush();
    world.write(Who::Ada);
    world.ada.free_bytes = Some(0);
    let have = world.ben.journal.have().expect("reads");
    let record = envelopes(&world.ben.disk).pop().expect("a record");
    let had = world.ada.disk.len();
    world.ada.begin(Stay::Open);

    hears(
        &mut world.ada,
        vec![
            Message::Hello(Hello::of(Purpose::Meeting, Vec::new())),
            Message::Digest(have.digest()),
            Message::Have(have),
            Message::Give(vec![record]),
            Message::Yours,
        ],
    );

    assert_eq!(world.ada.disk.len(), had);
    assert_eq!(world.ada.journal.waiting().count(), 1);
    world.ada.lost();
    world.ada.free_bytes = None;
    world.meet();
    world.assert_equal();
}
