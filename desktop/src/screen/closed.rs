//! What stands in the place of words that are opened on purpose, on the pages that draw
//! them without a card of the timeline: their cover, or that they rest.

use candor_core::entry::content::COVER;
use candor_core::entry::template::NO_COVER;
use candor_core::id::EntryId;
use egui::Ui;

use crate::engine::Entry;
use crate::engine::lines::{Line, Writer};
use crate::engine::overview::{Promise, Version};
use crate::kit::caption;
use crate::state::open::Open;
use crate::text::{inert, window as words};

/// What stands in the place of a version of a joint text that `rests` or not.
pub(super) fn version(open: &Open, version: &Version, rests: bool) -> Option<String> {
    let cover = version.cover.as_deref().filter(|_| version.is_covered());
    closed(open, &version.id, cover, rests, version.title.as_deref())
}

/// What stands in the place of a promise.
pub(super) fn promise(open: &Open, promise: &Promise) -> Option<String> {
    let cover = promise.cover.as_deref().filter(|_| !promise.mine);
    closed(open, &promise.id, cover, promise.rests, None)
}

/// What stands in the place of an entry.
pub(super) fn entry(open: &Open, entry: &Entry) -> Option<String> {
    let cover = entry.fields.get(COVER).map(String::as_str);
    let cover = cover.filter(|cover| *cover != NO_COVER && !entry.mine);
    closed(open, &entry.id, cover, entry.rests, entry.title.as_deref())
}

/// A cover that was lifted is lifted here too; what rests is folded all the same.
fn closed(
    open: &Open,
    id: &str,
    cover: Option<&str>,
    rests: bool,
    title: Option<&str>,
) -> Option<String> {
    let lifted = EntryId::from_hex(id).is_some_and(|id| open.is_unfolded(id, COVER));
    match cover.filter(|_| !lifted) {
        Some(cover) if cover.trim().is_empty() => Some(words::COVERED.to_owned()),
        Some(cover) => Some(inert(cover)),
        None => rests.then(|| words::at_rest(title)),
    }
}

/// The cover that a person gave an entry of their own.
pub(super) fn given(line: &Line) -> Option<&str> {
    let cover = line.content.field(COVER).filter(|cover| *cover != NO_COVER);
    cover.filter(|cover| line.writer == Writer::Me && !cover.trim().is_empty())
}

/// Draws the cover that stands before one's own words for the other.
pub(super) fn given_line(ui: &mut Ui, cover: Option<&str>) {
    if let Some(cover) = cover {
        caption(ui, &words::cover_given(cover));
    }
}
