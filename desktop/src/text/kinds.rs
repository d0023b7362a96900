//! What kinds, fields and choices are called in the window: the words of their
//! templates, and those that are the same for all kinds.

use candor_core::entry::template::{ContentError, Field, Template, template};

use crate::kit::icon::Icon;

/// The icon of a kind.
pub fn icon(kind: &str) -> Icon {
    match kind {
        "disclosure" => Icon::CHAT_TEARDROP_TEXT,
        "question" | "question-draft" => Icon::QUESTION,
        "answer" | "answer-word" | "need-time" => Icon::ARROW_BEND_UP_LEFT,
        "appreciation" => Icon::PLANT,
        "reflection" => Icon::NOTE_PENCIL,
        "acknowledgement" | "promise" | "report" | "view" => Icon::CHECK_CIRCLE,
        "reaching-out" | "reach-word" => Icon::HAND_WAVING,
        "letter" => Icon::ENVELOPE_SIMPLE,
        "joint-draft" | "agreement" | "decision" | "goal" | "vision-text" | "naming"
        | "difference" | "charter" => Icon::FILE_TEXT,
        _ => Icon::NOTE,
    }
}

/// The heading of the composer for a kind.
pub fn heading(kind: &str) -> &'static str {
    template(kind).map_or("A page for us", |template| &template.heading)
}

/// The name of a kind.
pub fn name(kind: &str) -> &str {
    template(kind).map_or(kind, |template| &template.name)
}

/// The label of the text of a kind.
pub fn text_label(kind: &str) -> &'static str {
    template(kind).map_or("What I write", |template| &template.ask)
}

/// The words by which an entry is taken in.
pub fn acknowledgement(word: &str) -> &str {
    choice("acknowledgement", "word", word)
}

/// The label of a field.
pub fn field<'a>(kind: &str, name: &'a str) -> &'a str {
    match name {
        "title" => "Title",
        "happened" => "When it happened",
        "cover" => "Cover",
        "wish" => "What I wish for",
        _ => match of(kind, name) {
            Some(field) if !field.label.is_empty() => &field.label,
            _ => name,
        },
    }
}

/// A few words below a field, where its label is not enough.
pub fn field_help(kind: &str, name: &str) -> Option<&'static str> {
    match name {
        "happened" => Some(
            "A day, a month or a year as you would write it, such as 14 March 2026, March 2026 or \
             last summer. It can stay empty.",
        ),
        "cover" => Some(
            "A few words that are seen first, such as: about money, not urgent. The rest opens \
             when the reader likes.",
        ),
        _ => of(kind, name)?.help.as_deref(),
    }
}

/// A choice in words.
pub fn choice<'a>(kind: &str, name: &str, value: &'a str) -> &'a str {
    match (name, value) {
        ("wish", "nothing") => "Nothing in return",
        ("wish", "know") => "That you know",
        ("wish", "talk") => "A talk",
        ("wish", "answer") => "An answer",
        ("wish", "help") => "Help",
        _ => match of(kind, name) {
            Some(field) => field.say(value),
            None => value,
        },
    }
}

/// What a field says, in words: choices by their words, days as they are said.
pub fn said(kind: &str, name: &str, value: &str) -> String {
    use candor_core::entry::template::FieldShape;
    let shape = of(kind, name).map(|field| &field.shape);
    match shape {
        Some(FieldShape::Day | FieldShape::NeededDay) => super::window::said_date(value),
        Some(shape) if !shape.values().is_empty() => {
            let words = value.split_whitespace();
            let words: Vec<&str> = words.map(|word| choice(kind, name, word)).collect();
            words.join(", ")
        }
        _ => value.to_owned(),
    }
}

/// A choice between persons, by their names, as it was written by one and is read by
/// either. `None` for what is no such choice.
pub fn person(kind: &str, name: &str, value: &str, writer: &str, other: &str) -> Option<String> {
    Some(match (kind, name, value) {
        ("agreement", "binds", "both") => format!("{writer} and {other}"),
        ("agreement", "binds", "me") => writer.to_owned(),
        ("agreement", "binds", "you") => other.to_owned(),
        ("promise", "to", "you") => format!("To {other}"),
        ("promise", "to", "myself") => format!("To {writer}, with {other} as witness"),
        _ => return None,
    })
}

/// What something that is being written still lacks.
pub fn lacks(kind: &str, error: &ContentError) -> String {
    match error {
        ContentError::Missing(name) => format!("Still open: {}", field(kind, name)),
        ContentError::Value(name) => format!("This does not fit: {}", field(kind, name)),
        ContentError::FieldTooLong(name) => format!("This is too long: {}", field(kind, name)),
        ContentError::Blank(Some(name)) => {
            format!("Still to fill in where … stands: {}", field(kind, name))
        }
        ContentError::Blank(None) => {
            format!("Still to fill in where … stands: {}", text_label(kind))
        }
        ContentError::NoText => format!("Still open: {}", text_label(kind)),
        ContentError::TextTooLong => format!("This is too long: {}", text_label(kind)),
        _ => format!("This does not fit: {}", text_label(kind)),
    }
}

/// The state of an entry in words, where its kind has some.
pub fn state(kind: &str, state: &str) -> Option<&'static str> {
    template(kind)?.say(state)
}

/// The one word that an entry of a kind is, if it is one: the name of the field
/// and the words it may have.
pub fn word_of(kind: &str) -> Option<&'static Field> {
    use candor_core::entry::template::{FieldShape, TextRule};
    let of: &Template = template(kind)?;
    let field = of.field("word")?;
    let required = matches!(field.shape, FieldShape::Required(_));
    (of.reply_only && required && of.text != TextRule::Required).then_some(field)
}

fn of(kind: &str, name: &str) -> Option<&'static Field> {
    template(kind)?.field(name)
}
