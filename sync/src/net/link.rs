//! One connection, and what its two directions share.
//!
//! ```text
//!   FrameReader ──┐
//!                 ├── Line ── connection        closed when both ended well,
//!   FrameWriter ──┘                             or when both are dropped
//! ```
//!
//! A connection ends well when both directions did: whoever has sent all (and
//! had it acknowledged) *and* read the other's end closes it. Only then is
//! nothing lost by closing, since QUIC drops what is still on its way.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use iroh::TransportAddr;
use iroh::endpoint::{Connection, RecvStream, SendStream, VarInt};
use tokio::time::Instant;

use super::admission::remote_key;
use super::nearby::is_tellable;
use super::stream::StrangerLimits;
use super::{EndpointKey, FrameReader, FrameWriter, Standing};

/// What the other side may have on its way to a device that is let in.
/// There is one stream, whose own window is smaller: that one decides.
const KNOWN_WINDOW: u32 = 1024 * 1024;

// Why a connection was closed, told to the other side. Zero is what QUIC says
// by itself when an endpoint closes or a connection is dropped.
pub(super) const CLOSE_REFUSED: u32 = 1;
pub(super) const CLOSE_DONE: u32 = 2;
pub(super) const CLOSE_BROKEN: u32 = 3;
pub(super) const CLOSE_ABORTED: u32 = 4;

/// Who opened a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialled {
    /// This device did, so it writes first.
    ByMe,
    /// The other device did.
    ByThem,
}

/// One connection with its one bidirectional stream.
///
/// Dropping it gives the connection up; the other device sees it as lost.
pub struct Link {
    dialled: Dialled,
    standing: Standing,
    reader: FrameReader,
    writer: FrameWriter,
    line: Arc<Line>,
}

impl Link {
    /// `since` is when the handshake ended; it starts a stranger's time.
    pub(super) fn new(
        connection: Connection,
        (send, recv): (SendStream, RecvStream),
        dialled: Dialled,
        standing: Standing,
        since: Instant,
    ) -> Self {
        let line = Arc::new(Line {
            connection,
            ended: AtomicU8::new(0),
        });
        let limits = match standing {
            Standing::Known => {
                line.widen();
                None
            }
            Standing::Stranger => Some(StrangerLimits::starting(since)),
        };
        Self {
            dialled,
            standing,
            reader: FrameReader::new(Arc::clone(&line), recv, limits),
            writer: FrameWriter::new(Arc::clone(&line), send),
            line,
        }
    }

    /// The key the other device has proven to hold.
    pub fn remote(&self) -> EndpointKey {
        remote_key(&self.line.connection)
    }

    /// The address the other device is reached at now, to be remembered as
    /// that of the last meeting; `None` if the connection has ended, or if it is a
    /// link-local IPv6 address: that means something on its own link alone.
    pub fn remote_address(&self) -> Option<SocketAddr> {
        let paths = self.line.connection.paths();
        let path = paths
            .iter()
            .find(|path| path.is_selected())
            .or_else(|| paths.iter().next())?;
        match path.remote_addr() {
            TransportAddr::Ip(address) if is_tellable(address.ip()) => Some(*address),
            _ => None,
        }
    }

    /// Who opened the connection.
    pub fn dialled(&self) -> Dialled {
        self.dialled
    }

    /// As what the other device was let in.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Whether the connection has ended already.
    pub(super) fn is_over(&self) -> bool {
        self.line.connection.close_reason().is_some()
    }

    /// The two directions, to be used at once.
    pub fn split(self) -> (FrameReader, FrameWriter) {
        (self.reader, self.writer)
    }
}

/// What both directions share.
pub(super) struct Line {
    connection: Connection,
    /// Which directions ended well: [`Line::READ`], [`Line::WRITTEN`].
    ended: AtomicU8,
}

impl Line {
    pub(super) const READ: u8 = 1;
    pub(super) const WRITTEN: u8 = 2;

    /// Notes that one direction ended well; after both nothing can be lost by
    /// closing, so the connection is closed.
    pub(super) fn end(&self, direction: u8) {
        let ended = self.ended.fetch_or(direction, Ordering::AcqRel) | direction;
        if ended == Self::READ | Self::WRITTEN {
            self.close(CLOSE_DONE);
        }
    }

    pub(super) fn close(&self, code: u32) {
        self.connection.close(VarInt::from_u32(code), b"");
    }

    /// Every connection begins with a small window, so that a stranger cannot
    /// fill memory; whoever is let in gets one that a fast network needs.
    pub(super) fn widen(&self) {
        self.connection
            .set_receive_window(VarInt::from_u32(KNOWN_WINDOW));
    }
}
