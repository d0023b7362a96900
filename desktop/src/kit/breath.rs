//! A circle that grows and shrinks as a slow breath does.

use std::time::Duration;

use egui::{Role, Sense, Stroke, Ui, Vec2};

use super::paint;
use super::theme::palette;
use super::type_style::Type;

/// The room it takes, in points.
const SIZE: f32 = 260.0;
/// Its radius when it is empty, and when it is full.
const RADIUS: [f32; 2] = [62.0, 122.0];
/// Often enough for a slow circle.
const FRAME: Duration = Duration::from_millis(33);
/// Often enough for the words, where nothing moves.
const STILL: Duration = Duration::from_millis(500);

/// Draws the circle in the middle, `fullness` (0 to 1) full, with a word in it.
/// Where nothing shall move, the word alone changes.
pub fn breath(ui: &mut Ui, word: &str, fullness: f32) {
    let p = palette(ui);
    let moves = ui.style().animation_time > 0.0;
    let size = Vec2::new(ui.available_width(), SIZE);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| paint::named(Role::Label, true, word));
    ui.ctx()
        .request_repaint_after(if moves { FRAME } else { STILL });
    if !ui.is_rect_visible(rect) {
        return;
    }
    let full = if moves { fullness.clamp(0.0, 1.0) } else { 0.5 };
    let radius = RADIUS[0] + (RADIUS[1] - RADIUS[0]) * full;
    let painter = ui.painter();
    painter.circle_filled(rect.center(), RADIUS[1], p.sunken);
    painter.circle_filled(rect.center(), radius, p.me_soft);
    painter.circle_stroke(rect.center(), radius, Stroke::new(1.5, p.me));
    let galley = paint::line(ui, word, Type::Title, p.ink);
    let at = rect.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, p.ink);
}
