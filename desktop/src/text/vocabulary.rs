//! Plain words for what is hard to name, beside the text: feelings, needs, and
//! what happened. They name acts, not people.

/// A list of words.
pub struct Words {
    /// What stands above it.
    pub title: &'static str,
    /// The words, in the order of the alphabet.
    pub words: &'static [&'static str],
}

/// The lists, in the order in which they are shown.
pub const LISTS: [Words; 3] = [
    Words {
        title: "Feelings",
        words: &[
            "afraid",
            "alone",
            "angry",
            "ashamed",
            "calm",
            "confused",
            "disappointed",
            "empty",
            "flat",
            "grateful",
            "guilty",
            "hopeful",
            "hurt",
            "jealous",
            "lonely",
            "lost",
            "moved",
            "nervous",
            "numb",
            "overwhelmed",
            "relieved",
            "restless",
            "sad",
            "safe",
            "shaken",
            "stuck",
            "tense",
            "tired",
            "torn",
            "unsure",
            "warm",
            "worried",
        ],
    },
    Words {
        title: "Needs",
        words: &[
            "being asked",
            "being believed",
            "being heard",
            "being held",
            "being wanted",
            "care",
            "choice",
            "clarity",
            "closeness",
            "ease",
            "fairness",
            "honesty",
            "laughter",
            "patience",
            "privacy",
            "quiet",
            "reliability",
            "respect",
            "rest",
            "safety",
            "space",
            "support",
            "time",
            "time together",
        ],
    },
    Words {
        title: "What happened",
        words: &[
            "a boundary was crossed",
            "a part was left out",
            "a promise was not kept",
            "feelings were kept back",
            "hurtful words were said",
            "it was decided alone",
            "messages were hidden",
            "money was hidden",
            "our plans were changed alone",
            "something between us was told to others",
            "something was kept back",
            "something was not true",
        ],
    },
];

/// The lists of words, as a button.
pub const SHOW: &str = "Words for it";
/// The same, once they are shown.
pub const HIDE: &str = "Hide the words";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_the_order_of_the_alphabet_and_come_once() {
        for list in LISTS {
            assert!(
                list.words.windows(2).all(|two| two[0] < two[1]),
                "{}",
                list.title
            );
        }
    }
}
