//! The passphrase, asked for above everything before what matters.

use egui::{Context, Id, Key, Ui};

use super::Intents;
use crate::kit::{
    Button, PasswordField, focus_on_arrival, modal::closed, modal_with, paragraph, tokens::space,
};
use crate::state::Intent;
use crate::state::ask::{Asked, Matter};
use crate::text::window as words;

/// Draws the question: why, the field, and the two ways.
pub fn ask(ctx: &Context, asked: &mut Asked, out: &mut Intents) {
    let id = Id::unique("ask-passphrase");
    let mut wanted = None;
    let left = modal_with(ctx, id, words::ASK_TITLE, |ui| {
        paragraph(ui, why(asked.matter));
        ui.add_space(space::S);
        let entered = field(ui, asked);
        ui.add_space(space::L);
        wanted = ways(ui, asked, entered);
    });
    // Until the answer is here there is nothing to leave.
    if left && !asked.busy {
        wanted = Some(Intent::DoNotProve);
    }
    if wanted == Some(Intent::DoNotProve) {
        closed(ctx, id);
    }
    out.extend(wanted);
}

fn why(matter: Matter) -> &'static str {
    match matter {
        Matter::Invite | Matter::Join => words::ASK_PAIRING,
        Matter::Reach(_) => words::ASK_REACH,
    }
}

/// The field. Gives whether Enter was pressed in it.
fn field(ui: &mut Ui, asked: &mut Asked) -> bool {
    let field = PasswordField::new(words::PASSPHRASE)
        .id(Id::unique("ask-passphrase-field"))
        .error(asked.error.as_deref())
        .show(ui, &mut asked.passphrase.text, &mut asked.passphrase.shown);
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    focus_on_arrival(ui, "ask-passphrase", &field);
    if entered {
        // Another try begins in the field.
        field.request_focus();
    }
    entered
}

fn ways(ui: &mut Ui, asked: &Asked, entered: bool) -> Option<Intent> {
    let ready = !asked.busy && !asked.passphrase.is_empty();
    let label = if asked.busy {
        words::PROVING
    } else {
        words::ASK_GO
    };
    let mut wanted = None;
    ui.horizontal_wrapped(|ui| {
        let go = Button::primary(label).enabled(ready).show(ui).clicked();
        if ready && (go || entered) {
            wanted = Some(Intent::Prove);
        }
        let not_now = Button::secondary(words::ASK_NOT_NOW).enabled(!asked.busy);
        if not_now.show(ui).clicked() {
            wanted = Some(Intent::DoNotProve);
        }
    });
    wanted
}
