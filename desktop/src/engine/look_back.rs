//! A look back over a stretch of days: what was then and what is now, what was heard,
//! what was asked and how it ended, promises, and the months.
//!
//! ```text
//! rows of the view, by kind ─┬─► first and last of what is written again and again
//!                            ├─► what was heard, what was asked, promises
//!                            └─► months, by the day on which something happened
//! ```
//!
//! Facts of the shared view alone: own pages live with another owner, and nothing of
//! them is at hand here. Nobody is counted, nothing has an age, nothing is computed
//! from what was written, and what was not written is not named.

use std::collections::{BTreeMap, BTreeSet};

use candor_core::date::Day;
use candor_core::entry::mechanism::{Mechanism, SealedPairState};
use candor_core::entry::template::{TextRule, template};
use candor_core::happened::{self, When};
use candor_core::id::EntryId;
use candor_core::view::{Row, is_resting};
use jiff::civil::Date;
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::entries::Entry;
use super::overview::{Promise, Reading};

/// What a person writes again and again about where they are, for both to read.
const OF_ONE: [&str; 2] = ["pulse", "check-in"];
/// What both stand by, in versions.
const AGREED: &str = "vision-text";
/// What each writes alone and both read together, again and again.
const OF_BOTH: [&str; 2] = ["vision", "conditions"];
/// How far up a thread is looked for one that rests.
const THREAD_DEPTH: usize = 32;
/// The longest sentence that stands for what was written, in characters.
const SENTENCE_CHARS: usize = 240;

/// What was shared between two days, put together for reading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LookBack {
    /// The first day; `None` from the beginning.
    pub from: Option<String>,
    /// The last day.
    pub to: String,
    /// Where this person's own words between these days begin and end; `None` where
    /// there are fewer than two entries.
    pub my_words: Option<MyWords>,
    /// What was written more than once, as it stood first and last. Of what one person
    /// writes, this person's alone.
    pub then_and_now: Vec<ThenAndNow>,
    /// What was said back and found to be it, by the day of that word.
    pub heard: Vec<Heard>,
    /// Questions that were asked, oldest first, and how each ended.
    pub questions: Vec<Asked>,
    /// Promises that were made or told of, oldest first.
    pub promises: Vec<Promised>,
    /// The months that hold something, oldest first.
    pub months: Vec<Month>,
}

impl LookBack {
    /// Whether nothing stands between these days.
    pub fn is_empty(&self) -> bool {
        let head = self.heard.is_empty() && self.questions.is_empty() && self.promises.is_empty();
        head && self.then_and_now.is_empty() && self.months.is_empty()
    }
}

/// The first and the last that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MyWords {
    /// The first sentence of the first.
    pub first: Said,
    /// The last sentence of the last.
    pub last: Said,
}

/// One sentence, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The sentence, of at most 240 characters and a `…` where it goes on.
    pub sentence: String,
    /// The entry.
    pub entry: Entry,
}

/// Something that was written more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThenAndNow {
    /// The kind's word.
    pub of: String,
    /// As it stood first.
    pub then: Stood,
    /// As it stood last.
    pub now: Stood,
}

/// What stood at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stood {
    /// The day from which it stood.
    pub on: String,
    /// What it says: one entry, or both halves of a pair.
    pub entries: Vec<Entry>,
}

/// What one told, and the other's words for it that were found to be it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heard {
    /// What was told.
    pub told: Entry,
    /// What was said back.
    pub said: Entry,
    /// The day on which its teller found it to be it.
    pub on: String,
}

impl Heard {
    /// Whether its words are opened on purpose.
    pub fn is_closed(&self) -> bool {
        self.told.is_closed() || self.said.is_closed()
    }
}

/// A question, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The question.
    pub question: Entry,
    /// How it ended, as things stand.
    pub end: End,
}

/// How a question ended, as things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// There is an answer.
    Answered,
    /// There is one, and it is enough for now.
    Enough,
    /// The answer is no.
    Declined,
    /// Who asked asks no more.
    TakenBack,
    /// It was talked about.
    Talked,
    /// It waits for a talk.
    Parked,
    /// Whoever is asked takes time.
    InItsTime,
    /// It is open.
    Open,
}

/// A promise as it stands, in the words of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promised {
    /// The promise, and how it went as each told it.
    #[serde(flatten)]
    pub promise: Promise,
    /// The entry, where its words are opened on purpose; not part of JSON.
    #[serde(skip)]
    pub closed: Option<Entry>,
}

/// One month of a look back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Month {
    /// The month, YYYY-MM, or the year where no more is known.
    pub month: String,
    /// Thanks.
    pub thanks: Vec<Entry>,
    /// Milestones and memories.
    pub milestones: Vec<Entry>,
    /// Agreements that were proposed, and assents.
    pub agreements: Vec<Entry>,
    /// Promises, and how they went.
    pub promises: Vec<Entry>,
    /// All other entries that began a thread.
    pub threads: Vec<Entry>,
}

/// The days that are looked at, both included; from the beginning where there is no
/// first. They may be long gone, as what was told of them.
struct Days {
    from: Option<Date>,
    to: Date,
}

impl Days {
    fn hold(&self, day: Day) -> bool {
        let day = day.civil();
        self.from.is_none_or(|from| from <= day) && day <= self.to
    }

    /// Whether they hold what took place then, as far as it was said: a year or a month
    /// of which they hold a day.
    fn hold_when(&self, when: When) -> bool {
        let when = when.to_string();
        let said = |date: Date| {
            let mut date = date.to_string();
            date.truncate(when.len());
            date
        };
        self.from.is_none_or(|from| said(from) <= when) && when <= said(self.to)
    }

    fn hold_writing(&self, row: &Row) -> bool {
        row.content.written().is_some_and(|day| self.hold(day))
    }

    /// What stood first and what stood last, where these are two. What stood already
    /// when the days begin is the first. `all` is sorted by its days.
    fn ends_of<'s, 'a>(&self, all: &'s [Stands<'a>]) -> Option<(&'s Stands<'a>, &'s Stands<'a>)> {
        let is_before = |it: &&Stands<'_>| self.from.is_some_and(|from| it.on.civil() < from);
        let before = all.iter().take_while(is_before).count();
        let stand = all.iter().take_while(|it| it.on.civil() <= self.to).count();
        let (then, now) = (before.saturating_sub(1), stand.checked_sub(1)?);
        (then < now).then(|| (&all[then], &all[now]))
    }
}

/// What stands from a day on.
struct Stands<'a> {
    on: Day,
    rows: Vec<&'a Row>,
}

/// The rows that can be read by their kinds, each oldest first.
struct Kinds<'a>(BTreeMap<&'a str, Vec<&'a Row>>);

impl<'a> Kinds<'a> {
    fn of(&self, kind: &str) -> &[&'a Row] {
        self.0.get(kind).map_or(&[], Vec::as_slice)
    }
}

impl<'a> Reading<'a> {
    /// What was shared from one day to another; from the beginning where there is no
    /// first, until today where there is no last.
    pub(super) fn look_back(&self, from: Option<Date>, to: Option<Date>) -> LookBack {
        let days = Days {
            from,
            to: to.unwrap_or(self.today.civil()),
        };
        let mut kinds: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in self.journal.view().timeline() {
            kinds.entry(row.content.kind()).or_default().push(row);
        }
        let kinds = Kinds(kinds);
        LookBack {
            from: from.map(|day| day.to_string()),
            to: days.to.to_string(),
            my_words: self.my_words(&days),
            then_and_now: self.then_and_now(&kinds, &days),
            heard: self.heard(&kinds, &days),
            questions: self.asked(&kinds, &days),
            promises: self.promised(&kinds, &days),
            months: self.months(&days),
        }
    }

    /// The ends of what this person wrote in words of their own.
    fn my_words(&self, days: &Days) -> Option<MyWords> {
        let me = self.journal.me().person;
        let mine = |row: &&Row| {
            let words = row.writer == me && is_prose(row.content.kind());
            words && days.hold_writing(row) && !self.is_at_rest(row)
        };
        let view = self.journal.view();
        let first = view.timeline().find(mine)?;
        let last = view.timeline().rev().find(mine)?;
        if first.id == last.id {
            return None;
        }
        Some(MyWords {
            first: Said {
                sentence: first_sentence(first.content.text()),
                entry: self.listed(first)?,
            },
            last: Said {
                sentence: last_sentence(last.content.text()),
                entry: self.listed(last)?,
            },
        })
    }

    fn then_and_now(&self, kinds: &Kinds<'a>, days: &Days) -> Vec<ThenAndNow> {
        let one = OF_ONE.map(|kind| (kind, self.of_me(kinds.of(kind), days)));
        let agreed = [(AGREED, self.agreed(kinds.of(AGREED)))];
        let both = OF_BOTH.map(|kind| (kind, self.opened(kinds.of(kind))));
        let all = one.into_iter().chain(agreed).chain(both);
        all.filter_map(|(kind, stands)| {
            let (then, now) = days.ends_of(&stands)?;
            Some(ThenAndNow {
                of: kind.to_owned(),
                then: self.stood(then),
                now: self.stood(now),
            })
        })
        .collect()
    }

    /// This person's own, written between the days.
    fn of_me(&self, rows: &[&'a Row], days: &Days) -> Vec<Stands<'a>> {
        let me = self.journal.me().person;
        let mine = |row: &&&'a Row| row.writer == me && days.hold_writing(row);
        let stands = |row: &&'a Row| {
            Some(Stands {
                on: row.content.written()?,
                rows: vec![*row],
            })
        };
        let mut all: Vec<Stands<'a>> = rows.iter().filter(mine).filter_map(stands).collect();
        all.sort_by_key(|it| it.on);
        all
    }

    /// Versions that both ever stood by, each from the day of the second assent.
    fn agreed(&self, rows: &[&'a Row]) -> Vec<Stands<'a>> {
        let mut seen = BTreeSet::new();
        let mut all = BTreeMap::new();
        for row in rows {
            // One look at a text tells of all its versions.
            if seen.contains(&row.id) {
                continue;
            }
            let Some(joint) = self.journal.joint_text(row.id, None) else {
                continue;
            };
            for version in &joint.versions {
                seen.insert(version.id);
                let row = self.journal.view().row(version.id);
                if let (Some(since), Some(row)) = (version.both_since, row) {
                    let stands = Stands {
                        on: since.counter.day(),
                        rows: vec![row],
                    };
                    all.insert(since, stands);
                }
            }
        }
        all.into_values().collect()
    }

    /// Pairs that both have opened, each from the day of its later half.
    fn opened(&self, rows: &[&'a Row]) -> Vec<Stands<'a>> {
        let view = self.journal.view();
        let stands = |pair: &&'a Row| -> Option<Stands<'a>> {
            let is_pair = pair.content.thread().is_none();
            if !is_pair || view.pair(pair.id) != SealedPairState::Opened {
                return None;
            }
            let half = |row: &&Row| row.content.kind() == pair.content.kind();
            let halves: Vec<&'a Row> = view.replies(pair.id).filter(half).collect();
            let days = halves.iter().filter_map(|row| row.content.written());
            Some(Stands {
                on: days.max()?,
                rows: halves,
            })
        };
        let mut all: Vec<Stands<'a>> = rows.iter().filter_map(stands).collect();
        all.sort_by_key(|it| it.on);
        all
    }

    fn stood(&self, stands: &Stands<'_>) -> Stood {
        let entries = stands.rows.iter().filter_map(|row| self.listed(row));
        Stood {
            on: stands.on.to_string(),
            entries: entries.collect(),
        }
    }

    /// What was said back, where the last word of who had told it is that this is it.
    fn heard(&self, kinds: &Kinds<'a>, days: &Days) -> Vec<Heard> {
        let view = self.journal.view();
        let shown = |id: EntryId| view.row(id).filter(|row| row.versions > 0);
        // The last word on each, looked for once however many words there are on it.
        let mut last: BTreeMap<EntryId, Option<EntryId>> = BTreeMap::new();
        let heard = |word: &&Row| -> Option<Heard> {
            if word.content.field("word") != Some("thats-it") || !days.hold_writing(word) {
                return None;
            }
            let said = shown(word.content.thread()?)?;
            let told = shown(said.content.thread()?)?;
            if word.writer != told.writer || said.writer == told.writer {
                return None;
            }
            let last = last.entry(said.id).or_insert_with(|| {
                let words = view.replies(said.id);
                let words = words.filter(|row| row.content.kind() == word.content.kind());
                let by_teller = words.filter(|row| row.writer == told.writer);
                by_teller.last().map(|row| row.id)
            });
            if *last != Some(word.id) {
                return None;
            }
            Some(Heard {
                told: self.listed(told)?,
                said: self.listed(said)?,
                on: word.content.written()?.to_string(),
            })
        };
        kinds.of("mirror-word").iter().filter_map(heard).collect()
    }

    fn asked(&self, kinds: &Kinds<'a>, days: &Days) -> Vec<Asked> {
        let asked = kinds.of("question").iter();
        asked
            .filter(|row| days.hold_writing(row))
            .filter_map(|row| {
                Some(Asked {
                    question: self.listed(row)?,
                    end: self.end_of(row),
                })
            })
            .collect()
    }

    fn end_of(&self, question: &Row) -> End {
        let view = self.journal.view();
        let last = |fits: fn(&Row) -> bool| {
            let replies = view.replies(question.id).filter(|row| fits(row));
            replies.filter_map(Row::place).max()
        };
        let parked = last(|row| match row.content.kind() {
            "parked" => true,
            "need-time" => row.content.field("word") == Some("aloud"),
            _ => false,
        });
        let talked = last(|row| row.content.kind() == "talked");
        match view.state(question).word() {
            "answered" => End::Answered,
            "enough" => End::Enough,
            "declined" => End::Declined,
            "taken-back" => End::TakenBack,
            _ if talked.is_some() && talked > parked => End::Talked,
            _ if parked.is_some() => End::Parked,
            "needs-time" => End::InItsTime,
            _ => End::Open,
        }
    }

    /// Promises that were made between the days, or told of.
    fn promised(&self, kinds: &Kinds<'a>, days: &Days) -> Vec<Promised> {
        let promised = |row: &&'a Row| -> Option<Promised> {
            let promise = self.promise(row);
            let is_told = promise.reports.iter().any(|told| {
                let day = Day::parse(&told.written);
                day.is_some_and(|day| days.hold(day))
            });
            let stands = is_told || days.hold_writing(row);
            let entry = self.listed(row).filter(|_| stands)?;
            Some(Promised {
                promise,
                closed: Some(entry).filter(Entry::is_closed),
            })
        };
        kinds.of("promise").iter().filter_map(promised).collect()
    }

    /// Month by month, oldest first: thanks, what was come through, agreements,
    /// promises, threads.
    fn months(&self, days: &Days) -> Vec<Month> {
        let mut months: BTreeMap<String, Month> = BTreeMap::new();
        // What took place then stands there, whenever it was told.
        let stands = |row: &Row| -> Option<When> {
            let happened = row.content.field("happened").and_then(happened::when);
            happened.or_else(|| Some(When::on(row.content.written()?.civil())))
        };
        let rows = self.journal.view().timeline();
        let mut rows: Vec<(When, &Row)> = rows
            .filter_map(|row| Some((stands(row)?, row)))
            .filter(|(when, _)| days.hold_when(*when))
            .collect();
        // By its day; what was told of the same one, in the order in which it was told.
        rows.sort_by_key(|(when, _)| *when);
        for (when, row) in rows {
            let Some(entry) = self.listed(row) else {
                continue;
            };
            let key = When { day: None, ..when }.to_string();
            let month = months.entry(key.clone()).or_insert_with(|| Month {
                month: key,
                ..Month::default()
            });
            let joint = template(&entry.kind)
                .is_some_and(|template| template.mechanism == Mechanism::JointText);
            match entry.kind.as_str() {
                "appreciation" => month.thanks.push(entry),
                "milestone" | "memory" => month.milestones.push(entry),
                "assent" | "unassent" | "agreement-end" => month.agreements.push(entry),
                _ if joint => month.agreements.push(entry),
                "promise" | "report" | "view" | "release" | "promise-end" => {
                    month.promises.push(entry);
                }
                _ if entry.thread.is_none() => month.threads.push(entry),
                _ => {}
            }
        }
        months.into_values().collect()
    }

    /// An entry as it stands in a list: at rest with the thread it is in.
    fn listed(&self, row: &Row) -> Option<Entry> {
        Some(Entry {
            rests: self.is_at_rest(row),
            ..self.entry(row)?
        })
    }

    /// Whether an entry, or what it answers, was set to rest by both.
    fn is_at_rest(&self, row: &Row) -> bool {
        let view = self.journal.view();
        let mut next = Some(row);
        // Answers that stand in a circle, which a changed program may make, end.
        for _ in 0..THREAD_DEPTH {
            let Some(row) = next else { return false };
            if is_resting(view, row.id) {
                return true;
            }
            next = row.content.thread().and_then(|id| view.row(id));
        }
        false
    }
}

/// Whether entries of a kind are a text of one person first of all.
fn is_prose(kind: &str) -> bool {
    template(kind)
        .is_some_and(|of| of.text == TextRule::Required && of.mechanism != Mechanism::JointText)
}

fn first_sentence(text: &str) -> String {
    capped(text.unicode_sentences().next().unwrap_or(text))
}

fn last_sentence(text: &str) -> String {
    capped(text.unicode_sentences().last().unwrap_or(text))
}

fn capped(sentence: &str) -> String {
    let sentence = sentence.trim();
    let mut said: String = sentence.chars().take(SENTENCE_CHARS).collect();
    if said.len() < sentence.len() {
        said.push('…');
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_core::date::civil;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    fn stands(on: &str) -> Stands<'static> {
        Stands {
            on: day(on),
            rows: Vec::new(),
        }
    }

    fn days(from: Option<&str>, to: &str) -> Days {
        let date = |text: &str| civil(text).expect("a date");
        Days {
            from: from.map(date),
            to: date(to),
        }
    }

    /// The days of what stood first and last, of things that stood from these days on.
    fn ends(from: Option<&str>, to: &str, all: &[&str]) -> Option<(String, String)> {
        let days = days(from, to);
        let all: Vec<Stands<'static>> = all.iter().map(|on| stands(on)).collect();
        let (then, now) = days.ends_of(&all)?;
        Some((then.on.to_string(), now.on.to_string()))
    }

    #[test]
    fn the_first_and_the_last_sentence_are_what_a_person_began_and_ended_with() {
        let text = "I lied about the money. It was in March.\nI am sorry";
        assert_eq!(first_sentence(text), "I lied about the money.");
        assert_eq!(last_sentence(text), "I am sorry");
        assert_eq!(first_sentence("嘘をついた。三月だった。"), "嘘をついた。");
        assert_eq!(last_sentence(" … "), "…");
        let long = "a".repeat(SENTENCE_CHARS + 1);
        assert_eq!(first_sentence(&long).chars().count(), SENTENCE_CHARS + 1);
        assert!(first_sentence(&long).ends_with('…'));
    }

    #[test]
    fn what_stood_when_the_days_began_is_the_first_and_nothing_after_them_counts() {
        let all = ["2026-01-10", "2026-03-10", "2026-06-10", "2026-12-10"];
        let pair = |then: &str, now: &str| Some((then.to_owned(), now.to_owned()));
        assert_eq!(
            ends(None, "2026-11-30", &all),
            pair("2026-01-10", "2026-06-10")
        );
        assert_eq!(
            ends(Some("2026-05-01"), "2026-11-30", &all),
            pair("2026-03-10", "2026-06-10")
        );
        assert_eq!(
            ends(Some("2026-03-10"), "2026-12-31", &all),
            pair("2026-01-10", "2026-12-10")
        );
        assert_eq!(ends(Some("2026-07-01"), "2026-11-30", &all), None);
        assert_eq!(ends(None, "2026-02-01", &all), None, "there is one");
    }

    #[test]
    fn days_long_gone_hold_what_took_place_in_them() {
        let holds = |from: Option<&str>, to: &str, value: &str| {
            days(from, to).hold_when(happened::when(value).expect("a year"))
        };
        let (from, to) = (Some("1987-06-15"), "1987-12-31");
        for value in [
            "1987",
            "1987-06",
            "1987-06-15",
            "1987-12-31",
            "around autumn 1987",
        ] {
            assert!(holds(from, to, value), "{value}");
            assert!(holds(None, "2026-11-22", value), "{value}");
            assert!(!holds(Some("2020-01-01"), "2026-11-22", value), "{value}");
        }
        for value in ["1986", "1987-05", "1987-06-14", "1988-01-01"] {
            assert!(!holds(from, to, value), "{value}");
        }
    }
}
