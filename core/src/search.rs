//! Text search: substrings and words, in every script, in memory.
//!
//! Title, fields and text of each entry are folded (NFKC, full case folding,
//! accents dropped) into one long buffer; a query is folded the same way and each of
//! its words is looked for. One pass over ten years takes milliseconds.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

use crate::entry::Content;
use crate::entry::content::{EDITED, KIND, THREAD, WRITTEN};
use crate::id::EntryId;
use crate::order::Place;
use crate::view::{Row, View};

/// Between two entries; no folded text holds it.
const END: u8 = 0;
/// How many entries are folded at once: their folded texts stand in memory
/// twice for that long.
const AT_ONCE: usize = 2_048;

/// The folded texts of a space.
#[derive(Debug, Default)]
pub struct Search {
    buffer: Vec<u8>,
    texts: Vec<Text>,
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
    /// Where it begins.
    start: usize,
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
    for (name, value) in content.fields() {
        if ![KIND, WRITTEN, EDITED, THREAD].contains(&name) {
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
        self.texts.push(Text {
            start: self.buffer.len(),
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
        let Some((longest, others)) = words.split_first() else {
            return Vec::new();
        };
        let longest = memchr::memmem::Finder::new(longest.as_bytes());
        let others: Vec<_> = others
            .iter()
            .map(|word| memchr::memmem::Finder::new(word.as_bytes()))
            .collect();
        let mut found = Vec::new();
        let mut index = 0;
        let mut at = 0;
        while let Some(hit) = longest.find(&self.buffer[at..]) {
            let hit = at + hit;
            // Most hits of a common word are in the next text or close by.
            let near = index + 1;
            index = if self.texts.get(near).is_some_and(|text| text.start <= hit)
                && self.texts.get(near + 1).is_none_or(|text| text.start > hit)
            {
                near
            } else {
                self.texts.partition_point(|text| text.start <= hit) - 1
            };
            let held = &self.texts[index];
            let end = self
                .texts
                .get(index + 1)
                .map_or(self.buffer.len(), |next| next.start);
            let text = &self.buffer[held.start..end];
            if let Some(entry) = held.entry
                && others.iter().all(|other| other.find(text).is_some())
            {
                found.push((held.place, entry));
            }
            at = end;
        }
        // Already in order unless something old came in since.
        if !found.is_sorted() {
            found.sort_unstable();
        }
        found.into_iter().rev().map(|(_, entry)| entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_width_do_not_count() {
        assert_eq!(folded("Straße"), "strasse");
        assert_eq!(folded("Ça va"), "ca va");
        assert_eq!(folded("Ａｂｃ"), "abc");
        assert_eq!(folded("ПРИВЕТ"), "привет");
        assert_eq!(folded("ΣΟΦΌΣ"), folded("σοφός"));
    }
}
