use jit_api::Secret;
use jit_domain::{
    AccessKeyId, AccountId, AccountName, PermissionSetName, RequestId, RoleArn, Timestamp,
};
use serde::{Deserialize, Serialize};

/// Credentials that are those that were asked for, of the account that was asked for, and that end
/// with the window.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The request whose window is open.
    pub(crate) request: RequestId,
    pub(crate) account: AccountId,
    pub(crate) account_name: AccountName,
    pub(crate) permission_set: PermissionSetName,
    pub(crate) role: RoleArn,
    pub(crate) access_key_id: AccessKeyId,
    pub(crate) secret_access_key: Secret,
    pub(crate) session_token: Secret,
    /// The earlier of AWS's expiration and the end of the window, in whole seconds.
    pub(crate) expiration: Timestamp,
    /// Credentials of the sandbox, which AWS refuses.
    pub(crate) sandbox: bool,
}
