//! What stands where nothing is yet: it describes the place.

use egui::{Label, Sense, Ui, Vec2};

use super::icon::Icon;
use super::page::heading_centred;
use super::paint;
use super::theme::palette;
use super::tokens::space;
use super::type_style::Type;
use crate::text::harmless;

/// Describes an empty place: icon, title and a sentence, centred.
pub fn empty(ui: &mut Ui, icon: Icon, title: &str, text: &str) {
    const WIDTH: f32 = 400.0;
    const SIGN: f32 = 40.0;
    let p = palette(ui);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.add_space(space::HUGE);
        let (sign, _) = ui.allocate_exact_size(Vec2::splat(SIGN), Sense::hover());
        paint::icon(ui.painter(), sign.center(), icon, SIGN, p.ink3);
        ui.add_space(space::XS);
        let width = WIDTH.min(ui.available_width());
        heading_centred(ui, title, Type::Title, 2, width);
        let words = harmless(text).into_owned();
        let mut job = egui::text::LayoutJob::simple(words, Type::Body.font(), p.ink2, width);
        job.halign = egui::Align::Center;
        ui.add(Label::new(job).selectable(false));
        ui.add_space(space::HUGE);
    });
}
