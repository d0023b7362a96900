//! The order of a space: one counter that follows the calendar where it can.
//!
//! `counter = max(highest of this space seen + 1, day × 2²⁰)`. What was
//! written apart falls into day order; a clock that runs ahead drags the
//! counter along for both until the calendar catches up, so no permission
//! rests on the counter alone.

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

    /// The counter of a record finished on `day`, when `highest` was seen.
    /// `None` when the range is used up, which takes a broken clock.
    pub fn next(highest: Self, day: Day) -> Option<Self> {
        let floor = u64::from(day.number()) << 20;
        Self::checked(highest.0.saturating_add(1).max(floor))
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
