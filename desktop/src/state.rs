//! What the window shows, and what follows from what is done in it.
//!
//! ```text
//! screen ── Intent ──► State ── Effect ──► app ── Command ──► engine
//!                        ▲                                      │
//!                        └────────────── Event ◄── app ◄── Reply, Update
//! ```
//!
//! Plain values: no egui, no channels, no files, no clock. Time comes in as
//! seconds since the program began.

pub mod alone;
pub mod aside;
pub mod ask;
pub mod calendar;
pub mod calm;
pub mod column;
pub mod composer;
pub mod elsewhere;
pub mod evening;
pub mod face;
pub mod joint;
pub mod known_phrases;
pub mod lasting;
pub mod look_back;
pub mod meeting;
pub mod open;
pub mod pairing;
pub mod pause;
pub mod pulse;
pub mod question;
pub mod second_look;
pub mod secret;
pub mod settings;
pub mod sharing;
pub mod situation;
pub mod start;
pub mod talk;
pub mod timeline;
pub mod together;
pub mod weeks_after;

use candor_core::entry::ContentBuilder;
use candor_core::id::{EntryId, TalkId};
use zeroize::Zeroizing;

use crate::engine::{Command, Quiet, Reply, Trouble, Update};
use calm::Calm;
use composer::Slot;
use open::{Leave, Open, Page};
use pause::Offer;
use secret::Typed;
use settings::{Look, Reach, Settings};
use start::Start;

/// Everything the window shows.
#[derive(Debug)]
pub struct State {
    /// What the person chose about the window.
    pub settings: Settings,
    /// How the system has its looks, as far as it told.
    pub system: settings::System,
    /// Where they are.
    pub stage: Stage,
    /// The folder of the journal.
    pub folder: String,
    /// What the lock screen says beside the field: the demo's passphrases.
    pub hint: Option<String>,
    /// For how many minutes what is written is held, until the journal says
    /// otherwise.
    pub hold: u32,
    /// When a key or the pointer was last used.
    active: f64,
}

/// Where a person is.
#[derive(Debug)]
pub enum Stage {
    /// Before there is a journal.
    Start(Box<Start>),
    /// The journal is closed.
    Locked(Box<Locked>),
    /// The journal is open.
    Open(Box<Open>),
}

/// The lock screen.
#[derive(Debug, Default)]
pub struct Locked {
    /// What is typed.
    pub passphrase: Typed,
    /// The passphrase is being tried.
    pub busy: bool,
    /// The journal is still being closed.
    pub closing: bool,
    /// What went wrong, in words.
    pub error: Option<String>,
    /// The disk did not take all drafts: what is said of it.
    pub unkept: Option<&'static str>,
    /// Another journal: the field with its folder, once it was asked for.
    pub other: Option<String>,
    /// A break that goes on although it locked by itself.
    pub calm: Option<Calm>,
    /// The time of the last look at the clock.
    pub now: f64,
}

impl Locked {
    fn unlock(&self, folder: &str) -> Effect {
        Effect::Unlock {
            folder: folder.to_owned(),
            passphrase: self.passphrase.text.clone(),
        }
    }
}

/// What a person wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// First run: to the next step.
    Next,
    /// First run: to the step before.
    StepBack,
    /// First run: the Support page, or back from it.
    StartSupport(bool),
    /// Fill in five words drawn by chance.
    Suggest(WordsFor),
    /// Try the passphrase.
    Unlock,
    /// From the lock screen: another journal.
    OtherJournal,
    /// Open the journal in the folder that was typed.
    OpenOther,
    /// Close the journal.
    Lock,
    /// Close it and put the window away, at once.
    Hide,
    /// Go to a page.
    Go(Page),
    /// Go back to the page before.
    Back,
    /// Write something.
    Write(Slot),
    /// Something was typed in the composer.
    Typed,
    /// Make the draft durable now.
    SaveDraft,
    /// To the next (1) or the one before (−1), from one entry.
    Step(i32),
    /// Correct the entry that is shown, if it can be.
    CorrectHere,
    /// Answer the entry that is shown, in the way its kind is answered first.
    ReplyHere,
    /// Finish what is being written.
    Finish,
    /// Past the gate: the question is sent.
    PassGate,
    /// From the gate: the question stays a draft.
    Later,
    /// Put it away; the draft stays.
    PutAway,
    /// Throw the draft away; asked twice.
    Discard,
    /// The draft stays after all.
    KeepDraft,
    /// A pause begins, until a time that takes one press.
    PauseFor(Offer),
    /// Answer with a word of a kind, and nothing else.
    Say(EntryId, String, String),
    /// Propose another version of a joint text, to go on as long as before or with
    /// other words.
    ProposeAgain(EntryId, bool),
    /// Write something that begins with these fields and this text.
    WriteWith(Slot, Box<ContentBuilder>),
    /// Let what is held go along.
    SendNow(EntryId),
    /// Let an own entry that was dated ahead say today.
    PutDayRight(EntryId),
    /// Ask before an entry goes from both copies.
    AskLeave(EntryId, Leave),
    /// It goes.
    Leave,
    /// It stays after all.
    Stay,
    /// Take back what waits.
    TakeBack(EntryId),
    /// Read what is under a cover.
    Uncover(EntryId),
    /// An entry: more of what answers it, further up.
    Earlier(EntryId),
    /// Show a part of an entry, or hide it again.
    TurnLayer(EntryId, String),
    /// Read a further layer of an answer.
    OpenLayer(EntryId, String),
    /// The words of the search changed.
    Searched,
    /// Show the joint texts as they stood on the day that was typed.
    AsOn,
    /// Narrow the timeline, or show everything.
    Show(timeline::Show),
    /// Show the timeline at a month.
    Jump(i16, i8),
    /// The calendar: another month, or a day.
    Calendar(calendar::Turn),
    /// A look back: other days, another month, or more of a list.
    LookBack(look_back::Turn),
    /// What is being written of a joint text becomes a text that both write in.
    WriteTogether,
    /// To another item of the weekly meeting, that many further.
    Agenda(i32),
    /// What was noted becomes an entry of a kind; the meeting goes on after it.
    Decide(String),
    /// Something was typed in a text that both write in.
    JointTyped,
    /// Propose what both have written.
    ProposeJoint,
    /// Mine alone: open it.
    OpenMine,
    /// Mine alone: write a page of this kind, once it is open. What is being written
    /// and has such a page beside it is gone on with after that.
    Alone(String),
    /// Mine alone: give it its first passphrase.
    SetMine,
    /// Mine alone: close it.
    CloseMine,
    /// Mine alone: what was let out goes.
    LetGo,
    /// Mine alone: what was let out becomes a page (`true`), or a page begins
    /// with the feeling under it, and it goes.
    KeepLetOut(bool),
    /// Mine alone: delete a page; asked twice.
    DeleteMine(EntryId),
    /// Mine alone: the page stays after all.
    KeepMine,
    /// Mine alone: the words of the search changed.
    SearchedMine,
    /// Support: read it from this part on.
    SupportPart(&'static str),
    /// Pairing: a step of it.
    Pair(pairing::Act),
    /// Settings: looks.
    SetLook(Look),
    /// Settings: zoom, in percent.
    SetZoom(u32),
    /// Settings: whether nothing moves.
    SetMoves(settings::Moves),
    /// Settings: whether a second look is taken at one's own words.
    SetSecondLook(bool),
    /// Composer: the words that were found stay, and nothing more is said of this draft.
    KeepWords,
    /// Settings: minutes until it locks.
    SetLockMinutes(u32),
    /// Settings: the window's title.
    SetTitle(String),
    /// Settings: how far the network reaches.
    SetReach(Reach),
    /// Try the passphrase that is asked for.
    Prove,
    /// What asked for it is left.
    DoNotProve,
    /// Take one's own half of a sealed pair back.
    Unseal(EntryId),
    /// Let one's own half go into the pair that the other began.
    Cross(EntryId),
    /// Take back one's own wish that an entry goes from both copies.
    KeepAfterAll(EntryId),
    /// What is being written goes into the pair that the other began.
    JoinPair(EntryId),
    /// A talk of so many minutes begins.
    TalkBegin(u32),
    /// A topic is to be talked about, or not after all.
    TalkTopic(EntryId),
    /// A topic was talked about.
    Talked(EntryId),
    /// It is the other's turn.
    TalkTurn,
    /// The clock of the talk goes on where it was.
    TalkGoesOn,
    /// The talk ends.
    TalkEnd,
    /// The talk at the other window is shown here.
    TalkHere,
    /// It is not, for now.
    TalkNotNow,
    /// Settings: how many minutes what is written is held.
    SetHold(u32),
    /// Settings: the hours in which nothing goes along.
    SetQuiet(Option<Quiet>),
    /// Settings: the line of one's own on Today changed.
    AsideChanged,
    /// What the other is called on this device; `None`: as at pairing.
    NamePartner(Option<String>),
    /// Today: that line is shown on the next day.
    PutOff,
    /// To show what was owned some weeks ago on the next day again.
    WeeksAfterPutOff(EntryId),
    /// To show it no more.
    WeeksAfterLeft(EntryId),
    /// How the two share: a wish, or what becomes of it.
    Share(sharing::Act),
    /// The first evening: what it is tonight, the question again, or put away.
    Tonight(evening::Evening),
    /// How the two share stays as it is.
    CharterStays,
    /// Sharing pauses: the network is turned off here.
    CharterPause,
    /// A text about how the two share is begun.
    CharterChange,
    /// Settings: change the passphrase.
    ChangePassphrase,
    /// Settings: change the own passphrase.
    ChangeOwnPassphrase,
    /// Undo what the toast tells of.
    Undo,
    /// Put the toast away.
    CloseToast,
    /// Put a notice away.
    CloseNotice,
    /// Take more of the other device, or leave it for now.
    TakeMore(bool),
}

/// Which text a person is at. What can be undone belongs to one text, and goes
/// when they are at another one.
#[derive(Debug, Clone, PartialEq)]
pub enum At {
    /// A step of the first run.
    Start(start::Step),
    /// The lock screen.
    Locked,
    /// The open journal.
    Open {
        /// The page.
        page: Page,
        /// What is being written.
        slot: Option<Slot>,
        /// Whether Mine alone is open.
        own: bool,
        /// Whether the passphrase is asked for.
        asked: bool,
    },
}

/// Which fields the five words go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordsFor {
    /// The passphrase of a new journal.
    Passphrase,
    /// The own passphrase.
    Own,
}

/// What the app carries out.
#[derive(Debug)]
pub enum Effect {
    /// Make a journal and open it.
    Create {
        /// Where.
        folder: String,
        /// The name as shown.
        name: String,
        /// The passphrase.
        passphrase: Zeroizing<String>,
        /// The own passphrase, if it is set now.
        own: Option<Zeroizing<String>>,
    },
    /// Open a journal.
    Unlock {
        /// Where.
        folder: String,
        /// The passphrase.
        passphrase: Zeroizing<String>,
    },
    /// Ask the engine.
    Ask(Ticket, Command),
    /// Ask the engine these last things, then close it; egui forgets all it
    /// held.
    Close(Vec<Command>),
    /// Put the window away.
    Minimize,
    /// Write the settings.
    SaveSettings,
    /// Draw five words.
    DrawWords(WordsFor),
    /// Draw the id of a talk that lasts so many minutes.
    DrawTalk(u32),
    /// Put a secret into the clipboard, which histories of it are to leave out.
    CopySecret(Zeroizing<String>),
    /// Take what we have put into the clipboard out of it.
    ClearClipboard,
    /// Read a code in the picture file at this path.
    ReadPicture(String),
    /// Read the text file at this path.
    ReadText(String),
}

/// What the reply to a command is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Ticket {
    /// How things stand.
    Status,
    /// The newest page of lines.
    Newest,
    /// All lines.
    All,
    /// Lines that changed; these were asked for.
    Changed(Vec<EntryId>),
    /// Drafts of shared entries.
    Drafts,
    /// A draft is durable.
    DraftKept(Slot),
    /// Something the window keeps for itself is durable.
    Kept,
    /// An entry was finished.
    Finished(Slot),
    /// A text that both write in.
    Joint(EntryId),
    /// What was typed in it is durable.
    JointKept(EntryId),
    /// A text that both write in was begun, out of what stood there.
    JointBegun(Slot),
    /// An acknowledgement was finished.
    Acknowledged,
    /// What waited was taken back.
    TakenBack(EntryId),
    /// A list for a page.
    Together,
    /// How the two share.
    Sharing,
    /// What one wishes about it was sealed, or taken back.
    SharingSaid,
    /// One's own half of a pair was taken back.
    Unsealed(EntryId),
    /// One's own half went into the other's pair.
    Crossed,
    /// What was held may go along.
    Sent(EntryId),
    /// The right day of an entry waits.
    DayRight(EntryId),
    /// An entry goes from both copies.
    Left(EntryId),
    /// One's own wish that an entry goes was taken back.
    KeptAfterAll(EntryId),
    /// An entry with its versions.
    Detail(EntryId),
    /// What a search found, for these words.
    Found(String),
    /// Mine alone is open.
    MineOpened,
    /// Mine alone has its first passphrase.
    MineSet,
    /// Pages of one's own.
    MineLines,
    /// What a search in Mine alone found.
    MineFound(String),
    /// Drafts of one's own pages.
    MineDrafts,
    /// A page of one's own was deleted.
    MineDeleted(EntryId),
    /// The pairing ended.
    Paired,
    /// The network may reach further than until now.
    Reached(Reach),
    /// The network was turned off, to go on with another reach.
    Paused,
    /// The meeting ended.
    Met,
    /// The other has a name here.
    Named,
    /// The passphrase was changed.
    PassphraseChanged,
    /// The own passphrase was changed.
    OwnPassphraseChanged,
    /// Nothing follows.
    Nothing,
}

impl Ticket {
    /// Whether the answer comes when the other device lets it.
    pub fn waits_for_other(&self) -> bool {
        matches!(self, Self::Paired | Self::Met)
    }
}

/// What happened outside.
#[derive(Debug)]
pub enum Event {
    /// A journal was made and opened, or not, in words.
    Created(Result<(), String>),
    /// A journal was opened, or not.
    Unlocked(Result<(), Trouble>),
    /// The engine is closed.
    Closed {
        /// Whether the disk has all that was typed.
        is_kept: bool,
    },
    /// The engine answers.
    Reply(Ticket, Result<Reply, Trouble>),
    /// The engine tells.
    Update(Update),
    /// All entries, arranged away from the window's thread.
    Loaded(Box<timeline::Timeline>),
    /// Five words were drawn.
    Words(WordsFor, Zeroizing<String>),
    /// The id of a talk was drawn, and how many minutes it lasts.
    Talk(u32, TalkId),
    /// The file of an invitation was read, or nothing was found, in words.
    Invitation(Result<String, String>),
    /// The system tells how it has its looks.
    System(settings::System),
}

impl State {
    /// The window at its start: `exists` tells whether there is a journal in
    /// `folder`.
    pub fn begin(folder: &str, exists: bool, settings: Settings) -> Self {
        let stage = if exists {
            Stage::Locked(Box::default())
        } else {
            Stage::Start(Box::new(Start::at(folder)))
        };
        Self {
            settings,
            system: settings::System::default(),
            stage,
            folder: folder.to_owned(),
            hint: None,
            hold: open::HOLD_MINUTES,
            active: 0.0,
        }
    }

    /// The open journal, if it is.
    pub fn open(&mut self) -> Option<&mut Open> {
        match &mut self.stage {
            Stage::Open(open) => Some(open),
            _ => None,
        }
    }

    /// Which text a person is at.
    pub fn at(&self) -> At {
        match &self.stage {
            Stage::Start(start) => At::Start(start.step),
            Stage::Locked(_) => At::Locked,
            Stage::Open(open) => At::Open {
                page: open.page.clone(),
                slot: open.composer.as_ref().map(|it| it.slot.clone()),
                own: open.mine.is_open,
                asked: open.asked.is_some(),
            },
        }
    }

    /// Notes that a key or the pointer was used.
    pub fn active(&mut self, now: f64) {
        self.active = now;
    }

    /// Takes in what a person wants.
    pub fn act(&mut self, intent: Intent, now: f64) -> Vec<Effect> {
        match intent {
            Intent::Lock => return self.lock(now),
            Intent::Hide => {
                let mut effects = self.lock(now);
                if let Stage::Locked(locked) = &mut self.stage {
                    locked.calm = None;
                }
                effects.push(Effect::Minimize);
                return effects;
            }
            Intent::Suggest(place) => return vec![Effect::DrawWords(place)],
            _ => {}
        }
        if let Some(effects) = self.choose(&intent) {
            return effects;
        }
        match &mut self.stage {
            Stage::Start(start) => match intent {
                Intent::Next => {
                    if start.go_on() {
                        let own = start.own_now.then(|| start.own.text.clone());
                        return vec![Effect::Create {
                            folder: start.folder.trim().to_owned(),
                            name: start.name.trim().to_owned(),
                            passphrase: start.passphrase.text.clone(),
                            own,
                        }];
                    }
                    Vec::new()
                }
                Intent::StepBack => {
                    start.back();
                    Vec::new()
                }
                Intent::StartSupport(shown) => {
                    start.support = shown;
                    Vec::new()
                }
                _ => Vec::new(),
            },
            Stage::Locked(locked) => match intent {
                Intent::Unlock if !locked.busy && !locked.passphrase.is_empty() => {
                    locked.busy = true;
                    locked.error = None;
                    // What is still being closed is opened right after.
                    if locked.closing {
                        return Vec::new();
                    }
                    vec![locked.unlock(&self.folder)]
                }
                Intent::OtherJournal => {
                    locked.other = match locked.other {
                        None => Some(self.folder.clone()),
                        Some(_) => None,
                    };
                    Vec::new()
                }
                _ => Vec::new(),
            },
            Stage::Open(open) => open.act(intent, &mut self.settings, now),
        }
    }

    /// Choices about the window, which hold on every stage.
    fn choose(&mut self, intent: &Intent) -> Option<Vec<Effect>> {
        let settings = &mut self.settings;
        match intent {
            Intent::SetLook(look) => settings.look = *look,
            Intent::SetZoom(zoom) => settings.zoom = *zoom,
            Intent::SetMoves(moves) => settings.moves = *moves,
            Intent::SetSecondLook(on) => settings.second_look = *on,
            Intent::SetLockMinutes(minutes) => settings.lock_minutes = *minutes,
            Intent::SetTitle(title) => settings.title.clone_from(title),
            _ => return None,
        }
        settings.tidy();
        Some(vec![Effect::SaveSettings])
    }

    /// Goes to the journal in `folder`, which `exists` or will be made.
    pub fn turn_to(&mut self, folder: &str, exists: bool, settings: Settings) {
        let hold = self.hold;
        *self = Self::begin(folder, exists, settings);
        self.hold = hold;
    }

    /// Takes in that the window was to close, and stays because closing would lose
    /// drafts that the disk did not take.
    pub fn stays_open(&mut self) {
        if let Stage::Locked(locked) = &mut self.stage {
            locked.unkept = Some(crate::text::window::NOT_KEPT_AT_CLOSE);
        }
    }

    fn lock(&mut self, now: f64) -> Vec<Effect> {
        let Stage::Open(open) = &mut self.stage else {
            return Vec::new();
        };
        let last = open.last_words(now);
        self.stage = Stage::Locked(Box::new(Locked {
            closing: true,
            ..Locked::default()
        }));
        vec![
            Effect::Close(last),
            Effect::ClearClipboard,
            Effect::SaveSettings,
        ]
    }

    /// Takes in what happened outside.
    pub fn hear(&mut self, event: Event, now: f64) -> Vec<Effect> {
        match event {
            Event::System(system) => {
                self.system = system;
                Vec::new()
            }
            Event::Created(outcome) => match (&mut self.stage, outcome) {
                (Stage::Start(start), Ok(())) => {
                    self.folder = start.folder.trim().to_owned();
                    let own = start.own_now;
                    let mut open = Open::new(&self.settings);
                    open.hold = self.hold;
                    open.page = Page::Ready;
                    open.own_is_set = own;
                    self.open_with(open, now)
                }
                (Stage::Start(start), Err(words)) => {
                    start.busy = false;
                    start.error = Some(words);
                    Vec::new()
                }
                _ => Vec::new(),
            },
            Event::Unlocked(outcome) => match (&mut self.stage, outcome) {
                (Stage::Locked(_), Ok(())) => {
                    let mut open = Open::new(&self.settings);
                    open.hold = self.hold;
                    self.open_with(open, now)
                }
                (Stage::Locked(locked), Err(trouble)) => {
                    locked.busy = false;
                    // The next try is not put behind the one that was wrong.
                    if ask::is_wrong(&trouble) {
                        locked.passphrase.clear();
                    }
                    locked.error = Some(crate::text::window_trouble(&trouble));
                    Vec::new()
                }
                _ => Vec::new(),
            },
            Event::Closed { is_kept } => {
                if let Stage::Locked(locked) = &mut self.stage {
                    locked.closing = false;
                    if !is_kept {
                        locked.unkept = Some(crate::text::window::NOT_KEPT_AT_LOCK);
                    }
                    if locked.busy {
                        return vec![locked.unlock(&self.folder)];
                    }
                }
                Vec::new()
            }
            Event::Loaded(timeline) => {
                if let Stage::Open(open) = &mut self.stage {
                    open.loaded(*timeline);
                }
                Vec::new()
            }
            Event::Words(place, words) => {
                self.suggested(place, words);
                Vec::new()
            }
            Event::Talk(minutes, id) => match &mut self.stage {
                Stage::Open(open) => open.talk_begins(minutes, id, now),
                _ => Vec::new(),
            },
            Event::Reply(ticket, reply) => match &mut self.stage {
                Stage::Open(open) => open.replied(ticket, reply, now),
                _ => Vec::new(),
            },
            Event::Update(update) => match &mut self.stage {
                Stage::Open(open) => open.told(update, now),
                _ => Vec::new(),
            },
            Event::Invitation(found) => {
                if let Stage::Open(open) = &mut self.stage {
                    open.pairing.file_read(found);
                }
                Vec::new()
            }
        }
    }

    fn open_with(&mut self, open: Open, now: f64) -> Vec<Effect> {
        self.stage = Stage::Open(Box::new(open));
        self.active = now;
        vec![
            Effect::Ask(Ticket::Status, Command::Status),
            Effect::Ask(
                Ticket::Newest,
                Command::Lines(crate::engine::lines::Which::Newest),
            ),
            Effect::Ask(Ticket::Drafts, Command::Drafts),
            Effect::Ask(
                Ticket::All,
                Command::Lines(crate::engine::lines::Which::All),
            ),
        ]
    }

    fn suggested(&mut self, place: WordsFor, words: Zeroizing<String>) {
        let typed = Typed::filled(words, true);
        match (&mut self.stage, place) {
            (Stage::Start(start), WordsFor::Passphrase) => start.passphrase = typed,
            (Stage::Start(start), WordsFor::Own) => start.own = typed,
            (Stage::Open(open), WordsFor::Passphrase) => open.settings_page.new = typed,
            (Stage::Open(open), WordsFor::Own) => {
                if open.page == Page::Settings {
                    open.settings_page.own_new = typed;
                } else {
                    open.mine.new = typed;
                }
            }
            (Stage::Locked(_), _) => {}
        }
    }

    /// Does what time asks for: keeps drafts, locks, puts the toast away.
    pub fn tick(&mut self, now: f64) -> Vec<Effect> {
        if self.locks_at().is_some_and(|at| now >= at) {
            let calm = self.calm().filter(|calm| calm.left(now) > 0);
            let effects = self.lock(now);
            if let Stage::Locked(locked) = &mut self.stage {
                (locked.calm, locked.now) = (calm, now);
            }
            return effects;
        }
        match &mut self.stage {
            Stage::Open(open) => {
                let effects = open.tick(now);
                if let Some(composer) = &mut open.composer {
                    composer.look_again(self.settings.second_look);
                }
                effects
            }
            Stage::Locked(locked) => {
                locked.now = now;
                locked.calm = locked.calm.filter(|calm| calm.left(now) > 0);
                Vec::new()
            }
            Stage::Start(_) => Vec::new(),
        }
    }

    /// The break that is on the screen.
    fn calm(&self) -> Option<Calm> {
        match &self.stage {
            Stage::Open(open) if open.page == Page::Calm => open.calm,
            _ => None,
        }
    }

    /// When it locks by itself, if no key is pressed. While two pair, closing
    /// the journal would end it: then it waits longer.
    fn locks_at(&self) -> Option<f64> {
        let Stage::Open(open) = &self.stage else {
            return None;
        };
        let minutes = if open.pairing.is_under_way() {
            settings::LOCK_MINUTES.1
        } else {
            self.settings.lock_minutes
        };
        Some(self.active + f64::from(minutes) * 60.0)
    }

    /// When [`State::tick`] has something to do next, if ever.
    pub fn wakes_at(&self) -> Option<f64> {
        let Stage::Open(open) = &self.stage else {
            return None;
        };
        [open.wakes_at(), self.locks_at()]
            .into_iter()
            .flatten()
            .reduce(f64::min)
    }
}

/// A draft as the engine keeps it.
pub type Draft = (String, ContentBuilder);
