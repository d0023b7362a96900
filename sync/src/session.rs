//! One meeting of two devices, as a pure machine: events in, effects out.
//!
//! ```text
//!  Ada's device                                     Ben's device
//!  Hello, Digest ───────────────────────────►
//!               ◄─────────────────────────── Hello, Digest
//!        equal digests: both are done with comparing, 1 message each way
//!  Have ────────────────────────────────────►
//!               ◄─────────────────────────── Have
//!  Give (records of Ben's own logs), Yours ─►      … and the other way round
//!  flush of the outbox, once Yours was heard
//!  Give (all others, in order of arrival) ──►
//!               ◄─────────────────────────── Durable, after fsync
//!  Give, Durable …  live, as it is written
//!  Bye ─────────────────────────────────────►
//!               ◄─────────────────────────── Bye
//! ```
//!
//! A `Have` is a claim. Nothing is allocated by it, no log is closed and no
//! fork declared before a verified record shows it.

mod allowance;
mod effect;
mod event;
mod phase;

pub use allowance::{Allowance, Amount, DAY_MOST, FIRST_MOST, Held, Here, RESERVE_BYTES};
pub use effect::{Effect, Ending, Notice};
pub use event::{Event, Standing, Took};
pub use phase::Stay;

use std::collections::{BTreeSet, VecDeque};

use candor_core::envelope::Envelope;
use candor_core::id::{LogId, RecordHash, Seq};
use candor_core::store::Arrival;

use self::phase::Phase;
use crate::wire::{Durable, GIVE_RECORDS_MAX, Hello, Message, Purpose, WANT_MAX};

/// The most bytes of records that wait for the one before them.
pub const GAP_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The most records that wait for the one before them.
pub const GAP_RECORDS_MAX: usize = 1_000;
/// The most `Want`s that are answered in one meeting: each takes a pass over
/// all keys.
pub const WANTS_MAX: u32 = 1_024;

/// One meeting.
pub struct Session {
    stay: Stay,
    phase: Phase,
    /// The digest we have said last, and the one we have now.
    digest_said: [u8; 32],
    digest_now: [u8; 32],
    standing: Standing,
    digest_theirs: Option<[u8; 32]>,
    hello_heard: bool,
    /// Records of their own logs, then `Yours`, then the rest.
    theirs: VecDeque<Arrival>,
    yours_said: bool,
    yours_heard: bool,
    flushed: bool,
    /// Nothing more is taken in this meeting.
    holds: bool,
    others: VecDeque<Arrival>,
    /// A `Give` is being read or written.
    giving: bool,
    gaps: Vec<(RecordHash, Envelope)>,
    gap_bytes: usize,
    wants: u32,
    bye_said: bool,
    bye_heard: bool,
    /// Records that will come in, as far as the other side claims; records
    /// that came in; records to give, and those of them that are durable there.
    incoming: u64,
    taken: u64,
    outgoing: u64,
    given: u64,
}

impl Session {
    /// A session over a connection that stands, and its greeting.
    pub fn begin(
        stay: Stay,
        standing: Standing,
        addresses: Vec<std::net::SocketAddr>,
    ) -> (Self, Vec<Effect>) {
        let digest = standing.digest;
        let session = Self {
            stay,
            phase: Phase::Greeting,
            digest_said: digest,
            digest_now: digest,
            standing,
            digest_theirs: None,
            hello_heard: false,
            theirs: VecDeque::new(),
            yours_said: false,
            yours_heard: false,
            flushed: false,
            holds: false,
            others: VecDeque::new(),
            giving: false,
            gaps: Vec::new(),
            gap_bytes: 0,
            wants: 0,
            bye_said: false,
            bye_heard: false,
            incoming: 0,
            taken: 0,
            outgoing: 0,
            given: 0,
        };
        let hello = Hello::of(Purpose::Meeting, addresses);
        let effects = vec![
            Effect::Say(Message::Hello(hello)),
            Effect::Say(Message::Digest(digest)),
        ];
        (session, effects)
    }

    /// Asks the session to end when both have the same.
    pub fn end_when_equal(&mut self) -> Vec<Effect> {
        self.stay = Stay::Once;
        let mut effects = Vec::new();
        self.go_on(&mut effects);
        effects
    }

    /// Whether it is over.
    pub fn is_closed(&self) -> bool {
        self.phase == Phase::Closed
    }

    /// Whether the lists were compared and one's own outbox may be written.
    pub fn is_live(&self) -> bool {
        self.flushed && self.phase == Phase::Giving && !self.bye_said
    }

    /// Whether what the other's records ask for may be written before they are
    /// answered. Also after our own goodbye: as long as the other has not found
    /// both equal, it waits for what is in our digest.
    pub fn may_answer(&self) -> bool {
        self.flushed && self.phase == Phase::Giving
    }

    /// Whether our own goodbye is said: then the other side may be gone at any
    /// moment, and only this connection can bring its goodbye.
    pub fn is_leaving(&self) -> bool {
        self.bye_said
    }

    /// Whether it takes nothing more of what the other device gives. A later
    /// meeting begins with what is missing.
    pub fn is_holding(&self) -> bool {
        self.holds
    }

    /// Takes in one event and gives what is to be done, in this order.
    pub fn on(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.phase == Phase::Closed {
            return effects;
        }
        match event {
            Event::Heard(message) => self.heard(message, &mut effects),
            Event::Has(have) => effects.push(Effect::Say(Message::Have(have))),
            Event::Needs(missing) => {
                self.outgoing += (missing.theirs.len() + missing.others.len()) as u64;
                self.theirs.extend(missing.theirs);
                self.others.extend(missing.others);
                self.phase = Phase::Giving;
            }
            Event::Took(took) => self.took(took, &mut effects),
            Event::Held(held) => self.held(held, &mut effects),
            Event::Authored { arrivals, standing } => {
                self.outgoing += arrivals.len() as u64;
                self.others.extend(arrivals);
                self.stand(standing);
            }
            Event::Flushed { standing } => {
                self.flushed = true;
                self.stand(standing);
            }
            Event::Found(arrivals) => {
                for arrival in arrivals.into_iter().rev() {
                    self.others.push_front(arrival);
                }
            }
            Event::Room { standing } => {
                self.giving = false;
                self.stand(standing);
            }
            // A word for later would tell of what is over by then.
            Event::Talk(word) if self.is_live() => {
                effects.push(Effect::Say(Message::Talk(word)));
            }
            Event::Talk(_) => {}
            Event::Lost => self.close(Ending::Lost, &mut effects),
        }
        self.go_on(&mut effects);
        effects
    }

    fn stand(&mut self, standing: Standing) {
        self.digest_now = standing.digest;
        self.standing = standing;
    }

    fn heard(&mut self, message: Message, effects: &mut Vec<Effect>) {
        if !self.hello_heard {
            match message {
                Message::Hello(hello) => self.heard_hello(&hello, effects),
                _ => self.close(Ending::Broken, effects),
            }
            return;
        }
        match message {
            Message::Digest(theirs) => self.heard_digest(theirs, effects),
            // The list is said once, as the answer to a digest that differs.
            Message::Have(_) if self.phase != Phase::Comparing => {
                self.close(Ending::Broken, effects);
            }
            Message::Have(have) => {
                self.digest_theirs = Some(have.digest());
                let ends = have.ends();
                self.incoming = above(&ends, &self.standing.durable.ends);
                effects.push(Effect::Expect(ends));
                effects.push(Effect::Compare(have));
            }
            Message::Give(_) if self.holds => {}
            Message::Give(envelopes) => effects.push(Effect::Take(envelopes)),
            Message::Yours => {
                // What was not taken may have been own records that were lost
                // here: without them nothing may be written.
                if !self.yours_heard && !self.holds {
                    self.yours_heard = true;
                    effects.push(Effect::Flush);
                }
            }
            Message::Durable(durable) => self.heard_durable(durable, effects),
            Message::Want(hashes) => {
                self.wants += 1;
                if self.wants > WANTS_MAX {
                    self.close(Ending::Broken, effects);
                } else {
                    effects.push(Effect::Find(hashes));
                }
            }
            Message::Refused(refused) => effects.push(Effect::Examine(refused)),
            Message::Bye => self.bye_heard = true,
            // No honest program says it before both have compared, or after its goodbye.
            Message::Talk(word) if self.phase == Phase::Giving && !self.bye_heard => {
                effects.push(Effect::Hear(word));
            }
            Message::Talk(_) => {}
            // A second greeting, or a pairing message in a meeting.
            Message::Hello(_)
            | Message::Answer(_)
            | Message::Opening(_)
            | Message::SameWords
            | Message::WordsDiffer => self.close(Ending::Broken, effects),
        }
    }

    fn heard_hello(&mut self, hello: &Hello, effects: &mut Vec<Effect>) {
        if hello.common_version().is_none() {
            self.close(Ending::NoCommonVersion, effects);
        } else if hello.purpose != Purpose::Meeting {
            self.close(Ending::Broken, effects);
        } else {
            self.hello_heard = true;
            effects.push(Effect::Met(hello.addresses.clone()));
        }
    }

    fn heard_digest(&mut self, theirs: [u8; 32], effects: &mut Vec<Effect>) {
        if self.phase != Phase::Greeting {
            self.close(Ending::Broken, effects);
            return;
        }
        self.digest_theirs = Some(theirs);
        // Both compare what was said, so both decide alike.
        if theirs == self.digest_said {
            self.phase = Phase::Giving;
            self.yours_said = true;
            self.yours_heard = true;
            // Of what came in by another way since, nothing was said yet.
            if self.digest_now == theirs {
                effects.push(Effect::NoteDurable(self.standing.durable.clone()));
            }
            effects.push(Effect::Flush);
        } else {
            self.phase = Phase::Comparing;
            effects.push(Effect::ReadHave);
        }
    }

    fn heard_durable(&mut self, durable: Durable, effects: &mut Vec<Effect>) {
        self.digest_theirs = Some(durable.digest());
        if !durable.lacking.is_empty() && self.wants < WANTS_MAX {
            self.wants += 1;
            let wanted: Vec<_> = durable.lacking.iter().take(WANT_MAX).copied().collect();
            effects.push(Effect::Find(wanted));
        }
        let left = above(&self.standing.durable.ends, &durable.ends);
        let given = self.outgoing.saturating_sub(left);
        if given > self.given {
            self.given = given;
            effects.push(self.progress());
        }
        effects.push(Effect::NoteDurable(durable));
    }

    fn took(&mut self, took: Took, effects: &mut Vec<Effect>) {
        self.taken += took.appended as u64;
        if took.appended > 0 {
            effects.push(self.progress());
        }
        if took.took_back {
            effects.push(Effect::Tell(Notice::TookBack));
        }
        for log in took.forked {
            effects.push(Effect::Tell(Notice::Forked(log)));
        }
        for refused in took.refused {
            effects.push(Effect::Say(Message::Refused(refused)));
            effects.push(Effect::Tell(Notice::Refused(refused)));
        }
        self.stand(took.standing);
        self.keep_gaps(took.gaps, effects);
        if took.appended > 0 && !self.gaps.is_empty() {
            self.gap_bytes = 0;
            let again = std::mem::take(&mut self.gaps);
            effects.push(Effect::Take(
                again.into_iter().map(|(_, envelope)| envelope).collect(),
            ));
        }
        if took.again {
            self.digest_said = [0; 32];
        }
    }

    /// Takes nothing more, and says so once. What is given from here goes on.
    fn held(&mut self, held: Held, effects: &mut Vec<Effect>) {
        if self.holds {
            return;
        }
        self.holds = true;
        effects.push(Effect::Tell(match held {
            Held::NoRoom => Notice::NoRoom,
            Held::TooMuch(today) => Notice::TooMuch {
                left: self.incoming.saturating_sub(self.taken),
                today,
            },
        }));
    }

    fn progress(&self) -> Effect {
        let done = self.taken + self.given;
        let expected = self.incoming.max(self.taken) + self.outgoing;
        Effect::Tell(Notice::Progress { done, expected })
    }

    /// Keeps records that came before their predecessor, within bounds, and
    /// asks for those predecessors that are not among them.
    fn keep_gaps(&mut self, gaps: Vec<(RecordHash, Envelope)>, effects: &mut Vec<Effect>) {
        let fresh: Vec<_> = gaps
            .into_iter()
            .filter(|(_, envelope)| {
                let hash = envelope.hash();
                !self.gaps.iter().any(|(_, held)| held.hash() == hash)
            })
            .collect();
        if fresh.is_empty() {
            return;
        }
        for (prev, envelope) in fresh {
            self.gap_bytes += envelope.encoded_len();
            self.gaps.push((prev, envelope));
        }
        if self.gaps.len() > GAP_RECORDS_MAX || self.gap_bytes > GAP_BYTES_MAX {
            self.gaps.clear();
            self.gap_bytes = 0;
            effects.push(Effect::Tell(Notice::Gap));
            return;
        }
        let held: std::collections::BTreeSet<RecordHash> = self
            .gaps
            .iter()
            .map(|(_, envelope)| envelope.hash())
            .collect();
        let mut wanted: Vec<RecordHash> = self
            .gaps
            .iter()
            .map(|(prev, _)| *prev)
            .filter(|prev| !held.contains(prev))
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted.truncate(WANT_MAX);
        effects.push(Effect::Say(Message::Want(wanted)));
    }

    /// Gives what is next, says what is durable, and ends when all is said.
    fn go_on(&mut self, effects: &mut Vec<Effect>) {
        if self.phase != Phase::Giving {
            return;
        }
        // Also after our own goodbye: what was written since is in our digest,
        // and without it the other side would never find both equal.
        if !self.giving {
            if self.theirs.is_empty() && !self.yours_said {
                self.yours_said = true;
                effects.push(Effect::Say(Message::Yours));
            }
            let queue = if self.theirs.is_empty() {
                &mut self.others
            } else {
                &mut self.theirs
            };
            if !queue.is_empty() {
                self.giving = true;
                let next = queue.drain(..queue.len().min(GIVE_RECORDS_MAX)).collect();
                effects.push(Effect::Give(next));
                return;
            }
        }
        let given_all = !self.giving && self.theirs.is_empty() && self.others.is_empty();
        // Also after our own goodbye: the other side may have had more to give.
        if given_all && self.digest_said != self.digest_now {
            self.digest_said = self.digest_now;
            effects.push(Effect::Say(Message::Durable(self.standing.durable.clone())));
        }
        let equal = self.digest_theirs == Some(self.digest_now)
            && self.digest_said == self.digest_now
            && given_all
            && self.flushed;
        let leaving = self.stay == Stay::Once || self.bye_heard;
        if equal && leaving && !self.bye_said {
            self.bye_said = true;
            effects.push(Effect::Say(Message::Bye));
        }
        if self.bye_said && self.bye_heard {
            self.close(Ending::Done, effects);
        }
    }

    /// What could not be given in one message goes back to the front.
    pub fn give_back(&mut self, rest: Vec<Arrival>) {
        let queue = if self.yours_said {
            &mut self.others
        } else {
            &mut self.theirs
        };
        for arrival in rest.into_iter().rev() {
            queue.push_front(arrival);
        }
    }

    fn close(&mut self, ending: Ending, effects: &mut Vec<Effect>) {
        if self.phase != Phase::Closed {
            self.phase = Phase::Closed;
            if !self.gaps.is_empty() {
                effects.push(Effect::Tell(Notice::Gap));
            }
            effects.push(Effect::Close(ending));
        }
    }
}

/// How many positions of `ends` are above those of `held`, log by log. For a
/// display: a claim, and so bounded.
fn above(ends: &[End], held: &[End]) -> u64 {
    let highest = |of: &[End], log: LogId| {
        of.iter()
            .filter(|(other, _, _)| *other == log)
            .map(|(_, seq, _)| seq.saturating_add(1))
            .max()
            .unwrap_or(0)
    };
    let logs: BTreeSet<LogId> = ends.iter().map(|(log, _, _)| *log).collect();
    logs.into_iter()
        .map(|log| highest(ends, log).saturating_sub(highest(held, log)))
        .fold(0u64, |sum, more| sum.saturating_add(more.min(1 << 40)))
}

/// The end of a branch.
type End = (LogId, Seq, RecordHash);
