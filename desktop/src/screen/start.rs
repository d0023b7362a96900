//! The first run.

use egui::{CentralPanel, Frame, Id, Ui};

use super::{Intents, support};
use crate::kit::{
    Button, Choice, Icon, PasswordField, Strength, TextField, Type, arrives, choice_list,
    focus_on_arrival, heading, keyboard_is_free, page, palette, paragraph, stepper, strength_line,
    tokens::{size, space},
};
use crate::state::secret::{self, Typed};
use crate::state::start::{NAME_CHARS_MAX, Start, Step};
use crate::state::{Intent, WordsFor};
use crate::text::{first_run as words, window};

/// Draws the first run.
pub fn start(ui: &mut Ui, start: &mut Start, out: &mut Intents) {
    let p = palette(ui);
    CentralPanel::default()
        .frame(Frame::new().fill(p.bg))
        .show(ui, |ui| {
            let place = Id::unique(("start", start.step, start.support));
            arrives(ui, place, |ui| sheet(ui, start, out));
        });
}

fn sheet(ui: &mut Ui, start: &mut Start, out: &mut Intents) {
    if start.support {
        let p = palette(ui);
        egui::Panel::top("support-back")
            .resizable(false)
            .show_separator_line(false)
            .frame(Frame::new().fill(p.bg).inner_margin(egui::Margin::same(12)))
            .show(ui, |ui| {
                let back = Button::quiet(window::BACK).icon(Icon::ARROW_LEFT);
                if back.show(ui).clicked() {
                    out.push(Intent::StartSupport(false));
                }
            });
        support::support(ui, None);
        return;
    }
    match start.step {
        Step::Welcome => welcome(ui, out),
        _ => step(ui, start, out),
    }
}

/// What two people could do here stands before what it is not.
fn welcome(ui: &mut Ui, out: &mut Intents) {
    page(ui, window::CANDOR, |ui| {
        ui.label(Type::Title.text(words::WHAT_IT_IS));
        ui.add_space(space::S);
        paragraph(ui, words::FOR_WHOM);
        for part in words::TONIGHT {
            ui.add_space(space::S);
            heading(ui, part.title, Type::Button, 2);
            paragraph(ui, part.text);
        }
        ui.add_space(space::M);
        paragraph(ui, words::WHAT_IT_IS_NOT);
        ui.add_space(space::L);
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width().min(size::ACTS));
            if Button::primary(words::BEGIN).wide().show(ui).clicked() {
                out.push(Intent::Next);
            }
            if Button::secondary(words::READ_SUPPORT)
                .wide()
                .show(ui)
                .clicked()
            {
                out.push(Intent::StartSupport(true));
            }
        });
    });
}

fn step(ui: &mut Ui, start: &mut Start, out: &mut Intents) {
    let title = match start.step {
        Step::Welcome => window::CANDOR,
        Step::Before => words::BEFORE_TITLE,
        Step::Name => words::NAME_TITLE,
        Step::Passphrase => words::PASSPHRASE_TITLE,
        Step::Own => words::OWN_TITLE,
        Step::Folder => words::FOLDER_TITLE,
    };
    page(ui, title, |ui| {
        if let Some(at) = start.progress() {
            let said = window::step(at + 1, words::STEPS.len(), words::STEPS[at]);
            stepper(ui, &words::STEPS, at, &said);
            ui.add_space(space::L);
        }
        match start.step {
            Step::Welcome => {}
            Step::Before => before(ui),
            Step::Name => name(ui, start),
            Step::Passphrase => passphrase(ui, start, out),
            Step::Own => own(ui, start, out),
            Step::Folder => folder(ui, start),
        }
        ui.add_space(space::XL);
        if start.busy {
            paragraph(ui, words::MAKING);
        }
        let next = if start.step == Step::Folder {
            words::MAKE_JOURNAL
        } else {
            words::NEXT
        };
        let enter = ui.input(|input| input.key_pressed(egui::Key::Enter)) && keyboard_is_free(ui);
        ui.horizontal(|ui| {
            let pressed = Button::primary(next)
                .enabled(!start.busy)
                .show(ui)
                .clicked();
            if pressed || enter {
                out.push(Intent::Next);
            }
            if Button::secondary(words::BACK)
                .enabled(!start.busy)
                .show(ui)
                .clicked()
            {
                out.push(Intent::StepBack);
            }
        });
    });
}

fn before(ui: &mut Ui) {
    for part in words::BEFORE {
        ui.add_space(space::S);
        heading(ui, part.title, Type::Title, 2);
        paragraph(ui, part.text);
    }
}

/// Enter in a field goes on, as in every form.
fn name(ui: &mut Ui, start: &mut Start) {
    let field = TextField::new(words::NAME_LABEL)
        .help(words::NAME_HELP)
        .error(start.error.as_deref())
        .char_limit(NAME_CHARS_MAX)
        .show(ui, &mut start.name);
    focus_on_arrival(ui, "name", &field);
    if field.changed() {
        start.error = None;
    }
}

fn passphrase(ui: &mut Ui, start: &mut Start, out: &mut Intents) {
    paragraph(ui, words::PASSPHRASE_ADVICE);
    paragraph(ui, words::PASSPHRASE_FORGOTTEN);
    ui.add_space(space::S);
    let error = start.error.clone();
    let typed = new_passphrase(
        ui,
        (words::PASSPHRASE_LABEL, WordsFor::Passphrase),
        (&mut start.passphrase, &mut start.again),
        error.as_deref(),
        out,
    );
    focus_on_arrival(ui, "passphrase", &typed);
    if typed.changed() {
        start.error = None;
    }
}

/// A new passphrase, typed twice, with how strong it seems and five words by
/// chance. The response is that of the first field, changed if either is.
pub(super) fn new_passphrase(
    ui: &mut Ui,
    (label, place): (&str, WordsFor),
    (first, again): (&mut Typed, &mut Typed),
    error: Option<&str>,
    out: &mut Intents,
) -> egui::Response {
    let (of_first, of_again) = match error {
        Some(words::DO_NOT_MATCH) => (None, error),
        _ => (error, None),
    };
    let mut field = PasswordField::new(label)
        .id(egui::Id::unique((label, "first")))
        .error(of_first)
        .show(ui, &mut first.text, &mut first.shown);
    if !first.is_empty() {
        let (level, words) = match first.strength() {
            secret::Strength::Weak => (Strength::Weak, words::WEAK),
            secret::Strength::Fair => (Strength::Fair, words::FAIR),
            secret::Strength::Good => (Strength::Good, words::GOOD),
        };
        strength_line(ui, level, &format!("{}. {}", words.name, words.meaning));
        crate::kit::caption(ui, crate::text::first_run::STRENGTH_IS_AN_ESTIMATE);
    }
    if Button::quiet(words::SUGGEST)
        .icon(Icon::DICE_FIVE)
        .flush()
        .show(ui)
        .clicked()
    {
        out.push(Intent::Suggest(place));
    }
    if first.is_empty() || first.shown {
        crate::kit::caption(ui, words::SUGGEST_HELP);
    }
    ui.add_space(space::S);
    let second = PasswordField::new(words::PASSPHRASE_AGAIN)
        .id(egui::Id::unique((label, "again")))
        .error(of_again)
        .show(ui, &mut again.text, &mut again.shown);
    if second.changed() {
        field.mark_changed();
    }
    field
}

fn own(ui: &mut Ui, start: &mut Start, out: &mut Intents) {
    paragraph(ui, words::OWN_WHAT);
    paragraph(ui, words::OWN_PASSPHRASE);
    ui.add_space(space::S);
    let mut selected = usize::from(!start.own_now);
    let options = [
        Choice {
            title: words::NOW,
            help: words::OWN_FORGOTTEN,
        },
        Choice {
            title: words::LATER,
            help: words::LATER_HELP,
        },
    ];
    if choice_list(ui, words::OWN_TITLE, &options, &mut selected) {
        start.own_now = selected == 0;
        start.error = None;
    }
    if start.own_now {
        ui.add_space(space::M);
        let error = start.error.clone();
        let typed = new_passphrase(
            ui,
            (words::OWN_LABEL, WordsFor::Own),
            (&mut start.own, &mut start.own_again),
            error.as_deref(),
            out,
        );
        if typed.changed() {
            start.error = None;
        }
    }
}

fn folder(ui: &mut Ui, start: &mut Start) {
    paragraph(ui, words::FOLDER_HELP);
    let field = TextField::new(words::FOLDER_LABEL)
        .help(words::FOLDER_OF_ONES_OWN)
        .error(start.error.as_deref())
        .show(ui, &mut start.folder);
    if field.changed() {
        start.error = None;
    }
}
