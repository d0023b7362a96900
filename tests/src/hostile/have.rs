//! A claim to have what nobody has, as long as a message may be.

use candor_core::id::{LogId, RecordHash, Seq};
use candor_core::journal::{Have, HaveHead};

use super::noise;

/// How many marks stand behind one head at most.
const MARKS: usize = 50;

/// A claim to have so many branches of a log, with fifty marks each, at positions
/// below `end`: at each of them a record that is not there.
pub fn claim(log: LogId, end: Seq, branches: usize) -> Have {
    let mut number = 0;
    let mut next = || {
        number += 1;
        let hash = RecordHash::from_bytes(noise(0, number));
        (number as Seq % end.max(1), hash)
    };
    let heads = (0..branches).map(|_| {
        let (seq, hash) = next();
        HaveHead {
            log,
            seq,
            hash,
            marks: (0..MARKS).map(|_| next()).collect(),
        }
    });
    Have {
        heads: heads.collect(),
        lacking: Vec::new(),
    }
}
