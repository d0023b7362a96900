//! The data folder: small files written aside, made durable, and renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::StoreError;

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

    /// Whether a file of this name is there.
    pub fn has(&self, name: &str) -> bool {
        self.file(name).exists()
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
                .map_err(|error| judge(&error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(judge(&error)),
        }
    }

    /// Makes the folder, readable by its person alone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn create(&self) -> Result<(), StoreError> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        builder
            .create(&self.0)
            .and_then(|()| narrow(&self.0))
            .map_err(|error| judge(&error))
    }

    /// Takes the folder for this program.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if another Candor has it.
    pub fn lock(&self) -> Result<FolderLock, StoreError> {
        let file = open_private(&self.file(LOCK)).map_err(|error| judge(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(StoreError::Busy),
            Err(fs::TryLockError::Error(error)) => Err(judge(&error)),
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
        let file = match File::open(self.file(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(FileError::Missing(name.to_owned()));
            }
            Err(error) => return Err(judge(&error).into()),
        };
        let mut bytes = Vec::new();
        file.take(max + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| judge(&error))?;
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
        let aside = self.file(&format!("{name}.new"));
        let written = (|| {
            let mut file = open_private(&aside)?;
            file.set_len(0)?;
            for piece in bytes.chunks(PIECE_BYTES) {
                file.write_all(piece)?;
                file.sync_data()?;
            }
            file.sync_all()?;
            fs::rename(&aside, self.file(name))?;
            self.sync()
        })();
        written.map_err(|error| {
            // The old file stands; what is left aside holds nothing readable.
            drop(fs::remove_file(&aside));
            judge(&error)
        })
    }

    /// Removes a file, durably. Nothing happens if it is not there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        match fs::remove_file(self.file(name)) {
            Ok(()) => self.sync().map_err(|error| judge(&error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(judge(&error)),
        }
    }

    /// Gives the files `names` the modification time of the file `like`, so
    /// that their times tell nothing of their own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn same_time(&self, like: &str, names: &[String]) -> Result<(), StoreError> {
        let same = || {
            let time = fs::metadata(self.file(like))?.modified()?;
            for name in names {
                let file = OpenOptions::new().write(true).open(self.file(name))?;
                file.set_times(fs::FileTimes::new().set_modified(time).set_accessed(time))?;
            }
            Ok(())
        };
        same().map_err(|error: std::io::Error| judge(&error))
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

    /// Makes the names of its files durable. On Windows a folder cannot be opened for
    /// that, and NTFS writes names to its own journal: nothing is done there.
    pub(super) fn sync(&self) -> std::io::Result<()> {
        #[cfg(unix)]
        File::open(&self.0)?.sync_all()?;
        Ok(())
    }
}

/// A folder that was there keeps its rights unless they are set.
fn narrow(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

pub(super) fn open_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

pub(super) fn judge(error: &std::io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotFound => {
            StoreError::ReadOnly
        }
        _ => StoreError::Io(error.to_string()),
    }
}
