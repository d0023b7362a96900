//! A record of the own pages that was damaged: it is named, and the others are read.

use std::path::Path;

use candor_core::entry::ContentBuilder;
use candor_core::envelope::{HEADER_BYTES, TAGS_BYTES};
use candor_core::profile::Profile;
use candor_core::seal::Passphrase;
use candor_core::store::{Folder, OwnFiles};
use candor_desktop::engine::{Clock, Command, Engine, Handle, Reply};

use crate::program::*;

/// The first record opens the log; each page is one of its own behind it.
const PAGES: [&str; 3] = ["the first page", "the second page", "the third page"];
/// A byte of the header, one of its length, one of the tags, the flag, and one of the
/// payload.
const BYTES: [usize; 5] = [
    50,
    93,
    HEADER_BYTES + 3,
    HEADER_BYTES + TAGS_BYTES,
    HEADER_BYTES + TAGS_BYTES + 40,
];

fn open(folder: &Path) -> Handle {
    let opens = Passphrase::typed(PASSPHRASE);
    let engine = Engine::open(folder, &opens, Clock::system()).expect("opens");
    let handle = Handle::spawn(engine, |_| {});
    let passphrase = Passphrase::typed(OWN);
    handle.call(Command::OpenOwn { passphrase }).expect("opens");
    handle
}

fn write(handle: &Handle, text: &str) {
    let page = Command::OwnWrite {
        kind: "reflection".to_owned(),
        content: ContentBuilder {
            text: text.to_owned(),
            ..ContentBuilder::default()
        },
    };
    handle.call(page).expect("writes");
}

fn pages(handle: &Handle) -> Vec<String> {
    match handle.call(Command::OwnList) {
        Ok(Reply::Entries(entries)) => entries.into_iter().map(|entry| entry.text).collect(),
        other => panic!("{other:?}"),
    }
}

/// The positions of the records that do not hold.
fn broken(handle: &Handle) -> Vec<u64> {
    match handle.call(Command::Check) {
        Ok(Reply::Checked(report)) => report.broken.iter().map(|broken| broken.seq).collect(),
        other => panic!("{other:?}"),
    }
}

/// The records of the first own segment, bent and written again; what they are then.
fn bend(folder: &Path, bend: impl Fn(&mut Vec<Vec<u8>>)) -> Vec<Vec<u8>> {
    let folder = Folder::at(folder);
    let mut profile = Profile::open(&folder, &Passphrase::typed(PASSPHRASE)).expect("opens");
    let keyring = profile.open_own(&Passphrase::typed(OWN)).expect("opens");
    let identity = keyring.segment_identity();
    let (mut files, records) = OwnFiles::open(&folder, &identity).expect("opens");
    let mut records: Vec<Vec<u8>> = records.into_iter().map(|(_, bytes)| bytes).collect();
    let before = records.clone();
    bend(&mut records);
    if records != before {
        let to = identity.recipient();
        files.write(&to, 0, &records).expect("writes");
    }
    records
}

#[test]
fn one_bit_turned_in_an_own_record_leaves_the_other_pages_readable_and_is_named() {
    let payload = BYTES[BYTES.len() - 1];
    let others = [(0, payload), (2, BYTES[0]), (2, payload)];
    for (page, byte) in BYTES.map(|byte| (1, byte)).into_iter().chain(others) {
        let base = tempfile::tempdir().expect("a folder");
        let ada = Person::new(base.path(), "Ada");
        let own = ada.own.to_string_lossy().into_owned();
        ada.done(&["passphrase", "--own", "--new-passphrase-file", &own], "");
        let handle = open(&ada.folder);
        for text in PAGES {
            write(&handle, text);
        }
        assert!(broken(&handle).is_empty());
        handle.close();
        let seq = page + 1;
        let bent = bend(&ada.folder, |records| records[seq][byte] ^= 2);

        let handle = open(&ada.folder);
        let mut left = PAGES.to_vec();
        left.remove(page);
        let sorted = |mut pages: Vec<String>| {
            pages.sort();
            pages
        };
        assert_eq!(sorted(pages(&handle)), left, "page {page}, byte {byte}");
        assert_eq!(broken(&handle), [seq as u64], "page {page}, byte {byte}");
        write(&handle, "what came after");
        left.push("what came after");
        handle.close();

        let handle = open(&ada.folder);
        left.sort_unstable();
        assert_eq!(sorted(pages(&handle)), left, "page {page}, byte {byte}");
        assert_eq!(broken(&handle), [seq as u64], "page {page}, byte {byte}");
        handle.close();
        let kept = bend(&ada.folder, |_| ());
        assert_eq!(kept[seq], bent[seq], "nobody else has a copy of it");
    }
}
