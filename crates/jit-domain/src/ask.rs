use serde::{Deserialize, Serialize};

use crate::{BatchId, Reason, RequestId, Ticket, Timestamp, WindowDuration};

/// What a person says when asking for a target. It never changes afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// How long the window should be.
    pub duration: WindowDuration,
    /// The business justification.
    pub reason: Reason,
    /// The ticket it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticket>,
    /// When the window should open at the earliest; absent for "once approved".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// The earlier request that this one asks more time for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<RequestId>,
    /// Ties together what was asked for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchId>,
}
