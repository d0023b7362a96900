//! Where things of different heights stand in one long column, of which most were
//! never measured.
//!
//! ```text
//! guesses ─► sums ─► what the window touches ─► measured ─┐
//!             ▲                                           │
//!             └──────── until all of it is known ◄────────┘
//! ```
//!
//! A height is a guess until its thing is drawn. What turns out otherwise above the
//! window moves the window along, in the same frame: what one looks at stays where it
//! is. That it does not has one reason alone, an end of the column.
//!
//! It draws nothing and measures nothing itself: who does says how high a thing is.
//! The reasons: `docs/decisions/0016`.

mod sums;

pub use sums::Sums;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use candor_core::id::EntryId;

use super::timeline::{Item, Stack};

/// What decides how high things are, besides what they say. With another one all is
/// guessed anew.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Setting {
    /// How wide the column is, in points.
    pub width: f32,
    /// How many pixels a point has: letters are placed by it.
    pub scale: f32,
    /// How much stands above the first thing, in points.
    pub above: u32,
    /// How much is left free below the last one, in points.
    pub below: u32,
}

/// What a window shows of a column, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// How far below the beginning of the column its upper edge is.
    pub top: f64,
    /// How high it is.
    pub height: f64,
}

/// What a frame is to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// Where the upper edge of the window is now.
    pub top: f64,
    /// All that it touches, and what comes next at each edge up to an entry: what the
    /// keyboard comes to next is there.
    pub drawn: Range<usize>,
}

/// A column. An empty one holds nothing yet.
#[derive(Debug, Default)]
pub struct Column {
    stack: Stack,
    setting: Setting,
    sums: Sums,
    measured: HashMap<EntryId, Measured>,
    /// What the last frame showed.
    shown: Range<usize>,
    /// What the next frame keeps in its place, where something decided that already.
    held: Option<Held>,
    /// How far the last frame moved the window by itself.
    shift: f64,
}

#[derive(Debug, Clone, Copy)]
struct Measured {
    /// What was guessed then. Another guess means that the entry says something else.
    guess: u32,
    height: u32,
}

/// What stays in its place on the screen while heights change.
#[derive(Debug, Clone, Copy)]
enum Held {
    /// A thing stands so far below the upper edge of the window.
    Thing(usize, f64),
    /// The end of the column stands at the lower edge.
    End,
    /// Nothing; the upper edge of the window stands here.
    Edge(f64),
}

/// How near to the end of a column a window is at it: places are rounded.
const AT_END: f64 = 1.5;
/// Moving by less is an error of rounding.
const STILL: f64 = 1.0e-3;

impl Column {
    /// Whether it holds just these things in this setting.
    pub fn holds(&self, stack: &Stack, setting: Setting) -> bool {
        self.setting == setting && self.stack.is(stack)
    }

    /// Takes in other things, or another setting. What stays of what the window shows
    /// keeps its place there; but at the top what is new comes into sight. `guess`
    /// says how high a thing may be, in points and with the gap below it; what was
    /// measured goes before.
    pub fn arrange(
        &mut self,
        stack: Stack,
        setting: Setting,
        view: View,
        guess: impl Fn(usize) -> u32,
    ) {
        let staying = self.staying(view);
        if self.setting != setting {
            self.measured.clear();
        }
        let mut heights = Vec::with_capacity(stack.items.len());
        let mut found: Option<(usize, usize)> = None;
        for index in 0..stack.items.len() {
            let guess = guess(index);
            let Some(id) = stack.entry(index) else {
                heights.push(guess);
                continue;
            };
            heights.push(self.recall(id, guess));
            let rank = staying.iter().position(|(staying, _)| *staying == id);
            if let Some(rank) = rank
                && found.is_none_or(|(best, _)| rank < best)
            {
                found = Some((rank, index));
            }
        }
        self.held = Some(match found {
            Some((rank, index)) => Held::Thing(index, staying[rank].1),
            None => Held::Edge(view.top),
        });
        self.shown = 0..0;
        self.sums = Sums::of(heights);
        self.stack = stack;
        self.setting = setting;
    }

    /// The entries that a window shows, with how far below its upper edge each begins;
    /// those first of which the beginning is in sight.
    fn staying(&self, view: View) -> Vec<(EntryId, f64)> {
        if view.top < f64::from(self.setting.above) {
            return Vec::new();
        }
        let place = |index: usize| {
            let id = self.stack.entry(index)?;
            Some((id, self.top(index) - view.top))
        };
        let touched = self.touched(view).filter_map(place);
        let (begun, cut): (Vec<_>, Vec<_>) = touched.partition(|(_, below)| *below >= 0.0);
        begun.into_iter().chain(cut).collect()
    }

    fn recall(&mut self, id: EntryId, guess: u32) -> u32 {
        match self.measured.get(&id) {
            Some(known) if known.guess == guess => known.height,
            Some(_) => {
                self.measured.remove(&id);
                guess
            }
            None => guess,
        }
    }

    /// Where the line of a month stands among the things; of several, the first.
    pub fn month(&self, month: (i16, i8)) -> Option<usize> {
        let line = Item::Month(month.0, month.1);
        self.stack.items.iter().position(|item| *item == line)
    }

    /// Lets the next frame show a thing, so far below the upper edge of the window.
    pub fn bring(&mut self, index: usize, below: f64) {
        self.held = Some(Held::Thing(index, below));
    }

    /// Measures what a window shows, and gives where the window then stands. `measure`
    /// says how high a thing is, in points and with the gap below it; it is asked once
    /// for each that is drawn, and for a few more where guesses were wrong.
    pub fn settle(&mut self, view: View, mut measure: impl FnMut(usize) -> u32) -> Settled {
        // Whoever pulls beyond an end is let go back by who scrolls.
        let is_inside =
            self.held.is_some() || (0.0..=self.last_top(view.height) + AT_END).contains(&view.top);
        let held = self.held.take().unwrap_or_else(|| self.held_in(view));
        let mut measured = BTreeSet::new();
        loop {
            let mut top = match held {
                Held::Thing(index, below) => self.top(index) - below,
                Held::End => self.last_top(view.height),
                Held::Edge(top) => top,
            };
            let last = self.last_top(view.height);
            if is_inside && top > last + AT_END {
                top = last;
            } else if is_inside && top < 0.0 {
                top = 0.0;
            }
            if (top - view.top).abs() < STILL {
                top = view.top;
            }
            let touched = self.touched(View { top, ..view });
            let drawn = self.beside(&touched);
            let mut is_new = false;
            for index in drawn.clone() {
                if measured.insert(index) {
                    let height = measure(index);
                    self.learn(index, height);
                    is_new = true;
                }
            }
            if !is_new {
                self.shown = touched;
                self.shift = top - view.top;
                return Settled { top, drawn };
            }
        }
    }

    /// What a window touches, and beyond each edge as far as the next entry.
    fn beside(&self, touched: &Range<usize>) -> Range<usize> {
        let is_entry = |index: &usize| self.stack.entry(*index).is_some();
        let before = (0..touched.start).rev().find(is_entry);
        let after = (touched.end..self.sums.len()).find(is_entry);
        before.unwrap_or(0)..after.map_or(self.sums.len(), |index| index + 1)
    }

    fn learn(&mut self, index: usize, height: u32) {
        if let Some(id) = self.stack.entry(index) {
            let guess = self.sums.height(index);
            let known = self.measured.entry(id);
            known.or_insert(Measured { guess, height }).height = height;
        }
        if self.sums.height(index) != height {
            self.sums.set(index, height);
        }
    }

    /// What keeps its place: something that was in sight already, best by its
    /// beginning. Only what the last frame drew is known to stand where it seemed to.
    fn held_in(&self, view: View) -> Held {
        let touched = self.touched(view);
        let seen = touched.start.max(self.shown.start)..touched.end.min(self.shown.end);
        let begun = seen.clone().find(|index| self.top(*index) >= view.top);
        let thing = |index: usize| Held::Thing(index, self.top(index) - view.top);
        if let Some(index) = begun.or_else(|| seen.clone().next()) {
            return thing(index);
        }
        let is_moved = view.top > 0.0;
        if is_moved && view.top >= self.last_top(view.height) - AT_END {
            return Held::End;
        }
        touched.clone().next().map_or(Held::Edge(view.top), thing)
    }

    /// How far the last frame moved the window by itself, in points; given once. Who
    /// scrolls begins the next frame so much further down.
    pub fn take_shift(&mut self) -> f64 {
        std::mem::take(&mut self.shift)
    }

    /// How high all of it is, what is above and below the things included.
    pub fn height(&self) -> f64 {
        let around = u64::from(self.setting.above) + u64::from(self.setting.below);
        (around + self.sums.total()) as f64
    }

    /// How far below the beginning of the column a thing begins.
    pub fn top(&self, index: usize) -> f64 {
        (u64::from(self.setting.above) + self.sums.before(index)) as f64
    }

    /// Where a window stands that is at the end of the column.
    fn last_top(&self, height: f64) -> f64 {
        (self.height() - height).max(0.0)
    }

    /// The things of which a window shows something.
    fn touched(&self, view: View) -> Range<usize> {
        let above = f64::from(self.setting.above);
        // A place before the first thing becomes 0.
        let from = (view.top - above).max(0.0).floor() as u64;
        let to = (view.top - above + view.height).max(0.0).ceil() as u64;
        let first = self.sums.at(from);
        let end = match to.checked_sub(1) {
            Some(last) => self.sums.len().min(self.sums.at(last) + 1),
            None => 0,
        };
        first..end.max(first)
    }
}

#[cfg(test)]
mod tests;
