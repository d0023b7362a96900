//! What follows from what a person wants.

use super::*;
use crate::state::calendar::Months;

impl Open {
    /// Puts off what was owned some weeks ago, or leaves it.
    fn weeks_after(&mut self, id: EntryId, how: fn(&mut WeeksAfter, EntryId, Day)) -> Vec<Effect> {
        let Some(today) = self.today() else {
            return Vec::new();
        };
        how(&mut self.weeks_after, id, today);
        vec![keep_row(WEEKS_AFTER, &self.weeks_after.row())]
    }

    /// Takes in what a person wants.
    pub fn act(&mut self, intent: Intent, settings: &mut Settings, now: f64) -> Vec<Effect> {
        // The answer to a passphrase comes within a moment; nothing else is
        // begun until then.
        if self.asked.as_ref().is_some_and(|asked| asked.busy) {
            return Vec::new();
        }
        match intent {
            Intent::Go(page) => self.go(page, settings, now),
            Intent::Back => self.go_back(now),
            Intent::Write(slot) if slot.is_own() && !self.mine.is_open => {
                self.write_behind_the_door(slot, settings, now)
            }
            Intent::Write(slot) => self.write(slot, now),
            Intent::Typed => {
                if let Some(composer) = &mut self.composer {
                    composer.typed(now);
                }
                Vec::new()
            }
            Intent::SaveDraft => self.keep_draft(),
            Intent::Step(step) => self.step(step, settings, now),
            Intent::CorrectHere => match self.shown() {
                Some(line) if self.can_correct(line) => {
                    let slot = Slot::Edit(line.id);
                    self.write(slot, now)
                }
                _ => Vec::new(),
            },
            Intent::ReplyHere => {
                let written = |kind: &&'static str| {
                    template(kind)
                        .is_some_and(|of| of.text == TextRule::Required && !of.is_assented_to())
                        && !["addition", "rest"].contains(kind)
                };
                let reply = self.shown().and_then(|line| {
                    let kind = self.allowed(line.id).iter().copied().find(written)?;
                    Some(Slot::Reply(line.id, kind.to_owned()))
                });
                reply.map_or_else(Vec::new, |slot| self.write(slot, now))
            }
            Intent::Finish => self.finish(),
            Intent::PassGate => {
                if let Some(composer) = &mut self.composer {
                    composer.passed = true;
                    composer.gate = None;
                }
                self.finish()
            }
            Intent::PutAway => {
                let mut effects = self.keep_draft();
                if let Some(composer) = &mut self.composer
                    && composer.gate.take().is_some()
                {
                    composer.error = None;
                    return effects;
                }
                effects.extend(self.leave_composer(now));
                effects
            }
            Intent::Later => self.park(now),
            Intent::Discard => self.discard(now),
            Intent::KeepWords => {
                if let Some(composer) = &mut self.composer {
                    composer.look.close();
                    self.words_kept.insert(composer.slot.name());
                }
                Vec::new()
            }
            Intent::KeepDraft => {
                if let Some(composer) = &mut self.composer {
                    composer.discarding = false;
                }
                Vec::new()
            }
            Intent::PauseFor(offer) => self.pause_for(offer, now),
            Intent::Say(entry, kind, word) => {
                let mut content = ContentBuilder::default();
                content.fields.insert("word".to_owned(), word);
                super::writing::name_seen(&self.timeline, entry, &mut content);
                let write = Command::Write {
                    kind,
                    thread: Some(entry.to_string()),
                    contents: vec![content],
                    hold: self.hold(),
                };
                vec![Effect::Ask(Ticket::Acknowledged, write)]
            }
            Intent::ProposeAgain(id, keeps) => self.propose_again(id, keeps, now),
            Intent::WriteWith(slot, begin) => self.write_with(slot, *begin, now),
            Intent::SendNow(id) => {
                let send = Command::SendNow { id: id.to_string() };
                vec![Effect::Ask(Ticket::Sent(id), send)]
            }
            Intent::PutDayRight(id) => {
                let put = Command::PutDayRight { id: id.to_string() };
                vec![Effect::Ask(Ticket::DayRight(id), put)]
            }
            Intent::Unseal(id) => {
                let unseal = Command::Unseal {
                    pair: id.to_string(),
                };
                vec![Effect::Ask(Ticket::Unsealed(id), unseal)]
            }
            Intent::Cross(id) => {
                // Into the pair that is named on the page, as it is there.
                let shown = self.detail.as_ref().filter(|(of, _)| *of == id);
                let pair = shown.and_then(|(_, detail)| detail.pair.as_ref());
                let Some(into) = pair.and_then(|pair| pair.crossed.clone()) else {
                    return Vec::new();
                };
                let cross = Command::Cross {
                    pair: id.to_string(),
                    into: into.id,
                    version: Some(into.version),
                };
                vec![Effect::Ask(Ticket::Crossed, cross)]
            }
            Intent::KeepAfterAll(id) => {
                let keep = Command::KeepAfterAll { id: id.to_string() };
                vec![Effect::Ask(Ticket::KeptAfterAll(id), keep)]
            }
            Intent::JoinPair(pair) => self.join_pair(pair, now),
            Intent::TalkBegin(minutes) => vec![Effect::DrawTalk(minutes)],
            Intent::TalkTurn => self.in_talk(now, |talk| talk.next(now)),
            Intent::TalkGoesOn => self.in_talk(now, |talk| talk.go_on(now)),
            Intent::TalkHere => {
                self.talk_here();
                if self.page == Page::Talk {
                    return self.ask_together().into_iter().collect();
                }
                self.go(Page::Talk, settings, now)
            }
            Intent::TalkNotNow => {
                self.together.elsewhere.not_now(now);
                Vec::new()
            }
            Intent::TalkTopic(topic) => {
                self.together.turn_topic(topic);
                Vec::new()
            }
            Intent::TalkEnd => {
                let (minutes, mut effects) = self.talk_ends(now);
                self.together.is_closing = true;
                let is_closed = |topic| self.closed_topic(topic).is_some();
                let begin = self.together.closing(minutes, is_closed);
                let slot = Slot::New(TALK_KIND.to_owned());
                effects.extend(self.write_with(slot, begin, now));
                effects
            }
            Intent::Talked(topic) => vec![self.talked(topic)],
            Intent::AskLeave(id, leave) => {
                self.leaving = Some(self.about_to_leave(id, leave));
                Vec::new()
            }
            Intent::Leave => self.leave(),
            Intent::Stay => {
                self.leaving = None;
                Vec::new()
            }
            Intent::SetHold(minutes) => {
                self.hold = minutes.min(HOLD_MINUTES_MAX);
                vec![keep_row(HOLD, &self.hold.to_string())]
            }
            Intent::SetQuiet(quiet) => {
                self.quiet = quiet;
                let words = quiet.map_or_else(String::new, |quiet| quiet.to_string());
                vec![
                    keep_row(QUIET, &words),
                    Effect::Ask(Ticket::Nothing, Command::Quiet(quiet)),
                ]
            }
            Intent::AsideChanged => vec![keep_row(ASIDE, &self.aside.row())],
            Intent::PutOff => {
                let Some(today) = self.today() else {
                    return Vec::new();
                };
                self.aside.put_off(today);
                vec![keep_row(ASIDE, &self.aside.row())]
            }
            Intent::WeeksAfterPutOff(id) => self.weeks_after(id, WeeksAfter::put_off),
            Intent::WeeksAfterLeft(id) => self.weeks_after(id, WeeksAfter::leave),
            Intent::NamePartner(name) => {
                vec![Effect::Ask(Ticket::Named, Command::NamePartner { name })]
            }
            Intent::Share(act) => self.sharing.act(act).into_iter().collect(),
            Intent::Tonight(evening) => {
                self.evening = evening;
                vec![keep_row(EVENING, evening.word())]
            }
            Intent::CharterStays => self.charter_stays().into_iter().collect(),
            Intent::CharterPause => {
                let mut effects: Vec<Effect> = self.charter_stays().into_iter().collect();
                effects.extend(self.set_reach(Reach::Off));
                effects
            }
            Intent::CharterChange => {
                let mut effects: Vec<Effect> = self.charter_stays().into_iter().collect();
                let mut begin = ContentBuilder::default();
                let title = words::CHARTER_TITLE.to_owned();
                begin.fields.insert("title".to_owned(), title);
                effects.extend(self.write_with(Slot::New("agreement".to_owned()), begin, now));
                effects
            }
            Intent::TakeBack(id) => self.take_back(id),
            Intent::Uncover(id) => {
                self.unfolded.insert((id, "cover".to_owned()));
                self.opened_with_answers(id).into_iter().collect()
            }
            Intent::OpenLayer(id, layer) => {
                self.unfolded.insert((id, layer));
                Vec::new()
            }
            Intent::Earlier(id) => {
                *self.earlier.entry(id).or_default() += 1;
                Vec::new()
            }
            Intent::TurnLayer(id, layer) => {
                let part = (id, layer);
                if !self.unfolded.remove(&part) {
                    self.unfolded.insert(part);
                }
                Vec::new()
            }
            Intent::Searched => {
                let text = self.search.text.trim().to_owned();
                ask_search(&mut self.search, text, Ticket::Found, Command::Find)
            }
            Intent::SearchedMine => {
                let text = self.mine.search.text.trim().to_owned();
                let search = &mut self.mine.search;
                ask_search(search, text, Ticket::MineFound, Command::OwnFind)
            }
            Intent::Show(group) => {
                self.timeline.show(group);
                Vec::new()
            }
            Intent::AsOn => self.ask_together().into_iter().collect(),
            Intent::Jump(year, month) => {
                self.jump = Some((year, month));
                Vec::new()
            }
            Intent::Calendar(turn) => {
                if let Some(today) = self.today() {
                    let months = Months::of(&self.timeline, today);
                    self.calendar.turn(turn, months);
                }
                Vec::new()
            }
            Intent::LookBack(turn) => {
                let asks = self.together.back.turn(turn);
                let ask = asks.then(|| self.ask_together()).flatten();
                ask.into_iter().collect()
            }
            Intent::Agenda(further) => {
                self.agenda = meeting::further(self.agenda, further);
                Vec::new()
            }
            Intent::Decide(kind) => self.decide(&kind, now),
            Intent::WriteTogether => self.write_together(),
            Intent::JointTyped => {
                if let Some(joint) = &mut self.joint {
                    joint.typed(now);
                }
                Vec::new()
            }
            Intent::ProposeJoint => self.propose_joint(now),
            Intent::SupportPart(part) => {
                self.support_part = Some(part);
                self.go(Page::Support, settings, now)
            }
            Intent::OpenMine => self.open_mine(),
            Intent::Alone(kind) => self.write_alone(&kind, settings, now),
            Intent::SetMine => self.set_mine(),
            Intent::CloseMine => self.close_mine(),
            Intent::LetGo => {
                self.mine.let_out = Zeroizing::default();
                self.say(words::LET_GONE.to_owned(), None, now);
                Vec::new()
            }
            Intent::KeepLetOut(kept) => {
                let text = std::mem::take(&mut self.mine.let_out);
                let mut begin = ContentBuilder::default();
                if kept {
                    text.as_str().clone_into(&mut begin.text);
                }
                // What lies under it has a page with its own questions.
                let kind = if kept { "reflection" } else { "under-anger" };
                let slot = Slot::OwnNew(kind.to_owned());
                let write = Intent::WriteWith(slot, Box::new(begin));
                let mut effects = self.act(write, settings, now);
                if kept {
                    // It stands nowhere else.
                    effects.extend(self.act(Intent::Typed, settings, now));
                    effects.extend(self.keep_draft());
                }
                effects
            }
            Intent::DeleteMine(id) => self.delete_mine(id),
            Intent::KeepMine => {
                self.mine.deleting = None;
                Vec::new()
            }
            Intent::Pair(act) => self.pair(act, settings, now),
            Intent::SetReach(reach) => self.choose_reach(reach),
            Intent::Prove => self.prove(),
            Intent::DoNotProve => {
                self.asked = None;
                Vec::new()
            }
            Intent::ChangePassphrase => self.change_passphrase(),
            Intent::ChangeOwnPassphrase => self.change_own_passphrase(),
            Intent::Undo => match self.toast.take().and_then(|toast| toast.undo) {
                Some(id) => self.take_back(id),
                None => Vec::new(),
            },
            Intent::CloseToast => {
                self.toast = None;
                Vec::new()
            }
            Intent::CloseNotice => {
                self.notice = None;
                Vec::new()
            }
            Intent::TakeMore(more) => {
                self.too_much = None;
                let take = more.then(|| Effect::Ask(Ticket::Nothing, Command::TakeMore));
                take.into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}
