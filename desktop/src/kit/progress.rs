//! How far something has come. Nothing moves by itself: a bar that is longer
//! the next time says enough.

use egui::{CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2};

use super::paint;
use super::theme::palette;
use super::tokens::size;
use super::type_style::Type;

/// Says what goes on, and how much of it is done. With a `total` of nought,
/// which means that nobody knows, there are the words and no bar.
pub fn progress_row(ui: &mut Ui, label: &str, done: u64, total: u64) {
    const BAR: f32 = 8.0;
    const GAP: f32 = 6.0;
    let p = palette(ui);
    let width = ui.available_width().min(size::MEASURE);
    let galley = paint::wrapped(ui, label, Type::Body, p.ink2, width);
    let bar = if total == 0 { 0.0 } else { GAP + BAR };
    let height = galley.size().y + bar;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::hover());
    response.widget_info(|| paint::named(Role::ProgressIndicator, true, label));
    let done = done.min(total);
    if total > 0 {
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(total as f64);
            node.set_numeric_value(done as f64);
        });
    }
    if !ui.is_rect_visible(rect) {
        return;
    }
    if total > 0 {
        let track = Rect::from_min_size(
            egui::pos2(rect.left(), rect.bottom() - BAR),
            Vec2::new(width, BAR),
        );
        let corner = CornerRadius::same(4);
        ui.painter().rect(
            track,
            corner,
            p.sunken,
            Stroke::new(1.0, p.control),
            StrokeKind::Inside,
        );
        let part = (done as f64 / total as f64) as f32;
        if part > 0.0 {
            let filled = Vec2::new((width * part).max(BAR), BAR);
            ui.painter()
                .rect_filled(Rect::from_min_size(track.min, filled), corner, p.accent);
        }
    }
    ui.painter().galley(rect.min, galley, p.ink2);
}
