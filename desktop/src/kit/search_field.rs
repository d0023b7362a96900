//! The field to search with.

use egui::{
    CornerRadius, EventFilter, Frame, Id, Key, Margin, Modifiers, Rect, Response, Stroke,
    StrokeKind, TextEdit, Ui,
};

use super::icon::Icon;
use super::paint;
use super::theme::palette;
use super::tokens::{radius, size};
use super::type_style::Type;

/// A field named `name`, with words that stand in it while it is empty. A
/// button named `clear` empties it, as Esc does; Esc in an empty field leaves
/// it.
pub fn search_field(
    ui: &mut Ui,
    id: Id,
    text: &mut String,
    name: &str,
    hint: &str,
    clear: &str,
) -> Response {
    let p = palette(ui);
    let focused = ui.memory(|memory| memory.has_focus(id));
    let mut emptied = false;
    if focused && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        if text.is_empty() {
            ui.memory_mut(|memory| memory.surrender_focus(id));
        } else {
            text.clear();
            emptied = true;
        }
    }
    let full = !text.is_empty();
    let frame = Frame::NONE
        .fill(p.sunken)
        .corner_radius(CornerRadius::same(radius::FIELD))
        .inner_margin(Margin {
            left: 40,
            right: if full { 44 } else { 13 },
            top: 10,
            bottom: 10,
        });
    let mut response = TextEdit::singleline(text)
        .id(id)
        .font(Type::Body.font())
        .text_color(p.ink)
        .hint_text(
            egui::RichText::new(hint)
                .font(Type::Body.font())
                .color(p.ink3),
        )
        .desired_width(f32::INFINITY)
        .event_filter(EventFilter {
            horizontal_arrows: true,
            vertical_arrows: false,
            tab: false,
            escape: true,
        })
        .frame(frame)
        .show(ui)
        .response
        .response
        .accessible_name(name);
    let rect = response.rect;
    let (width, color) = if response.has_focus() {
        (2.0, p.focus)
    } else {
        (1.0, p.control)
    };
    ui.painter().rect_stroke(
        rect,
        CornerRadius::same(radius::FIELD),
        Stroke::new(width, color),
        StrokeKind::Inside,
    );
    paint::icon(
        ui.painter(),
        egui::pos2(rect.left() + 22.0, rect.center().y),
        Icon::MAGNIFYING_GLASS,
        18.0,
        p.ink3,
    );
    if full {
        let place = Rect::from_min_max(
            egui::pos2(rect.right() - rect.height().max(size::TARGET), rect.top()),
            rect.max,
        );
        if paint::icon_press(ui, place, id.with("clear"), Icon::X, clear).clicked() {
            text.clear();
            emptied = true;
            response.request_focus();
        }
    }
    if emptied {
        response.mark_changed();
    }
    response
}
