//! What of an entry is shown where it was found: one rule for the window and the
//! command line.
//!
//! Its title and a passage of what it says, with what was looked for marked. A layer
//! that its reader has not opened is never quoted. What lies under a cover or rests is
//! not asked about here: who shows an entry shows its cover instead.

use std::iter::once;
use std::ops::Range;

use candor_core::entry::content::{HAPPENED, TITLE};
use candor_core::entry::{Content, template};
use candor_core::search::{Query, is_searched};

use crate::engine::Entry;
use crate::text::found::{Marked, passage};

/// What an entry says, as far as a search is concerned.
#[derive(Debug)]
pub struct Said<'a> {
    kind: &'a str,
    title: Option<&'a str>,
    text: &'a str,
    fields: Vec<(&'a str, &'a str)>,
}

impl<'a> Said<'a> {
    /// What a content says.
    pub fn of_content(content: &'a Content) -> Self {
        Self {
            kind: content.kind(),
            title: content.field(TITLE),
            text: content.text(),
            fields: content.fields().collect(),
        }
    }

    /// What an entry of the command line says.
    pub fn of_entry(entry: &'a Entry) -> Self {
        let fields = entry.fields.iter();
        let fields = fields.map(|(name, value)| (name.as_str(), value.as_str()));
        let happened = entry.happened.as_deref().map(|said| (HAPPENED, said));
        Self {
            kind: &entry.kind,
            title: entry.title.as_deref(),
            text: &entry.text,
            fields: fields.chain(happened).collect(),
        }
    }
}

/// Where an entry holds what was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Bytes of its title: in order, apart from each other.
    pub title: Vec<Range<usize>>,
    /// The passage of its text, or of a field with the field's label.
    pub passage: Option<Marked>,
    /// Whether it stands in a layer alone that is closed to the reader.
    pub is_closed: bool,
}

impl Found {
    /// Where `said` holds the words of `query`. `is_open` says of a layer whether the
    /// reader has opened it.
    pub fn of(query: &Query, said: &Said<'_>, is_open: impl Fn(&str) -> bool) -> Self {
        let template = template(said.kind);
        let is_layer = |name: &str| {
            let mut layers = template.into_iter().flat_map(|of| &of.folded);
            layers.any(|layer| layer == name)
        };
        let words = said.fields.iter().copied();
        let words =
            words.filter(|(name, value)| *name != TITLE && is_searched(template, name, value));
        let (open, closed): (Vec<_>, Vec<_>) =
            words.partition(|(name, _)| !is_layer(name) || is_open(name));
        let title = said.title.map_or_else(Vec::new, |title| query.marks(title));
        let fields = open.iter().map(|(name, value)| (Some(*name), *value));
        let passage = query
            .passage(once((None, said.text)).chain(fields))
            .map(|found| passage(said.kind, &found));
        let mut closed = closed.iter();
        let is_closed = title.is_empty()
            && passage.is_none()
            && closed.any(|(_, value)| !query.marks(value).is_empty());
        Self {
            title,
            passage,
            is_closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use candor_core::entry::ContentBuilder;

    use super::*;

    fn answer() -> Content {
        let mut content = ContentBuilder {
            text: "It was fine, and short.".to_owned(),
            ..ContentBuilder::default()
        };
        for (name, value) in [
            ("kind", "answer"),
            ("title", "At the station"),
            ("happened", "around Easter"),
            ("context", "We were both tired."),
            ("detail", "He asked about the house."),
        ] {
            content.fields.insert(name.to_owned(), value.to_owned());
        }
        content.build()
    }

    fn found(query: &str, is_open: bool) -> Found {
        let content = answer();
        Found::of(&Query::new(query), &Said::of_content(&content), |_| is_open)
    }

    #[test]
    fn a_hit_is_shown_where_it_is() {
        let marked = |found: Found| found.passage.map(|passage| passage.text);
        let text = found("FINE", false);
        assert_eq!(
            marked(text.clone()).as_deref(),
            Some("It was fine, and short.")
        );
        assert!(text.title.is_empty() && !text.is_closed);
        let title = found("station", false);
        assert_eq!(title.title.first().map(|mark| mark.start), Some(7));
        assert_eq!(
            (title.title.len(), title.passage, title.is_closed),
            (1, None, false)
        );
        let field = marked(found("easter", false));
        assert_eq!(field.as_deref(), Some("When it happened: around Easter"));
        assert_eq!(
            found("answer", false),
            Found::default(),
            "a kind is no word"
        );
    }

    #[test]
    fn a_closed_layer_is_not_quoted_and_an_open_one_is() {
        let closed = found("house", false);
        assert!(closed.is_closed && closed.passage.is_none());
        let open = found("house", true);
        assert!(!open.is_closed);
        let passage = open.passage.expect("it is open");
        assert!(passage.text.ends_with("He asked about the house."));
        let mark = passage.marks.first().expect("one is there");
        assert_eq!(&passage.text[mark.clone()], "house");
        // What is found in the open as well is shown there.
        let both = found("house fine", false);
        assert!(!both.is_closed && both.passage.is_some());
    }
}
