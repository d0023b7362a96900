//! Writing in sealed pairs: halves that go into the outbox, and the binds and keys that
//! pairs ask of this device.

use super::fold::{Pair, SealFact};
use super::outbox::set_facts;
use super::{AuthorError, CHARTER_KIND, Journal, PairStanding, Waiting, WaitingWhat};
use crate::date::Day;
use crate::entry::content::{COVER, ContentBuilder, HAPPENED, TITLE, VERSION, WISH};
use crate::entry::mechanism::{Mechanism, SealedPairState, State};
use crate::entry::template::{Template, template};
use crate::envelope::{Bind, Key, Operation, Seal, Wish};
use crate::id::{Entropy, EntryId, Nonce, Owner, PersonId, RecordHash};
use crate::seal::seal;
use crate::space::Shared;
use crate::store::{Arrival, StoreError};
use crate::view::rules::ReplyError;
use crate::view::version_name;

/// What takes one's own half back: a wish that goes along, or a number of the outbox
/// that goes out of it, where it had not gone anywhere.
pub(super) struct TakenBack {
    pub(super) wish: Option<Waiting>,
    pub(super) number: Option<u64>,
}

impl Journal<Shared> {
    /// The pair that two people seal when they begin: how they share.
    pub fn charter(&self) -> Option<EntryId> {
        self.ledger.roster().charter()
    }

    /// Puts a new pair of `kind` into the outbox, for this `half` of it: it says
    /// what it is about, and nothing of what either will write.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn keep_pair(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        kind: &str,
        half: &ContentBuilder,
    ) -> Result<EntryId, AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        if kind == CHARTER_KIND {
            // There is one, which both know.
            return Err(AuthorError::UnknownKind(kind.to_owned()));
        }
        sealed_template(kind)?.judge(half)?;
        let about = [TITLE, HAPPENED, COVER, WISH];
        let mut content = ContentBuilder {
            fields: half.fields.clone(),
            text: String::new(),
        };
        content
            .fields
            .retain(|name, _| about.contains(&name.as_str()));
        set_facts(&mut content, kind, today, None);
        let owner = Owner::person(self.ledger.me());
        let nonce = Nonce::draw(entropy);
        let id = (EntryId::waiting(owner, nonce), owner, nonce);
        let ids = self.keep(vec![Waiting {
            content: content.build(),
            ..Waiting::of(to, WaitingWhat::New, id, today)
        }])?;
        Ok(ids[0])
    }

    /// Puts one's own half of a pair into the outbox. Until both have sealed it
    /// can be taken back.
    ///
    /// If `content` names in `version` what the entry of the pair said to its writer,
    /// that is compared and not kept.
    ///
    /// # Errors
    /// [`AuthorError`]; [`AuthorError::Sealed`] if one's own half is there,
    /// [`AuthorError::Changed`] if the pair is about something else by now.
    pub fn keep_seal(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        pair: EntryId,
        content: ContentBuilder,
    ) -> Result<EntryId, AuthorError> {
        let half = self.half_to_seal(entropy, today, pair, content)?;
        let ids = self.keep(vec![half])?;
        Ok(ids[0])
    }

    /// One's own half of a pair as it goes into the outbox, judged as
    /// [`Journal::keep_seal`] says.
    pub(super) fn half_to_seal(
        &self,
        entropy: &mut dyn Entropy,
        today: Day,
        pair: EntryId,
        mut content: ContentBuilder,
    ) -> Result<Waiting, AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        let kind = self.kind_of_pair(pair)?;
        let seen = content.fields.remove(VERSION);
        let row = self.view().row(pair).filter(|row| row.versions > 0);
        let theirs = row.filter(|row| row.writer != self.ledger.me());
        if theirs.is_some_and(|row| seen.is_some_and(|seen| seen != version_name(row))) {
            return Err(AuthorError::Changed);
        }
        sealed_template(&kind)?.judge(&content)?;
        if !self.asks_for_halves(pair) {
            return Err(ReplyError::NotAsked.into());
        }
        if self.waiting_seal(pair).is_some() || self.standing_seal(pair, self.ledger.me()).is_some()
        {
            return Err(AuthorError::Sealed);
        }
        set_facts(&mut content, &kind, today, Some(pair));
        let owner = Owner::person(self.ledger.me());
        let nonce = Nonce::draw(entropy);
        let id = (EntryId::half(owner, nonce, pair), owner, nonce);
        Ok(Waiting {
            content: content.build(),
            ..Waiting::of(to, WaitingWhat::Seal, id, today)
        })
    }

    /// Takes one's own half of a pair back, as long as both have not sealed.
    ///
    /// # Errors
    /// [`AuthorError::Bound`] once this device has bound both halves;
    /// [`AuthorError::NoSuchEntry`] if there is nothing to take back.
    pub fn keep_unseal(&mut self, today: Day, pair: EntryId) -> Result<(), AuthorError> {
        let TakenBack { wish, number } = self.half_to_take_back(today, pair)?;
        let gone: Vec<u64> = number.into_iter().collect();
        self.keep_instead(wish.into_iter().collect(), &gone)?;
        Ok(())
    }

    /// What goes into the outbox and out of it to take one's own half of a pair back,
    /// judged as [`Journal::keep_unseal`] says.
    pub(super) fn half_to_take_back(
        &self,
        today: Day,
        pair: EntryId,
    ) -> Result<TakenBack, AuthorError> {
        if let Some((number, _)) = self.device.outbox.half(pair) {
            return Ok(TakenBack {
                wish: None,
                number: Some(number),
            });
        }
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        let seal = self
            .standing_seal(pair, self.ledger.me())
            .cloned()
            .ok_or(AuthorError::NoSuchEntry)?;
        if self.fold.pairs.is_bound(seal.entry) {
            return Err(AuthorError::Bound);
        }
        let id = (seal.entry, seal.owner, seal.nonce);
        let what = WaitingWhat::Forget(Wish::Withdraw);
        Ok(TakenBack {
            wish: Some(Waiting::of(to, what, id, today)),
            number: None,
        })
    }

    /// How a pair stands, from one's own side. Nothing in it tells whether the
    /// other has sealed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn pair(&self, pair: EntryId) -> Result<PairStanding, StoreError> {
        let state = self.view().pair(pair);
        if let Some(waiting) = self.waiting_seal(pair) {
            return Ok(PairStanding {
                state,
                mine: Some(waiting.content.clone()),
                can_take_back: true,
            });
        }
        let Some(seal) = self.standing_seal(pair, self.ledger.me()) else {
            return Ok(PairStanding {
                state,
                mine: None,
                can_take_back: false,
            });
        };
        let identity = self.keys.seal_identity(seal.entry, seal.nonce);
        Ok(PairStanding {
            state,
            mine: self.unseal(pair, seal, &identity)?,
            can_take_back: !self.fold.pairs.is_bound(seal.entry),
        })
    }

    /// Which kind a pair is of: the charter, an entry, or one that waits.
    fn kind_of_pair(&self, pair: EntryId) -> Result<String, AuthorError> {
        if self.charter() == Some(pair) {
            return Ok(CHARTER_KIND.to_owned());
        }
        let row = self.view().row(pair).filter(|row| row.versions > 0);
        let waiting = self.device.outbox.find(|waiting| waiting.entry == pair);
        let content = row
            .map(|row| &row.content)
            .or(waiting.map(|(_, waiting)| &waiting.content));
        content
            .map(|content| content.kind().to_owned())
            .ok_or(AuthorError::NoSuchEntry)
    }

    /// Whether one's own half of a pair is sealed, here or on both devices.
    pub fn has_sealed(&self, pair: EntryId) -> bool {
        self.waiting_seal(pair).is_some() || self.standing_seal(pair, self.ledger.me()).is_some()
    }

    fn waiting_seal(&self, pair: EntryId) -> Option<&Waiting> {
        self.device.outbox.half(pair).map(|(_, waiting)| waiting)
    }

    /// The half of a person that stands: the one that is bound, else the last
    /// that was not taken back.
    fn standing_seal(&self, pair: EntryId, person: PersonId) -> Option<&SealFact> {
        let facts = self.fold.pairs.get(pair)?;
        if let Some(chosen) = self.fold.pairs.chosen(pair) {
            return chosen.into_iter().find(|seal| seal.by == person);
        }
        let waits_to_go = |entry: EntryId| self.device.outbox.has_wish(entry);
        facts.seals().iter().rev().find(|seal| {
            let stands = self.taken_back(seal).is_none() && !waits_to_go(seal.entry);
            seal.by == person && stands
        })
    }

    /// What seals the words that wait.
    pub(super) fn sealing_of(&self, item: &Waiting) -> Option<Operation> {
        let identity = self.keys.seal_identity(item.entry, item.nonce);
        Some(Operation::Seal(Seal {
            pair: item.content.thread()?,
            kind: item.content.kind().to_owned(),
            sealed: seal(&[identity.recipient()], item.content.as_bytes()),
        }))
    }

    /// Whether a pair still asks for halves: the other has not said no to it, and who
    /// began it has not taken it back. The charter always does.
    fn asks_for_halves(&self, pair: EntryId) -> bool {
        let Some(row) = self
            .view()
            .row(pair)
            .filter(|_| self.charter() != Some(pair))
        else {
            return true;
        };
        let state = self.view().state(row);
        let closed = [SealedPairState::Declined, SealedPairState::TakenBack];
        !closed.iter().any(|it| state == State::Sealed(*it))
    }

    /// The next record a pair asks of this device: a bind, or its key.
    fn next_of_pair(&self, pair_id: EntryId, pair: &Pair) -> Option<(SealFact, Operation)> {
        let me = self.ledger.me();
        let other = self.ledger.partner()?.person;
        // One key is given in a pair, and no second one.
        if pair.has_key_of(me) {
            return None;
        }
        let halves = match self.fold.pairs.chosen(pair_id) {
            Some(chosen) => chosen,
            // What was refused or taken back opens nobody's half.
            None if !self.asks_for_halves(pair_id) => return None,
            None => [
                self.standing_seal(pair_id, me)?,
                self.standing_seal(pair_id, other)?,
            ],
        };
        let mine = *halves.iter().find(|seal| seal.by == me)?;
        let seals = hashes(halves);
        if !pair.has_bound(me, seals) {
            // A device that has confirmed that the half was taken back knew it
            // when its bind came.
            let back = self.taken_back(mine);
            if back.is_some_and(|back| self.device.peers.has_confirmed(back)) {
                return None;
            }
            let bind = Bind {
                pair: pair_id,
                seals,
            };
            return Some((mine.clone(), Operation::Bind(bind)));
        }
        self.fold.pairs.bound(pair_id)?;
        let identity = self.keys.seal_key(mine.entry, mine.nonce);
        let other = seals.into_iter().find(|seal| *seal != mine.record)?;
        let key = Key {
            pair: pair_id,
            seal: mine.record,
            other,
            key: *identity.expose(),
        };
        Some((mine.clone(), Operation::Open(key)))
    }

    /// Whether a pair asks something of this device.
    pub fn has_to_bind(&self) -> bool {
        self.next_of_pairs().is_some()
    }

    fn next_of_pairs(&self) -> Option<(SealFact, Operation)> {
        let mut pairs = self.fold.pairs.all();
        pairs.find_map(|(id, pair)| self.next_of_pair(id, pair))
    }

    /// Writes what pairs ask of this device.
    pub(super) fn write_pairs(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
    ) -> Result<Vec<Arrival>, AuthorError> {
        let mut arrivals = Vec::new();
        loop {
            let Some((mine, operation)) = self.next_of_pairs() else {
                return Ok(arrivals);
            };
            arrivals.extend(self.ensure_log(entropy, today)?);
            arrivals.extend(self.write_operation(today, mine.owner, mine.nonce, operation)?);
        }
    }
}

fn hashes(pair: [&SealFact; 2]) -> [RecordHash; 2] {
    let mut seals = [pair[0].record, pair[1].record];
    seals.sort_unstable();
    seals
}

fn sealed_template(kind: &str) -> Result<&'static Template, AuthorError> {
    template(kind)
        .filter(|template| template.mechanism == Mechanism::SealedPair)
        .ok_or_else(|| AuthorError::UnknownKind(kind.to_owned()))
}
