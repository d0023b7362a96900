//! The promises of meeting and pairing.
//!
//! Same seed, same story: a story that fails names its seed, and `SEED=` plays
//! that one alone; `TIMES=20` plays twenty times as many. Test names begin with
//! the rows they check.

mod any_events;
mod attacks;
mod device;
mod faults;
mod golden_wire;
mod in_the_middle;
mod kit;
mod net;
mod pairing;
mod pairing_stages;
mod quiet;
mod restored;
mod talks;
mod too_much;
mod world;
