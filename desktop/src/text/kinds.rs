//! What kinds, fields and choices are called in the window.

use crate::kit::icon::Icon;

/// The icon of a kind.
pub fn icon(kind: &str) -> Icon {
    match kind {
        "disclosure" => Icon::CHAT_TEARDROP_TEXT,
        "question" => Icon::QUESTION,
        "answer" => Icon::ARROW_BEND_UP_LEFT,
        "appreciation" => Icon::PLANT,
        "reflection" => Icon::NOTE_PENCIL,
        "acknowledgement" => Icon::CHECK_CIRCLE,
        _ => Icon::NOTE,
    }
}

/// The heading of the composer for a kind.
pub fn heading(kind: &str) -> &'static str {
    match kind {
        "disclosure" => "Something to tell you",
        "question" => "A question",
        "answer" => "An answer",
        "appreciation" => "A thank-you",
        "reflection" => "A page for me alone",
        _ => "A page for us",
    }
}

/// The label of the text of a kind.
pub fn text_label(kind: &str) -> &'static str {
    match kind {
        "disclosure" => "What I want you to know",
        "question" => "My question",
        "answer" => "The plain answer",
        "appreciation" => "What you did",
        _ => "What I write",
    }
}

/// The four words of an acknowledgement.
pub const ACKNOWLEDGEMENTS: [(&str, &str); 4] = [
    ("taken-in", "I've taken this in"),
    ("thank-you", "Thank you for telling me"),
    ("need-time", "I need time with this"),
    ("lets-talk", "Let's talk about this"),
];

/// The sentence of an acknowledgement.
pub fn acknowledgement(word: &str) -> &str {
    ACKNOWLEDGEMENTS
        .iter()
        .find(|(known, _)| *known == word)
        .map_or(word, |(_, sentence)| sentence)
}

/// The label of a field.
pub fn field<'a>(kind: &str, name: &'a str) -> &'a str {
    match (kind, name) {
        (_, "title") => "Title",
        (_, "happened") => "When it happened",
        (_, "cover") => "Cover",
        (_, "wish") => "What I wish for",
        ("disclosure", "when") => "When",
        ("disclosure", "who") => "Who was there",
        ("disclosure", "place") => "Where",
        (_, "category") => "What it is about",
        (_, "planned") => "How it came about",
        (_, "level") => "How much this tells",
        (_, "feeling") => "How I feel",
        (_, "next") => "What happens next",
        (_, "questions") => "Questions",
        ("disclosure", "form") => "How I tell it",
        ("question", "form") => "How you could answer",
        ("question", "why") => "Why I ask",
        ("question", "detail") => "How much I want to know",
        (_, "no-hurry") => "Time",
        (_, "context") => "What may help to understand it",
        (_, "detail") => "Detail",
        (_, "protecting") => "What I was protecting or avoiding",
        (_, "certainty") => "How sure I am",
        (_, "instead") => "Instead of writing",
        (_, "meant") => "What it meant to me",
        (_, "mood") => "Mood",
        (_, "tags") => "Tags",
        (_, "prompt") => "The beginning I used",
        _ => name,
    }
}

/// A few words below a field, where its label is not enough.
pub fn field_help(kind: &str, name: &str) -> Option<&'static str> {
    Some(match (kind, name) {
        (_, "happened") => {
            "A date (2026-03-14), a range (2026-03-14..2026-03-16), around …, or long-ago. It can \
             stay empty."
        }
        (_, "cover") => {
            "A few words that are seen first, such as: about money, not urgent. The rest opens \
             when the reader likes."
        }
        ("answer", "context") => "Folded. The reader opens it when they like.",
        ("answer", "detail") => "Folded further. There is no need to open it.",
        _ => return None,
    })
}

/// A choice in words.
pub fn choice<'a>(name: &str, value: &'a str) -> &'a str {
    match (name, value) {
        ("wish", "nothing") => "Nothing in return",
        ("wish", "know") => "That you know",
        ("wish", "talk") => "A talk",
        ("wish", "answer") => "An answer",
        ("wish", "help") => "Help",
        ("planned", "planned") => "Planned",
        ("planned", "unplanned") => "By chance",
        ("planned", "needed") => "It was needed",
        ("level", "outline") => "The outline",
        ("level", "follow") => "Enough to follow",
        ("level", "full") => "All of it",
        ("questions", "yes") => "Welcome",
        ("questions", "later") => "Later, please",
        ("questions", "aloud") => "Aloud, please",
        ("form", "written") => "In writing",
        ("form", "writing") => "In writing",
        ("form", "aloud") => "Aloud",
        ("form", "therapist") => "With a therapist",
        ("detail", "outline") => "The outline",
        ("detail", "understand") => "Enough to understand",
        ("detail", "full") => "All of it",
        ("no-hurry", "yes") => "No hurry",
        ("no-hurry", "no") => "Soon, if you can",
        ("certainty", "sure") => "I am sure",
        ("certainty", "as-i-remember") => "As I remember it",
        ("certainty", "dont-know") => "I do not know",
        ("instead", "aloud") => "I would rather say it aloud",
        ("instead", "therapist") => "I would rather say it with a therapist",
        ("instead", "not-ready") => "I am not ready yet",
        ("category", "contact") => "Contact",
        ("category", "money") => "Money",
        ("category", "promise") => "A promise",
        ("category", "boundary") => "A boundary",
        ("category", "about-us") => "How I spoke about us",
        ("category", "standing-by-you") => "Standing by you",
        ("category", "habit") => "A habit",
        ("category", "online") => "Online",
        ("category", "trigger") => "Something that was stirred up",
        ("category", "slip") => "A slip",
        ("category", "kept-back") => "Feelings I kept back",
        ("category", "good-news") => "Good news",
        ("category", "other") => "Something else",
        ("category", "not-filed") => "Not filed",
        _ => value,
    }
}
