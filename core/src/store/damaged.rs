//! Own records that do not hold any more, and where they stood.
//!
//! A segment is sealed as one, so a record in it is either as it was written or was
//! changed before it was sealed, by memory or by a program. Such a record is kept as
//! a row under the place it had, byte for byte, and proves nothing: the journal reads
//! the others, and a check names it. It is never dropped, for nobody else has a copy.

use super::Row;
use crate::envelope::{HEADER_BYTES, Header, TAGS_BYTES, Verified};
use crate::id::{LogId, RecordHash, Seq};

/// The key of a row.
type Key = (LogId, Seq, RecordHash);

/// The row of a record that does not hold, from its bytes and from what stands
/// directly before and behind it. Its arrival is given by the store.
pub(super) fn row_of(bytes: &[u8], before: Option<&Verified>, after: Option<&Verified>) -> Row {
    let (header, rest) = bytes.split_at(bytes.len().min(HEADER_BYTES));
    let (tags, rest) = rest.split_at(rest.len().min(TAGS_BYTES));
    let (log, seq, hash) = key(header, tags, before, after);
    Row {
        arrival: 0,
        log,
        seq,
        hash,
        header: header.to_vec(),
        tags: tags.to_vec(),
        payload: match rest.split_first() {
            None | Some((0, _)) => None,
            Some((_, payload)) => Some(payload.to_vec()),
        },
    }
}

/// Where it stood. The record behind it names its hash; what stands before it says at
/// least the log and the position. Without either it is taken at its word.
fn key(header: &[u8], tags: &[u8], before: Option<&Verified>, after: Option<&Verified>) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(header);
    hasher.update(tags);
    let hash = RecordHash::from_bytes(*hasher.finalize().as_bytes());
    let follows = |after: &&Verified| {
        let prev = after.header().prev;
        after.seq() > 0 && before.is_none_or(|before| before.hash() != prev)
    };
    if let Some(after) = after.filter(follows) {
        return (after.log(), after.seq() - 1, after.header().prev);
    }
    if let Some(before) = before {
        return (before.log(), before.seq() + 1, hash);
    }
    let header: Option<&[u8; HEADER_BYTES]> = header.try_into().ok();
    match header.map(Header::parse) {
        Some(Ok(header)) => (header.log, header.seq, hash),
        _ => (LogId::from_bytes([0; 16]), 0, hash),
    }
}
