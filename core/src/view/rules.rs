//! Who may answer what: the templates' rules, as facts of the view.
//!
//! What stands in the logs is believed as far as [`fits`] goes; rules of time
//! ([`judge`]) bind the program that writes, and no fold refuses by them.

use super::{Row, View};
use crate::date::Day;
use crate::entry::mechanism::Mechanism;
use crate::entry::template::{Shown, Template, Writers, template};
use crate::id::PersonId;

/// Kinds that may answer shared entries of any kind; of joint texts the first
/// two alone.
const EVERYWHERE: [&str; 4] = ["parked", "talked", "addition", "step-back"];
/// Kinds that may answer whatever begins a thread.
const WHOLE_THREAD: [&str; 2] = ["rest", "reopen"];
/// How many days after its due date either may report on a promise.
const REPORT_DAYS: u32 = 3;

/// Why a kind cannot answer an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// The kind does not answer that kind.
    #[error("this kind cannot answer that entry")]
    Kind,
    /// It is for the other of the two to write.
    #[error("this answer is for the other person to write")]
    Writer,
    /// Another kind of answer comes first.
    #[error("another answer comes first")]
    NotYet,
    /// On the first days there are only some answers.
    #[error("until the end of the next day there are only some answers")]
    FirstDay,
}

/// Whether entries of `kind` may answer one that says `parent`, by templates
/// alone. Unknown kinds may be answered by notes and acknowledgements.
fn is_named(parent: &Row, kind: &str) -> bool {
    let Some(of) = template(parent.content.kind()) else {
        return kind == "note" || kind == "acknowledgement";
    };
    // The halves of a pair answer the pair; they come by another way.
    if of.mechanism == Mechanism::SealedPair && parent.content.thread().is_none() {
        let half = parent.content.kind() == kind;
        if half {
            return true;
        }
    }
    let named = |list: &[String]| list.iter().any(|named| named == kind);
    let later = of.once_there.as_ref().is_some_and(|(_, then)| named(then));
    named(&of.replies) || later || is_everywhere(of, parent, kind)
}

fn is_everywhere(of: &Template, parent: &Row, kind: &str) -> bool {
    let whole = parent.content.thread().is_none() && WHOLE_THREAD.contains(&kind);
    if of.mechanism == Mechanism::JointText {
        return EVERYWHERE[..2].contains(&kind) || (whole && kind != "rest");
    }
    if of.shown == Shown::Nested && of.reply_only && EVERYWHERE[..2].contains(&kind) {
        return false;
    }
    whole || EVERYWHERE.contains(&kind)
}

/// Whether `by` may write an answer of `kind` to an entry of `writer`'s.
fn is_for(kind: &str, writer: PersonId, by: PersonId) -> bool {
    match template(kind).map(|template| template.writers) {
        Some(Writers::Other | Writers::Asked) => writer != by,
        Some(Writers::Same) => writer == by,
        Some(Writers::Either | Writers::Both) => true,
        None => false,
    }
}

/// Whether a reply counts: its kind may answer that entry, and its writer may
/// write it.
pub(super) fn fits(parent: &Row, reply: &Row) -> bool {
    let kind = reply.content.kind();
    is_named(parent, kind) && is_for(kind, parent.writer, reply.writer)
}

/// Whether `by` may write an answer of `kind` to `parent` today.
///
/// # Errors
/// [`ReplyError`]: the first rule that speaks against it.
pub fn judge(
    view: &View,
    parent: &Row,
    kind: &str,
    by: PersonId,
    today: Day,
) -> Result<(), ReplyError> {
    if !is_named(parent, kind) {
        return Err(ReplyError::Kind);
    }
    if !is_for(kind, parent.writer, by) {
        return Err(ReplyError::Writer);
    }
    let Some(of) = template(parent.content.kind()) else {
        return Ok(());
    };
    if let Some((first, then)) = &of.once_there
        && then.iter().any(|named| named == kind)
        && !view
            .replies(parent.id)
            .any(|reply| reply.content.kind() == first)
    {
        return Err(ReplyError::NotYet);
    }
    // The writer's own words about it are not a reply.
    let first_day = by != parent.writer
        && parent
            .content
            .written()
            .is_some_and(|day| today <= day.plus(1));
    if first_day && !of.first_day.is_empty() && !of.first_day.iter().any(|named| named == kind) {
        return Err(ReplyError::FirstDay);
    }
    if kind == "view" && parent.content.kind() == "promise" && !may_open_report(parent, today) {
        return Err(ReplyError::NotYet);
    }
    if kind == "reopen" && !super::states::is_resting(view, parent.id) {
        return Err(ReplyError::NotYet);
    }
    Ok(())
}

/// Whether the other may tell how a promise went before its maker has: a
/// permission, never an alert.
fn may_open_report(promise: &Row, today: Day) -> bool {
    promise
        .content
        .field("due")
        .and_then(Day::parse)
        .is_some_and(|due| due.plus(REPORT_DAYS) <= today)
}
