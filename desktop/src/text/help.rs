//! What the command line says of itself.

use candor_core::date::Day;

use super::window::{self, date};

/// What Candor is, in two sentences.
pub const ABOUT: &str = "Candor: a journal for two people who want to be open with each other.\n\
Everything stays on your own devices, encrypted; there is no server.";

/// What stands under the list of commands.
pub const AFTER: &str = "Begin with:\n  \
candor init --name NAME          make your journal\n  \
candor invite --out FILE         then give FILE to the other person\n  \
candor join FILE                 they answer it; you both compare six words\n  \
echo 'words' | candor write note write something for both of you\n  \
candor sync                      meet the other device\n\n\
Ends with 0 when it is done, 1 when it was refused or failed, 2 when it was asked wrongly,\n\
3 when the time is up, 4 when the six words differ.";

/// Without a passphrase file and without a terminal.
pub const NO_PASSPHRASE: &str = "There is no passphrase. Nothing was changed. Give \
--passphrase-file, or run candor in a terminal.";

/// Without an own passphrase.
pub const NO_OWN_PASSPHRASE: &str = "There is no own passphrase. Nothing was changed. Give \
--own-passphrase-file, or run candor in a terminal.";

/// Without a verb and without a screen.
pub const NO_VERB: &str = "There is no screen to open a window on. Nothing was changed. `candor --help` shows \
what can be done without one.";

/// Without a home folder and without a named one.
pub const NO_HOME: &str = "No home folder of this account was found. Nothing was changed. Name a \
folder with --data.";

/// The folder of a window cannot be shown as text.
pub const NOT_UTF8: &str = "The path of this folder is not UTF-8, and the window shows and takes \
UTF-8 alone. Nothing was changed. Give the folder another name, or use the commands, which take \
it as it is.";

/// A path whose `~` no shell has replaced.
pub fn home_mark(path: &str) -> String {
    format!(
        "In {path} the ~ still stands: within quotes no shell puts your home folder in its place. \
         Nothing was changed. Leave the quotes out, or write the whole path; ./~ is a folder \
         of that name."
    )
}

/// The prompt for the passphrase.
pub const ASK_PASSPHRASE: &str = "Passphrase: ";
/// The prompt for the passphrase before another takes its place.
pub const ASK_OLD_PASSPHRASE: &str = "The passphrase until now, once more: ";
/// The prompt for the own passphrase.
pub const ASK_OWN_PASSPHRASE: &str = "Own passphrase: ";
/// The prompt for a new passphrase.
pub const ASK_NEW_PASSPHRASE: &str = "New passphrase: ";

/// The prompt for a new passphrase, the second time.
pub const ASK_AGAIN: &str = "The same once more: ";
/// The two were not typed alike.
pub const NOT_THE_SAME: &str = "The two were not the same. Nothing was changed. Try again.";

/// After the words were printed.
pub const ASK_WORDS: &str = "Read them to each other. Are they the same on both sides? yes or no:";

/// Below a text that is to be agreed to.
pub const ASK_THIS_TEXT: &str = "Is this the text you mean? yes or no:";
/// After an answer that is neither.
pub const YES_OR_NO: &str = "Please answer yes or no:";
/// The gate before a question: its sentences, and the ways on with their numbers.
pub fn gate(ways: &[&str], until: Option<Day>) -> String {
    let mut said = format!("{}\n{}\n\n", window::GATE_TITLE, window::GATE_HELP);
    for asks in window::GATE {
        said += &format!("  {asks}\n");
    }
    said.push('\n');
    for (number, way) in (1..).zip(ways) {
        said += &format!("  {number}  {way}\n");
    }
    if let Some(day) = until {
        said += &format!("\n{} {}.\n", window::GATE_UNTIL, date(day));
    }
    said + ASK_WAY
}
/// Below the ways on, and after an answer that is none of them.
pub const ASK_WAY: &str = "Which of them? Please answer with its number:";
/// A passphrase file that cannot be read as text.
pub fn passphrase_file_encoding(path: &str) -> String {
    format!(
        "The file {path} is not in UTF-8 or UTF-16, so its signs cannot be told. Nothing was \
         opened. Save it as UTF-8, with the passphrase in its first line."
    )
}
/// A passphrase file without a passphrase.
pub fn passphrase_file_empty(path: &str) -> String {
    format!(
        "The first line of the file {path} is empty. Nothing was opened. The passphrase stands \
         in the first line."
    )
}
/// After a no.
pub const NOTHING_DONE: &str = "Nothing was written.";
/// Below a text that a script has not named.
pub const NAME_THE_TEXT: &str = "Nothing was written. This is what it says now. Say that you have \
read this text with --version and its name.";
/// There is no other pair that a half could go into.
pub const NOT_CROSSED: &str = "There is no pair of that kind that the other began and your half \
could go into. Nothing was changed. `candor between` shows what is open.";
/// Below a text that is closed, and is to be agreed to or named.
pub const OPEN_IT_FIRST: &str = "Nothing was written. Its words are closed. Read them first: the \
same command with --open shows them.";
/// A name of a text that is none.
pub const NO_VERSION: &str = "--version takes the name of a text: the 32 digits behind `version` in \
what `candor show` prints. Nothing was written.";

/// While an invitation waits.
pub const INVITED: &str = "The invitation is written. It can be answered once. Leave this running \
until you have compared the words.";

/// After more was given than is taken without asking.
pub const TAKE_MORE: &str = "`candor sync --take-more` takes up to 1 GiB more.";

/// After a passphrase was changed.
pub const PASSPHRASE_CHANGED: &str = "The passphrase is changed.";
/// After a journal was made.
pub const MADE: &str = "The journal is made. Only this passphrase opens it; nobody can bring it \
back if it is lost.";
/// When a check found nothing.
pub const CHECKED_OK: &str = "Every record holds.";

/// When the output of a command is cut off by its reader.
pub const TEXT_NOT_UTF8: &str = "The text is not UTF-8. Nothing was written. Save it as UTF-8 and \
try again.";

/// A ready text that is not there.
pub fn no_pattern(word: &str) -> String {
    format!("There is no ready text called {word:?}. `candor patterns` shows all of them.")
}

/// A day that is none.
pub fn no_day(typed: &str) -> String {
    format!("{typed:?} is no date. Write it as YYYY-MM-DD.")
}
