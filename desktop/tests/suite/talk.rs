//! A talk at two windows, without windows: what is told of it, and what follows from
//! what the other's program tells.

use std::collections::BTreeMap;

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::{EntryId, TalkId};
use candor_desktop::engine::lines::{Line, Writer};
use candor_desktop::engine::overview::DayLines;
use candor_desktop::engine::{Command, Entry, Names, Reply, Status, Update};
use candor_desktop::state::composer::Slot;
use candor_desktop::state::open::{Open, Page};
use candor_desktop::state::settings::Settings;
use candor_desktop::state::talk::Turn;
use candor_desktop::state::{Effect, Event, Intent, Stage, State, Ticket};
use candor_sync::talk::{Side, Step, TalkWord};

const TALK: TalkId = TalkId::from_bytes([1; 16]);

fn id(number: u8) -> EntryId {
    EntryId::from_bytes([number; 16])
}

fn line(number: u8, kind: &str, written: &str) -> Line {
    let mut content = ContentBuilder::default();
    content.fields.insert("kind".into(), kind.into());
    content.fields.insert("written".into(), written.into());
    Line {
        writer: Writer::Them,
        ..Line::waiting(id(number), u64::from(number), content.build())
    }
}

/// An entry in the list for the talk.
fn parked(number: u8, text: &str) -> Entry {
    Entry {
        id: id(number).to_string(),
        kind: "topic".to_owned(),
        writer: "Ada".to_owned(),
        written: "2026-11-22".to_owned(),
        happened: None,
        title: None,
        text: text.to_owned(),
        thread: None,
        state: String::new(),
        fields: BTreeMap::new(),
        came_in_later: false,
        dated_ahead: false,
        mine: false,
        rests: false,
    }
}

/// The open journal of one of the two.
fn window(me: &str, partner: &str) -> State {
    let mut state = State::begin("/journal", true, Settings::default());
    let mut open = Open::new(&state.settings);
    open.complete = true;
    state.stage = Stage::Open(Box::new(open));
    state.active(0.0);
    let status = Status {
        me: me.to_owned(),
        partner: Some(partner.to_owned()),
        names: Names::default(),
        unconfirmed: 0,
        met: None,
        own: true,
        today: Day::parse("2026-11-22").expect("a date"),
        day_ends: 600,
        minute: 14 * 60,
        seconds: 1_795_000_000,
        withdraw_days: 2,
    };
    let heard = Event::Reply(Ticket::Status, Ok(Reply::Status(status)));
    state.hear(heard, 0.0);
    state
}

fn open(state: &mut State) -> &mut Open {
    state.open().expect("it is open")
}

/// What the other window is told by these.
fn told(effects: &[Effect]) -> Vec<TalkWord> {
    let said = effects.iter().filter_map(|effect| match effect {
        Effect::Ask(_, Command::Talk(word)) => Some(word.clone()),
        _ => None,
    });
    said.collect()
}

/// A talk of fifteen minutes begins. Gives what is told of it.
fn begins(state: &mut State, now: f64) -> TalkWord {
    let effects = state.act(Intent::TalkBegin(15), now);
    assert!(matches!(effects[..], [Effect::DrawTalk(15)]));
    let words = told(&state.hear(Event::Talk(15, TALK), now));
    assert_eq!(words.len(), 1);
    words[0].clone()
}

/// What the other said, at this window. Gives what follows.
fn hears(state: &mut State, word: TalkWord, now: f64) -> Vec<Effect> {
    let word = word.turned();
    let tie = Side::Theirs;
    state.hear(Event::Update(Update::Talk { word, tie }), now)
}

#[test]
fn what_is_pressed_in_a_talk_is_told_and_that_it_is_shown_is_not() {
    let (mut ada, mut ben) = (window("Ada", "Ben"), window("Ben", "Ada"));
    let begun = begins(&mut ada, 100.0);
    assert_eq!((begun.number, begun.turn), (1, Turn::Mine));

    assert!(hears(&mut ben, begun, 10.0).is_empty());
    assert!(open(&mut ben).offered_talk().is_some());
    assert_eq!(
        open(&mut ben).together.talk,
        None,
        "nothing opens by itself"
    );
    let shows = ben.act(Intent::TalkHere, 12.0);
    assert_eq!(told(&shows), []);
    assert_eq!(open(&mut ben).page, Page::Talk);
    assert!(open(&mut ben).offered_talk().is_none());
    let turn = |state: &mut State| open(state).together.talk.map(|talk| talk.turn);
    assert_eq!(turn(&mut ben), Some(Turn::Theirs));

    // Ben goes on to his turn, and Ada's window shows it.
    let words = told(&ben.act(Intent::TalkTurn, 70.0));
    assert_eq!(words.len(), 1);
    assert!(hears(&mut ada, words[0].clone(), 160.0).is_empty());
    assert_eq!(turn(&mut ben), Some(Turn::Mine));
    assert_eq!(turn(&mut ada), Some(Turn::Theirs));

    // Nothing but a press tells anything.
    for now in 160..900 {
        ada.active(f64::from(now));
        assert_eq!(told(&ada.tick(f64::from(now))), []);
    }
    assert!(open(&mut ada).together.talk.is_some());
}

#[test]
fn a_pause_or_a_break_stops_the_clock_at_both_windows_and_go_on_resumes_it() {
    let (mut ada, mut ben) = (window("Ada", "Ben"), window("Ben", "Ada"));
    let begun = begins(&mut ada, 0.0);
    hears(&mut ben, begun, 0.0);
    ben.act(Intent::TalkHere, 0.0);
    let clock = |state: &mut State, now| {
        let talk = open(state).together.talk.expect("it goes on");
        (talk.is_stopped(), talk.at(now))
    };

    let pause = Intent::Write(Slot::New("pause".to_owned()));
    let words = told(&ben.act(pause.clone(), 130.0));
    assert_eq!(words.len(), 1);
    assert_eq!(words[0].step, Step::Stopped);
    hears(&mut ada, words[0].clone(), 130.0);
    for state in [&mut ada, &mut ben] {
        assert_eq!(clock(state, 5_000.0), (true, (13, 2)));
    }
    ben.act(Intent::PutAway, 131.0);
    assert_eq!(told(&ben.act(pause, 132.0)), [], "it is said already");
    ben.act(Intent::PutAway, 133.0);

    let words = told(&ada.act(Intent::TalkGoesOn, 5_000.0));
    hears(&mut ben, words[0].clone(), 5_000.0);
    for state in [&mut ada, &mut ben] {
        assert_eq!(clock(state, 5_000.0), (false, (13, 2)));
        assert_eq!(clock(state, 5_060.0), (false, (12, 3)));
    }

    let words = told(&ada.act(Intent::Go(Page::Calm), 5_060.0));
    assert_eq!(words.len(), 1);
    assert_eq!(words[0].step, Step::Stopped);
}

#[test]
fn a_pause_that_comes_from_the_other_stops_the_clock_and_says_nothing_back() {
    for (kind, written, stops) in [
        ("pause", "2026-11-22", true),
        ("pause", "2026-11-21", false),
        ("note", "2026-11-22", false),
    ] {
        let mut ada = window("Ada", "Ben");
        begins(&mut ada, 0.0);
        ada.hear(Event::Update(Update::Entry(id(5))), 60.0);
        ada.tick(60.0);
        let lines = Reply::Lines(vec![line(5, kind, written)]);
        let came = Event::Reply(Ticket::Changed(vec![id(5)]), Ok(lines));

        let effects = ada.hear(came, 61.0);

        assert_eq!(told(&effects), []);
        let talk = open(&mut ada).together.talk.expect("it is there");
        assert_eq!(talk.is_stopped(), stops, "{kind} of {written}");
    }
}

#[test]
fn either_ends_a_talk_at_both_windows_and_locking_ends_it_at_one() {
    let (mut ada, mut ben) = (window("Ada", "Ben"), window("Ben", "Ada"));
    let begun = begins(&mut ada, 0.0);
    hears(&mut ben, begun.clone(), 0.0);
    ben.act(Intent::TalkHere, 0.0);

    let words = told(&ben.act(Intent::TalkEnd, 60.0));

    assert_eq!(words.len(), 1);
    assert_eq!(words[0].step, Step::Ended);
    assert_eq!(open(&mut ben).page, Page::Compose, "for a closing line");
    hears(&mut ada, words[0].clone(), 60.0);
    assert_eq!(open(&mut ada).together.talk, None);
    assert!(
        open(&mut ada).composer.is_none(),
        "one closing line is enough"
    );
    // What was under way comes too late.
    hears(&mut ben, begun, 61.0);
    ben.act(Intent::Back, 62.0);
    assert!(open(&mut ben).offered_talk().is_none());

    let mut ada = window("Ada", "Ben");
    begins(&mut ada, 0.0);
    let effects = ada.act(Intent::Lock, 1.0);
    let last = effects.iter().find_map(|effect| match effect {
        Effect::Close(last) => Some(last),
        _ => None,
    });
    let last = last.expect("it closes");
    let says = last.iter().any(|it| matches!(it, Command::Talk(_)));
    assert!(!says && told(&effects).is_empty());
}

#[test]
fn no_talk_comes_over_what_is_written_into_mine_alone_or_into_a_break() {
    let mut ben = window("Ben", "Ada");
    let begun = begins(&mut window("Ada", "Ben"), 0.0);
    ben.act(Intent::Write(Slot::New("note".to_owned())), 0.0);
    let composer = open(&mut ben).composer.as_mut().expect("it is there");
    composer.content.text = "A walk".to_owned();

    hears(&mut ben, begun, 1.0);

    assert!(open(&mut ben).offered_talk().is_none());
    let composer = open(&mut ben).composer.as_ref().expect("it stays");
    assert_eq!(composer.content.text, "A walk");
    assert!(open(&mut ben).toast.is_none() && open(&mut ben).notice.is_none());
    for page in [Page::Mine, Page::LetOut, Page::Calm] {
        ben.act(Intent::Go(page), 2.0);
        assert!(open(&mut ben).offered_talk().is_none());
    }
    // It waits, until its time is over.
    ben.act(Intent::Go(Page::Today), 3.0);
    assert!(open(&mut ben).offered_talk().is_some());
    let wakes = open(&mut ben).wakes_at();
    assert!(wakes.is_some_and(|at| at <= 901.0), "{wakes:?}");
    ben.active(890.0);
    ben.tick(902.0);
    assert!(open(&mut ben).offered_talk().is_none());
}

#[test]
fn a_talk_that_is_put_off_stands_on_its_page_alone() {
    let mut ben = window("Ben", "Ada");
    hears(&mut ben, begins(&mut window("Ada", "Ben"), 0.0), 0.0);

    let effects = ben.act(Intent::TalkNotNow, 1.0);

    assert!(effects.is_empty(), "nobody is told");
    assert!(open(&mut ben).offered_talk().is_none());
    assert!(open(&mut ben).together.elsewhere.put_off().is_some());
    ben.act(Intent::TalkHere, 2.0);
    assert!(open(&mut ben).together.talk.is_some());
}

/// A changed program names whatever it likes.
#[test]
fn of_the_topics_that_come_with_a_talk_only_what_waits_for_one_is_shown_and_spoken_of() {
    let mut ben = window("Ben", "Ada");
    let mut begun = begins(&mut window("Ada", "Ben"), 0.0);
    begun.topics = vec![id(7), id(8)];
    hears(&mut ben, begun, 0.0);
    ben.act(Intent::TalkHere, 0.0);
    let day = DayLines {
        parked: vec![parked(7, "The evening plans"), parked(9, "Something else")],
        ..DayLines::default()
    };
    let reply = Reply::Today(Box::new(day));
    ben.hear(Event::Reply(Ticket::Together, Ok(reply)), 0.0);
    let shown = |state: &mut State| -> Vec<EntryId> {
        let chosen = open(state).together.chosen();
        chosen.map(|(topic, _)| topic).collect()
    };
    assert_eq!(shown(&mut ben), [id(7)]);

    ben.act(Intent::TalkEnd, 60.0);
    let composer = open(&mut ben).composer.as_ref().expect("a closing line");
    assert_eq!(composer.field("topics"), "The evening plans");
    let slot = Slot::New("talk".to_owned());
    let done = Event::Reply(Ticket::Finished(slot), Ok(Reply::Ids(vec![id(20)])));
    let effects = ben.hear(done, 61.0);
    let spoken: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Ask(_, Command::Write { kind, thread, .. }) if kind == "talked" => {
                thread.clone()
            }
            _ => None,
        })
        .collect();
    assert_eq!(spoken, [id(7).to_string()]);
}

#[test]
fn words_without_end_leave_a_window_as_it_is() {
    let mut ben = window("Ben", "Ada");
    ben.act(Intent::Go(Page::Talk), 0.0);
    let own = begins(&mut ben, 0.0);
    for number in 0..2_000_u32 {
        let word = TalkWord {
            talk: TalkId::from_bytes([(number % 199) as u8 + 2; 16]),
            number: u32::MAX - number,
            ..own.clone()
        };
        assert!(hears(&mut ben, word, 1.0).is_empty());
    }
    let talk = open(&mut ben).together.talk.expect("his own goes on");
    assert_eq!((talk.id, talk.turn), (TALK, Turn::Mine));
    assert_eq!(open(&mut ben).page, Page::Talk);
}
