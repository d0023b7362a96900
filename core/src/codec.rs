//! Reading and writing of fixed binary layouts.
//!
//! All integers are little-endian. A [`Reader`] never reads past its slice and
//! never allocates by a length it has not compared with a limit and with the
//! bytes that are there. Every format that uses it is written down in
//! `docs/envelope-format.md` or `docs/sync-protocol.md`.

/// Why bytes could not be read as the layout they claim to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The bytes end before the layout does.
    #[error("the bytes end too early")]
    Truncated,
    /// Bytes are left over after the layout.
    #[error("there are bytes left over")]
    Trailing,
    /// A length is above its limit.
    #[error("a length is above its limit")]
    TooLong,
    /// A field holds a value that the layout does not know.
    #[error("a field holds an unknown value")]
    Unknown,
    /// Text is not UTF-8.
    #[error("text is not UTF-8")]
    NotText,
}

/// A cursor over received bytes.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader over all of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next `len` bytes.
    pub fn bytes(&mut self, len: usize) -> Result<&'a [u8], CodecError> {
        if len > self.rest.len() {
            return Err(CodecError::Truncated);
        }
        let (head, rest) = self.rest.split_at(len);
        self.rest = rest;
        Ok(head)
    }

    /// The next `N` bytes as an array.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        let bytes = self.bytes(N)?;
        bytes.try_into().map_err(|_| CodecError::Truncated)
    }

    /// The next byte.
    pub fn u8(&mut self) -> Result<u8, CodecError> {
        Ok(self.array::<1>()?[0])
    }

    /// The next two bytes as an integer.
    pub fn u16(&mut self) -> Result<u16, CodecError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    /// The next four bytes as an integer.
    pub fn u32(&mut self) -> Result<u32, CodecError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// The next eight bytes as an integer.
    pub fn u64(&mut self) -> Result<u64, CodecError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A `u16` count of things that take at least `each` bytes, at most `max`.
    pub fn count(&mut self, max: usize, each: usize) -> Result<usize, CodecError> {
        let count = usize::from(self.u16()?);
        if count > max {
            return Err(CodecError::TooLong);
        }
        if count.saturating_mul(each) > self.rest.len() {
            return Err(CodecError::Truncated);
        }
        Ok(count)
    }

    /// Bytes behind a `u32` length of at most `max`.
    pub fn long(&mut self, max: usize) -> Result<&'a [u8], CodecError> {
        let len = self.u32()? as usize;
        if len > max {
            return Err(CodecError::TooLong);
        }
        self.bytes(len)
    }

    /// UTF-8 text behind a `u32` length in bytes of at most `max`.
    pub fn text(&mut self, max: usize) -> Result<&'a str, CodecError> {
        std::str::from_utf8(self.long(max)?).map_err(|_| CodecError::NotText)
    }

    /// All that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    /// `Ok` if nothing is left.
    pub fn end(self) -> Result<(), CodecError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(CodecError::Trailing)
        }
    }
}

/// The writing twin of [`Reader`], for a growing buffer.
pub trait Put {
    /// Appends bytes as they are.
    fn put(&mut self, bytes: &[u8]);

    /// Appends one byte.
    fn put_u8(&mut self, value: u8) {
        self.put(&[value]);
    }
    /// Appends two bytes.
    fn put_u16(&mut self, value: u16) {
        self.put(&value.to_le_bytes());
    }
    /// Appends four bytes.
    fn put_u32(&mut self, value: u32) {
        self.put(&value.to_le_bytes());
    }
    /// Appends eight bytes.
    fn put_u64(&mut self, value: u64) {
        self.put(&value.to_le_bytes());
    }
    /// Appends a `u16` count.
    ///
    /// # Panics
    /// If the count does not fit: callers cap their lists far below.
    fn put_count(&mut self, count: usize) {
        self.put_u16(u16::try_from(count).expect("lists are capped far below 65,535"));
    }
    /// Appends a `u32` length and the bytes.
    ///
    /// # Panics
    /// If the bytes are longer than 4 GiB: callers cap them far below.
    fn put_long(&mut self, bytes: &[u8]) {
        self.put_u32(u32::try_from(bytes.len()).expect("values are capped far below 4 GiB"));
        self.put(bytes);
    }
}

impl Put for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Lower-case hex of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(out, "{byte:02x}").expect("writing to a String cannot fail");
    }
    out
}

/// The bytes that lower-case hex stands for, if it is exactly `N` of them.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let nibble = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(out)
}
