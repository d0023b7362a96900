//! Drafts, by their slots. Row:
//!
//! ```text
//! key    number u64, big-endian: it tells nothing of the slot
//! value  slot (length u32, bytes) · content (the rest)
//! ```

use std::collections::BTreeMap;

use bytes::Bytes;

use super::Rows;
use crate::codec::{Put, Reader};
use crate::entry::Content;
use crate::id::EntryId;
use crate::store::{LocalKey, LocalKind};

/// The longest name of a slot, in bytes.
pub const SLOT_BYTES_MAX: usize = 256;
/// The longest row, in clear.
pub(super) const DRAFT_BYTES_MAX: usize = 4 * 1024 * 1024;

fn key(number: u64) -> LocalKey {
    (LocalKind::Draft, number.to_be_bytes().to_vec())
}

/// A slot's name, cut where it is too long.
fn cut(slot: &str) -> &str {
    let mut end = slot.len().min(SLOT_BYTES_MAX);
    while !slot.is_char_boundary(end) {
        end -= 1;
    }
    &slot[..end]
}

/// What is being written, by its slot, and under which number its row stands.
#[derive(Debug, Default)]
pub(in crate::journal) struct Drafts {
    kept: BTreeMap<String, (u64, Content)>,
}

/// A draft that is to be kept: durable first, then [`Drafts::keep`].
pub(in crate::journal) struct Keeping {
    slot: String,
    number: u64,
    content: Content,
}

impl Keeping {
    /// The row that keeps it.
    pub(in crate::journal) fn rows(&self) -> Rows {
        let mut value = Vec::with_capacity(self.slot.len() + self.content.as_bytes().len() + 4);
        value.put_long(self.slot.as_bytes());
        value.put(self.content.as_bytes());
        Rows::of(key(self.number), value)
    }
}

impl Drafts {
    /// Takes in a row. One that does not read counts for nothing.
    pub(super) fn take_row(&mut self, key: Vec<u8>, plain: &[u8]) {
        let mut reader = Reader::new(plain);
        let (Ok(number), Ok(slot)) = (key.try_into(), reader.text(SLOT_BYTES_MAX)) else {
            return;
        };
        let number = u64::from_be_bytes(number);
        if let Ok(content) = Content::parse(Bytes::copy_from_slice(reader.rest())) {
            self.kept.insert(slot.to_owned(), (number, content));
        }
    }

    /// All drafts by their slots.
    pub(in crate::journal) fn all(&self) -> impl Iterator<Item = (&str, &Content)> {
        let kept = self.kept.iter();
        kept.map(|(slot, (_, content))| (slot.as_str(), content))
    }

    /// The slots that hold words of an entry that is to go: its correction, and of a
    /// text of both what is proposed from it.
    pub(in crate::journal) fn words_of(&self, entry: EntryId, is_joint: bool) -> Vec<String> {
        let correction = format!("edit {entry}");
        let proposal = format!("reply {entry} ");
        let slots = self.kept.keys();
        let of_it = |slot: &&String| {
            **slot == correction || (is_joint && slot.starts_with(proposal.as_str()))
        };
        slots.filter(of_it).cloned().collect()
    }

    /// What keeps `content` in the place of what the slot holds; `None` if it holds
    /// that.
    pub(in crate::journal) fn plan(&self, slot: &str, content: Content) -> Option<Keeping> {
        let slot = cut(slot);
        let number = match self.kept.get(slot) {
            Some((_, kept)) if *kept == content => return None,
            Some((number, _)) => *number,
            None => {
                let numbers = self.kept.values().map(|(number, _)| *number);
                numbers.max().map_or(0, |last| last + 1)
            }
        };
        Some(Keeping {
            slot: slot.to_owned(),
            number,
            content,
        })
    }

    /// Takes in what is durable.
    pub(in crate::journal) fn keep(&mut self, keeping: Keeping) {
        let Keeping {
            slot,
            number,
            content,
        } = keeping;
        self.kept.insert(slot, (number, content));
    }

    /// The row that goes when a slot is dropped, if it holds anything.
    pub(in crate::journal) fn plan_drop(&self, slot: &str) -> Option<LocalKey> {
        self.kept.get(slot).map(|(number, _)| key(*number))
    }

    /// Lets go of what a slot held, once its row is gone.
    pub(in crate::journal) fn remove(&mut self, slot: &str) {
        self.kept.remove(slot);
    }
}
