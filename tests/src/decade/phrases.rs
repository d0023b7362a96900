//! How a stock of sentences is laid out, and how a sentence's gaps are filled.
//!
//! ```text
//! "On {wd} I was {where}, [alone|with the dog], for {nn} minutes."
//!      |         |         |                        |
//!      slot of   slot with one of these             number drawn on the spot
//!      the stock gaps of   alternatives, which
//!                its own   may hold gaps too
//! ```
//!
//! A slot written with a capital letter gives its word with a capital letter.
//! Alternatives do not nest. A gap that no stock knows is a mistake in the
//! stock and panics, so that a test finds it.

use std::fmt::{self, Write};

use super::Who;
use super::dice::Dice;

/// What a page is about; middle sentences are kept by theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Rooms, repairs, chores.
    Home,
    /// Accounts, bills, debts.
    Money,
    /// Shifts, offices, colleagues.
    Work,
    /// Relatives and what they say.
    Family,
    /// Ways taken together or alone.
    Outing,
    /// What was felt, and where in the body.
    Feeling,
    /// What came before.
    Past,
    /// Promises and how they fare.
    Promise,
    /// Sleep, appointments, knees.
    Health,
    /// What is to come.
    Plans,
}

/// The sentences of one tongue.
pub struct Stock {
    /// First sentences of notes.
    pub note_open: &'static [&'static str],
    /// First sentences of disclosures.
    pub tell_open: &'static [&'static str],
    /// Questions.
    pub ask_open: &'static [&'static str],
    /// First sentences of answers.
    pub answer_open: &'static [&'static str],
    /// First sentences of appreciations.
    pub thank_open: &'static [&'static str],
    /// Sentences that carry a page, by theme.
    pub middle: &'static [(Theme, &'static [&'static str])],
    /// Last sentences.
    pub close: &'static [&'static str],
    /// Asides in Ada's hand.
    pub ada: &'static [&'static str],
    /// Asides in Ben's hand.
    pub ben: &'static [&'static str],
    /// Sentences of pages that stay with their writer.
    pub private: &'static [&'static str],
    /// Titles of notes and answers.
    pub title: &'static [&'static str],
    /// Titles of disclosures.
    pub tell_title: &'static [&'static str],
    /// Titles of questions.
    pub ask_title: &'static [&'static str],
    /// Labels of soft covers.
    pub cover: &'static [&'static str],
    /// Why a question is asked.
    pub why: &'static [&'static str],
    /// Contexts of answers.
    pub context: &'static [&'static str],
    /// Slot fillers by slot name; they may hold gaps of their own.
    pub slots: &'static [(&'static str, &'static [&'static str])],
}

impl Stock {
    /// Returns the middle sentences of a theme; none when the stock has none.
    pub fn about(&self, theme: Theme) -> &'static [&'static str] {
        self.middle
            .iter()
            .find(|(kept, _)| *kept == theme)
            .map_or(&[], |(_, lines)| lines)
    }
}

/// What a gap may depend on besides chance.
pub struct Setting {
    /// Whose hand writes.
    pub who: Who,
    /// The year of writing.
    pub year: u32,
    /// The month of writing, 1..=12, for the weather.
    pub month: u32,
    /// How the tongue of the page writes money and fractions.
    pub figures: Figures,
}

/// A tongue's way of writing numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figures {
    /// `43.50 euros`, `7.5`.
    Point,
    /// `43,50 €`, `7,5`.
    Comma,
}

/// Appends `template` to `out`, every gap filled.
///
/// **Panics** on an unknown slot or an unclosed bracket, which is a mistake in a stock.
pub fn fill(out: &mut String, template: &str, slots: Slots, setting: &Setting, dice: &mut Dice) {
    let mut rest = template;
    while let Some(at) = rest.bytes().position(|byte| byte == b'{' || byte == b'[') {
        out.push_str(&rest[..at]);
        let (open, inside) = (rest.as_bytes()[at], &rest[at + 1..]);
        let close = if open == b'{' { '}' } else { ']' };
        let end = inside
            .find(close)
            .unwrap_or_else(|| panic!("unclosed gap in {template:?}"));
        let gap = &inside[..end];

        if open == b'[' {
            let chosen = dice.place(gap.split('|').count());
            let part = gap
                .split('|')
                .nth(chosen)
                .expect("the place is below the count");
            fill(out, part, slots, setting, dice);
        } else {
            fill_slot(out, gap, slots, setting, dice);
        }
        rest = &inside[end + 1..];
    }
    out.push_str(rest);
}

/// The slot fillers of a tongue.
pub type Slots = &'static [(&'static str, &'static [&'static str])];

/// How far back a word counts as just used, in bytes of UTF-8.
const NEAR_BYTES: usize = 140;

fn fill_slot(out: &mut String, name: &str, slots: Slots, setting: &Setting, dice: &mut Dice) {
    if fill_number(out, name, setting, dice) {
        return;
    }
    if name == "o" {
        out.push(if setting.who == Who::Ada { 'a' } else { 'o' });
        return;
    }

    let capital = name.starts_with(char::is_uppercase);
    let lower = if capital {
        name.to_lowercase()
    } else {
        String::new()
    };
    let key = match (capital, name) {
        (_, "weather") | (true, "Weather") => {
            if (4..=9).contains(&setting.month) {
                "warm"
            } else {
                "cold"
            }
        }
        (true, _) => lower.as_str(),
        (false, _) => name,
    };
    let words = slots.iter().find(|(kept, _)| *kept == key).map_or_else(
        || panic!("no slot {name:?} in the stock"),
        |(_, words)| *words,
    );

    let from = out.len();
    let near = out.floor_char_boundary(from.saturating_sub(NEAR_BYTES));
    let mut word = dice.pick(words);
    for _ in 0..2 {
        if !out[near..].contains(word) {
            break;
        }
        word = dice.pick(words);
    }
    fill(out, word, slots, setting, dice);
    if capital {
        capitalize(out, from);
    }
}

fn fill_number(out: &mut String, name: &str, setting: &Setting, dice: &mut Dice) -> bool {
    let written = match name {
        "n" => write!(out, "{}", dice.between(2, 12)),
        "nn" => write!(out, "{}", dice.between(13, 96)),
        "nr" => write!(out, "{}", dice.between(3, 148)),
        "nth" => write!(out, "{}", dice.between(4, 19)),
        "hh" => write!(
            out,
            "{}:{:02}",
            dice.between(6, 23),
            dice.below(12) * 5 + dice.below(2)
        ),
        "early" => write!(out, "{}:{:02}", dice.between(4, 7), dice.below(12) * 5),
        "late" => write!(out, "{}:{:02}", dice.between(19, 23), dice.below(4) * 15),
        "y" => write!(out, "{}", setting.year - dice.between(1, 9)),
        "km" => {
            let point = if setting.figures == Figures::Point {
                '.'
            } else {
                ','
            };
            write!(out, "{}{point}{}", dice.between(2, 23), dice.between(1, 9))
        }
        "eur" => write_money(out, setting.figures, dice),
        _ => return false,
    };
    written.expect("a string takes every write");
    true
}

fn write_money(out: &mut String, figures: Figures, dice: &mut Dice) -> fmt::Result {
    let whole = match dice.below(4) {
        0 => dice.between(3, 29),
        1 => dice.between(120, 999) / 5 * 5,
        _ => dice.between(18, 240),
    };
    let cents = if dice.chance(450) {
        dice.between(1, 19) * 5
    } else {
        0
    };
    match (figures, cents) {
        (Figures::Point, 0) => write!(out, "{whole} euros"),
        (Figures::Comma, 0) => write!(out, "{whole} €"),
        (Figures::Point, _) => write!(out, "{whole}.{cents:02} euros"),
        (Figures::Comma, _) => write!(out, "{whole},{cents:02} €"),
    }
}

fn capitalize(out: &mut String, from: usize) {
    let Some(first) = out[from..].chars().next() else {
        return;
    };
    let upper: String = first.to_uppercase().collect();
    out.replace_range(from..from + first.len_utf8(), &upper);
}
