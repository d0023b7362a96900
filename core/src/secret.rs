//! Secrets of 32 bytes and what is derived from them.
//!
//! Everything secret in Candor is either drawn as 32 random bytes or derived
//! from such bytes with BLAKE3 key derivation under one context string per
//! use. Secrets zeroize when dropped, print as `[redacted]` and cannot be
//! cloned.

use zeroize::Zeroizing;

use crate::id::Entropy;

/// 32 secret bytes.
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// A fresh secret.
    pub fn draw(entropy: &mut dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(&mut *bytes);
        Self(bytes)
    }

    /// The secret with these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The secret for one use: `BLAKE3 derive_key(context, self)`.
    pub fn derive(&self, context: &str) -> Self {
        Self(Zeroizing::new(blake3::derive_key(context, &*self.0)))
    }

    /// The secret of `context` over several parts.
    pub fn derive_from(context: &str, parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(context);
        for part in parts {
            hasher.update(part);
        }
        Self(Zeroizing::new(*hasher.finalize().as_bytes()))
    }

    /// The bytes, for the one place that needs them.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A key of a tag: keyed BLAKE3, shortened to 16 bytes on the wire.
pub struct TagKey(Secret);

impl TagKey {
    /// The tag key that `context` derives from `secret`.
    pub fn derive(secret: &Secret, context: &str) -> Self {
        Self(secret.derive(context))
    }

    /// The tag over `parts` one after the other.
    pub fn tag(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut out = [0; 16];
        out.copy_from_slice(&self.full(parts).as_bytes()[..16]);
        out
    }

    /// Whether `tag` is the tag over `parts`, compared in constant time.
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8; 16]) -> bool {
        constant_time_eq::constant_time_eq_16(&self.tag(parts), tag)
    }

    fn full(&self, parts: &[&[u8]]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(self.0.expose());
        for part in parts {
            hasher.update(part);
        }
        hasher.finalize()
    }
}

impl std::fmt::Debug for TagKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}
