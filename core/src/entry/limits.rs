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

use std::marker::PhantomData;
use std::ops::Range;

use flate2::{Decompress, FlushDecompress, Status};

/// The longest change accepted, in bytes as stored (deflated or not).
pub const CHANGE_BYTES_MAX: usize = 256 * 1024;
/// The longest body a deflated change may inflate to, in bytes.
pub const CHANGE_INFLATED_MAX: usize = 2 * 1024 * 1024;
/// The most operations in one change; also the most predecessors.
pub const CHANGE_OPERATIONS_MAX: u64 = 300_000;
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

/// Inflates raw deflate data that must end exactly where `deflated` ends.
fn inflate(deflated: &[u8]) -> Result<Vec<u8>, LimitError> {
    let mut inflater = Decompress::new(false);
    let mut body = Vec::with_capacity(deflated.len().saturating_mul(4).min(CHANGE_INFLATED_MAX));
    let mut rest = deflated;
    loop {
        if body.len() > CHANGE_INFLATED_MAX {
            return Err(LimitError::Inflates);
        }
        if body.len() == body.capacity() {
            body.reserve(body.len().max(1024));
        }
        let read_before = inflater.total_in();
        let written_before = body.len();
        let status = inflater
            .decompress_vec(rest, &mut body, FlushDecompress::None)
            .map_err(|_| LimitError::Deflate)?;
        let read = inflater.total_in().saturating_sub(read_before);
        rest = usize::try_from(read)
            .ok()
            .and_then(|read| rest.get(read..))
            .unwrap_or_default();
        if matches!(status, Status::StreamEnd) {
            break;
        }
        if read == 0 && body.len() == written_before {
            return Err(LimitError::Truncated);
        }
    }
    if body.len() > CHANGE_INFLATED_MAX {
        return Err(LimitError::Inflates);
    }
    if !rest.is_empty() {
        return Err(LimitError::Trailing);
    }
    Ok(body)
}

/// A chunk of type 1 around an inflated body, with the checksum it came with.
fn with_header(checksum: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = Vec::with_capacity(body.len().saturating_add(16));
    chunk.extend_from_slice(&MAGIC);
    chunk.extend_from_slice(&checksum);
    chunk.push(TYPE_CHANGE);
    let mut length = body.len() as u64;
    while length >= 0x80 {
        chunk.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    chunk.push(length as u8);
    chunk.extend_from_slice(body);
    chunk
}

/// The columns a change can have, in the order they are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    ObjActor,
    ObjCounter,
    KeyActor,
    KeyCounter,
    KeyString,
    Insert,
    Action,
    ValueMeta,
    Value,
    PredCount,
    PredActor,
    PredCounter,
    Expand,
    MarkName,
}

const COLUMN_COUNT: usize = 14;

/// Every column with its specification: id in the upper bits, type in the lowest three.
const COLUMNS: [(u64, Column); COLUMN_COUNT] = [
    (0x01, Column::ObjActor),
    (0x02, Column::ObjCounter),
    (0x11, Column::KeyActor),
    (0x13, Column::KeyCounter),
    (0x15, Column::KeyString),
    (0x34, Column::Insert),
    (0x42, Column::Action),
    (0x56, Column::ValueMeta),
    (0x57, Column::Value),
    (0x70, Column::PredCount),
    (0x71, Column::PredActor),
    (0x73, Column::PredCounter),
    (0x94, Column::Expand),
    (0xa5, Column::MarkName),
];

/// Where each column lies in the chunk; an empty range for one that is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Columns([Range<usize>; COLUMN_COUNT]);

impl Columns {
    fn range(&self, column: Column) -> Range<usize> {
        self.0.get(column as usize).cloned().unwrap_or_default()
    }

    /// Reads the list of columns and passes over their data.
    fn read(reader: &mut Reader<'_>) -> Result<Self, LimitError> {
        let listed = reader.unsigned()?;
        if listed > COLUMN_COUNT as u64 {
            return Err(LimitError::Columns);
        }
        let mut lengths = [0_u64; COLUMN_COUNT];
        let mut after: Option<u64> = None;
        for _ in 0..listed {
            let spec = reader.unsigned()?;
            let length = reader.unsigned()?;
            let known = COLUMNS.iter().find(|(known, _)| *known == spec);
            let in_order = after.is_none_or(|after| after < spec);
            let (Some((_, column)), true, 0) = (known, in_order, spec & COLUMN_DEFLATED) else {
                return Err(LimitError::Columns);
            };
            if let Some(slot) = lengths.get_mut(*column as usize) {
                *slot = length;
            }
            after = Some(spec);
        }
        let mut columns = Self::default();
        for (range, length) in columns.0.iter_mut().zip(lengths) {
            let start = reader.position();
            reader.take(length)?;
            *range = start..reader.position();
        }
        Ok(columns)
    }
}

impl BoundedChange {
    /// The runs of a column of unsigned integers.
    pub(crate) fn integers(&self, column: Column) -> Runs<'_, u64> {
        Runs::new(self.column(column))
    }

    /// The runs of a column of differences.
    pub(crate) fn deltas(&self, column: Column) -> Runs<'_, i64> {
        Runs::new(self.column(column))
    }

    /// The runs of a column of strings, as bytes.
    pub(crate) fn strings(&self, column: Column) -> Runs<'_, &[u8]> {
        Runs::new(self.column(column))
    }

    /// The runs of a column of booleans.
    pub(crate) fn booleans(&self, column: Column) -> Booleans<'_> {
        Booleans {
            reader: Reader::new(self.column(column)),
            next: false,
        }
    }
}

/// The runs of a column: how often, and which value (`None` for null).
///
/// **Shape**: a signed count, then: positive, one value, repeated; negative, so
/// many values, given here one by one with length 1; zero, an unsigned count of
/// nulls, at least 1.
pub(crate) struct Runs<'a, V> {
    reader: Reader<'a>,
    literals: u64,
    value: PhantomData<V>,
}

/// A value as it stands in a column.
pub(crate) trait Stored<'a>: Sized {
    /// Takes one value.
    fn read(reader: &mut Reader<'a>) -> Result<Self, LimitError>;
}

impl<'a> Stored<'a> for u64 {
    fn read(reader: &mut Reader<'a>) -> Result<Self, LimitError> {
        reader.unsigned()
    }
}

impl<'a> Stored<'a> for i64 {
    fn read(reader: &mut Reader<'a>) -> Result<Self, LimitError> {
        reader.signed()
    }
}

impl<'a> Stored<'a> for &'a [u8] {
    fn read(reader: &mut Reader<'a>) -> Result<Self, LimitError> {
        reader.prefixed()
    }
}

impl<'a, V: Stored<'a>> Runs<'a, V> {
    fn new(column: &'a [u8]) -> Self {
        Self {
            reader: Reader::new(column),
            literals: 0,
            value: PhantomData,
        }
    }

    fn run(&mut self) -> Result<(u64, Option<V>), LimitError> {
        if self.literals == 0 {
            let length = self.reader.signed()?;
            if length > 0 {
                let value = V::read(&mut self.reader)?;
                return Ok((length.unsigned_abs(), Some(value)));
            }
            if length == 0 {
                let nulls = self.reader.unsigned()?;
                if nulls == 0 {
                    return Err(LimitError::Columns);
                }
                return Ok((nulls, None));
            }
            self.literals = length.unsigned_abs();
        }
        self.literals = self.literals.saturating_sub(1);
        let value = V::read(&mut self.reader)?;
        Ok((1, Some(value)))
    }
}

impl<'a, V: Stored<'a>> Iterator for Runs<'a, V> {
    type Item = Result<(u64, Option<V>), LimitError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_empty() && self.literals == 0 {
            return None;
        }
        Some(self.run())
    }
}

/// The runs of a column of booleans: lengths in turn of false, true, false...
pub(crate) struct Booleans<'a> {
    reader: Reader<'a>,
    next: bool,
}

impl Iterator for Booleans<'_> {
    type Item = Result<(u64, bool), LimitError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_empty() {
            return None;
        }
        let value = self.next;
        self.next = !value;
        Some(self.reader.unsigned().map(|length| (length, value)))
    }
}

/// Takes bytes from the front of a slice, and fails where they end.
pub(crate) struct Reader<'a> {
    whole: usize,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self {
            whole: bytes.len(),
            rest: bytes,
        }
    }

    fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    fn position(&self) -> usize {
        self.whole.saturating_sub(self.rest.len())
    }

    pub(crate) fn skip(&mut self, length: usize) -> Result<&'a [u8], LimitError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(LimitError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn take(&mut self, length: u64) -> Result<&'a [u8], LimitError> {
        let length = usize::try_from(length).map_err(|_| LimitError::Truncated)?;
        self.skip(length)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], LimitError> {
        let (taken, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(LimitError::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn byte(&mut self) -> Result<u8, LimitError> {
        let (byte, rest) = self.rest.split_first().ok_or(LimitError::Truncated)?;
        self.rest = rest;
        Ok(*byte)
    }

    /// Bytes behind their own length.
    fn prefixed(&mut self) -> Result<&'a [u8], LimitError> {
        let length = self.unsigned()?;
        self.take(length)
    }

    fn actor(&mut self) -> Result<[u8; ACTOR_BYTES], LimitError> {
        if self.unsigned()? != ACTOR_BYTES as u64 {
            return Err(LimitError::Actor);
        }
        self.array()
    }

    /// An unsigned LEB128 number in its shortest form.
    #[inline]
    fn unsigned(&mut self) -> Result<u64, LimitError> {
        // Nearly every number is one byte.
        match self.rest.split_first() {
            Some((byte @ 0..=0x7f, rest)) => {
                self.rest = rest;
                Ok(u64::from(*byte))
            }
            _ => self.unsigned_long(),
        }
    }

    fn unsigned_long(&mut self) -> Result<u64, LimitError> {
        let mut value: u64 = 0;
        let mut shift: u32 = 0;
        loop {
            let byte = self.byte()?;
            // The tenth byte has room for one bit and must be the last, so that
            // `shift` never passes 63.
            if shift == 63 && byte > 1 {
                return Err(LimitError::Leb);
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if byte == 0 && shift > 0 {
                    return Err(LimitError::Leb);
                }
                return Ok(value);
            }
            shift += 7;
        }
    }

    /// A signed LEB128 number in its shortest form.
    #[inline]
    fn signed(&mut self) -> Result<i64, LimitError> {
        match self.rest.split_first() {
            Some((byte @ 0..=0x3f, rest)) => {
                self.rest = rest;
                Ok(i64::from(*byte))
            }
            _ => self.signed_long(),
        }
    }

    fn signed_long(&mut self) -> Result<i64, LimitError> {
        let mut value: i64 = 0;
        let mut shift: u32 = 0;
        let mut before: u8 = 0;
        loop {
            let byte = self.byte()?;
            // The tenth byte repeats the sign and must be the last.
            if shift == 63 && byte != 0 && byte != 0x7f {
                return Err(LimitError::Leb);
            }
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let sign_repeated =
                    (byte == 0 && before & 0x40 == 0) || (byte == 0x7f && before & 0x40 != 0);
                if shift > 0 && sign_repeated {
                    return Err(LimitError::Leb);
                }
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1 << (shift + 7);
                }
                return Ok(value);
            }
            before = byte;
            shift += 7;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use automerge::marks::{ExpandMark, Mark};
    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{ActorId, Author, AutoCommit, Change, ObjType, ROOT, ScalarValue};
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use proptest::prelude::*;

    use super::*;

    const ADA: [u8; 16] = [0xad; 16];

    /// A document of Ada with two fields and a text.
    fn written(text: &str) -> AutoCommit {
        let mut doc = AutoCommit::new().with_actor(ActorId::from(ADA));
        doc.put(ROOT, "kind", "note").unwrap();
        doc.put(ROOT, "title", "Rain").unwrap();
        let object = doc.put_object(ROOT, "text", ObjType::Text).unwrap();
        doc.splice_text(&object, 0, 0, text).unwrap();
        doc.commit_with(CommitOptions::default().with_time(0));
        doc
    }

    fn only_change(doc: &mut AutoCommit) -> Change {
        let mut changes = doc.get_changes(&[]);
        assert_eq!(changes.len(), 1);
        changes.remove(0)
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unsigned(mut value: u64) -> Vec<u8> {
        let mut out = Vec::new();
        while value >= 0x80 {
            out.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        out.push(value as u8);
        out
    }

    fn signed(mut value: i64) -> Vec<u8> {
        let mut out = Vec::new();
        loop {
            let byte = (value & 0x7f) as u8;
            value >>= 7;
            if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
                out.push(byte);
                return out;
            }
            out.push(byte | 0x80);
        }
    }

    /// A run of `count` times `value`, as a column.
    fn run(count: i64, value: u64) -> Vec<u8> {
        [signed(count), unsigned(value)].concat()
    }

    fn chunk(chunk_type: u8, body: &[u8]) -> Vec<u8> {
        [
            MAGIC.as_slice(),
            &[1, 2, 3, 4, chunk_type],
            &unsigned(body.len() as u64),
            body,
        ]
        .concat()
    }

    /// A change written by hand: one operation that sets `kind` to `note`.
    #[derive(Clone)]
    struct Parts {
        deps: Vec<u8>,
        actor: Vec<u8>,
        seq: Vec<u8>,
        start_op: Vec<u8>,
        time: Vec<u8>,
        message: Vec<u8>,
        others: Vec<u8>,
        columns: Vec<(u64, Vec<u8>)>,
        footer: Vec<u8>,
    }

    impl Default for Parts {
        fn default() -> Self {
            Self {
                deps: vec![0],
                actor: [[16].as_slice(), &ADA].concat(),
                seq: vec![1],
                start_op: vec![1],
                time: vec![0],
                message: vec![0],
                others: vec![0],
                columns: vec![
                    (0x15, b"\x7f\x04kind".to_vec()),
                    (0x34, vec![1]),
                    (0x42, run(1, 1)),
                    (0x56, run(1, 0x46)),
                    (0x57, b"note".to_vec()),
                    (0x70, run(1, 0)),
                ],
                footer: Vec::new(),
            }
        }
    }

    impl Parts {
        fn body(&self) -> Vec<u8> {
            let mut columns = unsigned(self.columns.len() as u64);
            for (spec, data) in &self.columns {
                columns.extend(unsigned(*spec));
                columns.extend(unsigned(data.len() as u64));
            }
            for (_, data) in &self.columns {
                columns.extend(data);
            }
            [
                &self.deps,
                &self.actor,
                &self.seq,
                &self.start_op,
                &self.time,
                &self.message,
                &self.others,
                &columns,
                &self.footer,
            ]
            .map(Vec::as_slice)
            .concat()
        }

        fn bound(&self) -> Result<BoundedChange, LimitError> {
            bound(&chunk(TYPE_CHANGE, &self.body()))
        }

        /// The same parts with one column replaced or added.
        fn with(mut self, spec: u64, data: Vec<u8>) -> Self {
            self.columns.retain(|(known, _)| *known != spec);
            self.columns.push((spec, data));
            self.columns.sort_by_key(|(spec, _)| *spec);
            self
        }

        /// `count` operations in every column that must have them.
        fn many(count: u64) -> Self {
            let times = i64::try_from(count).unwrap();
            Self::default()
                .with(0x15, [signed(times), b"\x01k".to_vec()].concat())
                .with(0x34, unsigned(count))
                .with(0x42, run(times, 1))
                .with(0x56, run(times, 0))
                .with(0x57, Vec::new())
                .with(0x70, run(times, 0))
        }
    }

    #[track_caller]
    fn refused(parts: Parts, error: LimitError) {
        assert_eq!(parts.bound().map(|_| ()), Err(error));
    }

    #[test]
    fn change_of_automerge_is_accepted_raw_and_deflated() {
        let text = "It rained all day. ".repeat(40);
        let mut change = only_change(&mut written(&text));
        let raw = change.raw_bytes().to_vec();
        let deflated = change.bytes().into_owned();
        assert_eq!((raw[8], deflated[8]), (TYPE_CHANGE, TYPE_DEFLATED));

        let from_raw = bound(&raw).unwrap();
        let from_deflated = bound(&deflated).unwrap();

        assert_eq!(from_raw, from_deflated);
        assert_eq!(from_raw.chunk(), raw);
        assert_eq!(from_raw.operations(), change.len() as u64);
        assert_eq!(from_raw.actor(), ADA);
        assert_eq!((from_raw.seq(), from_raw.start_op()), (1, 1));
        assert_eq!(from_raw.deps(), &[] as &[[u8; 32]]);
        assert_eq!(from_raw.checksum(), change.hash().0[..4]);
        let read = Change::try_from(from_deflated.chunk()).unwrap();
        assert_eq!(read.hash(), change.hash());
    }

    #[test]
    fn every_kind_of_honest_edit_is_accepted() {
        let mut doc = written("Rain on the roof, снег на крыше, 雨, 🌧️");
        let (_, text) = doc.get_text();
        doc.splice_text(&text, 3, 5, "y").unwrap();
        doc.put(ROOT, "title", "Snow").unwrap();
        doc.delete(ROOT, "kind").unwrap();
        let mark = Mark::new("bold".into(), true, 0, 3);
        doc.mark(&text, mark, ExpandMark::Both).unwrap();
        doc.commit_with(CommitOptions::default().with_time(0));
        let mut ben = doc.fork().with_actor(ActorId::from([0xbe; 16]));
        let list = ben.put_object(ROOT, "list", ObjType::List).unwrap();
        for value in [
            ScalarValue::Null,
            true.into(),
            (-5_i64).into(),
            7_u64.into(),
            2.5_f64.into(),
            ScalarValue::counter(3),
            ScalarValue::Timestamp(99),
            ScalarValue::Bytes(vec![1, 2, 3]),
        ] {
            ben.insert(&list, 0, value).unwrap();
        }
        ben.put(ROOT, "title", "Hail").unwrap();
        ben.splice_text(&text, 0, 2, "").unwrap();
        ben.commit_with(CommitOptions::default().with_time(0));
        doc.put(ROOT, "title", "Sun").unwrap();
        doc.commit_with(CommitOptions::default().with_time(0));
        doc.merge(&mut ben).unwrap();
        doc.put(ROOT, "title", "Fog").unwrap();
        doc.delete(&list, 1).unwrap();
        doc.increment(&list, 1, 4).unwrap();
        doc.commit_with(CommitOptions::default().with_time(0));

        let changes = doc.get_changes(&[]);

        assert_eq!(changes.len(), 5);
        for change in changes {
            let bounded = bound(change.raw_bytes()).unwrap();
            assert_eq!(bounded.chunk(), change.raw_bytes());
            assert_eq!(bounded.operations(), change.len() as u64);
            assert_eq!(bounded.start_op(), change.start_op().get());
            assert_eq!(bounded.seq(), change.seq());
            assert_eq!(bounded.actor(), change.actor_id().to_bytes());
            let deps: Vec<[u8; 32]> = change.deps().iter().map(|dep| dep.0).collect();
            assert_eq!(bounded.deps(), deps);
        }
    }

    #[test]
    fn change_written_by_hand_is_accepted() {
        let bounded = Parts::default().bound().unwrap();

        assert_eq!(bounded.operations(), 1);
        assert_eq!(bounded.checksum(), [1, 2, 3, 4]);
        assert_eq!(Change::try_from(bounded.chunk()).unwrap().len(), 1);
    }

    #[test]
    fn seventy_bytes_that_claim_five_million_operations_are_refused() {
        let bytes = chunk(TYPE_CHANGE, &Parts::many(5_000_000).body());
        assert!(bytes.len() < 100, "{} bytes", bytes.len());

        assert_eq!(bound(&bytes), Err(LimitError::Operations));
    }

    #[test]
    fn limit_on_operations_is_exact() {
        let most = Parts::many(CHANGE_OPERATIONS_MAX).bound().unwrap();
        assert_eq!(most.operations(), CHANGE_OPERATIONS_MAX);

        refused(
            Parts::many(CHANGE_OPERATIONS_MAX + 1),
            LimitError::Operations,
        );
    }

    #[test]
    fn every_column_is_counted() {
        let huge = 1_u64 << 62;
        let times = 1_i64 << 62;
        let nulls = [vec![0], unsigned(huge)].concat();
        for spec in [
            0x01, 0x02, 0x11, 0x13, 0x15, 0x42, 0x56, 0x70, 0x71, 0x73, 0xa5,
        ] {
            refused(
                Parts::default().with(spec, nulls.clone()),
                LimitError::Operations,
            );
        }
        for spec in [0x01, 0x02, 0x11, 0x42, 0x56, 0x70, 0x71] {
            refused(
                Parts::default().with(spec, run(times, 0)),
                LimitError::Operations,
            );
        }
        for spec in [0x34, 0x94] {
            refused(
                Parts::default().with(spec, unsigned(u64::MAX)),
                LimitError::Operations,
            );
            let alternating = [unsigned(huge), unsigned(huge)].concat();
            refused(
                Parts::default().with(spec, alternating),
                LimitError::Operations,
            );
        }
        let string = [signed(i64::MAX), b"\x01k".to_vec()].concat();
        for spec in [0x15, 0xa5] {
            refused(
                Parts::default().with(spec, string.clone()),
                LimitError::Operations,
            );
        }
    }

    #[test]
    fn literal_run_longer_than_its_bytes_is_refused() {
        for count in [i64::MIN, -5_000_000, -2] {
            refused(
                Parts::default().with(0x42, [signed(count), vec![1]].concat()),
                LimitError::Truncated,
            );
        }
    }

    #[test]
    fn predecessors_count_as_often_as_their_run_says() {
        let many = Parts::many(1_000).with(0x70, run(1_000, 301));
        refused(many, LimitError::Operations);
        refused(
            Parts::default().with(0x70, run(1, u64::MAX)),
            LimitError::Operations,
        );

        let two = Parts::default()
            .with(0x70, run(1, 2))
            .with(0x71, run(2, 0))
            .with(0x73, run(2, 1));
        assert!(two.bound().is_ok());
        refused(two.clone().with(0x71, run(3, 0)), LimitError::Columns);
        refused(two.with(0x73, run(1, 1)), LimitError::Columns);
    }

    #[test]
    fn repeated_names_count_every_time() {
        let name = vec![b'n'; 200_000];
        let named = |times: u64| {
            let times = i64::try_from(times).unwrap();
            [signed(times), unsigned(name.len() as u64), name.clone()].concat()
        };
        for spec in [0x15, 0xa5] {
            assert!(Parts::many(1_000).with(spec, named(41)).bound().is_ok());
            refused(
                Parts::many(1_000).with(spec, named(42)),
                LimitError::Strings,
            );
            refused(
                Parts::many(300_000).with(spec, named(300_000)),
                LimitError::Strings,
            );
        }
    }

    #[test]
    fn marks_are_few() {
        let marks = |times: u64| {
            let times = i64::try_from(times).unwrap();
            Parts::many(2_000).with(
                0x42,
                [run(times, ACTION_MARK), run(2_000 - times, 1)].concat(),
            )
        };
        let most = marks(CHANGE_MARKS_MAX).bound().unwrap();
        assert_eq!(most.marks(), CHANGE_MARKS_MAX);
        refused(marks(CHANGE_MARKS_MAX + 1), LimitError::Marks);
    }

    #[test]
    fn values_must_use_up_their_bytes() {
        let value = |meta: u64, times: i64, bytes: &[u8]| {
            Parts::many(times.unsigned_abs())
                .with(0x56, run(times, meta))
                .with(0x57, bytes.to_vec())
        };
        assert!(value(0x46, 2, b"notenote").bound().is_ok());
        refused(value(0x46, 2, b"notenot"), LimitError::Values);
        refused(value(0x46, 2, b"notenotes"), LimitError::Values);
        refused(value(0x46, 2, b""), LimitError::Values);
        refused(value(u64::MAX, 2, b"note"), LimitError::Values);
        for without_bytes in [0x40, 0x41, 0x42] {
            refused(value(without_bytes, 1, b"note"), LimitError::Values);
        }
    }

    #[test]
    fn column_longer_than_the_operations_is_refused() {
        refused(Parts::default().with(0x34, vec![2]), LimitError::Columns);
        refused(Parts::default().with(0x70, run(2, 0)), LimitError::Columns);
        refused(
            Parts::default().with(0x56, run(2, 0x26)),
            LimitError::Columns,
        );
        refused(Parts::default().with(0x01, run(2, 0)), LimitError::Columns);
        refused(Parts::default().with(0x94, vec![0, 2]), LimitError::Columns);
        refused(Parts::default().with(0x42, vec![]), LimitError::Columns);
    }

    #[test]
    fn columns_must_be_known_plain_and_in_order() {
        for spec in [0x00, 0x35, 0x44, 0x5e, 0x17, 0x75, 0xb5, 0x1_0042, 1 << 40] {
            refused(Parts::default().with(spec, vec![]), LimitError::Columns);
        }
        let mut deflated = Parts::default();
        deflated.columns[2] = (0x42 | COLUMN_DEFLATED, deflate(&run(1, 1)));
        refused(deflated, LimitError::Columns);
        let mut swapped = Parts::default();
        swapped.columns.swap(0, 1);
        refused(swapped, LimitError::Columns);
        let mut twice = Parts::default();
        twice.columns.insert(1, twice.columns[0].clone());
        refused(twice, LimitError::Columns);
        refused(Parts::default().with(0x01, vec![0, 0]), LimitError::Columns);
        let many = Parts {
            columns: vec![(0x42, vec![]); 200],
            ..Parts::default()
        };
        refused(many, LimitError::Columns);
    }

    #[test]
    fn references_must_be_possible() {
        let columns = |actor: u64, counter: u64, others: Vec<u8>| {
            let mut parts = Parts::default()
                .with(0x01, run(1, actor))
                .with(0x02, run(1, counter));
            parts.others = others;
            parts
        };
        let ben = [[1, 16].as_slice(), &[0xbe; 16]].concat();
        assert!(columns(0, COUNTER_MAX, vec![0]).bound().is_ok());
        assert!(columns(1, 1, ben.clone()).bound().is_ok());
        refused(columns(1, 1, vec![0]), LimitError::Reference);
        refused(columns(2, 1, ben), LimitError::Reference);
        refused(columns(0, COUNTER_MAX + 1, vec![0]), LimitError::Reference);
        refused(columns(1 << 32, 1, vec![0]), LimitError::Reference);

        let key = |delta: i64, times: i64| {
            Parts::many(times.unsigned_abs()).with(0x13, [signed(times), signed(delta)].concat())
        };
        assert!(key(1 << 30, 2).bound().is_ok());
        refused(key(-1, 1), LimitError::Reference);
        refused(key((1 << 30) + 1, 2), LimitError::Reference);
        refused(key(i64::MAX, 2), LimitError::Reference);
        refused(key(i64::MIN, 2), LimitError::Reference);
        let pred = |delta: i64| {
            Parts::default()
                .with(0x70, run(1, 1))
                .with(0x71, run(1, 0))
                .with(0x73, [signed(1), signed(delta)].concat())
        };
        assert!(pred(5).bound().is_ok());
        refused(pred(-5), LimitError::Reference);
    }

    #[test]
    fn numbers_of_the_change_have_bounds() {
        let numbered = |seq: u64, start_op: u64| Parts {
            seq: unsigned(seq),
            start_op: unsigned(start_op),
            ..Parts::default()
        };
        assert!(numbered(COUNTER_MAX, COUNTER_MAX - 1).bound().is_ok());
        refused(numbered(0, 1), LimitError::Counter);
        refused(numbered(1, 0), LimitError::Counter);
        refused(numbered(COUNTER_MAX + 1, 1), LimitError::Counter);
        refused(numbered(1, COUNTER_MAX), LimitError::Counter);
        refused(numbered(1, u64::MAX), LimitError::Counter);
    }

    #[test]
    fn change_with_time_message_or_author_is_refused() {
        let mut doc = written("");
        doc.put(ROOT, "title", "Sun").unwrap();
        doc.commit_with(CommitOptions::default().with_time(1_700_000_000));
        doc.put(ROOT, "title", "Fog").unwrap();
        doc.commit_with(CommitOptions::default().with_time(0).with_message("why"));
        let changes = doc.get_changes(&[]);
        assert_eq!(bound(changes[1].raw_bytes()), Err(LimitError::Time));
        assert_eq!(bound(changes[2].raw_bytes()), Err(LimitError::Message));

        let mut signed_doc = AutoCommit::new().with_actor(ActorId::from(ADA));
        signed_doc.set_author(Some(Author::from(b"ada".as_slice())));
        signed_doc.put(ROOT, "kind", "note").unwrap();
        signed_doc.commit_with(CommitOptions::default().with_time(0));
        let change = only_change(&mut signed_doc);
        assert!(change.author().is_some());
        assert_eq!(bound(change.raw_bytes()), Err(LimitError::Author));

        let time = |time| Parts {
            time,
            ..Parts::default()
        };
        refused(time(signed(-1)), LimitError::Time);
        refused(time(signed(i64::MIN)), LimitError::Time);
        let message = Parts {
            message: vec![1, b'm'],
            ..Parts::default()
        };
        refused(message, LimitError::Message);
        let author = Parts {
            footer: vec![0],
            ..Parts::default()
        };
        refused(author, LimitError::Author);
    }

    #[test]
    fn actors_are_sixteen_bytes() {
        let mut doc = AutoCommit::new().with_actor(ActorId::from(vec![7; 15]));
        doc.put(ROOT, "kind", "note").unwrap();
        doc.commit_with(CommitOptions::default().with_time(0));
        let change = only_change(&mut doc);
        assert_eq!(bound(change.raw_bytes()), Err(LimitError::Actor));

        let other = [[1, 15].as_slice(), &[0xbe; 15]].concat();
        refused(
            Parts {
                others: other,
                ..Parts::default()
            },
            LimitError::Actor,
        );
        let endless = Parts {
            others: unsigned(u64::MAX),
            ..Parts::default()
        };
        assert!(endless.bound().is_err());
    }

    #[test]
    fn dependencies_are_few() {
        let deps = |count: u64| Parts {
            deps: [unsigned(count), vec![9; 32 * count as usize]].concat(),
            ..Parts::default()
        };
        let most = deps(CHANGE_DEPS_MAX).bound().unwrap();
        assert_eq!(most.deps(), vec![[9; 32]; 64]);
        refused(deps(CHANGE_DEPS_MAX + 1), LimitError::Deps);
        let endless = Parts {
            deps: unsigned(u64::MAX),
            ..Parts::default()
        };
        refused(endless, LimitError::Deps);
    }

    #[test]
    fn numbers_have_one_form() {
        let seq = |seq: &[u8]| Parts {
            seq: seq.to_vec(),
            ..Parts::default()
        };
        refused(seq(&[0x81, 0x00]), LimitError::Leb);
        refused(seq(&[0xff; 12]), LimitError::Leb);
        let eleven = [[0x80; 10].as_slice(), &[0x01]].concat();
        refused(seq(&eleven), LimitError::Leb);
        refused(
            Parts::default().with(0x42, vec![0x81, 0x00, 0x01]),
            LimitError::Leb,
        );
        refused(
            Parts::default().with(0x42, vec![0xff, 0x7f, 0x01]),
            LimitError::Leb,
        );
        refused(
            Parts::default().with(0x42, vec![0x01, 0x81, 0x00]),
            LimitError::Leb,
        );
        for value in [0, 1, 127, 128, 1 << 40, u64::MAX] {
            assert_eq!(Reader::new(&unsigned(value)).unsigned(), Ok(value));
        }
        for value in [
            0,
            1,
            -1,
            63,
            64,
            -64,
            -65,
            1 << 40,
            i64::MAX,
            i64::MIN,
            i64::MIN + 1,
        ] {
            assert_eq!(Reader::new(&signed(value)).signed(), Ok(value));
        }
    }

    #[test]
    fn only_one_change_chunk_is_taken() {
        let mut doc = written("Rain");
        let raw = only_change(&mut doc).raw_bytes().to_vec();
        assert_eq!(bound(&doc.save()), Err(LimitError::NotAChange));
        assert_eq!(bound(&chunk(3, &[])), Err(LimitError::NotAChange));
        assert_eq!(bound(b"age-encryption.org"), Err(LimitError::NotAChange));
        assert_eq!(bound(&[]), Err(LimitError::Truncated));
        let two = [raw.clone(), raw.clone()].concat();
        assert_eq!(bound(&two), Err(LimitError::Trailing));
        assert_eq!(bound(&[raw, vec![0]].concat()), Err(LimitError::Trailing));
    }

    #[test]
    fn longer_than_the_limit_is_refused_unread() {
        let mut bytes = vec![0; CHANGE_BYTES_MAX];
        assert_eq!(bound(&bytes), Err(LimitError::NotAChange));
        bytes.push(0);
        assert_eq!(bound(&bytes), Err(LimitError::TooLong));
    }

    #[test]
    fn deflated_data_is_bounded_whole_and_alone() {
        let bomb = chunk(TYPE_DEFLATED, &deflate(&vec![0; 64 * 1024 * 1024]));
        assert!(bomb.len() < CHANGE_BYTES_MAX);
        assert_eq!(bound(&bomb), Err(LimitError::Inflates));

        // A long value, so that the body inflates to exactly the limit.
        let sized = |length: usize| {
            let meta = (length as u64) << 4 | VALUE_STRING;
            let value = Parts::default().with(0x56, run(1, meta));
            value.with(0x57, vec![b'a'; length]).body()
        };
        let spare = sized(CHANGE_INFLATED_MAX - 200).len() - (CHANGE_INFLATED_MAX - 200);
        let most = sized(CHANGE_INFLATED_MAX - spare);
        assert_eq!(most.len(), CHANGE_INFLATED_MAX);
        let accepted = bound(&chunk(TYPE_DEFLATED, &deflate(&most))).unwrap();
        assert_eq!(accepted.chunk(), chunk(TYPE_CHANGE, &most));
        let more = sized(CHANGE_INFLATED_MAX - spare + 1);
        let more = chunk(TYPE_DEFLATED, &deflate(&more));
        assert_eq!(bound(&more), Err(LimitError::Inflates));

        let whole = deflate(&Parts::default().body());
        assert!(bound(&chunk(TYPE_DEFLATED, &whole)).is_ok());
        for length in 0..whole.len() {
            let cut = chunk(TYPE_DEFLATED, &whole[..length]);
            assert_eq!(bound(&cut), Err(LimitError::Truncated), "cut to {length}");
        }
        let trailing = [whole.as_slice(), b"x"].concat();
        let trailing = chunk(TYPE_DEFLATED, &trailing);
        assert_eq!(bound(&trailing), Err(LimitError::Trailing));
        let invalid = chunk(TYPE_DEFLATED, &[0xff; 8]);
        assert_eq!(bound(&invalid), Err(LimitError::Deflate));
    }

    #[test]
    fn cut_anywhere_it_is_refused() {
        let mut change = only_change(&mut written(&"Rain on the roof. ".repeat(30)));
        for bytes in [change.raw_bytes().to_vec(), change.bytes().into_owned()] {
            assert!(bound(&bytes).is_ok());
            for length in 0..bytes.len() {
                let cut = bound(&bytes[..length]);
                assert_eq!(
                    cut.map(|_| ()),
                    Err(LimitError::Truncated),
                    "cut to {length}"
                );
            }
        }
        // The body cut short within a header that agrees with it.
        let body = Parts::many(7).body();
        for length in 0..body.len() {
            assert!(bound(&chunk(TYPE_CHANGE, &body[..length])).is_err());
        }
    }

    #[test]
    fn any_byte_changed_never_panics() {
        let mut change = only_change(&mut written(&"Rain, снег, 雨. ".repeat(30)));
        for bytes in [change.raw_bytes().to_vec(), change.bytes().into_owned()] {
            for position in 0..bytes.len() {
                for mask in [1, 2, 4, 8, 16, 32, 64, 128, 0x7f, 0xff] {
                    let mut changed = bytes.clone();
                    changed[position] ^= mask;
                    let _ = bound(&changed);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes: Vec<u8>, deflated: bool) {
            let _ = bound(&bytes);
            let chunk_type = if deflated { TYPE_DEFLATED } else { TYPE_CHANGE };
            let _ = bound(&chunk(chunk_type, &bytes));
        }

        #[test]
        fn any_column_never_panics(index in 0..COLUMN_COUNT, data: Vec<u8>) {
            let (spec, _) = COLUMNS[index];
            if let Ok(change) = Parts::default().with(spec, data).bound() {
                prop_assert!(change.operations() <= CHANGE_OPERATIONS_MAX);
            }
        }
    }

    /// The text object of a document written by [`written`].
    trait TextOf {
        fn get_text(&self) -> (String, automerge::ObjId);
    }

    impl TextOf for AutoCommit {
        fn get_text(&self) -> (String, automerge::ObjId) {
            use automerge::ReadDoc;
            let (_, text) = self.get(ROOT, "text").unwrap().unwrap();
            (self.text(&text).unwrap(), text)
        }
    }
}
