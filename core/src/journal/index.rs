//! The index: the view on disk, so that opening is fast. A cache that can be
//! thrown away.
//!
//! Pages of rows in their order, packed, sealed to this device and tagged,
//! stand under one root that names the heads covered and each page's hash, and
//! changes in the same transaction. Opening reads the root and the newest page;
//! the rest loads behind it; records newer than the root are verified again and
//! folded on top. A page that does not check is thrown away with the root, and
//! all of it is computed from the logs again, to the same rows.

mod load;
mod page;
mod places;
mod root;
mod save;

pub use page::PAGE_ROWS;
pub(super) use places::{counter, place, put_place};

use std::collections::BTreeMap;

use self::page::{Page, page_key};
use super::Journal;
use crate::codec::{CodecError, Reader};
use crate::order::Place;
use crate::space::Space;
use crate::store::{Arrival, LocalKey, LocalKind, StoreError};

/// What stands on disk of the index, and what of it is current.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Pages by the place of their first row.
    pages: BTreeMap<Place, Page>,
    /// Pages that are not loaded yet.
    unloaded: Vec<Place>,
    next_page: u32,
    /// Records up to this arrival are in the pages.
    covered: Arrival,
    /// Whether anything but rows changed since the root was written.
    stale: bool,
    /// Whether pages may lie on the disk that no root names: the root was not read, or
    /// did not hold. They go with the next writing, since they can hold words that are
    /// erased elsewhere.
    has_strays: bool,
}

impl Index {
    /// Reads which pages there are, of the first `covered` records.
    fn load(reader: &mut Reader<'_>, covered: Arrival) -> Result<Self, CodecError> {
        let mut index = Self {
            covered,
            ..Self::default()
        };
        for _ in 0..reader.u32()? {
            let low = place(reader)?;
            let page = Page {
                number: reader.u32()?,
                hash: reader.array()?,
                rows: reader.u32()?,
                dirty: false,
            };
            index.unloaded.push(low);
            index.next_page = index.next_page.max(page.number + 1);
            index.pages.insert(low, page);
        }
        Ok(index)
    }

    /// Notes that a row at `place` changed.
    pub(super) fn touch(&mut self, place: Place) {
        self.stale = true;
        if let Some((_, page)) = self.pages.range_mut(..=place).next_back() {
            page.dirty = true;
        } else if let Some(mut first) = self.pages.first_entry() {
            first.get_mut().dirty = true;
        }
    }
}

impl<S: Space> Journal<S> {
    /// Notes that something beside rows changed.
    pub(super) fn note_stale(&mut self) {
        self.index.stale = true;
    }

    /// The keys of the pages that hold rows at these places, and of the root:
    /// all of them are to be written anew.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(super) fn pages_holding(&mut self, places: &[Place]) -> Result<Vec<LocalKey>, StoreError> {
        let mut keys = vec![root_key()];
        if self.index.has_strays {
            keys.extend(self.stored_pages()?);
        }
        for place in places {
            self.index.touch(*place);
            if let Some((_, page)) = self.index.pages.range(..=*place).next_back() {
                keys.push(page_key(page.number));
            }
        }
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    }

    /// The keys of all pages on the disk, whoever named them.
    fn stored_pages(&self) -> Result<Vec<LocalKey>, StoreError> {
        let stored = self.store.locals(LocalKind::Page)?.into_iter();
        Ok(stored.map(|(key, _)| (LocalKind::Page, key)).collect())
    }
}

fn root_key() -> LocalKey {
    (LocalKind::Root, Vec::new())
}
