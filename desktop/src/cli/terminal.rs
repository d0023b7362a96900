//! The one way to standard output and standard error. Whatever goes by it is harmless:
//! no word of a person, of a file or of a system commands the terminal.

use std::io::Write;

use crate::text::harmless;

/// Standard output.
pub struct Out;

impl Write for Out {
    /// Takes whole words, as formatting gives them.
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let words = String::from_utf8_lossy(bytes);
        std::io::stdout().write_all(harmless(&words).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stdout().flush()
    }
}

/// Prints words to standard output, as many lines as they are.
///
/// # Errors
/// What the system says, as when the reader has gone.
pub fn print(words: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{}", harmless(words))
}

/// Says words on standard error. That nobody reads them is no reason to fail.
pub fn say(words: &str) {
    drop(writeln!(std::io::stderr(), "{}", harmless(words)));
}
