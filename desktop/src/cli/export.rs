//! A complete readable copy.

use std::path::Path;

use super::args::Common;
use super::{Failure, input, open_proving, output};
use crate::engine::{Command, Detail, Reply, Trouble};

/// Writes `shared.json`, and `own.json` where own pages are asked for.
pub fn run(common: &Common, dir: &Path, own: bool) -> Result<(), Failure> {
    let free = match std::fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    if !free {
        return Err(Trouble::ExportNotEmpty.into());
    }
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
    make_private(dir).map_err(|error| refused(dir, &error))?;
    write(&dir.join("shared.json"), &shared)?;
    if let Some(own) = own {
        write(&dir.join("own.json"), &own)?;
    }
    Ok(())
}

fn write(path: &Path, details: &[Detail]) -> Result<(), Failure> {
    use std::io::Write as _;
    let written = (|| {
        let mut file = private_file(path)?;
        file.write_all(&output::json_bytes(&details))?;
        file.sync_all()
    })();
    written.map_err(|error| refused(path, &error))
}

/// A new folder, or one that is there, for its person alone.
fn make_private(dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

fn refused(path: &Path, error: &std::io::Error) -> Failure {
    Trouble::OtherFile(path.display().to_string(), error.to_string()).into()
}
