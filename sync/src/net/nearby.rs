//! Finding each other in the same network, by multicast DNS.
//!
//! ```text
//!   addresses of this machine ─▶ near ones ─▶ announced when somebody asks
//!   an announcement heard     ─▶ near ones ─▶ tried when its key is dialled
//! ```
//!
//! Everyone in the network can hear it: that a device is here, the key it
//! answers to, and its addresses in this network. Nothing else is said: no
//! name, no relay, no text record. A question names the service and never the
//! device that is looked for.
//!
//! What is heard proves nothing. An address only counts once the device there
//! has shown in the handshake that it holds the key that was dialled.
//!
//! Source: RFC 6762 (multicast DNS), RFC 6763 (service names and instances).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use iroh::address_lookup::{
    AddressLookup, AddressLookupBuilder, AddressLookupBuilderError, EndpointData, EndpointInfo,
    Error, Item,
};
use iroh::{Endpoint, EndpointId, TransportAddr};
use iroh_mdns_address_lookup::MdnsAddressLookup;
use n0_future::StreamExt;
use n0_future::boxed::BoxStream;
use n0_future::task::{AbortOnDropHandle, spawn};
use tokio::net::UdpSocket;

use super::endpoint::{ADDRESSES_MAX, TRIED_MAX};

/// The service under which devices are found: `_sync-1._udp.local`.
///
/// It travels in clear, so it says what the protocol name says and no more. It
/// is not the name iroh comes with, or every program built on iroh would answer
/// and learn that this device is here.
const SERVICE: &str = "sync-1";

/// How long it stays silent, after its first question, before it asks again who
/// is here.
///
/// A question makes every device of the service answer, so this is also how
/// often each of them is heard. Nobody waits for it with a hand on the mouse.
const CADENCE: Duration = Duration::from_secs(30);

/// The group and port of multicast DNS.
const GROUP: (Ipv4Addr, u16) = (Ipv4Addr::new(224, 0, 0, 251), 5353);

/// How long after the addresses are known the first question is asked: by then
/// the lookup has them too, and gives its own answer with the others'.
const ASK_DELAY: Duration = Duration::from_millis(200);

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

/// Starts the lookup when iroh has built the endpoint; iroh drops it, and so
/// ends it, when the endpoint closes.
#[derive(Debug)]
pub(super) struct Starting;

impl AddressLookupBuilder for Starting {
    fn into_address_lookup(
        self,
        endpoint: &Endpoint,
    ) -> Result<impl AddressLookup, AddressLookupBuilderError> {
        let mdns = MdnsAddressLookup::builder()
            .service_name(SERVICE)
            .discovery_cadence(CADENCE)
            .build(endpoint.id())?;
        Ok(Nearby {
            mdns,
            asked: OnceLock::new(),
        })
    }
}

/// The lookup, with what goes out and what comes in cut down to near addresses.
struct Nearby {
    mdns: MdnsAddressLookup,
    /// The first question, which is not asked any more once this is dropped.
    asked: OnceLock<AbortOnDropHandle<std::io::Result<()>>>,
}

impl AddressLookup for Nearby {
    fn publish(&self, data: &EndpointData) {
        let told = data
            .ip_addrs()
            .filter(|address| is_near(address.ip()) && is_tellable(address.ip()))
            .filter(|address| !address.ip().is_loopback());
        let told = only(told, ADDRESSES_MAX);
        self.mdns.publish(&told);
        if told.ip_addrs().next().is_some() {
            self.asked
                .get_or_init(|| AbortOnDropHandle::new(spawn(ask())));
        }
    }

    fn resolve(&self, key: EndpointId) -> Option<BoxStream<Result<Item, Error>>> {
        let heard = self.mdns.resolve(key)?;
        let near = heard.filter_map(move |item| match item {
            Ok(item) => near_item(key, &item).map(Ok),
            Err(error) => Some(Err(error)),
        });
        Some(near.boxed())
    }
}

/// Asks once who is here, so that two devices meet at once: the lookup itself
/// only begins to ask after its first half minute.
///
/// A question that is lost costs that half minute, so no error is told.
async fn ask() -> std::io::Result<()> {
    tokio::time::sleep(ASK_DELAY).await;
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await?;
    socket.send_to(&question(), GROUP).await?;
    Ok(())
}

/// **Shape**: the heading of a DNS message (id and flags zero, one question),
/// the name as labels, type PTR, class IN; RFC 1035 section 4.
fn question() -> Vec<u8> {
    let mut bytes = vec![0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in [&format!("_{SERVICE}"), "_udp", "local", ""] {
        let len = u8::try_from(label.len()).expect("the labels are short");
        bytes.push(len);
        bytes.extend_from_slice(label.as_bytes());
    }
    bytes.extend_from_slice(&[0, 12, 0, 1]);
    bytes
}

/// What may be tried of an announcement; `None` if that is nothing, since an
/// answer without an address would end the search.
fn near_item(key: EndpointId, item: &Item) -> Option<Item> {
    let near = item.ip_addrs().filter(|address| is_near(address.ip()));
    let data = only(near, TRIED_MAX);
    data.ip_addrs().next()?;
    let info = EndpointInfo::from_parts(key, data);
    Some(Item::new(info, item.provenance(), None))
}

/// The first of these addresses, and nothing besides: whatever else iroh may
/// come to put into the data is left out.
fn only<'a>(addresses: impl Iterator<Item = &'a SocketAddr>, most: usize) -> EndpointData {
    EndpointData::new(
        addresses
            .take(most)
            .copied()
            .map(TransportAddr::Ip)
            .collect(),
    )
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

    #[test]
    fn the_question_names_the_service_alone() {
        let asked = b"\0\0\0\0\0\x01\0\0\0\0\0\0\x07_sync-1\x04_udp\x05local\0\0\x0c\0\x01";

        assert_eq!(question(), asked);
    }

    #[test]
    fn an_announcement_is_cut_down_to_near_addresses() {
        let key = iroh::SecretKey::from_bytes(&[7; 32]).public();
        let near: SocketAddr = "192.168.1.8:5000".parse().expect("an address");
        let far: SocketAddr = "192.0.2.1:5000".parse().expect("an address");
        let heard = |addresses: &[SocketAddr]| {
            let mut data = EndpointData::new(vec![]);
            data.add_ip_addrs(addresses.to_vec());
            data.add_relay_url("https://relay.example".parse().expect("a relay"));
            data.set_user_data(Some("a word".parse().expect("a word")));
            Item::new(EndpointInfo::from_parts(key, data), "test", None)
        };
        let many: Vec<SocketAddr> = (1..=200)
            .map(|last| SocketAddr::from(([10, 0, 0, last], 5000)))
            .collect();

        let kept = near_item(key, &heard(&[far, near])).expect("one is near");

        assert_eq!(kept.ip_addrs().collect::<Vec<_>>(), [&near]);
        assert_eq!(kept.relay_urls().count(), 0);
        assert_eq!(kept.user_data(), None);
        assert!(near_item(key, &heard(&[far])).is_none());
        let tried = near_item(key, &heard(&many)).expect("all are near");
        assert_eq!(tried.ip_addrs().count(), TRIED_MAX);
    }
}
