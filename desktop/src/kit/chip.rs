//! Chips: an icon and a few words, such as who can see an entry.

use egui::{CornerRadius, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2};

use super::icon::Icon;
use super::paint;
use super::theme::palette;
use super::type_style::Type;

/// The colours of a chip. What it means is in its icon and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChipTone {
    /// Neither of the two in particular.
    Neutral,
    /// The person at this device.
    Me,
    /// The partner.
    Them,
    /// Something to know before going on.
    Warn,
}

/// Who can see something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// The person at this device.
    OnlyMe,
    /// Both.
    Shared,
    /// Both, once their devices have met.
    Waiting,
}

/// Says who can see something, with an icon and the words given.
pub fn visibility_chip(ui: &mut Ui, visibility: Visibility, words: &str) -> Response {
    let (icon, tone) = match visibility {
        Visibility::OnlyMe => (Icon::LOCK_SIMPLE, ChipTone::Me),
        Visibility::Shared => (Icon::USERS, ChipTone::Neutral),
        Visibility::Waiting => (Icon::CLOCK, ChipTone::Neutral),
    };
    chip(ui, icon, words, tone)
}

/// An icon and a few words on a small ground.
pub fn chip(ui: &mut Ui, icon: Icon, words: &str, tone: ChipTone) -> Response {
    const SIDE: f32 = 10.0;
    const ICON: f32 = 15.0;
    const GAP: f32 = 6.0;
    const HEIGHT: f32 = 26.0;
    let p = palette(ui);
    let (ground, ink, edge) = match tone {
        ChipTone::Neutral => (p.sunken, p.ink2, p.card_edge),
        ChipTone::Me => (p.me_soft, p.me, p.card_edge),
        ChipTone::Them => (p.them_soft, p.them, p.card_edge),
        ChipTone::Warn => (p.surface, p.warn, p.warn),
    };
    let room = ui.available_width() - 2.0 * SIDE - ICON - GAP;
    let galley = paint::elided(ui, words, Type::Small.font(), ink, room, 1);
    let width = 2.0 * SIDE + ICON + GAP + galley.size().x;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, HEIGHT), Sense::hover());
    response.widget_info(|| paint::named(Role::Label, true, words));
    if ui.is_rect_visible(rect) {
        ui.painter().rect(
            rect,
            CornerRadius::same(13),
            ground,
            Stroke::new(1.0, edge),
            StrokeKind::Inside,
        );
        let middle = rect.center().y;
        let at = egui::pos2(rect.left() + SIDE + ICON / 2.0, middle);
        paint::icon(ui.painter(), at, icon, ICON, ink);
        let at = egui::pos2(
            rect.left() + SIDE + ICON + GAP,
            middle - galley.size().y / 2.0,
        );
        ui.painter().galley(at, galley, ink);
    }
    response
}
