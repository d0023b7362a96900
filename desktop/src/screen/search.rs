//! Search in what is shared.

use egui::{Id, Ui};

use super::{Intents, found_card};
use crate::engine::lines::Line;
use crate::kit::{Icon, Type, empty, page, palette, search_field, tokens::space};
use crate::state::Intent;
use crate::state::open::{Open, Page, SearchBox};
use crate::text::window as words;

/// How many of what was found are drawn; more words find fewer.
pub(super) const SHOWN: usize = 100;

/// The id of the field, so that a shortcut can lead to it.
pub fn field_id() -> Id {
    Id::unique("search")
}

/// Draws the search.
pub fn search(ui: &mut Ui, open: &mut Open, out: &mut Intents) {
    page(ui, words::SEARCH, |ui| {
        let field = search_field(
            ui,
            field_id(),
            &mut open.search.text,
            words::SEARCH_SHARED,
            words::SEARCH_HINT,
            words::SEARCH_CLEAR,
        );
        if field.changed() {
            out.push(Intent::Searched);
        }
        if ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        ui.add_space(space::M);
        let found: Vec<Line> = open
            .search
            .found
            .iter()
            .take(SHOWN)
            .filter_map(|id| open.timeline.line(*id).cloned())
            .collect();
        count(ui, &open.search);
        let looked_for = open.search.found_for.clone();
        for line in &found {
            if found_card(ui, open, line, &looked_for).clicked() {
                // A word that answers stands with what it answers.
                let id = match line.content.thread() {
                    Some(parent) if open.timeline.line(parent).is_some() => parent,
                    _ => line.id,
                };
                out.push(Intent::Go(Page::Entry(id)));
            }
            ui.add_space(space::XS);
        }
    });
}

/// How many were found, or that nothing was.
pub(super) fn count(ui: &mut Ui, search: &SearchBox) {
    if search.found_for.is_empty() {
        return;
    }
    if search.found.is_empty() {
        ui.add_space(space::XL);
        empty(
            ui,
            Icon::MAGNIFYING_GLASS,
            words::NOTHING_FOUND,
            words::NOTHING_FOUND_HELP,
        );
        return;
    }
    let p = palette(ui);
    let mut said = words::found(search.found.len());
    if search.found.len() > SHOWN {
        said = words::found_shown(search.found.len(), SHOWN);
    }
    ui.label(Type::Small.text(said).color(p.ink3));
}
