//! The theme applied to egui: one style for everything it draws.

use egui::{
    Color32, Context, CornerRadius, Margin, Shadow, Stroke, Style, Ui, Vec2, Visuals,
    style::{ScrollAnimation, ScrollStyle, Selection, WidgetVisuals, Widgets},
};

use super::tokens::{MOTION, Palette, Theme, radius, size, space};
use super::type_style;

/// Whether things move when they come and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Motion {
    /// Panels and toasts slide.
    #[default]
    Full,
    /// Nothing moves.
    Reduced,
}

/// Gives a context the fonts and looks of Candor.
pub fn install(ctx: &Context) {
    ctx.set_fonts(type_style::fonts());
    ctx.options_mut(|options| {
        options.fallback_theme = egui::Theme::Light;
        options.zoom_with_keyboard = false;
    });
    apply(ctx, Theme::Light, Motion::Full);
}

/// Shows a theme from the next frame on.
pub fn apply(ctx: &Context, theme: Theme, motion: Motion) {
    let preference = match theme {
        Theme::Dark => egui::ThemePreference::Dark,
        Theme::Light | Theme::HighContrast => egui::ThemePreference::Light,
    };
    ctx.set_theme(preference);
    let style = style(theme, motion);
    ctx.all_styles_mut(|all| *all = style.clone());
}

/// The palette of the theme that is shown: egui's style says which it is.
pub fn palette(ui: &Ui) -> &'static Palette {
    palette_of(ui.visuals())
}

/// The palette that visuals were made of.
pub fn palette_of(visuals: &Visuals) -> &'static Palette {
    Theme::ALL
        .into_iter()
        .map(Palette::of)
        .find(|palette| palette.bg == visuals.panel_fill)
        .unwrap_or(Palette::of(Theme::Light))
}

fn style(theme: Theme, motion: Motion) -> Style {
    let p = Palette::of(theme);
    let mut style = Style {
        text_styles: type_style::text_styles(),
        visuals: visuals(theme, p),
        animation_time: match motion {
            Motion::Full => MOTION,
            Motion::Reduced => 0.0,
        },
        ..Style::default()
    };
    if motion == Motion::Reduced {
        style.scroll_animation = ScrollAnimation::none();
    }
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::splat(space::S);
    spacing.button_padding = Vec2::new(14.0, 8.0);
    spacing.interact_size = Vec2::new(size::TARGET, size::TARGET);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(space::CARD);
    spacing.text_edit_width = size::MEASURE;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        floating_width: 4.0,
        // It floats in the margin of the page, which stays in its place.
        floating_allocated_width: 0.0,
        // The handle is ink, half strong, and needs no track.
        foreground_color: true,
        dormant_handle_opacity: 0.5,
        active_handle_opacity: 0.5,
        interact_handle_opacity: 0.7,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        ..ScrollStyle::thin()
    };
    style.interaction.selectable_labels = false;
    style.url_in_tooltip = false;
    style
}

fn visuals(theme: Theme, p: &Palette) -> Visuals {
    let base = match theme {
        Theme::Dark => Visuals::dark(),
        Theme::Light | Theme::HighContrast => Visuals::light(),
    };
    let corner = CornerRadius::same(radius::FIELD);
    let state = |fill: Color32, edge: Color32, ink: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: corner,
        fg_stroke: Stroke::new(1.0, ink),
        expansion: 0.0,
    };
    let shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: Color32::from_black_alpha(20),
    };
    let mut visuals = Visuals {
        override_text_color: Some(p.ink),
        weak_text_color: Some(p.ink3),
        widgets: Widgets {
            noninteractive: state(p.surface, p.line, p.ink),
            inactive: state(p.sunken, p.control, p.ink),
            hovered: state(p.accent_soft, p.control, p.ink),
            active: state(p.accent_soft, p.focus, p.ink),
            open: state(p.accent_soft, p.control, p.ink),
        },
        selection: Selection {
            bg_fill: p.selection,
            stroke: Stroke::new(2.0, p.focus),
        },
        hyperlink_color: p.link,
        faint_bg_color: p.sunken,
        extreme_bg_color: p.surface,
        text_edit_bg_color: Some(p.surface),
        code_bg_color: p.sunken,
        warn_fg_color: p.warn,
        error_fg_color: p.danger,
        window_corner_radius: CornerRadius::same(radius::MODAL),
        window_shadow: shadow,
        window_fill: p.raised,
        window_stroke: Stroke::new(1.0, p.line),
        menu_corner_radius: CornerRadius::same(radius::CARD),
        panel_fill: p.bg,
        popup_shadow: shadow,
        indent_has_left_vline: false,
        striped: false,
        interact_cursor: Some(egui::CursorIcon::PointingHand),
        disabled_alpha: 0.5,
        ..base
    };
    visuals.text_cursor.stroke = Stroke::new(2.0, p.ink);
    // A window in which nothing happens draws nothing.
    visuals.text_cursor.blink = false;
    visuals
}

/// The ring around what has the keyboard.
pub fn focus_ring(ui: &Ui, response: &egui::Response, corner: u8) {
    if response.has_focus() {
        if response.gained_focus() {
            // Tab goes on below the edge of what is scrolled to.
            response.scroll_to_me(None);
        }
        let p = palette(ui);
        let rect = response.rect.expand(3.0);
        ui.painter().rect_stroke(
            rect,
            CornerRadius::same(corner.saturating_add(3)),
            Stroke::new(2.0, p.focus),
            egui::StrokeKind::Outside,
        );
    }
}
