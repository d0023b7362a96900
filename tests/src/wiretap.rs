//! A meeting without a network, with every frame written down.

use candor_core::date::Day;
use candor_core::id::Entropy;
use candor_core::journal::{Journal, PeerId};
use candor_core::space::Shared;
use candor_sync::drive::{Meeting, Now, Outcome};
use candor_sync::session::{Allowance, Event, Stay};
use candor_sync::wire::{Encoded, Message};

/// One frame, and whether the first of the two said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Said by the first of the two.
    pub from_first: bool,
    /// The frame.
    pub frame: Encoded,
}

/// Lets two journals meet until both have said goodbye, and gives every frame
/// in the order it was delivered.
///
/// # Panics
/// If a store fails, or the meeting does not end.
pub fn meet(
    sides: [&mut Journal<Shared>; 2],
    entropies: [&mut dyn Entropy; 2],
    today: Day,
) -> Vec<Heard> {
    let addresses = vec!["192.168.1.10:50000".parse().expect("an address")];
    let mut heard = Vec::new();
    let mut allowances = [Allowance::default(), Allowance::default()];
    let mut queues: [Vec<Outcome>; 2] = [Vec::new(), Vec::new()];
    let mut meetings = Vec::new();
    for at in 0..2 {
        let mut now = Now {
            entropy: &mut *entropies[at],
            today,
            seconds: 0,
            allowance: &mut allowances[at],
            free_bytes: None,
        };
        let (meeting, outcomes) = Meeting::begin(
            sides[at],
            PeerId([at as u8; 32]),
            Stay::Once,
            addresses.clone(),
            &mut now,
        )
        .expect("begins");
        meetings.push(meeting);
        queues[at] = outcomes;
    }
    while queues.iter().any(|queue| !queue.is_empty()) {
        for from in 0..2 {
            for outcome in std::mem::take(&mut queues[from]) {
                let (frame, tell) = match outcome {
                    Outcome::Write(frame) => (frame, false),
                    Outcome::WriteAndTell(frame) => (frame, true),
                    _ => continue,
                };
                heard.push(Heard {
                    from_first: from == 0,
                    frame: frame.clone(),
                });
                let message = Message::parse(frame.kind, &frame.body)
                    .expect("our own frames parse")
                    .expect("our own kinds are known");
                let mut now = Now {
                    entropy: &mut *entropies[1 - from],
                    today,
                    seconds: 0,
                    allowance: &mut allowances[1 - from],
                    free_bytes: None,
                };
                let outcomes = meetings[1 - from]
                    .on(sides[1 - from], Event::Heard(message), &mut now)
                    .expect("goes on");
                queues[1 - from].extend(outcomes);
                if tell {
                    let mut now = Now {
                        entropy: &mut *entropies[from],
                        today,
                        seconds: 0,
                        allowance: &mut allowances[from],
                        free_bytes: None,
                    };
                    let outcomes = meetings[from].room(sides[from], &mut now).expect("goes on");
                    queues[from].extend(outcomes);
                }
            }
        }
    }
    assert!(
        meetings.iter().all(Meeting::is_closed),
        "both have said goodbye"
    );
    for journal in sides {
        journal.open_pending(usize::MAX).expect("reads");
    }
    heard
}
