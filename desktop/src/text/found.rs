//! How what was found is put before a person.

use std::ops::Range;

use candor_core::entry::template::NO_COVER;
use candor_core::search::{Passage, Piece, Query, pieces};

use super::{UNDER_COVER, entry_head, inert, kinds};
use crate::engine::Entry;
use crate::found::{Found, Said};

/// Words of which some are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The words, on one line.
    pub text: String,
    /// Their bytes that were looked for: in order, apart from each other.
    pub marks: Vec<Range<usize>>,
}

/// A passage of an entry of a kind: behind the label of the field it stands in, and
/// with a sign where the text goes on.
pub fn passage(kind: &str, passage: &Passage) -> Marked {
    let mut text = String::new();
    if let Some(field) = &passage.field {
        text.push_str(kinds::field(kind, field));
        text.push_str(": ");
    }
    if passage.has_before {
        text.push_str("… ");
    }
    let by = text.len();
    let marks = passage.marks.iter();
    let marks = marks.map(|mark| mark.start + by..mark.end + by).collect();
    text.push_str(&passage.text);
    if passage.has_more {
        text.push_str(" …");
    }
    Marked { text, marks }
}

/// The same for a terminal: what was looked for stands between asterisks.
pub fn starred(text: &str, marks: &[Range<usize>]) -> String {
    let pieces = pieces(text, marks).into_iter();
    let words = pieces.map(|piece| match piece {
        Piece::Plain(words) => words.to_owned(),
        Piece::Hit(words) => format!("*{words}*"),
    });
    // As one piece, so that what runs from right to left stays in its order.
    inert(&words.collect::<String>())
}

/// How an entry stands in what was found: its title and the passage that was looked
/// for. What lies under a cover, in deeper layers and at rest is shown where `open`
/// says so.
pub fn entry_lines(entry: &Entry, open: bool, query: &Query) -> String {
    let mut out = entry_head(entry);
    if let Some(cover) = entry.fields.get("cover").filter(|cover| *cover != NO_COVER) {
        out.push_str(&format!("\n          [{}]", inert(cover)));
    }
    let mut line = |words: &str| {
        out.push_str("\n          ");
        out.push_str(words);
    };
    if !open && entry.is_closed() {
        line(UNDER_COVER);
    } else {
        let found = Found::of(query, &Said::of_entry(entry), |_| open || entry.mine);
        if let Some(title) = &entry.title {
            line(&starred(title, &found.title));
        }
        if let Some(passage) = &found.passage {
            line(&starred(&passage.text, &passage.marks));
        }
        if found.is_closed {
            line(UNDER_COVER);
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_says_its_field_and_where_it_goes_on() {
        let found = Passage {
            field: Some("happened".to_owned()),
            text: "around Easter".to_owned(),
            marks: std::iter::once(7..13).collect(),
            has_before: true,
            has_more: true,
        };
        let marked = passage("note", &found);
        let said = starred(&marked.text, &marked.marks);
        assert_eq!(said, "When it happened: … around *Easter* …");
    }

    #[test]
    fn a33_what_was_found_is_inert_in_a_terminal() {
        let query = Query::new("red");
        let text = "a\u{1b}[31mred\u{202e}\u{1b}[0m";
        let said = starred(text, &query.marks(text));
        assert_eq!(said, "a\u{fffd}[31m*red\u{fffd}*\u{fffd}[0m");
    }
}
