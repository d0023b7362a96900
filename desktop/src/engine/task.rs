//! The loop: one owner, one `select!` that names every reason to run.

mod meetings;
mod network;
mod pairing;
mod talk;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use candor_core::id::EntryId;
use candor_core::journal::{Journal, PeerId};
use candor_core::keyring::Bond;
use candor_core::profile::Proven;
use candor_core::space::Shared;
use candor_core::store::StoreError;
use candor_sync::drive::{Meeting, Now, Outcome};
use candor_sync::invitation::Invitation;
use candor_sync::net::{
    Admission, Dialled, EndpointKey, Link, Net, NetConfig, Standing, Strangers,
};
use candor_sync::pairing::stage::{Context, Stage, Step};
use candor_sync::pairing::{Inviter, Joiner};
use candor_sync::session::{Allowance, Ending, Event, Notice, Stay};
use candor_sync::talk::TalkWord;
use candor_sync::wire::{Encoded, Message};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;

use super::conn::{Conn, FRAMES_WAITING, NetEvent};
use super::handle::{Answer, Asked};
use super::refused::Sealed;
use super::{Command, Engine, Networking, Reach, Reply, Trouble, Update};

/// How many stored records are opened between two looks at the network.
const OPEN_AT_ONCE: usize = 1_024;
/// Up to this many, what came in is opened at once.
const OPEN_NOW: usize = 16;
/// How long nothing must have come in before much is opened.
const QUIET: Duration = Duration::from_millis(30);
/// After this many new records the index is written while nothing else is to
/// be done.
const INDEX_AFTER: u64 = 4_096;
/// The first and the longest wait between two dials.
const DIAL_AGAIN: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(30));

/// A connection can fail once for other reasons; an answer that is turned away
/// this often is refused.
const TURNED_AWAY_MAX: u32 = 3;

/// Runs the loop on this thread, until it is told to stop. Answers with the drafts
/// that the disk did not take, sealed.
pub(super) fn run(
    engine: Engine,
    queue: mpsc::UnboundedReceiver<Asked>,
    stopped: oneshot::Receiver<()>,
    updates: Box<dyn Fn(Update) + Send>,
) -> Option<Sealed> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system gives threads");
    let refused = runtime.block_on(Task::new(engine, updates).run(queue, stopped));
    runtime.shutdown_timeout(Duration::from_secs(1));
    refused
}

/// What a running command wants.
enum Goal {
    None,
    Pair {
        state: Stage,
        /// How far the network reaches for it.
        reach: Reach,
        answer: Answer,
    },
    Sync {
        once: bool,
        answer: Answer,
    },
}

/// The open network, and who is dialled.
struct Running {
    net: Net,
    redial: Arc<Notify>,
    deadline: Option<Instant>,
}

struct Task {
    engine: Engine,
    updates: Box<dyn Fn(Update) + Send>,
    events: mpsc::Sender<NetEvent>,
    incoming: Option<mpsc::Receiver<NetEvent>>,
    running: Option<Running>,
    goal: Goal,
    conns: BTreeMap<u64, Conn>,
    next_conn: u64,
    /// The meeting that is held, and on which connection.
    meeting: Option<(u64, Meeting)>,
    /// What is taken of the other device unasked, as long as this runs.
    allowance: Allowance,
    /// What was pressed in a talk and is not told yet, and until when it waits.
    saying: Option<(TalkWord, Instant)>,
    /// A meeting that ended well, until its last word is confirmed.
    finishing: Option<u64>,
    /// A pairing that failed, until its last word is confirmed.
    fail_after: Option<(u64, Trouble)>,
    /// How often an answer to an invitation was turned away.
    turned_away: u32,
    /// Records that came since the index was written.
    unindexed: u64,
    /// Up to when what was held has been let go, in Unix seconds.
    released: u64,
    /// From when on reading may begin: what comes in is made durable first.
    quiet_at: Instant,
}

impl Task {
    fn new(engine: Engine, updates: Box<dyn Fn(Update) + Send>) -> Self {
        let (events, incoming) = mpsc::channel(FRAMES_WAITING);
        Self {
            engine,
            updates,
            events,
            incoming: Some(incoming),
            running: None,
            goal: Goal::None,
            conns: BTreeMap::new(),
            next_conn: 0,
            meeting: None,
            allowance: Allowance::default(),
            saying: None,
            finishing: None,
            fail_after: None,
            turned_away: 0,
            unindexed: 0,
            released: 0,
            quiet_at: Instant::now(),
        }
    }

    async fn run(
        mut self,
        mut queue: mpsc::UnboundedReceiver<Asked>,
        mut stopped: oneshot::Receiver<()>,
    ) -> Option<Sealed> {
        let mut incoming = self.incoming.take()?;
        loop {
            self.tell_time();
            let deadline = self.running.as_ref().and_then(|running| running.deadline);
            let has_idle_work = self.has_idle_work();
            let held = self.held_for();
            tokio::select! {
                biased;
                _ = &mut stopped => break,
                command = queue.recv() => match command {
                    None => break,
                    Some((command, answer)) => self.command(command, answer).await,
                },
                event = incoming.recv() => if let Some(event) = event {
                    self.net_event(event).await;
                },
                () = sleep_until(deadline), if deadline.is_some() => {
                    self.end(Err(Trouble::TimeUp)).await;
                }
                () = tokio::time::sleep(held.unwrap_or_default()), if held.is_some() => {
                    self.release().await;
                }
                () = tokio::time::sleep_until(self.quiet_at), if has_idle_work => {
                    self.idle_work().await;
                }
            }
            self.tell_changed();
            self.say_what_waits().await;
        }
        self.end(Err(Trouble::Stopped)).await;
        if let Err(error) = self.engine.close() {
            // Everything said to be saved is; what could not be written is a
            // cache and the times of files.
            self.tell(Update::Trouble(crate::text::window_trouble(&error)));
        }
        self.engine.refused()
    }

    /// How long until the next hold is over, if anything is held.
    fn held_for(&self) -> Option<Duration> {
        let journal = self.engine.shared.as_ref()?;
        let next = journal.next_release(self.released)?;
        Some(Duration::from_secs(
            next.saturating_sub(self.engine.clock.seconds()),
        ))
    }

    /// Tells the journal what time it is, before anything may go along.
    fn tell_time(&mut self) {
        let now = self.engine.clock.seconds();
        if let Some(journal) = &mut self.engine.shared {
            journal.release(now);
        }
    }

    /// What was held until now goes along, if a meeting is open.
    async fn release(&mut self) {
        let now = self.engine.clock.seconds();
        let before = std::mem::replace(&mut self.released, now);
        let Some(journal) = &mut self.engine.shared else {
            return;
        };
        let due: Vec<EntryId> = journal
            .waiting()
            .filter(|waiting| waiting.until > before && waiting.until <= now)
            .map(|waiting| waiting.entry)
            .collect();
        for entry in due {
            self.tell(Update::Entry(entry));
        }
        if self.is_live()
            && let Err(error) = self.flush_live().await
        {
            self.end(Err(error)).await;
        }
    }

    /// Names the entries that can be read now, or say something else.
    fn tell_changed(&mut self) {
        let Some(journal) = &mut self.engine.shared else {
            return;
        };
        // What was lost of a text of both begins another; it waits like anything
        // else that was written.
        let today = self.engine.clock.today();
        if let Err(error) = journal.rescue(&mut *self.engine.entropy, today) {
            let words = crate::text::window_trouble(&Trouble::from(error));
            (self.updates)(Update::Trouble(words));
        }
        // Where a thread stands follows from its replies: what they answer is
        // another one with them.
        let changed = journal.take_changed();
        let mut told: BTreeSet<EntryId> = changed.iter().copied().collect();
        for entry in changed {
            let answers = |id| journal.view().row(id)?.content.thread();
            let mut next = answers(entry);
            while let Some(parent) = next.filter(|parent| told.insert(*parent)) {
                next = answers(parent);
            }
        }
        let became: Vec<(EntryId, EntryId)> = told
            .iter()
            .map(|id| (*id, journal.became(*id)))
            .filter(|(waited, entry)| waited != entry)
            .collect();
        for (waited, entry) in became {
            self.tell(Update::Became { waited, entry });
        }
        for entry in told {
            self.tell(Update::Entry(entry));
        }
    }

    fn tell(&self, update: Update) {
        (self.updates)(update);
    }

    /// Opens the journal again after a write that failed. What was held with it
    /// ends: the next meeting begins with what the disk has.
    async fn recover(&mut self) -> Result<(), Trouble> {
        if !self.engine.is_stopped() {
            return Ok(());
        }
        if let Some((number, _)) = self.meeting.take() {
            self.tell(Update::Parted);
            self.drop_conn(number).await;
        }
        self.engine.reopen()?;
        let journal = self.engine.shared.as_ref();
        let waiting = journal.into_iter().flat_map(|journal| journal.waiting());
        // The disk may have more than its answer said.
        for entry in waiting.map(|waiting| waiting.entry) {
            self.tell(Update::Entry(entry));
        }
        Ok(())
    }

    async fn command(&mut self, command: Command, answer: Answer) {
        // The network can be turned off whatever the disk does.
        if !matches!(command, Command::Pause)
            && let Err(trouble) = self.recover().await
        {
            self.engine.cannot_keep(command);
            return answer.send(Err(trouble));
        }
        match command {
            Command::Invite {
                passphrase,
                out,
                networking,
            } => match self.engine.prove(&passphrase) {
                Ok(proven) => {
                    self.invite(&proven, out.as_deref(), networking, answer)
                        .await
                }
                Err(trouble) => answer.send(Err(trouble)),
            },
            Command::Join {
                passphrase,
                invitation,
                networking,
            } => match self.engine.prove(&passphrase) {
                Ok(proven) => self.join(&proven, &invitation, networking, answer).await,
                Err(trouble) => answer.send(Err(trouble)),
            },
            Command::Sync {
                passphrase,
                networking,
                once,
            } => {
                let reach = Reach::of_level(networking.level);
                match self.engine.may_reach(reach, passphrase.as_ref()) {
                    Ok(()) => self.sync(networking, once, answer).await,
                    Err(trouble) => answer.send(Err(trouble)),
                }
            }
            Command::SameWords(same) => {
                self.same_words(same).await;
                answer.send(Ok(Reply::Done));
            }
            Command::TakeMore => {
                self.take_more().await;
                answer.send(Ok(Reply::Done));
            }
            Command::Talk(word) => {
                self.say_in_talk(word).await;
                answer.send(Ok(Reply::Done));
            }
            Command::Pause => {
                self.end(Err(Trouble::Stopped)).await;
                answer.send(Ok(Reply::Done));
            }
            Command::Write {
                kind,
                thread,
                contents,
                hold,
            } if self.is_live() && self.engine.goes_at_once(&kind, hold) => {
                let outcome = self.write_live(kind, thread, contents).await;
                answer.send(outcome);
            }
            Command::Status => {
                let meeting = self.meeting.as_ref().map(|(_, meeting)| meeting.known());
                answer.send(Ok(Reply::Status(self.engine.status(meeting))));
            }
            other => {
                answer.send(self.engine.handle(other));
                if !self.engine.is_stopped()
                    && self.is_live()
                    && let Err(error) = self.flush_live().await
                {
                    self.end(Err(error)).await;
                }
            }
        }
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// Writes a file that only its person can read, whole or not at all.
fn write_private(path: &std::path::Path, bytes: &[u8]) -> Result<(), Trouble> {
    candor_core::store::write_private(path, bytes).map_err(|error| Trouble::of_file(path, error))
}
