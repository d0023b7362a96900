//! The section of the index that the ledger writes and reads.

use super::{At, Ledger, asides};
use crate::codec::{CodecError, Put, Reader};
use crate::id::{DeviceId, LogId, PersonId, RecordHash, Seq, ShortHash};
use crate::journal::index::counter;
use crate::log::{LogState, Logs, Run};
use crate::store::Arrival;

/// The longest name of a device's person.
const NAME_BYTES_MAX: usize = 1024;

impl Ledger {
    /// Appends what is known of the logs, and of the records `loose` that stand in no
    /// row: their counters are needed.
    pub(in crate::journal) fn save(&self, loose: &[At], out: &mut Vec<u8>) {
        let highest: Vec<_> = self.chains.highest().collect();
        out.put_u32(highest.len() as u32);
        for highest in highest {
            out.put_u64(highest.number());
        }
        save_logs(&self.logs, out);
        self.save_loose(loose, out);
        let logs = self.logs.0.keys();
        let behind = logs.map(|log| (log, self.chains.behind(*log)));
        let behind: Vec<_> = behind
            .flat_map(|(log, behind)| behind.into_iter().map(move |one| (log, one)))
            .collect();
        out.put_u32(behind.len() as u32);
        for (log, (from, (other, run), up_to)) in behind {
            out.put(log.as_bytes());
            out.put_u64(from);
            out.put(other.as_bytes());
            out.put_u8(run);
            out.put_u64(up_to);
        }
        let gone: Vec<_> = self.chains.gone().collect();
        out.put_u32(gone.len() as u32);
        for (log, seq) in gone {
            out.put(log.as_bytes());
            out.put_u64(seq);
        }
        let waiting = self.chains.waiting();
        out.put_u32(waiting.len() as u32);
        for (log, seq, heads) in waiting {
            out.put(log.as_bytes());
            out.put_u64(seq);
            out.put_count(heads.len());
            for head in heads {
                out.put(head.as_bytes());
            }
        }
        self.asides.save(out);
    }

    fn save_loose(&self, loose: &[At], out: &mut Vec<u8>) {
        let known = |at: &At| self.counter(at.2).map(|counter| (*at, counter));
        let loose: Vec<_> = loose.iter().filter_map(known).collect();
        out.put_u32(loose.len() as u32);
        for ((log, seq, hash), counter) in loose {
            out.put(log.as_bytes());
            out.put_u64(seq);
            out.put(hash.as_bytes());
            out.put_u64(counter.number());
        }
    }

    /// Reads what [`Ledger::save`] wrote, of the first `covered` records.
    pub(in crate::journal) fn load(
        &mut self,
        reader: &mut Reader<'_>,
        covered: Arrival,
    ) -> Result<(), CodecError> {
        for _ in 0..reader.u32()? {
            self.chains.raise(counter(reader)?);
        }
        self.logs = load_logs(reader)?;
        for _ in 0..reader.u32()? {
            let (log, seq) = place(reader, covered)?;
            let at = (log, seq, RecordHash::from_bytes(reader.array()?));
            self.chains.note(&self.logs, at, counter(reader)?);
        }
        for (log, state) in &self.logs.0 {
            self.chains.note_follows(&self.logs, *log, &state.follows);
        }
        for _ in 0..reader.u32()? {
            let (log, from) = place(reader, covered)?;
            let other = (LogId::from_bytes(reader.array()?), reader.u8()?);
            let up_to = possible(reader.u64()?, covered)?;
            self.chains.add_behind(log, (from, other, up_to));
        }
        for _ in 0..reader.u32()? {
            let (log, seq) = place(reader, covered)?;
            self.chains.forget(log, seq);
        }
        for _ in 0..reader.u32()? {
            let (log, seq) = place(reader, covered)?;
            for _ in 0..reader.u16()? {
                let head = ShortHash::from_bytes(reader.array()?);
                self.chains.note_after(&self.logs, log, seq, head);
            }
        }
        self.asides = asides::Asides::load(reader)?;
        Ok(())
    }
}

/// A position that is not above the number of records that are covered: memory is taken
/// for positions.
fn possible(seq: Seq, covered: Arrival) -> Result<Seq, CodecError> {
    (seq <= covered).then_some(seq).ok_or(CodecError::Unknown)
}

fn place(reader: &mut Reader<'_>, covered: Arrival) -> Result<(LogId, Seq), CodecError> {
    let log = LogId::from_bytes(reader.array()?);
    Ok((log, possible(reader.u64()?, covered)?))
}

fn save_logs(logs: &Logs, out: &mut Vec<u8>) {
    out.put_count(logs.0.len());
    for (log, state) in &logs.0 {
        out.put(log.as_bytes());
        out.put(state.person.as_bytes());
        out.put(state.device.as_bytes());
        out.put_long(state.name.as_bytes());
        out.put_count(state.follows.len());
        for head in &state.follows {
            out.put(head.as_bytes());
        }
        out.put_count(state.branches.len());
        for (seq, hash) in &state.branches {
            out.put_u64(*seq);
            out.put(hash.as_bytes());
        }
        out.put_u64(state.fork_at.map_or(u64::MAX, |at| at));
        out.put_count(state.runs.len());
        for run in &state.runs {
            out.put_u8(run.left);
            out.put_u64(run.from);
            out.put_u32(run.records.len() as u32);
            for record in &run.records {
                out.put(record.as_bytes());
            }
        }
    }
}

fn load_logs(reader: &mut Reader<'_>) -> Result<Logs, CodecError> {
    let mut logs = Logs::default();
    for _ in 0..reader.u16()? {
        let log = LogId::from_bytes(reader.array()?);
        let state = LogState {
            person: PersonId::from_bytes(reader.array()?),
            device: DeviceId::from_bytes(reader.array()?),
            name: reader.text(NAME_BYTES_MAX)?.to_owned(),
            follows: (0..reader.u16()?)
                .map(|_| Ok(RecordHash::from_bytes(reader.array()?)))
                .collect::<Result<_, CodecError>>()?,
            branches: (0..reader.u16()?)
                .map(|_| Ok((reader.u64()?, RecordHash::from_bytes(reader.array()?))))
                .collect::<Result<_, CodecError>>()?,
            fork_at: Some(reader.u64()?).filter(|at| *at != u64::MAX),
            runs: (0..reader.u16()?)
                .map(|_| load_run(reader))
                .collect::<Result<_, CodecError>>()?,
        };
        logs.0.insert(log, state);
    }
    Ok(logs)
}

fn load_run(reader: &mut Reader<'_>) -> Result<Run, CodecError> {
    Ok(Run {
        left: reader.u8()?,
        from: reader.u64()?,
        records: (0..reader.u32()?)
            .map(|_| Ok(ShortHash::from_bytes(reader.array()?)))
            .collect::<Result<_, CodecError>>()?,
    })
}
