//! Identifiers: distinct types of fixed width, so that two of the same width
//! can never be mixed up.

use crate::codec::{hex, unhex};

/// The one source of random bytes, passed in by the caller.
pub trait Entropy {
    /// Fills `out` with bytes nobody can guess.
    fn fill(&mut self, out: &mut [u8]);

    /// `N` fresh bytes.
    fn draw<const N: usize>(&mut self) -> [u8; N]
    where
        Self: Sized,
    {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }
}

macro_rules! fixed_id {
    ($(#[$doc:meta])* $name:ident, $width:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $width]);

        impl $name {
            /// The width in bytes.
            pub const WIDTH: usize = $width;

            /// The identifier with these bytes.
            pub const fn from_bytes(bytes: [u8; $width]) -> Self {
                Self(bytes)
            }

            /// A fresh identifier.
            pub fn draw(entropy: &mut dyn Entropy) -> Self {
                let mut bytes = [0; $width];
                entropy.fill(&mut bytes);
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $width] {
                &self.0
            }

            /// The identifier that this lower-case hex names in full.
            pub fn from_hex(text: &str) -> Option<Self> {
                unhex(text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), hex(&self.0[..4]))
            }
        }
    };
}

fixed_id!(
    /// A person: Ada, or Ben.
    PersonId, 16
);
fixed_id!(
    /// One device of a person.
    DeviceId, 16
);
fixed_id!(
    /// A log: the records one device writes into one space. See [`LogId::of`].
    LogId, 16
);
fixed_id!(
    /// An entry: what a person wrote. See [`EntryId::of`].
    EntryId, 16
);
fixed_id!(
    /// What an entry began with: its first record's place and words. See
    /// [`Beginning::of`].
    Beginning, 16
);
fixed_id!(
    /// A value drawn once, so that an identifier computed from it is unique.
    Nonce, 16
);
fixed_id!(
    /// The pairing of two persons: the hash of the three pairing messages.
    BondId, 32
);
fixed_id!(
    /// Who holds which keys now: derived from that epoch's secret.
    EpochId, 16
);
fixed_id!(
    /// The space a record belongs to: derived from the first secret of that space.
    SpaceTag, 16
);
fixed_id!(
    /// A record: BLAKE3 over its header and both tags as received.
    RecordHash, 32
);
fixed_id!(
    /// The first half of a [`RecordHash`], as named in `after`.
    ShortHash, 16
);
fixed_id!(
    /// What a payload must hash to.
    PayloadHash, 32
);
fixed_id!(
    /// A talk that goes on at a window: drawn when it begins, and in no record.
    TalkId, 16
);

impl LogId {
    /// `BLAKE3("candor 1 log id", person ‖ device ‖ nonce)[..16]`.
    pub fn of(person: PersonId, device: DeviceId, nonce: Nonce) -> Self {
        Self(truncated(
            "candor 1 log id",
            &[&person.0, &device.0, &nonce.0],
        ))
    }
}

/// Who an entry belongs to: a person, or both (see [`Owner::both`]).
///
/// 16 bytes: a person's id, or the hash of both ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Owner([u8; 16]);

impl Owner {
    /// The owner of an entry that one person alone may change.
    pub const fn person(person: PersonId) -> Self {
        Self(person.0)
    }

    /// The owner of an entry that both may change:
    /// `BLAKE3("candor 1 both", lower id ‖ higher id)[..16]`.
    pub fn both(one: PersonId, other: PersonId) -> Self {
        let (low, high) = if one <= other {
            (one, other)
        } else {
            (other, one)
        };
        Self(truncated("candor 1 both", &[&low.0, &high.0]))
    }

    /// The owner with these bytes, as claimed by a payload.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl EntryId {
    /// The id of one half of a sealed pair:
    /// `BLAKE3("candor 1 half id", owner ‖ nonce ‖ pair)[..16]`. No entry with changes
    /// can have it, and no half is of two pairs.
    pub fn half(owner: Owner, nonce: Nonce, pair: EntryId) -> Self {
        Self(truncated(
            "candor 1 half id",
            &[&owner.0, &nonce.0, &pair.0],
        ))
    }

    /// `BLAKE3("candor 1 entry id", owner ‖ nonce ‖ beginning)[..16]`: nobody can
    /// claim the entry of another, and nobody can begin one a second time, in
    /// whatever log, at whatever place and with whatever words.
    pub fn of(owner: Owner, nonce: Nonce, beginning: Beginning) -> Self {
        Self(truncated(
            "candor 1 entry id",
            &[&owner.0, &nonce.0, &beginning.0],
        ))
    }

    /// The id of an entry while it waits, before any record began it:
    /// `BLAKE3("candor 1 waiting id", owner ‖ nonce)[..16]`. No record is about it.
    pub fn waiting(owner: Owner, nonce: Nonce) -> Self {
        Self(truncated("candor 1 waiting id", &[&owner.0, &nonce.0]))
    }

    /// The id of the one pair that two persons have from the beginning:
    /// `BLAKE3("candor 1 charter id", lower id ‖ higher id)[..16]`. No record
    /// begins it.
    pub fn charter(one: PersonId, other: PersonId) -> Self {
        let (low, high) = (one.min(other), one.max(other));
        Self(truncated("candor 1 charter id", &[&low.0, &high.0]))
    }
}

impl Beginning {
    /// No beginning: what is about no entry says this.
    pub const NONE: Self = Self([0; 16]);

    /// `BLAKE3("candor 1 beginning", record hash)[..16]` of the record that begins an
    /// entry: of its header, which holds the hash of its payload and of the record
    /// before it.
    pub fn of(record: RecordHash) -> Self {
        Self(truncated("candor 1 beginning", &[&record.0]))
    }
}

impl RecordHash {
    /// The first 16 bytes.
    pub fn short(&self) -> ShortHash {
        let mut short = [0; 16];
        short.copy_from_slice(&self.0[..16]);
        ShortHash(short)
    }
}

/// The position of a record in its log, from 0.
pub type Seq = u64;

/// The first 16 bytes of a BLAKE3 hash under a context string.
pub(crate) fn truncated(context: &str, parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for part in parts {
        hasher.update(part);
    }
    let mut out = [0; 16];
    out.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    out
}
