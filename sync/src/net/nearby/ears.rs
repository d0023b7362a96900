//! The sockets of multicast DNS, and how many packets are taken from them.
//!
//! The port belongs to everyone who speaks multicast DNS on this machine, so it
//! is shared. What comes in faster than is looked at stays with the system,
//! which drops it: the time a flood takes here is bounded like the memory.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::time::{Instant, sleep, sleep_until};

use super::PORT;

/// The groups of multicast DNS (RFC 6762 section 3).
const GROUP_V4: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
const GROUP_V6: Ipv6Addr = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 0xfb);

/// How many packets are looked at in this time: 51,200 a second, at a few
/// microseconds each.
const LOOKED_MAX: u32 = 512;
const LOOKED_IN: Duration = Duration::from_millis(10);

/// How long it rests after the system gave an error: an interface that goes
/// may give one again and again.
const REST: Duration = Duration::from_millis(500);

/// Hears what is said to everyone in the network, and speaks there.
pub(super) struct Ears {
    v4: Option<UdpSocket>,
    v6: Option<UdpSocket>,
    looked: u32,
    since: Instant,
}

impl Ears {
    /// Binds the port with IPv4 and IPv6, as far as there is each. Without a
    /// network nothing is heard until [`Ears::join`].
    ///
    /// **Errors**: neither could be bound: the port is not shared by whoever
    /// holds it. **Panics**: outside a tokio runtime.
    pub(super) fn open(now: Instant) -> io::Result<Self> {
        let (v4, v6) = match (open_v4(), open_v6()) {
            (Err(error), Err(_)) => return Err(error),
            (v4, v6) => (v4.ok(), v6.ok()),
        };
        Ok(Self {
            v4,
            v6,
            looked: 0,
            since: now,
        })
    }

    /// Listens in the networks that these addresses of this machine belong to,
    /// too. One that it listens in already stays as it is.
    pub(super) fn join(&self, told: &[SocketAddr]) {
        if let Some(v4) = &self.v4 {
            join_v4(v4, Ipv4Addr::UNSPECIFIED);
            for address in told {
                if let IpAddr::V4(here) = address.ip() {
                    join_v4(v4, here);
                }
            }
        }
        if let Some(v6) = &self.v6 {
            join_v6(v6);
        }
    }

    /// The next packet: its length, cut at that of `bytes`, and who sent it.
    ///
    /// May be cancelled at any time without losing a packet.
    pub(super) async fn hear(&mut self, bytes: &mut [u8]) -> (usize, SocketAddr) {
        loop {
            self.wait_for_room().await;
            let ready = tokio::select! {
                socket = ready(self.v4.as_ref()) => socket,
                socket = ready(self.v6.as_ref()) => socket,
            };
            let heard = match ready {
                Ok(socket) => socket.try_recv_from(bytes),
                Err(error) => Err(error),
            };
            match heard {
                Ok(heard) => {
                    self.looked += 1;
                    return heard;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => sleep(REST).await,
            }
        }
    }

    /// Says this to everyone in the network. What is lost is said again at the
    /// next question, so no error is told.
    pub(super) async fn say(&self, bytes: &[u8]) {
        if let Some(v4) = &self.v4 {
            drop(v4.send_to(bytes, (GROUP_V4, PORT)).await);
        }
        if let Some(v6) = &self.v6 {
            drop(v6.send_to(bytes, (GROUP_V6, PORT)).await);
        }
    }

    /// Waits while as much was looked at as may be in one go.
    async fn wait_for_room(&mut self) {
        let until = self.since + LOOKED_IN;
        if self.looked >= LOOKED_MAX {
            sleep_until(until).await;
        }
        let now = Instant::now();
        if now >= until {
            self.looked = 0;
            self.since = now;
        }
    }
}

/// The socket once it has a packet; never, if there is none.
async fn ready(socket: Option<&UdpSocket>) -> io::Result<&UdpSocket> {
    match socket {
        Some(socket) => socket.readable().await.map(|()| socket),
        None => std::future::pending().await,
    }
}

fn open_v4() -> io::Result<UdpSocket> {
    let socket = shared(Domain::IPV4)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT)).into())?;
    socket.set_multicast_loop_v4(true)?;
    let socket = UdpSocket::from_std(socket.into())?;
    join_v4(&socket, Ipv4Addr::UNSPECIFIED);
    Ok(socket)
}

fn open_v6() -> io::Result<UdpSocket> {
    let socket = shared(Domain::IPV6)?;
    socket.set_only_v6(true)?;
    socket.bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, PORT)).into())?;
    socket.set_multicast_loop_v6(true)?;
    let socket = UdpSocket::from_std(socket.into())?;
    join_v6(&socket);
    Ok(socket)
}

/// Joins the group on the interface of this address, or of the default route.
/// Where there is no such interface, or it is joined already, the system says
/// so; there is nothing to do about either.
fn join_v4(socket: &UdpSocket, here: Ipv4Addr) {
    drop(socket.join_multicast_v4(GROUP_V4, here));
}

fn join_v6(socket: &UdpSocket) {
    drop(socket.join_multicast_v6(&GROUP_V6, 0));
}

/// A socket that shares its port with others of the same machine, who hear the
/// same.
fn shared(domain: Domain) -> io::Result<Socket> {
    let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_reuse_address(true)?;
    #[cfg(unix)]
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}
