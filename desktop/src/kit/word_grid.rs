//! Words to read aloud and compare, numbered.

use egui::{CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2};

use super::paint;
use super::theme::palette;
use super::tokens::{radius, size, space};
use super::type_style::Type;

/// Shows numbered words, two or three in a row. Screen readers say each with
/// its number: "1 garden".
pub fn word_grid(ui: &mut Ui, words: &[&str]) {
    const NUMBER: f32 = 34.0;
    const HEIGHT: f32 = 52.0;
    let p = palette(ui);
    let width = ui.available_width().min(size::MEASURE);
    let columns = if width >= 420.0 { 3 } else { 2 };
    let rows = words.len().div_ceil(columns);
    let cell = (width - (columns - 1) as f32 * space::S) / columns as f32;
    let height = rows as f32 * HEIGHT + rows.saturating_sub(1) as f32 * space::S;
    let (all, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::hover());
    for (index, word) in words.iter().enumerate() {
        let (row, column) = (index / columns, index % columns);
        let at = all.min
            + Vec2::new(
                column as f32 * (cell + space::S),
                row as f32 * (HEIGHT + space::S),
            );
        let rect = Rect::from_min_size(at, Vec2::new(cell, HEIGHT));
        let number = (index + 1).to_string();
        let node = ui.interact(rect, response.id.with(index), Sense::hover());
        node.widget_info(|| paint::named(Role::Label, true, &format!("{number} {word}")));
        if !ui.is_rect_visible(rect) {
            continue;
        }
        ui.painter().rect(
            rect,
            CornerRadius::same(radius::FIELD),
            p.sunken,
            Stroke::new(1.0, p.card_edge),
            StrokeKind::Inside,
        );
        let word = paint::elided(
            ui,
            word,
            Type::Title.font(),
            p.ink,
            cell - NUMBER - space::S,
            1,
        );
        let number = paint::line(ui, &number, Type::Small, p.ink3);
        let top = rect.center().y - word.size().y / 2.0;
        // The number stands on the line of the word.
        let below = baseline(&word) - baseline(&number);
        let right = rect.left() + NUMBER - 10.0 - number.size().x;
        ui.painter()
            .galley(egui::pos2(right, top + below), number, p.ink3);
        ui.painter()
            .galley(egui::pos2(rect.left() + NUMBER, top), word, p.ink);
    }
}

fn baseline(galley: &egui::Galley) -> f32 {
    galley
        .rows
        .first()
        .and_then(|row| row.glyphs.first())
        .map_or(0.0, |glyph| glyph.pos.y)
}
