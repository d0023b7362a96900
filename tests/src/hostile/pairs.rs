//! Sealed pairs: one that is filled with halves, binds and keys, and many that
//! nobody began.

use candor_core::codec::Put;
use candor_core::envelope::operation_code;
use candor_core::id::{EntryId, RecordHash};

use super::Attack;
use super::forger::{Forger, page};

/// So many halves of one pair, each with a bind and a key.
pub fn filled_pair(rounds: usize) -> Attack {
    Attack::of(
        |forger| forger.begin(&page("letter", None)).entry,
        |forger, pair| {
            let mut before = seal(forger, pair);
            for _ in 0..rounds {
                let half = seal(forger, pair);
                bind(forger, pair, [before, half]);
                open(forger, pair, [half, before]);
                before = half;
            }
        },
    )
}

/// One half each of so many pairs.
pub fn many_pairs(pairs: usize) -> Attack {
    Attack::of(
        |_| (),
        |forger, ()| {
            for _ in 0..pairs {
                let pair = EntryId::from_bytes(*forger.nonce().as_bytes());
                seal(forger, pair);
            }
        },
    )
}

fn seal(forger: &mut Forger, pair: EntryId) -> RecordHash {
    let mut body = pair.as_bytes().to_vec();
    body.put_long(b"letter");
    body.put(b"these words are not even sealed");
    let nonce = forger.nonce();
    forger.other(nonce, operation_code::SEAL, body)
}

fn bind(forger: &mut Forger, pair: EntryId, mut seals: [RecordHash; 2]) {
    seals.sort_unstable();
    let mut body = pair.as_bytes().to_vec();
    seals.iter().for_each(|seal| body.put(seal.as_bytes()));
    let nonce = forger.nonce();
    forger.other(nonce, operation_code::BIND, body);
}

fn open(forger: &mut Forger, pair: EntryId, halves: [RecordHash; 2]) {
    let mut body = pair.as_bytes().to_vec();
    halves.iter().for_each(|seal| body.put(seal.as_bytes()));
    body.put(&[9; 32]);
    let nonce = forger.nonce();
    forger.other(nonce, operation_code::OPEN, body);
}
