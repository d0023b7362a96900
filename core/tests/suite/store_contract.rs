//! One contract for every store: what is promised in `core/src/store.rs`.

use std::collections::BTreeSet;
use std::path::Path;

use candor_core::envelope::{Envelope, SpaceKeys, Verified, Whose};
use candor_core::forge::Draft;
use candor_core::id::{LogId, RecordHash};
use candor_core::log::SEQ_MAX;
use candor_core::seal::Identity;
use candor_core::secret::Secret;
use candor_core::store::{
    Batch, Folder, LocalKind, MemoryStore, OwnFiles, OwnStore, SqliteStore, Store, StoreError,
};

use crate::disk::Disk;

fn keys() -> SpaceKeys {
    SpaceKeys::of(&Secret::from_bytes([1; 32]), &Secret::from_bytes([2; 32]))
}

fn verified(envelope: Envelope) -> Option<Verified> {
    envelope.verify(&keys(), Whose::Mine).ok()
}

/// A record anywhere; `body` tells records at one place apart.
fn record(log: u8, seq: u64, body: &[u8]) -> Verified {
    let log = LogId::from_bytes([log; 16]);
    let draft = Draft::other(7, 1, body.to_vec());
    let prev = RecordHash::from_bytes([3; 32]);
    verified(draft.at(&keys(), log, seq, prev)).expect("holds")
}

/// A record that lost its payload on its way.
fn bare(of: &Verified) -> Verified {
    let envelope = of.envelope();
    Envelope::from_columns(envelope.header_bytes(), envelope.tags(), None)
        .ok()
        .and_then(verified)
        .expect("holds")
}

/// A place that a store can be opened at, again and again.
struct Place<'a> {
    name: &'static str,
    open: Box<dyn Fn() -> Box<dyn Store> + 'a>,
    keeps_records: bool,
    keeps_locals: bool,
}

fn places(folder: &Path) -> Vec<Place<'_>> {
    let sqlite = folder.join("shared.db");
    drop(SqliteStore::create(&sqlite).expect("makes it"));
    let own = Folder::at(folder.join("own"));
    own.create().expect("makes it");
    let identity = Identity::from_secret(Secret::from_bytes([5; 32]));
    OwnFiles::create(&own, &identity.recipient()).expect("makes it");
    let disk = Disk::default();
    vec![
        Place {
            name: "memory",
            open: Box::new(|| Box::new(MemoryStore::new())),
            keeps_records: false,
            keeps_locals: false,
        },
        Place {
            name: "the disk of these tests",
            open: Box::new(move || Box::new(disk.store())),
            keeps_records: true,
            keeps_locals: true,
        },
        Place {
            name: "sqlite",
            open: Box::new(move || Box::new(SqliteStore::open(&sqlite).expect("opens"))),
            keeps_records: true,
            keeps_locals: true,
        },
        Place {
            name: "own",
            open: Box::new(move || {
                Box::new(OwnStore::open(&own, &identity, verified).expect("opens"))
            }),
            keeps_records: true,
            keeps_locals: false,
        },
    ]
}

/// Runs `body` over every store.
fn over_all(body: impl Fn(&Place<'_>)) {
    let folder = tempfile::tempdir().expect("a folder");
    for place in places(folder.path()) {
        eprintln!("store: {}", place.name);
        body(&place);
    }
}

fn append(store: &mut dyn Store, records: &[&Verified]) -> Vec<u64> {
    store
        .commit(&Batch {
            records: records.to_vec(),
            ..Batch::default()
        })
        .expect("writes")
}

#[test]
fn records_are_read_as_they_were_written_in_the_order_of_arrival() {
    over_all(|place| {
        let mut store = (place.open)();
        let late = SEQ_MAX - 1;
        let all = [
            record(1, 0, b"first"),
            record(2, 5, &[7; 3000]),
            record(1, 1, b"one branch"),
            record(1, 1, b"another branch"),
            record(1, late, b"far"),
        ];
        assert_eq!(store.last_arrival().expect("reads"), 0);
        assert_eq!(store.commit(&Batch::default()).expect("nothing"), []);
        assert_eq!(append(&mut *store, &[&all[0], &all[1]]), [1, 2]);
        assert_eq!(append(&mut *store, &[&all[2], &all[3], &all[4]]), [3, 4, 5]);

        let check = |store: &dyn Store| {
            for (arrival, record) in (1..).zip(&all) {
                let row = store.row(arrival).expect("reads").expect("is here");
                assert_eq!((row.arrival, row.log), (arrival, record.log()));
                assert_eq!((row.seq, row.hash), (record.seq(), record.hash()));
                let envelope = row.into_envelope().expect("is laid out so");
                assert_eq!(&envelope, record.envelope());
            }
            assert_eq!(store.row(0).expect("reads"), None);
            assert_eq!(store.row(6).expect("reads"), None);
            assert_eq!(store.row(u64::MAX).expect("reads"), None);
            assert_eq!(store.last_arrival().expect("reads"), 5);
            let arrivals = |after, limit, bytes| -> Vec<u64> {
                let rows = store.rows_after(after, limit, bytes).expect("reads");
                rows.iter().map(|row| row.arrival).collect()
            };
            assert_eq!(arrivals(0, 10, usize::MAX), [1, 2, 3, 4, 5]);
            assert_eq!(arrivals(1, 2, usize::MAX), [2, 3]);
            assert_eq!(arrivals(0, 10, 0), [1], "one at least");
            assert_eq!(arrivals(1, 10, 100), [2]);
            assert_eq!(arrivals(5, 10, usize::MAX), []);
            assert_eq!(arrivals(u64::MAX, 10, usize::MAX), []);
            let log = all[0].log();
            let at: Vec<_> = store.at(log, 1).expect("reads");
            let mut branches = [(all[2].hash(), 3), (all[3].hash(), 4)];
            branches.sort_unstable();
            let found: Vec<_> = at.iter().map(|one| (one.hash, one.arrival)).collect();
            assert_eq!(found, branches, "by hash");
            assert_eq!(store.at(log, 2).expect("reads"), []);
            assert_eq!(store.at(log, u64::MAX).expect("reads"), []);
            let seqs = |from| -> Vec<u64> {
                let positions = store.positions(log, from).expect("reads");
                positions.iter().map(|one| one.seq).collect()
            };
            assert_eq!(seqs(0), [0, 1, 1, late]);
            assert_eq!(seqs(2), [late]);
            assert_eq!(seqs(late + 1), []);
            let wanted = BTreeSet::from([all[1].hash(), all[4].hash(), LACKING]);
            let mut found = store.by_hashes(&wanted).expect("reads");
            found.sort_unstable();
            assert_eq!(found, [2, 5]);
            assert_eq!(store.by_hashes(&BTreeSet::new()).expect("reads"), []);
        };
        check(&*store);
        store.settle().expect("settles");
        if place.keeps_records {
            drop(store);
            check(&*(place.open)());
        }
    });
}

const LACKING: RecordHash = RecordHash::from_bytes([0xee; 32]);

#[test]
fn local_rows_are_replaced_and_removed() {
    over_all(|place| {
        let mut store = (place.open)();
        let key = |name: &[u8]| (LocalKind::Peer, name.to_vec());
        let other = (LocalKind::Outbox, b"a".to_vec());
        let put = vec![
            (key(b"b"), vec![2]),
            (key(b"a"), vec![1]),
            (other.clone(), vec![9]),
        ];
        let write = |store: &mut dyn Store, put, delete| {
            let batch = Batch {
                put,
                delete,
                ..Batch::default()
            };
            store.commit(&batch).expect("writes");
        };
        write(&mut *store, put, Vec::new());
        let of = |store: &dyn Store| store.locals(LocalKind::Peer).expect("reads");
        let pair = |name: &[u8], value: u8| (name.to_vec(), vec![value]);
        assert_eq!(of(&*store), [pair(b"a", 1), pair(b"b", 2)]);

        // Removing comes before writing, so that a batch can do both.
        write(
            &mut *store,
            vec![(key(b"a"), vec![3])],
            vec![key(b"a"), key(b"b")],
        );

        assert_eq!(of(&*store), [pair(b"a", 3)]);
        let local = |name: &[u8]| store.local(LocalKind::Peer, name).expect("reads");
        assert_eq!(local(b"a"), Some(vec![3]));
        assert_eq!(local(b"b"), None);
        if place.keeps_locals {
            drop(store);
            let store = (place.open)();
            assert_eq!(of(&*store), [pair(b"a", 3)]);
            assert_eq!(
                store.local(other.0, &other.1).expect("reads"),
                Some(vec![9])
            );
        }
    });
}

#[test]
fn i26_an_erased_payload_is_gone_and_its_record_stays() {
    over_all(|place| {
        let mut store = (place.open)();
        let all = [record(1, 0, b"stays"), record(1, 1, b"goes")];
        append(&mut *store, &[&all[0], &all[1]]);

        store
            .commit(&Batch {
                erase: vec![2],
                ..Batch::default()
            })
            .expect("writes");
        store.settle().expect("settles");

        let check = |store: &dyn Store| {
            let row = |at| store.row(at).expect("reads").expect("is here");
            assert!(row(1).payload.is_some());
            assert_eq!(row(2).payload, None);
            assert_eq!(row(2).into_envelope().expect("so").hash(), all[1].hash());
        };
        check(&*store);
        if place.keeps_records {
            drop(store);
            check(&*(place.open)());
        }
    });
}

#[test]
fn a_record_without_payload_is_made_whole() {
    over_all(|place| {
        let mut store = (place.open)();
        let whole = record(1, 0, b"whole");
        append(&mut *store, &[&bare(&whole), &record(1, 1, b"next")]);

        store
            .commit(&Batch {
                heal: vec![(1, &whole)],
                ..Batch::default()
            })
            .expect("writes");

        let check = |store: &dyn Store| {
            let row = store.row(1).expect("reads").expect("is here");
            assert_eq!(row.payload.as_deref(), whole.payload());
            assert_eq!(store.last_arrival().expect("reads"), 2);
        };
        check(&*store);
        if place.keeps_records {
            drop(store);
            check(&*(place.open)());
        }
    });
}

#[test]
fn f04_after_a_write_that_failed_the_store_refuses_everything() {
    over_all(|place| {
        for doubled_inside in [false, true] {
            let mut store = (place.open)();
            let before = store.last_arrival().expect("reads");
            let seq = before * 10;
            let here = record(1, seq, b"here");
            append(&mut *store, &[&here]);
            let fresh = record(1, seq + 1, b"fresh");
            let records = if doubled_inside {
                vec![&fresh, &fresh]
            } else {
                vec![&fresh, &here]
            };

            // A record that is here already cannot be written.
            let failed = store.commit(&Batch {
                records,
                put: vec![((LocalKind::Peer, b"half".to_vec()), vec![1])],
                ..Batch::default()
            });

            assert!(matches!(failed, Err(StoreError::Io(_))), "{failed:?}");
            let stopped = |outcome: Result<(), StoreError>| {
                assert!(matches!(outcome, Err(StoreError::Stopped)), "{outcome:?}");
            };
            stopped(store.commit(&Batch::default()).map(drop));
            stopped(store.row(1).map(drop));
            stopped(store.rows_after(0, 1, 1).map(drop));
            stopped(store.positions(here.log(), 0).map(drop));
            stopped(store.at(here.log(), 0).map(drop));
            stopped(store.by_hashes(&BTreeSet::from([here.hash()])).map(drop));
            stopped(store.last_arrival().map(drop));
            stopped(store.local(LocalKind::Peer, b"half").map(drop));
            stopped(store.locals(LocalKind::Peer).map(drop));
            stopped(store.settle());
            drop(store);
            if place.keeps_records {
                let store = (place.open)();
                assert_eq!(store.last_arrival().expect("reads"), before + 1);
                assert_eq!(store.local(LocalKind::Peer, b"half").expect("reads"), None);
                assert_eq!(store.at(here.log(), seq + 1).expect("reads"), []);
            }
        }
    });
}

#[test]
fn i26_nothing_of_an_erased_payload_is_left_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shared.db");
    let mut store = SqliteStore::create(&path).expect("makes it");
    let gone = record(1, 0, &[7; 40_000]);
    let here = record(1, 1, &[8; 40_000]);
    append(&mut store, &[&gone, &here]);
    let key = (LocalKind::Outbox, b"key".to_vec());
    let local = vec![0x5a; 30_000];
    let put = Batch {
        put: vec![(key.clone(), local.clone())],
        ..Batch::default()
    };
    store.commit(&put).expect("writes");
    let found = |needle: &[u8]| {
        ["shared.db", "shared.db-wal"].iter().any(|name| {
            let bytes = std::fs::read(folder.path().join(name)).unwrap_or_default();
            memchr::memmem::find(&bytes, needle).is_some()
        })
    };
    let middle = |record: &Verified| record.payload().expect("here")[20_000..20_064].to_vec();
    assert!(found(&middle(&gone)) && found(&local[..64]));

    let erase = Batch {
        erase: vec![1],
        delete: vec![key],
        ..Batch::default()
    };
    store.commit(&erase).expect("writes");
    store.settle().expect("settles");

    assert!(!found(&middle(&gone)));
    assert!(!found(&local[..64]));
    assert!(found(&middle(&here)));
}

#[test]
fn a_file_of_another_program_is_not_taken_for_a_journal() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shared.db");
    assert!(matches!(
        SqliteStore::open(&path),
        Err(StoreError::ReadOnly)
    ));
    std::fs::write(&path, b"words, and no database at all. ".repeat(100)).expect("writes");
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::Damaged)));
    std::fs::write(&path, b"").expect("writes");
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::Damaged)));
}
