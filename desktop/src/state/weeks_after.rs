//! What one owned some weeks ago: a line on one's own Today, that can be put off or left.
//! It is kept on this device and nobody else learns of it.

use std::collections::BTreeMap;

use candor_core::date::Day;
use candor_core::id::EntryId;

/// How many of them are remembered.
const KEPT_MAX: usize = 64;

/// The entries that are not shown before a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WeeksAfter(BTreeMap<EntryId, Day>);

impl WeeksAfter {
    /// What [`WeeksAfter::row`] gave. What cannot be read is left out.
    pub fn parse(row: &str) -> Self {
        let lines = row.lines().filter_map(|line| {
            let (id, day) = line.split_once(' ')?;
            Some((EntryId::from_hex(id)?, Day::parse(day)?))
        });
        Self(lines.take(KEPT_MAX).collect())
    }

    /// The row it is kept in: on each line an entry and a day, with a space between.
    pub fn row(&self) -> String {
        let lines = self.0.iter().map(|(id, day)| format!("{id} {day}\n"));
        lines.collect()
    }

    /// Whether an entry is shown on this day.
    pub fn is_shown(&self, id: EntryId, today: Day) -> bool {
        self.0.get(&id).is_none_or(|from| *from <= today)
    }

    /// Shows it on the next day, as long as it is named then.
    pub fn put_off(&mut self, id: EntryId, today: Day) {
        self.set(id, today.plus(1), today);
    }

    /// Shows it no more.
    pub fn leave(&mut self, id: EntryId, today: Day) {
        self.set(id, Day::LAST, today);
    }

    fn set(&mut self, id: EntryId, from: Day, today: Day) {
        // A day that has come holds nothing back any more.
        self.0.retain(|_, from| *from > today);
        while self.0.len() >= KEPT_MAX {
            self.0.pop_first();
        }
        self.0.insert(id, from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_put_off_from_day_to_day_or_left() {
        let today = Day::parse("2026-11-22").expect("a day");
        let [one, two] = [[1; 16], [2; 16]].map(EntryId::from_bytes);
        let mut all = WeeksAfter::default();
        assert!(all.is_shown(one, today));
        all.put_off(one, today);
        all.leave(two, today);
        assert!(!all.is_shown(one, today) && all.is_shown(one, today.plus(1)));
        assert!(!all.is_shown(two, today.plus(5)));
        assert_eq!(WeeksAfter::parse(&all.row()), all);
        assert_eq!(WeeksAfter::parse("x\n\u{202e} 1\n"), WeeksAfter::default());
    }

    #[test]
    fn what_is_remembered_has_a_bound() {
        let today = Day::parse("2026-11-22").expect("a day");
        let mut all = WeeksAfter::default();
        for number in 0..=200 {
            all.leave(EntryId::from_bytes([number; 16]), today);
        }
        assert_eq!(all.row().lines().count(), KEPT_MAX);
        let last = EntryId::from_bytes([200; 16]);
        assert!(!all.is_shown(last, today));
    }
}
