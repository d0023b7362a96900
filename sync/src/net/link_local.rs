//! Endpoints at link-local IPv6 addresses, for networks that give no other ones.
//!
//! ```text
//!   places ─▶ an endpoint at each link-local address ─▶ told there, with its port
//!   heard: an address on the same link ─▶ dialled from the endpoint on that link
//! ```
//!
//! A link-local address is one of an interface: it means nothing without its
//! number, and iroh 1.4 leaves that out when it sends. A socket that is bound to
//! such an address sends by its interface alone, so each gets an endpoint of its
//! own. It has the same key, the same gate and the same queue as the one for all
//! other addresses, and comes and goes with its network.
//!
//! Source: RFC 4007 (scoped addresses).

use std::future::pending;
use std::net::{SocketAddr, SocketAddrV6};
use std::sync::Arc;
use std::time::Duration;

use iroh::endpoint::Connection;
use iroh::{Endpoint, EndpointAddr, PublicKey, SecretKey};
use n0_future::task::{AbortOnDropHandle, spawn};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use super::Link;
use super::admission::Gate;
use super::bind::bind_link_local;
use super::endpoint::connect as connect_to;
use super::listen::listen;
use super::nearby::Found;
use super::places::Place;

/// How many link-local addresses are listened at. Each costs what waits for it.
const HOMES_MAX: usize = 4;

/// When an address that could not be bound is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// How many addresses of a device on one link are tried.
const ADDRESSES_MAX: usize = 16;

/// How long the other addresses of a device are tried alone.
const HEAD_START: Duration = Duration::from_millis(500);

/// An endpoint at one link-local address. It ends when it is dropped with all
/// its clones, or is closed.
#[derive(Clone)]
pub(super) struct Home {
    /// Where it listens; the number of the interface stands in it.
    at: SocketAddrV6,
    endpoint: Endpoint,
    _listening: Arc<AbortOnDropHandle<()>>,
}

impl Home {
    /// What is told in the network of this interface: address and port.
    pub(super) fn told_at(&self, index: u32) -> Option<SocketAddr> {
        let told = SocketAddr::new((*self.at.ip()).into(), self.at.port());
        (self.at.scope_id() == index).then_some(told)
    }

    /// Closes its connections, and waits until the other devices know.
    pub(super) async fn close(self) {
        self.endpoint.close().await;
    }

    fn is_at(&self, wanted: &SocketAddrV6) -> bool {
        self.at.ip() == wanted.ip() && self.at.scope_id() == wanted.scope_id()
    }
}

/// What each of the endpoints has in common with the one for all other
/// addresses.
pub(super) struct Common {
    pub(super) key: SecretKey,
    pub(super) gate: Arc<Gate>,
    pub(super) queue: mpsc::Sender<Link>,
}

impl Common {
    async fn open(&self, wanted: SocketAddrV6) -> Option<Home> {
        let bound = bind_link_local(self.key.clone(), wanted, &self.gate).await;
        let endpoint = bound.ok()?;
        let port = endpoint.bound_sockets().first()?.port();
        let (gate, queue) = (Arc::clone(&self.gate), self.queue.clone());
        let listening = listen(endpoint.clone(), true, gate, queue);
        Some(Home {
            at: SocketAddrV6::new(*wanted.ip(), port, 0, wanted.scope_id()),
            endpoint,
            _listening: Arc::new(AbortOnDropHandle::new(spawn(listening))),
        })
    }
}

/// Opens an endpoint where a link-local address comes and closes that of one
/// that has gone, until it is dropped or nobody tells of networks any more.
pub(super) async fn follow(
    common: Common,
    mut places: watch::Receiver<Vec<Place>>,
    homes: watch::Sender<Vec<Home>>,
) {
    loop {
        let wanted = wanted(&places.borrow_and_update());
        let before: Vec<Home> = homes.borrow().clone();
        let (mut now, gone): (Vec<Home>, Vec<Home>) = before
            .into_iter()
            .partition(|home| wanted.iter().any(|wanted| home.is_at(wanted)));
        let kept = now.len();
        for wanted in &wanted {
            if !now.iter().any(|home| home.is_at(wanted)) {
                now.extend(common.open(*wanted).await);
            }
        }
        let missing = now.len() < wanted.len();
        if now.len() > kept || !gone.is_empty() {
            homes.send_replace(now);
        }
        for home in gone {
            // Its network has gone: nobody is told, and that takes a while.
            drop(spawn(home.close()));
        }
        tokio::select! {
            changed = places.changed() => {
                if changed.is_err() {
                    return;
                }
            }
            () = sleep(TRY_AGAIN), if missing => {}
        }
    }
}

/// A connection to the device with this key by a link-local address that was
/// heard of it. Waits until one is heard, and for ever if none of them answers.
pub(super) async fn connect(
    key: PublicKey,
    mut heard: watch::Receiver<Found>,
    homes: watch::Receiver<Vec<Home>>,
) -> Connection {
    loop {
        let target = target(key, &heard.borrow_and_update(), &homes.borrow());
        if let Some((endpoint, address)) = target {
            sleep(HEAD_START).await;
            if let Ok(connection) = connect_to(&endpoint, address).await {
                return connection;
            }
        }
        if heard.changed().await.is_err() {
            return pending().await;
        }
    }
}

/// The link-local addresses at which there should be an endpoint.
fn wanted(places: &[Place]) -> Vec<SocketAddrV6> {
    let at = |place: &Place| {
        let ip = place.link_local?;
        Some(SocketAddrV6::new(ip, 0, 0, place.index))
    };
    places.iter().filter_map(at).take(HOMES_MAX).collect()
}

/// Where that device was heard on the link on which it was heard last, of those on which
/// there is an endpoint: at all of its addresses there, since a neighbour can name one
/// that is not its.
fn target(key: PublicKey, found: &Found, homes: &[Home]) -> Option<(Endpoint, EndpointAddr)> {
    let (_, all) = found.as_ref().filter(|(sought, _)| *sought == key)?;
    all.iter().rev().find_map(|heard| {
        let SocketAddr::V6(address) = heard.address else {
            return None;
        };
        // Only a link-local address has the number of an interface.
        let on_link = |home: &&Home| home.at.scope_id() == address.scope_id();
        let home = homes.iter().find(on_link)?;
        let here = all.iter().rev().map(|heard| heard.address);
        let here = here
            .filter(|it| matches!(it, SocketAddr::V6(it) if it.scope_id() == address.scope_id()));
        let mut target = EndpointAddr::new(key);
        for address in here.take(ADDRESSES_MAX) {
            target = target.with_ip_addr(address);
        }
        Some((home.endpoint.clone(), target))
    })
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    fn place(index: u32, link_local: Option<Ipv6Addr>) -> Place {
        Place {
            index,
            addresses: Vec::new(),
            link_local,
        }
    }

    #[test]
    fn each_link_local_address_is_wanted_with_its_interface_up_to_four() {
        let ip = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 2);
        let places = [place(2, Some(ip)), place(3, None), place(4, Some(ip))];
        let many: Vec<Place> = (1..=9).map(|index| place(index, Some(ip))).collect();

        assert_eq!(
            wanted(&places),
            [
                SocketAddrV6::new(ip, 0, 0, 2),
                SocketAddrV6::new(ip, 0, 0, 4)
            ]
        );
        assert_eq!(wanted(&many).len(), HOMES_MAX);
    }
}
