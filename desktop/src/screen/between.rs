//! What is open between the two: by whose word it waits for, with what can be done.

use candor_core::id::EntryId;
use egui::Ui;

use super::{Intents, entry_card};
use crate::kit::{Icon, caption, empty, page, paragraph, section, tokens::space};
use crate::state::Intent;
use crate::state::open::{Open, Page};
use crate::text::between as words;

/// Draws what is open.
pub fn between(ui: &mut Ui, open: &Open, out: &mut Intents) {
    page(ui, words::BETWEEN, |ui| {
        let groups = words::groups(&open.together.between);
        if groups.is_empty() {
            empty(ui, Icon::CHECK_CIRCLE, words::EMPTY, words::EMPTY_HELP);
            return;
        }
        paragraph(ui, words::HELP);
        for (title, items) in groups {
            section(ui, title);
            for item in items {
                let id = EntryId::from_hex(&item.entry.id);
                let Some(line) = id.and_then(|id| open.timeline.line(id)) else {
                    continue;
                };
                if entry_card(ui, open, line).clicked() {
                    out.push(Intent::Go(Page::Entry(line.id)));
                }
                caption(ui, words::next_step(item));
                if let Some(later) = &item.later {
                    caption(ui, &words::later(later));
                }
                ui.add_space(space::S);
            }
        }
    });
}
