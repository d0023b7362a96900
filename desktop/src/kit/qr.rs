//! A QR code, to be read by the camera of another device.
//!
//! Source: ISO/IEC 18004 asks for a quiet zone of four modules. It is black on
//! white in every theme: many readers know nothing else.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use egui::{Color32, CornerRadius, Rect, Response, Role, Sense, Shape, Ui, pos2, vec2};
use qrcode::{Color, EcLevel, QrCode};
use thiserror::Error;

use super::paint;
use super::tokens::radius;

const QUIET: usize = 4;

/// The text does not fit a QR code: more than 2,331 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the text is too long for a QR code")]
pub struct TooLong;

/// The dark modules, as rows of runs.
struct Modules {
    width: usize,
    /// Row, first column, and the column after the last.
    runs: Vec<(usize, usize, usize)>,
}

/// Shows a text as a QR code with sides of at most `side` points. Its
/// accessible name is `name`.
///
/// **Errors**: [`TooLong`]; the text has to be given to the other device in
/// another way.
pub fn qr_panel(ui: &mut Ui, text: &str, name: &str, side: f32) -> Result<Response, TooLong> {
    let modules = modules(ui, text)?;
    // Modules of whole pixels, else seams show between them.
    let scale = ui.pixels_per_point();
    let count = (modules.width + 2 * QUIET) as f32;
    let module = ((side * scale / count).floor() / scale).max(1.0 / scale);
    let (rect, response) = ui.allocate_exact_size(vec2(module, module) * count, Sense::hover());
    response.widget_info(|| paint::named(Role::Image, true, name));
    if !ui.is_rect_visible(rect) {
        return Ok(response);
    }
    let corner = pos2(
        (rect.left() * scale).round() / scale,
        (rect.top() * scale).round() / scale,
    );
    let painter = ui.painter();
    painter.rect_filled(rect, CornerRadius::same(radius::FIELD), Color32::WHITE);
    let quiet = QUIET as f32;
    painter.extend(modules.runs.iter().map(|&(row, from, to)| {
        let min = corner + vec2(from as f32 + quiet, row as f32 + quiet) * module;
        let size = vec2((to - from) as f32, 1.0) * module;
        Shape::rect_filled(
            Rect::from_min_size(min, size),
            CornerRadius::ZERO,
            Color32::BLACK,
        )
    }));
    Ok(response)
}

/// Made once, and kept beside the widget for as long as the text is the same.
fn modules(ui: &Ui, text: &str) -> Result<Arc<Modules>, TooLong> {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let id = egui::Id::unique("candor-qr");
    let key = hasher.finish();
    if let Some((kept, modules)) = ui.data(|data| data.get_temp::<(u64, Arc<Modules>)>(id))
        && kept == key
    {
        return Ok(modules);
    }
    let modules = Arc::new(modules_of(text)?);
    ui.data_mut(|data| data.insert_temp(id, (key, Arc::clone(&modules))));
    Ok(modules)
}

fn modules_of(text: &str) -> Result<Modules, TooLong> {
    let code =
        QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).map_err(|_| TooLong)?;
    let width = code.width();
    let colors = code.to_colors();
    let mut runs = Vec::new();
    for (row, line) in colors.chunks(width).enumerate() {
        let mut from = None;
        for (column, color) in line.iter().enumerate() {
            match (color, from) {
                (Color::Dark, None) => from = Some(column),
                (Color::Light, Some(first)) => {
                    runs.push((row, first, column));
                    from = None;
                }
                _ => {}
            }
        }
        if let Some(first) = from {
            runs.push((row, first, width));
        }
    }
    Ok(Modules { width, runs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runs_are_the_dark_modules() {
        let text = "candor";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).expect("it fits");
        let dark = code
            .to_colors()
            .iter()
            .filter(|color| **color == Color::Dark)
            .count();

        let modules = modules_of(text).expect("it fits");
        let painted: usize = modules.runs.iter().map(|(_, from, to)| to - from).sum();

        assert_eq!(painted, dark);
        assert_eq!(modules.width, code.width());
    }

    #[test]
    fn a_text_that_does_not_fit_is_refused() {
        assert_eq!(modules_of(&"x".repeat(3_000)).err(), Some(TooLong));
    }
}
