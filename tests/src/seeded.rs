//! Random bytes that follow from a seed.

use candor_core::id::Entropy;

/// The same seed gives the same bytes.
pub struct Seeded(blake3::OutputReader);

impl Seeded {
    /// The bytes of a seed.
    pub fn new(seed: u64) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        Self(hasher.finalize_xof())
    }
}

impl Entropy for Seeded {
    fn fill(&mut self, out: &mut [u8]) {
        self.0.fill(out);
    }
}
