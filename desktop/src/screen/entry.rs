//! One entry, its fields, its versions, and what answers it.

use candor_core::date::Day;
use candor_core::id::EntryId;
use egui::Ui;

use super::{Intents, cover_words, entry_card, line_words, who};
use crate::engine::Detail;
use crate::engine::lines::{Line, Standing, Writer};
use crate::kit::{
    Banner, BannerAct, Button, Icon, Type, Visibility, caption, card, empty, link, mark, page,
    palette, paragraph, reading, section, tokens::space, visibility_chip,
};
use crate::state::Intent;
use crate::state::composer::Slot;
use crate::state::open::{Open, Page, answers_to};
use crate::text::{inert, inert_lines, kinds, window as words};

/// Layers of an answer that are opened on purpose, in their order.
const LAYERS: [&str; 2] = ["context", "detail"];
/// Fields that are shown elsewhere on the page.
const ELSEWHERE: [&str; 8] = [
    "kind", "written", "edited", "thread", "title", "happened", "cover", "wish",
];

/// Draws an entry.
pub fn entry(ui: &mut Ui, open: &Open, id: EntryId, out: &mut Intents) {
    let Some(line) = open.timeline.line(id) else {
        ui.add_space(space::HUGE);
        empty(ui, Icon::NOTE, words::NO_ENTRY, words::NO_ENTRY_HELP);
        return;
    };
    let heading = match line
        .content
        .field("title")
        .filter(|_| !open.is_covered(line))
    {
        Some(title) => inert(title),
        None => line_words(open, line),
    };
    page(ui, &heading, |ui| {
        let titled = heading != line_words(open, line);
        head(ui, open, line, titled);
        ui.add_space(space::M);
        above(ui, open, line, out);
        if open.is_covered(line) {
            covered(ui, open, line, out);
            return;
        }
        card(ui, |ui| body(ui, open, line, out));
        if let Some((of, detail)) = &open.detail
            && *of == id
        {
            versions(ui, open, id, detail, out);
        }
        own_acts(ui, open, line, out);
        answers(ui, open, line, out);
        reply(ui, line, out);
    });
}

/// What the entry answers, and a way to it.
fn above(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    let parent = line.content.thread().and_then(|id| open.timeline.line(id));
    let Some(parent) = parent else { return };
    caption(ui, words::ANSWERS_TO);
    if entry_card(ui, open, parent, false).clicked() {
        out.push(Intent::Go(Page::Entry(parent.id)));
    }
    ui.add_space(space::M);
}

fn head(ui: &mut Ui, open: &Open, line: &Line, named: bool) {
    let p = palette(ui);
    ui.horizontal_wrapped(|ui| {
        let name = open.name_of(line.writer);
        mark(ui, who(line), name, 28.0);
        let mut parts = Vec::new();
        if named {
            parts.push(line_words(open, line));
        }
        if let (Some(day), Some(today)) = (line.content.written(), open.today()) {
            parts.push(words::day_words(day, today));
        }
        parts.extend(line.content.field("happened").and_then(words::happened));
        if line.correction_waits {
            parts.push(words::CORRECTION_WAITS.to_owned());
        }
        if line.late {
            parts.push(words::CAME_LATER.to_owned());
        }
        for (at, part) in parts.iter().enumerate() {
            // A date is not broken; the dot stands between two, not at an edge.
            let dotted = format!("·  {part}");
            let color = p.ink3;
            let width = |text: &str| {
                let font = Type::Small.font();
                let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
                galley.size().x
            };
            let fits = width(&dotted) <= ui.available_size_before_wrap().x;
            let text = if at > 0 && fits { &dotted } else { part };
            ui.add(egui::Label::new(Type::Small.text(text).color(color)).extend());
        }
        let partner = open.partner().unwrap_or("");
        let replies = open.page != Page::Entry(line.id);
        match line.standing {
            Standing::Waits(_) => {
                visibility_chip(ui, Visibility::Waiting, &words::waits_for(partner));
            }
            // What answers is shared with the entry it stands under.
            Standing::Said(_) if replies => {}
            Standing::Said(_) => {
                visibility_chip(ui, Visibility::Shared, &words::shared_with(partner));
            }
        }
    });
}

fn covered(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    let what = match line.content.field("cover").filter(|cover| *cover != "none") {
        Some(_) => words::UNDER_COVER,
        None => words::OPENS,
    };
    let act = Banner::info(what)
        .title(&cover_words(open, line))
        .action(words::UNCOVER)
        .show(ui);
    if act == BannerAct::Action {
        out.push(Intent::Uncover(line.id));
    }
}

/// The text, and what the kind holds beside it.
fn body(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    let kind = line.content.kind().to_owned();
    if kind == "acknowledgement" {
        let word = line.content.field("word").unwrap_or("");
        ui.label(Type::Title.text(kinds::acknowledgement(word)));
    }
    if !line.content.text().is_empty() {
        reading(ui, &inert_lines(line.content.text()));
    }
    for (name, value) in line.content.fields() {
        let layered = kind == "answer" && LAYERS.contains(&name);
        if ELSEWHERE.contains(&name) || name == "word" || layered || value.trim().is_empty() {
            continue;
        }
        field(ui, &kind, name, value);
    }
    if let Some(wish) = line.content.field("wish").filter(|wish| *wish != "nothing") {
        field(ui, &kind, "wish", wish);
    }
    if kind == "answer" {
        layers(ui, open, line, out);
    }
}

fn field(ui: &mut Ui, kind: &str, name: &str, value: &str) {
    let p = palette(ui);
    ui.add_space(space::S);
    ui.label(
        Type::SmallStrong
            .text(kinds::field(kind, name))
            .color(p.ink3),
    );
    let one_of = candor_core::entry::template(kind)
        .and_then(|template| template.field(name))
        .is_some_and(|field| !field.shape.values().is_empty());
    if one_of {
        let said: Vec<&str> = value
            .split_whitespace()
            .map(|word| kinds::choice(name, word))
            .collect();
        paragraph(ui, &inert(&said.join(", ")));
    } else {
        reading(ui, &inert_lines(value));
    }
}

/// The deeper layers of an answer, each opened on purpose and in order.
fn layers(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    for layer in LAYERS {
        let Some(value) = line
            .content
            .field(layer)
            .filter(|value| !value.trim().is_empty())
        else {
            continue;
        };
        let mine = line.writer == Writer::Me;
        if mine || open.is_unfolded(line.id, layer) {
            field(ui, "answer", layer, value);
            continue;
        }
        ui.add_space(space::S);
        let button = Button::secondary(words::open_layer(layer)).icon(Icon::CARET_DOWN);
        if button.show(ui).clicked() {
            out.push(Intent::OpenLayer(line.id, layer.to_owned()));
        }
        return;
    }
}

fn versions(ui: &mut Ui, open: &Open, id: EntryId, detail: &Detail, out: &mut Intents) {
    if detail.versions.len() < 2 {
        return;
    }
    ui.add_space(space::S);
    if !open.is_unfolded(id, "versions") {
        if link(ui, words::VERSIONS).clicked() {
            out.push(Intent::OpenLayer(id, "versions".to_owned()));
        }
        return;
    }
    section(ui, words::VERSIONS);
    for version in detail.versions.iter().rev().skip(1) {
        card(ui, |ui| {
            caption(ui, &version_day(open, &version.written));
            if let Some(title) = &version.title {
                ui.label(Type::Title.text(inert(title)));
            }
            reading(ui, &inert_lines(&version.text));
        });
    }
}

/// The day of a version in words.
fn version_day(open: &Open, written: &str) -> String {
    match (Day::parse(written), open.today()) {
        (Some(day), Some(today)) => words::day_words(day, today),
        _ => written.to_owned(),
    }
}

fn own_acts(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    if line.writer != Writer::Me {
        return;
    }
    let correctable = open.can_correct(line) && line.content.kind() != "acknowledgement";
    let waits = matches!(line.standing, Standing::Waits(_));
    if !correctable && !waits {
        return;
    }
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        if correctable {
            let correct = Button::quiet(words::CORRECT)
                .icon(Icon::PENCIL_SIMPLE_LINE)
                .flush();
            if correct.show(ui).clicked() {
                out.push(Intent::Write(Slot::Edit(line.id)));
            }
        }
        if waits {
            let back = Button::quiet(words::TAKE_BACK).icon(Icon::ARROW_COUNTER_CLOCKWISE);
            if back.show(ui).clicked() {
                out.push(Intent::TakeBack(line.id));
            }
        }
    });
}

fn answers(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    let replies: Vec<&Line> = open.timeline.replies(line.id).collect();
    if replies.is_empty() {
        return;
    }
    section(ui, words::ANSWERS);
    for reply in replies {
        card(ui, |ui| {
            head(ui, open, reply, true);
            if open.is_covered(reply) {
                covered(ui, open, reply, out);
            } else {
                body(ui, open, reply, out);
                own_acts(ui, open, reply, out);
            }
            let own: Vec<&Line> = open.timeline.replies(reply.id).collect();
            for nested in own {
                ui.add_space(space::S);
                head(ui, open, nested, true);
                if open.is_covered(nested) {
                    covered(ui, open, nested, out);
                } else {
                    body(ui, open, nested, out);
                }
            }
            if reply.writer == Writer::Them && reply.content.kind() == "answer" {
                ui.add_space(space::S);
                words_row(ui, reply, out);
            }
        });
        ui.add_space(space::XS);
    }
}

/// What a person can do with the other's entry.
fn reply(ui: &mut Ui, line: &Line, out: &mut Intents) {
    if matches!(line.standing, Standing::Waits(_)) {
        return;
    }
    let kinds_allowed = answers_to(line);
    if kinds_allowed.is_empty() {
        return;
    }
    section(ui, words::REPLY);
    if kinds_allowed.contains(&"acknowledgement") && line.content.kind() != "question" {
        words_row(ui, line, out);
        ui.add_space(space::XS);
    }
    ui.horizontal_wrapped(|ui| {
        for kind in kinds_allowed {
            let label = match kind {
                "answer" => words::ANSWER,
                "question" => words::ASK_ABOUT,
                "appreciation" => words::THANK_BACK,
                "note" => words::COMMENT,
                _ => continue,
            };
            if Button::secondary(label)
                .icon(kinds::icon(kind))
                .show(ui)
                .clicked()
            {
                out.push(Intent::Write(Slot::Reply(line.id, kind.to_owned())));
            }
        }
    });
}

fn words_row(ui: &mut Ui, line: &Line, out: &mut Intents) {
    ui.horizontal_wrapped(|ui| {
        for (word, sentence) in kinds::ACKNOWLEDGEMENTS {
            if Button::quiet(sentence).show(ui).clicked() {
                out.push(Intent::Acknowledge(line.id, word.to_owned()));
            }
        }
    });
}
