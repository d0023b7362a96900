//! Text as it is compared: of all the ways to write the same, one.
//!
//! ```text
//! letter ─► compatibility forms taken apart ─► case folded ─► taken apart again
//!        ─► accents and what cannot be seen left out ─► plain letters and signs
//! ```
//!
//! - Latin letters stand without accents, strokes and hooks; æ, œ and þ are `ae`, `oe`
//!   and `th`. The places of letters that are spelled with two are noted.
//! - All single quotes are one, and so are all double ones, hyphens and spaces.
//! - Soft hyphens, joiners, marks of direction and variation selectors are left out,
//!   and so are the points of Hebrew and Arabic and the voiced marks of kana.
//! - Katakana is hiragana; half and full width are one.
//! - Cyrillic ё is е and й is и, however they were put together. Vowel signs of other
//!   scripts are letters.
//!
//! Each letter folds by itself, so what a part of a text folds to is a part of what
//! the whole folds to.

use std::iter::once;
use std::ops::Range;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

use super::query::Haystack;
use super::spelling::{Second, Spelled};

/// A folded text, and which of its letters are spelled with two, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Folded {
    pub(super) text: String,
    pub(super) spelled: Vec<Spelled>,
}

impl Folded {
    /// What a query is looked for in.
    pub(super) fn haystack(&self) -> Haystack<'_> {
        Haystack {
            bytes: self.text.as_bytes(),
            spelled: &self.spelled,
        }
    }

    fn note(&mut self, at: usize, second: Second) {
        let is_new = self.spelled.last().is_none_or(|last| last.at() < at);
        self.spelled
            .extend(Spelled::new(at, second).filter(|_| is_new));
    }

    /// Takes in a mark that stands by itself, over the letter before it.
    fn mark(&mut self, mark: char) {
        let Some(at) = self.text.len().checked_sub(1) else {
            return;
        };
        if let Some(second) = Second::under(self.text.as_bytes()[at], mark) {
            self.note(at, second);
        }
    }
}

/// Folds letter by letter, so what a letter folds to can be kept.
#[derive(Default)]
pub(super) struct Folding {
    /// What the letters below [`KEPT`] fold to, once they were met, in blocks of 256.
    kept: Vec<Option<Block>>,
}

type Block = Box<[Option<Kept>]>;

/// What a letter folds to, and how that is spelled with two.
struct Kept {
    plain: Box<str>,
    second: Option<Second>,
}

/// Latin, Greek, Cyrillic, Hebrew, Arabic, the typographic signs and kana stand below
/// this.
const KEPT: usize = 0x3100;

impl Folding {
    /// Appends what `text` folds to.
    pub(super) fn fold(&mut self, text: &str, out: &mut Folded) {
        let mut rest = text;
        while !rest.is_empty() {
            let plain = rest
                .bytes()
                .position(|byte| !byte.is_ascii())
                .unwrap_or(rest.len());
            let (ascii, other) = rest.split_at(plain);
            let start = out.text.len();
            out.text.push_str(ascii);
            out.text[start..].make_ascii_lowercase();
            let mut letters = other.chars();
            rest = match letters.next() {
                None => "",
                Some(letter) => {
                    self.fold_letter(letter, out);
                    letters.as_str()
                }
            };
        }
    }

    fn fold_letter(&mut self, letter: char, out: &mut Folded) {
        let start = out.text.len();
        let second = match letter {
            letter if letter.is_ascii() => {
                out.text.push(letter.to_ascii_lowercase());
                None
            }
            // Ideographs stand for themselves.
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => {
                out.text.push(letter);
                None
            }
            '\u{308}' | '\u{30a}' => return out.mark(letter),
            letter if (letter as usize) < KEPT => {
                let kept = self.kept(letter);
                out.text.push_str(&kept.plain);
                kept.second
            }
            letter => fold_one(letter, &mut out.text),
        };
        if let Some(second) = second {
            out.note(start, second);
        }
    }

    /// Of a letter below [`KEPT`].
    fn kept(&mut self, letter: char) -> &Kept {
        let at = letter as usize;
        if self.kept.is_empty() {
            self.kept.resize_with(KEPT / 256, || None);
        }
        let block = self.kept[at / 256].get_or_insert_with(|| (0..256).map(|_| None).collect());
        block[at % 256].get_or_insert_with(|| {
            let mut plain = String::new();
            let second = fold_one(letter, &mut plain);
            Kept {
                plain: plain.into(),
                second,
            }
        })
    }
}

/// Appends what a letter folds to, and gives how the first of that is spelled with two.
fn fold_one(letter: char, out: &mut String) -> Option<Second> {
    // What taking apart would tear, or what it leaves whole and is spelled with two.
    let whole = match letter {
        'ß' | 'ẞ' => Some(("s", Some(Second::Same))),
        'ø' | 'Ø' | 'ǿ' | 'Ǿ' => Some(("o", Some(Second::Other))),
        'đ' | 'Đ' => Some(("d", Some(Second::Other))),
        // Acute accent; double primes; voiced marks of kana that stand alone.
        '\u{b4}' => Some(("'", None)),
        '\u{2033}' | '\u{2036}' => Some(("\"", None)),
        '\u{309b}' | '\u{309c}' => Some(("", None)),
        _ => None,
    };
    if let Some((plain, second)) = whole {
        out.push_str(plain);
        return second;
    }
    let start = out.len();
    let mut second = None;
    for part in once(letter).nfkd().default_case_fold().nfkd() {
        // A mark over the first letter alone.
        if out.len() == start + 1 {
            second = second.or(Second::under(out.as_bytes()[start], part));
        }
        if !is_passed_over(part) {
            push_plain(part, out);
        }
    }
    second
}

/// Appends a letter without stroke and hook, and a sign as a keyboard has it.
fn push_plain(letter: char, out: &mut String) {
    let plain = match letter {
        'ⱥ' | 'ɑ' => "a",
        'æ' => "ae",
        'ƀ' | 'ɓ' => "b",
        'ƈ' | 'ȼ' => "c",
        'ð' | 'ɖ' | 'ɗ' | 'ƌ' => "d",
        'ə' | 'ǝ' | 'ɛ' | 'ɇ' => "e",
        'ƒ' => "f",
        'ǥ' | 'ɠ' | 'ɣ' => "g",
        'ħ' => "h",
        'ı' | 'ɨ' | 'ɩ' => "i",
        'ɉ' | 'ȷ' => "j",
        'ƙ' | 'ĸ' => "k",
        'ł' | 'ƚ' | 'ɫ' => "l",
        'ŋ' | 'ɲ' | 'ƞ' | 'ɳ' => "n",
        'ɔ' | 'ɵ' => "o",
        'œ' => "oe",
        'ƥ' => "p",
        'ɍ' => "r",
        'ŧ' | 'ƭ' | 'ʈ' | 'ⱦ' => "t",
        'þ' => "th",
        'ʉ' | 'ʊ' => "u",
        'ʋ' => "v",
        'ɏ' | 'ƴ' => "y",
        'ƶ' | 'ȥ' => "z",
        // Single quotes, primes, and what stands for an apostrophe: also those of
        // Armenian and Hebrew.
        '\u{2018}'..='\u{201b}'
        | '\u{2032}'
        | '\u{2035}'
        | '\u{2039}'
        | '\u{203a}'
        | '\u{2b9}'
        | '\u{2bb}'..='\u{2bf}'
        | '\u{55a}'
        | '\u{5f3}' => "'",
        '\u{201c}'..='\u{201f}' | '«' | '»' | '\u{301d}'..='\u{301f}' | '\u{5f4}' => "\"",
        // Hyphens, dashes, the minus; those of Armenian and Hebrew.
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{58a}' | '\u{5be}' => "-",
        '\u{2044}' | '\u{2215}' => "/",
        '\u{301c}' => "~",
        // Persian and Arabic keyboards write them apart.
        '\u{649}' | '\u{6cc}' => "\u{64a}",
        '\u{6a9}' => "\u{643}",
        // Katakana stands as far behind hiragana everywhere.
        '\u{30a1}'..='\u{30f6}' | '\u{30fd}' => {
            out.extend(char::from_u32(letter as u32 - 0x60));
            return;
        }
        letter if letter.is_whitespace() => " ",
        letter => {
            out.push(letter);
            return;
        }
    };
    out.push_str(plain);
}

/// What people leave out when they search: accents, the points of Hebrew and Arabic,
/// the voiced marks of kana, and what cannot be seen.
pub(super) fn is_passed_over(letter: char) -> bool {
    matches!(letter,
        // Accents.
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20f0}' | '\u{fe20}'..='\u{fe2f}'
        // Hebrew points, Arabic points and the stretch between two letters.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}'
        | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}'
        | '\u{6ea}'..='\u{6ed}'
        // Voiced marks.
        | '\u{3099}' | '\u{309a}'
        // Soft hyphen, joiners, marks of direction, selectors of a form.
        | '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

/// A text beside what it folds to, for the way back.
pub(super) struct Placed {
    pub(super) folded: Folded,
    /// Where each letter that is not left out begins: there, and in the text.
    places: Vec<(usize, usize)>,
    /// The bytes of the text.
    length: usize,
}

impl Placed {
    /// Folds `text`, as [`Folding::fold`] does.
    pub(super) fn of(text: &str) -> Self {
        let mut folding = Folding::default();
        let mut folded = Folded::default();
        let mut places = Vec::with_capacity(text.len());
        for (at, letter) in text.char_indices() {
            let start = folded.text.len();
            folding.fold_letter(letter, &mut folded);
            if folded.text.len() > start {
                places.push((start, at));
            }
        }
        Self {
            folded,
            places,
            length: text.len(),
        }
    }

    /// The letters of the text that a part of the folded one comes from, whole, with
    /// the marks over the last.
    pub(super) fn back(&self, part: &Range<usize>) -> Range<usize> {
        let begun = self.places.partition_point(|place| place.0 <= part.start);
        let ended = self.places.partition_point(|place| place.0 < part.end);
        let first = begun.checked_sub(1).and_then(|at| self.places.get(at));
        let start = first.map_or(0, |place| place.1);
        let end = self.places.get(ended).map_or(self.length, |place| place.1);
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> Folded {
        let mut out = Folded::default();
        Folding::default().fold(text, &mut out);
        out
    }

    #[test]
    fn case_accents_and_width_do_not_count() {
        for (text, plain) in [
            ("Ça va", "ca va"),
            ("Ａｂｃ", "abc"),
            ("ПРИВЕТ", "привет"),
            ("ΣΟΦΌΣ", "σοφοσ"),
            ("σοφός", "σοφοσ"),
            ("Straße", "strase"),
            ("Ｐｒü\u{301}fung", "prufung"),
            ("½ l", "1/2 l"),
            ("日本語", "日本語"),
        ] {
            assert_eq!(folded(text).text, plain, "{text}");
        }
    }

    #[test]
    fn letters_that_are_spelled_with_two_are_noted_however_they_are_put_together() {
        let places = |text: &str| -> Vec<(usize, Second)> {
            let noted = folded(text).spelled;
            noted.iter().map(|it| (it.at(), it.second())).collect()
        };
        let (same, other) = (Second::Same, Second::Other);
        assert_eq!(places("Müller"), [(1, other)]);
        assert_eq!(places("Mu\u{308}ller"), [(1, other)]);
        assert_eq!(places("Mǘller"), [(1, other)]);
        assert_eq!(places("ÅÄß"), [(0, same), (1, other), (2, same)]);
        assert_eq!(places("A\u{30a}a\u{308}\u{308}"), [(0, same), (1, other)]);
        assert_eq!(places("øđ"), [(0, other), (1, other)]);
        assert!(places("naïve ẅ \u{308}ae æ œ þ").is_empty());
        assert!(places("\u{308}").is_empty());
    }

    #[test]
    fn a_part_leads_back_to_whole_letters() {
        let back = |text: &'static str, part: &str| {
            let placed = Placed::of(text);
            let at = placed.folded.text.find(part).expect("is there");
            &text[placed.back(&(at..at + part.len()))]
        };
        assert_eq!(back("am Cafe\u{301} vorbei", "cafe"), "Cafe\u{301}");
        assert_eq!(back("ein Æquator", "e"), "e");
        assert_eq!(back("Æquator", "e"), "Æ");
        assert_eq!(back("oﬃce", "ff"), "ﬃ");
        assert_eq!(back("\u{feff}so\u{ad}fort", "sofort"), "so\u{ad}fort");
        assert_eq!(back("İstanbul", "istan"), "İstan");
        assert_eq!(back("ﾊﾟﾝ", "は"), "ﾊﾟ");
        assert_eq!(back("ein Ende\u{200d}", "ende"), "Ende\u{200d}");
    }

    proptest! {
        #[test]
        fn letter_by_letter_and_in_one_go_are_the_same(
            text in "(\\PC|[äöüÅßøđİıёйガｶﾞ\u{308}\u{30a}\u{ad}\u{200d} \n]){0,80}",
        ) {
            prop_assert_eq!(Placed::of(&text).folded, folded(&text));
        }
    }
}
