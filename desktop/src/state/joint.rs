//! A text that both write in, while it is on the screen.
//!
//! What is typed goes along at a pause. What the other has typed comes in when
//! nothing of one's own is under way: no word moves under the fingers, and
//! nothing tells whether the other is writing.

use candor_core::entry::ContentBuilder;
use candor_core::entry::content::{FACTS, TITLE};
use candor_core::entry::diff::{self, Part};
use candor_core::entry::document::Heads;
use candor_core::entry::template::{FieldShape, Template, template};
use candor_core::id::EntryId;
use candor_core::journal::JointDraft;

use super::composer::{Kept, Slot, keep_at};
use super::{Effect, Ticket};
use crate::engine::Command;
use crate::text::joint as text;

/// The kind's word.
pub const JOINT_KIND: &str = "joint-draft";
/// What a draft is to become, unless it says so.
const BECOMES: &str = "agreement";
/// Fields that a proposal takes over from its draft.
const CARRIED: [&str; 5] = ["review", "end", "firm", "contact", "pattern"];

/// A text that both write in.
#[derive(Debug)]
pub struct Joint {
    /// The draft.
    pub id: EntryId,
    /// What is on the screen.
    pub content: ContentBuilder,
    /// What that was typed upon.
    seen: Heads,
    /// Whether it came from the engine yet.
    pub is_here: bool,
    /// Whether it can still be written in.
    pub is_open: bool,
    /// Whether the words for what is hard to name are shown.
    pub words: bool,
    /// Whether the disk has it.
    pub kept: Kept,
    /// Since when something is not on the disk.
    unkept_since: f64,
    /// What went wrong, in words.
    pub error: Option<String>,
    /// What the text was before the other's words came in, until the caret was
    /// carried over.
    pub before: Option<String>,
}

impl Joint {
    /// The draft with this id, which is not here yet.
    pub fn of(id: EntryId) -> Self {
        Self {
            id,
            content: ContentBuilder::default(),
            seen: Heads::default(),
            is_here: false,
            is_open: false,
            words: false,
            kept: Kept::Saved,
            unkept_since: 0.0,
            error: None,
            before: None,
        }
    }

    /// Asks for what it says now.
    pub fn ask(&self) -> Effect {
        let id = self.id.to_string();
        Effect::Ask(Ticket::Joint(self.id), Command::Joint { id })
    }

    /// Takes in what it says now, unless something of one's own is under way.
    pub fn take(&mut self, draft: JointDraft) {
        if self.kept != Kept::Saved {
            return;
        }
        let mut content = draft.content.to_builder();
        for fact in FACTS {
            content.fields.remove(fact);
        }
        if self.is_here && content.text != self.content.text {
            self.before = Some(std::mem::take(&mut self.content.text));
        }
        self.content = content;
        self.seen = draft.heads;
        self.is_open = draft.is_open;
        self.is_here = true;
    }

    /// Notes that something was typed.
    pub fn typed(&mut self, now: f64) {
        if !matches!(self.kept, Kept::Typing(_)) {
            self.unkept_since = now;
        }
        self.kept = Kept::Typing(now);
        self.error = None;
    }

    /// When what was typed goes along, if something was.
    pub fn keep_at(&self) -> Option<f64> {
        match self.kept {
            Kept::Typing(last) if last.is_finite() => Some(keep_at(last, self.unkept_since)),
            _ => None,
        }
    }

    /// Lets what was typed go along. Where it is refused, it becomes a draft of
    /// what would be proposed.
    pub fn keep(&mut self) -> Option<Effect> {
        if !matches!(self.kept, Kept::Typing(_)) || !self.is_open {
            return None;
        }
        self.kept = Kept::Saving;
        let keep = Command::KeepJoint {
            id: self.id.to_string(),
            seen: self.seen.clone(),
            content: self.finished(),
            otherwise: (self.slot().name(), self.proposal()),
        };
        Some(Effect::Ask(Ticket::JointKept(self.id), keep))
    }

    /// Where a proposal made from it is written.
    pub fn slot(&self) -> Slot {
        Slot::Reply(self.id, self.becomes().to_owned())
    }

    /// Takes in that it went along.
    pub fn was_kept(&mut self) {
        if self.kept == Kept::Saving {
            self.kept = Kept::Saved;
        }
    }

    /// Takes in that it was refused, in words, and is a draft now: nothing more
    /// can be written here.
    pub fn was_refused(&mut self, words: &str) {
        self.kept = Kept::Saved;
        self.error = Some(format!("{words} {}", text::KEPT_ASIDE));
    }

    /// Takes in that the disk does not take it, in words. It stays on the
    /// screen, and goes along with what is typed next.
    pub fn was_not_kept(&mut self, words: String) {
        self.kept = Kept::Typing(f64::INFINITY);
        self.error = Some(words);
    }

    fn finished(&self) -> ContentBuilder {
        let mut content = self.content.clone();
        content.fields.retain(|_, value| !value.trim().is_empty());
        content
    }

    /// The kind of what can be proposed from it.
    pub fn becomes(&self) -> &str {
        let said = self.content.fields.get("becomes").map(String::as_str);
        said.filter(|kind| template(kind).is_some_and(Template::is_assented_to))
            .unwrap_or(BECOMES)
    }

    /// What a proposal made from it begins with.
    pub fn proposal(&self) -> ContentBuilder {
        let mut content = ContentBuilder {
            text: self.content.text.clone(),
            ..ContentBuilder::default()
        };
        let has = |name: &str| template(self.becomes()).is_some_and(|of| of.field(name).is_some());
        for name in [TITLE].iter().chain(&CARRIED) {
            if let Some(value) = self.content.fields.get(*name).filter(|_| has(name)) {
                content.fields.insert((*name).to_owned(), value.clone());
            }
        }
        if has("binds") {
            content.fields.insert("binds".to_owned(), "both".to_owned());
        }
        content
    }
}

/// Whether a field holds what goes into the text: words, or several choices in words.
fn is_words(shape: &FieldShape) -> bool {
    shape.values().is_empty() || matches!(shape, FieldShape::Words(_))
}

/// What a text for both begins with, of what one of them has written of a
/// proposal: every word of it, so that both can change every word.
pub fn begin(kind: &str, written: &ContentBuilder) -> ContentBuilder {
    let mut content = ContentBuilder {
        text: written.text.clone(),
        ..ContentBuilder::default()
    };
    content.fields.insert("becomes".to_owned(), kind.to_owned());
    let fields = template(kind).map_or(&[][..], |of| &of.fields);
    for field in fields {
        let Some(value) = written.fields.get(&field.name) else {
            continue;
        };
        let name = field.name.as_str();
        if name == TITLE || CARRIED.contains(&name) {
            content.fields.insert(name.to_owned(), value.clone());
        } else if is_words(&field.shape) && !value.trim().is_empty() {
            let value = &crate::text::kinds::said(kind, name, value);
            let label = crate::text::kinds::field(kind, name);
            let gap = if content.text.is_empty() { "" } else { "\n\n" };
            content.text.push_str(&format!("{gap}{label}: {value}"));
        }
    }
    content
}

/// Where a place in `before`, in characters, stands in `after`.
pub fn carried(before: &str, after: &str, place: usize) -> usize {
    let (mut old, mut new) = (0, 0);
    for part in diff::words(before, after) {
        match part {
            Part::Same(word) => {
                let length = word.chars().count();
                if place <= old + length {
                    return new + (place - old);
                }
                (old, new) = (old + length, new + length);
            }
            Part::Gone(word) => {
                old += word.chars().count();
                if place < old {
                    return new;
                }
            }
            Part::Added(word) => new += word.chars().count(),
        }
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> JointDraft {
        let content = ContentBuilder {
            text: text.to_owned(),
            ..ContentBuilder::default()
        };
        JointDraft {
            content: content.build(),
            heads: Heads::default(),
            is_open: true,
        }
    }

    #[test]
    fn what_comes_in_waits_until_nothing_is_typed() {
        let mut page = Joint::of(EntryId::from_bytes([1; 16]));
        page.take(draft("one two"));
        assert_eq!(page.before, None, "it has just come");
        page.content.text.push_str(" three");
        page.typed(5.0);
        assert_eq!(page.keep_at(), Some(6.0));
        page.take(draft("zero one two"));
        assert_eq!(page.content.text, "one two three");
        assert!(page.keep().is_some());
        assert!(page.keep().is_none(), "it is under way");
        page.was_kept();
        page.take(draft("zero one two three"));
        assert_eq!(page.content.text, "zero one two three");
        assert_eq!(page.before.as_deref(), Some("one two three"));
    }

    #[test]
    fn what_the_disk_does_not_take_stays_and_is_tried_again_with_the_next_key() {
        let mut page = Joint::of(EntryId::from_bytes([1; 16]));
        page.take(draft("one"));
        page.content.text.push_str(" two");
        page.typed(5.0);
        assert!(page.keep().is_some());
        page.was_not_kept("The disk is full.".to_owned());
        assert_eq!(page.keep_at(), None, "it is not tried again by itself");
        page.take(draft("other"));
        assert_eq!(page.content.text, "one two");
        page.typed(9.0);
        assert_eq!(page.keep_at(), Some(10.0));
    }

    #[test]
    fn what_is_refused_names_the_draft_it_goes_to() {
        let mut page = Joint::of(EntryId::from_bytes([1; 16]));
        page.take(draft("one"));
        page.content.text.push_str(" two");
        page.content
            .fields
            .insert("becomes".to_owned(), "x y".to_owned());
        page.typed(5.0);
        let Some(Effect::Ask(_, Command::KeepJoint { otherwise, .. })) = page.keep() else {
            panic!("it goes along");
        };
        assert_eq!(Slot::parse(&otherwise.0), Some(page.slot()));
        assert_eq!(otherwise.1.text, "one two");
        page.was_refused("It was proposed.");
        page.take(draft("what was proposed"));
        assert_eq!(page.content.text, "what was proposed");
        assert!(page.error.is_some());
    }

    #[test]
    fn the_caret_stays_with_its_word() {
        assert_eq!(carried("one two", "zero one two", 3), 8);
        assert_eq!(carried("one two", "one two three", 7), 7);
        assert_eq!(carried("one two three", "one three", 6), 4);
        assert_eq!(carried("", "one", 0), 3);
    }

    #[test]
    fn a_text_for_both_holds_every_word_that_one_has_written() {
        let mut written = ContentBuilder {
            text: "We talk.".to_owned(),
            ..ContentBuilder::default()
        };
        for (name, value) in [
            ("title", "Talks"),
            ("why", "It helps."),
            ("binds", "both"),
            ("review", "2026-12-24"),
            ("end", "2027-01-24"),
            ("firm", "yes"),
            ("contact", "yes"),
        ] {
            written.fields.insert(name.to_owned(), value.to_owned());
        }
        let content = begin("agreement", &written);
        assert_eq!(content.text, "We talk.\n\nWhy: It helps.");
        assert_eq!(content.fields["title"], "Talks");
        assert_eq!(content.fields["review"], "2026-12-24");
        let joint = Joint {
            content,
            ..Joint::of(EntryId::from_bytes([1; 16]))
        };
        assert_eq!(joint.proposal().fields["binds"], "both");
        assert_eq!(joint.proposal().text, "We talk.\n\nWhy: It helps.");
        for name in ["review", "end", "firm", "contact"] {
            assert_eq!(joint.proposal().fields[name], written.fields[name]);
        }
    }
}
