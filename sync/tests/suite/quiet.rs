//! When nothing is new, next to nothing is said.

use candor_sync::session::{Ending, Stay};
use candor_sync::wire::Message;

use crate::kit::*;
use crate::world::*;

/// What the kinds of frames are that reached `who`, in order.
fn heard_by(world: &World, who: Who) -> Vec<&'static str> {
    let heard = world.heard.iter().filter(|(to, _)| *to == who);
    heard
        .map(|(_, frame)| {
            match Message::parse(frame.kind, &frame.body)
                .expect("parses")
                .expect("known")
            {
                Message::Hello(_) => "Hello",
                Message::Digest(_) => "Digest",
                Message::Have(_) => "Have",
                Message::Give(_) => "Give",
                Message::Yours => "Yours",
                Message::Durable(_) => "Durable",
                Message::Bye => "Bye",
                other => panic!("{other:?}"),
            }
        })
        .collect()
}

fn shared_history(seed: u64) -> World {
    let mut world = World::new(seed);
    for _ in 0..4 {
        for who in [Who::Ada, Who::Ben] {
            world.write(who);
            world.edit(who);
        }
    }
    world.meet();
    world
}

#[test]
fn i13_i17_equal_copies_say_one_thing_each_and_goodbye() {
    each_seed(50, |seed| {
        let mut world = shared_history(seed);

        world.meet();

        for who in [Who::Ada, Who::Ben] {
            assert_eq!(heard_by(&world, who), ["Hello", "Digest", "Bye"]);
        }
        assert_eq!(world.records, 0);
        assert!(world.stream_bytes <= 300, "{}", world.stream_bytes);
        world.assert_equal();
    });
}

#[test]
fn i17_an_open_meeting_of_equal_copies_says_one_thing_each_and_waits() {
    each_seed(20, |seed| {
        let mut world = shared_history(seed);

        world.begin(Stay::Open);
        world.run();

        for who in [Who::Ada, Who::Ben] {
            assert_eq!(heard_by(&world, who), ["Hello", "Digest"]);
        }
        assert!(world.ada.is_live() && world.ben.is_live());
        world.ada.end_when_equal();
        world.run();
        assert_eq!(world.ada.endings.last(), Some(&Ending::Done));
        assert_eq!(world.ben.endings.last(), Some(&Ending::Done));
    });
}

#[test]
fn i17_what_is_said_of_equal_copies_does_not_grow_with_the_history() {
    let mut world = shared_history(3);
    world.meet();
    let little = world.stream_bytes;
    for _ in 0..150 {
        world.write(Who::Ada);
    }
    world.meet();

    world.meet();

    assert_eq!(world.stream_bytes, little);
}

#[test]
fn i13_what_was_given_is_confirmed_and_not_given_again() {
    each_seed(50, |seed| {
        let mut world = shared_history(seed);
        world.write(Who::Ada);
        world.write(Who::Ben);

        world.meet();

        assert_eq!(world.records, 2);
        for who in [Who::Ada, Who::Ben] {
            let heard = heard_by(&world, who);
            let confirmed = heard.iter().filter(|kind| **kind == "Durable").count();
            assert!((1..=2).contains(&confirmed), "{heard:?}");
            let device = world.of(who);
            assert_eq!(device.unconfirmed(), 0);
        }
        world.assert_calm();
    });
}

#[test]
fn what_waits_in_both_outboxes_is_given_in_the_same_meeting() {
    each_seed(50, |seed| {
        let mut world = shared_history(seed);
        // Equal copies with something to say go live without lists.
        world.write(Who::Ada);
        world.write(Who::Ben);

        world.begin(Stay::Open);
        world.run();

        assert!(!heard_by(&world, Who::Ada).contains(&"Have"));
        assert!(!heard_by(&world, Who::Ben).contains(&"Have"));
        world.assert_equal();
    });
}
