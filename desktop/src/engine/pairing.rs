//! Where a pairing stands while its command runs.

use candor_core::keyring::Bond;
use candor_sync::pairing::{Inviter, Joiner, Matched};
use candor_sync::wire::{Hello, Message, Purpose};

use super::Trouble;

/// The state of one pairing on one device.
pub(super) enum PairState {
    /// An invitation waits for its answer.
    Inviting {
        inviter: Box<Inviter>,
        /// Connections that have greeted as they must.
        greeted: Vec<u64>,
    },
    /// An answer is on its way, or waits for its opening.
    Joining(Box<Joiner>),
    /// Both people compare the words.
    Comparing {
        matched: Box<Matched>,
        /// The connection it happens on.
        conn: u64,
        mine: bool,
        theirs: bool,
    },
    /// The bond is kept; first records are exchanged.
    Kept,
}

/// What follows from something that happened in a pairing.
pub(super) enum Step {
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
    Fail(Trouble),
}

/// What a pairing needs to know of where it happens.
pub(super) struct Place<'a> {
    pub conn: u64,
    pub remote: &'a [u8; 32],
    pub device: &'a candor_core::seal::Identity,
    pub now_seconds: u64,
}

impl PairState {
    /// What the side that dials says first.
    pub(super) fn greeting(&self) -> Vec<Message> {
        match self {
            Self::Joining(joiner) => vec![
                Message::Hello(Hello::of(Purpose::Pairing, Vec::new())),
                Message::Answer(joiner.answer().to_vec()),
            ],
            _ => Vec::new(),
        }
    }

    /// Takes in a message of the other side.
    pub(super) fn heard(&mut self, message: Message, place: &Place<'_>) -> Step {
        match (&mut *self, message) {
            (Self::Inviting { greeted, .. }, Message::Hello(hello)) => {
                if hello.purpose == Purpose::Pairing && hello.common_version().is_some() {
                    greeted.push(place.conn);
                    Step::Wait
                } else {
                    Step::Drop
                }
            }
            (Self::Inviting { inviter, greeted }, Message::Answer(answer))
                if greeted.contains(&place.conn) =>
            {
                match inviter.answered(&answer, place.remote, place.device, place.now_seconds) {
                    Ok((opening, matched)) => {
                        *self = Self::comparing(matched, place.conn);
                        Step::Compare(Some(Message::Opening(opening)))
                    }
                    Err(_) => Step::Drop,
                }
            }
            (Self::Joining(joiner), Message::Opening(opening)) => {
                match joiner.opened(&opening, place.remote, place.device) {
                    Ok(matched) => {
                        *self = Self::comparing(matched, place.conn);
                        Step::Compare(None)
                    }
                    Err(error) => Step::Fail(error.into()),
                }
            }
            (Self::Comparing { conn, theirs, .. }, Message::SameWords) if *conn == place.conn => {
                *theirs = true;
                self.both()
            }
            (Self::Comparing { conn, .. }, Message::WordsDiffer) if *conn == place.conn => {
                Step::Fail(Trouble::WordsDiffer)
            }
            _ => Step::Drop,
        }
    }

    /// The person here has compared the words.
    pub(super) fn said(&mut self, same: bool) -> Vec<Step> {
        let Self::Comparing { mine, .. } = self else {
            return Vec::new();
        };
        if !same {
            return vec![
                Step::Say(Message::WordsDiffer),
                Step::Fail(Trouble::WordsDiffer),
            ];
        }
        *mine = true;
        vec![Step::Say(Message::SameWords), self.both()]
    }

    /// Whether a connection is beyond its first answer.
    pub(super) fn has_answered(&self, conn: u64) -> bool {
        match self {
            Self::Inviting { .. } => false,
            Self::Comparing { conn: held, .. } => *held == conn,
            Self::Joining(_) | Self::Kept => true,
        }
    }

    /// The connection that the words are compared on.
    pub(super) fn conn(&self) -> Option<u64> {
        match self {
            Self::Comparing { conn, .. } => Some(*conn),
            _ => None,
        }
    }

    fn comparing(matched: Matched, conn: u64) -> Self {
        Self::Comparing {
            matched: Box::new(matched),
            conn,
            mine: false,
            theirs: false,
        }
    }

    fn both(&mut self) -> Step {
        match std::mem::replace(self, Self::Kept) {
            Self::Comparing {
                matched,
                mine: true,
                theirs: true,
                ..
            } => Step::Keep(Box::new(matched.into_bond())),
            other => {
                *self = other;
                Step::Wait
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use candor_core::id::TalkId;
    use candor_core::keyring::{Facts, Keyring};
    use candor_sync::talk::{Side, Step as TalkStep, TalkWord, Turn};

    use super::*;
    use crate::engine::SystemEntropy;

    #[test]
    fn what_is_pressed_in_a_talk_has_no_place_before_the_two_are_paired() {
        let ada = Keyring::create(&mut SystemEntropy, "Ada", 50_000);
        let device = ada.device_identity();
        let facts = Facts {
            person: ada.person,
            device: ada.device,
            endpoint: [1; 32],
            recipient: device.recipient(),
            addresses: Vec::new(),
        };
        let inviter = Inviter::begin(&mut SystemEntropy, facts, 0);
        let mut state = PairState::Inviting {
            inviter: Box::new(inviter),
            greeted: vec![7],
        };
        let word = TalkWord {
            talk: TalkId::from_bytes([1; 16]),
            number: 1,
            step: TalkStep::GoesOn,
            first: Side::Mine,
            turn: Turn::Mine,
            minutes: 15,
            elapsed_seconds: 0,
            turn_seconds: 0,
            topics: Vec::new(),
        };
        let place = Place {
            conn: 7,
            remote: &[2; 32],
            device: &device,
            now_seconds: 0,
        };

        let step = state.heard(Message::Talk(word), &place);

        assert!(matches!(step, Step::Drop));
        assert!(matches!(state, PairState::Inviting { .. }), "it waits on");
    }
}
