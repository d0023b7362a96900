//! Wishes to forget one entry, again and again, each with a list as long as it
//! may be.

use candor_core::codec::Put;
use candor_core::envelope::operation_code;

use super::forger::page;
use super::{Attack, noise, today};

/// The wish that both let an entry go.
const REMOVE: u8 = 0;

/// So many `forget` records of one entry, each of which lists so many others.
pub fn forgets(records: usize, listed: usize) -> Attack {
    Attack::of(
        |forger| forger.begin(&page("note", None)),
        |forger, begun| {
            for record in 0..records {
                let mut body = begun.beginning.as_bytes().to_vec();
                body.put_u8(REMOVE);
                body.put_long(b"note");
                body.put_u32(today().number());
                body.put_u8(0);
                body.put_u64(begun.counter);
                body.put_count(listed);
                for number in 0..listed {
                    body.put(&noise::<32>(record, number));
                }
                forger.about(&begun, operation_code::FORGET, body);
            }
        },
    )
}
