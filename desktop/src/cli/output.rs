//! What goes out: for people, or as JSON.

use std::io::Write;

use candor_core::entry::template::{FieldShape, TextRule, Writers, templates as all};
use candor_core::journal::CheckReport;
use serde::Serialize;

use super::Failure;
use super::read::NAME_DIGITS;
use crate::engine::entries::PairLine;
use crate::engine::overview::{Agreement, DayLines, Month, Promise};
use crate::engine::{Detail, DeviceLine, Entry, Trouble};
use crate::text::{self, help};

/// Turns a failed write of output into a failure of the command.
pub fn check(written: std::io::Result<()>) -> Result<(), Failure> {
    written.map_err(|error| Trouble::OtherFile("-".to_owned(), error.to_string()).into())
}

/// One line for a person.
pub fn line(words: &str) -> Result<(), Failure> {
    check(writeln!(std::io::stdout(), "{words}"))
}

/// A value as JSON, two spaces a level, one line end.
pub fn json<T: Serialize>(value: &T) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    check(out.write_all(&json_bytes(value)))
}

/// The bytes of a value as JSON.
pub fn json_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("plain structs become JSON");
    bytes.push(b'\n');
    bytes
}

/// Entries, oldest first.
pub fn entries(as_json: bool, entries: &[Entry]) -> Result<(), Failure> {
    if as_json {
        return json(&entries);
    }
    let mut out = std::io::stdout().lock();
    for entry in entries {
        check(writeln!(out, "{}", text::entry_lines(entry)))?;
    }
    Ok(())
}

/// Own pages: their texts.
pub fn own_pages(pages: &[Entry]) -> Result<(), Failure> {
    entries(false, pages)
}

/// One entry with its versions and replies.
pub fn detail(as_json: bool, detail: &Detail) -> Result<(), Failure> {
    if as_json {
        return json(detail);
    }
    let mut out = std::io::stdout().lock();
    check(writeln!(out, "{}", text::entry_lines(&detail.entry)))?;
    for (name, value) in &detail.entry.fields {
        check(writeln!(out, "{name}: {}", text::inert(value)))?;
    }
    if detail.versions.len() > 1 {
        for (number, version) in detail.versions.iter().enumerate() {
            check(writeln!(
                out,
                "\nversion {} of {}, {}\n{}",
                number + 1,
                detail.versions.len(),
                version.written,
                text::inert_lines(&version.text)
            ))?;
            if version.late {
                check(writeln!(out, "{}", text::LATE_CORRECTION))?;
            }
        }
    }
    check(writeln!(out, "{}", text_name(detail)))?;
    for reply in &detail.replies {
        check(writeln!(out, "answered in {reply}"))?;
    }
    Ok(())
}

/// What the text that stands is called.
fn text_name(detail: &Detail) -> String {
    let digits = detail.version.len().min(NAME_DIGITS);
    format!("version {}", &detail.version[..digits])
}

/// The text that an answer is given to, beside what the command itself prints.
pub fn text_to_answer(detail: &Detail) {
    eprintln!("{}", text::entry_lines(&detail.entry));
    for (name, value) in &detail.entry.fields {
        eprintln!("{name}: {}", text::inert(value));
    }
    eprintln!("{}", text_name(detail));
}

/// The devices of both.
pub fn devices(as_json: bool, devices: &[DeviceLine]) -> Result<(), Failure> {
    if as_json {
        return json(&devices);
    }
    for device in devices {
        let whose = if device.mine {
            "this device"
        } else {
            "the other"
        };
        line(&format!(
            "{}  {}  {whose}",
            &device.device[..8],
            text::inert(&device.name)
        ))?;
        if let Some(offered) = &device.offered {
            line(&text::names::offered(&text::inert(offered)))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct ReportJson {
    ok: bool,
    broken: Vec<BrokenJson>,
}

#[derive(Serialize)]
struct BrokenJson {
    log: String,
    seq: u64,
    reason: String,
}

/// What a check found; a failure if anything is broken.
pub fn report(as_json: bool, report: &CheckReport) -> Result<(), Failure> {
    let ok = report.broken.is_empty();
    if as_json {
        json(&ReportJson {
            ok,
            broken: report
                .broken
                .iter()
                .map(|broken| BrokenJson {
                    log: broken.log.to_string(),
                    seq: broken.seq,
                    reason: broken.reason.clone(),
                })
                .collect(),
        })?;
    } else if ok {
        line(help::CHECKED_OK)?;
    } else {
        for broken in &report.broken {
            line(&format!("{} {}: {}", broken.log, broken.seq, broken.reason))?;
        }
    }
    if ok { Ok(()) } else { Err(Failure::Broken) }
}

#[derive(Serialize)]
struct TemplateJson<'a> {
    kind: &'a str,
    name: &'a str,
    space: String,
    mechanism: &'a str,
    writers: &'a str,
    reply_only: bool,
    text: &'a str,
    fields: Vec<FieldJson<'a>>,
    replies: &'a [String],
    states: Vec<&'a str>,
    prompts: &'a [String],
}

#[derive(Serialize)]
struct FieldJson<'a> {
    name: &'a str,
    shape: &'a str,
    values: Vec<String>,
}

fn shape_word(shape: &FieldShape) -> &'static str {
    match shape {
        FieldShape::Text => "text",
        FieldShape::Long => "long",
        FieldShape::Day => "day",
        FieldShape::NeededDay => "needed-day",
        FieldShape::Time => "time",
        FieldShape::NeededTime => "needed-time",
        FieldShape::Scale => "scale",
        FieldShape::Happened => "happened",
        FieldShape::Cover => "cover",
        FieldShape::Wish => "wish",
        FieldShape::Word(_) => "word",
        FieldShape::Words(_) => "words",
        FieldShape::Required(_) => "required",
    }
}

/// The kinds of entry.
pub fn templates(as_json: bool) -> Result<(), Failure> {
    let kinds: Vec<TemplateJson<'_>> = all()
        .iter()
        .map(|template| TemplateJson {
            kind: &template.kind,
            name: &template.name,
            space: template.space.to_string(),
            mechanism: template.mechanism.word(),
            writers: match template.writers {
                Writers::Either => "either",
                Writers::Other => "other",
                Writers::Asked => "asked",
                Writers::Same => "same",
                Writers::Both => "both",
            },
            reply_only: template.reply_only,
            text: match template.text {
                TextRule::Required => "required",
                TextRule::Optional => "optional",
                TextRule::None => "none",
            },
            fields: template
                .fields
                .iter()
                .map(|field| FieldJson {
                    name: &field.name,
                    shape: shape_word(&field.shape),
                    values: field.shape.values(),
                })
                .collect(),
            replies: &template.replies,
            states: template.states(),
            prompts: &template.prompts,
        })
        .collect();
    if as_json {
        return json(&kinds);
    }
    for kind in kinds {
        line(&format!("{}  ({}, {})", kind.kind, kind.name, kind.space))?;
        for field in kind.fields {
            let values = field.values.join(" ");
            line(&format!("    {}  {}  {values}", field.name, field.shape))?;
        }
        if !kind.replies.is_empty() {
            line(&format!("    replies: {}", kind.replies.join(" ")))?;
        }
        line(&format!("    states: {}", kind.states.join(" ")))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct PatternJson<'a> {
    word: &'a str,
    name: &'a str,
}

/// The ready texts of agreements.
pub fn patterns(as_json: bool) -> Result<(), Failure> {
    let all: Vec<PatternJson<'_>> = candor_core::entry::agreement::patterns()
        .iter()
        .map(|pattern| PatternJson {
            word: &pattern.word,
            name: &pattern.name,
        })
        .collect();
    if as_json {
        return json(&all);
    }
    for pattern in all {
        line(&format!("{:26} {}", pattern.word, pattern.name))?;
    }
    Ok(())
}

/// A sealed pair.
pub fn pair(as_json: bool, pair: &PairLine) -> Result<(), Failure> {
    if as_json {
        return json(pair);
    }
    line(text::pair(&pair.state))?;
    entries(false, &pair.halves)
}

/// Joint texts.
pub fn agreements(as_json: bool, agreements: &[Agreement]) -> Result<(), Failure> {
    if as_json {
        return json(&agreements);
    }
    for agreement in agreements {
        line(&text::overview::agreement(agreement))?;
    }
    Ok(())
}

/// Promises of both.
pub fn promises(as_json: bool, promises: &[Promise]) -> Result<(), Failure> {
    if as_json {
        return json(&promises);
    }
    for promise in promises {
        line(&text::overview::promise(promise))?;
    }
    Ok(())
}

/// What a day holds.
pub fn today(as_json: bool, day: &DayLines) -> Result<(), Failure> {
    if as_json {
        return json(day);
    }
    line(&day.date)?;
    promises(false, &day.promises)?;
    agreements(false, &day.reviews)?;
    entries(false, &day.questions)?;
    entries(false, &day.parked)?;
    match &day.cadence {
        Some(cadence) => line(&text::talk::cadence(&cadence.word, &cadence.from)),
        None => Ok(()),
    }
}

/// A look back, month by month.
pub fn months(as_json: bool, months: &[Month]) -> Result<(), Failure> {
    if as_json {
        return json(&months);
    }
    for month in months {
        line(&month.month)?;
        for part in [
            &month.thanks,
            &month.milestones,
            &month.agreements,
            &month.promises,
            &month.threads,
        ] {
            entries(false, part)?;
        }
    }
    Ok(())
}
