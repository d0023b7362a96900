//! The interfaces of this machine, read again and again while the network is on.
//!
//! ```text
//!   iroh says that addresses changed ─┐
//!   some seconds have passed ─────────┴─▶ read ─▶ places ─▶ whoever looks for others
//! ```
//!
//! What iroh says comes within half a second, but only of addresses that it uses
//! itself. Of a cable, of a link-local address and of one of IPv6 beside IPv4 it
//! says nothing; for those it is read again. Reading asks the system alone.

use std::net::IpAddr;
use std::time::Duration;

use iroh::EndpointAddr;
use n0_future::{Stream, StreamExt};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::places::{self, Interface, Place};

/// The longest that a change goes unnoticed.
const READ_AGAIN: Duration = Duration::from_secs(5);

/// The networks this device is in now. A machine that does not tell is in none.
pub(super) async fn read() -> Vec<Place> {
    let read = spawn_blocking(netdev::get_interfaces).await;
    places::of(read.unwrap_or_default().iter().map(interface))
}

/// Tells of every change until it is dropped. `changes` are those that iroh
/// notices: each of them is told, also where the places stay the same, since a
/// public address does not show in them.
pub(super) async fn follow(
    mut changes: impl Stream<Item = EndpointAddr> + Unpin,
    telling: watch::Sender<Vec<Place>>,
) {
    loop {
        let noticed = tokio::select! {
            Some(_) = changes.next() => true,
            () = sleep(READ_AGAIN) => false,
        };
        let now = read().await;
        telling.send_if_modified(|places| {
            let changed = noticed || *places != now;
            *places = now;
            changed
        });
    }
}

fn interface(read: &netdev::Interface) -> Interface {
    let v4 = read.ipv4.iter().map(|net| IpAddr::V4(net.addr()));
    let v6 = read.ipv6.iter().zip(&read.ipv6_addr_flags);
    // One that is still being tried out cannot be used yet.
    let v6 = v6.filter(|(_, flags)| !flags.tentative && !flags.duplicated && !flags.deprecated);
    let v6 = v6.map(|(net, _)| IpAddr::V6(net.addr()));
    Interface {
        index: read.index,
        leads_out: read.is_up()
            && read.is_running()
            && read.is_multicast()
            && !read.is_loopback()
            && !read.is_point_to_point()
            && !is_of_strangers(&read.name),
        addresses: v4.chain(v6).collect(),
    }
}

/// Whether this is the interface of macOS to whatever devices are near, in no
/// common network.
fn is_of_strangers(name: &str) -> bool {
    name.starts_with("awdl") || name.starts_with("llw")
}
