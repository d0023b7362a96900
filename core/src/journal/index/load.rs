//! Loading: the root, then the pages, newest first, and what is newer than the root
//! from the records themselves.

use std::sync::{Mutex, mpsc};

use super::page::{PAGE_BYTES_MAX, PAGE_ROWS_MAX, Page, SealedPage, unpack};
use crate::journal::Journal;
use crate::order::Place;
use crate::space::Space;
use crate::store::{LocalKind, Row as StoredRow, StoreError};
use crate::view::Row;

/// How many pages are open at once beside those that were folded.
const PAGES_AT_ONCE: usize = 64;
/// How much of the records is read at a time, in rows and in bytes.
const ROUND_ROWS: usize = 1024;
const ROUND_BYTES: usize = 64 * 1024 * 1024;

impl<S: Space> Journal<S> {
    /// Loads the root and the newest page, and folds what is newer on top.
    pub(in crate::journal) fn load_index(&mut self) -> Result<(), StoreError> {
        if self.load_root()? {
            let newest = self.index.unloaded.pop();
            if newest.is_some_and(|place| !self.take_pages(&[place]).unwrap_or(false)) {
                self.drop_index();
            }
        } else {
            self.index.has_strays = true;
        }
        self.take_newer_rows()?;
        self.ledger.resume();
        Ok(())
    }

    /// Loads the root. `false` if there is none that reads: then nothing is loaded.
    fn load_root(&mut self) -> Result<bool, StoreError> {
        let Some(local) = &self.local else {
            return Ok(false);
        };
        let Some(row) = self.store.local(LocalKind::Root, &[])? else {
            return Ok(false);
        };
        let plain = local
            .open(LocalKind::Root, &[], &row, PAGE_BYTES_MAX)
            .and_then(|plain| unpack(&plain));
        let Some(plain) = plain else {
            return Ok(false);
        };
        let last = self.store.last_arrival()?;
        let loaded = self.parse_root(&plain, last).is_ok();
        if !loaded {
            self.clear_parts();
        }
        Ok(loaded)
    }

    /// Reads everything from the logs again; payloads wait to be opened.
    pub(in crate::journal) fn rebuild(&mut self) -> Result<(), StoreError> {
        self.drop_index();
        self.take_newer_rows()?;
        self.ledger.resume();
        Ok(())
    }

    /// Throws the index away.
    fn drop_index(&mut self) {
        self.clear_parts();
        self.index.stale = true;
        self.index.has_strays = true;
    }

    /// Verifies what came after the root and takes its place in the logs; the
    /// payloads wait to be opened.
    fn take_newer_rows(&mut self) -> Result<(), StoreError> {
        let mut last = self.index.covered;
        loop {
            let rows = self.store.rows_after(last, ROUND_ROWS, ROUND_BYTES)?;
            let Some(end) = rows.last().map(|row| row.arrival) else {
                return Ok(());
            };
            last = end;
            for row in rows {
                self.take_newer_row(row)?;
            }
        }
    }

    fn take_newer_row(&mut self, row: StoredRow) -> Result<(), StoreError> {
        let (arrival, log, seq, hash) = (row.arrival, row.log, row.seq, row.hash);
        self.ledger.wait([arrival]);
        self.index.stale = true;
        match self.proof().of_row(row) {
            // What does not prove its log is set aside when it is opened.
            Ok(record) if seq == 0 => {
                if let Ok(start) = self.proven_start(&record) {
                    let logs = self.ledger.logs();
                    let start = self.following(start, logs, arrival, |_| None)?;
                    self.ledger.start(&record, &start);
                }
            }
            Ok(record) => self.ledger.advance(&record),
            Err(_) => self.ledger.advance_broken(log, seq, hash),
        }
        Ok(())
    }

    /// Loads up to `limit` further pages, newest first. Gives how many are left.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn load_some(&mut self, limit: usize) -> Result<usize, StoreError> {
        let take = limit.min(self.index.unloaded.len());
        let from = self.index.unloaded.len() - take;
        let places = self.index.unloaded.split_off(from);
        if !self.take_pages(&places)? {
            self.rebuild()?;
            return Ok(0);
        }
        Ok(self.index.unloaded.len())
    }

    /// Loads all of the index that is not loaded yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn load_all(&mut self) -> Result<(), StoreError> {
        while !self.index.unloaded.is_empty() {
            self.load_some(usize::MAX)?;
        }
        Ok(())
    }

    /// Takes in the rows of pages. Many are opened on all cores while this
    /// thread reads and folds: no order matters to the view. `false` if one
    /// does not check.
    fn take_pages(&mut self, places: &[Place]) -> Result<bool, StoreError> {
        let pages: Vec<Page> = places
            .iter()
            .filter_map(|place| self.index.pages.get(place).cloned())
            .collect();
        let (Some(local), true) = (&self.local, pages.len() == places.len()) else {
            return Ok(false);
        };
        let (store, fold, ledger) = (&self.store, &mut self.fold, &mut self.ledger);
        let covered = self.index.covered;
        let rows = |page: &Page| (page.rows as usize).min(PAGE_ROWS_MAX);
        fold.entries.reserve(pages.iter().map(rows).sum());
        let mut take = |rows: Vec<Row>| {
            for row in rows {
                if row.changes.len() > 1 {
                    fold.corrections.note(row.id);
                }
                ledger.note_row(&row);
                fold.entries.load_row(row);
            }
        };
        if pages.len() < 4 {
            for page in pages {
                match SealedPage::read(&**store, page)?.open(local, covered) {
                    Some(rows) => take(rows),
                    None => return Ok(false),
                }
            }
            return Ok(true);
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (read, sealed) = mpsc::channel::<SealedPage>();
        let sealed = &Mutex::new(sealed);
        std::thread::scope(|scope| {
            let (send, opened) = mpsc::sync_channel(PAGES_AT_ONCE);
            for _ in 0..cores.min(8) {
                let send = send.clone();
                scope.spawn(move || {
                    loop {
                        let next = sealed
                            .lock()
                            .expect("nothing panics while it is held")
                            .recv();
                        let Ok(page) = next else { return };
                        // A receiver that is gone has seen a broken page.
                        if send.send(page.open(local, covered)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(send);
            let mut whole = true;
            for page in pages {
                let page = SealedPage::read(&**store, page)?;
                // Workers that are gone have met a receiver that is gone.
                drop(read.send(page));
                for rows in opened.try_iter() {
                    whole &= rows.map(&mut take).is_some();
                }
            }
            drop(read);
            whole &= opened.iter().all(|rows| rows.map(&mut take).is_some());
            Ok(whole)
        })
    }
}
