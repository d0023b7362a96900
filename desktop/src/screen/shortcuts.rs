//! All shortcuts.

use egui::Ui;

use crate::kit::{Type, page, palette, tokens::size};
use crate::text::window as words;

/// Draws the sheet.
pub fn shortcuts(ui: &mut Ui) {
    page(ui, words::SHORTCUTS, |ui| {
        let p = palette(ui);
        egui::Grid::new("shortcuts")
            .num_columns(2)
            .min_row_height(size::TARGET)
            .spacing([32.0, 0.0])
            .show(ui, |ui| {
                for (keys, does) in words::SHORTCUT_SHEET {
                    ui.label(Type::Button.text(*keys));
                    ui.label(Type::Body.text(*does).color(p.ink2));
                    ui.end_row();
                }
            });
    });
}
