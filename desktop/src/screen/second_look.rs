//! The line under a draft that names words which may be worth a second look.

use egui::text::{CCursor, CCursorRange};
use egui::{Id, Ui};

use super::Intents;
use super::compose::field_id;
use crate::kit::{Button, bring_caret, caption, tokens::space};
use crate::state::Intent;
use crate::state::composer::Composer;
use crate::state::second_look::Found;
use crate::text::second_look as words;

/// Draws the line under `field`, if words were found there. It takes no keys and moves
/// no caret until one of its two buttons is pressed.
pub fn second_look(ui: &mut Ui, composer: &Composer, field: &str, out: &mut Intents) {
    let Some(found) = composer.look.found().filter(|found| found.field == field) else {
        return;
    };
    ui.add_space(space::XS);
    caption(ui, &words::found(found.rule, &found.words));
    ui.horizontal_wrapped(|ui| {
        if Button::quiet(words::KEEP).flush().show(ui).clicked() {
            out.push(Intent::KeepWords);
        }
        if Button::quiet(words::AGAIN).flush().show(ui).clicked() {
            let text = match field {
                "text" => &composer.content.text,
                name => composer.field(name),
            };
            select(ui, field_id(&composer.slot, field), text, found);
        }
    });
}

/// Selects the words where they still stand, and gives their field the keyboard.
fn select(ui: &Ui, id: Id, text: &str, found: &Found) {
    let still = found.words.first().map(String::as_str);
    if text.get(found.first.clone()) == still {
        let chars = |at: usize| CCursor::new(text[..at].chars().count());
        let range = CCursorRange::two(chars(found.first.start), chars(found.first.end));
        let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
        state.cursor.set_char_range(Some(range));
        state.store(ui.ctx(), id);
    }
    bring_caret(ui, id);
}
