//! What hostile input costs: `costs [PART ...]` prints one line a figure, `name
//! value unit`. What each means stands in `docs/figures.md`.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use candor_core::codec::Reader;
use candor_core::envelope::{ENVELOPE_MAX, Envelope, FORGET_MAX};
use candor_core::journal::{Have, Journal, PeerId};
use candor_core::log::{BRANCHES_MAX, LOGS_MAX};
use candor_core::space::Shared;
use candor_core::store::SqliteStore;
use candor_tests::figures::{figure, milliseconds, resident_bytes};
use candor_tests::hostile::{self, Attack};

/// What can be measured alone.
const PARTS: [&str; 14] = [
    "unknown_heads",
    "operations",
    "together",
    "one_by_one",
    "at_once",
    "counters",
    "versions",
    "came_in_later",
    "have",
    "forgets",
    "pairs",
    "chain",
    "circle",
    "arrivals",
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["--memory", records] => {
            memory_of(Path::new(records));
            ExitCode::SUCCESS
        }
        ref parts if parts.iter().all(|part| PARTS.contains(part)) => {
            for part in PARTS {
                if parts.is_empty() || parts.contains(&part) {
                    measure(part);
                }
            }
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("costs [PART ...]");
            eprintln!("PART is one of: {}", PARTS.join(" "));
            ExitCode::from(2)
        }
    }
}

fn measure(part: &str) {
    match part {
        "unknown_heads" => {
            heads("unknown_heads_long", &hostile::unknown_heads(100, 480_000));
            heads("unknown_heads_short", &hostile::unknown_heads(4_000, 0));
        }
        "operations" => operations(),
        "together" => {
            let attack = hostile::together(2_000, false);
            figure("together_bytes", attack.bytes() as f64, "bytes");
            one_by_one("together_s", &attack);
            one_by_one("together_backwards_s", &hostile::together(2_000, true));
        }
        "one_by_one" => one_by_one("one_by_one_s", &hostile::small_changes(800, 1)),
        "at_once" => at_once("at_once_s", &hostile::small_changes(5_000, 1)),
        "counters" => at_once("counters_s", &hostile::wrong_counters(200)),
        "versions" => looks("versions_look_ms", &hostile::versions(300)),
        "came_in_later" => came_in_later(),
        "have" => have(),
        "forgets" => forgets(),
        "pairs" => {
            one_by_one("pair_filled_s", &hostile::filled_pair(400));
            one_by_one("pairs_many_s", &hostile::many_pairs(2_000));
        }
        "chain" => looks("chain_look_ms", &hostile::chain(5_000)),
        "circle" => looks("circle_look_ms", &hostile::circle(5_000)),
        _ => arrivals(),
    }
}

/// Ada's journal in a file, as she has it, and what the file came to.
struct OnDisk {
    folder: tempfile::TempDir,
    journal: Journal<Shared>,
}

impl OnDisk {
    fn of(attack: &Attack) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = SqliteStore::create(&folder.path().join("shared.db")).expect("makes a store");
        let journal = attack.journal_on(store);
        Self { folder, journal }
    }

    fn bytes(&mut self) -> u64 {
        self.journal.settle().expect("settles");
        let file = std::fs::metadata(self.folder.path().join("shared.db"));
        file.expect("it is there").len()
    }

    /// What the index adds to the file.
    fn index_bytes(&mut self) -> u64 {
        let before = self.bytes();
        self.journal.save_index().expect("writes");
        self.bytes().saturating_sub(before)
    }
}

fn seconds(run: impl FnOnce()) -> f64 {
    timed(run).as_secs_f64()
}

fn timed(run: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    run();
    begin.elapsed()
}

fn at_once(name: &str, attack: &Attack) {
    let mut disk = OnDisk::of(attack);
    figure(name, seconds(|| attack.at_once(&mut disk.journal)), "s");
}

fn one_by_one(name: &str, attack: &Attack) {
    let mut disk = OnDisk::of(attack);
    figure(name, seconds(|| attack.one_by_one(&mut disk.journal)), "s");
}

/// The states of all rows, as the window asks for them.
fn looks(name: &str, attack: &Attack) {
    let mut journal = attack.journal();
    attack.at_once(&mut journal);
    // The first look may keep what later ones find: both count.
    for name in [name.to_owned(), name.replace("_look", "_second_look")] {
        let took = timed(|| {
            std::hint::black_box(hostile::look(&journal));
        });
        figure(&name, milliseconds(took), "ms");
    }
}

/// Memory and index, each as so many times the bytes that came.
fn heads(name: &str, attack: &Attack) {
    let bytes = attack.bytes() as f64;
    let mut disk = OnDisk::of(attack);
    attack.at_once(&mut disk.journal);
    let index = disk.index_bytes() as f64;
    figure(&format!("{name}_index"), index / bytes, "bytes a byte");
    let memory = memory_in_a_process_of_its_own(attack);
    figure(&format!("{name}_memory"), memory / bytes, "bytes a byte");
}

fn memory_in_a_process_of_its_own(attack: &Attack) -> f64 {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    for record in attack.before.iter().chain(&attack.records) {
        let bytes = record.encode();
        let length = u32::try_from(bytes.len()).expect("a record is short");
        file.write_all(&length.to_le_bytes()).expect("writes");
        file.write_all(&bytes).expect("writes");
    }
    let program = std::env::current_exe().expect("this program has a path");
    let output = std::process::Command::new(program)
        .arg("--memory")
        .arg(file.path())
        .output()
        .expect("this program runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    let value = printed.split_whitespace().nth(1);
    let value = value.and_then(|value| value.parse().ok());
    value.expect("it prints a figure")
}

/// Takes in the records of a file, one by one, and prints what memory that took.
fn memory_of(records: &Path) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::create(&folder.path().join("shared.db")).expect("makes a store");
    let mut journal = hostile::ada_over(store);
    let mut file = std::fs::File::open(records).expect("opens");
    let before = resident_bytes();
    while let Some(record) = next_record(&mut file) {
        hostile::receive(&mut journal, vec![record]);
        hostile::read(&mut journal);
    }
    let grown = resident_bytes().saturating_sub(before);
    figure("memory", grown as f64, "bytes");
}

fn next_record(file: &mut std::fs::File) -> Option<Envelope> {
    let mut length = [0; 4];
    file.read_exact(&mut length).ok()?;
    let length = Reader::new(&length).u32().expect("four bytes");
    let length = usize::try_from(length).expect("fits");
    assert!(length <= ENVELOPE_MAX, "this program wrote it");
    let mut bytes = vec![0; length];
    file.read_exact(&mut bytes).expect("reads");
    Some(Envelope::parse(&bytes).expect("this program wrote it"))
}

/// As many operations as 22 KB may hold, and twenty changes that fail.
fn operations() {
    const OPERATIONS: u64 = 240_000;
    const BYTES: usize = 20_000;
    let attack = hostile::operations(1, OPERATIONS, BYTES, 20);
    figure("operations_bytes", attack.bytes() as f64, "bytes");
    at_once("operations_s", &attack);
    one_by_one("operations_one_by_one_s", &attack);
}

fn came_in_later() {
    const ROWS: usize = 20;
    const ADAS: usize = 20;
    let attack = hostile::many_logs(LOGS_MAX, 512, ROWS);
    let mut journal = attack.journal();
    attack.at_once(&mut journal);
    hostile::ada_writes(&mut journal, ADAS);
    let me = journal.me().person;
    for (name, by_me) in [("theirs", false), ("mine", true)] {
        let view = journal.view();
        let rows: Vec<_> = view
            .timeline()
            .filter(|row| (row.writer == me) == by_me)
            .take(ROWS)
            .collect();
        let took = timed(|| {
            for row in &rows {
                std::hint::black_box(journal.came_in_later(row));
            }
        });
        let name = format!("came_in_later_{name}_ms");
        figure(&name, milliseconds(took) / rows.len() as f64, "ms a row");
    }
}

/// The time to read and answer the longest `Have` that can be said of the logs there
/// are, with a short history of one's own and a long one.
fn have() {
    let attack = hostile::many_logs(LOGS_MAX, 0, 0);
    for (name, pages) in [("have_ms", 100), ("have_history_ms", 4_000)] {
        let mut disk = OnDisk::of(&attack);
        attack.at_once(&mut disk.journal);
        hostile::ada_writes(&mut disk.journal, pages);
        let ends = disk.journal.ends().into_iter();
        let ends: Vec<_> = ends.map(|(log, seq, _)| (log, seq)).collect();
        let mut bytes = Vec::new();
        hostile::claim(&ends, BRANCHES_MAX).encode(&mut bytes);
        figure(&name.replace("_ms", "_bytes"), bytes.len() as f64, "bytes");
        let took = timed(|| {
            let have = Have::parse(&mut Reader::new(&bytes)).expect("it is one");
            let missing = disk.journal.missing(PeerId([0xb; 32]), &have);
            std::hint::black_box(missing.expect("reads"));
        });
        figure(name, milliseconds(took), "ms");
    }
}

fn forgets() {
    let attack = hostile::forgets(64, FORGET_MAX);
    let mut disk = OnDisk::of(&attack);
    let took = seconds(|| attack.one_by_one(&mut disk.journal));
    figure("forgets_s", took, "s");
    let index = disk.index_bytes() as f64;
    figure(
        "forgets_index",
        index / attack.bytes() as f64,
        "bytes a byte",
    );
}

/// Pages that arrive one by one, where many logs name many others.
fn arrivals() {
    const PAGES: usize = 200;
    for (name, logs, names) in [("arrivals_plain_ms", 1, 0), ("arrivals_ms", LOGS_MAX, 512)] {
        let attack = hostile::many_logs(logs, names, PAGES);
        let mut disk = OnDisk::of(&attack);
        let took = timed(|| attack.one_by_one(&mut disk.journal));
        figure(name, milliseconds(took) / PAGES as f64, "ms a record");
    }
}
