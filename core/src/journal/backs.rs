//! Which takings back of an assent count from when they came.
//!
//! A taking back may be dated before the assent that makes an agreement of it. If the
//! other had written on without it, or its own writer knew of that assent, it stands
//! where it came and not where it says. Like which corrections are late, it is a
//! function of the records alone.

use std::collections::BTreeMap;

use super::Journal;
use crate::id::{EntryId, PersonId};
use crate::order::Place;
use crate::space::Space;
use crate::view::Row;

impl<S: Space> Journal<S> {
    /// Looks at takings back of assents that are dated before the other's assent:
    /// whether the other had written on without them, or they know that assent
    /// themselves. Then they count from when they came.
    pub(super) fn finish_backs(&mut self) {
        if self.fold.corrections.nobody_wrote() {
            return;
        }
        let mut turned = Vec::new();
        let mut assents: BTreeMap<(EntryId, PersonId), Option<Place>> = BTreeMap::new();
        for row in self.view().backs() {
            let (Some(of), Some(at)) = (row.content.thread(), row.place()) else {
                continue;
            };
            let assent = assents
                .entry((of, row.writer))
                .or_insert_with(|| self.last_assent(of, row.writer));
            let is_late = assent.is_some_and(|assent| {
                let knew = || self.ledger.has_behind(at, assent);
                let late = || self.ledger.lacked_until(row).is_some();
                assent > at && (knew() || late())
            });
            if is_late != self.view().is_late_back(row.id) {
                turned.push((row.id, of, is_late));
            }
        }
        for (id, of, is_late) in turned {
            self.fold.entries.turn_back(id, of, is_late);
            self.note_stale();
        }
    }

    /// Where the other than this person last assented to a version: proposing it is
    /// assenting too.
    fn last_assent(&self, of: EntryId, but: PersonId) -> Option<Place> {
        let version = self.view().row(of)?;
        let replies = self.view().replies(of);
        let assents = replies.filter(|reply| reply.content.kind() == "assent");
        let all = assents.chain([version]).filter(|row| row.writer != but);
        all.filter_map(Row::place).max()
    }
}
