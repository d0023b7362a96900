//! The promises of the core, one module a subject.

mod kit;
mod two_journals;
