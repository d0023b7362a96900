//! Every sentence a person reads.
//!
//! An error says what happened, what is safe, and what can be done. Nothing
//! here blames, praises, presses, or guesses about the other person.

pub mod access;
pub mod alone;
pub mod between;
pub mod calendar;
pub mod calm;
pub mod conversation;
pub mod evening;
pub mod first_run;
pub mod found;
pub mod group;
pub mod help;
pub mod joint;
pub mod kinds;
pub mod look_back;
pub mod meeting;
pub mod names;
pub mod overview;
pub mod pause;
pub mod pick;
pub mod pulse;
pub mod second_look;
pub mod sharing;
mod shown;
pub mod situation;
pub mod support;
pub mod talk;
mod troubles;
pub mod vocabulary;
pub mod window;

pub use shown::{escaped, harmless, inert, inert_lines, runs_from_right};
pub use troubles::{trouble, window_trouble};

use candor_core::entry::template::NO_COVER;
use candor_sync::session::Notice;

use crate::engine::Entry;

/// The line of progress on standard error.
pub fn progress(done: u64, expected: u64) -> String {
    format!("{done} of {expected}")
}

/// What a person is told of a notice, if anything.
pub fn notice(notice: &Notice) -> Option<String> {
    Some(match notice {
        Notice::Progress { done, expected } => progress(*done, *expected),
        Notice::TookBack => "This folder was set back, or is a copy. What it had lost of your own \
             writing came back. It goes on in a new log; nothing is missing."
            .to_owned(),
        Notice::Forked(_) => "Two copies of one folder have both written. Both are kept and can \
             be read. Use one of the two folders from now on."
            .to_owned(),
        Notice::Refused(_) => "Something that was sent did not prove to come from the two of you. \
             It was refused and not stored. Everything you have is as it was."
            .to_owned(),
        Notice::RefusedByOther(_) => "The other device refused something of yours. It checks out \
             well here and is safe here. `candor check` on the other device may say more."
            .to_owned(),
        Notice::Gap => "Some of what came could not be placed, because something before it is \
             not here. It was left out; it comes again when your devices meet."
            .to_owned(),
        Notice::Rollback => "The other device has less than it had before: it may have been \
             restored. It gets what it lacks from here."
            .to_owned(),
        Notice::TooMuch { left, today } => too_much(*left, today.bytes),
        Notice::NoRoom => "The disk is nearly full, so nothing more is taken from the other \
             device. What you have is as it was, and what you write is still kept. Once there is \
             room, the rest comes at a later meeting."
            .to_owned(),
    })
}

/// The same at the window: what can be done is done there.
pub fn window_notice(of: &Notice) -> Option<String> {
    match of {
        Notice::RefusedByOther(_) => Some(
            "The other device refused something of yours. It checks out well here and is safe \
             here. If this comes again, use the same version of Candor on both devices."
                .to_owned(),
        ),
        other => notice(other),
    }
}

/// What a person is told before more is taken than two people write.
fn too_much(left: u64, bytes: u64) -> String {
    let came = bytes / (1024 * 1024);
    let wants = match left {
        0 => format!("{came} MiB came today, and more is coming."),
        left => format!("{came} MiB came today, and about {left} more records wait there."),
    };
    format!(
        "The other device gives more than two people write in a day. {wants} Nothing more is \
         taken until you say so. What you have is as it was, and what you write still goes along."
    )
}

/// What a person is told when no window can be opened.
pub fn no_window(error: &str) -> String {
    format!(
        "No window could be opened: {error}. The journal is as it was. `candor --help` shows what \
         can be done without a window."
    )
}

/// Before the demo's windows open.
pub fn demo_windows() -> &'static str {
    "Now the two windows open, one for Ada and one for Ben. Their lock screens show the \
     passphrases. Close both to end the demo; its folder goes then."
}

/// What the lock screen of a demo's window says.
pub fn demo_hint(name: &str, passphrase: &str, own: &str) -> String {
    format!("This is the demo. {name}'s passphrase: {passphrase}. For Mine alone: {own}.")
}

/// What became of a wish to withdraw or remove.
pub fn withdrawal(outcome: candor_core::journal::Withdrawal) -> &'static str {
    use candor_core::journal::Withdrawal;
    match outcome {
        Withdrawal::TakenBack => "It had not gone anywhere, and is gone without a trace.",
        Withdrawal::Waits => {
            "This asks both copies to forget the words when your devices meet. A marker stays. What \
             has been read, remembered or copied stays so. Until then `candor cancel` takes it \
             back."
        }
    }
}

/// How a sealed pair stands.
pub fn pair(state: &str) -> &'static str {
    match state {
        "opened" => "Both have sealed. This is what you wrote to each other.",
        _ => "It opens when both have sealed.",
    }
}

/// The same in the window.
pub fn withdrawn(outcome: candor_core::journal::Withdrawal) -> &'static str {
    use candor_core::journal::Withdrawal;
    match outcome {
        Withdrawal::TakenBack => "It had not gone anywhere, and is gone without a trace.",
        Withdrawal::Waits => {
            "It goes along when your devices meet. Until then it can be taken back."
        }
    }
}

/// After a wish to remove an entry was taken back.
pub const KEPT_AFTER_ALL: &str = "You ask no more to remove it. If the other person agreed before \
they hear that, it is gone.";

/// Below a correction that came when there was nothing to correct any more.
pub const LATE_CORRECTION: &str = "This correction came later. What stood before it stands.";

/// An entry whose day is ahead of the calendar.
pub const DATED_AHEAD: &str = "dated ahead";

/// What is said of an entry above its words.
fn entry_head(entry: &Entry) -> String {
    let mut out = format!(
        "{}  {}  {}",
        &entry.id[..entry.id.len().min(8)],
        inert(&entry.written),
        timeline_line(entry)
    );
    if let Some(happened) = entry
        .happened
        .as_deref()
        .filter(|happened| *happened != "none")
    {
        out.push_str(&format!(" · happened {}", inert(happened)));
    }
    if entry.state == "waiting" {
        out.push_str(" · goes when your devices meet");
    }
    if entry.came_in_later {
        out.push_str(" · came in later");
    }
    if entry.dated_ahead {
        out.push_str(&format!(" · {DATED_AHEAD}"));
    }
    if entry.rests {
        out.push_str(AT_REST);
    }
    out
}

/// How an entry stands in a list. What lies under a cover, and what rests, is shown
/// where `open` says so.
pub fn entry_lines(entry: &Entry, open: bool) -> String {
    let mut out = entry_head(entry);
    let cover = entry.fields.get("cover").filter(|cover| *cover != NO_COVER);
    let opened = open || !entry.is_closed();
    out.push_str(&indented(
        cover.map(String::as_str),
        opened.then_some((entry.title.as_deref(), entry.text.as_str())),
    ));
    out.push('\n');
    out
}

/// What stands behind the words of the frame in a list, on lines of its own: the cover,
/// if there is one, then a title and a text, or how they are opened.
fn indented(cover: Option<&str>, words: Option<(Option<&str>, &str)>) -> String {
    let mut lines = Vec::new();
    lines.extend(cover.map(|cover| format!("[{}]", inert(cover))));
    match words {
        Some((title, text)) => {
            lines.extend(title.map(inert));
            lines.extend(inert_lines(text).lines().map(str::to_owned));
        }
        None => lines.push(UNDER_COVER.to_owned()),
    }
    lines.iter().map(|line| format!("{INDENT}{line}")).collect()
}

/// Begins each line of somebody's words, so that none of them reads as one of the frame.
pub const INDENT: &str = "\n          ";

/// Behind what both have set to rest, in a list.
const AT_REST: &str = " · at rest";

/// In the place of what lies under a cover or rests, on the command line.
pub const UNDER_COVER: &str = "(--open shows it)";

/// The line a kind has on the timeline.
pub fn timeline_line(entry: &Entry) -> String {
    match candor_core::entry::template(&entry.kind) {
        Some(template) => {
            let word = entry.fields.get("word").map(|word| inert(word));
            template.line_for(false, &inert(&entry.writer), "", word.as_deref())
        }
        None => format!("{} · {}", inert(&entry.writer), inert(&entry.kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_core::id::{LogId, RecordHash};
    use candor_sync::session::Amount;
    use candor_sync::wire::Refused;

    #[test]
    fn no_notice_at_the_window_names_a_command_of_the_terminal() {
        let log = LogId::from_bytes([1; 16]);
        let refused = Refused {
            log,
            seq: 1,
            hash: RecordHash::from_bytes([2; 32]),
            reason: 1,
        };
        let all = [
            Notice::TookBack,
            Notice::Forked(log),
            Notice::Refused(refused),
            Notice::RefusedByOther(refused),
            Notice::Gap,
            Notice::Rollback,
            Notice::TooMuch {
                left: 3,
                today: Amount::default(),
            },
            Notice::NoRoom,
        ];
        for notice in all {
            let says = window_notice(&notice).expect("it is said");
            assert!(!says.contains('`') && !says.contains("--"), "{says}");
        }
    }
}
