//! How long the partner waits for an answer, with own pages being opened and
//! written beside it and without.
//!
//! ```text
//! Ben: a small record ──► Ada: durable ──► Ben: confirmed      one wait
//! Ada: Mine alone is opened, written, searched, closed         meanwhile, or not
//! ```
//!
//! It is what a changed program of Ben's can ask for as often as it likes. Each
//! wait holds a write to Ben's own disk too, with and without alike.

use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::profile::Profile;
use candor_core::seal::{Passphrase, open_with_passphrase, seal_with_passphrase};
use candor_core::store::Folder;
use candor_desktop::engine::{Command, SystemEntropy, Update};

use crate::couple::{Couple, LOOPBACK, Open, open, typed};

/// What opens Ada's own pages.
pub const OWN: &str = "a passphrase for my own pages";

const UNLOCK: &str = "unlock.age";
const OWN_UNLOCK: &str = "own-unlock.age";
const KEY_FILE_BYTES_MAX: usize = 64 * 1024;
/// So long nothing must be heard before a row of waits begins: each wait ends
/// with a word of its own.
const STILL: Duration = Duration::from_millis(300);

/// Two engines that meet, and stay.
pub struct Apart {
    ada: Open,
    ben: Open,
}

/// Sets Ada's own passphrase, and lets opening her own pages cost as much as
/// `work_factor` says, whatever it is for the rest.
///
/// # Panics
/// If the folder does not open.
pub fn set_own(folder: &Path, work_factor: u8) {
    let own = Passphrase::typed(OWN);
    let opens = typed();
    let mut profile = Profile::open(&Folder::at(folder), &opens).expect("opens");
    let proven = profile.prove(&opens).expect("it is hers");
    profile
        .set_own_passphrase(&mut SystemEntropy, &proven, &own)
        .expect("is set");
    cost(folder, OWN_UNLOCK, &own, work_factor);
}

/// Lets opening Candor, proving its passphrase and every new passphrase cost as
/// much as `work_factor` says.
///
/// # Panics
/// If the folder does not open.
pub fn set_cost(folder: &Path, work_factor: u8) {
    cost(folder, UNLOCK, &typed(), work_factor);
}

/// Seals what a key file holds once more, at another cost.
fn cost(folder: &Path, name: &str, passphrase: &Passphrase, work_factor: u8) {
    let folder = Folder::at(folder);
    let file = folder.read(name).expect("reads");
    let plain = open_with_passphrase(passphrase, &file, KEY_FILE_BYTES_MAX).expect("opens");
    let file = seal_with_passphrase(passphrase, work_factor, &plain);
    folder.write(name, &file).expect("writes");
}

impl Apart {
    /// Opens both folders and lets them meet.
    ///
    /// # Panics
    /// If they do not meet.
    pub fn meet(couple: &Couple, day: Day) -> Self {
        let pair = Self {
            ada: open(&couple.ada, day),
            ben: open(&couple.ben, day),
        };
        for side in [&pair.ada, &pair.ben] {
            // It is answered when the engine ends.
            drop(side.handle.asker().ask(Command::Sync {
                passphrase: Some(typed()),
                networking: LOOPBACK,
                once: false,
            }));
        }
        // What is given before they meet is confirmed when they do.
        pair.wait();
        pair
    }

    /// How long Ben waits until Ada's device has confirmed one small record.
    ///
    /// # Panics
    /// If an engine ends.
    pub fn wait(&self) -> Duration {
        // What was told before is no answer to this.
        while self.ben.heard.try_recv().is_ok() {}
        let begin = Instant::now();
        let given = self.ben.handle.asker().ask(Command::Write {
            kind: "note".to_owned(),
            thread: None,
            contents: vec![words("Only to hear an answer.")],
            hold: Duration::ZERO,
        });
        self.ben
            .wait_for(|update| matches!(update, Update::Confirmed).then_some(()));
        let took = begin.elapsed();
        given.blocking_recv().expect("runs").expect("is written");
        took
    }

    /// So many waits, one after the other, while nothing of the own pages is
    /// touched.
    pub fn waits(&self, count: usize) -> Waits {
        self.settle();
        Waits::of((0..count).map(|_| self.wait()).collect())
    }

    /// Asks Ada's engine for something of her own, and gives how long that took
    /// and what Ben waited meanwhile.
    ///
    /// # Panics
    /// If it is refused.
    pub fn waits_during(&self, command: Command) -> (Duration, Waits) {
        self.settle();
        let (done, answered) = mpsc::channel();
        let begin = Instant::now();
        self.ada.handle.asker().ask_then(command, move |reply| {
            drop(done.send((begin.elapsed(), reply)));
        });
        let mut waits = Vec::new();
        loop {
            match answered.try_recv() {
                Ok((took, reply)) => {
                    reply.expect("it is done");
                    return (took, Waits::of(waits));
                }
                Err(mpsc::TryRecvError::Empty) => waits.push(self.wait()),
                Err(mpsc::TryRecvError::Disconnected) => panic!("the engine ended"),
            }
        }
    }

    /// So many waits while Ada writes pages, keeps drafts and searches without
    /// a pause; and how long she waited for each page. Her own pages are open.
    ///
    /// # Panics
    /// If a page cannot be written.
    pub fn waits_while_writing(&self, count: usize) -> (Waits, Waits) {
        self.settle();
        let own = self.ada.handle.asker();
        std::thread::scope(|scope| {
            // She writes until this is dropped, which a panic does too.
            let (going, gone) = mpsc::channel::<()>();
            let writer = scope.spawn(move || {
                let mut pages = Vec::new();
                while gone.try_recv() == Err(mpsc::TryRecvError::Empty) {
                    let begin = Instant::now();
                    for command in of_her_own() {
                        let page = matches!(command, Command::OwnWrite { .. });
                        own.call(command).expect("it is done");
                        if page {
                            pages.push(begin.elapsed());
                        }
                    }
                }
                Waits::of(pages)
            });
            let waits = Waits::of((0..count).map(|_| self.wait()).collect());
            drop(going);
            (waits, writer.join().expect("she could write"))
        })
    }

    /// Opens Ada's own pages.
    pub fn opening() -> Command {
        Command::OpenOwn {
            passphrase: Passphrase::typed(OWN),
        }
    }

    /// Ada's engine, and Ben's.
    pub fn sides(&self) -> (&Open, &Open) {
        (&self.ada, &self.ben)
    }

    /// Hears out what was told until now.
    fn settle(&self) {
        while self.ben.heard.recv_timeout(STILL).is_ok() {}
    }
}

fn words(text: &str) -> ContentBuilder {
    ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    }
}

fn of_her_own() -> [Command; 3] {
    [
        Command::OwnWrite {
            kind: "reflection".to_owned(),
            content: words("What I do not say yet."),
        },
        Command::OwnKeepDrafts(vec![("new".to_owned(), words("Begun."))]),
        Command::OwnFind("yet".to_owned()),
    ]
}

/// Some waits, the shortest first.
#[derive(Debug, Clone)]
pub struct Waits(Vec<Duration>);

impl Waits {
    fn of(mut waits: Vec<Duration>) -> Self {
        waits.sort_unstable();
        Self(waits)
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The one in the middle; nothing if there are none.
    pub fn median(&self) -> Duration {
        self.0.get(self.0.len() / 2).copied().unwrap_or_default()
    }

    /// The longest; nothing if there are none.
    pub fn slowest(&self) -> Duration {
        self.0.last().copied().unwrap_or_default()
    }
}
