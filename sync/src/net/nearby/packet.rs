//! What is said to the network, and what is read out of what others say, as
//! bytes.
//!
//! ```text
//! question   PTR?  _sync-1._udp.local
//! answer     PTR   _sync-1._udp.local ─▶ <key>._sync-1._udp.local
//!            SRV   <key>._sync-1._udp.local ─▶ port, <key>-<port>.local
//!            A, AAAA   <key>-<port>.local ─▶ address
//! ```
//!
//! It is read in two steps. The first looks for one run of bytes and takes no
//! memory; the second reads the records, and is only done of a packet that may
//! concern this device. Nothing of a packet is kept but addresses.
//!
//! Source: RFC 1035 section 4 (messages), RFC 2782 (SRV), RFC 6762 and 6763.

use std::net::{IpAddr, SocketAddr, SocketAddrV6};

use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::rdata::{A, AAAA, PTR, SRV};
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType};
use iroh::EndpointId;

use super::is_told;
use crate::net::endpoint::ADDRESSES_MAX;

/// The service under which devices are found: `_sync-1._udp.local`.
///
/// It travels in clear, so it says what the protocol name says and no more. It
/// is not the name iroh comes with, or every program built on iroh would answer
/// and learn that this device is here.
const SERVICE: [&str; 3] = ["_sync-1", "_udp", "local"];

/// The longest packet that is read: what fits into one frame of Ethernet. An
/// answer with eight addresses has some 400 bytes.
pub(super) const PACKET_MAX: usize = 1_472;

/// How long an announcement may be kept by those who hear it, in seconds.
pub(super) const KEPT_S: u32 = 120;

/// The endpoint key as the first label of an instance: Base32 without padding,
/// in small letters, 52 of them.
pub(super) fn label(key: EndpointId) -> String {
    data_encoding::BASE32_NOPAD
        .encode(key.as_bytes())
        .to_ascii_lowercase()
}

/// The question who is here. It names the service and nothing else.
pub(super) fn question() -> Option<Vec<u8>> {
    let mut query = Query::new();
    query.set_name(service()?);
    query.set_query_type(RecordType::PTR);
    query.set_query_class(DNSClass::IN);
    let mut message = Message::new(0, MessageType::Query, OpCode::Query);
    message.add_query(query);
    message.to_vec().ok()
}

/// The answer that the device with this key is at these addresses.
pub(super) fn answer(key: EndpointId, told: &[SocketAddr]) -> Option<Vec<u8>> {
    let label = label(key);
    let instance = instance(&label)?;
    let mut message = Message::new(0, MessageType::Response, OpCode::Query);
    message.metadata.authoritative = true;
    let pointer = RData::PTR(PTR(instance.clone()));
    message.add_answer(Record::from_rdata(service()?, KEPT_S, pointer));
    let mut ports: Vec<u16> = told.iter().map(SocketAddr::port).collect();
    ports.sort_unstable();
    ports.dedup();
    for port in ports {
        let target = name(&[&format!("{label}-{port}"), "local"])?;
        let service = RData::SRV(SRV::new(0, 0, port, target.clone()));
        message.add_answer(Record::from_rdata(instance.clone(), KEPT_S, service));
        for address in told.iter().filter(|address| address.port() == port) {
            let data = match address.ip() {
                IpAddr::V4(v4) => RData::A(A(v4)),
                IpAddr::V6(v6) => RData::AAAA(AAAA(v6)),
            };
            message.add_additional(Record::from_rdata(target.clone(), KEPT_S, data));
        }
    }
    message.to_vec().ok()
}

/// Whether this may be a question for the service, as far as a look at the
/// bytes can tell.
pub(super) fn may_ask(bytes: &[u8]) -> bool {
    !is_response(bytes) && memchr::memmem::find(bytes, SERVICE[0].as_bytes()).is_some()
}

/// Whether this may be an answer about the device with this label. A name may
/// stand in short in a packet, but once it stands there whole.
pub(super) fn may_name(bytes: &[u8], label: &str) -> bool {
    is_response(bytes) && memchr::memmem::find(bytes, label.as_bytes()).is_some()
}

/// Whether this is a question for the service.
pub(super) fn asks(bytes: &[u8]) -> bool {
    let (Ok(message), Some(service)) = (Message::from_vec(bytes), service()) else {
        return false;
    };
    message.queries.iter().any(|query| {
        query.query_class() == DNSClass::IN
            && query.query_type() == RecordType::PTR
            && *query.name() == service
    })
}

/// The addresses that this answer gives to the device with this label: at most
/// eight, and only such as this device would tell of itself. A link-local one is
/// taken from whoever has it alone, with the interface it came in by.
pub(super) fn addresses_of(bytes: &[u8], label: &str, from: SocketAddr) -> Vec<SocketAddr> {
    let (Ok(message), Some(instance)) = (Message::from_vec(bytes), instance(label)) else {
        return Vec::new();
    };
    let services: Vec<&SRV> = message
        .answers
        .iter()
        .filter(|record| record.dns_class == DNSClass::IN && record.name == instance)
        .filter_map(|record| match &record.data {
            RData::SRV(service) => Some(service),
            _ => None,
        })
        .take(ADDRESSES_MAX)
        .collect();
    let mut addresses = Vec::new();
    for record in &message.additionals {
        let ip = match &record.data {
            RData::A(address) => IpAddr::V4(address.0),
            RData::AAAA(address) => IpAddr::V6(address.0),
            _ => continue,
        };
        let at = services
            .iter()
            .filter(|service| record.dns_class == DNSClass::IN && service.target == record.name);
        for address in at.filter_map(|service| reached_at(ip, service.port, from)) {
            if addresses.len() < ADDRESSES_MAX && !addresses.contains(&address) {
                addresses.push(address);
            }
        }
    }
    addresses
}

/// Where this address is reached, if it is one that counts.
fn reached_at(ip: IpAddr, port: u16, from: SocketAddr) -> Option<SocketAddr> {
    match (ip, from) {
        (IpAddr::V6(v6), SocketAddr::V6(by)) if v6.is_unicast_link_local() => {
            let is_own = v6 == *by.ip() && by.scope_id() != 0;
            is_own.then(|| SocketAddr::V6(SocketAddrV6::new(v6, port, 0, by.scope_id())))
        }
        _ => is_told(ip).then(|| SocketAddr::new(ip, port)),
    }
}

fn service() -> Option<Name> {
    name(&SERVICE)
}

fn instance(label: &str) -> Option<Name> {
    let [service, protocol, domain] = SERVICE;
    name(&[label, service, protocol, domain])
}

/// The labels as they are: none of them needs the rules for other scripts.
fn name(labels: &[&str]) -> Option<Name> {
    Name::from_labels(labels.iter().map(|label| label.as_bytes())).ok()
}

/// Whether the bit that tells an answer from a question is set.
fn is_response(bytes: &[u8]) -> bool {
    bytes.get(2).is_some_and(|flags| flags & 0x80 != 0)
}

#[cfg(test)]
mod tests {
    use super::super::PORT;
    use super::*;

    fn key(seed: u8) -> EndpointId {
        iroh::SecretKey::from_bytes(&[seed; 32]).public()
    }

    fn at(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    /// What is read of this under that key, as said by a neighbour.
    fn read(bytes: &[u8], seed: u8) -> Vec<SocketAddr> {
        addresses_of(bytes, &label(key(seed)), at("10.0.0.9:5353"))
    }

    #[test]
    fn the_question_names_the_service_alone() {
        let asked = b"\0\0\0\0\0\x01\0\0\0\0\0\0\x07_sync-1\x04_udp\x05local\0\0\x0c\0\x01";

        let bytes = question().expect("it can be said");

        assert_eq!(bytes, asked);
        assert!(may_ask(&bytes) && asks(&bytes));
    }

    #[test]
    fn an_answer_is_read_by_those_who_look_for_its_key() {
        let told = [at("192.168.1.8:50000"), at("[fd00::8]:50000")];

        let bytes = answer(key(1), &told).expect("it can be said");

        assert!(bytes.len() < PACKET_MAX);
        assert!(may_name(&bytes, &label(key(1))));
        assert_eq!(read(&bytes, 1), told);
        assert!(!may_name(&bytes, &label(key(2))));
        assert_eq!(read(&bytes, 2), []);
        assert!(!may_ask(&bytes) && !asks(&bytes));
    }

    #[test]
    fn what_is_said_of_another_key_in_the_same_packet_is_left_out() {
        let mut message =
            Message::from_vec(&answer(key(1), &[at("10.0.0.1:50000")]).expect("it can be said"))
                .expect("a message");
        let other = Message::from_vec(&answer(key(2), &[at("10.0.0.2:50000")]).expect("the same"))
            .expect("a message");
        message.answers.extend(other.answers);
        message.additionals.extend(other.additionals);
        let bytes = message.to_vec().expect("it fits");

        assert_eq!(read(&bytes, 2), [at("10.0.0.2:50000")]);
    }

    #[test]
    fn an_answer_is_cut_down_to_eight_addresses_of_this_network() {
        let far = ["192.0.2.1:5000", "127.0.0.1:5000", "[fe80::1]:5000"].map(at);
        let near = at("192.168.1.8:5000");
        let many: Vec<_> = (1..=50)
            .map(|last| SocketAddr::from(([10, 0, 0, last], 5000)))
            .collect();
        let said_and_read = |told: &[SocketAddr]| {
            let bytes = answer(key(1), told).expect("it can be said");
            read(&bytes, 1)
        };

        assert_eq!(said_and_read(&far), []);
        assert_eq!(said_and_read(&[far[0], far[1], far[2], near]), [near]);
        assert_eq!(said_and_read(&many), many[..ADDRESSES_MAX]);
    }

    #[test]
    fn a_link_local_address_counts_if_its_own_device_says_it_on_a_known_link() {
        let told = [at("[fe80::8]:50001")];
        let bytes = answer(key(1), &told).expect("it can be said");
        let said_by = |from: SocketAddr| addresses_of(&bytes, &label(key(1)), from);
        let on = |ip: &str, scope: u32| {
            let ip = ip.parse().expect("an address");
            SocketAddr::V6(SocketAddrV6::new(ip, PORT, 0, scope))
        };

        let heard = said_by(on("fe80::8", 3));

        let [SocketAddr::V6(heard)] = heard[..] else {
            panic!("{heard:?}");
        };
        assert_eq!((heard.port(), heard.scope_id()), (50_001, 3));
        assert_eq!(said_by(on("fe80::9", 3)), []);
        assert_eq!(said_by(on("fe80::8", 0)), []);
        assert_eq!(said_by(at("10.0.0.8:5353")), []);
    }

    #[test]
    fn what_is_cut_off_or_changed_is_no_answer_and_no_panic() {
        let whole = answer(key(1), &[at("192.168.1.8:50000")]).expect("it can be said");
        for end in 0..whole.len() {
            assert_eq!(read(&whole[..end], 1), []);
            assert!(!asks(&whole[..end]));
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xff;
            assert!(read(&bytes, 1).len() <= 1);
        }
    }
}
