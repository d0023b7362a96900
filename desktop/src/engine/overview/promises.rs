//! Promises of both, and how they went in the words of both.

use candor_core::view::Row;
use serde::Serialize;

use super::super::entries::{cover_of, rests};
use super::Reading;

/// A promise in the list of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// The entry.
    pub id: String,
    /// Who made it.
    pub writer: String,
    /// The words of its cover, if it has one.
    pub cover: Option<String>,
    /// Whether it is one's own; not part of JSON.
    #[serde(skip)]
    pub mine: bool,
    /// Whether both have set it, or what it answers, to rest.
    pub rests: bool,
    /// What it says.
    pub text: String,
    /// To whom.
    pub to: String,
    /// The day it is due.
    pub due: Option<String>,
    /// How often.
    pub rhythm: Option<String>,
    /// The state.
    pub state: String,
    /// How it went, told by both.
    pub reports: Vec<Told>,
}

impl Promise {
    /// Whether its words are opened on purpose: under the other's cover, or at rest.
    pub fn is_closed(&self) -> bool {
        self.rests || (self.cover.is_some() && !self.mine)
    }
}

/// How a promise went on one occasion: both views, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The day it was told.
    pub written: String,
    /// The occasion.
    pub occasion: Option<String>,
    /// What its maker says, and a few words.
    pub maker: Option<(String, String)>,
    /// What the other says, and a few words.
    pub other: Option<(String, String)>,
}

impl Reading<'_> {
    /// Promises of both in one list, by the day they are due; those without a
    /// day last.
    pub(in crate::engine) fn promises(&self) -> Vec<Promise> {
        let view = self.journal.view();
        let mut promises: Vec<Promise> = view
            .timeline()
            .filter(|row| row.content.kind() == "promise")
            .map(|row| self.promise(row))
            .collect();
        promises.sort_by_key(|promise| (promise.due.is_none(), promise.due.clone()));
        promises
    }

    /// A promise as it stands, in the words of both.
    pub(in crate::engine) fn promise(&self, row: &Row) -> Promise {
        let view = self.journal.view();
        let field = |name: &str| row.content.field(name).map(str::to_owned);
        let told = |row: &Row| {
            let word = row.content.field("word").unwrap_or("").to_owned();
            (word, row.content.text().to_owned())
        };
        let mut reports: Vec<Told> = Vec::new();
        for reply in view.replies(row.id) {
            let written = reply.content.written().map(|day| day.to_string());
            let mut of = Told {
                written: written.unwrap_or_default(),
                occasion: reply.content.field("occasion").map(str::to_owned),
                maker: None,
                other: None,
            };
            match reply.content.kind() {
                "report" if reply.writer == row.writer => {
                    of.maker = Some(told(reply));
                    of.other = view
                        .replies(reply.id)
                        .filter(|view| view.content.kind() == "view" && view.writer != row.writer)
                        .last()
                        .map(told);
                }
                "view" if reply.writer != row.writer => of.other = Some(told(reply)),
                _ => continue,
            }
            reports.push(of);
        }
        Promise {
            id: row.id.to_string(),
            writer: self.name(row.writer),
            cover: cover_of(&row.content),
            mine: row.writer == self.journal.me().person,
            rests: rests(view, row.id, &row.content),
            text: row.content.text().to_owned(),
            to: field("to").unwrap_or_default(),
            due: field("due"),
            rhythm: field("rhythm"),
            state: view.state(row).word().to_owned(),
            reports,
        }
    }
}
