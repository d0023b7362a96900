//! Pairing of two persons in three messages, as values.
//!
//! ```text
//! Ada (inviter)                                   Ben (joins)
//! Invitation: facts, H(nonce A), secret  ──any channel──►
//!                              ◄── Answer: facts, nonce B, keyed with the secret
//! Opening: nonce A ──►
//! both: six words over all three; both people say "same"; both keep the bond
//! ```
//!
//! The hash sent first leaves someone in the middle one guess in 2⁶⁶. The
//! connection must be with the endpoints that the facts name. Source: the
//! commitment scheme of ZRTP's short authentication string (RFC 6189, 4.4).

pub mod stage;

use candor_core::codec::{CodecError, Put, Reader};
use candor_core::id::{BondId, Entropy, Nonce};
use candor_core::keyring::{Bond, Facts};
use candor_core::seal::Identity;
use candor_core::secret::{Secret, TagKey};
use zeroize::Zeroizing;

use crate::invitation::{Invitation, facts, nonce_hash, put_facts};
use crate::words::Words;

/// How long an invitation can be answered: 48 hours, in seconds.
pub const INVITATION_SECONDS: u64 = 48 * 60 * 60;

/// Why a pairing cannot go on. Nothing was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// The message is not laid out as it must be.
    #[error("the message is malformed")]
    Malformed,
    /// The answer was not made with this invitation's secret.
    #[error("the answer does not belong to this invitation")]
    WrongSecret,
    /// The invitation's time is over, or it was answered before.
    #[error("the invitation is over")]
    Over,
    /// The connection is with another device than the message names.
    #[error("the message names another device than the one connected")]
    OtherEndpoint,
    /// Both sides are the same person or the same device.
    #[error("both sides are the same")]
    Same,
    /// The nonce is not the one that was promised.
    #[error("the nonce is not the one that was promised")]
    OtherNonce,
    /// A key of the other side would make the secret known to everyone.
    #[error("a key of the other side cannot be used")]
    Key,
}

impl From<CodecError> for PairingError {
    fn from(_: CodecError) -> Self {
        Self::Malformed
    }
}

/// The inviter's side while an invitation waits.
pub struct Inviter {
    invitation: Invitation,
    nonce: Nonce,
    answered: bool,
}

/// The side that answers.
pub struct Joiner {
    invitation: Invitation,
    mine: Facts,
    answer: Vec<u8>,
}

/// All three messages are known: the words can be compared.
pub struct Matched {
    words: Words,
    bond: Bond,
}

impl Inviter {
    /// A new invitation with the facts of this device.
    pub fn begin(entropy: &mut dyn Entropy, mine: Facts, now_seconds: u64) -> Self {
        let nonce = Nonce::draw(entropy);
        let mut secret = Zeroizing::new([0; 16]);
        entropy.fill(&mut *secret);
        Self {
            invitation: Invitation::new(
                mine,
                nonce_hash(nonce),
                secret,
                now_seconds.saturating_add(INVITATION_SECONDS),
            ),
            nonce,
            answered: false,
        }
    }

    /// The invitation to send.
    pub fn invitation(&self) -> &Invitation {
        &self.invitation
    }

    /// Takes an answer in, and gives the opening to send with what is left to
    /// compare. The first valid answer closes the invitation; a wrong one is
    /// refused and changes nothing.
    ///
    /// # Errors
    /// [`PairingError`].
    pub fn answered(
        &mut self,
        answer: &[u8],
        remote: &[u8; 32],
        device: &Identity,
        now_seconds: u64,
    ) -> Result<(Vec<u8>, Matched), PairingError> {
        if self.answered || now_seconds > self.invitation.expires {
            return Err(PairingError::Over);
        }
        let theirs = parse_answer(&self.invitation, answer)?;
        if theirs.endpoint != *remote {
            return Err(PairingError::OtherEndpoint);
        }
        let opening = self.nonce.as_bytes().to_vec();
        let matched = matched(
            &self.invitation,
            answer,
            &opening,
            &self.invitation.facts,
            theirs,
            device,
        )?;
        self.answered = true;
        Ok((opening, matched))
    }
}

impl Joiner {
    /// An answer to an invitation.
    ///
    /// # Errors
    /// [`PairingError::Same`] if the invitation is one's own.
    pub fn begin(
        entropy: &mut dyn Entropy,
        invitation: Invitation,
        mine: Facts,
    ) -> Result<Self, PairingError> {
        differ(&invitation.facts, &mine)?;
        let mut answer = Vec::with_capacity(256);
        put_facts(&mut answer, &mine);
        answer.put(Nonce::draw(entropy).as_bytes());
        let tag = answer_key(&invitation).tag(&[invitation.bytes(), &answer]);
        answer.put(&tag);
        Ok(Self {
            invitation,
            mine,
            answer,
        })
    }

    /// The inviter's facts: whom to dial.
    pub fn inviter(&self) -> &Facts {
        &self.invitation.facts
    }

    /// The answer to send.
    pub fn answer(&self) -> &[u8] {
        &self.answer
    }

    /// Takes the opening in.
    ///
    /// # Errors
    /// [`PairingError::OtherNonce`]: someone stands in between.
    pub fn opened(
        &self,
        opening: &[u8],
        remote: &[u8; 32],
        device: &Identity,
    ) -> Result<Matched, PairingError> {
        if *remote != self.invitation.facts.endpoint {
            return Err(PairingError::OtherEndpoint);
        }
        let nonce: [u8; 16] = opening.try_into().map_err(|_| PairingError::Malformed)?;
        if nonce_hash(Nonce::from_bytes(nonce)) != self.invitation.nonce_hash {
            return Err(PairingError::OtherNonce);
        }
        let theirs = self.invitation.facts.clone();
        matched(
            &self.invitation,
            &self.answer,
            opening,
            &self.mine,
            theirs,
            device,
        )
    }
}

impl Matched {
    /// The words both people compare.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The person at the other side.
    pub fn partner(&self) -> candor_core::id::PersonId {
        self.bond.partner.person
    }

    /// The bond, once both have said that the words are the same.
    pub fn into_bond(self) -> Bond {
        self.bond
    }
}

fn answer_key(invitation: &Invitation) -> TagKey {
    let secret = Secret::derive_from("candor 1 pairing answer", &[&*invitation.secret]);
    TagKey::derive(&secret, "candor 1 pairing answer tag")
}

fn parse_answer(invitation: &Invitation, answer: &[u8]) -> Result<Facts, PairingError> {
    let (words, tag) = answer
        .split_last_chunk::<16>()
        .ok_or(PairingError::Malformed)?;
    if !answer_key(invitation).verify(&[invitation.bytes(), words], tag) {
        return Err(PairingError::WrongSecret);
    }
    let mut reader = Reader::new(words);
    let theirs = facts(&mut reader)?;
    reader.array::<16>()?;
    reader.end()?;
    Ok(theirs)
}

fn differ(one: &Facts, other: &Facts) -> Result<(), PairingError> {
    if one.person == other.person
        || one.device == other.device
        || one.endpoint == other.endpoint
        || one.recipient == other.recipient
    {
        Err(PairingError::Same)
    } else {
        Ok(())
    }
}

fn matched(
    invitation: &Invitation,
    answer: &[u8],
    opening: &[u8],
    mine: &Facts,
    theirs: Facts,
    device: &Identity,
) -> Result<Matched, PairingError> {
    differ(mine, &theirs)?;
    let invitation_bytes = invitation.bytes();
    let transcript = |context: &str| {
        let mut hasher = blake3::Hasher::new_derive_key(context);
        for part in [invitation_bytes, answer, opening] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        *hasher.finalize().as_bytes()
    };
    let id = BondId::from_bytes(transcript("candor 1 bond id"));
    let agreed = device.agree(&theirs.recipient).ok_or(PairingError::Key)?;
    let secret = Secret::derive_from(
        "candor 1 bond secret",
        &[agreed.expose(), &*invitation.secret, id.as_bytes()],
    );
    Ok(Matched {
        words: Words::of(&transcript("candor 1 pairing words")),
        bond: Bond {
            id,
            secret,
            partner: theirs,
        },
    })
}
