//! How much is taken of the other device without asking.
//!
//! ```text
//!   batch ─▶ room on the disk besides the reserve?  no ─▶ nothing is taken
//!                     │ yes
//!            within what a day may bring?           no ─▶ the person is asked
//!                     │ yes
//!                   taken
//! ```
//!
//! The other device belongs to the bond, so what it gives is stored before
//! anybody has looked at it. Nothing else would end it but the disk. The
//! measures are above what two people write, so that they are only met by a
//! program that is broken or means harm, or by a device that comes back after
//! years.
//!
//! The count is kept for as long as the program runs, and begins anew each day.
//!
//! What is told of a talk is stored by nobody, and has a count of its own: [`Rate`].
//!
//! Source: `docs/decisions/0012`.

use candor_core::date::Day;

use crate::talk::Rate;

const MIB: u64 = 1024 * 1024;

/// Some records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// How many.
    pub records: u64,
    /// How long they are together, in bytes.
    pub bytes: u64,
}

/// What a day may bring: as much as somebody who writes twenty entries a day
/// writes in almost three years.
pub const DAY_MOST: Amount = Amount {
    records: 20_000,
    bytes: 64 * MIB,
};

/// What a day may bring to a device that has next to nothing yet, and what is
/// taken more once the person has said so. Ten years of two who write much are
/// some 73,000 entries and 150 MiB.
pub const FIRST_MOST: Amount = Amount {
    records: 200_000,
    bytes: 1024 * MIB,
};

/// A device with fewer records than this has next to nothing yet.
const FEW_RECORDS: u64 = 1_000;

/// What of the disk the other device never fills: one's own writing, the index
/// and what the system needs have room in it.
pub const RESERVE_BYTES: u64 = 256 * MIB;

/// Why a batch was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It would be more than is taken without asking; this much came today.
    TooMuch(Amount),
    /// It would go into the reserve of the disk.
    NoRoom,
}

/// Where things stand when a batch comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Here {
    /// The civil day.
    pub today: Day,
    /// How many records this device has.
    pub records: u64,
    /// How many bytes are free on its disk, where the system tells.
    pub free_bytes: Option<u64>,
}

/// What may be taken, and what was taken today.
#[derive(Debug, Clone, Default)]
pub struct Allowance {
    day: Option<Day>,
    taken: Amount,
    most: Amount,
    more: Amount,
    talk: Rate,
}

impl Allowance {
    /// Takes a batch, or says why not; then it counts as not given.
    ///
    /// # Errors
    /// [`Held`]: nothing of the batch may be stored.
    pub fn take(&mut self, batch: Amount, here: Here) -> Result<(), Held> {
        if self.day != Some(here.today) {
            self.begin_day(here);
        }
        let needed = RESERVE_BYTES.saturating_add(batch.bytes);
        if here.free_bytes.is_some_and(|free| free < needed) {
            return Err(Held::NoRoom);
        }
        let after = self.taken.plus(batch);
        let most = self.most.plus(self.more);
        if after.records > most.records || after.bytes > most.bytes {
            return Err(Held::TooMuch(self.taken));
        }
        self.taken = after;
        Ok(())
    }

    /// Whether a word about a talk is heard at this second.
    pub fn hears_talk(&mut self, second: u64) -> bool {
        self.talk.hears(second)
    }

    /// The person has said that more may be taken: [`FIRST_MOST`] more, today.
    pub fn take_more(&mut self) {
        self.more = self.more.plus(FIRST_MOST);
    }

    /// What was allowed before the first batch of all still holds: then nobody
    /// had asked yet.
    fn begin_day(&mut self, here: Here) {
        if self.day.is_some() {
            self.more = Amount::default();
        }
        self.day = Some(here.today);
        self.taken = Amount::default();
        self.most = if here.records < FEW_RECORDS {
            FIRST_MOST
        } else {
            DAY_MOST
        };
    }
}

impl Amount {
    fn plus(self, other: Self) -> Self {
        Self {
            records: self.records.saturating_add(other.records),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(date: &str, records: u64) -> Here {
        Here {
            today: Day::parse(date).expect("a date"),
            records,
            free_bytes: None,
        }
    }

    fn batch(records: u64, bytes: u64) -> Amount {
        Amount { records, bytes }
    }

    /// How many batches are taken before one is not.
    fn taken(allowance: &mut Allowance, each: Amount, here: Here) -> u64 {
        (0..1_000_000)
            .find(|_| allowance.take(each, here).is_err())
            .expect("it ends")
    }

    #[test]
    fn a_day_brings_so_many_records_and_so_many_bytes() {
        let here = here("2026-05-04", 5_000);

        let mut allowance = Allowance::default();
        assert_eq!(taken(&mut allowance, batch(1_000, 1), here), 20);
        let mut allowance = Allowance::default();
        assert_eq!(taken(&mut allowance, batch(1, MIB), here), 64);
        let held = allowance.take(batch(1, MIB), here);
        assert_eq!(held, Err(Held::TooMuch(batch(64, 64 * MIB))));
    }

    #[test]
    fn the_next_day_begins_anew() {
        let mut allowance = Allowance::default();
        taken(&mut allowance, batch(1_000, 1), here("2026-05-04", 5_000));

        let next = taken(&mut allowance, batch(1_000, 1), here("2026-05-05", 25_000));

        assert_eq!(next, 20);
    }

    #[test]
    fn ten_years_come_to_an_empty_device_unasked() {
        let mut allowance = Allowance::default();
        let empty = here("2026-05-04", 1);
        let batches = 73;

        let came = (0..batches).all(|number| {
            let here = Here {
                records: 1 + number * 1_000,
                ..empty
            };
            allowance
                .take(batch(1_000, 150 * MIB / batches), here)
                .is_ok()
        });

        assert!(came);
    }

    #[test]
    fn nobody_gives_more_than_a_gibibyte_unasked() {
        let mut allowance = Allowance::default();

        let came = taken(&mut allowance, batch(1, MIB), here("2026-05-04", 0));

        assert_eq!(came, 1024);
    }

    #[test]
    fn what_the_person_allows_is_taken_and_then_asked_about_again() {
        let mut allowance = Allowance::default();
        let here = here("2026-05-04", 5_000);
        taken(&mut allowance, batch(1, MIB), here);

        allowance.take_more();

        assert_eq!(taken(&mut allowance, batch(1, MIB), here), 1024);
        allowance.take_more();
        assert!(allowance.take(batch(1, MIB), here).is_ok());
    }

    #[test]
    fn what_is_allowed_beforehand_holds_for_the_first_day_only() {
        let mut allowance = Allowance::default();
        allowance.take_more();

        let first = taken(&mut allowance, batch(1, MIB), here("2026-05-04", 5_000));
        let second = taken(&mut allowance, batch(1, MIB), here("2026-05-05", 5_000));

        assert_eq!((first, second), (64 + 1024, 64));
    }

    #[test]
    fn the_reserve_of_the_disk_stays_whatever_was_allowed() {
        let mut allowance = Allowance::default();
        allowance.take_more();
        let with = |free_bytes| Here {
            free_bytes: Some(free_bytes),
            ..here("2026-05-04", 5_000)
        };

        let short = allowance.take(batch(1, MIB), with(RESERVE_BYTES + MIB - 1));
        let enough = allowance.take(batch(1, MIB), with(RESERVE_BYTES + MIB));

        assert_eq!(short, Err(Held::NoRoom));
        assert_eq!(enough, Ok(()));
    }
}
