//! A conversation below an entry, in words.

/// Shows more of what stands before.
pub const EARLIER: &str = "Show earlier";

/// What an answer answers, where its place does not say it: its kind, and the name of
/// who wrote it; nobody's name for one's own.
pub fn answers(kind: &str, writer: Option<&str>) -> String {
    let what = match kind {
        "question" => "question",
        "answer" => "answer",
        "note" => "note",
        "request" => "request",
        "promise" => "promise",
        _ => "words",
    };
    match writer {
        Some(writer) => format!("to {writer}'s {what}"),
        None => format!("to your {what}"),
    }
}

/// How many answers stand before those that are printed.
pub fn earlier(number: usize) -> String {
    match number {
        1 => "1 earlier answer is in `candor list`.".to_owned(),
        many => format!("{many} earlier answers are in `candor list`."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_whose_words_it_answers() {
        assert_eq!(answers("answer", Some("Ada")), "to Ada's answer");
        assert_eq!(answers("question", None), "to your question");
        assert_eq!(answers("mirror", Some("Ben")), "to Ben's words");
    }
}
