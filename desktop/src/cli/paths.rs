//! Paths, as somebody types them.

use std::path::{Path, PathBuf};

use super::Failure;
use super::args::Common;
use crate::text::{self, help};

/// The data folder: named, or the platform's own.
pub fn folder(common: &Common) -> Result<PathBuf, Failure> {
    match &common.data {
        Some(named) => whole(named).map(Path::to_owned),
        None => {
            let dirs = directories::ProjectDirs::from("org", "Candor", "candor");
            found(dirs.map(|dirs| dirs.data_dir().to_owned()))
        }
    }
}

fn found(folder: Option<PathBuf>) -> Result<PathBuf, Failure> {
    folder.ok_or_else(|| Failure::Usage(help::NO_HOME.to_owned()))
}

/// A path that is written to, unless its `~` still stands: then what was meant is
/// the home folder, and what would be made is a folder called `~`.
pub fn whole(path: &Path) -> Result<&Path, Failure> {
    if path.as_os_str().as_encoded_bytes().first() == Some(&b'~') {
        let path = text::inert(&path.display().to_string());
        return Err(Failure::Usage(help::home_mark(&path)));
    }
    Ok(path)
}

/// A folder that the window can show, and take as it is shown.
pub fn for_window(folder: PathBuf) -> Result<PathBuf, Failure> {
    if folder.to_str().is_none() {
        return Err(Failure::Usage(help::NOT_UTF8.to_owned()));
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<T>(outcome: Result<T, Failure>) -> String {
        match outcome {
            Err(Failure::Usage(words)) => words,
            _ => panic!("it was taken"),
        }
    }

    #[test]
    fn without_a_home_the_sentence_says_that_there_is_none() {
        assert_eq!(words(found(None)), help::NO_HOME);
    }

    #[test]
    fn a_home_mark_that_no_shell_has_replaced_is_not_a_folder_name() {
        for quoted in ["~", "~/journal", "~ada/journal"] {
            assert!(words(whole(Path::new(quoted))).contains(quoted));
        }
        for path in ["./~", "a~b", "/home/ada/~"] {
            assert_eq!(whole(Path::new(path)).ok(), Some(Path::new(path)));
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_window_takes_no_folder_that_it_would_show_as_another() {
        use std::os::unix::ffi::OsStringExt as _;
        let odd = PathBuf::from(std::ffi::OsString::from_vec(b"/tmp/\xff".to_vec()));
        assert_eq!(words(for_window(odd)), help::NOT_UTF8);
        let plain = PathBuf::from("/tmp/dia\u{301}rio");
        assert_eq!(for_window(plain.clone()).ok(), Some(plain));
    }
}
