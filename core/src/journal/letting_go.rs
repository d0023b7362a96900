//! What a person says to let an entry go, or to keep it after all: the wishes that go
//! into the outbox, and the records they become.

use super::fold::wishes::{Counting, Judged, counting, judged, listed, owners, told};
use super::{AuthorError, Journal, Waiting, WaitingWhat, Withdrawal};
use crate::date::Day;
use crate::entry::template::template;
use crate::envelope::{FORGET_MAX, Forget, HALF, Operation, Wish};
use crate::id::{Beginning, Entropy, EntryId, Nonce, Owner, RecordHash};
use crate::space::Shared;
use crate::store::{Arrival, StoreError};
use crate::view::rules::ReplyError;
use crate::view::{Row, version_name};

impl Journal<Shared> {
    /// Puts the wish to withdraw an own entry into the outbox. What has not
    /// gone anywhere is gone at once, without a trace.
    ///
    /// # Errors
    /// [`AuthorError`]; [`AuthorError::Lasting`] and
    /// [`AuthorError::TooLateToWithdraw`] say what can be done instead.
    pub fn keep_withdrawal(
        &mut self,
        today: Day,
        entry: EntryId,
    ) -> Result<Withdrawal, AuthorError> {
        if self.device.outbox.new_entry(entry).is_some() {
            self.cancel(entry)?;
            return Ok(Withdrawal::TakenBack);
        }
        let row = self.readable(entry)?;
        // What both write in is neither's alone.
        if row.owner != Owner::person(self.ledger.me()) {
            return Err(AuthorError::NotYours);
        }
        if self.fold.pairs.is_bound(entry) {
            return Err(AuthorError::Bound);
        }
        if today > self.new_since(row, today)?.plus(self.withdraw_days()) {
            return Err(AuthorError::TooLateToWithdraw);
        }
        self.keep_forget(today, entry, Wish::Withdraw)
    }

    /// Since when an own entry counts as new: the day it says; where that is
    /// ahead of this device's own days, the day on which it became a record.
    fn new_since(&self, row: &Row, today: Day) -> Result<Day, StoreError> {
        let written = row.content.written().unwrap_or(today);
        let Some(begun) = row.changes.first() else {
            return Ok(written);
        };
        let by = self.reached_by(begun.place, begun.hash)?;
        Ok(by.map_or(written, |by| by.min(written)))
    }

    /// Puts the wish to remove an entry together into the outbox: a proposal,
    /// or the answer to the other's. `seen` names what it said to the one who asks
    /// (see [`version_name`]), if they had its words before them.
    ///
    /// # Errors
    /// [`AuthorError`]; [`AuthorError::Changed`] if it says something else by now, and
    /// [`AuthorError::Asked`] if this person's proposal waits for the other's word.
    pub fn keep_removal(
        &mut self,
        today: Day,
        entry: EntryId,
        seen: Option<&str>,
    ) -> Result<Withdrawal, AuthorError> {
        if self.device.outbox.new_entry(entry).is_some() {
            self.cancel(entry)?;
            return Ok(Withdrawal::TakenBack);
        }
        if self.fold.pairs.is_half(entry) {
            return Err(AuthorError::Bound);
        }
        if self.proposed_removal(entry) == Some(self.ledger.me()) {
            return Err(AuthorError::Asked);
        }
        // What the other withdrew too late for this device to join in by itself
        // can be let go by hand.
        let marked = self.view().row(entry).is_some_and(Row::is_marker);
        if !marked {
            let row = self.readable(entry)?;
            let changed = seen.is_some_and(|seen| seen != version_name(row));
            // What both write in changes all the time.
            if changed && !self.ledger.roster().is_joint(row.owner) {
                return Err(AuthorError::Changed);
            }
        }
        self.keep_forget(today, entry, Wish::Remove)
    }

    /// Takes back one's own wish that an entry goes from both copies. What has not gone
    /// anywhere is gone at once; else the taking back waits for the next meeting. Where
    /// the other lets the entry go before that reaches them, it is gone.
    ///
    /// # Errors
    /// [`AuthorError::NoSuchEntry`] if the entry is not there or is gone,
    /// [`ReplyError::NotAsked`] if this person wishes nothing of the kind, and
    /// [`AuthorError::Store`].
    pub fn keep_after_all(&mut self, today: Day, entry: EntryId) -> Result<(), AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        let numbers = self.device.outbox.numbers_of_wishes(entry);
        if !numbers.is_empty() {
            self.keep_instead(Vec::new(), &numbers)?;
            return Ok(());
        }
        let row = self.view().row(entry).filter(|row| row.versions > 0);
        let row = row.ok_or(AuthorError::NoSuchEntry)?;
        let seed = (entry, row.owner, row.nonce);
        let facts = self.fold.forgetting.facts(entry);
        let mut standing = judged(&self.ledger, facts)
            .into_iter()
            .filter(Judged::stands);
        let is_mine = standing.any(|it| it.fact.by == self.ledger.me());
        if self.fold.pairs.is_half(entry) || !is_mine {
            return Err(ReplyError::NotAsked.into());
        }
        let kept = Waiting::of(to, WaitingWhat::Forget(Wish::Keep), seed, today);
        self.keep_instead(vec![kept], &[])?;
        Ok(())
    }

    fn readable(&self, entry: EntryId) -> Result<&Row, AuthorError> {
        let row = self
            .view()
            .row(entry)
            .filter(|row| row.versions > 0)
            .ok_or(AuthorError::NoSuchEntry)?;
        let lasting = template(row.content.kind()).is_some_and(|template| template.lasting);
        if lasting {
            return Err(AuthorError::Lasting);
        }
        Ok(row)
    }

    fn keep_forget(
        &mut self,
        today: Day,
        entry: EntryId,
        wish: Wish,
    ) -> Result<Withdrawal, AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        // The draft of a correction holds all its words, and so does that of what
        // is proposed from a text of both.
        let row = self.view().row(entry).ok_or(AuthorError::NoSuchEntry)?;
        let (owner, nonce) = (row.owner, row.nonce);
        let is_joint = self.ledger.roster().is_joint(owner);
        for slot in self.device.drafts.words_of(entry, is_joint) {
            self.drop_draft(&slot)?;
        }
        // A correction of it that waits would say its words again: it goes in
        // the same transaction.
        let corrections = self.device.outbox.numbers_of(entry);
        let forget = Waiting::of(to, WaitingWhat::Forget(wish), (entry, owner, nonce), today);
        self.keep_instead(vec![forget], &corrections)?;
        Ok(Withdrawal::Waits)
    }

    /// The `forget` of an entry, as it stands here now; `None` if all that is
    /// known of it is listed.
    pub(super) fn forget_of(&self, entry: EntryId, wish: Wish) -> Option<Operation> {
        if let Some(forget) = self.unseal_of(entry) {
            return Some(Operation::Forget(forget));
        }
        let row = self.view().row(entry)?;
        let facts = self.fold.forgetting.facts(entry);
        let known = told(&self.ledger, facts);
        let Counting { both, wishes } = counting(&self.ledger, facts);
        if wish == Wish::Keep && (both || row.versions == 0) {
            return None;
        }
        let mine = listed(&wishes, self.ledger.me());
        let all = || row.changes.iter().map(|change| change.hash);
        // What is listed already need not be listed again, unless it is asked again.
        let rest = all().filter(|hash| !mine.contains(hash)).take(FORGET_MAX);
        let mut records: Vec<RecordHash> = rest.collect();
        let again = wish == Wish::Remove && !both && row.versions > 0;
        if wish == Wish::Keep {
            records.clear();
        } else if records.is_empty() && again {
            records = all().take(FORGET_MAX).collect();
        } else if records.is_empty() {
            return None;
        }
        Some(Operation::Forget(match known {
            Some(fact) if row.content.kind().is_empty() => Forget {
                records,
                wish,
                ..fact.forget.clone()
            },
            _ => Forget {
                beginning: row.beginning,
                wish,
                kind: row.content.kind().to_owned(),
                day: row.content.written()?,
                thread: row.content.thread(),
                counter: row.changes.first()?.place.counter,
                records,
            },
        }))
    }

    /// The `forget` of one's own half of a pair, which no row shows.
    fn unseal_of(&self, entry: EntryId) -> Option<Forget> {
        if self.view().row(entry).is_some() {
            return None;
        }
        let (pair, seals) = self.fold.pairs.half(entry)?;
        let seal = seals.first()?;
        // A bind that came in meanwhile holds.
        let facts = self.fold.forgetting.facts(entry).iter();
        let mine = listed(&facts.collect::<Vec<_>>(), self.ledger.me());
        if self.fold.pairs.is_bound(entry) || mine.contains(&seal.record) {
            return None;
        }
        Some(Forget {
            beginning: Beginning::NONE,
            wish: Wish::Withdraw,
            kind: HALF.to_owned(),
            day: seal.day,
            thread: Some(pair),
            counter: seal.at.counter,
            records: vec![seal.record],
        })
    }

    /// Whose entry this is about, as it is known here: a row's, or a half's.
    fn seed_of(&self, entry: EntryId) -> Option<(Owner, Nonce)> {
        if let Some(row) = self.view().row(entry) {
            return Some((row.owner, row.nonce));
        }
        let (_, seals) = self.fold.pairs.half(entry)?;
        let seal = seals.first()?;
        Some((seal.owner, seal.nonce))
    }

    /// Writes the `forget`s that [`Journal::to_forget`] names.
    pub(super) fn write_forgets(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
    ) -> Result<Vec<Arrival>, AuthorError> {
        if self.fold.forgetting.is_empty() {
            return Ok(Vec::new());
        }
        // The window is read from the view.
        self.load_all()?;
        let due = self.to_forget()?;
        let mut arrivals = Vec::new();
        for entry in due {
            // To join in is to wish the same.
            let facts = self.fold.forgetting.facts(entry);
            let wishes = counting(&self.ledger, facts).wishes;
            let wish = owners(wishes).map_or(Wish::Withdraw, |fact| fact.forget.wish);
            let forget = self.forget_of(entry, wish);
            if let (Some((owner, nonce)), Some(forget)) = (self.seed_of(entry), forget) {
                arrivals.extend(self.ensure_log(entropy, today)?);
                arrivals.extend(self.write_operation(today, owner, nonce, forget)?);
            }
        }
        Ok(arrivals)
    }
}
