//! What an entry says at one moment: fields and a text, in one block of memory.
//!
//! Ten years are 73,000 of these. The form is also the one that index pages
//! hold, and a content is a part of the page it came from: loading a history
//! copies no text.
//!
//! ```text
//! count u8 · count × (key length u8 · key · value length u32 · value) · text (the rest)
//! ```

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::codec::{CodecError, Reader};
use crate::date::Day;
use crate::id::EntryId;

/// The longest text of an entry: 200 KiB of UTF-8.
pub const TEXT_BYTES_MAX: usize = 200 * 1024;
/// The longest field, in bytes.
pub const FIELD_BYTES_MAX: usize = 32 * 1024;
/// The most fields an entry can have.
pub const FIELDS_MAX: usize = 64;
/// The longest name of a field, in bytes.
pub const KEY_BYTES_MAX: usize = 64;
/// The most bytes one content can take.
const CONTENT_BYTES_MAX: usize = 1024 * 1024;

/// The field that names the kind.
pub const KIND: &str = "kind";
/// The field that names the civil day of writing.
pub const WRITTEN: &str = "written";
/// The field that names the civil day of a later version.
pub const EDITED: &str = "edited";
/// The field that names the entry this one answers.
pub const THREAD: &str = "thread";
/// The field of an answer that names what it answers: the text as it stood there.
pub const VERSION: &str = "version";
/// The fields that Candor sets by itself.
pub const FACTS: [&str; 5] = [KIND, WRITTEN, EDITED, THREAD, VERSION];
/// The field of a marker that says how its entry was forgotten.
pub const FORGOTTEN: &str = "forgotten";
/// The field for a title.
pub const TITLE: &str = "title";
/// The field of a cover.
pub const COVER: &str = "cover";
/// The field of a wish.
pub const WISH: &str = "wish";
/// The field that says when something happened.
pub const HAPPENED: &str = "happened";

/// Fields and text of an entry, as they stand at one moment. Clones share the
/// bytes.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Content(Bytes);

/// Collects fields and text for a [`Content`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContentBuilder {
    /// Fields by name.
    pub fields: BTreeMap<String, String>,
    /// The text.
    pub text: String,
}

impl ContentBuilder {
    /// Puts the text of `added` below this one, and takes its fields where this
    /// one has none. Nothing is lost of what stands here, and a text that is in
    /// it already is not said twice.
    pub fn add_below(&mut self, added: Self) {
        for (name, value) in added.fields {
            self.fields.entry(name).or_insert(value);
        }
        if self.text.is_empty() || added.text.contains(&self.text) {
            self.text = added.text;
        } else if !self.text.contains(&added.text) {
            self.text.push_str("\n\n");
            self.text.push_str(&added.text);
        }
    }

    /// The finished content. Fields beyond the limits of this module are left
    /// out: they can only come from a program that is not Candor. What Candor says by
    /// itself is kept beside any number of others.
    pub fn build(&self) -> Content {
        let mut others = 0;
        let kept: Vec<_> = self
            .fields
            .iter()
            .filter(|(key, value)| {
                !key.is_empty() && key.len() <= KEY_BYTES_MAX && value.len() <= FIELD_BYTES_MAX
            })
            .filter(|(key, _)| {
                let is_fact = FACTS.contains(&key.as_str()) || *key == FORGOTTEN;
                others += usize::from(!is_fact);
                is_fact || others <= FIELDS_MAX
            })
            .collect();
        let size: usize = kept
            .iter()
            .map(|(key, value)| 5 + key.len() + value.len())
            .sum();
        let mut out = Vec::with_capacity(1 + size + self.text.len());
        out.push(kept.len() as u8);
        for (key, value) in kept {
            out.push(key.len() as u8);
            out.extend_from_slice(key.as_bytes());
            out.extend_from_slice(&(value.len() as u32).to_le_bytes());
            out.extend_from_slice(value.as_bytes());
        }
        out.extend_from_slice(self.text.as_bytes());
        Content(out.into())
    }
}

impl Content {
    /// No fields and no text.
    pub fn empty() -> Self {
        ContentBuilder::default().build()
    }

    /// The content that these bytes hold.
    ///
    /// # Errors
    /// [`CodecError`] if they are not the layout of this module.
    pub fn parse(bytes: Bytes) -> Result<Self, CodecError> {
        if bytes.len() > CONTENT_BYTES_MAX * 4 {
            return Err(CodecError::TooLong);
        }
        let mut reader = Reader::new(&bytes);
        for _ in 0..reader.u8()? {
            let key = usize::from(reader.u8()?);
            std::str::from_utf8(reader.bytes(key)?).map_err(|_| CodecError::NotText)?;
            reader.text(FIELD_BYTES_MAX)?;
        }
        std::str::from_utf8(reader.rest()).map_err(|_| CodecError::NotText)?;
        Ok(Self(bytes))
    }

    /// The bytes that [`Content::parse`] reads.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// All fields with their values, sorted by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.raw_fields().filter_map(|(key, value)| {
            let key = std::str::from_utf8(key).ok()?;
            Some((key, std::str::from_utf8(value).ok()?))
        })
    }

    /// The value of one field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.raw_fields()
            .find(|(key, _)| *key == name.as_bytes())
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// The text.
    pub fn text(&self) -> &str {
        let fields: usize = self
            .raw_fields()
            .map(|(key, value)| 5 + key.len() + value.len())
            .sum();
        self.0
            .get(1 + fields..)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or("")
    }

    /// The fields as bytes: they were found to be UTF-8 once, and a field that
    /// is only passed over need not be looked at again.
    fn raw_fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let mut reader = Reader::new(&self.0);
        let count = reader.u8().unwrap_or(0);
        (0..count).map_while(move |_| {
            let key = usize::from(reader.u8().ok()?);
            let key = reader.bytes(key).ok()?;
            Some((key, reader.long(FIELD_BYTES_MAX).ok()?))
        })
    }

    /// The kind, or the empty word.
    pub fn kind(&self) -> &str {
        self.field(KIND).unwrap_or("")
    }

    /// The day of writing, if it says one.
    pub fn written(&self) -> Option<Day> {
        Day::parse(self.field(WRITTEN)?)
    }

    /// Whether its day is ahead of `today` by more than two people can be apart on
    /// the globe: a clock was wrong, here or there.
    pub fn is_ahead_of(&self, today: Day) -> bool {
        self.written().is_some_and(|day| day > today.plus(1))
    }

    /// The day a later version says of itself.
    pub fn edited(&self) -> Option<Day> {
        Day::parse(self.field(EDITED)?)
    }

    /// The day this version was written.
    pub fn versioned(&self) -> Option<Day> {
        self.edited().or(self.written())
    }

    /// The entry this one answers, if any.
    pub fn thread(&self) -> Option<EntryId> {
        EntryId::from_hex(self.field(THREAD)?)
    }

    /// A builder that starts from this content.
    pub fn to_builder(&self) -> ContentBuilder {
        ContentBuilder {
            fields: self
                .fields()
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
            text: self.text().to_owned(),
        }
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_stands_below_and_takes_nothing_away() {
        let mut kept = ContentBuilder {
            text: "begun".to_owned(),
            ..ContentBuilder::default()
        };
        kept.fields.insert("title".to_owned(), "One".to_owned());
        let mut added = ContentBuilder {
            text: "more".to_owned(),
            ..ContentBuilder::default()
        };
        added.fields.insert("title".to_owned(), "Two".to_owned());
        added.fields.insert("wish".to_owned(), "none".to_owned());
        kept.add_below(added.clone());
        kept.add_below(added);
        assert_eq!(kept.text, "begun\n\nmore");
        assert_eq!(kept.fields["title"], "One");
        assert_eq!(kept.fields["wish"], "none");
    }
}
