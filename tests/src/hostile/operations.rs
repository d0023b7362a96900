//! Operations without end in a few bytes: what is repeated is written once, with
//! how often. Changes that do not apply make the program do it all again.

use super::Attack;
use super::chunks::{self, Upon};
use super::forger::page;

/// Changes of one entry with so many operations each, in so many bytes, and so many
/// after them that do not apply: every other one builds on what nobody has, the rest
/// repeat the actor of a change that stands.
pub fn operations(changes: usize, operations: u64, bytes: usize, failing: usize) -> Attack {
    Attack::of(
        |forger| forger.begin(&page("note", None)),
        |forger, begun| {
            let mut upon = begun.upon;
            let mut used = forger.nonce();
            for _ in 0..changes {
                used = forger.nonce();
                let actor = forger.actor(&begun, used);
                let (chunk, after) = chunks::nothings(actor, upon, operations, bytes);
                forger.change(&begun, used, &chunk);
                upon = after;
            }
            for number in 0..failing {
                let (edit, upon) = match number % 2 {
                    0 => (forger.nonce(), Upon::nothing(number as u64)),
                    _ => (used, upon),
                };
                let actor = forger.actor(&begun, edit);
                let value = number.to_string();
                let (chunk, _) = chunks::field(actor, upon, "title", &value);
                forger.change(&begun, edit, &chunk);
            }
        },
    )
}
