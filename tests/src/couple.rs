//! Ada and Ben on this computer: two data folders, paired over the real
//! network stack, and filled with a history.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::EntryId;
use candor_core::journal::{Journal, PeerId};
use candor_core::profile::Profile;
use candor_core::seal::Passphrase;
use candor_core::space::Shared;
use candor_core::store::Folder;
use candor_desktop::engine::{
    Clock, Command, Engine, Handle, Init, Networking, Reply, SystemEntropy, Update,
};
use candor_sync::net::Level;

use crate::decade::{Said, Who};

/// What opens both folders: they hold invented words.
pub const PASSPHRASE: &str = "seven quiet lanterns by the river";

/// The network within this computer, for at most ten minutes.
pub const LOOPBACK: Networking = Networking {
    level: Level::Computer,
    timeout: Some(Duration::from_secs(600)),
};

/// [`PASSPHRASE`], as somebody types it.
pub fn typed() -> Passphrase {
    Passphrase::typed(PASSPHRASE)
}

/// Two data folders of one bond.
pub struct Couple {
    /// Ada's folder.
    pub ada: PathBuf,
    /// Ben's folder.
    pub ben: PathBuf,
}

/// An engine that runs, and what it tells.
pub struct Open {
    /// The engine.
    pub handle: Handle,
    /// What it tells, in order.
    pub heard: mpsc::Receiver<Update>,
}

/// Makes a journal in `folder`.
///
/// # Panics
/// If it cannot be made.
pub fn init(folder: &Path, name: &str) {
    let init = Init {
        name,
        passphrase: &Passphrase::typed(PASSPHRASE),
        own_passphrase: None,
        work_factor: candor_core::seal::WORK_FACTOR_MIN,
    };
    Engine::init(folder, &init).expect("the folder takes a journal");
}

/// Opens a folder and starts its engine, on a fixed day.
///
/// # Panics
/// If it does not open.
pub fn open(folder: &Path, day: Day) -> Open {
    let clock = Clock::from(move || (day, u64::from(day.number()) * 86_400));
    let engine = Engine::open(folder, &Passphrase::typed(PASSPHRASE), clock).expect("opens");
    let (updates, heard) = mpsc::channel();
    let handle = Handle::spawn(engine, move |update| drop(updates.send(update)));
    Open { handle, heard }
}

impl Open {
    /// Waits for the first update that `pick` takes.
    ///
    /// # Panics
    /// If the engine ends before.
    pub fn wait_for<T>(&self, pick: impl Fn(&Update) -> Option<T>) -> T {
        self.heard
            .iter()
            .find_map(|update| pick(&update))
            .expect("the engine still runs")
    }
}

impl Couple {
    /// The two journals that an earlier run made under `folder`.
    pub fn at(folder: &Path) -> Self {
        Self {
            ada: folder.join("ada"),
            ben: folder.join("ben"),
        }
    }

    /// Two fresh journals under `folder`, paired over the network of this
    /// computer.
    ///
    /// # Panics
    /// If the pairing does not come to its end.
    pub fn pair(folder: &Path, day: Day) -> Self {
        let couple = Self::at(folder);
        init(&couple.ada, "Ada");
        init(&couple.ben, "Ben");
        let invitation = folder.join("invitation.txt");
        let (ada, ben) = (open(&couple.ada, day), open(&couple.ben, day));
        let inviting = ada.handle.asker().ask(Command::Invite {
            passphrase: typed(),
            out: Some(invitation.clone()),
            networking: LOOPBACK,
        });
        ada.wait_for(|update| matches!(update, Update::Invited(_)).then_some(()));
        let joining = ben.handle.asker().ask(Command::Join {
            passphrase: typed(),
            invitation: std::fs::read_to_string(&invitation).expect("it is written"),
            networking: LOOPBACK,
        });
        let words = |update: &Update| match update {
            Update::Words(words) => Some(words.clone()),
            _ => None,
        };
        assert_eq!(ada.wait_for(words), ben.wait_for(words));
        for side in [&ada, &ben] {
            side.handle
                .call(Command::SameWords(true))
                .expect("is taken");
        }
        for waiting in [inviting, joining] {
            let reply = waiting.blocking_recv().expect("the engine runs");
            assert_eq!(reply.expect("the bond stands"), Reply::Done);
        }
        couple
    }

    /// Writes a history into both folders: each entry by its hand, and what a
    /// day brings is exchanged at its end. No network is used.
    ///
    /// # Panics
    /// If something cannot be written.
    pub fn fill(&self, history: impl Iterator<Item = Said>) {
        let (ada_profile, mut ada) = journal(&self.ada);
        let (ben_profile, mut ben) = journal(&self.ben);
        let ada_peer = PeerId(ada_profile_endpoint(&ada_profile));
        let ben_peer = PeerId(ada_profile_endpoint(&ben_profile));
        let mut ids: Vec<EntryId> = Vec::new();
        let mut day = None;
        let mut entropy = SystemEntropy;
        for said in history {
            let today = Day::from_number(said.day).expect("ten years fit");
            if day.is_some_and(|before| before != today) {
                exchange(&mut ada, ada_peer, &mut ben, ben_peer);
            }
            day = Some(today);
            let content = ContentBuilder {
                fields: said
                    .fields
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), value.clone()))
                    .collect(),
                text: said.text,
            };
            let writer = match said.who {
                Who::Ada => &ada,
                Who::Ben => &ben,
            };
            let parent = said.reply_to.map(|at| now([&ada, &ben], ids[at]));
            // An answer to something of the same day needs that day's exchange.
            if parent.is_some_and(|parent| writer.view().row(parent).is_none()) {
                exchange(&mut ada, ada_peer, &mut ben, ben_peer);
            }
            let thread = said.reply_to.map(|at| now([&ada, &ben], ids[at]));
            let writer = match said.who {
                Who::Ada => &mut ada,
                Who::Ben => &mut ben,
            };
            let id = writer
                .keep_new(&mut entropy, today, said.kind, thread, vec![content])
                .expect("fits its kind");
            ids.push(id[0]);
        }
        exchange(&mut ada, ada_peer, &mut ben, ben_peer);
        exchange(&mut ada, ada_peer, &mut ben, ben_peer);
        for (profile, mut journal) in [(ada_profile, ada), (ben_profile, ben)] {
            journal.save_index().expect("writes");
            journal.settle().expect("writes");
            drop(profile);
        }
    }
}

/// The entry that what one of the two kept under this id has become.
fn now(journals: [&Journal<Shared>; 2], id: EntryId) -> EntryId {
    let mut became = journals.iter().map(|journal| journal.became(id));
    became.find(|now| *now != id).unwrap_or(id)
}

/// The profile and the shared history of a folder.
///
/// # Panics
/// If it does not open, or there is no bond.
pub fn journal(folder: &Path) -> (Profile, Journal<Shared>) {
    let profile =
        Profile::open(&Folder::at(folder), &Passphrase::typed(PASSPHRASE)).expect("opens");
    let store = profile.shared_store().expect("opens");
    let mut journal = Journal::open_shared(&profile.keyring, Box::new(store))
        .expect("reads")
        .expect("there is a bond");
    journal.load_all().expect("reads");
    journal.open_pending(usize::MAX).expect("reads");
    (profile, journal)
}

fn ada_profile_endpoint(profile: &Profile) -> [u8; 32] {
    let seed = profile.keyring.endpoint_key();
    *candor_sync::net::EndpointKey::from_seed(seed.expose()).as_bytes()
}

/// What each lacks, given without a network; what waits is written first.
fn exchange(
    ada: &mut Journal<Shared>,
    ada_peer: PeerId,
    ben: &mut Journal<Shared>,
    ben_peer: PeerId,
) {
    let mut entropy = SystemEntropy;
    for journal in [&mut *ada, &mut *ben] {
        journal.flush(&mut entropy, Day::LAST).expect("writes");
    }
    let (of_ada, of_ben) = (ada.have().expect("reads"), ben.have().expect("reads"));
    give(ada, ben, ben_peer, &of_ben);
    give(ben, ada, ada_peer, &of_ada);
}

fn give(
    from: &mut Journal<Shared>,
    to: &mut Journal<Shared>,
    peer: PeerId,
    have: &candor_core::journal::Have,
) {
    let missing = from.missing(peer, have).expect("reads");
    let mut arrivals: Vec<_> = missing.theirs.into_iter().chain(missing.others).collect();
    while !arrivals.is_empty() {
        let (records, taken) = from.give(&arrivals, 4 << 20).expect("reads");
        arrivals.drain(..taken);
        let envelopes = records
            .into_iter()
            .map(candor_core::journal::Outbound::into_envelope)
            .collect();
        to.receive(envelopes).expect("stores");
    }
    to.open_pending(usize::MAX).expect("reads");
}
