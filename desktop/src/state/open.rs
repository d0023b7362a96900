//! The open journal: pages, what is on them, and what the engine is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use candor_core::date::Day;
use candor_core::entry::content::FORGOTTEN;
use candor_core::entry::mechanism::Mechanism;
use candor_core::entry::template::TextRule;
use candor_core::entry::{ContentBuilder, Template, template};
use candor_core::id::EntryId;
use candor_core::journal::CHARTER_KIND;
use candor_core::seal::Passphrase;
use candor_sync::session::Notice;
use zeroize::Zeroizing;

use super::composer::{Composer, Gate, Kept, Slot};
use super::pairing::{Act, Pairing, Step, level_of};
use super::secret::Typed;
use super::settings::{Reach, Section, Settings};
use super::start::judge;
use super::timeline::Timeline;
use super::together::{Talk, Together};
use super::{Draft, Effect, Intent, Ticket};
use crate::engine::command::Change;
use crate::engine::lines::{Line, Standing, Which, Writer};
use crate::engine::{Command, Detail, Networking, Reply, Status, Trouble, Update};
use crate::text;
use crate::text::window as words;

/// A page of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// After the first run: what to do first.
    Ready,
    /// Today.
    Today,
    /// All entries.
    Timeline,
    /// One entry and what answers it.
    Entry(EntryId),
    /// Something is being written.
    Compose,
    /// Everything that can be written.
    Kinds,
    /// A talk, and what waits for it.
    Talk,
    /// Joint texts.
    Agreements,
    /// Ready texts of agreements.
    Patterns,
    /// Promises of both.
    Promises,
    /// What the two have.
    Us,
    /// The last six months.
    LookBack,
    /// In a narrow window: the pages that have no tab.
    More,
    /// Search in what is shared.
    Search,
    /// Mine alone.
    Mine,
    /// One page of one's own.
    MinePage(EntryId),
    /// What is let out, in memory alone.
    LetOut,
    /// Pairing.
    Pairing,
    /// Settings.
    Settings,
    /// Support.
    Support,
    /// All shortcuts.
    Shortcuts,
}

impl Page {
    /// Whether it belongs to Mine alone.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Mine | Self::MinePage(_) | Self::LetOut)
    }
}

/// How long a toast stays, in seconds.
const TOAST_SECONDS: f64 = 8.0;
/// How many arrivals Today names at most.
const ARRIVALS_MAX: usize = 50;
/// The row in which the window keeps what arrived and was not opened yet.
const ARRIVALS: &str = "arrivals";
/// The row in which it keeps how far the network reaches.
pub const REACH: &str = "reach";
/// The row in which it keeps how many minutes what is written is held.
pub const HOLD: &str = "hold";
/// How many minutes what is written is held, unless the person chose otherwise.
pub const HOLD_MINUTES: u32 = 10;
/// The longest hold: a day.
pub const HOLD_MINUTES_MAX: u32 = 24 * 60;

/// How an entry goes from both copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Its writer withdraws it.
    Withdraw,
    /// Both remove it: one proposes, the other agrees.
    Remove,
}

/// A word about what was done, for a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    /// The words.
    pub text: String,
    /// An entry that can be taken back, if it can.
    pub undo: Option<EntryId>,
    /// Until when it is shown.
    pub until: f64,
}

/// A search and what it found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchBox {
    /// What is looked for.
    pub text: String,
    /// What was asked last.
    asked: String,
    /// What was found, newest first, and for which words.
    pub found: Vec<EntryId>,
    /// The words that [`SearchBox::found`] belongs to.
    pub found_for: String,
}

/// Mine alone.
#[derive(Debug, Default)]
pub struct Mine {
    /// Whether it is open.
    pub is_open: bool,
    /// What is typed to open it.
    pub passphrase: Typed,
    /// The first own passphrase, when it is set here.
    pub new: Typed,
    /// The same once more.
    pub again: Typed,
    /// The passphrase of Candor, which setting it asks for.
    pub candor: Typed,
    /// It is being opened.
    pub busy: bool,
    /// What went wrong, in words.
    pub error: Option<String>,
    /// The pages.
    pub timeline: Timeline,
    /// The search in them.
    pub search: SearchBox,
    /// Drafts of own pages.
    drafts: BTreeMap<String, ContentBuilder>,
    /// A page that is about to be deleted: the question is on the screen.
    pub deleting: Option<EntryId>,
    /// Whether the other kinds of pages are shown.
    pub kinds: bool,
    /// What is let out: never on the disk.
    pub let_out: Zeroizing<String>,
}

/// What is typed on the settings page.
#[derive(Debug, Default)]
pub struct SettingsPage {
    /// The new passphrase.
    pub new: Typed,
    /// The same once more.
    pub again: Typed,
    /// The own passphrase until now.
    pub own_old: Typed,
    /// The new own passphrase.
    pub own_new: Typed,
    /// The same once more.
    pub own_again: Typed,
    /// The passphrase of Candor, which changing the own one asks for.
    pub candor: Typed,
    /// What went wrong with the passphrase, in words.
    pub error: Option<String>,
    /// What went wrong with the own passphrase, in words.
    pub own_error: Option<String>,
    /// Something is under way.
    pub busy: bool,
}

/// A journal that is open.
#[derive(Debug)]
pub struct Open {
    /// How things stand, once the engine has said so.
    pub status: Option<Status>,
    /// Whether an own passphrase is set.
    pub own_is_set: bool,
    /// The page that is shown.
    pub page: Page,
    back: Vec<Page>,
    /// The shared entries.
    pub timeline: Timeline,
    /// Whether all of them are here.
    pub complete: bool,
    /// A month the timeline is to be shown at, until it is.
    pub jump: Option<(i16, i8)>,
    /// What came in and was not opened yet, newest first.
    pub arrivals: Vec<EntryId>,
    /// What is being written.
    pub composer: Option<Composer>,
    drafts: BTreeMap<String, ContentBuilder>,
    /// The entry that is shown, with its versions.
    pub detail: Option<(EntryId, Detail)>,
    /// What was uncovered or unfolded, until the journal is closed.
    pub unfolded: BTreeSet<(EntryId, String)>,
    /// What the two have, for the pages.
    pub together: Together,
    /// Search in what is shared.
    pub search: SearchBox,
    /// Mine alone.
    pub mine: Mine,
    /// Pairing.
    pub pairing: Pairing,
    /// What is typed in the settings.
    pub settings_page: SettingsPage,
    /// How far the network reaches; off until the journal has said otherwise.
    pub reach: Reach,
    /// How many minutes what is written is held.
    pub hold: u32,
    /// An entry that is about to go from both copies: the question is on the
    /// screen.
    pub leaving: Option<(EntryId, Leave)>,
    /// Whether a meeting is held or waited for.
    pub meeting: bool,
    /// Records that came or went in this meeting, and how many there will be.
    pub progress: Option<(u64, u64)>,
    /// A word about what was done.
    pub toast: Option<Toast>,
    /// Something to know, until it is put away.
    pub notice: Option<String>,
    changed: BTreeSet<EntryId>,
    asking: bool,
    /// The time of the last look at the clock, for what counts minutes.
    pub now: f64,
}

impl Open {
    /// The journal as it opens.
    pub fn new(settings: &Settings) -> Self {
        Self {
            status: None,
            own_is_set: false,
            page: match settings.section {
                Section::Today => Page::Today,
                Section::Timeline => Page::Timeline,
            },
            back: Vec::new(),
            timeline: Timeline::default(),
            complete: false,
            jump: None,
            arrivals: Vec::new(),
            composer: None,
            drafts: BTreeMap::new(),
            detail: None,
            unfolded: BTreeSet::new(),
            together: Together::default(),
            search: SearchBox::default(),
            mine: Mine::default(),
            pairing: Pairing::default(),
            settings_page: SettingsPage::default(),
            reach: Reach::Off,
            hold: HOLD_MINUTES,
            leaving: None,
            meeting: false,
            progress: None,
            toast: None,
            notice: None,
            changed: BTreeSet::new(),
            asking: false,
            now: 0.0,
        }
    }

    /// The partner's name, once there is one.
    pub fn partner(&self) -> Option<&str> {
        self.status.as_ref()?.partner.as_deref()
    }

    /// One's own name.
    pub fn me(&self) -> &str {
        self.status.as_ref().map_or("", |status| &status.me)
    }

    /// The civil day.
    pub fn today(&self) -> Option<Day> {
        Some(self.status.as_ref()?.today)
    }

    /// The name of an entry's writer.
    pub fn name_of(&self, writer: Writer) -> &str {
        match writer {
            Writer::Me => self.me(),
            Writer::Them => self.partner().unwrap_or(""),
        }
    }

    /// Whether an entry lies under a cover that was not lifted: its writer's,
    /// or that of what came in and was not opened yet.
    pub fn is_covered(&self, line: &Line) -> bool {
        let cover = line.content.field("cover").filter(|cover| *cover != "none");
        let lifted = self.unfolded.contains(&(line.id, "cover".to_owned()));
        let covered = cover.is_some() && !lifted;
        let theirs = line.writer == Writer::Them && !is_gone(line);
        theirs && (covered || self.arrivals.contains(&line.id))
    }

    /// Whether a layer of an entry was opened.
    pub fn is_unfolded(&self, id: EntryId, layer: &str) -> bool {
        self.unfolded.contains(&(id, layer.to_owned()))
    }

    /// The entry that is shown, where its words are.
    fn shown(&self) -> Option<&Line> {
        let Page::Entry(id) = self.page else {
            return None;
        };
        self.timeline.line(id).filter(|line| !self.is_covered(line))
    }

    /// With which kinds an entry of the thread that is shown may be answered
    /// today.
    pub fn allowed(&self, id: EntryId) -> &[&'static str] {
        self.detail
            .as_ref()
            .and_then(|(_, detail)| detail.allowed.get(&id))
            .map_or(&[], Vec::as_slice)
    }

    fn is_said(&self, id: EntryId) -> bool {
        self.timeline
            .line(id)
            .is_some_and(|line| matches!(line.standing, Standing::Said(_)))
    }

    fn hold(&self) -> Duration {
        Duration::from_secs(60 * u64::from(self.hold))
    }

    /// Whether an own entry can still be withdrawn.
    pub fn can_withdraw(&self, line: &Line) -> bool {
        let Some(days) = self.status.as_ref().map(|status| status.withdraw_days) else {
            return false;
        };
        let Standing::Said(place) = line.standing else {
            return false;
        };
        let in_time = self
            .today()
            .is_some_and(|today| today <= place.counter.day().plus(days));
        line.writer == Writer::Me && in_time && !is_lasting(line) && !line.leaves
    }

    /// Whether both can remove an entry together.
    pub fn can_remove(&self, line: &Line) -> bool {
        let said = matches!(line.standing, Standing::Said(_));
        said && !is_lasting(line) && !line.leaves && line.removal != Some(Writer::Me)
    }

    /// Whether an own entry can still be corrected.
    pub fn can_correct(&self, line: &Line) -> bool {
        let (Some(today), Some(written)) = (self.today(), line.content.written()) else {
            return false;
        };
        let waits = matches!(line.standing, Standing::Waits(_));
        let fixed = template(line.content.kind()).is_some_and(Template::never_changes);
        if is_half(line) || (!waits && (fixed || line.leaves || is_gone(line))) {
            return false;
        }
        line.writer == Writer::Me && (waits || today <= written.plus(1))
    }

    /// Drafts of shared entries, newest slots last.
    pub fn drafts(&self) -> impl Iterator<Item = (Slot, &ContentBuilder)> {
        self.drafts
            .iter()
            .filter_map(|(name, content)| Some((Slot::parse(name)?, content)))
    }

    /// Takes in what a person wants.
    pub fn act(&mut self, intent: Intent, settings: &mut Settings, now: f64) -> Vec<Effect> {
        match intent {
            Intent::Go(page) => self.go(page, settings, now),
            Intent::Back => self.go_back(now),
            Intent::Write(slot) => self.write(slot, now),
            Intent::Typed => {
                if let Some(composer) = &mut self.composer {
                    composer.typed(now);
                }
                Vec::new()
            }
            Intent::SaveDraft => self.keep_draft(),
            Intent::Step(step) => self.step(step, settings, now),
            Intent::CorrectHere => match self.shown() {
                Some(line) if self.can_correct(line) => {
                    let slot = Slot::Edit(line.id);
                    self.write(slot, now)
                }
                _ => Vec::new(),
            },
            Intent::ReplyHere => {
                let written = |kind: &&'static str| {
                    template(kind).is_some_and(|of| of.text == TextRule::Required)
                        && !["addition", "rest"].contains(kind)
                };
                let reply = self.shown().and_then(|line| {
                    let kind = self.allowed(line.id).iter().copied().find(written)?;
                    Some(Slot::Reply(line.id, kind.to_owned()))
                });
                reply.map_or_else(Vec::new, |slot| self.write(slot, now))
            }
            Intent::Finish => self.finish(),
            Intent::PassGate => {
                if let Some(composer) = &mut self.composer {
                    composer.passed = true;
                    composer.gate = None;
                }
                self.finish()
            }
            Intent::PutAway => {
                let effects = self.keep_draft();
                if let Some(composer) = &mut self.composer
                    && composer.gate.take().is_some()
                {
                    return effects;
                }
                self.leave_composer();
                effects
            }
            Intent::Later => {
                let effects = self.keep_draft();
                self.leave_composer();
                self.say(words::KEPT_FOR_LATER.to_owned(), None, now);
                effects
            }
            Intent::Discard => self.discard(),
            Intent::KeepDraft => {
                if let Some(composer) = &mut self.composer {
                    composer.discarding = false;
                }
                Vec::new()
            }
            Intent::Say(entry, kind, word) => {
                let mut content = ContentBuilder::default();
                content.fields.insert("word".to_owned(), word);
                let write = Command::Write {
                    kind,
                    thread: Some(entry.to_string()),
                    contents: vec![content],
                    hold: self.hold(),
                };
                vec![Effect::Ask(Ticket::Acknowledged, write)]
            }
            Intent::WriteWith(slot, begin) => {
                let effects = self.write(slot.clone(), now);
                if let Some(composer) = &mut self.composer
                    && composer.slot == slot
                {
                    composer.begin_with(*begin);
                }
                effects
            }
            Intent::SendNow(id) => {
                let send = Command::SendNow { id: id.to_string() };
                vec![Effect::Ask(Ticket::Sent(id), send)]
            }
            Intent::Unseal(id) => {
                let unseal = Command::Unseal {
                    pair: id.to_string(),
                };
                vec![Effect::Ask(Ticket::Unsealed(id), unseal)]
            }
            Intent::TalkBegin(minutes) => {
                self.together.talk = Some(Talk::begin(minutes, now));
                Vec::new()
            }
            Intent::TalkTurn => {
                if let Some(talk) = &mut self.together.talk {
                    talk.turn(now);
                }
                Vec::new()
            }
            Intent::TalkEnd => {
                self.together.talk = None;
                self.write(Slot::New("talk".to_owned()), now)
            }
            Intent::AskLeave(id, leave) => {
                self.leaving = Some((id, leave));
                Vec::new()
            }
            Intent::Leave => self.leave(),
            Intent::Stay => {
                self.leaving = None;
                Vec::new()
            }
            Intent::SetHold(minutes) => {
                self.hold = minutes.min(HOLD_MINUTES_MAX);
                vec![keep_row(HOLD, &self.hold.to_string())]
            }
            Intent::TakeBack(id) => self.take_back(id),
            Intent::Uncover(id) => {
                self.unfolded.insert((id, "cover".to_owned()));
                self.opened(id).into_iter().collect()
            }
            Intent::OpenLayer(id, layer) => {
                self.unfolded.insert((id, layer));
                Vec::new()
            }
            Intent::Searched => {
                let text = self.search.text.trim().to_owned();
                ask_search(&mut self.search, text, Ticket::Found, Command::Find)
            }
            Intent::SearchedMine => {
                let text = self.mine.search.text.trim().to_owned();
                let search = &mut self.mine.search;
                ask_search(search, text, Ticket::MineFound, Command::OwnFind)
            }
            Intent::Show(group) => {
                self.timeline.show(group);
                Vec::new()
            }
            Intent::AsOn => self.ask_together().into_iter().collect(),
            Intent::Jump(year, month) => {
                self.jump = Some((year, month));
                Vec::new()
            }
            Intent::OpenMine => self.open_mine(),
            Intent::SetMine => self.set_mine(),
            Intent::CloseMine => self.close_mine(),
            Intent::LetGo => {
                self.mine.let_out = Zeroizing::default();
                self.say(words::LET_GONE.to_owned(), None, now);
                Vec::new()
            }
            Intent::KeepLetOut(kept) => {
                let text = std::mem::take(&mut self.mine.let_out);
                let begin = ContentBuilder {
                    text: if kept {
                        text.to_string()
                    } else {
                        words::UNDER_THE_ANGER.to_owned()
                    },
                    ..ContentBuilder::default()
                };
                let slot = Slot::OwnNew("reflection".to_owned());
                let write = Intent::WriteWith(slot, Box::new(begin));
                let mut effects = self.act(write, settings, now);
                if kept {
                    // It stands nowhere else.
                    effects.extend(self.act(Intent::Typed, settings, now));
                    effects.extend(self.keep_draft());
                }
                effects
            }
            Intent::DeleteMine(id) => self.delete_mine(id),
            Intent::KeepMine => {
                self.mine.deleting = None;
                Vec::new()
            }
            Intent::Pair(act) => self.pair(act, settings, now),
            Intent::SetReach(reach) => self.set_reach(reach),
            Intent::ChangePassphrase => self.change_passphrase(),
            Intent::ChangeOwnPassphrase => self.change_own_passphrase(),
            Intent::Undo => match self.toast.take().and_then(|toast| toast.undo) {
                Some(id) => self.take_back(id),
                None => Vec::new(),
            },
            Intent::CloseToast => {
                self.toast = None;
                Vec::new()
            }
            Intent::CloseNotice => {
                self.notice = None;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    // ---- pages ----

    fn go(&mut self, page: Page, settings: &mut Settings, now: f64) -> Vec<Effect> {
        if page == self.page {
            return Vec::new();
        }
        let mut effects = self.keep_draft();
        effects.extend(self.leave_pairing());
        // What was let out is gone with its page.
        self.mine.let_out = Zeroizing::default();
        if self.page.is_own() && !page.is_own() {
            // Nothing of one's own pages shows on a shared one.
            self.toast = None;
        }
        let from = std::mem::replace(&mut self.page, page.clone());
        if from != Page::Compose && from != Page::Ready {
            self.back.push(from);
            if self.back.len() > 32 {
                self.back.remove(0);
            }
        }
        effects.extend(self.arrive(now));
        let section = match page {
            Page::Today => Some(Section::Today),
            Page::Timeline => Some(Section::Timeline),
            _ => None,
        };
        if let Some(section) = section
            && section != settings.section
        {
            settings.section = section;
            effects.push(Effect::SaveSettings);
        }
        effects
    }

    fn go_back(&mut self, now: f64) -> Vec<Effect> {
        self.mine.let_out = Zeroizing::default();
        let mut effects = self.keep_draft();
        effects.extend(self.leave_pairing());
        self.composer = None;
        self.page = self.back.pop().unwrap_or(Page::Today);
        effects.extend(self.arrive(now));
        effects
    }

    /// To the entry after or before the one that is shown, as the timeline
    /// has them.
    fn step(&mut self, step: i32, settings: &mut Settings, now: f64) -> Vec<Effect> {
        let Page::Entry(id) = self.page else {
            return Vec::new();
        };
        let Some(next) = self.timeline.beside(id, step) else {
            return Vec::new();
        };
        // One way back, however far one has gone.
        let effects = self.go(Page::Entry(next), settings, now);
        self.back.pop();
        effects
    }

    /// What a page needs when it is shown.
    fn arrive(&mut self, _now: f64) -> Vec<Effect> {
        self.mine.deleting = None;
        self.together.on.clear();
        match self.page.clone() {
            Page::Entry(id) => {
                let mut effects: Vec<Effect> = self.opened(id).into_iter().collect();
                effects.push(Effect::Ask(
                    Ticket::Detail(id),
                    Command::Show { id: id.to_string() },
                ));
                effects
            }
            Page::Today | Page::Timeline | Page::Settings => {
                let mut effects = vec![Effect::Ask(Ticket::Status, Command::Status)];
                effects.extend(self.ask_together());
                effects
            }
            _ => self.ask_together().into_iter().collect(),
        }
    }

    /// The list that the page shows, if there is somebody to have it with.
    fn ask_together(&self) -> Option<Effect> {
        self.partner()?;
        self.together.ask(&self.page, self.today())
    }

    // ---- writing ----

    fn write(&mut self, slot: Slot, now: f64) -> Vec<Effect> {
        let mut effects = self.keep_draft();
        effects.extend(self.leave_pairing());
        let kind = match &slot {
            Slot::New(kind) | Slot::Reply(_, kind) | Slot::OwnNew(kind) => kind.clone(),
            Slot::Edit(id) => match self.timeline.line(*id) {
                Some(line) => line.content.kind().to_owned(),
                None => return effects,
            },
            Slot::OwnEdit(id) => match self.mine.timeline.line(*id) {
                Some(line) => line.content.kind().to_owned(),
                None => return effects,
            },
        };
        let before = match &slot {
            Slot::Edit(id) => self
                .timeline
                .line(*id)
                .map(|line| line.content.to_builder()),
            Slot::OwnEdit(id) => {
                let line = self.mine.timeline.line(*id);
                line.map(|line| line.content.to_builder())
            }
            _ => None,
        };
        let mut composer = Composer::open(slot.clone(), &kind, before.unwrap_or_default());
        let drafts = if slot.is_own() {
            &self.mine.drafts
        } else {
            &self.drafts
        };
        if let Some(draft) = drafts.get(&slot.name()) {
            composer = composer.with_draft(draft.clone());
        }
        self.composer = Some(composer);
        if self.page != Page::Compose {
            let from = std::mem::replace(&mut self.page, Page::Compose);
            if from != Page::Ready {
                self.back.push(from);
            }
        }
        effects.extend(self.arrive(now));
        effects
    }

    fn leave_composer(&mut self) {
        let own = self
            .composer
            .take()
            .is_some_and(|composer| composer.slot.is_own());
        if self.page == Page::Compose {
            let home = if own { Page::Mine } else { Page::Today };
            self.page = self.back.pop().unwrap_or(home);
        }
    }

    /// Makes durable what was typed and is not kept yet.
    fn keep_draft(&mut self) -> Vec<Effect> {
        let Some(composer) = &mut self.composer else {
            return Vec::new();
        };
        if !matches!(composer.kept, Kept::Typing(_)) || composer.sending {
            return Vec::new();
        }
        composer.kept = Kept::Saving;
        let slot = composer.slot.clone();
        let draft = composer.draft();
        if slot.is_own() {
            match draft {
                Some(draft) => self.mine.drafts.insert(slot.name(), draft),
                None => self.mine.drafts.remove(&slot.name()),
            };
            let all: Vec<Draft> = self.mine.drafts.clone().into_iter().collect();
            return vec![Effect::Ask(
                Ticket::DraftKept(slot),
                Command::OwnKeepDrafts(all),
            )];
        }
        match &draft {
            Some(draft) => self.drafts.insert(slot.name(), draft.clone()),
            None => self.drafts.remove(&slot.name()),
        };
        let keep = Command::KeepDraft {
            slot: slot.name(),
            content: draft,
        };
        vec![Effect::Ask(Ticket::DraftKept(slot), keep)]
    }

    fn drop_draft(&mut self, slot: &Slot) -> Effect {
        if slot.is_own() {
            self.mine.drafts.remove(&slot.name());
            let all: Vec<Draft> = self.mine.drafts.clone().into_iter().collect();
            return Effect::Ask(Ticket::Kept, Command::OwnKeepDrafts(all));
        }
        self.drafts.remove(&slot.name());
        let drop = Command::KeepDraft {
            slot: slot.name(),
            content: None,
        };
        Effect::Ask(Ticket::Kept, drop)
    }

    fn finish(&mut self) -> Vec<Effect> {
        let Some(composer) = &mut self.composer else {
            return Vec::new();
        };
        if !composer.is_ready() {
            return Vec::new();
        }
        if composer.kind == "question" && composer.slot.edits().is_none() && !composer.passed {
            composer.gate.get_or_insert(Gate::default());
            return Vec::new();
        }
        // Kept first: if it cannot be finished, nothing that was typed is lost.
        let mut effects = self.keep_draft();
        let Some(composer) = &mut self.composer else {
            return effects;
        };
        composer.sending = true;
        composer.error = None;
        let slot = composer.slot.clone();
        let content = composer.finished();
        let hold = Duration::from_secs(60 * u64::from(self.hold));
        let sealed = |kind: &str| {
            template(kind).is_some_and(|template| template.mechanism == Mechanism::SealedPair)
        };
        let command = match &slot {
            Slot::New(kind) if sealed(kind) => Command::Seal {
                kind: kind.clone(),
                pair: None,
                content,
            },
            Slot::Reply(pair, kind) if sealed(kind) => Command::Seal {
                kind: kind.clone(),
                pair: Some(pair.to_string()),
                content,
            },
            Slot::New(kind) => Command::Write {
                kind: kind.clone(),
                thread: None,
                contents: vec![content],
                hold,
            },
            Slot::Reply(parent, kind) => Command::Write {
                kind: kind.clone(),
                thread: Some(parent.to_string()),
                contents: vec![content],
                hold,
            },
            Slot::Edit(id) => Command::Edit {
                id: id.to_string(),
                change: change(composer, content),
            },
            Slot::OwnNew(_) => Command::OwnWrite {
                kind: composer.kind.clone(),
                content,
            },
            Slot::OwnEdit(id) => Command::OwnEdit {
                id: id.to_string(),
                change: change(composer, content),
            },
        };
        effects.push(Effect::Ask(Ticket::Finished(slot), command));
        effects
    }

    fn finished(&mut self, slot: Slot, outcome: Result<Reply, Trouble>, now: f64) -> Vec<Effect> {
        let ids = match outcome {
            Ok(Reply::Ids(ids)) => ids,
            Ok(_) => Vec::new(),
            Err(trouble) => {
                let words = text::window_trouble(&trouble);
                match &mut self.composer {
                    Some(composer) if composer.slot == slot => {
                        composer.sending = false;
                        composer.error = Some(words);
                    }
                    // It is a draft, and can be opened again.
                    _ => self.notice = Some(words),
                }
                return Vec::new();
            }
        };
        let mut effects = vec![self.drop_draft(&slot)];
        if let Some(composer) = &mut self.composer
            && composer.slot == slot
        {
            composer.kept = Kept::Saved;
            self.leave_composer();
        }
        if slot.is_own() {
            self.say(words::SAVED_FOR_ME.to_owned(), None, now);
            effects.push(Effect::Ask(Ticket::MineLines, Command::OwnLines));
            return effects;
        }
        let is_seal = match &slot {
            Slot::New(kind) | Slot::Reply(_, kind) => {
                template(kind).is_some_and(|it| it.mechanism == Mechanism::SealedPair)
            }
            _ => false,
        };
        let undo = ids
            .first()
            .copied()
            .filter(|_| slot.edits().is_none() && !is_seal);
        self.changed.extend(ids);
        effects.extend(self.ask_changed());
        effects.push(Effect::Ask(Ticket::Status, Command::Status));
        if let Page::Entry(id) = self.page {
            let show = Command::Show { id: id.to_string() };
            effects.push(Effect::Ask(Ticket::Detail(id), show));
        }
        let partner = self.partner().unwrap_or("").to_owned();
        let kind = match &slot {
            Slot::New(kind) | Slot::Reply(_, kind) => kind.as_str(),
            _ => "",
        };
        if is_seal {
            self.say(words::SEALED.to_owned(), None, now);
            return effects;
        }
        let held = self.hold > 0 && template(kind).is_some_and(|template| template.hold);
        let saved = if held {
            words::saved_held(&partner, self.hold)
        } else {
            words::saved(&partner)
        };
        self.say(saved, undo, now);
        effects
    }

    /// What has gone along already cannot be taken back.
    fn judge_undo(&mut self) {
        let undo = self.toast.as_ref().and_then(|toast| toast.undo);
        let gone = undo
            .and_then(|id| self.timeline.line(id))
            .is_some_and(|line| matches!(line.standing, Standing::Said(_)));
        let text = words::shared_with(self.partner().unwrap_or(""));
        if let (Some(toast), true) = (&mut self.toast, gone) {
            toast.undo = None;
            toast.text = format!("{text}.");
        }
    }

    fn discard(&mut self) -> Vec<Effect> {
        let Some(composer) = &mut self.composer else {
            return Vec::new();
        };
        if !composer.discarding {
            composer.discarding = true;
            return Vec::new();
        }
        let slot = composer.slot.clone();
        let effect = self.drop_draft(&slot);
        self.leave_composer();
        vec![effect]
    }

    fn leave(&mut self) -> Vec<Effect> {
        let Some((entry, leave)) = self.leaving.take() else {
            return Vec::new();
        };
        let id = entry.to_string();
        let command = match leave {
            Leave::Withdraw => Command::Withdraw { id },
            Leave::Remove => Command::Remove { id },
        };
        vec![Effect::Ask(Ticket::Left(entry), command)]
    }

    fn take_back(&mut self, id: EntryId) -> Vec<Effect> {
        let cancel = Command::Cancel { id: id.to_string() };
        vec![Effect::Ask(Ticket::TakenBack(id), cancel)]
    }

    /// What is taken back is a draft again. A draft that stands in its place
    /// already keeps its words, and gets these below.
    fn draft_again(&mut self, id: EntryId) -> Option<Effect> {
        let line = self.timeline.line(id)?;
        let kind = line.content.kind().to_owned();
        if line.leaves || !matches!(line.standing, Standing::Waits(_)) {
            // What was taken back is the withdrawal, or a correction.
            return None;
        }
        let mut draft = line.content.to_builder();
        if draft.text.is_empty() {
            return None;
        }
        let slot = match line.content.thread() {
            Some(parent) => Slot::Reply(parent, kind),
            None => Slot::New(kind),
        };
        if let Some(other) = self.drafts.get(&slot.name()) {
            let taken_back = std::mem::replace(&mut draft, other.clone());
            draft.add_below(taken_back);
        }
        self.drafts.insert(slot.name(), draft.clone());
        let keep = Command::KeepDraft {
            slot: slot.name(),
            content: Some(draft),
        };
        Some(Effect::Ask(Ticket::Kept, keep))
    }

    fn say(&mut self, text: String, undo: Option<EntryId>, now: f64) {
        self.toast = Some(Toast {
            text,
            undo,
            until: now + TOAST_SECONDS,
        });
    }

    // ---- Mine alone ----

    fn open_mine(&mut self) -> Vec<Effect> {
        if self.mine.busy || self.mine.passphrase.is_empty() {
            return Vec::new();
        }
        self.mine.busy = true;
        self.mine.error = None;
        let passphrase = Passphrase::typed(&self.mine.passphrase.text);
        vec![Effect::Ask(
            Ticket::MineOpened,
            Command::OpenOwn { passphrase },
        )]
    }

    fn set_mine(&mut self) -> Vec<Effect> {
        let wrong = if self.mine.new.text == self.mine.candor.text {
            Some(text::first_run::OWN_IS_THE_SAME)
        } else {
            judge(&self.mine.new, &self.mine.again)
        };
        self.mine.error = wrong.map(str::to_owned);
        if wrong.is_some() || self.mine.busy {
            return Vec::new();
        }
        self.mine.busy = true;
        vec![Effect::Ask(
            Ticket::MineSet,
            Command::SetOwnPassphrase {
                passphrase: Passphrase::typed(&self.mine.candor.text),
                new: Passphrase::typed(&self.mine.new.text),
            },
        )]
    }

    fn close_mine(&mut self) -> Vec<Effect> {
        let mut effects = self.keep_draft();
        if self
            .composer
            .as_ref()
            .is_some_and(|composer| composer.slot.is_own())
        {
            self.composer = None;
        }
        self.mine = Mine::default();
        self.back.retain(|page| !page.is_own());
        self.page = Page::Today;
        effects.push(Effect::Ask(Ticket::Nothing, Command::CloseOwn));
        effects
    }

    fn delete_mine(&mut self, id: EntryId) -> Vec<Effect> {
        if self.mine.deleting != Some(id) {
            self.mine.deleting = Some(id);
            return Vec::new();
        }
        self.mine.deleting = None;
        let delete = Command::OwnDelete { id: id.to_string() };
        vec![Effect::Ask(Ticket::MineDeleted(id), delete)]
    }

    // ---- pairing and the network ----

    fn pair(&mut self, act: Act, settings: &mut Settings, now: f64) -> Vec<Effect> {
        if act == Act::Finish {
            return self.go(Page::Today, settings, now);
        }
        // What holds the network gives it up first: a meeting cannot be held
        // while two are paired.
        self.pairing.act(act)
    }

    /// However the last page of the pairing is left, what is chosen there
    /// holds.
    fn leave_pairing(&mut self) -> Vec<Effect> {
        if self.page != Page::Pairing || self.pairing.step != Step::Done {
            return Vec::new();
        }
        let reach = self.pairing.reach;
        let charter = self.pairing.charter();
        self.pairing = Pairing::default();
        let mut effects = self.set_reach(reach);
        let seal = Command::Seal {
            kind: CHARTER_KIND.to_owned(),
            pair: None,
            content: charter,
        };
        effects.push(Effect::Ask(Ticket::Kept, seal));
        effects
    }

    fn set_reach(&mut self, reach: Reach) -> Vec<Effect> {
        self.reach = reach;
        let mut effects = vec![keep_row(REACH, reach.word())];
        if self.meeting {
            effects.push(Effect::Ask(Ticket::Paused, Command::Pause));
        } else {
            effects.extend(self.meet());
        }
        effects
    }

    /// Begins to wait for the other device, if the network may.
    fn meet(&mut self) -> Vec<Effect> {
        let (Some(level), Some(_), false) = (level_of(self.reach), self.partner(), self.meeting)
        else {
            return Vec::new();
        };
        self.meeting = true;
        let networking = Networking {
            level,
            timeout: None,
        };
        let sync = Command::Sync {
            networking,
            once: false,
        };
        vec![Effect::Ask(Ticket::Met, sync)]
    }

    // ---- passphrases ----

    fn change_passphrase(&mut self) -> Vec<Effect> {
        let page = &mut self.settings_page;
        let wrong = judge(&page.new, &page.again);
        page.error = wrong.map(str::to_owned);
        if wrong.is_some() || page.busy {
            return Vec::new();
        }
        page.busy = true;
        let new = Passphrase::typed(&page.new.text);
        vec![Effect::Ask(
            Ticket::PassphraseChanged,
            Command::ChangePassphrase { new },
        )]
    }

    fn change_own_passphrase(&mut self) -> Vec<Effect> {
        let page = &mut self.settings_page;
        let wrong = if page.own_new.text == page.candor.text {
            Some(text::first_run::OWN_IS_THE_SAME)
        } else {
            judge(&page.own_new, &page.own_again)
        };
        page.own_error = wrong.map(str::to_owned);
        if wrong.is_some() || page.busy {
            return Vec::new();
        }
        page.busy = true;
        vec![Effect::Ask(
            Ticket::OwnPassphraseChanged,
            Command::ChangeOwnPassphrase {
                passphrase: Passphrase::typed(&page.candor.text),
                old: Passphrase::typed(&page.own_old.text),
                new: Passphrase::typed(&page.own_new.text),
            },
        )]
    }

    // ---- what the engine answers ----

    /// Takes in the answer to what was asked.
    pub fn replied(
        &mut self,
        ticket: Ticket,
        reply: Result<Reply, Trouble>,
        now: f64,
    ) -> Vec<Effect> {
        match (ticket, reply) {
            (Ticket::Status, Ok(Reply::Status(status))) => {
                self.own_is_set = status.own;
                self.status = Some(status);
                self.meet()
            }
            (Ticket::Newest, Ok(Reply::Lines(lines))) => {
                if !self.complete {
                    self.timeline.replace(lines);
                }
                Vec::new()
            }
            (Ticket::All, Ok(Reply::Lines(lines))) => {
                let mut timeline = Timeline::default();
                timeline.replace(lines);
                self.loaded(timeline);
                Vec::new()
            }
            (Ticket::Changed(asked), Ok(Reply::Lines(lines))) => self.changed_came(asked, lines),
            (Ticket::Drafts, Ok(Reply::Drafts(drafts))) => {
                self.drafts = drafts.into_iter().collect();
                if let Some(kept) = self.drafts.remove(ARRIVALS) {
                    let ids = kept.text.lines().filter_map(EntryId::from_hex);
                    self.arrivals = ids.take(ARRIVALS_MAX).collect();
                }
                if let Some(kept) = self.drafts.remove(HOLD)
                    && let Ok(minutes) = kept.text.trim().parse::<u32>()
                {
                    self.hold = minutes.min(HOLD_MINUTES_MAX);
                }
                if let Some(kept) = self.drafts.remove(REACH) {
                    self.reach = Reach::of_word(kept.text.trim());
                }
                self.meet()
            }
            (Ticket::DraftKept(slot), outcome) => {
                self.draft_kept(&slot, outcome.is_ok(), now);
                Vec::new()
            }
            (Ticket::Finished(slot), outcome) => self.finished(slot, outcome, now),
            (Ticket::Acknowledged, Ok(Reply::Ids(ids))) => {
                self.changed.extend(ids);
                let mut effects = self.ask_changed();
                effects.push(Effect::Ask(Ticket::Status, Command::Status));
                effects
            }
            (Ticket::TakenBack(id), Ok(_)) if self.is_said(id) => {
                self.changed.insert(id);
                let mut effects = self.ask_changed();
                effects.push(Effect::Ask(Ticket::Status, Command::Status));
                effects
            }
            (Ticket::TakenBack(id), Ok(_)) => {
                let kept = self.draft_again(id);
                self.timeline.remove(id);
                if self.page == Page::Entry(id) {
                    self.page = self.back.pop().unwrap_or(Page::Today);
                }
                self.say(words::TAKEN_BACK.to_owned(), None, now);
                let mut effects = vec![Effect::Ask(Ticket::Status, Command::Status)];
                effects.extend(kept);
                effects
            }
            (Ticket::Together, Ok(reply)) => {
                self.together.take(reply);
                Vec::new()
            }
            (Ticket::Unsealed(id), Ok(_)) => {
                self.say(words::UNSEALED.to_owned(), None, now);
                let show = Command::Show { id: id.to_string() };
                vec![Effect::Ask(Ticket::Detail(id), show)]
            }
            (Ticket::Sent(id), Ok(_)) => {
                self.changed.insert(id);
                self.ask_changed()
            }
            (Ticket::Left(id), Ok(Reply::Withdrawn(outcome))) => {
                self.changed.insert(id);
                self.say(text::withdrawn(outcome).to_owned(), None, now);
                let mut effects = self.ask_changed();
                effects.push(Effect::Ask(Ticket::Status, Command::Status));
                effects.push(self.drop_draft(&Slot::Edit(id)));
                effects
            }
            (Ticket::Detail(id), Ok(Reply::Entry(detail))) => {
                self.detail = Some((id, *detail));
                Vec::new()
            }
            (Ticket::Found(text), Ok(Reply::Found(found))) => {
                found_in(&mut self.search, text, found);
                Vec::new()
            }
            (Ticket::MineFound(text), Ok(Reply::Found(found))) => {
                found_in(&mut self.mine.search, text, found);
                Vec::new()
            }
            (Ticket::MineOpened, Ok(_)) => {
                self.mine = Mine {
                    is_open: true,
                    ..Mine::default()
                };
                vec![
                    Effect::Ask(Ticket::MineLines, Command::OwnLines),
                    Effect::Ask(Ticket::MineDrafts, Command::OwnDrafts),
                ]
            }
            (Ticket::MineSet, Ok(_)) => {
                self.own_is_set = true;
                self.mine.busy = true;
                let passphrase = Passphrase::typed(&self.mine.new.text);
                vec![Effect::Ask(
                    Ticket::MineOpened,
                    Command::OpenOwn { passphrase },
                )]
            }
            (Ticket::MineOpened | Ticket::MineSet, Err(trouble)) => {
                self.mine.busy = false;
                self.mine.passphrase.clear();
                self.mine.error = Some(text::window_trouble(&trouble));
                Vec::new()
            }
            // What comes after the door was closed stays outside.
            (Ticket::MineLines | Ticket::MineDrafts | Ticket::MineFound(_), _)
                if !self.mine.is_open =>
            {
                Vec::new()
            }
            (Ticket::MineLines, Ok(Reply::Lines(lines))) => {
                self.mine.timeline.replace(lines);
                Vec::new()
            }
            (Ticket::MineDrafts, Ok(Reply::Drafts(drafts))) => {
                self.mine.drafts = drafts.into_iter().collect();
                Vec::new()
            }
            (Ticket::MineDeleted(id), Ok(_)) => {
                self.mine.timeline.remove(id);
                if self.page == Page::MinePage(id) {
                    self.page = Page::Mine;
                }
                self.say(words::DELETED.to_owned(), None, now);
                Vec::new()
            }
            (Ticket::Paired, outcome) => {
                let outcome = outcome
                    .map(|_| ())
                    .map_err(|trouble| text::window_trouble(&trouble));
                self.pairing.ended(outcome);
                vec![Effect::Ask(Ticket::Status, Command::Status)]
            }
            (Ticket::Paused, _) => {
                self.meeting = false;
                self.progress = None;
                let mut effects = self.meet();
                effects.push(Effect::Ask(Ticket::Status, Command::Status));
                effects
            }
            (Ticket::Met, outcome) => {
                self.progress = None;
                // A pause that was asked for says so itself.
                if let Err(trouble) = outcome
                    && !matches!(trouble, Trouble::Stopped)
                {
                    self.meeting = false;
                    self.notice = Some(text::window_trouble(&trouble));
                }
                Vec::new()
            }
            (Ticket::PassphraseChanged, outcome) => {
                self.settings_page.busy = false;
                match outcome {
                    Ok(_) => {
                        self.settings_page.new.clear();
                        self.settings_page.again.clear();
                        self.say(words::PASSPHRASE_CHANGED.to_owned(), None, now);
                    }
                    Err(trouble) => self.settings_page.error = Some(text::window_trouble(&trouble)),
                }
                Vec::new()
            }
            (Ticket::OwnPassphraseChanged, outcome) => {
                let page = &mut self.settings_page;
                page.busy = false;
                match outcome {
                    Ok(_) => {
                        page.own_old.clear();
                        page.own_new.clear();
                        page.own_again.clear();
                        page.candor.clear();
                        self.say(words::OWN_PASSPHRASE_CHANGED.to_owned(), None, now);
                    }
                    Err(trouble) => page.own_error = Some(text::window_trouble(&trouble)),
                }
                Vec::new()
            }
            (Ticket::Nothing | Ticket::Detail(_), _) => Vec::new(),
            (ticket, Err(trouble)) => {
                if matches!(ticket, Ticket::Changed(_)) {
                    self.asking = false;
                }
                self.notice = Some(text::window_trouble(&trouble));
                Vec::new()
            }
            (_, Ok(_)) => Vec::new(),
        }
    }

    /// Takes in all entries.
    pub fn loaded(&mut self, mut timeline: Timeline) {
        self.complete = true;
        timeline.show(self.timeline.shown());
        self.timeline = timeline;
    }

    fn draft_kept(&mut self, slot: &Slot, kept: bool, now: f64) {
        let Some(composer) = &mut self.composer else {
            return;
        };
        if composer.slot != *slot || composer.kept != Kept::Saving {
            return;
        }
        if kept {
            composer.kept = Kept::Saved;
        } else {
            composer.kept = Kept::Typing(now);
            composer.error = Some(words::DRAFT_NOT_KEPT.to_owned());
        }
    }

    fn changed_came(&mut self, asked: Vec<EntryId>, lines: Vec<Line>) -> Vec<Effect> {
        self.asking = false;
        let here: BTreeSet<EntryId> = lines.iter().map(|line| line.id).collect();
        for id in asked.into_iter().filter(|id| !here.contains(id)) {
            self.timeline.remove(id);
        }
        let mut arrived = false;
        for line in &lines {
            let new = line.writer == Writer::Them && self.timeline.line(line.id).is_none();
            let quiet = crate::text::kinds::word_of(line.content.kind()).is_some() || is_gone(line);
            let quiet = quiet || line.content.kind() == CHARTER_KIND;
            if new && !quiet && self.page != Page::Entry(line.id) {
                self.arrivals.insert(0, line.id);
                self.arrivals.truncate(ARRIVALS_MAX);
                arrived = true;
            }
        }
        let gone: Vec<EntryId> = lines
            .iter()
            .filter(|line| is_gone(line))
            .map(|line| line.id)
            .collect();
        self.arrivals.retain(|id| !gone.contains(id));
        self.timeline.put(lines);
        self.judge_undo();
        let mut effects = self.ask_changed();
        effects.extend(self.ask_together());
        if arrived {
            effects.push(self.keep_arrivals());
        }
        if let Page::Entry(id) = self.page {
            let show = Command::Show { id: id.to_string() };
            effects.push(Effect::Ask(Ticket::Detail(id), show));
        }
        effects
    }

    /// What came in is opened.
    fn opened(&mut self, id: EntryId) -> Option<Effect> {
        let before = self.arrivals.len();
        self.arrivals.retain(|other| *other != id);
        (self.arrivals.len() < before).then(|| self.keep_arrivals())
    }

    fn keep_arrivals(&self) -> Effect {
        let ids: Vec<String> = self.arrivals.iter().map(EntryId::to_string).collect();
        let content = (!ids.is_empty()).then(|| ContentBuilder {
            text: ids.join("\n"),
            ..ContentBuilder::default()
        });
        let keep = Command::KeepDraft {
            slot: ARRIVALS.to_owned(),
            content,
        };
        Effect::Ask(Ticket::Kept, keep)
    }

    fn ask_changed(&mut self) -> Vec<Effect> {
        if self.asking || self.changed.is_empty() {
            return Vec::new();
        }
        self.asking = true;
        let ids: Vec<EntryId> = std::mem::take(&mut self.changed).into_iter().collect();
        vec![Effect::Ask(
            Ticket::Changed(ids.clone()),
            Command::Lines(Which::Of(ids)),
        )]
    }

    /// Takes in what the engine tells.
    pub fn told(&mut self, update: Update) -> Vec<Effect> {
        match update {
            Update::Entry(id) => {
                self.changed.insert(id);
                Vec::new()
            }
            Update::Words(six) => {
                self.pairing.compare(six.words());
                Vec::new()
            }
            Update::Invited(text) => {
                self.pairing.invited(text);
                Vec::new()
            }
            Update::Notice(Notice::Progress { done, expected }) => {
                self.progress = (done < expected).then_some((done, expected));
                if done >= expected {
                    return vec![Effect::Ask(Ticket::Status, Command::Status)];
                }
                Vec::new()
            }
            Update::Notice(notice) => {
                self.notice = text::notice(&notice);
                Vec::new()
            }
            Update::Equal | Update::Complete => {
                self.progress = None;
                vec![Effect::Ask(Ticket::Status, Command::Status)]
            }
            Update::Trouble(words) => {
                self.notice = Some(words);
                Vec::new()
            }
        }
    }

    // ---- time ----

    /// Keeps drafts, asks for what changed, and puts the toast away.
    pub fn tick(&mut self, now: f64) -> Vec<Effect> {
        self.now = now;
        let mut effects = self.ask_changed();
        if self.draft_at().is_some_and(|at| now >= at) {
            effects.extend(self.keep_draft());
        }
        if self.toast.as_ref().is_some_and(|toast| now >= toast.until) {
            self.toast = None;
        }
        effects
    }

    /// When what was typed is to be kept.
    fn draft_at(&self) -> Option<f64> {
        let composer = self.composer.as_ref()?;
        match composer.kept {
            Kept::Typing(last) => Some(composer.keep_at(last)),
            _ => None,
        }
    }

    /// When [`Open::tick`] has something to do next, if ever.
    pub fn wakes_at(&self) -> Option<f64> {
        let draft = self.draft_at();
        let on_talk = self.page == Page::Talk;
        let talk = self.together.talk.filter(|_| on_talk);
        let talk = talk.map(|talk| talk.wakes_at(self.now));
        let toast = self.toast.as_ref().map(|toast| toast.until);
        [draft, toast, talk].into_iter().flatten().reduce(f64::min)
    }

    /// The last things to ask before the journal is closed: what was typed and
    /// is not kept yet.
    pub fn last_words(&mut self, _now: f64) -> Vec<Command> {
        self.keep_draft()
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Ask(_, command) => Some(command),
                _ => None,
            })
            .collect()
    }
}

/// What makes `content` of what an entry said: fields that are gone are named
/// with nothing.
fn change(composer: &Composer, content: ContentBuilder) -> Change {
    let mut fields: BTreeMap<String, String> = composer
        .template()
        .into_iter()
        .flat_map(|template| &template.fields)
        .map(|field| (field.name.clone(), String::new()))
        .collect();
    fields.extend(content.fields);
    Change {
        fields: fields.into_iter().collect(),
        text: Some(content.text),
    }
}

fn ask_search(
    search: &mut SearchBox,
    text: String,
    ticket: impl FnOnce(String) -> Ticket,
    command: impl FnOnce(String) -> Command,
) -> Vec<Effect> {
    if text == search.asked {
        return Vec::new();
    }
    search.asked.clone_from(&text);
    if text.is_empty() {
        search.found.clear();
        search.found_for.clear();
        return Vec::new();
    }
    vec![Effect::Ask(ticket(text.clone()), command(text))]
}

fn found_in(search: &mut SearchBox, text: String, found: Vec<EntryId>) {
    // An answer that was overtaken by the next letter says nothing any more.
    if text == search.asked {
        search.found = found;
        search.found_for = text;
    }
}

/// Keeps one word in a sealed row of this device.
fn keep_row(slot: &str, word: &str) -> Effect {
    let keep = Command::KeepDraft {
        slot: slot.to_owned(),
        content: Some(ContentBuilder {
            text: word.to_owned(),
            ..ContentBuilder::default()
        }),
    };
    Effect::Ask(Ticket::Kept, keep)
}

/// Whether an entry is what stays of a forgotten one.
pub fn is_gone(line: &Line) -> bool {
    line.content.field(FORGOTTEN).is_some()
}

/// What neither person alone, nor both, takes away again.
fn is_lasting(line: &Line) -> bool {
    template(line.content.kind()).is_some_and(|template| template.lasting) || is_half(line)
}

/// Whether an entry is one half of a sealed pair: it stays as it was sealed.
fn is_half(line: &Line) -> bool {
    let sealed = template(line.content.kind())
        .is_some_and(|template| template.mechanism == Mechanism::SealedPair);
    sealed && line.content.thread().is_some()
}
