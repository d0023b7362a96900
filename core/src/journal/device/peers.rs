//! What is known of the other devices of the bond. Row, by the device's key:
//!
//! ```text
//! met u32 (a day; u32::MAX never) · addresses: count × text · durable: count × (log · seq u64 · hash)
//! ```

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::Rows;
use crate::codec::{Put, Reader};
use crate::date::Day;
use crate::id::{LogId, RecordHash, Seq};
use crate::journal::HAVE_LOGS_MAX;
use crate::keyring::ADDRESSES_MAX;
use crate::order::Place;
use crate::store::{LocalKey, LocalKind};

/// A device in the network: its Ed25519 key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub [u8; 32]);

/// What is known of another device of the bond.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeerState {
    /// Where it was met last, and where it said it listens.
    pub addresses: Vec<SocketAddr>,
    /// The heads it confirmed to be durable there.
    pub durable: Vec<(LogId, Seq, RecordHash)>,
    /// The day of the last meeting.
    pub met: Option<Day>,
}

/// The other devices.
#[derive(Debug, Default)]
pub(in crate::journal) struct Peers {
    known: BTreeMap<PeerId, PeerState>,
}

impl Peers {
    /// Takes in a row. One that does not read counts for nothing.
    pub(super) fn take_row(&mut self, key: Vec<u8>, plain: &[u8]) {
        if let (Ok(peer), Some(state)) = (key.try_into(), parse(plain)) {
            self.known.insert(PeerId(peer), state);
        }
    }

    /// What is known of a device.
    pub(in crate::journal) fn get(&self, peer: PeerId) -> Option<&PeerState> {
        self.known.get(&peer)
    }

    /// The row that keeps what is known of a device; `None` if that is kept already.
    pub(in crate::journal) fn plan(&self, peer: PeerId, state: &PeerState) -> Option<Rows> {
        let is_new = self.known.get(&peer) != Some(state);
        is_new.then(|| Rows::of(key(peer), encode(state)))
    }

    /// Takes in what is durable.
    pub(in crate::journal) fn keep(&mut self, peer: PeerId, state: PeerState) {
        self.known.insert(peer, state);
    }

    /// Whether a device has confirmed that a record is durable there.
    pub(in crate::journal) fn has_confirmed(&self, at: Place) -> bool {
        self.known.values().any(|peer| {
            let mut ends = peer.durable.iter();
            ends.any(|(log, seq, _)| *log == at.log && *seq >= at.seq)
        })
    }
}

fn key(peer: PeerId) -> LocalKey {
    (LocalKind::Peer, peer.0.to_vec())
}

fn encode(state: &PeerState) -> Vec<u8> {
    let mut out = Vec::new();
    out.put_u32(state.met.map_or(u32::MAX, Day::number));
    let addresses = state.addresses.iter().take(ADDRESSES_MAX);
    out.put_count(addresses.len());
    for address in addresses {
        out.put_long(address.to_string().as_bytes());
    }
    let durable = state.durable.iter().take(HAVE_LOGS_MAX);
    out.put_count(durable.len());
    for (log, seq, hash) in durable {
        out.put(log.as_bytes());
        out.put_u64(*seq);
        out.put(hash.as_bytes());
    }
    out
}

fn parse(bytes: &[u8]) -> Option<PeerState> {
    let mut reader = Reader::new(bytes);
    let met = Day::from_number(reader.u32().ok()?);
    let count = reader.count(ADDRESSES_MAX, 4).ok()?;
    let mut addresses = Vec::with_capacity(count);
    for _ in 0..count {
        addresses.push(reader.text(64).ok()?.parse().ok()?);
    }
    let count = reader.count(HAVE_LOGS_MAX, 56).ok()?;
    let mut durable = Vec::with_capacity(count);
    for _ in 0..count {
        durable.push((
            LogId::from_bytes(reader.array().ok()?),
            reader.u64().ok()?,
            RecordHash::from_bytes(reader.array().ok()?),
        ));
    }
    Some(PeerState {
        addresses,
        durable,
        met,
    })
}
