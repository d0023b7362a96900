//! Entries as Automerge documents: only this file and its part `joint` call
//! Automerge.
//!
//! One document per entry: a map of string fields and one text object under
//! `text`. What comes from outside passes [`limits::bound`] before Automerge
//! sees it, is applied one change at a time in the order of the view, and is
//! loaded under `catch_unwind`: a change that fails is set aside and named,
//! never the document.
//!
//! Positions in texts are Unicode code points, as in the editor.

mod joint;

pub use joint::{
    FoldedJoint, Heads, JointFolding, edit_from, fold_joint, heads, revise_from, versions_of_joint,
};

use std::collections::BTreeSet;
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{
    ActorId, AutoCommit, Change, ChangeHash, ExpandedChange, ObjId, ObjType, ROOT, ReadDoc,
    ScalarValue, TextEncoding, Value,
};

use super::content::{Content, ContentBuilder, FACTS, FIELDS_MAX};
use super::diff::{self, Part};
use super::limits::{self, BoundedChange, LimitError};
use super::plain::read_plain;
use crate::id::{LogId, Nonce, Owner, RecordHash, truncated};

/// The most operations all changes of one entry may add up to: the longest text that
/// two can make of it, and all of it taken away again.
pub const ENTRY_OPERATIONS_MAX: u64 = 600_000;
/// How many operations the changes of an entry may come to for each byte they are
/// stored in, beside a few that are free: what is written takes a quarter of a byte a
/// letter at least (`stored`), and each letter can be taken away again and put back.
pub const OPERATIONS_A_BYTE: u64 = 12;
/// The operations that need no bytes.
pub const OPERATIONS_FREE: u64 = 4_000;
/// From how many operations a byte on a change is stored as it is, not packed.
const PACKED_A_BYTE: u64 = 4;
/// The most bytes that all changes of one entry may add up to, inflated: what
/// they come to then fits into a page of the index.
pub const ENTRY_BYTES_MAX: usize = 3 * 1024 * 1024;
/// The most edited characters that are spliced; more than this becomes a new
/// text object, so that no change reaches the limit of a change.
const SPLICE_MAX: usize = 250_000;
/// After so many changes on which Automerge itself fails, no further one of an
/// entry is tried.
const FAILURES_MAX: usize = 8;
const TEXT: &str = "text";

/// Why a change is set aside, or cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// It was refused before Automerge saw it.
    #[error("its change is refused: {0}")]
    Limit(#[from] LimitError),
    /// It names another actor than its place in the logs gives.
    #[error("its actor is not that of its log")]
    Actor,
    /// Automerge refuses it, or failed on it.
    #[error("its change does not apply")]
    Apply,
    /// The same change is here already.
    #[error("the same change is here already")]
    Repeated,
    /// It builds on a change that is not here.
    #[error("it builds on a change that is not here")]
    Missing,
    /// The entry has reached its limits: operations, bytes or changes.
    #[error("the entry was edited too much")]
    TooManyOperations,
}

/// The Automerge actor of one editing of an entry:
/// `BLAKE3("candor 1 actor", log ‖ owner ‖ nonce ‖ edit nonce)[..16]`. Two copies
/// of a device never share one. The entry's id is not in it, since that comes of
/// the change that the actor makes.
pub fn actor(log: LogId, owner: Owner, nonce: Nonce, edit: Nonce) -> [u8; 16] {
    truncated(
        "candor 1 actor",
        &[
            log.as_bytes(),
            owner.as_bytes(),
            nonce.as_bytes(),
            edit.as_bytes(),
        ],
    )
}

/// One stored change of an entry, as its record gives it.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The record it stands in.
    pub record: RecordHash,
    /// The actor it must have.
    pub actor: [u8; 16],
    /// The change chunk.
    pub chunk: &'a [u8],
}

/// What the changes of one entry come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// Every version with the record that made it, oldest first; the last one
    /// stands now.
    pub versions: Vec<(RecordHash, Content)>,
    /// Records that were set aside, and why.
    pub aside: Vec<(RecordHash, DocumentError)>,
}

/// The versions of an entry from its changes, given in the order of the view.
pub fn fold(sources: &[Source<'_>]) -> Folded {
    let mut folding = Folding::default();
    for source in sources {
        folding.take(source);
    }
    folding.folded
}

/// The versions of an entry as its changes come, each after the ones before it in
/// the order of the view: a further one costs what it holds itself.
#[derive(Default)]
pub struct Folding {
    folded: Folded,
    /// The first change, while no document was needed.
    first: Option<BoundedChange>,
    document: Option<AutoCommit>,
    spent: Spent,
    failures: usize,
}

impl Folding {
    /// What the changes that were taken come to.
    pub fn folded(&self) -> &Folded {
        &self.folded
    }

    /// Takes the next change in, or sets it aside.
    pub fn take(&mut self, source: &Source<'_>) {
        match self.read_next(source) {
            Ok(content) => self.folded.versions.push((source.record, content)),
            Err(error) => self.folded.aside.push((source.record, error)),
        }
    }

    fn read_next(&mut self, source: &Source<'_>) -> Result<Content, DocumentError> {
        let change = self.spent.judge(source)?;
        if self.folded.versions.is_empty()
            && let Some(plain) = read_plain(&change)
        {
            let content = ContentBuilder {
                fields: plain.fields,
                text: plain.text,
            };
            self.spent.add(Cost::of(source, &change));
            self.first = Some(change);
            return Ok(content.build());
        }
        if self.failures >= FAILURES_MAX {
            return Err(DocumentError::Apply);
        }
        let outcome = self.apply_next(&change);
        match &outcome {
            Ok(_) => self.spent.add(Cost::of(source, &change)),
            Err(DocumentError::Apply) => self.failures += 1,
            Err(_) => {}
        }
        outcome
    }

    fn apply_next(&mut self, change: &BoundedChange) -> Result<Content, DocumentError> {
        if self.document.is_none() {
            self.document = load(self.first.as_slice());
        }
        let document = self.document.as_mut().ok_or(DocumentError::Apply)?;
        let read_after = |document: &AutoCommit| {
            let content = catch_unwind(AssertUnwindSafe(|| read(document).build()));
            content.map_err(|_| DocumentError::Apply)
        };
        apply_whole(document, change, read_after)
    }
}

/// What the accepted changes of an entry have cost.
#[derive(Debug, Clone, Default)]
struct Spent {
    operations: u64,
    /// Inflated, and as stored.
    bytes: usize,
    stored: u64,
    /// Open marks cost Automerge their square, so all of an entry's count.
    marks: u64,
}

impl Spent {
    /// A change, if it is what its record claims and the entry can hold it.
    fn judge(&self, source: &Source<'_>) -> Result<BoundedChange, DocumentError> {
        let change = limits::bound(source.chunk)?;
        if change.actor() != source.actor {
            return Err(DocumentError::Actor);
        }
        self.holds(Cost::of(source, &change))?;
        Ok(change)
    }

    /// Whether the entry can hold a change that costs so much.
    fn holds(&self, cost: Cost) -> Result<(), DocumentError> {
        let operations = self.operations.saturating_add(cost.operations);
        let paid = OPERATIONS_FREE + OPERATIONS_A_BYTE * (self.stored + cost.stored);
        let too_many = operations > ENTRY_OPERATIONS_MAX.min(paid)
            || self.bytes + cost.bytes > ENTRY_BYTES_MAX
            || self.marks + cost.marks > limits::CHANGE_MARKS_MAX;
        match too_many {
            true => Err(DocumentError::TooManyOperations),
            false => Ok(()),
        }
    }

    fn add(&mut self, cost: Cost) {
        self.operations += cost.operations;
        self.bytes += cost.bytes;
        self.stored += cost.stored;
        self.marks += cost.marks;
    }
}

/// What one change costs.
#[derive(Debug, Clone, Copy)]
struct Cost {
    operations: u64,
    bytes: usize,
    stored: u64,
    marks: u64,
}

impl Cost {
    fn of(source: &Source<'_>, change: &BoundedChange) -> Self {
        Self {
            operations: change.operations(),
            bytes: change.chunk().len(),
            stored: source.chunk.len() as u64,
            marks: change.marks(),
        }
    }
}

fn empty() -> AutoCommit {
    AutoCommit::new_with_encoding(TextEncoding::UnicodeCodePoint)
}

/// The document of changes that were accepted before. `None` if Automerge now
/// fails on one of them.
fn load(accepted: &[BoundedChange]) -> Option<AutoCommit> {
    catch_unwind(AssertUnwindSafe(|| load_all(accepted)))
        .ok()
        .flatten()
}

/// The document of all these changes: given to Automerge together, which takes a
/// hundredth of the time that one after the other does.
fn load_all(accepted: &[BoundedChange]) -> Option<AutoCommit> {
    let mut hashes = BTreeSet::new();
    let mut changes = Vec::with_capacity(accepted.len());
    for change in accepted {
        let parsed = parse(change).ok()?;
        let here = parsed.deps().iter().all(|dep| hashes.contains(&dep.0));
        if !here || !hashes.insert(parsed.hash().0) {
            return None;
        }
        changes.push(parsed);
    }
    let mut document = empty();
    document.apply_changes(changes).ok()?;
    // One that was left out is not among its changes.
    (document.stats().num_changes == accepted.len() as u64).then_some(document)
}

fn parse(change: &BoundedChange) -> Result<Change, DocumentError> {
    let parsed = Change::try_from(change.chunk()).map_err(|_| DocumentError::Apply)?;
    if parsed.hash().0[..4] != change.checksum() {
        return Err(DocumentError::Apply);
    }
    Ok(parsed)
}

/// Takes a change into a document and gives what `read` finds there; or leaves the
/// document as it was, whatever Automerge did half way.
fn apply_whole<T>(
    document: &mut AutoCommit,
    change: &BoundedChange,
    read: impl FnOnce(&AutoCommit) -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let parsed = parse(change)?;
        fits(document, &parsed)?;
        let mut next = document.clone();
        take(&mut next, parsed)?;
        Ok(next)
    }));
    let next = outcome.unwrap_or(Err(DocumentError::Apply))?;
    let found = read(&next)?;
    *document = next;
    Ok(found)
}

/// Whether a change is not here yet and its dependencies are.
fn fits(document: &mut AutoCommit, change: &Change) -> Result<(), DocumentError> {
    // What is known of a change is at hand; the change itself would be made anew.
    let mut is_here = |hash: &ChangeHash| document.get_change_meta_by_hash(hash).is_some();
    if is_here(&change.hash()) {
        return Err(DocumentError::Repeated);
    }
    if !change.deps().iter().all(is_here) {
        return Err(DocumentError::Missing);
    }
    Ok(())
}

fn take(document: &mut AutoCommit, change: Change) -> Result<(), DocumentError> {
    let hash = change.hash();
    document
        .apply_changes([change])
        .map_err(|_| DocumentError::Apply)?;
    match document.get_change_meta_by_hash(&hash) {
        Some(_) => Ok(()),
        None => Err(DocumentError::Apply),
    }
}

/// The bytes a change is stored in: packed, unless it holds so much of the same that
/// its bytes would not pay for its operations.
fn stored(mut change: Change) -> Result<Vec<u8>, DocumentError> {
    let packed = change.bytes().into_owned();
    let operations = limits::bound(&packed)?.operations();
    if packed.len() as u64 >= operations / PACKED_A_BYTE {
        return Ok(packed);
    }
    let plain = change.raw_bytes();
    Ok(match limits::bound(plain) {
        Ok(_) => plain.to_vec(),
        Err(_) => packed,
    })
}

/// What a document says now. Values that are not strings are shown as
/// Automerge prints them, so that nothing a newer program wrote is hidden.
///
/// Where two texts were begun at once, one stands below the other.
fn read(document: &AutoCommit) -> ContentBuilder {
    let mut content = ContentBuilder::default();
    let texts = texts_of(document);
    let texts = texts.iter().map(|id| document.text(id).unwrap_or_default());
    content.text = texts.collect::<Vec<_>>().join("\n\n");
    // What Candor itself says is read however many other fields there are.
    let own = FACTS.map(str::to_owned);
    let others = document.keys(ROOT).filter(|key| key != TEXT);
    for key in own.into_iter().chain(others.take(FIELDS_MAX)) {
        if let Ok(Some((Value::Scalar(value), _))) = document.get(ROOT, key.as_str()) {
            let value = match value.as_ref() {
                ScalarValue::Str(text) => text.to_string(),
                other => other.to_string(),
            };
            content.fields.insert(key, value);
        }
    }
    content
}

/// The texts under `text`: one, unless two were begun at once.
fn texts_of(document: &AutoCommit) -> Vec<ObjId> {
    let all = document.get_all(ROOT, TEXT).unwrap_or_default();
    all.into_iter()
        .filter(|(value, _)| matches!(value, Value::Object(ObjType::Text)))
        .map(|(_, id)| id)
        .collect()
}

/// The first change of an entry.
///
/// # Errors
/// [`DocumentError::Limit`] if it would be longer than a change may be.
pub fn begin(actor: [u8; 16], content: &ContentBuilder) -> Result<Vec<u8>, DocumentError> {
    stored(Change::from(first_change(actor, content)))
}

/// The operations that Automerge itself would write for a new document with
/// this content, byte for byte; without a document they take a fraction of the
/// time.
fn first_change(actor: [u8; 16], content: &ContentBuilder) -> ExpandedChange {
    let actor_id = ActorId::from(actor);
    let mut operations = Vec::with_capacity(content.fields.len() + content.text.len() + 1);
    for (key, value) in &content.fields {
        operations.push(Op {
            action: OpType::Put(ScalarValue::Str(value.as_str().into())),
            obj: ObjectId::Root,
            key: Key::Map(key.as_str().into()),
            pred: SortedVec::new(),
            insert: false,
        });
    }
    let text = OpId::new(operations.len() as u64 + 1, &actor_id);
    operations.push(Op {
        action: OpType::Make(ObjType::Text),
        obj: ObjectId::Root,
        key: Key::Map(TEXT.into()),
        pred: SortedVec::new(),
        insert: false,
    });
    let mut before = ElementId::Head;
    let mut letter_bytes = [0; 4];
    for letter in content.text.chars() {
        let id = OpId::new(operations.len() as u64 + 1, &actor_id);
        let letter: &str = letter.encode_utf8(&mut letter_bytes);
        operations.push(Op {
            action: OpType::Put(ScalarValue::Str(letter.into())),
            obj: ObjectId::Id(text.clone()),
            key: Key::Seq(before),
            pred: SortedVec::new(),
            insert: true,
        });
        before = ElementId::Id(id);
    }
    ExpandedChange {
        operations,
        actor_id,
        hash: None,
        seq: 1,
        start_op: NonZeroU64::MIN,
        time: 0,
        message: None,
        deps: Vec::new(),
        extra_bytes: Vec::new(),
        author: None,
    }
}

/// The change that makes `content` of the entry whose accepted changes are
/// `sources`; `None` if nothing differs.
///
/// # Errors
/// [`DocumentError`] as above, and [`DocumentError::TooManyOperations`] when
/// the entry has been edited as much as it can be.
pub fn revise(
    sources: &[Source<'_>],
    actor: [u8; 16],
    content: &ContentBuilder,
) -> Result<Option<Vec<u8>>, DocumentError> {
    let mut accepted = Vec::with_capacity(sources.len());
    let mut spent = Spent::default();
    for source in sources {
        let change = spent.judge(source)?;
        spent.add(Cost::of(source, &change));
        accepted.push(change);
    }
    next(&accepted, &spent, actor, content)
}

/// The change that makes `content` of what these come to; `None` if nothing
/// differs.
fn next(
    accepted: &[BoundedChange],
    spent: &Spent,
    actor: [u8; 16],
    content: &ContentBuilder,
) -> Result<Option<Vec<u8>>, DocumentError> {
    let made = catch_unwind(AssertUnwindSafe(|| {
        let mut document = load_all(accepted).ok_or(DocumentError::Apply)?;
        if read(&document) == *content {
            return Ok(None);
        }
        write(&mut document, actor, content).map(Some)
    }));
    let Some(chunk) = made.unwrap_or(Err(DocumentError::Apply))? else {
        return Ok(None);
    };
    let record = RecordHash::from_bytes([0; 32]);
    spent.judge(&Source {
        record,
        actor,
        chunk: &chunk,
    })?;
    Ok(Some(chunk))
}

fn write(
    document: &mut AutoCommit,
    actor: [u8; 16],
    content: &ContentBuilder,
) -> Result<Vec<u8>, DocumentError> {
    let before = read(document);
    document.set_actor(ActorId::from(actor));
    edit(document, &before, content).map_err(|_| DocumentError::Apply)?;
    // What another program made of a text can be such that an edit of it does
    // something else.
    if read(document) != *content {
        return Err(DocumentError::Apply);
    }
    document.commit_with(CommitOptions::default().with_time(0));
    stored(
        document
            .get_last_local_change()
            .ok_or(DocumentError::Apply)?,
    )
}

fn edit(
    document: &mut AutoCommit,
    before: &ContentBuilder,
    after: &ContentBuilder,
) -> Result<(), automerge::AutomergeError> {
    for key in before.fields.keys() {
        if !after.fields.contains_key(key) {
            document.delete(ROOT, key.as_str())?;
        }
    }
    for (key, value) in &after.fields {
        if before.fields.get(key) != Some(value) {
            document.put(ROOT, key.as_str(), value.as_str())?;
        }
    }
    let texts = texts_of(document);
    let text = texts.first().filter(|_| texts.len() == 1);
    let splices = Splice::all(&before.text, &after.text);
    let size: usize = splices.iter().map(Splice::size).sum();
    match text {
        Some(id) if size <= SPLICE_MAX => {
            // From the end on, so that the places before stay what they are.
            for splice in splices.iter().rev() {
                document.splice_text(id, splice.at, splice.delete, splice.insert)?;
            }
        }
        _ => {
            let id = document.put_object(ROOT, TEXT, ObjType::Text)?;
            document.splice_text(&id, 0, 0, &after.text)?;
        }
    }
    Ok(())
}

/// A stretch in which two texts differ, cut to whole words, in code points: two
/// people who change different words of a text never end up with letters of both
/// in one word.
#[derive(Debug, PartialEq, Eq)]
struct Splice<'a> {
    at: usize,
    delete: isize,
    insert: &'a str,
}

impl<'a> Splice<'a> {
    /// What makes `after` of `before`, in reading order: what stands between two
    /// changed places is left alone, so that the other may change it meanwhile.
    fn all(before: &str, after: &'a str) -> Vec<Self> {
        let mut splices = Vec::new();
        // Where the stretch begins, in code points and in bytes of each text,
        // and how long it is in each.
        let (mut at, mut old, mut new) = (0, 0, 0);
        let (mut gone, mut added) = (0, 0);
        let end = Part::Same("");
        for part in diff::words(before, after).into_iter().chain([end]) {
            match part {
                Part::Gone(word) => gone += word.len(),
                Part::Added(word) => added += word.len(),
                Part::Same(word) => {
                    let stretch = &before[old..old + gone];
                    let splice = Self::between(stretch, &after[new..new + added]);
                    if splice.size() > 0 {
                        splices.push(Self {
                            at: at + splice.at,
                            ..splice
                        });
                    }
                    at += stretch.chars().count() + word.chars().count();
                    old += gone + word.len();
                    new += added + word.len();
                    (gone, added) = (0, 0);
                }
            }
        }
        splices
    }

    fn between(before: &str, after: &'a str) -> Self {
        let common = before
            .char_indices()
            .zip(after.chars())
            .find(|((_, old), new)| old != new)
            .map_or(before.len().min(after.len()), |((at, _), _)| at);
        let head = word_start(before, after, common);
        let (old, new) = (&before[head..], &after[head..]);
        let tail: usize = old
            .chars()
            .rev()
            .zip(new.chars().rev())
            .take_while(|(old, new)| old == new)
            .map(|(letter, _)| letter.len_utf8())
            .sum();
        let tail = word_end(old, new, tail);
        let gone = &old[..old.len() - tail];
        Self {
            at: before[..head].chars().count(),
            delete: isize::try_from(gone.chars().count()).unwrap_or(isize::MAX),
            insert: &new[..new.len() - tail],
        }
    }

    fn size(&self) -> usize {
        self.delete.unsigned_abs() + self.insert.chars().count()
    }
}

/// The start of the word that byte `at` of both texts stands in; both are
/// equal up to `at`.
fn word_start(before: &str, after: &str, at: usize) -> usize {
    let inside = |text: &str| text[at..].chars().next().is_some_and(char::is_alphanumeric);
    if before == after || !(inside(before) || inside(after)) {
        return at;
    }
    before[..at]
        .char_indices()
        .rev()
        .take_while(|(_, letter)| letter.is_alphanumeric())
        .last()
        .map_or(at, |(start, _)| start)
}

/// How many bytes of the common end are left when it begins at a word's end.
fn word_end(old: &str, new: &str, tail: usize) -> usize {
    let inside = |text: &str| {
        text[..text.len() - tail]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
    };
    if !(inside(old) || inside(new)) {
        return tail;
    }
    let word: usize = old[old.len() - tail..]
        .chars()
        .take_while(|letter| letter.is_alphanumeric())
        .map(char::len_utf8)
        .sum();
    tail - word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> ContentBuilder {
        let mut content = ContentBuilder {
            text: text.to_owned(),
            ..ContentBuilder::default()
        };
        content.fields.insert("kind".into(), "note".into());
        content
    }

    fn source(record: u8, actor: [u8; 16], chunk: &[u8]) -> Source<'_> {
        Source {
            record: RecordHash::from_bytes([record; 32]),
            actor,
            chunk,
        }
    }

    proptest::proptest! {
        #[test]
        fn a_first_change_is_what_automerge_itself_writes(
            fields in proptest::collection::btree_map("[a-z]{1,12}", "\\PC{0,40}", 0..6),
            text in "(\\PC|[ёждñ日本語👋🏽\n\t e\u{301}]){0,200}",
        ) {
            let mut fields = fields;
            fields.remove(TEXT);
            let content = ContentBuilder { fields, text };
            let mut document = empty();
            let by_automerge = write(&mut document, [7; 16], &content).expect("fits");
            proptest::prop_assert_eq!(begin([7; 16], &content).expect("fits"), by_automerge);
        }
    }

    #[test]
    fn an_edit_is_cut_to_whole_words() {
        let splice = Splice::between("we meet on monday here", "we meet on sunday here");
        assert_eq!((splice.at, splice.delete, splice.insert), (11, 6, "sunday"));
        let splice = Splice::between("same", "same");
        assert_eq!(splice.size(), 0);
        let splice = Splice::between("", "нов");
        assert_eq!((splice.at, splice.delete, splice.insert), (0, 0, "нов"));
        let splice = Splice::between("a b", "a c b");
        assert_eq!((splice.delete, splice.insert.contains('c')), (0, true));
    }

    #[test]
    fn what_stands_between_two_changed_places_is_left_alone() {
        let splices = Splice::all(
            "we meet on monday at the door",
            "we talk on monday at the door tonight",
        );
        let cut: Vec<_> = splices
            .iter()
            .map(|splice| (splice.at, splice.delete, splice.insert))
            .collect();
        assert_eq!(cut, [(3, 4, "talk"), (29, 0, " tonight")]);
        assert_eq!(Splice::all("same", "same"), []);
    }

    #[test]
    fn every_version_stays_readable() {
        let one = begin([1; 16], &content("I walked home.")).expect("fits");
        let first = [source(1, [1; 16], &one)];
        let two = revise(&first, [2; 16], &content("I walked home late."))
            .expect("fits")
            .expect("differs");

        let folded = fold(&[first[0], source(2, [2; 16], &two)]);

        let texts: Vec<_> = folded.versions.iter().map(|(_, at)| at.text()).collect();
        assert_eq!(texts, ["I walked home.", "I walked home late."]);
        assert!(folded.aside.is_empty());
        assert_eq!(
            revise(&first, [3; 16], &content("I walked home.")),
            Ok(None)
        );
    }

    #[test]
    fn a42_one_of_two_changes_with_the_same_actor_and_seq_is_set_aside() {
        let one = begin([1; 16], &content("one")).expect("fits");
        let two = begin([1; 16], &content("two")).expect("fits");

        let folded = fold(&[source(1, [1; 16], &one), source(2, [1; 16], &two)]);

        assert_eq!(folded.versions.len(), 1);
        assert_eq!(folded.versions[0].1.text(), "one");
        assert_eq!(folded.aside.len(), 1);
    }

    #[test]
    fn a24_a_change_that_builds_on_nothing_here_is_set_aside() {
        let one = begin([1; 16], &content("one")).expect("fits");
        let two = revise(&[source(1, [1; 16], &one)], [2; 16], &content("two"))
            .expect("fits")
            .expect("differs");

        let folded = fold(&[source(2, [2; 16], &two)]);

        assert!(folded.versions.is_empty());
        assert_eq!(folded.aside[0].1, DocumentError::Missing);
    }

    #[test]
    fn a01_a_change_with_another_actor_is_set_aside() {
        let one = begin([9; 16], &content("one")).expect("fits");
        let folded = fold(&[source(1, [1; 16], &one)]);
        assert_eq!(folded.aside[0].1, DocumentError::Actor);
    }

    #[test]
    fn a_text_of_200_kib_can_be_replaced_by_another() {
        let long = content(&"a".repeat(200 * 1024));
        let other = content(&"b".repeat(200 * 1024));
        let one = begin([1; 16], &long).expect("fits");
        let two = revise(&[source(1, [1; 16], &one)], [2; 16], &other)
            .expect("fits")
            .expect("differs");
        let folded = fold(&[source(1, [1; 16], &one), source(2, [2; 16], &two)]);
        assert_eq!(folded.versions[1].1.text().len(), 200 * 1024);
    }
}
