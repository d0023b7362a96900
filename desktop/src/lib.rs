//! The window and the command line of Candor, on one engine.
//!
//! [`engine`] owns the journal and the network and knows no window. [`cli`]
//! asks it for one thing and ends; [`app`] shows what it says for as long as
//! the window is open: [`screen`] draws, [`state`] decides, [`kit`] is what
//! screens are made of. What both show of an entry that was found is in [`found`].
//! The sentences a person reads stand in [`text`], and those of the kinds in their
//! templates.

pub mod app;
pub mod cli;
mod clipboard;
pub mod code;
pub mod demo;
pub mod desk;
pub mod engine;
pub mod found;
pub mod kit;
pub mod screen;
pub mod second_look;
pub mod state;
pub mod text;

/// Keeps private text out of core dumps. What the system does not grant is
/// done without: it is a second line, not the first.
pub fn harden() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{
            DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit,
        };
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        let _ = setrlimit(Resource::Core, none);
    }
}
