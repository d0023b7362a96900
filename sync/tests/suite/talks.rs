//! What one person presses in a talk is told to the other's window: once, while both
//! are there for it, and nothing stays of it.

use candor_core::id::{EntryId, TalkId};
use candor_sync::session::{Ending, Stay};
use candor_sync::talk::{HEARD_A_MINUTE, Side, Step, TalkWord, Turn};
use candor_sync::wire::{Hello, Message, Purpose};

use crate::device::Device;
use crate::kit::*;
use crate::world::*;

/// The first word about a talk, from the side of who began it.
fn begun(number: u32) -> TalkWord {
    TalkWord {
        talk: TalkId::from_bytes([7; 16]),
        number,
        step: Step::GoesOn,
        first: Side::Mine,
        turn: Turn::Mine,
        minutes: 15,
        elapsed_seconds: 0,
        turn_seconds: 0,
        topics: vec![EntryId::from_bytes([8; 16])],
    }
}

/// What the records are at both, and what is read of them.
fn copies(world: &mut World) -> [(usize, [u8; 32]); 2] {
    [Who::Ada, Who::Ben].map(|who| {
        let device = world.of(who);
        (device.disk.len(), device.journal.have_digest())
    })
}

fn kinds_to(world: &World, who: Who) -> Vec<u8> {
    let heard = world.heard.iter().filter(|(to, _)| *to == who);
    heard.map(|(_, frame)| frame.kind).collect()
}

fn hello() -> Message {
    Message::Hello(Hello::of(Purpose::Meeting, Vec::new()))
}

/// Drops what a device says.
fn silent(device: &mut Device) {
    while let Some(parcel) = device.out.pop_front() {
        if parcel.tell {
            device.room();
        }
    }
}

#[test]
fn what_is_pressed_in_a_talk_is_told_once_and_changes_no_copy() {
    each_seed(20, |seed| {
        let mut world = World::new(seed);
        world.write(Who::Ada);
        world.meet();
        world.begin(Stay::Open);
        world.run();
        let before = copies(&mut world);
        let said = kinds_to(&world, Who::Ada);

        world.ada.press(begun(1));
        world.run();

        assert_eq!(world.ben.talk, [begun(1)]);
        assert_eq!(copies(&mut world), before);
        assert_eq!(kinds_to(&world, Who::Ada), said, "nothing comes back");
        assert_eq!(world.ada.talk, []);
        world.ben.press(begun(2));
        world.run();
        assert_eq!(world.ada.talk, [begun(2)]);
        // The meeting goes on, and ends, as if nobody had talked.
        world.write(Who::Ben);
        world.run();
        world.assert_equal();
        world.assert_calm();
        world.ada.end_when_equal();
        world.run();
        assert_eq!(world.ben.endings.last(), Some(&Ending::Done));
    });
}

#[test]
fn nothing_is_told_of_a_talk_where_the_two_do_not_meet() {
    let mut world = World::new(2);
    world.ada.press(begun(1));
    world.begin(Stay::Open);
    // Ben's device has said nothing yet.
    world.ada.press(begun(2));
    world.run();
    assert_eq!(world.ben.talk, [], "and nothing of it is told later");

    world.ada.end_when_equal();
    world.ada.press(begun(3));
    world.run();
    world.ada.press(begun(4));
    world.run();
    assert_eq!(world.ben.talk, []);
    world.lose();
    world.meet();
    assert_eq!(world.ben.talk, []);
}

#[test]
fn a_word_about_a_talk_before_the_greeting_ends_the_connection() {
    let mut world = World::new(3);
    world.ada.begin(Stay::Open);

    world.ada.hear(Message::Talk(begun(1)));

    assert_eq!(world.ada.endings, [Ending::Broken]);
    assert_eq!(world.ada.talk, []);
}

#[test]
fn a_word_about_a_talk_before_both_have_compared_or_after_the_goodbye_is_passed_over() {
    let mut world = World::new(4);
    world.meet();
    let digest = world.ada.journal.have_digest();
    world.ada.begin(Stay::Open);
    silent(&mut world.ada);

    world.ada.hear(hello());
    world.ada.hear(Message::Talk(begun(1)));
    assert_eq!(world.ada.talk, []);
    world.ada.hear(Message::Digest(digest));
    world.ada.hear(Message::Talk(begun(2)));
    assert_eq!(world.ada.talk, [begun(2)]);

    world.write(Who::Ada);
    world.ada.hear(Message::Bye);
    world.ada.hear(Message::Talk(begun(3)));
    assert_eq!(world.ada.talk, [begun(2)]);
    assert!(world.ada.is_meeting(), "and all else goes on");
}

#[test]
fn a_changed_program_that_tells_of_talks_without_end_is_heard_some_times_a_minute() {
    let mut world = World::new(5);
    world.meet();
    let before = copies(&mut world);
    let mut number = 0;
    let mut flood = |world: &mut World| {
        world.ada.talk.clear();
        let digest = world.ada.journal.have_digest();
        world.ada.begin(Stay::Open);
        world.ada.hear(hello());
        world.ada.hear(Message::Digest(digest));
        for _ in 0..1_000 {
            number += 1;
            let talk = TalkId::from_bytes([(number % 251) as u8; 16]);
            let word = TalkWord {
                talk,
                ..begun(number)
            };
            world.ada.hear(Message::Talk(word));
        }
        assert!(world.ada.is_live(), "all else goes on");
        silent(&mut world.ada);
        world.ada.lost();
        world.ada.talk.len()
    };
    let most = HEARD_A_MINUTE as usize;

    assert_eq!(flood(&mut world), most);
    assert_eq!(flood(&mut world), 0, "a new connection brings no more");
    world.ada.seconds += 60;
    assert_eq!(flood(&mut world), most);

    assert_eq!(copies(&mut world), before);
    assert_eq!(world.ada.journal.waiting().count(), 0);
    world.write(Who::Ben);
    world.meet();
    world.assert_equal();
}
