//! The weekly meeting, one item a screen.

use candor_core::entry::content::{FIELD_BYTES_MAX, TEXT_BYTES_MAX};
use candor_core::entry::template::template;
use candor_core::id::EntryId;
use egui::{Id, Response, Ui};

use super::{Intents, day_help, entry_card};
use crate::engine::lines::Line;
use crate::kit::{
    Button, DayField, Icon, Near, TextField, Visibility, button::finish_pressed, caption, page,
    paragraph, section, select, tokens::space, visibility_chip,
};
use crate::state::Intent;
use crate::state::meeting::{ITEMS, Item, Listed, MEETING_KIND, Noted, is_asked};
use crate::state::open::{Open, Page};
use crate::text::{inert, kinds, meeting as words, window};

/// What a note can become.
const DECISIONS: [&str; 3] = ["promise", "request", "agreement"];

/// Draws the item of the meeting that is on.
pub fn meeting(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    let item = ITEMS[open.agenda.min(ITEMS.len() - 1)];
    page(ui, kinds::heading(MEETING_KIND), |ui| {
        ui.horizontal_wrapped(|ui| {
            let partner = inert(open.partner().unwrap_or(""));
            visibility_chip(ui, Visibility::Shared, &window::goes_to(&partner));
            caption(ui, &words::item_of(open.agenda + 1, ITEMS.len()));
        });
        section(ui, title(item));
        if let Some(prompt) = prompt(item) {
            paragraph(ui, prompt);
        }
        listed(ui, open, item.listed, out);
        note(ui, open, item, out);
        if item.decides {
            decide(ui, out);
        }
        ui.add_space(space::L);
        steps(ui, open, out);
    });
}

fn title(item: Item) -> &'static str {
    match item.noted {
        Noted::Field(name) => kinds::field(MEETING_KIND, name),
        Noted::Text => words::ONE_THING,
        Noted::Sealed(kind) => kinds::heading(kind),
    }
}

fn prompt(item: Item) -> Option<&'static str> {
    let prompts = &template(MEETING_KIND)?.prompts;
    prompts.get(item.prompt?).map(String::as_str)
}

/// What there is to look at together, with a way to each.
fn listed(ui: &mut Ui, open: &Open, listed: Listed, out: &mut Intents) {
    let together = &open.together;
    let ids: Vec<&str> = match listed {
        Listed::Nothing => return,
        Listed::Promises => {
            let open = ["proposed", "standing", "change", "reported", "needs-time"];
            let promises = together.promises.iter();
            let promises = promises.filter(|promise| open.contains(&promise.state.as_str()));
            promises.map(|promise| promise.id.as_str()).collect()
        }
        Listed::Agreements => {
            let due = together.agreements.iter();
            let due = due.filter(|agreement| {
                let review = agreement.agreed.as_ref().is_some_and(|it| it.review_due);
                review || agreement.proposed.is_some() || agreement.state == "on-hold"
            });
            due.filter_map(|agreement| {
                let version = agreement.proposed.as_ref().or(agreement.agreed.as_ref())?;
                Some(version.id.as_str())
            })
            .collect()
        }
        Listed::Requests => Vec::new(),
    };
    let is_open = |line: &&Line| is_asked(line.content.kind(), line.state.word());
    let lines: Vec<&Line> = if listed == Listed::Requests {
        open.timeline.newest_first().filter(is_open).collect()
    } else {
        let line = |id: &&str| EntryId::from_hex(id).and_then(|id| open.timeline.line(id));
        ids.iter().filter_map(line).collect()
    };
    if lines.is_empty() {
        caption(ui, words::NOTHING_LISTED);
    }
    for line in lines {
        if entry_card(ui, open, line).clicked() {
            out.push(Intent::Go(Page::Entry(line.id)));
        }
        ui.add_space(space::XS);
    }
    ui.add_space(space::S);
}

/// The box for notes: either of the two writes, the other's notes stand beside
/// once the meeting is shared.
fn note(ui: &mut Ui, open: &mut Open, item: Item, out: &mut Intents) {
    let comes_up = comes_up(ui, open.agenda);
    let begun = match item.noted {
        Noted::Sealed(kind) => open.open_pair(kind),
        _ => None,
    };
    let Some(composer) = &mut open.composer else {
        return;
    };
    let changed = match item.noted {
        Noted::Text => {
            let field = TextField::new(words::NOTES)
                .rows(5)
                .reading(true)
                .optional(true)
                .id(Id::unique("meeting-text"))
                .char_limit(TEXT_BYTES_MAX);
            let response = field.show(ui, &mut composer.content.text);
            if comes_up {
                take_keyboard(&response);
            }
            response.changed()
        }
        Noted::Sealed(kind) => {
            paragraph(ui, words::CADENCE);
            ui.add_space(space::S);
            if let Some((pair, true)) = begun {
                paragraph(ui, window::PAIR_SEALED);
                if Button::quiet(window::OPEN_ENTRY).flush().show(ui).clicked() {
                    out.push(Intent::Go(Page::Entry(pair)));
                }
                return;
            }
            let say = Button::secondary(words::SAY_IT).icon(Icon::ENVELOPE_SIMPLE);
            if say.show(ui).clicked() {
                out.push(Intent::Decide(kind.to_owned()));
            }
            false
        }
        Noted::Field(name) => {
            let day = name == "next";
            let mut value = composer.field(name).to_owned();
            let id = Id::unique(("meeting", name));
            let help = day_help(&value);
            let field = TextField::new(if day { words::DAY } else { words::NOTES })
                .rows(if day { 1 } else { 5 })
                .reading(!day)
                .optional(true)
                .char_limit(FIELD_BYTES_MAX / 4);
            let response = if day {
                let field = field.help(&help);
                DayField::new(field, id, composer.today, Near::Ahead).show(ui, &mut value)
            } else {
                field.id(id).show(ui, &mut value)
            };
            if comes_up {
                take_keyboard(&response);
            }
            let changed = response.changed();
            if changed {
                composer.set(name, &value);
            }
            let goes = name == "was-hard" && goes(ui, composer);
            changed || goes
        }
    };
    if changed {
        out.push(Intent::Typed);
    }
}

/// What has the keyboard is in sight.
fn take_keyboard(notes: &Response) {
    notes.request_focus();
    notes.scroll_to_me(None);
}

/// Whether this item is drawn for the first time since another was: its notes
/// take the keyboard then.
fn comes_up(ui: &Ui, agenda: usize) -> bool {
    let key = Id::unique("meeting-item");
    let pass = ui.ctx().cumulative_pass_nr();
    ui.data_mut(|data| {
        let before: Option<(usize, u64)> = data.get_temp(key);
        data.insert_temp(key, (agenda, pass));
        // A page that was left meanwhile comes up anew.
        before.is_none_or(|(item, last)| item != agenda || pass > last + 2)
    })
}

/// Where what was hard goes: a talk, a therapist, or nowhere for now.
fn goes(ui: &mut Ui, composer: &mut crate::state::composer::Composer) -> bool {
    const NAME: &str = "hard-goes";
    let values = template(MEETING_KIND)
        .and_then(|of| of.field(NAME))
        .map(|field| field.shape.values())
        .unwrap_or_default();
    let names: Vec<&str> = std::iter::once(window::NO_CHOICE)
        .chain(
            values
                .iter()
                .map(|value| kinds::choice(MEETING_KIND, NAME, value)),
        )
        .collect();
    let now = composer.field(NAME);
    let mut at = values
        .iter()
        .position(|value| value == now)
        .map_or(0, |at| at + 1);
    let label = kinds::field(MEETING_KIND, NAME);
    let changed = select(ui, Id::unique("meeting-goes"), label, &names, &mut at);
    if changed {
        let value = at.checked_sub(1).map_or("", |at| &values[at]);
        composer.set(NAME, value);
    }
    changed
}

/// What was noted becomes an entry of its own.
fn decide(ui: &mut Ui, out: &mut Intents) {
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        caption(ui, words::MAKE_OF_IT);
        for kind in DECISIONS {
            let button = Button::quiet(kinds::heading(kind)).icon(kinds::icon(kind));
            if button.show(ui).clicked() {
                out.push(Intent::Decide(kind.to_owned()));
            }
        }
    });
}

fn steps(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let Some(composer) = &open.composer else {
        return;
    };
    let last = open.agenda + 1 == ITEMS.len();
    let partner = inert(open.partner().unwrap_or(""));
    let onward = finish_pressed(ui);
    ui.horizontal_wrapped(|ui| {
        if last {
            let share = window::share(&partner);
            let finish = Button::primary(&share).enabled(composer.is_ready());
            if finish.show(ui).clicked() || (onward && composer.is_ready()) {
                out.push(Intent::Finish);
            }
        } else if Button::primary(words::NEXT).show(ui).clicked() || onward {
            out.push(Intent::Agenda(1));
        }
        if open.agenda > 0 && Button::secondary(words::BEFORE).show(ui).clicked() {
            out.push(Intent::Agenda(-1));
        }
        if Button::secondary(window::PUT_AWAY).show(ui).clicked() {
            out.push(Intent::PutAway);
        }
        let discard = Button::quiet(window::DISCARD).icon(Icon::TRASH);
        if !composer.is_unchanged() && discard.show(ui).clicked() {
            out.push(Intent::Discard);
        }
    });
    if let Some(error) = &composer.error {
        crate::kit::Banner::danger(error).show(ui);
    }
}
