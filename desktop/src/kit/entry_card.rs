//! The card of an entry in a list: who, what, when, and the first two lines. It is as
//! high as what it says.
//!
//! It is drawn for every visible entry of every frame, so it is one widget
//! that paints its text; egui keeps the laid out text from frame to frame. Where a
//! list has to know how high a card is before it is drawn, [`EntryCard::lay_out`] says
//! it, and [`Ruler`] guesses it for those that nobody sees.

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
}

/// Bytes of what a card says that somebody looked for: in order, apart from each other.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks<'a> {
    /// In its title.
    pub title: &'a [Range<usize>],
    /// In its excerpt, which is then shown as it stands, and told to screen readers.
    pub excerpt: &'a [Range<usize>],
}

const MARK: f32 = 32.0;
const BAR: f32 = 4.0;
const LEFT: f32 = 20.0;
const RIGHT: f32 = 20.0;
const TOP: f32 = 16.0;
const BOTTOM: f32 = 18.0;
const COVER: f32 = 44.0;
const ICON: f32 = 22.0;
const NARROW: f32 = 460.0;
/// How many rows a title, the text and the notes have at most.
const ROWS: usize = 2;
const BETWEEN: &str = "  \u{b7}  ";
/// More characters than two lines can hold, so that a long entry is not laid
/// out as a whole.
const EXCERPT: usize = 280;

impl EntryCard<'_> {
    /// Draws it as wide as there is room. [`Response::clicked`] tells whether
    /// it shall be opened.
    pub fn show(self, ui: &mut Ui) -> Response {
        let width = ui.available_width();
        self.lay_out(ui, width).show(ui)
    }

    /// The same, with some of its words marked.
    pub fn show_marked(self, ui: &mut Ui, marks: Marks<'_>) -> Response {
        let width = ui.available_width();
        self.lay_out_marked(ui, width, marks).show(ui)
    }

    /// Lays it out in a width, in points, to be drawn in this frame.
    pub fn lay_out(self, ui: &Ui, width: f32) -> LaidCard {
        self.lay_out_marked(ui, width, Marks::default())
    }

    /// The same, with some of its words marked.
    pub fn lay_out_marked(self, ui: &Ui, width: f32, marks: Marks<'_>) -> LaidCard {
        let p = palette(ui);
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
        let rows = |words: &str, marks: &[Range<usize>], of: Type| {
            // What is marked stands as it is: one line already.
            let line = match marks {
                [] => Cow::Owned(one_line(words)),
                _ => Cow::Borrowed(words),
            };
            paint::marked(ui, &line, marks, of.font(), p.ink, text, ROWS)
        };
        let title = self
            .title
            .map(|title| rows(title, marks.title, Type::Title));
        let excerpt = self.excerpt.filter(|_| self.cover.is_none());
        let told = excerpt
            .filter(|_| !marks.excerpt.is_empty())
            .map(str::to_owned);
        let excerpt = excerpt.map(|excerpt| rows(excerpt, marks.excerpt, Type::Read));
        let cover = self.cover.map(|cover| {
            let room = inner - 3.0 * space::M - 18.0;
            paint::elided(ui, cover, Type::Body.font(), p.ink2, room, 1)
        });
        let notes = (!self.notes.is_empty()).then(|| {
            let words = self.notes.join(BETWEEN);
            paint::elided(ui, &words, Type::Small.font(), p.ink3, text, ROWS)
        });
        let high = |galley: &Option<Arc<Galley>>| galley.as_ref().map(|galley| galley.size().y);
        let height = height_of(high(&title), high(&excerpt), cover.is_some(), high(&notes));
        LaidCard {
            who: self.who,
            writer: self.writer.to_owned(),
            told,
            icon: self.icon,
            name: self.name.to_owned(),
            day,
            line,
            happened,
            title,
            excerpt,
            cover,
            notes,
            width,
            height,
        }
    }
}

/// How high a card is, by how high its parts are.
fn height_of(title: Option<f32>, excerpt: Option<f32>, cover: bool, notes: Option<f32>) -> f32 {
    let after = |part: Option<f32>, gap: f32| part.map_or(0.0, |height| gap + height);
    let gap = title.map_or(space::M, |_| space::XS);
    let cover = cover.then_some(COVER);
    let inside = MARK
        + after(title, space::M)
        + after(excerpt, gap)
        + after(cover, space::M)
        + after(notes, space::M);
    (TOP + inside + BOTTOM).round()
}

/// What a card holds, as far as its height follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline {
    /// How many letters its title has, if it has one.
    pub title: Option<usize>,
    /// How many letters the beginning of its text has, if that is shown.
    pub excerpt: Option<usize>,
    /// Whether it has a cover.
    pub cover: bool,
    /// Whether it has notes.
    pub notes: bool,
}

/// Tells how high cards of a width will be, without laying out their words: right but
/// for words that nearly fill a row, or that the fonts of Candor have no letters for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ruler {
    title: Rows,
    excerpt: Rows,
    notes: f32,
}

/// Text of one size in the width of a card.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rows {
    /// How many letters go into one row.
    letters: f32,
    /// How high one row is, and two.
    high: [f32; 2],
}

impl Rows {
    fn of(ui: &Ui, size: Type, width: f32) -> Self {
        const WORDS: &str = "We said two sentences about work, and then the train came.";
        let galley =
            |words: &str| paint::wrapped(ui, words, size, Color32::BLACK, f32::INFINITY).size();
        Self {
            letters: width * WORDS.len() as f32 / galley(WORDS).x.max(1.0),
            high: [galley("x").y, galley("x\nx").y],
        }
    }

    fn height(&self, letters: usize) -> f32 {
        self.high[usize::from(letters as f32 > self.letters)]
    }
}

impl Ruler {
    /// A ruler for cards of a width, in points.
    pub fn of(ui: &Ui, width: f32) -> Self {
        let text = (width - LEFT - RIGHT).min(size::MEASURE);
        Self {
            title: Rows::of(ui, Type::Title, text),
            excerpt: Rows::of(ui, Type::Read, text),
            notes: Rows::of(ui, Type::Small, text).high[0],
        }
    }

    /// How high a card will be, in points.
    pub fn height(&self, outline: Outline) -> f32 {
        let title = outline.title.map(|letters| self.title.height(letters));
        let excerpt = outline.excerpt.filter(|_| !outline.cover);
        let excerpt = excerpt.map(|letters| self.excerpt.height(letters));
        height_of(
            title,
            excerpt,
            outline.cover,
            outline.notes.then_some(self.notes),
        )
    }
}

/// A card whose words are laid out in a width.
#[derive(Debug, Clone)]
pub struct LaidCard {
    who: Who,
    writer: String,
    /// The passage that was found, for a screen reader.
    told: Option<String>,
    icon: Icon,
    name: String,
    day: Option<Arc<Galley>>,
    line: Arc<Galley>,
    happened: Option<Arc<Galley>>,
    title: Option<Arc<Galley>>,
    excerpt: Option<Arc<Galley>>,
    cover: Option<Arc<Galley>>,
    notes: Option<Arc<Galley>>,
    width: f32,
    height: f32,
}

impl LaidCard {
    /// How high it is: whole points.
    pub fn height(&self) -> f32 {
        self.height
    }

    /// Draws it. [`Response::clicked`] tells whether it shall be opened.
    pub fn show(self, ui: &mut Ui) -> Response {
        let p = palette(ui);
        let wanted = Vec2::new(self.width, self.height);
        let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
        response.widget_info(|| paint::named(Role::Button, ui.is_enabled(), &self.name));
        if let Some(told) = &self.told {
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_description(told.as_str());
            });
        }
        if ui.is_rect_visible(rect) {
            self.paint(ui, p, rect, &response);
        }
        response
    }

    fn paint(self, ui: &Ui, p: &Palette, rect: Rect, response: &Response) {
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
        paint_mark(painter, p, place, self.who, &self.writer);
        let words = left + MARK + space::M;
        // With a second line, both stand beside the mark; alone, the first is
        // in its middle.
        let lines = self.line.size().y + self.happened.as_ref().map_or(0.0, |g| g.size().y);
        let first = y + (MARK - lines) / 2.0;
        let line = self.line.size().y;
        let sign = Pos2::new(words + 8.0, first + line / 2.0);
        paint::icon(painter, sign, self.icon, 16.0, self.who.color(p));
        painter.galley(Pos2::new(words + ICON, first), self.line, p.ink2);
        if let Some(day) = self.day {
            let at = Pos2::new(rect.right() - RIGHT - day.size().x, first);
            painter.galley(at, day, p.ink3);
        }
        if let Some(happened) = self.happened {
            painter.galley(Pos2::new(words, first + line), happened, p.ink3);
        }
        y += MARK;

        let titled = self.title.is_some();
        if let Some(title) = self.title {
            y += space::M;
            let height = title.size().y;
            painter.galley(Pos2::new(left, y), title, p.ink);
            y += height;
        }
        if let Some(excerpt) = self.excerpt {
            y += if titled { space::XS } else { space::M };
            let height = excerpt.size().y;
            painter.galley(Pos2::new(left, y), excerpt, p.ink);
            y += height;
        }
        if let Some(cover) = self.cover {
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
        if let Some(notes) = self.notes {
            painter.galley(Pos2::new(left, y + space::M), notes, p.ink3);
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

/// The beginning of a text, with its line breaks as spaces: two lines show
/// more of it that way.
fn one_line(text: &str) -> String {
    let text = &text[..text.floor_char_boundary(4 * EXCERPT)];
    let mut line = String::with_capacity(EXCERPT * 2);
    let mut room = EXCERPT;
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        let cut = word.char_indices().nth(room);
        let word = cut.map_or(word, |(at, _)| &word[..at]);
        line.push_str(word);
        room = room.saturating_sub(word.chars().count() + 1);
        if room == 0 {
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
        let word = "\u{e4}".repeat(10_000);
        assert_eq!(one_line(&word).chars().count(), EXCERPT);
        assert_eq!(one_line(&" ".repeat(10_000)), "");
    }

    /// Calls `add` in a window with the fonts of Candor.
    fn in_a_window(mut add: impl FnMut(&mut Ui)) {
        let ctx = egui::Context::default();
        crate::kit::theme::install(&ctx);
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| add(ui));
        // Nothing is painted.
        output.textures_delta.clear();
    }

    /// Title, text, cover and notes.
    type Said<'a> = (
        Option<&'a str>,
        Option<&'a str>,
        Option<&'a str>,
        &'a [&'a str],
    );

    const PLAIN: EntryCard<'static> = EntryCard {
        who: Who::Me,
        writer: "Ada",
        line: "You wrote a note",
        icon: Icon::NOTE,
        day: "2 May",
        happened: None,
        title: None,
        excerpt: None,
        cover: None,
        notes: &[],
        name: "You wrote a note, 2 May",
    };

    #[test]
    fn a_card_is_as_high_as_what_it_says_and_its_ruler_says_so_before() {
        let long = "We walked, and the lake was quiet. ".repeat(20);
        in_a_window(|ui| {
            for width in [300.0, 480.0, 684.0] {
                let ruler = Ruler::of(ui, width);
                let mut heights = Vec::new();
                let cards: [Said<'_>; 9] = [
                    (None, Some("We walked."), None, &[]),
                    (None, Some("We walked."), None, &["waits"]),
                    (Some("Sunday"), Some("We walked."), None, &[]),
                    (None, Some(&long), None, &[]),
                    (Some(&long), Some(&long), None, &["waits"]),
                    (None, None, Some("about money"), &[]),
                    (None, Some("not shown"), Some("about money"), &["waits"]),
                    (Some("Alone"), None, None, &[]),
                    (None, None, None, &[]),
                ];
                for (title, excerpt, cover, notes) in cards {
                    let letters = |words: &str| words.chars().count();
                    let outline = Outline {
                        title: title.map(letters),
                        excerpt: excerpt.map(letters),
                        cover: cover.is_some(),
                        notes: !notes.is_empty(),
                    };
                    let card = EntryCard {
                        title,
                        excerpt,
                        cover,
                        notes,
                        ..PLAIN
                    };
                    let height = card.lay_out(ui, width).height();
                    assert_eq!(height, ruler.height(outline), "{width}: {outline:?}");
                    assert_eq!(height, height.round());
                    heights.push(height);
                }
                assert!(heights[0] < heights[1] && heights[0] < heights[2]);
                assert!(heights[0] < heights[3] && heights[3] < heights[4]);
                assert!(heights[8] < heights[0], "little takes little room");
            }
        });
    }

    #[test]
    fn a_drawn_card_takes_the_room_it_was_laid_out_for() {
        in_a_window(|ui| {
            let card = EntryCard {
                excerpt: Some("We walked."),
                ..PLAIN
            };
            let laid = card.lay_out(ui, 400.0);
            let wanted = Vec2::new(400.0, laid.height());
            assert_eq!(laid.show(ui).rect.size(), wanted);
        });
    }
}
