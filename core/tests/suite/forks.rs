//! Copied, restored and forked: nothing is lost, nothing is written twice.

use candor_core::date::Day;
use candor_core::id::EntryId;
use candor_core::journal::Journal;
use candor_core::keyring::Keyring;
use candor_core::space::Shared;
use candor_core::store::MemoryStore;

use crate::disk::*;
use crate::faults::{Scene, open_all, scene};
use crate::kit::*;

/// Ada's folder was copied; both copies write, and Ben meets both.
struct Copied {
    one: Journal<Shared>,
    other: Journal<Shared>,
    ben: Journal<Shared>,
    bytes: Seeded,
    keys: Keyring,
    ben_keys: Keyring,
    entry: EntryId,
}

fn copied(seed: u64) -> Copied {
    let Scene {
        disk,
        keys,
        ada: mut one,
        mut ben,
        mut bytes,
    } = scene(seed);
    let entry = say(
        &mut one,
        &mut bytes,
        today(),
        "I came at eight to the door.",
    );
    exchange(&mut one, &mut ben);
    let (_, ben_keys) = couple(seed);
    Copied {
        other: open_all(&keys, &disk.copy()),
        one,
        ben,
        bytes,
        keys,
        ben_keys,
        entry,
    }
}

fn edit(journal: &mut Journal<Shared>, bytes: &mut Seeded, day: Day, entry: EntryId, text: &str) {
    journal.keep_edit(day, entry, words(text)).expect("fits");
    journal.flush(bytes, day).expect("writes");
}

/// Everybody meets everybody until nothing is new.
fn meet_all(copied: &mut Copied) {
    for _ in 0..2 {
        exchange(&mut copied.one, &mut copied.ben);
        exchange(&mut copied.other, &mut copied.ben);
        exchange(&mut copied.one, &mut copied.other);
    }
}

#[test]
fn f34_edits_in_both_branches_of_a_fork_are_readable() {
    let mut copied = copied(120);
    let (day, entry) = (today(), copied.entry);
    let Copied {
        one, other, bytes, ..
    } = &mut copied;
    edit(one, bytes, day, entry, "I came at nine to the door.");
    edit(
        other,
        bytes,
        day.plus(1),
        entry,
        "I came at eight to the gate.",
    );

    meet_all(&mut copied);

    for journal in [&copied.one, &copied.other, &copied.ben] {
        let versions = journal.versions(entry).expect("reads");
        let texts: Vec<_> = versions.iter().map(|at| at.content.text()).collect();
        assert_eq!(
            texts,
            [
                "I came at eight to the door.",
                "I came at nine to the door.",
                "I came at nine to the gate.",
            ]
        );
        assert_eq!(journal.aside().count(), 0);
        let forked = journal
            .logs()
            .0
            .values()
            .filter(|log| log.fork_at.is_some());
        assert_eq!(forked.count(), 1);
    }
    assert_eq!(copied.one.digest(), copied.ben.digest());
    assert_eq!(copied.other.digest(), copied.ben.digest());
}

/// Branches whose counters cross: one wrote more, the other later.
fn crossing(seed: u64) -> Copied {
    let mut copied = copied(seed);
    let day = today();
    let Copied {
        one, other, bytes, ..
    } = &mut copied;
    for number in 0..3 {
        say(one, bytes, day.plus(20), &format!("one, ahead {number}"));
        say(other, bytes, day.plus(number), &format!("other {number}"));
    }
    say(other, bytes, day.plus(5), "other, the end");
    copied
}

#[test]
fn f17_branches_of_a_fork_are_read_whole_whatever_came_first() {
    let mut first = crossing(121);
    let mut ends = Vec::new();
    for one_first in [true, false] {
        let mut fresh = open(&first.ben_keys, MemoryStore::new());
        let have = fresh.have().expect("reads");
        let of_one = missing(&mut first.one, BEN, &have);
        let of_other = missing(&mut first.other, BEN, &have);
        let of_ben = missing(&mut first.ben, BEN, &have);
        let (a, b) = if one_first {
            (of_one, of_other)
        } else {
            (of_other, of_one)
        };
        take(&mut fresh, a);
        take(&mut fresh, b);
        take(&mut fresh, of_ben);
        assert_eq!(fresh.aside().count(), 0, "one first: {one_first}");
        assert_eq!(texts(&fresh).len(), 8);
        ends.push(fresh.digest());
    }
    assert_eq!(ends[0], ends[1]);

    meet_all(&mut first);

    for journal in [&mut first.one, &mut first.other, &mut first.ben] {
        assert_eq!(journal.digest(), ends[0]);
        let report = journal.check().expect("reads");
        assert_eq!((report.broken.len(), report.forked.len()), (0, 1));
    }
}

#[test]
fn f17_after_a_fork_each_copy_goes_on_in_a_log_of_its_own() {
    let mut copied = crossing(122);
    meet_all(&mut copied);
    let Copied {
        one,
        other,
        ben,
        bytes,
        ..
    } = &mut copied;

    say(one, bytes, today().plus(30), "one goes on");
    say(other, bytes, today().plus(30), "other goes on");
    exchange(one, ben);
    exchange(other, ben);
    exchange(one, ben);

    let person = copied.keys.person;
    let ben = &copied.ben;
    let logs: Vec<_> = ben
        .logs()
        .0
        .values()
        .filter(|log| log.person == person)
        .collect();
    assert_eq!(logs.len(), 3, "the forked log and one of each copy");
    assert_eq!(logs.iter().filter(|log| log.fork_at.is_some()).count(), 1);
    assert_eq!(texts(ben).len(), 10);
    assert_eq!(ben.digest(), copied.one.digest());
}

#[test]
fn f15_a_restored_copy_takes_back_what_it_lost_and_begins_a_new_log() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(123);
    say(&mut ada, &mut bytes, today(), "in the backup");
    exchange(&mut ada, &mut ben);
    let backup = disk.copy();
    say(&mut ada, &mut bytes, today(), "after the backup");
    exchange(&mut ada, &mut ben);
    let digest = ada.digest();
    drop(ada);

    let mut ada = open_all(&keys, &backup);
    let given = missing(&mut ben, ADA, &ada.have().expect("reads"));
    let received = take(&mut ada, given);

    assert!(received.took_back);
    assert_eq!(ada.digest(), digest);
    // Closed and opened before it writes: it still knows.
    drop(ada);
    let mut ada = open_all(&keys, &backup);
    say(&mut ada, &mut bytes, today(), "after the restore");
    exchange(&mut ada, &mut ben);
    let mine: Vec<_> = ben
        .logs()
        .0
        .values()
        .filter(|log| log.person == keys.person)
        .collect();
    assert_eq!(mine.len(), 2);
    assert!(mine.iter().all(|log| log.fork_at.is_none()));
    let (old, new) = if mine[0].follows.is_empty() {
        (mine[0], mine[1])
    } else {
        (mine[1], mine[0])
    };
    assert_eq!(new.follows, [old.branches[0].1]);
    assert_eq!(ada.digest(), ben.digest());
    // And it stays in that log.
    drop(ada);
    let mut ada = open_all(&keys, &backup);
    say(&mut ada, &mut bytes, today(), "still there");
    assert_eq!(ada.logs().0.len(), 3);
}

#[test]
fn what_answers_in_a_restored_copy_what_waited_there_answers_the_entry_that_came_back() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(126);
    let keep = |ada: &mut Journal<Shared>, bytes: &mut Seeded, thread, text: &str, until| {
        let kept = ada.keep_held(bytes, today(), "note", thread, vec![words(text)], until);
        kept.expect("fits")[0]
    };
    let told = keep(&mut ada, &mut bytes, None, "I lied about the money.", 0);
    keep(
        &mut ada,
        &mut bytes,
        Some(told),
        "And about the letter.",
        1_000,
    );
    let changed = keep(&mut ada, &mut bytes, Some(told), "I am sorry.", 0);
    let deeper = keep(
        &mut ada,
        &mut bytes,
        Some(changed),
        "It was in March.",
        1_000,
    );
    let backup = disk.copy();
    ada.flush(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    drop(ada);

    let mut restored = open_all(&keys, &backup);
    restored
        .keep_edit(today(), changed, words("I am so sorry."))
        .expect("it waits here");
    exchange(&mut restored, &mut ben);
    restored.flush(&mut bytes, today()).expect("writes");

    // What was said is no version of itself, and what waits knows what it answers.
    let (entry, answer) = (restored.became(told), restored.became(changed));
    assert!(entry != told && answer != changed);
    let versions = |id| restored.view().row(id).map(|row| row.versions);
    assert_eq!((versions(entry), versions(answer)), (Some(1), Some(2)));
    let waiting: Vec<_> = restored
        .waiting()
        .map(|one| (one.content.text(), one.content.thread()))
        .collect();
    assert_eq!(
        waiting,
        [
            ("And about the letter.", Some(entry)),
            ("It was in March.", Some(answer)),
        ]
    );
    drop(restored);

    // It is durable, and goes along once it is no longer held.
    let mut restored = open_all(&keys, &backup);
    restored.release(1_000);
    restored.flush(&mut bytes, today()).expect("writes");
    exchange(&mut restored, &mut ben);
    assert_ne!(restored.became(deeper), deeper);
    for journal in [&restored, &ben] {
        let answers = |id| -> Vec<&str> {
            let replies = journal.view().replies(id);
            replies.map(|row| row.content.text()).collect()
        };
        assert_eq!(answers(entry), ["I am so sorry.", "And about the letter."]);
        assert_eq!(answers(answer), ["It was in March."]);
        assert_eq!(journal.aside().count(), 0);
    }
    assert_eq!(restored.digest(), ben.digest());
}

#[test]
fn f16_a_restored_copy_that_writes_alone_makes_a_fork_that_is_read() {
    let Scene {
        disk,
        keys,
        mut ada,
        mut ben,
        mut bytes,
    } = scene(124);
    say(&mut ada, &mut bytes, today(), "in the backup");
    let backup = disk.copy();
    say(&mut ada, &mut bytes, today(), "lost here, known to Ben");
    exchange(&mut ada, &mut ben);

    let mut ada = open_all(&keys, &backup);
    say(&mut ada, &mut bytes, today(), "written alone");
    exchange(&mut ada, &mut ben);
    exchange(&mut ada, &mut ben);

    for journal in [&ada, &ben] {
        let mut all = texts(journal);
        all.sort();
        assert_eq!(
            all,
            ["in the backup", "lost here, known to Ben", "written alone"]
        );
        assert_eq!(journal.aside().count(), 0);
    }
    assert_eq!(ada.digest(), ben.digest());
    assert_eq!(open_all(&keys, &backup).digest(), ben.digest());
}

#[test]
fn f14_records_in_any_order_come_to_the_same() {
    let Scene {
        keys,
        mut ada,
        mut ben,
        mut bytes,
        ..
    } = scene(125);
    let entry = say(&mut ada, &mut bytes, today(), "one two three");
    edit(&mut ada, &mut bytes, today(), entry, "one two four");
    exchange(&mut ada, &mut ben);
    let reply = ben
        .keep_new(&mut bytes, today(), "note", Some(entry), vec![words("yes")])
        .expect("fits");
    ben.flush(&mut bytes, today()).expect("writes");
    let reply = ben.became(reply[0]);
    edit(&mut ben, &mut bytes, today(), reply, "yes, and no");
    exchange(&mut ada, &mut ben);
    let all = missing(&mut ben, ADA, &candor_core::journal::Have::default());

    for order in 0..20 {
        let mut order = Seeded::new(order);
        let mut fresh = open_all(&keys, &Disk::default());
        while fresh.digest() != ben.digest() || fresh.have_digest() != ben.have_digest() {
            let at = usize::try_from(order.below(all.len() as u64)).expect("fits");
            take(&mut fresh, vec![all[at].clone()]);
        }
        assert_eq!(fresh.view().replies(entry).count(), 1);
        assert_eq!(fresh.aside().count(), 0);
    }
}
