//! How the two share: what each wishes, sealed, and how that pair stands.
//!
//! ```text
//! Days, Talk ─► Say ─► sealed, can be taken back ─► both have sealed: it stays
//!    ▲                          │
//!    └────────── Unsay ◄────────┘
//! ```

use candor_core::entry::ContentBuilder;
use candor_core::journal::{CHARTER_KIND, WITHDRAW_DAYS};

use super::{Effect, Ticket};
use crate::engine::Command;
use crate::engine::entries::PairLine;

/// The days that can be wished for withdrawing.
pub const WINDOWS: [u32; 4] = [0, 1, 2, 3];
/// The lengths that can be wished for a talk.
pub const TALKS: [u32; 2] = [15, 20];

/// What a person does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Wishes that an entry can be withdrawn for so many days.
    Days(u32),
    /// Wishes that a talk lasts so many minutes.
    Talk(u32),
    /// Seals one's own half.
    Say,
    /// Takes it back, as long as both have not sealed.
    Unsay,
}

/// How the two share, from one's own side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// One's own wish: for how many days an entry can be withdrawn.
    pub days: u32,
    /// One's own wish: how many minutes a talk lasts.
    pub talk: u32,
    /// How the pair stands, once the engine has said so.
    pub pair: Option<PairLine>,
}

impl Default for Sharing {
    fn default() -> Self {
        Self {
            days: WITHDRAW_DAYS,
            talk: TALKS[0],
            pair: None,
        }
    }
}

impl Sharing {
    /// Takes in what a person does.
    pub fn act(&mut self, act: Act) -> Option<Effect> {
        match act {
            Act::Days(days) => self.days = days,
            Act::Talk(minutes) => self.talk = minutes,
            Act::Say => return Some(self.say()),
            Act::Unsay => {
                let pair = CHARTER_KIND.to_owned();
                return Some(self.ask_for(Command::Unseal { pair }));
            }
        }
        None
    }

    /// Seals one's own half.
    pub fn say(&mut self) -> Effect {
        let mut content = ContentBuilder::default();
        for (name, value) in [("window", self.days), ("talk", self.talk)] {
            content.fields.insert(name.to_owned(), value.to_string());
        }
        self.ask_for(Command::Seal {
            kind: CHARTER_KIND.to_owned(),
            pair: None,
            content,
        })
    }

    /// How it stands is known anew once the engine has answered.
    fn ask_for(&mut self, command: Command) -> Effect {
        self.pair = None;
        Effect::Ask(Ticket::SharingSaid, command)
    }
}

/// Asks how the pair stands.
pub fn ask() -> Effect {
    let pair = CHARTER_KIND.to_owned();
    Effect::Ask(Ticket::Sharing, Command::OpenPair { pair })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_wished_is_what_is_sealed_and_it_can_be_taken_back() {
        let mut sharing = Sharing::default();
        assert!(sharing.act(Act::Days(1)).is_none(), "nothing goes yet");
        assert!(sharing.act(Act::Talk(20)).is_none());
        let Some(Effect::Ask(Ticket::SharingSaid, Command::Seal { kind, content, .. })) =
            sharing.act(Act::Say)
        else {
            panic!("it is sealed");
        };
        assert_eq!(kind, CHARTER_KIND);
        assert_eq!(content.fields["window"], "1");
        assert_eq!(content.fields["talk"], "20");
        let taken_back = sharing.act(Act::Unsay);
        assert!(matches!(
            taken_back,
            Some(Effect::Ask(Ticket::SharingSaid, Command::Unseal { pair })) if pair == CHARTER_KIND
        ));
    }
}
