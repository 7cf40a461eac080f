use rusqlite::{Connection, TransactionBehavior};

use super::OpenError;

/// Marks the file as a store of the broker: `jitb` in ASCII.
const APPLICATION_ID: i32 = 0x6a69_7462;

/// Each brings the schema from the version before to its own; the first makes version 1.
const MIGRATIONS: [&str; 3] = [
    include_str!("schema/0001.sql"),
    include_str!("schema/0002.sql"),
    include_str!("schema/0003.sql"),
];

/// The version of the schema that this program reads and writes.
pub(super) const VERSION: usize = MIGRATIONS.len();

/// Brings the schema up to date, each step in its own transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let mut done = version_of(connection)?;
    while let Some(migration) = MIGRATIONS.get(done) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        done += 1;
        transaction.pragma_update(None, "user_version", i64::try_from(done).unwrap_or(0))?;
        transaction.commit()?;
    }
    Ok(())
}

/// Whether the file is a store that this program can read the log of: every version of the schema
/// has had the same one.
pub(super) fn check(connection: &Connection) -> Result<(), OpenError> {
    match version_of(connection)? {
        0 => Err(OpenError::NotAStore),
        _ => Ok(()),
    }
}

/// The version of the schema in the file; 0 for a new one.
fn version_of(connection: &Connection) -> Result<usize, OpenError> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application = pragma("application_id")?;
    let found = pragma("user_version")?;
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if (application, found, objects) == (0, 0, 0) {
        return Ok(0);
    }
    if application != i64::from(APPLICATION_ID) {
        return Err(OpenError::NotAStore);
    }
    match usize::try_from(found) {
        Ok(found) if (1..=VERSION).contains(&found) => Ok(found),
        _ => Err(OpenError::Newer {
            found,
            known: VERSION,
        }),
    }
}
