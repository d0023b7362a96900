//! One connection: two small tasks that move frames between the network and
//! the engine's loop.
//!
//! Frames come in through a bounded channel, so that a peer who gives faster
//! than the disk takes is slowed down. Frames go out through an unbounded one
//! that the session keeps short: at most one `Give` is under way.

use std::net::SocketAddr;

use candor_sync::net::{Dialled, EndpointKey, Frame, FrameReader, FrameWriter, Link, Standing};
use candor_sync::wire::Encoded;
use tokio::sync::mpsc;

/// How many frames wait for the engine.
pub const FRAMES_WAITING: usize = 8;

/// What the network tells the engine.
pub enum NetEvent {
    /// A connection stands.
    Linked(Link),
    /// A frame came.
    Frame(u64, Frame),
    /// A frame that was to be told of is written.
    Wrote(u64),
    /// A device that is not known has had its time.
    Overdue(u64),
    /// Nothing more comes from the other side.
    Ended(u64),
    /// All that was said here has arrived there, or the wait for it is over.
    Finished(u64),
}

/// The engine's end of a connection.
pub struct Conn {
    /// The device at the other end.
    pub remote: EndpointKey,
    /// Who dialled.
    pub dialled: Dialled,
    /// Whether it is let in for one answer only.
    pub standing: Standing,
    /// Where the other end is.
    pub address: Option<SocketAddr>,
    out: mpsc::UnboundedSender<Out>,
    lift: Option<tokio::sync::oneshot::Sender<()>>,
}

enum Out {
    Frame(Encoded, Tell),
    Finish,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tell {
    Silent,
    WhenWritten,
}

impl Conn {
    /// Starts the two tasks of a link.
    pub fn start(number: u64, link: Link, events: &mpsc::Sender<NetEvent>) -> Self {
        let (out, queue) = mpsc::unbounded_channel();
        let (lift, lifted) = tokio::sync::oneshot::channel();
        let conn = Self {
            remote: link.remote(),
            dialled: link.dialled(),
            standing: link.standing(),
            address: link.remote_address(),
            out,
            lift: Some(lift),
        };
        let (reader, writer) = link.split();
        tokio::spawn(read(number, reader, lifted, events.clone()));
        tokio::spawn(write(number, writer, queue, events.clone()));
        conn
    }

    /// Writes a frame.
    pub fn write(&self, encoded: Encoded) {
        // A writer that is gone is told by `Ended`.
        drop(self.out.send(Out::Frame(encoded, Tell::Silent)));
    }

    /// Writes a frame, and tells when it is written.
    pub fn write_and_tell(&self, encoded: Encoded) {
        drop(self.out.send(Out::Frame(encoded, Tell::WhenWritten)));
    }

    /// Ends the stream and waits until the other side has all of it; then
    /// `Finished` comes.
    pub fn finish(&self) {
        drop(self.out.send(Out::Finish));
    }

    /// A stranger has proven to be invited.
    pub fn lift_limits(&mut self) {
        if let Some(lift) = self.lift.take() {
            // A reader that is gone is told by `Ended`.
            let _ = lift.send(());
        }
    }
}

async fn read(
    number: u64,
    mut reader: FrameReader,
    lifted: tokio::sync::oneshot::Receiver<()>,
    events: mpsc::Sender<NetEvent>,
) {
    let mut lifted = Some(lifted);
    loop {
        let next = match &mut lifted {
            None => reader.next().await,
            Some(signal) => {
                let step = tokio::select! {
                    biased;
                    lift = signal => Err(lift.is_ok()),
                    next = reader.next() => Ok(next),
                };
                match step {
                    Ok(next) => next,
                    Err(lift) => {
                        if lift {
                            reader.lift_stranger_limits();
                        }
                        lifted = None;
                        continue;
                    }
                }
            }
        };
        let Ok(Some(frame)) = next else { break };
        if events.send(NetEvent::Frame(number, frame)).await.is_err() {
            return;
        }
    }
    // The loop ends with it, so nobody is left to be told if this fails.
    drop(events.send(NetEvent::Ended(number)).await);
}

async fn write(
    number: u64,
    mut writer: FrameWriter,
    mut queue: mpsc::UnboundedReceiver<Out>,
    events: mpsc::Sender<NetEvent>,
) {
    while let Some(next) = queue.recv().await {
        match next {
            Out::Frame(Encoded { kind, body }, tell) => {
                if writer.send(&Frame { kind, body }).await.is_err() {
                    break;
                }
                if tell == Tell::WhenWritten && events.send(NetEvent::Wrote(number)).await.is_err()
                {
                    return;
                }
            }
            Out::Finish => {
                // Whether the last word was confirmed or the wait ran out, the
                // connection is over; what is durable was said before.
                drop(writer.finish().await);
                drop(events.send(NetEvent::Finished(number)).await);
                return;
            }
        }
    }
    writer.abort();
}
