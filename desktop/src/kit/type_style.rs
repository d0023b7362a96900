//! Type: which fonts there are, and the few sizes text is set in.
//!
//! Literata is what people read and write in, Source Sans 3 what the program
//! says, Phosphor its icons. Bold is a font of its own: egui makes none.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId, RichText, TextStyle, WidgetText};

use super::icon::Icon;
use crate::text::harmless;

const LITERATA: &[u8] = include_bytes!("../../assets/fonts/Literata_400Regular.ttf");
const LITERATA_ITALIC: &[u8] = include_bytes!("../../assets/fonts/Literata_400Regular_Italic.ttf");
const LITERATA_SEMI: &[u8] = include_bytes!("../../assets/fonts/Literata_600SemiBold.ttf");
const SANS: &[u8] = include_bytes!("../../assets/fonts/SourceSans3_400Regular.ttf");
const SANS_SEMI: &[u8] = include_bytes!("../../assets/fonts/SourceSans3_600SemiBold.ttf");
const ICONS: &[u8] = include_bytes!("../../assets/fonts/Phosphor-subset.ttf");

/// The sizes text is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// 30: a page that stands alone.
    Display,
    /// 22: the title of a page.
    Heading,
    /// 18: the title of an entry, of a card.
    Title,
    /// 17: what people wrote.
    Read,
    /// 17, italic: what people wrote, as an excerpt of something else.
    ReadItalic,
    /// 15: what the program says.
    Body,
    /// 15, semi-bold: what can be pressed.
    Button,
    /// 13: dates and captions; the smallest there is.
    Small,
    /// 13, semi-bold: the caption of a group.
    SmallStrong,
    /// 13, fixed width: ids and words to compare.
    Mono,
}

impl Type {
    const ALL: [Self; 10] = [
        Self::Display,
        Self::Heading,
        Self::Title,
        Self::Read,
        Self::ReadItalic,
        Self::Body,
        Self::Button,
        Self::Small,
        Self::SmallStrong,
        Self::Mono,
    ];

    /// The egui style that stands for it.
    pub fn style(self) -> TextStyle {
        match self {
            Self::Display => TextStyle::Name("display".into()),
            Self::Heading => TextStyle::Heading,
            Self::Title => TextStyle::Name("title".into()),
            Self::Read => TextStyle::Name("read".into()),
            Self::ReadItalic => TextStyle::Name("read-italic".into()),
            Self::Body => TextStyle::Body,
            Self::Button => TextStyle::Button,
            Self::Small => TextStyle::Small,
            Self::SmallStrong => TextStyle::Name("small-strong".into()),
            Self::Mono => TextStyle::Monospace,
        }
    }

    /// Font and size.
    pub fn font(self) -> FontId {
        let family = |name: &str| FontFamily::Name(name.into());
        match self {
            Self::Display => FontId::new(30.0, family("read-semi")),
            Self::Heading => FontId::new(22.0, family("read-semi")),
            Self::Title => FontId::new(18.0, family("read-semi")),
            Self::Read => FontId::new(17.0, family("read")),
            Self::ReadItalic => FontId::new(17.0, family("read-italic")),
            Self::Body => FontId::new(15.0, FontFamily::Proportional),
            Self::Button => FontId::new(15.0, family("semi")),
            Self::Small => FontId::new(13.0, FontFamily::Proportional),
            Self::SmallStrong => FontId::new(13.0, family("semi")),
            Self::Mono => FontId::new(13.0, FontFamily::Monospace),
        }
    }

    /// Text set in it, without what acts.
    pub fn text(self, text: impl Into<String>) -> RichText {
        let text: String = text.into();
        RichText::new(harmless(&text)).text_style(self.style())
    }
}

/// An icon as text.
pub fn icon(icon: Icon, size: f32) -> RichText {
    RichText::new(icon.glyph()).font(icon_font(size))
}

/// The font of icons.
pub fn icon_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons".into()))
}

/// The styles of all sizes, for [`egui::Style`].
pub fn text_styles() -> BTreeMap<TextStyle, FontId> {
    Type::ALL
        .into_iter()
        .map(|size| (size.style(), size.font()))
        .collect()
}

/// The bundled fonts. What they lack comes from the system, where it has it.
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let data = [
        ("literata", LITERATA),
        ("literata-italic", LITERATA_ITALIC),
        ("literata-semi", LITERATA_SEMI),
        ("sans", SANS),
        ("sans-semi", SANS_SEMI),
        ("phosphor", ICONS),
    ];
    for (name, bytes) in data {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let families = [
        (FontFamily::Proportional, "sans"),
        (FontFamily::Monospace, "sans"),
        (FontFamily::Name("semi".into()), "sans-semi"),
        (FontFamily::Name("read".into()), "literata"),
        (FontFamily::Name("read-italic".into()), "literata-italic"),
        (FontFamily::Name("read-semi".into()), "literata-semi"),
        (FontFamily::Name("icons".into()), "phosphor"),
    ];
    for (family, first) in families {
        let mut names = vec![first.to_owned()];
        for other in ["sans", "phosphor"] {
            if other != first {
                names.push(other.to_owned());
            }
        }
        fonts.families.insert(family, names);
    }
    fonts
}

/// Text that is elided after `rows` lines, in a width.
pub fn elided(text: impl Into<WidgetText>, rows: usize) -> egui::Label {
    debug_assert!(rows > 0);
    egui::Label::new(text).truncate().selectable(false)
}
