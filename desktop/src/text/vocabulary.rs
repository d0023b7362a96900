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
            "a craving took over",
            "a debt was hidden",
            "a part was left out",
            "a promise was not kept",
            "a tender spot was hit",
            "affection was held back",
            "closeness was missing",
            "contact was kept secret",
            "criticism came again and again",
            "deeds did not match words",
            "everyday things were kept secret",
            "feelings were kept back",
            "help was missing when it was needed",
            "hurtful words were said",
            "it was decided alone",
            "messages were hidden",
            "money was hidden",
            "money was spent in secret",
            "our plans were changed alone",
            "responsibility was passed on",
            "something between us was told to others",
            "something was kept back",
            "something was not true",
            "support was missing in front of others",
            "suspicion took over",
            "there was emotional closeness to somebody else",
            "there was physical closeness to somebody else",
            "things were bent to get one's way",
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
    use candor_core::entry::template::template;

    /// What a breach can be filed under, and the words for it.
    const BREACHES: [(&str, &str); 19] = [
        ("contact", "contact was kept secret"),
        (
            "emotional",
            "there was emotional closeness to somebody else",
        ),
        ("physical", "there was physical closeness to somebody else"),
        ("money", "money was hidden"),
        ("promise", "a promise was not kept"),
        ("boundary", "a boundary was crossed"),
        ("about-us", "something between us was told to others"),
        ("standing-by-you", "support was missing in front of others"),
        ("habit", "a craving took over"),
        ("addiction", "a craving took over"),
        ("online", "messages were hidden"),
        ("secrecy", "everyday things were kept secret"),
        ("absence", "help was missing when it was needed"),
        ("pressure", "things were bent to get one's way"),
        ("criticism", "criticism came again and again"),
        ("withheld", "affection was held back"),
        ("suspicion", "suspicion took over"),
        ("trigger", "a tender spot was hit"),
        ("kept-back", "feelings were kept back"),
    ];
    /// What else something that is told can be about.
    const NO_BREACH: [&str; 4] = ["slip", "good-news", "other", "not-filed"];

    #[test]
    fn whatever_a_breach_is_filed_under_has_words() {
        let [.., happened] = &LISTS;
        let mut filed = 0;
        for kind in ["disclosure", "naming", "account"] {
            let field = template(kind).and_then(|of| of.field("category"));
            for value in field.expect("it has categories").shape.values() {
                filed += 1;
                let words = BREACHES.iter().find(|(breach, _)| *breach == value);
                let Some((_, words)) = words else {
                    assert!(NO_BREACH.contains(&value.as_str()), "{kind}: {value}");
                    continue;
                };
                assert!(happened.words.contains(words), "{words}");
            }
        }
        assert!(filed > BREACHES.len(), "every category was looked at");
    }

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
