//! Rules of consent and of no pressure, each where it could be broken.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::entry::mechanism::{SealedPairState, State as Known};
use candor_core::entry::templates;
use candor_core::id::EntryId;
use candor_desktop::engine::lines::Line;
use candor_desktop::engine::{Command, Quiet, Reply};
use candor_desktop::state::evening::{Evening, Tonight};
use candor_desktop::state::open::Open;
use candor_desktop::state::settings::{Look, Moves, Reach, Settings};
use candor_desktop::state::{Effect, Event, Intent, Stage, State, Ticket};

use crate::program::*;
use crate::standing::status_on;

fn day(date: &str) -> Day {
    Day::parse(date).expect("a date")
}

fn window(today: &str) -> State {
    let mut state = State::begin("/journal", true, Settings::default());
    let open = Open::new(&state.settings);
    state.stage = Stage::Open(Box::new(open));
    let status = status_on(today);
    state.hear(Event::Reply(Ticket::Status, Ok(Reply::Status(status))), 0.0);
    state
}

/// What an effect asks of the engine that could reach the other device.
fn reaches_out(effect: &Effect) -> bool {
    match effect {
        Effect::Ask(_, command) => !matches!(
            command,
            // Rows of this device, questions about it, and the network here.
            Command::KeepDraft { .. }
                | Command::Quiet(_)
                | Command::Reach { .. }
                | Command::NamePartner { .. }
                | Command::Pause
                | Command::Sync { .. }
                | Command::Status
                | Command::Lines(_)
                | Command::Today
        ),
        _ => false,
    }
}

/// Every setting, and what it may do. What changes what the other can see is
/// not among them: it is a sealed pair that both open.
#[test]
fn s02_no_setting_changes_what_the_other_sees_and_sharing_less_needs_one() {
    let quiet = Quiet::parse("22:00 07:00");
    let settings = [
        Intent::SetReach(Reach::Off),
        Intent::SetReach(Reach::Computer),
        Intent::SetHold(30),
        Intent::SetQuiet(quiet),
        Intent::SetQuiet(None),
        Intent::SetLook(Look::Dark),
        Intent::SetZoom(125),
        Intent::SetMoves(Moves::Less),
        Intent::SetSecondLook(false),
        Intent::SetLockMinutes(10),
        Intent::SetTitle("Notes".to_owned()),
        Intent::NamePartner(Some("Bear".to_owned())),
        Intent::CharterStays,
        Intent::CharterPause,
        Intent::Tonight(Evening::Is(Tonight::Hurt)),
        Intent::Tonight(Evening::Away),
    ];
    for setting in settings {
        let mut state = window("2026-11-22");
        let effects = state.act(setting.clone(), 0.0);
        let out: Vec<_> = effects.iter().filter(|it| reaches_out(it)).collect();
        assert!(out.is_empty(), "{setting:?}: {out:?}");
    }
    // What both live by has no setting: it is sealed by each, and the shorter
    // wish counts (`sealing`, `forgetting` in the core).
    let charter = templates().iter().find(|kind| kind.kind == "charter");
    let charter = charter.expect("it is there");
    assert_eq!(charter.mechanism.word(), "sealed-pair");
    assert!(charter.field("window").is_some() && charter.field("talk").is_some());
}

fn charter_of(written: &str) -> Line {
    let mut content = ContentBuilder::default();
    for (name, value) in [("kind", "charter"), ("written", written)] {
        content.fields.insert(name.to_owned(), value.to_owned());
    }
    Line {
        state: Known::Sealed(SealedPairState::Opened),
        ..Line::waiting(EntryId::from_bytes([1; 16]), 1, content.build())
    }
}

#[test]
fn s04_after_half_a_year_each_is_asked_alone_and_the_answer_stays_here() {
    let with_charter = |today: &str| {
        let mut state = window(today);
        let lines = Reply::Lines(vec![charter_of("2026-11-22")]);
        state.hear(Event::Reply(Ticket::All, Ok(lines)), 0.0);
        state
    };
    let due = |state: &mut State| state.open().expect("it is open").charter_is_due();
    assert!(!due(&mut window("2030-01-01")), "there is no charter");
    assert!(!due(&mut with_charter("2027-05-20")));
    for answer in [
        Intent::CharterStays,
        Intent::CharterChange,
        Intent::CharterPause,
    ] {
        let mut state = with_charter("2027-05-25");
        assert!(due(&mut state));
        let effects = state.act(answer.clone(), 0.0);
        assert!(!due(&mut state), "{answer:?}");
        let kept = effects.iter().any(|effect| {
            matches!(effect, Effect::Ask(_, Command::KeepDraft { slot, .. })
                if slot == "charter seen")
        });
        assert!(kept, "it is a row of this device");
        assert!(!effects.iter().any(reaches_out), "{answer:?}");
    }
}

/// What is shown of the other device is the day of the last meeting, and what
/// is on its way from here.
#[test]
fn s14_of_meetings_only_the_day_of_the_last_is_shown() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    meet(&ada, &ben);
    let devices = ada.done(&["devices", "--json"], "");
    for word in ["online", "address", "seen", "connected", "typing"] {
        assert!(!devices.contains(word), "{word}: {devices}");
    }
    // Two days later it is a date.
    let said = candor_desktop::text::window::standing(
        "Ben",
        0,
        Some(day("2026-11-20")),
        day("2026-11-22"),
        false,
    );
    assert_eq!(said, "Everything is with Ben. Last met: 20 November 2026.");
    for (met, words) in [("2026-11-22", "today"), ("2026-11-21", "yesterday")] {
        let met = Some(day(met));
        let said = candor_desktop::text::window::standing("Ben", 0, met, day("2026-11-22"), false);
        assert!(said.ends_with(&format!("Last met: {words}.")), "{said}");
    }
}

/// Each profile signs for one person: nothing in a command names whose words
/// they are, and two profiles on one computer open with their own passphrase.
#[test]
fn s44_nobody_writes_in_the_others_name_and_profiles_are_apart() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    ada.done(&["write", "note"], "by Ada");
    meet(&ada, &ben);
    let list = ben.done(&["list", "--json"], "");
    let value: serde_json::Value = serde_json::from_str(&list).expect("it is JSON");
    let entries = value.as_array().expect("a list");
    let note = entries.iter().find(|entry| entry["text"] == "by Ada");
    let note = note.expect("it came");
    assert_eq!(note["writer"], "Ada");
    let id = note["id"].as_str().expect("an id").to_owned();
    ben.refused(&["edit", &id], "by Ben in her name");
    ben.refused(&["write", "note", "--field", "writer=Ada"], "by Ben");
    // A corrected or withdrawn entry of hers is hers alone.
    ben.refused(&["withdraw", &id], "");
    assert!(ada.done(&["list"], "").contains("by Ada"));
}

/// Beside a person's own line on Today nothing reminds: no kind and no word of
/// one, and nothing is shown outside the window.
#[test]
fn s61_nothing_else_reminds() {
    for kind in templates() {
        for field in &kind.fields {
            let reminds = ["remind", "notify", "alarm", "snooze"];
            let names = reminds.iter().any(|word| field.name.contains(word));
            assert!(!names, "{}: {}", kind.kind, field.name);
        }
    }
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock"));
    let lock = lock.expect("reads");
    for package in ["notify-rust", "tray-icon", "winrt-notification"] {
        let named = format!("name = \"{package}\"");
        assert!(!lock.contains(&named), "{package}");
    }
}

/// What a person begins with leaves staying and parting, forgiving and not
/// forgiving, closeness and time to them.
#[test]
fn s65_no_ready_text_urges() {
    let urges = [
        "forgive you",
        "i forgive",
        "we will stay",
        "save our",
        "save us",
        "make love",
        "sex",
        "as soon as possible",
        "right away",
        "no matter what",
        "forever",
    ];
    let mut texts: Vec<String> = Vec::new();
    for kind in templates() {
        texts.extend(kind.prompts.iter().cloned());
        texts.push(kind.ask.clone());
    }
    for pattern in candor_core::entry::agreement::patterns() {
        let begin = pattern.begin(day("2026-11-22"));
        texts.push(begin.text);
        texts.extend(begin.fields.into_values());
    }
    assert!(texts.len() > 100);
    for text in texts {
        let lower = text.to_lowercase();
        for urge in urges {
            assert!(!lower.contains(urge), "{urge:?} in {text:?}");
        }
    }
}

/// How long after it happened something was told, and what somebody did not do,
/// has no words anywhere.
#[test]
fn s11_s12_no_words_for_a_delay_or_for_what_is_not_there() {
    let absent = [
        "days after",
        "days ago",
        "days since",
        "weeks ago",
        "has not answered",
        "hasn't",
        "not replied",
        "no answer yet",
        "unanswered",
        "inactive",
        "last active",
    ];
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text");
    let templates = source.join("../../../core/src/entry/templates");
    let mut files = 0;
    for folder in [source, templates] {
        for file in std::fs::read_dir(folder).expect("a folder") {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("reads");
            files += 1;
            for words in absent {
                let said = text
                    .lines()
                    .find(|line| line.to_lowercase().contains(words));
                assert_eq!(said, None, "{words}");
            }
        }
    }
    assert!(files > 90, "both folders were read");
}
