//! What a payload says once it is open.
//!
//! ```text
//! length u32 ‖ content ‖ zeros up to the bucket
//! content = log [16] · seq u64 · counter u64 · day u32 · after (count u16, [16] each)
//!         · owner [16] · nonce [16] · operation u8 · body (the rest)
//! ```

mod forget;

pub use forget::{Forget, Wish};

use zeroize::{Zeroize as _, Zeroizing};

use super::Verified;
use crate::codec::{CodecError, Put, Reader};
use crate::date::Day;
use crate::id::{
    Beginning, DeviceId, EntryId, LogId, Nonce, Owner, PersonId, RecordHash, Seq, ShortHash,
};
use crate::order::Counter;
use crate::seal::{Recipient, seal};

/// How many heads `after` may name: one for each log a device can have.
pub const AFTER_MAX: usize = 64;
/// How many ends of earlier logs the first record of a log may follow.
const FOLLOWS_MAX: usize = 512;
/// The longest name of a person, in characters.
pub const NAME_CHARS_MAX: usize = 40;
/// The most records that one `forget` lists.
pub const FORGET_MAX: usize = 4_096;
const KIND_BYTES_MAX: usize = 64;

/// The numbers of the operations in a payload.
pub mod operation_code {
    /// Opens a log.
    pub const START: u8 = 0;
    /// The Automerge change that begins an entry.
    pub const BEGIN: u8 = 1;
    /// An entry is to be forgotten.
    pub const FORGET: u8 = 2;
    /// Kept for the rotation of keys.
    pub const EPOCH: u8 = 3;
    /// One half of a sealed pair.
    pub const SEAL: u8 = 4;
    /// Two halves of a sealed pair are bound.
    pub const BIND: u8 = 5;
    /// The key of one half of a sealed pair.
    pub const OPEN: u8 = 6;
    /// Kept for attachments.
    pub const BLOB: u8 = 7;
    /// A later Automerge change of an entry.
    pub const CHANGE: u8 = 8;
}

/// Why a stored record cannot be read. It is kept, passed on and named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// Sealed with a suite this program does not know.
    #[error("written by a newer Candor")]
    NewerSuite,
    /// The payload is not here.
    #[error("its payload is not here")]
    Lacking,
    /// The payload does not open with this space's key, or is damaged.
    #[error("its payload does not open")]
    Sealed,
    /// The payload belongs to another place.
    #[error("its payload was made for another place")]
    Elsewhere,
    /// The plaintext is not laid out as it must be.
    #[error("its payload is malformed: {0}")]
    Malformed(#[from] CodecError),
    /// The counter or the day is past the year 2200.
    #[error("its counter or its day is out of range")]
    Counter,
    /// Too long to become a payload.
    #[error("it is too long")]
    TooLong,
}

/// A record that can be read: where it stands and what it says. Outside of this
/// crate only [`Verified::open`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Opened {
    /// Its identity.
    pub hash: RecordHash,
    /// The log it stands in.
    pub log: LogId,
    /// Its position.
    pub seq: Seq,
    /// The hash of the record before.
    pub prev: RecordHash,
    /// Its place in the order of the space.
    pub counter: Counter,
    /// The civil day it says: that on which its words were finished.
    pub day: Day,
    /// Heads of other logs that its writer had newly taken in.
    pub after: Vec<ShortHash>,
    /// Whose entry it is about.
    pub owner: Owner,
    /// What the entry's id is computed from, beside the owner.
    pub nonce: Nonce,
    /// The entry, computed from owner, nonce and what it began with.
    pub entry: EntryId,
    /// What it does.
    pub operation: Operation,
}

/// What a record does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Opens a log; only at position 0.
    Start(Start),
    /// The change that begins an entry, its actor bound to log, owner, nonce and
    /// this nonce.
    Begin {
        /// Drawn when the entry was written.
        edit: Nonce,
        /// The change chunk, perhaps deflated.
        chunk: Vec<u8>,
    },
    /// A later change of an entry.
    Change {
        /// What the entry began with.
        beginning: Beginning,
        /// Drawn when the entry was opened for editing.
        edit: Nonce,
        /// The change chunk, perhaps deflated.
        chunk: Vec<u8>,
    },
    /// An entry's text is to go.
    Forget(Forget),
    /// One half of a sealed pair.
    Seal(Seal),
    /// Two halves are bound to each other.
    Bind(Bind),
    /// The key of one's own half.
    Open(Key),
    /// An operation of a newer Candor, kept as it is.
    Newer {
        /// Its number.
        code: u8,
    },
}

/// The first record of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Whose log it is.
    pub person: PersonId,
    /// Which device writes it.
    pub device: DeviceId,
    /// What makes the log id unique.
    pub nonce: Nonce,
    /// Heads of the logs of this device that it follows.
    pub follows: Vec<RecordHash>,
    /// The person's name as shown.
    pub name: String,
}

/// One half of a sealed pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The pair.
    pub pair: EntryId,
    /// The kind.
    pub kind: String,
    /// The words: an age file to an identity that its writer alone derives.
    pub sealed: Vec<u8>,
}

/// Two halves that a device holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bind {
    /// The pair.
    pub pair: EntryId,
    /// The `seal` records of both, sorted.
    pub seals: [RecordHash; 2],
}

/// The key of one half.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    /// The pair.
    pub pair: EntryId,
    /// The `seal` record that it opens.
    pub seal: RecordHash,
    /// The `seal` record of the other half that it is given for.
    pub other: RecordHash,
    /// The secret of the identity that opens it.
    pub key: [u8; 32],
}

// It is a part of a record and copied with it; every copy is wiped.
impl Drop for Key {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key([redacted])")
    }
}

/// A payload before it is sealed.
pub(crate) struct Draft {
    pub counter: Counter,
    pub day: Day,
    pub after: Vec<ShortHash>,
    pub owner: Owner,
    pub nonce: Nonce,
    pub operation: Operation,
}

impl Opened {
    /// What `record`, made of `draft`, will say when it is opened.
    pub(crate) fn of_draft(record: &Verified, draft: Draft) -> Self {
        Self {
            hash: record.hash(),
            log: record.log(),
            seq: record.seq(),
            prev: record.header().prev,
            counter: draft.counter,
            day: draft.day,
            after: draft.after,
            owner: draft.owner,
            nonce: draft.nonce,
            entry: draft
                .operation
                .entry(record.hash(), draft.owner, draft.nonce),
            operation: draft.operation,
        }
    }

    pub(super) fn parse(plain: &[u8], record: &Verified) -> Result<Self, PayloadError> {
        let mut outer = Reader::new(plain);
        let content = outer.long(plain.len())?;
        if outer.rest().iter().any(|byte| *byte != 0) {
            return Err(CodecError::Trailing.into());
        }
        let mut reader = Reader::new(content);
        let log = LogId::from_bytes(reader.array()?);
        let seq = reader.u64()?;
        if log != record.log() || seq != record.seq() {
            return Err(PayloadError::Elsewhere);
        }
        let counter = Counter::checked(reader.u64()?).ok_or(PayloadError::Counter)?;
        let day = Day::from_number(reader.u32()?).ok_or(PayloadError::Counter)?;
        let count = reader.count(AFTER_MAX, 16)?;
        let mut after = Vec::with_capacity(count);
        for _ in 0..count {
            after.push(ShortHash::from_bytes(reader.array()?));
        }
        let owner = Owner::from_bytes(reader.array()?);
        let nonce = Nonce::from_bytes(reader.array()?);
        let operation = Operation::parse(&mut reader)?;
        Ok(Self {
            hash: record.hash(),
            log,
            seq,
            prev: record.header().prev,
            counter,
            day,
            after,
            owner,
            nonce,
            entry: operation.entry(record.hash(), owner, nonce),
            operation,
        })
    }
}

/// What the `forget` of one half of a sealed pair names as its kind.
pub const HALF: &str = "half";

impl Operation {
    /// What it is about: an entry, or one half of a sealed pair, which has an id
    /// of another kind.
    fn entry(&self, record: RecordHash, owner: Owner, nonce: Nonce) -> EntryId {
        let of = |beginning| EntryId::of(owner, nonce, beginning);
        match self {
            Self::Seal(Seal { pair, .. })
            | Self::Bind(Bind { pair, .. })
            | Self::Open(Key { pair, .. }) => EntryId::half(owner, nonce, *pair),
            Self::Forget(forget) if forget.kind == HALF => {
                let pair = forget.thread.unwrap_or(EntryId::from_bytes([0; 16]));
                EntryId::half(owner, nonce, pair)
            }
            Self::Forget(forget) => of(forget.beginning),
            Self::Change { beginning, .. } => of(*beginning),
            Self::Begin { .. } => of(Beginning::of(record)),
            Self::Start(_) | Self::Newer { .. } => of(Beginning::NONE),
        }
    }

    /// Whether it is a change of an entry, the first or a later one.
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Begin { .. } | Self::Change { .. })
    }

    fn parse(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let operation = match reader.u8()? {
            operation_code::START => Self::Start(Start::parse(reader)?),
            operation_code::BEGIN => Self::Begin {
                edit: Nonce::from_bytes(reader.array()?),
                chunk: reader.rest().to_vec(),
            },
            operation_code::CHANGE => Self::Change {
                beginning: Beginning::from_bytes(reader.array()?),
                edit: Nonce::from_bytes(reader.array()?),
                chunk: reader.rest().to_vec(),
            },
            operation_code::FORGET => Self::Forget(Forget::parse(reader)?),
            operation_code::SEAL => Self::Seal(Seal {
                pair: EntryId::from_bytes(reader.array()?),
                kind: reader.text(KIND_BYTES_MAX)?.to_owned(),
                sealed: reader.rest().to_vec(),
            }),
            operation_code::BIND => Self::Bind(Bind {
                pair: EntryId::from_bytes(reader.array()?),
                seals: [
                    RecordHash::from_bytes(reader.array()?),
                    RecordHash::from_bytes(reader.array()?),
                ],
            }),
            operation_code::OPEN => Self::Open(Key {
                pair: EntryId::from_bytes(reader.array()?),
                seal: RecordHash::from_bytes(reader.array()?),
                other: RecordHash::from_bytes(reader.array()?),
                key: reader.array()?,
            }),
            code => {
                reader.rest();
                Self::Newer { code }
            }
        };
        if reader.left() > 0 {
            return Err(CodecError::Trailing);
        }
        Ok(operation)
    }

    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Start(start) => {
                out.put_u8(operation_code::START);
                out.put(start.person.as_bytes());
                out.put(start.device.as_bytes());
                out.put(start.nonce.as_bytes());
                out.put_count(start.follows.len());
                for head in &start.follows {
                    out.put(head.as_bytes());
                }
                out.put_long(start.name.as_bytes());
            }
            Self::Begin { edit, chunk } => {
                out.put_u8(operation_code::BEGIN);
                out.put(edit.as_bytes());
                out.put(chunk);
            }
            Self::Change {
                beginning,
                edit,
                chunk,
            } => {
                out.put_u8(operation_code::CHANGE);
                out.put(beginning.as_bytes());
                out.put(edit.as_bytes());
                out.put(chunk);
            }
            Self::Forget(forget) => {
                out.put_u8(operation_code::FORGET);
                forget.encode(out);
            }
            Self::Seal(seal) => {
                out.put_u8(operation_code::SEAL);
                out.put(seal.pair.as_bytes());
                out.put_long(seal.kind.as_bytes());
                out.put(&seal.sealed);
            }
            Self::Bind(bind) => {
                out.put_u8(operation_code::BIND);
                out.put(bind.pair.as_bytes());
                for seal in &bind.seals {
                    out.put(seal.as_bytes());
                }
            }
            Self::Open(key) => {
                out.put_u8(operation_code::OPEN);
                out.put(key.pair.as_bytes());
                out.put(key.seal.as_bytes());
                out.put(key.other.as_bytes());
                out.put(&key.key);
            }
            Self::Newer { code } => out.put_u8(*code),
        }
    }
}

impl Start {
    fn parse(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let person = PersonId::from_bytes(reader.array()?);
        let device = DeviceId::from_bytes(reader.array()?);
        let nonce = Nonce::from_bytes(reader.array()?);
        let count = reader.count(FOLLOWS_MAX, 32)?;
        let mut follows = Vec::with_capacity(count);
        for _ in 0..count {
            follows.push(RecordHash::from_bytes(reader.array()?));
        }
        let name = reader.text(NAME_CHARS_MAX * 4)?.to_owned();
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(CodecError::TooLong);
        }
        Ok(Self {
            person,
            device,
            nonce,
            follows,
            name,
        })
    }

    /// The log that this record opens.
    pub fn log(&self) -> LogId {
        LogId::of(self.person, self.device, self.nonce)
    }
}

/// The sealed payload of `draft` at its place, padded to a bucket.
pub(crate) fn seal_payload(
    to: &Recipient,
    log: LogId,
    seq: Seq,
    draft: &Draft,
) -> Result<Vec<u8>, PayloadError> {
    let mut content = Zeroizing::new(Vec::with_capacity(1024));
    content.put(log.as_bytes());
    content.put_u64(seq);
    content.put_u64(draft.counter.number());
    content.put_u32(draft.day.number());
    if draft.after.len() > AFTER_MAX {
        return Err(PayloadError::TooLong);
    }
    content.put_count(draft.after.len());
    for head in &draft.after {
        content.put(head.as_bytes());
    }
    content.put(draft.owner.as_bytes());
    content.put(draft.nonce.as_bytes());
    draft.operation.encode(&mut content);

    let mut plain = Zeroizing::new(Vec::with_capacity(padded_len(content.len() + 4)));
    plain.put_long(&content);
    let padded = padded_len(plain.len());
    plain.resize(padded, 0);
    let sealed = seal(std::slice::from_ref(to), &plain);
    if sealed.len() > super::PAYLOAD_MAX {
        return Err(PayloadError::TooLong);
    }
    Ok(sealed)
}

/// The bucket a plaintext of `len` bytes is padded to: multiples of 512 up to
/// 4 KiB, Padmé above (Nikitin et al., "Reducing Metadata Leakage from
/// Encrypted Files and Communication with PURBs", 2019: at most 12 % more).
pub fn padded_len(len: usize) -> usize {
    if len <= 4096 {
        return len.div_ceil(512).max(1) * 512;
    }
    let exponent = len.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1usize << (exponent - kept)) - 1;
    (len + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i05_plaintexts_fall_in_buckets() {
        assert_eq!(padded_len(1), 512);
        assert_eq!(padded_len(512), 512);
        assert_eq!(padded_len(513), 1024);
        assert_eq!(padded_len(4096), 4096);
        for len in [4097, 5000, 65_537, 300_000] {
            let padded = padded_len(len);
            assert!(padded >= len && (padded - len) * 100 <= len * 12);
            assert_eq!(padded_len(padded), padded);
        }
    }
}
