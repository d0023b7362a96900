//! Changes of one entry whose counters do not stand: none of them counts.

use candor_core::forge::Draft;

use super::forger::page;
use super::{Attack, chunks};

/// So many changes of one entry, each with a counter that is not of its day.
pub fn wrong_counters(changes: usize) -> Attack {
    Attack::of(
        |forger| forger.begin(&page("note", None)),
        |forger, begun| {
            for _ in 0..changes {
                let edit = forger.nonce();
                let actor = forger.actor(&begun, edit);
                // All build on the first, so that each applies without the others.
                let (chunk, _) = chunks::letters(actor, begun.text, begun.upon, 1);
                let counter = forger.counter();
                let change = Draft::change(counter, begun.names(), edit, &chunk);
                forger.write(&Draft {
                    day: change.day - 3,
                    ..change
                });
            }
        },
    )
}
