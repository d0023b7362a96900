//! How one of the two puts a page together, sentence by sentence.
//!
//! ```text
//! opening of the kind ── middle sentences of one or two themes ── closing
//!        │                  │          │             │
//!        main tongue        aside      a sentence    a passage in another
//!        of the page        of the     in a second   script, 1..4 sentences
//!                           hand       tongue
//! ```

use super::dice::Dice;
use super::habits::{ADA, BEN, Hand};
use super::phrases::{Figures, Setting, Stock, Theme, fill};
use super::scripts::{SCRIPTS, Script};
use super::{Who, calendar, english, german, spanish};

/// The longest text of a page, in characters.
pub const LONGEST: usize = 3000;

/// What kind of page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// A note for both.
    Note,
    /// Something told.
    Tell,
    /// Something asked.
    Ask,
    /// The plain layer of an answer.
    Answer,
    /// Thanks.
    Thank,
    /// A page that stays with its writer.
    Private,
}

/// One sitting of one writer: chance, date and tongue of one page.
pub struct Sitting<'a> {
    dice: &'a mut Dice,
    hand: &'static Hand,
    stock: &'static Stock,
    setting: Setting,
    /// Set when the whole page is in another script.
    script: Option<&'static Script>,
}

impl<'a> Sitting<'a> {
    /// Returns a sitting of `who` on `day`, its tongue drawn from the hand's habits.
    pub fn new(who: Who, day: u32, dice: &'a mut Dice) -> Self {
        let hand = match who {
            Who::Ada => &ADA,
            Who::Ben => &BEN,
        };
        let tongue = dice.weighted(&hand.tongues);
        let whole = dice.chance(hand.whole);
        let script = whole.then(|| &SCRIPTS[dice.weighted(&hand.scripts)]);
        let (year, month, _) = calendar::date_from_day(i64::from(day));
        let setting = Setting {
            who,
            year: u32::try_from(year).expect("the story begins in 2020"),
            month,
            figures: if tongue == 0 {
                Figures::Point
            } else {
                Figures::Comma
            },
        };

        Self {
            dice,
            hand,
            stock: stock(tongue),
            setting,
            script,
        }
    }

    /// Returns the text of a page, 1 to `LONGEST` characters.
    pub fn text(&mut self, page: Page) -> String {
        let chars_wanted = self.chars_wanted(page);
        let text = match self.script {
            Some(script) => self.passage(script, chars_wanted.div_ceil(60).clamp(2, 11)),
            None => self.prose(page, chars_wanted),
        };

        let mut text = if self.dice.chance(self.hand.apart) {
            accents_apart(&text)
        } else {
            text
        };
        if let Some((end, _)) = text.char_indices().nth(LONGEST) {
            text.truncate(end);
        }
        text
    }

    /// Returns a title for the page.
    pub fn title(&mut self, page: Page) -> String {
        let titles = match (self.script, page) {
            (Some(script), _) => script.titles,
            (None, Page::Tell) => self.stock.tell_title,
            (None, Page::Ask) => self.stock.ask_title,
            (None, _) => self.stock.title,
        };
        let mut title = self.line(titles);
        if title.ends_with('.') {
            title.pop();
        }
        title
    }

    /// Returns the label of a soft cover, at most 60 characters.
    pub fn cover(&mut self) -> String {
        let label = self.line(self.stock.cover);
        label.chars().take(60).collect()
    }

    /// Returns one or two sentences around an answer, for its context or detail.
    pub fn layer(&mut self) -> String {
        let mut layer = self.line(self.stock.context);
        if self.dice.chance(500) {
            layer.push(' ');
            let more = self.line(self.stock.about(Theme::Past));
            layer.push_str(&more);
        }
        layer
    }

    /// Returns a way of saying "around" a time in words, without the word itself.
    pub fn vague_time(&mut self) -> String {
        let slot = self
            .stock
            .slots
            .iter()
            .find(|(name, _)| matches!(*name, "month" | "monat" | "mes"));
        let (_, months) = slot.expect("every stock knows the months");
        format!(
            "{} {}",
            self.dice.pick(months),
            self.setting.year - self.dice.below(3)
        )
    }

    fn chars_wanted(&mut self, page: Page) -> usize {
        let (first, last) = match (page, self.dice.below(100)) {
            (Page::Ask, 0..=59) => (120, 420),
            (Page::Ask, _) => (420, 1250),
            (Page::Thank, 0..=69) => (150, 560),
            (Page::Thank, _) => (560, 1150),
            (_, 0..=22) => (80, 350),
            (_, 23..=67) => (350, 940),
            (_, 68..=93) => (940, 1570),
            (_, _) => (1570, 2900),
        };
        self.dice.between(first, last) as usize
    }

    fn prose(&mut self, page: Page, chars_wanted: usize) -> String {
        let themes = [self.theme(page), self.theme(page)];
        let mut used = Vec::with_capacity(24);
        let mut text = String::with_capacity(chars_wanted + chars_wanted / 4);
        let mut chars = 0_usize;
        let mut passages = u32::from(self.dice.chance(self.hand.passage));
        let passage_after = self.dice.below(6);

        let opening = match page {
            Page::Note => self.stock.note_open,
            Page::Tell => self.stock.tell_open,
            Page::Ask => self.stock.ask_open,
            Page::Answer => self.stock.answer_open,
            Page::Thank => self.stock.thank_open,
            Page::Private => self.stock.private,
        };
        let first = self.line(opening);
        text.push_str(&first);

        for turn in 0.. {
            let from = text.len();
            let list = self.breathe(&mut text);
            if passages > 0 && turn >= passage_after {
                passages -= 1;
                let script = &SCRIPTS[self.dice.weighted(&self.hand.scripts)];
                let count = self.dice.between(1, 4) as usize;
                let passage = self.passage(script, count);
                text.push_str(&passage);
            } else if list {
                self.list(&mut text, themes[0], &mut used);
            } else {
                let theme = themes[usize::from(self.dice.chance(400))];
                self.sentence(&mut text, page, theme, &mut used);
            }
            chars += text[from..].chars().count();
            if chars + first.chars().count() >= chars_wanted {
                break;
            }
        }

        self.end(&mut text);
        text
    }

    /// Appends what stands before the next sentence; returns whether a list follows.
    fn breathe(&mut self, text: &mut String) -> bool {
        if self.dice.chance(self.hand.emoji) {
            text.push(' ');
            text.push_str(self.dice.pick(self.hand.faces));
        }
        if !self.dice.chance(self.hand.paragraph) {
            text.push(' ');
            return false;
        }
        text.push_str("\n\n");
        self.dice.chance(self.hand.list)
    }

    fn sentence(
        &mut self,
        text: &mut String,
        page: Page,
        theme: Theme,
        used: &mut Vec<&'static str>,
    ) {
        let own = match self.setting.who {
            Who::Ada => self.stock.ada,
            Who::Ben => self.stock.ben,
        };
        if self.dice.chance(self.hand.borrow) {
            self.borrowed(text, theme, used);
        } else if self.dice.chance(self.hand.aside) {
            self.fresh(text, own, self.stock, used);
        } else if page == Page::Ask && self.dice.chance(380) {
            self.fresh(text, self.stock.why, self.stock, used);
        } else if page == Page::Answer && self.dice.chance(250) {
            self.fresh(text, self.stock.context, self.stock, used);
        } else if page == Page::Private && self.dice.chance(550) {
            self.fresh(text, self.stock.private, self.stock, used);
        } else {
            self.fresh(text, self.stock.about(theme), self.stock, used);
        }
    }

    fn borrowed(&mut self, text: &mut String, theme: Theme, used: &mut Vec<&'static str>) {
        let tongue = self.dice.place(3);
        let stock = stock(tongue);
        let kept = self.setting.figures;
        self.setting.figures = if tongue == 0 {
            Figures::Point
        } else {
            Figures::Comma
        };
        self.fresh(text, stock.about(theme), stock, used);
        self.setting.figures = kept;
    }

    fn list(&mut self, text: &mut String, theme: Theme, used: &mut Vec<&'static str>) {
        let mark = self.dice.pick(&["- ", "* ", "– "]);
        for number in 0..self.dice.between(2, 4) {
            if number > 0 {
                text.push('\n');
            }
            text.push_str(mark);
            self.fresh(text, self.stock.about(theme), self.stock, used);
        }
    }

    /// Appends a sentence that this page has not used yet, as far as the stock reaches.
    fn fresh(
        &mut self,
        text: &mut String,
        lines: &[&'static str],
        stock: &'static Stock,
        used: &mut Vec<&'static str>,
    ) {
        let mut line = self.dice.pick(lines);
        for _ in 0..6 {
            if !used.contains(&line) {
                break;
            }
            let (_, others) = self.dice.pick(stock.middle);
            line = self.dice.pick(others);
        }
        used.push(line);
        fill(text, line, stock.slots, &self.setting, self.dice);
    }

    fn passage(&mut self, script: &'static Script, count: usize) -> String {
        let mut passage = String::new();
        let from = self.dice.place(script.lines.len());
        for step in 0..count.min(script.lines.len()) {
            if step > 0 {
                passage.push_str(script.gap);
            }
            let line = script.lines[(from + step * 7) % script.lines.len()];
            fill(
                &mut passage,
                line,
                self.stock.slots,
                &self.setting,
                self.dice,
            );
        }
        passage
    }

    fn end(&mut self, text: &mut String) {
        if self.dice.chance(330) {
            text.push_str(if self.dice.chance(500) { "\n\n" } else { " " });
            let close = self.line(self.stock.close);
            text.push_str(&close);
        }
        if self.dice.chance(90) {
            text.push('\n');
            let sign = self.line(self.hand.signs);
            text.push_str(&sign);
        }
    }

    fn theme(&mut self, page: Page) -> Theme {
        use Theme::{Family, Feeling, Health, Home, Money, Outing, Past, Plans, Promise, Work};
        let themes: &[Theme] = match page {
            Page::Note => &[
                Home, Home, Money, Work, Work, Family, Outing, Outing, Feeling, Health, Plans,
                Promise,
            ],
            Page::Tell => &[Money, Work, Family, Feeling, Past, Promise, Promise, Outing],
            Page::Ask | Page::Answer => &[Past, Past, Feeling, Money, Promise, Family],
            Page::Thank => &[Home, Feeling, Outing, Promise, Family, Health, Plans],
            Page::Private => &[Feeling, Feeling, Past, Health, Promise, Work, Plans],
        };
        self.dice.pick(themes)
    }

    fn line(&mut self, lines: &[&'static str]) -> String {
        let mut line = String::with_capacity(120);
        fill(
            &mut line,
            self.dice.pick(lines),
            self.stock.slots,
            &self.setting,
            self.dice,
        );
        line
    }
}

fn stock(tongue: usize) -> &'static Stock {
    [&english::STOCK, &german::STOCK, &spanish::STOCK][tongue]
}

/// Returns the text with the accents of German and Spanish as combining marks.
fn accents_apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        let Some((base, mark)) = parts(letter) else {
            apart.push(letter);
            continue;
        };
        apart.push(base);
        apart.push(mark);
    }
    apart
}

fn parts(letter: char) -> Option<(char, char)> {
    let whole = "ÄÖÜäöüáéíóúÁÉÍÓÚñÑ";
    let bases = "AOUaouaeiouAEIOUnN";
    let place = whole.chars().position(|known| known == letter)?;
    let base = bases.chars().nth(place)?;
    let mark = match place {
        0..=5 => '\u{308}',
        6..=15 => '\u{301}',
        _ => '\u{303}',
    };

    Some((base, mark))
}
