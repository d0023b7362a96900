//! What hostile input takes: memory and disk in proportion to its bytes.
//!
//! What it costs in time is measured by the program `costs`, not tested by a clock.

use candor_core::journal::Journal;
use candor_core::space::Shared;
use candor_core::store::SqliteStore;
use candor_tests::hostile::{self, Attack};

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
    let added = settled(&mut journal) - before;
    assert!(added > 0, "there is an index");
    added as f64 / attack.bytes() as f64
}

#[test]
fn a55_heads_that_nobody_has_take_no_more_room_than_they_came_with() {
    for filler in [0, 20_000] {
        let ratio = index_ratio(&hostile::unknown_heads(20, filler));
        assert!(ratio <= 4.0, "{ratio} bytes of index for each that came");
    }
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
    assert_eq!(shown(&hostile::operations(2, 100, 0, 4)), (1, 3, 4));
    assert_eq!(shown(&hostile::together(5, false)), (1, 6, 0));
    assert_eq!(shown(&hostile::together(5, true)), (1, 6, 0));
    assert_eq!(shown(&hostile::wrong_counters(3)), (1, 1, 3));
    assert_eq!(shown(&hostile::versions(7)), (7, 1, 0));
    assert_eq!(shown(&hostile::chain(6)), (7, 1, 0));
    assert_eq!(shown(&hostile::circle(6)), (7, 1, 1));
    assert_eq!(shown(&hostile::many_logs(4, 3, 2)), (5, 1, 0));
}
