//! What somebody wrote acts on no window: not on what is drawn, and not on what a screen
//! reader is told.

use candor_desktop::kit::Theme;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::fixtures;
use super::harness::builder;
use super::screens::whole;
use crate::hostile::{HOSTILE, acts};

/// Needs no adapter: nothing is compared.
#[test]
fn a33_nothing_that_somebody_wrote_acts_on_a_page_that_shows_it() {
    for width in [1080.0, 480.0] {
        for (name, state) in fixtures::written(HOSTILE) {
            // The sign in place of what acts is in none of the fonts of the pictures.
            let mut harness = builder(Theme::Light, [width, 1_600.0])
                .allow_missing_glyphs()
                .build_ui_state(whole, state);
            harness.run();

            let told: Vec<String> = harness
                .query_all_by(|_| true)
                .flat_map(|node| {
                    let node = node.accesskit_node();
                    [node.label(), node.value(), node.description()]
                })
                .flatten()
                .collect();

            assert!(
                told.iter().any(|words| words.contains("seen\u{fffd}[2J")),
                "{name} shows it: {told:?}"
            );
            for words in told {
                assert_eq!(acts(&words), None, "{name}: {words:?}");
            }
        }
    }
}
