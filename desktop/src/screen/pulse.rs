//! One's own line of trust over time, in Mine alone.

use egui::{Id, Ui};

use super::mine::own_card;
use super::{Intents, search};
use crate::engine::lines::Line;
use crate::kit::{
    Button, Icon, LineDot, PulseLine, Visibility, caption, card, empty, page, paragraph, select,
    tokens::space, visibility_chip,
};
use crate::state::Intent;
use crate::state::composer::Slot;
use crate::state::open::{Open, Page};
use crate::state::pulse::{KIND, Point, Pulse, SCALES, SURE};
use crate::text::{inert, kinds, pulse as words, window};

/// Draws the line, and the pages it comes from.
pub fn pulse(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    page(ui, words::TITLE, |ui| {
        ui.horizontal_wrapped(|ui| {
            visibility_chip(ui, Visibility::OnlyMe, window::ONLY_ME);
        });
        ui.add_space(space::S);
        paragraph(ui, words::HELP);
        ui.add_space(space::M);
        let new = Button::primary(words::NEW).icon(Icon::NOTE_PENCIL);
        if new.show(ui).clicked() {
            out.push(Intent::Write(Slot::OwnNew(KIND.to_owned())));
        }
        ui.add_space(space::M);
        let names = SCALES.map(|scale| kinds::field(KIND, scale));
        let mut at = SCALES
            .iter()
            .position(|scale| *scale == open.mine.pulse)
            .unwrap_or(0);
        let id = Id::unique("pulse-scale");
        if select(ui, id, words::WHICH, &names, &mut at) {
            open.mine.pulse = SCALES[at].to_owned();
        }
        ui.add_space(space::M);
        let open = &*open;
        let pulse = Pulse::of(&open.mine.timeline, SCALES[at]);
        let (Some(first), Some(last)) = (pulse.points.first(), pulse.points.last()) else {
            empty(ui, Icon::NOTE, words::EMPTY_TITLE, words::EMPTY);
            return;
        };
        card(ui, |ui| drawing(ui, &pulse.points, first, last));
        ui.add_space(space::M);
        for point in pulse.points.iter().rev().take(search::SHOWN) {
            let Some(line) = open.mine.timeline.line(point.id) else {
                continue;
            };
            let notes = notes(line, names[at], point);
            let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
            if own_card(ui, open, line, &notes).clicked() {
                out.push(Intent::Go(Page::MinePage(line.id)));
            }
            ui.add_space(space::XS);
        }
    });
}

fn drawing(ui: &mut Ui, points: &[Point], first: &Point, last: &Point) {
    let dot = |point: &Point| LineDot {
        day: point.day.number(),
        value: point.value,
        spread: point.spread,
    };
    let dots: Vec<LineDot> = points.iter().map(dot).collect();
    let values: Vec<u8> = points.iter().map(|point| point.value).collect();
    let name = words::drawn(first.day, last.day, &values);
    let (from, to) = (window::date(first.day), window::date(last.day));
    PulseLine {
        dots: &dots,
        scale: words::SCALE,
        days: [&from, &to],
        name: &name,
    }
    .show(ui);
    if points.iter().any(|point| point.spread > 0) {
        caption(ui, words::BAND);
    }
}

/// What the drawing shows of a page, in words: the number, and how sure.
fn notes(line: &Line, label: &str, point: &Point) -> Vec<String> {
    let mut notes = vec![words::given(label, &point.value.to_string())];
    if let Some(sure) = line.content.field(SURE).filter(|sure| !sure.is_empty()) {
        let said = inert(kinds::choice(KIND, SURE, sure));
        notes.push(words::given(kinds::field(KIND, SURE), &said));
    }
    notes
}
