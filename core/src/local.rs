//! Sealing of what stays on this device: index pages, the outbox, what is
//! known of other devices.
//!
//! ```text
//! row = tag [16] ‖ age file        tag = keyed BLAKE3 over kind ‖ key ‖ age file
//! ```
//!
//! The tag key comes from a secret the partner never has, so a row somebody
//! plants is not believed.

use zeroize::Zeroizing;

use crate::seal::{Identity, Recipient, seal};
use crate::secret::{Secret, TagKey};
use crate::store::{LocalKey, LocalKind};

/// The keys of local rows.
pub struct LocalKeys {
    identity: Identity,
    recipient: Recipient,
    tag: TagKey,
}

impl LocalKeys {
    /// The keys that `secret` gives.
    pub fn of(secret: &Secret) -> Self {
        let identity = Self::identity(secret);
        Self {
            recipient: identity.recipient(),
            identity,
            tag: TagKey::derive(secret, "candor 1 local tag"),
        }
    }

    /// The identity that opens local rows.
    pub fn identity(secret: &Secret) -> Identity {
        Identity::from_secret(secret.derive("candor 1 local identity"))
    }

    /// The row that holds `plain` under `key`.
    pub fn seal(&self, key: &LocalKey, plain: &[u8]) -> Vec<u8> {
        let sealed = seal(std::slice::from_ref(&self.recipient), plain);
        let tag = self.tag.tag(&[&[key.0 as u8], &key.1, &sealed]);
        let mut row = Vec::with_capacity(16 + sealed.len());
        row.extend_from_slice(&tag);
        row.extend_from_slice(&sealed);
        row
    }

    /// What a row holds; `None` if it is not this device's, or damaged.
    pub fn open(
        &self,
        kind: LocalKind,
        key: &[u8],
        row: &[u8],
        max: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (tag, sealed) = row.split_first_chunk::<16>()?;
        if !self.tag.verify(&[&[kind as u8], key, sealed], tag) {
            return None;
        }
        self.identity.open(sealed, max).ok()
    }
}
