//! No page is ever empty: from every page that there is a picture of, everything that can
//! be wanted is wanted, and what then stands there before the engine has answered is
//! looked at. There has to be a heading, and something beside the navigation that has a
//! name and takes room.

use std::collections::BTreeSet;

use candor_core::date::Day;
use candor_core::id::EntryId;
use candor_desktop::engine::{Quiet, Reply, Update};
use candor_desktop::state::composer::Slot;
use candor_desktop::state::evening::{Evening, Tonight};
use candor_desktop::state::look_back::{List, Period, Turn as Back};
use candor_desktop::state::open::{Leave, Open, Page};
use candor_desktop::state::pairing::Act;
use candor_desktop::state::pause::Offer;
use candor_desktop::state::settings::{Look, Moves, Reach, Settings};
use candor_desktop::state::situation::Situation;
use candor_desktop::state::timeline::Show;
use candor_desktop::state::{Event, Intent, Stage, State, Ticket, WordsFor, calendar, sharing};
use candor_desktop::text::group::Group;
use egui::accesskit::Role;

use crate::pictures::fixtures::{self, Screen};
use crate::told::{Told, WIDE, Window};

/// Entries of the pictures: told by Ada, covered by Ben, asked by Ben, one that waits,
/// a page of one's own, a text of both, and one that is nowhere.
const TOLD: u8 = 20;
const COVERED: u8 = 21;
const ASKED: u8 = 22;
const WAITING: u8 = 26;
const OWN: u8 = 41;
const JOINT: u8 = 50;
const NOWHERE: u8 = 99;

fn id(number: u8) -> EntryId {
    EntryId::from_bytes([number; 16])
}

/// Every page there is.
pub fn pages() -> Vec<Page> {
    use Page::*;
    let all = vec![
        Ready,
        Today,
        Timeline,
        Compose,
        Kinds,
        Talk,
        Calm,
        Between,
        Agreements,
        Patterns,
        Promises,
        Us,
        LookBack,
        Calendar,
        More,
        Search,
        Mine,
        LetOut,
        Pulse,
        Pairing,
        Settings,
        Support,
        Shortcuts,
        Entry(id(TOLD)),
        Entry(id(COVERED)),
        Entry(id(WAITING)),
        Entry(id(NOWHERE)),
        Joint(id(JOINT)),
        MinePage(id(OWN)),
        MinePage(id(NOWHERE)),
    ];
    for page in &all {
        // One that is new does not compile until it stands above.
        match page {
            Ready | Today | Timeline | Entry(_) | Compose | Kinds | Talk | Calm | Between
            | Agreements | Joint(_) | Patterns | Promises | Us | LookBack | Calendar | More
            | Search | Mine | MinePage(_) | LetOut | Pulse | Pairing | Settings | Support
            | Shortcuts => {}
        }
    }
    all
}

fn slots() -> Vec<Slot> {
    let kinds = [
        "disclosure",
        "question",
        "appreciation",
        "note",
        "pause",
        "impact",
        "amends",
        "need",
        "agreement",
        "promise",
        "letter",
        "meeting",
        "talk",
        "topic",
        "vision",
        "no-such-kind",
    ];
    let own = [
        "reflection",
        "other-readings",
        "weighing",
        "my-pulse",
        "meeting-prep",
    ];
    let new = kinds.into_iter().map(|kind| Slot::New(kind.to_owned()));
    let own = own.into_iter().map(|kind| Slot::OwnNew(kind.to_owned()));
    let reply = |to: u8, kind: &str| Slot::Reply(id(to), kind.to_owned());
    let others = [
        reply(TOLD, "note"),
        reply(ASKED, "answer"),
        reply(NOWHERE, "assent"),
        Slot::Parked(1, "question".to_owned(), None),
        Slot::Edit(id(WAITING)),
        Slot::Edit(id(NOWHERE)),
        Slot::OwnEdit(id(OWN)),
        Slot::OwnEdit(id(NOWHERE)),
    ];
    new.chain(own).chain(others).collect()
}

fn acts() -> Vec<Act> {
    vec![
        Act::Fits,
        Act::TalkFirst,
        Act::Where(Situation::OneRoom),
        Act::WhoLearns(true),
        Act::Invite,
        Act::Answer,
        Act::ShowCode(true),
        Act::ShowCode(false),
        Act::Copy,
        Act::ReadFile,
        Act::Dropped("/home/ada/picture.png".to_owned()),
        Act::Pasted(Err("There is no code in it.".to_owned())),
        Act::Join,
        Act::Same(true),
        Act::Same(false),
        Act::Stop,
        Act::Finish,
    ]
}

/// What can be wanted, by its kind: one that is new does not compile until it stands
/// here, with what there is of it.
macro_rules! intents {
    ($($kind:pat => $made:expr,)*) => {
        fn intents() -> Vec<Intent> {
            let mut all: Vec<Intent> = Vec::new();
            $(all.extend($made);)*
            for intent in &all {
                match intent {
                    $($kind => {})*
                }
            }
            all
        }
    };
}

intents! {
    Intent::Next => [Intent::Next],
    Intent::StepBack => [Intent::StepBack],
    Intent::StartSupport(_) => [true, false].map(Intent::StartSupport),
    Intent::Suggest(_) => [WordsFor::Passphrase, WordsFor::Own].map(Intent::Suggest),
    Intent::Unlock => [Intent::Unlock],
    Intent::OtherJournal => [Intent::OtherJournal],
    Intent::OpenOther => [Intent::OpenOther],
    Intent::Lock => [Intent::Lock],
    Intent::Hide => [Intent::Hide],
    Intent::Go(_) => pages().into_iter().map(Intent::Go),
    Intent::Back => [Intent::Back],
    Intent::Write(_) => slots().into_iter().map(Intent::Write),
    Intent::Typed => [Intent::Typed],
    Intent::SaveDraft => [Intent::SaveDraft],
    Intent::Step(_) => [1, -1].map(Intent::Step),
    Intent::CorrectHere => [Intent::CorrectHere],
    Intent::ReplyHere => [Intent::ReplyHere],
    Intent::Finish => [Intent::Finish],
    Intent::PassGate => [Intent::PassGate],
    Intent::Later => [Intent::Later],
    Intent::PutAway => [Intent::PutAway],
    Intent::Discard => [Intent::Discard],
    Intent::KeepDraft => [Intent::KeepDraft],
    Intent::PauseFor(_) => [Offer::Minutes(20), Offer::Evening, Offer::Morning].map(Intent::PauseFor),
    Intent::Say(..) => [Intent::Say(id(TOLD), "acknowledgement".to_owned(), "taken-in".to_owned())],
    Intent::ProposeAgain(..) => [true, false].map(|keeps| Intent::ProposeAgain(id(TOLD), keeps)),
    Intent::WriteWith(..) => [Intent::WriteWith(
        Slot::New("agreement".to_owned()),
        Box::default(),
    )],
    Intent::SendNow(_) => [Intent::SendNow(id(WAITING))],
    Intent::PutDayRight(_) => [Intent::PutDayRight(id(TOLD))],
    Intent::AskLeave(..) => [Leave::Withdraw, Leave::Remove].map(|how| Intent::AskLeave(id(TOLD), how)),
    Intent::Leave => [Intent::Leave],
    Intent::Stay => [Intent::Stay],
    Intent::TakeBack(_) => [Intent::TakeBack(id(WAITING))],
    Intent::Uncover(_) => [Intent::Uncover(id(COVERED))],
    Intent::Earlier(_) => [Intent::Earlier(id(TOLD))],
    Intent::TurnLayer(..) => [Intent::TurnLayer(id(TOLD), "versions".to_owned())],
    Intent::OpenLayer(..) => [Intent::OpenLayer(id(TOLD), "detail".to_owned())],
    Intent::Searched => [Intent::Searched],
    Intent::AsOn => [Intent::AsOn],
    Intent::Show(_) => [Show::All, Show::Threads, Show::Group(Group::Open)].map(Intent::Show),
    Intent::Jump(..) => [Intent::Jump(2026, 10), Intent::Jump(1999, 1)],
    Intent::Calendar(_) => [
        calendar::Turn::Earlier,
        calendar::Turn::Later,
        calendar::Turn::Day(Day::parse("2026-11-20").expect("a date").civil()),
    ]
    .map(Intent::Calendar),
    Intent::LookBack(_) => [
        Back::Period(Period::ThisYear),
        Back::Period(Period::Days),
        Back::Typed,
        Back::Month(7),
        Back::More(List::Heard),
    ]
    .map(Intent::LookBack),
    Intent::WriteTogether => [Intent::WriteTogether],
    Intent::Agenda(_) => [1, -1, 40].map(Intent::Agenda),
    Intent::Decide(_) => ["promise", "agreement"].map(|kind| Intent::Decide(kind.to_owned())),
    Intent::JointTyped => [Intent::JointTyped],
    Intent::ProposeJoint => [Intent::ProposeJoint],
    Intent::OpenMine => [Intent::OpenMine],
    Intent::SetMine => [Intent::SetMine],
    Intent::CloseMine => [Intent::CloseMine],
    Intent::LetGo => [Intent::LetGo],
    Intent::KeepLetOut(_) => [true, false].map(Intent::KeepLetOut),
    Intent::DeleteMine(_) => [OWN, NOWHERE].map(|page| Intent::DeleteMine(id(page))),
    Intent::KeepMine => [Intent::KeepMine],
    Intent::SearchedMine => [Intent::SearchedMine],
    Intent::Pair(_) => acts().into_iter().map(Intent::Pair),
    Intent::SetLook(_) => Look::ALL.map(Intent::SetLook),
    Intent::SetZoom(_) => [80, 200].map(Intent::SetZoom),
    Intent::SetMoves(_) => Moves::ALL.map(Intent::SetMoves),
    Intent::SetSecondLook(_) => [false, true].map(Intent::SetSecondLook),
    Intent::KeepWords => [Intent::KeepWords],
    Intent::SetLockMinutes(_) => [Intent::SetLockMinutes(10)],
    Intent::SetTitle(_) => [Intent::SetTitle("Notes".to_owned())],
    Intent::SetReach(_) => Reach::ALL.map(Intent::SetReach),
    Intent::Prove => [Intent::Prove],
    Intent::DoNotProve => [Intent::DoNotProve],
    Intent::Unseal(_) => [Intent::Unseal(id(TOLD))],
    Intent::Cross(_) => [Intent::Cross(id(TOLD))],
    Intent::KeepAfterAll(_) => [Intent::KeepAfterAll(id(TOLD))],
    Intent::JoinPair(_) => [Intent::JoinPair(id(TOLD))],
    Intent::TalkBegin(_) => [Intent::TalkBegin(15)],
    Intent::TalkTopic(_) => [Intent::TalkTopic(id(TOLD))],
    Intent::Talked(_) => [Intent::Talked(id(TOLD))],
    Intent::TalkTurn => [Intent::TalkTurn],
    Intent::TalkEnd => [Intent::TalkEnd],
    Intent::TalkGoesOn => [Intent::TalkGoesOn],
    Intent::TalkHere => [Intent::TalkHere],
    Intent::TalkNotNow => [Intent::TalkNotNow],
    Intent::Alone(_) => ["older-story", "other-readings"].map(|kind| Intent::Alone(kind.to_owned())),
    Intent::SupportPart(_) => [Intent::SupportPart(candor_desktop::text::support::BEFORE_TOGETHER)],
    Intent::SetHold(_) => [Intent::SetHold(30)],
    Intent::SetQuiet(_) => [None, Quiet::parse("22:00 07:00")].map(Intent::SetQuiet),
    Intent::AsideChanged => [Intent::AsideChanged],
    Intent::NamePartner(_) => [None, Some("Ben".to_owned())].map(Intent::NamePartner),
    Intent::PutOff => [Intent::PutOff],
    Intent::WeeksAfterPutOff(_) => [Intent::WeeksAfterPutOff(id(TOLD))],
    Intent::WeeksAfterLeft(_) => [Intent::WeeksAfterLeft(id(TOLD))],
    Intent::Share(_) => [
        sharing::Act::Days(1),
        sharing::Act::Talk(20),
        sharing::Act::Say,
        sharing::Act::Unsay,
    ]
    .map(Intent::Share),
    Intent::Tonight(_) => [Evening::Asks, Evening::Is(Tonight::Tell), Evening::Away].map(Intent::Tonight),
    Intent::CharterStays => [Intent::CharterStays],
    Intent::CharterPause => [Intent::CharterPause],
    Intent::CharterChange => [Intent::CharterChange],
    Intent::ChangePassphrase => [Intent::ChangePassphrase],
    Intent::ChangeOwnPassphrase => [Intent::ChangeOwnPassphrase],
    Intent::Undo => [Intent::Undo],
    Intent::CloseToast => [Intent::CloseToast],
    Intent::CloseNotice => [Intent::CloseNotice],
    Intent::TakeMore(_) => [true, false].map(Intent::TakeMore),
}

/// Every picture, and a journal in the moment in which it was opened or made: nothing is
/// known of it yet.
fn screens() -> Vec<Screen> {
    let mut opened = fixtures::nothing();
    opened.hear(Event::Unlocked(Ok(())), 0.0);
    let mut made = State::begin("/home/ada/journal", false, Settings::default());
    made.hear(Event::Created(Ok(())), 0.0);
    let mut all = fixtures::all();
    all.extend(fixtures::together());
    all.extend([("opened", opened), ("made", made)]);
    all
}

/// What decides which parts of a page are drawn. Two states with the same one are looked
/// at once.
fn mark(state: &State) -> String {
    match &state.stage {
        Stage::Start(start) => format!("{:?} {} {:?}", start.step, start.support, start.error),
        Stage::Locked(locked) => format!("{locked:?}"),
        Stage::Open(open) => {
            let known = (
                open.partner().is_some(),
                open.status.is_some(),
                open.complete,
                open.timeline.is_empty(),
                open.own_is_set,
                open.mine.is_open,
            );
            let above = (
                open.asked.is_some(),
                open.leaving.is_some(),
                open.mine.deleting.is_some(),
                open.notice.is_some(),
                open.too_much.is_some(),
            );
            format!("{:?} {known:?} {above:?} {}", open.page, parts(open))
        }
    }
}

fn parts(open: &Open) -> String {
    let together = &open.together;
    match &open.page {
        Page::Compose => {
            let written = open.composer.as_ref().map(|it| {
                let shown = (it.discarding, it.more, it.prompts, it.words, it.sending);
                (&it.kind, it.slot.is_own(), it.gate.is_some(), shown)
            });
            format!("{written:?} {}", open.agenda)
        }
        Page::Joint(_) => format!(
            "{:?}",
            open.joint.as_ref().map(|it| (it.is_here, it.is_open))
        ),
        Page::Talk => format!("{:?} {}", together.talk, together.day.parked.len()),
        Page::Calendar => format!("{:?}", open.calendar),
        Page::LookBack => format!(
            "{:?} {}",
            together.back.period,
            together.back.found.is_empty()
        ),
        Page::Agreements => together.agreements.len().to_string(),
        Page::Promises => together.promises.len().to_string(),
        Page::Between => together.between.len().to_string(),
        Page::Pairing => format!("{:?} {:?}", open.pairing.step, open.pairing.place),
        Page::Entry(id) => {
            let line = open.timeline.line(*id).map(|line| open.is_covered(line));
            format!("{line:?} {} {}", open.detail.is_some(), open.unfolded.len())
        }
        Page::Timeline => format!("{:?}", open.timeline.shown()),
        Page::Today => format!("{:?} {}", open.evening, open.drafts().count()),
        Page::Search => open.search.found.len().to_string(),
        Page::Kinds => open.all_kinds.to_string(),
        page if page.is_own() => {
            let mine = &open.mine;
            format!("{} {} {}", mine.busy, mine.kinds, mine.timeline.is_empty())
        }
        _ => String::new(),
    }
}

/// Containers, and letters of a field: what has no room of its own for a name.
const NO_THING: [Role; 6] = [
    Role::GenericContainer,
    Role::Unknown,
    Role::Pane,
    Role::ScrollView,
    Role::TextRun,
    Role::Heading,
];

/// A page has a heading and something to see.
fn is_not_empty(told: &Told, what: &str) {
    let on_page = told.on_page();
    let mut headings = on_page.iter().filter(|node| node.role() == Role::Heading);
    assert!(
        headings.any(|node| told.name(node).is_some()),
        "{what}: there is no heading"
    );
    let mut things = on_page.iter().filter(|node| {
        let named = !NO_THING.contains(&node.role()) && told.name(node).is_some();
        named && told.is_seen(node)
    });
    assert!(things.next().is_some(), "{what}: there is nothing below it");
    assert!(told.page().1.is_some(), "{what}: the page has no name");
}

/// Looks at each page that was not looked at yet.
struct Walk {
    window: Window,
    seen: BTreeSet<String>,
}

impl Walk {
    /// Whether there was something to look at.
    fn look(&mut self, state: &mut State, what: &str) -> bool {
        if !self.seen.insert(mark(state)) {
            return false;
        }
        is_not_empty(&self.window.shows(state), what);
        true
    }
}

#[test]
fn from_every_page_everything_that_can_be_wanted_leads_to_a_page_with_something_on_it() {
    let mut walk = Walk {
        window: Window::of(WIDE),
        seen: BTreeSet::new(),
    };
    for (name, mut state) in screens() {
        is_not_empty(&walk.window.shows(&mut state), name);
        walk.seen.insert(mark(&state));
    }
    for intent in intents() {
        for (name, mut state) in screens() {
            drop(state.act(intent.clone(), 1.0));
            if !walk.look(&mut state, &format!("{name}, {intent:?}")) {
                continue;
            }
            // And back from there.
            for further in [Intent::PutAway, Intent::Back] {
                drop(state.act(further.clone(), 2.0));
                walk.look(&mut state, &format!("{name}, {intent:?}, {further:?}"));
            }
        }
    }
}

/// The picture with this name.
fn screen(name: &str) -> State {
    let mut all = screens().into_iter();
    let found = all.find_map(|(other, state)| (other == name).then_some(state));
    found.unwrap_or_else(|| panic!("there is no picture {name}"))
}

/// Whoever proposed what both wrote, and shared it, comes back to a page that says
/// something, and to the text once it is there.
#[test]
fn a_text_of_both_that_was_proposed_and_shared_has_no_empty_page() {
    let mut window = Window::of(WIDE);
    let mut state = screen("joint");
    let slot = state.open().and_then(|open| open.joint.as_ref());
    let slot = slot.expect("it is there").slot();
    drop(state.act(Intent::ProposeJoint, 1.0));
    is_not_empty(&window.shows(&mut state), "what is proposed");

    let shared = Event::Reply(Ticket::Finished(slot), Ok(Reply::Ids(vec![id(60)])));
    drop(state.hear(shared, 2.0));
    let open = state.open().expect("it is open");
    assert_eq!(open.page, Page::Joint(id(JOINT)));
    is_not_empty(&window.shows(&mut state), "the text of both");
}

/// A text of both gets another id when it goes along: the way back leads to that one.
#[test]
fn a_text_of_both_that_went_along_is_gone_back_to_by_its_new_id() {
    let mut state = screen("joint");
    drop(state.act(Intent::Go(Page::Support), 1.0));
    let became = Update::Became {
        waited: id(JOINT),
        entry: id(61),
    };
    drop(state.hear(Event::Update(became), 2.0));
    drop(state.act(Intent::Back, 3.0));

    let open = state.open().expect("it is open");
    assert_eq!(open.page, Page::Joint(id(61)));
    assert_eq!(open.joint.as_ref().map(|joint| joint.id), Some(id(61)));
}

/// What is taken back has no page: the one before it comes up as whole as ever.
#[test]
fn the_page_before_one_that_was_taken_back_is_a_whole_one() {
    let mut window = Window::of(WIDE);
    let mut state = screen("joint");
    drop(state.act(Intent::Go(Page::Entry(id(WAITING))), 1.0));
    let gone = Event::Reply(Ticket::TakenBack(id(WAITING)), Ok(Reply::Done));
    drop(state.hear(gone, 2.0));

    let open = state.open().expect("it is open");
    assert_eq!(open.page, Page::Joint(id(JOINT)));
    assert!(open.joint.is_some(), "it is asked for");
    is_not_empty(&window.shows(&mut state), "the page before");
}
