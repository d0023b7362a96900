//! What one window tells the other of a talk that goes on: whose turn it is, and how
//! much of the time is gone.
//!
//! ```text
//! somebody presses ─► a word, its number one higher ─► the other window
//! ```
//!
//! Each word tells the whole, so the last one makes up for those that were lost: the
//! one with the highest number stands, and of two with the same that of the person
//! whose id is the greater. A word is said when somebody presses something in a talk,
//! while the devices meet, and never by itself. It holds nothing that anybody wrote and
//! no time of day, is answered by nothing, and is kept by nobody.
//!
//! Source: `docs/sync-protocol.md`, "A talk".

use candor_core::codec::{CodecError, Put, Reader};
use candor_core::id::{EntryId, TalkId};

/// How many topics are enough for one talk.
pub const TOPICS_MAX: usize = 2;
/// The longest talk, in minutes.
pub const MINUTES_MAX: u8 = 60;
/// How many words about talks are heard in a minute: more than two people press.
pub const HEARD_A_MINUTE: u32 = 30;

/// One of the two, from the side of whoever says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Whoever says it.
    Mine,
    /// The other.
    Theirs,
}

/// Who speaks, from the side of whoever says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Whoever says it.
    Mine,
    /// The other.
    Theirs,
    /// Both, once each had a turn.
    Both,
}

/// How a talk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Its clock runs.
    GoesOn,
    /// Its clock stands still.
    Stopped,
    /// It has ended.
    Ended,
}

/// A word about a talk.
///
/// In bytes: talk \[16\] · number u32 · step u8 · first u8 · turn u8 · minutes u8 ·
/// elapsed u16 · turn u16 · topics (count u8, entry \[16\] each); at most 61.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkWord {
    /// The talk.
    pub talk: TalkId,
    /// Which word about it this is, from 1.
    pub number: u32,
    /// How it stands.
    pub step: Step,
    /// Who began it: they have the first turn.
    pub first: Side,
    /// Who speaks.
    pub turn: Turn,
    /// How long it lasts, in minutes: 1 to [`MINUTES_MAX`].
    pub minutes: u8,
    /// How many seconds of it are gone; what is more than fits counts as that.
    pub elapsed_seconds: u16,
    /// How many of them this turn has taken.
    pub turn_seconds: u16,
    /// What it is about: entries of both, at most [`TOPICS_MAX`].
    pub topics: Vec<EntryId>,
}

impl Side {
    fn turned(self) -> Self {
        match self {
            Self::Mine => Self::Theirs,
            Self::Theirs => Self::Mine,
        }
    }
}

impl Turn {
    fn turned(self) -> Self {
        match self {
            Self::Mine => Self::Theirs,
            Self::Theirs => Self::Mine,
            Self::Both => Self::Both,
        }
    }
}

impl TalkWord {
    /// The same from the side of whoever hears it.
    #[must_use]
    pub fn turned(mut self) -> Self {
        self.first = self.first.turned();
        self.turn = self.turn.turned();
        self
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        out.put(self.talk.as_bytes());
        out.put_u32(self.number);
        out.put_u8(match self.step {
            Step::GoesOn => 0,
            Step::Stopped => 1,
            Step::Ended => 2,
        });
        out.put_u8(match self.first {
            Side::Mine => 0,
            Side::Theirs => 1,
        });
        out.put_u8(match self.turn {
            Turn::Mine => 0,
            Turn::Theirs => 1,
            Turn::Both => 2,
        });
        out.put_u8(self.minutes);
        out.put_u16(self.elapsed_seconds);
        out.put_u16(self.turn_seconds);
        let topics = &self.topics[..self.topics.len().min(TOPICS_MAX)];
        out.put_u8(topics.len() as u8);
        for topic in topics {
            out.put(topic.as_bytes());
        }
    }

    pub(crate) fn parse(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let word = Self {
            talk: TalkId::from_bytes(reader.array()?),
            number: reader.u32()?,
            step: match reader.u8()? {
                0 => Step::GoesOn,
                1 => Step::Stopped,
                2 => Step::Ended,
                _ => return Err(CodecError::Unknown),
            },
            first: match reader.u8()? {
                0 => Side::Mine,
                1 => Side::Theirs,
                _ => return Err(CodecError::Unknown),
            },
            turn: match reader.u8()? {
                0 => Turn::Mine,
                1 => Turn::Theirs,
                2 => Turn::Both,
                _ => return Err(CodecError::Unknown),
            },
            minutes: reader.u8()?,
            elapsed_seconds: reader.u16()?,
            turn_seconds: reader.u16()?,
            topics: topics(reader)?,
        };
        let lasts = (1..=MINUTES_MAX).contains(&word.minutes);
        if lasts && word.turn_seconds <= word.elapsed_seconds {
            Ok(word)
        } else {
            Err(CodecError::Unknown)
        }
    }
}

fn topics(reader: &mut Reader<'_>) -> Result<Vec<EntryId>, CodecError> {
    let count = usize::from(reader.u8()?);
    if count > TOPICS_MAX {
        return Err(CodecError::TooLong);
    }
    (0..count)
        .map(|_| Ok(EntryId::from_bytes(reader.array()?)))
        .collect()
}

/// How many words about talks were heard in this minute. It is kept for as long as the
/// program runs, so that a connection that comes anew brings no more.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rate {
    minute: u64,
    heard: u32,
}

impl Rate {
    /// Whether one more is heard at this second; else it counts as not said.
    pub fn hears(&mut self, second: u64) -> bool {
        let minute = second / 60;
        if self.minute != minute {
            *self = Self { minute, heard: 0 };
        }
        let hears = self.heard < HEARD_A_MINUTE;
        self.heard += u32::from(hears);
        hears
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_brings_so_many_words_and_the_next_one_as_many_again() {
        let mut rate = Rate::default();
        let mut heard = |second| (0..1_000).filter(|_| rate.hears(second)).count();
        let most = HEARD_A_MINUTE as usize;
        assert_eq!([heard(119), heard(60), heard(120)], [most, 0, most]);
        assert_eq!(
            heard(60),
            most,
            "a clock that was set back shuts nobody out"
        );
    }

    #[test]
    fn whoever_hears_a_word_sees_it_from_the_other_side() {
        let said = TalkWord {
            talk: TalkId::from_bytes([1; 16]),
            number: 3,
            step: Step::Stopped,
            first: Side::Mine,
            turn: Turn::Theirs,
            minutes: 15,
            elapsed_seconds: 80,
            turn_seconds: 20,
            topics: Vec::new(),
        };

        let heard = said.clone().turned();

        assert_eq!((heard.first, heard.turn), (Side::Theirs, Turn::Mine));
        assert_eq!(heard.turned(), said);
        assert_eq!(Turn::Both.turned(), Turn::Both);
    }
}
