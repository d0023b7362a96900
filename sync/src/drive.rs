//! Carrying out what a session wants, against a journal.
//!
//! The one place where the pure machine and the journal meet: the engine runs
//! it in life, the simulator in tests. It is built for `Journal<Shared>` alone
//! and has no handle to anything else.

use std::collections::VecDeque;

use candor_core::date::Day;
use candor_core::envelope::Envelope;
use candor_core::id::Entropy;
use candor_core::journal::{AuthorError, Journal, PeerId, PeerState};
use candor_core::space::Shared;
use candor_core::store::{Arrival, StoreError};

use crate::session::{
    Allowance, Amount, Effect, Ending, Event, Here, Notice, Session, Standing, Stay, Took,
};
use crate::talk::TalkWord;
use crate::wire::{Durable, Encoded, GIVE_BYTES, Message};

/// A session with the other device it is held with.
pub struct Meeting {
    session: Session,
    peer: PeerId,
    /// What is known of the other device, kept at the end.
    state: PeerState,
}

/// What is left to do outside the journal, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Write this to the connection.
    Write(Encoded),
    /// Write this to the connection, and tell when it is written.
    WriteAndTell(Encoded),
    /// Something a person may want to know.
    Tell(Notice),
    /// The other person pressed something in a talk; as they said it.
    Talk(TalkWord),
    /// Records were appended: they wait to be opened.
    Appended,
    /// Close the connection.
    Close(Ending),
}

/// What a meeting needs from outside at each step.
pub struct Now<'a> {
    /// Random bytes, for records that are written.
    pub entropy: &'a mut dyn Entropy,
    /// The civil day.
    pub today: Day,
    /// Seconds, from any moment on.
    pub seconds: u64,
    /// How much is taken of the other device without asking.
    pub allowance: &'a mut Allowance,
    /// How many bytes are free on the disk, where the system tells.
    pub free_bytes: Option<u64>,
}

impl Meeting {
    /// A meeting over a connection that stands, and what to write first.
    pub fn begin(
        journal: &mut Journal<Shared>,
        peer: PeerId,
        stay: Stay,
        addresses: Vec<std::net::SocketAddr>,
        now: &mut Now<'_>,
    ) -> Result<(Self, Vec<Outcome>), StoreError> {
        let (session, effects) = Session::begin(stay, standing(journal), addresses);
        let state = journal.peer(peer).cloned().unwrap_or_default();
        let mut meeting = Self {
            session,
            peer,
            state,
        };
        let outcomes = meeting.carry_out(journal, effects, now)?;
        Ok((meeting, outcomes))
    }

    /// Takes in one event.
    ///
    /// # Errors
    /// [`StoreError`]: the journal refuses all work until it is opened again.
    pub fn on(
        &mut self,
        journal: &mut Journal<Shared>,
        event: Event,
        now: &mut Now<'_>,
    ) -> Result<Vec<Outcome>, StoreError> {
        let effects = self.session.on(event);
        self.carry_out(journal, effects, now)
    }

    /// Tells the session that what it asked to be written was written.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn room(
        &mut self,
        journal: &mut Journal<Shared>,
        now: &mut Now<'_>,
    ) -> Result<Vec<Outcome>, StoreError> {
        let standing = standing(journal);
        self.on(journal, Event::Room { standing }, now)
    }

    /// Tells the session that records were written here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn authored(
        &mut self,
        journal: &mut Journal<Shared>,
        arrivals: Vec<Arrival>,
        now: &mut Now<'_>,
    ) -> Result<Vec<Outcome>, StoreError> {
        let standing = standing(journal);
        self.on(journal, Event::Authored { arrivals, standing }, now)
    }

    /// Asks the session to end when both have the same.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn end_when_equal(
        &mut self,
        journal: &mut Journal<Shared>,
        now: &mut Now<'_>,
    ) -> Result<Vec<Outcome>, StoreError> {
        let effects = self.session.end_when_equal();
        self.carry_out(journal, effects, now)
    }

    /// What is known of the other device until now.
    pub fn known(&self) -> &PeerState {
        &self.state
    }

    /// Whether what is written now may go straight into the log.
    pub fn is_live(&self) -> bool {
        self.session.is_live()
    }

    /// Whether our own goodbye is said. See [`Session::is_leaving`].
    pub fn is_leaving(&self) -> bool {
        self.session.is_leaving()
    }

    /// Whether it takes nothing more. See [`Session::is_holding`].
    pub fn is_holding(&self) -> bool {
        self.session.is_holding()
    }

    /// Whether it is over.
    pub fn is_closed(&self) -> bool {
        self.session.is_closed()
    }

    /// Keeps what was learned of the other device. Called once, at the end.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep(
        &self,
        journal: &mut Journal<Shared>,
        met_at: Option<std::net::SocketAddr>,
    ) -> Result<(), StoreError> {
        let mut state = self.state.clone();
        if let Some(address) = met_at {
            state.addresses.retain(|known| *known != address);
            state.addresses.insert(0, address);
        }
        state
            .addresses
            .truncate(candor_core::keyring::ADDRESSES_MAX);
        journal.keep_peer(self.peer, state)
    }

    fn carry_out(
        &mut self,
        journal: &mut Journal<Shared>,
        effects: Vec<Effect>,
        now: &mut Now<'_>,
    ) -> Result<Vec<Outcome>, StoreError> {
        let mut outcomes = Vec::new();
        let mut queue: VecDeque<Effect> = effects.into();
        while let Some(effect) = queue.pop_front() {
            let events = self.carry_out_one(journal, effect, now, &mut outcomes)?;
            let mut follow = Vec::new();
            for event in events {
                follow.extend(self.session.on(event));
            }
            // What follows from one effect comes before what stood behind it.
            for effect in follow.into_iter().rev() {
                queue.push_front(effect);
            }
        }
        Ok(outcomes)
    }

    fn carry_out_one(
        &mut self,
        journal: &mut Journal<Shared>,
        effect: Effect,
        now: &mut Now<'_>,
        outcomes: &mut Vec<Outcome>,
    ) -> Result<Vec<Event>, StoreError> {
        let events = match effect {
            Effect::Say(message) => {
                outcomes.push(Outcome::Write(message.encode()));
                Vec::new()
            }
            Effect::ReadHave => vec![Event::Has(journal.have()?)],
            Effect::Compare(have) => vec![Event::Needs(journal.missing(self.peer, &have)?)],
            Effect::Expect(ends) => {
                self.see_rollback(&ends, outcomes);
                Vec::new()
            }
            Effect::Give(arrivals) => {
                let (records, taken) = journal.give(&arrivals, GIVE_BYTES)?;
                self.session.give_back(arrivals[taken..].to_vec());
                if records.is_empty() {
                    vec![Event::Room {
                        standing: standing(journal),
                    }]
                } else {
                    outcomes.push(Outcome::WriteAndTell(Encoded::give(&records)));
                    Vec::new()
                }
            }
            Effect::Take(envelopes) => {
                let came = envelopes.len();
                let here = here(journal, now);
                if let Err(held) = now.allowance.take(amount(&envelopes), here) {
                    return Ok(vec![Event::Held(held)]);
                }
                let was_alone = !journal.partner_is_here();
                journal.mark_day(now.today)?;
                let received = journal.receive(envelopes)?;
                let appended = received.appended.len() + received.healed.len();
                if appended > 0 {
                    outcomes.push(Outcome::Appended);
                }
                // In a first meeting, what waited for the partner's first
                // record waits no longer; it is told first, so that nobody
                // says goodbye in between.
                let mut events = Vec::new();
                let was_alone = was_alone && journal.partner_is_here();
                let greets = was_alone && self.session.is_live();
                if greets || (self.session.may_answer() && asks(journal, appended)?) {
                    events.extend(flush(journal, now)?);
                }
                events.push(Event::Took(Took {
                    appended,
                    refused: received.refused.iter().map(Into::into).collect(),
                    again: came > appended + received.refused.len() + received.gaps.len(),
                    gaps: received.gaps,
                    took_back: received.took_back,
                    forked: received.forked,
                    standing: standing(journal),
                }));
                events
            }
            Effect::Flush => flush(journal, now)?,
            Effect::Find(hashes) => vec![Event::Found(journal.wanted(&hashes)?)],
            Effect::Examine(refused) => {
                if journal.own_record_is_good(refused.log, refused.seq, refused.hash)? {
                    outcomes.push(Outcome::Tell(Notice::RefusedByOther(refused)));
                }
                Vec::new()
            }
            Effect::NoteDurable(durable) => {
                self.state.durable = durable.ends;
                self.state.met = Some(now.today);
                Vec::new()
            }
            Effect::Met(addresses) => {
                if !addresses.is_empty() {
                    self.state.addresses = addresses;
                }
                self.state.met = Some(now.today);
                Vec::new()
            }
            Effect::Tell(notice) => {
                outcomes.push(Outcome::Tell(notice));
                Vec::new()
            }
            Effect::Hear(word) => {
                if now.allowance.hears_talk(now.seconds) {
                    outcomes.push(Outcome::Talk(word));
                }
                Vec::new()
            }
            Effect::Close(ending) => {
                outcomes.push(Outcome::Close(ending));
                Vec::new()
            }
        };
        Ok(events)
    }

    /// A device that says it has less than it confirmed before was set back.
    fn see_rollback(
        &self,
        ends: &[(candor_core::id::LogId, u64, candor_core::id::RecordHash)],
        outcomes: &mut Vec<Outcome>,
    ) {
        let went_back = self.state.durable.iter().any(|(log, seq, _)| {
            let now = ends
                .iter()
                .filter(|(of, _, _)| of == log)
                .map(|(_, seq, _)| *seq)
                .max();
            now.is_none_or(|now| now < *seq)
        });
        if went_back {
            outcomes.push(Outcome::Tell(Notice::Rollback));
        }
    }
}

/// What this device has, as it is said to others.
pub fn standing(journal: &Journal<Shared>) -> Standing {
    let durable = Durable {
        ends: journal.ends(),
        lacking: journal.lacking_hashes(),
    };
    Standing {
        digest: durable.digest(),
        durable,
    }
}

/// How much a batch is.
fn amount(envelopes: &[Envelope]) -> Amount {
    let bytes: usize = envelopes.iter().map(Envelope::encoded_len).sum();
    Amount {
        records: envelopes.len() as u64,
        bytes: bytes as u64,
    }
}

/// Where things stand here when a batch comes.
fn here(journal: &Journal<Shared>, now: &Now<'_>) -> Here {
    let ends = journal.ends().into_iter();
    Here {
        today: now.today,
        records: ends.fold(0, |sum: u64, (_, seq, _)| {
            sum.saturating_add(seq).saturating_add(1)
        }),
        free_bytes: now.free_bytes,
    }
}

/// Up to this many records, what came in is read before the session goes on.
const READ_NOW: usize = 16;

/// Whether what came in asks this device to write: to forget what the other
/// withdrew, or to open a pair that both sealed. Much that came in is read
/// later, and asks then.
fn asks(journal: &mut Journal<Shared>, appended: usize) -> Result<bool, StoreError> {
    if appended == 0 || journal.pending() > READ_NOW {
        return Ok(false);
    }
    journal.open_pending(usize::MAX)?;
    journal.is_asked()
}

fn flush(journal: &mut Journal<Shared>, now: &mut Now<'_>) -> Result<Vec<Event>, StoreError> {
    if journal.waiting().next().is_some() {
        // What is written now builds on all that has come back until now.
        journal.open_pending(usize::MAX)?;
    }
    let arrivals = match journal.flush(now.entropy, now.today) {
        Ok(arrivals) => arrivals,
        Err(AuthorError::Store(error)) => return Err(error),
        // What cannot become a record still waits, and is shown as waiting.
        Err(_) => Vec::new(),
    };
    let standing = standing(journal);
    Ok(vec![
        Event::Authored {
            arrivals,
            standing: standing.clone(),
        },
        Event::Flushed { standing },
    ])
}

impl Outcome {
    /// Whether this writes a message of this kind, for tests and logs.
    pub fn writes(&self, message: &Message) -> bool {
        matches!(self, Self::Write(encoded) if *encoded == message.encode())
    }
}
