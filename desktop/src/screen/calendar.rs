//! The calendar: a month of days, what was begun on the chosen one, and what happened
//! in that month or that year on a day that nobody says.

use egui::{Direction, Layout, Response, Ui, vec2};

use super::timeline::choose_month;
use super::{Intents, entry_card};
use crate::engine::lines::Line;
use crate::kit::{
    Icon, Month, Type, heading, icon_button, month, page, paragraph, progress_row, section,
    tokens::{size, space},
};
use crate::state::Intent;
use crate::state::calendar::{Calendar, Months, Turn};
use crate::state::open::{Open, Page};
use crate::text::{calendar as words, window};

/// Draws the calendar.
pub fn calendar(ui: &mut Ui, open: &Open, out: &mut Intents) {
    page(ui, words::CALENDAR, |ui| {
        let Some(today) = open.today() else {
            progress_row(ui, window::LOADING, 0, 0);
            return;
        };
        let reach = Months::of(&open.timeline, today);
        let shown = open.calendar;
        let name = window::month(shown.year, shown.month);
        months(ui, shown, &name, reach, out);
        let held = shown.days(&open.timeline);
        let month = Month {
            year: shown.year,
            month: shown.month,
            name: &name,
            weekdays: &words::WEEKDAYS,
            held: &held,
            chosen: shown.day,
            today: today.civil(),
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
        let others = shown.others(&open.timeline, reach);
        if !others.is_empty() {
            let room = vec2(month::width(ui), size::TARGET);
            let chosen = ui.allocate_ui(room, |ui| choose_month(ui, "calendar-month", &others));
            let chosen = chosen.inner;
            out.extend(chosen.map(|(year, month)| Intent::Calendar(Turn::Month(year, month))));
            ui.add_space(space::S);
        }
        let lines = shown.lines(&open.timeline);
        let (in_month, in_year) = (
            shown.in_month(&open.timeline),
            shown.in_year(&open.timeline),
        );
        match shown.day {
            Some(day) if !lines.is_empty() => section(ui, &window::long_date(day)),
            _ if !held.is_empty() => paragraph(ui, words::CHOOSE_A_DAY),
            _ if in_month.is_empty() && in_year.is_empty() => paragraph(ui, words::EMPTY_MONTH),
            _ => {}
        }
        cards(ui, open, &lines, out);
        for (title, lines) in [
            (words::in_month(shown.year, shown.month), &in_month),
            (words::in_year(shown.year), &in_year),
        ] {
            if !lines.is_empty() {
                section(ui, &title);
                cards(ui, open, lines, out);
            }
        }
    });
}

fn cards(ui: &mut Ui, open: &Open, lines: &[&Line], out: &mut Intents) {
    for line in lines {
        if entry_card(ui, open, line).clicked() {
            out.push(Intent::Go(Page::Entry(line.id)));
        }
        ui.add_space(space::XS);
    }
}

/// The name of the month between the buttons to the months beside it.
fn months(ui: &mut Ui, shown: Calendar, name: &str, reach: Months, out: &mut Intents) {
    let sides = 2.0 * (size::TARGET + space::S);
    let middle = vec2(month::width(ui) - sides, size::TARGET);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let can = |turn| shown.leads_on(turn, reach);
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
            next.turn(turn, reach);
            // A button that leads nowhere has no focus to keep: the keyboard
            // stays in this row.
            if button.has_focus() && !next.leads_on(turn, reach) {
                other.request_focus();
            }
        }
    });
}

fn arrow(ui: &mut Ui, icon: Icon, name: &str, enabled: bool) -> Response {
    ui.add_enabled_ui(enabled, |ui| icon_button(ui, icon, name))
        .inner
}
