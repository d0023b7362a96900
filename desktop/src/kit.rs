//! The components that screens are made of, one a file.
//!
//! Each says its name to screen readers, works from the keyboard, and takes
//! its colours from [`tokens`]. Nothing else in the program draws with egui's
//! own looks.

pub mod button;
pub mod icon;
pub mod theme;
pub mod tokens;
pub mod type_style;

pub use button::{Button, icon_button};
pub use icon::Icon;
pub use theme::palette;
pub use tokens::{Palette, Theme};
pub use type_style::Type;
