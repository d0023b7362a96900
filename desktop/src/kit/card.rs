//! Cards: what belongs together, on a ground of its own.

use egui::{CornerRadius, Frame, InnerResponse, Margin, Stroke, Ui};

use super::theme::palette;
use super::tokens::{radius, space};

/// Shows content on a card as wide as there is room.
pub fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let p = palette(ui);
    Frame::NONE
        .fill(p.surface)
        .stroke(Stroke::new(1.0, p.card_edge))
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(space::CARD))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui)
        })
}
