//! An invitation as text: what a person sends to the other by any channel.
//!
//! ```text
//! candor-partner-1-  base32 (RFC 4648, lower case, no padding) of
//!   purpose u8 · versions u8 u8 · suites u32 · facts · nonce hash [32]
//!   · secret [16] · expires u64 (Unix seconds) · checksum [8]
//! facts = person [16] · device [16] · endpoint [32] · recipient [32] · addresses
//! ```
//!
//! The text holds no names. Spaces and line breaks in it do not count. An
//! invitation for another purpose has another prefix and another type, and is
//! refused by this parser with its own error.

use candor_core::codec::{CodecError, Put, Reader};
use candor_core::id::{DeviceId, Nonce, PersonId};
use candor_core::keyring::Facts;
use candor_core::seal::Recipient;
use candor_core::unseen::takes_no_room;
use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

use crate::wire::{SUITES, VERSIONS, addresses, put_addresses};

/// The prefix of an invitation for a partner.
pub const PARTNER_PREFIX: &str = "candor-partner-1-";
/// The prefix kept for the linking of one's own devices.
pub const OWN_DEVICE_PREFIX: &str = "candor-own-device-1-";
/// The prefix kept for the return of a lost device.
pub const RETURN_PREFIX: &str = "candor-return-1-";

const PARTNER_PURPOSE: u8 = 1;
/// The longest invitation, in characters.
const TEXT_MAX: usize = 4 * 1024;
/// The longest text that one is looked for in, in bytes.
const SENT_MAX: usize = 64 * 1024;
/// At how many breaks of a text it is tried whether an invitation ends there.
const BREAKS_MAX: usize = 512;

/// An invitation for a partner.
pub struct Invitation {
    /// What the inviter says of itself.
    pub facts: Facts,
    /// The hash of a nonce that is shown only after the answer came.
    pub nonce_hash: [u8; 32],
    /// What proves that an answer comes from who got this text.
    pub secret: Zeroizing<[u8; 16]>,
    /// Until when it can be answered, in Unix seconds, by the inviter's clock.
    pub expires: u64,
    /// The bytes as they were made or received: what the words are computed
    /// from is never encoded anew.
    bytes: Zeroizing<Vec<u8>>,
}

/// Why a text is not an invitation for a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// It does not begin as one.
    #[error("it is not an invitation")]
    NotOne,
    /// It is one for linking a device of one's own.
    #[error("it links a device of one's own, and does not pair two people")]
    OwnDevice,
    /// It is one for the return of a lost device.
    #[error("it brings back a lost device, and does not pair two people")]
    Return,
    /// A character is wrong or missing.
    #[error("a character is wrong or missing")]
    Checksum,
    /// This character, at this place from 1, is in no invitation.
    #[error("the character {0:?} at place {1} is in no invitation")]
    Letter(char, usize),
    /// It is from a newer Candor.
    #[error("it was made by a newer Candor")]
    Newer,
}

impl Invitation {
    /// A new invitation.
    pub fn new(
        facts: Facts,
        nonce_hash: [u8; 32],
        secret: Zeroizing<[u8; 16]>,
        expires: u64,
    ) -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(256));
        bytes.put_u8(PARTNER_PURPOSE);
        bytes.put_u8(VERSIONS.0);
        bytes.put_u8(VERSIONS.1);
        bytes.put_u32(SUITES);
        put_facts(&mut bytes, &facts);
        bytes.put(&nonce_hash);
        bytes.put(&*secret);
        bytes.put_u64(expires);
        Self {
            facts,
            nonce_hash,
            secret,
            expires,
            bytes,
        }
    }

    /// The text to send.
    pub fn text(&self) -> String {
        let mut bytes = Zeroizing::new(self.bytes.to_vec());
        let checksum = checksum(&bytes);
        bytes.extend_from_slice(&checksum);
        format!(
            "{PARTNER_PREFIX}{}",
            BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
        )
    }

    /// The invitation that a text holds, as people send it: in a sentence, in brackets or
    /// quotes, quoted or wrapped by a mail program, with signs that nobody sees.
    ///
    /// # Errors
    /// [`InvitationError`]; nothing was stored.
    pub fn parse(text: &str) -> Result<Self, InvitationError> {
        if text.len() > SENT_MAX {
            return Err(InvitationError::NotOne);
        }
        let sent = Sent::of(text);
        for (prefix, error) in [
            (OWN_DEVICE_PREFIX, InvitationError::OwnDevice),
            (RETURN_PREFIX, InvitationError::Return),
        ] {
            if sent.after(prefix).is_some() {
                return Err(error);
            }
        }
        let body = sent.after(PARTNER_PREFIX).ok_or(InvitationError::NotOne)?;
        let mut wrong = None;
        let mut letters = Vec::new();
        let mut ends = Vec::new();
        for (at, letter) in body.iter().enumerate() {
            match letter {
                Letter::Break => ends.push(letters.len()),
                // A wrapped line may end with one.
                Letter::Is(b'-') if body.get(at + 1) == Some(&Letter::Break) => {}
                Letter::Is(byte) if byte.is_ascii_lowercase() || (b'2'..=b'7').contains(byte) => {
                    letters.push(byte.to_ascii_uppercase());
                }
                // No invitation has these: one was misread or mistyped.
                Letter::Is(byte) if byte.is_ascii_digit() => {
                    wrong = Some(InvitationError::Letter(
                        char::from(*byte),
                        letters.len() + PARTNER_PREFIX.len() + 1,
                    ));
                    break;
                }
                _ => break,
            }
            if letters.len() > TEXT_MAX {
                return Err(InvitationError::NotOne);
            }
        }
        ends.push(letters.len());
        // Where words follow in the same sentence, the checksum says where it ends.
        for end in ends.into_iter().rev().take(BREAKS_MAX) {
            if let Some(bytes) = checked(&letters[..end]) {
                return Self::from_bytes(&bytes).map_err(|_| InvitationError::Newer);
            }
        }
        Err(wrong.unwrap_or(InvitationError::Checksum))
    }

    /// The bytes that the six words and the bond are computed from.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        let mut reader = Reader::new(bytes);
        if reader.u8()? != PARTNER_PURPOSE {
            return Err(CodecError::Unknown);
        }
        let (low, _high, suites) = (reader.u8()?, reader.u8()?, reader.u32()?);
        if low > VERSIONS.1 || suites & SUITES == 0 {
            return Err(CodecError::Unknown);
        }
        let invitation = Self {
            facts: facts(&mut reader)?,
            nonce_hash: reader.array()?,
            secret: Zeroizing::new(reader.array()?),
            expires: reader.u64()?,
            bytes: Zeroizing::new(bytes.to_vec()),
        };
        reader.end()?;
        Ok(invitation)
    }
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Invitation([redacted])")
    }
}

/// A sign of a text that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    /// A small letter, a digit or a hyphen.
    Is(u8),
    /// Blanks, line ends, and what mail programs put there.
    Break,
    /// Anything else.
    Other,
}

/// A text that was sent, without what is lost or added on the way.
struct Sent(Vec<Letter>);

impl Sent {
    fn of(text: &str) -> Self {
        let mut letters = Vec::with_capacity(text.len());
        for line in text.split(['\n', '\r']) {
            // Quoted once or several times; a wrapped line may end with a sign for it.
            let line = line.trim_start_matches(|it: char| it.is_whitespace() || ">|".contains(it));
            let line = line.trim_end().trim_end_matches('=');
            for sign in line.chars().filter(|sign| !takes_no_room(*sign)) {
                letters.push(match sign {
                    'A'..='Z' | 'a'..='z' | '0'..='9' | '-' => {
                        Letter::Is(sign.to_ascii_lowercase() as u8)
                    }
                    _ if is_hyphen(sign) => Letter::Is(b'-'),
                    _ if sign.is_whitespace() => Letter::Break,
                    _ => Letter::Other,
                });
            }
            letters.push(Letter::Break);
        }
        Self(letters)
    }

    /// What stands behind a prefix, which may be wrapped itself.
    fn after(&self, prefix: &str) -> Option<&[Letter]> {
        let prefix = prefix.as_bytes();
        (0..self.0.len()).find_map(|from| {
            let mut wanted = prefix.iter().peekable();
            for (at, letter) in self.0[from..].iter().enumerate() {
                match (wanted.peek(), letter) {
                    (None, _) => return Some(&self.0[from + at..]),
                    (Some(next), Letter::Is(byte)) if *next == byte => drop(wanted.next()),
                    (Some(_), Letter::Break) if at > 0 => {}
                    _ => return None,
                }
            }
            None
        })
    }
}

/// Dashes that a program puts in the place of a hyphen.
fn is_hyphen(sign: char) -> bool {
    matches!(sign, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The bytes that these letters of Base32 hold, if their checksum is right.
fn checked(letters: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = Zeroizing::new(BASE32_NOPAD.decode(letters).ok()?);
    let (bytes, sum) = bytes.split_last_chunk::<8>()?;
    (checksum(bytes) == *sum).then(|| Zeroizing::new(bytes.to_vec()))
}

fn checksum(bytes: &[u8]) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new_derive_key("candor 1 invitation checksum");
    hasher.update(bytes);
    let mut sum = [0; 8];
    sum.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    sum
}

/// Appends what a device says of itself.
pub(crate) fn put_facts(out: &mut Vec<u8>, facts: &Facts) {
    out.put(facts.person.as_bytes());
    out.put(facts.device.as_bytes());
    out.put(&facts.endpoint);
    out.put(facts.recipient.as_bytes());
    put_addresses(out, &facts.addresses);
}

/// Reads what [`put_facts`] wrote.
pub(crate) fn facts(reader: &mut Reader<'_>) -> Result<Facts, CodecError> {
    Ok(Facts {
        person: PersonId::from_bytes(reader.array()?),
        device: DeviceId::from_bytes(reader.array()?),
        endpoint: reader.array()?,
        recipient: Recipient::from_bytes(reader.array()?),
        addresses: addresses(reader)?,
    })
}

/// The hash that an invitation shows of the inviter's nonce.
pub(crate) fn nonce_hash(nonce: Nonce) -> [u8; 32] {
    blake3::derive_key("candor 1 pairing nonce", nonce.as_bytes())
}
