//! What hostile input costs grows no faster than the input.
//!
//! No clock is asked for a number: each attack is run at a size and at four times
//! that size, and may take at most eight times as long. In proportion to the input
//! it takes four times as long, and sixteen or more where it grows faster.

use std::time::{Duration, Instant};

use candor_core::journal::{Journal, PeerId};
use candor_core::space::Shared;
use candor_core::store::SqliteStore;
use candor_tests::hostile::{self, Attack};

/// Four times the input may take so many times as long.
const GROWTH_MAX: u32 = 8;
/// The least of so many runs counts, and so often a growth is measured before it
/// is believed: another program may have been busy meanwhile.
const RUNS: usize = 3;
const TRIES: usize = 2;
/// What takes less than this costs nobody anything.
const NOTHING: Duration = Duration::from_millis(3);

fn least(run: &dyn Fn(usize) -> Duration, size: usize) -> Duration {
    let runs = (0..RUNS).map(|_| run(size));
    runs.min().unwrap_or_default()
}

/// Compares what one measure and four of an attack take; `run` makes it and
/// gives how long it took.
fn grows_with_its_input(run: &dyn Fn(usize) -> Duration) {
    let mut seen = Vec::new();
    for _ in 0..TRIES {
        let (one, four) = (least(run, 1), least(run, 4));
        if four <= one.max(NOTHING) * GROWTH_MAX {
            return;
        }
        seen.push((one, four));
    }
    panic!("it grows faster than its input: {seen:?}");
}

fn timed(run: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    run();
    begin.elapsed()
}

fn at_once(attack: &Attack) -> Duration {
    let mut journal = attack.journal();
    timed(|| attack.at_once(&mut journal))
}

fn one_by_one(attack: &Attack) -> Duration {
    let mut journal = attack.journal();
    timed(|| attack.one_by_one(&mut journal))
}

/// The time of a look at a timeline that holds it.
fn look(attack: &Attack) -> Duration {
    let mut journal = attack.journal();
    attack.at_once(&mut journal);
    timed(|| {
        std::hint::black_box(hostile::look(&journal));
    })
}

/// How many bytes the index comes to, for each that came.
fn index_ratio(attack: &Attack) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shared.db");
    let store = SqliteStore::create(&path).expect("makes a store");
    let mut journal = attack.journal_on(store);
    attack.at_once(&mut journal);
    let settled = |journal: &mut Journal<Shared>| {
        journal.settle().expect("settles");
        std::fs::metadata(&path).expect("it is there").len()
    };
    let before = settled(&mut journal);
    journal.save_index().expect("writes");
    (settled(&mut journal) - before) as f64 / attack.bytes() as f64
}

#[test]
fn a55_heads_that_nobody_has_take_no_more_room_than_they_came_with() {
    for filler in [0, 20_000] {
        let ratio = index_ratio(&hostile::unknown_heads(20, filler));
        assert!(ratio <= 4.0, "{ratio} bytes of index for each that came");
    }
}

#[test]
fn a55_operations_and_changes_that_fail_cost_as_much_as_they_are() {
    grows_with_its_input(&|size| {
        let (operations, failing) = (2_000 * size as u64, 5 * size);
        at_once(&hostile::operations(3, operations, failing))
    });
}

#[test]
fn a55_changes_of_one_entry_one_by_one_cost_as_much_as_they_are() {
    grows_with_its_input(&|size| one_by_one(&hostile::small_changes(20 * size, 1)));
}

#[test]
fn a55_changes_of_one_entry_at_once_cost_as_much_as_they_are() {
    grows_with_its_input(&|size| at_once(&hostile::small_changes(60 * size, 12)));
}

#[test]
fn a55_changes_whose_counters_fail_cost_as_much_as_they_are() {
    grows_with_its_input(&|size| at_once(&hostile::low_counters(20 * size)));
}

#[test]
fn a55_versions_of_one_agreement_cost_each_look_as_much_as_they_are() {
    grows_with_its_input(&|size| look(&hostile::versions(40 * size)));
}

#[test]
fn a55_replies_in_a_chain_cost_each_look_as_much_as_they_are() {
    grows_with_its_input(&|size| look(&hostile::chain(100 * size)));
}

#[test]
fn a55_replies_that_would_be_a_circle_cost_each_look_as_much_as_they_are() {
    grows_with_its_input(&|size| look(&hostile::circle(100 * size)));
}

#[test]
fn a55_whether_it_came_in_later_costs_a_row_no_more_where_logs_are_many() {
    grows_with_its_input(&|size| {
        let attack = hostile::many_logs(15 * size, 64, 4);
        let mut journal = attack.journal();
        attack.at_once(&mut journal);
        let view = journal.view();
        timed(|| {
            for row in view.timeline().take(10) {
                std::hint::black_box(journal.came_in_later(row));
            }
        })
    });
}

#[test]
fn a55_a_long_claim_to_have_something_is_answered_as_fast_as_it_is_long() {
    grows_with_its_input(&|size| {
        let mut journal = hostile::many_logs(1, 0, 0).journal();
        hostile::ada_writes(&mut journal, 500 * size);
        let end = journal.ends().into_iter().max_by_key(|end| end.1);
        let (log, seq, _) = end.expect("she has a log");
        let have = hostile::claim(log, seq, 40 * size);
        timed(|| {
            let missing = journal.missing(PeerId([0xb; 32]), &have);
            std::hint::black_box(missing.expect("reads"));
        })
    });
}

#[test]
fn a55_wishes_to_forget_one_entry_cost_as_much_as_they_are() {
    grows_with_its_input(&|size| one_by_one(&hostile::forgets(10 * size, 512)));
}

#[test]
fn a55_halves_of_many_pairs_cost_as_much_as_they_are() {
    grows_with_its_input(&|size| one_by_one(&hostile::many_pairs(100 * size)));
}

/// Each attack has to get in, or it measures nothing.
#[test]
fn a55_the_attacks_get_in() {
    let shown = |attack: &Attack| {
        let mut journal = attack.journal();
        attack.at_once(&mut journal);
        let first = journal.view().timeline().next().expect("a row");
        (
            journal.view().len(),
            first.versions,
            journal.aside().count(),
        )
    };
    assert_eq!(shown(&hostile::small_changes(5, 3)), (1, 6, 0));
    assert_eq!(shown(&hostile::operations(2, 100, 4)), (1, 3, 4));
    assert_eq!(shown(&hostile::low_counters(3)), (1, 1, 3));
    assert_eq!(shown(&hostile::versions(7)), (7, 1, 0));
    assert_eq!(shown(&hostile::chain(6)), (7, 1, 0));
    assert_eq!(shown(&hostile::circle(6)), (7, 1, 1));
    assert_eq!(shown(&hostile::many_logs(4, 3, 2)), (5, 1, 0));
}
