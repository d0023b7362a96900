//! Names of people: which can be one, and which read as another.
//!
//! ```text
//! name ─► NFKC ─► without what is not seen ─┬─► as each letter looks ─► small ─► form
//!                                           └─► small ─► as each letter looks ─► form
//! ```
//!
//! What two people see of each other beside every entry is a name. A name that
//! reads as one's own would make the other's words look like one's own words,
//! so it is compared by how it looks and not by its bytes: two names are alike if
//! one of their forms is equal. How a letter looks: the skeletons of Unicode
//! Technical Standard #39, section 4, "Confusable Detection".
//!
//! It errs on the side of caution: spaces and case count for nothing, and
//! "Joan" and "Jo An" are alike. It does not know of names that sound alike.

use caseless::default_case_fold_str;
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::skeleton;

use crate::envelope::NAME_CHARS_MAX;

/// A name that a person can have: 1 to 40 characters on one line, something of
/// it to be seen, and nothing in it that acts on the text around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(String);

/// Why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing of it can be seen.
    #[error("the name is empty")]
    Empty,
    /// It has more than 40 characters.
    #[error("the name is too long")]
    TooLong,
    /// It holds a control character, or one that turns the direction of text.
    #[error("the name holds a character that cannot be shown")]
    Character,
}

impl PersonName {
    /// The name that was typed, without the spaces around it.
    ///
    /// # Errors
    /// [`NameError`].
    pub fn parse(typed: &str) -> Result<Self, NameError> {
        let name = typed.trim();
        if name.chars().any(acts) {
            return Err(NameError::Character);
        }
        if name.chars().all(is_unseen) {
            return Err(NameError::Empty);
        }
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(NameError::TooLong);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name somebody else's program gave, as it can be shown: on one line, with
/// nothing that acts, and at most 40 characters. Empty if nothing is left.
pub fn shown(name: &str) -> String {
    let inert: String = name
        .chars()
        .map(|letter| if acts(letter) { ' ' } else { letter })
        .collect();
    let words: Vec<&str> = inert.split_whitespace().collect();
    let cut: String = words.join(" ").chars().take(NAME_CHARS_MAX).collect();
    match PersonName::parse(&cut) {
        Ok(name) => name.0,
        Err(_) => String::new(),
    }
}

/// Whether two names read as the same one: letter by letter as they look, or
/// when neither capitals nor small letters count.
///
/// Both are needed: `I` looks like `l`, but folds to `i`; and what is alike in capitals may not be
/// in small letters.
pub fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (seen(a), seen(b));
    looks(&a) == looks(&b) || small(&a) == small(&b)
}

/// What is seen of a name.
fn seen(name: &str) -> String {
    name.nfkc()
        .filter(|letter| !is_unseen(*letter) && !acts(*letter))
        .collect()
}

fn small(name: &str) -> String {
    let folded = default_case_fold_str(name);
    seen(&skeleton(&folded).collect::<String>())
}

fn looks(name: &str) -> String {
    small(&skeleton(name).collect::<String>())
}

/// Whether a character acts on the text around it: controls, ends of lines, and
/// those that turn its direction.
fn acts(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
}

/// Whether nothing of a character is seen by itself: spaces, and what Unicode
/// ignores by default (DerivedCoreProperties, `Default_Ignorable_Code_Point`).
/// Some of them are needed inside names, as joiners between letters.
fn is_unseen(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}'
            | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        // A pattern of Braille without a dot.
        || letter == '\u{2800}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a52_names_that_read_as_the_same_are_alike() {
        for other in [
            "Ada",
            "ADA",
            "ada",
            " Ada ",
            "A da",
            "Α\u{64}a",          // Greek alpha
            "\u{0410}d\u{0430}", // Cyrillic a
            "A\u{200b}da",
            "Ad\u{00ad}a",
            "\u{202e}Ada",
            "Ada\u{fe0f}",
            "Ad\u{3164}a",
            "\u{ff21}\u{ff44}\u{ff41}",    // full width
            "\u{1d400}\u{1d41d}\u{1d41a}", // mathematical
            "Ad\u{0251}",
        ] {
            assert!(alike("Ada", other), "{other:?}");
            assert!(alike(other, "Ada"), "{other:?}");
        }
        assert!(alike("Ida", "lda"), "a capital i looks like a small l");
        assert!(alike("Ida", "ida") && alike("IDA", "Ida"));
        assert!(alike("Ole", "0le") && alike("Tom", "Torn"));
    }

    #[test]
    fn names_that_differ_to_the_eye_are_not_alike() {
        for (one, other) in [
            ("Ada", "Ben"),
            ("Ada", "Adam"),
            ("Ada", "Aida"),
            ("Ada", "Adda"),
            ("Ada", "Äda"),
            ("نور", "نورا"),
            ("Анна", "Анн"),
        ] {
            assert!(!alike(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_name_is_one_line_with_something_to_see() {
        for (typed, error) in [
            ("", NameError::Empty),
            ("  ", NameError::Empty),
            ("\u{200b}\u{3164}", NameError::Empty),
            ("A\nda", NameError::Character),
            ("A\u{202e}da", NameError::Character),
            ("A\u{2028}da", NameError::Character),
            ("\u{1b}[2J", NameError::Character),
            (&"a".repeat(41), NameError::TooLong),
        ] {
            assert_eq!(PersonName::parse(typed), Err(error), "{typed:?}");
        }
        for name in [
            "Ada",
            "María José",
            "می\u{200c}نا",
            "日",
            "Ó",
            &"a".repeat(40),
        ] {
            let typed = format!(" {name} ");
            let parsed = PersonName::parse(&typed).expect("a name");
            assert_eq!(parsed.as_str(), name);
        }
    }

    #[test]
    fn what_another_program_calls_itself_is_shown_without_what_acts() {
        assert_eq!(shown("Ben"), "Ben");
        assert_eq!(shown("B\u{202e}en\n\t X"), "B en X");
        assert_eq!(shown("\u{200b}\u{202e}"), "");
        assert_eq!(shown(&"b".repeat(60)).chars().count(), NAME_CHARS_MAX);
    }
}
