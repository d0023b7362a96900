//! Settings.

use egui::{Id, Ui};

use super::Intents;
use super::names::naming;
use super::sharing;
use super::start::new_passphrase;
use crate::engine::Quiet;
use crate::kit::{
    Banner, Button, Choice, PasswordField, TextField, caption, checkbox, checkboxes, choice_list,
    page, paragraph, section, segmented, select, tokens::space,
};
use crate::state::aside::{ASIDE_CHARS_MAX, Aside};
use crate::state::open::Open;
use crate::state::settings::{LOCK_MINUTES, Look, Moves, Reach, Settings, ZOOM};
use crate::state::{Intent, WordsFor};
use crate::text::{first_run, second_look, window as words};

const ZOOMS: [u32; 7] = [80, 90, 100, 110, 125, 150, 200];
const HOLDS: [u32; 6] = [0, 5, 10, 30, 60, 1440];
/// Hours at which quiet hours can begin and end.
const QUIET_FROM: [u32; 5] = [20, 21, 22, 23, 0];
const QUIET_UNTIL: [u32; 5] = [6, 7, 8, 9, 10];
const MINUTES: [u32; 6] = [1, 2, 5, 10, 20, 30];

/// Draws the settings.
pub fn settings(ui: &mut Ui, open: &mut Open, choices: &Settings, folder: &str, out: &mut Intents) {
    page(ui, words::SETTINGS, |ui| {
        if open.partner().is_some() {
            reach(ui, open.reach, out);
            sharing::settings(ui, open, out);
            hold(ui, open.hold, out);
            look(ui, choices.second_look, out);
            quiet(ui, open.quiet, out);
            aside(ui, &mut open.aside, out);
            naming(ui, open, out);
        }
        looks(ui, choices, out);
        closing(ui, choices, out);
        passphrase(ui, open, out);
        if open.own_is_set {
            own_passphrase(ui, open, out);
        }
        section(ui, words::ABOUT);
        caption(ui, &words::kept_in(folder));
        caption(ui, &words::version(env!("CARGO_PKG_VERSION")));
    });
}

fn reach(ui: &mut Ui, now: Reach, out: &mut Intents) {
    section(ui, first_run::LEVELS_TITLE);
    paragraph(ui, first_run::LEVELS_HELP);
    let help =
        first_run::LEVELS.map(|level| format!("{} {}", level.what_it_does, level.who_learns_what));
    let options: Vec<Choice<'_>> = first_run::LEVELS
        .iter()
        .zip(&help)
        .map(|(level, help)| Choice {
            title: level.name,
            help,
        })
        .collect();
    let mut selected = now as usize;
    if choice_list(ui, first_run::LEVELS_TITLE, &options, &mut selected) {
        out.push(Intent::SetReach(Reach::ALL[selected]));
    }
}

fn hold(ui: &mut Ui, now: u32, out: &mut Intents) {
    section(ui, words::WRITING);
    let names: Vec<String> = HOLDS
        .iter()
        .map(|number| match number {
            0 => words::NO_HOLD.to_owned(),
            number => words::minutes(*number),
        })
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut selected = HOLDS.iter().position(|known| *known >= now).unwrap_or(2);
    if select(ui, Id::unique("hold"), words::HOLD, &names, &mut selected) {
        out.push(Intent::SetHold(HOLDS[selected]));
    }
    caption(ui, words::HOLD_HELP);
}

/// Whether a second look is taken at one's own words.
fn look(ui: &mut Ui, mut on: bool, out: &mut Intents) {
    ui.add_space(space::S);
    if checkbox(ui, second_look::SETTING, &mut on).changed() {
        out.push(Intent::SetSecondLook(on));
    }
    caption(ui, second_look::SETTING_HELP);
}

/// The hours in which nothing goes along.
fn quiet(ui: &mut Ui, now: Option<Quiet>, out: &mut Intents) {
    let hour = |hour: &u32| format!("{hour:02}:00");
    let mut from: Vec<String> = vec![words::NO_QUIET.to_owned()];
    from.extend(QUIET_FROM.iter().map(hour));
    let until: Vec<String> = QUIET_UNTIL.iter().map(hour).collect();
    let at = |hours: &[u32], minute: u32| hours.iter().position(|hour| hour * 60 == minute);
    let mut begins = now
        .and_then(|quiet| at(&QUIET_FROM, quiet.from))
        .map_or(0, |at| at + 1);
    let mut ends = now
        .and_then(|quiet| at(&QUIET_UNTIL, quiet.until))
        .unwrap_or(1);
    let from: Vec<&str> = from.iter().map(String::as_str).collect();
    let until: Vec<&str> = until.iter().map(String::as_str).collect();
    ui.add_space(space::S);
    let mut changed = select(
        ui,
        Id::unique("quiet-from"),
        words::QUIET,
        &from,
        &mut begins,
    );
    if begins > 0 {
        let id = Id::unique("quiet-until");
        changed |= select(ui, id, words::QUIET_UNTIL, &until, &mut ends);
    }
    caption(ui, words::QUIET_HELP);
    if changed {
        let quiet = begins.checked_sub(1).map(|at| Quiet {
            from: QUIET_FROM[at] * 60,
            until: QUIET_UNTIL[ends] * 60,
        });
        out.push(Intent::SetQuiet(quiet));
    }
}

/// A line of one's own on Today.
fn aside(ui: &mut Ui, aside: &mut Aside, out: &mut Intents) {
    section(ui, words::ASIDE);
    let field = TextField::new(words::ASIDE_WHAT)
        .id(Id::unique("aside"))
        .optional(true)
        .char_limit(ASIDE_CHARS_MAX);
    let mut changed = field.show(ui, &mut aside.what).changed();
    checkboxes(ui, |ui| {
        for (name, on) in words::WEEKDAYS.iter().zip(&mut aside.days) {
            changed |= checkbox(ui, name, on).changed();
        }
    });
    caption(ui, words::ASIDE_HELP);
    if changed {
        out.push(Intent::AsideChanged);
    }
}

fn looks(ui: &mut Ui, choices: &Settings, out: &mut Intents) {
    section(ui, words::LOOKS);
    let mut look = Look::ALL
        .iter()
        .position(|look| *look == choices.look)
        .unwrap_or(0);
    if segmented(ui, words::THEME, &words::THEMES, &mut look) {
        out.push(Intent::SetLook(Look::ALL[look]));
    }
    ui.add_space(space::S);
    let names: Vec<String> = ZOOMS.iter().map(|zoom| format!("{zoom} %")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut zoom = ZOOMS
        .iter()
        .position(|zoom| *zoom >= choices.zoom.clamp(ZOOM.0, ZOOM.1))
        .unwrap_or(2);
    if select(ui, Id::unique("zoom"), words::ZOOM, &names, &mut zoom) {
        out.push(Intent::SetZoom(ZOOMS[zoom]));
    }
    ui.add_space(space::S);
    let mut moves = Moves::ALL.iter().position(|it| *it == choices.moves);
    if segmented(ui, words::MOTION, &words::MOTIONS, moves.get_or_insert(0)) {
        out.push(Intent::SetMoves(Moves::ALL[moves.unwrap_or(0)]));
    }
    caption(ui, words::MOTION_HELP);
    ui.add_space(space::S);
    let mut title = choices.title.clone();
    let field = TextField::new(words::TITLE_LABEL)
        .help(words::TITLE_HELP)
        .id(Id::unique("title"))
        .char_limit(40)
        .show(ui, &mut title);
    if field.changed() {
        out.push(Intent::SetTitle(title));
    }
}

fn closing(ui: &mut Ui, choices: &Settings, out: &mut Intents) {
    section(ui, words::CLOSING_TITLE);
    let names: Vec<String> = MINUTES
        .iter()
        .map(|number| words::minutes(*number))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let minutes = choices.lock_minutes.clamp(LOCK_MINUTES.0, LOCK_MINUTES.1);
    let mut selected = MINUTES
        .iter()
        .position(|known| *known >= minutes)
        .unwrap_or(2);
    if select(
        ui,
        Id::unique("minutes"),
        words::LOCK_MINUTES,
        &names,
        &mut selected,
    ) {
        out.push(Intent::SetLockMinutes(MINUTES[selected]));
    }
}

fn passphrase(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    section(ui, words::PASSPHRASES);
    let typed = &mut open.settings_page;
    PasswordField::new(words::OLD_PASSPHRASE)
        .help(words::OLD_PASSPHRASE_HELP)
        .id(Id::unique("passphrase-old"))
        .error(typed.old_error.as_deref())
        .show(ui, &mut typed.old.text, &mut typed.old.shown);
    ui.add_space(space::S);
    let error = typed.error.clone();
    new_passphrase(
        ui,
        (words::NEW_PASSPHRASE, WordsFor::Passphrase),
        (&mut typed.new, &mut typed.again),
        error.as_deref(),
        out,
    );
    ui.add_space(space::S);
    let ready = !typed.busy && !typed.old.is_empty() && !typed.new.is_empty();
    let change = Button::secondary(changing(typed.busy, words::CHANGE_PASSPHRASE)).enabled(ready);
    if change.show(ui).clicked() {
        out.push(Intent::ChangePassphrase);
    }
}

fn own_passphrase(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    ui.add_space(space::XL);
    let typed = &mut open.settings_page;
    PasswordField::new(words::OLD_OWN)
        .id(Id::unique("own-old"))
        .show(ui, &mut typed.own_old.text, &mut typed.own_old.shown);
    ui.add_space(space::S);
    let error = typed.own_error.clone();
    new_passphrase(
        ui,
        (words::NEW_OWN, WordsFor::Own),
        (&mut typed.own_new, &mut typed.own_again),
        None,
        out,
    );
    ui.add_space(space::S);
    PasswordField::new(words::MINE_CANDOR)
        .help(words::MINE_CANDOR_HELP)
        .id(Id::unique("own-candor"))
        .error(typed.candor_error.as_deref())
        .show(ui, &mut typed.candor.text, &mut typed.candor.shown);
    if let Some(error) = &error {
        ui.add_space(space::S);
        Banner::warn(error).show(ui);
    }
    ui.add_space(space::S);
    let typed_all = [&typed.own_old, &typed.own_new, &typed.candor]
        .iter()
        .all(|it| !it.is_empty());
    let ready = !typed.busy && typed_all;
    let change = Button::secondary(changing(typed.busy, words::CHANGE_OWN)).enabled(ready);
    if change.show(ui).clicked() {
        out.push(Intent::ChangeOwnPassphrase);
    }
}

/// What a button says, and what it says while a passphrase is tried.
fn changing(busy: bool, label: &str) -> &str {
    if busy { words::PROVING } else { label }
}
