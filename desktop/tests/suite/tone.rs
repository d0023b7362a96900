//! The words a person reads keep to the tone of the project.
//!
//! Every string of `src/text.rs` and `src/text/`, and every line of the
//! templates of entries and of the ready texts of agreements, is searched for
//! words that press, judge or take a side. A word counts with its endings: "score" finds "scores" and "scored".

use std::fs;
use std::path::{Path, PathBuf};

const WORDS: &[&str] = &[
    // They press.
    "must",
    "should",
    "finally",
    "still not",
    "overdue",
    "late by",
    "days since",
    "hurry up",
    // They name people by what was done.
    "cheater",
    "betrayer",
    "victim",
    "innocent",
    "offender",
    "violation",
    "reject",
    // They count and praise.
    "streak",
    "score",
    "scoring",
    "well done",
    "great job",
    "congratulations",
    // They assume how two people live and what they believe.
    "husband",
    "wife",
    "wives",
    "spouse",
    "marriage",
    "married",
    "god",
    "pray",
    "prayer",
];

const ENDINGS: &[&str] = &["", "s", "es", "d", "ed", "ing", "ly", "n't", "n’t"];

/// Sentences that hold a word of [`WORDS`] and are right: the word, a part of
/// the sentence around it, and why. None is needed now ("no hurry" is fine as
/// it is: what presses is "hurry up").
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

#[test]
fn no_text_presses_judges_or_takes_a_side() {
    let mut used = vec![false; EXCEPTIONS.len()];
    let mut found = Vec::new();
    for (place, text) in texts() {
        for word in words_in(&text) {
            let excepted = EXCEPTIONS
                .iter()
                .position(|(which, part, _)| *which == word && text.contains(part));
            match excepted {
                Some(number) => used[number] = true,
                None => found.push(format!("{place}: {word:?} in {text:?}")),
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    for (needed, exception) in used.iter().zip(EXCEPTIONS) {
        assert!(needed, "no text needs the exception {exception:?}");
    }
}

#[test]
fn no_text_has_an_exclamation_mark_an_emoji_or_a_heart() {
    let found: Vec<String> = texts()
        .into_iter()
        .filter(|(_, text)| text.contains("<3") || text.chars().any(is_loud))
        .map(|(place, text)| format!("{place}: {text:?}"))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_search_finds_whole_words_with_their_endings() {
    assert_eq!(words_in("You Must rest"), ["must"]);
    assert_eq!(words_in("It shouldn't. Scores: two"), ["should", "score"]);
    assert_eq!(words_in("It is still\nnot here"), ["still not"]);
    assert_eq!(
        words_in("mustard on a shoulder, goddess, no hurry"),
        [""; 0]
    );
    assert!(is_loud('!') && is_loud('\u{2764}') && is_loud('\u{1f600}'));
    assert!(!is_loud('…') && !is_loud('日') && !is_loud('·'));
}

#[test]
fn the_search_reads_the_strings_of_a_file_and_nothing_else() {
    let source = r###"
        //! "a comment"
        /* "another" /* "in it" */ */
        fn f<'a>(x: &'a str) -> char { let c = '"'; let d = '\''; let _ = (c, d); 'x' }
        const A: &str = "one \"two\" \
            three";
        const B: &str = r#"raw "four""#; // "no"
        const C: &str = "five\nsix\u{2764}";
    "###;
    assert_eq!(
        strings(source),
        ["one \"two\" three", "raw \"four\"", "five\nsix\u{2764}"]
    );
}

/// Every text with the file it stands in.
fn texts() -> Vec<(String, String)> {
    let desktop = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    let mut sources = files(&desktop.join("src/text"), "rs");
    sources.push(desktop.join("src/text.rs"));
    for file in sources {
        let source = fs::read_to_string(&file).expect("a source is UTF-8");
        all.extend(named(&file, strings(&source)));
    }
    let entry = desktop.join("../core/src/entry");
    let mut data = files(&entry.join("templates"), "template");
    data.extend(files(&entry.join("agreements"), "agreement"));
    for file in data {
        let lines = fs::read_to_string(&file).expect("data is UTF-8");
        all.extend(named(&file, lines.lines().map(str::to_owned).collect()));
    }
    all
}

fn named(file: &Path, texts: Vec<String>) -> Vec<(String, String)> {
    let name = file.file_name().expect("has a name").to_string_lossy();
    assert!(!texts.is_empty(), "{name} holds no text");
    let pairs = texts.into_iter().map(|text| (name.to_string(), text));
    pairs.collect()
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("reads").path())
        .filter(|path| path.extension().is_some_and(|last| last == ending))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no texts in {}", folder.display());
    found
}

fn is_loud(letter: char) -> bool {
    matches!(letter,
        '!' | '¡' | '！' | '\u{203c}' | '\u{2049}'
        | '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}' | '\u{fe0f}'
        | '\u{1f000}'..='\u{1faff}')
}

/// The words of [`WORDS`] that stand in `text`.
fn words_in(text: &str) -> Vec<&'static str> {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = plain.to_lowercase();
    let stands = |word: &&&'static str| {
        plain.match_indices(**word).any(|(at, _)| {
            let before = plain[..at].chars().next_back();
            let after = &plain[at + word.len()..];
            !before.is_some_and(in_a_word)
                && ENDINGS.iter().any(|ending| {
                    after
                        .strip_prefix(ending)
                        .is_some_and(|rest| !rest.starts_with(in_a_word))
                })
        })
    };
    WORDS.iter().filter(stands).copied().collect()
}

fn in_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The string literals of a source file, as they are read.
fn strings(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut inside_name = false;
    while let Some(first) = rest.chars().next() {
        let starts_name = std::mem::replace(&mut inside_name, in_a_word(first));
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = after_block_comment(rest);
        } else if first == '"' {
            let (text, after) = quoted(&rest[1..]);
            found.push(text);
            rest = after;
        } else if first == 'r' && !starts_name && raw_hashes(rest).is_some() {
            let hashes = raw_hashes(rest).unwrap_or(0);
            let body = &rest[hashes + 2..];
            let close = format!("\"{}", "#".repeat(hashes));
            let end = body.find(&close).expect("a raw string ends");
            found.push(body[..end].to_owned());
            rest = &body[end + close.len()..];
        } else if first == '\'' {
            rest = after_char_or_lifetime(rest);
        } else {
            rest = &rest[first.len_utf8()..];
        }
    }
    found
}

/// How many `#` a raw string begins with, if one begins here.
fn raw_hashes(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let opened = after.trim_start_matches('#');
    opened.starts_with('"').then(|| after.len() - opened.len())
}

fn after_block_comment(rest: &str) -> &str {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    &rest[at..]
}

/// `'x'`, `'\''` and `'\u{2764}'` are passed whole; of `'a` the mark alone.
fn after_char_or_lifetime(rest: &str) -> &str {
    let body = &rest[1..];
    let letter = body.chars().next().map_or(0, char::len_utf8);
    if body.starts_with('\\') {
        let end = body[2..].find('\'').expect("a character ends");
        &body[2 + end + 1..]
    } else if body[letter..].starts_with('\'') {
        &body[letter + 1..]
    } else {
        body
    }
}

/// What a literal says, from behind its first quote, and what follows it.
fn quoted(body: &str) -> (String, &str) {
    let mut text = String::new();
    let mut rest = body;
    loop {
        let letter = rest.chars().next().expect("a string ends");
        rest = &rest[letter.len_utf8()..];
        match letter {
            '"' => return (text, rest),
            '\\' => rest = unescaped(rest, &mut text),
            other => text.push(other),
        }
    }
}

/// Adds what an escape stands for, from behind its backslash.
fn unescaped<'a>(rest: &'a str, text: &mut String) -> &'a str {
    let letter = rest.chars().next().expect("an escape goes on");
    let after = &rest[letter.len_utf8()..];
    match letter {
        '\n' => return after.trim_start(),
        'u' => {
            let (code, behind) = after.split_once('}').expect("an escape ends");
            let code = u32::from_str_radix(code.trim_start_matches('{'), 16);
            text.extend(code.ok().and_then(char::from_u32));
            return behind;
        }
        'x' => {
            let code = u32::from_str_radix(&after[..2], 16);
            text.extend(code.ok().and_then(char::from_u32));
            return &after[2..];
        }
        'n' => text.push('\n'),
        't' => text.push('\t'),
        other => text.push(other),
    }
    after
}
