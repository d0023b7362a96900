//! The promises of the core, one module a subject.

mod disk;
mod forger;
mod kit;
mod scene;

mod asked;
mod attacks;
mod attacks_bytes;
mod attacks_names;
mod attacks_newer;
mod attacks_place;
mod convergence;
mod faults;
mod foreign;
mod forgetting;
mod forks;
mod golden;
mod healing;
mod histories;
mod hostile_changes;
mod index_faults;
mod joint;
mod newer;
mod odd_files;
mod opens;
mod own_space;
mod rewriting_days;
mod rewriting_in_force;
mod rewriting_words;
mod sealing;
mod store_contract;
mod turns;
mod two_journals;
