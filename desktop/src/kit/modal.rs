//! Modals: a question that comes before anything else. The way out has the
//! keyboard first, and is as large as the way on.

use egui::{CornerRadius, Frame, Id, Margin, Role, ScrollArea, Stroke, Ui};

use super::button::Button;
use super::page::heading;
use super::paint;
use super::theme::palette_of;
use super::tokens::{radius, space};
use super::type_style::Type;

const WIDTH: f32 = 440.0;
const MARGIN: i8 = 24;
/// The part of the margin that scrolls along: room for the ring around what has
/// the keyboard, which would be cut off otherwise.
const RING: i8 = 8;

/// What a modal was answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModalChoice {
    /// Go on.
    Confirmed,
    /// Leave everything as it was: the way out, Esc, or a click beside it.
    Left,
}

/// A question with two answers.
#[must_use = "a modal is there once it is shown"]
pub struct Modal<'a> {
    title: &'a str,
    body: &'a str,
    confirm: &'a str,
    way_out: &'a str,
    danger: bool,
}

impl<'a> Modal<'a> {
    /// A question.
    pub fn new(title: &'a str) -> Self {
        Self {
            title,
            body: "",
            confirm: "",
            way_out: "",
            danger: false,
        }
    }

    /// What there is to know before answering.
    pub fn body(mut self, body: &'a str) -> Self {
        self.body = body;
        self
    }

    /// The label of the way on.
    pub fn confirm(mut self, label: &'a str) -> Self {
        self.confirm = label;
        self
    }

    /// The label of the way out.
    pub fn way_out(mut self, label: &'a str) -> Self {
        self.way_out = label;
        self
    }

    /// Whether going on makes data go for good.
    pub fn danger(mut self, danger: bool) -> Self {
        self.danger = danger;
        self
    }

    /// Shows it above everything, and tells the answer once there is one.
    pub fn show(self, ctx: &egui::Context, id: Id) -> Option<ModalChoice> {
        let mut choice = None;
        let role = if self.danger {
            Role::AlertDialog
        } else {
            Role::Dialog
        };
        let close = shown(ctx, id, self.title, role, |ui, opened| {
            let p = palette_of(ui.visuals());
            if !self.body.is_empty() {
                let width = ui.available_width();
                let galley = paint::wrapped(ui, self.body, Type::Body, p.ink2, width);
                ui.add(egui::Label::new(galley).selectable(false));
            }
            ui.add_space(space::L);
            choice = self.answers(ui, opened);
        });
        if close {
            choice = Some(ModalChoice::Left);
        }
        if choice.is_some() {
            closed(ctx, id);
        }
        choice
    }

    fn answers(&self, ui: &mut Ui, opened: bool) -> Option<ModalChoice> {
        let confirm = || {
            if self.danger {
                Button::danger(self.confirm)
            } else {
                Button::primary(self.confirm)
            }
        };
        let way_out = || Button::secondary(self.way_out);
        let half = (ui.available_width() - space::M) / 2.0;
        let natural = way_out().natural_width(ui).max(confirm().natural_width(ui));
        let mut choice = None;
        let mut both = |ui: &mut Ui, width: f32| {
            let out = way_out().width(width).show(ui);
            if opened {
                out.request_focus();
            }
            if out.clicked() {
                choice = Some(ModalChoice::Left);
            }
            if confirm().width(width).show(ui).clicked() {
                choice = Some(ModalChoice::Confirmed);
            }
        };
        if natural <= half {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::M;
                both(ui, half);
            });
        } else {
            let width = ui.available_width();
            ui.spacing_mut().item_spacing.y = space::M;
            both(ui, width);
        }
        choice
    }
}

/// Shows own content above everything. `true` once it shall close: by Esc or
/// by a click beside it. What had the keyboard before gets it back then; a
/// screen that closes it by a button of its own calls [`closed`].
pub fn modal_with(ctx: &egui::Context, id: Id, title: &str, add: impl FnOnce(&mut Ui)) -> bool {
    let close = shown(ctx, id, title, Role::Dialog, |ui, _| add(ui));
    if close {
        closed(ctx, id);
    }
    close
}

/// Gives the keyboard back to what had it before the modal came.
pub fn closed(ctx: &egui::Context, id: Id) {
    let before = ctx.data_mut(|data| data.remove_temp::<Opened>(id));
    let Some(focus) = before.and_then(|before| before.focus) else {
        return;
    };
    let at = ctx.cumulative_pass_nr() + 2;
    ctx.add_plugin(GiveBack::default());
    ctx.with_plugin(|back: &mut GiveBack| back.next = Some((at, focus)));
    ctx.request_repaint();
}

/// Gives the keyboard back two passes after a modal: in the one between, egui
/// still keeps it from everything below.
#[derive(Default)]
struct GiveBack {
    next: Option<(u64, Id)>,
}

impl egui::Plugin for GiveBack {
    fn debug_name(&self) -> &'static str {
        "candor-give-back"
    }

    fn on_begin_pass(&mut self, ui: &mut Ui) {
        let Some((at, focus)) = self.next else {
            return;
        };
        if ui.ctx().cumulative_pass_nr() < at {
            ui.ctx().request_repaint();
            return;
        }
        self.next = None;
        // What asked for it meanwhile keeps it.
        ui.ctx().memory_mut(|memory| {
            if memory.focused().is_none() {
                memory.request_focus(focus);
            }
        });
    }
}

#[derive(Clone, Copy, Default)]
struct Opened {
    /// The last pass in which the modal was shown.
    pass: u64,
    /// What had the keyboard before it came.
    focus: Option<Id>,
}

fn shown(
    ctx: &egui::Context,
    id: Id,
    title: &str,
    role: Role,
    add: impl FnOnce(&mut Ui, bool),
) -> bool {
    let opened = opened(ctx, id);
    let style = ctx.global_style();
    let p = palette_of(&style.visuals);
    let window = ctx.content_rect();
    let margins = 2.0 * f32::from(MARGIN);
    let frame = Frame::NONE
        .fill(p.raised)
        .stroke(Stroke::new(1.0, p.line))
        .shadow(style.visuals.window_shadow)
        .corner_radius(CornerRadius::same(radius::MODAL))
        .inner_margin(Margin::same(MARGIN - RING));
    let area = egui::Modal::default_area(id)
        .role(role)
        .accessible_name(title);
    let response = egui::Modal::new(id)
        .area(area)
        .frame(frame)
        .backdrop_color(p.veil)
        .show(ctx, |ui| {
            let width = WIDTH.min(window.width() - 2.0 * space::L - margins);
            ui.set_width(width + 2.0 * f32::from(RING));
            let height = window.height() - 2.0 * space::L - margins;
            ScrollArea::vertical()
                .auto_shrink([false, true])
                .max_height(height + 2.0 * f32::from(RING))
                .show(ui, |ui| {
                    Frame::NONE.inner_margin(Margin::same(RING)).show(ui, |ui| {
                        ui.set_width(width);
                        heading(ui, title, Type::Heading, 1);
                        ui.add_space(space::XS);
                        add(ui, opened);
                    });
                });
        });
    response.should_close()
}

/// Whether the modal was not there in the pass before.
fn opened(ctx: &egui::Context, id: Id) -> bool {
    let pass = ctx.cumulative_pass_nr();
    let before = ctx.data(|data| data.get_temp::<Opened>(id));
    let new = before.is_none_or(|before| before.pass + 1 < pass);
    let focus = match before {
        Some(before) if !new => before.focus,
        _ => ctx.memory(|memory| memory.focused()),
    };
    ctx.data_mut(|data| data.insert_temp(id, Opened { pass, focus }));
    new
}
