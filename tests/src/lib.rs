//! Stories of couples, end to end, and the kit to tell and to measure them.

pub mod apart;
pub mod couple;
pub mod decade;
pub mod figures;
pub mod hostile;
pub mod seeded;
pub mod wiretap;
