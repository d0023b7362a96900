//! Makes records the way a changed program would; for tests only.
//!
//! The feature `forge` opens this module, and nothing that is shipped enables
//! it. Whoever holds the keys of a space can make these records: a partner
//! whose program was changed. Nothing here is judged before it leaves.
//!
//! ```text
//! Draft ──at──► payload sealed ──tagged──► Envelope, with any header and any words
//! ```

use crate::codec::Put;
use crate::envelope::{Envelope, Header, SUITE, SpaceKeys, Start, VERSION, operation_code};
use crate::id::{Beginning, LogId, Nonce, Owner, PayloadHash, RecordHash, Seq, ShortHash};
use crate::seal::seal;

/// What a payload is going to say, each field as a number or as bytes, so that
/// values out of range can be written too.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The place in the order.
    pub counter: u64,
    /// The day it says; that of the counter unless it is set.
    pub day: u32,
    /// The heads it names.
    pub after: Vec<ShortHash>,
    /// The owner it claims.
    pub owner: Owner,
    /// The nonce of the entry it claims.
    pub nonce: Nonce,
    /// The number of the operation.
    pub operation: u8,
    /// What follows that number.
    pub body: Vec<u8>,
    /// The suite the header names.
    pub suite: u8,
}

impl Draft {
    /// The change that begins an entry of `owner` and `nonce`.
    pub fn begin(counter: u64, owner: Owner, nonce: Nonce, edit: Nonce, chunk: &[u8]) -> Self {
        let mut body = edit.as_bytes().to_vec();
        body.put(chunk);
        Self {
            owner,
            nonce,
            ..Self::other(counter, operation_code::BEGIN, body)
        }
    }

    /// A later change of the entry that began with `beginning`.
    pub fn change(
        counter: u64,
        (owner, nonce, beginning): (Owner, Nonce, Beginning),
        edit: Nonce,
        chunk: &[u8],
    ) -> Self {
        let mut body = beginning.as_bytes().to_vec();
        body.put(edit.as_bytes());
        body.put(chunk);
        Self {
            owner,
            nonce,
            ..Self::other(counter, operation_code::CHANGE, body)
        }
    }

    /// The first record of a log.
    pub fn start(counter: u64, start: &Start) -> Self {
        let mut body = Vec::new();
        body.put(start.person.as_bytes());
        body.put(start.device.as_bytes());
        body.put(start.nonce.as_bytes());
        body.put_count(start.follows.len());
        for head in &start.follows {
            body.put(head.as_bytes());
        }
        body.put_long(start.name.as_bytes());
        Self::other(counter, operation_code::START, body)
    }

    /// Any other operation, with any body.
    pub fn other(counter: u64, operation: u8, body: Vec<u8>) -> Self {
        Self {
            counter,
            day: u32::try_from(counter >> 20).unwrap_or(u32::MAX),
            after: Vec::new(),
            owner: Owner::from_bytes([0; 16]),
            nonce: Nonce::from_bytes([0; 16]),
            operation,
            body,
            suite: SUITE,
        }
    }

    /// The plaintext of the payload at this place, padded.
    pub fn plain(&self, log: LogId, seq: Seq) -> Vec<u8> {
        let mut content = Vec::new();
        content.put(log.as_bytes());
        content.put_u64(seq);
        content.put_u64(self.counter);
        content.put_u32(self.day);
        content.put_count(self.after.len());
        for head in &self.after {
            content.put(head.as_bytes());
        }
        content.put(self.owner.as_bytes());
        content.put(self.nonce.as_bytes());
        content.put_u8(self.operation);
        content.put(&self.body);
        let mut plain = Vec::new();
        plain.put_long(&content);
        let padded = padded_len(plain.len());
        plain.resize(padded, 0);
        plain
    }

    /// The record at this place, under the keys of `keys`.
    pub fn at(&self, keys: &SpaceKeys, log: LogId, seq: Seq, prev: RecordHash) -> Envelope {
        let payload = seal(
            &[keys.current().identity().recipient()],
            &self.plain(log, seq),
        );
        let header = Header {
            suite: self.suite,
            ..header(keys, log, seq, prev, &payload)
        };
        tagged(keys, header, payload)
    }
}

/// The header that an honest program would write over `payload`.
pub fn header(keys: &SpaceKeys, log: LogId, seq: Seq, prev: RecordHash, payload: &[u8]) -> Header {
    Header {
        version: VERSION,
        suite: SUITE,
        space: keys.space(),
        log,
        seq,
        epoch: keys.current().id(),
        prev,
        payload_len: u32::try_from(payload.len()).unwrap_or(u32::MAX),
        payload_hash: PayloadHash::from_bytes(*blake3::hash(payload).as_bytes()),
    }
}

/// Any header over any payload, with the tags of `keys`.
pub fn tagged(keys: &SpaceKeys, header: Header, payload: Vec<u8>) -> Envelope {
    crate::envelope::tagged(keys, header, payload)
}

/// The bucket a plaintext of `len` bytes is padded to.
pub fn padded_len(len: usize) -> usize {
    crate::envelope::padded_len(len)
}
