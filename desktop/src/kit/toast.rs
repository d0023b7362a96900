//! The toast: a line at the foot of the window that says what was done, and
//! takes it back. It goes when the screen stops showing it; the screen owns
//! the clock.

use egui::{Align2, Area, Context, CornerRadius, Frame, Id, Margin, Order, Role, Stroke, Vec2};

use super::button::{Button, icon_button};
use super::icon::Icon;
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

/// Shows a toast in the middle of the window's foot, `above` what stands there.
pub fn toast(ctx: &Context, toast: &Toast<'_>, above: f32) -> ToastAct {
    let mut act = ToastAct::None;
    let window = ctx.content_rect().width();
    Area::new(Id::unique("candor-toast"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_BOTTOM, Vec2::new(0.0, -space::XL - above))
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
                        let room = (window - 2.0 * space::L - undo - size::TARGET - 40.0)
                            .clamp(120.0, 480.0);
                        let galley = paint::wrapped(ui, toast.text, Type::Body, p.ink, room);
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
    act
}
