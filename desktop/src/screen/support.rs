//! The Support page: the same for everyone, offline, noted nowhere.

use egui::style::ScrollAnimation;
use egui::{Align, Ui};

use crate::kit::{Type, caption, card, page, section, tokens::space};
use crate::text::support as words;

/// Draws the Support page; where a part is named, it stands at the top.
pub fn support(ui: &mut Ui, at: Option<&str>) {
    page(ui, words::SUPPORT_TITLE, |ui| {
        for part in words::SUPPORT {
            if at == Some(part.title) {
                ui.scroll_to_cursor_animation(Some(Align::TOP), ScrollAnimation::none());
            }
            section(ui, part.title);
            for paragraph in part.paragraphs {
                ui.add(egui::Label::new(Type::Read.text(*paragraph)).selectable(true));
            }
            let signs = words::signs(part.title);
            if !signs.is_empty() {
                ui.add_space(space::S);
                card(ui, |ui| list(ui, signs));
            }
            if part.title == words::CRISIS_LINES {
                lines(ui);
            }
        }
    });
}

/// Signs, one a line. Nothing is to be ticked.
fn list(ui: &mut Ui, signs: &[&str]) {
    ui.spacing_mut().item_spacing.y = space::S;
    for sign in signs {
        ui.add(egui::Label::new(Type::Read.text(*sign)).selectable(true));
    }
}

fn lines(ui: &mut Ui) {
    for line in words::LINES {
        card(ui, |ui| {
            ui.label(Type::Button.text(line.place));
            ui.add(egui::Label::new(Type::Title.text(line.number)).selectable(true));
            caption(ui, line.note);
        });
        ui.add_space(space::S);
    }
    caption(ui, words::LINES_CHECKED);
}
