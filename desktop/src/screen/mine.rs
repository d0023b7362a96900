//! Mine alone: a door, and behind it pages that stay on this device.

use std::borrow::Cow;

use candor_core::entry::content::TEXT_BYTES_MAX;
use candor_core::entry::template::FieldShape;
use candor_core::entry::{ContentBuilder, template};
use candor_core::id::EntryId;
use egui::{Id, Ui};

use super::entry::{field, is_elsewhere};
use super::start::new_passphrase;
use super::together::kind_row;
use super::{Intents, found, search};
use crate::engine::lines::Line;
use crate::kit::{
    Banner, Button, EntryCard, Icon, Marks, Modal, ModalChoice, PasswordField, TextField,
    Visibility, Who, caption, card, empty, focus_on_arrival, page as sheet, paragraph, reading,
    search_field, section, tokens::space, visibility_chip,
};
use crate::state::alone;
use crate::state::composer::Slot;
use crate::state::meeting;
use crate::state::open::{Open, Page};
use crate::state::{Intent, WordsFor};
use crate::text::{
    alone as alone_words, first_run, inert, inert_lines, kinds, meeting as meeting_words,
    pulse as pulse_words, window as words,
};

/// Pages of one's own beside the plain one, by what they are for.
const OWN_KINDS: [(&str, &[&str]); 4] = [
    (
        words::OWN_ALARM,
        &[
            "other-readings",
            "under-anger",
            "older-story",
            "outsider",
            "self-look",
        ],
    ),
    (
        words::OWN_DECIDE,
        &["weighing", "where-i-stand", "draws-holds", "forgiveness"],
    ),
    (
        words::OWN_PART,
        &[
            "my-side",
            "their-place",
            "listening",
            "patience",
            "my-circle",
            "my-pulse",
        ],
    ),
    (
        words::OWN_LATER,
        &["question-draft", "meeting-prep", "plain-record"],
    ),
];

/// Draws what is let out: in memory alone, gone unless it is kept.
pub fn let_out(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    sheet(ui, words::LET_OUT, |ui| {
        paragraph(ui, words::LET_OUT_HELP);
        ui.add_space(space::M);
        let text = &mut open.mine.let_out;
        let typed = TextField::new(words::LET_OUT_LABEL)
            .rows(9)
            .reading(true)
            .id(Id::unique("let-out"))
            .char_limit(TEXT_BYTES_MAX)
            .show(ui, text);
        focus_on_arrival(ui, "let-out", &typed);
        ui.add_space(space::M);
        let something = !text.trim().is_empty();
        ui.horizontal_wrapped(|ui| {
            let burn = Button::primary(words::LET_GO).enabled(something);
            if burn.show(ui).clicked() {
                out.push(Intent::LetGo);
            }
            if Button::secondary(words::UNDER_IT).show(ui).clicked() {
                out.push(Intent::KeepLetOut(false));
            }
            let keep = Button::secondary(words::KEEP_AS_PAGE).enabled(something);
            if keep.show(ui).clicked() {
                out.push(Intent::KeepLetOut(true));
            }
        });
    });
}

/// Draws Mine alone.
pub fn mine(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    if open.mine.is_open {
        pages(ui, open, out);
    } else if open.own_is_set {
        door(ui, open, out);
    } else {
        first(ui, open, out);
    }
}

fn door(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    sheet(ui, words::MINE, |ui| {
        paragraph(ui, words::MINE_CLOSED);
        ui.add_space(space::M);
        let mine = &mut open.mine;
        let field = PasswordField::new(words::MINE_PASSPHRASE)
            .id(Id::unique("mine-passphrase"))
            .error(mine.error.as_deref())
            .show(ui, &mut mine.passphrase.text, &mut mine.passphrase.shown);
        // Asked before the field may take the keyboard back.
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if ui.memory(|memory| memory.focused().is_none()) && !mine.busy {
            field.request_focus();
        }
        ui.add_space(space::M);
        let ready = !mine.busy && !mine.passphrase.is_empty();
        let label = if mine.busy {
            words::OPENING
        } else {
            words::OPEN
        };
        let pressed = Button::primary(label).enabled(ready).show(ui).clicked();
        if ready && (pressed || entered) {
            out.push(Intent::OpenMine);
        }
    });
}

fn first(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    sheet(ui, words::MINE, |ui| {
        paragraph(ui, first_run::OWN_WHAT);
        paragraph(ui, first_run::OWN_PASSPHRASE);
        paragraph(ui, first_run::OWN_FORGOTTEN);
        ui.add_space(space::M);
        let mine = &mut open.mine;
        let error = mine.error.clone();
        new_passphrase(
            ui,
            (first_run::OWN_LABEL, WordsFor::Own),
            (&mut mine.new, &mut mine.again),
            error.as_deref(),
            out,
        );
        ui.add_space(space::M);
        PasswordField::new(words::MINE_CANDOR)
            .help(words::MINE_CANDOR_HELP)
            .id(Id::unique("mine-candor"))
            .error(mine.candor_error.as_deref())
            .show(ui, &mut mine.candor.text, &mut mine.candor.shown);
        ui.add_space(space::L);
        let ready = !mine.busy && !mine.candor.is_empty() && !mine.new.is_empty();
        let label = if mine.busy {
            words::PROVING
        } else {
            words::MINE_SET
        };
        let set = Button::primary(label).enabled(ready);
        if set.show(ui).clicked() {
            out.push(Intent::SetMine);
        }
    });
}

fn pages(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    sheet(ui, words::MINE, |ui| {
        ui.horizontal_wrapped(|ui| {
            visibility_chip(ui, Visibility::OnlyMe, words::ONLY_ME);
        });
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            let new = Button::primary(words::MINE_NEW).icon(Icon::NOTE_PENCIL);
            if new.show(ui).clicked() {
                out.push(Intent::Write(Slot::OwnNew("reflection".to_owned())));
            }
            let alarm = Button::secondary(kinds::heading("other-readings"));
            if alarm.show(ui).clicked() {
                let slot = Slot::OwnNew("other-readings".to_owned());
                out.push(Intent::Write(slot));
            }
            if Button::secondary(words::LET_OUT).show(ui).clicked() {
                out.push(Intent::Go(Page::LetOut));
            }
            if Button::secondary(pulse_words::TITLE).show(ui).clicked() {
                out.push(Intent::Go(Page::Pulse));
            }
            let close = Button::secondary(words::MINE_CLOSE).icon(Icon::LOCK_SIMPLE);
            if close.show(ui).clicked() {
                out.push(Intent::CloseMine);
            }
        });
        let (label, caret) = if open.mine.kinds {
            (words::FEWER_PAGES, Icon::CARET_UP)
        } else {
            (words::OTHER_PAGES, Icon::CARET_DOWN)
        };
        if Button::quiet(label).icon(caret).flush().show(ui).clicked() {
            open.mine.kinds = !open.mine.kinds;
        }
        if open.mine.kinds {
            for (title, own) in OWN_KINDS {
                section(ui, title);
                for kind in own {
                    if kind_row(ui, kind) {
                        out.push(Intent::Write(Slot::OwnNew((*kind).to_owned())));
                    }
                }
            }
        }
        ui.add_space(space::M);
        again(ui, open, out);
        if open.mine.timeline.is_empty() {
            empty(
                ui,
                Icon::NOTE_PENCIL,
                words::MINE_EMPTY_TITLE,
                words::MINE_EMPTY,
            );
            return;
        }
        let field = search_field(
            ui,
            Id::unique("search-mine"),
            &mut open.mine.search.text,
            words::SEARCH_MINE,
            words::SEARCH_HINT,
            words::SEARCH_CLEAR,
        );
        if field.changed() {
            out.push(Intent::SearchedMine);
        }
        ui.add_space(space::S);
        let searching = !open.mine.search.found_for.is_empty();
        let lines: Vec<Line> = if searching {
            search::count(ui, &open.mine.search);
            open.mine
                .search
                .found
                .iter()
                .filter_map(|id| open.mine.timeline.line(*id).cloned())
                .collect()
        } else {
            open.mine.timeline.newest_first().cloned().collect()
        };
        let looked_for = searching.then(|| open.mine.search.found_for.clone());
        for line in lines.iter().take(search::SHOWN) {
            if card_of(ui, open, line, &[], looked_for.as_deref()).clicked() {
                out.push(Intent::Go(Page::MinePage(line.id)));
            }
            ui.add_space(space::XS);
        }
    });
}

/// Pages whose day to look at them again has come, until they are written anew with
/// another day.
fn again(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let today = open.today();
    let due = today.map_or_else(Vec::new, |today| open.mine.due(today));
    if due.is_empty() {
        return;
    }
    section(ui, words::OWN_AGAIN);
    for line in due {
        if own_card(ui, open, line, &[]).clicked() {
            out.push(Intent::Go(Page::MinePage(line.id)));
        }
        ui.add_space(space::XS);
    }
    ui.add_space(space::M);
}

/// The card of a page of one's own, with `notes` below. Gives whether it is to
/// be opened.
pub(super) fn own_card(ui: &mut Ui, open: &Open, line: &Line, notes: &[&str]) -> egui::Response {
    card_of(ui, open, line, notes, None)
}

/// The same; with the passage that holds the words of `query`, where it was found.
fn card_of(
    ui: &mut Ui,
    open: &Open,
    line: &Line,
    notes: &[&str],
    query: Option<&str>,
) -> egui::Response {
    let day = match (line.content.written(), open.today()) {
        (Some(day), Some(today)) => words::day_words(day, today),
        _ => String::new(),
    };
    let happened = line.content.field("happened").and_then(words::happened);
    let title = line.content.field("title");
    let head = kinds::heading(line.content.kind());
    let name = format!("{}, {day}", title.unwrap_or(head));
    let found = query.map(|query| found::found(ui, open, line, query));
    let found = found.as_deref();
    let passage = found.and_then(|found| found.passage.as_ref());
    let marks = Marks {
        title: found.map_or(&[], |found| found.title.as_slice()),
        excerpt: passage.map_or(&[], |passage| passage.marks.as_slice()),
    };
    // Where notes say its numbers, they stand there alone.
    let numbers = numbers(line).filter(|_| notes.is_empty());
    let excerpt = numbers.map(Cow::Owned).or_else(|| super::excerpt(line));
    EntryCard {
        who: Who::Me,
        writer: open.me(),
        line: head,
        icon: kinds::icon(line.content.kind()),
        day: &day,
        happened: happened.as_deref(),
        title,
        excerpt: passage.map(|it| it.text.as_str()).or(excerpt.as_deref()),
        cover: None,
        notes,
        name: &name,
    }
    .show_marked(ui, marks)
}

/// The numbers of a page that holds some, each with its label.
fn numbers(line: &Line) -> Option<String> {
    let of = template(line.content.kind())?;
    let scales = of.fields.iter().filter(|it| it.shape == FieldShape::Scale);
    let given = scales.filter_map(|field| {
        let value = line.content.field(&field.name)?;
        Some(pulse_words::given(&field.label, &inert(value)))
    });
    let given: Vec<String> = given.collect();
    (!given.is_empty()).then(|| given.join(" · "))
}

/// Shared kinds that can begin with the words of an own page.
const SHARED_FROM: [&str; 7] = [
    "note", "impact", "need", "request", "amends", "question", "topic",
];

/// A shared entry that begins with these words, of the kind they belong to. A fresh
/// draft: nothing in it tells where its words came from.
fn share_from(ui: &mut Ui, line: &Line, out: &mut Intents) {
    ui.add_space(space::S);
    caption(ui, words::SHARE_FROM);
    ui.horizontal_wrapped(|ui| {
        for kind in SHARED_FROM {
            if Button::quiet(kinds::heading(kind)).show(ui).clicked() {
                let begin = ContentBuilder {
                    text: line.content.text().to_owned(),
                    ..ContentBuilder::default()
                };
                let slot = Slot::New(kind.to_owned());
                out.push(Intent::WriteWith(slot, Box::new(begin)));
            }
        }
    });
}

/// The next step that a page names, as far as it is one between the two. It begins
/// empty: what one saw stays here.
fn next_step(ui: &mut Ui, line: &Line, out: &mut Intents) {
    let kind = match line.content.field("next") {
        Some("ask") => "question",
        Some("talk") => "topic",
        _ => return,
    };
    ui.add_space(space::S);
    caption(ui, words::NEXT_STEP);
    if Button::secondary(kinds::heading(kind)).show(ui).clicked() {
        out.push(Intent::Write(Slot::New(kind.to_owned())));
    }
}

/// The way to the page of its kind that was written before, to compare.
fn before(ui: &mut Ui, open: &Open, id: EntryId, out: &mut Intents) {
    let earlier = alone::earlier(&open.mine.timeline, id);
    let found = earlier.and_then(|line| Some((line.id, line.content.written()?)));
    let Some((earlier, day)) = found else { return };
    let label = alone_words::page_of(day);
    if Button::quiet(&label).flush().show(ui).clicked() {
        out.push(Intent::Go(Page::MinePage(earlier)));
    }
}

/// The shared card of a page that has one.
fn share_card(ui: &mut Ui, line: &Line, out: &mut Intents) {
    let content = line.content.to_builder();
    let Some((kind, begin)) = alone::card_of(line.content.kind(), &content) else {
        return;
    };
    ui.add_space(space::S);
    let share = Button::secondary(alone_words::SHARE_CARD).icon(kinds::icon(kind));
    if share.show(ui).clicked() {
        let slot = Slot::New(kind.to_owned());
        out.push(Intent::WriteWith(slot, Box::new(begin)));
    }
    caption(ui, alone_words::SHARE_CARD_HELP);
}

/// Draws a page of one's own.
pub fn page(ui: &mut Ui, open: &Open, id: EntryId, out: &mut Intents) {
    let Some(line) = open.mine.timeline.line(id) else {
        ui.add_space(space::HUGE);
        empty(ui, Icon::NOTE, words::NO_ENTRY, words::NO_ENTRY_HELP);
        return;
    };
    let title = line
        .content
        .field("title")
        .map_or_else(|| kinds::heading(line.content.kind()).to_owned(), inert);
    sheet(ui, &title, |ui| {
        ui.horizontal_wrapped(|ui| {
            visibility_chip(ui, Visibility::OnlyMe, words::ONLY_ME);
            if let (Some(day), Some(today)) = (line.content.written(), open.today()) {
                caption(ui, &words::day_words(day, today));
            }
        });
        before(ui, open, id, out);
        ui.add_space(space::S);
        card(ui, |ui| {
            reading(ui, &inert_lines(line.content.text()));
            for (name, value) in line.content.fields() {
                if !is_elsewhere(name) && !value.trim().is_empty() {
                    field(ui, line.content.kind(), name, value);
                }
            }
        });
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            let edit = Button::quiet(words::EDIT)
                .icon(Icon::PENCIL_SIMPLE_LINE)
                .flush();
            if edit.show(ui).clicked() {
                out.push(Intent::Write(Slot::OwnEdit(id)));
            }
            let prepares = line.content.kind() == "meeting-prep" && open.partner().is_some();
            if prepares && Button::quiet(meeting_words::BRING).show(ui).clicked() {
                let begin = meeting::brought(&line.content.to_builder());
                let slot = Slot::New(meeting::MEETING_KIND.to_owned());
                out.push(Intent::WriteWith(slot, Box::new(begin)));
            }
            let delete = Button::quiet(words::DELETE).icon(Icon::TRASH);
            if delete.show(ui).clicked() {
                out.push(Intent::DeleteMine(id));
            }
        });
        if open.partner().is_some() {
            next_step(ui, line, out);
            share_card(ui, line, out);
            if !line.content.text().trim().is_empty() {
                share_from(ui, line, out);
            }
        }
        if line.content.kind() == "meeting-prep" && open.partner().is_some() {
            caption(ui, meeting_words::BRING_HELP);
        }
        if let Some(error) = &open.mine.error {
            Banner::danger(error).show(ui);
        }
    });
    if open.mine.deleting == Some(id) {
        let modal = Modal::new(words::DELETE_TITLE)
            .body(words::DELETE_BODY)
            .confirm(words::DELETE)
            .way_out(words::KEEP_IT)
            .danger(true);
        match modal.show(ui.ctx(), Id::unique("delete-page")) {
            Some(ModalChoice::Confirmed) => out.push(Intent::DeleteMine(id)),
            Some(ModalChoice::Left) => out.push(Intent::KeepMine),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use candor_core::entry::templates;
    use candor_core::space::SpaceName;

    use super::*;

    #[test]
    fn every_own_kind_beside_the_plain_page_stands_once_under_what_it_is_for() {
        let mut listed: Vec<&str> = OWN_KINDS
            .iter()
            .flat_map(|(_, own)| *own)
            .copied()
            .collect();
        listed.sort_unstable();
        let own = templates().iter().filter(|of| of.space == SpaceName::Own);
        let kinds = own.map(|of| of.kind.as_str());
        let mut kinds: Vec<&str> = kinds.filter(|kind| *kind != "reflection").collect();
        kinds.sort_unstable();
        assert_eq!(listed, kinds);
    }
}
