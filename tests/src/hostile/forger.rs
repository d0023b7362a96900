//! A changed program: it holds Ben's keys and keeps none of the rules.

use candor_core::entry::{ContentBuilder, document};
use candor_core::envelope::{Envelope, SpaceKeys, Start};
use candor_core::forge::Draft;
use candor_core::id::{Beginning, BondId, DeviceId, Entropy, EntryId, LogId, Nonce, Owner};
use candor_core::id::{PersonId, RecordHash, Seq};
use candor_core::keyring::{Bond, Facts, Keyring};
use candor_core::secret::Secret;

use super::chunks::{Text, Upon};
use super::today;
use crate::seeded::Seeded;

/// The keyrings of Ada and Ben, who share a bond: the same ones every time.
pub(super) fn couple() -> (Keyring, Keyring) {
    let mut bytes = Seeded::new(55);
    let mut ada = Keyring::create(&mut bytes, "Ada", 40_001);
    let mut ben = Keyring::create(&mut bytes, "Ben", 40_002);
    let secret: [u8; 32] = bytes.draw();
    let bond = |partner: &Keyring, endpoint: u8| Bond {
        id: BondId::from_bytes([7; 32]),
        secret: Secret::from_bytes(secret),
        partner: Facts {
            person: partner.person,
            device: partner.device,
            endpoint: [endpoint; 32],
            recipient: partner.device_identity().recipient(),
            addresses: Vec::new(),
        },
    };
    let (of_ada, of_ben) = (bond(&ben, 0xb), bond(&ada, 0xa));
    ada.bond = Some(of_ada);
    ben.bond = Some(of_ben);
    (ada, ben)
}

/// Writes records into logs of Ben's device, and keeps them until they are given.
pub(super) struct Forger {
    keys: SpaceKeys,
    person: PersonId,
    other: PersonId,
    device: DeviceId,
    name: String,
    log: LogId,
    /// The position and predecessor of the next record.
    seq: Seq,
    prev: RecordHash,
    counter: u64,
    nonces: u64,
    said: Vec<Envelope>,
}

/// An entry that was begun, and what a change of it builds on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    pub(super) entry: EntryId,
    /// The record that began it.
    pub(super) record: RecordHash,
    /// Where that record stands in the order.
    pub(super) counter: u64,
    pub(super) upon: Upon,
    pub(super) text: Text,
    /// What its id is computed from, beside the owner and the nonce.
    pub(super) beginning: Beginning,
    owner: Owner,
    nonce: Nonce,
}

impl Begun {
    /// What a later change names: whose entry, its nonce and its beginning.
    pub(super) fn names(&self) -> (Owner, Nonce, Beginning) {
        (self.owner, self.nonce, self.beginning)
    }
}

impl Forger {
    /// Begins a first log.
    pub(super) fn begins(keyring: &Keyring) -> Self {
        let mut forger = Self {
            keys: keyring.shared_keys().expect("there is a bond"),
            person: keyring.person,
            other: keyring.bond.as_ref().expect("there is one").partner.person,
            device: keyring.device,
            name: keyring.name.clone(),
            log: LogId::from_bytes([0; 16]),
            seq: 0,
            prev: RecordHash::from_bytes([0; 32]),
            counter: u64::from(today().number()) << 20,
            nonces: 0,
            said: Vec::new(),
        };
        forger.begin_log(Vec::new());
        forger
    }

    /// Leaves the log and goes on in a new one, which follows these records.
    pub(super) fn begin_log(&mut self, follows: Vec<RecordHash>) {
        let start = Start {
            person: self.person,
            device: self.device,
            nonce: self.nonce(),
            follows,
            name: self.name.clone(),
        };
        self.log = start.log();
        self.seq = 0;
        self.prev = RecordHash::from_bytes([0; 32]);
        let draft = Draft::start(self.counter(), &start);
        self.write(&draft);
    }

    /// What was written since this was asked last.
    pub(super) fn take_said(&mut self) -> Vec<Envelope> {
        std::mem::take(&mut self.said)
    }

    /// The end of the log.
    pub(super) fn end(&self) -> RecordHash {
        self.prev
    }

    /// A counter above all that were used.
    pub(super) fn counter(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// A nonce that was not used.
    pub(super) fn nonce(&mut self) -> Nonce {
        self.nonces += 1;
        let mut bytes = [0xed; 16];
        bytes[..8].copy_from_slice(&self.nonces.to_le_bytes());
        Nonce::from_bytes(bytes)
    }

    /// The next record of the log.
    pub(super) fn write(&mut self, draft: &Draft) -> RecordHash {
        let envelope = draft.at(&self.keys, self.log, self.seq, self.prev);
        self.seq += 1;
        self.prev = envelope.hash();
        self.said.push(envelope);
        self.prev
    }

    /// A record of another operation, about something of Ben's under this nonce.
    pub(super) fn other(&mut self, nonce: Nonce, operation: u8, body: Vec<u8>) -> RecordHash {
        let draft = Draft {
            owner: Owner::person(self.person),
            nonce,
            ..Draft::other(self.counter(), operation, body)
        };
        self.write(&draft)
    }

    /// A record about an entry that was begun.
    pub(super) fn about(&mut self, of: &Begun, operation: u8, body: Vec<u8>) -> RecordHash {
        self.other(of.nonce, operation, body)
    }

    /// A new entry of Ben's, made as it should be.
    pub(super) fn begin(&mut self, content: &ContentBuilder) -> Begun {
        self.begin_of(Owner::person(self.person), content)
    }

    /// A new draft of both, made as it should be.
    pub(super) fn begin_joint(&mut self, content: &ContentBuilder) -> Begun {
        self.begin_of(Owner::both(self.person, self.other), content)
    }

    fn begin_of(&mut self, owner: Owner, content: &ContentBuilder) -> Begun {
        let counter = self.counter();
        let (nonce, edit) = (self.nonce(), self.nonce());
        let actor = document::actor(self.log, owner, nonce, edit);
        let chunk = document::begin(actor, content).expect("fits");
        let draft = Draft::begin(counter, owner, nonce, edit, &chunk);
        let record = self.write(&draft);
        let beginning = Beginning::of(record);
        Begun {
            entry: EntryId::of(owner, nonce, beginning),
            record,
            counter,
            upon: Upon::change(&chunk),
            // The text is begun after all fields.
            text: Text {
                actor,
                number: content.fields.len() as u64 + 1,
            },
            beginning,
            owner,
            nonce,
        }
    }

    /// The actor that a change of an entry must have.
    pub(super) fn actor(&self, of: &Begun, edit: Nonce) -> [u8; 16] {
        document::actor(self.log, of.owner, of.nonce, edit)
    }

    /// A change of an entry, with any chunk.
    pub(super) fn change(&mut self, of: &Begun, edit: Nonce, chunk: &[u8]) -> RecordHash {
        let counter = self.counter();
        self.change_at(counter, of, edit, chunk)
    }

    /// The same at any counter.
    pub(super) fn change_at(
        &mut self,
        counter: u64,
        of: &Begun,
        edit: Nonce,
        chunk: &[u8],
    ) -> RecordHash {
        let draft = Draft::change(counter, of.names(), edit, chunk);
        self.write(&draft)
    }
}

/// What an entry of a kind says that answers another, or nothing.
pub(super) fn page(kind: &str, thread: Option<EntryId>) -> ContentBuilder {
    let mut content = ContentBuilder {
        text: "by Ben".to_owned(),
        ..ContentBuilder::default()
    };
    let mut set = |name: &str, value: String| content.fields.insert(name.to_owned(), value);
    set("kind", kind.to_owned());
    set("written", today().to_string());
    if let Some(thread) = thread {
        set("thread", thread.to_string());
    }
    content
}
