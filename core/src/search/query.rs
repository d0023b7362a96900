//! What is looked for: words, each with the ways in which it can be written.
//!
//! ```text
//! typed ─► folded ─► words ─► plain form: müller ─► muller     found as it stands, or
//!                        └──► written out: müller ─► mueller   with letters that are
//!                                                              spelled with two
//! ```
//!
//! In a form, `ae`, `oe`, `ue`, `aa`, `ss` and `dj` can each stand for one letter whose
//! place is noted in the text (see `spelling.rs`). So `Mueller`, `Muller` and
//! `Müller` all find `Müller`, and a search looks through the text once or twice, and
//! through the noted places.
//!
//! What this finds beside what was meant: a plain letter finds the accented ones and
//! these find it (`schon`, `schön`); two letters find the one they spell (`does` finds
//! `dös`, `miss` finds `miß`); and ö finds a word with `oe`. What stands plainly in a
//! text is never found by two letters: `true` does not find `trust`.

use std::ops::Range;

use memchr::memmem::Finder;

use super::fold::{Folded, Folding};
use super::spelling::{Second, Spelled};

/// How many bytes of what was typed are looked at.
pub const QUERY_BYTES_MAX: usize = 1_024;
/// How many words are looked for: of more, the longest. Each is a bit where passages
/// are compared.
const WORDS_MAX: usize = u64::BITS as usize;
/// How many pairs of letters of a form can stand for one.
const PAIRS_MAX: usize = 8;
/// How many hits of each form are shown.
pub(super) const HITS_MAX: usize = 256;

/// Folded text as it is looked through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Haystack<'a> {
    pub(super) bytes: &'a [u8],
    /// Places in `bytes`, in order.
    pub(super) spelled: &'a [Spelled],
}

impl<'a> Haystack<'a> {
    /// The letters of a part that are spelled with two.
    pub(super) fn spelled_in(&self, part: &Range<usize>) -> &'a [Spelled] {
        let from = self.spelled.partition_point(|it| it.at() < part.start);
        let rest = &self.spelled[from..];
        &rest[..rest.partition_point(|it| it.at() < part.end)]
    }

    fn is_spelled(&self, at: usize, second: Second) -> bool {
        let looked_for = Spelled::new(at, second);
        looked_for.is_some_and(|it| self.spelled.binary_search(&it).is_ok())
    }
}

/// The words that somebody looks for. Up to [`QUERY_BYTES_MAX`] bytes and 64 words
/// count, whatever was typed.
#[derive(Debug, Clone)]
pub struct Query {
    words: Vec<Word>,
}

impl Query {
    /// The words of what was typed, the longest first, each once.
    pub fn new(typed: &str) -> Self {
        let typed = &typed[..typed.floor_char_boundary(QUERY_BYTES_MAX)];
        let mut folded = Folded::default();
        Folding::default().fold(typed, &mut folded);
        let mut words = Vec::new();
        let mut start = 0;
        for piece in folded.text.split_inclusive(is_between) {
            let word = piece.trim_end_matches(is_between);
            if !word.is_empty() {
                let part = start..start + word.len();
                words.push(forms(word, start, folded.haystack().spelled_in(&part)));
            }
            start += piece.len();
        }
        let length = |forms: &Vec<String>| forms.first().map_or(0, String::len);
        words.sort_by(|one, other| length(other).cmp(&length(one)).then(one.cmp(other)));
        words.dedup();
        words.truncate(WORDS_MAX);
        Self {
            words: words.into_iter().map(Word::of).collect(),
        }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words, the longest first.
    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }
}

/// What stands between two words. The end of a text is marked with a zero, so that
/// none is looked for.
fn is_between(letter: char) -> bool {
    letter.is_whitespace() || letter == '\0'
}

/// A folded word as it stands and, where some of its letters are spelled with two,
/// written out.
fn forms(word: &str, start: usize, spelled: &[Spelled]) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if !spelled.is_empty() {
        let mut out = String::with_capacity(word.len() + spelled.len());
        let mut rest = spelled.iter().peekable();
        for (at, letter) in word.char_indices() {
            out.push(letter);
            if let Some(it) = rest.next_if(|it| it.at() == start + at) {
                // These letters are ASCII.
                out.push(it.second().after(letter as u8).into());
            }
        }
        forms.push(out);
    }
    forms
}

/// A word in all its forms.
#[derive(Debug, Clone)]
pub(super) struct Word {
    forms: Vec<Form>,
}

impl Word {
    fn of(forms: Vec<String>) -> Self {
        Self {
            forms: forms.iter().map(|form| Form::of(form)).collect(),
        }
    }

    pub(super) fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// Whether a part of some text holds it.
    pub(super) fn is_in(&self, haystack: &Haystack<'_>, part: &Range<usize>) -> bool {
        let stands = |form: &Form| form.plain.find(&haystack.bytes[part.clone()]).is_some();
        let spelled = |form: &Form| {
            let mut letters = form.letters(haystack, part).iter();
            letters.any(|letter| form.around(haystack, *letter).is_some())
        };
        self.forms.iter().any(|form| stands(form) || spelled(form))
    }

    /// Where a text holds it, in no order: up to 256 hits of each form as it
    /// stands, and as many of it spelled otherwise.
    pub(super) fn hits(&self, haystack: &Haystack<'_>) -> Vec<Range<usize>> {
        let mut hits = Vec::new();
        for form in &self.forms {
            let length = form.plain.needle().len();
            let plain = form.plain.find_iter(haystack.bytes);
            hits.extend(plain.map(|at| at..at + length).take(HITS_MAX));
            let letters = form.letters(haystack, &(0..haystack.bytes.len())).iter();
            let spelled = letters.filter_map(|letter| form.around(haystack, *letter));
            hits.extend(spelled.take(HITS_MAX));
        }
        hits
    }
}

/// One way to write a word.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// Finds it as it stands.
    pub(super) plain: Finder<'static>,
    /// Where two of its letters can stand for one, in order.
    pairs: Vec<(usize, Second)>,
}

impl Form {
    fn of(form: &str) -> Self {
        let letters = form.as_bytes();
        let pairs = letters.windows(2).enumerate();
        let pairs = pairs.filter_map(|(at, pair)| Some((at, Second::of(pair[0], pair[1])?)));
        Self {
            plain: Finder::new(letters).into_owned(),
            pairs: pairs.take(PAIRS_MAX).collect(),
        }
    }

    /// The letters of a part around which it may be spelled otherwise: none, if it has
    /// one spelling.
    pub(super) fn letters<'a>(
        &self,
        haystack: &Haystack<'a>,
        part: &Range<usize>,
    ) -> &'a [Spelled] {
        if self.pairs.is_empty() {
            return &[];
        }
        haystack.spelled_in(part)
    }

    /// Where it stands such that `letter` is the first that two of its letters stand
    /// for. What it is found in ends with a zero or at the end, and never within it.
    pub(super) fn around(&self, haystack: &Haystack<'_>, letter: Spelled) -> Option<Range<usize>> {
        let form = self.plain.needle();
        let at = letter.at();
        self.pairs.iter().enumerate().find_map(|(number, pair)| {
            let (place, second) = *pair;
            let start = at.checked_sub(place)?;
            let is_it = second == letter.second()
                && haystack.bytes.get(at) == form.get(place)
                && haystack.bytes.get(start..at) == form.get(..place);
            let later = &self.pairs[number + 1..];
            let end = is_it.then(|| self.ahead(haystack, place + 2, at + 1, later))?;
            Some(start..end?)
        })
    }

    /// Where the form ends in the text, if from `place` on it stands there at `at`.
    /// Each pair can be one letter or two; there are at most [`PAIRS_MAX`].
    fn ahead(
        &self,
        haystack: &Haystack<'_>,
        place: usize,
        at: usize,
        pairs: &[(usize, Second)],
    ) -> Option<usize> {
        let form = self.plain.needle();
        // The second letter of one pair can be the first of the next.
        let taken = pairs.iter().take_while(|pair| pair.0 < place).count();
        let Some(((next, second), later)) = pairs[taken..].split_first() else {
            let rest = form.get(place..)?;
            let stands = haystack.bytes.get(at..)?.starts_with(rest);
            return stands.then_some(at + rest.len());
        };
        let until = form.get(place..*next)?;
        if !haystack.bytes.get(at..)?.starts_with(until) {
            return None;
        }
        let at = at + until.len();
        let one = haystack.bytes.get(at) == form.get(*next) && haystack.is_spelled(at, *second);
        let as_one = one.then(|| self.ahead(haystack, next + 2, at + 1, later));
        let as_two = || self.ahead(haystack, *next, at, later);
        as_one.flatten().or_else(as_two)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(query: &str, text: &str) -> bool {
        let mut folded = Folded::default();
        Folding::default().fold(text, &mut folded);
        let haystack = folded.haystack();
        let all = 0..folded.text.len();
        let query = Query::new(query);
        !query.is_empty() && query.words().iter().all(|word| word.is_in(&haystack, &all))
    }

    const FOUND: &[(&str, &[&str])] = &[
        // Case, in every script.
        (
            "İstanbul",
            &["istanbul", "ISTANBUL", "ıstanbul", "İSTANBUL"],
        ),
        ("Isparta, Iğdır", &["ısparta", "isparta", "ığdır", "IGDIR"]),
        ("Привет", &["ПРИВЕТ", "привет"]),
        ("ὈΔΥΣΣΕΎΣ", &["οδυσσευς", "Οδυσσεύς"]),
        // Quotes, apostrophes, hyphens, spaces.
        ("„Zitat“", &["\"zitat\"", "«zitat»", "“zitat”", "zitat"]),
        ("‚so‘ ‹so›", &["'so'"]),
        ("don’t", &["don't", "don´t", "donʼt", "DON’T"]),
        ("5′ 3″", &["5'", "3\""]),
        ("re\u{2011}read", &["re-read", "re–read", "re−read"]),
        ("10\u{a0}000\u{202f}km", &["10 000 km", "000\u{2009}km"]),
        // What cannot be seen.
        ("Mo\u{ad}tor", &["motor", "mo\u{ad}tor", "mot"]),
        ("\u{feff}می\u{200c}خواهم", &["میخواهم", "می\u{200c}خواهم"]),
        ("Wort\u{200b}teil\u{2060}e", &["wortteile"]),
        ("👩\u{200d}👧 ❤\u{fe0f}", &["👩\u{200d}👧", "👧", "❤"]),
        // Letters with strokes and hooks, joined letters, and their spellings.
        ("Łódź", &["lodz", "łódź", "ŁODZ", "łodz"]),
        ("Søren", &["soren", "soeren", "SØREN", "sören"]),
        (
            "Straße",
            &["strasse", "STRASSE", "strase", "straße", "STRAẞE"],
        ),
        ("STRASSE", &["straße", "strasse"]),
        ("Müller", &["muller", "mueller", "müller", "MU\u{308}LLER"]),
        ("Mueller", &["müller", "mueller"]),
        ("Göthe, Goethe", &["göthe", "goethe", "gothe"]),
        ("Århus", &["arhus", "aarhus", "århus"]),
        ("Aarhus", &["århus"]),
        (
            "Müllerstraße",
            &["muellerstrasse", "mullerstrasse", "muellerstraße"],
        ),
        (
            "Muellerstraße",
            &["müllerstrasse", "muellerstrasse", "Müllerstraße"],
        ),
        ("Schlußsatz", &["schlusssatz", "schlußsatz"]),
        ("Böen", &["boeen", "böen", "boen"]),
        ("Đoković", &["dokovic", "djokovic", "đoković"]),
        ("Djoković", &["đoković"]),
        (
            "være, Æsop, cœur",
            &["vaere", "aesop", "coeur", "æsop", "cœur"],
        ),
        ("Þórr, ðe", &["thorr", "de"]),
        ("ﬁne oﬃce", &["fine", "office", "ffi"]),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", &["full width"]),
        // Points.
        ("مُحَمَّد", &["محمد"]),
        ("محمـــد", &["محمد"]),
        ("یک", &["يك"]),
        ("שָׁלוֹם", &["שלום"]),
        ("בית־ספר", &["בית-ספר"]),
        // Kana.
        (
            "ガラス",
            &["ｶﾞﾗｽ", "ガラス", "カラス", "がらす", "カ\u{3099}ラス"],
        ),
        ("ﾊﾟﾝ", &["パン", "ハン", "ぱん"]),
        ("コーヒー", &["ｺｰﾋｰ", "コーヒー"]),
        // Cyrillic.
        ("ещё", &["еще", "ещё", "ЕЩЕ", "еще\u{308}"]),
        ("мой", &["мой", "мои\u{306}", "МОЙ"]),
        // Together.
        ("We met at the Café", &["cafe met", "CAFÉ we"]),
    ];

    const NOT_FOUND: &[(&str, &[&str])] = &[
        ("trust, truth", &["true"]),
        ("dosage", &["does"]),
        ("Muller", &["mueller"]),
        ("mas, Mass", &["maas"]),
        ("blunt", &["blue"]),
        ("Bär", &["baar"]),
        ("Århus", &["aerhus"]),
        ("Müller", &["mueler", "muellers", "mueellr", "ueu"]),
        ("don't", &["dont"]),
        ("ab cd", &["bc", "abcd"]),
        ("жили", &["шили"]),
        ("anything", &["", " ", "\u{ad}", "\u{0}", "\u{301}"]),
    ];

    #[test]
    fn what_people_type_is_found() {
        for (text, queries) in FOUND {
            assert!(finds(text, text), "{text:?}");
            for query in *queries {
                assert!(finds(query, text), "{query:?} in {text:?}");
            }
        }
    }

    #[test]
    fn what_was_not_typed_is_not_found() {
        for (text, queries) in NOT_FOUND {
            for query in *queries {
                assert!(!finds(query, text), "{query:?} in {text:?}");
            }
        }
    }

    #[test]
    fn no_word_reaches_over_the_end_of_a_text() {
        let mut folded = Folded::default();
        for text in ["Stra", "\0", "ßenecke ab", "\0", "cd"] {
            Folding::default().fold(text, &mut folded);
        }
        let all = 0..folded.text.len();
        let holds = |query: &str| {
            let query = Query::new(query);
            let mut words = query.words().iter();
            words.all(|word| word.is_in(&folded.haystack(), &all))
        };
        assert!(holds("stra ssenecke cd"));
        assert!(!holds("strassenecke"));
        assert!(!holds("abcd"));
        assert!(holds("ab\0cd"), "a zero stands between two words");
    }

    #[test]
    fn a_query_is_bounded() {
        let words = |typed: &str| Query::new(typed).words().len();
        let many: String = (0..500).map(|number| format!("{number} ")).collect();
        assert_eq!(words(&many), WORDS_MAX);
        assert_eq!(words("one two one TWO öne"), 3);
        // The cut is between two letters.
        let long = format!("x{}", "ä".repeat(1 << 20));
        let query = Query::new(&long);
        let forms = query.words()[0].forms();
        assert_eq!(forms[0].plain.needle().len(), QUERY_BYTES_MAX / 2);
        assert_eq!(forms.len(), 2);
        assert!(forms.iter().all(|form| form.pairs.len() <= PAIRS_MAX));
        assert!(finds(&"ﷺ".repeat(400), &"ﷺ".repeat(400)));
    }

    #[test]
    fn letters_and_pairs_in_any_mixture_end_soon() {
        let begin = std::time::Instant::now();
        let text = format!("{} öeoeüeueaaåaßsss", "ß".repeat(5_000));
        for query in [
            "oeoeoeoeoeoeoeoex",
            "ssssssssssssssssx",
            "aaaaaaaaaaaaaaaax",
        ] {
            assert!(!finds(query, &text));
        }
        assert!(begin.elapsed().as_secs() < 20);
    }
}
