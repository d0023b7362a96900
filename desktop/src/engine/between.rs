//! What is open between the two: whatever asks for a word, an assent or a half,
//! with whose word it waits for. A fact of the view; nothing in it has an age.

use candor_core::date::Day;
use candor_core::entry::mechanism::{Mechanism, SealedPairState, State};
use candor_core::entry::template;
use candor_core::id::EntryId;
use candor_core::view::{Joint, Row};
use serde::Serialize;

use super::entries::Entry;
use super::overview::Reading;

/// The kind by which whoever is asked takes time.
const TIME: &str = "need-time";

/// Something that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Between {
    /// What it is.
    pub entry: Entry,
    /// Why it is open.
    pub why: Why,
    /// Whether the next word is for this person to say, as far as it is for one.
    pub mine: bool,
    /// The day on which this person said to come back to it, if it is still to come.
    pub later: Option<String>,
    /// Whether that day has come.
    pub is_back: bool,
}

/// Why something is open between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It asks for an answer or a word.
    Word,
    /// A version waits for an assent.
    Assent,
    /// A pair waits for a half of this person's.
    Half,
    /// This person's own half waits; of the other's nothing is known.
    OwnHalf,
    /// One proposed to remove it from both copies.
    Removal,
}

impl Reading<'_> {
    /// What is open: what waits for this person's word first, then by the order in
    /// which it was written.
    pub(super) fn between(&self) -> Vec<Between> {
        let view = self.journal.view();
        let mut open: Vec<Between> = view
            .timeline()
            .filter_map(|row| self.open_of(row))
            .collect();
        open.sort_by_key(|it| (it.later.is_some(), !it.mine));
        open
    }

    fn open_of(&self, row: &Row) -> Option<Between> {
        let me = self.journal.me().person;
        if let Some(by) = self.journal.proposed_removal(row.id) {
            return self.one(row, Why::Removal, by != me);
        }
        let of = template(row.content.kind()).filter(|of| of.asks_something())?;
        let view = self.journal.view();
        match of.mechanism {
            Mechanism::JointText => {
                let joint = Joint::of(view, row.id)?;
                let proposed = joint.proposed.filter(|id| *id == row.id)?;
                let stands = joint.version(proposed)?.by.contains(&me);
                self.one(row, Why::Assent, !stands)
            }
            Mechanism::SealedPair => {
                let is_pair = row.content.thread().is_none();
                let waits = view.state(row) == State::Sealed(SealedPairState::Sealed);
                if !is_pair || !waits {
                    return None;
                }
                let sealed = self.journal.has_sealed(row.id);
                let why = if sealed { Why::OwnHalf } else { Why::Half };
                self.one(row, why, !sealed)
            }
            _ => {
                if !self.asks(row) {
                    return None;
                }
                let state = view.state(row).word();
                // What was said back, and a change that was asked for, come back to
                // who wrote it.
                let back = ["mirrored", "change", "changes"].contains(&state);
                self.one(row, Why::Word, (row.writer == me) == back)
            }
        }
    }

    /// Whether an entry asks something of the other as things stand, by its template.
    pub(super) fn asks(&self, row: &Row) -> bool {
        let state = self.journal.view().state(row).word();
        let of = template(row.content.kind());
        of.is_some_and(|of| of.asks.iter().any(|asks| asks == state))
    }

    fn one(&self, row: &Row, why: Why, mine: bool) -> Option<Between> {
        let until = self.time_taken(row.id).filter(|_| mine);
        let later = until.filter(|day| *day > self.today);
        Some(Between {
            entry: self.entry(row)?,
            why,
            mine,
            later: later.map(|day| day.to_string()),
            is_back: until.is_some() && later.is_none(),
        })
    }

    /// The day this person named when they took time for an entry last.
    fn time_taken(&self, entry: EntryId) -> Option<Day> {
        let me = self.journal.me().person;
        let mut times: Vec<&Row> = self
            .journal
            .view()
            .replies(entry)
            .filter(|row| row.content.kind() == TIME && row.writer == me)
            .collect();
        times.sort_by_key(|row| row.place());
        Day::parse(times.last()?.content.field("until")?)
    }
}
