//! The card of an entry in a list: who, what, when, and the first two lines.
//!
//! It is drawn for every visible entry of every frame, so it is one widget
//! that paints its text; egui keeps the laid out text from frame to frame.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use egui::{
    Color32, CornerRadius, Galley, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2,
};

use super::icon::Icon;
use super::mark::{Who, paint_mark};
use super::paint;
use super::theme::{focus_ring, palette};
use super::tokens::{Palette, radius, size, space};
use super::type_style::Type;

/// What a card says of an entry.
#[derive(Debug, Clone, Copy)]
pub struct EntryCard<'a> {
    /// Who wrote it.
    pub who: Who,
    /// That person's name, for the mark.
    pub writer: &'a str,
    /// What it is: "Ben told you something".
    pub line: &'a str,
    /// The icon of its kind.
    pub icon: Icon,
    /// The day it was written.
    pub day: &'a str,
    /// When what it tells happened, where it says so.
    pub happened: Option<&'a str>,
    /// Its title.
    pub title: Option<&'a str>,
    /// The beginning of its text; the first two lines are shown.
    pub excerpt: Option<&'a str>,
    /// Words instead of the excerpt, while it is covered.
    pub cover: Option<&'a str>,
    /// Small captions below, such as "came in later" and "2 replies".
    pub notes: &'a [&'a str],
    /// The accessible name of the whole card.
    pub name: &'a str,
    /// Whether it is [`HEIGHT`] high, whatever it holds: then a title leaves
    /// room for one line of the text.
    pub even: bool,
}

/// Bytes of what a card says that somebody looked for: in order, apart from each other.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks<'a> {
    /// In its title.
    pub title: &'a [Range<usize>],
    /// In its excerpt, which is then shown as it stands, and told to screen readers.
    pub excerpt: &'a [Range<usize>],
}

/// The height of an even card, in points.
pub const HEIGHT: f32 = 158.0;

const MARK: f32 = 32.0;
const BAR: f32 = 4.0;
const LEFT: f32 = 20.0;
const RIGHT: f32 = 20.0;
const TOP: f32 = 16.0;
const BOTTOM: f32 = 18.0;
const COVER: f32 = 44.0;
const ICON: f32 = 22.0;
const NARROW: f32 = 460.0;
const BETWEEN: &str = "  \u{b7}  ";
/// More characters than two lines can hold, so that a long entry is not laid
/// out as a whole.
const EXCERPT: usize = 280;

impl EntryCard<'_> {
    /// Draws it as wide as there is room. [`Response::clicked`] tells whether
    /// it shall be opened.
    pub fn show(self, ui: &mut Ui) -> Response {
        self.show_marked(ui, Marks::default())
    }

    /// The same, with some of its words marked.
    pub fn show_marked(self, ui: &mut Ui, marks: Marks<'_>) -> Response {
        let p = palette(ui);
        let width = ui.available_width();
        let laid = self.lay_out(ui, p, width, marks);
        let (rect, response) =
            ui.allocate_exact_size(Vec2::new(width, laid.height), Sense::click());
        response.widget_info(|| paint::named(Role::Button, ui.is_enabled(), self.name));
        if let (false, Some(excerpt)) = (marks.excerpt.is_empty(), self.excerpt) {
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_description(excerpt);
            });
        }
        if ui.is_rect_visible(rect) {
            self.paint(ui, p, rect, &response, laid);
        }
        response
    }

    fn lay_out(&self, ui: &Ui, p: &Palette, width: f32, marks: Marks<'_>) -> Laid {
        let inner = width - LEFT - RIGHT;
        let beside = inner - MARK - space::M;
        // In narrow windows the day stands below, with what happened when.
        let (day, below, room) = if width < NARROW {
            let below = match self.happened {
                Some(happened) => format!("{}{BETWEEN}{happened}", self.day),
                None => self.day.to_owned(),
            };
            (None, Some(below), beside - ICON)
        } else {
            let day = paint::line(ui, self.day, Type::Small, p.ink3);
            let room = beside - ICON - day.size().x - space::M;
            (Some(day), self.happened.map(str::to_owned), room)
        };
        let line = paint::elided(ui, self.line, Type::SmallStrong.font(), p.ink2, room, 1);
        let happened =
            below.map(|below| paint::elided(ui, &below, Type::Small.font(), p.ink3, beside, 1));
        let text = inner.min(size::MEASURE);
        let titles = if self.even { 1 } else { 2 };
        let rows = match (self.even, self.title) {
            (true, Some(_)) => 1,
            _ => 2,
        };
        let title = self.title.map(|title| {
            let font = Type::Title.font();
            paint::marked(ui, title, marks.title, font, p.ink, text, titles)
        });
        let excerpt = match (self.cover, self.excerpt) {
            (None, Some(excerpt)) => {
                let font = Type::Read.font();
                // What is marked is on one line already.
                let line = if marks.excerpt.is_empty() {
                    Cow::Owned(one_line(excerpt))
                } else {
                    Cow::Borrowed(excerpt)
                };
                let marks = marks.excerpt;
                Some(paint::marked(ui, &line, marks, font, p.ink, text, rows))
            }
            _ => None,
        };
        let cover = self.cover.map(|cover| {
            let room = inner - 3.0 * space::M - 18.0;
            paint::elided(ui, cover, Type::Body.font(), p.ink2, room, 1)
        });
        let notes = (!self.notes.is_empty()).then(|| {
            let words = self.notes.join(BETWEEN);
            paint::elided(ui, &words, Type::Small.font(), p.ink3, text, titles)
        });
        let below = |galley: &Option<Arc<Galley>>, gap: f32| {
            galley.as_ref().map_or(0.0, |galley| gap + galley.size().y)
        };
        let height = TOP
            + MARK
            + below(&title, space::M)
            + below(&excerpt, title.as_ref().map_or(space::M, |_| space::XS))
            + cover.as_ref().map_or(0.0, |_| space::M + COVER)
            + below(&notes, space::M)
            + BOTTOM;
        Laid {
            day,
            line,
            happened,
            title,
            excerpt,
            cover,
            notes,
            height: if self.even { HEIGHT } else { height.round() },
        }
    }

    fn paint(&self, ui: &Ui, p: &Palette, rect: Rect, response: &Response, laid: Laid) {
        let painter = ui.painter();
        let corner = CornerRadius::same(radius::CARD);
        let edge = if response.hovered() {
            p.control
        } else {
            p.card_edge
        };
        painter.rect_filled(rect, corner, p.surface);
        self.bar(ui, p, rect);
        if edge != Color32::TRANSPARENT {
            painter.rect_stroke(rect, corner, Stroke::new(1.0, edge), StrokeKind::Inside);
        }

        let left = rect.left() + LEFT;
        let mut y = rect.top() + TOP;
        let place = Rect::from_min_size(Pos2::new(left, y), Vec2::splat(MARK));
        paint_mark(painter, p, place, self.who, self.writer);
        let words = left + MARK + space::M;
        // With a second line, both stand beside the mark; alone, the first is
        // in its middle.
        let lines = laid.line.size().y + laid.happened.as_ref().map_or(0.0, |g| g.size().y);
        let first = y + (MARK - lines) / 2.0;
        let line = laid.line.size().y;
        let sign = Pos2::new(words + 8.0, first + line / 2.0);
        paint::icon(painter, sign, self.icon, 16.0, self.who.color(p));
        painter.galley(Pos2::new(words + ICON, first), laid.line, p.ink2);
        if let Some(day) = laid.day {
            let at = Pos2::new(rect.right() - RIGHT - day.size().x, first);
            painter.galley(at, day, p.ink3);
        }
        if let Some(happened) = laid.happened {
            painter.galley(Pos2::new(words, first + line), happened, p.ink3);
        }
        y += MARK;

        let titled = laid.title.is_some();
        if let Some(title) = laid.title {
            y += space::M;
            let height = title.size().y;
            painter.galley(Pos2::new(left, y), title, p.ink);
            y += height;
        }
        if let Some(excerpt) = laid.excerpt {
            y += if titled { space::XS } else { space::M };
            let height = excerpt.size().y;
            painter.galley(Pos2::new(left, y), excerpt, p.ink);
            y += height;
        }
        if let Some(cover) = laid.cover {
            y += space::M;
            let width = rect.width() - LEFT - RIGHT;
            let well = Rect::from_min_size(Pos2::new(left, y), Vec2::new(width, COVER));
            painter.rect(
                well,
                CornerRadius::same(radius::FIELD),
                p.sunken,
                Stroke::new(1.0, p.card_edge),
                StrokeKind::Inside,
            );
            let middle = well.center().y;
            let sign = Pos2::new(left + space::M + 9.0, middle);
            paint::icon(painter, sign, Icon::EYE_SLASH, 18.0, p.ink2);
            let at = Pos2::new(left + 2.0 * space::M + 18.0, middle - cover.size().y / 2.0);
            painter.galley(at, cover, p.ink2);
            y += COVER;
        }
        if let Some(notes) = laid.notes {
            let at = if self.even {
                rect.bottom() - BOTTOM + space::XS - notes.size().y
            } else {
                y + space::M
            };
            painter.galley(Pos2::new(left, at), notes, p.ink3);
        }
        focus_ring(ui, response, radius::CARD);
    }

    /// The bar at the left edge, cut to the corners of the card.
    fn bar(&self, ui: &Ui, p: &Palette, rect: Rect) {
        let strip = Rect::from_min_size(rect.min, Vec2::new(BAR, rect.height()));
        ui.painter()
            .with_clip_rect(strip.intersect(ui.clip_rect()))
            .rect_filled(rect, CornerRadius::same(radius::CARD), self.who.color(p));
    }
}

struct Laid {
    day: Option<Arc<Galley>>,
    line: Arc<Galley>,
    happened: Option<Arc<Galley>>,
    title: Option<Arc<Galley>>,
    excerpt: Option<Arc<Galley>>,
    cover: Option<Arc<Galley>>,
    notes: Option<Arc<Galley>>,
    height: f32,
}

/// The beginning of a text, with its line breaks as spaces: two lines show
/// more of it that way.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(EXCERPT * 2);
    let mut count = 0;
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        count += word.len() + 1;
        if count > EXCERPT {
            break;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_of_an_excerpt_become_spaces() {
        assert_eq!(one_line("  Sunday.\n\nWe walked. "), "Sunday. We walked.");
    }

    #[test]
    fn a_long_entry_is_not_laid_out_as_a_whole() {
        let text = "word ".repeat(10_000);

        assert!(one_line(&text).len() <= EXCERPT + 10);
    }
}
