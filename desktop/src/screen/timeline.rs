//! The timeline: every entry, newest first, by month.
//!
//! Only what is on the screen is drawn. All cards are of one height, so where
//! each stands is computed once when the entries change.

use egui::{Id, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::{Intents, entry_card};
use crate::kit::{
    Icon, Type, empty, entry_card as card,
    page::{heading, scroll_keys},
    paragraph, progress_row, select_bare,
    tokens::{size, space},
};
use crate::state::Intent;
use crate::state::open::{Open, Page};
use crate::state::timeline::Show;
use crate::state::timeline::{Heights, Item};
use crate::text::group::Group;
use crate::text::window as words;

const HEIGHTS: Heights = Heights {
    month: 60.0,
    entry: card::HEIGHT + space::M,
};
/// The widest of the two choices beside the heading.
const CHOICE: f32 = 200.0;
/// What stands above the first entry.
const TOP: f32 = 84.0;

/// Draws the timeline.
pub fn timeline(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    let items = open.timeline.items();
    if open.timeline.is_empty() {
        ui.add_space(space::HUGE);
        empty(
            ui,
            Icon::BOOK_OPEN,
            words::EMPTY_TIMELINE_TITLE,
            words::EMPTY_TIMELINE,
        );
        return;
    }
    let column = open.timeline.column(HEIGHTS);
    let mut area = ScrollArea::vertical()
        .id_salt("timeline")
        .auto_shrink(false);
    if let Some((year, month)) = open.jump.take()
        && let Some(top) = column.of_month(&items, (year, month))
    {
        area = area.vertical_scroll_offset(top + TOP - space::L);
    }
    area.show_viewport(ui, |ui, view| {
        scroll_keys(ui);
        ui.set_height(TOP + column.height() + space::HUGE);
        let room = ui.max_rect();
        let side = if room.width() < 560.0 {
            space::L
        } else {
            space::XXL
        };
        let width = (room.width() - 2.0 * side).min(size::MEASURE + 2.0 * space::XXL);
        let left = room.left() + ((room.width() - width) / 2.0).round();
        let place = |top: f32, height: f32| {
            Rect::from_min_size(pos2(left, room.top() + top), vec2(width, height))
        };
        if view.min.y < TOP {
            let rect = place(space::XL, TOP - space::XL);
            ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| head(ui, open, out));
        }
        if items.is_empty() {
            let rect = place(TOP + space::L, HEIGHTS.month);
            ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
                paragraph(ui, words::NONE_OF_THESE);
            });
        }
        for index in column.visible(view.min.y - TOP, view.max.y - TOP) {
            let top = TOP + column.top(index);
            match items[index] {
                Item::Month(year, month) => {
                    let rect = place(top + space::L, HEIGHTS.month - space::L);
                    let builder = UiBuilder::new().max_rect(rect).id_salt(("month", index));
                    ui.scope_builder(builder, |ui| {
                        heading(ui, &words::month(year, month), Type::Title, 2);
                    });
                }
                Item::Entry(at) => {
                    let Some(line) = open.timeline.at(at) else {
                        continue;
                    };
                    let rect = place(top, card::HEIGHT);
                    let builder = UiBuilder::new().max_rect(rect).id_salt(line.id);
                    let response = ui
                        .scope_builder(builder, |ui| entry_card(ui, open, line, true))
                        .inner;
                    if response.clicked() {
                        out.push(Intent::Go(Page::Entry(line.id)));
                    }
                    if response.gained_focus() {
                        response.scroll_to_me(None);
                    }
                }
            }
        }
    });
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
                ui.allocate_ui(vec2(width, TOP), |ui| jump(ui, &months, out));
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

fn jump(ui: &mut Ui, months: &[(i16, i8)], out: &mut Intents) {
    let names: Vec<String> = std::iter::once(words::JUMP.to_owned())
        .chain(
            months
                .iter()
                .map(|(year, month)| words::month(*year, *month)),
        )
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut selected = 0;
    if select_bare(ui, Id::unique("jump"), words::JUMP, &names, &mut selected) && selected > 0 {
        let (year, month) = months[selected - 1];
        out.push(Intent::Jump(year, month));
    }
}
