//! The part of a record that travels in clear inside the encrypted stream and
//! stands in clear on disk: 126 bytes, little-endian.

use crate::codec::{CodecError, Put, Reader};
use crate::id::{EpochId, LogId, PayloadHash, RecordHash, Seq, SpaceTag};

/// The format version this program writes and reads.
pub const VERSION: u8 = 1;
/// Suite 1: age with X25519, keyed BLAKE3.
pub const SUITE: u8 = 1;
/// Bytes of a header.
pub const HEADER_BYTES: usize = 126;

/// Where a record stands and what its payload must be.
///
/// ```text
///   0  version u8 · 1 suite u8 · 2 space tag [16] · 18 log id [16] · 34 seq u64
///  42  epoch [16] · 58 prev [32] · 90 payload_len u32 · 94 payload_hash [32]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Layout of header and tags.
    pub version: u8,
    /// How the payload is sealed.
    pub suite: u8,
    /// The space the record belongs to.
    pub space: SpaceTag,
    /// The log.
    pub log: LogId,
    /// The position in the log, from 0.
    pub seq: Seq,
    /// The keys it was written under.
    pub epoch: EpochId,
    /// The hash of the record before; zeros at position 0.
    pub prev: RecordHash,
    /// Length of the sealed payload in bytes.
    pub payload_len: u32,
    /// BLAKE3 of the sealed payload, so that the chain still checks after the
    /// payload was forgotten.
    pub payload_hash: PayloadHash,
}

impl Header {
    /// The header that these bytes spell. Nothing is judged yet, but lengths.
    ///
    /// # Errors
    /// [`CodecError::TooLong`] for a payload above 512 KiB.
    pub fn parse(bytes: &[u8; HEADER_BYTES]) -> Result<Self, CodecError> {
        let mut reader = Reader::new(bytes);
        let header = Self {
            version: reader.u8()?,
            suite: reader.u8()?,
            space: SpaceTag::from_bytes(reader.array()?),
            log: LogId::from_bytes(reader.array()?),
            seq: reader.u64()?,
            epoch: EpochId::from_bytes(reader.array()?),
            prev: RecordHash::from_bytes(reader.array()?),
            payload_len: reader.u32()?,
            payload_hash: PayloadHash::from_bytes(reader.array()?),
        };
        reader.end()?;
        if header.payload_len as usize > super::PAYLOAD_MAX {
            return Err(CodecError::TooLong);
        }
        Ok(header)
    }

    /// The bytes of the header.
    pub fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut out = Vec::with_capacity(HEADER_BYTES);
        out.put_u8(self.version);
        out.put_u8(self.suite);
        out.put(self.space.as_bytes());
        out.put(self.log.as_bytes());
        out.put_u64(self.seq);
        out.put(self.epoch.as_bytes());
        out.put(self.prev.as_bytes());
        out.put_u32(self.payload_len);
        out.put(self.payload_hash.as_bytes());
        out.try_into().expect("the fields add up to 126 bytes")
    }
}
