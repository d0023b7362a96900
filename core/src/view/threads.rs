//! What hangs on a whole thread, found once and kept until the thread changes:
//! states that replies lead to, and joint texts.
//!
//! ```text
//! put, remove ──► the threads they touch are dropped
//! state, joint ─► the thread of the entry is gone through once, in its bytes
//! ```
//!
//! A thread is what answers one entry, and what answers that. A partner's changed
//! program makes it as long and as deep as it likes, so nothing here asks of every
//! entry what stands below it: one pass from the leaves up says for each which
//! reply of which kind came last.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;

use super::joint::{self, Joint, VERSION, version_name};
use super::{Row, View, rules};
use crate::entry::template::{By, Template, Turn, template, templates};
use crate::id::{EntryId, PersonId};
use crate::order::Place;

type Map<K, V> = HashMap<K, V, RandomState>;

/// What was found, by the entry that nothing stands above.
#[derive(Default)]
pub(super) struct Threads(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    of: Map<EntryId, Arc<Thread>>,
}

impl Clone for Threads {
    /// What is kept can be found again.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl std::fmt::Debug for Threads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Threads")
    }
}

impl Threads {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // What is kept is whole at every moment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops the thread that an entry is in.
    pub(super) fn drop_of(&mut self, entry: EntryId) {
        let kept = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = kept.of.remove(&entry) {
            for member in &thread.members {
                kept.of.remove(member);
            }
        }
    }

    /// Whether nothing is kept.
    pub(super) fn is_empty(&mut self) -> bool {
        let kept = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        kept.of.is_empty()
    }
}

/// One thread, gone through.
pub(super) struct Thread {
    members: Vec<EntryId>,
    /// The states that replies lead to, where they do.
    turned: Map<EntryId, &'static str>,
    /// The joint texts in it by their first proposals.
    joints: Map<EntryId, Joint>,
    /// The first proposal, by version.
    roots: Map<EntryId, EntryId>,
}

impl Thread {
    /// The state that the latest reply to an entry leads to.
    pub(super) fn turned(&self, entry: EntryId) -> Option<&'static str> {
        self.turned.get(&entry).copied()
    }

    /// The joint text that an entry is a version of.
    pub(super) fn joint(&self, entry: EntryId) -> Option<&Joint> {
        self.joints.get(self.roots.get(&entry)?)
    }

    /// The first proposal of the joint text that an entry is a version of.
    pub(super) fn root(&self, entry: EntryId) -> Option<EntryId> {
        self.roots.get(&entry).copied()
    }
}

impl View {
    /// The thread of an entry that can be read.
    pub(super) fn thread(&self, entry: EntryId) -> Option<Arc<Thread>> {
        if let Some(thread) = self.threads.kept().of.get(&entry) {
            return Some(Arc::clone(thread));
        }
        let top = self.top_of(self.shown(entry)?);
        let thread = Arc::new(Walk::down(self, top).judged(self));
        let mut kept = self.threads.kept();
        for member in &thread.members {
            kept.of.insert(*member, Arc::clone(&thread));
        }
        drop(kept);
        Some(thread)
    }

    /// Takes out what was found of every thread that a row touches, by the row
    /// that stood and the one that stands. Asked before the change.
    pub(super) fn drop_threads(&mut self, id: EntryId, parents: [Option<EntryId>; 2]) {
        if self.threads.is_empty() {
            return;
        }
        if self.shown(id).is_none() {
            // What answered something that was not here stood by itself.
            let children: Vec<EntryId> = self.replies(id).map(|row| row.id).collect();
            for child in children {
                self.threads.drop_of(child);
            }
        }
        self.threads.drop_of(id);
        for parent in parents.into_iter().flatten() {
            self.threads.drop_of(parent);
        }
    }

    fn shown(&self, id: EntryId) -> Option<&Row> {
        self.row(id).filter(|row| row.versions > 0)
    }

    fn parent_of(&self, row: &Row) -> Option<&Row> {
        self.shown(row.content.thread()?)
    }

    /// The entry that nothing stands above. A half of a sealed pair can be made to
    /// close a circle: then it is the one with the lowest id.
    fn top_of<'a>(&'a self, mut row: &'a Row) -> &'a Row {
        let mut seen = BTreeSet::new();
        while let Some(parent) = self.parent_of(row) {
            if !seen.insert(row.id) {
                return self.lowest_around(row);
            }
            row = parent;
        }
        row
    }

    fn lowest_around<'a>(&'a self, from: &'a Row) -> &'a Row {
        let (mut lowest, mut at) = (from, from);
        while let Some(next) = self.parent_of(at).filter(|next| next.id != from.id) {
            at = next;
            if at.id < lowest.id {
                lowest = at;
            }
        }
        lowest
    }
}

/// The entries of a thread, each behind the one that it answers.
struct Walk<'a> {
    rows: Vec<&'a Row>,
    /// Where the entry that each one answers stands, if it may answer that.
    parents: Vec<Option<usize>>,
}

impl<'a> Walk<'a> {
    fn down(view: &'a View, top: &'a Row) -> Self {
        let mut walk = Self {
            rows: Vec::new(),
            parents: Vec::new(),
        };
        let mut open: Vec<(&Row, Option<usize>)> = vec![(top, None)];
        while let Some((row, below)) = open.pop() {
            let at = walk.rows.len();
            walk.rows.push(row);
            walk.parents
                .push(below.filter(|parent| rules::fits(walk.rows[*parent], row)));
            let replies = view.replies(row.id).filter(|reply| reply.id != top.id);
            open.extend(replies.map(|reply| (reply, Some(at))));
        }
        walk
    }

    fn judged(&self, view: &View) -> Thread {
        let (joints, roots) = self.joints(view);
        Thread {
            members: self.rows.iter().map(|row| row.id).collect(),
            turned: self.turned(),
            joints,
            roots,
        }
    }

    fn joints(&self, view: &View) -> (Map<EntryId, Joint>, Map<EntryId, EntryId>) {
        let mut roots: Map<EntryId, EntryId> = Map::default();
        let mut groups: Map<EntryId, Vec<&Row>> = Map::default();
        for (row, parent) in self.rows.iter().zip(&self.parents) {
            if !joint::is_version(row) {
                continue;
            }
            let before = parent.map(|at| self.rows[at]);
            let before = before.filter(|before| before.content.kind() == row.content.kind());
            let root = before.and_then(|before| roots.get(&before.id).copied());
            let root = root.unwrap_or(row.id);
            roots.insert(row.id, root);
            groups.entry(root).or_default().push(row);
        }
        let made = |(root, rows): (EntryId, Vec<&Row>)| {
            Some((root, Joint::made_of(view, root, &rows, |_| true)?))
        };
        (groups.into_iter().filter_map(made).collect(), roots)
    }

    /// The state of each entry that its replies have turned. Where the words of what
    /// is answered changed, an answer counts, with all below it, that was given to
    /// what stands now, or that names nothing.
    fn turned(&self) -> Map<EntryId, &'static str> {
        let mut names: Vec<Option<String>> = vec![None; self.rows.len()];
        let mut turned = Map::default();
        let mut below: Vec<Last> = self.rows.iter().map(|_| Last::default()).collect();
        for (at, row) in self.rows.iter().enumerate().rev() {
            let mut last = std::mem::take(&mut below[at]);
            if let Some(of) = template(row.content.kind()).filter(|of| !of.turns.is_empty()) {
                turned.extend(last.state(of, row).map(|state| (row.id, state)));
            }
            let Some(parent) = self.parents[at] else {
                continue;
            };
            let above = self.rows[parent];
            if above.versions > 1
                && let Some(named) = row.content.field(VERSION)
            {
                let name = names[parent].get_or_insert_with(|| version_name(above));
                if name != named {
                    continue;
                }
            }
            last.keep_what_reaches_up();
            last.take(row);
            below[parent].join(last);
        }
        turned
    }
}

/// For each reply that some kind is turned by, and each writer, where the last one
/// stands: no more than all templates name.
#[derive(Default, Clone)]
struct Last(Map<(usize, PersonId), Place>);

/// A kind of reply that turns a state, and a field it has with its value.
type Turning = (&'static str, Option<(&'static str, &'static str)>);

fn turning(turn: &'static Turn) -> Turning {
    let field = turn.field.as_ref();
    let field = field.map(|(name, value)| (name.as_str(), value.as_str()));
    (turn.kind.as_str(), field)
}

/// All of them that any template names, each with its number.
static TURNINGS: LazyLock<Map<Turning, usize>> = LazyLock::new(|| {
    let mut all = Map::default();
    for turn in templates().iter().flat_map(|template| &template.turns) {
        let number = all.len();
        all.entry(turning(turn)).or_insert(number);
    }
    all
});

/// For each of them whether it turns also what stands further up.
static REACHES_UP: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut reaches = vec![true; TURNINGS.len()];
    for ((kind, _), number) in TURNINGS.iter() {
        reaches[*number] = !NO_FURTHER.contains(kind);
    }
    reaches
});

/// The same by kind.
static BY_KIND: LazyLock<Map<&'static str, Vec<(Turning, usize)>>> = LazyLock::new(|| {
    let mut by_kind: Map<&'static str, Vec<(Turning, usize)>> = Map::default();
    for (turning, number) in TURNINGS.iter() {
        by_kind
            .entry(turning.0)
            .or_default()
            .push((*turning, *number));
    }
    by_kind
});

/// Kinds that turn what they answer, and nothing above it: who needs time for one
/// question has answered another.
const NO_FURTHER: [&str; 3] = ["need-time", "decline", "take-back"];

impl Last {
    /// Leaves out what turns only the entry that it answers.
    fn keep_what_reaches_up(&mut self) {
        if !self.0.is_empty() {
            self.0.retain(|(number, _), _| REACHES_UP[*number]);
        }
    }

    /// Takes in one reply.
    fn take(&mut self, row: &Row) {
        let Some(place) = row.place() else { return };
        let turnings = BY_KIND.get(row.content.kind());
        for ((_, field), number) in turnings.into_iter().flatten() {
            let fits = field.is_none_or(|(name, value)| row.content.field(name) == Some(value));
            if fits {
                self.note((*number, row.writer), place);
            }
        }
    }

    fn note(&mut self, key: (usize, PersonId), place: Place) {
        let last = self.0.entry(key).or_insert(place);
        *last = place.max(*last);
    }

    fn join(&mut self, mut other: Self) {
        if other.0.len() > self.0.len() {
            std::mem::swap(self, &mut other);
        }
        for (key, place) in other.0 {
            self.note(key, place);
        }
    }

    /// The state that the last of these leads an entry to. Of turns that one reply
    /// answers to, the first that is named counts.
    fn state(&self, of: &'static Template, row: &Row) -> Option<&'static str> {
        let mut found: Option<(Place, &'static str)> = None;
        for turn in &of.turns {
            let number = TURNINGS.get(&turning(turn))?;
            let by = |writer: &PersonId| match turn.by {
                Some(By::Same) => *writer == row.writer,
                Some(By::Other) => *writer != row.writer,
                None => true,
            };
            let places = self.0.iter();
            let places = places.filter(|((of, writer), _)| of == number && by(writer));
            let last = places.map(|(_, place)| *place).max();
            if let Some(last) = last
                && found.is_none_or(|(place, _)| last > place)
            {
                found = Some((last, turn.state.as_str()));
            }
        }
        found.map(|(_, state)| state)
    }
}
