//! Writing: drafts, finishing, taking back.

use candor_core::entry::content::{FACTS, VERSION};
use candor_core::entry::mechanism::{SealedPairState, State};
use candor_core::entry::template::{END, FieldShape, REVIEW};
use candor_core::view::version_name_of;

use super::*;
use crate::engine::pause::{BACK, BACK_ON, PAUSE_KIND};
use crate::state::composer::{next_parked, set_until};
use crate::state::joint;
use crate::state::pause::{Offer, moment_of};
use crate::state::question::Gate;

impl Open {
    pub(super) fn write(&mut self, slot: Slot, now: f64) -> Vec<Effect> {
        self.after = None;
        if self.page.is_own() && !slot.is_own() {
            // Nothing of one's own pages shows on a shared one.
            self.toast = None;
        }
        let mut effects = self.keep_draft();
        effects.extend(self.leave_pairing());
        if matches!(&slot, Slot::New(kind) if kind == PAUSE_KIND) {
            effects.extend(self.stop_talk(now));
        }
        let kind = match &slot {
            Slot::New(kind)
            | Slot::Reply(_, kind)
            | Slot::Parked(_, kind, _)
            | Slot::OwnNew(kind) => kind.clone(),
            Slot::Edit(id) => match self.timeline.line(*id) {
                Some(line) => line.content.kind().to_owned(),
                None => return effects,
            },
            Slot::OwnEdit(id) => match self.mine.timeline.line(*id) {
                Some(line) => line.content.kind().to_owned(),
                None => return effects,
            },
        };
        let before = match &slot {
            Slot::Edit(id) => self
                .timeline
                .line(*id)
                .map(|line| line.content.to_builder()),
            Slot::OwnEdit(id) => {
                let line = self.mine.timeline.line(*id);
                line.map(|line| line.content.to_builder())
            }
            _ => None,
        };
        let mut composer = Composer::open(slot.clone(), &kind, before.unwrap_or_default());
        let drafts = if slot.is_own() {
            &self.mine.drafts
        } else {
            &self.drafts
        };
        if let Some(draft) = drafts.get(&slot.name()) {
            composer = composer.with_draft(draft.clone());
            if self.words_kept.contains(&slot.name()) {
                composer.look.close();
            }
        } else {
            self.words_kept.remove(&slot.name());
        }
        let partner = self.partner().unwrap_or("").to_owned();
        composer.today = self.today();
        composer.persons = (self.me().to_owned(), partner);
        self.composer = Some(composer);
        if self.page != Page::Compose {
            let from = std::mem::replace(&mut self.page, Page::Compose);
            // From a page that offers what to write one does not come back to it.
            if !matches!(from, Page::Ready | Page::Kinds | Page::Patterns) {
                self.back.push(from);
            }
        }
        effects.extend(self.arrive(now));
        if self.composer.as_ref().is_some_and(Composer::offers_times) {
            // How late it is, anew.
            effects.push(Effect::Ask(Ticket::Status, Command::Status));
        }
        if self.is_meeting() {
            let lists = [Command::Promises, Command::Agreements { on: None }];
            effects.extend(lists.map(|list| Effect::Ask(Ticket::Together, list)));
        }
        effects
    }

    /// Goes back to where one came from, or on with what was begun before.
    pub(super) fn leave_composer(&mut self, now: f64) -> Vec<Effect> {
        if let Some(slot) = self.after.take() {
            self.composer = None;
            return self.write(slot, now);
        }
        let own = self
            .composer
            .take()
            .is_some_and(|composer| composer.slot.is_own());
        if self.page == Page::Compose {
            let home = if own { Page::Mine } else { Page::Today };
            self.page = self.back.pop().unwrap_or(home);
            return self.arrive(now);
        }
        Vec::new()
    }

    /// Lets what was typed in a text of both go along.
    pub(super) fn keep_joint(&mut self) -> Option<Effect> {
        self.joint.as_mut()?.keep()
    }

    /// Puts words below what the draft of a slot says, durably.
    pub(super) fn add_to_draft(&mut self, slot: &Slot, words: ContentBuilder) -> Effect {
        let mut draft = self.drafts.get(&slot.name()).cloned().unwrap_or_default();
        // What a person wrote in a field stands below what stands there.
        let template = slot.kind().and_then(template);
        for (name, value) in &words.fields {
            let own = template.is_some_and(|of| of.holds_words(name, value));
            if let Some(there) = draft.fields.get_mut(name)
                && own
                && !there.contains(value.as_str())
            {
                let field = template.and_then(|of| of.field(name));
                let is_long = field.is_some_and(|field| field.shape == FieldShape::Long);
                there.push_str(if is_long { "\n\n" } else { " " });
                there.push_str(value);
            }
        }
        draft.add_below(words);
        self.drafts.insert(slot.name(), draft.clone());
        let keep = Command::KeepDraft {
            slot: slot.name(),
            content: Some(draft),
        };
        Effect::Ask(Ticket::Kept, keep)
    }

    /// What is being written of a joint text becomes a text of both.
    pub(super) fn write_together(&mut self) -> Vec<Effect> {
        let mut effects = self.keep_draft();
        let Some(composer) = self.composer.as_mut().filter(|it| !it.sending) else {
            return effects;
        };
        composer.sending = true;
        let begin = joint::begin(&composer.kind, &composer.finished());
        let write = Command::Write {
            kind: JOINT_KIND.to_owned(),
            thread: None,
            contents: vec![begin],
            hold: Duration::ZERO,
        };
        effects.push(Effect::Ask(
            Ticket::JointBegun(composer.slot.clone()),
            write,
        ));
        effects
    }

    /// Proposes what both have written.
    pub(super) fn propose_joint(&mut self, now: f64) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.keep_joint().into_iter().collect();
        let Some(joint) = &self.joint else {
            return effects;
        };
        let (slot, begin) = (joint.slot(), joint.proposal());
        effects.extend(self.write_with(slot, begin, now));
        if let Some(composer) = &mut self.composer {
            composer.typed(now);
        }
        effects
    }

    /// Proposes another version of a joint text, which begins with what is there. With
    /// `keeps` it is to go on as long as it did before, from today on.
    pub(super) fn propose_again(&mut self, id: EntryId, keeps: bool, now: f64) -> Vec<Effect> {
        let (Some(line), Some(today)) = (self.timeline.line(id), self.today()) else {
            return Vec::new();
        };
        let kind = line.content.kind().to_owned();
        let slot = Slot::Reply(id, kind);
        let mut begin = countered(line);
        let mut days = Vec::new();
        if keeps {
            let day = |name: &str| line.content.field(name).and_then(Day::parse);
            let since = line.content.written().unwrap_or(today).number();
            for name in [REVIEW, END] {
                if let Some(day) = day(name) {
                    let further = day.number().saturating_sub(since);
                    days.push((name, today.plus(further).to_string()));
                }
            }
        }
        if self.drafts.contains_key(&slot.name()) {
            // What was begun of it goes on as it is, with the new days.
            let effects = self.write(slot, now);
            if let Some(composer) = &mut self.composer {
                for (name, day) in days {
                    composer.set(name, &day);
                }
            }
            return effects;
        }
        let days = days.into_iter();
        begin
            .fields
            .extend(days.map(|(name, day)| (name.to_owned(), day)));
        self.write_with(slot, begin, now)
    }

    /// What was noted of an item becomes an entry of a kind; the meeting goes on
    /// once it is finished or put away.
    pub(super) fn decide(&mut self, kind: &str, now: f64) -> Vec<Effect> {
        let noted = self.composer.as_ref().filter(|_| self.is_meeting());
        let text = noted.map(|composer| meeting::noted(&composer.content, self.agenda));
        let begin = ContentBuilder {
            text: text.unwrap_or_default(),
            ..ContentBuilder::default()
        };
        let meets = self.is_meeting();
        let slot = match self.open_pair(kind) {
            Some((pair, false)) => Slot::Reply(pair, kind.to_owned()),
            _ => Slot::New(kind.to_owned()),
        };
        let effects = self.write_with(slot, begin, now);
        if meets {
            self.after = Some(Slot::New(MEETING_KIND.to_owned()));
        }
        effects
    }

    /// A pair of a kind that is not open yet, and whether one's own half of it is
    /// sealed: what one says belongs into it, and not into a second one.
    pub fn open_pair(&self, kind: &str) -> Option<(EntryId, bool)> {
        let is_sealed = |of: &Template| of.mechanism == Mechanism::SealedPair;
        template(kind).filter(|of| is_sealed(of))?;
        let opened = State::Sealed(SealedPairState::Opened);
        let mut newest = self.timeline.newest_first();
        let is_it = |line: &&Line| line.content.kind() == kind && !is_gone(line);
        let pair = newest.find(is_it).filter(|pair| pair.state != opened)?;
        Some((pair.id, pair.sealed))
    }

    /// The pair of a kind that the other began, not open yet and without an own half:
    /// what is begun of that kind can be its other half.
    pub fn begun_by_other(&self, kind: &str) -> Option<EntryId> {
        template(kind).filter(|of| of.mechanism == Mechanism::SealedPair)?;
        let sealed = State::Sealed(SealedPairState::Sealed);
        let mut newest = self.timeline.newest_first();
        let is_it = |line: &&Line| {
            let waits = line.state == sealed && !line.sealed && !is_gone(line);
            let is_pair = line.content.kind() == kind && line.content.thread().is_none();
            waits && is_pair && line.writer == Writer::Them && kind != CHARTER_KIND
        };
        newest.find(is_it).map(|pair| pair.id)
    }

    /// What is being written becomes one's own half of the other's pair.
    pub(super) fn join_pair(&mut self, pair: EntryId, now: f64) -> Vec<Effect> {
        let Some(composer) = &self.composer else {
            return Vec::new();
        };
        let (from, words) = (composer.slot.clone(), composer.finished());
        let slot = Slot::Reply(pair, composer.kind.clone());
        // A half that was begun already keeps its words, and gets these below.
        let mut effects = vec![self.add_to_draft(&slot, words)];
        effects.extend(self.write(slot, now));
        effects.push(self.drop_draft(&from));
        effects
    }

    /// Writes something that begins with these fields and this text.
    pub(super) fn write_with(
        &mut self,
        slot: Slot,
        begin: ContentBuilder,
        now: f64,
    ) -> Vec<Effect> {
        let effects = self.write(slot.clone(), now);
        if let Some(composer) = &mut self.composer
            && composer.slot == slot
        {
            composer.begin_with(begin);
        }
        effects
    }

    /// Makes durable what was typed and is not kept yet.
    pub(super) fn keep_draft(&mut self) -> Vec<Effect> {
        let joint = self.keep_joint();
        let mut effects = self.keep_composed();
        effects.extend(joint);
        effects
    }

    fn keep_composed(&mut self) -> Vec<Effect> {
        let Some(composer) = &mut self.composer else {
            return Vec::new();
        };
        if !matches!(composer.kept, Kept::Typing(_)) || composer.sending {
            return Vec::new();
        }
        composer.kept = Kept::Saving;
        let slot = composer.slot.clone();
        let draft = composer.draft();
        if slot.is_own() {
            match draft {
                Some(draft) => self.mine.drafts.insert(slot.name(), draft),
                None => self.mine.drafts.remove(&slot.name()),
            };
            let all: Vec<Draft> = self.mine.drafts.clone().into_iter().collect();
            return vec![Effect::Ask(
                Ticket::DraftKept(slot),
                Command::OwnKeepDrafts(all),
            )];
        }
        match &draft {
            Some(draft) => self.drafts.insert(slot.name(), draft.clone()),
            None => self.drafts.remove(&slot.name()),
        };
        let keep = Command::KeepDraft {
            slot: slot.name(),
            content: draft,
        };
        vec![Effect::Ask(Ticket::DraftKept(slot), keep)]
    }

    /// What is being written answers an entry that waited, and has another id now: its
    /// draft is kept under that one.
    pub(super) fn draft_moves(&mut self, waited: EntryId, entry: EntryId) -> Vec<Effect> {
        let Some(composer) = &mut self.composer else {
            return Vec::new();
        };
        let before = composer.slot.clone();
        composer.slot.moves(waited, entry);
        let now = composer.slot.clone();
        let Some(draft) = self.drafts.get(&before.name()).cloned() else {
            return Vec::new();
        };
        if now == before {
            return Vec::new();
        }
        self.drafts.insert(now.name(), draft.clone());
        let keep = Command::KeepDraft {
            slot: now.name(),
            content: Some(draft),
        };
        // Kept first, then gone from where it stood.
        vec![Effect::Ask(Ticket::Kept, keep), self.drop_draft(&before)]
    }

    pub(super) fn drop_draft(&mut self, slot: &Slot) -> Effect {
        if slot.is_own() {
            self.mine.drafts.remove(&slot.name());
            let all: Vec<Draft> = self.mine.drafts.clone().into_iter().collect();
            return Effect::Ask(Ticket::Kept, Command::OwnKeepDrafts(all));
        }
        self.drafts.remove(&slot.name());
        let drop = Command::KeepDraft {
            slot: slot.name(),
            content: None,
        };
        Effect::Ask(Ticket::Kept, drop)
    }

    /// Keeps what stands at the gate for later, as a draft of its own, so that
    /// another can be begun meanwhile.
    pub(super) fn park(&mut self, now: f64) -> Vec<Effect> {
        let number = self.parked_number();
        let Some(composer) = &mut self.composer else {
            return Vec::new();
        };
        let (Some(gate), Some(kind)) = (&composer.gate, composer.slot.kind()) else {
            return Vec::new();
        };
        let Some(until) = gate.until() else {
            composer.error = Some(words::NO_DAY.to_owned());
            return Vec::new();
        };
        let from = composer.slot.clone();
        let slot = match &from {
            Slot::Parked(..) => from.clone(),
            _ => Slot::Parked(number, kind.to_owned(), from.parent()),
        };
        let mut draft = composer.finished();
        if let Some(day) = until {
            set_until(&mut draft, day);
        }
        self.drafts.insert(slot.name(), draft.clone());
        let keep = Command::KeepDraft {
            slot: slot.name(),
            content: Some(draft),
        };
        let mut effects = vec![Effect::Ask(Ticket::Kept, keep)];
        // Kept first, then gone from where it stood.
        if slot != from {
            effects.push(self.drop_draft(&from));
        }
        effects.extend(self.leave_composer(now));
        let said = match until.filter(|day| self.today().is_some_and(|today| *day > today)) {
            Some(day) => words::kept_until(day),
            None => words::KEPT_FOR_LATER.to_owned(),
        };
        self.say(said, None, now);
        effects
    }

    /// The number of the next draft that is kept for later.
    fn parked_number(&self) -> u32 {
        next_parked(self.drafts().map(|(slot, _)| slot))
    }

    /// A pause begins that is over at the moment of an offer, with the note that was
    /// written.
    pub(super) fn pause_for(&mut self, offer: Offer, now: f64) -> Vec<Effect> {
        let Some(clock) = self.clock() else {
            return Vec::new();
        };
        let composer = self.composer.as_mut().filter(|it| it.offers_times());
        let (Some(composer), Some(at)) = (composer, moment_of(offer, clock)) else {
            return Vec::new();
        };
        let is_today = at.day == clock.day;
        let day = (!is_today).then(|| at.day.to_string());
        composer.set(BACK, &at.time());
        composer.set(BACK_ON, day.as_deref().unwrap_or(""));
        composer.typed(now);
        self.finish()
    }

    pub(super) fn finish(&mut self) -> Vec<Effect> {
        let today = self.today();
        let Some(composer) = &mut self.composer else {
            return Vec::new();
        };
        if !composer.is_ready() {
            return Vec::new();
        }
        if composer.kind == "question" && composer.slot.edits().is_none() && !composer.passed {
            let until = composer.kept_until();
            composer.gate.get_or_insert(Gate::open(today, until));
            return Vec::new();
        }
        // Kept first: if it cannot be finished, nothing that was typed is lost.
        let mut effects = self.keep_draft();
        let Some(composer) = &mut self.composer else {
            return effects;
        };
        composer.sending = true;
        composer.error = None;
        let slot = composer.slot.clone();
        let mut content = composer.finished();
        let hold = Duration::from_secs(60 * u64::from(self.hold));
        let sealed = |kind: &str| {
            template(kind).is_some_and(|template| template.mechanism == Mechanism::SealedPair)
        };
        if let Slot::Reply(parent, _) = &slot {
            name_seen(&self.timeline, *parent, &mut content);
        }
        let command = match &slot {
            Slot::New(kind) if sealed(kind) => Command::Seal {
                kind: kind.clone(),
                pair: None,
                content,
            },
            Slot::Reply(pair, kind) if sealed(kind) => Command::Seal {
                kind: kind.clone(),
                pair: Some(pair.to_string()),
                content,
            },
            Slot::New(kind) => Command::Write {
                kind: kind.clone(),
                thread: None,
                contents: vec![content],
                hold,
            },
            Slot::Reply(parent, kind) => Command::Write {
                kind: kind.clone(),
                thread: Some(parent.to_string()),
                contents: vec![content],
                hold,
            },
            Slot::Parked(_, kind, parent) => Command::Write {
                kind: kind.clone(),
                thread: parent.map(|parent| parent.to_string()),
                contents: vec![content],
                hold,
            },
            Slot::Edit(id) => Command::Edit {
                id: id.to_string(),
                change: change(composer, content),
            },
            Slot::OwnNew(_) => Command::OwnWrite {
                kind: composer.kind.clone(),
                content,
            },
            Slot::OwnEdit(id) => Command::OwnEdit {
                id: id.to_string(),
                change: change(composer, content),
            },
        };
        effects.push(Effect::Ask(Ticket::Finished(slot), command));
        effects
    }

    pub(super) fn finished(
        &mut self,
        slot: Slot,
        outcome: Result<Reply, Trouble>,
        now: f64,
    ) -> Vec<Effect> {
        let ids = match outcome {
            Ok(Reply::Ids(ids)) => ids,
            Ok(_) => Vec::new(),
            Err(trouble) => {
                let words = text::window_trouble(&trouble);
                match &mut self.composer {
                    Some(composer) if composer.slot == slot => composer.was_not_sent(words),
                    // It is a draft, and can be opened again.
                    _ => self.notice = Some(words),
                }
                return Vec::new();
            }
        };
        let mut effects = vec![self.drop_draft(&slot)];
        if let Some(composer) = &mut self.composer
            && composer.slot == slot
        {
            composer.kept = Kept::Saved;
            if self.is_meeting() {
                self.agenda = 0;
            }
            effects.extend(self.leave_composer(now));
        }
        if slot.is_own() {
            // Nothing of one's own pages shows on a shared one.
            let composer = self.composer.as_ref();
            if composer.is_none_or(|composer| composer.slot.is_own()) {
                self.say(words::SAVED_FOR_ME.to_owned(), None, now);
            }
            effects.push(Effect::Ask(Ticket::MineLines, Command::OwnLines));
            return effects;
        }
        let is_seal = slot
            .kind()
            .and_then(template)
            .is_some_and(|it| it.mechanism == Mechanism::SealedPair);
        let undo = ids
            .first()
            .copied()
            .filter(|_| slot.edits().is_none() && !is_seal);
        self.changed.extend(ids);
        effects.extend(self.ask_changed());
        effects.push(Effect::Ask(Ticket::Status, Command::Status));
        if let Page::Entry(id) = self.page {
            let show = Command::Show { id: id.to_string() };
            effects.push(Effect::Ask(Ticket::Detail(id), show));
        }
        let talked = std::mem::take(&mut self.together.is_closing);
        if talked && slot == Slot::New(TALK_KIND.to_owned()) {
            // What was talked about leaves the list.
            let topics: Vec<EntryId> = self.together.chosen().map(|(id, _)| id).collect();
            self.together.topics.clear();
            effects.extend(topics.into_iter().map(|topic| self.talked(topic)));
            self.together.opening.clear();
        }
        let partner = self.partner().unwrap_or("").to_owned();
        let kind = slot.kind().unwrap_or("");
        if kind == PAUSE_KIND {
            effects.extend(self.stop_talk(now));
        }
        if is_seal {
            self.say(words::SEALED.to_owned(), None, now);
            return effects;
        }
        let held = self.hold > 0 && template(kind).is_some_and(|template| template.hold);
        let saved = if held {
            words::saved_held(&partner, self.hold)
        } else {
            words::saved(&partner)
        };
        self.say(saved, undo, now);
        effects
    }

    /// Says that a topic was talked about.
    pub(super) fn talked(&self, topic: EntryId) -> Effect {
        let write = Command::Write {
            kind: TALKED_KIND.to_owned(),
            thread: Some(topic.to_string()),
            contents: vec![ContentBuilder::default()],
            hold: Duration::ZERO,
        };
        Effect::Ask(Ticket::Acknowledged, write)
    }

    /// What has gone along already cannot be taken back.
    pub(super) fn judge_undo(&mut self) {
        let undo = self.toast.as_ref().and_then(|toast| toast.undo);
        let gone = undo
            .and_then(|id| self.timeline.line(id))
            .is_some_and(|line| matches!(line.standing, Standing::Said(_)));
        let text = words::shared_with(self.partner().unwrap_or(""));
        if let (Some(toast), true) = (&mut self.toast, gone) {
            toast.undo = None;
            toast.text = format!("{text}.");
        }
    }

    pub(super) fn discard(&mut self, now: f64) -> Vec<Effect> {
        let Some(composer) = &mut self.composer else {
            return Vec::new();
        };
        if !composer.discarding {
            composer.discarding = true;
            return Vec::new();
        }
        let slot = composer.slot.clone();
        let mut effects = vec![self.drop_draft(&slot)];
        if self.is_meeting() {
            self.agenda = 0;
        }
        effects.extend(self.leave_composer(now));
        effects
    }

    pub(super) fn leave(&mut self) -> Vec<Effect> {
        let Some(Leaving { entry, how, seen }) = self.leaving.take() else {
            return Vec::new();
        };
        let id = entry.to_string();
        let command = match how {
            Leave::Withdraw => Command::Withdraw { id },
            Leave::Remove => Command::Remove { id, version: seen },
        };
        vec![Effect::Ask(Ticket::Left(entry), command)]
    }

    pub(super) fn about_to_leave(&self, entry: EntryId, how: Leave) -> Leaving {
        let line = self.timeline.line(entry);
        let line = line.filter(|line| !is_joint(line) && !line.content.kind().is_empty());
        let seen = line.map(|line| version_name_of(line.id, &line.content));
        Leaving { entry, how, seen }
    }

    pub(super) fn take_back(&mut self, id: EntryId) -> Vec<Effect> {
        let cancel = Command::Cancel { id: id.to_string() };
        vec![Effect::Ask(Ticket::TakenBack(id), cancel)]
    }

    /// What is taken back is a draft again. A draft that stands in its place
    /// already keeps its words, and gets these below.
    pub(super) fn draft_again(&mut self, id: EntryId) -> Option<Effect> {
        let line = self.timeline.line(id)?;
        let kind = line.content.kind().to_owned();
        if line.leaves || !matches!(line.standing, Standing::Waits(_)) {
            // What was taken back is the withdrawal, or a correction.
            return None;
        }
        let words = line.content.to_builder();
        let template = template(&kind);
        let holds = |(name, value): (&String, &String)| {
            template.is_some_and(|of| of.holds_words(name, value))
        };
        if words.text.is_empty() && !words.fields.iter().any(holds) {
            return None;
        }
        let slot = match line.content.thread() {
            Some(parent) => Slot::Reply(parent, kind),
            None => Slot::New(kind),
        };
        Some(self.add_to_draft(&slot, words))
    }

    pub(super) fn say(&mut self, text: String, undo: Option<EntryId>, now: f64) {
        self.toast = Some(Toast {
            text,
            undo,
            until: now + TOAST_SECONDS,
            withdrawal_waits: false,
        });
    }
}

/// What a version of a joint text begins with that answers this one. Who was `me` for
/// its writer is `you` for the other.
pub fn countered(line: &Line) -> ContentBuilder {
    let mut begin = line.content.to_builder();
    for fact in FACTS {
        begin.fields.remove(fact);
    }
    begin.fields.remove(VERSION);
    if line.writer == Writer::Them
        && let Some(of) = template(line.content.kind())
    {
        of.said_by_other(&mut begin);
    }
    begin
}

/// Names what is answered as it stands on the screen: if it says something else
/// by now, nothing is written. What both write in changes all the time.
pub(super) fn name_seen(timeline: &Timeline, parent: EntryId, content: &mut ContentBuilder) {
    let line = timeline.line(parent);
    if let Some(line) = line.filter(|line| !is_joint(line)) {
        let name = version_name_of(line.id, &line.content);
        content.fields.insert(VERSION.to_owned(), name);
    }
}
