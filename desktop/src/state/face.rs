//! What decides how high the card of an entry is, as far as the entry alone tells:
//! found once, without drawing it. It need not be right. What a card says besides is
//! found when it is drawn.

use candor_core::entry::content::TITLE;
use candor_core::entry::mechanism::State;
use candor_core::entry::template::{FieldShape, NO_COVER, template};

use crate::engine::lines::{Line, Standing, Writer};
use crate::text::kinds;

/// More letters than two rows of a card hold; no more are counted.
const LETTERS: usize = 300;
/// Fields of words that a card shows elsewhere than as its text.
const ELSEWHERE: [&str; 3] = [TITLE, "pattern", "prompt"];

/// What the card of an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// How many letters its title has, if it has one.
    pub title: Option<u16>,
    /// How many letters the beginning of its text has, if it has some.
    pub excerpt: Option<u16>,
    /// Whether a cover stands in their place.
    pub is_closed: bool,
    /// Whether something small stands below.
    pub has_notes: bool,
}

impl Face {
    /// The card of a line that nothing answers.
    pub fn of(line: &Line) -> Self {
        let cover = line.content.field("cover").filter(|word| *word != NO_COVER);
        let is_closed = line.rests || (line.writer == Writer::Them && cover.is_some());
        Self {
            title: line
                .content
                .field(TITLE)
                .map(letters)
                .filter(|_| !is_closed),
            excerpt: says(line).map(letters).filter(|_| !is_closed),
            is_closed,
            has_notes: has_notes(line),
        }
    }
}

fn letters(words: &str) -> u16 {
    // No more than `LETTERS`.
    words.chars().take(LETTERS).count() as u16
}

/// The text, or the first that is said beside one.
fn says(line: &Line) -> Option<&str> {
    let text = line.content.text();
    if !text.trim_start().is_empty() {
        return Some(text);
    }
    let of = template(line.content.kind())?;
    let said = of.fields.iter().filter(|field| {
        let is_words = matches!(field.shape, FieldShape::Text | FieldShape::Long);
        let is_word = field.name == "word";
        let is_shown = !of.folded.contains(&field.name);
        (is_words || is_word) && is_shown && !ELSEWHERE.contains(&field.name.as_str())
    });
    said.filter_map(|field| line.content.field(&field.name))
        .find(|value| !value.trim_start().is_empty())
}

fn has_notes(line: &Line) -> bool {
    let is_said = match line.state {
        State::Joint(_) => true,
        State::Sealed(_) => line.state.word() != "opened",
        State::Thread(_) | State::Report(_) => {
            kinds::state(line.content.kind(), line.state.word()).is_some()
        }
        State::Single(_) | State::Unknown => false,
    };
    let is_under_way = matches!(line.standing, Standing::Waits(_)) || line.leaves;
    let is_changed = line.versions > 1 || line.correction_waits;
    let is_asked = line.removal == Some(Writer::Them);
    let cover = line.content.field("cover").filter(|word| *word != NO_COVER);
    // Its writer sees the cover that the other sees first.
    let is_under_cover = line.writer == Writer::Me && cover.is_some();
    is_said || is_under_way || is_changed || is_asked || is_under_cover || line.late
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_core::entry::ContentBuilder;
    use candor_core::id::EntryId;

    fn line(kind: &str, text: &str, fields: &[(&str, &str)]) -> Line {
        let mut content = ContentBuilder {
            text: text.to_owned(),
            ..ContentBuilder::default()
        };
        for (name, value) in [("kind", kind)].iter().chain(fields) {
            content
                .fields
                .insert((*name).to_owned(), (*value).to_owned());
        }
        let line = Line::waiting(EntryId::from_bytes([1; 16]), 0, content.build());
        Line {
            writer: Writer::Them,
            standing: Standing::Said(candor_core::order::Place::lowest()),
            ..line
        }
    }

    #[test]
    fn it_counts_what_a_card_shows() {
        let told = Face::of(&line("note", "We walked.", &[("title", "Sunday")]));
        let wanted = Face {
            title: Some(6),
            excerpt: Some(10),
            is_closed: false,
            has_notes: false,
        };
        assert_eq!(told, wanted);
        let long = Face::of(&line("note", &"word ".repeat(1_000), &[]));
        assert_eq!((long.title, long.excerpt), (None, Some(300)));
    }

    #[test]
    fn under_a_cover_it_shows_no_words() {
        let covered = line(
            "disclosure",
            "This is not shown.",
            &[("title", "At the station"), ("cover", "about money")],
        );
        let face = Face::of(&covered);
        assert!(face.is_closed && !face.has_notes);
        assert_eq!((face.title, face.excerpt), (None, None));
        let own = Line {
            writer: Writer::Me,
            ..covered
        };
        assert!(!Face::of(&own).is_closed, "one's own cover is lifted");
        assert!(Face::of(&own).has_notes, "and named below");
    }

    #[test]
    fn what_waits_or_came_late_has_notes() {
        let mut told = line("note", "We walked.", &[]);
        assert!(!Face::of(&told).has_notes);
        told.late = true;
        assert!(Face::of(&told).has_notes);
        told.late = false;
        told.standing = Standing::Waits(0);
        assert!(Face::of(&told).has_notes);
    }
}
