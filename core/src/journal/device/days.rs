//! Which day it was on this device when what arrived. Row, by the day:
//!
//! ```text
//! key    day u32, big-endian
//! value  the last arrival before it u64
//! ```

use std::collections::BTreeMap;

use super::Rows;
use crate::codec::{Put, Reader};
use crate::date::Day;
use crate::store::{Arrival, LocalKey, LocalKind};

fn key(day: Day) -> LocalKey {
    (LocalKind::Day, day.number().to_be_bytes().to_vec())
}

/// Which arrivals came before which day was marked.
#[derive(Debug, Default)]
pub(in crate::journal) struct Days {
    before: BTreeMap<Day, Arrival>,
}

impl Days {
    /// Takes in a row. One that does not read counts for nothing.
    pub(super) fn take_row(&mut self, key: Vec<u8>, plain: &[u8]) {
        let day = key.try_into().map(u32::from_be_bytes).ok();
        let arrival = Reader::new(plain).u64().ok();
        if let (Some(day), Some(arrival)) = (day.and_then(Day::from_number), arrival) {
            self.before.insert(day, arrival);
        }
    }

    /// Whether a day is marked.
    pub(in crate::journal) fn has(&self, day: Day) -> bool {
        self.before.contains_key(&day)
    }

    /// The rows that mark a day. A clock that ran ahead once says nothing about the
    /// days since: what it marked goes.
    pub(in crate::journal) fn plan(&self, today: Day, last: Arrival) -> Rows {
        let mut value = Vec::with_capacity(8);
        value.put_u64(last);
        let ahead = self.before.range(today..).map(|(day, _)| key(*day));
        Rows::of(key(today), value).without(ahead)
    }

    /// Marks a day, once that is durable.
    pub(in crate::journal) fn mark(&mut self, today: Day, last: Arrival) {
        self.before.retain(|day, _| *day < today);
        self.before.insert(today, last);
    }

    /// The day on which a record reached this device, as far as it was noted.
    pub(in crate::journal) fn reached(&self, arrival: Arrival) -> Option<Day> {
        let mut days = self.before.iter().rev();
        let found = days.find(|(_, before)| **before < arrival);
        found.map(|(day, _)| *day)
    }

    /// The last day on which a record can have reached this device, by its own
    /// calendar: the first that was noted after it.
    pub(in crate::journal) fn reached_by(&self, arrival: Arrival) -> Option<Day> {
        let mut days = self.before.iter();
        let found = days.find(|(_, after)| **after >= arrival);
        found.map(|(day, _)| *day)
    }
}
