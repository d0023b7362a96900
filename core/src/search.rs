//! Text search: substrings and words, in every script, in memory.
//!
//! Title, text and the fields that hold a person's own words are folded (NFKC,
//! full case folding, accents dropped) into one long buffer; a query is folded
//! the same way and each of its words is looked for. One pass over ten years takes
//! milliseconds. A choice is no word of a person's: who looks for a talk does not
//! want every entry whose wish is one.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use caseless::Caseless;
use memchr::memmem::Finder;
use unicode_normalization::UnicodeNormalization;

use crate::entry::Content;
use crate::entry::content::FACTS;
use crate::entry::template::template;
use crate::id::EntryId;
use crate::order::Place;
use crate::view::{Row, View};

/// Between two entries; no folded text holds it.
const END: u8 = 0;
/// How many entries are folded at once: their folded texts stand in memory
/// twice for that long.
const AT_ONCE: usize = 2_048;

/// Fewer texts than this are looked through faster than a thread begins.
const EACH_CORE: usize = 2_048;

/// The folded texts of a space.
#[derive(Debug, Default)]
pub struct Search {
    buffer: Vec<u8>,
    /// Where each text begins; a search of a common word reads these alone.
    starts: Vec<usize>,
    /// Whose each text is.
    texts: Vec<Text>,
    /// Whether one of them stands before the one it follows, by its place.
    is_out_of_order: bool,
    /// Which text of the buffer is current for an entry.
    held: HashMap<EntryId, usize, RandomState>,
    /// How many entries the view had at the last refresh, and whether one of
    /// them has changed since.
    seen: usize,
    changed: bool,
}

/// One text of the buffer.
#[derive(Debug)]
struct Text {
    /// Whose it is; `None` when it is no longer what the entry says.
    entry: Option<EntryId>,
    place: Place,
}

/// Text as it is compared: case, width, accents and composition do not count.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    Folding::default().fold(text, &mut out);
    out
}

/// Folds letter by letter: accents are dropped, so no order between them
/// matters, and what a letter folds to can be kept.
#[derive(Default)]
struct Folding {
    /// What the letters below [`KEPT`] fold to, once they were met.
    kept: Vec<Option<Box<str>>>,
}

/// Latin, Greek, Cyrillic, Hebrew and Arabic stand below this.
const KEPT: usize = 0x2100;

impl Folding {
    fn fold(&mut self, text: &str, out: &mut String) {
        let mut rest = text;
        while !rest.is_empty() {
            let plain = rest
                .bytes()
                .position(|byte| !byte.is_ascii())
                .unwrap_or(rest.len());
            let (ascii, other) = rest.split_at(plain);
            let start = out.len();
            out.push_str(ascii);
            out[start..].make_ascii_lowercase();
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

    fn fold_letter(&mut self, letter: char, out: &mut String) {
        // Ideographs stand for themselves.
        if matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}') {
            out.push(letter);
            return;
        }
        let at = letter as usize;
        if at >= KEPT {
            out.extend(fold_one(letter));
            return;
        }
        if self.kept.is_empty() {
            self.kept.resize(KEPT, None);
        }
        let kept = self.kept[at].get_or_insert_with(|| fold_one(letter).collect::<String>().into());
        out.push_str(kept);
    }
}

fn fold_one(letter: char) -> impl Iterator<Item = char> {
    std::iter::once(letter)
        .nfkd()
        .default_case_fold()
        .nfkd()
        .filter(|letter| !is_accent(*letter))
}

/// Marks that people leave out when they search: accents, and the points of
/// Hebrew and Arabic. Vowel signs of other scripts are letters.
fn is_accent(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn folded_content(folding: &mut Folding, content: &Content) -> String {
    let mut out = String::with_capacity(content.as_bytes().len());
    let template = template(content.kind());
    for (name, value) in content.fields() {
        let is_fact = FACTS.contains(&name);
        if !is_fact && template.is_none_or(|template| template.holds_words(name, value)) {
            folding.fold(value, &mut out);
            out.push('\n');
        }
    }
    folding.fold(content.text(), &mut out);
    if out.as_bytes().contains(&END) {
        out = out.replace('\0', " ");
    }
    out
}

/// Folding is the dear part, so many texts are folded on all cores.
fn fold_all(rows: &[&Row]) -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let each = rows.len().div_ceil(cores.min(8)).max(64);
    std::thread::scope(|scope| {
        let parts: Vec<_> = rows
            .chunks(each)
            .map(|part| {
                scope.spawn(move || {
                    let mut folding = Folding::default();
                    part.iter()
                        .map(|row| folded_content(&mut folding, &row.content))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().expect("folding text does not panic"))
            .collect()
    })
}

impl Search {
    /// Drops what is held of an entry; the next [`Search::refresh`] reads it
    /// again.
    pub fn forget(&mut self, entry: EntryId) {
        self.changed = true;
        if let Some(index) = self.held.remove(&entry) {
            self.texts[index].entry = None;
        }
    }

    /// Brings the buffer up to the view.
    pub fn refresh(&mut self, view: &View) {
        if !self.changed && self.seen == view.len() {
            return;
        }
        self.changed = false;
        self.seen = view.len();
        let dead = self.texts.len() - self.held.len();
        if dead > 64 + self.held.len() / 8 {
            *self = Self::default();
        }
        let fresh: Vec<&Row> = view
            .timeline()
            .filter(|row| !self.held.contains_key(&row.id))
            .collect();
        let bytes: usize = fresh.iter().map(|row| row.content.as_bytes().len()).sum();
        self.buffer.reserve_exact(bytes);
        for part in fresh.chunks(AT_ONCE) {
            for (row, text) in part.iter().zip(fold_all(part)) {
                self.add(row, &text);
            }
        }
    }

    fn add(&mut self, row: &Row, text: &str) {
        let Some(place) = row.place() else { return };
        self.held.insert(row.id, self.texts.len());
        self.is_out_of_order |= self.texts.last().is_some_and(|last| last.place > place);
        self.starts.push(self.buffer.len());
        self.texts.push(Text {
            entry: Some(row.id),
            place,
        });
        self.buffer.extend_from_slice(text.as_bytes());
        self.buffer.push(END);
    }

    /// The entries that hold every word of `query`, newest first.
    pub fn find(&self, query: &str) -> Vec<EntryId> {
        let query = folded(query);
        let mut words: Vec<&str> = query.split_whitespace().collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        let finders: Vec<_> = words
            .iter()
            .map(|word| Finder::new(word.as_bytes()))
            .collect();
        let Some((longest, others)) = finders.split_first() else {
            return Vec::new();
        };
        // A word that every entry holds is found in each; so many texts are
        // looked through on all cores.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let each = self.texts.len().div_ceil(cores.min(8)).max(EACH_CORE);
        let parts = (0..self.texts.len()).step_by(each);
        let mut found: Vec<usize> = std::thread::scope(|scope| {
            let mut parts = parts.map(|from| {
                let until = (from + each).min(self.texts.len());
                move || self.find_among(from..until, longest, others)
            });
            // This thread takes the first part.
            let first = parts.next();
            let rest: Vec<_> = parts.map(|part| scope.spawn(part)).collect();
            let mut found = first.map_or_else(Vec::new, |part| part());
            for part in rest {
                found.extend(part.join().expect("looking through text does not panic"));
            }
            found
        });
        // In order already, unless something old came in since.
        if self.is_out_of_order {
            found.sort_unstable_by_key(|index| self.texts[*index].place);
        }
        let entries = found.into_iter().rev();
        entries
            .filter_map(|index| self.texts[index].entry)
            .collect()
    }

    /// Those of some texts that hold every word, by their numbers, in order.
    fn find_among(
        &self,
        texts: Range<usize>,
        longest: &Finder<'_>,
        others: &[Finder<'_>],
    ) -> Vec<usize> {
        let end_of = |index: usize| {
            let next = self.starts.get(index + 1);
            next.map_or(self.buffer.len(), |next| *next)
        };
        let Some(last) = texts.end.checked_sub(1).filter(|last| *last >= texts.start) else {
            return Vec::new();
        };
        let (mut index, mut at, until) = (texts.start, self.starts[texts.start], end_of(last));
        let mut found = Vec::new();
        while let Some(hit) = longest.find(&self.buffer[at..until]) {
            let hit = at + hit;
            // Most hits of a common word are in the next text.
            if hit >= end_of(index) {
                let after = &self.starts[index + 1..texts.end];
                index += after.partition_point(|start| *start <= hit);
            }
            let end = end_of(index);
            let text = &self.buffer[self.starts[index]..end];
            if others.iter().all(|other| other.find(text).is_some()) {
                found.push(index);
            }
            if index == last {
                break;
            }
            (index, at) = (index + 1, end);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::ContentBuilder;
    use crate::entry::template::NO_COVER;

    #[test]
    fn case_accents_and_width_do_not_count() {
        assert_eq!(folded("Straße"), "strasse");
        assert_eq!(folded("Ça va"), "ca va");
        assert_eq!(folded("Ａｂｃ"), "abc");
        assert_eq!(folded("ПРИВЕТ"), "привет");
        assert_eq!(folded("ΣΟΦΌΣ"), folded("σοφός"));
    }

    #[test]
    fn what_a_person_wrote_is_found_and_a_choice_is_not() {
        let mut content = ContentBuilder {
            text: "It was fine.".to_owned(),
            ..ContentBuilder::default()
        };
        for (name, value) in [
            ("kind", "disclosure"),
            ("written", "2026-11-22"),
            ("title", "At the station"),
            ("cover", "about work"),
            ("wish", "talk"),
            ("happened", "around Easter"),
            ("category", "contact"),
            ("of-later", "a field of a later version"),
        ] {
            content.fields.insert(name.to_owned(), value.to_owned());
        }
        let held = folded_content(&mut Folding::default(), &content.clone().build());
        for word in ["fine", "station", "about work", "easter", "later version"] {
            assert!(held.contains(word), "{word}");
        }
        for word in ["talk", "2026", "contact", "disclosure"] {
            assert!(!held.contains(word), "{word}");
        }
        content.fields.insert("cover".into(), NO_COVER.into());
        let held = folded_content(&mut Folding::default(), &content.build());
        assert!(!held.contains(NO_COVER));
    }

    #[test]
    fn what_is_found_on_all_cores_is_what_is_there() {
        let mut search = Search::default();
        let mut says = Vec::new();
        for number in 0..2 * EACH_CORE as u32 + 5 {
            let mut text = "the day was long".to_owned();
            for (each, word) in [(2, " rain"), (997, " light"), (4_095, " harbor")] {
                if number % each == 1 {
                    text.push_str(word);
                }
            }
            let mut id = [0; 16];
            id[..4].copy_from_slice(&number.to_be_bytes());
            let entry = EntryId::from_bytes(id);
            let live = number % 5 != 0;
            search.starts.push(search.buffer.len());
            search.texts.push(Text {
                entry: live.then_some(entry),
                place: Place {
                    seq: u64::from(number),
                    ..Place::lowest()
                },
            });
            search.buffer.extend_from_slice(text.as_bytes());
            search.buffer.push(END);
            if live {
                says.push((entry, text));
            }
        }
        for query in [
            "the",
            "e",
            "rain",
            "light rain",
            "harbor",
            "rain harbor",
            "snow",
            "g r",
        ] {
            let holds = |text: &str| query.split(' ').all(|word| text.contains(word));
            let mut expected: Vec<EntryId> = says
                .iter()
                .filter(|(_, text)| holds(text))
                .map(|(entry, _)| *entry)
                .collect();
            expected.reverse();
            assert_eq!(search.find(query), expected, "{query}");
        }
    }
}
