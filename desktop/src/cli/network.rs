//! The three commands that use the network, for as long as they run.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use candor_core::seal::Passphrase;
use candor_sync::net::Level;
use candor_sync::session::Notice;

use super::args::{Common, LevelArg, NetworkArgs};
use super::{Failure, folder, input, output, paths, terminal};
use crate::engine::{Asker, Clock, Command, Engine, Handle, Networking, Trouble, Update};
use crate::text::{self, help};

const INVITE_SECONDS: u64 = 48 * 60 * 60;
const JOIN_SECONDS: u64 = 120;
const ONCE_SECONDS: u64 = 60;
const INVITATION_BYTES_MAX: u64 = 64 * 1024;

fn networking(network: &NetworkArgs, unless_set: Option<u64>) -> Networking {
    Networking {
        level: match network.level {
            LevelArg::Computer => Level::Computer,
            LevelArg::Network => Level::Network,
            LevelArg::Direct => Level::Direct,
        },
        timeout: network.timeout.or(unless_set).map(Duration::from_secs),
    }
}

/// Who says whether the words are the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WhoCompares {
    /// A person, on standard input.
    Person,
    /// `--words-match`.
    Script,
}

fn who(words_match: bool) -> WhoCompares {
    if words_match {
        WhoCompares::Script
    } else {
        WhoCompares::Person
    }
}

pub fn invite(
    common: &Common,
    out: PathBuf,
    words_match: bool,
    network: &NetworkArgs,
) -> Result<(), Failure> {
    let out = paths::whole(&out)?.to_owned();
    let networking = networking(network, Some(INVITE_SECONDS));
    let command = |passphrase| Command::Invite {
        passphrase,
        out: Some(out),
        networking,
    };
    run(common, None, command, who(words_match))
}

pub fn join(
    common: &Common,
    file: &Path,
    words_match: bool,
    network: &NetworkArgs,
) -> Result<(), Failure> {
    let invitation = invitation(file)?;
    let networking = networking(network, Some(JOIN_SECONDS));
    let command = |passphrase| Command::Join {
        passphrase,
        invitation,
        networking,
    };
    run(common, None, command, who(words_match))
}

pub fn sync(
    common: &Common,
    once: bool,
    take_more: bool,
    network: &NetworkArgs,
) -> Result<(), Failure> {
    let unless_set = once.then_some(ONCE_SECONDS);
    let networking = networking(network, unless_set);
    let command = |passphrase| Command::Sync {
        passphrase: Some(passphrase),
        networking,
        once,
    };
    // It is asked before the meeting, so that it holds from its first record.
    let before = take_more.then_some(Command::TakeMore);
    run(common, before, command, WhoCompares::Script)
}

fn invitation(file: &Path) -> Result<String, Failure> {
    use std::io::Read as _;
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().read_line(&mut text)
    } else {
        std::fs::File::open(file)
            .and_then(|file| file.take(INVITATION_BYTES_MAX).read_to_string(&mut text))
    };
    read.map_err(|error| {
        Failure::from(Trouble::OtherFile(
            file.display().to_string(),
            error.to_string(),
        ))
    })?;
    Ok(text)
}

/// Opens the journal and carries out one command; the passphrase that opened it
/// goes along with it.
fn run(
    common: &Common,
    before: Option<Command>,
    command: impl FnOnce(Passphrase) -> Command,
    compares: WhoCompares,
) -> Result<(), Failure> {
    let passphrase = input::passphrase(common)?;
    let engine = Engine::open(&folder(common)?, &passphrase, Clock::of_command_line())?;
    let (updates, heard) = mpsc::channel();
    let handle = Handle::spawn(engine, move |update| {
        // Nobody listens any more once the command has ended.
        drop(updates.send(update));
    });
    stop_on_signal(handle.asker());
    let asker = handle.asker();
    std::thread::spawn(move || {
        for update in heard {
            show(&update, compares, &asker);
        }
    });
    if let Some(before) = before {
        handle.asker().call(before)?;
    }
    let outcome = handle.asker().call(command(passphrase));
    handle.close();
    match outcome {
        Ok(_) => Ok(()),
        // The person ended it, which is how a `sync` that stays open ends.
        Err(Trouble::Stopped) => Ok(()),
        Err(trouble) => Err(trouble.into()),
    }
}

fn show(update: &Update, compares: WhoCompares, asker: &Asker) {
    match update {
        Update::Words(words) => {
            // A script reads this line, so it goes out at once.
            if output::line(&format!("words: {words}")).is_err() || terminal::Out.flush().is_err() {
                drop(asker.ask(Command::SameWords(false)));
                return;
            }
            let asker = asker.clone();
            std::thread::spawn(move || {
                let same = compares == WhoCompares::Script || input::says_yes(help::ASK_WORDS);
                drop(asker.ask(Command::SameWords(same)));
            });
        }
        Update::Invited(_) => terminal::say(help::INVITED),
        Update::Notice(notice) => {
            if let Some(words) = text::notice(notice) {
                terminal::say(&words);
            }
            if let Notice::TooMuch { .. } = notice {
                terminal::say(help::TAKE_MORE);
            }
        }
        Update::Trouble(words) => terminal::say(words),
        // A talk is shown by windows alone.
        Update::Talk { .. }
        | Update::Proven
        | Update::Equal
        | Update::Became { .. }
        | Update::Entry(_)
        | Update::Confirmed
        | Update::Complete
        | Update::Parted => {}
    }
}

/// Ctrl+C and the wish of the system to end close the network first.
fn stop_on_signal(asker: Asker) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        if let Ok(runtime) = runtime
            && runtime.block_on(interrupted())
        {
            drop(asker.ask(Command::Pause));
        }
    });
}

#[cfg(unix)]
async fn interrupted() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        return false;
    };
    tokio::select! {
        _ = interrupt.recv() => true,
        _ = terminate.recv() => true,
    }
}

#[cfg(not(unix))]
async fn interrupted() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}
