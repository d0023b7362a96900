//! A field for a time: typed, or picked out of a list.

use egui::{Context, Id, Response, Role, Ui};

use super::choice::select_row;
use super::field::TextField;
use super::icon::Icon;
use super::pick::{self, Opens, ROOM};

/// How wide the list is.
const LIST: f32 = 260.0;

/// A field for a time of the day.
#[must_use = "a field is there once it is shown"]
pub struct TimeField<'a> {
    field: TextField<'a>,
    id: Id,
    name: &'a str,
    times: &'a [(String, String)],
}

impl<'a> TimeField<'a> {
    /// A field with a button inside named `name`, which opens a list of `times`: what
    /// each is called, and what it puts into the field.
    pub fn new(field: TextField<'a>, id: Id, name: &'a str, times: &'a [(String, String)]) -> Self {
        Self {
            field: field.id(id),
            id,
            name,
            times,
        }
    }

    /// Draws it. The response is that of the input, which has changed also where a
    /// time was picked. Without times it is a field to type in.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> Response {
        let (id, name, times) = (self.id, self.name, self.times);
        if times.is_empty() {
            return self.field.show(ui, text);
        }
        let now = text.trim().to_owned();
        let (mut response, picked) = self.field.show_with(ui, text, ROOM, |ui, input| {
            let button = pick::button(ui, input, id, Icon::CLOCK, name);
            pick::opened(ui, &button, Opens::List, name, |ui, arrives| {
                list(ui, times, &now, arrives)
            })
        });
        if let Some(time) = picked {
            text.clone_from(time);
            response.mark_changed();
        }
        response
    }
}

/// Opens the list of the field with this id, which is drawn after this.
pub fn open(ctx: &Context, field: Id) {
    pick::open(ctx, field);
}

/// The list. Gives the time that was picked.
fn list<'a>(
    ui: &mut Ui,
    times: &'a [(String, String)],
    now: &str,
    arrives: bool,
) -> Option<&'a String> {
    ui.set_width(LIST);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.ctx()
        .accesskit_node_builder(ui.unique_id(), |node| node.set_role(Role::ListBox));
    // The keyboard begins at what stands in the field, else at the first.
    let at = times.iter().position(|(_, time)| time == now);
    let mut picked = None;
    for (index, (label, time)) in times.iter().enumerate() {
        let row = select_row(ui, label, at == Some(index));
        if arrives && index == at.unwrap_or(0) {
            row.request_focus();
        }
        if row.clicked() {
            picked = Some(time);
        }
    }
    picked
}
