//! The data folder: small files written aside, made durable, and renamed.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::place::{self, Made};
use super::{StoreError, plain};

/// Why a file of the data folder could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is not there.
    #[error("{0} is not there")]
    Missing(String),
    /// It is larger than its kind can be.
    #[error("{0} is too large")]
    TooLarge(String),
    /// The system refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A folder that holds one person's journal on this device.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// Holds the folder for one program; another one is refused while it lives.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

const LOCK: &str = "lock";
/// Key files are a few KiB; nothing here may claim more.
const FILE_BYTES_MAX: u64 = 256 * 1024;
/// So much of a file goes to the disk at once. A sync of another file can wait
/// for what is on its way there; that shall not be a whole segment.
const PIECE_BYTES: usize = 512 * 1024;

impl Folder {
    /// The folder at this path, whether or not it is there.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Whether something of this name is there, be it a link to nothing.
    pub fn has(&self, name: &str) -> bool {
        fs::symlink_metadata(self.file(name)).is_ok()
    }

    /// As [`Folder::has`], where it matters why nothing can be seen.
    ///
    /// # Errors
    /// [`StoreError::NoPlace`] if the path leads to no folder that this account
    /// may look into.
    pub fn holds(&self, name: &str) -> Result<bool, StoreError> {
        match fs::symlink_metadata(self.file(name)) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(place::no_place(&self.0, error)),
        }
    }

    /// The names of all that is in the folder; none if it is absent. A name
    /// that is not UTF-8 is given as `?`.
    ///
    /// # Errors
    /// [`StoreError`] if the system does not say.
    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        match fs::read_dir(&self.0) {
            Ok(entries) => entries
                .map(|entry| {
                    let name = entry?.file_name();
                    Ok(name.into_string().unwrap_or_else(|_| "?".to_owned()))
                })
                .collect::<std::io::Result<_>>()
                .map_err(judge),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(place::no_place(&self.0, error)),
        }
    }

    /// Makes the folder, and those above it that lack, for its person alone
    /// whatever the umask. Gives what was made, so that it can be undone.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is made then.
    pub fn create(&self) -> Result<Made, StoreError> {
        place::make(&self.0)
    }

    /// Takes the rights that others have to the folder, and to the plain files in
    /// it that `is_ours` names. What the system does not grant is done without:
    /// what is in them is sealed.
    ///
    /// # Errors
    /// [`StoreError`] if the folder cannot be read.
    pub fn tighten(&self, is_ours: impl Fn(&str) -> bool) -> Result<(), StoreError> {
        plain::take_from_others(&self.0);
        for name in self.names()? {
            let path = self.file(&name);
            if is_ours(&name) && plain::is_plain(&path).is_ok_and(|there| there) {
                plain::take_from_others(&path);
            }
        }
        Ok(())
    }

    /// Takes the folder for this program.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if another Candor has it.
    pub fn lock(&self) -> Result<FolderLock, StoreError> {
        let file = plain::open_or_make(&self.file(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(StoreError::Busy),
            Err(fs::TryLockError::Error(error)) => Err(judge(error)),
        }
    }

    /// The bytes of a small file.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn read(&self, name: &str) -> Result<Vec<u8>, FileError> {
        self.read_up_to(name, FILE_BYTES_MAX)
    }

    pub(super) fn read_up_to(&self, name: &str, max: u64) -> Result<Vec<u8>, FileError> {
        let file = plain::open_to_read(&self.file(name))?;
        let mut bytes = Vec::new();
        file.take(max + 1).read_to_end(&mut bytes).map_err(judge)?;
        if bytes.len() as u64 > max {
            return Err(FileError::TooLarge(name.to_owned()));
        }
        Ok(bytes)
    }

    /// Writes a file whole: aside, synced, renamed, folder synced. A crash at
    /// any point leaves the old file or the new one.
    ///
    /// # Errors
    /// [`StoreError`]; the old file then still stands.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        write_whole(&self.file(name), bytes)
    }

    /// Removes a file, durably. Nothing happens if it is not there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        if gone(&self.file(name))? {
            self.sync_names()?;
        }
        Ok(())
    }

    /// Gives the files `names` the modification time of the file `like`, so
    /// that their times tell nothing of their own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn same_time(&self, like: &str, names: &[String]) -> Result<(), StoreError> {
        let of_like = || fs::symlink_metadata(self.file(like))?.modified();
        let time = of_like().map_err(judge)?;
        let times = fs::FileTimes::new().set_modified(time).set_accessed(time);
        for name in names {
            let file = plain::open_to_write(&self.file(name)).map_err(|error| match error {
                FileError::Store(error) => error,
                FileError::Missing(_) | FileError::TooLarge(_) => StoreError::ReadOnly,
            })?;
            file.set_times(times).map_err(judge)?;
        }
        Ok(())
    }

    /// Makes the names in the folder durable: files that were renamed into it, or
    /// out of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn sync_names(&self) -> Result<(), StoreError> {
        sync_folder(&self.0).map_err(judge)
    }

    /// How many bytes a program of this account may still write where the
    /// folder is; `None` where the system does not tell.
    pub fn free_bytes(&self) -> Option<u64> {
        #[cfg(unix)]
        {
            let disk = rustix::fs::statvfs(&self.0).ok()?;
            Some(disk.f_bavail.saturating_mul(disk.f_frsize))
        }
        #[cfg(not(unix))]
        None
    }
}

/// Makes the names in a folder durable. On Windows a folder cannot be opened for
/// that, and NTFS writes names to its own journal: nothing is done there.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Writes a file anywhere, for its person alone: whole, or not at all. A file
/// that is there is replaced.
///
/// # Errors
/// [`StoreError::NotAFile`] if something else stands there, others as the system
/// says. What was there then still stands.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    plain::is_plain(path)?;
    write_whole(path, bytes)
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".new");
    let aside = PathBuf::from(aside);
    let around = path.parent().filter(|path| !path.as_os_str().is_empty());
    // What a crash left there holds nothing that is needed.
    gone(&aside)?;
    let written = (|| {
        let mut file = plain::make(&aside)?;
        for piece in bytes.chunks(PIECE_BYTES) {
            file.write_all(piece)?;
            file.sync_data()?;
        }
        file.sync_all()?;
        fs::rename(&aside, path)?;
        sync_folder(around.unwrap_or(Path::new(".")))
    })();
    written.map_err(|error: std::io::Error| {
        // The old file stands; what is left aside holds nothing readable.
        drop(fs::remove_file(&aside));
        of_a_folder(path).unwrap_or_else(|| judge(error))
    })
}

/// Removes what stands at `path`, and follows no link. Gives whether it was there.
fn gone(path: &Path) -> Result<bool, StoreError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(of_a_folder(path).unwrap_or_else(|| judge(error))),
    }
}

/// What is wrong where a folder stands in the place of a file.
fn of_a_folder(path: &Path) -> Option<StoreError> {
    let there = fs::symlink_metadata(path).ok()?;
    there
        .is_dir()
        .then(|| StoreError::NotAFile(plain::name_of(path)))
}

pub(super) fn judge(error: std::io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotFound => {
            StoreError::ReadOnly
        }
        _ => StoreError::Io(Box::new(error)),
    }
}
