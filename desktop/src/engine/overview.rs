//! What the two have, put together for reading: agreements, promises, open
//! questions, today, and a look back. Facts of the view and nothing counted.

use std::collections::{BTreeMap, BTreeSet};

use candor_core::date::Day;
use candor_core::entry::mechanism::{JointTextState, Mechanism, SealedPairState, State};
use candor_core::entry::template::{END, REVIEW};
use candor_core::entry::{Template, template};
use candor_core::id::{EntryId, PersonId};
use candor_core::journal::Journal;
use candor_core::space::Shared;
use candor_core::view::{Joint, Row};
use serde::Serialize;

use super::entries::{Entry, Source, entry_of};

/// A joint text in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// The first proposal.
    pub id: String,
    /// The kind's word.
    pub kind: String,
    /// proposed, in-force, on-hold or ended; an end date that has gone by ends
    /// it too.
    pub state: String,
    /// The version that both assented to last.
    pub agreed: Option<Version>,
    /// A version that waits for a word.
    pub proposed: Option<Version>,
    /// A version that both assented to and that takes the place of a firm one
    /// on a day to come, and that day.
    pub coming: Option<(Version, String)>,
}

/// One version of a joint text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// The entry.
    pub id: String,
    /// Which version it is, from 1.
    pub number: usize,
    /// Who proposed it.
    pub writer: String,
    /// The day it was proposed.
    pub written: String,
    /// The title.
    pub title: Option<String>,
    /// The text.
    pub text: String,
    /// The day it is looked at again.
    pub review: Option<String>,
    /// The day it ends.
    pub end: Option<String>,
    /// Whether its review has come.
    pub review_due: bool,
    /// Who stands by it.
    pub by: Vec<String>,
    /// What either has said of it since its review: who, and keep, change or
    /// end.
    pub reviewed: Vec<(String, String)>,
}

/// A promise in the list of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// The entry.
    pub id: String,
    /// Who made it.
    pub writer: String,
    /// What it says.
    pub text: String,
    /// To whom.
    pub to: String,
    /// The day it is due.
    pub due: Option<String>,
    /// How often.
    pub rhythm: Option<String>,
    /// The state.
    pub state: String,
    /// How it went, told by both.
    pub reports: Vec<Told>,
}

/// How a promise went on one occasion: both views, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The day it was told.
    pub written: String,
    /// The occasion.
    pub occasion: Option<String>,
    /// What its maker says, and a few words.
    pub maker: Option<(String, String)>,
    /// What the other says, and a few words.
    pub other: Option<(String, String)>,
}

/// How often the two talk, as both said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cadence {
    /// more, same or less.
    pub word: String,
    /// The day from which that holds.
    pub from: String,
}

/// What a day holds, from one's own side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DayLines {
    /// The day.
    pub date: String,
    /// Own promises that are due on it.
    pub promises: Vec<Promise>,
    /// Agreements whose review has come.
    pub reviews: Vec<Agreement>,
    /// Questions to this person that are open.
    pub questions: Vec<Entry>,
    /// What is parked for the talk.
    pub parked: Vec<Entry>,
    /// How often the two talk, once both have said so.
    pub cadence: Option<Cadence>,
}

/// One month of a look back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Month {
    /// The month, YYYY-MM.
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

/// The journal, and the day it is read on.
pub(super) struct Reading<'a> {
    pub(super) journal: &'a Journal<Shared>,
    pub(super) today: Day,
}

impl Reading<'_> {
    fn name(&self, person: candor_core::id::PersonId) -> String {
        super::names::of(self.journal, person)
    }

    fn entry(&self, row: &Row) -> Option<Entry> {
        entry_of(self.journal, Source::Row(row), self.today)
    }

    /// Joint texts as they stand, or as they stood at the end of a day; newest
    /// first.
    pub(super) fn agreements(&self, on: Option<Day>) -> Vec<Agreement> {
        let view = self.journal.view();
        let joint = |row: &&Row| {
            let kind = row.content.kind();
            let joint = template(kind).is_some_and(Template::is_assented_to);
            let counters = row
                .content
                .thread()
                .and_then(|parent| view.row(parent))
                .is_some_and(|parent| parent.content.kind() == kind);
            joint && !counters && kind != "rest"
        };
        let day = on.unwrap_or(self.today);
        view.timeline()
            .rev()
            .filter(joint)
            .filter_map(|row| self.agreement(row, on, day))
            .collect()
    }

    fn agreement(&self, row: &Row, on: Option<Day>, day: Day) -> Option<Agreement> {
        let joint = self.journal.joint_text(row.id, on)?;
        let version = |id: Option<EntryId>| self.version(&joint, id?, day);
        let coming = joint.holds_from.filter(|(_, from)| *from > day);
        let agreed = match coming {
            Some((before, _)) => version(Some(before)),
            None => version(joint.agreed),
        };
        let lapsed = agreed
            .as_ref()
            .and_then(|version| Day::parse(version.end.as_deref()?))
            .is_some_and(|end| end < day);
        let state = if lapsed {
            JointTextState::Ended
        } else {
            joint.state
        };
        Some(Agreement {
            id: joint.root.to_string(),
            kind: row.content.kind().to_owned(),
            state: State::Joint(state).word().to_owned(),
            agreed,
            proposed: version(joint.proposed),
            coming: coming.and_then(|(_, from)| Some((version(joint.agreed)?, from.to_string()))),
        })
    }

    fn version(&self, joint: &Joint, id: EntryId, day: Day) -> Option<Version> {
        let row = self.journal.view().row(id)?;
        let number = joint.versions.iter().position(|version| version.id == id)?;
        let field = |name: &str| row.content.field(name).map(str::to_owned);
        let review = field(REVIEW);
        let due = review.as_deref().and_then(Day::parse);
        let reviewed = self.reviewed(id, due, day);
        let both = joint.versions[number]
            .by
            .iter()
            .all(|person| reviewed.contains_key(person));
        Some(Version {
            id: id.to_string(),
            number: number + 1,
            writer: self.name(row.writer),
            written: row.content.written()?.to_string(),
            title: field("title"),
            text: row.content.text().to_owned(),
            review_due: due.is_some_and(|review| review <= day) && !both,
            review,
            reviewed: reviewed
                .into_iter()
                .map(|(person, word)| (self.name(person), word))
                .collect(),
            end: field(END),
            by: joint.versions[number]
                .by
                .iter()
                .map(|person| self.name(*person))
                .collect(),
        })
    }

    /// What each has said of a version on its review day or after, up to `day`:
    /// the last word of each.
    fn reviewed(&self, version: EntryId, due: Option<Day>, day: Day) -> BTreeMap<PersonId, String> {
        let said = self.journal.view().replies(version).filter(|row| {
            let written = row.content.written();
            let on = written.is_some_and(|on| due.is_some_and(|due| due <= on) && on <= day);
            on && row.content.kind() == "review-word"
        });
        said.filter_map(|row| Some((row.writer, row.content.field("word")?.to_owned())))
            .collect()
    }

    /// How often the two talk, as both said when it was opened last: less if both
    /// said so, more if either did. With the day from which that holds.
    fn cadence(&self) -> Option<Cadence> {
        let view = self.journal.view();
        let opened = |row: &&Row| {
            let pair = row.content.kind() == "cadence" && row.content.thread().is_none();
            pair && view.pair(row.id) == SealedPairState::Opened
        };
        let halves_of = |pair: &Row| -> Vec<&Row> {
            view.replies(pair.id)
                .filter(|row| row.content.kind() == "cadence")
                .collect()
        };
        let halves = view
            .timeline()
            .filter(opened)
            .map(halves_of)
            .max_by_key(|halves| halves.iter().filter_map(|row| row.place()).max())?;
        let words: Vec<&str> = halves
            .iter()
            .filter_map(|row| row.content.field("word"))
            .collect();
        let word = if words.contains(&"more") {
            "more"
        } else if words.len() > 1 && words.iter().all(|word| *word == "less") {
            "less"
        } else {
            "same"
        };
        let opened = halves
            .iter()
            .filter_map(|row| row.content.written())
            .max()?;
        Some(Cadence {
            word: word.to_owned(),
            from: opened.plus(1).to_string(),
        })
    }

    /// Promises of both in one list, by the day they are due; those without a
    /// day last.
    pub(super) fn promises(&self) -> Vec<Promise> {
        let view = self.journal.view();
        let mut promises: Vec<Promise> = view
            .timeline()
            .filter(|row| row.content.kind() == "promise")
            .map(|row| self.promise(row))
            .collect();
        promises.sort_by_key(|promise| (promise.due.is_none(), promise.due.clone()));
        promises
    }

    fn promise(&self, row: &Row) -> Promise {
        let view = self.journal.view();
        let field = |name: &str| row.content.field(name).map(str::to_owned);
        let told = |row: &Row| {
            let word = row.content.field("word").unwrap_or("").to_owned();
            (word, row.content.text().to_owned())
        };
        let mut reports: Vec<Told> = Vec::new();
        for reply in view.replies(row.id) {
            let written = reply.content.written().map(|day| day.to_string());
            let mut of = Told {
                written: written.unwrap_or_default(),
                occasion: reply.content.field("occasion").map(str::to_owned),
                maker: None,
                other: None,
            };
            match reply.content.kind() {
                "report" if reply.writer == row.writer => {
                    of.maker = Some(told(reply));
                    of.other = view
                        .replies(reply.id)
                        .filter(|view| view.content.kind() == "view" && view.writer != row.writer)
                        .last()
                        .map(told);
                }
                "view" if reply.writer != row.writer => of.other = Some(told(reply)),
                _ => continue,
            }
            reports.push(of);
        }
        Promise {
            id: row.id.to_string(),
            writer: self.name(row.writer),
            text: row.content.text().to_owned(),
            to: field("to").unwrap_or_default(),
            due: field("due"),
            rhythm: field("rhythm"),
            state: view.state(row).word().to_owned(),
            reports,
        }
    }

    /// Questions that wait for an answer or for more of one, oldest first.
    pub(super) fn questions(&self) -> Vec<Entry> {
        let view = self.journal.view();
        view.timeline()
            .filter(|row| row.content.kind() == "question")
            .filter(|row| !["answered", "enough"].contains(&view.state(row).word()))
            .filter_map(|row| self.entry(row))
            .collect()
    }

    /// What this day holds.
    pub(super) fn today(&self) -> DayLines {
        let me = self.journal.me();
        let date = self.today.to_string();
        let open = ["standing", "proposed", "reported", "change"];
        DayLines {
            promises: self
                .promises()
                .into_iter()
                .filter(|promise| promise.writer == me.name)
                .filter(|promise| promise.due.as_ref() == Some(&date))
                .filter(|promise| open.contains(&promise.state.as_str()))
                .collect(),
            reviews: self
                .agreements(None)
                .into_iter()
                .filter(|agreement| agreement.state == "in-force")
                .filter(|agreement| agreement.agreed.as_ref().is_some_and(|it| it.review_due))
                .collect(),
            questions: self
                .questions()
                .into_iter()
                .filter(|question| question.writer != me.name)
                .collect(),
            parked: self.parked(),
            cadence: self.cadence(),
            date,
        }
    }

    /// What waits for the talk, in the order it was parked: until its day it is
    /// not in the list, and once it was talked about it is not any more.
    fn parked(&self) -> Vec<Entry> {
        let view = self.journal.view();
        let mut seen = BTreeSet::new();
        view.timeline()
            .filter(|row| row.content.kind() == "parked")
            .filter(|row| {
                let until = row.content.field("until").and_then(Day::parse);
                until.is_none_or(|day| day <= self.today)
            })
            .filter_map(|parked| {
                let about = view.row(parked.content.thread()?)?;
                let later = |reply: &&Row| reply.place() > parked.place();
                let talked = view
                    .replies(about.id)
                    .filter(|reply| reply.content.kind() == "talked")
                    .any(|reply| later(&reply));
                (!talked && seen.insert(about.id)).then(|| self.entry(about))?
            })
            .collect()
    }

    /// Month by month, oldest first: thanks, what was come through, agreements,
    /// promises, threads.
    pub(super) fn look_back(&self, from: Day, to: Day) -> Vec<Month> {
        let mut months: BTreeMap<String, Month> = BTreeMap::new();
        let within = |row: &&Row| {
            let written = row.content.written();
            written.is_some_and(|day| from <= day && day <= to)
        };
        for row in self.journal.view().timeline().filter(within) {
            let Some(entry) = self.entry(row) else {
                continue;
            };
            let key: String = entry.written.chars().take(7).collect();
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
}
