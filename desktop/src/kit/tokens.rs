//! Colours, distances and radii by their meaning. Screens and components name
//! these and never a colour of their own.
//!
//! Contrast (WCAG 2.2, 1.4.3 and 1.4.11) is computed by the tests below: 4.5
//! for text, 3.0 for what marks a control.

use egui::Color32;

/// Which of the palettes is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// Dark ink on paper.
    #[default]
    Light,
    /// Light ink on dark ground.
    Dark,
    /// Black on white, with borders where the others use fills.
    HighContrast,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::HighContrast];
}

/// The colours of a theme.
#[derive(Debug, PartialEq, Eq)]
pub struct Palette {
    /// The window.
    pub bg: Color32,
    /// Cards, the composer.
    pub surface: Color32,
    /// Menus, modals, toasts.
    pub raised: Color32,
    /// Wells, the search field.
    pub sunken: Color32,
    /// Text.
    pub ink: Color32,
    /// Secondary text.
    pub ink2: Color32,
    /// Captions and dates.
    pub ink3: Color32,
    /// Lines that decorate and mean nothing.
    pub line: Color32,
    /// Borders of fields and boxes.
    pub control: Color32,
    /// The one primary action of a page.
    pub accent: Color32,
    /// The same under the pointer.
    pub accent_hover: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// What is selected in the navigation.
    pub accent_soft: Color32,
    /// One's own mark.
    pub me: Color32,
    /// Its ground.
    pub me_soft: Color32,
    /// The partner's mark.
    pub them: Color32,
    /// Its ground.
    pub them_soft: Color32,
    /// Loss of data, and nothing else.
    pub danger: Color32,
    /// Something to know before going on.
    pub warn: Color32,
    /// Done.
    pub ok: Color32,
    /// Links.
    pub link: Color32,
    /// The ring around what has the keyboard.
    pub focus: Color32,
    /// The ground of selected text.
    pub selection: Color32,
    /// The veil behind a modal.
    pub veil: Color32,
    /// The edge of cards: transparent where fills tell them apart.
    pub card_edge: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const LIGHT: Palette = Palette {
    bg: rgb(0xF7F3EC),
    surface: rgb(0xFFFDF9),
    raised: rgb(0xFFFFFF),
    sunken: rgb(0xEFE8DD),
    ink: rgb(0x2A2521),
    ink2: rgb(0x544B43),
    ink3: rgb(0x6E645A),
    line: rgb(0xDED4C6),
    control: rgb(0x8C8072),
    accent: rgb(0x8F4A34),
    accent_hover: rgb(0x7A3C29),
    on_accent: rgb(0xFFFDF9),
    accent_soft: rgb(0xF0DDD2),
    me: rgb(0x2C665C),
    me_soft: rgb(0xDCEAE6),
    them: rgb(0x74436A),
    them_soft: rgb(0xEEE0EB),
    danger: rgb(0xA0302A),
    warn: rgb(0x7F5300),
    ok: rgb(0x3A6A3D),
    link: rgb(0x2C5C86),
    focus: rgb(0x2C5C86),
    selection: rgb(0xEAD7C3),
    veil: Color32::from_rgba_premultiplied(12, 10, 8, 110),
    card_edge: Color32::TRANSPARENT,
};

const DARK: Palette = Palette {
    bg: rgb(0x1B1815),
    surface: rgb(0x24201C),
    raised: rgb(0x2E2924),
    sunken: rgb(0x151310),
    ink: rgb(0xF0E9DF),
    ink2: rgb(0xCFC5B9),
    ink3: rgb(0xA99E91),
    line: rgb(0x3A342E),
    control: rgb(0x85796C),
    accent: rgb(0xE3A082),
    accent_hover: rgb(0xEDB59C),
    on_accent: rgb(0x241812),
    accent_soft: rgb(0x4A332A),
    me: rgb(0x86C5B8),
    me_soft: rgb(0x22362F),
    them: rgb(0xD6A3CB),
    them_soft: rgb(0x3A2A37),
    danger: rgb(0xF29B93),
    warn: rgb(0xE3B866),
    ok: rgb(0x98C99A),
    link: rgb(0x93BDE6),
    focus: rgb(0x93BDE6),
    selection: rgb(0x5B4433),
    veil: Color32::from_rgba_premultiplied(0, 0, 0, 150),
    card_edge: Color32::TRANSPARENT,
};

const HIGH_CONTRAST: Palette = Palette {
    bg: rgb(0xFFFFFF),
    surface: rgb(0xFFFFFF),
    raised: rgb(0xFFFFFF),
    sunken: rgb(0xFFFFFF),
    ink: rgb(0x000000),
    ink2: rgb(0x1A1A1A),
    ink3: rgb(0x333333),
    line: rgb(0x4A4A4A),
    control: rgb(0x4A4A4A),
    accent: rgb(0x6B2A14),
    accent_hover: rgb(0x4F1D0C),
    on_accent: rgb(0xFFFFFF),
    accent_soft: rgb(0xFFF0D6),
    me: rgb(0x0B4A40),
    me_soft: rgb(0xFFFFFF),
    them: rgb(0x561F4C),
    them_soft: rgb(0xFFFFFF),
    danger: rgb(0x8A1410),
    warn: rgb(0x5C3A00),
    ok: rgb(0x1B4A1F),
    link: rgb(0x103F6B),
    focus: rgb(0x103F6B),
    selection: rgb(0xFFE08A),
    veil: Color32::from_rgba_premultiplied(0, 0, 0, 150),
    card_edge: rgb(0x4A4A4A),
};

impl Palette {
    /// The colours of a theme.
    pub const fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
            Theme::HighContrast => &HIGH_CONTRAST,
        }
    }
}

/// Distances, in points.
pub mod space {
    /// Between things that belong together closely.
    pub const XS: f32 = 4.0;
    /// Between things that belong together.
    pub const S: f32 = 8.0;
    /// Between a label and its group.
    pub const M: f32 = 12.0;
    /// Between cards.
    pub const L: f32 = 16.0;
    /// Between groups.
    pub const XL: f32 = 24.0;
    /// The side of a page.
    pub const XXL: f32 = 32.0;
    /// Above and below what stands alone.
    pub const HUGE: f32 = 48.0;
    /// Inside a card.
    pub const CARD: i8 = 20;
}

/// Sizes, in points.
pub mod size {
    /// Everything that is clicked is at least this high.
    pub const TARGET: f32 = 36.0;
    /// The primary action.
    pub const PRIMARY: f32 = 44.0;
    /// Text is never wider than this: 60 to 72 characters.
    pub const MEASURE: f32 = 620.0;
    /// The widest column of acts that stand below each other.
    pub const ACTS: f32 = 420.0;
    /// The navigation.
    pub const NAV: f32 = 232.0;
    /// Below this width of the window the navigation stands below the page.
    pub const NARROW: f32 = 720.0;
}

/// Radii of corners, in points.
pub mod radius {
    /// Fields and buttons.
    pub const FIELD: u8 = 6;
    /// Cards and banners.
    pub const CARD: u8 = 10;
    /// Modals.
    pub const MODAL: u8 = 14;
}

/// How long panels and toasts take to come and go, in seconds.
pub const MOTION: f32 = 0.16;

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(one: Color32, other: Color32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let (black, white) = (Color32::BLACK, Color32::WHITE);
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert!((contrast(rgb(0x767676), white) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_text_can_be_read_on_every_ground() {
        for theme in Theme::ALL {
            let p = Palette::of(theme);
            let texts = [
                p.ink, p.ink2, p.ink3, p.accent, p.me, p.them, p.danger, p.warn, p.ok, p.link,
            ];
            for ground in [p.bg, p.surface, p.raised, p.sunken] {
                for text in texts {
                    let ratio = contrast(text, ground);
                    assert!(ratio >= 4.5, "{theme:?} {text:?} on {ground:?}: {ratio:.2}");
                }
            }
            let pairs = [
                (p.on_accent, p.accent),
                (p.on_accent, p.accent_hover),
                (p.ink, p.accent_soft),
                (p.ink2, p.accent_soft),
                (p.accent, p.accent_soft),
                (p.ink, p.selection),
                (p.me, p.me_soft),
                (p.them, p.them_soft),
                (p.ink2, p.me_soft),
                (p.ink2, p.them_soft),
            ];
            for (text, ground) in pairs {
                let ratio = contrast(text, ground);
                assert!(ratio >= 4.5, "{theme:?} {text:?} on {ground:?}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn every_control_and_the_focus_ring_stand_out() {
        for theme in Theme::ALL {
            let p = Palette::of(theme);
            for mark in [p.control, p.focus, p.accent] {
                for ground in [p.bg, p.surface, p.raised] {
                    let ratio = contrast(mark, ground);
                    assert!(ratio >= 3.0, "{theme:?} {mark:?} on {ground:?}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn high_contrast_is_high() {
        let p = Palette::of(Theme::HighContrast);
        for text in [
            p.ink, p.ink2, p.ink3, p.accent, p.me, p.them, p.danger, p.link,
        ] {
            assert!(contrast(text, p.bg) >= 7.0);
        }
    }
}
