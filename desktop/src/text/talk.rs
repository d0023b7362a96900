//! Words of a talk.

/// What a talk is.
pub const HELP: &str = "A set time for what is on your minds, so that it does not fill the day. \
One screen is enough for both. While your devices meet, the other window is told what is pressed \
in the talk, and can show it too.";
/// The opening words.
pub const OPENING: &str = "A word from each of you to open with";
/// What is parked.
pub const PARKED: &str = "For the talk";
/// The place, when it is empty.
pub const PARKED_EMPTY: &str = "Topics for a talk stand here: a line of yours, what you park, and what one of you would \
     rather say aloud. Two are enough for one talk.";
/// A topic is chosen.
pub const NOW: &str = "Talk about it now";
/// A topic leaves the list.
pub const TALKED: &str = "We talked about it";
/// What is talked about.
pub const TOPICS: &str = "What you talk about";
/// The next turn.
pub const NEXT_TURN: &str = "Next turn";
/// The clock goes on where it was.
pub const GO_ON: &str = "Go on";
/// The clock of the talk stands still.
pub const STOPPED: &str = "The clock stands still.";
/// It ended at the other window.
pub const ENDED: &str = "The talk has ended.";
/// Shows the talk of the other window.
pub const HERE: &str = "Show it here";
/// Leaves it for now.
pub const NOT_NOW: &str = "Not now";
/// Ends the talk.
pub const CLOSING_LINE: &str = "Closing line";
/// There is time for a closing line.
pub const CLOSING: &str =
    "There is time for a closing line. What is left can wait for another day.";
/// A line for oneself, after the talk.
pub const FOR_ME: &str = "A line in Mine alone";

/// How often both said they would like to talk.
pub fn cadence(word: &str, from: &str) -> String {
    let often = match word {
        "more" => "more talks",
        "less" => "fewer talks",
        _ => "talks as often as before",
    };
    format!("From {} on: {often}.", super::window::said_date(from))
}

/// Begins a talk of so many minutes.
pub fn of(minutes: u32) -> String {
    format!("Talk for {minutes} minutes")
}

/// A talk has begun at the other window.
pub fn begun(partner: &str, minutes: u32) -> String {
    format!("{partner} has begun a talk of {minutes} minutes.")
}

/// There is a talk at the other window, from before.
pub fn at_their_window(partner: &str, minutes: u32) -> String {
    format!("There is a talk of {minutes} minutes at {partner}'s window.")
}

/// What both said of it when they paired.
pub fn chosen(minutes: u32) -> String {
    format!("By what you both wished for when you paired, a talk lasts {minutes} minutes.")
}

/// Whose turn it is, by names: two people sit before one screen. `None` for both.
pub fn turn_of(turn: Option<(&str, &str)>) -> String {
    match turn {
        Some((speaks, listens)) => format!("{speaks} speaks, {listens} listens"),
        None => "You both speak".to_owned(),
    }
}
/// Adds a topic by a line.
pub const ADD_TOPIC: &str = "Add a topic";

/// How turns go.
pub fn turns(minutes: u32) -> String {
    format!("About {minutes} minutes for each of you, then both.")
}

/// What is left of a talk, and how long the turn has taken.
pub fn left(left: u32, turn: u32) -> String {
    let left = match left {
        0 => "The time you set is over.".to_owned(),
        1 => "About a minute is left.".to_owned(),
        left => format!("About {left} minutes are left."),
    };
    match turn {
        0 => left,
        1 => format!("{left} This turn: a minute."),
        turn => format!("{left} This turn: {turn} minutes."),
    }
}
