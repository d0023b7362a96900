//! Runs one target over its corpus, its seeds, and what is made of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use candor_core::codec::hex;
use rustix::time::{ClockId, clock_gettime};

use crate::mutate::{Dice, bent};

/// How many seconds a target runs unless `FUZZ_SECONDS` says otherwise.
const SECONDS: u64 = 5;
/// What one KiB of input may take.
const PER_KIB: Duration = Duration::from_millis(20);
/// A slow machine is not a fault: only what takes this many times as long as it
/// may is one.
const SLACK: u32 = 10;

/// What is fed, and how.
pub struct Target<'a> {
    /// Its name, and the folder of its corpus.
    pub name: &'a str,
    /// What an input may take beside its length.
    pub each: Duration,
    /// The longest input, in bytes.
    pub bytes_max: usize,
    /// What an honest program makes.
    pub seeds: Vec<Vec<u8>>,
}

impl<'a> Target<'a> {
    /// A target whose inputs take no more than a moment.
    pub fn new(name: &'a str, seeds: Vec<Vec<u8>>) -> Self {
        Self {
            name,
            each: Duration::from_millis(50),
            bytes_max: 64 * 1024,
            seeds,
        }
    }

    /// Runs it. `judge` panics over what must not be.
    ///
    /// # Panics
    /// If `judge` does, or an input takes too long.
    pub fn run(self, judge: impl Fn(&[u8])) {
        let kept = corpus(self.name);
        let run = |input: &[u8], from: &str| self.one(input, from, &judge);
        for (name, input) in &kept {
            run(input, name);
        }
        for (number, input) in self.seeds.iter().enumerate() {
            run(input, &format!("seed {number}"));
        }
        let mut pool = self.seeds.clone();
        pool.extend(kept.into_iter().map(|(_, input)| input));
        let (seed, seconds) = (seed(), seconds());
        let until = worked() + Duration::from_secs(seconds);
        let mut number = 0;
        while worked() < until {
            let input = bent(&pool, self.bytes_max, &mut Dice::of(seed, number));
            run(&input, &format!("SEED={seed}, input {number}"));
            number += 1;
        }
        eprintln!("{}: {number} inputs in {seconds} s, SEED={seed}", self.name);
    }

    fn one(&self, input: &[u8], from: &str, judge: &impl Fn(&[u8])) {
        let began = worked();
        let outcome = catch_unwind(AssertUnwindSafe(|| judge(input)));
        let took = worked().saturating_sub(began);
        let kib = u32::try_from(input.len().div_ceil(1024)).unwrap_or(u32::MAX);
        let allowed = self.each + PER_KIB.saturating_mul(kib);
        let fault = match outcome {
            Err(_) => "it panicked".to_owned(),
            Ok(()) if took > allowed * SLACK => format!("it took {took:?}, not {allowed:?}"),
            Ok(()) => return,
        };
        let name = &blake3::hash(input).to_hex()[..8];
        panic!(
            "{} ({from}): {fault}. Keep it in tests/tests/fuzz/corpus/{}/crash-{name}.hex:\n{}",
            self.name,
            self.name,
            hex(input)
        );
    }
}

/// How long this thread has had a core to itself. Every reader works on the thread
/// that feeds it, so what else the machine does counts for nothing.
fn worked() -> Duration {
    let at = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(at.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(at.tv_nsec).unwrap_or_default())
}

/// What was kept for a target, by the names of the files, in their order.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz/corpus")
        .join(target);
    let Ok(files) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = files
        .map(|file| file.expect("reads").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "hex"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("reads");
            let name = path.file_name().unwrap_or_default();
            let name = name.to_string_lossy().into_owned();
            let bytes = bytes_of(&text);
            let bytes = bytes.unwrap_or_else(|| panic!("{name} is not hex"));
            (name, bytes)
        })
        .collect()
}

/// What hex stands for; white space does not count.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<char> = text.split_whitespace().flat_map(str::chars).collect();
    digits
        .chunks(2)
        .map(|pair| {
            let pair: String = pair.iter().collect();
            (pair.len() == 2).then(|| u8::from_str_radix(&pair, 16).ok())?
        })
        .collect()
}

fn number_of(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    let number = text.parse();
    Some(number.unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

fn seconds() -> u64 {
    number_of("FUZZ_SECONDS").unwrap_or(SECONDS)
}

/// The seed that is asked for, else another one at each run.
fn seed() -> u64 {
    number_of("SEED").unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let since = since.unwrap_or_default();
        since.as_secs() * 1_000 + u64::from(since.subsec_millis())
    })
}
