//! Pages: rows in their order, packed and sealed.

use bytes::Bytes;

use super::places::counter;
use crate::codec::{CodecError, Put, Reader};
use crate::entry::Content;
use crate::id::{Beginning, EntryId, LogId, Nonce, Owner, PersonId, RecordHash};
use crate::local::LocalKeys;
use crate::order::Place;
use crate::store::{Arrival, LocalKey, LocalKind, Store, StoreError};
use crate::view::{ChangeRef, Part, Row};

/// How many rows a full page holds.
pub const PAGE_ROWS: usize = 200;
/// How many rows a page may grow to before it is cut.
pub(super) const PAGE_ROWS_MAX: usize = 2 * PAGE_ROWS;
/// The longest page or root, unpacked.
pub(super) const PAGE_BYTES_MAX: usize = 256 * 1024 * 1024;

/// A page, as the root names it.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) number: u32,
    pub(super) hash: [u8; 32],
    pub(super) rows: u32,
    pub(super) dirty: bool,
}

impl Page {
    /// A page of these rows, and the row that holds it.
    pub(super) fn seal(
        number: u32,
        rows: &[&Row],
        local: &LocalKeys,
    ) -> (Self, (LocalKey, Vec<u8>)) {
        let key = page_key(number);
        let sealed = local.seal(&key, &pack(&encode_page(rows)));
        let page = Self {
            number,
            hash: *blake3::hash(&sealed).as_bytes(),
            rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            dirty: false,
        };
        (page, (key, sealed))
    }
}

/// The key of the row that holds a page.
pub(super) fn page_key(number: u32) -> LocalKey {
    (LocalKind::Page, number.to_be_bytes().to_vec())
}

/// A page as it stands on disk.
pub(super) struct SealedPage {
    page: Page,
    key: LocalKey,
    row: Option<Vec<u8>>,
}

impl SealedPage {
    /// Reads a page from the disk.
    pub(super) fn read(store: &dyn Store, page: Page) -> Result<Self, StoreError> {
        let key = page_key(page.number);
        let row = store.local(LocalKind::Page, &key.1)?;
        Ok(Self { page, key, row })
    }

    /// The rows of the page; `None` if it does not check.
    pub(super) fn open(&self, local: &LocalKeys, covered: Arrival) -> Option<Vec<Row>> {
        let row = self.row.as_ref()?;
        if *blake3::hash(row).as_bytes() != self.page.hash {
            return None;
        }
        let plain = local.open(LocalKind::Page, &self.key.1, row, PAGE_BYTES_MAX)?;
        let rows = parse_page(&unpack(&plain)?.into()).ok()?;
        let changes = rows.iter().flat_map(|row| &row.changes);
        let is_possible = changes
            .map(|change| change.place.seq)
            .all(|seq| seq <= covered);
        (rows.len() == self.page.rows as usize && is_possible).then_some(rows)
    }
}

/// The plain length as u32, then one LZ4 block: it opens at memory speed,
/// where deflate was a fifth of the time of loading ten years.
pub(super) fn pack(plain: &[u8]) -> Vec<u8> {
    lz4_flex::block::compress_prepend_size(plain)
}

/// What was packed; `None` if it is longer than it can be, or damaged.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader::new(packed);
    let length = reader.u32().ok()? as usize;
    // A page or root that carried this device's tag: the length is its own.
    if length > PAGE_BYTES_MAX {
        return None;
    }
    lz4_flex::block::decompress(reader.rest(), length).ok()
}

fn encode_page(rows: &[&Row]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.len() * 1024);
    out.put_count(rows.len());
    for row in rows {
        out.put(row.id.as_bytes());
        out.put(row.owner.as_bytes());
        out.put(row.nonce.as_bytes());
        out.put(row.beginning.as_bytes());
        out.put(row.writer.as_bytes());
        out.put_u32(row.versions);
        out.put_u32(row.changes.len() as u32);
        for change in &row.changes {
            out.put_u8(u8::from(change.part == Part::Later));
            out.put_u64(change.place.counter.number());
            out.put(change.place.log.as_bytes());
            out.put_u64(change.place.seq);
            out.put(change.hash.as_bytes());
        }
        out.put_long(row.content.as_bytes());
    }
    out
}

fn parse_page(bytes: &Bytes) -> Result<Vec<Row>, CodecError> {
    let mut reader = Reader::new(bytes);
    let count = reader.count(PAGE_ROWS_MAX, 88)?;
    let mut rows = Vec::with_capacity(count);
    for _ in 0..count {
        let id = EntryId::from_bytes(reader.array()?);
        let owner = Owner::from_bytes(reader.array()?);
        let nonce = Nonce::from_bytes(reader.array()?);
        let beginning = Beginning::from_bytes(reader.array()?);
        let writer = PersonId::from_bytes(reader.array()?);
        let versions = reader.u32()?;
        let changes = reader.u32()? as usize;
        if changes.saturating_mul(65) > reader.left() {
            return Err(CodecError::Truncated);
        }
        let changes = (0..changes)
            .map(|_| {
                let part = match reader.u8()? {
                    0 => Part::Beginning,
                    _ => Part::Later,
                };
                let counter = counter(&mut reader)?;
                let log = LogId::from_bytes(reader.array()?);
                let seq = reader.u64()?;
                let hash = RecordHash::from_bytes(reader.array()?);
                Ok(ChangeRef {
                    part,
                    place: Place {
                        counter,
                        log,
                        seq,
                        hash: hash.short(),
                    },
                    hash,
                })
            })
            .collect::<Result<_, CodecError>>()?;
        let content = Content::parse(bytes.slice_ref(reader.long(PAGE_BYTES_MAX)?))?;
        rows.push(Row {
            id,
            owner,
            nonce,
            beginning,
            writer,
            changes,
            versions,
            content,
        });
    }
    reader.end()?;
    Ok(rows)
}
