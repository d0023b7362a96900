//! The program `candor`.

use std::process::ExitCode;

fn main() -> ExitCode {
    candor_desktop::harden();
    candor_desktop::cli::run()
}
