//! A second look at what is being written: in memory alone, and gone with the draft.

use std::ops::Range;

use candor_core::entry::template::FieldShape;

use super::composer::{Composer, Kept};
use crate::second_look::{Look, Rule, helps, second_look};

/// How many different words a line names.
const NAMED_MAX: usize = 3;

/// Where the second look at a draft stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondLook {
    /// Whether something was typed since.
    stale: bool,
    /// Whether it was closed for this draft.
    closed: bool,
    found: Option<Found>,
}

impl Default for SecondLook {
    fn default() -> Self {
        Self {
            stale: true,
            closed: false,
            found: None,
        }
    }
}

/// What was found: in one field, for one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The field; the text is called `text`.
    pub field: String,
    /// What the words were found for.
    pub rule: Rule,
    /// The words, each once.
    pub words: Vec<String>,
    /// Where the first stood.
    pub first: Range<usize>,
}

impl SecondLook {
    /// What was found, while it is not closed.
    pub fn found(&self) -> Option<&Found> {
        self.found.as_ref()
    }

    /// Something was typed. What was found stays until the next pause, so that no line
    /// comes and goes under somebody's hands.
    pub fn typed(&mut self) {
        self.stale = true;
    }

    /// Closes it for this draft.
    pub fn close(&mut self) {
        (self.closed, self.found) = (true, None);
    }
}

impl Composer {
    /// Looks at what was typed, once it stands still; with `on` `false`, not at all.
    pub fn look_again(&mut self, on: bool) {
        if !on {
            (self.look.stale, self.look.found) = (true, None);
            return;
        }
        if !self.look.stale || matches!(self.kept, Kept::Typing(_)) {
            return;
        }
        self.look.stale = false;
        self.look.found = match self.look.closed || self.slot.is_own() || !helps(&self.kind) {
            true => None,
            false => self.find(),
        };
    }

    /// What stands first: in the text, beside it, in the further fields.
    fn find(&self) -> Option<Found> {
        let template = self.template()?;
        let is_free = |name: &&str| {
            let shape = template.field(name).map(|field| &field.shape);
            matches!(shape, Some(FieldShape::Text | FieldShape::Long))
        };
        let beside = template.beside.iter().map(String::as_str);
        let all = template.fields.iter().map(|field| field.name.as_str());
        let fields = beside.chain(all).filter(is_free);
        let fields = fields.map(|name| (name, self.field(name)));
        std::iter::once(("text", self.content.text.as_str()))
            .chain(fields)
            .find_map(|(name, text)| found(name, text, &second_look(&self.kind, text)))
    }
}

fn found(field: &str, text: &str, looks: &[Look]) -> Option<Found> {
    let first = looks.first()?;
    let mut words: Vec<String> = Vec::new();
    for look in looks.iter().filter(|look| look.rule == first.rule) {
        let here = &text[look.range.clone()];
        let is_new = words.iter().all(|word| !word.eq_ignore_ascii_case(here));
        if is_new && words.len() < NAMED_MAX {
            words.push(here.to_owned());
        }
    }
    Some(Found {
        field: field.to_owned(),
        rule: first.rule,
        words,
        first: first.range.clone(),
    })
}
