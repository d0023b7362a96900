//! What Today names of what came in, and when it is asked what a day holds: without a
//! window.

use candor_core::date::Day;
use candor_core::keyring::KeyringError;
use candor_core::profile::ProfileError;
use candor_core::store::StoreError;
use candor_desktop::engine::lines::{Line, Writer};
use candor_desktop::engine::moment::Moment;
use candor_desktop::engine::{Command, Reply, Status, Trouble};
use candor_desktop::state::composer::Slot;
use candor_desktop::state::open::Page;
use candor_desktop::state::secret::Typed;
use candor_desktop::state::settings::{Reach, Settings};
use candor_desktop::state::{Effect, Event, Intent, Stage, State, Ticket};
use zeroize::Zeroizing;

use crate::state::{id, line, open, opened, reply, status, with};

/// An answer to the entry of this number.
fn answer(number: u8, writer: Writer, kind: &str, text: &str, to: u8) -> Line {
    let line = line(number, writer, kind, text);
    with(line, "thread", &id(to).to_string())
}

/// Ada's journal on Today, with an account of hers and what Ben said to it.
fn told() -> State {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let told = line(1, Writer::Me, "disclosure", "I met someone.");
    let asked = answer(2, Writer::Them, "question", "How was it?", 1);
    let said = answer(3, Writer::Me, "answer", "It was fine.", 2);
    reply(
        &mut state,
        Ticket::All,
        Reply::Lines(vec![told, asked, said]),
    );
    state
}

/// These came in.
fn come(state: &mut State, lines: Vec<Line>) {
    let ids = lines.iter().map(|line| line.id).collect();
    reply(state, Ticket::Changed(ids), Reply::Lines(lines));
}

fn is_covered(state: &mut State, number: u8) -> bool {
    let open = open(state);
    let line = open.timeline.line(id(number)).expect("it is there");
    open.is_covered(line)
}

fn word(number: u8, kind: &str, word: &str, text: &str, to: u8) -> Line {
    let answer = answer(number, Writer::Them, kind, text, to);
    with(answer, "word", word)
}

#[test]
fn a_word_that_answers_is_named_on_today_and_read_where_it_answers() {
    let mut state = told();

    come(&mut state, vec![word(4, "answer-word", "need", "", 3)]);

    assert_eq!(open(&mut state).arrivals, [id(4)]);
    assert!(!is_covered(&mut state, 4), "the word itself stands there");
    let open = open(&mut state);
    let line = open.timeline.line(id(4)).expect("it is there");
    assert_eq!(open.read_at(line), Page::Entry(id(3)));
    let effects = state.act(Intent::Go(Page::Entry(id(3))), 0.0);
    assert!(state.open().expect("it is open").arrivals.is_empty());
    let kept = |effect: &Effect| matches!(effect, Effect::Ask(_, Command::KeepDraft { slot, content: None }) if slot == "arrivals");
    assert!(effects.iter().any(kept), "on the disk too");
}

#[test]
fn what_somebody_writes_with_a_word_waits_until_it_is_opened() {
    let mut state = told();
    let more = "More about March, when you like.";

    come(&mut state, vec![word(4, "answer-word", "need", more, 3)]);

    assert!(is_covered(&mut state, 4));
    state.act(Intent::Go(Page::Entry(id(1))), 0.0);
    assert_eq!(open(&mut state).arrivals, [id(4)], "it is still closed");
    state.act(Intent::Uncover(id(4)), 0.0);
    assert!(!is_covered(&mut state, 4));
    assert!(open(&mut state).arrivals.is_empty());
}

#[test]
fn the_return_from_a_pause_and_a_word_at_its_place_are_not_missed() {
    let mut state = told();
    let pause = line(5, Writer::Them, "pause", "");
    let end = word(6, "pause-end", "back", "", 5);
    come(&mut state, vec![pause, end]);
    assert_eq!(open(&mut state).arrivals, [id(6), id(5)]);
    assert!(!is_covered(&mut state, 5), "there is nothing to open");

    // On the page that it answers it is in sight at once.
    state.act(Intent::Go(Page::Entry(id(1))), 0.0);
    come(
        &mut state,
        vec![word(7, "acknowledgement", "taken-in", "", 1)],
    );
    assert!(!open(&mut state).arrivals.contains(&id(7)));
}

#[test]
fn what_cannot_hurt_arrives_open_and_other_words_wait() {
    let mut state = told();
    let thanks = line(4, Writer::Them, "appreciation", "You told me.");
    let told = line(5, Writer::Them, "disclosure", "There is more.");
    let covered = with(
        line(6, Writer::Them, "appreciation", "For March."),
        "cover",
        "about March",
    );

    come(&mut state, vec![thanks, told, covered]);

    assert_eq!(open(&mut state).arrivals, [id(6), id(5), id(4)]);
    assert!(!is_covered(&mut state, 4));
    assert!(is_covered(&mut state, 5));
    assert!(is_covered(&mut state, 6), "its writer gave it a cover");
}

fn asks_today(effects: &[Effect]) -> bool {
    effects
        .iter()
        .any(|effect| matches!(effect, Effect::Ask(Ticket::Together, Command::Today)))
}

#[test]
fn what_a_day_holds_is_asked_after_unlocking_and_after_midnight_and_not_in_between() {
    let mut state = State::begin("/journal", true, Settings::default());
    let effects = state.hear(Event::Unlocked(Ok(())), 0.0);
    let asks_status =
        |effect: &Effect| matches!(effect, Effect::Ask(Ticket::Status, Command::Status));
    assert!(effects.iter().any(asks_status));
    assert!(!asks_today(&effects), "nobody knows the other yet");
    let told = |state: &mut State, status| reply(state, Ticket::Status, Reply::Status(status));

    assert!(asks_today(&told(&mut state, status())));
    assert!(
        !asks_today(&told(&mut state, status())),
        "it is the same day"
    );

    // Somebody sits at it over midnight: the day ends in 600 minutes.
    let midnight = 600.0 * 60.0;
    state.active(midnight);
    let effects = state.tick(midnight);
    assert!(effects.iter().any(asks_status));
    let next = Status {
        today: Day::parse("2026-11-23").expect("a date"),
        ..status()
    };
    assert!(asks_today(&told(&mut state, next)));
}

#[test]
fn a_wrong_passphrase_goes_from_the_lock_and_a_right_one_stays() {
    let mut state = State::begin("/journal", true, Settings::default());
    let mut tries = |trouble: Trouble| {
        let Stage::Locked(locked) = &mut state.stage else {
            panic!("it is locked");
        };
        locked.passphrase = Typed::filled(Zeroizing::new("a passphrase".to_owned()), false);
        state.act(Intent::Unlock, 0.0);
        state.hear(Event::Unlocked(Err(trouble)), 0.0);
        let Stage::Locked(locked) = &state.stage else {
            panic!("it is locked");
        };
        assert!(!locked.busy);
        let words = locked.error.clone().unwrap_or_default();
        (locked.passphrase.is_empty(), words)
    };

    let wrong = ProfileError::Keyring(KeyringError::WrongPassphrase);
    let (is_empty, words) = tries(Trouble::Profile(wrong));
    assert!(is_empty && words.contains("does not open"), "{words}");

    let (is_empty, words) = tries(Trouble::Profile(ProfileError::Store(StoreError::Busy)));
    assert!(!is_empty && words.contains("another Candor"), "{words}");
}

#[test]
fn what_is_held_says_until_when() {
    let mut state = opened(Reach::Off);
    let status = Status {
        // 23:50 and some seconds.
        minute: 23 * 60 + 50,
        ..status()
    };
    let seconds = status.seconds;
    reply(&mut state, Ticket::Status, Reply::Status(status));
    let held = |state: &mut State, until: u64| {
        let line = Line {
            until,
            ..line(1, Writer::Me, "note", "A walk.")
        };
        let at = open(state).held_until(&line);
        at.map(|Moment { day, minute }| format!("{day} {:02}:{:02}", minute / 60, minute % 60))
    };

    let five = held(&mut state, seconds + 5 * 60);
    assert_eq!(five.as_deref(), Some("2026-11-22 23:56"));
    let over_midnight = held(&mut state, seconds + 20 * 60);
    assert_eq!(over_midnight.as_deref(), Some("2026-11-23 00:11"));
    assert_eq!(held(&mut state, 0), None, "it may go along");
}

#[test]
fn a_page_of_ones_own_is_written_once_the_door_of_mine_alone_is_open() {
    let mut state = opened(Reach::Off);
    reply(&mut state, Ticket::Status, Reply::Status(status()));
    let slot = || Slot::OwnNew("other-readings".to_owned());
    let written = |state: &mut State| open(state).composer.as_ref().map(|it| it.slot.clone());

    state.act(Intent::Write(slot()), 0.0);
    assert_eq!(
        open(&mut state).page,
        Page::Mine,
        "the door stands before it"
    );
    assert_eq!(written(&mut state), None);
    reply(&mut state, Ticket::MineOpened, Reply::Done);
    reply(&mut state, Ticket::MineDrafts, Reply::Drafts(Vec::new()));
    assert_eq!(written(&mut state), Some(slot()));
    state.act(Intent::CloseMine, 0.0);

    // Whoever turns away from the door does not find it open later.
    state.act(Intent::Write(slot()), 0.0);
    state.act(Intent::Go(Page::Today), 0.0);
    state.act(Intent::Go(Page::Mine), 0.0);
    reply(&mut state, Ticket::MineOpened, Reply::Done);
    reply(&mut state, Ticket::MineDrafts, Reply::Drafts(Vec::new()));
    assert_eq!(written(&mut state), None);
}
