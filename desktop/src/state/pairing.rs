//! Two people pair: what the window shows of it.

use candor_core::seal::Passphrase;
use candor_sync::net::Level;
use zeroize::Zeroizing;

use super::ask::Matter;
use super::settings::Reach;
use super::situation::Situation;
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
    /// Where the two are: it decides how far the network reaches.
    Where(Situation),
    /// Shows who learns what by that, or hides it.
    WhoLearns(bool),
    /// Make an invitation.
    Invite,
    /// Write an answer to one.
    Answer,
    /// Show the code, or the text.
    ShowCode(bool),
    /// Put the text of the invitation into the clipboard.
    Copy,
    /// Read the file at the path that was typed.
    ReadFile,
    /// A file was dropped: the one at this path is read.
    Dropped(String),
    /// An invitation was read out of a picture that was pasted.
    Pasted(Result<String, String>),
    /// Answer the invitation that was typed.
    Join,
    /// The words are the same, or not.
    Same(bool),
    /// Stop before the words are confirmed.
    Stop,
    /// Leave the last page.
    Finish,
}

/// Where the pairing is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Step {
    /// The page that both read.
    #[default]
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairing {
    /// Where it is.
    pub step: Step,
    /// Where the two are, once this person has said so. Nothing is chosen for them.
    pub place: Option<Situation>,
    /// Whether it is shown who learns what by that.
    pub who_learns: bool,
    /// The invitation that is typed.
    pub typed: String,
    /// The path of a file with an invitation.
    pub path: String,
    /// What is wrong with the invitation, in words.
    pub error: Option<String>,
    /// What is wrong with the file, in words.
    pub path_error: Option<String>,
    /// Whether the invitation that is shown was copied.
    pub copied: bool,
}

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

    /// How far the network reaches for it, and from then on: not at all before this
    /// person has said where the two are.
    pub fn reach(&self) -> Reach {
        self.place.map_or(Reach::Off, Situation::reach)
    }

    fn networking(&self, seconds: u64) -> Networking {
        Networking {
            level: self.reach().level().unwrap_or(Level::Computer),
            timeout: Some(std::time::Duration::from_secs(seconds)),
        }
    }

    /// Takes in what a person does.
    pub fn act(&mut self, act: Act) -> Vec<Effect> {
        self.error = None;
        self.path_error = None;
        match act {
            Act::Fits => self.step = Step::Choose,
            Act::TalkFirst => self.step = Step::TalkFirst,
            // It is asked before anything begins, and holds from then on.
            Act::Where(place) if self.step == Step::Choose => self.place = Some(place),
            Act::WhoLearns(shown) => self.who_learns = shown,
            Act::Answer if self.place.is_some() => self.step = Step::Joining,
            Act::ShowCode(shown) => {
                if let Step::Inviting { code, .. } = &mut self.step {
                    *code = shown;
                }
            }
            Act::Copy => {
                if let Step::Inviting {
                    invitation: Some(text),
                    ..
                } = &self.step
                {
                    self.copied = true;
                    return vec![Effect::CopySecret(Zeroizing::new(text.clone()))];
                }
            }
            Act::ReadFile => return self.read_file(),
            Act::Dropped(path) => {
                self.step = Step::Joining;
                self.path = path;
                return self.read_file();
            }
            Act::Pasted(Ok(text)) => self.typed = text,
            Act::Pasted(Err(words)) => self.error = Some(words),
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
                    place: self.place,
                    ..Self::default()
                };
                if under_way {
                    return vec![Effect::Ask(Ticket::Nothing, Command::Pause)];
                }
            }
            // These ask for the passphrase first, or have nothing to do here.
            Act::Invite | Act::Join | Act::Finish | Act::Where(_) | Act::Answer => {}
        }
        Vec::new()
    }

    /// Reads the invitation in the file at the path: a picture by its ending, else a
    /// text.
    fn read_file(&self) -> Vec<Effect> {
        let path = self.path.trim().to_owned();
        if path.is_empty() {
            return Vec::new();
        }
        let picture = [".png", ".jpg", ".jpeg"]
            .iter()
            .any(|ending| path.to_lowercase().ends_with(ending));
        vec![if picture {
            Effect::ReadPicture(path)
        } else {
            Effect::ReadText(path)
        }]
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
    }

    /// The invitation stands.
    pub fn invited(&mut self, text: String) {
        if let Step::Inviting { invitation, .. } = &mut self.step {
            *invitation = Some(text);
            self.copied = false;
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

    /// The file was read, or not: what is wrong stands where its path was typed.
    pub fn file_read(&mut self, found: Result<String, String>) {
        (self.error, self.path_error) = (None, None);
        match found {
            Ok(text) => self.typed = text,
            Err(words) => self.path_error = Some(words),
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
        pairing.act(Act::Where(Situation::Apart));
        pairing.act(Act::Answer);
        assert_eq!(pairing.step, Step::Joining);
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
    fn nothing_goes_on_before_it_is_said_where_the_two_are_and_it_is_said_once() {
        let mut pairing = Pairing::default();
        pairing.act(Act::Fits);
        assert_eq!((pairing.place, pairing.reach()), (None, Reach::Off));
        pairing.act(Act::Answer);
        assert_eq!(pairing.step, Step::Choose);
        for place in Situation::ALL {
            pairing.act(Act::Where(place));
            assert_eq!(pairing.reach(), place.reach());
            assert!(place.reach() > Reach::Off, "off meets nobody");
        }
        pairing.begin(Matter::Invite);
        for step in [Step::Joining, Step::Connecting, Step::Done] {
            pairing.act(Act::Where(Situation::Apart));
            assert_eq!(pairing.reach(), Reach::Computer, "before {step:?}");
            pairing.step = step;
        }
        pairing.act(Act::Where(Situation::Apart));
        assert_eq!(pairing.reach(), Reach::Computer, "it holds afterwards");
    }

    #[test]
    fn what_is_wrong_stands_at_the_field_it_is_about() {
        let mut pairing = Pairing::default();
        assert!(pairing.act(Act::ReadFile).is_empty(), "no path");
        let effects = pairing.act(Act::Dropped("/home/ben/code.PNG".to_owned()));
        assert!(matches!(&effects[..], [Effect::ReadPicture(path)] if path.ends_with("PNG")));
        pairing.file_read(Err("no such file".to_owned()));
        assert_eq!(pairing.path_error.as_deref(), Some("no such file"));
        assert_eq!(pairing.error, None);
        pairing.act(Act::Pasted(Err("no code".to_owned())));
        assert_eq!(pairing.error.as_deref(), Some("no code"));
        assert_eq!(pairing.path_error, None);
        pairing.file_read(Ok("candor-partner-1-x".to_owned()));
        assert_eq!(pairing.typed, "candor-partner-1-x");
        assert_eq!((pairing.error, pairing.path_error), (None, None));
    }

    #[test]
    fn an_invitation_is_copied_once_it_is_there_and_says_so_until_there_is_another() {
        let mut pairing = Pairing::default();
        pairing.begin(Matter::Invite);
        assert!(pairing.act(Act::Copy).is_empty(), "there is none yet");
        assert!(!pairing.copied);

        pairing.invited("an invitation".to_owned());
        let effects = pairing.act(Act::Copy);
        let [Effect::CopySecret(text)] = &effects[..] else {
            panic!("{effects:?}");
        };
        assert_eq!(text.as_str(), "an invitation");
        assert!(pairing.copied);

        pairing.begin(Matter::Invite);
        pairing.invited("another".to_owned());
        assert!(!pairing.copied);
    }

    #[test]
    fn a_file_that_is_dropped_is_read_by_its_ending() {
        let mut pairing = Pairing::default();
        pairing.act(Act::Fits);
        let effects = pairing.act(Act::Dropped("/tmp/The code.PNG".to_owned()));
        assert!(matches!(&effects[..], [Effect::ReadPicture(path)] if path == "/tmp/The code.PNG"));
        assert_eq!(pairing.step, Step::Joining);
        let effects = pairing.act(Act::Dropped("/tmp/invitation".to_owned()));
        assert!(matches!(&effects[..], [Effect::ReadText(path)] if path == "/tmp/invitation"));
        assert_eq!(pairing.path, "/tmp/invitation");
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
