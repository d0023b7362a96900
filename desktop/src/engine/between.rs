//! What is open between the two: whatever asks for a word, an assent or a half,
//! with whose word it waits for. A fact of the view; nothing in it has an age.

use candor_core::date::Day;
use candor_core::entry::mechanism::{Mechanism, SealedPairState, State};
use candor_core::entry::template;
use candor_core::id::EntryId;
use candor_core::journal::WaitingWhat;
use candor_core::view::{Joint, Row};
use serde::Serialize;

use super::entries::Entry;
use super::overview::Reading;

/// The kind by which whoever is asked takes time.
const TIME: &str = "need-time";
/// Kinds that close whatever they answer, or say that one's own part is done.
const ENDS: [&str; 5] = [
    "decline",
    "take-back",
    "assent",
    "unassent",
    "agreement-end",
];

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
        let kept = |kind: &str| kind == "keep-it";
        if let Some(by) = self.journal.proposed_removal(row.id)
            && !self.said_meanwhile(row.id, kept)
            && !self
                .journal
                .waiting()
                .any(|it| it.keeps() && it.entry == row.id)
        {
            return self.one(row, Why::Removal, by != me);
        }
        let of = template(row.content.kind()).filter(|of| of.asks_something())?;
        let turns = |kind: &str| of.turns.iter().any(|turn| turn.kind == kind);
        let says = |kind: &str| ENDS.contains(&kind) || kind == row.content.kind() || turns(kind);
        if self.said_meanwhile(row.id, |kind| kind != TIME && says(kind)) {
            return None;
        }
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
                let back = [
                    "mirrored",
                    "heard",
                    "change",
                    "changes",
                    "not-now",
                    "more",
                    "not-yet",
                    "other-way",
                ]
                .contains(&state);
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

    /// Whether this person has said something of an entry that waits for the next
    /// meeting, of a kind that fits.
    pub(super) fn said_meanwhile(&self, entry: EntryId, fits: impl Fn(&str) -> bool) -> bool {
        let mut waiting = self.journal.waiting();
        waiting.any(|it| {
            let is_new = it.what == WaitingWhat::New;
            is_new && it.content.thread() == Some(entry) && fits(it.content.kind())
        })
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
        let waits = self.journal.waiting().filter(|it| {
            let is_time = it.content.kind() == TIME && it.content.thread() == Some(entry);
            is_time && it.what == WaitingWhat::New
        });
        let last = waits.last().map(|it| &it.content);
        let last = last.or_else(|| times.last().map(|row| &row.content));
        Day::parse(last?.field("until")?)
    }
}
