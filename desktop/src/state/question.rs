//! What stands before a question: the gate, a day to come back to it, and
//! whether it could be answered with yes or no. In memory alone.

use candor_core::date::Day;

/// After how many days a question that is kept comes back, unless the person
/// chose otherwise.
const KEPT_DAYS: u32 = 3;

/// The page before a question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gate {
    /// From which day on Today names the question, where it is kept for later;
    /// empty for at once.
    pub until: String,
}

impl Gate {
    /// The gate as it opens, with the day that was chosen before, if it is still to
    /// come.
    pub fn open(today: Option<Day>, before: Option<Day>) -> Self {
        let to_come = before.filter(|day| today.is_none_or(|today| *day > today));
        let until = to_come.or(today.map(|day| day.plus(KEPT_DAYS)));
        Self {
            until: until.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    /// The day that is typed: `Some(None)` where none is, and `None` where what
    /// is typed is no day.
    pub fn until(&self) -> Option<Option<Day>> {
        match self.until.trim() {
            "" => Some(None),
            typed => Day::parse(typed).map(Some),
        }
    }
}

/// Words with which a question begins that yes or no answers.
const CLOSED: [&str; 35] = [
    "am",
    "are",
    "aren't",
    "can",
    "can't",
    "could",
    "couldn't",
    "did",
    "didn't",
    "do",
    "does",
    "doesn't",
    "don't",
    "had",
    "hadn't",
    "has",
    "hasn't",
    "have",
    "haven't",
    "is",
    "isn't",
    "may",
    "might",
    "must",
    "shall",
    "should",
    "shouldn't",
    "was",
    "wasn't",
    "were",
    "weren't",
    "will",
    "won't",
    "would",
    "wouldn't",
];
/// Words that may stand before them.
const BEFORE: [&str; 8] = ["and", "but", "so", "or", "then", "please", "also", "well"];

/// Whether a sentence of `text` is a question that yes or no could answer. It
/// looks at how a sentence begins, so it is a hint and no more.
pub fn is_closed(text: &str) -> bool {
    text.split_inclusive(['.', '?', '!', '\n'])
        .filter(|sentence| sentence.trim_end().ends_with('?'))
        .any(|sentence| {
            let first = sentence
                .split(|letter: char| !letter.is_alphanumeric() && !['\'', '’'].contains(&letter))
                .filter(|word| !word.is_empty())
                .map(|word| word.to_lowercase().replace('’', "'"))
                .find(|word| !BEFORE.contains(&word.as_str()));
            first.is_some_and(|word| CLOSED.contains(&word.as_str()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_yes_or_no_answers_is_noticed_and_an_open_one_is_not() {
        for closed in [
            "Did you see her again?",
            "I keep thinking of spring. But did you see her again? That is all.",
            "“Are you sure?”",
            "Haven’t you thought of me?",
        ] {
            assert!(is_closed(closed), "{closed}");
        }
        for open in [
            "",
            "How was it for you to see her again?",
            "What did you do then?",
            "I did not ask. You said so.",
            "Did you see her",
            "What was going on in you when you did that? I wonder.",
            "Really, how was it?",
        ] {
            assert!(!is_closed(open), "{open}");
        }
    }

    #[test]
    fn a_gate_names_a_day_and_takes_another_or_none() {
        let mut gate = Gate::open(Day::parse("2026-11-22"), None);
        assert_eq!(gate.until(), Some(Day::parse("2026-11-25")));
        let (today, past) = (Day::parse("2026-11-22"), Day::parse("2026-11-20"));
        assert_eq!(Gate::open(today, past), gate, "a day that has gone by");
        let chosen = Day::parse("2026-12-24");
        assert_eq!(Gate::open(today, chosen).until(), Some(chosen));
        gate.until = " ".to_owned();
        assert_eq!(gate.until(), Some(None));
        gate.until = "soon".to_owned();
        assert_eq!(gate.until(), None);
    }
}
