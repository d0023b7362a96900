//! What the engine answers and tells.

use candor_core::journal::Withdrawal;

use super::*;
use crate::engine::pause::PAUSE_KIND;

/// How long what the clock on the wall says is believed, in seconds: so long it takes at
/// the most to see that the computer is in another time zone, or its clock was set.
const ASKS_DAY_AFTER: f64 = 600.0;
/// How long after the disk ended a meeting the next one begins, in seconds.
const MEETS_AGAIN_AFTER: f64 = 30.0;

impl Open {
    /// Takes in the answer to what was asked.
    pub fn replied(
        &mut self,
        ticket: Ticket,
        reply: Result<Reply, Trouble>,
        now: f64,
    ) -> Vec<Effect> {
        match (ticket, reply) {
            (Ticket::Status, Ok(Reply::Status(status))) => {
                self.own_is_set = status.own;
                let before = self.status.replace(status);
                let (partner, today) = (self.partner(), self.today());
                let was = before.map(|before| (before.partner, before.today));
                let same = was.is_some_and(|(before, day)| {
                    before.as_deref() == partner && Some(day) == today
                });
                let mut effects = self.meet();
                if !same {
                    // What is due hangs on who the other is, and on the day.
                    effects.extend(self.ask_together());
                    if let Page::Entry(id) = self.page {
                        let show = Command::Show { id: id.to_string() };
                        effects.push(Effect::Ask(Ticket::Detail(id), show));
                    }
                }
                if let Some((composer, today)) = self.composer.as_mut().zip(today) {
                    composer.day_came(today);
                }
                let day_ends = self.status.as_ref().map_or(1, |status| status.day_ends);
                self.told_at = Some(self.now);
                self.asks_day_at = Some(self.now + f64::from(day_ends).min(ASKS_DAY_AFTER));
                effects
            }
            (Ticket::Newest, Ok(Reply::Lines(lines))) => {
                if !self.complete {
                    self.timeline.replace(lines);
                }
                Vec::new()
            }
            (Ticket::All, Ok(Reply::Lines(lines))) => {
                let mut timeline = Timeline::default();
                timeline.replace(lines);
                self.loaded(timeline);
                Vec::new()
            }
            (Ticket::Changed(asked), Ok(Reply::Lines(lines))) => {
                self.changed_came(asked, lines, now)
            }
            (Ticket::Drafts, Ok(Reply::Drafts(drafts))) => {
                self.drafts = drafts.into_iter().collect();
                if let Some(kept) = self.drafts.remove(ARRIVALS) {
                    let ids = kept.text.lines().filter_map(EntryId::from_hex);
                    self.arrivals = ids.take(ARRIVALS_MAX).collect();
                }
                if let Some(kept) = self.drafts.remove(HOLD)
                    && let Ok(minutes) = kept.text.trim().parse::<u32>()
                {
                    self.hold = minutes.min(HOLD_MINUTES_MAX);
                }
                if let Some(kept) = self.drafts.remove(REACH) {
                    self.reach = Reach::of_word(kept.text.trim());
                }
                if let Some(kept) = self.drafts.remove(CHARTER_SEEN) {
                    self.charter_seen = Day::parse(kept.text.trim());
                }
                if let Some(kept) = self.drafts.remove(EVENING) {
                    self.evening = Evening::of_word(kept.text.trim());
                }
                if let Some(kept) = self.drafts.remove(ASIDE) {
                    self.aside = Aside::parse(&kept.text);
                }
                if let Some(kept) = self.drafts.remove(WEEKS_AFTER) {
                    self.weeks_after = WeeksAfter::parse(&kept.text);
                }
                let kept = self.drafts.remove(QUIET);
                self.quiet = kept.and_then(|kept| Quiet::parse(kept.text.trim()));
                let mut effects = vec![Effect::Ask(Ticket::Nothing, Command::Quiet(self.quiet))];
                effects.extend(self.meet());
                effects
            }
            (Ticket::DraftKept(slot), outcome) => {
                self.draft_kept(&slot, outcome.map(drop), now);
                Vec::new()
            }
            (Ticket::Joint(id), Ok(Reply::Joint(draft))) => {
                if let Some(joint) = self.joint.as_mut().filter(|joint| joint.id == id) {
                    joint.take(*draft);
                }
                Vec::new()
            }
            (Ticket::Joint(id), Err(trouble)) => {
                if self.joint.as_ref().is_none_or(|joint| joint.id != id) {
                    return Vec::new();
                }
                // Both have removed it.
                self.notice = Some(text::window_trouble(&trouble));
                self.joint = None;
                self.page = self.back.pop().unwrap_or(Page::Today);
                self.arrive(now)
            }
            (Ticket::JointKept(id), outcome) => self.joint_kept(id, outcome),
            (Ticket::JointBegun(slot), outcome) => self.joint_begun(slot, outcome),
            (Ticket::Finished(slot), outcome) => self.finished(slot, outcome, now),
            (Ticket::Acknowledged, Ok(Reply::Ids(ids))) => {
                self.changed.extend(ids);
                let mut effects = self.ask_changed();
                effects.push(Effect::Ask(Ticket::Status, Command::Status));
                effects
            }
            (Ticket::TakenBack(id), Ok(_)) if self.is_said(id) => {
                self.changed.insert(id);
                let mut effects = self.ask_changed();
                effects.push(Effect::Ask(Ticket::Status, Command::Status));
                effects
            }
            (Ticket::TakenBack(id), Ok(_)) => {
                let kept = self.draft_again(id);
                self.timeline.remove(id);
                self.search.found.retain(|found| *found != id);
                let mut effects = Vec::new();
                if self.page == Page::Entry(id) {
                    self.page = self.back.pop().unwrap_or(Page::Today);
                    effects.extend(self.arrive(now));
                }
                self.say(words::TAKEN_BACK.to_owned(), None, now);
                effects.push(Effect::Ask(Ticket::Status, Command::Status));
                effects.extend(self.ask_together());
                effects.extend(kept);
                effects
            }
            (Ticket::Together, Ok(reply)) => {
                self.together.take(reply);
                Vec::new()
            }
            (Ticket::Sharing, Ok(Reply::Pair(pair))) => {
                self.sharing.pair = Some(*pair);
                Vec::new()
            }
            (Ticket::SharingSaid, outcome) => {
                if let Err(trouble) = outcome {
                    self.notice = Some(text::window_trouble(&trouble));
                }
                self.ask_sharing().into_iter().collect()
            }
            (Ticket::Unsealed(id), Ok(_)) => {
                self.say(words::UNSEALED.to_owned(), None, now);
                self.changed.insert(id);
                let show = Command::Show { id: id.to_string() };
                let mut effects = vec![Effect::Ask(Ticket::Detail(id), show)];
                effects.extend(self.ask_changed());
                effects
            }
            (Ticket::Crossed, Ok(Reply::Ids(ids))) => {
                let into = ids.first().copied();
                self.changed.extend(ids);
                let mut effects = self.ask_changed();
                if let Some(into) = into {
                    self.page = Page::Entry(into);
                    effects.extend(self.arrive(now));
                }
                self.say(words::SEALED.to_owned(), None, now);
                effects
            }
            (Ticket::Sent(id) | Ticket::DayRight(id), Ok(_)) => {
                self.changed.insert(id);
                self.ask_changed()
            }
            (Ticket::KeptAfterAll(id), Ok(_)) => {
                self.changed.insert(id);
                self.say(text::KEPT_AFTER_ALL.to_owned(), None, now);
                self.ask_changed()
            }
            (Ticket::Left(id), Ok(Reply::Withdrawn(outcome))) => {
                self.changed.insert(id);
                self.say(text::withdrawn(outcome).to_owned(), None, now);
                if let Some(toast) = &mut self.toast {
                    toast.withdrawal_waits = outcome == Withdrawal::Waits;
                }
                let mut effects = self.ask_changed();
                effects.push(Effect::Ask(Ticket::Status, Command::Status));
                effects.push(self.drop_draft(&Slot::Edit(id)));
                effects
            }
            (Ticket::Detail(id), Ok(Reply::Entry(detail))) => {
                self.detail = Some((id, *detail));
                Vec::new()
            }
            (Ticket::Found(text), Ok(Reply::Found(found))) => {
                found_in(&mut self.search, text, found);
                Vec::new()
            }
            (Ticket::MineFound(text), Ok(Reply::Found(found))) => {
                found_in(&mut self.mine.search, text, found);
                Vec::new()
            }
            (Ticket::MineOpened, Ok(_)) => {
                self.mine = Mine {
                    is_open: true,
                    next: self.mine.next.take(),
                    ..Mine::default()
                };
                vec![
                    Effect::Ask(Ticket::MineLines, Command::OwnLines),
                    Effect::Ask(Ticket::MineDrafts, Command::OwnDrafts),
                ]
            }
            (Ticket::MineSet, Ok(_)) => {
                self.own_is_set = true;
                self.mine.busy = true;
                let passphrase = Passphrase::typed(&self.mine.new.text);
                vec![Effect::Ask(
                    Ticket::MineOpened,
                    Command::OpenOwn { passphrase },
                )]
            }
            (Ticket::MineOpened | Ticket::MineSet, Err(trouble)) => {
                self.mine.busy = false;
                self.mine.passphrase.clear();
                let words = text::window_trouble(&trouble);
                if is_not_proven(&trouble) {
                    self.mine.candor.clear();
                    self.mine.candor_error = Some(words);
                } else {
                    self.mine.error = Some(words);
                }
                Vec::new()
            }
            // What comes after the door was closed stays outside.
            (Ticket::MineLines | Ticket::MineDrafts | Ticket::MineFound(_), _)
                if !self.mine.is_open =>
            {
                Vec::new()
            }
            (Ticket::MineLines, Ok(Reply::Lines(lines))) => {
                self.mine.timeline.replace(lines);
                Vec::new()
            }
            (Ticket::MineDrafts, Ok(Reply::Drafts(drafts))) => {
                self.mine.drafts = drafts.into_iter().collect();
                self.go_on_alone(now)
            }
            (Ticket::MineDeleted(id), Ok(_)) => {
                self.mine.timeline.remove(id);
                if self.page == Page::MinePage(id) {
                    self.page = Page::Mine;
                }
                self.say(words::DELETED.to_owned(), None, now);
                Vec::new()
            }
            (Ticket::Paired, outcome) => {
                let outcome = outcome.map(|_| ());
                self.paired(outcome)
            }
            (Ticket::Reached(reach), outcome) => self.reached(reach, outcome),
            (Ticket::Paused, _) => {
                self.meeting = false;
                self.progress = None;
                let mut effects = self.meet();
                effects.push(Effect::Ask(Ticket::Status, Command::Status));
                effects
            }
            (Ticket::Met, outcome) => {
                self.progress = None;
                // A pause that was asked for says so itself.
                if let Err(trouble) = outcome
                    && !matches!(trouble, Trouble::Stopped)
                {
                    self.meeting = false;
                    if is_of_disk(&trouble) {
                        // What the other has would come again at once.
                        self.rests_until = Some(now + MEETS_AGAIN_AFTER);
                    }
                    self.notice = Some(text::window_trouble(&trouble));
                }
                Vec::new()
            }
            (Ticket::Named, outcome) => self.named(outcome, now),
            (Ticket::PassphraseChanged, outcome) => {
                self.settings_page.busy = false;
                match outcome {
                    Ok(_) => {
                        self.settings_page.old.clear();
                        self.settings_page.new.clear();
                        self.settings_page.again.clear();
                        self.say(words::PASSPHRASE_CHANGED.to_owned(), None, now);
                    }
                    Err(trouble) if is_not_proven(&trouble) => {
                        self.settings_page.old.clear();
                        self.settings_page.old_error = Some(text::window_trouble(&trouble));
                    }
                    Err(trouble) => self.settings_page.error = Some(text::window_trouble(&trouble)),
                }
                Vec::new()
            }
            (Ticket::OwnPassphraseChanged, outcome) => {
                let page = &mut self.settings_page;
                page.busy = false;
                match outcome {
                    Ok(_) => {
                        page.own_old.clear();
                        page.own_new.clear();
                        page.own_again.clear();
                        page.candor.clear();
                        self.say(words::OWN_PASSPHRASE_CHANGED.to_owned(), None, now);
                    }
                    Err(trouble) => {
                        let words = text::window_trouble(&trouble);
                        if is_not_proven(&trouble) {
                            page.candor.clear();
                            page.candor_error = Some(words);
                        } else {
                            if is_wrong(&trouble) {
                                page.own_old.clear();
                            }
                            page.own_error = Some(words);
                        }
                    }
                }
                Vec::new()
            }
            (Ticket::Nothing | Ticket::Detail(_), _) => Vec::new(),
            (ticket, Err(trouble)) => {
                match ticket {
                    Ticket::Changed(_) => self.asking = false,
                    // What changes is shown all the same.
                    Ticket::All => self.complete = true,
                    _ => {}
                }
                self.notice = Some(text::window_trouble(&trouble));
                Vec::new()
            }
            (_, Ok(_)) => Vec::new(),
        }
    }

    /// The other is called so from now on; what shows names is asked for again.
    fn named(&mut self, outcome: Result<Reply, Trouble>, now: f64) -> Vec<Effect> {
        let page = &mut self.settings_page;
        if let Err(trouble) = outcome {
            let words = text::window_trouble(&trouble);
            if self.page == Page::Settings {
                page.name_error = Some(words);
            } else {
                self.notice = Some(words);
            }
            return Vec::new();
        }
        page.name = None;
        page.name_error = None;
        self.say(text::names::CHOSEN.to_owned(), None, now);
        let mut effects = vec![Effect::Ask(Ticket::Status, Command::Status)];
        effects.extend(self.ask_together());
        effects
    }

    /// Takes in all entries.
    pub fn loaded(&mut self, mut timeline: Timeline) {
        self.complete = true;
        timeline.show(self.timeline.shown());
        self.timeline = timeline;
    }

    /// What was typed in a text of both went along, or became a draft.
    fn joint_kept(&mut self, id: EntryId, outcome: Result<Reply, Trouble>) -> Vec<Effect> {
        let drafts = Effect::Ask(Ticket::Drafts, Command::Drafts);
        let aside = |words: &str| format!("{words} {}", text::joint::KEPT_ASIDE);
        match (self.joint.as_mut().filter(|joint| joint.id == id), outcome) {
            (Some(joint), Ok(Reply::Aside(words))) => {
                joint.was_refused(&words);
                vec![joint.ask(), drafts]
            }
            (None, Ok(Reply::Aside(words))) => {
                self.notice = Some(aside(&words));
                vec![drafts]
            }
            (Some(joint), Ok(_)) => {
                joint.was_kept();
                vec![joint.ask()]
            }
            (None, Ok(_)) => Vec::new(),
            (Some(joint), Err(trouble)) => {
                joint.was_not_kept(text::window_trouble(&trouble));
                Vec::new()
            }
            (None, Err(trouble)) => {
                self.notice = Some(text::window_trouble(&trouble));
                Vec::new()
            }
        }
    }

    /// A text of both was begun out of what was being written: it is shown, and
    /// what stood there goes.
    fn joint_begun(&mut self, slot: Slot, outcome: Result<Reply, Trouble>) -> Vec<Effect> {
        let ids = match outcome {
            Ok(Reply::Ids(ids)) => ids,
            Ok(_) => Vec::new(),
            Err(trouble) => {
                let words = text::window_trouble(&trouble);
                match self.composer.as_mut().filter(|it| it.slot == slot) {
                    Some(composer) => composer.was_not_sent(words),
                    None => self.notice = Some(words),
                }
                return Vec::new();
            }
        };
        let mut effects = vec![self.drop_draft(&slot)];
        let shown =
            self.page == Page::Compose && self.composer.as_ref().is_some_and(|it| it.slot == slot);
        self.changed.extend(ids.iter().copied());
        effects.extend(self.ask_changed());
        if let (true, Some(id)) = (shown, ids.first()) {
            self.composer = None;
            self.page = Page::Joint(*id);
            effects.extend(self.arrive(self.now));
        }
        effects
    }

    fn draft_kept(&mut self, slot: &Slot, outcome: Result<(), Trouble>, now: f64) {
        let Some(composer) = &mut self.composer else {
            return;
        };
        if composer.slot != *slot || composer.kept != Kept::Saving {
            return;
        }
        match outcome {
            Ok(()) => composer.was_kept(),
            Err(trouble) => {
                let cause = text::window_trouble(&trouble);
                composer.was_not_kept(words::draft_not_kept(&cause), now);
            }
        }
    }

    pub(super) fn changed_came(
        &mut self,
        asked: Vec<EntryId>,
        lines: Vec<Line>,
        now: f64,
    ) -> Vec<Effect> {
        self.asking = false;
        let here: BTreeSet<EntryId> = lines.iter().map(|line| line.id).collect();
        for id in asked.into_iter().filter(|id| !here.contains(id)) {
            self.timeline.remove(id);
        }
        let is_new = |line: &&Line| self.timeline.line(line.id).is_none();
        let new: Vec<EntryId> = lines.iter().filter(is_new).map(|line| line.id).collect();
        let today = self.today();
        let pauses = |line: &&Line| {
            let is_pause = line.content.kind() == PAUSE_KIND && !is_gone(line);
            is_pause && line.writer == Writer::Them && line.content.written() == today
        };
        if lines.iter().filter(is_new).any(|line| pauses(&line)) {
            self.talk_stands_still(now);
        }
        let gone: Vec<EntryId> = lines
            .iter()
            .filter(|line| is_gone(line))
            .map(|line| line.id)
            .collect();
        self.arrivals.retain(|id| !gone.contains(id));
        let shares = lines.iter().any(|line| line.content.kind() == CHARTER_KIND);
        let waits = self.toast.as_ref();
        let waits = waits.is_some_and(|toast| toast.withdrawal_waits);
        if !gone.is_empty() && waits {
            // It went along at once: it does not wait any more.
            self.toast = None;
        }
        self.timeline.put(lines);
        // What it answers may have come with it.
        let arrives = |id: &EntryId| self.timeline.line(*id).is_some_and(|it| self.arrives(it));
        let arrived: Vec<EntryId> = new.into_iter().filter(arrives).collect();
        for id in &arrived {
            self.arrivals.insert(0, *id);
            self.arrivals.truncate(ARRIVALS_MAX);
        }
        self.judge_undo();
        let mut effects = self.ask_changed();
        effects.extend(self.ask_together());
        effects.extend(self.ask_sharing().filter(|_| shares));
        if !arrived.is_empty() {
            effects.push(self.keep_arrivals());
        }
        if let Page::Entry(id) = self.page {
            let show = Command::Show { id: id.to_string() };
            effects.push(Effect::Ask(Ticket::Detail(id), show));
        }
        if let Some(joint) = self.joint.as_ref().filter(|joint| here.contains(&joint.id)) {
            effects.push(joint.ask());
        }
        effects
    }

    /// What came in is opened.
    pub(super) fn opened(&mut self, id: EntryId) -> Option<Effect> {
        let before = self.arrivals.len();
        self.arrivals.retain(|other| *other != id);
        (self.arrivals.len() < before).then(|| self.keep_arrivals())
    }

    pub(super) fn keep_arrivals(&self) -> Effect {
        let ids: Vec<String> = self.arrivals.iter().map(EntryId::to_string).collect();
        let content = (!ids.is_empty()).then(|| ContentBuilder {
            text: ids.join("\n"),
            ..ContentBuilder::default()
        });
        let keep = Command::KeepDraft {
            slot: ARRIVALS.to_owned(),
            content,
        };
        Effect::Ask(Ticket::Kept, keep)
    }

    /// Asks for the lines that changed. Until all entries are here nothing can
    /// tell what is new from what was not loaded yet, so it waits for them.
    pub(super) fn ask_changed(&mut self) -> Vec<Effect> {
        if !self.complete || self.asking || self.changed.is_empty() {
            return Vec::new();
        }
        self.asking = true;
        let ids: Vec<EntryId> = std::mem::take(&mut self.changed).into_iter().collect();
        vec![Effect::Ask(
            Ticket::Changed(ids.clone()),
            Command::Lines(Which::Of(ids)),
        )]
    }

    /// Takes in what the engine tells.
    pub fn told(&mut self, update: Update, now: f64) -> Vec<Effect> {
        match update {
            Update::Entry(id) => {
                self.changed.insert(id);
                Vec::new()
            }
            Update::Became { waited, entry } => {
                for page in self.back.iter_mut().chain([&mut self.page]) {
                    match page {
                        Page::Entry(id) | Page::Joint(id) if *id == waited => *id = entry,
                        _ => {}
                    }
                }
                let found = self.search.found.iter_mut();
                for kept in self.together.topics.iter_mut().chain(found) {
                    if *kept == waited {
                        *kept = entry;
                    }
                }
                let effects = self.draft_moves(waited, entry);
                if let Some(joint) = self.joint.as_mut().filter(|joint| joint.id == waited) {
                    joint.id = entry;
                }
                effects
            }
            Update::Proven => {
                self.pairing_begins();
                Vec::new()
            }
            Update::Words(six) => {
                self.pairing.compare(six.words());
                Vec::new()
            }
            Update::Invited(text) => {
                self.pairing.invited(text);
                Vec::new()
            }
            Update::Notice(Notice::Progress { done, expected }) => {
                self.progress = (done < expected).then_some((done, expected));
                if done >= expected {
                    return vec![Effect::Ask(Ticket::Status, Command::Status)];
                }
                Vec::new()
            }
            Update::Notice(notice @ Notice::TooMuch { .. }) => {
                self.too_much = text::window_notice(&notice);
                Vec::new()
            }
            Update::Notice(notice) => {
                self.notice = text::window_notice(&notice);
                Vec::new()
            }
            Update::Confirmed => vec![Effect::Ask(Ticket::Status, Command::Status)],
            Update::Equal | Update::Complete | Update::Parted => {
                self.progress = None;
                vec![Effect::Ask(Ticket::Status, Command::Status)]
            }
            Update::Talk { word, tie } => {
                self.heard_in_talk(&word, tie, now);
                Vec::new()
            }
            Update::Trouble(words) => {
                self.notice = Some(words);
                Vec::new()
            }
        }
    }
}
