//! The network: the only place where bytes leave this computer by themselves.
//!
//! ```text
//!   session (a pure machine)             the other device
//!      │ Frame      ▲ Frame                     │
//!      ▼            │                           │
//!   FrameWriter  FrameReader   one bidirectional stream
//!      └─────┬──────┘
//!           Link               one connection, known by its key
//!            │
//!      admission               who is let in, before any stream
//!            │
//!        endpoint              one UDP port, QUIC (iroh), X25519MLKEM768
//! ```
//!
//! What it refuses to do: ask a server, a relay or a router for anyone, publish
//! an address beyond the same network, send early data, or log a key or an
//! address. An open [`Net`] that nobody dials and that dials nobody sends
//! nothing at all, except at [`Level::Network`], where it asks each network it is
//! in who is there, and answers; a closed one holds no port. Nothing here reads or
//! writes the store: frames are bytes.
//!
//! One protocol name serves every purpose, because it travels in clear; what a
//! connection is for is said by its first frame.
//!
//! Source: `design.md` section 8; RFC 9000 (QUIC), RFC 9001 (TLS in QUIC),
//! RFC 7250 (raw public keys), draft-ietf-tls-ecdhe-mlkem (X25519MLKEM768).

use std::fmt;

mod admission;
mod bind;
mod endpoint;
mod interfaces;
mod link;
mod link_local;
mod listen;
mod nearby;
mod places;
mod share;
mod stream;

pub use admission::{Admission, Standing, Strangers};
pub use endpoint::{Level, Net, NetConfig, NetError, Networks};
pub use link::{Dialled, Link};
pub use stream::{
    FRAME_MAX, Frame, FrameError, FrameReader, FrameWriter, STRANGER_BYTES_MAX, STRANGER_WAIT,
};

/// The protocol name (ALPN) of every connection.
///
/// Anyone on the way can read it, so it names no program and no purpose.
pub const ALPN: &[u8] = b"sync/1";

/// The public ed25519 key a device answers to on the network.
///
/// **Shape**: 32 bytes. That they are a point of the curve is only found out
/// when the device is dialled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndpointKey([u8; 32]);

impl EndpointKey {
    /// The key with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The public key that belongs to a device's ed25519 seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(*iroh::SecretKey::from_bytes(seed).public().as_bytes())
    }

    /// The 32 bytes of the key.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for EndpointKey {
    /// Eight hex digits: enough to tell two devices apart in a failed test.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "EndpointKey({a:02x}{b:02x}{c:02x}{d:02x}…)")
    }
}
