//! The words of the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::text::help;

/// What was typed.
#[derive(Debug, Parser)]
#[command(name = "candor", version, about = help::ABOUT, after_help = help::AFTER,
          styles = clap::builder::Styles::plain())]
pub struct Args {
    /// What is common to all commands.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// What is common to all commands.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// Where the journal is
    #[arg(long, global = true, value_name = "DIR", env = "CANDOR_DATA")]
    pub data: Option<PathBuf>,
    /// Reads the passphrase from the first line of FILE
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Reads the own passphrase from the first line of FILE
    #[arg(long, global = true, value_name = "FILE")]
    pub own_passphrase_file: Option<PathBuf>,
    /// Answers in JSON: all words, also those under covers, in further layers and at rest
    #[arg(long, global = true)]
    pub json: bool,
    /// Shows what lies under covers, in further layers and at rest
    #[arg(long, global = true)]
    pub open: bool,
}

/// How far the network reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LevelArg {
    /// This computer only: nothing leaves it
    Computer,
    /// The network you are in; everyone in it can see that this device is there
    Network,
    /// Directly to the other device; it learns the network address you are at
    Direct,
}

/// What every command that uses the network takes. Running it is what turns
/// the network on, for as long as it runs.
#[derive(Debug, clap::Args)]
pub struct NetworkArgs {
    /// How far the network reaches while this runs
    #[arg(long, value_enum, default_value = "direct")]
    pub level: LevelArg,
    /// After how many seconds it gives up
    #[arg(long, value_name = "S")]
    pub timeout: Option<u64>,
}

/// How long something waits before it may go along.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct HoldArgs {
    /// Holds it for so many minutes, up to a day; until then it can be taken back
    #[arg(long, value_name = "MINUTES", default_value_t = 0,
          value_parser = clap::value_parser!(u64).range(0..=1440))]
    hold: u64,
}

impl From<HoldArgs> for std::time::Duration {
    fn from(args: HoldArgs) -> Self {
        Self::from_secs(args.hold * 60)
    }
}

/// Whether a question goes past its gate without being asked about.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct AskArgs {
    /// Asks a question at once: a terminal otherwise shows four questions for you
    /// first, and what you can do with it
    #[arg(long)]
    pub yes: bool,
}

/// Which text of an entry was read.
#[derive(Debug, Clone, clap::Args)]
pub struct ReadArgs {
    /// The text that you read, as `show` names it: nothing is written if it says
    /// something else by now
    #[arg(long, value_name = "VERSION")]
    pub version: Option<String>,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a journal on this device
    Init {
        /// Your name, as the other person sees it
        #[arg(long)]
        name: String,
        /// How much work opening takes: 10 to 22
        #[arg(long, default_value_t = candor_core::seal::WORK_FACTOR,
              value_parser = clap::value_parser!(u8).range(10..=22))]
        work_factor: u8,
    },
    /// Invite the other person: writes FILE and waits for their answer
    Invite {
        /// Where the invitation is written
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Says for a script that the six words are the same
        #[arg(long)]
        words_match: bool,
        #[command(flatten)]
        network: NetworkArgs,
    },
    /// Answer an invitation
    Join {
        /// The invitation; - reads it from the first line of standard input
        file: PathBuf,
        /// Says for a script that the six words are the same
        #[arg(long)]
        words_match: bool,
        #[command(flatten)]
        network: NetworkArgs,
    },
    /// Write an entry; its text comes from standard input
    Write {
        /// The kind: note, disclosure, question, appreciation
        kind: String,
        /// A field of the entry; may be given several times
        #[arg(long, value_name = "NAME=VALUE")]
        field: Vec<String>,
        /// Makes one entry of each line
        #[arg(long)]
        lines: bool,
        #[command(flatten)]
        asks: AskArgs,
        #[command(flatten)]
        hold: HoldArgs,
    },
    /// Correct an own entry; its new text comes from standard input
    Edit {
        /// The entry
        id: String,
        /// A field to change; an empty value takes it out
        #[arg(long, value_name = "NAME=VALUE")]
        field: Vec<String>,
    },
    /// Answer an entry; the text comes from standard input
    Reply {
        /// The entry to answer
        id: String,
        #[command(flatten)]
        read: ReadArgs,
        /// The kind: answer, acknowledgement, question, note, appreciation
        kind: String,
        /// A field of the answer; may be given several times
        #[arg(long, value_name = "NAME=VALUE")]
        field: Vec<String>,
        /// Makes one answer of each line
        #[arg(long)]
        lines: bool,
        #[command(flatten)]
        asks: AskArgs,
        #[command(flatten)]
        hold: HoldArgs,
    },
    /// Take back an entry that still waits; no trace of it is left
    Cancel {
        /// The entry
        id: String,
    },
    /// Add to an own entry, any time later; the text comes from standard input
    Add {
        /// The entry
        id: String,
    },
    /// Say that you no longer stand by an own entry
    StepBack {
        /// The entry
        id: String,
    },
    /// Propose to set a thread to rest; what you agree about it comes from standard input
    Rest {
        /// The entry that began the thread
        thread: String,
        #[command(flatten)]
        read: ReadArgs,
    },
    /// Take a thread up again that was set to rest
    Reopen {
        /// The entry that began the thread
        thread: String,
    },
    /// Propose an agreement, or another joint text; the text comes from standard input
    Propose {
        /// The kind: agreement, decision, goal, vision-text, naming, difference
        #[arg(default_value = "agreement")]
        kind: String,
        /// A field; may be given several times
        #[arg(long, value_name = "NAME=VALUE")]
        field: Vec<String>,
        /// Begins with a ready text; `patterns` shows them
        #[arg(long, value_name = "NAME")]
        pattern: Option<String>,
    },
    /// The ready texts of agreements
    Patterns,
    /// Propose another version of a joint text; the text comes from standard input
    Counter {
        /// The version it answers
        id: String,
        #[command(flatten)]
        read: ReadArgs,
        /// A field to change; an empty value takes it out
        #[arg(long, value_name = "NAME=VALUE")]
        field: Vec<String>,
    },
    /// Assent to a version of a joint text
    Assent {
        /// The version
        id: String,
        #[command(flatten)]
        read: ReadArgs,
    },
    /// Take an assent back, at any time and without a reason
    Unassent {
        /// The version
        id: String,
    },
    /// Say no to what is asked: a question, a request, a proposal, a pair, a removal
    Decline {
        /// What asks
        id: String,
        #[command(flatten)]
        read: ReadArgs,
    },
    /// Take time for what is asked; it stays open
    Later {
        /// What asks
        id: String,
        /// The day on which you come back to it
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        /// time, not-ready, aloud or therapist
        #[arg(long, value_name = "WORD")]
        word: Option<String>,
        #[command(flatten)]
        read: ReadArgs,
    },
    /// Ask no more: take back a question, a request, a pair you began, or your wish to
    /// remove an entry
    TakeBack {
        /// What you asked, or the entry you wanted to remove
        id: String,
    },
    /// End an agreement or a promise of yours
    End {
        /// The agreement, or the promise
        id: String,
    },
    /// Tell how a promise of yours went, or how you saw it
    Report {
        /// The promise, or the report that you add your view to
        id: String,
        #[command(flatten)]
        read: ReadArgs,
        /// A field, such as word=kept; may be given several times
        #[arg(long, value_name = "NAME=VALUE")]
        field: Vec<String>,
    },
    /// Begin a sealed pair and seal your half, or seal your half of one
    Seal {
        /// The kind: letter, vision, conditions, clash, expectation, cadence, charter
        kind: String,
        /// A field; may be given several times
        #[arg(long, value_name = "NAME=VALUE")]
        field: Vec<String>,
        /// The pair that the other began
        #[arg(long, value_name = "ID")]
        pair: Option<String>,
        #[command(flatten)]
        read: ReadArgs,
    },
    /// Take your half of a sealed pair back, as long as both have not sealed
    Unseal {
        /// The pair, or charter
        id: String,
    },
    /// Let your half go into the pair of that kind that the other began, as it was sealed
    Cross {
        /// The pair you began
        id: String,
        #[command(flatten)]
        read: ReadArgs,
    },
    /// Read a sealed pair, once both have sealed
    Open {
        /// The pair, or charter
        id: String,
    },
    /// Agreements and other joint texts
    Agreements {
        /// As they stood at the end of this day
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// Promises of both, and how they went
    Promises,
    /// Questions that are open
    Questions,
    /// Whatever is open between the two of you, and what can be done about each
    Between,
    /// What this day holds
    Today,
    /// Then and now, what was heard and asked, promises, and the months between two days
    LookBack {
        /// The first day; without it, from the beginning
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// The last day; without it, until today
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
    },
    /// Let an entry that is held go along at the next meeting
    SendNow {
        /// The entry
        id: String,
    },
    /// Let an own entry that was dated ahead of the calendar say today
    PutDayRight {
        /// The entry
        id: String,
    },
    /// Withdraw an own entry: both copies forget its words, a marker stays
    Withdraw {
        /// The entry
        id: String,
    },
    /// Propose to remove an entry from both copies, or agree to it
    Remove {
        /// The entry
        id: String,
        #[command(flatten)]
        read: ReadArgs,
    },
    /// All shared entries, oldest first
    List,
    /// One entry with all its versions, and what answers it
    Show {
        /// The entry
        id: String,
    },
    /// Shared entries that hold all of these words
    Search {
        /// The words
        text: String,
    },
    /// Your own pages, which never leave your devices
    Own {
        /// What to do with them
        #[command(subcommand)]
        verb: OwnVerb,
    },
    /// The kinds of entry, with their fields and replies
    Templates,
    /// Meet the other device
    Sync {
        /// Ends when both have the same
        #[arg(long)]
        once: bool,
        /// Takes up to 1 GiB more today than is taken without asking
        #[arg(long)]
        take_more: bool,
        #[command(flatten)]
        network: NetworkArgs,
    },
    /// Verify everything that is stored
    Check,
    /// The devices of both
    Devices,
    /// Choose what you call the other here; they do not learn of it
    NamePartner {
        /// The name; without it, the name from your pairing
        name: Option<String>,
    },
    /// Change the passphrase, or the own one
    Passphrase {
        /// The own passphrase: sets the first one, or changes it
        #[arg(long)]
        own: bool,
        /// Reads the new passphrase from the first line of FILE
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Write a complete readable copy into a new folder
    Export {
        /// The folder: absent or empty
        dir: PathBuf,
        /// The form of the copy
        #[arg(long, value_enum, default_value = "json")]
        format: FormatArg,
        /// Your own pages too, in a file of their own
        #[arg(long)]
        own: bool,
    },
    /// Show all of it with two journals in a temporary folder
    Demo {
        /// Without windows
        #[arg(long)]
        headless: bool,
    },
    /// One window of the demo
    #[command(hide = true)]
    DemoWindow {
        /// Whose
        name: String,
    },
}

/// The form of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// JSON
    Json,
}

/// What can be done with own pages.
#[derive(Debug, Subcommand)]
pub enum OwnVerb {
    /// Write a page; its text comes from standard input
    Write {
        /// The kind
        #[arg(default_value = "reflection")]
        kind: String,
        /// A field of the page; may be given several times
        #[arg(long, value_name = "NAME=VALUE")]
        field: Vec<String>,
    },
    /// Change a page; its new text comes from standard input
    Edit {
        /// The page
        id: String,
        /// A field to change; an empty value takes it out
        #[arg(long, value_name = "NAME=VALUE")]
        field: Vec<String>,
    },
    /// Begin a shared draft with the words of a page, without a link to it
    Share {
        /// The page
        id: String,
        /// The kind of the shared entry
        #[arg(long, default_value = "note")]
        kind: String,
        /// A part of the page's words; all of them without it
        #[arg(long, value_name = "WORDS")]
        part: Option<String>,
    },
    /// Delete a page
    Delete {
        /// The page
        id: String,
    },
    /// All own pages
    List,
    /// Own pages that hold all of these words
    Search {
        /// The words
        text: String,
    },
}
