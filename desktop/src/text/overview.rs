//! Agreements and promises in words, as a list has them.

use super::{AT_REST, indented, inert, kinds, window};
use crate::engine::moment::minute_of;
use crate::engine::overview::{Agreement, Promise, Told, Version};

/// The longest beginning of a topic.
const TOPIC_CHARS: usize = 80;

/// Joint texts that stand with what the two have, in their order.
pub const OUR_TEXTS: [&str; 4] = ["vision-text", "goal", "difference", "naming"];

/// Where a joint text stands on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Agreements that hold.
    InForce,
    /// Decisions that hold.
    Decided,
    /// What waits for a word.
    Proposed,
    /// What one of the two does not stand by.
    OnHold,
    /// What has ended.
    Ended,
}

impl Part {
    /// All of them, in their order: what holds stands first.
    pub const ALL: [Self; 5] = [
        Self::InForce,
        Self::Decided,
        Self::Proposed,
        Self::OnHold,
        Self::Ended,
    ];

    /// The part in which a joint text stands; `None` for those that stand with what the
    /// two have.
    pub fn of(agreement: &Agreement) -> Option<Self> {
        if OUR_TEXTS.contains(&agreement.kind.as_str()) {
            return None;
        }
        Some(match agreement.state.as_str() {
            "in-force" if agreement.kind == "decision" => Self::Decided,
            "in-force" => Self::InForce,
            "on-hold" => Self::OnHold,
            "ended" => Self::Ended,
            _ => Self::Proposed,
        })
    }

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::InForce => "In force",
            Self::Decided => "Decisions of ours",
            Self::Proposed => "Proposed",
            Self::OnHold => "On hold",
            Self::Ended => "Ended",
        }
    }
}

/// Whom an agreement binds, by name.
pub fn binds(names: &[String]) -> String {
    format!("It binds {}.", names.join(" and "))
}

/// How a joint text stands in a list. What lies under a cover, and what rests, is shown
/// where `open` says so.
pub fn agreement(agreement: &Agreement, open: bool) -> String {
    let state = window::joint_state(&agreement.state);
    let mut out = format!("{}  {state}", &agreement.id[..8]);
    if agreement.rests {
        out.push_str(AT_REST);
    }
    let lines = |version: &Version| {
        let opened = open || !(agreement.rests || version.is_covered());
        version_lines(version, opened)
    };
    if let Some(version) = &agreement.agreed {
        out.push_str(&format!("  {}", lines(version)));
    }
    if let Some((version, from)) = &agreement.coming {
        let from = window::holds_from(from);
        out.push_str(&format!("\n          {from}  {}", lines(version)));
    }
    if let Some(version) = &agreement.proposed {
        out.push_str(&format!("\n          proposed  {}", lines(version)));
    }
    out
}

/// On the command line, where something is open.
pub const SOMETHING_IS_OPEN: &str = "`candor between` shows what is open between you.";
/// On a limit on contact that ends: goes on with a new day.
pub const KEEP: &str = "Keep it, until a new day";
/// On a limit on contact that ends: another version.
pub const CHANGE: &str = "Change it";
/// On a limit on contact that ends: nothing more is asked.
pub const LET_END: &str = "Let it end";

/// That a limit on contact ends, or has ended.
pub fn ending(agreement: &Agreement, today: &str) -> String {
    let end = agreement.agreed.as_ref().and_then(|it| it.end.as_deref());
    let end = end.unwrap_or("");
    let day = window::said_date(end);
    if end < today {
        format!(
            "This limit on contact ended on {day}. Agree on it anew, change it, or leave it ended?"
        )
    } else {
        format!("This limit on contact ends on {day}. Keep it, change it, or let it end?")
    }
}

/// Why Today names an entry that names a day itself, with a time if it says one.
pub fn named(kind: &str, field: &str, at: Option<&str>) -> String {
    let why = match (kind, field) {
        ("meeting", "next") => "The day of your next meeting has come",
        ("plan", "review") => "The day to look at this plan again has come",
        ("time-together", "day") => "Today is the day for this",
        _ => "The day named here has come",
    };
    // What the other's program says there may be anything.
    let at = at.filter(|at| minute_of(at).is_some());
    at.map_or_else(|| why.to_owned(), |at| format!("{why}, at {}", inert(at)))
}

/// The time of each day that an agreement sets aside.
pub fn each_day(time: &str) -> String {
    format!("Each day at {}", inert(time))
}

/// Which version it is, and when it is looked at again.
pub fn version_head(version: &Version) -> String {
    let mut out = format!("version {}", version.number);
    if let Some(review) = &version.review {
        out.push_str(&format!(" · review {}", window::said_date(review)));
    }
    if let Some(end) = &version.end {
        out.push_str(&format!(" · ends {}", window::said_date(end)));
    }
    for (writer, word) in &version.reviewed {
        let said = kinds::choice("review-word", "word", word);
        out.push_str(&format!(" · {}: {}", inert(writer), inert(said)));
    }
    if !version.by.is_empty() {
        out.push_str(&format!(" · {}", inert(&version.by.join(", "))));
    }
    out
}

fn version_lines(version: &Version, opened: bool) -> String {
    let words = (version.title.as_deref(), version.text.as_str());
    let mut out = version_head(version);
    out.push_str(&indented(version.cover.as_deref(), opened.then_some(words)));
    out
}

/// A topic in one line: its title, or how it begins.
pub fn topic(title: Option<&str>, text: &str) -> String {
    let words = title.unwrap_or_else(|| text.lines().next().unwrap_or(""));
    let mut line: String = words.chars().take(TOPIC_CHARS).collect();
    if words.chars().count() > TOPIC_CHARS {
        line.push('…');
    }
    line
}

/// How a promise stands in a list: its words, and both views of how it went. What lies
/// under a cover, and what rests, is shown where `open` says so.
pub fn promise(promise: &Promise, open: bool) -> String {
    let state = kinds::state("promise", &promise.state).unwrap_or(&promise.state);
    let mut out = format!("{}  {}  {state}", &promise.id[..8], inert(&promise.writer));
    if let Some(due) = &promise.due {
        out.push_str(&format!("  {}", window::by_day(due)));
    }
    if promise.rests {
        out.push_str(AT_REST);
    }
    let opened = open || !promise.is_closed();
    out.push_str(&indented(
        promise.cover.as_deref(),
        opened.then_some((None, promise.text.as_str())),
    ));
    if opened {
        for told in &promise.reports {
            out.push_str(&format!("\n          {}", told_words(told)));
        }
    }
    out
}

/// Both views of one occasion, in words.
pub fn told_words(told: &Told) -> String {
    let mut parts = vec![window::said_date(&told.written)];
    let said = |kind: &str, (word, text): &(String, String)| {
        let word = inert(kinds::choice(kind, "word", word));
        if text.is_empty() {
            word
        } else {
            format!("{word}: {}", inert(text))
        }
    };
    parts.extend(told.occasion.as_deref().map(inert));
    parts.extend(told.maker.as_ref().map(|view| said("report", view)));
    parts.extend(told.other.as_ref().map(|view| said("view", view)));
    parts.join(" · ")
}
