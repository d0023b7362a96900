//! How the two share: what each wishes at the start, and what it says afterwards.

use super::window;

/// What it is called, wherever it stands.
pub const TITLE: &str = "How we share";
/// What the two wishes are, before they are sealed.
pub const HELP: &str = "Two small wishes. Each of you says them alone; they are sealed, and open \
once both of you have. Until then you can take yours back in the settings. Afterwards they stay, \
and what you want to change you can propose from there.";
/// The label of the first.
pub const DAYS: &str = "An entry can be withdrawn for";
/// What it means.
pub const DAYS_HELP: &str = "For so long after you wrote an entry you can ask both copies to \
forget its words. Of your two wishes the shorter one counts.";
/// The label of the second.
pub const TALK: &str = "A talk lasts";
/// What it means.
pub const TALK_HELP: &str = "So long a talk at a set time is enough for you. Nothing ends it when \
the time is over.";
/// Once both have sealed.
pub const STAYS: &str = "These stay as you both sealed them. What you would have otherwise can be \
agreed between you: it begins as a proposal, and your partner can say no to it.";

/// What one half says, from its fields; `None` where it says something else.
pub fn half(days: Option<&str>, talk: Option<&str>) -> Option<String> {
    let days = match days?.parse::<u32>().ok()? {
        0 => "Cannot be withdrawn once delivered".to_owned(),
        days => format!("Can be withdrawn for {}", window::days(days)),
    };
    let minutes = talk?.parse::<u32>().ok()?;
    Some(format!("{days} · talks of {}", window::minutes(minutes)))
}

/// The same, with whose it is.
pub fn half_of(name: &str, said: &str) -> String {
    format!("{name}: {said}")
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn a_half_says_both_wishes_in_one_line() {
        assert_eq!(
            half(Some("2"), Some("15")).as_deref(),
            Some("Can be withdrawn for 2 days · talks of 15 minutes")
        );
        assert_eq!(
            half(Some("0"), Some("20")).as_deref(),
            Some("Cannot be withdrawn once delivered · talks of 20 minutes")
        );
        assert_eq!(half(Some("soon"), Some("15")), None);
        assert_eq!(half(Some("2"), None), None);
    }
}
