//! Where a folder can be: what of its path stands in the way, and what was made
//! of it.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::StoreError;
use super::files::judge;
use super::plain;

/// Why no folder can be where a path says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPlace {
    /// A name in it, or the whole of it, is longer than the disk takes.
    #[error("it is longer than the disk takes")]
    TooLong,
    /// Something stands there that is no folder.
    #[error("it is no folder")]
    NotAFolder,
    /// This account may not look or write there.
    #[error("this account may not use it")]
    NotAllowed,
    /// It is another account's, which could look into it.
    #[error("it belongs to another account")]
    OfAnother,
}

/// The folders that were made, outermost first.
#[derive(Debug, Default)]
pub struct Made(Vec<PathBuf>);

impl Made {
    /// Removes them again, as far as nothing is in them.
    pub fn undo(self) {
        for path in self.0.iter().rev() {
            // What somebody has put into one meanwhile stays, and so does it.
            if fs::remove_dir(path).is_err() {
                return;
            }
        }
    }
}

/// What is wrong at `path`, of an error of the system.
pub(super) fn no_place(path: &Path, error: io::Error) -> StoreError {
    let why = match error.kind() {
        ErrorKind::InvalidFilename => NoPlace::TooLong,
        ErrorKind::NotADirectory => {
            let no_folder = |part: &&Path| fs::metadata(part).is_ok_and(|there| !there.is_dir());
            let part = path.ancestors().find(no_folder).unwrap_or(path);
            return StoreError::NoPlace(part.to_owned(), NoPlace::NotAFolder);
        }
        ErrorKind::AlreadyExists => NoPlace::NotAFolder,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => NoPlace::NotAllowed,
        _ => return judge(error),
    };
    StoreError::NoPlace(path.to_owned(), why)
}

/// Makes the folder at `path`, and those above it that lack, for its person
/// alone whatever the umask. One that is there loses the rights of others. Gives
/// what was made.
///
/// # Errors
/// [`StoreError`]; what was made until then is gone again.
pub(super) fn make(path: &Path) -> Result<Made, StoreError> {
    let mut missing = Vec::new();
    for part in path.ancestors().filter(|part| !part.as_os_str().is_empty()) {
        match fs::metadata(part) {
            Ok(there) if there.is_dir() => break,
            Ok(_) => {
                return Err(StoreError::NoPlace(part.to_owned(), NoPlace::NotAFolder));
            }
            // Below what is no folder: it is found further up.
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                missing.push(part);
            }
            Err(error) => return Err(no_place(part, error)),
        }
    }
    if missing.is_empty() {
        plain::narrow_folder(path).map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied => StoreError::NoPlace(path.to_owned(), NoPlace::OfAnother),
            _ => no_place(path, error),
        })?;
    }
    let mut made = Made::default();
    for part in missing.into_iter().rev() {
        match plain::make_folder(part) {
            Ok(()) => made.0.push(part.to_owned()),
            // Somebody else was faster, or it is another name of one that is there.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && part.is_dir() => {}
            Err(error) => {
                made.undo();
                return Err(in_the_way(part, error));
            }
        }
    }
    Ok(made)
}

/// Why `part` could not be made: what may not be written is the folder around it.
fn in_the_way(part: &Path, error: io::Error) -> StoreError {
    let around = part.parent().filter(|path| !path.as_os_str().is_empty());
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            no_place(around.unwrap_or(Path::new(".")), error)
        }
        _ => no_place(part, error),
    }
}
