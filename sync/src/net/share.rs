//! A budget that is shared out by where packets come from.
//!
//! ```text
//!   address ─▶ one of N shares ─▶ something left? ─▶ take one, or drop the packet
//!                                 comes back with time
//! ```
//!
//! What arrives before a device has shown who it is must not cost more than was
//! set aside for it, and whoever sends most must not use up what was set aside
//! for others. So nothing is remembered of a sender: its address only chooses
//! one of a fixed number of shares. Addresses that meet in one share divide it.
//! The choice is keyed afresh for each endpoint, so nobody can aim at the share
//! of another.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use super::listen::is_link_local;

/// The shares, and how each of them fills up again.
pub(super) struct Shares {
    shares: Box<[Share]>,
    keyed: RandomState,
    most: u32,
    back_after: Duration,
}

#[derive(Clone, Copy)]
struct Share {
    left: u32,
    since: Instant,
}

impl Shares {
    /// `count` shares of `most` each; one comes back to a share after each
    /// `back_after`.
    pub(super) fn new(count: usize, most: u32, back_after: Duration, now: Instant) -> Self {
        let full = Share {
            left: most,
            since: now,
        };
        Self {
            shares: vec![full; count].into_boxed_slice(),
            keyed: RandomState::new(),
            most,
            back_after,
        }
    }

    /// Takes one for a packet from this address. Gives whether there was one.
    pub(super) fn take(&mut self, from: IpAddr, now: Instant) -> bool {
        let chosen = self.keyed.hash_one(sender(from)) % self.shares.len().max(1) as u64;
        let Some(share) = usize::try_from(chosen)
            .ok()
            .and_then(|at| self.shares.get_mut(at))
        else {
            return false;
        };
        share.fill_up(self.most, self.back_after, now);
        let some_left = share.left > 0;
        share.left = share.left.saturating_sub(1);
        some_left
    }
}

impl Share {
    fn fill_up(&mut self, most: u32, back_after: Duration, now: Instant) {
        let waited = now.saturating_duration_since(self.since).as_nanos();
        let back = waited / back_after.as_nanos().max(1);
        if back == 0 {
            return;
        }
        let back = u32::try_from(back).unwrap_or(u32::MAX);
        self.left = self.left.saturating_add(back).min(most);
        // What is left of the wait is counted from anew: a share never fills
        // faster than it was said to.
        self.since = now;
    }
}

/// Whom an address stands for: one machine mostly has a whole 64-bit IPv6
/// network to take addresses from. On one link all share that network, and each
/// stands for itself.
fn sender(ip: IpAddr) -> [u8; 8] {
    let bytes = match ip.to_canonical() {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets().last_chunk().copied(),
        IpAddr::V6(v6) if is_link_local(ip) => v6.octets().last_chunk().copied(),
        IpAddr::V6(v6) => v6.octets().first_chunk().copied(),
    };
    bytes.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_on_one_link_have_a_share_each() {
        assert_ne!(sender(ip("fe80::1")), sender(ip("fe80::2")));
        assert_eq!(sender(ip("fd77::1")), sender(ip("fd77::2")));
        assert_eq!(sender(ip("fe80:1::1")), sender(ip("fe80:1::2")));
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_share_is_used_up_and_comes_back_with_time() {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        let mut shares = Shares::new(16, 3, second, start);
        let mut taken = |at| (0..9).filter(|_| shares.take(ip("10.0.0.1"), at)).count();

        assert_eq!(taken(start), 3);
        assert_eq!(taken(start + second / 2), 0);
        assert_eq!(taken(start + second * 2), 2);
        assert_eq!(taken(start + second * 1_000), 3);
    }

    #[test]
    fn one_sender_uses_up_one_share_only() {
        let start = Instant::now();
        let mut shares = Shares::new(64, 1, Duration::from_secs(1), start);
        for _ in 0..1_000 {
            shares.take(ip("10.0.0.1"), start);
        }

        let others = (2..=200).filter(|last| shares.take(ip(&format!("10.0.0.{last}")), start));

        // 63 shares are left, and 199 senders nearly surely choose most of them.
        assert!(others.count() > 40);
    }

    #[test]
    fn all_addresses_of_one_ipv6_network_are_one_sender() {
        assert_eq!(sender(ip("fd00::1")), sender(ip("fd00::2:3")));
        assert_ne!(sender(ip("fd00::1")), sender(ip("fd00:0:0:1::1")));
        assert_ne!(sender(ip("10.0.0.1")), sender(ip("10.0.0.2")));
        assert_eq!(sender(ip("10.0.0.1")), sender(ip("::ffff:10.0.0.1")));
    }
}
