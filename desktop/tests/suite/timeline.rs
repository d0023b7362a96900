//! The timeline as it is scrolled: cards of different heights, most of which were
//! never drawn, and of which every third is higher than it seems.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::EntryId;
use candor_core::order::{Counter, Place};
use candor_desktop::engine::Status;
use candor_desktop::engine::lines::{Line, Standing, Writer};
use candor_desktop::kit::Theme;
use candor_desktop::screen;
use candor_desktop::state::open::{Open, Page};
use candor_desktop::state::settings::Settings;
use candor_desktop::state::{Stage, State};
use candor_desktop::text::window as words;
use egui::accesskit::Role;
use egui::{Key, Pos2, Rect, UiBuilder, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::pictures::harness::window;
use crate::standing::status_on;

/// One a day, from the first of 2020.
const ENTRIES: u32 = 1_500;
const SIZE: [f32; 2] = [1080.0, 760.0];
/// What rounding to pixels may make of a place.
const NEAR: f32 = 1.0;

fn day(number: u32) -> Day {
    Day::parse("2020-01-01").expect("a date").plus(number)
}

/// The number of the entry of a day.
fn number(written: &str) -> u32 {
    let wanted = Day::parse(written).expect("a date");
    let mut all = 0..ENTRIES;
    all.find(|number| day(*number) == wanted)
        .expect("an entry is of that day")
}

fn entry(number: u32) -> Line {
    let text = match number % 3 {
        // Wider than so many letters mostly are.
        0 => "WWWWW ".repeat(10),
        1 => "We walked.".to_owned(),
        _ => "We walked round the lake and it was quiet. ".repeat(9),
    };
    let mut content = ContentBuilder {
        text,
        ..ContentBuilder::default()
    };
    let title = format!("Number {number}");
    let written = day(number).to_string();
    let fields = [
        ("kind", "note".to_owned()),
        ("written", written),
        ("title", title),
    ];
    for (name, value) in fields {
        content.fields.insert(name.to_owned(), value);
    }
    let mut id = [0; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    Line {
        writer: Writer::Me,
        standing: Standing::Said(Place {
            counter: Counter::next(Counter::ZERO, day(number)),
            seq: number.into(),
            ..Place::lowest()
        }),
        ..Line::waiting(EntryId::from_bytes(id), 0, content.build())
    }
}

fn shown() -> Harness<'static, State> {
    let settings = Settings::default();
    let mut open = Open::new(&settings);
    open.status = Some(Status {
        today: day(ENTRIES + 1),
        ..status_on("2026-11-22")
    });
    open.complete = true;
    open.timeline.replace((0..ENTRIES).map(entry).collect());
    open.page = Page::Timeline;
    let mut state = State::begin("/home/ada/journal", true, settings);
    state.stage = Stage::Open(Box::new(open));
    let mut harness = window(Theme::Light, SIZE, state, |ui, state| {
        let all = ui.ctx().content_rect();
        ui.scope_builder(UiBuilder::new().max_rect(all), |ui| {
            let _ = screen::window(ui, state);
        });
    });
    harness.run_steps(3);
    harness
}

fn jump(harness: &mut Harness<'_, State>, year: i16, month: i8) {
    let open = harness.state_mut().open().expect("the journal is open");
    open.jump = Some((year, month));
    harness.step();
}

/// Where the card of an entry is, if it was drawn.
fn place(harness: &Harness<'_, State>, number: u32) -> Option<Rect> {
    let named = format!(", Number {number},");
    let mut found = harness.query_all_by(|node| {
        node.role() == Role::Button && node.label().is_some_and(|label| label.contains(&named))
    });
    found.next().map(|node| node.rect())
}

/// The cards that are on the screen, by number.
fn in_sight(harness: &Harness<'_, State>) -> Vec<(u32, Rect)> {
    let all = harness.query_all_by(|node| {
        node.role() == Role::Button
            && node
                .label()
                .is_some_and(|label| label.contains(", Number "))
    });
    let number = |label: String| -> Option<u32> {
        let (_, rest) = label.split_once(", Number ")?;
        rest.split_once(',')?.0.parse().ok()
    };
    let placed = |label: Option<String>, rect: Rect| Some((number(label?)?, rect));
    all.filter_map(|node| placed(node.accesskit_node().label(), node.rect()))
        .filter(|(_, rect)| rect.bottom() > 0.0 && rect.top() < SIZE[1])
        .collect()
}

fn month_line(harness: &Harness<'_, State>, year: i16, month: i8) -> Option<Rect> {
    let named = words::month(year, month);
    let mut found = harness.query_all_by(|node| {
        node.role() == Role::Heading && node.label().is_some_and(|label| label == named)
    });
    found.next().map(|node| node.rect())
}

#[test]
fn a_jump_puts_the_line_of_its_month_at_one_place_and_it_stays_there() {
    let mut harness = shown();
    let mut tops = Vec::new();

    for (year, month) in [(2021, 3), (2023, 1), (2020, 6), (2022, 11), (2022, 10)] {
        jump(&mut harness, year, month);
        let at_once = month_line(&harness, year, month).expect("it is drawn at once");
        harness.run_steps(4);
        let later = month_line(&harness, year, month).expect("it is there");
        assert!((at_once.top() - later.top()).abs() < NEAR);
        tops.push(later.top());
    }

    let first = tops[0];
    let apart = tops.iter().find(|top| (*top - first).abs() > NEAR);
    assert!(apart.is_none(), "{tops:?}");
}

#[test]
fn what_is_in_sight_moves_as_far_as_one_scrolls() {
    let mut harness = shown();
    jump(&mut harness, 2022, 6);
    harness.event(egui::Event::PointerMoved(Pos2::new(700.0, 400.0)));
    harness.run_steps(4);

    for by in [60.0, 60.0, 140.0, -40.0, 60.0, 140.0, 140.0, 60.0] {
        let before = in_sight(&harness);
        harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: Vec2::new(0.0, by),
            phase: egui::TouchPhase::Move,
            modifiers: egui::Modifiers::NONE,
            source: egui::MouseWheelSource::Unknown,
        });
        harness.run_steps(20);
        let mut stayed = 0;
        for (number, rect) in before {
            if let Some(now) = place(&harness, number) {
                let moved = now.top() - rect.top();
                assert!((moved - by).abs() < NEAR, "{number}: {moved}, not {by}");
                stayed += 1;
            }
        }
        assert!(stayed >= 2, "something stays in sight");
    }
}

#[test]
fn what_arrives_at_the_top_moves_nothing_further_down() {
    let mut harness = shown();
    jump(&mut harness, 2021, 8);
    harness.run_steps(4);
    let before = in_sight(&harness);

    let open = harness.state_mut().open().expect("the journal is open");
    open.timeline.put(vec![entry(ENTRIES)]);
    harness.step();

    assert!(before.len() > 3);
    for (number, rect) in before {
        let now = place(&harness, number).expect("it is there");
        assert!((now.top() - rect.top()).abs() < NEAR, "{number}");
    }
}

#[test]
fn at_the_top_what_arrives_is_seen() {
    let mut harness = shown();
    let open = harness.state_mut().open().expect("the journal is open");
    open.timeline.put(vec![entry(ENTRIES)]);
    harness.run_steps(2);

    let new = place(&harness, ENTRIES).expect("it is drawn");
    let next = place(&harness, ENTRIES - 1).expect("it is drawn");
    assert!(new.top() > 0.0 && new.bottom() < next.top());
}

#[test]
fn a_narrower_window_shows_the_same_entry_at_the_same_place() {
    let mut harness = shown();
    jump(&mut harness, 2021, 8);
    harness.run_steps(4);
    let first = number("2021-08-31");
    let before = place(&harness, first).expect("it is drawn");

    harness.set_size(Vec2::new(800.0, SIZE[1]));
    harness.run_steps(4);

    let now = place(&harness, first).expect("it is drawn");
    assert!(now.width() < before.width());
    assert!((now.top() - before.top()).abs() < NEAR);
}

#[test]
fn little_takes_little_room_and_cards_do_not_overlap() {
    let mut harness = shown();
    jump(&mut harness, 2021, 8);
    harness.run_steps(4);

    let cards = in_sight(&harness);
    assert!(cards.len() > 4, "more of them fit");
    let height = |rest: u32| {
        let mut of = cards.iter().filter(|(number, _)| number % 3 == rest);
        of.next()
            .map(|(_, rect)| rect.height())
            .expect("one of each")
    };
    assert!(height(1) < height(0));
    assert!((height(0) - height(2)).abs() < NEAR);
    for pair in cards.windows(2) {
        let gap = pair[1].1.top() - pair[0].1.bottom();
        assert!(gap > 8.0, "{:?} and {:?}", pair[0], pair[1]);
    }
}

#[test]
fn home_and_end_lead_to_the_newest_and_to_the_oldest() {
    let mut harness = shown();

    harness.key_press(Key::End);
    harness.run_steps(6);
    let last = place(&harness, 0).expect("the oldest is drawn");
    assert!(last.top() > 0.0 && last.bottom() < SIZE[1]);

    harness.key_press(Key::Home);
    harness.run_steps(6);
    let first = place(&harness, ENTRIES - 1).expect("the newest is drawn");
    assert!(first.top() > 0.0 && first.bottom() < SIZE[1]);
}

#[test]
fn tab_goes_on_to_cards_that_were_not_in_sight() {
    let mut harness = shown();
    let seen: Vec<u32> = in_sight(&harness).into_iter().map(|card| card.0).collect();

    for _ in 0..40 {
        harness.key_press(Key::Tab);
        harness.run_steps(2);
    }

    let focused = in_sight(&harness).into_iter().find(|(number, _)| {
        let named = format!(", Number {number},");
        let mut of = harness.query_all_by(|node| {
            node.is_focused() && node.label().is_some_and(|label| label.contains(&named))
        });
        of.next().is_some()
    });
    let (number, rect) = focused.expect("a card has the keyboard");
    assert!(!seen.contains(&number), "{number} was in sight");
    assert!(rect.top() >= 0.0 && rect.bottom() <= SIZE[1]);
}
