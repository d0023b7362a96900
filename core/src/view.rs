//! The view: what can be read, as a pure fold over records.
//!
//! The same records in any order, with any repetition, give the same view. It
//! holds one row an entry, in the order of the space; what hangs on others (an
//! entry's state, its replies, whether it came in later) is computed when it
//! is asked for.

mod joint;
mod late;
mod reading;
pub mod rules;
mod states;
mod threads;

pub use joint::{Joint, VERSION, Version, version_name, version_name_of};
pub use late::{Behind, Chains, Knowing};
pub use reading::{Told, reading_order};
pub use states::is_resting;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;

use crate::entry::Content;
use crate::entry::content::FORGOTTEN;
use crate::entry::mechanism::{SealedPairState, State};
use crate::id::{Beginning, EntryId, Nonce, Owner, PersonId, RecordHash};
use crate::log::Logs;
use crate::order::Place;

/// The kind of entry that takes an assent back.
const TAKING_BACK: &str = "unassent";

/// Which change of an entry a record holds. The one that begins it comes first,
/// wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The entry's id is computed from it.
    Beginning,
    /// A later one, or one whose words never came here.
    Later,
}

/// A record that changes an entry: its place, and its hash in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeRef {
    /// Whether it begins the entry.
    pub part: Part,
    /// Where it stands.
    pub place: Place,
    /// The record.
    pub hash: RecordHash,
}

/// One entry as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The entry.
    pub id: EntryId,
    /// Whose it is.
    pub owner: Owner,
    /// What its id is computed from, beside the owner.
    pub nonce: Nonce,
    /// What it began with: its id is computed from this too.
    pub beginning: Beginning,
    /// The person whose record began it.
    pub writer: PersonId,
    /// Every change that claims to be of this entry, in order.
    pub changes: Vec<ChangeRef>,
    /// How many of them stand; 0 hides the entry.
    pub versions: u32,
    /// What it says now.
    pub content: Content,
}

impl Row {
    /// Whether it is what stays of a forgotten entry.
    pub fn is_marker(&self) -> bool {
        self.versions == 0 && self.content.field(FORGOTTEN).is_some()
    }

    /// Whether a record is the one that begins it.
    pub fn begins(&self, record: RecordHash) -> bool {
        self.changes
            .iter()
            .any(|change| change.hash == record && change.part == Part::Beginning)
    }

    /// Its place: that of its first change. What was dated ahead and had its day
    /// corrected stands in the corrected day.
    pub fn place(&self) -> Option<Place> {
        let place = self.changes.first()?.place;
        let corrected = (self.versions > 1)
            .then(|| self.content.written())
            .flatten()
            .filter(|day| !place.counter.binds(*day));
        Some(match corrected {
            Some(day) => Place {
                counter: place.counter.on(day),
                ..place
            },
            None => place,
        })
    }
}

/// The entries of a space.
#[derive(Debug, Clone, Default)]
pub struct View {
    rows: HashMap<EntryId, Row, RandomState>,
    order: BTreeMap<Place, EntryId>,
    replies: BTreeMap<(EntryId, Place), EntryId>,
    pairs: BTreeMap<EntryId, SealedPairState>,
    /// Takings back of assents, and those of them that count from when they came, see
    /// [`View::set_late_back`].
    backs: BTreeSet<EntryId>,
    late_backs: BTreeSet<EntryId>,
    threads: threads::Threads,
}

impl View {
    /// The row of an entry, shown or not.
    pub fn row(&self, id: EntryId) -> Option<&Row> {
        self.rows.get(&id)
    }

    /// The entry whose first record stands at a place.
    pub fn at(&self, place: Place) -> Option<EntryId> {
        self.order.get(&place).copied()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The entries that can be read, oldest first.
    pub fn timeline(&self) -> impl DoubleEndedIterator<Item = &Row> {
        self.order
            .values()
            .filter_map(|id| self.rows.get(id))
            .filter(|row| row.versions > 0)
    }

    /// The entries that can be read, and what stays of forgotten ones, oldest
    /// first.
    pub fn with_markers(&self) -> impl DoubleEndedIterator<Item = &Row> {
        self.order
            .values()
            .filter_map(|id| self.rows.get(id))
            .filter(|row| row.versions > 0 || row.is_marker())
    }

    /// What stays of forgotten entries, oldest first.
    pub fn markers(&self) -> impl DoubleEndedIterator<Item = &Row> {
        self.order
            .values()
            .filter_map(|id| self.rows.get(id))
            .filter(|row| row.is_marker())
    }

    /// All rows in their order, the hidden ones too.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = (&Place, &Row)> {
        self.order
            .iter()
            .filter_map(|(place, id)| Some((place, self.rows.get(id)?)))
    }

    /// The rows from `low` on, in their order, the hidden ones too.
    pub fn from(&self, low: Place) -> impl Iterator<Item = (&Place, &Row)> {
        self.order
            .range(low..)
            .filter_map(|(place, id)| Some((place, self.rows.get(id)?)))
    }

    /// What answers an entry, oldest first.
    pub fn replies(&self, id: EntryId) -> impl Iterator<Item = &Row> {
        let low = (id, Place::lowest());
        self.replies
            .range(low..)
            .take_while(move |((parent, _), _)| *parent == id)
            .filter_map(|(_, reply)| self.rows.get(reply))
            .filter(|row| row.versions > 0)
    }

    /// The entries whose id begins with this lower-case hex.
    pub fn by_prefix(&self, prefix: &str) -> Vec<EntryId> {
        let mut found: Vec<_> = self
            .rows
            .values()
            .filter(|row| row.versions > 0)
            .map(|row| row.id)
            .filter(|id| id.to_string().starts_with(prefix))
            .collect();
        found.sort_unstable();
        found
    }

    /// The entries that waited under an id that begins so.
    pub fn by_waiting_prefix(&self, prefix: &str) -> Vec<EntryId> {
        let waited = |row: &&Row| {
            let id = EntryId::waiting(row.owner, row.nonce);
            id.to_string().starts_with(prefix)
        };
        let shown = self.rows.values().filter(|row| row.versions > 0);
        let mut found: Vec<EntryId> = shown.filter(waited).map(|row| row.id).collect();
        found.sort_unstable();
        found
    }

    /// The entry whose id was computed from these, whatever it began with.
    pub fn with_seed(&self, owner: Owner, nonce: Nonce) -> Option<&Row> {
        let of = |row: &&Row| row.owner == owner && row.nonce == nonce;
        self.rows.values().filter(of).min_by_key(|row| row.place())
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, rows: usize) {
        self.rows.reserve(rows);
    }

    /// Puts a row in the place of what was known of that entry.
    pub fn put(&mut self, row: Row) {
        let Some(place) = row.place() else {
            self.remove(row.id);
            return;
        };
        let (id, parent) = (row.id, row.content.thread());
        let before = self.rows.get(&id).and_then(|old| old.content.thread());
        self.drop_threads(id, [before, parent]);
        match row.content.kind() == TAKING_BACK {
            true => self.backs.insert(id),
            false => self.backs.remove(&id),
        };
        if let Some(old) = self.rows.insert(id, row) {
            self.unlink(&old);
        }
        self.order.insert(place, id);
        if let Some(parent) = parent {
            self.replies.insert((parent, place), id);
        }
    }

    /// Takes a row out.
    pub fn remove(&mut self, id: EntryId) -> Option<Row> {
        let parent = self.rows.get(&id)?.content.thread();
        self.drop_threads(id, [parent, None]);
        let row = self.rows.remove(&id)?;
        self.backs.remove(&id);
        self.unlink(&row);
        Some(row)
    }

    /// The takings back of assents.
    pub(crate) fn backs(&self) -> impl Iterator<Item = &Row> {
        self.backs.iter().filter_map(|id| self.rows.get(id))
    }

    /// Takes in whether a taking back of an assent counts from when it came, and not
    /// from where it says: the other had assented, and written on, without it. What
    /// both stood by until then they have agreed.
    pub(crate) fn set_late_back(&mut self, id: EntryId, is_late: bool) {
        match is_late {
            true => self.late_backs.insert(id),
            false => self.late_backs.remove(&id),
        };
        self.threads.drop_of(id);
    }

    /// Whether it was taken in so.
    pub(crate) fn is_late_back(&self, id: EntryId) -> bool {
        self.late_backs.contains(&id)
    }

    /// Those that were taken in so, to be kept in an index.
    pub(crate) fn late_backs(&self) -> &BTreeSet<EntryId> {
        &self.late_backs
    }

    fn unlink(&mut self, row: &Row) {
        let Some(place) = row.place() else { return };
        self.order.remove(&place);
        if let Some(parent) = row.content.thread() {
            self.replies.remove(&(parent, place));
        }
    }

    /// Takes in how a sealed pair stands.
    pub fn set_pair(&mut self, pair: EntryId, state: SealedPairState) {
        self.pairs.insert(pair, state);
    }

    /// How a sealed pair stands.
    pub fn pair(&self, pair: EntryId) -> SealedPairState {
        let known = self.pairs.get(&pair).copied();
        known.unwrap_or(SealedPairState::Sealed)
    }

    /// The state of an entry, from the logs alone.
    pub fn state(&self, row: &Row) -> State {
        states::of(self, row)
    }

    /// A hash over all that can be read: equal for equal views.
    pub fn digest(&self, logs: &Logs, chains: &Chains) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        for row in self.timeline() {
            hasher.update(row.id.as_bytes());
            hasher.update(row.owner.as_bytes());
            hasher.update(row.writer.as_bytes());
            hasher.update(&row.versions.to_le_bytes());
            hasher.update(&(row.content.as_bytes().len() as u64).to_le_bytes());
            hasher.update(row.content.as_bytes());
            hasher.update(self.state(row).word().as_bytes());
            hasher.update(&[u8::from(chains.came_in_later(logs, row))]);
            for change in &row.changes {
                hasher.update(change.hash.as_bytes());
            }
        }
        for row in self.markers() {
            hasher.update(row.id.as_bytes());
            hasher.update(row.writer.as_bytes());
            hasher.update(row.content.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}
