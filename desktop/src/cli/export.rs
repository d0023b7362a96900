//! A complete readable copy.

use std::path::Path;

use super::args::Common;
use super::{Failure, input, open, output};
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
    let handle = open(common)?;
    let shared = details(handle.call(Command::All)?);
    let own = if own {
        let passphrase = input::own_passphrase(common)?;
        handle.call(Command::OpenOwn { passphrase })?;
        Some(details(handle.call(Command::OwnAll)?))
    } else {
        None
    };
    handle.close();
    std::fs::create_dir_all(dir).map_err(|error| refused(dir, &error))?;
    write(&dir.join("shared.json"), &shared)?;
    if let Some(own) = own {
        write(&dir.join("own.json"), &own)?;
    }
    Ok(())
}

fn details(reply: Reply) -> Vec<Detail> {
    match reply {
        Reply::Details(details) => details,
        _ => Vec::new(),
    }
}

fn write(path: &Path, details: &[Detail]) -> Result<(), Failure> {
    use std::io::Write as _;
    let written = (|| {
        let mut file = std::fs::File::create_new(path)?;
        file.write_all(&output::json_bytes(&details))?;
        file.sync_all()
    })();
    written.map_err(|error| refused(path, &error))
}

fn refused(path: &Path, error: &std::io::Error) -> Failure {
    Trouble::OtherFile(path.display().to_string(), error.to_string()).into()
}
