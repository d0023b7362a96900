//! Changes of one entry whose counters do not stand: each is taken out again,
//! and the entry with it made anew.

use super::forger::page;
use super::{Attack, chunks};

/// So many changes of one entry, each with a counter below that of the record
/// that began it.
pub fn low_counters(changes: usize) -> Attack {
    Attack::of(
        |forger| forger.begin(&page("note", None)),
        |forger, begun| {
            // Of the same day, so that nothing but the order is wrong with it.
            let below = begun.counter - 1;
            for _ in 0..changes {
                let edit = forger.nonce();
                let actor = forger.actor(&begun, edit);
                // All build on the first, so that each applies without the others.
                let (chunk, _) = chunks::letters(actor, begun.text, begun.upon, 1);
                forger.change_at(below, &begun, edit, &chunk);
            }
        },
    )
}
