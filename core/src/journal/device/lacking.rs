//! Records whose payload is not here, or is broken: every meeting asks for them. Row,
//! by the record's hash:
//!
//! ```text
//! arrival u64 · log [16] · seq u64
//! ```

use std::collections::BTreeMap;

use super::Rows;
use crate::codec::{Put, Reader};
use crate::id::{LogId, RecordHash, Seq};
use crate::store::{Arrival, LocalKey, LocalKind};

/// A record whose payload is not here, or is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lacking {
    /// Where its row stands.
    pub arrival: Arrival,
    /// Its log.
    pub log: LogId,
    /// Its position.
    pub seq: Seq,
}

impl Lacking {
    /// The row that notes it.
    pub(in crate::journal) fn rows(self, hash: RecordHash) -> Rows {
        let mut value = Vec::with_capacity(32);
        value.put_u64(self.arrival);
        value.put(self.log.as_bytes());
        value.put_u64(self.seq);
        Rows::of(LackingRows::key(hash), value)
    }

    fn parse(plain: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(plain);
        Some(Self {
            arrival: reader.u64().ok()?,
            log: LogId::from_bytes(reader.array().ok()?),
            seq: reader.u64().ok()?,
        })
    }
}

/// The records that are lacking, by their hashes.
#[derive(Debug, Default)]
pub(in crate::journal) struct LackingRows {
    noted: BTreeMap<RecordHash, Lacking>,
}

impl LackingRows {
    /// The key of a record's row.
    pub(in crate::journal) fn key(hash: RecordHash) -> LocalKey {
        (LocalKind::Lacking, hash.as_bytes().to_vec())
    }

    /// Takes in a row. One that does not read counts for nothing.
    pub(super) fn take_row(&mut self, key: Vec<u8>, plain: &[u8]) {
        if let (Ok(hash), Some(lacking)) = (key.try_into(), Lacking::parse(plain)) {
            self.note(RecordHash::from_bytes(hash), lacking);
        }
    }

    /// Notes a record, once its row is durable.
    pub(in crate::journal) fn note(&mut self, hash: RecordHash, lacking: Lacking) {
        self.noted.insert(hash, lacking);
    }

    /// Lets a record go that is whole, or gone for good. Gives whether it was noted:
    /// then its row goes too.
    pub(in crate::journal) fn clear(&mut self, hash: RecordHash) -> bool {
        self.noted.remove(&hash).is_some()
    }

    /// Whether a record is lacking.
    pub(in crate::journal) fn holds(&self, hash: RecordHash) -> bool {
        self.noted.contains_key(&hash)
    }

    /// Where a record that is lacking stands.
    pub(in crate::journal) fn arrival(&self, hash: RecordHash) -> Option<Arrival> {
        self.noted.get(&hash).map(|lacking| lacking.arrival)
    }

    /// The hashes, in their order.
    pub(in crate::journal) fn hashes(&self) -> impl Iterator<Item = RecordHash> {
        self.noted.keys().copied()
    }

    /// All of them.
    pub(in crate::journal) fn all(&self) -> impl Iterator<Item = (&RecordHash, &Lacking)> {
        self.noted.iter()
    }
}
