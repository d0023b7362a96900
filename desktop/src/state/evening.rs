//! The first evening: one question on Today, and three things to do for each
//! answer.
//!
//! ```text
//! paired, hardly anything written ─► what is it tonight? ─► three things
//!                  put away, or a few entries are there ─► gone
//! ```
//!
//! What is chosen is a sealed row of this device. It is sent to nobody, nothing is
//! noted about the other, and of entries it looks at no writer.

use candor_core::entry::ContentBuilder;
use candor_core::journal::CHARTER_KIND;

use super::open::is_gone;
use crate::engine::lines::Line;
use crate::text::evening as words;

/// From how many entries on it is no first evening any more.
const A_FEW: usize = 3;

/// What it is tonight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tonight {
    /// There is something to tell.
    Tell,
    /// Something hurts.
    Hurt,
    /// What is there is to be kept.
    Keep,
}

/// One thing to do: something to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// An entry of this kind.
    Write(&'static str),
    /// Something to tell that asks for a talk, in one line.
    Aloud,
}

impl Tonight {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Tell, Self::Hurt, Self::Keep];

    /// What there is to do.
    pub fn things(self) -> [Thing; 3] {
        match self {
            Self::Tell => [
                Thing::Write("amends"),
                Thing::Write("disclosure"),
                Thing::Aloud,
            ],
            Self::Hurt => ["impact", "need", "pause"].map(Thing::Write),
            Self::Keep => ["appreciation", "check-in", "vision"].map(Thing::Write),
        }
    }
}

impl Thing {
    /// The kind that is written.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Write(kind) => kind,
            Self::Aloud => "disclosure",
        }
    }

    /// What it begins with.
    pub fn begin(self) -> ContentBuilder {
        let mut begin = ContentBuilder::default();
        if self == Self::Aloud {
            words::ALOUD_BEGINS.clone_into(&mut begin.text);
            begin.fields.insert("form".to_owned(), "aloud".to_owned());
        }
        begin
    }
}

/// Where the first evening is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Evening {
    /// The question stands.
    #[default]
    Asks,
    /// It was answered.
    Is(Tonight),
    /// It was put away.
    Away,
}

impl Evening {
    /// The word it is kept as.
    pub fn word(self) -> &'static str {
        match self {
            Self::Asks => "asks",
            Self::Is(Tonight::Tell) => "tell",
            Self::Is(Tonight::Hurt) => "hurt",
            Self::Is(Tonight::Keep) => "keep",
            Self::Away => "away",
        }
    }

    /// What a word says; of one that nobody knows the question stands again.
    pub fn of_word(word: &str) -> Self {
        let answers = Tonight::ALL.map(Self::Is);
        let mut known = answers.into_iter().chain([Self::Away]);
        known.find(|it| it.word() == word).unwrap_or_default()
    }

    /// Whether it is shown beside these entries, which are all that the two share.
    pub fn is_on<'a>(self, lines: impl Iterator<Item = &'a Line>) -> bool {
        let begun = |line: &&Line| {
            let is_charter = line.content.kind() == CHARTER_KIND;
            line.content.thread().is_none() && !is_charter && !is_gone(line)
        };
        self != Self::Away && lines.filter(begun).take(A_FEW).count() < A_FEW
    }
}

#[cfg(test)]
mod tests {
    use candor_core::entry::template::{Writers, template};
    use candor_core::id::EntryId;

    use super::*;

    fn line(number: u8, kind: &str, thread: Option<u8>) -> Line {
        let id = |number| EntryId::from_bytes([number; 16]);
        let mut content = ContentBuilder::default();
        content.fields.insert("kind".to_owned(), kind.to_owned());
        if let Some(thread) = thread {
            let thread = id(thread).to_string();
            content.fields.insert("thread".to_owned(), thread);
        }
        Line::waiting(id(number), u64::from(number), content.build())
    }

    #[test]
    fn each_answer_leads_to_three_things_that_can_be_begun() {
        for tonight in Tonight::ALL {
            let things = tonight.things();
            for (at, thing) in things.iter().enumerate() {
                let of = template(thing.kind()).expect("a kind");
                assert_eq!(of.writers, Writers::Either, "{}", of.kind);
                assert!(!of.reply_only && !of.purpose.is_empty(), "{}", of.kind);
                assert!(!things[..at].contains(thing), "each once");
            }
        }
    }

    #[test]
    fn what_asks_for_a_talk_is_whole_with_its_line() {
        let of = template(Thing::Aloud.kind()).expect("a kind");
        assert_eq!(of.judge(&Thing::Aloud.begin()), Ok(()));
        let plain = Thing::Write("need").begin();
        assert_eq!(plain, ContentBuilder::default());
    }

    #[test]
    fn a_row_says_what_was_chosen() {
        let answers = Tonight::ALL.map(Evening::Is);
        for evening in answers.into_iter().chain([Evening::Asks, Evening::Away]) {
            assert_eq!(Evening::of_word(evening.word()), evening);
        }
        assert_eq!(Evening::of_word("tomorrow"), Evening::Asks);
    }

    #[test]
    fn it_is_on_until_a_few_entries_are_there_or_it_is_put_away() {
        // How the two share, and what answers, is nothing that somebody began.
        let mut lines = vec![
            line(1, "charter", Some(9)),
            line(2, "charter", Some(9)),
            line(3, "note", None),
            line(4, "acknowledgement", Some(3)),
            line(5, "appreciation", None),
        ];
        assert!(Evening::Asks.is_on(lines.iter()));
        assert!(Evening::Is(Tonight::Hurt).is_on(lines.iter()));
        assert!(!Evening::Away.is_on(lines.iter()));
        lines.push(line(6, "disclosure", None));
        assert!(!Evening::Asks.is_on(lines.iter()));
        assert!(!Evening::Is(Tonight::Tell).is_on(lines.iter()));
        assert!(Evening::Asks.is_on(std::iter::empty()));
    }
}
