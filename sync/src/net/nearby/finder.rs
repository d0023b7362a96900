//! What is asked, answered and kept, decided without a socket: a packet and the
//! time in, what changes out.
//!
//! ```text
//!   packet ─▶ names the key looked for?  no ─▶ dropped, nothing was allocated
//!                    │ yes
//!             share of its sender left?  no ─▶ dropped
//!                    │ yes
//!             read ─▶ at most 16 addresses, at most 8 by one sender
//! ```
//!
//! One key is looked for at a time: the one that was dialled last. What is said
//! about any other device leaves no trace.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use iroh::EndpointId;
use tokio::time::Instant;

use super::PORT;
use super::packet::{self, KEPT_S, PACKET_MAX};
use crate::net::endpoint::{ADDRESSES_MAX, TRIED_MAX};
use crate::net::share::Shares;

/// How long it stays silent before it asks again who is here, and how much
/// longer at most, so that two devices do not go on asking at the same moment.
///
/// A question makes every device of the service answer, so this is also how
/// often each of them is heard. Nobody waits for it with a hand on the mouse.
const CADENCE: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(6));

/// How long after the addresses are known the first question is asked: by then
/// those that are there can be answered, too.
const ASK_DELAY: Duration = Duration::from_millis(200);

/// A device that is dialled and was not heard is asked for at once, but no more
/// often than this.
const ASK_PAUSE: Duration = Duration::from_secs(2);

/// How long an answer waits, at least and how much longer at most, so that not
/// all speak at once; and the pause between two answers (RFC 6762 section 6).
const ANSWER_DELAY: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(80));
const ANSWER_PAUSE: Duration = Duration::from_secs(1);

/// What may be read of packets: this many at once of a sender, and one more
/// after each wait. All shares together are 128 packets a second.
const SHARES: usize = 512;
const READ_MOST: u32 = 4;
const READ_AGAIN: Duration = Duration::from_secs(4);

/// What this device wants to know and to tell, and when.
pub(super) struct Finder {
    mine: EndpointId,
    sought: Option<Sought>,
    shares: Shares,
    /// `None` until addresses of this device are known.
    ask_at: Option<Instant>,
    asked_at: Option<Instant>,
    answer_at: Option<Instant>,
    answered_at: Option<Instant>,
    /// Grows with each wait that is drawn.
    waits: u64,
}

/// The device that is looked for.
struct Sought {
    key: EndpointId,
    label: String,
    heard: Vec<Heard>,
}

/// An address of it, as somebody said.
#[derive(Clone, Copy)]
pub(in crate::net) struct Heard {
    /// The address; a link-local one with the interface it was heard on.
    pub(in crate::net) address: SocketAddr,
    /// Who said so.
    pub(super) by: IpAddr,
    at: Instant,
}

/// What is to be said now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Due {
    /// The question who is here.
    pub(super) question: bool,
    /// That this device is here.
    pub(super) answer: bool,
}

impl Finder {
    /// One that looks for nobody yet.
    pub(super) fn new(mine: EndpointId, now: Instant) -> Self {
        Self {
            mine,
            sought: None,
            shares: Shares::new(SHARES, READ_MOST, READ_AGAIN, now),
            ask_at: None,
            asked_at: None,
            answer_at: None,
            answered_at: None,
            waits: 0,
        }
    }

    /// This device has an address that it did not have: it asks soon who is there,
    /// and so says that it is, but no more often than when it dials. Where the
    /// other device was before is forgotten.
    pub(super) fn moved(&mut self, now: Instant) {
        if let Some(sought) = &mut self.sought {
            sought.heard.clear();
        }
        let soon = now + ASK_DELAY;
        let soonest = self
            .asked_at
            .map_or(soon, |asked| soon.max(asked + ASK_PAUSE));
        self.ask_at = Some(self.ask_at.map_or(soonest, |at| at.min(soonest)));
    }

    /// This device is in no network any more: there is nobody to ask or to answer.
    pub(super) fn is_nowhere(&mut self) {
        self.ask_at = None;
        self.answer_at = None;
    }

    /// Looks for the device with this key from now on, and for no other.
    pub(super) fn seek(&mut self, key: EndpointId, now: Instant) {
        let sought = match self.sought.take() {
            Some(sought) if sought.key == key => sought,
            _ => Sought {
                key,
                label: packet::label(key),
                heard: Vec::new(),
            },
        };
        let sought = self.sought.insert(sought);
        sought.forget_old(now);
        if sought.heard.is_empty() {
            let soonest = self.asked_at.map_or(now, |asked| asked + ASK_PAUSE);
            self.ask_at = self.ask_at.map(|at| at.min(soonest.max(now)));
        }
    }

    /// Takes in a packet. Gives whether what is known of the device that is
    /// looked for has changed.
    pub(super) fn hear(&mut self, bytes: &[u8], from: SocketAddr, now: Instant) -> bool {
        if bytes.len() > PACKET_MAX || !super::is_near(from.ip()) {
            return false;
        }
        if packet::may_ask(bytes) {
            // An answer that waits already answers this question, too.
            if self.answer_at.is_none() && self.shares.take(from.ip(), now) && packet::asks(bytes) {
                self.answer_soon(now);
            }
            return false;
        }
        let Some(sought) = &mut self.sought else {
            return false;
        };
        // Whoever answers does it from that port (RFC 6762 section 6).
        if from.port() != PORT
            || !packet::may_name(bytes, &sought.label)
            || !self.shares.take(from.ip(), now)
        {
            return false;
        }
        let addresses = packet::addresses_of(bytes, &sought.label, from);
        sought.forget_old(now);
        let mut changed = false;
        for address in addresses {
            changed |= sought.hear(Heard {
                address,
                by: from.ip(),
                at: now,
            });
        }
        changed
    }

    /// Whom it looks for, and what is known of where that device is.
    pub(super) fn found(&self) -> Option<(EndpointId, Vec<Heard>)> {
        let sought = self.sought.as_ref()?;
        Some((sought.key, sought.heard.clone()))
    }

    /// When something will be due.
    pub(super) fn wakes_at(&self) -> Option<Instant> {
        self.ask_at.into_iter().chain(self.answer_at).min()
    }

    /// What is due. It counts as said.
    pub(super) fn due(&mut self, now: Instant) -> Due {
        let question = self.ask_at.is_some_and(|at| at <= now);
        if question {
            let (least, more) = CADENCE;
            self.ask_at = Some(now + least + self.part_of(more));
            self.asked_at = Some(now);
            // Whoever asks is here, and would answer another.
            self.answer_soon(now);
        }
        let answer = self.answer_at.is_some_and(|at| at <= now);
        if answer {
            self.answer_at = None;
            self.answered_at = Some(now);
        }
        Due { question, answer }
    }

    fn answer_soon(&mut self, now: Instant) {
        if self.answer_at.is_some() {
            return;
        }
        let (least, more) = ANSWER_DELAY;
        let soon = now + least + self.part_of(more);
        let soonest = self.answered_at.map_or(soon, |at| at + ANSWER_PAUSE);
        self.answer_at = Some(soon.max(soonest));
    }

    /// A part of this wait that differs between devices and from one time to
    /// the next. It need not be hard to guess, so it follows from the key.
    fn part_of(&mut self, wait: Duration) -> Duration {
        self.waits += 1;
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.mine.as_bytes());
        hasher.update(&self.waits.to_le_bytes());
        let [first, ..] = *hasher.finalize().as_bytes();
        wait * u32::from(first) / 256
    }
}

impl Sought {
    fn forget_old(&mut self, now: Instant) {
        let kept = Duration::from_secs(u64::from(KEPT_S));
        self.heard
            .retain(|heard| now.saturating_duration_since(heard.at) < kept);
    }

    /// Keeps an address. Gives whether it is new.
    ///
    /// Where there are too many, the sender who has said most loses its oldest
    /// one: whoever floods pushes out what it said itself.
    fn hear(&mut self, new: Heard) -> bool {
        let same = |heard: &&mut Heard| heard.address == new.address && heard.by == new.by;
        if let Some(known) = self.heard.iter_mut().find(same) {
            known.at = new.at;
            return false;
        }
        self.heard.push(new);
        if self.count(new.by) > ADDRESSES_MAX {
            self.drop_oldest_of(new.by);
        }
        if self.heard.len() > TRIED_MAX {
            let loudest = self.heard.iter().map(|heard| heard.by);
            if let Some(loudest) = loudest.max_by_key(|by| self.count(*by)) {
                self.drop_oldest_of(loudest);
            }
        }
        true
    }

    fn count(&self, by: IpAddr) -> usize {
        self.heard.iter().filter(|heard| heard.by == by).count()
    }

    fn drop_oldest_of(&mut self, by: IpAddr) {
        if let Some(oldest) = self.heard.iter().position(|heard| heard.by == by) {
            self.heard.remove(oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTNER: &str = "10.0.0.2:5353";
    const FORGER: &str = "10.0.0.66:5353";

    fn key(seed: u8) -> EndpointId {
        iroh::SecretKey::from_bytes(&[seed; 32]).public()
    }

    fn at(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    fn says(key: EndpointId, told: &[SocketAddr]) -> Vec<u8> {
        packet::answer(key, told).expect("it can be said")
    }

    fn forged(number: u32) -> SocketAddr {
        let [_, a, b, c] = number.to_be_bytes();
        SocketAddr::from(([10, 1 + a, b, c], 5000))
    }

    fn looking() -> (Finder, Instant) {
        let now = Instant::now();
        let mut finder = Finder::new(key(1), now);
        finder.moved(now);
        finder.seek(key(2), now);
        (finder, now)
    }

    fn heard(finder: &Finder) -> Vec<SocketAddr> {
        let (_, heard) = finder.found().expect("it looks for somebody");
        heard.iter().map(|heard| heard.address).collect()
    }

    #[test]
    fn only_the_key_that_is_looked_for_leaves_a_trace() {
        let (mut finder, now) = looking();
        let partner = at("10.0.0.2:50000");

        assert!(!finder.hear(&says(key(3), &[at("10.0.0.3:50000")]), at(PARTNER), now));
        assert!(finder.hear(&says(key(2), &[partner]), at(PARTNER), now));
        assert!(!finder.hear(&says(key(2), &[partner]), at(PARTNER), now));

        assert_eq!(heard(&finder), [partner]);
        finder.seek(key(3), now);
        assert_eq!(heard(&finder), []);
    }

    #[test]
    fn an_answer_from_another_port_or_another_network_is_none() {
        let (mut finder, now) = looking();
        let answer = says(key(2), &[at("10.0.0.2:50000")]);

        assert!(!finder.hear(&answer, at("10.0.0.2:40000"), now));
        assert!(!finder.hear(&answer, at("192.0.2.2:5353"), now));
        assert!(finder.hear(&answer, at(PARTNER), now));
    }

    #[test]
    fn a_flood_that_knows_the_key_keeps_sixteen_addresses_and_not_the_partner_out() {
        let (mut finder, start) = looking();
        let partner = at("10.0.0.2:50000");
        let mut now = start;
        for round in 0..20_000_u32 {
            now += Duration::from_millis(1);
            let told: Vec<_> = (0..8).map(|n| forged(round * 8 + n)).collect();
            finder.hear(&says(key(2), &told), at(FORGER), now);
            assert!(heard(&finder).len() <= TRIED_MAX);
            if round == 10_000 {
                // One of her addresses may have its share in common with the
                // flood; not all of them.
                let mut speaks = |last| {
                    let by = SocketAddr::from(([10, 0, 0, last], PORT));
                    finder.hear(&says(key(2), &[partner]), by, now)
                };
                assert!((2..6).any(&mut speaks));
            }
        }

        assert!(heard(&finder).contains(&partner));
        assert!(heard(&finder).len() <= ADDRESSES_MAX + 1);
    }

    #[test]
    fn many_forgers_keep_sixteen_addresses() {
        let (mut finder, now) = looking();
        for forger in 0..200 {
            let told: Vec<_> = (0..8).map(|n| forged(forger * 8 + n)).collect();
            let by = SocketAddr::from(([10, 0, 1, forger as u8], PORT));
            finder.hear(&says(key(2), &told), by, now);
        }

        assert!(heard(&finder).len() <= TRIED_MAX);
    }

    #[test]
    fn what_was_heard_long_ago_is_forgotten_and_asked_for_again() {
        let (mut finder, start) = looking();
        finder.due(start + ASK_DELAY);
        finder.hear(&says(key(2), &[at("10.0.0.2:50000")]), at(PARTNER), start);
        let later = start + Duration::from_secs(u64::from(KEPT_S));
        let mut asked = later - Duration::from_secs(1);
        finder.due(asked);

        finder.seek(key(2), asked);
        assert!(!heard(&finder).is_empty());
        assert!(!finder.due(asked).question);
        asked = later + ASK_PAUSE;
        finder.seek(key(2), asked);

        assert_eq!(heard(&finder), []);
        assert!(finder.due(asked).question);
    }

    #[test]
    fn dialling_again_and_again_asks_every_two_seconds_at_most() {
        let (mut finder, start) = looking();
        let mut asked = 0;
        for ms in 0..10_000 {
            let now = start + Duration::from_millis(ms);
            finder.seek(key(2), now);
            asked += u32::from(finder.due(now).question);
        }

        assert!((4..=6).contains(&asked), "{asked}");
    }

    #[test]
    fn a_flood_of_questions_is_answered_once_a_second_at_most() {
        let (mut finder, start) = looking();
        let question = packet::question().expect("it can be said");
        let mut answers = 0;
        let mut questions = 0;
        for ms in 0..10_000 {
            let now = start + Duration::from_millis(ms);
            finder.hear(&question, at("10.0.0.66:40000"), now);
            let due = finder.due(now);
            answers += u32::from(due.answer);
            questions += u32::from(due.question);
        }

        assert!((2..=11).contains(&answers), "{answers}");
        assert_eq!(questions, 1, "what others ask changes nothing about that");
    }

    #[test]
    fn in_a_new_network_it_asks_at_once_and_forgets_what_it_heard_in_the_old_one() {
        let (mut finder, start) = looking();
        assert!(finder.due(start + ASK_DELAY).question);
        finder.hear(&says(key(2), &[at("10.0.0.2:50000")]), at(PARTNER), start);
        let later = start + Duration::from_secs(10);
        assert!(!finder.due(later).question);

        finder.moved(later);

        assert_eq!(heard(&finder), []);
        assert!(!finder.due(later).question);
        assert!(finder.due(later + ASK_DELAY).question);
        // Whoever asks says that it is here, too.
        assert!(finder.due(later + ASK_DELAY + ANSWER_PAUSE).answer);
    }

    #[test]
    fn networks_that_change_without_end_are_asked_every_two_seconds_at_most() {
        let (mut finder, start) = looking();
        let (mut asked, mut answered) = (0, 0);
        for ms in 0..10_000 {
            let now = start + Duration::from_millis(ms);
            finder.moved(now);
            let due = finder.due(now);
            asked += u32::from(due.question);
            answered += u32::from(due.answer);
        }

        assert!((4..=6).contains(&asked), "{asked}");
        assert!((4..=11).contains(&answered), "{answered}");
    }

    #[test]
    fn without_a_network_it_says_nothing_and_with_one_again_it_asks() {
        let (mut finder, start) = looking();
        finder.due(start + ASK_DELAY);
        let question = packet::question().expect("it can be said");
        finder.hear(&question, at("10.0.0.66:40000"), start + ANSWER_PAUSE * 2);

        finder.is_nowhere();

        let later = start + CADENCE.0 * 3;
        finder.seek(key(2), later);
        assert_eq!(finder.wakes_at(), None);
        assert_eq!(finder.due(later), Due::default());
        finder.moved(later);
        assert!(finder.due(later + ASK_DELAY).question);
    }

    #[test]
    fn it_asks_nobody_before_it_has_an_address() {
        let now = Instant::now();
        let mut finder = Finder::new(key(1), now);

        finder.seek(key(2), now);

        assert_eq!(finder.wakes_at(), None);
        assert_eq!(finder.due(now + CADENCE.0), Due::default());
    }
}
