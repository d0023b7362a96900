//! Where the two are while they pair. One question, in the words of their
//! situation; the answer decides how far the network reaches.
//!
//! ```text
//! in one room ─► one network        each at home ─► from one address to the other
//! at one computer ─► this computer
//! ```
//!
//! Nothing is chosen for anybody: before the answer there is no reach.

use super::settings::Reach;

/// Where the two are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Situation {
    /// In one room, or in one home network.
    OneRoom,
    /// Each at home, far apart.
    Apart,
    /// Both at this one computer.
    OneComputer,
}

impl Situation {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::OneRoom, Self::Apart, Self::OneComputer];

    /// How far the network reaches in it: no further than it takes.
    pub fn reach(self) -> Reach {
        match self {
            Self::OneRoom => Reach::Network,
            Self::Apart => Reach::Direct,
            Self::OneComputer => Reach::Computer,
        }
    }
}
