//! What a person chose about the window. Nothing private: it stands in clear
//! beside the journal, because the lock screen needs it before any key.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, from_value};

pub use crate::engine::Reach;

/// The file in the data folder.
pub const FILE: &str = "settings.json";
/// The title of the window unless another is chosen.
pub const TITLE: &str = "Notes";
/// The shortest and the longest time without a key or a click until it locks.
pub const LOCK_MINUTES: (u32, u32) = (1, 30);
/// The smallest and the largest zoom, in percent.
pub const ZOOM: (u32, u32) = (80, 200);
const TITLE_CHARS_MAX: usize = 40;
/// How many bytes of what only a newer program knows are kept, names and values.
const NEWER_BYTES_MAX: usize = 16 * 1024;

/// Which looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    HighContrast,
}

impl Look {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::HighContrast];
}

/// Whether panels and notes slide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moves {
    /// As the system has it.
    #[default]
    System,
    /// They do.
    Full,
    /// They appear at once.
    Less,
}

impl Moves {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Full, Self::Less];
}

/// How the system has it, as far as it told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct System {
    /// Dark, or light; `None` if it has no wish.
    pub dark: Option<bool>,
    /// More contrast.
    pub contrast: bool,
    /// Less motion.
    pub still: bool,
}

/// Where the window was when it was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// Today.
    #[default]
    Today,
    /// The timeline.
    Timeline,
}

/// All choices. Those of a newer program are kept: names that are not known here, and
/// values of known names for as long as nobody chooses another here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Looks.
    pub look: Look,
    /// Zoom, in percent.
    pub zoom: u32,
    /// Whether things move.
    pub moves: Moves,
    /// The title of the window.
    pub title: String,
    /// Whether a second look is taken at one's own words while they are written.
    pub second_look: bool,
    /// Minutes until it locks.
    pub lock_minutes: u32,
    /// Where it was left.
    pub section: Section,
    /// Width and height of the window, in points.
    pub size: Option<(f32, f32)>,
    #[serde(flatten)]
    more: Map<String, Value>,
    /// Values of known names that do not read here.
    #[serde(skip)]
    unread: Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            look: Look::System,
            zoom: 100,
            moves: Moves::System,
            title: TITLE.to_owned(),
            second_look: true,
            lock_minutes: 5,
            section: Section::Today,
            size: None,
            more: Map::new(),
            unread: Map::new(),
        }
    }
}

impl Settings {
    /// What a file holds; what cannot be read is as it is by default. A choice that only
    /// a newer program knows takes no other with it.
    pub fn parse(text: &str) -> Self {
        let read = serde_json::from_str(text).or_else(|_| Self::of_known(text));
        let mut settings = read.unwrap_or_default();
        settings.tidy();
        settings
    }

    /// What of a file each can be read by itself, and beside it what cannot.
    fn of_known(text: &str) -> serde_json::Result<Self> {
        let all: Map<String, Value> = serde_json::from_str(text)?;
        let (mut known, mut unread) = (Map::new(), Map::new());
        for (name, value) in all {
            let alone = Map::from_iter([(name.clone(), value.clone())]);
            match from_value::<Self>(Value::Object(alone)) {
                Ok(_) => known.insert(name, value),
                Err(_) => unread.insert(name, value),
            };
        }
        let mut settings: Self = from_value(Value::Object(known))?;
        settings.unread = unread;
        Ok(settings)
    }

    /// What the file will hold. A value that does not read here stands where nothing
    /// else was chosen.
    pub fn encode(&self) -> String {
        let (chosen, unchosen) = (self.values(), Self::default().values());
        let mut all = chosen.clone();
        for (name, value) in &self.unread {
            if chosen.get(name) == unchosen.get(name) {
                all.insert(name.clone(), value.clone());
            }
        }
        serde_json::to_string_pretty(&all).unwrap_or_default()
    }

    /// Every choice under its name.
    fn values(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(values)) => values,
            _ => Map::new(),
        }
    }

    /// Brings every choice into its bounds.
    pub fn tidy(&mut self) {
        self.zoom = self.zoom.clamp(ZOOM.0, ZOOM.1);
        self.lock_minutes = self.lock_minutes.clamp(LOCK_MINUTES.0, LOCK_MINUTES.1);
        self.title = self
            .title
            .chars()
            .filter(|letter| !letter.is_control())
            .take(TITLE_CHARS_MAX)
            .collect();
        let sane = |side: f32| side.is_finite() && (200.0..20_000.0).contains(&side);
        self.size = self.size.filter(|(x, y)| sane(*x) && sane(*y));
        let mut left = NEWER_BYTES_MAX;
        for newer in [&mut self.unread, &mut self.more] {
            newer.retain(|name, value| {
                let rest = left.checked_sub(name.len() + value.to_string().len());
                left = rest.unwrap_or(left);
                rest.is_some()
            });
        }
    }

    /// The looks that are shown: never [`Look::System`]. Where the system has no wish,
    /// they are light.
    pub const fn shown_look(&self, system: System) -> Look {
        match self.look {
            Look::System if system.contrast => Look::HighContrast,
            Look::System => match system.dark {
                Some(true) => Look::Dark,
                _ => Look::Light,
            },
            look => look,
        }
    }

    /// Whether nothing moves.
    pub const fn is_still(&self, system: System) -> bool {
        match self.moves {
            Moves::System => system.still,
            Moves::Full => false,
            Moves::Less => true,
        }
    }

    /// The title as shown: never empty.
    pub fn shown_title(&self) -> &str {
        let title = self.title.trim();
        if title.is_empty() { TITLE } else { title }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_unknown_choices_are_kept() {
        let text = r#"{"look":"dark","zoom":150,"colour-of-tomorrow":"green"}"#;
        let settings = Settings::parse(text);
        assert_eq!((settings.look, settings.zoom), (Look::Dark, 150));
        let again = Settings::parse(&settings.encode());
        assert_eq!(again, settings);
        assert!(settings.encode().contains("colour-of-tomorrow"));
    }

    #[test]
    fn a_choice_of_a_newer_program_takes_no_other_with_it() {
        let text = r#"{"look":"sepia","zoom":150,"size":"wide","moves":"less"}"#;
        let settings = Settings::parse(text);
        assert_eq!((settings.look, settings.size), (Look::System, None));
        assert_eq!((settings.zoom, settings.moves), (150, Moves::Less));
    }

    #[test]
    fn a_value_of_a_newer_program_is_kept_until_another_is_chosen() {
        let mut settings = Settings::parse(r#"{"look":"sepia","zoom":150}"#);
        settings.zoom = 120;
        let written = settings.encode();
        assert!(written.contains("sepia"), "{written}");
        assert_eq!(Settings::parse(&written), settings);

        settings.look = Look::Dark;
        let written = settings.encode();
        assert!(!written.contains("sepia"), "{written}");
        assert_eq!(Settings::parse(&written).look, Look::Dark);
    }

    #[test]
    fn what_only_a_newer_program_knows_is_kept_up_to_a_bound() {
        let long = "a".repeat(NEWER_BYTES_MAX);
        let text = format!(r#"{{"look":"{long}","large":"{long}","small":"green","zoom":150}}"#);
        let settings = Settings::parse(&text);
        let written = settings.encode();
        assert!(written.len() < NEWER_BYTES_MAX && written.contains("green"));
        assert_eq!(settings.zoom, 150);
        assert_eq!(Settings::parse(&written), settings);
    }

    #[test]
    fn nonsense_becomes_the_default_and_bounds_hold() {
        assert_eq!(Settings::parse("not json"), Settings::default());
        let wild =
            Settings::parse(r#"{"zoom":9000,"lock_minutes":0,"title":"a\nb","size":[1e30,2]}"#);
        assert_eq!(wild.zoom, 200);
        assert_eq!(wild.lock_minutes, 1);
        assert_eq!(wild.title, "ab");
        assert_eq!(wild.size, None);
    }

    #[test]
    fn a_switch_goes_before_what_the_system_has() {
        let dark = System {
            dark: Some(true),
            contrast: false,
            still: true,
        };
        let mut settings = Settings::default();
        assert_eq!(settings.shown_look(System::default()), Look::Light);
        assert_eq!(settings.shown_look(dark), Look::Dark);
        let contrast = System {
            contrast: true,
            ..dark
        };
        assert_eq!(settings.shown_look(contrast), Look::HighContrast);
        assert!(settings.is_still(dark) && !settings.is_still(System::default()));
        (settings.look, settings.moves) = (Look::Light, Moves::Full);
        assert_eq!(settings.shown_look(contrast), Look::Light);
        assert!(!settings.is_still(dark));
        settings.moves = Moves::Less;
        assert!(settings.is_still(System::default()));
    }

    #[test]
    fn the_title_is_neutral_until_asked() {
        let settings = Settings::default();
        assert_eq!(settings.shown_title(), "Notes");
    }
}
