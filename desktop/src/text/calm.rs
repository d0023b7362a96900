//! Words of a break.

/// Its name.
pub const BREAK: &str = "A break";
/// What it is.
pub const HELP: &str = "Twenty minutes with nothing to read or answer. Follow the circle if you \
like, or look away.";
/// A breath in.
pub const IN: &str = "In";
/// A breath out.
pub const OUT: &str = "Out";
/// The time is over.
pub const OVER: &str = "Twenty minutes have gone by. You can stay as long as you like.";

/// What is left.
pub fn left(minutes: u32) -> String {
    match minutes {
        1 => "1 minute left".to_owned(),
        minutes => format!("{minutes} minutes left"),
    }
}
