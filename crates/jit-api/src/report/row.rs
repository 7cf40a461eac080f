use jit_domain::{
    AccountId, AccountName, DisplayName, GroupName, Issuer, PermissionSetName, Subject,
};
use serde::{Deserialize, Serialize};

use super::Figures;

/// What a report says of one target, person, group or kind of reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportRow {
    /// Which.
    #[serde(flatten)]
    pub subject: ReportSubject,
    /// What is said.
    pub figures: Figures,
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum ReportSubject {
    /// A permission set in an account.
    Target {
        /// The account.
        #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9]{12}$"))]
        account: AccountId,
        /// Its name when it was last asked for; absent where every ask was refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
        account_name: Option<AccountName>,
        /// The permission set.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        permission_set: PermissionSetName,
    },
    /// Who asked.
    Person {
        /// Who vouches for the subject.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        issuer: Issuer,
        /// The subject.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        subject: Subject,
        /// What they were called last, for display.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        name: DisplayName,
    },
    /// A group of those who asked.
    Group {
        /// The group.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        group: GroupName,
    },
    /// Reasons that are alike.
    Reason {
        /// The first of them in lower case, with numbers, tickets, identifiers and addresses
        /// replaced by what they are.
        pattern: String,
    },
}
