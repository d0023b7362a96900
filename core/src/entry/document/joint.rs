//! Drafts that both write in: what their changes come to, and where an edit
//! begins.
//!
//! Both may change every word of such a draft, so its changes are trusted with
//! less than those of an entry of one person: no change but one that begins it
//! moves the text, what Candor says of it (kind, day, thread) is what its first
//! change said, and fields that do not fit its kind are left out.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{Key, ObjectId};

use super::*;
use crate::entry::content::{EDITED, KIND, THREAD, WRITTEN};
use crate::entry::template::{Writers, template};

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
    let mut aside = Vec::new();
    let mut accepted: Vec<BoundedChange> = Vec::with_capacity(sources.len());
    let mut records = Vec::with_capacity(sources.len());
    let mut spent = Spent::default();
    for source in sources {
        match spent.judge(source).and_then(|change| {
            let moves = catch_unwind(AssertUnwindSafe(|| moves_text(&change)));
            match moves.unwrap_or(Err(DocumentError::Apply))? {
                true => Err(DocumentError::Apply),
                false => Ok(change),
            }
        }) {
            Ok(change) => {
                spent.add(&change);
                accepted.push(change);
                records.push(source.record);
            }
            Err(error) => aside.push((source.record, error)),
        }
    }
    let document = match load(&accepted) {
        Some(document) => Some(document),
        None => one_by_one(&mut accepted, &mut records, &mut aside),
    };
    let content = document.and_then(|document| {
        let first = accepted.iter().find_map(begun)?;
        catch_unwind(AssertUnwindSafe(|| fitting(&first, read(&document)))).ok()
    });
    FoldedJoint {
        versions: u32::try_from(accepted.len()).unwrap_or(u32::MAX),
        content: content.map(|content| content.build()),
        aside,
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

/// The document of those changes that apply, one after the other; the others are
/// set aside.
fn one_by_one(
    accepted: &mut Vec<BoundedChange>,
    records: &mut Vec<RecordHash>,
    aside: &mut Vec<(RecordHash, DocumentError)>,
) -> Option<AutoCommit> {
    let mut document = empty();
    let mut stand = Vec::with_capacity(accepted.len());
    for (change, record) in std::mem::take(accepted).into_iter().zip(records.drain(..)) {
        let outcome = catch_unwind(AssertUnwindSafe(|| apply(&mut document, &change)));
        match outcome.unwrap_or(Err(DocumentError::Apply)) {
            Ok(()) => stand.push(change),
            Err(error) => aside.push((record, error)),
        }
    }
    *accepted = stand;
    // Automerge may have failed half way through one of them.
    load(accepted)
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

/// The accepted changes of an entry as a graph: what each builds on.
struct Graph {
    accepted: Vec<BoundedChange>,
    hashes: Vec<[u8; 32]>,
    spent: Spent,
}

impl Graph {
    fn of(sources: &[Source<'_>]) -> Result<Self, DocumentError> {
        let mut graph = Self {
            accepted: Vec::with_capacity(sources.len()),
            hashes: Vec::with_capacity(sources.len()),
            spent: Spent::default(),
        };
        for source in sources {
            let change = graph.spent.judge(source)?;
            let parsed = catch_unwind(AssertUnwindSafe(|| parse(&change)));
            let parsed = parsed.unwrap_or(Err(DocumentError::Apply))?;
            graph.spent.add(&change);
            graph.hashes.push(parsed.hash().0);
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

/// Where the changes of an entry stand.
///
/// # Errors
/// [`DocumentError`] as above.
pub fn heads(sources: &[Source<'_>]) -> Result<Heads, DocumentError> {
    Heads::from_hashes(Graph::of(sources)?.heads()).ok_or(DocumentError::TooManyOperations)
}

/// Where an edit of the person who wrote `mine` (the last change they made
/// themselves, as an index into `sources`) begins, who had the text at `seen`
/// before them: at their own last change if that is not in what they saw, since
/// what they go on with holds it.
///
/// # Errors
/// [`DocumentError`]; [`DocumentError::Missing`] if what was seen is not here.
pub fn edit_from(
    sources: &[Source<'_>],
    seen: &Heads,
    mine: Option<usize>,
) -> Result<Heads, DocumentError> {
    let graph = Graph::of(sources)?;
    let below = graph.below(seen)?;
    Ok(match mine {
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
