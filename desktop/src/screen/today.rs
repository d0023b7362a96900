//! Today: what arrived, what one could write, what was written lately.

use candor_core::date::Day;
use candor_core::id::EntryId;
use candor_core::view::rules::UNPIN;
use egui::Ui;

use super::{Intents, closed, entry_card, evening, names};
use crate::engine::overview::Agreement;
use crate::engine::pause::{BACK, BACK_ON, PAUSE_END};
use crate::kit::{
    Banner, BannerAct, Button, Icon, Type, caption, card, cover_line, empty, link, page, palette,
    paragraph, reading, section,
    tokens::{size, space},
};
use crate::state::Intent;
use crate::state::composer::Slot;
use crate::state::open::{Open, Page};
use crate::text::{
    alone, between, first_run, kinds, overview, pause as pause_words, window as words,
};

/// How many of the newest entries Today shows.
const LATELY: usize = 3;
/// More of a draft than fits on a line.
const BEGIN: usize = 200;

/// Draws Today.
pub fn today(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let title = open
        .today()
        .map_or_else(|| words::TODAY.to_owned(), words::long_date);
    page(ui, &title, |ui| {
        if open.partner().is_none() {
            if open.status.is_some() {
                nobody(ui, out);
            }
        } else {
            names::change(ui, open, out);
            pause(ui, open, out);
            charter(ui, open, out);
            aside(ui, open, out);
            weeks_after(ui, open, out);
            arrivals(ui, open, out);
            day(ui, open, out);
            if open.is_first_evening() {
                evening::evening(ui, open.evening, out);
            } else {
                verbs(ui, out);
            }
        }
        door(ui, out);
        drafts(ui, open, out);
        lately(ui, open, out);
    });
}

fn nobody(ui: &mut Ui, out: &mut Intents) {
    let act = Banner::info(words::NOT_PAIRED)
        .title(words::NOT_PAIRED_TITLE)
        .action(first_run::PAIR)
        .show(ui);
    if act == BannerAct::Action {
        out.push(Intent::Go(Page::Pairing));
    }
    ui.add_space(space::M);
}

fn arrivals(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let lines: Vec<_> = open
        .arrivals
        .iter()
        .filter_map(|id| open.timeline.line(*id))
        .collect();
    if lines.is_empty() {
        return;
    }
    section(ui, words::ARRIVED);
    for line in lines {
        if entry_card(ui, open, line).clicked() {
            out.push(Intent::Go(open.read_at(line)));
        }
        ui.add_space(space::XS);
    }
}

/// Half a year after both chose how they share, each is asked alone. What is
/// answered stays here.
fn charter(ui: &mut Ui, open: &Open, out: &mut Intents) {
    if !open.charter_is_due() {
        return;
    }
    card(ui, |ui| {
        ui.label(Type::Title.text(words::CHARTER_DUE));
        paragraph(ui, words::CHARTER_DUE_HELP);
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            for (label, intent) in [
                (words::CHARTER_STAYS, Intent::CharterStays),
                (words::CHARTER_CHANGE, Intent::CharterChange),
                (words::CHARTER_PAUSE, Intent::CharterPause),
            ] {
                if Button::secondary(label).show(ui).clicked() {
                    out.push(intent);
                }
            }
        });
    });
    ui.add_space(space::M);
}

/// At most one line of one's own.
fn aside(ui: &mut Ui, open: &Open, out: &mut Intents) {
    if !open.today().is_some_and(|today| open.aside.is_on(today)) {
        return;
    }
    card(ui, |ui| {
        ui.label(Type::SmallStrong.text(words::ASIDE));
        if !open.aside.what.trim().is_empty() {
            paragraph(ui, &crate::text::inert(&open.aside.what));
        }
        if Button::quiet(words::ANOTHER_DAY).flush().show(ui).clicked() {
            out.push(Intent::PutOff);
        }
    });
    ui.add_space(space::M);
}

/// What this person owned some weeks ago, without its words: they may not be alone.
fn weeks_after(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let Some(today) = open.today() else { return };
    for entry in &open.together.day.weeks_after {
        let id = EntryId::from_hex(&entry.id);
        let Some(id) = id.filter(|id| open.weeks_after.is_shown(*id, today)) else {
            continue;
        };
        card(ui, |ui| {
            if link(ui, &words::you_wrote(&entry.written)).clicked() {
                out.push(Intent::Go(Page::Entry(id)));
            }
            caption(ui, words::WEEKS_AFTER);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = space::L;
                for (label, intent) in [
                    (words::ANOTHER_DAY, Intent::WeeksAfterPutOff(id)),
                    (words::NOT_NEEDED, Intent::WeeksAfterLeft(id)),
                ] {
                    if Button::quiet(label).flush().show(ui).clicked() {
                        out.push(intent);
                    }
                }
            });
        });
        ui.add_space(space::M);
    }
}

fn verbs(ui: &mut Ui, out: &mut Intents) {
    section(ui, words::WRITE);
    let verbs = [
        (words::TELL, "disclosure"),
        (words::ASK, "question"),
        (words::THANK, "appreciation"),
        (words::CHECK_IN, "check-in"),
        (words::PAGE, "note"),
        (words::PAUSE, "pause"),
    ];
    ui.horizontal_wrapped(|ui| {
        for (label, kind) in verbs {
            let icon = match kind {
                "pause" => Icon::CLOCK,
                kind => kinds::icon(kind),
            };
            let button = Button::secondary(label).icon(icon);
            if button.show(ui).clicked() {
                out.push(Intent::Write(Slot::New(kind.to_owned())));
            }
        }
    });
    let more = Button::quiet(words::WRITE_MORE).icon(Icon::PLUS).flush();
    if more.show(ui).clicked() {
        out.push(Intent::Go(Page::Kinds));
    }
}

/// What this day holds: what ends, what is due, what one wanted to come back to.
fn day(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let day = &open.together.day;
    for agreement in &day.ending {
        ending(ui, open, agreement, out);
    }
    for agreement in &day.pinned {
        pinned(ui, open, agreement, out);
    }
    let none = day.promises.is_empty()
        && day.reviews.is_empty()
        && day.named.is_empty()
        && day.each_day.is_empty();
    if !none {
        section(ui, words::THIS_DAY);
    }
    for agreement in &day.each_day {
        each_day(ui, open, agreement, Page::Talk, out);
    }
    for promise in &day.promises {
        let due = words::due(promise.due.as_deref().unwrap_or(""), &day.date);
        let closed = closed::promise(open, promise);
        let title = closed.as_deref().unwrap_or(&promise.text);
        row(ui, &promise.id, title, &due, out);
    }
    for agreement in &day.reviews {
        let Some(version) = &agreement.agreed else {
            continue;
        };
        let closed = closed::version(open, version, agreement.rests);
        let title = version.title.as_deref().unwrap_or(&version.text);
        let title = closed.as_deref().unwrap_or(title);
        row(ui, &version.id, title, words::REVIEW_IS_HERE, out);
    }
    for (entry, field) in &day.named {
        let closed = closed::entry(open, entry);
        let title = entry.title.as_deref().unwrap_or(&entry.text);
        let title = closed.as_deref().unwrap_or(title);
        let at = entry.fields.get("at").filter(|_| closed.is_none());
        let why = overview::named(&entry.kind, field, at.map(String::as_str));
        row(ui, &entry.id, title, &why, out);
    }
    if !day.back.is_empty() {
        section(ui, between::BACK);
        for back in &day.back {
            card_of(ui, open, &back.entry.id, out);
        }
    }
    if !day.this_week.is_empty() {
        section(ui, words::THIS_WEEK);
        for entry in &day.this_week {
            card_of(ui, open, &entry.id, out);
        }
    }
    if day.is_open {
        ui.add_space(space::S);
        let link = Button::quiet(between::BETWEEN).icon(Icon::TRAY).flush();
        if link.show(ui).clicked() {
            out.push(Intent::Go(Page::Between));
        }
    }
}

/// One line of this day: what it is about, why it stands here, and a way to it.
fn row(ui: &mut Ui, id: &str, title: &str, why: &str, out: &mut Intents) {
    if let Some(id) = EntryId::from_hex(id) {
        row_to(ui, Page::Entry(id), title, why, out);
    }
}

fn row_to(ui: &mut Ui, page: Page, title: &str, why: &str, out: &mut Intents) {
    let title = crate::text::inert(&overview::topic(None, title));
    if link(ui, &title).clicked() {
        out.push(Intent::Go(page));
    }
    caption(ui, why);
    ui.add_space(space::S);
}

/// An agreement that sets aside a time of each day, and a way to what it is for.
pub(super) fn each_day(
    ui: &mut Ui,
    open: &Open,
    agreement: &Agreement,
    page: Page,
    out: &mut Intents,
) {
    let Some(version) = agreement.in_force() else {
        return;
    };
    let Some(time) = &version.each_day else {
        return;
    };
    let closed = closed::version(open, version, agreement.rests);
    let title = version.title.as_deref().unwrap_or(&version.text);
    let title = closed.as_deref().unwrap_or(title);
    row_to(ui, page, title, &overview::each_day(time), out);
}

/// What both keep in sight, in its own words; either can take it down.
pub(super) fn pinned(ui: &mut Ui, open: &Open, agreement: &Agreement, out: &mut Intents) {
    let Some(version) = agreement.in_force().filter(|version| version.pinned) else {
        return;
    };
    let Some(id) = EntryId::from_hex(&version.id) else {
        return;
    };
    ui.add_space(space::S);
    card(ui, |ui| {
        ui.label(Type::SmallStrong.text(kinds::name(&agreement.kind)));
        match closed::version(open, version, agreement.rests) {
            Some(words) => cover_line(ui, &words),
            None => reading(ui, &crate::text::inert_lines(&version.text)),
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            if Button::quiet(words::OPEN_ENTRY).flush().show(ui).clicked() {
                out.push(Intent::Go(Page::Entry(id)));
            }
            let down = Button::quiet(kinds::heading(UNPIN)).flush();
            if down.show(ui).clicked() {
                out.push(Intent::Say(id, UNPIN.to_owned(), "down".to_owned()));
            }
        });
    });
}

fn card_of(ui: &mut Ui, open: &Open, id: &str, out: &mut Intents) {
    let line = EntryId::from_hex(id).and_then(|id| open.timeline.line(id));
    let Some(line) = line else { return };
    if entry_card(ui, open, line).clicked() {
        out.push(Intent::Go(Page::Entry(line.id)));
    }
    ui.add_space(space::XS);
}

/// A limit on contact that ends: three ways of one size, and none of them hurries.
fn ending(ui: &mut Ui, open: &Open, agreement: &Agreement, out: &mut Intents) {
    let Some(version) = &agreement.agreed else {
        return;
    };
    let Some(id) = EntryId::from_hex(&version.id) else {
        return;
    };
    ui.add_space(space::S);
    card(ui, |ui| {
        let title = version.title.as_deref().unwrap_or(&version.text);
        match closed::version(open, version, agreement.rests) {
            Some(words) => cover_line(ui, &words),
            None => {
                let title = crate::text::inert(&overview::topic(None, title));
                ui.label(Type::Title.text(title));
            }
        }
        paragraph(ui, &overview::ending(agreement, &open.together.day.date));
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            for (label, intent) in [
                (overview::KEEP, Intent::ProposeAgain(id, true)),
                (overview::CHANGE, Intent::ProposeAgain(id, false)),
                (
                    overview::LET_END,
                    Intent::Say(id, "review-word".to_owned(), "end".to_owned()),
                ),
            ] {
                if Button::secondary(label).show(ui).clicked() {
                    out.push(intent);
                }
            }
            if Button::quiet(words::OPEN_ENTRY).show(ui).clicked() {
                out.push(Intent::Go(Page::Entry(id)));
            }
        });
    });
}

/// A pause that is on stands first: until when, and a way back that needs no form.
fn pause(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let Some(pause) = &open.together.day.pause else {
        return;
    };
    card(ui, |ui| {
        let who = (!pause.mine).then(|| crate::text::inert(&pause.writer));
        let mut until = crate::text::inert(pause.fields.get(BACK).map_or("", String::as_str));
        let on = pause.fields.get(BACK_ON).and_then(|day| Day::parse(day));
        if let Some(today) = open.today() {
            until.push_str(&pause_words::on_day(on, today));
        }
        ui.label(Type::Title.text(words::pausing(who.as_deref(), &until)));
        match closed::entry(open, pause) {
            Some(words) => cover_line(ui, &words),
            None if pause.text.is_empty() => {}
            None => paragraph(ui, &crate::text::inert(&pause.text)),
        }
        let Some(id) = EntryId::from_hex(&pause.id) else {
            return;
        };
        ui.horizontal_wrapped(|ui| {
            let (label, kind, word) = match pause.mine {
                true => (words::I_AM_BACK, PAUSE_END, "back"),
                false => (words::SEE_YOU_THEN, "pause-word", "see-you"),
            };
            let said = !pause.mine && open.together.day.pause_said;
            if !said && Button::secondary(label).show(ui).clicked() {
                out.push(Intent::Say(id, kind.to_owned(), word.to_owned()));
            }
            if Button::quiet(words::OPEN_ENTRY).show(ui).clicked() {
                out.push(Intent::Go(Page::Entry(id)));
            }
        });
    });
    ui.add_space(space::M);
}

fn door(ui: &mut Ui, out: &mut Intents) {
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        let door = Button::quiet(words::MINE).icon(Icon::LOCK_KEY).flush();
        if door.show(ui).clicked() {
            out.push(Intent::Go(Page::Mine));
        }
        // In alarm nobody looks for a page through others.
        if Button::quiet(alone::ALARM).flush().show(ui).clicked() {
            out.push(Intent::Alone("other-readings".to_owned()));
        }
    });
}

/// What was begun and put away. Own pages are not named here.
fn drafts(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let drafts: Vec<_> = open.drafts().collect();
    if drafts.is_empty() {
        return;
    }
    let p = palette(ui);
    section(ui, words::DRAFTS);
    for (slot, content) in drafts {
        let kind = slot.kind().unwrap_or("note").to_owned();
        // What is kept for a later day is named without its words until then.
        let later = open.kept_until(content).map(words::waits_until);
        let begin: String = content
            .fields
            .get("title")
            .map_or(content.text.as_str(), String::as_str)
            .chars()
            .take(BEGIN)
            .collect();
        ui.horizontal(|ui| {
            let go_on = Button::quiet(kinds::heading(&kind))
                .icon(Icon::PENCIL_SIMPLE_LINE)
                .flush();
            if go_on.show(ui).clicked() {
                out.push(Intent::Write(slot));
            }
            let begin = later.unwrap_or_else(|| begin.replace('\n', " "));
            let begin = Type::Small.text(begin).color(p.ink3);
            ui.add(egui::Label::new(begin).truncate());
        });
    }
}

fn lately(ui: &mut Ui, open: &Open, out: &mut Intents) {
    if open.partner().is_none() {
        return;
    }
    if open.timeline.is_empty() {
        // The first evening says what could stand here.
        if open.is_first_evening() {
            return;
        }
        ui.add_space(space::XL);
        empty(
            ui,
            Icon::BOOK_OPEN,
            words::EMPTY_TIMELINE_TITLE,
            words::EMPTY_TIMELINE,
        );
        return;
    }
    let newest: Vec<_> = open
        .timeline
        .newest_first()
        .filter(|line| line.content.thread().is_none())
        .filter(|line| !open.arrivals.contains(&line.id))
        .take(LATELY)
        .collect();
    if !newest.is_empty() {
        section(ui, words::LATELY);
    }
    for line in newest {
        if entry_card(ui, open, line).clicked() {
            out.push(Intent::Go(Page::Entry(line.id)));
        }
        ui.add_space(space::XS);
    }
    let all = Button::quiet(words::TIMELINE).icon(Icon::ROWS).flush();
    if all.show(ui).clicked() {
        out.push(Intent::Go(Page::Timeline));
    }
}

/// Draws what can be done after the first run.
pub fn ready(ui: &mut Ui, open: &Open, out: &mut Intents) {
    page(ui, first_run::READY, |ui| {
        paragraph(ui, first_run::READY_HELP);
        ui.add_space(space::L);
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width().min(size::ACTS));
            let own = Button::primary(first_run::WRITE_FOR_YOURSELF).icon(Icon::LOCK_KEY);
            if own.wide().show(ui).clicked() {
                out.push(Intent::Go(Page::Mine));
            }
            if open.partner().is_none() {
                let pair = Button::secondary(first_run::PAIR).icon(Icon::DEVICES);
                if pair.wide().show(ui).clicked() {
                    out.push(Intent::Go(Page::Pairing));
                }
            }
            let look = Button::secondary(first_run::LOOK_AROUND).icon(Icon::SUN_HORIZON);
            if look.wide().show(ui).clicked() {
                out.push(Intent::Go(Page::Today));
            }
        });
    });
}
