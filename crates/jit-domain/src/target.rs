use serde::{Deserialize, Serialize};

use crate::{AccountId, AccountName, PermissionSetName, RoleArn};

/// One account and permission set, with the role that they resolve to: what a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The account.
    pub account: AccountId,
    /// Its name in the catalog at the time of the request, for display.
    pub account_name: AccountName,
    /// The permission set.
    pub permission_set: PermissionSetName,
    /// The role that the permission set is in this account.
    pub role: RoleArn,
}
