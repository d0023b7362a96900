//! Two people pair: what the window shows of it.

use candor_core::entry::ContentBuilder;
use candor_core::seal::Passphrase;
use candor_sync::net::Level;

use super::ask::Matter;
use super::settings::Reach;
use super::{Effect, Ticket};
use crate::engine::{Command, Networking};
use crate::text::first_run as words;

/// What a person does while pairing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The charter page fits.
    Fits,
    /// It does not, or not yet.
    TalkFirst,
    /// How far the network reaches for the pairing.
    Reach(Reach),
    /// Make an invitation.
    Invite,
    /// Write an answer to one.
    Answer,
    /// Show the code, or the text.
    ShowCode(bool),
    /// Read the file at the path that was typed.
    ReadFile,
    /// An invitation was read out of a picture that was pasted.
    Pasted(Result<String, String>),
    /// Answer the invitation that was typed.
    Join,
    /// The words are the same, or not.
    Same(bool),
    /// Stop before the words are confirmed.
    Stop,
    /// For how many days an entry can be withdrawn: one's own wish.
    Window(u32),
    /// How long a talk lasts, in minutes: one's own wish.
    TalkMinutes(u32),
    /// Leave the last page; the network stays as chosen.
    Finish,
}

/// Where the pairing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The page that both read.
    Charter,
    /// It is left for a talk.
    TalkFirst,
    /// Invite, or answer.
    Choose,
    /// An invitation waits; its text once it is made.
    Inviting {
        /// The text.
        invitation: Option<String>,
        /// Whether it is shown as a code.
        code: bool,
    },
    /// An invitation is typed, pasted or read.
    Joining,
    /// The answer is under way.
    Connecting,
    /// Six words are compared.
    Words {
        /// The words.
        words: Vec<String>,
        /// Whether this side has said that they are the same.
        said: bool,
    },
    /// The bond stands.
    Done,
    /// It ended without a bond, in words.
    Failed(String),
}

/// A pairing as the window sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// Where it is.
    pub step: Step,
    /// How far the network reaches for it.
    pub reach: Reach,
    /// How far the passphrase that began it lets the network reach.
    pub proven: Reach,
    /// The invitation that is typed.
    pub typed: String,
    /// The path of a file with an invitation.
    pub path: String,
    /// What is wrong with the invitation, in words.
    pub error: Option<String>,
    /// One's own wish: days in which an entry can be withdrawn.
    pub window: u32,
    /// One's own wish: minutes of a talk.
    pub talk: u32,
}

impl Default for Pairing {
    fn default() -> Self {
        Self {
            step: Step::Charter,
            reach: Reach::Direct,
            proven: Reach::Off,
            typed: String::new(),
            path: String::new(),
            error: None,
            window: candor_core::journal::WITHDRAW_DAYS,
            talk: TALKS[0],
        }
    }
}

/// The days that can be wished for withdrawing.
pub const WINDOWS: [u32; 4] = [0, 1, 2, 3];
/// The lengths that can be wished for a talk.
pub const TALKS: [u32; 2] = [15, 20];

/// How far a pairing waits: as long as an invitation can be answered.
const INVITE_SECONDS: u64 = 48 * 3600;
/// How long an answer is tried.
const JOIN_SECONDS: u64 = 120;

impl Pairing {
    /// Whether something of it is under way that a lock would end.
    pub fn is_under_way(&self) -> bool {
        matches!(
            self.step,
            Step::Inviting { .. } | Step::Connecting | Step::Words { .. }
        )
    }

    /// One's own half of the first sealed pair: how the two share.
    pub fn charter(&self) -> ContentBuilder {
        let mut content = ContentBuilder::default();
        let mut set = |name: &str, value: u32| {
            content.fields.insert(name.to_owned(), value.to_string());
        };
        set("window", self.window);
        set("talk", self.talk);
        content
    }

    fn networking(&self, seconds: u64) -> Networking {
        Networking {
            level: self.reach.level().unwrap_or(Level::Computer),
            timeout: Some(std::time::Duration::from_secs(seconds)),
        }
    }

    /// Takes in what a person does.
    pub fn act(&mut self, act: Act) -> Vec<Effect> {
        self.error = None;
        match act {
            Act::Fits => self.step = Step::Choose,
            Act::TalkFirst => self.step = Step::TalkFirst,
            Act::Reach(reach) => self.reach = reach,
            Act::Answer => self.step = Step::Joining,
            Act::ShowCode(shown) => {
                if let Step::Inviting { code, .. } = &mut self.step {
                    *code = shown;
                }
            }
            Act::ReadFile => {
                let path = self.path.trim().to_owned();
                if path.is_empty() {
                    return Vec::new();
                }
                let picture = [".png", ".jpg", ".jpeg"]
                    .iter()
                    .any(|ending| path.to_lowercase().ends_with(ending));
                return vec![if picture {
                    Effect::ReadPicture(path)
                } else {
                    Effect::ReadText(path)
                }];
            }
            Act::Pasted(found) => self.invitation_read(found),
            Act::Same(same) => {
                if let Step::Words { said, .. } = &mut self.step {
                    *said = same;
                    return vec![Effect::Ask(Ticket::Nothing, Command::SameWords(same))];
                }
            }
            Act::Stop => {
                let under_way = self.is_under_way();
                *self = Self {
                    step: Step::Failed(words::PAIRING_STOPPED.to_owned()),
                    reach: self.reach,
                    ..Self::default()
                };
                if under_way {
                    return vec![Effect::Ask(Ticket::Nothing, Command::Pause)];
                }
            }
            Act::Window(days) => self.window = days,
            Act::TalkMinutes(minutes) => self.talk = minutes,
            // These ask for the passphrase first, or have nothing to do here.
            Act::Invite | Act::Join | Act::Finish => {}
        }
        Vec::new()
    }

    /// What the engine is asked to make an invitation.
    pub(super) fn invite(&self, passphrase: Passphrase) -> Command {
        Command::Invite {
            passphrase,
            out: None,
            networking: self.networking(INVITE_SECONDS),
        }
    }

    /// What the engine is asked to answer the one that was typed.
    pub(super) fn join(&self, passphrase: Passphrase) -> Command {
        Command::Join {
            passphrase,
            invitation: self.typed.trim().to_owned(),
            networking: self.networking(JOIN_SECONDS),
        }
    }

    /// The passphrase was the right one: it is under way.
    pub fn begin(&mut self, matter: Matter) {
        self.error = None;
        self.step = match matter {
            Matter::Invite => Step::Inviting {
                invitation: None,
                code: false,
            },
            Matter::Join => Step::Connecting,
            Matter::Reach(_) => return,
        };
        self.proven = self.reach;
    }

    /// How far the network can go on reaching after the pairing without another
    /// passphrase, from the narrowest.
    pub fn offered(&self) -> &'static [Reach] {
        let far = Reach::ALL.iter().filter(|reach| **reach <= self.proven);
        &Reach::ALL[..far.count()]
    }

    /// The invitation stands.
    pub fn invited(&mut self, text: String) {
        if let Step::Inviting { invitation, .. } = &mut self.step {
            *invitation = Some(text);
        }
    }

    /// The words are to be compared.
    pub fn compare(&mut self, six: &[&'static str]) {
        self.step = Step::Words {
            words: six.iter().map(|word| (*word).to_owned()).collect(),
            said: false,
        };
    }

    /// It ended: with a bond, or with what went wrong, in words.
    pub fn ended(&mut self, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.step = Step::Done,
            // A wrong letter is found by the one who types it: the text stays.
            Err(words) if self.step == Step::Connecting => {
                self.step = Step::Joining;
                self.error = Some(words);
            }
            // After a stop nothing more is said.
            Err(_) if matches!(self.step, Step::Failed(_)) => {}
            Err(words) => self.step = Step::Failed(words),
        }
    }

    /// A picture or file was read.
    pub fn invitation_read(&mut self, found: Result<String, String>) {
        match found {
            Ok(text) => {
                self.typed = text;
                self.error = None;
            }
            Err(words) => self.error = Some(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_letter_keeps_what_was_typed() {
        let mut pairing = Pairing::default();
        pairing.act(Act::Fits);
        pairing.act(Act::Answer);
        pairing.typed = "candor-invite-1x".to_owned();
        pairing.begin(Matter::Join);
        pairing.ended(Err("wrong".to_owned()));
        assert_eq!(pairing.step, Step::Joining);
        assert_eq!(pairing.typed, "candor-invite-1x");
        assert_eq!(pairing.error.as_deref(), Some("wrong"));
    }

    #[test]
    fn stopping_asks_the_engine_to_stop_and_says_so_once() {
        let mut pairing = Pairing::default();
        pairing.act(Act::Fits);
        pairing.begin(Matter::Invite);
        let effects = pairing.act(Act::Stop);
        assert!(matches!(
            effects[..],
            [Effect::Ask(Ticket::Nothing, Command::Pause)]
        ));
        pairing.ended(Err("stopped".to_owned()));
        assert_eq!(
            pairing.step,
            Step::Failed(words::PAIRING_STOPPED.to_owned())
        );
    }

    #[test]
    fn words_are_said_once() {
        let mut pairing = Pairing::default();
        pairing.act(Act::Fits);
        pairing.begin(Matter::Invite);
        pairing.invited("text".to_owned());
        pairing.compare(&["a", "b", "c", "d", "e", "f"]);
        assert!(pairing.is_under_way());
        pairing.act(Act::Same(true));
        assert!(matches!(pairing.step, Step::Words { said: true, .. }));
        pairing.ended(Ok(()));
        assert_eq!(pairing.step, Step::Done);
    }
}
