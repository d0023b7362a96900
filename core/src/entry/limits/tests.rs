use std::io::Write;

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Author, AutoCommit, Change, ObjType, ROOT, ScalarValue};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;

use super::columns::{COLUMN_COUNT, COLUMNS};
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
            Parts::many(CHANGE_OPERATIONS_MAX).with(spec, named(CHANGE_OPERATIONS_MAX)),
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
