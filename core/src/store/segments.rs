//! The files of the own space: segments of exactly 8 MiB, so that nobody can
//! count what is in them.
//!
//! ```text
//! own.000, own.001 …  one age file each over  (length u32 ‖ envelope)* ‖ zeros
//! own.draft           one age file of exactly 512 KiB over  length u32 ‖ draft ‖ zeros
//! ```
//!
//! The number of segments tells, in steps of 8 MiB, how much was ever written;
//! the app says so.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::{
    Arrival, Batch, FileError, Folder, LocalKind, LocalPair, MemoryStore, Position, Row, Store,
    StoreError,
};
use crate::codec::{Put, Reader};
use crate::envelope::{ENVELOPE_MAX, Envelope, VERSION, Verified};
use crate::id::{LogId, RecordHash, Seq};
use crate::seal::{Identity, Recipient, SEALED_EXTRA_MAX, seal_to_length};

/// The length of a segment file.
pub const SEGMENT_BYTES: usize = 8 * 1024 * 1024;
/// The length of the draft file.
pub const OWN_DRAFT_BYTES: usize = 512 * 1024;
/// What fits into a segment beside the header of age and its chunk tags.
const SEGMENT_ROOM: usize = SEGMENT_BYTES - SEALED_EXTRA_MAX - 16 * (SEGMENT_BYTES / 65_536 + 1);
const SEGMENTS_MAX: usize = 1_000;
const DRAFT: &str = "own.draft";

/// The own space on disk: which envelopes stand in which segment.
pub struct OwnFiles {
    folder: Folder,
    /// Bytes used in each segment.
    used: Vec<usize>,
}

fn name(segment: usize) -> String {
    format!("own.{segment:03}")
}

impl OwnFiles {
    /// The first, empty segment and the empty draft, sealed to `to`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn create(folder: &Folder, to: &Recipient) -> Result<Self, StoreError> {
        let mut files = Self {
            folder: folder.clone(),
            used: vec![0],
        };
        files.write(to, 0, &[])?;
        let draft = seal_to_length(to, &0u32.to_le_bytes(), OWN_DRAFT_BYTES);
        folder.write(DRAFT, &draft)?;
        Ok(files)
    }

    /// The segments of `folder`, and the envelopes in them with the segment
    /// each stands in. A segment that does not open is an error: nothing of
    /// the own space is shown before all of it is there.
    ///
    /// # Errors
    /// [`FileError`], with [`StoreError::Damaged`] inside it, or [`StoreError::Newer`]
    /// where a record is of a later version.
    pub fn open(
        folder: &Folder,
        identity: &Identity,
    ) -> Result<(Self, Vec<(usize, Envelope)>), FileError> {
        let mut used = Vec::new();
        let mut envelopes = Vec::new();
        for segment in 0..SEGMENTS_MAX {
            let sealed = match folder.read_up_to(&name(segment), SEGMENT_BYTES as u64) {
                Ok(sealed) => sealed,
                Err(FileError::Missing(_)) if segment > 0 => break,
                Err(error) => return Err(error),
            };
            let plain = identity
                .open(&sealed, SEGMENT_BYTES)
                .map_err(|_| StoreError::Damaged)?;
            let mut reader = Reader::new(&plain);
            let mut bytes = 0;
            while let Ok(length) = reader.u32() {
                if length == 0 {
                    break;
                }
                let length = length as usize;
                if length > ENVELOPE_MAX {
                    return Err(StoreError::Damaged.into());
                }
                let record = reader.bytes(length).map_err(|_| StoreError::Damaged)?;
                // The version stands first, however the rest is laid out.
                if record.first().is_some_and(|version| *version > VERSION) {
                    return Err(StoreError::Newer.into());
                }
                let envelope = Envelope::parse(record).map_err(|_| StoreError::Damaged)?;
                envelopes.push((segment, envelope));
                bytes += 4 + length;
            }
            used.push(bytes);
        }
        let files = Self {
            folder: folder.clone(),
            used,
        };
        Ok((files, envelopes))
    }

    /// Writes one segment whole. Returns when it is durable.
    ///
    /// # Errors
    /// [`StoreError`]; the old segment then still stands.
    pub fn write(
        &mut self,
        to: &Recipient,
        segment: usize,
        envelopes: &[&Envelope],
    ) -> Result<(), StoreError> {
        if segment >= SEGMENTS_MAX {
            return Err(StoreError::Full);
        }
        let mut plain = Zeroizing::new(Vec::new());
        for envelope in envelopes {
            plain.put_long(&envelope.encode());
        }
        if plain.len() > SEGMENT_ROOM {
            return Err(StoreError::Full);
        }
        let sealed = seal_to_length(to, &plain, SEGMENT_BYTES);
        self.folder.write(&name(segment), &sealed)?;
        if segment == self.used.len() {
            self.used.push(0);
        }
        self.used[segment] = plain.len();
        Ok(())
    }

    /// The names of all files of the own space, draft and keys included.
    pub fn names(folder: &Folder) -> Vec<String> {
        let mut names: Vec<String> = (0..SEGMENTS_MAX)
            .map(name)
            .take_while(|name| folder.has(name))
            .collect();
        names.push(DRAFT.to_owned());
        names
    }
}

/// The one file of drafts of own pages. It is written while Mine alone is open
/// and at no other time.
pub struct OwnDraft {
    folder: Folder,
    identity: Identity,
}

impl OwnDraft {
    /// The most bytes it holds.
    pub const ROOM: usize = OWN_DRAFT_BYTES - 4096;

    /// The draft file of `folder`, opened by the identity of the segments.
    pub fn of(folder: &Folder, identity: Identity) -> Self {
        Self {
            folder: folder.clone(),
            identity,
        }
    }

    /// What it holds; empty if nothing was written yet.
    ///
    /// # Errors
    /// [`FileError`], [`StoreError::Damaged`] inside it if it does not open.
    pub fn read(&self) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let sealed = self.folder.read_up_to(DRAFT, OWN_DRAFT_BYTES as u64)?;
        let plain = self
            .identity
            .open(&sealed, OWN_DRAFT_BYTES)
            .map_err(|_| StoreError::Damaged)?;
        let mut reader = Reader::new(&plain);
        let draft = reader.long(Self::ROOM).map_err(|_| StoreError::Damaged)?;
        Ok(Zeroizing::new(draft.to_vec()))
    }

    /// Writes `draft` in the place of what it held. Durable when it returns.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Full`] above [`OwnDraft::ROOM`]. The old
    /// draft then still stands.
    pub fn write(&self, draft: &[u8]) -> Result<(), StoreError> {
        if draft.len() > Self::ROOM {
            return Err(StoreError::Full);
        }
        let mut plain = Zeroizing::new(Vec::with_capacity(draft.len() + 4));
        plain.put_long(draft);
        let sealed = seal_to_length(&self.identity.recipient(), &plain, OWN_DRAFT_BYTES);
        self.folder.write(DRAFT, &sealed)
    }
}

/// The own space as a [`Store`]: records live in the memory twin, and a commit
/// writes the segments it touches before the memory changes. Local rows live
/// as long as the program; nothing of the own space stands elsewhere on disk.
pub struct OwnStore {
    memory: MemoryStore,
    files: OwnFiles,
    to: Recipient,
    /// The segment of each arrival, from arrival 1 on.
    segments: Vec<usize>,
    stopped: bool,
}

impl OwnStore {
    /// The own space in `folder`. `verify` proves each stored envelope again;
    /// one that fails is left out and named by its log and position.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn open(
        folder: &Folder,
        identity: &Identity,
        verify: impl Fn(Envelope) -> Option<Verified>,
    ) -> Result<Self, FileError> {
        let (files, envelopes) = OwnFiles::open(folder, identity)?;
        let mut store = Self {
            memory: MemoryStore::new(),
            files,
            to: identity.recipient(),
            segments: Vec::new(),
            stopped: false,
        };
        for (segment, envelope) in envelopes {
            let record = verify(envelope).ok_or(StoreError::Damaged)?;
            store.memory.commit(&Batch {
                records: vec![&record],
                ..Batch::default()
            })?;
            store.segments.push(segment);
        }
        Ok(store)
    }

    fn write(&mut self, batch: &Batch<'_>) -> Result<Vec<Arrival>, StoreError> {
        let mut memory = self.memory.clone();
        let arrivals = memory.commit(batch)?;
        let mut segments = self.segments.clone();
        let mut touched = BTreeSet::new();
        let mut newest = self.files.used.len() - 1;
        let mut used = self.files.used[newest];
        for record in &batch.records {
            let length = 4 + record.envelope().encoded_len();
            if used + length > SEGMENT_ROOM {
                newest += 1;
                used = 0;
            }
            used += length;
            segments.push(newest);
            touched.insert(newest);
        }
        let healed = batch.heal.iter().map(|(arrival, _)| arrival);
        for arrival in batch.erase.iter().chain(healed) {
            if let Some(segment) = usize::try_from(*arrival)
                .ok()
                .and_then(|arrival| segments.get(arrival.checked_sub(1)?))
            {
                touched.insert(*segment);
            }
        }
        for segment in touched {
            let envelopes: Vec<Envelope> = memory
                .rows()
                .iter()
                .zip(&segments)
                .filter(|(_, at)| **at == segment)
                .map(|(row, _)| row.clone().into_envelope())
                .collect::<Result<_, _>>()
                .map_err(|_| StoreError::Damaged)?;
            let envelopes: Vec<&Envelope> = envelopes.iter().collect();
            self.files.write(&self.to, segment, &envelopes)?;
        }
        self.memory = memory;
        self.segments = segments;
        Ok(arrivals)
    }

    fn ready(&self) -> Result<&MemoryStore, StoreError> {
        if self.stopped {
            Err(StoreError::Stopped)
        } else {
            Ok(&self.memory)
        }
    }
}

impl Store for OwnStore {
    fn commit(&mut self, batch: &Batch<'_>) -> Result<Vec<Arrival>, StoreError> {
        self.ready()?;
        let outcome = self.write(batch);
        self.stopped = outcome.is_err();
        outcome
    }

    fn row(&self, arrival: Arrival) -> Result<Option<Row>, StoreError> {
        self.ready()?.row(arrival)
    }

    fn rows_after(
        &self,
        arrival: Arrival,
        limit: usize,
        bytes: usize,
    ) -> Result<Vec<Row>, StoreError> {
        self.ready()?.rows_after(arrival, limit, bytes)
    }

    fn positions(&self, log: LogId, from: Seq) -> Result<Vec<Position>, StoreError> {
        self.ready()?.positions(log, from)
    }

    fn at(&self, log: LogId, seq: Seq) -> Result<Vec<Position>, StoreError> {
        self.ready()?.at(log, seq)
    }

    fn by_hashes(&self, hashes: &BTreeSet<RecordHash>) -> Result<Vec<Arrival>, StoreError> {
        self.ready()?.by_hashes(hashes)
    }

    fn last_arrival(&self) -> Result<Arrival, StoreError> {
        self.ready()?.last_arrival()
    }

    fn local(&self, kind: LocalKind, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.ready()?.local(kind, key)
    }

    fn locals(&self, kind: LocalKind) -> Result<Vec<LocalPair>, StoreError> {
        self.ready()?.locals(kind)
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        self.ready().map(drop)
    }
}
