//! Drafts of shared entries: what is being written, kept on this device.
//!
//! A draft is named by its slot, a word the window chooses (which page, which
//! entry it answers).

use super::Journal;
use crate::entry::Content;
use crate::space::Shared;
use crate::store::{Batch, StoreError};

impl Journal<Shared> {
    /// The drafts that are kept, by their slots.
    pub fn drafts(&self) -> impl Iterator<Item = (&str, &Content)> {
        self.device.drafts.all()
    }

    /// Keeps what is being written, in the place of what the slot held.
    /// Durable when it returns. Slots longer than [`super::SLOT_BYTES_MAX`] are cut.
    ///
    /// # Errors
    /// [`StoreError`]; what the slot held before still stands.
    pub fn keep_draft(&mut self, slot: &str, content: Content) -> Result<(), StoreError> {
        let Some(keeping) = self.device.drafts.plan(slot, content) else {
            return Ok(());
        };
        if self.commit_rows(keeping.rows())? {
            self.device.drafts.keep(keeping);
        }
        Ok(())
    }

    /// Drops what the slot holds, if anything.
    ///
    /// # Errors
    /// [`StoreError`]; then it still stands.
    pub fn drop_draft(&mut self, slot: &str) -> Result<(), StoreError> {
        let Some(key) = self.device.drafts.plan_drop(slot) else {
            return Ok(());
        };
        self.store.commit(&Batch {
            delete: vec![key],
            ..Batch::default()
        })?;
        self.device.drafts.remove(slot);
        Ok(())
    }
}
