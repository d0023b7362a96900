//! A month out of which a day is picked, by the pointer or the arrows.
//!
//! All days are one stop of Tab: the arrows move by days and weeks, Home and End
//! within the week, Page Up and Page Down by months. Enter and Space pick.

use std::ops::RangeInclusive;

use candor_core::date::Day;
use egui::{
    Direction, EventFilter, FocusDirection, Id, Key, Layout, Modifiers, Rect, Response, Role,
    Sense, Ui, UiBuilder, Vec2, vec2,
};

use super::button::{Button, icon_button};
use super::day_field::Near;
use super::icon::Icon;
use super::month::{COLUMNS, Face, HEAD, column_of, days_of, heads};
use super::page::heading;
use super::paint;
use super::tokens::{size, space};
use super::type_style::Type;
use crate::text::calendar::WEEKDAYS;
use crate::text::{pick as words, window};

const CELL: Vec2 = Vec2::new(40.0, size::TARGET);
/// As many as a month can touch, so that nothing below moves.
const WEEKS: usize = 6;
const WIDTH: f32 = CELL.x * COLUMNS as f32;

/// The keys that move through the days.
const KEYS: [Key; 8] = [
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
];

/// A month to pick from.
pub(super) struct DayPicker {
    pub id: Id,
    pub today: Day,
    /// The day that stands in the field.
    pub chosen: Option<Day>,
    pub near: Near,
    /// The days that can be picked.
    pub within: RangeInclusive<Day>,
}

impl DayPicker {
    /// Draws it. Gives the day that was picked. Where it `arrives` it takes the
    /// keyboard, at the day that stands in the field or today.
    pub fn show(&self, ui: &mut Ui, arrives: bool) -> Option<Day> {
        ui.set_width(WIDTH);
        let begin = self.fit(self.chosen.unwrap_or(self.today));
        let kept = ui.data(|data| data.get_temp::<u32>(self.id));
        let kept = kept.filter(|_| !arrives).and_then(Day::from_number);
        let mut at = kept.map_or(begin, |day| self.fit(day));
        if arrives {
            self.take_keyboard(ui, at);
        }
        at = self.by_keys(ui, at);
        at = self.months(ui, at);
        let (year, month) = month_of(at);
        let builder = UiBuilder::new()
            .id_salt("days")
            .accessibility_role(Role::Group)
            .accessibility_label(window::month(year, month));
        let picked = ui.scope_builder(builder, |ui| self.days(ui, at)).inner;
        let near = self.near_days(ui);
        ui.data_mut(|data| data.insert_temp(self.id, at.number()));
        picked.or(near)
    }

    fn fit(&self, day: Day) -> Day {
        day.max(*self.within.start()).min(*self.within.end())
    }

    fn id_of(&self, day: Day) -> Id {
        self.id.with(day.number())
    }

    fn take_keyboard(&self, ui: &Ui, day: Day) {
        let id = self.id_of(day);
        ui.memory_mut(|memory| {
            memory.request_focus(id);
            // The key was for these days, not for what stands beside them.
            memory.move_focus(FocusDirection::None);
        });
    }

    /// The day that a key leads to from the one that has the keyboard.
    fn by_keys(&self, ui: &Ui, at: Day) -> Day {
        if !ui.memory(|memory| memory.has_focus(self.id_of(at))) {
            return at;
        }
        let pressed = |key: &&Key| ui.input_mut(|it| it.consume_key(Modifiers::NONE, **key));
        let Some(key) = KEYS.iter().find(pressed) else {
            return at;
        };
        let to = self.fit(moved(at, *key));
        self.take_keyboard(ui, to);
        to
    }

    /// The name of the month between the buttons to the months beside it. Gives the
    /// day that a button leads to.
    fn months(&self, ui: &mut Ui, at: Day) -> Day {
        let (year, month) = month_of(at);
        let title = window::month(year, month);
        let sides = 2.0 * (size::TARGET + space::S);
        let mut to = at;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let mut arrow = |ui: &mut Ui, icon, name, further| {
                let other = self.fit(months_on(at, further));
                let leads = month_of(other) != month_of(at);
                let button = ui.add_enabled_ui(leads, |ui| icon_button(ui, icon, name));
                if button.inner.clicked() {
                    to = other;
                    let next = self.fit(months_on(other, further));
                    // A button that leads nowhere has no focus to keep.
                    if button.inner.has_focus() && month_of(next) == month_of(other) {
                        self.take_keyboard(ui, other);
                    }
                }
            };
            arrow(ui, Icon::CARET_LEFT, words::EARLIER, -1);
            let layout = Layout::centered_and_justified(Direction::TopDown);
            ui.allocate_ui_with_layout(vec2(WIDTH - sides, size::TARGET), layout, |ui| {
                let heading = heading(ui, &title, Type::Button, 2);
                paint::announce(ui, heading.id);
            });
            arrow(ui, Icon::CARET_RIGHT, words::LATER, 1);
        });
        if to != at {
            // Its name stands above it from the next frame on.
            ui.ctx().request_repaint();
        }
        to
    }

    fn days(&self, ui: &mut Ui, at: Day) -> Option<Day> {
        let (year, month) = month_of(at);
        let days = days_of(year, month);
        let before = days.first().map_or(0, |first| column_of(*first));
        let days = days.into_iter().map(Day::from_civil);
        let (_, grid) = ui.allocate_space(vec2(WIDTH, HEAD + CELL.y * WEEKS as f32));
        heads(ui, grid, CELL.x, &WEEKDAYS);
        let mut picked = None;
        for (place, day) in (before..).zip(days) {
            let step = vec2((place % COLUMNS) as f32, (place / COLUMNS) as f32);
            let corner = grid.min + vec2(0.0, HEAD) + step * CELL;
            let rect = Rect::from_min_size(corner, CELL);
            if self.day(ui, rect, day, day == at).clicked() {
                picked = Some(day);
            }
        }
        picked
    }

    /// One day. Tab stops `here` alone.
    fn day(&self, ui: &Ui, rect: Rect, day: Day, here: bool) -> Response {
        let can = self.within.contains(&day);
        let sense = match (can, here) {
            (true, true) => Sense::click(),
            (true, false) => Sense::CLICK,
            (false, _) => Sense::hover(),
        };
        let id = self.id_of(day);
        let response = ui.interact(rect, id, sense);
        let chosen = self.chosen == Some(day);
        response.widget_info(|| {
            let name = window::long_date(day);
            paint::named_on(Role::Button, can && ui.is_enabled(), chosen, &name)
        });
        if here {
            let filter = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        }
        let face = Face {
            chosen,
            today: day == self.today,
            can,
            dot: None,
        };
        face.paint(ui, rect, &response, day.civil());
        response
    }

    /// The days that take one press.
    fn near_days(&self, ui: &mut Ui) -> Option<Day> {
        let days = match self.near {
            Near::Ahead => [
                (words::TODAY, self.today),
                (words::TOMORROW, self.today.plus(1)),
                (words::IN_A_WEEK, self.today.plus(7)),
            ],
            Near::Back => [
                (words::TODAY, self.today),
                (words::YESTERDAY, back(self.today, 1)),
                (words::A_WEEK_AGO, back(self.today, 7)),
            ],
        };
        let mut picked = None;
        ui.add_space(space::XS);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (label, day) in days {
                let button = Button::quiet(label).enabled(self.within.contains(&day));
                if button.show(ui).clicked() {
                    picked = Some(day);
                }
            }
        });
        picked
    }
}

/// Where a key leads to from a day.
fn moved(at: Day, key: Key) -> Day {
    let column = column_of(at.civil()) as u32;
    match key {
        Key::ArrowLeft => back(at, 1),
        Key::ArrowRight => at.plus(1),
        Key::ArrowUp => back(at, 7),
        Key::ArrowDown => at.plus(7),
        Key::Home => back(at, column),
        Key::End => at.plus(6 - column),
        Key::PageUp => months_on(at, -1),
        Key::PageDown => months_on(at, 1),
        _ => at,
    }
}

fn back(day: Day, days: u32) -> Day {
    Day::from_number(day.number().saturating_sub(days)).unwrap_or(day)
}

/// The same day in another month, or the last one of it.
fn months_on(day: Day, further: i32) -> Day {
    let span = jiff::Span::new().months(further);
    day.civil().checked_add(span).map_or(day, Day::from_civil)
}

fn month_of(day: Day) -> (i16, i8) {
    (day.civil().year(), day.civil().month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_leads_to_a_day() {
        let day = |text| Day::parse(text).expect("a date");
        let from = |text, key| moved(day(text), key).to_string();
        // A Sunday, and the last of its month.
        assert_eq!(from("2026-05-31", Key::ArrowRight), "2026-06-01");
        assert_eq!(from("2026-05-31", Key::ArrowUp), "2026-05-24");
        assert_eq!(from("2026-05-31", Key::Home), "2026-05-25");
        assert_eq!(from("2026-05-31", Key::End), "2026-05-31");
        assert_eq!(from("2026-05-31", Key::PageDown), "2026-06-30");
        assert_eq!(from("2026-05-31", Key::PageUp), "2026-04-30");
        assert_eq!(from("2026-05-25", Key::End), "2026-05-31");
        assert_eq!(
            from("2020-01-01", Key::ArrowLeft),
            "2020-01-01",
            "the first"
        );
        assert_eq!(from("2020-01-05", Key::PageUp), "2020-01-01");
    }
}
