//! A claim to have what nobody has, as long as a message may be.

use candor_core::id::{LogId, RecordHash, Seq};
use candor_core::journal::{Have, HaveHead};

use super::noise;

/// How many marks stand behind one head at most.
const MARKS: usize = 50;

/// A claim to have so many branches of each of these logs, with fifty marks each, at
/// positions up to the end that stands beside the log: at each of them a record that
/// is not there.
pub fn claim(ends: &[(LogId, Seq)], branches: usize) -> Have {
    let mut number = 0;
    let mut next = |end: Seq| {
        number += 1;
        let hash = RecordHash::from_bytes(noise(0, number));
        (number as Seq % (end + 1), hash)
    };
    let mut heads = Vec::with_capacity(ends.len() * branches);
    for (log, end) in ends {
        for _ in 0..branches {
            let (seq, hash) = next(*end);
            heads.push(HaveHead {
                log: *log,
                seq,
                hash,
                marks: (0..MARKS).map(|_| next(*end)).collect(),
            });
        }
    }
    Have {
        heads,
        lacking: Vec::new(),
    }
}
