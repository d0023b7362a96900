//! Text search: substrings and words, in every script, in memory.
//!
//! ```text
//! title, text, fields with words ─► fold ─► one long buffer ─► which entries
//! what is typed ─► fold ─► query ────────────────▲    └──► passage of those shown
//! ```
//!
//! Title, text and the fields that hold a person's own words are folded (`fold.rs`)
//! into one long buffer, and the letters that are spelled with two are noted beside it.
//! A query is folded the same way, and each of its words is looked for (`query.rs`).
//! One pass over ten years takes milliseconds. Where the words stand in what is shown
//! is found afterwards (`passage.rs`). A choice is no word of a person's: who looks for
//! a talk does not want every entry whose wish is one.
//!
//! There are no ranks, no stems and no typing errors that are guessed: an entry holds
//! the words or it does not.

mod fold;
mod passage;
mod query;
mod spelling;

pub use passage::{PASSAGE_CHARS, Passage, Piece, pieces};
pub use query::{QUERY_BYTES_MAX, Query};

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::entry::Content;
use crate::entry::content::FACTS;
use crate::entry::template::{Template, template};
use crate::id::EntryId;
use crate::order::Place;
use crate::view::{Row, View};
use fold::{Folded, Folding};
use query::{Form, Haystack, Word};
use spelling::Spelled;

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
    /// The letters of the buffer that are spelled with two, in order.
    spelled: Vec<Spelled>,
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

/// Whether a field of an entry of a kind holds words that are looked for. A kind that
/// is not known here has no template.
pub fn is_searched(template: Option<&Template>, name: &str, value: &str) -> bool {
    !FACTS.contains(&name) && template.is_none_or(|of| of.holds_words(name, value))
}

fn folded_content(folding: &mut Folding, content: &Content) -> Folded {
    let mut out = Folded {
        text: String::with_capacity(content.as_bytes().len()),
        spelled: Vec::new(),
    };
    let template = template(content.kind());
    for (name, value) in content.fields() {
        if is_searched(template, name, value) {
            folding.fold(value, &mut out);
            out.text.push('\n');
        }
    }
    folding.fold(content.text(), &mut out);
    if out.text.as_bytes().contains(&END) {
        out.text = out.text.replace('\0', " ");
    }
    out
}

/// Folding takes most of the time, so many texts are folded on all cores.
fn fold_all(rows: &[&Row]) -> Vec<Folded> {
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
    /// Of some contents that have no place yet, in their order. It is not refreshed.
    pub(crate) fn of_contents(contents: &[(EntryId, Content)]) -> Self {
        let mut search = Self::default();
        let mut folding = Folding::default();
        for (entry, content) in contents {
            let text = folded_content(&mut folding, content);
            search.push(Some(*entry), Place::lowest(), &text);
        }
        search
    }

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

    fn add(&mut self, row: &Row, text: &Folded) {
        let Some(place) = row.place() else { return };
        self.held.insert(row.id, self.texts.len());
        self.push(Some(row.id), place, text);
    }

    fn push(&mut self, entry: Option<EntryId>, place: Place, text: &Folded) {
        self.is_out_of_order |= self.texts.last().is_some_and(|last| last.place > place);
        let start = self.buffer.len();
        self.starts.push(start);
        self.texts.push(Text { entry, place });
        self.buffer.extend_from_slice(text.text.as_bytes());
        self.buffer.push(END);
        let spelled = text.spelled.iter().filter_map(|letter| letter.moved(start));
        self.spelled.extend(spelled);
    }

    /// The entries that hold every word of `query`, newest first.
    pub fn find(&self, query: &str) -> Vec<EntryId> {
        let query = Query::new(query);
        let Some((longest, others)) = query.words().split_first() else {
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
                move || self.find_among(&(from..until), longest, others)
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
    fn find_among(&self, texts: &Range<usize>, longest: &Word, others: &[Word]) -> Vec<usize> {
        let mut found = Vec::new();
        for form in longest.forms() {
            self.find_plain(texts, form, &mut found);
            self.find_spelled(texts, form, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        let haystack = self.haystack();
        found.retain(|index| {
            let text = self.starts[*index]..self.end_of(*index);
            others.iter().all(|other| other.is_in(&haystack, &text))
        });
        found
    }

    /// Adds the texts that hold a form as it stands.
    fn find_plain(&self, texts: &Range<usize>, form: &Form, found: &mut Vec<usize>) {
        let Some(last) = texts.end.checked_sub(1).filter(|last| *last >= texts.start) else {
            return;
        };
        let until = self.end_of(last);
        let (mut index, mut at) = (texts.start, self.starts[texts.start]);
        while let Some(hit) = form.plain.find(&self.buffer[at..until]) {
            index = self.text_at(at + hit, index, texts);
            found.push(index);
            if index == last {
                break;
            }
            at = self.end_of(index);
            index += 1;
        }
    }

    /// Adds the texts that hold it with one letter where it has two.
    fn find_spelled(&self, texts: &Range<usize>, form: &Form, found: &mut Vec<usize>) {
        let Some(last) = texts.end.checked_sub(1).filter(|last| *last >= texts.start) else {
            return;
        };
        let haystack = self.haystack();
        let part = self.starts[texts.start]..self.end_of(last);
        let (mut index, mut looked_through) = (texts.start, part.start);
        for letter in form.letters(&haystack, &part) {
            let at = letter.at();
            if at >= looked_through && form.around(&haystack, *letter).is_some() {
                index = self.text_at(at, index, texts);
                found.push(index);
                looked_through = self.end_of(index);
            }
        }
    }

    /// The number of the text that `at` is in: `index` or a later one of `texts`.
    fn text_at(&self, at: usize, index: usize, texts: &Range<usize>) -> usize {
        // Most hits of a common word are in the next text.
        if at < self.end_of(index) {
            return index;
        }
        let after = &self.starts[index + 1..texts.end];
        index + after.partition_point(|start| *start <= at)
    }

    fn end_of(&self, index: usize) -> usize {
        let next = self.starts.get(index + 1);
        next.map_or(self.buffer.len(), |next| *next)
    }

    fn haystack(&self) -> Haystack<'_> {
        Haystack {
            bytes: &self.buffer,
            spelled: &self.spelled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::ContentBuilder;
    use crate::entry::template::NO_COVER;

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
        let held = folded_content(&mut Folding::default(), &content.clone().build()).text;
        for word in ["fine", "station", "about work", "easter", "later version"] {
            assert!(held.contains(word), "{word}");
        }
        for word in ["talk", "2026", "contact", "disclosure"] {
            assert!(!held.contains(word), "{word}");
        }
        content.fields.insert("cover".into(), NO_COVER.into());
        let held = folded_content(&mut Folding::default(), &content.build()).text;
        assert!(!held.contains(NO_COVER));
    }

    /// A search in these texts, and the entries they are of. Those whose number
    /// `is_live` denies are no longer what their entry says.
    fn search_in(texts: &[String], is_live: impl Fn(usize) -> bool) -> (Search, Vec<EntryId>) {
        let mut search = Search::default();
        let mut folding = Folding::default();
        let mut entries = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&(number as u64).to_be_bytes());
            let entry = EntryId::from_bytes(id);
            let place = Place {
                seq: number as u64,
                ..Place::lowest()
            };
            let mut folded = Folded::default();
            folding.fold(text, &mut folded);
            search.push(is_live(number).then_some(entry), place, &folded);
            entries.push(entry);
        }
        (search, entries)
    }

    #[test]
    fn what_is_found_on_all_cores_is_what_is_there() {
        let mut texts = Vec::new();
        for number in 0..2 * EACH_CORE + 5 {
            let mut text = "the day was long".to_owned();
            for (each, word) in [
                (2, " rain"),
                (997, " light"),
                (1_009, " Bärenstraße"),
                (1_013, " Baerenstrasse"),
                (4_095, " harbor"),
            ] {
                if number % each == 1 {
                    text.push_str(word);
                }
            }
            texts.push(text);
        }
        let is_live = |number: usize| !number.is_multiple_of(5);
        let (search, entries) = search_in(&texts, is_live);
        let street: &[&str] = &["Bärenstraße", "Baerenstrasse"];
        for (query, expected) in [
            ("the", &[&["the"][..]][..]),
            ("e", &[&["e"][..]][..]),
            ("rain", &[&["rain"][..]][..]),
            ("light rain", &[&["light"][..], &["rain"][..]][..]),
            ("harbor", &[&["harbor"][..]][..]),
            ("rain harbor", &[&["rain"][..], &["harbor"][..]][..]),
            ("snow", &[&["snow"][..]][..]),
            ("baerenstrasse", &[street][..]),
            ("BÄRENSTRASSE rain", &[street, &["rain"][..]][..]),
            ("Bärenstraße", &[street][..]),
            ("barenstrasse", &[&["Bärenstraße"][..]][..]),
            ("g r", &[&["g"][..], &["r"][..]][..]),
        ] {
            // Of each word, one of its spellings.
            let holds = |text: &str| {
                let mut words = expected.iter();
                words.all(|word| word.iter().any(|spelled| text.contains(spelled)))
            };
            let mut found: Vec<EntryId> = (0..texts.len())
                .filter(|number| is_live(*number) && holds(&texts[*number]))
                .map(|number| entries[number])
                .collect();
            found.reverse();
            assert_eq!(search.find(query), found, "{query}");
        }
    }

    #[test]
    fn no_word_is_found_across_two_texts_and_none_in_nothing() {
        let texts = ["Stra", "ßenbahn", "", "Mü", "ller"].map(str::to_owned);
        let (search, entries) = search_in(&texts, |_| true);
        assert!(search.find("strassenbahn").is_empty());
        assert!(search.find("mueller").is_empty());
        assert_eq!(search.find("ssenbahn"), [entries[1]]);
        assert_eq!(search.find("mue"), [entries[3]]);
        for query in ["", " ", "\0", "\u{ad}"] {
            assert!(search.find(query).is_empty(), "{query:?}");
        }
        assert!(Search::default().find("a").is_empty());
    }
}
