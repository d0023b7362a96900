//! Stories of couples, and the rules of the tree.

mod ahead;
mod apart;
mod confirmed;
mod costs;
mod leaks;
mod quiet;
mod reach;
mod silence;
mod talk;
mod tidy;
