//! Texts that both write in, before one of them proposes something.
//!
//! A joint draft belongs to both. What one of them types becomes a record at a
//! pause, cut to whole words and built upon what that person had before them;
//! Automerge merges it with whatever the other typed meanwhile. Nobody can
//! assent to it: a proposal made from it is an entry of its own, which never
//! changes. Once something was proposed, the draft rests.

use super::device::Turn;
use super::fold::Stored;
use super::outbox;
use super::{AuthorError, Journal, Waiting, WaitingWhat};
use crate::date::Day;
use crate::entry::content::{Content, ContentBuilder, TITLE};
use crate::entry::document::{self, Heads};
use crate::entry::mechanism::{JointTextState, State};
use crate::id::{Entropy, EntryId, Nonce, RecordHash};
use crate::space::{Shared, Space};
use crate::view::Row;

/// The longest piece of a text that begins a draft of its own: it always fits
/// into a change, so that nothing of it holds up the outbox.
const PIECE_BYTES: usize = 64 * 1024;

/// A text in pieces, in its order. Two who wrote apart can have made it longer
/// than one of them may.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// A joint draft as a person has it before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// What it says.
    pub content: Content,
    /// What that came from: what is typed next is written upon it.
    pub heads: Heads,
    /// Whether it can still be written in.
    pub is_open: bool,
}

impl<S: Space> Journal<S> {
    /// Where a draft stood when it was begun: what was begun in a backup is
    /// written upon that.
    pub(super) fn begun_at(&self, entry: EntryId) -> Result<Heads, AuthorError> {
        let standing = self.standing_changes(entry)?;
        let sources: Vec<_> = standing.iter().map(Stored::source).collect();
        Ok(document::heads(&sources[..sources.len().min(1)])?)
    }

    /// The change that one's own words in a joint draft make, upon what they
    /// were written upon; `None` if they are there already.
    pub(super) fn joint_revision(
        &self,
        item: &Waiting,
        actor: [u8; 16],
        content: &ContentBuilder,
    ) -> Result<Option<Vec<u8>>, AuthorError> {
        let standing = self.standing_changes(item.entry)?;
        let sources: Vec<_> = standing.iter().map(Stored::source).collect();
        Ok(document::revise_from(&sources, &item.from, actor, content)?)
    }
}

impl Journal<Shared> {
    fn joint_row(&self, entry: EntryId) -> Result<&Row, AuthorError> {
        let row = self.view().row(entry).filter(|row| row.versions > 0);
        row.filter(|row| self.ledger.roster().is_joint(row.owner))
            .ok_or(AuthorError::NoSuchEntry)
    }

    /// What of a joint draft waits to go along.
    fn joint_waits(&self, entry: EntryId) -> Option<(u64, &Waiting)> {
        let gone = self.view().row(entry).is_some_and(Row::is_marker);
        let of_it = |it: &Waiting| it.entry == entry && self.ledger.roster().is_joint(it.owner);
        let waiting = self.device.outbox.find(of_it);
        waiting.filter(|(_, waiting)| !gone && !waiting.keeps())
    }

    /// A joint draft as this person has it: with their own words that wait, and
    /// else with all that both have written.
    ///
    /// # Errors
    /// [`AuthorError::NoSuchEntry`] if it is not there, or no joint draft.
    pub fn joint(&self, entry: EntryId) -> Result<Joint, AuthorError> {
        if let Some((_, waiting)) = self.joint_waits(entry)
            && !matches!(waiting.what, WaitingWhat::Forget(_))
        {
            return Ok(Joint {
                content: waiting.content.clone(),
                heads: waiting.from.clone(),
                is_open: true,
            });
        }
        let row = self.joint_row(entry)?;
        let standing = self.standing_changes(entry)?;
        let sources: Vec<_> = standing.iter().map(Stored::source).collect();
        Ok(Joint {
            content: row.content.clone(),
            heads: document::heads(&sources)?,
            is_open: self.view().state(row) == State::Joint(JointTextState::Draft),
        })
    }

    /// Puts what a person made of a joint draft into the outbox, durably. They
    /// had it before them at `seen`, with all they had typed themselves.
    ///
    /// # Errors
    /// [`AuthorError`]; [`AuthorError::Fixed`] once something was proposed from
    /// it. What waited before still waits.
    pub fn keep_joint(
        &mut self,
        today: Day,
        entry: EntryId,
        seen: &Heads,
        mut content: ContentBuilder,
    ) -> Result<(), AuthorError> {
        let to = self.ledger.partner().ok_or(AuthorError::Alone)?.person;
        if let Some((number, waiting)) = self.joint_waits(entry) {
            let waiting = waiting.clone();
            if matches!(waiting.what, WaitingWhat::Forget(_)) {
                return Err(AuthorError::NoSuchEntry);
            }
            let kind = waiting.content.kind().to_owned();
            outbox::judge_content(&kind, &content)?;
            outbox::set_facts(&mut content, &kind, waiting.day, waiting.content.thread());
            let content = content.build();
            document::begin([0; 16], &content.to_builder())?;
            let turn = Turn::put(number, Waiting { content, ..waiting });
            return Ok(self.turn_outbox(turn)?);
        }
        let row = self.joint_row(entry)?;
        if self.view().state(row) != State::Joint(JointTextState::Draft) {
            return Err(AuthorError::Fixed);
        }
        let id = (entry, row.owner, row.nonce);
        let kind = row.content.kind().to_owned();
        let first = row.content.written().unwrap_or(today);
        let thread = row.content.thread();
        outbox::judge_content(&kind, &content)?;
        outbox::set_facts(&mut content, &kind, first, thread);
        // It can always begin a draft of its own, whatever happens to this one.
        document::begin([0; 16], &content)?;
        let standing = self.standing_changes(entry)?;
        let sources: Vec<_> = standing.iter().map(Stored::source).collect();
        let from = document::edit_from(&sources, seen, self.last_own(row, &standing))?;
        if document::revise_from(&sources, &from, [0; 16], &content)?.is_none() {
            return Ok(());
        }
        self.keep(vec![Waiting {
            from,
            content: content.build(),
            ..Waiting::of(to, WaitingWhat::Joint, id, today)
        }])?;
        Ok(())
    }

    /// Begins a draft of both with what own words came to, where something of
    /// the other's took away what they were written upon. Durable when it
    /// returns.
    ///
    /// # Errors
    /// [`AuthorError`]; what was not kept is tried again.
    pub fn rescue(&mut self, entropy: &mut dyn Entropy, today: Day) -> Result<(), AuthorError> {
        let Some(partner) = self.ledger.partner() else {
            return Ok(());
        };
        while let Some((owner, content)) = self.fold.joint.rescued() {
            let kind = content.kind().to_owned();
            let mut items = Vec::new();
            let title = content.field(TITLE).map(|title| format!("{title}\n\n"));
            let whole = title.unwrap_or_default() + content.text();
            for piece in pieces(&whole) {
                let mut begin = ContentBuilder {
                    text: piece.to_owned(),
                    ..ContentBuilder::default()
                };
                outbox::set_facts(&mut begin, &kind, today, content.thread());
                let nonce = Nonce::draw(entropy);
                let id = (EntryId::waiting(owner, nonce), owner, nonce);
                items.push(Waiting {
                    content: begin.build(),
                    ..Waiting::of(partner.person, WaitingWhat::New, id, today)
                });
            }
            self.keep(items)?;
            self.fold.joint.note_begun();
        }
        Ok(())
    }

    /// The last change of a draft that this device made in the log it goes on
    /// in, among those that stand: what came back to a restored copy was never
    /// before the person who types now.
    fn last_own(&self, row: &Row, standing: &[Stored]) -> Option<RecordHash> {
        let own = |change: &crate::view::ChangeRef| Some(change.place.log) == self.ledger.writing();
        let stands = |hash: &RecordHash| standing.iter().any(|at| at.record() == *hash);
        let last = row.changes.iter().rev().filter(|change| own(change));
        last.map(|change| change.hash).find(stands)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_short_and_come_to_the_whole() {
        let text = "\u{448}\u{44c} word ".repeat(40_000);
        let cut = pieces(&text);
        assert!(cut.len() > 5);
        assert!(cut.iter().all(|piece| piece.len() <= PIECE_BYTES));
        assert_eq!(cut.concat(), text);
        assert!(pieces("").is_empty());
    }
}
