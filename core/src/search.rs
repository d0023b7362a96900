//! Text search: substrings and words, in every script, in memory.
//!
//! Title, fields and text of each entry are folded (NFKC, full case folding,
//! marks dropped) into one long buffer; a query is folded the same way and each of
//! its words is looked for. One pass over ten years takes milliseconds.

use std::collections::HashMap;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::entry::Content;
use crate::entry::content::{EDITED, KIND, THREAD, WRITTEN};
use crate::id::EntryId;
use crate::view::{Row, View};

/// Between two entries; no folded text holds it.
const END: u8 = 0;

/// The folded texts of a space.
#[derive(Debug, Default)]
pub struct Search {
    buffer: Vec<u8>,
    /// Where each text begins in the buffer, and whose it is; `None` when that
    /// text is no longer what the entry says.
    starts: Vec<(usize, Option<EntryId>)>,
    /// Which text of the buffer is current for an entry.
    held: HashMap<EntryId, usize>,
}

/// Text as it is compared: case, width, accents and composition do not count.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .default_case_fold()
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .collect()
}

fn folded_content(content: &Content) -> String {
    let mut out = String::with_capacity(content.as_bytes().len());
    for (name, value) in content.fields() {
        if ![KIND, WRITTEN, EDITED, THREAD].contains(&name) {
            out.push_str(&folded(value));
            out.push('\n');
        }
    }
    out.push_str(&folded(content.text()));
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
                    part.iter()
                        .map(|row| folded_content(&row.content))
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
        if let Some(index) = self.held.remove(&entry) {
            self.starts[index].1 = None;
        }
    }

    /// Brings the buffer up to the view.
    pub fn refresh(&mut self, view: &View) {
        let dead = self.starts.len() - self.held.len();
        if dead > 64 + self.held.len() / 8 {
            *self = Self::default();
        }
        let fresh: Vec<&Row> = view
            .timeline()
            .filter(|row| !self.held.contains_key(&row.id))
            .collect();
        for (row, text) in fresh.iter().zip(fold_all(&fresh)) {
            self.held.insert(row.id, self.starts.len());
            self.starts.push((self.buffer.len(), Some(row.id)));
            self.buffer.extend(text.bytes().filter(|byte| *byte != END));
            self.buffer.push(END);
        }
    }

    /// The entries that hold every word of `query`, newest first.
    pub fn find(&self, query: &str, view: &View) -> Vec<EntryId> {
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
        let mut at = 0;
        while let Some(hit) = longest.find(&self.buffer[at..]) {
            let hit = at + hit;
            let index = self.starts.partition_point(|(start, _)| *start <= hit) - 1;
            let (start, entry) = self.starts[index];
            let end = self
                .starts
                .get(index + 1)
                .map_or(self.buffer.len(), |(next, _)| *next);
            let text = &self.buffer[start..end];
            if let Some(entry) = entry
                && others.iter().all(|other| other.find(text).is_some())
            {
                found.push(entry);
            }
            at = end;
        }
        found.sort_by_cached_key(|entry| std::cmp::Reverse(view.row(*entry).and_then(Row::place)));
        found
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
