//! What the window says of one's own line of trust over time.

use candor_core::date::Day;

use super::window::date;

/// The page, and the button that leads to it.
pub const TITLE: &str = "My line of trust over time";
/// What it is.
pub const HELP: &str = "The numbers from your own pages, each on its day; they stay here, on this \
device.";
/// Chooses what is drawn.
pub const WHICH: &str = "Which line";
/// Begins a page.
pub const NEW: &str = "Write where I am now";
/// The ends of the scale.
pub const SCALE: [&str; 2] = ["0", "10"];
/// What the band is.
pub const BAND: &str = "Where the band is wider, you were less sure.";
/// The place, when it is empty.
pub const EMPTY_TITLE: &str = "A line of your own";
/// What it is for.
pub const EMPTY: &str = "The numbers you give in your own pages stand here by their days.";

/// The drawing for screen readers: from which day to which, and the numbers.
pub fn drawn(from: Day, to: Day, values: &[u8]) -> String {
    let values: Vec<String> = values.iter().map(u8::to_string).collect();
    let values = values.join(", ");
    if from == to {
        format!("On {}: {values}", date(from))
    } else {
        format!("From {} to {}: {values}", date(from), date(to))
    }
}

/// What a page gives to a field.
pub fn given(label: &str, value: &str) -> String {
    format!("{label}: {value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_is_read_as_its_days_and_numbers() {
        let day = |text| Day::parse(text).expect("a date");
        let (from, to) = (day("2026-03-03"), day("2026-05-05"));

        assert_eq!(
            drawn(from, to, &[4, 6, 5]),
            "From 3 March 2026 to 5 May 2026: 4, 6, 5"
        );
        assert_eq!(drawn(from, from, &[4]), "On 3 March 2026: 4");
    }
}
