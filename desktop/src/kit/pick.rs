//! The button inside a field that opens what can be put into it.

use egui::{
    Context, CornerRadius, Frame, Id, Key, Margin, Popup, PopupCloseBehavior, Rect, Response,
    ScrollArea, Stroke, Ui,
};

use super::icon::Icon;
use super::paint;
use super::theme::palette;
use super::tokens::{radius, size, space};

/// The room that the button takes of its field.
pub(super) const ROOM: i8 = 44;

/// The margin of what opens.
const EDGE: i8 = 4;
/// The part of it that scrolls along: room for the ring around what has the keyboard.
const RING: i8 = 8;

/// What opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// A list: the arrows go through it, and a press closes it.
    List,
    /// A small page with buttons of its own.
    Page,
}

/// The button at the right end of an input.
pub(super) fn button(ui: &Ui, input: &Response, field: Id, icon: Icon, name: &str) -> Response {
    let rect = input.rect;
    let place = Rect::from_min_max(
        egui::pos2(rect.right() - rect.height().max(size::TARGET), rect.top()),
        rect.max,
    );
    paint::icon_press(ui, place, button_of(field), icon, name)
}

/// Opens what the button of a field opens, which is drawn after this.
pub(super) fn open(ctx: &Context, field: Id) {
    let id = popup_of(button_of(field));
    ctx.data_mut(|data| data.insert_temp(arrival(id), true));
    Popup::open_id(ctx, id);
}

fn button_of(field: Id) -> Id {
    field.with("pick")
}

/// Of what it opens.
fn popup_of(button: Id) -> Id {
    button.with("popup")
}

/// Under which it is kept that the keyboard goes there.
fn arrival(popup: Id) -> Id {
    popup.with("arrives")
}

/// Shows what a button opens, and gives what was picked there. It closes then, by Esc,
/// and by a press elsewhere; the keyboard goes back to the button. `add` is told
/// whether it has just come up, so that it can take the keyboard.
pub(super) fn opened<T>(
    ui: &Ui,
    button: &Response,
    opens: Opens,
    name: &str,
    add: impl FnOnce(&mut Ui, bool) -> Option<T>,
) -> Option<T> {
    let ctx = ui.ctx();
    let id = popup_of(button.id);
    let before = Popup::is_id_open(ctx, id);
    if button.clicked() {
        ctx.data_mut(|data| data.insert_temp(arrival(id), true));
    }
    let (popup, closes, ring) = match opens {
        Opens::List => (Popup::menu(button), PopupCloseBehavior::CloseOnClick, 0),
        Opens::Page => (
            Popup::from_toggle_button_response(button),
            PopupCloseBehavior::CloseOnClickOutside,
            RING,
        ),
    };
    let p = palette(ui);
    let frame = Frame::NONE
        .fill(p.raised)
        .stroke(Stroke::new(1.0, p.control))
        .shadow(ui.visuals().popup_shadow)
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(EDGE));
    let room = ctx.content_rect().height() - 2.0 * (space::L + f32::from(EDGE));
    let highest = match opens {
        Opens::List => room.min(288.0),
        Opens::Page => room,
    };
    let shown = popup
        .id(id)
        .frame(frame)
        .gap(4.0)
        .close_behavior(closes)
        .accessible_name(name)
        .show(|ui| {
            // While it is measured nothing can take the keyboard yet.
            let arrives = !ui.is_sizing_pass()
                && ui.data_mut(|data| data.remove_temp::<bool>(arrival(id)).is_some());
            ScrollArea::vertical()
                .max_height(highest)
                .show(ui, |ui| {
                    Frame::NONE
                        .inner_margin(Margin::same(ring))
                        .show(ui, |ui| add(ui, arrives))
                        .inner
                })
                .inner
        });
    let picked = shown.and_then(|shown| shown.inner);
    if picked.is_some() {
        // By the keyboard, which closes none by itself.
        Popup::close_id(ctx, id);
        button.request_focus();
    }
    let closed = before && !Popup::is_id_open(ctx, id);
    if closed && ui.input(|input| input.key_pressed(Key::Escape)) {
        button.request_focus();
    }
    picked
}
