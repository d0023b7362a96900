//! Whatever breaks between two devices, they come to the same.

use candor_core::date::Day;
use candor_sync::session::{Ending, Stay};
use candor_sync::wire::GIVE_RECORDS_MAX;

use crate::device::Device;
use crate::kit::*;
use crate::world::*;

/// One thing that happens, as the dice fall.
fn something_happens(world: &mut World) {
    let who = world.either();
    match world.dice.below(40) {
        0..=2 => world.write(who),
        3..=4 => world.edit(who),
        5 => world.lose(),
        6 => {
            world.of(who).kill();
            world.of(who.other()).lost();
        }
        7 => world.carry_bundle(who),
        // One direction is silent; then the connection is given up.
        8 => {
            for _ in 0..world.dice.below(8) {
                world.deliver_to(who);
            }
            world.lose();
        }
        9 => {
            let days = u32::try_from(world.dice.below(3)).expect("fits");
            let device = world.of(who);
            device.day = device.day.plus(days);
        }
        10 => world.of(who).idle(),
        11 => {
            let later = world.dice.chance(2);
            world.of(who).opens_later = later;
        }
        12 => world.of(who).end_when_equal(),
        _ => {
            world.step();
        }
    }
    if !world.ada.is_meeting() || !world.ben.is_meeting() {
        world.lose();
        let stay = if world.dice.chance(3) {
            Stay::Once
        } else {
            Stay::Open
        };
        world.begin(stay);
    }
}

/// Nothing breaks any more: the devices come to rest, meet, and are the same.
fn calm_down(world: &mut World) {
    world.lose();
    for who in [Who::Ada, Who::Ben] {
        world.of(who).opens_later = false;
        world.of(who).idle();
    }
    // Devices that met never have nothing to go by; one meeting is enough.
    world.meet();
    world.assert_equal();
}

#[test]
fn i14_f14_whatever_breaks_the_two_come_to_the_same() {
    each_seed(120, |seed| {
        let mut world = World::new(seed);
        world.begin(Stay::Open);
        for _ in 0..world.dice.below(160) {
            something_happens(&mut world);
        }

        calm_down(&mut world);

        world.assert_calm();
        let (keys, disk) = (&world.ada.keys, &world.ada.disk);
        assert_eq!(open(keys, disk).digest(), world.ben.journal.digest());
    });
}

#[test]
fn what_is_written_in_an_open_meeting_arrives_without_another() {
    each_seed(100, |seed| {
        let mut world = World::new(seed);
        world.begin(Stay::Open);
        for _ in 0..world.dice.below(60) {
            match world.dice.below(6) {
                0 => {
                    let who = world.either();
                    world.write(who);
                }
                1 => {
                    let who = world.either();
                    world.edit(who);
                }
                _ => {
                    world.step();
                }
            }
        }

        world.run();

        assert!(world.ada.is_live() && world.ben.is_live());
        world.assert_equal();
        world.assert_calm();
        // What each confirmed to the other is what a display shows.
        world.ada.end_when_equal();
        world.run();
        assert_eq!(world.ada.endings, [Ending::Done]);
        assert_eq!(world.ben.endings, [Ending::Done]);
        assert_eq!(world.ada.unconfirmed(), 0);
        assert_eq!(world.ben.unconfirmed(), 0);
    });
}

#[test]
fn f11_after_a_long_time_apart_one_meeting_is_enough() {
    each_seed(100, |seed| {
        let mut world = World::new(seed);
        world.meet();
        let most = if seed == 0 { 400 } else { 12 };
        for who in [Who::Ada, Who::Ben] {
            for _ in 0..most / 2 + world.dice.below(most / 2) {
                let days = u32::try_from(world.dice.below(4)).expect("fits");
                let device = world.of(who);
                device.day = device.day.plus(days);
                world.write(who);
                if world.dice.chance(6) {
                    world.edit(who);
                }
                if world.dice.chance(9) {
                    world.of(who).flush();
                }
            }
        }

        world.meet();

        world.assert_equal();
        world.assert_calm();
    });
}

#[test]
fn f10_clocks_that_are_years_apart_or_step_disturb_nothing() {
    let from = |text| Day::parse(text).expect("a date");
    let days = [
        from("2020-01-01"),
        from("2026-05-04"),
        from("2036-05-04"),
        from("2190-01-01"),
    ];
    each_seed(100, |seed| {
        let mut world = World::new(seed);
        for _ in 0..3 {
            world.begin(Stay::Open);
            for _ in 0..15 {
                let who = world.either();
                match world.dice.below(6) {
                    0 => world.write(who),
                    1 => world.edit(who),
                    2 => {
                        let at = usize::try_from(world.dice.below(4)).expect("fits");
                        world.of(who).day = days[at];
                    }
                    _ => {
                        world.step();
                    }
                }
            }
            world.lose();
        }

        world.meet();

        world.assert_equal();
        world.assert_calm();
    });
}

#[test]
fn f13_the_same_records_by_two_ways_are_there_once() {
    each_seed(100, |seed| {
        let mut world = World::new(seed);
        for who in [Who::Ada, Who::Ben] {
            for _ in 0..5 {
                world.write(who);
            }
        }
        world.meet();
        for who in [Who::Ada, Who::Ben] {
            for _ in 0..5 {
                world.write(who);
            }
            world.of(who).flush();
        }
        world.begin(Stay::Once);
        let when = world.dice.below(20);
        for _ in 0..when {
            world.step();
        }
        // The same records, twice, while the meeting gives them too.
        let who = world.either();
        let bundle = envelopes(&world.of(who).disk);
        world.of(who.other()).import(bundle.clone());
        world.of(who.other()).import(bundle);

        world.run();
        world.lose();
        world.meet();

        world.assert_equal();
        world.assert_calm();
        assert_eq!(world.ada.disk.len(), 2 + 10 + 10);
        assert_eq!(world.ben.disk.len(), 2 + 10 + 10);
    });
}

/// One fixed story, cut after `events` of them: both had written, and go on
/// writing while they meet.
fn story(events: usize) -> World {
    let mut world = World::new(12);
    for who in [Who::Ada, Who::Ben] {
        for _ in 0..3 {
            world.write(who);
        }
    }
    world.begin(Stay::Open);
    for event in 0..events {
        match event % 7 {
            3 => world.write(Who::Ada),
            5 => world.write(Who::Ben),
            6 => world.edit(Who::Ada),
            _ => drop(world.step()),
        }
    }
    world
}

/// Records after the first of a log.
fn said(disk: &Disk) -> usize {
    disk.rows().iter().filter(|row| row.seq > 0).count()
}

#[test]
fn f12_a_meeting_can_be_cut_at_every_message() {
    for cut in 0..60 {
        let mut world = story(cut);

        world.lose();
        if std::env::var("TRACE").is_ok() {
            eprintln!("to CUT {cut}");
        }

        assert_prefix(&world.ada.disk, &world.ben.disk);
        assert_prefix(&world.ben.disk, &world.ada.disk);
        world.meet();
        world.assert_equal();
        world.assert_calm();
        assert_eq!(world.others_again, 0, "cut at {cut}");
        // Known: who has less of a log than its writer cannot tell whether its
        // end is on the writer's branch, and gives back what stands behind the
        // last mark both know.
        assert!(world.own_again <= 16, "cut at {cut}");
    }
}

#[test]
fn f26_a_first_meeting_cut_anywhere_goes_on_where_it_was() {
    const WRITTEN: usize = GIVE_RECORDS_MAX + 20;
    let mut world = World::new(26);
    world.meet();
    let ben_before = world.ben.disk.copy();
    let contents: Vec<_> = (0..WRITTEN).map(|at| words(&format!("Ada {at}"))).collect();
    let Device {
        journal,
        bytes,
        day,
        wrote,
        ..
    } = &mut world.ada;
    let ids = journal.keep_new(bytes, *day, "note", None, contents);
    for (at, id) in ids.expect("fits").into_iter().enumerate() {
        wrote.insert(id, format!("Ada {at}"));
    }
    world.ada.flush();
    world.meet();
    let frames = world.heard.len();
    assert!(frames >= 12, "two gives at least: {frames}");

    for cut in 0..frames {
        world.ben.replace_disk(ben_before.copy());
        world.begin(Stay::Once);
        for _ in 0..cut {
            world.step();
        }
        world.lose();

        assert_prefix(&world.ben.disk, &world.ada.disk);
        let shown = world.ben.journal.view().timeline().count();
        assert_eq!(shown, said(&world.ben.disk), "what came is read");
        world.meet();
        let lacked = WRITTEN - shown;
        assert_eq!(world.records - world.own_again, lacked, "cut at {cut}");
        assert_eq!(world.others_again, 0, "cut at {cut}");
        // Known, as above: at most what it has, here its first records.
        assert!(world.own_again <= 1 + shown, "cut at {cut}");
        world.assert_equal();
        assert_eq!(world.ben.warnings(), []);
    }
}

#[test]
fn f12_only_one_direction_gets_through_at_first() {
    each_seed(100, |seed| {
        let mut world = World::new(seed);
        let who = world.either();
        for _ in 0..5 {
            for who in [Who::Ada, Who::Ben] {
                world.write(who);
            }
            world.begin(Stay::Once);
            for _ in 0..world.dice.below(8) {
                world.deliver_to(who);
            }
            for _ in 0..world.dice.below(4) {
                world.step();
            }
            while world.deliver_to(who) {}
            world.lose();
        }

        world.meet();

        world.assert_equal();
        world.assert_calm();
    });
}
