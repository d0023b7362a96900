//! Automerge changes as a changed program writes them: of a shape that Candor
//! writes, and of any length.

use std::num::NonZeroU64;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::{ActorId, Change, ChangeHash, ExpandedChange, ScalarValue};
use candor_core::entry::limits;

/// What a change builds on: the one before it, by its hash, and the number of
/// the last operation there is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Upon {
    pub(super) hash: [u8; 32],
    pub(super) last: u64,
}

impl Upon {
    /// Upon one change, and nothing else.
    pub(super) fn change(chunk: &[u8]) -> Self {
        let bounded = limits::bound(chunk).expect("made here, within the limits");
        let change = Change::try_from(bounded.chunk()).expect("made here");
        Self {
            hash: change.hash().0,
            last: change.max_op(),
        }
    }

    /// Upon a change that nobody has.
    pub(super) fn nothing(number: u64) -> Self {
        let mut hash = [0xaa; 32];
        hash[..8].copy_from_slice(&number.to_le_bytes());
        Self { hash, last: 1_000 }
    }
}

/// A text in a document: who began it, and as which operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) actor: [u8; 16],
    pub(super) number: u64,
}

/// So many letters at the beginning of a text.
pub(super) fn letters(actor: [u8; 16], text: Text, upon: Upon, count: u64) -> (Vec<u8>, Upon) {
    let by = ActorId::from(actor);
    let object = ObjectId::Id(OpId::new(text.number, &ActorId::from(text.actor)));
    let operations = (0..count).map(|number| Op {
        action: OpType::Put(ScalarValue::Str("x".into())),
        obj: object.clone(),
        key: Key::Seq(match number {
            0 => ElementId::Head,
            _ => ElementId::Id(OpId::new(upon.last + number, &by)),
        }),
        pred: SortedVec::new(),
        insert: true,
    });
    made(actor, upon, operations.collect())
}

/// A field set to a value.
pub(super) fn field(actor: [u8; 16], upon: Upon, key: &str, value: &str) -> (Vec<u8>, Upon) {
    made(actor, upon, vec![put(key, ScalarValue::Str(value.into()))])
}

/// The same field set to nothing, so many times, which takes some 100 bytes whatever
/// the number; and one that pays for it with so many bytes more.
pub(super) fn nothings(actor: [u8; 16], upon: Upon, count: u64, bytes: usize) -> (Vec<u8>, Upon) {
    let nothings = (0..count).map(|_| put("k", ScalarValue::Null));
    let paid = put("p", ScalarValue::Str("x".repeat(bytes).into()));
    made(actor, upon, nothings.chain([paid]).collect())
}

fn put(key: &str, value: ScalarValue) -> Op {
    Op {
        action: OpType::Put(value),
        obj: ObjectId::Root,
        key: Key::Map(key.into()),
        pred: SortedVec::new(),
        insert: false,
    }
}

/// The first change of an actor, with these operations.
fn made(actor: [u8; 16], upon: Upon, operations: Vec<Op>) -> (Vec<u8>, Upon) {
    let change = Change::from(ExpandedChange {
        operations,
        actor_id: ActorId::from(actor),
        hash: None,
        seq: 1,
        start_op: NonZeroU64::MIN.saturating_add(upon.last),
        time: 0,
        message: None,
        deps: vec![ChangeHash(upon.hash)],
        extra_bytes: Vec::new(),
        author: None,
    });
    let after = Upon {
        hash: change.hash().0,
        last: change.max_op(),
    };
    (change.raw_bytes().to_vec(), after)
}
