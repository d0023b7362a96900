//! Who writes in a space: the only place that says who is known, and whose an entry
//! can be.

use crate::id::{BondId, DeviceId, EntryId, Owner, PersonId};
use crate::keyring::Keyring;

/// Who writes here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The person.
    pub person: PersonId,
    /// The device.
    pub device: DeviceId,
    /// The name as shown.
    pub name: String,
}

/// With whom a journal is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partner {
    /// The pairing.
    pub bond: BondId,
    /// The other person.
    pub person: PersonId,
    /// Their device.
    pub device: DeviceId,
}

impl From<&Keyring> for Me {
    fn from(keyring: &Keyring) -> Self {
        Self {
            person: keyring.person,
            device: keyring.device,
            name: keyring.name.clone(),
        }
    }
}

/// The persons and devices of a space. It does not change while a journal is open.
pub(in crate::journal) struct Roster {
    me: Me,
    partner: Option<Partner>,
}

impl Roster {
    /// Those who write here: one alone, or two.
    pub(in crate::journal) fn of(me: Me, partner: Option<Partner>) -> Self {
        Self { me, partner }
    }

    /// Who writes on this device.
    pub(in crate::journal) fn me(&self) -> &Me {
        &self.me
    }

    /// With whom this space is shared.
    pub(in crate::journal) fn partner(&self) -> Option<Partner> {
        self.partner
    }

    /// Whether records of this device of this person are taken.
    pub(in crate::journal) fn is_known(&self, person: PersonId, device: DeviceId) -> bool {
        let theirs = self
            .partner
            .is_some_and(|partner| partner.person == person && partner.device == device);
        theirs || self.is_this_device(person, device)
    }

    /// Whether this is the device that the journal is open on.
    pub(in crate::journal) fn is_this_device(&self, person: PersonId, device: DeviceId) -> bool {
        person == self.me.person && device == self.me.device
    }

    /// Whose the entries of a person can be: their own, and those of both.
    pub(in crate::journal) fn owners(&self, person: PersonId) -> [Owner; 2] {
        let own = Owner::person(person);
        [own, self.both().unwrap_or(own)]
    }

    /// Whether a person may write of entries of this owner.
    pub(in crate::journal) fn may_write(&self, person: PersonId, owner: Owner) -> bool {
        self.owners(person).contains(&owner)
    }

    /// Whether somebody here may write of entries of this owner.
    pub(in crate::journal) fn is_ours(&self, owner: Owner) -> bool {
        let theirs = self.partner.map(|partner| partner.person);
        let mut persons = theirs.into_iter().chain([self.me.person]);
        persons.any(|person| self.may_write(person, owner))
    }

    /// Whether entries of this owner are written by both.
    pub(in crate::journal) fn is_joint(&self, owner: Owner) -> bool {
        self.both() == Some(owner)
    }

    /// The owner of what both write in.
    fn both(&self) -> Option<Owner> {
        let partner = self.partner?;
        Some(Owner::both(self.me.person, partner.person))
    }

    /// The one of the two who is not this owner.
    pub(in crate::journal) fn other_than(&self, owner: Owner) -> Option<PersonId> {
        let partner = self.partner?.person;
        if owner == Owner::person(self.me.person) {
            return Some(partner);
        }
        (owner == Owner::person(partner)).then_some(self.me.person)
    }

    /// Whose name stays with the marker of what belonged to both: the same on
    /// both devices, whoever's record is known of it.
    pub(in crate::journal) fn marked(&self, owner: Owner) -> Option<PersonId> {
        let partner = self.partner.filter(|_| self.is_joint(owner))?;
        Some(self.me.person.min(partner.person))
    }

    /// The pair that two people seal when they begin: how they share.
    pub(in crate::journal) fn charter(&self) -> Option<EntryId> {
        let partner = self.partner?;
        Some(EntryId::charter(self.me.person, partner.person))
    }
}
