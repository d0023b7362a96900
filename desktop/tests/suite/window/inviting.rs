//! An invitation says that it was copied, and is read out of a file that is dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{DroppedFile, HoveredFile};

use super::flows::{ADA, BEN};
use super::person::Person;

/// A file as the window system hands it over.
#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("it is read by its path, and no further than it may be long".to_owned())
    }
}

fn drop_file(person: &mut Person, path: &Path) {
    let file = Arc::new(Dropped(path.to_owned()));
    person.harness.input_mut().dropped_files.push(file);
}

#[test]
fn an_invitation_says_that_it_was_copied_and_one_in_a_file_is_read_where_it_is_dropped() {
    let base = tempfile::tempdir().expect("a folder");
    let mut ada = Person::at(&base.path().join("ada"), "ada");
    let mut ben = Person::at(&base.path().join("ben"), "ben");
    ada.begin("Ada", ADA, None);
    ben.begin("Ben", BEN, None);
    for person in [&mut ada, &mut ben] {
        person.press("Pair with my partner");
        person.press("This fits");
        person.press("Both at this one computer");
    }
    ada.press("Invite your partner");
    ada.proves(ADA);
    ada.see("The invitation can be answered now");
    assert!(!ada.sees("Copied."));
    ada.press("Copy the text");
    ada.see("Copied.");
    ada.look("copied");
    let invitation = ada
        .labels()
        .into_iter()
        .find(|label| label.starts_with("candor"))
        .expect("the invitation is on the screen");

    let file = base.path().join("invitation");
    std::fs::write(&file, format!("{invitation}\n")).expect("writes");
    let held = HoveredFile {
        path: Some(file.clone()),
        ..HoveredFile::default()
    };
    ben.harness.input_mut().hovered_files.push(held);
    ben.see("Let go of the file here");
    ben.look("held-over");
    ben.harness.input_mut().hovered_files.clear();
    drop_file(&mut ben, &file);
    ben.see(&invitation);
    assert!(ben.can_press("Answer"));
    assert!(!ben.sees("Let go of the file here"));

    // A file that is far too long is not taken, and what stands there stays.
    let long = base.path().join("long");
    std::fs::write(&long, "a".repeat(70_000)).expect("writes");
    drop_file(&mut ben, &long);
    ben.see("larger than an invitation can be");
    ben.see(&invitation);
    drop_file(&mut ben, base.path());
    ben.see("This is a folder.");
    assert!(ben.sees(&invitation));
}
