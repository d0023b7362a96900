//! Pages of one's own: written, changed and deleted on this device alone.

use super::author::Along;
use super::{AuthorError, Journal, outbox};
use crate::date::Day;
use crate::entry::content::ContentBuilder;
use crate::entry::document;
use crate::entry::template::template;
use crate::envelope::{Draft, Forget, Operation, Wish};
use crate::id::{Entropy, EntryId, Nonce, Owner, RecordHash};
use crate::space::{Own, SpaceName};

impl Journal<Own> {
    /// Writes a page of one's own. Durable when it returns.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn write_own(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        kind: &str,
        mut content: ContentBuilder,
    ) -> Result<EntryId, AuthorError> {
        let template = template(kind)
            .filter(|template| template.space == SpaceName::Own)
            .ok_or_else(|| AuthorError::UnknownKind(kind.to_owned()))?;
        template.judge(&content)?;
        outbox::set_facts(&mut content, kind, today, None);
        self.ensure_log(entropy, today)?;
        let owner = Owner::person(self.ledger.me());
        let nonce = Nonce::draw(entropy);
        let mut end = self.ledger.end().ok_or(AuthorError::Alone)?;
        let edit = Nonce::draw(entropy);
        let actor = document::actor(end.log, owner, nonce, edit);
        let chunk = document::begin(actor, &content)?;
        let draft = self.own_draft(today, owner, nonce, Operation::Begin { edit, chunk });
        let said = self.record(&mut end, draft)?;
        let entry = said.opened.entry;
        self.append_own(vec![said], Along::default())?;
        Ok(entry)
    }

    /// Writes a new version of an own page.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn edit_own(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        entry: EntryId,
        mut content: ContentBuilder,
    ) -> Result<(), AuthorError> {
        let row = self
            .view()
            .row(entry)
            .filter(|row| row.versions > 0)
            .ok_or(AuthorError::NoSuchEntry)?;
        let (owner, nonce, beginning) = (row.owner, row.nonce, row.beginning);
        let kind = row.content.kind().to_owned();
        let first = row.content.written().unwrap_or(today);
        outbox::judge_content(&kind, &content)?;
        outbox::set_edited(&mut content, &kind, first, today, None);
        self.ensure_log(entropy, today)?;
        let mut end = self.ledger.end().ok_or(AuthorError::Alone)?;
        let edit = Nonce::draw(entropy);
        let actor = document::actor(end.log, owner, nonce, edit);
        let Some(chunk) = self.revision(entry, actor, &content)? else {
            return Ok(());
        };
        let change = Operation::Change {
            beginning,
            edit,
            chunk,
        };
        let said = self.record(&mut end, self.own_draft(today, owner, nonce, change))?;
        self.append_own(vec![said], Along::default())?;
        Ok(())
    }

    fn own_draft(&self, today: Day, owner: Owner, nonce: Nonce, operation: Operation) -> Draft {
        Draft {
            counter: self.ledger.next_counter(today),
            day: today,
            after: Vec::new(),
            owner,
            nonce,
            operation,
        }
    }

    /// Deletes an own page: its payloads are erased from the segments that
    /// hold them, and a marker without words stays inside.
    ///
    /// # Errors
    /// [`AuthorError`].
    pub fn delete_own(
        &mut self,
        entropy: &mut dyn Entropy,
        today: Day,
        entry: EntryId,
    ) -> Result<(), AuthorError> {
        let row = self.view().row(entry).ok_or(AuthorError::NoSuchEntry)?;
        let place = row.place().ok_or(AuthorError::NoSuchEntry)?;
        let records: Vec<RecordHash> = row.changes.iter().map(|change| change.hash).collect();
        let mut erase = Vec::with_capacity(records.len());
        for change in &row.changes {
            erase.extend(
                self.store
                    .at(change.place.log, change.place.seq)?
                    .iter()
                    .filter(|position| position.hash == change.hash)
                    .map(|position| position.arrival),
            );
        }
        let forget = Operation::Forget(Forget {
            beginning: row.beginning,
            wish: Wish::Withdraw,
            kind: row.content.kind().to_owned(),
            day: row.content.written().unwrap_or(today),
            thread: None,
            counter: place.counter,
            records,
        });
        let draft = self.own_draft(today, row.owner, row.nonce, forget);
        self.ensure_log(entropy, today)?;
        let mut end = self.ledger.end().ok_or(AuthorError::Alone)?;
        let said = self.record(&mut end, draft)?;
        let along = Along {
            erase,
            ..Along::default()
        };
        self.append_own(vec![said], along)?;
        Ok(())
    }
}
