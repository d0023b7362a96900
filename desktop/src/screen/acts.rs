//! What can be done with an entry: a few acts in sight, by whose entry it is and what
//! it asks, and all others one step away.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::entry::mechanism::{JointTextState, Mechanism, State};
use candor_core::entry::template::{END, REVIEW, Template, TextRule, template};
use candor_core::id::EntryId;
use egui::Ui;

use super::{Intents, is_held};
use crate::engine::lines::{Line, Standing, Writer};
use crate::kit::{Button, Icon, caption, section, tokens::space};
use crate::state::Intent;
use crate::state::composer::Slot;
use crate::state::open::{Leave, Open, countered, is_joint};
use crate::text::{between, kinds, window as words};

/// How many acts stand in sight with an entry.
const IN_SIGHT: usize = 5;
/// The name under which it is kept that all acts of an entry are shown.
const ALL: &str = "acts";
/// Kinds that say of an entry of one's own what has become of it.
const OWN: [&str; 3] = ["addition", "step-back", "take-back"];
/// Kinds that answer whatever there is.
const ANYWHERE: [&str; 3] = ["parked", "rest", "reopen"];
/// What is said of an entry from another page.
const ELSEWHERE: [&str; 1] = ["talked"];
/// Kinds that ask for nothing and weigh nothing: nobody needs time with them, or a talk.
const LIGHT: [&str; 2] = ["appreciation", "memory"];
/// The words that answer those.
const LIGHT_WORDS: [&str; 2] = ["taken-in", "thank-you"];
/// What is not offered with those: nobody has to take them up once more.
const LATER: [&str; 2] = ["parked", "rest"];
/// How many days before it ends, and after, a joint text is looked at because it ends.
const ENDING_DAYS: u32 = 7;
/// Where a kind has words of its own for no or later, the general ones are not needed.
const SAID_BY_WORDS: [(&str, &str); 3] = [
    ("request", "decline"),
    ("promise", "decline"),
    ("reaching-out", "need-time"),
];

/// One thing that can be done.
struct Act {
    label: String,
    icon: Option<Icon>,
    intent: Intent,
    rank: Rank,
    /// The kind it belongs to: the words of one kind stand together, or not at all.
    of: &'static str,
}

/// How near an act stands: what an entry is for first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// What answers it.
    First,
    /// No, and later.
    Later,
    /// What may be added.
    Beside,
    /// What may be done with any entry.
    Last,
}

/// What the writer of an entry can do with its words: it stands right below them.
pub(super) fn own_words(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    let mut acts = own(open, line);
    acts.retain(|act| act.rank == Rank::First);
    if !acts.is_empty() {
        ui.add_space(space::S);
        row(ui, acts, out);
    }
}

/// What else a person can do with an entry that has its own page.
pub(super) fn acts(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    let mut acts = own(open, line);
    let all = acts.len();
    acts.retain(|act| act.rank > Rank::First);
    let room = IN_SIGHT.saturating_sub(all - acts.len()).max(1);
    acts.extend(answers(open, line));
    if acts.is_empty() {
        return;
    }
    section(ui, words::REPLY);
    if let Some(why) = heard_first(open, line) {
        caption(ui, why);
        ui.add_space(space::XS);
    }
    draw(ui, open, (line.id, room), acts, Rank::Beside, out);
}

/// Why the other's words are only heard at first, as long as that is so.
fn heard_first(open: &Open, line: &Line) -> Option<&'static str> {
    let of = template(line.content.kind())?;
    let heard = !of.first_day.is_empty() || of.once_there.is_some();
    let allowed = open.allowed(line.id);
    let only = !allowed.is_empty() && !allowed.contains(&"note");
    let says = heard && only && line.writer == Writer::Them && !of.why.is_empty();
    says.then_some(of.why.as_str())
}

/// What the writer can do with an entry of their own.
fn own(open: &Open, line: &Line) -> Vec<Act> {
    let mut acts = Vec::new();
    if line.writer != Writer::Me {
        return acts;
    }
    let word = kinds::word_of(line.content.kind()).is_some();
    let waits = matches!(line.standing, Standing::Waits(_)) || line.leaves;
    let act = |label: &str, rank, intent| Act {
        label: label.to_owned(),
        icon: None,
        intent,
        rank,
        of: "",
    };
    if open.can_correct(line) && !word {
        acts.push(Act {
            icon: Some(Icon::PENCIL_SIMPLE_LINE),
            ..act(
                words::CORRECT,
                Rank::First,
                Intent::Write(Slot::Edit(line.id)),
            )
        });
    }
    if open.can_put_day_right(line) {
        let put = Intent::PutDayRight(line.id);
        acts.push(act(words::PUT_DAY_RIGHT, Rank::First, put));
    }
    if waits {
        acts.push(Act {
            icon: Some(Icon::ARROW_COUNTER_CLOCKWISE),
            ..act(words::TAKE_BACK, Rank::First, Intent::TakeBack(line.id))
        });
    }
    if is_held(line) {
        acts.push(act(words::SEND_NOW, Rank::First, Intent::SendNow(line.id)));
    }
    for kind in OWN {
        let bare = kind != "take-back" && is_act(line.content.kind());
        if open.allowed(line.id).contains(&kind) && !word && !bare {
            let rank = match kind {
                "take-back" => Rank::First,
                _ => Rank::Last,
            };
            let slot = Slot::Reply(line.id, kind.to_owned());
            acts.push(act(kinds::heading(kind), rank, Intent::Write(slot)));
        }
    }
    if open.can_withdraw(line) {
        let ask = Intent::AskLeave(line.id, Leave::Withdraw);
        acts.push(act(words::WITHDRAW, Rank::Last, ask));
    }
    acts
}

/// Whether what an entry of a kind does is all there is to it: a word, or an act that
/// takes words and needs none. There is nothing to add to it, nor to step back from.
fn is_act(kind: &str) -> bool {
    template(kind).is_some_and(|of| of.reply_only && of.text != TextRule::Required)
}

/// What may be done with an answer, below it.
pub(super) fn below(ui: &mut Ui, open: &Open, line: &Line, out: &mut Intents) {
    let mut acts = own(open, line);
    if !matches!(line.standing, Standing::Waits(_)) {
        let mut answers = answers(open, line);
        answers.retain(|act| act.rank < Rank::Last);
        acts.extend(answers);
    }
    if acts.is_empty() {
        return;
    }
    ui.add_space(space::S);
    draw(ui, open, (line.id, IN_SIGHT), acts, Rank::Later, out);
}

/// Draws the acts that stand in sight, those down to a rank, and a way to the others.
fn draw(
    ui: &mut Ui,
    open: &Open,
    (entry, room): (EntryId, usize),
    mut acts: Vec<Act>,
    down_to: Rank,
    out: &mut Intents,
) {
    acts.sort_by_key(|act| act.rank);
    let near = acts.iter().filter(|act| act.rank <= down_to).count();
    // One that is left alone needs no step to it.
    let mut seen = match acts.len() {
        all if all <= room && near + 1 >= all => all,
        _ => near.min(room),
    };
    // Who could press one word of a kind and does not see the others is misled.
    let is_cut = |at: usize| {
        let pair = at
            .checked_sub(1)
            .and_then(|before| acts.get(before))
            .zip(acts.get(at));
        pair.is_some_and(|(before, next)| before.of == next.of && !next.of.is_empty())
    };
    let whole = (1..=seen).rev().find(|at| !is_cut(*at));
    seen = whole.unwrap_or(seen);
    let further = acts.split_off(seen);
    row(ui, acts, out);
    if further.is_empty() {
        return;
    }
    let is_open = open.is_unfolded(entry, ALL);
    let (label, caret) = if is_open {
        (words::FEWER_ACTS, Icon::CARET_UP)
    } else {
        (words::FURTHER_ACTS, Icon::CARET_DOWN)
    };
    if Button::quiet(label).icon(caret).flush().show(ui).clicked() {
        out.push(Intent::TurnLayer(entry, ALL.to_owned()));
    }
    if is_open {
        row(ui, further, out);
    }
}

/// Acts of one size: none of them presses.
fn row(ui: &mut Ui, acts: Vec<Act>, out: &mut Intents) {
    ui.horizontal_wrapped(|ui| {
        for act in acts {
            let mut button = Button::secondary(&act.label);
            if let Some(icon) = act.icon {
                button = button.icon(icon);
            }
            if button.show(ui).clicked() {
                out.push(act.intent);
            }
        }
    });
}

/// All that a person can answer an entry with.
fn answers(open: &Open, line: &Line) -> Vec<Act> {
    let of = line.content.kind();
    let allowed = open.allowed(line.id).iter().copied();
    let mut acts = Vec::new();
    for kind in allowed.filter(|kind| !OWN.contains(kind) && !ELSEWHERE.contains(kind)) {
        let Some(template) = template(kind) else {
            continue;
        };
        // What both write in has its own page, from which it is proposed; one's own
        // half of a pair has its own button.
        let proposes = is_joint(line) && template.is_assented_to();
        let is_half = template.mechanism == Mechanism::SealedPair;
        // A question is answered, not taken in.
        let is_taken = kind == "acknowledgement" && of == "question";
        let is_light = LIGHT.contains(&of);
        let is_odd = is_light && line.writer == Writer::Them && LATER.contains(&kind);
        let is_early = kind == "review-word" && !is_looked_at(open, line);
        let is_out = proposes || is_half || is_taken || is_odd || is_early;
        if is_out || SAID_BY_WORDS.contains(&(of, kind)) {
            continue;
        }
        let fits = |word: &String| {
            let is_taken = kind == "acknowledgement" && is_light;
            !is_taken || LIGHT_WORDS.contains(&word.as_str())
        };
        match kinds::word_of(kind) {
            Some(field) => {
                let words = field.shape.values().into_iter().filter(fits);
                acts.extend(words.map(|word| Act {
                    label: field.say(&word).to_owned(),
                    icon: None,
                    intent: says(line.id, template, word),
                    rank: rank(of, kind),
                    of: kind,
                }));
            }
            None => acts.push(write(line, kind)),
        }
    }
    if line.removal == Some(Writer::Me) {
        acts.push(Act {
            label: words::REMOVAL_BACK.to_owned(),
            icon: None,
            intent: Intent::KeepAfterAll(line.id),
            rank: Rank::Beside,
            of: "",
        });
    }
    if open.can_remove(line) {
        let (label, rank) = match line.removal {
            Some(Writer::Them) => (words::REMOVE_TOO, Rank::First),
            _ => (words::REMOVE, Rank::Last),
        };
        acts.push(Act {
            label: label.to_owned(),
            icon: None,
            intent: Intent::AskLeave(line.id, Leave::Remove),
            rank,
            of: "",
        });
    }
    acts
}

/// Whether the day has come on which a joint text that holds is looked at again, or the
/// one on which it ends is near. What is said of it before counts for nothing.
fn is_looked_at(open: &Open, line: &Line) -> bool {
    let Some(today) = open.today() else {
        return false;
    };
    let day = |name: &str| line.content.field(name).and_then(Day::parse);
    let is_due = day(REVIEW).is_some_and(|review| review <= today);
    let is_ending = day(END)
        .is_some_and(|end| end <= today.plus(ENDING_DAYS) && today <= end.plus(ENDING_DAYS));
    line.state == State::Joint(JointTextState::InForce) && (is_due || is_ending)
}

fn rank(of: &str, kind: &str) -> Rank {
    let turns = template(of).is_some_and(|of| of.turns.iter().any(|turn| turn.kind == kind));
    match kind {
        "need-time" | "decline" => Rank::Later,
        "keep-it" | "assent" | "unassent" | "answer" | "mirror" | "mirror-word" | "answer-word" => {
            Rank::First
        }
        "review-word" => Rank::Beside,
        _ if ANYWHERE.contains(&kind) => Rank::Last,
        _ if kind == of || turns => Rank::First,
        _ => Rank::Beside,
    }
}

/// A word that answers: with one press where nothing is to be written.
fn says(entry: EntryId, of: &Template, word: String) -> Intent {
    let kind = of.kind.clone();
    let plain = of.text == TextRule::None || !takes_words(&kind, &word);
    if plain {
        return Intent::Say(entry, kind, word);
    }
    let mut begin = ContentBuilder::default();
    begin.fields.insert("word".to_owned(), word);
    Intent::WriteWith(Slot::Reply(entry, kind), Box::new(begin))
}

/// Whether somebody who answers with this word has something to add.
fn takes_words(kind: &str, word: &str) -> bool {
    match kind {
        "report" | "view" | "promise-end" | "week-end" | "goal-step-end" | "tender-word" => true,
        "mirror-word" => word != "thats-it",
        "answer-word" => word != "enough",
        "amends-word" => word == "more",
        "promise-word" => word == "change",
        "need-end" => word == "changed",
        "reach-word" => word == "other-way",
        "request-answer" => word == "changes",
        "pause-end" => word != "back",
        "need-word" => word == "more",
        _ => false,
    }
}

/// Something that is written as an answer.
fn write(line: &Line, kind: &'static str) -> Act {
    let counters = kind == line.content.kind() && !["appreciation", "question"].contains(&kind);
    let label = match kind {
        "answer" => words::ANSWER,
        "question" => words::ASK_ABOUT,
        "appreciation" => words::THANK_BACK,
        "note" => words::COMMENT,
        "assent" => words::ASSENT,
        "decline" => between::DECLINE,
        "keep-it" => between::KEEP_IT,
        _ if counters => words::COUNTER,
        kind => kinds::heading(kind),
    };
    let slot = Slot::Reply(line.id, kind.to_owned());
    Act {
        label: label.to_owned(),
        icon: Some(kinds::icon(kind)),
        // Another version begins with what is there.
        intent: if counters {
            Intent::WriteWith(slot, Box::new(countered(line)))
        } else {
            Intent::Write(slot)
        },
        rank: rank(line.content.kind(), kind),
        of: kind,
    }
}
