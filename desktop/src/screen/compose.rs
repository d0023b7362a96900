//! Writing: the text first, everything else below and optional.

use candor_core::entry::content::{FIELD_BYTES_MAX, TEXT_BYTES_MAX};
use candor_core::entry::mechanism::Mechanism;
use candor_core::entry::template::{COVER_CHARS_MAX, Field, FieldShape, TextRule, first_blank};
use egui::{Frame, Id, Margin, Ui};

use super::quoted::quoted;
use super::second_look::second_look;
use super::vocabulary::lists;
use super::{Intents, day_field, meeting, when};
use crate::engine::moment::Moment;
use crate::engine::pause::{BACK, BACK_ON};
use crate::kit::{
    Banner, BannerAct, Button, Icon, Modal, ModalChoice, Near, TextField, Type, Visibility,
    bring_caret, button::finish_pressed, caption, card, checkbox, checkboxes, column,
    foot as kit_foot, link, page, palette, paragraph, reading, select, tokens::space,
    visibility_chip,
};
use crate::state::Intent;
use crate::state::alone::own_beside;
use crate::state::composer::{Composer, Kept, Slot};
use crate::state::open::Open;
use crate::state::question::is_closed;
use crate::text::{
    access::asks_for_access, alone, inert, inert_lines, joint as joint_words, kinds, vocabulary,
    window as words,
};

/// The height below which the acts scroll along with the text.
const LOW: f32 = 420.0;

/// The id of a field of what is being written: one of each text, so that
/// nothing egui holds of one comes up in another.
pub fn field_id(slot: &Slot, name: &str) -> Id {
    Id::unique(("composer", slot.name(), name))
}

/// Draws the composer.
pub fn compose(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    let partner = open.partner().unwrap_or("").to_owned();
    let clock = open.clock();
    let asked = open
        .composer
        .as_ref()
        .and_then(|composer| composer.slot.parent())
        .and_then(|id| open.timeline.line(id))
        .and_then(|line| quoted(open, line));
    let begun = open
        .composer
        .as_ref()
        .filter(|composer| matches!(composer.slot, Slot::New(_)))
        .and_then(|composer| open.begun_by_other(&composer.kind));
    let Some(composer) = &mut open.composer else {
        return;
    };
    if composer.discarding {
        discard(ui, out);
    }
    if open.is_meeting() {
        return meeting::meeting(ui, open, out);
    }
    let Some(composer) = &mut open.composer else {
        return;
    };
    if composer.gate.is_some() {
        gate(ui, composer, out);
        return;
    }
    // In a low window the acts would leave no room for the text.
    let low = ui.available_height() < LOW;
    if !low {
        foot(ui, composer, &partner, out);
    }
    page(ui, kinds::heading(&composer.kind), |ui| {
        ui.horizontal_wrapped(|ui| {
            if composer.slot.is_own() {
                visibility_chip(ui, Visibility::OnlyMe, words::ONLY_ME);
            } else {
                visibility_chip(ui, Visibility::Shared, &words::goes_to(&partner));
            }
            let p = palette(ui);
            let state = match composer.kept {
                Kept::Saved if composer.is_unchanged() => "",
                Kept::Saved => words::DRAFT_SAVED,
                Kept::Typing(_) | Kept::Saving => words::DRAFT_TYPING,
            };
            ui.label(Type::Small.text(state).color(p.ink3));
        });
        let of = composer.template();
        let purpose = of.map(|of| of.purpose.as_str());
        let purpose = purpose.filter(|_| asked.is_none());
        let why = of.map(|of| of.why.as_str());
        let says = |line: &&str| !line.is_empty();
        for line in purpose.into_iter().chain(why).filter(says) {
            caption(ui, line);
            ui.add_space(space::S);
        }
        if let Some(asked) = asked {
            asked.show(ui);
        }
        if composer.kind == "assent" {
            paragraph(ui, words::BEFORE_ASSENT);
            ui.add_space(space::M);
        }
        if let Some(pair) = begun {
            let act = Banner::info(&words::pair_begun(&inert(&partner)))
                .action(words::WRITE_HALF)
                .show(ui);
            if act == BannerAct::Action {
                out.push(Intent::JoinPair(pair));
            }
            ui.add_space(space::S);
        }
        if composer.offers_times() {
            when::times(ui, composer, clock, &partner, out);
        }
        form(ui, composer, clock, out);
        if low {
            ui.add_space(space::L);
            finish(ui, composer, &partner, out);
        }
    });
}

/// What can be done with it stands below, wherever the text is scrolled to.
fn foot(ui: &mut Ui, composer: &mut Composer, partner: &str, out: &mut Intents) {
    let p = palette(ui);
    let frame = Frame::new().fill(p.bg).inner_margin(Margin {
        top: space::M as i8,
        bottom: space::L as i8,
        ..Margin::ZERO
    });
    kit_foot(ui, "composer-foot", frame, |ui| {
        column(ui, 0.0, |ui| finish(ui, composer, partner, out));
    });
}

fn finish(ui: &mut Ui, composer: &mut Composer, partner: &str, out: &mut Intents) {
    if let Some(error) = &composer.error {
        Banner::danger(error).show(ui);
        ui.add_space(space::S);
    }
    // Whoever has begun is told what the button still waits for.
    let lacks = composer.lacks().filter(|_| !composer.offers_times());
    if let Some(lacks) = lacks.filter(|_| !composer.is_unchanged()) {
        caption(ui, &kinds::lacks(&composer.kind, &lacks));
        ui.add_space(space::XS);
        next_blank(ui, composer);
    }
    acts(ui, composer, partner, out);
}

fn form(ui: &mut Ui, composer: &mut Composer, clock: Option<Moment>, out: &mut Intents) {
    let kind = composer.kind.clone();
    let fields: Vec<_> = composer
        .template()
        .map(|template| template.fields.clone())
        .unwrap_or_default();
    let beside: Vec<String> = composer
        .template()
        .map(|template| template.beside.clone())
        .unwrap_or_default();
    let offers_times = composer.offers_times();
    let is_time = |name: &str| [BACK, BACK_ON].contains(&name);
    // Where times take one press, there are no fields for them.
    let is_first =
        |name: &str| beside.iter().any(|first| first == name) && !(offers_times && is_time(name));
    let rule = composer
        .template()
        .map_or(TextRule::Required, |template| template.text);
    let first: Vec<&Field> = fields
        .iter()
        .filter(|field| is_first(&field.name))
        .collect();
    let mut changed = false;
    // Where the text may be left out, what stands beside it counts more.
    let word_first = rule == TextRule::Optional || kinds::word_of(&kind).is_some();
    if word_first {
        changed |= firsts(ui, composer, (kind.as_str(), clock), &first, out);
    }
    if rule != TextRule::None {
        let text = field_id(&composer.slot, "text");
        let response = TextField::new(kinds::text_label(&kind))
            .rows(if word_first { 4 } else { 9 })
            .reading(true)
            .optional(rule == TextRule::Optional)
            .id(text)
            .char_limit(TEXT_BYTES_MAX)
            .show(ui, &mut composer.content.text);
        changed |= response.changed();
        let nobody = ui.memory(|memory| memory.focused().is_none());
        if nobody && composer.is_unchanged() && !offers_times {
            response.request_focus();
        }
        second_look(ui, composer, "text", out);
    }
    if asks_for_access(&kind, &composer.content) {
        ui.add_space(space::XS);
        Banner::info(words::ASKS_FOR_ACCESS).show(ui);
        ui.add_space(space::XS);
    }
    changed |= openings(ui, composer);
    changed |= aids(ui, composer);
    if !word_first {
        changed |= firsts(ui, composer, (kind.as_str(), clock), &first, out);
    }
    keep_alone(ui, &kind, out);
    let further = |field: &Field| {
        let waits = offers_times && is_time(&field.name);
        !is_first(&field.name) && !is_facts(&field.name) && !waits
    };
    if !fields.iter().any(further) {
        if changed {
            out.push(Intent::Typed);
        }
        return;
    }
    ui.add_space(space::S);
    let more = if composer.more {
        words::LESS
    } else {
        words::MORE
    };
    let caret = if composer.more {
        Icon::CARET_UP
    } else {
        Icon::CARET_DOWN
    };
    if Button::quiet(more).icon(caret).flush().show(ui).clicked() {
        composer.more = !composer.more;
    }
    if composer.more {
        for field in fields.iter().filter(|field| further(field)) {
            changed |= one_field(
                ui,
                composer,
                (kind.as_str(), clock),
                &field.name,
                &field.shape,
            );
            second_look(ui, composer, &field.name, out);
        }
    }
    if changed {
        out.push(Intent::Typed);
    }
}

/// The way to a page of one's own that stands beside a kind.
fn keep_alone(ui: &mut Ui, kind: &str, out: &mut Intents) {
    let (Some(label), Some(own)) = (alone::keep(kind), own_beside(kind)) else {
        return;
    };
    ui.add_space(space::S);
    let keep = Button::quiet(label).icon(Icon::LOCK_KEY).flush();
    if keep.show(ui).clicked() {
        out.push(Intent::Alone(own.to_owned()));
    }
}

/// Fields that Candor itself sets.
fn is_facts(name: &str) -> bool {
    ["prompt", "version", "pattern"].contains(&name)
}

/// The fields that stand beside the text from the start.
fn firsts(
    ui: &mut Ui,
    composer: &mut Composer,
    about: (&str, Option<Moment>),
    first: &[&Field],
    out: &mut Intents,
) -> bool {
    let mut changed = false;
    for field in first {
        changed |= one_field(ui, composer, about, &field.name, &field.shape);
        second_look(ui, composer, &field.name, out);
    }
    changed
}

/// Beginnings and words that can be put into the text. Gives whether one was.
fn aids(ui: &mut Ui, composer: &mut Composer) -> bool {
    let Some(template) = composer.template() else {
        return false;
    };
    let (prompts, takes_words) = (!template.prompts.is_empty(), composer.takes_words());
    ui.horizontal_wrapped(|ui| {
        let toggle = |ui: &mut Ui, icon, (show, hide), on: &mut bool| {
            let label = if *on { hide } else { show };
            if Button::quiet(label).icon(icon).flush().show(ui).clicked() {
                *on = !*on;
                return true;
            }
            false
        };
        let labels = (words::PROMPTS, words::HIDE_PROMPTS);
        if prompts && toggle(ui, Icon::NOTE_PENCIL, labels, &mut composer.prompts) {
            composer.words = false;
        }
        let labels = (vocabulary::SHOW, vocabulary::HIDE);
        if takes_words && toggle(ui, Icon::BOOK_OPEN, labels, &mut composer.words) {
            composer.prompts = false;
        }
    });
    let mut changed = false;
    if prompts && composer.prompts {
        let lines: Vec<&str> = template.prompts.iter().map(String::as_str).collect();
        changed |= beginnings(ui, composer, &lines);
        composer.prompts &= !changed;
        ui.add_space(space::S);
    }
    if takes_words && composer.words {
        changed |= lists(ui, &mut composer.content.text);
    }
    changed
}

/// Puts the caret of a field over a blank of its text, or at the end, and gives it the
/// keyboard.
fn put_caret(ui: &Ui, id: Id, text: &str, blank: Option<usize>) {
    use egui::text::{CCursor, CCursorRange};
    let chars = |at: usize| text[..at].chars().count();
    let range = match blank {
        Some(at) => {
            let at = chars(at);
            CCursorRange::two(CCursor::new(at), CCursor::new(at + 1))
        }
        None => CCursorRange::one(CCursor::new(chars(text.len()))),
    };
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), id);
    ui.memory_mut(|memory| memory.request_focus(id));
}

/// A way to the next blank of a ready text.
fn next_blank(ui: &mut Ui, composer: &mut Composer) {
    let Some(template) = composer.template().filter(|of| of.is_assented_to()) else {
        return;
    };
    let mut blank = first_blank(&composer.content.text).map(|at| ("text", at));
    for field in &template.fields {
        let value = composer.content.fields.get(&field.name);
        let found = value.and_then(|value| first_blank(value));
        blank = blank.or(found.map(|at| (field.name.as_str(), at)));
    }
    let Some((name, at)) = blank else { return };
    if Button::quiet(words::NEXT_BLANK).flush().show(ui).clicked() {
        let text = match name {
            "text" => &composer.content.text,
            name => &composer.content.fields[name],
        };
        let id = field_id(&composer.slot, name);
        put_caret(ui, id, text, Some(at));
        bring_caret(ui, id);
        let beside = template.beside.iter().any(|beside| beside == name);
        composer.more |= name != "text" && !beside;
    }
}

/// Other beginnings for a question that yes or no could answer. Gives whether
/// one was put into the text.
fn openings(ui: &mut Ui, composer: &mut Composer) -> bool {
    let asks = ["question", "question-draft"].contains(&composer.kind.as_str());
    if !asks || !is_closed(&composer.content.text) {
        return false;
    }
    ui.add_space(space::XS);
    Banner::info(words::CLOSED_QUESTION).show(ui);
    let changed = beginnings(ui, composer, &words::OPENINGS);
    ui.add_space(space::S);
    changed
}

/// Lines that can each be put below the text. Gives whether one was.
fn beginnings(ui: &mut Ui, composer: &mut Composer, lines: &[&str]) -> bool {
    let mut changed = false;
    for line in lines {
        if link(ui, line).clicked() {
            let text = &mut composer.content.text;
            if !text.is_empty() && !text.ends_with('\n') {
                text.push_str("\n\n");
            }
            let from = text.len();
            text.push_str(line.trim_end_matches('…').trim_end());
            text.push(' ');
            // The caret goes to what is to be written: a blank, or the end.
            let blank = first_blank(&text[from..]).map(|at| from + at);
            let id = field_id(&composer.slot, "text");
            put_caret(ui, id, &composer.content.text, blank);
            changed = true;
        }
    }
    changed
}

fn one_field(
    ui: &mut Ui,
    composer: &mut Composer,
    (kind, clock): (&str, Option<Moment>),
    name: &str,
    shape: &FieldShape,
) -> bool {
    let label = kinds::field(kind, name).to_owned();
    let id = field_id(&composer.slot, name);
    ui.add_space(space::XS);
    match shape {
        FieldShape::Wish | FieldShape::Word(_) | FieldShape::Required(_) | FieldShape::Scale => {
            let none = match shape {
                FieldShape::Required(_) => words::CHOOSE,
                _ => words::NO_CHOICE,
            };
            choice(
                ui,
                composer,
                (kind, name, none),
                &label,
                &shape.values(),
                id,
            )
        }
        FieldShape::Words(values) => several(ui, composer, (kind, name), &label, values),
        FieldShape::Text | FieldShape::Long | FieldShape::Cover => {
            let mut value = composer.field(name).to_owned();
            let long = *shape == FieldShape::Long;
            let limit = match shape {
                FieldShape::Cover => COVER_CHARS_MAX,
                _ => FIELD_BYTES_MAX / 4,
            };
            let mut field = TextField::new(&label)
                .id(id)
                .optional(!shape.is_needed())
                .char_limit(limit)
                .rows(if long { 4 } else { 1 })
                .reading(long);
            if let Some(help) = kinds::field_help(kind, name) {
                field = field.help(help);
            }
            let changed = field.show(ui, &mut value).changed();
            if changed {
                composer.set(name, &value);
            }
            changed
        }
        FieldShape::Happened
        | FieldShape::Day
        | FieldShape::NeededDay
        | FieldShape::Time
        | FieldShape::NeededTime => when::field(ui, composer, (kind, clock), name, shape),
    }
}

fn choice(
    ui: &mut Ui,
    composer: &mut Composer,
    (kind, name, none): (&str, &str, &str),
    label: &str,
    values: &[String],
    id: Id,
) -> bool {
    let persons: Vec<String> = values
        .iter()
        .map(|value| {
            let (me, other) = &composer.persons;
            kinds::person(kind, name, value, me, other)
                .unwrap_or_else(|| kinds::choice(kind, name, value).to_owned())
        })
        .map(|words| inert(&words))
        .collect();
    let names: Vec<&str> = std::iter::once(none)
        .chain(persons.iter().map(String::as_str))
        .collect();
    let now = composer.field(name);
    let mut selected = values
        .iter()
        .position(|value| value == now)
        .map_or(0, |at| at + 1);
    let changed = select(ui, id, label, &names, &mut selected);
    if changed {
        let value = match selected {
            0 => String::new(),
            at => values[at - 1].clone(),
        };
        composer.set(name, &value);
    }
    changed
}

fn several(
    ui: &mut Ui,
    composer: &mut Composer,
    (kind, name): (&str, &str),
    label: &str,
    values: &[String],
) -> bool {
    let now: Vec<String> = composer
        .field(name)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    ui.label(Type::Button.text(label));
    let mut changed = false;
    let mut chosen: Vec<&String> = Vec::new();
    checkboxes(ui, |ui| {
        for value in values {
            let mut on = now.contains(value);
            changed |= checkbox(ui, kinds::choice(kind, name, value), &mut on).changed();
            if on {
                chosen.push(value);
            }
        }
    });
    if changed {
        let joined: Vec<&str> = chosen.iter().map(|value| value.as_str()).collect();
        composer.set(name, &joined.join(" "));
    }
    changed
}

fn acts(ui: &mut Ui, composer: &Composer, partner: &str, out: &mut Intents) {
    let sealed = composer
        .template()
        .is_some_and(|template| template.mechanism == Mechanism::SealedPair);
    let label = if composer.slot.is_own() {
        words::KEEP.to_owned()
    } else if sealed {
        words::SEAL.to_owned()
    } else {
        words::share(partner)
    };
    let finished = finish_pressed(ui) && composer.is_ready();
    ui.horizontal_wrapped(|ui| {
        let finish = Button::primary(&label).enabled(composer.is_ready());
        // Where times take one press, that press shares it.
        let by_times = composer.offers_times();
        if !by_times && (finish.show(ui).clicked() || finished) {
            out.push(Intent::Finish);
        }
        if Button::secondary(words::PUT_AWAY).show(ui).clicked() {
            out.push(Intent::PutAway);
        }
        let begins = composer
            .template()
            .is_some_and(|of| of.is_assented_to() && of.kind != "rest")
            && matches!(composer.slot, Slot::New(_));
        if begins && Button::quiet(joint_words::BEGIN).show(ui).clicked() {
            out.push(Intent::WriteTogether);
        }
        if !composer.is_unchanged()
            && Button::quiet(words::DISCARD)
                .icon(Icon::TRASH)
                .show(ui)
                .clicked()
        {
            out.push(Intent::Discard);
        }
    });
}

/// What is thrown away is gone, so it is asked for twice.
fn discard(ui: &Ui, out: &mut Intents) {
    let modal = Modal::new(words::DISCARD_TITLE)
        .body(words::DISCARD_BODY)
        .confirm(words::DISCARD)
        .way_out(words::KEEP_IT)
        .danger(true);
    match modal.show(ui.ctx(), Id::unique("discard")) {
        Some(ModalChoice::Confirmed) => out.push(Intent::Discard),
        Some(ModalChoice::Left) => out.push(Intent::KeepDraft),
        None => {}
    }
}

/// Four questions before a question; in memory alone.
fn gate(ui: &mut Ui, composer: &mut Composer, out: &mut Intents) {
    let (question, error) = (composer.content.text.clone(), composer.error.clone());
    let pick = (composer.today, Near::Ahead);
    let Some(gate) = &mut composer.gate else {
        return;
    };
    let mut retyped = false;
    let mut form = None;
    page(ui, words::GATE_TITLE, |ui| {
        card(ui, |ui| {
            ui.label(Type::ReadItalic.text(inert_lines(&question)));
        });
        paragraph(ui, words::GATE_HELP);
        ui.add_space(space::S);
        for asks in words::GATE {
            reading(ui, asks);
        }
        ui.add_space(space::M);
        let until = &mut gate.until;
        let day = day_field(ui, words::GATE_UNTIL, "gate-until", pick, until);
        retyped = day.changed();
        caption(ui, words::GATE_PARKED);
        if let Some(error) = &error {
            ui.add_space(space::S);
            Banner::danger(error).show(ui);
        }
        ui.add_space(space::L);
        ui.horizontal_wrapped(|ui| {
            if Button::primary(words::GATE_ASK).show(ui).clicked() || finish_pressed(ui) {
                out.push(Intent::PassGate);
            }
            if Button::secondary(words::GATE_REWORD).show(ui).clicked() {
                out.push(Intent::PutAway);
            }
            if Button::secondary(words::GATE_LATER).show(ui).clicked() {
                out.push(Intent::Later);
            }
            for (label, value) in [
                (words::GATE_ALOUD, "aloud"),
                (words::GATE_THERAPIST, "therapist"),
            ] {
                if Button::secondary(label).show(ui).clicked() {
                    form = Some(value);
                    out.push(Intent::PassGate);
                }
            }
            let let_go = Button::quiet(words::GATE_LET_GO).icon(Icon::TRASH);
            if let_go.show(ui).clicked() {
                out.push(Intent::Discard);
            }
        });
    });
    if retyped {
        composer.error = None;
    }
    if let Some(form) = form {
        composer.set("form", form);
    }
}
