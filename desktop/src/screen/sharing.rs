//! How the two share: two wishes before they are sealed, and what they say.

use egui::{Id, Ui};

use super::Intents;
use crate::kit::{Button, caption, paragraph, section, select, tokens::space};
use crate::state::Intent;
use crate::state::open::Open;
use crate::state::sharing::{Act, Sharing, TALKS, WINDOWS};
use crate::text::{inert, sharing as words, window};

/// One's own two wishes, each with what it means.
pub fn wishes(ui: &mut Ui, sharing: &Sharing, out: &mut Intents) {
    section(ui, words::TITLE);
    paragraph(ui, words::HELP);
    ui.add_space(space::S);
    let names: Vec<String> = WINDOWS.iter().map(|days| window::days(*days)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let days = WINDOWS.iter().position(|days| *days == sharing.days);
    let mut at = days.unwrap_or(2);
    if select(ui, Id::unique("window"), words::DAYS, &names, &mut at) {
        out.push(Intent::Share(Act::Days(WINDOWS[at])));
    }
    caption(ui, words::DAYS_HELP);
    ui.add_space(space::S);
    let names: Vec<String> = TALKS.iter().map(|it| window::minutes(*it)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let talk = TALKS.iter().position(|it| *it == sharing.talk);
    let mut at = talk.unwrap_or(0);
    if select(ui, Id::unique("talk"), words::TALK, &names, &mut at) {
        out.push(Intent::Share(Act::Talk(TALKS[at])));
    }
    caption(ui, words::TALK_HELP);
}

/// How it stands, in the settings: to say, to take back, or to read.
pub fn settings(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let Some(pair) = &open.sharing.pair else {
        return;
    };
    if pair.halves.is_empty() && pair.mine.is_none() {
        wishes(ui, &open.sharing, out);
        ui.add_space(space::S);
        if Button::secondary(window::SEAL).show(ui).clicked() {
            out.push(Intent::Share(Act::Say));
        }
        return;
    }
    section(ui, words::TITLE);
    if pair.halves.is_empty() {
        let stands = match pair.state.as_str() {
            "bound" => window::PAIR_BOUND,
            _ => window::SEALED,
        };
        paragraph(ui, stands);
        if pair.can_take_back && Button::quiet(window::UNSEAL).flush().show(ui).clicked() {
            out.push(Intent::Share(Act::Unsay));
        }
        return;
    }
    for half in &pair.halves {
        let field = |name: &str| half.fields.get(name).map(String::as_str);
        if let Some(said) = words::half(field("window"), field("talk")) {
            paragraph(ui, &words::half_of(&inert(&half.writer), &said));
        }
    }
    caption(ui, words::STAYS);
    let change = Button::quiet(window::CHARTER_CHANGE).flush();
    if change.show(ui).clicked() {
        out.push(Intent::CharterChange);
    }
}
