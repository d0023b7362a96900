//! Which corrections of an entry came in time.
//!
//! An entry of one person can be corrected until the end of the next day. No
//! clock is believed for that alone. A correction counts if its own record says
//! such a day, and if the other person had not written on for days with the
//! entry behind them and the correction not: what they have had for so long is
//! what they answered and built on. A correction that came late stays readable
//! and stands for nothing.
//!
//! It is a function of the records alone, so both devices come to the same.

use std::collections::BTreeSet;

use super::Journal;
use super::fold::{Again, Stored};
use crate::id::{PersonId, RecordHash};
use crate::space::{Space, SpaceName};
use crate::store::StoreError;
use crate::view::{ChangeRef, Part, Row};

/// How many days after its day an entry can be corrected.
pub const CORRECT_DAYS: u32 = 1;

impl<S: Space> Journal<S> {
    /// The corrections of an entry that came late.
    pub(super) fn late_of(&mut self, row: &Row, stored: &[Stored]) -> BTreeSet<RecordHash> {
        let begun = stored.iter().find(|one| row.begins(one.record()));
        let (Some(begun), true) = (begun, S::NAME == SpaceName::Shared) else {
            return BTreeSet::new();
        };
        let last = begun.day().plus(CORRECT_DAYS);
        let mut late: BTreeSet<RecordHash> = stored
            .iter()
            .filter(|one| one.day() > last && !row.begins(one.record()))
            .map(Stored::record)
            .collect();
        if row.changes.len() > 1 {
            let outlived = self.outlived(row);
            late.extend(outlived.iter().copied());
            self.fold.corrections.keep(row.id, Some(outlived));
        }
        late
    }

    /// The corrections of an entry without which the other has written on for days.
    pub(super) fn outlived(&self, row: &Row) -> BTreeSet<RecordHash> {
        let begun = row.changes.first().filter(|it| it.part == Part::Beginning);
        let (Some(begun), Some(other)) = (begun, self.ledger.roster().other_than(row.owner)) else {
            return BTreeSet::new();
        };
        let held = |change: &ChangeRef| {
            let days = self.ledger.held_days(other, begun.place, change.place);
            days > CORRECT_DAYS + 1
        };
        row.changes
            .iter()
            .filter(|change| change.part == Part::Later && held(change))
            .map(|change| change.hash)
            .collect()
    }

    /// Looks again at corrections, where the one who is not their writer has
    /// written since: done once for all that came in.
    pub(super) fn finish_corrections(&mut self) -> Result<(), StoreError> {
        let Some(Again { wrote, open }) = self.fold.corrections.take_again() else {
            return Ok(());
        };
        for (entry, known) in open {
            let Some(row) = self.view().row(entry) else {
                continue;
            };
            let other = self.ledger.roster().other_than(row.owner);
            if !other.is_some_and(|other| wrote.contains(&other)) {
                self.fold.corrections.keep(entry, known);
                continue;
            }
            let is_settled = other.is_none_or(|other| self.has_all_behind(row, other));
            let set_aside = |change: &&ChangeRef| self.ledger.asides().is_late(change.hash);
            let known = known.unwrap_or_else(|| {
                let late = row.changes.iter().filter(set_aside);
                late.map(|change| change.hash).collect()
            });
            if self.outlived(row) == known {
                self.fold.corrections.keep(entry, Some(known));
            } else {
                self.refold(entry)?;
            }
            if is_settled {
                self.fold.corrections.settle(entry);
            }
        }
        Ok(())
    }

    /// Whether all that a person writes from now on has these changes behind it.
    fn has_all_behind(&self, row: &Row, person: PersonId) -> bool {
        row.changes
            .iter()
            .all(|change| self.ledger.ends_have(person, change.place))
    }
}
