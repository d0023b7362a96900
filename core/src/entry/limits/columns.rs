//! The columns of a change as their bytes stand, run by run. Nothing is repeated
//! as often as a run says; lengths are checked before anything is taken.

use std::marker::PhantomData;
use std::ops::Range;

use super::{ACTOR_BYTES, BoundedChange, COLUMN_DEFLATED, LimitError};

/// The columns a change can have, in the order they are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    ObjActor,
    ObjCounter,
    KeyActor,
    KeyCounter,
    KeyString,
    Insert,
    Action,
    ValueMeta,
    Value,
    PredCount,
    PredActor,
    PredCounter,
    Expand,
    MarkName,
}

pub(super) const COLUMN_COUNT: usize = 14;

/// Every column with its specification: id in the upper bits, type in the lowest three.
pub(super) const COLUMNS: [(u64, Column); COLUMN_COUNT] = [
    (0x01, Column::ObjActor),
    (0x02, Column::ObjCounter),
    (0x11, Column::KeyActor),
    (0x13, Column::KeyCounter),
    (0x15, Column::KeyString),
    (0x34, Column::Insert),
    (0x42, Column::Action),
    (0x56, Column::ValueMeta),
    (0x57, Column::Value),
    (0x70, Column::PredCount),
    (0x71, Column::PredActor),
    (0x73, Column::PredCounter),
    (0x94, Column::Expand),
    (0xa5, Column::MarkName),
];

/// Where each column lies in the chunk; an empty range for one that is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns([Range<usize>; COLUMN_COUNT]);

impl Columns {
    pub(super) fn range(&self, column: Column) -> Range<usize> {
        self.0.get(column as usize).cloned().unwrap_or_default()
    }

    /// Reads the list of columns and passes over their data.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, LimitError> {
        let listed = reader.unsigned()?;
        if listed > COLUMN_COUNT as u64 {
            return Err(LimitError::Columns);
        }
        let mut lengths = [0_u64; COLUMN_COUNT];
        let mut after: Option<u64> = None;
        for _ in 0..listed {
            let spec = reader.unsigned()?;
            let length = reader.unsigned()?;
            let known = COLUMNS.iter().find(|(known, _)| *known == spec);
            let in_order = after.is_none_or(|after| after < spec);
            let (Some((_, column)), true, 0) = (known, in_order, spec & COLUMN_DEFLATED) else {
                return Err(LimitError::Columns);
            };
            if let Some(slot) = lengths.get_mut(*column as usize) {
                *slot = length;
            }
            after = Some(spec);
        }
        let mut columns = Self::default();
        for (range, length) in columns.0.iter_mut().zip(lengths) {
            let start = reader.position();
            reader.take(length)?;
            *range = start..reader.position();
        }
        Ok(columns)
    }
}

impl BoundedChange {
    /// The runs of a column of unsigned integers.
    pub(crate) fn integers(&self, column: Column) -> Runs<'_, u64> {
        Runs::new(self.column(column))
    }

    /// The runs of a column of differences.
    pub(crate) fn deltas(&self, column: Column) -> Runs<'_, i64> {
        Runs::new(self.column(column))
    }

    /// The runs of a column of strings, as bytes.
    pub(crate) fn strings(&self, column: Column) -> Runs<'_, &[u8]> {
        Runs::new(self.column(column))
    }

    /// The runs of a column of booleans.
    pub(crate) fn booleans(&self, column: Column) -> Booleans<'_> {
        Booleans {
            reader: Reader::new(self.column(column)),
            next: false,
        }
    }
}

/// The runs of a column: how often, and which value (`None` for null).
///
/// **Shape**: a signed count, then: positive, one value, repeated; negative, so
/// many values, given here one by one with length 1; zero, an unsigned count of
/// nulls, at least 1.
pub(crate) struct Runs<'a, V> {
    reader: Reader<'a>,
    literals: u64,
    value: PhantomData<V>,
}

/// A value as it stands in a column.
pub(crate) trait Stored<'a>: Sized {
    /// Takes one value.
    fn read(reader: &mut Reader<'a>) -> Result<Self, LimitError>;
}

impl<'a> Stored<'a> for u64 {
    fn read(reader: &mut Reader<'a>) -> Result<Self, LimitError> {
        reader.unsigned()
    }
}

impl<'a> Stored<'a> for i64 {
    fn read(reader: &mut Reader<'a>) -> Result<Self, LimitError> {
        reader.signed()
    }
}

impl<'a> Stored<'a> for &'a [u8] {
    fn read(reader: &mut Reader<'a>) -> Result<Self, LimitError> {
        reader.prefixed()
    }
}

impl<'a, V: Stored<'a>> Runs<'a, V> {
    fn new(column: &'a [u8]) -> Self {
        Self {
            reader: Reader::new(column),
            literals: 0,
            value: PhantomData,
        }
    }

    fn run(&mut self) -> Result<(u64, Option<V>), LimitError> {
        if self.literals == 0 {
            let length = self.reader.signed()?;
            if length > 0 {
                let value = V::read(&mut self.reader)?;
                return Ok((length.unsigned_abs(), Some(value)));
            }
            if length == 0 {
                let nulls = self.reader.unsigned()?;
                if nulls == 0 {
                    return Err(LimitError::Columns);
                }
                return Ok((nulls, None));
            }
            self.literals = length.unsigned_abs();
        }
        self.literals = self.literals.saturating_sub(1);
        let value = V::read(&mut self.reader)?;
        Ok((1, Some(value)))
    }
}

impl<'a, V: Stored<'a>> Iterator for Runs<'a, V> {
    type Item = Result<(u64, Option<V>), LimitError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_empty() && self.literals == 0 {
            return None;
        }
        Some(self.run())
    }
}

/// The runs of a column of booleans: lengths in turn of false, true, false...
pub(crate) struct Booleans<'a> {
    reader: Reader<'a>,
    next: bool,
}

impl Iterator for Booleans<'_> {
    type Item = Result<(u64, bool), LimitError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.is_empty() {
            return None;
        }
        let value = self.next;
        self.next = !value;
        Some(self.reader.unsigned().map(|length| (length, value)))
    }
}

/// Takes bytes from the front of a slice, and fails where they end.
pub(crate) struct Reader<'a> {
    whole: usize,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self {
            whole: bytes.len(),
            rest: bytes,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn position(&self) -> usize {
        self.whole.saturating_sub(self.rest.len())
    }

    pub(crate) fn skip(&mut self, length: usize) -> Result<&'a [u8], LimitError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(LimitError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn take(&mut self, length: u64) -> Result<&'a [u8], LimitError> {
        let length = usize::try_from(length).map_err(|_| LimitError::Truncated)?;
        self.skip(length)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], LimitError> {
        let (taken, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(LimitError::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, LimitError> {
        let (byte, rest) = self.rest.split_first().ok_or(LimitError::Truncated)?;
        self.rest = rest;
        Ok(*byte)
    }

    /// Bytes behind their own length.
    fn prefixed(&mut self) -> Result<&'a [u8], LimitError> {
        let length = self.unsigned()?;
        self.take(length)
    }

    pub(super) fn actor(&mut self) -> Result<[u8; ACTOR_BYTES], LimitError> {
        if self.unsigned()? != ACTOR_BYTES as u64 {
            return Err(LimitError::Actor);
        }
        self.array()
    }

    /// An unsigned LEB128 number in its shortest form.
    #[inline]
    pub(super) fn unsigned(&mut self) -> Result<u64, LimitError> {
        // Nearly every number is one byte.
        match self.rest.split_first() {
            Some((byte @ 0..=0x7f, rest)) => {
                self.rest = rest;
                Ok(u64::from(*byte))
            }
            _ => self.unsigned_long(),
        }
    }

    fn unsigned_long(&mut self) -> Result<u64, LimitError> {
        let mut value: u64 = 0;
        let mut shift: u32 = 0;
        loop {
            let byte = self.byte()?;
            // The tenth byte has room for one bit and must be the last, so that
            // `shift` never passes 63.
            if shift == 63 && byte > 1 {
                return Err(LimitError::Leb);
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if byte == 0 && shift > 0 {
                    return Err(LimitError::Leb);
                }
                return Ok(value);
            }
            shift += 7;
        }
    }

    /// A signed LEB128 number in its shortest form.
    #[inline]
    pub(super) fn signed(&mut self) -> Result<i64, LimitError> {
        match self.rest.split_first() {
            Some((byte @ 0..=0x3f, rest)) => {
                self.rest = rest;
                Ok(i64::from(*byte))
            }
            _ => self.signed_long(),
        }
    }

    fn signed_long(&mut self) -> Result<i64, LimitError> {
        let mut value: i64 = 0;
        let mut shift: u32 = 0;
        let mut before: u8 = 0;
        loop {
            let byte = self.byte()?;
            // The tenth byte repeats the sign and must be the last.
            if shift == 63 && byte != 0 && byte != 0x7f {
                return Err(LimitError::Leb);
            }
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let sign_repeated =
                    (byte == 0 && before & 0x40 == 0) || (byte == 0x7f && before & 0x40 != 0);
                if shift > 0 && sign_repeated {
                    return Err(LimitError::Leb);
                }
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1 << (shift + 7);
                }
                return Ok(value);
            }
            before = byte;
            shift += 7;
        }
    }
}
