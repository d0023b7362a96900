//! The five mechanisms that every kind of entry is an instance of.
//!
//! A kind is data (see [`mod@super::template`]); what can happen to it is one of
//! these, with its states. The view computes the state from the logs alone.

use crate::space::SpaceName;

/// How entries of a kind live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// One person writes it and may correct it.
    SingleAuthor,
    /// A first entry and typed replies, each a fact of one person.
    Thread,
    /// Versions that both assent to.
    JointText,
    /// Both write, and neither can read before both have sealed.
    SealedPair,
    /// One occasion, told by each side.
    Report,
}

/// The state of a single-author entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SingleAuthorState {
    /// As first written.
    Shared,
    /// Changed by its writer; all versions are readable.
    Corrected,
}

/// The state of the first entry of a thread: one of the words its template
/// gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadState(pub &'static str);

/// The state of a joint text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JointTextState {
    /// Both write in it, and nothing was proposed from it.
    Draft,
    /// One version is proposed, and none was ever assented to by both.
    Proposed,
    /// Both assent to the same version.
    InForce,
    /// An assent was taken back.
    OnHold,
    /// Both have ended it, or one has and one does not stand by it any more.
    Ended,
    /// None was ever assented to by both, and the other has said no to the last.
    Declined,
    /// None was ever assented to by both, and who proposed it took it back.
    TakenBack,
}

/// The state of a sealed pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedPairState {
    /// It opens when both have sealed.
    Sealed,
    /// Both are bound; the keys are on their way.
    Bound,
    /// Both can be read.
    Opened,
    /// The other has said no to it, and has not sealed a half.
    Declined,
    /// Who began it has taken it back, before both had sealed.
    TakenBack,
}

/// The state of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportState {
    /// One side has told its view.
    OneView,
    /// Both have.
    TwoViews,
}

/// The state of an entry, as its mechanism knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Of a single-author entry.
    Single(SingleAuthorState),
    /// Of a thread.
    Thread(ThreadState),
    /// Of a joint text.
    Joint(JointTextState),
    /// Of a sealed pair.
    Sealed(SealedPairState),
    /// Of a report.
    Report(ReportState),
    /// Of a kind this program does not know: it is there.
    Unknown,
}

impl State {
    /// The word that `list --json` and templates use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Single(SingleAuthorState::Shared) | Self::Unknown => "shared",
            Self::Single(SingleAuthorState::Corrected) => "corrected",
            Self::Thread(ThreadState(word)) => word,
            Self::Joint(JointTextState::Draft) => "draft",
            Self::Joint(JointTextState::Proposed) => "proposed",
            Self::Joint(JointTextState::InForce) => "in-force",
            Self::Joint(JointTextState::OnHold) => "on-hold",
            Self::Joint(JointTextState::Ended) => "ended",
            Self::Joint(JointTextState::Declined) | Self::Sealed(SealedPairState::Declined) => {
                "declined"
            }
            Self::Joint(JointTextState::TakenBack) | Self::Sealed(SealedPairState::TakenBack) => {
                "taken-back"
            }
            Self::Sealed(SealedPairState::Sealed) => "sealed",
            Self::Sealed(SealedPairState::Bound) => "bound",
            Self::Sealed(SealedPairState::Opened) => "opened",
            Self::Report(ReportState::OneView) => "one-view",
            Self::Report(ReportState::TwoViews) => "two-views",
        }
    }
}

impl Mechanism {
    /// The mechanism that a template names.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "single-author" => Self::SingleAuthor,
            "thread" => Self::Thread,
            "joint-text" => Self::JointText,
            "sealed-pair" => Self::SealedPair,
            "report" => Self::Report,
            _ => return None,
        })
    }

    /// The word a template names it by.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SingleAuthor => "single-author",
            Self::Thread => "thread",
            Self::JointText => "joint-text",
            Self::SealedPair => "sealed-pair",
            Self::Report => "report",
        }
    }
}

impl std::fmt::Display for SpaceName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Shared => "shared",
            Self::Own => "own",
        })
    }
}
