//! The own pages: kept in files that tell nothing, deleted for good.

use std::fs;

use candor_core::codec::Reader;
use candor_core::envelope::{Envelope, Whose};
use candor_core::forge::Draft;
use candor_core::id::{LogId, RecordHash};
use candor_core::journal::Journal;
use candor_core::keyring::OwnKeyring;
use candor_core::profile::Profile;
use candor_core::space::Own;
use candor_core::store::{Batch, OWN_DRAFT_BYTES, OwnStore, SEGMENT_BYTES, Store as _};

use crate::kit::*;
use crate::opens::{MINE, create, place, typed};

/// The own journal of a folder.
fn own(profile: &Profile, keyring: &OwnKeyring) -> Journal<Own> {
    let keys = keyring.keys();
    let verify = |envelope: Envelope| envelope.verify(&keys, Whose::Mine).ok();
    let store = OwnStore::open(profile.folder(), &keyring.segment_identity(), verify);
    let store = store.expect("opens");
    Journal::open_own(&profile.keyring, keyring.keys(), Box::new(store)).expect("opens")
}

fn own_texts(journal: &Journal<Own>) -> Vec<String> {
    let rows = journal.view().timeline();
    rows.map(|row| row.content.text().to_owned()).collect()
}

#[test]
fn own_pages_are_kept_in_files_that_tell_nothing_and_deleted_for_good() {
    let (_around, folder) = place();
    let mut bytes = Seeded::new(8);
    let mut profile = create(&folder, Some(MINE)).expect("makes it");
    let keyring = profile.open_own(&typed(MINE)).expect("opens");
    let lengths = || {
        let length = |name: &str| fs::metadata(folder.file(name)).expect("is here").len();
        (length("own.000") as usize, length("own.draft") as usize)
    };
    let exact = (SEGMENT_BYTES, OWN_DRAFT_BYTES);
    assert_eq!(lengths(), exact);
    let mut journal = own(&profile, &keyring);
    let write = |journal: &mut Journal<Own>, bytes: &mut Seeded, text: &str| {
        journal
            .write_own(bytes, today(), "reflection", words(text))
            .expect("writes")
    };

    write(&mut journal, &mut bytes, "this stays");
    let gone = write(&mut journal, &mut bytes, "this goes, letter by letter");
    journal
        .edit_own(&mut bytes, today(), gone, words("this goes, edited"))
        .expect("writes");
    assert_eq!(lengths(), exact);
    drop(journal);
    let mut journal = own(&profile, &keyring);
    assert_eq!(own_texts(&journal).len(), 2);
    assert_eq!(journal.versions(gone).expect("reads").len(), 2);
    journal
        .delete_own(&mut bytes, today(), gone)
        .expect("writes");
    drop(journal);

    assert_eq!(lengths(), exact);
    let plain = keyring
        .segment_identity()
        .open(
            &fs::read(folder.file("own.000")).expect("reads"),
            SEGMENT_BYTES,
        )
        .expect("opens");
    assert_eq!(
        payloads_that_open(&plain, &keyring),
        3,
        "start, one page, a marker"
    );
    // F14: the marker is read before what it forgets, and nothing comes back.
    let mut journal = own(&profile, &keyring);
    assert_eq!(own_texts(&journal), ["this stays"]);
    assert_eq!(journal.check().expect("reads").broken, []);
    write(&mut journal, &mut bytes, "and one more");
    drop(journal);
    assert_eq!(
        own_texts(&own(&profile, &keyring)),
        ["this stays", "and one more"]
    );
    for name in folder.names().expect("reads") {
        let file = fs::read(folder.file(&name)).expect("reads");
        assert!(memchr::memmem::find(&file, b"this").is_none(), "{name}");
    }
}

/// How many records in a segment's plaintext still have words.
fn payloads_that_open(plain: &[u8], keyring: &OwnKeyring) -> usize {
    let keys = keyring.keys();
    let mut reader = Reader::new(plain);
    let mut count = 0;
    while let Ok(length @ 1..) = reader.u32() {
        let record = reader.bytes(length as usize).expect("is here");
        let envelope = Envelope::parse(record).expect("is laid out so");
        let verified = envelope.verify(&keys, Whose::Mine).expect("holds");
        count += usize::from(verified.open(&keys).is_ok());
    }
    count
}

#[test]
fn records_that_fill_a_segment_go_on_in_the_next() {
    let (_around, folder) = place();
    let mut profile = create(&folder, Some(MINE)).expect("makes it");
    let keyring = profile.open_own(&typed(MINE)).expect("opens");
    let keys = keyring.keys();
    let verify = |envelope: Envelope| envelope.verify(&keys, Whose::Mine).ok();
    let open = || OwnStore::open(&folder, &keyring.segment_identity(), verify).expect("opens");
    let mut store = open();
    let (log, prev) = (LogId::from_bytes([1; 16]), RecordHash::from_bytes([2; 32]));
    let record = |seq| {
        let draft = Draft::other(1, 1, vec![7; 480_000]);
        verify(draft.at(&keys, log, seq, prev)).expect("holds")
    };
    // As many as fit whole, and one more.
    let written = (SEGMENT_BYTES / 480_000) as u64 + 1;
    let records: Vec<_> = (0..written).map(record).collect();
    let (last, fitting) = records.split_last().expect("some");
    for part in [fitting, std::slice::from_ref(last)] {
        assert!(!folder.has("own.001"));
        let batch = Batch {
            records: part.iter().collect(),
            ..Batch::default()
        };
        store.commit(&batch).expect("writes");
    }
    assert!(folder.has("own.001") && !folder.has("own.002"));
    let second = fs::read(folder.file("own.001")).expect("reads");
    let erase = Batch {
        erase: vec![1],
        ..Batch::default()
    };
    store.commit(&erase).expect("writes");

    for name in ["own.000", "own.001"] {
        let length = fs::metadata(folder.file(name)).expect("is here").len();
        assert_eq!(length, SEGMENT_BYTES as u64);
    }
    let untouched = fs::read(folder.file("own.001")).expect("reads") == second;
    assert!(untouched, "only the segment that held it is written");
    let store = open();
    assert_eq!(store.last_arrival().expect("reads"), written);
    assert_eq!(store.row(1).expect("reads").expect("is here").payload, None);
    profile.level_times().expect("writes");
    let time = |name: &str| fs::metadata(folder.file(name)).and_then(|at| at.modified());
    let shared = time("shared.db").expect("reads");
    for name in ["own.000", "own.001", "own.draft", "own-keyring.age"] {
        assert_eq!(time(name).expect("reads"), shared, "{name}");
    }
}

#[test]
fn f03_a_damaged_segment_is_an_error_and_never_an_empty_space() {
    let (_around, folder) = place();
    let mut profile = create(&folder, Some(MINE)).expect("makes it");
    let keyring = profile.open_own(&typed(MINE)).expect("opens");
    let path = folder.file("own.000");
    let mut file = fs::read(&path).expect("reads");
    file[4_000_000] ^= 1;
    fs::write(&path, &file).expect("writes");
    let open = || OwnStore::open(&folder, &keyring.segment_identity(), |_| None).map(drop);

    assert!(open().is_err());
    fs::remove_file(&path).expect("removes");
    assert!(open().is_err());
}
