//! Where records and local rows are kept: the only folder that opens the disk.
//!
//! A [`Store`] keeps the envelopes of one space in the order they arrived,
//! under the key (log, seq, hash), and local rows beside them. [`Store::commit`]
//! takes a batch and returns when the one transaction that holds it is
//! durable: what it returned for survives a power cut. After a failed write
//! the store refuses everything until it is opened again; nothing is ever
//! built on what the disk may not hold.
//!
//! Faults it survives: being killed at any moment, a torn last write, a full
//! disk, a bit that flips (the record is named and asked for again), and a
//! write or sync that fails.

mod files;
mod memory;
mod place;
mod plain;
mod segments;
mod sqlite;

pub use files::{FileError, Folder, FolderLock, write_private};
pub use memory::MemoryStore;
pub use place::{Made, NoPlace};
pub use segments::{OWN_DRAFT_BYTES, OwnDraft, OwnFiles, OwnStore, SEGMENT_BYTES};
pub use sqlite::SqliteStore;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::codec::CodecError;
use crate::envelope::{Envelope, Verified};
use crate::id::{LogId, RecordHash, Seq};

/// The place of a row in the order of arrival, from 1.
pub type Arrival = u64;

/// Why the store cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The file or folder cannot be written.
    #[error("the folder is not there, or cannot be written")]
    ReadOnly,
    /// Another program has it open.
    #[error("it is open in another program")]
    Busy,
    /// It is not a journal of Candor, or its file is damaged beyond reading.
    #[error("the file is damaged or not a journal")]
    Damaged,
    /// It says that it is of a later version than this program reads.
    #[error("it was written by a newer Candor")]
    Newer,
    /// A write failed before; the store must be opened again.
    #[error("an earlier write failed")]
    Stopped,
    /// Under this name stands a link, a pipe, a folder or a device.
    #[error("{0} is not a plain file")]
    NotAFile(String),
    /// This account may not read the file of this name.
    #[error("{0} cannot be read")]
    Unreadable(String),
    /// The database holds something of this type that Candor did not make.
    #[error("the database holds a {0} that is not Candor's")]
    Foreign(&'static str),
    /// No folder can be used at this path.
    #[error("{}: {}", .0.display(), .1)]
    NoPlace(PathBuf, NoPlace),
    /// Anything else the system says.
    #[error("the disk answers: {0}")]
    Io(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A stored record as its columns hold it: not yet trusted again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place in the order of arrival.
    pub arrival: Arrival,
    /// The key's log.
    pub log: LogId,
    /// The key's position.
    pub seq: Seq,
    /// The key's hash: what the record hashed to when it was verified.
    pub hash: RecordHash,
    /// The header's bytes.
    pub header: Vec<u8>,
    /// Both tags.
    pub tags: Vec<u8>,
    /// The sealed payload.
    pub payload: Option<Vec<u8>>,
}

impl Row {
    /// The claim that this row makes.
    ///
    /// # Errors
    /// [`CodecError`] if header or tags are no longer laid out as such.
    pub fn into_envelope(self) -> Result<Envelope, CodecError> {
        Envelope::from_columns(&self.header, &self.tags, self.payload)
    }
}

/// Where one record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Its place in its log.
    pub seq: Seq,
    /// Its hash.
    pub hash: RecordHash,
    /// Its place in the order of arrival.
    pub arrival: Arrival,
}

/// The kinds of local rows: what stays on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum LocalKind {
    /// The one root of the index.
    Root = 0,
    /// A page of the index.
    Page = 1,
    /// A finished entry that waits.
    Outbox = 2,
    /// What is known of another device: addresses, heads it confirmed.
    Peer = 3,
    /// A record whose payload is broken or did not come.
    Lacking = 4,
    /// A draft of a shared entry.
    Draft = 5,
    /// On which day what arrived.
    Day = 6,
    /// What the other person is called here.
    Names = 7,
}

/// The key of a local row: a kind and up to 64 bytes.
pub type LocalKey = (LocalKind, Vec<u8>);

/// A local row: its key without the kind, and its value.
pub type LocalPair = (Vec<u8>, Vec<u8>);

/// One transaction.
#[derive(Debug, Default)]
pub struct Batch<'a> {
    /// First of all, forget every record and every local row but the outbox:
    /// an unfinished pairing is dropped.
    pub clear: bool,
    /// Records to append, in this order.
    pub records: Vec<&'a Verified>,
    /// Records that are here, and whose columns are replaced by intact ones.
    pub heal: Vec<(Arrival, &'a Verified)>,
    /// Records whose payload is erased for good.
    pub erase: Vec<Arrival>,
    /// Local rows to write, replacing what was under the key.
    pub put: Vec<(LocalKey, Vec<u8>)>,
    /// Local rows to remove.
    pub delete: Vec<LocalKey>,
}

impl Batch<'_> {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        !self.clear
            && self.records.is_empty()
            && self.heal.is_empty()
            && self.erase.is_empty()
            && self.put.is_empty()
            && self.delete.is_empty()
    }
}

/// What keeps the records of one space. The promises are in the module's
/// documentation; `core/tests` holds one contract for every implementor.
pub trait Store: Send {
    /// Makes `batch` durable as one, and gives the arrivals of its new records.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of the batch is then there, and all later calls
    /// give [`StoreError::Stopped`]. Open the store again.
    fn commit(&mut self, batch: &Batch<'_>) -> Result<Vec<Arrival>, StoreError>;

    /// The row that arrived as number `arrival`.
    fn row(&self, arrival: Arrival) -> Result<Option<Row>, StoreError>;

    /// At most `limit` rows that arrived after `arrival`, in that order; fewer
    /// once their payloads come to `bytes`, but one at least if there is one.
    fn rows_after(
        &self,
        arrival: Arrival,
        limit: usize,
        bytes: usize,
    ) -> Result<Vec<Row>, StoreError>;

    /// The records of `log` at positions `from` and above, by position.
    fn positions(&self, log: LogId, from: Seq) -> Result<Vec<Position>, StoreError>;

    /// The records of `log` at exactly this position; more than one is a fork.
    fn at(&self, log: LogId, seq: Seq) -> Result<Vec<Position>, StoreError>;

    /// Where the records with these hashes are, looked for in one pass.
    fn by_hashes(&self, hashes: &BTreeSet<RecordHash>) -> Result<Vec<Arrival>, StoreError>;

    /// The number of the newest row, 0 if there is none.
    fn last_arrival(&self) -> Result<Arrival, StoreError>;

    /// A local row.
    fn local(&self, kind: LocalKind, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// All local rows of a kind, by key.
    fn locals(&self, kind: LocalKind) -> Result<Vec<LocalPair>, StoreError>;

    /// Moves everything into its resting place, so that nothing erased is left
    /// in a write-ahead file. Called at lock and after something was erased.
    fn settle(&mut self) -> Result<(), StoreError>;
}
