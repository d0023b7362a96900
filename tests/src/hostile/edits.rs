//! Many small changes of one entry: each writes a few letters at the beginning
//! of its text, and builds on the one before, as corrections do.

use super::forger::page;
use super::{Attack, chunks};

/// So many changes of one entry, of so many letters each.
pub fn small_changes(changes: usize, letters: u64) -> Attack {
    Attack::of(
        |forger| forger.begin(&page("note", None)),
        |forger, begun| {
            let mut upon = begun.upon;
            for _ in 0..changes {
                let edit = forger.nonce();
                let actor = forger.actor(&begun, edit);
                let (chunk, after) = chunks::letters(actor, begun.text, upon, letters);
                forger.change(&begun, edit, &chunk);
                upon = after;
            }
        },
    )
}
