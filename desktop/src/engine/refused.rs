//! Drafts that the disk did not take.
//!
//! While a journal is open they wait in the engine. When it closes, each side tries
//! once more, seals what is left to the identity of its own rows or files, and gives
//! that back; whoever opens the journal again gives it to the engine. Nothing of this
//! ever stands on a disk, and none of it can be read while the journal is closed.
//!
//! ```text
//! kept by the engine ─► close: tried again, sealed ─► Refused, in memory ─► open: unsealed, tried again
//! ```

use std::collections::BTreeMap;

use candor_core::entry::ContentBuilder;
use candor_core::seal::{Identity, seal};

use super::drafts;

/// What both sides could not put on the disk, sealed; empty if all is there.
#[derive(Debug, Default)]
pub struct Refused {
    /// Drafts of shared entries, sealed to the identity of this device's rows.
    pub(super) shared: Option<Sealed>,
    /// Drafts of own pages, sealed to the identity of the own pages.
    pub(super) own: Option<Sealed>,
}

impl Refused {
    /// Whether all is on the disk.
    pub fn is_empty(&self) -> bool {
        self.shared.is_none() && self.own.is_none()
    }
}

/// An age file in memory that holds drafts, as [`drafts::encode`] lays them out.
#[derive(Debug)]
pub(super) struct Sealed(Vec<u8>);

impl Sealed {
    /// Seals bytes that [`drafts::encode`] wrote.
    pub(super) fn of(identity: &Identity, encoded: &[u8]) -> Self {
        Self(seal(&[identity.recipient()], encoded))
    }

    /// What was sealed; `None` if it was sealed to another.
    pub(super) fn open(&self, identity: &Identity) -> Option<zeroize::Zeroizing<Vec<u8>>> {
        // What is sealed is never longer than what it is sealed in.
        identity.open(&self.0, self.0.len()).ok()
    }
}

/// Drafts of shared entries that the disk did not take, by their slots.
#[derive(Debug, Default)]
pub(super) struct Waiting(BTreeMap<String, ContentBuilder>);

impl Waiting {
    /// Takes in how keeping a slot went. A draft that is gone needs no keeping.
    pub(super) fn note(&mut self, slot: &str, content: Option<&ContentBuilder>, was_kept: bool) {
        match content.filter(|_| !was_kept) {
            Some(content) => self.0.insert(slot.to_owned(), content.clone()),
            None => self.0.remove(slot),
        };
    }

    /// What a slot says, if the disk did not take it.
    pub(super) fn get(&self, slot: &str) -> Option<&ContentBuilder> {
        self.0.get(slot)
    }

    /// Whether the disk has all of them.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, to be tried again.
    pub(super) fn all(&self) -> Vec<(String, ContentBuilder)> {
        let all = self.0.iter();
        all.map(|(slot, content)| (slot.clone(), content.clone()))
            .collect()
    }

    /// Sealed for the time in which the journal is closed.
    pub(super) fn seal(&self, identity: &Identity) -> Option<Sealed> {
        (!self.0.is_empty()).then(|| Sealed::of(identity, &drafts::encode(&self.all())))
    }

    /// Takes in what was sealed when the journal was closed; what opens for another
    /// alone is left.
    pub(super) fn unseal(&mut self, sealed: &Sealed, identity: &Identity) {
        if let Some(encoded) = sealed.open(identity) {
            self.0.extend(drafts::parse(&encoded));
        }
    }
}

#[cfg(test)]
mod tests {
    use candor_core::secret::Secret;

    use super::*;

    fn identity(of: u8) -> Identity {
        candor_core::local::LocalKeys::identity(&Secret::from_bytes([of; 32]))
    }

    fn draft(text: &str) -> ContentBuilder {
        ContentBuilder {
            text: text.to_owned(),
            ..ContentBuilder::default()
        }
    }

    #[test]
    fn what_the_disk_refused_is_sealed_and_comes_back_for_its_owner_alone() {
        let mut waiting = Waiting::default();
        assert!(waiting.seal(&identity(1)).is_none(), "nothing waits");
        waiting.note("new note", Some(&draft("I was not where I said.")), false);
        waiting.note("new need", Some(&draft("An evening")), true);
        let sealed = waiting.seal(&identity(1)).expect("one waits");
        let bytes = String::from_utf8_lossy(&sealed.0).into_owned();
        assert!(!bytes.contains("where I said") && !bytes.contains("new note"));

        let mut other = Waiting::default();
        other.unseal(&sealed, &identity(2));
        assert!(other.all().is_empty());
        other.unseal(&sealed, &identity(1));
        assert_eq!(
            other.all(),
            [("new note".to_owned(), draft("I was not where I said."))]
        );
    }

    #[test]
    fn a_draft_that_was_kept_or_thrown_away_waits_no_more() {
        let mut waiting = Waiting::default();
        for content in [Some(draft("again")), None] {
            waiting.note("new note", Some(&draft("once")), false);
            waiting.note("new note", content.as_ref(), true);
            assert!(waiting.get("new note").is_none());
        }
        waiting.note("new note", Some(&draft("once")), false);
        waiting.note("new note", None, false);
        assert!(
            waiting.get("new note").is_none(),
            "its person threw it away"
        );
    }
}
