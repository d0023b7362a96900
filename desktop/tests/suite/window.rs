//! The window, driven by the words on it: the whole program, real engines,
//! real files, the network of this computer.

mod between;
mod evening;
mod flows;
#[cfg(target_os = "linux")]
mod full_disk;
mod guard;
mod inviting;
mod journeys;
mod keyboard;
mod look_back;
mod person;
mod picking;
mod practices;
mod real;
mod search;
mod stories;
mod together;
mod undo;
