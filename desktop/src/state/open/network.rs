//! Pairing, and how far the network reaches.

use super::*;

impl Open {
    pub(super) fn pair(&mut self, act: Act, settings: &mut Settings, now: f64) -> Vec<Effect> {
        if act == Act::Finish {
            return self.go(Page::Today, settings, now);
        }
        // What holds the network gives it up first: a meeting cannot be held
        // while two are paired.
        self.pairing.act(act)
    }

    /// However the last page of the pairing is left, what is chosen there
    /// holds.
    pub(super) fn leave_pairing(&mut self) -> Vec<Effect> {
        if self.page != Page::Pairing || self.pairing.step != Step::Done {
            return Vec::new();
        }
        let reach = self.pairing.reach;
        let charter = self.pairing.charter();
        self.pairing = Pairing::default();
        let mut effects = self.set_reach(reach);
        let seal = Command::Seal {
            kind: CHARTER_KIND.to_owned(),
            pair: None,
            content: charter,
        };
        effects.push(Effect::Ask(Ticket::Kept, seal));
        effects
    }

    pub(super) fn set_reach(&mut self, reach: Reach) -> Vec<Effect> {
        self.reach = reach;
        let mut effects = vec![keep_row(REACH, reach.word())];
        if self.meeting {
            effects.push(Effect::Ask(Ticket::Paused, Command::Pause));
        } else {
            effects.extend(self.meet());
        }
        effects
    }

    /// Begins to wait for the other device, if the network may.
    pub(super) fn meet(&mut self) -> Vec<Effect> {
        let (Some(level), Some(_), false) = (level_of(self.reach), self.partner(), self.meeting)
        else {
            return Vec::new();
        };
        self.meeting = true;
        let networking = Networking {
            level,
            timeout: None,
        };
        let sync = Command::Sync {
            networking,
            once: false,
        };
        vec![Effect::Ask(Ticket::Met, sync)]
    }
}
