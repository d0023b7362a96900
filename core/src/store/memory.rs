//! The memory twin: the same promises but durability, for tests and for the
//! own space while it is open.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::{Arrival, Batch, LocalKey, LocalKind, LocalPair, Position, Row, Store, StoreError};
use crate::envelope::Verified;
use crate::id::{LogId, RecordHash, Seq};

/// A store that lives as long as the program.
#[derive(Debug, Default, Clone)]
pub struct MemoryStore {
    rows: Vec<Row>,
    keys: BTreeMap<(LogId, Seq, RecordHash), Arrival>,
    local: BTreeMap<LocalKey, Vec<u8>>,
    stopped: bool,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// All rows, in the order of arrival.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row itself, for tests that damage it.
    pub fn row_mut(&mut self, arrival: Arrival) -> Option<&mut Row> {
        self.rows.get_mut(index(arrival)?)
    }

    /// Where the records of a log stand, from one place in it to another.
    fn within(&self, log: LogId, seqs: RangeInclusive<Seq>) -> Result<Vec<Position>, StoreError> {
        let low = (log, *seqs.start(), RecordHash::from_bytes([0; 32]));
        let high = (log, *seqs.end(), RecordHash::from_bytes([0xff; 32]));
        Ok(self
            .ready()?
            .keys
            .range(low..=high)
            .map(|((_, seq, hash), arrival)| Position {
                seq: *seq,
                hash: *hash,
                arrival: *arrival,
            })
            .collect())
    }

    fn ready(&self) -> Result<&Self, StoreError> {
        if self.stopped {
            Err(StoreError::Stopped)
        } else {
            Ok(self)
        }
    }
}

fn index(arrival: Arrival) -> Option<usize> {
    usize::try_from(arrival).ok()?.checked_sub(1)
}

fn row_of(arrival: Arrival, record: &Verified) -> Row {
    let envelope = record.envelope();
    Row {
        arrival,
        log: record.log(),
        seq: record.seq(),
        hash: record.hash(),
        header: envelope.header_bytes().to_vec(),
        tags: envelope.tags().to_vec(),
        payload: record.payload().map(<[u8]>::to_vec),
    }
}

impl Store for MemoryStore {
    fn commit(&mut self, batch: &Batch<'_>) -> Result<Vec<Arrival>, StoreError> {
        self.ready()?;
        let mut fresh = BTreeSet::new();
        let doubled = batch.records.iter().any(|record| {
            let key = (record.log(), record.seq(), record.hash());
            self.keys.contains_key(&key) || !fresh.insert(key)
        });
        if doubled {
            self.stopped = true;
            return Err(StoreError::Io("a record is here already".into()));
        }
        if batch.clear {
            self.rows.clear();
            self.keys.clear();
            self.local.retain(|(kind, _), _| *kind == LocalKind::Outbox);
        }
        let mut arrivals = Vec::with_capacity(batch.records.len());
        for record in &batch.records {
            let arrival = self.rows.len() as Arrival + 1;
            self.keys
                .insert((record.log(), record.seq(), record.hash()), arrival);
            self.rows.push(row_of(arrival, record));
            arrivals.push(arrival);
        }
        for (arrival, record) in &batch.heal {
            if let Some(row) = self.row_mut(*arrival) {
                *row = row_of(*arrival, record);
            }
        }
        for arrival in &batch.erase {
            if let Some(row) = self.row_mut(*arrival) {
                row.payload = None;
            }
        }
        for key in &batch.delete {
            self.local.remove(key);
        }
        for (key, value) in &batch.put {
            self.local.insert(key.clone(), value.clone());
        }
        Ok(arrivals)
    }

    fn row(&self, arrival: Arrival) -> Result<Option<Row>, StoreError> {
        let rows = &self.ready()?.rows;
        Ok(index(arrival).and_then(|at| rows.get(at)).cloned())
    }

    fn rows_after(
        &self,
        arrival: Arrival,
        limit: usize,
        bytes: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let from = usize::try_from(arrival).unwrap_or(usize::MAX);
        let mut taken = 0;
        Ok(self
            .ready()?
            .rows
            .iter()
            .skip(from)
            .take(limit)
            .take_while(|row| {
                let fits = taken < bytes.max(1);
                taken += row.payload.as_ref().map_or(0, Vec::len);
                fits
            })
            .cloned()
            .collect())
    }

    fn positions(&self, log: LogId, from: Seq) -> Result<Vec<Position>, StoreError> {
        self.within(log, from..=Seq::MAX)
    }

    fn at(&self, log: LogId, seq: Seq) -> Result<Vec<Position>, StoreError> {
        self.within(log, seq..=seq)
    }

    fn by_hashes(&self, hashes: &BTreeSet<RecordHash>) -> Result<Vec<Arrival>, StoreError> {
        Ok(self
            .ready()?
            .keys
            .iter()
            .filter(|((_, _, hash), _)| hashes.contains(hash))
            .map(|(_, arrival)| *arrival)
            .collect())
    }

    fn last_arrival(&self) -> Result<Arrival, StoreError> {
        Ok(self.ready()?.rows.len() as Arrival)
    }

    fn local(&self, kind: LocalKind, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.ready()?.local.get(&(kind, key.to_vec())).cloned())
    }

    fn locals(&self, kind: LocalKind) -> Result<Vec<LocalPair>, StoreError> {
        Ok(self
            .ready()?
            .local
            .iter()
            .filter(|((of, _), _)| *of == kind)
            .map(|((_, key), value)| (key.clone(), value.clone()))
            .collect())
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        self.ready().map(drop)
    }
}
