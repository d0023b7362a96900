//! What a partner with a changed program can give, made to cost as much as the
//! rules let it: for tests and for figures.
//!
//! ```text
//! Ben's keys ──forger──► records ──► Attack ──► Ada's journal, timed by the caller
//! ```
//!
//! Every attack is valid as far as keys, tags and chain go: what fails there is
//! refused before it costs anything. One file an attack; how records are made
//! stands in `forger` and `chunks` alone, so that a change of a format is a
//! change there. The names follow `docs/figures.md`, "What hostile input costs".

mod chunks;
mod forger;

mod circle;
mod counters;
mod edits;
mod forgets;
mod have;
mod heads;
mod logs;
mod operations;
mod pairs;
mod together;
mod versions;

pub use circle::{chain, circle};
pub use counters::wrong_counters;
pub use edits::small_changes;
pub use forgets::forgets;
pub use have::claim;
pub use heads::unknown_heads;
pub use logs::many_logs;
pub use operations::operations;
pub use pairs::{filled_pair, many_pairs};
pub use together::together;
pub use versions::versions;

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::envelope::Envelope;
use candor_core::journal::Journal;
use candor_core::keyring::Keyring;
use candor_core::space::Shared;
use candor_core::store::{MemoryStore, Store};
use candor_core::view::is_resting;

use crate::seeded::Seeded;
use forger::Forger;

/// How many records one message gives at most.
const GIVEN_AT_ONCE: usize = 1_000;

/// What Ben's changed program gives, and the journal of Ada that it is given to.
pub struct Attack {
    ada: Keyring,
    /// What came before. Nobody measures it.
    pub before: Vec<Envelope>,
    /// What costs.
    pub records: Vec<Envelope>,
}

impl Attack {
    /// An attack: what came before, and what costs, which goes on from it.
    fn of<T>(
        came_before: impl FnOnce(&mut Forger) -> T,
        costs: impl FnOnce(&mut Forger, T),
    ) -> Self {
        let (ada, ben) = forger::couple();
        let mut forger = Forger::begins(&ben);
        let begun = came_before(&mut forger);
        let before = forger.take_said();
        costs(&mut forger, begun);
        Self {
            ada,
            before,
            records: forger.take_said(),
        }
    }

    /// Ada's journal in memory, with what came before. The same every time.
    ///
    /// # Panics
    /// If something of it is refused.
    pub fn journal(&self) -> Journal<Shared> {
        self.journal_on(MemoryStore::new())
    }

    /// The same over another store, which must be empty.
    ///
    /// # Panics
    /// If something of it is refused.
    pub fn journal_on(&self, store: impl Store + 'static) -> Journal<Shared> {
        let mut journal = open(&self.ada, store);
        receive(&mut journal, self.before.clone());
        read(&mut journal);
        journal
    }

    /// How many bytes the records come to.
    pub fn bytes(&self) -> usize {
        self.records.iter().map(Envelope::encoded_len).sum()
    }

    /// Gives all records as few messages would, and reads them at the end.
    ///
    /// # Panics
    /// If one is refused, or the store fails.
    pub fn at_once(&self, journal: &mut Journal<Shared>) {
        for some in self.records.chunks(GIVEN_AT_ONCE) {
            receive(journal, some.to_vec());
        }
        read(journal);
    }

    /// Gives record after record, each read before the next comes.
    ///
    /// # Panics
    /// If one is refused, or the store fails.
    pub fn one_by_one(&self, journal: &mut Journal<Shared>) {
        for record in &self.records {
            receive(journal, vec![record.clone()]);
            read(journal);
        }
    }
}

/// Ada's journal over a store, with a log of hers; the same one that every
/// [`Attack`] is made for.
///
/// # Panics
/// If the store fails.
pub fn ada_over(store: impl Store + 'static) -> Journal<Shared> {
    open(&forger::couple().0, store)
}

fn open(keyring: &Keyring, store: impl Store + 'static) -> Journal<Shared> {
    let mut journal = Journal::open_shared(keyring, Box::new(store))
        .expect("the store answers")
        .expect("there is a bond");
    let mut bytes = Seeded::new(1);
    journal.ensure_log(&mut bytes, today()).expect("writes");
    journal
}

/// Takes in records, none of which may be refused: what is refused costs nothing
/// and measures nothing.
///
/// # Panics
/// If one is refused, or the store fails.
pub fn receive(journal: &mut Journal<Shared>, records: Vec<Envelope>) {
    let received = journal.receive(records).expect("stores");
    assert!(received.refused.is_empty(), "{:?}", received.refused);
    assert!(received.gaps.is_empty(), "each follows the one before");
}

/// Reads what was taken in.
///
/// # Panics
/// If the store fails.
pub fn read(journal: &mut Journal<Shared>) {
    journal.open_pending(usize::MAX).expect("reads");
}

/// Lets Ada write so many pages, and makes records of them.
///
/// # Panics
/// If they cannot be written.
pub fn ada_writes(journal: &mut Journal<Shared>, pages: usize) {
    let mut bytes = Seeded::new(2);
    let page = ContentBuilder {
        text: "by Ada".to_owned(),
        ..ContentBuilder::default()
    };
    journal
        .keep_new(&mut bytes, today(), "note", None, vec![page; pages])
        .expect("fits");
    journal.flush(&mut bytes, today()).expect("writes");
}

/// Asks of every row what the window asks for its timeline, and gives how many
/// rows there are.
pub fn look(journal: &Journal<Shared>) -> usize {
    let view = journal.view();
    let looked = view
        .with_markers()
        .map(|row| (view.state(row), is_resting(view, row.id)));
    looked.collect::<Vec<_>>().len()
}

/// Bytes that follow from two numbers, and that nothing makes shorter.
fn noise<const N: usize>(one: usize, other: usize) -> [u8; N] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(one as u64).to_le_bytes());
    hasher.update(&(other as u64).to_le_bytes());
    let mut bytes = [0; N];
    hasher.finalize_xof().fill(&mut bytes);
    bytes
}

/// The day on which all of it happens.
///
/// # Panics
/// Never: it is a date.
pub fn today() -> Day {
    Day::parse("2026-05-04").expect("a date")
}
