//! What goes out: for people, or as JSON.
//!
//! For people, what lies under a cover, in deeper layers and at rest is closed, unless
//! `--open` is given: each function that prints words of somebody takes whether it is.
//! JSON holds all of it, since programs read the whole history from it, with the covers
//! and with what rests named.

use candor_core::entry::content::FORGOTTEN;
use candor_core::entry::template::{FieldShape, TextRule, Writers, templates as all};
use candor_core::journal::CheckReport;
use candor_core::search::Query;
use serde::Serialize;

use super::args::Common;
use super::read::NAME_DIGITS;
use super::{Failure, terminal};
use crate::engine::between::Between;
use crate::engine::conversation::Said;
use crate::engine::entries::PairLine;
use crate::engine::look_back::{LookBack, Month, Stood};
use crate::engine::overview::{Agreement, DayLines, Promise};
use crate::engine::{Detail, DeviceLine, Entry, Trouble};
use crate::text::{self, help};

/// Turns a failed write of output into a failure of the command.
fn check(written: std::io::Result<()>) -> Result<(), Failure> {
    written.map_err(|error| Trouble::OtherFile("-".to_owned(), error.to_string()).into())
}

/// Words for a person, on one line or more.
pub fn line(words: &str) -> Result<(), Failure> {
    check(terminal::print(words))
}

/// A value as JSON, two spaces a level, one line end.
pub fn json<T: Serialize>(value: &T) -> Result<(), Failure> {
    line(&json_text(value))
}

/// The bytes of a value as JSON, as a file holds them.
pub fn json_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    let mut text = json_text(value);
    text.push('\n');
    text.into_bytes()
}

fn json_text<T: Serialize>(value: &T) -> String {
    let text = serde_json::to_string_pretty(value).expect("plain structs become JSON");
    text::escaped(&text)
}

/// Entries, oldest first.
pub fn entries(common: &Common, entries: &[Entry]) -> Result<(), Failure> {
    if common.json {
        return json(&entries);
    }
    lines_of(entries, common.open)
}

/// Entries that hold the words of `query`, oldest first: the passage of each.
pub fn found(entries: &[Entry], open: bool, query: &str) -> Result<(), Failure> {
    let query = Query::new(query);
    for entry in entries {
        line(&text::found::entry_lines(entry, open, &query))?;
    }
    Ok(())
}

fn lines_of(entries: &[Entry], open: bool) -> Result<(), Failure> {
    for entry in entries {
        line(&text::entry_lines(entry, open))?;
    }
    Ok(())
}

/// Own pages: their texts.
pub fn own_pages(pages: &[Entry]) -> Result<(), Failure> {
    lines_of(pages, true)
}

/// What an entry says beside its text, each with its label, on lines of their own.
/// Further layers stand closed, unless they are opened or one's own.
fn fields(entry: &Entry, open: bool) -> Vec<String> {
    if !open && entry.is_closed() {
        return Vec::new();
    }
    let template = candor_core::entry::template(&entry.kind);
    let shown = |name: &str| !["cover", "version", "pattern"].contains(&name);
    let said = |(name, value): (&String, &String)| {
        let is_layer = template.is_some_and(|of| of.folded.contains(name));
        let label = text::inert(text::kinds::field(&entry.kind, name));
        let value = if is_layer && !open && !entry.mine {
            text::UNDER_COVER.to_owned()
        } else {
            text::kinds::said(&entry.kind, name, value)
        };
        format!("{label}: {}", behind(&value))
    };
    let fields = entry.fields.iter().filter(|(name, _)| shown(name));
    fields.map(said).collect()
}

/// A text of somebody behind words of the frame, with its further lines below them.
fn behind(text: &str) -> String {
    text::inert_lines(text).replace('\n', text::INDENT)
}

/// An entry with its fields, and an end of the last line.
fn whole(entry: &Entry, open: bool) -> String {
    let mut out = text::entry_lines(entry, open);
    let fields = fields(entry, open);
    if !fields.is_empty() {
        out.push_str(&format!("\n{}\n", fields.join("\n")));
    }
    out
}

/// One entry with its versions, and all that answers it in the order in which it is
/// read.
pub fn detail(common: &Common, detail: &Detail) -> Result<(), Failure> {
    if common.json {
        return json(detail);
    }
    let open = common.open;
    line(&whole(&detail.entry, open))?;
    if !open && detail.entry.is_closed() {
        return Ok(());
    }
    if detail.versions.len() > 1 {
        for (number, version) in detail.versions.iter().enumerate() {
            line(&format!(
                "\nversion {} of {}, {}{}{}",
                number + 1,
                detail.versions.len(),
                version.written,
                text::INDENT,
                behind(&version.text)
            ))?;
            if version.late {
                line(text::LATE_CORRECTION)?;
            }
        }
    }
    line(&text_name(detail))?;
    if detail.conversation.earlier > 0 {
        let words = text::conversation::earlier(detail.conversation.earlier);
        line(&format!("\n{words}"))?;
    }
    for said in &detail.conversation.said {
        line("")?;
        line(&set_in(said.step, &answer(said, open)))?;
    }
    Ok(())
}

/// How far each step sets an answer in.
const STEP: usize = 4;

/// An answer, with what it answers above it where its place does not say that.
fn answer(said: &Said, open: bool) -> String {
    let entry = &said.entry;
    let above = said.answers.as_ref().map(|(writer, kind)| {
        let words = text::conversation::answers(kind, Some(&text::inert(writer)));
        format!("{words}\n")
    });
    let words = match entry.fields.get(FORGOTTEN) {
        Some(how) => {
            let words = text::window::forgotten(how, Some(&text::inert(&entry.writer)));
            let id = &entry.id[..entry.id.len().min(8)];
            format!("{id}  {}  {words}", text::inert(&entry.written))
        }
        None => whole(entry, open),
    };
    above.unwrap_or_default() + &words
}

/// Lines, each set in by so many steps.
fn set_in(steps: usize, lines: &str) -> String {
    let before = " ".repeat(STEP * steps);
    let lines = lines.lines().map(|line| format!("{before}{line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// What the text that stands is called.
fn text_name(detail: &Detail) -> String {
    let digits = detail.version.len().min(NAME_DIGITS);
    format!("version {}", &detail.version[..digits])
}

/// The text that an answer is given to, beside what the command itself prints. What is
/// closed has no name here: nobody has read it.
pub fn text_to_answer(detail: &Detail, open: bool) {
    terminal::say(&whole(&detail.entry, open));
    if open || !detail.entry.is_closed() {
        terminal::say(&text_name(detail));
    }
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

/// A sealed pair. Once both have sealed, this is how it is opened.
pub fn pair(common: &Common, pair: &PairLine) -> Result<(), Failure> {
    if common.json {
        return json(pair);
    }
    line(text::pair(&pair.state))?;
    for half in &pair.halves {
        line(&whole(half, true))?;
    }
    Ok(())
}

/// Joint texts.
pub fn agreements(common: &Common, agreements: &[Agreement]) -> Result<(), Failure> {
    if common.json {
        return json(&agreements);
    }
    for agreement in agreements {
        line(&text::overview::agreement(agreement, common.open))?;
    }
    Ok(())
}

/// Promises of both.
pub fn promises(common: &Common, promises: &[Promise]) -> Result<(), Failure> {
    if common.json {
        return json(&promises);
    }
    for promise in promises {
        line(&text::overview::promise(promise, common.open))?;
    }
    Ok(())
}

/// What a day holds.
pub fn today(common: &Common, day: &DayLines) -> Result<(), Failure> {
    if common.json {
        return json(day);
    }
    line(&day.date)?;
    lines_of(day.pause.as_slice(), common.open)?;
    for ending in &day.ending {
        line(&text::overview::ending(ending, &day.date))?;
        agreements(common, std::slice::from_ref(ending))?;
    }
    for pinned in day.pinned.iter().chain(&day.each_day) {
        agreements(common, std::slice::from_ref(pinned))?;
    }
    promises(common, &day.promises)?;
    for review in &day.reviews {
        line(text::window::REVIEW_IS_HERE)?;
        agreements(common, std::slice::from_ref(review))?;
    }
    for (entry, field) in &day.named {
        let at = entry.fields.get("at").filter(|_| !entry.is_closed());
        line(&text::overview::named(
            &entry.kind,
            field,
            at.map(String::as_str),
        ))?;
        lines_of(std::slice::from_ref(entry), common.open)?;
    }
    for owned in &day.weeks_after {
        line(&text::window::you_wrote(&owned.written))?;
    }
    lines_of(&day.this_week, common.open)?;
    for back in &day.back {
        line(text::between::BACK)?;
        lines_of(std::slice::from_ref(&back.entry), common.open)?;
    }
    lines_of(&day.questions, common.open)?;
    lines_of(&day.parked, common.open)?;
    if day.is_open {
        line(text::overview::SOMETHING_IS_OPEN)?;
    }
    match &day.cadence {
        Some(cadence) => line(&text::talk::cadence(&cadence.word, &cadence.from)),
        None => Ok(()),
    }
}

/// What is open between the two, and what can be done about each.
pub fn between(common: &Common, open: &[Between]) -> Result<(), Failure> {
    if common.json {
        return json(&open);
    }
    let groups = text::between::groups(open);
    if groups.is_empty() {
        return line(text::between::EMPTY);
    }
    for (title, items) in groups {
        line(title)?;
        for item in items {
            lines_of(std::slice::from_ref(&item.entry), common.open)?;
            line(&format!("          {}", text::between::next_step(item)))?;
            if let Some(later) = &item.later {
                line(&format!("          {}", text::between::later(later)))?;
            }
        }
    }
    Ok(())
}

/// A look back: then and now first, the months last.
pub fn look_back(common: &Common, back: &LookBack) -> Result<(), Failure> {
    use crate::text::look_back as words;
    if common.json {
        return json(back);
    }
    let open = common.open;
    if let Some(mine) = &back.my_words {
        line(words::MY_WORDS)?;
        let first = words::first(&mine.first.entry.written);
        let last = words::last(&mine.last.entry.written);
        for (head, said) in [(first, &mine.first), (last, &mine.last)] {
            let sentence = text::inert_lines(&said.sentence);
            line(&format!(
                "{}  {head}\n          {sentence}",
                &said.entry.id[..8]
            ))?;
        }
    }
    for both in &back.then_and_now {
        line(text::kinds::name(&both.of))?;
        stood(&words::then(&both.then.on), &both.then, open)?;
        stood(&words::now(&both.now.on), &both.now, open)?;
    }
    heading(words::HEARD, &back.heard)?;
    for heard in &back.heard {
        lines_of(std::slice::from_ref(&heard.told), open)?;
        if open || !heard.is_closed() {
            lines_of(std::slice::from_ref(&heard.said), open)?;
        }
        line(&format!("          {}", words::found_to_be_it(&heard.on)))?;
    }
    heading(words::QUESTIONS, &back.questions)?;
    for asked in &back.questions {
        lines_of(std::slice::from_ref(&asked.question), open)?;
        line(&format!("          {}", words::end(asked.end)))?;
    }
    heading(text::window::PROMISES, &back.promises)?;
    for promised in &back.promises {
        match promised.closed.as_ref().filter(|_| !open) {
            Some(closed) => lines_of(std::slice::from_ref(closed), open)?,
            None => promises(common, std::slice::from_ref(&promised.promise))?,
        }
    }
    months(&back.months, open)
}

/// The heading of a part that holds something.
fn heading<T>(title: &str, of: &[T]) -> Result<(), Failure> {
    match of {
        [] => Ok(()),
        _ => line(title),
    }
}

/// What stood at one time, with all that it says. Of a pair each half has its writer.
fn stood(head: &str, stood: &Stood, open: bool) -> Result<(), Failure> {
    line(head)?;
    for entry in &stood.entries {
        if stood.entries.len() > 1 {
            line(&text::inert(&entry.writer))?;
        }
        line(&whole(entry, open))?;
    }
    Ok(())
}

fn months(months: &[Month], open: bool) -> Result<(), Failure> {
    for month in months {
        line(&month.month)?;
        for part in [
            &month.thanks,
            &month.milestones,
            &month.agreements,
            &month.promises,
            &month.threads,
        ] {
            lines_of(part, open)?;
        }
    }
    Ok(())
}
