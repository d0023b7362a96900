//! The index: the view on disk, so that opening is fast. A cache that can be
//! thrown away.
//!
//! Pages of rows in their order, packed, sealed to this device and tagged,
//! stand under one root that names the heads covered and each page's hash, and
//! changes in the same transaction. Opening reads the root and the newest page;
//! the rest loads behind it; records newer than the root are verified again and
//! folded on top. A page that does not check is thrown away with the root, and
//! all of it is computed from the logs again, to the same rows.

use std::collections::BTreeMap;
use std::sync::{Mutex, mpsc};

use bytes::Bytes;

use super::Journal;
use super::fold::{Aside, AsideReason};
use super::forget::Fact;
use super::seals::Pair;
use crate::codec::{CodecError, Put, Reader};
use crate::entry::Content;
use crate::envelope::{Forget, PayloadError};
use crate::id::{
    Beginning, DeviceId, EntryId, LogId, Nonce, Owner, PersonId, RecordHash, Seq, ShortHash,
};
use crate::local::LocalKeys;
use crate::log::{LogState, Logs, Run};
use crate::order::{Counter, Place};
use crate::space::Space;
use crate::store::{Arrival, Batch, LocalKey, LocalKind, Row as StoredRow, Store, StoreError};
use crate::view::{Behind, Chains, ChangeRef, Part, Row, View};

/// How many rows a full page holds.
pub const PAGE_ROWS: usize = 200;
const PAGE_ROWS_MAX: usize = 2 * PAGE_ROWS;
const PAGE_BYTES_MAX: usize = 256 * 1024 * 1024;
const ROOT_VERSION: u8 = 6;
/// How many pages are open at once beside those that were folded.
const PAGES_AT_ONCE: usize = 64;
const ROUND_BYTES: usize = 64 * 1024 * 1024;

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
}

#[derive(Debug, Clone)]
struct Page {
    number: u32,
    hash: [u8; 32],
    rows: u32,
    dirty: bool,
}

impl Index {
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
    pub(super) fn pages_holding(&mut self, places: &[Place]) -> Vec<LocalKey> {
        let mut keys = vec![root_key()];
        for place in places {
            self.index.touch(*place);
            if let Some((_, page)) = self.index.pages.range(..=*place).next_back() {
                keys.push(page_key(page.number));
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

fn page_key(number: u32) -> LocalKey {
    (LocalKind::Page, number.to_be_bytes().to_vec())
}

fn root_key() -> LocalKey {
    (LocalKind::Root, Vec::new())
}

/// The root as it is stored.
#[derive(Default)]
struct Root {
    covered: Arrival,
    /// The highest counter in each day.
    highest: Vec<Counter>,
    logs: BTreeMap<LogId, LogState>,
    behind: Vec<(LogId, Behind)>,
    gone: Vec<(LogId, Seq)>,
    /// Records that are in no row: first records, and what is not folded.
    loose: Vec<(LogId, Seq, RecordHash, Counter)>,
    newer: Vec<(RecordHash, LogId, Seq)>,
    aside: Vec<(RecordHash, Aside)>,
    /// Takings back of assents that count from when they came.
    late_backs: Vec<EntryId>,
    /// Records that name heads which are not here.
    waiting: Vec<(LogId, Seq, Vec<ShortHash>)>,
    forgets: Vec<(EntryId, Fact)>,
    pairs: Vec<(EntryId, Pair)>,
    pages: Vec<(Place, Page)>,
}

impl<S: Space> Journal<S> {
    /// Loads the root and the newest page, and folds what is newer on top.
    pub(super) fn load_index(&mut self) -> Result<(), StoreError> {
        self.load_lacking()?;
        if let Some(root) = self.read_root()? {
            self.take_root(root);
            let newest = self.index.unloaded.pop();
            if newest.is_some_and(|place| !self.take_pages(&[place]).unwrap_or(false)) {
                self.drop_index();
            }
        }
        self.take_newer_rows()?;
        self.writing = self.find_writing();
        Ok(())
    }

    fn read_root(&self) -> Result<Option<Root>, StoreError> {
        let Some(local) = &self.local else {
            return Ok(None);
        };
        let Some(row) = self.store.local(LocalKind::Root, &[])? else {
            return Ok(None);
        };
        let root = local
            .open(LocalKind::Root, &[], &row, PAGE_BYTES_MAX)
            .and_then(|plain| unpack(&plain))
            .and_then(|plain| Root::parse(&plain).ok());
        match root {
            Some(root) if root.covered <= self.store.last_arrival()? && root.is_possible() => {
                Ok(Some(root))
            }
            _ => Ok(None),
        }
    }

    fn take_root(&mut self, root: Root) {
        self.logs.0 = root.logs;
        for highest in root.highest {
            self.chains.raise(highest);
        }
        for (log, seq, hash, counter) in root.loose {
            self.chains.note(&self.logs, (log, seq, hash), counter);
        }
        for (log, state) in &self.logs.0 {
            self.chains.note_follows(&self.logs, *log, &state.follows);
        }
        for (log, behind) in root.behind {
            self.chains.add_behind(log, behind);
        }
        for (log, seq) in root.gone {
            self.chains.forget(log, seq);
        }
        self.newer.extend(
            root.newer
                .into_iter()
                .map(|(hash, log, seq)| (hash, (log, seq))),
        );
        self.aside.extend(root.aside);
        for back in root.late_backs {
            self.view.set_late_back(back, true);
        }
        for (log, seq, heads) in root.waiting {
            for head in heads {
                self.chains.note_after(&self.logs, log, seq, head);
            }
        }
        for (entry, fact) in root.forgets {
            self.forgets.entry(entry).or_default().push(fact);
        }
        // A crash may have left something half done.
        self.to_finish.extend(self.forgets.keys().copied());
        for (id, pair) in root.pairs {
            self.pairs.insert(id, pair);
        }
        self.show_pairs();
        self.index.covered = root.covered;
        self.index.unloaded = root.pages.iter().map(|(place, _)| *place).collect();
        self.index.next_page = root
            .pages
            .iter()
            .map(|(_, page)| page.number + 1)
            .max()
            .unwrap_or(0);
        self.index.pages = root.pages.into_iter().collect();
    }

    /// Reads everything from the logs again; payloads wait to be opened.
    pub(super) fn rebuild(&mut self) -> Result<(), StoreError> {
        self.drop_index();
        self.take_newer_rows()?;
        self.writing = self.find_writing();
        Ok(())
    }

    /// Throws the index away.
    fn drop_index(&mut self) {
        self.logs = crate::log::Logs::default();
        self.chains = crate::view::Chains::default();
        self.view = crate::view::View::default();
        self.search = crate::search::Search::default();
        self.newer.clear();
        self.aside.clear();
        self.forgets.clear();
        self.gone.clear();
        self.to_finish.clear();
        self.held_back.clear();
        self.pairs.clear();
        self.sealed.clear();
        self.to_open.clear();
        self.to_refold.clear();
        self.corrections = super::corrections::Corrections::default();
        self.pending.clear();
        self.recent = super::recent::Recent::default();
        self.index = Index {
            stale: true,
            ..Index::default()
        };
    }

    /// Verifies what came after the root and takes its place in the logs; the
    /// payloads wait to be opened.
    fn take_newer_rows(&mut self) -> Result<(), StoreError> {
        let mut last = self.index.covered;
        loop {
            let rows = self.store.rows_after(last, 1024, ROUND_BYTES)?;
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
        self.pending.push(arrival);
        self.index.stale = true;
        match self.proof().of_row(row) {
            // What does not prove its log is set aside when it is opened.
            Ok(record) if seq == 0 => {
                if let Ok(start) = self.proven_start(&record) {
                    let start = self.following(start, &self.logs, arrival, |_| None)?;
                    self.logs.start(&record, &start);
                }
            }
            Ok(record) => self.logs.advance(log, seq, record.header().prev, hash),
            // The disk changed it; the key still says where it stood.
            Err(_) => {
                let before = self.logs.get(log).and_then(|state| {
                    state
                        .branches
                        .iter()
                        .find(|(end, _)| *end + 1 == seq)
                        .map(|(_, hash)| *hash)
                });
                if let Some(prev) = before {
                    self.logs.advance(log, seq, prev, hash);
                }
            }
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
        let (store, view, chains) = (&self.store, &mut self.view, &mut self.chains);
        let (corrections, logs) = (&mut self.corrections, &self.logs);
        let covered = self.index.covered;
        let rows = |page: &Page| (page.rows as usize).min(PAGE_ROWS_MAX);
        view.reserve(pages.iter().map(rows).sum());
        let mut take = |rows: Vec<Row>| {
            for row in rows {
                if row.changes.len() > 1 {
                    corrections.note(row.id);
                }
                take_row(view, (chains, logs), row);
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

    /// Writes what changed of the index, in one transaction. Does nothing
    /// while records wait to be opened or pages to be loaded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn save_index(&mut self) -> Result<(), StoreError> {
        let ready = self.pending.is_empty() && self.index.unloaded.is_empty();
        if !ready || !self.index.stale || self.local.is_none() {
            return Ok(());
        }
        let covered = self.store.last_arrival()?;
        let plan = self.plan_pages();
        let Some(local) = &self.local else {
            return Ok(());
        };
        let mut batch = Batch::default();
        let mut pages = BTreeMap::new();
        let mut next = self.index.next_page;
        let mut reused = std::collections::BTreeSet::new();
        for (low, planned) in plan {
            match planned {
                Planned::Keep(page) => {
                    reused.insert(page.number);
                    pages.insert(low, page);
                }
                Planned::Write(rows) => {
                    let key = page_key(next);
                    let plain = pack(&encode_page(&rows));
                    let sealed = local.seal(&key, &plain);
                    let page = Page {
                        number: next,
                        hash: *blake3::hash(&sealed).as_bytes(),
                        rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                        dirty: false,
                    };
                    next += 1;
                    batch.put.push((key, sealed));
                    pages.insert(low, page);
                }
            }
        }
        for page in self.index.pages.values() {
            if !reused.contains(&page.number) {
                batch.delete.push(page_key(page.number));
            }
        }
        let root = self.root(covered, &pages);
        let key = root_key();
        batch
            .put
            .push((key.clone(), local.seal(&key, &pack(&root.encode()))));
        self.store.commit(&batch)?;
        self.index.pages = pages;
        self.index.next_page = next;
        self.index.covered = covered;
        self.index.stale = false;
        Ok(())
    }

    /// Which pages stay, and which rows are written anew. Pages are cut where
    /// they were; one that grew too long is cut in pieces.
    fn plan_pages(&self) -> Vec<(Place, Planned)> {
        let mut plan = Vec::new();
        let lows: Vec<Place> = self.index.pages.keys().copied().collect();
        let mut groups: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
        for (place, row) in self.view.all() {
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
                    plan.push((
                        low,
                        Planned::Write(part.iter().map(|row| (*row).clone()).collect()),
                    ));
                }
            }
        }
        plan
    }

    fn root(&self, covered: Arrival, pages: &BTreeMap<Place, Page>) -> Root {
        Root {
            covered,
            highest: self.chains.highest().collect(),
            logs: self.logs.0.clone(),
            behind: self
                .logs
                .0
                .keys()
                .flat_map(|log| {
                    self.chains
                        .behind(*log)
                        .into_iter()
                        .map(|behind| (*log, behind))
                })
                .collect(),
            gone: self.chains.gone().collect(),
            loose: self.loose(),
            newer: self
                .newer
                .iter()
                .map(|(hash, (log, seq))| (*hash, *log, *seq))
                .collect(),
            aside: self
                .aside
                .iter()
                .map(|(hash, aside)| (*hash, aside.clone()))
                .collect(),
            late_backs: self.view.late_backs().iter().copied().collect(),
            waiting: self.chains.waiting(),
            forgets: self
                .forgets
                .iter()
                .flat_map(|(entry, facts)| facts.iter().map(|fact| (*entry, fact.clone())))
                .collect(),
            pairs: self
                .pairs
                .iter()
                .map(|(id, pair)| (*id, pair.clone()))
                .collect(),
            pages: pages
                .iter()
                .map(|(place, page)| (*place, page.clone()))
                .collect(),
        }
    }

    /// Records that were opened and stand in no row: their counters are needed.
    fn loose(&self) -> Vec<(LogId, Seq, RecordHash, Counter)> {
        let mut loose = Vec::new();
        let mut note = |log: LogId, seq: Seq, hash: RecordHash| {
            if let Some(counter) = self.chains.counter(hash.short()) {
                loose.push((log, seq, hash, counter));
            }
        };
        for (log, state) in &self.logs.0 {
            // First records are known by the predecessor of nothing: they are
            // found among the positions at 0.
            if let Ok(firsts) = self.store.at(*log, 0) {
                firsts.iter().for_each(|first| note(*log, 0, first.hash));
            }
            for (seq, hash) in &state.branches {
                note(*log, *seq, *hash);
            }
        }
        for (hash, (log, seq)) in &self.newer {
            note(*log, *seq, *hash);
        }
        for (hash, aside) in &self.aside {
            note(aside.log, aside.seq, *hash);
        }
        for fact in self.forgets.values().flatten() {
            note(fact.at.log, fact.at.seq, fact.record);
        }
        for pair in self.pairs.values() {
            let seals = pair.seals.iter().map(|fact| (fact.at, fact.record));
            let binds = pair.binds.iter().map(|fact| (fact.at, fact.record));
            let keys = pair.keys.iter().map(|fact| (fact.at, fact.record));
            for (at, record) in seals.chain(binds).chain(keys) {
                note(at.log, at.seq, record);
            }
        }
        loose
    }
}

/// A page as it stands on disk.
struct SealedPage {
    page: Page,
    key: LocalKey,
    row: Option<Vec<u8>>,
}

impl SealedPage {
    fn read(store: &dyn Store, page: Page) -> Result<Self, StoreError> {
        let key = page_key(page.number);
        let row = store.local(LocalKind::Page, &key.1)?;
        Ok(Self { page, key, row })
    }

    /// The rows of the page; `None` if it does not check.
    fn open(&self, local: &LocalKeys, covered: Arrival) -> Option<Vec<Row>> {
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

fn take_row(view: &mut View, (chains, logs): (&mut Chains, &Logs), row: Row) {
    for change in &row.changes {
        let place = change.place;
        chains.note(logs, (place.log, place.seq, change.hash), place.counter);
    }
    view.put(row);
}

fn parse_run(reader: &mut Reader<'_>) -> Result<Run, CodecError> {
    Ok(Run {
        left: reader.u8()?,
        from: reader.u64()?,
        records: (0..reader.u32()?)
            .map(|_| Ok(ShortHash::from_bytes(reader.array()?)))
            .collect::<Result<_, CodecError>>()?,
    })
}

enum Planned {
    Keep(Page),
    Write(Vec<Row>),
}

/// The plain length as u32, then one LZ4 block: it opens at memory speed,
/// where deflate was a fifth of the time of loading ten years.
fn pack(plain: &[u8]) -> Vec<u8> {
    lz4_flex::block::compress_prepend_size(plain)
}

fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader::new(packed);
    let length = reader.u32().ok()? as usize;
    // A page or root that carried this device's tag: the length is its own.
    if length > PAGE_BYTES_MAX {
        return None;
    }
    lz4_flex::block::decompress(reader.rest(), length).ok()
}

pub(super) fn put_place(out: &mut Vec<u8>, place: Place) {
    out.put_u64(place.counter.number());
    out.put(place.log.as_bytes());
    out.put_u64(place.seq);
    out.put(place.hash.as_bytes());
}

pub(super) fn place(reader: &mut Reader<'_>) -> Result<Place, CodecError> {
    Ok(Place {
        counter: counter(reader)?,
        log: LogId::from_bytes(reader.array()?),
        seq: reader.u64()?,
        hash: ShortHash::from_bytes(reader.array()?),
    })
}

fn counter(reader: &mut Reader<'_>) -> Result<Counter, CodecError> {
    Counter::checked(reader.u64()?).ok_or(CodecError::Unknown)
}

fn encode_page(rows: &[Row]) -> Vec<u8> {
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

impl Root {
    /// Whether no position is above the number of records that are covered: memory
    /// is taken for positions.
    fn is_possible(&self) -> bool {
        let loose = self.loose.iter().map(|(_, seq, _, _)| *seq);
        let behind = self
            .behind
            .iter()
            .map(|(_, (from, _, up_to))| *from.max(up_to));
        let gone = self.gone.iter().map(|(_, seq)| *seq);
        let all = loose.chain(behind).chain(gone);
        let waiting = self.waiting.iter().map(|(_, seq, _)| *seq);
        all.chain(waiting).all(|seq| seq <= self.covered)
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.put_u8(ROOT_VERSION);
        out.put_u64(self.covered);
        out.put_u32(self.highest.len() as u32);
        for highest in &self.highest {
            out.put_u64(highest.number());
        }
        out.put_count(self.logs.len());
        for (log, state) in &self.logs {
            out.put(log.as_bytes());
            out.put(state.person.as_bytes());
            out.put(state.device.as_bytes());
            out.put_long(state.name.as_bytes());
            out.put_count(state.follows.len());
            for head in &state.follows {
                out.put(head.as_bytes());
            }
            out.put_count(state.branches.len());
            for (seq, hash) in &state.branches {
                out.put_u64(*seq);
                out.put(hash.as_bytes());
            }
            out.put_u64(state.fork_at.map_or(u64::MAX, |at| at));
            out.put_count(state.runs.len());
            for run in &state.runs {
                out.put_u8(run.left);
                out.put_u64(run.from);
                out.put_u32(run.records.len() as u32);
                for record in &run.records {
                    out.put(record.as_bytes());
                }
            }
        }
        out.put_u32(self.behind.len() as u32);
        for (log, (from, (other, run), up_to)) in &self.behind {
            out.put(log.as_bytes());
            out.put_u64(*from);
            out.put(other.as_bytes());
            out.put_u8(*run);
            out.put_u64(*up_to);
        }
        out.put_u32(self.gone.len() as u32);
        for (log, seq) in &self.gone {
            out.put(log.as_bytes());
            out.put_u64(*seq);
        }
        out.put_u32(self.loose.len() as u32);
        for (log, seq, hash, counter) in &self.loose {
            out.put(log.as_bytes());
            out.put_u64(*seq);
            out.put(hash.as_bytes());
            out.put_u64(counter.number());
        }
        out.put_u32(self.newer.len() as u32);
        for (hash, log, seq) in &self.newer {
            out.put(hash.as_bytes());
            out.put(log.as_bytes());
            out.put_u64(*seq);
        }
        out.put_u32(self.aside.len() as u32);
        for (hash, aside) in &self.aside {
            out.put(hash.as_bytes());
            out.put(aside.log.as_bytes());
            out.put_u64(aside.seq);
            out.put(aside.entry.unwrap_or(NO_ENTRY).as_bytes());
            out.put_u8(reason_code(aside.reason));
        }
        out.put_u32(self.waiting.len() as u32);
        for (log, seq, heads) in &self.waiting {
            out.put(log.as_bytes());
            out.put_u64(*seq);
            out.put_count(heads.len());
            for head in heads {
                out.put(head.as_bytes());
            }
        }
        out.put_u32(self.late_backs.len() as u32);
        for back in &self.late_backs {
            out.put(back.as_bytes());
        }
        out.put_u32(self.forgets.len() as u32);
        for (entry, fact) in &self.forgets {
            out.put(entry.as_bytes());
            out.put(fact.by.as_bytes());
            put_place(&mut out, fact.at);
            out.put(fact.record.as_bytes());
            out.put(fact.owner.as_bytes());
            out.put(fact.nonce.as_bytes());
            let mut forget = Vec::new();
            fact.forget.encode(&mut forget);
            out.put_long(&forget);
        }
        out.put_u32(self.pairs.len() as u32);
        for (id, pair) in &self.pairs {
            out.put(id.as_bytes());
            pair.encode(&mut out);
        }
        out.put_u32(self.pages.len() as u32);
        for (low, page) in &self.pages {
            put_place(&mut out, *low);
            out.put_u32(page.number);
            out.put(&page.hash);
            out.put_u32(page.rows);
        }
        out
    }

    fn parse(bytes: &[u8]) -> Result<Self, CodecError> {
        let mut reader = Reader::new(bytes);
        let reader = &mut reader;
        if reader.u8()? != ROOT_VERSION {
            return Err(CodecError::Unknown);
        }
        let mut root = Self {
            covered: reader.u64()?,
            ..Self::default()
        };
        for _ in 0..reader.u32()? {
            root.highest.push(counter(reader)?);
        }
        for _ in 0..reader.u16()? {
            let log = LogId::from_bytes(reader.array()?);
            let state = LogState {
                person: PersonId::from_bytes(reader.array()?),
                device: DeviceId::from_bytes(reader.array()?),
                name: reader.text(1024)?.to_owned(),
                follows: (0..reader.u16()?)
                    .map(|_| Ok(RecordHash::from_bytes(reader.array()?)))
                    .collect::<Result<_, CodecError>>()?,
                branches: (0..reader.u16()?)
                    .map(|_| Ok((reader.u64()?, RecordHash::from_bytes(reader.array()?))))
                    .collect::<Result<_, CodecError>>()?,
                fork_at: Some(reader.u64()?).filter(|at| *at != u64::MAX),
                runs: (0..reader.u16()?)
                    .map(|_| parse_run(reader))
                    .collect::<Result<_, CodecError>>()?,
            };
            root.logs.insert(log, state);
        }
        for _ in 0..reader.u32()? {
            let log = LogId::from_bytes(reader.array()?);
            let from = reader.u64()?;
            let other = (LogId::from_bytes(reader.array()?), reader.u8()?);
            root.behind.push((log, (from, other, reader.u64()?)));
        }
        for _ in 0..reader.u32()? {
            let log = LogId::from_bytes(reader.array()?);
            root.gone.push((log, reader.u64()?));
        }
        for _ in 0..reader.u32()? {
            root.loose.push((
                LogId::from_bytes(reader.array()?),
                reader.u64()?,
                RecordHash::from_bytes(reader.array()?),
                counter(reader)?,
            ));
        }
        for _ in 0..reader.u32()? {
            root.newer.push((
                RecordHash::from_bytes(reader.array()?),
                LogId::from_bytes(reader.array()?),
                reader.u64()?,
            ));
        }
        for _ in 0..reader.u32()? {
            let hash = RecordHash::from_bytes(reader.array()?);
            let aside = Aside {
                log: LogId::from_bytes(reader.array()?),
                seq: reader.u64()?,
                entry: entry(reader)?,
                reason: reason_from_code(reader.u8()?)?,
            };
            root.aside.push((hash, aside));
        }
        for _ in 0..reader.u32()? {
            let (log, seq) = (LogId::from_bytes(reader.array()?), reader.u64()?);
            let heads = (0..reader.u16()?)
                .map(|_| Ok(ShortHash::from_bytes(reader.array()?)))
                .collect::<Result<_, CodecError>>()?;
            root.waiting.push((log, seq, heads));
        }
        for _ in 0..reader.u32()? {
            root.late_backs.push(EntryId::from_bytes(reader.array()?));
        }
        for _ in 0..reader.u32()? {
            let entry = EntryId::from_bytes(reader.array()?);
            let fact = Fact {
                by: PersonId::from_bytes(reader.array()?),
                at: place(reader)?,
                record: RecordHash::from_bytes(reader.array()?),
                owner: Owner::from_bytes(reader.array()?),
                nonce: Nonce::from_bytes(reader.array()?),
                forget: Forget::parse(&mut Reader::new(reader.long(PAGE_BYTES_MAX)?))?,
            };
            root.forgets.push((entry, fact));
        }
        for _ in 0..reader.u32()? {
            let id = EntryId::from_bytes(reader.array()?);
            root.pairs.push((id, Pair::parse(reader)?));
        }
        for _ in 0..reader.u32()? {
            let low = place(reader)?;
            let page = Page {
                number: reader.u32()?,
                hash: reader.array()?,
                rows: reader.u32()?,
                dirty: false,
            };
            root.pages.push((low, page));
        }
        if reader.left() > 0 {
            return Err(CodecError::Trailing);
        }
        Ok(root)
    }
}

/// Stands for "no entry": no entry hashes to zeros.
const NO_ENTRY: EntryId = EntryId::from_bytes([0; 16]);

fn entry(reader: &mut Reader<'_>) -> Result<Option<EntryId>, CodecError> {
    let entry = EntryId::from_bytes(reader.array()?);
    Ok((entry != NO_ENTRY).then_some(entry))
}

/// The index keeps reasons coarsely: it is a cache, and `check` reads the
/// records themselves again.
fn reason_code(reason: AsideReason) -> u8 {
    use crate::entry::document::DocumentError;
    match reason {
        AsideReason::Payload(PayloadError::Counter) => 1,
        AsideReason::Payload(PayloadError::Elsewhere) => 2,
        AsideReason::Payload(_) => 3,
        AsideReason::Owner => 4,
        AsideReason::Counter => 5,
        AsideReason::Start => 6,
        AsideReason::NoLog => 11,
        AsideReason::Late => 12,
        AsideReason::Rule => 13,
        AsideReason::Document(DocumentError::Actor) => 7,
        AsideReason::Document(DocumentError::Missing) => 8,
        AsideReason::Document(DocumentError::TooManyOperations) => 9,
        AsideReason::Document(_) => 10,
    }
}

fn reason_from_code(code: u8) -> Result<AsideReason, CodecError> {
    use crate::entry::document::DocumentError;
    Ok(match code {
        1 => AsideReason::Payload(PayloadError::Counter),
        2 => AsideReason::Payload(PayloadError::Elsewhere),
        3 => AsideReason::Payload(PayloadError::Sealed),
        4 => AsideReason::Owner,
        5 => AsideReason::Counter,
        6 => AsideReason::Start,
        7 => AsideReason::Document(DocumentError::Actor),
        8 => AsideReason::Document(DocumentError::Missing),
        9 => AsideReason::Document(DocumentError::TooManyOperations),
        10 => AsideReason::Document(DocumentError::Apply),
        11 => AsideReason::NoLog,
        12 => AsideReason::Late,
        13 => AsideReason::Rule,
        _ => return Err(CodecError::Unknown),
    })
}
