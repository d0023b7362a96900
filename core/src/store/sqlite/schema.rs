//! What stands in the database, and what keeps anything else out.
//!
//! ```text
//! file ─► guard: limits, no triggers, no views ─► number of the program
//!                                             ─► these tables and indexes, to the letter
//!                                             ─► only then anything is written
//! ```
//!
//! A trigger or a view in a file that somebody has put here would run with what
//! Candor writes and reads. So the file is looked at first, and one that holds
//! anything else than its tables is not opened.

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;

use super::judge;
use crate::store::StoreError;

/// "CNDR", so that no other program's file is taken for a journal.
pub(super) const APPLICATION_ID: i32 = 0x434e_4452;
pub(super) const USER_VERSION: i32 = 1;

/// The longest row that is read: a page of the index, of which 256 MiB at most
/// are read, sealed.
const ROW_BYTES_MAX: i32 = 257 * 1024 * 1024;
/// The longest statement, those of a schema too: ours are some hundred bytes.
const STATEMENT_BYTES_MAX: i32 = 64 * 1024;
/// So many objects are read of a schema. There are four.
const OBJECTS_READ: usize = 16;

/// A table or an index.
pub(super) struct Object {
    kind: &'static str,
    name: &'static str,
    table: &'static str,
    /// The statement that makes it.
    pub(super) sql: &'static str,
}

pub(super) const SCHEMA: [Object; 4] = [
    Object {
        kind: "table",
        name: "record",
        table: "record",
        sql: "CREATE TABLE record (
    arrival INTEGER PRIMARY KEY,
    log     BLOB NOT NULL,
    seq     INTEGER NOT NULL,
    hash    BLOB NOT NULL,
    header  BLOB NOT NULL,
    tags    BLOB NOT NULL,
    payload BLOB
)",
    },
    Object {
        kind: "index",
        name: "record_key",
        table: "record",
        sql: "CREATE UNIQUE INDEX record_key ON record (log, seq, hash)",
    },
    Object {
        kind: "table",
        name: "local",
        table: "local",
        sql: "CREATE TABLE local (
    id    INTEGER PRIMARY KEY,
    kind  INTEGER NOT NULL,
    key   BLOB NOT NULL,
    value BLOB NOT NULL
)",
    },
    Object {
        kind: "index",
        name: "local_key",
        table: "local",
        sql: "CREATE UNIQUE INDEX local_key ON local (kind, key)",
    },
];

/// Sets the limits of a connection, before anything is read through it. Until
/// [`accept`], closing it leaves the file as it is.
pub(super) fn guard(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, ROW_BYTES_MAX)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, STATEMENT_BYTES_MAX)?;
    for (switch, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        connection.set_db_config(switch, on)?;
    }
    Ok(())
}

/// From now on closing the connection moves everything into its resting place.
pub(super) fn accept(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// Whether the database is a journal, and nothing but one. Only reads.
///
/// # Errors
/// [`StoreError::Newer`] if a later program made it, whatever it holds,
/// [`StoreError::Foreign`] if it holds something else beside, or
/// [`StoreError::Damaged`] if it is none.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    let number = |name: &str| {
        connection
            .pragma_query_value(None, name, |row| row.get::<_, i32>(0))
            .map_err(judge)
    };
    if number("application_id")? != APPLICATION_ID {
        return Err(StoreError::Damaged);
    }
    match number("user_version")? {
        USER_VERSION => {}
        later if later > USER_VERSION => return Err(StoreError::Newer),
        _ => return Err(StoreError::Damaged),
    }
    let mut known = 0;
    for (kind, name, table, sql) in objects(connection).map_err(judge)? {
        let ours = SCHEMA
            .iter()
            .find(|one| one.kind == kind && one.name == name);
        let Some(ours) = ours else {
            return Err(StoreError::Foreign(word(&kind)));
        };
        if ours.table != table || !same_words(ours.sql, &sql) {
            return Err(StoreError::Damaged);
        }
        known += 1;
    }
    if known == SCHEMA.len() {
        Ok(())
    } else {
        Err(StoreError::Damaged)
    }
}

type Found = (String, String, String, String);

fn objects(connection: &Connection) -> rusqlite::Result<Vec<Found>> {
    let mut read = connection.prepare(&format!(
        "SELECT type, name, tbl_name, COALESCE(sql, '') FROM sqlite_schema LIMIT {OBJECTS_READ}"
    ))?;
    read.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?
    .collect()
}

fn word(kind: &str) -> &'static str {
    ["table", "index", "view", "trigger"]
        .into_iter()
        .find(|word| *word == kind)
        .unwrap_or("part")
}

/// Whether two statements differ by their spaces at most.
fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_longer_than_any_of_candors_is_not_taken_into_memory() {
        let connection = Connection::open_in_memory().expect("opens");
        guard(&connection).expect("sets");
        let read = |length: i32| {
            connection
                .query_row("SELECT length(zeroblob(?1))", [length], |row| {
                    row.get::<_, i64>(0)
                })
                .map_err(judge)
        };

        assert!(read(1_000).is_ok());
        let huge = read(ROW_BYTES_MAX + 1);
        assert!(matches!(huge, Err(StoreError::Damaged)), "{huge:?}");
    }

    #[test]
    fn the_schema_that_is_made_is_the_one_that_is_accepted() {
        let connection = Connection::open_in_memory().expect("opens");
        let run = |sql: &str| connection.execute_batch(sql).expect("takes it");
        run(&format!(
            "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {USER_VERSION};"
        ));
        for object in &SCHEMA[..3] {
            run(object.sql);
        }
        assert!(matches!(check(&connection), Err(StoreError::Damaged)));
        run(SCHEMA[3].sql);
        assert!(check(&connection).is_ok());
    }
}
