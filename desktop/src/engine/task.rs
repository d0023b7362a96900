//! The loop: one owner, one `select!` that names every reason to run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use candor_core::id::EntryId;
use candor_core::journal::{Journal, PeerId};
use candor_core::keyring::Bond;
use candor_core::space::Shared;
use candor_core::store::StoreError;
use candor_sync::drive::{Meeting, Now, Outcome};
use candor_sync::invitation::Invitation;
use candor_sync::net::{
    Admission, Dialled, EndpointKey, Link, Net, NetConfig, Standing, Strangers,
};
use candor_sync::pairing::{Inviter, Joiner};
use candor_sync::session::{Ending, Event, Notice, Stay};
use candor_sync::wire::{Encoded, Message};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;

use super::conn::{Conn, FRAMES_WAITING, NetEvent};
use super::pairing::{PairState, Place, Step};
use super::{Command, Engine, Networking, Reply, Trouble, Update};

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

/// Takes the answer to a command. One that is dropped unanswered, because the
/// loop has ended, says so.
struct Answer(Option<Then>);

type Then = Box<dyn FnOnce(Result<Reply, Trouble>) + Send>;

impl Answer {
    fn new(then: impl FnOnce(Result<Reply, Trouble>) + Send + 'static) -> Self {
        Self(Some(Box::new(then)))
    }

    fn send(mut self, reply: Result<Reply, Trouble>) {
        if let Some(then) = self.0.take() {
            then(reply);
        }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        if let Some(then) = self.0.take() {
            then(Err(Trouble::Stopped));
        }
    }
}

/// Asks the engine for things. Clones share it.
#[derive(Clone)]
pub struct Asker(mpsc::UnboundedSender<(Command, Answer)>);

impl Asker {
    /// Asks for something, without waiting for the answer.
    pub fn ask(&self, command: Command) -> oneshot::Receiver<Result<Reply, Trouble>> {
        let (answer, receiver) = oneshot::channel();
        // Nobody may be left to hear it.
        self.ask_then(command, move |reply| drop(answer.send(reply)));
        receiver
    }

    /// Asks for something; `then` is called with the answer, on the engine's
    /// thread. Never waits.
    pub fn ask_then(
        &self,
        command: Command,
        then: impl FnOnce(Result<Reply, Trouble>) + Send + 'static,
    ) {
        // A loop that has ended drops the answer, which tells so.
        drop(self.0.send((command, Answer::new(then))));
    }

    /// Asks for something and waits for the answer.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn call(&self, command: Command) -> Result<Reply, Trouble> {
        self.ask(command)
            .blocking_recv()
            .unwrap_or(Err(Trouble::Stopped))
    }
}

/// The engine, running on its own thread. [`Handle::close`] ends it after what
/// is under way is durable; so does dropping it.
pub struct Handle {
    asker: Option<Asker>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Handle {
    /// Starts the loop. `updates` hears what happens while commands run.
    ///
    /// # Panics
    /// If the system gives no thread.
    pub fn spawn(engine: Engine, updates: impl Fn(Update) + Send + 'static) -> Self {
        let (commands, queue) = mpsc::unbounded_channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("candor-engine".to_owned())
            .spawn(move || run(engine, queue, stopped, Box::new(updates)))
            .expect("the system gives a thread");
        Self {
            asker: Some(Asker(commands)),
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// What asks this engine, to be given to other threads.
    ///
    /// # Panics
    /// Never while the handle lives.
    pub fn asker(&self) -> Asker {
        self.asker.clone().expect("it is taken only at the end")
    }

    /// Asks for something and waits for the answer.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn call(&self, command: Command) -> Result<Reply, Trouble> {
        self.asker().call(command)
    }

    /// Ends the loop and waits until the folder is at rest.
    pub fn close(self) {
        drop(self);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.asker = None;
        if let Some(stop) = self.stop.take() {
            // A loop that has ended needs no telling.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            // A panic there was printed there; nothing here builds on it.
            drop(thread.join());
        }
    }
}

fn run(
    engine: Engine,
    queue: mpsc::UnboundedReceiver<(Command, Answer)>,
    stopped: oneshot::Receiver<()>,
    updates: Box<dyn Fn(Update) + Send>,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system gives threads");
    runtime.block_on(Task::new(engine, updates).run(queue, stopped));
    runtime.shutdown_timeout(Duration::from_secs(1));
}

/// What a running command wants.
enum Goal {
    None,
    Pair { state: PairState, answer: Answer },
    Sync { once: bool, answer: Answer },
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
        mut queue: mpsc::UnboundedReceiver<(Command, Answer)>,
        mut stopped: oneshot::Receiver<()>,
    ) {
        let Some(mut incoming) = self.incoming.take() else {
            return;
        };
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
        }
        self.end(Err(Trouble::Stopped)).await;
        if let Err(error) = self.engine.close() {
            // Everything said to be saved is; what could not be written is a
            // cache and the times of files.
            self.tell(Update::Trouble(crate::text::trouble(&error)));
        }
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
        for entry in told {
            self.tell(Update::Entry(entry));
        }
    }

    fn tell(&self, update: Update) {
        (self.updates)(update);
    }

    async fn command(&mut self, command: Command, answer: Answer) {
        match command {
            Command::Invite { out, networking } => {
                self.invite(out.as_deref(), networking, answer).await
            }
            Command::Join {
                invitation,
                networking,
            } => self.join(&invitation, networking, answer).await,
            Command::Sync { networking, once } => self.sync(networking, once, answer).await,
            Command::SameWords(same) => {
                self.same_words(same).await;
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
            } if self.is_live() && hold.is_zero() => {
                let outcome = self.write_live(kind, thread, contents).await;
                answer.send(outcome);
            }
            Command::Status => {
                let meeting = self.meeting.as_ref().map(|(_, meeting)| meeting.known());
                answer.send(Ok(Reply::Status(self.engine.status(meeting))));
            }
            other => {
                answer.send(self.engine.handle(other));
                if self.is_live()
                    && let Err(error) = self.flush_live().await
                {
                    self.end(Err(error)).await;
                }
            }
        }
    }

    // ---- the network ----

    async fn open_net(&mut self, networking: Networking) -> Result<Net, Trouble> {
        let keyring = &self.engine.profile.keyring;
        let config = NetConfig {
            device_key: zeroize::Zeroizing::new(*keyring.endpoint_key().expose()),
            port: keyring.port,
            level: networking.level,
        };
        let net = Net::open(config).await?;
        if net.port() != self.engine.profile.keyring.port {
            self.engine.profile.keyring.port = net.port();
            self.engine.profile.save_keyring()?;
        }
        let accepting = net.clone();
        let events = self.events.clone();
        tokio::spawn(async move {
            while let Some(link) = accepting.accept().await {
                if events.send(NetEvent::Linked(link)).await.is_err() {
                    return;
                }
            }
        });
        self.running = Some(Running {
            net: net.clone(),
            redial: Arc::new(Notify::new()),
            deadline: networking.timeout.map(|timeout| Instant::now() + timeout),
        });
        Ok(net)
    }

    /// Dials a device again and again, with longer and longer waits, and rests
    /// while a connection stands.
    fn keep_dialling(&self, peer: EndpointKey, addresses: Vec<std::net::SocketAddr>) {
        let Some(running) = &self.running else { return };
        let (net, redial, events) = (
            running.net.clone(),
            running.redial.clone(),
            self.events.clone(),
        );
        tokio::spawn(async move {
            let (first, longest) = DIAL_AGAIN;
            let mut wait = first;
            loop {
                match net.dial(peer, &addresses).await {
                    Ok(link) => {
                        if events.send(NetEvent::Linked(link)).await.is_err() {
                            return;
                        }
                        let since = Instant::now();
                        redial.notified().await;
                        // A connection that did not last is no reason to hurry.
                        wait = if since.elapsed() > longest {
                            first
                        } else {
                            (wait * 2).min(longest)
                        };
                        tokio::time::sleep(wait).await;
                    }
                    Err(candor_sync::net::NetError::Closed) => return,
                    Err(_) => {
                        tokio::time::sleep(wait).await;
                        wait = (wait * 2).min(longest);
                    }
                }
            }
        });
    }

    async fn invite(
        &mut self,
        out: Option<&std::path::Path>,
        networking: Networking,
        answer: Answer,
    ) {
        match self.begin_invite(out, networking).await {
            Err(trouble) => self.give_up(answer, trouble).await,
            Ok((state, text)) => {
                self.goal = Goal::Pair { state, answer };
                self.tell(Update::Invited(text));
            }
        }
    }

    async fn begin_invite(
        &mut self,
        out: Option<&std::path::Path>,
        networking: Networking,
    ) -> Result<(PairState, String), Trouble> {
        self.may_pair()?;
        let net = self.open_net(networking).await?;
        let facts = self.engine.facts(net.addresses());
        let now = self.engine.clock.seconds();
        let inviter = Inviter::begin(&mut *self.engine.entropy, facts, now);
        let text = inviter.invitation().text();
        if let Some(out) = out {
            write_private(out, format!("{text}\n").as_bytes())?;
        }
        net.admit(Admission {
            known: std::collections::BTreeSet::new(),
            strangers: Strangers::OneAnswer,
        });
        let state = PairState::Inviting {
            inviter: Box::new(inviter),
            greeted: Vec::new(),
        };
        Ok((state, text))
    }

    async fn join(&mut self, text: &str, networking: Networking, answer: Answer) {
        match self.begin_join(text, networking).await {
            Err(trouble) => self.give_up(answer, trouble).await,
            Ok(state) => self.goal = Goal::Pair { state, answer },
        }
    }

    async fn begin_join(
        &mut self,
        text: &str,
        networking: Networking,
    ) -> Result<PairState, Trouble> {
        let invitation = Invitation::parse(text)?;
        self.may_pair()?;
        let net = self.open_net(networking).await?;
        let facts = self.engine.facts(net.addresses());
        let joiner = Joiner::begin(&mut *self.engine.entropy, invitation, facts)?;
        let inviter = joiner.inviter();
        let peer = EndpointKey::from_bytes(inviter.endpoint);
        self.keep_dialling(peer, inviter.addresses.clone());
        Ok(PairState::Joining(Box::new(joiner)))
    }

    fn may_pair(&self) -> Result<(), Trouble> {
        let free = !matches!(self.goal, Goal::Pair { .. } | Goal::Sync { .. });
        let unfinished = self
            .engine
            .shared
            .as_ref()
            .is_none_or(Journal::is_unfinished);
        if free && unfinished {
            Ok(())
        } else {
            Err(Trouble::AlreadyPaired)
        }
    }

    async fn sync(&mut self, networking: Networking, once: bool, answer: Answer) {
        match self.begin_sync(networking).await {
            Err(trouble) => self.give_up(answer, trouble).await,
            Ok(()) => self.goal = Goal::Sync { once, answer },
        }
    }

    async fn begin_sync(&mut self, networking: Networking) -> Result<(), Trouble> {
        if !matches!(self.goal, Goal::None) {
            return Err(Trouble::Stopped);
        }
        let bond = self
            .engine
            .profile
            .keyring
            .bond
            .as_ref()
            .ok_or(Trouble::NotPaired)?;
        let peer = EndpointKey::from_bytes(bond.partner.endpoint);
        let mut addresses = bond.partner.addresses.clone();
        if let Some(journal) = &self.engine.shared
            && let Some(known) = journal.peer(PeerId(*peer.as_bytes()))
        {
            for address in known.addresses.iter().rev() {
                addresses.retain(|other| other != address);
                addresses.insert(0, *address);
            }
        }
        self.engine.history()?;
        let net = self.open_net(networking).await?;
        net.admit(Admission {
            known: std::collections::BTreeSet::from([peer]),
            strangers: Strangers::Refused,
        });
        self.keep_dialling(peer, addresses);
        Ok(())
    }

    async fn give_up(&mut self, answer: Answer, trouble: Trouble) {
        self.close_net().await;
        answer.send(Err(trouble));
    }

    async fn close_net(&mut self) {
        self.keep_meeting();
        self.conns.clear();
        self.finishing = None;
        self.fail_after = None;
        self.turned_away = 0;
        if let Some(running) = self.running.take() {
            running.net.close().await;
        }
    }

    /// Ends the running command with `outcome`, and closes the network.
    async fn end(&mut self, outcome: Result<Reply, Trouble>) {
        self.close_net().await;
        match std::mem::replace(&mut self.goal, Goal::None) {
            Goal::None => {}
            Goal::Pair { answer, .. } | Goal::Sync { answer, .. } => {
                answer.send(outcome);
            }
        }
    }

    async fn net_event(&mut self, event: NetEvent) {
        match event {
            NetEvent::Linked(link) => self.linked(link).await,
            NetEvent::Frame(number, frame) => {
                self.frame(number, frame.kind, &frame.body).await;
                self.quiet_at = Instant::now() + QUIET;
            }
            NetEvent::Wrote(number) => {
                self.with_meeting(number, |meeting, journal, now| meeting.room(journal, now))
                    .await;
            }
            NetEvent::Overdue(number) => {
                if let Goal::Pair { state, .. } = &self.goal
                    && !state.has_answered(number)
                {
                    self.conns.remove(&number);
                }
            }
            NetEvent::Ended(number) => self.ended(number).await,
            NetEvent::Finished(number) => self.finished(number).await,
        }
    }

    async fn linked(&mut self, link: Link) {
        if self.running.is_none() {
            return;
        }
        let number = self.next_conn;
        self.next_conn += 1;
        let conn = Conn::start(number, link, &self.events);
        match &self.goal {
            Goal::None => {}
            Goal::Pair {
                state: PairState::Comparing { .. } | PairState::Kept,
                ..
            } => {}
            Goal::Pair { state, .. } => {
                for message in state.greeting() {
                    conn.write(message.encode());
                }
                if conn.standing == Standing::Stranger {
                    self.give_ten_seconds(number);
                }
                self.conns.insert(number, conn);
            }
            Goal::Sync { .. } if conn.standing == Standing::Known => {
                if self.supersedes(&conn) {
                    self.conns.clear();
                    self.keep_meeting();
                    self.conns.insert(number, conn);
                    self.begin_meeting(number).await;
                }
            }
            Goal::Sync { .. } => {}
        }
    }

    /// A device that is not known has this long for a valid answer.
    fn give_ten_seconds(&self, number: u64) {
        let events = self.events.clone();
        tokio::spawn(async move {
            tokio::time::sleep(candor_sync::net::STRANGER_WAIT).await;
            // An engine that has ended needs no telling.
            drop(events.send(NetEvent::Overdue(number)).await);
        });
    }

    /// Of two connections between the same devices the one dialled by the
    /// smaller endpoint stays; a newer one by the same dialler replaces it,
    /// since the older one may be of a program that is gone.
    fn supersedes(&self, new: &Conn) -> bool {
        let Some(old) = self.conns.values().next() else {
            return true;
        };
        let leaving = self
            .meeting
            .as_ref()
            .is_some_and(|(_, meeting)| meeting.is_leaving());
        if leaving || self.finishing.is_some() {
            return false;
        }
        if old.dialled == new.dialled {
            return true;
        }
        let mine = self.engine.endpoint();
        let winner = if mine < new.remote {
            Dialled::ByMe
        } else {
            Dialled::ByThem
        };
        new.dialled == winner
    }

    async fn frame(&mut self, number: u64, kind: u8, body: &[u8]) {
        let message = match Message::parse(kind, body) {
            Ok(Some(message)) => message,
            // A newer program may say more; it is passed over.
            Ok(None) => return,
            Err(_) => return self.drop_conn(number).await,
        };
        let pairing = matches!(
            &self.goal,
            Goal::Pair { state, .. } if !matches!(state, PairState::Kept)
        );
        if pairing {
            self.heard_pairing(number, message).await;
        } else {
            self.with_meeting(number, |meeting, journal, now| {
                meeting.on(journal, Event::Heard(message), now)
            })
            .await;
        }
    }

    // ---- pairing ----

    async fn heard_pairing(&mut self, number: u64, message: Message) {
        let Some(conn) = self.conns.get(&number) else {
            return;
        };
        let device = self.engine.profile.keyring.device_identity();
        let remote = *conn.remote.as_bytes();
        let place = Place {
            conn: number,
            remote: &remote,
            device: &device,
            now_seconds: self.engine.clock.seconds(),
        };
        let Goal::Pair { state, .. } = &mut self.goal else {
            return;
        };
        let step = state.heard(message, &place);
        self.pair_step(number, step).await;
    }

    async fn same_words(&mut self, same: bool) {
        let Goal::Pair { state, .. } = &mut self.goal else {
            return;
        };
        let Some(number) = state.conn() else { return };
        for step in state.said(same) {
            self.pair_step(number, step).await;
        }
    }

    async fn pair_step(&mut self, number: u64, step: Step) {
        match step {
            Step::Wait => {}
            Step::Say(message) => {
                if let Some(conn) = self.conns.get(&number) {
                    conn.write(message.encode());
                }
            }
            Step::Compare(message) => {
                if let Some(conn) = self.conns.get_mut(&number) {
                    conn.lift_limits();
                    if let Some(message) = message {
                        conn.write(message.encode());
                    }
                }
                if let Err(trouble) = self.fits_what_waits() {
                    if let Some(conn) = self.conns.get(&number) {
                        conn.write(Message::WordsDiffer.encode());
                    }
                    return self.fail(number, trouble).await;
                }
                if let Goal::Pair {
                    state: PairState::Comparing { matched, .. },
                    ..
                } = &self.goal
                {
                    self.tell(Update::Words(matched.words().clone()));
                }
            }
            Step::Keep(bond) => match self.keep_bond(*bond) {
                Ok(()) => self.begin_meeting(number).await,
                Err(trouble) => self.fail(number, trouble).await,
            },
            Step::Drop => self.drop_conn(number).await,
            Step::Fail(trouble) => self.fail(number, trouble).await,
        }
    }

    /// Ends a pairing after its last word has gone out.
    async fn fail(&mut self, number: u64, trouble: Trouble) {
        match self.conns.get(&number) {
            Some(conn) => {
                conn.finish();
                self.fail_after = Some((number, trouble));
            }
            None => self.end(Err(trouble)).await,
        }
    }

    /// Entries that wait were written for one person; they never go to another.
    fn fits_what_waits(&self) -> Result<(), Trouble> {
        let Goal::Pair {
            state: PairState::Comparing { matched, .. },
            ..
        } = &self.goal
        else {
            return Ok(());
        };
        let person = matched.partner();
        let other = self
            .engine
            .shared
            .as_ref()
            .is_some_and(|journal| journal.waiting().any(|waiting| waiting.to != person));
        if other {
            Err(Trouble::WaitingForAnother)
        } else {
            Ok(())
        }
    }

    fn keep_bond(&mut self, bond: Bond) -> Result<(), Trouble> {
        if let Some(journal) = self.engine.shared.take() {
            journal.drop_unfinished()?;
        }
        self.engine.profile.keyring.bond = Some(bond);
        self.engine.profile.save_keyring()?;
        self.engine.open_shared()?;
        let today = self.engine.clock.today();
        if let Some(journal) = &mut self.engine.shared {
            journal.ensure_log(&mut *self.engine.entropy, today)?;
        }
        Ok(())
    }

    // ---- meetings ----

    fn is_live(&self) -> bool {
        self.meeting
            .as_ref()
            .is_some_and(|(_, meeting)| meeting.is_live())
            && self.engine.shared.as_ref().is_some_and(Journal::can_flush)
    }

    async fn begin_meeting(&mut self, number: u64) {
        let stay = match &self.goal {
            Goal::Sync { once: false, .. } => Stay::Open,
            _ => Stay::Once,
        };
        let Some(peer) = self.engine.partner_endpoint() else {
            return;
        };
        let addresses = self
            .running
            .as_ref()
            .map(|running| running.net.addresses())
            .unwrap_or_default();
        let mut now = Now {
            entropy: &mut *self.engine.entropy,
            today: self.engine.clock.today(),
        };
        let Some(journal) = &mut self.engine.shared else {
            return;
        };
        match Meeting::begin(journal, peer, stay, addresses, &mut now) {
            Ok((meeting, outcomes)) => {
                self.meeting = Some((number, meeting));
                self.carry_out(number, outcomes).await;
            }
            Err(error) => self.end(Err(error.into())).await,
        }
    }

    async fn with_meeting(
        &mut self,
        number: u64,
        act: impl FnOnce(
            &mut Meeting,
            &mut Journal<Shared>,
            &mut Now<'_>,
        ) -> Result<Vec<Outcome>, StoreError>,
    ) {
        let Some((held, meeting)) = &mut self.meeting else {
            return;
        };
        let Some(journal) = &mut self.engine.shared else {
            return;
        };
        if *held != number {
            return;
        }
        let mut now = Now {
            entropy: &mut *self.engine.entropy,
            today: self.engine.clock.today(),
        };
        match act(meeting, journal, &mut now) {
            Ok(outcomes) => self.carry_out(number, outcomes).await,
            Err(error) => self.end(Err(error.into())).await,
        }
    }

    async fn carry_out(&mut self, number: u64, outcomes: Vec<Outcome>) {
        for outcome in outcomes {
            match outcome {
                Outcome::Write(encoded) => self.write(number, encoded),
                Outcome::WriteAndTell(encoded) => {
                    if let Some(conn) = self.conns.get(&number) {
                        conn.write_and_tell(encoded);
                    }
                }
                Outcome::Tell(notice) => {
                    if let Notice::Progress { .. } = notice {
                        self.unindexed += 1;
                    }
                    self.tell(Update::Notice(notice));
                }
                Outcome::Appended => {
                    if let Err(error) = self.read_new(OPEN_NOW) {
                        return self.end(Err(error)).await;
                    }
                }
                Outcome::Close(ending) => self.session_ended(number, ending).await,
            }
        }
    }

    fn write(&self, number: u64, encoded: Encoded) {
        if let Some(conn) = self.conns.get(&number) {
            conn.write(encoded);
        }
    }

    /// Opens what came in if it is little; much of it waits for idle time.
    fn read_new(&mut self, at_most: usize) -> Result<(), Trouble> {
        let Some(journal) = &mut self.engine.shared else {
            return Ok(());
        };
        if journal.pending() > at_most {
            return Ok(());
        }
        journal.open_pending(usize::MAX)?;
        Ok(())
    }

    fn has_idle_work(&self) -> bool {
        self.engine
            .shared
            .as_ref()
            .is_some_and(|journal| journal.pending() > 0)
            || self.unindexed > INDEX_AFTER
    }

    async fn idle_work(&mut self) {
        if let Err(error) = self.idle_step().await {
            self.end(Err(error)).await;
        }
    }

    async fn idle_step(&mut self) -> Result<(), Trouble> {
        let Some(journal) = &mut self.engine.shared else {
            return Ok(());
        };
        let mut arrivals = Vec::new();
        if journal.pending() > 0 {
            self.unindexed += journal.pending().min(OPEN_AT_ONCE) as u64;
            let left = journal.open_pending(OPEN_AT_ONCE)?;
            if left == 0 {
                // What was written while much came in has waited for this.
                let today = self.engine.clock.today();
                if self
                    .meeting
                    .as_ref()
                    .is_some_and(|(_, meeting)| meeting.is_live())
                {
                    arrivals = journal.flush(&mut *self.engine.entropy, today)?;
                }
            }
            if left == 0 {
                self.tell_changed();
                self.tell(Update::Complete);
            }
        } else {
            journal.save_index()?;
            self.unindexed = 0;
        }
        if !arrivals.is_empty() {
            self.authored(arrivals).await;
        }
        Ok(())
    }

    async fn write_live(
        &mut self,
        kind: String,
        thread: Option<String>,
        contents: Vec<candor_core::entry::ContentBuilder>,
    ) -> Result<Reply, Trouble> {
        let thread = thread.map(|prefix| self.engine.find(&prefix)).transpose()?;
        let today = self.engine.clock.today();
        let journal = self.engine.shared.as_mut().ok_or(Trouble::NotPaired)?;
        let (ids, arrivals): (Vec<EntryId>, _) =
            journal.say_new(&mut *self.engine.entropy, today, &kind, thread, contents)?;
        self.authored(arrivals).await;
        Ok(Reply::Ids(ids))
    }

    /// What was put into the outbox while a meeting is open goes along at once.
    async fn flush_live(&mut self) -> Result<(), Trouble> {
        let today = self.engine.clock.today();
        let Some(journal) = &mut self.engine.shared else {
            return Ok(());
        };
        let arrivals = journal.flush(&mut *self.engine.entropy, today)?;
        if !arrivals.is_empty() {
            self.authored(arrivals).await;
        }
        Ok(())
    }

    async fn authored(&mut self, arrivals: Vec<u64>) {
        if let Some((number, _)) = &self.meeting {
            let number = *number;
            self.with_meeting(number, |meeting, journal, now| {
                meeting.authored(journal, arrivals, now)
            })
            .await;
        }
    }

    async fn session_ended(&mut self, number: u64, ending: Ending) {
        self.keep_meeting();
        match ending {
            Ending::Done => {
                self.tell(Update::Equal);
                self.finishing = Some(number);
                if let Some(conn) = self.conns.get(&number) {
                    conn.finish();
                }
            }
            Ending::NoCommonVersion => self.end(Err(Trouble::NoCommonVersion)).await,
            Ending::Broken | Ending::Lost => self.drop_conn(number).await,
        }
    }

    /// Keeps what the meeting learned of the other device.
    fn keep_meeting(&mut self) {
        let Some((number, meeting)) = self.meeting.take() else {
            return;
        };
        let address = self.conns.get(&number).and_then(|conn| {
            (conn.dialled == Dialled::ByMe)
                .then_some(conn.address)
                .flatten()
        });
        if let Some(journal) = &mut self.engine.shared
            && let Err(error) = meeting.keep(journal, address)
        {
            // What is known of the other device is told again at the next
            // meeting; a store that failed refuses everything after this.
            self.tell(Update::Trouble(Trouble::from(error).to_string()));
        }
    }

    async fn ended(&mut self, number: u64) {
        if self.finishing == Some(number) {
            return;
        }
        self.with_meeting(number, |meeting, journal, now| {
            meeting.on(journal, Event::Lost, now)
        })
        .await;
        self.drop_conn(number).await;
    }

    async fn finished(&mut self, number: u64) {
        if let Some((failed, trouble)) = self.fail_after.take() {
            if failed == number {
                return self.end(Err(trouble)).await;
            }
            self.fail_after = Some((failed, trouble));
        }
        if self.finishing != Some(number) {
            return;
        }
        self.finishing = None;
        let done = match &self.goal {
            Goal::Sync { once, .. } => *once,
            Goal::Pair { .. } => true,
            Goal::None => false,
        };
        if done {
            self.end(Ok(Reply::Done)).await;
        } else {
            self.drop_conn(number).await;
        }
    }

    async fn drop_conn(&mut self, number: u64) {
        if let Some((held, _)) = &self.meeting
            && *held == number
        {
            self.keep_meeting();
        }
        self.conns.remove(&number);
        if let Some((failed, _)) = &self.fail_after
            && *failed == number
            && let Some((_, trouble)) = self.fail_after.take()
        {
            return self.end(Err(trouble)).await;
        }
        let comparing = matches!(
            &self.goal,
            Goal::Pair { state, .. } if state.conn() == Some(number)
        );
        let kept_alone = matches!(
            &self.goal,
            Goal::Pair {
                state: PairState::Kept,
                ..
            }
        );
        if comparing || kept_alone {
            return self.end(Err(Trouble::LostInPairing)).await;
        }
        if let Goal::Pair {
            state: PairState::Joining(_),
            ..
        } = &self.goal
        {
            self.turned_away += 1;
            if self.turned_away >= TURNED_AWAY_MAX {
                return self.end(Err(Trouble::InvitationRefused)).await;
            }
        }
        if self.conns.is_empty()
            && let Some(running) = &self.running
        {
            running.redial.notify_one();
        }
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// Writes a new file that only its person can read.
fn write_private(path: &std::path::Path, bytes: &[u8]) -> Result<(), Trouble> {
    use std::io::Write as _;
    let write = || {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(path)?;
        #[cfg(unix)]
        {
            // A file that was there keeps its rights unless they are set.
            use std::os::unix::fs::PermissionsExt as _;
            file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        }
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error: std::io::Error| {
        Trouble::OtherFile(path.display().to_string(), error.to_string())
    })
}
