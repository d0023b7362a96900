//! A window of a size, with the fonts and a theme of Candor, and pictures of it.

use std::io::Write as _;
use std::sync::OnceLock;

use candor_desktop::kit::Theme;
use candor_desktop::kit::theme::{self, Motion};
use egui::Ui;
use egui_kittest::{Harness, HarnessBuilder, SnapshotResults};

/// A window that shows `add`, in a theme, with every change of the state kept.
pub fn window<'a, State: 'a>(
    look: Theme,
    size: [f32; 2],
    state: State,
    mut add: impl FnMut(&mut Ui, &mut State) + 'a,
) -> Harness<'a, State> {
    builder(look, size).build_ui_state(
        move |ui, state| {
            let ground = theme::palette(ui).bg;
            let all = ui.ctx().content_rect();
            ui.painter().rect_filled(all, 0.0, ground);
            add(ui, state);
        },
        state,
    )
}

/// What makes a window in a theme, before it shows anything.
pub fn builder<State>(look: Theme, size: [f32; 2]) -> HarnessBuilder<State> {
    Harness::builder()
        .with_size(size)
        .with_pixels_per_point(1.0)
        .with_theme(match look {
            Theme::Dark => egui::Theme::Dark,
            Theme::Light | Theme::HighContrast => egui::Theme::Light,
        })
        .with_context_setup(move |ctx| {
            theme::install(ctx);
            theme::apply(ctx, look, Motion::Reduced);
        })
}

/// The pictures of one test. What differs is told when it ends, all at once.
#[derive(Default)]
pub struct Pictures(SnapshotResults);

impl Pictures {
    /// Compares a window with its picture of this name, where one can be drawn.
    pub fn take<State>(&mut self, harness: &mut Harness<'_, State>, name: &str) {
        harness.run();
        if can_draw() {
            harness.snapshot(name);
            self.0.extend_harness(harness);
        }
    }
}

/// Whether there is an adapter to draw with. Asked once.
///
/// **Panics** without one under `CI=true`: pictures are not to be skipped
/// unnoticed.
fn can_draw() -> bool {
    static CAN: OnceLock<bool> = OnceLock::new();
    *CAN.get_or_init(|| {
        let found = adapter();
        if let Err(reason) = &found {
            let must = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!must, "no adapter to draw with: {reason}");
            // Past the macros, whose output is kept back from tests that pass.
            let _ = writeln!(
                std::io::stderr(),
                "pictures are skipped, no adapter to draw with: {reason}"
            );
        }
        found.is_ok()
    })
}

fn adapter() -> Result<(), String> {
    use egui_kittest::wgpu::{create_render_state, default_wgpu_setup};

    // The renderer says that there is none by a panic, and no other way.
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let made = std::panic::catch_unwind(|| {
        let options = eframe::egui_wgpu::RendererOptions::PREDICTABLE;
        drop(create_render_state(default_wgpu_setup(), options));
    });
    std::panic::set_hook(quiet);
    made.map_err(|why| {
        why.downcast_ref::<String>()
            .cloned()
            .unwrap_or_else(|| "the renderer could not be made".to_owned())
    })
}
