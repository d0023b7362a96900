//! What the engine can be asked, and what it answers.

use std::path::PathBuf;
use std::time::Duration;

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::entry::document::Heads;
use candor_core::id::EntryId;
use candor_core::journal::{CheckReport, JointDraft, Withdrawal};
use candor_core::profile::Proof;
use candor_core::profile::own::NewPassphrase;
use candor_core::seal::Passphrase;
use candor_sync::net::Level;
use candor_sync::session::Notice;
use candor_sync::talk::{Side, TalkWord};
use candor_sync::words::Words;
use jiff::civil::Date;

use super::between::Between;
use super::entries::{Detail, DeviceLine, Entry, PairLine};
use super::lines::{Line, Which};
use super::look_back::LookBack;
use super::overview::{Agreement, DayLines, Promise};
use super::{Quiet, Reach};

/// How far the network reaches while a command runs, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Networking {
    /// This computer only, or direct connections.
    pub level: Level,
    /// When the command gives up; `None`: when it is told to stop.
    pub timeout: Option<Duration>,
}

/// A change of an entry: only what is named changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Fields to set; an empty value takes the field out.
    pub fields: Vec<(String, String)>,
    /// The new text, if it changes.
    pub text: Option<String>,
}

impl Change {
    /// `before` with this change made.
    pub fn apply(self, mut before: ContentBuilder) -> ContentBuilder {
        for (name, value) in self.fields {
            if value.is_empty() {
                before.fields.remove(&name);
            } else {
                before.fields.insert(name, value);
            }
        }
        if let Some(text) = self.text {
            before.text = text;
        }
        before
    }
}

/// Everything the engine does. Ids are lower-case hex; a unique prefix will do.
///
/// What changes who can open something, what leaves the device or who is paired
/// carries the passphrase, and is done only if that opens the unlock file.
/// Source: `docs/decisions/0010`.
#[derive(Debug)]
pub enum Command {
    /// Write entries of a kind, perhaps as answers; they wait, or go straight
    /// into the log while a meeting is open.
    Write {
        /// The kind.
        kind: String,
        /// The entry they answer.
        thread: Option<String>,
        /// What they say, one entry each.
        contents: Vec<ContentBuilder>,
        /// How long they are held before they may go along.
        hold: Duration,
    },
    /// In these hours of the day nothing goes along that can be held.
    Quiet(Option<Quiet>),
    /// Let what is held go along.
    SendNow {
        /// The entry.
        id: String,
    },
    /// Withdraw an own entry: both copies forget its words.
    Withdraw {
        /// The entry.
        id: String,
    },
    /// Propose to remove an entry together, or agree to it.
    Remove {
        /// The entry.
        id: String,
        /// What its text is called that its person read, if they did.
        version: Option<String>,
    },
    /// Take back one's own wish that an entry goes from both copies.
    KeepAfterAll {
        /// The entry.
        id: String,
    },
    /// Correct an own entry.
    Edit {
        /// The entry.
        id: String,
        /// What changes.
        change: Change,
    },
    /// Let an own entry that was dated ahead of the calendar say today.
    PutDayRight {
        /// The entry.
        id: String,
    },
    /// A text that both write in, as this person has it.
    Joint {
        /// The draft.
        id: String,
    },
    /// Keep what a person made of a text that both write in.
    KeepJoint {
        /// The draft.
        id: String,
        /// What they had before them.
        seen: Heads,
        /// What it says now.
        content: ContentBuilder,
        /// The name of the draft that it goes to where it is refused, and what
        /// that says of it.
        otherwise: (String, ContentBuilder),
    },
    /// Take back what waits of an entry.
    Cancel {
        /// The entry.
        id: String,
    },
    /// Seal one's own half of a pair; a new pair where none is named. The pair
    /// itself says what it is about, and no word of what either writes.
    Seal {
        /// The kind.
        kind: String,
        /// The pair, or `charter`.
        pair: Option<String>,
        /// What it says.
        content: ContentBuilder,
    },
    /// Take one's own half back, as long as both have not sealed.
    Unseal {
        /// The pair.
        pair: String,
    },
    /// Let one's own half go into the pair of that kind that the other began.
    Cross {
        /// The pair it is in.
        pair: String,
        /// The pair it goes into.
        into: String,
        /// What that one was about, as the person who joins them had it before them.
        version: Option<String>,
    },
    /// How a pair stands, and what it says once both have sealed.
    OpenPair {
        /// The pair.
        pair: String,
    },
    /// Joint texts as they stand, or stood at the end of a day.
    Agreements {
        /// The day.
        on: Option<Day>,
    },
    /// Promises of both, and how they went.
    Promises,
    /// Questions that are open.
    Questions,
    /// Whatever is open between the two.
    Between,
    /// What this day holds.
    Today,
    /// What was shared between two days: then and now, what was heard and asked,
    /// promises, and the months.
    LookBack {
        /// The first day, however long gone; `None` from the beginning.
        from: Option<Date>,
        /// The last day; `None` until today.
        to: Option<Date>,
    },
    /// Begin a shared draft with the words of an own page.
    OwnShare {
        /// The page.
        id: String,
        /// The kind of the shared entry.
        kind: String,
        /// A part of the page's text; all of it if there is none.
        part: Option<String>,
    },
    /// All shared entries.
    List,
    /// One shared entry, with its versions and replies.
    Show {
        /// The entry.
        id: String,
    },
    /// A complete copy: all shared entries with versions and replies.
    Export {
        /// The passphrase of Candor.
        passphrase: Passphrase,
        /// Whether own pages go along, which have to be open.
        own: bool,
    },
    /// The same beside what of the own pages goes along: the end of an export.
    ExportShared {
        /// That the passphrase was given.
        proof: Proof,
        /// Own pages, where they were asked for.
        own: Option<Vec<Detail>>,
    },
    /// Shared entries that hold all words.
    Search {
        /// The words.
        text: String,
    },
    /// Open the own pages.
    OpenOwn {
        /// The own passphrase.
        passphrase: Passphrase,
    },
    /// Write an own page.
    OwnWrite {
        /// The kind.
        kind: String,
        /// What it says.
        content: ContentBuilder,
    },
    /// Change an own page.
    OwnEdit {
        /// The page.
        id: String,
        /// What changes.
        change: Change,
    },
    /// Delete an own page.
    OwnDelete {
        /// The page.
        id: String,
    },
    /// All own pages.
    OwnList,
    /// Own pages that hold all words.
    OwnSearch {
        /// The words.
        text: String,
    },
    /// Shared entries for the window, oldest first.
    Lines(Which),
    /// Shared entries that hold all words, newest first.
    Find(String),
    /// How things stand from one's own side.
    Status,
    /// Keep what is being written, or drop it.
    KeepDraft {
        /// Its name, chosen by the window.
        slot: String,
        /// What it says; `None` drops it.
        content: Option<ContentBuilder>,
    },
    /// Put words below what a draft says, or begin it with them.
    AddToDraft {
        /// Its name.
        slot: String,
        /// The words.
        words: ContentBuilder,
    },
    /// All drafts of shared entries.
    Drafts,
    /// Own pages for the window, oldest first.
    OwnLines,
    /// Own pages that hold all words, newest first.
    OwnFind(String),
    /// Keep all drafts of own pages, in the place of those kept before.
    OwnKeepDrafts(Vec<(String, ContentBuilder)>),
    /// All drafts of own pages.
    OwnDrafts,
    /// Close the own pages.
    CloseOwn,
    /// Verify everything that is stored.
    Check,
    /// The devices of both.
    Devices,
    /// Keep how far the network reaches. More than until now asks for the
    /// passphrase, once more after a pairing only if it is more than that.
    Reach {
        /// How far.
        reach: Reach,
        /// The passphrase of Candor.
        passphrase: Option<Passphrase>,
    },
    /// What the other is called on this device. A name that their newer log
    /// offers is answered with it.
    NamePartner {
        /// The name; `None`: the one seen at pairing.
        name: Option<String>,
    },
    /// Change the passphrase.
    ChangePassphrase {
        /// The one until now.
        old: Passphrase,
        /// The new one.
        new: Passphrase,
    },
    /// Write a passphrase that is ready: the end of a change.
    TakePassphrase(NewPassphrase),
    /// Keep that an own passphrase is set: the end of setting the first.
    NoteOwn,
    /// Set the first own passphrase.
    SetOwnPassphrase {
        /// The passphrase of Candor.
        passphrase: Passphrase,
        /// The own passphrase.
        new: Passphrase,
    },
    /// Change the own passphrase.
    ChangeOwnPassphrase {
        /// The passphrase of Candor.
        passphrase: Passphrase,
        /// The own passphrase until now.
        old: Passphrase,
        /// The new one.
        new: Passphrase,
    },
    /// Make an invitation and wait until the bond stands.
    Invite {
        /// The passphrase of Candor.
        passphrase: Passphrase,
        /// Where the invitation goes, beside [`Update::Invited`].
        out: Option<PathBuf>,
        /// How far and how long.
        networking: Networking,
    },
    /// Answer an invitation.
    Join {
        /// The passphrase of Candor.
        passphrase: Passphrase,
        /// Its text.
        invitation: String,
        /// How far and how long.
        networking: Networking,
    },
    /// While words are compared: they are the same, or not.
    SameWords(bool),
    /// Meet the other device. Reaching further than the journal keeps asks for
    /// the passphrase.
    Sync {
        /// The passphrase of Candor.
        passphrase: Option<Passphrase>,
        /// How far and how long.
        networking: Networking,
        /// Whether it ends when both have the same.
        once: bool,
    },
    /// Take more of the other device than is taken without asking.
    TakeMore,
    /// This person pressed something in a talk: the other's window is told, if the two
    /// devices meet at this moment, and nothing is kept of it.
    Talk(TalkWord),
    /// Close the network and end what is under way.
    Pause,
}

/// Which of the two threads carries a command out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// The one that serves the partner. Nothing on it may take long without
    /// having to do with what both share. A pairing, a meeting and a reach prove
    /// the passphrase here, so that what ends them comes after.
    Shared,
    /// The one with the own pages, with scrypt of every key file, and with the
    /// proof before a copy. The partner waits for nothing on it.
    Own,
}

impl Command {
    /// Where it begins. What ends at the other side is handed on from there.
    pub fn room(&self) -> Room {
        match self {
            Self::OpenOwn { .. }
            | Self::OwnWrite { .. }
            | Self::OwnEdit { .. }
            | Self::OwnDelete { .. }
            | Self::OwnShare { .. }
            | Self::OwnList
            | Self::OwnSearch { .. }
            | Self::OwnLines
            | Self::OwnFind(_)
            | Self::OwnKeepDrafts(_)
            | Self::OwnDrafts
            | Self::CloseOwn
            | Self::Check
            | Self::Export { .. }
            | Self::ChangePassphrase { .. }
            | Self::SetOwnPassphrase { .. }
            | Self::ChangeOwnPassphrase { .. } => Room::Own,
            Self::Write { .. }
            | Self::Quiet(_)
            | Self::SendNow { .. }
            | Self::Withdraw { .. }
            | Self::Remove { .. }
            | Self::KeepAfterAll { .. }
            | Self::Edit { .. }
            | Self::PutDayRight { .. }
            | Self::Joint { .. }
            | Self::KeepJoint { .. }
            | Self::Cancel { .. }
            | Self::Seal { .. }
            | Self::Unseal { .. }
            | Self::Cross { .. }
            | Self::OpenPair { .. }
            | Self::Agreements { .. }
            | Self::Promises
            | Self::Questions
            | Self::Between
            | Self::Today
            | Self::LookBack { .. }
            | Self::List
            | Self::Show { .. }
            | Self::ExportShared { .. }
            | Self::Search { .. }
            | Self::Lines(_)
            | Self::Find(_)
            | Self::Status
            | Self::KeepDraft { .. }
            | Self::AddToDraft { .. }
            | Self::Drafts
            | Self::Devices
            | Self::Reach { .. }
            | Self::NamePartner { .. }
            | Self::TakePassphrase(_)
            | Self::NoteOwn
            | Self::Invite { .. }
            | Self::Join { .. }
            | Self::SameWords(_)
            | Self::Sync { .. }
            | Self::TakeMore
            | Self::Talk(_)
            | Self::Pause => Room::Shared,
        }
    }
}

/// What a command comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It is done.
    Done,
    /// The entries it wrote or changed.
    Ids(Vec<EntryId>),
    /// Entries.
    Entries(Vec<Entry>),
    /// One entry.
    Entry(Box<Detail>),
    /// A complete copy, with versions and replies.
    Export {
        /// What is shared.
        shared: Vec<Detail>,
        /// Own pages, where they were asked for.
        own: Option<Vec<Detail>>,
    },
    /// The devices of both.
    Devices(Vec<DeviceLine>),
    /// What a check found.
    Checked(CheckReport),
    /// Entries for the window.
    Lines(Vec<Line>),
    /// Entries that were found.
    Found(Vec<EntryId>),
    /// Drafts by their slots.
    Drafts(Vec<(String, ContentBuilder)>),
    /// How things stand.
    Status(Status),
    /// What became of a wish to withdraw or remove.
    Withdrawn(Withdrawal),
    /// A text that both write in.
    Joint(Box<JointDraft>),
    /// It was refused, for this reason in words, and is a draft now.
    Aside(String),
    /// A sealed pair.
    Pair(Box<PairLine>),
    /// Joint texts.
    Agreements(Vec<Agreement>),
    /// Promises.
    Promises(Vec<Promise>),
    /// What is open between the two.
    Between(Vec<Between>),
    /// What a day holds.
    Today(Box<DayLines>),
    /// A look back.
    LookBack(Box<LookBack>),
}

/// How things stand, from one's own side: nothing in it tells whether the
/// partner is there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// One's own name.
    pub me: String,
    /// The partner's name as shown, once the pairing is complete.
    pub partner: Option<String>,
    /// Where that name comes from.
    pub names: Names,
    /// How many of one's own entries the partner's device has not confirmed.
    pub unconfirmed: u64,
    /// The day of the last meeting.
    pub met: Option<Day>,
    /// Whether an own passphrase was set.
    pub own: bool,
    /// The civil day.
    pub today: Day,
    /// The minute of it, by the clock on the wall.
    pub minute: u32,
    /// In how many seconds it ends, at least one.
    pub day_ends: u32,
    /// What time it is, in Unix seconds.
    pub seconds: u64,
    /// For how many days an entry can be withdrawn.
    pub withdraw_days: u32,
}

/// What the partner is called here, and what else they could be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The name seen at pairing.
    pub seen: String,
    /// The name this person gave them.
    pub given: Option<String>,
    /// Another name that a later log of theirs carries, not answered yet.
    pub offered: Option<String>,
}

/// What happens while commands run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Update {
    /// The passphrase that a pairing asks for is the right one: it begins.
    Proven,
    /// The words are to be compared.
    Words(Words),
    /// The invitation, as text; it stands in its file, if one was named.
    Invited(String),
    /// Something of a meeting.
    Notice(Notice),
    /// Both devices have the same.
    Equal,
    /// An entry came in, or changed, and can be read.
    Entry(EntryId),
    /// What waited under an id is a record now, and has this id since.
    Became {
        /// The id it waited under.
        waited: EntryId,
        /// The entry.
        entry: EntryId,
    },
    /// The other device confirmed what it has, and when it was met.
    Confirmed,
    /// All that came in has been read.
    Complete,
    /// A meeting is over, for whatever reason; another may follow at once.
    Parted,
    /// The other person pressed something in a talk at their window.
    Talk {
        /// What they pressed, from this side.
        word: TalkWord,
        /// Whose word stands where both say one with the same number.
        tie: Side,
    },
    /// Something that is no command's answer went wrong, in words.
    Trouble(String),
}
