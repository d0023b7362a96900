//! The lock screen: one field, and nothing of the journal.

use egui::{CentralPanel, Frame, Id, Ui};

use super::Intents;
use super::calm::pacer;
use crate::kit::{
    Banner, Button, Icon, PasswordField, TextField, Type, arrives, caption,
    page::heading,
    palette,
    tokens::{size, space},
};
use crate::state::{Intent, Locked};
use crate::text::{first_run, window as words};

/// Draws the lock screen.
pub fn lock(ui: &mut Ui, locked: &mut Locked, folder: &str, hint: Option<&str>, out: &mut Intents) {
    let p = palette(ui);
    CentralPanel::default()
        .frame(Frame::new().fill(p.bg))
        .show(ui, |ui| {
            arrives(ui, Id::unique("locked"), |ui| {
                middle(ui, locked, folder, hint, out);
            });
        });
}

fn middle(ui: &mut Ui, locked: &mut Locked, folder: &str, hint: Option<&str>, out: &mut Intents) {
    let width = 380.0_f32.min(ui.available_width() - 2.0 * space::L);
    let side = (ui.available_width() - width) / 2.0;
    let share = if locked.calm.is_some() { 0.04 } else { 0.24 };
    let top = (ui.available_height() * share).max(space::L);
    egui::ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.add_space(top);
            ui.horizontal_top(|ui| {
                ui.add_space(side);
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.set_max_width(width);
                    column(ui, locked, folder, hint, out);
                });
            });
        });
}

fn column(ui: &mut Ui, locked: &mut Locked, folder: &str, hint: Option<&str>, out: &mut Intents) {
    if let Some(calm) = &locked.calm {
        pacer(ui, calm, locked.now);
        ui.add_space(space::L);
    }
    heading(ui, words::LOCKED, Type::Display, 1);
    ui.add_space(space::L);
    if let Some(unkept) = locked.unkept {
        Banner::warn(unkept).show(ui);
        ui.add_space(space::L);
    }
    let id = egui::Id::unique("unlock");
    let field = PasswordField::new(words::PASSPHRASE)
        .id(id)
        .error(locked.error.as_deref())
        .show(
            ui,
            &mut locked.passphrase.text,
            &mut locked.passphrase.shown,
        );
    // Asked before the field may take the keyboard back.
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    // The one field has the keyboard from the start.
    if ui.memory(|memory| memory.focused().is_none()) && !locked.busy {
        field.request_focus();
    }
    ui.add_space(space::M);
    let label = if locked.busy {
        words::OPENING
    } else if locked.closing && locked.passphrase.is_empty() {
        words::CLOSING
    } else {
        words::OPEN
    };
    let ready = !locked.busy && !locked.passphrase.is_empty();
    let pressed = Button::primary(label)
        .enabled(ready)
        .wide()
        .show(ui)
        .clicked();
    if ready && (pressed || entered) {
        out.push(Intent::Unlock);
    }
    if let Some(hint) = hint {
        ui.add_space(space::L);
        Banner::info(hint).show(ui);
    }
    ui.add_space(space::XL);
    match &mut locked.other {
        None => {
            caption(ui, folder);
            if Button::quiet(first_run::CHOOSE_FOLDER)
                .icon(Icon::FOLDER_OPEN)
                .flush()
                .show(ui)
                .clicked()
            {
                out.push(Intent::OtherJournal);
            }
        }
        Some(other) => {
            TextField::new(words::OTHER_FOLDER)
                .help(first_run::FOLDER_OF_ONES_OWN)
                .show(ui, other);
            ui.add_space(space::S);
            ui.horizontal(|ui| {
                if Button::secondary(words::OPEN_OTHER)
                    .enabled(!other.trim().is_empty())
                    .show(ui)
                    .clicked()
                {
                    out.push(Intent::OpenOther);
                }
                if Button::secondary(words::BACK).show(ui).clicked() {
                    out.push(Intent::OtherJournal);
                }
            });
        }
    }
    ui.add_space(size::TARGET);
}
