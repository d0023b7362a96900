//! Reads a document of one plain change without making it a document.
//!
//! Most entries are written once: a few fields and one text, in one change.
//! Automerge would build indexes, columns and a change graph to show such an
//! entry; its content stands in the change in reading order and can be taken
//! from there:
//!
//! ```text
//! operation   1     2      3          4     5     6
//! object      root  root   root       #3    #3    #3
//! key         kind  title  text       head  #4    #5
//! action      set   set    make text  set   set   set     (4 to 6 insert)
//! value       note  Rain   -          W     e     t
//! ```
//!
//! It refuses to guess. Whatever is not of this shape (a change before it, other
//! actors, a key used twice, values that are not strings, edits within the text,
//! deletions, marks, lists) gives `None`, and the caller asks Automerge. For a
//! change it does read, the answer is the one Automerge would give. It looks at
//! neither checksum nor signature.
//!
//! Source: docs/envelope-format.md, Automerge limits.

use std::collections::BTreeMap;

use super::limits::{
    Booleans, BoundedChange, Column, LimitError, Reader, Runs, VALUE_STRING, value_length,
    value_type,
};

/// The root key under which the text of an entry stands.
const TEXT_KEY: &[u8] = b"text";

const ACTION_SET: u64 = 1;
const ACTION_MAKE_TEXT: u64 = 4;
/// The metadata of a null value, which an operation that makes an object carries.
const VALUE_META_NULL: u64 = 0;
/// The author of the change among its actors.
const AUTHOR: u64 = 0;
/// The counter of the place before the first character.
const HEAD: i64 = 0;

/// The content of a document that is one plain change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainChange {
    /// Every string at the root of the document, by its key.
    pub fields: BTreeMap<String, String>,
    /// The content of the text object under the root key `text`; empty when
    /// there is none.
    pub text: String,
}

/// The content of a change that is a plain document by itself, or `None` when
/// Automerge has to be asked.
pub fn read_plain(change: &BoundedChange) -> Option<PlainChange> {
    let stands_alone = change.deps().is_empty()
        && change.seq() == 1
        && change.start_op() == 1
        && change.actors() == 1;
    let unused = [
        Column::PredActor,
        Column::PredCounter,
        Column::Expand,
        Column::MarkName,
    ];
    if !stands_alone
        || unused
            .iter()
            .any(|column| !change.column(*column).is_empty())
    {
        return None;
    }

    let mut rows = Rows::new(change);
    let mut values = Values::new(change);
    let mut fields = BTreeMap::new();
    let mut text: Option<Text> = None;

    // Operations are numbered from 1, here `start_op`.
    let mut number: u64 = 1;
    let end = change.operations().checked_add(1)?;
    while number < end {
        let length = rows.fill()?;
        let next = number.checked_add(length)?;
        if next > end {
            return None;
        }
        match rows.row()? {
            Row::Field(key) if length == 1 => {
                let (_, meta, value) = values.next(1)?;
                let taken = text.is_some() && key == TEXT_KEY;
                if value_type(meta) != VALUE_STRING || key.is_empty() || taken {
                    return None;
                }
                if fields.insert(string(key)?, string(value)?).is_some() {
                    return None;
                }
            }
            Row::MakeText if length == 1 => {
                let (_, meta, _) = values.next(1)?;
                if meta != VALUE_META_NULL || text.is_some() || fields.contains_key("text") {
                    return None;
                }
                text = Some(Text::new(number, change.column(Column::Value).len()));
            }
            Row::Characters(place) => {
                text.as_mut()?.insert(place, number, length, &mut values)?;
            }
            Row::Field(_) | Row::MakeText => return None,
        }
        rows.advance(length);
        number = next;
    }

    let text = match text {
        Some(text) => String::from_utf8(text.bytes).ok()?,
        None => String::new(),
    };
    Some(PlainChange { fields, text })
}

fn string(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

/// The text object while it is read.
struct Text {
    /// The operation that makes the object.
    object: u64,
    /// The last character's operation, [`HEAD`] before the first.
    last: i64,
    /// The characters so far; checked as UTF-8 when all are there.
    bytes: Vec<u8>,
}

impl Text {
    fn new(object: u64, capacity: usize) -> Self {
        Self {
            object,
            last: HEAD,
            bytes: Vec::with_capacity(capacity),
        }
    }

    /// Appends the characters of `length` operations beginning with `number`.
    fn insert(
        &mut self,
        place: Place,
        number: u64,
        length: u64,
        values: &mut Values<'_>,
    ) -> Option<()> {
        let before = i64::try_from(number).ok()?.checked_sub(1)?;
        let span = i64::try_from(length).ok()?;
        let at_head = place.after_actor.is_none();

        // The first follows the last one; each of the others the one before it.
        let follows = place.object == self.object
            && place.after == self.last
            && at_head == (self.last == HEAD)
            && (length == 1 || (place.step == 1 && place.after == before));
        if !follows {
            return None;
        }

        let mut left = length;
        while left > 0 {
            let (taken, meta, bytes) = values.next(left)?;
            let width = usize::try_from(value_length(meta)).ok()?;
            if value_type(meta) != VALUE_STRING || !characters_of(width, bytes) {
                return None;
            }
            self.bytes.extend_from_slice(bytes);
            left = left.checked_sub(taken)?;
        }
        self.last = before.checked_add(span)?;
        Some(())
    }
}

/// Whether every `width` bytes begin as one character of that width does.
///
/// Together with a check of all bytes as UTF-8 it means that each operation
/// holds exactly one character.
fn characters_of(width: usize, bytes: &[u8]) -> bool {
    match width {
        0 => false,
        1 => bytes.is_ascii(),
        _ => bytes
            .iter()
            .step_by(width)
            .all(|first| utf8_width(*first) == width),
    }
}

/// The length in bytes of a character that begins with `first`; 0 for a byte
/// that begins none.
fn utf8_width(first: u8) -> usize {
    match first {
        0x00..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 0,
    }
}

/// One operation, or several alike but for their values.
enum Row<'a> {
    /// Sets a root key.
    Field(&'a [u8]),
    /// Makes a text object under the root key `text`.
    MakeText,
    /// Inserts characters.
    Characters(Place),
}

/// Where characters are inserted.
struct Place {
    /// The object's operation, the author's own.
    object: u64,
    /// The operation after which the first character stands.
    after: i64,
    /// Whose operation that is: `None` for the head, or the author.
    after_actor: Option<u64>,
    /// How `after` grows from one character to the next.
    step: i64,
}

/// The values in order, several of one type and width at a time.
struct Values<'a> {
    meta: Cursor<Runs<'a, u64>, u64>,
    bytes: Reader<'a>,
}

impl<'a> Values<'a> {
    fn new(change: &'a BoundedChange) -> Self {
        Self {
            meta: Cursor::new(change.integers(Column::ValueMeta)),
            bytes: Reader::new(change.column(Column::Value)),
        }
    }

    /// At most `most` values alike: how many, their metadata, their bytes.
    fn next(&mut self, most: u64) -> Option<(u64, u64, &'a [u8])> {
        let taken = self.meta.fill()?.min(most);
        let meta = self.meta.value?;
        let bytes = value_length(meta).checked_mul(taken)?;
        let bytes = self.bytes.take(bytes).ok()?;
        self.meta.advance(taken);
        Some((taken, meta, bytes))
    }
}

/// The columns side by side without the values, walked by runs.
struct Rows<'a> {
    obj_actor: Cursor<Runs<'a, u64>, u64>,
    obj_counter: Cursor<Runs<'a, u64>, u64>,
    key_actor: Cursor<Runs<'a, u64>, u64>,
    key_counter: Cursor<Runs<'a, i64>, i64>,
    key_string: Cursor<Runs<'a, &'a [u8]>, &'a [u8]>,
    insert: Cursor<Booleans<'a>, bool>,
    action: Cursor<Runs<'a, u64>, u64>,
    pred_count: Cursor<Runs<'a, u64>, u64>,
    /// The key counter of the row before this one.
    key_counter_before: i64,
}

impl<'a> Rows<'a> {
    fn new(change: &'a BoundedChange) -> Self {
        Self {
            obj_actor: Cursor::new(change.integers(Column::ObjActor)),
            obj_counter: Cursor::new(change.integers(Column::ObjCounter)),
            key_actor: Cursor::new(change.integers(Column::KeyActor)),
            key_counter: Cursor::new(change.deltas(Column::KeyCounter)),
            key_string: Cursor::new(change.strings(Column::KeyString)),
            insert: Cursor::new(change.booleans(Column::Insert)),
            action: Cursor::new(change.integers(Column::Action)),
            pred_count: Cursor::new(change.integers(Column::PredCount)),
            key_counter_before: 0,
        }
    }

    /// How many of the next operations are alike.
    fn fill(&mut self) -> Option<u64> {
        let length = self.obj_actor.fill()?;
        let length = length.min(self.obj_counter.fill()?);
        let length = length.min(self.key_actor.fill()?);
        let length = length.min(self.key_counter.fill()?);
        let length = length.min(self.key_string.fill()?);
        let length = length.min(self.insert.fill()?);
        let length = length.min(self.action.fill()?);
        Some(length.min(self.pred_count.fill()?))
    }

    /// The operations [`Rows::fill`] has counted.
    fn row(&self) -> Option<Row<'a>> {
        let action = self.action.value?;
        if self.pred_count.value? != 0 {
            return None;
        }
        let object = (self.obj_actor.value, self.obj_counter.value);
        let key = (self.key_actor.value, self.key_counter.value);
        match (
            self.insert.value?,
            action,
            object,
            key,
            self.key_string.value,
        ) {
            (false, ACTION_SET, (None, None), (None, None), Some(key)) => Some(Row::Field(key)),
            (false, ACTION_MAKE_TEXT, (None, None), (None, None), Some(TEXT_KEY)) => {
                Some(Row::MakeText)
            }
            (
                true,
                ACTION_SET,
                (Some(AUTHOR), Some(object)),
                (after_actor @ (None | Some(AUTHOR)), Some(step)),
                None,
            ) => Some(Row::Characters(Place {
                object,
                after: self.key_counter_before.checked_add(step)?,
                after_actor,
                step,
            })),
            _ => None,
        }
    }

    fn advance(&mut self, length: u64) {
        if let Some(step) = self.key_counter.value {
            let length = i64::try_from(length).unwrap_or(i64::MAX);
            let grown = step.saturating_mul(length);
            self.key_counter_before = self.key_counter_before.saturating_add(grown);
        }
        self.obj_actor.advance(length);
        self.obj_counter.advance(length);
        self.key_actor.advance(length);
        self.key_counter.advance(length);
        self.key_string.advance(length);
        self.insert.advance(length);
        self.action.advance(length);
        self.pred_count.advance(length);
    }
}

/// One column and the run it stands in.
struct Cursor<R, V> {
    runs: R,
    left: u64,
    value: Option<V>,
}

impl<R, T, V> Cursor<R, V>
where
    R: Iterator<Item = Result<(u64, T), LimitError>>,
    T: Into<Option<V>>,
{
    fn new(runs: R) -> Self {
        Self {
            runs,
            left: 0,
            value: None,
        }
    }

    /// How many more items are alike; behind the last there are nulls without end.
    fn fill(&mut self) -> Option<u64> {
        while self.left == 0 {
            match self.runs.next() {
                Some(run) => {
                    let (left, value) = run.ok()?;
                    self.left = left;
                    self.value = value.into();
                }
                None => {
                    self.left = u64::MAX;
                    self.value = None;
                }
            }
        }
        Some(self.left)
    }

    fn advance(&mut self, length: u64) {
        self.left = self.left.saturating_sub(length);
    }
}

#[cfg(test)]
mod tests;
