//! Records: as they come, as they say once they are open, and what a journal
//! makes of them.

use std::time::Duration;

use candor_core::codec::{Put as _, Reader};
use candor_core::envelope::{ENVELOPE_MAX, Envelope, HEADER_BYTES, SpaceKeys, TAGS_BYTES, Whose};
use candor_core::forge::{header, tagged};
use candor_core::id::{LogId, RecordHash, Seq};
use candor_core::journal::Journal;
use candor_core::seal::seal;
use candor_core::space::Shared;
use candor_core::store::{Batch, LocalKind, Store as _};
use candor_tests::seeded::Seeded;

use crate::changes::with_checksums;
use crate::run::Target;
use crate::story::{Shelf, Story, open, today};

/// So many records of one input are made at most.
const RECORDS_MAX: usize = 12;
/// Where the log and the position stand in what a payload says.
const LOG: std::ops::Range<usize> = 4..20;
const SEQ: std::ops::Range<usize> = 20..28;

#[test]
fn a_record() {
    let story = Story::told();
    let keys = story.ada_keys.shared_keys().expect("there is a bond");
    let seeds = story.envelopes().iter().map(Envelope::encode).collect();
    let target = Target {
        bytes_max: ENVELOPE_MAX + 1,
        ..Target::new("record", seeds)
    };
    target.run(|bytes| {
        if let Ok(envelope) = Envelope::parse(bytes) {
            assert_eq!(envelope.encode(), bytes, "what was read is kept");
            assert_eq!(envelope.encoded_len(), bytes.len());
            for whose in [Whose::Mine, Whose::Theirs] {
                if let Ok(record) = envelope.clone().verify(&keys, whose) {
                    drop(record.open(&keys));
                }
            }
        }
        // The same bytes as the columns of a row.
        let (head, rest) = bytes.split_at(HEADER_BYTES.min(bytes.len()));
        let (tags, payload) = rest.split_at(TAGS_BYTES.min(rest.len()));
        if let Ok(envelope) = Envelope::from_columns(head, tags, Some(payload.to_vec())) {
            drop(envelope.verify(&keys, Whose::Theirs));
        }
    });
}

/// A record with valid tags that says these bytes.
fn record(keys: &SpaceKeys, (log, seq, prev): (LogId, Seq, RecordHash), plain: &[u8]) -> Envelope {
    let payload = seal(&[keys.current().identity().recipient()], plain);
    let header = header(keys, log, seq, prev, &payload);
    tagged(keys, header, payload)
}

/// Where a payload says it stands.
fn place(plain: &[u8]) -> Option<(LogId, Seq, RecordHash)> {
    let log = LogId::from_bytes(plain.get(LOG)?.try_into().ok()?);
    let seq = u64::from_le_bytes(plain.get(SEQ)?.try_into().ok()?);
    Some((log, seq, RecordHash::from_bytes([9; 32])))
}

#[test]
fn a_payload() {
    let story = Story::told();
    let keys = story.ben_keys.shared_keys().expect("there is a bond");
    Target::new("payload", story.plains()).run(|plain| {
        let zeros = (
            LogId::from_bytes([0; 16]),
            0,
            RecordHash::from_bytes([0; 32]),
        );
        let envelope = record(&keys, place(plain).unwrap_or(zeros), plain);
        if let Ok(record) = envelope.verify(&keys, Whose::Theirs) {
            drop(record.open(&keys));
        }
    });
}

/// Payloads one after the other, each behind its length.
fn list(plains: &[&Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for plain in plains {
        // Without the zeros at the end, which say nothing.
        let end = plain.iter().rposition(|byte| *byte != 0).unwrap_or(0);
        out.put_long(&plain[..=end]);
    }
    out
}

fn unlist(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = Reader::new(bytes);
    let mut plains = Vec::new();
    while plains.len() < RECORDS_MAX && reader.left() > 0 {
        match reader.long(bytes.len()) {
            Ok(plain) => plains.push(plain.to_vec()),
            Err(_) => plains.push(reader.rest().to_vec()),
        }
    }
    plains
}

/// These payloads as the further records of Ben's log, whatever they say.
fn of_ben(story: &Story, keys: &SpaceKeys, ada: &Journal<Shared>, bytes: &[u8]) -> Vec<Envelope> {
    let theirs = |person| person == story.ben_keys.person;
    let logs = ada.logs().0.iter();
    let (log, state) = logs
        .into_iter()
        .find(|(_, state)| theirs(state.person))
        .expect("they have met");
    let (mut seq, mut prev) = state.branches[0];
    let mut envelopes = Vec::new();
    for mut plain in unlist(bytes) {
        seq += 1;
        if let Some(field) = plain.get_mut(LOG) {
            field.copy_from_slice(log.as_bytes());
        }
        if let Some(field) = plain.get_mut(SEQ) {
            field.copy_from_slice(&seq.to_le_bytes());
        }
        with_checksums(&mut plain);
        let envelope = record(keys, (*log, seq, prev), &plain);
        prev = envelope.hash();
        envelopes.push(envelope);
    }
    envelopes
}

/// A digest of all that is read of what stands on a shelf.
fn digest(story: &Story, shelf: &Shelf) -> [u8; 32] {
    let mut ada = open(&story.ada_keys, shelf);
    ada.load_all().expect("the shelf answers");
    ada.open_pending(usize::MAX).expect("the shelf answers");
    ada.digest()
}

fn without_index(shelf: &Shelf) -> Shelf {
    let mut bare = shelf.copy();
    let mut delete = Vec::new();
    for kind in [LocalKind::Root, LocalKind::Page] {
        let rows = bare.locals(kind).expect("the shelf answers");
        delete.extend(rows.into_iter().map(|(key, _)| (kind, key)));
    }
    let batch = Batch {
        delete,
        ..Batch::default()
    };
    bare.commit(&batch).expect("the shelf answers");
    bare
}

#[test]
fn a_log_of_a_changed_program() {
    let (begun, told) = (Story::begin(), Story::told());
    let keys = told.ben_keys.shared_keys().expect("there is a bond");
    // The keys are the same in both, and Ben's log has the same id.
    let plains = told.plains();
    let rows = told.ada.rows();
    let ada = open(&told.ada_keys, &told.ada);
    let is_bens = |log| {
        let state = ada.logs().get(log).expect("it is known");
        state.person == told.ben_keys.person
    };
    let with_payload = rows.iter().filter(|row| row.payload.is_some());
    let of_both: Vec<_> = with_payload.zip(&plains).collect();
    let bens = of_both
        .iter()
        .filter(|(row, _)| row.seq > 0 && is_bens(row.log));
    let bens: Vec<&Vec<u8>> = bens.map(|(_, plain)| *plain).collect();
    let mut seeds: Vec<Vec<u8>> = bens.iter().map(|plain| list(&[plain])).collect();
    seeds.extend(bens.windows(3).map(list));
    seeds.push(list(&bens));
    drop(ada);

    let target = Target {
        // It is opened four times, and every record is sealed anew.
        each: Duration::from_millis(500),
        bytes_max: 16 * 1024,
        ..Target::new("log", seeds)
    };
    target.run(|bytes| {
        for story in [&begun, &told] {
            let shelf = story.ada.copy();
            let mut ada = open(&story.ada_keys, &shelf);
            let envelopes = of_ben(story, &keys, &ada, bytes);
            ada.receive(envelopes).expect("the shelf answers");
            ada.open_pending(usize::MAX).expect("the shelf answers");
            // What it calls for is written; that it cannot be is an answer too.
            drop(ada.flush(&mut Seeded::new(3), today()));
            // What is set aside is named; nothing else may be.
            let named = ada.check().expect("the shelf answers").broken.len();
            assert_eq!(named, ada.aside().count());
            let read = ada.digest();
            ada.save_index().expect("the shelf answers");
            drop(ada);
            assert_eq!(digest(story, &shelf), read, "with the index");
            assert_eq!(digest(story, &without_index(&shelf)), read, "without it");
        }
    });
}
