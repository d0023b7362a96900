//! What an answer answers, as it stands above while that is written: all that its writer
//! says, as far as it lies open.

use candor_core::entry::content::TITLE;
use candor_core::entry::template::{TextRule, template};
use egui::Ui;

use super::{cover_words, entry};
use crate::engine::lines::{Line, Writer};
use crate::kit::{Type, card, cover_line, palette, tokens::space};
use crate::state::open::{Open, is_gone, is_joint};
use crate::text::{inert_lines, kinds};

/// What an entry says, or what stands in its place.
pub(super) enum Quoted {
    /// It is closed: its cover.
    Closed(String),
    /// Its parts in their order, each with its label where it needs one.
    Said(Vec<(Option<String>, String)>),
}

/// What an entry says; `None` where there is nothing to show of it.
pub(super) fn quoted(open: &Open, line: &Line) -> Option<Quoted> {
    // What both have written is what is proposed.
    if is_joint(line) || is_gone(line) {
        return None;
    }
    if open.is_covered(line) {
        return Some(Quoted::Closed(cover_words(open, line)));
    }
    let parts = parts(open, line);
    (!parts.is_empty()).then_some(Quoted::Said(parts))
}

fn parts(open: &Open, line: &Line) -> Vec<(Option<String>, String)> {
    let kind = line.content.kind();
    let of = template(kind);
    let beside = entry::beside(kind, line);
    let mut parts = Vec::new();
    let title = line.content.field(TITLE).map(str::to_owned);
    let word = line.content.field("word");
    let word = word.filter(|_| kinds::word_of(kind).is_some());
    let word = word.map(|word| kinds::choice(kind, "word", word).to_owned());
    parts.extend(title.into_iter().chain(word).map(|words| (None, words)));
    let text = line.content.text();
    if !text.trim().is_empty() {
        let among = of.is_some_and(|of| of.text == TextRule::Optional) && !beside.is_empty();
        let label = among.then(|| kinds::text_label(kind).to_owned());
        parts.push((label, text.to_owned()));
    }
    let (writer, other) = match line.writer {
        Writer::Me => (open.me(), open.partner().unwrap_or("")),
        Writer::Them => (open.partner().unwrap_or(""), open.me()),
    };
    let labelled = |name: &str, words: String| (Some(kinds::field(kind, name).to_owned()), words);
    for (name, value) in beside {
        let person = kinds::person(kind, name, value, writer, other);
        let words = person.unwrap_or_else(|| kinds::said(kind, name, value));
        parts.push(labelled(name, words));
    }
    if let Some(wish) = line.content.field("wish").filter(|wish| *wish != "nothing") {
        parts.push(labelled(
            "wish",
            kinds::choice(kind, "wish", wish).to_owned(),
        ));
    }
    // A deeper layer is quoted once it was opened, and none below one that was not.
    for layer in of.map_or(&[][..], |of| of.folded.as_slice()) {
        let Some(value) = line.content.field(layer).filter(|it| !it.trim().is_empty()) else {
            continue;
        };
        if line.writer == Writer::Them && !open.is_unfolded(line.id, layer) {
            break;
        }
        parts.push(labelled(layer, value.to_owned()));
    }
    parts
}

impl Quoted {
    /// Draws it.
    pub(super) fn show(&self, ui: &mut Ui) {
        let p = palette(ui);
        card(ui, |ui| match self {
            Self::Closed(cover) => cover_line(ui, cover),
            Self::Said(parts) => {
                for (number, (label, words)) in parts.iter().enumerate() {
                    if number > 0 {
                        ui.add_space(space::S);
                    }
                    if let Some(label) = label {
                        ui.label(Type::SmallStrong.text(label).color(p.ink3));
                    }
                    ui.label(Type::ReadItalic.text(inert_lines(words)));
                }
            }
        });
    }
}
