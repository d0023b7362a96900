//! Words of one's own draft that may be worth a second look before they go.
//!
//! ```text
//! kind, text ─► words, without what is quoted ─► phrases of the kind ─► Look{range, rule}
//! ```
//!
//! Rules of a few words each, no model. They find what is written in English, miss
//! much, and know nothing of what was meant. Why it is so, and what they are never used
//! for: `docs/decisions/0018-a-second-look.md`.

use std::ops::Range;

/// How much of a text is read, in bytes.
pub const READ_MAX: usize = 20_000;
/// How many words may stand between "you are" and a verdict.
const BETWEEN_MAX: usize = 3;

/// What words were found for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// They lay it on the other.
    Blame,
    /// A condition or an excuse in an apology.
    Excuse,
    /// A question that leaves no good answer.
    Trap,
    /// A picture that can stay with whoever reads it.
    Picture,
}

/// Words that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Where they stand in the text, in bytes.
    pub range: Range<usize>,
    /// What they were found for.
    pub rule: Rule,
}

/// Kinds in which a second look helps, and what it looks for there.
const KINDS: [(&str, &[Rule]); 10] = [
    ("impact", &[Rule::Blame]),
    ("need", &[Rule::Blame]),
    ("request", &[Rule::Blame]),
    ("clash", &[Rule::Blame]),
    ("note", &[Rule::Blame]),
    ("amends", &[Rule::Excuse, Rule::Blame]),
    ("question", &[Rule::Trap, Rule::Blame]),
    ("answer", &[Rule::Picture]),
    ("account", &[Rule::Picture]),
    ("disclosure", &[Rule::Picture]),
];

/// Words in a row that a rule finds, unless one of the others follows them.
struct Phrase(Rule, &'static str, &'static [&'static str]);

/// What may follow "you always" or "you made me" and is no blame.
const KIND_ENDS: &[&str] = &[
    "make me laugh",
    "make me smile",
    "make me feel safe",
    "made me laugh",
    "made me smile",
    "made me feel safe",
    "laugh",
    "smile",
    "happy",
    "feel safe",
    "feel loved",
    "feel at home",
    "tea",
    "coffee",
    "breakfast",
    "dinner",
];

const PHRASES: &[Phrase] = &[
    Phrase(Rule::Blame, "you always", KIND_ENDS),
    Phrase(Rule::Blame, "you never", &[]),
    Phrase(Rule::Blame, "you are always", &[]),
    Phrase(Rule::Blame, "you're always", &[]),
    Phrase(Rule::Blame, "you are never", &[]),
    Phrase(Rule::Blame, "you're never", &[]),
    Phrase(Rule::Blame, "because of you", &[]),
    Phrase(Rule::Blame, "you made me", KIND_ENDS),
    Phrase(Rule::Blame, "you make me", KIND_ENDS),
    Phrase(Rule::Blame, "all your fault", &[]),
    Phrase(Rule::Blame, "typical of you", &[]),
    Phrase(Rule::Excuse, "if you felt", &[]),
    Phrase(Rule::Excuse, "if you feel", &[]),
    Phrase(Rule::Excuse, "if you were hurt", &[]),
    Phrase(Rule::Excuse, "if i hurt", &[]),
    Phrase(Rule::Excuse, "if i've hurt", &[]),
    Phrase(Rule::Excuse, "if i have hurt", &[]),
    Phrase(Rule::Excuse, "if it hurt", &[]),
    Phrase(Rule::Excuse, "if that hurt", &[]),
    Phrase(Rule::Excuse, "because you", &["deserve", "matter"]),
    Phrase(Rule::Excuse, "you pushed me", &[]),
    Phrase(Rule::Excuse, "because i was drunk", &[]),
    Phrase(Rule::Excuse, "because i had been drinking", &[]),
    Phrase(Rule::Excuse, "because i was stressed", &[]),
    Phrase(Rule::Excuse, "because i was under stress", &[]),
    Phrase(Rule::Excuse, "because of the drink", &[]),
    Phrase(Rule::Excuse, "because of the alcohol", &[]),
    Phrase(Rule::Excuse, "because of the stress", &[]),
    Phrase(Rule::Excuse, "because of stress", &[]),
    Phrase(Rule::Excuse, "it was the drink", &[]),
    Phrase(Rule::Excuse, "it was the alcohol", &[]),
    Phrase(Rule::Excuse, "it was the stress", &[]),
    Phrase(Rule::Trap, "why did you even", &[]),
    Phrase(Rule::Trap, "why do you even", &[]),
    Phrase(Rule::Trap, "did you even", &[]),
    Phrase(Rule::Trap, "do you even", &[]),
    Phrase(Rule::Trap, "how could you", &[]),
    Phrase(Rule::Trap, "how can you", &[]),
    Phrase(Rule::Trap, "don't you", &[]),
    Phrase(Rule::Trap, "didn't you", &[]),
    Phrase(Rule::Trap, "isn't it true", &[]),
    Phrase(Rule::Trap, "what were you thinking", &["about", "of"]),
    Phrase(Rule::Trap, "what is wrong with you", &[]),
    Phrase(Rule::Trap, "what's wrong with you", &[]),
    Phrase(Rule::Picture, "naked", &[]),
    Phrase(Rule::Picture, "nude", &[]),
    Phrase(Rule::Picture, "undressed", &[]),
    Phrase(Rule::Picture, "orgasm", &[]),
    Phrase(Rule::Picture, "moaned", &[]),
    Phrase(Rule::Picture, "moaning", &[]),
    Phrase(Rule::Picture, "breasts", &[]),
    Phrase(Rule::Picture, "underwear", &[]),
    Phrase(Rule::Picture, "oral sex", &[]),
    Phrase(Rule::Picture, "her body", &[]),
    Phrase(Rule::Picture, "his body", &[]),
    Phrase(Rule::Picture, "their body", &[]),
    Phrase(Rule::Picture, "on top of me", &[]),
    Phrase(Rule::Picture, "on top of her", &[]),
    Phrase(Rule::Picture, "on top of him", &[]),
];

/// How a verdict on a person begins.
const YOU_ARE: [&str; 3] = ["you are", "you're", "you were"];
/// What may stand between its beginning and its word.
const BETWEEN: [&str; 10] = [
    "a", "an", "the", "so", "such", "just", "really", "very", "being", "too",
];
/// Its word.
const VERDICTS: [&str; 18] = [
    "selfish",
    "cruel",
    "heartless",
    "impossible",
    "crazy",
    "insane",
    "pathetic",
    "disgusting",
    "lazy",
    "stupid",
    "liar",
    "coward",
    "manipulative",
    "childish",
    "hopeless",
    "worthless",
    "ungrateful",
    "problem",
];

/// How somebody owns what they did: a "but" after it takes some of it back.
const OWNING: [&str; 12] = [
    "sorry",
    "i did",
    "i lied",
    "i hurt",
    "i hid",
    "i broke",
    "i was wrong",
    "i know i",
    "i regret",
    "i apologise",
    "i apologize",
    "my fault",
];
/// Before these "but" means "only".
const ONLY: [&str; 4] = ["nothing", "anything", "everything", "all"];

/// Whether a second look is taken at what is written in a kind.
pub fn helps(kind: &str) -> bool {
    !rules(kind).is_empty()
}

fn rules(kind: &str) -> &'static [Rule] {
    let of = KINDS.iter().find(|(of, _)| *of == kind);
    of.map_or(&[], |(_, rules)| rules)
}

/// The words of an own draft that may be worth a second look, in their order and
/// apart from each other. What stands in double quotation marks, or in a line that
/// begins with `>`, is somebody's words and is not looked at.
///
/// **Limits**: reads the first [`READ_MAX`] bytes; the cost grows with the length alone.
pub fn second_look(kind: &str, text: &str) -> Vec<Look> {
    let rules = rules(kind);
    if rules.is_empty() {
        return Vec::new();
    }
    let words = words(&text[..text.floor_char_boundary(READ_MAX)]);
    let mut found = Vec::new();
    let mut owned = None;
    let mut at = 0;
    while at < words.len() {
        if OWNING.iter().any(|own| follows(&words, at, own).is_some()) {
            owned = Some(words[at].sentence);
        }
        match look_at(&words, at, rules, owned) {
            Some((rule, next)) => {
                let range = words[at].range.start..words[next - 1].range.end;
                found.push(Look { range, rule });
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

/// What begins at a word, and the word after it.
fn look_at(
    words: &[Word],
    at: usize,
    rules: &[Rule],
    owned: Option<usize>,
) -> Option<(Rule, usize)> {
    let phrase = PHRASES
        .iter()
        .filter(|phrase| rules.contains(&phrase.0))
        .find_map(|Phrase(rule, phrase, unless)| {
            let next = follows(words, at, phrase)?;
            let is_kind = unless.iter().any(|end| follows(words, next, end).is_some());
            (!is_kind).then_some((*rule, next))
        });
    let verdict = || Some((Rule::Blame, verdict(words, at)?));
    let takes_back = || Some((Rule::Excuse, takes_back(words, at, owned?)?));
    phrase
        .or_else(|| rules.contains(&Rule::Blame).then(verdict)?)
        .or_else(|| rules.contains(&Rule::Excuse).then(takes_back)?)
}

fn verdict(words: &[Word], at: usize) -> Option<usize> {
    let mut next = YOU_ARE.iter().find_map(|you| follows(words, at, you))?;
    for _ in 0..=BETWEEN_MAX {
        let word = words.get(next).filter(|word| word.joined)?;
        next += 1;
        if VERDICTS.contains(&word.folded.as_str()) {
            return Some(next);
        }
        if !BETWEEN.contains(&word.folded.as_str()) {
            return None;
        }
    }
    None
}

/// A "but" in a sentence that owns something, or that begins the next one.
fn takes_back(words: &[Word], at: usize, owned: usize) -> Option<usize> {
    let next = follows(words, at, "but")?;
    let before = at.checked_sub(1).map(|before| &words[before])?;
    let begins = before.sentence != words[at].sentence;
    let is_near = owned == words[at].sentence || (begins && owned == before.sentence);
    let is_only = !begins && ONLY.contains(&before.folded.as_str());
    (is_near && !is_only).then_some(next)
}

/// A word of a text.
struct Word {
    range: Range<usize>,
    /// In small letters, with a plain apostrophe.
    folded: String,
    /// Which sentence it stands in.
    sentence: usize,
    /// Whether only blanks stand between it and the word before.
    joined: bool,
}

/// The word after a phrase that begins at a word.
fn follows(words: &[Word], at: usize, phrase: &str) -> Option<usize> {
    let mut next = at;
    for word in phrase.split(' ') {
        let here = words.get(next)?;
        if here.folded != word || (next > at && !here.joined) {
            return None;
        }
        next += 1;
    }
    Some(next)
}

/// The words of a text, without those that are quoted.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut sentence, mut joined) = (0, true);
    // How many words there were where a quotation began.
    let mut quoted: Option<usize> = None;
    let mut letters = text.char_indices().peekable();
    let mut line_begins = true;
    let mut in_word = false;
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        if line_begins && letter == '>' {
            while letters.next_if(|(_, letter)| *letter != '\n').is_some() {}
            (joined, in_word) = (false, false);
            continue;
        }
        line_begins = letter == '\n' || (line_begins && letter.is_whitespace());
        let ties = in_word && is_apostrophe(letter) && next.is_some_and(char::is_alphanumeric);
        if letter.is_alphanumeric() || ties {
            let end = at + letter.len_utf8();
            if !in_word {
                words.push(Word {
                    range: at..end,
                    folded: String::new(),
                    sentence,
                    joined,
                });
                joined = true;
            }
            in_word = true;
            if let Some(word) = words.last_mut() {
                word.range.end = end;
                match ties {
                    true => word.folded.push('\''),
                    false => word.folded.extend(letter.to_lowercase()),
                }
            }
            continue;
        }
        in_word = false;
        joined &= letter.is_whitespace() && letter != '\n';
        match letter {
            '.' | '!' | '?' | '…' => sentence += 1,
            '\n' => (sentence, quoted) = (sentence + 1, None),
            '"' | '“' | '”' | '„' | '«' | '»' => match quoted.take() {
                Some(before) => words.truncate(before),
                None => quoted = Some(words.len()),
            },
            _ => {}
        }
    }
    words
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_core::entry::template;
    use proptest::prelude::*;

    fn found<'a>(kind: &str, text: &'a str) -> Vec<&'a str> {
        let looks = second_look(kind, text);
        looks.into_iter().map(|look| &text[look.range]).collect()
    }

    #[test]
    fn blame_is_found_in_any_case_and_as_whole_words() {
        assert_eq!(found("impact", "YOU ALWAYS leave."), ["YOU ALWAYS"]);
        assert_eq!(found("need", "You   never ask."), ["You   never"]);
        assert_eq!(found("clash", "It was because of you"), ["because of you"]);
        assert_eq!(found("request", "You made me shout."), ["You made me"]);
        assert_eq!(
            found("note", "You’re such a liar, you are so very selfish"),
            ["You’re such a liar", "you are so very selfish"]
        );
        for fine in [
            "I thought of you. Never mind.",
            "With you, always.",
            "Are you alwaysgreen?",
            "You are tired, and so am I.",
            "You are not selfish.",
            "It was cold, but we walked.",
            "You made me laugh, and you always make me smile.",
        ] {
            assert_eq!(found("note", fine), [""; 0], "{fine}");
        }
    }

    #[test]
    fn what_helps_nobody_there_is_not_looked_at() {
        assert_eq!(
            found("appreciation", "You always make me laugh."),
            [""; 0],
            "thanks"
        );
        for kind in ["appreciation", "agreement", "reflection", "under-anger", ""] {
            let all = "You always. If you felt. How could you. Naked.";
            assert_eq!(found(kind, all), [""; 0], "{kind}");
            assert!(!helps(kind));
        }
    }

    #[test]
    fn conditions_and_excuses_are_found_in_an_apology_alone() {
        let says = "I am sorry if you felt left out, but I was tired.";
        assert_eq!(found("amends", says), ["if you felt", "but"]);
        assert_eq!(found("note", says), [""; 0]);
        assert_eq!(found("amends", "I lied. But so did you."), ["But"]);
        assert_eq!(
            found("amends", "I shouted because you were late."),
            ["because you"]
        );
        assert_eq!(
            found("amends", "It was the alcohol; because I was drunk."),
            ["It was the alcohol", "because I was drunk"]
        );
        for fine in [
            "The evening was long but good.",
            "I did nothing but lie.",
            "I lied. I was drunk that night. But now I know.",
            "I tell you because you deserve to know.",
        ] {
            assert_eq!(found("amends", fine), [""; 0], "{fine}");
        }
    }

    #[test]
    fn questions_that_trap_are_found_with_either_apostrophe() {
        assert_eq!(found("question", "How could you?"), ["How could you"]);
        assert_eq!(
            found("question", "Don't you care, and don’t you see?"),
            ["Don't you", "don’t you"]
        );
        assert_eq!(
            found("question", "Why did you even come?"),
            ["Why did you even"]
        );
        assert_eq!(
            found("question", "What was going on in you when I came?"),
            [""; 0]
        );
        assert_eq!(found("answer", "How could you?"), [""; 0]);
    }

    #[test]
    fn pictures_that_stay_are_found_in_what_is_told() {
        for kind in ["answer", "account", "disclosure"] {
            assert_eq!(found(kind, "We were naked."), ["naked"], "{kind}");
            assert_eq!(found(kind, "We met twice, in spring."), [""; 0], "{kind}");
        }
        assert_eq!(found("note", "The trees are naked."), [""; 0]);
    }

    #[test]
    fn what_is_quoted_is_not_looked_at() {
        assert_eq!(
            found("impact", "You said “you always do” and \"you never do\"."),
            [""; 0]
        );
        assert_eq!(
            found("impact", "> you always\n  > you never\nAnd you never"),
            ["you never"]
        );
        assert_eq!(
            found("impact", "An inch is 1\" and you always\nask."),
            ["you always"],
            "a quotation that does not end is none"
        );
    }

    #[test]
    fn no_beginning_of_a_template_is_marked() {
        for (kind, _) in KINDS {
            let template = template(kind).expect("the kind is there");
            for prompt in &template.prompts {
                assert_eq!(found(kind, prompt), [""; 0], "{kind}");
            }
        }
    }

    #[test]
    fn only_the_beginning_of_a_long_text_is_read() {
        let mut text = "é".repeat(READ_MAX);
        text.push_str(" you always");
        assert_eq!(found("note", &text), [""; 0]);
        text.insert_str(0, "You always ");
        assert_eq!(found("note", &text), ["You always"]);
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_cut_between_letters_and_in_order(
            parts in proptest::collection::vec(
                prop_oneof![
                    ".{0,6}",
                    Just("you always ".to_owned()),
                    Just("sorry, but ".to_owned()),
                    Just("you’re so lazy".to_owned()),
                    Just("\"“»> \n".to_owned()),
                    Just("don’t you ".to_owned()),
                    Just("naked İ".to_owned()),
                ],
                0..40,
            )
        ) {
            let text = parts.concat();
            for (kind, _) in KINDS {
                let mut end = 0;
                for look in second_look(kind, &text) {
                    prop_assert!(look.range.start >= end && !look.range.is_empty());
                    prop_assert!(text.get(look.range.clone()).is_some());
                    end = look.range.end;
                }
            }
        }
    }
}
