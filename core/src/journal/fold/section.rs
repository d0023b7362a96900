//! What the index asks of a part of the fold.

use crate::codec::{CodecError, Reader};
use crate::journal::ledger::At;

/// A part of what is read: it owns what it knows, and a section of the index.
pub(in crate::journal) trait Section {
    /// Forgets all that the index and the stored records say.
    fn clear(&mut self);

    /// The records it names that stand in no row: their counters are needed.
    fn loose(&self) -> Vec<At>;

    /// Appends its section.
    fn save(&self, out: &mut Vec<u8>);

    /// Reads what [`Section::save`] wrote, into an empty part.
    fn load(&mut self, reader: &mut Reader<'_>) -> Result<(), CodecError>;
}
