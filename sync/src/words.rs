//! The six words two people compare: 66 bits over all three pairing messages.

use bip39::Language;

/// Six words of the BIP-39 English list, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words([&'static str; 6]);

impl Words {
    /// The words of the first 66 bits of a hash, 11 bits a word, highest bits
    /// first.
    pub fn of(hash: &[u8; 32]) -> Self {
        let list = Language::English.word_list();
        let mut bits = hash
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1));
        Self(std::array::from_fn(|_| {
            let index = bits
                .by_ref()
                .take(11)
                .fold(0usize, |index, bit| index << 1 | usize::from(bit));
            list[index]
        }))
    }

    /// The words, in order.
    pub fn words(&self) -> &[&'static str; 6] {
        &self.0
    }
}

impl std::fmt::Display for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_eleven_bits_each() {
        assert_eq!(
            Words::of(&[0; 32]).to_string(),
            "abandon abandon abandon abandon abandon abandon"
        );
        assert_eq!(
            Words::of(&[0xff; 32]).to_string(),
            "zoo zoo zoo zoo zoo zoo"
        );
        let mut hash = [0; 32];
        hash[0] = 0b0000_0000;
        hash[1] = 0b0010_0000;
        assert_eq!(Words::of(&hash).words()[0], "ability");
    }
}
