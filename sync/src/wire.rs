//! What travels inside the encrypted stream: one message a frame.
//!
//! ```text
//! frame  length u32 (of what follows) ‖ kind u8 ‖ body
//! ```
//!
//! Integers are little-endian. Every list is capped before anything is
//! allocated. Bodies, limits and reasons: `docs/sync-protocol.md`.

use std::net::SocketAddr;

use candor_core::codec::{CodecError, Put, Reader};
use candor_core::envelope::{ENVELOPE_MAX, Envelope};
use candor_core::id::{LogId, RecordHash, Seq};
use candor_core::journal::{Have, LACKING_MAX, Outbound, Refusal};
use candor_core::keyring::ADDRESSES_MAX;

use crate::talk::TalkWord;

/// The protocol versions this program speaks.
pub const VERSIONS: (u8, u8) = (1, 1);
/// The suites this program opens, as bits: bit 0 is suite 1.
pub const SUITES: u32 = 1;
/// The most records in one `Give`.
pub const GIVE_RECORDS_MAX: usize = 1_000;
/// The bytes of payload after which a `Give` is closed.
pub const GIVE_BYTES: usize = 2 * 1024 * 1024;
/// The most records that are asked for by hash in one `Want`.
pub const WANT_MAX: usize = 64;

/// What the connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Two devices of one bond bring each other up to date.
    Meeting,
    /// Two persons begin a bond.
    Pairing,
}

/// The first message of each side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// The lowest and the highest protocol version the sender speaks.
    pub versions: (u8, u8),
    /// The suites the sender opens, as bits.
    pub suites: u32,
    /// What the connection is for.
    pub purpose: Purpose,
    /// Where the sender listens now, for the next meeting.
    pub addresses: Vec<SocketAddr>,
}

/// Everything one device says to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Who speaks which version, and why.
    Hello(Hello),
    /// The digest of what the sender has: in one flight with `Hello`.
    Digest([u8; 32]),
    /// What the sender has and lacks.
    Have(Have),
    /// Records, as claims.
    Give(Vec<Envelope>),
    /// All records of the receiver's own logs that the sender had were given.
    Yours,
    /// The branch heads that are durable at the sender, and what lacks below.
    Durable(Durable),
    /// Records that are asked for by hash: a gap showed that they exist.
    Want(Vec<RecordHash>),
    /// A record that failed and was not stored.
    Refused(Refused),
    /// The sender has nothing more to say; the last message.
    Bye,
    /// The person at the sender's side pressed something in a talk.
    Talk(TalkWord),
    /// A pairing message, as bytes: the second of the three.
    Answer(Vec<u8>),
    /// A pairing message, as bytes: the third of the three.
    Opening(Vec<u8>),
    /// The person at the sender's side says the words are the same.
    SameWords,
    /// The person at the sender's side says the words differ, or stopped.
    WordsDiffer,
}

/// What is durable at the sender.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Durable {
    /// The end of every branch.
    pub ends: Vec<(LogId, Seq, RecordHash)>,
    /// Records below them whose payload is not there.
    pub lacking: Vec<RecordHash>,
}

/// Which record was refused, and why, as the number of
/// [`candor_core::journal::Reason::code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// The log.
    pub log: LogId,
    /// The position.
    pub seq: Seq,
    /// The record as it was received.
    pub hash: RecordHash,
    /// The reason's number.
    pub reason: u8,
}

impl From<&Refusal> for Refused {
    fn from(refusal: &Refusal) -> Self {
        Self {
            log: refusal.log,
            seq: refusal.seq,
            hash: refusal.hash,
            reason: refusal.reason.code(),
        }
    }
}

mod kind {
    pub const HELLO: u8 = 1;
    pub const DIGEST: u8 = 2;
    pub const HAVE: u8 = 3;
    pub const GIVE: u8 = 4;
    pub const YOURS: u8 = 5;
    pub const DURABLE: u8 = 6;
    pub const WANT: u8 = 7;
    pub const REFUSED: u8 = 8;
    pub const BYE: u8 = 9;
    pub const TALK: u8 = 10;
    pub const ANSWER: u8 = 16;
    pub const OPENING: u8 = 17;
    pub const SAME_WORDS: u8 = 18;
    pub const WORDS_DIFFER: u8 = 19;
}

const PAIRING_BYTES_MAX: usize = 4 * 1024;
const ENDS_MAX: usize = 8 * candor_core::journal::HAVE_LOGS_MAX;

/// The body of a `Give` with these records.
pub fn give_body(records: &[Outbound]) -> Vec<u8> {
    let size: usize = records.iter().map(|record| 4 + record.encoded_len()).sum();
    let mut body = Vec::with_capacity(2 + size);
    body.put_count(records.len());
    for record in records {
        body.put_long(&record.encode());
    }
    body
}

/// A frame that is ready to be written: kind and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The message's kind.
    pub kind: u8,
    /// The message's body.
    pub body: Vec<u8>,
}

impl Encoded {
    /// The frame of a `Give`.
    pub fn give(records: &[Outbound]) -> Self {
        Self {
            kind: kind::GIVE,
            body: give_body(records),
        }
    }
}

impl Message {
    /// The frame of this message.
    pub fn encode(&self) -> Encoded {
        let mut body = Vec::new();
        let kind = match self {
            Self::Hello(hello) => {
                hello.encode(&mut body);
                kind::HELLO
            }
            Self::Digest(digest) => {
                body.put(digest);
                kind::DIGEST
            }
            Self::Have(have) => {
                have.encode(&mut body);
                kind::HAVE
            }
            Self::Give(envelopes) => {
                body.put_count(envelopes.len());
                for envelope in envelopes {
                    body.put_long(&envelope.encode());
                }
                kind::GIVE
            }
            Self::Yours => kind::YOURS,
            Self::Durable(durable) => {
                durable.encode(&mut body);
                kind::DURABLE
            }
            Self::Want(hashes) => {
                put_hashes(&mut body, hashes);
                kind::WANT
            }
            Self::Refused(refused) => {
                body.put(refused.log.as_bytes());
                body.put_u64(refused.seq);
                body.put(refused.hash.as_bytes());
                body.put_u8(refused.reason);
                kind::REFUSED
            }
            Self::Bye => kind::BYE,
            Self::Talk(word) => {
                word.encode(&mut body);
                kind::TALK
            }
            Self::Answer(bytes) => {
                body.put(bytes);
                kind::ANSWER
            }
            Self::Opening(bytes) => {
                body.put(bytes);
                kind::OPENING
            }
            Self::SameWords => kind::SAME_WORDS,
            Self::WordsDiffer => kind::WORDS_DIFFER,
        };
        Encoded { kind, body }
    }

    /// The message that a frame holds. `None` for a kind this program does not
    /// know: a newer one may say more, and it is passed over.
    ///
    /// # Errors
    /// [`CodecError`]: the other side does not keep to the layout.
    pub fn parse(kind: u8, body: &[u8]) -> Result<Option<Self>, CodecError> {
        let mut reader = Reader::new(body);
        let message = match kind {
            kind::HELLO => Self::Hello(Hello::parse(&mut reader)?),
            kind::DIGEST => Self::Digest(reader.array()?),
            kind::HAVE => Self::Have(Have::parse(&mut reader)?),
            kind::GIVE => Self::Give(parse_give(&mut reader)?),
            kind::YOURS => Self::Yours,
            kind::DURABLE => Self::Durable(Durable::parse(&mut reader)?),
            kind::WANT => Self::Want(hashes(&mut reader, WANT_MAX)?),
            kind::REFUSED => Self::Refused(Refused {
                log: LogId::from_bytes(reader.array()?),
                seq: reader.u64()?,
                hash: RecordHash::from_bytes(reader.array()?),
                reason: reader.u8()?,
            }),
            kind::BYE => Self::Bye,
            kind::TALK => Self::Talk(TalkWord::parse(&mut reader)?),
            kind::ANSWER => Self::Answer(pairing_bytes(&mut reader)?),
            kind::OPENING => Self::Opening(pairing_bytes(&mut reader)?),
            kind::SAME_WORDS => Self::SameWords,
            kind::WORDS_DIFFER => Self::WordsDiffer,
            _ => return Ok(None),
        };
        reader.end()?;
        Ok(Some(message))
    }
}

impl Hello {
    /// What this program says of itself.
    pub fn of(purpose: Purpose, addresses: Vec<SocketAddr>) -> Self {
        Self {
            versions: VERSIONS,
            suites: SUITES,
            purpose,
            addresses,
        }
    }

    /// The version both speak, the highest one; `None` if there is none, or no
    /// common suite.
    pub fn common_version(&self) -> Option<u8> {
        let low = self.versions.0.max(VERSIONS.0);
        let high = self.versions.1.min(VERSIONS.1);
        (low <= high && self.suites & SUITES != 0).then_some(high)
    }

    fn encode(&self, out: &mut Vec<u8>) {
        out.put_u8(self.versions.0);
        out.put_u8(self.versions.1);
        out.put_u32(self.suites);
        out.put_u8(match self.purpose {
            Purpose::Meeting => 0,
            Purpose::Pairing => 1,
        });
        put_addresses(out, &self.addresses);
    }

    fn parse(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let versions = (reader.u8()?, reader.u8()?);
        let suites = reader.u32()?;
        let purpose = match reader.u8()? {
            0 => Purpose::Meeting,
            1 => Purpose::Pairing,
            _ => return Err(CodecError::Unknown),
        };
        let addresses = addresses(reader)?;
        // What a newer version adds stands behind this and is passed over.
        reader.rest();
        Ok(Self {
            versions,
            suites,
            purpose,
            addresses,
        })
    }
}

impl Durable {
    /// The digest that a device with this has: that of
    /// [`Have::digest`].
    pub fn digest(&self) -> [u8; 32] {
        candor_core::journal::have_digest(&self.ends, &self.lacking)
    }

    fn encode(&self, out: &mut Vec<u8>) {
        out.put_count(self.ends.len());
        for (log, seq, hash) in &self.ends {
            out.put(log.as_bytes());
            out.put_u64(*seq);
            out.put(hash.as_bytes());
        }
        put_hashes(out, &self.lacking);
    }

    fn parse(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let count = reader.count(ENDS_MAX, 56)?;
        let ends = (0..count)
            .map(|_| {
                Ok((
                    LogId::from_bytes(reader.array()?),
                    reader.u64()?,
                    RecordHash::from_bytes(reader.array()?),
                ))
            })
            .collect::<Result<_, CodecError>>()?;
        Ok(Self {
            ends,
            lacking: hashes(reader, LACKING_MAX)?,
        })
    }
}

fn put_hashes(out: &mut Vec<u8>, hashes: &[RecordHash]) {
    out.put_count(hashes.len());
    for hash in hashes {
        out.put(hash.as_bytes());
    }
}

fn hashes(reader: &mut Reader<'_>, max: usize) -> Result<Vec<RecordHash>, CodecError> {
    let count = reader.count(max, 32)?;
    (0..count)
        .map(|_| Ok(RecordHash::from_bytes(reader.array()?)))
        .collect()
}

fn parse_give(reader: &mut Reader<'_>) -> Result<Vec<Envelope>, CodecError> {
    let count = reader.count(GIVE_RECORDS_MAX, 4)?;
    let mut envelopes = Vec::with_capacity(count);
    for _ in 0..count {
        envelopes.push(Envelope::parse(reader.long(ENVELOPE_MAX)?)?);
    }
    Ok(envelopes)
}

fn pairing_bytes(reader: &mut Reader<'_>) -> Result<Vec<u8>, CodecError> {
    if reader.left() > PAIRING_BYTES_MAX {
        return Err(CodecError::TooLong);
    }
    Ok(reader.rest().to_vec())
}

/// Appends at most eight addresses: a count, then family u8 (4 or 6), address,
/// port u16 each.
pub(crate) fn put_addresses(out: &mut Vec<u8>, addresses: &[SocketAddr]) {
    let addresses = &addresses[..addresses.len().min(ADDRESSES_MAX)];
    out.put_u8(addresses.len() as u8);
    for address in addresses {
        match address.ip() {
            std::net::IpAddr::V4(ip) => {
                out.put_u8(4);
                out.put(&ip.octets());
            }
            std::net::IpAddr::V6(ip) => {
                out.put_u8(6);
                out.put(&ip.octets());
            }
        }
        out.put_u16(address.port());
    }
}

/// Reads what [`put_addresses`] wrote.
pub(crate) fn addresses(reader: &mut Reader<'_>) -> Result<Vec<SocketAddr>, CodecError> {
    let count = usize::from(reader.u8()?);
    if count > ADDRESSES_MAX {
        return Err(CodecError::TooLong);
    }
    (0..count)
        .map(|_| {
            let ip: std::net::IpAddr = match reader.u8()? {
                4 => reader.array::<4>()?.into(),
                6 => reader.array::<16>()?.into(),
                _ => return Err(CodecError::Unknown),
            };
            Ok(SocketAddr::new(ip, reader.u16()?))
        })
        .collect()
}
