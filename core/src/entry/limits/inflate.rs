//! Inflating a change that came deflated, with a bound on what it comes to.

use flate2::{Decompress, FlushDecompress, Status};

use super::{CHANGE_INFLATED_MAX, LimitError, MAGIC, TYPE_CHANGE};

/// Inflates raw deflate data that must end exactly where `deflated` ends.
pub(super) fn inflate(deflated: &[u8]) -> Result<Vec<u8>, LimitError> {
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
pub(super) fn with_header(checksum: [u8; 4], body: &[u8]) -> Vec<u8> {
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
