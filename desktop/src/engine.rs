//! The owners of journals, stores and network, driven by commands.
//!
//! ```text
//! window or    ── Command ──┬──► task ──► Engine ──► Journal<Shared>, Store
//! command line ◄── Reply ───┤     ▲ ◄── network events
//!              ◄── Update ──┼─────┘
//!                           └──► own  ──► OwnEngine ──► Journal<Own>, own files
//! ```
//!
//! Two threads, each with a queue of its own: the loop in [`task`] serves the
//! partner, and [`own`] does what must not keep the partner waiting. They hold
//! nothing in common, so that how long the partner waits tells nothing of the
//! own pages. Where an act ends at the other side, the first hands it on.
//!
//! Neither knows a window or a terminal. Answers are values; what only names a trouble
//! of the network comes as words (`Update::Trouble`).

pub mod between;
mod clock;
pub mod command;
mod conn;
pub mod conversation;
mod drafts;
pub mod entries;
pub mod handle;
pub mod lines;
pub mod look_back;
pub mod moment;
mod names;
pub mod overview;
pub mod own;
pub mod pause;
mod reach;
pub mod refused;
pub mod task;
pub mod trouble;

pub use clock::{Clock, Quiet};
pub use command::{Command, Names, Networking, Reply, Status, Update};
pub use entries::{Detail, DeviceLine, Entry};
pub use handle::{Asker, Handle};
pub use reach::{REACH, Reach};
pub use refused::Refused;
pub use trouble::Trouble;

use std::path::Path;
use std::time::Duration;

use candor_core::entry::{ContentBuilder, template};
use candor_core::id::{Entropy, EntryId};
use candor_core::journal::{CheckReport, Journal, Me, PeerId, PeerState, WITHDRAW_DAYS};
use candor_core::keyring::Facts;
use candor_core::local::LocalKeys;
use candor_core::profile::{Beginning, Profile, Proof};
use candor_core::seal::{Identity, Passphrase};
use candor_core::space::Shared;
use candor_core::store::Folder;
use candor_sync::net::EndpointKey;

use entries::{Source, entry_of};
use lines::Which;
use overview::Reading;
use own::OwnEngine;

/// Up to so many stored records are read before the folder is closed.
const OPENED_AT_CLOSE: usize = 4_096;

/// Random bytes of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, out: &mut [u8]) {
        // Without random bytes nothing can be kept secret: going on would be
        // worse than ending.
        getrandom::fill(out).expect("the operating system gives random bytes");
    }
}

/// A data folder that is open, and the side of it that serves the partner.
pub struct Engine {
    profile: Profile,
    shared: Option<Journal<Shared>>,
    clock: Clock,
    /// The hours in which what is finished waits, if this person chose some.
    quiet: Option<Quiet>,
    /// The store was let go of after a write that failed, and is not open again.
    to_reopen: bool,
    /// How far a pairing reached that has just come to its end, until the reach
    /// is chosen: its passphrase was asked for.
    paired_at: Reach,
    /// Drafts that the disk did not take.
    unkept: refused::Waiting,
    /// The same of the own pages, sealed, until the own side begins.
    own_unkept: Option<refused::Sealed>,
    /// For the shared side alone: [`own`] draws its own bytes, so that even a
    /// seeded source shows nothing of it.
    entropy: Box<dyn Entropy + Send>,
}

/// What a new journal begins with.
#[derive(Debug)]
pub struct Init<'a> {
    /// The name as shown.
    pub name: &'a str,
    /// The passphrase.
    pub passphrase: &'a Passphrase,
    /// The own passphrase, if it is set now.
    pub own_passphrase: Option<&'a Passphrase>,
    /// scrypt's cost.
    pub work_factor: u8,
}

impl Engine {
    /// Makes a journal in `folder`. Touches no network.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn init(folder: &Path, init: &Init<'_>) -> Result<(), Trouble> {
        let mut entropy = SystemEntropy;
        // A port in the range that no service is assigned, kept for good.
        let port = 49_152 + u16::from_le_bytes(entropy.draw()) % 16_384;
        let beginning = Beginning {
            name: init.name,
            passphrase: init.passphrase,
            own_passphrase: init.own_passphrase,
            work_factor: init.work_factor,
            port,
        };
        let profile = Profile::create(&Folder::at(folder), &mut entropy, &beginning)?;
        profile.level_times()?;
        Ok(())
    }

    /// Opens the journal in `folder`.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn open(folder: &Path, passphrase: &Passphrase, clock: Clock) -> Result<Self, Trouble> {
        Self::open_with(folder, passphrase, clock, Box::new(SystemEntropy))
    }

    /// Opens the journal in `folder` with another source of random bytes.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn open_with(
        folder: &Path,
        passphrase: &Passphrase,
        clock: Clock,
        entropy: Box<dyn Entropy + Send>,
    ) -> Result<Self, Trouble> {
        let profile = Profile::open(&Folder::at(folder), passphrase)?;
        let mut engine = Self {
            profile,
            shared: None,
            clock,
            quiet: None,
            to_reopen: false,
            paired_at: Reach::Off,
            unkept: refused::Waiting::default(),
            own_unkept: None,
            entropy,
        };
        engine.open_shared()?;
        Ok(engine)
    }

    fn open_shared(&mut self) -> Result<(), Trouble> {
        let store = self.profile.shared_store()?;
        self.shared = Journal::open_shared(&self.profile.keyring, Box::new(store))?;
        self.to_reopen = false;
        Ok(())
    }

    /// Whether a write failed since the store was opened.
    fn is_stopped(&self) -> bool {
        self.to_reopen || self.shared.as_ref().is_some_and(Journal::is_stopped)
    }

    /// Opens the shared history again after a write that failed: what the disk has
    /// counts, and space that was freed is used.
    fn reopen(&mut self) -> Result<(), Trouble> {
        self.to_reopen = true;
        // The old one lets go of the file first.
        self.shared = None;
        self.open_shared()
    }

    /// The shared history, all of it loaded and read.
    fn history(&mut self) -> Result<&mut Journal<Shared>, Trouble> {
        let journal = self.shared.as_mut().ok_or(Trouble::NotPaired)?;
        journal.load_all()?;
        journal.open_pending(usize::MAX)?;
        Ok(journal)
    }

    /// The side with the own pages, for a thread of its own.
    fn own_side(&mut self) -> OwnEngine {
        let me = Me::from(&self.profile.keyring);
        let unkept = self.own_unkept.take();
        OwnEngine::new(self.profile.own_side(), me, self.clock.clone(), unkept)
    }

    /// The shared history, if there is one, for reading.
    pub fn shared(&self) -> Option<&Journal<Shared>> {
        self.shared.as_ref()
    }

    /// What this device says of itself at pairing.
    fn facts(&self, addresses: Vec<std::net::SocketAddr>) -> Facts {
        let keyring = &self.profile.keyring;
        Facts {
            person: keyring.person,
            device: keyring.device,
            endpoint: *self.endpoint().as_bytes(),
            recipient: keyring.device_identity().recipient(),
            addresses,
        }
    }

    fn endpoint(&self) -> EndpointKey {
        EndpointKey::from_seed(self.profile.keyring.endpoint_key().expose())
    }

    /// The partner's device in the network, if there is a bond.
    fn partner_endpoint(&self) -> Option<PeerId> {
        let bond = self.profile.keyring.bond.as_ref()?;
        Some(PeerId(bond.partner.endpoint))
    }

    /// Carries out a command that needs no network.
    fn handle(&mut self, command: Command) -> Result<Reply, Trouble> {
        let today = self.clock.today();
        match command {
            Command::Write {
                kind,
                thread,
                mut contents,
                hold,
            } => {
                if let Some(fields) = pause::time_and_day(&kind) {
                    let now = self.clock.moment();
                    contents
                        .iter_mut()
                        .for_each(|content| pause::say_day(content, fields, now));
                }
                let thread = thread.map(|prefix| self.find(&prefix)).transpose()?;
                let until = self.held_until(hold);
                let journal = self.shared.as_mut().ok_or(Trouble::NotPaired)?;
                let entropy = &mut *self.entropy;
                let ids = journal.keep_held(entropy, today, &kind, thread, contents, until)?;
                Ok(Reply::Ids(ids))
            }
            Command::SendNow { id } => {
                let id = self.find(&id)?;
                if self.history()?.send_now(id)? {
                    Ok(Reply::Done)
                } else {
                    Err(Trouble::NotWaiting)
                }
            }
            Command::Withdraw { id } => {
                let id = self.find(&id)?;
                let outcome = self.history()?.keep_withdrawal(today, id)?;
                Ok(Reply::Withdrawn(outcome))
            }
            Command::KeepAfterAll { id } => {
                let id = self.find(&id)?;
                self.history()?.keep_after_all(today, id)?;
                Ok(Reply::Ids(vec![id]))
            }
            Command::Remove { id, version } => {
                let id = self.find(&id)?;
                let outcome = self.history()?.keep_removal(today, id, version.as_deref())?;
                Ok(Reply::Withdrawn(outcome))
            }
            Command::Edit { id, change } => {
                let id = self.find(&id)?;
                let before = self.content_of(id)?;
                let journal = self.history()?;
                match journal.joint(id) {
                    Ok(joint) => {
                        let after = change.apply(joint.content.to_builder());
                        journal.keep_joint(today, id, &joint.heads, after)?;
                    }
                    Err(_) => journal.keep_edit(today, id, change.apply(before))?,
                }
                Ok(Reply::Ids(vec![id]))
            }
            Command::PutDayRight { id } => {
                let id = self.find(&id)?;
                self.history()?.keep_day(today, id)?;
                Ok(Reply::Ids(vec![id]))
            }
            Command::Joint { id } => {
                let id = self.find(&id)?;
                let joint = self.history()?.joint(id)?;
                Ok(Reply::Joint(Box::new(joint)))
            }
            Command::KeepJoint {
                id,
                seen,
                content,
                otherwise: (slot, words),
            } => {
                let id = self.find(&id);
                let journal = self.history()?;
                let kept = id.and_then(|id| Ok(journal.keep_joint(today, id, &seen, content)?));
                let Err(trouble) = kept else {
                    self.unkept.note(&slot, None, true);
                    return Ok(Reply::Done);
                };
                if self.is_stopped() {
                    self.not_kept(&slot, words);
                    return Err(trouble);
                }
                // Nothing that was typed is lost, wherever its writer has gone.
                self.add_to_draft(&slot, words)?;
                Ok(Reply::Aside(crate::text::window_trouble(&trouble)))
            }
            Command::Cancel { id } => {
                let id = self.find(&id)?;
                if self.history()?.cancel(id)? {
                    Ok(Reply::Done)
                } else {
                    Err(Trouble::NotWaiting)
                }
            }
            Command::Seal {
                kind,
                pair,
                content,
            } => {
                let pair = pair.map(|pair| self.find_pair(&pair)).transpose()?;
                let entropy = &mut *self.entropy;
                let journal = self.shared.as_mut().ok_or(Trouble::NotPaired)?;
                let charter = (kind == candor_core::journal::CHARTER_KIND)
                    .then(|| journal.charter())
                    .flatten();
                let pair = match pair.or(charter) {
                    Some(pair) => pair,
                    None => journal.keep_pair(entropy, today, &kind, &content)?,
                };
                journal.keep_seal(entropy, today, pair, content)?;
                Ok(Reply::Ids(vec![pair]))
            }
            Command::Unseal { pair } => {
                let pair = self.find_pair(&pair)?;
                self.history()?.keep_unseal(today, pair)?;
                Ok(Reply::Done)
            }
            Command::Cross {
                pair,
                into,
                version,
            } => {
                let from = self.find_pair(&pair)?;
                let into = self.find_pair(&into)?;
                let entropy = &mut *self.entropy;
                let journal = self.shared.as_mut().ok_or(Trouble::NotPaired)?;
                journal.keep_crossed(entropy, today, from, into, version.as_deref())?;
                Ok(Reply::Ids(vec![into, from]))
            }
            Command::OpenPair { pair } => {
                let pair = self.find_pair(&pair)?;
                let journal = self.history()?;
                Ok(Reply::Pair(Box::new(entries::pair_of(journal, pair, today)?)))
            }
            Command::Agreements { on } => {
                Ok(Reply::Agreements(self.reading(|it| it.agreements(on))?))
            }
            Command::Promises => Ok(Reply::Promises(self.reading(|it| it.promises())?)),
            Command::Between => Ok(Reply::Between(self.reading(|it| it.between())?)),
            Command::Questions => Ok(Reply::Entries(self.reading(|it| it.questions())?)),
            Command::Today => Ok(Reply::Today(Box::new(self.reading(|it| it.today())?))),
            Command::LookBack { from, to } => {
                let back = self.reading(|it| it.look_back(from, to))?;
                Ok(Reply::LookBack(Box::new(back)))
            }
            Command::List => Ok(Reply::Entries(self.list()?)),
            Command::Show { id } => {
                let id = self.find(&id)?;
                Ok(Reply::Entry(Box::new(self.show(id)?)))
            }
            Command::ExportShared { proof, own } => self.export(proof, own),
            Command::Search { text } => Ok(Reply::Entries(self.search(&text)?)),
            Command::Lines(which) => {
                let Some(journal) = &mut self.shared else {
                    return Ok(Reply::Lines(Vec::new()));
                };
                if which != Which::Newest {
                    journal.load_all()?;
                }
                Ok(Reply::Lines(lines::shared(journal, &which)))
            }
            Command::Find(text) => match &mut self.shared {
                None => Ok(Reply::Found(Vec::new())),
                Some(journal) => {
                    journal.load_all()?;
                    Ok(Reply::Found(journal.search_all(&text)))
                }
            },
            Command::Quiet(quiet) => {
                self.quiet = quiet;
                Ok(Reply::Done)
            }
            Command::Status => Ok(Reply::Status(self.status(None))),
            Command::KeepDraft { slot, content } => {
                self.keep_row(&slot, content)?;
                Ok(Reply::Done)
            }
            Command::AddToDraft { slot, words } => {
                self.add_to_draft(&slot, words)?;
                Ok(Reply::Done)
            }
            Command::Drafts => Ok(Reply::Drafts(self.drafts())),
            Command::Check => Ok(Reply::Checked(self.check()?)),
            Command::Devices => Ok(Reply::Devices(self.devices())),
            Command::NamePartner { name } => {
                self.name_partner(name.as_deref())?;
                Ok(Reply::Done)
            }
            Command::Reach { reach, passphrase } => {
                self.keep_reach(reach, passphrase.as_ref())?;
                Ok(Reply::Done)
            }
            Command::TakePassphrase(ready) => {
                self.profile.take(ready)?;
                Ok(Reply::Done)
            }
            Command::NoteOwn => {
                self.profile.note_own()?;
                Ok(Reply::Done)
            }
            // The network's; the loop carries these out.
            Command::Invite { .. }
            | Command::Join { .. }
            | Command::Sync { .. }
            | Command::SameWords(_)
            | Command::TakeMore
            | Command::Talk(_)
            | Command::Pause
            // The other side's; they do not come here.
            | Command::OpenOwn { .. }
            | Command::OwnWrite { .. }
            | Command::OwnEdit { .. }
            | Command::OwnDelete { .. }
            | Command::OwnShare { .. }
            | Command::OwnList
            | Command::Export { .. }
            | Command::OwnSearch { .. }
            | Command::OwnLines
            | Command::OwnFind(_)
            | Command::OwnKeepDrafts(_)
            | Command::OwnDrafts
            | Command::CloseOwn
            | Command::ChangePassphrase { .. }
            | Command::SetOwnPassphrase { .. }
            | Command::ChangeOwnPassphrase { .. } => Err(Trouble::Stopped),
        }
    }

    /// The pair whose id begins with `prefix`; `charter` is the one that both
    /// know from the start.
    fn find_pair(&mut self, prefix: &str) -> Result<EntryId, Trouble> {
        if prefix == candor_core::journal::CHARTER_KIND {
            return self.history()?.charter().ok_or(Trouble::NotPaired);
        }
        self.find(prefix)
    }

    /// Puts words below what a draft says, or begins it with them.
    fn add_to_draft(&mut self, slot: &str, words: ContentBuilder) -> Result<(), Trouble> {
        let known = self.drafts().into_iter().find(|(known, _)| *known == slot);
        let mut draft = known.map(|(_, draft)| draft).unwrap_or_default();
        draft.add_below(words);
        self.keep_row(slot, Some(draft))
    }

    fn reading<T>(&mut self, read: impl FnOnce(&Reading<'_>) -> T) -> Result<T, Trouble> {
        let today = self.clock.today();
        let journal = self.history()?;
        Ok(read(&Reading { journal, today }))
    }

    /// Until when something is held that is finished now.
    fn held_until(&self, hold: Duration) -> u64 {
        match hold.max(self.quiet_for()).as_secs() {
            0 => 0,
            seconds => self.clock.seconds().saturating_add(seconds),
        }
    }

    /// Whether what is written now goes along at once, if a meeting is open.
    fn goes_at_once(&self, kind: &str, hold: Duration) -> bool {
        let held = template(kind).is_none_or(|template| template.hold);
        !held || hold.max(self.quiet_for()).is_zero()
    }

    /// How long nothing goes along, from now on.
    fn quiet_for(&self) -> Duration {
        self.quiet
            .map_or(Duration::ZERO, |quiet| self.clock.left_of(quiet))
    }

    /// How things stand; `meeting` is what the one that is held has learned.
    fn status(&self, meeting: Option<&PeerState>) -> Status {
        let keyring = &self.profile.keyring;
        let (now, day_ends) = self.clock.wall();
        let journal = self.shared.as_ref();
        let known = journal
            .zip(self.partner_endpoint())
            .and_then(|(journal, peer)| meeting.or(journal.peer(peer)));
        Status {
            me: keyring.name.clone(),
            partner: journal.and_then(names::partner),
            names: journal.map_or_else(Names::default, names::all),
            unconfirmed: journal.map_or(0, |journal| {
                journal.unconfirmed(known.map_or(&[][..], |known| &known.durable))
            }),
            met: known.and_then(|known| known.met),
            own: keyring.own_is_set,
            today: now.day,
            minute: now.minute,
            day_ends,
            seconds: self.clock.seconds(),
            withdraw_days: journal.map_or(WITHDRAW_DAYS, Journal::withdraw_days),
        }
    }

    /// The entry whose id begins with `prefix`: shared, or waiting.
    fn find(&mut self, prefix: &str) -> Result<EntryId, Trouble> {
        let journal = self.history()?;
        let mut found = journal.view().by_prefix(prefix);
        found.extend(
            journal
                .waiting()
                .map(|waiting| waiting.entry)
                .filter(|id| id.to_string().starts_with(prefix)),
        );
        if found.is_empty() {
            // What waited under this id may have become a record.
            found = journal.by_prefix(prefix);
        }
        one_of(found)
    }

    fn content_of(&mut self, id: EntryId) -> Result<ContentBuilder, Trouble> {
        let journal = self.history()?;
        let waiting = journal
            .waiting()
            .filter(|waiting| waiting.entry == id)
            .last()
            .map(|waiting| waiting.content.to_builder());
        waiting
            .or_else(|| {
                journal
                    .content(id)
                    .map(candor_core::entry::Content::to_builder)
            })
            .ok_or(Trouble::NoSuchEntry)
    }

    fn ids(&mut self) -> Result<Vec<EntryId>, Trouble> {
        if self.shared.is_none() {
            return Ok(Vec::new());
        }
        let journal = self.history()?;
        let shared: Vec<_> = journal.view().timeline().map(|row| row.id).collect();
        let waiting = journal
            .waiting()
            .filter(|waiting| waiting.what == candor_core::journal::WaitingWhat::New)
            .map(|waiting| waiting.entry);
        Ok(shared.into_iter().chain(waiting).collect())
    }

    /// All shared entries, oldest first; what waits stands last.
    fn list(&mut self) -> Result<Vec<Entry>, Trouble> {
        let ids = self.ids()?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let today = self.clock.today();
        let journal = self.history()?;
        Ok(ids
            .iter()
            .filter_map(|id| entry_of(journal, Source::find(journal, *id)?, today))
            .collect())
    }

    fn search(&mut self, text: &str) -> Result<Vec<Entry>, Trouble> {
        if self.shared.is_none() {
            return Ok(Vec::new());
        }
        let today = self.clock.today();
        let journal = self.history()?;
        let mut ids = journal.search_all(text);
        ids.reverse();
        Ok(ids
            .iter()
            .filter_map(|id| entry_of(journal, Source::find(journal, *id)?, today))
            .collect())
    }

    fn show(&mut self, id: EntryId) -> Result<Detail, Trouble> {
        let today = self.clock.today();
        let journal = self.history()?;
        entries::detail_of_shared(journal, id, today)
    }

    /// An entry for a copy: what can be done with it is no part of that, and what
    /// answers it has its own place there.
    fn kept(&mut self, id: EntryId) -> Result<Detail, Trouble> {
        let today = self.clock.today();
        let journal = self.history()?;
        entries::detail_to_keep(journal, id, today)
    }

    /// Everything shared with versions and replies, beside what of the own pages
    /// goes along.
    fn export(&mut self, proof: Proof, own: Option<Vec<Detail>>) -> Result<Reply, Trouble> {
        self.profile.holds(proof)?;
        let ids: Vec<EntryId> = self.ids()?;
        let shared = ids
            .into_iter()
            .map(|id| self.kept(id))
            .collect::<Result<_, _>>()?;
        Ok(Reply::Export { shared, own })
    }

    /// Keeps a row of this device, or drops it.
    fn keep_row(&mut self, slot: &str, content: Option<ContentBuilder>) -> Result<(), Trouble> {
        // How far the network reaches has one way in.
        if slot == REACH {
            let word = content.map(|content| content.text).unwrap_or_default();
            return self.keep_reach(Reach::of_word(word.trim()), None);
        }
        let outcome = self.write_row(slot, content.as_ref());
        self.unkept.note(slot, content.as_ref(), outcome.is_ok());
        if outcome.is_ok() {
            self.keep_unkept();
        }
        outcome
    }

    fn write_row(&mut self, slot: &str, content: Option<&ContentBuilder>) -> Result<(), Trouble> {
        let journal = self.shared.as_mut().ok_or(Trouble::NotPaired)?;
        match content {
            Some(content) => journal.keep_draft(slot, content.build())?,
            None => journal.drop_draft(slot)?,
        }
        Ok(())
    }

    /// All drafts, those first that the disk did not take.
    fn drafts(&self) -> Vec<(String, ContentBuilder)> {
        let kept = self.shared.iter().flat_map(|journal| journal.drafts());
        let kept = kept
            .filter(|(slot, _)| self.unkept.get(slot).is_none())
            .map(|(slot, content)| (slot.to_owned(), content.to_builder()));
        self.unkept.all().into_iter().chain(kept).collect()
    }

    /// Notes words for the draft of a slot that the disk does not take; they stand
    /// below what the disk has of it.
    fn not_kept(&mut self, slot: &str, words: ContentBuilder) {
        let mut kept = self.shared.iter().flat_map(|journal| journal.drafts());
        let known = kept.find(|(known, _)| *known == slot);
        let mut draft = known.map_or_else(ContentBuilder::default, |(_, draft)| draft.to_builder());
        draft.add_below(words);
        self.unkept.note(slot, Some(&draft), false);
    }

    /// Notes what a command would have kept, if it keeps a draft and cannot even be
    /// begun.
    fn cannot_keep(&mut self, command: Command) {
        match command {
            Command::KeepDraft { slot, content } if slot != REACH => {
                self.unkept.note(&slot, content.as_ref(), false);
            }
            Command::KeepJoint {
                otherwise: (slot, words),
                ..
            }
            | Command::AddToDraft { slot, words } => self.not_kept(&slot, words),
            _ => {}
        }
    }

    /// Tries again to keep what the disk did not take.
    fn keep_unkept(&mut self) {
        for (slot, content) in self.unkept.all() {
            if self.is_stopped() {
                return;
            }
            let was_kept = self.write_row(&slot, Some(&content)).is_ok();
            self.unkept.note(&slot, Some(&content), was_kept);
        }
    }

    /// Gives the engine what the disk had not taken when this journal was closed
    /// before. What the disk does not take now either waits on.
    pub fn take_refused(&mut self, refused: Refused) {
        if let Some(sealed) = &refused.shared {
            self.unkept.unseal(sealed, &self.local_identity());
            self.keep_unkept();
        }
        self.own_unkept = refused.own;
    }

    /// What the disk has not taken until the end, sealed.
    fn refused(&self) -> Option<refused::Sealed> {
        self.unkept.seal(&self.local_identity())
    }

    fn local_identity(&self) -> Identity {
        LocalKeys::identity(&self.profile.keyring.local_secret())
    }

    fn check(&mut self) -> Result<CheckReport, Trouble> {
        match &mut self.shared {
            Some(journal) => Ok(journal.check()?),
            None => Ok(CheckReport::default()),
        }
    }

    fn devices(&self) -> Vec<DeviceLine> {
        let keyring = &self.profile.keyring;
        let mut devices = vec![DeviceLine {
            person: keyring.person.to_string(),
            name: keyring.name.clone(),
            device: keyring.device.to_string(),
            mine: true,
            offered: None,
        }];
        if let Some(bond) = &keyring.bond {
            let journal = self.shared.as_ref();
            let change = journal.and_then(Journal::name_change);
            devices.push(DeviceLine {
                person: bond.partner.person.to_string(),
                name: journal.and_then(names::partner).unwrap_or_default(),
                device: bond.partner.device.to_string(),
                mine: false,
                offered: change.map(|change| change.offered),
            });
        }
        devices
    }

    /// Writes what is only in memory, and leaves the folder at rest. The own
    /// side has ended by then, so that no file changes after this.
    fn close(&mut self) -> Result<(), Trouble> {
        if !self.unkept.is_empty() && self.is_stopped() {
            // Space may have been freed meanwhile; if it was not, it is tried in vain.
            drop(self.reopen());
        }
        self.keep_unkept();
        // What failed was said when it failed.
        let settled = if self.is_stopped() {
            Ok(())
        } else {
            self.settle()
        };
        self.profile.level_times()?;
        settled
    }

    fn settle(&mut self) -> Result<(), Trouble> {
        if let Some(journal) = &mut self.shared {
            journal.keep_name_seen()?;
            // Much that was not read yet waits in the store; the next start
            // reads it while the window is there.
            if journal.pending() <= OPENED_AT_CLOSE {
                journal.open_pending(usize::MAX)?;
                journal.save_index()?;
            }
            journal.settle()?;
        }
        Ok(())
    }
}

fn one_of(mut found: Vec<EntryId>) -> Result<EntryId, Trouble> {
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [] => Err(Trouble::NoSuchEntry),
        [one] => Ok(*one),
        _ => Err(Trouble::Ambiguous),
    }
}
