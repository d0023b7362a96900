//! How two devices find out what each other lacks, and give it.
//!
//! Decisions are pure: [`session`] and [`pairing`] take values and give values.
//! [`drive`] carries a session out against a journal. [`net`] is the only user
//! of iroh, and sees frames, never payloads.
//!
//! 1. [`invitation::Invitation`] and [`pairing`] make a bond of two devices;
//!    [`pairing::stage`] is where a pairing stands.
//! 2. [`net::Net`] connects two known devices.
//! 3. [`drive::Meeting`] runs a [`session::Session`] over the connection.
//! 4. [`talk`] is what goes along beside the records, and is kept by nobody.

pub mod drive;
pub mod invitation;
pub mod net;
pub mod pairing;
pub mod session;
pub mod talk;
pub mod wire;
pub mod words;
