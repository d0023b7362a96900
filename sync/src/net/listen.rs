//! The task that takes what comes in, until the endpoint closes.
//!
//! ```text
//!   wire ─▶ Retry ─▶ handshake ─▶ Gate ─▶ first stream ─▶ queue ─▶ Net::accept
//! ```
//!
//! Every handshake is driven apart from the others, so that a slow or hostile
//! peer delays nobody; how many there may be at once is bounded.

use std::sync::Arc;
use std::time::Duration;

use iroh::Endpoint;
use iroh::endpoint::{Incoming, IncomingAddr, VarInt};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::admission::Gate;
use super::link::CLOSE_REFUSED;
use super::{Dialled, Link};

/// How long an incoming handshake may take, and after it the first byte.
const HANDSHAKE_WAIT: Duration = Duration::from_secs(10);
const STREAM_WAIT: Duration = Duration::from_secs(10);

/// Incoming handshakes driven at once, and links that may wait to be taken.
const HANDSHAKES_MAX: usize = 64;
pub(super) const WAITING_MAX: usize = 8;

/// Takes incoming connections until the endpoint closes.
pub(super) async fn listen(endpoint: Endpoint, gate: Arc<Gate>, queue: mpsc::Sender<Link>) {
    let mut handshakes = JoinSet::new();
    loop {
        tokio::select! {
            incoming = endpoint.accept() => {
                let Some(incoming) = incoming else { return };
                if handshakes.len() >= HANDSHAKES_MAX {
                    incoming.refuse();
                } else if let Some(incoming) = from_proven_address(incoming) {
                    handshakes.spawn(welcome(incoming, Arc::clone(&gate), queue.clone()));
                }
            }
            Some(_) = handshakes.join_next() => {}
        }
    }
}

/// The connection if its sender has shown to receive at the address it claims.
/// Otherwise it is asked to come again and show it, and nothing is kept of it;
/// so forged addresses cost no handshake.
fn from_proven_address(incoming: Incoming) -> Option<Incoming> {
    match incoming.remote_addr() {
        IncomingAddr::Ip(_) if incoming.remote_addr_validated() => Some(incoming),
        IncomingAddr::Ip(_) => {
            // It cannot fail: the address is not validated.
            let _ = incoming.retry();
            None
        }
        _ => {
            incoming.ignore();
            None
        }
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
