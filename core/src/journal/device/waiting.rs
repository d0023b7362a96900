//! One thing that waits, and the form of its row:
//!
//! ```text
//! key    number u64, big-endian, so that rows come in order
//! value  for whom [16] · what u8 (0 new, 1 edit, 2 remove, 3 seal, 4 words in a joint draft, 5 withdraw, 6 keep)
//!        · entry [16] · owner [16] · nonce [16] · day u32 · held until u64 (Unix seconds, 0 not)
//!        · heads: count u8 · count × [32] · content (the rest)
//! ```

use bytes::Bytes;

use super::Rows;
use crate::codec::{Put, Reader};
use crate::date::Day;
use crate::entry::Content;
use crate::entry::document::Heads;
use crate::envelope::Wish;
use crate::id::{EntryId, Nonce, Owner, PersonId};
use crate::store::{LocalKey, LocalKind};

/// The longest row, in clear.
pub(super) const WAITING_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Whether a waiting entry is a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitingWhat {
    /// A new entry.
    New,
    /// A new version of an entry that is shared.
    Edit,
    /// A shared entry is to be forgotten.
    Forget(Wish),
    /// One's own half of a sealed pair.
    Seal,
    /// One's own words in a draft that both write in.
    Joint,
}

/// An entry, or a new version of one, that waits for the next meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The person it was written for.
    pub to: PersonId,
    /// New, or a version.
    pub what: WaitingWhat,
    /// The entry it will be.
    pub entry: EntryId,
    /// Whose entry.
    pub owner: Owner,
    /// What its id is computed from.
    pub nonce: Nonce,
    /// The day it was finished.
    pub day: Day,
    /// Until when it is held, in Unix seconds; 0 when it is not.
    pub until: u64,
    /// Of words in a joint draft: what they were written upon.
    pub from: Heads,
    /// What it says.
    pub content: Content,
}

impl Waiting {
    /// What is not held and says nothing yet.
    pub(in crate::journal) fn of(
        to: PersonId,
        what: WaitingWhat,
        (entry, owner, nonce): (EntryId, Owner, Nonce),
        day: Day,
    ) -> Self {
        Self {
            to,
            what,
            entry,
            owner,
            nonce,
            day,
            until: 0,
            from: Heads::default(),
            content: Content::empty(),
        }
    }

    /// Whether it asks that an entry goes.
    pub fn lets_go(&self) -> bool {
        matches!(
            self.what,
            WaitingWhat::Forget(Wish::Remove | Wish::Withdraw)
        )
    }

    /// Whether it takes back a wish that an entry goes.
    pub fn keeps(&self) -> bool {
        self.what == WaitingWhat::Forget(Wish::Keep)
    }

    /// The row that keeps it under this number, in clear.
    pub(in crate::journal) fn rows(&self, number: u64) -> Rows {
        Rows::of(key(number), self.encode())
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128 + self.content.as_bytes().len());
        out.put(self.to.as_bytes());
        out.put_u8(match self.what {
            WaitingWhat::New => 0,
            WaitingWhat::Edit => 1,
            WaitingWhat::Forget(Wish::Remove) => 2,
            WaitingWhat::Forget(Wish::Withdraw) => 5,
            WaitingWhat::Forget(Wish::Keep) => 6,
            WaitingWhat::Seal => 3,
            WaitingWhat::Joint => 4,
        });
        out.put(self.entry.as_bytes());
        out.put(self.owner.as_bytes());
        out.put(self.nonce.as_bytes());
        out.put_u32(self.day.number());
        out.put_u64(self.until);
        out.put_u8(self.from.hashes().len() as u8);
        for hash in self.from.hashes() {
            out.put(hash);
        }
        out.put(self.content.as_bytes());
        out
    }

    /// Reads what stands in a row.
    pub(in crate::journal) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        Some(Self {
            to: PersonId::from_bytes(reader.array().ok()?),
            what: match reader.u8().ok()? {
                0 => WaitingWhat::New,
                1 => WaitingWhat::Edit,
                2 => WaitingWhat::Forget(Wish::Remove),
                3 => WaitingWhat::Seal,
                4 => WaitingWhat::Joint,
                5 => WaitingWhat::Forget(Wish::Withdraw),
                6 => WaitingWhat::Forget(Wish::Keep),
                _ => return None,
            },
            entry: EntryId::from_bytes(reader.array().ok()?),
            owner: Owner::from_bytes(reader.array().ok()?),
            nonce: Nonce::from_bytes(reader.array().ok()?),
            day: Day::from_number(reader.u32().ok()?)?,
            until: reader.u64().ok()?,
            from: {
                let count = reader.u8().ok()?;
                let hashes = (0..count).map(|_| reader.array().ok());
                Heads::from_hashes(hashes.collect::<Option<Vec<_>>>()?)?
            },
            content: Content::parse(Bytes::copy_from_slice(reader.rest())).ok()?,
        })
    }
}

/// The key of the row with this number.
pub(in crate::journal) fn key(number: u64) -> LocalKey {
    (LocalKind::Outbox, number.to_be_bytes().to_vec())
}
