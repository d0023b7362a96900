//! Judges the bytes of one Automerge change before Automerge sees them.
//!
//! A change comes from another device and is hostile until proven otherwise.
//! Automerge inflates without limit, believes every run length (69 bytes can
//! claim five million operations) and panics on numbers above 32 bits. This
//! reader walks the same bytes without making anything of them, and says what
//! they would cost:
//!
//! ```text
//! magic 85 6f 4a 83 | checksum 4 | type 1 | length leb | body
//!                                  type 2: the body deflated, inflated here
//! body: deps | actor | seq | start op | time | message | other actors
//!       | columns (spec, length)... | column data... | footer (author)
//! ```
//!
//! All numbers are LEB128 in their shortest form. A column is a list of runs;
//! run lengths are added up, never followed.
//!
//! It refuses: documents, bundles and more than one chunk; a change with time,
//! message or author; more bytes, operations, marks or repeated strings than the
//! limits below; compressed or unknown columns, and columns that hold more than
//! the operations use; actors that are not 16 bytes; numbers Automerge would
//! panic on. It does **not** check the checksum (compare [`BoundedChange::checksum`]
//! with the hash Automerge computes), nor whether a change fits its document
//! (compare [`BoundedChange::seq`], [`BoundedChange::start_op`] and
//! [`BoundedChange::deps`]), nor UTF-8.
//!
//! Source: docs/envelope-format.md, Automerge limits; the layout follows the
//! storage format of Automerge 0.12.

mod columns;
mod inflate;
#[cfg(test)]
mod tests;

use columns::Columns;
pub(crate) use columns::{Booleans, Column, Reader, Runs, Stored};
use inflate::{inflate, with_header};

/// The longest change accepted, in bytes as stored (deflated or not).
pub const CHANGE_BYTES_MAX: usize = 256 * 1024;
/// The longest body a deflated change may inflate to, in bytes.
pub const CHANGE_INFLATED_MAX: usize = 2 * 1024 * 1024;
/// The most operations in one change; also the most predecessors. The longest edit
/// that Candor splices, with its fields.
pub const CHANGE_OPERATIONS_MAX: u64 = 256_000;
/// The most bytes of keys, and of mark names, once every run is written out.
pub const CHANGE_STRING_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// The most marks (begins and ends) in one change. Automerge compares open
/// marks with each other: 100,000 of them, in 220 KB, cost it 40 seconds.
pub const CHANGE_MARKS_MAX: u64 = 1_000;
/// The most changes one change may follow directly.
pub const CHANGE_DEPS_MAX: u64 = 64;
/// The largest operation number or sequence number. Automerge panics above 32
/// bits; half of that leaves room for the edits that come after.
pub const COUNTER_MAX: u64 = 1 << 31;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHECKSUM_BYTES: usize = 4;
const TYPE_CHANGE: u8 = 1;
const TYPE_DEFLATED: u8 = 2;
const ACTOR_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// The action that begins or ends a mark.
const ACTION_MARK: u64 = 7;
/// The bit of a column specification that marks deflated data.
const COLUMN_DEFLATED: u64 = 0b1000;

/// One change chunk whose cost is known to lie within the limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundedChange {
    chunk: Vec<u8>,
    checksum: [u8; 4],
    deps: Vec<[u8; 32]>,
    actor: [u8; 16],
    seq: u64,
    start_op: u64,
    actors: u64,
    operations: u64,
    marks: u64,
    columns: Columns,
}

impl BoundedChange {
    /// The whole chunk, header included, never deflated: ready for
    /// `automerge::Change::try_from`.
    pub fn chunk(&self) -> &[u8] {
        &self.chunk
    }

    /// How many operations the change holds, at most [`CHANGE_OPERATIONS_MAX`].
    pub fn operations(&self) -> u64 {
        self.operations
    }

    /// How many of the operations begin or end a mark, at most [`CHANGE_MARKS_MAX`].
    pub fn marks(&self) -> u64 {
        self.marks
    }

    /// The actor that wrote the change, 16 bytes.
    pub fn actor(&self) -> &[u8] {
        &self.actor
    }

    /// The change's number in its actor's row, from 1 to [`COUNTER_MAX`].
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The number of the first operation, at least 1; the last is below
    /// [`COUNTER_MAX`].
    ///
    /// An honest change starts one above the highest operation it knows. One
    /// that starts far above leaves no room for later edits, and one that starts
    /// lower can repeat operation numbers of its own actor: compare before use.
    pub fn start_op(&self) -> u64 {
        self.start_op
    }

    /// The hashes of the changes this one follows, as written, at most
    /// [`CHANGE_DEPS_MAX`].
    pub fn deps(&self) -> &[[u8; 32]] {
        &self.deps
    }

    /// The first four bytes of the change's hash as the chunk claims them.
    pub fn checksum(&self) -> [u8; 4] {
        self.checksum
    }

    /// How many actors the operations may name, the author first.
    pub(crate) fn actors(&self) -> u64 {
        self.actors
    }

    /// The bytes of one column, empty when the change does not have it.
    pub(crate) fn column(&self, column: Column) -> &[u8] {
        let range = self.columns.range(column);
        self.chunk.get(range).unwrap_or_default()
    }
}

/// Why a change was refused before Automerge saw it.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum LimitError {
    /// More than [`CHANGE_BYTES_MAX`] bytes as stored.
    #[error("the change is longer than {CHANGE_BYTES_MAX} bytes")]
    TooLong,
    /// Not a change chunk: other magic bytes, a document, a bundle.
    #[error("these bytes are not an Automerge change")]
    NotAChange,
    /// The bytes end before what they announce.
    #[error("the change ends too early")]
    Truncated,
    /// Bytes follow the chunk, or follow the deflated data within it.
    #[error("bytes follow the change")]
    Trailing,
    /// A number not in its shortest LEB128 form, or beyond 64 bits.
    #[error("a number in the change is badly written")]
    Leb,
    /// The deflated data is not valid.
    #[error("the change cannot be inflated")]
    Deflate,
    /// More than [`CHANGE_INFLATED_MAX`] bytes after inflating.
    #[error("the change inflates to more than {CHANGE_INFLATED_MAX} bytes")]
    Inflates,
    /// More than [`CHANGE_DEPS_MAX`] dependencies.
    #[error("the change names more than {CHANGE_DEPS_MAX} changes before it")]
    Deps,
    /// An actor that is not 16 bytes long.
    #[error("an actor in the change is not 16 bytes long")]
    Actor,
    /// A sequence or operation number that is zero or above [`COUNTER_MAX`].
    #[error("the change is numbered out of range")]
    Counter,
    /// The change carries a time.
    #[error("the change carries a time")]
    Time,
    /// The change carries a message.
    #[error("the change carries a message")]
    Message,
    /// The change carries bytes after its columns, where Automerge keeps an author.
    #[error("the change carries an author")]
    Author,
    /// Columns that are compressed, unknown, repeated or out of order, or that
    /// hold more items than the operations use.
    #[error("the columns of the change are not as they should be")]
    Columns,
    /// More than [`CHANGE_OPERATIONS_MAX`] items in a column, or predecessors.
    #[error("the change claims more than {CHANGE_OPERATIONS_MAX} operations")]
    Operations,
    /// More than [`CHANGE_MARKS_MAX`] operations that begin or end a mark.
    #[error("the change holds more than {CHANGE_MARKS_MAX} marks")]
    Marks,
    /// More than [`CHANGE_STRING_BYTES_MAX`] bytes of keys or mark names.
    #[error("the change repeats more than {CHANGE_STRING_BYTES_MAX} bytes of names")]
    Strings,
    /// The values announced are longer or shorter than the bytes present.
    #[error("the values of the change do not fit their lengths")]
    Values,
    /// An operation names an actor not listed, or a number out of range.
    #[error("the change refers to an operation that cannot exist")]
    Reference,
}

/// What one stored change would cost Automerge, or why it is refused.
///
/// Takes exactly one chunk of type 1 (change) or 2 (deflated change); the latter
/// is inflated here and gets a header of type 1 with the same checksum.
///
/// **Errors**: see [`LimitError`]; none can be mended, the change is set aside.
/// It never panics, and works in time and memory in proportion to
/// [`CHANGE_INFLATED_MAX`].
pub fn bound(change: &[u8]) -> Result<BoundedChange, LimitError> {
    if change.len() > CHANGE_BYTES_MAX {
        return Err(LimitError::TooLong);
    }
    let mut reader = Reader::new(change);
    if reader.array::<4>()? != MAGIC {
        return Err(LimitError::NotAChange);
    }
    let checksum = reader.array::<CHECKSUM_BYTES>()?;
    let chunk_type = reader.byte()?;
    if chunk_type != TYPE_CHANGE && chunk_type != TYPE_DEFLATED {
        return Err(LimitError::NotAChange);
    }
    let length = reader.unsigned()?;
    let body = reader.take(length)?;
    if !reader.is_empty() {
        return Err(LimitError::Trailing);
    }
    if chunk_type == TYPE_CHANGE {
        bound_body(change.to_vec(), checksum, body.len())
    } else {
        let body = inflate(body)?;
        bound_body(with_header(checksum, &body), checksum, body.len())
    }
}

/// Judges a chunk of type 1 of which the last `body_bytes` are the body.
fn bound_body(
    chunk: Vec<u8>,
    checksum: [u8; 4],
    body_bytes: usize,
) -> Result<BoundedChange, LimitError> {
    let header_bytes = chunk.len().saturating_sub(body_bytes);
    let mut reader = Reader::new(&chunk);
    reader.skip(header_bytes)?;

    let deps_count = reader.unsigned()?;
    if deps_count > CHANGE_DEPS_MAX {
        return Err(LimitError::Deps);
    }
    let mut deps = Vec::new();
    for _ in 0..deps_count {
        deps.push(reader.array::<HASH_BYTES>()?);
    }
    let actor = reader.actor()?;
    let seq = reader.unsigned()?;
    let start_op = reader.unsigned()?;
    if seq == 0 || seq > COUNTER_MAX || start_op == 0 || start_op > COUNTER_MAX {
        return Err(LimitError::Counter);
    }
    if reader.signed()? != 0 {
        return Err(LimitError::Time);
    }
    if reader.unsigned()? != 0 {
        return Err(LimitError::Message);
    }
    let others = reader.unsigned()?;
    for _ in 0..others {
        reader.actor()?;
    }
    // The loop above ended, so `others` actors of 17 bytes each were present.
    let actors = others.saturating_add(1);

    let columns = Columns::read(&mut reader)?;
    if !reader.is_empty() {
        return Err(LimitError::Author);
    }

    let mut bounded = BoundedChange {
        chunk: Vec::new(),
        checksum,
        deps,
        actor,
        seq,
        start_op,
        actors,
        operations: 0,
        marks: 0,
        columns,
    };
    bounded.chunk = chunk;
    (bounded.operations, bounded.marks) = count_operations(&bounded)?;
    if bounded.start_op.saturating_add(bounded.operations) > COUNTER_MAX {
        return Err(LimitError::Counter);
    }
    Ok(bounded)
}

/// Adds up every column of a change; gives the number of operations and of marks.
fn count_operations(change: &BoundedChange) -> Result<(u64, u64), LimitError> {
    let mut marks: u64 = 0;
    let operations = count(change.integers(Column::Action), |run, action| {
        if action == ACTION_MARK {
            marks = marks.saturating_add(run);
        }
        Ok(())
    })?;
    if marks > CHANGE_MARKS_MAX {
        return Err(LimitError::Marks);
    }

    let actors = change.actors;
    let actor_known = |_, actor| within(actor < actors);
    let counter_known = |_, counter| within(counter <= COUNTER_MAX);

    let per_operation = [
        count(change.integers(Column::ObjActor), actor_known)?,
        count(change.integers(Column::ObjCounter), counter_known)?,
        count(change.integers(Column::KeyActor), actor_known)?,
        count_deltas(change.deltas(Column::KeyCounter))?,
        count_strings(change.strings(Column::KeyString))?,
        count_booleans(change.booleans(Column::Insert))?,
        count_values(change)?,
        count_booleans(change.booleans(Column::Expand))?,
        count_strings(change.strings(Column::MarkName))?,
    ];
    if per_operation.iter().any(|items| *items > operations) {
        return Err(LimitError::Columns);
    }

    let mut preds: u64 = 0;
    let groups = count(change.integers(Column::PredCount), |run, value| {
        preds = preds.saturating_add(value.saturating_mul(run));
        if preds > CHANGE_OPERATIONS_MAX {
            return Err(LimitError::Operations);
        }
        Ok(())
    })?;
    let pred_actors = count(change.integers(Column::PredActor), actor_known)?;
    let pred_counters = count_deltas(change.deltas(Column::PredCounter))?;
    if groups > operations || pred_actors != preds || pred_counters != preds {
        return Err(LimitError::Columns);
    }
    Ok((operations, marks))
}

/// The items of a column, nulls included; shows every run with a value to `check`.
fn count<'a, V: Stored<'a>>(
    runs: Runs<'a, V>,
    mut check: impl FnMut(u64, V) -> Result<(), LimitError>,
) -> Result<u64, LimitError> {
    let mut items = 0;
    for run in runs {
        let (length, value) = run?;
        items = add_items(items, length)?;
        if let Some(value) = value {
            check(length, value)?;
        }
    }
    Ok(items)
}

/// The items of a column of counters, kept as differences.
fn count_deltas(runs: Runs<'_, i64>) -> Result<u64, LimitError> {
    let mut counter: i64 = 0;
    count(runs, |run, delta| {
        // Within a run the counter moves one way only, so that its last value
        // is in range only if all others are.
        let run = i64::try_from(run).unwrap_or(i64::MAX);
        counter = counter.saturating_add(delta.saturating_mul(run));
        within(u64::try_from(counter).is_ok_and(|counter| counter <= COUNTER_MAX))
    })
}

/// The items of a column of strings, whose bytes count once for every repetition.
fn count_strings(runs: Runs<'_, &[u8]>) -> Result<u64, LimitError> {
    let mut bytes: u64 = 0;
    count(runs, |run, string| {
        bytes = bytes.saturating_add(run.saturating_mul(string.len() as u64));
        if bytes > CHANGE_STRING_BYTES_MAX {
            return Err(LimitError::Strings);
        }
        Ok(())
    })
}

fn count_booleans(runs: Booleans<'_>) -> Result<u64, LimitError> {
    let mut items = 0;
    for run in runs {
        let (length, _) = run?;
        items = add_items(items, length)?;
    }
    Ok(items)
}

/// The items of the value column, whose lengths must use up the value bytes.
fn count_values(change: &BoundedChange) -> Result<u64, LimitError> {
    let present = change.column(Column::Value).len() as u64;
    let mut used: u64 = 0;
    let items = count(change.integers(Column::ValueMeta), |run, meta| {
        let length = value_length(meta);
        // Null, false and true have no bytes, whatever length they announce:
        // Automerge's two readers disagree about that length.
        if value_type(meta) <= VALUE_TRUE && length != 0 {
            return Err(LimitError::Values);
        }
        used = used.saturating_add(length.saturating_mul(run));
        if used > present {
            return Err(LimitError::Values);
        }
        Ok(())
    })?;
    if used != present {
        return Err(LimitError::Values);
    }
    Ok(items)
}

fn add_items(items: u64, run: u64) -> Result<u64, LimitError> {
    let items = items.saturating_add(run);
    if items > CHANGE_OPERATIONS_MAX {
        return Err(LimitError::Operations);
    }
    Ok(items)
}

fn within(known: bool) -> Result<(), LimitError> {
    if known {
        Ok(())
    } else {
        Err(LimitError::Reference)
    }
}

/// The value type `true`, the last of those without bytes.
const VALUE_TRUE: u64 = 2;
/// The value type of strings.
pub(crate) const VALUE_STRING: u64 = 6;

/// The type in a value's metadata, its lowest four bits.
pub(crate) fn value_type(meta: u64) -> u64 {
    meta & 0b1111
}

/// The length in a value's metadata, in bytes.
pub(crate) fn value_length(meta: u64) -> u64 {
    meta >> 4
}
