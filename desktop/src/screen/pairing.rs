//! Two people pair: the charter, where they are, an invitation, six words.

use egui::{Event, Id, Ui};

use super::{Intents, sharing};
use crate::kit::{
    Banner, Button, Choice, Icon, TextField, Type, caption, card, choice_list, page, paragraph,
    qr_panel, said, section, tokens::space, word_grid,
};
use crate::state::Intent;
use crate::state::open::{Open, Page};
use crate::state::pairing::{Act, Pairing, Step};
use crate::state::situation::Situation;
use crate::text::{first_run as words, situation, window};

/// Draws the pairing.
pub fn pairing(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    let pairing = &mut open.pairing;
    let is_placed = pairing.step == Step::Choose && pairing.place.is_some();
    if is_placed || pairing.step == Step::Joining {
        dropped(ui, out);
    }
    match pairing.step.clone() {
        Step::Charter => charter(ui, out),
        Step::TalkFirst => left(ui, words::CHARTER_TITLE, words::CHARTER_LEFT, out),
        Step::Choose => choose(ui, pairing, out),
        Step::Inviting { invitation, code } => {
            inviting(ui, invitation.as_deref(), (code, pairing.copied), out);
        }
        Step::Joining => joining(ui, pairing, out),
        Step::Connecting => connecting(ui, out),
        Step::Words { words, said } => compare(ui, &words, said, out),
        Step::Done => done(ui, open, out),
        Step::Failed(why) => left(ui, window::PAIRING, &why, out),
    }
}

fn act(out: &mut Intents, act: Act) {
    out.push(Intent::Pair(act));
}

fn charter(ui: &mut Ui, out: &mut Intents) {
    page(ui, words::CHARTER_TITLE, |ui| {
        paragraph(ui, words::CHARTER_HELP);
        for part in words::CHARTER {
            ui.add_space(space::S);
            card(ui, |ui| {
                ui.label(Type::Title.text(part.title));
                ui.label(Type::Read.text(part.text));
            });
        }
        ui.add_space(space::L);
        ui.horizontal_wrapped(|ui| {
            if Button::primary(words::CHARTER_FITS).show(ui).clicked() {
                act(out, Act::Fits);
            }
            if Button::secondary(words::CHARTER_TALK).show(ui).clicked() {
                act(out, Act::TalkFirst);
            }
        });
    });
}

fn left(ui: &mut Ui, title: &str, why: &str, out: &mut Intents) {
    page(ui, title, |ui| {
        ui.label(Type::Read.text(why));
        ui.add_space(space::L);
        ui.horizontal_wrapped(|ui| {
            if Button::secondary(window::AGAIN).show(ui).clicked() {
                act(out, Act::Fits);
            }
            if Button::secondary(window::TODAY).show(ui).clicked() {
                out.push(Intent::Go(Page::Today));
            }
        });
    });
}

fn choose(ui: &mut Ui, pairing: &Pairing, out: &mut Intents) {
    page(ui, window::PAIRING, |ui| {
        let_go(ui);
        paragraph(ui, words::INVITE_TOGETHER);
        place(ui, pairing, out);
        ui.add_space(space::L);
        let placed = pairing.place.is_some();
        ui.horizontal_wrapped(|ui| {
            let invite = Button::primary(words::INVITE_TITLE).icon(Icon::ENVELOPE_SIMPLE);
            if invite.enabled(placed).show(ui).clicked() {
                act(out, Act::Invite);
            }
            let answer = Button::secondary(words::JOIN_TITLE).icon(Icon::HAND_WAVING);
            if answer.enabled(placed).show(ui).clicked() {
                act(out, Act::Answer);
            }
        });
        ui.add_space(space::S);
        let below = match placed {
            true => words::INVITE_HELP,
            false => situation::WHERE_FIRST,
        };
        caption(ui, below);
    });
}

/// Where the two are: asked once, in the words of their situation. Nothing is
/// chosen for them, and each answer says who learns what by it.
fn place(ui: &mut Ui, pairing: &Pairing, out: &mut Intents) {
    section(ui, situation::WHERE);
    paragraph(ui, situation::WHERE_HELP);
    ui.add_space(space::S);
    let options = Situation::ALL.map(|it| {
        let text = situation::of(it);
        Choice {
            title: text.name,
            help: text.means,
        }
    });
    let chosen = Situation::ALL
        .iter()
        .position(|it| Some(*it) == pairing.place);
    let mut selected = chosen.unwrap_or(options.len());
    if choice_list(ui, situation::WHERE, &options, &mut selected) {
        act(out, Act::Where(Situation::ALL[selected]));
    }
    let Some(place) = pairing.place else {
        return;
    };
    let (label, caret) = match pairing.who_learns {
        true => (situation::HIDE_LEARNS, Icon::CARET_UP),
        false => (situation::WHO_LEARNS, Icon::CARET_DOWN),
    };
    let more = Button::quiet(label).icon(caret).flush();
    if more.show(ui).clicked() {
        act(out, Act::WhoLearns(!pairing.who_learns));
    }
    if pairing.who_learns {
        caption(ui, &situation::learns(place));
    }
}

fn inviting(
    ui: &mut Ui,
    invitation: Option<&str>,
    (code, copied): (bool, bool),
    out: &mut Intents,
) {
    page(ui, words::INVITE_TITLE, |ui| {
        let Some(text) = invitation else {
            paragraph(ui, words::MAKING_INVITATION);
            return;
        };
        paragraph(ui, words::INVITE_HELP);
        ui.add_space(space::S);
        if code {
            let side = ui.available_width().min(360.0);
            if qr_panel(ui, text, words::SHOW_CODE, side).is_err() {
                paragraph(ui, text);
            }
        } else {
            card(ui, |ui| {
                ui.add(
                    egui::Label::new(Type::Mono.text(text))
                        .wrap()
                        .selectable(true),
                );
            });
        }
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            let copy = Button::secondary(words::COPY_INVITATION).icon(Icon::COPY);
            if copy.show(ui).clicked() {
                act(out, Act::Copy);
            }
            let (label, icon) = if code {
                (words::SHOW_TEXT, Icon::FILE_TEXT)
            } else {
                (words::SHOW_CODE, Icon::QR_CODE)
            };
            if Button::secondary(label).icon(icon).show(ui).clicked() {
                act(out, Act::ShowCode(!code));
            }
            if copied {
                said(ui, words::COPIED);
            }
        });
        ui.add_space(space::L);
        ui.label(Type::Read.text(words::INVITE_WAITS));
        paragraph(ui, words::INVITE_TOGETHER);
        ui.add_space(space::L);
        stop(ui, out);
    });
}

fn stop(ui: &mut Ui, out: &mut Intents) {
    if Button::secondary(words::STOP_PAIRING).show(ui).clicked() {
        act(out, Act::Stop);
    }
}

fn joining(ui: &mut Ui, pairing: &mut Pairing, out: &mut Intents) {
    page(ui, words::JOIN_TITLE, |ui| {
        let_go(ui);
        paragraph(ui, words::JOIN_HELP);
        ui.add_space(space::S);
        pasted_picture(ui, out);
        let typed = TextField::new(words::JOIN_LABEL)
            .rows(4)
            .id(Id::unique("invitation"))
            .error(pairing.error.as_deref())
            .show(ui, &mut pairing.typed);
        if typed.changed() {
            pairing.error = None;
        }
        ui.add_space(space::S);
        let path = TextField::new(words::JOIN_PATH)
            .help(words::JOIN_PATH_HELP)
            .error(pairing.path_error.as_deref())
            .optional(true)
            .id(Id::unique("invitation-path"))
            .show(ui, &mut pairing.path);
        if path.changed() {
            pairing.path_error = None;
        }
        ui.add_space(space::L);
        ui.horizontal_wrapped(|ui| {
            let ready = !pairing.typed.trim().is_empty();
            if Button::primary(words::JOIN_GO)
                .enabled(ready)
                .show(ui)
                .clicked()
            {
                act(out, Act::Join);
            }
            let file = Button::secondary(words::JOIN_FILE)
                .icon(Icon::FOLDER_OPEN)
                .enabled(!pairing.path.trim().is_empty());
            if file.show(ui).clicked() {
                act(out, Act::ReadFile);
            }
            if Button::secondary(window::BACK).show(ui).clicked() {
                act(out, Act::Fits);
            }
        });
    });
}

/// A file that was dropped is read at once; of several, the first.
fn dropped(ui: &Ui, out: &mut Intents) {
    let path = ui.input(|input| {
        let file = input.raw.dropped_files.first()?;
        Some(file.path().to_string_lossy().into_owned())
    });
    if let Some(path) = path {
        act(out, Act::Dropped(path));
    }
}

/// Says what happens to a file that is held over the page.
fn let_go(ui: &mut Ui) {
    if ui.input(|input| !input.raw.hovered_files.is_empty()) {
        Banner::info(words::LET_GO).show(ui);
        ui.add_space(space::S);
    }
}

/// A picture of a code that was pasted is read at once.
fn pasted_picture(ui: &Ui, out: &mut Intents) {
    let pasted = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::PasteImage(image) => Some(crate::code::read_image(image)),
            _ => None,
        })
    });
    if let Some(found) = pasted {
        let found = found.ok_or_else(|| words::NO_CODE.to_owned());
        act(out, Act::Pasted(found));
    }
}

fn connecting(ui: &mut Ui, out: &mut Intents) {
    page(ui, words::JOIN_TITLE, |ui| {
        ui.label(Type::Read.text(words::JOIN_WAITS));
        ui.add_space(space::L);
        stop(ui, out);
    });
}

fn compare(ui: &mut Ui, six: &[String], said: bool, out: &mut Intents) {
    page(ui, words::WORDS_TITLE, |ui| {
        paragraph(ui, words::WORDS_HELP);
        ui.add_space(space::M);
        let six: Vec<&str> = six.iter().map(String::as_str).collect();
        word_grid(ui, &six);
        ui.add_space(space::M);
        paragraph(ui, words::WORDS_WHY);
        ui.add_space(space::M);
        if said {
            ui.label(Type::Read.text(words::WORDS_WAIT));
            ui.add_space(space::M);
            stop(ui, out);
            return;
        }
        ui.horizontal_wrapped(|ui| {
            if Button::primary(words::SAME_WORDS).show(ui).clicked() {
                act(out, Act::Same(true));
            }
            if Button::secondary(words::THEY_DIFFER).show(ui).clicked() {
                act(out, Act::Same(false));
            }
        });
    });
}

/// How the devices meet was said before it began: here it is told, not asked.
fn done(ui: &mut Ui, open: &Open, out: &mut Intents) {
    page(ui, words::PAIRED.title, |ui| {
        ui.label(Type::Read.text(words::PAIRED.text));
        if let Some(place) = open.pairing.place {
            ui.add_space(space::S);
            paragraph(ui, &situation::from_now_on(place));
        }
        sharing::wishes(ui, &open.sharing, out);
        ui.add_space(space::L);
        if Button::primary(window::TO_TODAY).show(ui).clicked() {
            act(out, Act::Finish);
        }
    });
}
