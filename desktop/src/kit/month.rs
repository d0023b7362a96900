//! A month as a grid of days: which of them hold something, and which is
//! chosen.
//!
//! It says that a day holds something, never how much or whose.

use std::collections::BTreeSet;

use egui::accesskit::AriaCurrent;
use egui::{
    Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2,
};
use jiff::civil::Date;

use super::paint;
use super::theme::{focus_ring, palette};
use super::tokens::{radius, size};
use super::type_style::Type;

/// The days of a week, which are the columns.
pub(super) const COLUMNS: usize = 7;
/// The narrowest and the widest column.
const CELL: (f32, f32) = (size::TARGET, 64.0);
/// The height of a week.
const WEEK: f32 = 44.0;
/// The height of the line that names the columns.
pub(super) const HEAD: f32 = 28.0;

/// What a month says of its days.
#[derive(Debug, Clone, Copy)]
pub struct Month<'a> {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: i8,
    /// Its accessible name: "November 2026".
    pub name: &'a str,
    /// What stands above the columns, Monday first.
    pub weekdays: &'a [&'a str; COLUMNS],
    /// The days that hold something, and can be pressed.
    pub held: &'a BTreeSet<Date>,
    /// The day that is chosen, if one is.
    pub chosen: Option<Date>,
    /// The civil day.
    pub today: Date,
    /// The accessible name of a day, and of one that holds something (`true`).
    pub day_name: fn(Date, bool) -> String,
}

/// How wide a month is drawn here.
pub fn width(ui: &Ui) -> f32 {
    cell(ui) * COLUMNS as f32
}

fn cell(ui: &Ui) -> f32 {
    let (narrowest, widest) = CELL;
    let room = ui.available_width() / COLUMNS as f32;
    room.floor().clamp(narrowest, widest)
}

impl Month<'_> {
    /// Draws it as wide as [`width`] says. Gives the day that was pressed, by
    /// pointer or by Enter or Space.
    pub fn show(self, ui: &mut Ui) -> Option<Date> {
        let builder = UiBuilder::new()
            .id_salt("month")
            .accessibility_role(Role::Group)
            .accessibility_label(self.name);
        ui.scope_builder(builder, |ui| self.grid(ui)).inner
    }

    fn grid(&self, ui: &mut Ui) -> Option<Date> {
        let days = days_of(self.year, self.month);
        let before = days.first().map_or(0, |first| column_of(*first));
        let weeks = (before + days.len()).div_ceil(COLUMNS);
        let cell = cell(ui);
        let wanted = Vec2::new(cell * COLUMNS as f32, HEAD + WEEK * weeks as f32);
        let (_, grid) = ui.allocate_space(wanted);
        heads(ui, grid, cell, self.weekdays);
        let mut pressed = None;
        for (place, day) in (before..).zip(days) {
            let column = (place % COLUMNS) as f32;
            let week = (place / COLUMNS) as f32;
            let corner = grid.min + Vec2::new(column * cell, HEAD + week * WEEK);
            let rect = Rect::from_min_size(corner, Vec2::new(cell, WEEK));
            if self.day(ui, rect, day).clicked() {
                pressed = Some(day);
            }
        }
        pressed
    }

    fn day(&self, ui: &Ui, rect: Rect, day: Date) -> Response {
        let holds = self.held.contains(&day);
        let chosen = self.chosen == Some(day);
        let sense = if holds {
            Sense::click()
        } else {
            Sense::hover()
        };
        let id = ui.unique_id().with(("day", day));
        let response = ui.interact(rect, id, sense);
        response.widget_info(|| {
            let name = (self.day_name)(day, holds);
            if holds {
                paint::named_on(Role::Button, ui.is_enabled(), chosen, &name)
            } else {
                paint::named(Role::Label, true, &name)
            }
        });
        let face = Face {
            chosen,
            today: day == self.today,
            can: holds,
            dot: Some(holds),
        };
        face.paint(ui, rect, &response, day);
        response
    }
}

/// The line that names the columns. Painted alone: a screen reader hears the date of
/// each day.
pub(super) fn heads(ui: &Ui, grid: Rect, cell: f32, weekdays: &[&str; COLUMNS]) {
    let p = palette(ui);
    for (column, weekday) in weekdays.iter().enumerate() {
        let galley = paint::line(ui, weekday, Type::Small, p.ink3);
        let x = grid.left() + (column as f32 + 0.5) * cell;
        let center = egui::pos2(x, grid.top() + HEAD / 2.0);
        ui.painter()
            .galley(center - galley.size() / 2.0, galley, p.ink3);
    }
}

/// How a day looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    /// It is chosen.
    pub chosen: bool,
    /// It is the civil day.
    pub today: bool,
    /// It can be pressed.
    pub can: bool,
    /// Whether it has a dot under it, in a month that marks days.
    pub dot: Option<bool>,
}

impl Face {
    /// Paints a day into its place, and tells screen readers which one is today.
    pub fn paint(self, ui: &Ui, rect: Rect, response: &Response, day: Date) {
        let p = palette(ui);
        if self.today {
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_aria_current(AriaCurrent::Date);
            });
        }
        if !ui.is_rect_visible(rect) {
            return;
        }
        let fill = if self.chosen {
            p.accent_soft
        } else if self.can && response.hovered() {
            p.sunken
        } else {
            Color32::TRANSPARENT
        };
        let edge = match (self.today, self.chosen) {
            (true, true) => p.accent,
            (true, false) => p.control,
            (false, _) => Color32::TRANSPARENT,
        };
        ui.painter().rect(
            rect.shrink(4.0),
            CornerRadius::same(radius::FIELD),
            fill,
            Stroke::new(1.5, edge),
            StrokeKind::Inside,
        );
        // What is chosen stands out by its weight as well.
        let (size, ink) = match (self.chosen, self.can) {
            (true, _) => (Type::Button, p.accent),
            (false, true) => (Type::Body, p.ink),
            (false, false) => (Type::Body, p.ink3),
        };
        let galley = paint::line(ui, &day.day().to_string(), size, ink);
        let above = self.dot.map_or(0.0, |_| 3.0);
        let center = rect.center() - Vec2::new(0.0, above);
        ui.painter()
            .galley(center - galley.size() / 2.0, galley, ink);
        if self.dot == Some(true) {
            let dot = rect.center() + Vec2::new(0.0, 11.0);
            ui.painter().circle_filled(dot, 2.0, p.accent);
        }
        // Within its own place: the next day is painted over what stands out.
        let inner = Response {
            rect: rect.shrink(5.0),
            ..response.clone()
        };
        focus_ring(ui, &inner, radius::FIELD - 1);
    }
}

/// The days of a month in their order; none where there is no such month.
pub(super) fn days_of(year: i16, month: i8) -> Vec<Date> {
    (1..=31)
        .filter_map(|day| Date::new(year, month, day).ok())
        .collect()
}

/// The column of a day, Monday first.
pub(super) fn column_of(day: Date) -> usize {
    day.weekday().to_monday_zero_offset() as usize % COLUMNS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_its_days_and_begins_below_its_weekday() {
        let shape = |year, month| {
            let days = days_of(year, month);
            (days.len(), days.first().map(|first| column_of(*first)))
        };

        assert_eq!(shape(2026, 11), (30, Some(6)));
        assert_eq!(shape(2027, 2), (28, Some(0)));
        assert_eq!(shape(2028, 2), (29, Some(1)));
        assert_eq!(shape(1987, 6), (30, Some(0)), "long before the first entry");
        assert_eq!(shape(1900, 2), (28, Some(3)), "a year of no leap day");
        assert_eq!(shape(2026, 13), (0, None), "there is none");
    }
}
