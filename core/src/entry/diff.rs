//! Two versions of a text, compared by word.

use imara_diff::{Algorithm, Diff, InternedInput};

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// In both.
    Same(&'a str),
    /// In the later one alone.
    Added(&'a str),
    /// In the earlier one alone.
    Gone(&'a str),
}

/// What became of `before` in `after`, word by word, in reading order. All
/// parts but [`Part::Gone`] come to `after`, all but [`Part::Added`] to
/// `before`. Takes time with the words, and with how many of them differ.
pub fn words<'a>(before: &'a str, after: &'a str) -> Vec<Part<'a>> {
    let (old, new) = (split(before), split(after));
    let mut input = InternedInput::default();
    input.update_before(old.iter().map(|word| bare(word)));
    input.update_after(new.iter().map(|word| bare(word)));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let mut parts = Vec::with_capacity(old.len().max(new.len()));
    let (mut at_old, mut at_new) = (0, 0);
    for hunk in diff.hunks() {
        let unchanged = hunk.before.start as usize - at_old;
        for _ in 0..unchanged {
            same(old[at_old], new[at_new], &mut parts);
            (at_old, at_new) = (at_old + 1, at_new + 1);
        }
        let (end_old, end_new) = (hunk.before.end as usize, hunk.after.end as usize);
        parts.extend(old[at_old..end_old].iter().map(|word| Part::Gone(word)));
        parts.extend(new[at_new..end_new].iter().map(|word| Part::Added(word)));
        (at_old, at_new) = (end_old, end_new);
    }
    for (old, new) in old[at_old..].iter().zip(&new[at_new..]) {
        same(old, new, &mut parts);
    }
    parts
}

/// Words with the blanks after them.
fn split(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// A word without the blank after it.
fn bare(word: &str) -> &str {
    word.trim_end()
}

/// One word in both, whose blanks may differ.
fn same<'a>(old: &'a str, new: &'a str, parts: &mut Vec<Part<'a>>) {
    if old == new {
        parts.push(Part::Same(new));
        return;
    }
    let word = bare(new);
    for (blank, part) in [
        (word, Part::Same(word)),
        (&old[word.len()..], Part::Gone(&old[word.len()..])),
        (&new[word.len()..], Part::Added(&new[word.len()..])),
    ] {
        if !blank.is_empty() {
            parts.push(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sides(parts: &[Part<'_>]) -> (String, String) {
        let (mut before, mut after) = (String::new(), String::new());
        for part in parts {
            match part {
                Part::Same(word) => {
                    before.push_str(word);
                    after.push_str(word);
                }
                Part::Added(word) => after.push_str(word),
                Part::Gone(word) => before.push_str(word),
            }
        }
        (before, after)
    }

    #[test]
    fn only_what_differs_is_named() {
        let parts = words(
            "We talk each evening at home.",
            "We talk on three evenings at home.",
        );
        assert_eq!(
            parts,
            [
                Part::Same("We "),
                Part::Same("talk "),
                Part::Gone("each "),
                Part::Gone("evening "),
                Part::Added("on "),
                Part::Added("three "),
                Part::Added("evenings "),
                Part::Same("at "),
                Part::Same("home."),
            ]
        );
    }

    #[test]
    fn a_long_text_that_differs_at_both_ends_is_the_same_between() {
        let middle = "one two three four\n".repeat(2_000);
        let (before, after) = (format!("a\n{middle}b"), format!("c\n{middle}d"));
        let parts = words(&before, &after);
        assert_eq!(sides(&parts), (before.clone(), after.clone()));
        let same = parts.iter().filter_map(|part| match part {
            Part::Same(words) => Some(words.len()),
            _ => None,
        });
        assert_eq!(same.sum::<usize>(), middle.len());
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_parts(
            before in "[a-c ]{0,40}",
            after in "[a-c ]{0,40}",
        ) {
            prop_assert_eq!(sides(&words(&before, &after)), (before.clone(), after.clone()));
        }
    }
}
