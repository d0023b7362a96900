//! The steps of a longer way, as numbered dots.

use egui::{Align2, Role, Sense, Stroke, Ui, Vec2};

use super::icon::Icon;
use super::paint;
use super::theme::palette;
use super::tokens::space;
use super::type_style::Type;

/// Shows how far one has come: `at` counts from nought. `said` is what screen
/// readers say instead of the dots, such as "Step 2 of 5: Name".
pub fn stepper(ui: &mut Ui, steps: &[&str], at: usize, said: &str) {
    const DOT: f32 = 26.0;
    const LINE: f32 = 28.0;
    let p = palette(ui);
    let label = steps.get(at).copied().unwrap_or_default();
    let words = paint::line(ui, label, Type::Button, p.ink);
    let count = steps.len() as f32;
    let gap = if steps.len() > 1 {
        let room = ui.available_width() - count * DOT;
        LINE.min(room / (count - 1.0)).max(2.0)
    } else {
        0.0
    };
    let dots = count * DOT + (count - 1.0).max(0.0) * gap;
    // The label stands beside the dots where there is room, else below.
    let beside = dots + space::L + words.size().x <= ui.available_width();
    let wanted = if beside {
        Vec2::new(dots + space::L + words.size().x, DOT)
    } else {
        Vec2::new(dots.max(words.size().x), DOT + space::S + words.size().y)
    };
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| paint::named(Role::Label, true, said));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let painter = ui.painter();
    let middle = rect.top() + DOT / 2.0;
    for step in 0..steps.len() {
        let center = egui::pos2(rect.left() + DOT / 2.0 + step as f32 * (DOT + gap), middle);
        if step > 0 {
            let right = center.x - DOT / 2.0 - 3.0;
            let left = center.x - DOT / 2.0 - gap + 3.0;
            if right > left {
                let color = if step <= at { p.accent } else { p.control };
                painter.hline(left..=right, middle, Stroke::new(1.5, color));
            }
        }
        let radius = DOT / 2.0 - 0.5;
        if step == at {
            painter.circle_filled(center, radius, p.accent);
        } else if step < at {
            painter.circle(center, radius, p.surface, Stroke::new(1.5, p.accent));
        } else {
            painter.circle(center, radius, p.surface, Stroke::new(1.0, p.control));
        }
        if step < at {
            paint::icon(painter, center, Icon::CHECK, 14.0, p.accent);
        } else {
            let ink = if step == at { p.on_accent } else { p.ink3 };
            painter.text(
                center,
                Align2::CENTER_CENTER,
                step + 1,
                Type::SmallStrong.font(),
                ink,
            );
        }
    }
    let place = if beside {
        egui::pos2(rect.left() + dots + space::L, middle - words.size().y / 2.0)
    } else {
        egui::pos2(rect.left(), rect.top() + DOT + space::S)
    };
    painter.galley(place, words, p.ink);
}
