//! What a person wishes to be forgotten, as a record says it.

use super::{FORGET_MAX, KIND_BYTES_MAX};
use crate::codec::{CodecError, Put, Reader};
use crate::date::Day;
use crate::id::{Beginning, EntryId, RecordHash};
use crate::order::Counter;

/// The marker of a forgotten entry, and the records whose payload may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forget {
    /// What the entry began with; [`Beginning::NONE`] for a half of a pair.
    pub beginning: Beginning,
    /// What is wished.
    pub wish: Wish,
    /// The entry's kind.
    pub kind: String,
    /// The day it was written.
    pub day: Day,
    /// What it answered, if anything.
    pub thread: Option<EntryId>,
    /// Its place in the order.
    pub counter: Counter,
    /// Hashes of `change` records of that entry alone.
    pub records: Vec<RecordHash>,
}

/// What a `forget` wishes of the other person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Both let the entry go, each by their own decision.
    Remove,
    /// Its writer takes it back while it is new: the other device joins in by
    /// itself.
    Withdraw,
    /// Nothing any more: what this person wished before is taken back.
    Keep,
}

impl Forget {
    /// Appends the bytes that [`Forget::parse`] reads.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        out.put(self.beginning.as_bytes());
        out.put_u8(match self.wish {
            Wish::Remove => 0,
            Wish::Withdraw => 1,
            Wish::Keep => 2,
        });
        out.put_long(self.kind.as_bytes());
        out.put_u32(self.day.number());
        match self.thread {
            None => out.put_u8(0),
            Some(thread) => {
                out.put_u8(1);
                out.put(thread.as_bytes());
            }
        }
        out.put_u64(self.counter.number());
        out.put_count(self.records.len());
        for record in &self.records {
            out.put(record.as_bytes());
        }
    }

    pub(crate) fn parse(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let beginning = Beginning::from_bytes(reader.array()?);
        let wish = match reader.u8()? {
            0 => Wish::Remove,
            1 => Wish::Withdraw,
            2 => Wish::Keep,
            _ => return Err(CodecError::Unknown),
        };
        let kind = reader.text(KIND_BYTES_MAX)?.to_owned();
        let day = Day::from_number(reader.u32()?).ok_or(CodecError::Unknown)?;
        let thread = match reader.u8()? {
            0 => None,
            1 => Some(EntryId::from_bytes(reader.array()?)),
            _ => return Err(CodecError::Unknown),
        };
        let counter = Counter::checked(reader.u64()?).ok_or(CodecError::Unknown)?;
        let count = reader.count(FORGET_MAX, 32)?;
        let mut records = Vec::with_capacity(count);
        for _ in 0..count {
            records.push(RecordHash::from_bytes(reader.array()?));
        }
        Ok(Self {
            beginning,
            wish,
            kind,
            day,
            thread,
            counter,
            records,
        })
    }
}
