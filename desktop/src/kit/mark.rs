//! The mark of a person: an initial. The two differ by shape, not only by
//! colour.

use egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Rect, Response, Role, Sense, Stroke,
    StrokeKind, Ui, Vec2,
};

use super::paint;
use super::theme::palette;
use super::tokens::Palette;
use super::type_style::Type;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The person at this device: a circle.
    Me,
    /// The partner: a rounded square.
    Them,
}

impl Who {
    /// The colour of this person.
    pub fn color(self, p: &Palette) -> Color32 {
        match self {
            Self::Me => p.me,
            Self::Them => p.them,
        }
    }

    /// The ground behind this person's colour.
    pub fn ground(self, p: &Palette) -> Color32 {
        match self {
            Self::Me => p.me_soft,
            Self::Them => p.them_soft,
        }
    }
}

/// Draws a person's initial. Its accessible name is the name.
pub fn mark(ui: &mut Ui, who: Who, name: &str, diameter: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(diameter), Sense::hover());
    response.widget_info(|| paint::named(Role::Image, true, name));
    if ui.is_rect_visible(rect) {
        paint_mark(ui.painter(), palette(ui), rect, who, name);
    }
    response
}

/// Paints a mark, without a widget of its own.
pub fn paint_mark(painter: &Painter, p: &Palette, rect: Rect, who: Who, name: &str) {
    let corner = match who {
        Who::Me => rect.width() / 2.0,
        Who::Them => rect.width() * 0.22,
    };
    // In high contrast the grounds are white, and the edge carries the shape.
    let edge = if p.card_edge == Color32::TRANSPARENT {
        Stroke::NONE
    } else {
        Stroke::new(1.5, who.color(p))
    };
    painter.rect(
        rect,
        CornerRadius::same(corner.round() as u8),
        who.ground(p),
        edge,
        StrokeKind::Inside,
    );
    let initial: String = name
        .trim()
        .chars()
        .take(1)
        .flat_map(char::to_uppercase)
        .collect();
    let font = FontId::new(rect.height() * 0.46, Type::Button.font().family);
    painter.text(
        rect.center(),
        Align2::CENTER_CENTER,
        initial,
        font,
        who.color(p),
    );
}
