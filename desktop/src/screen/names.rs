//! What the other is called here: the field in the settings, and the question
//! on Today when their device carries another name.

use egui::{Id, Ui};

use super::Intents;
use crate::kit::{Button, TextField, Type, card, paragraph, section, tokens::space};
use crate::state::Intent;
use crate::state::open::Open;
use crate::state::start::NAME_CHARS_MAX;
use crate::text::names as words;

/// Draws the field for a name of one's own.
pub fn naming(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    let Some(names) = open.status.as_ref().map(|status| status.names.clone()) else {
        return;
    };
    let given = names.given.unwrap_or_default();
    section(ui, words::TITLE);
    let page = &mut open.settings_page;
    let mut typed = page.name.clone().unwrap_or_else(|| given.clone());
    let field = TextField::new(words::FIELD)
        .id(Id::unique("partner-name"))
        .help(&words::help(&names.seen))
        .error(page.name_error.as_deref())
        .optional(true)
        .char_limit(NAME_CHARS_MAX)
        .show(ui, &mut typed);
    let wanted = typed.trim().to_owned();
    if field.changed() {
        page.name = Some(typed);
        page.name_error = None;
    }
    ui.add_space(space::S);
    let choose = Button::secondary(words::USE).enabled(wanted != given);
    if choose.show(ui).clicked() {
        let name = (!wanted.is_empty()).then_some(wanted);
        out.push(Intent::NamePartner(name));
    }
}

/// Draws the question whether a name of the other's later log is to stand.
pub fn change(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let names = open.status.as_ref().map(|status| &status.names);
    let (Some(names), Some(now)) = (names, open.partner()) else {
        return;
    };
    let Some(offered) = &names.offered else {
        return;
    };
    card(ui, |ui| {
        ui.label(Type::Title.text(words::changed(offered)));
        paragraph(ui, &words::changed_help(now));
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            for (label, name) in [
                (words::keep(now), names.given.clone()),
                (words::use_offered(offered), Some(offered.clone())),
            ] {
                if Button::secondary(&label).show(ui).clicked() {
                    out.push(Intent::NamePartner(name));
                }
            }
        });
    });
    ui.add_space(space::M);
}
