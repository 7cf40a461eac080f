use std::collections::BTreeMap;

use jit_domain::{AccountId, Partition};

/// What AWS Organizations says at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The partition that it is in.
    pub partition: Partition,
    /// The management account.
    pub management: AccountId,
    /// All accounts, in order of ID; no ID twice.
    pub accounts: Vec<Member>,
}

/// One account as AWS describes it. Names and tags are words of others and may be anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its ID.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// The names of the organizational units that it is in, the outermost first; none for the root.
    pub units: Vec<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Its state, unless it is `ACTIVE`.
    pub inactive: Option<String>,
}
