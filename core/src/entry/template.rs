//! Kinds of entry as data: text files, compiled in.
//!
//! A template names its mechanism, fields, allowed replies, writers, prompts
//! and timeline line. No template travels between devices; a kind that is not
//! here is kept and shown as plain text. One line is one fact:
//!
//! ```text
//! kind WORD · name WORDS · space shared|own · mechanism WORD · writers either|other|asked
//! field NAME text|happened|cover|wish|word VALUE…|words VALUE…|required VALUE…
//! text required|optional · replies KIND… · reply-only · prompt WORDS · line WORDS · mine WORDS
//! ```

use std::sync::LazyLock;

use super::content::{self, ContentBuilder, FIELD_BYTES_MAX, TEXT_BYTES_MAX};
use super::mechanism::Mechanism;
use crate::date::is_happened;
use crate::space::SpaceName;

/// The longest label of a cover, in characters.
pub const COVER_CHARS_MAX: usize = 60;
/// The longest title, in characters.
pub const TITLE_CHARS_MAX: usize = 200;

/// The values of the field `wish`.
pub const WISHES: [&str; 5] = ["nothing", "know", "talk", "answer", "help"];

/// A kind of entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The word that names the kind everywhere.
    pub kind: String,
    /// Its name for people.
    pub name: String,
    /// Where its entries live.
    pub space: SpaceName,
    /// How its entries live.
    pub mechanism: Mechanism,
    /// Who may write one.
    pub writers: Writers,
    /// Its fields, in the order they are asked for.
    pub fields: Vec<Field>,
    /// Whether it can be without text.
    pub text: TextRule,
    /// Kinds that may answer it.
    pub replies: Vec<String>,
    /// Whether it can only be a reply.
    pub reply_only: bool,
    /// Sentences to begin with.
    pub prompts: Vec<String>,
    /// The line on the timeline, with `{writer}` for the writer's name.
    pub line: String,
    /// The same for the one who wrote it, with `{other}` for the other's name.
    pub mine: String,
}

/// Who may write an entry of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writers {
    /// Either person.
    Either,
    /// As a reply, the person who did not write what it answers.
    Other,
    /// The person who was asked.
    Asked,
}

/// Whether an entry needs text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRule {
    /// There must be some.
    Required,
    /// It may be empty.
    Optional,
}

/// One field of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it may hold.
    pub shape: FieldShape,
}

/// What a field may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldShape {
    /// Any words.
    Text,
    /// See [`is_happened`].
    Happened,
    /// `none`, or a label of at most [`COVER_CHARS_MAX`] characters.
    Cover,
    /// One of [`WISHES`].
    Wish,
    /// One of these words.
    Word(Vec<String>),
    /// One or more of these words, between spaces.
    Words(Vec<String>),
    /// One of these words, and it must be there.
    Required(Vec<String>),
}

impl FieldShape {
    /// The values it may have, if they are a closed list.
    pub fn values(&self) -> Vec<String> {
        match self {
            Self::Text | Self::Happened | Self::Cover => Vec::new(),
            Self::Wish => WISHES.map(str::to_owned).to_vec(),
            Self::Word(values) | Self::Words(values) | Self::Required(values) => values.clone(),
        }
    }

    fn accepts(&self, value: &str) -> bool {
        let one_of = |values: &[String], word: &str| values.iter().any(|known| known == word);
        match self {
            Self::Text => true,
            Self::Happened => is_happened(value),
            Self::Cover => value.chars().count() <= COVER_CHARS_MAX && !value.trim().is_empty(),
            Self::Wish => WISHES.contains(&value),
            Self::Word(values) | Self::Required(values) => one_of(values, value),
            Self::Words(values) => {
                let mut words = value.split_whitespace().peekable();
                words.peek().is_some() && words.all(|word| one_of(values, word))
            }
        }
    }
}

/// Why what a person wrote cannot become an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// The kind has no such field.
    #[error("there is no field {0:?} in this kind")]
    NoSuchField(String),
    /// The field does not take this value.
    #[error("the field {0:?} does not take this value")]
    Value(String),
    /// The field must be there.
    #[error("the field {0:?} is needed")]
    Missing(String),
    /// The field is too long.
    #[error("the field {0:?} is too long")]
    FieldTooLong(String),
    /// There is no text.
    #[error("there is no text")]
    NoText,
    /// The text is longer than 200 KiB.
    #[error("the text is longer than 200 KiB")]
    TextTooLong,
    /// The text holds a character that nothing can show (NUL).
    #[error("the text holds a NUL character")]
    Nul,
}

impl Template {
    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether a person's words fit this kind. `kind`, `written` and `thread`
    /// are set by Candor and are not judged here.
    ///
    /// # Errors
    /// [`ContentError`]: the first thing that does not fit.
    pub fn judge(&self, content: &ContentBuilder) -> Result<(), ContentError> {
        for (name, value) in &content.fields {
            if [
                content::KIND,
                content::WRITTEN,
                content::EDITED,
                content::THREAD,
            ]
            .contains(&name.as_str())
            {
                continue;
            }
            let field = self
                .field(name)
                .ok_or_else(|| ContentError::NoSuchField(name.clone()))?;
            if value.len() > FIELD_BYTES_MAX
                || (name == content::TITLE && value.chars().count() > TITLE_CHARS_MAX)
            {
                return Err(ContentError::FieldTooLong(name.clone()));
            }
            if !field.shape.accepts(value) || value.contains('\0') {
                return Err(ContentError::Value(name.clone()));
            }
        }
        for field in &self.fields {
            let needed = matches!(field.shape, FieldShape::Required(_));
            if needed && !content.fields.contains_key(&field.name) {
                return Err(ContentError::Missing(field.name.clone()));
            }
        }
        if self.text == TextRule::Required && content.text.trim().is_empty() {
            return Err(ContentError::NoText);
        }
        if content.text.len() > TEXT_BYTES_MAX {
            return Err(ContentError::TextTooLong);
        }
        if content.text.contains('\0') {
            return Err(ContentError::Nul);
        }
        Ok(())
    }

    /// The line on the timeline, as the writer (`own`) or the other reads it.
    pub fn line_for(&self, own: bool, writer: &str, other: &str) -> String {
        if own {
            self.mine.replace("{other}", other)
        } else {
            self.line.replace("{writer}", writer)
        }
    }

    fn parse(source: &str) -> Option<Self> {
        let mut template = Self {
            kind: String::new(),
            name: String::new(),
            space: SpaceName::Shared,
            mechanism: Mechanism::SingleAuthor,
            writers: Writers::Either,
            fields: Vec::new(),
            text: TextRule::Required,
            replies: Vec::new(),
            reply_only: false,
            prompts: Vec::new(),
            line: String::new(),
            mine: String::new(),
        };
        for line in source.lines() {
            let (fact, rest) = line.split_once(' ').unwrap_or((line, ""));
            match fact {
                "kind" => template.kind = rest.to_owned(),
                "name" => template.name = rest.to_owned(),
                "space" if rest == "own" => template.space = SpaceName::Own,
                "space" => template.space = SpaceName::Shared,
                "mechanism" => template.mechanism = Mechanism::parse(rest)?,
                "writers" => {
                    template.writers = match rest {
                        "either" => Writers::Either,
                        "other" => Writers::Other,
                        "asked" => Writers::Asked,
                        _ => return None,
                    }
                }
                "field" => template.fields.push(Field::parse(rest)?),
                "text" if rest == "optional" => template.text = TextRule::Optional,
                "text" => template.text = TextRule::Required,
                "replies" => template.replies = words(rest),
                "reply-only" => template.reply_only = true,
                "prompt" => template.prompts.push(rest.to_owned()),
                "line" => template.line = rest.to_owned(),
                "mine" => template.mine = rest.to_owned(),
                _ => return None,
            }
        }
        let named = [&template.kind, &template.line, &template.mine];
        named
            .iter()
            .all(|word| !word.is_empty())
            .then_some(template)
    }
}

impl Field {
    fn parse(source: &str) -> Option<Self> {
        let mut parts = source.splitn(3, ' ');
        let name = parts.next()?.to_owned();
        let shape = parts.next()?;
        let values = words(parts.next().unwrap_or(""));
        let shape = match shape {
            "text" => FieldShape::Text,
            "happened" => FieldShape::Happened,
            "cover" => FieldShape::Cover,
            "wish" => FieldShape::Wish,
            "word" => FieldShape::Word(values),
            "words" => FieldShape::Words(values),
            "required" => FieldShape::Required(values),
            _ => return None,
        };
        Some(Self { name, shape })
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    [
        include_str!("templates/note.template"),
        include_str!("templates/disclosure.template"),
        include_str!("templates/question.template"),
        include_str!("templates/answer.template"),
        include_str!("templates/appreciation.template"),
        include_str!("templates/acknowledgement.template"),
        include_str!("templates/reflection.template"),
    ]
    .into_iter()
    .map(|source| Template::parse(source).expect("the templates compiled in are well formed"))
    .collect()
});

/// All kinds this program knows.
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// The template of a kind, if this program knows it.
pub fn template(kind: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_names_only_replies_that_exist() {
        for kind in templates() {
            for reply in &kind.replies {
                assert!(template(reply).is_some(), "{} names {reply}", kind.kind);
            }
            assert!(kind.field("title").is_some());
        }
        assert_eq!(templates().len(), 7);
    }

    #[test]
    fn s13_no_template_asks_for_more_than_text_or_its_word() {
        for kind in templates() {
            let required = kind
                .fields
                .iter()
                .filter(|field| matches!(field.shape, FieldShape::Required(_)))
                .count();
            let one_word_reply = kind.kind == "acknowledgement";
            assert_eq!(required, usize::from(one_word_reply), "{}", kind.kind);
        }
    }

    #[test]
    fn a_field_that_does_not_fit_is_named() {
        let note = template("note").expect("the kind is there");
        let mut content = ContentBuilder {
            text: "words".to_owned(),
            ..ContentBuilder::default()
        };
        assert_eq!(note.judge(&content), Ok(()));
        content.fields.insert("wish".to_owned(), "money".to_owned());
        assert_eq!(
            note.judge(&content),
            Err(ContentError::Value("wish".to_owned()))
        );
        content.fields.clear();
        content.fields.insert("mood".to_owned(), "fine".to_owned());
        assert_eq!(
            note.judge(&content),
            Err(ContentError::NoSuchField("mood".to_owned()))
        );
    }
}
