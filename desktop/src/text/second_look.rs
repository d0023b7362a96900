//! What a second look at one's own words says.

use crate::second_look::Rule;

/// Leaves them, for this draft.
pub const KEEP: &str = "Keep as it is";
/// Goes to them.
pub const AGAIN: &str = "Look again";
/// The choice in the settings.
pub const SETTING: &str = "A second look at my own words";
/// Its help.
pub const SETTING_HELP: &str = "A line under your draft when words may blame, excuse, corner or \
     leave a picture. Only you see it, and nothing of it is kept or sent.";

/// The words that were found, and what one may try instead.
pub fn found(rule: Rule, words: &[String]) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|words| format!("“{}”", super::inert(words)))
        .collect();
    let words = words.join(", ");
    match rule {
        Rule::Blame => format!("{words}: another way to say it is “When …, I felt …”."),
        Rule::Excuse => format!("{words}: it may read as a condition or an excuse."),
        Rule::Trap => {
            format!("{words}: another way to ask is “What was going on in you when …?”")
        }
        Rule::Picture => {
            format!("{words}: it can be said without the picture, or with a therapist.")
        }
    }
}
