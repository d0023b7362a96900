//! Two devices become a bond.

use super::*;

impl Task {
    pub(super) async fn heard_pairing(&mut self, number: u64, message: Message) {
        let Some(conn) = self.conns.get(&number) else {
            return;
        };
        let device = self.engine.profile.keyring.device_identity();
        let remote = *conn.remote.as_bytes();
        let context = Context {
            conn: number,
            remote: &remote,
            device: &device,
            now_seconds: self.engine.clock.seconds(),
        };
        let Goal::Pair { state, .. } = &mut self.goal else {
            return;
        };
        let step = state.heard(message, &context);
        self.pair_step(number, step).await;
    }

    pub(super) async fn same_words(&mut self, same: bool) {
        let Goal::Pair { state, .. } = &mut self.goal else {
            return;
        };
        let Some(number) = state.conn() else { return };
        for step in state.said(same) {
            self.pair_step(number, step).await;
        }
    }

    pub(super) async fn pair_step(&mut self, number: u64, step: Step) {
        match step {
            Step::Wait => {}
            Step::Say(message) => {
                if let Some(conn) = self.conns.get(&number) {
                    conn.write(message.encode());
                }
            }
            Step::Compare(message) => {
                if let Some(conn) = self.conns.get_mut(&number) {
                    conn.lift_limits();
                    if let Some(message) = message {
                        conn.write(message.encode());
                    }
                }
                if let Err(trouble) = self.fits_what_waits() {
                    if let Some(conn) = self.conns.get(&number) {
                        conn.write(Message::WordsDiffer.encode());
                    }
                    return self.fail(number, trouble).await;
                }
                if let Goal::Pair { state, .. } = &self.goal
                    && let Some(matched) = state.matched()
                {
                    self.tell(Update::Words(matched.words().clone()));
                }
            }
            Step::Keep(bond) => match self.keep_bond(*bond) {
                Ok(()) => self.begin_meeting(number).await,
                Err(trouble) => self.fail(number, trouble).await,
            },
            Step::Drop => self.drop_conn(number).await,
            Step::Fail(failure) => self.fail(number, failure.into()).await,
        }
    }

    /// Ends a pairing after its last word has gone out.
    pub(super) async fn fail(&mut self, number: u64, trouble: Trouble) {
        match self.conns.get(&number) {
            Some(conn) => {
                conn.finish();
                self.fail_after = Some((number, trouble));
            }
            None => self.end(Err(trouble)).await,
        }
    }

    /// Entries that wait were written for one person; they never go to another.
    pub(super) fn fits_what_waits(&self) -> Result<(), Trouble> {
        let Goal::Pair { state, .. } = &self.goal else {
            return Ok(());
        };
        let Some(matched) = state.matched() else {
            return Ok(());
        };
        let person = matched.partner();
        let other = self
            .engine
            .shared
            .as_ref()
            .is_some_and(|journal| journal.waiting().any(|waiting| waiting.to != person));
        if other {
            Err(Trouble::WaitingForAnother)
        } else {
            Ok(())
        }
    }

    pub(super) fn keep_bond(&mut self, bond: Bond) -> Result<(), Trouble> {
        if let Some(journal) = self.engine.shared.take() {
            // Whatever fails from here on, what the disk has is opened again.
            self.engine.to_reopen = true;
            journal.drop_unfinished()?;
        }
        let keyring = &mut self.engine.profile.keyring;
        let before = keyring.bond.replace(bond);
        if let Err(error) = self.engine.profile.save_keyring() {
            // A bond that only memory knows would seal what nothing opens later.
            self.engine.profile.keyring.bond = before;
            return Err(error.into());
        }
        if let Goal::Pair { reach, .. } = &self.goal {
            self.engine.paired_at = *reach;
        }
        self.engine.open_shared()?;
        let today = self.engine.clock.today();
        if let Some(journal) = &mut self.engine.shared {
            journal.ensure_log(&mut *self.engine.entropy, today)?;
        }
        Ok(())
    }
}
