//! How far the network reaches: the word for it, and who may make it more.
//!
//! ```text
//! off ─► this computer ─► one network ─► from one address to the other
//!   less is free ◄──────────────────────► more asks for the passphrase
//! ```
//!
//! It is kept in a sealed row of the journal, which only the engine writes. What
//! the row says is what a meeting may reach without another word.

use candor_core::entry::ContentBuilder;
use candor_core::profile::Proven;
use candor_core::seal::Passphrase;
use candor_sync::net::Level;

use super::{Engine, Trouble};

/// The row in which it is kept, among the drafts.
pub const REACH: &str = "reach";

/// How far the network reaches. Not part of the settings file: it is kept
/// sealed, so that nobody widens it from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Reach {
    /// Nothing listens and nothing is sent.
    #[default]
    Off,
    /// This computer only.
    Computer,
    /// Devices of one network find each other.
    Network,
    /// From one address to the other.
    Direct,
}

impl Reach {
    /// All of them, from the narrowest to the widest.
    pub const ALL: [Self; 4] = [Self::Off, Self::Computer, Self::Network, Self::Direct];

    /// The word it is kept as.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Computer => "computer",
            Self::Network => "network",
            Self::Direct => "direct",
        }
    }

    /// What a word says; any other is the narrowest.
    pub fn of_word(word: &str) -> Self {
        let known = Self::ALL.into_iter().find(|reach| reach.word() == word);
        known.unwrap_or_default()
    }

    /// The level of the network; `None` is off.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Off => None,
            Self::Computer => Some(Level::Computer),
            Self::Network => Some(Level::Network),
            Self::Direct => Some(Level::Direct),
        }
    }

    /// How far a level of the network reaches.
    pub fn of_level(level: Level) -> Self {
        match level {
            Level::Computer => Self::Computer,
            Level::Network => Self::Network,
            Level::Direct => Self::Direct,
        }
    }
}

impl Engine {
    /// How far the network reaches, as the journal has it.
    pub(super) fn reach(&self) -> Reach {
        let mut drafts = self
            .shared
            .iter()
            .flat_map(candor_core::journal::Journal::drafts);
        drafts
            .find(|(slot, _)| *slot == REACH)
            .map_or(Reach::Off, |(_, row)| Reach::of_word(row.text().trim()))
    }

    /// The proof that `passphrase` is that of this journal. Takes about a second.
    pub(super) fn prove<'a>(&self, passphrase: &'a Passphrase) -> Result<Proven<'a>, Trouble> {
        Ok(self.profile.prove(passphrase)?)
    }

    /// Whether the network may reach so far: as far as it did, or with a proof.
    pub(super) fn may_reach(
        &self,
        reach: Reach,
        passphrase: Option<&Passphrase>,
    ) -> Result<(), Trouble> {
        if reach <= self.reach() {
            return Ok(());
        }
        let typed = passphrase.ok_or(candor_core::profile::ProfileError::NotProven)?;
        self.prove(typed).map(drop)
    }

    /// Keeps how far the network reaches from now on.
    ///
    /// # Errors
    /// [`candor_core::profile::ProfileError::NotProven`] where it is more than
    /// until now and the passphrase was not given; nothing was changed.
    pub(super) fn keep_reach(
        &mut self,
        reach: Reach,
        passphrase: Option<&Passphrase>,
    ) -> Result<(), Trouble> {
        // The pairing asked for the passphrase to reach so far, once.
        let paired_at = std::mem::take(&mut self.paired_at);
        if reach > paired_at {
            self.may_reach(reach, passphrase)?;
        }
        let row = ContentBuilder {
            text: reach.word().to_owned(),
            ..ContentBuilder::default()
        };
        let journal = self.shared.as_mut().ok_or(Trouble::NotPaired)?;
        Ok(journal.keep_draft(REACH, row.build())?)
    }
}
