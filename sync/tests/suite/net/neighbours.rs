//! Two devices in two networks of their own with one cable between them, as on a
//! table: they find each other by whatever that cable gives.
//!
//! ```text
//!   this test, again, as Ada: near0 ═══════ near1 :this test, again, as Ben
//! ```
//!
//! Ada's side asks, changes the networks of both and says what must follow. Ben's
//! side opens his device when it is told to, says back whatever he hears, and ends
//! with the test. What cannot be made on this machine is skipped with a sentence,
//! as in [`nearby`](super::nearby).

use std::io::Write;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio, exit};

use candor_sync::net::Networks;

use super::nearby::in_a_network_made_by;
use super::*;

/// How long finding each other again may take. It is less than the half minute
/// after which everyone asks anyway, so it shows that the change made them ask.
const AGAIN: Duration = Duration::from_secs(20);

/// How long finding each other may take where a lost packet is made up for by
/// the next round.
const ROUND: Duration = Duration::from_secs(60);

/// How long a device may take to notice that its networks have changed.
const NOTICED: Duration = Duration::from_secs(15);

#[test]
fn both_with_new_addresses_find_each_other_again() {
    with_a_neighbour(
        "both_with_new_addresses_find_each_other_again",
        async |ben| {
            ip("addr add 10.77.0.1/24 dev near0");
            ben.ip("addr add 10.77.0.2/24 dev near1");
            ben.opens();
            let ada = open_at(ADA, 0, Level::Network).await;
            assert_eq!(meets_within(ROUND, &ada).await, at("10.77.0.2"));

            ip("addr add 10.99.0.1/24 dev near0");
            ben.ip("addr add 10.99.0.2/24 dev near1");
            ip("addr del 10.77.0.1/24 dev near0");
            ben.ip("addr del 10.77.0.2/24 dev near1");

            assert_eq!(meets_within(AGAIN, &ada).await, at("10.99.0.2"));
            assert!(
                ada.addresses()
                    .iter()
                    .all(|it| it.ip() != addr("10.77.0.1"))
            );
        },
    );
}

#[test]
fn unique_local_addresses_alone_are_enough() {
    with_a_neighbour("unique_local_addresses_alone_are_enough", async |ben| {
        skip_without_v6();
        ip("addr add fd77::1/64 dev near0 nodad");
        ben.ip("addr add fd77::2/64 dev near1 nodad");
        ben.opens();
        let ada = open_at(ADA, 0, Level::Network).await;

        assert_eq!(meets_within(ROUND, &ada).await, at("fd77::2"));

        let told: Vec<IpAddr> = ada.addresses().iter().map(SocketAddr::ip).collect();
        assert_eq!(told, [addr("fd77::1")]);
    });
}

#[test]
fn link_local_addresses_alone_are_enough() {
    with_a_neighbour("link_local_addresses_alone_are_enough", async |ben| {
        skip_without_v6();
        ben.opens();
        let ada = open_at(ADA, 0, Level::Network).await;

        // What means something on this link alone is not to be remembered.
        assert_eq!(meets_within(ROUND, &ada).await, None);

        let told = ada.addresses();
        assert!(told.iter().all(|it| it.ip().is_loopback()), "{told:?}");
    });
}

#[test]
fn a_network_that_comes_back_is_used_at_once() {
    with_a_neighbour("a_network_that_comes_back_is_used_at_once", async |ben| {
        ip("addr add 10.77.0.1/24 dev near0");
        ben.ip("addr add 10.77.0.2/24 dev near1");
        ben.opens();
        let ada = open_at(ADA, 0, Level::Network).await;
        meets_within(ROUND, &ada).await;
        let mut networks = ada.networks();

        ip("link set near0 down");
        noticed(&mut networks).await;
        let nobody = ada.dial(EndpointKey::from_seed(&BEN), &[]).await;
        assert!(matches!(nobody, Err(NetError::Unreachable(_))));

        ip("link set near0 up");
        noticed(&mut networks).await;
        assert_eq!(meets_within(AGAIN, &ada).await, at("10.77.0.2"));
    });
}

#[test]
fn a_cable_that_is_plugged_in_later_is_found() {
    with_a_neighbour("a_cable_that_is_plugged_in_later_is_found", async |ben| {
        ip("link set near0 down");
        ben.ip("addr add 10.77.0.2/24 dev near1");
        ben.opens();
        let ada = open_at(ADA, 0, Level::Network).await;
        let nobody = ada.dial(EndpointKey::from_seed(&BEN), &[]).await;
        assert!(matches!(nobody, Err(NetError::Unreachable(_))));

        ip("link set near0 up");
        ip("addr add 10.77.0.1/24 dev near0");

        assert_eq!(meets_within(AGAIN, &ada).await, at("10.77.0.2"));
    });
}

#[test]
fn without_a_default_route_and_with_another_network_they_find_each_other() {
    with_a_neighbour(
        "without_a_default_route_and_with_another_network_they_find_each_other",
        async |ben| {
            // Ada is in a second network, in which nobody answers.
            ip("link add far0 type veth peer name far1");
            ip("link set far0 up");
            ip("link set far1 up");
            ip("addr add 10.88.0.1/24 dev far0");
            ip("addr add 10.77.0.1/24 dev near0");
            ben.ip("addr add 10.77.0.2/24 dev near1");
            for family in ["-4", "-6"] {
                assert_eq!(ip(&format!("{family} route show default")), "");
                assert_eq!(ben.ip(&format!("{family} route show default")), "");
            }
            ben.opens();
            let ada = open_at(ADA, 0, Level::Network).await;

            assert_eq!(meets_within(ROUND, &ada).await, at("10.77.0.2"));
        },
    );
}

fn addr(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

/// What [`meets_within`] gives for a device that is reached at this address.
fn at(text: &str) -> Option<IpAddr> {
    Some(addr(text))
}

async fn noticed(networks: &mut Networks) {
    timeout(NOTICED, networks.changed())
        .await
        .expect("the change is noticed");
}

/// Dials Ben by his key alone, again and again as the engine does, and speaks with
/// him. Gives where he is.
async fn meets_within(patience: Duration, ada: &Net) -> Option<IpAddr> {
    let started = Instant::now();
    let dialling = async {
        loop {
            match ada.dial(EndpointKey::from_seed(&BEN), &[]).await {
                Ok(link) => return link,
                Err(NetError::Unreachable(_)) => tokio::time::sleep(A_WHILE).await,
                Err(error) => panic!("{error:?}"),
            }
        }
    };
    let link = timeout(patience, dialling).await.expect("found in time");
    let mut end = End::of(link);
    let said = Frame {
        kind: HELLO,
        body: b"are you there".to_vec(),
    };
    end.writer.send(&said).await.expect("sent");
    assert_eq!(next(&mut end.reader).await, Some(said));
    eprintln!("met after {:?}", started.elapsed());
    end.address.map(|address| address.ip())
}

/// Runs `ip` with these arguments in Ada's network. Gives what it says.
fn ip(arguments: &str) -> String {
    told(Command::new("ip").args(arguments.split_whitespace()))
}

/// What a tool says, without the space around it.
fn told(tool: &mut Command) -> String {
    let outcome = tool.output().expect("it starts");
    let complaint = String::from_utf8_lossy(&outcome.stderr);
    assert!(outcome.status.success(), "{tool:?}: {complaint}");
    String::from_utf8_lossy(&outcome.stdout).trim().to_owned()
}

/// Ends the test as one that cannot be made here, if this machine has no IPv6.
fn skip_without_v6() {
    let has_v6 = std::fs::read_to_string("/proc/self/net/if_inet6")
        .is_ok_and(|addresses| !addresses.is_empty());
    if !has_v6 {
        skip("there is no IPv6");
    }
}

fn skip(reason: &str) -> ! {
    eprintln!("{reason}");
    exit(SKIPPED)
}

/// What the test ends with inside its network, if it cannot be made there.
const SKIPPED: i32 = 77;

/// Ben's device, in a network of its own at the other end of the cable. It ends
/// when this is dropped.
struct Neighbour {
    program: Child,
    orders: Option<ChildStdin>,
    network: PathBuf,
}

impl Neighbour {
    /// Starts Ben's side of this test and puts the cable between the two.
    fn moves_in(test: &str) -> Self {
        let mut program = Command::new("unshare")
            .arg("-n")
            .arg(std::env::current_exe().expect("a test has a file"))
            .args([
                "--exact",
                &format!("net::neighbours::{test}"),
                "--nocapture",
            ])
            .env(AS_BEN, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("unshare starts");
        let number = program.id();
        let network = PathBuf::from(format!("/proc/{number}/ns/net"));
        let here = std::fs::read_link("/proc/self/ns/net").expect("it is there");
        let until = Instant::now() + NOTICED;
        while !std::fs::read_link(&network).is_ok_and(|there| there != here) {
            if program.try_wait().is_ok_and(|ended| ended.is_some()) || Instant::now() > until {
                skip("this machine makes no second network");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let orders = program.stdin.take();
        let ben = Self {
            program,
            orders,
            network,
        };
        ip(&format!("link set near1 netns {number}"));
        ben.ip("link set lo up");
        ben.ip("link set near1 up");
        ben
    }

    /// Runs `ip` with these arguments in Ben's network. Gives what it says.
    fn ip(&self, arguments: &str) -> String {
        let mut tool = Command::new("nsenter");
        tool.arg(format!("--net={}", self.network.display()));
        told(tool.arg("ip").args(arguments.split_whitespace()))
    }

    /// Lets Ben open his device.
    fn opens(&mut self) {
        let orders = self.orders.as_mut().expect("he listens until the end");
        writeln!(orders, "open").expect("he listens");
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        // He ends when nobody can tell him anything any more.
        drop(self.orders.take());
        // How he ends was said on stderr.
        drop(self.program.wait());
    }
}

/// Set at Ben's side of a test.
const AS_BEN: &str = "CANDOR_TEST_AS_THE_NEIGHBOUR";

/// Ada's side of the cable, and Ben's, which is moved to him.
const MAKE: &str = r#"
reason() { echo "$1" >&2; exit 77; }
command -v nsenter >/dev/null || reason 'nsenter is not installed'
ip link set lo up || reason 'the loopback interface cannot be set up'
ip link add near0 type veth peer name near1 || reason 'there are no virtual cables (veth)'
ip link set near0 up || reason 'the cable cannot be set up'
ip link show near0 | grep -q MULTICAST || reason 'the interface knows no multicast'
exec "$@"
"#;

/// Runs `story` at Ada's side, with Ben at the other end of the cable, by starting
/// this very test again for each of them.
fn with_a_neighbour(test: &str, story: impl AsyncFnOnce(&mut Neighbour)) {
    if std::env::var_os(AS_BEN).is_some() {
        return be_the_neighbour();
    }
    in_a_network_made_by(MAKE, &format!("net::neighbours::{test}"), async {
        let mut ben = Neighbour::moves_in(test);
        story(&mut ben).await;
    });
}

/// Ben's side: says back what he hears, until the test has ended.
fn be_the_neighbour() {
    if std::io::stdin().lines().next().is_none() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let ben = open_at(BEN, 0, Level::Network).await;
        ben.admit(knowing(&[ADA]));
        let listening = ben.clone();
        let answering = tokio::spawn(async move {
            while let Some(link) = listening.accept().await {
                tokio::spawn(say_back(End::of(link)));
            }
        });
        let ended = tokio::task::spawn_blocking(|| std::io::stdin().lines().count());
        ended.await.expect("it ends");
        ben.close().await;
        answering.await.expect("nobody is let in any more");
    });
}

async fn say_back(mut end: End) {
    // A connection that breaks is dialled again by the other side.
    while let Ok(Some(frame)) = end.reader.next().await {
        if end.writer.send(&frame).await.is_err() {
            return;
        }
    }
}
