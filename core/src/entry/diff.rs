//! Two versions of a text, compared by word.

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

/// More words than this on a side are not compared one by one: what differs is
/// then one stretch.
const WORDS_MAX: usize = 3_000;

/// What became of `before` in `after`, word by word, in reading order. All
/// parts but [`Part::Gone`] come to `after`, all but [`Part::Added`] to
/// `before`. Takes time with the product of the words that differ.
pub fn words<'a>(before: &'a str, after: &'a str) -> Vec<Part<'a>> {
    let (old, new) = (split(before), split(after));
    let head = common(old.iter(), new.iter());
    let rest_old = &old[head..];
    let rest_new = &new[head..];
    let tail = common(rest_old.iter().rev(), rest_new.iter().rev());
    let (mid_old, mid_new) = (
        &rest_old[..rest_old.len() - tail],
        &rest_new[..rest_new.len() - tail],
    );
    let mut parts: Vec<Part<'a>> = new[..head].iter().map(|word| Part::Same(word)).collect();
    if mid_old.len() > WORDS_MAX || mid_new.len() > WORDS_MAX {
        let bytes = |words: &[&str]| words.iter().map(|word| word.len()).sum::<usize>();
        let (from_old, from_new) = (bytes(&old[..head]), bytes(&new[..head]));
        by_line(
            &before[from_old..from_old + bytes(mid_old)],
            &after[from_new..from_new + bytes(mid_new)],
            &mut parts,
        );
    } else {
        between(mid_old, mid_new, &mut parts);
    }
    parts.extend(new[new.len() - tail..].iter().map(|word| Part::Same(word)));
    parts
}

/// A long stretch, compared by line, and by word where lines differ.
fn by_line<'a>(before: &'a str, after: &'a str, parts: &mut Vec<Part<'a>>) {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let mut lines = Vec::new();
    if old.len() > WORDS_MAX || new.len() > WORDS_MAX {
        lines = vec![Part::Gone(before), Part::Added(after)];
    } else {
        between(&old, &new, &mut lines);
    }
    // Where in each text the lines that differ begin, and how long they are.
    let (mut at_old, mut at_new, mut gone, mut added) = (0, 0, 0, 0);
    for line in lines.into_iter().chain([Part::Same("")]) {
        match line {
            Part::Gone(line) => gone += line.len(),
            Part::Added(line) => added += line.len(),
            Part::Same(line) => {
                let stretch_old = &before[at_old..at_old + gone];
                let stretch_new = &after[at_new..at_new + added];
                let (old, new) = (split(stretch_old), split(stretch_new));
                if old.len() > WORDS_MAX || new.len() > WORDS_MAX {
                    parts.extend(old.into_iter().map(Part::Gone));
                    parts.extend(new.into_iter().map(Part::Added));
                } else {
                    between(&old, &new, parts);
                }
                if !line.is_empty() {
                    parts.push(Part::Same(line));
                }
                at_old += gone + line.len();
                at_new += added + line.len();
                (gone, added) = (0, 0);
            }
        }
    }
}

/// Words with the blanks after them.
fn split(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

fn common<'a>(
    old: impl Iterator<Item = &'a &'a str>,
    new: impl Iterator<Item = &'a &'a str>,
) -> usize {
    old.zip(new).take_while(|(old, new)| old == new).count()
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

/// The longest common subsequence, by the table of its lengths.
fn between<'a>(old: &[&'a str], new: &[&'a str], parts: &mut Vec<Part<'a>>) {
    let width = new.len() + 1;
    let mut longest = vec![0u16; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if bare(old[i]) == bare(new[j]) {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && bare(old[i]) == bare(new[j]) {
            same(old[i], new[j], parts);
            (i, j) = (i + 1, j + 1);
        } else if i < old.len()
            && (j == new.len() || longest[(i + 1) * width + j] >= longest[i * width + j + 1])
        {
            parts.push(Part::Gone(old[i]));
            i += 1;
        } else {
            parts.push(Part::Added(new[j]));
            j += 1;
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
