//! A look back: which days, then and now side by side, what was heard and asked,
//! promises, and the months.

use candor_core::id::EntryId;
use egui::{Id, Ui};

use super::entry::body;
use super::together::promise_card;
use super::{Intents, day_field, entry_card, line_words};
use crate::engine::Entry;
use crate::engine::lines::Line;
use crate::engine::look_back::{Asked, Heard, Month, Said, Stood};
use crate::kit::{
    Button, Icon, Near, Type, caption, card, empty, page, palette, paragraph, reading, section,
    segmented, select, tokens::space,
};
use crate::state::Intent;
use crate::state::look_back::{Back, List, MONTHS_MAX, Period, Turn};
use crate::state::open::{Open, Page, is_gone};
use crate::text::{inert, inert_lines, kinds, look_back as words, window};

/// With less room two things stand below each other.
const BESIDE: f32 = 560.0;
/// Between two things side by side.
const BETWEEN: f32 = space::L;

/// Draws a look back.
pub fn look_back(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    page(ui, window::LOOK_BACK, |ui| {
        paragraph(ui, words::HELP);
        ui.add_space(space::M);
        period(ui, open, out);
        let open = &*open;
        let back = &open.together.back;
        if back.found.is_empty() {
            ui.add_space(space::L);
            empty(
                ui,
                Icon::ARROW_COUNTER_CLOCKWISE,
                window::LOOK_BACK_EMPTY,
                window::LOOK_BACK_EMPTY_HELP,
            );
        }
        // One entry may stand in several parts; what has the keyboard is told apart.
        ui.push_id("then and now", |ui| then_and_now(ui, open, out));
        ui.push_id("heard", |ui| heard(ui, open, out));
        ui.push_id("questions", |ui| questions(ui, open, out));
        ui.push_id("promises", |ui| promises(ui, open, out));
        ui.push_id("months", |ui| months(ui, open, out));
    });
}

/// The choice of days.
fn period(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    let today = open.today();
    let back = &mut open.together.back;
    let chosen = Period::ALL.iter().position(|it| *it == back.period);
    let mut at = chosen.unwrap_or(0);
    if segmented(ui, words::PERIOD, &words::PERIODS, &mut at)
        && let Some(period) = Period::ALL.get(at)
    {
        out.push(Intent::LookBack(Turn::Period(*period)));
    }
    if back.period != Period::Days {
        return;
    }
    ui.add_space(space::M);
    caption(ui, words::DAYS_HELP);
    ui.add_space(space::S);
    let mut changed = false;
    for (label, id, typed) in [
        (words::FROM, "back-from", &mut back.from),
        (words::TO, "back-to", &mut back.to),
    ] {
        changed |= day_field(ui, label, id, (today, Near::Back), typed).changed();
        ui.add_space(space::S);
    }
    if changed {
        out.push(Intent::LookBack(Turn::Typed));
    }
    if today.is_some_and(|today| back.is_turned_round(today)) {
        caption(ui, words::TURNED_ROUND);
    }
}

/// A person's own first and last sentence, and what was written more than once.
fn then_and_now(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let found = &open.together.back.found;
    if found.my_words.is_none() && found.then_and_now.is_empty() {
        return;
    }
    section(ui, words::THEN_AND_NOW);
    if let Some(mine) = &found.my_words {
        ui.add_space(space::S);
        caption(ui, words::MY_WORDS);
        let first = (words::first(&mine.first.entry.written), &mine.first);
        let last = (words::last(&mine.last.entry.written), &mine.last);
        beside(ui, [first, last], |ui, (head, said)| {
            sentence(ui, &head, said, out);
        });
    }
    for both in &found.then_and_now {
        ui.add_space(space::M);
        caption(ui, kinds::name(&both.of));
        let then = (words::then(&both.then.on), &both.then);
        let now = (words::now(&both.now.on), &both.now);
        beside(ui, [then, now], |ui, (head, at)| {
            stood(ui, open, &head, at, out);
        });
    }
}

/// Two things side by side; below each other where there is no room.
fn beside<T>(ui: &mut Ui, two: [T; 2], mut draw: impl FnMut(&mut Ui, T)) {
    let [first, second] = two;
    if ui.available_width() < BESIDE {
        draw(ui, first);
        ui.add_space(space::S);
        draw(ui, second);
        return;
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = BETWEEN;
        ui.columns_const(|[left, right]| {
            left.vertical(|ui| draw(ui, first));
            right.vertical(|ui| draw(ui, second));
        });
    });
}

fn sentence(ui: &mut Ui, head: &str, said: &Said, out: &mut Intents) {
    card(ui, |ui| {
        caption(ui, head);
        reading(ui, &inert_lines(&said.sentence));
        if let Some(id) = EntryId::from_hex(&said.entry.id) {
            open_button(ui, id, out);
        }
    });
}

/// What stood at one time: an entry, or both halves of a pair.
fn stood(ui: &mut Ui, open: &Open, head: &str, stood: &Stood, out: &mut Intents) {
    let p = palette(ui);
    card(ui, |ui| {
        caption(ui, head);
        for line in stood.entries.iter().filter_map(|it| line_of(open, it)) {
            if stood.entries.len() > 1 {
                ui.add_space(space::S);
                let writer = inert(open.name_of(line.writer));
                ui.label(Type::SmallStrong.text(writer).color(p.ink2));
            }
            if is_closed(open, line) {
                as_card(ui, open, line, out);
                continue;
            }
            if let Some(title) = line.content.field("title") {
                ui.label(Type::Title.text(inert(title)));
            }
            body(ui, open, line, out);
            open_button(ui, line.id, out);
        }
    });
}

fn heard(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let all = &open.together.back.found.heard;
    listed(ui, open, words::HEARD, List::Heard, all, out, heard_card);
}

/// What was told, and what was said back and found to be it.
fn heard_card(ui: &mut Ui, open: &Open, heard: &Heard, out: &mut Intents) {
    let p = palette(ui);
    let lines = line_of(open, &heard.told).zip(line_of(open, &heard.said));
    let Some((told, said)) = lines else { return };
    if is_closed(open, told) || is_closed(open, said) {
        ui.push_id(said.id, |ui| as_card(ui, open, told, out));
        return;
    }
    card(ui, |ui| {
        for line in [told, said] {
            let head = [line_words(open, line), day_of(line)].join("  ·  ");
            ui.label(Type::Small.text(head).color(p.ink3));
            text(ui, line);
            ui.add_space(space::S);
        }
        caption(ui, &words::found_to_be_it(&heard.on));
        open_button(ui, told.id, out);
    });
}

fn questions(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let all = &open.together.back.found.questions;
    listed(
        ui,
        open,
        words::QUESTIONS,
        List::Questions,
        all,
        out,
        question_card,
    );
}

/// A question, and how it ended.
fn question_card(ui: &mut Ui, open: &Open, asked: &Asked, out: &mut Intents) {
    let p = palette(ui);
    let Some(line) = line_of(open, &asked.question) else {
        return;
    };
    if is_closed(open, line) {
        as_card(ui, open, line, out);
        caption(ui, words::end(asked.end));
        return;
    }
    card(ui, |ui| {
        let end = words::end(asked.end).to_owned();
        let head = [line_words(open, line), day_of(line), end].join("  ·  ");
        ui.label(Type::Small.text(head).color(p.ink3));
        text(ui, line);
        open_button(ui, line.id, out);
    });
}

fn promises(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let all = &open.together.back.found.promises;
    listed(
        ui,
        open,
        window::PROMISES,
        List::Promises,
        all,
        out,
        |ui, open, promised, out| {
            let id = EntryId::from_hex(&promised.promise.id);
            let Some(line) = id.and_then(|id| open.timeline.line(id)) else {
                return;
            };
            if is_closed(open, line) {
                as_card(ui, open, line, out);
            } else {
                promise_card(ui, open, &promised.promise, out);
            }
        },
    );
}

/// A part of the page: a few of what it lists, and a way to more.
fn listed<T>(
    ui: &mut Ui,
    open: &Open,
    title: &str,
    list: List,
    all: &[T],
    out: &mut Intents,
    draw: impl Fn(&mut Ui, &Open, &T, &mut Intents),
) {
    if all.is_empty() {
        return;
    }
    section(ui, title);
    let back = &open.together.back;
    for one in all.iter().take(back.lines(list)) {
        draw(ui, open, one, out);
        ui.add_space(space::S);
    }
    show_more(ui, back, list, all.len(), out);
}

fn show_more(ui: &mut Ui, back: &Back, list: List, all: usize, out: &mut Intents) {
    if back.lines(list) >= all {
        return;
    }
    let button = Button::quiet(words::SHOW_MORE).icon(Icon::CARET_DOWN);
    if button.flush().show(ui).clicked() {
        out.push(Intent::LookBack(Turn::More(list)));
    }
}

/// The months: all of them where they are few, else the one that is chosen.
fn months(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let back = &open.together.back;
    let months = &back.found.months;
    if months.len() <= MONTHS_MAX {
        for month in months {
            ui.push_id(&month.month, |ui| month_part(ui, open, month, out));
        }
        return;
    }
    section(ui, words::MONTHS);
    ui.add_space(space::S);
    let names = months.iter().map(|month| window::month_of(&month.month));
    let names: Vec<String> = names.collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut at = back.month.min(months.len() - 1);
    let id = Id::unique("back-month");
    if select(ui, id, words::WHICH_MONTH, &names, &mut at) {
        out.push(Intent::LookBack(Turn::Month(at)));
    }
    if let Some(month) = months.get(at) {
        month_part(ui, open, month, out);
    }
}

fn month_part(ui: &mut Ui, open: &Open, month: &Month, out: &mut Intents) {
    section(ui, &window::month_of(&month.month));
    for (title, entries) in [
        (window::THANKS, &month.thanks),
        (window::MILESTONES, &month.milestones),
        (window::AGREEMENTS, &month.agreements),
        (window::PROMISES, &month.promises),
        (window::THREADS, &month.threads),
    ] {
        if entries.is_empty() {
            continue;
        }
        ui.add_space(space::S);
        caption(ui, title);
        let back = &open.together.back;
        let shown = entries.iter().take(back.lines(List::Month));
        for line in shown.filter_map(|it| line_of(open, it)) {
            as_card(ui, open, line, out);
            ui.add_space(space::XS);
        }
        show_more(ui, back, List::Month, entries.len(), out);
    }
}

/// The line of an entry, as far as it is on the timeline.
fn line_of<'a>(open: &'a Open, entry: &Entry) -> Option<&'a Line> {
    EntryId::from_hex(&entry.id).and_then(|id| open.timeline.line(id))
}

/// Whether the words of an entry are opened on purpose, or gone.
fn is_closed(open: &Open, line: &Line) -> bool {
    open.is_covered(line) || open.timeline.rests(line) || is_gone(line)
}

fn as_card(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    if entry_card(ui, open, line).clicked() {
        out.push(Intent::Go(Page::Entry(line.id)));
    }
}

fn day_of(line: &Line) -> String {
    line.content
        .written()
        .map_or_else(String::new, window::date)
}

/// The beginning of what a line says.
fn text(ui: &mut Ui, line: &Line) {
    let beginning = words::beginning(line.content.text());
    reading(ui, &inert_lines(&beginning));
}

fn open_button(ui: &mut Ui, id: EntryId, out: &mut Intents) {
    let button = Button::quiet(words::SHOW_WHOLE);
    if button.flush().show(ui).clicked() {
        out.push(Intent::Go(Page::Entry(id)));
    }
}
