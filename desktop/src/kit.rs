//! The components that screens are made of, one a file.
//!
//! Each says its name to screen readers, works from the keyboard, and takes
//! its colours from [`tokens`]. Nothing else in the program draws with egui's
//! own looks.

pub mod arrival;
pub mod icon;
mod paint;
pub mod theme;
pub mod tokens;
pub mod type_style;
pub mod words;

pub mod card;
pub mod chip;
pub mod empty;
pub mod entry_card;
pub mod mark;
pub mod page;

pub mod button;
pub mod choice;
pub mod day_field;
mod day_picker;
pub mod field;
pub mod forget;
mod from_right;
pub mod month;
pub mod password;
mod pick;
pub mod search_field;
pub mod time_field;

pub mod nav;
pub mod progress;
pub mod said;
pub mod stepper;

pub mod banner;
pub mod modal;
pub mod toast;

pub mod breath;
pub mod pulse_line;
pub mod qr;
pub mod word_grid;

pub use arrival::{arrives, focus_on_arrival, keyboard_is_free, landmark};
pub use banner::{Banner, BannerAct};
pub use breath::breath;
pub use button::{Button, icon_button};
pub use card::{card, cover_line};
pub use chip::{ChipTone, Visibility, chip, visibility_chip};
pub use choice::{
    Choice, checkbox, checkboxes, choice_list, segmented, select, select_bare, switch,
};
pub use day_field::{DayField, Near};
pub use empty::empty;
pub use entry_card::{EntryCard, Marks};
pub use field::{TextField, bring_caret};
pub use icon::Icon;
pub use mark::{Who, mark};
pub use modal::{Modal, ModalChoice, modal_with};
pub use month::Month;
pub use nav::{nav_item, nav_tab};
pub use page::{caption, column, foot, heading, link, page, paragraph, reading, section};
pub use password::{PasswordField, Strength, strength_line};
pub use progress::progress_row;
pub use pulse_line::{LineDot, PulseLine};
pub use qr::{TooLong, qr_panel};
pub use said::said;
pub use search_field::search_field;
pub use stepper::stepper;
pub use theme::palette;
pub use time_field::TimeField;
pub use toast::{Toast, ToastAct, no_toast, toast};
pub use tokens::{Palette, Theme};
pub use type_style::Type;
pub use word_grid::word_grid;
