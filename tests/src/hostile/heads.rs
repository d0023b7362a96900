//! Records that name heads nobody has: they are judged again when these come,
//! and until then somebody has to remember them.

use candor_core::envelope::AFTER_MAX;
use candor_core::forge::Draft;
use candor_core::id::ShortHash;

use super::{Attack, noise};

/// An operation that no program knows.
const UNKNOWN_OPERATION: u8 = 250;

/// So many records that each name as many heads as they may, all of them others,
/// with so many bytes of something else.
pub fn unknown_heads(records: usize, filler: usize) -> Attack {
    Attack::of(
        |_| (),
        |forger, ()| {
            for record in 0..records {
                let body = vec![7; filler];
                let draft = Draft {
                    after: heads(record),
                    ..Draft::other(forger.counter(), UNKNOWN_OPERATION, body)
                };
                forger.write(&draft);
            }
        },
    )
}

fn heads(record: usize) -> Vec<ShortHash> {
    (0..AFTER_MAX)
        .map(|head| ShortHash::from_bytes(noise(record, head)))
        .collect()
}
