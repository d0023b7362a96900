//! Meetings: what goes along, what came in, how they end.

use super::*;

impl Task {
    pub(super) fn is_live(&self) -> bool {
        self.meeting
            .as_ref()
            .is_some_and(|(_, meeting)| meeting.is_live())
            && self.engine.shared.as_ref().is_some_and(Journal::can_flush)
    }

    pub(super) async fn begin_meeting(&mut self, number: u64) {
        let stay = match &self.goal {
            Goal::Sync { once: false, .. } => Stay::Open,
            _ => Stay::Once,
        };
        let Some(peer) = self.engine.partner_endpoint() else {
            return;
        };
        let free_bytes = self.engine.profile.folder().free_bytes();
        let addresses = self
            .running
            .as_ref()
            .map(|running| running.net.addresses())
            .unwrap_or_default();
        let mut now = Now {
            entropy: &mut *self.engine.entropy,
            today: self.engine.clock.today(),
            seconds: self.engine.clock.seconds(),
            allowance: &mut self.allowance,
            free_bytes,
        };
        let Some(journal) = &mut self.engine.shared else {
            return;
        };
        match Meeting::begin(journal, peer, stay, addresses, &mut now) {
            Ok((meeting, outcomes)) => {
                self.meeting = Some((number, meeting));
                self.carry_out(number, outcomes).await;
            }
            Err(error) => self.end(Err(error.into())).await,
        }
    }

    pub(super) async fn with_meeting(
        &mut self,
        number: u64,
        act: impl FnOnce(
            &mut Meeting,
            &mut Journal<Shared>,
            &mut Now<'_>,
        ) -> Result<Vec<Outcome>, StoreError>,
    ) {
        let Some((held, meeting)) = &mut self.meeting else {
            return;
        };
        let Some(journal) = &mut self.engine.shared else {
            return;
        };
        if *held != number {
            return;
        }
        let mut now = Now {
            entropy: &mut *self.engine.entropy,
            today: self.engine.clock.today(),
            seconds: self.engine.clock.seconds(),
            allowance: &mut self.allowance,
            free_bytes: self.engine.profile.folder().free_bytes(),
        };
        let known = |meeting: &Meeting| (meeting.known().durable.clone(), meeting.known().met);
        let before = known(meeting);
        let outcome = act(meeting, journal, &mut now);
        if known(meeting) != before {
            (self.updates)(Update::Confirmed);
        }
        match outcome {
            Ok(outcomes) => self.carry_out(number, outcomes).await,
            Err(error) => self.end(Err(error.into())).await,
        }
    }

    pub(super) async fn carry_out(&mut self, number: u64, outcomes: Vec<Outcome>) {
        for outcome in outcomes {
            match outcome {
                Outcome::Write(encoded) => self.write(number, encoded),
                Outcome::WriteAndTell(encoded) => {
                    if let Some(conn) = self.conns.get(&number) {
                        conn.write_and_tell(encoded);
                    }
                }
                Outcome::Tell(notice) => {
                    if let Notice::Progress { .. } = notice {
                        self.unindexed += 1;
                    }
                    self.tell(Update::Notice(notice));
                }
                Outcome::Talk(word) => self.heard_in_talk(word),
                Outcome::Appended => {
                    if let Err(error) = self.read_new(OPEN_NOW) {
                        return self.end(Err(error)).await;
                    }
                }
                Outcome::Close(ending) => self.session_ended(number, ending).await,
            }
        }
    }

    pub(super) fn write(&self, number: u64, encoded: Encoded) {
        if let Some(conn) = self.conns.get(&number) {
            conn.write(encoded);
        }
    }

    /// Opens what came in if it is little; much of it waits for idle time.
    pub(super) fn read_new(&mut self, at_most: usize) -> Result<(), Trouble> {
        let Some(journal) = &mut self.engine.shared else {
            return Ok(());
        };
        if journal.pending() > at_most {
            return Ok(());
        }
        journal.open_pending(usize::MAX)?;
        Ok(())
    }

    pub(super) fn has_idle_work(&self) -> bool {
        // What failed is not tried again before somebody asks for something.
        if self.engine.is_stopped() {
            return false;
        }
        let journal = self.engine.shared.as_ref();
        journal.is_some_and(|journal| journal.pending() > 0) || self.unindexed > INDEX_AFTER
    }

    pub(super) async fn idle_work(&mut self) {
        if let Err(error) = self.idle_step().await {
            self.end(Err(error)).await;
        }
    }

    pub(super) async fn idle_step(&mut self) -> Result<(), Trouble> {
        let Some(journal) = &mut self.engine.shared else {
            return Ok(());
        };
        let mut arrivals = Vec::new();
        if journal.pending() > 0 {
            self.unindexed += journal.pending().min(OPEN_AT_ONCE) as u64;
            let left = journal.open_pending(OPEN_AT_ONCE)?;
            if left == 0 {
                // What was written while much came in has waited for this.
                let today = self.engine.clock.today();
                if self
                    .meeting
                    .as_ref()
                    .is_some_and(|(_, meeting)| meeting.is_live())
                {
                    arrivals = journal.flush(&mut *self.engine.entropy, today)?;
                }
            }
            if left == 0 {
                self.tell_changed();
                self.tell(Update::Complete);
            }
        } else {
            journal.save_index()?;
            self.unindexed = 0;
        }
        if !arrivals.is_empty() {
            self.authored(arrivals).await;
        }
        Ok(())
    }

    pub(super) async fn write_live(
        &mut self,
        kind: String,
        thread: Option<String>,
        contents: Vec<candor_core::entry::ContentBuilder>,
    ) -> Result<Reply, Trouble> {
        let thread = thread.map(|prefix| self.engine.find(&prefix)).transpose()?;
        let today = self.engine.clock.today();
        let journal = self.engine.shared.as_mut().ok_or(Trouble::NotPaired)?;
        let (ids, arrivals): (Vec<EntryId>, _) =
            journal.say_new(&mut *self.engine.entropy, today, &kind, thread, contents)?;
        self.authored(arrivals).await;
        Ok(Reply::Ids(ids))
    }

    /// What was put into the outbox while a meeting is open goes along at once.
    pub(super) async fn flush_live(&mut self) -> Result<(), Trouble> {
        let today = self.engine.clock.today();
        let Some(journal) = &mut self.engine.shared else {
            return Ok(());
        };
        let arrivals = journal.flush(&mut *self.engine.entropy, today)?;
        if !arrivals.is_empty() {
            self.authored(arrivals).await;
        }
        Ok(())
    }

    pub(super) async fn authored(&mut self, arrivals: Vec<u64>) {
        if let Some((number, _)) = &self.meeting {
            let number = *number;
            self.with_meeting(number, |meeting, journal, now| {
                meeting.authored(journal, arrivals, now)
            })
            .await;
        }
    }

    pub(super) async fn session_ended(&mut self, number: u64, ending: Ending) {
        self.keep_meeting();
        match ending {
            Ending::Done => {
                self.tell(Update::Equal);
                self.finishing = Some(number);
                if let Some(conn) = self.conns.get(&number) {
                    conn.finish();
                }
            }
            Ending::NoCommonVersion => self.end(Err(Trouble::NoCommonVersion)).await,
            Ending::Broken | Ending::Lost => self.drop_conn(number).await,
        }
    }

    /// Takes more of the other device. A meeting that takes nothing any more is
    /// left; the next one begins with what is missing.
    pub(super) async fn take_more(&mut self) {
        self.allowance.take_more();
        let holding = self
            .meeting
            .as_ref()
            .filter(|(_, meeting)| meeting.is_holding())
            .map(|(number, _)| *number);
        if let (Goal::Sync { .. }, Some(number)) = (&self.goal, holding) {
            self.drop_conn(number).await;
        }
    }

    /// Keeps what the meeting learned of the other device.
    pub(super) fn keep_meeting(&mut self) {
        let Some((number, meeting)) = self.meeting.take() else {
            return;
        };
        let address = self.conns.get(&number).and_then(|conn| {
            (conn.dialled == Dialled::ByMe)
                .then_some(conn.address)
                .flatten()
        });
        if let Some(journal) = &mut self.engine.shared
            && !journal.is_stopped()
            && let Err(error) = meeting.keep(journal, address)
        {
            // What is known of the other device is told again at the next
            // meeting; a store that failed refuses everything after this.
            let words = crate::text::window_trouble(&Trouble::from(error));
            self.tell(Update::Trouble(words));
        }
        // What was under way may have come by another connection already.
        self.tell(Update::Parted);
    }

    pub(super) async fn ended(&mut self, number: u64) {
        if self.finishing == Some(number) {
            return;
        }
        self.with_meeting(number, |meeting, journal, now| {
            meeting.on(journal, Event::Lost, now)
        })
        .await;
        self.drop_conn(number).await;
    }

    pub(super) async fn finished(&mut self, number: u64) {
        if let Some((failed, trouble)) = self.fail_after.take() {
            if failed == number {
                return self.end(Err(trouble)).await;
            }
            self.fail_after = Some((failed, trouble));
        }
        if self.finishing != Some(number) {
            return;
        }
        self.finishing = None;
        let done = match &self.goal {
            Goal::Sync { once, .. } => *once,
            Goal::Pair { .. } => true,
            Goal::None => false,
        };
        if done {
            self.end(Ok(Reply::Done)).await;
        } else {
            self.drop_conn(number).await;
        }
    }

    pub(super) async fn drop_conn(&mut self, number: u64) {
        if let Some((held, _)) = &self.meeting
            && *held == number
        {
            self.keep_meeting();
        }
        self.conns.remove(&number);
        if let Some((failed, _)) = &self.fail_after
            && *failed == number
            && let Some((_, trouble)) = self.fail_after.take()
        {
            return self.end(Err(trouble)).await;
        }
        let comparing = matches!(
            &self.goal,
            Goal::Pair { state, .. } if state.conn() == Some(number)
        );
        let kept_alone = matches!(
            &self.goal,
            Goal::Pair {
                state: Stage::Kept,
                ..
            }
        );
        if comparing || kept_alone {
            return self.end(Err(Trouble::LostInPairing)).await;
        }
        if let Goal::Pair {
            state: Stage::Joining(_),
            ..
        } = &self.goal
        {
            self.turned_away += 1;
            if self.turned_away >= TURNED_AWAY_MAX {
                return self.end(Err(Trouble::InvitationRefused)).await;
            }
        }
        if self.conns.is_empty()
            && let Some(running) = &self.running
        {
            running.redial.notify_one();
        }
    }
}
