//! Bends bytes: bits, lengths, pieces cut out, doubled and spliced in.

use candor_core::id::Entropy as _;
use candor_tests::seeded::Seeded;

/// The most that is done to one input.
const STEPS_MAX: u64 = 8;
/// The longest piece that is moved at once.
const PIECE_MAX: usize = 256;
/// Numbers at which readers err: the ends of what a field can hold.
const EDGES: [u64; 14] = [
    0,
    1,
    2,
    0x3f,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    1 << 48,
    i64::MAX as u64,
    u64::MAX,
];

/// Numbers that follow from a seed and the number of the input.
pub struct Dice(Seeded);

impl Dice {
    /// The dice of one input.
    pub fn of(seed: u64, number: u64) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        hasher.update(&number.to_le_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        Self(Seeded::new(u64::from_le_bytes(first)))
    }

    fn number(&mut self) -> u64 {
        u64::from_le_bytes(self.0.draw())
    }

    /// A number below `limit`; 0 if there is none.
    fn below(&mut self, limit: usize) -> usize {
        // A remainder fits where its divisor did.
        (self.number() % (limit.max(1) as u64)) as usize
    }

    fn pick<'a>(&mut self, pool: &'a [Vec<u8>]) -> &'a [u8] {
        let at = self.below(pool.len());
        pool.get(at).map_or(&[], Vec::as_slice)
    }
}

/// An input made of those in `pool`, at most `bytes_max` long.
pub fn bent(pool: &[Vec<u8>], bytes_max: usize, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = dice.pick(pool).to_vec();
    for _ in 0..=dice.number() % STEPS_MAX {
        step(&mut bytes, pool, dice);
    }
    bytes.truncate(bytes_max);
    bytes
}

/// One thing that is done to the bytes.
fn step(bytes: &mut Vec<u8>, pool: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.below(bytes.len());
    match dice.below(10) {
        0 | 1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
        2 => {
            let value = dice.number() as u8;
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
        }
        3 | 4 => put_edge(bytes, at, dice),
        5 => {
            let end = (at + 1 + dice.below(PIECE_MAX)).min(bytes.len());
            bytes.drain(at.min(end)..end);
        }
        6 => {
            let end = (at + 1 + dice.below(PIECE_MAX)).min(bytes.len());
            let piece = bytes[at.min(end)..end].to_vec();
            insert(bytes, dice, &piece);
        }
        7 => {
            let mut piece = vec![0; dice.below(32)];
            dice.0.fill(&mut piece);
            insert(bytes, dice, &piece);
        }
        8 => {
            let other = dice.pick(pool);
            let from = dice.below(other.len());
            let end = (from + 1 + dice.below(PIECE_MAX)).min(other.len());
            insert(bytes, dice, &other[from.min(end)..end]);
        }
        _ => {
            // The end of another behind the beginning of this one.
            let other = dice.pick(pool);
            let from = dice.below(other.len());
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
    }
}

fn insert(bytes: &mut Vec<u8>, dice: &mut Dice, piece: &[u8]) {
    let at = dice.below(bytes.len() + 1);
    bytes.splice(at..at, piece.iter().copied());
}

/// A number at an edge, or one near what stands there, as wide as a field.
fn put_edge(bytes: &mut [u8], at: usize, dice: &mut Dice) {
    let width = [1, 2, 4, 8][dice.below(4)];
    let Some(field) = bytes.get_mut(at..at + width) else {
        return;
    };
    let mut before = [0; 8];
    before[..width].copy_from_slice(field);
    let before = u64::from_le_bytes(before);
    let value = match dice.below(4) {
        0 => before.wrapping_add(1),
        1 => before.wrapping_sub(1),
        _ => EDGES[dice.below(EDGES.len())],
    };
    field.copy_from_slice(&value.to_le_bytes()[..width]);
}
