//! Text made so that it acts on nothing it is shown in: not on a terminal, not on a
//! window, and not on the words around it.
//!
//! ```text
//! what somebody wrote ─► inert, for a piece on one line ─┐
//!                     ─► inert_lines, for a whole text ──┴─► a sentence of ours
//!                                                                   │
//!                    terminal or window ◄─ harmless ◄───────────────┘
//! ```
//!
//! `inert` and `inert_lines` stand where words of people are put among our own.
//! `harmless` stands at both ways out, in `cli/terminal.rs` and in the kit, so that
//! nothing gets out where one of the others was forgotten; it cannot tell whose a line
//! break is.
//!
//! | what | becomes |
//! |---|---|
//! | an end of a line, in a piece on one line | a space |
//! | other controls (C0 and C1, with which every escape of a terminal begins), overrides of direction, marks of annotations | `�` |
//! | embeddings and isolates of direction, unless `harmless` finds a pair of them | nothing: letters have a direction of their own |
//! | all else, with joiners and marks of direction | itself |
//!
//! Which characters turn text: Unicode Standard Annex #9, sections 2.1 to 2.6.

use std::borrow::Cow;

/// The character in the place of one that acts.
const REPLACED: char = '\u{fffd}';
/// Begins a piece whose direction its first letter says, apart from what is around it.
const ISOLATE: char = '\u{2068}';
/// Ends an isolate.
const END_ISOLATE: char = '\u{2069}';

/// Words of somebody as a piece on one line. Where letters in it run from right to left
/// it is isolated, so that it turns no words beside it.
pub fn inert(text: &str) -> String {
    let line = quiet(&text.replace("\r\n", "\n"));
    if line.chars().any(runs_from_right) {
        format!("{ISOLATE}{line}{END_ISOLATE}")
    } else {
        line
    }
}

/// A whole text of somebody, each of its lines by itself, between `\n`. None at its end.
pub fn inert_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut lines: Vec<String> = text.split(ends_line).map(quiet).collect();
    // What ends the last line begins no other.
    if lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n")
}

/// Sentences of ours with words of people in them, as they may leave the program: on
/// as many lines as before, with nothing that acts, and with every isolate ended on its
/// line.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let is_plain =
        |letter: char| letter == '\n' || !(ends_line(letter) || commands(letter) || embeds(letter));
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    let lines: Vec<String> = text.split(ends_line).map(balanced).collect();
    Cow::Owned(lines.join("\n"))
}

/// JSON of the same values in which whatever acts stands as an escape. Its own line
/// breaks are `\n`.
pub fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        // All of them have four digits, and stand in strings alone.
        if letter != '\n' && acts(letter) {
            out.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            out.push(letter);
        }
    }
    out
}

/// A line without what acts.
fn quiet(line: &str) -> String {
    let kept = line.chars().filter(|letter| !embeds(*letter));
    kept.map(calmed).collect()
}

/// The same, with the isolates that belong together.
fn balanced(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut opened = 0;
    for letter in line.chars() {
        match letter {
            '\u{2066}'..='\u{2068}' => {
                opened += 1;
                out.push(letter);
            }
            END_ISOLATE if opened > 0 => {
                opened -= 1;
                out.push(letter);
            }
            letter if embeds(letter) => {}
            letter => out.push(calmed(letter)),
        }
    }
    out.extend(std::iter::repeat_n(END_ISOLATE, opened));
    out
}

/// What stands for a character.
fn calmed(letter: char) -> char {
    if ends_line(letter) {
        ' '
    } else if commands(letter) {
        REPLACED
    } else {
        letter
    }
}

/// Whether a character ends a line: the mandatory breaks of Unicode Standard Annex #14.
fn ends_line(letter: char) -> bool {
    matches!(
        letter,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Whether a character commands a terminal, or makes words read otherwise than they are
/// written.
fn commands(letter: char) -> bool {
    let controls = letter.is_control() && letter != '\t';
    controls || matches!(letter, '\u{202d}' | '\u{202e}' | '\u{fff9}'..='\u{fffb}')
}

/// Whether a character begins or ends a piece of another direction, or is one of those
/// that Unicode advises against. People have them in what they paste.
fn embeds(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{206f}')
}

/// Whether a character acts on what is around it in any way, if only as a mark.
fn acts(letter: char) -> bool {
    let marks = matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}');
    ends_line(letter) || commands(letter) || embeds(letter) || marks
}

/// Whether a character runs from right to left: the blocks for which
/// `DerivedBidiClass.txt` has it so, and the marks that say it.
pub fn runs_from_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a33_control_and_bidi_characters_are_inert() {
        assert_eq!(inert("a\u{1b}[2Jb"), "a\u{fffd}[2Jb");
        assert_eq!(inert("a\u{9b}2Jb\u{7f}"), "a\u{fffd}2Jb\u{fffd}");
        assert_eq!(inert("x\u{202e}y\u{202c}"), "x\u{fffd}y");
        assert_eq!(inert("día — 日"), "día — 日");
    }

    #[test]
    fn a33_a_piece_on_one_line_begins_no_other() {
        for end in [
            "\n", "\r", "\r\n", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}",
        ] {
            assert_eq!(inert(&format!("one{end}two")), "one two", "{end:?}");
            assert_eq!(inert_lines(&format!("one{end}two{end}")), "one\ntwo");
            assert_eq!(harmless(&format!("one{end}two{end}")), "one\ntwo\n");
        }
        assert_eq!(inert_lines(""), "");
        assert_eq!(inert_lines("one\n\n"), "one\n");
    }

    #[test]
    fn a33_what_runs_from_right_to_left_turns_nothing_beside_it() {
        assert_eq!(inert("שלום"), "\u{2068}שלום\u{2069}");
        assert_eq!(inert("\u{200f}42"), "\u{2068}\u{200f}42\u{2069}");
        // It is isolated once, however often it is made inert.
        assert_eq!(inert(&inert("نور")), "\u{2068}نور\u{2069}");
        assert_eq!(inert("\u{2067}a\u{2069}\u{2069}"), "a");
        assert_eq!(inert_lines("שלום\u{202b}\nb"), "שלום\nb");
    }

    #[test]
    fn a33_isolates_are_kept_where_they_end_on_their_line() {
        let framed = format!("{} · 2026", inert("שלום"));
        assert_eq!(harmless(&framed), framed);
        assert_eq!(harmless("\u{2067}a\nb\u{2069}"), "\u{2067}a\u{2069}\nb");
        assert_eq!(harmless("\u{202b}a\u{2069}\u{2067}"), "a\u{2067}\u{2069}");
        assert!(matches!(harmless("a\tb\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_people_write_stays() {
        for text in [
            "שלום\u{200f}, מה?",
            "می\u{200c}نا",
            "क\u{94d}\u{200d}ष",
            "a\tb\u{200e}c\u{2060}\u{ad}",
        ] {
            assert_eq!(inert_lines(text), text);
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn a33_escaped_json_holds_the_same_values_and_nothing_that_acts() {
        let values = [
            "\u{9b}2J",
            "a\u{202e}b\u{2068}",
            "\u{2028}\u{7f}\u{200f}",
            "\u{1b}[2J\n",
        ];
        let json = serde_json::to_string_pretty(&values).expect("plain strings");

        let escaped = escaped(&json);

        assert!(!escaped.chars().any(|letter| letter != '\n' && acts(letter)));
        let read: Vec<String> = serde_json::from_str(&escaped).expect("it is JSON");
        assert_eq!(read, values);
    }
}
