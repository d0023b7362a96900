//! What a session can be told.

use candor_core::envelope::Envelope;
use candor_core::id::{LogId, RecordHash};
use candor_core::journal::{Have, Missing};
use candor_core::store::Arrival;

use super::Held;
use crate::talk::TalkWord;
use crate::wire::{Durable, Message, Refused};

/// What this device has, as it is said to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The digest of it.
    pub digest: [u8; 32],
    /// The heads, and what lacks below them.
    pub durable: Durable,
}

/// What came of records that were taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Took {
    /// How many are new and durable.
    pub appended: usize,
    /// Records that failed.
    pub refused: Vec<Refused>,
    /// Records whose predecessor is not here, with its hash.
    pub gaps: Vec<(RecordHash, Envelope)>,
    /// Own records that this device had lost came back.
    pub took_back: bool,
    /// Logs that turned out to be forked.
    pub forked: Vec<LogId>,
    /// Something that was here came again, so the other side does not know
    /// what is here: it is told once more.
    pub again: bool,
    /// What this device has now.
    pub standing: Standing,
}

/// Everything a session reacts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The other device said something.
    Heard(Message),
    /// The answer to `ReadHave`.
    Has(Have),
    /// The answer to `Compare`.
    Needs(Missing),
    /// The answer to `Take`.
    Took(Took),
    /// The answer to `Take`, where nothing of it was taken: it is more than may
    /// come unasked, or there is no room.
    Held(Held),
    /// This device wrote records: they are durable here.
    Authored {
        /// Where they stand.
        arrivals: Vec<Arrival>,
        /// What this device has now.
        standing: Standing,
    },
    /// The outbox was written as far as it can be; the records themselves came
    /// as `Authored`.
    Flushed {
        /// What this device has now.
        standing: Standing,
    },
    /// The answer to `Find`.
    Found(Vec<Arrival>),
    /// The last `Give` was written; there is room for the next.
    Room {
        /// What this device has now: reading may have found a record broken.
        standing: Standing,
    },
    /// The person here pressed something in a talk.
    Talk(TalkWord),
    /// The connection is gone.
    Lost,
}
