//! The generator's only source of chance: splitmix64, seeded by the caller.
//!
//! Follows Steele, Lea and Flood, "Fast splittable pseudorandom number
//! generators" (2014). It is fit for stories and unfit for secrets.

/// A stream of chance that depends on its seed alone.
pub struct Dice(u64);

impl Dice {
    /// Returns the stream of `seed`; `branch` gives independent streams of one seed.
    pub fn new(seed: u64, branch: u64) -> Self {
        let mut root = Self(seed);
        let base = root.bits();
        Self(base ^ mix(branch.wrapping_add(0x9e37_79b9_7f4a_7c15)))
    }

    /// Returns the next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// Returns a number from 0 up to, not including, `end`. **Panics** never; `end` 0 gives 0.
    pub fn below(&mut self, end: u32) -> u32 {
        let product = (self.bits() >> 32) * u64::from(end);
        u32::try_from(product >> 32).expect("a 32-bit fraction of a 32-bit number fits 32 bits")
    }

    /// Returns a number from `first` to `last`, both included.
    pub fn between(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last - first + 1)
    }

    /// Returns whether an event with a chance of `per_mille` happens.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// Returns the place of one item among `count`, as an index; 0 when there are none.
    pub fn place(&mut self, count: usize) -> usize {
        self.below(u32::try_from(count).expect("stocks hold fewer than 2^32 items")) as usize
    }

    /// Returns one of `items`. **Panics** when there are none.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.place(items.len())]
    }

    /// Returns an index into `weights`, each as likely as its weight.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        weights.len() - 1
    }
}

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
