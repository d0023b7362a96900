//! What came in and was not opened yet: what of it Today names, and what of it lies
//! closed until then.

use candor_core::entry::content::FACTS;

use super::*;

/// Kinds that cannot hurt: their words stand open from the start.
const OPEN: [&str; 4] = ["appreciation", "memory", "rest", "reopen"];
/// Kinds that are no answer to anybody: they stand on pages of their own.
const ELSEWHERE: [&str; 2] = [CHARTER_KIND, TALKED_KIND];
/// How far up a thread is looked: answers that stand in a circle, which a changed
/// program may make, end.
const THREAD_DEPTH: usize = 32;

impl Open {
    /// Whether an entry came in, was not opened yet, and holds words that wait for that.
    /// A word that answers is said by the line that names it, and waits for nothing.
    pub(super) fn is_unopened(&self, line: &Line) -> bool {
        self.arrivals.contains(&line.id) && may_wait(line)
    }

    /// Whether Today names an entry that is new here.
    pub(super) fn arrives(&self, line: &Line) -> bool {
        let kind = line.content.kind();
        line.writer == Writer::Them
            && !is_gone(line)
            && !ELSEWHERE.contains(&kind)
            && !self.is_in_sight(line)
    }

    /// Whether an entry stands open on the page that is shown.
    fn is_in_sight(&self, line: &Line) -> bool {
        let Page::Entry(shown) = self.page else {
            return false;
        };
        line.id == shown || (!may_wait(line) && self.stands_below(line, shown))
    }

    /// Whether an entry answers another, at any depth.
    fn stands_below(&self, line: &Line, above: EntryId) -> bool {
        let mut next = line.content.thread();
        for _ in 0..THREAD_DEPTH {
            let Some(id) = next else { return false };
            if id == above {
                return true;
            }
            next = self
                .timeline
                .line(id)
                .and_then(|line| line.content.thread());
        }
        false
    }

    /// Takes in that an entry is shown: it is opened, and what stands open below it is
    /// seen with it. Gives what keeps that, if it changed anything.
    pub(super) fn opened_with_answers(&mut self, id: EntryId) -> Option<Effect> {
        let before = self.arrivals.len();
        self.arrivals.retain(|other| *other != id);
        let is_shown = |line: &Line| !self.is_covered(line);
        if self.timeline.line(id).is_some_and(is_shown) {
            let stays = |other: &EntryId| {
                let line = self.timeline.line(*other);
                !line.is_some_and(|line| is_shown(line) && self.stands_below(line, id))
            };
            let arrivals = self.arrivals.iter().copied().filter(stays).collect();
            self.arrivals = arrivals;
        }
        (self.arrivals.len() < before).then(|| self.keep_arrivals())
    }

    /// The page on which an entry is read that came in: a word is read where it answers.
    pub fn read_at(&self, line: &Line) -> Page {
        let is_word = text::kinds::word_of(line.content.kind()).is_some();
        let above = line.content.thread().filter(|_| is_word);
        let above = above.and_then(|id| self.timeline.line(id));
        let above = above.filter(|above| !self.is_covered(above));
        Page::Entry(above.map_or(line.id, |above| above.id))
    }
}

/// Whether an entry holds words that stay closed until somebody opens them.
fn may_wait(line: &Line) -> bool {
    !OPEN.contains(&line.content.kind()) && holds_words(line)
}

/// Whether an entry holds words besides the line that names it.
fn holds_words(line: &Line) -> bool {
    let of = template(line.content.kind());
    let is_words = |(name, value): (&str, &str)| {
        let holds = of.is_none_or(|of| of.holds_words(name, value));
        holds && !FACTS.contains(&name) && !value.trim().is_empty()
    };
    !line.content.text().trim().is_empty() || line.content.fields().any(is_words)
}
