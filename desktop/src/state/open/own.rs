//! Mine alone, and the passphrases.

use super::*;

impl Open {
    /// Goes to the door of Mine alone; once it is open, this is written there.
    pub(super) fn write_behind_the_door(
        &mut self,
        slot: Slot,
        settings: &mut Settings,
        now: f64,
    ) -> Vec<Effect> {
        let effects = self.go(Page::Mine, settings, now);
        self.mine.next = Some(Next {
            slot,
            begin: ContentBuilder::default(),
            after: None,
        });
        effects
    }

    pub(super) fn open_mine(&mut self) -> Vec<Effect> {
        if self.mine.busy || self.mine.passphrase.is_empty() {
            return Vec::new();
        }
        self.mine.busy = true;
        self.mine.error = None;
        let passphrase = Passphrase::typed(&self.mine.passphrase.text);
        vec![Effect::Ask(
            Ticket::MineOpened,
            Command::OpenOwn { passphrase },
        )]
    }

    /// A page of one's own is written, once Mine alone is open. Where it stands beside
    /// what is being written, it begins with what belongs there, and that is gone on
    /// with after it.
    pub(super) fn write_alone(
        &mut self,
        kind: &str,
        settings: &mut Settings,
        now: f64,
    ) -> Vec<Effect> {
        let composer = self.composer.as_ref().filter(|composer| {
            let shown = self.page == Page::Compose && !composer.slot.is_own();
            shown && alone::own_beside(&composer.kind) == Some(kind)
        });
        let next = Next {
            slot: Slot::OwnNew(kind.to_owned()),
            begin: composer.map_or_else(ContentBuilder::default, |composer| {
                alone::begin_own(&composer.kind, &composer.finished())
            }),
            after: composer.map(|composer| composer.slot.clone()),
        };
        if self.mine.is_open && next.after.is_some() {
            return self.begin_alone(next, now);
        }
        let mut effects = self.go(Page::Mine, settings, now);
        if self.mine.is_open {
            effects.extend(self.begin_alone(next, now));
        } else {
            self.mine.next = Some(next);
        }
        effects
    }

    /// Goes on with what was to be written once Mine alone is open.
    pub(super) fn go_on_alone(&mut self, now: f64) -> Vec<Effect> {
        let next = self.mine.next.take();
        let Some(next) = next.filter(|_| self.page == Page::Mine) else {
            return Vec::new();
        };
        let leads_back = next.after.is_some();
        let effects = self.begin_alone(next, now);
        if leads_back {
            // One came through the door, and does not go back to it.
            self.back.pop();
        }
        effects
    }

    fn begin_alone(&mut self, next: Next, now: f64) -> Vec<Effect> {
        let Next { slot, begin, after } = next;
        let effects = match begin == ContentBuilder::default() {
            true => self.write(slot, now),
            false => self.write_with(slot, begin, now),
        };
        self.after = after;
        effects
    }

    pub(super) fn set_mine(&mut self) -> Vec<Effect> {
        let wrong = if self.mine.new.text == self.mine.candor.text {
            Some(text::first_run::OWN_IS_THE_SAME)
        } else {
            judge(&self.mine.new, &self.mine.again)
        };
        self.mine.error = wrong.map(str::to_owned);
        self.mine.candor_error = None;
        if wrong.is_some() || self.mine.busy {
            return Vec::new();
        }
        self.mine.busy = true;
        vec![Effect::Ask(
            Ticket::MineSet,
            Command::SetOwnPassphrase {
                passphrase: Passphrase::typed(&self.mine.candor.text),
                new: Passphrase::typed(&self.mine.new.text),
            },
        )]
    }

    pub(super) fn close_mine(&mut self) -> Vec<Effect> {
        let mut effects = self.keep_draft();
        if self
            .composer
            .as_ref()
            .is_some_and(|composer| composer.slot.is_own())
        {
            self.composer = None;
        }
        self.mine = Mine::default();
        self.toast = None;
        self.back.retain(|page| !page.is_own());
        self.page = Page::Today;
        effects.push(Effect::Ask(Ticket::Nothing, Command::CloseOwn));
        effects
    }

    pub(super) fn delete_mine(&mut self, id: EntryId) -> Vec<Effect> {
        if self.mine.deleting != Some(id) {
            self.mine.deleting = Some(id);
            return Vec::new();
        }
        self.mine.deleting = None;
        let delete = Command::OwnDelete { id: id.to_string() };
        vec![Effect::Ask(Ticket::MineDeleted(id), delete)]
    }

    pub(super) fn change_passphrase(&mut self) -> Vec<Effect> {
        let page = &mut self.settings_page;
        let wrong = judge(&page.new, &page.again);
        page.error = wrong.map(str::to_owned);
        page.old_error = None;
        if wrong.is_some() || page.busy {
            return Vec::new();
        }
        page.busy = true;
        vec![Effect::Ask(
            Ticket::PassphraseChanged,
            Command::ChangePassphrase {
                old: Passphrase::typed(&page.old.text),
                new: Passphrase::typed(&page.new.text),
            },
        )]
    }

    pub(super) fn change_own_passphrase(&mut self) -> Vec<Effect> {
        let page = &mut self.settings_page;
        let wrong = if page.own_new.text == page.candor.text {
            Some(text::first_run::OWN_IS_THE_SAME)
        } else {
            judge(&page.own_new, &page.own_again)
        };
        page.own_error = wrong.map(str::to_owned);
        page.candor_error = None;
        if wrong.is_some() || page.busy {
            return Vec::new();
        }
        page.busy = true;
        vec![Effect::Ask(
            Ticket::OwnPassphraseChanged,
            Command::ChangeOwnPassphrase {
                passphrase: Passphrase::typed(&page.candor.text),
                old: Passphrase::typed(&page.own_old.text),
                new: Passphrase::typed(&page.own_new.text),
            },
        )]
    }
}
