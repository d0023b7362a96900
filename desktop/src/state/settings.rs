//! What a person chose about the window. Nothing private: it stands in clear
//! beside the journal, because the lock screen needs it before any key.

use serde::{Deserialize, Serialize};

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

/// All choices. Unknown ones of a newer program are kept.
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
    more: serde_json::Map<String, serde_json::Value>,
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
            more: serde_json::Map::new(),
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

    /// What of a file each can be read by itself.
    fn of_known(text: &str) -> serde_json::Result<Self> {
        use serde_json::{Map, Value, from_value};
        let mut all: Map<String, Value> = serde_json::from_str(text)?;
        all.retain(|name, value| {
            let alone = Map::from_iter([(name.clone(), value.clone())]);
            from_value::<Self>(Value::Object(alone)).is_ok()
        });
        from_value(Value::Object(all))
    }

    /// What the file will hold.
    pub fn encode(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
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
