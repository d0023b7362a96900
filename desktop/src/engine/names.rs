//! What the two are called, as it is shown: the same on both surfaces and in a
//! copy that is written out.

use candor_core::id::PersonId;
use candor_core::journal::{Journal, NameChange};
use candor_core::space::{Shared, Space};

use super::{Engine, Names, Trouble};
use crate::text;

/// The name of a person. What reads as one's own name is never the other's.
pub(super) fn of<S: Space>(journal: &Journal<S>, person: PersonId) -> String {
    let name = journal.name_of(person);
    if person == journal.me().person {
        return name.to_owned();
    }
    text::names::of_other(name, journal.partner_reads_as_me())
}

/// The partner's name, once their first record is here.
pub(super) fn partner(journal: &Journal<Shared>) -> Option<String> {
    let name = journal.partner_name()?;
    Some(text::names::of_other(name, journal.partner_reads_as_me()))
}

/// Where the partner's name comes from.
pub(super) fn all(journal: &Journal<Shared>) -> Names {
    Names {
        seen: journal.name_seen().unwrap_or_default().to_owned(),
        given: journal.name_given().map(str::to_owned),
        offered: journal.name_change().map(|NameChange { offered }| offered),
    }
}

impl Engine {
    /// Calls the partner `name` on this device from now on.
    pub(super) fn name_partner(&mut self, name: Option<&str>) -> Result<(), Trouble> {
        let journal = self.shared.as_mut().ok_or(Trouble::NotPaired)?;
        if journal.partner_name().is_none() {
            return Err(Trouble::NotPaired);
        }
        Ok(journal.name_partner(name)?)
    }
}
