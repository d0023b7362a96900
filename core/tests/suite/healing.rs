//! Rows the disk has changed: named, isolated, and healed by the other copy.

use candor_core::envelope::{VerifyError, Whose};
use candor_core::id::Owner;
use candor_core::store::{Batch, Store as _};

use crate::faults::{Scene, open_all, scene};
use crate::forger::*;
use crate::kit::*;

#[test]
fn f03_a_flipped_bit_is_named_and_healed_by_the_other_copy() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(110);
    for number in 0..3 {
        say(&mut ada, &mut bytes, today(), &format!("a{number}"));
    }
    exchange(&mut ada, &mut ben);
    let good = (ada.digest(), disk.rows());
    drop(ada);

    // Every row in turn, the first records too; with an index and without.
    for saved in [true, false] {
        for arrival in 1..=good.1.len() as u64 {
            if saved {
                open_all(&keys, &disk).save_index().expect("writes");
            } else {
                disk.delete_index();
            }
            disk.damage(arrival, |row| {
                row.payload.as_mut().expect("it is here")[40] ^= 4;
            });
            let mut ada = open_all(&keys, &disk);
            let report = ada.check().expect("reads");
            let reasons: Vec<_> = report.broken.iter().map(|one| &one.reason).collect();
            assert_eq!(
                reasons[0],
                &VerifyError::Payload.to_string(),
                "row {arrival}"
            );
            assert_eq!(report.broken[0].hash, good.1[arrival as usize - 1].hash);
            assert_eq!(ada.lacking().count(), 1);

            exchange(&mut ada, &mut ben);
            exchange(&mut ada, &mut ben);

            assert_eq!(ada.lacking().count(), 0, "row {arrival}, index {saved}");
            assert_eq!(ada.check().expect("reads").broken, []);
            assert_eq!(disk.rows(), good.1);
            assert_eq!(ada.digest(), good.0);
            assert_eq!(open_all(&keys, &disk).digest(), good.0);
        }
    }
}

#[test]
fn f03_a_broken_first_version_is_healed_below_the_later_ones() {
    for saved in [true, false] {
        let Scene {
            disk,
            keys,
            mut ada,
            mut ben,
            mut bytes,
        } = scene(111);
        let entry = say(&mut ada, &mut bytes, today(), "eight");
        for text in ["nine", "ten"] {
            ada.keep_edit(today(), entry, words(text)).expect("fits");
            ada.flush(&mut bytes, today()).expect("writes");
        }
        exchange(&mut ada, &mut ben);
        let good = ada.digest();
        let arrival = disk.rows().len() as u64 - 2;
        if saved {
            ada.save_index().expect("writes");
        }
        drop(ada);
        disk.damage(arrival, |row| row.payload.as_mut().expect("here")[0] ^= 1);

        let mut ada = open_all(&keys, &disk);
        ada.check().expect("reads");
        exchange(&mut ada, &mut ben);

        assert_eq!(ada.versions(entry).expect("reads").len(), 3);
        assert_eq!(ada.digest(), good);
        assert_eq!(ada.aside().count(), 0);
    }
}

#[test]
fn f03_a_broken_version_is_healed_after_a_later_one_came() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(115);
    let entry = say(&mut ben, &mut bytes, today(), "eight");
    exchange(&mut ada, &mut ben);
    ada.save_index().expect("writes");
    drop(ada);
    let arrival = disk.rows().len() as u64;
    disk.damage(arrival, |row| row.payload.as_mut().expect("here")[0] ^= 1);
    let mut ada = open_all(&keys, &disk);
    ben.keep_edit(today(), entry, words("nine")).expect("fits");
    ben.flush(&mut bytes, today()).expect("writes");

    let later = missing(&mut ben, ADA, &ada.have().expect("reads"));
    take(&mut ada, later);
    ada.check().expect("reads");
    exchange(&mut ada, &mut ben);

    assert_eq!(ada.digest(), ben.digest());
    assert_eq!(ada.versions(entry).expect("reads").len(), 2);
    assert_eq!(ada.aside().count(), 0);
}

#[test]
fn f03_a_record_broken_in_both_copies_is_chained_and_named_lacking() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(112);
    say(&mut ada, &mut bytes, today(), "broken");
    say(&mut ada, &mut bytes, today(), "whole");
    let arrival = disk.rows().len() as u64 - 1;
    let spare = disk.copy();
    disk.damage(arrival, |row| row.payload.as_mut().expect("here")[0] ^= 1);

    exchange(&mut ada, &mut ben);

    assert_eq!(texts(&ben), ["whole"]);
    assert_eq!(ben.lacking().count(), 1);
    assert_eq!(ada.have_digest(), ben.have_digest());
    assert_eq!(ben.check().expect("reads").broken.len(), 1);
    // A copy that still has it heals both.
    let mut spare = open_all(&keys, &spare);
    let given = missing(&mut spare, BEN, &ben.have().expect("reads"));
    take(&mut ben, given);
    exchange(&mut ada, &mut ben);
    assert_eq!(texts(&ben), ["broken", "whole"]);
    assert_eq!(open_all(&keys, &disk).digest(), ben.digest());
}

#[test]
fn f03_a_broken_header_or_tag_is_healed_too() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(116);
    say(&mut ben, &mut bytes, today(), "from Ben");
    say(&mut ada, &mut bytes, today(), "from Ada");
    exchange(&mut ada, &mut ben);
    let good = (ada.digest(), disk.rows());
    drop(ada);

    for arrival in 1..=good.1.len() as u64 {
        for at in [0, 1, 5, 20, 34, 45, 60, 90, 93, 100, 130, 150] {
            disk.delete_index();
            disk.damage(arrival, |row| match at {
                0..126 => row.header[at] ^= 2,
                _ => row.tags[at - 126] ^= 2,
            });
            let mut ada = open_all(&keys, &disk);
            let named = ada.check().expect("reads").broken;
            assert!(
                named
                    .iter()
                    .any(|one| one.hash == good.1[arrival as usize - 1].hash)
            );

            exchange(&mut ada, &mut ben);
            exchange(&mut ada, &mut ben);

            assert_eq!(disk.rows(), good.1, "row {arrival}, byte {at}");
            assert_eq!(ada.check().expect("reads").broken, []);
            assert_eq!(ada.digest(), good.0, "row {arrival}, byte {at}");
            assert_eq!(ada.logs().0.len(), 2);
        }
    }
}

/// Ada writes while the last record of a log is broken on her disk; then it is
/// healed. Gives what both read, and how many logs Ada has.
fn written_above_a_broken_end(
    by_ben: bool,
    damage: impl Fn(&mut candor_core::store::Row),
) -> usize {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(117);
    for number in 0..3 {
        let writer = if by_ben { &mut ben } else { &mut ada };
        say(writer, &mut bytes, today(), &format!("{number}"));
    }
    exchange(&mut ada, &mut ben);
    drop(ada);
    disk.delete_index();
    disk.damage(disk.rows().len() as u64, damage);

    let mut ada = open_all(&keys, &disk);
    say(&mut ada, &mut bytes, today(), "on the same day");
    exchange(&mut ada, &mut ben);
    exchange(&mut ada, &mut ben);

    assert_eq!(texts(&ada).len(), 4);
    assert_eq!((ada.aside().count(), ben.aside().count()), (0, 0));
    assert_eq!(ada.digest(), ben.digest());
    assert_eq!(ada.check().expect("reads").broken, []);
    ben.logs().0.len() - 1
}

#[test]
fn f03_what_is_written_above_a_broken_end_is_read_by_both() {
    let payload = |row: &mut candor_core::store::Row| row.payload.as_mut().expect("here")[9] ^= 1;
    let header = |row: &mut candor_core::store::Row| row.header[100] ^= 1;

    for by_ben in [true, false] {
        let logs = if by_ben { 1 } else { 2 };
        assert_eq!(written_above_a_broken_end(by_ben, payload), logs);
        assert_eq!(written_above_a_broken_end(by_ben, header), logs);
    }
}

#[test]
fn f03_a_broken_record_nobody_else_has_does_not_hold_up_what_follows() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(118);
    say(&mut ada, &mut bytes, today(), "broken before it was given");
    drop(ada);
    disk.damage(disk.rows().len() as u64, |row| row.header[100] ^= 1);

    let mut ada = open_all(&keys, &disk);
    say(&mut ada, &mut bytes, today(), "later");
    exchange(&mut ada, &mut ben);

    assert_eq!(texts(&ben), ["later"]);
    assert_eq!(ada.check().expect("reads").broken.len(), 1);
}

#[test]
fn a01b_a_row_planted_in_our_log_is_not_read_and_holds_up_nothing() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(119);
    say(&mut ada, &mut bytes, today(), "by Ada");
    exchange(&mut ada, &mut ben);
    // Somebody with Ben's keys, at Ada's closed computer.
    let (_, ben_keys) = couple(119);
    let mut forger = Forger {
        keys: ben_keys.shared_keys().expect("there is a bond"),
        ..Forger::of(&keys, &ada)
    };
    drop(ada);
    let owner = Owner::person(keys.person);
    let planted = forger.change_of(counter(today(), 100), owner, nonce_of(1), &note("planted"));
    let planted = planted
        .verify(&forger.keys, Whose::Mine)
        .expect("holds for Ben");
    let batch = Batch {
        records: vec![&planted],
        ..Batch::default()
    };
    disk.store().commit(&batch).expect("writes");

    let mut ada = open_all(&keys, &disk);
    let named = ada.check().expect("reads").broken;
    say(&mut ada, &mut bytes, today(), "later");
    exchange(&mut ada, &mut ben);

    assert_eq!(named.len(), 1);
    assert_eq!(named[0].reason, VerifyError::AuthorTag.to_string());
    let mut all = texts(&ada);
    all.sort();
    assert_eq!(all, ["by Ada", "later"]);
    assert_eq!(texts(&ben).len(), 2);
}
