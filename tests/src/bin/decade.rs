//! Ten years of a couple, measured: `decade --entries N` prints one line a
//! figure, `name value unit`. What each means stands in `docs/figures.md`.
//!
//! While working on one figure: `decade --entries N --in FOLDER [PART …]` keeps
//! the history in a folder, goes on with the one that stands there, and takes
//! the named parts alone.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use automerge::sync::SyncDoc;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{AutoCommit, ObjType, ROOT, ReadDoc};
use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::journal::Journal;
use candor_core::space::Shared;
use candor_core::store::SqliteStore;
use candor_desktop::engine::{Command, Reply, SystemEntropy, Update};
use candor_sync::session::Notice;
use candor_tests::couple::{Couple, LOOPBACK, journal, open, typed};
use candor_tests::decade::{Said, history};
use candor_tests::figures::{figure, milliseconds, resident_bytes};
use candor_tests::wiretap::meet;

const SEED: u64 = 2020;
const LIVE_ENTRIES: usize = 400;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--entries", number] => match number.parse() {
            Ok(entries) if entries > 0 => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                measure(entries, folder.path(), &PARTS);
                ExitCode::SUCCESS
            }
            _ => usage(),
        },
        ["--entries", number, "--in", folder, ref parts @ ..] => match number.parse() {
            Ok(entries) if entries > 0 && parts.iter().all(|part| PARTS.contains(part)) => {
                let parts = if parts.is_empty() { &PARTS[..] } else { parts };
                measure(entries, Path::new(folder), parts);
                ExitCode::SUCCESS
            }
            _ => usage(),
        },
        ["--memory", folder] => {
            memory_of(Path::new(folder));
            ExitCode::SUCCESS
        }
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("decade --entries N [--in FOLDER [PART ...]]");
    eprintln!("PART is one of: {}", PARTS.join(" "));
    ExitCode::from(2)
}

/// What can be measured alone.
const PARTS: [&str; 7] = [
    "opening",
    "sizes",
    "automerge",
    "idle",
    "sync",
    "live",
    "together",
];

fn measure(entries: usize, folder: &Path, parts: &[&str]) {
    let first = Day::from_number(0).expect("the first day");
    let said: Vec<Said> = history(SEED, entries).collect();
    let couple = if folder.join("ada").exists() {
        Couple::at(folder)
    } else {
        let couple = Couple::pair(folder, first);
        eprintln!("writing {entries} entries");
        couple.fill(said.iter().cloned());
        couple
    };
    for part in PARTS.iter().filter(|part| parts.contains(part)) {
        match *part {
            "opening" => opening(&couple),
            "sizes" => sizes(&couple, entries, said.iter().map(plain_bytes).sum()),
            "automerge" => automerge(&said),
            "idle" => idle(&couple),
            "sync" => first_sync(&couple, folder),
            "together" => together(folder),
            _ => live(folder),
        }
    }
}

fn plain_bytes(said: &Said) -> usize {
    let fields: usize = said
        .fields
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    fields + said.text.len()
}

/// From keys at hand to a timeline, to all of it, to a search.
fn opening(couple: &Couple) {
    let (profile, whole) = journal(&couple.ada);
    drop(whole);
    let begin = Instant::now();
    let store = profile.shared_store().expect("opens");
    let mut journal = Journal::open_shared(&profile.keyring, Box::new(store))
        .expect("reads")
        .expect("there is a bond");
    let newest = journal.view().timeline().next_back().map(|row| row.id);
    assert!(newest.is_some(), "the newest page is on the screen");
    figure("unlock_to_timeline_ms", milliseconds(begin.elapsed()), "ms");
    journal.load_all().expect("reads");
    figure("history_loaded_ms", milliseconds(begin.elapsed()), "ms");
    let found = journal.search("station").len();
    figure("history_searchable_ms", milliseconds(begin.elapsed()), "ms");
    eprintln!("{} entries, {found} found", journal.view().len());
    searches(&mut journal);
}

fn searches(journal: &mut Journal<Shared>) {
    let words: Vec<String> = journal
        .view()
        .timeline()
        .step_by(journal.view().len() / 200 + 1)
        .filter_map(|row| {
            let text = row.content.text();
            let word = text.split_whitespace().nth(3)?;
            Some(word.to_owned())
        })
        .collect();
    let fixed = [
        "a",
        "e",
        "the",
        "und",
        "что",
        "愛",
        "zzzz",
        "we talked about",
    ];
    let mut times: Vec<Duration> = words
        .iter()
        .map(String::as_str)
        .chain(fixed)
        .map(|query| {
            let begin = Instant::now();
            std::hint::black_box(journal.search(query).len());
            begin.elapsed()
        })
        .collect();
    figure(
        "search_p99_ms",
        milliseconds(percentile(&mut times, 99)),
        "ms",
    );
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let at = (times.len() * percent).div_ceil(100).clamp(1, times.len());
    times[at - 1]
}

fn sizes(couple: &Couple, entries: usize, plaintext: usize) {
    let disk = std::fs::metadata(couple.ada.join("shared.db"))
        .map(|file| file.len())
        .unwrap_or(0);
    figure(
        "disk_bytes_per_entry",
        disk as f64 / entries as f64,
        "bytes",
    );
    figure(
        "plaintext_bytes_per_entry",
        plaintext as f64 / entries as f64,
        "bytes",
    );
    let program = std::env::current_exe().expect("this program has a path");
    let output = std::process::Command::new(program)
        .arg("--memory")
        .arg(&couple.ada)
        .output()
        .expect("this program runs");
    let megabytes: f64 = String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .expect("it prints a number");
    figure("memory_mb", megabytes, "MB");
}

/// In a process of its own: resident memory after unlocking, minus before.
#[expect(clippy::print_stdout, reason = "the parent reads it")]
fn memory_of(folder: &Path) {
    let before = resident_bytes();
    let (_profile, mut journal) = journal(folder);
    std::hint::black_box(journal.search("station").len());
    let after = resident_bytes();
    println!("{:.3}", (after.saturating_sub(before)) as f64 / 1e6);
}

/// The obvious design, of the same entries: one document for all of it.
fn automerge(said: &[Said]) {
    let mut document = AutoCommit::new();
    let list = document
        .put_object(ROOT, "entries", ObjType::List)
        .expect("fits");
    for (at, entry) in said.iter().enumerate() {
        let map = document
            .insert_object(&list, at, ObjType::Map)
            .expect("fits");
        document.put(&map, "kind", entry.kind).expect("fits");
        for (name, value) in &entry.fields {
            document.put(&map, *name, value.as_str()).expect("fits");
        }
        let text = document
            .put_object(&map, "text", ObjType::Text)
            .expect("fits");
        document
            .splice_text(&text, 0, 0, &entry.text)
            .expect("fits");
        document.commit_with(CommitOptions::default().with_time(0));
    }
    let saved = document.save();
    let begin = Instant::now();
    let mut loaded = AutoCommit::load(&saved).expect("loads");
    figure(
        "automerge_one_document_load_ms",
        milliseconds(begin.elapsed()),
        "ms",
    );
    let mut other = AutoCommit::new();
    let (mut here, mut there) = (automerge::sync::State::new(), automerge::sync::State::new());
    let begin = Instant::now();
    loop {
        let one = loaded.sync().generate_sync_message(&mut here);
        let two = other.sync().generate_sync_message(&mut there);
        if one.is_none() && two.is_none() {
            break;
        }
        if let Some(message) = one {
            other
                .sync()
                .receive_sync_message(&mut there, message)
                .expect("syncs");
        }
        if let Some(message) = two {
            loaded
                .sync()
                .receive_sync_message(&mut here, message)
                .expect("syncs");
        }
    }
    figure(
        "automerge_memory_sync_s",
        begin.elapsed().as_secs_f64(),
        "s",
    );
    assert_eq!(other.length(ROOT), loaded.length(ROOT));
}

/// Ada's full store to Ben's device with his keys and an empty database.
fn first_sync(couple: &Couple, folder: &Path) {
    let empty = folder.join("ben-again");
    remove_folder(&empty);
    copy_folder(&couple.ben, &empty);
    for name in ["shared.db", "shared.db-wal"] {
        let path = empty.join(name);
        if path.exists() {
            std::fs::remove_file(&path).expect("removes");
        }
    }
    drop(SqliteStore::create(&empty.join("shared.db")).expect("makes a store"));
    let day = Day::parse("2030-06-01").expect("a date");
    let (ada, ben) = (open(&couple.ada, day), open(&empty, day));
    let sync = |once| Command::Sync {
        passphrase: Some(typed()),
        networking: LOOPBACK,
        once,
    };
    // Ada is there first, with all of her history loaded.
    let hers = ada.handle.asker().ask(sync(false));
    let begin = Instant::now();
    let his = ben.handle.asker().ask(sync(false));
    ben.wait_for(|update| match update {
        Update::Notice(Notice::Progress { done, expected }) if done >= expected => Some(()),
        _ => None,
    });
    figure("first_sync_durable_s", begin.elapsed().as_secs_f64(), "s");
    ben.wait_for(|update| matches!(update, Update::Complete).then_some(()));
    figure("first_sync_view_s", begin.elapsed().as_secs_f64(), "s");
    for side in [&ada, &ben] {
        side.handle.call(Command::Pause).expect("pauses");
    }
    drop((hers, his));
    ada.handle.close();
    ben.handle.close();
    let (mut one, mut two) = (journal(&couple.ada).1, journal(&empty).1);
    assert_eq!(one.digest(), two.digest(), "both have the same view");
    one.settle().expect("settles");
    two.settle().expect("settles");
}

/// What an earlier run has left.
fn remove_folder(folder: &Path) {
    if folder.exists() {
        std::fs::remove_dir_all(folder).expect("removes a folder");
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("makes a folder");
    for entry in std::fs::read_dir(from).expect("reads") {
        let entry = entry.expect("reads");
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("copies");
    }
}

/// From the command given to one engine to the update out of the other.
fn live(folder: &Path) {
    let day = Day::parse("2030-06-02").expect("a date");
    let place = folder.join("live");
    remove_folder(&place);
    let couple = Couple::pair(&place, day);
    let (ada, ben) = (open(&couple.ada, day), open(&couple.ben, day));
    let sync = || Command::Sync {
        passphrase: Some(typed()),
        networking: LOOPBACK,
        once: false,
    };
    let hers = ada.handle.asker().ask(sync());
    let his = ben.handle.asker().ask(sync());
    let write = |text: String| Command::Write {
        kind: "note".to_owned(),
        thread: None,
        contents: vec![ContentBuilder {
            text,
            ..ContentBuilder::default()
        }],
        hold: std::time::Duration::ZERO,
    };
    // The first entry shows that the meeting stands.
    ada.handle.call(write("first".to_owned())).expect("writes");
    ben.wait_for(|update| matches!(update, Update::Entry(_)).then_some(()));
    let text = "What I wanted you to know of today. ".repeat(17);
    let mut times = Vec::with_capacity(LIVE_ENTRIES);
    for number in 0..LIVE_ENTRIES {
        let begin = Instant::now();
        let asked = ada.handle.asker().ask(write(format!("{number}: {text}")));
        ben.wait_for(|update| matches!(update, Update::Entry(_)).then_some(()));
        times.push(begin.elapsed());
        asked.blocking_recv().expect("runs").expect("writes");
    }
    figure(
        "live_latency_p50_ms",
        milliseconds(percentile(&mut times, 50)),
        "ms",
    );
    figure(
        "live_latency_p99_ms",
        milliseconds(percentile(&mut times, 99)),
        "ms",
    );
    for side in [&ada, &ben] {
        side.handle.call(Command::Pause).expect("pauses");
    }
    drop((hers, his));
    two_fsyncs(&couple);
}

/// A text of 400 words that both write in, with a meeting open: from what one
/// has typed at a pause to where the other can read it, at the first pauses and
/// at the last.
fn together(folder: &Path) {
    // A program that was not optimised shows that it runs.
    const PAUSES: usize = if cfg!(debug_assertions) { 40 } else { 220 };
    const AT_ONCE: usize = 20;
    let day = Day::parse("2030-06-02").expect("a date");
    let place = folder.join("together");
    remove_folder(&place);
    let couple = Couple::pair(&place, day);
    let (ada, ben) = (open(&couple.ada, day), open(&couple.ben, day));
    let sync = || Command::Sync {
        passphrase: Some(typed()),
        networking: LOOPBACK,
        once: false,
    };
    let hers = ada.handle.asker().ask(sync());
    let his = ben.handle.asker().ask(sync());
    let content = |text: &str| ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    };
    let mut text = "What we would like to write. ".repeat(70);
    let begin = Command::Write {
        kind: "joint-draft".to_owned(),
        thread: None,
        contents: vec![content(&text)],
        hold: Duration::ZERO,
    };
    let Ok(Reply::Ids(ids)) = ada.handle.call(begin) else {
        panic!("it begins");
    };
    let id = ids[0].to_string();
    let arrives = |update: &Update| matches!(update, Update::Entry(_)).then_some(());
    ben.wait_for(arrives);
    let mut times = Vec::with_capacity(PAUSES);
    for number in 0..PAUSES {
        let Ok(Reply::Joint(joint)) = ada.handle.call(Command::Joint { id: id.clone() }) else {
            panic!("it is there");
        };
        text.push_str(&format!("And {number}. "));
        let keep = Command::KeepJoint {
            id: id.clone(),
            seen: joint.heads,
            content: content(&text),
            otherwise: ("aside".to_owned(), ContentBuilder::default()),
        };
        let begin = Instant::now();
        let kept = ada.handle.call(keep);
        assert!(matches!(kept, Ok(Reply::Done)), "it goes along");
        ben.wait_for(arrives);
        times.push(begin.elapsed());
    }
    let mut first: Vec<Duration> = times[..AT_ONCE].to_vec();
    let mut last: Vec<Duration> = times[PAUSES - AT_ONCE..].to_vec();
    for (name, times) in [
        ("together_first_p50_ms", &mut first),
        ("together_last_p50_ms", &mut last),
    ] {
        figure(name, milliseconds(percentile(times, 50)), "ms");
    }
    for side in [&ada, &ben] {
        side.handle.call(Command::Pause).expect("pauses");
    }
    drop((hers, his));
}

/// What the disk alone takes, in the same place: two writes of such an entry,
/// each followed by a sync.
fn two_fsyncs(couple: &Couple) {
    use std::io::Write as _;
    let file = |folder: &Path| std::fs::File::create(folder.join("probe")).expect("makes a file");
    let (mut one, mut two) = (file(&couple.ada), file(&couple.ben));
    let bytes = vec![7; 4096];
    let mut times: Vec<Duration> = (0..LIVE_ENTRIES)
        .map(|_| {
            let begin = Instant::now();
            for file in [&mut one, &mut two] {
                file.write_all(&bytes).expect("writes");
                file.sync_data().expect("syncs");
            }
            begin.elapsed()
        })
        .collect();
    figure(
        "two_fsyncs_p50_ms",
        milliseconds(percentile(&mut times, 50)),
        "ms",
    );
    figure(
        "two_fsyncs_p99_ms",
        milliseconds(percentile(&mut times, 99)),
        "ms",
    );
}

/// Stream bytes of a meeting of equal copies, both ways: frames with their
/// heads, without QUIC and TLS.
fn idle(couple: &Couple) {
    let (mut ada, mut ben) = (journal(&couple.ada).1, journal(&couple.ben).1);
    let (mut one, mut other) = (SystemEntropy, SystemEntropy);
    let today = Day::parse("2030-06-03").expect("a date");
    let heard = meet([&mut ada, &mut ben], [&mut one, &mut other], today);
    let bytes: usize = heard.iter().map(|heard| 5 + heard.frame.body.len()).sum();
    figure("idle_sync_bytes", bytes as f64, "bytes");
}
