//! The command line `candor`: one engine, one command, an exit code.
//!
//! Exit codes: 0 done, 1 refused or failed, 2 usage, 3 time is up, 4 words
//! differ. Secrets never stand in arguments or in the environment.

mod args;
mod export;
mod gate;
mod input;
mod network;
mod output;
mod paths;
mod read;
mod terminal;

use std::process::ExitCode;

use candor_core::date::{Day, civil};
use candor_core::entry::content::VERSION;
use candor_core::entry::{ContentBuilder, agreement, template};
use candor_core::journal::AuthorError;
use candor_core::seal::Passphrase;
use candor_core::view::rules::{KEEP_IT, ReplyError};
use clap::Parser;
use jiff::civil::Date;

use crate::engine::{Clock, Command, Engine, Handle, Init, Reply, Trouble};
use crate::text::{self, help};
use args::{Args, OwnVerb, Verb};
use paths::folder;
use read::Act;

/// Why a command did not come to its end.
#[derive(Debug)]
pub enum Failure {
    /// It was asked wrongly.
    Usage(String),
    /// It was refused or failed.
    Trouble(Trouble),
    /// A check named broken records.
    Broken,
    /// The demonstration did not hold.
    Demo(String),
    /// The window does not open.
    Window(String),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Trouble(Trouble::TimeUp) => 3,
            Self::Trouble(Trouble::WordsDiffer) => 4,
            _ => 1,
        }
    }

    fn say(&self) {
        match self {
            Self::Usage(words) | Self::Demo(words) | Self::Window(words) => terminal::say(words),
            Self::Trouble(trouble) => terminal::say(&text::trouble(trouble)),
            Self::Broken => {}
        }
    }
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return not_parsed(&error),
    };
    match carry_out(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.say();
            ExitCode::from(failure.code())
        }
    }
}

/// Says what was asked wrongly, or the help. It repeats arguments and the environment
/// as they are, so it goes out like all else; clap has no styles of its own here.
fn not_parsed(error: &clap::Error) -> ExitCode {
    let words = error.render().ansi().to_string();
    let words = words.trim_end();
    if error.use_stderr() {
        terminal::say(words);
        return ExitCode::from(2);
    }
    // A closed pipe is no reason to fail over a help text.
    drop(terminal::print(words));
    ExitCode::SUCCESS
}

fn carry_out(args: Args) -> Result<(), Failure> {
    let common = &args.common;
    let Some(verb) = args.verb else {
        return window(common);
    };
    match verb {
        Verb::Templates => output::templates(common.json),
        Verb::Patterns => output::patterns(common.json),
        Verb::Demo { headless } => {
            let out = &mut terminal::Out;
            if headless || !has_display() {
                crate::demo::run(out).map_err(Failure::Demo)
            } else {
                crate::demo::windows(out).map_err(Failure::Demo)
            }
        }
        Verb::DemoWindow { name } => {
            crate::demo::window(&name, &folder(common)?).map_err(Failure::Window)
        }
        Verb::Init { name, work_factor } => init(common, &name, work_factor),
        Verb::Passphrase {
            own,
            new_passphrase_file,
        } => passphrase(common, own, new_passphrase_file.as_deref()),
        Verb::Own { verb } => own(common, verb),
        Verb::Export {
            dir,
            format: _,
            own,
        } => export::run(common, &dir, own),
        Verb::Invite {
            out,
            words_match,
            network,
        } => network::invite(common, out, words_match, &network),
        Verb::Join {
            file,
            words_match,
            network,
        } => network::join(common, &file, words_match, &network),
        Verb::Sync {
            once,
            take_more,
            network,
        } => network::sync(common, once, take_more, &network),
        verb => shared(common, verb),
    }
}

/// Opens the journal and starts the engine's loop.
fn open(common: &args::Common) -> Result<Handle, Failure> {
    Ok(open_proving(common)?.0)
}

/// The same, with the passphrase that opened it: it was typed for this run, so
/// what asks for it is not typed again.
fn open_proving(common: &args::Common) -> Result<(Handle, Passphrase), Failure> {
    let passphrase = input::passphrase(common)?;
    let engine = Engine::open(&folder(common)?, &passphrase, Clock::of_command_line())?;
    let handle = Handle::spawn(engine, |update| {
        if let crate::engine::Update::Trouble(words) = update {
            terminal::say(&words);
        }
    });
    Ok((handle, passphrase))
}

fn init(common: &args::Common, name: &str, work_factor: u8) -> Result<(), Failure> {
    let folder = folder(common)?;
    let passphrase = input::first_passphrase(common)?;
    let own = input::own_passphrase_from_file(common)?;
    let init = Init {
        name,
        passphrase: &passphrase,
        own_passphrase: own.as_ref(),
        work_factor,
    };
    Engine::init(&folder, &init)?;
    output::line(text::help::MADE)
}

fn passphrase(
    common: &args::Common,
    own: bool,
    new_file: Option<&std::path::Path>,
) -> Result<(), Failure> {
    let passphrase = input::passphrase(common)?;
    let engine = Engine::open(&folder(common)?, &passphrase, Clock::of_command_line())?;
    let old_own = if own {
        input::own_passphrase_from_file(common)?
    } else {
        None
    };
    // What changes who can open it is asked for again.
    let passphrase = input::passphrase_again(common)?;
    let new = input::new_passphrase(new_file)?;
    let handle = Handle::spawn(engine, |_| {});
    let command = match (own, old_own) {
        (false, _) => Command::ChangePassphrase {
            old: passphrase,
            new,
        },
        (true, None) => Command::SetOwnPassphrase { passphrase, new },
        (true, Some(old)) => Command::ChangeOwnPassphrase {
            passphrase,
            old,
            new,
        },
    };
    handle.call(command)?;
    handle.close();
    output::line(text::help::PASSPHRASE_CHANGED)
}

fn shared(common: &args::Common, verb: Verb) -> Result<(), Failure> {
    // The passphrase comes first, so that nothing that is typed is lost to it.
    let handle = open(common)?;
    let open = common.open;
    let looked_for = match &verb {
        Verb::Search { text } => Some(text.clone()),
        _ => None,
    };
    let command = match verb {
        Verb::Write {
            kind,
            field,
            lines,
            asks,
            hold,
        } => {
            let contents = input::contents(&kind, &field, lines)?;
            let Some(contents) = gate::pass(&handle, &kind, None, contents, asks)? else {
                return Ok(());
            };
            Command::Write {
                contents,
                kind,
                thread: None,
                hold: hold.into(),
            }
        }
        Verb::Reply {
            id,
            read,
            kind,
            field,
            lines,
            asks,
            hold,
        } => {
            let seen = read::version(&handle, &id, &read, Act::Says, open)?;
            let contents = input::contents(&kind, &field, lines)?;
            let Some(contents) = gate::pass(&handle, &kind, Some(&id), contents, asks)? else {
                return Ok(());
            };
            Command::Write {
                contents: contents.into_iter().map(|one| naming(one, &seen)).collect(),
                kind,
                thread: Some(id),
                hold: hold.into(),
            }
        }
        Verb::Edit { id, field } => Command::Edit {
            id,
            change: input::change(&field)?,
        },
        Verb::Add { id } => act(id, "addition", input::contents("addition", &[], false)?),
        Verb::StepBack { id } => act(id, "step-back", input::contents("step-back", &[], false)?),
        Verb::Rest { thread, read } => {
            let seen = read::version(&handle, &thread, &read, Act::Says, open)?;
            let contents = input::contents("rest", &[], false)?;
            let contents = contents.into_iter().map(|one| naming(one, &seen));
            act(thread, "rest", contents.collect())
        }
        Verb::Reopen { thread } => act(thread, "reopen", input::contents("reopen", &[], false)?),
        Verb::Propose {
            kind,
            field,
            pattern,
        } => propose(kind, &field, pattern.as_deref())?,
        Verb::Counter { id, read, field } => {
            let seen = read::version(&handle, &id, &read, Act::Says, open)?;
            let before = detail_of(&handle, &id)?;
            let mut content = before_of(&before);
            // Who was `me` for the other is `you` here.
            if let Some(of) = template(&before.entry.kind).filter(|_| !before.entry.mine) {
                of.said_by_other(&mut content);
            }
            let change = input::change(&field)?;
            content = change.apply(content);
            act(id, &before.entry.kind, vec![naming(content, &seen)])
        }
        Verb::Assent { id, read } => {
            let seen = read::version(&handle, &id, &read, Act::Agrees, open)?;
            act(id, "assent", vec![naming(ContentBuilder::default(), &seen)])
        }
        Verb::Decline { id, read } => {
            let seen = read_version(&handle, &id, &read, Act::Says, open)?;
            let detail = detail_of(&handle, &id)?;
            let may = |kind: &str| {
                let mut all = detail.allowed.iter();
                all.any(|(of, kinds)| of.to_string() == detail.entry.id && kinds.contains(&kind))
            };
            // What it asks itself goes before a proposal to remove it.
            let is_removal = may(KEEP_IT) && !may("decline");
            let kind = if is_removal { KEEP_IT } else { "decline" };
            act(id, kind, vec![naming(ContentBuilder::default(), &seen)])
        }
        Verb::Later {
            id,
            until,
            word,
            read,
        } => {
            let seen = read_version(&handle, &id, &read, Act::Says, open)?;
            let mut content = ContentBuilder::default();
            for (name, value) in [("until", until), ("word", word)] {
                content
                    .fields
                    .extend(value.map(|value| (name.to_owned(), value)));
            }
            act(id, "need-time", vec![naming(content, &seen)])
        }
        Verb::TakeBack { id } => {
            // One's own wish to remove it goes before what the entry itself asks.
            let keep = Command::KeepAfterAll { id: id.clone() };
            match handle.call(keep) {
                Err(Trouble::Author(
                    AuthorError::Reply(ReplyError::NotAsked) | AuthorError::NoSuchEntry,
                )) => act(id, "take-back", vec![ContentBuilder::default()]),
                kept => {
                    kept?;
                    return output::line(text::KEPT_AFTER_ALL);
                }
            }
        }
        Verb::Unassent { id } => act(id, "unassent", vec![ContentBuilder::default()]),
        Verb::End { id } => {
            let kind = detail_of(&handle, &id)?.entry.kind;
            let mut content = ContentBuilder::default();
            if kind == "promise" {
                content.fields.insert("word".to_owned(), "ended".to_owned());
                act(id, "promise-end", vec![content])
            } else {
                act(id, "agreement-end", vec![content])
            }
        }
        Verb::Report { id, read, field } => {
            let seen = read::version(&handle, &id, &read, Act::Says, open)?;
            let detail = detail_of(&handle, &id)?;
            // To a promise its maker reports; all else is a view beside it.
            let is_mine = detail
                .allowed
                .values()
                .any(|kinds| kinds.contains(&"report"));
            let kind = if detail.entry.kind == "promise" && is_mine {
                "report"
            } else {
                "view"
            };
            let contents = input::contents(kind, &field, false)?;
            let contents = contents.into_iter().map(|one| naming(one, &seen));
            act(id, kind, contents.collect())
        }
        Verb::Seal {
            kind,
            field,
            pair,
            read,
        } => {
            let seen = match &pair {
                Some(pair) => read_version(&handle, pair, &read, Act::Says, open)?,
                None => None,
            };
            let content = input::contents(&kind, &field, false)?
                .pop()
                .unwrap_or_default();
            Command::Seal {
                kind,
                pair,
                content: naming(content, &seen),
            }
        }
        Verb::Unseal { id } => Command::Unseal { pair: id },
        Verb::Cross { id, read } => {
            let pair = detail_of(&handle, &id)?.pair;
            let into = pair.and_then(|pair| pair.crossed);
            let into = into.ok_or_else(|| Failure::Usage(help::NOT_CROSSED.to_owned()))?;
            let version = read_version(&handle, &into.id, &read, Act::Says, open)?;
            Command::Cross {
                pair: id,
                into: into.id,
                version,
            }
        }
        Verb::Open { id } => Command::OpenPair { pair: id },
        Verb::Agreements { on } => Command::Agreements {
            on: on.map(|on| day(&on)).transpose()?,
        },
        Verb::Promises => Command::Promises,
        Verb::Questions => Command::Questions,
        Verb::Between => Command::Between,
        Verb::Today => Command::Today,
        Verb::LookBack { from, to } => Command::LookBack {
            from: from.map(|from| date(&from)).transpose()?,
            to: to.map(|to| date(&to)).transpose()?,
        },
        Verb::Cancel { id } => Command::Cancel { id },
        Verb::Withdraw { id } => Command::Withdraw { id },
        Verb::Remove { id, read } => {
            let version = read_version(&handle, &id, &read, Act::Agrees, open)?;
            Command::Remove { id, version }
        }
        Verb::SendNow { id } => Command::SendNow { id },
        Verb::PutDayRight { id } => Command::PutDayRight { id },
        Verb::List => Command::List,
        Verb::Show { id } => Command::Show { id },
        Verb::Search { text } => Command::Search { text },
        Verb::Check => Command::Check,
        Verb::Devices => Command::Devices,
        Verb::NamePartner { name } => Command::NamePartner { name },
        _ => return Err(Failure::Usage(text::help::NO_VERB.to_owned())),
    };
    let reply = handle.call(command);
    handle.close();
    match (reply?, looked_for) {
        (Reply::Entries(entries), Some(words)) if !common.json => {
            output::found(&entries, common.open, &words)
        }
        (reply, _) => answer(common, reply),
    }
}

/// An answer of a kind to an entry.
fn act(id: String, kind: &str, contents: Vec<ContentBuilder>) -> Command {
    Command::Write {
        kind: kind.to_owned(),
        thread: Some(id),
        contents,
        hold: std::time::Duration::ZERO,
    }
}

/// As [`read::version`], for what may have no words: an entry that is hidden, or the
/// charter.
fn read_version(
    handle: &Handle,
    id: &str,
    read: &args::ReadArgs,
    act: Act,
    open: bool,
) -> Result<Option<String>, Failure> {
    match read::version(handle, id, read, act, open) {
        Err(Failure::Trouble(Trouble::NoSuchEntry)) => Ok(None),
        named => named,
    }
}

/// What is said, with the name of the text that it answers.
fn naming(mut content: ContentBuilder, seen: &Option<String>) -> ContentBuilder {
    if let Some(seen) = seen {
        content.fields.insert(VERSION.to_owned(), seen.clone());
    }
    content
}

fn detail_of(handle: &Handle, id: &str) -> Result<crate::engine::Detail, Failure> {
    match handle.call(Command::Show { id: id.to_owned() })? {
        Reply::Entry(detail) => Ok(*detail),
        _ => Err(Trouble::NoSuchEntry.into()),
    }
}

/// What an entry says, as the beginning of another version.
fn before_of(detail: &crate::engine::Detail) -> ContentBuilder {
    let mut content = ContentBuilder {
        fields: detail.entry.fields.clone(),
        text: detail.entry.text.clone(),
    };
    if let Some(title) = &detail.entry.title {
        content.fields.insert("title".to_owned(), title.clone());
    }
    content
}

fn propose(kind: String, field: &[String], pattern: Option<&str>) -> Result<Command, Failure> {
    let mut typed = input::contents(&kind, field, false)?
        .pop()
        .unwrap_or_default();
    if let Some(word) = pattern {
        let pattern =
            agreement::pattern(word).ok_or_else(|| Failure::Usage(text::help::no_pattern(word)))?;
        let mut begin = pattern.begin(Clock::of_command_line().today());
        begin.fields.extend(typed.fields);
        if !typed.text.trim().is_empty() {
            begin.text = typed.text;
        }
        typed = begin;
    }
    Ok(Command::Write {
        kind,
        thread: None,
        contents: vec![typed],
        hold: std::time::Duration::ZERO,
    })
}

fn day(typed: &str) -> Result<Day, Failure> {
    Day::parse(typed).ok_or_else(|| Failure::Usage(text::help::no_day(typed)))
}

/// A day of whatever year.
fn date(typed: &str) -> Result<Date, Failure> {
    civil(typed).ok_or_else(|| Failure::Usage(text::help::no_day(typed)))
}

fn own(common: &args::Common, verb: OwnVerb) -> Result<(), Failure> {
    let handle = open(common)?;
    let passphrase = input::own_passphrase(common)?;
    handle.call(Command::OpenOwn { passphrase })?;
    let lists = matches!(verb, OwnVerb::List);
    let looked_for = match &verb {
        OwnVerb::Search { text } => Some(text.clone()),
        _ => None,
    };
    let command = match verb {
        OwnVerb::Write { kind, field } => Command::OwnWrite {
            content: input::contents(&kind, &field, false)?
                .pop()
                .unwrap_or_default(),
            kind,
        },
        OwnVerb::Edit { id, field } => Command::OwnEdit {
            id,
            change: input::change(&field)?,
        },
        OwnVerb::Delete { id } => Command::OwnDelete { id },
        OwnVerb::Share { id, kind, part } => Command::OwnShare { id, kind, part },
        OwnVerb::List => Command::OwnList,
        OwnVerb::Search { text } => Command::OwnSearch { text },
    };
    let reply = handle.call(command);
    handle.close();
    match (reply?, looked_for) {
        (Reply::Entries(pages), Some(words)) if !common.json => output::found(&pages, true, &words),
        (Reply::Entries(entries), None) if lists && !common.json => output::own_pages(&entries),
        (reply, _) => answer(common, reply),
    }
}

/// Whether there is a screen to open a window on.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(all(unix, not(target_os = "macos")))) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Without a verb the window opens.
fn window(common: &args::Common) -> Result<(), Failure> {
    if !has_display() {
        return Err(Failure::Usage(text::help::NO_VERB.to_owned()));
    }
    let begin = crate::app::Begin::at(paths::for_window(folder(common)?)?);
    crate::app::run(begin).map_err(|error| Failure::Window(text::no_window(&error)))
}

fn answer(common: &args::Common, reply: Reply) -> Result<(), Failure> {
    match reply {
        Reply::Done => Ok(()),
        Reply::Ids(ids) => {
            for id in ids {
                output::line(&id.to_string())?;
            }
            Ok(())
        }
        Reply::Entries(entries) => output::entries(common, &entries),
        Reply::Entry(detail) => output::detail(common, &detail),
        Reply::Devices(devices) => output::devices(common.json, &devices),
        Reply::Checked(report) => output::report(common.json, &report),
        // Answers to what the window asks.
        Reply::Pair(pair) => output::pair(common, &pair),
        Reply::Agreements(agreements) => output::agreements(common, &agreements),
        Reply::Promises(promises) => output::promises(common, &promises),
        Reply::Between(open) => output::between(common, &open),
        Reply::Today(day) => output::today(common, &day),
        Reply::LookBack(back) => output::look_back(common, &back),
        Reply::Withdrawn(outcome) => output::line(text::withdrawal(outcome)),
        Reply::Lines(_)
        | Reply::Found(_)
        | Reply::Drafts(_)
        | Reply::Joint(_)
        | Reply::Aside(_)
        | Reply::Export { .. }
        | Reply::Status(_) => Ok(()),
    }
}
