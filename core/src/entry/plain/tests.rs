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
