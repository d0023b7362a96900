//! How the window looks, and how it is worked without a pointer.
//!
//! Pictures are compared with those in `tests/snapshots`, drawn by the software
//! Vulkan of Mesa; `UPDATE_SNAPSHOTS=force` draws them anew. Where no adapter
//! is found they are skipped, with a sentence on stderr, except under
//! `CI=true`. The tests of the keyboard need none.

pub mod harness;

pub mod fixtures;
mod inert;
mod kit_keyboard;
mod kit_pictures;
mod screens;
