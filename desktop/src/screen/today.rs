//! Today: what arrived, what one could write, what was written lately.

use egui::Ui;

use super::{Intents, entry_card, names};
use crate::kit::{
    Banner, BannerAct, Button, Icon, Type, card, empty, page, palette, paragraph, section,
    tokens::{size, space},
};
use crate::state::Intent;
use crate::state::composer::Slot;
use crate::state::open::{Open, Page};
use crate::text::{first_run, kinds, window as words};

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
            charter(ui, open, out);
            aside(ui, open, out);
            arrivals(ui, open, out);
            verbs(ui, out);
            day(ui, open, out);
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
        if entry_card(ui, open, line, false).clicked() {
            out.push(Intent::Go(Page::Entry(line.id)));
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

fn verbs(ui: &mut Ui, out: &mut Intents) {
    section(ui, words::WRITE);
    let verbs = [
        (words::TELL, "disclosure"),
        (words::ASK, "question"),
        (words::THANK, "appreciation"),
        (words::PAGE, "note"),
    ];
    ui.horizontal_wrapped(|ui| {
        for (label, kind) in verbs {
            let button = Button::secondary(label).icon(kinds::icon(kind));
            if button.show(ui).clicked() {
                out.push(Intent::Write(Slot::New(kind.to_owned())));
            }
        }
    });
}

/// What this day holds: promises that are due, reviews, and what is more to
/// write.
fn day(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let more = Button::quiet(words::WRITE_MORE).icon(Icon::PLUS).flush();
    if more.show(ui).clicked() {
        out.push(Intent::Go(Page::Kinds));
    }
    let day = &open.together.day;
    if day.promises.is_empty() && day.reviews.is_empty() {
        return;
    }
    section(ui, words::THIS_DAY);
    for promise in &day.promises {
        let link = Button::quiet(words::PROMISES)
            .icon(Icon::CHECK_CIRCLE)
            .flush();
        if link.show(ui).clicked() {
            out.push(Intent::Go(Page::Promises));
        }
        paragraph(ui, &crate::text::inert(&promise.text));
    }
    for agreement in &day.reviews {
        let link = Button::quiet(words::AGREEMENTS)
            .icon(Icon::FILE_TEXT)
            .flush();
        if link.show(ui).clicked() {
            out.push(Intent::Go(Page::Agreements));
        }
        let title = agreement.agreed.as_ref().and_then(|it| it.title.as_deref());
        paragraph(
            ui,
            &crate::text::inert(title.unwrap_or(words::REVIEW_IS_HERE)),
        );
    }
}

fn door(ui: &mut Ui, out: &mut Intents) {
    ui.add_space(space::S);
    let door = Button::quiet(words::FOR_ME).icon(Icon::LOCK_KEY).flush();
    if door.show(ui).clicked() {
        out.push(Intent::Go(Page::Mine));
    }
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
        if entry_card(ui, open, line, false).clicked() {
            out.push(Intent::Go(Page::Entry(line.id)));
        }
        ui.add_space(space::XS);
    }
    let all = Button::quiet(words::ALL_ENTRIES).icon(Icon::ROWS).flush();
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
            ui.set_max_width(size::ACTS);
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
