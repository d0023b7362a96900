//! I1: nothing of the own pages shows at the other side.
//!
//! The same story is told twice from one seed: once with own pages being
//! written between everything, once without. What the other side gets must not
//! differ in anything but age's own randomness.

use std::path::Path;

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::envelope::Envelope;
use candor_core::journal::Journal;
use candor_core::seal::Passphrase;
use candor_core::store::OwnStore;
use candor_desktop::engine::SystemEntropy;
use candor_sync::wire::Message;
use candor_tests::couple::{Couple, PASSPHRASE, journal};
use candor_tests::seeded::Seeded;
use candor_tests::wiretap::{Heard, meet};

const OWN: &str = "a passphrase for my own pages";

#[derive(Clone, Copy, PartialEq, Eq)]
enum OwnPages {
    Written,
    Untouched,
}

fn words(text: &str) -> ContentBuilder {
    ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    }
}

/// What the other side can see of a record: all of its header but what follows
/// from the sealed payload, and the length of the payload without age's header.
fn visible(envelope: &Envelope) -> (Vec<u8>, usize) {
    let bytes = envelope.encode();
    let header = envelope.header();
    let payload = &bytes[bytes.len() - header.payload_len as usize..];
    let end = payload
        .windows(5)
        .position(|window| window == b"\n--- ")
        .expect("age's header ends with a MAC line");
    let line = payload[end + 1..]
        .iter()
        .position(|byte| *byte == b'\n')
        .expect("the MAC line ends");
    let sealed = payload.len() - (end + 1 + line + 1);
    (bytes[..58].to_vec(), sealed)
}

/// A frame as the other side can measure it, without age's randomness.
fn shape(heard: &Heard) -> (bool, u8, usize, Vec<(Vec<u8>, usize)>) {
    let message = Message::parse(heard.frame.kind, &heard.frame.body)
        .expect("our own frames parse")
        .expect("our own kinds are known");
    let (rest, records) = match message {
        Message::Give(envelopes) => (0, envelopes.iter().map(visible).collect()),
        _ => (heard.frame.body.len(), Vec::new()),
    };
    (heard.from_first, heard.frame.kind, rest, records)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("makes");
    for entry in std::fs::read_dir(from).expect("reads") {
        let entry = entry.expect("reads");
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("copies");
    }
}

/// One telling. Gives every frame, and the other side's counters and ids.
fn tell(couple: &Couple, pages: OwnPages) -> (Vec<Heard>, Vec<String>) {
    let day = Day::parse("2026-05-04").expect("a date");
    let (mut profile, mut ada) = journal(&couple.ada);
    let (_keep, mut ben) = journal(&couple.ben);
    let (mut hers, mut his) = (Seeded::new(1), Seeded::new(2));
    let keyring = profile.open_own(&Passphrase::typed(OWN)).expect("opens");
    let keys = keyring.keys();
    let store = OwnStore::open(profile.folder(), &keyring.segment_identity(), |envelope| {
        envelope
            .verify(&keys, candor_core::envelope::Whose::Mine)
            .ok()
    })
    .expect("opens");
    let mut own =
        Journal::open_own(&profile.keyring, keyring.keys(), Box::new(store)).expect("opens");
    let mut reflect = |text: &str| {
        if pages == OwnPages::Written {
            own.write_own(&mut SystemEntropy, day, "reflection", words(text))
                .expect("writes");
        }
    };
    let mut frames = Vec::new();
    for round in 0..3u32 {
        let day = day.plus(round);
        reflect("what I do not say yet");
        let kept = ada
            .keep_new(&mut hers, day, "note", None, vec![words("for both of us")])
            .expect("waits");
        reflect(&"long ".repeat(2_000));
        ben.keep_new(
            &mut his,
            day,
            "note",
            None,
            vec![words("from the other side")],
        )
        .expect("waits");
        frames.extend(meet([&mut ada, &mut ben], [&mut hers, &mut his], day));
        reflect("after the meeting");
        let kept = ada.became(kept[0]);
        ada.keep_edit(day, kept, words("for both of us, a little more"))
            .expect("waits");
        frames.extend(meet([&mut ada, &mut ben], [&mut hers, &mut his], day));
    }
    let seen = ben
        .view()
        .timeline()
        .map(|row| {
            // Ids come of what was sealed, which draws its own randomness.
            let counter = row.changes[0].place.counter;
            format!("{counter:?} {} {}", row.versions, row.content.text())
        })
        .collect();
    (frames, seen)
}

#[test]
fn i01_own_pages_change_nothing_that_the_other_side_can_see() {
    let folder = tempfile::tempdir().expect("a folder");
    let day = Day::parse("2026-05-04").expect("a date");
    let first = Couple::pair(folder.path(), day);
    {
        let (mut profile, _journal) = journal(&first.ada);
        let passphrase = Passphrase::typed(PASSPHRASE);
        let proven = profile.prove(&passphrase).expect("it is the passphrase");
        profile
            .set_own_passphrase(&mut SystemEntropy, &proven, &Passphrase::typed(OWN))
            .expect("is set");
    }
    let second = Couple {
        ada: folder.path().join("ada-again"),
        ben: folder.path().join("ben-again"),
    };
    copy(&first.ada, &second.ada);
    copy(&first.ben, &second.ben);

    let (with, seen_with) = tell(&first, OwnPages::Written);
    let (without, seen_without) = tell(&second, OwnPages::Untouched);

    assert_eq!(seen_with, seen_without);
    assert_eq!(seen_with.len(), 6);
    let shapes = |frames: &[Heard]| frames.iter().map(shape).collect::<Vec<_>>();
    assert_eq!(shapes(&with), shapes(&without));
    let given: usize = shapes(&with).iter().map(|frame| frame.3.len()).sum();
    assert_eq!(given, 9, "six entries and three new versions crossed");
}
