//! Finding each other in the same network, by multicast DNS.
//!
//! ```text
//!   addresses of this machine ─▶ near ones ─▶ announced where they belong,
//!                                             when somebody asks
//!   an announcement heard     ─▶ near ones ─▶ tried when its key is dialled
//!   another network           ─▶ asked at once, and told who asks
//! ```
//!
//! Everyone in a network can hear it: that a device is here, the key it
//! answers to, and its addresses in this network. Nothing else is said: no
//! address of another network, no name, no relay, no text record. A question
//! names the service and never the device that is looked for.
//!
//! Everyone in the network can also say anything. So one key is looked for at a
//! time, and what names another is dropped unread; what names it is read within
//! a budget, and at most sixteen addresses are kept.
//!
//! What is heard proves nothing. An address only counts once the device there
//! has shown in the handshake that it holds the key that was dialled.
//!
//! Source: RFC 6762 (multicast DNS), RFC 6763 (service names and instances);
//! `docs/decisions/0011`.

mod ears;
mod finder;
mod packet;

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use iroh::address_lookup::{
    AddressLookup, AddressLookupBuilder, AddressLookupBuilderError, EndpointData, EndpointInfo,
    Error, Item,
};
use iroh::{Endpoint, EndpointId, TransportAddr};
use n0_future::StreamExt;
use n0_future::boxed::BoxStream;
use n0_future::stream::unfold;
use n0_future::task::{AbortOnDropHandle, spawn};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::bind::Ports;
use super::endpoint::{ADDRESSES_MAX, DIAL_WAIT, TRIED_MAX};
use super::link_local::Home;
use super::places::{self, Place};
use ears::Ears;
use finder::{Due, Finder, Heard};
use packet::PACKET_MAX;

/// The port of multicast DNS.
const PORT: u16 = 5353;

/// What this lookup is called in what iroh says of itself.
const NAME: &str = "nearby";

/// How many keys may wait to be looked for. There is one at a time.
const SOUGHT_WAITING: usize = 4;

/// Whether an address belongs to the network a machine is in, as far as the
/// address itself can tell: private, link-local and unique local ones, and this
/// machine. A public address may be a neighbour's too, but nothing shows it.
pub(super) fn is_near(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// Whether another machine could make use of this address. Link-local IPv6
/// addresses mean nothing without the interface they belong to.
pub(super) fn is_tellable(ip: IpAddr) -> bool {
    let link_local_v6 = matches!(ip, IpAddr::V6(v6) if v6.is_unicast_link_local());
    !ip.is_unspecified() && !ip.is_multicast() && !link_local_v6
}

/// Whether an address is said to the network, and believed of others: one of
/// another machine in it.
pub(super) fn is_told(ip: IpAddr) -> bool {
    is_near(ip) && is_tellable(ip) && !ip.to_canonical().is_loopback()
}

/// Starts the lookup when iroh has built the endpoint; iroh drops it, and so
/// ends it, when the endpoint closes.
#[derive(Clone)]
pub(super) struct Starting {
    /// The networks this device is in.
    pub(super) places: watch::Receiver<Vec<Place>>,
    /// The endpoints at link-local addresses.
    pub(super) homes: watch::Receiver<Vec<Home>>,
    /// Where it is told what was heard.
    pub(super) hearing: watch::Sender<Found>,
}

impl AddressLookupBuilder for Starting {
    fn into_address_lookup(
        self,
        endpoint: &Endpoint,
    ) -> Result<impl AddressLookup, AddressLookupBuilderError> {
        let ears = Ears::open(Instant::now())
            .map_err(|error| AddressLookupBuilderError::from_err(NAME, error))?;
        let (seek, sought) = mpsc::channel(SOUGHT_WAITING);
        let heard = self.hearing.subscribe();
        let voice = Voice {
            mine: endpoint.id(),
            ports: Ports::of(endpoint),
            homes: self.homes,
        };
        let listening = listen(voice, ears, self.places, sought, self.hearing);
        Ok(Nearby {
            seek,
            heard,
            _listening: AbortOnDropHandle::new(spawn(listening)),
        })
    }
}

/// Whom is looked for, and what was heard of that device.
pub(super) type Found = Option<(EndpointId, Vec<Heard>)>;

/// The lookup as iroh sees it. What listens is a task of its own, which ends
/// when this is dropped; a search that goes on does not keep it. The addresses
/// that iroh would publish are not taken: those of each network are read.
struct Nearby {
    seek: mpsc::Sender<EndpointId>,
    heard: watch::Receiver<Found>,
    _listening: AbortOnDropHandle<()>,
}

impl AddressLookup for Nearby {
    fn resolve(&self, key: EndpointId) -> Option<BoxStream<Result<Item, Error>>> {
        // Where several wait, the next dial asks again.
        let _ = self.seek.try_send(key);
        let search = Search {
            key,
            heard: self.heard.clone(),
            given: Vec::new(),
            until: Instant::now() + DIAL_WAIT,
        };
        Some(unfold(search, Search::next).map(Ok).boxed())
    }
}

/// What this device says, and as whom.
struct Voice {
    mine: EndpointId,
    ports: Ports,
    homes: watch::Receiver<Vec<Home>>,
}

impl Voice {
    /// Says in each of these networks what is due there.
    async fn say(&self, due: Due, places: &[Place], ears: &Ears) {
        let question = due.question.then(packet::question).flatten();
        for place in places {
            if let Some(question) = &question {
                ears.say(question, place).await;
            }
            if due.answer
                && let Some(answer) = self.answer(place)
            {
                ears.say(&answer, place).await;
            }
        }
    }

    /// That this device is in that network, and where; nothing, where it cannot be
    /// reached there.
    fn answer(&self, place: &Place) -> Option<Vec<u8>> {
        let addresses = place.addresses.iter();
        let mut told: Vec<SocketAddr> = addresses.filter_map(|ip| self.ports.at(*ip)).collect();
        let homes = self.homes.borrow();
        told.extend(homes.iter().find_map(|home| home.told_at(place.index)));
        if told.is_empty() {
            return None;
        }
        packet::answer(self.mine, &told)
    }
}

/// Listens and speaks until it is dropped.
async fn listen(
    mut voice: Voice,
    mut ears: Ears,
    mut places: watch::Receiver<Vec<Place>>,
    mut sought: mpsc::Receiver<EndpointId>,
    hearing: watch::Sender<Found>,
) {
    let mut finder = Finder::new(voice.mine, Instant::now());
    let mut here: Vec<Place> = Vec::new();
    // What was read before this began is news here.
    places.mark_changed();
    // One byte more than is read, so that what is too long shows.
    let mut packet = [0; PACKET_MAX + 1];
    loop {
        let wakes_at = finder.wakes_at();
        let changed = tokio::select! {
            Some(key) = sought.recv() => {
                finder.seek(key, Instant::now());
                true
            }
            Ok(()) = places.changed() => {
                let before = std::mem::replace(&mut here, places.borrow_and_update().clone());
                let change = places::change(&before, &here);
                ears.follow(&change);
                if here.is_empty() {
                    finder.is_nowhere();
                } else if change.moved {
                    finder.moved(Instant::now());
                }
                change.moved
            }
            Ok(()) = voice.homes.changed() => {
                // What is told of a network may have been missing until now.
                if !here.is_empty() {
                    finder.moved(Instant::now());
                }
                true
            }
            (len, from) = ears.hear(&mut packet) => {
                finder.hear(packet.get(..len).unwrap_or_default(), from, Instant::now())
            }
            () = sleep_until(wakes_at.unwrap_or_else(Instant::now)), if wakes_at.is_some() => false,
        };
        if changed {
            hearing.send_replace(finder.found());
        }
        voice.say(finder.due(Instant::now()), &here, &ears).await;
    }
}

/// One search for a device, for as long as it is dialled.
struct Search {
    key: EndpointId,
    heard: watch::Receiver<Found>,
    given: Vec<Heard>,
    until: Instant,
}

impl Search {
    /// What was heard since the last time; waits for it.
    async fn next(mut self) -> Option<(Item, Self)> {
        loop {
            let new = self.take_new();
            if !new.is_empty() {
                return Some((item(self.key, &new), self));
            }
            timeout_at(self.until, self.heard.changed())
                .await
                .ok()?
                .ok()?;
        }
    }

    /// The addresses that were not given yet: of one search at most sixteen,
    /// and at most eight of one sender. Link-local ones are dialled elsewhere
    /// ([`link_local`](super::link_local)).
    fn take_new(&mut self) -> Vec<SocketAddr> {
        let heard = match &*self.heard.borrow_and_update() {
            Some((key, heard)) if *key == self.key => heard.clone(),
            _ => Vec::new(),
        };
        let before = self.given.len();
        for heard in heard {
            let by_same = self.given.iter().filter(|given| given.by == heard.by);
            let known = self.given.iter().any(|it| it.address == heard.address);
            let elsewhere = !is_tellable(heard.address.ip());
            if !known
                && !elsewhere
                && self.given.len() < TRIED_MAX
                && by_same.count() < ADDRESSES_MAX
            {
                self.given.push(heard);
            }
        }
        let new = self.given.iter().skip(before);
        new.map(|heard| heard.address).collect()
    }
}

/// These addresses, and nothing besides.
fn item(key: EndpointId, addresses: &[SocketAddr]) -> Item {
    let addresses = addresses.iter().copied().map(TransportAddr::Ip).collect();
    let info = EndpointInfo::from_parts(key, EndpointData::new(addresses));
    Item::new(info, NAME, None)
}

impl fmt::Debug for Starting {
    /// Says nothing of the networks: iroh prints what it builds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Starting")
    }
}

impl fmt::Debug for Nearby {
    /// Says nothing of the addresses: iroh prints its lookups.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nearby")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_what_no_router_passes_on() {
        let near = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.8",
            "169.254.7.7",
            "::1",
            "fd00::2",
            "fe80::1",
            "::ffff:192.168.1.8",
        ];
        let far = [
            "192.0.2.1",
            "8.8.8.8",
            "100.64.0.1",
            "172.32.0.1",
            "2001:db8::1",
            "::ffff:8.8.8.8",
            "224.0.0.251",
            "0.0.0.0",
            "::",
        ];

        let is_near = |text: &&str| is_near(text.parse().expect("an address"));

        assert!(near.iter().all(is_near));
        assert!(!far.iter().any(is_near));
    }
}
