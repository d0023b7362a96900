//! Text fields, with their label above and what helps or went wrong below.

use egui::text_edit::TextEditOutput;
use egui::{
    Align, CornerRadius, Frame, Id, Label, Margin, Response, Sense, Stroke, TextEdit, Ui,
    text::LayoutJob,
};

use super::from_right;
use super::icon::Icon;
use super::paint;
use super::theme::palette;
use super::tokens::{radius, size};
use super::type_style::Type;
use super::words;
use crate::text::harmless;

/// A field for text.
#[must_use = "a field is there once it is shown"]
pub struct TextField<'a> {
    pub(super) label: &'a str,
    help: Option<&'a str>,
    error: Option<&'a str>,
    hint: &'a str,
    rows: usize,
    reading: bool,
    id: Option<Id>,
    char_limit: Option<usize>,
    optional: bool,
}

impl<'a> TextField<'a> {
    /// A field of one line, named by its label.
    pub fn new(label: &'a str) -> Self {
        Self {
            label,
            help: None,
            error: None,
            hint: "",
            rows: 1,
            reading: false,
            id: None,
            char_limit: None,
            optional: false,
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

    /// With words that stand in it while it is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// At least this many lines high. With more than one, Enter begins a new
    /// line.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows.max(1);
        self
    }

    /// Whether what is written is set in the type that people read.
    pub fn reading(mut self, reading: bool) -> Self {
        self.reading = reading;
        self
    }

    /// With an id that a screen can give the keyboard to.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Takes no more than this many characters.
    pub fn char_limit(mut self, limit: usize) -> Self {
        self.char_limit = Some(limit);
        self
    }

    /// Whether the label says that the field may stay empty.
    pub fn optional(mut self, optional: bool) -> Self {
        self.optional = optional;
        self
    }

    /// Draws it. The response is that of the input: on one line, Enter ends
    /// the input, so [`Response::lost_focus`] with Enter pressed means done.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> Response {
        let response = self.show_with(ui, text, 12, |_, _| ()).0;
        from_right::note(ui, &response, text);
        response
    }

    /// The same, with `room` left free at the right end of the input, for a button that
    /// `inside` puts there. It is given the response of the input.
    pub(super) fn show_with<R>(
        self,
        ui: &mut Ui,
        text: &mut String,
        room: i8,
        inside: impl FnOnce(&mut Ui, &Response) -> R,
    ) -> (Response, R) {
        let p = palette(ui);
        let id = self
            .id
            .unwrap_or_else(|| ui.make_persistent_id(("field", self.label)));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            let label = label(ui, self.label, self.optional, id);
            let font = if self.reading {
                Type::Read.font()
            } else {
                Type::Body.font()
            };
            let edit = if self.rows > 1 {
                TextEdit::multiline(text).desired_rows(self.rows)
            } else {
                TextEdit::singleline(text)
            };
            let hint = egui::RichText::new(self.hint)
                .font(font.clone())
                .color(p.ink3);
            let mut edit = edit
                .id(id)
                .font(font)
                .text_color(p.ink)
                .hint_text(hint)
                .desired_width(size::MEASURE)
                .frame(field_frame(ui, id, self.error.is_some(), room));
            if let Some(limit) = self.char_limit {
                edit = edit.char_limit(limit);
            }
            let output = edit.show(ui);
            if is_wanted(ui, id) {
                caret_into_sight(ui, &output);
            }
            let response = output.response.response.labelled_by(label.id);
            let inner = inside(ui, &response);
            below(ui, &response, self.help, self.error);
            (response, inner)
        })
        .inner
    }
}

/// The name under which the field stands whose caret is to come into sight.
const WANTED: &str = "candor-caret";

/// Gives a field the keyboard, and scrolls to its caret once the field is drawn: in this
/// frame, or in the next one if it stands before what asks for it.
pub fn bring_caret(ui: &Ui, field: Id) {
    ui.memory_mut(|memory| memory.request_focus(field));
    ui.data_mut(|data| data.insert_temp(Id::unique(WANTED), field));
    ui.ctx().request_repaint();
}

/// Whether the caret of this field is to come into sight: once.
fn is_wanted(ui: &Ui, field: Id) -> bool {
    let wanted = Id::unique(WANTED);
    ui.data_mut(|data| {
        let is_this = data.get_temp::<Id>(wanted) == Some(field);
        if is_this {
            data.remove::<Id>(wanted);
        }
        is_this
    })
}

fn caret_into_sight(ui: &Ui, shown: &TextEditOutput) {
    let caret = shown.state.cursor.range(&shown.galley);
    let caret = caret.map(|range| shown.galley.pos_from_cursor(range.primary));
    let left = shown.galley.rect.left();
    let place = match caret {
        Some(caret) => caret.translate(shown.galley_pos.to_vec2() - egui::vec2(left, 0.0)),
        None => shown.response.response.rect,
    };
    ui.scroll_to_rect(place, Some(Align::Center));
}

/// The label above a field. A click on it goes to the field.
pub(super) fn label(ui: &mut Ui, text: &str, optional: bool, field: Id) -> Response {
    let p = palette(ui);
    let name = |ui: &mut Ui| {
        let mut job = LayoutJob::simple(
            harmless(text).into_owned(),
            Type::Button.font(),
            p.ink,
            ui.available_width().min(size::MEASURE),
        );
        job.break_on_newline = false;
        // It takes clicks but not the keyboard, which belongs to the field.
        ui.add(Label::new(job).sense(Sense::CLICK).selectable(false))
    };
    // The field is named by its label alone, without the word beside it.
    let response = if optional {
        ui.scope(|ui| {
            // The row is as high as its words, not as a button: a row takes
            // its height before anything stands in it.
            ui.spacing_mut().interact_size.y = 0.0;
            ui.horizontal(|ui| {
                let response = name(ui);
                ui.label(Type::Small.text(words::OPTIONAL).color(p.ink3));
                response
            })
            .inner
        })
        .inner
    } else {
        name(ui)
    };
    if response.clicked() {
        ui.memory_mut(|memory| memory.request_focus(field));
    }
    response
}

/// What stands below a field: what went wrong, else what helps.
pub(super) fn below(ui: &mut Ui, field: &Response, help: Option<&str>, error: Option<&str>) {
    let p = palette(ui);
    let width = ui.available_width().min(size::MEASURE);
    let said = if let Some(error) = error {
        let galley = paint::wrapped(ui, error, Type::Small, p.danger, width - 24.0);
        let first = galley.rows.first().map_or(18.0, |row| row.height());
        let said = ui
            .horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let (sign, _) = ui.allocate_exact_size(egui::vec2(16.0, first), Sense::hover());
                paint::icon(ui.painter(), sign.center(), Icon::WARNING, 16.0, p.danger);
                ui.add(Label::new(galley).selectable(false))
            })
            .inner;
        ui.ctx().accesskit_node_builder(field.id, |node| {
            node.set_invalid(egui::accesskit::Invalid::True);
        });
        paint::announce(ui, said.id);
        Some(said)
    } else {
        help.map(|help| {
            let galley = paint::wrapped(ui, help, Type::Small, p.ink3, width);
            ui.add(Label::new(galley).selectable(false))
        })
    };
    if let Some(said) = said {
        ui.ctx().accesskit_node_builder(field.id, |node| {
            node.push_described_by(said.id.accesskit_id());
        });
    }
}

/// The frame of an input: two points of the focus colour around the one that
/// has the keyboard, and no jump when it comes.
pub(super) fn field_frame(ui: &Ui, id: Id, wrong: bool, right: i8) -> Frame {
    let p = palette(ui);
    let (stroke, less) = if ui.memory(|memory| memory.has_focus(id)) {
        (Stroke::new(2.0, p.focus), 1)
    } else if wrong {
        (Stroke::new(1.0, p.danger), 0)
    } else {
        (Stroke::new(1.0, p.control), 0)
    };
    Frame::NONE
        .fill(p.surface)
        .stroke(stroke)
        .corner_radius(CornerRadius::same(radius::FIELD))
        .inner_margin(Margin {
            left: 12 - less,
            right: right - less,
            top: 9 - less,
            bottom: 9 - less,
        })
}
