//! Replies that answer each other without end: in a chain, and in what would be
//! a circle.
//!
//! Every second one is a question, whose state depends on all that stands below
//! it. Notes and questions may answer each other, whoever writes them. No entry
//! can begin as an answer to one that answers it, since its id is computed from
//! what it began with; a later change that says so is set aside.

use super::forger::{Begun, Forger, page};
use super::{Attack, chunks};

/// A question, and so many replies below it, each of which answers the last.
pub fn chain(replies: usize) -> Attack {
    Attack::of(
        |_| (),
        |forger, ()| {
            links(forger, replies);
        },
    )
}

/// The same, and a change of the question then wants to answer the last reply.
pub fn circle(replies: usize) -> Attack {
    Attack::of(
        |_| (),
        |forger, ()| {
            let (first, last) = links(forger, replies);
            let edit = forger.nonce();
            let actor = forger.actor(&first, edit);
            let thread = last.entry.to_string();
            let (chunk, _) = chunks::field(actor, first.upon, "thread", &thread);
            forger.change(&first, edit, &chunk);
        },
    )
}

/// The first and the last of the chain.
fn links(forger: &mut Forger, replies: usize) -> (Begun, Begun) {
    let first = forger.begin(&page("question", None));
    let mut last = first;
    for number in 0..replies {
        let kind = ["note", "question"][number % 2];
        last = forger.begin(&page(kind, Some(last.entry)));
    }
    (first, last)
}
