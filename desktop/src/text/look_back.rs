//! A look back in words.

use super::window::said_date;
use crate::engine::look_back::End;

/// What it is.
pub const HELP: &str = "Then and now, what was heard and asked, and the months. Some couples feel \
steadier after half a year, others take years.";
/// Leads to the page of what is shown in part.
pub const SHOW_WHOLE: &str = "Show it whole";
/// Names the choice of days to screen readers.
pub const PERIOD: &str = "Which days";
/// The choices, in their order.
pub const PERIODS: [&str; 4] = [
    "Half a year",
    "This year",
    "From the beginning",
    "Days I choose",
];
/// The first day.
pub const FROM: &str = "First day";
/// The last day.
pub const TO: &str = "Last day";
/// What an empty field means.
pub const DAYS_HELP: &str = "With no first day it begins at the beginning, with no last day it goes \
until today.";
/// The first day is after the last.
pub const TURNED_ROUND: &str = "The first day is after the last one.";
/// Above what was written more than once.
pub const THEN_AND_NOW: &str = "Then and now";
/// Above a person's own first and last sentence.
pub const MY_WORDS: &str = "In your own words";
/// Above what was heard.
pub const HEARD: &str = "What was heard";
/// Above questions.
pub const QUESTIONS: &str = "What was asked";
/// Above the months.
pub const MONTHS: &str = "Month by month";
/// Chooses one of many months.
pub const WHICH_MONTH: &str = "Month";
/// Shows more of a list.
pub const SHOW_MORE: &str = "Show more";

/// The longest beginning of a text, in characters.
const BEGINNING_CHARS: usize = 600;

/// Above the first sentence.
pub fn first(day: &str) -> String {
    format!("First · {}", said_date(day))
}

/// Above the last sentence.
pub fn last(day: &str) -> String {
    format!("Last · {}", said_date(day))
}

/// Above what stood first.
pub fn then(day: &str) -> String {
    format!("Then · {}", said_date(day))
}

/// Above what stood last.
pub fn now(day: &str) -> String {
    format!("Now · {}", said_date(day))
}

/// Below what was said back.
pub fn found_to_be_it(day: &str) -> String {
    format!("Found to be it · {}", said_date(day))
}

/// How a question ended.
pub fn end(end: End) -> &'static str {
    match end {
        End::Answered => "answered",
        End::Enough => "answered, enough for now",
        End::Declined => "answered with no",
        End::TakenBack => "taken back",
        End::Talked => "talked about",
        End::Parked => "kept for the talk",
        End::InItsTime => "in its own time",
        End::Open => "open",
    }
}

/// The beginning of a text, with a `…` where it goes on.
pub fn beginning(text: &str) -> String {
    let mut said: String = text.chars().take(BEGINNING_CHARS).collect();
    if said.len() < text.len() {
        said.push('…');
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_shown_by_its_beginning() {
        assert_eq!(beginning("I was afraid."), "I was afraid.");
        let long = "ä".repeat(BEGINNING_CHARS + 1);
        assert_eq!(beginning(&long).chars().count(), BEGINNING_CHARS + 1);
        assert!(beginning(&long).ends_with("ä…"));
    }
}
