//! The index is a cache: lost, damaged or planted, it changes nothing.

use candor_core::id::Entropy;
use candor_core::journal::{Journal, PAGE_ROWS};
use candor_core::keyring::Keyring;
use candor_core::local::LocalKeys;
use candor_core::space::Shared;
use candor_core::store::{LocalKey, LocalKind};

use crate::disk::*;
use crate::faults::{Scene, open_all, scene};
use crate::forger::*;
use crate::kit::*;

const NOTES: usize = 2 * PAGE_ROWS + 50;

/// Ada's disk with three pages of index, and what it must come to.
struct Paged {
    disk: Disk,
    keys: Keyring,
    ben: Journal<Shared>,
    bytes: Seeded,
    digest: [u8; 32],
}

fn paged(seed: u64) -> Paged {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(seed);
    let contents = (0..NOTES).map(|number| words(&format!("note {number}")));
    ada.keep_new(&mut bytes, today(), "note", None, contents.collect())
        .expect("fits");
    ada.flush(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    ada.save_index().expect("writes");
    assert!(disk.locals(LocalKind::Page).len() >= 2);
    Paged {
        digest: ada.digest(),
        disk,
        keys,
        ben,
        bytes,
    }
}

/// Whether the journal on `disk` still reads and writes as it should.
#[track_caller]
fn all_is_well(paged: &mut Paged, disk: &Disk, what: &str) {
    let mut ada = open_all(&paged.keys, disk);
    assert_eq!(ada.digest(), paged.digest, "{what}");
    ada.save_index().expect("writes");
    assert_eq!(open_all(&paged.keys, disk).digest(), paged.digest, "{what}");
    assert_eq!(ada.check().expect("reads").broken, [], "{what}");
    assert_eq!(ada.have_digest(), paged.ben.have_digest(), "{what}");
}

#[test]
fn f08_a_lost_or_damaged_index_is_rebuilt_to_the_same_rows() {
    let mut paged = paged(130);
    let pages = paged.disk.locals(LocalKind::Page);
    let root = paged.disk.locals(LocalKind::Root).remove(0);
    let mut cases: Vec<(&str, Disk)> = Vec::new();
    let mut case = |what, damage: &dyn Fn(&Disk)| {
        let disk = paged.disk.copy();
        damage(&disk);
        cases.push((what, disk));
    };

    case("nothing", &|_| ());
    case("no root", &|disk| disk.delete_locals(LocalKind::Root));
    case("no pages", &|disk| disk.delete_locals(LocalKind::Page));
    case("neither", &Disk::delete_index);
    case("a short root", &|disk| {
        let short = root.1[..root.1.len() / 2].to_vec();
        disk.put_local((LocalKind::Root, Vec::new()), short);
    });
    case("an empty root", &|disk| {
        disk.put_local((LocalKind::Root, Vec::new()), Vec::new());
    });
    case("a flipped bit in the root", &|disk| {
        let mut flipped = root.1.clone();
        flipped[20] ^= 1;
        disk.put_local((LocalKind::Root, Vec::new()), flipped);
    });
    for number in [0, pages.len() - 1] {
        case("a flipped bit in a page", &|disk| {
            let (key, mut value) = pages[number].clone();
            let middle = value.len() / 2;
            value[middle] ^= 1;
            disk.put_local((LocalKind::Page, key), value);
        });
        case("a page in the place of another", &|disk| {
            let other = &pages[(number + 1) % pages.len()];
            disk.put_local((LocalKind::Page, pages[number].0.clone()), other.1.clone());
        });
    }

    for (what, disk) in cases {
        all_is_well(&mut paged, &disk, what);
    }
}

/// Pages that no root names can hold words that were erased everywhere else.
#[test]
fn pages_that_no_root_names_go_with_the_next_writing_and_with_erased_words() {
    let mut paged = paged(131);
    // Pages get higher numbers, the more often they are written.
    let mut ada = open_all(&paged.keys, &paged.disk);
    ada.mark_day(today()).expect("writes");
    paged.ben.mark_day(today()).expect("writes");
    let said = say(&mut ada, &mut paged.bytes, today(), "for a moment");
    exchange(&mut ada, &mut paged.ben);
    ada.save_index().expect("writes");
    drop(ada);
    let pages = paged.disk.locals(LocalKind::Page).len();
    paged.disk.delete_locals(LocalKind::Root);

    let saved = paged.disk.copy();
    let mut ada = open_all(&paged.keys, &saved);
    ada.save_index().expect("writes");
    assert!(saved.locals(LocalKind::Page).len() <= pages);
    drop(ada);
    let again = open_all(&paged.keys, &saved);
    assert!(texts(&again).contains(&"for a moment".to_owned()));

    let mut ada = open_all(&paged.keys, &paged.disk);
    let day = today().plus(1);
    ada.keep_withdrawal(day, said).expect("in its days");
    for _ in 0..3 {
        for journal in [&mut ada, &mut paged.ben] {
            journal.mark_day(day).expect("writes");
            journal.flush(&mut paged.bytes, day).expect("writes");
        }
        exchange(&mut ada, &mut paged.ben);
    }
    assert!(ada.sealed_payloads(said).expect("reads").is_empty());
    let left = paged.disk.locals(LocalKind::Page).len();
    assert_eq!(left, 0, "no page of before is left");
}

#[test]
fn f08_writing_right_after_opening_survives_a_damaged_page() {
    for damaged in [false, true] {
        let mut paged = paged(131);
        let (key, mut value) = paged.disk.locals(LocalKind::Page).remove(0);
        if damaged {
            value[30] ^= 1;
            paged.disk.put_local((LocalKind::Page, key), value);
        }
        let entry = {
            let ada = open_all(&paged.keys, &paged.disk.copy());
            let first = ada.view().timeline().next().map(|row| row.id);
            first.expect("it is here")
        };

        // Nothing is loaded but the newest page.
        let mut ada = open(&paged.keys, paged.disk.store());
        say(&mut ada, &mut paged.bytes, today(), "written at once");
        let edited = ada.keep_edit(today(), entry, words("note 0, edited"));
        edited.expect("fits");
        ada.flush(&mut paged.bytes, today()).expect("writes");
        exchange(&mut ada, &mut paged.ben);

        assert_eq!(ada.aside().count(), 0, "damaged: {damaged}");
        assert_eq!(paged.ben.aside().count(), 0);
        let last = ada.view().timeline().next_back();
        assert_eq!(last.expect("some").content.text(), "written at once");
        let versions = paged.ben.versions(entry).expect("reads");
        assert_eq!(versions.len(), 2);
        assert_eq!(ada.digest(), paged.ben.digest());
    }
}

#[test]
fn f08_an_index_from_before_is_brought_up_to_date() {
    let mut paged = paged(132);
    let Paged {
        disk,
        keys,
        ben,
        bytes,
        ..
    } = &mut paged;
    let reply = {
        let ada = open_all(keys, disk);
        let entry = ada.view().timeline().next().map(|row| row.id);
        ben.keep_new(
            bytes,
            today().plus(1),
            "note",
            entry,
            vec![words("a reply")],
        )
        .expect("fits")[0]
    };
    ben.flush(bytes, today().plus(1)).expect("writes");
    let reply = ben.became(reply);

    // A program that never came to write its index again.
    let mut ada = open(keys, disk.store());
    exchange(&mut ada, ben);
    drop(ada);

    let ada = open_all(keys, disk);
    assert_eq!(ada.digest(), ben.digest());
    assert_eq!(ada.content(reply).expect("it is here").text(), "a reply");
}

#[test]
fn a39_a_planted_index_is_not_believed() {
    let mut paged = paged(133);
    let (_, ben_keys) = couple(133);
    // Ben's program makes an index of its own, with words Ada never wrote.
    let theirs = {
        let mut forger_disk = Disk::default();
        let mut of_ben = open(&ben_keys, forger_disk.store());
        let have = of_ben.have().expect("reads");
        take(&mut of_ben, missing(&mut paged.ben, BEN, &have));
        let mut forger = Forger::of(&ben_keys, &of_ben);
        let planted = forger.note(counter(today(), 900_000), 1, "planted");
        take(&mut of_ben, vec![planted]);
        of_ben.save_index().expect("writes");
        std::mem::take(&mut forger_disk)
    };
    let root_key = || -> LocalKey { (LocalKind::Root, Vec::new()) };
    let root = theirs.locals(LocalKind::Root).remove(0).1;
    let as_if_ours = {
        // Sealed to the right device, by somebody who knows its recipient.
        let recipient = LocalKeys::of(&paged.keys.local_secret());
        let mut row = recipient.seal(&root_key(), b"words");
        row[..16].copy_from_slice(&Seeded::new(1).draw::<16>());
        row
    };

    for planted in [root, as_if_ours] {
        let disk = paged.disk.copy();
        for (key, value) in theirs.locals(LocalKind::Page) {
            disk.put_local((LocalKind::Page, key), value);
        }
        disk.put_local(root_key(), planted);
        all_is_well(&mut paged, &disk, "planted");
    }
    // A page alone, under our own root.
    let disk = paged.disk.copy();
    for (key, value) in theirs.locals(LocalKind::Page) {
        disk.put_local((LocalKind::Page, key), value);
    }
    all_is_well(&mut paged, &disk, "planted pages");
}

#[test]
fn a39_planted_rows_of_the_outbox_and_of_peers_are_not_believed() {
    let Scene {
        disk, keys, ada, ..
    } = scene(134);
    drop(ada);
    let (_, ben_keys) = couple(134);
    let theirs = LocalKeys::of(&ben_keys.local_secret());
    for (kind, key) in [
        (LocalKind::Outbox, 0u64.to_be_bytes().to_vec()),
        (LocalKind::Peer, BEN.0.to_vec()),
        (LocalKind::Peer, b"renew".to_vec()),
        (LocalKind::Lacking, vec![7; 32]),
    ] {
        let key = (kind, key);
        let row = theirs.seal(&key, &[1; 200]);
        disk.put_local(key, row);
    }

    let mut ada = open_all(&keys, &disk);

    assert_eq!(ada.waiting().count(), 0);
    assert_eq!(ada.peer(BEN), None);
    assert_eq!(ada.lacking().count(), 0);
    say(&mut ada, &mut Seeded::new(2), today(), "in the same log");
    assert_eq!(ada.logs().0.len(), 2);
}

#[test]
fn f08_what_is_set_aside_newer_or_forked_survives_an_index() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(135);
    let (_, ben_keys) = couple(135);
    let mut one = Forger::of(&ben_keys, &ben);
    let mut other = Forger::of(&ben_keys, &ben);
    let records = [
        one.note(counter(today(), 100), 1, "good"),
        one.note(u64::MAX, 2, "too far"),
        one.note(
            counter(today(), 50),
            3,
            "too low, after what cannot be read",
        ),
        one.note(counter(today(), 40), 4, "too low"),
        one.write(&candor_core::forge::Draft::other(
            counter(today(), 300),
            99,
            Vec::new(),
        )),
        one.chunk(counter(today(), 301), 5, b"no change"),
        other.note(counter(today(), 5000), 6, "another branch"),
    ];
    take(&mut ada, records.to_vec());
    say(&mut ada, &mut bytes, today().plus(9), "much later");
    exchange(&mut ada, &mut ben);
    ada.save_index().expect("writes");
    let facts = |journal: &mut Journal<Shared>| {
        let report = journal.check().expect("reads");
        (
            journal.digest(),
            asides(journal).len(),
            journal.newer().count(),
            report.forked,
            journal.have_digest(),
        )
    };
    let expected = facts(&mut ada);
    assert_eq!((expected.1, expected.2, expected.3.len()), (2, 1, 1));
    drop(ada);

    let mut indexed = open_all(&keys, &disk);
    assert_eq!(facts(&mut indexed), expected);
    // What comes later is judged the same, with an index and without.
    let late = [
        one.note(counter(today(), 200), 7, "below what was set aside"),
        one.note(counter(today(), 400), 8, "above all"),
    ];
    let bare_disk = disk.copy();
    bare_disk.delete_index();
    let mut bare = open_all(&keys, &bare_disk);
    assert_eq!(facts(&mut bare), expected);
    take(&mut indexed, late.to_vec());
    take(&mut bare, late.to_vec());
    assert_eq!(facts(&mut indexed), facts(&mut bare));
}
