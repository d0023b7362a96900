//! The promises of the level for the same network, kept on a network made for
//! the test: a network namespace with one pair of virtual cables.
//!
//! Each test starts itself again inside such a namespace, so that it hears no
//! other test, no other program, and nobody hears it. Where no namespace can be
//! made it says why on stderr and passes; with `CI=true` a missing tool fails.

use std::collections::BTreeSet;
use std::future::Future;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::rdata::{A, SRV};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use socket2::{Domain, Protocol, Socket, Type};

use super::*;

/// The group and port of multicast DNS.
const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
const MDNS_PORT: u16 = 5353;

const SERVICE: &str = "_sync-1._udp.local.";

/// Addresses in the network of the tests: one that is local and told, one that
/// is public and is not.
const LOCAL: &str = "10.77.0.1";
const PUBLIC: &str = "192.0.2.77";

/// Another machine in the network of the tests: whoever forges.
const FORGER: &str = "10.77.0.66";

/// How much more memory a flood may take, and how much of a flood there is.
const FLOOD_KIB_MAX: u64 = 8 * 1024;
const FORGED: u32 = 60_000;

/// A round of the lookup, which asks every 30 to 36 seconds.
const ROUND: Duration = Duration::from_secs(45);

#[test]
fn two_devices_find_each_other_without_any_address() {
    in_a_network("two_devices_find_each_other_without_any_address", async {
        let ada = open_at(ADA, 0, Level::Network).await;
        let ben = open_at(BEN, 0, Level::Network).await;
        ben.admit(knowing(&[ADA]));
        let started = Instant::now();

        let link = found(&ada, ben.id(), &[]).await;

        assert_eq!(link.remote(), ben.id());
        let address = link.remote_address().expect("a path");
        assert_eq!(address.port(), ben.port());
        eprintln!("found after {:?}", started.elapsed());
    });
}

#[test]
fn a_wrong_address_does_not_hinder() {
    in_a_network("a_wrong_address_does_not_hinder", async {
        let ada = open_at(ADA, 0, Level::Network).await;
        let ben = open_at(BEN, 0, Level::Network).await;
        ben.admit(knowing(&[ADA]));
        let wrong = [SocketAddr::from(([10, 77, 0, 99], ben.port()))];
        settled().await;
        ask();

        let link = found(&ada, ben.id(), &wrong).await;

        assert_eq!(link.remote(), ben.id());
    });
}

#[test]
fn only_the_key_and_local_addresses_are_announced() {
    in_a_network("only_the_key_and_local_addresses_are_announced", async {
        let ears = Ears::open();
        let ada = open_at(ADA, 0, Level::Network).await;
        assert!(
            ada.addresses()
                .iter()
                .all(|address| !is_public(address.ip()))
        );
        settled().await;
        ears.all();

        ask();
        settled().await;

        let heard = ears.all();
        let answers: Vec<&Message> = heard
            .iter()
            .filter(|message| message.metadata.message_type == MessageType::Response)
            .collect();
        assert!(!answers.is_empty(), "it answers");
        for answer in answers {
            announces_nothing_else(answer, &ada);
        }
    });
}

#[test]
fn each_network_hears_its_own_addresses_alone() {
    in_a_network("each_network_hears_its_own_addresses_alone", async {
        let other = Command::new("sh").args(["-c", MAKE_ANOTHER]).status();
        assert!(other.expect("it starts").success(), "another network");
        let ears = Ears::open();
        let ada = open_at(ADA, 0, Level::Network).await;
        let elsewhere: IpAddr = ELSEWHERE.parse().expect("an address");
        assert!(ada.addresses().iter().any(|it| it.ip() == elsewhere));
        settled().await;

        ask();
        settled().await;

        let heard = ears.all();
        let told: Vec<IpAddr> = heard
            .iter()
            .flat_map(|message| &message.additionals)
            .filter_map(|record| match &record.data {
                RData::A(address) => Some(IpAddr::V4(address.0)),
                _ => None,
            })
            .collect();
        assert!(told.contains(&LOCAL.parse().expect("an address")));
        assert!(!told.contains(&elsewhere), "{told:?}");
    });
}

#[test]
fn an_address_beyond_the_network_is_not_dialled() {
    in_a_network("an_address_beyond_the_network_is_not_dialled", async {
        let ada = open_at(ADA, 0, Level::Network).await;
        let ben = open_at(BEN, 0, Level::Direct).await;
        ben.admit(knowing(&[ADA]));
        let public = SocketAddr::new(PUBLIC.parse().expect("an address"), ben.port());
        let local = SocketAddr::new(LOCAL.parse().expect("an address"), ben.port());

        let beyond = ada.dial(ben.id(), &[public]).await;

        assert!(matches!(beyond, Err(NetError::Unreachable(_))));
        // The same device is reached where it is a neighbour.
        assert!(ada.dial(ben.id(), &[local]).await.is_ok());
    });
}

#[test]
fn the_other_levels_say_nothing_to_the_network() {
    in_a_network("the_other_levels_say_nothing_to_the_network", async {
        let ears = Ears::open();
        for level in [Level::Computer, Level::Direct] {
            let ada = open_at(ADA, 0, level).await;
            let ben = open_at(BEN, 0, level).await;
            ben.admit(knowing(&[ADA]));
            let (theirs, mine) = meet(&ada, &ben).await;
            assert!(matches!(
                ada.dial(EndpointKey::from_seed(&EVE), &[]).await,
                Err(NetError::Unreachable(_))
            ));
            ask();
            settled().await;
            drop((theirs, mine));
            ada.close().await;
            ben.close().await;
        }

        let heard = ears.all();

        // The two questions of the test show that the ears hear.
        assert_eq!(heard.len(), 2);
        assert!(
            heard
                .iter()
                .all(|message| message.metadata.message_type == MessageType::Query)
        );
    });
}

#[test]
fn it_listens_for_the_network_only_while_it_is_on() {
    in_a_network("it_listens_for_the_network_only_while_it_is_on", async {
        assert_eq!(listeners(), 0);
        for level in [Level::Computer, Level::Direct] {
            let ada = open_at(ADA, 0, level).await;
            settled().await;
            assert_eq!(listeners(), 0, "{level:?}");
            ada.close().await;
        }
        let ada = open_at(ADA, 0, Level::Network).await;
        assert!(listeners() > 0, "it listens while it is on");
        // A search that has not ended must not keep it alive.
        let nobody = ada.dial(EndpointKey::from_seed(&EVE), &[]).await;
        assert!(matches!(nobody, Err(NetError::Unreachable(_))));

        ada.close().await;

        until_no_listener().await;
        drop(open_at(ADA, 0, Level::Network).await);
        until_no_listener().await;
        let ears = Ears::open();
        ask();
        settled().await;
        assert_eq!(ears.all().len(), 1, "the question of the test, no answer");
    });
}

#[test]
fn a56_forged_answers_take_no_memory_and_a_meeting_begins() {
    in_a_network(
        "a56_forged_answers_take_no_memory_and_a_meeting_begins",
        async {
            let ada = open_at(ADA, 0, Level::Network).await;
            let ben = open_at(BEN, 0, Level::Network).await;
            ben.admit(knowing(&[ADA]));
            // A search is under way while the flood begins, as in life.
            let nobody = ada.dial(EndpointKey::from_seed(&EVE), &[]).await;
            assert!(matches!(nobody, Err(NetError::Unreachable(_))));
            let forger = forger();
            let at_rest = resident_kib();

            let flooding = tokio::task::spawn_blocking(move || {
                for number in 0..FORGED {
                    shout(&forger, &forged(drawn(number), number));
                }
                forger
            });
            let forger = flooding.await.expect("it has shouted");
            settled().await;

            let taken = resident_kib().saturating_sub(at_rest);
            eprintln!("{FORGED} forged answers: {taken} KiB above rest");
            assert!(taken <= FLOOD_KIB_MAX, "{taken} KiB");
            // Whoever knows the key forges that, too, and goes on with it.
            let met = Arc::new(AtomicBool::new(false));
            let key = base32(ben.id());
            let until = Arc::clone(&met);
            let going_on = tokio::task::spawn_blocking(move || {
                let mut number = 0;
                while !until.load(Ordering::Relaxed) {
                    number += 1;
                    shout(&forger, &forged(key.clone(), number));
                    shout(&forger, &forged(drawn(number), number));
                    std::thread::sleep(Duration::from_millis(1));
                }
            });
            let link = found(&ada, ben.id(), &[]).await;
            met.store(true, Ordering::Relaxed);
            going_on.await.expect("it ends");
            assert_eq!(link.remote(), ben.id());
            assert!(
                link.remote_address()
                    .is_some_and(|at| at.port() == ben.port())
            );
            let taken = resident_kib().saturating_sub(at_rest);
            eprintln!("with the meeting: {taken} KiB above rest");
        },
    );
}

#[test]
fn a56_a_flood_of_first_packets_takes_no_memory_and_a_meeting_begins() {
    in_a_network(
        "a56_a_flood_of_first_packets_takes_no_memory_and_a_meeting_begins",
        async {
            let ada = open_at(ADA, 0, Level::Network).await;
            let ben = open_at(BEN, 0, Level::Direct).await;
            ben.admit(knowing(&[ADA]));
            let first = first_packet(&ben).await;
            let forger = forger();
            let target = SocketAddr::new(LOCAL.parse().expect("an address"), ben.port());
            let forger = std::sync::Arc::new(forger);
            let first = std::sync::Arc::new(first);
            let flood = |count: u32| {
                let (forger, first) = (forger.clone(), first.clone());
                tokio::task::spawn_blocking(move || {
                    for number in 0..count {
                        // What is not taken at this moment is lost, as on a wire.
                        drop(forger.send_to(&first, target));
                        drop(forger.send_to(&number.to_le_bytes(), target));
                    }
                })
            };
            // The buffers that are made once, with the first packets of anybody.
            flood(FORGED / 50).await.expect("it has shouted");
            settled().await;
            let at_rest = resident_kib();

            flood(FORGED).await.expect("it has shouted");
            settled().await;

            let taken = resident_kib().saturating_sub(at_rest);
            eprintln!("{FORGED} first packets: {taken} KiB above rest");
            assert!(taken <= FLOOD_KIB_MAX, "{taken} KiB");
            let link = found(&ada, ben.id(), &[target]).await;
            assert_eq!(link.remote(), ben.id());
        },
    );
}

/// The first packet of somebody who dials, as it stands on the wire.
async fn first_packet(to: &Net) -> Vec<u8> {
    let wire = tokio::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a port is free");
    let eve = bare(aws_lc_rs::kx_group::X25519MLKEM768).await;
    let key = PublicKey::from_bytes(to.id().as_bytes()).expect("a key");
    let target = EndpointAddr::new(key).with_ip_addr(wire.local_addr().expect("bound"));
    let dialling = tokio::spawn(async move { eve.connect(target, ALPN).await.is_ok() });
    let mut bytes = vec![0; 2048];
    let (len, _) = timeout(SOON, wire.recv_from(&mut bytes))
        .await
        .expect("in time")
        .expect("received");
    dialling.abort();
    bytes.truncate(len);
    bytes
}

/// A socket of the forger's, which speaks as answers have to: from the port of
/// multicast DNS.
fn forger() -> UdpSocket {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP)).expect("a socket");
    socket.set_reuse_address(true).expect("shared");
    socket.set_reuse_port(true).expect("shared");
    let from: Ipv4Addr = FORGER.parse().expect("an address");
    socket
        .bind(&SocketAddr::from((from, MDNS_PORT)).into())
        .expect("the address is there");
    socket.set_multicast_if_v4(&from).expect("set");
    socket.into()
}

fn shout(from: &UdpSocket, bytes: &[u8]) {
    // What the system has no room for is lost, as on a wire.
    drop(from.send_to(bytes, (GROUP, MDNS_PORT)));
}

/// A key that nobody has, in Base32.
fn drawn(number: u32) -> String {
    let mut seed = [7; 32];
    seed[..4].copy_from_slice(&number.to_le_bytes());
    base32(EndpointKey::from_seed(&seed))
}

/// An answer that puts eight addresses which are nobody's under this key.
fn forged(key: String, number: u32) -> Vec<u8> {
    const PORT: u16 = 5000;
    let name = |text: String| Name::from_ascii(text).expect("a name");
    let target = name(format!("{key}-{PORT}.local."));
    let service = RData::SRV(SRV::new(0, 0, PORT, target.clone()));
    let mut message = Message::new(0, MessageType::Response, OpCode::Query);
    message.add_answer(Record::from_rdata(
        name(format!("{key}.{SERVICE}")),
        120,
        service,
    ));
    for host in 1..=8 {
        let [_, _, high, low] = number.to_be_bytes();
        let address = Ipv4Addr::new(10, 100 + host, high, low);
        let data = RData::A(A(address));
        message.add_additional(Record::from_rdata(target.clone(), 120, data));
    }
    message.to_vec().expect("it fits")
}

/// How much memory this program holds, in KiB.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("it is there");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|kib| kib.parse().ok()).expect("a number")
}

/// Dials again and again, as the engine does, until a round is over.
async fn found(from: &Net, key: EndpointKey, addresses: &[SocketAddr]) -> Link {
    let dialling = async {
        loop {
            match from.dial(key, addresses).await {
                Ok(link) => return link,
                Err(NetError::Unreachable(_)) => tokio::time::sleep(A_WHILE).await,
                Err(error) => panic!("{error:?}"),
            }
        }
    };
    timeout(ROUND, dialling)
        .await
        .expect("found within a round")
}

/// Long enough for an answer, which waits a tenth of a second at most, and for
/// an endpoint to know its own addresses.
async fn settled() {
    tokio::time::sleep(A_WHILE * 3).await;
}

/// Fails if this announcement says more than the key, the port and local
/// addresses.
fn announces_nothing_else(answer: &Message, net: &Net) {
    let instance = format!("{}.{SERVICE}", base32(net.id()));
    let mut addresses = BTreeSet::new();
    assert!(answer.queries.is_empty() && answer.authorities.is_empty());
    for record in answer.answers.iter().chain(&answer.additionals) {
        match &record.data {
            RData::PTR(name) => assert_eq!(name.0.to_string(), instance),
            RData::SRV(service) => {
                assert_eq!(record.name.to_string(), instance);
                assert_eq!(service.port, net.port());
            }
            RData::A(address) => drop(addresses.insert(IpAddr::V4(address.0))),
            RData::AAAA(address) => drop(addresses.insert(IpAddr::V6(address.0))),
            other => panic!("it announces {other:?}"),
        }
    }
    let told = net.addresses();
    assert_eq!(addresses, told.iter().map(|address| address.ip()).collect());
    assert!(addresses.contains(&LOCAL.parse().expect("an address")));
}

fn is_public(ip: IpAddr) -> bool {
    ip == PUBLIC.parse::<IpAddr>().expect("an address")
}

/// RFC 4648 without padding, in small letters.
fn base32(key: EndpointKey) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bit = |n: usize| {
        let byte = key.as_bytes().get(n / 8).copied().unwrap_or(0);
        usize::from(byte >> (7 - n % 8) & 1)
    };
    (0..256)
        .step_by(5)
        .map(|first| (first..first + 5).fold(0, |five, n| five << 1 | bit(n)))
        .map(|five| char::from(LETTERS[five]))
        .collect()
}

/// Asks the network who offers the service, as anyone in it may.
fn ask() {
    let mut query = Query::new();
    query
        .set_name(Name::from_ascii(SERVICE).expect("a name"))
        .set_query_type(RecordType::PTR);
    let mut message = Message::new(0, MessageType::Query, OpCode::Query);
    message.add_query(query);
    let bytes = message.to_vec().expect("it fits");
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).expect("a port is free");
    socket.send_to(&bytes, (GROUP, MDNS_PORT)).expect("sent");
}

/// Hears what is said to everyone in the network.
struct Ears(UdpSocket);

impl Ears {
    fn open() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP)).expect("a socket");
        // The endpoints hear at the same port.
        socket.set_reuse_address(true).expect("shared");
        socket.set_reuse_port(true).expect("shared");
        let port = SocketAddr::from((Ipv4Addr::UNSPECIFIED, MDNS_PORT));
        socket.bind(&port.into()).expect("the port is free");
        let local = LOCAL.parse().expect("an address");
        socket.join_multicast_v4(&GROUP, &local).expect("joined");
        // What is said in another network of this machine is not heard.
        socket.set_multicast_all_v4(false).expect("set");
        socket.set_nonblocking(true).expect("set");
        Self(socket.into())
    }

    /// Everything heard since the last call.
    fn all(&self) -> Vec<Message> {
        let mut heard = Vec::new();
        let mut bytes = [0; 2048];
        loop {
            match self.0.recv(&mut bytes) {
                Ok(len) => heard.push(Message::from_vec(&bytes[..len]).expect("a message")),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return heard,
                Err(error) => panic!("{error}"),
            }
        }
    }
}

/// How many sockets of this network are bound to the port of multicast DNS.
fn listeners() -> usize {
    let port = format!(":{MDNS_PORT:04X}");
    ["/proc/self/net/udp", "/proc/self/net/udp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .flat_map(|table| {
            let local = |line: &str| line.split_whitespace().nth(1).map(str::to_owned);
            table.lines().filter_map(local).collect::<Vec<_>>()
        })
        .filter(|address| address.ends_with(&port))
        .count()
}

async fn until_no_listener() {
    let gone = async {
        while listeners() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(1), gone)
        .await
        .expect("nothing listens any more");
}

/// Makes the network of the test and starts the program given to it in there.
/// Ends with 77, and the reason on stderr, if the network cannot be made.
const MAKE: &str = r#"
reason() { echo "$1" >&2; exit 77; }
ip link set lo up || reason 'the loopback interface cannot be set up'
ip link add near0 type veth peer name near1 || reason 'there are no virtual cables (veth)'
ip link set near1 addrgenmode none || reason 'the cable gives itself addresses'
ip link set near1 up && ip link set near0 up || reason 'the cable cannot be set up'
ip addr add 10.77.0.1/24 dev near0 || reason 'it takes no address'
ip addr add 10.77.0.66/24 dev near0 || reason 'it takes no address of another machine'
ip addr add 192.0.2.77/24 dev near0 || reason 'it takes no second address'
ip addr add fd77::1/64 dev near0 nodad || reason 'it takes no IPv6 address'
ip route add default dev near0 || reason 'it takes no route'
ip link show near0 | grep -q MULTICAST || reason 'the interface knows no multicast'
exec "$@"
"#;

/// An address in another network of the same machine, and what makes that.
const ELSEWHERE: &str = "10.88.0.1";
const MAKE_ANOTHER: &str = r#"
ip link add far0 type veth peer name far1 && ip link set far1 addrgenmode none &&
ip link set far1 up && ip link set far0 up && ip addr add 10.88.0.1/24 dev far0
"#;

/// Set inside the network of a test.
const INSIDE: &str = "CANDOR_TEST_INSIDE_A_NETWORK";

/// Runs `body` in a network of its own, by starting this very test again there.
fn in_a_network(test: &str, body: impl Future<Output = ()>) {
    in_a_network_made_by(MAKE, &format!("net::nearby::{test}"), body);
}

/// The same in a network that this script makes; `test` is its whole name.
pub(super) fn in_a_network_made_by(make: &str, test: &str, body: impl Future<Output = ()>) {
    if std::env::var_os(INSIDE).is_some() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        return runtime.block_on(body);
    }

    if let Some(missing) = ["unshare", "ip"].into_iter().find(|tool| !exists(tool)) {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "{missing} is missing; it is in util-linux or iproute2"
        );
        eprintln!("skipped {test}: {missing} is not installed");
        return;
    }
    let Some(namespace) = ["-rn", "-n"].into_iter().find(|flags| may(flags)) else {
        eprintln!("skipped {test}: this machine makes no network namespace");
        return;
    };
    let outcome = Command::new("unshare")
        .args([namespace, "sh", "-c", make, "make"])
        .arg(std::env::current_exe().expect("a test has a file"))
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .expect("unshare starts");
    let said = String::from_utf8_lossy(&outcome.stderr);
    match outcome.status.code() {
        Some(77) => eprintln!("skipped {test}: {}", said.trim()),
        Some(0) => {
            let ran = String::from_utf8_lossy(&outcome.stdout);
            assert!(ran.contains("1 passed"), "the test ran inside: {ran}");
            eprint!("{said}");
        }
        _ => panic!("inside its network: {said}"),
    }
}

fn exists(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
}

fn may(namespace: &str) -> bool {
    Command::new("unshare")
        .args([namespace, "true"])
        .output()
        .is_ok_and(|outcome| outcome.status.success())
}
