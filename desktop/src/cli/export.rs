//! A complete readable copy: all of it, or nothing.
//!
//! ```text
//! new folder:    .NAME.candor-part/ ─ written, synced ─► renamed to NAME
//! empty folder:  NAME/.candor-part/ ─ written, synced ─► its files moved up
//! ```
//!
//! The copy stands in clear. What could not be finished is removed; what a program
//! that was killed has left is removed by the next copy to the same place.

use std::ffi::OsString;
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use candor_core::store::{Folder, Made};

use super::args::Common;
use super::{Failure, input, open_proving, output, paths};
use crate::engine::{Command, Reply, Trouble};

/// What the folder of a copy that is not whole is called.
const PART: &str = ".candor-part";
/// The files of a copy.
const SHARED: &str = "shared.json";
const OWN: &str = "own.json";

/// Writes `shared.json`, and `own.json` where own pages are asked for.
pub fn run(common: &Common, dir: &Path, own: bool) -> Result<(), Failure> {
    // Before a passphrase is asked for.
    let place = Place::at(paths::whole(dir)?)?;
    let (handle, passphrase) = open_proving(common)?;
    if own {
        let passphrase = input::own_passphrase(common)?;
        handle.call(Command::OpenOwn { passphrase })?;
    }
    let reply = handle.call(Command::Export { passphrase, own })?;
    handle.close();
    let Reply::Export { shared, own } = reply else {
        return Err(Trouble::Stopped.into());
    };
    let mut files = vec![(SHARED, output::json_bytes(&shared))];
    files.extend(own.map(|own| (OWN, output::json_bytes(&own))));
    place.fill(&files)
}

/// Where a copy goes.
enum Place {
    /// Nothing is there yet.
    New(PathBuf),
    /// A folder with nothing in it.
    Empty(PathBuf),
}

impl Place {
    /// The place at `dir`, which must be absent, or an empty folder.
    fn at(dir: &Path) -> Result<Self, Failure> {
        let mut names = match fs::read_dir(dir) {
            Ok(names) => names,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self::New(dir.to_owned()));
            }
            Err(error) => return Err(refused(dir, &error)),
        };
        // What a copy left that was cut off is ours.
        let is_free = names.all(|name| name.is_ok_and(|name| name.file_name() == PART));
        if is_free {
            Ok(Self::Empty(dir.to_owned()))
        } else {
            Err(Trouble::ExportNotEmpty.into())
        }
    }

    /// The folder in which the copy is made whole.
    fn part(&self) -> PathBuf {
        match self {
            Self::Empty(dir) => dir.join(PART),
            Self::New(dir) => {
                let mut name = OsString::from(".");
                name.push(dir.file_name().unwrap_or_default());
                name.push(PART);
                dir.with_file_name(name)
            }
        }
    }

    /// Writes the files of a copy and puts them into their place.
    fn fill(&self, files: &[(&str, Vec<u8>)]) -> Result<(), Failure> {
        let part = Folder::at(self.part());
        if fs::symlink_metadata(part.path()).is_ok_and(|there| !there.is_dir()) {
            return Err(Trouble::ExportNotEmpty.into());
        }
        // What a copy that was cut off has left.
        remove(&part);
        if part.names().is_ok_and(|names| !names.is_empty()) {
            return Err(Trouble::ExportNotEmpty.into());
        }
        if let Self::Empty(dir) = self {
            let narrowed = Folder::at(dir).create();
            narrowed.map_err(|error| Trouble::of_file(dir, error))?;
        }
        let made = part.create();
        let made = made.map_err(|error| Trouble::of_file(part.path(), error))?;
        let outcome = write(&part, files).and_then(|()| self.publish(&part, files));
        if outcome.is_err() {
            undo(&part, made);
        }
        outcome
    }

    /// Gives the copy its name. What has come to stand there meanwhile stays.
    fn publish(&self, part: &Folder, files: &[(&str, Vec<u8>)]) -> Result<(), Failure> {
        match self {
            Self::New(dir) => {
                if fs::symlink_metadata(dir).is_ok() {
                    return Err(Trouble::ExportNotEmpty.into());
                }
                fs::rename(part.path(), dir).map_err(|error| refused(dir, &error))?;
                let around = dir.parent().filter(|path| !path.as_os_str().is_empty());
                durable(around.unwrap_or(Path::new(".")))
            }
            Self::Empty(dir) => {
                for (number, (name, _)) in files.iter().enumerate() {
                    let to = dir.join(name);
                    let moved = if fs::symlink_metadata(&to).is_ok() {
                        Err(Error::from(ErrorKind::AlreadyExists))
                    } else {
                        fs::rename(part.file(name), &to)
                    };
                    if let Err(error) = moved {
                        for (before, _) in &files[..number] {
                            drop(fs::remove_file(dir.join(before)));
                        }
                        return Err(refused(&to, &error));
                    }
                }
                remove(part);
                durable(dir)
            }
        }
    }
}

fn write(part: &Folder, files: &[(&str, Vec<u8>)]) -> Result<(), Failure> {
    for (name, bytes) in files {
        let written = part.write(name, bytes);
        written.map_err(|error| Trouble::of_file(&part.file(name), error))?;
    }
    Ok(())
}

/// Makes the names in a folder durable.
fn durable(dir: &Path) -> Result<(), Failure> {
    let synced = Folder::at(dir).sync_names();
    Ok(synced.map_err(|error| Trouble::of_file(dir, error))?)
}

/// Removes the files of a copy that is not whole, and their folder.
fn remove(part: &Folder) {
    for name in [SHARED, OWN] {
        // What is not there need not go, and what cannot go is found in the way.
        drop(part.remove(name));
        drop(part.remove(&format!("{name}.new")));
    }
    drop(fs::remove_dir(part.path()));
}

fn undo(part: &Folder, made: Made) {
    remove(part);
    made.undo();
}

fn refused(path: &Path, error: &Error) -> Failure {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Trouble::from(candor_core::store::StoreError::Full).into()
        }
        _ => Trouble::OtherFile(path.display().to_string(), error.to_string()).into(),
    }
}
