use jit_domain::{
    AccountId, AccountName, BatchId, BundleDigest, Comment, DisplayName, Issuer, PermissionSetName,
    PersonSelector, PolicyName, Reason, RequestDigest, RequestId, ReviewVerdict, RoleArn,
    StatusName, Subject, Ticket, Timestamp, WindowDuration,
};
use serde::{Deserialize, Serialize};

/// A request on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Request {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^req-[0-9a-hjkmnp-tv-z]{10}$"))]
    pub id: RequestId,
    /// The state at the time of the answer.
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^(pending|scheduled|active|ended|rejected|cancelled|expired|revoked|failed)$"))]
    pub status: StatusName,
    /// The account.
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9]{12}$"))]
    pub account: AccountId,
    /// Its name in the catalog at the time of the request.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account_name: AccountName,
    /// The permission set.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub permission_set: PermissionSetName,
    /// The role it is in that account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role_arn: RoleArn,
    /// Who asks.
    pub requester: PersonView,
    /// The business justification. Text of a person: neutralise it before showing it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reason: Reason,
    /// The ticket it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub ticket: Option<Ticket>,
    /// The duration that was asked for, in seconds.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub duration_seconds: WindowDuration,
    /// The scheduled start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub start: Option<Timestamp>,
    /// The request that this one asks more time for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub extends: Option<RequestId>,
    /// Ties together what was asked for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub batch: Option<BatchId>,
    /// When it was asked.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// The instant from which nobody can decide it any more.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub pending_until: Timestamp,
    /// The first instant of the window, once approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub window_start: Option<Timestamp>,
    /// The first instant after the window, once approved; where it was cut short, that instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub window_end: Option<Timestamp>,
    /// The open level, while pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u32>,
    /// All levels, in order; none when a policy alone approved it, and none of break-glass.
    pub levels: Vec<LevelView>,
    /// True when the window opened without anybody's approval, in an emergency.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub break_glass: bool,
    /// The levels that break-glass went around, whose approvers may review it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<LevelView>,
    /// Who is told of every break-glass window besides, and may review it too: `groups`, `users`,
    /// `attributes`; each entry is an alternative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub security: Option<PersonSelector>,
    /// When the review of the break-glass window is due, as long as nobody has reviewed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub review_due: Option<Timestamp>,
    /// What somebody else found when they looked back at the break-glass window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewView>,
    /// What people decided, in order.
    pub decisions: Vec<DecisionView>,
    /// What a decision has to name.
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9a-f]{64}$"))]
    pub digest: RequestDigest,
    /// The policy bundle at the time of the request.
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9a-f]{64}$"))]
    pub bundle: BundleDigest,
    /// The approval policy that decides; none when it failed with a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub policy: Option<PolicyName>,
    /// The policies that apply alike, when it failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub policies: Vec<PolicyName>,
    /// What external checks said that let it pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckView>,
    /// True when only the sign-in of the approvers can tell whether there are enough of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approvers_unverified: bool,
    /// What happened to it, in order; only where one request is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<TimelineEntry>,
}

/// A person on the wire. Only `issuer` and `subject` identify; `name` is for display.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonView {
    /// Who vouches for the subject.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub issuer: Issuer,
    /// The subject at that issuer.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub subject: Subject,
    /// For display.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub name: DisplayName,
}

impl From<&jit_domain::Actor> for PersonView {
    fn from(actor: &jit_domain::Actor) -> Self {
        Self {
            issuer: actor.id.issuer.clone(),
            subject: actor.id.subject.clone(),
            name: actor.name.clone(),
        }
    }
}

/// One level of a request on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LevelView {
    /// Counted from 1.
    pub number: u32,
    /// Who may decide here: `groups`, `users`, `attributes`; each entry is an alternative.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub approvers: PersonSelector,
    /// How many different people have to approve.
    pub approvals: u32,
    /// How many have.
    #[serde(default)]
    pub approved: u32,
}

/// What one person decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecisionView {
    /// Who.
    pub by: PersonView,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// What.
    pub verdict: VerdictName,
    /// The level it was decided at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u32>,
    /// The shorter duration that was granted, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub duration_seconds: Option<WindowDuration>,
    /// Text of a person: neutralise it before showing it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub comment: Option<Comment>,
}

/// Approve, reject or revoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is explained by `jit_domain::Verdict`")]
pub enum VerdictName {
    Approve,
    Reject,
    Revoke,
}

/// What one person found when they looked back at a break-glass window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewView {
    /// What: `ok` or `violation`.
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^(ok|violation)$"))]
    pub verdict: ReviewVerdict,
    /// Who.
    pub by: PersonView,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Text of a person: neutralise it before showing it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub comment: Option<Comment>,
}

/// One event of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// What: `submitted`, `approved`, `session_opened`, …
    pub event: String,
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonView>,
    /// The access key of the session, for `session_opened`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
}

/// A page of requests, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestPage {
    /// The requests.
    pub requests: Vec<Request>,
    /// Where the next page begins; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What an external check said that let a request pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckView {
    /// The check, as the bundle calls it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub check: PolicyName,
    /// What approvers should know. Text of another service: neutralise it before showing it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub note: Option<Comment>,
    /// Whether it asked for a level beside those of the approval policy.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adds_level: bool,
}
