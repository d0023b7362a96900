//! The field for a password or passphrase, and the line that says how strong
//! it is.

use egui::{CornerRadius, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, TextEdit, Ui, Vec2};

use super::field::{below, field_frame, label};
use super::forget;
use super::icon::Icon;
use super::paint;
use super::theme::palette;
use super::tokens::{size, space};
use super::type_style::Type;
use super::words;

/// A field whose text is hidden until its owner shows it. Nothing in it can be
/// undone.
#[must_use = "a field is there once it is shown"]
pub struct PasswordField<'a> {
    label: &'a str,
    help: Option<&'a str>,
    error: Option<&'a str>,
    id: Option<Id>,
}

impl<'a> PasswordField<'a> {
    /// A field named by its label.
    pub fn new(label: &'a str) -> Self {
        Self {
            label,
            help: None,
            error: None,
            id: None,
        }
    }

    /// With a line below that says what it is for.
    pub fn help(mut self, help: &'a str) -> Self {
        self.help = Some(help);
        self
    }

    /// With a line below that says what went wrong, and what to try.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// With an id that a screen can give the keyboard to.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Draws it. `shown` is turned over by the button inside the field. The
    /// response is that of the input.
    pub fn show(self, ui: &mut Ui, text: &mut String, shown: &mut bool) -> Response {
        let p = palette(ui);
        let id = self
            .id
            .unwrap_or_else(|| ui.make_persistent_id(("password", self.label)));
        forget::keys_of_undo(ui, id);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            let label = label(ui, self.label, false, id);
            let mut edit = TextEdit::singleline(text)
                .id(id)
                .password(!*shown)
                .font(Type::Body.font())
                .text_color(p.ink)
                .desired_width(size::MEASURE)
                .frame(field_frame(ui, id, self.error.is_some(), 44))
                .show(ui);
            // What was typed and taken out again is gone.
            edit.state.clear_undoer();
            edit.state.store(ui.ctx(), id);
            let response = edit.response.response.labelled_by(label.id);
            let rect = response.rect;
            let side = rect.height();
            let eye = Rect::from_min_max(
                egui::pos2(rect.right() - side.max(size::TARGET), rect.top()),
                rect.max,
            );
            let (icon, name) = if *shown {
                (Icon::EYE_SLASH, words::HIDE_TYPED)
            } else {
                (Icon::EYE, words::SHOW_TYPED)
            };
            if paint::icon_press(ui, eye, id.with("eye"), icon, name).clicked() {
                *shown = !*shown;
            }
            below(ui, &response, self.help, self.error);
            response
        })
        .inner
    }
}

/// How well a passphrase withstands guessing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// Guessed soon.
    Weak,
    /// Guessed with effort.
    Fair,
    /// Not guessed.
    Good,
}

/// Says how strong a passphrase is, in words and by the number of bars.
pub fn strength_line(ui: &mut Ui, strength: Strength, words: &str) {
    const BAR: Vec2 = Vec2::new(26.0, 5.0);
    const GAP: f32 = 4.0;
    let p = palette(ui);
    let bars = 3.0 * BAR.x + 2.0 * GAP + space::M;
    let width = ui.available_width().min(size::MEASURE);
    let galley = paint::wrapped(ui, words, Type::Small, p.ink2, width - bars);
    let (rect, response) = ui.allocate_exact_size(
        Vec2::new(bars + galley.size().x, galley.size().y),
        Sense::hover(),
    );
    response.widget_info(|| paint::named(Role::Status, true, words));
    paint::announce(ui, response.id);
    let (filled, color) = match strength {
        Strength::Weak => (1, p.warn),
        Strength::Fair => (2, p.ink2),
        Strength::Good => (3, p.ok),
    };
    // Centred on the first line, which is where the bars are read with.
    let first = galley
        .rows
        .first()
        .map_or(galley.size().y, |row| row.height());
    for bar in 0..3 {
        let x = rect.left() + bar as f32 * (BAR.x + GAP);
        let y = rect.top() + (first - BAR.y) / 2.0;
        let place = Rect::from_min_size(egui::pos2(x, y), BAR);
        let (fill, edge) = if bar < filled {
            (color, color)
        } else {
            (p.sunken, p.control)
        };
        ui.painter().rect(
            place,
            CornerRadius::same(2),
            fill,
            Stroke::new(1.0, edge),
            StrokeKind::Inside,
        );
    }
    ui.painter()
        .galley(egui::pos2(rect.left() + bars, rect.top()), galley, p.ink2);
}
