//! What a session wants done.

use std::net::SocketAddr;

use candor_core::envelope::Envelope;
use candor_core::id::{LogId, RecordHash, Seq};
use candor_core::journal::Have;
use candor_core::store::Arrival;

use super::Amount;
use crate::talk::TalkWord;
use crate::wire::{Durable, Message, Refused};

/// One thing to do. They are carried out in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Say this to the other device.
    Say(Message),
    /// Read what this device has; answer with `Has`.
    ReadHave,
    /// Find what a device with this list needs; answer with `Needs`.
    Compare(Have),
    /// For a display: the other device claims these heads.
    Expect(Vec<(LogId, Seq, RecordHash)>),
    /// Give the first of these records; give the rest back, and answer with
    /// `Room` once they are written.
    Give(Vec<Arrival>),
    /// Take these records in; answer with `Took` or `Held`.
    Take(Vec<Envelope>),
    /// Write the outbox; answer with `Authored` and `Flushed`.
    Flush,
    /// Find records by hash; answer with `Found`.
    Find(Vec<RecordHash>),
    /// See whether the own record that was refused is good.
    Examine(Refused),
    /// The other device holds this durably.
    NoteDurable(Durable),
    /// The greeting fits; the other device says where it listens.
    Met(Vec<SocketAddr>),
    /// Something a person may want to know.
    Tell(Notice),
    /// The other person pressed something in a talk, if it is not too often.
    Hear(TalkWord),
    /// Close the connection.
    Close(Ending),
}

/// What a person may want to know of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Records have become durable.
    Progress {
        /// How many, in this session.
        done: u64,
        /// How many there will be, as far as is known.
        expected: u64,
    },
    /// Own records that this device had lost came back; it goes on in a new
    /// log.
    TookBack,
    /// A log is forked: both branches are kept and read.
    Forked(LogId),
    /// A record of the other device was refused.
    Refused(Refused),
    /// The other device refused an own record, which is good by our own check.
    RefusedByOther(Refused),
    /// Records came whose predecessors did not.
    Gap,
    /// The other device has fewer records than it had said before.
    Rollback,
    /// The other device gives more than is taken without asking. Nothing more
    /// is taken in this meeting.
    TooMuch {
        /// How many records it claims to have beyond those that came.
        left: u64,
        /// What came today.
        today: Amount,
    },
    /// What the other device gives would go into the reserve of the disk.
    /// Nothing more is taken in this meeting.
    NoRoom,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Both have the same, and both said so.
    Done,
    /// The two programs have no version or suite in common.
    NoCommonVersion,
    /// The other side did not keep to the protocol.
    Broken,
    /// The connection was lost.
    Lost,
}
