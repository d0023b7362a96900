//! Pairing, and how far the network reaches.

use super::*;

impl Open {
    pub(super) fn pair(&mut self, act: Act, settings: &mut Settings, now: f64) -> Vec<Effect> {
        if act == Act::Finish {
            return self.go(Page::Today, settings, now);
        }
        let placed = self.pairing.place.is_some();
        let matter = match act {
            Act::Invite if placed => Some(Matter::Invite),
            Act::Join if placed && !self.pairing.typed.trim().is_empty() => Some(Matter::Join),
            _ => None,
        };
        if matter.is_some() {
            self.asked = matter.map(Asked::before);
            return Vec::new();
        }
        // What holds the network gives it up first: a meeting cannot be held
        // while two are paired.
        self.pairing.act(act)
    }

    /// Tries the passphrase that is asked for; what asked for it goes along.
    pub(super) fn prove(&mut self) -> Vec<Effect> {
        let Some(asked) = self.asked.as_mut().filter(|it| !it.busy) else {
            return Vec::new();
        };
        if asked.passphrase.is_empty() {
            return Vec::new();
        }
        asked.busy = true;
        asked.error = None;
        let passphrase = Passphrase::typed(&asked.passphrase.text);
        let ask = match asked.matter {
            Matter::Invite => Effect::Ask(Ticket::Paired, self.pairing.invite(passphrase)),
            Matter::Join => Effect::Ask(Ticket::Paired, self.pairing.join(passphrase)),
            Matter::Reach(reach) => {
                let passphrase = Some(passphrase);
                let keep = Command::Reach { reach, passphrase };
                Effect::Ask(Ticket::Reached(reach), keep)
            }
        };
        vec![ask]
    }

    /// The engine begins a pairing: the passphrase was the right one.
    pub(super) fn pairing_begins(&mut self) {
        if let Some(asked) = self.asked.take() {
            self.pairing.begin(asked.matter);
        }
    }

    /// The pairing ended, or was not begun. Where it came to a bond, the devices meet
    /// in the same way from then on: it was said where the two are before it began.
    pub(super) fn paired(&mut self, outcome: Result<(), Trouble>) -> Vec<Effect> {
        let outcome = outcome.map_err(|trouble| text::window_trouble(&trouble));
        let mut effects = match outcome {
            Ok(()) => self.set_reach(self.pairing.reach()),
            Err(_) => Vec::new(),
        };
        match (self.asked.as_mut().filter(|it| it.busy), outcome) {
            (Some(asked), Err(words)) => asked.refused(words),
            (_, outcome) => self.pairing.ended(outcome),
        }
        effects.push(Effect::Ask(Ticket::Status, Command::Status));
        effects
    }

    /// However the last page of the pairing is left, what is wished there is sealed.
    pub(super) fn leave_pairing(&mut self) -> Vec<Effect> {
        if self.page != Page::Pairing || self.pairing.step != Step::Done {
            return Vec::new();
        }
        self.pairing = Pairing::default();
        vec![self.sharing.say()]
    }

    /// Less is free; more asks for the passphrase first.
    pub(super) fn choose_reach(&mut self, reach: Reach) -> Vec<Effect> {
        if reach > self.reach {
            self.asked = Some(Asked::before(Matter::Reach(reach)));
            return Vec::new();
        }
        self.set_reach(reach)
    }

    /// The network reaches as far as it did, or less, or as far as a pairing
    /// that has just come to its end.
    pub(super) fn set_reach(&mut self, reach: Reach) -> Vec<Effect> {
        let passphrase = None;
        let keep = Command::Reach { reach, passphrase };
        let mut effects = vec![Effect::Ask(Ticket::Kept, keep)];
        effects.extend(self.reaches(reach));
        effects
    }

    /// The answer of the engine to more reach.
    pub(super) fn reached(&mut self, reach: Reach, outcome: Result<Reply, Trouble>) -> Vec<Effect> {
        match outcome {
            Ok(_) => {
                self.asked = None;
                self.reaches(reach)
            }
            Err(trouble) => {
                if let Some(asked) = &mut self.asked {
                    asked.refused(text::window_trouble(&trouble));
                }
                Vec::new()
            }
        }
    }

    fn reaches(&mut self, reach: Reach) -> Vec<Effect> {
        self.reach = reach;
        self.rests_until = None;
        let mut effects = Vec::new();
        if self.meeting {
            effects.push(Effect::Ask(Ticket::Paused, Command::Pause));
        } else {
            effects.extend(self.meet());
        }
        effects
    }

    /// Begins to wait for the other device, if the network may.
    pub(super) fn meet(&mut self) -> Vec<Effect> {
        let (Some(level), Some(_), false) = (self.reach.level(), self.partner(), self.meeting)
        else {
            return Vec::new();
        };
        if self.rests_until.is_some() {
            return Vec::new();
        }
        self.meeting = true;
        let networking = Networking {
            level,
            timeout: None,
        };
        let sync = Command::Sync {
            passphrase: None,
            networking,
            once: false,
        };
        vec![Effect::Ask(Ticket::Met, sync)]
    }
}
