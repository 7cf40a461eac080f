use std::collections::BTreeMap;

use jit_domain::{AccountId, AccountName};

/// An AWS account of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its ID.
    pub id: AccountId,
    /// Its name, unique in the catalog.
    pub name: AccountName,
    /// The path of its organizational unit, from the root on, without a leading slash; empty for
    /// the root.
    pub ou: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Whether it is the management account of the organisation, for which stricter rules hold.
    pub management: bool,
}
