//! Ready texts of agreements: data, compiled in. They fill in a proposal; what
//! is proposed stands for itself afterwards.
//!
//! One line is one fact: `name`, `title`, `text` (several), `why`, `scope`,
//! `not-allowed`, `slip`, `ends`, `each-day HH:MM`, `review-weeks N`, `end-weeks N`, `contact yes`.

use std::sync::LazyLock;

use super::content::{ContentBuilder, TITLE};
use super::template::{END, REVIEW};
use crate::date::Day;

/// A ready text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pattern {
    /// The word that names it.
    pub word: String,
    /// Its name for people.
    pub name: String,
    title: String,
    text: String,
    fields: Vec<(String, String)>,
    review_weeks: u32,
    end_weeks: Option<u32>,
}

impl Pattern {
    /// Whether its text or its scope holds a word, in whatever case. A word is
    /// letters and digits without anything between.
    pub fn holds(&self, word: &str) -> bool {
        let scope = self.fields.iter().filter(|(name, _)| name == "scope");
        std::iter::once(&self.text)
            .chain(scope.map(|(_, scope)| scope))
            .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()))
            .any(|held| held.to_lowercase() == word)
    }

    /// The proposal that it begins, as seen from today.
    pub fn begin(&self, today: Day) -> ContentBuilder {
        let mut content = ContentBuilder {
            text: self.text.clone(),
            ..ContentBuilder::default()
        };
        let mut set = |name: &str, value: String| content.fields.insert(name.to_owned(), value);
        set(TITLE, self.title.clone());
        set("pattern", self.word.clone());
        set("binds", "both".to_owned());
        set(REVIEW, today.plus(7 * self.review_weeks).to_string());
        if let Some(weeks) = self.end_weeks {
            set(END, today.plus(7 * weeks).to_string());
        }
        for (name, value) in &self.fields {
            set(name, value.clone());
        }
        content
    }

    fn parse(word: &str, source: &str) -> Option<Self> {
        let mut pattern = Self {
            word: word.to_owned(),
            ..Self::default()
        };
        for line in source.lines() {
            let (fact, rest) = line.split_once(' ')?;
            match fact {
                "name" => pattern.name = rest.to_owned(),
                "title" => pattern.title = rest.to_owned(),
                "text" => {
                    if !pattern.text.is_empty() {
                        pattern.text.push('\n');
                    }
                    pattern.text.push_str(rest);
                }
                "review-weeks" => pattern.review_weeks = rest.parse().ok()?,
                "end-weeks" => pattern.end_weeks = Some(rest.parse().ok()?),
                "why" | "scope" | "not-allowed" | "slip" | "ends" | "contact" | "each-day" => {
                    pattern.fields.push((fact.to_owned(), rest.to_owned()));
                }
                _ => return None,
            }
        }
        let whole = !pattern.name.is_empty() && !pattern.text.is_empty();
        (whole && pattern.review_weeks > 0).then_some(pattern)
    }
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    [
        ("contact", include_str!("agreements/contact.agreement")),
        ("money", include_str!("agreements/money.agreement")),
        (
            "phones-and-privacy",
            include_str!("agreements/phones-and-privacy.agreement"),
        ),
        (
            "evenings-out",
            include_str!("agreements/evenings-out.agreement"),
        ),
        (
            "work-with-a-third-person",
            include_str!("agreements/work-with-a-third-person.agreement"),
        ),
        (
            "social-media",
            include_str!("agreements/social-media.agreement"),
        ),
        (
            "how-we-speak",
            include_str!("agreements/how-we-speak.agreement"),
        ),
        (
            "detail-in-answers",
            include_str!("agreements/detail-in-answers.agreement"),
        ),
        (
            "daily-talk",
            include_str!("agreements/daily-talk.agreement"),
        ),
        ("pause", include_str!("agreements/pause.agreement")),
        (
            "the-children",
            include_str!("agreements/the-children.agreement"),
        ),
        ("slip-plan", include_str!("agreements/slip-plan.agreement")),
    ]
    .into_iter()
    .map(|(word, source)| {
        Pattern::parse(word, source).expect("the texts compiled in are well formed")
    })
    .collect()
});

/// All ready texts.
pub fn patterns() -> &'static [Pattern] {
    &PATTERNS
}

/// The ready text with this word.
pub fn pattern(word: &str) -> Option<&'static Pattern> {
    PATTERNS.iter().find(|pattern| pattern.word == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::template;
    use crate::entry::template::ContentError;

    #[test]
    fn every_ready_text_can_be_proposed_and_says_what_it_does_not_allow_and_when_it_ends() {
        let today = Day::parse("2026-11-22").expect("a date");
        let agreement = template("agreement").expect("the kind is there");
        assert_eq!(patterns().len(), 12);
        for pattern in patterns() {
            let mut begin = pattern.begin(today);
            // Nobody assents to a sentence with a hole in it.
            let has_blank = |text: &String| crate::entry::template::first_blank(text).is_some();
            if has_blank(&begin.text) || begin.fields.values().any(has_blank) {
                let judged = agreement.judge(&begin);
                assert!(
                    matches!(judged, Err(ContentError::Blank(_))),
                    "{}: {judged:?}",
                    pattern.word
                );
            }
            begin.text = begin.text.replace('…', "what we say here");
            for value in begin.fields.values_mut() {
                *value = value.replace('…', "what we say here");
            }
            assert_eq!(agreement.judge(&begin), Ok(()), "{}", pattern.word);
            assert_eq!(
                agreement.judge_days(&begin, today),
                Ok(()),
                "{}",
                pattern.word
            );
            for name in ["not-allowed", "ends", "slip", "why"] {
                assert!(begin.fields.contains_key(name), "{}: {name}", pattern.word);
            }
        }
    }
}
