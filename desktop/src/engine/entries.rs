//! Entries as they are shown and written out: the same words on both sides.

use std::collections::BTreeMap;

use candor_core::date::Day;
use candor_core::entry::content::{COVER, EDITED, HAPPENED, KIND, THREAD, TITLE, VERSION, WRITTEN};
use candor_core::entry::mechanism::{Mechanism, State};
use candor_core::entry::template::{NO_COVER, Writers};
use candor_core::entry::{Content, template, templates};
use candor_core::id::{EntryId, PersonId};
use candor_core::journal::{Journal, Version, Waiting, WaitingWhat};
use candor_core::space::{Shared, Space, SpaceName};
use candor_core::view::{Row, Told, View, is_resting, rules, version_name, version_name_of};
use serde::Serialize;

use super::conversation::{self, Conversation, LATEST};
use super::{Trouble, names};

/// One entry. Field order is the order in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Lower-case hex.
    pub id: String,
    /// The kind's word.
    pub kind: String,
    /// The writer's name.
    pub writer: String,
    /// The day, YYYY-MM-DD.
    pub written: String,
    /// When it happened, if it says so.
    pub happened: Option<String>,
    /// The title, if it has one.
    pub title: Option<String>,
    /// The text.
    pub text: String,
    /// The entry it answers, if any.
    pub thread: Option<String>,
    /// The state, from the logs alone; `waiting` in the outbox.
    pub state: String,
    /// All other fields.
    pub fields: BTreeMap<String, String>,
    /// Whether it came in later than its date says; not part of JSON.
    #[serde(skip)]
    pub came_in_later: bool,
    /// Whether its day is ahead of the calendar; not part of JSON.
    #[serde(skip)]
    pub dated_ahead: bool,
    /// Whether it is one's own; not part of JSON.
    #[serde(skip)]
    pub mine: bool,
    /// Whether both have set it, or what it answers, to rest; not part of JSON.
    #[serde(skip)]
    pub rests: bool,
}

impl Entry {
    /// Whether its words are opened on purpose: under the other's cover, or at rest.
    pub fn is_closed(&self) -> bool {
        let cover = self.fields.get(COVER);
        let covered = cover.is_some_and(|cover| cover != NO_COVER);
        self.rests || (covered && !self.mine)
    }
}

/// The words of a cover, where a content has one.
pub(super) fn cover_of(content: &Content) -> Option<String> {
    let cover = content.field(COVER).filter(|cover| *cover != NO_COVER);
    cover.map(str::to_owned)
}

/// How far up a thread is looked for one that rests: answers that stand in a circle,
/// which a changed program may make, end.
const THREAD_DEPTH: usize = 32;

/// Whether an entry rests, or stands below one that does.
pub(super) fn rests(view: &View, id: EntryId, content: &Content) -> bool {
    let above = |id: &EntryId| view.row(*id)?.content.thread();
    let way = std::iter::successors(content.thread(), above).take(THREAD_DEPTH);
    std::iter::once(id)
        .chain(way)
        .any(|id| is_resting(view, id))
}

/// One version of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionLine {
    /// The day of this version.
    pub written: String,
    /// The title then.
    pub title: Option<String>,
    /// The text then.
    pub text: String,
    /// All other fields then.
    pub fields: BTreeMap<String, String>,
    /// Whether it is a correction that came when there was nothing to correct any
    /// more: what stood before it stands. In JSON only where it is so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
}

/// An entry with all its versions and replies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// The entry as it stands.
    #[serde(flatten)]
    pub entry: Entry,
    /// Every version, oldest first.
    pub versions: Vec<VersionLine>,
    /// What an answer to the text that stands names.
    pub version: String,
    /// Whether an answer names it: the other wrote it, and alone; not part of JSON.
    #[serde(skip)]
    pub is_named: bool,
    /// What answers it, by id, oldest first.
    pub replies: Vec<String>,
    /// The end of all that answers it, to any depth; not part of JSON.
    #[serde(skip)]
    pub conversation: Conversation,
    /// Which kinds this person may answer it with today, and the last
    /// [`LATEST`] answers below it; not part of JSON.
    #[serde(skip)]
    pub allowed: BTreeMap<EntryId, Vec<&'static str>>,
    /// The joint text it is a version of, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joint: Option<JointLine>,
    /// The sealed pair it is, if it is one; not part of JSON, since it is one
    /// person's own side.
    #[serde(skip)]
    pub pair: Option<PairLine>,
}

/// A sealed pair as it stands, from one's own side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairLine {
    /// The pair.
    pub id: String,
    /// sealed, bound or opened.
    pub state: String,
    /// What this person sealed.
    pub mine: Option<String>,
    /// Whether it can still be taken back.
    pub can_take_back: bool,
    /// The pair of the same kind that the other began, where this half could go.
    pub crossed: Option<Crossed>,
    /// Both halves, once they are open.
    pub halves: Vec<Entry>,
}

/// A pair that the other began, into which one's own half could go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crossed {
    /// The pair.
    pub id: String,
    /// The name of what it is about, as it stands.
    pub version: String,
    /// Its title, if it has one.
    pub title: Option<String>,
}

/// How a sealed pair stands, and what it says once both have sealed.
pub(super) fn pair_of(
    journal: &Journal<Shared>,
    pair: EntryId,
    today: Day,
) -> Result<PairLine, Trouble> {
    let standing = journal.pair(pair)?;
    let halves = journal
        .view()
        .replies(pair)
        .filter(|row| journal.view().state(row).word() == "opened")
        .filter_map(|row| entry_of(journal, Source::Row(row), today))
        .collect();
    Ok(PairLine {
        id: pair.to_string(),
        state: State::Sealed(standing.state).word().to_owned(),
        mine: standing.mine.map(|content| content.text().to_owned()),
        can_take_back: standing.can_take_back,
        crossed: crossed_of(journal, pair),
        halves,
    })
}

fn crossed_of(journal: &Journal<Shared>, pair: EntryId) -> Option<Crossed> {
    let row = journal.view().row(journal.crossed(pair)?)?;
    Some(Crossed {
        id: row.id.to_string(),
        version: version_name(row),
        title: row.content.field(TITLE).map(str::to_owned),
    })
}

/// A joint text as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JointLine {
    /// The first proposal.
    pub root: String,
    /// The state.
    pub state: String,
    /// The version that both assented to last.
    pub agreed: Option<String>,
    /// A version that waits for a word.
    pub proposed: Option<String>,
    /// All versions, oldest first: their entries.
    pub versions: Vec<String>,
    /// Who stands by the version that is agreed or proposed, by name.
    pub by: Vec<String>,
}

/// The writer before the other: which of two comes first is not left to chance.
pub(super) fn writer_first(
    persons: impl Iterator<Item = PersonId>,
    writer: PersonId,
) -> impl Iterator<Item = PersonId> {
    let mut persons: Vec<PersonId> = persons.collect();
    persons.sort_by_key(|person| *person != writer);
    persons.into_iter()
}

/// The joint text that an entry is a version of, as it stands or stood.
pub(super) fn joint_of<S: Space>(
    journal: &Journal<S>,
    id: EntryId,
    on: Option<Day>,
) -> Option<JointLine> {
    let joint = journal.joint_text(id, on)?;
    let stands = joint.agreed.or(joint.proposed);
    let version = stands.and_then(|id| joint.version(id));
    let writer = stands
        .and_then(|id| journal.view().row(id))
        .map(|row| row.writer);
    let by = version
        .into_iter()
        .flat_map(|version| version.by.iter().copied());
    Some(JointLine {
        root: joint.root.to_string(),
        state: State::Joint(joint.state).word().to_owned(),
        agreed: joint.agreed.map(|id| id.to_string()),
        proposed: joint.proposed.map(|id| id.to_string()),
        versions: joint
            .versions
            .iter()
            .map(|version| version.id.to_string())
            .collect(),
        by: writer_first(by, writer.unwrap_or(journal.me().person))
            .map(|person| names::of(journal, person))
            .collect(),
    })
}

/// Whether an entry is a sealed pair, and not one half of it.
fn is_pair(row: &Row) -> bool {
    let sealed = template(row.content.kind())
        .is_some_and(|template| template.mechanism == Mechanism::SealedPair);
    sealed && row.content.thread().is_none()
}

/// With which kinds the owner of this journal may answer `id` and the last of what
/// stands below it.
fn allowed_below(
    journal: &Journal<Shared>,
    id: EntryId,
    told: &[Told],
    today: Day,
) -> BTreeMap<EntryId, Vec<&'static str>> {
    let view = journal.view();
    let me = journal.me().person;
    let below: BTreeMap<EntryId, &Row> = view
        .below(id)
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let latest = &told[told.len().saturating_sub(LATEST)..];
    let latest = latest.iter().filter_map(|one| below.get(&one.id).copied());
    view.row(id)
        .into_iter()
        .chain(latest)
        .map(|row| {
            let fits = |kind: &&'static str| {
                rules::judge(view, row, kind, me, today).is_ok()
                    && journal.may_say_of_version(row.id, kind)
            };
            let mut kinds: Vec<&'static str> = templates()
                .iter()
                .filter(|template| template.space == SpaceName::Shared)
                .map(|template| template.kind.as_str())
                .filter(fits)
                .collect();
            // In the order in which its template names them.
            if let Some(of) = template(row.content.kind()) {
                let named = |kind: &str| of.replies.iter().position(|reply| reply == kind);
                kinds.sort_by_key(|kind| named(kind).unwrap_or(usize::MAX));
            }
            (row.id, kinds)
        })
        .collect()
}

/// With which kinds the owner of this journal may go on with what waits itself.
fn allowed_waiting(waiting: &Waiting, me: PersonId) -> Vec<&'static str> {
    let fits = |kind: &&str| rules::judge_waiting(waiting.content.kind(), kind, me).is_ok();
    let kinds = templates().iter().map(|template| template.kind.as_str());
    kinds.filter(fits).collect()
}

/// A device of one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceLine {
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The device's id.
    pub device: String,
    /// Whether it is one's own.
    pub mine: bool,
    /// Another name that a later log of the other carries, not answered yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offered: Option<String>,
}

/// Where an entry is read from.
pub(super) enum Source<'a> {
    Row(&'a Row),
    Waiting(&'a Waiting, PersonId),
}

impl<'a> Source<'a> {
    /// The row of an entry, or what waits to become one.
    pub(super) fn find(journal: &'a Journal<Shared>, id: EntryId) -> Option<Self> {
        if let Some(row) = journal.view().row(id).filter(|row| row.versions > 0) {
            return Some(Self::Row(row));
        }
        journal
            .waiting()
            .find(|waiting| waiting.entry == id && waiting.what == WaitingWhat::New)
            .map(|waiting| Self::Waiting(waiting, journal.me().person))
    }
}

fn other_fields(content: &Content) -> BTreeMap<String, String> {
    content
        .fields()
        .filter(|(name, _)| {
            ![KIND, WRITTEN, EDITED, THREAD, VERSION, TITLE, HAPPENED].contains(name)
        })
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The entry that a source holds.
pub(super) fn entry_of<S: Space>(
    journal: &Journal<S>,
    source: Source<'_>,
    today: Day,
) -> Option<Entry> {
    let (id, writer, content, state, came_in_later, dated_ahead) = match source {
        Source::Row(row) => (
            row.id,
            row.writer,
            &row.content,
            journal.view().state(row).word(),
            journal.came_in_later(row),
            journal.is_dated_ahead(row, today),
        ),
        Source::Waiting(waiting, me) => {
            let content = &waiting.content;
            (waiting.entry, me, content, "waiting", false, false)
        }
    };
    let field = |name: &str| content.field(name).map(str::to_owned);
    Some(Entry {
        id: id.to_string(),
        kind: content.kind().to_owned(),
        writer: names::of(journal, writer),
        written: field(WRITTEN).unwrap_or_default(),
        happened: field(HAPPENED),
        title: field(TITLE),
        text: content.text().to_owned(),
        thread: field(THREAD),
        state: state.to_owned(),
        fields: other_fields(content),
        came_in_later,
        dated_ahead,
        mine: writer == journal.me().person,
        rests: rests(journal.view(), id, content),
    })
}

fn version_of(content: &Content) -> VersionLine {
    VersionLine {
        written: content
            .versioned()
            .map(|day| day.to_string())
            .unwrap_or_default(),
        title: content.field(TITLE).map(str::to_owned),
        text: content.text().to_owned(),
        fields: other_fields(content),
        late: false,
    }
}

fn version_line(version: &Version) -> VersionLine {
    VersionLine {
        late: version.is_late,
        ..version_of(&version.content)
    }
}

/// One entry of a space with its versions and replies.
pub(super) fn detail_of<S: Space>(
    journal: &Journal<S>,
    id: EntryId,
    today: Day,
) -> Result<Detail, Trouble> {
    let row = journal
        .view()
        .row(id)
        .filter(|row| row.versions > 0)
        .ok_or(Trouble::NoSuchEntry)?;
    let entry = entry_of(journal, Source::Row(row), today).ok_or(Trouble::NoSuchEntry)?;
    // A text that both write in has a version for every pause: what it says now
    // is what there is to read.
    let joint = template(row.content.kind()).is_some_and(|of| of.writers == Writers::Both);
    let versions = if joint || (row.versions == 1 && row.changes.len() == 1) {
        vec![version_of(&row.content)]
    } else {
        journal.versions(id)?.iter().map(version_line).collect()
    };
    Ok(Detail {
        entry,
        versions,
        version: version_name(row),
        is_named: !joint && row.writer != journal.me().person,
        replies: journal
            .view()
            .replies(id)
            .map(|reply| reply.id.to_string())
            .collect(),
        conversation: Conversation::default(),
        allowed: BTreeMap::new(),
        joint: joint_of(journal, id, None),
        pair: None,
    })
}

/// As [`detail_of`], for an entry that may still wait.
pub(super) fn detail_to_keep(
    journal: &Journal<Shared>,
    id: EntryId,
    today: Day,
) -> Result<Detail, Trouble> {
    match Source::find(journal, id).ok_or(Trouble::NoSuchEntry)? {
        Source::Row(row) => detail_of(journal, row.id, today),
        Source::Waiting(waiting, me) => Ok(Detail {
            entry: entry_of(journal, Source::Waiting(waiting, me), today)
                .ok_or(Trouble::NoSuchEntry)?,
            versions: vec![version_of(&waiting.content)],
            version: version_name_of(waiting.entry, &waiting.content),
            is_named: false,
            replies: Vec::new(),
            conversation: Conversation::default(),
            allowed: BTreeMap::from([(waiting.entry, allowed_waiting(waiting, me))]),
            joint: None,
            pair: None,
        }),
    }
}

/// The same with what answers it, and what can be done.
pub(super) fn detail_of_shared(
    journal: &Journal<Shared>,
    id: EntryId,
    today: Day,
) -> Result<Detail, Trouble> {
    let told = conversation::told(journal, id);
    let detail = Detail {
        conversation: conversation::of(journal, &told, today),
        ..detail_to_keep(journal, id, today)?
    };
    match Source::find(journal, id).ok_or(Trouble::NoSuchEntry)? {
        Source::Row(row) => Ok(Detail {
            allowed: allowed_below(journal, row.id, &told, today),
            pair: is_pair(row)
                .then(|| pair_of(journal, row.id, today))
                .transpose()?,
            ..detail
        }),
        Source::Waiting(..) => Ok(detail),
    }
}
