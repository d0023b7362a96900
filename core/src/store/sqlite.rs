//! The shared space in one SQLite file. Tables and columns are part of the
//! documented format: `docs/envelope-format.md`, "The database".

mod schema;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};

use super::{Arrival, Batch, LocalKind, LocalPair, Position, Row, Store, StoreError, plain};
use crate::id::{LogId, RecordHash, Seq};
use schema::{APPLICATION_ID, SCHEMA, USER_VERSION};

/// Larger pages lose less at their ends to rows of some 1,500 bytes.
const PAGE_BYTES: i32 = 16 * 1024;
/// What SQLite writes beside the file.
const BESIDE: [&str; 2] = ["-wal", "-journal"];

/// A store in one file. The lock on the file is exclusive: a second program
/// gets [`StoreError::Busy`].
pub struct SqliteStore {
    connection: Connection,
    stopped: Cell<bool>,
}

impl SqliteStore {
    /// Makes a new, empty journal file at `path`, where nothing may stand yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        // Made first for its person alone; SQLite's own files take its rights.
        drop(plain::open_or_make(path)?);
        let connection = connect(path)?;
        connection
            .pragma_update(None, "page_size", PAGE_BYTES)
            .map_err(judge)?;
        let store = Self::prepare(connection)?;
        let write = || {
            let connection = &store.connection;
            connection.pragma_update(None, "application_id", APPLICATION_ID)?;
            connection.pragma_update(None, "user_version", USER_VERSION)?;
            SCHEMA
                .iter()
                .try_for_each(|object| connection.execute_batch(object.sql))
        };
        write().map_err(judge)?;
        Ok(store)
    }

    /// Opens the journal file at `path`. Nothing is written before it is known to
    /// be one and nothing else.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if it is open elsewhere, [`StoreError::Damaged`] if
    /// it is not a journal, [`StoreError::Newer`] if a later program made it,
    /// [`StoreError::Foreign`] if it holds something that is
    /// not Candor's, [`StoreError::NotAFile`] if it or what SQLite writes beside
    /// it is no plain file, others as the system says.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        plain::is_plain(path)?;
        let connection = connect(path)?;
        schema::check(&connection)?;
        Self::prepare(connection)
    }

    /// Whether neither a record nor a local row is in it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        self.ready()?;
        self.connection
            .query_row(
                "SELECT NOT EXISTS (SELECT 1 FROM record) AND NOT EXISTS (SELECT 1 FROM local)",
                [],
                |row| row.get(0),
            )
            .map_err(judge)
    }

    fn prepare(connection: Connection) -> Result<Self, StoreError> {
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 PRAGMA secure_delete = ON;
                 PRAGMA temp_store = MEMORY;
                 PRAGMA cache_size = -8192;
                 BEGIN IMMEDIATE; COMMIT;",
            )
            .and_then(|()| schema::accept(&connection))
            .map_err(judge)?;
        Ok(Self {
            connection,
            stopped: Cell::new(false),
        })
    }

    fn ready(&self) -> Result<(), StoreError> {
        if self.stopped.get() {
            Err(StoreError::Stopped)
        } else {
            Ok(())
        }
    }

    fn write(&mut self, batch: &Batch<'_>) -> rusqlite::Result<Vec<Arrival>> {
        let transaction = self.connection.transaction()?;
        let mut arrivals = Vec::with_capacity(batch.records.len());
        if batch.clear {
            transaction.execute("DELETE FROM record", [])?;
            transaction.execute(
                "DELETE FROM local WHERE kind <> ?1",
                [LocalKind::Outbox as u8],
            )?;
        }
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO record (log, seq, hash, header, tags, payload)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for record in &batch.records {
                let envelope = record.envelope();
                insert.execute(params![
                    record.log().as_bytes(),
                    signed(record.seq()),
                    record.hash().as_bytes(),
                    envelope.header_bytes(),
                    envelope.tags(),
                    record.payload(),
                ])?;
                arrivals.push(transaction.last_insert_rowid() as Arrival);
            }
            let mut heal = transaction.prepare_cached(
                "UPDATE record SET log = ?2, seq = ?3, hash = ?4, header = ?5, tags = ?6,
                 payload = ?7 WHERE arrival = ?1",
            )?;
            for (arrival, record) in &batch.heal {
                let envelope = record.envelope();
                heal.execute(params![
                    signed(*arrival),
                    record.log().as_bytes(),
                    signed(record.seq()),
                    record.hash().as_bytes(),
                    envelope.header_bytes(),
                    envelope.tags(),
                    record.payload(),
                ])?;
            }
            let mut erase = transaction
                .prepare_cached("UPDATE record SET payload = NULL WHERE arrival = ?1")?;
            for arrival in &batch.erase {
                erase.execute([signed(*arrival)])?;
            }
            let mut delete =
                transaction.prepare_cached("DELETE FROM local WHERE kind = ?1 AND key = ?2")?;
            for (kind, key) in &batch.delete {
                delete.execute(params![*kind as u8, key])?;
            }
            let mut put = transaction.prepare_cached(
                "INSERT INTO local (kind, key, value) VALUES (?1, ?2, ?3)
                 ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
            )?;
            for ((kind, key), value) in &batch.put {
                put.execute(params![*kind as u8, key, value])?;
            }
        }
        transaction.commit()?;
        Ok(arrivals)
    }
}

/// The database at `path`, which is there, with its limits set. Nothing was read
/// or written yet.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    for beside in BESIDE {
        let mut name = path.as_os_str().to_owned();
        name.push(beside);
        plain::is_plain(Path::new(&name))?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(judge)?;
    let set = || {
        schema::guard(&connection)?;
        connection.busy_timeout(std::time::Duration::ZERO)?;
        // The lock is taken by the first statement that reads; WAL in exclusive
        // mode needs no shared memory file beside the journal.
        connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE;")
    };
    set().map_err(judge)?;
    Ok(connection)
}

/// Arrivals and positions stay below 2⁶³; the log's rules refuse more.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn judge(error: rusqlite::Error) -> StoreError {
    use rusqlite::Error::{
        FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error,
    };
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt | ErrorCode::TooBig) => {
            StoreError::Damaged
        }
        // Values that Candor never writes into this column.
        None if matches!(
            error,
            FromSqlConversionFailure(..)
                | IntegralValueOutOfRange(..)
                | InvalidColumnType(..)
                | Utf8Error(..)
        ) =>
        {
            StoreError::Damaged
        }
        _ => StoreError::Io(Box::new(error)),
    }
}

fn row_from(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let fixed = |bytes: Vec<u8>, width: usize| {
        let mut bytes = bytes;
        bytes.resize(width, 0);
        bytes
    };
    let log: Vec<u8> = row.get(1)?;
    let hash: Vec<u8> = row.get(3)?;
    let mut log_id = [0; 16];
    log_id.copy_from_slice(&fixed(log, 16));
    let mut hash_id = [0; 32];
    hash_id.copy_from_slice(&fixed(hash, 32));
    Ok(Row {
        arrival: row.get::<_, i64>(0)? as Arrival,
        log: LogId::from_bytes(log_id),
        seq: row.get::<_, i64>(2)? as Seq,
        hash: RecordHash::from_bytes(hash_id),
        header: row.get(4)?,
        tags: row.get(5)?,
        payload: row.get(6)?,
    })
}

fn position_from(row: &rusqlite::Row<'_>) -> rusqlite::Result<Position> {
    Ok(Position {
        seq: row.get::<_, i64>(0)? as Seq,
        hash: RecordHash::from_bytes(row.get(1)?),
        arrival: row.get::<_, i64>(2)? as Arrival,
    })
}

const COLUMNS: &str = "arrival, log, seq, hash, header, tags, payload";

impl Store for SqliteStore {
    fn commit(&mut self, batch: &Batch<'_>) -> Result<Vec<Arrival>, StoreError> {
        self.ready()?;
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        self.write(batch).map_err(|error| {
            self.stopped.set(true);
            judge(error)
        })
    }

    fn row(&self, arrival: Arrival) -> Result<Option<Row>, StoreError> {
        self.ready()?;
        self.connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE arrival = ?1"))
            .and_then(|mut read| read.query_row([signed(arrival)], row_from).optional())
            .map_err(judge)
    }

    fn rows_after(
        &self,
        arrival: Arrival,
        limit: usize,
        bytes: usize,
    ) -> Result<Vec<Row>, StoreError> {
        self.ready()?;
        self.connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE arrival > ?1 ORDER BY arrival LIMIT ?2"
            ))
            .and_then(|mut read| {
                let mut rows = read.query([signed(arrival), signed(limit as u64)])?;
                let mut found = Vec::new();
                let mut taken = 0;
                while taken < bytes.max(1)
                    && let Some(row) = rows.next()?
                {
                    let row = row_from(row)?;
                    taken += row.payload.as_ref().map_or(0, Vec::len);
                    found.push(row);
                }
                Ok(found)
            })
            .map_err(judge)
    }

    fn positions(&self, log: LogId, from: Seq) -> Result<Vec<Position>, StoreError> {
        self.ready()?;
        self.connection
            .prepare_cached(
                "SELECT seq, hash, arrival FROM record
                 WHERE log = ?1 AND seq >= ?2 ORDER BY seq, hash",
            )
            .and_then(|mut read| {
                read.query_map(params![log.as_bytes(), signed(from)], position_from)?
                    .collect()
            })
            .map_err(judge)
    }

    fn at(&self, log: LogId, seq: Seq) -> Result<Vec<Position>, StoreError> {
        self.ready()?;
        self.connection
            .prepare_cached(
                "SELECT seq, hash, arrival FROM record
                 WHERE log = ?1 AND seq = ?2 ORDER BY hash",
            )
            .and_then(|mut read| {
                read.query_map(params![log.as_bytes(), signed(seq)], position_from)?
                    .collect()
            })
            .map_err(judge)
    }

    fn by_hashes(&self, hashes: &BTreeSet<RecordHash>) -> Result<Vec<Arrival>, StoreError> {
        self.ready()?;
        if hashes.is_empty() {
            return Ok(Vec::new());
        }
        // The key index alone is read, not the rows with their payloads.
        self.connection
            .prepare_cached("SELECT hash, arrival FROM record INDEXED BY record_key")
            .and_then(|mut read| {
                let mut rows = read.query([])?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    let hash = RecordHash::from_bytes(row.get(0)?);
                    if hashes.contains(&hash) {
                        found.push(row.get::<_, i64>(1)? as Arrival);
                    }
                }
                Ok(found)
            })
            .map_err(judge)
    }

    fn last_arrival(&self) -> Result<Arrival, StoreError> {
        self.ready()?;
        self.connection
            .query_row("SELECT COALESCE(MAX(arrival), 0) FROM record", [], |row| {
                row.get::<_, i64>(0)
            })
            .map(|last| last as Arrival)
            .map_err(judge)
    }

    fn local(&self, kind: LocalKind, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.ready()?;
        self.connection
            .prepare_cached("SELECT value FROM local WHERE kind = ?1 AND key = ?2")
            .and_then(|mut read| {
                read.query_row(params![kind as u8, key], |row| row.get(0))
                    .optional()
            })
            .map_err(judge)
    }

    fn locals(&self, kind: LocalKind) -> Result<Vec<LocalPair>, StoreError> {
        self.ready()?;
        self.connection
            .prepare_cached("SELECT key, value FROM local WHERE kind = ?1 ORDER BY key")
            .and_then(|mut read| {
                read.query_map([kind as u8], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect()
            })
            .map_err(judge)
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        self.ready()?;
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(|error| {
                self.stopped.set(true);
                judge(error)
            })
    }
}
