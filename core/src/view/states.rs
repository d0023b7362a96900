//! In which state an entry is, from what answers it.

use super::rules::{DECLINE, TAKE_BACK};
use super::{Row, View, rules};
use crate::entry::mechanism::{
    JointTextState, Mechanism, ReportState, SealedPairState, SingleAuthorState, State, ThreadState,
};
use crate::entry::template::{Template, Writers, template};
use crate::id::EntryId;

/// The state of an entry, from the logs alone.
pub(super) fn of(view: &View, row: &Row) -> State {
    let Some(template) = template(row.content.kind()) else {
        return State::Unknown;
    };
    match template.mechanism {
        Mechanism::JointText if template.writers == Writers::Both => {
            State::Joint(if is_proposed(view, row) {
                JointTextState::Proposed
            } else {
                JointTextState::Draft
            })
        }
        Mechanism::JointText => {
            let thread = view.thread(row.id);
            let joint = thread.as_ref().and_then(|thread| thread.joint(row.id));
            joint.map_or(State::Unknown, |joint| State::Joint(joint.state))
        }
        Mechanism::SealedPair => {
            let pair = row.content.thread().unwrap_or(row.id);
            State::Sealed(match view.pair(pair) {
                SealedPairState::Sealed => waits_or_not(view, pair),
                state => state,
            })
        }
        Mechanism::Report => State::Report(if turned(view, row, template).is_some() {
            ReportState::TwoViews
        } else {
            ReportState::OneView
        }),
        Mechanism::Thread => {
            let word = turned(view, row, template).unwrap_or(&template.state);
            State::Thread(ThreadState(word))
        }
        Mechanism::SingleAuthor => {
            let turned = turned(view, row, template);
            match turned.or((!template.state.is_empty()).then_some(&template.state)) {
                Some(word) => State::Thread(ThreadState(word)),
                None if row.versions > 1 => State::Single(SingleAuthorState::Corrected),
                None => State::Single(SingleAuthorState::Shared),
            }
        }
    }
}

/// The state of a pair that is not bound: who began it may have taken it back, or
/// the other said no.
fn waits_or_not(view: &View, pair: EntryId) -> SealedPairState {
    let Some(row) = view.row(pair) else {
        return SealedPairState::Sealed;
    };
    let has = |kind: &str| {
        let mut replies = view.replies(pair);
        replies.any(|reply| reply.content.kind() == kind && rules::fits(row, reply))
    };
    if has(TAKE_BACK) {
        SealedPairState::TakenBack
    } else if has(DECLINE) {
        SealedPairState::Declined
    } else {
        SealedPairState::Sealed
    }
}

/// Whether something was proposed from a text that both write in.
pub(super) fn is_proposed(view: &View, draft: &Row) -> bool {
    view.replies(draft.id).any(|reply| {
        let joint = template(reply.content.kind()).is_some_and(Template::is_assented_to);
        joint && rules::fits(draft, reply)
    })
}

/// The state that the latest reply leads to, among those that count. What cannot be
/// read has none: nothing is said of what stood there.
fn turned(view: &View, row: &Row, template: &'static Template) -> Option<&'static str> {
    if template.turns.is_empty() {
        return None;
    }
    view.thread(row.id)?.turned(row.id)
}

/// Whether both have set a thread to rest, and neither has taken it up again.
pub fn is_resting(view: &View, thread: EntryId) -> bool {
    let rest = view
        .replies(thread)
        .filter(|reply| reply.content.kind() == "rest")
        .filter_map(|rest| view.thread(rest.id)?.joint(rest.id)?.since)
        .max();
    let reopened = view
        .replies(thread)
        .filter(|reply| reply.content.kind() == "reopen")
        .filter_map(Row::place)
        .max();
    rest > reopened
}

impl View {
    /// Everything below an entry whose kind and writer fit what it answers, in
    /// no order. Each row answers one other, so nothing is met twice.
    pub fn below(&self, id: EntryId) -> Vec<&Row> {
        let mut all = Vec::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            let Some(parent) = self.row(next) else {
                continue;
            };
            for reply in self.replies(next) {
                if rules::fits(parent, reply) && reply.id != id {
                    open.push(reply.id);
                    all.push(reply);
                }
            }
        }
        all
    }
}
