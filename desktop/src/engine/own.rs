//! The own pages and scrypt, on a thread of their own.
//!
//! ```text
//! Asker ── own commands ──► OwnEngine ──► Journal<Own> ──► own.000 … own.draft
//!   ▲                          │          own-unlock.age, own-keyring.age
//!   └──────── answers ◄────────┤
//!                              └── what ends at the shared side ──► its queue
//! ```
//!
//! Opening Mine alone takes a second, writing a page tens of milliseconds: if the
//! thread that serves the partner did it, a changed program of theirs could
//! read it off the silence. So nothing here is shared with that thread: no
//! lock, no file but one time that is read, no key. What is handed on is what
//! the shared side does without own pages too: a draft is kept, or the keyring
//! is written.
//!
//! The processor, the memory and the disk are the same ones. This thread stands
//! back for others, and its large files go to the disk piece by piece; what is
//! left is in `docs/threat-model.md`.

use std::sync::mpsc::Receiver;

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::envelope::Whose;
use candor_core::id::EntryId;
use candor_core::journal::{CheckReport, Journal, Me};
use candor_core::keyring::OwnKeyring;
use candor_core::profile::ProfileError;
use candor_core::profile::own::{NewPassphrase, OwnSide};
use candor_core::seal::Passphrase;
use candor_core::space::Own;
use candor_core::store::{OwnDraft, OwnStore};
use zeroize::Zeroizing;

use super::entries::{self, Detail, Entry, Source, entry_of};
use super::handle::Answer;
use super::refused::Sealed;
use super::{Clock, Command, Reply, SystemEntropy, Trouble, drafts, lines, one_of};

/// How far this thread stands back where the system orders threads by
/// niceness: a tenth of the time beside one that wants all of it.
#[cfg(target_os = "linux")]
const STANDS_BACK: i32 = 10;

/// What comes through the queue.
pub(super) enum OwnAsked {
    /// A command of this side, and who hears the answer.
    Do(Command, Answer),
    /// The end, once all that was asked before is done.
    End,
}

/// What is left to do when this side has done its part.
enum After {
    /// Nothing: this is the answer.
    Answer(Reply),
    /// The shared side does the rest, and its answer is the answer.
    HandOn(Command),
    /// The shared side is checked too; this was found here.
    CheckShared(CheckReport),
    /// The shared side writes this, and nothing is done here before it has: what
    /// comes next may ask for a passphrase.
    TakePassphrase(NewPassphrase),
}

/// The owner of the own pages.
pub struct OwnEngine {
    side: OwnSide,
    me: Me,
    clock: Clock,
    pages: Option<Pages>,
    /// Drafts that the disk did not take, sealed while the pages are closed.
    unkept: Option<Sealed>,
}

/// The own pages while they are open.
struct Pages {
    journal: Journal<Own>,
    draft: OwnDraft,
    /// What the disk did not take of the drafts.
    unkept: Option<Zeroizing<Vec<u8>>>,
    /// To read the pages again after a write that failed.
    keyring: OwnKeyring,
}

impl Pages {
    /// Writes the drafts in the place of those before. What the disk does not take
    /// stays here.
    fn keep_drafts(&mut self, drafts: Zeroizing<Vec<u8>>) -> Result<(), Trouble> {
        let outcome = self.draft.write(&drafts);
        self.unkept = outcome.is_err().then_some(drafts);
        Ok(outcome?)
    }

    /// The drafts as they were written last.
    fn drafts(&self) -> Result<Zeroizing<Vec<u8>>, Trouble> {
        match &self.unkept {
            Some(drafts) => Ok(drafts.clone()),
            None => Ok(self.draft.read().map_err(ProfileError::from)?),
        }
    }
}

impl OwnEngine {
    /// The own side of a folder, closed.
    pub(super) fn new(side: OwnSide, me: Me, clock: Clock, unkept: Option<Sealed>) -> Self {
        Self {
            side,
            me,
            clock,
            pages: None,
            unkept,
        }
    }

    /// Does what is asked until it is told to end, and answers with the drafts that
    /// the disk did not take, sealed. `hand_on` puts something into the shared side's
    /// queue, and never waits.
    pub(super) fn run(
        mut self,
        queue: &Receiver<OwnAsked>,
        hand_on: impl Fn(Command, Answer),
    ) -> Option<Sealed> {
        stand_back();
        while let Ok(OwnAsked::Do(command, answer)) = queue.recv() {
            match self.handle(command) {
                Ok(After::Answer(reply)) => answer.send(Ok(reply)),
                Ok(After::HandOn(command)) => hand_on(command, answer),
                Ok(After::CheckShared(report)) => {
                    let both = |reply| with(report, reply);
                    let answer = Answer::new(move |reply| answer.send(reply.map(both)));
                    hand_on(Command::Check, answer);
                }
                Ok(After::TakePassphrase(ready)) => {
                    let reply = self.take(ready, &hand_on);
                    answer.send(reply);
                }
                Err(trouble) => answer.send(Err(trouble)),
            }
        }
        self.close_pages();
        self.unkept
    }

    /// Closes the pages. Drafts that the disk does not take now either are sealed.
    fn close_pages(&mut self) {
        let Some(mut pages) = self.pages.take() else {
            return;
        };
        if let Some(drafts) = pages.unkept.take()
            && pages.draft.write(&drafts).is_err()
        {
            let identity = pages.keyring.segment_identity();
            self.unkept = Some(Sealed::of(&identity, &drafts));
        }
    }

    /// Waits until the shared side has written a passphrase that is ready. It
    /// never waits for this side, so nobody waits for ever.
    fn take(
        &mut self,
        ready: NewPassphrase,
        hand_on: impl Fn(Command, Answer),
    ) -> Result<Reply, Trouble> {
        let recipient = ready.recipient();
        let (written, outcome) = std::sync::mpsc::channel();
        // This side hears it, whatever it is.
        let answer = Answer::new(move |reply| drop(written.send(reply)));
        hand_on(Command::TakePassphrase(ready), answer);
        let reply = outcome.recv().unwrap_or(Err(Trouble::Stopped))?;
        self.side.taken(recipient);
        Ok(reply)
    }

    fn handle(&mut self, command: Command) -> Result<After, Trouble> {
        let today = self.clock.today();
        let entropy = &mut SystemEntropy;
        let reply = match command {
            Command::OpenOwn { passphrase } => return self.open(&passphrase),
            Command::CloseOwn => {
                self.close_pages();
                self.side.level_times()?;
                Reply::Done
            }
            Command::OwnWrite { kind, content } => {
                let own = self.journal()?;
                Reply::Ids(vec![own.write_own(entropy, today, &kind, content)?])
            }
            Command::OwnEdit { id, change } => {
                let own = self.journal()?;
                let id = find_in(own, &id)?;
                let before = own.content(id).ok_or(Trouble::NoSuchEntry)?.to_builder();
                own.edit_own(entropy, today, id, change.apply(before))?;
                Reply::Ids(vec![id])
            }
            Command::OwnDelete { id } => {
                let own = self.journal()?;
                let id = find_in(own, &id)?;
                own.delete_own(entropy, today, id)?;
                Reply::Done
            }
            Command::OwnShare { id, kind, part } => {
                let text = self.words_to_share(&id, part)?;
                // A fresh draft: nothing in it tells where it came from.
                return Ok(After::HandOn(Command::AddToDraft {
                    slot: format!("new {kind}"),
                    words: ContentBuilder {
                        text,
                        ..ContentBuilder::default()
                    },
                }));
            }
            Command::OwnList => {
                let own = self.journal()?;
                Reply::Entries(entries_of(own, &ids(own), today))
            }
            Command::OwnSearch { text } => {
                let own = self.journal()?;
                let mut ids = own.search(&text);
                ids.reverse();
                Reply::Entries(entries_of(own, &ids, today))
            }
            Command::OwnLines => Reply::Lines(lines::said(self.journal()?).collect()),
            Command::OwnFind(text) => Reply::Found(self.journal()?.search(&text)),
            Command::OwnKeepDrafts(kept) => {
                let pages = self.pages.as_mut().ok_or(Trouble::OwnClosed)?;
                pages.keep_drafts(drafts::encode(&kept))?;
                Reply::Done
            }
            Command::OwnDrafts => {
                let pages = self.pages.as_ref().ok_or(Trouble::OwnClosed)?;
                Reply::Drafts(drafts::parse(&pages.drafts()?))
            }
            Command::Check => {
                let report = match self.pages {
                    Some(_) => self.journal()?.check()?,
                    None => CheckReport::default(),
                };
                return Ok(After::CheckShared(report));
            }
            Command::Export { passphrase, own } => {
                let proof = self.side.prove(&passphrase)?.proof();
                let own = own.then(|| self.all(today)).transpose()?;
                return Ok(After::HandOn(Command::ExportShared { proof, own }));
            }
            Command::ChangePassphrase { old, new } => {
                let proven = self.side.prove(&old)?;
                let ready = self.side.ready(entropy, &proven, &new)?;
                return Ok(After::TakePassphrase(ready));
            }
            Command::SetOwnPassphrase { passphrase, new } => {
                let proven = self.side.prove(&passphrase)?;
                self.side.set_passphrase(entropy, &proven, &new)?;
                return Ok(After::HandOn(Command::NoteOwn));
            }
            Command::ChangeOwnPassphrase {
                passphrase,
                old,
                new,
            } => {
                let proven = self.side.prove(&passphrase)?;
                self.side.change_passphrase(entropy, &proven, &old, &new)?;
                Reply::Done
            }
            // The shared side's; they do not come here.
            Command::Write { .. }
            | Command::Quiet(_)
            | Command::SendNow { .. }
            | Command::Withdraw { .. }
            | Command::Remove { .. }
            | Command::KeepAfterAll { .. }
            | Command::Edit { .. }
            | Command::PutDayRight { .. }
            | Command::Joint { .. }
            | Command::KeepJoint { .. }
            | Command::Cancel { .. }
            | Command::Seal { .. }
            | Command::Unseal { .. }
            | Command::Cross { .. }
            | Command::OpenPair { .. }
            | Command::Agreements { .. }
            | Command::Promises
            | Command::Questions
            | Command::Between
            | Command::Today
            | Command::LookBack { .. }
            | Command::List
            | Command::Show { .. }
            | Command::ExportShared { .. }
            | Command::Search { .. }
            | Command::Lines(_)
            | Command::Find(_)
            | Command::Status
            | Command::KeepDraft { .. }
            | Command::AddToDraft { .. }
            | Command::Drafts
            | Command::Devices
            | Command::Reach { .. }
            | Command::NamePartner { .. }
            | Command::TakePassphrase(_)
            | Command::NoteOwn
            | Command::Invite { .. }
            | Command::Join { .. }
            | Command::SameWords(_)
            | Command::Sync { .. }
            | Command::TakeMore
            | Command::Talk(_)
            | Command::Pause => return Err(Trouble::Stopped),
        };
        Ok(After::Answer(reply))
    }

    fn open(&mut self, passphrase: &Passphrase) -> Result<After, Trouble> {
        let was_known = self.side.is_set();
        let keyring = self.side.open(passphrase)?;
        let journal = read_pages(&self.side, &self.me, &keyring)?;
        let draft = OwnDraft::of(self.side.folder(), keyring.segment_identity());
        let identity = keyring.segment_identity();
        let mut pages = Pages {
            journal,
            draft,
            unkept: None,
            keyring,
        };
        if let Some(drafts) = self.unkept.take().and_then(|it| it.open(&identity)) {
            // What the disk does not take now either waits on, in sight.
            drop(pages.keep_drafts(drafts));
        }
        self.pages = Some(pages);
        // A crash right after the first own passphrase was set.
        Ok(if was_known {
            After::Answer(Reply::Done)
        } else {
            After::HandOn(Command::NoteOwn)
        })
    }

    /// The open pages. After a write that failed they are read again: what the disk
    /// has counts, and space that was freed is used.
    fn pages(&mut self) -> Result<&mut Pages, Trouble> {
        let pages = self.pages.as_mut().ok_or(Trouble::OwnClosed)?;
        if pages.journal.is_stopped() {
            pages.journal = read_pages(&self.side, &self.me, &pages.keyring)?;
        }
        Ok(pages)
    }

    fn journal(&mut self) -> Result<&mut Journal<Own>, Trouble> {
        Ok(&mut self.pages()?.journal)
    }

    /// All own pages, with their versions.
    fn all(&mut self, today: Day) -> Result<Vec<Detail>, Trouble> {
        let own = self.journal()?;
        ids(own)
            .into_iter()
            .map(|id| entries::detail_of(own, id, today))
            .collect()
    }

    /// The words of a page, or the part of them that is named.
    fn words_to_share(&mut self, id: &str, part: Option<String>) -> Result<String, Trouble> {
        let own = self.journal()?;
        let id = find_in(own, id)?;
        let text = own.content(id).ok_or(Trouble::NoSuchEntry)?.text();
        match part {
            Some(part) if text.contains(&part) => Ok(part),
            Some(_) => Err(Trouble::NoSuchEntry),
            None => Ok(text.to_owned()),
        }
    }
}

/// The own pages as they stand on the disk.
fn read_pages(side: &OwnSide, me: &Me, keyring: &OwnKeyring) -> Result<Journal<Own>, Trouble> {
    let keys = keyring.keys();
    let identity = keyring.segment_identity();
    let store = OwnStore::open(side.folder(), &identity, |envelope| {
        envelope.verify(&keys, Whose::Mine).ok()
    })?;
    Ok(Journal::open_own(
        me.clone(),
        keyring.keys(),
        Box::new(store),
    )?)
}

/// Lets other threads go first, and other threads' writes where the disk's queue
/// looks at it. Threads that begin here do the same. What the system does not
/// grant is done without.
fn stand_back() {
    // Elsewhere than on Linux this would slow the whole program.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(STANDS_BACK);
}

/// What was found at both sides.
fn with(own: CheckReport, shared: Reply) -> Reply {
    match shared {
        Reply::Checked(mut report) => {
            report.records += own.records;
            report.broken.extend(own.broken);
            report.forked.extend(own.forked);
            Reply::Checked(report)
        }
        other => other,
    }
}

fn ids(own: &Journal<Own>) -> Vec<EntryId> {
    own.view().timeline().map(|row| row.id).collect()
}

fn entries_of(own: &Journal<Own>, ids: &[EntryId], today: Day) -> Vec<Entry> {
    ids.iter()
        .filter_map(|id| entry_of(own, Source::Row(own.view().row(*id)?), today))
        .collect()
}

fn find_in(own: &Journal<Own>, prefix: &str) -> Result<EntryId, Trouble> {
    one_of(own.view().by_prefix(prefix))
}
