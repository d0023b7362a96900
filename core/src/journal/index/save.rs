//! Saving: the pages that changed and the root, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{PAGE_ROWS, PAGE_ROWS_MAX, Page, pack, page_key};
use super::root_key;
use crate::journal::Journal;
use crate::order::Place;
use crate::space::Space;
use crate::store::{Batch, StoreError};
use crate::view::Row;

/// What becomes of a page.
enum Planned<'a> {
    Keep(Page),
    Write(Vec<&'a Row>),
}

impl<S: Space> Journal<S> {
    /// Writes what changed of the index, in one transaction. Does nothing
    /// while records wait to be opened or pages to be loaded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn save_index(&mut self) -> Result<(), StoreError> {
        let ready = self.ledger.is_all_read() && self.index.unloaded.is_empty();
        let Some(local) = self.local.as_ref().filter(|_| ready && self.index.stale) else {
            return Ok(());
        };
        let covered = self.store.last_arrival()?;
        let mut batch = Batch::default();
        let mut pages = BTreeMap::new();
        let mut next = self.index.next_page;
        let mut reused = BTreeSet::new();
        for (low, planned) in self.plan_pages() {
            let page = match planned {
                Planned::Keep(page) => {
                    reused.insert(page.number);
                    page
                }
                Planned::Write(rows) => {
                    let (page, row) = Page::seal(next, &rows, local);
                    next += 1;
                    batch.put.push(row);
                    page
                }
            };
            pages.insert(low, page);
        }
        let known = self.index.pages.values().map(|page| page.number);
        let left = known.filter(|number| !reused.contains(number));
        batch.delete.extend(left.map(page_key));
        if self.index.has_strays {
            let named: BTreeSet<_> = pages.values().map(|page| page_key(page.number)).collect();
            let stored = self.stored_pages()?.into_iter();
            batch
                .delete
                .extend(stored.filter(|key| !named.contains(key)));
        }
        let key = root_key();
        let root = local.seal(&key, &pack(&self.encode_root(covered, &pages)));
        batch.put.push((key, root));
        self.store.commit(&batch)?;
        self.index.pages = pages;
        self.index.next_page = next;
        self.index.covered = covered;
        self.index.stale = false;
        self.index.has_strays = false;
        Ok(())
    }

    /// Which pages stay, and which rows are written anew. Pages are cut where
    /// they were; one that grew too long is cut in pieces.
    fn plan_pages(&self) -> Vec<(Place, Planned<'_>)> {
        let mut plan = Vec::new();
        let lows: Vec<Place> = self.index.pages.keys().copied().collect();
        let mut groups: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
        for (place, row) in self.view().all() {
            let group = lows.partition_point(|low| low <= place).saturating_sub(1);
            let clean = lows
                .get(group)
                .and_then(|low| self.index.pages.get(low))
                .is_some_and(|page| !page.dirty);
            if clean {
                groups.entry(group).or_default();
            } else {
                groups.entry(group).or_default().push(row);
            }
        }
        for (group, rows) in groups {
            if rows.is_empty()
                && let Some((low, page)) = lows
                    .get(group)
                    .and_then(|low| Some((*low, self.index.pages.get(low)?.clone())))
            {
                plan.push((low, Planned::Keep(page)));
                continue;
            }
            let cut = if rows.len() > PAGE_ROWS_MAX || group + 1 >= lows.len() {
                PAGE_ROWS
            } else {
                PAGE_ROWS_MAX
            };
            for part in rows.chunks(cut) {
                if let Some(low) = part.first().and_then(|row| row.place()) {
                    plan.push((low, Planned::Write(part.to_vec())));
                }
            }
        }
        plan
    }
}
