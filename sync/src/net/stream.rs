//! One connection with its one stream, cut into frames.
//!
//! ```text
//!   length u32 LE │ kind u8 │ body (length - 1 bytes)      1 ≤ length ≤ FRAME_MAX
//! ```
//!
//! The dialler opens the stream and must write first: QUIC shows a stream to
//! the other side only with its first byte. Each direction ends on its own, and
//! a direction that was not ended is reset, so that an interruption is never
//! mistaken for an end.
//!
//! It refuses lengths before allocating, and lets memory grow with what has
//! arrived, not with what a frame claims.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use iroh::endpoint::{
    ConnectionError, ReadError, RecvStream, SendStream, StoppedError, VarInt, WriteError,
};
use tokio::time::{Instant, timeout, timeout_at};

use super::link::{CLOSE_ABORTED, CLOSE_BROKEN, CLOSE_DONE, CLOSE_REFUSED, Line};

/// The longest frame: kind and body together, in bytes. A segment of 4 MiB and
/// its heading fit.
pub const FRAME_MAX: usize = 4 * 1024 * 1024 + 64 * 1024;

/// How many bytes are read from a stranger in total, frame headings included.
pub const STRANGER_BYTES_MAX: usize = 8 * 1024;

/// How long a stranger has, from the end of the handshake, until its first
/// frame is here as a whole.
pub const STRANGER_WAIT: Duration = Duration::from_secs(10);

/// How long [`FrameWriter::finish`] waits to have everything acknowledged.
const FINISH_WAIT: Duration = Duration::from_secs(5);

/// Bytes of `length` and of the heading (`length` and `kind`).
const LENGTH_BYTES: usize = 4;
const HEAD_BYTES: usize = 5;

/// The least the buffer of a body grows by, and the largest body that is
/// copied behind its heading so that both leave in one packet.
const STEP_BYTES: usize = 64 * 1024;

/// One message: what it is, and its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// What the body is. The meanings belong to the session.
    pub kind: u8,
    /// The bytes, at most [`FRAME_MAX`] less one for the kind; may be empty.
    pub body: Vec<u8>,
}

/// Why no frame could be sent or received. After any of these the link is of
/// no more use.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The length is zero or above [`FRAME_MAX`]. From a peer: it does not
    /// speak this protocol, and the connection has been closed. From
    /// [`FrameWriter::send`]: nothing was sent.
    #[error("a frame of {claimed} bytes is outside the limits")]
    TooLong {
        /// Bytes of kind and body.
        claimed: usize,
    },
    /// A stranger sent too much or took too long, and was closed.
    #[error("a stranger went beyond what one answer takes")]
    StrangerLimit,
    /// The other device does not let this one in.
    #[error("the other device refused the connection")]
    Refused,
    /// This device closed the connection.
    #[error("the connection was closed here")]
    Closed,
    /// The connection broke, or the other device gave it up.
    #[error("the connection was lost")]
    Lost(#[source] Box<dyn Error + Send + Sync>),
}

/// What a stranger may still do.
pub(super) struct StrangerLimits {
    bytes_left: usize,
    /// Until when its first frame must be whole; `None` once it was.
    first_frame_by: Option<Instant>,
}

impl StrangerLimits {
    /// All of them, for a handshake that ended at `since`.
    pub(super) fn starting(since: Instant) -> Self {
        Self {
            bytes_left: STRANGER_BYTES_MAX,
            first_frame_by: Some(since + STRANGER_WAIT),
        }
    }
}

/// The direction towards this device.
pub struct FrameReader {
    line: Arc<Line>,
    recv: RecvStream,
    stranger: Option<StrangerLimits>,
    // The frame being read stays here and not in the future, so that `next`
    // can be cancelled at any time.
    head: [u8; HEAD_BYTES],
    head_bytes: usize,
    /// Longer than `body_bytes`, which counts what has arrived.
    body: Vec<u8>,
    body_bytes: usize,
}

impl FrameReader {
    pub(super) fn new(line: Arc<Line>, recv: RecvStream, stranger: Option<StrangerLimits>) -> Self {
        Self {
            line,
            recv,
            stranger,
            head: [0; HEAD_BYTES],
            head_bytes: 0,
            body: Vec::new(),
            body_bytes: 0,
        }
    }

    /// The next frame, or `None` when the other device has said all it had to
    /// say. Waits for as long as the connection lives.
    ///
    /// May be cancelled at any time without losing a byte.
    ///
    /// **Errors**: [`FrameError`]; the connection is closed with `TooLong` and
    /// `StrangerLimit`.
    pub async fn next(&mut self) -> Result<Option<Frame>, FrameError> {
        let first_frame_by = self
            .stranger
            .as_ref()
            .and_then(|limits| limits.first_frame_by);
        let result = match first_frame_by {
            None => self.read_frame().await,
            Some(instant) => timeout_at(instant, self.read_frame())
                .await
                .unwrap_or(Err(FrameError::StrangerLimit)),
        };
        match &result {
            Ok(Some(_)) => {
                if let Some(limits) = &mut self.stranger {
                    limits.first_frame_by = None;
                }
            }
            Ok(None) => self.line.end(Line::READ),
            Err(FrameError::TooLong { .. }) => self.line.close(CLOSE_BROKEN),
            Err(FrameError::StrangerLimit) => self.line.close(CLOSE_REFUSED),
            Err(_) => {}
        }
        result
    }

    /// Treats the other device as a known one from here on: it brought a valid
    /// answer.
    pub fn lift_stranger_limits(&mut self) {
        if self.stranger.take().is_some() {
            self.line.widen();
        }
    }

    async fn read_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        while self.head_bytes < HEAD_BYTES {
            let Some(got) = self.recv.read(&mut self.head[self.head_bytes..]).await? else {
                return if self.head_bytes == 0 {
                    Ok(None)
                } else {
                    Err(cut_short())
                };
            };
            self.head_bytes += got;
            // Checked before the kind is there, since after a wrong length
            // nothing needs to follow.
            if self.head_bytes >= LENGTH_BYTES {
                self.check_length()?;
            }
        }

        let body_len = self.length() - 1;
        while self.body_bytes < body_len {
            if self.body.len() == self.body_bytes {
                // Doubling: at most twice what has arrived, and one step.
                let grown = self.body_bytes + self.body_bytes.max(STEP_BYTES);
                self.body.resize(grown.min(body_len), 0);
            }
            let Some(got) = self.recv.read(&mut self.body[self.body_bytes..]).await? else {
                return Err(cut_short());
            };
            self.body_bytes += got;
        }

        if let Some(limits) = &mut self.stranger {
            limits.bytes_left -= HEAD_BYTES + body_len;
        }
        self.head_bytes = 0;
        self.body_bytes = 0;
        Ok(Some(Frame {
            kind: self.head[LENGTH_BYTES],
            body: std::mem::take(&mut self.body),
        }))
    }

    fn length(&self) -> usize {
        let [a, b, c, d, _] = self.head;
        u32::from_le_bytes([a, b, c, d]) as usize
    }

    fn check_length(&self) -> Result<(), FrameError> {
        let claimed = self.length();
        if claimed == 0 || claimed > FRAME_MAX {
            return Err(FrameError::TooLong { claimed });
        }
        match &self.stranger {
            Some(limits) if LENGTH_BYTES + claimed > limits.bytes_left => {
                Err(FrameError::StrangerLimit)
            }
            _ => Ok(()),
        }
    }
}

/// What has become of the direction away from this device.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// All frames so far were handed over whole.
    Whole,
    /// A frame is half written, because its sending failed or was cancelled.
    Torn,
    /// Everything was sent and acknowledged.
    Ended,
}

/// The direction away from this device.
pub struct FrameWriter {
    line: Arc<Line>,
    send: SendStream,
    packed: Vec<u8>,
    state: Writing,
}

impl FrameWriter {
    pub(super) fn new(line: Arc<Line>, send: SendStream) -> Self {
        Self {
            line,
            send,
            packed: Vec::new(),
            state: Writing::Whole,
        }
    }

    /// Hands one frame to the network. Waits while the other device reads
    /// slower than this one writes.
    ///
    /// Small things are better sent together in one frame than each in its own.
    ///
    /// If this is cancelled before it ends, a frame is left half written; the
    /// writer then refuses all further use.
    ///
    /// **Errors**: `TooLong` for a body of [`FRAME_MAX`] bytes or more, with
    /// nothing sent; otherwise the connection is gone.
    pub async fn send(&mut self, frame: &Frame) -> Result<(), FrameError> {
        let claimed = frame.body.len().saturating_add(1);
        let length = match u32::try_from(claimed) {
            Ok(length) if claimed <= FRAME_MAX => length.to_le_bytes(),
            _ => return Err(FrameError::TooLong { claimed }),
        };
        self.must_be_whole()?;

        self.state = Writing::Torn;
        self.packed.clear();
        self.packed.extend_from_slice(&length);
        self.packed.push(frame.kind);
        if frame.body.len() <= STEP_BYTES {
            self.packed.extend_from_slice(&frame.body);
            self.send.write_all(&self.packed).await?;
        } else {
            self.send.write_all(&self.packed).await?;
            self.send.write_all(&frame.body).await?;
        }
        self.state = Writing::Whole;
        Ok(())
    }

    /// Says that nothing more follows, and waits until the other device has
    /// acknowledged everything, at most five seconds.
    ///
    /// The connection closes when the other direction has been read to its end
    /// too, or when the reader is dropped; so keep reading until `None` if
    /// something may still come.
    ///
    /// **Errors**: `Lost` if it is not certain that everything arrived.
    pub async fn finish(mut self) -> Result<(), FrameError> {
        self.must_be_whole()?;
        self.send.finish().map_err(lost)?;
        match timeout(FINISH_WAIT, self.send.stopped()).await {
            Ok(Ok(None)) => {}
            // It closed after reading everything, faster than it acknowledged.
            Ok(Err(StoppedError::ConnectionLost(error))) if closed_with(&error, CLOSE_DONE) => {}
            Ok(Err(StoppedError::ConnectionLost(error))) => return Err(error.into()),
            Ok(Ok(Some(_))) => return Err(lost("the other device stopped reading")),
            Ok(Err(error)) => return Err(lost(error)),
            Err(elapsed) => return Err(lost(elapsed)),
        }
        self.state = Writing::Ended;
        self.line.end(Line::WRITTEN);
        Ok(())
    }

    /// Closes the connection at once, in both directions. What was sent may
    /// not arrive.
    pub fn abort(self) {
        self.line.close(CLOSE_ABORTED);
    }

    fn must_be_whole(&self) -> Result<(), FrameError> {
        match self.state {
            Writing::Torn => Err(lost("an earlier frame was left half written")),
            Writing::Whole | Writing::Ended => Ok(()),
        }
    }
}

impl Drop for FrameWriter {
    fn drop(&mut self) {
        // A dropped QUIC stream would end as if all had been said.
        if self.state != Writing::Ended {
            // An error means that the stream is closed already.
            let _ = self.send.reset(VarInt::from_u32(CLOSE_ABORTED));
        }
    }
}

fn closed_with(error: &ConnectionError, code: u32) -> bool {
    matches!(error, ConnectionError::ApplicationClosed(close)
        if close.error_code == VarInt::from_u32(code))
}

fn lost(source: impl Into<Box<dyn Error + Send + Sync>>) -> FrameError {
    FrameError::Lost(source.into())
}

fn cut_short() -> FrameError {
    lost("the stream ended inside a frame")
}

impl From<ConnectionError> for FrameError {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::LocallyClosed => Self::Closed,
            error if closed_with(&error, CLOSE_REFUSED) => Self::Refused,
            error => lost(error),
        }
    }
}

impl From<ReadError> for FrameError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::ConnectionLost(error) => error.into(),
            error => lost(error),
        }
    }
}

impl From<WriteError> for FrameError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::ConnectionLost(error) => error.into(),
            error => lost(error),
        }
    }
}
