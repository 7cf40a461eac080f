use jit_domain::{RequestId, StatusName, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ErrorCode;

/// An error answer, `application/problem+json`.
///
/// Source: RFC 9457, "Problem Details for HTTP APIs".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The stable name of the error.
    pub code: ErrorCode,
    /// One line for a person, lower case, without a full stop.
    pub title: String,
    /// More about this occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// A command to type, or whom to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The field of the body or the parameter that is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The state that the request is in now (`conflict`, `window_not_open`, `window_closed`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub current_status: Option<StatusName>,
    /// True when the window lasted to its end: nobody gave it back or ended it (`window_closed`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ran_out: bool,
    /// The level that waits for decisions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_level: Option<u32>,
    /// When the window opens (`window_not_open`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub opens_at: Option<Timestamp>,
    /// The request that the error is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub request_id: Option<RequestId>,
    /// The policies that apply alike (`policy_conflict`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// Names this exchange in the broker's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

impl Problem {
    /// A problem with its code, status and title and nothing else.
    #[must_use]
    pub fn new(code: ErrorCode, title: impl Into<String>) -> Self {
        Self {
            status: code.http_status(),
            code,
            title: title.into(),
            detail: None,
            hint: None,
            field: None,
            current_status: None,
            ran_out: false,
            open_level: None,
            opens_at: None,
            request_id: None,
            policies: Vec::new(),
            trace_id: None,
        }
    }
}
