//! Buttons: one primary a page, all others quieter. The way out is never
//! smaller than the way on.

use egui::{Align2, CornerRadius, Key, Pos2, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2};

use super::icon::Icon;
use super::paint;
use super::theme::{focus_ring, palette};
use super::tokens::{radius, size, space};
use super::type_style::{Type, icon_font};

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The one thing this page is for.
    Primary,
    /// An equal choice.
    Secondary,
    /// An action beside the content.
    Quiet,
    /// Data goes for good.
    Danger,
}

/// A button with words.
#[must_use = "a button is there once it is shown"]
pub struct Button<'a> {
    label: &'a str,
    weight: Weight,
    icon: Option<Icon>,
    enabled: bool,
    wide: bool,
    width: f32,
    flush: bool,
}

impl<'a> Button<'a> {
    /// The page's one primary action.
    pub fn primary(label: &'a str) -> Self {
        Self::of(label, Weight::Primary)
    }

    /// An equal choice.
    pub fn secondary(label: &'a str) -> Self {
        Self::of(label, Weight::Secondary)
    }

    /// An action beside the content.
    pub fn quiet(label: &'a str) -> Self {
        Self::of(label, Weight::Quiet)
    }

    /// Data goes for good.
    pub fn danger(label: &'a str) -> Self {
        Self::of(label, Weight::Danger)
    }

    fn of(label: &'a str, weight: Weight) -> Self {
        Self {
            label,
            weight,
            icon: None,
            enabled: true,
            wide: false,
            width: 0.0,
            flush: false,
        }
    }

    /// With an icon before the words.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Whether it can be pressed.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// As wide as there is room.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// At least this wide.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// With its icon or words, not its edge, at the left of its column: for a
    /// quiet button that stands below text.
    pub fn flush(mut self) -> Self {
        self.flush = true;
        self
    }

    /// How wide it is with nothing but its words and icon.
    pub fn natural_width(&self, ui: &Ui) -> f32 {
        let galley = paint::line(ui, self.label, Type::Button, palette(ui).ink);
        let icon = self.icon.map_or(0.0, |_| 18.0 + space::S);
        galley.size().x + icon + 2.0 * self.side()
    }

    fn side(&self) -> f32 {
        match self.weight {
            Weight::Quiet => 10.0,
            _ => 18.0,
        }
    }

    /// Draws it. [`Response::clicked`] tells whether it was pressed, by pointer
    /// or by Enter or Space.
    pub fn show(self, ui: &mut Ui) -> Response {
        let p = palette(ui);
        let galley = paint::line(ui, self.label, Type::Button, p.ink);
        let icon_width = self.icon.map_or(0.0, |_| 18.0 + space::S);
        let side = self.side();
        let height = match self.weight {
            Weight::Primary | Weight::Danger | Weight::Secondary => size::PRIMARY,
            Weight::Quiet => size::TARGET,
        };
        let natural = galley.size().x + icon_width + 2.0 * side;
        let width = if self.wide {
            ui.available_width().max(natural)
        } else {
            natural.max(self.width)
        };
        let sense = if self.enabled {
            Sense::click()
        } else {
            Sense::hover()
        };
        let hang = if self.flush { side } else { 0.0 };
        let (id, mut rect) = ui.allocate_space(Vec2::new(width - hang, height));
        rect.min.x -= hang;
        let response = ui.interact(rect, id, sense);
        let enabled = self.enabled && ui.is_enabled();
        response.widget_info(|| paint::named(Role::Button, enabled, self.label));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let hot = response.hovered() || response.is_pointer_button_down_on();
        let (fill, edge, ink) = match self.weight {
            Weight::Primary => {
                let fill = if hot { p.accent_hover } else { p.accent };
                (fill, fill, p.on_accent)
            }
            Weight::Secondary => (
                if hot { p.accent_soft } else { p.surface },
                p.control,
                p.ink,
            ),
            Weight::Quiet => {
                let fill = if hot {
                    p.accent_soft
                } else {
                    egui::Color32::TRANSPARENT
                };
                (fill, egui::Color32::TRANSPARENT, p.accent)
            }
            Weight::Danger => (
                if hot { p.accent_soft } else { p.surface },
                p.danger,
                p.danger,
            ),
        };
        let fade = |color: egui::Color32| {
            if enabled {
                color
            } else {
                color.gamma_multiply(0.45)
            }
        };
        let corner = CornerRadius::same(radius::FIELD);
        ui.painter().rect(
            rect,
            corner,
            fade(fill),
            Stroke::new(1.0, fade(edge)),
            StrokeKind::Inside,
        );
        let start = rect.center().x - (galley.size().x + icon_width) / 2.0;
        if let Some(icon) = self.icon {
            ui.painter().text(
                Pos2::new(start, rect.center().y),
                Align2::LEFT_CENTER,
                icon.glyph(),
                icon_font(18.0),
                fade(ink),
            );
        }
        let at = Pos2::new(start + icon_width, rect.center().y - galley.size().y / 2.0);
        ui.painter()
            .galley_with_override_text_color(at, galley, fade(ink));
        focus_ring(ui, &response, radius::FIELD);
        response
    }
}

/// A button that shows an icon alone. Its name is a parameter, so that none
/// goes without.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::TARGET), Sense::click());
    response.widget_info(|| paint::named(Role::Button, true, name));
    if ui.is_rect_visible(rect) {
        if response.hovered() {
            ui.painter()
                .rect_filled(rect, CornerRadius::same(radius::FIELD), p.accent_soft);
        }
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            icon.glyph(),
            icon_font(20.0),
            p.ink2,
        );
        focus_ring(ui, &response, radius::FIELD);
    }
    response.on_hover_text(name)
}

/// Whether Ctrl+Enter was pressed: it finishes what is being written.
pub fn finish_pressed(ui: &Ui) -> bool {
    ui.input_mut(|input| input.consume_key(egui::Modifiers::COMMAND, Key::Enter))
}
