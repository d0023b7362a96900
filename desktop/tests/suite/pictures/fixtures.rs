//! Windows made of plain values: Ada's journal, which she keeps with Ben, on
//! one day. No engine, no disk, no clock.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::entry::document::Heads;
use candor_core::entry::mechanism::{SealedPairState, State as Known};
use candor_core::id::{EntryId, TalkId};
use candor_core::journal::JointDraft;
use candor_core::order::{Counter, Place};
use candor_desktop::engine::between::{Between, Why};
use candor_desktop::engine::conversation::Conversation;
use candor_desktop::engine::entries::{Entry, PairLine, VersionLine};
use candor_desktop::engine::lines::{Line, Standing, Writer};
use candor_desktop::engine::look_back::{
    Asked as Question, End, Heard, LookBack, Month, MyWords, Promised, Said, Stood, ThenAndNow,
};
use candor_desktop::engine::overview::{Agreement, Promise, Told, Version};
use candor_desktop::engine::{Detail, Reply, Status};
use candor_desktop::state::ask::{Asked, Matter};
use candor_desktop::state::calendar::Calendar;
use candor_desktop::state::calm::Calm;
use candor_desktop::state::composer::{Composer, Kept, Slot, UNTIL};
use candor_desktop::state::evening::{Evening, Tonight};
use candor_desktop::state::joint::Joint;
use candor_desktop::state::open::{Open, Page, SearchBox, Toast};
use candor_desktop::state::pairing::Step;
use candor_desktop::state::question::Gate;
use candor_desktop::state::secret::Typed;
use candor_desktop::state::settings::{Look, Reach, Settings};
use candor_desktop::state::situation::Situation;
use candor_desktop::state::start::{self, Start};
use candor_desktop::state::talk::Talk;
use candor_desktop::state::timeline::Show;
use candor_desktop::state::{Locked, Stage, State, Ticket};
use candor_desktop::text::first_run;
use candor_desktop::text::group::Group;
use candor_sync::talk::Side;
use zeroize::Zeroizing;

use crate::standing::status_on;

/// A screen and its name.
pub type Screen = (&'static str, State);

const FOLDER: &str = "/home/ada/journal";
const PASSPHRASE: &str = "garden olympic noise velvet harbor";

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.look = Look::Light;
    settings
}

fn at(stage: Stage) -> State {
    let mut state = State::begin(FOLDER, true, settings());
    state.stage = stage;
    state
}

fn typed(text: &str, shown: bool) -> Typed {
    Typed::filled(Zeroizing::new(text.to_owned()), shown)
}

/// A window with nothing in it.
pub fn nothing() -> State {
    at(Stage::Locked(Box::default()))
}

// ---- before the journal is open ----

fn begun(step: start::Step, fill: impl FnOnce(&mut Start)) -> State {
    let mut start = Start::at(FOLDER);
    start.step = step;
    fill(&mut start);
    at(Stage::Start(Box::new(start)))
}

/// The first run.
pub fn first_run() -> Vec<Screen> {
    use start::Step;
    vec![
        ("start_welcome", begun(Step::Welcome, |_| {})),
        ("start_before", begun(Step::Before, |_| {})),
        (
            "start_name",
            begun(Step::Name, |start| {
                start.error = Some(first_run::NAME_EMPTY.to_owned());
            }),
        ),
        (
            "start_passphrase",
            begun(Step::Passphrase, |start| {
                start.passphrase = typed(PASSPHRASE, true);
                start.again = typed("garden olympic", false);
                start.error = Some(first_run::DO_NOT_MATCH.to_owned());
            }),
        ),
        (
            "start_own",
            begun(Step::Own, |start| {
                start.own_now = true;
                start.own = typed("copper lantern drift eleven moss", false);
            }),
        ),
        ("start_folder", begun(Step::Folder, |_| {})),
    ]
}

/// The lock screen.
pub fn lock() -> Vec<Screen> {
    let wrong = Locked {
        passphrase: typed("garden olympic", false),
        error: Some(
            "This passphrase does not open the journal. Nothing was changed. Try again; capital \
             letters and spaces count."
                .to_owned(),
        ),
        other: Some("/home/ada/another journal".to_owned()),
        ..Locked::default()
    };
    let resting = Locked {
        calm: Some(Calm::begin(0.0)),
        now: 363.0,
        ..Locked::default()
    };
    let unkept = Locked {
        unkept: Some(candor_desktop::text::window::NOT_KEPT_AT_CLOSE),
        ..Locked::default()
    };
    vec![
        ("lock", at(Stage::Locked(Box::default()))),
        ("lock_break", at(Stage::Locked(Box::new(resting)))),
        ("lock_unkept", at(Stage::Locked(Box::new(unkept)))),
        ("lock_wrong", at(Stage::Locked(Box::new(wrong)))),
    ]
}

// ---- entries ----

fn id(number: u8) -> EntryId {
    EntryId::from_bytes([number; 16])
}

fn today() -> Day {
    Day::parse("2026-11-22").expect("a date")
}

/// An entry, the newer the higher its number.
fn line(number: u8, writer: Writer, kind: &str, written: &str) -> Line {
    let mut content = ContentBuilder::default();
    content.fields.insert("kind".into(), kind.into());
    content.fields.insert("written".into(), written.into());
    Line {
        writer,
        standing: Standing::Said(Place {
            counter: Day::parse(written)
                .map(|day| Counter::next(Counter::ZERO, day))
                .expect("a date"),
            seq: number.into(),
            ..Place::lowest()
        }),
        ..Line::waiting(id(number), 0, content.build())
    }
}

trait With {
    fn text(self, text: &str) -> Self;
    fn field(self, name: &str, value: &str) -> Self;
    fn answers(self, number: u8) -> Self;
    fn waits(self) -> Self;
    fn late(self) -> Self;
    fn corrected(self) -> Self;
}

impl With for Line {
    fn text(mut self, text: &str) -> Self {
        let mut content = self.content.to_builder();
        content.text = text.to_owned();
        self.content = content.build();
        self
    }

    fn field(mut self, name: &str, value: &str) -> Self {
        let mut content = self.content.to_builder();
        content.fields.insert(name.to_owned(), value.to_owned());
        self.content = content.build();
        self
    }

    fn answers(self, number: u8) -> Self {
        self.field("thread", &id(number).to_string())
    }

    fn waits(mut self) -> Self {
        self.standing = Standing::Waits(0);
        self
    }

    fn late(mut self) -> Self {
        self.late = true;
        self
    }

    fn corrected(mut self) -> Self {
        self.versions = 2;
        self
    }
}

const TALK: TalkId = TalkId::from_bytes([30; 16]);
const TOLD: u8 = 20;
const COVERED: u8 = 21;
const ASKED: u8 = 22;
const WAITING: u8 = 26;

const STATION: &str = "I met someone from my old job by chance at the station. We said two \
sentences about work, and then the train came.\n\nIt was pleasant. I tell you because I said \
nothing on the day itself, and that sat with me.";

/// What the two of them wrote in two months.
fn history() -> Vec<Line> {
    use Writer::{Me, Them};
    vec![
        line(10, Them, "note", "2026-10-03").text(
            "The walnut tree behind the house lost its leaves in one night. I swept them and \
             thought of nothing at all.",
        ),
        line(11, Me, "appreciation", "2026-10-11")
            .text("For the soup, and for not asking.")
            .field("meant", "I felt looked after."),
        line(12, Them, "disclosure", "2026-10-19")
            .text("It came in March, and I put it in the drawer with the keys.")
            .field("title", "The letter I did not show you")
            .field("happened", "around March")
            .late(),
        line(TOLD, Me, "disclosure", "2026-11-20")
            .text(STATION)
            .field("title", "At the station")
            .field("happened", "2026-11-17")
            .field("planned", "unplanned")
            .field("feeling", "Relieved, and a little foolish.")
            .corrected(),
        line(COVERED, Them, "disclosure", "2026-11-20")
            .text("This is not shown.")
            .field("cover", "about money, calm, no decision needed"),
        line(ASKED, Them, "question", "2026-11-21")
            .text("How was it for you to see her again?")
            .answers(TOLD),
        line(23, Me, "answer", "2026-11-21")
            .text("It was fine. A little strange at first.")
            .field("context", "We had not met for three years.")
            .answers(ASKED),
        line(24, Them, "acknowledgement", "2026-11-21")
            .field("word", "thank-you")
            .answers(TOLD),
        line(25, Them, "appreciation", "2026-11-22")
            .text("You told me although it was late and you were tired."),
        line(WAITING, Me, "note", "2026-11-22")
            .text("The heating is on again. We said we would write down when.")
            .waits(),
    ]
}

fn status() -> Status {
    Status {
        unconfirmed: 1,
        met: Day::parse("2026-11-21"),
        today: today(),
        ..status_on("2026-11-22")
    }
}

// ---- the open journal ----

fn journal(page: Page, fill: impl FnOnce(&mut Open)) -> State {
    let mut open = Open::new(&settings());
    open.status = Some(status());
    open.own_is_set = true;
    open.complete = true;
    open.reach = Reach::Network;
    open.timeline.replace(history());
    open.page = page;
    fill(&mut open);
    at(Stage::Open(Box::new(open)))
}

fn alone(open: &mut Open) {
    open.timeline.replace(Vec::new());
    open.own_is_set = false;
    open.status = Some(Status {
        partner: None,
        unconfirmed: 0,
        met: None,
        own: false,
        ..status()
    });
}

/// Drafts, as the engine tells of them.
fn drafts(open: &mut Open) {
    let draft = |text: &str| ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    };
    let kept = vec![
        (
            "new disclosure".to_owned(),
            draft("Something I would rather you hear from me, before Sunday and with time to ask"),
        ),
        (
            format!("reply {} answer", id(ASKED)),
            draft("There is more"),
        ),
    ];
    open.replied(Ticket::Drafts, Ok(Reply::Drafts(kept)), 0.0);
}

/// A text that both write in.
fn joint(open: &mut Open, is_open: bool) {
    let mut content = ContentBuilder {
        text: "We talk on three evenings, at the table, for a quarter of an hour.\n\nWhat this \
               does not allow: keeping somebody awake."
            .to_owned(),
        ..ContentBuilder::default()
    };
    let title = "Our evenings".to_owned();
    content.fields.insert("title".to_owned(), title);
    let mut joint = Joint::of(id(50));
    joint.take(JointDraft {
        content: content.build(),
        heads: Heads::default(),
        is_open,
    });
    open.joint = Some(joint);
}

/// The weekly meeting at one of its items.
fn meeting(open: &mut Open, item: usize) {
    let mut content = ContentBuilder::default();
    for (name, value) in [
        ("money", "We look at the account on Sundays."),
        ("was-hard", "I felt alone on Thursday."),
        ("hard-goes", "park"),
    ] {
        content.fields.insert(name.to_owned(), value.to_owned());
    }
    let slot = Slot::New("meeting".to_owned());
    open.composer =
        Some(Composer::open(slot, "meeting", ContentBuilder::default()).with_draft(content));
    open.agenda = item;
}

/// An entry as a list of the engine has it.
fn listed(number: u8, kind: &str, text: &str, mine: bool) -> Entry {
    Entry {
        id: id(number).to_string(),
        kind: kind.to_owned(),
        writer: if mine { "Ada" } else { "Ben" }.to_owned(),
        written: "2026-11-20".to_owned(),
        happened: None,
        title: None,
        text: text.to_owned(),
        thread: None,
        state: "asked".to_owned(),
        fields: std::collections::BTreeMap::new(),
        came_in_later: false,
        dated_ahead: false,
        mine,
        rests: false,
    }
}

/// What is open between the two: one that waits for Ada, one for Ben, one for later.
fn what_is_open(open: &mut Open) {
    let item = |number: u8, kind: &str, mine: bool, later: Option<&str>| Between {
        entry: listed(number, kind, "", !mine),
        why: Why::Word,
        mine,
        later: later.map(str::to_owned),
        is_back: false,
    };
    open.together.between = vec![
        item(ASKED, "question", true, None),
        item(TOLD, "request", false, None),
        item(25, "amends", true, Some("2026-12-01")),
    ];
}

/// A day that holds all there can be.
fn a_full_day(open: &mut Open) {
    let day = &mut open.together.day;
    day.date = "2026-11-22".to_owned();
    let limit = Version {
        id: id(TOLD).to_string(),
        number: 1,
        writer: "Ben".to_owned(),
        written: "2026-09-01".to_owned(),
        cover: None,
        mine: false,
        title: Some("Contact with the old team".to_owned()),
        text: "Private contact rests.".to_owned(),
        review: Some("2026-10-20".to_owned()),
        end: Some("2026-11-29".to_owned()),
        binds: vec!["Ben".to_owned()],
        not_allowed: None,
        limits_contact: true,
        each_day: None,
        pinned: false,
        review_due: false,
        reviewed: Vec::new(),
        by: vec!["Ada".to_owned(), "Ben".to_owned()],
    };
    day.ending = vec![Agreement {
        coming: None,
        rests: false,
        lapsed: false,
        id: id(TOLD).to_string(),
        kind: "agreement".to_owned(),
        state: "in-force".to_owned(),
        agreed: Some(limit),
        proposed: None,
    }];
    let in_force = |kind: &str, agreed: Version| Agreement {
        kind: kind.to_owned(),
        agreed: Some(agreed),
        ..day.ending[0].clone()
    };
    let held = day.ending[0].agreed.clone().expect("a version");
    day.pinned = vec![in_force(
        "decision",
        Version {
            title: None,
            text: "We go on together, and look at it again after the summer.".to_owned(),
            pinned: true,
            ..held.clone()
        },
    )];
    day.each_day = vec![in_force(
        "agreement",
        Version {
            title: Some("Our daily talk".to_owned()),
            each_day: Some("20:30".to_owned()),
            ..held
        },
    )];
    day.promises = vec![Promise {
        id: id(TOLD).to_string(),
        writer: "Ada".to_owned(),
        cover: None,
        mine: true,
        rests: false,
        text: "I call when it gets late.".to_owned(),
        to: "you".to_owned(),
        due: Some("2026-11-20".to_owned()),
        rhythm: None,
        state: "standing".to_owned(),
        reports: Vec::new(),
    }];
    day.named = vec![(
        listed(TOLD, "meeting", "Thanks, and the next weeks.", true),
        "next".to_owned(),
    )];
    let mut pause = listed(TOLD, "pause", "", false);
    pause.fields.insert("back".to_owned(), "21:30".to_owned());
    day.pause = Some(pause);
    day.weeks_after = vec![listed(25, "amends", "I was late, and said nothing.", true)];
    day.is_open = true;
}

/// Half a year that holds something of each part.
fn a_half_year(open: &mut Open, promise: Promise) {
    use Writer::{Me, Them};
    let mut lines = history();
    lines.extend([
        line(60, Me, "pulse", "2026-06-11")
            .text("I listen for the door.")
            .field("open", "2")
            .field("safe", "3"),
        line(61, Me, "pulse", "2026-11-10")
            .text("I sleep.")
            .field("open", "6")
            .field("safe", "7"),
        line(62, Me, "impact", "2026-06-12").text("The first thing in me was fear."),
        line(63, Them, "mirror", "2026-06-14")
            .text("You were afraid at once, before any thought.")
            .answers(62),
        line(64, Me, "question", "2026-07-02").text("What was her address?"),
    ]);
    open.timeline.replace(lines);
    let said = |number, kind: &str, sentence: &str| Said {
        sentence: sentence.to_owned(),
        entry: listed(number, kind, sentence, true),
    };
    let stood = |number, on: &str| Stood {
        on: on.to_owned(),
        entries: vec![listed(number, "pulse", "", true)],
    };
    let asked = |number, end| Question {
        question: listed(number, "question", "", true),
        end,
    };
    open.together.back.found = LookBack {
        from: Some("2026-05-23".to_owned()),
        to: "2026-11-22".to_owned(),
        my_words: Some(MyWords {
            first: said(62, "impact", "The first thing in me was fear."),
            last: said(WAITING, "note", "We said we would write down when."),
        }),
        then_and_now: vec![ThenAndNow {
            of: "pulse".to_owned(),
            then: stood(60, "2026-06-11"),
            now: stood(61, "2026-11-10"),
        }],
        heard: vec![Heard {
            told: listed(62, "impact", "", true),
            said: listed(63, "mirror", "", false),
            on: "2026-06-15".to_owned(),
        }],
        questions: vec![asked(64, End::Declined), asked(ASKED, End::Answered)],
        promises: vec![Promised {
            promise,
            closed: None,
        }],
        months: vec![Month {
            month: "2026-11".to_owned(),
            thanks: vec![listed(25, "appreciation", "", false)],
            threads: vec![listed(COVERED, "disclosure", "", false)],
            ..Month::default()
        }],
    };
}

/// What the two have.
pub fn together() -> Vec<Screen> {
    let version = |number: usize, text: &str, by: &[&str]| Version {
        id: id(TOLD).to_string(),
        number,
        writer: "Ben".to_owned(),
        written: "2026-11-10".to_owned(),
        cover: None,
        mine: false,
        title: Some("Evenings".to_owned()),
        text: text.to_owned(),
        review: Some("2026-12-20".to_owned()),
        end: None,
        binds: vec!["Ada".to_owned(), "Ben".to_owned()],
        not_allowed: None,
        limits_contact: false,
        each_day: None,
        pinned: false,
        review_due: false,
        reviewed: Vec::new(),
        by: by.iter().map(|name| (*name).to_owned()).collect(),
    };
    let agreement = Agreement {
        coming: None,
        rests: false,
        lapsed: false,
        id: id(TOLD).to_string(),
        kind: "agreement".to_owned(),
        state: "in-force".to_owned(),
        agreed: Some(version(2, "We talk on three evenings.", &["Ada", "Ben"])),
        proposed: Some(version(3, "We talk on two evenings.", &["Ben"])),
    };
    let promise = Promise {
        id: id(TOLD).to_string(),
        writer: "Ben".to_owned(),
        cover: None,
        mine: false,
        rests: false,
        text: "I call when it gets late.".to_owned(),
        to: "you".to_owned(),
        due: Some("2026-11-20".to_owned()),
        rhythm: None,
        state: "reported".to_owned(),
        reports: vec![Told {
            written: "2026-11-20".to_owned(),
            occasion: None,
            maker: Some(("late".to_owned(), "Ten minutes.".to_owned())),
            other: Some(("saw-so".to_owned(), String::new())),
        }],
    };
    vec![
        ("kinds", journal(Page::Kinds, |_| {})),
        (
            "kinds_all",
            journal(Page::Kinds, |open| open.all_kinds = true),
        ),
        ("between", journal(Page::Between, what_is_open)),
        ("between_empty", journal(Page::Between, |_| {})),
        (
            "agreements",
            journal(Page::Agreements, |open| {
                open.together.agreements = vec![agreement];
            }),
        ),
        ("agreements_new", journal(Page::Patterns, |_| {})),
        (
            "promises",
            journal(Page::Promises, |open| {
                open.together.promises = vec![promise.clone()]
            }),
        ),
        ("talk", journal(Page::Talk, |_| {})),
        (
            "break",
            journal(Page::Calm, |open| {
                open.calm = Some(Calm::begin(0.0));
                open.now = 63.0;
            }),
        ),
        (
            "talk_running",
            journal(Page::Talk, |open| {
                open.together.talk = Some(Talk::begin(TALK, 15, 0.0));
            }),
        ),
        (
            "talk_over",
            journal(Page::Talk, |open| {
                open.together.talk = Some(Talk::begin(TALK, 15, 0.0));
                open.now = 16.0 * 60.0;
            }),
        ),
        (
            "talk_stopped",
            journal(Page::Talk, |open| {
                let mut talk = Talk::begin(TALK, 15, 0.0);
                talk.stop(100.0);
                open.together.talk = Some(talk);
            }),
        ),
        (
            "talk_offered",
            journal(Page::Us, |open| {
                let word = Talk::begin(TALK, 15, 0.0).word(&[], 0.0).turned();
                open.together.elsewhere.hears(&word, Side::Mine, 0.0);
            }),
        ),
        ("us", journal(Page::Us, |_| {})),
        ("look_back", journal(Page::LookBack, |_| {})),
        (
            "look_back_full",
            journal(Page::LookBack, |open| a_half_year(open, promise)),
        ),
        (
            "calendar",
            journal(Page::Calendar, |open| {
                let day = Day::parse("2026-11-20").expect("a date");
                open.calendar = Calendar::of(day);
                open.calendar.choose(day.civil());
            }),
        ),
        (
            "joint",
            journal(Page::Joint(id(50)), |open| joint(open, true)),
        ),
        (
            "joint_proposed",
            journal(Page::Joint(id(50)), |open| joint(open, false)),
        ),
        ("meeting", journal(Page::Compose, |open| meeting(open, 7))),
        (
            "meeting_hard",
            journal(Page::Compose, |open| meeting(open, 2)),
        ),
        (
            "meeting_vote",
            journal(Page::Compose, |open| meeting(open, 11)),
        ),
        ("more", journal(Page::More, |_| {})),
    ]
}

/// Today.
pub fn todays() -> Vec<Screen> {
    vec![
        (
            "today_empty",
            journal(Page::Today, |open| {
                open.timeline.replace(Vec::new());
                open.status = Some(Status {
                    unconfirmed: 0,
                    met: None,
                    ..status()
                });
            }),
        ),
        (
            "today",
            journal(Page::Today, |open| {
                open.arrivals = vec![id(25), id(COVERED)];
                drafts(open);
            }),
        ),
        ("today_full", journal(Page::Today, a_full_day)),
        ("talk_each_day", journal(Page::Talk, a_full_day)),
        (
            "us_pinned",
            journal(Page::Us, |open| {
                a_full_day(open);
                open.together.agreements = open.together.day.pinned.clone();
            }),
        ),
        (
            "today_name",
            journal(Page::Today, |open| {
                let status = open.status.as_mut().expect("it is told");
                status.names.offered = Some("Benjamin".to_owned());
            }),
        ),
        (
            "today_aside",
            journal(Page::Today, |open| {
                open.aside.what = "our weekly meeting".to_owned();
                open.aside.days = [true; 7];
                let mut content = ContentBuilder::default();
                content
                    .fields
                    .insert(UNTIL.to_owned(), "2030-01-01".to_owned());
                let parked = ("parked 1 question".to_owned(), content);
                let kept = Reply::Drafts(vec![parked]);
                open.replied(Ticket::Drafts, Ok(kept), 0.0);
            }),
        ),
        (
            "today_half_a_year",
            journal(Page::Today, |open| {
                let mut lines = history();
                let mut charter = line(9, Writer::Me, "charter", "2026-04-01");
                charter.state = Known::Sealed(SealedPairState::Opened);
                lines.push(charter);
                open.timeline.replace(lines);
            }),
        ),
        (
            "today_evening",
            journal(Page::Today, |open| {
                open.timeline.replace(Vec::new());
                open.evening = Evening::Is(Tonight::Hurt);
            }),
        ),
        ("today_alone", journal(Page::Today, alone)),
        ("today_ready", journal(Page::Ready, alone)),
    ]
}

/// The timeline.
pub fn timelines() -> Vec<Screen> {
    vec![
        ("timeline", journal(Page::Timeline, |_| {})),
        (
            "timeline_narrowed",
            journal(Page::Timeline, |open| {
                open.timeline.show(Show::Group(Group::Open));
            }),
        ),
        (
            "timeline_none",
            journal(Page::Timeline, |open| {
                open.timeline.show(Show::Group(Group::Sealed));
            }),
        ),
        (
            "timeline_toast",
            journal(Page::Timeline, |open| {
                open.toast = Some(Toast {
                    text: "Saved. It goes to Ben when your devices meet.".to_owned(),
                    undo: Some(id(WAITING)),
                    until: 8.0,
                    withdrawal_waits: false,
                });
                open.notice = Some(
                    "The connection could not be made. Everything written is safe here. Try \
                     again when it suits you both."
                        .to_owned(),
                );
            }),
        ),
    ]
}

fn detail(line: &Line, earlier: &str) -> Detail {
    let version = |text: &str, written: &str| VersionLine {
        written: written.to_owned(),
        title: line.content.field("title").map(str::to_owned),
        text: text.to_owned(),
        fields: std::collections::BTreeMap::new(),
        late: false,
    };
    Detail {
        entry: Entry {
            id: line.id.to_string(),
            kind: line.content.kind().to_owned(),
            writer: "Ada".to_owned(),
            written: "2026-11-20".to_owned(),
            happened: None,
            title: line.content.field("title").map(str::to_owned),
            text: line.content.text().to_owned(),
            thread: None,
            state: "corrected".to_owned(),
            fields: std::collections::BTreeMap::new(),
            came_in_later: false,
            dated_ahead: false,
            mine: false,
            rests: false,
        },
        version: String::new(),
        is_named: line.writer == Writer::Them,
        allowed: std::collections::BTreeMap::from([(
            line.id,
            match line.writer {
                Writer::Me => vec!["note", "parked", "addition", "step-back", "rest"],
                Writer::Them => vec!["question", "acknowledgement", "note", "parked", "rest"],
            },
        )]),
        joint: None,
        pair: None,
        versions: vec![
            version(earlier, "2026-11-20"),
            version(line.content.text(), "2026-11-21"),
        ],
        replies: Vec::new(),
        conversation: Conversation::default(),
    }
}

/// One entry.
pub fn entries() -> Vec<Screen> {
    use Writer::{Me, Them};
    vec![
        (
            "entry",
            journal(Page::Entry(id(TOLD)), |open| {
                let line = open.timeline.line(id(TOLD)).expect("it is there").clone();
                open.detail = Some((id(TOLD), detail(&line, "I met someone at the station.")));
            }),
        ),
        (
            "entry_versions",
            journal(Page::Entry(id(TOLD)), |open| {
                let line = open.timeline.line(id(TOLD)).expect("it is there").clone();
                open.detail = Some((id(TOLD), detail(&line, "I met someone at the station.")));
                open.unfolded.insert((id(TOLD), "versions".to_owned()));
            }),
        ),
        (
            "entry_late",
            journal(Page::Entry(id(TOLD)), |open| {
                let line = open.timeline.line(id(TOLD)).expect("it is there").clone();
                let mut shown = detail(&line, "I met someone at the station.");
                shown.versions.push(VersionLine {
                    written: "2026-11-27".to_owned(),
                    title: None,
                    text: "I met nobody.".to_owned(),
                    fields: std::collections::BTreeMap::new(),
                    late: true,
                });
                open.detail = Some((id(TOLD), shown));
                open.unfolded.insert((id(TOLD), "versions".to_owned()));
            }),
        ),
        (
            "entry_answered",
            journal(Page::Entry(id(30)), |open| {
                open.timeline.put(vec![
                    line(30, Me, "question", "2026-11-19")
                        .text("What did you fear would happen if you told me?")
                        .field("why", "I want to know what I make hard.")
                        .field("detail", "outline"),
                    line(31, Them, "answer", "2026-11-21")
                        .text("That you would go quiet, and that I would not know for how long.")
                        .field("context", "In my family, quiet meant days.")
                        .field("detail", "There is a story to it.")
                        .field("certainty", "as-i-remember")
                        .answers(30),
                    line(32, Me, "acknowledgement", "2026-11-21")
                        .field("word", "taken-in")
                        .answers(31),
                ]);
            }),
        ),
        ("entry_covered", journal(Page::Entry(id(COVERED)), |_| {})),
        ("entry_gone", journal(Page::Entry(id(99)), |_| {})),
    ]
}

fn composing(slot: Slot, kind: &str, fill: impl FnOnce(&mut Composer)) -> State {
    journal(Page::Compose, |open| {
        let mut composer = Composer::open(slot, kind, ContentBuilder::default());
        fill(&mut composer);
        open.composer = Some(composer);
    })
}

/// The composer.
pub fn composers() -> Vec<Screen> {
    vec![
        (
            "compose",
            composing(Slot::New("disclosure".into()), "disclosure", |composer| {
                composer.content.text = STATION.to_owned();
                composer.kept = Kept::Saved;
            }),
        ),
        (
            "compose_more",
            composing(Slot::New("disclosure".into()), "disclosure", |composer| {
                composer.more = true;
                composer.set("title", "At the station");
                composer.set("category", "contact");
            }),
        ),
        (
            "compose_prompts",
            composing(Slot::New("question".into()), "question", |composer| {
                composer.prompts = true;
            }),
        ),
        (
            "compose_answer",
            composing(Slot::Reply(id(ASKED), "answer".into()), "answer", |it| {
                it.content.text = "It was fine. A little strange at first.".to_owned();
                it.error = Some(
                    "The disk is full. Nothing was written. Free some space and try again."
                        .to_owned(),
                );
            }),
        ),
        (
            "compose_gate",
            composing(Slot::Reply(id(TOLD), "question".into()), "question", |it| {
                it.content.text = "How was it for you to see her again?".to_owned();
                it.gate = Some(Gate {
                    until: "2026-11-25".to_owned(),
                });
            }),
        ),
        (
            "compose_closed",
            composing(Slot::New("question".into()), "question", |it| {
                it.content.text = "Did you like it?".to_owned();
            }),
        ),
        (
            "compose_second_look",
            composing(Slot::New("impact".into()), "impact", |it| {
                it.content.text = "When I wait, I think: you never call.".to_owned();
                it.look_again(true);
            }),
        ),
        (
            "compose_words",
            composing(Slot::New("impact".into()), "impact", |it| {
                it.content.text = "When you told me, I was".to_owned();
                it.words = true;
            }),
        ),
        (
            "compose_pause",
            journal(Page::Compose, |open| {
                // It is two in the afternoon.
                open.replied(Ticket::Status, Ok(Reply::Status(status())), 0.0);
                let slot = Slot::New("pause".into());
                open.composer = Some(Composer::open(slot, "pause", ContentBuilder::default()));
            }),
        ),
        (
            "compose_access",
            composing(Slot::New("agreement".into()), "agreement", |it| {
                it.content.text = "We tell each other our passwords.".to_owned();
            }),
        ),
        (
            "compose_own",
            composing(
                Slot::OwnNew("reflection".to_owned()),
                "reflection",
                |composer| {
                    composer.content.text =
                        "Under the anger there is something quieter.".to_owned();
                    composer.kept = Kept::Typing(0.0);
                },
            ),
        ),
    ]
}

fn own_pages(open: &mut Open) {
    open.mine.is_open = true;
    open.mine.timeline.replace(vec![
        line(40, Writer::Me, "reflection", "2026-11-08")
            .text("I want to write this down before I make it nicer."),
        line(41, Writer::Me, "reflection", "2026-11-21")
            .text("Under the anger there is something quieter. I noticed it on the stairs.")
            .field("title", "On the stairs")
            .field("mood", "tired, but clear")
            .field("tags", "evening, anger"),
    ]);
}

/// One's own line of trust, over some months.
fn own_line(open: &mut Open) {
    open.mine.is_open = true;
    let page = |number: u8, written: &str, overall: &str, sure: &str| {
        line(number, Writer::Me, "my-pulse", written)
            .field("overall", overall)
            .field("sure", sure)
    };
    open.mine.timeline.replace(vec![
        page(42, "2026-06-14", "3", "low"),
        page(43, "2026-08-02", "5", "mid"),
        page(44, "2026-08-30", "4", "high").text("After the letter."),
        page(45, "2026-11-15", "6", "mid"),
    ]);
}

/// Mine alone.
pub fn mine() -> Vec<Screen> {
    vec![
        (
            "mine_door",
            journal(Page::Mine, |open| {
                open.mine.error =
                    Some("This passphrase does not open Mine alone. Try again.".to_owned());
            }),
        ),
        (
            "mine_first",
            journal(Page::Mine, |open| open.own_is_set = false),
        ),
        (
            "mine_empty",
            journal(Page::Mine, |open| open.mine.is_open = true),
        ),
        ("mine_pulse", journal(Page::Pulse, own_line)),
        (
            "mine_pulse_empty",
            journal(Page::Pulse, |open| open.mine.is_open = true),
        ),
        ("mine_pages", journal(Page::Mine, own_pages)),
        (
            "mine_kinds",
            journal(Page::Mine, |open| {
                own_pages(open);
                open.mine.kinds = true;
            }),
        ),
        ("mine_page", journal(Page::MinePage(id(41)), own_pages)),
        (
            "mine_delete",
            journal(Page::MinePage(id(41)), |open| {
                own_pages(open);
                open.mine.deleting = Some(id(41));
            }),
        ),
    ]
}

/// Search.
pub fn searches() -> Vec<Screen> {
    let found = |text: &str, found: Vec<EntryId>| {
        let mut search = SearchBox::default();
        search.text = text.to_owned();
        search.found_for = text.to_owned();
        search.found = found;
        search
    };
    vec![
        (
            "search",
            journal(Page::Search, |open| {
                open.search = found("station", vec![id(TOLD), id(12)]);
            }),
        ),
        (
            "search_nothing",
            journal(Page::Search, |open| {
                open.search = found("lighthouse", Vec::new());
            }),
        ),
    ]
}

fn pairing(step: Step, fill: impl FnOnce(&mut Open)) -> State {
    journal(Page::Pairing, |open| {
        alone(open);
        open.pairing.step = step;
        fill(open);
    })
}

/// As long as an invitation is, and never valid.
fn invitation() -> String {
    format!("candor-partner-1-{}", "mfrggzdfmztwq2lkor3g".repeat(16))
}

/// Pairing.
pub fn pairings() -> Vec<Screen> {
    let inviting = |code| Step::Inviting {
        invitation: Some(invitation()),
        code,
    };
    let words = ["garden", "river", "ladder", "candle", "meadow", "window"];
    let compared = |said| Step::Words {
        words: words.map(str::to_owned).to_vec(),
        said,
    };
    vec![
        ("pair_charter", pairing(Step::Charter, |_| {})),
        (
            "pair_choose",
            pairing(Step::Choose, |open| {
                open.pairing.place = Some(Situation::OneRoom);
                open.pairing.who_learns = true;
            }),
        ),
        ("pair_text", pairing(inviting(false), |_| {})),
        ("pair_code", pairing(inviting(true), |_| {})),
        (
            "pair_joining",
            pairing(Step::Joining, |open| {
                open.pairing.typed = invitation();
                open.pairing.error = Some(
                    "A character of the invitation is wrong or missing. Nothing was stored. Copy \
                     it again, all of it."
                        .to_owned(),
                );
                open.pairing.path = "/home/ada/invitation".to_owned();
                let why = first_run::unreadable(std::io::ErrorKind::NotFound);
                open.pairing.path_error = Some(why.to_owned());
            }),
        ),
        ("pair_connecting", pairing(Step::Connecting, |_| {})),
        ("pair_words", pairing(compared(false), |_| {})),
        ("pair_words_said", pairing(compared(true), |_| {})),
        (
            "pair_done",
            pairing(Step::Done, |open| {
                open.status = Some(status());
                open.pairing.place = Some(Situation::Apart);
            }),
        ),
        (
            "pair_failed",
            pairing(Step::Failed(first_run::PAIRING_STOPPED.to_owned()), |_| {}),
        ),
    ]
}

/// Both have said how they share.
fn sharing_open(open: &mut Open) {
    let half = |number: u8, mine: bool, days: &str| {
        let mut half = listed(number, "charter", "", mine);
        for (name, value) in [("window", days), ("talk", "15")] {
            half.fields.insert(name.to_owned(), value.to_owned());
        }
        half
    };
    open.sharing.pair = Some(PairLine {
        id: id(9).to_string(),
        state: "opened".to_owned(),
        mine: Some(String::new()),
        can_take_back: false,
        crossed: None,
        halves: vec![half(7, true, "2"), half(8, false, "1")],
    });
}

/// What stands beside the journal.
pub fn others() -> Vec<Screen> {
    vec![
        ("settings", journal(Page::Settings, |_| {})),
        ("settings_sharing", journal(Page::Settings, sharing_open)),
        (
            "settings_asks",
            journal(Page::Settings, |open| {
                let mut asked = Asked::before(Matter::Reach(Reach::Network));
                asked.refused("This is not the passphrase. Nothing was changed.".to_owned());
                open.asked = Some(asked);
            }),
        ),
        ("support", journal(Page::Support, |_| {})),
        ("shortcuts", journal(Page::Shortcuts, |_| {})),
    ]
}

/// Pages that show `words` wherever somebody can write them.
pub fn written(words: &str) -> Vec<Screen> {
    let around = format!("around {words}");
    let spoilt = |line: Line| {
        let line = line.text(words).field("title", words);
        let line = line.field("happened", &around).field("feeling", words);
        // A field and a word that no template knows, as a changed program has them.
        let line = line.field("od\u{1b}d\u{202e}", words);
        match line.content.field("word") {
            Some(_) => line.field("word", words),
            None => line,
        }
    };
    let filled = |page: Page, fill: &dyn Fn(&mut Open)| {
        journal(page, |open| {
            let mut lines: Vec<Line> = history().into_iter().map(spoilt).collect();
            for line in &mut lines {
                if line.id == id(COVERED) {
                    *line = line.clone().field("cover", words);
                }
            }
            open.timeline.replace(lines);
            fill(open);
        })
    };
    let version = |number: usize| Version {
        id: id(TOLD).to_string(),
        number,
        writer: "Ben".to_owned(),
        written: words.to_owned(),
        cover: None,
        mine: false,
        title: Some(words.to_owned()),
        text: words.to_owned(),
        review: Some(words.to_owned()),
        end: Some(words.to_owned()),
        binds: vec!["Ben".to_owned()],
        not_allowed: Some(words.to_owned()),
        limits_contact: true,
        each_day: None,
        pinned: false,
        review_due: true,
        reviewed: vec![("Ben".to_owned(), words.to_owned())],
        by: vec!["Ada".to_owned(), "Ben".to_owned()],
    };
    let agreement = |state: &str| Agreement {
        coming: Some((version(2), words.to_owned())),
        rests: false,
        lapsed: false,
        id: id(TOLD).to_string(),
        kind: "agreement".to_owned(),
        state: state.to_owned(),
        agreed: Some(version(1)),
        proposed: Some(version(3)),
    };
    let promise = || Promise {
        id: id(TOLD).to_string(),
        writer: "Ben".to_owned(),
        cover: None,
        mine: false,
        rests: false,
        text: words.to_owned(),
        to: "you".to_owned(),
        due: Some(words.to_owned()),
        rhythm: Some(words.to_owned()),
        state: "reported".to_owned(),
        reports: vec![Told {
            written: words.to_owned(),
            occasion: Some(words.to_owned()),
            maker: Some((words.to_owned(), words.to_owned())),
            other: Some((words.to_owned(), words.to_owned())),
        }],
    };
    let with_versions = |open: &mut Open| {
        let line = open.timeline.line(id(TOLD)).expect("it is there").clone();
        open.detail = Some((id(TOLD), detail(&line, words)));
        open.unfolded.insert((id(TOLD), "versions".to_owned()));
    };
    let full_day = |open: &mut Open| {
        a_full_day(open);
        let day = &mut open.together.day;
        day.ending = vec![agreement("in-force")];
        day.reviews = vec![agreement("in-force")];
        day.promises = vec![promise()];
        for entry in day
            .pause
            .iter_mut()
            .chain(day.named.iter_mut().map(|(it, _)| it))
        {
            entry.text = words.to_owned();
            entry.title = Some(words.to_owned());
            entry.fields.insert("back".to_owned(), words.to_owned());
        }
        open.toast = Some(Toast {
            text: words.to_owned(),
            undo: Some(id(WAITING)),
            until: 8.0,
            withdrawal_waits: false,
        });
        open.notice = Some(words.to_owned());
    };
    let agreed = |open: &mut Open| {
        open.together.agreements = ["in-force", "proposed"].map(agreement).to_vec();
    };
    let found = |open: &mut Open| {
        open.search.text = "station".to_owned();
        open.search.found_for = "station".to_owned();
        open.search.found = vec![id(TOLD), id(12)];
    };
    let own = |open: &mut Open| {
        own_pages(open);
        let page = line(41, Writer::Me, "reflection", "2026-11-21");
        open.mine.timeline.replace(vec![spoilt(page)]);
    };
    vec![
        ("today", filled(Page::Today, &full_day)),
        ("timeline", filled(Page::Timeline, &|_| {})),
        ("between", filled(Page::Between, &what_is_open)),
        ("agreements", filled(Page::Agreements, &agreed)),
        (
            "promises",
            filled(Page::Promises, &|open| {
                open.together.promises = vec![promise()];
            }),
        ),
        ("us", filled(Page::Us, &|_| {})),
        ("entry", filled(Page::Entry(id(TOLD)), &with_versions)),
        ("entry_late", filled(Page::Entry(id(12)), &|_| {})),
        ("entry_asked", filled(Page::Entry(id(ASKED)), &|_| {})),
        ("entry_covered", filled(Page::Entry(id(COVERED)), &|_| {})),
        ("search", filled(Page::Search, &found)),
        ("mine", filled(Page::Mine, &own)),
        ("mine_page", filled(Page::MinePage(id(41)), &own)),
    ]
}

/// All of them.
pub fn all() -> Vec<Screen> {
    [
        first_run(),
        lock(),
        todays(),
        together(),
        timelines(),
        entries(),
        composers(),
        mine(),
        searches(),
        pairings(),
        others(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
