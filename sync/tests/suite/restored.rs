//! Restored, copied and set back: what was said once comes back, and nothing
//! is written twice under one number.

use candor_core::id::LogId;
use candor_core::journal::Journal;
use candor_core::space::Shared;
use candor_sync::session::{Notice, Stay};

use crate::device::Device;
use crate::kit::*;
use crate::world::*;

/// A couple that wrote and met, a backup of Ada's folder, and what Ada and Ben
/// wrote and shared after it.
fn backed_up(seed: u64) -> (World, Disk) {
    let mut world = World::new(seed);
    some_days(&mut world);
    world.meet();
    let backup = world.ada.disk.copy();
    // At least one thing of Ada's is in the log and not in the backup.
    world.write(Who::Ada);
    some_days(&mut world);
    world.meet();
    world.assert_equal();
    world.assert_calm();
    (world, backup)
}

fn some_days(world: &mut World) {
    for _ in 0..1 + world.dice.below(5) {
        let who = world.either();
        world.write(who);
        if world.dice.chance(3) {
            world.edit(who);
        }
        let device = world.of(who);
        device.day = device.day.plus(1);
    }
}

fn forked(journal: &Journal<Shared>) -> Vec<LogId> {
    let logs = journal.logs().0.iter();
    logs.filter(|(_, state)| state.fork_at.is_some())
        .map(|(log, _)| *log)
        .collect()
}

fn assert_no_fork(world: &World) {
    assert_eq!(forked(&world.ada.journal), []);
    assert_eq!(forked(&world.ben.journal), []);
}

#[test]
fn f15_a_restored_device_takes_back_what_it_lost_and_begins_a_new_log() {
    each_seed(100, |seed| {
        let (mut world, backup) = backed_up(seed);
        let old = world.ada.own_logs();
        world.ada.replace_disk(backup);

        world.meet();

        world.assert_equal();
        assert_eq!(world.ada.warnings(), [Notice::TookBack]);
        world.write(Who::Ada);
        world.write(Who::Ben);
        world.meet();
        world.assert_equal();
        assert_no_fork(&world);
        let logs = &world.ada.journal.logs().0;
        let new = world.ada.own_logs();
        let new = new.iter().find(|log| !old.contains(log)).expect("began");
        assert_eq!(logs[new].follows, [logs[&old[0]].branches[0].1]);
        assert_eq!(world.ada.own_logs().len(), 2);
        // And it stays in that log, also after a start.
        world.ada.kill();
        world.write(Who::Ada);
        world.meet();
        world.assert_equal();
        assert_eq!(world.ada.own_logs().len(), 2);
    });
}

#[test]
fn f16_what_a_restored_device_wrote_alone_waits_until_it_knows_what_it_lost() {
    each_seed(100, |seed| {
        let (mut world, backup) = backed_up(seed);
        world.ada.replace_disk(backup);
        for _ in 0..3 {
            world.write(Who::Ada);
        }
        if world.dice.chance(2) {
            world.ada.kill();
        }
        world.write(Who::Ben);

        world.meet();

        world.assert_equal();
        assert_no_fork(&world);
        assert_eq!(world.ada.warnings(), [Notice::TookBack]);
        assert_eq!(world.ben.warnings(), [Notice::Rollback]);
        assert_eq!(world.ada.own_logs().len(), 2);
    });
}

/// Design, section 5: lost records of one's own come first, then one's outbox
/// becomes records, and only then is anything of the other taken in.
#[test]
fn f16_the_outbox_is_written_between_ones_own_records_and_those_of_the_other() {
    each_seed(100, |seed| {
        let (mut world, backup) = backed_up(seed);
        let old = world.ada.own_logs();
        let had = backup.len();
        world.ada.replace_disk(backup);
        world.write(Who::Ada);
        world.write(Who::Ada);
        world.write(Who::Ben);

        world.meet();

        let rows = world.ada.disk.rows();
        let place = |log: &LogId| {
            if old.contains(log) {
                "lost"
            } else if world.ada.own_logs().contains(log) {
                "outbox"
            } else {
                "other"
            }
        };
        let mut order: Vec<_> = rows[had..].iter().map(|row| place(&row.log)).collect();
        let outbox = order.iter().filter(|place| **place == "outbox").count();
        assert_eq!(outbox, 3, "a first record, and two");
        order.dedup();
        assert_eq!(order, ["lost", "outbox", "other"]);
    });
}

#[test]
fn f18_a_live_device_that_is_set_back_is_noticed_at_the_next_meeting() {
    each_seed(100, |seed| {
        let (mut world, backup) = backed_up(seed);
        world.begin(Stay::Open);
        for _ in 0..world.dice.below(12) {
            world.step();
            if world.dice.chance(4) {
                world.write(Who::Ada);
            }
        }
        // What was said and not given is gone with it; what waited too.
        world.ada.replace_disk(backup);
        world.ben.lost();
        world.write(Who::Ada);

        world.meet();

        let (ada, ben) = (&world.ada, &world.ben);
        assert_eq!(ada.journal.have_digest(), ben.journal.have_digest());
        assert_eq!(ada.journal.digest(), ben.journal.digest());
        assert_no_fork(&world);
        assert!(world.ada.warnings().contains(&Notice::TookBack));
        assert!(world.ben.warnings().contains(&Notice::Rollback));
        assert_eq!(world.ada.own_logs().len(), 2);
    });
}

#[test]
fn a10_a_device_that_has_less_than_it_confirmed_is_told_of_and_gets_it_again() {
    each_seed(100, |seed| {
        let mut world = World::new(seed);
        some_days(&mut world);
        world.meet();
        let backup = world.ben.disk.copy();
        world.write(Who::Ada);
        world.meet();
        let rows = world.ada.disk.rows();
        world.ben.replace_disk(backup);

        world.meet();

        world.assert_equal();
        assert_eq!(world.ada.warnings(), [Notice::Rollback]);
        assert!(world.ada.disk.rows()[..rows.len()] == rows, "nothing goes");
        // Only once: at the next meeting all is as it was confirmed.
        world.write(Who::Ada);
        world.meet();
        assert_eq!(world.ada.warnings(), [Notice::Rollback]);
    });
}

/// Ada's folder was copied; both copies go on. The one that is not in the
/// world waits beside it.
fn copy_of(device: &Device, seed: u64) -> Device {
    let (keys, _) = couple(seed);
    let mut copy = Device::new(keys, device.peer, !seed, device.day);
    copy.replace_disk(device.disk.copy());
    copy
}

#[test]
fn f17_two_copies_that_write_apart_make_a_fork_that_everybody_reads() {
    each_seed(100, |seed| {
        let (mut world, _) = backed_up(seed);
        let mut copy = copy_of(&world.ada, seed);
        // Each writes into the log without having met, as for a bundle.
        for round in 0..1 + world.dice.below(4) {
            world.write(Who::Ada);
            copy.write(&format!("the copy, {round}"));
        }
        world.ada.flush();
        copy.flush();
        world.write(Who::Ben);

        for _ in 0..3 {
            world.meet();
            std::mem::swap(&mut world.ada, &mut copy);
        }
        world.meet();

        let fork = forked(&world.ben.journal);
        assert_eq!(fork.len(), 1);
        assert!(world.ben.warnings().contains(&Notice::Forked(fork[0])));
        for device in [&world.ada, &copy] {
            assert_eq!(forked(&device.journal), fork);
            assert!(device.warnings().contains(&Notice::Forked(fork[0])));
            assert_eq!(device.journal.digest(), world.ben.journal.digest());
            assert!(device.set_aside_nothing());
        }
        for writer in [&world.ada, &world.ben, &copy] {
            for (entry, text) in &writer.wrote {
                assert!(world.ben.reads(writer.now(*entry), text), "{text}");
            }
        }
        // Nobody writes into the forked log again.
        let end = world.ben.journal.logs().0[&fork[0]].branches.clone();
        for _ in 0..2 {
            world.write(Who::Ada);
            world.meet();
            std::mem::swap(&mut world.ada, &mut copy);
        }
        assert_eq!(world.ben.journal.logs().0[&fork[0]].branches, end);
        assert_eq!(forked(&world.ben.journal), fork);
    });
}

#[test]
fn f17_two_copies_that_meet_before_they_write_make_no_fork() {
    each_seed(100, |seed| {
        let (mut world, _) = backed_up(seed);
        let mut copy = copy_of(&world.ada, seed);
        for _ in 0..2 + world.dice.below(4) {
            if world.dice.chance(2) {
                std::mem::swap(&mut world.ada, &mut copy);
            }
            world.write(Who::Ada);
            world.write(Who::Ben);
            world.meet();
        }
        std::mem::swap(&mut world.ada, &mut copy);
        world.meet();
        std::mem::swap(&mut world.ada, &mut copy);
        world.meet();

        assert_no_fork(&world);
        for device in [&world.ada, &copy] {
            assert_eq!(device.journal.digest(), world.ben.journal.digest());
            assert!(device.set_aside_nothing());
            assert_eq!(device.journal.waiting().count(), 0);
        }
    });
}

/// What waited when the backup was made has been said since: it is not said
/// a second time.
#[test]
fn f15_what_waited_in_the_backup_and_was_said_since_is_one_version() {
    each_seed(20, |seed| {
        let mut world = World::new(seed);
        world.meet();
        let entry = world.ada.write("waits in the backup");
        let backup = world.ada.disk.copy();
        world.meet();
        world.ada.replace_disk(backup);

        world.meet();

        world.assert_equal();
        for device in [&world.ada, &world.ben] {
            let entry = world.ada.now(entry);
            let row = device.journal.view().row(entry).expect("it is here");
            assert_eq!(row.versions, 1, "said once");
        }
    });
}

/// The same for a version: it does not come back over a later one.
#[test]
fn f15_a_version_that_waited_in_the_backup_does_not_undo_a_later_one() {
    each_seed(20, |seed| {
        let mut world = World::new(seed);
        world.meet();
        let entry = world.ada.write("I came at eight.");
        if world.dice.chance(2) {
            world.meet();
        }
        world.ada.edit(entry, "I came at nine.");
        let backup = world.ada.disk.copy();
        world.meet();
        world.ada.edit(entry, "I came at ten.");
        world.meet();
        let view = world.ben.journal.digest();
        world.ada.replace_disk(backup);

        world.meet();

        world.assert_equal();
        assert_eq!(world.ben.journal.digest(), view, "nothing is said twice");
        // What is changed after the restore is said.
        world.ada.edit(entry, "I came at nine.");
        world.meet();
        world.assert_equal();
        assert_ne!(world.ben.journal.digest(), view);
    });
}

/// What waited is changed on the restored device before it meets anybody: that
/// is a version of its own.
#[test]
fn f16_what_waited_in_the_backup_and_was_changed_there_is_a_version() {
    each_seed(20, |seed| {
        let mut world = World::new(seed);
        world.meet();
        let entry = world.ada.write("waits in the backup");
        let backup = world.ada.disk.copy();
        world.meet();
        world.ada.replace_disk(backup);
        world.ada.edit(entry, "changed after the restore");

        world.meet();

        world.assert_equal();
        for device in [&world.ada, &world.ben] {
            let entry = world.ada.now(entry);
            let row = device.journal.view().row(entry).expect("it is here");
            assert_eq!(row.versions, 2);
        }
    });
}
