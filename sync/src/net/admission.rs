//! Who is let in, decided when the handshake has proven a key and before any
//! stream exists.
//!
//! ```text
//!   datagram ─▶ address proven? ─▶ TLS handshake ─▶ Gate ─▶ one stream
//!               no: Retry          proves the key    │
//!                                                    └▶ closed, no byte read
//! ```
//!
//! A known device is let in. A stranger is let in only while an invitation of
//! one's own waits, one at a time, under the limits of
//! [`FrameReader`](super::FrameReader). In the other direction the gate lets
//! only those be dialled whom [`Net::dial`](super::Net::dial) was asked to dial.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use iroh::endpoint::{
    AfterHandshakeOutcome, BeforeConnectOutcome, Connection, EndpointHooks, Side,
    WeakConnectionHandle,
};
use iroh::{EndpointAddr, TransportAddr};

use super::link::CLOSE_REFUSED;
use super::{ALPN, EndpointKey};

/// The rule for incoming handshakes.
///
/// The default knows nobody and refuses strangers.
#[derive(Clone, Default)]
pub struct Admission {
    /// The devices that are let in.
    pub known: BTreeSet<EndpointKey>,
    /// What happens to everyone else.
    pub strangers: Strangers,
}

/// What happens to a device that is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Strangers {
    /// Closed when the handshake has shown its key, before any stream.
    #[default]
    Refused,
    /// An invitation of one's own waits: one stranger at a time is let in,
    /// with one stream, [`STRANGER_BYTES_MAX`](super::STRANGER_BYTES_MAX) in
    /// total and [`STRANGER_WAIT`](super::STRANGER_WAIT) until its first whole
    /// frame.
    OneAnswer,
}

/// As what a device was let in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// A device of [`Admission::known`], or one that was dialled from here.
    Known,
    /// A device that may bring one answer to an invitation.
    Stranger,
}

/// The rule in force, shared between the endpoint, its hooks and the dialler.
#[derive(Default)]
pub(super) struct Gate {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    rule: Admission,
    /// The one stranger connection. Held weakly, so that keeping the place
    /// does not keep the connection open.
    stranger: Option<WeakConnectionHandle>,
    /// Who is being dialled now, and by how many calls.
    asked: BTreeMap<EndpointKey, usize>,
}

impl Gate {
    /// Replaces the rule. Connections that already stand are not touched.
    pub(super) fn admit(&self, rule: Admission) {
        self.lock().rule = rule;
    }

    /// As what this incoming connection may enter, or `None` to refuse it.
    ///
    /// Asking again for the same connection gives the same answer while the
    /// rule is the same: a stranger keeps the place it took.
    pub(super) fn standing(&self, connection: &Connection) -> Option<Standing> {
        let key = remote_key(connection);
        let mut state = self.lock();
        if state.rule.known.contains(&key) {
            return Some(Standing::Known);
        }
        if state.rule.strangers == Strangers::Refused || state.place_taken(connection) {
            return None;
        }
        state.stranger = Some(connection.weak_handle());
        Some(Standing::Stranger)
    }

    /// Lets `key` be dialled for as long as the returned value lives.
    pub(super) fn ask(self: &Arc<Self>, key: EndpointKey) -> Asked {
        *self.lock().asked.entry(key).or_default() += 1;
        Asked {
            gate: Arc::clone(self),
            key,
        }
    }

    fn is_asked(&self, key: EndpointKey) -> bool {
        self.lock().asked.contains_key(&key)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is a single assignment, so a panic elsewhere cannot have
        // left the rule half replaced.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether another stranger than `connection` is here. A stranger that
    /// closed, or that has become known since, no longer takes the place.
    fn place_taken(&self, connection: &Connection) -> bool {
        let holder = self.stranger.as_ref().and_then(|weak| weak.upgrade());
        holder.is_some_and(|holder| {
            holder.stable_id() != connection.stable_id()
                && holder.close_reason().is_none()
                && !self.rule.known.contains(&remote_key(&holder))
        })
    }
}

/// Leave to dial one device, given back on drop.
pub(super) struct Asked {
    gate: Arc<Gate>,
    key: EndpointKey,
}

impl Drop for Asked {
    fn drop(&mut self) {
        let mut state = self.gate.lock();
        if let Some(calls) = state.asked.get_mut(&self.key) {
            *calls -= 1;
            if *calls == 0 {
                state.asked.remove(&self.key);
            }
        }
    }
}

/// The gate as iroh sees it.
///
/// It holds no endpoint and no connection: iroh keeps the hooks inside the
/// endpoint, and a strong handle here would keep both alive for ever.
pub(super) struct Hooks(pub(super) Arc<Gate>);

impl EndpointHooks for Hooks {
    async fn before_connect<'a>(
        &'a self,
        remote: &'a EndpointAddr,
        alpn: &'a [u8],
    ) -> BeforeConnectOutcome {
        let key = EndpointKey::from_bytes(*remote.id.as_bytes());
        let direct_only = remote
            .addrs
            .iter()
            .all(|address| matches!(address, TransportAddr::Ip(_)));
        if alpn == ALPN && direct_only && self.0.is_asked(key) {
            BeforeConnectOutcome::Accept
        } else {
            BeforeConnectOutcome::Reject
        }
    }

    async fn after_handshake<'a>(&'a self, connection: &'a Connection) -> AfterHandshakeOutcome {
        let welcome = match connection.side() {
            Side::Client => self.0.is_asked(remote_key(connection)),
            Side::Server => self.0.standing(connection).is_some(),
        };
        if welcome {
            AfterHandshakeOutcome::Accept
        } else {
            AfterHandshakeOutcome::Reject {
                error_code: CLOSE_REFUSED.into(),
                reason: Vec::new(),
            }
        }
    }
}

impl fmt::Debug for Hooks {
    /// Says nothing of whom the rule names: iroh prints its hooks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hooks")
    }
}

/// The key the handshake has proven the other side to hold.
pub(super) fn remote_key(connection: &Connection) -> EndpointKey {
    EndpointKey::from_bytes(*connection.remote_id().as_bytes())
}
