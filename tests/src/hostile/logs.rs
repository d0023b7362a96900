//! As many logs as a device may have, each of which follows as many records of
//! the others as it may name.

use super::Attack;
use super::forger::page;

/// So many logs of Ben's device, of which all but the first name so many records
/// that they follow, and so many pages in the last of them. The logs came before;
/// the pages are what costs. The first log holds a page for each name.
pub fn many_logs(logs: usize, names: usize, pages: usize) -> Attack {
    Attack::of(
        |forger| {
            let begun = (0..names).map(|_| forger.begin(&page("note", None)).record);
            let begun: Vec<_> = begun.collect();
            for _ in 1..logs {
                // The end of the log before goes first: so they follow in a row.
                let mut follows = vec![forger.end()];
                follows.extend(begun.iter().take(names.saturating_sub(1)));
                forger.begin_log(follows);
            }
        },
        |forger, ()| {
            for _ in 0..pages {
                forger.begin(&page("note", None));
            }
        },
    )
}
