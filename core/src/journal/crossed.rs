//! Two pairs that were begun apart, and one of them that both halves go into.
//!
//! After a quarrel both begin: each seals a half into a pair of their own, and neither
//! opens. Either of the two lets their half go into the other's pair, with the words as
//! they were sealed, and asks no more with their own. If both do so at once, both pairs
//! open: each finds the other's first half where its own goes.

use super::outbox::set_facts;
use super::sealing::TakenBack;
use super::{AuthorError, Journal, Waiting, WaitingWhat};
use crate::date::Day;
use crate::entry::ContentBuilder;
use crate::entry::content::FACTS;
use crate::entry::mechanism::{SealedPairState, State};
use crate::entry::template::template;
use crate::id::{Entropy, EntryId, Nonce, Owner};
use crate::space::Shared;
use crate::view::rules::TAKE_BACK;
use crate::view::{Row, version_name};

impl Journal<Shared> {
    /// The pair of the other's that one's own half in `pair` could go into: of the same
    /// kind, not open, and without a half of one's own. The one begun last.
    pub fn crossed(&self, pair: EntryId) -> Option<EntryId> {
        let mine = self.view().row(pair).filter(|row| row.versions > 0)?;
        let (me, kind) = (self.ledger.me(), mine.content.kind());
        if mine.writer != me || !self.asks_for_half(mine) || !self.has_sealed(pair) {
            return None;
        }
        let fits = |row: &&Row| {
            let same = row.content.kind() == kind && row.content.thread().is_none();
            same && row.writer != me && self.asks_for_half(row) && !self.has_sealed(row.id)
        };
        self.view().timeline().rev().find(fits).map(|row| row.id)
    }

    fn asks_for_half(&self, pair: &Row) -> bool {
        let asks = template(pair.content.kind()).is_some_and(|of| of.asks_something());
        asks && self.view().state(pair) == State::Sealed(SealedPairState::Sealed)
    }

    /// Lets one's own half of `from` go into the pair `into` that the other began: the
    /// same words, sealed anew. The half in `from` is taken back, and so is `from`. All of
    /// it is durable when this returns, or nothing is. `seen` names what `into` is about
    /// as the person who joins them had it before them (see [`version_name`]).
    ///
    /// # Errors
    /// [`AuthorError::NoSuchEntry`] if the half cannot go into that pair,
    /// [`AuthorError::Changed`] if the pair is about something else by now, and as
    /// [`Journal::keep_seal`] and [`Journal::keep_unseal`].
    pub fn keep_crossed(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        from: EntryId,
        into: EntryId,
        seen: Option<&str>,
    ) -> Result<(), AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        if self.crossed(from) != Some(into) {
            return Err(AuthorError::NoSuchEntry);
        }
        let about = self.view().row(into).ok_or(AuthorError::NoSuchEntry)?;
        if seen.is_some_and(|seen| seen != version_name(about)) {
            return Err(AuthorError::Changed);
        }
        let half = self.pair(from)?.mine.ok_or(AuthorError::NoSuchEntry)?;
        let mut words = half.to_builder();
        for fact in FACTS {
            words.fields.remove(fact);
        }
        let sealed = self.half_to_seal(entropy, today, into, words)?;
        let TakenBack { wish, number } = self.half_to_take_back(today, from)?;
        let owner = Owner::person(self.ledger.me());
        let nonce = Nonce::draw(entropy);
        let mut back = ContentBuilder::default();
        set_facts(&mut back, TAKE_BACK, today, Some(from));
        let id = (EntryId::waiting(owner, nonce), owner, nonce);
        let back = Waiting {
            content: back.build(),
            ..Waiting::of(to, WaitingWhat::New, id, today)
        };
        let items = [Some(sealed), wish, Some(back)].into_iter().flatten();
        let gone: Vec<u64> = number.into_iter().collect();
        self.keep_instead(items.collect(), &gone)?;
        Ok(())
    }
}
