//! A journal: the one owner of a space's store, keys, logs and view.
//!
//! ```text
//! author:  words ─► outbox ─► change ─► payload sealed ─► header, tags ─► store ─► view
//! receive: envelope ─► tags, chain ─► store ─► payload opened ─► view
//! ```
//!
//! Every change goes the same way: decide with values, make it durable, then
//! change memory, then tell. What fails before it is stored is refused; what
//! only the opened payload shows is set aside: kept, passed on, named by
//! [`Journal::check`], not folded.
//!
//! What a journal knows is in parts that own their fields and answer with values;
//! the journal alone calls the store:
//!
//! ```text
//! ledger   who writes, the logs, what is behind what, what is set aside
//! fold     entries, corrections, words of joint texts, forgetting, sealed pairs
//! device   what this device alone keeps: outbox, drafts, names, peers, lacking, days
//! index    which pages stand on disk: the cache that makes opening fast
//! ```
//!
//! What it does, on its way in: `receive`, `fold` (with `corrections`, `backs`,
//! `forget`, `seals`), `check`. On its way out: `outbox`, `letting_go`, `joining`,
//! `sealing`, `crossed`, `joint`, `own_pages`, which come to records in `author`; and
//! `give`, of the shared space alone.

mod author;
mod backs;
mod check;
mod corrections;
mod crossed;
mod device;
mod drafts;
mod fold;
mod forget;
mod give;
mod index;
mod joining;
mod joint;
mod ledger;
mod letting_go;
mod names;
mod outbox;
mod own_pages;
mod receive;
mod sealing;
mod seals;
mod search_waiting;

use std::marker::PhantomData;
use std::sync::Arc;

pub use author::AuthorError;
pub use check::{Broken, CheckReport};
pub use corrections::CORRECT_DAYS;
pub use device::{Lacking, PeerId, PeerState, SLOT_BYTES_MAX, Waiting, WaitingWhat};
pub use fold::Version;
pub use forget::{Forgotten, WITHDRAW_DAYS, Withdrawal};
pub use give::{HAVE_LOGS_MAX, Have, HaveHead, LACKING_MAX, Missing, Outbound, have_digest};
pub use index::PAGE_ROWS;
pub use joint::Joint as JointDraft;
pub use ledger::{Aside, AsideReason, Me, Partner};
pub use names::{NameChange, NamingError};
pub use receive::{Reason, Received, Refusal};
pub use seals::{CHARTER_KIND, PairStanding};

use self::device::{Device, Rows};
use self::fold::Fold;
use self::ledger::{Ledger, Roster};
use crate::date::Day;
use crate::entry::content::Content;
use crate::envelope::SpaceKeys;
use crate::id::{EntryId, LogId, PersonId, RecordHash, Seq};
use crate::keyring::Keyring;
use crate::local::LocalKeys;
use crate::log::Logs;
use crate::order::{Counter, Place};
use crate::space::{Own, Shared, Space};
use crate::store::{Batch, Store, StoreError};
use crate::view::{Joint, Row, View};

pub use crate::view::Chains;

/// The journal of one space on this device.
pub struct Journal<S: Space> {
    store: Box<dyn Store>,
    keys: Arc<SpaceKeys>,
    local: Option<LocalKeys>,
    ledger: Ledger,
    fold: Fold,
    device: Device,
    index: index::Index,
    space: PhantomData<S>,
}

impl Journal<Shared> {
    /// Opens the shared history. The newest page of the index is loaded; the
    /// rest follows with [`Journal::load_all`] or [`Journal::load_some`].
    ///
    /// `None` while there is no bond: then there are only own pages.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_shared(
        keyring: &Keyring,
        store: Box<dyn Store>,
    ) -> Result<Option<Self>, StoreError> {
        let (Some(keys), Some(bond)) = (keyring.shared_keys(), keyring.bond.as_ref()) else {
            return Ok(None);
        };
        let partner = Partner {
            bond: bond.id,
            person: bond.partner.person,
            device: bond.partner.device,
        };
        let local = LocalKeys::of(&keyring.local_secret());
        let mut journal = Self::empty(store, keys, Some(local), keyring.into(), Some(partner));
        journal.load_index()?;
        journal.load_rows()?;
        Ok(Some(journal))
    }

    /// The other person's name, once their first record is here: the one given
    /// here, else the one seen at pairing.
    pub fn partner_name(&self) -> Option<&str> {
        self.name_of_partner()
    }

    /// Whether the pairing holds nothing yet but first records: then it can
    /// still be dropped or replaced.
    pub fn is_unfinished(&self) -> bool {
        // A row that no log accounts for is somebody's words, damaged or not.
        let rows = self.store.last_arrival().unwrap_or(u64::MAX);
        let firsts = self.ledger.only_firsts();
        firsts.is_some_and(|firsts| rows <= firsts)
    }

    /// Drops an unfinished pairing: its first records go, what waits stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn drop_unfinished(mut self) -> Result<(), StoreError> {
        debug_assert!(self.is_unfinished());
        self.store.commit(&Batch {
            clear: true,
            ..Batch::default()
        })?;
        self.store.settle()
    }

    /// Whether the partner's first record is here, so that entries may become
    /// records.
    pub fn partner_is_here(&self) -> bool {
        self.ledger.partner_is_here()
    }
}

impl Journal<Own> {
    /// Opens the own pages: all of them, at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_own(
        me: impl Into<Me>,
        keys: SpaceKeys,
        store: Box<dyn Store>,
    ) -> Result<Self, StoreError> {
        let mut journal = Self::empty(store, keys, None, me.into(), None);
        journal.load_index()?;
        journal.open_pending(usize::MAX)?;
        Ok(journal)
    }
}

impl<S: Space> Journal<S> {
    fn empty(
        store: Box<dyn Store>,
        keys: SpaceKeys,
        local: Option<LocalKeys>,
        me: Me,
        partner: Option<Partner>,
    ) -> Self {
        Self {
            store,
            keys: Arc::new(keys),
            local,
            ledger: Ledger::of(Roster::of(me, partner)),
            fold: Fold::default(),
            device: Device::default(),
            index: index::Index::default(),
            space: PhantomData,
        }
    }

    /// Who writes here.
    pub fn me(&self) -> &Me {
        self.ledger.roster().me()
    }

    /// The entry that what waited under this id has become since this journal was
    /// opened; the same id for anything else.
    pub fn became(&self, id: EntryId) -> EntryId {
        self.device.outbox.became(id)
    }

    /// The entries whose id begins with this lower-case hex. What has become a
    /// record is also found by the id it waited under.
    pub fn by_prefix(&self, prefix: &str) -> Vec<EntryId> {
        let found = self.view().by_prefix(prefix);
        if !found.is_empty() {
            return found;
        }
        let mut found = self.device.outbox.became_by_prefix(prefix);
        if found.is_empty() {
            found = self.view().by_waiting_prefix(prefix);
        }
        found
    }

    /// With whom it is shared.
    pub fn partner(&self) -> Option<Partner> {
        self.ledger.partner()
    }

    /// What can be read.
    pub fn view(&self) -> &View {
        self.fold.entries.view()
    }

    /// All logs of the space.
    pub fn logs(&self) -> &Logs {
        self.ledger.logs()
    }

    /// Records that are kept, but written by a newer Candor.
    pub fn newer(&self) -> impl Iterator<Item = (&RecordHash, &(LogId, Seq))> {
        self.ledger.asides().newer()
    }

    /// The name of a person as shown.
    pub fn name_of(&self, person: PersonId) -> &str {
        if person == self.ledger.me() {
            return &self.ledger.roster().me().name;
        }
        let partner = self
            .ledger
            .partner()
            .filter(|partner| partner.person == person);
        partner.and(self.name_of_partner()).unwrap_or("")
    }

    /// Whether an entry came in later. See [`Chains::came_in_later`].
    pub fn came_in_later(&self, row: &Row) -> bool {
        self.ledger.came_in_later(row)
    }

    /// The joint text that an entry is a version of, as it stands, or as it stood at
    /// the end of a day. `None` for entries of other kinds, and for a day before the
    /// first proposal.
    ///
    /// What the other wrote counts on the days that it says; what *came in later*
    /// counts after the days on which this person wrote on without it. So nothing that
    /// comes today changes what was in force then.
    pub fn joint_text(&self, entry: EntryId, on: Option<Day>) -> Option<Joint> {
        let Some(day) = on else {
            return Joint::of(self.view(), entry);
        };
        Joint::of_until(self.view(), entry, |row| {
            let said = row.content.versioned().is_some_and(|said| said <= day);
            let is_mine = row.writer == self.ledger.me();
            said && (is_mine
                || self
                    .ledger
                    .lacked_until(row)
                    .is_none_or(|until| until < day))
        })
    }

    /// Whether an entry says a day that is ahead of the calendar. See
    /// [`Content::is_ahead_of`](crate::entry::Content::is_ahead_of).
    pub fn is_dated_ahead(&self, row: &Row, today: Day) -> bool {
        row.content.is_ahead_of(today)
    }

    /// A hash over all that can be read.
    pub fn digest(&self) -> [u8; 32] {
        self.ledger.digest(self.view())
    }

    /// The entries that hold every word of `query`, newest first.
    pub fn search(&mut self, query: &str) -> Vec<EntryId> {
        self.fold.entries.search(query)
    }

    /// The version that an entry's text and fields have now.
    pub fn content(&self, entry: EntryId) -> Option<&Content> {
        let row = self.view().row(entry)?;
        (row.versions > 0).then_some(&row.content)
    }

    /// How many stored records wait to be opened.
    pub fn pending(&self) -> usize {
        self.ledger.pending()
    }

    fn place(&self, log: LogId, seq: Seq, hash: RecordHash, counter: Counter) -> Place {
        Place {
            counter,
            log,
            seq,
            hash: hash.short(),
        }
    }

    /// Whether a write failed: then nothing is answered until the journal is opened
    /// again.
    pub fn is_stopped(&self) -> bool {
        matches!(self.store.last_arrival(), Err(StoreError::Stopped))
    }

    /// Moves everything to its resting place; called at lock and at the end.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn settle(&mut self) -> Result<(), StoreError> {
        self.store.settle()
    }

    /// Loads what this device keeps beside the index. A row that is damaged, or is not
    /// this device's, counts for nothing.
    fn load_rows(&mut self) -> Result<(), StoreError> {
        let Some(local) = &self.local else {
            return Ok(());
        };
        let renew = receive::renew_key();
        for (kind, max) in device::ROWS {
            for (key, row) in self.store.locals(kind)? {
                match local.open(kind, &key, &row, max) {
                    Some(_) if kind == renew.0 && key == renew.1 => self.ledger.renew(),
                    Some(plain) => self.device.take_row(kind, key, &plain),
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// Adds rows of this device to what becomes durable together. Own pages keep none.
    fn seal_into(&self, rows: Rows, batch: &mut Batch<'_>) {
        if let Some(local) = &self.local {
            rows.seal_into(local, batch);
        }
    }

    /// Makes rows of this device durable. Gives whether they are: own pages keep none.
    fn commit_rows(&mut self, rows: Rows) -> Result<bool, StoreError> {
        let Some(local) = &self.local else {
            return Ok(false);
        };
        let mut batch = Batch::default();
        rows.seal_into(local, &mut batch);
        self.store.commit(&batch)?;
        Ok(true)
    }
}
