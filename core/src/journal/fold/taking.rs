//! Taking in what a record says.

use super::standing::begun;
use super::{Fact, Stored};
use crate::entry::Content;
use crate::entry::document::{self, Source, fold};
use crate::envelope::{Opened, Operation};
use crate::id::{Beginning, EntryId, LogId, Nonce, Owner, PersonId};
use crate::journal::ledger::At;
use crate::journal::{Aside, AsideReason, Journal};
use crate::space::{Space, SpaceName};
use crate::store::StoreError;
use crate::view::{ChangeRef, Part, Row};

/// What a change says which entry it is of.
#[derive(Clone, Copy)]
struct Of {
    entry: EntryId,
    owner: Owner,
    nonce: Nonce,
    beginning: Beginning,
}

/// What a change says if it is all there is of its entry.
pub(super) fn first_reading(opened: &Opened) -> Option<Content> {
    let Operation::Begin { edit, chunk } = &opened.operation else {
        return None;
    };
    let folded = fold(&[Source {
        record: opened.hash,
        actor: document::actor(opened.log, opened.owner, opened.nonce, *edit),
        chunk,
    }]);
    folded
        .versions
        .into_iter()
        .next()
        .map(|(_, content)| content)
}

impl<S: Space> Journal<S> {
    /// Keeps a record that is not folded.
    pub(super) fn set_aside(
        &mut self,
        (log, seq, hash): At,
        entry: Option<EntryId>,
        reason: AsideReason,
    ) {
        let aside = Aside {
            log,
            seq,
            entry,
            reason,
        };
        self.ledger.asides_mut().set(hash, aside);
    }

    /// Takes records that were written here just now into the view: what they
    /// say is at hand, and is what the store would give back.
    pub(in crate::journal) fn adopt_said(&mut self, said: Vec<Opened>) -> Result<(), StoreError> {
        for opened in said {
            let content = first_reading(&opened);
            self.adopt_opened(opened, content)?;
        }
        self.refold_due()?;
        self.finish()
    }

    /// What is behind these logs is to be looked at again.
    pub(super) fn note_wrote(&mut self, logs: impl Iterator<Item = LogId>) {
        for log in logs {
            if let Some(person) = self.ledger.person(log) {
                self.fold.corrections.note_wrote(person);
            }
        }
    }

    /// Takes in an opened record, and what it says if it is all there is of its entry.
    pub(super) fn adopt_opened(
        &mut self,
        opened: Opened,
        content: Option<Content>,
    ) -> Result<(), StoreError> {
        let at = (opened.log, opened.seq, opened.hash);
        let (counter, day) = (opened.counter, opened.day);
        let waited = self.ledger.note_opened(at, (counter, day), &opened.after);
        self.note_came_behind(&waited);
        self.note_wrote(waited.into_iter().chain([opened.log]));
        if !counter.fits(day) && self.rests_on_its_place(&opened) {
            let about = opened.operation.is_change().then_some(opened.entry);
            self.set_aside(at, about, AsideReason::Counter);
            return Ok(());
        }
        match opened.operation {
            Operation::Start(_) => {
                if !self.ledger.note_start(opened.log, opened.seq) {
                    self.set_aside(at, None, AsideReason::Start);
                }
                Ok(())
            }
            Operation::Begin { .. } | Operation::Change { .. } => self.take_change(opened, content),
            Operation::Forget(_) if S::NAME == SpaceName::Own => {
                self.fold.forgetting.delete(opened.entry);
                self.fold.entries.remove(opened.entry);
                Ok(())
            }
            Operation::Forget(_) => {
                self.take_forget(opened);
                Ok(())
            }
            Operation::Seal(_) | Operation::Bind(_) | Operation::Open(_)
                if S::NAME == SpaceName::Shared =>
            {
                self.take_pair(&opened);
                Ok(())
            }
            Operation::Seal(_)
            | Operation::Bind(_)
            | Operation::Open(_)
            | Operation::Newer { .. } => {
                let asides = self.ledger.asides_mut();
                asides.note_newer(opened.hash, opened.log, opened.seq);
                Ok(())
            }
        }
    }

    /// Whether something rests on where a record says that it stands. In a draft of both
    /// nothing does, and the other's words may be written upon it.
    fn rests_on_its_place(&self, opened: &Opened) -> bool {
        let of_both = self.ledger.roster().is_joint(opened.owner);
        let joint = opened.operation.is_change() && of_both;
        !joint && !matches!(opened.operation, Operation::Start(_))
    }

    /// Takes in a change of an entry of its writer, or of both.
    fn take_change(&mut self, opened: Opened, content: Option<Content>) -> Result<(), StoreError> {
        let (log, seq, hash) = (opened.log, opened.seq, opened.hash);
        let (part, beginning) = match &opened.operation {
            Operation::Change { beginning, .. } => (Part::Later, *beginning),
            _ => (Part::Beginning, Beginning::of(hash)),
        };
        let Some(writer) = self.ledger.person(log) else {
            self.set_aside((log, seq, hash), Some(opened.entry), AsideReason::NoLog);
            return Ok(());
        };
        if !self.ledger.roster().may_write(writer, opened.owner) {
            self.set_aside((log, seq, hash), Some(opened.entry), AsideReason::Owner);
            return Ok(());
        }
        let place = self.place(log, seq, hash, opened.counter);
        let change = ChangeRef { part, place, hash };
        let of = Of {
            entry: opened.entry,
            owner: opened.owner,
            nonce: opened.nonce,
            beginning,
        };
        let day = opened.day;
        let content = content.and_then(|content| begun(of.owner, writer, content, day));
        if self.ledger.roster().is_joint(of.owner)
            && let Some(stored) = Stored::of(opened)
        {
            self.fold.joint.keep(stored);
        }
        self.adopt_change(of, writer, change, content)
    }

    /// Takes in a wish about an entry of one of the two, or of both.
    fn take_forget(&mut self, opened: Opened) {
        let at = (opened.log, opened.seq, opened.hash);
        let Operation::Forget(forget) = opened.operation else {
            return;
        };
        let Some(by) = self.ledger.person(opened.log) else {
            self.set_aside(at, Some(opened.entry), AsideReason::NoLog);
            return;
        };
        if !self.ledger.roster().is_ours(opened.owner) {
            self.set_aside(at, Some(opened.entry), AsideReason::Owner);
            return;
        }
        let fact = Fact {
            by,
            at: self.place(opened.log, opened.seq, opened.hash, opened.counter),
            record: opened.hash,
            owner: opened.owner,
            nonce: opened.nonce,
            forget,
        };
        self.adopt_forget(opened.entry, fact);
    }

    /// Takes in a record of a sealed pair, of its writer's half.
    fn take_pair(&mut self, opened: &Opened) {
        let at = (opened.log, opened.seq, opened.hash);
        match self.ledger.person(opened.log) {
            None => self.set_aside(at, Some(opened.entry), AsideReason::NoLog),
            Some(by) if opened.owner != Owner::person(by) => {
                self.set_aside(at, Some(opened.entry), AsideReason::Owner);
            }
            Some(by) => self.adopt_pair(opened, by),
        }
    }

    fn adopt_change(
        &mut self,
        of: Of,
        writer: PersonId,
        change: ChangeRef,
        content: Option<Content>,
    ) -> Result<(), StoreError> {
        let entry = of.entry;
        if self.fold.forgetting.is_deleted(entry) {
            return Ok(());
        }
        let known = self.view().row(entry);
        let Some(row) = known else {
            let alone = content.is_some();
            self.put_row(Row {
                id: entry,
                owner: of.owner,
                nonce: of.nonce,
                beginning: of.beginning,
                writer,
                changes: vec![change],
                versions: u32::from(alone),
                content: content.unwrap_or_else(Content::empty),
            });
            return if alone { Ok(()) } else { self.refold(entry) };
        };
        if row.changes.contains(&change) {
            // Healed: while it was broken, later changes may have been folded without
            // it.
            let stands = row.versions as usize == row.changes.len();
            return if stands { Ok(()) } else { self.refold(entry) };
        }
        // Many changes of one entry come in together.
        self.fold.entries.came(entry, change);
        Ok(())
    }
}
