//! The weekly meeting, item by item: what stands on the screen, and where what
//! is noted goes.

use candor_core::entry::{ContentBuilder, template};

/// The kind's word.
pub const MEETING_KIND: &str = "meeting";

/// What is listed with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Nothing.
    Nothing,
    /// Promises of both.
    Promises,
    /// Agreements that are to be looked at.
    Agreements,
    /// Requests of both that are open.
    Requests,
}

/// Where what is noted goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// Into a field of the meeting.
    Field(&'static str),
    /// Into its text.
    Text,
    /// Nowhere: it is said in a sealed pair.
    Sealed(&'static str),
}

/// One item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Where what is noted goes.
    pub noted: Noted,
    /// Which of the template's sentences leads into it.
    pub prompt: Option<usize>,
    /// What is listed with it.
    pub listed: Listed,
    /// Whether what is noted can become an entry of its own at once.
    pub decides: bool,
}

const fn item(field: &'static str, prompt: Option<usize>) -> Item {
    Item {
        noted: Noted::Field(field),
        prompt,
        listed: Listed::Nothing,
        decides: false,
    }
}

const fn listed(field: &'static str, prompt: Option<usize>, listed: Listed) -> Item {
    Item {
        listed,
        decides: true,
        ..item(field, prompt)
    }
}

const fn decided(field: &'static str, prompt: Option<usize>) -> Item {
    listed(field, prompt, Listed::Nothing)
}

/// The items in their order: thanks first, the next day last.
pub const ITEMS: [Item; 14] = [
    item("thanks", None),
    item("went-well", Some(0)),
    item("was-hard", None),
    listed("promises", Some(2), Listed::Promises),
    listed("agreements", None, Listed::Agreements),
    listed("requests", None, Listed::Requests),
    decided("chores", Some(3)),
    decided("money", None),
    decided("duties", None),
    decided("together", None),
    listed("own-items", None, Listed::Nothing),
    Item {
        noted: Noted::Sealed("cadence"),
        ..item("", Some(4))
    },
    Item {
        noted: Noted::Text,
        ..item("", None)
    },
    item("next", None),
];

/// The item so many further, or the first or last.
pub fn further(at: usize, further: i32) -> usize {
    let to = at.saturating_add_signed(further as isize);
    to.min(ITEMS.len() - 1)
}

/// What was noted of an item.
pub fn noted(content: &ContentBuilder, at: usize) -> String {
    match ITEMS.get(at).map(|item| item.noted) {
        Some(Noted::Field(name)) => content.fields.get(name).cloned().unwrap_or_default(),
        Some(Noted::Text) => content.text.clone(),
        _ => String::new(),
    }
}

/// Whether an entry of a kind comes up among the requests: as long as it asks
/// something, also after "not now".
pub fn is_asked(kind: &str, state: &str) -> bool {
    let asks = template(kind).map_or(&[][..], |of| &of.asks);
    kind == "request" && asks.iter().any(|asks| asks == state)
}

/// What one brings of what one wrote for oneself before a meeting; what is kept
/// stays where it is.
pub fn brought(page: &ContentBuilder) -> ContentBuilder {
    let mut content = ContentBuilder::default();
    let field = |name: &str| page.fields.get(name).cloned().unwrap_or_default();
    for (name, value) in [
        ("thanks", page.text.clone()),
        ("went-well", field("went-well")),
        ("was-hard", field("was-hard")),
        ("own-items", field("wishes")),
    ] {
        if !value.trim().is_empty() {
            content.fields.insert(name.to_owned(), value);
        }
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_its_place_in_the_meeting() {
        let meeting = template(MEETING_KIND).expect("the kind is there");
        for item in ITEMS {
            match item.noted {
                Noted::Field(name) => assert!(meeting.field(name).is_some(), "{name}"),
                Noted::Sealed(kind) => assert!(template(kind).is_some(), "{kind}"),
                Noted::Text => {}
            }
            assert!(item.prompt.is_none_or(|at| at < meeting.prompts.len()));
        }
        assert_eq!(further(0, -1), 0);
        assert_eq!(further(13, 1), 13);
    }

    #[test]
    fn a_request_comes_up_until_it_is_a_yes_a_no_or_taken_back() {
        for state in ["open", "needs-time", "changes", "not-now"] {
            assert!(is_asked("request", state), "{state}");
        }
        for state in ["yes", "no", "taken-back"] {
            assert!(!is_asked("request", state), "{state}");
        }
        assert!(!is_asked("question", "asked"));
    }

    #[test]
    fn what_is_kept_for_oneself_is_not_brought() {
        let mut page = ContentBuilder {
            text: "For the tea.".to_owned(),
            ..ContentBuilder::default()
        };
        for (name, value) in [
            ("keep", "not this"),
            ("wishes", "A walk."),
            ("was-hard", " "),
        ] {
            page.fields.insert(name.to_owned(), value.to_owned());
        }
        let brought = brought(&page);
        assert_eq!(brought.fields["thanks"], "For the tea.");
        assert_eq!(brought.fields["own-items"], "A walk.");
        assert_eq!(brought.fields.len(), 2);
        assert!(brought.text.is_empty());
    }
}
