//! Numbers over time, as a quiet line.
//!
//! It shows what was given and when. There is one ink, whatever the numbers
//! are: the drawing takes no side between more and less.

use egui::epaint::{BandPoint, BandShape};
use egui::{Pos2, Rect, Role, Sense, Stroke, Ui, Vec2, pos2};

use super::paint;
use super::theme::palette;
use super::tokens::space;
use super::type_style::Type;

/// One number on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineDot {
    /// Its day, counted from whichever day is the first.
    pub day: u32,
    /// The number, 0 to 10.
    pub value: u8,
    /// How far the band reaches above and below it, in steps of the scale.
    pub spread: u8,
}

/// What is drawn, and the words around it.
#[derive(Debug, Clone, Copy)]
pub struct PulseLine<'a> {
    /// The numbers by day, oldest first.
    pub dots: &'a [LineDot],
    /// Beside the lowest and the highest end of the scale.
    pub scale: [&'a str; 2],
    /// Below the first day and the last.
    pub days: [&'a str; 2],
    /// What screen readers say instead of the drawing.
    pub name: &'a str,
}

const HIGHEST: f32 = 10.0;
const HEIGHT: f32 = 168.0;
const DOT: f32 = 4.0;
/// What keeps the first dot and the last off the edge.
const SIDE: f32 = 10.0;

impl PulseLine<'_> {
    /// Draws it as wide as there is room.
    pub fn show(self, ui: &mut Ui) {
        let p = palette(ui);
        let width = ui.available_width();
        let [low, high] = self
            .scale
            .map(|end| paint::line(ui, end, Type::Small, p.ink3));
        let beside = low.size().x.max(high.size().x) + space::S;
        let lone = self.is_one_day();
        let room = if lone {
            width - beside
        } else {
            (width - beside - space::M) / 2.0
        };
        let [first, last] = self
            .days
            .map(|day| paint::elided(ui, day, Type::Small.font(), p.ink3, room, 1));
        let above = high.size().y / 2.0;
        let below = space::S + first.size().y;
        let wanted = Vec2::new(width, above + HEIGHT + below);
        let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
        response.widget_info(|| paint::named(Role::Image, true, self.name));
        if !ui.is_rect_visible(rect) {
            return;
        }
        let plot = Rect::from_min_max(
            pos2(rect.left() + beside, rect.top() + above),
            pos2(rect.right(), rect.bottom() - below),
        );
        let painter = ui.painter();
        for (end, y) in [(low, plot.bottom()), (high, plot.top())] {
            painter.hline(plot.x_range(), y, Stroke::new(1.0, p.line));
            let size = end.size();
            let at = pos2(plot.left() - space::S - size.x, y - size.y / 2.0);
            painter.galley(at, end, p.ink3);
        }
        let y = plot.bottom() + space::S;
        if lone {
            let left = plot.center().x - first.size().x / 2.0;
            painter.galley(pos2(left, y), first, p.ink3);
        } else {
            painter.galley(pos2(plot.left(), y), first, p.ink3);
            let left = plot.right() - last.size().x;
            painter.galley(pos2(left, y), last, p.ink3);
        }
        self.paint(ui, plot);
    }

    fn paint(&self, ui: &Ui, plot: Rect) {
        let p = palette(ui);
        let painter = ui.painter();
        for points in self.bands(plot) {
            // In high contrast the ground is white, and the edge is the band.
            let edge = Stroke::new(1.0, p.card_edge);
            painter.add(BandShape::new(points, p.me_soft, edge));
        }
        let places: Vec<Pos2> = self
            .dots
            .iter()
            .map(|dot| self.place(plot, dot, 0.0))
            .collect();
        if places.len() > 1 {
            painter.line(places.clone(), Stroke::new(1.5, p.me));
        }
        for place in places {
            painter.circle_filled(place, DOT, p.me);
        }
    }

    fn is_one_day(&self) -> bool {
        let day = |dot: &LineDot| dot.day;
        self.dots.first().map(day) == self.dots.last().map(day)
    }

    /// The part of the way from the first day to the last at which a day
    /// stands: half of it where both are one.
    fn across(&self, day: u32) -> f32 {
        match (self.dots.first(), self.dots.last()) {
            (Some(first), Some(last)) if first.day < last.day => {
                day.saturating_sub(first.day) as f32 / (last.day - first.day) as f32
            }
            _ => 0.5,
        }
    }

    /// Where a dot stands, or what is `up` steps above it on the scale.
    fn place(&self, plot: Rect, dot: &LineDot, up: f32) -> Pos2 {
        let inner = plot.shrink2(Vec2::new(SIDE, 0.0));
        let value = (f32::from(dot.value) + up).clamp(0.0, HIGHEST);
        pos2(
            inner.left() + inner.width() * self.across(dot.day),
            inner.bottom() - inner.height() * value / HIGHEST,
        )
    }

    /// The outlines of the band. Where there is one day it has no length of its
    /// own, and each dot stands on a piece.
    fn bands(&self, plot: Rect) -> Vec<Vec<BandPoint>> {
        if self.dots.iter().all(|dot| dot.spread == 0) {
            return Vec::new();
        }
        let slice = |dot: &LineDot, aside: f32| {
            let spread = f32::from(dot.spread);
            let (top, bottom) = (
                self.place(plot, dot, spread),
                self.place(plot, dot, -spread),
            );
            BandPoint::new(top.x + aside, top.y..=bottom.y)
        };
        if self.is_one_day() {
            let piece = |dot| vec![slice(dot, -SIDE), slice(dot, SIDE)];
            self.dots.iter().map(piece).collect()
        } else {
            vec![self.dots.iter().map(|dot| slice(dot, 0.0)).collect()]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(dots: &[LineDot]) -> PulseLine<'_> {
        PulseLine {
            dots,
            scale: ["0", "10"],
            days: ["", ""],
            name: "",
        }
    }

    fn dot(day: u32, value: u8, spread: u8) -> LineDot {
        LineDot { day, value, spread }
    }

    fn plot() -> Rect {
        Rect::from_min_size(Pos2::ZERO, Vec2::new(100.0 + 2.0 * SIDE, 100.0))
    }

    #[test]
    fn dots_stand_as_far_apart_as_their_days() {
        let dots = [dot(40, 0, 0), dot(41, 10, 0), dot(50, 5, 0)];
        let line = line(&dots);

        let places = dots.map(|dot| line.place(plot(), &dot, 0.0));

        let expected = [(0.0, 100.0), (10.0, 0.0), (100.0, 50.0)];
        assert_eq!(places, expected.map(|(x, y)| pos2(SIDE + x, y)));
    }

    #[test]
    fn what_stands_alone_is_in_the_middle() {
        let dots = [dot(40, 5, 0)];

        assert_eq!(line(&dots).place(plot(), &dots[0], 0.0), plot().center());
    }

    #[test]
    fn the_band_stays_within_the_scale_and_is_absent_without_a_spread() {
        let sure = [dot(1, 3, 0), dot(2, 4, 0)];
        let unsure = [dot(1, 9, 2), dot(2, 1, 2)];

        assert!(line(&sure).bands(plot()).is_empty());
        let bands = line(&unsure).bands(plot());
        assert_eq!(bands.len(), 1);
        assert_eq!((bands[0][0].y.min, bands[0][0].y.max), (0.0, 30.0));
        assert_eq!((bands[0][1].y.min, bands[0][1].y.max), (70.0, 100.0));
    }
}
