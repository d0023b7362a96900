//! Hostile bytes for every reader, and any events for a meeting.
//!
//! ```text
//! corpus/<target>/*.hex ─┐
//! what an honest program ├─► bytes bent at random ─► a reader ─► no panic, in time
//! makes of a story ──────┘
//! ```
//!
//! One `#[test]` a target. It runs what its corpus keeps, then what an honest
//! program makes, then bends these for `FUZZ_SECONDS` (5 unless set). What
//! fails is printed as hex, with the name of the file it is to be kept in, so
//! that it is run first from then on. `SEED` repeats a run; it is printed with
//! every failure. How to run it for an hour: `docs/testing.md`.
//!
//! The bytes are bent without a look at which code they reach: no part of the
//! program is instrumented, and all of it runs on the stable compiler. What
//! carries a key, a tag or a checksum gets a right one over the bent bytes
//! where a changed program of the partner could give it.

mod mutate;
mod run;
mod story;

mod changes;
mod local;
mod meeting;
mod network;
mod records;
mod window;
