//! The calendar: a month of days, and what was begun on the chosen one.

use candor_core::date::Day;
use egui::{Direction, Layout, Response, Ui, vec2};

use super::{Intents, entry_card};
use crate::kit::{
    Icon, Month, Type, heading, icon_button, month, page, paragraph, progress_row, section,
    tokens::{size, space},
};
use crate::state::Intent;
use crate::state::calendar::{Calendar, Turn};
use crate::state::open::{Open, Page};
use crate::text::{calendar as words, window};

/// Draws the calendar.
pub fn calendar(ui: &mut Ui, open: &Open, out: &mut Intents) {
    page(ui, words::CALENDAR, |ui| {
        let Some(today) = open.today() else {
            progress_row(ui, window::LOADING, 0, 0);
            return;
        };
        let shown = open.calendar;
        let name = window::month(shown.year, shown.month);
        months(ui, shown, &name, today, out);
        let held = shown.days(&open.timeline);
        let month = Month {
            year: shown.year,
            month: shown.month,
            name: &name,
            weekdays: &words::WEEKDAYS,
            held: &held,
            chosen: shown.day,
            today,
            day_name: words::day_name,
        };
        if let Some(day) = month.show(ui) {
            out.push(Intent::Calendar(Turn::Day(day)));
        }
        ui.add_space(space::S);
        // Below the month, so that no day moves when all entries are here.
        if !open.complete {
            progress_row(ui, window::LOADING, 0, 0);
        }
        let lines = shown.lines(&open.timeline);
        match shown.day {
            Some(day) if !lines.is_empty() => section(ui, &window::long_date(day)),
            _ if held.is_empty() => paragraph(ui, words::EMPTY_MONTH),
            _ => paragraph(ui, words::CHOOSE_A_DAY),
        }
        for line in lines {
            if entry_card(ui, open, line).clicked() {
                out.push(Intent::Go(Page::Entry(line.id)));
            }
            ui.add_space(space::XS);
        }
    });
}

/// The name of the month between the buttons to the months beside it.
fn months(ui: &mut Ui, shown: Calendar, name: &str, today: Day, out: &mut Intents) {
    let sides = 2.0 * (size::TARGET + space::S);
    let middle = vec2(month::width(ui) - sides, size::TARGET);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let can = |turn| shown.leads_on(turn, today);
        let earlier = arrow(ui, Icon::CARET_LEFT, words::EARLIER, can(Turn::Earlier));
        let layout = Layout::centered_and_justified(Direction::TopDown);
        ui.allocate_ui_with_layout(middle, layout, |ui| {
            heading(ui, name, Type::Title, 2);
        });
        let later = arrow(ui, Icon::CARET_RIGHT, words::LATER, can(Turn::Later));
        for (turn, button, other) in [
            (Turn::Earlier, &earlier, &later),
            (Turn::Later, &later, &earlier),
        ] {
            if !button.clicked() {
                continue;
            }
            out.push(Intent::Calendar(turn));
            let mut next = shown;
            next.turn(turn, today);
            // A button that leads nowhere has no focus to keep: the keyboard
            // stays in this row.
            if button.has_focus() && !next.leads_on(turn, today) {
                other.request_focus();
            }
        }
    });
}

fn arrow(ui: &mut Ui, icon: Icon, name: &str, enabled: bool) -> Response {
    ui.add_enabled_ui(enabled, |ui| icon_button(ui, icon, name))
        .inner
}
