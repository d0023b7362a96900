//! Stories of couples, and the rules of the tree.

mod leaks;
mod silence;
mod tidy;
