//! What several components paint alike: text, icons, and small buttons laid
//! over something else. Text and names come through here and [`Type::text`], where
//! whatever acts is taken out of them.

use std::ops::Range;
use std::sync::Arc;

use candor_core::search::{Piece, pieces};
use egui::text::LayoutJob;
use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Id, Painter, Pos2, Rect, Response, Role, Sense,
    TextFormat, Ui, WidgetInfo,
};

use super::icon::Icon;
use super::theme::{focus_ring, palette};
use super::tokens::radius;
use super::type_style::{Type, icon_font};
use crate::text::{harmless, inert};

/// Text on one line.
pub fn line(ui: &Ui, text: &str, size: Type, color: Color32) -> Arc<Galley> {
    ui.painter().layout_no_wrap(inert(text), size.font(), color)
}

/// Text on as many lines as it takes.
pub fn wrapped(ui: &Ui, text: &str, size: Type, color: Color32, width: f32) -> Arc<Galley> {
    ui.painter()
        .layout(harmless(text).into_owned(), size.font(), color, width)
}

/// Text on at most `rows` lines. What does not fit ends in an ellipsis.
pub fn elided(
    ui: &Ui,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
    rows: usize,
) -> Arc<Galley> {
    let job = LayoutJob::simple(inert(text), font, color, width);
    fitted(ui, job, width, rows)
}

/// The same, with `marks` of the text in bold on the ground of selected text.
pub fn marked(
    ui: &Ui,
    text: &str,
    marks: &[Range<usize>],
    font: FontId,
    color: Color32,
    width: f32,
    rows: usize,
) -> Arc<Galley> {
    if marks.is_empty() {
        return elided(ui, text, font, color, width, rows);
    }
    let bold = FontId::new(font.size, Type::Title.font().family);
    let mut job = LayoutJob::default();
    for piece in pieces(text, marks) {
        match piece {
            Piece::Plain(words) => {
                job.append(
                    &harmless(words),
                    0.0,
                    TextFormat::simple(font.clone(), color),
                );
            }
            Piece::Hit(words) => {
                let background = palette(ui).selection;
                let format = TextFormat::simple(bold.clone(), color);
                let format = TextFormat {
                    background,
                    ..format
                };
                job.append(&harmless(words), 0.0, format);
            }
        }
    }
    fitted(ui, job, width, rows)
}

fn fitted(ui: &Ui, mut job: LayoutJob, width: f32, rows: usize) -> Arc<Galley> {
    job.wrap.max_width = width.max(1.0);
    job.wrap.max_rows = rows;
    job.wrap.break_anywhere = rows == 1;
    ui.painter().layout_job(job)
}

/// Paints an icon around a point.
pub fn icon(painter: &Painter, center: Pos2, icon: Icon, size: f32, color: Color32) {
    painter.text(
        center,
        Align2::CENTER_CENTER,
        icon.glyph(),
        icon_font(size),
        color,
    );
}

/// A small icon button at a place that is already laid out, as inside a field.
pub fn icon_press(ui: &Ui, rect: Rect, id: Id, shown: Icon, name: &str) -> Response {
    let p = palette(ui);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| named(Role::Button, ui.is_enabled(), name));
    if response.hovered() {
        ui.painter().rect_filled(
            rect.shrink(3.0),
            CornerRadius::same(radius::FIELD - 2),
            p.accent_soft,
        );
    }
    icon(ui.painter(), rect.center(), shown, 18.0, p.ink2);
    let inner = Response {
        rect: rect.shrink(5.0),
        ..response.clone()
    };
    focus_ring(ui, &inner, 3);
    response.on_hover_text(name)
}

/// What a screen reader is told of a component: its role, and its name without what acts.
pub fn named(role: Role, enabled: bool, name: &str) -> WidgetInfo {
    WidgetInfo::labeled(role, enabled, harmless(name))
}

/// The same of one that is on or off, chosen or not.
pub fn named_on(role: Role, enabled: bool, on: bool, name: &str) -> WidgetInfo {
    WidgetInfo::selected(role, enabled, on, harmless(name))
}

/// Says a change of this part to screen readers once they have finished
/// speaking.
pub fn announce(ui: &Ui, id: Id) {
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_live(egui::accesskit::Live::Polite);
    });
}
