//! Before there is a journal: what a person reads and chooses.

use super::secret::{Strength, Typed, strength};
use crate::text::first_run as words;

/// The steps, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// What one can do here, for whom it is, and what it is not.
    Welcome,
    /// What to know before the first words, on one page.
    Before,
    /// The name.
    Name,
    /// The passphrase.
    Passphrase,
    /// Mine alone: now or later.
    Own,
    /// Where the journal is kept.
    Folder,
}

/// The longest name, in characters.
pub const NAME_CHARS_MAX: usize = candor_core::envelope::NAME_CHARS_MAX;

/// The first run.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Where it is.
    pub step: Step,
    /// The name as shown.
    pub name: String,
    /// The passphrase.
    pub passphrase: Typed,
    /// The same once more.
    pub again: Typed,
    /// Whether Mine alone gets its passphrase now.
    pub own_now: bool,
    /// The own passphrase.
    pub own: Typed,
    /// The same once more.
    pub own_again: Typed,
    /// The folder.
    pub folder: String,
    /// What is in the way, in words.
    pub error: Option<String>,
    /// The journal is being made.
    pub busy: bool,
    /// The Support page is shown in between.
    pub support: bool,
}

impl Start {
    /// A first run whose journal would be kept in `folder`.
    pub fn at(folder: &str) -> Self {
        Self {
            step: Step::Welcome,
            name: String::new(),
            passphrase: Typed::default(),
            again: Typed::default(),
            own_now: false,
            own: Typed::default(),
            own_again: Typed::default(),
            folder: folder.to_owned(),
            error: None,
            busy: false,
            support: false,
        }
    }

    /// The number of the step among those with something to fill in, from 0,
    /// and how many there are.
    pub fn progress(&self) -> Option<usize> {
        match self.step {
            Step::Welcome | Step::Before => None,
            Step::Name => Some(0),
            Step::Passphrase => Some(1),
            Step::Own => Some(2),
            Step::Folder => Some(3),
        }
    }

    /// Goes on, if this step is filled in. Gives whether the journal is to be
    /// made now.
    pub fn go_on(&mut self) -> bool {
        self.error = self.in_the_way().map(str::to_owned);
        if self.error.is_some() || self.busy {
            return false;
        }
        self.step = match self.step {
            Step::Welcome => Step::Before,
            Step::Before => Step::Name,
            Step::Name => Step::Passphrase,
            Step::Passphrase => Step::Own,
            Step::Own => Step::Folder,
            Step::Folder => {
                self.busy = true;
                return true;
            }
        };
        false
    }

    /// Goes back.
    pub fn back(&mut self) {
        self.error = None;
        self.step = match self.step {
            Step::Welcome | Step::Before => Step::Welcome,
            Step::Name => Step::Before,
            Step::Passphrase => Step::Name,
            Step::Own => Step::Passphrase,
            Step::Folder => Step::Own,
        };
    }

    fn in_the_way(&self) -> Option<&'static str> {
        match self.step {
            Step::Welcome | Step::Before => None,
            Step::Name => self.name.trim().is_empty().then_some(words::NAME_EMPTY),
            Step::Passphrase => judge(&self.passphrase, &self.again),
            Step::Own if !self.own_now => None,
            Step::Own if self.own.text == self.passphrase.text => Some(words::OWN_IS_THE_SAME),
            Step::Own => judge(&self.own, &self.own_again),
            Step::Folder => judge_folder(&self.folder),
        }
    }
}

/// What is wrong with a path that was typed for a folder, in words.
pub fn judge_folder(typed: &str) -> Option<&'static str> {
    match typed.trim() {
        "" => Some(words::FOLDER_EMPTY),
        path if path.starts_with('~') => Some(words::FOLDER_TILDE),
        _ => None,
    }
}

/// What is wrong with a new passphrase that was typed twice, in words.
pub fn judge(first: &Typed, again: &Typed) -> Option<&'static str> {
    if first.text.trim().is_empty() {
        Some(words::EMPTY)
    } else if strength(&first.text) == Strength::Weak {
        Some(words::TOO_EASY)
    } else if first.text != again.text {
        Some(words::DO_NOT_MATCH)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    fn typed(text: &str) -> Typed {
        Typed::filled(Zeroizing::new(text.to_owned()), false)
    }

    #[test]
    fn every_step_waits_for_what_it_asks() {
        let mut start = Start::at("/journal");
        for _ in 0..2 {
            assert!(!start.go_on());
        }
        assert_eq!(start.step, Step::Name);
        assert!(!start.go_on());
        assert_eq!(start.step, Step::Name, "a name is needed");
        start.name = "Ada".to_owned();
        start.go_on();
        start.passphrase = typed("12345");
        start.again = typed("12345");
        start.go_on();
        assert_eq!(start.error.as_deref(), Some(words::TOO_EASY));
        start.passphrase = typed("garden olympic noise velvet harbor");
        start.go_on();
        assert_eq!(start.error.as_deref(), Some(words::DO_NOT_MATCH));
        start.again = start.passphrase.clone();
        start.go_on();
        assert_eq!(start.step, Step::Own);
        start.own_now = true;
        start.own = start.passphrase.clone();
        start.own_again = start.own.clone();
        start.go_on();
        assert_eq!(start.error.as_deref(), Some(words::OWN_IS_THE_SAME));
        start.own_now = false;
        assert!(!start.go_on());
        assert!(start.go_on(), "the journal is made");
        assert!(!start.go_on(), "and not twice");
    }

    #[test]
    fn a_folder_is_named_by_its_whole_path() {
        assert_eq!(judge_folder("  "), Some(words::FOLDER_EMPTY));
        assert_eq!(judge_folder(" ~/journal"), Some(words::FOLDER_TILDE));
        assert_eq!(judge_folder("/home/ada/~"), None);
    }

    #[test]
    fn back_leads_through_every_step_to_the_first() {
        let mut start = Start::at("/journal");
        start.step = Step::Folder;
        let mut steps = 0;
        while start.step != Step::Welcome {
            start.back();
            steps += 1;
        }
        assert_eq!(steps, 5);
    }
}
