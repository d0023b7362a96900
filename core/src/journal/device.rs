//! What this device alone keeps: as rows sealed to it, never in the index and never
//! given to anybody.
//!
//! ```text
//! load     row, opened ─► the part takes it in
//! change   the part plans ─► Rows, sealed and durable ─► the part takes the plan in
//! ```
//!
//! Each part owns its map; the journal alone calls the store.

mod days;
mod drafts;
mod lacking;
mod names;
mod outbox;
mod peers;
mod waiting;

pub(super) use days::Days;
pub(super) use drafts::Drafts;
pub use drafts::SLOT_BYTES_MAX;
pub use lacking::Lacking;
pub(super) use lacking::LackingRows;
pub(super) use names::{Chosen, Names};
pub(super) use outbox::{Met, Outbox, Turn};
pub(super) use peers::Peers;
pub use peers::{PeerId, PeerState};
pub use waiting::{Waiting, WaitingWhat};

use crate::local::LocalKeys;
use crate::store::{Batch, LocalKey, LocalKind};

/// The kinds of rows that the parts take in, and how long each is at most, in clear.
pub(super) const ROWS: [(LocalKind, usize); 6] = [
    (LocalKind::Lacking, 64),
    (LocalKind::Outbox, waiting::WAITING_BYTES_MAX),
    (LocalKind::Draft, drafts::DRAFT_BYTES_MAX),
    (LocalKind::Names, 1024),
    (LocalKind::Day, 64),
    (LocalKind::Peer, 1024 * 1024),
];

/// The parts of what this device alone keeps.
#[derive(Default)]
pub(super) struct Device {
    /// What is finished and waits.
    pub(super) outbox: Outbox,
    /// What is being written.
    pub(super) drafts: Drafts,
    /// What the other is called here.
    pub(super) names: Names,
    /// What is known of other devices.
    pub(super) peers: Peers,
    /// Records whose payload is not here, or is broken.
    pub(super) lacking: LackingRows,
    /// Which day it was when what arrived.
    pub(super) days: Days,
}

impl Device {
    /// Gives a row to the part whose it is. One that does not read counts for nothing.
    pub(super) fn take_row(&mut self, kind: LocalKind, key: Vec<u8>, plain: &[u8]) {
        match kind {
            LocalKind::Outbox => self.outbox.take_row(key, plain),
            LocalKind::Draft => self.drafts.take_row(key, plain),
            LocalKind::Names => self.names.take_row(&key, plain),
            LocalKind::Peer => self.peers.take_row(key, plain),
            LocalKind::Lacking => self.lacking.take_row(key, plain),
            LocalKind::Day => self.days.take_row(key, plain),
            // The index reads its own.
            LocalKind::Root | LocalKind::Page => {}
        }
    }
}

/// Rows that a part wants written, in clear, and keys of rows that are to go.
#[derive(Default)]
pub(super) struct Rows {
    put: Vec<(LocalKey, Vec<u8>)>,
    delete: Vec<LocalKey>,
}

impl Rows {
    /// A row to be written.
    pub(super) fn of(key: LocalKey, plain: Vec<u8>) -> Self {
        Self {
            put: vec![(key, plain)],
            delete: Vec::new(),
        }
    }

    /// These rows and the other's.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.put.extend(other.put);
        self.delete.extend(other.delete);
        self
    }

    /// These rows are to go too.
    pub(super) fn without(mut self, keys: impl IntoIterator<Item = LocalKey>) -> Self {
        self.delete.extend(keys);
        self
    }

    /// Adds them to what becomes durable together, sealed to this device.
    pub(super) fn seal_into(self, local: &LocalKeys, batch: &mut Batch<'_>) {
        for (key, plain) in self.put {
            let sealed = local.seal(&key, &plain);
            batch.put.push((key, sealed));
        }
        batch.delete.extend(self.delete);
    }
}
