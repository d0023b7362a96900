//! The navigation: rows beside the page, or tabs below it in narrow windows.

use egui::{Align2, Color32, CornerRadius, Rect, Response, Role, Sense, Ui, Vec2};

use super::icon::Icon;
use super::paint;
use super::theme::{focus_ring, palette};
use super::tokens::{radius, space};
use super::type_style::{Type, icon_font};

/// A row of the navigation, as wide as there is room. A shortcut stands at its
/// end.
pub fn nav_item(
    ui: &mut Ui,
    icon: Icon,
    label: &str,
    selected: bool,
    shortcut: Option<&str>,
) -> Response {
    const HEIGHT: f32 = 40.0;
    const ICON: f32 = 20.0;
    let p = palette(ui);
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, HEIGHT), Sense::click());
    tab(ui, &response, label, selected);
    if let Some(shortcut) = shortcut {
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_keyboard_shortcut(shortcut);
        });
    }
    if !ui.is_rect_visible(rect) {
        return response;
    }
    ground(ui, &response, rect, selected);
    let (ink, size) = inks(p, selected);
    let middle = rect.center().y;
    let at = egui::pos2(rect.left() + space::M + ICON / 2.0, middle);
    paint::icon(ui.painter(), at, icon, ICON, ink);
    let mut room = width - 3.0 * space::M - ICON;
    if let Some(shortcut) = shortcut {
        let galley = paint::line(ui, shortcut, Type::Small, p.ink3);
        room -= galley.size().x + space::S;
        let at = egui::pos2(
            rect.right() - space::M - galley.size().x,
            middle - galley.size().y / 2.0,
        );
        ui.painter().galley(at, galley, p.ink3);
    }
    let galley = paint::elided(ui, label, size.font(), ink, room, 1);
    let at = egui::pos2(
        rect.left() + 2.0 * space::M + ICON,
        middle - galley.size().y / 2.0,
    );
    ui.painter().galley(at, galley, ink);
    focus_ring(ui, &response, radius::FIELD);
    response
}

/// A tab of the navigation below the page: an icon above a small label.
pub fn nav_tab(ui: &mut Ui, icon: Icon, label: &str, selected: bool, width: f32) -> Response {
    const HEIGHT: f32 = 56.0;
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, HEIGHT), Sense::click());
    tab(ui, &response, label, selected);
    if !ui.is_rect_visible(rect) {
        return response;
    }
    ground(ui, &response, rect.shrink(2.0), selected);
    let (ink, _) = inks(p, selected);
    let size = if selected {
        Type::SmallStrong
    } else {
        Type::Small
    };
    ui.painter().text(
        egui::pos2(rect.center().x, rect.top() + 21.0),
        Align2::CENTER_CENTER,
        icon.glyph(),
        icon_font(22.0),
        ink,
    );
    let galley = paint::elided(ui, label, size.font(), ink, width - space::S, 1);
    let at = egui::pos2(
        rect.center().x - galley.size().x / 2.0,
        rect.bottom() - 6.0 - galley.size().y,
    );
    ui.painter().galley(at, galley, ink);
    let inner = Response {
        rect: rect.shrink(5.0),
        ..response.clone()
    };
    focus_ring(ui, &inner, radius::FIELD - 3);
    response
}

fn tab(ui: &Ui, response: &Response, label: &str, selected: bool) {
    response.widget_info(|| paint::named(Role::Tab, ui.is_enabled(), label));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_selected(selected);
    });
}

fn ground(ui: &Ui, response: &Response, rect: Rect, selected: bool) {
    let p = palette(ui);
    let fill = if selected {
        p.accent_soft
    } else if response.hovered() {
        p.sunken
    } else {
        Color32::TRANSPARENT
    };
    ui.painter()
        .rect_filled(rect, CornerRadius::same(radius::FIELD), fill);
}

/// What is selected stands out by its weight as well.
fn inks(p: &super::tokens::Palette, selected: bool) -> (Color32, Type) {
    if selected {
        (p.accent, Type::Button)
    } else {
        (p.ink2, Type::Body)
    }
}
