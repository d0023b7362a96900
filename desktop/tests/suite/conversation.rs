//! What answers an entry, to any depth and however much of it there is: in the window
//! and on the command line.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::EntryId;
use candor_core::order::{Counter, Place};
use candor_desktop::engine::lines::{Line, Standing, Writer};
use candor_desktop::kit::Theme;
use candor_desktop::screen;
use candor_desktop::state::open::{Open, Page};
use candor_desktop::state::settings::Settings;
use candor_desktop::state::{Stage, State};
use egui::accesskit::Role;
use egui::{Rect, UiBuilder};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::pictures::harness::window;
use crate::practices::said;
use crate::program::{meet, paired};
use crate::standing::status_on;

const SIZE: [f32; 2] = [1080.0, 2400.0];

fn id(number: u32) -> EntryId {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    EntryId::from_bytes(id)
}

/// A note that says its number: even ones are Ada's, odd ones Ben's.
fn note(number: u32, answers: Option<u32>) -> Line {
    let mut content = ContentBuilder {
        text: format!("Said {number}."),
        ..ContentBuilder::default()
    };
    let day = Day::parse("2026-11-20").expect("a date");
    let mut set = |name: &str, value: String| content.fields.insert(name.to_owned(), value);
    set("kind", "note".to_owned());
    set("written", day.to_string());
    if let Some(above) = answers {
        set("thread", id(above).to_string());
    }
    Line {
        writer: match number % 2 {
            0 => Writer::Me,
            _ => Writer::Them,
        },
        standing: Standing::Said(Place {
            counter: Counter::next(Counter::ZERO, day),
            seq: number.into(),
            ..Place::lowest()
        }),
        ..Line::waiting(id(number), 0, content.build())
    }
}

/// The page of note 0, among these.
fn shown(lines: Vec<Line>) -> Harness<'static, State> {
    let settings = Settings::default();
    let mut open = Open::new(&settings);
    open.status = Some(status_on("2026-11-22"));
    open.complete = true;
    open.timeline.replace(lines);
    open.page = Page::Entry(id(0));
    let mut state = State::begin("/home/ada/journal", true, settings);
    state.stage = Stage::Open(Box::new(open));
    let mut harness = window(Theme::Light, SIZE, state, |ui, state| {
        let all = ui.ctx().content_rect();
        ui.scope_builder(UiBuilder::new().max_rect(all), |ui| {
            for intent in screen::window(ui, state) {
                // There is no engine that could be asked.
                drop(state.act(intent, 0.0));
            }
        });
    });
    harness.run_steps(3);
    harness
}

/// Where these words are, if they are on the page.
fn place(harness: &Harness<'_, State>, words: &str) -> Option<Rect> {
    let mut found = harness.query_all_by(|node| {
        let says = |text: Option<String>| text.is_some_and(|text| text == words);
        says(node.label()) || says(node.value())
    });
    found.next().map(|node| node.rect())
}

/// Which of the notes up to `count` are on the page.
fn numbers(harness: &Harness<'_, State>, count: u32) -> Vec<u32> {
    (0..count)
        .filter(|number| place(harness, &format!("Said {number}.")).is_some())
        .collect()
}

fn press(harness: &mut Harness<'_, State>, label: &str) {
    {
        let mut found = harness.query_all_by(|node| {
            node.role() == Role::Button && node.label().as_deref() == Some(label)
        });
        found.next().expect("it can be pressed").click_accesskit();
    }
    harness.run_steps(3);
}

#[test]
fn a_conversation_six_deep_is_on_the_page_in_its_order_and_set_in_by_three_steps() {
    let mut lines = vec![note(0, None)];
    lines.extend((1..7).map(|number| note(number, Some(number - 1))));
    // It came after all of them, and answers the first.
    lines.push(note(7, Some(0)));
    let harness = shown(lines);

    let places: Vec<Rect> = (1..8)
        .map(|number| place(&harness, &format!("Said {number}.")).expect("it is there"))
        .collect();
    for pair in places.windows(2) {
        assert!(pair[0].bottom() < pair[1].top(), "{places:?}");
    }
    let left: Vec<f32> = places.iter().map(Rect::left).collect();
    for pair in left[..4].windows(2) {
        assert!(pair[0] + 8.0 < pair[1], "{left:?}");
    }
    assert_eq!(left[3..6], [left[3]; 3], "no further");
    assert_eq!(left[6], left[0]);
    // What the place does not say any more is said.
    for (words, of) in [("to your note", 4), ("to Ben's note", 5)] {
        let words = place(&harness, words).expect("it is named");
        assert!(words.bottom() < places[of].top());
        assert!(words.top() > places[of - 1].bottom());
    }
}

#[test]
fn a_long_conversation_shows_its_end_and_more_on_demand() {
    let mut lines = vec![note(0, None)];
    // As deep as it is long: a changed program makes it so.
    lines.extend((1..101).map(|number| note(number, Some(number - 1))));
    let mut harness = shown(lines);

    assert_eq!(numbers(&harness, 101)[1..], (71..101).collect::<Vec<_>>());
    press(&mut harness, "Show earlier");
    assert_eq!(numbers(&harness, 101)[1..], (41..101).collect::<Vec<_>>());
    press(&mut harness, "Show earlier");
    press(&mut harness, "Show earlier");
    assert_eq!(numbers(&harness, 101).len(), 101);
    assert!(place(&harness, "Show earlier").is_none());
}

#[test]
fn a_hostile_conversation_is_drawn_as_soon_as_a_short_one() {
    let mut lines = vec![note(0, None)];
    lines.extend((1..5_001).map(|number| note(number, Some(number - 1))));
    lines.extend((5_001..10_001).map(|number| note(number, Some(0))));
    let harness = shown(lines);

    assert!(place(&harness, "Said 10000.").is_some());
    assert!(place(&harness, "Said 9970.").is_none());
    assert!(place(&harness, "Show earlier").is_some());
}

#[test]
fn show_prints_a_conversation_six_deep_in_its_order() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let first = ada.write("note", "Said 0.");
    let mut above = first.clone();
    for number in 1..4 {
        above = said(&ada, &["reply", &above, "note"], &format!("Said {number}."));
    }
    let waits = ada.done(&["show", &first], "");
    assert!(waits.contains("Said 3."), "also while it waits: {waits}");
    meet(&ada, &ben);
    for number in 4..7 {
        above = said(&ben, &["reply", &above, "note"], &format!("Said {number}."));
    }
    said(&ben, &["reply", &first, "note"], "Said 7.");
    meet(&ada, &ben);

    for side in [&ada, &ben] {
        let shown = side.done(&["show", &first], "");
        let at: Vec<usize> = (0..8)
            .map(|number| shown.find(&format!("Said {number}.")).expect(&shown))
            .collect();
        assert!(at.is_sorted(), "{shown}");
        let set_in = |number: u32| {
            let words = format!("Said {number}.");
            let mut lines = shown.lines();
            let line = lines
                .find(|line| line.contains(&words))
                .expect("it is there");
            line.len() - line.trim_start().len()
        };
        let steps: Vec<usize> = (1..8).map(|number| set_in(number) - set_in(1)).collect();
        assert_eq!(steps, [0, 4, 8, 12, 12, 12, 0], "{shown}");
        assert_eq!(shown.matches("to Ben's note").count(), 2, "{shown}");
    }
}
