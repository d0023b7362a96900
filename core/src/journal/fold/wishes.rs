//! Which wishes that an entry goes count, of all that both wrote.

use std::collections::{BTreeMap, BTreeSet};

use super::Fact;
use crate::envelope::Wish;
use crate::id::{Owner, PersonId, RecordHash};
use crate::journal::ledger::Ledger;

/// Who wrote them.
pub(in crate::journal) fn persons(facts: &[Fact]) -> BTreeSet<PersonId> {
    facts.iter().map(|fact| fact.by).collect()
}

/// What the owner says of an entry goes before what the other does.
pub(in crate::journal) fn owners<'a>(
    facts: impl IntoIterator<Item = &'a Fact>,
) -> Option<&'a Fact> {
    let mut first = None;
    for fact in facts {
        if Owner::person(fact.by) == fact.owner {
            return Some(fact);
        }
        first = first.or(Some(fact));
    }
    first
}

/// The records that a person's wishes list.
pub(in crate::journal) fn listed(facts: &[&Fact], by: PersonId) -> BTreeSet<RecordHash> {
    facts
        .iter()
        .filter(|fact| fact.by == by)
        .flat_map(|fact| fact.forget.records.iter().copied())
        .collect()
}

/// Whether it takes a wish back.
pub(in crate::journal) fn is_keep(fact: &Fact) -> bool {
    fact.forget.wish == Wish::Keep
}

/// What of the facts about an entry counts.
pub(in crate::journal) struct Counting<'a> {
    /// Whether both have let it go.
    pub(in crate::journal) both: bool,
    /// The wishes by which they did; else those that nobody has taken back. In the
    /// order of the facts.
    pub(in crate::journal) wishes: Vec<&'a Fact>,
}

/// So many wishes of each person and so many takings back, the last ones, are looked at:
/// people write a few, and each is compared with each.
const LOOKED_AT: usize = 16;

/// A wish, and what is known of takings back. Each of these has a bit.
pub(in crate::journal) struct Judged<'a> {
    pub(in crate::journal) fact: &'a Fact,
    /// Those of the same person that were written upon it.
    back: u32,
    /// Those of the other's that its writer knew.
    known: u32,
}

impl Judged<'_> {
    /// Whether nobody has taken it back.
    pub(in crate::journal) fn stands(&self) -> bool {
        self.back == 0
    }

    /// Whether two wishes let an entry go together: neither knew the other taken back.
    fn goes_with(&self, other: &Self) -> bool {
        let apart = self.fact.by != other.fact.by;
        apart && self.back & other.known == 0 && other.back & self.known == 0
    }
}

/// The last facts of each person, in their order.
fn last_ones(facts: &[Fact], of: impl Fn(&Fact) -> bool) -> Vec<&Fact> {
    let mut taken: BTreeMap<PersonId, usize> = BTreeMap::new();
    let mut last: Vec<&Fact> = facts
        .iter()
        .rev()
        .filter(|fact| of(fact))
        .filter(|fact| {
            let count = taken.entry(fact.by).or_default();
            *count += 1;
            *count <= LOOKED_AT
        })
        .collect();
    last.reverse();
    last
}

/// What counts of the facts about an entry. Two wishes, one of each person, let it
/// go together unless the writer of either knew that the other had taken theirs
/// back. So a taking back that crosses the other's wish comes too late, on both
/// devices, and nothing that is written after both let go changes that.
pub(in crate::journal) fn counting<'a>(ledger: &Ledger, facts: &'a [Fact]) -> Counting<'a> {
    if !facts.iter().any(is_keep) {
        return Counting {
            both: persons(facts).len() > 1,
            wishes: facts.iter().collect(),
        };
    }
    let judged = judged(ledger, facts);
    let mut together = BTreeSet::new();
    for one in &judged {
        if judged.iter().any(|other| one.goes_with(other)) {
            together.insert(one.fact.record);
        }
    }
    let both = !together.is_empty();
    let counts = |it: &Judged<'_>| match both {
        true => together.contains(&it.fact.record),
        false => it.back == 0,
    };
    let counting = judged.into_iter().filter(counts);
    Counting {
        both,
        wishes: counting.map(|it| it.fact).collect(),
    }
}

/// The last wishes of each person, with what is known of takings back.
pub(in crate::journal) fn judged<'a>(ledger: &Ledger, facts: &'a [Fact]) -> Vec<Judged<'a>> {
    let wishes = last_ones(facts, |fact| !is_keep(fact));
    let mut judged: Vec<Judged<'a>> = wishes
        .into_iter()
        .map(|fact| Judged {
            fact,
            back: 0,
            known: 0,
        })
        .collect();
    // Two people: at most as many as a word has bits.
    let keeps = last_ones(facts, is_keep).into_iter();
    for (number, keep) in keeps.take(2 * LOOKED_AT).enumerate() {
        let knows = ledger.knowing(keep.at);
        for wish in &mut judged {
            let (at, bit) = (wish.fact.at, 1 << number);
            if wish.fact.by == keep.by {
                // By what it was written upon: a clock that was put right since
                // says nothing of which came first.
                if ledger.is_behind(keep.at, at) {
                    wish.back |= bit;
                }
            } else if knows.has(wish.fact.by, at) {
                wish.known |= bit;
            }
        }
    }
    judged
}

/// The fact that says what a forgotten entry was. What this person's own device
/// wrote of it, when its words were here, goes before what the owner claims: what
/// stays of it is the same before its words are erased and after.
pub(in crate::journal) fn told<'a>(ledger: &Ledger, facts: &'a [Fact]) -> Option<&'a Fact> {
    let mine = facts.iter().find(|fact| fact.by == ledger.me());
    mine.or_else(|| owners(facts))
}
