//! Pages, and the ways between them.

use super::*;

/// A page of the window.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Page {
    /// After the first run: what to do first.
    Ready,
    /// Today.
    Today,
    /// All entries.
    Timeline,
    /// One entry and what answers it.
    Entry(EntryId),
    /// Something is being written.
    Compose,
    /// Everything that can be written.
    Kinds,
    /// A talk, and what waits for it.
    Talk,
    /// A break.
    Calm,
    /// What is open between the two.
    Between,
    /// Joint texts.
    Agreements,
    /// A text that both write in.
    Joint(EntryId),
    /// Ready texts of agreements.
    Patterns,
    /// Promises of both.
    Promises,
    /// What the two have.
    Us,
    /// A look back.
    LookBack,
    /// A month of days, and what was begun on the chosen one.
    Calendar,
    /// In a narrow window: the pages that have no tab.
    More,
    /// Search in what is shared.
    Search,
    /// Mine alone.
    Mine,
    /// One page of one's own.
    MinePage(EntryId),
    /// What is let out, in memory alone.
    LetOut,
    /// One's own line of trust over time.
    Pulse,
    /// Pairing.
    Pairing,
    /// Settings.
    Settings,
    /// Support.
    Support,
    /// All shortcuts.
    Shortcuts,
}

impl Page {
    /// Whether one comes to it from another page, and goes back there.
    pub fn has_way_back(&self) -> bool {
        matches!(
            self,
            Self::Entry(_)
                | Self::MinePage(_)
                | Self::LetOut
                | Self::Pulse
                | Self::Joint(_)
                | Self::Calm
                | Self::Support
                | Self::Shortcuts
                | Self::Kinds
                | Self::Patterns
        )
    }

    /// Whether it belongs to Mine alone.
    pub fn is_own(&self) -> bool {
        matches!(
            self,
            Self::Mine | Self::MinePage(_) | Self::LetOut | Self::Pulse
        )
    }
}

impl Open {
    pub(super) fn go(&mut self, page: Page, settings: &mut Settings, now: f64) -> Vec<Effect> {
        if page == self.page {
            return Vec::new();
        }
        let mut effects = self.keep_draft();
        effects.extend(self.leave_pairing());
        self.after = None;
        // What was let out is gone with its page.
        self.mine.let_out = Zeroizing::default();
        if self.page.is_own() && !page.is_own() {
            // Nothing of one's own pages shows on a shared one.
            self.toast = None;
        }
        let from = std::mem::replace(&mut self.page, page.clone());
        // From the navigation it begins at today's month; on the way back from
        // an entry it is as it was left.
        if page == Page::Calendar
            && let Some(today) = self.today()
        {
            self.calendar = Calendar::of(today);
        }
        if page == Page::Calm {
            self.calm = Some(Calm::begin(now));
            effects.extend(self.stop_talk(now));
        }
        let meets = from == Page::Compose && self.is_meeting();
        if meets || (from != Page::Compose && from != Page::Ready) {
            self.back.push(from);
            if self.back.len() > 32 {
                self.back.remove(0);
            }
        }
        effects.extend(self.arrive(now));
        let section = match page {
            Page::Today => Some(Section::Today),
            Page::Timeline => Some(Section::Timeline),
            _ => None,
        };
        if let Some(section) = section
            && section != settings.section
        {
            settings.section = section;
            effects.push(Effect::SaveSettings);
        }
        effects
    }

    pub(super) fn go_back(&mut self, now: f64) -> Vec<Effect> {
        self.mine.let_out = Zeroizing::default();
        let mut effects = self.keep_draft();
        effects.extend(self.leave_pairing());
        self.composer = None;
        self.after = None;
        self.page = self.back.pop().unwrap_or(Page::Today);
        if self.page == Page::Compose {
            // A meeting was left for a moment.
            self.page = self.back.pop().unwrap_or(Page::Today);
            effects.extend(self.write(Slot::New(MEETING_KIND.to_owned()), now));
            return effects;
        }
        effects.extend(self.arrive(now));
        effects
    }

    /// Whether a weekly meeting is being written.
    pub fn is_meeting(&self) -> bool {
        let slot = self.composer.as_ref().map(|composer| &composer.slot);
        slot == Some(&Slot::New(MEETING_KIND.to_owned()))
    }

    /// To the entry after or before the one that is shown, as the timeline
    /// has them.
    pub(super) fn step(&mut self, step: i32, settings: &mut Settings, now: f64) -> Vec<Effect> {
        let Page::Entry(id) = self.page else {
            return Vec::new();
        };
        let Some(next) = self.timeline.beside(id, step) else {
            return Vec::new();
        };
        // One way back, however far one has gone.
        let effects = self.go(Page::Entry(next), settings, now);
        self.back.pop();
        effects
    }

    /// What a page needs when it is shown.
    pub(super) fn arrive(&mut self, _now: f64) -> Vec<Effect> {
        self.mine.deleting = None;
        self.forget_passphrases();
        self.together.on.clear();
        self.joint = None;
        match self.page.clone() {
            Page::Joint(id) => {
                let mut effects: Vec<Effect> = self.opened(id).into_iter().collect();
                let joint = Joint::of(id);
                effects.push(joint.ask());
                self.joint = Some(joint);
                effects
            }
            Page::Entry(id) => {
                let opened = self.opened_with_answers(id);
                let mut effects: Vec<Effect> = opened.into_iter().collect();
                effects.push(Effect::Ask(
                    Ticket::Detail(id),
                    Command::Show { id: id.to_string() },
                ));
                effects
            }
            Page::Today | Page::Timeline | Page::Settings => {
                let mut effects = vec![Effect::Ask(Ticket::Status, Command::Status)];
                effects.extend(self.ask_together());
                effects.extend(self.ask_sharing());
                effects
            }
            _ => self.ask_together().into_iter().collect(),
        }
    }

    /// What was typed of a passphrase goes with its page, unless it is being
    /// tried.
    fn forget_passphrases(&mut self) {
        self.asked = None;
        if self.page != Page::Settings && !self.settings_page.busy {
            self.settings_page = SettingsPage::default();
        }
        if !self.page.is_own() && !self.mine.busy {
            let mine = &mut self.mine;
            for typed in [
                &mut mine.passphrase,
                &mut mine.new,
                &mut mine.again,
                &mut mine.candor,
            ] {
                typed.clear();
            }
            (mine.error, mine.candor_error) = (None, None);
            mine.next = None;
        }
    }

    /// How the two share, where the page shows it.
    pub(super) fn ask_sharing(&self) -> Option<Effect> {
        self.partner()?;
        (self.page == Page::Settings).then(sharing::ask)
    }

    /// The list that the page shows, if there is somebody to have it with.
    pub(super) fn ask_together(&self) -> Option<Effect> {
        self.partner()?;
        self.together.ask(&self.page, self.today())
    }
}
