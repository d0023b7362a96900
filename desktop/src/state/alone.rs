//! Pages of one's own beside a shared kind: a half that stays here.
//!
//! ```text
//! a tender spot ──────► the older story           in Mine alone, and back
//! a support circle ───► my circle ───► a card     in Mine alone first, then shared
//! ```
//!
//! Nothing in a shared entry tells that there is such a page. Out of one go the words
//! that its card has a place for, and no others.

use candor_core::entry::ContentBuilder;
use candor_core::id::EntryId;

use super::composer::Slot;
use super::timeline::Timeline;
use crate::engine::lines::Line;

/// What the page and the card of a circle have in common.
const OF_A_CIRCLE: [&str; 3] = ["speak-of", "community", "each-other"];

/// Own kinds whose pages are compared with the one before.
const COMPARED: [&str; 9] = [
    "weighing",
    "where-i-stand",
    "self-look",
    "draws-holds",
    "forgiveness",
    "patience",
    "my-side",
    "my-circle",
    "their-place",
];

/// A page of one's own that is written once Mine alone is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The page.
    pub slot: Slot,
    /// What it begins with.
    pub begin: ContentBuilder,
    /// What is gone on with after it.
    pub after: Option<Slot>,
}

/// The own kind that stands beside a shared one.
pub fn own_beside(kind: &str) -> Option<&'static str> {
    match kind {
        "tender-spot" => Some("older-story"),
        "support-circle" => Some("my-circle"),
        _ => None,
    }
}

/// What the own page beside a shared kind begins with, out of what is being written.
pub fn begin_own(kind: &str, written: &ContentBuilder) -> ContentBuilder {
    let mut begin = ContentBuilder::default();
    match kind {
        // It says by itself which spot it belongs to.
        "tender-spot" if !written.text.trim().is_empty() => {
            let spot = written.text.clone();
            begin.fields.insert("spot".to_owned(), spot);
        }
        "support-circle" => begin = in_common(written),
        _ => {}
    }
    begin
}

/// The shared kind that is the card of an own page, and what it begins with. `None`
/// where there is no card of it.
pub fn card_of(kind: &str, page: &ContentBuilder) -> Option<(&'static str, ContentBuilder)> {
    (kind == "my-circle").then(|| ("support-circle", in_common(page)))
}

fn in_common(of: &ContentBuilder) -> ContentBuilder {
    let fields = of.fields.iter();
    let fields = fields.filter(|(name, _)| OF_A_CIRCLE.contains(&name.as_str()));
    ContentBuilder {
        fields: fields
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        text: of.text.clone(),
    }
}

/// The page of the same kind that was written before this one, where its kind is one to
/// compare.
pub fn earlier(pages: &Timeline, page: EntryId) -> Option<&Line> {
    let mut older = pages.newest_first().skip_while(|line| line.id != page);
    let kind = older.next()?.content.kind();
    let compared = COMPARED.contains(&kind);
    older.find(|line| compared && line.content.kind() == kind)
}

#[cfg(test)]
mod tests {
    use candor_core::entry::template::template;
    use candor_core::space::SpaceName;

    use super::*;

    fn content(fields: &[(&str, &str)], text: &str) -> ContentBuilder {
        let fields = fields.iter();
        ContentBuilder {
            fields: fields
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn the_older_story_begins_with_its_spot_and_fits_its_kind() {
        let spot = content(&[("shows", "I go quiet.")], "When somebody is late.");
        let own = own_beside("tender-spot").expect("there is one");
        let mut begin = begin_own("tender-spot", &spot);
        let named = begin.fields.get("spot").map(String::as_str);
        assert_eq!(named, Some("When somebody is late."));
        assert_eq!(begin.fields.len(), 1, "the rest belongs to the spot");
        begin.text = "Waiting at the gate.".to_owned();
        let of = template(own).expect("a kind");
        assert_eq!((of.space, of.judge(&begin)), (SpaceName::Own, Ok(())));
        let empty = begin_own("tender-spot", &ContentBuilder::default());
        assert_eq!(empty, ContentBuilder::default());
        assert_eq!(card_of(own, &begin), None, "it never leaves");
    }

    #[test]
    fn of_ones_own_circle_goes_what_the_card_has_a_place_for() {
        let shared = [
            ("speak-of", "How I sleep."),
            ("community", "The choir."),
            ("each-other", "With respect."),
        ];
        let mut all = shared.to_vec();
        all.extend([("apart", "Not the money."), ("title", "Mine")]);
        let page = content(&all, "My sister.");
        let (kind, card) = card_of("my-circle", &page).expect("there is a card");
        assert_eq!(card, content(&shared, "My sister."));
        let of = template(kind).expect("a kind");
        assert_eq!((of.space, of.judge(&card)), (SpaceName::Shared, Ok(())));

        // The other way round it is the same.
        assert_eq!(own_beside(kind), Some("my-circle"));
        assert_eq!(begin_own(kind, &card), card);
        let own = template("my-circle").expect("a kind");
        assert_eq!(own.judge(&page), Ok(()));
    }

    #[test]
    fn a_page_to_compare_names_the_one_of_its_kind_before_it() {
        let id = |number| EntryId::from_bytes([number; 16]);
        let line = |number: u8, kind: &str| {
            let content = content(&[("kind", kind)], "words");
            Line::waiting(id(number), u64::from(number), content.build())
        };
        let mut pages = Timeline::default();
        pages.replace(vec![
            line(1, "weighing"),
            line(2, "reflection"),
            line(3, "weighing"),
            line(4, "reflection"),
            line(5, "weighing"),
        ]);
        let before = |number| earlier(&pages, id(number)).map(|line| line.id);
        assert_eq!(before(5), Some(id(3)));
        assert_eq!(before(3), Some(id(1)));
        assert_eq!(before(1), None);
        assert_eq!(before(4), None, "plain pages are not compared");
        assert_eq!(before(9), None);
        for kind in COMPARED {
            let of = template(kind).expect("a kind");
            assert_eq!(of.space, SpaceName::Own, "{kind}");
        }
    }
}
