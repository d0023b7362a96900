//! Whatever happens in whatever order, the session does not panic, says a
//! bounded amount, and is silent once it is over.

use candor_core::envelope::{Envelope, HEADER_BYTES, Header};
use candor_core::id::{EntryId, EpochId, LogId, PayloadHash, RecordHash, SpaceTag, TalkId};
use candor_core::journal::{Have, HaveHead, Missing};
use candor_sync::session::{
    Amount, Effect, Ending, Event, GAP_BYTES_MAX, GAP_RECORDS_MAX, Held, Session, Standing, Stay,
    Took,
};
use candor_sync::talk::{Side, Step, TalkWord, Turn};
use candor_sync::wire::{Durable, GIVE_RECORDS_MAX, Hello, Message, Purpose, Refused, WANT_MAX};
use proptest::prelude::*;

/// Few different values, so that things meet.
fn hash() -> impl Strategy<Value = RecordHash> {
    (0..6_u8).prop_map(|byte| RecordHash::from_bytes([byte; 32]))
}

fn log() -> impl Strategy<Value = LogId> {
    (0..3_u8).prop_map(|byte| LogId::from_bytes([byte; 16]))
}

fn seq() -> impl Strategy<Value = u64> {
    prop_oneof![0..4_u64, Just(1 << 63), Just(u64::MAX)]
}

fn envelope() -> impl Strategy<Value = Envelope> {
    (log(), seq(), hash(), 0..4_u32).prop_map(|(log, seq, prev, payload_len)| {
        let header = Header {
            version: 1,
            suite: 1,
            space: SpaceTag::from_bytes([1; 16]),
            log,
            seq,
            epoch: EpochId::from_bytes([2; 16]),
            prev,
            payload_len,
            payload_hash: PayloadHash::from_bytes([3; 32]),
        };
        let mut bytes = header.encode().to_vec();
        assert_eq!(bytes.len(), HEADER_BYTES);
        bytes.extend_from_slice(&[4; 32]);
        bytes.push(1);
        bytes.resize(bytes.len() + payload_len as usize, 5);
        Envelope::parse(&bytes).expect("it is laid out as one")
    })
}

fn durable() -> impl Strategy<Value = Durable> {
    let ends = prop::collection::vec((log(), seq(), hash()), 0..4);
    let lacking = prop::collection::vec(hash(), 0..4);
    (ends, lacking).prop_map(|(ends, lacking)| Durable { ends, lacking })
}

fn standing() -> impl Strategy<Value = Standing> {
    durable().prop_map(|durable| Standing {
        digest: durable.digest(),
        durable,
    })
}

fn have() -> impl Strategy<Value = Have> {
    let head = (
        log(),
        seq(),
        hash(),
        prop::collection::vec((seq(), hash()), 0..3),
    );
    let head = head.prop_map(|(log, seq, hash, marks)| HaveHead {
        log,
        seq,
        hash,
        marks,
    });
    let heads = prop::collection::vec(head, 0..4);
    let lacking = prop::collection::vec(hash(), 0..4);
    (heads, lacking).prop_map(|(heads, lacking)| Have { heads, lacking })
}

fn refused() -> impl Strategy<Value = Refused> {
    (log(), seq(), hash(), any::<u8>()).prop_map(|(log, seq, hash, reason)| Refused {
        log,
        seq,
        hash,
        reason,
    })
}

fn hello() -> impl Strategy<Value = Message> {
    (0..3_u8, 0..3_u8, 0..3_u32, any::<bool>()).prop_map(|(low, high, suites, meeting)| {
        Message::Hello(Hello {
            versions: (low, high),
            suites,
            purpose: if meeting {
                Purpose::Meeting
            } else {
                Purpose::Pairing
            },
            addresses: Vec::new(),
        })
    })
}

fn talk() -> impl Strategy<Value = TalkWord> {
    let step = prop_oneof![Just(Step::GoesOn), Just(Step::Stopped), Just(Step::Ended)];
    (0..3_u8, any::<u32>(), step, any::<u16>(), 0..3_usize).prop_map(
        |(talk, number, step, elapsed_seconds, topics)| TalkWord {
            talk: TalkId::from_bytes([talk; 16]),
            number,
            step,
            first: Side::Mine,
            turn: Turn::Both,
            minutes: 15,
            elapsed_seconds,
            turn_seconds: elapsed_seconds,
            topics: vec![EntryId::from_bytes([9; 16]); topics],
        },
    )
}

fn message() -> impl Strategy<Value = Message> {
    prop_oneof![
        1 => hello(),
        2 => durable().prop_map(|durable| Message::Digest(durable.digest())),
        3 => have().prop_map(Message::Have),
        6 => prop::collection::vec(envelope(), 0..5).prop_map(Message::Give),
        3 => Just(Message::Yours),
        6 => durable().prop_map(Message::Durable),
        3 => prop::collection::vec(hash(), 0..5).prop_map(Message::Want),
        3 => refused().prop_map(Message::Refused),
        3 => Just(Message::Bye),
        3 => talk().prop_map(Message::Talk),
        1 => Just(Message::Answer(vec![1])),
        1 => Just(Message::SameWords),
    ]
}

fn took() -> impl Strategy<Value = Took> {
    (
        0..3_usize,
        prop::collection::vec(refused(), 0..3),
        prop::collection::vec((hash(), envelope()), 0..5),
        (any::<bool>(), any::<bool>()),
        prop::collection::vec(log(), 0..2),
        standing(),
    )
        .prop_map(
            |(appended, refused, gaps, (took_back, again), forked, standing)| Took {
                appended,
                refused,
                gaps,
                took_back,
                forked,
                again,
                standing,
            },
        )
}

fn arrivals() -> impl Strategy<Value = Vec<u64>> {
    prop_oneof![
        9 => prop::collection::vec(1..100_u64, 0..6),
        1 => Just((1..2_500).collect()),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        20 => message().prop_map(Event::Heard),
        2 => have().prop_map(Event::Has),
        4 => (arrivals(), arrivals()).prop_map(|(theirs, others)| {
            Event::Needs(Missing { theirs, others })
        }),
        6 => took().prop_map(Event::Took),
        3 => (arrivals(), standing()).prop_map(|(arrivals, standing)| {
            Event::Authored { arrivals, standing }
        }),
        3 => standing().prop_map(|standing| Event::Flushed { standing }),
        2 => arrivals().prop_map(Event::Found),
        6 => standing().prop_map(|standing| Event::Room { standing }),
        2 => talk().prop_map(Event::Talk),
        1 => Just(Event::Held(Held::NoRoom)),
        1 => Just(Event::Held(Held::TooMuch(Amount::default()))),
    ]
}

/// What has been said so far, to be held against what may be said.
#[derive(Default)]
struct Heard {
    yours: u32,
    byes: u32,
    flushes: u32,
    closes: u32,
}

impl Heard {
    fn judge(&mut self, effects: &[Effect], refusals: usize, forks: usize) {
        assert!(
            effects.len() <= 10 + 2 * refusals + forks,
            "one event, and this much to do: {effects:?}"
        );
        for effect in effects {
            match effect {
                Effect::Say(Message::Yours) => self.yours += 1,
                Effect::Say(Message::Bye) => self.byes += 1,
                Effect::Say(Message::Want(wanted)) => {
                    assert!((1..=WANT_MAX).contains(&wanted.len()));
                }
                Effect::Give(arrivals) => {
                    assert!((1..=GIVE_RECORDS_MAX).contains(&arrivals.len()));
                }
                Effect::Take(envelopes) => {
                    let bytes: usize = envelopes.iter().map(Envelope::encoded_len).sum();
                    assert!(envelopes.len() <= GAP_RECORDS_MAX && bytes <= GAP_BYTES_MAX);
                }
                Effect::Flush => self.flushes += 1,
                Effect::Close(_) => self.closes += 1,
                _ => {}
            }
        }
        let most = self.yours.max(self.byes).max(self.closes).max(self.flushes);
        assert!(most <= 1, "said or done twice");
    }
}

fn play(stay: Stay, before: Standing, greeted: bool, events: Vec<Event>) {
    let digest = before.digest;
    let (mut session, said) = Session::begin(stay, before, Vec::new());
    assert_eq!(said.len(), 2);
    let mut heard = Heard::default();
    let greeting = [
        Message::Hello(Hello::of(Purpose::Meeting, Vec::new())),
        Message::Digest(digest),
    ];
    let greeting = greeting.into_iter().map(Event::Heard);
    let greeting: Vec<_> = greeting.take(if greeted { 2 } else { 0 }).collect();
    for (number, event) in greeting.into_iter().chain(events).enumerate() {
        let (refusals, forks) = match &event {
            Event::Took(took) => (took.refused.len(), took.forked.len()),
            _ => (0, 0),
        };
        let was_closed = session.is_closed();
        let (told, pressed) = match &event {
            Event::Heard(Message::Talk(word)) => (Some(word.clone()), None),
            Event::Talk(word) => (None, Some(word.clone())),
            _ => (None, None),
        };
        let was_live = session.is_live();

        let mut effects = session.on(event);
        // One word each, and only where both have compared.
        let hears = effects.iter().find_map(|effect| match effect {
            Effect::Hear(word) => Some(word.clone()),
            _ => None,
        });
        assert!(hears.is_none() || hears == told);
        let says = effects.iter().find_map(|effect| match effect {
            Effect::Say(Message::Talk(word)) => Some(word.clone()),
            _ => None,
        });
        assert_eq!(says, pressed.filter(|_| was_live));
        if number % 7 == 6 {
            effects.extend(session.end_when_equal());
        }

        assert!(!was_closed || effects.is_empty(), "{effects:?}");
        assert!(!session.is_closed() || !session.is_live());
        heard.judge(&effects, refusals, forks);
    }
    let last = session.on(Event::Lost);
    let lost = last.contains(&Effect::Close(Ending::Lost));
    assert_eq!(lost, heard.closes == 0);
    assert!(session.is_closed());
    assert_eq!(session.on(Event::Lost), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_events_in_any_order_are_answered_within_bounds(
        once in any::<bool>(),
        before in standing(),
        greeted in prop::bool::weighted(0.8),
        events in prop::collection::vec(event(), 0..60),
    ) {
        let stay = if once { Stay::Once } else { Stay::Open };
        play(stay, before, greeted, events);
    }
}
