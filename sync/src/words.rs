//! The six words two people compare: 66 bits over all three pairing messages.

use bip39::Language;

/// Words of the list that could hurt two people who begin again, and what stands
/// in their place. Sorted; none of those on the right is in the list.
const KINDER: [(&str, &str); 89] = [
    ("abandon", "apricot"),
    ("abuse", "clover"),
    ("accident", "daisy"),
    ("accuse", "teapot"),
    ("afraid", "biscuit"),
    ("alarm", "pebble"),
    ("alcohol", "acorn"),
    ("alone", "barley"),
    ("anger", "birch"),
    ("angry", "bramble"),
    ("anxiety", "compass"),
    ("argue", "cottage"),
    ("arrest", "drizzle"),
    ("attack", "feather"),
    ("avoid", "fern"),
    ("betray", "fiddle"),
    ("bitter", "hazel"),
    ("blame", "heather"),
    ("bomb", "jasmine"),
    ("crash", "kettle"),
    ("crime", "lantern"),
    ("cruel", "lavender"),
    ("cry", "lentil"),
    ("damage", "lily"),
    ("danger", "linen"),
    ("deny", "marigold"),
    ("destroy", "mitten"),
    ("disease", "mulberry"),
    ("divorce", "nutmeg"),
    ("enemy", "oat"),
    ("evil", "parsley"),
    ("exclude", "pasta"),
    ("exile", "peach"),
    ("fault", "pillow"),
    ("force", "plum"),
    ("ghost", "poppy"),
    ("grief", "quilt"),
    ("guilt", "raspberry"),
    ("gun", "robin"),
    ("harsh", "rosemary"),
    ("hidden", "saffron"),
    ("hunt", "scarf"),
    ("hurt", "sparrow"),
    ("husband", "sprout"),
    ("insane", "thistle"),
    ("jealous", "tulip"),
    ("kiss", "turnip"),
    ("knife", "willow"),
    ("lawsuit", "yarrow"),
    ("leave", "bonnet"),
    ("liar", "pancake"),
    ("lonely", "almond"),
    ("love", "basil"),
    ("mad", "bluebell"),
    ("marriage", "candle"),
    ("mistake", "cedar"),
    ("monster", "chestnut"),
    ("nasty", "cobble"),
    ("obey", "dahlia"),
    ("panic", "daffodil"),
    ("penalty", "gravel"),
    ("pistol", "hedge"),
    ("poverty", "ivy"),
    ("prison", "juniper"),
    ("punch", "larch"),
    ("reject", "ledger"),
    ("rude", "mantel"),
    ("sad", "moss"),
    ("scare", "needle"),
    ("secret", "petal"),
    ("sick", "pewter"),
    ("slam", "quince"),
    ("spy", "satin"),
    ("suffer", "shelf"),
    ("suspect", "starling"),
    ("trap", "thimble"),
    ("trash", "trellis"),
    ("trick", "tweed"),
    ("trust", "velour"),
    ("ugly", "wicker"),
    ("unfair", "brook"),
    ("unhappy", "button"),
    ("vicious", "reed"),
    ("virus", "teaspoon"),
    ("weapon", "toffee"),
    ("wife", "lemonade"),
    ("worry", "radish"),
    ("wreck", "spinach"),
    ("wrong", "lagoon"),
];

/// Six words of the BIP-39 English list, with `KINDER` ones in it, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words([&'static str; 6]);

impl Words {
    /// The words of the first 66 bits of a hash, 11 bits a word, highest bits
    /// first.
    pub fn of(hash: &[u8; 32]) -> Self {
        let mut bits = hash
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1));
        Self(std::array::from_fn(|_| {
            let index = bits
                .by_ref()
                .take(11)
                .fold(0usize, |index, bit| index << 1 | usize::from(bit));
            word(index)
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

/// The word of eleven bits.
fn word(index: usize) -> &'static str {
    let listed = Language::English.word_list()[index];
    match KINDER.binary_search_by_key(&listed, |(hurts, _)| hurts) {
        Ok(at) => KINDER[at].1,
        Err(_) => listed,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn words_take_eleven_bits_each() {
        assert_eq!(Words::of(&[0; 32]).to_string(), [word(0); 6].join(" "));
        assert_eq!(
            Words::of(&[0xff; 32]).to_string(),
            "zoo zoo zoo zoo zoo zoo"
        );
        let mut hash = [0; 32];
        hash[0] = 0b0000_0000;
        hash[1] = 0b0010_0000;
        assert_eq!(Words::of(&hash).words()[0], "ability");
    }

    #[test]
    fn every_eleven_bits_have_a_word_of_their_own() {
        let all: BTreeSet<&str> = (0..2048).map(word).collect();
        assert_eq!(all.len(), 2048);
    }

    #[test]
    fn words_that_hurt_are_never_shown() {
        assert!(KINDER.is_sorted());
        for (hurts, _) in KINDER {
            assert!(
                Language::English.word_list().contains(&hurts),
                "{hurts} stands in the list"
            );
            assert!((0..2048).all(|index| word(index) != hurts), "{hurts}");
        }
    }
}
