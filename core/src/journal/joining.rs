//! Joining in forgetting: which `forget`s this device has to write by itself, by the
//! days that it counted.

use std::collections::BTreeSet;

use super::Journal;
use super::fold::Fact;
use super::fold::wishes::listed;
use crate::date::Day;
use crate::entry::template::template;
use crate::envelope::Wish;
use crate::id::{EntryId, Owner, RecordHash};
use crate::order::Place;
use crate::space::Shared;
use crate::store::{Arrival, StoreError};
use crate::view::Row;

impl Journal<Shared> {
    /// Notes that what arrives from now on reaches this device on `today`. Kept
    /// on this device alone; asked when something is withdrawn.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn mark_day(&mut self, today: Day) -> Result<(), StoreError> {
        if self.device.days.has(today) {
            return Ok(());
        }
        let last = self.store.last_arrival()?;
        if self.commit_rows(self.device.days.plan(today, last))? {
            self.device.days.mark(today, last);
        }
        Ok(())
    }

    /// Where a record stands among all that arrived.
    fn arrival_of(&self, at: Place, record: RecordHash) -> Result<Option<Arrival>, StoreError> {
        let positions = self.store.at(at.log, at.seq)?.into_iter();
        Ok(positions
            .filter(|position| position.hash == record)
            .map(|position| position.arrival)
            .next())
    }

    /// The day on which a record reached this device, as far as it was noted.
    fn reached(&self, at: Place, record: RecordHash) -> Result<Option<Day>, StoreError> {
        let arrival = self.arrival_of(at, record)?;
        Ok(arrival.and_then(|arrival| self.device.days.reached(arrival)))
    }

    /// The last day on which a record can have reached this device, by its own
    /// calendar: the first that was noted after it.
    pub(super) fn reached_by(
        &self,
        at: Place,
        record: RecordHash,
    ) -> Result<Option<Day>, StoreError> {
        let arrival = self.arrival_of(at, record)?;
        Ok(arrival.and_then(|arrival| self.device.days.reached_by(arrival)))
    }

    /// The entries of which this device has a `forget` to write: what the other
    /// withdrew while it was new here, and records of forgotten entries that no
    /// `forget` of this person lists yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn to_forget(&self) -> Result<Vec<EntryId>, StoreError> {
        let mut due = Vec::new();
        for (entry, facts) in self.fold.forgetting.all() {
            let wishes = self.wishes(entry, facts);
            let mine = listed(&wishes, self.ledger.me());
            let Some(row) = self.view().row(entry) else {
                let half = self.half_records(entry);
                let taken_back = self.forgotten_how(entry, None).is_some();
                if taken_back && half.iter().any(|record| !mine.contains(record)) {
                    due.push(entry);
                }
                continue;
            };
            let changes = row.changes.iter();
            let unlisted = changes.filter(|change| !mine.contains(&change.hash));
            if unlisted.count() == 0 {
                continue;
            }
            let by_me = wishes.iter().find(|fact| fact.by == self.ledger.me());
            let goes_on = by_me.is_some_and(|fact| {
                // What was taken back while a correction was on its way.
                let own = Owner::person(fact.by) == fact.owner;
                let withdrawn = own && fact.forget.wish == Wish::Withdraw;
                withdrawn || self.forgotten_how(entry, Some(row)).is_some()
            });
            if goes_on || (by_me.is_none() && self.may_join(&wishes, row)?) {
                due.push(entry);
            }
        }
        Ok(due)
    }

    /// Whether this device has something to write that the other's records ask
    /// for: to join in forgetting, or to bind and open a sealed pair.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn is_asked(&self) -> Result<bool, StoreError> {
        Ok(self.has_to_bind() || !self.to_forget()?.is_empty())
    }

    /// Whether this device joins in by itself: its own copy says that the entry is
    /// of a kind that can be withdrawn, every record the other lists was opened
    /// here as a change of it, and it was new here when it was withdrawn, by the
    /// days that this device counted itself.
    fn may_join(&self, wishes: &[&Fact], row: &Row) -> Result<bool, StoreError> {
        let Some(fact) = wishes
            .iter()
            .find(|fact| Owner::person(fact.by) == row.owner && fact.forget.wish == Wish::Withdraw)
        else {
            return Ok(false);
        };
        let stays = template(row.content.kind()).is_none_or(|template| template.lasting);
        if row.versions == 0 || stays {
            return Ok(false);
        }
        let known: BTreeSet<RecordHash> = row.changes.iter().map(|change| change.hash).collect();
        let all_known = wishes
            .iter()
            .flat_map(|fact| &fact.forget.records)
            .all(|record| known.contains(record));
        // Opened now, each is a change of this entry and of nothing else.
        for change in &row.changes {
            let opened = self.record_at(change.place, change.hash)?;
            let is_of_it =
                opened.is_some_and(|opened| opened.entry == row.id && opened.operation.is_change());
            if !is_of_it {
                return Ok(false);
            }
        }
        Ok(all_known && self.was_new(row, fact)?)
    }

    /// Whether an entry was new on this device when its `forget` came.
    fn was_new(&self, row: &Row, fact: &Fact) -> Result<bool, StoreError> {
        let days = self.withdraw_days();
        let Some(begun) = row.changes.first() else {
            return Ok(false);
        };
        let came = self.reached(begun.place, begun.hash)?;
        let (Some(came), Some(withdrawn)) = (came, self.reached(fact.at, fact.record)?) else {
            return Ok(false);
        };
        // What this person had before this device got it was not new with it: a
        // copy that was put back gets all of the past in one day.
        let held = self
            .ledger
            .held_days(self.ledger.me(), begun.place, fact.at);
        Ok(withdrawn <= came.plus(days) && held <= days)
    }
}
