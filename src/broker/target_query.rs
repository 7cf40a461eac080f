/// Which targets to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetQuery {
    /// Part of the account's ID or name, in any letter case.
    pub account: Option<String>,
    /// Part of the permission set's name, in any letter case.
    pub permission_set: Option<String>,
}
