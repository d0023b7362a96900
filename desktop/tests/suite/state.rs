//! What follows from what is done in the window, without a window.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::entry::mechanism::{SealedPairState, State as Known};
use candor_core::id::EntryId;
use candor_core::profile::ProfileError;
use candor_core::store::StoreError;
use candor_desktop::engine::conversation::Conversation;
use candor_desktop::engine::entries::PairLine;
use candor_desktop::engine::lines::{Line, Standing, Which, Writer};
use candor_desktop::engine::{Command, Detail, Entry, Reply, Status, Trouble, Update};
use candor_desktop::state::composer::Slot;
use candor_desktop::state::evening::{Evening, Tonight};
use candor_desktop::state::open::{Leave, Open, Page};
use candor_desktop::state::pairing::{Act, Step};
use candor_desktop::state::pause::Offer;
use candor_desktop::state::secret::Typed;
use candor_desktop::state::settings::{Reach, Settings};
use candor_desktop::state::situation::Situation;
use candor_desktop::state::timeline::Timeline;
use candor_desktop::state::{Effect, Event, Intent, Stage, State, Ticket, sharing};
use candor_sync::session::{Amount, Notice};
use zeroize::Zeroizing;

use crate::standing::status_on;

pub fn id(number: u8) -> EntryId {
    EntryId::from_bytes([number; 16])
}

pub fn line(number: u8, writer: Writer, kind: &str, text: &str) -> Line {
    let mut content = ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    };
    content.fields.insert("kind".into(), kind.into());
    content.fields.insert("written".into(), "2026-11-22".into());
    Line {
        writer,
        ..Line::waiting(id(number), u64::from(number), content.build())
    }
}

/// An open journal of Ada's, paired with Ben.
pub fn opened(reach: Reach) -> State {
    let mut state = State::begin("/journal", true, Settings::default());
    let mut open = Open::new(&state.settings);
    open.reach = reach;
    open.complete = true;
    state.stage = Stage::Open(Box::new(open));
    state.active(0.0);
    state
}

pub fn status() -> Status {
    status_on("2026-11-22")
}

pub fn reply(state: &mut State, ticket: Ticket, reply: Reply) -> Vec<Effect> {
    state.hear(Event::Reply(ticket, Ok(reply)), 0.0)
}

pub fn open(state: &mut State) -> &mut Open {
    state.open().expect("it is open")
}

fn kept(effects: &[Effect]) -> Vec<String> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Ask(_, Command::KeepDraft { slot, content }) => content
                .as_ref()
                .map(|content| format!("{slot}: {}", content.text)),
            Effect::Ask(_, Command::Reach { reach, .. }) => {
                Some(format!("reach: {}", reach.word()))
            }
            _ => None,
        })
        .collect()
}

/// Types a passphrase where it is asked for, and goes on.
fn prove(state: &mut State) -> Vec<Effect> {
    let asked = open(state).asked.as_mut().expect("it is asked for");
    assert!(!asked.busy);
    asked.passphrase = Typed::filled(Zeroizing::new("a passphrase".to_owned()), false);
    state.act(Intent::Prove, 0.0)
}

fn not_proven() -> Trouble {
    Trouble::Profile(ProfileError::NotProven)
}

fn type_into(state: &mut State, text: &str, now: f64) {
    let composer = open(state).composer.as_mut().expect("something is written");
    composer.content.text = text.to_owned();
    state.act(Intent::Typed, now);
}

#[test]
fn f05_what_the_disk_does_not_take_is_said_at_once_and_stays_on_the_page() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let slot = Slot::New("note".into());
    state.act(Intent::Write(slot.clone()), 0.0);
    type_into(&mut state, "A walk", 10.0);
    assert_eq!(kept(&state.tick(11.0)), ["new note: A walk"]);
    let full = || Err(Trouble::from(StoreError::Full));
    let said = |state: &mut State| {
        let composer = open(state).composer.as_ref().expect("it is there");
        assert_eq!(composer.content.text, "A walk");
        composer.error.clone().unwrap_or_default()
    };

    let kept_not = Event::Reply(Ticket::DraftKept(slot.clone()), full());
    state.hear(kept_not, 11.1);
    assert!(said(&mut state).starts_with("The disk is full."));
    assert!(said(&mut state).contains("stays on this page"));

    // It is tried again by itself, and not without a pause.
    assert!(state.tick(16.0).is_empty());
    assert_eq!(kept(&state.tick(16.2)), ["new note: A walk"]);
    state.hear(
        Event::Reply(Ticket::DraftKept(slot.clone()), Ok(Reply::Done)),
        16.3,
    );
    assert_eq!(said(&mut state), "", "what was said is over");

    // The same when it is finished.
    state.act(Intent::Finish, 17.0);
    state.hear(Event::Reply(Ticket::Finished(slot), full()), 17.1);
    assert!(said(&mut state).starts_with("The disk is full."));
    let effects = state.act(Intent::Finish, 18.0);
    let again = |effect: &Effect| matches!(effect, Effect::Ask(Ticket::Finished(_), _));
    assert!(effects.iter().any(again), "it can be finished again");
}

#[test]
fn f05_after_the_disk_ended_a_meeting_the_next_one_begins_by_itself_and_not_at_once() {
    let mut state = opened(Reach::Computer);
    let begins = |effects: &[Effect]| {
        let sync = |effect: &Effect| matches!(effect, Effect::Ask(Ticket::Met, _));
        effects.iter().any(sync)
    };
    assert!(begins(&reply(
        &mut state,
        Ticket::Status,
        Reply::Status(status())
    )));

    let full = Err(Trouble::from(StoreError::Full));
    state.hear(Event::Reply(Ticket::Met, full), 100.0);
    let notice = open(&mut state).notice.clone().unwrap_or_default();
    assert!(notice.starts_with("The disk is full."));

    assert!(!begins(&reply(
        &mut state,
        Ticket::Status,
        Reply::Status(status())
    )));
    assert!(!begins(&state.tick(129.0)));
    assert!(begins(&state.tick(130.0)));
}

#[test]
fn a_draft_is_kept_a_second_after_the_last_key() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    state.act(Intent::Write(Slot::New("note".into())), 0.0);

    type_into(&mut state, "A walk", 10.0);
    assert!(state.tick(10.5).is_empty());
    type_into(&mut state, "A walk by the river", 10.8);
    assert!(state.tick(11.5).is_empty(), "a second after the last key");
    assert_eq!(state.wakes_at(), Some(11.8));

    let effects = state.tick(11.8);
    assert_eq!(kept(&effects), ["new note: A walk by the river"]);
    assert!(state.tick(12.0).is_empty(), "and once");
}

#[test]
fn closing_keeps_what_was_typed_and_shows_nothing_of_it() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    state.act(Intent::Write(Slot::New("note".into())), 0.0);
    type_into(&mut state, "A walk", 1.0);

    let effects = state.act(Intent::Hide, 1.1);
    let last = effects.iter().find_map(|effect| match effect {
        Effect::Close(last) => Some(last),
        _ => None,
    });
    assert!(matches!(
        last.expect("it is closed")[..],
        [Command::KeepDraft {
            content: Some(_),
            ..
        }]
    ));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Minimize))
    );
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::ClearClipboard))
    );
    let shown = format!("{:?}", state.stage);
    assert!(!shown.contains("walk") && !shown.contains("Ben"), "{shown}");
}

#[test]
fn it_closes_after_five_minutes_without_a_key_and_no_sooner() {
    let mut state = opened(Reach::Off);
    state.active(100.0);
    assert!(state.tick(100.0 + 299.0).is_empty());
    state.active(390.0);
    assert!(
        state.tick(100.0 + 301.0).is_empty(),
        "a key was pressed since"
    );
    let effects = state.tick(390.0 + 300.0);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Close(_)))
    );
    assert!(matches!(state.stage, Stage::Locked(_)));
}

#[test]
fn what_arrives_is_named_until_it_is_opened_and_what_is_ones_own_never() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    for number in [1, 2] {
        state.hear(Event::Update(Update::Entry(id(number))), 0.0);
    }
    let asked = state.tick(0.0);
    let ids = vec![id(1), id(2)];
    assert!(matches!(
        &asked[..],
        [Effect::Ask(Ticket::Changed(of), Command::Lines(Which::Of(which)))]
            if *of == ids && *which == ids
    ));
    let lines = vec![
        line(1, Writer::Them, "disclosure", "I met someone."),
        line(2, Writer::Me, "note", "A walk."),
    ];
    reply(&mut state, Ticket::Changed(ids), Reply::Lines(lines));
    assert_eq!(open(&mut state).arrivals, [id(1)]);

    state.act(Intent::Go(Page::Entry(id(1))), 1.0);
    assert!(open(&mut state).arrivals.is_empty());
}

#[test]
fn a_cover_is_lifted_by_its_reader_until_the_journal_is_closed() {
    let mut state = opened(Reach::Off);
    let mut covered = line(1, Writer::Them, "disclosure", "I met someone.");
    let mut content = covered.content.to_builder();
    content.fields.insert("cover".into(), "about work".into());
    covered.content = content.build();
    reply(&mut state, Ticket::All, Reply::Lines(vec![covered.clone()]));

    assert!(open(&mut state).is_covered(&covered));
    let effects = state.act(Intent::Uncover(id(1)), 0.0);
    assert!(effects.is_empty(), "nobody is told");
    assert!(!open(&mut state).is_covered(&covered));
    covered.writer = Writer::Me;
    assert!(!open(&mut state).is_covered(&covered), "one's own is open");
}

#[test]
fn a_question_stands_before_the_gate_once_and_goes_as_it_was_written() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    state.act(Intent::Write(Slot::New("question".into())), 0.0);
    type_into(&mut state, "How was it?", 1.0);

    assert!(state.act(Intent::Finish, 2.0).is_empty());
    let composer = open(&mut state).composer.as_mut().expect("it is there");
    assert!(composer.gate.is_some(), "the gate is open");
    let effects = state.act(Intent::PassGate, 3.0);
    let written = effects.iter().find_map(|effect| match effect {
        Effect::Ask(_, Command::Write { contents, .. }) => Some(contents),
        _ => None,
    });
    let written = written.expect("the question is asked");
    assert_eq!(written[0].text, "How was it?");
    assert!(written[0].fields.is_empty());
}

#[test]
fn a_question_can_be_kept_for_later_or_let_go_before_the_gate() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let slot = Slot::New("question".into());
    state.act(Intent::Write(slot.clone()), 0.0);
    type_into(&mut state, "How was it?", 1.0);
    state.act(Intent::Finish, 2.0);

    let effects = state.act(Intent::Later, 3.0);
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Ask(_, Command::Write { .. }))),
        "nothing goes"
    );
    assert!(open(&mut state).composer.is_none());
    let parked = Slot::Parked(1, "question".into(), None);
    {
        let open = open(&mut state);
        let (slot, draft) = open.drafts().next().expect("a draft");
        assert_eq!(slot, parked);
        let day = open.today().expect("a day").plus(3);
        assert_eq!(open.kept_until(draft), Some(day), "three days on");
    }

    // Another can be begun meanwhile, and be kept as well, from now on.
    state.act(Intent::Write(slot.clone()), 3.5);
    assert_eq!(
        open(&mut state).composer.as_ref().expect("it").content.text,
        ""
    );
    type_into(&mut state, "What was hard?", 3.6);
    state.act(Intent::Finish, 3.7);
    let gate = |state: &mut State| {
        let composer = open(state).composer.as_mut().expect("it is there");
        composer.gate.take().expect("the gate is open")
    };
    let mut asked = gate(&mut state);
    asked.until = "soon".to_owned();
    open(&mut state).composer.as_mut().expect("it").gate = Some(asked.clone());
    state.act(Intent::Later, 3.8);
    let composer = open(&mut state).composer.as_mut().expect("it stays");
    assert!(composer.error.is_some(), "soon is no day");
    asked.until.clear();
    composer.gate = Some(asked);
    state.act(Intent::Later, 3.9);
    let kept: Vec<_> = open(&mut state).drafts().map(|(slot, _)| slot).collect();
    let second = Slot::Parked(2, "question".into(), None);
    assert_eq!(kept, [parked.clone(), second.clone()]);
    let draft = open(&mut state).drafts().nth(1).expect("it").1.clone();
    assert_eq!(open(&mut state).kept_until(&draft), None, "named at once");
    state.act(Intent::Write(second), 3.95);
    state.act(Intent::Discard, 3.96);
    state.act(Intent::Discard, 3.97);

    state.act(Intent::Write(parked.clone()), 4.0);
    let composer = open(&mut state).composer.as_ref().expect("it is there");
    assert!(
        composer.content.fields.is_empty(),
        "the day is no part of it"
    );
    // A letter that is mended does not bring it back before its day.
    type_into(&mut state, "How was it for you?", 4.1);
    state.act(Intent::PutAway, 4.2);
    let draft = open(&mut state).drafts().next().expect("it").1.clone();
    assert!(open(&mut state).kept_until(&draft).is_some());
    state.act(Intent::Write(parked), 4.3);
    type_into(&mut state, "How was it?", 4.4);
    state.act(Intent::Finish, 5.0);
    let composer = open(&mut state).composer.as_ref().expect("it is there");
    assert_eq!(composer.content.text, "How was it?");
    assert!(composer.gate.is_some(), "asked anew");
    state.act(Intent::Discard, 6.0);
    assert!(open(&mut state).composer.is_some(), "asked for once more");
    state.act(Intent::Discard, 7.0);
    assert!(open(&mut state).composer.is_none());
    assert!(open(&mut state).drafts().next().is_none());
}

#[test]
fn agreements_are_asked_for_as_of_a_whole_day_and_of_today_again_afterwards() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let asked = |effects: Vec<Effect>| {
        effects.into_iter().find_map(|effect| match effect {
            Effect::Ask(_, Command::Agreements { on }) => Some(on),
            _ => None,
        })
    };
    let now = state.act(Intent::Go(Page::Agreements), 0.0);
    assert_eq!(asked(now), Some(None));
    open(&mut state).together.on = "2026-11".to_owned();
    assert_eq!(asked(state.act(Intent::AsOn, 1.0)), None, "half a day");
    open(&mut state).together.on = "2026-11-01".to_owned();
    let then = asked(state.act(Intent::AsOn, 2.0));
    assert_eq!(then, Some(Day::parse("2026-11-01")));
    state.act(Intent::Go(Page::Today), 3.0);
    let again = state.act(Intent::Go(Page::Agreements), 4.0);
    assert_eq!(asked(again), Some(None));
}

#[test]
fn an_answer_that_was_overtaken_by_the_next_letter_is_dropped() {
    let mut state = opened(Reach::Off);
    open(&mut state).search.text = "sta".to_owned();
    assert_eq!(state.act(Intent::Searched, 0.0).len(), 1);
    open(&mut state).search.text = "stat".to_owned();
    assert_eq!(state.act(Intent::Searched, 0.0).len(), 1);

    reply(
        &mut state,
        Ticket::Found("sta".into()),
        Reply::Found(vec![id(1), id(2)]),
    );
    assert!(open(&mut state).search.found.is_empty());
    reply(
        &mut state,
        Ticket::Found("stat".into()),
        Reply::Found(vec![id(1)]),
    );
    assert_eq!(open(&mut state).search.found, [id(1)]);
}

#[test]
fn s15_no_meeting_is_asked_for_before_the_network_is() {
    let mut state = opened(Reach::Off);
    let effects = reply(&mut state, Ticket::Status, Reply::Status(status()));
    let meets = |effect: &Effect| matches!(effect, Effect::Ask(Ticket::Met, _));
    assert!(!effects.iter().any(meets));

    let effects = state.act(Intent::SetReach(Reach::Computer), 0.0);
    assert!(effects.is_empty(), "the passphrase comes first");
    assert_eq!(kept(&prove(&mut state)), ["reach: computer"]);
    assert_eq!(open(&mut state).reach, Reach::Off, "not before the answer");
    let effects = reply(&mut state, Ticket::Reached(Reach::Computer), Reply::Done);
    let meets = |effects: &[Effect]| {
        effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Ask(Ticket::Met, Command::Sync { .. })))
            .count()
    };
    assert_eq!(meets(&effects), 1);
    let effects = reply(&mut state, Ticket::Status, Reply::Status(status()));
    assert_eq!(meets(&effects), 0, "one meeting is enough");
}

#[test]
fn a58_more_than_two_people_write_is_taken_only_once_the_person_says_so() {
    let mut state = opened(Reach::Computer);
    let told = || {
        let today = Amount {
            records: 20_000,
            bytes: 3 * 1024 * 1024,
        };
        Event::Update(Update::Notice(Notice::TooMuch { left: 5_000, today }))
    };
    let takes = |effects: &[Effect]| {
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Ask(_, Command::TakeMore)))
    };

    assert!(!takes(&state.hear(told(), 0.0)));
    let said = open(&mut state).too_much.clone().expect("it is told");
    assert!(said.contains("3 MiB") && said.contains("5000"), "{said}");
    assert!(!takes(&state.act(Intent::TakeMore(false), 1.0)));
    assert_eq!(open(&mut state).too_much, None);

    state.hear(told(), 2.0);
    assert!(takes(&state.act(Intent::TakeMore(true), 3.0)));
    assert_eq!(open(&mut state).too_much, None);
}

#[test]
fn s15_how_far_the_network_reaches_comes_from_the_journal_and_goes_into_it() {
    let mut state = opened(Reach::Off);
    let row = |word: &str| {
        let content = ContentBuilder {
            text: word.to_owned(),
            ..ContentBuilder::default()
        };
        Reply::Drafts(vec![("reach".to_owned(), content)])
    };
    let meets = |effects: &[Effect]| {
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Ask(Ticket::Met, Command::Sync { .. })))
    };
    // Whichever answer comes first, the meeting begins with the second.
    assert!(!meets(&reply(
        &mut state,
        Ticket::Status,
        Reply::Status(status())
    )));
    assert!(meets(&reply(&mut state, Ticket::Drafts, row("computer"))));
    assert!(open(&mut state).drafts().next().is_none(), "it is no draft");

    let mut state = opened(Reach::Off);
    assert!(!meets(&reply(&mut state, Ticket::Drafts, row("direct"))));
    assert!(meets(&reply(
        &mut state,
        Ticket::Status,
        Reply::Status(status())
    )));

    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let effects = reply(&mut state, Ticket::Drafts, row("everywhere"));
    assert!(!meets(&effects), "a word nobody knows is off");

    assert!(state.act(Intent::SetReach(Reach::Network), 0.0).is_empty());
    let effects = prove(&mut state);
    assert_eq!(kept(&effects), ["reach: network"]);
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::SaveSettings))
    );
}

#[test]
fn a_wrong_passphrase_begins_nothing_and_empties_its_field() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    state.act(Intent::Go(Page::Pairing), 0.0);
    state.act(Intent::Pair(Act::Fits), 0.0);
    state.act(Intent::Pair(Act::Where(Situation::Apart)), 0.0);
    open(&mut state).pairing.typed = "an invitation".to_owned();
    for (intent, ticket) in [
        (
            Intent::SetReach(Reach::Direct),
            Ticket::Reached(Reach::Direct),
        ),
        (Intent::Pair(Act::Invite), Ticket::Paired),
        (Intent::Pair(Act::Join), Ticket::Paired),
    ] {
        assert!(state.act(intent.clone(), 0.0).is_empty(), "{intent:?}");
        assert_eq!(prove(&mut state).len(), 1, "{intent:?}");
        assert!(state.act(Intent::Prove, 0.0).is_empty(), "and once");
        assert!(state.act(Intent::Go(Page::Today), 0.0).is_empty());
        state.hear(Event::Reply(ticket, Err(not_proven())), 0.0);

        let open = open(&mut state);
        let asked = open.asked.take().expect("it is asked again");
        assert!(asked.passphrase.is_empty() && !asked.busy);
        assert!(
            asked
                .error
                .is_some_and(|words| words.contains("Nothing was changed"))
        );
        assert_eq!((open.reach, open.meeting), (Reach::Off, false));
        assert_eq!(open.pairing.step, Step::Choose);
    }
    // What was typed to the end goes when it is left.
    state.act(Intent::SetReach(Reach::Direct), 0.0);
    state.act(Intent::DoNotProve, 0.0);
    assert!(open(&mut state).asked.is_none());
    state.act(Intent::Pair(Act::Invite), 0.0);
    state.act(Intent::Go(Page::Today), 0.0);
    assert!(open(&mut state).asked.is_none());
}

#[test]
fn a_pairing_asks_once_where_the_two_are_and_that_holds_from_then_on() {
    let mut state = opened(Reach::Off);
    state.act(Intent::Go(Page::Pairing), 0.0);
    state.act(Intent::Pair(Act::Fits), 0.0);
    state.act(Intent::Pair(Act::Invite), 0.0);
    assert!(open(&mut state).asked.is_none(), "nothing is chosen yet");

    state.act(Intent::Pair(Act::Where(Situation::OneRoom)), 0.0);
    state.act(Intent::Pair(Act::Invite), 0.0);
    let effects = prove(&mut state);
    let level = effects.iter().find_map(|effect| match effect {
        Effect::Ask(_, Command::Invite { networking, .. }) => Some(networking.level),
        _ => None,
    });
    assert_eq!(level, Reach::Network.level());
    assert_eq!(open(&mut state).pairing.step, Step::Choose, "not yet");
    state.hear(Event::Update(Update::Proven), 0.0);
    assert!(open(&mut state).asked.is_none());
    let step = open(&mut state).pairing.step.clone();
    assert!(matches!(step, Step::Inviting { .. }));

    // What the passphrase was given for is what is kept, and nothing asks again.
    state.act(Intent::Pair(Act::Where(Situation::Apart)), 0.0);
    let effects = reply(&mut state, Ticket::Paired, Reply::Done);
    assert_eq!(kept(&effects), ["reach: network"]);
    assert_eq!(open(&mut state).pairing.step, Step::Done);
    assert_eq!(open(&mut state).reach, Reach::Network);
}

#[test]
fn a_pairing_that_failed_reaches_nowhere() {
    let mut state = opened(Reach::Off);
    state.act(Intent::Go(Page::Pairing), 0.0);
    state.act(Intent::Pair(Act::Fits), 0.0);
    state.act(Intent::Pair(Act::Where(Situation::Apart)), 0.0);
    state.act(Intent::Pair(Act::Invite), 0.0);
    prove(&mut state);
    state.hear(Event::Update(Update::Proven), 0.0);
    let failed = Event::Reply(Ticket::Paired, Err(Trouble::WordsDiffer));
    let effects = state.hear(failed, 0.0);
    assert_eq!(kept(&effects), [""; 0]);
    assert_eq!(open(&mut state).reach, Reach::Off);
}

#[test]
fn what_was_typed_of_a_passphrase_goes_with_its_page() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let typed = || Typed::filled(Zeroizing::new("garden".to_owned()), true);
    state.act(Intent::Go(Page::Settings), 0.0);
    open(&mut state).settings_page.old = typed();
    open(&mut state).settings_page.own_old = typed();
    state.act(Intent::Go(Page::Mine), 0.0);
    open(&mut state).mine.passphrase = typed();
    assert!(open(&mut state).settings_page.old.is_empty());
    assert!(open(&mut state).settings_page.own_old.is_empty());
    state.act(Intent::Go(Page::Settings), 0.0);
    assert!(open(&mut state).mine.passphrase.is_empty());
}

#[test]
fn however_the_last_page_of_the_pairing_is_left_the_wishes_on_it_are_sealed() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    state.act(Intent::Go(Page::Pairing), 0.0);
    open(&mut state).pairing.step = Step::Done;
    state.act(Intent::Share(sharing::Act::Days(3)), 0.0);
    let effects = state.act(Intent::Write(Slot::New("note".to_owned())), 0.0);
    let days = effects.iter().find_map(|effect| match effect {
        Effect::Ask(_, Command::Seal { kind, content, .. }) if kind == "charter" => {
            content.fields.get("window").cloned()
        }
        _ => None,
    });
    assert_eq!(days.as_deref(), Some("3"));
    assert_eq!(kept(&effects), [""; 0], "the reach is none of its matters");
}

#[test]
fn the_settings_tell_how_the_two_share_and_a_half_can_be_taken_back_there() {
    let pair = |mine: Option<&str>| PairLine {
        id: id(9).to_string(),
        state: "sealed".to_owned(),
        mine: mine.map(str::to_owned),
        can_take_back: mine.is_some(),
        crossed: None,
        halves: Vec::new(),
    };
    let asks = |effects: &[Effect]| {
        let asked = |effect: &Effect| {
            matches!(effect, Effect::Ask(Ticket::Sharing, Command::OpenPair { pair })
                if pair == "charter")
        };
        effects.iter().any(asked)
    };
    let mut state = opened(Reach::Off);
    assert!(!asks(&state.act(Intent::Go(Page::Settings), 0.0)), "alone");
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    state.act(Intent::Go(Page::Today), 0.0);
    assert!(asks(&state.act(Intent::Go(Page::Settings), 0.0)));
    let stands = Reply::Pair(Box::new(pair(Some(""))));
    reply(&mut state, Ticket::Sharing, stands);
    assert_eq!(open(&mut state).sharing.pair, Some(pair(Some(""))));

    let effects = state.act(Intent::Share(sharing::Act::Unsay), 0.0);
    assert!(matches!(
        &effects[..],
        [Effect::Ask(Ticket::SharingSaid, Command::Unseal { pair })] if pair == "charter"
    ));
    assert_eq!(
        open(&mut state).sharing.pair,
        None,
        "until it is known anew"
    );
    assert!(asks(&reply(&mut state, Ticket::SharingSaid, Reply::Done)));
    reply(
        &mut state,
        Ticket::Sharing,
        Reply::Pair(Box::new(pair(None))),
    );
    let effects = state.act(Intent::Share(sharing::Act::Say), 0.0);
    assert!(matches!(
        &effects[..],
        [Effect::Ask(Ticket::SharingSaid, Command::Seal { .. })]
    ));
}

#[test]
fn what_it_is_tonight_is_a_row_of_this_device_and_is_there_again_after_the_lock() {
    let mut state = opened(Reach::Off);
    assert!(!open(&mut state).is_first_evening(), "nobody is there yet");
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    assert!(open(&mut state).is_first_evening());
    let hurt = Evening::Is(Tonight::Hurt);
    let effects = state.act(Intent::Tonight(hurt), 0.0);
    assert_eq!(kept(&effects), ["evening: hurt"]);
    assert_eq!(effects.len(), 1, "and nothing else follows");

    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let row = ContentBuilder {
        text: "hurt".to_owned(),
        ..ContentBuilder::default()
    };
    let rows = Reply::Drafts(vec![("evening".to_owned(), row)]);
    reply(&mut state, Ticket::Drafts, rows);
    assert_eq!(open(&mut state).evening, hurt);
    assert_eq!(open(&mut state).drafts().count(), 0, "it is no draft");

    // It goes by itself, or when it is put away.
    let note = |number| line(number, Writer::Them, "note", "A walk.");
    open(&mut state).timeline.replace(vec![note(1), note(2)]);
    assert!(open(&mut state).is_first_evening());
    open(&mut state).timeline.put(vec![note(3)]);
    assert!(!open(&mut state).is_first_evening());
    open(&mut state).timeline.replace(Vec::new());
    let effects = state.act(Intent::Tonight(Evening::Away), 0.0);
    assert_eq!(kept(&effects), ["evening: away"]);
    assert!(!open(&mut state).is_first_evening());
}

#[test]
fn enter_while_the_journal_is_still_closing_opens_it_right_after() {
    let mut state = opened(Reach::Off);
    state.act(Intent::Lock, 0.0);
    let Stage::Locked(locked) = &mut state.stage else {
        panic!("it is locked");
    };
    locked.passphrase.text.push_str("garden");
    assert!(state.act(Intent::Unlock, 0.0).is_empty());
    let effects = state.hear(Event::Closed { is_kept: true }, 0.0);
    assert!(matches!(&effects[..], [Effect::Unlock { .. }]));
}

#[test]
fn s63_what_came_in_stays_covered_until_it_is_opened() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    state.hear(Event::Update(Update::Entry(id(3))), 0.0);
    let asked = state.tick(0.0);
    assert_eq!(asked.len(), 1);
    let came = line(3, Writer::Them, "note", "words that wait");
    reply(
        &mut state,
        Ticket::Changed(vec![id(3)]),
        Reply::Lines(vec![came]),
    );
    let covered = |state: &mut State| {
        let open = open(state);
        let line = open.timeline.line(id(3)).expect("it is there").clone();
        open.is_covered(&line)
    };
    assert!(covered(&mut state));
    let effects = state.act(Intent::Uncover(id(3)), 0.0);
    assert!(!covered(&mut state));
    assert!(
        matches!(&effects[..], [Effect::Ask(_, Command::KeepDraft { slot, content: None })] if slot == "arrivals")
    );
}

#[test]
fn s23_closing_mine_alone_leaves_nothing_of_it_behind() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    reply(&mut state, Ticket::MineOpened, Reply::Done);
    let page = line(7, Writer::Me, "reflection", "under the anger");
    reply(&mut state, Ticket::MineLines, Reply::Lines(vec![page]));
    state.act(Intent::Go(Page::MinePage(id(7))), 0.0);
    assert!(format!("{:?}", open(&mut state).mine).contains("Line"));

    let effects = state.act(Intent::CloseMine, 0.0);
    assert!(matches!(
        effects[..],
        [Effect::Ask(Ticket::Nothing, Command::CloseOwn)]
    ));
    let open = open(&mut state);
    assert!(open.mine.timeline.is_empty() && !open.mine.is_open);
    assert_eq!(open.page, Page::Today);
    let effects = state.act(Intent::Back, 0.0);
    assert!(!matches!(
        state.open().expect("open").page,
        Page::MinePage(_)
    ));
    drop(effects);
}

#[test]
fn what_has_gone_along_offers_no_taking_back() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    state.act(Intent::Write(Slot::New("note".into())), 0.0);
    type_into(&mut state, "A walk", 1.0);
    state.act(Intent::Finish, 2.0);
    let finished = Ticket::Finished(Slot::New("note".into()));
    reply(&mut state, finished, Reply::Ids(vec![id(1)]));
    let undo = |state: &mut State| open(state).toast.as_ref().and_then(|toast| toast.undo);
    assert_eq!(undo(&mut state), Some(id(1)));

    let mut said = line(1, Writer::Me, "note", "A walk");
    said.standing = Standing::Said(candor_core::order::Place::lowest());
    reply(
        &mut state,
        Ticket::Changed(vec![id(1)]),
        Reply::Lines(vec![said]),
    );
    assert_eq!(undo(&mut state), None);
}

#[test]
fn what_is_taken_back_is_a_draft_again_and_no_draft_loses_a_word() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let waits = line(1, Writer::Me, "note", "A walk");
    reply(&mut state, Ticket::All, Reply::Lines(vec![waits]));
    state.act(Intent::Write(Slot::New("note".into())), 0.0);
    type_into(&mut state, "Something else", 1.0);
    state.act(Intent::PutAway, 1.5);

    let effects = reply(&mut state, Ticket::TakenBack(id(1)), Reply::Done);
    assert_eq!(kept(&effects), ["new note: Something else\n\nA walk"]);
    assert!(open(&mut state).timeline.line(id(1)).is_none());
}

#[test]
fn r_answers_what_is_shown_and_e_corrects_only_ones_own() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let mut asked = line(1, Writer::Them, "question", "how was it?");
    asked.standing = Standing::Waits(1);
    let told = line(2, Writer::Me, "note", "the heating is on");
    reply(&mut state, Ticket::All, Reply::Lines(vec![asked, told]));

    state.act(Intent::Go(Page::Entry(id(1))), 0.0);
    let shown = detail(id(1), &["acknowledgement", "answer", "note"]);
    reply(&mut state, Ticket::Detail(id(1)), shown);
    state.act(Intent::CorrectHere, 0.0);
    assert_eq!(open(&mut state).page, Page::Entry(id(1)), "it is not hers");
    state.act(Intent::ReplyHere, 0.0);
    let slot = |state: &mut State| open(state).composer.as_ref().map(|it| it.slot.clone());
    let answer = Slot::Reply(id(1), "answer".to_owned());
    assert_eq!(slot(&mut state), Some(answer));

    state.act(Intent::PutAway, 0.0);
    state.act(Intent::Go(Page::Entry(id(2))), 0.0);
    state.act(Intent::CorrectHere, 0.0);
    assert_eq!(slot(&mut state), Some(Slot::Edit(id(2))));
}

/// An entry that is shown, with what may answer it.
fn detail(id: EntryId, allowed: &[&'static str]) -> Reply {
    Reply::Entry(Box::new(Detail {
        entry: Entry {
            id: id.to_string(),
            kind: String::new(),
            writer: String::new(),
            written: String::new(),
            happened: None,
            title: None,
            text: String::new(),
            thread: None,
            state: String::new(),
            fields: std::collections::BTreeMap::new(),
            came_in_later: false,
            dated_ahead: false,
            mine: false,
            rests: false,
        },
        versions: Vec::new(),
        version: String::new(),
        is_named: false,
        replies: Vec::new(),
        conversation: Conversation::default(),
        allowed: std::collections::BTreeMap::from([(id, allowed.to_vec())]),
        joint: None,
        pair: None,
    }))
}

#[test]
fn s64_what_is_written_is_held_unless_its_kind_goes_at_once() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let held = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Ask(Ticket::Finished(_), Command::Write { hold, .. }) => Some(hold.as_secs()),
            _ => None,
        })
    };
    state.act(Intent::Write(Slot::New("note".to_owned())), 0.0);
    type_into(&mut state, "words", 0.0);
    let effects = state.act(Intent::Finish, 0.0);
    assert_eq!(
        held(&effects),
        Some(600),
        "ten minutes, unless chosen otherwise"
    );

    let effects = state.act(Intent::SetHold(0), 0.0);
    assert_eq!(kept(&effects), ["hold: 0"]);
    state.act(Intent::Write(Slot::New("appreciation".to_owned())), 0.0);
    type_into(&mut state, "thanks", 0.0);
    let effects = state.act(Intent::Finish, 0.0);
    assert_eq!(held(&effects), Some(0));
}

#[test]
fn an_entry_goes_from_both_copies_after_one_question() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let told = line(2, Writer::Me, "note", "the heating is on");
    reply(&mut state, Ticket::Newest, Reply::Lines(vec![told]));
    let effects = state.act(Intent::AskLeave(id(2), Leave::Withdraw), 0.0);
    assert!(effects.is_empty());
    state.act(Intent::Stay, 0.0);
    assert!(
        state.act(Intent::Leave, 0.0).is_empty(),
        "it was left alone"
    );
    state.act(Intent::AskLeave(id(2), Leave::Withdraw), 0.0);
    let effects = state.act(Intent::Leave, 0.0);
    assert!(matches!(
        effects[..],
        [Effect::Ask(Ticket::Left(_), Command::Withdraw { .. })]
    ));
}

#[test]
fn s27_what_is_let_out_is_on_no_disk_and_gone_with_its_page() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    reply(&mut state, Ticket::MineOpened, Reply::Done);
    state.act(Intent::Go(Page::LetOut), 0.0);
    open(&mut state).mine.let_out.push_str("all of it");
    let effects = state.tick(60.0);
    let asks = |effects: &[Effect]| {
        effects.iter().any(|effect| {
            matches!(
                effect,
                Effect::Ask(_, Command::OwnKeepDrafts(_) | Command::OwnWrite { .. })
            )
        })
    };
    assert!(!asks(&effects));
    let effects = state.act(Intent::Go(Page::Mine), 61.0);
    assert!(!asks(&effects) && open(&mut state).mine.let_out.is_empty());

    state.act(Intent::Go(Page::LetOut), 0.0);
    open(&mut state).mine.let_out.push_str("all of it");
    state.act(Intent::KeepLetOut(true), 0.0);
    let open = open(&mut state);
    assert!(open.mine.let_out.is_empty());
    let composer = open.composer.as_ref().expect("a page is written");
    assert_eq!(composer.content.text, "all of it");
    assert!(composer.slot.is_own());
}

#[test]
fn what_was_let_out_leads_to_the_feeling_under_it_and_nothing_of_it_is_kept() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    reply(&mut state, Ticket::MineOpened, Reply::Done);
    state.act(Intent::Go(Page::LetOut), 0.0);
    open(&mut state).mine.let_out.push_str("all of it");
    let effects = state.act(Intent::KeepLetOut(false), 1.0);
    let kept = format!("{effects:?}").contains("all of it");
    let open = open(&mut state);
    assert!(!kept && open.mine.let_out.is_empty());
    let composer = open.composer.as_ref().expect("a page is written");
    assert_eq!(
        (composer.kind.as_str(), composer.slot.is_own()),
        ("under-anger", true)
    );
    assert_eq!(composer.content.text, "");
}

#[test]
fn what_is_let_out_and_kept_stands_below_a_draft_and_is_durable_at_once() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    reply(&mut state, Ticket::MineOpened, Reply::Done);
    let slot = Slot::OwnNew("reflection".to_owned());
    state.act(Intent::Write(slot), 0.0);
    type_into(&mut state, "begun before", 1.0);
    state.act(Intent::PutAway, 2.0);
    state.act(Intent::Go(Page::LetOut), 3.0);
    open(&mut state).mine.let_out.push_str("all of it");
    let effects = state.act(Intent::KeepLetOut(true), 4.0);
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::Ask(_, Command::OwnKeepDrafts(drafts)) => drafts.first(),
        _ => None,
    });
    let (_, draft) = kept.expect("it is on the disk");
    assert_eq!(draft.text, "begun before\n\nall of it");
}

#[test]
fn s25_a_page_shared_from_ones_own_has_no_link_to_it() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    reply(&mut state, Ticket::MineOpened, Reply::Done);
    let page = line(7, Writer::Me, "reflection", "under the anger");
    reply(&mut state, Ticket::MineLines, Reply::Lines(vec![page]));
    state.act(Intent::Go(Page::MinePage(id(7))), 0.0);
    let begin = ContentBuilder {
        text: "under the anger".to_owned(),
        ..ContentBuilder::default()
    };
    let slot = Slot::New("note".to_owned());
    state.act(Intent::WriteWith(slot, Box::new(begin)), 0.0);
    let effects = state.act(Intent::Finish, 0.0);
    let written = effects.iter().find_map(|effect| match effect {
        Effect::Ask(
            _,
            Command::Write {
                thread, contents, ..
            },
        ) => Some((thread, contents)),
        _ => None,
    });
    let (thread, contents) = written.expect("it is shared");
    assert_eq!(*thread, None);
    assert!(contents[0].fields.is_empty());
}

#[test]
fn the_older_story_is_written_behind_the_door_and_its_spot_is_gone_on_with() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let spot = Slot::New("tender-spot".to_owned());
    state.act(Intent::Write(spot.clone()), 0.0);
    type_into(&mut state, "When somebody is late.", 1.0);
    let effects = state.act(Intent::Alone("older-story".to_owned()), 2.0);
    assert_eq!(kept(&effects), ["new tender-spot: When somebody is late."]);
    assert_eq!(open(&mut state).page, Page::Mine, "the door comes first");

    reply(&mut state, Ticket::MineOpened, Reply::Done);
    reply(&mut state, Ticket::MineDrafts, Reply::Drafts(Vec::new()));
    let story = Slot::OwnNew("older-story".to_owned());
    let composer = open(&mut state).composer.as_ref().expect("it is written");
    assert_eq!(composer.slot, story);
    assert_eq!(composer.field("spot"), "When somebody is late.");
    type_into(&mut state, "Waiting at the gate.", 3.0);
    let effects = state.act(Intent::Finish, 4.0);
    let is_shared = |effect: &Effect| {
        matches!(
            effect,
            Effect::Ask(_, Command::Write { .. } | Command::KeepDraft { .. })
        )
    };
    assert!(!effects.iter().any(is_shared), "no word of it is shared");

    reply(&mut state, Ticket::Finished(story), Reply::Ids(vec![id(7)]));
    let it = open(&mut state);
    let composer = it.composer.as_ref().expect("the spot goes on");
    assert_eq!(composer.slot, spot);
    assert_eq!(composer.content.text, "When somebody is late.");
    assert!(composer.content.fields.is_empty(), "nothing leads to it");
    assert_eq!(it.toast, None, "nothing shows of the page");
    state.act(Intent::PutAway, 5.0);
    assert_eq!(open(&mut state).page, Page::Today);
}

#[test]
fn what_was_to_be_written_behind_the_door_is_forgotten_where_one_turns_away() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let alarm = Intent::Alone("other-readings".to_owned());
    state.act(alarm.clone(), 0.0);
    assert_eq!(open(&mut state).page, Page::Mine);
    state.act(Intent::Go(Page::Today), 1.0);
    state.act(Intent::Go(Page::Mine), 2.0);
    reply(&mut state, Ticket::MineOpened, Reply::Done);
    reply(&mut state, Ticket::MineDrafts, Reply::Drafts(Vec::new()));
    assert_eq!(open(&mut state).page, Page::Mine);
    assert_eq!(open(&mut state).composer, None);

    // Where it stands open, one press is enough, and one comes back to it.
    state.act(Intent::Go(Page::Today), 3.0);
    state.act(alarm, 4.0);
    let composer = open(&mut state).composer.as_ref().expect("it is written");
    assert_eq!(composer.slot, Slot::OwnNew("other-readings".to_owned()));
    state.act(Intent::PutAway, 5.0);
    assert_eq!(open(&mut state).page, Page::Mine);
}

#[test]
fn s05_s06_reading_a_proposal_thinking_about_it_and_leaving_it_asks_for_nothing_to_be_written() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let proposed = line(1, Writer::Them, "agreement", "We talk.");
    reply(&mut state, Ticket::Newest, Reply::Lines(vec![proposed]));
    let mut effects = state.act(Intent::Go(Page::Agreements), 0.0);
    effects.extend(state.act(Intent::Go(Page::Entry(id(1))), 0.0));
    let slot = Slot::Reply(id(1), "assent".to_owned());
    effects.extend(state.act(Intent::Write(slot), 0.0));
    effects.extend(state.tick(120.0));
    effects.extend(state.act(Intent::PutAway, 121.0));
    effects.extend(state.act(Intent::Back, 122.0));
    for effect in &effects {
        let reads = matches!(
            effect,
            Effect::Ask(
                _,
                Command::Show { .. }
                    | Command::Status
                    | Command::Today
                    | Command::Agreements { .. }
            ) | Effect::SaveSettings
        );
        assert!(reads, "{effect:?}");
    }
}

/// A line that Today shows to its writer alone can be put off, or left for good.
#[test]
fn what_was_owned_weeks_ago_is_put_off_or_left_and_kept_here_alone() {
    let mut state = opened(Reach::Direct);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let today = open(&mut state).today().expect("a day");
    let [one, two] = [[7; 16], [8; 16]].map(EntryId::from_bytes);
    let mut effects = state.act(Intent::WeeksAfterPutOff(one), 1.0);
    effects.extend(state.act(Intent::WeeksAfterLeft(two), 2.0));
    let shown = |open: &mut Open, day| [one, two].map(|id| open.weeks_after.is_shown(id, day));
    assert_eq!(shown(open(&mut state), today), [false, false]);
    assert_eq!(shown(open(&mut state), today.plus(1)), [true, false]);
    let mut row = None;
    for effect in effects {
        let Effect::Ask(_, Command::KeepDraft { slot, content }) = effect else {
            panic!("it is kept here, and no more: {effect:?}");
        };
        row = content.map(|content| (slot, content));
    }
    let mut again = opened(Reach::Off);
    reply(&mut again, Ticket::Status, Reply::Status(status()));
    let drafts = Reply::Drafts(row.into_iter().collect());
    reply(&mut again, Ticket::Drafts, drafts);
    assert_eq!(open(&mut again).weeks_after, open(&mut state).weeks_after);
    assert!(open(&mut again).drafts().next().is_none(), "it is no draft");
}

/// The one reminder there is: a line of one's own, off until a day is chosen,
/// put off as often as one likes, and kept on this device alone.
#[test]
fn s61_time_set_aside_is_ones_own_off_at_first_and_put_off_without_limit() {
    let mut state = opened(Reach::Direct);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let today = open(&mut state).today().expect("a day");
    assert!((0..14).all(|days| !open(&mut state).aside.is_on(today.plus(days))));

    open(&mut state).aside.days = [true; 7];
    open(&mut state).aside.what = "a walk, together".to_owned();
    let mut effects = state.act(Intent::AsideChanged, 1.0);
    for _ in 0..30 {
        effects.extend(state.act(Intent::PutOff, 2.0));
        assert!(!open(&mut state).aside.is_on(today));
    }
    let mut row = String::new();
    for effect in effects {
        let Effect::Ask(_, Command::KeepDraft { slot, content }) = effect else {
            panic!("it is kept here, and no more: {effect:?}");
        };
        assert_eq!(slot, "aside");
        row = content.expect("a line").text;
    }
    let kept = ContentBuilder {
        text: row,
        ..ContentBuilder::default()
    };
    let mut again = opened(Reach::Off);
    reply(&mut again, Ticket::Status, Reply::Status(status()));
    let drafts = Reply::Drafts(vec![("aside".to_owned(), kept)]);
    reply(&mut again, Ticket::Drafts, drafts);
    assert_eq!(open(&mut again).aside, open(&mut state).aside);
    assert!(open(&mut again).drafts().next().is_none(), "it is no draft");
}

#[test]
fn what_changes_while_the_journal_is_read_is_judged_once_all_is_here() {
    let mut state = opened(Reach::Direct);
    open(&mut state).complete = false;
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let known = line(1, Writer::Them, "disclosure", "It was fine.");
    let mut new = known.clone();
    new.id = id(2);

    state.hear(Event::Update(Update::Entry(known.id)), 1.0);
    state.hear(Event::Update(Update::Entry(new.id)), 1.0);
    assert!(state.tick(1.1).is_empty(), "nothing can be told apart yet");
    let mut timeline = Timeline::default();
    timeline.replace(vec![known.clone()]);
    state.hear(Event::Loaded(Box::new(timeline)), 1.2);
    let asked = state.tick(1.3).into_iter().find_map(|effect| match effect {
        Effect::Ask(Ticket::Changed(ids), _) => Some(ids),
        _ => None,
    });
    let asked = asked.expect("now it is asked for");
    assert_eq!(asked.len(), 2);
    let lines = Reply::Lines(vec![known, new.clone()]);
    reply(&mut state, Ticket::Changed(asked), lines);
    assert_eq!(open(&mut state).arrivals, [new.id], "the other was here");
}

#[test]
fn what_one_says_of_the_rhythm_goes_into_the_pair_that_the_other_began() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let begun = |state: &mut State| {
        state.act(Intent::Decide("cadence".to_owned()), 0.0);
        let composer = open(state).composer.take().expect("it is written");
        composer.slot
    };
    let new = Slot::New("cadence".to_owned());
    assert_eq!(begun(&mut state), new, "nobody began one");
    let mut pair = line(1, Writer::Them, "cadence", "");
    pair.state = Known::Sealed(SealedPairState::Sealed);
    let mut opened_pair = pair.clone();
    let hers = Slot::Reply(id(1), "cadence".to_owned());
    open(&mut state).timeline.replace(vec![pair.clone()]);
    assert_eq!(begun(&mut state), hers, "hers is joined");
    pair.state = Known::Sealed(SealedPairState::Bound);
    open(&mut state).timeline.replace(vec![pair]);
    assert_eq!(begun(&mut state), hers, "it is not open yet");
    let mut own = line(2, Writer::Me, "cadence", "");
    own.sealed = true;
    open(&mut state).timeline.replace(vec![own]);
    let said = Some((id(2), true));
    assert_eq!(open(&mut state).open_pair("cadence"), said, "it waits here");
    opened_pair.state = Known::Sealed(SealedPairState::Opened);
    open(&mut state).timeline.replace(vec![opened_pair]);
    assert_eq!(begun(&mut state), new, "the one before is open");

    // What is no pair is always new, whatever there is of its kind.
    let promised = line(3, Writer::Them, "promise", "I call on Sundays.");
    open(&mut state).timeline.replace(vec![promised]);
    state.act(Intent::Decide("promise".to_owned()), 0.0);
    let composer = open(&mut state).composer.take().expect("it is written");
    assert_eq!(composer.slot, Slot::New("promise".to_owned()));
}

#[test]
fn a_break_goes_on_where_the_journal_locks_by_itself_and_hiding_hides_all() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    state.act(Intent::Go(Page::Calm), 10.0);
    let calm = open(&mut state).calm.expect("it goes on");
    assert_eq!(calm.left(10.0), 20);
    let minutes = f64::from(state.settings.lock_minutes) * 60.0;
    let effects = state.tick(minutes + 11.0);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Close(_)))
    );
    let Stage::Locked(locked) = &state.stage else {
        panic!("it locks as ever");
    };
    assert_eq!(locked.calm, Some(calm));
    let locked = |state: &State| match &state.stage {
        Stage::Locked(locked) => locked.calm,
        _ => panic!("it stays locked"),
    };
    state.tick(19.0 * 60.0);
    assert_eq!(locked(&state), Some(calm));
    state.tick(21.0 * 60.0);
    assert_eq!(locked(&state), None, "it ends, and nothing is drawn for it");

    let mut state = opened(Reach::Off);
    state.act(Intent::Go(Page::Calm), 10.0);
    state.tick(minutes + 11.0);
    assert!(locked(&state).is_some());
    state.act(Intent::Hide, minutes + 12.0);
    assert_eq!(locked(&state), None, "hiding hides it from the lock too");

    let mut state = opened(Reach::Off);
    state.act(Intent::Go(Page::Calm), 10.0);
    state.act(Intent::Hide, 11.0);
    let Stage::Locked(locked) = &state.stage else {
        panic!("it is hidden");
    };
    assert_eq!(locked.calm, None, "whoever hides sees the lock alone");
}

#[test]
fn what_stands_in_fields_alone_is_a_draft_again_and_joins_what_is_there() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let mut meeting = line(1, Writer::Me, "meeting", "");
    let mut content = meeting.content.to_builder();
    for (name, value) in [("thanks", "for the light"), ("hard-goes", "park")] {
        content.fields.insert(name.to_owned(), value.to_owned());
    }
    meeting.content = content.build();
    let word = line(2, Writer::Me, "acknowledgement", "");
    reply(&mut state, Ticket::All, Reply::Lines(vec![meeting, word]));
    let slot = Slot::New("meeting".into());
    state.act(Intent::Write(slot.clone()), 0.0);
    let composer = open(&mut state).composer.as_mut().expect("it is there");
    composer.set("thanks", "for the tea");
    state.act(Intent::Typed, 0.1);
    state.act(Intent::PutAway, 0.2);

    reply(&mut state, Ticket::TakenBack(id(1)), Reply::Done);
    let (kept, draft) = open(&mut state).drafts().next().expect("a draft");
    assert_eq!(kept, slot);
    assert_eq!(draft.fields["thanks"], "for the tea\n\nfor the light");
    assert_eq!(draft.fields["hard-goes"], "park");

    let effects = reply(&mut state, Ticket::TakenBack(id(2)), Reply::Done);
    let keeps = |effect: &Effect| matches!(effect, Effect::Ask(_, Command::KeepDraft { .. }));
    assert!(!effects.iter().any(keeps), "a ready word is no draft");
}

/// A line with one field more.
pub fn with(mut line: Line, name: &str, value: &str) -> Line {
    let mut content = line.content.to_builder();
    content.fields.insert(name.to_owned(), value.to_owned());
    line.content = content.build();
    line
}

#[test]
fn a_talk_is_offered_at_the_shorter_of_both_wishes() {
    let wishes = |pair: SealedPairState| {
        let mut state = opened(Reach::Off);
        let mut charter = line(1, Writer::Them, "charter", "");
        charter.state = Known::Sealed(pair);
        let half = |number, writer, minutes| {
            let half = with(line(number, writer, "charter", ""), "talk", minutes);
            with(half, "thread", &id(1).to_string())
        };
        let halves = [half(2, Writer::Me, "20"), half(3, Writer::Them, "15")];
        let lines = std::iter::once(charter).chain(halves).collect();
        reply(&mut state, Ticket::All, Reply::Lines(lines));
        open(&mut state).talk_minutes()
    };
    assert_eq!(wishes(SealedPairState::Opened), Some(15));
    assert_eq!(
        wishes(SealedPairState::Sealed),
        None,
        "not before both have"
    );
}

#[test]
fn what_one_wanted_to_look_at_again_stands_first_from_its_day_on() {
    let due = |lines: &[Line], today: &str| {
        let mut state = opened(Reach::Off);
        reply(&mut state, Ticket::Status, Reply::Status(status()));
        reply(&mut state, Ticket::MineOpened, Reply::Done);
        reply(&mut state, Ticket::MineLines, Reply::Lines(lines.to_vec()));
        let today = Day::parse(today).expect("a date");
        let mut due: Vec<EntryId> = open(&mut state)
            .mine
            .due(today)
            .iter()
            .map(|line| line.id)
            .collect();
        due.sort();
        due
    };
    let page = |number, kind, name, on| with(line(number, Writer::Me, kind, "words"), name, on);
    let mut pages = vec![
        page(1, "where-i-stand", "revisit", "2026-11-25"),
        page(2, "question-draft", "until", "2026-11-25"),
        page(3, "question-draft", "until", "2026-12-01"),
    ];
    assert!(due(&pages, "2026-11-24").is_empty());
    assert_eq!(due(&pages, "2026-11-25"), [id(1), id(2)]);
    // A page of its kind that is written on that day or later takes its place; another
    // question takes the place of none.
    pages.push(with(
        line(4, Writer::Me, "where-i-stand", "words"),
        "written",
        "2026-11-26",
    ));
    pages.push(with(
        line(5, Writer::Me, "question-draft", "words"),
        "written",
        "2026-11-26",
    ));
    assert_eq!(due(&pages, "2026-11-26"), [id(2)]);
    assert_eq!(due(&pages, "2026-12-01"), [id(2), id(3)]);
}

#[test]
fn a_pause_takes_one_press_keeps_its_note_and_names_its_day_past_midnight() {
    let mut state = opened(Reach::Off);
    let late = Status {
        minute: 23 * 60 + 30,
        day_ends: 1_800,
        ..status()
    };
    reply(&mut state, Ticket::Status, Reply::Status(late));
    state.act(Intent::Write(Slot::New("pause".into())), 0.0);
    type_into(&mut state, "It is too much just now.", 1.0);

    let effects = state.act(Intent::PauseFor(Offer::Minutes(45)), 2.0);
    let written = effects.iter().find_map(|effect| match effect {
        Effect::Ask(_, Command::Write { kind, contents, .. }) => Some((kind, &contents[0])),
        _ => None,
    });
    let (kind, content) = written.expect("it is shared");
    assert_eq!(kind.as_str(), "pause");
    assert_eq!(content.text, "It is too much just now.");
    assert_eq!(content.fields["back"], "00:15");
    assert_eq!(content.fields["back-on"], "2026-11-23");
    let again = state.act(Intent::PauseFor(Offer::Minutes(45)), 2.1);
    assert!(again.is_empty(), "and once");
}

#[test]
fn an_offer_that_is_over_begins_no_pause() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let at_ten = Status {
        minute: 22 * 60,
        day_ends: 7_200,
        ..status()
    };
    state.act(Intent::Write(Slot::New("pause".into())), 0.0);
    reply(&mut state, Ticket::Status, Reply::Status(at_ten));

    let effects = state.act(Intent::PauseFor(Offer::Evening), 1.0);

    assert!(effects.is_empty());
    let composer = open(&mut state).composer.as_ref();
    assert!(composer.is_some_and(|it| it.field("back").is_empty()));
}

fn asks_for_the_day(effects: &[Effect]) -> bool {
    let asks = |it: &Effect| matches!(it, Effect::Ask(Ticket::Status, Command::Status));
    effects.iter().any(asks)
}

fn asks_what_is_due(effects: &[Effect]) -> bool {
    let asks = |it: &Effect| matches!(it, Effect::Ask(Ticket::Together, Command::Today));
    effects.iter().any(asks)
}

#[test]
fn the_day_is_asked_for_when_it_ends_and_every_ten_minutes_before() {
    let mut state = opened(Reach::Off);
    let late = Status {
        minute: 23 * 60 + 59,
        day_ends: 30,
        ..status()
    };
    let effects = reply(&mut state, Ticket::Status, Reply::Status(late));
    assert!(asks_what_is_due(&effects), "the other is known now");

    let journal = open(&mut state);
    assert_eq!(journal.wakes_at(), Some(30.0));
    assert!(!asks_for_the_day(&journal.tick(29.9)));
    assert!(asks_for_the_day(&journal.tick(30.0)));
    assert!(!asks_for_the_day(&journal.tick(31.0)), "once");

    let next = Status {
        today: Day::parse("2026-11-23").expect("a date"),
        minute: 0,
        day_ends: 86_399,
        ..status()
    };
    let effects = reply(&mut state, Ticket::Status, Reply::Status(next.clone()));
    assert!(asks_what_is_due(&effects));
    let journal = open(&mut state);
    assert_eq!(journal.today(), Day::parse("2026-11-23"));
    // Somebody may travel, or set the clock.
    assert_eq!(journal.wakes_at(), Some(631.0));
    assert!(asks_for_the_day(&journal.tick(631.0)));
    let effects = reply(&mut state, Ticket::Status, Reply::Status(next));
    assert!(!asks_what_is_due(&effects), "it is the same day");
}

#[test]
fn a_day_that_goes_back_is_the_day_and_what_hangs_on_it_is_asked_anew() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let clock = |state: &mut State| {
        let now = open(state).clock().expect("it is known");
        (now.day.to_string(), now.time())
    };
    assert_eq!(clock(&mut state), ("2026-11-22".into(), "14:00".into()));
    open(&mut state).tick(90.0);
    assert_eq!(clock(&mut state).1, "14:01");

    // Landed on the other side of the date line, or a clock was put right.
    let back = Status {
        today: Day::parse("2026-11-21").expect("a date"),
        minute: 17 * 60,
        ..status()
    };
    let effects = reply(&mut state, Ticket::Status, Reply::Status(back));
    assert!(asks_what_is_due(&effects));
    assert_eq!(clock(&mut state), ("2026-11-21".into(), "17:00".into()));

    // What can be answered to the entry that is open hangs on the day as well.
    let told = line(1, Writer::Them, "note", "A walk.");
    open(&mut state).timeline.replace(vec![told]);
    state.act(Intent::Go(Page::Entry(id(1))), 0.0);
    let effects = reply(&mut state, Ticket::Status, Reply::Status(status()));
    let asks = |it: &Effect| matches!(it, Effect::Ask(Ticket::Detail(of), _) if *of == id(1));
    assert!(effects.iter().any(asks));
}
