//! What the other person is called on this device.
//!
//! ```text
//! given here ─► else seen at pairing ─► what stands beside their entries
//! a later log with another name ─► NameChange, until this person has chosen
//! ```
//!
//! The name that was seen at pairing stands: that of the first log of theirs
//! that came in. Every log carries a name, and whoever holds the keys of a
//! device can begin a further one; if that renamed a person, their entries
//! could come to stand under this person's own name. So a later name is only
//! ever offered, and one that reads as this person's own is not.
//!
//! What was seen and chosen is a row of this device; the other has no part in
//! it and does not learn of it.

use super::Journal;
use super::device::Chosen;
use crate::id::LogId;
use crate::names::{NameError, PersonName, alike, shown};
use crate::space::{Shared, Space};
use crate::store::{Arrival, StoreError};

/// A name that a later log of the other person carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameChange {
    /// The name: it can be shown, and does not read as this person's own.
    pub offered: String,
}

/// Why the other person cannot be called that.
#[derive(Debug, thiserror::Error)]
pub enum NamingError {
    /// It is no name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// It reads as this person's own name.
    #[error("the name reads as one's own")]
    LikeMine,
    /// The disk does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<S: Space> Journal<S> {
    /// The other person's name as it stands here.
    pub(super) fn name_of_partner(&self) -> Option<&str> {
        let given = self.device.names.given();
        given.or_else(|| self.name_seen())
    }

    /// The other person's name as it was at pairing, as far as it can be shown;
    /// `None` until their first record is here.
    pub fn name_seen(&self) -> Option<&str> {
        let first = || self.theirs().next().map(|(_, name)| shown(name));
        self.device.names.seen(first)
    }

    /// Whether the name that stands for the other reads as this person's own:
    /// then it is to be marked wherever it is shown.
    pub fn partner_reads_as_me(&self) -> bool {
        self.name_of_partner()
            .is_some_and(|name| alike(name, &self.ledger.roster().me().name))
    }

    /// The logs of the other person with their names, in the order in which
    /// they came in.
    fn theirs(&self) -> impl DoubleEndedIterator<Item = (LogId, &str)> {
        let partner = self.ledger.partner().map(|partner| partner.person);
        let mut theirs: Vec<_> = self
            .ledger
            .logs()
            .0
            .iter()
            .filter(|(_, state)| Some(state.person) == partner)
            .map(|(log, state)| (*log, state.name.as_str()))
            .collect();
        if theirs.len() > 1 {
            theirs.sort_by_cached_key(|(log, _)| self.came_in_at(*log));
        }
        theirs.into_iter()
    }

    /// When the first record of a log came in.
    fn came_in_at(&self, log: LogId) -> Arrival {
        let first = self.store.at(log, 0).unwrap_or_default();
        let arrivals = first.iter().map(|position| position.arrival);
        arrivals.min().unwrap_or(Arrival::MAX)
    }
}

impl Journal<Shared> {
    /// The name that this person gave the other, if they did.
    pub fn name_given(&self) -> Option<&str> {
        self.device.names.given()
    }

    /// A name that the newest log of the other carries and that this person has
    /// not chosen about yet. Never one that reads as this person's own.
    pub fn name_change(&self) -> Option<NameChange> {
        let offered = self.theirs().next_back().map(|(_, name)| shown(name))?;
        let known = [
            self.name_seen(),
            self.name_given(),
            self.device.names.answered(),
        ];
        let is_new = !offered.is_empty() && !known.contains(&Some(&offered));
        (is_new && !alike(&offered, &self.ledger.roster().me().name))
            .then_some(NameChange { offered })
    }

    /// Calls the other person `name` on this device; `None` goes back to the
    /// name at pairing. Either way a name that is offered is answered. Durable
    /// when it returns, once there is a name that was seen.
    ///
    /// # Errors
    /// [`NamingError`]; then all stands as it was.
    pub fn name_partner(&mut self, name: Option<&str>) -> Result<(), NamingError> {
        let name = name.map(PersonName::parse).transpose()?;
        let given = name.as_ref().map(PersonName::as_str);
        if given.is_some_and(|given| alike(given, &self.ledger.roster().me().name)) {
            return Err(NamingError::LikeMine);
        }
        let given = given.map(str::to_owned);
        let offered = self.name_change().map(|change| change.offered);
        let answered = offered.or_else(|| self.device.names.answered().map(str::to_owned));
        let chosen = Chosen { given, answered };
        self.name_seen();
        if let Some(rows) = self.device.names.plan(&chosen)
            && self.commit_rows(rows)?
        {
            self.device.names.kept();
        }
        self.device.names.choose(chosen);
        Ok(())
    }

    /// Keeps the name that was seen at pairing, so that it stands even where
    /// the disk loses the record it came in. Does nothing once it is kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep_name_seen(&mut self) -> Result<(), StoreError> {
        self.name_seen();
        if let Some(rows) = self.device.names.plan_seen()
            && self.commit_rows(rows)?
        {
            self.device.names.kept();
        }
        Ok(())
    }
}
