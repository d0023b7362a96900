//! The open journal: pages, what is on them, and what the engine is asked.

mod act;
mod arrivals;
mod heard;
mod held;
mod network;
mod own;
mod pages;
mod talk;
mod writing;

pub use pages::Page;
pub use writing::countered;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use candor_core::date::Day;
use candor_core::entry::content::FORGOTTEN;
use candor_core::entry::mechanism::Mechanism;
use candor_core::entry::template::{NO_COVER, TextRule};
use candor_core::entry::{ContentBuilder, Template, template};
use candor_core::id::EntryId;
use candor_core::journal::CHARTER_KIND;
use candor_core::seal::Passphrase;
use candor_sync::session::Notice;
use zeroize::Zeroizing;

use super::alone::{self, Next};
use super::aside::Aside;
use super::ask::{Asked, Matter, is_not_proven, is_of_disk, is_wrong};
use super::calendar::Calendar;
use super::calm::Calm;
use super::column::Column;
use super::composer::{Composer, Kept, Slot, UNTIL};
use super::evening::Evening;
use super::joint::{JOINT_KIND, Joint};
use super::meeting::{self, MEETING_KIND};
use super::pairing::{Act, Pairing, Step};
use super::secret::Typed;
use super::settings::{Reach, Section, Settings};
use super::sharing::{self, Sharing};
use super::start::judge;
use super::talk::Talk;
use super::timeline::Timeline;
use super::together::Together;
use super::weeks_after::WeeksAfter;
use super::{Draft, Effect, Intent, Ticket};
use crate::engine::command::Change;
use crate::engine::lines::{Line, Standing, Which, Writer};
use crate::engine::moment::{DAY_MINUTES, Moment};
use crate::engine::{Command, Detail, Networking, Quiet, REACH, Reply, Status, Trouble, Update};
use crate::text;
use crate::text::window as words;

/// How long a toast stays, in seconds.
const TOAST_SECONDS: f64 = 8.0;
/// How many arrivals Today names at most.
const ARRIVALS_MAX: usize = 50;
/// The kind of a talk that was had.
const TALK_KIND: &str = "talk";
/// The kind that says of an entry that it was talked about.
const TALKED_KIND: &str = "talked";
/// The row in which the window keeps what arrived and was not opened yet.
const ARRIVALS: &str = "arrivals";
/// The row in which it keeps how many minutes what is written is held.
pub const HOLD: &str = "hold";
/// The row in which it keeps the hours in which nothing goes along.
pub const QUIET: &str = "quiet";
/// The row in which it keeps a person's own line on Today.
const ASIDE: &str = "aside";
/// The row in which it keeps until when what was owned some weeks ago is not shown.
const WEEKS_AFTER: &str = "weeks after";
/// The row in which it keeps where a person's first evening is.
pub const EVENING: &str = "evening";
/// The row in which it keeps the day on which this person last looked at how
/// the two share.
pub const CHARTER_SEEN: &str = "charter seen";
/// After how many days one is asked, alone, whether it stays so.
pub const CHARTER_DAYS: u32 = 183;
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

/// An entry that is about to go from both copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The entry.
    pub entry: EntryId,
    /// In which way.
    pub how: Leave,
    /// What its text is called that is on the screen.
    seen: Option<String>,
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
    /// Whether it says that a withdrawal waits for a meeting. It goes when that is over.
    pub withdrawal_waits: bool,
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

impl Mine {
    /// Pages whose day to look at them again has come, and after which no page of
    /// their kind was written, and questions whose day has come. Newest first.
    pub fn due(&self, today: Day) -> Vec<&Line> {
        let written_anew = |line: &Line, day: Day| {
            let mut all = self.timeline.newest_first();
            all.any(|later| {
                let same = later.content.kind() == line.content.kind();
                let anew = later.content.written().is_some_and(|on| on >= day);
                same && later.id != line.id && anew
            })
        };
        let is_due = |line: &&Line| {
            // Of several questions each has its day, until it is changed or deleted.
            let is_question = line.content.kind() == "question-draft";
            let name = if is_question { "until" } else { "revisit" };
            let day = line.content.field(name).and_then(Day::parse);
            let is_over = |day| !is_question && written_anew(line, day);
            day.is_some_and(|day| day <= today && !is_over(day))
        };
        self.timeline.newest_first().filter(is_due).collect()
    }
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
    /// What is wrong with the passphrase of Candor, in words.
    pub candor_error: Option<String>,
    /// The pages.
    pub timeline: Timeline,
    /// The search in them.
    pub search: SearchBox,
    /// Drafts of own pages.
    drafts: BTreeMap<String, ContentBuilder>,
    /// What is written once it is open.
    next: Option<Next>,
    /// A page that is about to be deleted: the question is on the screen.
    pub deleting: Option<EntryId>,
    /// Whether the other kinds of pages are shown.
    pub kinds: bool,
    /// Which number of one's own line is drawn, by the name of its field; empty
    /// for the first.
    pub pulse: String,
    /// What is let out: never on the disk.
    pub let_out: Zeroizing<String>,
}

/// What is typed on the settings page.
#[derive(Debug, Default)]
pub struct SettingsPage {
    /// The passphrase until now.
    pub old: Typed,
    /// What is wrong with it, in words.
    pub old_error: Option<String>,
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
    /// What the other is to be called, once something was typed.
    pub name: Option<String>,
    /// What went wrong with that name, in words.
    pub name_error: Option<String>,
    /// What went wrong with the passphrase, in words.
    pub error: Option<String>,
    /// What went wrong with the own passphrase, in words.
    pub own_error: Option<String>,
    /// What is wrong with the passphrase of Candor beside it, in words.
    pub candor_error: Option<String>,
    /// Something is under way.
    pub busy: bool,
}

/// A journal that is open.
#[derive(Debug)]
pub struct Open {
    /// How things stand, once the engine has said so.
    pub status: Option<Status>,
    /// Whether everything that can be written is shown, and not a few kinds.
    pub all_kinds: bool,
    /// When it was said last what the clock on the wall says.
    told_at: Option<f64>,
    /// When that is asked again: once the day ends, and before that where the computer
    /// may have travelled, or its clock was set.
    asks_day_at: Option<f64>,
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
    /// Where its cards stand.
    pub column: Column,
    /// The month and the day that the calendar shows.
    pub calendar: Calendar,
    /// The text that both write in, while it is shown.
    pub joint: Option<Joint>,
    /// The break that goes on, from when its page was shown.
    pub calm: Option<Calm>,
    /// Which item of the weekly meeting is shown.
    pub agenda: usize,
    /// What is gone on with once what is being written is finished.
    after: Option<Slot>,
    /// What came in and was not opened yet, newest first.
    pub arrivals: Vec<EntryId>,
    /// What is being written.
    pub composer: Option<Composer>,
    /// The drafts for which the second look was closed.
    words_kept: BTreeSet<String>,
    drafts: BTreeMap<String, ContentBuilder>,
    /// The entry that is shown, with its versions.
    pub detail: Option<(EntryId, Detail)>,
    /// What was uncovered or unfolded, until the journal is closed.
    pub unfolded: BTreeSet<(EntryId, String)>,
    /// How many more parts of what answers an entry are shown, until the journal is
    /// closed.
    pub earlier: BTreeMap<EntryId, usize>,
    /// What the two have, for the pages.
    pub together: Together,
    /// Search in what is shared.
    pub search: SearchBox,
    /// Mine alone.
    pub mine: Mine,
    /// Pairing.
    pub pairing: Pairing,
    /// How the two share.
    pub sharing: Sharing,
    /// Where the first evening is.
    pub evening: Evening,
    /// What is typed in the settings.
    pub settings_page: SettingsPage,
    /// The passphrase is asked for: the question is on the screen.
    pub asked: Option<Asked>,
    /// The part of the Support page that is to be shown, until it is.
    pub support_part: Option<&'static str>,
    /// How far the network reaches; off until the journal has said otherwise.
    pub reach: Reach,
    /// How many minutes what is written is held.
    pub hold: u32,
    /// The hours in which nothing goes along, if some were chosen.
    pub quiet: Option<Quiet>,
    /// The line of one's own on Today.
    pub aside: Aside,
    /// What was owned some weeks ago, and until when it is not shown.
    pub weeks_after: WeeksAfter,
    /// When this person last looked at how the two share.
    charter_seen: Option<Day>,
    /// An entry that is about to go from both copies: the question is on the
    /// screen.
    pub leaving: Option<Leaving>,
    /// Whether a meeting is held or waited for.
    pub meeting: bool,
    /// Until when no meeting begins, after the disk ended one.
    rests_until: Option<f64>,
    /// Records that came or went in this meeting, and how many there will be.
    pub progress: Option<(u64, u64)>,
    /// A word about what was done.
    pub toast: Option<Toast>,
    /// Something to know, until it is put away.
    pub notice: Option<String>,
    /// More came from the other device than is taken unasked: what is said of
    /// it, until it is answered.
    pub too_much: Option<String>,
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
            all_kinds: false,
            told_at: None,
            asks_day_at: None,
            own_is_set: false,
            page: match settings.section {
                Section::Today => Page::Today,
                Section::Timeline => Page::Timeline,
            },
            back: Vec::new(),
            timeline: Timeline::default(),
            complete: false,
            jump: None,
            column: Column::default(),
            calendar: Calendar::default(),
            joint: None,
            calm: None,
            agenda: 0,
            after: None,
            arrivals: Vec::new(),
            composer: None,
            words_kept: BTreeSet::new(),
            drafts: BTreeMap::new(),
            detail: None,
            unfolded: BTreeSet::new(),
            earlier: BTreeMap::new(),
            together: Together::default(),
            search: SearchBox::default(),
            mine: Mine::default(),
            pairing: Pairing::default(),
            sharing: Sharing::default(),
            evening: Evening::default(),
            settings_page: SettingsPage::default(),
            support_part: None,
            reach: Reach::Off,
            hold: HOLD_MINUTES,
            quiet: None,
            aside: Aside::default(),
            weeks_after: WeeksAfter::default(),
            charter_seen: None,
            asked: None,
            leaving: None,
            meeting: false,
            rests_until: None,
            progress: None,
            toast: None,
            notice: None,
            too_much: None,
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

    /// The day and the minute of it, as the engine has said it and time went on since: at
    /// most a minute off. It stays on this day until the engine says another.
    pub fn clock(&self) -> Option<Moment> {
        let status = self.status.as_ref()?;
        let since = ((self.now - self.told_at?) / 60.0).clamp(0.0, f64::from(DAY_MINUTES));
        Some(Moment {
            day: status.today,
            minute: (status.minute + since as u32).min(DAY_MINUTES - 1),
        })
    }

    /// The name of an entry's writer.
    pub fn name_of(&self, writer: Writer) -> &str {
        match writer {
            Writer::Me => self.me(),
            Writer::Them => self.partner().unwrap_or(""),
        }
    }

    /// Whether an entry lies under a cover that was not lifted: its writer's,
    /// or that of what came in, holds words that may wait, and was not opened yet.
    pub fn is_covered(&self, line: &Line) -> bool {
        let cover = line
            .content
            .field("cover")
            .filter(|cover| *cover != NO_COVER);
        let lifted = self.unfolded.contains(&(line.id, "cover".to_owned()));
        let covered = cover.is_some() && !lifted;
        let theirs = line.writer == Writer::Them && !is_gone(line);
        theirs && (covered || self.is_unopened(line))
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
        if !matches!(line.standing, Standing::Said(_)) {
            return false;
        }
        let until = line.content.written().map(|day| day.plus(days));
        let in_time = self.today().is_some_and(|today| Some(today) <= until);
        let mine = line.writer == Writer::Me && !is_joint(line);
        mine && in_time && !is_lasting(line) && !line.leaves
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
        if is_half(line) || is_joint(line) || (!waits && (fixed || line.leaves || is_gone(line))) {
            return false;
        }
        let is_ahead = line.content.is_ahead_of(today);
        line.writer == Writer::Me && (waits || (today <= written.plus(1) && !is_ahead))
    }

    /// Whether the day of an entry is ahead of the calendar.
    pub fn is_dated_ahead(&self, line: &Line) -> bool {
        let is_ahead = |today| line.content.is_ahead_of(today);
        !is_gone(line) && self.today().is_some_and(is_ahead)
    }

    /// Whether this person can let an entry that was dated ahead say today.
    pub fn can_put_day_right(&self, line: &Line) -> bool {
        let said = matches!(line.standing, Standing::Said(_)) && !line.leaves;
        let mine = line.writer == Writer::Me && !is_half(line) && !is_joint(line);
        said && mine && self.is_dated_ahead(line)
    }

    /// Whether it is time to look at how the two share: half a year after both
    /// chose it, or after one last looked. Each is asked alone.
    pub fn charter_is_due(&self) -> bool {
        let chosen = self.charter();
        let seen = self
            .charter_seen
            .max(chosen.and_then(|line| line.content.written()));
        match (seen.filter(|_| chosen.is_some()), self.today()) {
            (Some(seen), Some(today)) => seen.plus(CHARTER_DAYS) <= today,
            _ => false,
        }
    }

    /// The pair in which both said how they share, once it is open.
    fn charter(&self) -> Option<&Line> {
        let is_open = |line: &&Line| {
            let is_pair = line.content.kind() == CHARTER_KIND && line.content.thread().is_none();
            is_pair && line.state.word() == "opened"
        };
        self.timeline.newest_first().find(is_open)
    }

    /// How many minutes a talk lasts, as both said when they chose how they share: the
    /// shorter wish. `None` before both have.
    pub fn talk_minutes(&self) -> Option<u32> {
        let halves = self.timeline.replies(self.charter()?.id);
        let halves = halves.filter(|half| half.content.kind() == CHARTER_KIND);
        halves
            .filter_map(|half| half.content.field("talk")?.parse().ok())
            .min()
    }

    /// Whether Today asks what it is tonight: the two are paired, all they have is
    /// here and is hardly anything, and it was not put away.
    pub fn is_first_evening(&self) -> bool {
        let known = self.partner().is_some() && self.complete;
        known && self.evening.is_on(self.timeline.newest_first())
    }

    fn charter_stays(&mut self) -> Option<Effect> {
        let today = self.today()?;
        self.charter_seen = Some(today);
        Some(keep_row(CHARTER_SEEN, &today.to_string()))
    }

    /// Drafts of shared entries, newest slots last.
    pub fn drafts(&self) -> impl Iterator<Item = (Slot, &ContentBuilder)> {
        self.drafts
            .iter()
            .filter_map(|(name, content)| Some((Slot::parse(name)?, content)))
    }

    /// The day for which a draft is kept, where it is still to come.
    pub fn kept_until(&self, draft: &ContentBuilder) -> Option<Day> {
        let day = Day::parse(draft.fields.get(UNTIL)?)?;
        self.today().filter(|today| day > *today).map(|_| day)
    }

    /// Keeps drafts, asks for what changed, and puts the toast away.
    pub fn tick(&mut self, now: f64) -> Vec<Effect> {
        self.now = now;
        let mut effects = self.ask_changed();
        if self.asks_day_at.is_some_and(|at| now >= at) {
            // Asked once; the answer says when the next day begins.
            self.asks_day_at = None;
            effects.push(Effect::Ask(Ticket::Status, Command::Status));
        }
        if self.rests_until.is_some_and(|at| now >= at) {
            self.rests_until = None;
            effects.extend(self.meet());
        }
        if self.joint_at().is_some_and(|at| now >= at) {
            effects.extend(self.keep_joint());
        }
        if self.draft_at().is_some_and(|at| now >= at) {
            effects.extend(self.keep_draft());
        }
        if self.toast.as_ref().is_some_and(|toast| now >= toast.until) {
            self.toast = None;
        }
        self.together.elsewhere.let_go(now);
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

    /// When what was typed in a text of both goes along.
    fn joint_at(&self) -> Option<f64> {
        self.joint.as_ref()?.keep_at()
    }

    /// When [`Open::tick`] has something to do next, if ever.
    pub fn wakes_at(&self) -> Option<f64> {
        let draft = self.draft_at();
        let joint = self.joint_at();
        let on_talk = self.page == Page::Talk;
        let talk = self.together.talk.filter(|_| on_talk);
        let talk = talk.and_then(|talk| talk.wakes_at(self.now));
        let elsewhere = self.together.elsewhere.ends_at();
        let toast = self.toast.as_ref().map(|toast| toast.until);
        let (day, rest) = (self.asks_day_at, self.rests_until);
        [draft, joint, toast, talk, elsewhere, day, rest]
            .into_iter()
            .flatten()
            .reduce(f64::min)
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

/// Whether an entry is a text that both write in.
pub fn is_joint(line: &Line) -> bool {
    line.content.kind() == JOINT_KIND && !is_gone(line)
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
