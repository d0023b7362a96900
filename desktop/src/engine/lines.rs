//! Entries as the window holds them: small values that share the text.

use std::collections::{BTreeMap, BTreeSet};

use candor_core::entry::mechanism::{Mechanism, State};
use candor_core::entry::{Content, template};
use candor_core::id::EntryId;
use candor_core::journal::{Journal, WaitingWhat};
use candor_core::order::Place;
use candor_core::space::{Shared, Space};
use candor_core::view::{Row, is_resting};

/// Whose an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// One's own.
    Me,
    /// The partner's.
    Them,
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// In the log, at this place of the order.
    Said(Place),
    /// In the outbox, under this number of its order: it goes along at the next meeting.
    Waits(u64),
}

/// One entry. Clones share the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The entry.
    pub id: EntryId,
    /// Whose it is.
    pub writer: Writer,
    /// Where it stands; lines are sorted by it.
    pub standing: Standing,
    /// What it says now.
    pub content: Content,
    /// The state, from the logs alone.
    pub state: State,
    /// Whether both have set it to rest, and neither has taken it up again.
    pub rests: bool,
    /// How many versions there are.
    pub versions: u32,
    /// Whether it came in later than its date says.
    pub late: bool,
    /// Until when it is held, in Unix seconds; 0 when it is not.
    pub until: u64,
    /// Who proposed to remove it from both copies, if one did.
    pub removal: Option<Writer>,
    /// Whether it goes from both copies at the next meeting.
    pub leaves: bool,
    /// Whether what it says now is a correction that goes along at the next
    /// meeting.
    pub correction_waits: bool,
    /// Whether one's own half of a pair is sealed.
    pub sealed: bool,
}

impl Line {
    /// An own entry that stands at `number` of the outbox and says `content`.
    pub const fn waiting(id: EntryId, number: u64, content: Content) -> Self {
        Self {
            id,
            writer: Writer::Me,
            standing: Standing::Waits(number),
            content,
            state: State::Unknown,
            rests: false,
            versions: 1,
            late: false,
            until: 0,
            removal: None,
            leaves: false,
            correction_waits: false,
            sealed: false,
        }
    }
}

/// Which lines are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// What is in memory right after opening: the newest page.
    Newest,
    /// All of them.
    All,
    /// These, as far as they can be read.
    Of(Vec<EntryId>),
}

fn line_of<S: Space>(journal: &Journal<S>, row: &Row) -> Option<Line> {
    let writer = if row.writer == journal.me().person {
        Writer::Me
    } else {
        Writer::Them
    };
    Some(Line {
        id: row.id,
        writer,
        standing: Standing::Said(row.place()?),
        content: row.content.clone(),
        state: journal.view().state(row),
        rests: is_resting(journal.view(), row.id),
        versions: row.versions,
        late: journal.came_in_later(row),
        until: 0,
        removal: journal.proposed_removal(row.id).map(|person| {
            if person == journal.me().person {
                Writer::Me
            } else {
                Writer::Them
            }
        }),
        leaves: false,
        correction_waits: false,
        sealed: false,
    })
}

/// What waits as new entries, in its order.
fn waiting(journal: &Journal<Shared>) -> impl Iterator<Item = Line> {
    journal
        .waiting()
        .zip(0..)
        .filter(|(waiting, _)| waiting.what == WaitingWhat::New)
        .map(move |(waiting, number)| Line {
            until: if journal.is_held(waiting) {
                waiting.until
            } else {
                0
            },
            ..Line::waiting(waiting.entry, number, waiting.content.clone())
        })
}

/// Shared lines, oldest first.
pub(super) fn shared(journal: &Journal<Shared>, which: &Which) -> Vec<Line> {
    match which {
        Which::Newest | Which::All => {
            let mut lines: Vec<Line> = said(journal).chain(waiting(journal)).collect();
            correct(journal, &mut lines);
            lines
        }
        Which::Of(ids) => {
            // What waited may be a record by now, under the id it has since.
            let ids: BTreeSet<EntryId> = ids.iter().map(|id| journal.became(*id)).collect();
            let mut lines: Vec<Line> = ids
                .iter()
                .filter_map(|id| journal.view().row(*id))
                .filter(|row| row.versions > 0 || row.is_marker())
                .filter_map(|row| line_of(journal, row))
                .collect();
            lines.extend(waiting(journal).filter(|line| ids.contains(&line.id)));
            correct(journal, &mut lines);
            lines
        }
    }
}

/// What waits as a new version of an entry is what it says to its writer: the
/// next correction begins with it. Of a pair one knows one's own half.
fn correct(journal: &Journal<Shared>, lines: &mut [Line]) {
    let leaving: BTreeSet<EntryId> = journal
        .waiting()
        .filter(|waiting| waiting.lets_go())
        .map(|waiting| waiting.entry)
        .collect();
    for line in lines.iter_mut().filter(|line| leaving.contains(&line.id)) {
        line.leaves = true;
    }
    let kept: BTreeSet<EntryId> = journal
        .waiting()
        .filter(|waiting| waiting.keeps())
        .map(|waiting| waiting.entry)
        .collect();
    for line in lines.iter_mut().filter(|line| kept.contains(&line.id)) {
        line.removal = line.removal.filter(|by| *by != Writer::Me);
    }
    let is_pair = |line: &&mut Line| {
        let template = template(line.content.kind());
        template.is_some_and(|of| of.mechanism == Mechanism::SealedPair)
    };
    for line in lines.iter_mut().filter(is_pair) {
        line.sealed = journal.has_sealed(line.id);
    }
    let edits: BTreeMap<EntryId, (&Content, WaitingWhat)> = journal
        .waiting()
        .filter(|waiting| matches!(waiting.what, WaitingWhat::Edit | WaitingWhat::Joint))
        .map(|waiting| (waiting.entry, (&waiting.content, waiting.what)))
        .collect();
    if edits.is_empty() {
        return;
    }
    for line in lines {
        if let Some((content, what)) = edits.get(&line.id) {
            line.content = (*content).clone();
            line.versions += 1;
            line.correction_waits = *what == WaitingWhat::Edit;
        }
    }
}

/// All lines in the logs, oldest first.
pub(super) fn said<S: Space>(journal: &Journal<S>) -> impl Iterator<Item = Line> {
    journal
        .view()
        .with_markers()
        .filter_map(|row| line_of(journal, row))
}
