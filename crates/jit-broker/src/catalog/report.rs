use std::fmt;

use jit_domain::AccountId;
use serde::Serialize;

/// What a sync changes, and what it leaves to people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Accounts that AWS has and the file had not.
    pub added: Vec<Named>,
    /// Entries that AWS describes differently.
    pub changed: Vec<Change>,
    /// Entries that are taken out, because AWS does not have the account.
    pub removed: Vec<Named>,
    /// Entries that AWS does not have, and that stay.
    pub missing: Vec<Named>,
    /// Entries of accounts that are not active.
    pub suspended: Vec<Suspended>,
    /// Accounts of AWS that are not put into the file.
    pub skipped: Vec<Skipped>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its ID.
    pub id: AccountId,
    /// Its name.
    pub name: String,
}

/// An entry that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its ID.
    pub id: AccountId,
    /// Its name, after the change.
    pub name: String,
    /// What changes: `name`, `ou`, `management`, `tags.<key>`.
    pub fields: Vec<String>,
}

/// An entry whose account is not active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suspended {
    /// Its ID.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// The state in the words of AWS, such as `SUSPENDED`.
    pub state: String,
}

/// An account that is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Its ID.
    pub id: AccountId,
    /// Its name, in the words of AWS.
    pub name: String,
    /// Why.
    pub reason: String,
    /// What to do about it, if anything.
    pub fix: Option<String>,
}

/// `2 accounts added, 1 changed, 1 not in the organization`
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let added = self.added.len();
        let plural = if added == 1 { "" } else { "s" };
        write!(
            f,
            "{added} account{plural} added, {} changed",
            self.changed.len()
        )?;
        for (count, what) in [
            (self.removed.len(), "removed"),
            (self.missing.len(), "not in the organization"),
            (self.suspended.len(), "not active"),
            (self.skipped.len(), "skipped"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}
