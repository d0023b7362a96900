//! A text that both write in: the words, and what becomes of them.

use candor_core::entry::content::TEXT_BYTES_MAX;
use candor_core::entry::template::{TITLE_CHARS_MAX, template};
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Context, Id, Ui};

use super::Intents;
use super::vocabulary::lists;
use crate::kit::{
    Banner, Button, Icon, TextField, Type, Visibility, caption, page, palette, paragraph, reading,
    select, tokens::space, visibility_chip,
};
use crate::state::Intent;
use crate::state::composer::Kept;
use crate::state::joint::{JOINT_KIND, Joint, carried};
use crate::state::open::Open;
use crate::text::{inert, inert_lines, joint as words, kinds, vocabulary, window};

/// Draws the text that both write in.
pub fn joint(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    let partner = inert(open.partner().unwrap_or(""));
    page(ui, kinds::heading(JOINT_KIND), |ui| {
        let Some(joint) = open.joint.as_mut().filter(|joint| joint.is_here) else {
            paragraph(ui, words::NOT_HERE);
            return;
        };
        ui.horizontal_wrapped(|ui| {
            visibility_chip(ui, Visibility::Shared, &window::shared_with(&partner));
            if joint.is_open {
                let state = match joint.kept {
                    Kept::Saved => words::KEPT,
                    Kept::Typing(_) | Kept::Saving => words::TYPING,
                };
                ui.label(Type::Small.text(state).color(palette(ui).ink3));
            }
        });
        ui.add_space(space::S);
        if joint.is_open || joint.kept != Kept::Saved {
            writing(ui, joint, out);
        } else {
            if let Some(error) = &joint.error {
                Banner::info(error).show(ui);
            } else {
                Banner::info(words::PROPOSED).show(ui);
            }
            reading(ui, &inert_lines(&joint.content.text));
        }
    });
}

fn writing(ui: &mut Ui, joint: &mut Joint, out: &mut Intents) {
    if let Some(error) = &joint.error {
        Banner::danger(error).show(ui);
        ui.add_space(space::S);
    }
    let mut changed = field(ui, joint, "title", words::TITLE);
    let text = Id::unique(("joint", joint.id, "text"));
    if let Some(before) = joint.before.take() {
        carry_caret(ui.ctx(), text, &before, &joint.content.text);
    }
    changed |= TextField::new(words::TEXT)
        .rows(12)
        .reading(true)
        .id(text)
        .char_limit(TEXT_BYTES_MAX)
        .show(ui, &mut joint.content.text)
        .changed();
    caption(ui, words::HELP);
    changed |= aids(ui, joint);
    changed |= becomes(ui, joint);
    if changed {
        out.push(Intent::JointTyped);
    }
    ui.add_space(space::M);
    let has_words = !joint.content.text.trim().is_empty();
    let propose = Button::primary(words::PROPOSE)
        .icon(Icon::FILE_TEXT)
        .enabled(has_words && joint.is_open);
    if propose.show(ui).clicked() {
        out.push(Intent::ProposeJoint);
    }
}

/// Words for what is hard to name. Gives whether one was put into the text.
fn aids(ui: &mut Ui, joint: &mut Joint) -> bool {
    let label = match joint.words {
        true => vocabulary::HIDE,
        false => vocabulary::SHOW,
    };
    let toggle = Button::quiet(label).icon(Icon::BOOK_OPEN).flush();
    if toggle.show(ui).clicked() {
        joint.words = !joint.words;
    }
    joint.words && lists(ui, &mut joint.content.text)
}

fn field(ui: &mut Ui, joint: &mut Joint, name: &str, label: &str) -> bool {
    let id = Id::unique(("joint", joint.id, name));
    let fields = &mut joint.content.fields;
    let mut value = fields.get(name).cloned().unwrap_or_default();
    let field = TextField::new(label)
        .id(id)
        .optional(true)
        .char_limit(TITLE_CHARS_MAX);
    let changed = field.show(ui, &mut value).changed();
    if changed {
        fields.insert(name.to_owned(), value);
    }
    changed
}

fn becomes(ui: &mut Ui, joint: &mut Joint) -> bool {
    let values = template(JOINT_KIND)
        .and_then(|of| of.field("becomes"))
        .map(|field| field.shape.values())
        .unwrap_or_default();
    let names: Vec<&str> = values
        .iter()
        .map(|value| kinds::choice(JOINT_KIND, "becomes", value))
        .collect();
    let now = joint.becomes().to_owned();
    let mut at = values.iter().position(|value| *value == now).unwrap_or(0);
    let id = Id::unique("joint-becomes");
    let changed = select(ui, id, words::BECOMES, &names, &mut at);
    if changed {
        let value = values[at].clone();
        joint.content.fields.insert("becomes".to_owned(), value);
    }
    changed
}

/// Where the other's words came in, the caret stays with the word it was at.
/// What was typed before cannot be undone any more: it would take the other's
/// words with it.
fn carry_caret(ctx: &Context, id: Id, before: &str, after: &str) {
    let Some(mut state) = TextEditState::load(ctx, id) else {
        return;
    };
    if let Some(range) = state.cursor.char_range() {
        let place = |cursor: CCursor| CCursor::new(carried(before, after, cursor.index.0));
        state.cursor.set_char_range(Some(CCursorRange::two(
            place(range.secondary),
            place(range.primary),
        )));
    }
    state.clear_undoer();
    state.store(ctx, id);
}
