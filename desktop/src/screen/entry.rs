//! One entry, its fields, its versions, and what answers it.

use std::sync::Arc;

use candor_core::date::Day;
use candor_core::entry::diff::{self, Part};
use candor_core::entry::mechanism::{SealedPairState, State};
use candor_core::entry::template::{FieldShape, NO_COVER, TextRule};
use candor_core::id::EntryId;
use candor_core::view::Told;
use egui::{Frame, Margin, Ui};

use super::acts::{acts, below, own_words};
use super::talk::take_a_break;
use super::{Intents, closed, cover_words, entry_card, held_words, line_words, state_words, who};
use crate::engine::Detail;
use crate::engine::conversation::{self, LATEST, Shown};
use crate::engine::entries::PairLine;
use crate::engine::lines::{Line, Standing, Writer};
use crate::kit::{
    Banner, BannerAct, Button, Icon, Modal, ModalChoice, Type, Visibility, caption, card, empty,
    link, mark, page, palette, paragraph, reading, section, tokens::space, visibility_chip,
};
use crate::state::Intent;
use crate::state::composer::Slot;
use crate::state::open::{Leave, Open, Page, is_gone, is_joint};
use crate::text::{
    conversation as thread_words, inert, inert_lines, joint as joint_words, kinds,
    talk as talk_words, window as words,
};

/// Fields that are shown elsewhere on the page.
const ELSEWHERE: [&str; 11] = [
    "pattern",
    "kind",
    "written",
    "edited",
    "thread",
    "title",
    "happened",
    "cover",
    "wish",
    "version",
    "forgotten",
];

/// Words that say that something was not enough, or was seen otherwise.
const STRAINED: [(&str, &str); 4] = [
    ("answer-word", "need"),
    ("amends-word", "more"),
    ("mirror-word", "not-yet"),
    ("view", "differently"),
];

/// How many answers are shown at once.
const PART: usize = 30;
/// How far each step sets an answer in.
const STEP: i8 = 16;

/// Draws an entry.
pub fn entry(ui: &mut Ui, open: &mut Open, id: EntryId, out: &mut Intents) {
    let told = open.timeline.conversation(id);
    let open = &*open;
    let Some(line) = open.timeline.line(id) else {
        ui.add_space(space::HUGE);
        empty(ui, Icon::NOTE, words::NO_ENTRY, words::NO_ENTRY_HELP);
        return;
    };
    let heading = match line
        .content
        .field("title")
        .filter(|_| !open.is_covered(line))
    {
        Some(title) => inert(title),
        None => line_words(open, line),
    };
    page(ui, &heading, |ui| {
        let titled = heading != line_words(open, line);
        head(ui, open, line, titled);
        ui.add_space(space::M);
        above(ui, open, line, out);
        if open.is_covered(line) {
            covered(ui, open, line, out);
            return;
        }
        if is_gone(line) {
            paragraph(ui, &gone_words(open, line));
            answers(ui, open, id, &told, out);
            return;
        }
        match pair_of(open, id) {
            Some(pair) => sealed(ui, open.partner().unwrap_or(""), line, pair, out),
            None => {
                card(ui, |ui| body(ui, open, line, out));
            }
        }
        if is_joint(line) {
            ui.add_space(space::S);
            let write = Button::primary(joint_words::WRITE_IN).icon(Icon::NOTE_PENCIL);
            if write.show(ui).clicked() {
                out.push(Intent::Go(Page::Joint(id)));
            }
        }
        versions_of(ui, open, id, out);
        if let Some(words) = removal_words(open, line) {
            Banner::info(&words).show(ui);
        }
        if let Some((of, detail)) = &open.detail
            && *of == id
        {
            versions(ui, open, id, detail, out);
        }
        own_words(ui, open, line, out);
        answers(ui, open, id, &told, out);
        acts(ui, open, line, out);
        afterwards(ui, open, line, &told, out);
    });
    ask_leave(ui, open, out);
}

/// After a talk, or an answer to a question: a page for oneself, or a break. After a
/// quarrel that both have written of, and where something was not enough, a small offer
/// to begin again is one press away, for either.
fn afterwards(ui: &mut Ui, open: &Open, line: &Line, told: &[Told], out: &mut Intents) {
    let latest = told.iter().rev().take(LATEST);
    let latest: Vec<&Line> = latest
        .filter_map(|one| open.timeline.line(one.id))
        .filter(|reply| !open.is_covered(reply))
        .collect();
    let answered = latest.iter().any(|it| it.content.kind() == "answer");
    let rests = line.content.kind() == "talk" || answered;
    let opened = State::Sealed(SealedPairState::Opened);
    let is_clash = line.content.kind() == "clash" && line.state == opened;
    let mends = is_clash || latest.into_iter().any(is_strained);
    if !rests && !mends {
        return;
    }
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        if rests {
            let page = Button::quiet(talk_words::FOR_ME).icon(Icon::LOCK_KEY);
            if page.flush().show(ui).clicked() {
                out.push(Intent::Write(Slot::OwnNew("reflection".to_owned())));
            }
            take_a_break(ui, out);
        }
        if mends {
            let kind = "reaching-out";
            let offer = Button::quiet(kinds::name(kind)).icon(kinds::icon(kind));
            if offer.flush().show(ui).clicked() {
                out.push(Intent::Write(Slot::New(kind.to_owned())));
            }
        }
    });
}

/// Whether an answer says that something was not enough, or was seen otherwise.
fn is_strained(reply: &Line) -> bool {
    let word = reply.content.field("word").unwrap_or("");
    STRAINED.contains(&(reply.content.kind(), word))
}

fn detail_of(open: &Open, id: EntryId) -> Option<&Detail> {
    open.detail
        .as_ref()
        .filter(|(of, _)| *of == id)
        .map(|(_, detail)| detail)
}

fn pair_of(open: &Open, id: EntryId) -> Option<&PairLine> {
    detail_of(open, id)?.pair.as_ref()
}

/// A sealed pair, from one's own side: nothing tells whether the other has
/// sealed.
fn sealed(ui: &mut Ui, partner: &str, line: &Line, pair: &PairLine, out: &mut Intents) {
    let words = match pair.state.as_str() {
        "opened" => None,
        "bound" => Some(words::PAIR_BOUND),
        _ => Some(words::PAIR_SEALED),
    };
    if let Some(words) = words {
        paragraph(ui, words);
    }
    ui.add_space(space::S);
    match &pair.mine {
        Some(mine) if pair.state != "opened" => {
            caption(ui, words::MY_HALF);
            card(ui, |ui| reading(ui, &inert_lines(mine)));
            if let Some(into) = &pair.crossed {
                let title = into.title.as_deref().map(inert);
                let act = Banner::info(&words::pair_crossed(&inert(partner), title.as_deref()))
                    .action(words::CROSS)
                    .show(ui);
                if act == BannerAct::Action {
                    out.push(Intent::Cross(line.id));
                }
            }
            if pair.can_take_back && Button::quiet(words::UNSEAL).flush().show(ui).clicked() {
                out.push(Intent::Unseal(line.id));
            }
        }
        None if pair.state == "sealed"
            && Button::secondary(words::WRITE_HALF).show(ui).clicked() =>
        {
            let kind = line.content.kind().to_owned();
            out.push(Intent::Write(Slot::Reply(line.id, kind)));
        }
        _ => {}
    }
}

/// The versions of a joint text, each with what it changed by word.
fn versions_of(ui: &mut Ui, open: &Open, id: EntryId, out: &mut Intents) {
    let Some(joint) = detail_of(open, id).and_then(|detail| detail.joint.as_ref()) else {
        return;
    };
    ui.add_space(space::S);
    caption(ui, words::joint_state(&joint.state));
    caption(ui, &inert(&words::stands_by(&joint.by)));
    if joint.versions.len() < 2 {
        return;
    }
    section(ui, words::ALL_VERSIONS);
    let mut before: Option<String> = None;
    for (number, version) in joint.versions.iter().enumerate() {
        let line = EntryId::from_hex(version).and_then(|id| open.timeline.line(id));
        let Some(line) = line else { continue };
        let text = inert_lines(line.content.text());
        card(ui, |ui| {
            let writer = inert(open.name_of(line.writer));
            caption(ui, &words::version_of(number + 1, &writer));
            match &before {
                None => reading(ui, &text),
                Some(before) => differences(ui, before, &text),
            }
            if line.id != id && Button::quiet(words::OPEN_ENTRY).flush().show(ui).clicked() {
                out.push(Intent::Go(Page::Entry(line.id)));
            }
        });
        ui.add_space(space::XS);
        before = Some(text);
    }
}

/// What became of a stretch of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    Same,
    Added,
    Gone,
}

type Compared = Arc<[(Became, String)]>;

/// Compares two versions once, for as long as they are on the screen.
#[derive(Default)]
struct Comparing;

impl egui::cache::ComputerMut<(&str, &str), Compared> for Comparing {
    fn compute(&mut self, (before, after): (&str, &str)) -> Compared {
        let parts = diff::words(before, after).into_iter();
        let parts = parts.map(|part| match part {
            Part::Same(word) => (Became::Same, word.to_owned()),
            Part::Added(word) => (Became::Added, word.to_owned()),
            Part::Gone(word) => (Became::Gone, word.to_owned()),
        });
        parts.collect()
    }
}

fn compared(ui: &Ui, before: &str, after: &str) -> Compared {
    type Cache = egui::cache::FrameCache<Compared, Comparing>;
    ui.memory_mut(|memory| {
        let cache = memory.caches.cache::<Cache>();
        Arc::clone(cache.get((before, after)))
    })
}

/// What one version changed: what is gone is struck through, what is new is
/// underlined.
fn differences(ui: &mut Ui, before: &str, after: &str) {
    let p = palette(ui);
    let mut job = egui::text::LayoutJob::default();
    job.wrap.max_width = ui.available_width().min(crate::kit::tokens::size::MEASURE);
    let font = Type::Read.font();
    for (became, word) in compared(ui, before, after).iter() {
        let plain = egui::TextFormat::simple(font.clone(), p.ink);
        let line = egui::Stroke::new(1.0, p.ink2);
        let (word, format) = match became {
            Became::Same => (word, plain),
            Became::Added => {
                let underline = line;
                (word, egui::TextFormat { underline, ..plain })
            }
            Became::Gone => {
                let gone = egui::TextFormat::simple(font.clone(), p.ink3);
                let strikethrough = line;
                let format = egui::TextFormat {
                    strikethrough,
                    ..gone
                };
                (word, format)
            }
        };
        job.append(word, 0.0, format);
    }
    let galley = ui.painter().layout_job(job);
    ui.add(egui::Label::new(galley).selectable(true));
}

/// The marker of a forgotten entry, in words.
fn gone_words(open: &Open, line: &Line) -> String {
    let writer = (line.writer == Writer::Them).then(|| inert(open.name_of(line.writer)));
    let how = line.content.field("forgotten").unwrap_or("");
    words::forgotten(how, writer.as_deref())
}

fn removal_words(open: &Open, line: &Line) -> Option<String> {
    Some(match line.removal? {
        Writer::Me => words::REMOVAL_MINE.to_owned(),
        Writer::Them => words::removal_theirs(&inert(open.partner().unwrap_or(""))),
    })
}

/// The question before an entry goes from both copies.
fn ask_leave(ui: &Ui, open: &Open, out: &mut Intents) {
    let Some(leaving) = &open.leaving else {
        return;
    };
    let (title, body, confirm) = match leaving.how {
        Leave::Withdraw => (words::WITHDRAW_TITLE, words::WITHDRAW_BODY, words::WITHDRAW),
        Leave::Remove => (words::REMOVE_TITLE, words::REMOVE_BODY, words::REMOVE),
    };
    let modal = Modal::new(title)
        .body(body)
        .confirm(confirm)
        .way_out(words::KEEP_IT);
    match modal.show(ui.ctx(), egui::Id::unique("leave")) {
        Some(ModalChoice::Confirmed) => out.push(Intent::Leave),
        Some(ModalChoice::Left) => out.push(Intent::Stay),
        None => {}
    }
}

/// What the entry answers, and a way to it.
fn above(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    let parent = line.content.thread().and_then(|id| open.timeline.line(id));
    let Some(parent) = parent else { return };
    caption(ui, words::ANSWERS_TO);
    if entry_card(ui, open, parent).clicked() {
        out.push(Intent::Go(Page::Entry(parent.id)));
    }
    ui.add_space(space::M);
}

fn head(ui: &mut Ui, open: &Open, line: &Line, named: bool) {
    let p = palette(ui);
    ui.horizontal_wrapped(|ui| {
        let name = open.name_of(line.writer);
        mark(ui, who(line), name, 28.0);
        let mut parts = Vec::new();
        if named {
            parts.push(line_words(open, line));
        }
        if let (Some(day), Some(today)) = (line.content.written(), open.today()) {
            parts.push(words::day_words(day, today));
        }
        parts.extend(line.content.field("happened").and_then(words::happened));
        if let Some(state) = state_words(line) {
            parts.push(state.to_owned());
        }
        if line.leaves {
            parts.push(words::LEAVES.to_owned());
        } else {
            parts.extend(held_words(open, line));
        }
        if line.correction_waits {
            parts.push(words::CORRECTION_WAITS.to_owned());
        }
        if line.late {
            parts.push(words::CAME_LATER.to_owned());
        }
        if open.is_dated_ahead(line) {
            parts.push(crate::text::DATED_AHEAD.to_owned());
        }
        for (at, part) in parts.iter().enumerate() {
            // A date is not broken; the dot stands between two, not at an edge.
            let dotted = format!("·  {part}");
            let color = p.ink3;
            let width = |text: &str| {
                let font = Type::Small.font();
                let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
                galley.size().x
            };
            let fits = width(&dotted) <= ui.available_size_before_wrap().x;
            let text = if at > 0 && fits { &dotted } else { part };
            ui.add(egui::Label::new(Type::Small.text(text).color(color)).extend());
        }
        let partner = open.partner().unwrap_or("");
        let replies = open.page != Page::Entry(line.id);
        match line.standing {
            Standing::Waits(_) => {
                visibility_chip(ui, Visibility::Waiting, &words::waits_for(partner));
            }
            // What answers is shared with the entry it stands under.
            Standing::Said(_) if replies => {}
            Standing::Said(_) => {
                visibility_chip(ui, Visibility::Shared, &words::shared_with(partner));
            }
        }
    });
}

fn covered(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    let what = match line
        .content
        .field("cover")
        .filter(|cover| *cover != NO_COVER)
    {
        Some(_) => words::UNDER_COVER,
        None => words::OPENS,
    };
    let act = Banner::info(what)
        .title(&cover_words(open, line))
        .action(words::UNCOVER)
        .show(ui);
    if act == BannerAct::Action {
        out.push(Intent::Uncover(line.id));
    }
}

/// The text, and what the kind holds beside it.
pub(super) fn body(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    let kind = line.content.kind().to_owned();
    if kinds::word_of(&kind).is_some() {
        let word = line.content.field("word").unwrap_or("");
        ui.label(Type::Title.text(kinds::choice(&kind, "word", word)));
    }
    let template = candor_core::entry::template(&kind);
    let folded: Vec<String> = template
        .map(|template| template.folded.clone())
        .unwrap_or_default();
    let beside = beside(&kind, line);
    if !line.content.text().is_empty() {
        // One of several things that are said has its label like the others.
        let among = template.is_some_and(|of| of.text == TextRule::Optional);
        if among && !beside.is_empty() {
            let p = palette(ui);
            let label = Type::SmallStrong.text(kinds::text_label(&kind));
            ui.label(label.color(p.ink3));
        }
        reading(ui, &inert_lines(line.content.text()));
    }
    let (writer, other) = match line.writer {
        Writer::Me => (open.me(), open.partner().unwrap_or("")),
        Writer::Them => (open.partner().unwrap_or(""), open.me()),
    };
    for (name, value) in beside {
        match kinds::person(&kind, name, value, writer, other) {
            Some(who) => said(ui, kinds::field(&kind, name), &inert(&who)),
            None => field(ui, &kind, name, value),
        }
    }
    if let Some(wish) = line.content.field("wish").filter(|wish| *wish != "nothing") {
        field(ui, &kind, "wish", wish);
    }
    layers(ui, open, line, &folded, out);
    closed::given_line(ui, closed::given(line));
}

/// What an entry says beside its text: no layer, and nothing that is shown elsewhere.
pub(super) fn beside<'a>(kind: &str, line: &'a Line) -> Vec<(&'a str, &'a str)> {
    let layers = candor_core::entry::template(kind).map_or(&[][..], |of| of.folded.as_slice());
    let mut beside = in_order(kind, line);
    beside.retain(|(name, value)| {
        let layered = layers.iter().any(|layer| layer == name);
        !ELSEWHERE.contains(name) && *name != "word" && !layered && !value.trim().is_empty()
    });
    beside
}

/// The fields of an entry as its kind asks for them, and those it does not know
/// last.
fn in_order<'a>(kind: &str, line: &'a Line) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = line.content.fields().collect();
    if let Some(of) = candor_core::entry::template(kind) {
        let place = |name: &str| of.fields.iter().position(|field| field.name == name);
        fields.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
    }
    fields
}

/// Whether a field is shown elsewhere than among the others.
pub(super) fn is_elsewhere(name: &str) -> bool {
    ELSEWHERE.contains(&name) || name == "prompt"
}

/// A label with a few words below it.
fn said(ui: &mut Ui, label: &str, words: &str) {
    let p = palette(ui);
    ui.add_space(space::S);
    ui.label(Type::SmallStrong.text(label).color(p.ink3));
    paragraph(ui, words);
}

/// One field with its label.
pub(super) fn field(ui: &mut Ui, kind: &str, name: &str, value: &str) {
    let p = palette(ui);
    ui.add_space(space::S);
    ui.label(
        Type::SmallStrong
            .text(kinds::field(kind, name))
            .color(p.ink3),
    );
    let one_of = candor_core::entry::template(kind)
        .and_then(|template| template.field(name))
        .is_some_and(|field| !field.shape.values().is_empty());
    let day = candor_core::entry::template(kind)
        .and_then(|template| template.field(name))
        .is_some_and(|field| matches!(field.shape, FieldShape::Day | FieldShape::NeededDay));
    if day {
        paragraph(ui, &inert(&words::said_date(value)));
    } else if one_of {
        let said: Vec<&str> = value
            .split_whitespace()
            .map(|word| kinds::choice(kind, name, word))
            .collect();
        paragraph(ui, &inert(&said.join(", ")));
    } else {
        reading(ui, &inert_lines(value));
    }
}

/// The deeper layers of an answer, each opened on purpose and in order.
fn layers(ui: &mut Ui, open: &Open, line: &Line, folded: &[String], out: &mut Intents) {
    for layer in folded {
        let layer = layer.as_str();
        let Some(value) = line
            .content
            .field(layer)
            .filter(|value| !value.trim().is_empty())
        else {
            continue;
        };
        let mine = line.writer == Writer::Me;
        if mine || open.is_unfolded(line.id, layer) {
            field(ui, line.content.kind(), layer, value);
            continue;
        }
        ui.add_space(space::S);
        let button = Button::secondary(words::open_layer(layer)).icon(Icon::CARET_DOWN);
        if button.show(ui).clicked() {
            out.push(Intent::OpenLayer(line.id, layer.to_owned()));
        }
        return;
    }
}

fn versions(ui: &mut Ui, open: &Open, id: EntryId, detail: &Detail, out: &mut Intents) {
    if detail.versions.len() < 2 {
        return;
    }
    ui.add_space(space::S);
    if !open.is_unfolded(id, "versions") {
        if link(ui, words::VERSIONS).clicked() {
            out.push(Intent::OpenLayer(id, "versions".to_owned()));
        }
        return;
    }
    let has_late = detail.versions.iter().any(|version| version.late);
    section(
        ui,
        if has_late {
            words::OTHER_VERSIONS
        } else {
            words::VERSIONS
        },
    );
    // What the entry says stands above; a correction that came late does not.
    let stands = detail.versions.iter().rposition(|version| !version.late);
    let others = detail.versions.iter().enumerate().rev();
    for (_, version) in others.filter(|(number, _)| Some(*number) != stands) {
        card(ui, |ui| {
            caption(ui, &version_day(open, &version.written));
            if version.late {
                caption(ui, crate::text::LATE_CORRECTION);
            }
            if let Some(title) = &version.title {
                ui.label(Type::Title.text(inert(title)));
            }
            reading(ui, &inert_lines(&version.text));
        });
    }
}

/// The day of a version in words.
fn version_day(open: &Open, written: &str) -> String {
    match (Day::parse(written), open.today()) {
        (Some(day), Some(today)) => words::day_words(day, today),
        _ => written.to_owned(),
    }
}

/// All that answers an entry, to any depth: the end of it, and a way to what is before.
/// What answers one answer stands on the card of that.
fn answers(ui: &mut Ui, open: &Open, id: EntryId, told: &[Told], out: &mut Intents) {
    if told.is_empty() {
        return;
    }
    section(ui, words::ANSWERS);
    let parts = 1 + open.earlier.get(&id).copied().unwrap_or(0);
    let conversation::Part { earlier, shown } =
        conversation::part(told, PART.saturating_mul(parts));
    if earlier > 0 {
        let more = Button::quiet(thread_words::EARLIER).icon(Icon::CARET_UP);
        if more.flush().show(ui).clicked() {
            out.push(Intent::Earlier(id));
        }
    }
    // Of what stands further up the engine does not tell what can be done.
    let known = shown.len().saturating_sub(LATEST);
    let mut at = 0;
    while at < shown.len() {
        let nested = shown[at + 1..].iter().take_while(|one| one.step > 0);
        let end = at + 1 + nested.count();
        card(ui, |ui| {
            for (number, one) in shown.iter().enumerate().take(end).skip(at) {
                if number > at {
                    ui.add_space(space::S);
                }
                let steps = i8::try_from(one.step).unwrap_or(0);
                let left = Margin {
                    left: STEP.saturating_mul(steps),
                    ..Margin::ZERO
                };
                Frame::NONE.inner_margin(left).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    answer(ui, open, one, number >= known, out);
                });
            }
        });
        ui.add_space(space::XS);
        at = end;
    }
}

/// One answer, with what it answers above it where its place does not say that.
fn answer(ui: &mut Ui, open: &Open, shown: &Shown, is_known: bool, out: &mut Intents) {
    let Some(line) = open.timeline.line(shown.id) else {
        return;
    };
    let above = shown.answers.and_then(|id| open.timeline.line(id));
    if let Some(above) = above {
        let writer = (above.writer == Writer::Them).then(|| inert(open.name_of(above.writer)));
        let kind = above.content.kind();
        caption(ui, &thread_words::answers(kind, writer.as_deref()));
    }
    head(ui, open, line, true);
    if is_gone(line) {
        paragraph(ui, &gone_words(open, line));
        return;
    }
    if open.is_covered(line) {
        covered(ui, open, line, out);
        return;
    }
    body(ui, open, line, out);
    if is_known {
        below(ui, open, line, out);
    } else if link(ui, words::OPEN_ENTRY).clicked() {
        out.push(Intent::Go(Page::Entry(line.id)));
    }
}
