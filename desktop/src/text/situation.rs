//! Where the two are while they pair, and how their devices meet from then on.

use super::first_run::{LEVEL_COMPUTER, LEVEL_DIRECT, LEVEL_NETWORK, LevelText};
use crate::state::situation::Situation;

/// The question.
pub const WHERE: &str = "Where are the two of you?";
/// What the answer decides.
pub const WHERE_HELP: &str = "Your devices find each other this way now, and meet this way later. \
It is asked once, and can be changed in the settings at any time.";
/// Why the buttons below cannot be pressed yet.
pub const WHERE_FIRST: &str = "Once you have said where you are, you can go on.";
/// Shows all of what the answer means.
pub const WHO_LEARNS: &str = "Who learns what by it";
/// Hides it.
pub const HIDE_LEARNS: &str = "Hide who learns what";

/// A situation in words.
#[derive(Clone, Copy, Debug)]
pub struct SituationText {
    /// What it is called.
    pub name: &'static str,
    /// What it means, in one sentence.
    pub means: &'static str,
    /// How the devices meet from then on.
    pub from_now_on: &'static str,
    /// All of what it means.
    pub level: LevelText,
}

/// The words of a situation.
pub const fn of(situation: Situation) -> SituationText {
    match situation {
        Situation::OneRoom => SituationText {
            name: "In one room, or in one home network",
            means: "Your devices look for each other in the network you both use, and others in \
                    it can notice that.",
            from_now_on: "From now on your devices meet while both are in the same network and \
                          Candor is open on both.",
            level: LEVEL_NETWORK,
        },
        Situation::Apart => SituationText {
            name: "Each at home, far apart",
            means: "Your devices connect with nobody in between, and each learns the network \
                    address of the other, which can tell roughly where that is.",
            from_now_on: "From now on your devices meet from one address to the other while \
                          Candor is open on both, with nobody in between.",
            level: LEVEL_DIRECT,
        },
        Situation::OneComputer => SituationText {
            name: "Both at this one computer",
            means: "Two journals on this computer meet, as when you try Candor out, and nothing \
                    leaves it.",
            from_now_on: "From now on your two journals meet on this computer while both are \
                          open. Nothing leaves it.",
            level: LEVEL_COMPUTER,
        },
    }
}

/// How the devices meet from now on, and where that can be changed.
pub fn from_now_on(situation: Situation) -> String {
    let text = of(situation);
    format!(
        "{} You can change this in the settings, where it is called “{}”.",
        text.from_now_on, text.level.name
    )
}

/// All of what a situation means: what happens, and who learns what.
pub fn learns(situation: Situation) -> String {
    let level = of(situation).level;
    format!(
        "{}: {} {}",
        level.name, level.what_it_does, level.who_learns_what
    )
}
