//! A draft that both write in, with a change for every letter.

use super::forger::page;
use super::{Attack, chunks};

/// So many changes of one draft, of one letter each. They come in the order of the
/// view, or each before all others: what a program has to do that reads them in order.
pub fn together(changes: u64, backwards: bool) -> Attack {
    Attack::of(
        |forger| {
            let mut draft = page("joint-draft", None);
            draft.fields.insert("becomes".into(), "agreement".into());
            forger.begin_joint(&draft)
        },
        |forger, begun| {
            for number in 0..changes {
                let edit = forger.nonce();
                let actor = forger.actor(&begun, edit);
                let (chunk, _) = chunks::letters(actor, begun.text, begun.upon, 1);
                let ahead = if backwards {
                    changes - number
                } else {
                    number + 1
                };
                forger.change_at(begun.counter + ahead, &begun, edit, &chunk);
            }
        },
    )
}
