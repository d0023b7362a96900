//! What the two are called.

/// What somebody is called whose name shows nothing.
pub const NAMELESS: &str = "The other";
/// The place of the name in the settings.
pub const TITLE: &str = "Name of the other";
/// The field for it.
pub const FIELD: &str = "What you call the other here";
/// Who learns of it, and how to go back.
pub fn help(seen: &str) -> String {
    format!("Only on this device. With nothing here it is the name from your pairing, {seen}.")
}
/// The button beside it.
pub const USE: &str = "Use this name";
/// After it was chosen.
pub const CHOSEN: &str = "The name is chosen.";

/// A name as it stands beside what the other wrote: marked where it reads as
/// one's own.
pub fn of_other(name: &str, reads_as_mine: bool) -> String {
    match (name.is_empty(), reads_as_mine) {
        (true, _) => NAMELESS.to_owned(),
        (false, true) => format!("{name} (the other)"),
        (false, false) => name.to_owned(),
    }
}

/// The other's device carries another name now.
pub fn changed(offered: &str) -> String {
    format!("The other uses another name now: {offered}")
}

/// What stands here until this person chooses.
pub fn changed_help(now: &str) -> String {
    format!(
        "Here it is {now} until you choose. If you did not expect this, ask before you use it. \
         The settings have this choice too."
    )
}

/// The name stays.
pub fn keep(now: &str) -> String {
    format!("Keep {now}")
}

/// The new one is used.
pub fn use_offered(offered: &str) -> String {
    format!("Use {offered}")
}

/// The same for the command line.
pub fn offered(offered: &str) -> String {
    format!(
        "          uses another name now: {offered}. `candor name-partner NAME` chooses what you \
         call the other."
    )
}

#[cfg(test)]
mod tests {
    use super::of_other;

    #[test]
    fn a52_a_name_that_reads_as_mine_is_marked() {
        assert_eq!(of_other("Ben", false), "Ben");
        assert_eq!(of_other("ADA", true), "ADA (the other)");
        assert_eq!(of_other("", false), "The other");
    }
}
