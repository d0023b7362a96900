//! A meeting in which the other device says anything, in any order.

use std::time::Duration;

use candor_core::codec::{Put as _, Reader};
use candor_core::id::{LogId, RecordHash};
use candor_core::journal::Missing;
use candor_sync::drive::{Meeting, Now, Outcome};
use candor_sync::session::{Allowance, Ending, Event, Session, Standing, Stay, Took};
use candor_sync::wire::{Durable, Message, Refused};
use candor_tests::seeded::Seeded;

use crate::network::{messages, talk};
use crate::run::Target;
use crate::story::{BEN, Story, open, today};

/// So many messages and events of one input are taken at most.
const EVENTS_MAX: usize = 64;

/// Messages one after the other, each behind its length.
fn list(messages: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    for message in messages {
        out.put_long(message);
    }
    out
}

/// Seeds: each message by itself, all in order, and what an honest device says.
fn seeds(story: &Story) -> Vec<Vec<u8>> {
    let messages = messages(story);
    let all: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let mut seeds: Vec<Vec<u8>> = all.iter().map(|one| list(&[one])).collect();
    seeds.push(list(&all));
    // Hello, Digest, Have, Give, Yours, Durable, Bye.
    seeds.push(list(&[0, 2, 3, 4, 5, 8, 13].map(|at: usize| all[at])));
    // The same with a talk before the goodbye, and one that ends.
    let talks = [0, 2, 3, 4, 5, 14, 8, 15, 13, 14];
    seeds.push(list(&talks.map(|at: usize| all[at])));
    seeds
}

/// The messages in these bytes, as far as they are laid out as such.
fn heard(bytes: &[u8]) -> Vec<Message> {
    let mut reader = Reader::new(bytes);
    let mut all = Vec::new();
    while all.len() < EVENTS_MAX && reader.left() > 0 {
        let frame = match reader.long(bytes.len()) {
            Ok(frame) => frame,
            Err(_) => reader.rest(),
        };
        let message = frame
            .split_first()
            .and_then(|(kind, body)| Message::parse(*kind, body).ok()?);
        all.extend(message);
    }
    all
}

#[test]
fn a_meeting_over_a_journal() {
    let (begun, told) = (Story::begin(), Story::told());
    let target = Target {
        each: Duration::from_millis(500),
        bytes_max: 128 * 1024,
        ..Target::new("meeting", seeds(&told))
    };
    target.run(|bytes| {
        for story in [&begun, &told] {
            let mut journal = open(&story.ada_keys, &story.ada.copy());
            let mut entropy = Seeded::new(4);
            let mut allowance = Allowance::default();
            let mut now = Now {
                entropy: &mut entropy,
                today: today(),
                seconds: 0,
                allowance: &mut allowance,
                free_bytes: None,
            };
            let (mut meeting, outcomes) =
                Meeting::begin(&mut journal, BEN, Stay::Open, Vec::new(), &mut now)
                    .expect("the shelf answers");
            assert!(outcomes.len() <= 4, "a greeting");
            for message in heard(bytes) {
                let outcomes = meeting
                    .on(&mut journal, Event::Heard(message), &mut now)
                    .expect("the shelf answers");
                let writes = |it: &Outcome| matches!(it, Outcome::WriteAndTell(_));
                if outcomes.iter().any(writes) {
                    meeting
                        .room(&mut journal, &mut now)
                        .expect("the shelf answers");
                }
                journal.open_pending(usize::MAX).expect("the shelf answers");
            }
            meeting
                .on(&mut journal, Event::Lost, &mut now)
                .expect("the shelf answers");
            assert!(meeting.is_closed());
            meeting.keep(&mut journal, None).expect("the shelf answers");
            journal.load_all().expect("the shelf answers");
        }
    });
}

/// Small numbers out of bytes: 0 once they end. Few different values, so that
/// things meet.
struct Numbers<'a>(Reader<'a>);

impl Numbers<'_> {
    fn byte(&mut self) -> u8 {
        self.0.u8().unwrap_or(0)
    }

    fn hash(&mut self) -> RecordHash {
        RecordHash::from_bytes([self.byte() % 6; 32])
    }

    fn log(&mut self) -> LogId {
        LogId::from_bytes([self.byte() % 3; 16])
    }

    fn seq(&mut self) -> u64 {
        match self.byte() % 6 {
            4 => 1 << 63,
            5 => u64::MAX,
            small => u64::from(small),
        }
    }

    fn several<T>(&mut self, one: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.byte() % 5).map(|_| one(self)).collect()
    }

    fn standing(&mut self) -> Standing {
        let durable = Durable {
            ends: self.several(|it| (it.log(), it.seq(), it.hash())),
            lacking: self.several(Self::hash),
        };
        Standing {
            digest: durable.digest(),
            durable,
        }
    }

    fn arrivals(&mut self) -> Vec<u64> {
        match self.byte() {
            255 => (1..2_500).collect(),
            _ => self.several(|it| u64::from(it.byte())),
        }
    }

    fn refused(&mut self) -> Refused {
        Refused {
            log: self.log(),
            seq: self.seq(),
            hash: self.hash(),
            reason: self.byte(),
        }
    }

    fn event(&mut self, messages: &[Message]) -> Event {
        match self.byte() % 13 {
            0 => Event::Needs(Missing {
                theirs: self.arrivals(),
                others: self.arrivals(),
            }),
            1 => Event::Took(Took {
                appended: usize::from(self.byte() % 3),
                refused: self.several(Self::refused),
                gaps: Vec::new(),
                took_back: self.byte() % 2 == 1,
                forked: self.several(Self::log),
                again: self.byte() % 2 == 1,
                standing: self.standing(),
            }),
            2 => Event::Authored {
                arrivals: self.arrivals(),
                standing: self.standing(),
            },
            3 => Event::Flushed {
                standing: self.standing(),
            },
            4 => Event::Found(self.arrivals()),
            5 => Event::Room {
                standing: self.standing(),
            },
            6 => Event::Heard(Message::Durable(self.standing().durable)),
            7 => Event::Heard(Message::Digest(self.standing().digest)),
            12 => Event::Talk(talk()),
            _ => {
                let at = usize::from(self.byte()) % messages.len();
                Event::Heard(messages[at].clone())
            }
        }
    }
}

#[test]
fn a_session() {
    let story = Story::told();
    let said = seeds(&story);
    let messages: Vec<Message> = said.iter().flat_map(|bytes| heard(bytes)).collect();
    let every: Vec<u8> = (0..=255).collect();
    let greeted = vec![8, 0, 8, 2, 8, 3, 8, 4, 0, 1, 2, 3, 8, 5, 5, 1, 8, 13];
    Target::new("session", vec![every, greeted]).run(|bytes| {
        let mut numbers = Numbers(Reader::new(bytes));
        let stay = if numbers.byte() % 2 == 0 {
            Stay::Open
        } else {
            Stay::Once
        };
        let (mut session, greeting) = Session::begin(stay, numbers.standing(), Vec::new());
        assert_eq!(greeting.len(), 2);
        for _ in 0..EVENTS_MAX {
            if numbers.0.left() == 0 {
                break;
            }
            let was_closed = session.is_closed();
            let effects = session.on(numbers.event(&messages));
            assert!(!was_closed || effects.is_empty(), "{effects:?}");
            assert!(effects.len() <= 32, "one event: {effects:?}");
        }
        let closed = session.is_closed();
        let last = session.on(Event::Lost);
        let lost = candor_sync::session::Effect::Close(Ending::Lost);
        assert_eq!(last.contains(&lost), !closed);
        assert!(session.is_closed());
    });
}
