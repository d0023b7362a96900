//! A disk in memory that outlives its journal, can be damaged, copied, and
//! fails when it is told to.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

use candor_core::id::{LogId, RecordHash, Seq};
use candor_core::store::{
    Arrival, Batch, LocalKey, LocalKind, MemoryStore, Position, Row, Store, StoreError,
};

/// What becomes of the commit that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failing {
    /// Nothing of it reached the disk.
    Lost,
    /// All of it did, and only the answer says otherwise.
    Landed,
}

#[derive(Default)]
struct Platter {
    memory: MemoryStore,
    commits: u64,
    plan: Option<(u64, Failing)>,
}

/// The disk. Clones are the same disk; [`Disk::copy`] is another one.
#[derive(Clone, Default)]
pub struct Disk(Arc<Mutex<Platter>>);

impl Disk {
    /// The store on this disk, as a program that starts opens it.
    pub fn store(&self) -> DiskStore {
        DiskStore {
            disk: self.clone(),
            stopped: false,
        }
    }

    /// What a person gets who copies the data folder.
    pub fn copy(&self) -> Self {
        let memory = self.platter().memory.clone();
        Self(Arc::new(Mutex::new(Platter {
            memory,
            ..Platter::default()
        })))
    }

    /// Lets the `after`th commit from now fail; 0 is the next one.
    pub fn fail_after(&self, after: u64, failing: Failing) {
        let mut platter = self.platter();
        platter.plan = Some((platter.commits + after, failing));
    }

    /// Whether a planned failure has not come yet.
    pub fn will_fail(&self) -> bool {
        self.platter().plan.is_some()
    }

    pub fn rows(&self) -> Vec<Row> {
        self.platter().memory.rows().to_vec()
    }

    /// Changes a stored row behind the program's back.
    pub fn damage(&self, arrival: Arrival, how: impl FnOnce(&mut Row)) {
        how(self.platter().memory.row_mut(arrival).expect("it is here"));
    }

    pub fn locals(&self, kind: LocalKind) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.platter().memory.locals(kind).expect("answers")
    }

    pub fn put_local(&self, key: LocalKey, value: Vec<u8>) {
        let batch = Batch {
            put: vec![(key, value)],
            ..Batch::default()
        };
        self.platter().memory.commit(&batch).expect("answers");
    }

    /// Deletes every local row of a kind.
    pub fn delete_locals(&self, kind: LocalKind) {
        let delete = self.locals(kind).into_iter().map(|(key, _)| (kind, key));
        let batch = Batch {
            delete: delete.collect(),
            ..Batch::default()
        };
        self.platter().memory.commit(&batch).expect("answers");
    }

    /// Deletes the index.
    pub fn delete_index(&self) {
        self.delete_locals(LocalKind::Root);
        self.delete_locals(LocalKind::Page);
    }

    fn platter(&self) -> MutexGuard<'_, Platter> {
        self.0
            .lock()
            .expect("no test panics while it holds the disk")
    }
}

/// The disk as one running program sees it.
pub struct DiskStore {
    disk: Disk,
    stopped: bool,
}

impl DiskStore {
    fn ready(&self) -> Result<MutexGuard<'_, Platter>, StoreError> {
        if self.stopped {
            Err(StoreError::Stopped)
        } else {
            Ok(self.disk.platter())
        }
    }
}

impl Store for DiskStore {
    fn commit(&mut self, batch: &Batch<'_>) -> Result<Vec<Arrival>, StoreError> {
        let mut platter = self.ready()?;
        let number = platter.commits;
        platter.commits += 1;
        let failing = platter.plan.filter(|(at, _)| *at == number);
        let Some((_, failing)) = failing else {
            let mut memory = platter.memory.clone();
            let outcome = memory.commit(batch);
            match &outcome {
                Ok(_) => platter.memory = memory,
                Err(_) => {
                    drop(platter);
                    self.stopped = true;
                }
            }
            return outcome;
        };
        platter.plan = None;
        if failing == Failing::Landed {
            platter.memory.commit(batch)?;
        }
        drop(platter);
        self.stopped = true;
        Err(StoreError::Full)
    }

    fn row(&self, arrival: Arrival) -> Result<Option<Row>, StoreError> {
        self.ready()?.memory.row(arrival)
    }

    fn rows_after(
        &self,
        from: Arrival,
        limit: usize,
        bytes: usize,
    ) -> Result<Vec<Row>, StoreError> {
        self.ready()?.memory.rows_after(from, limit, bytes)
    }

    fn positions(&self, log: LogId, from: Seq) -> Result<Vec<Position>, StoreError> {
        self.ready()?.memory.positions(log, from)
    }

    fn at(&self, log: LogId, seq: Seq) -> Result<Vec<Position>, StoreError> {
        self.ready()?.memory.at(log, seq)
    }

    fn by_hashes(&self, hashes: &BTreeSet<RecordHash>) -> Result<Vec<Arrival>, StoreError> {
        self.ready()?.memory.by_hashes(hashes)
    }

    fn last_arrival(&self) -> Result<Arrival, StoreError> {
        self.ready()?.memory.last_arrival()
    }

    fn local(&self, kind: LocalKind, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.ready()?.memory.local(kind, key)
    }

    fn locals(&self, kind: LocalKind) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        self.ready()?.memory.locals(kind)
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        self.ready()?.memory.settle()
    }
}
