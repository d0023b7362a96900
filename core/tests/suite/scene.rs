//! Ada, and a changed program that has Ben's keys: what they say honestly, and what it
//! then makes of that.

use candor_core::date::Day;
use candor_core::entry::document::{self, Source};
use candor_core::entry::{ContentBuilder, limits};
use candor_core::envelope::{Envelope, Operation, Whose};
use candor_core::forge::Draft;
use candor_core::id::{EntryId, Nonce, RecordHash};
use candor_core::journal::Journal;
use candor_core::keyring::Keyring;
use candor_core::space::Shared;
use candor_core::view::Row;

use crate::forger::*;
use crate::kit::*;

/// Ada, and Ben's keys in the hands of a changed program.
pub struct Scene {
    pub ada: Journal<Shared>,
    pub ben: Journal<Shared>,
    pub bytes: Seeded,
    pub ben_keys: Keyring,
}

pub fn scene(seed: u64) -> Scene {
    let (_, ben_keys) = couple(seed);
    let (ada, ben, bytes) = met(seed);
    Scene {
        ada,
        ben,
        bytes,
        ben_keys,
    }
}

impl Scene {
    /// What Ben says by his honest program, on both devices.
    pub fn told(&mut self, kind: &str, fields: &[(&str, &str)], text: &str) -> Row {
        let mut content = words(text);
        for (name, value) in fields {
            content.fields.insert((*name).into(), (*value).into());
        }
        let kept = self
            .ben
            .keep_new(&mut self.bytes, today(), kind, None, vec![content]);
        let kept = kept.expect("fits")[0];
        self.meet(today());
        let entry = self.ben.became(kept);
        self.ada.view().row(entry).cloned().expect("it is here")
    }

    /// What Ada answers, on both devices.
    pub fn answers(&mut self, day: Day, entry: EntryId, kind: &str, fields: &[(&str, &str)]) {
        let mut content = words("");
        for (name, value) in fields {
            content.fields.insert((*name).into(), (*value).into());
        }
        let answer = self
            .ada
            .keep_new(&mut self.bytes, day, kind, Some(entry), vec![content]);
        answer.expect("fits");
        self.meet(day);
    }

    /// Both write what waits and give it to each other, on a day.
    pub fn meet(&mut self, day: Day) {
        for journal in [&mut self.ada, &mut self.ben] {
            journal.mark_day(day).expect("writes");
        }
        for _ in 0..2 {
            for journal in [&mut self.ada, &mut self.ben] {
                journal.flush(&mut self.bytes, day).expect("writes");
            }
            exchange(&mut self.ada, &mut self.ben);
        }
        assert_eq!(self.ada.digest(), self.ben.digest());
    }

    /// The word for how an entry stands, for Ada.
    pub fn state(&self, entry: EntryId) -> String {
        let row = self.ada.view().row(entry).expect("it is here");
        self.ada.view().state(row).word().to_owned()
    }
}

/// What an entry says and how it stands, for Ada.
pub fn stands(ada: &Journal<Shared>, row: &Row) -> (Vec<u8>, String, u32) {
    let row = ada.view().row(row.id).expect("it is here");
    let state = ada.view().state(row).word().to_owned();
    (row.content.as_bytes().to_vec(), state, row.versions)
}

/// Ben goes on in his log, and Ada over days, with all that he wrote behind her.
pub fn both_write_on(scene: &mut Scene) {
    for days in [0, 1, 5] {
        let day = today().plus(days);
        say(&mut scene.ben, &mut scene.bytes, day, "Ben writes on");
        exchange(&mut scene.ada, &mut scene.ben);
        say(&mut scene.ada, &mut scene.bytes, day, "Ada writes on");
        exchange(&mut scene.ada, &mut scene.ben);
    }
}

/// A changed program that begins a branch where `row` began.
pub fn fork_at(scene: &Scene, row: &Row) -> Forger {
    let at = row.place().expect("it has one");
    let all = scene.ada.stored_envelopes().expect("reads");
    let before = all.iter().find(|envelope| {
        let header = envelope.header();
        header.log == at.log && header.seq + 1 == at.seq
    });
    Forger {
        seq: at.seq,
        prev: before.expect("it is here").hash(),
        ..Forger::of(&scene.ben_keys, &scene.ada)
    }
}

/// A changed program that begins a branch behind the record that began `row`.
pub fn fork_behind(scene: &Scene, row: &Row) -> Forger {
    Forger {
        seq: row.place().expect("it has one").seq + 1,
        prev: row.changes[0].hash,
        ..Forger::of(&scene.ben_keys, &scene.ada)
    }
}

/// The edit and the chunk of the record that began `row`, while it can be read.
pub fn began_with(
    journal: &Journal<Shared>,
    keyring: &Keyring,
    row: &Row,
) -> Option<(Nonce, Vec<u8>)> {
    let keys = keyring.shared_keys().expect("there is a bond");
    let stored = journal.stored_envelopes().expect("reads");
    let record = stored
        .into_iter()
        .find(|one| one.hash() == row.changes[0].hash)?;
    let verified = record.verify(&keys, Whose::Theirs).ok()?;
    match verified.open(&keys).ok()?.operation {
        Operation::Begin { edit, chunk } => Some((edit, chunk)),
        _ => None,
    }
}

/// The changes of an entry that were taken in, as what a further change goes on from.
pub fn sources(chunks: &[Vec<u8>]) -> Vec<Source<'_>> {
    chunks
        .iter()
        .map(|chunk| {
            let change = limits::bound(chunk).expect("it was taken in");
            Source {
                record: RecordHash::from_bytes([1; 32]),
                actor: change.actor().try_into().expect("16 bytes"),
                chunk,
            }
        })
        .collect()
}

/// A later change of `row` by Ben's program that makes `content` of it.
pub fn reworded(
    scene: &Scene,
    forger: &mut Forger,
    row: &Row,
    counter: u64,
    content: &ContentBuilder,
) -> Envelope {
    let chunks = scene.ada.change_chunks(row.id).expect("reads");
    let actor = forger.actor_of(row.owner, row.nonce);
    let chunk = document::revise(&sources(&chunks), actor, content).expect("fits");
    forger.later(counter, row, &chunk.expect("it differs"))
}

/// Seventy changes of what `row` first said, in one branch behind the record that began
/// it.
pub fn late_changes(scene: &Scene, row: &Row) -> Vec<Envelope> {
    let mut forger = fork_behind(scene, row);
    let number = row.place().expect("one").counter.number();
    let chunks = scene.ada.change_chunks(row.id).expect("reads");
    let begun = sources(&chunks[..1]);
    let late = (1..=70).map(|at| {
        let edit = nonce_of(at);
        let actor = document::actor(forger.log, row.owner, row.nonce, edit);
        let mut content = row.content.to_builder();
        content.text = format!("I was out {at}.");
        let chunk = document::revise(&begun, actor, &content).expect("fits");
        let of = (row.owner, row.nonce, row.beginning);
        let chunk = chunk.expect("it differs");
        let draft = Draft::change(number + u64::from(at), of, edit, &chunk);
        forger.write(&draft)
    });
    late.collect()
}
