//! The first evening on Today: a question, and three things to do.

use egui::Ui;

use super::Intents;
use super::together::kind_row;
use crate::kit::{
    Button, Icon, Type, caption, card, paragraph,
    tokens::{size, space},
};
use crate::state::Intent;
use crate::state::composer::Slot;
use crate::state::evening::{Evening, Thing, Tonight};
use crate::state::open::Page;
use crate::text::support::BEFORE_TOGETHER;
use crate::text::{evening as words, kinds, window};

/// Draws it, in the place of all that can be written.
pub fn evening(ui: &mut Ui, evening: Evening, out: &mut Intents) {
    ui.add_space(space::S);
    card(ui, |ui| match evening {
        Evening::Is(tonight) => things(ui, tonight, out),
        Evening::Asks | Evening::Away => asks(ui, out),
    });
    ui.add_space(space::S);
    let more = Button::quiet(window::WRITE_MORE).icon(Icon::PLUS).flush();
    if more.show(ui).clicked() {
        out.push(Intent::Go(Page::Kinds));
    }
    let before = Button::quiet(BEFORE_TOGETHER).icon(Icon::LIFEBUOY).flush();
    if before.show(ui).clicked() {
        out.push(Intent::SupportPart(BEFORE_TOGETHER));
    }
}

fn name(tonight: Tonight) -> &'static str {
    match tonight {
        Tonight::Tell => words::TELL,
        Tonight::Hurt => words::HURT,
        Tonight::Keep => words::KEEP,
    }
}

/// Four answers of one size, the one that puts it away among them.
fn asks(ui: &mut Ui, out: &mut Intents) {
    ui.label(Type::Title.text(words::WHAT_IS_IT));
    paragraph(ui, words::ALONE);
    ui.add_space(space::S);
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(size::ACTS));
        let answers = Tonight::ALL.map(|it| (name(it), Evening::Is(it)));
        for (label, answer) in answers.into_iter().chain([(words::NOTHING, Evening::Away)]) {
            if Button::secondary(label).wide().show(ui).clicked() {
                out.push(Intent::Tonight(answer));
            }
        }
    });
}

fn things(ui: &mut Ui, tonight: Tonight, out: &mut Intents) {
    let title = match tonight {
        Tonight::Tell => words::WAYS_TO_TELL,
        Tonight::Hurt => words::WAYS_TO_SAY,
        Tonight::Keep => words::WAYS_TO_KEEP,
    };
    ui.label(Type::Title.text(title));
    paragraph(ui, words::ONE_IS_ENOUGH);
    ui.add_space(space::S);
    for thing in tonight.things() {
        let pressed = match thing {
            Thing::Write(kind) => kind_row(ui, kind),
            Thing::Aloud => aloud_row(ui),
        };
        if pressed {
            let slot = Slot::New(thing.kind().to_owned());
            out.push(match thing {
                Thing::Write(_) => Intent::Write(slot),
                Thing::Aloud => Intent::WriteWith(slot, Box::new(thing.begin())),
            });
        }
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        let other = Button::quiet(words::SOMETHING_ELSE).flush();
        if other.show(ui).clicked() {
            out.push(Intent::Tonight(Evening::Asks));
        }
        if Button::quiet(words::PUT_AWAY).flush().show(ui).clicked() {
            out.push(Intent::Tonight(Evening::Away));
        }
    });
}

/// As the row of a kind, under a name and a sentence of its own.
fn aloud_row(ui: &mut Ui) -> bool {
    let button = Button::secondary(words::ALOUD).icon(kinds::icon(Thing::Aloud.kind()));
    let clicked = button.show(ui).clicked();
    caption(ui, words::ALOUD_FOR);
    ui.add_space(space::S);
    clicked
}
