//! The program `candor`, driven as a person or a script drives it.

mod practices;
mod program;
mod standing;

mod acts;
mod arriving;
mod conversation;
mod covers;
mod desk;
mod fields;
mod full_disk;
#[cfg(target_os = "linux")]
mod gate;
mod guard;
mod half_year;
mod hostile;
mod killed;
mod names;
mod newer;
mod one_program;
mod paths;
mod pictures;
mod pinned;
mod practised;
mod rules;
mod safety;
mod search;
mod second_look;
mod state;
mod talk;
mod time_zones;
mod timeline;
mod today;
mod told;
mod tone;
mod two_programs;
mod walk;
mod window;
