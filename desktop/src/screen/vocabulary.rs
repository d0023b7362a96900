//! Words for what is hard to name, each of which can be put into a text.

use egui::Ui;

use crate::kit::{Button, caption, tokens::space};
use crate::text::vocabulary::LISTS;

/// Draws the lists. Gives whether a word was put at the end of `text`.
pub(super) fn lists(ui: &mut Ui, text: &mut String) -> bool {
    let mut changed = false;
    for list in &LISTS {
        ui.add_space(space::S);
        caption(ui, list.title);
        ui.horizontal_wrapped(|ui| {
            for word in list.words {
                if Button::quiet(word).show(ui).clicked() {
                    if text.ends_with(|letter: char| !letter.is_whitespace()) {
                        text.push(' ');
                    }
                    text.push_str(word);
                    changed = true;
                }
            }
        });
    }
    ui.add_space(space::S);
    changed
}
