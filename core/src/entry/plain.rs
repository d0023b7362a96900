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
mod tests {
    use automerge::marks::{ExpandMark, Mark};
    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{ActorId, AutoCommit, Change, ObjType, ROOT, ReadDoc, ScalarValue, Value};
    use proptest::prelude::*;

    use super::super::limits::bound;
    use super::*;

    const ADA: [u8; 16] = [0xad; 16];

    fn blank() -> AutoCommit {
        AutoCommit::new().with_actor(ActorId::from(ADA))
    }

    /// The last change of a document, as bytes.
    fn commit(doc: &mut AutoCommit) -> Vec<u8> {
        doc.commit_with(CommitOptions::default().with_time(0));
        let changes = doc.get_changes(&[]);
        changes.last().unwrap().raw_bytes().to_vec()
    }

    fn plain(bytes: &[u8]) -> Option<PlainChange> {
        read_plain(&bound(bytes).unwrap())
    }

    /// What Automerge reads in a document of that one change.
    fn automerge_reads(bytes: &[u8]) -> PlainChange {
        let mut doc = AutoCommit::new();
        doc.apply_changes([Change::try_from(bytes).unwrap()])
            .unwrap();
        let mut read = PlainChange::default();
        for key in doc.keys(ROOT) {
            match doc.get(ROOT, key.as_str()).unwrap() {
                Some((Value::Scalar(scalar), _)) => {
                    if let ScalarValue::Str(string) = scalar.as_ref() {
                        read.fields.insert(key, string.to_string());
                    }
                }
                Some((Value::Object(ObjType::Text), text)) if key == "text" => {
                    read.text = doc.text(&text).unwrap();
                }
                _ => {}
            }
        }
        read
    }

    /// A document of Ada with `edit` applied, not yet committed.
    fn with_text(text: &str) -> (AutoCommit, automerge::ObjId) {
        let mut doc = blank();
        doc.put(ROOT, "kind", "note").unwrap();
        let object = doc.put_object(ROOT, "text", ObjType::Text).unwrap();
        doc.splice_text(&object, 0, 0, text).unwrap();
        (doc, object)
    }

    #[test]
    fn reads_fields_and_text_of_one_change() {
        let (mut doc, _) = with_text("It rained. Снег, 雨, 🌧️.");
        doc.put(ROOT, "title", "Wetter").unwrap();
        let bytes = commit(&mut doc);

        let read = plain(&bytes).unwrap();

        assert_eq!(read.text, "It rained. Снег, 雨, 🌧️.");
        let fields: Vec<_> = read.fields.iter().map(|(k, v)| (&**k, &**v)).collect();
        assert_eq!(fields, [("kind", "note"), ("title", "Wetter")]);
        assert_eq!(read, automerge_reads(&bytes));
    }

    #[test]
    fn text_may_be_empty_missing_or_a_field() {
        let (mut empty, _) = with_text("");
        let bytes = commit(&mut empty);
        assert_eq!(plain(&bytes), Some(automerge_reads(&bytes)));

        let mut missing = blank();
        missing.put(ROOT, "kind", "").unwrap();
        let bytes = commit(&mut missing);
        assert_eq!(plain(&bytes), Some(automerge_reads(&bytes)));

        let mut field = blank();
        field.put(ROOT, "text", "a field").unwrap();
        let bytes = commit(&mut field);
        let read = plain(&bytes).unwrap();
        assert_eq!(read.fields["text"], "a field");
        assert_eq!(read.text, "");
        assert_eq!(read, automerge_reads(&bytes));
    }

    #[test]
    fn change_without_operations_is_an_empty_document() {
        let mut doc = blank();
        doc.empty_change(CommitOptions::default().with_time(0));
        let bytes = doc.get_changes(&[])[0].raw_bytes().to_vec();

        assert_eq!(plain(&bytes), Some(PlainChange::default()));
        assert_eq!(automerge_reads(&bytes), PlainChange::default());
    }

    #[test]
    fn anything_else_is_left_to_automerge() {
        type Edit = fn(&mut AutoCommit, &automerge::ObjId);
        let edits: [(&str, Edit); 15] = [
            ("inserts before", |doc, text| {
                doc.splice_text(text, 0, 0, "x").unwrap()
            }),
            ("inserts between", |doc, text| {
                doc.splice_text(text, 2, 0, "x").unwrap()
            }),
            ("deletes", |doc, text| {
                doc.splice_text(text, 1, 1, "").unwrap()
            }),
            ("replaces", |doc, text| {
                doc.splice_text(text, 3, 1, "x").unwrap()
            }),
            ("inserts several characters", |doc, text| {
                doc.insert(text, 4, "xy").unwrap()
            }),
            ("inserts an empty string", |doc, text| {
                doc.insert(text, 4, "").unwrap()
            }),
            ("inserts a number", |doc, text| {
                doc.insert(text, 4, 7_i64).unwrap()
            }),
            ("sets a key twice", |doc, _| {
                doc.put(ROOT, "kind", "song").unwrap()
            }),
            ("deletes a key", |doc, _| doc.delete(ROOT, "kind").unwrap()),
            ("sets a number", |doc, _| {
                doc.put(ROOT, "mood", 3_i64).unwrap()
            }),
            ("sets bytes", |doc, _| {
                doc.put(ROOT, "mood", vec![1_u8]).unwrap()
            }),
            ("sets null", |doc, _| doc.put(ROOT, "mood", ()).unwrap()),
            ("replaces the text", |doc, _| {
                doc.put_object(ROOT, "text", ObjType::Text).unwrap();
            }),
            ("makes a list", |doc, _| {
                doc.put_object(ROOT, "list", ObjType::List).unwrap();
            }),
            ("marks", |doc, text| {
                let mark = Mark::new("bold".into(), true, 0, 2);
                doc.mark(text, mark, ExpandMark::None).unwrap();
            }),
        ];
        for (name, edit) in edits {
            let (mut doc, text) = with_text("Rain");
            edit(&mut doc, &text);
            assert_eq!(plain(&commit(&mut doc)), None, "{name}");
        }
    }

    #[test]
    fn other_objects_and_keys_are_left_to_automerge() {
        for (key, kind) in [
            ("body", ObjType::Text),
            ("text", ObjType::List),
            ("text", ObjType::Map),
        ] {
            let mut doc = blank();
            doc.put_object(ROOT, key, kind).unwrap();
            assert_eq!(plain(&commit(&mut doc)), None, "{key} {kind}");
        }

        let mut nested = blank();
        let map = nested.put_object(ROOT, "map", ObjType::Map).unwrap();
        nested.put(&map, "kind", "note").unwrap();
        assert_eq!(plain(&commit(&mut nested)), None);
    }

    #[test]
    fn second_change_is_left_to_automerge() {
        let (mut doc, _) = with_text("Rain");
        assert!(plain(&commit(&mut doc)).is_some());

        doc.put(ROOT, "title", "Wetter").unwrap();
        assert_eq!(plain(&commit(&mut doc)), None);

        let mut ben = doc.fork().with_actor(ActorId::from([0xbe; 16]));
        ben.put(ROOT, "place", "Roof").unwrap();
        assert_eq!(plain(&commit(&mut ben)), None);
    }

    #[test]
    fn fields_may_stand_before_between_and_after_the_text() {
        let mut doc = blank();
        doc.put(ROOT, "a", "1").unwrap();
        let text = doc.put_object(ROOT, "text", ObjType::Text).unwrap();
        doc.put(ROOT, "b", "two").unwrap();
        doc.splice_text(&text, 0, 0, "Rain и ").unwrap();
        doc.put(ROOT, "c", "три").unwrap();
        doc.splice_text(&text, 7, 0, "снег").unwrap();
        doc.put(ROOT, "d", "四").unwrap();
        let bytes = commit(&mut doc);

        let read = plain(&bytes).unwrap();

        assert_eq!(read.text, "Rain и снег");
        assert_eq!(read.fields.len(), 4);
        assert_eq!(read, automerge_reads(&bytes));
    }

    #[test]
    fn any_byte_changed_reads_as_automerge_or_not_at_all() {
        for text in ["", "R", "Rain, снег, 雨 🌧️"] {
            let (mut doc, _) = with_text(text);
            doc.put(ROOT, "title", "Wetter").unwrap();
            let bytes = commit(&mut doc);
            for position in 0..bytes.len() {
                for mask in 1..=0xff {
                    let mut changed = bytes.clone();
                    changed[position] ^= mask;
                    compare(&changed);
                }
            }
        }
    }

    /// Where the change is read at all, Automerge reads the same.
    fn compare(bytes: &[u8]) {
        let Ok(bounded) = bound(bytes) else { return };
        if let Some(read) = read_plain(&bounded) {
            assert_eq!(read, automerge_reads(bounded.chunk()));
        }
    }

    /// Characters of several scripts, of every width, joining and combining.
    fn character() -> impl Strategy<Value = char> {
        prop_oneof![
            4 => prop::char::range(' ', '~'),
            1 => prop::sample::select(vec!['\n', '\t', '\0', '\u{fffc}', '\u{feff}']),
            2 => prop::char::range('à', 'ÿ'),
            2 => prop::char::range('а', 'я'),
            2 => prop::char::range('ا', 'ي'),
            1 => prop::char::range('अ', '्'),
            1 => prop::char::range('\u{300}', '\u{36f}'),
            2 => prop::char::range('一', '龥'),
            1 => prop::char::range('가', '힣'),
            2 => prop::char::range('😀', '🙏'),
            1 => prop::sample::select(vec!['👩', '\u{200d}', '👧', '🏽', '\u{fe0f}', '🇩', '🇪']),
            1 => any::<char>(),
        ]
    }

    fn string(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
        prop::collection::vec(character(), length).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn reads_what_automerge_reads(
            before in prop::collection::btree_map(string(1..8), string(0..40), 0..6),
            after in prop::collection::btree_map(string(1..8), string(0..40), 0..3),
            pieces in prop::option::of(prop::collection::vec(string(0..120), 0..4)),
        ) {
            let mut doc = blank();
            for (key, value) in &before {
                doc.put(ROOT, key.as_str(), value.as_str()).unwrap();
            }
            if let Some(pieces) = &pieces {
                let text = doc.put_object(ROOT, "text", ObjType::Text).unwrap();
                for piece in pieces {
                    let end = doc.length(&text);
                    doc.splice_text(&text, end, 0, piece).unwrap();
                }
            }
            for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
                doc.put(ROOT, key.as_str(), value.as_str()).unwrap();
            }
            let has_operations = doc.pending_ops() > 0;
            prop_assume!(has_operations);
            let bytes = commit(&mut doc);

            let read = plain(&bytes).expect("the shape our own writer makes");

            prop_assert_eq!(&read.text, &pieces.unwrap_or_default().concat());
            prop_assert_eq!(read, automerge_reads(&bytes));
        }

        #[test]
        fn any_bytes_changed_read_as_automerge_or_not_at_all(
            text in string(0..30),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let (mut doc, _) = with_text(&text);
            let mut bytes = commit(&mut doc);
            for (index, byte) in changes {
                let position = index.index(bytes.len());
                bytes[position] = byte;
            }

            compare(&bytes);
        }
    }
}
