//! How places and counters stand in the index.

use crate::codec::{CodecError, Put, Reader};
use crate::id::{LogId, ShortHash};
use crate::order::{Counter, Place};

/// Appends a place.
pub(in crate::journal) fn put_place(out: &mut Vec<u8>, place: Place) {
    out.put_u64(place.counter.number());
    out.put(place.log.as_bytes());
    out.put_u64(place.seq);
    out.put(place.hash.as_bytes());
}

/// Reads what [`put_place`] wrote.
pub(in crate::journal) fn place(reader: &mut Reader<'_>) -> Result<Place, CodecError> {
    Ok(Place {
        counter: counter(reader)?,
        log: LogId::from_bytes(reader.array()?),
        seq: reader.u64()?,
        hash: ShortHash::from_bytes(reader.array()?),
    })
}

/// Reads a counter.
pub(in crate::journal) fn counter(reader: &mut Reader<'_>) -> Result<Counter, CodecError> {
    Counter::checked(reader.u64()?).ok_or(CodecError::Unknown)
}
