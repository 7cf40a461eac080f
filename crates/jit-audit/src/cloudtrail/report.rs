use std::collections::BTreeMap;

use jit_domain::{Actor, RequestId, RoleArn, Timestamp};
use serde::Serialize;

use crate::EndedEarly;

/// What `CloudTrail` shows of the sessions of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CloudTrailReport {
    /// By request, in the order of the log.
    pub requests: Vec<RequestReport>,
    /// Calls of sessions that the log knows nothing of.
    pub other: OtherCalls,
}

impl CloudTrailReport {
    /// How many calls lie outside of their windows.
    #[must_use]
    pub fn outside(&self) -> u64 {
        self.requests.iter().map(|it| it.outside_total).sum()
    }
}

/// What was done with the sessions of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RequestReport {
    /// The request.
    pub request: RequestId,
    /// Whose sessions they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Actor>,
    /// The role.
    pub role: RoleArn,
    /// When its first session was opened.
    pub opened_at: Timestamp,
    /// The end of its window.
    pub window_end: Timestamp,
    /// When and how the window ended before that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_early: Option<EndedEarly>,
    /// Its sessions in the log that `CloudTrail` speaks of.
    pub sessions: u64,
    /// Calls in all.
    pub calls: u64,
    /// Those that AWS answered with an error.
    pub errors: u64,
    /// Those that could change something.
    pub changes: u64,
    /// The time of the first call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Timestamp>,
    /// The time of the last call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Timestamp>,
    /// By service and action, in order of their names.
    pub actions: Vec<ActionReport>,
    /// Calls that lie outside of the window, or may: their records do not say when they were made.
    pub outside_total: u64,
    /// The first of them in the order of the files, at most 100.
    pub outside: Vec<OutsideCall>,
}

impl RequestReport {
    /// How many calls outside of the window are listed one by one.
    pub const MAX_OUTSIDE: usize = 100;
}

/// One action of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ActionReport {
    /// The service, such as `s3.amazonaws.com`.
    pub service: String,
    /// The action, such as `GetObject`.
    pub action: String,
    /// How often it was called.
    pub calls: u64,
    /// How often AWS answered with an error.
    pub errors: u64,
    /// Whether no call of it could change anything.
    pub read_only: bool,
}

/// A call outside of the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OutsideCall {
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Where that is.
    pub when: When,
    /// The service.
    pub service: String,
    /// The action.
    pub action: String,
    /// The error that AWS answered with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The access key that signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
}

/// Where a call lies outside of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Before the session was opened.
    BeforeSession,
    /// After the end of the window.
    AfterWindow,
    /// After the window was revoked.
    AfterRevoked,
    /// After the requester gave the window back.
    AfterFinished,
    /// Nobody knows: the record has no time.
    Unknown,
}

impl When {
    /// The words for it.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::BeforeSession => "before the session was opened",
            Self::AfterWindow => "after the window",
            Self::AfterRevoked => "after it was revoked",
            Self::AfterFinished => "after it was given back",
            Self::Unknown => "at an unknown time",
        }
    }
}

/// Calls of sessions that the log knows nothing of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OtherCalls {
    /// How many.
    pub calls: u64,
    /// By account, at most 1,000 of them.
    pub accounts: BTreeMap<String, u64>,
}

impl OtherCalls {
    /// How many accounts are counted apart.
    pub const MAX_ACCOUNTS: usize = 1_000;
}
