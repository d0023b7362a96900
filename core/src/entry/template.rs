//! Kinds of entry as data: text files, compiled in.
//!
//! A template names its mechanism, fields, allowed replies, writers, states,
//! prompts and lines. No template travels between devices; a kind that is not
//! here is kept and shown as plain text. The files and their facts:
//! `docs/templates.md`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::content::{self, ContentBuilder, FACTS, FIELD_BYTES_MAX, TEXT_BYTES_MAX};
use super::mechanism::Mechanism;
use crate::date::{Day, is_time};
use crate::happened::is_happened;
use crate::space::SpaceName;

/// The longest label of a cover, in characters.
pub const COVER_CHARS_MAX: usize = 60;
/// Fields in which Candor notes for itself what an entry is about.
const NOTED: [&str; 3] = ["version", "pattern", "prompt"];
/// The cover of an entry that stands open.
pub const NO_COVER: &str = "none";
/// The longest title, in characters.
pub const TITLE_CHARS_MAX: usize = 200;

/// The field for the day on which a joint text is looked at again.
pub const REVIEW: &str = "review";
/// The field for the day on which something ends.
pub const END: &str = "end";
/// The furthest review: six months.
pub const REVIEW_DAYS_MAX: u32 = 184;
/// The highest number of a scale.
pub const SCALE_MAX: u8 = 10;
/// The value of a choice between persons that names its writer.
pub const ME: &str = "me";
/// The value of a choice between persons that names the other.
pub const YOU: &str = "you";
/// The values of the field `wish`.
pub const WISHES: [&str; 5] = ["nothing", "know", "talk", "answer", "help"];

/// A kind of entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The word that names the kind everywhere.
    pub kind: String,
    /// Its name for people.
    pub name: String,
    /// The heading of the page where it is written.
    pub heading: String,
    /// What it is for, and when, in one sentence; empty for what only answers.
    pub purpose: String,
    /// Why a step of it is as it is, in one sentence; empty for most.
    pub why: String,
    /// Where its entries live.
    pub space: SpaceName,
    /// How its entries live.
    pub mechanism: Mechanism,
    /// Who may write one.
    pub writers: Writers,
    /// Where its entries are shown.
    pub shown: Shown,
    /// Whether it can be without text.
    pub text: TextRule,
    /// What stands above the text while it is written.
    pub ask: String,
    /// Its fields, in the order they are asked for.
    pub fields: Vec<Field>,
    /// Fields that stand beside the text from the start.
    pub beside: Vec<String>,
    /// Values that fields have from the start while somebody writes, by the names of the
    /// fields.
    pub defaults: Vec<(String, String)>,
    /// Fields that the reader opens on purpose, in their order.
    pub folded: Vec<String>,
    /// Kinds that may answer it.
    pub replies: Vec<String>,
    /// Kinds that may answer it once a reply of the first kind is there.
    pub once_there: Option<(String, Vec<String>)>,
    /// The kinds that alone may answer it until the next day has ended.
    pub first_day: Vec<String>,
    /// Whether it can only be a reply.
    pub reply_only: bool,
    /// Whether it may wait before it goes.
    pub hold: bool,
    /// Whether no person alone can take its text away again.
    pub lasting: bool,
    /// The states in which it asks something of the other.
    pub asks: Vec<String>,
    /// The state it begins in; empty where it has none of its own.
    pub state: String,
    /// What leads to which state.
    pub turns: Vec<Turn>,
    /// States in words.
    pub sayings: Vec<(String, String)>,
    /// Sentences to begin with.
    pub prompts: Vec<String>,
    /// The line on the timeline, with `{writer}` for the writer's name and `{word}` for
    /// the word that it says.
    pub line: String,
    /// The same for the one who wrote it, with `{other}` for the other's name.
    pub mine: String,
}

/// A reply that leads to a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The state.
    pub state: String,
    /// The kind of the reply.
    pub kind: String,
    /// A field it has, and its value.
    pub field: Option<(String, String)>,
    /// Who writes it, of the one who began the thread and the other.
    pub by: Option<By>,
}

/// One of two persons, seen from an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Its writer.
    Same,
    /// The other.
    Other,
}

/// Where entries of a kind are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// On the timeline.
    Timeline,
    /// Within their thread alone.
    Nested,
    /// On the timeline, and as a card of what the two have.
    Us,
}

/// Who may write an entry of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writers {
    /// Either person.
    Either,
    /// As a reply, the person who did not write what it answers.
    Other,
    /// The person who was asked.
    Asked,
    /// As a reply, the person who wrote what it answers.
    Same,
    /// Both, in one and the same entry, which is neither's alone.
    Both,
}

/// Whether an entry needs text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRule {
    /// There must be some.
    Required,
    /// It may be empty.
    Optional,
    /// There is none.
    None,
}

/// One field of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it may hold.
    pub shape: FieldShape,
    /// What stands above it while it is written, and beside it while it is read.
    pub label: String,
    /// A few words below it, where the label is not enough.
    pub help: Option<String>,
    /// Its values in words, in their order.
    pub choices: Vec<(String, String)>,
}

/// What a field may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldShape {
    /// Any words, on one line.
    Text,
    /// Any words, on several lines.
    Long,
    /// See [`is_happened`].
    Happened,
    /// `none`, or a label of at most [`COVER_CHARS_MAX`] characters.
    Cover,
    /// One of [`WISHES`].
    Wish,
    /// One of these words.
    Word(Vec<String>),
    /// One or more of these words, between spaces.
    Words(Vec<String>),
    /// One of these words, and it must be there.
    Required(Vec<String>),
    /// A civil date.
    Day,
    /// A civil date, and it must be there.
    NeededDay,
    /// A time of the day, `HH:MM`.
    Time,
    /// A time of the day, and it must be there.
    NeededTime,
    /// A number from 0 to 10.
    Scale,
}

impl FieldShape {
    /// The values it may have, if they are a closed list.
    pub fn values(&self) -> Vec<String> {
        match self {
            Self::Wish => WISHES.map(str::to_owned).to_vec(),
            Self::Word(values) | Self::Words(values) | Self::Required(values) => values.clone(),
            Self::Scale => (0..=SCALE_MAX).map(|number| number.to_string()).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it must be there.
    pub fn is_needed(&self) -> bool {
        matches!(self, Self::Required(_) | Self::NeededDay | Self::NeededTime)
    }

    pub(crate) fn accepts(&self, value: &str) -> bool {
        let one_of = |values: &[String], word: &str| values.iter().any(|known| known == word);
        match self {
            Self::Text | Self::Long => true,
            Self::Happened => is_happened(value),
            Self::Cover => value.chars().count() <= COVER_CHARS_MAX && !value.trim().is_empty(),
            Self::Wish => WISHES.contains(&value),
            Self::Word(values) | Self::Required(values) => one_of(values, value),
            Self::Words(values) => {
                let mut words = value.split_whitespace().peekable();
                words.peek().is_some() && words.all(|word| one_of(values, word))
            }
            Self::Day | Self::NeededDay => Day::parse(value).is_some(),
            Self::Time | Self::NeededTime => is_time(value),
            Self::Scale => value
                .parse::<u8>()
                .is_ok_and(|number| number <= SCALE_MAX && number.to_string() == value),
        }
    }
}

/// Why what a person wrote cannot become an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// The kind has no such field.
    #[error("there is no field {0:?} in this kind")]
    NoSuchField(String),
    /// The field does not take this value.
    #[error("the field {0:?} does not take this value")]
    Value(String),
    /// The field must be there.
    #[error("the field {0:?} is needed")]
    Missing(String),
    /// The field is too long.
    #[error("the field {0:?} is too long")]
    FieldTooLong(String),
    /// There is no text.
    #[error("there is no text")]
    NoText,
    /// The kind has no text.
    #[error("this kind has no text")]
    Text,
    /// The day of the review has gone by, or is more than six months away.
    #[error("the day of the review is not within six months")]
    Review,
    /// The day it ends has gone by.
    #[error("the day it ends has gone by")]
    Ended,
    /// What limits contact has to end on a day.
    #[error("what limits contact needs a day on which it ends")]
    EndNeeded,
    /// A ready text still has a blank in this field, or in the text if there is no
    /// name.
    #[error("there is still a blank to fill in")]
    Blank(Option<String>),
    /// The text is longer than 200 KiB.
    #[error("the text is longer than 200 KiB")]
    TextTooLong,
    /// The text holds a character that nothing can show (NUL).
    #[error("the text holds a NUL character")]
    Nul,
}

impl Template {
    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether what a field holds are a person's words, and not a choice, a day, a
    /// number, or what Candor notes for itself. A field that is not known counts
    /// as words.
    pub fn holds_words(&self, name: &str, value: &str) -> bool {
        if FACTS.contains(&name) || NOTED.contains(&name) {
            return false;
        }
        match self.field(name).map(|field| &field.shape) {
            None | Some(FieldShape::Text | FieldShape::Long) => true,
            Some(FieldShape::Cover) => value != NO_COVER,
            Some(FieldShape::Happened) => value.starts_with("around "),
            Some(_) => false,
        }
    }

    /// Whether a person's words fit this kind. `kind`, `written` and `thread`
    /// are set by Candor and are not judged here.
    ///
    /// # Errors
    /// [`ContentError`]: the first thing that does not fit.
    pub fn judge(&self, content: &ContentBuilder) -> Result<(), ContentError> {
        for (name, value) in &content.fields {
            if FACTS.contains(&name.as_str()) {
                continue;
            }
            let field = self
                .field(name)
                .ok_or_else(|| ContentError::NoSuchField(name.clone()))?;
            if value.len() > FIELD_BYTES_MAX
                || (name == content::TITLE && value.chars().count() > TITLE_CHARS_MAX)
            {
                return Err(ContentError::FieldTooLong(name.clone()));
            }
            if !field.shape.accepts(value) || value.contains('\0') {
                return Err(ContentError::Value(name.clone()));
            }
        }
        for field in &self.fields {
            if field.shape.is_needed() && !content.fields.contains_key(&field.name) {
                return Err(ContentError::Missing(field.name.clone()));
            }
        }
        if self.text == TextRule::Required && content.text.trim().is_empty() {
            return Err(ContentError::NoText);
        }
        if self.text == TextRule::None && !content.text.is_empty() {
            return Err(ContentError::Text);
        }
        if content.text.len() > TEXT_BYTES_MAX {
            return Err(ContentError::TextTooLong);
        }
        if content.text.contains('\0') {
            return Err(ContentError::Nul);
        }
        if self.is_assented_to() {
            if first_blank(&content.text).is_some() {
                return Err(ContentError::Blank(None));
            }
            let has_blank = |field: &&Field| {
                let value = content.fields.get(&field.name);
                let value = value.filter(|value| self.holds_words(&field.name, value));
                value.is_some_and(|value| first_blank(value).is_some())
            };
            if let Some(field) = self.fields.iter().find(has_blank) {
                return Err(ContentError::Blank(Some(field.name.clone())));
            }
        }
        Ok(())
    }

    /// The line on the timeline, as the writer (`own`) or the other reads it. `word` is
    /// the word that the entry says, where its kind has one: it stands in for `{word}`.
    pub fn line_for(&self, own: bool, writer: &str, other: &str, word: Option<&str>) -> String {
        let line = if own {
            self.mine.replace("{other}", other)
        } else {
            self.line.replace("{writer}", writer)
        };
        let said = word.and_then(|word| Some(self.field("word")?.say(word)));
        line.replace("{word}", said.unwrap_or(&self.name))
    }

    /// Whether days that look ahead fit, as seen from today: a review within six
    /// months, an end that is still to come, and an end for what limits contact.
    ///
    /// # Errors
    /// [`ContentError`]: the first that does not.
    pub fn judge_days(&self, content: &ContentBuilder, today: Day) -> Result<(), ContentError> {
        let day = |name: &str| content.fields.get(name).and_then(|value| Day::parse(value));
        let has = |name: &str| self.field(name).is_some();
        if has(REVIEW)
            && day(REVIEW).is_some_and(|day| day < today || day > today.plus(REVIEW_DAYS_MAX))
        {
            return Err(ContentError::Review);
        }
        if has(END) {
            if day(END).is_some_and(|day| day < today) {
                return Err(ContentError::Ended);
            }
            let contact = content
                .fields
                .get("contact")
                .is_some_and(|word| word == "yes");
            if contact && day(END).is_none() {
                return Err(ContentError::EndNeeded);
            }
        }
        Ok(())
    }

    /// Whether its entries stay as they were first written: what others assent
    /// to, and the assents themselves.
    pub fn never_changes(&self) -> bool {
        let act = ["assent", "unassent", "agreement-end"].contains(&self.kind.as_str());
        act || self.is_assented_to()
    }

    /// Whether its entries are versions that both assent to.
    pub fn is_assented_to(&self) -> bool {
        self.mechanism == Mechanism::JointText && self.writers != Writers::Both
    }

    /// Whether its entries ask something of the other: a word, an assent, a half. How
    /// the two share is no such thing: it holds as it is without a word.
    pub fn asks_something(&self) -> bool {
        let is_pair = self.mechanism == Mechanism::SealedPair && !self.lasting;
        !self.asks.is_empty() || self.is_assented_to() || is_pair
    }

    /// The same words, as the other of the two says them: who was `me` is `you`, and
    /// the other way round.
    pub fn said_by_other(&self, content: &mut ContentBuilder) {
        for field in &self.fields {
            let values = field.shape.values();
            let names_persons = values.iter().any(|value| value == ME);
            let Some(value) = content.fields.get_mut(&field.name) else {
                continue;
            };
            match value.as_str() {
                ME if names_persons => YOU.clone_into(value),
                YOU if names_persons => ME.clone_into(value),
                _ => {}
            }
        }
    }

    /// Every state its entries can have, in their order.
    pub fn states(&self) -> Vec<&str> {
        match self.mechanism {
            Mechanism::JointText if self.writers == Writers::Both => {
                return vec!["draft", "proposed"];
            }
            Mechanism::JointText => {
                return vec![
                    "proposed",
                    "in-force",
                    "on-hold",
                    "ended",
                    "declined",
                    "taken-back",
                ];
            }
            Mechanism::SealedPair => {
                return vec!["sealed", "bound", "opened", "declined", "taken-back"];
            }
            _ if self.state.is_empty() => return vec!["shared", "corrected"],
            _ => {}
        }
        let mut states = vec![self.state.as_str()];
        for turn in &self.turns {
            if !states.contains(&turn.state.as_str()) {
                states.push(&turn.state);
            }
        }
        states
    }

    /// A state in words, where it has some.
    pub fn say(&self, state: &str) -> Option<&str> {
        self.sayings
            .iter()
            .find_map(|(known, words)| (known == state).then_some(words.as_str()))
    }

    fn field_mut(&mut self, name: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.name == name)
    }

    fn parse(source: &str) -> Option<Self> {
        let mut template = Self {
            kind: String::new(),
            name: String::new(),
            heading: String::new(),
            purpose: String::new(),
            why: String::new(),
            space: SpaceName::Shared,
            mechanism: Mechanism::SingleAuthor,
            writers: Writers::Either,
            shown: Shown::Timeline,
            text: TextRule::Required,
            ask: String::new(),
            fields: Vec::new(),
            beside: Vec::new(),
            defaults: Vec::new(),
            folded: Vec::new(),
            replies: Vec::new(),
            once_there: None,
            first_day: Vec::new(),
            reply_only: false,
            hold: true,
            lasting: false,
            asks: Vec::new(),
            state: String::new(),
            turns: Vec::new(),
            sayings: Vec::new(),
            prompts: Vec::new(),
            line: String::new(),
            mine: String::new(),
        };
        for line in source.lines() {
            let (fact, rest) = line.split_once(' ').unwrap_or((line, ""));
            template.take(fact, rest)?;
        }
        let named = [
            &template.kind,
            &template.name,
            &template.heading,
            &template.line,
            &template.mine,
        ];
        named
            .iter()
            .all(|word| !word.is_empty())
            .then_some(template)
    }

    fn take(&mut self, fact: &str, rest: &str) -> Option<()> {
        match fact {
            "kind" => self.kind = rest.to_owned(),
            "name" => self.name = rest.to_owned(),
            "heading" => self.heading = rest.to_owned(),
            "for" => self.purpose = rest.to_owned(),
            "why" => self.why = rest.to_owned(),
            "space" => {
                self.space = match rest {
                    "own" => SpaceName::Own,
                    "shared" => SpaceName::Shared,
                    _ => return None,
                }
            }
            "mechanism" => self.mechanism = Mechanism::parse(rest)?,
            "writers" => {
                self.writers = match rest {
                    "either" => Writers::Either,
                    "other" => Writers::Other,
                    "asked" => Writers::Asked,
                    "same" => Writers::Same,
                    "both" => Writers::Both,
                    _ => return None,
                }
            }
            "place" => {
                self.shown = match rest {
                    "timeline" => Shown::Timeline,
                    "nested" => Shown::Nested,
                    "us" => Shown::Us,
                    _ => return None,
                }
            }
            "text" => {
                self.text = match rest {
                    "required" => TextRule::Required,
                    "optional" => TextRule::Optional,
                    "none" => TextRule::None,
                    _ => return None,
                }
            }
            "ask" => self.ask = rest.to_owned(),
            "field" => self.fields.push(Field::parse(rest)?),
            "label" => {
                let (name, words) = rest.split_once(' ')?;
                self.field_mut(name)?.label = words.to_owned();
            }
            "help" => {
                let (name, words) = rest.split_once(' ')?;
                self.field_mut(name)?.help = Some(words.to_owned());
            }
            "choice" => {
                let mut parts = rest.splitn(3, ' ');
                let field = self.field_mut(parts.next()?)?;
                let choice = (parts.next()?.to_owned(), parts.next()?.to_owned());
                field.choices.push(choice);
            }
            "beside" => self.beside = words(rest),
            "default" => {
                let (name, value) = rest.split_once(' ')?;
                self.defaults.push((name.to_owned(), value.to_owned()));
            }
            "folded" => self.folded = words(rest),
            "replies" => self.replies = words(rest),
            "once-there" => {
                let (first, then) = rest.split_once(" : ")?;
                self.once_there = Some((first.to_owned(), words(then)));
            }
            "first-day" => self.first_day = words(rest),
            "reply-only" => self.reply_only = true,
            "no-hold" => self.hold = false,
            "lasting" => self.lasting = true,
            "asks" => self.asks = words(rest),
            "state" => self.state = rest.to_owned(),
            "turn" => self.turns.push(Turn::parse(rest)?),
            "say" => {
                let (state, words) = rest.split_once(' ')?;
                self.sayings.push((state.to_owned(), words.to_owned()));
            }
            "prompt" => self.prompts.push(rest.to_owned()),
            "line" => self.line = rest.to_owned(),
            "mine" => self.mine = rest.to_owned(),
            _ => return None,
        }
        Some(())
    }
}

impl Turn {
    fn parse(source: &str) -> Option<Self> {
        let mut parts = source.split(' ');
        let mut turn = Self {
            state: parts.next()?.to_owned(),
            kind: parts.next()?.to_owned(),
            field: None,
            by: None,
        };
        for part in parts {
            match (part, part.split_once('=')) {
                ("same", _) => turn.by = Some(By::Same),
                ("other", _) => turn.by = Some(By::Other),
                (_, Some((name, value))) => turn.field = Some((name.to_owned(), value.to_owned())),
                _ => return None,
            }
        }
        Some(turn)
    }
}

impl Field {
    fn parse(source: &str) -> Option<Self> {
        let mut parts = source.splitn(3, ' ');
        let name = parts.next()?.to_owned();
        let shape = parts.next()?;
        let values = words(parts.next().unwrap_or(""));
        let shape = match shape {
            "text" => FieldShape::Text,
            "long" => FieldShape::Long,
            "happened" => FieldShape::Happened,
            "cover" => FieldShape::Cover,
            "wish" => FieldShape::Wish,
            "word" => FieldShape::Word(values),
            "words" => FieldShape::Words(values),
            "required" => FieldShape::Required(values),
            "day" => FieldShape::Day,
            "needed-day" => FieldShape::NeededDay,
            "time" => FieldShape::Time,
            "needed-time" => FieldShape::NeededTime,
            "scale" => FieldShape::Scale,
            _ => return None,
        };
        Some(Self {
            name,
            shape,
            label: String::new(),
            help: None,
            choices: Vec::new(),
        })
    }

    /// A value in words.
    pub fn say<'a>(&'a self, value: &'a str) -> &'a str {
        self.choices
            .iter()
            .find_map(|(known, words)| (known == value).then_some(words.as_str()))
            .unwrap_or(value)
    }
}

/// Where the first blank of a text stands, in bytes: a `…` that no word stands
/// before. One that ends a word is how somebody writes.
pub fn first_blank(text: &str) -> Option<usize> {
    let blank = |(at, _): &(usize, &str)| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|letter| !letter.is_alphanumeric())
    };
    let found = text.match_indices('…').find(blank);
    found.map(|(at, _)| at)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    [
        include_str!("templates/note.template"),
        include_str!("templates/my-pulse.template"),
        include_str!("templates/meeting-prep.template"),
        include_str!("templates/self-look.template"),
        include_str!("templates/under-anger.template"),
        include_str!("templates/account-end.template"),
        include_str!("templates/chapter.template"),
        include_str!("templates/account.template"),
        include_str!("templates/disclosure.template"),
        include_str!("templates/question.template"),
        include_str!("templates/answer.template"),
        include_str!("templates/appreciation.template"),
        include_str!("templates/acknowledgement.template"),
        include_str!("templates/amends.template"),
        include_str!("templates/impact.template"),
        include_str!("templates/mirror.template"),
        include_str!("templates/need.template"),
        include_str!("templates/reaching-out.template"),
        include_str!("templates/check-in.template"),
        include_str!("templates/pause.template"),
        include_str!("templates/promise.template"),
        include_str!("templates/report.template"),
        include_str!("templates/view.template"),
        include_str!("templates/request.template"),
        include_str!("templates/agreement.template"),
        include_str!("templates/joint-draft.template"),
        include_str!("templates/decision.template"),
        include_str!("templates/letter.template"),
        include_str!("templates/talk.template"),
        include_str!("templates/meeting.template"),
        include_str!("templates/addition.template"),
        include_str!("templates/agreement-end.template"),
        include_str!("templates/amends-word.template"),
        include_str!("templates/answer-word.template"),
        include_str!("templates/assent.template"),
        include_str!("templates/cadence.template"),
        include_str!("templates/care-card.template"),
        include_str!("templates/charter.template"),
        include_str!("templates/clash.template"),
        include_str!("templates/conditions.template"),
        include_str!("templates/difference.template"),
        include_str!("templates/goal.template"),
        include_str!("templates/goal-step.template"),
        include_str!("templates/goal-step-end.template"),
        include_str!("templates/expectation.template"),
        include_str!("templates/meeting-close.template"),
        include_str!("templates/memory.template"),
        include_str!("templates/milestone.template"),
        include_str!("templates/minutes.template"),
        include_str!("templates/mirror-word.template"),
        include_str!("templates/naming.template"),
        include_str!("templates/need-end.template"),
        include_str!("templates/need-time.template"),
        include_str!("templates/need-word.template"),
        include_str!("templates/parked.template"),
        include_str!("templates/topic.template"),
        include_str!("templates/talked.template"),
        include_str!("templates/pattern.template"),
        include_str!("templates/pause-end.template"),
        include_str!("templates/pause-word.template"),
        include_str!("templates/plan.template"),
        include_str!("templates/promise-end.template"),
        include_str!("templates/promise-word.template"),
        include_str!("templates/pulse.template"),
        include_str!("templates/reach-end.template"),
        include_str!("templates/reach-word.template"),
        include_str!("templates/release.template"),
        include_str!("templates/reopen.template"),
        include_str!("templates/request-answer.template"),
        include_str!("templates/take-back.template"),
        include_str!("templates/decline.template"),
        include_str!("templates/keep-it.template"),
        include_str!("templates/rest.template"),
        include_str!("templates/review-word.template"),
        include_str!("templates/step-back.template"),
        include_str!("templates/support-circle.template"),
        include_str!("templates/talk-line.template"),
        include_str!("templates/tender-spot.template"),
        include_str!("templates/time-together.template"),
        include_str!("templates/reading.template"),
        include_str!("templates/tender-word.template"),
        include_str!("templates/this-week.template"),
        include_str!("templates/unassent.template"),
        include_str!("templates/unpin.template"),
        include_str!("templates/vision.template"),
        include_str!("templates/vision-text.template"),
        include_str!("templates/week-end.template"),
        include_str!("templates/draws-holds.template"),
        include_str!("templates/forgiveness.template"),
        include_str!("templates/my-circle.template"),
        include_str!("templates/my-side.template"),
        include_str!("templates/older-story.template"),
        include_str!("templates/their-place.template"),
        include_str!("templates/listening.template"),
        include_str!("templates/other-readings.template"),
        include_str!("templates/outsider.template"),
        include_str!("templates/patience.template"),
        include_str!("templates/plain-record.template"),
        include_str!("templates/question-draft.template"),
        include_str!("templates/reflection.template"),
        include_str!("templates/weighing.template"),
        include_str!("templates/where-i-stand.template"),
    ]
    .into_iter()
    .map(|source| Template::parse(source).expect("the templates compiled in are well formed"))
    .collect()
});

/// All kinds this program knows.
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

static BY_KIND: LazyLock<HashMap<&'static str, &'static Template>> = LazyLock::new(|| {
    TEMPLATES
        .iter()
        .map(|template| (template.kind.as_str(), template))
        .collect()
});

/// The template of a kind, if this program knows it.
pub fn template(kind: &str) -> Option<&'static Template> {
    BY_KIND.get(kind).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_names_only_what_exists() {
        for kind in templates() {
            let first = kind.once_there.iter().map(|(first, _)| first);
            let then = kind.once_there.iter().flat_map(|(_, then)| then);
            let named = kind
                .replies
                .iter()
                .chain(&kind.first_day)
                .chain(first)
                .chain(then);
            for state in &kind.asks {
                assert!(kind.states().contains(&state.as_str()), "{}", kind.kind);
            }
            for reply in named.chain(kind.turns.iter().map(|turn| &turn.kind)) {
                assert!(template(reply).is_some(), "{} names {reply}", kind.kind);
            }
            for name in kind.beside.iter().chain(&kind.folded) {
                assert!(kind.field(name).is_some(), "{} has no {name}", kind.kind);
            }
            for (name, value) in &kind.defaults {
                let field = kind.field(name);
                let fits = field.is_some_and(|field| field.shape.accepts(value));
                assert!(fits, "{}: {name} is not {value}", kind.kind);
            }
            for turn in &kind.turns {
                let Some((name, value)) = &turn.field else {
                    continue;
                };
                let of = template(&turn.kind).and_then(|of| of.field(name));
                let known = of.is_some_and(|field| field.shape.values().contains(value));
                assert!(known, "{}: {} has no {name}={value}", kind.kind, turn.kind);
            }
            assert!(kind.field("title").is_some(), "{}", kind.kind);
        }
        let kinds: std::collections::BTreeSet<_> =
            templates().iter().map(|kind| &kind.kind).collect();
        assert_eq!(kinds.len(), templates().len(), "a kind stands twice");
    }

    #[test]
    fn every_field_and_every_choice_has_its_words() {
        for kind in templates() {
            assert!(
                kind.text == TextRule::None || !kind.ask.is_empty(),
                "{}",
                kind.kind
            );
            // One sentence says what it is for and when, where it can be begun.
            let says = kind.purpose.ends_with('.') && kind.purpose.chars().count() <= 90;
            assert!(kind.reply_only || says, "{}", kind.kind);
            let says_why = kind.why.ends_with('.') && kind.why.chars().count() <= 110;
            assert!(kind.why.is_empty() || says_why, "{}", kind.kind);
            for field in &kind.fields {
                let everywhere = ["title", "happened", "cover", "wish"];
                if everywhere.contains(&field.name.as_str()) || field.name == "version" {
                    continue;
                }
                assert!(!field.label.is_empty(), "{}: {}", kind.kind, field.name);
                if field.shape == FieldShape::Scale {
                    continue;
                }
                for value in field.shape.values() {
                    let said = field.choices.iter().any(|(known, _)| *known == value);
                    assert!(said, "{}: {} {value}", kind.kind, field.name);
                }
            }
        }
    }

    #[test]
    fn whatever_can_be_begun_has_sentences_to_begin_with() {
        // Two that hold a word or two wishes, and one that both write anew.
        let without = ["cadence", "charter", "joint-draft"];
        for kind in templates().iter().filter(|kind| !kind.reply_only) {
            let several = kind.prompts.len() >= 2;
            assert_eq!(several, !without.contains(&&*kind.kind), "{}", kind.kind);
            let once: std::collections::BTreeSet<_> = kind.prompts.iter().collect();
            assert_eq!(once.len(), kind.prompts.len(), "{}", kind.kind);
        }
    }

    /// What a practice asks for stands there as its page opens, and not behind "More".
    #[test]
    fn what_a_page_is_for_stands_beside_its_text() {
        let in_sight = [
            ("account", "when category over who-knows"),
            ("amends", "understand own-it changing asks"),
            ("answer", "context detail protecting certainty"),
            ("appreciation", "meant"),
            ("care-card", "when often unwelcome"),
            ("chapter", "context detail"),
            ("check-in", "weather today"),
            ("decision", "each review pin"),
            ("clash", "saw touched my-part next-time"),
            (
                "disclosure",
                "when planned said feeling next questions category",
            ),
            ("draws-holds", "draws holds"),
            ("forgiveness", "towards state is-not take-with"),
            ("impact", "felt touched help"),
            ("letter", "effect know no-ask"),
            ("listening", "heard rang-true drifted did ask-later"),
            ("memory", "keep"),
            ("milestone", "carried different"),
            ("my-circle", "speak-of community each-other apart"),
            ("my-side", "away hiding toward"),
            ("naming", "paragraph-first paragraph-second category"),
            ("need", "look fear"),
            ("older-story", "spot then lacked today"),
            (
                "other-readings",
                "first-thought reading-1 reading-2 reading-3 tell-apart worries next",
            ),
            ("patience", "lean good enough"),
            ("pattern", "since led costs loop"),
            ("plan", "area signs-mine signs-yours first together review"),
            ("promise", "due known kind-of-before now"),
            ("request", "why known by firmness"),
            ("support-circle", "speak-of community each-other"),
            ("tender-spot", "shows helps worsens"),
            ("their-place", "around afraid hoped mine still"),
            ("this-week", "first-step"),
            ("time-together", "when day at prepares takes"),
            ("under-anger", "hurt fear wish-for resent share"),
            (
                "weighing",
                "how-deep how-often one-or-many both-willing again remorse words \
                 strengths weaknesses chances risks need-to-see",
            ),
            (
                "where-i-stand",
                "mended worth leave-heal limits exposing bear leaning revisit",
            ),
        ];
        for (kind, fields) in in_sight {
            let of = template(kind).expect("the kind is there");
            for name in words(fields) {
                assert!(of.beside.contains(&name), "{kind}: {name}");
            }
        }
        let told = template("disclosure").expect("the kind is there");
        for light in ["who", "place"] {
            assert!(!told.beside.iter().any(|name| name == light), "{light}");
        }
    }

    #[test]
    fn s13_no_kind_that_begins_a_thread_asks_for_more_than_it_needs() {
        for kind in templates() {
            let needed = kind.fields.iter().filter(|field| field.shape.is_needed());
            let needed: Vec<_> = needed.map(|field| field.name.as_str()).collect();
            let fits = match kind.kind.as_str() {
                // A limit that ends, a time to be back, a promise to somebody:
                // each is what the thing is.
                "agreement" => needed == ["binds", "review"],
                "decision" | "goal" | "vision-text" => needed == ["review"],
                "pause" => needed == ["back"],
                "promise" => needed == ["to"],
                "talk" => needed == ["length"],
                _ if kind.mechanism == Mechanism::SealedPair => true,
                _ if kind.reply_only => needed.len() <= 1,
                _ => needed.is_empty(),
            };
            assert!(fits, "{}: {needed:?}", kind.kind);
        }
    }

    #[test]
    fn a_field_that_does_not_fit_is_named() {
        let note = template("note").expect("the kind is there");
        let mut content = ContentBuilder {
            text: "words".to_owned(),
            ..ContentBuilder::default()
        };
        assert_eq!(note.judge(&content), Ok(()));
        content.fields.insert("wish".to_owned(), "money".to_owned());
        assert_eq!(
            note.judge(&content),
            Err(ContentError::Value("wish".to_owned()))
        );
        content.fields.clear();
        content.fields.insert("mood".to_owned(), "fine".to_owned());
        assert_eq!(
            note.judge(&content),
            Err(ContentError::NoSuchField("mood".to_owned()))
        );
    }

    #[test]
    fn a_review_is_within_six_months_and_what_limits_contact_ends() {
        let agreement = template("agreement").expect("the kind is there");
        let today = Day::parse("2026-11-22").expect("a date");
        let with = |fields: &[(&str, &str)]| ContentBuilder {
            fields: fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            text: "We agree".to_owned(),
        };
        let days = |fields: &[(&str, &str)]| agreement.judge_days(&with(fields), today);
        assert_eq!(days(&[("review", "2027-01-03")]), Ok(()));
        assert_eq!(days(&[("review", "2026-11-21")]), Err(ContentError::Review));
        assert_eq!(days(&[("review", "2027-05-26")]), Err(ContentError::Review));
        assert_eq!(days(&[("contact", "yes")]), Err(ContentError::EndNeeded));
        assert_eq!(days(&[("end", "2026-11-21")]), Err(ContentError::Ended));
        assert_eq!(days(&[("contact", "yes"), ("end", "2027-02-01")]), Ok(()));
    }
}
