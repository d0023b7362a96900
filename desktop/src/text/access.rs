//! Whether a text between two people asks for passwords, for a place on a map,
//! or for access at all times. The writer alone is told, while writing; nothing
//! of it is kept, and nothing is refused.

use candor_core::entry::ContentBuilder;
use candor_core::entry::agreement::pattern;

/// Kinds that ask the other for something that lasts.
const KINDS: [&str; 4] = ["agreement", "request", "conditions", "plan"];

/// Words that such a text holds.
const WORDS: [&str; 18] = [
    "password",
    "passwords",
    "passphrase",
    "passcode",
    "passcodes",
    "pin",
    "pins",
    "login",
    "logins",
    "location",
    "locations",
    "whereabouts",
    "gps",
    "track",
    "tracking",
    "tracker",
    "access",
    "unlocked",
];

/// Says `true` for what a kind that lasts asks in its text and scope, where a
/// word of access stands that the ready text it began with does not hold.
pub fn asks_for_access(kind: &str, content: &ContentBuilder) -> bool {
    if !KINDS.contains(&kind) {
        return false;
    }
    let scope = content.fields.get("scope").map_or("", String::as_str);
    let ready = content.fields.get("pattern").and_then(|word| pattern(word));
    let is_new = |word: &str| ready.is_none_or(|ready| !ready.holds(word));
    [content.text.as_str(), scope]
        .into_iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()))
        .filter_map(|word| WORDS.iter().find(|of| of.eq_ignore_ascii_case(word)))
        .any(|word| is_new(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_core::date::Day;
    use candor_core::entry::agreement::patterns;

    fn says(text: &str) -> ContentBuilder {
        ContentBuilder {
            text: text.to_owned(),
            ..ContentBuilder::default()
        }
    }

    #[test]
    fn a_text_that_asks_for_passwords_or_places_is_noticed_and_others_are_not() {
        let asks = says("You give me your PASSWORDS, and the phone stays unlocked.");
        assert!(asks_for_access("agreement", &asks));
        assert!(!asks_for_access("note", &asks), "it asks for nothing");
        let mut scoped = says("We say where we go.");
        assert!(!asks_for_access("agreement", &scoped));
        let scope = "It covers sharing my location.".to_owned();
        scoped.fields.insert("scope".to_owned(), scope);
        assert!(asks_for_access("agreement", &scoped));
        let within = says("The trackless forest is what I want to be pinned to.");
        assert!(!asks_for_access("request", &within), "whole words alone");
    }

    #[test]
    fn a_ready_text_is_not_noticed_until_something_is_added_to_it() {
        let today = Day::parse("2026-11-22").expect("a date");
        for pattern in patterns() {
            let mut begun = pattern.begin(today);
            assert!(!asks_for_access("agreement", &begun), "{}", pattern.word);
            begun.text.push_str(" And GPS is always on.");
            assert!(asks_for_access("agreement", &begun), "{}", pattern.word);
        }
    }
}
