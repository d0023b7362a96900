//! Joint texts as they stand, or as they stood at the end of a day.

use std::collections::BTreeMap;

use candor_core::date::Day;
use candor_core::entry::mechanism::{JointTextState, State};
use candor_core::entry::template::{END, ME, REVIEW, YOU};
use candor_core::entry::{Template, template};
use candor_core::id::{EntryId, PersonId};
use candor_core::view::rules::{PIN, UNPIN};
use candor_core::view::{Joint, Row, is_resting};
use serde::Serialize;

use super::super::entries::{cover_of, writer_first};
use super::super::moment::minute_of;
use super::Reading;

/// The field that says whom an agreement binds.
const BINDS: &str = "binds";
/// The field with the time of each day that an agreement sets aside.
const EACH_DAY: &str = "each-day";
/// States of what was never agreed and asks for nothing any more.
const NEVER: [&str; 2] = ["declined", "taken-back"];

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
    /// The time of each day that it sets aside for both.
    pub each_day: Option<String>,
    /// Whether both keep it in sight, and neither has taken it down.
    pub pinned: bool,
    /// Who stands by it.
    pub by: Vec<String>,
    /// What either has said of it since its review: who, and keep, change or
    /// end.
    pub reviewed: Vec<(String, String)>,
}

impl Agreement {
    /// The version that holds today, if one does.
    pub fn in_force(&self) -> Option<&Version> {
        let holds = self.state == State::Joint(JointTextState::InForce).word();
        self.agreed.as_ref().filter(|_| holds)
    }
}

impl Version {
    /// Whether its words are opened on purpose: under the other's cover.
    pub fn is_covered(&self) -> bool {
        self.cover.is_some() && !self.mine
    }
}

impl Reading<'_> {
    /// Joint texts as they stand, or as they stood at the end of a day; newest
    /// first.
    pub(in crate::engine) fn agreements(&self, on: Option<Day>) -> Vec<Agreement> {
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
            reviewed: writer_first(reviewed.keys().copied(), row.writer)
                .map(|person| (self.name(person), reviewed[&person].clone()))
                .collect(),
            end: field(END),
            binds: self.binds(row),
            not_allowed: field("not-allowed"),
            each_day: field(EACH_DAY).filter(|time| minute_of(time).is_some()),
            pinned: self.is_pinned(row),
            limits_contact: row.content.field("contact") == Some("yes"),
            by: writer_first(joint.versions[number].by.iter().copied(), row.writer)
                .map(|person| self.name(person))
                .collect(),
        })
    }

    /// Whether a version says that both keep it in sight, and neither has taken it down
    /// since.
    fn is_pinned(&self, row: &Row) -> bool {
        let is_down = |kind: &str| kind == UNPIN;
        let mut said = self.journal.view().replies(row.id);
        row.content.field(PIN.0) == Some(PIN.1)
            && !said.any(|reply| is_down(reply.content.kind()))
            && !self.said_meanwhile(row.id, is_down)
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
}
