//! Hostile Automerge input inside valid envelopes: refused before it is
//! loaded, or contained; the entry and all others stay readable.

use std::io::Write;
use std::time::{Duration, Instant};

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, AutoCommit, Change, ObjType, ROOT};
use candor_core::entry::document::{self, DocumentError, Source, fold};
use candor_core::entry::limits::LimitError;
use candor_core::id::{Owner, RecordHash};
use candor_core::journal::AsideReason;
use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::forger::*;
use crate::kit::*;

fn unsigned(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

/// A signed LEB128 of a positive number.
fn signed(value: u64) -> Vec<u8> {
    let mut out = unsigned(value);
    if out.last().is_some_and(|last| last & 0x40 != 0) {
        let last = out.len() - 1;
        out[last] |= 0x80;
        out.push(0);
    }
    out
}

fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = unsigned(body.len() as u64);
    [
        &[0x85, 0x6f, 0x4a, 0x83, 1, 2, 3, 4, kind][..],
        &length,
        body,
    ]
    .concat()
}

/// A change of some 70 bytes that claims `count` operations.
fn claims(actor: [u8; 16], count: u64) -> Vec<u8> {
    let run = |value: u64| [signed(count), unsigned(value)].concat();
    let columns = [
        (0x15, [signed(count), b"\x01k".to_vec()].concat()),
        (0x34, unsigned(count)),
        (0x42, run(1)),
        (0x56, run(0)),
        (0x70, run(0)),
    ];
    let mut body = vec![0, 16];
    body.extend_from_slice(&actor);
    body.extend_from_slice(&[1, 1, 0, 0, 0, columns.len() as u8]);
    for (spec, data) in &columns {
        body.extend(unsigned(*spec));
        body.extend(unsigned(data.len() as u64));
    }
    columns.iter().for_each(|(_, data)| body.extend(data));
    chunk(1, &body)
}

/// A compressed change that inflates to 200 MB.
fn bomb() -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..200 {
        encoder.write_all(&zeros).expect("writes to memory");
    }
    chunk(2, &encoder.finish().expect("writes to memory"))
}

fn by_automerge(actor: [u8; 16], options: CommitOptions) -> Vec<u8> {
    let mut doc = AutoCommit::new().with_actor(ActorId::from(actor));
    doc.put(ROOT, "kind", "note").expect("puts");
    let text = doc.put_object(ROOT, "text", ObjType::Text).expect("puts");
    doc.splice_text(&text, 0, 0, "words").expect("splices");
    doc.commit_with(options);
    doc.get_last_local_change()
        .expect("made")
        .raw_bytes()
        .to_vec()
}

fn whole_document(actor: [u8; 16]) -> Vec<u8> {
    let mut doc = AutoCommit::new().with_actor(ActorId::from(actor));
    doc.put(ROOT, "kind", "note").expect("puts");
    doc.save()
}

#[test]
fn a24_hostile_changes_are_refused_and_all_else_stays_readable() {
    let (_, ben_keys) = couple(140);
    let (mut ada, mut ben, mut bytes) = met(140);
    say(&mut ada, &mut bytes, today(), "by Ada");
    let mut forger = Forger::of(&ben_keys, &ben);
    let actor = forger.actor(1);
    let plain = CommitOptions::default;
    let hostile: Vec<(Vec<u8>, LimitError)> = vec![
        (Vec::new(), LimitError::Truncated),
        (vec![0xff; 3000], LimitError::NotAChange),
        (
            b"a chunk of nothing at all".to_vec(),
            LimitError::NotAChange,
        ),
        (vec![0; 256 * 1024 + 1], LimitError::TooLong),
        (whole_document(actor), LimitError::NotAChange),
        (claims(actor, 1_000_000_000), LimitError::Operations),
        (claims(actor, 300_001), LimitError::Operations),
        (bomb(), LimitError::Inflates),
        (by_automerge(actor, plain().with_time(1)), LimitError::Time),
        (
            by_automerge(actor, plain().with_time(0).with_message("m")),
            LimitError::Message,
        ),
    ];
    let mut records = vec![forger.note(counter(today(), 100), 0, "before")];
    let mut expected = Vec::new();
    for (number, (bytes, error)) in (101..).zip(hostile) {
        records.push(forger.chunk(counter(today(), number), 1, &bytes));
        expected.push(AsideReason::Document(DocumentError::Limit(error)));
    }
    let once = by_automerge(actor, plain().with_time(0));
    let mut extra = by_automerge(actor, plain().with_time(0));
    extra.push(0);
    records.push(forger.chunk(counter(today(), 200), 1, &extra));
    expected.push(AsideReason::Document(DocumentError::Limit(
        LimitError::Trailing,
    )));
    records.push(forger.chunk(counter(today(), 201), 1, &once));
    records.push(forger.note(counter(today(), 300), 2, "after"));

    let began = Instant::now();
    take(&mut ada, records.clone());
    let took = began.elapsed();

    assert_eq!(asides(&ada), expected);
    assert_eq!(texts(&ada), ["by Ada", "before", "words", "after"]);
    assert!(took < Duration::from_secs(5), "{took:?}");
    let named = ada.check().expect("reads").broken;
    assert_eq!(named.len(), expected.len());
    // Kept and given on.
    let given = missing(&mut ada, BEN, &ben.have().expect("reads"));
    assert!(records.iter().all(|one| given.contains(one)));
    take(&mut ben, given);
    assert_eq!(ada.digest(), ben.digest());
}

#[test]
fn a24_a_hostile_change_of_ones_own_entry_leaves_its_good_versions() {
    let (_, ben_keys) = couple(141);
    let (mut ada, ben, _) = met(141);
    let mut forger = Forger::of(&ben_keys, &ben);
    let owner = Owner::person(forger.person);
    let begins = forger.note(counter(today(), 100), 1, "one");
    take(&mut ada, vec![begins]);
    let row = ada.view().timeline().next().cloned().expect("it is here");
    let missing_deps = {
        let mut doc = AutoCommit::new().with_actor(ActorId::from([1; 16]));
        doc.put(ROOT, "kind", "note").expect("puts");
        doc.commit_with(CommitOptions::default().with_time(0));
        let mut fork = doc.fork().with_actor(ActorId::from(document::actor(
            forger.log,
            owner,
            nonce_of(1),
            EDIT,
        )));
        fork.put(ROOT, "kind", "other").expect("puts");
        fork.commit_with(CommitOptions::default().with_time(0));
        fork.get_last_local_change()
            .expect("made")
            .raw_bytes()
            .to_vec()
    };
    let wrong_sum = {
        let mut chunk = by_automerge(forger.actor(1), CommitOptions::default().with_time(0));
        chunk[4] ^= 1;
        chunk
    };
    let hostile = [
        forger.later(counter(today(), 101), &row, &missing_deps),
        forger.later(counter(today(), 102), &row, &wrong_sum),
        forger.later(
            counter(today(), 103),
            &row,
            &claims(forger.actor(1), 5_000_000),
        ),
    ];

    take(&mut ada, hostile.to_vec());

    assert_eq!(
        asides(&ada),
        [
            AsideReason::Document(DocumentError::Missing),
            AsideReason::Document(DocumentError::Apply),
            AsideReason::Document(DocumentError::Limit(LimitError::Operations)),
        ]
    );
    let versions = ada.versions(row.id).expect("reads");
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[0].content.text(), "one");
}

/// The chunk with its checksum made right again, so that nothing but its
/// meaning is wrong; as it is if Automerge does not read it.
fn with_checksum(mut chunk: Vec<u8>) -> Vec<u8> {
    let read = std::panic::catch_unwind(|| Change::try_from(&chunk[..]).map(|one| one.hash()));
    if let Ok(Ok(hash)) = read {
        chunk[4..8].copy_from_slice(&hash.0[..4]);
    }
    chunk
}

#[test]
fn f09_whatever_automerge_makes_of_a_damaged_change_is_contained() {
    let seeds: Vec<u64> = match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().expect("a number")],
        Err(_) => (0..300).collect(),
    };
    let actor = [1; 16];
    let first = document::begin(actor, &note("one two three")).expect("fits");
    fn source(record: u8, actor: [u8; 16], chunk: &[u8]) -> Source<'_> {
        Source {
            record: RecordHash::from_bytes([record; 32]),
            actor,
            chunk,
        }
    }
    let second = document::revise(&[source(1, actor, &first)], [2; 16], &note("one three"))
        .expect("fits")
        .expect("differs");

    for seed in seeds {
        let mut bytes = Seeded::new(seed);
        let mut bad = second.clone();
        for _ in 0..=bytes.below(3) {
            let at = 9 + bytes.below(bad.len() as u64 - 9) as usize;
            bad[at] = bytes.below(256) as u8;
        }
        let bad = with_checksum(bad);

        let folded = fold(&[
            source(1, actor, &first),
            source(3, [2; 16], &bad),
            source(2, [2; 16], &second),
        ]);

        assert!(!folded.versions.is_empty(), "SEED={seed}");
        assert_eq!(folded.versions[0].1.text(), "one two three", "SEED={seed}");
        let all = folded.versions.len() + folded.aside.len();
        assert_eq!(all, 3, "SEED={seed}: each is a version or set aside");

        // And as the only change of its entry.
        let mut alone = first.clone();
        let at = 9 + bytes.below(alone.len() as u64 - 9) as usize;
        alone[at] = bytes.below(256) as u8;
        let alone = with_checksum(alone);
        let folded = fold(&[source(1, actor, &alone)]);
        let all = folded.versions.len() + folded.aside.len();
        assert_eq!(all, 1, "SEED={seed}");
    }
}
