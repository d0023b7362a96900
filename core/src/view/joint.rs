//! Joint texts: versions that neither can change, and who stands by which.
//!
//! A version is an entry of its proposer. Proposing it is assenting to it; the
//! other assents with an entry that names what the version says. Whoever has
//! assented may take it back at any time, and whoever is asked may say no. What
//! both stood by last is in force, or on hold once one of them does not any more.

use std::collections::{BTreeMap, HashMap};

use super::rules::DECLINE;
use super::{Row, TAKING_BACK, View, rules};
use crate::date::Day;
use crate::entry::Content;
use crate::entry::mechanism::JointTextState;
use crate::entry::template::{Template, template};
use crate::id::{EntryId, PersonId};
use crate::order::Place;

pub use crate::entry::content::VERSION;

/// One version of a joint text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The entry that holds it.
    pub id: EntryId,
    /// Who proposed it.
    pub writer: PersonId,
    /// Where it stands.
    pub place: Place,
    /// Since when both had assented to it, if they ever had.
    pub both_since: Option<Place>,
    /// Who stands by it now.
    pub by: Vec<PersonId>,
    /// Whether who did not propose it has said no to it.
    pub declined: bool,
}

/// A joint text, with all its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// The first proposal: it names the whole.
    pub root: EntryId,
    /// The versions in their order.
    pub versions: Vec<Version>,
    /// The version that both assented to last, in force or on hold.
    pub agreed: Option<EntryId>,
    /// A version proposed after it that waits for the other's word.
    pub proposed: Option<EntryId>,
    /// The state.
    pub state: JointTextState,
    /// Since when it is in force; `None` unless it is.
    pub since: Option<Place>,
    /// Where what is agreed takes the place of a firm version: that version,
    /// which still holds before this day.
    pub holds_from: Option<(EntryId, Day)>,
}

/// How many days after the second assent a new version takes the place of a firm
/// one: a day and a night between.
const FIRM_DAYS: u32 = 2;

impl Joint {
    /// The joint text that an entry is a version of, as it stands. `None` for
    /// entries of other kinds.
    pub fn of(view: &View, entry: EntryId) -> Option<Self> {
        view.thread(entry)?.joint(entry).cloned()
    }

    /// The same as it stood when `until` was all there was. `None` before the first
    /// proposal.
    pub fn of_until(view: &View, entry: EntryId, until: impl Fn(&Row) -> bool) -> Option<Self> {
        let thread = view.thread(entry)?;
        let root = thread.root(entry)?;
        let versions = thread.joint(entry)?.versions.iter();
        let rows: Vec<&Row> = versions.filter_map(|it| view.row(it.id)).collect();
        Self::made_of(view, root, &rows, until)
    }

    /// What these versions come to, by the records that count.
    pub(super) fn made_of(
        view: &View,
        root: EntryId,
        rows: &[&Row],
        until: impl Fn(&Row) -> bool,
    ) -> Option<Self> {
        let rows: Vec<&Row> = rows.iter().copied().filter(|row| until(row)).collect();
        let mut about: HashMap<EntryId, Vec<&Row>> = HashMap::new();
        for row in &rows {
            let replies = view.replies(row.id);
            let replies = replies.filter(|reply| rules::fits(row, reply) && until(reply));
            about.insert(row.id, replies.collect());
        }
        let below: Vec<&Row> = about.values().flatten().copied().collect();
        let mut versions: Vec<Version> = rows
            .into_iter()
            .filter_map(|row| version_of(view, row, &about))
            .collect();
        versions.sort_by_key(|version| version.place);
        let first = versions.first()?.place;
        // Of those that both assented to, the one proposed last: an assent that one of
        // them adds to an older one, or dates back, turns nothing.
        let mut both = versions.iter().rev().filter(|it| it.both_since.is_some());
        let agreed = both.next();
        let before = both.next();
        let holds_from = agreed.zip(before).and_then(|(version, before)| {
            let stands = before.by.len() > 1 && ends_of(&below, before).is_empty();
            let row = view.row(before.id).filter(|_| stands)?;
            let firm = row.content.field("firm") == Some("yes");
            let assented = version.both_since?.counter.day();
            firm.then(|| (before.id, assented.plus(FIRM_DAYS)))
        });
        let after = agreed.map_or(first, |version| version.place);
        let proposed = versions
            .iter()
            .rev()
            .find(|version| {
                let stands = version.by.contains(&version.writer) && !version.declined;
                let open = version.both_since.is_none() && stands;
                open && (agreed.is_none() || version.place > after)
            })
            .map(|version| version.id);
        let (state, since) = match agreed {
            None if proposed.is_some() => (JointTextState::Proposed, None),
            None => match versions.last() {
                Some(last) if last.declined => (JointTextState::Declined, None),
                _ => (JointTextState::TakenBack, None),
            },
            Some(version) => {
                let ended = ends_of(&below, version);
                let both = version.by.len() > 1;
                // Whoever wants to be out of it gets there alone.
                if ended.len() > 1 || (!ended.is_empty() && !both) {
                    (JointTextState::Ended, None)
                } else if both && ended.is_empty() {
                    (JointTextState::InForce, version.both_since)
                } else {
                    (JointTextState::OnHold, None)
                }
            }
        };
        Some(Self {
            root,
            agreed: agreed.map(|version| version.id),
            proposed,
            versions,
            state,
            since,
            holds_from,
        })
    }

    /// The version with this id.
    pub fn version(&self, id: EntryId) -> Option<&Version> {
        self.versions.iter().find(|version| version.id == id)
    }
}

/// What an assent names: the record that a version began with, and all that it
/// says, so that no later record puts other words under an assent. Hex of
/// `BLAKE3("candor 1 version", entry ‖ content)`.
pub fn version_name(row: &Row) -> String {
    version_name_of(row.id, &row.content)
}

/// What an answer to this entry names, where it says this.
pub fn version_name_of(entry: EntryId, content: &Content) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("candor 1 version");
    hasher.update(entry.as_bytes());
    hasher.update(content.as_bytes());
    hasher.finalize().to_hex().to_string()
}

/// Whether an entry is a version of a joint text.
pub(super) fn is_version(row: &Row) -> bool {
    template(row.content.kind()).is_some_and(Template::is_assented_to)
}

/// What one person said of a version, last first.
#[derive(Default)]
struct Words {
    assent: Option<Place>,
    back: Vec<(Place, EntryId)>,
}

impl Words {
    /// Of an assent and a taking back that do not know each other, the taking
    /// back holds: an assent is later only within one log.
    fn stands(&self) -> bool {
        self.assent.is_some_and(|assent| {
            self.back
                .iter()
                .all(|(back, _)| back.log == assent.log && back.seq < assent.seq)
        })
    }
}

fn version_of(view: &View, row: &Row, about: &HashMap<EntryId, Vec<&Row>>) -> Option<Version> {
    let place = row.place()?;
    let name = version_name(row);
    let mut words: BTreeMap<PersonId, Words> = BTreeMap::new();
    words.entry(row.writer).or_default().assent = Some(place);
    let mut first: BTreeMap<PersonId, Place> = BTreeMap::from([(row.writer, place)]);
    let mut declined = false;
    for reply in about.get(&row.id).into_iter().flatten() {
        let Some(at) = reply.place() else { continue };
        let of = words.entry(reply.writer).or_default();
        match reply.content.kind() {
            "assent" if reply.content.field(VERSION) == Some(&name) => {
                of.assent = of.assent.max(Some(at));
                let first = first.entry(reply.writer).or_insert(at);
                *first = at.min(*first);
            }
            TAKING_BACK => of.back.push((at, reply.id)),
            DECLINE => declined = true,
            _ => {}
        }
    }
    let by: Vec<PersonId> = words
        .iter()
        .filter(|(_, words)| words.stands())
        .map(|(person, _)| *person)
        .collect();
    // Two that never stood together at one time were not agreed: the later of the
    // first assents is the moment, unless the other was taken back before. A record
    // that is dated back makes nothing never have been.
    let was_before = |since: Place| {
        let mut backs = words.values().flat_map(|words| &words.back);
        backs.any(|(back, id)| *back < since && !view.is_late_back(*id))
    };
    let both_since = (first.len() > 1)
        .then(|| first.values().copied().max())
        .flatten()
        .filter(|since| by.len() > 1 || !was_before(*since));
    Some(Version {
        id: row.id,
        writer: row.writer,
        place,
        both_since,
        by,
        declined,
    })
}

/// Who has ended what both agreed, since they did.
fn ends_of(below: &[&Row], version: &Version) -> Vec<PersonId> {
    let mut ended: Vec<PersonId> = below
        .iter()
        .filter(|row| row.content.kind() == "agreement-end")
        .filter(|row| row.place() > version.both_since)
        .map(|row| row.writer)
        .collect();
    ended.sort_unstable();
    ended.dedup();
    ended
}
