//! What asks for the passphrase: each command of the engine is named here, and
//! each that asks is tried with a wrong one.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use candor_core::entry::ContentBuilder;
use candor_core::profile::ProfileError;
use candor_core::seal::Passphrase;
use candor_desktop::engine::{
    Clock, Command, Engine, Handle, Init, Networking, REACH, Reach, Reply, Trouble, Update,
};
use candor_sync::net::Level;

use crate::program::*;

/// What changes who can open something, what leaves the device, or who is paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matter {
    Export,
    OwnExport,
    MoreReach,
    ReachByRow,
    FurtherMeeting,
    Invite,
    Join,
    FirstOwnPassphrase,
    NewOwnPassphrase,
    NewPassphrase,
}

impl Matter {
    /// All of them: one that is new has a place here, or this does not compile.
    fn all() -> impl Iterator<Item = Self> {
        std::iter::successors(Some(Self::Export), |matter| match matter {
            Self::Export => Some(Self::OwnExport),
            Self::OwnExport => Some(Self::MoreReach),
            Self::MoreReach => Some(Self::ReachByRow),
            Self::ReachByRow => Some(Self::FurtherMeeting),
            Self::FurtherMeeting => Some(Self::Invite),
            Self::Invite => Some(Self::Join),
            Self::Join => Some(Self::FirstOwnPassphrase),
            Self::FirstOwnPassphrase => Some(Self::NewOwnPassphrase),
            Self::NewOwnPassphrase => Some(Self::NewPassphrase),
            Self::NewPassphrase => None,
        })
    }
}

/// Whether a command asks for the passphrase, and what for. A new command makes
/// this fail to compile until somebody has said which it is.
fn asks(command: &Command) -> Option<Matter> {
    match command {
        Command::Export { own: false, .. } => Some(Matter::Export),
        Command::Export { own: true, .. } => Some(Matter::OwnExport),
        Command::Reach { .. } => Some(Matter::MoreReach),
        Command::KeepDraft { slot, .. } | Command::AddToDraft { slot, .. } if slot == REACH => {
            Some(Matter::ReachByRow)
        }
        Command::Sync { .. } => Some(Matter::FurtherMeeting),
        Command::Invite { .. } => Some(Matter::Invite),
        Command::Join { .. } => Some(Matter::Join),
        Command::SetOwnPassphrase { .. } => Some(Matter::FirstOwnPassphrase),
        Command::ChangeOwnPassphrase { .. } => Some(Matter::NewOwnPassphrase),
        Command::ChangePassphrase { .. } => Some(Matter::NewPassphrase),
        // Writing goes to the one it is written for, who was paired by passphrase.
        Command::Write { .. }
        | Command::Edit { .. }
        | Command::PutDayRight { .. }
        | Command::KeepJoint { .. }
        | Command::Seal { .. }
        | Command::Unseal { .. }
        | Command::Cross { .. }
        | Command::Withdraw { .. }
        | Command::Remove { .. }
        | Command::KeepAfterAll { .. }
        | Command::Cancel { .. }
        | Command::SendNow { .. }
        | Command::OwnShare { .. } => None,
        // Rows and pages of this device, and what it takes in.
        Command::Quiet(_)
        | Command::NamePartner { .. }
        | Command::TakeMore
        | Command::KeepDraft { .. }
        | Command::AddToDraft { .. }
        | Command::OwnWrite { .. }
        | Command::OwnEdit { .. }
        | Command::OwnDelete { .. }
        | Command::OwnKeepDrafts(_)
        | Command::CloseOwn => None,
        // It tells the one that was paired by passphrase what was pressed in a talk.
        Command::Talk(_) => None,
        // Ends of what was asked for: the first two hold a proof, which is looked
        // at again; the last keeps that there is an own passphrase.
        Command::ExportShared { .. } | Command::TakePassphrase(_) | Command::NoteOwn => None,
        // It asks for the own passphrase.
        Command::OpenOwn { .. } => None,
        // Inside a pairing that was begun by passphrase, and its end.
        Command::SameWords(_) | Command::Pause => None,
        // Reading what is open.
        Command::Joint { .. }
        | Command::OpenPair { .. }
        | Command::Agreements { .. }
        | Command::Promises
        | Command::Questions
        | Command::Between
        | Command::Today
        | Command::LookBack { .. }
        | Command::List
        | Command::Show { .. }
        | Command::Search { .. }
        | Command::OwnList
        | Command::OwnSearch { .. }
        | Command::Lines(_)
        | Command::Find(_)
        | Command::Status
        | Command::Drafts
        | Command::OwnLines
        | Command::OwnFind(_)
        | Command::OwnDrafts
        | Command::Check
        | Command::Devices => None,
    }
}

fn typed(text: &str) -> Passphrase {
    Passphrase::typed(text)
}

/// The command for a matter, with this passphrase.
fn attempt(matter: Matter, passphrase: &str, folder: &Path) -> Command {
    let networking = Networking {
        level: Level::Computer,
        timeout: Some(Duration::from_millis(1)),
    };
    let passphrase = typed(passphrase);
    match matter {
        Matter::Export => Command::Export {
            passphrase,
            own: false,
        },
        Matter::OwnExport => Command::Export {
            passphrase,
            own: true,
        },
        Matter::MoreReach => Command::Reach {
            reach: Reach::Computer,
            passphrase: Some(passphrase),
        },
        Matter::ReachByRow => Command::KeepDraft {
            slot: REACH.to_owned(),
            content: Some(ContentBuilder {
                text: Reach::Direct.word().to_owned(),
                ..ContentBuilder::default()
            }),
        },
        Matter::FurtherMeeting => Command::Sync {
            passphrase: Some(passphrase),
            networking,
            once: true,
        },
        Matter::Invite => Command::Invite {
            passphrase,
            out: Some(folder.join("invitation.txt")),
            networking,
        },
        Matter::Join => Command::Join {
            passphrase,
            invitation: "no invitation".to_owned(),
            networking,
        },
        Matter::FirstOwnPassphrase => Command::SetOwnPassphrase {
            passphrase,
            new: typed("another own one"),
        },
        Matter::NewOwnPassphrase => Command::ChangeOwnPassphrase {
            passphrase,
            old: typed(OWN),
            new: typed("another own one"),
        },
        Matter::NewPassphrase => Command::ChangePassphrase {
            old: passphrase,
            new: typed("another one"),
        },
    }
}

/// An open journal with an own passphrase, and what it tells.
fn open(folder: &Path) -> (Handle, mpsc::Receiver<Update>) {
    let init = Init {
        name: "Ada",
        passphrase: &typed(PASSPHRASE),
        own_passphrase: Some(&typed(OWN)),
        work_factor: 10,
    };
    Engine::init(folder, &init).expect("the folder takes a journal");
    let engine = Engine::open(folder, &typed(PASSPHRASE), Clock::system()).expect("opens");
    let (updates, heard) = mpsc::channel();
    let handle = Handle::spawn(engine, move |update| drop(updates.send(update)));
    (handle, heard)
}

/// Every file of a folder, byte by byte.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .expect("a folder")
        .map(|file| {
            let path = file.expect("a file").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), std::fs::read(&path).expect("reads"))
        })
        .collect()
}

fn is_not_proven(outcome: &Result<Reply, Trouble>) -> bool {
    matches!(outcome, Err(Trouble::Profile(ProfileError::NotProven)))
}

#[test]
fn what_matters_is_refused_without_the_passphrase_and_nothing_changes() {
    let base = tempfile::tempdir().expect("a folder");
    let folder = base.path().join("ada");
    let (handle, heard) = open(&folder);
    let before = files(&folder);
    for matter in Matter::all() {
        // Empty, another, nearly it, and the one that opens Mine alone.
        for wrong in ["", "another", "seven quiet lantern", OWN] {
            let command = attempt(matter, wrong, base.path());
            assert_eq!(asks(&command), Some(matter));
            let outcome = handle.call(command);
            assert!(
                is_not_proven(&outcome),
                "{matter:?}, {wrong:?}: {outcome:?}"
            );
        }
        assert!(files(&folder) == before, "{matter:?} changed a file");
    }
    assert!(!base.path().join("invitation.txt").exists());
    assert!(heard.try_recv().is_err(), "nothing began");
    handle.close();
    assert!(Engine::open(&folder, &typed(PASSPHRASE), Clock::system()).is_ok());
}

#[test]
fn what_matters_is_let_through_with_the_passphrase() {
    let base = tempfile::tempdir().expect("a folder");
    let folder = base.path().join("ada");
    let (handle, heard) = open(&folder);
    for matter in Matter::all().filter(|matter| *matter != Matter::ReachByRow) {
        // Some find something else in the way: there is nobody to meet yet.
        let outcome = handle.call(attempt(matter, PASSPHRASE, base.path()));
        assert!(!is_not_proven(&outcome), "{matter:?}");
    }
    let begun = heard.try_iter().filter(|it| *it == Update::Proven).count();
    assert_eq!(begun, 2, "an invitation, and an answer");
    handle.close();
    assert!(Engine::open(&folder, &typed(PASSPHRASE), Clock::system()).is_err());
    let engine = Engine::open(&folder, &typed("another one"), Clock::system()).expect("opens");
    let handle = Handle::spawn(engine, |_| {});
    let passphrase = typed("another own one");
    assert!(handle.call(Command::OpenOwn { passphrase }).is_ok());
}

#[test]
fn an_own_passphrase_needs_the_own_one_too() {
    let base = tempfile::tempdir().expect("a folder");
    let folder = base.path().join("ada");
    let (handle, _heard) = open(&folder);
    // Also while Mine alone stands open.
    let passphrase = typed(OWN);
    handle.call(Command::OpenOwn { passphrase }).expect("opens");
    let before = files(&folder);
    let outcome = handle.call(Command::ChangeOwnPassphrase {
        passphrase: typed(PASSPHRASE),
        old: typed("another"),
        new: typed("another own one"),
    });
    assert!(outcome.is_err());
    assert!(files(&folder) == before);
}
