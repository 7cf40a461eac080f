use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{RequestId, Timestamp};

/// What somebody read because they are an auditor or administrator, not because it is theirs to
/// know. Reading one's own requests and those that one decides about leaves no trace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AdministrativeRead {
    /// The audit log: what is behind `after`, up to `until`.
    AuditLog {
        /// Behind this record; 0 for all of it.
        after: u64,
        /// Up to this record, which was the last.
        until: u64,
    },
    /// The audit log as it goes on. Said once a minute, however often a follower asks: each event
    /// that it led to would be something new to ask for.
    FollowedAuditLog,
    /// The sessions of an access key, or of a session name.
    Sessions {
        /// Which.
        named: String,
    },
    /// Everybody's requests.
    Requests {
        /// By what they were filtered: names of query parameters, and what was asked for.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        filter: BTreeMap<String, String>,
    },
    /// One request of somebody else. The event does not belong to it: who looked is for auditors.
    Request {
        /// Which.
        id: RequestId,
    },
    /// A report on everybody's requests.
    Report {
        /// From this instant.
        since: Timestamp,
        /// Until this one.
        until: Timestamp,
    },
}
