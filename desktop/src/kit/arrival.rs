//! Where the keyboard is when a page comes up: in the field one types in at once, or at
//! the heading, so that a screen reader says where one has come to.

use egui::accesskit::Role;
use egui::{Context, Id, Order, Response, Sense, Ui};

use crate::text::harmless;

/// What a page is called: the highest heading on it, and the first of these.
#[derive(Clone)]
struct Title {
    id: Id,
    level: usize,
    words: String,
}

/// The id under which egui keeps both the page that was drawn last and its title.
fn key() -> Id {
    Id::unique("page-arrival")
}

/// Draws a page, and names the part of the window in which it stands by its heading.
/// `place` tells it from every other page: in the frame in which it is another than in
/// the one before, what had the keyboard loses it, a field that asks for it while the
/// page is drawn gets it, and else the heading does.
pub fn arrives<R>(ui: &mut Ui, place: Id, add: impl FnOnce(&mut Ui) -> R) -> R {
    let ctx = ui.ctx().clone();
    let is_new = ctx.data_mut(|data| {
        let before = data.get_temp::<Id>(key());
        data.insert_temp(key(), place);
        data.remove::<Title>(key());
        before != Some(place)
    });
    if is_new {
        ctx.memory_mut(|memory| {
            if let Some(id) = memory.focused() {
                memory.surrender_focus(id);
            }
        });
    }
    let inner = add(ui);
    let title = title(&ctx);
    ctx.accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(Role::Main);
        if let Some(title) = &title {
            node.set_label(title.words.as_str());
        }
    });
    if let Some(title) = title.filter(|_| is_new) {
        ctx.memory_mut(|memory| {
            if memory.focused().is_none() {
                memory.request_focus(title.id);
            }
        });
    }
    inner
}

/// Names a part of the window that screen readers can go to.
pub fn landmark(ui: &Ui, role: Role, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(role);
        node.set_label(name);
    });
}

/// Whether nothing that takes keys has the keyboard: nothing at all, or the heading of
/// the page, which has it only to be read.
pub fn keyboard_is_free(ui: &Ui) -> bool {
    match ui.memory(|memory| memory.focused()) {
        Some(id) => title(ui.ctx()).is_some_and(|title| title.id == id),
        None => true,
    }
}

fn title(ctx: &Context) -> Option<Title> {
    ctx.data(|data| data.get_temp::<Title>(key()))
}

/// Makes a heading that was laid out one that can have the keyboard, while it is given
/// to it. Tab leads away from it and never to it, and no ring is drawn around it: it is
/// read, not pressed.
pub(super) fn heading(ui: &Ui, laid: &Response, text: &str, level: usize) -> Response {
    let place = ui.data(|data| data.get_temp::<Id>(key()));
    // Two pages may have a heading of the same words at the same place.
    let id = laid.id.with(place);
    let has_keyboard = ui.memory(|memory| memory.has_focus(id));
    let sense = match has_keyboard {
        true => Sense::focusable_noninteractive(),
        false => Sense::hover(),
    };
    let response = ui.interact(laid.rect, id, sense);
    // What is asked above a page has a heading of its own.
    if ui.layer_id().order == Order::Background
        && title(ui.ctx()).is_none_or(|title| level < title.level)
    {
        let words = harmless(text).into_owned();
        ui.data_mut(|data| data.insert_temp(key(), Title { id, level, words }));
    }
    response
}

/// Gives the keyboard to a field in the frame in which it appears. Later frames
/// leave the keyboard where the person put it. `name` tells one page's field
/// from that of the next, where both stand in the same place.
pub fn focus_on_arrival(ui: &Ui, name: &str, field: &Response) {
    let id = field.id.with(("arrived", name));
    let pass = ui.ctx().cumulative_pass_nr();
    let before = ui.data(|data| data.get_temp::<u64>(id));
    ui.data_mut(|data| data.insert_temp(id, pass));
    // A frame that is drawn twice counts two passes.
    if before.is_none_or(|before| before + 2 < pass) {
        field.request_focus();
    }
}
