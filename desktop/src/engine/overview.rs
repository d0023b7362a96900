//! What the two have, put together for reading: agreements, promises, open
//! questions, and today. Facts of the view and nothing counted.

use std::collections::{BTreeMap, BTreeSet};

use candor_core::date::Day;
use candor_core::entry::mechanism::{JointTextState, SealedPairState, State};
use candor_core::entry::template::{END, ME, REVIEW, YOU};
use candor_core::entry::{Content, Template, template};
use candor_core::id::{EntryId, PersonId};
use candor_core::journal::{Journal, WaitingWhat};
use candor_core::space::Shared;
use candor_core::view::{Joint, Row, is_resting};
use serde::Serialize;

use super::between::Between;
use super::entries::{Entry, Source, cover_of, entry_of, rests};
use super::pause::{self, BACK_ON, PAUSE_KIND};

/// The field that says whom an agreement binds.
const BINDS: &str = "binds";
/// States of what was never agreed and asks for nothing any more.
const NEVER: [&str; 2] = ["declined", "taken-back"];
/// Kinds that name a day on which Today shows them, and the field that does.
const NAMES_A_DAY: [(&str, &str); 3] = [("meeting", "next"), ("plan", "review"), ("request", "by")];
/// How many days before it ends a limit on contact says so, and how many after.
const ENDING_DAYS: u32 = 7;

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
    /// Whether it has ended by its day alone.
    pub lapsed: bool,
    /// Whether both have set it to rest.
    pub rests: bool,
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
    /// The words of its cover, if it has one.
    pub cover: Option<String>,
    /// Whether it is one's own; not part of JSON.
    #[serde(skip)]
    pub mine: bool,
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
    /// Whom it binds, by name, where its kind says so.
    pub binds: Vec<String>,
    /// What it does not allow.
    pub not_allowed: Option<String>,
    /// Whether it limits contact with somebody.
    pub limits_contact: bool,
    /// Who stands by it.
    pub by: Vec<String>,
    /// What either has said of it since its review: who, and keep, change or
    /// end.
    pub reviewed: Vec<(String, String)>,
}

impl Version {
    /// Whether its words are opened on purpose: under the other's cover.
    pub fn is_covered(&self) -> bool {
        self.cover.is_some() && !self.mine
    }
}

/// A promise in the list of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// The entry.
    pub id: String,
    /// Who made it.
    pub writer: String,
    /// The words of its cover, if it has one.
    pub cover: Option<String>,
    /// Whether it is one's own; not part of JSON.
    #[serde(skip)]
    pub mine: bool,
    /// Whether both have set it, or what it answers, to rest.
    pub rests: bool,
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

impl Promise {
    /// Whether its words are opened on purpose: under the other's cover, or at rest.
    pub fn is_closed(&self) -> bool {
        self.rests || (self.cover.is_some() && !self.mine)
    }
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
    /// Own promises that are due on it, and those that were due before and were
    /// neither told of nor ended.
    pub promises: Vec<Promise>,
    /// Agreements whose review has come.
    pub reviews: Vec<Agreement>,
    /// Limits on contact that end within a week, or ended within the last one, and
    /// that this person has said nothing of since.
    pub ending: Vec<Agreement>,
    /// What this person wanted to come back to by now.
    pub back: Vec<Between>,
    /// A pause that is on, if there is one.
    pub pause: Option<Entry>,
    /// Whether this person has answered it.
    pub pause_said: bool,
    /// What either chose for this week, as long as it goes on.
    pub this_week: Vec<Entry>,
    /// Entries whose named day has come, each with the field that names it.
    pub named: Vec<(Entry, String)>,
    /// Whether anything is open between the two.
    pub is_open: bool,
    /// Questions to this person that are open.
    pub questions: Vec<Entry>,
    /// What is parked for the talk.
    pub parked: Vec<Entry>,
    /// How often the two talk, once both have said so.
    pub cadence: Option<Cadence>,
}

/// Whether a promise is due or was, and neither was told of since nor has ended.
fn is_to_tell(promise: &Promise, today: &str) -> bool {
    const ENDS: [&str; 5] = ["completed", "ended", "replaced", "released", "not-needed"];
    let Some(due) = promise.due.as_deref().filter(|due| *due <= today) else {
        return false;
    };
    let told = |told: &Told| told.maker.is_some() && told.written.as_str() >= due;
    !ENDS.contains(&promise.state.as_str()) && !promise.reports.iter().any(told)
}

/// What an entry puts on the list for the talk.
enum Topic {
    /// What it says itself.
    Itself,
    /// What it answers.
    Above,
}

/// Whether an entry says that something is for a talk.
fn talk_of(row: &Row) -> Option<Topic> {
    let says = |name: &str, value: &str| row.content.field(name) == Some(value);
    match row.content.kind() {
        "parked" => Some(Topic::Above),
        "need-time" if says("word", "aloud") => Some(Topic::Above),
        "need-word" if says("word", "talk") => Some(Topic::Above),
        "acknowledgement" if says("word", "lets-talk") => Some(Topic::Above),
        "disclosure" | "question" if says("form", "aloud") => Some(Topic::Itself),
        "topic" => Some(Topic::Itself),
        "meeting" if says("hard-goes", "park") => Some(Topic::Itself),
        _ => None,
    }
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

    pub(super) fn entry(&self, row: &Row) -> Option<Entry> {
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
            // What was never agreed, and is proposed no more, is a page of its own.
            .filter(|agreement| !NEVER.contains(&agreement.state.as_str()))
            .collect()
    }

    fn agreement(&self, row: &Row, on: Option<Day>, day: Day) -> Option<Agreement> {
        let joint = self.journal.joint_text(row.id, on)?;
        let view = self.journal.view();
        let version = |id: Option<EntryId>| self.version(&joint, id?, day);
        let coming = joint.holds_from.filter(|(_, from)| *from > day);
        let mut agreed = match coming {
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
        // Nothing is looked at again but what holds.
        if let Some(version) = agreed.as_mut()
            && state != JointTextState::InForce
        {
            version.review_due = false;
        }
        Some(Agreement {
            lapsed: lapsed && joint.state == JointTextState::InForce,
            rests: joint.versions.iter().any(|it| is_resting(view, it.id)),
            id: joint.root.to_string(),
            kind: row.content.kind().to_owned(),
            state: State::Joint(state).word().to_owned(),
            agreed,
            proposed: version(joint.proposed).map(|version| Version {
                review_due: false,
                ..version
            }),
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
            cover: cover_of(&row.content),
            mine: row.writer == self.journal.me().person,
            title: field("title"),
            text: row.content.text().to_owned(),
            review_due: due.is_some_and(|review| review <= day) && !both,
            review,
            reviewed: reviewed
                .into_iter()
                .map(|(person, word)| (self.name(person), word))
                .collect(),
            end: field(END),
            binds: self.binds(row),
            not_allowed: field("not-allowed"),
            limits_contact: row.content.field("contact") == Some("yes"),
            by: joint.versions[number]
                .by
                .iter()
                .map(|person| self.name(*person))
                .collect(),
        })
    }

    /// Whom a version binds: both, its writer, or the other.
    fn binds(&self, row: &Row) -> Vec<String> {
        let me = self.journal.me().person;
        let partner = self.journal.partner().map(|partner| partner.person);
        let of = |writer: bool| {
            let is_me = writer == (row.writer == me);
            let person = if is_me { Some(me) } else { partner };
            person.map(|person| self.name(person))
        };
        let persons = match row.content.field(BINDS) {
            Some("both") => vec![of(true), of(false)],
            Some(ME) => vec![of(true)],
            Some(YOU) => vec![of(false)],
            _ => Vec::new(),
        };
        persons.into_iter().flatten().collect()
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

    /// A promise as it stands, in the words of both.
    pub(super) fn promise(&self, row: &Row) -> Promise {
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
            cover: cover_of(&row.content),
            mine: row.writer == self.journal.me().person,
            rests: rests(view, row.id, &row.content),
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
            .filter(|row| row.content.kind() == "question" && self.asks(row))
            .filter_map(|row| self.entry(row))
            .collect()
    }

    /// What this day holds.
    pub(super) fn today(&self) -> DayLines {
        let me = self.journal.me();
        let date = self.today.to_string();
        let between = self.between();
        let agreements = self.agreements(None);
        let is_ending = |agreement: &&Agreement| self.is_ending(agreement);
        let is_due = |agreement: &&Agreement| {
            let agreed = agreement.agreed.as_ref();
            let reviewed = |id| self.said_meanwhile(id, |kind| kind == "review-word");
            let said = agreed
                .and_then(|it| EntryId::from_hex(&it.id))
                .is_some_and(reviewed);
            agreed.is_some_and(|it| it.review_due) && !said && !is_ending(agreement)
        };
        let pause = self.pause();
        let answers = |row: &&Row| row.content.kind() == "pause-word";
        let pause_said = pause.as_ref().is_some_and(|pause| {
            EntryId::from_hex(&pause.id).is_some_and(|id| {
                let mut replies = self.journal.view().replies(id);
                let meanwhile = self.said_meanwhile(id, |kind| kind == "pause-word");
                replies.any(|row| answers(&row)) || meanwhile
            })
        });
        DayLines {
            promises: self
                .promises()
                .into_iter()
                .filter(|promise| promise.writer == me.name && is_to_tell(promise, &date))
                .filter(|promise| {
                    let told = |kind: &str| ["report", "promise-end"].contains(&kind);
                    EntryId::from_hex(&promise.id).is_none_or(|id| !self.said_meanwhile(id, told))
                })
                .collect(),
            reviews: agreements.iter().filter(is_due).cloned().collect(),
            ending: agreements.iter().filter(is_ending).cloned().collect(),
            pause,
            pause_said,
            this_week: self.this_week(),
            named: self.named(),
            is_open: !between.is_empty(),
            back: between.into_iter().filter(|it| it.is_back).collect(),
            questions: self
                .questions()
                .into_iter()
                .filter(|question| question.writer != me.name)
                .filter(|question| {
                    let says = |kind: &str| ["answer", "decline"].contains(&kind);
                    EntryId::from_hex(&question.id).is_none_or(|id| !self.said_meanwhile(id, says))
                })
                .collect(),
            parked: self.parked(),
            cadence: self.cadence(),
            date,
        }
    }

    /// Whether a limit on contact ends within a week, or ended within the last one,
    /// and this person has not said keep, change or end since that week began.
    fn is_ending(&self, agreement: &Agreement) -> bool {
        let Some(version) = &agreement.agreed else {
            return false;
        };
        let end = version.end.as_deref().and_then(Day::parse);
        let Some(end) = end.filter(|_| version.limits_contact) else {
            return false;
        };
        let stands = agreement.state == "in-force" || agreement.lapsed;
        let is_near = self.today.plus(ENDING_DAYS) >= end && end.plus(ENDING_DAYS) >= self.today;
        // A version that is proposed anew is what becomes of it.
        if !stands || !is_near || agreement.proposed.is_some() || agreement.coming.is_some() {
            return false;
        }
        let me = self.journal.me().person;
        let Some(id) = EntryId::from_hex(&version.id) else {
            return false;
        };
        let says = |kind: &str| ["review-word", "agreement-end", "agreement"].contains(&kind);
        if self.said_meanwhile(id, says) {
            return false;
        }
        let mut said = self.journal.view().replies(id).filter(|row| {
            let since = row.content.written();
            let since = since.is_some_and(|day| day.plus(ENDING_DAYS) >= end);
            since
                && row.writer == me
                && ["review-word", "agreement-end"].contains(&row.content.kind())
        });
        said.next().is_none()
    }

    /// The last pause whose day is not over and that nobody has come back from. One that
    /// was moved to another time goes on until then.
    fn pause(&self) -> Option<Entry> {
        let view = self.journal.view();
        let goes_on = |row: &&Row| {
            let back_on = row.content.field(BACK_ON);
            let is_pause = row.content.kind() == PAUSE_KIND;
            is_pause && pause::goes_on(row.content.written(), back_on, self.today)
        };
        if let Some(waiting) = self.waiting_of(PAUSE_KIND).last() {
            let written = Day::parse(&waiting.written);
            let back_on = waiting.fields.get(BACK_ON).map(String::as_str);
            return pause::goes_on(written, back_on, self.today).then_some(waiting);
        }
        let mut pauses = view.timeline().rev().filter(goes_on);
        let last = pauses.next()?;
        let Some(end) = self.pause_end(last) else {
            return self.entry(last);
        };
        let is_later = end.field("word") == Some("later");
        let until = end.field("until").filter(|_| is_later)?;
        let mut pause = self.entry(last)?;
        pause.fields.insert("back".to_owned(), until.to_owned());
        Some(pause)
    }

    /// What the one who paused has said last of how it is now, if they have.
    fn pause_end(&self, pause: &Row) -> Option<&Content> {
        let waits = self.journal.waiting().filter(|it| {
            let is_end = it.content.kind() == "pause-end" && it.what == WaitingWhat::New;
            is_end && it.content.thread() == Some(pause.id)
        });
        if let Some(last) = waits.last() {
            return Some(&last.content);
        }
        let said = self.journal.view().replies(pause.id).filter(|row| {
            let is_end = row.content.kind() == "pause-end";
            is_end && row.writer == pause.writer
        });
        said.last().map(|row| &row.content)
    }

    /// Entries that name a day which has come: the next meeting until there is one,
    /// a plan to look at again, a request whose day is here. For a week at most.
    fn named(&self) -> Vec<(Entry, String)> {
        let view = self.journal.view();
        let last_meeting = view
            .timeline()
            .rev()
            .find(|it| it.content.kind() == "meeting");
        let has_come = |row: &&Row| {
            let kind = row.content.kind();
            let Some((_, field)) = NAMES_A_DAY.iter().find(|(of, _)| *of == kind) else {
                return false;
            };
            let named = row.content.field(field).and_then(Day::parse);
            let here =
                named.is_some_and(|day| day <= self.today && self.today <= day.plus(ENDING_DAYS));
            here && match kind {
                "meeting" => last_meeting.is_some_and(|last| last.id == row.id),
                "request" => {
                    let answers =
                        |kind: &str| ["request-answer", "decline", "take-back"].contains(&kind);
                    self.asks(row) && !self.said_meanwhile(row.id, answers)
                }
                _ => true,
            }
        };
        let with_field = |row: &Row| {
            let kind = row.content.kind();
            let (_, field) = NAMES_A_DAY.iter().find(|(of, _)| *of == kind)?;
            Some((self.entry(row)?, (*field).to_owned()))
        };
        view.timeline()
            .filter(has_come)
            .filter_map(with_field)
            .collect()
    }

    /// What either chose as one thing for this week, until its seven days are over or
    /// its writer has said how it is.
    fn this_week(&self) -> Vec<Entry> {
        let view = self.journal.view();
        let goes_on = |row: &&Row| {
            let is_one = row.content.kind() == "this-week";
            let written = row.content.written();
            let now = written.is_some_and(|day| day <= self.today && self.today < day.plus(7));
            let ended = self.said_meanwhile(row.id, |kind| kind == "week-end");
            is_one && now && !ended && view.state(row).word() == "chosen"
        };
        let rows = view.timeline().filter(goes_on);
        rows.filter_map(|row| self.entry(row)).collect()
    }

    /// What waits for the talk, in the order it came to: what was parked for it, what
    /// somebody would rather say aloud, and where somebody answered with a talk. Until
    /// its day it is not in the list, and once it was talked about it is not any more.
    fn parked(&self) -> Vec<Entry> {
        let view = self.journal.view();
        let mut seen = BTreeSet::new();
        let topic = |row: &Row| -> Option<Entry> {
            let about = match talk_of(row)? {
                Topic::Itself => row,
                Topic::Above => view.row(row.content.thread()?)?,
            };
            let day = (row.content.kind() == "parked").then(|| row.content.field("until"));
            let until = day.flatten().and_then(Day::parse);
            let is_now = until.is_none_or(|day| day <= self.today);
            let mut talked = view
                .replies(about.id)
                .filter(|reply| reply.content.kind() == "talked");
            let is_over = talked.any(|reply| reply.place() > row.place());
            let is_over = is_over || self.said_meanwhile(about.id, |kind| kind == "talked");
            let waits = is_now && !is_over && seen.insert(about.id);
            waits.then(|| self.entry(about))?
        };
        let mut topics: Vec<Entry> = view.timeline().filter_map(topic).collect();
        topics.extend(self.waiting_of("topic"));
        topics
    }

    /// What of a kind waits for the next meeting.
    fn waiting_of(&self, kind: &str) -> impl Iterator<Item = Entry> {
        let me = self.journal.me().person;
        let new = self
            .journal
            .waiting()
            .filter(move |it| it.what == WaitingWhat::New && it.content.kind() == kind);
        new.filter_map(move |it| entry_of(self.journal, Source::Waiting(it, me), self.today))
    }
}
