//! A record as bytes, in the stages it goes through.
//!
//! ```text
//! bytes ──parse──► Envelope ──verify──► Verified ──open──► Opened
//!                  a claim              tags hold          readable
//! ```
//!
//! An [`Envelope`] shows its header, which is needed to find the keys, but no
//! payload; only verification leads on. The bytes received are what is
//! verified, never a re-encoding of them. Layout and limits:
//! `docs/envelope-format.md`.

mod header;
mod payload;

pub use header::{HEADER_BYTES, Header, SUITE, VERSION};
#[cfg(feature = "forge")]
pub(crate) use payload::padded_len;
pub use payload::{
    AFTER_MAX, Bind, FORGET_MAX, Forget, HALF, Key, NAME_CHARS_MAX, Opened, Operation,
    PayloadError, Seal, Start, Wish, operation_code,
};
pub(crate) use payload::{Draft, seal_payload};

use crate::codec::{CodecError, Put, Reader};
use crate::id::{EntryId, EpochId, LogId, Nonce, PayloadHash, RecordHash, Seq, SpaceTag};
use crate::seal::Identity;
use crate::secret::{Secret, TagKey};

/// The longest payload, in bytes as sealed: 512 KiB.
pub const PAYLOAD_MAX: usize = 512 * 1024;
/// Bytes of both tags.
pub const TAGS_BYTES: usize = 32;
/// The longest envelope: header, tags, one flag, payload.
pub const ENVELOPE_MAX: usize = HEADER_BYTES + TAGS_BYTES + 1 + PAYLOAD_MAX;

/// A record somebody claims to be one.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    header: Header,
    header_bytes: [u8; HEADER_BYTES],
    tags: [u8; TAGS_BYTES],
    payload: Option<Vec<u8>>,
}

/// Why a record is refused before it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The layout is of another version than this program reads.
    #[error("it has another format version")]
    Version,
    /// It belongs to another space or another pairing.
    #[error("it belongs to another space")]
    Space,
    /// It was written under keys this device does not hold.
    #[error("it was written under unknown keys")]
    Epoch,
    /// The tag of the two does not hold: it was changed, or comes from elsewhere.
    #[error("the tag of the two does not hold")]
    BondTag,
    /// It claims to be one's own, and the writer's tag does not hold.
    #[error("the writer's tag does not hold")]
    AuthorTag,
    /// The payload is not the one the header names.
    #[error("the payload is not the one its header names")]
    Payload,
    /// The payload is longer than [`PAYLOAD_MAX`].
    #[error("the payload is too long")]
    TooLong,
}

/// The keys a space is verified and opened with.
///
/// One bond identity and tag key per epoch; one author key, one's own. There
/// is one epoch for now; the map is there for the rotation of keys.
pub struct SpaceKeys {
    space: SpaceTag,
    epochs: Vec<EpochKeys>,
    author: TagKey,
    sealing: Secret,
}

/// What one epoch's secret gives.
pub struct EpochKeys {
    id: EpochId,
    bond: TagKey,
    identity: Identity,
}

impl EpochKeys {
    /// The keys of the epoch with this secret.
    pub fn of(secret: &Secret) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&secret.derive("candor 1 epoch id").expose()[..16]);
        Self {
            id: EpochId::from_bytes(id),
            bond: TagKey::derive(secret, "candor 1 bond tag"),
            identity: Identity::from_secret(secret.derive("candor 1 space identity")),
        }
    }

    /// The epoch's name.
    pub fn id(&self) -> EpochId {
        self.id
    }

    /// The identity that opens the payloads of this epoch.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }
}

impl SpaceKeys {
    /// The keys of a space whose first epoch has `secret`.
    pub fn of(secret: &Secret, author_secret: &Secret) -> Self {
        let mut space = [0; 16];
        space.copy_from_slice(&secret.derive("candor 1 space tag").expose()[..16]);
        Self {
            space: SpaceTag::from_bytes(space),
            epochs: vec![EpochKeys::of(secret)],
            author: TagKey::derive(author_secret, "candor 1 author tag"),
            sealing: author_secret.derive("candor 1 sealed pairs"),
        }
    }

    /// The secret that opens one's own half of a sealed pair, and nothing else:
    /// `BLAKE3("candor 1 seal", sealing secret ‖ entry ‖ nonce)`.
    pub fn seal_key(&self, entry: EntryId, nonce: Nonce) -> Secret {
        let parts: [&[u8]; 3] = [self.sealing.expose(), entry.as_bytes(), nonce.as_bytes()];
        Secret::derive_from("candor 1 seal", &parts)
    }

    /// The identity with that secret.
    pub fn seal_identity(&self, entry: EntryId, nonce: Nonce) -> Identity {
        Identity::from_secret(self.seal_key(entry, nonce))
    }

    /// The tag that every record of this space carries.
    pub fn space(&self) -> SpaceTag {
        self.space
    }

    /// The epoch that is written under now.
    pub fn current(&self) -> &EpochKeys {
        self.epochs
            .last()
            .expect("a space is made with its first epoch")
    }

    fn epoch(&self, id: EpochId) -> Option<&EpochKeys> {
        self.epochs.iter().find(|epoch| epoch.id == id)
    }
}

/// Whose log a record stands in, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A log of one's own person: the author tag must hold too.
    Mine,
    /// The partner's, or not known yet: the bond tag decides.
    Theirs,
}

impl Envelope {
    /// The envelope that `bytes` claim to be: header, tags, a flag (1: a
    /// payload follows, 0: it is not there), payload.
    ///
    /// # Errors
    /// [`CodecError`] if the layout does not fit, or a length is above its
    /// limit. Nothing is allocated before that is known.
    pub fn parse(bytes: &[u8]) -> Result<Self, CodecError> {
        let mut reader = Reader::new(bytes);
        let header_bytes = reader.array()?;
        let tags = reader.array()?;
        let header = Header::parse(&header_bytes)?;
        let payload = match reader.u8()? {
            0 => None,
            1 => Some(reader.bytes(header.payload_len as usize)?.to_vec()),
            _ => return Err(CodecError::Unknown),
        };
        reader.end()?;
        Ok(Self {
            header,
            header_bytes,
            tags,
            payload,
        })
    }

    /// The envelope made of the columns of a stored row.
    ///
    /// # Errors
    /// [`CodecError`] as [`Envelope::parse`].
    pub fn from_columns(
        header: &[u8],
        tags: &[u8],
        payload: Option<Vec<u8>>,
    ) -> Result<Self, CodecError> {
        let header_bytes = header.try_into().map_err(|_| CodecError::Truncated)?;
        let tags = tags.try_into().map_err(|_| CodecError::Truncated)?;
        let header = Header::parse(&header_bytes)?;
        Ok(Self {
            header,
            header_bytes,
            tags,
            payload,
        })
    }

    /// The bytes that [`Envelope::parse`] reads.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.encoded_len());
        out.put(&self.header_bytes);
        out.put(&self.tags);
        match &self.payload {
            None => out.put_u8(0),
            Some(payload) => {
                out.put_u8(1);
                out.put(payload);
            }
        }
        out
    }

    /// The length of [`Envelope::encode`].
    pub fn encoded_len(&self) -> usize {
        HEADER_BYTES + TAGS_BYTES + 1 + self.payload.as_ref().map_or(0, Vec::len)
    }

    /// What the header claims.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The header as received, to be stored.
    pub fn header_bytes(&self) -> &[u8; HEADER_BYTES] {
        &self.header_bytes
    }

    /// The author tag and the bond tag as received, to be stored.
    pub fn tags(&self) -> &[u8; TAGS_BYTES] {
        &self.tags
    }

    /// Whether a payload came with it.
    pub fn has_payload(&self) -> bool {
        self.payload.is_some()
    }

    /// The record's identity: BLAKE3 over header and tags as received.
    pub fn hash(&self) -> RecordHash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.header_bytes);
        hasher.update(&self.tags);
        RecordHash::from_bytes(*hasher.finalize().as_bytes())
    }

    /// The same record, proven to come from the two.
    ///
    /// # Errors
    /// [`VerifyError`]; the record must then be refused and not stored.
    pub fn verify(self, keys: &SpaceKeys, whose: Whose) -> Result<Verified, VerifyError> {
        let header = &self.header;
        if header.version != VERSION {
            return Err(VerifyError::Version);
        }
        if header.space != keys.space {
            return Err(VerifyError::Space);
        }
        let epoch = keys.epoch(header.epoch).ok_or(VerifyError::Epoch)?;
        let (author_tag, bond_tag) = split_tags(&self.tags);
        if !epoch
            .bond
            .verify(&[&self.header_bytes, &author_tag], &bond_tag)
        {
            return Err(VerifyError::BondTag);
        }
        if whose == Whose::Mine && !keys.author.verify(&[&self.header_bytes], &author_tag) {
            return Err(VerifyError::AuthorTag);
        }
        if header.payload_len as usize > PAYLOAD_MAX {
            return Err(VerifyError::TooLong);
        }
        if let Some(payload) = &self.payload {
            let fits = payload.len() == header.payload_len as usize
                && *blake3::hash(payload).as_bytes() == *header.payload_hash.as_bytes();
            if !fits {
                return Err(VerifyError::Payload);
            }
        }
        let hash = self.hash();
        Ok(Verified {
            envelope: self,
            hash,
        })
    }
}

impl std::fmt::Debug for Envelope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Envelope({:?} {} {:?})",
            self.header.log,
            self.header.seq,
            self.payload.as_ref().map(Vec::len)
        )
    }
}

fn split_tags(tags: &[u8; TAGS_BYTES]) -> ([u8; 16], [u8; 16]) {
    let mut author = [0; 16];
    let mut bond = [0; 16];
    author.copy_from_slice(&tags[..16]);
    bond.copy_from_slice(&tags[16..]);
    (author, bond)
}

/// A record whose tags, length and payload hash hold. Its place in the chain is
/// judged by [`crate::log`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    envelope: Envelope,
    hash: RecordHash,
}

impl Verified {
    /// What the header says.
    pub fn header(&self) -> &Header {
        &self.envelope.header
    }

    /// The log it stands in.
    pub fn log(&self) -> LogId {
        self.envelope.header.log
    }

    /// Its position in that log.
    pub fn seq(&self) -> Seq {
        self.envelope.header.seq
    }

    /// Its identity.
    pub fn hash(&self) -> RecordHash {
        self.hash
    }

    /// The sealed payload; `None` if it did not come or was forgotten.
    pub fn payload(&self) -> Option<&[u8]> {
        self.envelope.payload.as_deref()
    }

    /// The bytes to store or to give.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// Whether the author tag is that of one's own person too.
    pub fn is_mine(&self, keys: &SpaceKeys) -> bool {
        let (author_tag, _) = split_tags(&self.envelope.tags);
        keys.author
            .verify(&[&self.envelope.header_bytes], &author_tag)
    }

    /// What the payload says.
    ///
    /// # Errors
    /// [`PayloadError`]; the record is then kept and set aside.
    pub fn open(&self, keys: &SpaceKeys) -> Result<Opened, PayloadError> {
        if self.envelope.header.suite != SUITE {
            return Err(PayloadError::NewerSuite);
        }
        let payload = self.payload().ok_or(PayloadError::Lacking)?;
        let epoch = keys
            .epoch(self.envelope.header.epoch)
            .ok_or(PayloadError::Sealed)?;
        let plain = epoch
            .identity
            .open(payload, PAYLOAD_MAX)
            .map_err(|_| PayloadError::Sealed)?;
        Opened::parse(&plain, self)
    }
}

/// A new record: `draft` sealed and tagged, and checked as a stranger would
/// check it before anybody sees it.
pub(crate) fn author(
    keys: &SpaceKeys,
    log: LogId,
    seq: Seq,
    prev: RecordHash,
    draft: &Draft,
) -> Result<Verified, PayloadError> {
    let epoch = keys.current();
    let payload = seal_payload(&epoch.identity.recipient(), log, seq, draft)?;
    let header = Header {
        version: VERSION,
        suite: SUITE,
        space: keys.space,
        log,
        seq,
        epoch: epoch.id,
        prev,
        payload_len: u32::try_from(payload.len()).map_err(|_| PayloadError::TooLong)?,
        payload_hash: PayloadHash::from_bytes(*blake3::hash(&payload).as_bytes()),
    };
    tagged(keys, header, payload)
        .verify(keys, Whose::Mine)
        .map_err(|_| PayloadError::TooLong)
}

/// The envelope of `header` and `payload` with both tags, unjudged.
pub(crate) fn tagged(keys: &SpaceKeys, header: Header, payload: Vec<u8>) -> Envelope {
    let header_bytes = header.encode();
    let author_tag = keys.author.tag(&[&header_bytes]);
    let bond_tag = keys.current().bond.tag(&[&header_bytes, &author_tag]);
    let mut tags = [0; TAGS_BYTES];
    tags[..16].copy_from_slice(&author_tag);
    tags[16..].copy_from_slice(&bond_tag);
    Envelope {
        header,
        header_bytes,
        tags,
        payload: Some(payload),
    }
}
