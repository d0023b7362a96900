//! The window: the only place that sees both the state and the engine.
//!
//! `logic` hears what happened and carries out what follows; `ui` draws the
//! state and takes in what a person wants. Nothing here decides.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use candor_core::id::{Entropy, TalkId};
use candor_core::seal::{Passphrase, WORK_FACTOR};
use candor_core::store::Folder;
use candor_sync::words::Words;
use egui::{Context, Key, Modifiers, ViewportCommand, ViewportId};
use zeroize::Zeroizing;

use crate::clipboard::Clipboard;
use crate::desk::{Delay, Said};
use crate::engine::{Clock, Command, Engine, Handle, Init, Refused, Reply, SystemEntropy, Trouble};
use crate::kit::forget;
use crate::kit::theme::{self, Motion};
use crate::kit::tokens::Theme;
use crate::screen;
use crate::state::composer::Slot;
use crate::state::lasting::Lasting;
use crate::state::open::Page;
use crate::state::settings::{self, Look, Settings, System};
use crate::state::start::judge_folder;
use crate::state::timeline::Timeline;
use crate::state::{At, Effect, Event, Intent, Stage, State, Ticket, WordsFor};
use crate::text;

/// How close two presses of Esc are when they mean: hide.
const TWICE_SECONDS: f64 = 0.6;
/// The longest picture an invitation is read from, in bytes.
const INVITATION_PICTURE_MAX: u64 = 64 * 1024 * 1024;
/// The longest text it is read from: many times as long as one.
const INVITATION_TEXT_MAX: u64 = 64 * 1024;

/// What a window begins with.
#[derive(Clone)]
pub struct Begin {
    /// The folder of the journal.
    pub folder: PathBuf,
    /// What the lock screen says beside the field.
    pub hint: Option<String>,
    /// The clock.
    pub clock: Clock,
    /// The title, where it is not the one in the settings.
    pub title: Option<String>,
    /// scrypt's cost for a new journal.
    pub work_factor: u8,
    /// For how many minutes what is written is held, until the journal says
    /// otherwise.
    pub hold: u32,
}

impl Begin {
    /// A window on the journal in `folder`.
    pub fn at(folder: PathBuf) -> Self {
        Self {
            folder,
            hint: None,
            clock: Clock::system(),
            title: None,
            work_factor: WORK_FACTOR,
            hold: crate::state::open::HOLD_MINUTES,
        }
    }
}

/// What comes back from other threads.
enum Heard {
    Event(Event),
    /// A journal was made (`true`) or opened, or not.
    Opened(bool, Result<Box<Engine>, Trouble>),
    /// The journal is closed.
    Closed,
    /// The desktop tells.
    Desk(Said),
    /// The clipboard did not take a secret by the way that keeps it out of histories.
    NotCopied(Zeroizing<String>),
}

/// Sends to the window and wakes it.
#[derive(Clone)]
struct Post {
    to: Sender<Heard>,
    ctx: Context,
}

impl Post {
    fn send(&self, heard: Heard) {
        // A window that is gone needs no telling.
        if self.to.send(heard).is_ok() {
            self.ctx.request_repaint_of(ViewportId::ROOT);
        }
    }
}

/// The window.
pub struct App {
    state: State,
    begin: Begin,
    engine: Option<Handle>,
    heard: Receiver<Heard>,
    post: Post,
    since: Instant,
    lasting: Lasting,
    /// What of the settings egui was told.
    shown: Option<(Theme, Motion, u32, String)>,
    escaped: f64,
    /// Which text a person was at when egui was last looked at.
    at: Option<At>,
    /// The journal is being closed, on this thread.
    closing: Option<JoinHandle<Refused>>,
    /// Drafts that the disk did not take, and the folder of their journal.
    refused: Option<(String, Refused)>,
    /// The window was asked to close although the disk did not take all drafts.
    asked_to_close: bool,
    /// Holds up the computer's sleep meanwhile.
    asleep: Option<Delay>,
    /// The clipboard for what is secret, in a window that people see.
    clipboard: Option<Clipboard>,
    /// egui has put something of ours into the clipboard.
    copied: bool,
    /// How much the engine was asked and has not answered yet, without what
    /// waits for the other device.
    unanswered: usize,
}

/// What of a folder the window needs to know first.
fn look_at(folder: &Path) -> (bool, Settings) {
    let folder = Folder::at(folder);
    // What cannot be looked at says why once it is opened.
    let exists = folder.holds("unlock.age").unwrap_or(true);
    let settings = folder
        .read(settings::FILE)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map(|text| Settings::parse(&text))
        .unwrap_or_default();
    (exists, settings)
}

/// The settings of the journal in a folder, for the first frame.
pub fn settings_of(folder: &Path) -> Settings {
    look_at(folder).1
}

impl App {
    /// A window that draws into `ctx`.
    pub fn new(ctx: &Context, begin: Begin) -> Self {
        theme::install(ctx);
        ctx.add_plugin(Guard);
        let (exists, settings) = look_at(&begin.folder);
        let mut state = State::begin(&begin.folder.to_string_lossy(), exists, settings);
        state.hint.clone_from(&begin.hint);
        state.hold = begin.hold;
        let (to, heard) = channel();
        Self {
            state,
            begin,
            engine: None,
            heard,
            post: Post {
                to,
                ctx: ctx.clone(),
            },
            since: Instant::now(),
            lasting: Lasting::default(),
            shown: None,
            escaped: -1.0,
            at: None,
            closing: None,
            refused: None,
            asked_to_close: false,
            asleep: None,
            clipboard: None,
            copied: false,
            unanswered: 0,
        }
    }

    /// With the clipboard of the system for what is secret. Without it egui copies.
    fn with_clipboard(mut self) -> Self {
        let post = self.post.clone();
        self.clipboard = Some(Clipboard::new(move |text| {
            post.send(Heard::NotCopied(text));
        }));
        self
    }

    /// What it shows, for tests.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether the engine has answered all that it was asked, so that a page
    /// shows what there is, for tests.
    pub fn is_settled(&self) -> bool {
        self.unanswered == 0
    }

    /// Seconds since the window began, those included in which the computer slept.
    fn now(&mut self) -> f64 {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH);
        let wall = wall.map_or(0.0, |since| since.as_secs_f64());
        self.lasting.at(self.since.elapsed().as_secs_f64(), wall)
    }

    /// Hears what happened and does what time asks for.
    pub fn listen(&mut self, ctx: &Context) {
        while let Ok(heard) = self.heard.try_recv() {
            let event = match heard {
                Heard::Event(event) => event,
                Heard::Opened(made, outcome) => self.opened(made, outcome),
                Heard::Closed => self.closed(),
                Heard::Desk(Said::Looks(system)) => Event::System(system),
                Heard::Desk(Said::Locked) => {
                    self.lock(ctx);
                    continue;
                }
                Heard::Desk(Said::Sleeps(delay)) => {
                    self.lock(ctx);
                    // Until the journal is closed, if it was open.
                    self.asleep = self.closing.is_some().then_some(delay);
                    continue;
                }
                Heard::NotCopied(text) => {
                    // What was locked meanwhile stays out of it.
                    if self.state.open().is_some() {
                        self.copy(ctx, &text);
                    }
                    continue;
                }
            };
            let answers = match &event {
                Event::Reply(ticket, _) => !ticket.waits_for_other(),
                Event::Loaded(_) => true,
                _ => false,
            };
            if answers {
                self.unanswered = self.unanswered.saturating_sub(1);
            }
            let now = self.now();
            let effects = self.state.hear(event, now);
            self.carry_out(ctx, effects);
        }
        let now = self.now();
        let effects = self.state.tick(now);
        self.carry_out(ctx, effects);
        self.let_go(ctx);
        if let Some(at) = self.state.wakes_at() {
            let wait = std::time::Duration::from_secs_f64((at - now).max(0.01));
            ctx.request_repaint_after(wait);
        }
    }

    /// Hears from now on what the desktop tells.
    pub fn listen_to_desktop(&self) {
        let post = self.post.clone();
        let name = self.state.settings.shown_title().to_owned();
        crate::desk::listen(name, move |said| post.send(Heard::Desk(said)));
    }

    /// What the desktop tells, for tests.
    pub fn desktop_says(&self, said: Said) {
        self.post.send(Heard::Desk(said));
    }

    /// Closes the journal, as if its person had locked it.
    fn lock(&mut self, ctx: &Context) {
        let now = self.now();
        let effects = self.state.act(Intent::Lock, now);
        self.carry_out(ctx, effects);
    }

    /// Draws, and takes in what a person wants.
    pub fn draw(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        self.before_closing(&ctx);
        self.dress(&ctx);
        let used = ctx.input(|input| {
            use egui::Event::{Ime, Key, MouseWheel, Paste, PointerButton, Text, Touch};
            input.events.iter().any(|event| {
                matches!(
                    event,
                    Key { .. }
                        | Text(_)
                        | Paste(_)
                        | Ime(_)
                        | PointerButton { .. }
                        | MouseWheel { .. }
                        | Touch { .. }
                )
            })
        });
        self.note_size(&ctx);
        let now = self.now();
        if used {
            self.state.active(now);
        }
        let mut intents = self.shortcuts(&ctx);
        intents.extend(screen::window(ui, &mut self.state));
        for intent in intents {
            if intent == Intent::OpenOther {
                self.turn_to_other();
                continue;
            }
            let effects = self.state.act(intent, now);
            self.carry_out(&ctx, effects);
        }
        self.let_go(&ctx);
    }

    /// What egui holds of typing goes once a person is at another text.
    fn let_go(&mut self, ctx: &Context) {
        let at = self.state.at();
        if self.at.as_ref() == Some(&at) {
            return;
        }
        if self.at.replace(at).is_some() {
            forget::typed(ctx);
        }
    }

    /// Remembers how large the window is, for the next start.
    fn note_size(&mut self, ctx: &Context) {
        let rect = ctx.input(|input| input.viewport().inner_rect);
        if let Some(rect) = rect {
            let zoom = ctx.zoom_factor();
            self.state.settings.size = Some((rect.width() * zoom, rect.height() * zoom));
        }
    }

    /// Tells egui what the settings say, where it changed.
    fn dress(&mut self, ctx: &Context) {
        let settings = &self.state.settings;
        // What the window system knows counts where the desktop has no wish.
        let seen = ctx.system_theme().map(|theme| theme == egui::Theme::Dark);
        let system = System {
            dark: self.state.system.dark.or(seen),
            ..self.state.system
        };
        let theme = match settings.shown_look(system) {
            Look::Light | Look::System => Theme::Light,
            Look::Dark => Theme::Dark,
            Look::HighContrast => Theme::HighContrast,
        };
        let motion = match settings.is_still(system) {
            true => Motion::Reduced,
            false => Motion::Full,
        };
        let title = match &self.begin.title {
            Some(title) => title.clone(),
            None => settings.shown_title().to_owned(),
        };
        // Anew in every frame, as all that screen readers are told.
        ctx.accesskit_node_builder(egui::accesskit_root_id(), |node| {
            node.set_label(text::harmless(&title).into_owned());
        });
        let wanted = (theme, motion, settings.zoom, title);
        if self.shown.as_ref() == Some(&wanted) {
            return;
        }
        theme::apply(ctx, theme, motion);
        ctx.set_zoom_factor(wanted.2 as f32 / 100.0);
        ctx.send_viewport_cmd(ViewportCommand::Title(wanted.3.clone()));
        self.shown = Some(wanted);
    }

    // ---- keys ----

    fn shortcuts(&mut self, ctx: &Context) -> Vec<Intent> {
        let mut intents = Vec::new();
        self.escape(ctx, &mut intents);
        let pressed = |modifiers, key| ctx.input_mut(|input| input.consume_key(modifiers, key));
        let zoom = self.state.settings.zoom;
        if pressed(Modifiers::COMMAND, Key::Plus) || pressed(Modifiers::COMMAND, Key::Equals) {
            intents.push(Intent::SetZoom(zoom + 10));
        }
        if pressed(Modifiers::COMMAND, Key::Minus) {
            intents.push(Intent::SetZoom(zoom.saturating_sub(10)));
        }
        if pressed(Modifiers::COMMAND, Key::W) {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        if pressed(Modifiers::COMMAND, Key::Num0) {
            intents.push(Intent::SetZoom(100));
        }
        if !matches!(self.state.stage, Stage::Open(_)) {
            return intents;
        }
        if pressed(Modifiers::COMMAND, Key::L) {
            intents.push(Intent::Lock);
        }
        let pages = [
            (Key::Num1, Page::Today),
            (Key::Num2, Page::Timeline),
            (Key::Num3, Page::Talk),
            (Key::Num4, Page::Agreements),
            (Key::Num5, Page::Promises),
            (Key::Num6, Page::Us),
            (Key::Num7, Page::LookBack),
            (Key::Num8, Page::Mine),
            (Key::F, Page::Search),
            (Key::Comma, Page::Settings),
            (Key::Slash, Page::Shortcuts),
        ];
        for (key, page) in pages {
            let paired = matches!(&self.state.stage, Stage::Open(open) if open.partner().is_some());
            let together = matches!(
                page,
                Page::Talk | Page::Agreements | Page::Promises | Page::Us | Page::LookBack
            );
            if pressed(Modifiers::COMMAND, key) && (paired || !together) {
                intents.push(Intent::Go(page));
            }
        }
        if pressed(Modifiers::NONE, Key::F1) {
            intents.push(Intent::Go(Page::Shortcuts));
        }
        if pressed(Modifiers::COMMAND, Key::N)
            && let Stage::Open(open) = &self.state.stage
        {
            if open.page.is_own() && open.mine.is_open {
                intents.push(Intent::Write(Slot::OwnNew("reflection".to_owned())));
            } else if !open.page.is_own() && open.partner().is_some() {
                intents.push(Intent::Write(Slot::New("disclosure".to_owned())));
            }
        }
        if pressed(Modifiers::COMMAND, Key::S) {
            intents.push(Intent::SaveDraft);
        }
        if pressed(Modifiers::ALT, Key::ArrowLeft) {
            intents.push(Intent::Back);
        }
        if !ctx.text_edit_focused() {
            for (key, intent) in [(Key::E, Intent::CorrectHere), (Key::R, Intent::ReplyHere)] {
                if pressed(Modifiers::NONE, key) {
                    intents.push(intent);
                }
            }
            for (key, step) in [(Key::J, 1), (Key::K, -1)] {
                if pressed(Modifiers::NONE, key) {
                    intents.push(Intent::Step(step));
                }
            }
        }
        intents
    }

    /// Esc closes what is topmost; twice, it hides.
    fn escape(&mut self, ctx: &Context, intents: &mut Vec<Intent>) {
        if !ctx.input(|input| input.key_pressed(Key::Escape)) {
            return;
        }
        // A list that is open takes the key for itself.
        if egui::Popup::is_any_open(ctx) {
            return;
        }
        let now = self.now();
        if now - self.escaped < TWICE_SECONDS {
            self.escaped = -1.0;
            intents.push(Intent::Hide);
            return;
        }
        self.escaped = now;
        if let Stage::Open(open) = &self.state.stage
            && open.mine.deleting.is_none()
            && open.leaving.is_none()
            && open.asked.is_none()
            && !open.composer.as_ref().is_some_and(|it| it.discarding)
        {
            match &open.page {
                Page::Compose => intents.push(Intent::PutAway),
                page if page.has_way_back() => intents.push(Intent::Back),
                _ => {}
            }
        }
    }

    // ---- what follows ----

    fn carry_out(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            self.carry_out_one(ctx, effect);
        }
    }

    fn carry_out_one(&mut self, ctx: &Context, effect: Effect) {
        match effect {
            Effect::Create {
                folder,
                name,
                passphrase,
                own,
            } => self.create(folder, name, passphrase, own),
            Effect::Unlock { folder, passphrase } => {
                let (post, clock) = (self.post.clone(), self.begin.clock.clone());
                // scrypt takes a second, and the window goes on.
                std::thread::spawn(move || {
                    let passphrase = Passphrase::typed(&passphrase);
                    let outcome = Engine::open(Path::new(&folder), &passphrase, clock);
                    post.send(Heard::Opened(false, outcome.map(Box::new)));
                });
            }
            Effect::Ask(ticket, command) => {
                let post = self.post.clone();
                if let Some(engine) = &self.engine {
                    if !ticket.waits_for_other() {
                        self.unanswered += 1;
                    }
                    engine.asker().ask_then(command, move |reply| {
                        post.send(Heard::Event(arranged(ticket, reply)));
                    });
                }
            }
            Effect::Close(last) => self.close(ctx, last),
            Effect::Minimize => ctx.send_viewport_cmd(ViewportCommand::Minimized(true)),
            Effect::SaveSettings => self.save_settings(),
            Effect::DrawWords(place) => self.draw_words(ctx, place),
            Effect::DrawTalk(minutes) => {
                let id = TalkId::draw(&mut SystemEntropy);
                let now = self.now();
                let effects = self.state.hear(Event::Talk(minutes, id), now);
                self.carry_out(ctx, effects);
            }
            Effect::CopySecret(text) => {
                let back = match &self.clipboard {
                    Some(clipboard) => clipboard.put(text).err(),
                    None => Some(text),
                };
                if let Some(text) = back {
                    self.copy(ctx, &text);
                }
            }
            Effect::ClearClipboard => {
                if let Some(clipboard) = &self.clipboard {
                    clipboard.clear();
                }
                if std::mem::take(&mut self.copied) {
                    ctx.copy_text(String::new());
                }
            }
            Effect::ReadPicture(path) => {
                self.read_invitation(path, INVITATION_PICTURE_MAX, |bytes| {
                    crate::code::read_file(&bytes)
                        .ok_or_else(|| text::first_run::NO_CODE.to_owned())
                })
            }
            Effect::ReadText(path) => self.read_invitation(path, INVITATION_TEXT_MAX, |bytes| {
                String::from_utf8(bytes)
                    .map(|text| text.trim().to_owned())
                    .map_err(|_| text::first_run::NO_TEXT.to_owned())
            }),
        }
    }

    /// By way of egui, and into any history there is.
    fn copy(&mut self, ctx: &Context, text: &str) {
        self.copied = true;
        ctx.copy_text(text.to_owned());
    }

    fn create(
        &self,
        folder: String,
        name: String,
        passphrase: Zeroizing<String>,
        own: Option<Zeroizing<String>>,
    ) {
        let (post, clock) = (self.post.clone(), self.begin.clock.clone());
        let work_factor = self.begin.work_factor;
        std::thread::spawn(move || {
            let folder = Path::new(&folder);
            let passphrase = Passphrase::typed(&passphrase);
            let own = own.map(|own| Passphrase::typed(&own));
            let init = Init {
                name: &name,
                passphrase: &passphrase,
                own_passphrase: own.as_ref(),
                work_factor,
            };
            let outcome =
                Engine::init(folder, &init).and_then(|()| Engine::open(folder, &passphrase, clock));
            post.send(Heard::Opened(true, outcome.map(Box::new)));
        });
    }

    fn opened(&mut self, made: bool, outcome: Result<Box<Engine>, Trouble>) -> Event {
        let outcome = match outcome {
            Ok(mut engine) => {
                let post = self.post.clone();
                let folder = &self.state.folder;
                if let Some((_, refused)) = self.refused.take_if(|(of, _)| of == folder) {
                    engine.take_refused(refused);
                }
                self.asked_to_close = false;
                self.engine = Some(Handle::spawn(*engine, move |update| {
                    post.send(Heard::Event(Event::Update(update)));
                }));
                Ok(())
            }
            Err(trouble) => Err(trouble),
        };
        if made {
            Event::Created(outcome.map_err(|trouble| text::window_trouble(&trouble)))
        } else {
            Event::Unlocked(outcome)
        }
    }

    /// Closes the journal; egui forgets what it held of it.
    fn close(&mut self, ctx: &Context, last: Vec<Command>) {
        ctx.data_mut(|data| data.clear());
        ctx.forget_all_images();
        ctx.memory_mut(|memory| memory.stop_text_input());
        self.shown = None;
        ctx.request_repaint();
        let Some(engine) = self.engine.take() else {
            return;
        };
        self.unanswered = 0;
        let post = self.post.clone();
        self.closing = Some(std::thread::spawn(move || {
            let refused = close_engine(engine, last);
            post.send(Heard::Closed);
            refused
        }));
    }

    /// Takes in what the disk did not take of the journal that was closed.
    fn closed(&mut self) -> Event {
        self.asleep = None;
        let refused = self.closing.take().and_then(|thread| thread.join().ok());
        self.keep_refused(refused.unwrap_or_default())
    }

    fn keep_refused(&mut self, refused: Refused) -> Event {
        let is_kept = refused.is_empty();
        if !is_kept {
            self.refused = Some((self.state.folder.clone(), refused));
        }
        Event::Closed { is_kept }
    }

    /// Keeps what was typed before the window closes. Where the disk does not take
    /// it, the window stays once, locked, and says so.
    fn before_closing(&mut self, ctx: &Context) {
        if !ctx.input(|input| input.viewport().close_requested()) || self.asked_to_close {
            return;
        }
        self.leave();
        if self.refused.is_some() {
            self.asked_to_close = true;
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.state.stays_open();
        }
    }

    fn save_settings(&self) {
        let folder = Folder::at(&self.state.folder);
        // Before there is a journal, nothing is written anywhere. What cannot
        // be written is chosen again next time; nothing of the journal is in it.
        if folder.has("unlock.age") {
            drop(folder.write(settings::FILE, self.state.settings.encode().as_bytes()));
        }
    }

    fn draw_words(&mut self, ctx: &Context, place: WordsFor) {
        let mut hash = Zeroizing::new([0; 32]);
        SystemEntropy.fill(&mut *hash);
        let words = Zeroizing::new(Words::of(&hash).words()[..5].join(" "));
        let now = self.now();
        let effects = self.state.hear(Event::Words(place, words), now);
        self.carry_out(ctx, effects);
    }

    /// Reads a file of at most `longest` bytes on a thread of its own.
    fn read_invitation(
        &self,
        path: String,
        longest: u64,
        parse: impl FnOnce(Vec<u8>) -> Result<String, String> + Send + 'static,
    ) {
        let post = self.post.clone();
        std::thread::spawn(move || {
            let found = read_file(&typed_path(&path), longest)
                .map_err(|error: std::io::Error| {
                    text::first_run::unreadable(error.kind()).to_owned()
                })
                .and_then(parse);
            post.send(Heard::Event(Event::Invitation(found)));
        });
    }

    /// From the lock screen to the journal in another folder.
    fn turn_to_other(&mut self) {
        let Stage::Locked(locked) = &mut self.state.stage else {
            return;
        };
        // What is being opened or closed is finished first.
        if locked.busy || locked.closing {
            return;
        }
        let Some(other) = locked.other.as_ref().map(|other| other.trim().to_owned()) else {
            return;
        };
        if self.refused.is_some() {
            locked.error = Some(text::window::OPEN_THIS_FIRST.to_owned());
            return;
        }
        if let Some(words) = judge_folder(&other) {
            locked.error = Some(words.to_owned());
            return;
        }
        let (exists, settings) = look_at(Path::new(&other));
        self.state.turn_to(&other, exists, settings);
    }

    /// Keeps what was typed and closes the journal, before the window is gone. What
    /// the disk does not take stays in memory.
    pub fn leave(&mut self) {
        let now = self.now();
        let effects = self.state.act(Intent::Lock, now);
        for effect in effects {
            if let Effect::Close(last) = effect
                && let Some(engine) = self.engine.take()
            {
                let refused = close_engine(engine, last);
                let closed = self.keep_refused(refused);
                self.state.hear(closed, now);
            }
        }
        // What is being closed already is waited for.
        if self.closing.is_some() {
            let closed = self.closed();
            self.state.hear(closed, now);
        }
        self.save_settings();
    }
}

/// What a file holds. What is no file, and what is longer than `longest` bytes or grows
/// longer while it is read, is refused.
fn read_file(path: &Path, longest: u64) -> std::io::Result<Vec<u8>> {
    // Of what is no file, a pipe would be waited for without end.
    let kind = std::fs::metadata(path)?;
    if kind.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    if !kind.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(longest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > longest {
        return Err(std::io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Ten years are arranged on the thread that answers, so that no frame waits.
fn arranged(ticket: Ticket, reply: Result<Reply, Trouble>) -> Event {
    match (ticket, reply) {
        (Ticket::All, Ok(Reply::Lines(lines))) => {
            let mut timeline = Timeline::default();
            timeline.replace(lines);
            timeline.items();
            Event::Loaded(Box::new(timeline))
        }
        (ticket, reply) => Event::Reply(ticket, reply),
    }
}

/// A path as people type it: `~/` is their home.
fn typed_path(path: &str) -> PathBuf {
    let in_home = path.strip_prefix("~/").and_then(|rest| {
        let home = directories::BaseDirs::new()?;
        Some(home.home_dir().join(rest))
    });
    in_home.unwrap_or_else(|| PathBuf::from(path))
}

fn close_engine(engine: Handle, last: Vec<Command>) -> Refused {
    for command in last {
        // A draft that is not kept now comes back below.
        drop(engine.call(command));
    }
    engine.close()
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.listen(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    fn on_exit(&mut self) {
        self.leave();
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

/// Keeps what a person selects out of the selection of the window system, and
/// links from being opened.
struct Guard;

impl egui::Plugin for Guard {
    fn debug_name(&self) -> &'static str {
        "candor-guard"
    }

    fn output_hook(&mut self, _ctx: &Context, output: &mut egui::FullOutput) {
        output.platform_output.commands.retain(|command| {
            !matches!(
                command,
                egui::OutputCommand::TextSelectionSettled(_) | egui::OutputCommand::OpenUrl(_)
            )
        });
    }
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// What the window system says.
pub fn run(begin: Begin) -> Result<(), String> {
    let settings = settings_of(&begin.folder);
    let (width, height) = settings.size.unwrap_or((1080.0, 760.0));
    let title = begin
        .title
        .clone()
        .unwrap_or_else(|| settings.shown_title().to_owned());
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("candor")
            .with_title(title)
            .with_inner_size([width, height])
            .with_min_inner_size([420.0, 520.0]),
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "candor",
        options,
        Box::new(move |cc| {
            let app = App::new(&cc.egui_ctx, begin).with_clipboard();
            app.listen_to_desktop();
            Ok(Box::new(app))
        }),
    )
    .map_err(|error| error.to_string())
}
