//! Drafts that both write in: what their changes come to, and where an edit
//! begins.
//!
//! Both may change every word of such a draft, so its changes are trusted with
//! less than those of an entry of one person: no change but one that begins it
//! moves the text, what Candor says of it (kind, day, thread) is what its first
//! change said, and fields that do not fit its kind are left out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use automerge::legacy::{Key, ObjectId};
use foldhash::fast::RandomState;

use super::*;
use crate::entry::content::{EDITED, KIND, THREAD, WRITTEN};
use crate::entry::template::{Writers, template};

type Map<K, V> = HashMap<K, V, RandomState>;
type Set<K> = HashSet<K, RandomState>;

/// What the changes of a draft of both come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedJoint {
    /// How many changes stand.
    pub versions: u32,
    /// What it says; `None` if nothing in it begins a draft of both.
    pub content: Option<Content>,
    /// Records that were set aside, and why.
    pub aside: Vec<(RecordHash, DocumentError)>,
}

/// What the changes of a draft of both come to, given in the order of the view.
pub fn fold_joint(sources: &[Source<'_>]) -> FoldedJoint {
    JointFolding::default().fold(sources)
}

/// A draft of both whose document stays at hand: Automerge gives the same text in
/// whatever order changes came, so that a further one costs what it holds itself and
/// a look at the list of the others.
#[derive(Default)]
pub struct JointFolding {
    /// What was found of each record when it was seen first.
    known: Map<RecordHash, Result<Known, DocumentError>>,
    /// The document, and the records in it.
    document: Option<AutoCommit>,
    applied: Set<RecordHash>,
}

/// What is kept of a change that was read.
struct Known {
    /// Who made it, and as their how manieth: no two can share both.
    maker: ([u8; 16], u64),
    hash: [u8; 32],
    deps: Vec<[u8; 32]>,
    cost: Cost,
    /// What it says if it can begin a draft of both.
    begins: Option<ContentBuilder>,
    /// Why it cannot stand, whatever is here.
    fails: Option<DocumentError>,
}

impl Known {
    fn of(source: &Source<'_>) -> Result<Self, DocumentError> {
        let change = limits::bound(source.chunk)?;
        if change.actor() != source.actor {
            return Err(DocumentError::Actor);
        }
        let parsed = catch_unwind(AssertUnwindSafe(|| parse(&change)));
        let parsed = parsed.unwrap_or(Err(DocumentError::Apply))?;
        let moves = catch_unwind(AssertUnwindSafe(|| moves_text(&change)));
        let fails = match moves.unwrap_or(Err(DocumentError::Apply)) {
            Ok(false) => None,
            Ok(true) => Some(DocumentError::Apply),
            Err(error) => Some(error),
        };
        Ok(Self {
            maker: (source.actor, change.seq()),
            hash: parsed.hash().0,
            deps: change.deps().to_vec(),
            cost: Cost::of(source, &change),
            begins: begun(&change),
            fails,
        })
    }
}

impl JointFolding {
    fn read(sources: &[Source<'_>]) -> Self {
        let mut folding = Self::default();
        folding.look_at(sources);
        folding
    }

    fn look_at(&mut self, sources: &[Source<'_>]) {
        for source in sources {
            let known = self.known.entry(source.record);
            known.or_insert_with(|| Known::of(source));
        }
    }

    /// What all these changes come to, given in the order of the view.
    pub fn fold(&mut self, sources: &[Source<'_>]) -> FoldedJoint {
        self.look_at(sources);
        let (mut stand, mut aside) = self.judge(sources);
        while self.bring_up(&stand) {
            // What builds on one that failed cannot stand either, and what it would
            // have cost is free for others.
            (stand, aside) = self.judge(sources);
        }
        let content = self.document.as_ref().and_then(|document| {
            let mut known = stand.iter().filter_map(|source| self.of(source));
            let first = known.find_map(|known| known.begins.as_ref())?;
            catch_unwind(AssertUnwindSafe(|| fitting(first, read(document)))).ok()
        });
        FoldedJoint {
            versions: u32::try_from(stand.len()).unwrap_or(u32::MAX),
            content: content.map(|content| content.build()),
            aside,
        }
    }

    fn of(&self, source: &Source<'_>) -> Option<&Known> {
        self.known.get(&source.record)?.as_ref().ok()
    }

    /// The changes that stand, each after what it builds on, and those that do not: by
    /// what is known of them alone. Where one of the two has a clock that is days
    /// behind, what they write stands in the view before what it builds on.
    fn judge<'a>(
        &self,
        sources: &[Source<'a>],
    ) -> (Vec<Source<'a>>, Vec<(RecordHash, DocumentError)>) {
        let mut spent = Spent::default();
        let mut here = Set::default();
        let mut makers = Set::default();
        let mut stand = Vec::with_capacity(sources.len());
        let mut aside = Vec::new();
        // What waits for a change, by the hash of that change.
        let mut waiting: BTreeMap<[u8; 32], Vec<Source<'a>>> = BTreeMap::new();
        let mut next: Vec<Source<'a>> = sources.iter().rev().copied().collect();
        while let Some(source) = next.pop() {
            let lacks = |known: &Known| known.deps.iter().copied().find(|dep| !here.contains(dep));
            if let Some(dep) = self
                .of(&source)
                .filter(|it| it.fails.is_none())
                .and_then(lacks)
            {
                waiting.entry(dep).or_default().push(source);
                continue;
            }
            let outcome = match self.known.get(&source.record) {
                // Only what stands counts: a program that writes what fails must not
                // take the room of what the other writes next.
                Some(Ok(known)) => known
                    .judge(&here, &makers)
                    .and_then(|()| spent.holds(known.cost))
                    .map(|()| known),
                Some(Err(error)) => Err(*error),
                None => Err(DocumentError::Apply),
            };
            match outcome {
                Ok(known) => {
                    spent.add(known.cost);
                    here.insert(known.hash);
                    makers.insert(known.maker);
                    stand.push(source);
                    let ready = waiting.remove(&known.hash);
                    next.extend(ready.into_iter().flatten().rev());
                }
                Err(error) => aside.push((source.record, error)),
            }
        }
        let missing = waiting.into_values().flatten();
        aside.extend(missing.map(|source| (source.record, DocumentError::Missing)));
        (stand, aside)
    }

    /// Brings the document to what these changes come to. Gives whether Automerge
    /// failed on one of them, which then stands no more.
    fn bring_up(&mut self, stand: &[Source<'_>]) -> bool {
        let records: Set<RecordHash> = stand.iter().map(|source| source.record).collect();
        if !self.applied.is_subset(&records) {
            self.document = None;
        }
        if self.document.is_none() {
            self.applied.clear();
            let bounded = stand.iter().map(|source| limits::bound(source.chunk).ok());
            let loaded = bounded
                .collect::<Option<Vec<_>>>()
                .and_then(|accepted| load(&accepted));
            if loaded.is_some() {
                self.applied = records;
            }
            self.document = Some(loaded.unwrap_or_else(empty));
        }
        let mut failed = false;
        for source in stand {
            if self.applied.contains(&source.record) {
                continue;
            }
            let document = self.document.get_or_insert_with(empty);
            let outcome = limits::bound(source.chunk)
                .map_err(DocumentError::from)
                .and_then(|change| apply_whole(document, &change, |_| Ok(())));
            if outcome.is_ok() {
                self.applied.insert(source.record);
                continue;
            }
            if let (Err(error), Some(Ok(known))) = (outcome, self.known.get_mut(&source.record))
                && error != DocumentError::Missing
            {
                known.fails = Some(error);
                failed = true;
            }
        }
        failed
    }
}

impl Known {
    fn judge(
        &self,
        here: &Set<[u8; 32]>,
        makers: &Set<([u8; 16], u64)>,
    ) -> Result<(), DocumentError> {
        if let Some(error) = self.fails {
            return Err(error);
        }
        if here.contains(&self.hash) {
            return Err(DocumentError::Repeated);
        }
        match makers.contains(&self.maker) {
            true => Err(DocumentError::Apply),
            false => Ok(()),
        }
    }
}

/// What a change says that begins a draft of both.
fn begun(change: &BoundedChange) -> Option<ContentBuilder> {
    if !change.deps().is_empty() {
        return None;
    }
    let document = load(std::slice::from_ref(change))?;
    let content = catch_unwind(AssertUnwindSafe(|| read(&document))).ok()?;
    let of = template(content.fields.get(KIND)?);
    of.is_none_or(|of| of.writers == Writers::Both)
        .then_some(content)
}

/// Whether a change that builds on others begins another text, or takes the text
/// away: what the other typed meanwhile would be gone with it.
fn moves_text(change: &BoundedChange) -> Result<bool, DocumentError> {
    if change.deps().is_empty() {
        return Ok(false);
    }
    let expanded = parse(change)?.decode();
    Ok(expanded.operations.iter().any(|operation| {
        let of_text = matches!(&operation.key, Key::Map(key) if key.as_str() == TEXT);
        operation.obj == ObjectId::Root && of_text
    }))
}

/// What a draft says now: what Candor says of it as it was begun, and the fields
/// that fit its kind.
fn fitting(first: &ContentBuilder, mut now: ContentBuilder) -> ContentBuilder {
    let kind = first.fields.get(KIND).map_or("", String::as_str);
    if let Some(of) = template(kind) {
        now.fields.retain(|name, value| {
            of.field(name)
                .is_some_and(|field| field.shape.accepts(value))
        });
    }
    for fact in [KIND, WRITTEN, THREAD] {
        match first.fields.get(fact) {
            Some(value) => now.fields.insert(fact.to_owned(), value.clone()),
            None => now.fields.remove(fact),
        };
    }
    now.fields.remove(EDITED);
    now
}

/// Where a text stands: the changes of it that nothing builds on yet, by the
/// hashes Automerge gives them, sorted. The same changes in any order have the
/// same heads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heads(Vec<[u8; 32]>);

impl Heads {
    /// The most heads a change can build on.
    pub const MAX: usize = limits::CHANGE_DEPS_MAX as usize;

    /// Heads that were kept; `None` if they are more than [`Heads::MAX`].
    pub fn from_hashes(mut hashes: Vec<[u8; 32]>) -> Option<Self> {
        hashes.sort_unstable();
        hashes.dedup();
        (hashes.len() <= Self::MAX).then_some(Self(hashes))
    }

    /// The hashes, sorted.
    pub fn hashes(&self) -> &[[u8; 32]] {
        &self.0
    }
}

/// The accepted changes of an entry as a graph, each after what it builds on.
struct Graph {
    accepted: Vec<BoundedChange>,
    hashes: Vec<[u8; 32]>,
    records: Vec<RecordHash>,
    spent: Spent,
}

impl Graph {
    fn of(sources: &[Source<'_>]) -> Result<Self, DocumentError> {
        let mut graph = Self {
            accepted: Vec::with_capacity(sources.len()),
            hashes: Vec::with_capacity(sources.len()),
            records: Vec::with_capacity(sources.len()),
            spent: Spent::default(),
        };
        let mut read = Vec::with_capacity(sources.len());
        for source in sources {
            // They stand already: what the entry can hold was judged in the order in
            // which they build on each other.
            let change = limits::bound(source.chunk)?;
            if change.actor() != source.actor {
                return Err(DocumentError::Actor);
            }
            let parsed = catch_unwind(AssertUnwindSafe(|| parse(&change)));
            let parsed = parsed.unwrap_or(Err(DocumentError::Apply))?;
            graph.spent.add(Cost::of(source, &change));
            read.push((source.record, parsed.hash().0, change));
        }
        let hashes: Vec<[u8; 32]> = read.iter().map(|(_, hash, _)| *hash).collect();
        let deps = |at: usize| read[at].2.deps();
        let order = building_order(&hashes, deps);
        let mut read: Vec<_> = read.into_iter().map(Some).collect();
        for (record, hash, change) in order.into_iter().filter_map(|at| read[at].take()) {
            graph.records.push(record);
            graph.hashes.push(hash);
            graph.accepted.push(change);
        }
        Ok(graph)
    }

    fn heads(&self) -> Vec<[u8; 32]> {
        let built_on: BTreeSet<[u8; 32]> = self
            .accepted
            .iter()
            .flat_map(|change| change.deps().iter().copied())
            .collect();
        let mut heads = self.hashes.clone();
        heads.retain(|hash| !built_on.contains(hash));
        heads
    }

    /// The changes that stand at or below `heads`, in their order.
    ///
    /// # Errors
    /// [`DocumentError::Missing`] if one of the heads is not here.
    fn below(&self, heads: &Heads) -> Result<Vec<usize>, DocumentError> {
        let places: BTreeMap<[u8; 32], usize> = self.hashes.iter().copied().zip(0..).collect();
        let mut open = heads.0.clone();
        let mut found = BTreeSet::new();
        while let Some(hash) = open.pop() {
            let at = *places.get(&hash).ok_or(DocumentError::Missing)?;
            if found.insert(at) {
                open.extend_from_slice(self.accepted[at].deps());
            }
        }
        Ok(found.into_iter().collect())
    }
}

/// An order in which each change comes after those that it builds on, as far as they
/// are here; else the order they are given in.
fn building_order<'a>(hashes: &[[u8; 32]], deps: impl Fn(usize) -> &'a [[u8; 32]]) -> Vec<usize> {
    let places: Map<[u8; 32], usize> = hashes.iter().copied().zip(0..).collect();
    let mut taken = vec![false; hashes.len()];
    let mut order = Vec::with_capacity(hashes.len());
    for first in 0..hashes.len() {
        // What is below comes first; each is looked at twice.
        let mut open = vec![(first, false)];
        while let Some((at, is_below_taken)) = open.pop() {
            if taken[at] {
                continue;
            }
            if is_below_taken {
                taken[at] = true;
                order.push(at);
                continue;
            }
            open.push((at, true));
            let below = deps(at).iter().filter_map(|dep| places.get(dep));
            open.extend(below.filter(|at| !taken[**at]).map(|at| (*at, false)));
        }
    }
    order
}

/// The versions of a draft of both, each after what it builds on.
pub fn versions_of_joint(sources: &[Source<'_>]) -> Vec<(RecordHash, Content)> {
    let (stand, _) = JointFolding::read(sources).judge(sources);
    fold(&stand).versions
}

/// Where the changes of an entry stand.
///
/// # Errors
/// [`DocumentError`] as above.
pub fn heads(sources: &[Source<'_>]) -> Result<Heads, DocumentError> {
    Heads::from_hashes(Graph::of(sources)?.heads()).ok_or(DocumentError::TooManyOperations)
}

/// Where an edit of the person who wrote `mine` (the record of the last change they
/// made themselves) begins, who had the text at `seen`
/// before them: at their own last change if that is not in what they saw, since
/// what they go on with holds it.
///
/// # Errors
/// [`DocumentError`]; [`DocumentError::Missing`] if what was seen is not here.
pub fn edit_from(
    sources: &[Source<'_>],
    seen: &Heads,
    mine: Option<RecordHash>,
) -> Result<Heads, DocumentError> {
    let graph = Graph::of(sources)?;
    let below = graph.below(seen)?;
    let place = |mine| graph.records.iter().position(|record| *record == mine);
    Ok(match mine.and_then(place) {
        Some(mine) if !below.contains(&mine) => Heads(vec![graph.hashes[mine]]),
        _ => seen.clone(),
    })
}

/// The change that makes `content` of what the draft said at `from`, whatever
/// else has changed since: Automerge keeps both. `None` if nothing differs.
///
/// # Errors
/// As [`revise`]; [`DocumentError::Missing`] if `from` is not here, and
/// [`DocumentError::Apply`] if it could only be made by beginning another text.
pub fn revise_from(
    sources: &[Source<'_>],
    from: &Heads,
    actor: [u8; 16],
    content: &ContentBuilder,
) -> Result<Option<Vec<u8>>, DocumentError> {
    let graph = Graph::of(sources)?;
    let below = graph.below(from)?;
    let mut accepted = graph.accepted;
    let mut at = 0;
    accepted.retain(|_| {
        at += 1;
        below.binary_search(&(at - 1)).is_ok()
    });
    let Some(chunk) = next(&accepted, &graph.spent, actor, content)? else {
        return Ok(None);
    };
    let made = limits::bound(&chunk)?;
    if moves_text(&made)? {
        return Err(DocumentError::Apply);
    }
    Ok(Some(chunk))
}
