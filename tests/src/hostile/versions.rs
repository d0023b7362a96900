//! Versions of one agreement without end: each proposal answers the one before.

use super::Attack;
use super::forger::page;

/// So many versions of one agreement.
pub fn versions(versions: usize) -> Attack {
    Attack::of(
        |_| (),
        |forger, ()| {
            let mut last = None;
            for _ in 0..versions {
                last = Some(forger.begin(&page("agreement", last)).entry);
            }
        },
    )
}
