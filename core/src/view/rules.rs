//! Who may answer what: the templates' rules, as facts of the view.
//!
//! What stands in the logs is believed as far as `fits` goes; rules of time
//! ([`judge`]) bind the program that writes, and no fold refuses by them.

use super::{Joint, Row, View};
use crate::date::Day;
use crate::entry::mechanism::{Mechanism, SealedPairState, State};
use crate::entry::template::{Shown, Template, Writers, template};
use crate::id::PersonId;

/// Kinds that may answer shared entries of any kind: they put it into the list for the
/// talk, or out of it.
const FOR_THE_TALK: [&str; 2] = ["parked", "talked"];
/// Kinds that may answer those of any kind but a joint text, whose versions say what is
/// added and who stands by it no more.
const OF_ITS_WRITER: [&str; 2] = ["addition", "step-back"];
/// Kinds that may answer whatever begins a thread.
const WHOLE_THREAD: [&str; 2] = ["rest", "reopen"];
/// The kind by which whoever is asked says no.
pub(super) const DECLINE: &str = "decline";
/// The kind by which whoever asked asks no more.
pub const TAKE_BACK: &str = "take-back";
/// The kind by which somebody says no to removing an entry from both copies.
pub const KEEP_IT: &str = "keep-it";
/// The kind by which either takes down what both keep in sight.
pub const UNPIN: &str = "unpin";
/// The field, and what it says, by which a text of both is kept in sight.
pub const PIN: (&str, &str) = ("pin", "yes");
/// Kinds by which whoever is asked says later, or no.
const ASKED: [&str; 2] = ["need-time", DECLINE];
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
    /// An answer of this kind comes first.
    #[error("an answer of the kind {0} comes first")]
    NotYet(&'static str),
    /// Nothing is asked there, or not any more.
    #[error("nothing is asked there")]
    NotAsked,
    /// Both never assented to it.
    #[error("both never assented to it")]
    NeverAgreed,
    /// Until the end of the next day only answers of these kinds fit.
    #[error("until the end of the next day only these kinds answer it: {}", .0.join(", "))]
    FirstDay(&'static [String]),
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
        if half || (kind == TAKE_BACK && of.asks_something()) {
            return true;
        }
    }
    if ASKED.contains(&kind) && is_asking(of, parent) {
        return true;
    }
    if kind == KEEP_IT {
        return true;
    }
    let named = |list: &[String]| list.iter().any(|named| named == kind);
    let later = of.once_there.as_ref().is_some_and(|(_, then)| named(then));
    named(&of.replies) || later || is_everywhere(of, parent, kind)
}

/// Whether something is asked with an entry of this kind. A half of a sealed pair
/// asks for nothing that the pair did not ask for.
fn is_asking(of: &Template, row: &Row) -> bool {
    let is_half = of.mechanism == Mechanism::SealedPair && row.content.thread().is_some();
    of.asks_something() && !is_half
}

fn is_everywhere(of: &Template, parent: &Row, kind: &str) -> bool {
    let whole = parent.content.thread().is_none() && WHOLE_THREAD.contains(&kind);
    if of.mechanism == Mechanism::JointText {
        // Any version of it may be the one that rests.
        return FOR_THE_TALK.contains(&kind) || kind == "reopen";
    }
    if of.shown == Shown::Nested && of.reply_only && FOR_THE_TALK.contains(&kind) {
        return false;
    }
    whole || FOR_THE_TALK.contains(&kind) || OF_ITS_WRITER.contains(&kind)
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
        return Err(ReplyError::NotYet(first));
    }
    // The writer's own words about it are not a reply.
    let first_day = by != parent.writer
        && parent
            .content
            .written()
            .is_some_and(|day| today <= day.plus(1));
    if first_day && !of.first_day.is_empty() && !of.first_day.iter().any(|named| named == kind) {
        return Err(ReplyError::FirstDay(&of.first_day));
    }
    if kind == "view" && parent.content.kind() == "promise" && !may_open_report(parent, today) {
        return Err(ReplyError::NotYet("report"));
    }
    if (ASKED.contains(&kind) || kind == TAKE_BACK) && !asks_now(view, parent, of, by) {
        return Err(ReplyError::NotAsked);
    }
    if kind == UNPIN && parent.content.field(PIN.0) != Some(PIN.1) {
        return Err(ReplyError::Kind);
    }
    if ["agreement-end", "review-word", UNPIN].contains(&kind) && !was_agreed(view, parent) {
        return Err(ReplyError::NeverAgreed);
    }
    if kind == "reopen" && !super::states::is_resting(view, parent.id) {
        return Err(ReplyError::NotYet("rest"));
    }
    Ok(())
}

/// Whether a kind may answer an own entry that nobody else has seen yet: what its
/// template names for its own writer, and nothing that waits for an answer first.
///
/// # Errors
/// [`ReplyError`]: the first rule that speaks against it.
pub fn judge_waiting(parent: &str, kind: &str, me: PersonId) -> Result<(), ReplyError> {
    let of = template(parent).ok_or(ReplyError::Kind)?;
    let turns = of.turns.iter().any(|turn| turn.kind == kind);
    let acts = ["assent", "unassent", "agreement-end", TAKE_BACK, UNPIN].contains(&kind);
    let named = of.replies.iter().any(|named| named == kind) && !turns && !acts;
    if !named && kind != "addition" {
        return Err(ReplyError::Kind);
    }
    match is_for(kind, me, me) && template(kind).is_some_and(|it| it.writers != Writers::Both) {
        true => Ok(()),
        false => Err(ReplyError::Writer),
    }
}

/// Whether something is asked of one of the two with an entry, as things stand.
fn asks_now(view: &View, row: &Row, of: &Template, by: PersonId) -> bool {
    match of.mechanism {
        Mechanism::JointText => Joint::of(view, row.id).is_some_and(|joint| {
            let version = joint.version(row.id);
            let stands = version.is_some_and(|version| version.by.contains(&by));
            joint.proposed == Some(row.id) && !stands
        }),
        Mechanism::SealedPair => view.state(row) == State::Sealed(SealedPairState::Sealed),
        _ => of.asks.iter().any(|state| state == view.state(row).word()),
    }
}

/// Whether both have ever assented to the joint text that an entry is a version of.
fn was_agreed(view: &View, row: &Row) -> bool {
    Joint::of(view, row.id).is_some_and(|joint| joint.agreed.is_some())
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
