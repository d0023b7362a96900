//! The order of a space: one counter that follows the calendar where it can.
//!
//! `counter = max(day × 2²⁰, highest seen of the days up to tomorrow + 1)`: a
//! hybrid logical clock in days (Kulkarni et al., 2014) that no other clock
//! drags further than a day. What was written apart falls into day order; what a
//! clock that runs ahead has dated far ahead stands there alone, and the next
//! record stands on its own day again. No permission rests on a counter.

use crate::date::Day;
use crate::id::{LogId, Seq, ShortHash};

/// A record's place in the order of its space: `day × 2²⁰` and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Counter(u64);

impl Counter {
    /// Before everything.
    pub const ZERO: Self = Self(0);

    /// The counter with this number, unless its day is past [`Day::LAST`].
    pub fn checked(number: u64) -> Option<Self> {
        (number >> 20 <= u64::from(Day::LAST.number())).then_some(Self(number))
    }

    /// The number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The lowest counter of a day.
    pub fn first_of(day: Day) -> Self {
        Self(u64::from(day.number()) << 20)
    }

    /// The highest counter of a record that says `day`: the last of the next day.
    pub fn last_for(day: Day) -> Self {
        let tomorrow = u64::from(day.number().min(Day::LAST.number() - 1)) + 1;
        Self(((tomorrow + 1) << 20) - 1)
    }

    /// The counter of a record that says `day`, where `seen` is the highest one
    /// that binds it (see [`Counter::binds`]). Where the two days are used up,
    /// which takes a changed program, it is the last of them again: log and
    /// position order what shares a counter.
    pub fn next(seen: Self, day: Day) -> Self {
        let above = Self(seen.0.saturating_add(1)).min(Self::last_for(day));
        above.max(Self::first_of(day))
    }

    /// Whether a record that says `day` must not stand below this counter. What
    /// is dated further ahead than tomorrow binds nobody.
    pub fn binds(self, day: Day) -> bool {
        self <= Self::last_for(day)
    }

    /// Whether a record that says `day` can have this counter at all.
    pub fn fits(self, day: Day) -> bool {
        Self::first_of(day) <= self && self <= Self::last_for(day)
    }

    /// This counter, moved to the same place in another day.
    pub fn on(self, day: Day) -> Self {
        Self(Self::first_of(day).0 | (self.0 & ((1 << 20) - 1)))
    }

    /// The day this counter stands in; later than the calendar if a clock ran
    /// ahead.
    pub fn day(self) -> Day {
        u32::try_from(self.0 >> 20)
            .ok()
            .and_then(Day::from_number)
            .unwrap_or(Day::LAST)
    }
}

/// Where a record stands in the view: counter, then log, then position. The
/// hash tells the branches of a fork apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The counter.
    pub counter: Counter,
    /// The log.
    pub log: LogId,
    /// The position in it.
    pub seq: Seq,
    /// The record.
    pub hash: ShortHash,
}

impl Place {
    /// Before every place.
    pub const fn lowest() -> Self {
        Self {
            counter: Counter::ZERO,
            log: LogId::from_bytes([0; 16]),
            seq: 0,
            hash: ShortHash::from_bytes([0; 16]),
        }
    }
}
