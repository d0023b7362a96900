//! Two pairs that were begun apart, and one of them that both halves go into.
//!
//! After a quarrel both begin: each seals a half into a pair of their own, and neither
//! opens. Either of the two lets their half go into the other's pair, with the words as
//! they were sealed, and asks no more with their own. If both do so at once, both pairs
//! open: each finds the other's first half where its own goes.

use super::outbox::{Waiting, WaitingWhat, set_facts};
use super::{AuthorError, Journal};
use crate::date::Day;
use crate::entry::ContentBuilder;
use crate::entry::content::FACTS;
use crate::entry::mechanism::{SealedPairState, State};
use crate::entry::template::template;
use crate::id::{Entropy, EntryId, Nonce, Owner};
use crate::space::Shared;
use crate::view::Row;

impl Journal<Shared> {
    /// The pair of the other's that one's own half in `pair` could go into: of the same
    /// kind, not open, and without a half of one's own. The one begun last.
    pub fn crossed(&self, pair: EntryId) -> Option<EntryId> {
        let mine = self.view.row(pair).filter(|row| row.versions > 0)?;
        let (me, kind) = (self.me.person, mine.content.kind());
        if mine.writer != me || !self.asks_for_half(mine) || !self.has_sealed(pair) {
            return None;
        }
        let fits = |row: &&Row| {
            let same = row.content.kind() == kind && row.content.thread().is_none();
            same && row.writer != me && self.asks_for_half(row) && !self.has_sealed(row.id)
        };
        self.view.timeline().rev().find(fits).map(|row| row.id)
    }

    fn asks_for_half(&self, pair: &Row) -> bool {
        let asks = template(pair.content.kind()).is_some_and(|of| of.asks_something());
        asks && self.view.state(pair) == State::Sealed(SealedPairState::Sealed)
    }

    /// Lets one's own half of `from` go into the pair that the other began: the same
    /// words, sealed anew. The half in `from` is taken back, and so is `from`. Durable
    /// when it returns; the half stands in the other pair before anything is taken back.
    ///
    /// # Errors
    /// [`AuthorError::NoSuchEntry`] if there is no such pair of the other's, and as
    /// [`Journal::keep_seal`] and [`Journal::keep_unseal`].
    pub fn keep_crossed(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        from: EntryId,
    ) -> Result<EntryId, AuthorError> {
        let into = self.crossed(from).ok_or(AuthorError::NoSuchEntry)?;
        let standing = self.pair(from)?;
        let half = standing.mine.ok_or(AuthorError::NoSuchEntry)?;
        if !standing.can_take_back {
            return Err(AuthorError::Bound);
        }
        let mut words = half.to_builder();
        for fact in FACTS {
            words.fields.remove(fact);
        }
        self.keep_seal(entropy, today, into, words)?;
        self.keep_unseal(today, from)?;
        let to = self.partner.ok_or(AuthorError::Alone)?.person;
        let owner = Owner::person(self.me.person);
        let nonce = Nonce::draw(entropy);
        let mut back = ContentBuilder::default();
        set_facts(&mut back, "take-back", today, Some(from));
        let id = (EntryId::waiting(owner, nonce), owner, nonce);
        self.keep(vec![Waiting {
            content: back.build(),
            ..Waiting::of(to, WaitingWhat::New, id, today)
        }])?;
        Ok(into)
    }
}
