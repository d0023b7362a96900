//! Who asks, and how it comes to an end.
//!
//! An [`Asker`] puts each command into the queue of the side that carries it
//! out ([`Command::room`]), and [`Handle`] owns the two threads.

use tokio::sync::{mpsc, oneshot};

use super::command::Room;
use super::own::OwnAsked;
use super::refused::{Refused, Sealed};
use super::{Command, Engine, Reply, Trouble, Update, task};

/// What stands in the shared side's queue.
pub(super) type Asked = (Command, Answer);

/// Takes the answer to a command. One that is dropped unanswered, because its
/// side has ended, says so.
pub(super) struct Answer(Option<Then>);

type Then = Box<dyn FnOnce(Result<Reply, Trouble>) + Send>;

impl Answer {
    pub(super) fn new(then: impl FnOnce(Result<Reply, Trouble>) + Send + 'static) -> Self {
        Self(Some(Box::new(then)))
    }

    pub(super) fn send(mut self, reply: Result<Reply, Trouble>) {
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
pub struct Asker {
    shared: mpsc::UnboundedSender<Asked>,
    own: std::sync::mpsc::Sender<OwnAsked>,
}

impl Asker {
    /// Asks for something, without waiting for the answer. What is asked of one
    /// side is done in the order it was asked; between the two sides there is
    /// no order.
    pub fn ask(&self, command: Command) -> oneshot::Receiver<Result<Reply, Trouble>> {
        let (answer, receiver) = oneshot::channel();
        // Nobody may be left to hear it.
        self.ask_then(command, move |reply| drop(answer.send(reply)));
        receiver
    }

    /// Asks for something; `then` is called with the answer, on the thread that
    /// answers. Never waits.
    pub fn ask_then(
        &self,
        command: Command,
        then: impl FnOnce(Result<Reply, Trouble>) + Send + 'static,
    ) {
        let answer = Answer::new(then);
        // A side that has ended drops the answer, which tells so.
        match command.room() {
            Room::Shared => drop(self.shared.send((command, answer))),
            Room::Own => drop(self.own.send(OwnAsked::Do(command, answer))),
        }
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

    /// Waits until the shared side has done all that stands in its queue now.
    fn wait_for_shared(&self) {
        let (done, wait) = std::sync::mpsc::channel::<()>();
        self.ask_then(Command::Status, move |_| drop(done));
        // Nothing is ever sent: what ends the wait is that the answer is gone.
        let _ = wait.recv();
    }
}

/// The engine, running on its own threads. [`Handle::close`] ends it after all
/// that was asked until then is done; so does dropping it.
pub struct Handle {
    asker: Option<Asker>,
    stop: Option<oneshot::Sender<()>>,
    own: Option<Side>,
    shared: Option<Side>,
}

/// The thread of one side. It ends with what the disk did not take, sealed.
type Side = std::thread::JoinHandle<Option<Sealed>>;

impl Handle {
    /// Starts both sides. `updates` hears what happens while commands run.
    ///
    /// # Panics
    /// If the system gives no thread.
    pub fn spawn(mut engine: Engine, updates: impl Fn(Update) + Send + 'static) -> Self {
        let (shared, shared_queue) = mpsc::unbounded_channel();
        let (own, own_queue) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let own_side = engine.own_side();
        let hand_on = shared.clone();
        let own_thread = thread("candor-own", move || {
            own_side.run(&own_queue, |command, answer| {
                // A side that has ended drops the answer, which tells so.
                drop(hand_on.send((command, answer)));
            })
        });
        let shared_thread = thread("candor-engine", move || {
            task::run(engine, shared_queue, stopped, Box::new(updates))
        });
        Self {
            asker: Some(Asker { shared, own }),
            stop: Some(stop),
            own: Some(own_thread),
            shared: Some(shared_thread),
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

    /// Ends both sides and waits until the folder is at rest. What you get back is
    /// what the disk did not take of the drafts: it is for the engine that opens this
    /// journal next ([`Engine::take_refused`]), and lost where there is none.
    pub fn close(mut self) -> Refused {
        self.end()
    }

    fn end(&mut self) -> Refused {
        let mut refused = Refused::default();
        if let Some(asker) = self.asker.take() {
            // The own side first: what it hands on is done before the other ends,
            // and no own file changes after the times were made level. One that
            // has ended already needs no telling.
            drop(asker.own.send(OwnAsked::End));
            refused.own = join(self.own.take());
            asker.wait_for_shared();
        }
        if let Some(stop) = self.stop.take() {
            // A loop that has ended needs no telling.
            let _ = stop.send(());
        }
        refused.shared = join(self.shared.take());
        refused
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.end();
    }
}

fn thread(name: &str, run: impl FnOnce() -> Option<Sealed> + Send + 'static) -> Side {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .expect("the system gives a thread")
}

fn join(side: Option<Side>) -> Option<Sealed> {
    // A panic there was printed there; nothing here builds on it.
    side?.join().ok().flatten()
}
