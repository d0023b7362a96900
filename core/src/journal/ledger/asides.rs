//! Records that are kept and not folded: what does not hold, and what a newer Candor
//! wrote.

use std::collections::BTreeMap;

use crate::codec::{CodecError, Put, Reader};
use crate::entry::document::DocumentError;
use crate::envelope::PayloadError;
use crate::id::{EntryId, LogId, RecordHash, Seq};
use crate::view::Row;

/// A record that is kept but not folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Its log.
    pub log: LogId,
    /// Its position.
    pub seq: Seq,
    /// The entry it is about, if that could be read.
    pub entry: Option<EntryId>,
    /// Why.
    pub reason: AsideReason,
}

/// Why a record is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AsideReason {
    /// Its payload does not read.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// Its change is refused.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// It is about an entry of the other person.
    #[error("it is about an entry that is not its writer's")]
    Owner,
    /// Its counter is not of its day.
    #[error("its counter is not of its day")]
    Counter,
    /// Its words may not begin such an entry, or follow what it said before: they
    /// name another day, kind or thread.
    #[error("its words do not follow what the entry said before")]
    Rule,
    /// It corrects an entry that the other has had for days.
    #[error("it corrects an entry that the other has had for days")]
    Late,
    /// It opens a log in the middle of one, or a log that is not proven.
    #[error("it opens a log in the middle of one, or one that is not proven")]
    Start,
    /// The first record of its log is not here, or does not prove it.
    #[error("the first record of its log is not here or does not prove it")]
    NoLog,
}

impl AsideReason {
    /// Whether it is because of what the changes of its entry say: judged again with
    /// each further one.
    fn is_by_words(self) -> bool {
        matches!(self, Self::Document(_) | Self::Late | Self::Rule)
    }
}

/// What is kept and not folded.
#[derive(Debug, Default)]
pub(in crate::journal) struct Asides {
    aside: BTreeMap<RecordHash, Aside>,
    newer: BTreeMap<RecordHash, (LogId, Seq)>,
}

impl Asides {
    /// Sets a record aside.
    pub(in crate::journal) fn set(&mut self, hash: RecordHash, aside: Aside) {
        self.aside.insert(hash, aside);
    }

    /// Sets changes of an entry aside for what they say.
    pub(in crate::journal) fn set_changes(
        &mut self,
        row: &Row,
        reasons: impl IntoIterator<Item = (RecordHash, AsideReason)>,
    ) {
        for (hash, reason) in reasons {
            if let Some(change) = row.changes.iter().find(|change| change.hash == hash) {
                let aside = Aside {
                    log: change.place.log,
                    seq: change.place.seq,
                    entry: Some(row.id),
                    reason,
                };
                self.set(hash, aside);
            }
        }
    }

    /// Takes back what was set aside of an entry for what its changes say.
    pub(in crate::journal) fn drop_words(&mut self, row: &Row) {
        for change in &row.changes {
            let aside = self.aside.get(&change.hash);
            if aside.is_some_and(|aside| aside.reason.is_by_words()) {
                self.aside.remove(&change.hash);
            }
        }
    }

    /// A record was broken and is whole: it is judged again.
    pub(in crate::journal) fn heal(&mut self, hash: RecordHash) {
        self.aside.remove(&hash);
    }

    /// Whether a record is set aside.
    pub(in crate::journal) fn holds(&self, hash: RecordHash) -> bool {
        self.aside.contains_key(&hash)
    }

    /// Whether a record is set aside because it came late.
    pub(in crate::journal) fn is_late(&self, hash: RecordHash) -> bool {
        let aside = self.aside.get(&hash);
        aside.is_some_and(|aside| aside.reason == AsideReason::Late)
    }

    /// All that is set aside.
    pub(in crate::journal) fn all(&self) -> impl Iterator<Item = (&RecordHash, &Aside)> {
        self.aside.iter()
    }

    /// Notes a record that a newer Candor wrote.
    pub(in crate::journal) fn note_newer(&mut self, hash: RecordHash, log: LogId, seq: Seq) {
        self.newer.insert(hash, (log, seq));
    }

    /// All that a newer Candor wrote.
    pub(in crate::journal) fn newer(&self) -> impl Iterator<Item = (&RecordHash, &(LogId, Seq))> {
        self.newer.iter()
    }

    /// Where all of them stand.
    pub(in crate::journal) fn places(&self) -> impl Iterator<Item = (LogId, Seq, RecordHash)> {
        let aside = self.aside.iter().map(|(hash, it)| (it.log, it.seq, *hash));
        let newer = self
            .newer
            .iter()
            .map(|(hash, (log, seq))| (*log, *seq, *hash));
        newer.chain(aside)
    }

    /// Appends them: a part of the section that the ledger writes.
    pub(super) fn save(&self, out: &mut Vec<u8>) {
        out.put_u32(self.newer.len() as u32);
        for (hash, (log, seq)) in &self.newer {
            out.put(hash.as_bytes());
            out.put(log.as_bytes());
            out.put_u64(*seq);
        }
        out.put_u32(self.aside.len() as u32);
        for (hash, aside) in &self.aside {
            out.put(hash.as_bytes());
            out.put(aside.log.as_bytes());
            out.put_u64(aside.seq);
            out.put(aside.entry.unwrap_or(NO_ENTRY).as_bytes());
            out.put_u8(reason_code(aside.reason));
        }
    }

    /// Reads what [`Asides::save`] wrote.
    pub(super) fn load(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let mut asides = Self::default();
        for _ in 0..reader.u32()? {
            let hash = RecordHash::from_bytes(reader.array()?);
            let log = LogId::from_bytes(reader.array()?);
            asides.note_newer(hash, log, reader.u64()?);
        }
        for _ in 0..reader.u32()? {
            let hash = RecordHash::from_bytes(reader.array()?);
            let aside = Aside {
                log: LogId::from_bytes(reader.array()?),
                seq: reader.u64()?,
                entry: entry(reader)?,
                reason: reason_from_code(reader.u8()?)?,
            };
            asides.set(hash, aside);
        }
        Ok(asides)
    }
}

/// Stands for "no entry": no entry hashes to zeros.
const NO_ENTRY: EntryId = EntryId::from_bytes([0; 16]);

fn entry(reader: &mut Reader<'_>) -> Result<Option<EntryId>, CodecError> {
    let entry = EntryId::from_bytes(reader.array()?);
    Ok((entry != NO_ENTRY).then_some(entry))
}

/// The index keeps reasons coarsely: it is a cache, and `check` reads the
/// records themselves again.
fn reason_code(reason: AsideReason) -> u8 {
    match reason {
        AsideReason::Payload(PayloadError::Counter) => 1,
        AsideReason::Payload(PayloadError::Elsewhere) => 2,
        AsideReason::Payload(_) => 3,
        AsideReason::Owner => 4,
        AsideReason::Counter => 5,
        AsideReason::Start => 6,
        AsideReason::NoLog => 11,
        AsideReason::Late => 12,
        AsideReason::Rule => 13,
        AsideReason::Document(DocumentError::Actor) => 7,
        AsideReason::Document(DocumentError::Missing) => 8,
        AsideReason::Document(DocumentError::TooManyOperations) => 9,
        AsideReason::Document(_) => 10,
    }
}

fn reason_from_code(code: u8) -> Result<AsideReason, CodecError> {
    Ok(match code {
        1 => AsideReason::Payload(PayloadError::Counter),
        2 => AsideReason::Payload(PayloadError::Elsewhere),
        3 => AsideReason::Payload(PayloadError::Sealed),
        4 => AsideReason::Owner,
        5 => AsideReason::Counter,
        6 => AsideReason::Start,
        7 => AsideReason::Document(DocumentError::Actor),
        8 => AsideReason::Document(DocumentError::Missing),
        9 => AsideReason::Document(DocumentError::TooManyOperations),
        10 => AsideReason::Document(DocumentError::Apply),
        11 => AsideReason::NoLog,
        12 => AsideReason::Late,
        13 => AsideReason::Rule,
        _ => return Err(CodecError::Unknown),
    })
}
