//! Where an entry of the window was found, kept for as long as it is on the screen.

use std::sync::Arc;

use candor_core::entry::{Content, template};
use candor_core::search::Query;
use egui::Ui;
use egui::cache::{ComputerMut, FrameCache};

use crate::engine::lines::{Line, Writer};
use crate::found::{Found, Said};
use crate::state::open::Open;

/// Where `line` holds the words of `query`, as far as its reader has opened it. Whether
/// it is under a cover or rests is for the caller to know.
pub(super) fn found(ui: &Ui, open: &Open, line: &Line, query: &str) -> Arc<Found> {
    let layers = open_layers(open, line);
    ui.memory_mut(|memory| {
        let cache = memory.caches.cache::<FrameCache<Arc<Found>, Finding>>();
        Arc::clone(cache.get((&line.content, query, layers)))
    })
}

/// The folded layers of a kind that are open, a bit each. One's own all are.
fn open_layers(open: &Open, line: &Line) -> u64 {
    if line.writer == Writer::Me {
        return u64::MAX;
    }
    let layers = template(line.content.kind()).into_iter();
    let layers = layers.flat_map(|of| &of.folded).zip(0..u64::BITS);
    layers
        .filter(|(layer, _)| open.is_unfolded(line.id, layer))
        .fold(0, |bits, (_, at)| bits | (1 << at))
}

/// Finds once what is asked for in every frame.
#[derive(Default)]
struct Finding;

impl ComputerMut<(&Content, &str, u64), Arc<Found>> for Finding {
    fn compute(&mut self, (content, query, layers): (&Content, &str, u64)) -> Arc<Found> {
        let template = template(content.kind());
        let is_open = |name: &str| {
            let mut names = template.into_iter().flat_map(|of| &of.folded);
            let at = names.position(|layer| layer == name);
            let bit = at.and_then(|at| 1_u64.checked_shl(at as u32));
            bit.is_some_and(|bit| layers & bit != 0)
        };
        let said = Said::of_content(content);
        Arc::new(Found::of(&Query::new(query), &said, is_open))
    }
}
