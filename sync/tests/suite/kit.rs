//! Ada and Ben with fixed keys, bytes that follow from a seed, a fixed
//! calendar, and a disk that outlives its journal.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::{BondId, Entropy, LogId, RecordHash, Seq};
use candor_core::journal::{Journal, PeerId};
use candor_core::keyring::{Bond, Facts, Keyring};
use candor_core::secret::Secret;
use candor_core::space::Shared;
use candor_core::store::{
    Arrival, Batch, LocalKind, MemoryStore, Position, Row, Store, StoreError,
};

/// Bytes that follow from a seed.
pub struct Seeded(blake3::OutputReader);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        Self(hasher.finalize_xof())
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        u64::from_le_bytes(self.draw()) % limit.max(1)
    }

    /// Whether one of `in_how_many` chances fell.
    pub fn chance(&mut self, in_how_many: u64) -> bool {
        self.below(in_how_many) == 0
    }
}

impl Entropy for Seeded {
    fn fill(&mut self, out: &mut [u8]) {
        self.0.fill(out);
    }
}

/// Runs `story` for each of `count` seeds, `TIMES=` as many if that is set, or
/// for `SEED=` alone. A story that fails names its seed.
pub fn each_seed(count: u64, story: impl Fn(u64)) {
    let number = |name| {
        let value = std::env::var(name).ok()?;
        Some(value.parse::<u64>().expect("it is a number"))
    };
    let all = 0..count * number("TIMES").unwrap_or(1);
    let seeds = number("SEED").map_or(all, |seed| seed..seed + 1);
    for seed in seeds {
        let told = std::panic::AssertUnwindSafe(|| story(seed));
        if let Err(panic) = std::panic::catch_unwind(told) {
            eprintln!("replay with SEED={seed}");
            std::panic::resume_unwind(panic);
        }
    }
}

pub const ADA: PeerId = PeerId([0xa; 32]);
pub const BEN: PeerId = PeerId([0xb; 32]);

pub fn today() -> Day {
    Day::parse("2026-05-04").expect("a date")
}

pub fn facts(keyring: &Keyring, endpoint: PeerId) -> Facts {
    Facts {
        person: keyring.person,
        device: keyring.device,
        endpoint: endpoint.0,
        recipient: keyring.device_identity().recipient(),
        addresses: Vec::new(),
    }
}

/// Two keyrings that share a bond.
pub fn couple(seed: u64) -> (Keyring, Keyring) {
    let mut bytes = Seeded::new(seed ^ 0xc0_0b1e);
    let mut ada = Keyring::create(&mut bytes, "Ada", 40_001);
    let mut ben = Keyring::create(&mut bytes, "Ben", 40_002);
    let secret: [u8; 32] = bytes.draw();
    let bond = |partner| Bond {
        id: BondId::from_bytes([7; 32]),
        secret: Secret::from_bytes(secret),
        partner,
    };
    let (of_ada, of_ben) = (facts(&ada, ADA), facts(&ben, BEN));
    ada.bond = Some(bond(of_ben));
    ben.bond = Some(bond(of_ada));
    (ada, ben)
}

pub fn open(keyring: &Keyring, disk: &Disk) -> Journal<Shared> {
    let mut journal = Journal::open_shared(keyring, Box::new(disk.clone()))
        .expect("the store answers")
        .expect("there is a bond");
    journal.load_all().expect("reads");
    journal.open_pending(usize::MAX).expect("reads");
    journal
}

pub fn words(text: &str) -> ContentBuilder {
    ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    }
}

/// The disk. Clones are the same disk; [`Disk::copy`] is another one.
#[derive(Clone, Default)]
pub struct Disk(Arc<Mutex<MemoryStore>>);

impl Disk {
    /// What a person gets who copies the data folder.
    pub fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(self.memory().clone())))
    }

    pub fn rows(&self) -> Vec<Row> {
        self.memory().rows().to_vec()
    }

    pub fn len(&self) -> usize {
        self.memory().rows().len()
    }

    fn memory(&self) -> MutexGuard<'_, MemoryStore> {
        self.0.lock().expect("nobody panics while holding the disk")
    }
}

impl Store for Disk {
    fn commit(&mut self, batch: &Batch<'_>) -> Result<Vec<Arrival>, StoreError> {
        self.memory().commit(batch)
    }

    fn row(&self, arrival: Arrival) -> Result<Option<Row>, StoreError> {
        self.memory().row(arrival)
    }

    fn rows_after(
        &self,
        arrival: Arrival,
        limit: usize,
        bytes: usize,
    ) -> Result<Vec<Row>, StoreError> {
        self.memory().rows_after(arrival, limit, bytes)
    }

    fn positions(&self, log: LogId, from: Seq) -> Result<Vec<Position>, StoreError> {
        self.memory().positions(log, from)
    }

    fn at(&self, log: LogId, seq: Seq) -> Result<Vec<Position>, StoreError> {
        self.memory().at(log, seq)
    }

    fn by_hashes(&self, hashes: &BTreeSet<RecordHash>) -> Result<Vec<Arrival>, StoreError> {
        self.memory().by_hashes(hashes)
    }

    fn last_arrival(&self) -> Result<Arrival, StoreError> {
        self.memory().last_arrival()
    }

    fn local(&self, kind: LocalKind, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory().local(kind, key)
    }

    fn locals(&self, kind: LocalKind) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        self.memory().locals(kind)
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        self.memory().settle()
    }
}
