//! Choosing: one of several, or yes and no.
//!
//! A group of which one is chosen is one stop of Tab: the arrows move inside.

use egui::{
    Color32, CornerRadius, EventFilter, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect,
    Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2,
};

use super::icon::Icon;
use super::paint;
use super::theme::{focus_ring, palette};
use super::tokens::{radius, size, space};
use super::type_style::Type;
use crate::text::harmless;

/// One thing to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<'a> {
    /// What it is.
    pub title: &'a str,
    /// What it means; empty where the title says enough.
    pub help: &'a str,
}

/// Shows options as cards of which one is chosen, named as a group by `label`.
/// `true` when the choice changed. A `selected` beyond the options means that
/// none is chosen yet.
pub fn choice_list(ui: &mut Ui, label: &str, options: &[Choice<'_>], selected: &mut usize) -> bool {
    group(ui, label, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let ids: Vec<Id> = (0..options.len())
            .map(|index| ui.unique_id().with(("choice", index)))
            .collect();
        let mut changed = arrows(ui, &ids, selected);
        for (index, option) in options.iter().enumerate() {
            let set = Set {
                index,
                count: options.len(),
                selected: *selected,
            };
            if choice_row(ui, ids[index], option, &set).clicked() && *selected != index {
                *selected = index;
                changed = true;
            }
        }
        changed
    })
}

fn choice_row(ui: &mut Ui, id: Id, option: &Choice<'_>, set: &Set) -> Response {
    const SIDE: f32 = 16.0;
    const RING: f32 = 20.0;
    let p = palette(ui);
    let width = ui.available_width().min(size::MEASURE);
    let text = width - 2.0 * SIDE - RING - space::M;
    let title = paint::wrapped(ui, option.title, Type::Button, p.ink, text);
    let help = (!option.help.is_empty())
        .then(|| paint::wrapped(ui, option.help, Type::Body, p.ink2, text));
    let height = title.size().y + help.as_ref().map_or(0.0, |help| 2.0 + help.size().y) + 24.0;
    let (_, rect) = ui.allocate_space(Vec2::new(width, height.max(size::PRIMARY)));
    let response = set.radio(ui, rect, id, option.title);
    if !option.help.is_empty() {
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_description(option.help);
        });
    }
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let chosen = set.chosen();
    let edge = if chosen {
        Stroke::new(2.0, p.accent)
    } else if response.hovered() {
        Stroke::new(1.0, p.ink3)
    } else {
        Stroke::new(1.0, p.control)
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(radius::CARD),
        p.surface,
        edge,
        StrokeKind::Inside,
    );
    let top = rect.center().y - (height - 24.0) / 2.0;
    let first = title.rows.first().map_or(RING, |row| row.height());
    let center = egui::pos2(rect.left() + SIDE + RING / 2.0, top + first / 2.0);
    let ring = if chosen { p.accent } else { p.control };
    ui.painter().circle(
        center,
        RING / 2.0 - 1.0,
        p.surface,
        Stroke::new(if chosen { 2.0 } else { 1.5 }, ring),
    );
    if chosen {
        ui.painter().circle_filled(center, 4.5, p.accent);
    }
    let left = rect.left() + SIDE + RING + space::M;
    let below = top + title.size().y + 2.0;
    ui.painter().galley(egui::pos2(left, top), title, p.ink);
    if let Some(help) = help {
        ui.painter().galley(egui::pos2(left, below), help, p.ink2);
    }
    focus_ring(ui, &response, radius::CARD);
    response
}

/// Shows a few short options side by side, or below each other where there is
/// no room, named as a group by `label`. `true` when the choice changed.
pub fn segmented(ui: &mut Ui, label: &str, options: &[&str], selected: &mut usize) -> bool {
    const PAD: f32 = 16.0;
    const EDGE: f32 = 3.0;
    let p = palette(ui);
    group(ui, label, |ui| {
        let ids: Vec<Id> = (0..options.len())
            .map(|index| ui.unique_id().with(("segment", index)))
            .collect();
        let mut changed = arrows(ui, &ids, selected);
        // As wide as the widest in bold, so that choosing moves nothing.
        let cell = options
            .iter()
            .map(|option| paint::line(ui, option, Type::Button, p.ink).size().x)
            .fold(0.0, f32::max)
            + 2.0 * PAD;
        let count = options.len() as f32;
        let across = cell * count + 2.0 * EDGE <= ui.available_width();
        let cells = if across {
            Vec2::new(cell * count, size::TARGET)
        } else {
            Vec2::new(cell, size::TARGET * count)
        };
        let (_, well) = ui.allocate_space(cells + Vec2::splat(2.0 * EDGE));
        ui.painter().rect(
            well,
            CornerRadius::same(radius::FIELD + 3),
            p.sunken,
            Stroke::new(1.0, p.card_edge),
            StrokeKind::Inside,
        );
        for (index, option) in options.iter().enumerate() {
            let along = index as f32;
            let step = if across {
                Vec2::new(cell * along, 0.0)
            } else {
                Vec2::new(0.0, size::TARGET * along)
            };
            let min = well.min + Vec2::splat(EDGE) + step;
            let rect = Rect::from_min_size(min, Vec2::new(cell, size::TARGET));
            let set = Set {
                index,
                count: options.len(),
                selected: *selected,
            };
            if segment(ui, ids[index], rect, option, &set).clicked() && *selected != index {
                *selected = index;
                changed = true;
            }
        }
        changed
    })
}

fn segment(ui: &Ui, id: Id, rect: Rect, option: &str, set: &Set) -> Response {
    let p = palette(ui);
    let response = set.radio(ui, rect, id, option);
    let chosen = set.chosen();
    if chosen {
        ui.painter().rect(
            rect,
            CornerRadius::same(radius::FIELD),
            p.raised,
            Stroke::new(1.0, p.control),
            StrokeKind::Inside,
        );
    }
    let (size, ink) = if chosen {
        (Type::Button, p.ink)
    } else if response.hovered() {
        (Type::Body, p.ink)
    } else {
        (Type::Body, p.ink2)
    };
    let galley = paint::line(ui, option, size, ink);
    ui.painter()
        .galley(rect.center() - galley.size() / 2.0, galley, ink);
    let inner = Response {
        rect: rect.shrink(2.0),
        ..response.clone()
    };
    focus_ring(ui, &inner, radius::FIELD - 2);
    response
}

/// Turns something on and off at once.
pub fn switch(ui: &mut Ui, label: &str, help: &str, on: &mut bool) -> Response {
    const TRACK: Vec2 = Vec2::new(42.0, 24.0);
    let p = palette(ui);
    let width = ui.available_width().min(size::MEASURE);
    let text = width - TRACK.x - space::L;
    let title = paint::wrapped(ui, label, Type::Button, p.ink, text);
    let help =
        (!help.is_empty()).then(|| (help, paint::wrapped(ui, help, Type::Small, p.ink3, text)));
    let words = title.size().y + help.as_ref().map_or(0.0, |(_, help)| 2.0 + help.size().y);
    let height = (words + 12.0).max(size::TARGET);
    let (rect, mut response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    response.widget_info(|| paint::named_on(Role::Switch, ui.is_enabled(), *on, label));
    if let Some((help, _)) = &help {
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_description(*help);
        });
    }
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let top = rect.center().y - words / 2.0;
    let first = title.rows.first().map_or(TRACK.y, |row| row.height());
    let below = top + title.size().y + 2.0;
    ui.painter()
        .galley(egui::pos2(rect.left(), top), title, p.ink);
    if let Some((_, help)) = help {
        ui.painter()
            .galley(egui::pos2(rect.left(), below), help, p.ink3);
    }
    let center = egui::pos2(rect.right() - TRACK.x / 2.0, top + first / 2.0);
    let track = Rect::from_center_size(center, TRACK);
    let (fill, edge) = if *on {
        (p.accent, p.accent)
    } else if response.hovered() {
        (p.surface, p.ink3)
    } else {
        (p.surface, p.control)
    };
    ui.painter().rect(
        track,
        CornerRadius::same(12),
        fill,
        Stroke::new(1.5, edge),
        StrokeKind::Inside,
    );
    // The place of the knob tells the state; the tick says it again.
    if *on {
        let knob = egui::pos2(track.right() - 12.0, center.y);
        ui.painter().circle_filled(knob, 8.5, p.on_accent);
        paint::icon(ui.painter(), knob, Icon::CHECK, 12.0, p.accent);
    } else {
        let knob = egui::pos2(track.left() + 12.0, center.y);
        ui.painter().circle_filled(knob, 7.5, edge);
    }
    focus_ring(ui, &response, radius::FIELD);
    response
}

/// Boxes to tick beside each other, each nearer to its own words than to the
/// next box.
pub fn checkboxes<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        add(ui)
    })
    .inner
}

/// A box to tick.
pub fn checkbox(ui: &mut Ui, label: &str, on: &mut bool) -> Response {
    const BOX: f32 = 20.0;
    let p = palette(ui);
    let room = ui.available_width().min(size::MEASURE) - BOX - space::M;
    let title = paint::wrapped(ui, label, Type::Body, p.ink, room);
    let height = (title.size().y + 12.0).max(size::TARGET);
    let width = BOX + space::M + title.size().x;
    let (rect, mut response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    response.widget_info(|| paint::named_on(Role::CheckBox, ui.is_enabled(), *on, label));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let top = rect.center().y - title.size().y / 2.0;
    let first = title.rows.first().map_or(BOX, |row| row.height());
    let center = egui::pos2(rect.left() + BOX / 2.0, top + first / 2.0);
    let place = Rect::from_center_size(center, Vec2::splat(BOX));
    let (fill, edge) = if *on {
        (p.accent, p.accent)
    } else if response.hovered() {
        (p.surface, p.ink3)
    } else {
        (p.surface, p.control)
    };
    ui.painter().rect(
        place,
        CornerRadius::same(4),
        fill,
        Stroke::new(1.5, edge),
        StrokeKind::Inside,
    );
    if *on {
        paint::icon(ui.painter(), center, Icon::CHECK, 15.0, p.on_accent);
    }
    let at = egui::pos2(rect.left() + BOX + space::M, top);
    ui.painter().galley(at, title, p.ink);
    focus_ring(ui, &response, radius::FIELD);
    response
}

/// A field that opens a list of options, for more of them than fit side by
/// side. `true` when the choice changed.
pub fn select(ui: &mut Ui, id: Id, label: &str, options: &[&str], selected: &mut usize) -> bool {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        super::field::label(ui, label, false, id);
        select_bare(ui, id, label, options, selected)
    })
    .inner
}

/// The same without a label above it, where what it shows says what it is for.
/// `label` names it to screen readers.
pub fn select_bare(
    ui: &mut Ui,
    id: Id,
    label: &str,
    options: &[&str],
    selected: &mut usize,
) -> bool {
    let shown = options.get(*selected).copied().unwrap_or_default();
    let button = select_button(ui, id, label, shown);
    let list = Popup::default_response_id(&button);
    if button.has_focus()
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown))
    {
        Popup::open_id(ui.ctx(), list);
    }
    // Opened by the mouse, the arrows begin at what is chosen all the same.
    if button.clicked() {
        button.request_focus();
    }
    let opened = Popup::is_id_open(ui.ctx(), list);
    let first = opened && button.has_focus();
    let (mut changed, mut picked) = (false, false);
    let p = palette(ui);
    let frame = egui::Frame::NONE
        .fill(p.raised)
        .stroke(Stroke::new(1.0, p.control))
        .shadow(ui.visuals().popup_shadow)
        .corner_radius(CornerRadius::same(radius::FIELD))
        .inner_margin(egui::Margin::same(4));
    Popup::menu(&button)
        .frame(frame)
        .gap(4.0)
        .width(button.rect.width())
        .close_behavior(PopupCloseBehavior::CloseOnClick)
        .accessible_name(label)
        .show(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let role = egui::Role::ListBox;
            ui.ctx()
                .accesskit_node_builder(ui.unique_id(), |node| node.set_role(role));
            egui::ScrollArea::vertical()
                .max_height(288.0)
                .show(ui, |ui| {
                    for (index, option) in options.iter().enumerate() {
                        let row = select_row(ui, option, index == *selected);
                        if first && (index == *selected || *selected >= options.len()) {
                            row.request_focus();
                        }
                        if row.clicked() {
                            changed |= *selected != index;
                            *selected = index;
                            button.request_focus();
                            picked = true;
                        }
                    }
                });
        });
    // By the keyboard, which closes no popup by itself.
    if picked {
        Popup::close_id(ui.ctx(), list);
    }
    if opened
        && !Popup::is_id_open(ui.ctx(), list)
        && ui.input(|input| input.key_pressed(Key::Escape))
    {
        button.request_focus();
    }
    changed
}

fn select_button(ui: &mut Ui, id: Id, label: &str, shown: &str) -> Response {
    const SIDE: f32 = 13.0;
    const CARET: f32 = 16.0;
    let p = palette(ui);
    let width = ui.available_width().min(size::MEASURE / 2.0);
    let (_, rect) = ui.allocate_space(Vec2::new(width, 40.0));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| paint::named(Role::ComboBox, ui.is_enabled(), label));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_value(harmless(shown).into_owned());
    });
    // The arrow opens the list instead of going to what is below.
    ui.memory_mut(|memory| {
        memory.set_focus_lock_filter(
            id,
            EventFilter {
                vertical_arrows: true,
                ..EventFilter::default()
            },
        );
    });
    let edge = if response.hovered() {
        p.ink3
    } else {
        p.control
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(radius::FIELD),
        p.surface,
        Stroke::new(1.0, edge),
        StrokeKind::Inside,
    );
    let room = width - 2.0 * SIDE - CARET - space::S;
    let galley = paint::elided(ui, shown, Type::Body.font(), p.ink, room, 1);
    let at = egui::pos2(rect.left() + SIDE, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, p.ink);
    let at = egui::pos2(rect.right() - SIDE - CARET / 2.0, rect.center().y);
    paint::icon(ui.painter(), at, Icon::CARET_DOWN, CARET, p.ink2);
    focus_ring(ui, &response, radius::FIELD);
    response
}

pub(super) fn select_row(ui: &mut Ui, option: &str, selected: bool) -> Response {
    const SIDE: f32 = 9.0;
    let p = palette(ui);
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, size::TARGET), Sense::click());
    response.widget_info(|| paint::named(Role::ListBoxOption, ui.is_enabled(), option));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_selected(selected);
    });
    let fill = if response.hovered() || response.has_focus() {
        p.accent_soft
    } else {
        Color32::TRANSPARENT
    };
    ui.painter()
        .rect_filled(rect, CornerRadius::same(radius::FIELD - 2), fill);
    let size = if selected { Type::Button } else { Type::Body };
    let room = width - 2.0 * SIDE - 22.0;
    let galley = paint::elided(ui, option, size.font(), p.ink, room, 1);
    let at = egui::pos2(rect.left() + SIDE, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, p.ink);
    if selected {
        let at = egui::pos2(rect.right() - SIDE - 8.0, rect.center().y);
        paint::icon(ui.painter(), at, Icon::CHECK, 16.0, p.accent);
    }
    let inner = Response {
        rect: rect.shrink(5.0),
        ..response.clone()
    };
    focus_ring(ui, &inner, 2);
    response
}

/// The place of an option among the others.
struct Set {
    index: usize,
    count: usize,
    selected: usize,
}

impl Set {
    fn chosen(&self) -> bool {
        self.index == self.selected
    }

    /// One option of a group. Tab stops at the chosen one, or at the first
    /// while none is chosen.
    fn radio(&self, ui: &Ui, rect: Rect, id: Id, name: &str) -> Response {
        let stop = self.chosen() || (self.selected >= self.count && self.index == 0);
        let sense = if stop { Sense::click() } else { Sense::CLICK };
        let response = ui.interact(rect, id, sense);
        let chosen = self.chosen();
        response.widget_info(|| paint::named_on(Role::RadioButton, ui.is_enabled(), chosen, name));
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_position_in_set(self.index + 1);
            node.set_size_of_set(self.count);
        });
        if stop {
            ui.memory_mut(|memory| {
                memory.set_focus_lock_filter(
                    id,
                    EventFilter {
                        horizontal_arrows: true,
                        vertical_arrows: true,
                        ..EventFilter::default()
                    },
                );
            });
        }
        response
    }
}

/// Moves the choice by the arrows while one of the group has the keyboard.
fn arrows(ui: &Ui, ids: &[Id], selected: &mut usize) -> bool {
    let focused = ui.memory(|memory| memory.focused());
    let Some(at) = ids.iter().position(|id| Some(*id) == focused) else {
        return false;
    };
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let on = pressed(Key::ArrowDown) || pressed(Key::ArrowRight);
    let back = pressed(Key::ArrowUp) || pressed(Key::ArrowLeft);
    let to = match (on, back) {
        (true, false) => (at + 1) % ids.len(),
        (false, true) => (at + ids.len() - 1) % ids.len(),
        _ => return false,
    };
    let changed = *selected != to;
    *selected = to;
    ui.memory_mut(|memory| memory.request_focus(ids[to]));
    changed
}

fn group<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new()
        .id_salt(("group", label))
        .accessibility_role(Role::RadioGroup)
        .accessibility_label(label);
    ui.scope_builder(builder, add).inner
}
