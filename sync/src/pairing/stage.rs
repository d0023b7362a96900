//! Where a pairing stands on one device, as a pure machine: messages and a
//! person's word in, steps out.
//!
//! ```text
//! Inviting ──answer──┐
//!                    ├─► Comparing: nobody ─► here or there ─► Kept
//! Joining ──opening──┘
//! ```
//!
//! Several connections can reach an invitation; the words are compared on the
//! one that answered it, and what comes on another changes nothing.

use candor_core::keyring::Bond;
use candor_core::seal::Identity;

use super::{Inviter, Joiner, Matched, PairingError};
use crate::wire::{Hello, Message, Purpose};

/// Where one pairing stands on one device.
pub enum Stage {
    /// An invitation waits for its answer.
    Inviting {
        /// What was invited with.
        inviter: Box<Inviter>,
        /// Connections that have greeted as they must.
        greeted: Vec<u64>,
    },
    /// An answer is on its way, or waits for its opening.
    Joining(Box<Joiner>),
    /// Both people compare the words.
    Comparing {
        /// The words, and the bond that they stand for.
        matched: Box<Matched>,
        /// The connection it happens on.
        conn: u64,
        /// Who has said that the words are the same.
        agreed: Agreed,
    },
    /// The bond is kept; first records are exchanged.
    Kept,
}

/// Who has said that the words are the same, as long as it was not both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreed {
    /// Neither has.
    Nobody,
    /// The person here.
    Here,
    /// The person at the other device.
    There,
}

/// What follows from something that happened in a pairing.
pub enum Step {
    /// Nothing yet.
    Wait,
    /// Say this.
    Say(Message),
    /// The words are to be compared; say this, if anything, first.
    Compare(Option<Message>),
    /// Both say the words are the same: keep this bond.
    Keep(Box<Bond>),
    /// This connection brought nothing of use: drop it, the rest stays.
    Drop,
    /// It is over, and nothing was stored.
    Fail(Failure),
}

/// Why a pairing is over without a bond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// One of the two said that the words differ.
    WordsDiffer,
    /// What the inviter said does not fit.
    Refused(PairingError),
}

/// What a message is judged by beside its bytes.
pub struct Context<'a> {
    /// The connection it came on.
    pub conn: u64,
    /// The key that the other side of it has proven.
    pub remote: &'a [u8; 32],
    /// This device's own key for what is sealed to it.
    pub device: &'a Identity,
    /// The time here, in seconds since 1970.
    pub now_seconds: u64,
}

impl Stage {
    /// The inviter's beginning.
    pub fn inviting(inviter: Inviter) -> Self {
        Self::Inviting {
            inviter: Box::new(inviter),
            greeted: Vec::new(),
        }
    }

    /// The beginning of whoever answers.
    pub fn joining(joiner: Joiner) -> Self {
        Self::Joining(Box::new(joiner))
    }

    /// What the side that dials says first.
    pub fn greeting(&self) -> Vec<Message> {
        match self {
            Self::Joining(joiner) => vec![
                Message::Hello(Hello::of(Purpose::Pairing, Vec::new())),
                Message::Answer(joiner.answer().to_vec()),
            ],
            _ => Vec::new(),
        }
    }

    /// Takes in a message of the other side.
    pub fn heard(&mut self, message: Message, context: &Context<'_>) -> Step {
        match (&mut *self, message) {
            (Self::Inviting { greeted, .. }, Message::Hello(hello)) => {
                if hello.purpose == Purpose::Pairing && hello.common_version().is_some() {
                    greeted.push(context.conn);
                    Step::Wait
                } else {
                    Step::Drop
                }
            }
            (Self::Inviting { inviter, greeted }, Message::Answer(answer))
                if greeted.contains(&context.conn) =>
            {
                let (remote, device) = (context.remote, context.device);
                match inviter.answered(&answer, remote, device, context.now_seconds) {
                    Ok((opening, matched)) => {
                        *self = Self::comparing(matched, context.conn);
                        Step::Compare(Some(Message::Opening(opening)))
                    }
                    Err(_) => Step::Drop,
                }
            }
            (Self::Joining(joiner), Message::Opening(opening)) => {
                match joiner.opened(&opening, context.remote, context.device) {
                    Ok(matched) => {
                        *self = Self::comparing(matched, context.conn);
                        Step::Compare(None)
                    }
                    Err(error) => Step::Fail(Failure::Refused(error)),
                }
            }
            (Self::Comparing { conn, .. }, Message::SameWords) if *conn == context.conn => {
                self.agree(Agreed::There)
            }
            (Self::Comparing { conn, .. }, Message::WordsDiffer) if *conn == context.conn => {
                Step::Fail(Failure::WordsDiffer)
            }
            _ => Step::Drop,
        }
    }

    /// The person here has compared the words.
    pub fn said(&mut self, same: bool) -> Vec<Step> {
        if !matches!(self, Self::Comparing { .. }) {
            return Vec::new();
        }
        if same {
            vec![Step::Say(Message::SameWords), self.agree(Agreed::Here)]
        } else {
            vec![
                Step::Say(Message::WordsDiffer),
                Step::Fail(Failure::WordsDiffer),
            ]
        }
    }

    /// Whether a connection is beyond its first answer.
    pub fn has_answered(&self, conn: u64) -> bool {
        match self {
            Self::Inviting { .. } => false,
            Self::Comparing { conn: held, .. } => *held == conn,
            Self::Joining(_) | Self::Kept => true,
        }
    }

    /// The connection that the words are compared on.
    pub fn conn(&self) -> Option<u64> {
        match self {
            Self::Comparing { conn, .. } => Some(*conn),
            _ => None,
        }
    }

    /// What is compared, while it is.
    pub fn matched(&self) -> Option<&Matched> {
        match self {
            Self::Comparing { matched, .. } => Some(matched),
            _ => None,
        }
    }

    fn comparing(matched: Matched, conn: u64) -> Self {
        Self::Comparing {
            matched: Box::new(matched),
            conn,
            agreed: Agreed::Nobody,
        }
    }

    /// One of the two says that the words are the same; saying it again adds nothing.
    fn agree(&mut self, who: Agreed) -> Step {
        match std::mem::replace(self, Self::Kept) {
            Self::Comparing {
                matched, agreed, ..
            } if agreed != Agreed::Nobody && agreed != who => {
                Step::Keep(Box::new(matched.into_bond()))
            }
            Self::Comparing { matched, conn, .. } => {
                *self = Self::Comparing {
                    matched,
                    conn,
                    agreed: who,
                };
                Step::Wait
            }
            other => {
                *self = other;
                Step::Wait
            }
        }
    }
}
