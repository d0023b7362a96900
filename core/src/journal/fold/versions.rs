//! The stored changes of an entry, and the versions that they make.

use std::collections::BTreeMap;

use super::standing::standing;
use crate::date::Day;
use crate::entry::Content;
use crate::entry::document::{self, Source, fold};
use crate::envelope::{Envelope, Opened, Operation};
use crate::id::{EntryId, RecordHash};
use crate::journal::Journal;
use crate::space::Space;
use crate::store::StoreError;
use crate::view::{ChangeRef, Row};

/// One version of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The record that made it.
    pub record: RecordHash,
    /// What the entry said then.
    pub content: Content,
    /// Whether it came when its entry was not to be corrected any more: it can be
    /// read, and stands for nothing.
    pub is_late: bool,
}

impl Version {
    fn of(record: RecordHash, content: Content) -> Self {
        Self {
            record,
            content,
            is_late: false,
        }
    }
}

/// A stored change of an entry, with what is needed to fold it.
#[derive(Clone)]
pub(in crate::journal) struct Stored {
    record: RecordHash,
    day: Day,
    actor: [u8; 16],
    chunk: Vec<u8>,
}

impl Stored {
    /// What a record holds of a change, if it is one.
    pub(super) fn of(opened: Opened) -> Option<Self> {
        let (edit, chunk) = match opened.operation {
            Operation::Begin { edit, chunk } | Operation::Change { edit, chunk, .. } => {
                (edit, chunk)
            }
            _ => return None,
        };
        Some(Self {
            record: opened.hash,
            day: opened.day,
            actor: document::actor(opened.log, opened.owner, opened.nonce, edit),
            chunk,
        })
    }

    /// The record that holds it.
    pub(in crate::journal) fn record(&self) -> RecordHash {
        self.record
    }

    /// The day of that record.
    pub(in crate::journal) fn day(&self) -> Day {
        self.day
    }

    /// What is folded.
    pub(in crate::journal) fn source(&self) -> Source<'_> {
        Source {
            record: self.record,
            actor: self.actor,
            chunk: &self.chunk,
        }
    }
}

/// The days that the records of changes say.
pub(super) fn days_of(stored: &[Stored]) -> BTreeMap<RecordHash, Day> {
    stored.iter().map(|one| (one.record, one.day)).collect()
}

impl<S: Space> Journal<S> {
    /// The changes of an entry that are here and read, in their order.
    pub(super) fn stored_changes(&self, row: &Row) -> Result<Vec<Stored>, StoreError> {
        let mut stored = Vec::with_capacity(row.changes.len());
        for change in &row.changes {
            if let Some(known) = self.fold.joint.get(change.hash) {
                stored.push(known.clone());
                continue;
            }
            stored.extend(self.stored_change(change)?);
        }
        Ok(stored)
    }

    /// One change, if it is here and reads.
    pub(super) fn stored_change(&self, change: &ChangeRef) -> Result<Option<Stored>, StoreError> {
        let positions = self.store.at(change.place.log, change.place.seq)?;
        let Some(position) = positions.iter().find(|at| at.hash == change.hash) else {
            return Ok(None);
        };
        let Some(found) = self.store.row(position.arrival)? else {
            return Ok(None);
        };
        let record = self.proof().of_row(found).ok();
        let opened = record.and_then(|record| record.open(&self.keys).ok());
        Ok(opened.and_then(Stored::of))
    }

    /// The changes of an entry that stand: what a new version builds on.
    pub(in crate::journal) fn standing_changes(
        &self,
        entry: EntryId,
    ) -> Result<Vec<Stored>, StoreError> {
        let Some(row) = self.view().row(entry) else {
            return Ok(Vec::new());
        };
        let mut stored = self.stored_changes(row)?;
        stored.retain(|change| !self.ledger.asides().holds(change.record));
        Ok(stored)
    }

    /// Every stored record as it travels, for tests.
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub fn stored_envelopes(&self) -> Result<Vec<Envelope>, StoreError> {
        let rows = self.store.rows_after(0, usize::MAX, usize::MAX)?;
        Ok(rows
            .into_iter()
            .filter_map(|row| row.into_envelope().ok())
            .collect())
    }

    /// The changes of an entry, for tests.
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub fn change_chunks(&self, entry: EntryId) -> Result<Vec<Vec<u8>>, StoreError> {
        let standing = self.standing_changes(entry)?;
        Ok(standing.into_iter().map(|change| change.chunk).collect())
    }

    /// Every version of an entry, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn versions(&self, entry: EntryId) -> Result<Vec<Version>, StoreError> {
        let Some(row) = self.view().row(entry) else {
            return Ok(Vec::new());
        };
        if self.fold.pairs.is_half(row.id) {
            // What was sealed has one version, and no change made it.
            let content = row.content.clone();
            return Ok(row
                .changes
                .first()
                .map(|change| Version::of(change.hash, content))
                .into_iter()
                .collect());
        }
        let stored = self.stored_changes(row)?;
        let stands = |one: &&Stored| !self.ledger.asides().holds(one.record);
        let sources: Vec<_> = stored.iter().filter(stands).map(Stored::source).collect();
        let mut versions: Vec<Version> = match self.ledger.roster().is_joint(row.owner) {
            true => document::versions_of_joint(&sources),
            false => standing::<S>(row, fold(&sources).versions, &days_of(&stored)),
        }
        .into_iter()
        .map(|(record, content)| Version::of(record, content))
        .collect();
        let is_late = |record: &RecordHash| self.ledger.asides().is_late(*record);
        if stored.iter().any(|one| is_late(&one.record)) {
            let all: Vec<_> = stored.iter().map(Stored::source).collect();
            let late = fold(&all).versions.into_iter();
            versions.extend(
                late.filter(|(record, _)| is_late(record))
                    .map(|(record, content)| Version {
                        is_late: true,
                        ..Version::of(record, content)
                    }),
            );
        }
        Ok(versions)
    }
}
