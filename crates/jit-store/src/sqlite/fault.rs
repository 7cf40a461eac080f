use rusqlite::{Error, ErrorCode};

use crate::StoreError;

/// What went wrong below the rules of the store.
#[derive(Debug)]
pub(super) enum Fault {
    /// SQLite refused.
    Sqlite(Error),
    /// A row cannot be what this program wrote.
    Damaged(String),
    /// The program gave up on its own: a panic, or a thread that is gone.
    Stopped(&'static str),
}

impl Fault {
    /// Whether the connection is in doubt. A full disk, a busy file and a broken constraint are
    /// answers of a sound connection; after anything else a new one is opened.
    pub(super) fn distrusts_connection(&self) -> bool {
        match self {
            Self::Sqlite(err) => !matches!(
                err.sqlite_error_code(),
                Some(
                    ErrorCode::DiskFull
                        | ErrorCode::ConstraintViolation
                        | ErrorCode::DatabaseBusy
                        | ErrorCode::DatabaseLocked
                )
            ),
            Self::Damaged(_) => false,
            Self::Stopped(_) => true,
        }
    }

    /// Whether the units of a failed group may fare better each alone: one of them broke a
    /// constraint, is about a damaged row or made the writer fail, or the disk has no room for all.
    /// What else there is concerns the file, and would only be waited for once more by each.
    pub(super) fn spares_others(&self) -> bool {
        match self {
            Self::Sqlite(err) => matches!(
                err.sqlite_error_code(),
                Some(ErrorCode::DiskFull | ErrorCode::ConstraintViolation)
            ),
            Self::Damaged(_) | Self::Stopped(_) => true,
        }
    }

    /// What a caller is told; every caller of a group the same.
    pub(super) fn to_error(&self) -> StoreError {
        match self {
            Self::Sqlite(err) if shows_damage(err) => StoreError::Damaged(err.to_string()),
            Self::Sqlite(err) => StoreError::Unavailable(err.to_string()),
            Self::Damaged(what) => StoreError::Damaged(what.clone()),
            Self::Stopped(why) => StoreError::Unavailable((*why).to_owned()),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(err) => err.fmt(f),
            Self::Damaged(what) => f.write_str(what),
            Self::Stopped(why) => f.write_str(why),
        }
    }
}

impl From<Error> for Fault {
    fn from(err: Error) -> Self {
        Self::Sqlite(err)
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        fault.to_error()
    }
}

fn shows_damage(err: &Error) -> bool {
    match err {
        Error::FromSqlConversionFailure(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::InvalidColumnType(..) => true,
        _ => matches!(
            err.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        ),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    /// What is done after each kind of failure: whether the units are tried again each alone,
    /// whether the connection is thrown away, and whether the file is called damaged.
    #[test]
    fn each_failure_has_its_consequence() {
        for (code, alone, distrusted, damaged) in [
            (ffi::SQLITE_FULL, true, false, false),
            (ffi::SQLITE_CONSTRAINT_UNIQUE, true, false, false),
            (ffi::SQLITE_BUSY, false, false, false),
            (ffi::SQLITE_LOCKED, false, false, false),
            (ffi::SQLITE_IOERR_FSYNC, false, true, false),
            (ffi::SQLITE_IOERR_WRITE, false, true, false),
            (ffi::SQLITE_CANTOPEN, false, true, false),
            (ffi::SQLITE_READONLY, false, true, false),
            (ffi::SQLITE_CORRUPT, false, true, true),
            (ffi::SQLITE_NOTADB, false, true, true),
        ] {
            let fault = Fault::from(Error::SqliteFailure(ffi::Error::new(code), None));
            assert_eq!(fault.spares_others(), alone, "{fault}");
            assert_eq!(fault.distrusts_connection(), distrusted, "{fault}");
            let told = matches!(fault.to_error(), StoreError::Damaged(_));
            assert_eq!(told, damaged, "{fault}");
        }
    }
}
