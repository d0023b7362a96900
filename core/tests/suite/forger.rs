//! A changed program: it holds one person's keys and keeps none of the rules.

use candor_core::date::Day;
use candor_core::entry::{ContentBuilder, document};
use candor_core::envelope::{Envelope, SpaceKeys, Start};
use candor_core::forge::Draft;
use candor_core::id::{LogId, Nonce, Owner, PersonId, RecordHash, Seq};
use candor_core::journal::{AsideReason, Journal};
use candor_core::keyring::Keyring;
use candor_core::space::Shared;
use candor_core::view::Row;

use crate::kit::words;

/// Writes one log, record after record, in any way it likes.
pub struct Forger {
    pub keys: SpaceKeys,
    pub person: PersonId,
    pub log: LogId,
    /// The position and predecessor of the next record.
    pub seq: Seq,
    pub prev: RecordHash,
}

impl Forger {
    /// Goes on where the log of `keyring`'s device ends in `journal`.
    pub fn of(keyring: &Keyring, journal: &Journal<Shared>) -> Self {
        let (log, state) = journal
            .logs()
            .0
            .iter()
            .find(|(_, state)| state.device == keyring.device)
            .expect("the log began");
        let (seq, prev) = state.branches[0];
        Self {
            keys: keyring.shared_keys().expect("there is a bond"),
            person: keyring.person,
            log: *log,
            seq: seq + 1,
            prev,
        }
    }

    /// Begins a new log of `keyring`'s device, and gives its first record.
    pub fn fresh(keyring: &Keyring, nonce: u8, counter: u64) -> (Self, Envelope) {
        let start = Start {
            person: keyring.person,
            device: keyring.device,
            nonce: nonce_of(nonce),
            follows: Vec::new(),
            name: keyring.name.clone(),
        };
        let mut forger = Self {
            keys: keyring.shared_keys().expect("there is a bond"),
            person: keyring.person,
            log: start.log(),
            seq: 0,
            prev: RecordHash::from_bytes([0; 32]),
        };
        let first = forger.write(&Draft::start(counter, &start));
        (forger, first)
    }

    /// The next record of the log.
    pub fn write(&mut self, draft: &Draft) -> Envelope {
        let envelope = draft.at(&self.keys, self.log, self.seq, self.prev);
        self.seq += 1;
        self.prev = envelope.hash();
        envelope
    }

    /// A new entry of the log's person, made as it should be.
    pub fn note(&mut self, counter: u64, nonce: u8, text: &str) -> Envelope {
        let owner = Owner::person(self.person);
        self.change_of(counter, owner, nonce_of(nonce), &note(text))
    }

    /// Begins any entry, under the actor it should have.
    pub fn change_of(
        &mut self,
        counter: u64,
        owner: Owner,
        nonce: Nonce,
        content: &ContentBuilder,
    ) -> Envelope {
        let chunk = document::begin(self.actor_of(owner, nonce), content).expect("fits");
        self.write(&Draft::begin(counter, owner, nonce, EDIT, &chunk))
    }

    /// Any chunk, as the beginning of a new entry of the log's person.
    pub fn chunk(&mut self, counter: u64, nonce: u8, chunk: &[u8]) -> Envelope {
        let owner = Owner::person(self.person);
        self.write(&Draft::begin(counter, owner, nonce_of(nonce), EDIT, chunk))
    }

    /// The actor that [`Forger::chunk`] must have for this nonce.
    pub fn actor(&self, nonce: u8) -> [u8; 16] {
        self.actor_of(Owner::person(self.person), nonce_of(nonce))
    }

    /// The actor of what this log writes into an entry.
    pub fn actor_of(&self, owner: Owner, nonce: Nonce) -> [u8; 16] {
        document::actor(self.log, owner, nonce, EDIT)
    }

    /// A later change of an entry as `row` knows it.
    pub fn later(&mut self, counter: u64, row: &Row, chunk: &[u8]) -> Envelope {
        let of = (row.owner, row.nonce, row.beginning);
        self.write(&Draft::change(counter, of, EDIT, chunk))
    }
}

/// The nonce of every edit a forger makes.
pub const EDIT: Nonce = Nonce::from_bytes([0xed; 16]);

pub fn nonce_of(byte: u8) -> Nonce {
    Nonce::from_bytes([byte; 16])
}

/// The `number`th counter of a day.
pub fn counter(day: Day, number: u64) -> u64 {
    (u64::from(day.number()) << 20) + number
}

/// A note that says which day it was written.
pub fn note_of(day: &str, text: &str) -> ContentBuilder {
    let mut content = words(text);
    content.fields.insert("kind".to_owned(), "note".to_owned());
    content.fields.insert("written".to_owned(), day.to_owned());
    content
}

pub fn note(text: &str) -> ContentBuilder {
    note_of("2026-05-04", text)
}

/// Why each record that is set aside is, in the order of their logs.
pub fn asides(journal: &Journal<Shared>) -> Vec<AsideReason> {
    let mut all: Vec<_> = journal
        .aside()
        .map(|(_, aside)| (aside.log, aside.seq, aside.reason))
        .collect();
    all.sort_by_key(|(log, seq, _)| (*log, *seq));
    all.into_iter().map(|(_, _, reason)| reason).collect()
}

/// A draft that both write in.
pub fn joint(text: &str) -> ContentBuilder {
    let mut content = note(text);
    let mut set = |name: &str, value: &str| content.fields.insert(name.into(), value.into());
    set("kind", "joint-draft");
    set("becomes", "agreement");
    content
}
