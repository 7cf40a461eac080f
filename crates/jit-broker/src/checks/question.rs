use std::collections::BTreeSet;

use jit_domain::{
    AccountId, AccountName, DisplayName, GroupName, Issuer, PermissionSetName, PolicyName, Reason,
    RoleArn, Subject, Ticket, Timestamp, WindowDuration,
};
use serde::Serialize;

use super::CheckError;

/// What a check is asked. It has nothing in it that opens anything.
#[derive(Clone, Debug, Serialize)]
pub struct CheckQuestion {
    /// Names this question; the answer has to name it too.
    pub id: String,
    /// The check, as the bundle calls it.
    pub check: PolicyName,
    /// True when nothing is asked for yet: somebody wants to know what would come of it.
    pub dry_run: bool,
    /// When it is asked.
    pub at: Timestamp,
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub account_name: AccountName,
    /// The permission set.
    pub permission_set: PermissionSetName,
    /// The role that it is in this account.
    pub role_arn: RoleArn,
    /// Who asks.
    pub requester: Requester,
    /// For how long, in seconds.
    pub duration_seconds: WindowDuration,
    /// Why. Text of a person.
    pub reason: Reason,
    /// The ticket that it belongs to.
    pub ticket: Option<Ticket>,
    /// When the window should open at the earliest.
    pub start: Option<Timestamp>,
}

/// Who asks.
#[derive(Clone, Debug, Serialize)]
pub struct Requester {
    /// Who vouches for the subject.
    pub issuer: Issuer,
    /// The subject.
    pub subject: Subject,
    /// What they are called, for display.
    pub name: DisplayName,
    /// Their groups.
    pub groups: BTreeSet<GroupName>,
}

impl CheckQuestion {
    pub(super) fn json(&self) -> Result<String, CheckError> {
        let json = serde_json::to_string(self);
        json.map_err(|_| CheckError::Failed("the question cannot be written".to_owned()))
    }
}
