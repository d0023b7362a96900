//! The networks this device is in, and what follows when they change.
//!
//! ```text
//!   interfaces ─▶ places: where it listens and speaks, and as whom
//!   places before, places now ─▶ what is left, what is joined, whether it moved
//! ```
//!
//! Each network hears the addresses this device has in it, and none of another.
//! A link-local IPv6 address is used where an interface has nothing else that
//! lasts: it needs a socket of its own
//! ([`link_local`](super::link_local)).
//!
//! Nothing here asks the system: what was read comes in
//! ([`interfaces`](super::interfaces)).

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::endpoint::ADDRESSES_MAX;
use super::nearby::is_told;

/// How many networks count. A socket may listen in twenty on Linux.
const PLACES_MAX: usize = 16;

/// An interface of this machine, as it was read.
#[derive(Debug)]
pub(super) struct Interface {
    /// The number the system gives it.
    pub(super) index: u32,
    /// Whether it leads into a network: it is up and connected, reaches everyone
    /// at its other end, and is neither loopback nor a tunnel.
    pub(super) leads_out: bool,
    /// Its addresses that can be used.
    pub(super) addresses: Vec<IpAddr>,
}

/// A network this device is in, by one of its interfaces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// The number of the interface.
    pub(super) index: u32,
    /// What is told there: at most eight, IPv4 first, no link-local IPv6.
    pub(super) addresses: Vec<IpAddr>,
    /// The link-local IPv6 address that is told, too.
    pub(super) link_local: Option<Ipv6Addr>,
}

impl Place {
    /// The address that speaks IPv4 there, if one does.
    pub(super) fn v4(&self) -> Option<Ipv4Addr> {
        self.addresses.iter().find_map(|ip| match ip {
            IpAddr::V4(v4) => Some(*v4),
            IpAddr::V6(_) => None,
        })
    }

    /// Whether IPv6 is spoken there.
    pub(super) fn has_v6(&self) -> bool {
        self.link_local.is_some() || self.addresses.iter().any(IpAddr::is_ipv6)
    }
}

/// A group of multicast DNS in one network: that of its IPv4 or of its IPv6.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Group {
    V4(u32),
    V6(u32),
}

/// What follows when the networks change.
#[derive(PartialEq, Eq, Debug, Default)]
pub(super) struct Change {
    /// Where nothing is listened to any more.
    pub(super) left: Vec<Group>,
    /// Where it is listened from now on.
    pub(super) joined: Vec<Group>,
    /// Whether this device has an address that it did not have, so that it is to
    /// be said, and asked anew who is there.
    pub(super) moved: bool,
}

/// The networks these interfaces lead to, by the number of the interface; at
/// most sixteen.
pub(super) fn of(interfaces: impl IntoIterator<Item = Interface>) -> Vec<Place> {
    let mut places: Vec<Place> = interfaces.into_iter().filter_map(place).collect();
    places.sort_by_key(|place| place.index);
    places.truncate(PLACES_MAX);
    places
}

/// What follows from being in these networks after those.
pub(super) fn change(before: &[Place], now: &[Place]) -> Change {
    let (listened, listens) = (groups(before), groups(now));
    Change {
        left: listened.difference(&listens).copied().collect(),
        joined: listens.difference(&listened).copied().collect(),
        moved: !told(now).is_subset(&told(before)),
    }
}

fn place(interface: Interface) -> Option<Place> {
    if !interface.leads_out {
        return None;
    }
    let link_local = interface.addresses.iter().find_map(|ip| match ip {
        IpAddr::V6(v6) if v6.is_unicast_link_local() => Some(*v6),
        _ => None,
    });
    let mut addresses = interface.addresses;
    addresses.retain(|ip| is_told(*ip));
    addresses.sort_unstable();
    addresses.dedup();
    addresses.truncate(ADDRESSES_MAX);
    // A link-local IPv4 address is what a machine gives itself when nobody gave
    // it one: the other device may have given itself none.
    let lasts = |ip: &IpAddr| !matches!(ip, IpAddr::V4(v4) if v4.is_link_local());
    let link_local = link_local.filter(|_| !addresses.iter().any(lasts));
    (!addresses.is_empty() || link_local.is_some()).then_some(Place {
        index: interface.index,
        addresses,
        link_local,
    })
}

fn groups(places: &[Place]) -> BTreeSet<Group> {
    let v4 = places.iter().filter(|place| place.v4().is_some());
    let v6 = places.iter().filter(|place| place.has_v6());
    v4.map(|place| Group::V4(place.index))
        .chain(v6.map(|place| Group::V6(place.index)))
        .collect()
}

fn told(places: &[Place]) -> BTreeSet<(u32, IpAddr)> {
    let of_place = |place: &Place| {
        let index = place.index;
        let link_local = place.link_local.map(IpAddr::V6);
        let told = place.addresses.iter().copied().chain(link_local);
        told.map(|ip| (index, ip)).collect::<Vec<_>>()
    };
    places.iter().flat_map(of_place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn interface(index: u32, addresses: &[&str]) -> Interface {
        Interface {
            index,
            leads_out: true,
            addresses: addresses.iter().map(|text| ip(text)).collect(),
        }
    }

    fn at(index: u32, addresses: &[&str]) -> Vec<Place> {
        of([interface(index, addresses)])
    }

    #[test]
    fn each_network_is_told_its_own_addresses_and_no_public_one() {
        let places = of([
            interface(3, &["fd00::3", "2001:db8::3", "10.0.0.3", "fe80::3"]),
            interface(2, &["192.168.1.2", "127.0.0.1", "192.0.2.2"]),
        ]);

        let told: Vec<_> = places
            .iter()
            .map(|place| (place.index, place.addresses.clone(), place.link_local))
            .collect();
        assert_eq!(
            told,
            [
                (2, vec![ip("192.168.1.2")], None),
                (3, vec![ip("10.0.0.3"), ip("fd00::3")], None),
            ]
        );
    }

    #[test]
    fn a_link_local_address_is_used_where_nothing_else_lasts() {
        let link_local = |addresses: &[&str]| {
            let places = at(2, addresses);
            places.first().and_then(|place| place.link_local)
        };
        let used = Some("fe80::2".parse().expect("an address"));

        assert_eq!(link_local(&["fe80::2"]), used);
        assert_eq!(link_local(&["fe80::2", "2001:db8::2"]), used);
        assert_eq!(link_local(&["169.254.7.7", "fe80::2"]), used);
        assert_eq!(link_local(&["fd00::2", "fe80::2"]), None);
        assert_eq!(link_local(&["10.0.0.2", "fe80::2"]), None);
    }

    #[test]
    fn what_leads_nowhere_and_what_has_only_public_addresses_is_no_network() {
        let closed = Interface {
            leads_out: false,
            ..interface(2, &["10.0.0.2", "fe80::2"])
        };

        assert_eq!(of([closed]), []);
        assert_eq!(at(2, &["192.0.2.2", "2001:db8::2"]), []);
        assert_eq!(at(2, &[]), []);
    }

    #[test]
    fn sixteen_networks_and_eight_addresses_count() {
        let many: Vec<String> = (1..=20).map(|last| format!("10.0.0.{last}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();

        let places = of((1..=40).rev().map(|index| interface(index, &many)));

        assert_eq!(places.len(), PLACES_MAX);
        assert_eq!(places.first().map(|place| place.index), Some(1));
        assert!(places.iter().all(|place| place.addresses.len() == 8));
    }

    #[test]
    fn a_new_address_is_a_move_and_one_that_goes_is_none() {
        let one = at(2, &["10.0.0.2"]);
        let both = at(2, &["10.0.0.2", "fd00::2"]);
        let new = at(2, &["10.9.0.2"]);

        assert!(change(&one, &both).moved);
        assert!(change(&one, &new).moved);
        assert!(!change(&both, &one).moved);
        assert_eq!(change(&one, &one), Change::default());
        assert!(!change(&one, &[]).moved);
        // The same address is told again when its network comes back.
        assert!(change(&[], &one).moved);
        // And by another interface it is in another network.
        assert!(change(&one, &at(3, &["10.0.0.2"])).moved);
    }

    #[test]
    fn each_family_is_listened_to_where_it_is_spoken() {
        let before = [at(2, &["10.0.0.2"]), at(3, &["fe80::3"])].concat();
        let now = [at(2, &["10.0.0.9", "fd00::2"]), at(4, &["10.0.4.4"])].concat();

        let change = change(&before, &now);

        assert_eq!(change.left, [Group::V6(3)]);
        assert_eq!(change.joined, [Group::V4(4), Group::V6(2)]);
        let none = super::change(&now, &[]);
        assert_eq!(none.left, [Group::V4(2), Group::V4(4), Group::V6(2)]);
        assert_eq!(none.joined, []);
    }
}
