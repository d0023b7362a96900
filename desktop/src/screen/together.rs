//! What the two have: everything that can be written, agreements, promises, a
//! talk, and what is between them.

use candor_core::entry::agreement::patterns;
use candor_core::entry::mechanism::{JointTextState, State};
use candor_core::entry::template::{Shown, template};
use candor_core::id::EntryId;
use egui::Ui;

use super::{Intents, closed, day_field, entry_card, today};
use crate::engine::overview::{Agreement, Promise, Version};
use crate::kit::{
    Button, Icon, Near, Type, caption, card, cover_line, empty, page, palette, paragraph, reading,
    section, tokens::space,
};
use crate::state::Intent;
use crate::state::composer::Slot;
use crate::state::open::{Open, Page, is_joint};
use crate::text::group::Group;
use crate::text::{
    between as between_words, calendar as calendar_words, inert, inert_lines, joint as joint_words,
    kinds as kind_words, overview, window as words,
};

/// Draws everything that can be written.
pub fn kinds(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    page(ui, words::WRITE_MORE, |ui| {
        if !open.all_kinds {
            section(ui, words::TO_BEGIN);
            for kind in FIRST_KINDS {
                if kind_row(ui, kind) {
                    out.push(Intent::Write(Slot::New(kind.to_owned())));
                }
            }
        }
        let label = match open.all_kinds {
            true => words::FEW_KINDS,
            false => words::ALL_KINDS,
        };
        if Button::secondary(label).show(ui).clicked() {
            open.all_kinds = !open.all_kinds;
        }
        if !open.all_kinds {
            return;
        }
        for group in Group::ALL {
            section(ui, group.title());
            for kind in group.kinds() {
                if kind_row(ui, kind) {
                    out.push(Intent::Write(Slot::New((*kind).to_owned())));
                }
            }
        }
    });
}

/// What a first evening may want to write: something to tell, what hurt, what was
/// done, what is needed, something kind, and a way out of a quarrel.
const FIRST_KINDS: [&str; 7] = [
    "disclosure",
    "question",
    "impact",
    "amends",
    "need",
    "appreciation",
    "pause",
];

/// One kind with the sentence that says what it is for. Gives whether it is to be
/// written.
pub(super) fn kind_row(ui: &mut Ui, kind: &str) -> bool {
    let button = Button::secondary(kind_words::name(kind)).icon(kind_words::icon(kind));
    let clicked = button.show(ui).clicked();
    if let Some(of) = template(kind) {
        caption(ui, &of.purpose);
    }
    ui.add_space(space::S);
    clicked
}

/// Draws the joint texts.
pub fn agreements(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    page(ui, words::AGREEMENTS, |ui| {
        let new = Button::primary(words::NEW_AGREEMENT).icon(Icon::PLUS);
        if new.show(ui).clicked() {
            out.push(Intent::Go(Page::Patterns));
        }
        ui.add_space(space::M);
        being_written(ui, open, out);
        let mut listed = open.together.agreements.iter();
        let none = !listed.any(|it| overview::Part::of(it).is_some());
        if none && !open.together.on.is_empty() {
            paragraph(ui, words::NONE_BY_THEN);
        } else if none {
            empty(
                ui,
                Icon::FILE_TEXT,
                words::AGREEMENTS_EMPTY,
                words::AGREEMENTS_EMPTY_HELP,
            );
        }
        for part in overview::Part::ALL {
            let fits = |it: &&Agreement| overview::Part::of(it) == Some(part);
            let agreements: Vec<&Agreement> =
                open.together.agreements.iter().filter(fits).collect();
            if agreements.is_empty() {
                continue;
            }
            section(ui, part.title());
            for agreement in agreements {
                agreement_card(ui, open, agreement, false, out);
                ui.add_space(space::S);
            }
        }
        if !none || !open.together.on.is_empty() {
            ui.add_space(space::L);
            let pick = (open.today(), Near::Back);
            let on = &mut open.together.on;
            if day_field(ui, words::AS_ON, "as-on", pick, on).changed() {
                out.push(Intent::AsOn);
            }
        }
    });
}

/// The texts that both write in, as long as nothing was proposed from them.
fn being_written(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let draft = State::Joint(JointTextState::Draft);
    let drafts: Vec<_> = open
        .timeline
        .newest_first()
        .filter(|line| line.state == draft || (is_joint(line) && line.state == State::Unknown))
        .take(SHELF)
        .collect();
    if drafts.is_empty() {
        return;
    }
    section(ui, joint_words::BEING_WRITTEN);
    for line in drafts {
        if entry_card(ui, open, line).clicked() {
            out.push(Intent::Go(Page::Joint(line.id)));
        }
        ui.add_space(space::XS);
    }
    ui.add_space(space::L);
}

/// The card of a joint text. Its state stands on it where no heading above says it.
fn agreement_card(ui: &mut Ui, open: &Open, agreement: &Agreement, state: bool, out: &mut Intents) {
    let p = palette(ui);
    let rests = agreement.rests;
    card(ui, |ui| {
        if state {
            let words = words::joint_state(&agreement.state);
            ui.label(Type::SmallStrong.text(words).color(p.ink2));
        }
        if let Some(version) = &agreement.agreed {
            version_part(ui, open, (version, rests), out);
        }
        if let Some((version, from)) = &agreement.coming {
            ui.add_space(space::M);
            caption(ui, &words::holds_from(from));
            version_part(ui, open, (version, rests), out);
        }
        if let Some(version) = &agreement.proposed {
            ui.add_space(space::M);
            caption(ui, words::PROPOSED_VERSION);
            version_part(ui, open, (version, rests), out);
        }
    });
}

fn version_part(ui: &mut Ui, open: &Open, (version, rests): (&Version, bool), out: &mut Intents) {
    match closed::version(open, version, rests) {
        Some(words) => cover_line(ui, &words),
        None => version_words(ui, version),
    }
    caption(ui, &overview::version_head(version));
    if version.review_due {
        caption(ui, words::REVIEW_IS_HERE);
    }
    if let Some(id) = EntryId::from_hex(&version.id)
        && Button::quiet(words::OPEN_ENTRY).flush().show(ui).clicked()
    {
        out.push(Intent::Go(Page::Entry(id)));
    }
}

fn version_words(ui: &mut Ui, version: &Version) {
    if let Some(title) = &version.title {
        ui.label(Type::Title.text(inert(title)));
    }
    reading(ui, &inert_lines(&version.text));
    if let [_, ..] = version.binds[..] {
        caption(ui, &inert(&overview::binds(&version.binds)));
    }
    if let Some(time) = &version.each_day {
        caption(ui, &overview::each_day(time));
    }
    if let Some(not) = &version.not_allowed {
        caption(ui, kind_words::field("agreement", "not-allowed"));
        paragraph(ui, &inert_lines(not));
    }
    closed::given_line(ui, version.cover.as_deref().filter(|_| version.mine));
}

/// Draws the ready texts of agreements.
pub fn ready_texts(ui: &mut Ui, open: &Open, out: &mut Intents) {
    page(ui, words::NEW_AGREEMENT, |ui| {
        paragraph(ui, words::PATTERNS_HELP);
        ui.add_space(space::M);
        let slot = || Slot::New("agreement".to_owned());
        let blank = Button::primary(words::BLANK).icon(Icon::PLUS);
        if blank.show(ui).clicked() {
            out.push(Intent::Write(slot()));
        }
        ui.add_space(space::M);
        let Some(today) = open.today() else { return };
        ui.horizontal_wrapped(|ui| {
            for pattern in patterns() {
                if Button::secondary(&pattern.name).show(ui).clicked() {
                    let begin = Box::new(pattern.begin(today));
                    out.push(Intent::WriteWith(slot(), begin));
                }
            }
        });
    });
}

/// Draws the promises of both.
pub fn promises(ui: &mut Ui, open: &Open, out: &mut Intents) {
    page(ui, words::PROMISES, |ui| {
        let new = Button::primary(words::NEW_PROMISE).icon(Icon::PLUS);
        if new.show(ui).clicked() {
            out.push(Intent::Write(Slot::New("promise".to_owned())));
        }
        ui.add_space(space::M);
        if open.together.promises.is_empty() {
            empty(
                ui,
                Icon::CHECK_CIRCLE,
                words::PROMISES_EMPTY,
                words::PROMISES_EMPTY_HELP,
            );
        }
        for promise in &open.together.promises {
            promise_card(ui, open, promise, out);
            ui.add_space(space::S);
        }
    });
}

/// A promise, and how it went as each told it.
pub(super) fn promise_card(ui: &mut Ui, open: &Open, promise: &Promise, out: &mut Intents) {
    let p = palette(ui);
    let closed = closed::promise(open, promise);
    card(ui, |ui| {
        let mut head = vec![inert(&promise.writer)];
        let state = kind_words::state("promise", &promise.state);
        head.extend(state.map(str::to_owned));
        head.extend(promise.due.as_ref().map(|due| words::by_day(due)));
        let rhythm = promise.rhythm.as_deref().filter(|_| closed.is_none());
        head.extend(rhythm.map(inert));
        ui.label(Type::Small.text(head.join("  ·  ")).color(p.ink3));
        match closed {
            Some(words) => cover_line(ui, &words),
            None => promise_words(ui, promise),
        }
        if let Some(id) = EntryId::from_hex(&promise.id)
            && Button::quiet(words::OPEN_ENTRY).flush().show(ui).clicked()
        {
            out.push(Intent::Go(Page::Entry(id)));
        }
    });
}

fn promise_words(ui: &mut Ui, promise: &Promise) {
    reading(ui, &inert_lines(&promise.text));
    for told in &promise.reports {
        paragraph(ui, &overview::told_words(told));
    }
    closed::given_line(ui, promise.cover.as_deref().filter(|_| promise.mine));
}

/// Draws what the two have: cards, and the shelf of thanks.
pub fn us(ui: &mut Ui, open: &Open, out: &mut Intents) {
    page(ui, words::US, |ui| {
        for agreement in &open.together.agreements {
            today::pinned(ui, open, agreement, out);
        }
        joint_shelves(ui, open, out);
        let shelf = |kind: &str| kind == "appreciation";
        let ours = |kind: &str| {
            let of = template(kind);
            of.is_some_and(|of| of.shown == Shown::Us && !of.is_assented_to())
        };
        let is_pinned = |it: &Agreement| it.in_force().is_some_and(|version| version.pinned);
        let agreements = &open.together.agreements;
        let mut any = agreements.iter().any(|it| is_ours(it) || is_pinned(it));
        for (title, of) in [
            (words::THANKS, &shelf as &dyn Fn(&str) -> bool),
            (words::US_CARDS, &ours),
        ] {
            let lines: Vec<_> = open
                .timeline
                .newest_first()
                .filter(|line| of(line.content.kind()))
                .take(SHELF)
                .collect();
            if lines.is_empty() {
                continue;
            }
            any = true;
            section(ui, title);
            for line in lines {
                if entry_card(ui, open, line).clicked() {
                    out.push(Intent::Go(Page::Entry(line.id)));
                }
                ui.add_space(space::XS);
            }
        }
        if !any {
            empty(ui, Icon::USERS, words::US_EMPTY, words::US_EMPTY_HELP);
        }
    });
}

/// Whether a joint text stands with what the two have, and not among agreements.
fn is_ours(agreement: &Agreement) -> bool {
    template(&agreement.kind).is_some_and(|of| of.shown == Shown::Us)
}

/// Our picture, what happened in our words, differences: each under its own name. What
/// rests is folded.
fn joint_shelves(ui: &mut Ui, open: &Open, out: &mut Intents) {
    for kind in overview::OUR_TEXTS {
        let all = open.together.agreements.iter();
        let texts: Vec<&Agreement> = all.filter(|it| it.kind == kind).collect();
        if texts.is_empty() {
            continue;
        }
        section(ui, kind_words::name(kind));
        for text in texts {
            let line = EntryId::from_hex(&text.id).and_then(|id| open.timeline.line(id));
            match line.filter(|_| text.rests) {
                Some(line) => {
                    if entry_card(ui, open, line).clicked() {
                        out.push(Intent::Go(Page::Entry(line.id)));
                    }
                }
                None => agreement_card(ui, open, text, true, out),
            }
            ui.add_space(space::S);
        }
    }
}

/// How many of each shelf are drawn, newest first.
const SHELF: usize = 60;

/// In a narrow window: the pages that have no tab.
pub fn more(ui: &mut Ui, out: &mut Intents) {
    page(ui, words::MORE_PAGES, |ui| {
        for (page, label, icon) in [
            (Page::Between, between_words::BETWEEN, Icon::TRAY),
            (Page::Talk, words::TALK, Icon::CHATS_CIRCLE),
            (Page::Agreements, words::AGREEMENTS, Icon::FILE_TEXT),
            (Page::Promises, words::PROMISES, Icon::CHECK_CIRCLE),
            (Page::Us, words::US, Icon::USERS),
            (
                Page::LookBack,
                words::LOOK_BACK,
                Icon::ARROW_COUNTER_CLOCKWISE,
            ),
            (
                Page::Calendar,
                calendar_words::CALENDAR,
                Icon::CALENDAR_BLANK,
            ),
            (Page::Search, words::SEARCH, Icon::MAGNIFYING_GLASS),
            (Page::Settings, words::SETTINGS, Icon::GEAR_SIX),
        ] {
            if Button::secondary(label)
                .icon(icon)
                .wide()
                .show(ui)
                .clicked()
            {
                out.push(Intent::Go(page));
            }
        }
    });
}
