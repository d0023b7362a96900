//! What the partner waits for an answer, with own pages being opened and
//! written and without: one line a figure, `name value unit`. What each means
//! stands in `docs/figures.md`.

use std::time::Duration;

use candor_core::date::Day;
use candor_core::seal::WORK_FACTOR;
use candor_desktop::engine::Command;
use candor_tests::apart::{Apart, Waits, set_own};
use candor_tests::couple::Couple;

/// What is compared is taken in turn, so that a slow moment of the machine
/// falls on both.
const ROUNDS: usize = 5;
const WAITS: usize = 200;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let day = Day::parse("2030-06-02").expect("a date");
    let couple = Couple::pair(folder.path(), day);
    set_own(&couple.ada, WORK_FACTOR);
    let pair = Apart::meet(&couple, day);
    for round in 1..=ROUNDS {
        let alone = pair.waits(WAITS);
        let (took, opening) = pair.waits_during(Apart::opening());
        let (writing, pages) = pair.waits_while_writing(WAITS);
        pair.sides()
            .0
            .handle
            .call(Command::CloseOwn)
            .expect("closes");
        told(round, "alone", &alone);
        told(round, "opening", &opening);
        told(round, "writing", &writing);
        figure(round, "own_opening", took);
        figure(round, "own_page_p50", pages.median());
    }
}

fn told(round: usize, beside: &str, waits: &Waits) {
    figure(round, &format!("answer_{beside}_p50"), waits.median());
    figure(round, &format!("answer_{beside}_slowest"), waits.slowest());
}

#[expect(
    clippy::print_stdout,
    reason = "the figures are what this program is for"
)]
fn figure(round: usize, name: &str, value: Duration) {
    let milliseconds = value.as_secs_f64() * 1000.0;
    println!("{round} {name}_ms {milliseconds:.3} ms");
}
