//! The few words that components say by themselves, the same everywhere.

/// The button that shows a password.
pub const SHOW_TYPED: &str = "Show what is typed";
/// The button that hides it again.
pub const HIDE_TYPED: &str = "Hide what is typed";
/// Beside the label of a field that may stay empty.
pub const OPTIONAL: &str = "optional";
/// The button that takes a message away.
pub const CLOSE_MESSAGE: &str = "Close this message";
