//! What comes in: passphrases from files or the terminal, words from standard
//! input.

use std::io::{BufRead, IsTerminal, Read};
use std::path::Path;

use candor_core::entry::ContentBuilder;
use candor_core::entry::content::{HAPPENED, TEXT_BYTES_MAX};
use candor_core::entry::template::{TextRule, template};
use candor_core::happened;
use candor_core::seal::Passphrase;
use zeroize::Zeroizing;

use super::args::Common;
use super::{Failure, terminal};
use crate::engine::command::Change;
use crate::engine::{Clock, Trouble};
use crate::text::help;

/// The most bytes that one command reads: many lines, each an entry.
const INPUT_BYTES_MAX: u64 = 256 * 1024 * 1024;
const PASSPHRASE_BYTES_MAX: u64 = 4 * 1024;

/// The passphrase, from its file or the terminal.
pub fn passphrase(common: &Common) -> Result<Passphrase, Failure> {
    match &common.passphrase_file {
        Some(file) => from_file(file),
        None => from_terminal(help::ASK_PASSPHRASE, help::NO_PASSPHRASE),
    }
}

/// The passphrase once more: out of its file again, or typed again.
pub fn passphrase_again(common: &Common) -> Result<Passphrase, Failure> {
    match &common.passphrase_file {
        Some(file) => from_file(file),
        None => from_terminal(help::ASK_OLD_PASSPHRASE, help::NO_PASSPHRASE),
    }
}

/// A passphrase that is chosen now.
pub fn first_passphrase(common: &Common) -> Result<Passphrase, Failure> {
    new_passphrase(common.passphrase_file.as_deref())
}

/// The passphrase that replaces the one until now.
pub fn new_passphrase(file: Option<&Path>) -> Result<Passphrase, Failure> {
    match file {
        Some(file) => from_file(file),
        None => {
            let typed = from_terminal(help::ASK_NEW_PASSPHRASE, help::NO_PASSPHRASE)?;
            let again = from_terminal(help::ASK_AGAIN, help::NO_PASSPHRASE)?;
            if typed.same_as(&again) {
                Ok(typed)
            } else {
                Err(Failure::Usage(help::NOT_THE_SAME.to_owned()))
            }
        }
    }
}

/// The own passphrase, from its file or the terminal.
pub fn own_passphrase(common: &Common) -> Result<Passphrase, Failure> {
    match own_passphrase_from_file(common)? {
        Some(passphrase) => Ok(passphrase),
        None => from_terminal(help::ASK_OWN_PASSPHRASE, help::NO_OWN_PASSPHRASE),
    }
}

/// The own passphrase, if a file is named.
pub fn own_passphrase_from_file(common: &Common) -> Result<Option<Passphrase>, Failure> {
    common
        .own_passphrase_file
        .as_deref()
        .map(from_file)
        .transpose()
}

fn from_file(path: &Path) -> Result<Passphrase, Failure> {
    let refused = |error: std::io::Error| {
        Failure::from(Trouble::OtherFile(
            path.display().to_string(),
            error.to_string(),
        ))
    };
    let mut bytes = Zeroizing::new(Vec::new());
    std::fs::File::open(path)
        .and_then(|file| file.take(PASSPHRASE_BYTES_MAX).read_to_end(&mut bytes))
        .map_err(refused)?;
    let text = decoded(&bytes).ok_or_else(|| {
        let path = path.display().to_string();
        Failure::Usage(help::passphrase_file_encoding(&crate::text::inert(&path)))
    })?;
    let first = text.lines().next().unwrap_or_default();
    if first.trim().is_empty() {
        let path = path.display().to_string();
        return Err(Failure::Usage(help::passphrase_file_empty(
            &crate::text::inert(&path),
        )));
    }
    Ok(Passphrase::typed(first))
}

/// The text of a file, in UTF-8 or in UTF-16 with a byte-order mark, as editors of all
/// systems write it. `None` for any other encoding.
fn decoded(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Zeroizing<Vec<u16>> =
            Zeroizing::new(pairs.iter().map(|pair| read(*pair)).collect());
        rest.is_empty().then(|| String::from_utf16(&units).ok())?
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => std::str::from_utf8(rest).ok()?.to_owned(),
    };
    Some(Zeroizing::new(text))
}

fn from_terminal(prompt: &str, without: &str) -> Result<Passphrase, Failure> {
    // The terminal itself is asked, never standard input, which holds the text.
    match rpassword::prompt_password(prompt) {
        Ok(typed) => Ok(Passphrase::typed(&Zeroizing::new(typed))),
        Err(_) => Err(Failure::Usage(without.to_owned())),
    }
}

/// Asks a question on the terminal until it is answered with yes or no. The end of
/// the input is a no.
pub fn says_yes(question: &str) -> bool {
    terminal::say(question);
    loop {
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(read) if read > 0 => {}
            _ => return false,
        }
        if let Some(answer) = yes_or_no(&line) {
            return answer;
        }
        terminal::say(help::YES_OR_NO);
    }
}

/// Yes and no, as people type them in some languages; `None` for anything else.
fn yes_or_no(line: &str) -> Option<bool> {
    const YES: [&str; 12] = [
        "yes", "y", "ja", "j", "oui", "si", "sí", "sì", "sim", "tak", "да", "evet",
    ];
    const NO: [&str; 9] = [
        "no", "n", "nein", "nee", "non", "não", "nie", "нет", "hayır",
    ];
    let word = line.trim().trim_end_matches(['.', '!']).to_lowercase();
    if YES.contains(&word.as_str()) {
        return Some(true);
    }
    NO.contains(&word.as_str()).then_some(false)
}

fn fields(given: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let today = Clock::of_command_line().today();
    given
        .iter()
        .map(|field| {
            field
                .split_once('=')
                .map(|(name, value)| {
                    let happened = (name == HAPPENED).then(|| happened::typed(value, today));
                    let value = happened.flatten().unwrap_or_else(|| value.to_owned());
                    (name.to_owned(), value)
                })
                .ok_or_else(|| Failure::Usage(format!("--field takes NAME=VALUE, not {field:?}.")))
        })
        .collect()
}

fn standard_input(max: u64) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(max + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::from(Trouble::OtherFile("-".to_owned(), error.to_string())))?;
    String::from_utf8(bytes).map_err(|_| Failure::Usage(help::TEXT_NOT_UTF8.to_owned()))
}

fn without_last_newline(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    text
}

/// The entries that a `write` or `reply` makes.
pub fn contents(kind: &str, given: &[String], lines: bool) -> Result<Vec<ContentBuilder>, Failure> {
    let fields = fields(given)?;
    let with_text = |text: String| ContentBuilder {
        fields: fields.iter().cloned().collect(),
        text,
    };
    if lines {
        let text = standard_input(INPUT_BYTES_MAX)?;
        return Ok(text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| with_text(line.to_owned()))
            .collect());
    }
    // What needs no words needs no end of input to be typed either.
    let rule = template(kind).map_or(TextRule::Required, |template| template.text);
    let text = match rule {
        TextRule::None => String::new(),
        TextRule::Optional if std::io::stdin().is_terminal() => String::new(),
        _ => standard_input(TEXT_BYTES_MAX as u64 + 2)?,
    };
    Ok(vec![with_text(without_last_newline(text))])
}

/// The change that an `edit` makes: fields, and the text unless none comes.
pub fn change(given: &[String]) -> Result<Change, Failure> {
    let fields = fields(given)?;
    let text = without_last_newline(standard_input(TEXT_BYTES_MAX as u64 + 2)?);
    let only_fields = text.is_empty() && !fields.is_empty();
    Ok(Change {
        fields,
        text: (!only_fields).then_some(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_file_may_come_from_any_editor_and_is_told_apart_from_no_text() {
        let of = |bytes: &[u8]| decoded(bytes).map(|text| text.to_string());
        let word = "grün";
        let wide = |mark: [u8; 2], write: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let units = word.encode_utf16().flat_map(write);
            mark.into_iter().chain(units).collect()
        };
        let marked = [b"\xef\xbb\xbf", word.as_bytes()].concat();
        for bytes in [
            word.as_bytes().to_vec(),
            marked,
            wide([0xff, 0xfe], u16::to_le_bytes),
            wide([0xfe, 0xff], u16::to_be_bytes),
        ] {
            assert_eq!(of(&bytes).as_deref(), Some(word), "{bytes:?}");
        }
        assert_eq!(of(b"gr\xfcn"), None, "Latin-1");
        assert_eq!(of(b"\xff\xfea"), None, "half a sign");
    }

    #[test]
    fn only_a_yes_or_a_no_is_an_answer() {
        for yes in ["yes", "Yes.", " y ", "ja", "Sí", "да\n"] {
            assert_eq!(yes_or_no(yes), Some(true), "{yes}");
        }
        for no in ["no", "NO!", "nein", "non"] {
            assert_eq!(yes_or_no(no), Some(false), "{no}");
        }
        for neither in ["", "yess", "the words are the same", "maybe"] {
            assert_eq!(yes_or_no(neither), None, "{neither}");
        }
    }
}
