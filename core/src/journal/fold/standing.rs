//! Which versions of an entry count, by its own words and days.

use std::collections::BTreeMap;

use crate::date::Day;
use crate::entry::Content;
use crate::entry::content::{EDITED, WRITTEN};
use crate::entry::template::{Template, Writers, template};
use crate::id::{Owner, PersonId, RecordHash};
use crate::space::{Space, SpaceName};
use crate::view::Row;

/// The versions that count, of all that the changes of an entry came to. What is
/// assented to stays as it was first written. No change makes an entry one of
/// another kind or another thread; its day stays too, but one that was ahead of
/// the calendar can be corrected, and then nothing else. Days are those of the
/// records, whatever the words say.
pub(super) fn standing<S: Space>(
    row: &Row,
    versions: Vec<(RecordHash, Content)>,
    days: &BTreeMap<RecordHash, Day>,
) -> Vec<(RecordHash, Content)> {
    let mut standing: Vec<(RecordHash, Content)> = Vec::with_capacity(versions.len());
    for (record, content) in versions {
        let Some(day) = days.get(&record).copied() else {
            continue;
        };
        let next = match (standing.first(), standing.last()) {
            (Some((_, begun)), Some((_, before))) => match S::NAME {
                SpaceName::Shared => follows(begun, before, content, day),
                // Pages of one's own are changed at any time.
                SpaceName::Own => Some(content),
            },
            // The entry begins with its first change or not at all.
            _ if row.begins(record) => begun(row.owner, row.writer, content, day),
            _ => None,
        };
        standing.extend(next.map(|content| (record, content)));
    }
    standing
}

/// What an entry says that begins with these words in a record of `day`; `None`
/// if nobody can begin one so.
pub(super) fn begun(owner: Owner, first: PersonId, content: Content, day: Day) -> Option<Content> {
    let can_be = is_of(owner, first, content.kind());
    can_be.then(|| dated(content, day, None))
}

/// What an entry that was `begun` so, and said this `before`, says after a change
/// in a record of `day`; `None` if the change counts for nothing.
fn follows(begun: &Content, before: &Content, next: Content, day: Day) -> Option<Content> {
    let written = begun.written()?;
    if next.kind() != begun.kind() || next.thread() != begun.thread() {
        return None;
    }
    if written <= day.plus(1) {
        let fixed = template(begun.kind()).is_some_and(Template::never_changes);
        return (!fixed).then(|| dated(next, before.written().unwrap_or(written), Some(day)));
    }
    // It was dated ahead, by what its writer's own calendar said later.
    let corrected = next.written().filter(|corrected| *corrected <= day)?;
    says_the_same(before, &next).then(|| dated(next, corrected, Some(day)))
}

/// These words with the days of their records.
fn dated(content: Content, written: Day, edited: Option<Day>) -> Content {
    if content.written() == Some(written) && content.edited() == edited {
        return content;
    }
    let mut content = content.to_builder();
    let mut set = |name: &str, day: Day| content.fields.insert(name.to_owned(), day.to_string());
    set(WRITTEN, written);
    match edited {
        Some(day) => set(EDITED, day),
        None => content.fields.remove(EDITED),
    };
    content.build()
}

/// Whether two versions differ in nothing but their days.
fn says_the_same(one: &Content, other: &Content) -> bool {
    let words = |content: &Content| {
        let mut words = content.to_builder();
        words.fields.remove(WRITTEN);
        words.fields.remove(EDITED);
        words
    };
    words(one) == words(other)
}

/// Whether an entry of `kind` belongs to whom its id says, begun by `first`:
/// what both may change is a draft of both and nothing else, so that nobody
/// writes into what the other stands by.
fn is_of(owner: Owner, first: PersonId, kind: &str) -> bool {
    let by_both = owner != Owner::person(first);
    template(kind).is_none_or(|of| (of.writers == Writers::Both) == by_both)
}
