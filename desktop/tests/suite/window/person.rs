//! A person at a window: finds things by their names, presses and types.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use candor_core::date::Day;
use candor_desktop::app::{App, Begin};
use candor_desktop::engine::Clock;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// How long a thing may take to appear. Nothing waits for a time to pass.
const PATIENCE: Duration = Duration::from_secs(60);

/// Above the passphrase that is asked for.
pub const ASKED: &str = "Your passphrase first";

/// The size of a window as it opens.
pub const WIDE: [f32; 2] = [1080.0, 760.0];

/// What can be pressed.
const PRESSABLE: [Role; 9] = [
    Role::Button,
    Role::RadioButton,
    Role::CheckBox,
    Role::Switch,
    Role::Link,
    Role::Tab,
    Role::ListItem,
    Role::ListBoxOption,
    Role::ComboBox,
];

/// The pages that a narrow window leads to by way of "More".
const ONE_STEP_AWAY: [&str; 9] = [
    "Open between you",
    "Talk",
    "Agreements",
    "Promises",
    "Us",
    "Look back",
    "Calendar",
    "Settings",
    "Support",
];

/// A person at a window.
pub struct Person {
    pub harness: Harness<'static, App>,
    look: Option<PathBuf>,
    looks: usize,
    later: Arc<AtomicU32>,
    is_narrow: bool,
    name: String,
}

/// The day it is in these stories.
pub fn today() -> Day {
    Day::parse("2026-11-22").expect("a date")
}

impl Person {
    /// A person at a window on the journal in `folder`.
    pub fn at(folder: &Path, name: &str) -> Self {
        // How somebody who looks wants it drawn.
        let size = std::env::var("CANDOR_LOOK_WIDTH").ok();
        let width = size.and_then(|width| width.parse().ok());
        Self::sized(folder, name, [width.unwrap_or(WIDE[0]), WIDE[1]])
    }

    /// The same, with a window of this size.
    pub fn sized(folder: &Path, name: &str, size: [f32; 2]) -> Self {
        let later = Arc::new(AtomicU32::new(0));
        let days = Arc::clone(&later);
        let clock = Clock::from(move || {
            let days = days.load(Ordering::Relaxed);
            (today().plus(days), 1_795_000_000 + 86_400 * u64::from(days))
        });
        let begin = Begin {
            clock,
            work_factor: 10,
            // These stories share at once; the hold has its own.
            hold: 0,
            ..Begin::at(folder.to_owned())
        };
        let is_dark = std::env::var_os("CANDOR_LOOK_DARK").is_some();
        let mut harness = Harness::builder()
            .with_size(size)
            .with_pixels_per_point(1.0)
            .with_theme(egui::Theme::Light)
            .build_eframe(|cc| App::new(&cc.egui_ctx, begin));
        if is_dark {
            harness.input_mut().system_theme = Some(egui::Theme::Dark);
        }
        Self {
            harness,
            look: std::env::var_os("CANDOR_LOOK").map(PathBuf::from),
            looks: 0,
            later,
            is_narrow: size[0] < 600.0,
            name: name.to_owned(),
        }
    }

    /// Waits until `there` holds.
    pub fn until(&mut self, what: &str, mut there: impl FnMut(&Self) -> bool) {
        let begin = Instant::now();
        loop {
            self.harness.step();
            if there(self) {
                self.harness.step();
                return;
            }
            assert!(
                begin.elapsed() < PATIENCE,
                "{}: {what} did not come; there is: {:?}",
                self.name,
                self.labels()
            );
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until the page shows what there is: a person sees more slowly than
    /// the engine answers, even where it is slow.
    pub fn settled(&mut self) {
        self.until("an answer of the engine", |person| {
            person.harness.state().is_settled()
        });
    }

    /// Waits until something with this name is there.
    pub fn see(&mut self, label: &str) {
        self.until(&format!("{label:?}"), |person| person.sees(label));
    }

    /// Whether something with this name, or with these words, is there.
    pub fn sees(&self, label: &str) -> bool {
        self.harness
            .query_all_by(|node| {
                let says = |text: Option<String>| text.is_some_and(|text| text.contains(label));
                says(node.label()) || says(node.value())
            })
            .next()
            .is_some()
    }

    /// Everything that has a name, for messages.
    pub fn labels(&self) -> Vec<String> {
        self.harness
            .query_all_by(|node| node.label().is_some() || node.value().is_some())
            .filter_map(|node| {
                node.accesskit_node()
                    .label()
                    .or(node.accesskit_node().value())
            })
            .collect()
    }

    /// Presses what has exactly this name and can be pressed; of several, the
    /// last.
    pub fn press(&mut self, label: &str) {
        self.press_one(label, false);
    }

    /// The same; of several, the first.
    pub fn press_first(&mut self, label: &str) {
        self.press_one(label, true);
    }

    fn is_pressable(&self, label: &str) -> bool {
        self.harness
            .query_all_by(|node| {
                node.label().as_deref() == Some(label) && PRESSABLE.contains(&node.role())
            })
            .next()
            .is_some()
    }

    fn press_one(&mut self, label: &str, first: bool) {
        self.settled();
        // In a narrow window the ways to most pages are one step away.
        if self.is_narrow && ONE_STEP_AWAY.contains(&label) && !self.is_pressable(label) {
            self.press_one("More", true);
        }
        self.see(label);
        {
            let found: Vec<_> = self
                .harness
                .query_all_by(|node| {
                    node.label().as_deref() == Some(label) && PRESSABLE.contains(&node.role())
                })
                .collect();
            let mut found = found.into_iter();
            let one = if first {
                found.next()
            } else {
                found.next_back()
            };
            let node =
                one.unwrap_or_else(|| panic!("{}: nothing to press named {label:?}", self.name));
            node.click_accesskit();
        }
        self.harness.step();
        self.harness.step();
    }

    /// Presses the card whose name begins so.
    pub fn press_card(&mut self, begins: &str) {
        self.settled();
        self.see(begins);
        {
            let node = self
                .harness
                .query_all_by(|node| {
                    node.role() == Role::Button
                        && node.label().is_some_and(|label| label.starts_with(begins))
                })
                .next()
                .unwrap_or_else(|| panic!("no card {begins:?}"));
            node.click_accesskit();
        }
        self.harness.step();
        self.harness.step();
    }

    /// Types into the field with this name.
    pub fn fill(&mut self, label: &str, text: &str) {
        self.see(label);
        {
            let node = self
                .harness
                .query_all_by(|node| {
                    let typed = matches!(
                        node.role(),
                        Role::TextInput
                            | Role::MultilineTextInput
                            | Role::PasswordInput
                            | Role::SearchInput
                    );
                    typed && node.label().as_deref() == Some(label)
                })
                .next()
                .unwrap_or_else(|| panic!("{}: no field {label:?}", self.name));
            node.focus();
        }
        self.harness.step();
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.harness.step();
        self.harness.step();
    }

    /// The same in the place of what stands in the field.
    pub fn fill_anew(&mut self, label: &str, text: &str) {
        self.fill(label, "");
        self.keys(egui::Modifiers::COMMAND, egui::Key::A);
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.harness.step();
        self.harness.step();
    }

    /// Types at the end of what stands in the field with this name.
    pub fn type_in(&mut self, label: &str, text: &str) {
        self.fill(label, "");
        self.keys(Modifiers::COMMAND, Key::End);
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.harness.step();
        self.harness.step();
    }

    /// Empties the field with this name, as a person does.
    pub fn empty(&mut self, label: &str) {
        self.fill(label, "");
        self.keys(Modifiers::COMMAND, Key::A);
        self.keys(Modifiers::NONE, Key::Backspace);
    }

    /// Types the passphrase where it is asked for, and goes on.
    pub fn prove(&mut self, passphrase: &str) {
        self.see(ASKED);
        self.fill("Passphrase", passphrase);
        self.look("passphrase-asked");
        self.press("Go on");
    }

    /// The same, and it is the right one.
    pub fn proves(&mut self, passphrase: &str) {
        self.prove(passphrase);
        self.until("it is done", |person| !person.sees(ASKED));
    }

    /// Whether something with this name can be pressed now.
    pub fn can_press(&self, label: &str) -> bool {
        self.harness
            .query_all_by(|node| node.label().as_deref() == Some(label) && !node.is_disabled())
            .next()
            .is_some()
    }

    /// So many days go by.
    pub fn next_days(&mut self, days: u32) {
        self.later.fetch_add(days, Ordering::Relaxed);
        self.harness.step();
    }

    /// Presses keys.
    pub fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.step();
        self.harness.step();
    }

    /// Keeps a picture of the window, where `CANDOR_LOOK` names a folder.
    pub fn look(&mut self, what: &str) {
        let Some(folder) = self.look.clone() else {
            return;
        };
        self.looks += 1;
        let name = format!("{}-{:02}-{what}.png", self.name, self.looks);
        self.harness.step();
        let image = self.harness.render().expect("draws");
        image.save(folder.join(name)).expect("saves");
    }

    /// Goes through the first run.
    pub fn begin(&mut self, name: &str, passphrase: &str, own: Option<&str>) {
        self.see("Begin");
        self.look("welcome");
        self.press("Begin");
        self.look("before");
        self.press("Next");
        self.fill("Your name, as your partner sees it", name);
        self.look("name");
        self.press("Next");
        self.fill("Passphrase", passphrase);
        self.fill("The same once more", passphrase);
        self.look("passphrase");
        self.press("Next");
        if let Some(own) = own {
            self.press("Set it now");
            self.fill("Passphrase for Mine alone", own);
            self.fill("The same once more", own);
            self.look("own");
        } else {
            self.press("Later");
        }
        self.press("Next");
        self.look("folder");
        self.press("Make the journal");
        self.see("Your journal is made");
        self.look("ready");
    }
}
