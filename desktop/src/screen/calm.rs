//! A break.

use egui::Ui;

use crate::kit::{breath, caption, page, paragraph, tokens::space};
use crate::state::calm::Calm;
use crate::state::open::Open;
use crate::text::calm as words;

/// Draws the break that goes on.
pub fn calm(ui: &mut Ui, open: &Open) {
    page(ui, words::BREAK, |ui| {
        paragraph(ui, words::HELP);
        ui.add_space(space::XL);
        if let Some(calm) = &open.calm {
            pacer(ui, calm, open.now);
        }
    });
}

/// The circle, and what is left of the time.
pub(super) fn pacer(ui: &mut Ui, calm: &Calm, now: f64) {
    let moment = calm.breath(now);
    let word = if moment.is_in { words::IN } else { words::OUT };
    breath(ui, word, moment.fullness);
    ui.add_space(space::L);
    ui.vertical_centered(|ui| match calm.left(now) {
        0 => caption(ui, words::OVER),
        left => caption(ui, &words::left(left)),
    });
}
