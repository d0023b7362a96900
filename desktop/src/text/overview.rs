//! Agreements and promises in words, as a list has them.

use super::{inert, inert_lines, kinds, window};
use crate::engine::overview::{Agreement, Promise, Told, Version};

/// The longest beginning of a topic.
const TOPIC_CHARS: usize = 80;

/// How a joint text stands in a list.
pub fn agreement(agreement: &Agreement) -> String {
    let state = window::joint_state(&agreement.state);
    let mut out = format!("{}  {state}", &agreement.id[..8]);
    if let Some(version) = &agreement.agreed {
        out.push_str(&format!("  {}", version_lines(version)));
    }
    if let Some((version, from)) = &agreement.coming {
        let from = window::holds_from(from);
        out.push_str(&format!("\n          {from}  {}", version_lines(version)));
    }
    if let Some(version) = &agreement.proposed {
        out.push_str(&format!("\n          proposed  {}", version_lines(version)));
    }
    out
}

/// Which version it is, and when it is looked at again.
pub fn version_head(version: &Version) -> String {
    let mut out = format!("version {}", version.number);
    if let Some(review) = &version.review {
        out.push_str(&format!(" · review {}", window::said_date(review)));
    }
    if let Some(end) = &version.end {
        out.push_str(&format!(" · ends {}", window::said_date(end)));
    }
    for (writer, word) in &version.reviewed {
        let said = kinds::choice("review-word", "word", word);
        out.push_str(&format!(" · {}: {said}", inert(writer)));
    }
    if !version.by.is_empty() {
        out.push_str(&format!(" · {}", inert(&version.by.join(", "))));
    }
    out
}

fn version_lines(version: &Version) -> String {
    let mut out = version_head(version);
    if let Some(title) = &version.title {
        out.push_str(&format!("\n          {}", inert(title)));
    }
    for line in inert_lines(&version.text).lines() {
        out.push_str(&format!("\n          {line}"));
    }
    out
}

/// A topic in one line: its title, or how it begins.
pub fn topic(title: Option<&str>, text: &str) -> String {
    let words = title.unwrap_or_else(|| text.lines().next().unwrap_or(""));
    let mut line: String = words.chars().take(TOPIC_CHARS).collect();
    if words.chars().count() > TOPIC_CHARS {
        line.push('…');
    }
    line
}

/// How a promise stands in a list: its words, and both views of how it went.
pub fn promise(promise: &Promise) -> String {
    let state = kinds::state("promise", &promise.state).unwrap_or(&promise.state);
    let mut out = format!("{}  {}  {state}", &promise.id[..8], inert(&promise.writer));
    if let Some(due) = &promise.due {
        out.push_str(&format!("  {}", window::by_day(due)));
    }
    for line in inert_lines(&promise.text).lines() {
        out.push_str(&format!("\n          {line}"));
    }
    for told in &promise.reports {
        out.push_str(&format!("\n          {}", told_words(told)));
    }
    out
}

/// Both views of one occasion, in words.
pub fn told_words(told: &Told) -> String {
    let mut parts = vec![window::said_date(&told.written)];
    let said = |kind: &str, (word, text): &(String, String)| {
        let word = kinds::choice(kind, "word", word).to_owned();
        if text.is_empty() {
            word
        } else {
            format!("{word}: {}", inert(text))
        }
    };
    parts.extend(told.occasion.as_deref().map(inert));
    parts.extend(told.maker.as_ref().map(|view| said("report", view)));
    parts.extend(told.other.as_ref().map(|view| said("view", view)));
    parts.join(" · ")
}
