//! Every screen, narrow, where room is short; the main ones wide as well, and
//! a sample in the other themes and drawn with more pixels.

use std::time::Duration;

use candor_desktop::kit::Theme;
use candor_desktop::screen;
use candor_desktop::state::State;
use egui::{UiBuilder, Vec2, ViewportId};
use egui_kittest::Harness;

use super::fixtures::{self, Screen};
use super::harness::{Pictures, window};

const WIDE: f32 = 1080.0;
const NARROW: f32 = 480.0;

/// How high a window is drawn: less where all of it is text.
fn height(name: &str) -> f32 {
    match name {
        "support" | "settings" => 520.0,
        "entry_late" => 1_060.0,
        "settings_sharing" => 1_200.0,
        "today_full" | "kinds_all" | "mine_kinds" => 1_200.0,
        "look_back_full" => 2_400.0,
        _ => 760.0,
    }
}

/// Screens of which a wide picture is kept.
const BOTH: [&str; 13] = [
    "between",
    "look_back_full",
    "today_full",
    "agreements",
    "start_welcome",
    "today",
    "timeline_toast",
    "entry",
    "compose",
    "mine_pages",
    "search",
    "pair_code",
    "settings",
];
/// Screens of which no picture is kept, because another shows the same.
const NONE: [&str; 8] = [
    "timeline",
    "entry_gone",
    "compose_own",
    "mine_empty",
    "pair_connecting",
    "pair_words_said",
    "pair_failed",
    "today_ready",
];
/// Screens that are shown dark, and three of them with more pixels and in high
/// contrast each.
const SAMPLE: [&str; 6] = ["today", "timeline", "entry", "compose", "settings", "lock"];

/// A window of a size that shows a state.
pub fn shown(look: Theme, size: [f32; 2], state: State) -> Harness<'static, State> {
    window(look, size, state, whole)
}

/// The whole window, without the margin of a test.
pub fn whole(ui: &mut egui::Ui, state: &mut State) {
    let all = ui.ctx().content_rect();
    ui.scope_builder(UiBuilder::new().max_rect(all), |ui| {
        let _ = screen::window(ui, state);
    });
}

fn pictures(screens: fn() -> Vec<Screen>) {
    let mut pictures = Pictures::default();
    for (name, state) in screens() {
        if NONE.contains(&name) {
            continue;
        }
        let mut narrow = shown(Theme::Light, [NARROW, height(name)], state);
        pictures.take(&mut narrow, &format!("screen_{name}_narrow"));
    }
    for (name, state) in screens() {
        if BOTH.contains(&name) {
            let mut wide = shown(Theme::Light, [WIDE, height(name)], state);
            pictures.take(&mut wide, &format!("screen_{name}_wide"));
        }
    }
}

#[test]
fn the_first_run() {
    pictures(fixtures::first_run);
}

#[test]
fn the_lock() {
    pictures(fixtures::lock);
}

#[test]
fn today() {
    pictures(fixtures::todays);
}

#[test]
fn what_the_two_have() {
    pictures(fixtures::together);
}

#[test]
fn the_timeline() {
    pictures(fixtures::timelines);
}

#[test]
fn an_entry() {
    pictures(fixtures::entries);
}

#[test]
fn the_composer() {
    pictures(fixtures::composers);
}

#[test]
fn mine_alone() {
    pictures(fixtures::mine);
}

#[test]
fn the_search() {
    pictures(fixtures::searches);
}

#[test]
fn the_pairing() {
    pictures(fixtures::pairings);
}

#[test]
fn settings_support_and_shortcuts() {
    pictures(fixtures::others);
}

#[test]
fn a_sample_in_the_other_themes_and_with_more_pixels() {
    let mut pictures = Pictures::default();
    for (name, state) in fixtures::all() {
        let Some(at) = SAMPLE.iter().position(|sample| *sample == name) else {
            continue;
        };
        let mut dark = shown(Theme::Dark, [NARROW, height(name)], state);
        pictures.take(&mut dark, &format!("screen_{name}_dark"));
        let state = std::mem::replace(dark.state_mut(), fixtures::nothing());
        if at % 2 == 0 {
            let mut contrast = shown(Theme::HighContrast, [NARROW, height(name)], state);
            pictures.take(&mut contrast, &format!("screen_{name}_contrast"));
        } else {
            let mut dense = shown(Theme::Light, [NARROW, 520.0], state);
            dense.set_pixels_per_point(1.5);
            dense.set_size(Vec2::new(NARROW, 520.0));
            pictures.take(&mut dense, &format!("screen_{name}_dense"));
        }
    }
}

/// Needs no adapter: nothing is compared.
#[test]
fn a_page_in_which_nothing_happens_draws_nothing() {
    for width in [WIDE, NARROW] {
        // In a break a breath goes in and out.
        let still = |(name, _): &Screen| !["break", "lock_break"].contains(name);
        for (name, state) in fixtures::all().into_iter().filter(still) {
            let mut harness = shown(Theme::Light, [width, 760.0], state);
            harness.run();
            let root = &harness.output().viewport_output[&ViewportId::ROOT];
            assert!(
                root.repaint_delay >= Duration::from_secs(1),
                "{name} draws again after {:?}",
                root.repaint_delay
            );
        }
    }
}

/// Every screen in every theme, narrow and wide, into the folder that
/// `CANDOR_ALBUM` names: to be looked at, and compared with nothing.
#[test]
#[ignore = "an album to look at; docs/testing.md says how"]
fn an_album_of_every_screen() {
    let folder = std::env::var_os("CANDOR_ALBUM").expect("CANDOR_ALBUM names a folder");
    let folder = std::path::PathBuf::from(folder);
    let looks = [
        ("light", Theme::Light),
        ("dark", Theme::Dark),
        ("contrast", Theme::HighContrast),
    ];
    for (look_name, look) in looks {
        for (width_name, width) in [("narrow", NARROW), ("wide", WIDE)] {
            for (name, state) in fixtures::all() {
                let mut harness = shown(look, [width, height(name)], state);
                harness.run();
                let picture = harness.render().expect("an adapter to draw with");
                let file = folder.join(format!("{name}_{width_name}_{look_name}.png"));
                picture.save(file).expect("the folder takes pictures");
            }
        }
    }
}
