use std::collections::BTreeMap;
use std::str::FromStr;

use jit_domain::{AccountId, ParseRoleArnError, Partition, PermissionSetName, RoleArn};

use crate::selector::Selector;
use crate::{RecheckTerms, SessionDuration};

/// A permission set of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PermissionSet {
    /// Its name, unique in the catalog.
    pub(crate) name: PermissionSetName,
    /// The role that it is in every account.
    pub(crate) role: RolePath,
    /// How long each session lives.
    pub(crate) session_duration: SessionDuration,
    /// Where it exists.
    pub(crate) accounts: Selector,
    /// Its tags.
    pub(crate) tags: BTreeMap<String, String>,
    /// Whether its sessions may assume further roles.
    pub(crate) chaining: bool,
    /// How often clients ask whether its sessions are still good.
    pub(crate) recheck: RecheckTerms,
}

/// Path and name of an IAM role, such as `jit/PowerUser`, that make a valid ARN in any account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RolePath(String);

/// The text is not the path and name of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a role is its path and name, such as `jit/PowerUser`: letters, digits or `_+=,.@-`, at most \
     64 for the name"
)]
pub(crate) struct ParseRolePathError;

impl RolePath {
    /// The role in an account.
    ///
    /// # Errors
    ///
    /// None for a path that was parsed; callers refuse all the same.
    pub(crate) fn arn(
        &self,
        partition: Partition,
        account: &AccountId,
    ) -> Result<RoleArn, ParseRoleArnError> {
        RoleArn::new(partition, account, &self.0)
    }
}

impl FromStr for RolePath {
    type Err = ParseRolePathError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let in_any_account = format!("arn:aws:iam::000000000000:role/{s}");
        let sound = in_any_account.parse::<RoleArn>().is_ok();
        sound.then(|| Self(s.to_owned())).ok_or(ParseRolePathError)
    }
}
