//! Where a query stands in a text: for those that are shown, and for no others.
//!
//! ```text
//! text ─► folded, with the way back ─► hits ─► passage around most of the words
//! ```
//!
//! A passage stands on one line, begins and ends between two words where it can, and
//! never between a letter and its marks.

use std::ops::Range;

use super::fold::{Placed, is_passed_over};
use super::query::{HITS_MAX, Query};

/// How many characters of the text stand before the first hit, at most.
const BEFORE_CHARS: usize = 32;
/// The longest passage, in characters.
pub const PASSAGE_CHARS: usize = 200;
/// How far apart hits may begin that a passage is to show together, in bytes.
const TOGETHER_BYTES: usize = 120;

/// A part of a text with what was looked for in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The field it stands in; `None`: the text itself.
    pub field: Option<String>,
    /// The words, on one line: up to [`PASSAGE_CHARS`] characters.
    pub text: String,
    /// Bytes of these words that were looked for: in order, apart from each other,
    /// and at least one.
    pub marks: Vec<Range<usize>>,
    /// Whether something stands before it.
    pub has_before: bool,
    /// Whether something stands behind it.
    pub has_more: bool,
}

/// A part of a text that is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What stands around.
    Plain(&'a str),
    /// What was looked for.
    Hit(&'a str),
}

/// The pieces of a text whose `marks` are in order; together they are the text. A
/// mark that is not at the letters of the text is left out.
pub fn pieces<'a>(text: &'a str, marks: &[Range<usize>]) -> Vec<Piece<'a>> {
    let mut out = Vec::with_capacity(2 * marks.len() + 1);
    let mut from = 0;
    for mark in marks {
        let (Some(before), Some(hit)) = (text.get(from..mark.start), text.get(mark.clone())) else {
            continue;
        };
        if !before.is_empty() {
            out.push(Piece::Plain(before));
        }
        if !hit.is_empty() {
            out.push(Piece::Hit(hit));
        }
        from = mark.end;
    }
    if from < text.len() {
        out.push(Piece::Plain(&text[from..]));
    }
    out
}

/// One place where a word stands.
struct Hit {
    range: Range<usize>,
    /// The bit of its word.
    word: u64,
}

impl Query {
    /// Where the words stand in `text`: ranges of bytes between whole letters, in
    /// order, apart from each other. Of many hits the first.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        merged(&self.hits(text))
    }

    /// The passage that shows most of the words, out of the first of `parts` that has
    /// one: names of fields with what they say, and no name for the text itself.
    /// `None` if no part holds any of the words.
    pub fn passage<'a>(
        &self,
        parts: impl IntoIterator<Item = (Option<&'a str>, &'a str)>,
    ) -> Option<Passage> {
        let mut best: Option<(u32, Passage)> = None;
        for (field, text) in parts {
            let hits = self.hits(text);
            let Some((words, first)) = fullest(&hits) else {
                continue;
            };
            if best.as_ref().is_none_or(|(most, _)| words > *most) {
                best = Some((words, cut(field, text, &hits, first)));
            }
        }
        best.map(|(_, passage)| passage)
    }

    fn hits(&self, text: &str) -> Vec<Hit> {
        if self.is_empty() || text.is_empty() {
            return Vec::new();
        }
        let placed = Placed::of(text);
        let haystack = placed.folded.haystack();
        let mut hits = Vec::new();
        for (number, word) in self.words().iter().enumerate() {
            hits.extend(word.hits(&haystack).iter().map(|hit| Hit {
                range: placed.back(hit),
                word: 1 << number,
            }));
        }
        hits.sort_by_key(|hit| (hit.range.start, hit.range.end));
        hits.truncate(HITS_MAX);
        hits
    }
}

fn merged(hits: &[Hit]) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for hit in hits {
        match marks.last_mut() {
            Some(last) if hit.range.start <= last.end => last.end = last.end.max(hit.range.end),
            _ => marks.push(hit.range.clone()),
        }
    }
    marks
}

/// The first hit that has most of the words close behind it, and how many these are.
fn fullest(hits: &[Hit]) -> Option<(u32, usize)> {
    let mut best: Option<(u32, usize)> = None;
    for (at, first) in hits.iter().enumerate() {
        let until = first.range.start + TOGETHER_BYTES;
        let close = hits[at..].iter().take_while(|hit| hit.range.start < until);
        let words = close.fold(0, |words, hit| words | hit.word).count_ones();
        if best.is_none_or(|(most, _)| words > most) {
            best = Some((words, at));
        }
    }
    best
}

/// The passage around the hit with the number `first`.
fn cut(field: Option<&str>, text: &str, hits: &[Hit], first: usize) -> Passage {
    let hit = &hits[first].range;
    let start = begin(text, hit.start);
    let end = end(text, start, hit);
    let inside = |mark: Range<usize>| {
        let mark = mark.start.max(start)..mark.end.min(end);
        (mark.start < mark.end).then(|| mark.start - start..mark.end - start)
    };
    let marks: Vec<_> = merged(hits).into_iter().filter_map(inside).collect();
    let (line, marks) = on_one_line(&text[start..end], &marks);
    Passage {
        field: field.map(str::to_owned),
        text: line,
        marks,
        has_before: !text[..start].trim().is_empty(),
        has_more: !text[end..].trim().is_empty(),
    }
}

/// Where a passage begins that shows what stands at `at`.
fn begin(text: &str, at: usize) -> usize {
    let mut letter = at;
    let mut word = None;
    for (place, sign) in text[..at].char_indices().rev().take(BEFORE_CHARS) {
        if sign.is_whitespace() {
            word = Some(place + sign.len_utf8());
        }
        if !is_passed_over(sign) {
            letter = place;
        }
        if place == 0 {
            return 0;
        }
    }
    word.unwrap_or(letter)
}

/// Where it ends if it begins at `start`: behind the hit, unless that is too far.
fn end(text: &str, start: usize, hit: &Range<usize>) -> usize {
    let rest = &text[start..];
    let Some((most, _)) = rest.char_indices().nth(PASSAGE_CHARS) else {
        return text.len();
    };
    let word = rest[..most].rfind(char::is_whitespace);
    if let Some(word) = word.filter(|word| start + word >= hit.end) {
        return start + word;
    }
    let letters = rest.char_indices().take(PASSAGE_CHARS + 1);
    let letters = letters.filter(|(_, sign)| !is_passed_over(*sign));
    let letter = letters.map(|(place, _)| place).last();
    let letter = letter.filter(|place| start + place > hit.start);
    start + letter.unwrap_or(most)
}

/// The same words with every run of spaces and line ends as one space.
fn on_one_line(text: &str, marks: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let mut line = String::with_capacity(text.len());
    let mut moved = Vec::with_capacity(marks.len());
    for piece in pieces(text, marks) {
        let start = line.len();
        let (Piece::Plain(words) | Piece::Hit(words)) = piece;
        for letter in words.chars() {
            if !letter.is_whitespace() {
                line.push(letter);
            } else if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        }
        // A word has no space in it, so its mark moves as a whole.
        if matches!(piece, Piece::Hit(_)) {
            moved.push(start..line.len());
        }
    }
    line.truncate(line.trim_end().len());
    (line, moved)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// With `[` and `]` around what was looked for, and `…` where more stands.
    fn shown(passage: &Passage) -> String {
        let mut out = String::new();
        if passage.has_before {
            out.push('…');
        }
        for piece in pieces(&passage.text, &passage.marks) {
            match piece {
                Piece::Plain(words) => out.push_str(words),
                Piece::Hit(words) => out.push_str(&format!("[{words}]")),
            }
        }
        if passage.has_more {
            out.push('…');
        }
        out
    }

    fn passage(query: &str, text: &str) -> String {
        let passage = Query::new(query).passage([(None, text)]);
        passage.map_or_else(String::new, |passage| shown(&passage))
    }

    fn words(number: usize) -> String {
        (0..number).map(|at| format!("w{at} ")).collect()
    }

    #[test]
    fn a_short_text_is_shown_whole_with_its_hits() {
        assert_eq!(passage("KAFFEE", "Ein Kaffee."), "Ein [Kaffee].");
        assert_eq!(
            passage("müller we", "We saw\n\n  Mu\u{308}ller and\tMueller."),
            "[We] saw [Mu\u{308}ller] and [Mueller]."
        );
        assert_eq!(passage("aa", "aaaa a"), "[aaaa] a");
        assert_eq!(passage("tea", "coffee"), "");
        assert_eq!(passage("", "coffee"), "");
        assert_eq!(passage("e", ""), "");
    }

    #[test]
    fn a_long_text_is_cut_between_words_at_both_ends() {
        let text = format!("{}needle {}", words(100), words(100));
        let shown = passage("needle", &text);
        assert!(shown.starts_with("…w9"), "{shown}");
        assert!(shown.contains(" w99 [needle] w0 w1 "), "{shown}");
        assert!(shown.ends_with("…"), "{shown}");
        assert!(!shown.ends_with(" …"), "{shown}");

        let text = format!("needle {}", words(100));
        assert!(passage("needle", &text).starts_with("[needle] w0 w1 "));
        let text = format!("{}needle", words(100));
        let shown = passage("needle", &text);
        assert!(shown.starts_with('…') && shown.ends_with(" w99 [needle]"));
    }

    #[test]
    fn where_there_are_no_words_it_is_cut_between_letters_and_never_before_a_mark() {
        let text = format!("{}猫{}", "日本語".repeat(50), "犬".repeat(300));
        let shown = passage("猫", &text);
        assert_eq!(
            shown
                .chars()
                .filter(|letter| "日本語".contains(*letter))
                .count(),
            32
        );
        assert_eq!(shown.matches('犬').count(), PASSAGE_CHARS - 33);

        let text = format!(
            "{}x{}",
            "e\u{301}".repeat(80),
            "o\u{308}\u{301}".repeat(200)
        );
        let passage = Query::new("x")
            .passage([(None, text.as_str())])
            .expect("is there");
        assert!(passage.text.starts_with('e'), "{}", passage.text);
        assert!(passage.text.ends_with('\u{301}'), "{}", passage.text);
        assert!(passage.has_before && passage.has_more);
    }

    #[test]
    fn the_longest_caps_hold() {
        // A hit longer than a passage, and a letter under more marks than that.
        let passage = |query: &str, text: &str| {
            let passage = Query::new(query).passage([(None, text)]);
            passage.expect("is there")
        };
        let long = passage(&"a".repeat(600), &"a".repeat(5_000));
        assert_eq!(long.text.len(), PASSAGE_CHARS);
        assert_eq!(shown(&long), format!("[{}]…", "a".repeat(PASSAGE_CHARS)));
        for before in ["", "so "] {
            let marked = passage("e", &format!("{before}e{}", "\u{301}".repeat(5_000)));
            assert_eq!(marked.text.chars().count(), PASSAGE_CHARS);
            assert_eq!(marked.marks.len(), 1);
            assert!(marked.has_more);
        }
        let many = Query::new("a").marks(&"a b ".repeat(10_000));
        assert_eq!(many.len(), HITS_MAX);
    }

    #[test]
    fn the_passage_with_most_of_the_words_is_taken_out_of_the_first_part_that_has_it() {
        let text = format!("rain {}rain and light", words(100));
        assert!(passage("light rain", &text).ends_with(" w99 [rain] and [light]"));
        let both = Query::new("light rain");
        let parts = [
            (None, "rain alone"),
            (Some("happened"), "around the light"),
            (Some("context"), "light and rain"),
            (Some("detail"), "rain and light"),
        ];
        let passage = both.passage(parts).expect("is there");
        assert_eq!(passage.field.as_deref(), Some("context"));
        assert_eq!(shown(&passage), "[light] and [rain]");
    }

    #[test]
    fn pieces_are_the_text_whatever_the_marks_are() {
        let text = "dé!";
        let marks = [(2, 3), (0, 9), (1, 3), (0, 1), (3, 1), (1, 1), (3, 4)];
        for at in 0..marks.len() {
            let marks = marks[at..].iter().map(|(start, end)| *start..*end);
            let marks: Vec<_> = marks.collect();
            let all: String = pieces(text, &marks)
                .into_iter()
                .map(|(Piece::Plain(part) | Piece::Hit(part))| part)
                .collect();
            assert_eq!(all, text, "{marks:?}");
        }
        let marks: Vec<_> = marks.iter().map(|(start, end)| *start..*end).collect();
        let hits = [Piece::Plain("d"), Piece::Hit("é"), Piece::Hit("!")];
        assert_eq!(pieces(text, &marks), hits);
    }

    proptest! {
        #[test]
        fn every_part_of_a_text_finds_it_and_is_marked(
            text in "(\\PC|[aoeussdjäöüÅßøđæİıёйガｶﾞ’‑…´\u{308}\u{30a}\u{ad}\u{200d} \n]){1,60}",
            from in 0_usize..60,
            length in 1_usize..60,
        ) {
            let part: String = text.chars().skip(from).take(length).collect();
            let query = Query::new(&part);
            let marks = query.marks(&text);
            prop_assert_eq!(marks.is_empty(), query.is_empty());
            for mark in &marks {
                prop_assert!(text.get(mark.clone()).is_some_and(|hit| !hit.is_empty()));
            }
            for pair in marks.windows(2) {
                prop_assert!(pair[0].end < pair[1].start);
            }
            let passage = query.passage([(None, text.as_str())]);
            prop_assert_eq!(passage.is_some(), !query.is_empty());
            if let Some(passage) = passage {
                prop_assert!(!passage.marks.is_empty());
                for mark in &passage.marks {
                    prop_assert!(passage.text.get(mark.clone()).is_some());
                }
                // Where the passage shows all of the text, it shows all of its words.
                if !passage.has_before && !passage.has_more {
                    let shown: Vec<&str> = passage.text.split_whitespace().collect();
                    let all: Vec<&str> = text.split_whitespace().collect();
                    prop_assert_eq!(shown, all);
                }
            }
        }
    }
}
