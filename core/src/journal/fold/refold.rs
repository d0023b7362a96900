//! Computing entries again from their changes.

use std::collections::BTreeSet;

use super::Stored;
use super::standing::standing;
use super::versions::days_of;
use crate::entry::Content;
use crate::entry::document::{DocumentError, FoldedJoint};
use crate::id::{EntryId, PersonId, RecordHash};
use crate::journal::{AsideReason, Journal};
use crate::space::{Space, SpaceName};
use crate::store::StoreError;
use crate::view::Row;

/// The most changes of an entry of one person. It can be corrected for two days,
/// and each change costs folding all of them again.
const ENTRY_CHANGES_MAX: usize = 64;
impl<S: Space> Journal<S> {
    /// Takes in the changes that came, and computes each entry again.
    pub(super) fn refold_due(&mut self) -> Result<(), StoreError> {
        for (entry, came) in self.fold.entries.take_due() {
            let Some(mut row) = self.view().row(entry).cloned() else {
                continue;
            };
            // Where its words never came, the place of a change was that of its marker.
            let new: BTreeSet<RecordHash> = came.iter().map(|change| change.hash).collect();
            let before = row.changes.clone();
            row.changes.retain(|known| !new.contains(&known.hash));
            row.changes.extend(came);
            row.changes.sort_unstable();
            row.changes.dedup();
            self.leave_out(&mut row);
            if row.changes == before {
                continue;
            }
            self.put_row(row);
            self.refold(entry)?;
        }
        Ok(())
    }

    /// Leaves out the changes of an entry of one person that are too many: those that
    /// came late first, since they count for nothing, and then the last ones.
    fn leave_out(&mut self, row: &mut Row) {
        let bounded = S::NAME == SpaceName::Shared && !self.ledger.roster().is_joint(row.owner);
        if !bounded || row.changes.len() <= ENTRY_CHANGES_MAX {
            return;
        }
        let late = self.outlived(row);
        let (in_time, late): (Vec<_>, Vec<_>) = row
            .changes
            .iter()
            .copied()
            .partition(|change| !late.contains(&change.hash));
        let mut all = in_time.into_iter().chain(late);
        row.changes = all.by_ref().take(ENTRY_CHANGES_MAX).collect();
        row.changes.sort_unstable();
        for beyond in all {
            let reason = DocumentError::TooManyOperations.into();
            let at = (beyond.place.log, beyond.place.seq, beyond.hash);
            self.set_aside(at, None, reason);
        }
    }

    /// Computes an entry again from all its changes.
    pub(in crate::journal) fn refold(&mut self, entry: EntryId) -> Result<(), StoreError> {
        if self.fold.pairs.is_half(entry) {
            return Ok(());
        }
        let Some(mut row) = self.view().row(entry).cloned() else {
            return Ok(());
        };
        if self.ledger.roster().is_joint(row.owner) {
            return self.refold_joint(row);
        }
        let stored = self.stored_changes(&row)?;
        let late = self.late_of(&row, &stored);
        let in_time: Vec<_> = stored
            .iter()
            .filter(|one| !late.contains(&one.record()))
            .collect();
        let sources: Vec<_> = in_time.iter().map(|one| one.source()).collect();
        let folded = self.fold.entries.fold(entry, &sources);
        let asides = self.ledger.asides_mut();
        asides.drop_words(&row);
        let not_folded = folded.aside.into_iter();
        asides.set_changes(&row, not_folded.map(|(hash, error)| (hash, error.into())));
        asides.set_changes(&row, late.into_iter().map(|hash| (hash, AsideReason::Late)));
        let accepted: Vec<RecordHash> = folded.versions.iter().map(|(record, _)| *record).collect();
        let versions = standing::<S>(&row, folded.versions, &days_of(&stored));
        if versions.is_empty() && row.is_marker() {
            // Its words are erased; what is known of it stays.
            return Ok(());
        }
        let stands = |record: &RecordHash| versions.iter().any(|(it, _)| it == record);
        let not = accepted.into_iter().filter(|record| !stands(record));
        let not = not.map(|record| (record, AsideReason::Rule));
        self.ledger.asides_mut().set_changes(&row, not);
        row.versions = u32::try_from(versions.len()).unwrap_or(u32::MAX);
        row.content = versions
            .into_iter()
            .next_back()
            .map_or_else(Content::empty, |(_, content)| content);
        self.put_row(row);
        Ok(())
    }

    /// Computes a draft of both again: what was read of its changes is at hand.
    fn refold_joint(&mut self, row: Row) -> Result<(), StoreError> {
        for change in &row.changes {
            if self.fold.joint.get(change.hash).is_none()
                && let Some(stored) = self.stored_change(change)?
            {
                self.fold.joint.keep(stored);
            }
        }
        let changes = row.changes.iter();
        let known = changes.filter_map(|change| self.fold.joint.get(change.hash));
        let sources: Vec<_> = known.map(Stored::source).collect();
        let folded = self.fold.entries.fold_joint(row.id, &sources);
        self.adopt_joint(row, folded);
        Ok(())
    }

    /// Takes in what a draft of both comes to.
    fn adopt_joint(&mut self, mut row: Row, folded: FoldedJoint) {
        let newly: BTreeSet<RecordHash> = folded
            .aside
            .iter()
            .map(|(hash, _)| *hash)
            .filter(|hash| !self.ledger.asides().holds(*hash))
            .collect();
        let lost = row
            .changes
            .iter()
            .filter(|change| newly.contains(&change.hash) && self.ledger.is_own(change.place.log));
        let lost: Vec<RecordHash> = lost.map(|change| change.hash).collect();
        // Something the other wrote took away what one's own words were written upon.
        // They begin a draft of their own.
        let said = (row.versions > 0).then(|| (row.owner, row.content.clone()));
        self.fold.joint.lose(lost, said);
        let asides = self.ledger.asides_mut();
        asides.drop_words(&row);
        let not_folded = folded.aside.into_iter();
        asides.set_changes(&row, not_folded.map(|(hash, error)| (hash, error.into())));
        row.writer = self.writer_of(&row);
        if row.is_marker() && folded.content.is_none() {
            return;
        }
        row.versions = folded.content.as_ref().map_or(0, |_| folded.versions);
        row.content = folded.content.unwrap_or_else(Content::empty);
        self.put_row(row);
    }

    fn writer_of(&self, row: &Row) -> PersonId {
        row.place()
            .and_then(|place| self.ledger.person(place.log))
            .unwrap_or(row.writer)
    }
}
