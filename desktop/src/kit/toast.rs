//! The toast: a line at the foot of the window that says what was done, and
//! takes it back. It goes when the screen stops showing it; the screen owns
//! the clock.

use egui::{
    Align2, Area, Context, CornerRadius, Frame, Id, Margin, Order, Rect, Role, Stroke, pos2,
};

use super::button::{Button, icon_button};
use super::icon::Icon;
use super::page::foot_top;
use super::paint;
use super::theme::palette;
use super::tokens::{radius, size, space};
use super::type_style::Type;
use super::words;

/// What a toast says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Toast<'a> {
    /// What was done.
    pub text: &'a str,
    /// The label of the button that takes it back.
    pub undo: Option<&'a str>,
}

/// What was done about a toast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ToastAct {
    /// Nothing yet.
    #[default]
    None,
    /// It shall be taken back.
    Undo,
    /// It was sent away.
    Closed,
}

/// The name under which it is kept how high the strip of a toast is.
const STRIP: &str = "candor-toast-strip";

/// How much room a toast takes above the foot of the window, with what is free around it;
/// none while there is no toast.
pub(super) fn strip(ctx: &Context) -> f32 {
    let kept = ctx.data(|data| data.get_temp(Id::unique(STRIP)));
    kept.unwrap_or(0.0)
}

/// Keeps that much room from now on. What scrolls is drawn before, and again if it was
/// another.
fn keep_strip(ctx: &Context, height: f32) {
    if strip(ctx) != height {
        ctx.data_mut(|data| data.insert_temp(Id::unique(STRIP), height));
        ctx.request_repaint();
    }
}

/// Shows that there is no toast, or none any more.
pub fn no_toast(ctx: &Context) {
    keep_strip(ctx, 0.0);
}

/// Shows a toast in the middle of `room`, where the page stands, at its foot: above what
/// stays there.
pub fn toast(ctx: &Context, toast: &Toast<'_>, room: Rect) -> ToastAct {
    let mut act = ToastAct::None;
    let foot = foot_top(ctx).map_or(room.bottom(), |top| top.min(room.bottom()));
    let shown = Area::new(Id::unique("candor-toast"))
        .order(Order::Foreground)
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(pos2(room.center().x, foot - space::L))
        .constrain_to(room)
        .role(Role::Status)
        .show(ctx, |ui| {
            let p = palette(ui);
            paint::announce(ui, ui.unique_id());
            Frame::NONE
                .fill(p.raised)
                .stroke(Stroke::new(1.0, p.line))
                .shadow(ui.visuals().popup_shadow)
                .corner_radius(CornerRadius::same(radius::CARD))
                .inner_margin(Margin {
                    left: 16,
                    right: 6,
                    top: 6,
                    bottom: 6,
                })
                .show(ui, |ui| {
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = space::S;
                        let undo = toast.undo.map_or(0.0, |label| {
                            Button::quiet(label).natural_width(ui) + space::S
                        });
                        let width = (room.width() - 2.0 * space::L - undo - size::TARGET - 40.0)
                            .clamp(120.0, 480.0);
                        let galley = paint::wrapped(ui, toast.text, Type::Body, p.ink, width);
                        ui.add(egui::Label::new(galley).selectable(false));
                        if let Some(label) = toast.undo
                            && Button::quiet(label).show(ui).clicked()
                        {
                            act = ToastAct::Undo;
                        }
                        if icon_button(ui, Icon::X, words::CLOSE_MESSAGE).clicked() {
                            act = ToastAct::Closed;
                        }
                    });
                });
        });
    keep_strip(ctx, shown.response.rect.height() + 2.0 * space::L);
    act
}
