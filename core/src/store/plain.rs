//! Files for one person alone, and nothing but files.
//!
//! ```text
//! name ─► what stands there ─► nothing: made for its person alone, whatever the umask
//!                         ├──► a plain file: opened
//!                         └──► a link, a pipe, a folder, a device: refused
//! ```
//!
//! A link would lead what is written out of the folder, and a pipe would hold
//! the program up for ever: neither is opened. The folder itself may be a link.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::files::judge;
use super::{FileError, StoreError};

/// The rights of a file: its person reads and writes.
#[cfg(unix)]
const FILE_MODE: u32 = 0o600;
/// The rights of a folder.
#[cfg(unix)]
const FOLDER_MODE: u32 = 0o700;
/// What others may do.
#[cfg(unix)]
const OF_OTHERS: u32 = 0o077;

/// The last name of a path, for messages.
pub(super) fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Whether a plain file stands at `path`; `false` if nothing does.
///
/// # Errors
/// [`StoreError::NotAFile`] if something else stands there, or what the system
/// says.
pub(super) fn is_plain(path: &Path) -> Result<bool, StoreError> {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_file() => Ok(true),
        Ok(_) => Err(StoreError::NotAFile(name_of(path))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(judge(error)),
    }
}

/// The plain file at `path`, for reading.
///
/// # Errors
/// [`FileError::Missing`], [`StoreError::NotAFile`] or
/// [`StoreError::Unreadable`] inside it.
pub(super) fn open_to_read(path: &Path) -> Result<File, FileError> {
    open(path, OpenOptions::new().read(true)).map_err(|error| match error {
        FileError::Store(StoreError::ReadOnly) => StoreError::Unreadable(name_of(path)).into(),
        other => other,
    })
}

/// The plain file at `path`, for writing.
///
/// # Errors
/// As [`open_to_read`].
pub(super) fn open_to_write(path: &Path) -> Result<File, FileError> {
    open(path, OpenOptions::new().write(true))
}

fn open(path: &Path, options: &mut OpenOptions) -> Result<File, FileError> {
    if !is_plain(path)? {
        return Err(FileError::Missing(name_of(path)));
    }
    // What was put there since is not followed and not waited for either.
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(flags.bits() as i32);
    }
    let file = options.open(path).map_err(judge)?;
    if file.metadata().map_err(judge)?.is_file() {
        Ok(file)
    } else {
        Err(StoreError::NotAFile(name_of(path)).into())
    }
}

/// A new file, for its person alone.
///
/// # Errors
/// [`ErrorKind::AlreadyExists`] if anything stands there, a link to nothing
/// too; others as the system says.
pub(super) fn make(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(FILE_MODE);
    }
    let file = options.open(path)?;
    // The umask may have taken more than it ought to.
    #[cfg(unix)]
    set_mode(path, FILE_MODE).inspect_err(|_| drop(fs::remove_file(path)))?;
    Ok(file)
}

/// The plain file at `path` for writing, made if there is none.
///
/// # Errors
/// [`StoreError`].
pub(super) fn open_or_make(path: &Path) -> Result<File, StoreError> {
    match make(path) {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            open_to_write(path).map_err(|error| match error {
                FileError::Store(error) => error,
                FileError::Missing(name) | FileError::TooLarge(name) => StoreError::NotAFile(name),
            })
        }
        Err(error) => Err(judge(error)),
    }
}

/// A new folder, for its person alone.
///
/// # Errors
/// As [`make`].
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), expect(unused_mut))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(FOLDER_MODE);
    }
    builder.create(path)?;
    narrow_folder(path).inspect_err(|_| drop(fs::remove_dir(path)))
}

/// Takes the rights of others to a folder that is there. A link is followed.
///
/// # Errors
/// What the system says, if the folder is another account's.
pub(super) fn narrow_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    set_mode(path, FOLDER_MODE)?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Takes the rights of others to what stands at `path`: a folder, or a plain
/// file. What the system does not grant is done without.
pub(super) fn take_from_others(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let Ok(there) = fs::metadata(path) else {
            return;
        };
        if there.permissions().mode() & OF_OTHERS == 0 {
            return;
        }
        let mode = if there.is_dir() {
            FOLDER_MODE
        } else {
            FILE_MODE
        };
        // What is in it is sealed, whoever reads it.
        let _ = set_mode(path, mode);
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Gives what stands at `path` exactly these rights. A disk that knows none, such
/// as that of a stick, refuses that to whoever it says owns the file: there is
/// nothing to set.
#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let there = fs::metadata(path)?;
    if there.permissions().mode() & 0o7777 == mode {
        return Ok(());
    }
    let is_mine = there.uid() == rustix::process::geteuid().as_raw();
    match fs::set_permissions(path, fs::Permissions::from_mode(mode)) {
        Err(error)
            if is_mine
                && matches!(
                    error.kind(),
                    ErrorKind::PermissionDenied | ErrorKind::Unsupported
                ) =>
        {
            Ok(())
        }
        outcome => outcome,
    }
}
