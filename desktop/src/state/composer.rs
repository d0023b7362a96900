//! Something that is being written.

use candor_core::date::Day;
use candor_core::entry::content::{FACTS, HAPPENED};
use candor_core::entry::template::{ContentError, TextRule};
use candor_core::entry::{ContentBuilder, Template, template};
use candor_core::happened;
use candor_core::id::EntryId;

use super::question::Gate;
use super::second_look::SecondLook;
use crate::engine::pause::{BACK, PAUSE_KIND};

/// How long after the last key a draft is made durable, in seconds.
const DRAFT_AFTER: f64 = 1.0;
/// How long somebody types without a pause until it is made durable all the
/// same.
const DRAFT_AT_THE_LATEST: f64 = 10.0;
/// How long after the disk did not take a draft it is tried again, in seconds.
const TRIED_AGAIN_AFTER: f64 = 5.0;

/// The field of a draft that says from which day on Today names it.
pub const UNTIL: &str = "kept until";

/// Notes the day for which a draft is kept.
pub fn set_until(draft: &mut ContentBuilder, day: Day) {
    draft.fields.insert(UNTIL.to_owned(), day.to_string());
}

/// What is being written, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// A new shared entry of a kind.
    New(String),
    /// A shared entry of a kind that answers another.
    Reply(EntryId, String),
    /// One of several that were kept for later, by its number: its kind, and
    /// what it answers.
    Parked(u32, String, Option<EntryId>),
    /// A new version of an own shared entry.
    Edit(EntryId),
    /// A new page of one's own, of a kind.
    OwnNew(String),
    /// A new version of a page of one's own.
    OwnEdit(EntryId),
}

impl Slot {
    /// Its name among the drafts.
    pub fn name(&self) -> String {
        match self {
            Self::New(kind) => format!("new {kind}"),
            Self::Reply(entry, kind) => format!("reply {entry} {kind}"),
            Self::Parked(number, kind, None) => format!("parked {number} {kind}"),
            Self::Parked(number, kind, Some(entry)) => format!("parked {number} {kind} {entry}"),
            Self::Edit(entry) => format!("edit {entry}"),
            Self::OwnNew(kind) => format!("own new {kind}"),
            Self::OwnEdit(entry) => format!("own edit {entry}"),
        }
    }

    /// The slot with this name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        let words: Vec<&str> = name.split(' ').collect();
        match words[..] {
            ["new", kind] => Some(Self::New(kind.to_owned())),
            ["reply", entry, kind] => Some(Self::Reply(EntryId::from_hex(entry)?, kind.to_owned())),
            ["parked", number, kind] => {
                Some(Self::Parked(number.parse().ok()?, kind.to_owned(), None))
            }
            ["parked", number, kind, entry] => {
                let entry = EntryId::from_hex(entry)?;
                let number = number.parse().ok()?;
                Some(Self::Parked(number, kind.to_owned(), Some(entry)))
            }
            ["edit", entry] => Some(Self::Edit(EntryId::from_hex(entry)?)),
            ["own", "new", kind] => Some(Self::OwnNew(kind.to_owned())),
            ["own", "edit", entry] => Some(Self::OwnEdit(EntryId::from_hex(entry)?)),
            _ => None,
        }
    }

    /// Whether it belongs to Mine alone.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::OwnNew(_) | Self::OwnEdit(_))
    }

    /// The entry it answers.
    pub fn parent(&self) -> Option<EntryId> {
        match self {
            Self::Reply(entry, _) | Self::Parked(_, _, Some(entry)) => Some(*entry),
            _ => None,
        }
    }

    /// What it answers or changes waited, and is an entry under this id now.
    pub fn moves(&mut self, waited: EntryId, now: EntryId) {
        match self {
            Self::Reply(entry, _) | Self::Parked(_, _, Some(entry)) | Self::Edit(entry)
                if *entry == waited =>
            {
                *entry = now;
            }
            _ => {}
        }
    }

    /// The kind of the shared entry that is new in it.
    pub fn kind(&self) -> Option<&str> {
        match self {
            Self::New(kind) | Self::Reply(_, kind) | Self::Parked(_, kind, _) => Some(kind),
            _ => None,
        }
    }

    /// The entry it changes.
    pub fn edits(&self) -> Option<EntryId> {
        match self {
            Self::Edit(entry) | Self::OwnEdit(entry) => Some(*entry),
            _ => None,
        }
    }
}

/// The number of the next draft that is kept for later, beside those in `slots`.
pub fn next_parked(slots: impl Iterator<Item = Slot>) -> u32 {
    let number = |slot| match slot {
        Slot::Parked(number, ..) => Some(number),
        _ => None,
    };
    let numbers = slots.filter_map(number);
    numbers.max().unwrap_or(0).saturating_add(1)
}

/// Whether what is on the screen is on the disk too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kept {
    /// Nothing was typed yet, or all of it is on the disk.
    Saved,
    /// Keys were pressed, last at this time.
    Typing(f64),
    /// The disk has been asked.
    Saving,
}

/// Gives fields that say nothing yet the value that their kind has for them.
fn fill_in(kind: &str, content: &mut ContentBuilder) {
    for (name, value) in template(kind).into_iter().flat_map(|of| &of.defaults) {
        let field = content.fields.entry(name.clone());
        field.or_insert_with(|| value.clone());
    }
}

/// When what was typed since `since`, last at `last`, is to be made durable.
pub(super) fn keep_at(last: f64, since: f64) -> f64 {
    (last + DRAFT_AFTER).min(since + DRAFT_AT_THE_LATEST)
}

/// Something that is being written.
#[derive(Debug, Clone, PartialEq)]
pub struct Composer {
    /// Where it goes.
    pub slot: Slot,
    /// The kind's word.
    pub kind: String,
    /// The day it is written on, where it is known.
    pub today: Option<Day>,
    /// What the one who writes and the other are called.
    pub persons: (String, String),
    /// Fields and text.
    pub content: ContentBuilder,
    /// What it said when it was opened: an edit changes nothing until it
    /// differs.
    before: ContentBuilder,
    /// Whether the prompts are shown.
    pub prompts: bool,
    /// Whether the words for what is hard to name are shown.
    pub words: bool,
    /// Whether the further fields are shown.
    pub more: bool,
    /// Whether a time is wanted that is not among those that take one press.
    pub another_time: bool,
    /// The gate, while it stands open.
    pub gate: Option<Gate>,
    /// Whether it was passed.
    pub passed: bool,
    /// The second look at its words.
    pub look: SecondLook,
    /// Whether the disk has it.
    pub kept: Kept,
    /// Since when something is not on the disk.
    unkept_since: Option<f64>,
    /// Whether what went wrong is that the disk did not take the draft.
    unkept: bool,
    /// The question whether the draft shall go is on the screen.
    pub discarding: bool,
    /// It was sent, and the answer is not here yet.
    pub sending: bool,
    /// What went wrong, in words.
    pub error: Option<String>,
    /// The day for which the draft is kept, as it stands among the drafts.
    until: Option<String>,
}

impl Composer {
    /// A composer for `slot` that begins with `content`.
    pub fn open(slot: Slot, kind: &str, mut content: ContentBuilder) -> Self {
        for fact in FACTS {
            content.fields.remove(fact);
        }
        if slot.edits().is_none() {
            fill_in(kind, &mut content);
        }
        let before = content.clone();
        Self {
            slot,
            kind: kind.to_owned(),
            today: None,
            persons: Default::default(),
            content,
            before,
            prompts: false,
            words: false,
            more: false,
            another_time: false,
            gate: None,
            passed: false,
            look: SecondLook::default(),
            kept: Kept::Saved,
            unkept_since: None,
            unkept: false,
            discarding: false,
            sending: false,
            error: None,
            until: None,
        }
    }

    /// Continues with a draft that was kept.
    pub fn with_draft(mut self, mut draft: ContentBuilder) -> Self {
        for fact in FACTS {
            draft.fields.remove(fact);
        }
        self.until = draft.fields.remove(UNTIL);
        if self.slot.edits().is_none() {
            fill_in(&self.kind, &mut draft);
        }
        self.content = draft;
        self
    }

    /// Begins with `content`. Words that stand here already stay, and get its
    /// text below.
    pub fn begin_with(&mut self, mut content: ContentBuilder) {
        if self.is_unchanged() {
            fill_in(&self.kind, &mut content);
            self.content = content;
        } else {
            self.content.add_below(content);
        }
    }

    /// The kind's template.
    pub fn template(&self) -> Option<&'static Template> {
        template(&self.kind)
    }

    /// A field's value, or the empty word.
    pub fn field(&self, name: &str) -> &str {
        self.content.fields.get(name).map_or("", String::as_str)
    }

    /// Sets a field; the empty word takes it out.
    pub fn set(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            self.content.fields.remove(name);
        } else {
            self.content
                .fields
                .insert(name.to_owned(), value.to_owned());
        }
    }

    /// Notes that something was typed at `now`.
    pub fn typed(&mut self, now: f64) {
        if !matches!(self.kept, Kept::Typing(_)) {
            self.unkept_since = Some(now);
        }
        self.kept = Kept::Typing(now);
        self.look.typed();
        self.unkept = false;
        self.error = None;
    }

    /// Takes in that it was not sent, in words.
    pub fn was_not_sent(&mut self, words: String) {
        self.sending = false;
        self.unkept = false;
        self.error = Some(words);
    }

    /// Takes in that the disk has what was typed. What was said of a disk that did
    /// not take it goes.
    pub fn was_kept(&mut self) {
        self.kept = Kept::Saved;
        if std::mem::take(&mut self.unkept) {
            self.error = None;
        }
    }

    /// Takes in that the disk did not take it, in words. It stays on the page, and
    /// is tried again after a while.
    pub fn was_not_kept(&mut self, words: String, now: f64) {
        let again = now + TRIED_AGAIN_AFTER - DRAFT_AFTER;
        self.kept = Kept::Typing(again);
        self.unkept_since = Some(again);
        self.unkept = true;
        self.error = Some(words);
    }

    /// When what was typed, last at `last`, is to be made durable.
    pub fn keep_at(&self, last: f64) -> f64 {
        keep_at(last, self.unkept_since.unwrap_or(last))
    }

    /// Whether nothing was written, or nothing changed.
    pub fn is_unchanged(&self) -> bool {
        self.content == self.before
    }

    /// Whether times stand beside its text that take one press each: for a pause that
    /// says none yet.
    pub fn offers_times(&self) -> bool {
        let is_new = self.kind == PAUSE_KIND && matches!(self.slot, Slot::New(_));
        is_new && !self.another_time && self.field(BACK).is_empty()
    }

    /// Whether words for what is hard to name stand beside its text: not in a promise,
    /// nor in how one went, which say what somebody does.
    pub fn takes_words(&self) -> bool {
        self.template().is_some_and(|template| {
            template.text != TextRule::None
                && !["promise", "report"].contains(&template.kind.as_str())
        })
    }

    /// What would be kept as the draft: nothing while nothing changed.
    pub fn draft(&self) -> Option<ContentBuilder> {
        let mut draft = (!self.is_unchanged()).then(|| self.content.clone())?;
        if let Some(day) = self.kept_until() {
            set_until(&mut draft, day);
        }
        // A draft may lie for weeks: what is told from today has its date in it.
        if let Some(when) = self.happened()
            && happened::when(&when).is_some()
            && !when.starts_with("around ")
        {
            draft.fields.insert(HAPPENED.to_owned(), when);
        }
        Some(draft)
    }

    /// Another day has come. What was typed of when it happened was told from the day
    /// before, and stays so.
    pub fn day_came(&mut self, today: Day) {
        if self.field(HAPPENED).trim().is_empty() {
            self.today = Some(today);
        }
    }

    /// When it happened, in the form that is kept: a day as people write it becomes one.
    fn happened(&self) -> Option<String> {
        happened::typed(self.field(HAPPENED), self.today?)
    }

    /// The day for which the draft is kept.
    pub fn kept_until(&self) -> Option<Day> {
        Day::parse(self.until.as_deref()?)
    }

    /// Whether it can be finished: there are words, or what the kind asks for.
    pub fn is_ready(&self) -> bool {
        let changed = match &self.slot {
            Slot::Edit(_) | Slot::OwnEdit(_) => !self.is_unchanged(),
            // What answers can be a word without words; what begins cannot.
            Slot::New(_) | Slot::OwnNew(_) => {
                let content = self.finished();
                !content.text.trim().is_empty() || !content.fields.is_empty()
            }
            Slot::Reply(..) | Slot::Parked(..) => true,
        };
        self.lacks().is_none() && changed && !self.sending
    }

    /// What does not fit its kind yet, if anything.
    pub fn lacks(&self) -> Option<ContentError> {
        self.template()?.judge(&self.finished()).err()
    }

    /// What goes into the journal: without fields that hold nothing.
    pub fn finished(&self) -> ContentBuilder {
        let mut content = self.content.clone();
        content.fields.retain(|_, value| !value.trim().is_empty());
        if let Some(when) = self.happened() {
            content.fields.insert(HAPPENED.to_owned(), when);
        }
        content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_a_name_that_leads_back_to_it() {
        let id = EntryId::from_bytes([7; 16]);
        let slots = [
            Slot::New("note".to_owned()),
            Slot::Reply(id, "answer".to_owned()),
            Slot::Parked(1, "question".to_owned(), None),
            Slot::Parked(12, "question".to_owned(), Some(id)),
            Slot::Edit(id),
            Slot::OwnNew("reflection".to_owned()),
            Slot::OwnEdit(id),
        ];
        for slot in slots {
            assert_eq!(Slot::parse(&slot.name()), Some(slot));
        }
        assert_eq!(Slot::parse("something else"), None);
    }

    #[test]
    fn an_empty_page_is_no_draft_and_cannot_be_finished() {
        let mut page = Composer::open(Slot::New("note".into()), "note", ContentBuilder::default());
        assert_eq!(page.draft(), None);
        assert!(!page.is_ready());
        let slot = Slot::New("check-in".into());
        let mut optional = Composer::open(slot, "check-in", ContentBuilder::default());
        assert!(!optional.is_ready(), "nothing is no check-in");
        optional.set("weather", "mild");
        assert!(optional.is_ready());
        page.content.text = "A walk.".to_owned();
        page.set("title", " ");
        assert!(page.draft().is_some());
        assert!(page.is_ready());
        assert!(page.finished().fields.is_empty());
    }

    #[test]
    fn yesterday_stays_the_day_that_was_meant_in_a_draft_and_past_midnight() {
        let day = |text| Day::parse(text);
        let mut page = Composer::open(Slot::New("note".into()), "note", ContentBuilder::default());
        let kept = |page: &Composer| page.draft().expect("one").fields[HAPPENED].clone();
        page.today = day("2026-11-22");
        page.set(HAPPENED, "yesterday");
        assert_eq!(kept(&page), "2026-11-21");
        page.day_came(day("2026-11-23").expect("a date"));
        assert_eq!(kept(&page), "2026-11-21");
        assert_eq!(page.finished().fields[HAPPENED], "2026-11-21");
        assert_eq!(page.field(HAPPENED), "yesterday", "it stays on the page");

        // Half typed, it is kept as it stands there.
        page.set(HAPPENED, "last su");
        assert_eq!(kept(&page), "last su");

        page.set(HAPPENED, "");
        page.day_came(day("2026-11-23").expect("a date"));
        page.set(HAPPENED, "yesterday");
        assert_eq!(page.finished().fields[HAPPENED], "2026-11-22");
    }

    #[test]
    fn words_for_it_stand_where_something_gets_its_name_and_in_no_promise() {
        let takes = |kind: &str| {
            let slot = Slot::New(kind.to_owned());
            Composer::open(slot, kind, ContentBuilder::default()).takes_words()
        };
        for kind in ["disclosure", "impact", "naming", "difference", "rest"] {
            assert!(takes(kind), "{kind}");
        }
        for kind in ["promise", "report"] {
            assert!(!takes(kind), "{kind}");
        }
    }

    #[test]
    fn a_promise_is_to_the_other_until_something_else_is_chosen() {
        let slot = || Slot::New("promise".to_owned());
        let mut page = Composer::open(slot(), "promise", ContentBuilder::default());
        assert_eq!(page.field("to"), "you");
        assert_eq!(page.draft(), None, "nobody has written anything yet");
        assert!(!page.is_ready());
        page.content.text = "I call when it gets late.".to_owned();
        assert!(page.is_ready());
        page.set("to", "myself");
        let draft = page.draft().expect("it is begun");
        let again = Composer::open(slot(), "promise", ContentBuilder::default());
        assert_eq!(again.with_draft(draft).field("to"), "myself");

        let noted = ContentBuilder {
            text: "We look at the account on Sundays.".to_owned(),
            ..ContentBuilder::default()
        };
        let mut decided = Composer::open(slot(), "promise", ContentBuilder::default());
        decided.begin_with(noted);
        assert_eq!(decided.field("to"), "you");
        assert!(decided.is_ready());
    }

    #[test]
    fn an_edit_is_ready_once_it_differs() {
        let mut content = ContentBuilder {
            text: "A walk.".to_owned(),
            ..ContentBuilder::default()
        };
        content.fields.insert("kind".into(), "note".into());
        content.fields.insert("written".into(), "2026-10-01".into());
        let id = EntryId::from_bytes([7; 16]);
        let mut page = Composer::open(Slot::Edit(id), "note", content);
        assert!(!page.is_ready());
        page.content.text.push_str(" It rained.");
        assert!(page.is_ready());
    }
}
