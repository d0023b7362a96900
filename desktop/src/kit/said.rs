//! A few words about what was just done, beside what did it.

use egui::{Label, Ui};

use super::paint;
use super::theme::palette;
use super::type_style::Type;

/// Says it quietly where it stands, and to screen readers when it comes up.
pub fn said(ui: &mut Ui, text: &str) {
    let color = palette(ui).ink2;
    let galley = paint::line(ui, text, Type::Small, color);
    let label = ui.add(Label::new(galley).selectable(false));
    paint::announce(ui, label.id);
}
