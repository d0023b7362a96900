//! The sockets of multicast DNS, and how many packets are taken from them.
//!
//! The port belongs to everyone who speaks multicast DNS on this machine, so it
//! is shared. What comes in faster than is looked at stays with the system,
//! which drops it: the time a flood takes here is bounded like the memory.
//!
//! In each network it listens and speaks by the interface, so that no route
//! decides where a packet goes.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::time::Duration;

use socket2::{Domain, InterfaceIndexOrAddress, Protocol, SockRef, Socket, Type};
use tokio::net::UdpSocket;
use tokio::time::{Instant, sleep, sleep_until};

use super::PORT;
use crate::net::places::{Change, Group, Place};

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

/// Hears what is said to everyone in the networks, and speaks there.
pub(super) struct Ears {
    v4: Option<UdpSocket>,
    v6: Option<UdpSocket>,
    looked: u32,
    since: Instant,
}

impl Ears {
    /// Binds the port with IPv4 and IPv6, as far as there is each. Nothing is heard
    /// until [`Ears::follow`].
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

    /// Listens no more in what was left, and from now on in what was joined. Where
    /// there is no such interface any more, the system says so; there is nothing
    /// to do about that.
    pub(super) fn follow(&self, change: &Change) {
        for group in &change.left {
            drop(self.leave(*group));
        }
        for group in &change.joined {
            drop(self.join(*group));
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

    /// Says this to everyone in one network, in each family that has an address
    /// there. What is lost is said again at the next question, so no error is told.
    pub(super) async fn say(&self, bytes: &[u8], place: &Place) {
        if let Some(v4) = &self.v4
            && let Some(here) = place.v4()
            && SockRef::from(v4).set_multicast_if_v4(&here).is_ok()
        {
            drop(v4.send_to(bytes, (GROUP_V4, PORT)).await);
        }
        if let Some(v6) = &self.v6
            && place.has_v6()
        {
            let group = SocketAddrV6::new(GROUP_V6, PORT, 0, place.index);
            drop(v6.send_to(bytes, group).await);
        }
    }

    fn join(&self, group: Group) -> io::Result<()> {
        match (group, &self.v4, &self.v6) {
            (Group::V4(index), Some(v4), _) => {
                let index = InterfaceIndexOrAddress::Index(index);
                SockRef::from(v4).join_multicast_v4_n(&GROUP_V4, &index)
            }
            (Group::V6(index), _, Some(v6)) => v6.join_multicast_v6(&GROUP_V6, index),
            _ => Ok(()),
        }
    }

    fn leave(&self, group: Group) -> io::Result<()> {
        match (group, &self.v4, &self.v6) {
            (Group::V4(index), Some(v4), _) => {
                let index = InterfaceIndexOrAddress::Index(index);
                SockRef::from(v4).leave_multicast_v4_n(&GROUP_V4, &index)
            }
            (Group::V6(index), _, Some(v6)) => v6.leave_multicast_v6(&GROUP_V6, index),
            _ => Ok(()),
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
    UdpSocket::from_std(socket.into())
}

fn open_v6() -> io::Result<UdpSocket> {
    let socket = shared(Domain::IPV6)?;
    socket.set_only_v6(true)?;
    socket.bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, PORT)).into())?;
    socket.set_multicast_loop_v6(true)?;
    UdpSocket::from_std(socket.into())
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
