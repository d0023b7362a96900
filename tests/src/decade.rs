//! Ten years of a couple's pages, made up from one seed, for tests and figures.
//!
//! Two hands, Ada's and Ben's, write to each other as people do: mostly notes,
//! thanks and small things told, with questions, answers and acknowledgements
//! that belong to what was written before. Every sentence is made up here.
//!
//! ```text
//! seed ──► History ──► Said, Said, Said ...    twenty a day, days never decreasing
//!             │          ▲  │
//!             │          └──┘ reply_to: an earlier entry of the other hand
//!             └─ hand: tongue, themes, sentences with gaps, passages in other scripts
//! ```
//!
//! The same seed gives the same history on every machine, and a shorter history
//! is the beginning of a longer one. The generator knows nothing of logs, keys
//! or screens: it gives kinds, fields and text, and whoever measures makes
//! entries of them. It is no sample of real people and draws no secrets.

mod page;

mod habits;
mod hand;
mod phrases;

mod english;
mod german;
mod spanish;

mod scripts;

mod calendar;
mod dice;

use std::collections::VecDeque;

use dice::Dice;
use hand::{Page, Sitting};

/// Entries a day, on average.
const DAILY: u32 = 20;

/// How many entries of each hand stay in view for questions and acknowledgements.
const IN_VIEW: usize = 40;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// Long paragraphs, English and German.
    Ada,
    /// Short lines, English and Spanish.
    Ben,
}

impl Who {
    /// Returns the other of the two.
    pub fn other(self) -> Self {
        match self {
            Self::Ada => Self::Ben,
            Self::Ben => Self::Ada,
        }
    }
}

/// One entry of a history, as its writer gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Who wrote it.
    pub who: Who,
    /// Days since 2020-01-01; never smaller than that of the entry before.
    pub day: u32,
    /// `note`, `disclosure`, `question`, `answer`, `appreciation` or `acknowledgement`.
    pub kind: &'static str,
    /// The index of an earlier entry of the other person in the same history:
    /// of a question for an answer, of any entry with text for an
    /// acknowledgement, of a disclosure for some questions; otherwise `None`.
    pub reply_to: Option<usize>,
    /// Names and values of the fields, each name once.
    ///
    /// **Shape**: an acknowledgement has `word` alone (`taken-in`, `thank-you`,
    /// `need-time`, `lets-talk`). Every other kind has `happened`
    /// (`YYYY-MM-DD`, `around …`, `A..B`, `long-ago`, `none`), `cover` (`none`
    /// or a label of at most 60 characters) and `wish` (`nothing`, `know`,
    /// `talk`, `answer`, `help`), and `title` where its writer gave one. A
    /// disclosure adds `category` and `planned` (`planned`, `unplanned`,
    /// `needed`), an answer `certainty` (`sure`, `as-i-remember`, `dont-know`)
    /// and, where written, `context` and `detail`.
    pub fields: Vec<(&'static str, String)>,
    /// The text, 0 to 3000 characters; empty for an acknowledgement.
    pub text: String,
}

impl Said {
    /// Returns the value of a field, if the entry has it.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(kept, _)| *kept == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Returns a history of `entries` entries; 73,000 of them fill ten years.
pub fn history(seed: u64, entries: usize) -> History {
    History {
        seed,
        entries,
        index: 0,
        day: 0,
        who: Who::Ada,
        dice: Dice::new(seed, u64::MAX),
        asked: [VecDeque::new(), VecDeque::new()],
        told: [VecDeque::new(), VecDeque::new()],
        unanswered: [VecDeque::new(), VecDeque::new()],
    }
}

/// Returns `count` pages that stay with their writers, each 1 to 3000 characters.
pub fn reflections(seed: u64, count: usize) -> Vec<String> {
    let mut dice = Dice::new(seed, u64::MAX - 1);
    (0..count)
        .map(|number| {
            let who = if dice.chance(520) { Who::Ada } else { Who::Ben };
            let day = u32::try_from(number % 3650).expect("a day of ten years fits 32 bits");
            Sitting::new(who, day, &mut dice).text(Page::Private)
        })
        .collect()
}

/// The entries of one seed, in the order in which they were written.
pub struct History {
    seed: u64,
    entries: usize,
    index: usize,
    day: u32,
    who: Who,
    dice: Dice,
    /// Questions without an answer, by asker.
    asked: [VecDeque<usize>; 2],
    /// Recent disclosures, by writer.
    told: [VecDeque<usize>; 2],
    /// Recent entries without an acknowledgement, by writer.
    unanswered: [VecDeque<usize>; 2],
}

impl Iterator for History {
    type Item = Said;

    fn next(&mut self) -> Option<Said> {
        if self.index == self.entries {
            return None;
        }

        while self.index >= self.end_of_day() {
            self.day += 1;
        }
        if self.dice.chance(560) {
            self.who = self.who.other();
        }
        let (kind, reply_to) = self.choose();
        let said = self.write(kind, reply_to);
        self.remember(kind);
        self.index += 1;
        Some(said)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.entries - self.index;
        (left, Some(left))
    }
}

impl ExactSizeIterator for History {}

impl History {
    /// Returns the index of the first entry after this day.
    fn end_of_day(&self) -> usize {
        let wobble = Dice::new(self.seed, u64::from(self.day)).below(13);
        (DAILY * (self.day + 1) + wobble) as usize
    }

    /// Returns the kind of the next entry and what it replies to.
    fn choose(&mut self) -> (&'static str, Option<usize>) {
        let other = self.who.other() as usize;
        match self.dice.below(1000) {
            0..350 => ("note", None),
            350..480 => ("disclosure", None),
            480..570 => {
                let follows = self.dice.chance(450);
                (
                    "question",
                    if follows {
                        take(&mut self.told[other], &mut self.dice)
                    } else {
                        None
                    },
                )
            }
            570..650 => match take(&mut self.asked[other], &mut self.dice) {
                Some(question) => ("answer", Some(question)),
                None => ("note", None),
            },
            650..800 => ("appreciation", None),
            _ => match take(&mut self.unanswered[other], &mut self.dice) {
                Some(entry) => ("acknowledgement", Some(entry)),
                None => ("note", None),
            },
        }
    }

    fn write(&self, kind: &'static str, reply_to: Option<usize>) -> Said {
        let branch = (1 << 40) + u64::try_from(self.index).expect("an index fits 64 bits");
        let mut dice = Dice::new(self.seed, branch);
        let page = match kind {
            "disclosure" => Page::Tell,
            "question" => Page::Ask,
            "answer" => Page::Answer,
            "appreciation" => Page::Thank,
            _ => Page::Note,
        };
        let (fields, text) = if kind == "acknowledgement" {
            let word = dice.pick(&[
                "taken-in",
                "taken-in",
                "thank-you",
                "thank-you",
                "need-time",
                "lets-talk",
            ]);
            (vec![("word", word.to_owned())], String::new())
        } else {
            page::written(self.who, self.day, page, dice)
        };

        Said {
            who: self.who,
            day: self.day,
            kind,
            reply_to,
            fields,
            text,
        }
    }

    fn remember(&mut self, kind: &str) {
        let who = self.who as usize;
        match kind {
            "acknowledgement" => return,
            "question" => keep(&mut self.asked[who], self.index),
            "disclosure" => keep(&mut self.told[who], self.index),
            _ => {}
        }
        keep(&mut self.unanswered[who], self.index);
    }
}

/// Adds an index; the oldest falls out of view.
fn keep(view: &mut VecDeque<usize>, index: usize) {
    if view.len() == IN_VIEW {
        view.pop_front();
    }
    view.push_back(index);
}

/// Takes one index out, the recent ones more often than the old.
fn take(view: &mut VecDeque<usize>, dice: &mut Dice) -> Option<usize> {
    let place = dice.place(view.len()).max(dice.place(view.len()));
    view.remove(place)
}

#[cfg(test)]
mod tests {
    use super::{Said, history, reflections};

    const SEED: u64 = 20_200_101;

    fn chars(said: &Said) -> usize {
        said.text.chars().count()
    }

    #[test]
    fn same_seed_gives_the_same_history_and_a_shorter_one_is_its_beginning() {
        let long: Vec<Said> = history(SEED, 900).collect();
        let short: Vec<Said> = history(SEED, 500).collect();

        assert_eq!(long, history(SEED, 900).collect::<Vec<Said>>());
        assert_eq!(short, long[..500]);
        assert_eq!(reflections(SEED, 50), reflections(SEED, 50));
    }

    #[test]
    fn another_seed_gives_another_history() {
        let here: Vec<Said> = history(SEED, 300).collect();
        let there: Vec<Said> = history(SEED + 1, 300).collect();

        let same_text = here
            .iter()
            .zip(&there)
            .filter(|(a, b)| a.text == b.text && !a.text.is_empty());
        assert_eq!(same_text.count(), 0);
        assert_ne!(reflections(SEED, 5), reflections(SEED + 1, 5));
    }

    #[test]
    fn mean_length_is_about_six_hundred_characters_and_none_is_over_three_thousand() {
        for seed in [SEED, 7, u64::MAX] {
            let lengths: Vec<usize> = history(seed, 20_000).map(|said| chars(&said)).collect();

            let mean = lengths.iter().sum::<usize>() / lengths.len();
            assert!((560..=640).contains(&mean), "mean {mean} of seed {seed}");
            assert!(lengths.iter().all(|length| *length <= 3000));
            assert!(lengths.iter().any(|length| *length > 2000));
        }
    }

    #[test]
    fn replies_answer_earlier_entries_of_the_other_with_fitting_kinds() {
        let all: Vec<Said> = history(SEED, 10_000).collect();

        for (index, said) in all.iter().enumerate() {
            let replied = said.reply_to.map(|to| {
                assert!(to < index, "entry {index} replies to {to}");
                assert_eq!(all[to].who, said.who.other(), "entry {index}");
                all[to].kind
            });
            match (said.kind, replied) {
                ("answer", Some("question")) | ("question", Some("disclosure")) => {}
                ("acknowledgement", Some(kind)) => assert_ne!(kind, "acknowledgement"),
                ("note" | "disclosure" | "question" | "appreciation", None) => {}
                other => panic!("entry {index} is {other:?}"),
            }
        }
        for kind in [
            "note",
            "disclosure",
            "question",
            "answer",
            "appreciation",
            "acknowledgement",
        ] {
            let count = all.iter().filter(|said| said.kind == kind).count();
            assert!(count > 400, "{count} of kind {kind}");
        }
    }

    #[test]
    fn fields_fit_their_kind() {
        for said in history(SEED, 5_000) {
            assert_eq!(said.text.is_empty(), said.kind == "acknowledgement");
            assert_eq!(said.field("word").is_some(), said.kind == "acknowledgement");
            assert_eq!(said.field("category").is_some(), said.kind == "disclosure");
            assert_eq!(said.field("certainty").is_some(), said.kind == "answer");
            if said.kind != "acknowledgement" {
                let cover = said.field("cover").expect("every page has a cover");
                assert!((1..=60).contains(&cover.chars().count()), "{cover:?}");
                assert!(said.field("happened").is_some() && said.field("wish").is_some());
            }
        }
    }

    #[test]
    fn every_script_is_found_in_some_of_the_pages() {
        let all: Vec<Said> = history(SEED, 10_000).collect();

        for (name, range) in [
            ("Cyrillic", '\u{400}'..='\u{4ff}'),
            ("Greek", '\u{370}'..='\u{3ff}'),
            ("Arabic", '\u{600}'..='\u{6ff}'),
            ("Hebrew", '\u{590}'..='\u{5ff}'),
            ("Devanagari", '\u{900}'..='\u{97f}'),
            ("Han", '\u{4e00}'..='\u{9fff}'),
            ("Kana", '\u{3040}'..='\u{30ff}'),
            ("Hangul", '\u{ac00}'..='\u{d7a3}'),
            ("Thai", '\u{e00}'..='\u{e7f}'),
            ("Vietnamese", '\u{1ea0}'..='\u{1ef9}'),
            ("emoji", '\u{1f300}'..='\u{1faff}'),
        ] {
            let count = all
                .iter()
                .filter(|said| said.text.chars().any(|c| range.contains(&c)))
                .count();
            assert!(count >= 60, "{name} in {count} of 10,000");
        }
        let far = |c: char| {
            ('\u{370}'..='\u{1dff}').contains(&c) || ('\u{2e80}'..='\u{d7ff}').contains(&c)
        };
        let share = all.iter().filter(|said| said.text.chars().any(far)).count();
        assert!(share > 800, "{share} of 10,000 hold another script");
        assert!(
            all.iter().any(|said| said.text.contains('\u{308}')),
            "no combining marks"
        );
    }

    #[test]
    fn no_gap_is_left_open() {
        for text in history(SEED, 10_000)
            .map(|said| said.text)
            .chain(reflections(SEED, 1_000))
        {
            assert!(!text.contains(['{', '}', '[', ']', '|']), "{text}");
        }
    }

    #[test]
    fn days_never_decrease_and_ten_years_hold_twenty_entries_a_day() {
        let days: Vec<u32> = history(SEED, 73_000).map(|said| said.day).collect();

        assert!(days.is_sorted());
        assert_eq!(days[0], 0);
        assert_eq!(days.last(), Some(&3649));
        assert_eq!(history(SEED, 2_000).last().map(|said| said.day), Some(99));
    }
}
