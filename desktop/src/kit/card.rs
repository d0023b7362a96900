//! Cards: what belongs together, on a ground of its own.

use egui::{CornerRadius, Frame, InnerResponse, Label, Margin, Sense, Stroke, Ui, vec2};

use super::icon::Icon;
use super::paint;
use super::theme::palette;
use super::tokens::{radius, space};
use super::type_style::Type;

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

/// A line in the place of words that are opened on purpose, as on the card of an entry
/// under its cover.
pub fn cover_line(ui: &mut Ui, words: &str) {
    const SIGN: f32 = 18.0;
    let p = palette(ui);
    Frame::NONE
        .fill(p.sunken)
        .stroke(Stroke::new(1.0, p.card_edge))
        .corner_radius(CornerRadius::same(radius::FIELD))
        .inner_margin(Margin::same(space::M as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::M;
                let (sign, _) = ui.allocate_exact_size(vec2(SIGN, SIGN), Sense::hover());
                paint::icon(ui.painter(), sign.center(), Icon::EYE_SLASH, SIGN, p.ink2);
                let galley = paint::wrapped(ui, words, Type::Body, p.ink2, ui.available_width());
                ui.add(Label::new(galley).selectable(false));
            });
        });
}
