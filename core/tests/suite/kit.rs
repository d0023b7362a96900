//! Ada and Ben with fixed keys, a seeded source of bytes, and a fixed calendar.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::envelope::Envelope;
use candor_core::id::{BondId, Entropy, EntryId};
use candor_core::journal::{Have, Journal, PeerId, Received};
use candor_core::keyring::{Bond, Facts, Keyring};
use candor_core::secret::Secret;
use candor_core::space::Shared;
use candor_core::store::{MemoryStore, Store};

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
}

impl Entropy for Seeded {
    fn fill(&mut self, out: &mut [u8]) {
        self.0.fill(out);
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
    let mut bytes = Seeded::new(seed);
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

pub fn open(keyring: &Keyring, store: impl Store + 'static) -> Journal<Shared> {
    Journal::open_shared(keyring, Box::new(store))
        .expect("the store answers")
        .expect("there is a bond")
}

/// Both journals with their first records exchanged.
pub fn met(seed: u64) -> (Journal<Shared>, Journal<Shared>, Seeded) {
    let (ada, ben) = couple(seed);
    let mut bytes = Seeded::new(seed + 1);
    let mut ada = open(&ada, MemoryStore::new());
    let mut ben = open(&ben, MemoryStore::new());
    ada.ensure_log(&mut bytes, today()).expect("writes");
    ben.ensure_log(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    (ada, ben, bytes)
}

pub fn words(text: &str) -> ContentBuilder {
    ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    }
}

pub fn say(journal: &mut Journal<Shared>, bytes: &mut Seeded, day: Day, text: &str) -> EntryId {
    let ids = journal
        .keep_new(bytes, day, "note", None, vec![words(text)])
        .expect("fits");
    journal.flush(bytes, day).expect("writes");
    journal.became(ids[0])
}

/// What `from` has and `to` lacks, as `to` would receive it.
pub fn missing(from: &mut Journal<Shared>, to: PeerId, have: &Have) -> Vec<Envelope> {
    let missing = from.missing(to, have).expect("reads");
    let all: Vec<_> = missing.theirs.into_iter().chain(missing.others).collect();
    let mut given = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let (more, taken) = from.give(&all[at..], usize::MAX).expect("reads");
        given.extend(more);
        at += taken;
    }
    given
        .into_iter()
        .map(candor_core::journal::Outbound::into_envelope)
        .collect()
}

pub fn take(to: &mut Journal<Shared>, envelopes: Vec<Envelope>) -> Received {
    let received = to.receive(envelopes).expect("stores");
    to.open_pending(usize::MAX).expect("reads");
    received
}

/// One meeting without a network: each gives what the other lacks.
pub fn exchange(ada: &mut Journal<Shared>, ben: &mut Journal<Shared>) {
    let (of_ada, of_ben) = (ada.have().expect("reads"), ben.have().expect("reads"));
    let to_ben = missing(ada, BEN, &of_ben);
    let to_ada = missing(ben, ADA, &of_ada);
    take(ben, to_ben);
    take(ada, to_ada);
}

pub fn texts(journal: &Journal<Shared>) -> Vec<String> {
    journal
        .view()
        .timeline()
        .map(|row| row.content.text().to_owned())
        .collect()
}
