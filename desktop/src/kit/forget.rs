//! Letting go of what egui holds of typing, so that no text comes up in another.
//!
//! egui keeps, by the id of a field, what can be undone in it, where its caret
//! is, and what an input method is composing. What can be undone belongs to one
//! text: it goes when a person is at another one, and a passphrase has none.

use egui::text_edit::TextEditState;
use egui::text_selection::LabelSelectionState;
use egui::{Context, Event, Id, ImeEvent, Key, Modifiers, RawInput, Ui};

/// How long, in seconds, the last words of an input method may be under way
/// after their field is gone.
const UNDER_WAY: f64 = 0.5;

/// Forgets what was typed, selected and composed so far. What stands in a text
/// stays there.
pub fn typed(ctx: &Context) {
    ctx.data_mut(|data| data.remove_by_type::<TextEditState>());
    ctx.with_plugin(LabelSelectionState::clear_selection);
    ctx.memory_mut(egui::Memory::interrupt_ime);
    let now = ctx.input(|input| input.time);
    ctx.add_plugin(LateWords::default());
    ctx.with_plugin(|late: &mut LateWords| late.until = Some(now + UNDER_WAY));
    // What a screen reader has of the page before goes with the next frame.
    ctx.request_repaint();
}

/// Takes the keys of undo and redo from a field that has neither.
pub(super) fn keys_of_undo(ui: &Ui, field: Id) {
    if !ui.memory(|memory| memory.has_focus(field)) {
        return;
    }
    ui.input_mut(|input| {
        for (modifiers, key) in [
            (Modifiers::COMMAND | Modifiers::SHIFT, Key::Z),
            (Modifiers::COMMAND, Key::Z),
            (Modifiers::COMMAND, Key::Y),
        ] {
            input.consume_key(modifiers, key);
        }
    });
}

/// Keeps the last words of an input method, which were meant for a field that is
/// gone, out of the next one. What a person does first in the new one ends it.
#[derive(Default)]
struct LateWords {
    until: Option<f64>,
}

impl egui::Plugin for LateWords {
    fn debug_name(&self) -> &'static str {
        "candor-late-words"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let now = input.time.unwrap_or_else(|| ctx.input(|input| input.time));
        if self.until.is_none_or(|until| now >= until) {
            self.until = None;
            return;
        }
        input.events.retain(|event| match event {
            Event::Ime(ImeEvent::Commit(_)) => self.until.is_none(),
            Event::Text(_) | Event::Key { pressed: true, .. } => {
                self.until = None;
                true
            }
            Event::Ime(ImeEvent::Preedit { text, .. }) if !text.is_empty() => {
                self.until = None;
                true
            }
            _ => true,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two fields in a window, and what happens to them.
    struct Fields {
        ctx: Context,
        texts: [String; 2],
        time: f64,
    }

    fn id(number: usize) -> Id {
        Id::unique(("field", number))
    }

    fn undo() -> Event {
        Event::Key {
            key: Key::Z,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        }
    }

    impl Fields {
        fn new() -> Self {
            let mut fields = Self {
                ctx: Context::default(),
                texts: Default::default(),
                time: 0.0,
            };
            crate::kit::theme::install(&fields.ctx);
            fields.frame(Vec::new());
            fields
        }

        fn frame(&mut self, events: Vec<Event>) {
            self.time += 0.05;
            let input = RawInput {
                time: Some(self.time),
                events,
                focused: true,
                ..RawInput::default()
            };
            let texts = &mut self.texts;
            let mut output = self.ctx.run_ui(input, |ui| {
                for (number, text) in texts.iter_mut().enumerate() {
                    ui.add(egui::TextEdit::singleline(text).id(id(number)));
                }
            });
            // Nobody draws it here.
            output.textures_delta.clear();
        }

        fn goes_to(&mut self, number: usize) {
            self.ctx
                .memory_mut(|memory| memory.request_focus(id(number)));
            self.frame(Vec::new());
            self.frame(Vec::new());
        }
    }

    #[test]
    fn what_was_typed_can_be_undone_until_its_text_is_left() {
        let mut fields = Fields::new();
        fields.goes_to(0);
        fields.frame(vec![Event::Text("quince".to_owned())]);
        fields.frame(vec![undo()]);
        assert_eq!(fields.texts[0], "", "in its text it can");

        fields.frame(vec![Event::Text("quince".to_owned())]);
        typed(&fields.ctx);
        fields.texts[0] = "another text".to_owned();
        fields.frame(Vec::new());
        fields.frame(vec![undo()]);
        assert_eq!(fields.texts[0], "another text");
    }

    #[test]
    fn the_last_words_of_an_input_method_stay_out_of_the_next_field() {
        let composed = |text: &str| {
            Event::Ime(ImeEvent::Preedit {
                text: text.to_owned(),
                active_range_chars: None,
            })
        };
        let said = |text: &str| Event::Ime(ImeEvent::Commit(text.to_owned()));
        let mut fields = Fields::new();
        fields.goes_to(0);
        fields.frame(vec![composed("quin")]);
        typed(&fields.ctx);
        fields.goes_to(1);
        fields.frame(vec![said("quince")]);
        assert_eq!(fields.texts[1], "");

        // What is composed in the new one goes into it.
        fields.frame(vec![composed("app")]);
        fields.frame(vec![said("apple")]);
        assert_eq!(fields.texts[1], "apple");
    }
}
