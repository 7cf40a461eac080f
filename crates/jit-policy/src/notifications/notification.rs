use jit_domain::{Actor, Audience, EventHash, NoticeKind, RequestId, Timestamp};
use serde::{Deserialize, Serialize};

/// What is delivered: the JSON that programs get, and what the templates of people's texts see.
///
/// Every field is always there, `null` where there is nothing to say, so that a template can ask
/// for it. It holds nothing that is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// The form of this object: 1.
    pub version: u32,
    /// The same for every attempt to deliver it, and of no other notification.
    pub id: String,
    /// What happened.
    pub kind: NoticeKind,
    /// Who should know.
    pub audience: Audience,
    /// When it happened.
    pub at: Timestamp,
    /// The request it is about.
    pub request: Option<RequestFacts>,
    /// Who did it.
    pub actor: Option<Actor>,
    /// What they said with it.
    pub comment: Option<String>,
    /// What a review found: `ok` or `violation`.
    pub verdict: Option<String>,
    /// What else there is to say, where no request says it.
    pub detail: Option<String>,
    /// What to type next.
    pub command: String,
    /// Where the request, or the broker, is found. Reading it needs a sign-in and changes nothing.
    pub link: String,
    /// The end of the audit log when this was written: who keeps notifications can tell whether the
    /// log was changed afterwards.
    pub audit: AuditPosition,
}

/// What a notification says of its request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFacts {
    /// Its name.
    pub id: RequestId,
    /// The account, 12 digits.
    pub account: String,
    /// The name of the account.
    pub account_name: String,
    /// The permission set.
    pub permission_set: String,
    /// Who asked.
    pub requester: Actor,
    /// Why.
    pub reason: String,
    /// The ticket.
    pub ticket: Option<String>,
    /// How long the window is to be, in seconds.
    pub duration_seconds: u32,
    /// The same, for people: `1h 30m`.
    pub duration: String,
    /// When the window opens.
    pub window_start: Option<Timestamp>,
    /// When it ends.
    pub window_end: Option<Timestamp>,
}

/// A place in the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPosition {
    /// The sequence number; 0 for an empty log.
    pub sequence: u64,
    /// The hash of that event; 64 zeros for an empty log.
    pub hash: EventHash,
}
