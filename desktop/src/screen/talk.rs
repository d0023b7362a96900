//! A talk: its topics, whose turn it is, and how it ends.

use candor_core::id::EntryId;
use egui::{Id, Ui};

use super::{Intents, entry_card};
use crate::engine::Entry;
use crate::engine::lines::Line;
use crate::kit::{
    Button, Icon, TextField, Type, caption, card, checkbox, page, paragraph, section, tokens::space,
};
use crate::state::Intent;
use crate::state::composer::Slot;
use crate::state::open::{Open, Page, is_gone};
use crate::state::sharing::TALKS;
use crate::state::together::{TOPICS_MAX, TURN_MINUTES, Talk, Turn};
use crate::text::{
    calm as calm_words, inert, inert_lines, kinds as kind_words, overview, talk as words, window,
};

/// How visible the page stays once the time is over: nothing rings.
const OVER: f32 = 0.75;
/// The longest opening words.
const OPENING_CHARS: usize = 200;

/// Draws a talk, and what waits for it.
pub fn talk(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    if open
        .together
        .talk
        .is_some_and(|talk| talk.is_over(open.now))
    {
        ui.multiply_opacity(OVER);
    }
    page(ui, window::TALK, |ui| match open.together.talk {
        None => {
            before(ui, open, out);
            parked(ui, open, out);
        }
        Some(talk) => running(ui, open, talk, out),
    });
}

fn before(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    paragraph(ui, words::HELP);
    ui.add_space(space::M);
    TextField::new(words::OPENING)
        .id(Id::unique("talk-opening"))
        .optional(true)
        .char_limit(OPENING_CHARS)
        .show(ui, &mut open.together.opening);
    ui.add_space(space::M);
    let chosen = open.talk_minutes();
    ui.horizontal_wrapped(|ui| {
        for minutes in TALKS {
            let label = words::of(minutes);
            let begin = match chosen {
                Some(chosen) if chosen != minutes => Button::secondary(&label),
                _ => Button::primary(&label),
            };
            if begin.show(ui).clicked() {
                out.push(Intent::TalkBegin(minutes));
            }
        }
    });
    if let Some(minutes) = chosen {
        caption(ui, &words::chosen(minutes));
    }
    paragraph(ui, &words::turns(TURN_MINUTES));
    take_a_break(ui, out);
    if let Some(cadence) = &open.together.day.cadence {
        paragraph(ui, &words::cadence(&cadence.word, &cadence.from));
    }
}

/// The way to a break.
pub(super) fn take_a_break(ui: &mut Ui, out: &mut Intents) {
    let calm = Button::quiet(calm_words::BREAK).icon(Icon::MOON).flush();
    if calm.show(ui).clicked() {
        out.push(Intent::Go(Page::Calm));
    }
}

fn running(ui: &mut Ui, open: &Open, talk: Talk, out: &mut Intents) {
    let (left, turn) = talk.at(open.now);
    let partner = inert(open.partner().unwrap_or(""));
    let me = inert(open.me());
    let whose = match talk.turn {
        Turn::Mine => words::turn_of(Some((&me, &partner))),
        Turn::Theirs => words::turn_of(Some((&partner, &me))),
        Turn::Both => words::turn_of(None),
    };
    ui.label(Type::Display.text(whose));
    paragraph(ui, &words::left(left, turn));
    if talk.is_closing(open.now) {
        paragraph(ui, words::CLOSING);
    }
    ui.add_space(space::M);
    ui.horizontal_wrapped(|ui| {
        let closing = talk.is_closing(open.now);
        let pause = Button::secondary(kind_words::heading("pause"));
        if pause.show(ui).clicked() {
            out.push(Intent::Write(Slot::New("pause".to_owned())));
        }
        let close = if closing {
            Button::primary(words::CLOSING_LINE)
        } else {
            Button::secondary(words::CLOSING_LINE)
        };
        if close.show(ui).clicked() {
            out.push(Intent::TalkEnd);
        }
        // The last one: nothing comes to stand where it was once it is gone.
        if talk.turn != Turn::Both {
            let next = if closing {
                Button::secondary(words::NEXT_TURN)
            } else {
                Button::primary(words::NEXT_TURN)
            };
            if next.show(ui).clicked() {
                out.push(Intent::TalkTurn);
            }
        }
    });
    let chosen: Vec<&Entry> = topics(open).collect();
    if chosen.is_empty() {
        return;
    }
    section(ui, words::TOPICS);
    for topic in chosen {
        card(ui, |ui| {
            let line = overview::topic(topic.title.as_deref(), &topic.text);
            ui.label(Type::Read.text(inert(&line)));
        });
        ui.add_space(space::XS);
    }
}

fn topics(open: &Open) -> impl Iterator<Item = &Entry> {
    let chosen = &open.together.topics;
    open.together
        .day
        .parked
        .iter()
        .filter(|entry| EntryId::from_hex(&entry.id).is_some_and(|id| chosen.contains(&id)))
}

/// What either wrote for the list when they kept something for the talk.
fn lines_for_the_list<'a>(open: &'a Open, line: &Line) -> impl Iterator<Item = &'a str> {
    let kept = open.timeline.replies(line.id);
    let kept = kept.filter(move |reply| {
        let is_kept = reply.content.kind() == "parked";
        is_kept && !is_gone(reply) && !open.is_covered(reply)
    });
    let said = kept.map(|reply| reply.content.text().trim());
    said.filter(|said| !said.is_empty())
}

fn parked(ui: &mut Ui, open: &Open, out: &mut Intents) {
    section(ui, words::PARKED);
    let add = Button::secondary(words::ADD_TOPIC).icon(Icon::PLUS);
    if add.show(ui).clicked() {
        out.push(Intent::Write(Slot::New("topic".to_owned())));
    }
    ui.add_space(space::S);
    if open.together.day.parked.is_empty() {
        paragraph(ui, words::PARKED_EMPTY);
    }
    for entry in &open.together.day.parked {
        let line = EntryId::from_hex(&entry.id).and_then(|id| open.timeline.line(id));
        let Some(line) = line else { continue };
        if entry_card(ui, open, line).clicked() {
            out.push(Intent::Go(Page::Entry(line.id)));
        }
        for said in lines_for_the_list(open, line) {
            paragraph(ui, &inert_lines(said));
        }
        ui.horizontal_wrapped(|ui| {
            let mut now = open.together.topics.contains(&line.id);
            let room = now || open.together.topics.len() < TOPICS_MAX;
            let choose = ui.add_enabled_ui(room, |ui| checkbox(ui, words::NOW, &mut now));
            if choose.inner.changed() {
                out.push(Intent::TalkTopic(line.id));
            }
            if Button::quiet(words::TALKED).show(ui).clicked() {
                out.push(Intent::Talked(line.id));
            }
        });
        ui.add_space(space::S);
    }
}
