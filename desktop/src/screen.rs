//! What is drawn: functions of the state that say what a person wants.
//!
//! They decide nothing, ask nothing and read no file. What is typed goes into
//! the state's fields as it is typed; everything else is an [`Intent`].

mod acts;
pub mod ask;
pub mod between;
pub mod calendar;
pub mod calm;
mod closed;
pub mod compose;
pub mod entry;
pub mod evening;
mod found;
pub mod joint;
pub mod lock;
pub mod look_back;
pub mod meeting;
pub mod mine;
pub mod names;
pub mod pairing;
pub mod pulse;
mod quoted;
pub mod search;
mod second_look;
pub mod settings;
pub mod sharing;
pub mod shell;
pub mod shortcuts;
pub mod start;
pub mod support;
pub mod talk;
pub mod timeline;
pub mod today;
pub mod together;
mod vocabulary;
mod when;

use std::borrow::Cow;

use candor_core::date::Day;
use candor_core::entry::template::{Field, FieldShape, template};
use candor_core::id::EntryId;
use candor_core::journal::CHARTER_KIND;
use egui::{Ui, UiBuilder};

use crate::engine::lines::{Line, Standing, Writer};
use crate::kit::entry_card::LaidCard;
use crate::kit::{DayField, EntryCard, Marks, Near, TextField, Who};
use crate::state::open::{Open, is_joint};
use crate::state::{Intent, Stage, State};
use crate::text::{kinds, pause, pick, sharing as sharing_words, window as words};

/// The letters of a date.
const DAY_CHARS: usize = 10;
/// How wide the field for one is.
const DAY_WIDTH: f32 = 260.0;

/// How many acknowledgements a card names; others count as replies.
const NAMED: usize = 4;

/// What a person wanted in this frame.
pub type Intents = Vec<Intent>;

/// Draws everything.
pub fn window(ui: &mut Ui, state: &mut State) -> Intents {
    let mut out = Vec::new();
    let hint = state.hint.clone();
    let folder = state.folder.clone();
    match &mut state.stage {
        Stage::Start(start) => start::start(ui, start, &mut out),
        Stage::Locked(locked) => lock::lock(ui, locked, &folder, hint.as_deref(), &mut out),
        Stage::Open(open) => shell::shell(ui, open, &state.settings, &folder, &mut out),
    }
    out
}

/// A field for a day that can stay empty: typed, or picked out of a month.
fn day_field(
    ui: &mut Ui,
    label: &str,
    id: &str,
    (today, near): (Option<Day>, Near),
    day: &mut String,
) -> egui::Response {
    ui.scope(|ui| {
        ui.set_max_width(DAY_WIDTH);
        let help = day_help(day);
        let field = TextField::new(label)
            .optional(true)
            .char_limit(DAY_CHARS)
            .help(&help);
        DayField::new(field, egui::Id::unique(id), today, near).show(ui, day)
    })
    .inner
}

/// What stands below a field for a day: which day it is, or how one is typed.
fn day_help(typed: &str) -> Cow<'static, str> {
    match Day::parse(typed.trim()) {
        Some(day) => Cow::Owned(pick::chosen(day)),
        None => Cow::Borrowed(words::DAY_HELP),
    }
}

/// The person who wrote a line, for their mark.
fn who(line: &Line) -> Who {
    match line.writer {
        Writer::Me => Who::Me,
        Writer::Them => Who::Them,
    }
}

fn writer_of(open: &Open, writer: Writer) -> &str {
    open.name_of(writer)
}

/// The state of an entry in words, where its kind has some.
fn state_words(line: &Line) -> Option<&'static str> {
    use candor_core::entry::mechanism::State;
    match line.state {
        State::Joint(_) => Some(words::joint_state(line.state.word())),
        State::Sealed(_) => match line.state.word() {
            "opened" => None,
            word @ ("declined" | "taken-back") => Some(words::joint_state(word)),
            _ => Some(words::SEALED_STATE),
        },
        State::Thread(_) | State::Report(_) => kinds::state(line.content.kind(), line.state.word()),
        _ => None,
    }
}

/// That an entry is held, where it is, and until when.
fn held_words(open: &Open, line: &Line) -> Option<String> {
    let until = open.held_until(line).zip(open.today());
    let until = until.map(|(until, today)| {
        let day = pause::on_day(Some(until.day), today);
        format!("{}{day}", until.time())
    });
    is_held(line).then(|| words::held(until.as_deref()))
}

/// Whether an entry waits, and does not go along yet.
fn is_held(line: &Line) -> bool {
    line.until > 0 && matches!(line.standing, Standing::Waits(_))
}

/// What an entry is, in one line: that of its template.
fn line_words(open: &Open, line: &Line) -> String {
    if let Some(how) = line.content.field("forgotten") {
        let writer =
            (line.writer == Writer::Them).then(|| crate::text::inert(open.name_of(line.writer)));
        return words::forgotten(how, writer.as_deref());
    }
    let writer = crate::text::inert(open.name_of(line.writer));
    match candor_core::entry::template(line.content.kind()) {
        Some(template) => {
            let partner = crate::text::inert(open.partner().unwrap_or(""));
            let word = line.content.field("word").map(crate::text::inert);
            template.line_for(
                line.writer == Writer::Me,
                &writer,
                &partner,
                word.as_deref(),
            )
        }
        None => format!("{writer} · {}", crate::text::inert(line.content.kind())),
    }
}

/// The card of an entry. Gives whether it is to be opened.
fn entry_card(ui: &mut Ui, open: &Open, line: &Line) -> egui::Response {
    let laid = lay_card(ui, open, line, ui.available_width());
    show_card(ui, line.id, laid)
}

/// Draws the card of an entry that is laid out. What has the keyboard keeps it, and a
/// press reaches the card it was meant for, when something arrives above.
fn show_card(ui: &mut Ui, id: EntryId, card: LaidCard) -> egui::Response {
    let scope = ui.scope_id().with(("card", id));
    ui.scope_builder(UiBuilder::new().scope_id(scope), |ui| card.show(ui))
        .inner
}

/// The card of an entry that was found: with the passage that holds the words of
/// `query`, and these marked.
fn found_card(ui: &mut Ui, open: &Open, line: &Line, query: &str) -> egui::Response {
    let width = ui.available_width();
    let laid = lay_out(ui, open, line, width, Some(query));
    show_card(ui, line.id, laid)
}

/// The card of an entry, laid out in a width.
fn lay_card(ui: &Ui, open: &Open, line: &Line, width: f32) -> LaidCard {
    lay_out(ui, open, line, width, None)
}

fn lay_out(ui: &Ui, open: &Open, line: &Line, width: f32, query: Option<&str>) -> LaidCard {
    let writer = open.name_of(line.writer);
    let title_line = line_words(open, line);
    let day = match (line.content.written(), open.today()) {
        (Some(day), Some(today)) => words::day_words(day, today),
        (Some(day), None) => words::date(day),
        (None, _) => String::new(),
    };
    let happened = line.content.field("happened").and_then(words::happened);
    let covered = open.is_covered(line);
    // What rests is folded, under its title; a click opens it.
    let folded = !covered && open.timeline.rests(line);
    let cover = if folded {
        Some(words::at_rest(line.content.field("title")))
    } else {
        covered.then(|| cover_words(open, line))
    };
    let covered = covered || folded;
    let wishes = wishes(line);
    let title = line.content.field("title").or(wishes.as_deref());
    let title = title.filter(|_| !covered);
    let query = query.filter(|_| !covered);
    let found = query.map(|query| found::found(ui, open, line, query));
    let mut notes = Vec::new();
    if found.as_ref().is_some_and(|found| found.is_closed) {
        notes.push(words::FOUND_CLOSED.to_owned());
    }
    notes.extend(closed::given(line).map(words::cover_given));
    notes.extend(state_words(line).map(str::to_owned));
    if line.leaves {
        notes.push(words::LEAVES.to_owned());
    } else if matches!(line.standing, Standing::Waits(_)) {
        let held = held_words(open, line);
        notes.push(held.unwrap_or_else(|| words::WAITS.to_owned()));
    }
    if line.removal == Some(Writer::Them) {
        notes.push(words::removal_theirs(&crate::text::inert(writer_of(
            open,
            Writer::Them,
        ))));
    }
    if line.late {
        notes.push(words::CAME_LATER.to_owned());
    }
    if open.is_dated_ahead(line) {
        notes.push(crate::text::DATED_AHEAD.to_owned());
    }
    if line.correction_waits {
        notes.push(words::CORRECTION_WAITS.to_owned());
    } else if line.versions > 1 && !is_joint(line) {
        notes.push(words::CORRECTED.to_owned());
    }
    let (mut replies, mut named) = (0, 0);
    for reply in open.timeline.replies(line.id) {
        let is_named = reply.content.kind() == "acknowledgement" && named < NAMED;
        match reply.content.field("word") {
            Some(word) if is_named => {
                named += 1;
                let name = open.name_of(reply.writer);
                notes.push(format!("{name}: {}", kinds::acknowledgement(word)));
            }
            _ => replies += 1,
        }
    }
    if replies > 0 {
        notes.push(words::replies(replies));
    }
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    let name = [
        title_line.as_str(),
        title.or(cover.as_deref()).unwrap_or(""),
        day.as_str(),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join(", ");
    let excerpt = excerpt(line).filter(|_| !covered);
    let found = found.as_deref();
    let passage = found.and_then(|found| found.passage.as_ref());
    let marks = Marks {
        title: found.map_or(&[], |found| found.title.as_slice()),
        excerpt: passage.map_or(&[], |passage| passage.marks.as_slice()),
    };
    let card = EntryCard {
        who: who(line),
        writer,
        line: &title_line,
        icon: kinds::icon(line.content.kind()),
        day: &day,
        happened: happened.as_deref(),
        title,
        excerpt: passage.map(|it| it.text.as_str()).or(excerpt.as_deref()),
        cover: cover.as_deref(),
        notes: &notes,
        name: &name,
    };
    card.lay_out_marked(ui, width, marks)
}

/// What a half of how the two share says: it has no words but these.
fn wishes(line: &Line) -> Option<String> {
    let wish = |name| line.content.field(name);
    let is_charter = line.content.kind() == CHARTER_KIND;
    is_charter.then(|| sharing_words::half(wish("window"), wish("talk")))?
}

/// What a card shows of an entry: its text, or the first it says beside one.
fn excerpt(line: &Line) -> Option<Cow<'_, str>> {
    let text = line.content.text();
    if !text.trim().is_empty() {
        return Some(Cow::Borrowed(text));
    }
    let kind = line.content.kind();
    let template = template(kind)?;
    let said = |field: &Field| match field.shape {
        FieldShape::Text | FieldShape::Long => {
            let is_layer = template.folded.contains(&field.name);
            let value = line.content.field(&field.name)?;
            (!is_layer && !entry::is_elsewhere(&field.name)).then_some(value)
        }
        // A word that is the entry itself; another says too little alone.
        FieldShape::Word(_) | FieldShape::Required(_) if field.name == "word" => {
            let value = line.content.field(&field.name)?;
            Some(kinds::choice(kind, &field.name, value))
        }
        _ => None,
    };
    let mut all = template.fields.iter().filter_map(said);
    all.find(|value| !value.trim().is_empty())
        .map(Cow::Borrowed)
}

/// The words of a cover.
fn cover_words(open: &Open, line: &Line) -> String {
    match line.content.field("cover") {
        Some(cover) if !cover.trim().is_empty() => crate::text::inert(cover),
        _ if open.arrivals.contains(&line.id) => words::NOT_OPENED.to_owned(),
        _ => words::COVERED.to_owned(),
    }
}
