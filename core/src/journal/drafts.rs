//! Drafts of shared entries: what is being written, kept on this device.
//!
//! A draft is named by its slot, a word the window chooses (which page, which
//! entry it answers). Row, sealed to this device:
//!
//! ```text
//! key    number u64, big-endian: it tells nothing of the slot
//! value  slot (length u32, bytes) · content (the rest)
//! ```

use bytes::Bytes;

use super::Journal;
use crate::codec::{Put, Reader};
use crate::entry::Content;
use crate::space::Shared;
use crate::store::{Batch, LocalKey, LocalKind, StoreError};

/// The longest name of a slot, in bytes.
pub const SLOT_BYTES_MAX: usize = 256;
const DRAFT_BYTES_MAX: usize = 4 * 1024 * 1024;

fn key(number: u64) -> LocalKey {
    (LocalKind::Draft, number.to_be_bytes().to_vec())
}

fn parse(plain: &[u8]) -> Option<(String, Content)> {
    let mut reader = Reader::new(plain);
    let slot = reader.text(SLOT_BYTES_MAX).ok()?.to_owned();
    let content = Content::parse(Bytes::copy_from_slice(reader.rest())).ok()?;
    Some((slot, content))
}

impl Journal<Shared> {
    pub(super) fn load_drafts(&mut self) -> Result<(), StoreError> {
        for (key, plain) in self.local_rows(LocalKind::Draft, DRAFT_BYTES_MAX)? {
            let number = key.try_into().map(u64::from_be_bytes);
            if let (Ok(number), Some((slot, content))) =
                (number, plain.and_then(|plain| parse(&plain)))
            {
                self.drafts.insert(slot, (number, content));
            }
        }
        Ok(())
    }

    /// The drafts that are kept, by their slots.
    pub fn drafts(&self) -> impl Iterator<Item = (&str, &Content)> {
        self.drafts
            .iter()
            .map(|(slot, (_, content))| (slot.as_str(), content))
    }

    /// Keeps what is being written, in the place of what the slot held.
    /// Durable when it returns. Slots longer than [`SLOT_BYTES_MAX`] are cut.
    ///
    /// # Errors
    /// [`StoreError`]; what the slot held before still stands.
    pub fn keep_draft(&mut self, slot: &str, content: Content) -> Result<(), StoreError> {
        let mut end = slot.len().min(SLOT_BYTES_MAX);
        while !slot.is_char_boundary(end) {
            end -= 1;
        }
        let slot = &slot[..end];
        let Some(local) = &self.local else {
            return Ok(());
        };
        let number = match self.drafts.get(slot) {
            Some((_, kept)) if *kept == content => return Ok(()),
            Some((number, _)) => *number,
            None => {
                let numbers = self.drafts.values().map(|(number, _)| *number);
                numbers.max().map_or(0, |last| last + 1)
            }
        };
        let mut value = Vec::with_capacity(slot.len() + content.as_bytes().len() + 4);
        value.put_long(slot.as_bytes());
        value.put(content.as_bytes());
        let key = key(number);
        let row = local.seal(&key, &value);
        self.store.commit(&Batch {
            put: vec![(key, row)],
            ..Batch::default()
        })?;
        self.drafts.insert(slot.to_owned(), (number, content));
        Ok(())
    }

    /// Drops what the slot holds, if anything.
    ///
    /// # Errors
    /// [`StoreError`]; then it still stands.
    pub fn drop_draft(&mut self, slot: &str) -> Result<(), StoreError> {
        let Some((number, _)) = self.drafts.get(slot) else {
            return Ok(());
        };
        self.store.commit(&Batch {
            delete: vec![key(*number)],
            ..Batch::default()
        })?;
        self.drafts.remove(slot);
        Ok(())
    }
}
