//! The timeline: every entry, newest first, by month.
//!
//! Only what is on the screen is laid out and drawn. Each card is as high as what it
//! says, so where the others stand is a guess until they come into sight; that nothing
//! moves under the reader is the matter of [`Column`].

use std::collections::BTreeMap;

use egui::scroll_area::State;
use egui::{Id, IdSalt, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::{Intents, lay_card, show_card};
use crate::kit::{
    Icon, Type, empty,
    entry_card::{Outline, Ruler},
    page,
    page::{heading, room_to_scroll, scroll_keys},
    paragraph, progress_row, select_bare,
    tokens::{size, space},
};
use crate::state::Intent;
use crate::state::column::{Column, Setting, View};
use crate::state::face::Face;
use crate::state::open::{Open, Page};
use crate::state::timeline::{Item, Show, Stack};
use crate::text::group::Group;
use crate::text::window as words;

/// What it scrolls in.
const AREA: &str = "timeline";
/// How high the line of a month is.
const MONTH: f32 = 60.0;
/// How much is left free below a card.
const GAP: f32 = space::M;
/// How far below the edge of the window a month stands that is gone to.
const BELOW: f64 = space::L as f64;
/// The widest of the two choices beside the heading.
const CHOICE: f32 = 200.0;
/// What stands above the first entry.
const TOP: f32 = 84.0;

/// Draws the timeline.
pub fn timeline(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    if open.timeline.is_empty() {
        page(ui, words::TIMELINE, |ui| nothing(ui, open.complete));
        return;
    }
    // It is asked while the journal, which it is a part of, says what there is.
    let mut column = std::mem::take(&mut open.column);
    area(ui, column.take_shift()).show_viewport(ui, |ui, view| {
        scroll_keys(ui);
        entries(ui, view, open, &mut column, out);
    });
    open.column = column;
}

/// What stands where no entry is, or none is here yet.
fn nothing(ui: &mut Ui, complete: bool) {
    if !complete {
        progress_row(ui, words::LOADING, 0, 0);
        return;
    }
    empty(
        ui,
        Icon::BOOK_OPEN,
        words::EMPTY_TIMELINE_TITLE,
        words::EMPTY_TIMELINE,
    );
}

/// What it scrolls in, begun so much further down than it was left.
fn area(ui: &Ui, shift: f64) -> ScrollArea {
    let area = ScrollArea::vertical()
        .id_salt(AREA)
        .auto_shrink(false)
        .max_height(room_to_scroll(ui))
        // On a longer way what comes into sight would move where the way ends.
        .animated(false);
    if shift == 0.0 {
        return area;
    }
    let state = State::load(ui.ctx(), ui.make_persistent_id(IdSalt::new(AREA)));
    let left = state.map_or(0.0, |state| state.unclamped_offset().y);
    area.vertical_scroll_offset((f64::from(left) + shift).max(0.0) as f32)
}

fn entries(ui: &mut Ui, view: Rect, open: &mut Open, column: &mut Column, out: &mut Intents) {
    let room = ui.max_rect();
    let side = if room.width() < 560.0 {
        space::L
    } else {
        space::XXL
    };
    let width = (room.width() - 2.0 * side).min(size::MEASURE + 2.0 * space::XXL);
    let left = room.left() + ((room.width() - width) / 2.0).round();

    let stack = open.timeline.stack();
    let setting = Setting {
        width,
        scale: ui.pixels_per_point(),
        above: TOP as u32,
        below: space::HUGE as u32,
    };
    let view = View {
        top: f64::from(view.min.y),
        height: f64::from(view.height()),
    };
    if !column.holds(&stack, setting) {
        let ruler = Ruler::of(ui, width);
        column.arrange(stack.clone(), setting, view, |index| {
            guess(&ruler, &stack, index)
        });
    }
    if let Some(month) = open.jump.take()
        && let Some(index) = column.month(month)
    {
        column.bring(index, BELOW);
    }
    let mut cards = BTreeMap::new();
    let settled = column.settle(view, |index| {
        let line = stack.entry(index).and_then(|id| open.timeline.line(id));
        let Some(line) = line else {
            return MONTH as u32;
        };
        let card = lay_card(ui, open, line, width);
        let height = card.height() + GAP;
        cards.insert(index, (line.id, card));
        height as u32
    });

    let shift = settled.top - view.top;
    if shift != 0.0 {
        // The handle at the side still stands for where the window was.
        ui.ctx().request_repaint();
    }
    // Below there is room for where the next frame begins, too.
    ui.set_height((column.height() + (-shift).max(0.0)) as f32);
    let place = |top: f64, height: f32| {
        let top = f64::from(room.top()) + top - shift;
        Rect::from_min_size(pos2(left, top as f32), vec2(width, height))
    };
    if settled.top < f64::from(TOP) {
        let rect = place(f64::from(space::XL), TOP - space::XL);
        ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| head(ui, open, out));
    }
    if stack.items.is_empty() {
        let rect = place(f64::from(TOP + space::L), MONTH);
        ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
            paragraph(ui, words::NONE_OF_THESE);
        });
    }
    for index in settled.drawn {
        let top = column.top(index);
        if let Item::Month(year, month) = stack.items[index] {
            let rect = place(top + f64::from(space::L), MONTH - space::L);
            let builder = UiBuilder::new().max_rect(rect).id_salt(("month", index));
            ui.scope_builder(builder, |ui| {
                heading(ui, &words::month(year, month), Type::Title, 2);
            });
        }
        let Some((id, card)) = cards.remove(&index) else {
            continue;
        };
        let rect = place(top, card.height());
        let builder = UiBuilder::new().max_rect(rect).id_salt(id);
        let response = ui
            .scope_builder(builder, |ui| show_card(ui, id, card))
            .inner;
        if response.clicked() {
            out.push(Intent::Go(Page::Entry(id)));
        }
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
    }
}

/// How high a thing will be, with the gap below it, in whole points.
fn guess(ruler: &Ruler, stack: &Stack, index: usize) -> u32 {
    let face = match stack.items.get(index) {
        Some(Item::Entry(at)) => stack.faces.get(*at as usize),
        Some(Item::Month(..)) | None => None,
    };
    let height = face.map_or(MONTH, |face| ruler.height(outline(*face)) + GAP);
    height as u32
}

fn outline(face: Face) -> Outline {
    Outline {
        title: face.title.map(usize::from),
        excerpt: face.excerpt.map(usize::from),
        cover: face.is_closed,
        notes: face.has_notes,
    }
}

fn head(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    let months = open.timeline.months();
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            heading(ui, words::TIMELINE, Type::Heading, 1);
            if !open.complete {
                progress_row(ui, words::LOADING, 0, 0);
            }
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::TOP), |ui| {
            let width = ((ui.available_width() - space::S) / 2.0).min(CHOICE);
            if months.len() > 1 {
                ui.allocate_ui(vec2(width, TOP), |ui| {
                    if let Some((year, month)) = choose_month(ui, "jump", &months) {
                        out.push(Intent::Jump(year, month));
                    }
                });
            }
            ui.allocate_ui(vec2(width, TOP), |ui| {
                narrow(ui, open.timeline.shown(), out);
            });
        });
    });
}

fn narrow(ui: &mut Ui, shown: Show, out: &mut Intents) {
    let groups = Group::ALL.into_iter().map(Show::Group);
    let all: Vec<Show> = [Show::All, Show::Threads]
        .into_iter()
        .chain(groups)
        .collect();
    let names = all.iter().map(|of| match of {
        Show::All => words::SHOW_ALL,
        Show::Threads => words::SHOW_THREADS,
        Show::Group(group) => group.title(),
    });
    let names: Vec<&str> = names.collect();
    let mut selected = all.iter().position(|of| *of == shown).unwrap_or(0);
    if select_bare(ui, Id::unique("show"), words::SHOW, &names, &mut selected) {
        out.push(Intent::Show(all[selected]));
    }
}

/// A list of months to go to. Gives the one that was chosen.
pub(super) fn choose_month(ui: &mut Ui, id: &str, months: &[(i16, i8)]) -> Option<(i16, i8)> {
    let names: Vec<String> = std::iter::once(words::JUMP.to_owned())
        .chain(
            months
                .iter()
                .map(|(year, month)| words::month(*year, *month)),
        )
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut selected = 0;
    if !select_bare(ui, Id::unique(id), words::JUMP, &names, &mut selected) {
        return None;
    }
    selected.checked_sub(1).map(|at| months[at])
}
