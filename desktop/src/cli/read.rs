//! Which text an answer is given to: the one that its person read.
//!
//! Between reading and answering a meeting can bring a correction. So an answer
//! carries the name of the text that was printed, and is refused with the new text
//! where that is no longer the one that stands.

use std::io::IsTerminal;

use candor_core::journal::AuthorError;

use super::args::ReadArgs;
use super::{Failure, detail_of, input, output};
use crate::engine::{Detail, Handle, Trouble};
use crate::text::help;

/// How many digits of a name say which text it is: 128 bits, so that nobody finds two
/// texts that share them.
pub const NAME_DIGITS: usize = 32;

/// Whether what is done has words of its own, which say which text they answer to
/// the person who typed them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It says something: the text stands above what is typed.
    Says,
    /// It only agrees: a terminal asks first, and a script has to name the text.
    Agrees,
}

/// The name of the text of an entry that its person read: the one they gave, or the
/// one that a terminal shows now, with what is closed where `open` says so. `None` for
/// what this person writes in themselves.
///
/// # Errors
/// [`Failure`] if the text is another one by now, or nobody can say which was read.
pub fn version(
    handle: &Handle,
    id: &str,
    read: &ReadArgs,
    act: Act,
    open: bool,
) -> Result<Option<String>, Failure> {
    let detail = detail_of(handle, id)?;
    if !detail.is_named {
        return Ok(None);
    }
    if let Some(named) = &read.version {
        return is_read(&detail, named, open).map(|()| Some(detail.version));
    }
    let is_closed = !open && detail.entry.is_closed();
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        output::text_to_answer(&detail, open);
        // Nobody agrees to words that were not opened.
        if act == Act::Agrees && is_closed {
            return Err(Failure::Usage(help::OPEN_IT_FIRST.to_owned()));
        }
        let goes_on = act == Act::Says || input::says_yes(help::ASK_THIS_TEXT);
        return match goes_on {
            true => Ok(Some(detail.version)),
            false => Err(Failure::Usage(help::NOTHING_DONE.to_owned())),
        };
    }
    // With one version there is one text that can have been read.
    if act == Act::Says && detail.versions.len() == 1 {
        return Ok(Some(detail.version));
    }
    output::text_to_answer(&detail, open);
    let why = match is_closed {
        true => help::OPEN_IT_FIRST,
        false => help::NAME_THE_TEXT,
    };
    Err(Failure::Usage(why.to_owned()))
}

fn is_read(detail: &Detail, named: &str, open: bool) -> Result<(), Failure> {
    let named = named.to_ascii_lowercase();
    let is_name = named.len() >= NAME_DIGITS && named.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_name {
        return Err(Failure::Usage(help::NO_VERSION.to_owned()));
    }
    if detail.version.starts_with(&named) {
        return Ok(());
    }
    output::text_to_answer(detail, open);
    Err(Trouble::Author(AuthorError::Changed).into())
}
