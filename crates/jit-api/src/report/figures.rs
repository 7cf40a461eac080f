use serde::{Deserialize, Serialize};

/// What a report counts, for one target, person, group or kind of reason, or for all together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    /// Requests: all that was asked and that no policy refused.
    pub requests: u64,
    /// Those that a policy approved alone.
    pub automatic: u64,
    /// Those that people were to decide.
    pub manual: u64,
    /// Those that opened at once, in an emergency.
    pub break_glass: u64,
    /// Those that failed because two policies applied alike.
    pub failed: u64,
    /// Asks that never became a request: a policy refused them.
    pub refused: u64,
    /// Requests that an approver rejected.
    pub rejected: u64,
    /// Requests that were withdrawn.
    pub cancelled: u64,
    /// Requests that nobody decided in time.
    pub expired: u64,
    /// Requests that still wait.
    pub pending: u64,
    /// Windows that were ended by an approver or administrator.
    pub revoked: u64,
    /// Break-glass windows in which a review found a violation.
    pub violations: u64,
    /// Windows that had opened by the end of the period.
    pub windows: u64,
    /// Those of them that were over by then, and for which no session was opened.
    pub unused_windows: u64,
    /// Sessions that were opened.
    pub sessions: u64,
    /// How long these windows were open, in seconds.
    pub window_seconds: u64,
    /// In how many of these seconds a session could be used.
    pub used_seconds: u64,
    /// The share of the one in the other, in per cent, rounded; absent where no window opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_percent: Option<u64>,
    /// How long approvals by people took; absent where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalTimes>,
}

/// How long it took from the ask to the last approval that was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovalTimes {
    /// How many requests people approved.
    pub approved: u64,
    /// Half of them took no longer than this, in seconds.
    pub median_seconds: u64,
    /// Nine of ten took no longer than this, in seconds.
    pub p90_seconds: u64,
}

/// How many approvals by people took so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovalTime {
    /// Less than this, in seconds, and no less than the one before; absent for "or longer".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under_seconds: Option<u64>,
    /// How many.
    pub approvals: u64,
}
