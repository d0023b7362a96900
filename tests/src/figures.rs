//! How the programs that measure print what they found.

use std::time::Duration;

/// Prints one figure: `name value unit`.
#[expect(
    clippy::print_stdout,
    reason = "the figures are what these programs are for"
)]
pub fn figure(name: &str, value: f64, unit: &str) {
    println!("{name} {value:.3} {unit}");
}

/// A duration in milliseconds.
pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The memory this process has in use now, in bytes; 0 where the system does
/// not say.
pub fn resident_bytes() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = statm
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(0);
    pages * 4096
}
