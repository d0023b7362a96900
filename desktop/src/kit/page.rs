//! The page: a title, and text set to be read.

use egui::{
    Align, Context, Frame, Id, Key, Label, Modifiers, Panel, Rect, Response, Role, ScrollArea,
    Sense, Stroke, TextFormat, Ui, UiBuilder, Vec2, text::LayoutJob,
};

use super::arrival;
use super::paint;
use super::theme::{focus_ring, palette};
use super::tokens::{size, space};
use super::type_style::Type;
use crate::text::harmless;

/// Shows a page that scrolls, in the middle of its room and no wider than text
/// is read with ease.
pub fn page<R>(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    ScrollArea::vertical()
        .id_salt(("page", title))
        .auto_shrink(false)
        .max_height(room_to_scroll(ui))
        .show(ui, |ui| {
            scroll_keys(ui);
            column(ui, space::XL, |ui| {
                heading(ui, title, Type::Heading, 1);
                ui.add_space(space::M);
                let inner = add(ui);
                ui.add_space(space::HUGE);
                inner
            })
        })
        .inner
}

/// How high what scrolls may be here: a toast keeps the strip it stands in for itself, so
/// that nothing that can be pressed lies below it.
pub fn room_to_scroll(ui: &Ui) -> f32 {
    (ui.available_height() - super::toast::strip(ui.ctx())).max(0.0)
}

/// Page and Home keys move what scrolls here, while nobody types and nothing is open
/// above it.
pub fn scroll_keys(ui: &Ui) {
    const FAR: f32 = 1.0e7;
    const OVERLAP: f32 = 0.9;
    if ui.ctx().text_edit_focused() || egui::Popup::is_any_open(ui.ctx()) {
        return;
    }
    let view = ui.clip_rect().height() * OVERLAP;
    let keys = [
        (Key::PageDown, -view),
        (Key::PageUp, view),
        (Key::End, -FAR),
        (Key::Home, FAR),
    ];
    for (key, delta) in keys {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            ui.scroll_with_delta(Vec2::new(0.0, delta));
        }
    }
}

/// The column of a page: in the middle of its room, `above` below where the
/// page is. What stands beside a page takes the same one.
pub fn column<R>(ui: &mut Ui, above: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    const WIDTH: f32 = size::MEASURE + 2.0 * space::XXL;
    const NARROW: f32 = 560.0;
    let room = ui.available_width();
    let side = if room < NARROW { space::L } else { space::XXL };
    let width = (room - 2.0 * side).min(WIDTH);
    let top = ui.cursor().min;
    let left = top.x + ((room - width) / 2.0).round();
    let rect = Rect::from_min_size(
        egui::pos2(left, top.y + above),
        Vec2::new(width, ui.available_height()),
    );
    let builder = UiBuilder::new()
        .max_rect(rect)
        .layout(egui::Layout::top_down(Align::Min));
    ui.scope_builder(builder, |ui| {
        ui.set_width(width);
        add(ui)
    })
    .inner
}

/// What stays at the foot of the window, wherever the page is scrolled to.
/// egui gives it the height of the frame before; when that was another, the
/// frame is drawn again instead of being cut.
pub fn foot<R>(ui: &mut Ui, name: &str, frame: Frame, add: impl FnOnce(&mut Ui) -> R) -> R {
    let shown = Panel::bottom(name)
        .resizable(false)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, add);
    let id = Id::unique(("foot", name));
    let height = shown.response.rect.height();
    let before = ui.data(|data| data.get_temp::<f32>(id));
    if before != Some(height) {
        ui.data_mut(|data| data.insert_temp(id, height));
        ui.request_discard("the foot has another height");
    }
    let top = shown.response.rect.top();
    let top = foot_top(ui.ctx()).map_or(top, |other| other.min(top));
    let pass = ui.ctx().cumulative_pass_nr();
    ui.data_mut(|data| data.insert_temp(Id::unique(FOOT_TOP), (pass, top)));
    shown.inner
}

/// The name under which it is kept where the highest foot of a pass begins.
const FOOT_TOP: &str = "foot-top";

/// Where what stays at the foot of the window begins, as far as it is drawn in this pass.
pub(super) fn foot_top(ctx: &Context) -> Option<f32> {
    let pass = ctx.cumulative_pass_nr();
    let kept: Option<(u64, f32)> = ctx.data(|data| data.get_temp(Id::unique(FOOT_TOP)));
    kept.filter(|(of, _)| *of == pass).map(|(_, top)| top)
}

/// The title of a part of a page.
pub fn section(ui: &mut Ui, title: &str) {
    ui.add_space(space::L);
    heading(ui, title, Type::Title, 2);
}

/// What the program says, as running text.
pub fn paragraph(ui: &mut Ui, text: &str) {
    let color = palette(ui).ink2;
    label(ui, text, Type::Body, color);
}

/// What people wrote. It can be selected.
pub fn reading(ui: &mut Ui, text: &str) {
    let p = palette(ui);
    let width = ui.available_width().min(size::MEASURE);
    let galley = paint::wrapped(ui, text, Type::Read, p.ink, width);
    ui.add(Label::new(galley).selectable(true));
}

/// A small line beside or below something.
pub fn caption(ui: &mut Ui, text: &str) {
    let color = palette(ui).ink3;
    label(ui, text, Type::Small, color);
}

/// Words that lead somewhere.
pub fn link(ui: &mut Ui, text: &str) -> Response {
    let p = palette(ui);
    let format = |color| TextFormat {
        underline: Stroke::new(1.0, color),
        ..TextFormat::simple(Type::Body.font(), color)
    };
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width().min(size::MEASURE);
    job.append(&harmless(text), 0.0, format(p.link));
    let galley = ui.painter().layout_job(job);
    let wanted = Vec2::new(galley.size().x, galley.size().y.max(size::TARGET));
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    response.widget_info(|| paint::named(Role::Link, ui.is_enabled(), text));
    let words = Rect::from_min_size(
        egui::pos2(rect.left(), rect.center().y - galley.size().y / 2.0),
        galley.size(),
    );
    if response.hovered() {
        let line = Stroke::new(2.0, p.link);
        ui.painter()
            .hline(words.x_range(), words.bottom() - 1.0, line);
    }
    ui.painter().galley(words.min, galley, p.link);
    let ring = Response {
        rect: words,
        ..response.clone()
    };
    focus_ring(ui, &ring, 3);
    response
}

/// A heading of a level, which screen readers can go to.
pub fn heading(ui: &mut Ui, text: &str, size: Type, level: usize) -> Response {
    let width = ui.available_width();
    heading_set(ui, text, size, level, width, Align::Min)
}

/// The same in the middle of `width`.
pub(super) fn heading_centred(
    ui: &mut Ui,
    text: &str,
    size: Type,
    level: usize,
    width: f32,
) -> Response {
    heading_set(ui, text, size, level, width, Align::Center)
}

fn heading_set(
    ui: &mut Ui,
    text: &str,
    size: Type,
    level: usize,
    width: f32,
    align: Align,
) -> Response {
    let p = palette(ui);
    let words = harmless(text).into_owned();
    let mut job = LayoutJob::simple(words, size.font(), p.ink, width);
    job.halign = align;
    let galley = ui.painter().layout_job(job);
    let (rect, laid) = ui.allocate_exact_size(galley.size(), Sense::hover());
    let response = arrival::heading(ui, &laid, text, level);
    response.widget_info(|| paint::named(Role::Heading, true, text));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_level(level);
    });
    let x = match align {
        Align::Center => rect.center().x,
        _ => rect.left(),
    };
    ui.painter()
        .galley(egui::pos2(x, rect.top()), galley, p.ink);
    response
}

fn label(ui: &mut Ui, text: &str, size: Type, color: egui::Color32) {
    let width = ui.available_width().min(size::MEASURE);
    let galley = paint::wrapped(ui, text, size, color, width);
    ui.add(Label::new(galley).selectable(false));
}
