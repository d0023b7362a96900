//! A talk: its topics, whose turn it is, and how it ends.

use candor_core::id::EntryId;
use egui::{Id, Ui};

use super::{Intents, closed, entry_card, today};
use crate::engine::lines::Line;
use crate::kit::{
    Banner, BannerAct, Button, Icon, TextField, Type, caption, card, checkbox, column, cover_line,
    page, paragraph, section, tokens::space,
};
use crate::state::Intent;
use crate::state::composer::Slot;
use crate::state::open::{Open, Page, is_gone};
use crate::state::sharing::TALKS;
use crate::state::talk::{TOPICS_MAX, TURN_MINUTES, Talk, Turn};
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

/// A talk at the other window, above whatever page is shown.
pub(super) fn offered(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let Some(talk) = open.offered_talk() else {
        return;
    };
    let said = said_of(open, talk);
    let banner = Banner::info(&said)
        .action(words::HERE)
        .dismiss(words::NOT_NOW);
    match column(ui, space::S, |ui| banner.show(ui)) {
        BannerAct::None => {}
        BannerAct::Action => out.push(Intent::TalkHere),
        BannerAct::Dismissed => out.push(Intent::TalkNotNow),
    }
}

/// What is said of a talk at the other window.
fn said_of(open: &Open, talk: &Talk) -> String {
    let partner = inert(open.partner().unwrap_or(""));
    match talk.is_begun_there() {
        true => words::begun(&partner, talk.minutes),
        false => words::at_their_window(&partner, talk.minutes),
    }
}

/// The same where it was put off: here it can be shown all the same.
fn put_off(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let Some(talk) = open.together.elsewhere.put_off() else {
        return;
    };
    paragraph(ui, &said_of(open, talk));
    if Button::secondary(words::HERE).show(ui).clicked() {
        out.push(Intent::TalkHere);
    }
    ui.add_space(space::M);
}

fn before(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    put_off(ui, open, out);
    paragraph(ui, words::HELP);
    ui.add_space(space::M);
    for agreement in &open.together.day.each_day {
        let version = agreement.in_force().map(|version| version.id.as_str());
        if let Some(id) = version.and_then(EntryId::from_hex) {
            today::each_day(ui, open, agreement, Page::Entry(id), out);
        }
    }
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
    // In one line: nothing moves below it when the other window stops the clock.
    let left = words::left(left, turn);
    let left = match talk.is_stopped() {
        true => format!("{} {left}", words::STOPPED),
        false => left,
    };
    paragraph(ui, &left);
    if talk.is_closing(open.now) {
        paragraph(ui, words::CLOSING);
    }
    ui.add_space(space::M);
    // One of them is what comes next; while the clock stands still, that is to go on.
    let closing = talk.is_closing(open.now);
    let weight = |is_next: bool, label: &'static str| match is_next && !talk.is_stopped() {
        true => Button::primary(label),
        false => Button::secondary(label),
    };
    ui.horizontal_wrapped(|ui| {
        let pause = Button::secondary(kind_words::heading("pause"));
        if pause.show(ui).clicked() {
            out.push(Intent::Write(Slot::New("pause".to_owned())));
        }
        if weight(closing, words::CLOSING_LINE).show(ui).clicked() {
            out.push(Intent::TalkEnd);
        }
        // The last one: nothing comes to stand where it was once it is gone.
        if talk.turn != Turn::Both && weight(!closing, words::NEXT_TURN).show(ui).clicked() {
            out.push(Intent::TalkTurn);
        }
    });
    ui.add_space(space::S);
    take_a_break(ui, out);
    // The last one too: the other window can stop the clock at any moment.
    if talk.is_stopped() {
        ui.add_space(space::S);
        if Button::primary(words::GO_ON).show(ui).clicked() {
            out.push(Intent::TalkGoesOn);
        }
    }
    topics(ui, open, out);
}

fn topics(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let mut chosen = open.together.chosen().peekable();
    if chosen.peek().is_some() {
        section(ui, words::TOPICS);
    }
    for (id, topic) in chosen {
        match open.closed_topic(id) {
            // Whoever chose it, it is opened on purpose.
            Some(line) => {
                if entry_card(ui, open, line).clicked() {
                    out.push(Intent::Go(Page::Entry(id)));
                }
            }
            None => {
                card(ui, |ui| match closed::entry(open, topic) {
                    Some(words) => cover_line(ui, &words),
                    None => {
                        let line = overview::topic(topic.title.as_deref(), &topic.text);
                        ui.label(Type::Read.text(inert(&line)));
                    }
                });
            }
        }
        ui.add_space(space::XS);
    }
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
