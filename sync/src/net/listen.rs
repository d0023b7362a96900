//! The task that takes what comes in, until the endpoint closes.
//!
//! ```text
//!   wire ─▶ Retry ─▶ handshake ─▶ Gate ─▶ first stream ─▶ queue ─▶ Net::accept
//! ```
//!
//! Every handshake is driven apart from the others, so that a slow or hostile
//! peer delays nobody; how many there may be at once is bounded, and how many of
//! one sender in a while.
//!
//! What bounds memory before this task sees a packet is not ours: noq keeps up to
//! 65,536 first packets until they are taken, and iroh has no setting for it. So
//! the queue is kept short by emptying it faster than it can be filled: whatever
//! is above the budget is let go at once, which costs less than what noq did to
//! put it there. `docs/decisions/0011`.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use iroh::Endpoint;
use iroh::endpoint::{Incoming, IncomingAddr, VarInt};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::admission::Gate;
use super::link::CLOSE_REFUSED;
use super::share::Shares;
use super::{Dialled, Link};

/// How long an incoming handshake may take, and after it the first byte.
const HANDSHAKE_WAIT: Duration = Duration::from_secs(10);
const STREAM_WAIT: Duration = Duration::from_secs(10);

/// Incoming handshakes driven at once, and links that may wait to be taken.
const HANDSHAKES_MAX: usize = 32;
pub(super) const WAITING_MAX: usize = 8;

/// How many senders have a share of what follows; senders above that divide
/// theirs.
const SHARES: usize = 256;

/// How many first packets of one sender are asked to come again, at once and
/// after each wait. One who dials sends a packet to each of up to sixteen
/// addresses, three times.
const RETRY_MOST: u32 = 64;
const RETRY_AGAIN: Duration = Duration::from_millis(50);

/// How many handshakes of one sender are begun, at once and after each wait. A
/// device begins one each time that it dials.
const HANDSHAKE_MOST: u32 = 8;
const HANDSHAKE_AGAIN: Duration = Duration::from_millis(500);

/// Takes incoming connections until the endpoint closes. `on_link` says that it is bound
/// to a link-local address, and so hears those of its link alone.
pub(super) async fn listen(
    endpoint: Endpoint,
    on_link: bool,
    gate: Arc<Gate>,
    queue: mpsc::Sender<Link>,
) {
    let mut handshakes = JoinSet::new();
    let mut budget = Budget::new(Instant::now(), on_link);
    loop {
        tokio::select! {
            incoming = endpoint.accept() => {
                let Some(incoming) = incoming else { return };
                let there_is_room = handshakes.len() < HANDSHAKES_MAX;
                if let Some(incoming) = budget.pass(incoming, there_is_room, Instant::now()) {
                    handshakes.spawn(welcome(incoming, Arc::clone(&gate), queue.clone()));
                }
            }
            Some(_) = handshakes.join_next() => {}
        }
    }
}

/// Whether an address means something on one link alone: `fe80::/64`, as devices make
/// them.
pub(super) fn is_link_local(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.segments()[..4] == [0xfe80, 0, 0, 0])
}

/// What may be spent on those who have not shown who they are.
struct Budget {
    retries: Shares,
    handshakes: Shares,
    on_link: bool,
}

impl Budget {
    fn new(now: Instant, on_link: bool) -> Self {
        Self {
            on_link,
            retries: Shares::new(SHARES, RETRY_MOST, RETRY_AGAIN, now),
            handshakes: Shares::new(SHARES, HANDSHAKE_MOST, HANDSHAKE_AGAIN, now),
        }
    }

    /// The connection, if its handshake may begin.
    ///
    /// Its sender has to have shown to receive at the address it claims.
    /// Otherwise it is asked to come again and show it, and nothing is kept of
    /// it; so forged addresses cost no handshake. Who sends from a link-local address
    /// is on this link, and could not show it: noq leaves the number of the interface
    /// out of what comes again. What is above the budget is let go without an answer.
    fn pass(&mut self, incoming: Incoming, there_is_room: bool, now: Instant) -> Option<Incoming> {
        let IncomingAddr::Ip(address) = incoming.remote_addr() else {
            incoming.ignore();
            return None;
        };
        let from = address.ip();
        if incoming.remote_addr_validated() || (self.on_link && is_link_local(from)) {
            if there_is_room && self.handshakes.take(from, now) {
                return Some(incoming);
            }
            incoming.ignore();
        } else if self.retries.take(from, now) {
            // One that cannot be asked is refused by being dropped.
            let _ = incoming.retry();
        } else {
            incoming.ignore();
        }
        None
    }
}

/// One incoming connection, from the handshake to the queue. Whatever fails
/// here concerns nobody: the connection is dropped, and so closed.
async fn welcome(incoming: Incoming, gate: Arc<Gate>, queue: mpsc::Sender<Link>) -> Option<()> {
    let accepting = incoming.accept().ok()?;
    let connection = timeout(HANDSHAKE_WAIT, accepting).await.ok()?.ok()?;
    let since = Instant::now();
    let streams = timeout(STREAM_WAIT, connection.accept_bi())
        .await
        .ok()?
        .ok()?;
    // The stream that is here is the only one.
    connection.set_max_concurrent_bi_streams(VarInt::from_u32(0));
    // The hook has let it in, but the rule may have changed while the stream
    // was awaited.
    let Some(standing) = gate.standing(&connection) else {
        connection.close(VarInt::from_u32(CLOSE_REFUSED), b"");
        return None;
    };
    let link = Link::new(connection, streams, Dialled::ByThem, standing, since);
    queue.send(link).await.ok()
}
