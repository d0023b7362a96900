//! Banners: one sentence above a page, with at most one thing to do about it.

use egui::{CornerRadius, Frame, Margin, Role, Stroke, Ui, UiBuilder, Vec2};

use super::button::{Button, icon_button};
use super::icon::Icon;
use super::paint;
use super::theme::palette;
use super::tokens::{radius, size, space};
use super::type_style::Type;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Info,
    Warn,
    Danger,
}

/// What was done about a banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BannerAct {
    /// Nothing yet.
    #[default]
    None,
    /// Its action was pressed.
    Action,
    /// It was sent away.
    Dismissed,
}

/// A sentence above a page.
#[must_use = "a banner is there once it is shown"]
pub struct Banner<'a> {
    kind: Kind,
    text: &'a str,
    title: Option<&'a str>,
    action: Option<&'a str>,
    dismiss: Option<&'a str>,
}

impl<'a> Banner<'a> {
    /// Something good to know.
    pub fn info(text: &'a str) -> Self {
        Self::of(Kind::Info, text)
    }

    /// Something to know before going on.
    pub fn warn(text: &'a str) -> Self {
        Self::of(Kind::Warn, text)
    }

    /// Data may be lost.
    pub fn danger(text: &'a str) -> Self {
        Self::of(Kind::Danger, text)
    }

    fn of(kind: Kind, text: &'a str) -> Self {
        Self {
            kind,
            text,
            title: None,
            action: None,
            dismiss: None,
        }
    }

    /// With a title above the text.
    pub fn title(mut self, title: &'a str) -> Self {
        self.title = Some(title);
        self
    }

    /// With one thing to do about it.
    pub fn action(mut self, label: &'a str) -> Self {
        self.action = Some(label);
        self
    }

    /// With a button of this name that sends it away.
    pub fn dismiss(mut self, label: &'a str) -> Self {
        self.dismiss = Some(label);
        self
    }

    /// Draws it, and tells what was pressed.
    pub fn show(self, ui: &mut Ui) -> BannerAct {
        let p = palette(ui);
        let (icon, ink, fill, edge, role) = match self.kind {
            Kind::Info => (Icon::INFO, p.ink2, p.sunken, p.card_edge, Role::Status),
            Kind::Warn => (Icon::WARNING, p.warn, p.surface, p.warn, Role::Alert),
            Kind::Danger => (
                Icon::WARNING_CIRCLE,
                p.danger,
                p.surface,
                p.danger,
                Role::Alert,
            ),
        };
        let mut act = BannerAct::None;
        let builder = UiBuilder::new().accessibility_role(role);
        ui.scope_builder(builder, |ui| {
            let live = match self.kind {
                Kind::Info => egui::accesskit::Live::Polite,
                Kind::Warn | Kind::Danger => egui::accesskit::Live::Assertive,
            };
            ui.ctx()
                .accesskit_node_builder(ui.unique_id(), |node| node.set_live(live));
            Frame::NONE
                .fill(fill)
                .stroke(Stroke::new(1.0, edge))
                .corner_radius(CornerRadius::same(radius::CARD))
                .inner_margin(Margin::symmetric(16, 12))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    act = self.content(ui, icon, ink);
                });
        });
        act
    }

    fn content(&self, ui: &mut Ui, icon: Icon, ink: egui::Color32) -> BannerAct {
        const SIGN: f32 = 20.0;
        let p = palette(ui);
        let mut act = BannerAct::None;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            // As high as a line of text, so that the sign stands on it.
            let (sign, _) = ui.allocate_exact_size(Vec2::new(SIGN, 36.0), egui::Sense::hover());
            paint::icon(ui.painter(), sign.center(), icon, SIGN, ink);
            let close = self.dismiss.map_or(0.0, |_| size::TARGET + space::M);
            let width = (ui.available_width() - close).max(80.0);
            ui.allocate_ui_with_layout(
                Vec2::new(width, 0.0),
                egui::Layout::top_down(egui::Align::Min),
                |ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.add_space(7.0);
                    let text = width.min(size::MEASURE);
                    if let Some(title) = self.title {
                        let galley = paint::wrapped(ui, title, Type::Button, p.ink, text);
                        ui.add(egui::Label::new(galley).selectable(true));
                    }
                    let galley = paint::wrapped(ui, self.text, Type::Body, p.ink, text);
                    ui.add(egui::Label::new(galley).selectable(true));
                    match self.action {
                        Some(action) => {
                            ui.add_space(2.0);
                            // The words of the button line up with the text.
                            ui.horizontal(|ui| {
                                ui.add_space(-10.0);
                                if Button::quiet(action).show(ui).clicked() {
                                    act = BannerAct::Action;
                                }
                            });
                        }
                        None => ui.add_space(7.0),
                    }
                },
            );
            if let Some(dismiss) = self.dismiss
                && icon_button(ui, Icon::X, dismiss).clicked()
            {
                act = BannerAct::Dismissed;
            }
        });
        act
    }
}
