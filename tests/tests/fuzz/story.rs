//! What an honest program makes: two journals of Ada and Ben in memory, with
//! records of every operation that is written today.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::envelope::{Envelope, PAYLOAD_MAX};
use candor_core::id::{BondId, Entropy as _, LogId, RecordHash, Seq};
use candor_core::journal::{Have, Journal, Outbound, PeerId};
use candor_core::keyring::{Bond, Facts, Keyring};
use candor_core::secret::Secret;
use candor_core::space::Shared;
use candor_core::store::{
    Arrival, Batch, LocalKind, LocalPair, MemoryStore, Position, Row, Store, StoreError,
};
use candor_tests::seeded::Seeded;

pub const ADA: PeerId = PeerId([0xa; 32]);
pub const BEN: PeerId = PeerId([0xb; 32]);

/// The day on which all of it is written.
pub fn today() -> Day {
    Day::parse("2026-05-04").expect("a date")
}

/// A store in memory that others can look into and copy.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Mutex<MemoryStore>>);

impl Shelf {
    /// What stands in it now, in a shelf of its own.
    pub fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(self.memory().clone())))
    }

    /// All rows, in the order of arrival.
    pub fn rows(&self) -> Vec<Row> {
        self.memory().rows().to_vec()
    }

    fn memory(&self) -> MutexGuard<'_, MemoryStore> {
        // What panicked while it held this is reported as it is.
        self.0.lock().unwrap_or_else(|held| held.into_inner())
    }
}

impl Store for Shelf {
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

    fn locals(&self, kind: LocalKind) -> Result<Vec<LocalPair>, StoreError> {
        self.memory().locals(kind)
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        self.memory().settle()
    }
}

/// What a device says of itself at pairing.
pub fn facts(keyring: &Keyring, endpoint: PeerId) -> Facts {
    Facts {
        person: keyring.person,
        device: keyring.device,
        endpoint: endpoint.0,
        recipient: keyring.device_identity().recipient(),
        addresses: Vec::new(),
    }
}

/// Ada's and Ben's keys: one bond, always the same.
pub fn couple() -> (Keyring, Keyring) {
    let mut bytes = Seeded::new(1);
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

/// The journal on a shelf.
pub fn open(keyring: &Keyring, shelf: &Shelf) -> Journal<Shared> {
    Journal::open_shared(keyring, Box::new(shelf.clone()))
        .expect("the shelf answers")
        .expect("there is a bond")
}

/// Nothing but words.
pub fn words(text: &str) -> ContentBuilder {
    ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    }
}

/// Ada and Ben, and what stands on their shelves.
pub struct Story {
    pub ada_keys: Keyring,
    pub ben_keys: Keyring,
    pub ada: Shelf,
    pub ben: Shelf,
    bytes: Seeded,
}

impl Story {
    /// Both have met, and nothing is written.
    pub fn begin() -> Self {
        let (ada_keys, ben_keys) = couple();
        let mut story = Self {
            ada_keys,
            ben_keys,
            ada: Shelf::default(),
            ben: Shelf::default(),
            bytes: Seeded::new(2),
        };
        let (mut ada, mut ben) = story.journals();
        for journal in [&mut ada, &mut ben] {
            let begun = journal.ensure_log(&mut story.bytes, today());
            begun.expect("writes");
            journal.mark_day(today()).expect("writes");
        }
        exchange(&mut ada, &mut ben);
        story
    }

    /// Both have written notes, a correction, an answer, a sealed pair and a
    /// text of both, and withdrawn something.
    pub fn told() -> Self {
        let mut story = Self::begin();
        let (mut ada, mut ben) = story.journals();
        let bytes = &mut story.bytes;
        for journal in [&mut ada, &mut ben] {
            let notes = ["A walk by the river.", "día — 日, and a correction", "goes"];
            let notes = notes.map(words).to_vec();
            let kept = journal.keep_new(bytes, today(), "note", None, notes);
            kept.expect("fits");
        }
        meet(&mut ada, &mut ben, bytes);

        for journal in [&mut ada, &mut ben] {
            let me = journal.me().person;
            let rows = journal.view().timeline();
            let mine: Vec<_> = rows
                .filter(|row| row.writer == me)
                .map(|row| row.id)
                .collect();
            let edited = words("día — 日, and a correction that was made");
            journal.keep_edit(today(), mine[1], edited).expect("fits");
            journal.keep_withdrawal(today(), mine[2]).expect("in time");
        }
        let mut both = words("We talk each evening at home.");
        let becomes = ("becomes".to_owned(), "agreement".to_owned());
        both.fields.extend([becomes]);
        let kept = ada.keep_new(bytes, today(), "joint-draft", None, vec![both]);
        kept.expect("fits");
        let (hers, his) = (words("for his eyes"), words("for hers"));
        ada.keep_pair(bytes, today(), "letter", &hers)
            .expect("fits");
        meet(&mut ada, &mut ben, bytes);

        let letters = |row: &&candor_core::view::Row| row.content.kind() == "letter";
        let begun = ada.view().with_markers().find(letters).map(|row| row.id);
        let pair = begun.expect("it was begun");
        ada.keep_seal(bytes, today(), pair, hers).expect("fits");
        ben.keep_seal(bytes, today(), pair, his).expect("fits");
        meet(&mut ada, &mut ben, bytes);
        for journal in [&mut ada, &mut ben] {
            journal.save_index().expect("writes");
        }
        story
    }

    /// Both journals as they stand.
    pub fn journals(&self) -> (Journal<Shared>, Journal<Shared>) {
        (
            open(&self.ada_keys, &self.ada),
            open(&self.ben_keys, &self.ben),
        )
    }

    /// All records that Ada has, in the order in which they came.
    pub fn envelopes(&self) -> Vec<Envelope> {
        let rows = self.ada.rows().into_iter();
        rows.map(|row| row.into_envelope().expect("it is laid out as one"))
            .collect()
    }

    /// What the payloads of these records say, as far as they are here.
    pub fn plains(&self) -> Vec<Vec<u8>> {
        let keys = self.ada_keys.shared_keys().expect("there is a bond");
        let identity = keys.current().identity();
        let payloads = self.ada.rows().into_iter().filter_map(|row| row.payload);
        payloads
            .map(|sealed| identity.open(&sealed, PAYLOAD_MAX).expect("opens").to_vec())
            .collect()
    }
}

/// What `from` has and `to` lacks.
fn missing(from: &mut Journal<Shared>, to: PeerId, have: &Have) -> Vec<Envelope> {
    let missing = from.missing(to, have).expect("reads");
    let all: Vec<_> = missing.theirs.into_iter().chain(missing.others).collect();
    let mut given = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let (more, taken) = from.give(&all[at..], usize::MAX).expect("reads");
        given.extend(more);
        at += taken;
    }
    given.into_iter().map(Outbound::into_envelope).collect()
}

fn exchange(ada: &mut Journal<Shared>, ben: &mut Journal<Shared>) {
    let (of_ada, of_ben) = (ada.have().expect("reads"), ben.have().expect("reads"));
    let to_ben = missing(ada, BEN, &of_ben);
    let to_ada = missing(ben, ADA, &of_ada);
    for (journal, envelopes) in [(ben, to_ben), (ada, to_ada)] {
        journal.receive(envelopes).expect("stores");
        journal.open_pending(usize::MAX).expect("reads");
    }
}

fn meet(ada: &mut Journal<Shared>, ben: &mut Journal<Shared>, bytes: &mut Seeded) {
    for _ in 0..3 {
        for journal in [&mut *ada, &mut *ben] {
            journal.flush(bytes, today()).expect("writes");
        }
        exchange(ada, ben);
    }
    assert_eq!(ada.digest(), ben.digest());
}
