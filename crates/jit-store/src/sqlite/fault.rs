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
        match fault {
            Fault::Sqlite(err) if shows_damage(&err) => Self::Damaged(err.to_string()),
            Fault::Sqlite(err) => Self::Unavailable(err.to_string()),
            Fault::Damaged(what) => Self::Damaged(what),
            Fault::Stopped(why) => Self::Unavailable(why.to_owned()),
        }
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
